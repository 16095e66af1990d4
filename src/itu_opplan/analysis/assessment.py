"""KPIs held against their targets on a day: how many can be judged, why the others cannot, and their lights."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, get_args

import attrs

from ..arguments import takes
from ..immutable import Immutable
from ..listing import WIDTH, Listing
from ..model.found import Found
from ..model.keyed import Keyed
from ..model.kpis import KPI
from ..model.plan import OperationalPlan
from ..model.thresholds import Light, Thresholds
from ..model.values import Accumulation, Actual, Direction, Target, progress_between
from ..periods import Period
from ..table import Missing
from ..table.cells import round_ratio
from ..wording import plural, positional, quote
from .measured import (
    NO_BASELINE,
    NO_TARGET,
    Counted,
    Today,
    alike,
    choose_targets,
    count_baseline,
    count_reached,
    elapsed_share,
    forget_later,
    join_actuals,
    no_figure,
    qualities,
)

__all__ = ["Assessment", "assess"]

_FROM_BASELINE, _OF_TARGET = "from baseline", "of target"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assessment(Immutable):
    """How one target of a KPI stands on a day; of a KPI without a target, that it has none.

    Attributes:
        path: address of the KPI.
        code: its code, where it has one.
        text: what is measured; a listing shows the beginning of it.
        output: code of the output whose it is, if an output has it.
        department: code of the department whose it is, if it or one of its units has it.
        section: number of the printed section.
        period: the period of the target that is judged.
        dimensions: the labels of that target.
        unit: what it counts.
        direction: whether more is better, or less, as the KPI says, or as the bound of its target implies.
        accumulation: what values of parts of a period say of it.
        baseline: the baseline that counts; None where there is none, or words.
        target: the target, likewise.
        due: what there is to be on that day: the target, or the part of it for which the time is over.
        actual: what has been reached, likewise.
        percent: how far that is; None where it cannot be judged.
        basis: of what it is a percentage: `from baseline`, of the way from the baseline to what is due; or `of target`,
            of what is due.
        light: `green`, `amber`, `red` by the thresholds; `grey` where it cannot be judged.
        reason: why it cannot be judged, in the same words for all that lack the same; empty where it can.
        note: details of that, or what the judgement rests on.

    >>> from itu_opplan import bundled
    >>> line = assess(bundled("gs-2008-2011"), datetime.date(2008, 6, 30))[0]
    >>> line.light, line.reason
    ('grey', 'no target')
    """

    path: str
    code: str | None = None
    text: str = attrs.field(metadata={WIDTH: 40})
    output: str | None = None
    department: str | None = None
    section: str | None = None
    period: Period | None = None
    dimensions: Keyed[str] = attrs.field(default=Keyed())
    unit: str | None = None
    direction: Direction | None = None
    accumulation: Accumulation | None = None
    baseline: Decimal | Missing | None = None
    target: Decimal | Missing | None = None
    due: Decimal | None = None
    actual: Decimal | Missing | None = None
    percent: Decimal | None = None
    basis: str = ""
    light: Light = "grey"
    reason: str = ""
    note: str = ""


@takes
def assess(
    plan: OperationalPlan,
    as_of: datetime.date,
    *,
    actuals: Mapping[str, Sequence[Actual]] = {},
    thresholds: Thresholds | None = None,
) -> Listing[Assessment]:
    """How the KPIs of a plan stand on a day. How many can be judged, and why the others cannot, comes before any light.

    There is a line for each KPI, or for each combination of labels and unit of which it has targets. The target that is
    judged is that of the shortest period in which the day lies; else that of the latest period that is over, the
    longest where several end together. What became known after the day does not count.

    Where a baseline leads to the target, the percentage is that of the way from the baseline to what is due on the day.
    Otherwise it is that of what is due, where this says something: of what adds up (`sum`), and of a target to be held
    (`at least`, `at most`). `basis` tells which of the two it is.

    Args:
        plan: the plan.
        as_of: the day.
        actuals: further actuals, by the address of the KPI, beside those in the plan.
        thresholds: from how many percent on a KPI is amber and green; by default 60 and 90.

    Returns:
        The lines. The title says how many can be judged; the notes count the reasons why the others cannot, then the
        lights.

    Raises:
        InvalidPlan: an address leads to no KPI, a further actual is for the same as one in the plan, or a period
            contradicts the calendar of the plan.
        TypeError: an argument is of another kind.

    >>> from itu_opplan import bundled
    >>> print(assess(bundled("gs-2008-2011"), datetime.date(2008, 6, 30)).title)
    0 of 538 lines of 532 KPIs can be judged on 2008-06-30
    """
    limits = Thresholds() if thresholds is None else thresholds
    today = Today(as_of, plan.year_begins)
    found = join_actuals(plan, actuals)
    lines = [line for place, kpi in found for line in _assess(place, kpi, today, limits)]
    columns = _columns(lines)
    return Listing(
        lines,
        columns=columns,
        labels=min(columns.index(name) for name in _FIGURES if name in columns),
        title=_title(lines, len(found), as_of),
        notes=_notes(lines, limits),
    )


def _assess(place: Found[KPI], kpi: KPI, today: Today, thresholds: Thresholds) -> Iterator[Assessment]:
    """The lines of a KPI."""
    line = Assessment(
        path=place.path,
        code=kpi.code,
        text=kpi.text,
        output=place.output,
        department=place.department,
        section=place.section,
        unit=kpi.unit,
        direction=kpi.direction,
        accumulation=kpi.accumulation,
    )
    if not kpi.targets:
        yield attrs.evolve(line, reason=NO_TARGET)
        return
    kpi = forget_later(kpi, today)
    baselines, actuals = alike(kpi, kpi.baselines), alike(kpi, kpi.actuals)
    for key, targets in alike(kpi, kpi.targets).items():
        chosen = choose_targets(targets, today.time)
        baseline = count_baseline(kpi, chosen[0], baselines.get(key, ()), today)
        reached = count_reached(kpi, chosen[0], actuals.get(key, ()), today)
        own = attrs.evolve(line, period=chosen[0].period, dimensions=key[0], unit=key[1])
        judged = _judge(own, kpi, chosen, baseline, reached, today)
        yield attrs.evolve(judged, light=thresholds.light(judged.percent))


def _judge(
    line: Assessment, kpi: KPI, targets: Sequence[Target], baseline: Counted, reached: Counted, today: Today
) -> Assessment:
    """The line with what can be said of its target, but for the light."""
    target = targets[0]
    if target.period.start >= today.time:
        note = f"{target.period} has not begun"
        return attrs.evolve(line, target=_only(targets), reason="a target that is not yet due", note=note)
    line = attrs.evolve(line, target=_only(targets), baseline=baseline.value, actual=reached.value)
    if len(targets) > 1:
        stated = " and ".join(f"{one.bound or 'just'} {_shown(one)}" for one in targets)
        return attrs.evolve(line, reason="several targets", note=f"the targets are {stated}")
    reason, notes = no_figure("a target", target)
    if reason:
        return attrs.evolve(line, reason=reason, note="; ".join(notes))
    implied = _DIRECTIONS.get(target.bound or "")
    direction = kpi.direction or implied
    line = attrs.evolve(line, direction=direction)
    if direction is None:
        further = (f"also {reached.reason}", *reached.notes) if reached.reason else ()
        return attrs.evolve(line, reason="no direction", note="; ".join(further))
    if implied not in (None, direction):
        return attrs.evolve(
            line, reason="a bound against its direction", note=f"to {direction}, and {target.bound} {_shown(target)}"
        )
    if reached.reason:
        return attrs.evolve(line, reason=reached.reason, note="; ".join(reached.notes))
    told = ("its bound tells the direction",) if kpi.direction is None else ()
    about = (*told, *qualities("target", targets), *reached.notes)
    judged = _measure(kpi, target, direction, baseline, reached, today)
    return attrs.evolve(
        line,
        due=_due(target, judged.due),
        percent=judged.percent,
        basis=judged.basis,
        reason=judged.reason,
        note="; ".join((*about, *judged.notes)),
    )


_DIRECTIONS: Mapping[str, Direction] = {"at least": "increase", "at most": "decrease"}
"""The direction that a bound implies."""


def _due(target: Target, due: Fraction | None) -> Decimal | None:
    """What is due as a line has it: the target as it is written, or a part of it."""
    if isinstance(target.value, Decimal) and due == target.value:
        return target.value
    return None if due is None else round_ratio(due)


def _only(targets: Sequence[Target]) -> Decimal | Missing | None:
    """The value of a target, where there is only one."""
    return targets[0].value if len(targets) == 1 else None


def _shown(target: Target) -> str:
    return positional(target.value) if isinstance(target.value, Decimal) else quote(target.text or str(target.value))


class _Way(NamedTuple):
    """The way from the baseline to what is due.

    Attributes:
        start: where it begins.
        due: where it leads to.
        reason: why there is none; empty where there is one.
        notes: details of that.
    """

    start: Fraction = Fraction(0)
    due: Fraction = Fraction(0)
    reason: str = ""
    notes: tuple[str, ...] = ()


def _way(kpi: KPI, target: Target, aim: Fraction, baseline: Counted, over: Fraction, today: Today) -> _Way:
    """The way by which progress is measured, of a period of which such a part is over.

    What adds up is held against the part of both; else the way is even from the time of the baseline to the end.
    """
    if not isinstance(baseline.value, Decimal):
        return _Way(reason=baseline.reason, notes=baseline.notes)
    before, end = Fraction(baseline.value), target.period.end
    if kpi.accumulation == "sum":
        if before and baseline.months != target.period.months:
            return _Way(reason="a baseline of another length of time")
        return _Way(before * over, aim * over, notes=baseline.notes)
    if over == 1:
        return _Way(before, aim, notes=baseline.notes)
    if baseline.time is None:
        return _Way(reason="a baseline without a date")
    if baseline.time >= today.time:
        return _Way(reason="a baseline of no earlier day")
    share = (today.time - baseline.time) / (end - baseline.time)
    return _Way(before, before + (aim - before) * share, notes=baseline.notes)


class _Judged(NamedTuple):
    """A judgement.

    Attributes:
        percent: how far what is due has been reached; None where that is open.
        basis: of what that is a percentage.
        due: what is due.
        reason: why it is open.
        notes: what the judgement rests on, or details of why it is open.
    """

    percent: Decimal | None = None
    basis: str = ""
    due: Fraction | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()


def _measure(
    kpi: KPI, target: Target, direction: Direction, baseline: Counted, reached: Counted, today: Today
) -> _Judged:
    """How far what is due has been reached: from the baseline; without such a way, of the target where that is fair.

    A percentage of the target says something where the KPI counts from 0 (`sum`), or where the target is a line to
    hold (`at least`, `at most`). One that is a tenth worse than the target is at 90.
    """
    aim, now = _fraction(target.value), _fraction(reached.value)
    over = elapsed_share(target.period, today.date, today.year_begins)
    way = _way(kpi, target, aim, baseline, over, today)
    if not way.reason:
        percent = progress_between(way.start, way.due, now, direction).percent
        if percent is not None:
            return _Judged(percent, _FROM_BASELINE, way.due, notes=way.notes)
        why = "a target that is its baseline" if way.due == way.start else "a target against its direction"
        way = _Way(reason=why)
    adds = kpi.accumulation == "sum"
    line_to_hold = target.bound in _DIRECTIONS and (over == 1 or kpi.accumulation == "none")
    if not (adds or line_to_hold):
        unsaid = way.reason == NO_BASELINE and not way.notes and kpi.accumulation is None
        hint = ("nor is it said to add up from 0 (accumulation = 'sum')",) if unsaid else ()
        return _Judged(reason=way.reason, notes=(*way.notes, *hint))
    due = aim * over if adds else aim
    if due <= 0:
        return _Judged(reason="a target of 0 or less", notes=(f"it has {way.reason}, and of 0 there is no percentage",))
    better = now - due if direction == "increase" else due - now
    notes = () if way.reason == NO_BASELINE else (f"it has {way.reason}",)
    return _Judged(round_ratio(100 + 100 * better / due), _OF_TARGET, due, notes=notes)


def _fraction(value: Decimal | Missing | None) -> Fraction:
    assert isinstance(value, Decimal)  # what is no figure has a reason
    return Fraction(value)


def _title(lines: Sequence[Assessment], kpis: int, as_of: datetime.date) -> str:
    judged = sum(line.percent is not None for line in lines)
    whole = plural(kpis, "KPI") if len(lines) == kpis else f"{plural(len(lines), 'line')} of {plural(kpis, 'KPI')}"
    return f"{judged} of {whole} can be judged on {as_of}"


def _notes(lines: Sequence[Assessment], thresholds: Thresholds) -> Iterator[str]:
    """How many lines cannot be judged for which reason, the most frequent first; then how many have which light."""
    for reason, count in Counter(line.reason for line in lines if line.reason).most_common():
        yield f"{count} {'has' if count == 1 else 'have'} {reason}"
    lights = Counter(line.light for line in lines)
    if counts := [f"{lights[light]} {light}" for light in get_args(Light) if light != "grey" and lights[light]]:
        yield ", ".join(counts)
        yield f"green from {positional(thresholds.green)} percent on, amber from {positional(thresholds.amber)}"


_ALWAYS = frozenset(("path", "text", "period", "target", "actual", "percent", "light", "reason"))
_FIGURES = ("baseline", "target")
"""The columns before which there are words only."""
_NEVER = frozenset(("output", "department", "section"))
"""They are in the address, or beside it in the plan."""


def _columns(lines: Sequence[Assessment]) -> list[str]:
    """The columns that say something about some line, and those that are always there."""
    shown = {field.name for field in attrs.fields(Assessment)} - _NEVER
    nothing = (None, "", Keyed[str]())
    told = {name for name in shown if any(getattr(line, name) not in nothing for line in lines)}
    if all(line.due in (None, line.target) for line in lines):
        told -= {"due"}
    return [field.name for field in attrs.fields(Assessment) if field.name in told | _ALWAYS]
