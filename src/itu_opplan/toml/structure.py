"""Raw tables to a plan, or to another document.

What is right is read in one pass (`quick.py`). What is not is read again here, with care, and everything is reported: a
hook that finds something wrong raises `InvalidPlan` with addresses relative to its own value, and the hook above puts
its key in front. What is wrong in one field never hides what is wrong in another.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

import attrs

from ..errors import InvalidPlan, UnknownCode
from ..grades import ITU_SCALE
from ..model.checking import complaints
from ..model.fields import Kind, is_keyed, key_of, kinds, required
from ..model.keyed import to_keyed
from ..model.measures import BUILT_IN, DimensionLabel, Measure
from ..model.plan import OperationalPlan
from ..model.shapes import Shape
from ..problem import Problem, fault
from ..table import Missing, Table
from ..table.cells import STATE_WORDS
from ..wording import quote
from . import figures, rows
from .complaints import advise_on, complain_of_key, complain_of_no_tables, put_below, read_text, shape_error
from .hooks import HOOKS, Hook, keyed_hook, list_hook, number_hook, without_name
from .quick import read_quickly

__all__ = ["Raw", "reader_of", "structure", "structure_document"]

Raw: TypeAlias = dict[str, object]
"""One table as the TOML parser gives it."""

DocumentT = TypeVar("DocumentT", bound=attrs.AttrsInstance)

_NOUNS: dict[type, str] = {}
"""What one entity of each class is called in messages: noted when its reader is made."""
_WHOLE: set[type] = set()
"""The classes of whole documents; all others are named by their code."""

_FIRST = ("grades", "services", "dimensions", "measures")
"""What the tables of figures cannot be read without."""


def structure(raw: Mapping[str, object]) -> OperationalPlan:
    """The plan that these raw tables describe.

    Raises:
        InvalidPlan: with everything that is wrong in their shape.
    """
    problems: list[Problem] = []
    read: dict[str, Any] = {}
    for key in _FIRST:
        if key in raw:
            try:
                read[key] = reader_of(OperationalPlan, key, kinds(OperationalPlan)[key])(raw[key], None)
            except InvalidPlan as error:
                problems += put_below(key, error.problems)
    given = raw.get("measures")
    declared: dict[str, object] = given if isinstance(given, dict) else {}
    measures = {measure.code: measure for measure in read.get("measures") or _sound_measures(declared)}
    context = rows.Context(
        measures=BUILT_IN | measures,
        faulty={code: figures.guess_shape(code, one) for code, one in declared.items() if code not in measures},
        scale=read.get("grades", ITU_SCALE),
        units={service.code: service.unit for service in read.get("services", ())},
    )
    rest = {key: value for key, value in raw.items() if key not in _FIRST}
    token = rows.CONTEXT.set(context)
    try:
        if not problems and (plan := read_quickly(rest, OperationalPlan, read)) is not None:
            return plan
        return structure_document(_Read(rest, read, problems), OperationalPlan, "plan")
    finally:
        rows.CONTEXT.reset(token)


def _sound_measures(declared: Mapping[str, object]) -> Iterator[Measure]:
    """The measures whose declarations are right, where others are not."""
    for code, one in declared.items():
        with contextlib.suppress(InvalidPlan):
            yield from reader_of(OperationalPlan, "measures", kinds(OperationalPlan)["measures"])({code: one}, None)  # type: ignore[misc]  # it makes measures


def structure_document(raw: Mapping[str, object], cls: type[DocumentT], noun: str) -> DocumentT:
    """The document of a class that these raw tables describe; messages call it so.

    Raises:
        InvalidPlan: with everything that is wrong in their shape.
    """
    _WHOLE.add(cls)
    _NOUNS[cls] = noun
    if not isinstance(raw, _Read) and (read := read_quickly(raw, cls)) is not None:
        return read
    return _hook_of(cls)(raw, None)  # type: ignore[return-value]  # the hook of a class makes objects of it


class _Read(dict[str, object]):
    """The raw tables of a plan without what was read first.

    Attributes:
        read: what was read, by key.
        problems: what was wrong with it.
    """

    def __init__(self, raw: Mapping[str, object], read: Mapping[str, object], problems: list[Problem]) -> None:
        super().__init__(raw)
        self.read, self.problems = read, problems


def _readers(cls: type[attrs.AttrsInstance]) -> dict[str, Hook]:
    """How each key of a class is read, by what its field says of itself."""
    return {key_of(name): reader_of(cls, name, kind) for name, kind in kinds(cls).items()}


def reader_of(cls: type[attrs.AttrsInstance], name: str, kind: Kind) -> Hook:
    """How a field of a class is read, by what it says of itself."""
    if kind.of is not None:
        _NOUNS.setdefault(kind.of, kind.noun)
        inner: Hook = _hook_of(kind.of)
        if not kind.many:
            return inner
        return _entities_hook(inner) if is_keyed(kind.of) else list_hook(inner, advise_on(kind.of, "[{}]"))
    match kind.what:
        case "table":
            return lambda value, _: rows.read_table(kind, value)
        case "figures" if isinstance(kind.shape, Shape):
            return figures.bare_hook(kind.shape)
        case "figures":
            owner = figures.owner_of(cls)
            return lambda value, _: figures.read_figures(owner, value)
        case "dimensions":
            _NOUNS[DimensionLabel] = "label of a dimension"
            return _dimensions_hook(_hook_of(DimensionLabel))
        case "figure":
            return number_hook(kind)
        case "link" if kind.keyed:
            return keyed_hook("labels by dimension")
        case "value":
            return _read_value
        case _:
            one = HOOKS.get(kind.what, HOOKS["text"])
            return list_hook(one) if kind.many else one


def _entities_hook(hook: Hook) -> Hook:
    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise shape_error(complain_of_no_tables(value), value)
        items: list[object] = []
        problems: list[Problem] = []
        for code, item in value.items():
            try:
                if not isinstance(item, dict):
                    raise shape_error(f"must be a table, got {quote(item)}", item)
                if "code" in item:
                    message = f"the name of the table is the code, {quote(code)}; leave this key out"
                    twice = fault("code", message, rule="OP003", trail=("code",), actual=item["code"])
                    problems += put_below(code, [twice])
                items.append(hook({**item, "code": code}, None))
            except InvalidPlan as error:  # what is wrong with the code is wrong with the key
                own = [attrs.evolve(p, path="", trail=()) if p.trail == ("code",) else p for p in error.problems]
                problems += put_below(code, own)
        if problems:
            raise InvalidPlan(problems)
        return tuple(items)

    return read


@functools.cache
def _hook_of(cls: type[attrs.AttrsInstance]) -> Hook:
    hooks = _readers(cls)
    tables = {key_of(name): kind for name, kind in kinds(cls).items() if isinstance(kind.shape, Shape)}
    price = next((kind.shape.price for kind in tables.values() if isinstance(kind.shape, Shape)), None)
    if price is not None:
        hooks["unit"] = _price_hook(price)
    together = {*tables, "unit"} if price and all(kind.optional for kind in tables.values()) else set[str]()
    noun = _NOUNS[cls]
    names = {key_of(name): name for name in kinds(cls)}
    needed = [*map(key_of, required(cls)), *(["unit"] if price and not together else [])]
    coded = cls in _WHOLE or not is_keyed(cls)  # the others have their code as the name of their table
    lists = {name for name, kind in kinds(cls).items() if kind.many and kind.of is None and kind.what != "period"}

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise shape_error(f"must be a table, got {quote(value)}{advise_on(cls)}", value)
        values: dict[str, object] = {}
        problems: list[Problem] = []
        if isinstance(value, _Read):
            values |= value.read
            problems += value.problems
        faulty: dict[str, object] = {}  # lists that hold other things than text; their texts may be wrong too
        slips: set[str] = set()
        for key, item in value.items():
            if key not in hooks:
                message, meant = complain_of_key(cls, key, value, [name for name in hooks if name != "code" or coded])
                if "figures" in hooks and (advice := figures.advise_on_figures(cls, key, item, meant)):
                    message, meant = advice, set()
                slips |= meant
                problems += put_below(key, [fault("", message, rule="OP003", actual=key)])
                continue
            try:
                values[key] = hooks[key](item, value)
            except InvalidPlan as error:
                problems += put_below(key, error.problems)
                if key in lists and isinstance(item, list):
                    faulty[key] = tuple(item)
        if price is not None:
            values = _priced(values)
        for name in needed:
            if name not in value and name not in slips:
                problems.append(fault(name, f"missing; every {noun} must have it", rule="OP002", trail=(name,)))
        if not together.isdisjoint(value):
            for name in sorted(together.difference(value, slips)):
                problems.append(
                    fault(name, "missing; prices have a unit, and a unit has prices", rule="OP002", trail=(name,))
                )
        if problems:
            trails = {problem.trail for problem in problems}
            given = {names.get(key, key): one for key, one in (values | faulty).items()}
            more = complaints(cls, given, given={names.get(key, key) for key in value.keys() | slips})
            raise InvalidPlan([*problems, *(problem for problem in more if problem.trail not in trails)])
        try:
            return cls(**{names[key]: value for key, value in values.items()})
        except InvalidPlan as error:
            raise InvalidPlan(without_name(cls.__name__, error)) from None

    return read


def _read_value(value: object, owner: object) -> object:
    """Reads what stands at the address beside it; what is wrong with that address is told where it stands."""
    from ..model.slots import find_slot  # which only changes need

    change: Mapping[str, object] = owner  # type: ignore[assignment]  # the table that has this key
    path = change.get("path")
    if change.get("kind") in ("renamed", "moved") or not isinstance(path, str):
        return value
    try:
        slot = find_slot(path)
    except UnknownCode:
        return value
    missing = value.get("missing") if isinstance(value, dict) and len(value) == 1 else None
    if isinstance(missing, str) and missing in STATE_WORDS and (slot.form == "cell" or slot.kind.missing):
        return Missing(missing)
    if slot.form == "cell":
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            words = " or ".join(f'{{ missing = "{word}" }}' for word in sorted(STATE_WORDS))
            raise shape_error(f"must be a number, {words}, got {quote(value)}", value)
        return Decimal(value)
    if slot.form == "entity" and isinstance(value, dict):
        value = {**value, "code": slot.last}
    if slot.form == "key":
        assert isinstance(slot.last, str)  # keys are
        return reader_of(slot.owner, slot.name, slot.kind)({slot.last: value}, None)[slot.last]  # type: ignore[index]
    single = slot.kind if slot.form == "field" else attrs.evolve(slot.kind, many=False)
    return reader_of(slot.owner, slot.name, single)(value, None)


def _dimensions_hook(hook: Hook) -> Hook:
    """Reads lists of labels, each a text, or a table with a code and a name."""

    def label(value: object, _: object) -> object:
        if not isinstance(value, str | dict):
            raise shape_error(f"must be a label: text, or a table with code and name, got {quote(value)}", value)
        return hook({"code": value} if isinstance(value, str) else value, None)

    labels = list_hook(label)

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise shape_error(f"must be a table of lists of labels, got {quote(value)}", value)
        found: dict[str, object] = {}
        problems: list[Problem] = []
        for name, item in value.items():
            try:
                found[name] = labels(item, None)
            except InvalidPlan as error:
                problems += put_below(name, error.problems)
        if problems:
            raise InvalidPlan(problems)
        return to_keyed(found)

    return read


def _price_hook(price: Callable[[str], str | None]) -> Hook:
    """Reads the unit of the tables of prices that stand beside it."""

    def read(value: object, _: object) -> str:
        unit = read_text(value)
        if complaint := price(unit):
            raise shape_error(complaint, unit)
        return unit

    return read


def _priced(values: Mapping[str, object]) -> dict[str, object]:
    """The values with their tables in the unit that stands beside them, and without it; no tables where it is wrong."""
    unit = values.get("unit")
    found: dict[str, object] = {}
    for name, value in values.items():
        if not isinstance(value, Table):
            found[name] = value
        elif isinstance(unit, str):
            found[name] = Table.from_records(value.records(), dims=value.dims, unit=unit)
    found.pop("unit", None)
    return found
