"""Values of KPIs: before, aimed at, measured; what those of parts of a period make; how far they have come."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, TypeVar

import attrs

from ..immutable import Immutable
from ..periods import EARLIEST, Period, month_of
from ..table.cells import Missing, make_decimal, parse_cell, round_ratio
from ..wording import quote
from . import fields, to
from .checked import Checked
from .keyed import Keyed, to_keyed

__all__ = [
    "Accumulation",
    "Actual",
    "Baseline",
    "Direction",
    "Progress",
    "RollUp",
    "Target",
    "Value",
    "add_figures",
    "day_of",
    "is_part",
    "latest_of",
    "place_of",
    "progress_between",
    "roll_up",
    "say_why_none",
    "tile",
]

Accumulation: TypeAlias = Literal["sum", "cumulative", "none"]
"""What the values of parts of a period say of the period: added up, the last of them, nothing."""
Direction: TypeAlias = Literal["increase", "decrease"]
"""Whether more is better, or less."""


def _labels(value: Mapping[str, str]) -> Keyed[str]:
    return to_keyed(value)


# What baselines, targets and actuals have alike; fields with a converter stand in full, for type checkers.
_TEXT: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
_UNIT: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
_BOUND: fields.Bound | None = attrs.field(default=None, metadata=fields.words(fields.Bound))
_CONFIRMED: bool = attrs.field(default=True, metadata=fields.FLAG)
_AS_OF: datetime.date | None = attrs.field(default=None, metadata=fields.MAYBE_DATE)
_NOTE: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Baseline(Checked):
    """The value of a KPI before the work that it measures. Not 0 unless the plan says so.

    Attributes:
        value: the number, or a missing word: `blank`, `n/a`, `to be completed`; None where `text` has words.
        text: words in the place of a number, such as `approved strategy`.
        dimensions: whose it is where it is not all, by dimension of the plan: `{"sex": "women"}`.
        unit: what it counts; that of the KPI where it is left out.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.
        period: the period it is of.
        as_of: the day it is of.
        note: anything a later reader should know.

    >>> Baseline(value=1083, period="1994").value
    Decimal('1083')
    """

    value: Decimal | Missing | None = attrs.field(default=None, converter=to.value, metadata=fields.FIGURE_OR_TEXT)
    text: str | None = _TEXT
    dimensions: Keyed[str] = attrs.field(default=Keyed(), converter=_labels, metadata=fields.LABELS)
    unit: str | None = _UNIT
    bound: fields.Bound | None = _BOUND
    confirmed: bool = _CONFIRMED
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    as_of: datetime.date | None = _AS_OF
    note: str | None = _NOTE


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Target(Checked):
    """The value of a KPI that is aimed at in a period.

    Attributes:
        period: the period.
        value: the number, or a missing word: `blank`, `n/a`, `to be completed`; None where `text` has words.
        text: words in the place of a number, such as `approved strategy`.
        dimensions: whose it is where it is not all, by dimension of the plan: `{"sex": "women"}`.
        unit: what it counts; that of the KPI where it is left out.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.
        note: anything a later reader should know.

    >>> Target(period="2008", value=11000000, unit="CHF").unit
    'CHF'
    """

    period: Period = attrs.field(converter=to.period, metadata=fields.PERIOD)
    value: Decimal | Missing | None = attrs.field(default=None, converter=to.value, metadata=fields.FIGURE_OR_TEXT)
    text: str | None = _TEXT
    dimensions: Keyed[str] = attrs.field(default=Keyed(), converter=_labels, metadata=fields.LABELS)
    unit: str | None = _UNIT
    bound: fields.Bound | None = _BOUND
    confirmed: bool = _CONFIRMED
    note: str | None = _NOTE


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Actual(Checked):
    """The value of a KPI that was measured.

    Attributes:
        value: the number, or a missing word: `blank`, `n/a`, `to be completed`; None where `text` has words.
        text: words in the place of a number, such as `approved strategy`.
        dimensions: whose it is where it is not all, by dimension of the plan: `{"sex": "women"}`.
        unit: what it counts; that of the KPI where it is left out.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.
        period: the period it is of.
        as_of: the day it was measured.
        note: anything a later reader should know.

    >>> Actual(value=695, as_of=datetime.date(2006, 12, 8)).as_of.year
    2006
    """

    value: Decimal | Missing | None = attrs.field(default=None, converter=to.value, metadata=fields.FIGURE_OR_TEXT)
    text: str | None = _TEXT
    dimensions: Keyed[str] = attrs.field(default=Keyed(), converter=_labels, metadata=fields.LABELS)
    unit: str | None = _UNIT
    bound: fields.Bound | None = _BOUND
    confirmed: bool = _CONFIRMED
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    as_of: datetime.date | None = _AS_OF
    note: str | None = _NOTE


Value: TypeAlias = Baseline | Target | Actual
ValueT = TypeVar("ValueT", bound=Value)


@attrs.frozen(eq=False, repr=False)
class RollUp(Immutable):
    """What the values of parts of a period make for the period.

    Attributes:
        value: the figure; None where they make none.
        reason: why they make none; empty where they do.
        parts: the parts whose values it is made of.

    >>> from itu_opplan import KPI
    >>> kpi = KPI(text="audits", accumulation="sum", targets=[Target(period=f"2008-H{n}", value=n) for n in (1, 2)])
    >>> kpi.roll_up("targets", "2008").value
    Decimal('3')
    """

    value: Decimal | None
    reason: str = ""
    parts: tuple[Period, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Progress(Immutable):
    """How far a KPI has come from its baseline to its target.

    Attributes:
        percent: 0 at the baseline, 100 at the target; None where it cannot be computed.
        reason: why it cannot be computed; empty where it can.

    >>> from itu_opplan import KPI
    >>> KPI(text="sales", unit="CHF").progress("2008")
    Progress(percent=None, reason='no baseline')
    """

    percent: Decimal | None
    reason: str = ""


def day_of(value: Value) -> datetime.date:
    """The day it is of; without one it is the earliest."""
    return getattr(value, "as_of", None) or datetime.date.min


def place_of(value: Value, year_begins: int) -> Period | None:
    """The period of a value, or the month of the plan in which its day lies; None where it has neither."""
    day = day_of(value)
    if value.period is not None or month_of(day, year_begins) < EARLIEST:
        return value.period
    return Period.at(day, year_begins)


def say_why_none(noun: str, value: Value, rest: str = "") -> str:
    """Why a value is no figure, in words."""
    why = f"is words: {quote(value.text)}" if value.text is not None else f"is {value.value}"
    return f"the {noun}{rest}{',' if ',' in rest else ''} {why}"


def is_part(part: Period | None, period: Period) -> bool:
    """Whether one period is a part of another, and not the whole."""
    return part is not None and part != period and part.fiscal == period.fiscal and part in period


def roll_up(values: Iterable[Target | Actual], period: Period, accumulation: Accumulation | None, noun: str) -> RollUp:
    """What values of the same dimensions, unit and bound make for a period of which they have parts.

    Of several for one part the latest counts. Where parts fill the period in several ways, the fewest count.
    """
    if accumulation in (None, "none"):
        return RollUp(
            None, f"the {noun}s have {'no accumulation' if accumulation is None else f'accumulation {accumulation}'}"
        )
    parts: dict[Period, Target | Actual] = {}
    for one in sorted(values, key=day_of):
        if one.period is not None and is_part(one.period, period):
            parts[one.period] = one
    figures = {part: one.value for part, one in parts.items() if isinstance(one.value, Decimal)}
    fill = _last if accumulation == "cumulative" else _fill
    found = fill(period, figures) or fill(period, parts)
    if not found:
        gap = f"do not fill {period}" if accumulation == "sum" else f"do not reach the end of {period}"
        return RollUp(None, f"the {noun}s of its parts {gap}" if parts else f"no {noun} for a part of {period}")
    if (lacking := next((part for part in found if part not in figures), None)) is not None:
        return RollUp(None, say_why_none(noun, parts[lacking], f" for {lacking}"))
    return RollUp(add_figures([figures[part] for part in found]), parts=found)


def _last(period: Period, parts: Iterable[Period]) -> tuple[Period, ...]:
    """The longest part that ends with a period; none where there is none."""
    ends = [part for part in parts if part.end == period.end]
    return (max(ends, key=lambda part: part.months),) if ends else ()


def _fill(period: Period, parts: Iterable[Period]) -> tuple[Period, ...]:
    """The fewest parts that fill a period, in their order; none where they leave a gap."""
    spans = {(part.start, part.end): part for part in parts}
    return tuple(spans[span] for span in tile(period.start, period.end, spans))


MomentT = TypeVar("MomentT", int, Fraction)


def tile(start: MomentT, end: MomentT, spans: Iterable[tuple[MomentT, MomentT]]) -> list[tuple[MomentT, MomentT]]:
    """The fewest spans of time that fill the time from a start to an end, in their order; none where they leave a gap.

    >>> tile(0, 12, [(0, 6), (6, 9), (9, 12), (3, 12), (0, 3), (3, 6)])
    [(0, 3), (3, 12)]
    """
    ways: dict[MomentT, tuple[int, tuple[MomentT, MomentT] | None]] = {start: (0, None)}  # how many, and the last
    for span in sorted(spans, key=lambda span: span[1]):
        if span[0] in ways:
            count = ways[span[0]][0] + 1
            if span[1] not in ways or count < ways[span[1]][0]:
                ways[span[1]] = count, span
    found: list[tuple[MomentT, MomentT]] = []
    last = ways.get(end, (0, None))[1]
    while last is not None:
        found.append(last)
        last = ways[last[0]][1]
    return found[::-1]


def add_figures(figures: Sequence[Decimal]) -> Decimal:
    """The sum, with as many decimals as a figure has, in any context of the caller.

    >>> add_figures([Decimal("1.50"), Decimal(2)])
    Decimal('3.50')
    """
    parsed = [parse_cell(one) for one in figures]
    places = max(decimals for _, decimals, _ in parsed)
    return make_decimal(sum(number * 10 ** (places - decimals) for number, decimals, _ in parsed), places)


def latest_of(values: Sequence[tuple[Any, ValueT]]) -> ValueT | None:
    """The latest of values after their times; None where there are none, or several of that time differ."""
    last = max((time for time, _ in values), default=None)
    found = [one for time, one in values if time == last]
    return found[0] if len({(one.value, one.text) for one in found}) == 1 else None


def progress_between(start: Fraction, aim: Fraction, now: Fraction, direction: Direction) -> Progress:
    """How far a figure has come from where it was to where it is to be.

    >>> progress_between(Fraction(80), Fraction(120), Fraction(110), "increase").percent
    Decimal('75')
    """
    if aim == start:
        return Progress(None, "the target is the baseline")
    if (aim > start) != (direction == "increase"):
        return Progress(None, f"the target goes the other way: the direction is {direction}")
    return Progress(round_ratio(100 * (now - start) / (aim - start)))
