"""How results are measured: KPIs with their baselines, targets and actuals, and what was achieved."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, TypeAlias

import attrs

from ..periods import Period
from ..table.cells import divide_decimals
from . import checking, fields, to

__all__ = ["KPI", "Achievement", "Actual", "Baseline", "Progress", "Target"]

Direction: TypeAlias = Literal["increase", "decrease"]
"""Whether more is better, or less."""


@attrs.frozen(kw_only=True)
class Baseline:
    """The value of a KPI before the work that it measures. Not 0 unless the plan says so.

    Attributes:
        value: the number.
        unit: what it counts; that of the KPI where it is left out.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.
        period: the period it is of.
        as_of: the day it is of.
        note: anything a later reader should know.

    >>> Baseline(value=1083, period="1994").value
    Decimal('1083')
    """

    value: Decimal = attrs.field(converter=to.figure, metadata=fields.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    bound: fields.Bound | None = attrs.field(default=None, metadata=fields.words(fields.Bound))
    confirmed: bool = attrs.field(default=True, metadata=fields.FLAG)
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    as_of: datetime.date | None = attrs.field(default=None, metadata=fields.MAYBE_DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    __attrs_post_init__ = checking.check_entity


@attrs.frozen(kw_only=True)
class Target:
    """The value of a KPI that is aimed at in a period.

    Attributes:
        period: the period.
        value: the number.
        unit: what it counts; that of the KPI where it is left out.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.
        note: anything a later reader should know.

    >>> Target(period="2008", value=11000000, unit="CHF").unit
    'CHF'
    """

    period: Period = attrs.field(converter=to.period, metadata=fields.PERIOD)
    value: Decimal = attrs.field(converter=to.figure, metadata=fields.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    bound: fields.Bound | None = attrs.field(default=None, metadata=fields.words(fields.Bound))
    confirmed: bool = attrs.field(default=True, metadata=fields.FLAG)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    __attrs_post_init__ = checking.check_entity


@attrs.frozen(kw_only=True)
class Actual:
    """The value of a KPI that was measured.

    Attributes:
        value: the number.
        unit: what it counts; that of the KPI where it is left out.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.
        period: the period it is of.
        as_of: the day it was measured.
        note: anything a later reader should know.

    >>> Actual(value=695, as_of=datetime.date(2006, 12, 8)).as_of.year
    2006
    """

    value: Decimal = attrs.field(converter=to.figure, metadata=fields.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    bound: fields.Bound | None = attrs.field(default=None, metadata=fields.words(fields.Bound))
    confirmed: bool = attrs.field(default=True, metadata=fields.FLAG)
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    as_of: datetime.date | None = attrs.field(default=None, metadata=fields.MAYBE_DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

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
        of: numbers of the results of the block that it is paired with, only where the document pairs them by number.
        perspective: `customer`, `financial`, `staff` or `process`, where the document says so.
        unit: what it counts, such as `percent`; None where it is words.
        direction: `increase` where more is better, `decrease` where less is; None where that is open.
        baseline: the value before.
        targets: values that are aimed at.
        actuals: values that were measured.
        period: the period that it is for, where one table has several.
        mandates: codes of the mandates that it cites.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.

    >>> sales = KPI(text="sales", unit="CHF", targets=[Target(period="2008", value=11000000)])
    >>> sales.progress("2008").reason
    'no baseline'
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    of: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    perspective: str | None = attrs.field(default=None, metadata=fields.label("perspective"))
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    direction: Direction | None = attrs.field(default=None, metadata=fields.words(Direction))
    baseline: Baseline | None = attrs.field(default=None, metadata=fields.child(Baseline, "baseline"))
    targets: tuple[Target, ...] = attrs.field(
        default=(), converter=_targets, metadata=fields.children(Target, "target")
    )
    actuals: tuple[Actual, ...] = attrs.field(
        default=(), converter=_actuals, metadata=fields.children(Actual, "actual")
    )
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    __attrs_post_init__ = checking.check_entity

    def progress(self, period: Period | str) -> Progress:
        """How far the actual of a period has come from the baseline to the target of that period, in percent.

        What cannot be computed says why: a value that is missing, a direction that is open or that the target
        contradicts, values in different units, a target that is the baseline.

        Raises:
            InvalidPlan: the text is no period.

        >>> kpi = KPI(
        ...     text="members",
        ...     direction="increase",
        ...     baseline=Baseline(value=100),
        ...     targets=[Target(period="2008", value=200)],
        ...     actuals=[Actual(period="2008", value=150)],
        ... )
        >>> kpi.progress("2008").percent
        Decimal('50')
        """
        period = to.period_of(period)
        target = next((one for one in self.targets if one.period == period), None)
        actual = next((one for one in reversed(self.actuals) if _is_of(one, period)), None)
        if self.baseline is None:
            return Progress(None, "no baseline")
        if target is None:
            return Progress(None, f"no target for {period}")
        if actual is None:
            return Progress(None, f"no actual for {period}")
        if self.direction is None:
            return Progress(None, "no direction: it is open whether more is better")
        if len({one.unit or self.unit for one in (self.baseline, target, actual)}) > 1:
            return Progress(None, "baseline, target and actual are in different units")
        aim = target.value - self.baseline.value
        if not aim:
            return Progress(None, "the target is the baseline")
        if (aim > 0) != (self.direction == "increase"):
            return Progress(None, f"the target goes the other way: the direction is {self.direction}")
        return Progress(divide_decimals(100 * (actual.value - self.baseline.value), aim))


def _is_of(actual: Actual, period: Period) -> bool:
    if actual.period is not None:
        return actual.period == period
    return actual.as_of is not None and period.first <= actual.as_of.year <= period.last


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

    __attrs_post_init__ = checking.check_entity
