"""Table: exact labelled figures with one unit, and their algebra. The central idea of the library.

The rules of this module:

* A cell is a `Decimal`, a `Missing`, or not there at all. Zero, blank and "not stated" are three things.
* A table is a *set* of cells: the order of its dims and labels is for reading and never decides equality.
* Labels are text. An axis is whole: it keeps the labels that no cell has.
* What would count something twice does not add, and says so (`NotAdditive`); where one label is left it may go.
* Adding is exact. Quotients are rounded once, half-even, to 20 decimals, so that later sums are exact again.
* Nothing depends on the caller's decimal context.

Inside, a table is one flat block of integers with one power of ten, and beside it a block of counts that says what
each integer was added up from (see `cells`).
"""

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, overload

import attrs

from . import display, division, frames, units
from .axes import Axis, Block, Label, added, canonical, keys_of, places_of, size_of, strides_of, untold, why_not
from .cells import (
    FIGURES,
    MAX_DECIMALS,
    MISSING_WORDS,
    ONE,
    STATES,
    Cell,
    Figure,
    Missing,
    decimal,
    divided,
    parsed,
    skipped,
    state_of,
)
from .division import YearWeights
from .errors import InvalidPlan, NotAdditive, UnitMismatch, UnknownLabel, refusal
from .periods import Period
from .problem import Problem, fault
from .wording import quote, suggestions

if TYPE_CHECKING:
    import pint

__all__ = ["Table"]

_SHOWN_ROWS = 100
_SHOWN_STATES = (Missing.TO_BE_COMPLETED, Missing.BLANK, Missing.NOT_APPLICABLE)
_COLUMNS = {
    "value": "the figures",
    "missing": "the states of missing figures",
    "not_additive": "the reasons why figures do not add",
    "assumed": "what figures rest on",
}
"""Names that no dim can have: in records and dataframes they name something else."""


def _about_dim(name: object) -> str:
    """What keeps a name from being that of a dim, as the end of a sentence; empty where nothing does."""
    if not isinstance(name, str) or not name.isidentifier():
        return "is no name of a dim; it must be usable as the name of an argument"
    return f"is the name of {_COLUMNS[name]}, not of a dim" if name in _COLUMNS else ""


def _united(tables: Iterable["Table"]) -> tuple[str, ...]:
    """What any of the tables rests on, in order, nothing twice."""
    return tuple(dict.fromkeys(sentence for table in tables for sentence in table.assumed))


def _joined(axis: Axis, tables: Iterable["Table"]) -> Axis:
    """The axis with what those of the same name in tables with cells know beside their labels."""
    reason, once = axis.reason, dict.fromkeys(axis.once)
    for table in tables:
        for own in table.axes if len(table) else ():
            if own.dim == axis.dim:
                reason = reason or own.reason
                once |= dict.fromkeys(own.once)
    return attrs.evolve(axis, reason=reason, once=tuple(once))


def _named(names: Iterable[str]) -> str:
    return ", ".join(names) or "(none)"


def _moved(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is assumed where periods, the second of each pair, get these labels.

    Raises:
        NotAdditive: a label has more or fewer years than what stands under it, or other ones than those that meet.
    """
    groups: dict[str, list[Period]] = {}
    for label, period in dict.fromkeys(pairs):
        groups.setdefault(label, []).append(Period.parse(period))
    for label, periods in groups.items():
        new = Period.parse(label)
        if new.tiled_by(periods):
            continue
        old = _named(map(str, periods))
        if len(periods) > 1 or periods[0].years != new.years:
            raise NotAdditive(
                f"periods {old} do not tile {new} exactly; split() divides a period into its years, "
                "span() adds up those that tile one"
            )
        yield f"the figures of {old} are taken for {new}"


def _label(dim: str, label: object) -> str:
    """A label that may be new, in its one spelling.

    Raises:
        UnknownLabel: it is not text.
        InvalidPlan: it ought to be a period and is none.
    """
    text = canonical(dim, label)
    return str(Period.parse(text)) if dim == "period" else text


@attrs.frozen(eq=False, repr=False)
class Table(display.Printable):
    """Exact labelled figures with a unit. Tables are made by `from_records` and by functions such as `effort(plan)`.

    Attributes:
        axes: one `Axis` per dim.
        unit: the unit of every figure, such as `work_month`.
        assumed: what the figures rest on that no plan says, as sentences (see `assuming`); no part of equality.

    >>> table = Table.from_records(
    ...     [
    ...         {"department": "SGO", "period": "2008", "value": Decimal("0.0")},
    ...         {"department": "SGO", "period": "2009-2011", "value": Decimal("18.2")},
    ...         {"department": "CEC", "period": "2009-2011", "value": Missing.BLANK},
    ...     ],
    ...     dims=("department", "period"),
    ...     unit="work_month",
    ... )
    >>> print(table)
    work_month
    department  2008  2009-2011
    ---------------------------
    SGO          0.0       18.2
    CEC                   blank
    >>> table.total()
    Decimal('18.2')
    >>> table.at(department="CEC", period="2008")
    <Missing.NOT_STATED: 'not stated'>
    """

    axes: tuple[Axis, ...]
    unit: str
    _figures: Block
    _counts: Block
    _scale: int
    assumed: tuple[str, ...] = ()

    # --- making ---------------------------------------------------------------------------------------------------

    @classmethod
    def from_records(
        cls,
        records: Iterable[Mapping[str, object]],
        *,
        dims: Sequence[str],
        unit: str,
        labels: Mapping[str, Sequence[str] | Axis] | None = None,
    ) -> "Table":
        """A table from rows that have a label for each dim and a `value`.

        Args:
            records: rows such as `{"department": "SGO", "period": "2008", "value": Decimal("4.7")}`. A value is a
                `Decimal`, an `int`, a figure as text, or a `Missing`; never a float.
            dims: the names of the dims, in the order in which to print them.
            unit: the unit of all figures.
            labels: whole axes for some or all dims; without it an axis has the labels of the rows, as they come. An
                `Axis` brings its reason not to add up, which the rows of a table cannot tell.

        Raises:
            InvalidPlan: the unit, the dims or the labels cannot be, or with every row that is wrong, by number from 0.

        >>> Table.from_records([{"item": "a", "value": "1.50"}], dims=["item"], unit="CHF").at(item="a")
        Decimal('1.50')
        """
        numbered = ((f"rows[{number}]", "value", record) for number, record in enumerate(records))
        return cls._read(numbered, (dims,) if isinstance(dims, str) else tuple(dims), unit, labels or {})

    @classmethod
    def _read(
        cls,
        records: Iterable[tuple[str, str, Mapping[str, object]]],
        dims: tuple[str, ...],
        unit: str,
        labels: Mapping[str, Sequence[str] | Axis],
    ) -> "Table":
        """A table from records, each with the address of its row and the name that its figure has there."""
        messages: list[Problem] = []

        def wrong(path: str, message: str, actual: object = None) -> None:
            messages.append(fault(path, message, actual=actual))

        complaint = units.check(unit) if isinstance(unit, str) else f"must be a unit, got {quote(unit)}"
        if complaint:
            wrong("unit", complaint, unit)
        for number, dim in enumerate(dims):
            if complaint := _about_dim(dim) or ("stands twice" if dim in dims[:number] else ""):
                wrong(f"dims[{number}]", f"{quote(dim)} {complaint}", dim)
        if messages:
            raise InvalidPlan(messages)
        whole: dict[str, dict[str, None]] = {}
        reasons: dict[str, str] = {}
        for dim, given in labels.items():
            if dim not in dims:
                wrong(f"labels.{dim}", f"unknown dim {quote(dim)}; the table has {_named(dims)}", dim)
            whole[dim] = {}
            if isinstance(given, Axis):
                reasons[dim], given = given.reason, given.labels
            for given_label in (given,) if isinstance(given, str) else given:
                try:
                    whole[dim][_label(dim, given_label)] = None
                except (UnknownLabel, InvalidPlan) as error:
                    wrong(f"labels.{dim}", str(error).removeprefix(f"{dim}: "), given_label)
        if messages:
            raise InvalidPlan(messages)
        seen: dict[str, dict[str, None]] = {dim: dict(whole.get(dim, {})) for dim in dims}
        cells: dict[tuple[str, ...], tuple[int, int, int]] = {}
        for row, place, record in records:
            if not isinstance(record, Mapping) or set(record) != {*dims, "value"}:
                keys = ", ".join(map(str, record)) if isinstance(record, Mapping) else quote(record)
                wrong(row, f"must have {', '.join((*dims, 'value'))} and nothing else, got {keys}")
                continue
            key: list[str] = []
            for dim in dims:
                try:
                    label = _label(dim, record[dim])
                    if dim in whole and label not in whole[dim]:
                        known = suggestions(label, whole[dim]) or "no labels"
                        raise UnknownLabel(f"unknown {dim} {quote(label)}; known are {known}")
                    key.append(label)
                except (UnknownLabel, InvalidPlan) as error:
                    wrong(f"{row}.{dim}", str(error).removeprefix(f"{dim}: "), record[dim])
            try:
                cell = parsed(record["value"])
            except ValueError as error:
                wrong(f"{row}.{place}", str(error), record["value"])
                continue
            if len(key) < len(dims):
                continue
            if tuple(key) in cells:
                wrong(row, f"[{', '.join(key)}] is given twice", tuple(key))
            cells[tuple(key)] = cell
            for dim, label in zip(dims, key, strict=True):
                seen[dim][label] = None
        if messages:
            raise InvalidPlan(messages)
        axes = tuple(Axis(dim, tuple(seen[dim]), why_not(dim, unit) or reasons.get(dim, "")) for dim in dims)
        return cls._filled(axes, unit, cells)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]], *, dims: Sequence[str], unit: str) -> "Table":
        """A table from rows as files write them: labels of all dims but the last, and a figure for each of the last.

        Args:
            rows: rows such as `{"department": "SGO", "2008": Decimal("4.7"), "2009-2011": "blank"}`.
            dims: the names of the dims; the labels of the last one are the other keys of the rows.
            unit: the unit of all figures.

        Raises:
            InvalidPlan: as for `from_records`.

        >>> rows = [{"department": "SGO", "2008": "4.7", "2009-2011": 18}]
        >>> Table.from_rows(rows, dims=["department", "period"], unit="work_month").total()
        Decimal('22.7')
        """
        dims = (dims,) if isinstance(dims, str) else tuple(dims)
        if not dims:
            raise refusal("must have at least one dim, that of the figures of a row", path="dims")
        leading, last = dims[:-1], dims[-1]
        records: list[tuple[str, str, Mapping[str, object]]] = []
        messages: list[Problem] = []
        for number, row in enumerate(rows):
            at = f"rows[{number}]"
            if not isinstance(row, Mapping) or any(dim not in row for dim in leading):
                keys = _named(map(str, row)) if isinstance(row, Mapping) else quote(row)
                form = _named((*leading, f"a figure for each {last}"))
                messages.append(fault(at, f"must have {form}, got {keys}"))
                continue
            labels = {dim: row[dim] for dim in leading}
            records += [(at, str(key), {**labels, last: key, "value": row[key]}) for key in row if key not in leading]
        if messages:
            raise InvalidPlan(messages)
        return cls._read(records, dims, unit, {})

    @classmethod
    def from_parsed(
        cls, cells: Mapping[tuple[str, ...], tuple[int, int, int]], *, dims: Sequence[str], unit: str
    ) -> "Table":
        """A table from cells that `parsed` made, by labels that are known to be in order: the way of the file reader.

        >>> Table.from_parsed({("a",): parsed("3.5")}, dims=["item"], unit="CHF").total()
        Decimal('3.5')
        """
        axes = tuple(
            Axis(dim, tuple(dict.fromkeys([key[number] for key in cells])), why_not(dim, unit))
            for number, dim in enumerate(dims)
        )
        return cls._filled(axes, unit, cells)

    @classmethod
    def from_frame(cls, frame: object, *, dims: Sequence[str], unit: str, value: str = "value") -> "Table":
        """A table from a dataframe (pandas, Polars, pyarrow …) with a column per dim and one of figures.

        The further columns that `to_frame` writes are read: `missing` tells the state of the rows without a figure (a
        null without it is a blank), `not_additive` which dims do not add, `assumed` what the figures rest on.

        Raises:
            InvalidPlan: with every row that is wrong; figures must be Decimals, whole numbers or text, not floats.
            NotAdditive: the column `not_additive` names a dim that is not among the dims.
            ImportError: narwhals is not installed.
        """
        dims = (dims,) if isinstance(dims, str) else tuple(dims)
        records: list[dict[str, object]] = []
        lines: dict[str, dict[str, None]] = {"not_additive": {}, "assumed": {}}
        for row in frames.rows(frame):
            figure, state = row.get(value), row.get("missing")
            records.append(
                {dim: row.get(dim) for dim in dims}
                | {"value": (state if isinstance(state, str) else "blank") if figure is None else figure}
            )
            for name, found in lines.items():
                if isinstance(text := row.get(name), str):
                    found |= dict.fromkeys(text.splitlines())
        table = cls.from_records(records, dims=dims, unit=unit)
        reasons = dict(line.split(": ", 1) for line in lines["not_additive"] if ": " in line)
        if gone := [dim for dim in reasons if dim not in dims]:
            raise NotAdditive(
                f"these figures do not add up over {gone[0]!r}: {reasons[gone[0]]}; name it among the dims, or leave "
                "the column not_additive out"
            )
        axes = tuple(attrs.evolve(axis, reason=axis.reason or reasons.get(axis.dim, "")) for axis in table.axes)
        return attrs.evolve(table, axes=axes).assuming(*filter(str.strip, lines["assumed"]))

    @classmethod
    def stack(cls, dim: str, tables: Mapping[str, "Table"], *, axes: Sequence[Axis], unit: str) -> "Table":
        """One table out of several, with one more dim that says which; the axes are given whole.

        What does not add in one of the tables does not add in the result. Percentages of several tables are parts of
        several wholes, so they do not add over the new dim.

        Raises:
            UnknownLabel: a table has a cell with a label that the axes do not have, or other dims.
            UnitMismatch: a table is in another unit.

        >>> one = Table.from_records([{"period": "2008", "value": 1}], dims=["period"], unit="page")
        >>> both = Table.stack("item", {"a": one, "b": one}, axes=one.axes, unit="page")
        >>> both.dims, both.total()
        (('item', 'period'), Decimal('2'))
        """
        wholes = f"each {dim} is a whole of its own" if unit == "percent" else ""
        whole = tuple(
            _joined(attrs.evolve(axis, reason=axis.reason or why_not(axis.dim, unit)), tables.values())
            for axis in (Axis(dim, tuple(tables), wholes), *axes)
        )
        strides = strides_of(whole)
        size = size_of(whole)
        scale = max((table._scale for table in tables.values()), default=0)
        figures, counts = [0] * size, [0] * size
        for number, table in enumerate(tables.values()):
            if not table._counts:
                continue
            if table.unit != unit:
                raise UnitMismatch(f"{dim} {list(tables)[number]!r} is in {table.unit}, not in {unit}")
            if {*table.dims} != {axis.dim for axis in axes}:
                own, wanted = table.dims, [axis.dim for axis in axes]
                raise UnknownLabel(f"{dim} {list(tables)[number]!r} has the dims {_named(own)}, not {_named(wanted)}")
            power = 10 ** (scale - table._scale)
            base = number * strides[0]
            for place, figure, count in zip(
                table._places_in(whole[1:], strides[1:]), table._figures, table._counts, strict=True
            ):
                if count:
                    if place < 0:
                        table._refuse_labels_outside(whole[1:])
                    figures[base + place] = figure * power
                    counts[base + place] = count
        return cls(whole, unit, tuple(figures), tuple(counts), scale, _united(tables.values()))

    @classmethod
    def _filled(
        cls, axes: tuple[Axis, ...], unit: str, cells: Mapping[tuple[str, ...], tuple[int, int, int]]
    ) -> "Table":
        """A table of these whole axes from parsed cells."""
        strides = strides_of(axes)
        size = size_of(axes)
        scale = max((decimals for _, decimals, _ in cells.values()), default=0)
        figures, counts = [0] * size, [0] * size
        steps = [
            {label: number * stride for number, label in enumerate(axis.labels)}
            for axis, stride in zip(axes, strides, strict=True)
        ]
        for key, (number, decimals, count) in cells.items():
            place = 0
            for step, label in zip(steps, key, strict=True):
                place += step[label]
            figures[place] = number * 10 ** (scale - decimals)
            counts[place] = count
        return cls(axes, unit, tuple(figures), tuple(counts), scale)

    # --- looking --------------------------------------------------------------------------------------------------

    @property
    def dims(self) -> tuple[str, ...]:
        """The names of the dims, in printing order."""
        return tuple(axis.dim for axis in self.axes)

    def axis(self, dim: str) -> Axis:
        """The axis of this name.

        Raises:
            UnknownLabel: the table has no such dim.
        """
        for axis in self.axes:
            if axis.dim == dim:
                return axis
        raise UnknownLabel(f"unknown dim {quote(dim)}; the table has {_named(self.dims)}")

    def labels(self, dim: str) -> tuple[str, ...]:
        """All labels of a dim in their order, also those that no cell has.

        Raises:
            UnknownLabel: the table has no such dim.
        """
        return self.axis(dim).labels

    def at(self, /, **labels: Label) -> Cell:
        """The cell with these labels, one for every dim: a `Decimal`, or a `Missing` that says why there is none.

        Raises:
            UnknownLabel: a dim is unknown or left out, or a label is not on its axis; the nearest are named.

        >>> table = Table.from_records([{"item": "a", "value": 3}], dims=["item"], unit="CHF")
        >>> table.at(item="a")
        Decimal('3')
        """
        place = self._place(labels)
        return self._cell(self._figures[place], self._counts[place])

    def __len__(self) -> int:
        """The number of cells: figures and missing ones, not the places where there is no cell."""
        return self._size

    @functools.cached_property
    def _size(self) -> int:
        return len(self._counts) - self._counts.count(0)

    def records(self) -> list[dict[str, str | Cell]]:
        """Every cell as a dict of its labels and its `value`, in the order of the axes.

        >>> Table.from_records([{"item": "a", "value": 3}], dims=["item"], unit="CHF").records()
        [{'item': 'a', 'value': Decimal('3')}]
        """
        dims = self.dims
        return [
            {**dict(zip(dims, key, strict=True)), "value": self._cell(figure, count)}
            for key, figure, count in self._cells()
        ]

    def rows(self) -> list[tuple[tuple[str, ...], list[Cell]]]:
        """All combinations of labels but those of the last dim, each with its cells along the last dim.

        >>> Table.from_records(
        ...     [{"item": "a", "period": "2008", "value": 3}], dims=["item", "period"], unit="CHF"
        ... ).rows()
        [(('a',), [Decimal('3')])]
        """
        if not self.axes:
            return [((), [self._cell(self._figures[0], self._counts[0])])]
        width = len(self.axes[-1].labels)
        cells = list(map(self._cell, self._figures, self._counts))
        return [
            (key, cells[number * width : (number + 1) * width]) for number, key in enumerate(keys_of(self.axes[:-1]))
        ]

    def outside(self, digits: int, places: int) -> list[tuple[tuple[str, ...], Decimal]]:
        """Labels and figure of each cell that is negative or has more digits before or after the point than these.

        >>> table = Table.from_records([{"item": "a", "value": "-0.25"}], dims=["item"], unit="CHF")
        >>> table.outside(digits=15, places=12)
        [(('a',), Decimal('-0.25'))]
        """
        figures, limit = self._figures, 10 ** (digits + self._scale)
        if self._scale <= places and min(figures, default=0) >= 0 and max(figures, default=0) < limit:
            return []
        rest = 10 ** max(0, self._scale - places)
        return [
            (key, self._figure(figure)) for key, figure, _ in self._cells() if not 0 <= figure < limit or figure % rest
        ]

    def missing(self) -> "Table":
        """How many missing cells of each state were skipped in each cell: a table with one more dim, `state`.

        It has no cells when nothing was skipped, and then it is false: `if table.missing(): …`. Missing cells can be
        counted over what the unit forbids to add, such as posts over years; not over what repeats them.

        Raises:
            UnknownLabel: the table has a dim `state` already.

        >>> table = Table.from_records(
        ...     [{"item": "a", "value": 3}, {"item": "b", "value": Missing.BLANK}], dims=["item"], unit="CHF"
        ... )
        >>> table.by().missing().records()
        [{'state': 'blank', 'value': Decimal('1')}]
        """
        self._check_new("state")
        repeated = untold(self.axes, self.unit)
        own = (attrs.evolve(axis, reason=repeated.get(axis.dim, why_not(axis.dim, "count"))) for axis in self.axes)
        axes = (*own, Axis("state", tuple(which.value for which in _SHOWN_STATES)))
        figures = tuple([skipped(count, which) for count in self._counts for which in _SHOWN_STATES])
        return Table(axes, "count", figures, tuple([int(bool(figure)) for figure in figures]), 0, self.assumed)

    # --- choosing -------------------------------------------------------------------------------------------------

    def where(self, /, **labels: Label | Iterable[Label]) -> "Table":
        """Only the cells with these labels; each dim stays, with the labels that were asked for, in axis order.

        Raises:
            UnknownLabel: a dim or label is unknown; the nearest are named.

        >>> table = Table.from_records([{"item": item, "value": 3} for item in "abc"], dims=["item"], unit="CHF")
        >>> table.where(item=("c", "a")).labels("item")
        ('a', 'c')
        """
        for dim in labels:
            self.axis(dim)
        chosen: list[Sequence[int]] = []
        for axis in self.axes:
            if axis.dim not in labels:
                chosen.append(range(len(axis.labels)))
                continue
            wanted = labels[axis.dim]
            many = wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str) else (wanted,)
            chosen.append(sorted({axis.position(label) for label in many}))
        return self._chosen(chosen)

    def keep(self, predicate: Callable[[Decimal], bool]) -> "Table":
        """Only the cells whose figure passes; missing cells never pass. The axes stay whole.

        >>> table = Table.from_records(
        ...     [{"item": item, "value": value} for item, value in (("a", 3), ("b", 7))], dims=["item"], unit="CHF"
        ... )
        >>> [record["item"] for record in table.keep(lambda value: value > 5).records()]
        ['b']
        """
        counts = tuple(
            [
                count if count & FIGURES and predicate(self._figure(figure)) else 0
                for figure, count in zip(self._figures, self._counts, strict=True)
            ]
        )
        figures = tuple([figure if count else 0 for figure, count in zip(self._figures, counts, strict=True)])
        return attrs.evolve(self, figures=figures, counts=counts)

    # --- adding up ------------------------------------------------------------------------------------------------

    def by(self, *dims: str) -> "Table":
        """Added up over every other dim; the dims come in the order in which they are named.

        Missing cells are skipped and counted (see `missing`). A sum of nothing but missing cells is missing.

        Raises:
            NotAdditive: a dim that goes does not add and has more than one label left.
            UnknownLabel: the table has no such dim.

        >>> table = Table.from_records(
        ...     [{"item": item, "period": "2008", "value": 3} for item in "abc"], dims=["item", "period"], unit="CHF"
        ... )
        >>> table.by("period").at(period="2008")
        Decimal('9')
        """
        for dim in dims:
            if not isinstance(dim, str):
                raise UnknownLabel(f"a dim is text, got {quote(dim)}; write by({', '.join(map(repr, self.dims))})")
        wanted = [self.axis(dim) for dim in dict.fromkeys(dims)]
        figures, counts, axes = self._figures, self._counts, list(self.axes)
        for axis in self.axes:
            if axis in wanted:
                continue
            self._check_adds(axis)
            number = axes.index(axis)
            inner = math.prod(len(other.labels) for other in axes[number + 1 :])
            del axes[number]
            if axis.labels:
                figures = added(figures, len(axis.labels), inner)
                counts = added(counts, len(axis.labels), inner)
            else:
                figures = counts = (0,) * math.prod(len(other.labels) for other in axes)
        result = Table(tuple(axes), self.unit, figures, counts, self._scale, self.assumed)
        return result if axes == wanted else result._ordered(wanted)

    def total(self) -> Decimal:
        """The sum of all figures; 0 when there are no cells.

        Raises:
            NotAdditive: a dim does not add, or all that is there is missing.

        >>> Table.from_records([{"item": item, "value": "0.1"} for item in "abc"], dims=["item"], unit="CHF").total()
        Decimal('0.3')
        """
        whole = self._whole
        count = whole._counts[0]
        if count and not count & FIGURES:
            raise NotAdditive(f"there is no figure to add up: {len(self)} missing cells, no figure")
        return whole._figure(whole._figures[0])

    @functools.cached_property
    def _whole(self) -> "Table":
        """Added up over every dim."""
        return self.by()

    def span(self, span: str | Period, /, *spans: str | Period) -> "Table":
        """The periods that tile exactly this span, added up into one; other periods go. Several spans give one each.

        Raises:
            NotAdditive: the figures do not add over periods, the periods do not tile a span, or two spans overlap.
            InvalidPlan: a span is not a period.

        >>> table = Table.from_records(
        ...     [{"period": "2008", "value": 1}, {"period": "2009-2011", "value": 2}], dims=["period"], unit="page"
        ... )
        >>> table.span("2008-2011").records()
        [{'period': '2008-2011', 'value': Decimal('3')}]
        """
        wholes = [one if isinstance(one, Period) else Period.parse(one) for one in (span, *spans)]
        for one, other in itertools.pairwise(sorted(wholes)):
            if one.overlaps(other):
                raise NotAdditive(f"spans {one} and {other} overlap")
        axis = self.axis("period")
        names: dict[str, str] = {}
        for whole in wholes:
            inside = tuple(label for label in axis.labels if Period.parse(label) in whole)
            if not whole.tiled_by(map(Period.parse, inside)):
                raise NotAdditive(f"periods {_named(axis.labels)} do not tile {whole} exactly")
            self._check_adds(attrs.evolve(axis, labels=inside))
            names |= dict.fromkeys(inside, str(whole))
        return self.where(period=names).relabel("period", names)

    @overload
    def split(self, rule: Literal["even"] | YearWeights = "even", *, dim: None = None) -> "Table": ...
    @overload
    def split(self, rule: Literal["even"] | Mapping[str, YearWeights], *, dim: str) -> "Table": ...
    def split(self, rule: object = "even", *, dim: str | None = None) -> "Table":
        """Each period of several years divided into its years; it keeps its total, and the table says what it assumes.

        A year that is left out of the weights has no cell, one of weight 0 a zero; the last year with a weight takes
        what rounding leaves. Each year of a missing cell is missing, and counts as one.

        Args:
            rule: `even`; or weights by year, `{"2009": 1, "2010": 2}`; or such weights by label of another dim. A label
                whose weights have no year of a period is divided evenly there, as are those left out.
            dim: the dim whose labels have weights of their own.

        Raises:
            NotAdditive: the figures are no flow (posts, percentages, rates), or periods overlap.
            UnknownLabel: the table has no dim `period`, or no such dim or label.
            InvalidPlan: with every weight that is none; no year of a period has one, or all of them are 0.

        >>> table = Table.from_records(
        ...     [{"period": "2008", "value": 4}, {"period": "2009-2011", "value": 15}], dims=["period"], unit="page"
        ... )
        >>> print(table.split({"2009": 1, "2010": 3, "2011": 1}))
        period  page
        ------------
        2008       4
        2009       3
        2010       9
        2011       3
        assumed: 2009-2011 divided among its years by weights (2009: 1, 2010: 3, 2011: 1)
        """
        axis = self.axis("period")
        if axis.reason or axis.overlap:
            raise NotAdditive(f"cannot divide {self.unit} among the years of a period: {axis.reason or axis.overlap}")
        periods = [Period.parse(label) for label in axis.labels]
        given = division.read_rule(rule, periods, dim)
        own = self.axes[0] if dim is None else self.axis(dim)
        by_place = {own.position(label): weights for label, weights in given.items()} if dim is not None else {}
        ways = {
            (number, at): division.weights_in(period, by_place.get(at, given.get("", {})))
            for number, period in enumerate(periods)
            for at in range(len(own.labels))
        }
        years = [str(Period(year, year)) for period in periods for year in range(period.first, period.last + 1)]
        starts = [0, *itertools.accumulate(period.years for period in periods)]
        axes = tuple(Axis("period", tuple(years)) if one is axis else one for one in self.axes)
        strides = dict(zip(self.dims, strides_of(self.axes), strict=True))
        inner = strides["period"]
        figures, counts = [0] * size_of(axes), [0] * size_of(axes)
        power = 10 ** (MAX_DECIMALS - self._scale)
        for place, (figure, count) in enumerate(zip(self._figures, self._counts, strict=True)):
            if not count:
                continue
            block, number = divmod(place // inner, len(periods))
            way = ways[number, place // strides[own.dim] % len(own.labels)]
            parts = division.among(figure * power, [weight or Fraction(0) for weight in way], keep_total=True)
            start = (block * len(years) + starts[number]) * inner + place % inner
            for year, (weight, part) in enumerate(zip(way, parts, strict=True)):
                if weight is not None:
                    figures[start + year * inner] = part
                    counts[start + year * inner] = count
        result = Table(axes, self.unit, tuple(figures), tuple(counts), MAX_DECIMALS, self.assumed)
        return result._trimmed(self._scale).assuming(*division.sentences(periods, given))

    def relabel(self, dim: str, names: Mapping[str, str] | Callable[[str], str], *, to: str | None = None) -> "Table":
        """Other labels for a dim; cells that meet under one label are added.

        Args:
            dim: the dim to change.
            names: new labels by old one, or a function from old to new. Labels that a mapping leaves out stay.
            to: a new name for the dim.

        A period can become another one of as many years, and periods the span that they tile exactly; other years
        would make a rate or a stock of nothing. Where the years are others, the table says that this is assumed.

        Raises:
            NotAdditive: cells meet, and the dim does not add; or a period gets a label of more or fewer years.
            UnknownLabel: the table has no such dim, a key of the mapping is no label, a new label is not text, or the
                new name cannot be that of a dim.
            InvalidPlan: a new label of `period` is no period.

        >>> table = Table.from_records(
        ...     [{"grade": grade, "value": 12} for grade in ("P5", "P4", "G6")], dims=["grade"], unit="work_month"
        ... )
        >>> print(table.relabel("grade", lambda grade: grade[0], to="category"))
        category  work_month
        --------------------
        P                 24
        G                 12
        """
        axis = self.axis(dim)
        name = dim if to is None else to
        if name != dim:
            self._check_new(name)
        if isinstance(names, Mapping):
            by_label = {axis.labels[axis.position(label)]: new for label, new in names.items()}
            labels = [_label(name, by_label.get(label, label)) for label in axis.labels]
        else:
            labels = [_label(name, names(label)) for label in axis.labels]
        merged = tuple(dict.fromkeys(labels))
        self._check_meeting(axis, labels)
        same = name == dim and merged == axis.labels
        reason = axis.reason or ("" if same else axis.overlap or why_not(name, self.unit))
        once = [
            (new, str(period)) for old, new in zip(axis.labels, labels, strict=True) for period in axis.periods(old)
        ]
        target = Axis(name, merged, reason, tuple(dict.fromkeys(once)))
        assumed = tuple(_moved(once)) if name == "period" else ()
        number = self.axes.index(axis)
        axes = (*self.axes[:number], target, *self.axes[number + 1 :])
        if len(merged) == len(labels):
            return attrs.evolve(self, axes=axes).assuming(*assumed)
        inner = math.prod(len(other.labels) for other in self.axes[number + 1 :])
        outer = math.prod(len(other.labels) for other in self.axes[:number])
        figures, counts = [0] * (outer * len(merged) * inner), [0] * (outer * len(merged) * inner)
        places = [
            (block * len(merged) + target.positions[label]) * inner + cell
            for block in range(outer)
            for label in labels
            for cell in range(inner)
        ]
        for place, figure, count in zip(places, self._figures, self._counts, strict=True):
            if count:
                figures[place] += figure
                counts[place] += count
        result = Table(axes, self.unit, tuple(figures), tuple(counts), self._scale, self.assumed)
        return result.assuming(*assumed)

    def spread(self, dim: str, links: Mapping[str, Mapping[str, Fraction]], *, to: Axis, keep_total: bool) -> "Table":
        """Each cell carried to the labels of a new dim that its label in one dim is linked with, times a weight.

        Args:
            dim: the dim whose labels have links.
            links: for each label of it the linked labels of the new dim with their weights; a label without links
                loses its cells.
            to: the new dim, which comes last.
            keep_total: the last link takes what rounding leaves, so that the parts make the whole to the last digit.

        Raises:
            UnknownLabel: the table has no such dim, or has the new one already, or its name cannot be that of a dim, or
                a link leads outside of it.
            NotAdditive: the weights of a label make more than 1, and the new axis has no reason not to add up.

        >>> table = Table.from_records([{"output": "PP", "value": 1}], dims=["output"], unit="page")
        >>> third = Fraction(1, 3)
        >>> spread = table.spread(
        ...     "output",
        ...     {"PP": {"1": third, "2": third, "3": third}},
        ...     to=Axis("objective", ("1", "2", "3")),
        ...     keep_total=True,
        ... )
        >>> spread.at(output="PP", objective="3"), spread.total()
        (Decimal('0.33333333333333333334'), Decimal('1.000000000000'))
        """
        if complaint := _about_dim(to.dim) or ("is a dim of the table already" if to.dim in self.dims else ""):
            raise UnknownLabel(f"{quote(to.dim)} {complaint}")
        axis = self.axis(dim)
        once = [(new, str(one)) for own in axis.labels for one in axis.periods(own) for new in links.get(own, ())]
        to = attrs.evolve(to, reason=to.reason or why_not(to.dim, self.unit), once=tuple(dict.fromkeys(once)))
        width = len(to.labels)
        for own, targets in links.items():
            if to.adds and (whole := sum(targets.values())) > 1:
                raise NotAdditive(
                    f"cannot spread {dim} {own!r} over {to.dim!r}: its weights make {whole}, so it would count more "
                    "than once; let them make 1, or give the axis a reason not to add up"
                )
        ways = [[to.position(label) for label in links.get(own, {})] for own in axis.labels]
        weights = [list(links.get(own, {}).values()) for own in axis.labels]
        exact = all(weight.denominator == 1 for own_weights in weights for weight in own_weights)
        scale = self._scale if exact else MAX_DECIMALS
        power = 10 ** (scale - self._scale)
        stride = strides_of(self.axes)[self.axes.index(axis)]
        figures, counts = [0] * (len(self._figures) * width), [0] * (len(self._figures) * width)
        for place, (figure, count) in enumerate(zip(self._figures, self._counts, strict=True)):
            if not count:
                continue
            number = place // stride % len(axis.labels)
            parts = division.among(figure * power, weights[number], keep_total=keep_total)
            for target, part in zip(ways[number], parts, strict=True):
                figures[place * width + target] = part
                counts[place * width + target] = count
        return Table((*self.axes, to), self.unit, tuple(figures), tuple(counts), scale, self.assumed)

    def __add__(self, other: object) -> "Table":
        return self._combined(other, 1) if isinstance(other, Table) else NotImplemented

    def __radd__(self, other: object) -> "Table":
        return self if other == 0 else NotImplemented  # so that sum() works

    def __sub__(self, other: object) -> "Table":
        return self._combined(other, -1) if isinstance(other, Table) else NotImplemented

    # --- quotients ------------------------------------------------------------------------------------------------

    def shares(self, *dims: str) -> "Table":
        """Each figure in percent of the sum of the cells that have the same labels in these dims; without dims, of all.

        The result does not add over the dims that were named. Where the whole is 0 the share is `n/a`.

        Raises:
            NotAdditive: the wholes cannot be added up.
            UnknownLabel: the table has no such dim.

        >>> table = Table.from_records(
        ...     [{"item": item, "value": value} for item, value in (("a", 1), ("b", 3))], dims=["item"], unit="CHF"
        ... )
        >>> table.shares().at(item="b")
        Decimal('75')
        """
        wholes = self.by(*dims)
        places = self._places_in(wholes.axes, strides_of(wholes.axes))
        power = 100 * 10**MAX_DECIMALS
        figures: list[int] = []
        counts: list[int] = []
        for place, figure, count in zip(places, self._figures, self._counts, strict=True):
            whole = wholes._figures[place]
            if count & FIGURES and not whole:
                figures.append(0)
                counts.append(STATES[Missing.NOT_APPLICABLE])
            else:
                figures.append(divided(figure * power, whole) if count & FIGURES else 0)
                counts.append(count)
        return Table(
            self._divided_by(dims), "percent", tuple(figures), tuple(counts), MAX_DECIMALS, self.assumed
        )._trimmed()

    def percent_of(self, other: "Table") -> "Table":
        """Each figure in percent of the figure that the other table has with the same labels: effort of capacity.

        The other table may have fewer dims, not more. There is a percentage only where both have a cell: what one of
        them does not state is no 0. Where one is missing the percentage is missing, and of 0 it is `n/a`. What the two
        skipped is counted together. The result does not add over the dims of the other table.

        Raises:
            UnitMismatch: the tables are in different units.
            UnknownLabel: the other table has a dim that this one does not have.

        >>> asked = Table.from_records(
        ...     [{"item": "a", "value": 3}, {"item": "b", "value": 5}], dims=["item"], unit="CHF"
        ... )
        >>> given = Table.from_records([{"item": "a", "value": 2}], dims=["item"], unit="CHF")
        >>> asked.percent_of(given).at(item="a"), asked.percent_of(given).at(item="b")
        (Decimal('150'), <Missing.NOT_STATED: 'not stated'>)
        """
        if self.unit != other.unit:
            raise UnitMismatch(f"cannot give {self.unit} in percent of {other.unit}; convert one of them first")
        if foreign := [dim for dim in other.dims if dim not in self.dims]:
            raise UnknownLabel(f"the other table has dims that this one has not: {_named(foreign)}; add up over them")
        places = self._places_in(other.axes, strides_of(other.axes))
        power, divisor = 100 * 10 ** (MAX_DECIMALS + other._scale), 10**self._scale
        figures, counts = [0] * len(places), [0] * len(places)
        for own, (place, figure, count) in enumerate(zip(places, self._figures, self._counts, strict=True)):
            base = other._counts[place] if place >= 0 else 0
            if not (count and base):
                continue
            if not (count & FIGURES and base & FIGURES):
                counts[own] = (count & ~FIGURES) + (base & ~FIGURES)
            elif not other._figures[place]:
                counts[own] = STATES[Missing.NOT_APPLICABLE]
            else:
                figures[own] = divided(figure * power, other._figures[place] * divisor)
                counts[own] = count + (base & ~FIGURES)
        axes, united = self._divided_by(other.dims), _united((self, other))
        return Table(axes, "percent", tuple(figures), tuple(counts), MAX_DECIMALS, united)._trimmed()

    def per_year(self) -> "Table":
        """Each period divided by its years; the unit becomes a rate, and rates do not add over periods.

        Raises:
            NotAdditive: the figures are no flow: posts, percentages, rates.
            UnknownLabel: the table has no dim `period`.

        >>> table = Table.from_records([{"period": "2009-2011", "value": 3}], dims=["period"], unit="page")
        >>> table.per_year().unit, table.per_year().at(period="2009-2011")
        ('page/year', Decimal('1'))
        """
        axis = self.axis("period")
        if axis.reason:
            raise NotAdditive(f"cannot divide {self.unit} by the years of a period: {axis.reason}")
        years = {label: Fraction(1, Period.parse(label).years) for label in axis.labels}
        unit = units.rate(self.unit)
        return self._scaled({"period": years}, unit)

    def growth(self, first: str | Period, second: str | Period) -> "Table":
        """By how many percent the figures of the second period exceed those of the first: a table of the other dims.

        Where one of the two is missing the growth is missing too, without a cell on either side there is none, and of
        nothing or less it is `n/a`. Growth adds over no dim.

        Raises:
            NotAdditive: the periods have unlike numbers of years, and the figures are not per year.
            UnknownLabel: the table has no dim `period`, or not these labels.

        >>> table = Table.from_records(
        ...     [{"period": "2008", "value": 4}, {"period": "2009-2011", "value": 15}], dims=["period"], unit="page"
        ... )
        >>> table.per_year().growth("2008", "2009-2011").at()
        Decimal('25')
        """
        axis = self.axis("period")
        one, other = (Period.parse(axis.labels[axis.position(period)]) for period in (first, second))
        if one.years != other.years and not axis.reason:
            raise NotAdditive(
                f"cannot compare {one} with {other}: {one.years} against {other.years} years; take per_year() first"
            )
        others = [dim for dim in self.dims if dim != "period"]
        before, after = (self.where(period=period).by(*others) for period in (one, other))
        figures, counts = [0] * len(before._counts), [0] * len(before._counts)
        for place, (old, old_count, new, new_count) in enumerate(
            zip(before._figures, before._counts, after._figures, after._counts, strict=True)
        ):
            if not (old_count and new_count):
                continue
            counts[place] = (old_count & ~FIGURES) + (new_count & ~FIGURES)
            if old_count & FIGURES and new_count & FIGURES:
                figures[place] = divided((new - old) * 100 * 10**MAX_DECIMALS, old) if old > 0 else 0
                counts[place] = counts[place] + ONE if old > 0 else STATES[Missing.NOT_APPLICABLE]
        axes = tuple(attrs.evolve(axis, reason=axis.reason or "growth does not add") for axis in before.axes)
        return Table(axes, "percent", tuple(figures), tuple(counts), MAX_DECIMALS, self.assumed)._trimmed()

    def rounded(self, decimals: int, /, *dims: str) -> "Table":
        """The figures with so many decimals, so that the parts of each whole add up exactly to it, rounded half-even.

        As in `shares`, cells with the same labels in these dims make a whole; without dims, all. The figures with the
        largest rests are rounded up, of equal ones those that come first, so none moves by a unit of the last decimal.

        Raises:
            NotAdditive: the wholes cannot be added up.
            UnknownLabel: the table has no such dim.
            InvalidPlan: `decimals` is no whole number ≥ 0.

        >>> table = Table.from_records([{"item": item, "value": 1} for item in "abc"], dims=["item"], unit="CHF")
        >>> [str(record["value"]) for record in table.shares().rounded(1).records()]
        ['33.4', '33.3', '33.3']
        """
        if type(decimals) is not int or decimals < 0:
            raise refusal(f"must be a whole number ≥ 0, got {quote(decimals)}", path="decimals", actual=decimals)
        wholes = self.by(*dims)
        if decimals >= self._scale:
            return self
        members: dict[int, list[int]] = {}
        for place, whole in enumerate(self._places_in(wholes.axes, strides_of(wholes.axes))):
            if self._counts[place] & FIGURES:
                members.setdefault(whole, []).append(place)
        figures = [0] * len(self._figures)
        for places in members.values():
            parts = division.balanced([self._figures[place] for place in places], 10 ** (self._scale - decimals))
            for place, part in zip(places, parts, strict=True):
                figures[place] = part
        return attrs.evolve(self, figures=tuple(figures), scale=decimals)

    def convert(self, unit: str) -> "Table":
        """The same figures in another unit, through pint; exact where the factor is, else rounded once.

        Raises:
            UnitMismatch: the units measure different things; both are named.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> table.convert("work_year").at(item="a")
        Decimal('1.5')
        """
        factor = units.factor(self.unit, unit)
        return self._scaled({}, unit, factor)

    def quantity(self, /, **labels: Label) -> "pint.Quantity[Decimal] | Missing":
        """The cell with these labels as a pint quantity, for calculations with units; a `Missing` stays one.

        Raises:
            UnknownLabel: as for `at`.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> print(table.quantity(item="a"))
        18 work_month
        """
        cell = self.at(**labels)
        return cell if isinstance(cell, Missing) else units.quantity(cell, self.unit)

    # --- changing -------------------------------------------------------------------------------------------------

    def set(self, /, value: Figure, **labels: Label) -> "Table":
        """The table with this cell set; a new label goes to the end of its axis.

        Raises:
            InvalidPlan: the value is not a figure or a `Missing`, or a period is none.
            UnknownLabel: a dim is unknown or left out.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> table.set(Decimal("0.5"), item="b").total()
        Decimal('18.5')
        """
        self._check_dims(labels)
        key = tuple(_label(axis.dim, labels[axis.dim]) for axis in self.axes)
        try:
            cell = parsed(value)
        except ValueError as error:
            raise refusal(str(error), path=f"[{', '.join(key)}]", actual=value) from None
        axes = tuple(
            axis if label in axis.positions else attrs.evolve(axis, labels=(*axis.labels, label))
            for axis, label in zip(self.axes, key, strict=True)
        )
        cells = {other: (figure, self._scale, count) for other, figure, count in self._cells()}
        return attrs.evolve(self._filled(axes, self.unit, cells | {key: cell}), assumed=self.assumed)

    def assuming(self, *sentences: str) -> "Table":
        """The same table, marked as resting on what no plan says. Whatever is made of it is marked too, and shows it.

        Args:
            sentences: what is assumed, each a short sentence without a full stop; one that is there already stays once.

        Raises:
            InvalidPlan: a sentence is empty or no text.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> print(table.assuming("item b is left out").convert("work_year"))
        item  work_year
        ---------------
        a           1.5
        assumed: item b is left out
        """
        for number, sentence in enumerate[object](sentences):
            if not isinstance(sentence, str) or not sentence.strip():
                raise refusal(f"must be a sentence, got {quote(sentence)}", path=f"assumed[{number}]", actual=sentence)
        written = (" ".join(sentence.split()) for sentence in sentences)
        return attrs.evolve(self, assumed=tuple(dict.fromkeys((*self.assumed, *written)))) if sentences else self

    # --- showing --------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        return self.to_text(rows=_SHOWN_ROWS)

    def __repr__(self) -> str:
        shape = " × ".join(f"{len(axis.labels)} {axis.dim}" for axis in self.axes) or "no dims"
        return f"<Table: {shape}, {len(self)} cells, {self.unit}>"

    def _repr_html_(self) -> str:
        return self.to_html(rows=_SHOWN_ROWS)

    def _columns(self) -> Mapping[str, Sequence[object]]:
        cells = self._cells()
        keys = [key for key, _, _ in cells]
        states = [state_of(count) for _, _, count in cells]
        columns: dict[str, Sequence[object]] = {dim: [key[n] for key in keys] for n, dim in enumerate(self.dims)}
        columns["value"] = [
            self._figure(figure) if state is None else None for (_, figure, _), state in zip(cells, states, strict=True)
        ]
        columns["missing"] = [None if state is None else state.value for state in states]
        reasons = [f"{dim}: {' '.join(reason.split())}" for dim, reason in untold(self.axes, self.unit).items()]
        for name, lines in (("not_additive", reasons), ("assumed", self.assumed)):
            if lines:
                columns[name] = ["\n".join(lines)] * len(cells)
        return columns

    # --- equality -------------------------------------------------------------------------------------------------

    @functools.cached_property
    def _key(self) -> tuple[object, ...]:
        """What makes two tables equal: unit, dims, what adds, and the set of cells."""
        order = sorted(range(len(self.axes)), key=lambda number: self.axes[number].dim)
        cells = frozenset(
            (tuple(key[number] for number in order), self._cell(figure, count)) for key, figure, count in self._cells()
        )
        return self.unit, tuple((self.axes[number].dim, not self.axes[number].reason) for number in order), cells

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _figure(self, number: int) -> Decimal:
        scale = self._scale if number or self._scale <= 12 else 0
        while scale > 12 and number % 10 == 0:  # a quotient shows no more decimals than it needs
            number //= 10
            scale -= 1
        return decimal(number, scale)

    def _cell(self, number: int, count: int) -> Cell:
        state = state_of(count)
        return self._figure(number) if state is None else state

    def _cells(self) -> list[tuple[tuple[str, ...], int, int]]:
        """Labels, number and count of every cell, in axis order."""
        return [
            (key, figure, count)
            for key, figure, count in zip(keys_of(self.axes), self._figures, self._counts, strict=True)
            if count
        ]

    def _check_new(self, dim: str) -> None:
        if complaint := _about_dim(dim):
            raise UnknownLabel(f"{quote(dim)} {complaint}")
        if dim in self.dims:
            raise UnknownLabel(f"the table has a dim {dim!r} already; relabel that one first")

    def _check_dims(self, labels: Mapping[str, object]) -> None:
        for dim in labels:
            self.axis(dim)
        if left := [dim for dim in self.dims if dim not in labels]:
            raise UnknownLabel(f"a label is needed for {', '.join(left)}")

    def _place(self, labels: Mapping[str, Label]) -> int:
        self._check_dims(labels)
        positions = (axis.position(labels[axis.dim]) for axis in self.axes)
        return sum(position * stride for position, stride in zip(positions, strides_of(self.axes), strict=True))

    def _chosen(self, chosen: Sequence[Sequence[int]]) -> "Table":
        axes = tuple(
            axis
            if len(positions) == len(axis.labels)
            else attrs.evolve(axis, labels=tuple(axis.labels[n] for n in positions))
            for axis, positions in zip(self.axes, chosen, strict=True)
        )
        places = places_of(chosen, strides_of(self.axes))
        figures, counts = self._figures, self._counts
        return Table(
            axes,
            self.unit,
            tuple([figures[at] for at in places]),
            tuple([counts[at] for at in places]),
            self._scale,
            self.assumed,
        )

    def _ordered(self, axes: Sequence[Axis]) -> "Table":
        """The same table with its axes in this order."""
        strides = dict(zip(self.dims, strides_of(self.axes), strict=True))
        places = places_of([range(len(axis.labels)) for axis in axes], [strides[axis.dim] for axis in axes])
        figures, counts = self._figures, self._counts
        return Table(
            tuple(axes),
            self.unit,
            tuple([figures[n] for n in places]),
            tuple([counts[n] for n in places]),
            self._scale,
            self.assumed,
        )

    def _check_meeting(self, axis: Axis, labels: Sequence[str]) -> None:
        """Refuse that several labels with cells get one, where they do not add."""
        if axis.adds or len(set(labels)) == len(labels):
            return
        stride = strides_of(self.axes)[self.axes.index(axis)]
        used = {place // stride % len(labels) for place, count in enumerate(self._counts) if count}
        if len({labels[number] for number in used}) < len(used):
            raise NotAdditive(f"cannot add up over {axis.dim!r}: {axis.reason or axis.overlap}")

    def _check_adds(self, axis: Axis) -> None:
        if axis.why_not:
            first = axis.labels[0]
            raise NotAdditive(
                f"cannot add up over {axis.dim!r}: {axis.why_not}; keep it with by(…, {axis.dim!r}), "
                f"or take one with where({axis.dim}={first!r})"
            )

    def _divided_by(self, dims: Sequence[str]) -> tuple[Axis, ...]:
        """The axes of percentages of these dims: they do not add over them, each label is a whole of its own."""
        return tuple(
            attrs.evolve(axis, reason=axis.reason or f"each {axis.dim} is a whole of its own")
            if axis.dim in dims
            else axis
            for axis in self.axes
        )

    def _places_in(self, axes: Sequence[Axis], strides: Sequence[int]) -> list[int]:
        """For each of the own places, the place in a block of other axes (the own ones, or some of them, by name).

        A label that the other axis does not have makes the place negative.
        """
        found = {axis.dim: (axis, stride) for axis, stride in zip(axes, strides, strict=True)}
        places = [0]
        for own in self.axes:
            if own.dim in found:
                axis, stride = found[own.dim]
                nowhere = -(1 << 62)
                steps = [axis.positions[label] * stride if label in axis.positions else nowhere for label in own.labels]
            else:
                steps = [0] * len(own.labels)
            places = [place + step for place in places for step in steps]
        return places

    def _refuse_labels_outside(self, axes: Sequence[Axis]) -> None:
        known = {axis.dim: axis for axis in axes}
        for key, _, _ in self._cells():
            for dim, label in zip(self.dims, key, strict=True):
                known[dim].position(label)

    def _combined(self, other: "Table", sign: int) -> "Table":
        if set(self.dims) != set(other.dims):
            raise UnknownLabel(f"the tables have different dims: {_named(self.dims)} and {_named(other.dims)}")
        if self.unit != other.unit:
            raise UnitMismatch(f"cannot add {other.unit} to {self.unit}; convert one of them first")
        axes = tuple(
            Axis(
                axis.dim,
                tuple(dict.fromkeys(axis.labels + other.axis(axis.dim).labels)),
                axis.reason or other.axis(axis.dim).reason,
                tuple(dict.fromkeys(axis.once + other.axis(axis.dim).once)),
            )
            for axis in self.axes
        )
        strides = strides_of(axes)
        size = size_of(axes)
        scale = max(self._scale, other._scale)
        figures, counts, gaps = [0] * size, [0] * size, [False] * size
        for table, factor in ((self, 1), (other, sign)):
            power = factor * 10 ** (scale - table._scale)
            for place, figure, count in zip(
                table._places_in(axes, strides), table._figures, table._counts, strict=True
            ):
                if count:
                    figures[place] += figure * power
                    counts[place] = (counts[place] | count & FIGURES) + (count & ~FIGURES)
                    gaps[place] = gaps[place] or not count & FIGURES
        for place, gap in enumerate(gaps):
            if gap:  # missing on either side: the figure of the other one does not stand for both
                figures[place] = 0
                counts[place] &= ~FIGURES
        return Table(axes, self.unit, tuple(figures), tuple(counts), scale, _united((self, other)))

    def _scaled(
        self, factors: Mapping[str, Mapping[str, Fraction]], unit: str, factor: Fraction = Fraction(1)
    ) -> "Table":
        """Every figure times a factor, and times the factors of its labels, rounded once; what adds is by the unit."""
        products = [factor]
        for axis in self.axes:
            own = factors.get(axis.dim)
            steps = [own[label] for label in axis.labels] if own is not None else [Fraction(1)] * len(axis.labels)
            products = [product * step for product in products for step in steps]
        power = 10 ** (MAX_DECIMALS - self._scale)
        figures = tuple(
            [
                divided(figure * power * product.numerator, product.denominator)
                for figure, product in zip(self._figures, products, strict=True)
            ]
        )
        axes = self.axes
        if unit != self.unit:
            axes = tuple(attrs.evolve(axis, reason=axis.reason or why_not(axis.dim, unit)) for axis in axes)
        return Table(axes, unit, figures, self._counts, MAX_DECIMALS, self.assumed)._trimmed()

    def _trimmed(self, least: int = 0) -> "Table":
        """The same figures with no more decimals than they need, and than these."""
        divisor, scale = math.gcd(*self._figures) or 10**self._scale, self._scale
        power = 1
        while scale > least and divisor % 10 == 0:
            divisor, scale, power = divisor // 10, scale - 1, power * 10
        return attrs.evolve(self, figures=tuple([figure // power for figure in self._figures]), scale=scale)

    def _grid(self, decimals: int | None, rows: int | None) -> display.Grid:
        """What is shown: the last dim across, the others down; rows and columns without any cell are left out."""
        if decimals is None and self._scale > 12:
            decimals = 1
        down, across = (self.axes[:-1], self.axes[-1]) if len(self.axes) > 1 else (self.axes, None)
        columns = across.labels if across else ("",)
        width = len(columns)
        shown = [
            number
            for number in range(width)
            if across is None or across.dim == "period" or any(self._counts[number::width])
        ]
        lines: list[tuple[str, ...]] = []
        for number, key in enumerate(keys_of(down)):
            cells = range(number * width, (number + 1) * width)
            if any(self._counts[at] for at in cells) or not down:
                lines.append((*key, *(self._shown(cells[column], decimals) for column in shown)))
        chosen, note = display.shown_rows(len(lines), rows)
        if note:
            lines = [lines[number] for number in chosen]
            lines.insert((len(lines) + 1) // 2, ("…",) * (len(down) + len(shown)))
        notes = [*note]
        if any(count > FIGURES and count & FIGURES for count in self._counts):
            gone = [
                (which, sum(skipped(count, which) for count in self._counts if count & FIGURES))
                for which in _SHOWN_STATES
            ]
            notes.append("* skipped: " + ", ".join(f"{number} {which}" for which, number in gone if number))
        if not lines:
            notes.append("no cells")
        notes += [f"assumed: {sentence}" for sentence in self.assumed]
        return display.Grid(
            header=(*(axis.dim for axis in down), *([columns[number] for number in shown] if across else [self.unit])),
            rows=tuple(lines),
            labels=len(down),
            missing=MISSING_WORDS,
            caption=self.unit if across else "",
            notes=tuple(notes),
        )

    def _shown(self, place: int, decimals: int | None) -> str:
        count = self._counts[place]
        if not count:
            return ""
        state = state_of(count)
        if state is not None:
            return state.value
        mark = "*" if count > FIGURES else ""
        return display.figure(self._figures[place], self._scale, decimals) + mark
