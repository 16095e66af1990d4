"""What links and dims of a plan may cite: the codes of its entities, the labels of its dimensions; how they print."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..texts import fold
from ..wording import one_of
from .measures import DIMENSIONS
from .plan import COLLECTIONS, OperationalPlan

__all__ = ["codes", "codes_by_name", "dimension_names", "nouns", "printed_names"]


def nouns(to: tuple[str, ...]) -> str:
    """What the entities of these collections are called, in one phrase.

    >>> nouns(("departments", "units", "bodies"))
    'department, unit or body'
    """
    return one_of([_noun(name) for name in to])


def _noun(name: str) -> str:
    if name.startswith("dimensions."):
        return name.removeprefix("dimensions.")
    if name in COLLECTIONS:
        return COLLECTIONS[name].noun
    return "unit"  # of a department, or beside another


def codes(plan: OperationalPlan, to: tuple[str, ...]) -> list[str]:
    """The codes that a link to these collections may cite; nothing is said of siblings, which depend on the owner."""
    found: list[str] = []
    for name in to:
        if name.startswith("dimensions."):
            found += plan.labels(name.removeprefix("dimensions."))
        elif name == "units":
            found += [unit.code for department in plan.departments for unit in department.units]
        else:
            found += [entity.code for entity in getattr(plan, name)]
    return found


def dimension_names(plan: OperationalPlan) -> list[str]:
    """The names of the dimensions of a plan, the built-in ones first."""
    return list(DIMENSIONS | plan.dimensions)


_LISTED = {kind.noun: name for name, kind in COLLECTIONS.items()} | {"component": "services"}
"""The collections whose codes are labels of a dim; what outputs cost is a component for each service."""


def codes_by_name(plan: OperationalPlan, to: tuple[str, ...]) -> dict[str, str]:
    """The codes that may be meant by a label, an alias, a name or a title, or in another case; by the folded text."""
    found: dict[str, str | None] = {}
    for item in _items(plan, to):
        for text in {fold(one) for one in _texts_of(item)}:
            found[text] = item.code if text not in found else None  # several may be meant
    return {text: code for text, code in found.items() if code is not None}


def _items(plan: OperationalPlan, to: tuple[str, ...]) -> Iterator[Any]:
    """What has the codes that a link to these collections, or a dim of a table, may cite."""
    for name in to:
        dimension, collection = name.removeprefix("dimensions."), _LISTED.get(name, name)
        if name == "units":
            yield from (unit for department in plan.departments for unit in department.units)
        elif collection in COLLECTIONS:
            yield from getattr(plan, collection)
        else:
            yield from plan.dimensions.get(dimension, DIMENSIONS.get(dimension, ()))


def _texts_of(item: Any) -> Iterable[str]:
    texts = (getattr(item, name, None) for name in ("code", "label", "name", "title"))
    return (text for text in (*texts, *getattr(item, "aliases", ())) if text is not None)


def printed_names(plan: OperationalPlan, dim: str) -> dict[str, str]:
    """What is printed in the place of the labels of a dim, where it is another text than the label.

    Where two would print alike the code stands behind: `1.1 (A)`.
    """
    if dim in plan.dimensions:
        names = {label.code: label.name for label in plan.dimensions[dim]}
    else:
        entities = getattr(plan, _LISTED[dim]) if dim in _LISTED else ()
        names = {entity.code: getattr(entity, "label", None) for entity in entities}
    seen = Counter(name or code for code, name in names.items())
    return {code: f"{name} ({code})" if seen[name] > 1 else name for code, name in names.items() if name is not None}
