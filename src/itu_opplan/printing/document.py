"""A plan as a document: what stands in which section, in the order in which it is printed."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..analysis.ledger import totals
from ..display import Grid
from ..model.fields import defaults, kinds
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.results import ResultsFramework
from ..model.walk import Site, tables
from ..wording import begin_large
from .alone import Chosen
from .grids import figures_grid, framework_grids, name_figures, records_grid
from .homes import LISTED, Homes, has_results, sites_in
from .sections import Facts, Paragraphs, Section
from .words import Class, Fact, Words, tell, term_of

__all__ = ["compose_document"]

_ELSEWHERE = "Elsewhere in the plan"


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
        self.homes = Homes(self.words)
        self.document = self.homes.document
        self.chosen = Chosen(self.homes, chosen)
        self.checked = {line.path: line for line in totals(plan)}

    def put_all(self) -> None:
        """Put everything, or all that is chosen, into its section."""
        self._put_plan()
        for section in self.document.walk():
            if section.printed is not None:
                section.blocks += self._heading(section, section.printed)
        own = [(site, self.homes.find(site)) for site in self.homes.headed if self.chosen.keeps(site.path)]
        for site, home in own:
            if home is not None:  # each of them has one
                home.blocks += self._entity(site, home)
        self._put_tables(headed=True)
        for site, _ in own:
            self._put_below(site)
        self._put_rows()
        self._put_tables(headed=False)
        if self.chosen:
            elsewhere = list(self.chosen.elsewhere())
            self.document.prune(self.chosen.sections)
            if elsewhere:
                self.document.add(None, _ELSEWHERE).blocks += elsewhere
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
        if self.chosen and (section.owner is None or not self.chosen.keeps(section.owner.path)):
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

    def _put_tables(self, *, headed: bool) -> None:
        """Figures and printed totals of one measure and owner as one table; of owners with a section, or others."""
        found = (one for one in tables(self.plan) if (self.homes.find(one.site) is not None) == headed)
        for _, same in itertools.groupby(found, key=lambda stated: (stated.site.path, stated.measure.code)):
            stated = list(same)
            site, number = stated[0].site, stated[0].own_section
            section = self._table_section(site, number)
            if section is None:
                continue
            measure = stated[0].measure
            name = name_figures(measure, stated[0].table.unit)
            name += "" if site.name or measure.owner == "plan" else f", all {measure.owner}"
            caption = self._caption(name, number, site, section)
            section.blocks.append(figures_grid(self.words, stated, caption, self.checked))

    def _table_section(self, site: Site, number: str | None) -> Section | None:
        """Where a table of figures stands; None where it is not printed."""
        if self.homes.find(site) is not None:
            return self.homes.section_of(number, site) if self.chosen.keeps(site.path) else None
        if not site.name:  # the plan itself
            return None if self.chosen else self.homes.list_of("figures")
        place = self.homes.row_section(site)
        return (place or self.homes.list_of(site.name)) if self.chosen.keeps_row(site, place) else None

    def _put_below(self, site: Site) -> None:
        """What an entity has below it: tables of results, and lists such as risks."""
        cls: Class = type(site.entity)
        for name, kind in kinds(cls).items():
            held = getattr(site.entity, name)
            if kind.of is ResultsFramework:
                for framework in held:
                    section = self.homes.section_of(framework.section, site)
                    section.blocks += self._framework(framework, site, section)
            elif kind.of is not None and held and not has_results(kind.of):
                placed = ((self.homes.section_of(getattr(one, "section", None), site), one) for one in held)
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

    def _put_rows(self) -> None:
        """The entities that are rows of tables: each collection where its sections are, else at the end."""
        for name in LISTED:
            placed = [(self.homes.row_section(site), site) for site in sites_in(self.plan, name)]
            kept = [(place, site.entity) for place, site in placed if self.chosen.keeps_row(site, place)]
            for section, own in _group((place or self.homes.list_of(name), entity) for place, entity in kept).items():
                listed = section is self.homes.lists.get(name)
                caption = "" if listed else begin_large(term_of(name, COLLECTIONS[name]))
                section.blocks.append(self._rows(own, caption, section, name))

    def _put_labels(self) -> None:
        """The lists of labels of the plan, and its scale of grades."""
        plan = self.plan
        lists = {
            dim: [" ".join(filter(None, [one.code, one.name])) for one in own] for dim, own in plan.dimensions.items()
        }
        if lists:
            facts = tuple(Fact(dim, tuple(labels)) for dim, labels in lists.items())
            self.homes.list_of("dimensions").blocks.append(Facts(facts))
        if plan.grades != defaults(OperationalPlan)["grades"]:
            grades = tuple(Fact(category, tuple(map(str, own))) for category, own in plan.grades.categories)
            self.homes.list_of("grades").blocks.append(Facts(grades))


def _group(placed: Iterable[tuple[Section, Any]]) -> dict[Section, list[Any]]:
    """What stands in each section, in its order."""
    found: dict[Section, list[Any]] = {}
    for section, one in placed:
        found.setdefault(section, []).append(one)
    return found
