"""What of a plan is printed where it is of some of its entities alone: their own part, and what concerns them."""

import functools
from collections.abc import Iterator, Sequence

from ..analysis.tables import figures, figures_of_services
from ..display import Grid
from ..model.measures import Measure
from ..model.plan import COLLECTIONS
from ..model.walk import Link, Site, links
from ..table import Table
from ..texts import fold
from .grids import name_figures, table_grid
from .homes import LISTED, Homes, sites_in
from .sections import Section
from .words import term_of

__all__ = ["Chosen"]


class Chosen:
    """The entities of which alone a document is, with all that are parts of them; without any it is of all.

    Attributes:
        homes: the sections of the document.
        sites: the entities.
        sections: their sections.
    """

    def __init__(self, homes: Homes, chosen: Sequence[Site]) -> None:
        self.homes, self.words, self.plan = homes, homes.words, homes.words.plan
        self.sites = [below for site in chosen for below in self._with_parts(site)]
        self._paths = {site.path for site in self.sites}
        self._below = tuple(f"{path}{mark}" for path in self._paths for mark in ".[")
        self.sections = {section for site in self.sites if (section := homes.find(site)) is not None}

    def __bool__(self) -> bool:
        return bool(self.sites)

    def _with_parts(self, site: Site) -> Iterator[Site]:
        codes = {site.entity.code, *self.plan.levels[site.name].below(site.entity.code)}
        return (one for one in sites_in(self.plan, site.name) if one.entity.code in codes)

    def keeps(self, path: str) -> bool:
        """Whether what stands at an address is printed."""
        return not self.sites or path in self._paths or path.startswith(self._below)

    def keeps_row(self, site: Site, section: Section | None) -> bool:
        """Whether a row is printed: it concerns what is chosen, or stands in a section of it."""
        if not self.sites or site.path in self.related:
            return True
        return section is not None and not self.sections.isdisjoint(section.way_up())

    @functools.cached_property
    def _targets(self) -> set[tuple[str, str]]:
        """What is chosen and has a section, as collections and codes."""
        return {(site.name, fold(site.entity.code)) for site in self.homes.headed if self.keeps(site.path)}

    def _is_cited(self, link: Link) -> bool:
        """Whether a link cites something that is chosen."""
        names = [link.site.name if name == "siblings" else name for name in link.kind.to]
        return any((name, fold(code)) in self._targets for name in names for code in link.codes)

    @functools.cached_property
    def related(self) -> set[str]:
        """The addresses of the rows that cite what is chosen, or that it cites."""
        found: set[str] = set()
        for link in links(self.plan):
            if link.site.name in LISTED and self._is_cited(link):
                found.add(link.site.path)
            if self.keeps(link.site.path):
                cited = {(name, fold(code)) for name in link.kind.to for code in link.codes}
                found |= {f"{name}.{self.words.code(name, code)}" for name, code in cited if name in LISTED}
        return found

    def elsewhere(self) -> Iterator[Grid]:
        """What other entities say of those that are chosen: figures under their label, links to them."""
        for site in self.sites:
            yield from self._figures_elsewhere(site)
        others = (link for link in links(self.plan) if link.site.name not in LISTED and not self.keeps(link.site.path))
        rows = tuple(self._citing(link) for link in others if self._is_cited(link))
        if rows:
            yield Grid(header=("section", "of", "as", "text"), rows=rows, labels=0, caption="Named in")

    def _figures_elsewhere(self, site: Site) -> Iterator[Grid]:
        noun, code = COLLECTIONS[site.name].noun, site.entity.code
        for measure in self.plan.all_measures.values():
            if noun not in measure.shape.dims:
                continue
            for table in self._tables_of(measure):
                if len(own := table.where(**{noun: code})):
                    caption = f"{name_figures(measure, table.unit)}: {self.words.full_name(site.entity)}"
                    yield table_grid(own, caption, without=noun)

    def _tables_of(self, measure: Measure) -> list[Table]:
        """The figures of a measure; those of services by their unit."""
        if measure.shape.unit is not None:
            return [figures(self.plan, measure.code)]
        units = dict.fromkeys(service.unit for service in self.plan.services)
        return [figures_of_services(self.plan, measure, unit) for unit in units]

    def _citing(self, link: Link) -> tuple[str, ...]:
        """A row about what cites something that is chosen."""
        owner = next(site for site in link.site.way_up() if not site.name or self.homes.find(site))
        entity = link.site.entity
        text = self.words.main(entity) or (self.words.name(entity) if hasattr(entity, "code") else "")
        return link.site.section or "", self.words.name(owner.entity), term_of(link.name), text
