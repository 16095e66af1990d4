"""References: codes that exist, are unique, and mean one thing; periods that do not overlap."""

import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping

import attrs

from ..grades import ITU_SCALE
from ..model.ancestry import show_circle
from ..model.context import Project
from ..model.fields import ACTORS, MEASURED
from ..model.known import codes, codes_by_name, dimension_names, nouns
from ..model.kpis import KPI, Achievement
from ..model.measures import DIMENSIONS, Measure
from ..model.outputs import unit_of_services
from ..model.plan import OperationalPlan
from ..model.walk import Link, Site, nouns_of
from ..paths import join
from ..periods import Period, complain_of_calendar
from ..problem import Severity, bounded
from ..table import Table
from ..texts import fold
from ..wording import Names, few, quote
from .gathered import gathered, stated_tables
from .printed import printed_tables, references_of, sources_of
from .rule import Finding, rule


class _Known:
    """The codes that a link may cite; words the complaint about any other."""

    def __init__(self, noun: str, codes: Iterable[str], there: str = "the plan has", advice: str = "") -> None:
        self.noun = noun
        self.there = there
        self._advice = advice
        self.meant: Mapping[str, str] = {}
        """The codes by what else may be written for them, folded."""
        self.codes = frozenset(codes := tuple(codes))
        self._listed = codes

    @functools.cached_property
    def _names(self) -> Names:
        return Names(self._listed)

    @functools.cached_property
    def _expected(self) -> object:
        return bounded(self._names.known)

    def unknown(
        self, path: str, wanted: Iterable[str], section: str | None, dim: str | None = None
    ) -> Iterator[Finding]:
        for code in wanted:
            if code not in self.codes:
                known = f"{self.there} {self._names.nearest(code) or f'none{self._advice.format(code)}'}"
                if (meant := self.meant.get(fold(code))) in self.codes:
                    known = f"write {quote(meant)}" if fold(meant) == fold(code) else f"write its code, {meant}"
                yield Finding(
                    path=path,
                    message=f"unknown {self.noun} {quote(code)}; {known}",
                    section=section,
                    expected=None if self._names.too_many else self._expected,
                    actual=code,
                    dim=dim,
                )


@rule("OP101", Severity.ERROR)
def unknown_label(plan: OperationalPlan) -> Iterator[Finding]:
    """A table has figures for a department, grade, service, period or other label that the plan does not have."""
    advice = {"service": "; write [services.{}] with its name and unit"}
    known = {
        dim: _Known(dim, labels, _there(plan, dim), advice.get(dim, "")) for dim, labels in plan.label_lists.items()
    }
    for stated in stated_tables(plan):
        for axis in stated.table.axes:
            if axis.dim not in known or known[axis.dim].codes.issuperset(axis.labels):
                continue
            strange = [label for label in axis.labels if label not in known[axis.dim].codes]
            spans = [
                label for label in strange if axis.dim == "period" and _is_tiled(Period.parse(label), plan.periods)
            ]
            for span in spans if not stated.published else ():  # a printed total may be that of several columns
                total = f"write its total in published_{stated.measure.code}"
                message = f"unknown period {quote(span)}; columns of the plan make it up: {total}"
                yield Finding(path=stated.path, message=message, section=stated.section, actual=span, dim="period")
            if strange := [label for label in strange if label not in spans]:
                known[axis.dim].meant = known[axis.dim].meant or codes_by_name(plan, (axis.dim,))
                yield from known[axis.dim].unknown(stated.path, strange, stated.section, axis.dim)


def _there(plan: OperationalPlan, dim: str) -> str:
    """How a message begins to name labels: those of the plan, or those that stand where it lists none."""
    own = plan.grades != ITU_SCALE if dim == "grade" else dim in plan.dimensions or dim not in DIMENSIONS
    return "the plan has" if own else f"unless [{'grades' if dim == 'grade' else 'dimensions'}] lists others, there are"


def _is_tiled(span: Period, columns: Iterable[Period]) -> bool:
    return span.tiled_by(column for column in columns if column in span)


def _unknown(plan: OperationalPlan, cited: Iterable[Link]) -> Iterator[Finding]:
    """The codes of these links that the plan does not have."""
    known: dict[tuple[str, ...], _Known] = {}
    dimensions = _Known("dimension", dimension_names(plan))
    for link in cited:
        to = link.kind.to
        if to in known and known[to].codes.issuperset(link.codes):  # as in nearly all
            continue
        dimension = to[0].removeprefix("dimensions.")
        if dimension != to[0] and dimension not in dimensions.codes:
            yield from dimensions.unknown(link.path, [dimension], link.site.section)
            continue
        if dimension != to[0] and not codes(plan, to):  # it takes any label
            continue
        among = _among(link)
        if among in known:
            own = known[among]
        elif to == ("siblings",):
            beside = link.site.owner.entity if link.site.owner else plan
            cls: type[attrs.AttrsInstance] = type(link.site.entity)
            siblings = (entity.code for entity in getattr(beside, link.site.name))
            own = known[among] = _Known(nouns_of(OperationalPlan)[cls], siblings)
        else:
            own = known[among] = _Known(nouns(to), codes(plan, to), _there(plan, dimension))
        if not own.codes.issuperset(link.codes):
            own.meant = own.meant or codes_by_name(plan, (link.site.name,) if to == ("siblings",) else to)
            yield from own.unknown(link.path, link.codes, link.site.section)


def _among(link: Link) -> tuple[str, ...]:
    """Where the codes of a link are looked for: its collections; of siblings those of one owner."""
    beside = link.site.owner.path if link.site.owner and link.kind.to == ("siblings",) else ""
    return (*link.kind.to, link.site.name, beside) if link.kind.to == ("siblings",) else link.kind.to


_CONTEXT = ("mandates", "provisions", "projects")
"""What outputs and departments rest on; links to it, and of it, are those of OP109."""


def _of_context(link: Link) -> bool:
    return link.kind.to[0] in _CONTEXT or isinstance(link.site.entity, Project)


@rule("OP102", Severity.ERROR)
def unknown_code(plan: OperationalPlan) -> Iterator[Finding]:
    """A link leads to something that the plan does not have: an entity, or a word that its dimension does not list."""
    yield from _unknown(plan, itertools.filterfalse(_of_context, gathered(plan).links))


@rule("OP103", Severity.ERROR)
def same_code(plan: OperationalPlan) -> Iterator[Finding]:
    """Two things of one kind have the same code, or codes that differ only in case.

    Departments, units and bodies share their codes: any of them can answer for a result. So do KPIs and expected
    results, those that have one. Frameworks are told apart within their owner: goal, objective, output, department
    or unit.
    """
    named: dict[tuple[str, str], list[Site]] = {}
    owner, path = None, ""
    for site in gathered(plan).coded:
        if site.owner is not None:
            shared = next((names[0] for names in (ACTORS, MEASURED) if site.name in names), "")
            if not shared and owner is not site.owner:
                owner, path = site.owner, site.owner.path
            named.setdefault(("", shared) if shared else (path, site.name), []).append(site)
    for found in named.values():
        first: dict[str, Site] = {}
        for site in found:
            other = first.setdefault(fold(site.entity.code), site)
            if other is not site:
                message = f"the code is taken by {other.path}; codes are unique without regard to case"
                yield Finding(path=site.path, message=message, actual=site.entity.code)


@rule("OP104", Severity.ERROR)
def ambiguous_alias(plan: OperationalPlan) -> Iterator[Finding]:
    """An alias is the code or an alias of another thing of its kind, so that a look-up could mean either."""
    named: dict[str, list[Site]] = {}
    for site in gathered(plan).coded_outside:
        if site.owner is not None:
            named.setdefault(site.name, []).append(site)
    for found in named.values():
        having = [site for site in found if getattr(site.entity, "aliases", ())]
        codes = {fold(site.entity.code): site.path for site in found} if having else {}
        taken: dict[str, str] = {}
        for site in having:
            for alias in site.entity.aliases:
                other = codes.get(fold(alias)) or taken.setdefault(fold(alias), site.path)
                if other != site.path:
                    yield Finding(
                        path=f"{site.path}.aliases", message=f"alias {quote(alias)} also means {other}", actual=alias
                    )


@rule("OP105", Severity.ERROR)
def overlapping_periods(plan: OperationalPlan) -> Iterator[Finding]:
    """Two columns of the plan have a month in common: adding them up would count it twice."""
    made = [one for one in plan.periods if _is_tiled(one, (other for other in plan.periods if other != one))]
    for one in made:
        message = f"other columns make up {one}, and columns must not overlap; leave it out, its totals are published_…"
        yield Finding(path="periods", message=message, actual=str(one))
    first, *others = sorted(one for one in plan.periods if one not in made)
    for other in others:
        if first.overlaps(other):
            yield Finding(path="periods", message=f"{first} and {other} overlap; columns must not", actual=str(other))
        first = max(first, other, key=lambda period: period.end)


@rule("OP106", Severity.ERROR)
def service_unit(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of services is not in the unit that the plan's services are counted in."""
    units = {service.code: service.unit for service in plan.services}
    for output in plan.outputs:
        services = output.services.labels("service") if "service" in output.services.dims else ()
        right = unit_of_services(services, units)
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
    """A table of results names a focal point, unit, project, mandate or label that the plan does not have."""
    yield from _unknown(plan, gathered(plan).links_within)


@rule("OP108", Severity.ERROR)
def unknown_framework(plan: OperationalPlan) -> Iterator[Finding]:
    """A row takes results, KPIs or risks from a table, or from an item of it, that is not there."""
    if not (referring := references_of(plan)):
        return
    frameworks: dict[str, list[str]] = {}
    for table in printed_tables(plan):
        frameworks.setdefault(table.owner_path, []).append(table.framework.code)
    known = {path: _Known("framework", own, "there is") for path, own in frameworks.items()}
    all_owners, sources = _Known("owner", frameworks, "there are results of"), sources_of(plan)
    for table, path, block, kind, reference in referring:
        there = reference.owner or table.owner_path
        if there not in known:
            yield from all_owners.unknown(f"{path}.owner", [there], table.section)
        elif reference.framework not in known[there].codes:
            yield from known[there].unknown(f"{path}.framework", [reference.framework], table.section)
        else:
            for missing in sources.unmet(table.owner_path, reference, kind, block.unit):
                message = f"there is no item {missing} in {there}.frameworks.{reference.framework}"
                where = f"{path}.items"
                yield Finding(path=where, message=message, section=table.section, actual=reference.items)


@rule("OP109", Severity.ERROR)
def unknown_in_context(plan: OperationalPlan) -> Iterator[Finding]:
    """A mandate, a provision or an output that is cited elsewhere in the plan is not there."""
    yield from _unknown(plan, filter(_of_context, gathered(plan).links))


@rule("OP110", Severity.WARNING)
def unknown_number(plan: OperationalPlan) -> Iterator[Finding]:
    """A KPI or an achievement is paired with the number of a result that its row does not have."""
    for table in printed_tables(plan):
        for path, block in table.rows():
            paired: tuple[KPI | Achievement, ...] = (*block.kpis, *block.achievements)
            if block.results_from is not None or not any(item.of for item in paired):
                continue  # any number of the other table may be meant
            there = dict.fromkeys(filter(None, (block.number, *(result.number for result in block.results))))
            known = {*there, *(own.rstrip("abcdefgh") for own in there)}  # 3a and 3b belong to 3, as in look-ups
            numbers, has = bounded(tuple(there)), few(there, 9) or "none"
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


@rule("OP111", Severity.ERROR)
def circle(plan: OperationalPlan) -> Iterator[Finding]:
    """A thing is part of itself, or succeeds itself, in one step or in several."""
    graphs: dict[tuple[str, ...], dict[str, Link]] = {}
    for link in gathered(plan).links:
        if link.kind.to == ("siblings",) or link.site.name in link.kind.to:
            graphs.setdefault((link.name, *_among(link)), {}).setdefault(link.site.entity.code, link)
    for graph in graphs.values():
        for way in _circles(graph):
            link = graph[way[0]]
            yield Finding(path=link.path, message=show_circle(way), section=link.site.section, actual=(*way, way[0])[1])


@rule("OP112", Severity.ERROR)
def too_many_places(plan: OperationalPlan) -> Iterator[Finding]:
    """The figures of a measure, as one table of all owners and labels, would have millions of places."""
    stated: dict[str, tuple[Measure, list[Table]]] = {}
    for one in stated_tables(plan):
        if not one.published:
            stated.setdefault(one.measure.code, (one.measure, []))[1].append(one.table)
    for measure, own in stated.values():
        sizes = {
            dim: len(plan.label_lists.get(dim) or {label for table in own for label in table.labels(dim)})
            for dim in measure.shape.dims
        }
        if measure.owner != "plan":
            sizes = {measure.owner.removesuffix("s"): len(getattr(plan, measure.owner)), **sizes}
        if (places := math.prod(sizes.values())) > MAX_PLACES:
            shape = " × ".join(f"{size:,} {dim}" for dim, size in sizes.items())
            message = f"{shape} labels of {measure.code} make {places:,} places; a plan may have {MAX_PLACES:,}"
            path = "figures" if measure.owner == "plan" else measure.owner
            yield Finding(path=path, message=message, expected=MAX_PLACES, actual=places)


@rule("OP115", Severity.ERROR)
def other_calendar(plan: OperationalPlan) -> Iterator[Finding]:
    """A period spells its years in another way than those of the plan: `2025` where they begin in July, for 2025/26."""
    for site, name, many, periods in gathered(plan).periods:
        for number, period in enumerate(periods):
            if complaint := complain_of_calendar(period, plan.year_begins):
                path = join(site.path, name) + (f"[{number}]" if many else "")
                yield Finding(path=path, message=complaint, section=site.section, actual=str(period))


MAX_PLACES = 1_000_000
"""Places that the figures of one measure may have; analyses of so many take seconds."""


def _circles(graph: Mapping[str, Link]) -> Iterator[list[str]]:
    """The codes of each circle that a walk in depth closes, the first in the plan first; of a long one some."""
    done: set[str] = set()
    for start in graph:
        way, places, onward = [start], {start: 0}, [iter(graph[start].codes)]
        while onward and start not in done:
            code = next(onward[-1], None)
            if code is None:
                done.add(way[-1])
                del places[way.pop()], onward[-1]
            elif code in places:
                first, length = places[code], len(way) - places[code]
                yield way[first:] if length < 9 else [*way[first : first + 7], "…", way[-1]]
            elif code in graph and code not in done:
                places[code] = len(way)
                way.append(code)
                onward.append(iter(graph[code].codes))
