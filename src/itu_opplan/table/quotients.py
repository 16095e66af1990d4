"""Quotients: percentages, rates, other units, and figures rounded together. Its functions are methods of `Table`."""

# pyright: reportPrivateUsage=false

import itertools
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from .. import units
from ..errors import NotAdditive, UnitMismatch, UnknownLabel, whole_number
from ..periods import Period
from ..wording import quote
from .axes import join_names
from .block import Block
from .cells import FIGURES, MAX_DECIMALS, ONE, STATES, Missing, divide
from .moving import multiply
from .places import list_rows, match_places, measure
from .reasons import tell

if TYPE_CHECKING:
    from .table import Table

__all__ = ["convert", "growth", "per_year", "percent_of", "rounded", "shares"]


def shares(table: "Table", *dims: str) -> "Table":
    """Each figure in percent of the sum of the cells that have the same labels in these dims; without dims, of all.

    The result does not add over the dims that were named. Where the whole is 0 the share is `n/a`.

    Raises:
        NotAdditive: the wholes cannot be added up.
        UnknownLabel: the table has no such dim.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"2008": 1, "2009": 3}], dims=["period"], unit="page")
    >>> table.shares().at(period="2009")
    Decimal('75')
    """
    wholes = table.by(*dims)
    sums = Block(wholes._block.figures, (ONE,) * len(wholes._block.counts), wholes._block.scale)  # missing ones are 0
    block = _compare(table, wholes, sums)
    return _in_percent(table, block, dims)


def percent_of(table: "Table", other: "Table") -> "Table":
    """Each figure in percent of the figure that the other table has with the same labels: effort of capacity.

    The other table may have fewer dims, not more. There is a percentage only where both have a cell: what is not
    stated is not 0. Where one is missing the percentage is missing, and of 0 it is `n/a`. The result counts what
    either has skipped, and does not add over the dims of the other table.

    Raises:
        UnitMismatch: the tables are in different units.
        UnknownLabel: the other table has a dim that this one does not have.

    >>> from itu_opplan import Table
    >>> asked = Table.from_rows([{"2008": 3, "2009": 5}], dims=["period"], unit="page")
    >>> given = Table.from_rows([{"2008": 2}], dims=["period"], unit="page")
    >>> asked.percent_of(given).at(period="2008"), asked.percent_of(given).at(period="2009")
    (Decimal('150'), <Missing.NOT_STATED: 'not stated'>)
    """
    if not isinstance(other, type(table)):
        raise TypeError(f"other: must be a Table, got {quote(other)}")
    if table.unit != other.unit:
        advice = units.advise_on_units(table.unit, other.unit)
        raise UnitMismatch(f"cannot give {table.unit} in percent of {other.unit}; {advice}")
    if foreign := [dim for dim in other.dims if dim not in table.dims]:
        names = join_names(foreign)
        raise UnknownLabel(f"the other table has dims that this one has not: {names}; add up over them")
    block = _compare(table, other, other._block)
    return _in_percent(table, block, other.dims, other.assumed)


def _in_percent(table: "Table", block: Block, dims: Sequence[str], assumed: Iterable[str] = ()) -> "Table":
    """A table of percentages of these dims: each label of them is a whole of its own, of the others a part of one."""
    axes = [
        axis.refusing(f"each {axis.dim} is a whole of its own")
        if axis.dim in dims
        else axis._alter(parts=not axis.reason)
        for axis in table.axes
    ]
    return table._with(block, axes=axes, unit="percent", assumed=assumed)


def growth(table: "Table", first: str | Period, second: str | Period) -> "Table":
    """The percentage by which figures of the second period exceed those of the first: a table of the other dims.

    Where one of the two is missing the growth is missing, where one side has no cell there is none, and from a
    figure of 0 or less it is `n/a`. Growth adds over no dim.

    Raises:
        NotAdditive: the periods have unlike numbers of years, and the figures are not per year.
        UnknownLabel: the table has no dim `period`, or not these labels.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"2008": 4, "2009-2011": 15}], dims=["period"], unit="page")
    >>> table.per_year().growth("2008", "2009-2011").at()
    Decimal('25')
    """
    axis = table.axis("period")
    one, other = (Period.parse(axis.labels[axis.position(period)]) for period in (first, second))
    if one.months != other.months and not axis.reason:
        raise NotAdditive(
            f"cannot compare {one} with {other}: {one.years} against {other.years} years; take per_year() first"
        )
    others = [dim for dim in table.dims if dim != "period"]
    before, after = (table.where(period=period).by(*others) for period in (one, other))
    block = _compare_all(after._block, before._block, growth=True)
    return table._with(block, axes=[axis.refusing("growth does not add") for axis in before.axes], unit="percent")


def _compare(table: "Table", other: "Table", bases: Block) -> Block:
    """Each figure in percent of the base with the same labels in the dims of another table, whose block this is."""
    if math.prod(measure(other.axes)) * _ROW > len(table._block.counts):
        places = match_places(table.axes, other.axes)
        seconds = [bases.counts[place] if place >= 0 else 0 for place in places]
        known = [bases.figures[place] if place >= 0 else 0 for place in places]
        return _compare_all(table._block, Block(tuple(known), tuple(seconds), bases.scale))
    return _compare_rows(table._block, bases, list_rows(table.axes, other.axes))


_ROW = 8
"""Cells of one whole for which it is quicker to work out each share of it once."""


def _compare_rows(block: Block, bases: Block, rows: Iterable[tuple[slice, int]]) -> Block:
    """The figures of each row in percent of the base at its place; a negative place is none."""
    size, power, known = len(block.counts), *_align(block, bases)
    figures, counts = [0] * size, [0] * size
    for row, place in rows:
        second = bases.counts[place] if place >= 0 else 0
        own, base = block.counts[row], known[place] if second & FIGURES else 0
        if base and second <= FIGURES:  # nothing is missing there
            figures[row] = multiply(block.figures[row], power if base > 0 else -power, abs(base))
            counts[row] = own
        elif second and any(own):
            cells = zip(block.figures[row], own, itertools.repeat(base), itertools.repeat(second))
            figures[row], counts[row] = _compare_cells(cells, power)
    return Block(tuple(figures), tuple(counts), MAX_DECIMALS).trim()


def _compare_all(block: Block, bases: Block, *, growth: bool = False) -> Block:
    """Each figure in percent of the base at the same place, or by how many percent it exceeds it."""
    power, known = _align(block, bases)
    cells = zip(block.figures, block.counts, known, bases.counts, strict=True)
    figures, counts = _compare_cells(cells, power, growth=growth)
    return Block(tuple(figures), tuple(counts), MAX_DECIMALS).trim()


def _compare_cells(
    cells: Iterable[tuple[int, int, int, int]], power: int, *, growth: bool = False
) -> tuple[list[int], list[int]]:
    """Figures and counts of percentages, or of growth, from figure, count, base and count of each.

    There is a cell only where both have one; where one is missing so is it; of 0, or growth of less, it is `n/a`.
    """
    less = _WHOLE if growth else 0
    figures: list[int] = []
    counts: list[int] = []
    for figure, count, base, second in cells:
        percent = skipped = 0
        if count > FIGURES or second > FIGURES:
            skipped = (count & ~FIGURES) + (second & ~FIGURES)
        if not count or not second:
            skipped = 0
        elif skipped and not (count & FIGURES and second & FIGURES):
            pass
        elif not base or (growth and base < 0):
            skipped = STATES[Missing.NOT_APPLICABLE]
        else:
            percent = divide(figure * power, base) - less
            skipped += ONE if growth else count & FIGURES
        figures.append(percent)
        counts.append(skipped)
    return figures, counts


def _align(block: Block, bases: Block) -> tuple[int, Sequence[int]]:
    """What a figure is multiplied by before it is divided by one of these bases, for percent with all decimals."""
    more = bases.scale - block.scale
    power, less = _WHOLE * 10 ** max(0, more), 10 ** max(0, -more)
    return power, bases.figures if less == 1 else [base * less for base in bases.figures]


_WHOLE = 100 * 10**MAX_DECIMALS


def per_year(table: "Table") -> "Table":
    """Each period divided by its years; the unit becomes a rate, and rates do not add over periods.

    Raises:
        NotAdditive: the figures are not flows: posts, percentages, rates.
        UnknownLabel: the table has no dim `period`.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"2009-2011": 3}], dims=["period"], unit="page")
    >>> table.per_year().unit, table.per_year().at(period="2009-2011")
    ('page/year', Decimal('1'))
    """
    axis = table.axis("period")
    if axis.reason:
        raise NotAdditive(f"cannot divide {table.unit} by the years of a period: {axis.reason}")
    years = [1 / Period.parse(label).years for label in axis.labels]
    rows = [(row, years[place]) for row, place in list_rows(table.axes, [axis])]
    return _multiply(table, units.rate(table.unit), rows)


def convert(table: "Table", unit: str) -> "Table":
    """The same figures in another unit, through pint; exact where the factor is, else rounded once.

    Raises:
        UnitMismatch: the units measure different things; both are named.

    >>> from itu_opplan import Table
    >>> table = Table.from_records([{"item": "a", "value": 18}], dims=["item"], unit="work_month")
    >>> table.convert("work_year").at(item="a")
    Decimal('1.5')
    """
    if not isinstance(unit, str):
        raise TypeError(f"unit: must be a unit such as 'work_year', got {quote(unit)}")
    factor = units.factor(table.unit, unit)
    return table if unit == table.unit else _multiply(table, unit, [(slice(None), factor)])


def _multiply(table: "Table", unit: str, rows: Iterable[tuple[slice, Fraction]]) -> "Table":
    """Every figure times the factor of its row, rounded once; what adds is by the unit."""
    block = table._block
    power, figures = 10 ** (MAX_DECIMALS - block.scale), [0] * len(block.figures)
    products: dict[tuple[int, int], dict[int, int]] = {}  # of each figure, by factor
    for row, factor in rows:
        numbers, above, below = block.figures[row], factor.numerator * power, factor.denominator
        known = products.setdefault((above, below), {})
        for number in {*numbers}.difference(known):
            known[number] = divide(number * above, below)
        figures[row] = map(known.__getitem__, numbers)
    product = Block(tuple(figures), block.counts, MAX_DECIMALS).trim()
    return table._with(product, axes=tell(table.axes, unit), unit=unit)


def rounded(table: "Table", decimals: int, /, *dims: str) -> "Table":
    """The figures with so many decimals, so that the parts of each whole add up exactly to it, rounded half-even.

    As in `shares`, cells with the same labels in these dims make a whole; without dims, all. The figures with the
    largest remainders are rounded up, among equal ones the first, so none moves by a unit of the last decimal.

    Raises:
        NotAdditive: the wholes cannot be added up.
        UnknownLabel: the table has no such dim.
        InvalidPlan: `decimals` is no whole number ≥ 0.

    >>> from itu_opplan import Table
    >>> table = Table.from_records([{"item": item, "value": 1} for item in "abc"], dims=["item"], unit="CHF")
    >>> [str(record["value"]) for record in table.shares().rounded(1).records()]
    ['33.4', '33.3', '33.3']
    """
    decimals = whole_number("decimals", decimals)
    wholes, block = table.by(*dims), table._block
    if decimals >= block.most_decimals:
        return table
    members: dict[int, list[int]] = {}
    for own, whole in enumerate(match_places(table.axes, wholes.axes)):
        if block.counts[own] & FIGURES:
            members.setdefault(whole, []).append(own)
    figures = [0] * len(block.figures)
    for one in members.values():
        parts = _balance([block.figures[place] for place in one], 10 ** (block.scale - decimals))
        for own, part in zip(one, parts, strict=True):
            figures[own] = part
    return table._with(Block(tuple(figures), block.counts, decimals))


def _balance(numbers: Sequence[int], unit: int) -> list[int]:
    """How many units each number has when their sum has as many as it rounds to; the first largest rests round up."""
    units = [number // unit for number in numbers]
    up = divide(sum(numbers), unit) - sum(units)
    for place in sorted(range(len(numbers)), key=lambda place: -(numbers[place] % unit))[:up]:
        units[place] += 1
    return units
