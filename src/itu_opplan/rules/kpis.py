"""KPIs: whether they can be measured, and say how much is enough."""

import re
from collections import Counter
from collections.abc import Iterator

from ..errors import Severity, quote
from ..model.plan import OperationalPlan
from ..model.results import KPI, Actual, Baseline, Target
from .printed import printed, quoted
from .results import TASK
from .rule import Finding, Rule, rule

__all__ = ["RULES"]

_COUNTED = re.compile(r"%|(?:number|numbers|no\.|volume|percentage|proportion|rate|share|amount) ", re.IGNORECASE)


def _is_number(kpi: KPI) -> bool:
    return kpi.unit is not None or _COUNTED.match(kpi.text) is not None


def _figures(kpi: KPI) -> tuple[Baseline | Target | Actual, ...]:
    return (*([kpi.baseline] if kpi.baseline else []), *kpi.targets, *kpi.actuals)


@rule("OP521", Severity.NOTE, council=Severity.WARNING)
def kpi_without_target(plan: OperationalPlan) -> Iterator[Finding]:
    """KPIs that are numbers have no target, so that nobody can say whether they are reached."""
    for table in printed(plan):
        counted = [kpi for _, kpi in table.kpis() if _is_number(kpi)]
        if table.reports or not counted:
            continue
        aimless = [kpi.text for kpi in counted if not kpi.targets]
        rootless = [kpi.text for kpi in counted if kpi.baseline is None]
        if aimless:
            lacking = f"no target for {len(aimless)} of {len(counted)} KPIs that are numbers"
            message = f"{lacking}, no baseline for {len(rootless)}: {quoted(dict.fromkeys(aimless))}"
            yield table.finding(message, actual=tuple(aimless))


@rule("OP522", Severity.NOTE)
def kpi_without_unit(plan: OperationalPlan) -> Iterator[Finding]:
    """A KPI has figures and does not say what they count."""
    for table in printed(plan):
        for path, kpi in table.kpis():
            if kpi.unit is None and any(figure.unit is None for figure in _figures(kpi)):
                message = f"{quote(kpi.text)} has figures and no unit"
                yield Finding(path=path, message=message, section=kpi.section or table.section)


@rule("OP523", Severity.NOTE)
def repeated_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """A KPI stands more than once in a table. The same list under each of several results does not count."""
    for table in printed(plan):
        lists = {tuple(kpi.text.casefold() for kpi in block.kpis) for block in table.framework.blocks if block.kpis}
        counts = Counter(wording for wordings in lists for wording in wordings)
        for block in table.framework.blocks:  # the biennia of a table may have the same KPIs each
            counts.subtract(Counter(kpi.text.casefold() for kpi in block.kpis if kpi.period is not None))
        written = {kpi.text.casefold(): kpi.text for _, kpi in table.kpis()}
        if twice := [written[wording] for wording, count in counts.items() if count > 1]:
            yield table.finding(f"the same KPI stands more than once: {quoted(twice)}", actual=tuple(twice))


@rule("OP524", Severity.WARNING)
def target_against_direction(plan: OperationalPlan) -> Iterator[Finding]:
    """A target lies on the wrong side of the baseline for the direction that the KPI states."""
    for table in printed(plan):
        for path, kpi in table.kpis():
            for target in kpi.targets:
                before = kpi.baseline
                if before is None or kpi.direction is None or (target.unit or kpi.unit) != (before.unit or kpi.unit):
                    continue
                wrong = target.value < before.value if kpi.direction == "increase" else target.value > before.value
                if wrong:
                    yield Finding(
                        path=path,
                        message=f"{quote(kpi.text)} is to {kpi.direction}, but goes from {before.value:f} "
                        f"to {target.value:f} in {target.period}",
                        section=kpi.section or table.section,
                        expected=kpi.direction,
                        actual=target.value,
                    )


@rule("OP525", Severity.NOTE, published=Severity.WARNING)
def unconfirmed(plan: OperationalPlan) -> Iterator[Finding]:
    """A figure is marked as to be confirmed."""
    for table in printed(plan):
        found = [(path, kpi.text, kpi.section, _figures(kpi)) for path, kpi in table.kpis()]
        found += [
            (f"{path}.achievements[{number}]", one.text, one.section, one.actuals)
            for path, block in table.rows()
            for number, one in enumerate(block.achievements)
        ]
        for path, text, section, figures in found:
            for figure in figures:
                if not figure.confirmed:
                    message = f"{quote(text)}: {figure.value:f} is to be confirmed"
                    yield Finding(path=path, message=message, section=section or table.section, actual=figure.value)
    for provision in plan.provisions:
        if not provision.confirmed:
            message = f"{quote(provision.title)}: the sum is to be confirmed"
            yield Finding(path=f"provisions.{provision.code}", message=message, section=provision.section)


@rule("OP526", Severity.WARNING)
def target_outside(plan: OperationalPlan) -> Iterator[Finding]:
    """A target is for years that the table is not for."""
    for table in printed(plan):
        if not table.framework.periods:
            continue
        for path, kpi in table.kpis():
            for target in kpi.targets:
                if not any(target.period in period for period in table.framework.periods):
                    yield Finding(
                        path=path,
                        message=f"{quote(kpi.text)} has a target for {target.period}; the table is for {table.years}",
                        section=kpi.section or table.section,
                        expected=tuple(map(str, table.framework.periods)),
                        actual=str(target.period),
                    )


@rule("OP527", Severity.NOTE)
def task_as_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """KPIs are worded as tasks: they say what to do, not what to measure. Looked at in English plans only."""
    for table in printed(plan) if plan.language == "en" else ():
        texts = [kpi.text for _, kpi in table.kpis()]
        if acts := tuple(text for text in texts if TASK.match(text)):
            yield table.finding(f"{len(acts)} of {len(texts)} KPIs are worded as tasks: {quoted(acts)}", actual=acts)


RULES: tuple[Rule, ...] = (
    kpi_without_target,
    kpi_without_unit,
    repeated_kpi,
    target_against_direction,
    unconfirmed,
    target_outside,
    task_as_kpi,
)
