"""Table: exact labelled figures with a unit, and their algebra.

The rules of this module:

* A cell is a `Decimal`, a `Missing`, or not there at all. Zero, blank and "not stated" are three things.
* A table is a *set* of cells: the order of its dims and labels is for reading and never decides equality.
* Labels are text. An axis is whole: it keeps the labels that no cell has.
* Sums that would double-count are refused (`NotAdditive`); a dim with one label left may go.
* Adding is exact. Quotients are rounded once, half-even, to 20 decimals, so that later sums are exact again.
* Each figure keeps the decimals with which it was printed; a sum has those of its most precise term.
* Nothing depends on the caller's decimal context.
* A table that exists is legal. Operations do not check again what is right by construction.
"""

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, overload

import attrs

from .. import display, units
from ..errors import InvalidPlan, NotAdditive, UnitMismatch, UnknownLabel, refusal
from ..periods import Period
from ..problem import Problem, fault
from ..wording import quote
from . import dividing, joining, reading, showing
from .axes import (
    Axis,
    Label,
    check_unit,
    find_axis,
    find_reason,
    find_untold_reasons,
    join_names,
    list_keys,
    match_places,
    measure,
    spell,
)
from .block import Block, collect, make_strides
from .cells import Cell, Figure, Missing, count_skipped, parse_cell

if TYPE_CHECKING:
    import pint

__all__ = ["Table"]

_SHOWN_ROWS = 100


def _axes(axes: Iterable[Axis]) -> tuple[Axis, ...]:
    axes = tuple(axes)
    if not all(isinstance(axis, Axis) for axis in axes):
        raise TypeError("a Table is made of axes; Table.from_records(rows, dims=…, unit=…) makes one of rows")
    return axes


@attrs.frozen(eq=False, repr=False)
class Table(display.Printable):
    """Exact labelled figures with a unit. Tables are made by `from_records` and by functions such as `effort(plan)`.

    Attributes:
        axes: one `Axis` per dim.
        unit: the unit of every figure, such as `work_month`.
        assumed: the assumptions that the figures rest on, as sentences (see `assuming`); no part of equality.

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

    axes: tuple[Axis, ...] = attrs.field(converter=_axes)
    unit: str = ""
    _figures: tuple[int, ...] = ()
    _counts: tuple[int, ...] = ()
    _scale: int = 0
    assumed: tuple[str, ...] = ()
    _decimals: bytes | None = None

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        if complaint := check_unit(self.unit):
            problems.append(fault("unit", complaint, actual=self.unit))
        else:
            axes = tuple(axis.refusing(find_reason(axis.dim, self.unit)) for axis in self.axes)
            object.__setattr__(self, "axes", axes)
        for number, dim in enumerate(self.dims):
            if dim in self.dims[:number]:
                problems.append(fault(f"axes[{number}]", f"{quote(dim)} stands twice", actual=dim))
        size = math.prod(measure(self.axes))
        if complaint := self._block.check(size):
            problems.append(fault("figures", complaint))
        if problems:
            raise InvalidPlan(problems)

    @classmethod
    def _make(cls, axes: Iterable[Axis], unit: str, block: Block, assumed: tuple[str, ...] = ()) -> "Table":
        """A table that is right by construction: without the checks that the constructor makes."""
        table = object.__new__(cls)
        fields = (tuple(axes), unit, block.figures, block.counts, block.scale, assumed, block.decimals)
        for field, value in zip(attrs.fields(cls), fields, strict=True):
            object.__setattr__(table, field.name, value)
        return table

    @functools.cached_property
    def _block(self) -> Block:
        return Block(self._figures, self._counts, self._scale, self._decimals)

    @property
    def _part(self) -> joining.Part:
        return self.axes, self._block, self.unit

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
            labels: whole axes for some or all dims; without it an axis has the labels of the rows in their order. An
                `Axis` brings its reason not to add up, which rows do not have.

        Raises:
            InvalidPlan: the unit, the dims or the labels are invalid, or rows are wrong: all of them, by number from 0.

        >>> Table.from_records([{"item": "a", "value": "1.50"}], dims=["item"], unit="CHF").at(item="a")
        Decimal('1.50')
        """
        axes, block = reading.read_records(records, dims, unit, labels or {})
        return cls._make(axes, unit, block)

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
        axes, block = reading.read_rows(rows, dims, unit)
        return cls._make(axes, unit, block)

    @classmethod
    def from_parsed(
        cls, cells: Mapping[tuple[str, ...], tuple[int, int, int]], *, dims: Sequence[str], unit: str
    ) -> "Table":
        """A table from cells that `parsed` made, by labels that are known to be in order: the way of the file reader.

        >>> Table.from_parsed({("a",): parse_cell("3.5")}, dims=["item"], unit="CHF").total()
        Decimal('3.5')
        """
        axes, block = reading.read_parsed(cells, dims, unit)
        return cls._make(axes, unit, block)

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
        axes, block, assumed = reading.read_frame(frame, dims, unit, value)
        return cls._make(axes, unit, block).assuming(*assumed)

    @classmethod
    def concat(
        cls, tables: Mapping[str, "Table"], *, dim: str, axes: Sequence[Axis] = (), unit: str | None = None
    ) -> "Table":
        """Several tables joined into one, with a new dim that names them.

        Axes and unit are those of the tables, joined: the labels of the first, then new ones of the others. What does
        not add in one of the tables does not add in the result. Percentages of several tables are parts of several
        wholes, so they do not add over the new dim. A table without cells brings its labels, in any unit.

        Args:
            tables: the tables by their label in the new dim.
            dim: the new dim, which comes first.
            axes: whole axes for some or all dims, which come next; other labels are refused.
            unit: the unit of the result; needed only where there is no table.

        Raises:
            UnknownLabel: a table has other dims, or the new one already, or a cell with a label that a whole axis does
                not have.
            UnitMismatch: a table is in another unit.
            InvalidPlan: the new dim cannot have such labels, or there is no table and no unit.
            TypeError: the tables are not given by label.

        >>> one = Table.from_records([{"period": "2008", "value": 1}], dims=["period"], unit="page")
        >>> both = Table.concat({"a": one, "b": one}, dim="item")
        >>> both.dims, both.total()
        (('item', 'period'), Decimal('2'))
        """
        if not isinstance(tables, Mapping) or not all(isinstance(table, Table) for table in tables.values()):
            raise TypeError("tables: must be tables by label, as in Table.concat({'a': table}, dim='version')")
        parts = {label: table._part for label, table in tables.items()}
        whole, block, of = joining.concatenate(parts, dim, axes, unit)
        return cls._make(whole, of, block, _unite(tables.values()))

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
        return find_axis(self.axes, dim)

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
        return self._block.cell(self._place(labels))

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
        return [{**dict(zip(dims, key, strict=True)), "value": cell} for key, cell in self._cells()]

    def rows(self) -> list[tuple[tuple[str, ...], list[Cell]]]:
        """All combinations of labels but those of the last dim, each with its cells along the last dim.

        >>> Table.from_records(
        ...     [{"item": "a", "period": "2008", "value": 3}], dims=["item", "period"], unit="CHF"
        ... ).rows()
        [(('a',), [Decimal('3')])]
        """
        width, cells = len(self.axes[-1].labels) if self.axes else 1, self._block.cells()
        return [
            (key, cells[number * width : (number + 1) * width]) for number, key in enumerate(list_keys(self.axes[:-1]))
        ]

    def find_outside(self, digits: int, places: int) -> list[tuple[tuple[str, ...], Decimal]]:
        """Labels and figure of each cell that is negative or has more digits before or after the point than these.

        >>> table = Table.from_records([{"item": "a", "value": "-0.25"}], dims=["item"], unit="CHF")
        >>> table.find_outside(digits=15, places=12)
        [(('a',), Decimal('-0.25'))]
        """
        figures, limit, rest = self._figures, 10 ** (digits + self._scale), 10 ** max(0, self._scale - places)
        if rest == 1 and min(figures, default=0) >= 0 and max(figures, default=0) < limit:
            return []
        keys = zip(list_keys(self.axes), figures, strict=True)
        return [
            (key, self._block.figure(place))
            for place, (key, figure) in enumerate(keys)
            if not 0 <= figure < limit or figure % rest
        ]

    def pivot(self, dim: str | None = None) -> showing.Pivot:
        """The table as it is laid out on paper: one dim across, the others down; for sheets and frames.

        Args:
            dim: the dim whose labels are the columns; without it the last one, as `to_text` has it: there a table of
                one dim has its figures in one column.

        Raises:
            UnknownLabel: the table has no such dim.

        >>> table = Table.from_rows([{"item": "a", "2008": 4, "2009": "4.5"}], dims=["item", "period"], unit="page")
        >>> pivot = table.pivot("item")
        >>> pivot.header, [(row.labels, row.cells) for row in pivot.rows]
        (('period', 'a'), [(('2008',), (Decimal('4'),)), (('2009',), (Decimal('4.5'),))])
        """
        across = self.axis(dim).dim if dim is not None else self.dims[-1] if len(self.axes) > 1 else None
        return showing.make_pivot(self.axes, self._block, self.unit, across)

    def missing(self) -> "Table":
        """How many missing cells of each state were skipped in each cell: a table with one more dim, `state`.

        It has no cells when nothing was skipped, and then it is false: `if table.missing(): …`. Missing cells add up
        over dims over which the unit does not, such as posts over years; not over dims that repeat them.

        Raises:
            UnknownLabel: the table has a dim `state` already.

        >>> table = Table.from_records(
        ...     [{"item": "a", "value": 3}, {"item": "b", "value": Missing.BLANK}], dims=["item"], unit="CHF"
        ... )
        >>> table.by().missing().records()
        [{'state': 'blank', 'value': Decimal('1')}]
        """
        joining.check_new_dim(self.dims, "state")
        repeated = find_untold_reasons(self.axes, self.unit)
        own = (attrs.evolve(axis, reason=repeated.get(axis.dim, find_reason(axis.dim, "count"))) for axis in self.axes)
        states = showing.SHOWN_STATES
        figures = tuple([count_skipped(count, which) for count in self._counts for which in states])
        counts = tuple([int(bool(figure)) for figure in figures])
        axes = (*own, Axis("state", tuple(which.value for which in states)))
        return self._make(axes, "count", Block(figures, counts, 0), self.assumed)

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
        axes, block = list(self.axes), self._block
        for number, axis in enumerate(self.axes):
            if axis.dim in labels:
                wanted = labels[axis.dim]
                many = wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str) else (wanted,)
                positions = sorted({axis.position(label) for label in many})
                block = block.take([len(one.labels) for one in axes], number, positions)
                axes[number] = axis.take(positions)
        return self._make(axes, self.unit, block, self.assumed)

    def keep(self, predicate: Callable[[Decimal], bool]) -> "Table":
        """Only the cells whose figure passes; missing cells never pass. The axes stay whole.

        >>> table = Table.from_records(
        ...     [{"item": item, "value": value} for item, value in (("a", 3), ("b", 7))], dims=["item"], unit="CHF"
        ... )
        >>> [record["item"] for record in table.keep(lambda value: value > 5).records()]
        ['b']
        """
        return self._make(self.axes, self.unit, self._block.keep(predicate), self.assumed)

    # --- adding up ------------------------------------------------------------------------------------------------

    def by(self, *dims: str) -> "Table":
        """Added up over every other dim; the dims come in the order in which they are named.

        Missing cells are skipped and counted (see `missing`). A sum of missing cells only is missing.

        Raises:
            NotAdditive: a dropped dim does not add and has more than one label left.
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
        gone = [axis for axis in self.axes if axis not in wanted]
        for axis in gone:
            self._check_adds(axis)
        sizes = [len(axis.labels) for axis in self.axes]
        block = self._block.add_up(sizes, {self.axes.index(axis) for axis in gone})
        axes = [axis for axis in self.axes if axis in wanted]
        if axes != wanted:
            block = block.reorder([len(axis.labels) for axis in axes], [axes.index(axis) for axis in wanted])
        return self._make(wanted, self.unit, block, self.assumed)

    def total(self) -> Decimal:
        """The sum of all figures; 0 when there are no cells.

        Raises:
            NotAdditive: a dim does not add, or all cells are missing.

        >>> Table.from_records([{"item": item, "value": "0.1"} for item in "abc"], dims=["item"], unit="CHF").total()
        Decimal('0.3')
        """
        block = self._whole._block
        state = block.cell(0)
        if state is Missing.NOT_STATED:
            return Decimal(0)
        if isinstance(state, Missing):
            raise NotAdditive(f"there is no figure to add up: {len(self)} missing cells, no figure")
        return state

    @functools.cached_property
    def _whole(self) -> "Table":
        """Added up over every dim."""
        return self.by()

    def span(self, span: str | Period, /, *spans: str | Period) -> "Table":
        """The sum of the periods that tile exactly this span; others are dropped. Several spans give one period each.

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
                raise NotAdditive(f"periods {join_names(axis.labels)} do not tile {whole} exactly")
            self._check_adds(attrs.evolve(axis, labels=inside))
            names |= dict.fromkeys(inside, str(whole))
        return self.where(period=names).relabel("period", names)

    @overload
    def split(self, rule: Literal["even"] | dividing.YearWeights = "even", *, dim: None = None) -> "Table": ...
    @overload
    def split(self, rule: Literal["even"] | Mapping[str, dividing.YearWeights], *, dim: str) -> "Table": ...
    def split(self, rule: object = "even", *, dim: str | None = None) -> "Table":
        """Each period of several years divided into its years; it keeps its total, and the table records the rule.

        A year without a weight has no cell, one of weight 0 a zero; the last year with a weight takes the rounding
        difference. Each year of a missing cell is missing, and counts as one.

        Args:
            rule: `even`; or weights by year, `{"2009": 1, "2010": 2}`; or such weights by label of another dim. A label
                whose weights have no year of a period is divided evenly there, as are those left out.
            dim: the dim whose labels have weights of their own.

        Raises:
            NotAdditive: the figures are not flows (posts, percentages, rates), or periods overlap.
            UnknownLabel: the table has no dim `period`, or no such dim or label.
            InvalidPlan: with every invalid weight; or no year of a period has a weight, or all of them are 0.

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
        axes, block, assumed = dividing.split_periods(self.axes, self._block, self.unit, rule, dim)
        return self._make(axes, self.unit, block, self.assumed).assuming(*assumed)

    def relabel(self, dim: str, names: Mapping[str, str] | Callable[[str], str], *, to: str | None = None) -> "Table":
        """Other labels for a dim; cells that meet under one label are added.

        Args:
            dim: the dim to change.
            names: new labels by old one, or a function from old to new. Labels that a mapping leaves out stay.
            to: a new name for the dim.

        A period can become another one of as many years, and periods the span that they tile exactly. If the years are
        others, the table records this as an assumption.

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
        axes, block, assumed = joining.relabel(self._part, dim, names, to)
        return self._make(axes, self.unit, block, self.assumed).assuming(*assumed)

    def distribute(self, dim: str, links: dividing.Links, *, to: Axis, keep_total: bool = True) -> "Table":
        """Each cell carried along the links of its label in one dim to labels of a new dim, times a weight.

        Args:
            dim: the dim whose labels have links.
            links: for each label of it the linked labels of the new dim with their weights: Decimals, whole numbers or
                Fractions ≥ 0. A label without links loses its cells.
            to: the new dim, which comes last.
            keep_total: the last link takes the rounding difference, so that the parts add up to the whole exactly.

        Raises:
            UnknownLabel: the table has no such dim, or has the new one already, or a link is of a label that is not on
                its axis.
            InvalidPlan: with every invalid weight, or the result has too many places.
            NotAdditive: the weights of a label make more than 1, and the new axis has no reason not to add up.

        >>> table = Table.from_records([{"output": "PP", "value": 1}], dims=["output"], unit="page")
        >>> third = Fraction(1, 3)
        >>> links = {"PP": {"1": third, "2": third, "3": third}}
        >>> parts = table.distribute("output", links, to=Axis("objective", ("1", "2", "3")))
        >>> parts.at(output="PP", objective="3"), parts.total()
        (Decimal('0.33333333333333333334'), Decimal('1.000000000000'))
        """
        axes, block = dividing.distribute(self.axes, self._block, self.unit, dim, links, to, keep_total)
        return self._make(axes, self.unit, block, self.assumed)

    def __add__(self, other: object) -> "Table":
        return self._add(other, 1) if isinstance(other, Table) else NotImplemented

    def __radd__(self, other: object) -> "Table":
        return self if other == 0 else NotImplemented  # so that sum() works

    def __sub__(self, other: object) -> "Table":
        return self._add(other, -1) if isinstance(other, Table) else NotImplemented

    def _add(self, other: "Table", sign: int) -> "Table":
        axes, block = joining.add_tables(self._part, other._part, sign)
        return self._make(axes, self.unit, block, _unite((self, other)))

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
        block = self._block.divide_by(wholes._block, match_places(self.axes, wholes.axes))
        return self._make(self._divided_by(dims), "percent", block, self.assumed)

    def percent_of(self, other: "Table") -> "Table":
        """Each figure in percent of the figure that the other table has with the same labels: effort of capacity.

        The other table may have fewer dims, not more. There is a percentage only where both have a cell: what is not
        stated is not 0. Where one is missing the percentage is missing, and of 0 it is `n/a`. The result counts what
        either has skipped, and does not add over the dims of the other table.

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
            names = join_names(foreign)
            raise UnknownLabel(f"the other table has dims that this one has not: {names}; add up over them")
        block = self._block.compare(other._block, match_places(self.axes, other.axes))
        return self._make(self._divided_by(other.dims), "percent", block, _unite((self, other)))

    def per_year(self) -> "Table":
        """Each period divided by its years; the unit becomes a rate, and rates do not add over periods.

        Raises:
            NotAdditive: the figures are not flows: posts, percentages, rates.
            UnknownLabel: the table has no dim `period`.

        >>> table = Table.from_records([{"period": "2009-2011", "value": 3}], dims=["period"], unit="page")
        >>> table.per_year().unit, table.per_year().at(period="2009-2011")
        ('page/year', Decimal('1'))
        """
        axis = self.axis("period")
        if axis.reason:
            raise NotAdditive(f"cannot divide {self.unit} by the years of a period: {axis.reason}")
        years = {"period": [Fraction(1, Period.parse(label).years) for label in axis.labels]}
        return self._multiply(units.rate(self.unit), Fraction(1), years)

    def growth(self, first: str | Period, second: str | Period) -> "Table":
        """The percentage by which figures of the second period exceed those of the first: a table of the other dims.

        Where one of the two is missing the growth is missing, where one side has no cell there is none, and from a
        figure of 0 or less it is `n/a`. Growth adds over no dim.

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
        block = after._block.compare(before._block, range(len(after._counts)), growth=True)
        axes = (axis.refusing("growth does not add") for axis in before.axes)
        return self._make(axes, "percent", block, self.assumed)

    def rounded(self, decimals: int, /, *dims: str) -> "Table":
        """The figures with so many decimals, so that the parts of each whole add up exactly to it, rounded half-even.

        As in `shares`, cells with the same labels in these dims make a whole; without dims, all. The figures with the
        largest remainders are rounded up, among equal ones the first, so none moves by a unit of the last decimal.

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
        if decimals >= self._block.most_decimals:
            return self
        block = dividing.round_parts(self._block, match_places(self.axes, wholes.axes), decimals)
        return self._make(self.axes, self.unit, block, self.assumed)

    def convert(self, unit: str) -> "Table":
        """The same figures in another unit, through pint; exact where the factor is, else rounded once.

        Raises:
            UnitMismatch: the units measure different things; both are named.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> table.convert("work_year").at(item="a")
        Decimal('1.5')
        """
        factor = units.factor(self.unit, unit)
        return self if unit == self.unit else self._multiply(unit, factor, {})

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
            InvalidPlan: the value is not a figure or a `Missing`, or a label of `period` is no period.
            UnknownLabel: a dim is unknown or left out.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> table.set(Decimal("0.5"), item="b").total()
        Decimal('18.5')
        """
        self._check_dims(labels)
        found = [axis.find(labels[axis.dim]) for axis in self.axes]
        key = [
            spell(axis.dim, labels[axis.dim]) if position is None else axis.labels[position]
            for axis, position in zip(self.axes, found, strict=True)
        ]
        try:
            number, decimals, count = parse_cell(value)
        except ValueError as error:
            raise refusal(str(error), path=f"[{', '.join(key)}]", actual=value) from None
        axes, block = self.axes, self._block
        if None in found:
            axes = tuple(
                attrs.evolve(axis, labels=(*axis.labels, label)) if position is None else axis
                for axis, label, position in zip(axes, key, found, strict=True)
            )
            block = collect([(block, match_places(self.axes, axes))], math.prod(measure(axes)))
        table = self._make(axes, self.unit, block, self.assumed)
        block = block.put(table._place(dict(zip(self.dims, key, strict=True))), number, decimals, count)
        return self._make(axes, self.unit, block, self.assumed)

    def assuming(self, *sentences: str) -> "Table":
        """The same table with assumptions added. Tables made from it keep them, and printing shows them.

        Args:
            sentences: what is assumed, each a short sentence without a full stop; duplicates are left out.

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
        assumed = tuple(dict.fromkeys((*self.assumed, *written)))
        return self._make(self.axes, self.unit, self._block, assumed) if sentences else self

    # --- showing --------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        return self.to_text(rows=_SHOWN_ROWS)

    def __repr__(self) -> str:
        shape = " × ".join(f"{len(axis.labels)} {axis.dim}" for axis in self.axes) or "no dims"
        return f"<Table: {shape}, {len(self)} cells, {self.unit}>"

    def _repr_html_(self) -> str:
        return self.to_html(rows=_SHOWN_ROWS)

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return showing.make_columns(self.axes, self._cells(), self.unit, self.assumed)

    def _grid(self, decimals: int | None, rows: int | None) -> display.Grid:
        return showing.make_grid(self.axes, self._block, self.unit, self.assumed, decimals=decimals, rows=rows)

    # --- equality -------------------------------------------------------------------------------------------------

    @functools.cached_property
    def _key(self) -> tuple[object, ...]:
        """What makes two tables equal: unit, dims, what adds, and the set of cells."""
        order = sorted(range(len(self.axes)), key=lambda number: self.axes[number].dim)
        cells = frozenset((tuple([key[number] for number in order]), cell) for key, cell in self._cells())
        return self.unit, tuple((self.axes[number].dim, not self.axes[number].reason) for number in order), cells

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _cells(self) -> list[tuple[tuple[str, ...], Cell]]:
        """Labels and content of every cell, in axis order."""
        places = [place for place, count in enumerate(self._counts) if count]
        keys = itertools.compress(list_keys(self.axes), self._counts)
        return list(zip(keys, self._block.list_cells(places), strict=True))

    def _check_dims(self, labels: Mapping[str, object]) -> None:
        for dim in labels:
            self.axis(dim)
        if left := [dim for dim in self.dims if dim not in labels]:
            raise UnknownLabel(f"a label is needed for {', '.join(left)}")

    def _place(self, labels: Mapping[str, Label]) -> int:
        self._check_dims(labels)
        positions = [axis.position(labels[axis.dim]) for axis in self.axes]
        strides = make_strides([len(axis.labels) for axis in self.axes])
        return sum(position * stride for position, stride in zip(positions, strides, strict=True))

    def _check_adds(self, axis: Axis) -> None:
        if axis.obstacle:
            first = axis.labels[0]
            raise NotAdditive(
                f"cannot add up over {axis.dim!r}: {axis.obstacle}; keep it with by(…, {axis.dim!r}), "
                f"or take one with where({axis.dim}={first!r})"
            )

    def _divided_by(self, dims: Sequence[str]) -> tuple[Axis, ...]:
        """The axes of percentages of these dims: they do not add over them, each label is a whole of its own."""
        return tuple(
            axis.refusing(f"each {axis.dim} is a whole of its own" if axis.dim in dims else "") for axis in self.axes
        )

    def _multiply(self, unit: str, factor: Fraction, factors: Mapping[str, Sequence[Fraction]]) -> "Table":
        """Every figure times a factor, and times those of its labels, rounded once; what adds is by the unit."""
        products = [factor]
        for axis in self.axes:
            steps = factors.get(axis.dim, [Fraction(1)] * len(axis.labels))
            products = [product * step for product in products for step in steps]
        axes = (axis.refusing(find_reason(axis.dim, unit)) for axis in self.axes)
        return self._make(axes, unit, self._block.multiply(products), self.assumed)


def _unite(tables: Iterable[Table]) -> tuple[str, ...]:
    """What any of the tables rests on, in order, nothing twice."""
    return tuple(dict.fromkeys(sentence for table in tables for sentence in table.assumed))
