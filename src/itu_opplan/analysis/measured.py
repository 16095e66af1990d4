"""Which values of a KPI count on a day: the target that is judged, the baseline before it, what was reached so far."""

import calendar
import datetime
import functools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

import attrs

from ..errors import InvalidPlan
from ..immutable import Immutable
from ..model.found import Found
from ..model.keyed import Keyed
from ..model.kpis import KPI
from ..model.plan import OperationalPlan
from ..model.values import Actual, Baseline, Target, Value, ValueT, add_figures, day_of, latest_of, tile
from ..paths import join
from ..periods import Period, complain_of_calendar, time_after
from ..problem import Problem, fault
from ..table import Missing
from ..wording import Names, quote

__all__ = [
    "ACTUALS_SHORT",
    "NO_ACCUMULATION",
    "NO_ACTUAL",
    "NO_BASELINE",
    "NO_TARGET",
    "SEVERAL_ACTUALS",
    "SEVERAL_BASELINES",
    "Alike",
    "Counted",
    "Today",
    "alike",
    "choose_targets",
    "count_baseline",
    "count_reached",
    "elapsed_share",
    "forget_later",
    "join_actuals",
    "no_figure",
    "qualities",
]

NO_TARGET = "no target"
NO_BASELINE = "no baseline"
SEVERAL_BASELINES = "several baselines"
NO_ACTUAL = "no actual"
SEVERAL_ACTUALS = "several actuals"
ACTUALS_SHORT = "actuals that do not cover the time"
NO_ACCUMULATION = "no accumulation"


def elapsed_share(period: Period, as_of: datetime.date, year_begins: int = 1) -> Fraction:
    """How much of a period is over at the end of a day: whole months, and the days of the current one.

    >>> elapsed_share(Period.parse("2008"), datetime.date(2008, 6, 15))
    Fraction(11, 24)
    """
    gone = time_after(as_of, year_begins) - period.start
    return min(max(gone / period.months, Fraction(0)), Fraction(1))


@attrs.frozen(eq=False, repr=False)
class Today(Immutable):
    """The day of an assessment.

    Attributes:
        date: the day.
        year_begins: the month in which the plan's year begins.
    """

    date: datetime.date
    year_begins: int = 1

    @functools.cached_property
    def time(self) -> Fraction:
        """When it is over, in months."""
        return time_after(self.date, self.year_begins)

    def known(self, value: Baseline | Actual) -> Fraction | None:
        """When a value became known: at the end of its day, else of its period; None where it has neither."""
        if value.as_of is not None:
            return time_after(value.as_of, self.year_begins)
        return None if value.period is None else Fraction(value.period.end)

    def date_of(self, time: Fraction) -> datetime.date:
        """The day that is over at a time."""
        month = math.ceil(time) - 1
        year, begins = divmod(month + self.year_begins - 1, 12)
        days = calendar.monthrange(year, begins + 1)[1]
        return datetime.date(year, begins + 1, int((time - month) * days))


Alike: TypeAlias = tuple[Keyed[str], str | None]
"""The labels and the unit of a value."""


class Counted(NamedTuple):
    """The value that counts, or why there is none.

    Attributes:
        value: the figure or the missing word; None where there is none, or words.
        reason: why it is no figure; empty where it is one.
        notes: what a reader should know of it.
        time: of a baseline, the end of the time that it is of; None where that is open.
        months: of a baseline, how long that is; None where it is of a day.
    """

    value: Decimal | Missing | None
    reason: str = ""
    notes: tuple[str, ...] = ()
    time: Fraction | None = None
    months: int | None = None


def no_figure(noun: str, value: Target | Baseline | Actual) -> tuple[str, tuple[str, ...]]:
    """Why a value is no figure, and its words; nothing where it is one."""
    if isinstance(value.value, Decimal):
        return "", ()
    if value.text is not None:
        return f"{noun} in words", (f"the {noun.partition(' ')[2]} is {quote(value.text)}",)
    return f"{noun} that is {value.value}", ()


def join_actuals(plan: OperationalPlan, actuals: Mapping[str, Sequence[Actual]]) -> list[tuple[Found[KPI], KPI]]:
    """The KPIs of a plan, each with its place, and with the further actuals that there are of it."""
    places = plan.kpis()
    names = Names(place.path for place in places)
    known = frozenset(names.known)
    problems: list[Problem] = []
    for path, more in actuals.items():
        if path not in known:
            nearest = f"; the plan has {names.nearest(path)}" if known else ""
            problems.append(fault(str(path), f"the plan has no KPI there{nearest}"))
        elif not _are_several(more):
            raise TypeError(f"assess: actuals of {path} must be a list of Actual, got {quote(more)}")
    found: list[tuple[Found[KPI], KPI]] = []
    for place in places:
        kpi = place.item
        try:
            if more := tuple(actuals.get(place.path, ())):
                kpi = attrs.evolve(kpi, actuals=(*kpi.actuals, *more))
        except InvalidPlan as error:
            problems += (
                attrs.evolve(one, path=join(place.path, one.path.removeprefix("KPI."))) for one in error.problems
            )
        problems += _complain_of_calendar(place.path, kpi, plan.year_begins)
        found.append((place, kpi))
    if problems:
        raise InvalidPlan(problems)
    return found


def _complain_of_calendar(path: str, kpi: KPI, year_begins: int) -> Iterator[Problem]:
    """The periods of a KPI that are none of the plan; a file with such ones cannot be loaded."""
    every: Mapping[str, Sequence[Value]] = {
        "baselines": kpi.baselines,
        "targets": kpi.targets,
        "actuals": kpi.actuals,
    }
    for name, values in every.items():
        for number, one in enumerate(values):
            if one.period is not None and (complaint := complain_of_calendar(one.period, year_begins)):
                yield fault(f"{path}.{name}[{number}].period", complaint, actual=str(one.period))


def _are_several(given: object) -> bool:
    return isinstance(given, Iterable) and not isinstance(given, str)


def choose_targets(targets: Iterable[Target], time: Fraction) -> list[Target]:
    """The targets for the period that is judged: several where they differ in their bound.

    Of the periods that hold the time it is the shortest; else the latest that is over, and of those that end together
    the longest, for it says most; else the next that begins.
    """

    def rank(target: Target) -> tuple[int, int, int]:
        period = target.period
        if period.end < time:
            return 1, period.end, period.months
        return (2, -period.months, period.start) if period.start < time else (0, -period.start, -period.months)

    by_rank: dict[tuple[int, int, int], list[Target]] = {}
    for target in targets:
        by_rank.setdefault(rank(target), []).append(target)
    return by_rank[max(by_rank)]


def alike(kpi: KPI, values: Iterable[ValueT]) -> dict[Alike, list[ValueT]]:
    """Values of a KPI by what they must have in common to be compared: their labels and their unit."""
    found: dict[Alike, list[ValueT]] = {}
    for one in values:
        found.setdefault((one.dimensions, kpi.unit_of(one)), []).append(one)
    return found


def forget_later(kpi: KPI, today: Today) -> KPI:
    """The KPI without the baselines that are known only after the day."""
    times = [(today.known(one), one) for one in kpi.baselines]
    known = [one for time, one in times if time is None or time <= today.time]
    return kpi if len(known) == len(times) else attrs.evolve(kpi, baselines=known)


def count_baseline(kpi: KPI, target: Target, baselines: Sequence[Baseline], today: Today) -> Counted:
    """The latest baseline of a target, of those of its labels and unit."""
    if not baselines:
        return Counted(None, NO_BASELINE, ("its baselines are of other labels or units",) if kpi.baselines else ())
    before = kpi.baseline_of(target, today.year_begins)
    if before is None and all(one.period is not None and one.period.end > target.period.end for one in baselines):
        return Counted(None, NO_BASELINE, ("it is of a later time",))
    if before is None:
        return Counted(None, SEVERAL_BASELINES)
    reason, notes = no_figure("a baseline", before)
    time = today.known(before) if before.period is None else Fraction(before.period.end)
    months = None if before.period is None else before.period.months
    return Counted(before.value, reason, (*notes, *qualities("baseline", (before,))), time, months)


class _Known(NamedTuple):
    """An actual that is known on the day, of a part of the period of the target or of all of it so far.

    Attributes:
        start: the beginning of its time.
        end: the end of its time, or the day of which it is.
        own: it is of the whole period so far, not of a part.
        actual: the actual.
    """

    start: Fraction
    end: Fraction
    own: bool
    actual: Actual


def count_reached(kpi: KPI, target: Target, actuals: Sequence[Actual], today: Today) -> Counted:
    """What has been reached of a target on the day, or by the end of its period, as actuals of its labels and unit say.

    With `sum` the actuals of parts add up if they fill the time from the beginning of the period. Otherwise the last
    one counts: one for a part only with `cumulative`, and if its part ends with that time.
    """
    known = [one for one in (_place(actual, target.period, today) for actual in actuals) if one is not None]
    if not known:
        return Counted(None, NO_ACTUAL, _why_none(kpi, actuals, today))
    end = min(today.time, Fraction(target.period.end))
    own = [one for one in known if one.own]
    parts = [one for one in known if not one.own]
    if kpi.accumulation == "sum":
        whole = [one for one in own if one.end == end]
        return _last(whole, end, today) if whole else _sum(known, target.period, end, today)
    if kpi.accumulation == "cumulative":
        last = [*own, *(one for one in parts if one.end == end)]
        return _last(last, end, today) if last else _short(max(one.end for one in parts), today)
    if not own and kpi.accumulation == "none":
        return Counted(None, NO_ACTUAL, (f"those of parts of {target.period} say nothing of it",))
    if not own or (kpi.accumulation is None and end < target.period.end):
        return Counted(None, NO_ACCUMULATION, (f"it is open what actuals of parts say of {target.period}",))
    return _last(own, end, today)


def _place(actual: Actual, period: Period, today: Today) -> _Known | None:
    """An actual in a period, as far as it is known on the day; None where it is not, or of another time."""
    known = today.known(actual)
    if known is None or known > today.time:
        return None
    if actual.period is None:
        start = Fraction(period.start)
        return _Known(start, known, True, actual) if start < known <= period.end else None
    start, end = Fraction(actual.period.start), min(known, Fraction(actual.period.end))
    return _Known(start, end, actual.period == period, actual) if actual.period in period and start < end else None


def _why_none(kpi: KPI, actuals: Sequence[Actual], today: Today) -> tuple[str, ...]:
    """What there is in the place of the actual that is missing."""
    if not actuals:
        return ("its actuals are of other labels or units",) if kpi.actuals else ()
    times = [today.known(one) for one in actuals]
    if None in times:
        return ("an actual has neither period nor day",)
    later = any(time is not None and time > today.time for time in times)
    return (f"there is one of a later day than {today.date}" if later else "its actuals are of other periods",)


def _last(known: Sequence[_Known], end: Fraction, today: Today) -> Counted:
    """The last of some actuals, the longest of those, the one of the latest day of those."""
    last = latest_of([((one.end, -one.start, day_of(one.actual)), one.actual) for one in known])
    if last is None:
        return Counted(None, SEVERAL_ACTUALS, ("they differ in their bound",))
    time = max(one.end for one in known)
    reason, notes = no_figure("an actual", last)
    measured = (f"measured on {today.date_of(time)}",) if time < end else ()
    return Counted(last.value, reason, (*notes, *measured, *qualities("actual", (last,))))


def _sum(known: Sequence[_Known], period: Period, end: Fraction, today: Today) -> Counted:
    """What actuals add up to that fill the time from the beginning of a period; the fewest count, figures first."""
    times: dict[tuple[Fraction, Fraction], list[_Known]] = {}
    for one in known:
        times.setdefault((one.start, one.end), []).append(one)
    spans = {span: _last(ones, span[1], today) for span, ones in times.items()}
    figures = {span: one.value for span, one in spans.items() if isinstance(one.value, Decimal)}
    start = Fraction(period.start)
    if found := tile(start, end, figures):
        notes = dict.fromkeys(note for span in found for note in spans[span].notes)
        return Counted(add_figures([figures[span] for span in found]), notes=tuple(notes))
    if found := tile(start, end, spans):
        return next(spans[span] for span in found if span not in figures)
    filled = {start}
    for span in sorted(spans):
        filled |= {span[1]} if span[0] in filled else set()
    return (
        _short(max(filled), today)
        if len(filled) > 1
        else Counted(None, ACTUALS_SHORT, (f"there is none for the beginning of {period}",))
    )


def _short(time: Fraction, today: Today) -> Counted:
    return Counted(None, ACTUALS_SHORT, (f"they reach {today.date_of(time)}",))


def qualities(noun: str, values: Sequence[Target | Baseline | Actual]) -> tuple[str, ...]:
    """How a value is stated that is not stated exactly, or not for good; a target may well be a bound."""
    firm = ("at least", "at most") if noun == "target" else ()
    bounds = dict.fromkeys(one.bound for one in values if one.bound is not None and one.bound not in firm)
    found = [f"the {noun} is stated as {bound!r}" for bound in bounds]
    return (*found, f"the {noun} is to be confirmed") if not all(one.confirmed for one in values) else tuple(found)
