"""Which section of the document each entity of a plan has, and where what it cites a number for stands."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..model.fields import Kind, kinds
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.results import ResultsFramework
from ..model.walk import Site, nouns_of
from ..texts import fold
from ..wording import begin_large
from .sections import Section, build_sections
from .words import Class, Words, term_of

__all__ = ["HEADED", "LISTED", "Homes", "has_results", "sites_in"]


def _class_of(name: str) -> Class:
    cls = COLLECTIONS[name].of
    assert cls is not None  # a collection holds entities
    return cls


def has_results(cls: Class) -> bool:
    """Whether entities of a class have tables of results."""
    return any(kind.of is ResultsFramework for kind in kinds(cls).values())


def _parts_with_results(site: Site) -> Iterator[Site]:
    """The entities that stand in another one and have results of their own, such as units."""
    cls: Class = type(site.entity)
    for name, kind in kinds(cls).items():
        if kind.of is not None and has_results(kind.of):
            yield from (Site(one, site, name, one.code) for one in getattr(site.entity, name))


def _ways_up(cls: Class) -> dict[str, Kind]:
    """The fields that say below which other entity one is printed."""
    return {name: kind for name, kind in kinds(cls).items() if kind.what == "link" and not kind.many}


def _is_unnumbered(name: str) -> bool:
    return "section" not in kinds(_class_of(name))


_WITH_RESULTS = [name for name in COLLECTIONS if has_results(_class_of(name))]
HEADED = {
    *_WITH_RESULTS,
    *(to for name in _WITH_RESULTS for kind in _ways_up(_class_of(name)).values() for to in kind.to),
}
"""What has a section for each entity: collections with results, and what lies above these, such as groups."""
LISTED = sorted(COLLECTIONS.keys() - HEADED, key=lambda name: (_is_unnumbered(name), [*COLLECTIONS].index(name)))
"""All other collections, whose entities are rows of a table; what has no section in print comes last."""


def sites_in(plan: OperationalPlan, name: str) -> list[Site]:
    """The entities of a collection."""
    return [Site(one, Site(plan), name, one.code) for one in getattr(plan, name)]


class Homes:
    """The sections of a document before anything stands in them, and whose they are.

    Attributes:
        words: the words of the plan.
        headed: the entities that have a section each.
        document: all sections.
        lists: by collection the section of those that have none in print.
    """

    def __init__(self, words: Words) -> None:
        plan = words.plan
        self.words = words
        self.headed = [site for name in COLLECTIONS if name in HEADED for site in sites_in(plan, name)]
        self.headed += [below for site in self.headed for below in _parts_with_results(site)]
        numbers = [site.entity.section for site in self.headed if site.entity.section is not None]
        self.document = build_sections(plan.title, plan.outline, numbers)
        self.lists: dict[str, Section] = {}
        self._single = {number for number, count in Counter(numbers).items() if count == 1}
        self._sites = {id(site.entity): site for site in self.headed}
        self._nouns = nouns_of(OperationalPlan)
        self._homes: dict[str, Section] = {}
        self._settle_all()

    def find(self, site: Site) -> Section | None:
        """The section of an entity; None where it has none of its own."""
        return self._homes.get(site.path)

    def _settle_all(self) -> None:
        """Find or make the section of each entity, after that of what it is a part of."""
        for site in self.headed:
            waiting: dict[str, Site] = {}
            up: Site | None = site
            while up is not None and up.path not in self._homes and up.path not in waiting:
                waiting[up.path] = up
                up = self._site_above(up)
            for one in reversed(waiting.values()):
                self._homes[one.path] = self._settle(one)

    def _settle(self, site: Site) -> Section:
        entity, above = site.entity, self._home_above(site)
        if entity.section is None:
            place = above or self.list_of(site.name)
            return place.add(None, self._title(site, place), site)
        there = self.document.find(entity.section)
        there = [one for one in there if above is not None and above in one.way_up()] or there
        home = next((one for one in there if one.site is None and self._is_about(one, entity)), None)
        if home is None:
            place = self.document.place(entity.section, above) or self.document
            return place.add(None, self._title(site, place), site)
        home.site, home.title = site, home.title or " ".join(filter(None, [entity.label, self.words.main(entity)]))
        return home

    def _site_above(self, site: Site) -> Site | None:
        """The entity with a section of which one is a part, or in which it stands; None where there is none."""
        for field, kind in _ways_up(type(site.entity)).items():
            code = getattr(site.entity, field)
            above = None if code is None else self._sites.get(id(self.words.find(code, kind, site.name)))
            if above is not None:
                return above
        return site.owner if site.owner is not None and site.owner.name else None

    def _home_above(self, site: Site) -> Section | None:
        above = self._site_above(site)
        return None if above is None else self._homes.get(above.path)

    def _title(self, site: Site, place: Section) -> str:
        """The heading of an entity that has none in print: what it is, where it is not among its like."""
        noun = "" if place is self.lists.get(site.name) else begin_large(self._nouns[type(site.entity)])
        return " ".join(filter(None, [noun, self.words.full_name(site.entity)]))

    def _is_about(self, section: Section, entity: Any) -> bool:
        """Whether a section is that of an entity, and not one that it is named in."""
        heading = fold(section.title).strip()
        names = [self.words.main(entity), *getattr(entity, "aliases", ())]
        if not heading:
            return entity.section in self._single
        return any(heading.startswith(own := fold(name)) and not heading[len(own) :][:1].isalnum() for name in names)

    def list_of(self, name: str) -> Section:
        """The section of a collection, for what has none in print."""
        if name not in self.lists:
            self.lists[name] = self.document.add(None, begin_large(term_of(name)))
        return self.lists[name]

    def section_of(self, number: str | None, site: Site) -> Section:
        """Where something of an entity stands that has this printed number."""
        home = self._homes.get(site.path)
        return self.document.place(number, home) or home or self.document

    def row_section(self, site: Site) -> Section | None:
        """Where a row of a collection stands; None where its number is nowhere."""
        number = getattr(site.entity, "section", None)
        return self.document.place(number, self._home_above(site)) if number is not None else None
