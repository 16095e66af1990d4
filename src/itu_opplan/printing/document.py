"""A plan as a document: what stands in which section, in the order in which it is printed."""

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ..analysis.ledger import LedgerLine, totals
from ..analysis.tables import figures, figures_of_services
from ..display import Grid
from ..model.fields import Kind, kinds
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.results import ResultsFramework
from ..model.walk import Link, Site, Stated, links, nouns_of, tables
from ..table import Table
from ..texts import fold
from .grids import figures_grid, framework_grids, name_table, records_grid, table_grid
from .sections import Facts, Paragraphs, Section, build_sections
from .words import Class, Fact, Words, begin_large, tell, term_of

__all__ = ["compose_document"]

_ELSEWHERE = "Elsewhere in the plan"


def _class_of(name: str) -> Class:
    cls = COLLECTIONS[name].of
    assert cls is not None  # a collection holds entities
    return cls


def _has_results(cls: Class) -> bool:
    return any(kind.of is ResultsFramework for kind in kinds(cls).values())


def _parts_with_results(site: Site) -> Iterator[Site]:
    """The entities that stand in another one and have results of their own, such as units."""
    cls: Class = type(site.entity)
    for name, kind in kinds(cls).items():
        if kind.of is not None and _has_results(kind.of):
            yield from (Site(one, site, name, one.code) for one in getattr(site.entity, name))


def _ways_up(cls: Class) -> dict[str, Kind]:
    """The fields that say below which other entity one is printed."""
    return {name: kind for name, kind in kinds(cls).items() if kind.what == "link" and not kind.many}


def _is_unnumbered(name: str) -> bool:
    return "section" not in kinds(_class_of(name))


_WITH_RESULTS = [name for name in COLLECTIONS if _has_results(_class_of(name))]
_HEADED = {
    *_WITH_RESULTS,
    *(to for name in _WITH_RESULTS for kind in _ways_up(_class_of(name)).values() for to in kind.to),
}
"""What has a section for each entity: collections with results, and what lies above these, such as groups."""
_LISTED = sorted(COLLECTIONS.keys() - _HEADED, key=lambda name: (_is_unnumbered(name), [*COLLECTIONS].index(name)))
"""All other collections, whose entities are rows of a table; what has no section in print comes last."""


def compose_document(plan: OperationalPlan, chosen: Sequence[Site] = ()) -> Section:
    """The plan as a tree of sections.

    Args:
        plan: the plan.
        chosen: the entities of which alone the document is to be; without any it is of all.
    """
    made = _Composer(plan, chosen)
    made.put_all()
    return made.document


class _Composer:
    """Puts what a plan says into the sections of a document."""

    def __init__(self, plan: OperationalPlan, chosen: Sequence[Site]) -> None:
        self.plan, self.words = plan, Words(plan)
        self.headed = [site for name in COLLECTIONS if name in _HEADED for site in self._sites(name)]
        self.headed += [below for site in self.headed for below in _parts_with_results(site)]
        self.site_of = {id(site.entity): site for site in self.headed}
        self.chosen = [below for site in chosen for below in self._with_parts(site)]
        self.roots = {site.path for site in self.chosen}
        self.below = tuple(f"{root}{mark}" for root in self.roots for mark in ".[")
        numbers = [site.entity.section for site in self.headed if site.entity.section is not None]
        self.document = build_sections(plan.title, plan.outline, numbers)
        self.single = {number for number, count in Counter(numbers).items() if count == 1}
        self.homes: dict[str, Section] = {}
        self.lists: dict[str, Section] = {}
        self.nouns = nouns_of(OperationalPlan)

    def _sites(self, name: str) -> list[Site]:
        return [Site(one, Site(self.plan), name, one.code) for one in getattr(self.plan, name)]

    def _with_parts(self, site: Site) -> Iterator[Site]:
        """An entity, and those that are parts of it."""
        codes = {site.entity.code, *self.plan.levels[site.name].below(site.entity.code)}
        return (one for one in self._sites(site.name) if one.entity.code in codes)

    def _keeps(self, path: str) -> bool:
        """Whether what stands at an address is printed."""
        return not self.chosen or path in self.roots or path.startswith(self.below)

    # --- which section is whose -----------------------------------------------------------------------------------

    def _settle_all(self) -> None:
        """Find or make the section of each entity, after that of what it is a part of."""
        for site in self.headed:
            waiting: dict[str, Site] = {}
            up: Site | None = site
            while up is not None and up.path not in self.homes and up.path not in waiting:
                waiting[up.path] = up
                up = self._site_above(up)
            for one in reversed(waiting.values()):
                self.homes[one.path] = self._settle(one)

    def _settle(self, site: Site) -> Section:
        entity, above = site.entity, self._home_above(site)
        if entity.section is None:
            place = above or self._list_of(site.name)
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
            above = None if code is None else self.site_of.get(id(self.words.find(code, kind, site.name)))
            if above is not None:
                return above
        return site.owner if site.owner is not None and site.owner.name else None

    def _home_above(self, site: Site) -> Section | None:
        above = self._site_above(site)
        return None if above is None else self.homes.get(above.path)

    def _title(self, site: Site, place: Section) -> str:
        """The heading of an entity that has none in print: what it is, where it is not among its like."""
        noun = "" if place is self.lists.get(site.name) else begin_large(self.nouns[type(site.entity)])
        return " ".join(filter(None, [noun, self.words.full_name(site.entity)]))

    def _is_about(self, section: Section, entity: Any) -> bool:
        """Whether a section is that of an entity, and not one that it is named in."""
        heading = fold(section.title).strip()
        names = [self.words.main(entity), *getattr(entity, "aliases", ())]
        if not heading:
            return entity.section in self.single
        return any(heading.startswith(own := fold(name)) and not heading[len(own) :][:1].isalnum() for name in names)

    def _list_of(self, name: str) -> Section:
        """The section of a collection, for what has none in print."""
        if name not in self.lists:
            self.lists[name] = self.document.add(None, begin_large(term_of(name)))
        return self.lists[name]

    def _section_of(self, number: str | None, site: Site) -> Section:
        """Where something of an entity stands that has this printed number."""
        home = self.homes.get(site.path)
        return self.document.place(number, home) or home or self.document

    def _row_section(self, site: Site) -> Section | None:
        """Where a row of a collection stands; None where its number is nowhere."""
        number = getattr(site.entity, "section", None)
        return self.document.place(number, self._home_above(site)) if number is not None else None

    # --- putting -----------------------------------------------------------------------------------------------------

    def put_all(self) -> None:
        """Put everything, or all that is chosen, into its section."""
        self._settle_all()
        related = self._related() if self.chosen else set[str]()
        self._put_plan()
        for section in self.document.walk():
            if section.printed is not None:
                section.blocks += self._heading(section, section.printed)
        for site in filter(lambda site: self._keeps(site.path), self.headed):
            home = self.homes[site.path]
            home.blocks += self._entity(site, home)
        every = [stated for stated in tables(self.plan) if self._keeps(stated.site.path) or stated.site.path in related]
        checked = {line.path: line for line in totals(self.plan)}
        self._put_tables((stated for stated in every if stated.site.path in self.homes), checked)
        for site in filter(lambda site: self._keeps(site.path), self.headed):
            self._put_below(site)
        self._put_rows(related)
        self._put_tables((stated for stated in every if stated.site.path not in self.homes), checked)
        if self.chosen:
            self._put_elsewhere()
            self.document.prune([self.homes[site.path] for site in self.chosen])
        else:
            self._put_labels()

    def _put_plan(self) -> None:
        code = Fact("Code", (self.words.name(self.plan),))
        facts = (code, *self.words.facts(self.plan, full=True, skip=("grades",)))
        if self.plan.section is not None:
            facts = (Fact("Section", (self.plan.section,)), *facts)
        self.document.blocks += [Facts(facts), *self._note(self.plan)]

    def _heading(self, section: Section, heading: Any) -> Iterator[Facts | Paragraphs]:
        """What stands below a heading of the outline; of what is chosen, only in its own section."""
        if self.chosen and (section.owner is None or not self._keeps(section.owner.path)):
            return
        below = tuple(" ".join(self.words.item(one)) for one in heading.refers_to)
        facts = [
            *([Fact("Refers to", below)] if below else []),
            *self.words.facts(heading, full=True, skip=("number",)),
        ]
        if facts:
            yield Facts(tuple(facts))
        yield from self._note(heading)

    def _note(self, entity: Any) -> Iterator[Paragraphs]:
        if lines := self.words.notes(entity):
            yield Paragraphs(tuple(lines))

    def _entity(self, site: Site, home: Section) -> Iterator[Facts | Paragraphs]:
        """What an entity says of itself."""
        entity = site.entity
        cls: Class = type(entity)
        prose = [name for name, kind in kinds(cls).items() if kind.lines and name != "note"]
        for name in prose:
            if getattr(entity, name):
                yield Paragraphs(tuple(getattr(entity, name).split("\n")))
        facts: list[Fact] = []
        name, main = self.words.name(entity), self.words.main(entity)
        if name not in home.title.split():
            facts.append(Fact("Code", (name,)))
        if main not in home.heading:
            facts.append(Fact("Name", (main,)))
        facts += self.words.facts(entity, site.name, full=True, skip=tuple(prose))
        if facts:
            yield Facts(tuple(facts))
        yield from self._note(entity)

    def _caption(self, words: str, number: str | None, site: Site, section: Section) -> str:
        """What stands above a table: with its number and its owner, where the section does not say them."""
        told = section.owner is not None and section.owner.path == site.path
        owner = "" if told or not site.name else f"{self.words.main(site.entity) or self.words.name(site.entity)}: "
        own = number not in (None, section.number)
        return f"{number} {owner}{words}" if own else f"{owner}{words}"

    def _put_tables(self, found: Iterable[Stated], checked: Mapping[str, LedgerLine]) -> None:
        """Figures and printed totals of one measure and owner as one table each."""
        for _, same in itertools.groupby(found, key=lambda stated: (stated.site.path, stated.measure.code)):
            stated = list(same)
            site, number = stated[0].site, stated[0].own_section
            section = self._section_of(number, site)
            if site.path not in self.homes:
                section = (self._row_section(site) if site.name else None) or self._list_of(site.name or "figures")
            measure = stated[0].measure
            name = name_table(measure, stated[0].table.unit)
            name += "" if site.name or measure.owner == "plan" else f", all {measure.owner}"
            caption = self._caption(name, number, site, section)
            section.blocks.append(figures_grid(self.words, stated, caption, checked))

    def _put_below(self, site: Site) -> None:
        """What an entity has below it: tables of results, and lists such as risks."""
        cls: Class = type(site.entity)
        for name, kind in kinds(cls).items():
            held = getattr(site.entity, name)
            if kind.of is ResultsFramework:
                for framework in held:
                    section = self._section_of(framework.section, site)
                    section.blocks += self._framework(framework, site, section)
            elif kind.of is not None and held and not _has_results(kind.of):
                placed = ((self._section_of(getattr(one, "section", None), site), one) for one in held)
                for section, own in _group(placed).items():
                    caption = self._caption(begin_large(term_of(name, kind)), None, site, section)
                    section.blocks.append(self._rows(own, caption, section, site.name))

    def _rows(self, entities: Sequence[Any], caption: str, section: Section, beside: str) -> Grid:
        """Entities as rows, without their section where it is that in which they stand."""
        numbers = {one.section for one in entities if getattr(one, "section", None) is not None}
        same = section.number is not None and numbers <= {section.number}
        return records_grid(self.words, entities, caption, beside=beside, skip=("section",) if same else ())

    def _framework(
        self, framework: ResultsFramework, site: Site, section: Section
    ) -> Iterator[Facts | Paragraphs | Grid]:
        name = framework.title or framework.code
        caption = self._caption(name, framework.section, site, section)
        facts = [tell(fact) for fact in self.words.facts(framework)]
        if framework.title is not None:
            facts.insert(0, f"code: {framework.code}")
        yield Paragraphs((begin_large("; ".join(facts)),), title=caption)
        yield from framework_grids(self.words, framework)
        for field, kind in kinds(ResultsFramework).items():
            held = getattr(framework, field)
            if kind.of is not None and field != "blocks" and held:
                yield records_grid(self.words, held, begin_large(term_of(field, kind)))
        yield from self._note(framework)

    def _put_rows(self, related: Collection[str]) -> None:
        """The entities that are rows of tables: each collection where its sections are, else at the end."""
        whole = {self.homes[site.path] for site in self.chosen}
        for name in _LISTED:
            placed = [(self._row_section(site), site) for site in self._sites(name)]
            kept = (
                (section or self._list_of(name), site.entity)
                for section, site in placed
                if not self.chosen or site.path in related or (section and not whole.isdisjoint(section.way_up()))
            )
            for section, own in _group(kept).items():
                caption = "" if section is self.lists.get(name) else begin_large(term_of(name, COLLECTIONS[name]))
                section.blocks.append(self._rows(own, caption, section, name))

    def _put_labels(self) -> None:
        """The lists of labels of the plan, and its scale of grades."""
        plan = self.plan
        lists = {
            dim: [" ".join(filter(None, [one.code, one.name])) for one in own] for dim, own in plan.dimensions.items()
        }
        if lists:
            facts = tuple(Fact(dim, tuple(labels)) for dim, labels in lists.items())
            self._list_of("dimensions").blocks.append(Facts(facts))
        if plan.grades != attrs.fields_dict(OperationalPlan)["grades"].default:
            grades = tuple(Fact(category, tuple(map(str, own))) for category, own in plan.grades.categories)
            self._list_of("grades").blocks.append(Facts(grades))

    # --- what concerns an entity that is printed alone --------------------------------------------------------------

    def _targets(self) -> set[tuple[str, str]]:
        """What is chosen and has a section, as collections and codes."""
        return {(site.name, fold(site.entity.code)) for site in self.headed if self._keeps(site.path)}

    def _cites(self, link: Link, targets: set[tuple[str, str]]) -> bool:
        names = [link.site.name if name == "siblings" else name for name in link.kind.to]
        return any((name, fold(code)) in targets for name in names for code in link.codes)

    def _related(self) -> set[str]:
        """The addresses of the rows that cite what is chosen, or that it cites."""
        targets, found = self._targets(), set[str]()
        for link in links(self.plan):
            if link.site.name in _LISTED and self._cites(link, targets):
                found.add(link.site.path)
            if self._keeps(link.site.path):
                cited = {(name, fold(code)) for name in link.kind.to for code in link.codes}
                found |= {f"{name}.{self.words.code(name, code)}" for name, code in cited if name in _LISTED}
        return found

    def _put_elsewhere(self) -> None:
        """What other entities say of those that are chosen: figures under their label, links to them."""
        blocks: list[Grid] = []
        for site in self.chosen:
            blocks += self._figures_elsewhere(site)
        targets, rows = self._targets(), list[tuple[str, ...]]()
        for link in links(self.plan):
            if link.site.name not in _LISTED and not self._keeps(link.site.path) and self._cites(link, targets):
                rows.append(self._citing(link))
        if rows:
            blocks.append(Grid(header=("section", "of", "as", "text"), rows=tuple(rows), labels=0, caption="Named in"))
        if blocks:
            self.document.add(None, _ELSEWHERE).blocks += blocks
            self.lists[_ELSEWHERE] = self.document.parts[-1]

    def _figures_elsewhere(self, site: Site) -> Iterator[Grid]:
        noun, code = COLLECTIONS[site.name].noun, site.entity.code
        for measure in self.plan.all_measures.values():
            if noun not in measure.shape.dims:
                continue
            made: Iterable[Table] = (
                [figures(self.plan, measure.code)]
                if measure.shape.unit is not None
                else (
                    figures_of_services(self.plan, measure, unit)
                    for unit in dict.fromkeys(service.unit for service in self.plan.services)
                )
            )
            for table in made:
                if len(own := table.where(**{noun: code})):
                    caption = f"{name_table(measure, table.unit)}: {self.words.full_name(site.entity)}"
                    yield table_grid(own, caption, without=noun)

    def _citing(self, link: Link) -> tuple[str, ...]:
        """A row about what cites something that is chosen."""
        owner = next(site for site in _way_up(link.site) if site.path in self.homes or not site.name)
        entity = link.site.entity
        text = self.words.main(entity) or (self.words.name(entity) if hasattr(entity, "code") else "")
        return link.site.section or "", self.words.name(owner.entity), term_of(link.name), text


def _group(placed: Iterable[tuple[Section, Any]]) -> dict[Section, list[Any]]:
    """What stands in each section, in its order."""
    found: dict[Section, list[Any]] = {}
    for section, one in placed:
        found.setdefault(section, []).append(one)
    return found


def _way_up(site: Site | None) -> Iterator[Site]:
    while site is not None:
        yield site
        site = site.owner
