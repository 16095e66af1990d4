"""Plans of any number of outputs, made from the outputs of the shipped plan: as rich, and no two outputs alike."""

import itertools
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import itu_opplan as opplan
from itu_opplan import Activity, Output
from itu_opplan.model.fields import Kind, is_keyed, key_of, kinds

Raw: TypeAlias = dict[str, Any]

SHIPPED = "gs-2008-2011"
STEPS = 97
"""Figures differ by up to so many units of their last digit."""
LEFT_OUT = ("outline", "claims", "crosswalk", "note")
"""What speaks of the shipped plan by section, address or number."""


def parse(text: str) -> Raw:
    """The raw tables of a text, by the parser of the standard library."""
    return tomllib.loads(text, parse_float=Decimal)


def shipped_text() -> str:
    """The shipped plan as one text."""
    return opplan.dumps(opplan.bundled(SHIPPED))


def sized(size: int) -> Raw:
    """The raw tables of a plan of so many outputs; the text of it grows by 9 kB an output."""
    raw = {key: value for key, value in parse(shipped_text()).items() if key not in LEFT_OUT}
    models = {code: output for code, output in raw["outputs"].items() if "effort" in output}
    copies = dict(enumerate(itertools.islice(itertools.cycle(models), size), 1))
    activities = raw["activities"]
    raw["outputs"] = {_code(number): vary(Output, models[code], number) for number, code in copies.items()}
    raw["activities"] = {code: one for code, one in activities.items() if "output" not in one}
    for number, code in copies.items():
        own = {key: one for key, one in activities.items() if one.get("output") == code}
        for key, one in own.items():
            named = {"output": _code(number)} | ({"parent": f"{one['parent']}-{number}"} if "parent" in one else {})
            raw["activities"][f"{key}-{number}"] = vary(Activity, one, number) | named
    for one in (*raw["events"].values(), *raw["projects"].values()):
        one.pop("output", None)
    for department in raw["departments"].values():
        department.pop("frameworks", None)  # which refer to outputs of the shipped plan
    return raw


def _code(number: int) -> str:
    return f"OUTPUT-{number}"


def vary(cls: type, raw: Raw, number: int) -> Raw:
    """A copy of the raw tables of an entity, with texts and figures that differ with the number; sections stay."""
    own = {key_of(name): kind for name, kind in kinds(cls).items()}
    return {
        key: value if key.endswith(("section", "number")) else _vary_field(own[key], value, number)
        for key, value in raw.items()
    }


def _vary_field(kind: Kind, value: Any, number: int) -> Any:
    if kind.of is not None:
        if not kind.many:
            return vary(kind.of, value, number)
        if is_keyed(kind.of):
            return {code: vary(kind.of, one, number) for code, one in value.items()}
        return [vary(kind.of, one, number) for one in value]
    if kind.what == "text":
        return value if kind.many else f"{value} no. {number}"  # lists are names of parts
    return _vary_figures(value, number) if kind.what in ("table", "figure") else value


def _vary_figures(value: Any, number: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _vary_figures(one, number) for key, one in value.items()}
    if isinstance(value, list):
        return [_vary_figures(one, number) for one in value]
    if isinstance(value, Decimal):
        return value + Decimal(number % STEPS).scaleb(value.as_tuple().exponent)
    return value + number % STEPS if type(value) is int else value
