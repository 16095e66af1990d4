"""A plan with other values of some of its fields, at the price of what they touch."""

import functools
import itertools
import operator
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, get_args

import attrs

from ..errors import InvalidPlan
from . import checking, settling
from .fields import is_keyed, kinds
from .measures import Measure, Owner, owners_in

__all__ = ["Plan", "evolve", "take_over"]

EntityT = TypeVar("EntityT", bound=attrs.AttrsInstance)
_HEAD = ("year_begins", "window", "periods", "grades", "dimensions", "measures")
"""The fields that all tables of a plan are checked against."""


class Plan(attrs.AttrsInstance, Protocol):
    """What is asked of a plan, beside what its fields say."""

    @property
    def all_measures(self) -> dict[str, Measure]: ...
    @property
    def year_begins(self) -> int: ...
    @functools.cached_property
    def label_lists(self) -> Mapping[str, tuple[str, ...]]: ...


def evolve(entity: EntityT, changes: Mapping[str, Any]) -> EntityT:
    """The entity with other values of some fields, as from `attrs.evolve`; a plan is not checked again as a whole."""
    given: Any = entity
    own = getattr(given, "_evolved", None)
    found: EntityT = attrs.evolve(given, **changes) if own is None else own(changes)
    return found


def take_over(plan: Plan, made: attrs.AttrsInstance, changes: Mapping[str, Any]) -> Collection[str] | None:
    """Fill a new plan from one that is the same but for some fields.

    What is the same object as before was checked and put in order when that plan was made. So only what is new is
    looked at, and tables with a dim whose list of labels is another now are put in order again.

    Args:
        plan: the plan as it is.
        made: an object of its class that has nothing yet.
        changes: the values of fields, as for the constructor.

    Returns:
        the collections in which codes or aliases may be others now; None where the whole plan is to be checked, since
        tables have to fit something else, or a collection is none.

    Raises:
        InvalidPlan: as from the constructor.
    """
    cls: type[attrs.AttrsInstance] = type(plan)
    own = {field.name: field for field in attrs.fields(cls)}
    new = {name: value for name, value in changes.items() if name not in own or value is not getattr(plan, name)}
    if any(name in _HEAD or name not in own for name in new):
        return None
    touched: dict[str, list[Any]] = {}
    moved: list[str] = []
    others: list[str] = []
    for name, field in own.items():
        old = value = getattr(plan, name)
        if name in new:
            value = new[name]
            places = _changed_places(old, value) if _is_collection(cls, name) else None
            if places is None:
                value = field.converter(value) if callable(field.converter) else value
                touched[name] = _new_ones(old, value) if _is_collection(cls, name) else []
                moved.append(name)
            else:
                touched[name] = [value[place] for place in places]
                if any(_names(value[place]) != _names(old[place]) for place in places):
                    others.append(name)
        object.__setattr__(made, name, value)  # the way of attrs in its own __init__
    checking.check_entity(made, new)
    _settle(plan, made, touched, moved)
    return [*moved, *others]


def _is_collection(cls: type[attrs.AttrsInstance], name: str) -> bool:
    """Whether a field holds entities by their code, in the order of sections and codes."""
    kind = kinds(cls).get(name)
    return kind is not None and kind.of is not None and kind.many and is_keyed(kind.of)


def _changed_places(old: tuple[Any, ...], new: object) -> list[int] | None:
    """Where other entities stand, each with the section and the code of the one before; None where that is not all."""
    if not isinstance(new, tuple) or len(new) != len(old):
        return None
    places = list(itertools.compress(range(len(new)), map(operator.is_not, new, old)))
    same = all(type(new[place]) is type(old[place]) and _rank(new[place]) == _rank(old[place]) for place in places)
    return places if same else None


def _rank(entity: Any) -> tuple[object, object]:
    return getattr(entity, "section", None), entity.code


def _names(entity: Any) -> object:
    return getattr(entity, "aliases", None)


def _new_ones(old: tuple[Any, ...], new: object) -> list[Any]:
    there = set(map(id, old))
    return [one for one in new if id(one) not in there] if isinstance(new, tuple) else []


def _settle(plan: Plan, made: Any, touched: Mapping[str, list[Any]], moved: Collection[str]) -> None:
    """Check the tables of what is new, and put them in order; and those in the order of a list that is another now."""
    cls: type[attrs.AttrsInstance] = type(plan)
    measures, lists = plan.all_measures, dict(plan.label_lists)
    owners: dict[str, list[tuple[str, Any]]] = {}
    for owner in get_args(Owner):
        if owner == "plan" and "figures" in touched:
            owners[owner] = [("", made)]
        elif owner in touched:
            owners[owner] = [(one.code, one) for one in touched[owner]]
    if found := list(settling.misfits(owners, measures, lists, plan.year_begins)):
        raise InvalidPlan(found)
    for name in moved:
        noun = kinds(cls)[name].noun
        if noun in lists and (codes := tuple([one.code for one in getattr(made, name)])) != lists[noun]:
            lists[noun] = codes
            for owner in {one.owner for one in measures.values() if noun in one.shape.dims} | {"plan"}:
                owners[owner] = list(owners_in(made, owner))
    settling.settle_tables(made, owners, measures, lists, plan.year_begins)
    object.__setattr__(made, "label_lists", plan.label_lists if lists == plan.label_lists else MappingProxyType(lists))
