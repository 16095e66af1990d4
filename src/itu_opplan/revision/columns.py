"""The columns of next year's plan, and what of the old figures goes into each.

A new column is an old one a year later. A month of it that old columns have is made of their figures, which are divided
where they go to several columns; any other month repeats the same month a year before.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

import attrs

from ..immutable import Immutable
from ..periods import Period, gap_between, join_periods
from ..table import Cell, Missing
from ..table.cells import divide, find_state, make_decimal, parse_cell

__all__ = ["Columns", "Part", "Row", "Rule", "divide_cell", "lay_out", "next_year", "overlap", "roll_row", "weigh"]

Row: TypeAlias = Mapping[Period, Cell]
"""The cells of one row of figures by column."""
Rule: TypeAlias = Mapping[Period, Fraction]
"""Weights by period; none for an even division."""
DECIMALS = 2
"""Decimals of a part of a figure that has fewer: a plan is read by people, and what rounding takes from one part
another one gets."""


class Part(NamedTuple):
    """A run of months of an old column that goes into a new one.

    Attributes:
        column: the old column.
        months: the run.
        repeated: whether it stands for the same months a year later.
    """

    column: Period
    months: Period
    repeated: bool


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Columns(Immutable):
    """The columns of next year's plan.

    Attributes:
        old: those of the old plan.
        parts: for each new column what goes into it.
        cuts: for each old column the runs that it is divided into; itself where it is not divided.
        beyond: the runs of months that no old column has, and the runs that they repeat.
    """

    old: tuple[Period, ...]
    parts: Mapping[Period, tuple[Part, ...]]
    cuts: Mapping[Period, tuple[Period, ...]]
    beyond: Mapping[Period, Period]

    @property
    def new(self) -> tuple[Period, ...]:
        """The new columns."""
        return tuple(self.parts)

    @property
    def divided(self) -> tuple[Period, ...]:
        """The old columns that are divided."""
        return tuple(column for column, cuts in self.cuts.items() if len(cuts) > 1)

    def standing_for(self, new: Period) -> Period:
        """The old column of which a figure that cannot be divided is the one of a new column."""
        begins = (old for old in self.old if old.start <= new.start < old.end)
        return next(begins, next_year(new, -1))


def next_year(period: Period, years: int = 1) -> Period:
    """The same months a year later.

    >>> print(next_year(Period(2008, 2011)), next_year(Period.parse("2025/26-Q3")))
    2009-2012 2026/27-Q3
    """
    return attrs.evolve(period, first=period.first + years, last=period.last + years)


def overlap(one: Period, other: Period) -> int:
    """How many months two periods have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _run(start: int, end: int, like: Period) -> Period:
    """The period from one month to before another."""
    return gap_between(start, end, (), fiscal=like.fiscal)[0]


def lay_out(old: Sequence[Period], moved: Iterable[Period]) -> Columns:
    """The columns of next year's plan.

    Args:
        old: the columns of the old plan.
        moved: those of them that have a column a year later.

    >>> columns = lay_out([Period(2008, 2008), Period(2009, 2011)], [Period(2008, 2008), Period(2009, 2011)])
    >>> [[str(part.months) for part in parts] for parts in columns.parts.values()]
    [['2009'], ['2010-2011', '2011']]
    """
    edges = {month + shift for one in old for month in (one.start, one.end) for shift in (0, 12)}
    parts = {next_year(one): tuple(_parts_of(next_year(one), old, sorted(edges))) for one in moved}
    cuts: dict[Period, tuple[Period, ...]] = {}
    for column in old:
        own = [part.months for part in itertools.chain(*parts.values()) if part.column == column]
        ends = sorted({column.start, column.end, *(month for one in own for month in (one.start, one.end))})
        cuts[column] = tuple(_run(start, end, column) for start, end in itertools.pairwise(ends))
    late = [next_year(part.months) for part in itertools.chain(*parts.values()) if part.repeated]
    return Columns(
        old=tuple(old), parts=parts, cuts=cuts, beyond={run: next_year(run, -1) for run in join_periods(late)}
    )


def _parts_of(new: Period, old: Sequence[Period], edges: Sequence[int]) -> Iterator[Part]:
    """What goes into a new column, in the order of time."""
    inside = [new.start, *(edge for edge in edges if new.start < edge < new.end), new.end]
    found: list[Part] = []
    for start, end in itertools.pairwise(inside):
        repeated = not any(one.start <= start < one.end for one in old)
        start, end = (start - 12, end - 12) if repeated else (start, end)
        column = next(one for one in old if one.start <= start < one.end)
        last = found[-1] if found else None
        if last and last.column == column and last.repeated == repeated and last.months.end == start:
            start = found.pop().months.start
        found.append(Part(column, _run(start, end, column), repeated))
    return iter(found)


def weigh(column: Period, cuts: Iterable[Period], rule: Rule) -> list[Fraction]:
    """The weights of the runs that a column is divided into; by months where the rule says nothing of it."""
    own = {period: weight for period, weight in rule.items() if overlap(period, column)}
    if not own:
        return [Fraction(run.months) for run in cuts]
    return [
        sum((weight * Fraction(overlap(period, run), period.months) for period, weight in own.items()), Fraction(0))
        for run in cuts
    ]


def roll_row(row: Row, columns: Columns, rule: Rule, beyond: Mapping[Period, Missing]) -> dict[Period, Cell]:
    """The cells of a row in the new columns, whose figures add up over time.

    Args:
        row: the cells in the old columns.
        columns: the columns.
        rule: how columns are divided.
        beyond: what stands in the place of months that no old column has; where nothing is said they are repeated.
    """
    shares = {
        column: dict(zip(cuts, divide_cell(row[column], weigh(column, cuts, rule)), strict=True))
        for column, cuts in columns.cuts.items()
        if column in row
    }
    found: dict[Period, Cell] = {}
    for new, parts in columns.parts.items():
        cells: list[Cell] = []
        for part in parts:
            for run, cell in shares.get(part.column, {}).items():
                if run in part.months:
                    later = (state for months, state in beyond.items() if next_year(run) in months)
                    cells.append(next(later, cell) if part.repeated else cell)
        if cells:
            found[new] = _add(cells, max(parse_cell(cell)[1] for cell in row.values()))
    return found


def divide_cell(cell: Cell, weights: Sequence[Fraction]) -> list[Cell]:
    """A figure in parts that add up to it, each rounded; each part of a missing one is missing."""
    if isinstance(cell, Missing) or len(weights) == 1:
        return [cell] * len(weights)
    number, own, _ = parse_cell(cell)
    decimals = max(own, DECIMALS)
    number *= 10 ** (decimals - own)
    whole = sum(weights)
    upper = [Fraction(number) * end / whole for end in itertools.accumulate(weights)]
    ends = [divide(end.numerator, end.denominator) for end in upper]
    return [_shorten(end - begin, decimals, own) for begin, end in itertools.pairwise([0, *ends])]


def _add(cells: Sequence[Cell], least: int) -> Cell:
    """The sum of figures, with so many decimals at least; missing where one of them is."""
    if len(cells) == 1:
        return cells[0]
    parsed = [parse_cell(cell) for cell in cells]
    if missing := sum(count for cell, (_, _, count) in zip(cells, parsed, strict=True) if isinstance(cell, Missing)):
        state = find_state(missing)
        assert state is not None  # for no figure is among them
        return state
    decimals = max(own for _, own, _ in parsed)
    return _shorten(sum(number * 10 ** (decimals - own) for number, own, _ in parsed), decimals, least)


def _shorten(number: int, decimals: int, least: int) -> Decimal:
    """A figure without the zeros at its end, but with so many decimals at least."""
    while decimals > least and number % 10 == 0:
        number, decimals = number // 10, decimals - 1
    return make_decimal(number, decimals)
