"""What rules look for all over a plan, gathered in one walk: what has a code, links, periods."""

import functools
import operator
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import attrs

from ..model.fields import Kind, is_keyed, kinds
from ..model.fields import label as label_of
from ..model.plan import OperationalPlan
from ..model.results import ResultsFramework
from ..model.walk import Link, Site, Stated, tables
from ..periods import Period
from .rule import shared

__all__ = ["Dated", "Gathered", "gathered", "stated_tables"]

Class: TypeAlias = type[attrs.AttrsInstance]


class Dated(NamedTuple):
    """The periods that one field of an entity holds.

    Attributes:
        site: the entity.
        name: the field.
        many: whether it can hold several.
        periods: the periods.
    """

    site: Site
    name: str
    many: bool
    periods: tuple[Period, ...]


@attrs.frozen(eq=False, repr=False)
class Gathered:
    """What one walk through a plan finds, each list in its order: an owner before what it has.

    Attributes:
        coded: what has a code.
        coded_outside: what has one, without tables of results and what is in them.
        links: the codes that are cited, outside tables of results.
        links_within: those that are cited in tables of results.
        periods: the fields with periods.
    """

    coded: list[Site] = attrs.field(factory=list)
    coded_outside: list[Site] = attrs.field(factory=list)
    links: list[Link] = attrs.field(factory=list)
    links_within: list[Link] = attrs.field(factory=list)
    periods: list[Dated] = attrs.field(factory=list)


class _Route(NamedTuple):
    """What the walk does with the entities of a class.

    Attributes:
        values: what an entity has in the fields that matter; most entities have nothing there.
        fields: these fields and what they hold, those with entities last; of such whether they have codes.
    """

    values: Callable[[Any], tuple[Any, ...]]
    fields: tuple[tuple[str, Kind, bool], ...]


@functools.cache
def _route(cls: Class) -> _Route:
    own = [(name, kind, False) for name, kind in kinds(cls).items() if _matters(name, kind)]
    below = [(name, kind, is_keyed(kind.of)) for name, kind in kinds(cls).items() if kind.of and _route(kind.of).fields]
    names = [name for name, _, _ in (*own, *below)]
    several = operator.attrgetter(*names) if len(names) > 1 else None
    return _Route(several or (lambda entity: tuple(getattr(entity, name) for name in names)), (*own, *below))


def _matters(name: str, kind: Kind) -> bool:
    return kind.what in ("link", "period") or (kind.what == "code" and name == "code")


@shared
def gathered(plan: OperationalPlan) -> Gathered:
    """What one walk through a plan finds."""
    cls: Class = type(plan)
    found, route = Gathered(), _route(cls)
    _gather(Site(plan), route, route.values(plan), found, within=False)
    return found


def _gather(site: Site, route: _Route, values: tuple[Any, ...], found: Gathered, *, within: bool) -> None:
    """What an entity has, and all below it; what has nothing that matters gets no site, for there are many."""
    links = found.links_within if within else found.links
    for (name, kind, keyed), value in zip(route.fields, values, strict=True):
        if not value:
            continue
        if kind.of is not None:
            tables = kind.of is ResultsFramework
            for number, item in enumerate(value if kind.many else (value,)):
                cls: Class = type(item)
                below = _route(cls)
                own = below.values(item)
                if any(own):
                    one = Site(item, site, name, item.code if keyed else number if kind.many else None)
                    _gather(one, below, own, found, within=within or tables)
        elif kind.what == "period":
            found.periods.append(Dated(site, name, kind.many, value if kind.many else (value,)))
        elif kind.what == "code":
            found.coded.append(site)
            if not within:
                found.coded_outside.append(site)
        elif kind.keyed:
            for dim, label in value.items():
                links.append(Link(site, f"{name}.{dim}", label_of(dim)["kind"], (label,)))
        else:
            links.append(Link(site, name, kind, value if kind.many else (value,)))


@shared
def stated_tables(plan: OperationalPlan) -> list[Stated]:
    """Every table of figures of the plan, each with the printed totals after it."""
    return list(tables(plan))
