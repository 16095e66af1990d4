"""What is worked out of findings with the plan at hand: what their keys are, and whom they concern."""

import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from ..errors import OpPlanError
from ..listing import show_value
from ..paths import Step, steps, write_steps
from ..problem import Problem
from ..table import Table
from ..texts import fold
from .address import Reader
from .fields import kinds, required
from .measures import base_name
from .plan import OperationalPlan
from .telling import caption, guard

__all__ = ["mark"]

_LONGEST = 60
"""Characters of the text of an item that stand in a key; of a longer one the beginning and a digest of all of it."""
_CONCERNED = {"departments": "department", "units": "unit", "outputs": "output"}
"""What a finding can concern, by the name of its collection."""
_TOLD_APART = ("number", "group", "title", "unit", "period", "as_of")
"""By what items are told apart that need not have a text: rows of results, values of KPIs, funding."""
_WHOSE = ("lead", "unit", "department", "departments")
"""The links of an entity that say whose it is."""


def mark(plan: OperationalPlan, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, with what their keys say in the place of positions in lists, and whom they concern."""
    marker = _Marker(plan)
    for problem in problems:
        identity, concerns = marker.look(problem)
        if identity is None and not concerns:
            yield problem
        else:
            yield attrs.evolve(problem, identity=identity, concerns=concerns)


class _Marker:
    """Looks at the addresses of many problems of one plan."""

    def __init__(self, plan: OperationalPlan) -> None:
        self._plan = plan
        self._reader = Reader(plan)
        self._departments = {fold(unit.code): one.code for one in plan.departments for unit in one.units}

    def look(self, problem: Problem) -> tuple[str | None, frozenset[tuple[str, str]]]:
        """Its address by codes and texts, None where that is its path, and whom it concerns."""
        try:
            every = steps(problem.path)
        except OpPlanError:  # of a rule that says something else in its place
            return None, frozenset()
        named, found = self._follow(every)
        if problem.dim in _CONCERNED.values() and isinstance(problem.actual, str):
            found.add((problem.dim, fold(problem.actual)))  # type: ignore[arg-type]  # it is one of them
        if len(every) == 1 and isinstance(problem.actual, tuple):
            for code in problem.actual:  # of a finding about many at once
                if isinstance(code, str) and self._has(every[0], code):
                    found |= self._follow([every[0], code])[1]
        for noun, code in tuple(found):
            if noun == "unit" and code in self._departments:
                found.add(("department", fold(self._departments[code])))
        return (None if named == every else write_steps(named)), frozenset(found)

    def _has(self, name: Step, code: str) -> bool:
        held = getattr(self._plan, name, ()) if isinstance(name, str) else ()
        return isinstance(held, tuple) and self._reader.entity(held, code) is not None

    def _follow(self, every: Sequence[Step]) -> tuple[list[Step], set[tuple[str, str]]]:
        """The steps of an address by codes and texts, and whom what it leads to concerns."""
        owner: Any = self._plan
        named: list[Step] = []
        found: set[tuple[str, str]] = set()
        whose: set[tuple[str, str]] = set()
        for number, step in enumerate(every):
            name = str(every[number - 1]) if number else ""
            if isinstance(owner, Table):
                found |= self._labels(name, step)
                return [*named, *every[number:]], found | whose
            held = owner
            try:
                owner = self._reader.step(held, step, "")
            except OpPlanError:  # what it is about is not there
                return [*named, *every[number:]], found | whose
            if isinstance(held, tuple) and isinstance(step, tuple):
                if _is_row(owner) and any(isinstance(one, tuple) for one in every[number + 1 :]):
                    named.pop()  # what stands in a row is known without it
                else:
                    named.append((_name(owner),))
            else:
                named.append(step)
            if isinstance(step, str) and name in _CONCERNED:
                found.add((_CONCERNED[name], fold(step)))
            whose = _owners(owner) or whose
        return named, found | whose

    def _labels(self, name: str, labels: Step) -> set[tuple[str, str]]:
        """Whom a cell concerns: those that are labels of it, in a dim of that name."""
        measure = self._plan.all_measures.get(base_name(name))
        if measure is None:
            return set()
        dims = (measure.published if name.startswith("published_") else measure.shape).dims
        return {(dim, fold(label)) for dim, label in zip(dims, labels, strict=False) if dim in _CONCERNED.values()}


def _is_row(item: object) -> bool:
    """Whether it is known by what stands in it alone, as a row of results is."""
    cls = type(item)
    return attrs.has(cls) and not required(cls) and getattr(item, "code", None) is None


def _name(item: object) -> str:
    """What an item of a list is known by: its code, or what it cannot be without, with its title or period."""
    code = getattr(item, "code", None)
    if isinstance(code, str):
        return code
    cls = type(item)
    if not attrs.has(cls):
        return _cut(show_value(item))
    names = [*required(cls), *(("title",) if guard(item) else _TOLD_APART)]
    values = [value for name in dict.fromkeys(names) if (value := getattr(item, name, None))]
    below = (held[0] for name, kind in kinds(cls).items() if kind.of and kind.many and (held := getattr(item, name)))
    return _cut(" ".join(map(show_value, values)) or next(map(_name, below), "") or caption(item))


def _cut(text: str) -> str:
    """A text as it stands in a key: on one line, without what would end an address there, and never long."""
    text = " ".join(text.split()).translate(_NO_BRACKETS)
    if len(text) <= _LONGEST:
        return text
    digest = hashlib.blake2b(text.encode(errors="backslashreplace"), digest_size=4).hexdigest()
    return f"{text[: _LONGEST - 10].rstrip()}… {digest}"


_NO_BRACKETS = str.maketrans("[]", "()")


def _owners(entity: object) -> set[tuple[str, str]]:
    """The departments and units that an entity says are its own: those who answer for it."""
    found: set[tuple[str, str]] = set()
    cls: type = type(entity)
    for name in _links_of(cls):
        value = getattr(entity, name)
        for code in (value,) if isinstance(value, str) else value or ():
            found |= {("department", fold(code)), ("unit", fold(code))}
    return found


@functools.cache
def _links_of(cls: type) -> tuple[str, ...]:
    """The fields of a class that say whose its entities are."""
    own = kinds(cls) if attrs.has(cls) else {}
    return tuple(name for name in _WHOSE if name in own and own[name].what == "link")
