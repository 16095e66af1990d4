"""Capacity: work-months asked for against those there are, posts, departments that begin and end."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ..analysis.reconciliation import reconcile
from ..analysis.staffing import vacancies
from ..analysis.tables import capacity, effort
from ..model.organisation import Department
from ..model.plan import OperationalPlan
from ..paths import join
from ..periods import Period, first_of, last_of
from ..problem import Severity
from ..table import Cell, Table
from ..wording import all_of, amount_in, few, name_unit, plural
from .figures import rows_of, sums_of
from .rule import Finding, rule, shared

__all__ = ["cells_of"]

_capacity, _effort = shared(capacity), shared(effort)


@shared
def cells_of(table: Table, dim: str) -> dict[tuple[str, str], Cell]:
    """The cells that are there, by the label of a dim and the period."""
    return {(labels[0], period): cell for labels, there in rows_of(table, dim) for period, cell in there.items()}


def _work_months(table: Table) -> dict[str, Decimal]:
    """The work-months of a table by period, those above 0."""
    return {period: cell for period, cell in sums_of(table).items() if isinstance(cell, Decimal) and cell}


def _in_words(figures: Mapping[str, Decimal]) -> str:
    return all_of(f"{value:f} in {period}" for period, value in figures.items())


@shared
def _asking(plan: OperationalPlan) -> list[dict[str, str | Cell]]:
    """What outputs ask of departments, cell by cell."""
    return _effort(plan).by("output", "department", "period").records()


@shared
def _asked(plan: OperationalPlan) -> dict[str, dict[str, dict[str, Decimal]]]:
    """The work-months above 0 that are asked of each department, by output and period."""
    asked: dict[str, dict[str, dict[str, Decimal]]] = {}
    for record in _asking(plan):
        department, output, period, value = (record[name] for name in ("department", "output", "period", "value"))
        if isinstance(value, Decimal) and value:
            asked.setdefault(str(department), {}).setdefault(str(output), {})[str(period)] = value
    return asked


def _place(department: Department) -> str | None:
    """The section of a department's work-months."""
    return department.staffing_section or department.section


@rule("OP401", Severity.WARNING)
def overload(plan: OperationalPlan) -> Iterator[Finding]:
    """The outputs ask a department for more work-months than it has.

    Where it has parts by `parent`, that is so for it alone, and for it with all below it.
    """
    departments = {department.code: department for department in plan.departments}
    if not len(_effort(plan)) or not len(_capacity(plan)):
        return
    sums = reconcile(plan)
    for line in sums.overloaded:
        if below := plan.levels["departments"].below(line.department):
            among = {"department": [line.department, *below], "period": [line.period]}
            asked, has = (table.where(**among).total() for table in (sums.effort, sums.capacity))
            if asked <= has:
                continue
            together = f"; with all below it {asked:f}, of {has:f}"
        else:
            together = ""
        skipped = line.remark.partition(", ")[2]  # which missing figures the sums are without
        yield Finding(
            path=join("departments", line.department, f"staffing[total, {line.period}]"),
            message=f"the outputs ask {line.department} for {amount_in(line.effort, sums.effort.unit)} "
            f"in {line.period}; it has {line.capacity:f}" + (f" ({skipped})" if skipped else "") + together,
            section=_place(departments[line.department]),
            expected=line.capacity,
            actual=line.effort,
        )


@rule("OP402", Severity.NOTE)
def posts_against_work_months(plan: OperationalPlan) -> Iterator[Finding]:
    """The posts of a grade, each filled for twelve months a year, do not make the work-months of that grade.

    A period in the midst of which a department begins or ends is left out.
    """
    departments = {department.code: department for department in plan.departments}
    for line in vacancies(plan).lines if any(len(one.staffing) for one in plan.departments) else ():
        gap = line.vacancy
        if isinstance(gap, Decimal) and gap and _there_all(departments[line.department], Period.parse(line.period)):
            yield Finding(
                path=join("departments", line.department, f"staffing[{line.grade or 'total'}, {line.period}]"),
                message=f"{plural(line.posts, 'post', 'make')} {plural(line.full, 'work-month')}; "
                f"it has {line.stated:f}, {abs(gap):f} too {'few' if gap > 0 else 'many'}",
                section=_place(departments[line.department]),
                expected=line.full,
                actual=line.stated,
            )


def _there_all(department: Department, period: Period) -> bool:
    """Whether a department neither begins nor ends in the midst of a period."""
    start, end = department.valid_from, department.valid_until
    within = range(period.start + 1, period.end)
    return not ((start and start.start in within) or (end and end.end in within))


@rule("OP403", Severity.WARNING)
def plans_beyond_its_end(plan: OperationalPlan) -> Iterator[Finding]:
    """A department has work-months, or outputs ask it for some, in periods in which it does not exist.

    So do activities of a department that has ceased to exist before the window of the plan.
    """
    asked = _asked(plan)
    unit = name_unit(_effort(plan).unit)
    activities: dict[str | None, list[str]] = {}
    for activity in (one for one in plan.activities if one.booked):
        activities.setdefault(activity.department, []).append(activity.code)
    for department in plan.departments:
        start, end = department.valid_from, department.valid_until
        if start:
            early = [str(column) for column in plan.periods if column.end <= start.start]
            yield from _beyond(department, asked, f"starts in {first_of(start)}", "before", early, unit)
        if end:
            late = [str(column) for column in plan.periods if end.end <= column.start]
            yield from _beyond(department, asked, f"ends in {last_of(end)}", "after", late, unit)
            own = tuple(activities.get(department.code, ()))
            if own and end.end <= plan.window.start:
                still = f"and still has activities in a plan for {plan.window}"
                message = f"{department.code} ends in {last_of(end)}, {still}: {few(own)}"
                yield Finding(path="activities", message=message, actual=own, about=department.code)


def _beyond(
    department: Department,
    asked: Mapping[str, Mapping[str, Mapping[str, Decimal]]],
    bound: str,
    when: str,
    columns: Sequence[str],
    unit: str,
) -> Iterator[Finding]:
    """What is wrong in columns in which a department does not exist."""
    at = join("departments", department.code)
    has = _work_months(department.staffing)
    if own := {column: has[column] for column in columns if column in has}:
        message = f"{bound}, and has {name_unit(department.staffing.unit)} {when} that: {_in_words(own)}"
        place = join(at, "staffing")
        yield Finding(path=place, message=message, section=_place(department), actual=tuple(own), about=when)
    sums: dict[str, Decimal] = {}
    outputs: dict[str, None] = {}
    for column in columns:
        for output, figures in asked.get(department.code, {}).items():
            if column in figures:
                sums[column] = sums.get(column, Decimal(0)) + figures[column]
                outputs[output] = None
    if sums:
        ask = "asks" if len(outputs) == 1 else "ask"
        message = f"{bound}, and {few(outputs, 9)} {ask} it for {unit} {when} that: {_in_words(sums)}"
        yield Finding(path=at, message=message, section=department.section, actual=tuple(outputs), about=when)


@rule("OP404", Severity.WARNING)
def successor_without_date(plan: OperationalPlan) -> Iterator[Finding]:
    """A department is taken over by another, the plan does not say when, and it goes on planning to the end."""
    asked = _asked(plan)
    last = max(plan.periods, key=lambda period: period.end)
    for department in plan.departments:
        heirs = department.successors
        if heirs and department.valid_until is None and str(last) in _work_months(department.staffing):
            outputs = [code for code, own in asked.get(department.code, {}).items() if str(last) in own]
            unit = name_unit(department.staffing.unit)
            take = "takes" if len(heirs) == 1 else "take"
            message = f"{few(heirs, 9)} {take} over from it, the plan does not say when, and it has {unit}"
            yield Finding(
                path=join("departments", department.code),
                message=f"{message} to the end of {last_of(last)}"
                + (f"; {plural(len(outputs), 'output', 'ask')} it for some" if outputs else ""),
                section=department.section,
                actual=tuple(outputs),
            )


def _last(plan: OperationalPlan) -> int:
    """The month after the last column."""
    return max(period.end for period in plan.periods)


@rule("OP405", Severity.WARNING)
def successor_without_resources(plan: OperationalPlan) -> Iterator[Finding]:
    """A department or body takes over from one that has work-months, and has none of its own.

    A department that ends with the last column, or later, needs none to follow it in this plan. One with parts by
    `parent` may have its work-months there.
    """
    heirs: dict[str, list[Department]] = {}
    for department in plan.departments:
        end = department.valid_until
        if _work_months(department.staffing) and (end is None or end.end < _last(plan)):
            for heir in department.successors:
                heirs.setdefault(heir, []).append(department)
    having = [one.code for one in plan.departments if any(cell != 0 for cell in sums_of(one.staffing).values())]
    staffed = plan.levels["departments"].spread(having)
    bare = [one for one in plan.departments if one.code not in staffed]
    for kind, ones in (("departments", bare), ("bodies", plan.bodies)):
        for one in ones:
            if given := heirs.get(one.code):
                codes = few((department.code for department in given), 9)
                message = f"takes over from {codes}, and the plan gives it no {name_unit(given[0].staffing.unit)}"
                section = one.section or given[0].section
                yield Finding(path=join(kind, one.code), message=message, section=section)


@rule("OP406", Severity.WARNING)
def end_without_successor(plan: OperationalPlan) -> Iterator[Finding]:
    """A department that has work-months ceases to exist within the plan, and nobody is named who takes over.

    Where all of its units are taken over, so is its work.
    """
    for department in plan.departments:
        left = [unit.code for unit in department.units if not unit.successors]
        named = department.successors or (department.units and not left)
        end = department.valid_until
        if end and end.end < _last(plan) and not named and _work_months(department.staffing):
            yield Finding(
                path=join("departments", department.code, "successors"),
                message=f"ends in {last_of(end)}, and the plan does not say who takes over its work"
                + (f" and that of {plural(len(left), 'unit')}" if left else ""),
                section=department.section,
                actual=tuple(left),
            )


@rule("OP409", Severity.NOTE)
def idle_department(plan: OperationalPlan) -> Iterator[Finding]:
    """A department has work-months, and no output asks for any, though some ask others.

    It may be a part of a department that they ask, or have such a part.
    """
    asked = {str(record["department"]) for record in _asking(plan) if record["value"] != 0}
    busy = plan.levels["departments"].spread(asked)
    for department in plan.departments:
        has = _work_months(department.staffing)
        if asked and has and department.code not in busy:
            yield Finding(
                path=join("departments", department.code, "staffing"),
                message=f"has {name_unit(department.staffing.unit)} ({_in_words(has)}), "
                f"and no output has any of {department.code} in its table",
                section=_place(department),
            )


@rule("OP410", Severity.WARNING)
def lead_without_work(plan: OperationalPlan) -> Iterator[Finding]:
    """A department answers for results of an output in periods for which the output has 0 work-months of it."""
    codes = {department.code for department in plan.departments}
    for output in plan.outputs:
        months = cells_of(output.effort, "department")
        for framework in output.frameworks:
            leads = {
                (code, (result.period,) if result.period else framework.periods): None
                for row in framework.blocks
                for result in row.results
                for code in result.lead
                if code in codes
            }
            for code, periods in leads:
                columns = [str(column) for column in plan.periods if any(map(column.overlaps, periods))]
                if columns and all(months.get((code, column)) == 0 for column in columns):
                    yield Finding(
                        path=join("outputs", output.code, "frameworks", framework.code),
                        message=f"{code} answers for results, "
                        f"and has no {name_unit(output.effort.unit)} for them in {few(columns, 9)}",
                        section=framework.section or output.section,
                        actual=code,
                        dim="department",
                        about=code,
                    )


@rule("OP412", Severity.WARNING)
def nobody_left(plan: OperationalPlan) -> Iterator[Finding]:
    """All work-months of an output in a period are asked of departments that have ceased to exist by then."""
    ends = {department.code: department.valid_until for department in plan.departments if department.valid_until}
    for output in plan.outputs if ends else ():
        asked: dict[str, list[str]] = {}
        for (code, period), months in cells_of(output.effort, "department").items():
            if isinstance(months, Decimal) and months:
                asked.setdefault(period, []).append(code)
        gone = [
            period
            for period, codes in asked.items()
            if all(code in ends and ends[code].end <= Period.parse(period).start for code in codes)
        ]
        if gone:
            codes = tuple(dict.fromkeys(code for period in gone for code in asked[period]))
            exist = "exists" if len(codes) == 1 else "exist"
            yield Finding(
                path=join("outputs", output.code, "effort"),
                message=f"in {all_of(gone)} it asks only {few(codes, 9)} for work, which no longer {exist}",
                section=output.effort_section or output.section,
                actual=codes,
            )
