"""What the plan promises and what came of it: frameworks of expected results, KPIs, achievements, risks.

One framework is one printed table, one block one printed row: the results that share their KPIs and risks. A KPI
belongs to the results of its block; `of` narrows that only where the document pairs them by number.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal

import attrs

from ..periods import Period
from ..table.cells import divide_decimals
from . import checks
from .order import in_order

__all__ = [
    "KPI",
    "Achievement",
    "Actual",
    "Baseline",
    "ExpectedResult",
    "Figure",
    "Progress",
    "Reference",
    "ResultBlock",
    "ResultsFramework",
    "RiskFactor",
    "SuccessFactor",
    "Target",
    "frameworks",
]


@attrs.frozen(kw_only=True)
class Figure:
    """A figure with its meaning, as baselines, targets and actuals have it.

    Attributes:
        value: the number.
        unit: what it counts, such as `percent`, `CHF`, `count`; None where the plan does not say.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.

    >>> print(Figure(value=Decimal(80), unit="percent", bound="about"))
    about 80 percent
    """

    value: Decimal = attrs.field(converter=checks.figure, metadata=checks.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=checks.MAYBE_UNIT)
    bound: str | None = attrs.field(default=None, metadata=checks.BOUND)
    confirmed: bool = attrs.field(default=True, metadata=checks.FLAG)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)

    def __str__(self) -> str:
        words = (self.bound, f"{self.value:f}", self.unit, "" if self.confirmed else "(to be confirmed)")
        return " ".join(word for word in words if word)


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

    value: Decimal = attrs.field(converter=checks.figure, metadata=checks.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=checks.MAYBE_UNIT)
    bound: str | None = attrs.field(default=None, metadata=checks.BOUND)
    confirmed: bool = attrs.field(default=True, metadata=checks.FLAG)
    period: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    as_of: datetime.date | None = attrs.field(default=None, metadata=checks.MAYBE_DATE)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


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

    period: Period = attrs.field(converter=checks.period, metadata=checks.PERIOD)
    value: Decimal = attrs.field(converter=checks.figure, metadata=checks.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=checks.MAYBE_UNIT)
    bound: str | None = attrs.field(default=None, metadata=checks.BOUND)
    confirmed: bool = attrs.field(default=True, metadata=checks.FLAG)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


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

    value: Decimal = attrs.field(converter=checks.figure, metadata=checks.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=checks.MAYBE_UNIT)
    bound: str | None = attrs.field(default=None, metadata=checks.BOUND)
    confirmed: bool = attrs.field(default=True, metadata=checks.FLAG)
    period: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    as_of: datetime.date | None = attrs.field(default=None, metadata=checks.MAYBE_DATE)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


@attrs.frozen(kw_only=True)
class ExpectedResult:
    """The statement that KPIs measure.

    Attributes:
        text: the statement, in one line.
        number: the number printed before it; gaps and repeats are kept.
        lead: codes of the departments, units or bodies that answer for it.
        consulted: codes of those that are consulted.
        period: the period that it is for, where one table has several.
        mandates: codes of the mandates that it cites.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.

    >>> ExpectedResult(text="prepare the 2015 review", lead=["SPU"]).lead
    ('SPU',)
    """

    text: str = attrs.field(metadata=checks.TEXT)
    number: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    lead: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    consulted: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    period: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


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
    return checks.items(value)


def _actuals(value: Iterable[Actual]) -> tuple[Actual, ...]:
    return checks.items(value)


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

    text: str = attrs.field(metadata=checks.TEXT)
    number: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    of: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    perspective: str | None = attrs.field(default=None, metadata=checks.PERSPECTIVE)
    unit: str | None = attrs.field(default=None, metadata=checks.MAYBE_UNIT)
    direction: str | None = attrs.field(default=None, metadata=checks.DIRECTION)
    baseline: Baseline | None = attrs.field(default=None, metadata=checks.maybe(Baseline))
    targets: tuple[Target, ...] = attrs.field(default=(), converter=_targets, metadata=checks.entities(Target))
    actuals: tuple[Actual, ...] = attrs.field(default=(), converter=_actuals, metadata=checks.entities(Actual))
    period: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)

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
        period = checks.period_of(period)
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

    text: str = attrs.field(metadata=checks.TEXT)
    number: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    of: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    actuals: tuple[Actual, ...] = attrs.field(default=(), converter=_actuals, metadata=checks.entities(Actual))
    mandates: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


@attrs.frozen(kw_only=True)
class RiskFactor:
    """What may prevent results.

    Attributes:
        text: what may happen; the same wording in two places is the same risk.
        number: the number printed before it.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.

    >>> RiskFactor(text="Late contributions").text
    'Late contributions'
    """

    text: str = attrs.field(metadata=checks.TEXT)
    number: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


@attrs.frozen(kw_only=True)
class SuccessFactor:
    """What must hold for results to be reached.

    Attributes:
        text: what must hold.
        number: the number printed before it.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.

    >>> SuccessFactor(text="Client satisfaction").text
    'Client satisfaction'
    """

    text: str = attrs.field(metadata=checks.TEXT)
    number: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


@attrs.frozen(kw_only=True)
class Reference:
    """What a row takes from another table instead of repeating it: "as above", "implementation of items 1-6".

    Attributes:
        framework: code of the framework it is taken from.
        items: `all`, or the printed numbers: `1-6`, `1,3`.
        owner: address of the output, department or unit that has the framework; None for the same one.

    >>> Reference(framework="2006-2007", items="1-6").numbers
    ('1', '2', '3', '4', '5', '6')
    """

    framework: str = attrs.field(metadata=checks.CODE)
    items: str = attrs.field(default="all", metadata=checks.NUMBERS)
    owner: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that are meant, each once; empty for all."""
        if self.items == "all":
            return ()
        numbers: list[str] = []
        for part in self.items.split(","):
            first, _, last = part.strip().partition("-")
            numbers += [str(number) for number in range(int(first), int(last) + 1)] if last else [first]
        return tuple(dict.fromkeys(numbers))


def _results(value: Iterable[ExpectedResult]) -> tuple[ExpectedResult, ...]:
    return checks.items(value)


def _kpis(value: Iterable[KPI]) -> tuple[KPI, ...]:
    return checks.items(value)


def _achievements(value: Iterable[Achievement]) -> tuple[Achievement, ...]:
    return checks.items(value)


def _risks(value: Iterable[RiskFactor]) -> tuple[RiskFactor, ...]:
    return checks.items(value)


def _success_factors(value: Iterable[SuccessFactor]) -> tuple[SuccessFactor, ...]:
    return checks.items(value)


@attrs.frozen(kw_only=True)
class ResultBlock:
    """One printed row: results that share their KPIs and risks.

    Attributes:
        group: the heading over several rows, as printed.
        number: number of a numbered heading that is no result itself.
        title: that heading.
        unit: code of the unit whose row it is.
        state: `to be completed` where the document says so.
        results_from: results that are taken from another table.
        kpis_from: KPIs that are taken from another table.
        risks_from: risk factors that are taken from another table.
        results: the results.
        kpis: the KPIs that measure them.
        achievements: what was reached.
        risks: what may prevent them.
        success_factors: what must hold.
        projects: codes of the projects that are listed.
        note: anything a later reader should know.

    >>> ResultBlock(results=[ExpectedResult(text="Payment of benefits")]).results[0].text
    'Payment of benefits'
    """

    group: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    number: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    title: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    unit: str | None = attrs.field(default=None, metadata=checks.MAYBE_CODE)
    state: str | None = attrs.field(default=None, metadata=checks.STATE)
    results_from: Reference | None = attrs.field(default=None, metadata=checks.maybe(Reference))
    kpis_from: Reference | None = attrs.field(default=None, metadata=checks.maybe(Reference))
    risks_from: Reference | None = attrs.field(default=None, metadata=checks.maybe(Reference))
    results: tuple[ExpectedResult, ...] = attrs.field(
        default=(), converter=_results, metadata=checks.entities(ExpectedResult)
    )
    kpis: tuple[KPI, ...] = attrs.field(default=(), converter=_kpis, metadata=checks.entities(KPI))
    achievements: tuple[Achievement, ...] = attrs.field(
        default=(), converter=_achievements, metadata=checks.entities(Achievement)
    )
    risks: tuple[RiskFactor, ...] = attrs.field(default=(), converter=_risks, metadata=checks.entities(RiskFactor))
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=_success_factors, metadata=checks.entities(SuccessFactor)
    )
    projects: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


def _blocks(value: Iterable[ResultBlock]) -> tuple[ResultBlock, ...]:
    return checks.items(value)


@attrs.frozen(kw_only=True)
class ResultsFramework:
    """One printed table of results.

    Attributes:
        code: unique within its output, department or unit, so that "as above" can point at it.
        section: number of the section that is printed above it.
        title: the heading in it.
        phase: `implementation` for what has been reached so far, `planned` for what is to come.
        as_of: the day of which it reports.
        periods: none, one or two; any periods, not only the columns of the plan.
        announced: the periods that the sentence above the table announces, where there is one.
        state: `to be completed` where the document says so.
        blocks: its rows.
        risks: what may prevent all of them.
        success_factors: what must hold for all of them.
        mandates: codes of the mandates that it cites.
        note: anything a later reader should know.

    >>> ResultsFramework(code="2008-2011", periods=["2008-2011"], phase="planned").periods[0].years
    4
    """

    code: str = attrs.field(metadata=checks.CODE)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    title: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    phase: str | None = attrs.field(default=None, metadata=checks.PHASE)
    as_of: datetime.date | None = attrs.field(default=None, metadata=checks.MAYBE_DATE)
    periods: tuple[Period, ...] = attrs.field(default=(), converter=checks.periods, metadata=checks.UP_TO_TWO_PERIODS)
    announced: tuple[Period, ...] = attrs.field(default=(), converter=checks.periods, metadata=checks.UP_TO_TWO_PERIODS)
    state: str | None = attrs.field(default=None, metadata=checks.STATE)
    risks: tuple[RiskFactor, ...] = attrs.field(default=(), converter=_risks, metadata=checks.entities(RiskFactor))
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=_success_factors, metadata=checks.entities(SuccessFactor)
    )
    mandates: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    blocks: tuple[ResultBlock, ...] = attrs.field(default=(), converter=_blocks, metadata=checks.entities(ResultBlock))

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


def frameworks(value: Iterable[ResultsFramework]) -> tuple[ResultsFramework, ...]:
    """The frameworks of an output, department or unit in their order: a converter of fields."""
    return in_order(value)
