"""Codes of several plans in one: which are shared, which are one and the same, and which get a prefix."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import attrs

from ..errors import InvalidPlan, OpPlanError, UnknownCode
from ..model.address import Reader
from ..model.checking import check_value
from ..model.fields import ACTORS, CODE, kinds
from ..model.kpis import KPI
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.recode import Recoder, collection_at
from ..model.results import ExpectedResult, ResultsFramework
from ..model.walk import entities
from ..paths import join, steps
from ..problem import Problem, fault
from ..texts import fold
from ..wording import quote
from .editing import Edit, edit
from .sides import LeftOut, Side, find_side

__all__ = ["Codes", "bring_together", "find_shared"]

Codes: TypeAlias = dict[str, dict[str, str | None]]
"""The new codes by the old ones, by collection."""


def find_shared(
    shared: Mapping[str, str], plans: Mapping[str, OperationalPlan], problems: list[Problem]
) -> dict[str, dict[tuple[str, str], Side]]:
    """What each plan shares, by collection and code, with the address of what it is the same as.

    Args:
        shared: addresses of entities or whole collections, each with that of the same thing in another plan.
        plans: the plans by code.
        problems: gets what cannot be shared.
    """
    found: dict[str, dict[tuple[str, str], Side]] = {code: {} for code in plans}
    order = list(plans)
    for text, same in shared.items():
        try:
            own, other = find_side(text, plans), find_side(same, plans)
            if order.index(own.plan) <= order.index(other.plan):
                raise UnknownCode(f"{text}: must be of a plan that is given after {other.plan}")
            pairs = list(_pairs(plans, own, other))
        except OpPlanError as error:
            problems.append(fault("shared", str(error)))
            continue
        for collection, code, path in pairs:
            if Side(other.plan, path) in found[own.plan].values():
                message = f"something else of {own.plan} is {other.plan}:{path} already"
                problems.append(fault("shared", f"{own.plan}:{join(collection, code)}: {message}"))
            found[own.plan][collection, code] = Side(other.plan, path)
    return found


def _pairs(plans: Mapping[str, OperationalPlan], own: Side, other: Side) -> Iterator[tuple[str, str, str]]:
    """Collection and code of what is shared, with the address of what it is the same as."""
    first, second = Reader(plans[own.plan]).get(own.path), Reader(plans[other.plan]).get(other.path)
    here, there = steps(own.path), steps(other.path)
    if isinstance(first, tuple) and isinstance(second, tuple) and own.path == other.path and own.path in COLLECTIONS:
        known = {fold(one.code): one.code for one in second}
        for one in first:
            if fold(one.code) in known:
                yield own.path, one.code, join(other.path, known[fold(one.code)])
        return
    alike = type(first) is type(second) or {here[0], there[0]} <= {*ACTORS}
    if not (len(here) == len(there) == 2 and alike and here[0] in COLLECTIONS):
        raise UnknownCode(f"{own}: must be an entity of the kind of {other}, or a whole collection as in CODE:goals")
    yield str(here[0]), first.code, join(str(there[0]), second.code)  # type: ignore[attr-defined]  # entities have codes


class _Taken:
    """Codes that are taken."""

    def __init__(self) -> None:
        self.codes: dict[str, set[str]] = {}

    def has(self, collection: str, code: str) -> bool:
        return fold(code) in self.codes.get(_space(collection), ())

    def add(self, collection: str, code: str) -> None:
        self.codes.setdefault(_space(collection), set()).add(fold(code))


def _space(collection: str) -> str:
    """What shares its codes: departments, units and bodies; and within owners what is told apart there."""
    return ACTORS[0] if collection in ACTORS else collection


def _complain(
    name: str, plan: OperationalPlan, own: Codes, taken: _Taken, shared: Mapping[tuple[str, str], Side]
) -> Iterator[Problem]:
    """What is wrong with the new codes of a plan."""
    kept = _Taken()
    for collection, code, _ in _coded(plan):
        if code not in own.get(collection, {}):
            kept.add(collection, code)
    for collection, codes in own.items():
        for old, new in codes.items():
            said = ""
            if (collection, old) in shared or new is None:
                continue
            if list(check_value(CODE["kind"], new)):
                said = f"{quote(new)} is no code"
            elif kept.has(collection, new):
                said = f"{quote(new)} is the code of something else in it"
            elif taken.has(collection, new):
                said = f"{quote(new)} is taken, too"
            if said:
                yield fault(f"{name}:{join(collection, old)}", f"{said}; give prefixes={{{name!r}: …}}")


def bring_together(
    plans: Mapping[str, OperationalPlan],
    shared: Mapping[str, Mapping[tuple[str, str], Side]],
    prefixes: Mapping[str, str],
    problems: list[Problem],
    left: list[LeftOut],
) -> tuple[list[OperationalPlan], dict[str, Codes]]:
    """The plans with codes that do not clash, but for what is shared or the same; and the new codes of each.

    Args:
        plans: the plans by code.
        shared: what each shares.
        prefixes: what goes before codes of a plan that clash, in the place of its code.
        problems: gets codes for which there is no room.
        left: gets aliases that would mean two things.
    """
    taken = _Taken()
    done: list[OperationalPlan] = []
    renames: dict[str, Codes] = {}
    for name, plan in plans.items():
        prefix = f"{prefixes.get(name, name)}-"
        own: Codes = {}
        alike: set[tuple[str, str]] = set()
        for collection, code, entity in _coded(plan):
            side = shared[name].get((collection, code))
            if side is not None:
                there = steps(side.path)
                final = renames[side.plan].get(str(there[0]), {})
                own.setdefault(collection, {})[code] = final.get(str(there[1])) or str(there[1])
            elif collection in _PLAIN and any(entity == _entity(other, collection, code) for other in done):
                alike.add((collection, code))
            elif taken.has(collection, code):
                own.setdefault(collection, {})[code] = f"{prefix}{code}"
        problems += _complain(name, plan, own, taken, shared[name])
        renames[name] = own
        if problems:
            continue
        while True:  # what is the same but for what it cites is not the same
            recoded = Recoder(plan, own)
            strange = [
                (collection, code)
                for collection, code in alike
                if recoded.entity(there := _entity(plan, collection, code), join(collection, code), collection)
                is not there
            ]
            if not strange:
                break
            alike -= {*strange}
            for collection, code in strange:
                own.setdefault(collection, {})[code] = f"{prefix}{code}"
        _frameworks(plan, done, shared[name], own, prefix)
        problems += _complain(name, plan, own, taken, shared[name])
        if problems:
            continue
        new_plan = _with_own_codes(_recoded(plan, own), done, prefix, taken, problems, left)
        done.append(new_plan)
        for collection, code, entity in _coded(new_plan):
            for one in (code, *getattr(entity, "aliases", ())):
                taken.add(collection, one)
    return done, renames


def _recoded(plan: OperationalPlan, own: Codes) -> OperationalPlan:
    found = Recoder(plan, own).plan()
    assert isinstance(found, OperationalPlan)
    return found


def _is_plain(cls: type[attrs.AttrsInstance]) -> bool:
    """Whether its entities have neither figures nor results: two that are equal are one."""
    own = kinds(cls).values()
    return not any(kind.what in ("table", "figures", "figure") or kind.of is ResultsFramework for kind in own)


_PLAIN = {name for name, kind in COLLECTIONS.items() if kind.of and _is_plain(kind.of)}


def _entity(plan: OperationalPlan, collection: str, code: str) -> Any:
    return next((one for one in getattr(plan, collection, ()) if one.code == code), None)


def _coded(plan: OperationalPlan) -> Iterator[tuple[str, str, Any]]:
    """Everything with a code that must differ within the plan: collection, code, entity."""
    for collection in COLLECTIONS:
        if collection != "measures":  # those of one code must be alike
            yield from ((collection, one.code, one) for one in getattr(plan, collection))
    for department in plan.departments:
        yield from (("units", unit.code, unit) for unit in department.units)


def _frameworks(
    plan: OperationalPlan,
    done: list[OperationalPlan],
    shared: Mapping[tuple[str, str], Side],
    own: Codes,
    prefix: str,
) -> None:
    """New codes for tables of results of what is shared, where the other has tables of the same code."""
    for (collection, code), _ in shared.items():
        entity, new = _entity(plan, collection, code), own.get(collection, {}).get(code) or code
        there = {
            fold(one.code): one
            for other in done
            for held in (_entity(other, collection, new),)
            for one in getattr(held, "frameworks", ())
        }
        for framework in getattr(entity, "frameworks", ()):
            if there.get(fold(framework.code), framework) != framework:
                key = collection_at(join(collection, code), "frameworks")
                own.setdefault(key, {})[framework.code] = f"{prefix}{framework.code}"


def _with_own_codes(
    plan: OperationalPlan,
    done: list[OperationalPlan],
    prefix: str,
    taken: _Taken,
    problems: list[Problem],
    left: list[LeftOut],
) -> OperationalPlan:
    """The plan with other codes for KPIs and results, and without aliases, that earlier plans have."""
    codes = {fold(site.entity.code) for other in done for site in _measured(other)}
    found = [
        Edit((*steps(site.path), "code"), "put", f"{prefix}{site.entity.code}")
        for site in _measured(plan)
        if fold(site.entity.code) in codes
    ]
    cited: Codes = {}  # items of allocations may be aliases
    for site in entities(plan, "code"):
        aliases: tuple[str, ...] = getattr(site.entity, "aliases", ())
        kept = tuple(one for one in aliases if not taken.has(site.name, one))
        if kept != aliases:
            found.append(Edit((*steps(site.path), "aliases"), "put", kept))
            cited.setdefault(site.name, {}).update({one: site.entity.code for one in aliases if one not in kept})
            if not taken.has(site.name, site.entity.code):  # else it is shared, and the other has them
                reason = "an earlier plan calls something by this alias"
                left.append(LeftOut(plan=plan.code, path=f"{site.path}.aliases", reason=reason))
    try:
        return edit(_recoded(plan, cited), found)
    except InvalidPlan as error:
        problems += error.problems
        return plan


def _measured(plan: OperationalPlan) -> Iterator[Any]:
    """KPIs and results that have a code."""
    for site in entities(plan, "code"):
        if isinstance(site.entity, KPI | ExpectedResult) and site.entity.code is not None:
            yield site
