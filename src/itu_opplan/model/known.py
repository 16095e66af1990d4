"""What links and dims of a plan may cite: the codes of its entities, the labels of its dimensions; how they print."""

from ..wording import one_of
from .measures import DIMENSIONS
from .plan import COLLECTIONS, OperationalPlan

__all__ = ["codes", "dimension_names", "nouns", "printed_names"]


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


def printed_names(plan: OperationalPlan, dim: str) -> dict[str, str]:
    """What is printed in the place of the labels of a dim, where it is another text than the label."""
    if dim in plan.dimensions:
        return {label.code: label.name for label in plan.dimensions[dim] if label.name is not None}
    entities = getattr(plan, _LISTED[dim]) if dim in _LISTED else ()
    return {entity.code: label for entity in entities if (label := getattr(entity, "label", None)) is not None}
