"""Whether the codes, links and periods of a plan are sound, at one look; in most plans they are.

The entities of a class are looked at together, a field at a time, and it is not kept where each stands. What is rare is
in doubt, also where it is right: then the rules on references look, which find out and tell.
"""

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import attrs

from ..model.fields import ACTORS, MEASURED, Kind, kinds
from ..model.fields import label as label_of
from ..model.known import codes, dimension_names
from ..model.plan import OperationalPlan
from ..texts import fold
from .rule import shared

__all__ = ["AT_A_GLANCE", "cited", "sound_at_a_glance"]

AT_A_GLANCE = frozenset({"OP102", "OP103", "OP104", "OP107", "OP109", "OP111", "OP115"})
"""The rules that find nothing in a plan that is sound at a glance."""

Class: TypeAlias = type[attrs.AttrsInstance]
Graph: TypeAlias = dict[str, tuple[str, ...]]
"""What each code leads to."""

_SIBLINGS = ("siblings",)
_LONG = 100
"""The steps of a way that are followed; a longer one may be a circle."""
_CODE, _FISCAL = operator.attrgetter("code"), operator.attrgetter("fiscal")


def sound_at_a_glance(plan: OperationalPlan) -> bool:
    """Whether all links lead to what is there, codes and aliases are unique, and periods of the plan's calendar.

    If so, the rules of `AT_A_GLANCE` find nothing. If not, they may.
    """
    seen = _seen(plan)
    return not seen.doubtful and seen.calendars <= {plan.year_begins != 1} and seen.leads_to_what_is_there(plan)


def cited(entity: attrs.AttrsInstance) -> Mapping[tuple[str, ...], set[str]]:
    """The codes in links of the plan, or of an entity and all below it, by where they lead to, but to siblings."""
    return _seen(entity).cited


class _Seen:
    """What is seen of the entities of a plan, without where."""

    def __init__(self) -> None:
        self.doubtful = False
        self.calendars: set[bool] = set()
        """Whether periods are fiscal years."""
        self.cited: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        """The codes in links, by where they lead to."""
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        """Codes and aliases, each of which must be there once."""
        self._graphs: defaultdict[tuple[str, ...], Graph] = defaultdict(dict)
        """What is linked to its like, by the field and where that leads to."""

    def leads_to_what_is_there(self, plan: OperationalPlan) -> bool:
        """Whether all codes that are cited are there, each once, and lead back to none."""
        dimensions = {f"dimensions.{name}" for name in dimension_names(plan)}
        for to, cited in self.cited.items():
            labels = to[0].startswith("dimensions.")
            if labels and to[0] not in dimensions:
                return False
            known = codes(plan, to)
            if not cited.issubset(known) and (known or not labels):  # a dimension without labels takes any
                return False
        return not any(map(_repeats, self._alike.values())) and not any(map(_circular, self._graphs.values()))

    def look_at(self, items: Sequence[Any], cls: Class) -> None:
        """Look at all entities of a class, and at what is below them."""
        if (classes := {*map(type, items)}) != {cls}:  # some are of classes of somebody's own
            self.doubtful = True
            for own in classes:
                self.look_at([item for item in items if type(item) is own], own)
            return
        for name, kind, get in _fields(cls):
            if not (held := list(filter(None, map(get, items)))):  # most have nothing
                continue
            if kind.of is not None:
                below = [*chain.from_iterable(held)] if kind.many else held
                self.look_at(below, kind.of)
                if "code" in kinds(kind.of):
                    self._compare(held, below, name, kind.of)
            elif kind.what == "period":
                self.calendars.update(map(_FISCAL, chain.from_iterable(held) if kind.many else held))
            elif kind.keyed:
                for dim, label in chain.from_iterable(labels.items() for labels in held):
                    self.cited[label_of(dim)["kind"].to].add(label)
            elif kind.to != _SIBLINGS:
                self.cited[kind.to].update(chain.from_iterable(held) if kind.many else held)

    def _compare(self, held: Sequence[Sequence[Any]], below: Sequence[Any], name: str, cls: Class) -> None:
        """Look at the codes of what stands in a field of several entities, all and those of each."""
        shared = next((names[0] for names in (ACTORS, MEASURED) if name in names), "")
        if shared:
            self._alike[shared] += filter(None, map(_CODE, below))
        elif any(len(own) > 1 and _repeats(map(_CODE, own)) for own in held):
            self.doubtful = True
        if "aliases" in kinds(cls):
            named = ({*map(fold, one.aliases)} - {fold(one.code)} for one in below if one.aliases)
            self._alike[f"{name}.aliases"] += chain(map(_CODE, below), chain.from_iterable(named))
        for link, kind in kinds(cls).items():
            if kind.to == _SIBLINGS:
                for own in held:
                    graph = _graph(own, link, kind)
                    known = {*map(_CODE, own)}
                    if not known.issuperset(chain.from_iterable(graph.values())) or _circular(graph):
                        self.doubtful = True
            elif name in kind.to:
                self._graphs[link, *kind.to].update(_graph(below, link, kind))


@shared
def _seen(entity: attrs.AttrsInstance) -> _Seen:
    seen = _Seen()
    cls: Class = type(entity)
    seen.look_at([entity], cls)
    return seen


@functools.cache
def _fields(cls: Class) -> list[tuple[str, Kind, Callable[[Any], Any]]]:
    """The fields of a class that are looked at, and what gets each."""
    return [
        (name, kind, operator.attrgetter(name))
        for name, kind in kinds(cls).items()
        if kind.what in ("link", "period") or (kind.of and ("code" in kinds(kind.of) or _fields(kind.of)))
    ]


def _repeats(texts: Iterable[str]) -> bool:
    """Whether two of these are the same but for case."""
    folded = fold("\n".join(texts)).split("\n")  # none has a line break
    return len({*folded}) < len(folded)


def _graph(items: Iterable[Any], link: str, kind: Kind) -> Graph:
    cited = ((item.code, getattr(item, link)) for item in items)
    return {code: to if kind.many else (to,) for code, to in cited if to}


def _circular(graph: Graph) -> bool:
    """Whether a way leads back to where it began, or is long."""
    left = graph
    for _ in range(_LONG):
        left = {code: to for code, to in left.items() if not left.keys().isdisjoint(to)}
        if not left:
            return False
    return True
