"""Levels: what is a part of what by `parent`, in each collection that declares one, and the sums along it."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

import attrs

from ..errors import UnknownCode, refusal
from ..table import Table
from ..texts import fold
from ..wording import quote, suggestions
from .fields import kinds
from .measures import value_beside
from .results import ResultsFramework
from .walk import Stated, entities

__all__ = ["Below", "Levelled", "Levels", "ancestor", "levels_of", "show_circle"]


class Levels:
    """The entities of one collection, above and below each other. No walk over them goes round in a circle.

    Attributes:
        noun: what one of them is called.
        parents: the code of what each is a part of, by its own code; None at the top.
    """

    def __init__(self, noun: str, items: Iterable[Any]) -> None:
        self.noun = noun
        self.parents: dict[str, str | None] = {}
        self._children: dict[str, list[str]] = {}
        self._codes: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        for item in items:
            code = item.code
            if code in self.parents:
                continue  # validate tells
            self.parents[code] = item.parent
            self._codes.setdefault(fold(code), code)
            for alias in getattr(item, "aliases", ()):
                self._aliases.setdefault(fold(alias), code)
            if item.parent is not None:
                self._children.setdefault(item.parent, []).append(code)

    def find(self, name: str, *, alias: bool = False) -> str | None:
        """The code of that spelling, without regard to case, or that an alias means; None where there is none."""
        return (self._aliases if alias else self._codes).get(fold(name))

    def way_up(self, code: str) -> list[str]:
        """A code and those above it, up to the top; to where a circle closes, or nobody knows what is above."""
        way, up = {code: None}, self.parents.get(code)
        while up in self.parents and up not in way:
            way[up] = None
            up = self.parents[up]
        return list(way)

    def below(self, code: str) -> list[str]:
        """All that is a part of an entity, at whatever level, each once."""
        found: dict[str, None] = {}
        waiting = self._children.get(code, [])[::-1]
        while waiting:
            if (one := waiting.pop()) not in found and one != code:
                found[one] = None
                waiting += self._children.get(one, [])[::-1]
        return list(found)

    def is_divided(self, code: str) -> bool:
        """Whether an entity has parts."""
        return code in self._children

    @functools.cached_property
    def bottom_up(self) -> list[str]:
        """All codes, each after those below it; without those in a circle, and below one."""
        found = [code for code, up in self.parents.items() if up not in self.parents]
        for code in found:  # which grows
            found += self._children.get(code, ())
        return found[::-1]

    def spread(self, codes: Iterable[str]) -> set[str]:
        """These codes, and those of all that is above or below one of them."""
        own = set(codes)
        up, down = set(own), set(own)
        for code in own:
            above = self.parents.get(code)
            while above is not None and above not in up:
                up.add(above)
                above = self.parents.get(above)
        waiting = list(own)
        while waiting:
            below = [one for one in self._children.get(waiting.pop(), ()) if one not in down]
            down.update(below)
            waiting += below
        return up | down

    def ancestor(self, code: str, level: int, name: str) -> str:
        """The code at a level above an entity, 1 for the top; its own where it is not below that level.

        Raises:
            InvalidPlan: it is a part of itself.
            UnknownCode: it, or one above it, is a part of what is not there.
        """
        way = self.way_up(code)
        up = self.parents[way[-1]]
        if up in self.parents:
            circle = way[way.index(up) :]
            raise refusal(show_circle(circle), path=f"{name}.{up}.parent", rule="OP111")
        if up is not None:
            known = suggestions(up, self.parents)
            raise UnknownCode(f"{name}.{way[-1]}.parent: unknown {self.noun} {quote(up)}; the plan has {known}")
        return way[-level] if level <= len(way) else code


def show_circle(way: Sequence[str]) -> str:
    """The complaint about a circle, from the codes of its way; of a long one some.

    >>> show_circle(["A", "B"])
    'goes in a circle: A → B → A'
    """
    shown = way if len(way) <= _SHOWN else [*way[: _SHOWN - 2], "…", way[-1]]
    return f"goes in a circle: {' → '.join([*shown, way[0]])}"


_SHOWN = 9
"""Codes of a circle that are shown."""


def levels_of(plan: attrs.AttrsInstance) -> dict[str, Levels]:
    """What is above and below in each collection of the plan whose entities declare what they are a part of.

    >>> from itu_opplan import bundled
    >>> list(levels_of(bundled("gs-2008-2011")))
    ['goals', 'objectives', 'outputs', 'departments', 'units', 'activities']
    """
    nouns = dict(_collections(type(plan)))
    items: dict[str, list[Any]] = {name: [] for name in nouns}
    for site in entities(plan, "code", skip=ResultsFramework):
        if site.name in items:
            items[site.name].append(site.entity)
    return {name: Levels(noun, items[name]) for name, noun in nouns.items()}


def _collections(cls: type[attrs.AttrsInstance]) -> Iterator[tuple[str, str]]:
    """The collections whose entities can be parts of each other, and what one of them is called."""
    for name, kind in kinds(cls).items():
        if kind.of is not None:
            above = kinds(kind.of).get("parent")
            if above is not None and above.to == ("siblings",):
                yield name, kind.noun
            yield from _collections(kind.of)


class Levelled(Protocol):
    """What is asked of a plan."""

    @functools.cached_property
    def levels(self) -> Mapping[str, Levels]: ...


def ancestor(plan: Levelled, code: str, level: int = 1, *, of: str | None = None) -> str:
    """The code that stands at a level above an entity, for `Table.relabel`: what is below it adds up under it.

    Args:
        code: the code or an alias of a goal, objective, output, department, unit or activity. What stands in brackets,
            such as `(none)`, is no code and stays.
        level: 1 for the top, 2 for what is right below it … What is at that level or above it is itself.
        of: whose code it is, such as `goals`; needed where several have it and the answers differ.

    Raises:
        UnknownCode: nothing has this code, or several have it and stand below different ones.
        InvalidPlan: in a hand-built plan it is a part of itself; or the level is none.

    >>> from itu_opplan import OperationalPlan, Output, figures
    >>> outputs = [Output(code="A", title="All"), Output(code="A1", title="A part of it", parent="A")]
    >>> plan = OperationalPlan(code="p", title="P", organisation="O", window="2008", periods=["2008"], outputs=outputs)
    >>> plan.ancestor("A1"), plan.ancestor("A1", 2), plan.ancestor("A", 2)
    ('A', 'A1', 'A')
    >>> figures(plan, "effort").relabel("output", plan.ancestor).labels("output")
    ('A',)
    """
    if isinstance(level, bool) or not isinstance(level, int) or level < 1:  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
        raise refusal(f"must be a whole number ≥ 1, which is the top, got {quote(level)}", path="level")
    if of not in (None, *plan.levels):
        raise UnknownCode(f"of: unknown {quote(of)}; the plan has {suggestions(of, plan.levels) or 'none'}")
    name = code if isinstance(code, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]
    if name.startswith("("):
        return name
    asked = {key: own for key, own in plan.levels.items() if of in (None, key)}
    held = {key: found for key, own in asked.items() if (found := own.find(name))}
    held = held or {key: found for key, own in asked.items() if (found := own.find(name, alias=True))}
    if not held:
        noun = plan.levels[of].noun if of else "code"
        known = suggestions(code, dict.fromkeys(one for own in asked.values() for one in own.parents))
        raise UnknownCode(f"unknown {noun} {quote(code)}; the plan has {known or 'none'}")
    answers = {key: asked[key].ancestor(found, level, key) for key, found in held.items()}
    if len(set(answers.values())) > 1:
        whose = " and ".join(f"{answer!r} of {key}" for key, answer in answers.items())
        advice = f"ancestor({name!r}, of={next(iter(answers))!r})"
        raise UnknownCode(f"{quote(name)} is below or at {whose}; say whose code it is, as in {advice}")
    return next(iter(answers.values()))


class Below:
    """For which periods something below the owner of a table has a figure; each table is gone through once."""

    def __init__(self, plan: Levelled) -> None:
        self._plan = plan
        self._found: dict[tuple[str, str], dict[str, _Periods]] = {}

    def periods(self, stated: Stated, *labels: str) -> set[str]:
        """The periods with a figure below the owner of this table: of these labels, or of any.

        What the table leaves out or has blank there is no gap.
        """
        name = stated.site.name
        levels = self._plan.levels.get(name)
        if levels is None or not levels.is_divided(stated.site.entity.code):
            return set()
        if (name, stated.name) not in self._found:
            self._found[name, stated.name] = self._gather(levels, name, stated)
        return self._found[name, stated.name].get(stated.site.entity.code, {}).get(labels, set())

    def _gather(self, levels: Levels, name: str, stated: Stated) -> dict[str, "_Periods"]:
        """Below each entity the periods with a figure by their labels, and those of any labels."""
        items = {item.code: item for item in getattr(self._plan, name)}
        *dims, _ = stated.rows.dims
        found: dict[str, _Periods] = {}
        for code in levels.bottom_up:
            if (up := levels.parents[code]) is None or up not in items:
                continue
            above = found.setdefault(up, {})
            for labels, periods in found.get(code, {}).items():
                above.setdefault(labels, set()).update(periods)
            table = value_beside(items[code], stated.name)
            for record in table.records() if isinstance(table, Table) else ():
                if isinstance(record["value"], Decimal):
                    for labels in {tuple(str(record[dim]) for dim in dims), ()}:
                        above.setdefault(labels, set()).add(str(record["period"]))
        return found


_Periods: TypeAlias = dict[tuple[str, ...], set[str]]
