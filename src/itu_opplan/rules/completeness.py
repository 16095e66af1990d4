"""Completeness: what the plan itself marks as to be completed, and what its sisters have and a part has not."""

from collections.abc import Iterable, Iterator

from ..analysis.completeness import ELSEWHERE, MISSING, PRESENT, CompletenessLine, completeness
from ..analysis.links import unallocated_activities
from ..model.organisation import Department
from ..model.plan import OperationalPlan
from ..model.results import ResultsFramework
from ..model.walk import entities
from ..paths import join
from ..problem import Severity
from ..table import Missing
from ..texts import fold
from ..wording import count_of, few, name_unit, plural, quote, shorten
from .figures import all_rows
from .glance import cited
from .printed import printed_tables
from .rule import Finding, rule, shared

_PARTS = ("description", "effort", "volumes", "results", "focal_points", "funding")
"""The parts that outputs and departments are compared in: links are looked at by OP201 and OP204, KPIs and risks by
OP501 and OP503."""
_WORDS = {
    "effort": "work-months",
    "focal_points": "focal points",
    "funding": "statement of funding",
    "kpis": "KPIs",
    "links": "links to objectives",
    "risks": "risk factors",
    "volumes": "volumes of services",
}


_lines = shared(completeness)


def _words(parts: Iterable[str]) -> str:
    """Names of parts in words."""
    return ", ".join(_WORDS.get(part, part) for part in parts)


def _is_over(plan: OperationalPlan, department: Department) -> bool:
    """Whether a department has ceased to exist before the window of the plan: it need not be complete."""
    return department.valid_until is not None and department.valid_until.end <= plan.window.start


def _sisters(plan: OperationalPlan) -> Iterator[tuple[str, list[CompletenessLine]]]:
    """Outputs among outputs, departments among departments …"""
    over = {f"departments.{one.code}" for one in plan.departments if _is_over(plan, one)}
    kinds: dict[str, list[CompletenessLine]] = {}
    for line in _lines(plan):
        if line.path not in over and ".units." not in line.path:
            kinds.setdefault(line.path.partition(".")[0], []).append(line)
    yield from kinds.items()


@rule("OP901", Severity.WARNING, published=Severity.ERROR)
def to_be_completed(plan: OperationalPlan) -> Iterator[Finding]:
    """The plan itself says that a part, a figure, a table of results or a row of it is to be completed.

    Figures are those of tables, and the values of KPIs.
    """
    for site in entities(plan, skip=ResultsFramework):
        if parts := getattr(site.entity, "to_be_completed", ()):
            message = f"to be completed: {_words(parts)}"
            yield Finding(path=site.path, message=message, section=site.entity.section, actual=parts)
    for stated, rows in all_rows(plan):
        open_cells = tuple(
            ", ".join((*labels, period))
            for labels, there in rows
            for period, cell in there.items()
            if cell is Missing.TO_BE_COMPLETED
        )
        if open_cells:
            message = f"to be completed: {few((f'[{cell}]' for cell in open_cells), 9)}"
            yield Finding(path=stated.path, message=message, section=stated.section, actual=open_cells)
    for table in printed_tables(plan):
        if table.framework.state:
            yield table.finding("the table is to be completed")
        for path, block in table.rows():
            if block.state:
                whose = f" of {block.unit}" if block.unit else ""
                yield Finding(path=path, message=f"the row{whose} is to be completed", section=table.section)
        for path, kpi in table.kpis():
            if due := [one for one in kpi.values if one.value is Missing.TO_BE_COMPLETED]:
                message = f"to be completed: {plural(len(due), 'figure')} of {quote(kpi.text)}"
                yield Finding(path=path, message=message, section=kpi.section or table.section, actual=kpi.text)


@rule("OP902", Severity.NOTE, council=Severity.WARNING)
def missing_part(plan: OperationalPlan) -> Iterator[Finding]:
    """An output, a department, a goal or an objective lacks parts that most of the others have.

    Links are looked at by OP201 and OP204, KPIs and risk factors by OP501 and OP503.
    """
    for _, lines in _sisters(plan):
        usual = [part for part in _PARTS if sum(getattr(line, part) == MISSING for line in lines) * 2 < len(lines)]
        for line in lines:
            if parts := tuple(part for part in usual if getattr(line, part) == MISSING):
                yield Finding(path=line.path, message=f"has no {_words(parts)}", section=line.section, actual=parts)


@rule("OP903", Severity.NOTE)
def rare_part(plan: OperationalPlan) -> Iterator[Finding]:
    """Some outputs, departments, goals or objectives have a part that most of the others lack."""
    for kind, lines in _sisters(plan):
        for part in _PARTS:
            lacking = tuple(line.path.removeprefix(f"{kind}.") for line in lines if getattr(line, part) == MISSING)
            having = any(getattr(line, part) in (PRESENT, ELSEWHERE) for line in lines)
            if having and len(lacking) * 2 > len(lines):
                some = count_of(len(lacking), len(lines), kind[:-1], "has", "have")
                message = f"{some} no {_words([part])}: {few(lacking, 15)}"
                yield Finding(path=kind, message=message, actual=lacking, about=_words([part]))


@rule("OP904", Severity.NOTE)
def department_without_activities(plan: OperationalPlan) -> Iterator[Finding]:
    """A department has work-months and no activity of its own, where others have."""
    having = {activity.department for activity in plan.activities if activity.booked} - {None}
    for department in plan.departments if having else ():
        if department.staffing.keep(bool) and department.code not in having and not _is_over(plan, department):
            yield Finding(
                path=join("departments", department.code),
                message=f"{department.code} has {name_unit(department.staffing.unit)}, "
                "and no activity of its own is listed",
                section=department.section,
            )


@rule("OP905", Severity.NOTE)
def unused_activities(plan: OperationalPlan) -> Iterator[Finding]:
    """Activities are listed, and no allocation of a department says how much work goes into them.

    General activities do not count where an allocation has them in one row, under a name that no activity has.
    """
    having = [department for department in plan.departments if len(department.allocations)]
    rows = (one for own in having for one in own.allocations.by("kind", "item", "period").records())
    items = {str(one["item"]) for one in rows if one["kind"] == "activity"}
    named = {fold(name) for one in plan.activities for name in (one.code, *one.aliases)}
    lumped = any(fold(item) not in named for item in items)
    counted = [one for one in plan.activities if one.booked and (one.department or not lumped)]
    idle = [one for one in unallocated_activities(plan) if one.department or not lumped]
    if having and idle:
        owners = {one.department for one in idle}
        bare = [one.code for one in plan.departments if one.code in owners and not len(one.allocations)]
        of, are = " of departments" if lumped else "", "is" if len(idle) == 1 else "are"
        message = f"{len(idle)} of {len(counted)} activities{of} {are} in no allocation of a department"
        message += f"; {few(bare, 9)} {'has' if len(bare) == 1 else 'have'} none at all" if bare else ""
        yield Finding(path="activities", message=message, actual=tuple(one.code for one in idle))


@rule("OP906", Severity.NOTE)
def unmentioned_body(plan: OperationalPlan) -> Iterator[Finding]:
    """A body is named outside the chapters of outputs and departments, and nothing in the plan is linked with it."""
    linked = {code for to, codes in cited(plan).items() if "bodies" in to for code in codes}
    linked |= {mandate.issued_by for mandate in plan.mandates}
    sections = [*(one.section for one in plan.outputs), *(one.section for one in plan.departments)]
    chapters = tuple(f"{section}." for section in sections if section)
    for body in plan.bodies:
        explained = f"{body.section or ''}.".startswith(chapters)
        if not (explained or body.mandates) and linked.isdisjoint((body.code, body.name, *body.aliases)):
            yield Finding(
                path=join("bodies", body.code),
                message=f"{shorten(body.name)} is named, and nothing says what it does: "
                "no result, mandate or department cites it",
                section=body.section,
            )


@rule("OP907", Severity.NOTE)
def mandate_without_session(plan: OperationalPlan) -> Iterator[Finding]:
    """Resolutions or decisions are cited without the session that adopted them, where others have it."""
    adopted = [mandate for mandate in plan.mandates if mandate.series in ("resolution", "decision")]
    bare = tuple(mandate.code for mandate in adopted if mandate.session is None)
    if 0 < len(bare) < len(adopted):
        message = f"cited without the session that adopted {'it' if len(bare) == 1 else 'them'}: {few(bare, 9)}"
        yield Finding(path="mandates", message=message, actual=bare)


@rule("OP908", Severity.NOTE)
def output_without_mandate(plan: OperationalPlan) -> Iterator[Finding]:
    """Some outputs, or their results, cite the mandate they rest on, and others do not.

    What is a part of an output, or has it as a part, may cite it in its place.
    """
    citing = [output.code for output in plan.outputs if output.mandates or ("mandates",) in cited(output)]
    resting = plan.levels["outputs"].spread(citing)
    bare = tuple(output.code for output in plan.outputs if output.code not in resting)
    if 0 < len(bare) < len(plan.outputs):
        some = count_of(len(bare), len(plan.outputs), "output", "cites", "cite")
        message = f"{some} no mandate: {few(bare, 15)}"
        yield Finding(path="outputs", message=message, actual=bare)


@rule("OP909", Severity.NOTE)
def missing_service(plan: OperationalPlan) -> Iterator[Finding]:
    """The table of services of an output has no row for a service that those of most other outputs have.

    An output that orders nothing of those who provide the service needs no row for it.
    """
    rows = {
        output.code: {str(record["service"]) for record in output.services.by("service", "period").records()}
        for output in plan.outputs
        if len(output.services)
    }
    provider = {service.code: service.departments for service in plan.services}
    usual = [
        service.code for service in plan.services if sum(service.code in own for own in rows.values()) * 2 > len(rows)
    ]
    for output in plan.outputs:
        own = rows.get(output.code, set(usual))
        asked = {provider.get(code) for code in own}
        if gone := tuple(code for code in usual if code not in own and provider.get(code) in asked):
            yield Finding(
                path=join("outputs", output.code, "services"),
                message=f"has no row for {few(gone, 9)}, as most outputs have",
                section=output.services_section or output.section,
                actual=gone,
            )
