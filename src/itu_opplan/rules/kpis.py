"""KPIs: whether they can be measured, and say how much is enough."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..analysis.ledger import Verdict, compare_printed
from ..model.kpis import KPI
from ..model.plan import OperationalPlan
from ..model.values import Actual, Baseline, RollUp, Target, day_of, is_part, roll_up
from ..paths import join
from ..periods import Period, join_periods
from ..problem import Severity
from ..table import Missing
from ..wording import count_of, few, in_unit, quote, quote_some
from .phrasing import is_task
from .printed import english_tables, normalise, printed_tables
from .rule import Finding, rule

_COUNTED = re.compile(
    r"%|(?:number|numbers|no\.|volume|percent|percentage|proportion|rate|share|amount)(?: and \w+)? of\b",
    re.IGNORECASE,
)
"""How a KPI that is a number begins, in English; a percent sign in any language."""


def _is_number(kpi: KPI) -> bool:
    return kpi.unit is not None or _COUNTED.match(kpi.text) is not None


@rule("OP521", Severity.NOTE, council=Severity.WARNING)
def kpi_without_target(plan: OperationalPlan) -> Iterator[Finding]:
    """KPIs that are numbers have no target, so that nobody can say whether they are reached.

    A blank target is none; words in the place of a figure are one.
    """
    for table in printed_tables(plan):
        if table.reports or table.open("kpis"):
            continue
        numeric = [kpi for block in table.ready() for kpi in block.kpis if kpi.printed and _is_number(kpi)]
        aimless = [kpi for kpi in numeric if all(isinstance(one.value, Missing) for one in kpi.targets)]
        if aimless:
            which = count_of(len(aimless), len(numeric), "numeric KPI", "has", "have")
            nor = "" if any(kpi.baselines for kpi in aimless) else ", nor a baseline"
            texts = tuple(kpi.text for kpi in aimless)
            yield table.finding(f"{which} no target{nor}: {quote_some(texts)}", actual=texts)


@rule("OP522", Severity.NOTE)
def kpi_without_unit(plan: OperationalPlan) -> Iterator[Finding]:
    """A KPI has figures and does not say what they count."""
    for table in printed_tables(plan):
        for path, kpi in table.kpis():
            figures = [one for one in kpi.values if isinstance(one.value, Decimal)]
            if kpi.unit is None and any(one.unit is None for one in figures):
                message = f"{quote(kpi.text)} does not say what its figures count"
                yield Finding(path=path, message=message, section=kpi.section or table.section)


@rule("OP523", Severity.NOTE)
def repeated_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """A KPI stands more than once in a table, for the same unit and period.

    The same list under each of several results does not count.
    """
    for table in printed_tables(plan):
        same = {text: normalise(text) for text in dict.fromkeys(kpi.text for _, kpi in table.kpis())}
        written = {text: kpi for kpi, text in same.items()}
        lists = dict.fromkeys(
            tuple((same[kpi.text], block.unit, kpi.period) for kpi in block.kpis) for block in table.framework.blocks
        )
        counts = Counter(key for keys in lists for key in keys)
        twice = tuple(dict.fromkeys(written[text] for (text, _, _), count in counts.items() if count > 1))
        if twice:
            yield table.finding(f"the same KPI stands more than once: {quote_some(twice)}", actual=twice)


@rule("OP524", Severity.WARNING)
def target_against_direction(plan: OperationalPlan) -> Iterator[Finding]:
    """A target lies on the wrong side of the baseline of its dimensions for the direction that the KPI states.

    What is new in a period adds to what was there: fewer of it are no way back. It is so where the KPI says that its
    values add up (`sum`), or, where it says nothing, of counts in equally long periods. A part of a year is not
    compared with a year, but for percentages, and where the KPI says that parts make nothing (`none`).
    """
    for table in printed_tables(plan):
        for path, kpi in table.kpis():
            for target in kpi.targets if kpi.direction else ():
                before = kpi.baseline_of(target, plan.year_begins)
                if before is None or not (isinstance(target.value, Decimal) and isinstance(before.value, Decimal)):
                    continue
                wrong = target.value < before.value if kpi.direction == "increase" else target.value > before.value
                if wrong and not _adds_up(kpi, before, target, target.value):
                    yield Finding(
                        path=path,
                        message=f"{quote(kpi.text)} is to {kpi.direction}, but goes from {before.value:f} "
                        f"to {target.value:f} in {target.period}",
                        section=kpi.section or table.section,
                        expected=kpi.direction,
                        actual=target.value,
                        about=str(target.period),
                    )


_YEAR = 12
"""Months."""


def _adds_up(kpi: KPI, before: Baseline, target: Target, aim: Decimal) -> bool:
    """Whether a target on the other side of its baseline is no way back, for both are what is new in a period."""
    lengths = {one.months for one in (before.period, target.period) if one is not None}
    alike = before.period is not None and len(lengths) == 1
    if kpi.accumulation == "sum":
        return not alike or (kpi.direction == "increase" and aim > 0)
    if kpi.accumulation == "none" or kpi.unit_of(target) == "percent":
        return False
    in_part = len(lengths) > 1 and min(lengths) < _YEAR
    if kpi.accumulation == "cumulative":  # of the year so far, perhaps
        return in_part
    return in_part or (alike and kpi.direction == "increase" and kpi.unit_of(target) == "count" and aim > 0)


@rule("OP525", Severity.NOTE, published=Severity.WARNING)
def unconfirmed(plan: OperationalPlan) -> Iterator[Finding]:
    """A figure is marked as to be confirmed."""
    for table in printed_tables(plan):
        found = [(path, kpi.text, kpi.unit, kpi.section, kpi.values) for path, kpi in table.kpis()]
        found += [
            (f"{path}.achievements[{number}]", one.text, None, one.section, one.actuals)
            for path, block in table.rows()
            for number, one in enumerate(block.achievements)
        ]
        for path, text, unit, section, values in found:
            for one in values:
                if not one.confirmed:
                    figure = in_unit(one.value, one.unit or unit) if isinstance(one.value, Decimal) else ""
                    message = f"{quote(text)}: {figure or quote(one.text or str(one.value))} is to be confirmed"
                    actual = one.value if one.text is None else one.text
                    about = str(one.period) if one.period else None
                    yield Finding(
                        path=path, message=message, section=section or table.section, actual=actual, about=about
                    )
    for provision in plan.provisions:
        if not provision.confirmed and provision.amount is not None:
            money = in_unit(provision.amount, provision.unit or plan.currency)
            yield Finding(
                path=join("provisions", provision.code),
                message=f"{quote(provision.title)}: {money} is to be confirmed",
                section=provision.section,
                actual=provision.amount,
            )


@rule("OP526", Severity.WARNING)
def target_outside(plan: OperationalPlan) -> Iterator[Finding]:
    """A target is for a period that the table is not for.

    One that reaches beyond the window of the plan is what the work leads to in the end; one of earlier years with its
    actual beside it is history. A table for a part of a year may have the targets of that year.
    """
    for table in printed_tables(plan):
        years = join_periods(table.framework.periods)
        for path, kpi in table.kpis() if years else ():
            for target in kpi.targets:
                far = target.period.end > plan.window.end and target.period.start >= years[0].start
                past = target.period.end <= years[0].start and any(one.period == target.period for one in kpi.actuals)
                year = target.period.months <= _YEAR and any(run in target.period for run in years)
                if not (far or past or year) and not any(target.period in run for run in years):
                    yield Finding(
                        path=path,
                        message=f"{quote(kpi.text)} has a target for {target.period}; the table is for {table.years}",
                        section=kpi.section or table.section,
                        expected=tuple(map(str, table.framework.periods)),
                        actual=str(target.period),
                        about=str(target.period),
                    )


@rule("OP527", Severity.NOTE)
def task_as_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """KPIs are worded as tasks: they say what to do, not what to measure. Looked at in English plans only.

    Items that may be achievements do not count.
    """
    for table in english_tables(plan):
        rows = (block for block in table.framework.blocks if not block.undivided)
        texts = [kpi.text for block in rows for kpi in block.kpis if kpi.printed]
        if acts := tuple(text for text in texts if is_task(text)):
            which = count_of(len(acts), len(texts), "KPI", "is worded as a task", "are worded as tasks")
            yield table.finding(f"{which}: {quote_some(acts)}", actual=acts)


_MOST_PARTS = 121
"""How many periods are looked at for one, itself included: to compare each with all takes time with their square."""


@rule("OP531", Severity.WARNING)
def parts_against_whole(plan: OperationalPlan) -> Iterator[Finding]:
    """Targets or actuals of parts of a period, such as its quarters, do not make the figure of the period.

    They add up, or the last of them counts, as the KPI says (`accumulation`); nothing is found where it does not, nor
    where there are more parts than ten years have months.
    """
    for table in printed_tables(plan):
        for path, kpi in table.kpis():
            for noun, values in (("target", kpi.targets), ("actual", kpi.actuals)) if kpi.accumulation else ():
                for whole, parts in _wholes(kpi, values):
                    if message := _contradict(kpi, noun, whole, parts):
                        yield Finding(
                            path=path,
                            message=f"{quote(kpi.text)}: {message}",
                            section=kpi.section or table.section,
                            actual=whole.value,
                            about=f"{noun} {whole.period}",
                        )


def _wholes(kpi: KPI, values: Sequence[Target | Actual]) -> Iterator[tuple[Target | Actual, list[Target | Actual]]]:
    """The latest value of each period of which there are parts, with those of the same dimensions, unit and bound."""
    groups: dict[object, dict[Period, Target | Actual]] = {}
    for one in sorted(values, key=day_of):
        if one.period is not None:
            groups.setdefault((one.dimensions, kpi.unit_of(one), one.bound), {})[one.period] = one
    for group in groups.values():
        periods = sorted(group)
        starts = [period.start for period in periods]
        for whole in periods:
            first, after = bisect_left(starts, whole.start), bisect_left(starts, whole.end)
            within = periods[first:after] if after - first <= _MOST_PARTS else ()
            parts = [group[part] for part in within if is_part(part, whole)]
            if parts:
                yield group[whole], parts


def _contradict(kpi: KPI, noun: str, whole: Target | Actual, parts: Sequence[Target | Actual]) -> str:
    """How parts of a period contradict what is printed for it; empty where they do not, or nothing can be said."""
    period, printed = whole.period, whole.value
    if period is None or not isinstance(printed, Decimal):
        return ""
    made = roll_up(parts, period, kpi.accumulation, noun)
    if made.value is None or not _differ(whole, made):
        return ""
    other = roll_up(parts, period, "cumulative" if kpi.accumulation == "sum" else "sum", noun)
    agrees = other.value is not None and not _differ(whole, other)
    which, is_ = few(made.parts, 4), f"that of {period} is {printed:f}"
    if kpi.accumulation == "sum":
        hint = "; so is the last of them: perhaps they are cumulative" if agrees else ""
        return f"the {noun}s of {which} add up to {made.value:f}, {is_}{hint}"
    hint = "; its parts add up to that: perhaps they are no cumulative ones" if agrees else ""
    return f"the {noun} of {which}, the last part, is {made.value:f}, {is_}{hint}"


def _differ(whole: Target | Actual, made: RollUp) -> bool:
    """Whether a printed figure and what its parts make differ by more than rounding."""
    assert isinstance(whole.value, Decimal)
    assert made.value is not None
    return compare_printed(whole.value, made.value, len(made.parts), whole.bound) is Verdict.CONTRADICTS
