"""Anything of the library as plain lists, dicts and texts, ready for JSON."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

import attrs

from .errors import FormatError, InvalidPlan, OpPlanError
from .grades import Grade
from .periods import Period
from .problem import Problem
from .table import Table
from .table.reasons import find_untold_reasons, has_parts
from .wording import positional

__all__ = ["Plain", "plain"]

Plain: TypeAlias = bool | int | str | list["Plain"] | dict[str, "Plain"] | None


def plain(value: object) -> Plain:
    """The value as lists, dicts, texts, whole numbers, true, false and null; dates are text, figures exact text.

    A table gives its unit, dims, labels and records; also why some dims do not add, where their name and the unit do
    not tell it, the dims over which percentages add as `parts` of one whole, and what the table assumes, if anything.
    A missing figure is its name, such as `blank`. Plans, problems and rules give their fields, problems also their key;
    reports and listings give what is in them. Exceptions of the library give their message and problems.

    Raises:
        TypeError: the value is of no kind that the library makes.

    >>> plain(Period(2009, 2011)), plain(Decimal("4.70"))
    ('2009-2011', '4.70')
    >>> plain(Table.from_records([{"item": "a", "value": 3}], dims=["item"], unit="CHF"))
    {'unit': 'CHF', 'dims': ['item'], 'labels': {'item': ['a']}, 'records': [{'item': 'a', 'value': '3'}]}
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal() | Period() | Grade():
            return positional(value) if isinstance(value, Decimal) else str(value)
        case datetime.date():
            return value.isoformat()
        case Enum():
            return plain(value.value)
        case Table():
            table: dict[str, Plain] = {
                "unit": value.unit,
                "dims": plain(value.dims),
                "labels": {dim: plain(value.labels(dim)) for dim in value.dims},
                "records": [plain(record) for record in value.records()],
            }
            if reasons := find_untold_reasons(value.axes, value.unit):
                table["not_additive"] = plain(reasons)
            if parts := [axis.dim for axis in value.axes if has_parts(axis, value.unit)]:
                table["parts"] = plain(parts)
            if value.assumed:
                table["assumed"] = plain(value.assumed)
            return table
        case InvalidPlan():
            return {"message": str(value), "problems": plain(value.problems)}
        case FormatError():
            return {"message": value.message, "location": plain(value.location)}
        case OpPlanError():
            return {"message": str(value)}
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case Iterable():
            return [plain(item) for item in value]
        case _:
            pass
    cls = type(value)
    if attrs.has(cls):
        fields: dict[str, Plain] = {"key": value.key} if isinstance(value, Problem) else {}
        return fields | {field.name: plain(getattr(value, field.name)) for field in attrs.fields(cls) if field.repr}
    raise TypeError(f"nothing plain is known for {type(value).__name__}")
