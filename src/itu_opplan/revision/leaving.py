"""What of a plan is over when the next one begins, and what a planner decides about it."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import attrs

from ..analysis.calendar import years_of
from ..analysis.ledger import ledger
from ..model.context import Claim, Event, Funding, Project, Provision
from ..model.decisions import Answer
from ..model.organisation import Department, OrgUnit
from ..model.plan import OperationalPlan
from ..model.results import ResultsFramework
from ..model.walk import Site, sites_of, tables
from ..paths import steps
from ..periods import EARLIEST, Period, month_of
from ..texts import fold
from ..wording import few
from .asking import Asker
from .editing import Edit

__all__ = ["DROP", "KEEP", "Leaving", "ask_claims", "ask_what_leaves"]

KEEP, DROP, COPY, EXTEND = "keep", "drop", "copy", "extend"


class _Sort(NamedTuple):
    """A sort of things about which one question is asked.

    Attributes:
        path: the address of the question.
        nouns: what one of them is called, and several.
        what: what is said of them all.
        default: what is done with them.
        reason: why.
    """

    path: str
    nouns: tuple[str, str]
    what: str
    default: str
    reason: str


class Leaving(NamedTuple):
    """What is left behind.

    Attributes:
        paths: the addresses of all of it.
        copied: those of tables of results of which the rows that others take are copied into these first.
        edits: edits of what stays.
    """

    paths: list[str]
    copied: list[str]
    edits: list[Edit]


def ask_what_leaves(plan: OperationalPlan, window: Period, asker: Asker) -> Leaving:
    """What is left behind by a plan for this window.

    Args:
        plan: the old plan, or the new one with all that it had.
        window: the window of the new one.
        asker: who is asked.
    """
    sorter = _Sorter(plan, window, asker)
    paths = [
        *sorter.ask_frameworks(),
        *sorter.ask_dated(Event, "events", ("event", "events")),
        *sorter.ask_dated(Project, "projects", ("project", "projects")),
        *sorter.ask_dated(Provision, "provisions", ("provision", "provisions")),
        *sorter.ask_dated(Funding, "funding", ("way of funding", "ways of funding")),
        *sorter.ask_actors(),
    ]
    return Leaving(paths, sorter.copied, sorter.edits)


class _Sorter:
    """Sorts what there is in one plan by the time at which another one begins.

    Attributes:
        plan: the plan.
        window: the window of the other one.
        asker: who is asked.
        copied: the addresses of tables of results that others take rows from, and that are copied into them.
        edits: those of what stays.
    """

    def __init__(self, plan: OperationalPlan, window: Period, asker: Asker) -> None:
        self.plan, self.window, self.asker = plan, window, asker
        self.copied: list[str] = []
        self.edits: list[Edit] = []

    def ask_frameworks(self) -> Iterator[str]:
        """The tables of results that are left behind: reports, and what was planned for a time that is over."""
        over: dict[str, Site] = {}
        undated, going, cited = list[Site](), list[Site](), list[Site]()
        for site in sites_of(self.plan, ResultsFramework):
            end = self._end_of(site.entity)
            if self._is_over(end):
                over[fold(site.path)] = site
            else:
                (undated if end is None else going).append(site)
        waiting = [*undated, *going]
        while waiting:  # what a table that stays takes from others, and these from still others
            for path in _taken_from(waiting.pop()):
                if path in over:
                    site = over.pop(path)
                    cited.append(site)
                    waiting.append(site)
        before, table = f"before {self.window} begins", ("table of results", "tables of results")
        yield from self._ask(
            _Sort("frameworks[over]", table, f"over {before}", DROP, "a report of the past, or what it was to bring"),
            over.values(),
        )
        reason = "tables that stay take rows from it; these are written into them, and it is left behind"
        sort = _Sort("frameworks[cited]", table, f"over {before}, but cited", COPY, reason)
        self.copied = [site.path for site, answer in self._answers(sort, cited, (KEEP, COPY)) if answer == COPY]
        yield from self.copied
        yield from self._ask(
            _Sort("frameworks[undated]", table, "without a time", KEEP, "nothing says that it is over"), undated
        )
        reason = "what is promised stays promised; 'extend' lets it end with the window"
        sort = _Sort("frameworks[continued]", table, f"continued in {self.window}", KEEP, reason)
        for site, answer in self._answers(sort, going, (KEEP, EXTEND, DROP)):
            if answer == DROP:
                yield site.path
            elif answer == EXTEND:
                self.edits += self._extend(site)

    def ask_dated(self, cls: type[attrs.AttrsInstance], name: str, nouns: tuple[str, str]) -> Iterator[str]:
        """The entities of a class that are left behind."""
        sites = list(sites_of(self.plan, cls))
        ends = [(site, self._end_of(site.entity)) for site in sites]
        kept = self._with_figures() if cls is Project else set[str]()
        over = [site for site, end in ends if self._is_over(end) and site.path not in kept]
        what = "begun" if cls is Project else "over"
        reason = "the plan says when it begins, not when it ends" if cls is Project else "its time has passed"
        yield from self._ask(_Sort(f"{name}[over]", nouns, f"{what} before {self.window} begins", DROP, reason), over)
        undated = [site for site, end in ends if end is None]
        yield from self._ask(
            _Sort(f"{name}[undated]", nouns, "without a time", KEEP, "nothing says that it is over"), undated
        )
        if cls is Provision:
            spent = [site for site, end in ends if end and not self._is_over(end) and self._began(site.entity)]
            reason = "its amount is stated for its whole time, which the new plan has only in part"
            yield from self._ask(_Sort(f"{name}[continued]", nouns, f"begun before {self.window}", KEEP, reason), spent)

    def ask_actors(self) -> Iterator[str]:
        """The departments and units that cease to exist, each with a question of its own."""
        for site in (*sites_of(self.plan, Department), *sites_of(self.plan, OrgUnit)):
            until: Period | None = site.entity.valid_until
            if until is not None and until.end <= self.window.start:
                question = f"it ceases to exist in {until}, before {self.window} begins: does it stay in the plan?"
                reason = "its figures would be lost; a crosswalk says where they go"
                if self.asker.ask(site.path, question, KEEP, (KEEP, DROP), reason) == DROP:
                    yield site.path

    def _ask(self, sort: _Sort, sites: Iterable[Site]) -> Iterator[str]:
        """The addresses of those of a sort that are dropped."""
        return (site.path for site, answer in self._answers(sort, sites) if answer == DROP)

    def _answers(
        self, sort: _Sort, sites: Iterable[Site], allowed: tuple[str, ...] = (KEEP, DROP)
    ) -> Iterator[tuple[Site, Answer]]:
        """What is done with each of a sort."""
        found = list(sites)
        if found:
            paths = [site.path for site in found]
            question = f"{_count(paths, sort.nouns)} {sort.what}: {few(paths)}:"
            general = self.asker.ask(sort.path, question, sort.default, allowed, sort.reason)
            for site in found:
                yield site, self.asker.ask_again(site.path, f"{sort.what}:", general, allowed)

    def _extend(self, site: Site) -> Iterator[Edit]:
        """The edit that lets a table of results end with the window."""
        periods = tuple(site.entity.periods)
        if periods and max(periods, key=_end).end < self.window.end:
            last = max(periods, key=_end)
            longer = attrs.evolve(last, last=self.window.last, ends=self.window.ends)
            yield Edit((*steps(site.path), "periods"), "put", tuple(longer if one == last else one for one in periods))

    # --- time ---------------------------------------------------------------------------------------------------------

    def _is_over(self, end: int | None) -> bool:
        return end is not None and end <= self.window.start

    def _began(self, provision: Provision) -> bool:
        return provision.period is not None and provision.period.start < self.window.start

    def _end_of(self, entity: object) -> int | None:
        """The month after the last one of which an entity speaks; None where it does not say."""
        if isinstance(entity, ResultsFramework):
            if entity.implied_phase == "implementation" and entity.as_of is not None:
                return self._month_after(entity.as_of)
            return max((one.end for one in entity.periods or entity.announced), default=None)
        if isinstance(entity, Event):
            years = years_of(entity, self.plan.year_begins)
            return max((one.end for one in (years, entity.closing) if one is not None), default=None)
        period: Period | None = entity.start if isinstance(entity, Project) else getattr(entity, "period", None)
        return None if period is None else period.end

    def _month_after(self, day: datetime.date) -> int:
        return max(EARLIEST, month_of(day, self.plan.year_begins)) + 1

    def _with_figures(self) -> set[str]:
        """The addresses of projects that have figures in the columns of the plan."""
        return {one.site.path for one in tables(self.plan) if isinstance(one.site.entity, Project)}


def _end(period: Period) -> int:
    return period.end


def _count(paths: Sequence[str], nouns: tuple[str, str]) -> str:
    return f"{len(paths)} {nouns[len(paths) > 1]}"


def _taken_from(site: Site) -> Iterator[str]:
    """The addresses, without regard to case, of the tables from which one takes rows."""
    owner = site.owner.path if site.owner is not None else ""
    for block in site.entity.blocks:
        for one in (block.results_from, block.kpis_from, block.risks_from):
            if one is not None:
                yield fold(one.path(owner))


def ask_claims(old: OperationalPlan, new: OperationalPlan, asker: Asker) -> list[str]:
    """The addresses of the claims that are left behind: of the past, or no longer what the plan makes of them.

    Args:
        old: the old plan.
        new: the new one, with those claims of the old one whose addresses lead somewhere.
        asker: who is asked.
    """
    before, now = _computed(old), _computed(new)
    claims = {f"claims.{claim.code}": claim for claim in old.claims}
    gone = [path for path, claim in claims.items() if _is_past(claim, new) or before.get(path) != now.get(path)]
    gone += [path for path in claims if path not in now and path not in gone]
    sorts = (
        (gone, "claims[over]", "of the past", DROP, "the text that states it is that of the old plan"),
        (
            [path for path in claims if path not in gone],
            "claims[continued]",
            "that come out as before",
            KEEP,
            "none of its terms has changed",
        ),
    )
    found: list[str] = []
    for paths, name, what, default, reason in sorts:
        if paths:
            question = f"{_count(paths, ('claim', 'claims'))} {what}: {few(paths)}:"
            general: Answer = asker.ask(name, question, default, (KEEP, DROP), reason)
            for path in paths:
                allowed = (KEEP, DROP) if path in now else (DROP,)  # what it cites is gone, and it with that
                if asker.ask_again(path, f"{what}:", general, allowed) == DROP and path in now:
                    found.append(path)
    return found


def _computed(plan: OperationalPlan) -> dict[str, object]:
    """What the terms of each claim make, by its address; None where they make nothing."""
    return {line.path: line.computed for line in ledger(plan) if line.path.startswith("claims.")}


def _is_past(claim: Claim, plan: OperationalPlan) -> bool:
    """Whether a claim is about a day before the window of a plan."""
    for term in claim.terms:
        try:
            day = datetime.date.fromisoformat(term)
        except ValueError:
            continue
        if month_of(day, plan.year_begins) < plan.window.start:
            return True
    return False
