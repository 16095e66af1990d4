"""KPIs: whether they can be measured, and say how much is enough."""

import re
from collections import Counter
from collections.abc import Iterator

from ..model.kpis import KPI, Actual, Baseline, Target
from ..model.plan import OperationalPlan
from ..paths import join
from ..periods import join_periods
from ..problem import Severity
from ..wording import count_of, in_unit, quote, quote_some
from .printed import english_tables, normalise, printed_tables
from .results import TASK
from .rule import Finding, rule

_COUNTED = re.compile(
    r"%|(?:number|numbers|no\.|volume|percent|percentage|proportion|rate|share|amount)(?: and \w+)? of\b",
    re.IGNORECASE,
)
"""How a KPI that is a number begins, in English; a percent sign in any language."""


def _is_number(kpi: KPI) -> bool:
    return kpi.unit is not None or _COUNTED.match(kpi.text) is not None


def _figures(kpi: KPI) -> tuple[Baseline | Target | Actual, ...]:
    return (*kpi.baselines, *kpi.targets, *kpi.actuals)


@rule("OP521", Severity.NOTE, council=Severity.WARNING)
def kpi_without_target(plan: OperationalPlan) -> Iterator[Finding]:
    """KPIs that are numbers have no target, so that nobody can say whether they are reached."""
    for table in printed_tables(plan):
        if table.reports or table.open("kpis"):
            continue
        numeric = [kpi for block in table.ready() for kpi in block.kpis if kpi.printed and _is_number(kpi)]
        aimless = [kpi for kpi in numeric if not kpi.targets]
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
            if kpi.unit is None and any(figure.unit is None for figure in _figures(kpi)):
                message = f"{quote(kpi.text)} does not say what its figures count"
                yield Finding(path=path, message=message, section=kpi.section or table.section)


@rule("OP523", Severity.NOTE)
def repeated_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """A KPI stands more than once in a table, for the same unit and period.

    The same list under each of several results does not count.
    """
    for table in printed_tables(plan):
        lists = dict.fromkeys(
            tuple((normalise(kpi.text), block.unit, kpi.period) for kpi in block.kpis)
            for block in table.framework.blocks
        )
        counts = Counter(key for keys in lists for key in keys)
        written = {normalise(kpi.text): kpi.text for _, kpi in table.kpis()}
        twice = tuple(dict.fromkeys(written[text] for (text, _, _), count in counts.items() if count > 1))
        if twice:
            yield table.finding(f"the same KPI stands more than once: {quote_some(twice)}", actual=twice)


@rule("OP524", Severity.WARNING)
def target_against_direction(plan: OperationalPlan) -> Iterator[Finding]:
    """A target lies on the wrong side of the baseline of its dimensions for the direction that the KPI states.

    Counts of what is new in equally long periods add up: fewer of them in a period are no way back.
    """
    for table in printed_tables(plan):
        for path, kpi in table.kpis():
            for target in kpi.targets if kpi.direction else ():
                before = kpi.baseline_of(target)
                if before is None:
                    continue
                wrong = target.value < before.value if kpi.direction == "increase" else target.value > before.value
                if wrong and not _adds_up(kpi, before, target):
                    yield Finding(
                        path=path,
                        message=f"{quote(kpi.text)} is to {kpi.direction}, but goes from {before.value:f} "
                        f"to {target.value:f} in {target.period}",
                        section=kpi.section or table.section,
                        expected=kpi.direction,
                        actual=target.value,
                    )


def _adds_up(kpi: KPI, before: Baseline, target: Target) -> bool:
    """Whether what is counted in the two periods adds to what was there before, so that any of it is an increase."""
    counted = kpi.direction == "increase" and kpi.unit_of(target) == "count" and target.value > 0
    return counted and before.period is not None and before.period.months == target.period.months


@rule("OP525", Severity.NOTE, published=Severity.WARNING)
def unconfirmed(plan: OperationalPlan) -> Iterator[Finding]:
    """A figure is marked as to be confirmed."""
    for table in printed_tables(plan):
        found = [(path, kpi.text, kpi.unit, kpi.section, _figures(kpi)) for path, kpi in table.kpis()]
        found += [
            (f"{path}.achievements[{number}]", one.text, None, one.section, one.actuals)
            for path, block in table.rows()
            for number, one in enumerate(block.achievements)
        ]
        for path, text, unit, section, figures in found:
            for figure in figures:
                if not figure.confirmed:
                    message = f"{quote(text)}: {in_unit(figure.value, figure.unit or unit)} is to be confirmed"
                    yield Finding(path=path, message=message, section=section or table.section, actual=figure.value)
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
    """A target is for years that the table is not for.

    One that reaches beyond the window of the plan is what the work leads to in the end; one of earlier years with its
    actual beside it is history.
    """
    for table in printed_tables(plan):
        years = join_periods(table.framework.periods)
        for path, kpi in table.kpis() if years else ():
            for target in kpi.targets:
                far = target.period.end > plan.window.end and target.period.start >= years[0].start
                past = target.period.end <= years[0].start and any(one.period == target.period for one in kpi.actuals)
                if not far and not past and not any(target.period in run for run in years):
                    yield Finding(
                        path=path,
                        message=f"{quote(kpi.text)} has a target for {target.period}; the table is for {table.years}",
                        section=kpi.section or table.section,
                        expected=tuple(map(str, table.framework.periods)),
                        actual=str(target.period),
                    )


@rule("OP527", Severity.NOTE)
def task_as_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """KPIs are worded as tasks: they say what to do, not what to measure. Looked at in English plans only.

    Items that may be achievements do not count.
    """
    for table in english_tables(plan):
        rows = (block for block in table.framework.blocks if not block.undivided)
        texts = [kpi.text for block in rows for kpi in block.kpis if kpi.printed]
        if acts := tuple(text for text in texts if TASK.match(text)):
            which = count_of(len(acts), len(texts), "KPI", "is worded as a task", "are worded as tasks")
            yield table.finding(f"{which}: {quote_some(acts)}", actual=acts)
