"""Dividing: a figure among years or along links by weights, and parts rounded so that they still make their whole.

Nothing is lost: the parts of a number, and the rounded parts of a whole, add up to it.
"""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ..errors import InvalidPlan, NotAdditive, UnknownLabel
from ..periods import Period
from ..problem import Problem, fault
from ..wording import quote
from .axes import Axis, find_axis, find_reason, measure
from .block import QUOTIENT, Block, make_strides
from .cells import FIGURES, MAX_DECIMALS, divide, parse_cell

__all__ = [
    "Links",
    "Weight",
    "YearWeights",
    "balance",
    "describe_rule",
    "distribute",
    "divide_among",
    "find_weights",
    "read_rule",
    "read_weight",
    "round_parts",
    "split_periods",
]

Weight: TypeAlias = Decimal | Fraction | int
YearWeights: TypeAlias = Mapping[str, Weight]
"""The weight of each year, such as `{"2009": 1, "2010": 2}`; weights need not make 1."""
Links: TypeAlias = Mapping[str, Mapping[str, Weight]]
"""For a label the labels that it is linked with, each with its weight."""


def divide_among(number: int, weights: Sequence[Fraction], *, keep_total: bool) -> list[int]:
    """The number times each weight; to keep the total, the last that has a weight takes what is left of the number.

    >>> divide_among(100, [Fraction(1, 3), Fraction(2, 3), Fraction(0)], keep_total=True)
    [33, 67, 0]
    """
    parts = [divide(number * weight.numerator, weight.denominator) if weight else 0 for weight in weights]
    rest = number - sum(parts) if keep_total else 0
    if rest:
        last = max((place for place, weight in enumerate(weights) if weight), default=None)
        if last is not None:
            parts[last] += rest
    return parts


def balance(numbers: Sequence[int], unit: int) -> list[int]:
    """How many units each number has when their sum has as many as it rounds to, half-even: largest rests round up.

    Of equal rests the first rounds up first.

    >>> balance([333, 333, 334], 10)
    [33, 33, 34]
    """
    units = [number // unit for number in numbers]
    rests = [number % unit for number in numbers]
    up = divide(sum(numbers), unit) - sum(units)
    for place in sorted(range(len(numbers)), key=lambda place: -rests[place])[:up]:
        units[place] += 1
    return units


def find_weights(period: Period, given: Mapping[int, Fraction]) -> list[Fraction | None]:
    """The weight of each year of the period, together 1: as they are given, None for years left out; else all equal.

    >>> find_weights(Period(2009, 2011), {2008: Fraction(1), 2009: Fraction(1), 2011: Fraction(3)})
    [Fraction(1, 4), None, Fraction(3, 4)]
    """
    own = [given.get(year) for year in range(period.first, period.last + 1)]
    whole = sum(weight for weight in own if weight is not None)
    if not whole:
        return [Fraction(1, period.years)] * period.years
    return [None if weight is None else weight / whole for weight in own]


def read_rule(rule: object, periods: Iterable[Period], dim: str | None) -> dict[str, dict[int, Fraction]]:
    """The weights of years by label of the dim; under the empty label if there is none; nothing where all is even.

    Raises:
        InvalidPlan: with everything that is wrong with the weights.

    >>> read_rule({"2009": 1, "2010": 2}, [Period(2009, 2011)], None)
    {'': {2009: Fraction(1, 1), 2010: Fraction(2, 1)}}
    """
    problems: list[Problem] = []

    def wrong(path: str, message: str) -> None:
        problems.append(fault(path, message))

    def years(path: str, weights: object) -> dict[int, Fraction]:
        found: dict[int, Fraction] = {}
        if not isinstance(weights, Mapping):
            wrong(path, f"must be weights by year, such as {{'2009': 1}}, got {quote(weights)}")
            return found
        for label, weight in weights.items():
            at = f"{path}.{label}"
            if isinstance(weight, Mapping):
                wrong(at, "must be a weight ≥ 0, got weights; name the dim whose labels they are for")
                continue
            try:
                period = Period.parse(label)
            except InvalidPlan as error:
                wrong(at, str(error))
                continue
            if period.years > 1:
                wrong(at, f"must be one year, got {quote(label)}")
            elif (exact := read_weight(weight)) is None:
                wrong(at, f"must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got {quote(weight)}")
            else:
                found[period.first] = exact
        for period in longer:
            own = [found[year] for year in range(period.first, period.last + 1) if year in found]
            if own and not any(own):
                wrong(path, f"the weights of {period} are all 0")
            elif not own and dim is None and not problems:
                wrong(path, f"no year of {period} has a weight")
        return found

    longer = [period for period in periods if period.years > 1]
    given: dict[str, dict[int, Fraction]] = {}
    if not isinstance(rule, Mapping):
        if rule != "even":
            wrong("rule", f"must be 'even' or weights, got {quote(rule)}")
    elif dim is None:
        given = {"": years("rule", rule)}
    else:
        given = {label: years(f"rule.{label}", weights) for label, weights in rule.items()}
    if problems:
        raise InvalidPlan(problems)
    return given


def describe_rule(periods: Iterable[Period], given: Mapping[str, Mapping[int, Fraction]]) -> list[str]:
    """What is assumed where periods are divided so, a sentence for each of several years.

    >>> describe_rule(
    ...     [Period(2008, 2008), Period(2009, 2011)], {"PP": {2010: Fraction(1)}, "WTPF": {2012: Fraction(1)}}
    ... )
    ['2009-2011 divided evenly among its years, but PP by given weights']
    """
    found: list[str] = []
    for period in periods:
        years = range(period.first, period.last + 1)
        own = {label: weights for label, weights in given.items() if any(year in weights for year in years)}
        if period.years == 1:
            continue
        if "" in given:
            weights = ", ".join(f"{year}: {given[''][year]}" for year in years if year in given[""])
            found.append(f"{period} divided among its years by weights ({weights})")
        else:
            but = f", but {', '.join(own)} by given weights" if own else ""
            found.append(f"{period} divided evenly among its years{but}")
    return found


def read_weight(weight: object) -> Fraction | None:
    """A weight as a fraction; None where it is no Decimal, whole number or Fraction, or is negative.

    >>> read_weight(Decimal("0.5")), read_weight(0.5)
    (Fraction(1, 2), None)
    """
    if isinstance(weight, Decimal | int):
        try:
            number, decimals, _ = parse_cell(weight)
        except ValueError:
            return None
        weight = Fraction(number, 10**decimals)
    return weight if isinstance(weight, Fraction) and weight >= 0 else None


# --- tables -----------------------------------------------------------------------------------------------------------


def split_periods(
    axes: tuple[Axis, ...], block: Block, unit: str, rule: object, dim: str | None
) -> tuple[tuple[Axis, ...], Block, list[str]]:
    """The axes and the block with each period divided into its years, and what is assumed; see `Table.split`.

    Raises:
        NotAdditive, UnknownLabel, InvalidPlan: as for `Table.split`.
    """
    axis = find_axis(axes, "period")
    if axis.reason or axis.overlap:
        raise NotAdditive(f"cannot divide {unit} among the years of a period: {axis.reason or axis.overlap}")
    periods = [Period.parse(label) for label in axis.labels]
    given = read_rule(rule, periods, dim)
    own = axes[0] if dim is None else find_axis(axes, dim)
    by_place = {own.position(label): weights for label, weights in given.items()} if dim is not None else {}
    ways = {
        (number, at): find_weights(period, by_place.get(at, given.get("", {})))
        for number, period in enumerate(periods)
        for at in range(len(own.labels))
    }
    years = [str(Period(year, year)) for period in periods for year in range(period.first, period.last + 1)]
    starts = [0, *itertools.accumulate(period.years for period in periods)]
    parts = tuple(Axis("period", years, names=axis.names) if one is axis else one for one in axes)
    strides = dict(zip((one.dim for one in axes), make_strides(measure(axes)), strict=True))
    inner, stride = strides["period"], strides[own.dim]
    result = _Parts(block, math.prod(measure(parts)))
    for place, (figure, count) in enumerate(zip(block.figures, block.counts, strict=True)):
        if not count:
            continue
        outer, number = divmod(place // inner, len(periods))
        way = ways[number, place // stride % len(own.labels)]
        start = (outer * len(years) + starts[number]) * inner + place % inner
        targets = [start + year * inner for year, weight in enumerate(way) if weight is not None]
        result.put(place, figure, count, targets, [weight for weight in way if weight is not None], keep_total=True)
    return parts, result.block(trimmed=True), describe_rule(periods, given)


def distribute(
    axes: tuple[Axis, ...], block: Block, unit: str, dim: str, links: Links, to: Axis, keep_total: bool
) -> tuple[tuple[Axis, ...], Block]:
    """The axes with a new one and the block whose cells were carried to its labels; see `Table.distribute`.

    Raises:
        UnknownLabel, NotAdditive, InvalidPlan: as for `Table.distribute`.
    """
    if not isinstance(to, Axis):
        raise TypeError(f"to: must be an Axis, such as Axis('objective', ('1', '2')), got {quote(to)}")
    if any(axis.dim == to.dim for axis in axes):
        raise UnknownLabel(f"{quote(to.dim)} is a dim of the table already")
    axis = find_axis(axes, dim)
    ways = _read_links(axis, links, to)
    once = [
        (to.labels[target], str(period))
        for number, way in ways.items()
        for period in axis.periods(axis.labels[number])
        for target in way
    ]
    whole = Axis(to.dim, to.labels, to.reason or find_reason(to.dim, unit), tuple(dict.fromkeys(once)), to.names)
    for number, way in ways.items():
        if whole.adds and (total := sum(way.values())) > 1:
            raise NotAdditive(
                f"cannot distribute {dim} {axis.labels[number]!r} over {to.dim!r}: its weights make {total}, so it "
                "would count more than once; let them make 1, or give the axis a reason not to add up"
            )
    width = len(to.labels)
    size = math.prod(measure((*axes, whole)))
    targets = {number: list(way) for number, way in ways.items()}
    weights = {number: list(way.values()) for number, way in ways.items()}
    stride = make_strides(measure(axes))[axes.index(axis)]
    result = _Parts(block, size)
    for place, (figure, count) in enumerate(zip(block.figures, block.counts, strict=True)):
        number = place // stride % len(axis.labels)
        if count and number in targets:
            start = place * width
            own = [start + target for target in targets[number]]
            result.put(place, figure, count, own, weights[number], keep_total=keep_total)
    return (*axes, whole), result.block()


def _read_links(axis: Axis, links: object, to: Axis) -> dict[int, dict[int, Fraction]]:
    """The positions on the new axis with their weights, by position on the old one."""
    problems: list[Problem] = []
    ways: dict[int, dict[int, Fraction]] = {}
    if not isinstance(links, Mapping):
        problems.append(fault("links", f"must be weights by linked label, by label of {axis.dim}, got {quote(links)}"))
        links = {}
    for label, given in links.items():
        way: dict[int, Fraction] = {}
        number = axis.position(label)
        if not isinstance(given, Mapping):
            problems.append(fault(f"links.{label}", f"must be weights by label of {to.dim}, got {quote(given)}"))
            continue
        for target, weight in given.items():
            exact = read_weight(weight)
            if exact is None:
                message = f"must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got {quote(weight)}"
                problems.append(fault(f"links.{label}.{target}", message, actual=weight))
            linked = to.position(target)
            way[linked] = way.get(linked, Fraction(0)) + (exact or 0)
        if number in ways:
            problems.append(fault(f"links.{label}", f"is {axis.labels[number]}, which has links already"))
        ways[number] = way
    if problems:
        raise InvalidPlan(problems)
    return ways


class _Parts:
    """The parts of the cells of a block, as they are put together to a new one of this size."""

    def __init__(self, whole: Block, size: int) -> None:
        self._whole = whole
        self._power = 10 ** (MAX_DECIMALS - whole.scale)
        self._figures, self._counts, self._decimals = [0] * size, [0] * size, bytearray(size)

    def put(
        self,
        place: int,
        figure: int,
        count: int,
        targets: Sequence[int],
        weights: Sequence[Fraction],
        *,
        keep_total: bool,
    ) -> None:
        """The cell at this place, divided among the targets; what is not divided keeps its decimals."""
        even = all(weight.denominator == 1 for weight in weights)
        decimals = (self._whole.decimals_at(place) if even else QUOTIENT) if count & FIGURES else 0
        parts = divide_among(figure * self._power, weights, keep_total=keep_total)
        for target, part in zip(targets, parts, strict=True):
            self._figures[target], self._counts[target], self._decimals[target] = part, count, decimals

    def block(self, *, trimmed: bool = False) -> Block:
        """What was put together, with no more decimals than it needs."""
        counts, decimals = tuple(self._counts), bytes(self._decimals)
        result = Block(tuple(self._figures), counts, MAX_DECIMALS, decimals)
        if QUOTIENT in decimals and not trimmed:
            return result
        least = max((one for one in decimals if one != QUOTIENT), default=0)
        short = Block(result.figures, counts, MAX_DECIMALS).trim(max(least, self._whole.scale))
        if short.decimals is not None:  # some quotients did not come out even
            return Block(short.figures, counts, short.scale, decimals)
        return Block(short.figures, counts, short.scale, decimals.replace(bytes([QUOTIENT]), bytes([short.scale])))


def round_parts(block: Block, places: Sequence[int], decimals: int) -> Block:
    """The figures with so many decimals, so that those with one place among their wholes still make it; half-even."""
    members: dict[int, list[int]] = {}
    for own, whole in enumerate(places):
        if block.counts[own] & FIGURES:
            members.setdefault(whole, []).append(own)
    figures = [0] * len(block.figures)
    unit = 10 ** (block.scale - decimals)
    for one in members.values():
        for own, part in zip(one, balance([block.figures[place] for place in one], unit), strict=True):
            figures[own] = part
    return Block(tuple(figures), block.counts, decimals)
