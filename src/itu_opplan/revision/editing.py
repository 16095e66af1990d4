"""Edits of a plan, all at once: what is put, added, dropped or moved at which address, carried out from the leaves up.

Addresses are those of the plan as it is: what one edit does to a list does not shift the places of another.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast

import attrs

from ..errors import InvalidPlan, UnknownLabel, refusal
from ..grades import GradeScale
from ..model.address import Reader, empty_table, name_labels
from ..model.arrangement import Arrangement
from ..model.evolving import evolve
from ..model.keyed import Keyed
from ..model.measures import BUILT_IN, Measure, base_name
from ..model.outputs import Service, unit_of_services
from ..model.plan import OperationalPlan
from ..model.shapes import COUNT
from ..model.walk import tables
from ..paths import Step, join, place_in_list, steps
from ..problem import Problem
from ..table import Figure, Missing, Table
from ..texts import fold
from ..wording import quote

__all__ = ["Edit", "edit"]

ItemT = TypeVar("ItemT")
Act: TypeAlias = Literal["put", "add", "drop", "move"]


class Edit(NamedTuple):
    """One edit.

    Attributes:
        steps: the address.
        act: `put` sets what stands there, and None clears it; `add` puts an item into a list, before the one that
            stands there; `drop` takes an entity or an item out; `move` puts an item before another one.
        value: what is put or added; of a move the place in the list before which it goes.
    """

    steps: tuple[Step, ...]
    act: Act
    value: object = None


def edit(plan: OperationalPlan, edits: Iterable[Edit]) -> OperationalPlan:
    """The plan with all these edits.

    Raises:
        UnknownCode: there is no such field, or no entity with this code to look into.
        UnknownLabel: an address of a cell has too few or too many labels.
        InvalidPlan: with every value that cannot stand where it is put; the addresses are named.
    """
    every = list(edits)
    if not every:
        return plan
    editor = _Editor(plan, every)
    changed = cast(OperationalPlan, editor.change(plan, every, 0, ""))
    return edit(changed, editor.recount(changed)) if editor.after.units != _units(plan.services) else changed


class _After(NamedTuple):
    """What the tables of a plan will have to fit.

    Attributes:
        all_measures: the measures by code.
        grades: the grades.
        units: the unit of each service.
    """

    all_measures: Mapping[str, Measure]
    grades: GradeScale
    units: Mapping[str, str]


class _Editor:
    """Edits one plan.

    Attributes:
        plan: the plan as it is.
        reader: reads it, and refuses what it does not have.
        after: what its tables will have to fit.
    """

    def __init__(self, plan: OperationalPlan, edits: list[Edit]) -> None:
        self.plan = plan
        self.reader = Reader(plan)
        self.after = _After(plan.all_measures, plan.grades, _units(plan.services))
        first = [one for one in edits if one.steps[0] in ("measures", "grades", "services")]
        if first:
            measures, grades, services = (self._field(name, first) for name in ("measures", "grades", "services"))
            self.after = _After(
                BUILT_IN | {one.code: one for one in _all(measures, Measure)},
                grades if isinstance(grades, GradeScale) else plan.grades,
                _units(_all(services, Service)),
            )

    def _field(self, name: str, edits: list[Edit]) -> object:
        """What a field of the plan will hold."""
        return self._value(getattr(self.plan, name), [one for one in edits if one.steps[0] == name], 0, name)

    def recount(self, plan: OperationalPlan) -> Iterator[Edit]:
        """Edits that put the tables of services of the edited plan into the units that these have now."""
        before = _units(self.plan.services)
        for stated in tables(plan):
            if stated.measure.shape.unit is None:
                services = stated.table.used_labels["service"]
                was, unit = (unit_of_services(services, units) or COUNT for units in (before, self.after.units))
                if stated.table.unit == was != unit:
                    yield Edit(tuple(steps(stated.path)), "put", _in_unit(stated.table, unit))

    def change(self, owner: object, edits: list[Edit], depth: int, at: str) -> object:
        """A thing with these edits below it; so many of their steps lead to it."""
        groups: dict[Step, list[Edit]] = {}
        for one in edits:
            groups.setdefault(one.steps[depth], []).append(one)
        if isinstance(owner, Table):
            return self._cells(owner, groups, at)
        if isinstance(owner, Keyed):
            return self._keyed(cast(Keyed[object], owner), groups, depth, at)
        if isinstance(owner, tuple):
            if isinstance(edits[0].steps[depth], str):
                return self._entities(owner, groups, depth, at)
            return _arrange(
                self._items(owner, groups, depth, at), [one for one in edits if len(one.steps) == depth + 1]
            )
        if not attrs.has(type(owner)):
            self.reader.step(owner, edits[0].steps[depth], at)  # refuses: there is nothing below it
        values: dict[str, object] = {}
        problems: list[Problem] = []
        for step, group in groups.items():
            old = self.reader.step(owner, step, at)  # refuses what is no field
            try:
                values[str(step)] = self._value(old, group, depth, _below(at, step))
            except InvalidPlan as error:
                problems += error.problems
        _refuse(problems)
        return _evolved(owner, values, at)

    def _value(self, old: object, edits: list[Edit], depth: int, at: str) -> object:
        """What stands at an address after the edits of it and below it; None where it is cleared."""
        for one in edits:
            if len(one.steps) == depth + 1:
                old = one.value
        below = [one for one in edits if len(one.steps) > depth + 1]
        return self.change(old, below, depth + 1, at) if below else old

    def _keyed(self, owner: Keyed[object], groups: Mapping[Step, list[Edit]], depth: int, at: str) -> object:
        """A mapping after edits of its keys; None clears one."""
        found: dict[str, object] = {**owner}
        problems: list[Problem] = []
        for step, edits in groups.items():
            old = found.get(step) if isinstance(step, str) else None
            if old is None and isinstance(step, str) and any(len(one.steps) > depth + 1 for one in edits):
                old = self._empty(step)
            if old is None and all(one.value is None for one in edits if len(one.steps) == depth + 1):
                self.reader.step(owner, step, at)  # refuses what is not there
            try:
                found[str(step)] = self._value(old, edits, depth, _below(at, step))
            except InvalidPlan as error:
                problems += error.problems
        _refuse(problems)
        return Keyed({key: item for key, item in found.items() if item is not None})

    def _empty(self, name: str) -> object:
        """What a table, or a list of texts beside one, is before there is anything in it; None for what is neither."""
        texts = name.endswith("_assumed") and base_name(name) in self.after.all_measures
        return () if texts else empty_table(self.after, name)

    def _entities(self, owner: tuple[object, ...], groups: Mapping[Step, list[Edit]], depth: int, at: str) -> object:
        """The entities of a collection after edits by codes."""
        coded = self.reader.coded(owner)
        if not coded.single:  # of several with one code the last one stays
            owner = tuple({fold(_code_of(one)): one for one in owner}.values())
            coded = self.reader.coded(owner)
        asked = {code: place for step in groups if (place := coded.places.get(code := fold(str(step)))) is not None}
        by_code = {code: owner[place] for code, place in asked.items()}
        gone: set[int] = set()
        problems: list[Problem] = []
        for step, edits in groups.items():
            here, code, own = _below(at, step), str(step), [one for one in edits if len(one.steps) == depth + 1]
            if not any(one.act == "put" for one in own):
                self.reader.step(owner, step, at)  # refuses what is not there
            if any(one.act == "drop" for one in own):
                del by_code[fold(code)]
                gone.add(asked.pop(fold(code)))
                continue
            try:
                for one in own:
                    if fold(_code_of(one.value)) != fold(code):
                        message = f"must be an entity with the code {quote(code)}, got {quote(one.value)}"
                        raise refusal(message, path=here)
                by_code[fold(code)] = self._value(by_code.get(fold(code)), edits, depth, here)
            except InvalidPlan as error:
                problems += error.problems
        _refuse(problems)
        items = list(owner)
        for code, place in asked.items():
            items[place] = by_code[code]
        kept = [item for place, item in enumerate(items) if place not in gone] if gone else items
        return (*kept, *(item for code, item in by_code.items() if code not in asked))

    def _items(self, owner: tuple[object, ...], groups: Mapping[Step, list[Edit]], depth: int, at: str) -> list[object]:
        """The items of a list after edits by places."""
        items = list(owner)
        problems: list[Problem] = []
        for step, edits in groups.items():
            place = _number(step, at)
            rest = [one for one in edits if one.act != "add" or len(one.steps) > depth + 1]
            if rest:
                self.reader.step(owner, step, at)  # refuses what is not there
            try:
                puts = [one for one in rest if one.act == "put" or len(one.steps) > depth + 1]
                if puts:
                    items[place] = self._value(items[place], puts, depth, _below(at, step))
            except InvalidPlan as error:
                problems += error.problems
        _refuse(problems)
        return items

    def _cells(self, table: Table, groups: Mapping[Step, list[Edit]], at: str) -> Table:
        """A table after edits of its cells; None clears one."""
        name = at.rpartition(".")[2]
        right = "service" in table.dims and table.unit == self._count(table, _units(self.plan.services))
        gone: set[tuple[object, ...]] = set()
        for step, edits in groups.items():
            if not isinstance(step, tuple) or any(one.value is None for one in edits):
                there = self.reader.step(table, step, at)  # refuses what is no cell
                if there is Missing.NOT_STATED:
                    raise refusal("there is no such cell", path=_below(at, step))
                found = name_labels(self.plan, table, cast(tuple[str, ...], step), at)
                gone.add(tuple(axis.labels[axis.position(found[axis.dim])] for axis in table.axes))
        if gone:
            kept = [one for one in table.records() if tuple(one[dim] for dim in table.dims) not in gone]
            table = Table.from_records(kept, dims=table.dims, unit=table.unit, labels=table.axes)
        measure = self.after.all_measures.get(base_name(name))
        counted = measure is not None and measure.shape.unit is None  # in the unit of its services
        empty = None if len(table) else empty_table(self.after, name)
        table = table if empty is None else empty
        problems: list[Problem] = []
        for step, edits in groups.items():
            value = next((one.value for one in edits[::-1] if one.value is not None), None)
            if isinstance(step, tuple) and value is not None:
                try:
                    labels = name_labels(self.after, table, step, at)
                    table = _with_cell(table, labels, value, _below(at, step))
                except InvalidPlan as error:
                    problems += error.problems
        _refuse(problems)
        if counted and (right or empty is not None):
            table = _in_unit(table, self._count(table, self.after.units))
        return table

    @staticmethod
    def _count(table: Table, units: Mapping[str, str]) -> str:
        """What a table of services is counted in, where these have such units."""
        return unit_of_services(table.used_labels["service"], units) or COUNT


def _arrange(items: list[object], edits: list[Edit]) -> tuple[object, ...]:
    """The items of a list without what is dropped, and with what is added and moved, in the order of edits."""
    gone = [int(one.steps[-1][0]) for one in edits if one.act in ("drop", "move")]
    coming = [one for one in edits if one.act in ("add", "move")]
    if not gone and not coming:
        return tuple(items)
    before = [int(one.steps[-1][0]) if one.act == "add" else cast(int, one.value) for one in coming]
    incoming = [one.value if one.act == "add" else items[int(one.steps[-1][0])] for one in coming]
    return Arrangement(gone, before).apply(items, incoming)


def _units(services: Iterable[Service]) -> dict[str, str]:
    return {service.code: service.unit for service in services}


def _all(value: object, cls: type[ItemT]) -> list[ItemT]:
    """The items of a list that are of a class; the others are refused where they stand."""
    return [one for one in value if isinstance(one, cls)] if isinstance(value, tuple) else []


def _in_unit(table: Table, unit: str) -> Table:
    """The same figures in another unit."""
    if table.unit == unit:
        return table
    return Table.from_records(table.records(), dims=table.dims, unit=unit, labels=table.axes)


def _code_of(entity: object) -> str:
    code = getattr(entity, "code", None)
    return code if isinstance(code, str) else ""


def _number(step: Step, at: str) -> int:
    """The place in a list that a step names."""
    if (place := place_in_list(step)) is not None:
        return place
    raise UnknownLabel(f"{at or 'the plan'}: has no item {_below('', step)}")


def _below(at: str, one: Step) -> str:
    return join(at, one) if isinstance(one, str) else f"{at}[{', '.join(one)}]"


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidPlan(problems)


def _evolved(owner: Any, changes: dict[str, Any], at: str) -> object:
    try:
        return evolve(owner, changes)
    except InvalidPlan as error:
        prefix = type(owner).__name__
        raise InvalidPlan(
            attrs.evolve(problem, path=join(at, problem.path.removeprefix(prefix).removeprefix(".")))
            if problem.path.startswith(prefix)
            else problem
            for problem in error.problems
        ) from None


def _with_cell(table: Table, labels: dict[str, str], value: object, at: str) -> Table:
    try:
        return table.set(cast(Figure, value), new=True, **labels)  # set refuses what is no figure
    except InvalidPlan as error:
        raise InvalidPlan(attrs.evolve(problem, path=at) for problem in error.problems) from None
    except UnknownLabel as error:
        raise UnknownLabel(f"{at}: {error}") from None
