"""Capacity: work-months asked for against those there are, posts, departments that end, work behind volumes."""

import itertools
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..analysis.tables import capacity, effort
from ..errors import Severity, join
from ..model.organisation import Department
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..periods import Period
from ..table import Table
from .rule import Finding, Rule, few, rule

__all__ = ["RULES"]


def _months(value: Decimal) -> str:
    return f"{value:f} work-months"


def _cells(table: Table) -> dict[tuple[str, ...], Decimal]:
    """The figures of a table by their labels, without the missing ones."""
    last = table.dims[-1]
    return {
        (*key, label): cell
        for key, cells in table.rows()
        for label, cell in zip(table.labels(last), cells, strict=True)
        if isinstance(cell, Decimal)
    }


@rule("OP401", Severity.WARNING)
def overload(plan: OperationalPlan) -> Iterator[Finding]:
    """The outputs ask a department for more work-months than it has."""
    has = _cells(capacity(plan).by("department", "period"))
    for (code, period), asked in _cells(effort(plan).by("department", "period")).items():
        there = has.get((code, period))
        if there is not None and asked > there:
            department = plan.department(code)
            yield Finding(
                path=join("departments", department.code, f"staffing[total, {period}]"),
                message=f"the outputs ask {code} for {_months(asked)} in {period}; it has {there:f}",
                section=department.staffing_section or department.section,
                expected=there,
                actual=asked,
            )


@rule("OP402", Severity.NOTE)
def posts_against_work_months(plan: OperationalPlan) -> Iterator[Finding]:
    """The posts of a grade, each filled for twelve months a year, do not make the work-months of that grade."""
    for department in plan.departments:
        months = _cells(department.staffing.by("grade", "period"))
        for (grade, period), posts in _cells(department.posts.by("grade", "period")).items():
            full = posts * 12 * Period.parse(period).years
            stated = months.get((grade, period))
            if stated is not None and stated != full:
                gap = "too few" if stated < full else "too many"
                yield Finding(
                    path=join("departments", department.code, "staffing", f"[{grade}, {period}]"),
                    message=f"{posts:f} posts make {_months(full)}; {stated:f} are {abs(full - stated):f} {gap}",
                    section=department.staffing_section or department.section,
                    expected=full,
                    actual=stated,
                )


def _after(table: Table, end: Period) -> str:
    """The work-months in columns after an end, in words; empty where there are none."""
    columns = [label for label in table.labels("period") if Period.parse(label).first > end.last]
    by_period = _cells(table.where(period=columns).by("period"))
    return " and ".join(f"{value:f} in {label}" for (label,), value in by_period.items() if value)


@rule("OP403", Severity.WARNING)
def plans_after_its_end(plan: OperationalPlan) -> Iterator[Finding]:
    """A department has work-months, or outputs ask it for some, in years after it has ceased to exist."""
    asked = effort(plan)
    for department in plan.departments:
        end = department.valid_until
        if end is None:
            continue
        section = department.staffing_section or department.section
        if months := _after(department.staffing, end):
            message = f"ends in {end.last}, and still has work-months: {months}"
            yield Finding(path=join("departments", department.code, "staffing"), message=message, section=section)
        own = asked.where(department=department.code)
        if months := _after(own, end):
            outputs = [output.code for output in plan.outputs if _after(own.where(output=output.code), end)]
            message = f"ends in {end.last}, and outputs still ask it for work-months: {months} ({few(outputs, 9)})"
            yield Finding(path=join("departments", department.code), message=message, section=department.section)
        if listed := [activity.code for activity in plan.activities if activity.department == department.code]:
            message = (
                f"{department.code} ends in {end.last}, and {len(listed)} activities are still its own: {few(listed)}"
            )
            yield Finding(path="activities", message=message, actual=tuple(listed))


@rule("OP404", Severity.WARNING)
def successor_without_date(plan: OperationalPlan) -> Iterator[Finding]:
    """A department is taken over by another, the plan does not say when, and it goes on planning to the end."""
    asked = effort(plan)
    for department in plan.departments:
        last = [label for label, value in _by_period(department.staffing) if value]
        if department.successors and department.valid_until is None and last:
            own = asked.where(department=department.code)
            outputs = [
                output.code for output in plan.outputs if any(dict(_by_period(own.where(output=output.code))).values())
            ]
            yield Finding(
                path=join("departments", department.code),
                message=f"{', '.join(department.successors)} takes over from {department.code}, the plan does not say "
                f"when; it has work-months of its own in {', '.join(last)}, and {len(outputs)} outputs ask it for some",
                section=department.section,
            )


def _by_period(table: Table) -> Iterable[tuple[str, Decimal]]:
    return ((label, figure) for (label,), figure in _cells(table.by("period")).items())


@rule("OP405", Severity.WARNING)
def successor_without_resources(plan: OperationalPlan) -> Iterator[Finding]:
    """A department or body takes over from others and has no work-months of its own."""
    staffed = {department.code for department in plan.departments if len(department.staffing)}
    units = {unit.code for department in plan.departments for unit in department.units}
    heirs: dict[str, list[Department]] = {}
    for department in plan.departments:
        for heir in department.successors:
            heirs.setdefault(heir, []).append(department)
    for heir, given in heirs.items():
        if heir not in staffed and heir not in units:
            kind = "departments" if any(one.code == heir for one in plan.departments) else "bodies"
            yield Finding(
                path=join(kind, heir),
                message=f"takes over from {', '.join(one.code for one in given)}, and the plan gives it no work-months",
                section=given[0].section,
            )


@rule("OP406", Severity.WARNING)
def end_without_successor(plan: OperationalPlan) -> Iterator[Finding]:
    """A department that has work-months ceases to exist, and the plan names nobody who takes over."""
    for department in plan.departments:
        if department.valid_until and not department.successors and len(department.staffing):
            yield Finding(
                path=join("departments", department.code, "successors"),
                message=f"ends in {department.valid_until.last}, and the plan does not say who takes over its work"
                + (f" and its {len(department.units)} units" if department.units else ""),
                section=department.section,
            )


class _Ordered(NamedTuple):
    """What an output orders of some departments in a period, and the work-months that it plans of them."""

    output: Output
    providers: tuple[str, ...]
    period: str
    pages: dict[str, Decimal]
    months: Decimal | None

    @property
    def section(self) -> str | None:
        return self.output.services_section or self.output.section

    def per_year(self, value: Decimal) -> Fraction:
        """A figure of the period for one year."""
        return Fraction(value) / Period.parse(self.period).years


def _ordered(plan: OperationalPlan) -> Iterator[_Ordered]:
    """Of each output, of all who provide its services together, for each period: of stated volumes only."""
    providers = {service.code: service.departments for service in plan.services if service.departments}
    for output in plan.outputs:
        volumes = _cells(output.services.by("service", "period"))
        months = _cells(output.effort.by("department", "period"))
        for group in dict.fromkeys(providers.values()):
            services = [service for service in output.services.labels("service") if providers.get(service) == group]
            for period in map(str, plan.periods):
                pages = {service: volumes[service, period] for service in services if (service, period) in volumes}
                work = [months[code, period] for code in group if (code, period) in months]
                if pages:
                    yield _Ordered(output, group, period, pages, sum(work, Decimal(0)) if work else None)


@rule("OP407", Severity.WARNING)
def volumes_without_work(plan: OperationalPlan) -> Iterator[Finding]:
    """An output orders services in a period, and plans no work-months of the departments that provide them."""
    for one in _ordered(plan):
        ordered = [f"{value:f} of {service}" for service, value in one.pages.items() if value]
        if ordered and one.months is not None and not one.months:
            yield Finding(
                path=join("outputs", one.output.code, "services"),
                message=f"orders {' and '.join(ordered)} in {one.period}, "
                f"but no work-months of {', '.join(one.providers)}",
                section=one.section,
                actual=one.period,
            )


@rule("OP408", Severity.NOTE)
def work_without_volumes(plan: OperationalPlan) -> Iterator[Finding]:
    """An output plans work-months of a department that provides services in a period, and orders none of them."""
    for one in _ordered(plan):
        if one.months and not any(one.pages.values()):
            yield Finding(
                path=join("outputs", one.output.code, "services"),
                message=f"plans {_months(one.months)} of {', '.join(one.providers)} in {one.period}, "
                f"but orders no {', '.join(one.pages)}",
                section=one.section,
                actual=one.period,
            )


@rule("OP409", Severity.NOTE)
def idle_department(plan: OperationalPlan) -> Iterator[Finding]:
    """A department has work-months, and no output asks for any."""
    asked = {code for (code, _), value in _cells(effort(plan).by("department", "period")).items() if value}
    for department in plan.departments:
        if department.code not in asked and len(department.staffing):
            months = ", ".join(f"{value} in {label}" for label, value in _by_period(department.staffing))
            yield Finding(
                path=join("departments", department.code, "staffing"),
                message=f"has work-months ({months}), and no output has any of {department.code} in its table",
                section=department.staffing_section or department.section,
            )


@rule("OP410", Severity.WARNING)
def lead_without_work(plan: OperationalPlan) -> Iterator[Finding]:
    """A department answers for results of an output in years for which the output has no work-months of it."""
    codes = {department.code for department in plan.departments}
    for output in plan.outputs:
        months = _cells(output.effort.by("department", "period"))
        for framework in output.frameworks:
            own = framework.periods
            columns = [str(column) for column in plan.periods if any(column.overlaps(period) for period in own)]
            leads = dict.fromkeys(code for row in framework.blocks for result in row.results for code in result.lead)
            for code in leads:
                there = [months[code, column] for column in columns if (code, column) in months]
                if code in codes and there and not any(there):
                    yield Finding(
                        path=join("outputs", output.code, "frameworks", framework.code),
                        message=f"{code} answers for results, and has no work-months for them in {', '.join(columns)}",
                        section=framework.section or output.section,
                        actual=code,
                    )


@rule("OP411", Severity.NOTE)
def work_against_volumes(plan: OperationalPlan) -> Iterator[Finding]:
    """Work-months of those who provide services rise by a quarter or more while the volumes fall, or the reverse."""
    for one, other in itertools.pairwise(_ordered(plan)):
        if one[:2] != other[:2] or not one.months or not other.months:
            continue
        work = other.per_year(other.months) / one.per_year(one.months)
        pages = [
            other.per_year(other.pages.get(name, Decimal(0))) / one.per_year(v) for name, v in one.pages.items() if v
        ]
        rise = work >= Fraction(5, 4) and pages and max(pages) < 1
        fall = work <= Fraction(4, 5) and pages and min(pages) > 1
        if rise or fall:
            up, down = ("rise", "fall") if rise else ("fall", "rise")
            yield Finding(
                path=join("outputs", other.output.code, "effort"),
                message=f"from {one.period} to {other.period} the work-months of {', '.join(other.providers)} {up} "
                f"from {one.months:f} to {other.months:f}, while the volumes of {', '.join(one.pages)} {down}",
                section=other.section,
            )


RULES: tuple[Rule, ...] = (
    overload,
    posts_against_work_months,
    plans_after_its_end,
    successor_without_date,
    successor_without_resources,
    end_without_successor,
    volumes_without_work,
    work_without_volumes,
    idle_department,
    lead_without_work,
    work_against_volumes,
)
