"""Reading and changing a plan at the addresses that problems print."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

from ..cells import Cell
from ..errors import InvalidPlan, Problem, Severity, UnknownCode, UnknownLabel, join, quote, suggestions
from ..grades import GradeScale
from ..model import checks
from ..model.organisation import Department, OrgUnit
from ..model.outputs import Output
from ..model.plan import Entity, OperationalPlan
from ..periods import Period
from ..table import Table

__all__ = ["Value", "change", "get"]

Value: TypeAlias = (
    OperationalPlan | Entity | OrgUnit | Table | Cell | Period | GradeScale | str | int | tuple["Value", ...] | None
)
"""What can stand at an address: an entity, a field of one, a cell of a table."""

_SHAPES = {
    field.name: field.metadata["table"]
    for cls in (Output, Department)
    for field in attrs.fields(cls)
    if "table" in field.metadata
}
"""The shape of each table of the model by the name of its field."""
_ADDRESS = re.compile(r"([^\[\]]*)(?:\[([^\[\]]*)\])?")


def get(plan: OperationalPlan, path: str) -> Value:
    """What stands at an address of a plan.

    Args:
        plan: the plan.
        path: names and codes from the plan down, then the labels of a cell: `outputs.PP.effort[SGO, 2008]`. The
            printed totals of a table are its `[total, …]`. An empty path is the plan itself.

    Raises:
        UnknownCode: there is no such field or code; the nearest are named.
        UnknownLabel: the table has no such label.

    >>> from itu_opplan import bundled
    >>> get(bundled("gs-2008-2011"), "outputs.PP.effort[SGO, 2009-2011]")
    Decimal('18.2')
    """
    found: Value = plan
    names, labels = _parsed(path)
    for number, name in enumerate(names):
        found = _step(found, name, names[:number])
    if labels is None:
        return found
    table, key = _cell(found, names, _spelled(plan, names, labels))
    if isinstance(table, tuple):
        return table[int(labels[0])]
    try:
        return table.at(**key)
    except UnknownLabel as error:
        raise UnknownLabel(f"{join(*names)}: {error}") from None


def change(plan: OperationalPlan, values: Mapping[str, Value]) -> OperationalPlan:
    """The plan with other values at these addresses: fields, whole entities, or single cells.

    A code that the plan does not have yet is added; a new label of a table goes to the end of its axis.

    Args:
        plan: the plan.
        values: the new value for each address, as for `get`; a cell takes a `Decimal`, an `int`, a figure as text or
            a `Missing`.

    Raises:
        UnknownCode: there is no such field, or no entity with this code to look into.
        UnknownLabel: an address of a cell has too few or too many labels.
        InvalidPlan: a value that cannot stand there; the address is named.

    >>> from itu_opplan import bundled
    >>> plan = change(bundled("gs-2008-2011"), {"outputs.PP.effort[SGO, 2008]": "1.5", "status": "published"})
    >>> get(plan, "outputs.PP.effort[SGO, 2008]"), plan.status
    (Decimal('1.5'), 'published')
    """
    for path, value in values.items():
        names, labels = _parsed(path)
        changed = _changed(plan, names, labels and _spelled(plan, names, labels), value, ())
        if not isinstance(changed, OperationalPlan):
            raise _invalid(path, f"must be an OperationalPlan, got {checks.named(value)}")
        plan = changed
    return plan


def _invalid(path: str, message: str) -> InvalidPlan:
    return InvalidPlan([Problem(rule="OP004", severity=Severity.ERROR, path=path, message=message)])


def _parsed(path: str) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The names of an address and the labels in its brackets, if it has any."""
    match = _ADDRESS.fullmatch(path)
    if match is None:
        raise UnknownCode(f"not an address: {quote(path)}; write outputs.PP.effort[SGO, 2008]")
    names = tuple(match[1].split(".")) if match[1] else ()
    if match[2] is None:
        return names, None
    labels = tuple(label.strip() for label in match[2].split(","))
    if labels[0] == "total" and names:
        return (*names[:-1], f"published_{names[-1]}"), labels[1:]
    return names, labels


def _spelled(plan: OperationalPlan, names: tuple[str, ...], labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of a cell, its grade in the spelling of the plan: `P-5` is `P5`."""
    dims = _SHAPES[names[-1]].dims if names and names[-1] in _SHAPES else ()
    if len(labels) != len(dims):
        return labels
    return tuple(
        str((dim == "grade" and plan.grades.find(label)) or label) for dim, label in zip(dims, labels, strict=True)
    )


def _step(owner: Value, name: str, at: tuple[str, ...]) -> Value:
    """What a thing has under this name: an entity its fields, a collection its entities by code."""
    if isinstance(owner, tuple):
        for item in owner:
            if isinstance(item, Entity | OrgUnit) and item.code.casefold() == name.casefold():
                return item
        codes = [item.code for item in owner if isinstance(item, Entity | OrgUnit)]
        raise UnknownCode(f"{join(*at)}: unknown code {quote(name)}; there is {suggestions(name, codes) or 'none'}")
    names = [field.name for field in attrs.fields(type(owner))] if isinstance(owner, _HOLDERS) else []
    if name not in names:
        known = suggestions(name, names) or "nothing below it"
        raise UnknownCode(f"{join(*at) or 'the plan'}: unknown field {quote(name)}; there is {known}")
    value: Value = getattr(owner, name)
    return value


_HOLDERS = (OperationalPlan, Entity, OrgUnit)


def _cell(
    found: Value, names: tuple[str, ...], labels: tuple[str, ...]
) -> tuple[Table | tuple[Value, ...], dict[str, str]]:
    """The table, or tuple, that an address ends in, and the labels by dim."""
    if isinstance(found, tuple) and len(labels) == 1 and labels[0].isdecimal() and int(labels[0]) < len(found):
        return found, {}
    if not isinstance(found, Table):
        raise UnknownLabel(f"{join(*names) or 'the plan'}: has no cell [{', '.join(labels)}]")
    dims = _SHAPES[names[-1]].dims
    if len(labels) != len(dims):
        raise UnknownLabel(f"{join(*names)}: a cell is [{', '.join(dims)}], got [{', '.join(labels)}]")
    return found, dict(zip(dims, labels, strict=True))


def _changed(
    owner: Value, names: tuple[str, ...], labels: tuple[str, ...] | None, value: Value, at: tuple[str, ...]
) -> Value:
    """The thing with the value put at the end of these names below it."""
    if names:
        name, rest = names[0], names[1:]
        here = (*at, name)
        if isinstance(owner, tuple):
            if not rest and labels is None:
                return _put(owner, name, value, here)
            old = _step(owner, name, at)
            return tuple(_changed(item, rest, labels, value, here) if item is old else item for item in owner)
        new = _changed(_step(owner, name, at), rest, labels, value, here)
        assert isinstance(owner, _HOLDERS)  # _step found a field of it
        try:
            changes: dict[str, Any] = {name: new}
            return attrs.evolve(owner, **changes)
        except InvalidPlan as error:
            prefix = type(owner).__name__
            raise InvalidPlan(
                attrs.evolve(problem, path=join(*at, problem.path.removeprefix(prefix).removeprefix(".")))
                for problem in error.problems
            ) from None
    if labels is None:
        return value
    table, key = _cell(owner, at, labels)
    if isinstance(table, tuple):
        place = int(labels[0])
        return (*table[:place], value, *table[place + 1 :])
    if not isinstance(value, Cell | int | str):
        raise _invalid(f"{join(*at)}[{', '.join(labels)}]", f"must be a figure or a Missing, got {checks.named(value)}")
    try:
        return table.set(value, **key)
    except InvalidPlan as error:
        raise InvalidPlan(
            attrs.evolve(problem, path=f"{join(*at)}[{', '.join(labels)}]") for problem in error.problems
        ) from None


def _put(owner: tuple[Value, ...], code: str, value: Value, at: tuple[str, ...]) -> Value:
    """The entities with this one in the place of the one with its code, or added."""
    if not isinstance(value, Entity | OrgUnit) or value.code.casefold() != code.casefold():
        raise _invalid(join(*at), f"must be an entity with the code {quote(code)}, got {checks.named(value)}")
    others = [item for item in owner if isinstance(item, Entity | OrgUnit) and item.code.casefold() != code.casefold()]
    return (*others, value)
