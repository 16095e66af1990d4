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
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Concatenate, ParamSpec, TypeVar

import attrs

from .. import display, outside, units
from ..errors import InvalidPlan, NotAdditive, UnknownLabel, refusal
from ..immutable import at_home
from ..legible import complain_of_text
from ..problem import fault
from ..texts import compose
from ..wording import plural, quote, suggestions
from . import dataframes, dividing, joining, pictures, quotients, reading, scaling, showing
from .axes import Axis, find_axis
from .block import Block, collect, fill
from .cells import Cell, Figure, Missing, count_skipped, parse_cell
from .names import Label, check_dims, spell
from .places import list_keys, match_places, measure
from .reasons import find_reason, find_untold_reasons, tell

__all__ = ["Table"]

_SHOWN_ROWS = 100


_T = TypeVar("_T")
_P = ParamSpec("_P")


def _labels_by_dim(
    most: int,
) -> Callable[[Callable[Concatenate["Table", _P], _T]], Callable[Concatenate["Table", _P], _T]]:
    """For a method of at most so many arguments without a name: a label that is given without its dim is told how."""

    def decorate(method: Callable[Concatenate["Table", _P], _T]) -> Callable[Concatenate["Table", _P], _T]:
        @functools.wraps(method)
        def checked(table: "Table", /, *args: _P.args, **labels: _P.kwargs) -> _T:
            if len(args) > most:
                label, name = args[most], method.__name__
                dims = [axis.dim for axis in table.axes if isinstance(label, str) and label in axis.positions]
                dim = next(iter((*dims, *table.dims)), "dim")
                raise TypeError(f"{name}: name the dim of a label, as in {name}({dim}={label!r}), got {quote(label)}")
            return method(table, *args, **labels)

        return checked

    return decorate


def _axes(axes: Iterable[Axis]) -> tuple[Axis, ...]:
    axes = tuple(axes) if isinstance(axes, Iterable) else (axes,)
    if not all(isinstance(axis, Axis) for axis in axes):
        raise TypeError("a Table is made of axes; Table.from_records(rows, dims=…, unit=…) makes one of rows")
    return axes


def _numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    """The numbers as a tuple; what cannot be one stays as it is, for the check of the block to refuse."""
    return tuple(numbers) if isinstance(numbers, Iterable) else numbers


def _sentences(sentences: Iterable[object]) -> tuple[str, ...]:
    """What is assumed: sentences, each on one line and once."""
    if isinstance(sentences, str | Set) or not isinstance(sentences, Iterable):  # a set has no order
        raise refusal(f"must be sentences, got {quote(sentences)}", path="assumed", actual=sentences)
    written: list[str] = []
    for number, sentence in enumerate(sentences):
        text = " ".join(sentence.split()) if isinstance(sentence, str) else ""
        if complaint := complain_of_text(text) if text else f"must be a sentence, got {quote(sentence)}":
            raise refusal(complaint, path=f"assumed[{number}]", actual=sentence)
        written.append(compose(text))
    return tuple(dict.fromkeys(written))


@at_home
@attrs.frozen(eq=False, repr=False)
class Table(display.Printable):
    """Exact labelled figures with a unit. Tables are made by `from_records` and by functions such as `effort(plan)`.

    Attributes:
        axes: one `Axis` per dim.
        unit: the unit of every figure, such as `work_month`.
        assumed: the assumptions that the figures rest on, as sentences (see `assuming`); no part of equality.

    >>> rows = [{"department": "SGO", "2008": "0.0", "2009-2011": "18.2"}, {"department": "CEC", "2009-2011": "blank"}]
    >>> table = Table.from_rows(rows, dims=("department", "period"), unit="work_month")
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
    _figures: tuple[int, ...] = attrs.field(default=(), converter=_numbers)
    _counts: tuple[int, ...] = attrs.field(default=(), converter=_numbers)
    _scale: int = 0
    assumed: tuple[str, ...] = attrs.field(default=(), converter=_sentences)
    _decimals: bytes | None = None

    def __attrs_post_init__(self) -> None:
        problems = check_dims(self.unit, self.dims, "axes")
        if complaint := self._block.check(math.prod(measure(self.axes))):
            problems.append(fault("figures", complaint))
        if problems:
            raise InvalidPlan(problems)
        object.__setattr__(self, "axes", tell(self.axes, self.unit))

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

    def _with(
        self,
        block: Block | None = None,
        *,
        axes: Iterable[Axis] | None = None,
        unit: str = "",
        assumed: Iterable[str] = (),
    ) -> "Table":
        """The same table but for these; it assumes the further sentences too."""
        sentences = tuple(dict.fromkeys((*self.assumed, *assumed)))
        return self._make(self.axes if axes is None else axes, unit or self.unit, block or self._block, sentences)

    # --- what lives in the rooms --------------------------------------------------------------------------------------

    from_records = classmethod(reading.from_records)
    from_rows = classmethod(reading.from_rows)
    from_frame = classmethod(dataframes.from_frame)
    to_frame = dataframes.to_frame  # pyright: ignore[reportAssignmentType]  # its self has a name
    to_csv = dataframes.to_csv  # pyright: ignore[reportAssignmentType]  # likewise
    from_block = classmethod(reading.from_block)
    concat = classmethod(joining.concat)
    relabel = joining.relabel
    span = joining.span
    split = dividing.split
    distribute = dividing.distribute
    shares = quotients.shares
    percent_of = quotients.percent_of
    per_year = quotients.per_year
    growth = quotients.growth
    rounded = quotients.rounded
    convert = quotients.convert
    scaled = scaling.scaled
    pivot = showing.pivot
    plot = pictures.plot

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

    @_labels_by_dim(0)
    def at(self, /, **labels: Label) -> Cell:
        """The cell with these labels, one for every dim: a `Decimal`, or a `Missing` that says why there is none.

        Raises:
            UnknownLabel: a dim is unknown or left out, or a label is not on its axis; the nearest are named.

        >>> table = Table.from_records([{"item": "a", "value": 3}], dims=["item"], unit="CHF")
        >>> table.at(item="a")
        Decimal('3')
        """
        return self._block.cell(self._place(labels))

    @_labels_by_dim(0)
    def quantity(self, /, **labels: Label) -> "outside.Quantity | Missing":
        """The cell with these labels as a pint quantity, for calculations with units; a `Missing` stays one.

        Raises:
            UnknownLabel: as for `at`.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> print(table.quantity(item="a"))
        18 work_month
        """
        cell = self.at(**labels)
        return cell if isinstance(cell, Missing) else units.quantity(cell, self.unit)

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

        >>> Table.from_rows([{"item": "a", "2008": 3}], dims=["item", "period"], unit="CHF").rows()
        [(('a',), [Decimal('3')])]
        """
        width, cells = len(self.axes[-1].labels) if self.axes else 1, self._block.cells()
        return [
            (key, cells[number * width : (number + 1) * width]) for number, key in enumerate(list_keys(self.axes[:-1]))
        ]

    @functools.cached_property
    def used_labels(self) -> Mapping[str, tuple[str, ...]]:
        """For each dim the labels that have a cell, in the order of the axis."""
        if self._size == len(self._counts):
            return {axis.dim: axis.labels for axis in self.axes}
        columns = map(set, zip(*itertools.compress(list_keys(self.axes), self._counts), strict=True))
        there = dict(itertools.zip_longest(self.dims, columns, fillvalue=frozenset[str]()))  # no cell, no columns
        return {axis.dim: tuple(filter(there[axis.dim].__contains__, axis.labels)) for axis in self.axes}

    def find_outside(self, digits: int, places: int) -> list[tuple[tuple[str, ...], Decimal]]:
        """Labels and figure of each cell that is negative or has more digits before or after the point than these."""
        limit, rest = 10 ** (digits + self._scale), 10 ** max(0, self._scale - places)
        lowest, highest = self._extremes
        if rest == 1 and lowest >= 0 and highest < limit:
            return []
        return [
            (key, self._block.figure(place))
            for place, (key, figure) in enumerate(zip(list_keys(self.axes), self._figures, strict=True))
            if not 0 <= figure < limit or figure % rest
        ]

    @functools.cached_property
    def _extremes(self) -> tuple[int, int]:
        """The lowest and the highest figure, found once: plans look at each table whenever they are made."""
        return min(self._figures, default=0), max(self._figures, default=0)

    def missing(self) -> "Table":
        """How many missing cells of each state were skipped in each cell: a table with one more dim, `state`.

        It has no cells when nothing was skipped, and then it is false: `if table.missing(): …`. Missing cells add up
        over dims over which the unit does not, such as posts over years; not over dims that repeat them.

        Raises:
            UnknownLabel: the table has a dim `state` already.

        >>> table = Table.from_rows([{"2008": 3, "2009": "blank"}], dims=["period"], unit="page")
        >>> table.by().missing().records()
        [{'state': 'blank', 'value': Decimal('1')}]
        """
        joining.check_new_dim(self.dims, "state")
        states = showing.SHOWN_STATES
        repeated = find_untold_reasons(self.axes, self.unit)
        own = (attrs.evolve(axis, reason=repeated.get(axis.dim, find_reason(axis.dim, "count"))) for axis in self.axes)
        axes = (*own, Axis("state", [which.value for which in states]))
        measure(axes)
        figures = tuple([count_skipped(count, which) for count in self._counts for which in states])
        block = Block(figures, tuple([int(bool(figure)) for figure in figures]), 0)
        return self._with(block, axes=axes, unit="count")

    # --- choosing -------------------------------------------------------------------------------------------------

    @_labels_by_dim(0)
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
                many = wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str | bytes) else (wanted,)
                positions = sorted({axis.position(label) for label in many})
                block = block.take(len(axis.labels), math.prod(measure(axes[number + 1 :])), positions)
                axes[number] = axis.take(positions)
        return self._with(block, axes=axes)

    def keep(self, predicate: Callable[[Decimal], bool]) -> "Table":
        """Only the cells whose figure passes; missing cells never pass. The axes stay whole.

        >>> table = Table.from_rows([{"2008": 3, "2009": 7}], dims=["period"], unit="page")
        >>> table.keep(lambda value: value > 5).records()
        [{'period': '2009', 'value': Decimal('7')}]
        """
        if not callable(predicate):
            raise TypeError(f"predicate: must be a function, such as lambda value: value > 5, got {quote(predicate)}")
        return self._with(self._block.keep(predicate))

    # --- adding up ------------------------------------------------------------------------------------------------

    def by(self, *dims: str) -> "Table":
        """Added up over every other dim; the dims come in the order in which they are named.

        Missing cells are skipped and counted (see `missing`). A sum of missing cells only is missing.

        Raises:
            NotAdditive: a dropped dim does not add and has more than one label left.
            UnknownLabel: the table has no such dim.

        >>> table = Table.from_rows([{"item": item, "2008": 3} for item in "abc"], dims=["item", "period"], unit="CHF")
        >>> table.by("period").at(period="2008")
        Decimal('9')
        """
        for dim in dims:
            if not isinstance(dim, str):
                raise UnknownLabel(f"a dim is text, got {quote(dim)}; write by({', '.join(map(repr, self.dims))})")
        wanted = [self.axis(dim) for dim in dict.fromkeys(dims)]
        gone = [axis for axis in self.axes if axis not in wanted]
        for axis in gone:
            joining.check_adds(axis)
        block = self._block.add_up(measure(self.axes), {self.axes.index(axis) for axis in gone})
        axes = [axis for axis in self.axes if axis in wanted]
        if axes != wanted:
            block = block.gather(match_places(wanted, axes))
        return self._with(block, axes=wanted)

    def total(self) -> Decimal:
        """The sum of all figures; 0 when there are no cells.

        Raises:
            NotAdditive: a dim does not add, or all cells are missing.

        >>> Table.from_records([{"item": item, "value": "0.1"} for item in "abc"], dims=["item"], unit="CHF").total()
        Decimal('0.3')
        """
        whole = self._whole._block.cell(0)
        if isinstance(whole, Missing) and whole is not Missing.NOT_STATED:
            raise NotAdditive(f"there is no figure to add up: {plural(len(self), 'missing cell')}, no figure")
        return Decimal(0) if isinstance(whole, Missing) else whole

    @functools.cached_property
    def _whole(self) -> "Table":
        """Added up over every dim."""
        return self.by()

    def __add__(self, other: object) -> "Table":
        return joining.add(self, other, 1) if isinstance(other, Table) else NotImplemented

    def __radd__(self, other: object) -> "Table":
        return self if type(other) is int and other == 0 else NotImplemented  # so that sum() works

    def __sub__(self, other: object) -> "Table":
        return joining.add(self, other, -1) if isinstance(other, Table) else NotImplemented

    # --- changing -------------------------------------------------------------------------------------------------

    @_labels_by_dim(1)
    def set(self, /, value: Figure, *, new: bool = False, **labels: Label) -> "Table":
        """The table with this cell set. A label is looked up as by `at`.

        Args:
            value: a figure or a `Missing`.
            new: labels that are not on their axis go to its end; without it they are refused.
            labels: the label of each dim.

        Raises:
            InvalidPlan: the value is not a figure or a `Missing`, or a new label is empty, or no period.
            UnknownLabel: a dim is unknown or left out, or a label is not on its axis; the nearest are named.

        >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
        >>> table.set(Decimal("0.5"), item="b", new=True).total()
        Decimal('18.5')
        """
        self._check_dims(labels)
        found = [axis.find(labels[axis.dim]) for axis in self.axes]
        key = [
            spell(axis.dim, labels[axis.dim]) if position is None else axis.labels[position]
            for axis, position in zip(self.axes, found, strict=True)
        ]
        for axis, label, position in zip(self.axes, key, found, strict=True):
            if position is None and new is not True:
                raise UnknownLabel(f"{axis.unknown(label, suggestions(label, axis.labels))}; new=True adds a label")
        try:
            cell = parse_cell(value)
        except ValueError as error:
            raise refusal(str(error), path=f"[{', '.join(key)}]", actual=value) from None
        axes = [
            attrs.evolve(axis, labels=(*axis.labels, label)) if position is None else axis
            for axis, label, position in zip(self.axes, key, found, strict=True)
        ]
        block, places = self._block, match_places(self.axes, axes)
        place = self._with(axes=axes)._place(dict(zip(self.dims, key, strict=True)))
        if place in places:
            block = block.drop(places.index(place))
            places.remove(place)
        block = collect([(block, places), (fill([(0, cell)], 1), [place])], math.prod(measure(axes)))
        return self._with(block, axes=axes)

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
        return self._with(assumed=_sentences(sentences)) if sentences else self

    # --- showing --------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        return self.to_text(rows=_SHOWN_ROWS)

    def __repr__(self) -> str:
        shape = " × ".join(f"{len(axis.labels)} {axis.dim}" for axis in self.axes) or "no dims"
        return f"<Table: {shape}, {len(self)} cells, {self.unit}>"

    def _repr_html_(self) -> str:
        return self.to_html(rows=_SHOWN_ROWS)

    def _grid(self, options: display.Options) -> display.Grid:
        return showing.make_grid(self, options)

    def to_text(
        self,
        *,
        decimals: int | None = None,
        rows: int | None = None,
        totals: str | Sequence[str] = (),
        thousands: bool | str = False,
    ) -> str:
        """Aligned text, as `print` shows it.

        Args:
            decimals: round figures half-up to so many, for reading only; without it quotients show 1.
            rows: show at most so many rows, from both ends.
            totals: dims over which a total stands behind their labels. Totals are the sums that `by` makes: a star
                tells that missing cells were skipped.
            thousands: True for a comma between groups of three digits, or what is to stand there, such as `"'"` or a
                no-break space.

        Raises:
            InvalidPlan: `decimals` or `rows` is no whole number ≥ 0, or there are more than 1000 decimals; or no
                figure is written with such a mark.
            NotAdditive: the figures do not add over one of these dims.
            UnknownLabel: the table has no such dim.

        >>> table = Table.from_rows(
        ...     [{"item": "a", "2008": 3000}, {"item": "b", "2008": "blank"}], dims=["item", "period"], unit="page"
        ... )
        >>> print(table.to_text(totals="item", thousands=True))
        page
        item    2008
        -------------
        a      3,000
        b      blank
        total  3,000*
        * skipped: 1 blank
        """
        return display.text(showing.make_grid(self, display.check_options(decimals, rows, thousands), totals))

    def to_markdown(
        self,
        *,
        decimals: int | None = None,
        rows: int | None = None,
        totals: str | Sequence[str] = (),
        thousands: bool | str = False,
    ) -> str:
        """A Markdown table, laid out as `to_text`."""
        return display.markdown(showing.make_grid(self, display.check_options(decimals, rows, thousands), totals))

    def to_html(
        self,
        *,
        decimals: int | None = None,
        rows: int | None = None,
        totals: str | Sequence[str] = (),
        thousands: bool | str = False,
    ) -> str:
        """An HTML table, laid out as `to_text`, as a notebook shows it."""
        return display.html(showing.make_grid(self, display.check_options(decimals, rows, thousands), totals))

    # --- equality -------------------------------------------------------------------------------------------------

    @functools.cached_property
    def _key(self) -> tuple[object, ...]:
        """What makes two tables equal: unit, dims, what adds, and the set of cells."""
        order = sorted(range(len(self.axes)), key=lambda number: self.axes[number].dim)
        cells = frozenset((tuple([key[number] for number in order]), cell) for key, cell in self._cells())
        return self.unit, tuple((self.axes[number].dim, not self.axes[number].reason) for number in order), cells

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, Table) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _cells(self) -> list[tuple[tuple[str, ...], Cell]]:
        """Labels and content of every cell, in axis order."""
        places = [place for place, count in enumerate(self._counts) if count]
        keys = itertools.compress(list_keys(self.axes), self._counts)
        return list(zip(keys, self._block.cells(places), strict=True))

    def _check_dims(self, labels: Mapping[str, object]) -> None:
        for dim in labels:
            self.axis(dim)
        if left := [dim for dim in self.dims if dim not in labels]:
            raise UnknownLabel(f"a label is needed for {', '.join(left)}")

    def _place(self, labels: Mapping[str, Label]) -> int:
        self._check_dims(labels)
        place = 0
        for axis in self.axes:
            place = place * len(axis.labels) + axis.position(labels[axis.dim])
        return place


for _room in (dataframes, dividing, joining, pictures, quotients, reading, scaling, showing):
    vars(_room)["Table"] = Table  # which it cannot import; so `typing.get_type_hints` resolves its annotations
