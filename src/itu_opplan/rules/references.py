"""References: codes that exist, are unique, and mean one thing; periods that do not overlap."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from ..model.lookup import References, owners
from ..model.outputs import counted_in
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.results import KPI, Achievement, Reference
from ..paths import join
from ..problem import Severity
from ..table import Table
from ..wording import Names, few, quote
from .printed import printed
from .rule import Finding, Rule, rule

__all__ = ["RULES", "tables"]


class _Known:
    """The codes of one kind; words the complaint about any other."""

    def __init__(self, kind: str, codes: Iterable[str], there: str = "the plan has") -> None:
        self.kind = kind
        self.there = there
        self.codes = dict.fromkeys(codes)
        self._names = Names(self.codes)

    def unknown(self, path: str, wanted: Iterable[str], section: str | None) -> Iterator[Finding]:
        for code in wanted:
            if code not in self.codes:
                known = self._names.nearest(code) or "none"
                yield Finding(
                    path=path,
                    message=f"unknown {self.kind} {quote(code)}; {self.there} {known}",
                    section=section,
                    expected=self._names.known,
                    actual=code,
                )


def tables(plan: OperationalPlan) -> Iterator[tuple[str, str | None, Table]]:
    """Address, section and value of every table of the plan."""
    for output in plan.outputs:
        at = join("outputs", output.code)
        yield f"{at}.effort", output.effort_section or output.section, output.effort
        yield f"{at}.published_effort", output.effort_section or output.section, output.published_effort
        yield f"{at}.services", output.services_section or output.section, output.services
    for department in plan.departments:
        at = join("departments", department.code)
        for name in ("staffing", "posts", "allocations"):
            section = getattr(department, f"{name}_section") or department.section
            yield f"{at}.{name}", section, getattr(department, name)
            yield f"{at}.published_{name}", section, getattr(department, f"published_{name}")


def _actors(plan: OperationalPlan) -> Iterator[tuple[str, str]]:
    """Address and code of all who can answer for something: departments, units, bodies."""
    for department in plan.departments:
        yield join("departments", department.code), department.code
        for unit in department.units:
            yield join("departments", department.code, "units", unit.code), unit.code
    for body in plan.bodies:
        yield join("bodies", body.code), body.code


@rule("OP101", Severity.ERROR)
def unknown_label(plan: OperationalPlan) -> Iterator[Finding]:
    """A table has figures for a department, grade, service or period that the plan does not have."""
    known: Mapping[str, _Known] = {
        "department": _Known("department", (department.code for department in plan.departments)),
        "grade": _Known("grade", (grade.code for grade in plan.grades.grades)),
        "service": _Known("service", (service.code for service in plan.services)),
        "period": _Known("period", map(str, plan.periods)),
    }
    for path, section, table in tables(plan):
        for axis in table.axes:
            if axis.dim in known:
                strange = [label for label in axis.labels if label not in known[axis.dim].codes]
                used = {record[axis.dim] for record in table.records()} if strange else set()  # others have no figure
                yield from known[axis.dim].unknown(path, [label for label in strange if label in used], section)


@rule("OP102", Severity.ERROR)
def unknown_code(plan: OperationalPlan) -> Iterator[Finding]:
    """A link, a group, a department, a parent, a successor or an output is one that the plan does not have."""
    goals = _Known("goal", (goal.code for goal in plan.goals))
    objectives = _Known("objective", (objective.code for objective in plan.objectives))
    groups = _Known("group", (group.code for group in plan.groups))
    departments = _Known("department", (department.code for department in plan.departments))
    outputs = _Known("output", (output.code for output in plan.outputs))
    actors = _Known("department, unit or body", (code for _, code in _actors(plan)))
    for output in plan.outputs:
        at = join("outputs", output.code)
        yield from goals.unknown(f"{at}.goals", output.goals, output.section)
        yield from objectives.unknown(f"{at}.objectives", output.objectives, output.section)
        yield from groups.unknown(f"{at}.group", filter(None, [output.group]), output.section)
    for department in plan.departments:
        at = join("departments", department.code)
        yield from objectives.unknown(f"{at}.objectives", department.objectives, department.section)
        yield from actors.unknown(f"{at}.successors", department.successors, department.section)
        units = _Known("unit", (unit.code for unit in department.units))
        for unit in department.units:
            below = f"{at}.units.{unit.code}"
            yield from units.unknown(f"{below}.parent", filter(None, [unit.parent]), unit.section)
            yield from actors.unknown(f"{below}.successors", unit.successors, unit.section)
    for activity in plan.activities:
        path = join("activities", activity.code, "department")
        yield from departments.unknown(path, filter(None, [activity.department]), activity.section)
    for service in plan.services:
        path = join("services", service.code, "departments")
        yield from departments.unknown(path, service.departments, service.section)
    for event in plan.events:
        yield from outputs.unknown(join("events", event.code, "output"), filter(None, [event.output]), event.section)


@rule("OP103", Severity.ERROR)
def same_code(plan: OperationalPlan) -> Iterator[Finding]:
    """Two things of one kind have the same code, or codes that differ only in case.

    Departments, units and bodies share their codes: any of them can answer for a result. Frameworks are told apart
    within their output, department or unit.
    """
    kinds = [
        [(join(name, entity.code), entity.code) for entity in getattr(plan, name)]
        for name in COLLECTIONS.values()
        if name not in ("departments", "bodies")
    ]
    tables = [
        [(f"{path}.frameworks.{framework.code}", framework.code) for framework in owner.frameworks]
        for path, owner, _ in owners(plan.outputs, plan.departments)
    ]
    for entities in (*kinds, list(_actors(plan)), *tables):
        first: dict[str, str] = {}
        for path, code in entities:
            other = first.get(code.casefold())
            if other is not None:
                message = f"the code is taken by {other}; codes are unique without regard to case"
                yield Finding(path=path, message=message, actual=code)
            first.setdefault(code.casefold(), path)


@rule("OP104", Severity.ERROR)
def ambiguous_alias(plan: OperationalPlan) -> Iterator[Finding]:
    """An alias is the code or an alias of another thing of its kind, so that a look-up could mean either."""
    units = [(f"departments.{d.code}.units.{unit.code}", unit) for d in plan.departments for unit in d.units]
    named = [[(join(name, entity.code), entity) for entity in getattr(plan, name)] for name in COLLECTIONS.values()]
    for entities in (*named, units):
        codes = {entity.code.casefold(): path for path, entity in entities}
        taken: dict[str, str] = {}
        for path, entity in entities:
            for alias in getattr(entity, "aliases", ()):
                other = codes.get(alias.casefold()) or taken.setdefault(alias.casefold(), path)
                if other != path:
                    yield Finding(
                        path=f"{path}.aliases", message=f"alias {quote(alias)} also means {other}", actual=alias
                    )


@rule("OP105", Severity.ERROR)
def overlapping_periods(plan: OperationalPlan) -> Iterator[Finding]:
    """Two columns of the plan have a year in common: adding them up would count it twice."""
    first, *others = sorted(plan.periods)
    for other in others:
        if first.overlaps(other):
            yield Finding(path="periods", message=f"{first} and {other} overlap; columns must not", actual=str(other))
        first = max(first, other, key=lambda period: period.last)


@rule("OP106", Severity.ERROR)
def service_unit(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of services is not in the unit that the plan's services are counted in."""
    units = {service.code: service.unit for service in plan.services}
    for output in plan.outputs:
        services = output.services.labels("service")
        right = counted_in(services, units)
        if right not in (None, output.services.unit) and len(output.services):
            wanted = sorted({units[code] for code in services if code in units})
            yield Finding(
                path=join("outputs", output.code, "services"),
                message=f"is in {output.services.unit!r}, but its services are counted in "
                f"{', '.join(wanted)}; its unit must be {right!r}",
                section=output.services_section or output.section,
                expected=right,
                actual=output.services.unit,
            )


@rule("OP107", Severity.ERROR)
def unknown_in_results(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of results names a focal point, a unit, a project or a mandate that the plan does not have."""
    actors = _Known("department, unit or body", (code for _, code in _actors(plan)))
    units = _Known("unit", (unit.code for department in plan.departments for unit in department.units))
    projects = _Known("project", (project.code for project in plan.projects))
    mandates = _Known("mandate", (mandate.code for mandate in plan.mandates))
    for table in printed(plan):
        section = table.section
        yield from mandates.unknown(f"{table.path}.mandates", table.framework.mandates, section)
        for here, block in table.rows():
            yield from units.unknown(f"{here}.unit", filter(None, [block.unit]), section)
            yield from projects.unknown(f"{here}.projects", block.projects, section)
            for place, result in enumerate(block.results):
                yield from actors.unknown(f"{here}.results[{place}].lead", result.lead, section)
                yield from actors.unknown(f"{here}.results[{place}].consulted", result.consulted, section)
                yield from mandates.unknown(f"{here}.results[{place}].mandates", result.mandates, section)
            for place, kpi in enumerate(block.kpis):
                yield from mandates.unknown(f"{here}.kpis[{place}].mandates", kpi.mandates, section)
            for place, achievement in enumerate(block.achievements):
                yield from mandates.unknown(f"{here}.achievements[{place}].mandates", achievement.mandates, section)


@rule("OP108", Severity.ERROR)
def unknown_framework(plan: OperationalPlan) -> Iterator[Finding]:
    """A row takes results, KPIs or risks from a table, or from an item of it, that is not there."""
    codes: dict[str, list[str]] = {}
    for table in printed(plan):
        codes.setdefault(table.owner_path, []).append(table.framework.code)
    known = {path: _Known("framework", own, "there is") for path, own in codes.items()}
    all_owners = _Known("owner", codes, "there are results of")
    references = References(plan.outputs, plan.departments)
    kinds: tuple[Literal["results", "kpis", "risks"], ...] = ("results", "kpis", "risks")
    for table in printed(plan):
        for path, block in table.rows():
            for kind in kinds:
                reference: Reference | None = getattr(block, f"{kind}_from")
                if reference is None:
                    continue
                at, there = f"{path}.{kind}_from", reference.owner or table.owner_path
                if there not in known:
                    yield from all_owners.unknown(f"{at}.owner", [there], table.section)
                elif reference.framework not in known[there].codes:
                    yield from known[there].unknown(f"{at}.framework", [reference.framework], table.section)
                else:
                    for missing in references.unmet(table.owner_path, reference, kind, block.unit):
                        message = f"there is no item {missing} in {there}.frameworks.{reference.framework}"
                        where = f"{at}.items"
                        yield Finding(path=where, message=message, section=table.section, actual=reference.items)


@rule("OP109", Severity.ERROR)
def unknown_in_context(plan: OperationalPlan) -> Iterator[Finding]:
    """A mandate, a provision or an output that is cited elsewhere in the plan is not there."""
    mandates = _Known("mandate", (mandate.code for mandate in plan.mandates))
    provisions = _Known("provision", (provision.code for provision in plan.provisions))
    outputs = _Known("output", (output.code for output in plan.outputs))
    for path, owner, _ in owners(plan.outputs, plan.departments):
        yield from mandates.unknown(f"{path}.mandates", owner.mandates, owner.section)
    for output in plan.outputs:
        for number, funding in enumerate(output.funding):
            path = f"{join('outputs', output.code)}.funding[{number}].provision"
            section = funding.section or output.section
            yield from provisions.unknown(path, filter(None, [funding.provision]), section)
    for name in ("provisions", "events"):
        for entity in getattr(plan, name):
            yield from mandates.unknown(join(name, entity.code, "mandates"), entity.mandates, entity.section)
    for project in plan.projects:
        path = join("projects", project.code, "output")
        yield from outputs.unknown(path, filter(None, [project.output]), project.section)


@rule("OP110", Severity.WARNING)
def unknown_number(plan: OperationalPlan) -> Iterator[Finding]:
    """A KPI or an achievement is paired with the number of a result that its row does not have."""
    for table in printed(plan):
        for path, block in table.rows():
            if block.results_from is not None:
                continue  # any number of the other table may be meant
            there = dict.fromkeys(filter(None, (block.number, *(result.number for result in block.results))))
            known = {*there, *(own.rstrip("abcdefgh") for own in there)}  # 3a and 3b belong to 3, as in look-ups
            numbers, has = tuple(there), few(there, 9) or "none"
            for kind in ("kpis", "achievements"):
                items: tuple[KPI | Achievement, ...] = getattr(block, kind)
                for place, item in enumerate(items):
                    for wanted in item.of:
                        if wanted not in known:
                            yield Finding(
                                path=f"{path}.{kind}[{place}].of",
                                message=f"there is no result {quote(wanted)} in this row; it has {has}",
                                section=item.section or table.section,
                                expected=numbers,
                                actual=wanted,
                            )


RULES: tuple[Rule, ...] = (
    unknown_label,
    unknown_code,
    same_code,
    ambiguous_alias,
    overlapping_periods,
    service_unit,
    unknown_in_results,
    unknown_framework,
    unknown_in_context,
    unknown_number,
)
