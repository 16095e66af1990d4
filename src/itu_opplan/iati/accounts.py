"""What of a plan has been written to a file of IATI, and what has not."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import attrs

from ..immutable import Immutable
from ..late import late_pattern
from ..listing import Listing
from ..model.fields import defaults, kinds
from ..model.measures import base_name
from ..model.plan import OperationalPlan
from ..model.walk import Site, entities
from ..paths import join
from ..periods import Period
from ..problem import Problem, fault
from .places import PLACES, why_no_entity, why_no_field, why_no_figures

__all__ = ["Accounts", "Loss", "Span"]

Span: TypeAlias = tuple[datetime.date, datetime.date]
"""A first and a last day."""

_NO_XML = late_pattern("[\ufffe\uffff]")
"""What a text of a plan may have and XML may not."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Loss(Immutable):
    """One kind of thing that a plan has and its file of IATI has not.

    Attributes:
        what: what it is, as an address without codes: `outputs.frameworks.blocks.kpis.weight`.
        count: how many times the plan has it and it is not in the file.
        why: why not.
        paths: the address of each.

    >>> Loss(what="outputs.effort", count=1, why="no money", paths=("outputs.PP.effort",)).count
    1
    """

    what: str
    count: int
    why: str
    paths: tuple[str, ...]


class Accounts:
    """What has been written of a plan so far; whoever writes a field takes it from here.

    Args:
        plan: the plan.
    """

    def __init__(self, plan: OperationalPlan) -> None:
        self._plan = plan
        self._written: dict[str, set[str]] = {"": set()}
        self._reasons: dict[str, str] = {}
        self._notices: Counter[str] = Counter()
        self.problems: dict[str, Problem] = {}

    def take(self, site: Site, name: str) -> Any:
        """The value of a field, which is written by that, if there is any.

        Raises:
            KeyError: no place is declared for the field.
        """
        PLACES[type(site.entity)][name]
        path, value = site.path, getattr(site.entity, name)
        for one in site.way_up():  # something is written of what has it, too
            self._written.setdefault(one.path, set())
        self._written[path].add(name)
        if name == "dimensions":
            return {dim: self._text(label, join(path, name, dim)) for dim, label in value.items()}
        return self._text(value, join(path, name)) if isinstance(value, str) else value

    def _text(self, text: str, path: str) -> str:
        """A text as XML can have it; that it is another is a problem."""
        if found := _NO_XML.search(text):
            message = f"must be text that XML can have, got U+{ord(found[0]):04X}"
            self.problems[path] = fault(path, message, actual=text)
        return _NO_XML.sub("", text)

    def leave(self, site: Site, why: str) -> None:
        """Say why an entity is not written, where that depends on what it says."""
        self._reasons[site.path] = why

    def notice(self, what: str) -> None:
        """Count one more of the things that are written in a way that a reader of the losses should know."""
        self._notices[what] += 1

    def days(self, period: Period) -> Span:
        """The first and the last day of a period."""
        self.take(Site(self._plan), "year_begins")
        return period.dates(self._plan.year_begins)

    def losses(self, notes: Iterable[str]) -> Listing[Loss]:
        """All that the plan has and that has not been written, kind by kind, in the order of the plan.

        Args:
            notes: what else a reader should know.
        """
        found: dict[tuple[str, str], list[str]] = {}
        for what, path, why in self._left():
            found.setdefault((what, why), []).append(path)
        lines = [Loss(what=what, count=len(paths), why=why, paths=tuple(paths)) for (what, why), paths in found.items()]
        lines.sort(key=lambda line: _rank(line.what))
        counted = (f"{what}: {count}" for what, count in self._notices.items())
        title = f"{self._plan.code}: what has no place in IATI 2.03"
        return Listing(lines, columns=("what", "count", "why"), labels=1, title=title, notes=(*notes, *counted))

    def _left(self) -> Iterator[tuple[str, str, str]]:
        """What has not been written: what it is, its address, why."""
        for site in entities(self._plan):
            path, what = site.path, _kind_of(site)
            if path in self._written:
                yield from self._left_fields(site, path, what)
            else:  # what it has goes with it, for the same reason
                above = self._reasons.get(site.owner.path) if site.owner else None
                why = self._reasons.setdefault(path, why_no_entity(what.partition(".")[0], site.name, above))
                yield what, path, why

    def _left_fields(self, site: Site, path: str, what: str) -> Iterator[tuple[str, str, str]]:
        """The fields of an entity that say something and have not been written; its entities are told by themselves."""
        cls: type[attrs.AttrsInstance] = type(site.entity)
        written, measures = self._written[path], self._plan.all_measures
        for name, kind in kinds(cls).items():
            value = getattr(site.entity, name)
            if name in written or (kind.of and kind.many) or value == defaults(cls)[name]:
                continue
            if kind.what == "figures":
                for key in value:
                    why = why_no_figures(measures[base_name(key)])
                    yield join(what, name, key), join(path, name, key), why
                continue
            own = measures.get(base_name(name)) if base_name(name) in kinds(cls) else None
            yield join(what, name), join(path, name), why_no_figures(own) if own else why_no_field(cls, name)


def _kind_of(site: Site) -> str:
    """What an entity is: its address without codes and numbers."""
    return "" if site.owner is None else join(_kind_of(site.owner), site.name)


def _rank(what: str) -> list[int]:
    """Where the model declares a kind of thing."""
    cls: type[attrs.AttrsInstance] = OperationalPlan
    found: list[int] = []
    for name in what.split("."):
        declared = kinds(cls)
        found.append([*declared].index(name) if name in declared else len(declared))  # a table below `figures`
        cls = (declared[name].of if name in declared else None) or cls
    return found
