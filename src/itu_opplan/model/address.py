"""Addresses: the places that problems print, and what stands there."""

import attrs

from ..errors import UnknownCode, UnknownLabel
from ..grades import GradeScale
from ..paths import Step, join, steps
from ..periods import Period
from ..table import Axis, Cell, Table
from ..wording import Names, quote, suggestions
from .checks import TableShape
from .plan import OperationalPlan

__all__ = ["Reader", "get", "labelled", "shape_of", "spelled"]


def get(plan: OperationalPlan, path: str) -> object:
    """What stands at an address of a plan: an entity, a field of one, an item of a list, a cell of a table.

    Args:
        plan: the plan.
        path: names and codes from the plan down, then the labels of a cell or the number of an item from 0:
            `outputs.PP.effort[SGO, 2008]`. The printed totals of a table are its `[total, …]`. An empty path is the
            plan itself.

    Raises:
        UnknownCode: there is no such field or code; the nearest are named.
        UnknownLabel: the table has no such label, the list no such item.

    >>> from itu_opplan import bundled
    >>> get(bundled("gs-2008-2011"), "outputs.PP.effort[SGO, 2009-2011]")
    Decimal('18.2')
    """
    return Reader().get(plan, path)


def spelled(plan: OperationalPlan, path: list[Step]) -> list[Step]:
    """The same steps, with grades in the spelling of the plan: `P-5` is `P5`."""
    *names, last = path or [""]
    if not isinstance(last, tuple) or not names or names[-1] not in _GRADED:
        return path
    grade = plan.grades.find(last[0])
    return [*names, (grade.code, *last[1:])] if grade else path


_GRADED = ("staffing", "posts")
"""The tables whose first dim is the grade."""


def shape_of(owner: object, name: str) -> TableShape | None:
    """The shape of the table that an entity has under this name."""
    cls = type(owner)
    if not attrs.has(cls):
        return None
    shape = next((field.metadata.get("table") for field in attrs.fields(cls) if field.name == name), None)
    return shape if isinstance(shape, TableShape) else None


class _Coded:
    """The entities of a collection by their codes, without regard to case.

    Attributes:
        items: the collection itself.
        by_code: its entities; of several with one code the first.
        names: their codes.
    """

    def __init__(self, items: tuple[object, ...]) -> None:
        self.items = items
        codes = [(code, item) for item in items if isinstance(code := getattr(item, "code", None), str)]
        self.by_code = {code.casefold(): item for code, item in reversed(codes)}
        self.names = Names(code for code, _ in codes)


class Reader:
    """Reads addresses. One reader for many of them goes only once through each collection on their way."""

    def __init__(self) -> None:
        self._coded: dict[int, _Coded] = {}  # by the identity of the collection, which is kept there
        self._labels: dict[int, tuple[Axis, Names]] = {}

    def get(self, plan: OperationalPlan, path: str) -> object:
        """What stands at an address; see the function `get`."""
        found: object = plan
        done: list[str] = []
        owner: object = plan
        for one in spelled(plan, steps(path)):
            below = self.step(found, one, join(*done), shape_of(owner, done[-1] if done else ""))
            done.append(one if isinstance(one, str) else f"[{', '.join(one)}]")
            owner, found = found, below
        return found

    def step(self, owner: object, one: Step, at: str, shape: TableShape | None = None) -> object:
        """What a thing has under one step: an entity a field, a collection an entity by code, a table a cell."""
        if isinstance(one, tuple):
            return self._cell(owner, one, at, shape) if isinstance(owner, Table) else _item(owner, one, at)
        if isinstance(owner, tuple):
            if id(owner) not in self._coded:
                self._coded[id(owner)] = _Coded(owner)
            coded = self._coded[id(owner)]
            item = coded.by_code.get(one.casefold())
            if item is None:
                known = coded.names.nearest(one) or "none"
                raise UnknownCode(f"{at}: unknown code {quote(one)}; there is {known}")
            return item
        cls = type(owner)
        names = (
            [field.name for field in attrs.fields(cls)]
            if attrs.has(cls) and cls not in (Table, Axis, Period, GradeScale)
            else []
        )
        if one not in names:
            known = suggestions(one, names) or "nothing below it"
            raise UnknownCode(f"{at or 'the plan'}: unknown field {quote(one)}; there is {known}")
        return getattr(owner, one)

    def _cell(self, table: Table, labels: tuple[str, ...], at: str, shape: TableShape | None) -> Cell:
        """The cell with these labels, in the order of the shape's dims."""
        wanted = labelled(table, labels, at, shape)
        for dim, label in wanted.items():
            axis = table.axis(dim)
            if axis.find(label) is None:
                if id(axis) not in self._labels:
                    self._labels[id(axis)] = axis, Names(axis.labels)
                known = self._labels[id(axis)][1].nearest(label)
                raise UnknownLabel(f"{at}: {axis.unknown(label, known)}")
        return table.at(**wanted)


def _item(owner: object, labels: tuple[str, ...], at: str) -> object:
    items = owner if isinstance(owner, tuple) and len(labels) == 1 else ()
    if not labels[0].isdecimal() or len(labels[0]) > 9 or int(labels[0]) >= len(items):
        raise UnknownLabel(f"{at or 'the plan'}: has no item {_shown(labels)}")
    return items[int(labels[0])]


def labelled(table: Table, labels: tuple[str, ...], at: str, shape: TableShape | None) -> dict[str, str]:
    """The labels of a cell by dim.

    Raises:
        UnknownLabel: they are too few or too many.
    """
    dims = shape.dims if shape else table.dims
    if len(labels) != len(dims):
        raise UnknownLabel(f"{at}: a cell is [{', '.join(dims)}], got {_shown(labels)}")
    return dict(zip(dims, labels, strict=True))


def _shown(labels: tuple[str, ...]) -> str:
    """Labels as an address has them, never long."""
    text = ", ".join(labels)
    return f"[{text if len(text) <= 60 else text[:59] + '…'}]"
