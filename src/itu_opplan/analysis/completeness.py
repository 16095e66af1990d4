"""Which parts of the plan are there, which are to be completed, which are missing or stand elsewhere."""

from collections import Counter
from collections.abc import Sequence

import attrs

from ..arguments import takes
from ..listing import Listing
from ..model.measures import BUILT_IN, owners_in
from ..model.organisation import Department
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..model.walk import tables
from ..paths import join
from ..table import Cell, Missing

__all__ = ["CompletenessLine", "completeness"]

_PARTS = ("description", "links", "effort", "volumes", "results", "kpis", "risks", "focal_points", "funding")
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
        figures: its tables of the measures that the plan declares.
        blanks: how many figures of all its tables are blank.
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
    figures: str
    blanks: int = 0


@takes
def completeness(plan: OperationalPlan) -> Listing[CompletenessLine]:
    """The parts of outputs and departments, each with its state, and of all else that has tables of figures.

    Units count for their department. Blank figures are counted.

    >>> from itu_opplan import bundled
    >>> lines = {line.path: line for line in completeness(bundled("gs-2008-2011"))}
    >>> lines["outputs.GMPCS"].description, lines["outputs.GMPCS"].effort, lines["outputs.WCIT"].effort
    ('to be completed', 'present', 'missing')
    """
    blanks: Counter[str] = Counter()
    cells: dict[str, list[Cell]] = {}
    for stated in tables(plan):
        values = [record["value"] for record in stated.table.records()]
        blanks[stated.site.path] += values.count(Missing.BLANK)
        if not stated.published and stated.measure.code not in BUILT_IN:
            cells.setdefault(stated.site.path, []).extend(value for value in values if not isinstance(value, str))
    declared = {measure.owner for measure in plan.measures if measure.code not in BUILT_IN}
    lines: list[CompletenessLine] = []
    for owner in ("outputs", "departments", *sorted(declared - {"outputs", "departments"})):
        for code, entity in owners_in(plan, owner):
            path = join(code and owner, code)
            figures = _figures(cells.get(path, [])) if owner in declared else NOT_APPLICABLE
            if isinstance(entity, Output | Department):
                lines.append(_line(path, entity, figures, blanks[path]))
            else:
                lines.append(_bare_line(path, entity, figures, blanks[path]))
    hidden = {"section"} if declared else {"section", "figures"}
    columns = tuple(field.name for field in attrs.fields(CompletenessLine) if field.name not in hidden)
    return Listing(tuple(lines), columns=columns, labels=1, title="parts of the plan")


def _figures(cells: Sequence[Cell]) -> str:
    """The state of the tables that the plan's own measures ask for."""
    if not cells:
        return MISSING
    return PENDING if Missing.TO_BE_COMPLETED in cells else PRESENT


def _bare_line(path: str, entity: attrs.AttrsInstance, figures: str, blanks: int) -> CompletenessLine:
    """The line of what has figures, and none of the parts of outputs and departments."""
    parts = dict.fromkeys(_PARTS, NOT_APPLICABLE)
    section: str | None = getattr(entity, "section", None)
    return CompletenessLine(path=path or "figures", section=section, **parts, figures=figures, blanks=blanks)


def _line(path: str, owner: Output | Department, figures: str, blanks: int) -> CompletenessLine:
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
        figures=figures,
        blanks=blanks,
    )
