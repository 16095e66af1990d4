"""Which parts of the plan are there, which are to be completed, which are missing or stand elsewhere."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ..arguments import takes
from ..immutable import Immutable
from ..listing import Listing
from ..model.ancestry import Below, Levels
from ..model.found import Owner
from ..model.kpis import KPI
from ..model.measures import BUILT_IN, Measure, owners_in
from ..model.organisation import Department, OrgUnit
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.results import ResultBlock, ResultsFramework
from ..model.walk import Stated, tables
from ..paths import join
from ..table import Missing

__all__ = ["CompletenessLine", "completeness"]

_PARTS = ("description", "links", "effort", "volumes", "results", "kpis", "risks", "focal_points", "funding")
PRESENT, PENDING, MISSING, ELSEWHERE, NOT_APPLICABLE = "present", "to be completed", "missing", "elsewhere", "n/a"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CompletenessLine(Immutable):
    """The parts of one output, department, unit …: each `present`, `to be completed`, `missing` or `elsewhere`.

    A part that such a thing does not have (a department has no volumes of services) is `n/a`, and so are volumes and
    links that are missing where the plan has no services, or neither goals nor objectives. A part of which anything
    is to be completed is `to be completed`, whatever else of it is there. What an output has not, and what it is a part
    of has, or one of its parts, is `elsewhere`; only a description is its own.

    Attributes:
        path: address of the output, department, unit, goal or objective.
        section: number of its printed section.
        description: what it is.
        links: to goals or objectives.
        effort: work-months: of an output its effort, of a department its staffing; also `to be completed` where
            figures of its posts or allocations, or printed totals, are.
        volumes: of services.
        results: expected results; `elsewhere` where all of them are taken from another table.
        kpis: KPIs, likewise; `to be completed` also where a figure of one is.
        risks: risk factors, likewise.
        focal_points: who answers for its results.
        funding: how it is paid for.
        figures: its tables of the measures that the plan declares.
        blanks: how many figures of all its tables are blank.

    >>> from itu_opplan import bundled
    >>> completeness(bundled("gs-2008-2011"))[0].results
    'present'
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

    Where a goal or an objective has a table of results, all of them have lines like outputs. Units count for their
    department; those of which the plan says that a part is to be completed have lines, too. Blank figures are counted,
    but for those in the place of which a part of their owner has a figure.

    >>> from itu_opplan import bundled
    >>> lines = {line.path: line for line in completeness(bundled("gs-2008-2011"))}
    >>> lines["outputs.GMPCS"].description, lines["outputs.GMPCS"].effort, lines["outputs.WCIT"].effort
    ('to be completed', 'present', 'missing')
    >>> lines["departments.CEC.units.EAU"].description, lines["departments.CEC"].kpis
    ('to be completed', 'to be completed')
    """
    blanks: Counter[str] = Counter()
    below = Below(plan)
    stating: set[str] = set()
    promised: dict[str, set[str]] = {}
    for stated in tables(plan):
        values = [record["value"] for record in stated.table.records()]
        if Missing.BLANK in values:
            blanks[stated.site.path] += _count_blanks(stated, below)
        if Missing.TO_BE_COMPLETED in values:
            promised.setdefault(stated.site.path, set()).add(_part_of(stated.measure))
        if not stated.published and stated.measure.code not in BUILT_IN:
            stating.add(stated.site.path)
    declared = {measure.owner for measure in plan.measures if measure.code not in BUILT_IN}
    whole = {"outputs", "departments", *(name for name in COLLECTIONS if any(map(_has_results, getattr(plan, name))))}
    lines: list[CompletenessLine] = []
    for owner in ("outputs", "departments", *sorted((declared | whole) - {"outputs", "departments"})):
        found: dict[str, CompletenessLine] = {}
        units: dict[str, list[CompletenessLine]] = {}
        for code, entity in owners_in(plan, owner):
            path = join(code and owner, code)
            due = promised.get(path, set())
            figures = PENDING if "figures" in due else PRESENT if path in stating else MISSING
            if owner not in declared:
                figures = NOT_APPLICABLE
            if owner in whole:
                found[code], *units[code] = _lines(path, entity, due, figures, blanks[path])
            else:
                found[code] = _bare_line(path, entity, figures, blanks[path])
        if (levels := plan.levels.get(owner)) is not None:
            found = _spread(found, levels)
        for code, line in found.items():
            lines += [attrs.evolve(one, **_impossible(plan, one)) for one in (line, *units.get(code, ()))]
    hidden = {"section"} if declared else {"section", "figures"}
    columns = tuple(field.name for field in attrs.fields(CompletenessLine) if field.name not in hidden)
    return Listing(tuple(lines), columns=columns, labels=1, title="parts of the plan")


def _impossible(plan: OperationalPlan, line: CompletenessLine) -> dict[str, Any]:
    """The parts that are missing because the plan has nothing that they could name."""
    cited = {"volumes": plan.services, "links": (*plan.goals, *plan.objectives)}
    return {part: NOT_APPLICABLE for part, there in cited.items() if not there and getattr(line, part) == MISSING}


def _has_results(entity: attrs.AttrsInstance) -> bool:
    """Whether it has a table of results."""
    return bool(getattr(entity, "frameworks", ()))


def _count_blanks(stated: Stated, below: Below) -> int:
    """How many cells are blank in the place of which nothing below the owner has a figure."""
    cells = [record for record in stated.rows.records() if record["value"] is Missing.BLANK]
    *dims, _ = stated.rows.dims
    return sum(str(one["period"]) not in below.periods(stated, *(str(one[dim]) for dim in dims)) for one in cells)


def _spread(lines: Mapping[str, CompletenessLine], levels: Levels) -> dict[str, CompletenessLine]:
    """The lines by code; what is missing is elsewhere if what it is a part of has it, or one of its parts."""
    kept: dict[str, dict[str, Any]] = {}
    for part in (*_PARTS[1:], "figures"):  # a description is its own
        for code in levels.spread(code for code, line in lines.items() if getattr(line, part) in (PRESENT, PENDING)):
            if getattr(lines.get(code), part, None) == MISSING:
                kept.setdefault(code, {})[part] = ELSEWHERE
    return {code: attrs.evolve(line, **kept.get(code, {})) for code, line in lines.items()}


def _part_of(measure: Measure) -> str:
    """The part to which the tables of a measure belong: posts and percentages of its work are of a department's."""
    if measure.code not in BUILT_IN:
        return "figures"
    return next((part for part, names in _FIELDS.items() if measure.code in names), "effort")


def _bare_line(path: str, entity: attrs.AttrsInstance, figures: str, blanks: int) -> CompletenessLine:
    """The line of what has figures, and none of the parts of outputs and departments."""
    parts = dict.fromkeys(_PARTS, NOT_APPLICABLE)
    section: str | None = getattr(entity, "section", None)
    return CompletenessLine(path=path or "figures", section=section, **parts, figures=figures, blanks=blanks)


def _lines(path: str, owner: Owner, due: Collection[str], figures: str, blanks: int) -> Iterator[CompletenessLine]:
    """The line of an output or department, and of those of its units of which a part is to be completed."""
    units = owner.units if isinstance(owner, Department) else ()
    rows = [block for table in owner.frameworks for block in table.blocks]
    states = _states(owner, units, (), due)
    yield CompletenessLine(path=path, section=owner.section, **states, figures=figures, blanks=blanks)
    for unit in units:
        states = _states(unit, (), [block for block in rows if block.unit == unit.code])
        if PENDING in states.values():
            at = join(path, "units", unit.code)
            yield CompletenessLine(path=at, section=unit.section, **states, figures=NOT_APPLICABLE, blanks=0)


_FIELDS: Mapping[str, tuple[str, ...]] = {
    "description": ("description",),
    "links": ("objectives", "goals"),
    "effort": ("effort", "staffing"),
    "volumes": ("services",),
    "funding": ("funding",),
}
"""The fields that hold a part; what has none of them does not have that part. The others stand in tables of results."""


def _states(
    owner: Owner, units: Sequence[OrgUnit], rows: Sequence[ResultBlock], due: Collection[str] = ()
) -> dict[str, str]:
    """The state of each part of an owner with these units, and with these rows of the tables of its department.

    Of the parts that are due, figures are to be completed.
    """
    holders = (owner, *units)
    tables = [table for one in holders for table in one.frameworks]
    blocks = [*rows, *(block for table in tables for block in table.blocks)]
    places: list[ResultsFramework | ResultBlock] = [*tables, *blocks]
    states: dict[str, str] = {}
    for part in _PARTS:
        values = [getattr(owner, name) for name in _FIELDS.get(part, ()) if hasattr(owner, name)]
        there, elsewhere = any(map(len, filter(None, values))), any(part in one.elsewhere for one in holders)
        pending = any(part in one.to_be_completed for one in holders) or part in due
        if part == "focal_points":
            there = any(result.lead for block in blocks for result in block.results)
        elif part in _FIELDS:
            if not values:
                states[part] = NOT_APPLICABLE
                continue
        else:
            there = any(getattr(one, part, ()) for one in (owner, *places))
            pending |= any(one.state and not _has(one, part) for one in places)
            pending |= part == "kpis" and any(_is_due(kpi) for block in blocks for kpi in block.kpis)
            elsewhere |= any(getattr(block, f"{part}_from") for block in blocks)
        states[part] = PENDING if pending else PRESENT if there else ELSEWHERE if elsewhere else MISSING
    return states


def _is_due(kpi: KPI) -> bool:
    """Whether a figure of a KPI is to be completed."""
    return any(one.value is Missing.TO_BE_COMPLETED for one in kpi.values)


def _has(one: ResultsFramework | ResultBlock, part: str) -> bool:
    """Whether a table of results or a row of it has a part."""
    rows = one.blocks if isinstance(one, ResultsFramework) else ()
    return any(getattr(place, part, ()) for place in (one, *rows))
