"""The tables of figures of a plan, the labels that they may have, and the codes that links may cite."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import attrs

from ..paths import join
from ..table import Table
from .fields import kinds
from .measures import DIMENSIONS, Measure, beside, held
from .plan import COLLECTIONS, OperationalPlan
from .walk import Site

__all__ = ["Stated", "codes", "label_lists", "nouns", "stated", "tables"]


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
        cls: type[attrs.AttrsInstance] = type(self.site.entity)
        typed = self.measure.code in kinds(cls)
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


def tables(plan: OperationalPlan) -> Iterator[Stated]:
    """Every table of figures of the plan that has any, each with the printed totals after it.

    >>> from itu_opplan import bundled
    >>> [table.name for table in tables(bundled("gs-2008-2011")) if table.site.path == "departments.TLC"]
    ['staffing', 'published_staffing', 'posts', 'published_posts', 'allocations', 'published_allocations']
    """
    measures, top = plan.all_measures.values(), Site(plan)
    for owner in dict.fromkeys(("plan", *(measure.owner for measure in measures))):
        for code, entity in held(plan, owner):
            site = Site(entity, top, owner, code) if code else top
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
