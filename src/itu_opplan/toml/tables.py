"""The raw tables of all parts of a document as one, and where each of them stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from ..paths import join, steps
from ..problem import Location, Problem, fault
from ..storage.layout import Part
from .complaints import complain_of_no_tables, show_key
from .structure import Raw

if TYPE_CHECKING:
    from .places import Places

__all__ = ["Tables", "merge"]


Trail: TypeAlias = tuple[str | int, ...]
"""Keys and indices that lead to a place in the raw tables."""


@attrs.define(eq=False, repr=False)
class Tables:
    """The raw tables of all parts as one, and where each of them stands.

    Attributes:
        raw: the merged tables.
        parts: the texts, the main one first.
        origins: the number of the part that a key, or a key and a code, came from; of a collection the first part.
        found: positions in the parts, each worked out on first use.
        inside: what stands where in lists and rows, and labels of a dim, worked out on first use.
    """

    raw: Raw
    parts: list[Part]
    origins: dict[Trail, int]
    found: dict[int, "Places"] = attrs.field(factory=dict)
    inside: dict[tuple[Trail, str | None], dict[tuple[str, ...], Trail]] = attrs.field(factory=dict)

    @property
    def top(self) -> Location:
        """The main file as a whole."""
        return Location(self.parts[0].name)

    def location(self, trail: Trail) -> Location:
        """Where the value under these keys stands."""
        return self.location_in(self.origins.get(trail[:2], self.origins.get(trail[:1], 0)), trail)

    def location_in(self, number: int, trail: Trail) -> Location:
        """Where the value under these keys stands in one of the parts."""
        part = self.parts[number]
        if number not in self.found:
            from .places import Places  # which only a complaint needs

            self.found[number] = Places(part.text)
        place = self.found[number].nearest(trail)
        return Location(part.name, place.line, place.column) if place else Location(part.name, 1, 1)

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems with their locations, in the order in which they stand in the parts."""
        found = [
            problem if problem.location else attrs.evolve(problem, location=self.location(self._trail(problem)))
            for problem in problems
        ]
        order = {part.name: number for number, part in enumerate(self.parts)}
        return sorted(
            found, key=lambda one: (one.location and (order[one.location.file], one.location.line or 0)) or (0, 0)
        )

    def _trail(self, problem: Problem) -> Trail:
        """The keys of the place that a problem is about: as noted, or from its address and the value that it names."""
        if problem.trail:
            return problem.trail
        value: object = self.raw
        trail: Trail = ()
        labels: tuple[str, ...] = ()
        for step in steps(problem.path):
            if isinstance(step, str):
                if not isinstance(value, Mapping) or step not in value:
                    return trail
                trail, value = (*trail, step), value[step]
                continue
            if isinstance(value, list) and len(step) == 1 and step[0].isdecimal() and int(step[0]) < len(value):
                number = int(step[0])
                trail, value = (*trail, number), value[number]  # pyright: ignore[reportArgumentType]  # it is no dict
            else:
                labels = step  # of a cell
        key = (trail, problem.dim)
        if key not in self.inside:
            self.inside[key] = _inside(value) if problem.dim is None else _labels(value, problem.dim)
        wanted = tuple(sorted(labels or [str(problem.actual)]))
        return (*trail, *self.inside[key].get(wanted, ()))


def _labels(value: object, dim: str) -> dict[tuple[str, ...], Trail]:
    """Where the labels of a dim first stand in rows of figures, or the periods in one row."""
    found: dict[tuple[str, ...], Trail] = {}
    for number, row in enumerate(value if isinstance(value, list) else [value]):
        for key, label in row.items() if isinstance(row, Mapping) else ():
            if key == dim or (dim == "period" and key[:1].isdigit()):
                found.setdefault((str(label if key == dim else key),), (number, key) if row is not value else (key,))
    return found


def _inside(value: object) -> dict[tuple[str, ...], Trail]:
    """Where things stand in a list, in rows of figures, or in one row: texts, labels, periods, and cells by labels.

    A label that is spelled like a period is a label.
    """
    found: dict[tuple[str, ...], Trail] = {}
    columns: dict[tuple[str, ...], Trail] = {}
    if isinstance(value, Mapping):
        return {(key,): (key,) for key in value if key[:1].isdigit()}
    items: list[object] = list(value) if isinstance(value, list) else []
    for number, item in enumerate(items):
        if not isinstance(item, Mapping):
            found[(str(item),)] = (number,)  # of what stands twice the second is at fault
            continue
        labels = [str(label) for key, label in item.items() if not key[:1].isdigit()]
        for key in item:
            if key[:1].isdigit():
                found[tuple(sorted([*labels, key]))] = (number, key)
                columns.setdefault((key,), (number, key))
        for label in labels:
            found.setdefault((label,), (number,))
    return columns | found


def merge(
    parsed: Sequence[tuple[Part, Raw]], collections: Collection[str], shared: Collection[str]
) -> tuple[Tables, list[Problem]]:
    """One set of raw tables from all parts; what stands in two of them, or in the wrong one, is a problem.

    Args:
        parsed: the parts, the main one first, with their tables.
        collections: keys of tables of entities, which may be divided among the parts.
        shared: other keys that any part may have.
    """
    tables = Tables({}, [part for part, _ in parsed], {})
    problems: list[Problem] = []
    anywhere = (*collections, *shared)

    def wrong(number: int, trail: tuple[str, ...], message: str, *, rule: str = "OP103", actual: object = None) -> None:
        one = fault(join(*map(show_key, trail)), message, rule=rule, actual=actual)
        problems.append(attrs.evolve(one, location=tables.location_in(number, trail)))

    for number, (_, raw) in enumerate(parsed):
        for key, value in raw.items():
            if number and key not in anywhere:
                wrong(number, (key,), f"belongs in {tables.parts[0].name}; other files hold {', '.join(anywhere)}")
            elif key in collections:
                if not isinstance(value, dict):
                    wrong(number, (key,), complain_of_no_tables(value), rule="OP001", actual=value)
                    continue
                known = tables.raw.setdefault(key, {})
                tables.origins.setdefault((key,), number)
                assert isinstance(known, dict)  # nothing else was put there
                for code, entity in value.items():
                    if code in known:
                        wrong(number, (key, code), f"is also in {tables.location((key, code))}; it can stand once only")
                    else:
                        known[code] = entity
                        tables.origins[key, code] = number
            elif key in tables.raw:
                wrong(number, (key,), f"is also in {tables.location((key,))}; it can stand once only")
            else:
                tables.raw[key] = value
                tables.origins[(key,)] = number
    return tables, problems
