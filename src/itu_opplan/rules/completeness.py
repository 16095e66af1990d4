"""Completeness: what the plan itself marks as to be completed, and what its sisters have and a part has not."""

from collections.abc import Iterator

import attrs

from ..analysis.completeness import MISSING, NOT_APPLICABLE, PENDING, CompletenessLine, completeness
from ..analysis.links import unmentioned
from ..errors import Severity, join
from ..model.lookup import frameworks
from ..model.plan import OperationalPlan
from .rule import Finding, Rule, few, rule

__all__ = ["RULES"]

_PARTS = tuple(field.name for field in attrs.fields(CompletenessLine) if field.name not in ("path", "section"))


def _words(parts: list[str]) -> str:
    return ", ".join(part.replace("_", " ").replace("kpis", "KPIs") for part in parts)


def _sisters(plan: OperationalPlan) -> Iterator[list[CompletenessLine]]:
    """Outputs among outputs, departments among departments."""
    lines = list(completeness(plan))
    for kind in ("outputs.", "departments."):
        yield [line for line in lines if line.path.startswith(kind)]


@rule("OP901", Severity.WARNING, published=Severity.ERROR)
def to_be_completed(plan: OperationalPlan) -> Iterator[Finding]:
    """The plan itself says that a part is to be completed."""
    for line in completeness(plan):
        if parts := [part for part in _PARTS if getattr(line, part) == PENDING]:
            message = f"to be completed: {_words(parts)}"
            yield Finding(path=line.path, message=message, section=line.section, actual=tuple(parts))
    for department in plan.departments:
        for unit in department.units:
            if unit.to_be_completed:
                yield Finding(
                    path=f"departments.{department.code}.units.{unit.code}",
                    message=f"to be completed: {_words(list(unit.to_be_completed))}",
                    section=unit.section,
                    actual=unit.to_be_completed,
                )
    for path, owner, _, one in frameworks(plan.outputs, plan.departments):
        at = f"{path}.frameworks.{one.code}"
        section = one.section or owner.section
        if one.state:
            yield Finding(path=at, message="the table is to be completed", section=section)
        for number, block in enumerate(one.blocks):
            if block.state:
                whose = f" of {block.unit}" if block.unit else ""
                yield Finding(
                    path=f"{at}.blocks[{number}]", message=f"the row{whose} is to be completed", section=section
                )


@rule("OP902", Severity.NOTE, council=Severity.WARNING)
def missing_part(plan: OperationalPlan) -> Iterator[Finding]:
    """An output or a department lacks parts that most of the others have.

    Links to objectives are looked at by OP201, KPIs and risks of tables that are there by OP501 and OP503.
    """
    for lines in _sisters(plan):
        usual = [part for part in _PARTS if sum(getattr(line, part) == MISSING for line in lines) * 2 < len(lines)]
        for line in lines:
            parts = [part for part in usual if getattr(line, part) == MISSING and part != "links"]
            if "results" not in parts:
                parts = [part for part in parts if part not in ("kpis", "risks")]
            if parts:
                message = f"has no {_words(parts)}"
                yield Finding(path=line.path, message=message, section=line.section, actual=tuple(parts))


@rule("OP903", Severity.NOTE)
def rare_part(plan: OperationalPlan) -> Iterator[Finding]:
    """Some outputs or departments have a part that most of the others lack."""
    for lines in _sisters(plan):
        for part in _PARTS:
            lacking = [line for line in lines if getattr(line, part) == MISSING]
            having = [line for line in lines if getattr(line, part) not in (MISSING, PENDING, NOT_APPLICABLE)]
            if having and part != "links" and len(lacking) * 2 >= len(lines):
                codes = tuple(line.path.partition(".")[2] for line in lacking)
                kind = lines[0].path.partition(".")[0]
                message = f"{len(lacking)} of {len(lines)} {kind} have no {_words([part])}: {few(codes, 15)}"
                yield Finding(path=kind, message=message, actual=codes)


@rule("OP904", Severity.NOTE)
def department_without_activities(plan: OperationalPlan) -> Iterator[Finding]:
    """A department has work-months and no activity of its own, where others have."""
    having = {activity.department for activity in plan.activities}
    for department in plan.departments if having - {None} else ():
        if department.code not in having and len(department.staffing):
            yield Finding(
                path=f"departments.{department.code}",
                message=f"{department.code} has work-months, and no activity of its own is listed",
                section=department.section,
            )


@rule("OP905", Severity.NOTE)
def unused_activities(plan: OperationalPlan) -> Iterator[Finding]:
    """Activities are listed, and no allocation of a department says how much work goes into them."""
    if any(len(department.allocations) for department in plan.departments):
        idle = tuple(activity.code for activity in unmentioned(plan))
        if idle:
            message = f"{len(idle)} of {len(plan.activities)} activities are in no allocation of any department"
            yield Finding(path="activities", message=message, actual=idle)


@rule("OP906", Severity.NOTE)
def unmentioned_body(plan: OperationalPlan) -> Iterator[Finding]:
    """A body outside the departments is named, and nothing in the plan is linked with it."""
    units = [unit for department in plan.departments for unit in department.units]
    linked = {code for department in plan.departments for code in department.successors}
    linked |= {code for unit in units for code in unit.successors}
    linked |= {code for result in plan.results() for code in (*result.item.lead, *result.item.consulted)}
    for body in plan.bodies:
        if body.code not in linked:
            message = f"{body.name} is named, but it answers for no result and takes over from nobody"
            yield Finding(path=join("bodies", body.code), message=message, section=body.section)


@rule("OP907", Severity.NOTE)
def mandate_without_session(plan: OperationalPlan) -> Iterator[Finding]:
    """Resolutions or decisions are cited without the session that adopted them, where others have it."""
    adopted = [mandate for mandate in plan.mandates if mandate.series in ("resolution", "decision")]
    bare = tuple(mandate.code for mandate in adopted if mandate.session is None)
    if bare and len(bare) < len(adopted):
        message = f"cited without the session that adopted them: {few(bare, 9)}"
        yield Finding(path="mandates", message=message, actual=bare)


@rule("OP908", Severity.NOTE)
def output_without_mandate(plan: OperationalPlan) -> Iterator[Finding]:
    """Some outputs cite the mandate they rest on, and others do not."""
    bare = tuple(output.code for output in plan.outputs if not output.mandates)
    if bare and len(bare) < len(plan.outputs):
        yield Finding(path="outputs", message=f"cite no mandate: {few(bare, 15)}", actual=bare)


RULES: tuple[Rule, ...] = (
    to_be_completed,
    missing_part,
    rare_part,
    department_without_activities,
    unused_activities,
    unmentioned_body,
    mandate_without_session,
    output_without_mandate,
)
