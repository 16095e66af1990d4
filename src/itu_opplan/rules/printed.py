"""The printed tables of results of a plan, one by one, as the rules on results and KPIs go through them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import quote
from ..model.lookup import Owner, frameworks
from ..model.plan import OperationalPlan
from ..model.results import KPI, ExpectedResult, ResultBlock, ResultsFramework
from .rule import Finding, few

__all__ = ["Printed", "printed", "quoted"]


class Printed(NamedTuple):
    """One printed table, with its address and the output, department or unit that has it."""

    path: str
    owner_path: str
    owner: Owner
    section: str | None
    framework: ResultsFramework

    @property
    def reports(self) -> bool:
        """Whether it tells what was reached, not what is planned."""
        return self.framework.phase == "implementation"

    @property
    def years(self) -> str:
        """Its periods, in words."""
        return " and ".join(map(str, self.framework.periods))

    def rows(self) -> list[tuple[str, ResultBlock]]:
        """Its rows, with their addresses."""
        return [(f"{self.path}.blocks[{number}]", block) for number, block in enumerate(self.framework.blocks)]

    def results(self) -> list[ExpectedResult]:
        """All its results."""
        return [result for block in self.framework.blocks for result in block.results]

    def kpis(self) -> list[tuple[str, KPI]]:
        """All its KPIs, with their addresses."""
        return [(f"{path}.kpis[{n}]", kpi) for path, block in self.rows() for n, kpi in enumerate(block.kpis)]

    def finding(self, message: str, *, expected: object = None, actual: object = None) -> Finding:
        """A finding about the table as a whole."""
        return Finding(path=self.path, message=message, section=self.section, expected=expected, actual=actual)


def printed(plan: OperationalPlan) -> Iterator[Printed]:
    """The tables of results of a plan, in its order."""
    for path, owner, _, one in frameworks(plan.outputs, plan.departments):
        yield Printed(f"{path}.frameworks.{one.code}", path, owner, one.section or owner.section, one)


def quoted(texts: Iterable[str]) -> str:
    """The first of these texts, for a message.

    >>> quoted(["a", "b", "c", "d"])
    "'a', 'b', 'c' and 1 more"
    """
    return few(quote(text) for text in texts)
