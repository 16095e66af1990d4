"""What stands in a plan, and where: all its entities, tables and links, found by what the fields say of themselves."""

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import attrs

from ..paths import join
from ..table import Table
from .fields import Kind, What, kinds
from .measures import DIMENSIONS, DimensionLabel, Measure, beside, held
from .plan import COLLECTIONS, OperationalPlan
from .rates import Rates

__all__ = [
    "Link",
    "Site",
    "Stated",
    "codes",
    "entities",
    "label_lists",
    "links",
    "noun_of",
    "nouns",
    "stated",
    "tables",
]


class Site(NamedTuple):
    """One entity of a plan, and where it stands.

    Attributes:
        entity: the entity; the plan itself is one.
        step: what its address adds to that of its owner.
        owner: the site of the entity that has it; None for the plan.
    """

    entity: Any
    step: str = ""
    owner: "Site | None" = None

    @property
    def path(self) -> str:
        """Its address."""
        return join(self.owner.path, self.step) if self.owner else self.step

    @property
    def section(self) -> str | None:
        """The printed section it stands in: its own, or that of the nearest above it."""
        own: str | None = getattr(self.entity, "section", None)
        return own if own is not None or self.owner is None or not self.owner.owner else self.owner.section

    def above(self, cls: type[attrs.AttrsInstance]) -> "Site | None":
        """The nearest site of an entity of this class, from here upwards."""
        site: Site | None = self
        while site is not None and not isinstance(site.entity, cls):
            site = site.owner
        return site


class Link(NamedTuple):
    """The codes that one field of an entity cites.

    Attributes:
        site: the entity.
        name: the field.
        kind: what the field holds; `kind.to` are the collections that may have the codes.
        codes: the codes.
    """

    site: Site
    name: str
    kind: Kind
    codes: tuple[str, ...]

    @property
    def path(self) -> str:
        """The address of the field."""
        return join(self.site.path, self.name)


class Stated(NamedTuple):
    """One table of figures of a plan, and what is printed beside it.

    Attributes:
        site: the entity whose table it is.
        measure: the measure.
        name: the last step of its address: the code of the measure, or `published_…`.
        table: the figures.
        assumed: what they rest on.
        own_section: the section that is printed above the table, where it has one.
    """

    site: Site
    measure: Measure
    name: str
    table: Table
    assumed: tuple[str, ...]
    own_section: str | None

    @property
    def published(self) -> bool:
        """Whether these are printed totals."""
        return self.name.startswith("published_")

    @property
    def path(self) -> str:
        """Its address."""
        typed = self.measure.code in kinds(type(self.site.entity))
        return join(self.site.path, self.name) if typed else join(self.site.path, "figures", self.name)

    @property
    def section(self) -> str | None:
        """The printed section it stands in."""
        return self.own_section or self.site.section

    @property
    def rows(self) -> Table:
        """The figures with the dims in the order of the measure, which is that of addresses."""
        dims = (self.measure.published if self.published else self.measure.shape).dims
        return self.table if self.table.dims == dims else self.table.by(*dims)


@functools.cache
def _ways(cls: type[attrs.AttrsInstance], what: What, skip: type | None) -> tuple[tuple[str, bool, bool], ...]:
    """The fields with entities that have, or lead to, fields of this kind: name, whether many, whether by code."""
    return tuple(
        (name, kind.many, "code" in kinds(kind.of))
        for name, kind in kinds(cls).items()
        if kind.of is not None and kind.of is not skip and (_has(kind.of, what) or _ways(kind.of, what, skip))
    )


@functools.cache
def _has(cls: type[attrs.AttrsInstance], what: What) -> bool:
    return any(kind.what == what for kind in kinds(cls).values())


def entities(plan: OperationalPlan, what: What = "text", *, skip: type | None = None) -> Iterator[Site]:
    """The plan and its entities that have fields of a kind, or lead to some, an owner before what it has.

    Args:
        plan: the plan.
        what: the kind; every entity but plain figures has a text.
        skip: a class that is left out, with all that is below it.

    >>> from itu_opplan import bundled
    >>> [site.path for site in entities(bundled("gs-2008-2011")) if type(site.entity).__name__ == "KPI"][0]
    'outputs.PP.frameworks.2006-2007.blocks[0].kpis[0]'
    """
    top = Site(plan)
    yield top
    for one in _below(top, what, skip):
        found: list[Site] = []
        _gather(one, what, skip, found)
        yield from found


def _gather(site: Site, what: What, skip: type | None, found: list[Site]) -> None:
    """This entity and all below it, an owner before what it has; a list is faster than iterators in iterators."""
    found.append(site)
    if _ways(type(site.entity), what, skip):
        for one in _below(site, what, skip):
            _gather(one, what, skip, found)


def _below(site: Site, what: What, skip: type | None) -> Iterator[Site]:
    """The entities that this one has itself."""
    entity = site.entity
    for name, many, coded in _ways(type(entity), what, skip):
        held = getattr(entity, name)
        if not held:
            continue
        if not many:
            yield Site(held, name, site)
        elif coded:
            for item in held:
                yield Site(item, f"{name}.{item.code}", site)
        else:
            for number, item in enumerate(held):
                yield Site(item, f"{name}[{number}]", site)


@functools.cache
def _links_of(cls: type[attrs.AttrsInstance]) -> tuple[tuple[str, Kind], ...]:
    return tuple((name, kind) for name, kind in kinds(cls).items() if kind.what == "link")


def links(plan: OperationalPlan, *, skip: type | None = None) -> Iterator[Link]:
    """Every field of the plan that cites codes of other entities, or labels of a dimension, and cites some.

    Args:
        plan: the plan.
        skip: a class that is left out, with all that is below it.

    >>> from itu_opplan import bundled
    >>> next(link.path for link in links(bundled("gs-2008-2011")) if "RES-48" in link.codes)
    'departments.PER.frameworks.2007.mandates'
    """
    for site in entities(plan, "link", skip=skip):
        for name, kind in _links_of(type(site.entity)):
            value = getattr(site.entity, name)
            if value:
                yield Link(site, name, kind, value if kind.many else (value,))


def tables(plan: OperationalPlan) -> Iterator[Stated]:
    """Every table of figures of the plan that has any, each with the printed totals after it.

    >>> from itu_opplan import bundled
    >>> [table.name for table in tables(bundled("gs-2008-2011")) if table.site.path == "outputs.PP"]
    ['effort', 'published_effort', 'services']
    """
    measures, top = plan.all_measures.values(), Site(plan)
    for owner in dict.fromkeys(("plan", *(measure.owner for measure in measures))):
        for code, entity in held(plan, owner):
            site = Site(entity, f"{owner}.{code}", top) if code else top
            for measure in measures:
                if measure.owner == owner:
                    yield from _stated(site, measure, (measure.code, f"published_{measure.code}"))
                elif owner == "plan":  # which has the printed totals over all owners
                    yield from _stated(site, measure, (f"published_{measure.code}",))


def _stated(site: Site, measure: Measure, names: tuple[str, ...]) -> Iterator[Stated]:
    for name in names:
        table = beside(site.entity, name)
        if isinstance(table, Table) and len(table):
            section = beside(site.entity, f"{measure.code}_section")
            assumed = beside(site.entity, f"{measure.code}_assumed")
            yield Stated(site, measure, name, table, cast(tuple[str, ...], assumed or ()), cast(str | None, section))


def stated(plan: OperationalPlan, measure: Measure) -> dict[str, tuple[Table, tuple[str, ...]]]:
    """The tables of a measure by the code of their owner, with what they assume; those of the plan under no code."""
    found: dict[str, tuple[Table, tuple[str, ...]]] = {}
    for code, entity in held(plan, measure.owner):
        table, assumed = beside(entity, measure.code), beside(entity, f"{measure.code}_assumed")
        if isinstance(table, Table):
            found[code] = table, cast(tuple[str, ...], assumed or ())
    return found


def nouns(to: tuple[str, ...]) -> str:
    """What the entities of these collections are called, in one phrase.

    >>> nouns(("departments", "units", "bodies"))
    'department, unit or body'
    """
    names = [_noun(name) for name in to]
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _noun(name: str) -> str:
    if name.startswith("dimensions."):
        return name.removeprefix("dimensions.")
    if name in COLLECTIONS:
        return COLLECTIONS[name].noun
    return "unit"  # of a department, or beside another


def codes(plan: OperationalPlan, to: tuple[str, ...]) -> list[str]:
    """The codes that a link to these collections may cite; nothing is said of siblings, which depend on the owner."""
    found: list[str] = []
    for name in to:
        if name.startswith("dimensions."):
            found += plan.labels(name.removeprefix("dimensions."))
        elif name == "units":
            found += [unit.code for department in plan.departments for unit in department.units]
        else:
            found += [entity.code for entity in getattr(plan, name)]
    return found


def label_lists(plan: OperationalPlan) -> dict[str, tuple[str, ...]]:
    """For each dim that a table of the plan may have its labels in order; dims that take any label are left out."""
    found: dict[str, Any] = {held.noun: tuple(codes(plan, (name,))) for name, held in COLLECTIONS.items()}
    found |= {name: plan.labels(name) for name in dict.fromkeys((*DIMENSIONS, *plan.dimensions)) if plan.labels(name)}
    found["grade"] = tuple(grade.code for grade in plan.grades.grades)
    found["period"] = tuple(map(str, plan.periods))
    return found


@functools.cache
def noun_of(cls: type[attrs.AttrsInstance]) -> str:
    """What one entity of a class is called in messages.

    >>> from itu_opplan import OrgUnit, ResultsFramework
    >>> noun_of(OrgUnit), noun_of(ResultsFramework), noun_of(OperationalPlan)
    ('unit', 'results framework', 'plan')
    """
    found = {OperationalPlan: "plan", Rates: "file of rates", DimensionLabel: "label of a dimension"} | {
        kind.of: kind.noun for root in (OperationalPlan, Rates) for kind in _children(root)
    }
    return found[cls]


def _children(cls: type[attrs.AttrsInstance]) -> Iterator[Kind]:
    for kind in kinds(cls).values():
        if kind.of is not None:
            yield kind
            yield from _children(kind.of)
