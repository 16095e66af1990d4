"""Which parts of the plan are there, which are to be completed, which are missing or stand elsewhere."""

import attrs

from ..listing import Listing
from ..model.organisation import Department
from ..model.outputs import Output
from ..model.plan import OperationalPlan

__all__ = ["CompletenessLine", "completeness"]

PRESENT, PENDING, MISSING, ELSEWHERE, NOT_APPLICABLE = "present", "to be completed", "missing", "elsewhere", "n/a"


@attrs.frozen(kw_only=True)
class CompletenessLine:
    """The parts of one output or department: each `present`, `to be completed`, `missing` or `elsewhere`.

    A part that such a thing does not have (a department has no volumes of services) is `n/a`.

    Attributes:
        path: address of the output or department.
        section: number of its printed section.
        description: what it is.
        links: to goals or objectives.
        effort: work-months: of an output its effort, of a department its staffing.
        volumes: of services.
        results: expected results; `elsewhere` where all of them are taken from another table.
        kpis: KPIs, likewise.
        risks: risk factors, likewise.
        focal_points: who answers for its results.
        funding: how it is paid for.
    """

    path: str
    section: str | None
    description: str
    links: str
    effort: str
    volumes: str
    results: str
    kpis: str
    risks: str
    focal_points: str
    funding: str


def completeness(plan: OperationalPlan) -> Listing[CompletenessLine]:
    """Outputs and departments of the plan by their parts, each with its state; units count for their department.

    >>> from itu_opplan import bundled
    >>> lines = {line.path: line for line in completeness(bundled("gs-2008-2011"))}
    >>> lines["outputs.GMPCS"].description, lines["outputs.GMPCS"].effort, lines["outputs.WCIT"].effort
    ('to be completed', 'present', 'missing')
    """
    lines = (
        *(_line(f"outputs.{output.code}", output) for output in plan.outputs),
        *(_line(f"departments.{department.code}", department) for department in plan.departments),
    )
    columns = tuple(field.name for field in attrs.fields(CompletenessLine) if field.name != "section")
    return Listing(lines, columns=columns, labels=1, title="parts of the plan")


def _line(path: str, owner: Output | Department) -> CompletenessLine:
    units = owner.units if isinstance(owner, Department) else ()
    tables = [framework for one in (owner, *units) for framework in one.frameworks]
    blocks = [block for framework in tables for block in framework.blocks]
    pending = any([*(table.state for table in tables), *(block.state for block in blocks)])

    def state(part: str, there: bool, elsewhere: bool = False, pending: bool = False) -> str:
        if part in owner.to_be_completed:
            return PENDING
        if there:
            return PRESENT
        if pending or any(part in unit.to_be_completed for unit in units):
            return PENDING
        return ELSEWHERE if elsewhere or any(part in one.elsewhere for one in (owner, *units)) else MISSING

    def of_blocks(part: str) -> str:
        there = any(getattr(one, part, ()) for one in (owner, *tables, *blocks))
        taken = any(getattr(block, f"{part}_from") for block in blocks)
        return state(part, there, taken, pending)

    output = owner if isinstance(owner, Output) else None
    effort = owner.effort if isinstance(owner, Output) else owner.staffing
    return CompletenessLine(
        path=path,
        section=owner.section,
        description=state("description", owner.description is not None),
        links=state("links", bool(owner.objectives or (output and output.goals))),
        effort=state("effort", bool(len(effort))),
        volumes=state("volumes", bool(len(output.services))) if output else NOT_APPLICABLE,
        results=of_blocks("results"),
        kpis=of_blocks("kpis"),
        risks=of_blocks("risks"),
        focal_points=state("focal_points", any(result.lead for block in blocks for result in block.results)),
        funding=state("funding", bool(output.funding)) if output else NOT_APPLICABLE,
    )
