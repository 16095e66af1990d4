"""Addresses: the paths that problems print, and the values at them."""

import functools
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import attrs

from ..arguments import takes
from ..errors import UnknownCode, UnknownLabel
from ..grades import GradeScale
from ..paths import Step, join, place_in_list, steps
from ..periods import Period
from ..table import Axis, Cell, Table
from ..texts import fold
from ..wording import Names, quote, shorten, suggestions
from .coded import Coded
from .keyed import Keyed
from .measures import Measure, base_name
from .plan import COLLECTIONS, OperationalPlan

__all__ = ["Declared", "Reader", "dims_of", "empty_table", "get", "name_labels"]


@takes
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
    return Reader(plan).get(path)


class Declared(Protocol):
    """What addresses of cells depend on: a plan, or what one will be."""

    @property
    def all_measures(self) -> Mapping[str, Measure]: ...
    @property
    def grades(self) -> GradeScale: ...


def dims_of(plan: Declared, name: str, table: Table) -> tuple[str, ...]:
    """The dims of a table in the order of its cells' addresses: that of its measure, the last step of its address."""
    measure = plan.all_measures.get(base_name(name))
    if measure is None:
        return table.dims
    dims = (measure.published if name.startswith("published_") else measure.shape).dims
    return dims if set(dims) == set(table.dims) else table.dims


def empty_table(plan: Declared, name: str) -> Table | None:
    """A table without figures for the last step of an address; None where that is the name of no table."""
    measure = plan.all_measures.get(base_name(name))
    if measure is None or name.endswith(("_section", "_assumed")):
        return None
    return (measure.published if name.startswith("published_") else measure.shape).empty


class Reader:
    """Reads addresses of a plan. One reader for many addresses indexes each collection only once.

    Attributes:
        plan: the plan.
    """

    def __init__(self, plan: OperationalPlan) -> None:
        self.plan = plan
        self._coded: dict[int, tuple[tuple[object, ...], Coded]] = {}  # by the identity of a collection, which is kept
        self._names: dict[int, Names] = {}
        self._labels: dict[int, tuple[Axis, Names]] = {}

    def get(self, path: str) -> object:
        """The value at an address; see the function `get`."""
        return self.walk(path)[-1]

    def walk(self, path: str) -> list[object]:
        """The plan, and what each step of an address leads to."""
        return self.follow(steps(path))

    def follow(self, every: Iterable[Step]) -> list[object]:
        """The plan, and what each of the steps of an address leads to."""
        found: list[object] = [self.plan]
        done: list[str] = []
        for one in every:
            found.append(self.step(found[-1], one, join(*done)))
            done.append(one if isinstance(one, str) else f"[{', '.join(one)}]")
        return found

    def entity(self, owner: tuple[object, ...], code: str) -> object:
        """The entity of a collection with this code; None where there is none."""
        place = self.coded(owner).places.get(fold(code))
        return None if place is None else owner[place]

    def coded(self, owner: tuple[object, ...]) -> Coded:
        """Where the entities of a collection stand by their codes."""
        found = self._coded.get(id(owner))
        if found is None:
            name = next((name for name in COLLECTIONS if getattr(self.plan, name) is owner), "")
            found = self._coded[id(owner)] = owner, self.plan.coded(name) if name else Coded(owner)
        return found[1]

    def step(self, owner: object, one: Step, at: str) -> object:
        """What a thing has under one step: an entity a field, a collection an entity by code, a table a cell."""
        if isinstance(one, tuple):
            return self._cell(owner, one, at) if isinstance(owner, Table) else _item(owner, one, at)
        if isinstance(owner, tuple):
            item = self.entity(owner, one)
            if item is None:
                codes = self._names.setdefault(id(owner), Names(self.coded(owner).codes))
                known = codes.nearest(one) or "none"
                raise UnknownCode(f"{at}: unknown code {quote(one)}; known: {known}")
            return item
        cls: type = type(owner)
        names: Collection[str] = owner if isinstance(owner, Keyed) else _fields_of(cls)
        if one not in names:
            known = f"known: {known}" if (known := suggestions(one, names)) else "there is nothing below it"
            if isinstance(figures := getattr(owner, "figures", None), Keyed) and one in figures:
                known = f"it is figures.{one}"
            raise UnknownCode(f"{at or 'the plan'}: unknown field {quote(one)}; {known}")
        return owner[one] if isinstance(owner, Keyed) else getattr(owner, one)

    def _cell(self, table: Table, labels: tuple[str, ...], at: str) -> Cell:
        """The cell with these labels, in the order of the dims of its measure."""
        wanted = name_labels(self.plan, table, labels, at)
        for dim, label in wanted.items():
            axis = table.axis(dim)
            try:
                position = axis.find(label)
            except UnknownLabel as error:  # of a period in another spelling
                raise UnknownLabel(f"{at}: {error}") from None
            if position is None:
                if id(axis) not in self._labels:
                    self._labels[id(axis)] = axis, Names(axis.labels)
                known = self._labels[id(axis)][1].nearest(label) + axis.advise(label)
                raise UnknownLabel(f"{at}: {axis.unknown(label, known)}")
        return table.at(**wanted)


@functools.cache
def _fields_of(cls: type) -> Collection[str]:
    """The fields of a class that addresses lead through; none of what is one value."""
    whole = not attrs.has(cls) or cls in (Table, Axis, Period, GradeScale)
    return () if whole else dict.fromkeys(field.name for field in attrs.fields(cls))


def _item(owner: object, labels: tuple[str, ...], at: str) -> object:
    items, place = owner if isinstance(owner, tuple) else (), place_in_list(labels)
    if place is None or place >= len(items):
        raise UnknownLabel(f"{at or 'the plan'}: has no item {_shown(labels)}")
    return items[place]


def name_labels(plan: Declared, table: Table, labels: tuple[str, ...], at: str) -> dict[str, str]:
    """The labels of a cell of the table at an address, by dim; grades in the spelling of the plan: `P-5` is `P5`.

    Raises:
        UnknownLabel: they are too few or too many.
    """
    dims = dims_of(plan, at.rpartition(".")[2], table)
    if len(labels) != len(dims):
        raise UnknownLabel(f"{at}: a cell is [{', '.join(dims)}], got {_shown(labels)}")
    found = dict(zip(dims, labels, strict=True))
    grade = plan.grades.find(found["grade"]) if "grade" in found else None
    return found | {"grade": grade.code} if grade else found


def _shown(labels: tuple[str, ...]) -> str:
    """Labels as an address has them, never long."""
    return f"[{shorten(', '.join(labels), 60)}]"
