"""How results are measured: KPIs with their baselines, targets and actuals, and what was achieved."""

import bisect
import datetime
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, TypeVar, get_args

import attrs

from ..errors import InvalidPlan
from ..periods import Period
from ..problem import Problem, fault
from ..table.cells import Missing, round_ratio
from ..texts import compose
from ..wording import one_of, quote
from . import checking, fields, to
from .keyed import Attributes, Keyed, to_attributes, to_keyed

__all__ = ["KPI", "Achievement", "Actual", "Baseline", "Progress", "Target"]

Direction: TypeAlias = Literal["increase", "decrease"]
"""Whether more is better, or less."""
Accumulation: TypeAlias = Literal["sum", "cumulative", "none"]
"""What the values of parts of a period say of the period: added up, the last of them, nothing."""

# What baselines, targets and actuals have alike; fields with a converter stand in full, for type checkers.
_TEXT: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
_UNIT: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
_BOUND: fields.Bound | None = attrs.field(default=None, metadata=fields.words(fields.Bound))
_CONFIRMED: bool = attrs.field(default=True, metadata=fields.FLAG)
_AS_OF: datetime.date | None = attrs.field(default=None, metadata=fields.MAYBE_DATE)
_NOTE: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)


@attrs.frozen(kw_only=True)
class Baseline:
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
    dimensions: Keyed[str] = attrs.field(default=Keyed(), converter=to_keyed, metadata=fields.LABELS)
    unit: str | None = _UNIT
    bound: fields.Bound | None = _BOUND
    confirmed: bool = _CONFIRMED
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    as_of: datetime.date | None = _AS_OF
    note: str | None = _NOTE

    __attrs_post_init__ = checking.check_entity


@attrs.frozen(kw_only=True)
class Target:
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
    dimensions: Keyed[str] = attrs.field(default=Keyed(), converter=to_keyed, metadata=fields.LABELS)
    unit: str | None = _UNIT
    bound: fields.Bound | None = _BOUND
    confirmed: bool = _CONFIRMED
    note: str | None = _NOTE

    __attrs_post_init__ = checking.check_entity


@attrs.frozen(kw_only=True)
class Actual:
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
    dimensions: Keyed[str] = attrs.field(default=Keyed(), converter=to_keyed, metadata=fields.LABELS)
    unit: str | None = _UNIT
    bound: fields.Bound | None = _BOUND
    confirmed: bool = _CONFIRMED
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    as_of: datetime.date | None = _AS_OF
    note: str | None = _NOTE

    __attrs_post_init__ = checking.check_entity


@attrs.frozen
class Progress:
    """How far a KPI has come from its baseline to its target.

    Attributes:
        percent: 0 at the baseline, 100 at the target; None where it cannot be computed.
        reason: why it cannot be computed; empty where it can.
    """

    percent: Decimal | None
    reason: str = ""


_Value: TypeAlias = Baseline | Target | Actual
ValueT = TypeVar("ValueT", bound=_Value)


def _baselines(value: Iterable[Baseline]) -> tuple[Baseline, ...]:
    return to.items(value)


def _targets(value: Iterable[Target]) -> tuple[Target, ...]:
    return to.items(value)


def _actuals(value: Iterable[Actual]) -> tuple[Actual, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True)
class KPI:
    """The variable that shows whether results were reached; it may be words only.

    Attributes:
        text: what is measured.
        number: the number printed before it.
        code: its code, where it has one: unique among the KPIs and results of the plan.
        of: numbers of the results of the block that it is paired with, only where the document pairs them by number.
        perspective: `customer`, `financial`, `staff` or `process`, where the document says so.
        unit: what it counts, such as `percent`; None where it is words.
        direction: `increase` where more is better, `decrease` where less is; None where that is open.
        accumulation: `sum` where the values of parts of a period add up to that of the period, `cumulative` where that of
            the last part is that of the period, `none` where neither is so; None where the document does not say.
        weight: how much it counts among others, in whatever the document weighs them.
        baselines: values before, each of another time, unit or label.
        targets: values that are aimed at; those of one period differ in unit, bound or a label.
        actuals: values that were measured, likewise, or measured on different days.
        period: the period that it is for, where one table has several.
        printed: false where the plan does not print it as a KPI: it carries figures that stand among results or
            achievements. No rule counts it among the KPIs of its row.
        mandates: codes of the mandates that it cites.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> sales = KPI(text="sales", unit="CHF", targets=[Target(period="2008", value=11000000)])
    >>> sales.progress("2008").reason
    'no baseline'
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    code: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    of: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    perspective: str | None = attrs.field(default=None, metadata=fields.label("perspective"))
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    direction: Direction | None = attrs.field(default=None, metadata=fields.words(Direction))
    accumulation: Accumulation | None = attrs.field(default=None, metadata=fields.words(Accumulation))
    weight: Decimal | None = attrs.field(default=None, converter=to.maybe_figure, metadata=fields.MAYBE_AMOUNT)
    baselines: tuple[Baseline, ...] = attrs.field(
        default=(), converter=_baselines, metadata=fields.children(Baseline, "baseline")
    )
    targets: tuple[Target, ...] = attrs.field(
        default=(), converter=_targets, metadata=fields.children(Target, "target")
    )
    actuals: tuple[Actual, ...] = attrs.field(
        default=(), converter=_actuals, metadata=fields.children(Actual, "actual")
    )
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    printed: bool = attrs.field(default=True, metadata=fields.FLAG)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := list(self._repeats()):
            raise InvalidPlan(found)

    def _repeats(self) -> Iterator[Problem]:
        """Values of which nobody can say which one counts."""
        seen: dict[object, int] = {}
        for name in ("baselines", "targets", "actuals"):
            figures: Sequence[_Value] = getattr(self, name)
            for number, one in enumerate(figures if len(figures) > 1 else ()):
                what = {field: getattr(one, field) for field in _APART if hasattr(one, field)}
                first = seen.setdefault((name, *(what | {"unit": self.unit_of(one)}).values()), number)
                if first != number:
                    message = f"is for the same as {name}[{first}]; they must differ in {one_of(list(what))}"
                    yield fault(f"KPI.{name}[{number}]", message, trail=(name, number))

    def unit_of(self, value: _Value) -> str | None:
        """The unit of one of its values: the value's own, or that of the KPI."""
        return value.unit or self.unit

    def baseline_of(self, target: Target) -> Baseline | None:
        """The latest baseline with the dimensions and the unit of a target, not after its period; None without one."""
        alike = self._baselines.get((target.dimensions, self.unit_of(target)), [])
        end = bisect.bisect_right(alike, target.period.last, key=lambda one: _time(one)[0])
        return _latest(alike[max(0, end - _ALIKE) : end], _time)

    @functools.cached_property
    def _baselines(self) -> dict[tuple[Keyed[str], str | None], list[Baseline]]:
        """The baselines of the same dimensions and unit, by time: a KPI may have many, and many targets."""
        found: dict[tuple[Keyed[str], str | None], list[Baseline]] = {}
        for one in sorted(self.baselines, key=_time):
            found.setdefault((one.dimensions, self.unit_of(one)), []).append(one)
        return found

    def progress(self, period: Period | str, /, **dimensions: str) -> Progress:
        """How far the actual of a period has come from the baseline to the target of that period, in percent.

        Values are compared with those of the same dimensions and unit only. The latest actual of the period counts,
        and the latest baseline; one without a date is the earliest, however they are listed.

        Args:
            period: the period of the target; an actual without a period counts for that in which its day lies.
            dimensions: labels, such as `sex="women"`; without any, the values that have none.

        What cannot be computed says why: a value that is missing, a direction that is open or that the target
        contradicts, values in different units, several targets or actuals, a target that is the baseline.

        Raises:
            InvalidPlan: the text is no period.
            TypeError: a label is no text.

        >>> kpi = KPI(
        ...     text="members",
        ...     direction="increase",
        ...     baselines=[Baseline(value=100)],
        ...     targets=[Target(period="2008", value=200)],
        ...     actuals=[Actual(period="2008", value=150)],
        ... )
        >>> kpi.progress("2008").percent
        Decimal('50')
        """
        period = to.period_of(period)
        for dim, label in dimensions.items():
            if not isinstance(label, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
                raise TypeError(f"progress: {dim} must be text, got {quote(label)}")
        dimensions = {compose(dim): compose(label) for dim, label in dimensions.items()}
        whose = "".join(f", {dim} {label}" for dim, label in dimensions.items())
        baselines = [one for one in self.baselines if one.dimensions == dimensions]
        targets = [one for one in self.targets if one.dimensions == dimensions and one.period == period]
        actuals = [one for one in self.actuals if one.dimensions == dimensions and _is_of(one, period)]
        if not baselines:
            return Progress(None, f"no baseline{whose}")
        if not targets:
            return Progress(None, f"no target for {period}{whose}")
        if not actuals:
            return Progress(None, f"no actual for {period}{whose}")
        if self.direction is None:
            return Progress(None, "no direction: it is open whether more is better")
        units = set(map(self.unit_of, baselines)).intersection(map(self.unit_of, actuals))
        targets = [one for one in targets if self.unit_of(one) in units]
        if not targets:
            return Progress(None, "baseline, target and actual are in different units")
        if len(targets) > 1:
            return Progress(None, f"several targets for {period}{whose}: they differ in unit or bound")
        unit = self.unit_of(targets[0])
        actual = _latest([one for one in actuals if self.unit_of(one) == unit], _day)
        before = self.baseline_of(targets[0])
        if before is None or actual is None:
            what = "baseline" if before is None else "actual"
            return Progress(None, f"no one {what} for {period}{whose}: several differ, or it is of a later time")
        start, aim = Fraction(before.value), Fraction(targets[0].value)
        if aim == start:
            return Progress(None, "the target is the baseline")
        if (aim > start) != (self.direction == "increase"):
            return Progress(None, f"the target goes the other way: the direction is {self.direction}")
        return Progress(round_ratio(100 * (Fraction(actual.value) - start) / (aim - start)))


_ALIKE = len(get_args(fields.Bound)) + 1
"""How many baselines of one time, unit and label there can be: they differ in their bound, or have none."""
_APART = ("period", "as_of", "unit", "bound", "dimensions")
"""In which the values of a KPI must differ, as far as they have it."""


def _is_of(actual: Actual, period: Period) -> bool:
    if actual.period is not None:
        return actual.period == period
    return actual.as_of is not None and period.first <= actual.as_of.year <= period.last


def _day(value: Actual | Baseline) -> datetime.date:
    """The day it was measured; without one it is the earliest."""
    return value.as_of or datetime.date.min


def _time(baseline: Baseline) -> tuple[int, datetime.date, int]:
    """The year in which its period ends, or its day lies; the day; the year in which its period begins."""
    day, period = _day(baseline), baseline.period
    return (period.last, day, period.first) if period else (day.year, day, day.year)


def _latest(values: Sequence[ValueT], time: Callable[[ValueT], Any]) -> ValueT | None:
    """The latest of some values; None where there are none, or where several of that time have other figures."""
    last = max(map(time, values), default=None)
    found = [one for one in values if time(one) == last]
    return found[0] if len({one.value for one in found}) == 1 else None


@attrs.frozen(kw_only=True)
class Achievement:
    """What was reached, as the document reports it; often printed among the KPIs.

    Attributes:
        text: what was reached, in one line.
        number: the number printed before it.
        of: numbers of the results that it is paired with, only where the document pairs them by number.
        actuals: what was measured.
        mandates: codes of the mandates that it cites.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Achievement(text="savings", actuals=[Actual(value=23, unit="percent")]).actuals[0].value
    Decimal('23')
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    of: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    actuals: tuple[Actual, ...] = attrs.field(
        default=(), converter=_actuals, metadata=fields.children(Actual, "actual")
    )
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)

    __attrs_post_init__ = checking.check_entity
