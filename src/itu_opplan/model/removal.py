"""Renaming and removing what has a code, or stands in a list, with everything that cites it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar, cast

import attrs

from ..errors import InvalidPlan, UnknownCode, UnknownLabel, refusal
from ..paths import join, steps
from ..problem import fault
from ..texts import fold
from ..wording import Names, plural, quote, suggestions
from .checking import check_value
from .fields import ACTORS, CODE, is_keyed, kinds
from .measures import BUILT_IN
from .recode import Recoder, Renames, collection_at, recode
from .walk import Measured

__all__ = ["remove", "rename", "renames_of"]

PlanT = TypeVar("PlanT", bound=Measured)


class _Spot(NamedTuple):
    """Where an entity or an item stands.

    Attributes:
        path: its address, in the codes of the plan.
        collection: the name of what it stands in, for renames.
        code: its code, or its place in a list.
        entity: the entity.
        beside: all that stands there.
        keyed: whether it stands there by its code.
    """

    path: str
    collection: str
    code: str
    entity: Any
    beside: tuple[Any, ...]
    keyed: bool


def rename(plan: PlanT, path: str, code: str) -> PlanT:
    """The plan with another code for what stands at an address, and for everything that cites it.

    That is: links, labels of tables, tables of a measure, and addresses in claims and in what rows take from others.

    Args:
        path: the address: `outputs.PP`, `departments.SGO.units.JUR`, `outputs.PP.frameworks.2007`, `measures.budget`.
        code: the new code.

    Raises:
        UnknownCode: nothing with a code stands there.
        InvalidPlan: the code is none, or something else has it as its code or alias; built-in measures keep theirs.

    >>> from itu_opplan import bundled
    >>> plan = bundled("gs-2008-2011").rename("departments.SPU", "SPN")
    >>> plan.output("WTPF").effort.at(department="SPN", period="2008")
    Decimal('10.2')
    """
    spot = _find(plan, path)
    if not spot.keyed:
        raise refusal("has no code by which it is cited; only what has one can be renamed", path=spot.path)
    for _, message, actual in check_value(CODE["kind"], code):
        raise refusal(message, path=spot.path, actual=actual)
    if spot.collection == "measures" and spot.code in BUILT_IN:
        raise refusal("is a built-in measure, which keeps its code", path=spot.path)
    for other, taken in _names_beside(plan, spot):
        if other is not spot.entity and fold(taken) == fold(code):
            raise refusal(f"{quote(code)} is the code or an alias of {_told(other)} already", path=spot.path)
    return recode(plan, {spot.collection: {spot.code: code}}) if code != spot.code else plan


def renames_of(plan: Measured, codes: Mapping[str, str]) -> Renames:
    """The new codes, by address, as `recode` takes them.

    Raises:
        UnknownCode: nothing with a code stands at an address.
    """
    found: dict[str, dict[str, str | None]] = {}
    for path, code in codes.items():
        spot = _find(plan, path)
        found.setdefault(spot.collection, {})[spot.code] = code
    return found


def _names_beside(plan: Measured, spot: _Spot) -> Iterator[tuple[Any, str]]:
    """Everything whose codes and aliases the code of an entity must differ from, with each of these."""
    every = spot.beside
    if spot.collection in ACTORS:
        departments, bodies = getattr(plan, "departments", ()), getattr(plan, "bodies", ())
        every = (*departments, *(unit for one in departments for unit in one.units), *bodies)
    elif spot.collection == "measures":
        every = (*every, *BUILT_IN.values())
    for one in every:
        yield from ((one, name) for name in (one.code, *getattr(one, "aliases", ())))


def _told(entity: Any) -> str:
    """What an entity is called in a message."""
    name = getattr(entity, "name", None) or getattr(entity, "title", None)
    return f"{entity.code} ({name})" if name else str(entity.code)


def remove(plan: PlanT, *paths: str, citing: bool = False) -> PlanT:
    """The plan without what stands at these addresses: entities by code, items of lists by place.

    Args:
        paths: the addresses: `outputs.PP`, `departments.SGO.units.JUR`, `outputs.PP.frameworks.2007.blocks[0]`.
        citing: take out what cites them, too: links, figures of their labels, tables of a measure, and claims and
            references whose address would lead nowhere.

    Raises:
        UnknownCode, UnknownLabel: nothing stands there.
        InvalidPlan: with everything that cites them; or with what cannot be without them; or an address is that of a
            value, which `change` clears.

    >>> from itu_opplan import bundled
    >>> plan = bundled("gs-2008-2011")
    >>> plan.remove("goals.4")
    Traceback (most recent call last):
    itu_opplan.errors.InvalidPlan: outputs.WTPF.goals: cites '4'; citing=True takes it out, too
    >>> len(plan.goals) - len(plan.remove("goals.4", citing=True).goals)
    1
    """
    spots = [_find(plan, path) for path in paths]
    gone: dict[str, dict[str, str | None]] = {}
    for spot in spots:
        gone.setdefault(spot.collection, {})[spot.code] = None
        for unit in getattr(spot.entity, "units", ()):
            gone.setdefault("units", {})[unit.code] = None
    for spot in spots:
        if not spot.keyed:  # the places of the items after it
            own, left = gone[spot.collection], 0
            for place in map(str, range(len(spot.beside))):
                if own.get(place, place) is not None:
                    own[place], left = str(left), left + 1
    while True:
        recoder = Recoder(plan, gone)
        found = recoder.plan()
        if not (citing and recoder.lost):
            break
        for collection, codes in recoder.lost.items():  # and what cites these
            gone.setdefault(collection, {}).update(codes)
    said = "and cannot be without it; change that first" if citing else "citing=True takes it out, too"
    if refused := [one for one in recoder.citations if one.required or not citing]:
        raise InvalidPlan(fault(one.path, f"{one.message}{', ' if citing else '; '}{said}") for one in refused)
    return cast(PlanT, found)


def _find(plan: Measured, path: str) -> _Spot:
    """The entity or item at an address."""
    if not isinstance(path, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
        raise TypeError(f"an address is text, got {quote(path)}; write 'outputs.PP', and several one after the other")
    every, owner, at, number = steps(path), plan, "", 0
    spot: _Spot | None = None
    while number < len(every):
        cls: type[attrs.AttrsInstance] = type(owner)
        name, own = every[number], kinds(cls)
        kind = own.get(name) if isinstance(name, str) else None
        if kind is None or not isinstance(name, str):
            raise UnknownCode(f"{at or 'the plan'}: unknown field {quote(name)}; known: {suggestions(name, own)}")
        held: Any = getattr(owner, name)
        here, number = join(at, name), number + 1
        if kind.of is not None and not kind.many and held is not None and number < len(every):
            owner, at = held, here
            continue
        if kind.of is None or not kind.many or number == len(every):
            raise refusal(
                f"is no entity or item; change(plan, {{{path!r}: None}}) clears what can be cleared", path=path
            )
        beside: tuple[Any, ...] = held or ()
        keyed, step = is_keyed(kind.of), every[number]
        there = {fold(one.code) if keyed else str(place): one for place, one in enumerate(beside)}
        code = fold(step) if keyed and isinstance(step, str) else "" if keyed or isinstance(step, str) else step[0]
        if code not in there:
            if keyed:
                known = Names(one.code for one in beside).nearest(str(step)) or "none"
                raise UnknownCode(f"{here}: unknown code {quote(step)}; known: {known}")
            raise UnknownLabel(
                f"{here}: has no item {code or quote(str(step))}; it has {plural(len(beside), kind.noun)}"
            )
        owner = there[code]
        code = owner.code if keyed else code
        at, number = f"{here}.{code}" if keyed else f"{here}[{code}]", number + 1
        spot = _Spot(at, collection_at(here.rpartition(".")[0], name), code, owner, beside, keyed)
    if spot is None or spot.path != at:
        raise _no_entity(path)
    return spot


def _no_entity(path: str) -> InvalidPlan:
    message = f"is no entity or item; change(plan, {{{path!r}: None}}) clears what can be cleared"
    return refusal(message, path=path)
