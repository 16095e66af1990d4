"""What stands in a plan, and where: its entities, links and tables, found by what the fields say of themselves."""

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias, cast

import attrs

from ..paths import join
from ..table import Table
from .fields import Kind, What, is_keyed, kinds
from .fields import label as label_of
from .measures import Measure, base_name, is_typed, owners_in, value_beside

__all__ = [
    "Link",
    "Measured",
    "Site",
    "Stated",
    "entities",
    "links",
    "nouns_of",
    "sites_of",
    "tables",
    "tables_of",
]

Class: TypeAlias = type[attrs.AttrsInstance]


class Site(NamedTuple):
    """One entity of a plan, and where it stands.

    Attributes:
        entity: the entity; the plan itself is one.
        owner: the site of the entity that has it; None for the plan.
        name: the field of the owner that holds it.
        key: its code, or its number in a list; None where it is the only one.
    """

    entity: Any
    owner: "Site | None" = None
    name: str = ""
    key: str | int | None = None

    @property
    def path(self) -> str:
        """Its address."""
        if self.owner is None:
            return ""
        at, key = self.owner.path, self.key
        step = self.name if key is None else f"{self.name}[{key}]" if isinstance(key, int) else f"{self.name}.{key}"
        return f"{at}.{step}" if at else step

    @property
    def section(self) -> str | None:
        """The printed section it stands in: its own, or that of the nearest above it."""
        own: str | None = getattr(self.entity, "section", None)
        return own if own is not None or self.owner is None or not self.owner.owner else self.owner.section

    def way_up(self) -> Iterator["Site"]:
        """This site, and those of all that has it, up to the plan."""
        site: Site | None = self
        while site is not None:
            yield site
            site = site.owner

    def above(self, *classes: type) -> "Site | None":
        """The nearest site of an entity of one of these classes, from here upwards; None where there is none."""
        return next((site for site in self.way_up() if isinstance(site.entity, classes)), None)

    @property
    def top(self) -> "Site":
        """What the plan itself holds and this is a part of, such as an output; the plan, where this is the plan."""
        return next(site for site in self.way_up() if site.owner is None or site.owner.owner is None)


class Measured(attrs.AttrsInstance, Protocol):
    """What a walk over the tables asks of a plan, beside what its fields say."""

    @property
    def all_measures(self) -> Mapping[str, Measure]: ...


class Link(NamedTuple):
    """The codes that one field of an entity cites.

    Attributes:
        site: the entity.
        name: the field, with the dimension of a label in a mapping: `dimensions.sex`.
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


@functools.cache
def _ways(cls: Class, what: What | Class, skip: Class | None) -> tuple[tuple[str, bool, bool], ...]:
    """The fields with entities that are, have, or lead to what is looked for: name, whether many, whether by code."""
    found: list[tuple[str, bool, bool]] = []
    for name, kind in kinds(cls).items():
        if kind.of is None or kind.of is skip:
            continue
        has = kind.of is what or any(own.what == what for own in kinds(kind.of).values())
        if has or _ways(kind.of, what, skip):
            found.append((name, kind.many, is_keyed(kind.of)))
    return tuple(found)


def entities(
    root: attrs.AttrsInstance,
    what: What | Class = "text",
    *,
    skip: Class | None = None,
    among: Mapping[str, Sequence[Any]] | None = None,
) -> Iterator[Site]:
    """The plan and its entities that have fields of a kind, or lead to some, an owner before what it has.

    Args:
        root: the plan.
        what: the kind, or the class of the entities that are looked for; all but plain figures have a text.
        skip: a class that is left out, with all that is below it.
        among: only these entities of the plan, by the field that holds them, and what is below them.

    >>> from itu_opplan import bundled
    >>> found = [site.path for site in entities(bundled("gs-2008-2011"), "date")]
    >>> found[:2], [path for path in found if path.startswith("outputs.PP")][:2]
    (['', 'goals.1'], ['outputs.PP', 'outputs.PP.frameworks.2006-2007'])
    """
    top = Site(root)
    yield top
    cls: Class = type(root)
    for name, many, coded in _ways(cls, what, skip):
        if held := getattr(root, name) if among is None else among.get(name):
            for site in _sites(held, top, name, many, coded):
                found: list[Site] = []
                _gather(site, what, skip, found)
                yield from found


def sites_of(root: attrs.AttrsInstance, cls: Class) -> Iterator[Site]:
    """The entities of one class, in the order of the plan.

    >>> from itu_opplan import KPI, bundled
    >>> next(sites_of(bundled("gs-2008-2011"), KPI)).path
    'outputs.PP.frameworks.2007-2011.blocks[0].kpis[0]'
    """
    return (site for site in entities(root, cls) if isinstance(site.entity, cls))


def _gather(site: Site, what: What | Class, skip: Class | None, found: list[Site]) -> None:
    """This entity and all below it, an owner before what it has; a list is faster than iterators in iterators."""
    found.append(site)
    cls: Class = type(site.entity)
    for name, many, coded in _ways(cls, what, skip):
        if held := getattr(site.entity, name):  # most have nothing
            for one in _sites(held, site, name, many, coded):
                _gather(one, what, skip, found)


def _sites(held: Any, site: Site, name: str, many: bool, coded: bool) -> list[Site]:
    """The entities that one field of an entity holds."""
    if not many:
        return [Site(held, site, name)]
    if coded:
        return [Site(item, site, name, item.code) for item in held]
    return [Site(item, site, name, number) for number, item in enumerate(held)]


class _Route(NamedTuple):
    """What a walk over links does with the entities of a class.

    Attributes:
        own: the fields that are links.
        ways: the fields with entities that have links, and their class: name, whether many, whether by code.
        filled: whether an entity has anything in these fields.
    """

    own: tuple[tuple[str, Kind], ...]
    ways: tuple[tuple[str, bool, bool, Class], ...]
    filled: Callable[[Any], object]


@functools.cache
def _route(cls: Class, skip: Class | None) -> _Route:
    own = tuple((name, kind) for name, kind in kinds(cls).items() if kind.what == "link")
    ways = tuple((*way, kinds(cls)[way[0]].of or cls) for way in _ways(cls, "link", skip))
    names = [*(name for name, _ in own), *(way[0] for way in ways)]
    values = operator.attrgetter(*names) if names else lambda _: ()
    return _Route(own, ways, values if len(names) == 1 else lambda entity: any(values(entity)))


def links(root: attrs.AttrsInstance, *, within: Class | None = None, skip: Class | None = None) -> Iterator[Link]:
    """Every field of the plan that cites codes of other entities, or labels of a dimension, and cites some.

    Args:
        root: the plan.
        within: only those of the entities of this class, and of what is below them.
        skip: a class that is left out, with all that is below it.

    >>> from itu_opplan import bundled
    >>> next(link.path for link in links(bundled("gs-2008-2011")) if "RES-48" in link.codes)
    'departments.PER.frameworks.2007.mandates'
    """
    for site in sites_of(root, within) if within else [Site(root)]:
        found: list[Link] = []
        _gather_links(site, skip, found)
        yield from found


def _gather_links(site: Site, skip: Class | None, found: list[Link]) -> None:
    """The links of an entity and of all below it; what has none gets no site, for there are many."""
    cls: Class = type(site.entity)
    route = _route(cls, skip)
    for name, kind in route.own:
        value = getattr(site.entity, name)
        if value and kind.keyed:
            for dim, label in value.items():
                found.append(Link(site, f"{name}.{dim}", label_of(dim)["kind"], (label,)))
        elif value:
            found.append(Link(site, name, kind, value if kind.many else (value,)))
    for name, many, coded, below in route.ways:
        held = getattr(site.entity, name)
        if not held:
            continue
        onward = _route(below, skip)
        for number, item in enumerate(held if many else (held,)):
            if onward.filled(item):
                _gather_links(Site(item, site, name, item.code if coded else number if many else None), skip, found)


@functools.cache
def nouns_of(root: Class) -> dict[Class, str]:
    """What one entity of each class below a root is called in messages.

    >>> from itu_opplan import OperationalPlan, OrgUnit
    >>> nouns_of(OperationalPlan)[OrgUnit]
    'unit'
    """
    return {kind.of: kind.noun for kind in _children(root) if kind.of is not None}


def _children(cls: Class) -> Iterator[Kind]:
    for kind in kinds(cls).values():
        if kind.of is not None:
            yield kind
            yield from _children(kind.of)


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
        cls: Class = type(self.site.entity)
        return join(self.site.path, *(() if is_typed(cls, self.measure.code) else ("figures",)), self.name)

    @property
    def section(self) -> str | None:
        """The printed section it stands in."""
        return self.own_section or self.site.section

    @property
    def rows(self) -> Table:
        """The figures with the dims in the order of the measure, which is that of addresses."""
        dims = (self.measure.published if self.published else self.measure.shape).dims
        return self.table if self.table.dims == dims else self.table.by(*dims)


def tables(plan: Measured) -> Iterator[Stated]:
    """Every table of figures of the plan that has any, each with the printed totals after it.

    >>> from itu_opplan import bundled
    >>> [table.name for table in tables(bundled("gs-2008-2011")) if table.site.path == "departments.TLC"]
    ['staffing', 'published_staffing', 'posts', 'published_posts', 'allocations', 'published_allocations']
    """
    measures, top = plan.all_measures, Site(plan)
    places = {code: number for number, code in enumerate(measures)}
    for owner in dict.fromkeys(("plan", *(measure.owner for measure in measures.values()))):
        for code, entity in owners_in(plan, owner):
            site = Site(entity, top, owner, code) if code else top
            cls: Class = type(entity)
            there = {*map(base_name, entity.figures or ()), *kinds(cls)} & measures.keys()
            for measure in map(measures.__getitem__, sorted(there, key=places.__getitem__)):
                if measure.owner == owner:
                    yield from _stated(site, measure, (measure.code, f"published_{measure.code}"))
                elif owner == "plan":  # which has the printed totals over all owners
                    yield from _stated(site, measure, (f"published_{measure.code}",))


def _stated(site: Site, measure: Measure, names: tuple[str, ...]) -> Iterator[Stated]:
    cls: Class = type(site.entity)
    figures: Mapping[str, object] = site.entity.figures or {}
    beside = functools.partial(getattr, site.entity) if is_typed(cls, measure.code) else figures.get
    for name in names:
        table = beside(name)
        if isinstance(table, Table) and len(table):
            section, assumed = beside(f"{measure.code}_section"), beside(f"{measure.code}_assumed")
            yield Stated(site, measure, name, table, cast(tuple[str, ...], assumed or ()), cast(str | None, section))


def tables_of(plan: Measured, measure: Measure) -> dict[str, tuple[Table, tuple[str, ...]]]:
    """The tables of a measure by the code of their owner, with what they assume; those of the plan under no code."""
    found: dict[str, tuple[Table, tuple[str, ...]]] = {}
    for code, entity in owners_in(plan, measure.owner):
        table, assumed = value_beside(entity, measure.code), value_beside(entity, f"{measure.code}_assumed")
        if isinstance(table, Table):
            found[code] = table, cast(tuple[str, ...], assumed or ())
    return found
