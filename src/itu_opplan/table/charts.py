"""What a picture of a table shows: a mark for each cell, what it is held against, what stands below. It draws nothing.

The rules of this module:

* What is drawn is the tables' own cells. A sum that a picture needs is a sum of the table, with its stars and refusals.
* A figure is text before it is a length: as it is read, with its own decimals.
* Blank is not zero here either: what is missing has a sign, what has no cell has nothing, and a zero says so.
"""

# pyright: reportPrivateUsage=false

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import attrs

from ..digits import group_digits, write_figure
from ..errors import UnknownLabel, refusal
from ..wording import few, name_unit, on_one_line, one_of, quote
from .axes import Axis
from .block import QUOTIENT
from .cells import FIGURES, Cell, Missing, count_skipped, make_decimal, parse_cell
from .joining import check_adds
from .places import match_places, measure
from .showing import SHOWN_STATES, Kind

if TYPE_CHECKING:
    from .table import Table

__all__ = ["Beside", "Chart", "Line", "Mark", "make_chart", "write"]

_SIGNS = {Missing.BLANK: "×", Missing.NOT_APPLICABLE: "○", Missing.TO_BE_COMPLETED: "…"}
"""What stands in a picture where there is no figure; text, so that a line below can say what it means."""
_TOTAL = "total"
_MOST_LABELS, _MOST_SERIES, _MOST_BARS, _MOST_BESIDE = 120, 10, 150, 3


@attrs.frozen(kw_only=True)
class Mark:
    """One cell as a picture shows it.

    Attributes:
        cell: the figure, or why there is none.
        text: how it is read: the figure, with a star where missing cells were skipped; or the sign of what is missing.
        sign: what of this may never be left out: the star, a zero, the sign of what is missing.
        low: where its bar begins.
        high: where its bar ends.
        level: whether it stands for itself in a waterfall, and is no step from the one before.
    """

    cell: Cell
    text: str
    sign: str
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    level: bool = True

    @property
    def goes_up(self) -> bool:
        """Whether its bar goes up or to the right, as one of nothing does, too."""
        return self.high >= self.low


@attrs.frozen(kw_only=True)
class Line:
    """The labels of one dim as they are printed.

    Attributes:
        dim: its name in words; empty where there is none.
        labels: the labels, in the order of the axis.
        timed: whether they are periods, which run to the right.
    """

    dim: str
    labels: tuple[str, ...]
    timed: bool


@attrs.frozen(kw_only=True)
class Beside:
    """What the figures are held against.

    Attributes:
        name: what the legend calls it.
        cells: its cells, by series and by label; of a table without the dim of the series the same in each.
        by_series: whether each series has its own.
        notes: what is to be said of it below.
    """

    name: str
    cells: tuple[tuple[Cell, ...], ...]
    by_series: bool = False
    notes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Chart:
    """All that a picture shows.

    Attributes:
        kind: how it shows it.
        places: the labels that each have a place of their own.
        series: the labels that share each place; one, without a name, where the table has one dim.
        marks: the marks by series and by place.
        totals: of stacks, the sums of all series by place.
        beside: what the figures are held against.
        unit: the unit in words.
        notes: the lines below.
    """

    kind: Kind
    places: Line
    series: Line
    marks: tuple[tuple[Mark, ...], ...]
    totals: tuple[Mark, ...] = ()
    beside: tuple[Beside, ...] = ()
    unit: str
    notes: tuple[str, ...]


def write(figure: Decimal, decimals: int) -> str:
    """A figure to be read, its thousands apart.

    >>> write(Decimal("1234567.25"), 1), write(Decimal(-5), 0)
    ('1,234,567.3', '-5')
    """
    return group_digits(write_figure(figure, decimals), ",")


def make_chart(
    table: "Table", kind: Kind, against: "Table | Decimal | int | Mapping[str, Table | Decimal | int] | None"
) -> Chart:
    """What a picture of this kind shows of a table.

    Raises:
        InvalidPlan: no such kind, or more dims, labels or series than it can show, or negative figures in stacks.
        NotAdditive: stacks or steps of figures that do not add up.
        UnknownLabel: what it is held against has dims that the picture does not show.
        UnitMismatch: it has a unit that does not convert to that of the table.
    """
    if kind not in get_args(Kind):
        raise refusal(f"must be {one_of([*map(repr, get_args(Kind))])}, got {quote(kind)}", path="kind", actual=kind)
    _check_dims(table, kind)
    given = against if isinstance(against, Mapping) else {} if against is None else {"against": against}
    tables = [(name, one) for name, one in given.items() if isinstance(one, type(table))]
    turned = kind == "line" and table.dims[1:] == ("period",)
    used = {axis.dim: _find_used(axis, [table, *(one for _, one in tables)]) for axis in table.axes}
    shown = sums = table.by(*(reversed(table.dims) if turned else table.dims)).where(**used)
    places, series = [*map(_line, shown.axes), *[Line(dim="", labels=("",), timed=False)] * 2][:2]
    _check_sizes(kind, places, series)
    every = _marks(shown)
    marks = tuple(every[number :: len(series.labels)] for number in range(len(series.labels)))
    totals: tuple[Mark, ...] = ()
    if kind == "stacked bar":
        sums = shown.by(*shown.dims[:1])
        marks, totals = _stack(places, series, marks), _marks(sums)
    elif kind == "waterfall":
        (axis,) = shown.axes
        if not axis.beside:
            check_adds(axis)
            sums = shown.by()
            places, every = attrs.evolve(places, labels=(*places.labels, _TOTAL)), (*every, *_marks(sums))
        marks = (_climb(every, [label in (axis.beside or (_TOTAL,)) for label in (*axis.labels, _TOTAL)]),)
    names = places.labels if totals else [f"{one} {own}".strip() for own in series.labels for one in places.labels]
    beside = tuple(_read_beside(shown, kind, given))
    told = [*table.assumed, *(sentence for _, one in tables for sentence in one.assumed)]
    return Chart(
        kind=kind,
        places=places,
        series=series,
        marks=marks,
        totals=totals,
        beside=beside,
        unit=name_unit(table.unit),
        notes=(
            *([] if len(table) else ["no cells"]),
            *_tell_skipped("* skipped: ", [count for count in sums._block.counts if count & FIGURES]),
            *_tell_missing(names, totals or [*itertools.chain(*marks)]),
            *(note for one in beside for note in one.notes),
            *(f"assumed: {sentence}" for sentence in dict.fromkeys(told)),
        ),
    )


def _check_dims(table: "Table", kind: str) -> None:
    """Refuse a table of more dims than the picture has."""
    most = 1 if kind == "waterfall" else 2
    if 2 - most <= len(table.axes) <= most:
        return
    ranked = sorted(table.axes, key=lambda axis: (not axis.beside, not axis.obstacle, len(axis.labels) < 2))
    dims = [repr(axis.dim) for axis in table.axes if axis in ranked[:most]]
    does = f"shows one dim{' or two' if most == 2 else ''}, the table has {', '.join(table.dims) or 'none'}"
    how = f"; write table.by({', '.join(dims)}).plot({kind!r})" if dims else ""
    fixed = [axis for axis in ranked[most:] if axis.obstacle]
    first = f", after where({fixed[0].dim}={fixed[0].labels[0]!r})" if fixed else ""
    raise refusal(f"a {kind} {does}{how}{first}", path="plot")


def _check_sizes(kind: str, places: Line, series: Line) -> None:
    """Refuse more than can be read."""
    grid = kind == "heat map"
    for line, most in ((places, _MOST_LABELS), (series, _MOST_LABELS if grid else _MOST_SERIES)):
        if len(line.labels) > most:
            other = "" if grid else "; a heat map shows more" if line is series else ""
            raise refusal(
                f"a {kind} shows at most {most} labels of {line.dim}, got {len(line.labels)}; "
                f"take fewer with where({line.dim}=…){other}",
                path="plot",
            )
    bars = len(places.labels) * len(series.labels)
    if kind == "bar" and bars > _MOST_BARS:
        raise refusal(
            f"at most {_MOST_BARS} bars can be read, got {bars}; write plot('stacked bar') or plot('heat map')",
            path="plot",
        )


def _find_used(axis: Axis, tables: "Iterable[Table]") -> list[str]:
    """The labels that have a cell in the table, or in one that it is held against; all periods."""
    if axis.dim == "period":
        return [*axis.labels]
    used = [one.used_labels[axis.dim] for one in tables if axis.dim in one.dims]
    positions = {position for label in itertools.chain(*used) if (position := axis.find(label)) is not None}
    return [axis.labels[position] for position in sorted(positions)]


def _line(axis: Axis) -> Line:
    names = axis.names
    return Line(
        dim=axis.dim.replace("_", " "),
        labels=tuple(on_one_line(names.get(label, label)) for label in axis.labels),
        timed=axis.dim == "period",
    )


def _marks(table: "Table") -> tuple[Mark, ...]:
    """Every place of a table as it is shown, in the order of its axes."""
    block = table._block
    return tuple(
        _mark(block.cell(place), block.decimals_at(place), block.counts[place]) for place in range(len(block.counts))
    )


def _mark(cell: Cell, decimals: int, count: int) -> Mark:
    if isinstance(cell, Missing):
        return Mark(cell=cell, text=_SIGNS.get(cell, ""), sign=_SIGNS.get(cell, ""))
    star = "*" if count > FIGURES else ""
    text = write(cell, 1 if decimals == QUOTIENT else decimals) + star
    return Mark(cell=cell, text=text, sign=star if cell else f"0{star}", high=Fraction(cell))


def _stack(places: Line, series: Line, marks: Sequence[Sequence[Mark]]) -> tuple[tuple[Mark, ...], ...]:
    """The marks of each series upon those of the one before."""
    stacked: list[tuple[Mark, ...]] = []
    tops = [Fraction(0)] * len(places.labels)
    for name, row in zip(series.labels, marks, strict=True):
        for place, mark in zip(places.labels, row, strict=True):
            if mark.high < 0:
                where = ", ".join(filter(None, (place, name)))
                message = f"{where} is {mark.text}, and a negative figure has no place in a stack; write plot('bar')"
                raise refusal(message, path="plot")
        ends = [top + mark.high for top, mark in zip(tops, row, strict=True)]
        stacked.append(
            tuple(attrs.evolve(mark, low=top, high=end) for mark, top, end in zip(row, tops, ends, strict=True))
        )
        tops = ends
    return tuple(stacked)


def _climb(marks: Sequence[Mark], levels: Sequence[bool]) -> tuple[Mark, ...]:
    """The marks one after the other: a level stands for itself, a step begins where the one before ends."""
    climbed: list[Mark] = []
    reached = Fraction(0)
    for mark, level in zip(marks, levels, strict=False):
        low = Fraction(0) if level else reached
        sign = "+" if mark.high > 0 and not level else ""
        reached = low + mark.high if not isinstance(mark.cell, Missing) else reached
        climbed.append(attrs.evolve(mark, low=low, high=low + mark.high, text=sign + mark.text, level=level))
    return tuple(climbed)


# --- what stands below ------------------------------------------------------------------------------------------------


def _tell_skipped(start: str, counts: Iterable[int]) -> Iterator[str]:
    """How many missing cells of each state are counted there; nothing where none is."""
    counts = [count for count in counts if count > FIGURES]
    gone = [(which, sum(count_skipped(count, which) for count in counts)) for which in SHOWN_STATES]
    if counts:
        yield start + ", ".join(f"{number} {which}" for which, number in gone if number)


def _tell_missing(names: Iterable[str], marks: Iterable[Mark]) -> Iterator[str]:
    """What each sign means, and where it stands."""
    pairs = list(zip(names, marks, strict=True))
    for state, sign in _SIGNS.items():
        if found := [name for name, mark in pairs if mark.cell is state]:
            yield f"{sign} {state}" + (f": {few(found)}" if any(found) else "")


# --- what the figures are held against --------------------------------------------------------------------------------


def _read_beside(shown: "Table", kind: str, given: "Mapping[str, Table | Decimal | int]") -> Iterator[Beside]:
    """What the figures are held against, as cells at their places."""
    if given and kind in ("heat map", "waterfall"):
        raise refusal(f"a {kind} is held against nothing; write plot('bar', against=…)", path="against")
    if len(given) > _MOST_BESIDE:
        raise refusal(f"must be at most {_MOST_BESIDE} tables or figures, got {len(given)}", path="against")
    dims = shown.dims[:1] if kind == "stacked bar" else shown.dims
    axes = shown.axes[: len(dims)]
    width = len(axes[1].labels) if len(axes) > 1 else 1
    for name, one in given.items():
        if not isinstance(name, str):
            raise TypeError(f"against: its names are text, got {quote(name)}")
        if isinstance(one, Decimal | int) and not isinstance(one, bool):
            cell = _read_figure(name, one)
            yield Beside(name=name, cells=((cell,) * (math.prod(measure(axes)) // width),) * width)
            continue
        if not isinstance(one, type(shown)):
            raise TypeError(f"{name}: must be a Table, a Decimal or a whole number, got {quote(one)}")
        if [dim for dim in one.dims if dim not in dims]:
            left = ", ".join(repr(dim) for dim in one.dims if dim in dims)
            raise UnknownLabel(
                f"{name} has dims that the picture does not show: {', '.join(one.dims)} beside {', '.join(dims)}; "
                f"add it up with by({left})"
            )
        own = one.convert(shown.unit) if one.unit != shown.unit else one
        places, block = match_places(axes, own.axes), own._block
        found = [block.cell(at) if at >= 0 else Missing.NOT_STATED for at in places]
        yield Beside(
            name=name,
            cells=tuple(tuple(found[number::width]) for number in range(width)),
            by_series=any(axis.dim in one.dims for axis in axes[1:]),
            notes=tuple(_tell_skipped(f"{name} without ", (block.counts[at] for at in {*places} if at >= 0))),
        )


def _read_figure(name: str, value: object) -> Cell:
    """The figure that all are held against."""
    try:
        number, decimals, _ = parse_cell(value)
    except ValueError as error:
        raise refusal(str(error), path=name, actual=value) from None
    return make_decimal(number, decimals)
