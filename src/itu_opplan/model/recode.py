"""Other codes for entities, in everything that cites them: links, labels of tables, measures, addresses in texts.

A new code of None means that the entity goes. Places of list items count as codes, by the address of their list.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import attrs

from ..errors import UnknownCode, refusal
from ..paths import Step, join, steps, write_steps
from ..table import Axis, Table
from ..texts import fold
from ..wording import plural, quote
from .evolving import evolve
from .fields import ACTORS, Kind, is_keyed, kinds
from .keyed import Keyed
from .measures import BUILT_IN, base_name
from .outputs import Service, unit_of_services
from .results import Reference
from .shapes import COUNT
from .walk import Measured

__all__ = ["Citation", "Recoder", "Renames", "collection_at", "recode", "recode_path"]

PlanT = TypeVar("PlanT", bound=Measured)
Class: TypeAlias = type[attrs.AttrsInstance]
Renames: TypeAlias = Mapping[str, Mapping[str, str | None]]
"""The new codes by the old ones, by collection: `outputs`, `departments`, `units`. What is told apart within its owner
has the address of its collection: `outputs.PP.frameworks`."""


def recode(plan: PlanT, renames: Renames) -> PlanT:
    """The plan with other codes, everywhere and all at once, so that two entities can swap theirs.

    What cites none of them is the same object as before.

    Args:
        plan: the plan.
        renames: the new codes by the old ones, by collection.

    >>> from itu_opplan import bundled
    >>> plan = recode(bundled("gs-2008-2011"), {"outputs": {"PP": "PLENIPOT"}})
    >>> plan.event("PP-10").output
    'PLENIPOT'
    """
    return cast(PlanT, Recoder(plan, renames).plan())


def recode_path(plan: Measured, path: str, renames: Renames) -> str:
    """An address of the plan under the new codes, also with the labels of a cell.

    >>> from itu_opplan import bundled
    >>> renames = {"outputs": {"PP": "PLENIPOT"}, "departments": {"SGO": "SG"}}
    >>> recode_path(bundled("gs-2008-2011"), "outputs.PP.effort[SGO, 2008]", renames)
    'outputs.PLENIPOT.effort[SG, 2008]'
    """
    return Recoder(plan, renames).path(path) or path


class Citation(NamedTuple):
    """What cites something that goes.

    Attributes:
        path: its address.
        message: what it does.
        required: it cannot be without.
    """

    path: str
    message: str
    required: bool = False


class _Gone(Exception):
    """An address leads to something that goes, and so what has the address goes, too."""


def collection_at(at: str, name: str) -> str:
    """The name under which renames have the codes in a field of what stands at an address."""
    return name if not at or name in ACTORS else join(at, name)


@functools.cache
def _fields(cls: Class) -> tuple[tuple[str, Kind], ...]:
    """The fields of a class that can cite codes, or hold entities."""
    found = kinds(cls).items()
    return tuple((name, kind) for name, kind in found if kind.of is not None or kind.what in _CITING)


_ITEM = "activity"
"""What items are where no kind says it."""
_CITING = ("link", "address", "table", "figures")


@functools.cache
def _cites(cls: Class) -> bool:
    """Whether entities of a class, or what is below them, can cite codes or have some."""
    own = kinds(cls).values()
    return any(kind.what in (*_CITING, "code") or (kind.of is not None and _cites(kind.of)) for kind in own)


class Recoder:
    """Gives a plan, or values of it, other codes.

    Attributes:
        citations: what was found to cite something that goes.
        lost: what has to go, too, since an address in it leads to what goes; by collection.
    """

    def __init__(self, plan: Measured, renames: Renames) -> None:
        self.citations: list[Citation] = []
        self.lost: dict[str, dict[str, None]] = {}
        self._plan = plan
        self._root: Class = type(plan)
        self._renames = {key: dict(own) for key, own in renames.items() if own}
        self._folded = {fold(key): {fold(old): new for old, new in own.items()} for key, own in self._renames.items()}
        keyed = [(name, kind) for name, kind in kinds(self._root).items() if kind.of and is_keyed(kind.of)]
        self._collections = {kind.noun: name for name, kind in keyed}
        self._listed = getattr(plan, "dimensions", {})

    # --- codes and addresses --------------------------------------------------------------------------------------

    def code(self, code: str, *collections: str) -> str | None:
        """The new code of what has this one in one of these collections; None if it goes."""
        for one in collections:
            if code in (own := self._renames.get(one, {})):
                return own[code]
        return code

    def path(self, text: str) -> str | None:
        """An address under the new codes; None if it leads to what goes. Any other text is the same."""
        try:
            every = steps(text)
        except UnknownCode:
            return text
        found = self._steps(every)
        return None if found is None else text if found == every else write_steps(found)

    def _steps(self, every: list[Step]) -> list[Step] | None:
        cls, at, number = self._root, "", 0
        found: list[Step] = []
        while number + 1 < len(every):
            name, following = every[number], every[number + 1]
            kind = kinds(cls).get(name) if isinstance(name, str) else None
            if kind is None or not isinstance(name, str):
                break
            found.append(name)
            here, key, number = join(at, name), collection_at(at, name), number + 1
            if kind.of is not None and not kind.many:
                cls, at = kind.of, here
            elif kind.of is not None and (isinstance(following, str) or len(following) == 1):
                code = following if isinstance(following, str) else following[0]
                new = self._folded.get(fold(key), {}).get(fold(code), code)
                if new is None:
                    return None
                found.append(new if isinstance(following, str) else (new,))
                at = join(here, code) if isinstance(following, str) else f"{here}[{code}]"
                cls, number = kind.of, number + 1
            elif kind.what == "figures" and isinstance(following, str):
                new = self._figures_name(following)
                if new is None:
                    return None
                found.append(new)
                number += 1
                return self._with_cell(found, following, every[number:])
            else:
                return self._with_cell(found, name if kind.what == "table" else "", every[number:])
        return [*found, *every[number:]]

    def _with_cell(self, found: list[Step], name: str, rest: list[Step]) -> list[Step] | None:
        """An address of a table or cell after the steps to the table of this name."""
        measure = self._plan.all_measures.get(base_name(name))
        if measure is None or not rest or not isinstance(rest[0], tuple):
            return [*found, *rest]
        dims = (measure.published if name.startswith("published_") else measure.shape).dims
        labels = rest[0]
        named = [label.partition("=") for label in labels]
        pairs = [
            (dim.strip(), label.strip()) for dim, sign, label in named if sign and dim.strip() in self._collections
        ]
        given = dict(pairs if len(pairs) == len(labels) or len(labels) != len(dims) else zip(dims, labels, strict=True))
        kept: list[str] = []
        for number, label in enumerate(labels):
            dim, sign, one = named[number]
            dim, one = (dim.strip(), one.strip()) if sign and dim.strip() in given else ("", label)
            own = dim or (dims[number] if len(labels) == len(dims) else "")
            new = self.label(own, one, given.get("kind", _ITEM))
            if new is None:
                return None
            kept.append(label if new == one else f"{dim}={new}" if dim else new)
        return [*found, tuple(kept), *rest[1:]]

    def label(self, dim: str, label: str, kind: str = "") -> str | None:
        """A label of a dim under the new codes. Items are what their kind says, by codes in any case."""
        if dim == "item" and dim not in self._listed:
            return self._folded.get(self._collections.get(kind, ""), {}).get(fold(label), label)
        return self.code(label, self._collections.get(dim, ""))

    def _figures_name(self, name: str) -> str | None:
        """The name of a table of a measure, or of what stands beside it, under the new code of the measure."""
        base = base_name(name)
        new = base if base in BUILT_IN else self.code(base, "measures")
        return None if new is None else new.join(name.split(base, 1)) if new != base else name

    # --- values ---------------------------------------------------------------------------------------------------

    def plan(self) -> Measured:
        """The plan under the new codes."""
        return cast(Measured, self.entity(self._plan, "", ""))

    def entity(self, entity: Any, at: str, collection: str) -> Any:
        """An entity or item under the new codes; None if it goes.

        Args:
            entity: the entity.
            at: its address, under the old codes.
            collection: that of its code; empty where its code is none by which it stands there.
        """
        cls: Class = type(entity)
        changes: dict[str, object] = {}
        try:
            for name, kind in _fields(cls):
                if (held := getattr(entity, name)) and (
                    new := self._field(name, kind, held, at, collection)
                ) is not held:
                    changes[name] = new
            if collection:
                changes["code"] = self.code(entity.code, collection)
            elif isinstance(entity, Reference):
                changes["framework"] = self._framework(entity, at)
        except _Gone:
            return None
        changes = {name: value for name, value in changes.items() if value != getattr(entity, name)}
        return evolve(entity, changes) if changes else entity

    def _field(self, name: str, kind: Kind, held: Any, at: str, collection: str) -> object:
        here = join(at, name)
        if kind.of is not None:
            key = collection_at(at, name)
            if not _cites(kind.of) and key not in self._renames:
                return held
            return self._items(held, here, key, is_keyed(kind.of)) if kind.many else self.entity(held, here, "")
        if kind.what == "table":
            return self.table(held, here, name)
        if kind.what == "figures":
            return self._figures(held, here)
        if kind.what == "address":
            return tuple(self._address(one, here) for one in held) if kind.many else self._address(held, here)
        if kind.keyed:  # labels of dimensions
            return held
        to = (collection,) if kind.to == ("siblings",) else kind.to
        if not any(one in self._renames for one in to):
            return held
        found = [(code, self.code(code, *to)) for code in (held if kind.many else (held,))]
        needed = kind.least or not (kind.many or kind.optional)
        self.citations += [Citation(here, f"cites {quote(code)}", bool(needed)) for code, new in found if new is None]
        kept = tuple(new for _, new in found if new is not None)
        new = kept if kind.many else next(iter(kept), None)
        return held if new == held else new

    def _address(self, text: str, at: str) -> str:
        new = self.path(text)
        if new is None:
            self.citations.append(Citation(at, f"leads to {text}"))
            raise _Gone
        return new

    def _framework(self, reference: Reference, at: str) -> str:
        owner = reference.owner or write_steps(steps(at)[:-5])  # owner.frameworks.CODE.blocks[0].results_from
        new = self.code(reference.framework, f"{owner}.frameworks")
        if new is None:
            self.citations.append(Citation(at, f"takes items from {owner}.frameworks.{reference.framework}"))
            raise _Gone
        return new

    def _items(self, held: tuple[Any, ...], at: str, key: str, keyed: bool) -> tuple[Any, ...]:
        found: list[Any] = []
        for number, item in enumerate(held):
            code = item.code if keyed else str(number)
            if self.code(code, key) is None:
                continue
            new = self.entity(item, f"{at}.{code}" if keyed else f"{at}[{number}]", key if keyed else "")
            if new is None:
                self.lost.setdefault(key, {})[code] = None
            else:
                found.append(new)
        same = len(found) == len(held) and all(map(lambda one, other: one is other, found, held))
        return held if same else tuple(found)

    def _figures(self, held: Keyed[Any], at: str) -> Keyed[Any]:
        found: dict[str, Any] = {}
        for name, value in held.items():
            new = self._figures_name(name)
            if new is None:
                self.citations.append(Citation(join(at, name), f"is of the measure {quote(base_name(name))}"))
            else:
                found[new] = self.table(value, join(at, name), name) if isinstance(value, Table) else value
        same = list(found) == list(held) and all(found[name] is value for name, value in held.items())
        return held if same else Keyed(found)

    def table(self, table: Table, at: str, name: str) -> Table:
        """A table under the new codes, without what is of labels that go."""
        ways = {dim: axis for axis in table.axes if self._may_change(dim := axis.dim, table)}
        if not ways:
            return table
        gone: dict[tuple[str, str], int] = {}
        labels: dict[str, dict[str, str]] = {dim: {} for dim in ways}
        rows: list[dict[str, Any]] = []
        for record in table.records():
            found = {dim: self.label(dim, str(record[dim]), str(record.get("kind", _ITEM))) for dim in ways}
            lost = [dim for dim, new in found.items() if new is None]
            for dim in lost:
                gone[dim, str(record[dim])] = gone.get((dim, str(record[dim])), 0) + 1
            if not lost:
                for dim, new in found.items():
                    labels[dim].setdefault(cast(str, new), str(record[dim]))
                    if new != record[dim] and labels[dim][cast(str, new)] != record[dim]:
                        raise refusal(f"has figures of {dim} {quote(new)} already", path=at)
                rows.append({**record, **found})
        self.citations += [
            Citation(at, f"has {plural(number, 'figure')} of {dim} {quote(label)}")
            for (dim, label), number in gone.items()
        ]
        if not gone and all(new == old for own in labels.values() for new, old in own.items()):
            return table
        axes = {dim: Axis(dim, tuple(labels[dim]), axis.reason) for dim, axis in ways.items()}
        every = [axes.get(axis.dim, axis) for axis in table.axes]
        unit = self._unit(table, name, labels.get("service", {})) if gone else table.unit
        return Table.from_records(rows, dims=table.dims, unit=unit, labels=every).assuming(*table.assumed)

    def _may_change(self, dim: str, table: Table) -> bool:
        if dim == "item":
            kinds_there = table.labels("kind") if "kind" in table.dims else (_ITEM,)
            return any(self._collections.get(kind) in self._renames for kind in kinds_there)
        return self._collections.get(dim) in self._renames

    def _unit(self, table: Table, name: str, services: Mapping[str, str]) -> str:
        """The unit of a table of which some services are left."""
        measure = self._plan.all_measures.get(base_name(name))
        if measure is None or measure.shape.unit is not None:
            return table.unit
        units = {service.code: service.unit for service in self._services()}
        return unit_of_services(services.values(), units) or COUNT

    def _services(self) -> Iterator[Service]:
        yield from getattr(self._plan, "services", ())
