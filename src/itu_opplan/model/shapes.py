"""The shapes of tables: which dims, which unit, what adds; and what is wrong with a table for one."""

import functools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

import attrs

from ..immutable import Immutable
from ..paths import is_label
from ..periods import Period, complain_of_calendar
from ..spelling import MONTHS
from ..table import Axis, Table
from ..table.cells import STATE_WORDS
from ..table.names import check_dim, unite
from ..table.reasons import find_reason
from ..wording import quote
from .order import in_natural_order

__all__ = [
    "COUNT",
    "DIGITS",
    "MAX_DIGITS",
    "MAX_PLACES",
    "Complaint",
    "Shape",
    "dim_complaint",
    "fits",
    "settle_table",
    "sparse_complaint",
]

Complaint: TypeAlias = tuple[str, str, object]
"""What follows the field's name in the address, the sentence, and the value."""

LABEL = "must be a label of 1 to 64 characters without '[', ']', ',', got {}"
"""What is said of what can be no label."""
COUNT = "count"
"""The unit of services, and of tables of them, where no plan says in what they are counted."""
MAX_DIGITS, MAX_PLACES = 15, 12
"""Digits that a figure of a plan may have before and after the point."""


def fits(value: Decimal) -> bool:
    """Whether a figure has no more digits than one of a plan may have, before and after the point; a zero, too."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and value.adjusted() < MAX_DIGITS and exponent >= -MAX_PLACES


_TAKEN = ("period", "state", "part", "plan", "component", "category", "year_begins")


def dim_complaint(name: object, owner: str = "") -> str:
    """What is wrong with a name for a dim of the plan's own tables; empty where nothing is."""
    taken = "is the name of something else; choose another one" if name in (*_TAKEN, owner) else ""
    complaint = check_dim(name) or taken
    return f"{quote(name)} {complaint}" if complaint else ""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Shape(Immutable):
    """The dims and the unit that a table must have.

    Attributes:
        dims: the dims in the order of addresses and rows, the period last.
        unit: the unit; None where the services of the plan decide, or where the table holds prices.
        price: of a table of prices, what is wrong with a unit of theirs. In files that unit stands beside the table.
        negative: figures may be below 0.
        zero: figures may be 0; an exchange rate may not.
        any_dims: a table may have whatever further dims its rows have; where no plan is at hand to say which.
        not_additive: why figures do not add over a dim, as pairs, beside what the unit tells.
    """

    dims: tuple[str, ...]
    unit: str | None
    price: Callable[[str], str | None] | None = None
    negative: bool = False
    zero: bool = True
    any_dims: bool = False
    not_additive: tuple[tuple[str, str], ...] = ()

    def amount(self, unit: str | None = None) -> str:
        """How messages call one figure."""
        if self.price is not None:
            return "price ≥ 0" if self.zero else "price > 0"
        name = self.unit or unit or ("count" if self.negative else "units")
        plain = _AMOUNTS.get(name, f"number of {name}")
        return plain if self.negative else f"{plain} ≥ 0"

    def with_dims(self, dims: Iterable[str]) -> "Shape":
        """The shape of a table that has these dims: of one that may have any the same with these, in their one order.

        >>> Shape(dims=("period",), unit=None, any_dims=True).with_dims(["period", "place", "item"]).dims
        ('item', 'place', 'period')
        """
        if not self.any_dims:
            return self
        further = sorted(set(dims).difference(self.dims))
        return attrs.evolve(self, dims=(*further, *self.dims), any_dims=False)

    def reason(self, dim: str, unit: str) -> str:
        """Why figures of this unit do not add over a dim; empty where they do."""
        return dict(self.not_additive).get(dim) or find_reason(dim, unit)

    def axes(self, labels: Mapping[str, tuple[str, ...]], unit: str) -> dict[str, Axis]:
        """The axes of a table of this shape with these labels."""
        return {dim: Axis(dim, labels.get(dim, ()), self.reason(dim, unit)) for dim in self.dims}

    @functools.cached_property
    def empty(self) -> Table:
        """A table of this shape without any cell."""
        unit = self.unit or COUNT
        return Table.from_records((), dims=self.dims, unit=unit, labels=self.axes({}, unit))

    @functools.cached_property
    def _refusing(self) -> dict[str, frozenset[str]]:
        """The dims over which figures do not add, by unit, as they were asked for."""
        return {}

    def _complain_of_any_dims(self, value: Table) -> Iterator[Complaint]:
        """What would be no dim and no label of it where only the rows of a file say which dims there are."""
        for axis in value.axes if self.any_dims else ():
            if axis.dim != "period" and (complaint := dim_complaint(axis.dim)):
                yield "", complaint, axis.dim
            for label in axis.labels:
                if label in STATE_WORDS:
                    yield "", f"{quote(label)} says that a figure is missing, and is no label of {axis.dim}", label

    def complaints(
        self, value: Table, *, listed: Collection[str] = (), year_begins: int | None = None
    ) -> Iterator[Complaint]:
        """What is wrong with a table for this shape; labels of listed dims are known to be right, or refused later.

        With the month in which the years of the plan begin also what is wrong with the spelling of its periods.
        """
        dims = self.with_dims(value.dims).dims
        if value.dims != dims and set(value.dims) != set(dims):
            yield "", f"must have the dims {', '.join(dims)}, got {', '.join(value.dims) or 'none'}", value.dims
            return
        yield from self._complain_of_any_dims(value)
        if self.unit is not None and value.unit != self.unit:
            yield "", f"must be in {self.unit}, got {value.unit}", value.unit
        if self.price is not None and (complaint := self.price(value.unit)):
            yield "", complaint, value.unit
            return
        if value.unit not in self._refusing:
            self._refusing[value.unit] = frozenset(dim for dim in self.dims if self.reason(dim, value.unit))
        refusing = self._refusing[value.unit]
        for axis in value.axes:
            if bool(axis.reason) != (axis.dim in refusing) and not self.any_dims:  # as after shares(): no file says so
                yield "", f"must {'' if axis.reason else 'not '}add up over {axis.dim!r} as it is printed", value.dims
            if axis.dim == "period":
                yield from _complain_of_years(axis, year_begins)
            elif axis.dim not in listed:
                for label in axis.labels:
                    if not is_label(label):
                        yield "", f"{axis.dim} {LABEL.format(quote(label))}", label
        if message := sparse_complaint(map(len, value.used_labels.values()), len(value)):
            yield "", message, value.dims
        for key, number in value.find_outside(MAX_DIGITS, MAX_PLACES):
            if number < 0 and self.negative:
                continue
            what = f"must be a {self.amount(value.unit)}" if number < 0 else DIGITS
            yield f"[{', '.join(key)}]", f"{what}, got {number}", number
        for record in () if self.zero else value.records():
            if record["value"] == 0:
                labels = ", ".join(str(record[dim]) for dim in dims)
                yield f"[{labels}]", f"must be a {self.amount(value.unit)}, got 0", record["value"]


def _complain_of_years(axis: Axis, year_begins: int | None) -> Iterator[Complaint]:
    """What is wrong with the years of the periods of a table for a plan whose years begin in this month."""
    if year_begins is None or not axis.labels or axis.calendar == year_begins:
        return
    if complaint := complain_of_calendar(Period.parse(axis.labels[0]), year_begins):
        yield "", complaint, axis.labels[0]
    elif axis.calendar:
        months = (MONTHS[month - 1] for month in (axis.calendar, year_begins))
        yield "", "has years that begin in {}; those of the plan begin in {}".format(*months), axis.calendar


def settle_table(
    table: Table, shape: Shape, lists: Mapping[str, tuple[str, ...]], year_begins: int | None = None
) -> Table:
    """The same table, so that equal tables are alike in all they show, as they are when they come from a file.

    The dims stand in the order of the shape, with its reasons; labels that have a cell in that of the lists. Labels of
    a dim without a list stand in their natural order, periods by time. In a plan, which has a month in which its years
    begin, grades are spelled as its scale does, and periods know that month where it is not January.
    """
    shape = shape.with_dims(table.dims)
    axes = {dim: _settle_axis(table.axis(dim), table, shape, lists, year_begins) for dim in shape.dims}
    if table.dims == shape.dims and all(axes[axis.dim] is axis for axis in table.axes):
        return table
    settled = Table.from_records(table.records(), dims=shape.dims, unit=table.unit, labels=axes)
    return settled.assuming(*table.assumed) if table.assumed else settled


def _settle_axis(
    axis: Axis, table: Table, shape: Shape, lists: Mapping[str, tuple[str, ...]], year_begins: int | None
) -> Axis:
    known = None if axis.dim == "period" else lists.get(axis.dim, ())
    spelled = axis.dim == "grade" and year_begins is not None  # of a plan, whose scale spells grades
    labels = _order(table.used_labels[axis.dim], known, spelled)
    reason = shape.reason(axis.dim, table.unit)
    month = year_begins if axis.dim == "period" and year_begins != 1 else None
    same = axis.labels == labels and axis.reason == reason and not (axis.names or axis.once or axis.parts)
    return axis if same and axis.year_begins == month else Axis(axis.dim, labels, reason, year_begins=month)


@functools.lru_cache(maxsize=1024)  # the tables of a changed plan have the labels that they had before
def _order(labels: tuple[str, ...], known: tuple[str, ...] | None, spelled: bool) -> tuple[str, ...]:
    """The labels as they stand in a list, then those that it has not; without a list they are periods.

    Grades may be punctuated otherwise; those that are to be spelled are spelled as the list has them.
    """
    if known is None:
        return tuple(sorted(labels, key=Period.parse))
    if spelled:
        labels = tuple(unite("grade", (*known, *labels))[len(known) :])
    there = set(labels)
    listed = [label for label in dict.fromkeys(known) if label in there]  # a code that stands twice is OP103
    return (*listed, *in_natural_order(there.difference(listed)))


_AMOUNTS = {
    "work_month": "number of work-months",
    "page": "number of pages",
    "count": "number",
    "post": "number of posts",
    "percent": "percentage",
}
"""How messages call a figure of a unit."""
DIGITS = f"must have at most {MAX_DIGITS} digits before the point and {MAX_PLACES} after"
MAX_EMPTY = 50
"""How many places a table may have for each figure, beyond the first thousand."""


def sparse_complaint(sizes: Iterable[int], figures: int) -> str:
    """The complaint about a table with so many labels on each axis, of which so few places have a figure.

    A table keeps a place for each combination of its labels: a text of 100 kB could ask for ten million of them.
    """
    places = math.prod(sizes)
    if places <= MAX_EMPTY * figures + 1000:
        return ""
    return f"its labels make {places:,} places for {figures:,} figures; make several tables of it"
