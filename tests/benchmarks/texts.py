"""What is measured on texts: reading, checking and writing a plan."""

import tomllib
from decimal import Decimal
from typing import ClassVar

import itu_opplan as opplan

from .fixtures import Prepared, load_models


class Shipped:
    """The shipped plan as one text. Plans are validated and written right after they were read, as users do."""

    FRESH: ClassVar = {"validate": "loads", "dumps": "loads"}
    """What makes the plan that a work takes."""

    def __init__(self, size: int, prepared: Prepared) -> None:
        import tomli_w

        self.text = prepared.shipped.read_text(encoding="utf-8")
        self.raw = tomllib.loads(self.text, parse_float=Decimal)
        self._write = tomli_w.dumps

    def check(self) -> None:
        """Both write the same."""
        assert self.tomli_w() == self.dumps(self.loads()) == self.text

    def loads(self) -> opplan.OperationalPlan:
        return opplan.loads(self.text)

    def validate(self, plan: opplan.OperationalPlan) -> object:
        return opplan.validate(plan)

    def validate_text(self) -> object:
        return opplan.validate_text(self.text)

    def dumps(self, plan: opplan.OperationalPlan) -> object:
        return opplan.dumps(plan)

    def tomli_w(self) -> object:
        return self._write(self.raw)


class Sized:
    """A plan of so many outputs as one text. Nothing else is kept, so that garbage collection sees what is measured."""

    def __init__(self, size: int, prepared: Prepared) -> None:
        import msgspec
        import tomli

        self.text = prepared.text(size)
        self._pydantic = load_models(prepared.models, "pydantic").OperationalPlan.model_validate
        self._msgspec, self._struct = msgspec.convert, load_models(prepared.models, "msgspec").OperationalPlan
        self._tomli = tomli.loads
        self.size = size

    def check(self) -> None:
        """All read the same."""
        ours, *peers = self.loads(), self.pydantic(), self.msgspec()
        assert isinstance(ours, opplan.OperationalPlan)
        kpis = sum(len(block.kpis) for output in ours.outputs for own in output.frameworks for block in own.blocks)
        for plan in peers:
            outputs = plan.outputs.values()
            blocks = [block for output in outputs for own in (output.frameworks or {}).values() for block in own.blocks]
            assert (len(outputs), sum(len(block.kpis) for block in blocks)) == (self.size, kpis), type(plan)

    def loads(self) -> object:
        return opplan.loads(self.text)

    def tomllib(self) -> object:
        return tomllib.loads(self.text, parse_float=Decimal)

    def pydantic(self):
        return self._pydantic(tomllib.loads(self.text, parse_float=Decimal))

    def msgspec(self):
        return self._msgspec(tomllib.loads(self.text, parse_float=Decimal), self._struct)

    def msgspec_tomli(self) -> object:
        return self._msgspec(self._tomli(self.text, parse_float=Decimal), self._struct)
