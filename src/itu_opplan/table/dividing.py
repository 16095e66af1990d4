"""Dividing: a figure among parts of a period or along links, by weights. Its functions are methods of `Table`.

Nothing is lost: the parts of a number add up to it.
"""

# pyright: reportPrivateUsage=false

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args, overload

import attrs

from ..errors import InvalidPlan, NotAdditive, UnknownLabel, refusal
from ..periods import Part, Period, plural_of, size_of
from ..problem import Problem, fault
from ..wording import quote, suggestions
from .axes import Axis, unknown_labels
from .block import make_strides
from .cells import FIGURES, ONE, guess_figure, parse_cell, read_figure
from .moving import spread
from .places import measure
from .reasons import tell
from .runs import Move, Way, carry, list_runs, shift

if TYPE_CHECKING:
    from .table import Table

__all__ = ["Links", "PeriodWeights", "Weight", "carry_along", "distribute", "read_weight", "split"]

Weight: TypeAlias = Decimal | Fraction | int | str
PeriodWeights: TypeAlias = Mapping[str, Weight]
"""The weight of each part of a period, such as `{"2009": 1, "2010": 2}`; weights need not make 1."""
Links: TypeAlias = Mapping[str, Mapping[str, Weight]]
"""For a label the labels that it is linked with, each with its weight."""
_Given: TypeAlias = Mapping[Period, Fraction]
"""The weight of each part that is given."""
_Divided: TypeAlias = Mapping[Period, Sequence[Period]]
"""The parts of each period; one that is not divided is its own."""


@overload
def split(
    table: "Table", rule: Literal["even"] | PeriodWeights = "even", *, dim: None = None, into: Part = "year"
) -> "Table": ...
@overload
def split(
    table: "Table", rule: Literal["even"] | Mapping[str, PeriodWeights], *, dim: str, into: Part = "year"
) -> "Table": ...
def split(table: "Table", rule: object = "even", *, dim: str | None = None, into: Part = "year") -> "Table":
    """Each period of several years, or halves, quarters, months, divided into them; the table records the rule.

    It keeps its total: a part without a weight has no cell, one of weight 0 a zero; the last part with a weight takes
    the rounding difference. Each part of a missing cell is missing, and counts as one. A period that is no longer
    than a part stays.

    Args:
        rule: `even`; or weights by part, `{"2009": 1, "2010": 2}`; or such weights by label of another dim. A label
            whose weights have no part of a period is divided evenly there, as are those left out.
        dim: the dim whose labels have weights of their own.
        into: `year`, `half`, `quarter` or `month`.

    Raises:
        NotAdditive: the figures are not flows (posts, percentages, rates), or periods overlap.
        UnknownLabel: the table has no dim `period`, or no such dim or label.
        InvalidPlan: with every invalid weight; or no part of a period has a weight, or all of them are 0; or a period
            is not made of whole such parts.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"2008": 4, "2009-2011": 15}], dims=["period"], unit="page")
    >>> print(table.split({"2009": 1, "2010": 3, "2011": 1}))
    period  page
    ------------
    2008       4
    2009       3
    2010       9
    2011       3
    assumed: 2009-2011 divided among its years by weights (2009: 1, 2010: 3, 2011: 1)
    >>> print(Table.from_rows([{"2025/26": 4}], dims=["period"], unit="page").split(into="half"))
    period      page
    ----------------
    2025/26-H1     2
    2025/26-H2     2
    assumed: 2025/26 divided evenly among its halves
    """
    axis = table.axis("period")
    if axis.reason or axis.overlap:
        raise NotAdditive(f"cannot divide {table.unit} among the parts of a period: {axis.reason or axis.overlap}")
    periods = [Period.parse(label) for label in axis.labels]
    divided = {period: _parts_of(period, into) for period in periods}
    given = _read_rule(rule, divided, dim, into)
    own = [table.axis(dim)] if dim is not None else []
    by_place = {one.positions[label]: weights for one in own for label, weights in one.keyed(given, "rule").items()}
    rules = [by_place.get(place, given.get("", {})) for place in range(len(own[0].labels) if own else 1)]
    labels = [str(part) for period in periods for part in divided[period]]
    parts = [attrs.evolve(one, labels=labels) if one is axis else one for one in table.axes]
    size = math.prod(measure(parts))
    moves = _move_periods(table, parts, divided, rules, dim)
    block = carry(table._block, moves, size, keep_total=True, trimmed=True)
    return table._with(block, axes=parts, assumed=_describe_rule(divided, given, into))


def _parts_of(period: Period, into: Part) -> Sequence[Period]:
    """The parts of a period; of one that is no longer than such a part itself."""
    return period.parts(into) if period.months > size_of(into) else (period,)


def _move_periods(
    table: "Table", axes: Sequence[Axis], divided: _Divided, rules: Sequence[_Given], dim: str | None
) -> Iterator[Move]:
    """The way of all cells of each period, by the rule of each label of the dim, or by the one rule that there is."""
    sizes, new_sizes = measure(table.axes), measure(axes)
    strides, new_strides = make_strides(sizes), make_strides(new_sizes)
    at = table.dims.index("period")
    ruled = at if dim is None else table.dims.index(dim)
    runs = list_runs(sizes, {at, ruled}, new_strides)
    firsts = [0, *itertools.accumulate(map(len, divided.values()))]
    for place, rule in enumerate(rules):
        for number, parts in enumerate(divided.values()):
            if dim == "period" and place != number:
                continue
            start, first = number * strides[at], firsts[number] * new_strides[at]
            if ruled != at:
                start, first = start + place * strides[ruled], first + place * new_strides[ruled]
            way = _find_way(parts, rule, new_strides[at])
            yield from ((shift(run, start), shift(to, first), way) for run, to in runs)


def _find_way(parts: Sequence[Period], given: _Given, inner: int) -> Way:
    """How a period is divided: by the weights that are given to its parts, else evenly."""
    own = {at: given[part] for at, part in enumerate(parts) if part in given}
    whole = sum(own.values())
    if not whole:
        own, whole = dict.fromkeys(range(len(parts)), Fraction(1)), Fraction(len(parts))
    return [at * inner for at in own], [weight / whole for weight in own.values()]


def _read_rule(rule: object, divided: _Divided, dim: str | None, into: Part) -> dict[str, _Given]:
    """The weights of parts by label of the dim; under the empty label if there is none; nothing where all is even."""
    problems: list[Problem] = []
    given: dict[str, _Given] = {}
    if not isinstance(rule, Mapping):
        if not isinstance(rule, str) or rule != "even":
            problems.append(fault("rule", f"must be 'even' or weights, got {quote(rule)}"))
    else:
        rules = {"rule": ("", rule)} if dim is None else {f"rule.{label}": (label, own) for label, own in rule.items()}
        for path, (label, weights) in rules.items():
            own = given[label] = _read_weights(path, weights, into, problems, like=next(iter(divided), None))
            for period, parts in divided.items():
                inside = [own[part] for part in parts if part in own]
                if len(parts) > 1 and inside and not any(inside):
                    problems.append(fault(path, f"the weights of {period} are all 0"))
                elif len(parts) > 1 and not inside and dim is None and not problems:
                    problems.append(fault(path, f"no {into} of {period} has a weight"))
    if problems:
        raise InvalidPlan(problems)
    return given


def _read_weights(path: str, weights: object, into: Part, problems: list[Problem], *, like: Period | None) -> _Given:
    """The weights by part; what is wrong with them is added to the problems."""
    found: dict[Period, Fraction] = {}
    if not isinstance(weights, Mapping):
        problems.append(fault(path, f"must be weights by {into}, such as {{'2009': 1}}, got {quote(weights)}"))
        return found
    for label, weight in weights.items():
        message = ""
        if isinstance(weight, Mapping):
            message = "must be a weight ≥ 0, got weights; name the dim whose labels they are for"
        else:
            try:
                period = Period.parse(label)
                exact = read_weight(weight)
                if like is not None and like.fiscal != period.fiscal:
                    message = f"{period} and {like} have years that begin in different months"
                elif not _is_one(period, into):
                    other: Part | None = next((part for part in get_args(Part) if _is_one(period, part)), None)
                    advice = f"; to divide it among {plural_of(other)} say into={quote(other)}" if other else ""
                    message = f"must be one {into}, got {quote(label)}{advice}"
                elif exact is None:
                    message = _complain_about_weight(weight)
                else:
                    found[period] = exact
            except InvalidPlan as error:
                message = str(error)
        if message:
            problems.append(fault(f"{path}.{label}", message))
    return found


def _is_one(period: Period, part: Part) -> bool:
    """Whether a period is one year, half, quarter or month."""
    return period.months == size_of(part) and not period.start % period.months


def _describe_rule(divided: _Divided, given: Mapping[str, _Given], into: Part) -> Iterator[str]:
    """What is assumed where periods are divided so, a sentence for each."""
    for period, parts in divided.items():
        among = f"among its {plural_of(into)}"
        if len(parts) == 1:
            continue
        if "" in given:
            weights = ", ".join(f"{part}: {given[''][part]}" for part in parts if part in given[""])
            yield f"{period} divided {among} by weights ({weights})"
        else:
            own = [label for label, weights in given.items() if any(part in weights for part in parts)]
            but = f", but {', '.join(own)} by given weights" if own else ""
            yield f"{period} divided evenly {among}{but}"


def _complain_about_weight(weight: object) -> str:
    """What is said of what is no weight."""
    advice = guess_figure(weight) if isinstance(weight, str) and read_figure(weight) is None else ""
    return f"must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got {quote(weight)}{advice}"


def read_weight(weight: object) -> Fraction | None:
    """A weight as a fraction; None where it is no Decimal, whole number, figure as text or Fraction, or is negative."""
    if type(weight) is Fraction and type(weight.numerator) is type(weight.denominator) is int:
        return weight if weight.numerator >= 0 else None
    if isinstance(weight, Decimal | Integral | str):
        try:
            number, decimals, count = parse_cell(weight)
        except ValueError:
            return None
        weight = Fraction(number, 10**decimals) if count == ONE else None
    if not isinstance(weight, Fraction) or weight < 0:
        return None
    return Fraction(int(weight.numerator), int(weight.denominator))  # numbers of numpy have an end


# --- along links ------------------------------------------------------------------------------------------------------


def distribute(table: "Table", dim: str, links: Links, *, to: Axis, keep_total: bool = True) -> "Table":
    """Each cell carried along the links of its label in one dim to labels of a new dim, times a weight.

    Args:
        dim: the dim whose labels have links.
        links: for each label of it the linked labels of the new dim with their weights: Decimals, whole numbers or
            Fractions ≥ 0. A label without links loses its cells.
        to: the new dim, which comes last.
        keep_total: the weights of each label make 1, and the last link takes the rounding difference, so that the
            parts add up to the whole exactly. Without it each part is the figure times its weight.

    Raises:
        UnknownLabel: the table has no such dim, or has the new one already, or a link is of a label that is not on
            its axis.
        InvalidPlan: with every invalid weight; or the result has too many places; or the weights of a label that has
            figures do not make 1, and the total is to be kept.
        NotAdditive: the weights of a label make more than 1, and the new axis has no reason not to add up.

    >>> from itu_opplan import Axis, Table
    >>> table = Table.from_records([{"output": "PP", "value": 1}], dims=["output"], unit="page")
    >>> links = {"PP": dict.fromkeys("123", Fraction(1, 3))}
    >>> table.distribute("output", links, to=Axis("objective", list("123"))).total()
    Decimal('1.000000000000')
    """
    if not isinstance(to, Axis):
        raise TypeError(f"to: must be an Axis, such as Axis('objective', ('1', '2')), got {quote(to)}")
    if to.dim in table.dims:
        raise UnknownLabel(f"{quote(to.dim)} is a dim of the table already")
    if not isinstance(keep_total, bool):
        raise TypeError(f"keep_total: must be True or False, got {quote(keep_total)}")
    ways = {number: (list(way), list(way.values())) for number, way in _read_links(table.axis(dim), links, to).items()}
    return carry_along(table, dim, ways, to, keep_total=keep_total)


def carry_along(table: "Table", dim: str, ways: Mapping[int, Way], to: Axis, *, keep_total: bool = True) -> "Table":
    """Each cell carried to positions of a new dim, by the position of its label in one dim, as `distribute` does it.

    >>> from itu_opplan import Table
    >>> table = Table.from_records([{"output": "PP", "value": 1}], dims=["output"], unit="page")
    >>> carry_along(table, "output", {0: ([1], [Fraction(1)])}, Axis("goal", ("1", "2"))).used_labels["goal"]
    ('2',)
    """
    if to.dim in table.dims:
        raise UnknownLabel(f"{quote(to.dim)} is a dim of the table already")
    axis = table.axis(dim)
    once = [
        (to.labels[target], str(period))
        for number, (targets, _) in (ways.items() if dim == "period" or axis.once else ())
        for period in axis.periods(axis.labels[number])
        for target in targets
    ]
    (whole,) = tell([attrs.evolve(to, once=tuple(dict.fromkeys(once))) if once or to.once else to], table.unit)
    sums = {key: _add_up(way[1]) for key, way in {id(way): way for way in ways.values()}.items()}  # labels share ways
    wrong = {number: total for number, way in ways.items() if (total := sums[id(way)]) != 1}
    for number, total in wrong.items():
        if whole.adds and total > 1:
            raise NotAdditive(
                f"cannot distribute {dim} {axis.labels[number]!r} over {to.dim!r}: its weights make {total}, so it "
                "would count more than once; let them make 1, or give the axis a reason not to add up"
            )
    measure((*table.axes, whole))
    strides, at = make_strides(measure(table.axes)), table.axes.index(axis)
    inner, counts = strides[at], table._block.counts
    if keep_total and wrong:
        runs = list_runs(measure(table.axes), {at}, strides)
        problems = [
            fault(
                f"links.{axis.labels[number]}",
                f"its weights make {total}; to keep the total they must make 1, or keep_total=False",
            )
            for number, total in wrong.items()
            if ways[number][0]
            if any(count & FIGURES for run, _ in runs for count in counts[shift(run, number * inner)])
        ]
        if problems:
            raise InvalidPlan(problems)
    block = spread(
        table._block, inner, list(map(ways.get, range(len(axis.labels)))), len(to.labels), keep_total=keep_total
    )
    return table._with(block, axes=[*table.axes, whole])


def _add_up(weights: Collection[Fraction]) -> Fraction:
    """The sum of weights; of such as have one divisor, which most have, at once."""
    if len({weight.denominator for weight in weights}) != 1:
        return sum(weights, Fraction(0))
    return Fraction(sum(weight.numerator for weight in weights), next(iter(weights)).denominator)


def _read_links(axis: Axis, links: object, to: Axis) -> dict[int, dict[int, Fraction]]:
    """The positions on the new axis with their weights, by position on the old one."""
    problems: list[Problem] = []
    ways: dict[int, dict[int, Fraction]] = {}
    if not isinstance(links, Mapping):
        message = f"must be weights by linked label, by label of {axis.dim}, got {quote(links)}"
        raise refusal(message, path="links")
    targets = [given for given in links.values() if isinstance(given, Mapping)]
    places: list[dict[str, int]] = []
    for known, found in ((axis, links), (to, itertools.chain(*targets))):
        positions = {label: known.find(label) for label in dict.fromkeys(found)}
        if unknown := [label for label, position in positions.items() if position is None]:
            raise unknown_labels(known.dim, unknown, suggestions(unknown[0], known.labels))
        places.append({label: position for label, position in positions.items() if position is not None})
    numbers, linked = places
    for label, given in links.items():
        way: dict[int, Fraction] = {}
        number = numbers[label]
        if not isinstance(given, Mapping):
            problems.append(fault(f"links.{label}", f"must be weights by label of {to.dim}, got {quote(given)}"))
            continue
        for target, weight in given.items():
            exact = read_weight(weight)
            if exact is None:
                problems.append(fault(f"links.{label}.{target}", _complain_about_weight(weight), actual=weight))
            place = linked[target]
            way[place] = way[place] + (exact or 0) if place in way else exact or Fraction(0)
        if number in ways:
            problems.append(fault(f"links.{label}", f"is {axis.labels[number]}, which has links already"))
        ways[number] = way
    if problems:
        raise InvalidPlan(problems)
    return ways
