"""Raw tables to a plan and back. The only module that imports cattrs.

Reading reports everything: a hook that finds something wrong raises `InvalidPlan` with addresses relative to its own
value, and the hook above puts its key in front. What is wrong in one field never hides what is wrong in another.
"""

import datetime
import functools
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, cast

import attrs

from ..errors import InvalidPlan
from ..grades import ITU_SCALE, GradeScale
from ..model import checks
from ..model.outputs import ITU_SERVICES, Service
from ..model.plan import OperationalPlan
from ..model.rates import Rates
from ..periods import Period
from ..problem import Problem, fault
from ..table import Table
from ..wording import quote
from . import rows
from .complaints import below, no_tables, unknown_key, wrong

if TYPE_CHECKING:
    import cattrs

__all__ = ["Raw", "is_keyed", "item_type", "structure", "structure_rates", "unstructure"]

Raw: TypeAlias = dict[str, object]
"""One table as the TOML parser gives it."""

Hook: TypeAlias = Callable[[object, object], object]


def is_keyed(kind: object) -> bool:
    """Whether entities of this class are written as tables keyed by their code."""
    return isinstance(kind, type) and attrs.has(kind) and any(field.name == "code" for field in attrs.fields(kind))


def item_type(kind: object) -> object:
    """What a tuple of any length holds; None for another type."""
    arguments = typing.get_args(kind)
    return arguments[0] if typing.get_origin(kind) is tuple and arguments[1:] == (...,) else None


# --- reading ----------------------------------------------------------------------------------------------------------


def structure(raw: Mapping[str, object]) -> OperationalPlan:
    """The plan that these raw tables describe.

    Raises:
        InvalidPlan: with everything that is wrong in their shape.
    """
    problems: list[Problem] = []
    scale = ITU_SCALE
    services: tuple[Service, ...] = ITU_SERVICES
    for key in ("grades", "services"):  # the tables of figures cannot be read without these two
        if key in raw:
            try:
                if key == "grades":
                    scale = _scale(raw[key], GradeScale)
                else:
                    services = _converter(ITU_SCALE, ()).structure(raw[key], tuple[Service, ...])
            except InvalidPlan as error:
                problems += below(key, error.problems)
    rest = {key: value for key, value in raw.items() if key not in ("grades", "services")}
    units = tuple((service.code, service.unit) for service in services)
    try:
        plan = _converter(scale, units).structure(rest, OperationalPlan)
    except InvalidPlan as error:
        raise InvalidPlan([*problems, *error.problems]) from None
    if problems:
        raise InvalidPlan(problems)
    return attrs.evolve(plan, grades=scale, services=services)


def structure_rates(raw: Mapping[str, object]) -> Rates:
    """The rates that these raw tables describe.

    Raises:
        InvalidPlan: with everything that is wrong in their shape.
    """
    return _converter(None, ()).structure(dict(raw), Rates)


@functools.lru_cache(maxsize=16)
def _converter(scale: GradeScale | None, units: tuple[tuple[str, str], ...]) -> "cattrs.Converter":
    """A strict converter for plans with this scale and these services; without a scale grades stay as written."""
    import cattrs  # slow to import, and only needed to read

    converter = cattrs.Converter()
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(Period, _period)
    converter.register_structure_hook(bool, _flag)
    converter.register_structure_hook(Decimal, _number)
    converter.register_structure_hook(datetime.date, _date)
    converter.register_structure_hook_factory(lambda kind: item_type(kind) is not None, _list_hook)
    converter.register_structure_hook_factory(lambda kind: is_keyed(item_type(kind)), _keyed_hook)
    converter.register_structure_hook_factory(_is_optional, _optional_hook)
    converter.register_structure_hook_factory(
        lambda kind: isinstance(kind, type) and attrs.has(kind) and kind not in (Table, Period),
        lambda kind, converter: _class_hook(kind, converter, scale, dict(units)),
    )
    return converter


def _text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise wrong(f"must be text, got {quote(value)}", value)
    return value


def _period(value: object, _: object) -> Period:
    if not isinstance(value, str):
        advice = f'; write "{value}"' if type(value) is int else ""
        raise wrong(f'must be a period such as "2008" or "2009-2011", got {quote(value)}{advice}', value)
    return Period.read(value)


def _flag(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise wrong(f"must be true or false, got {quote(value)}", value)
    return value


def _number(value: object, _: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise wrong(f"must be a number, got {quote(value)}", value)
    return Decimal(value)


def _date(value: object, _: object) -> datetime.date:
    if type(value) is not datetime.date:
        raise wrong(f"must be a date such as 2007-05-31, without quotes, got {quote(value)}", value)
    return value


def _scale(value: object, _: object) -> GradeScale:
    if not isinstance(value, dict):
        raise wrong(f"must be a table of categories, each with its grades, highest first, got {quote(value)}", value)
    problems: list[Problem] = []
    for category, grades in value.items():
        if not isinstance(grades, list):
            message = f"must be a list of grades, highest first, got {quote(grades)}"
            problems += below(category, [fault("", message, rule="OP001", actual=grades)])
            continue
        for number, grade in enumerate(grades):
            if not isinstance(grade, str):
                message = f"must be text, got {quote(grade)}"
                problems += below(category, below(number, [fault("", message, rule="OP001", actual=grade)]))
    if problems:
        raise InvalidPlan(problems)
    try:
        return GradeScale(value)
    except InvalidPlan as error:
        raise InvalidPlan(attrs.evolve(problem, path="") for problem in error.problems) from None


def _is_optional(kind: object) -> bool:
    return isinstance(kind, types.UnionType) and type(None) in typing.get_args(kind)


def _optional_hook(kind: object, converter: "cattrs.BaseConverter") -> Hook:
    (inner,) = (one for one in typing.get_args(kind) if one is not type(None))
    hook: Hook = converter.get_structure_hook(inner)
    return lambda value, _: hook(value, inner)


def _list_hook(kind: object, converter: "cattrs.BaseConverter") -> Hook:
    inner = item_type(kind)
    hook: Hook = converter.get_structure_hook(inner)

    def read(value: object, _: object) -> object:
        if not isinstance(value, list):
            raise wrong(f"must be a list, got {quote(value)}", value)
        items: list[object] = []
        problems: list[Problem] = []
        for number, item in enumerate(value):
            try:
                items.append(hook(item, inner))
            except InvalidPlan as error:
                problems += below(number, error.problems)
        if problems:
            raise InvalidPlan(problems)
        return tuple(items)

    return read


def _keyed_hook(kind: object, converter: "cattrs.BaseConverter") -> Hook:
    inner = item_type(kind)
    hook: Hook = converter.get_structure_hook(inner)

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise wrong(no_tables(value), value)
        items: list[object] = []
        problems: list[Problem] = []
        for code, item in value.items():
            try:
                if not isinstance(item, dict):
                    raise wrong(f"must be a table, got {quote(item)}", item)
                if "code" in item:
                    message = f"the name of the table is the code, {quote(code)}; leave this key out"
                    twice = fault("code", message, rule="OP003", trail=("code",), actual=item["code"])
                    problems += below(code, [twice])
                items.append(hook({**item, "code": code}, inner))
            except InvalidPlan as error:  # what is wrong with the code is wrong with the key
                own = [attrs.evolve(p, path="", trail=()) if p.trail == ("code",) else p for p in error.problems]
                problems += below(code, own)
        if problems:
            raise InvalidPlan(problems)
        return tuple(items)

    return read


_NOUNS = {
    "OperationalPlan": "plan",
    "StrategicGoal": "goal",
    "OrgUnit": "unit",
    "OutputGroup": "group",
    "ExpectedResult": "result",
    "KPI": "KPI",
    "CrossReference": "cross reference",
    "Rates": "file of rates",
    "StaffRates": "table of staff rates",
    "ServiceRates": "table of service rates",
    "ExchangeRates": "table of exchange rates",
    "RiskFactor": "risk",
    "SuccessFactor": "success factor",
}


def _class_hook(
    cls: type[attrs.AttrsInstance],
    converter: "cattrs.BaseConverter",
    scale: GradeScale | None,
    units: Mapping[str, str],
) -> Hook:
    attrs.resolve_types(cls)
    hooks: dict[str, tuple[Hook, object]] = {}
    price = next((shape.price for _, _, shape in _fields(cls) if shape and shape.price), None)
    if price is not None:
        hooks["unit"] = (_price_hook(price), str)
    for field in attrs.fields(cls):
        shape = field.metadata.get("table")
        if isinstance(shape, checks.TableShape):
            hooks[field.name] = (rows.RowReader(shape, scale, units), field.type)
        elif field.name != "grades":
            hooks[field.name] = (converter.get_structure_hook(field.type), field.type)
    noun = _NOUNS.get(cls.__name__, cls.__name__.lower())
    required = [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]
    required += ["unit"] if price is not None else []
    coded = cls in (OperationalPlan, Rates)  # the others have their code as the name of their table

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise wrong(f"must be a table, got {quote(value)}", value)
        values: dict[str, object] = {}
        problems: list[Problem] = []
        faulty: dict[str, object] = {}  # lists that hold other things than text; their texts may be wrong too
        slips: set[str] = set()
        for key, item in value.items():
            if key not in hooks:
                message, meant = unknown_key(key, [name for name in hooks if name != "code" or coded])
                slips |= meant
                problems += below(key, [fault("", message, rule="OP003", actual=key)])
                continue
            hook, kind = hooks[key]
            try:
                values[key] = hook(item, kind)
            except InvalidPlan as error:
                problems += below(key, error.problems)
                if kind == tuple[str, ...] and isinstance(item, list):
                    faulty[key] = tuple(item)
        if price is not None:
            values = _priced(values)
        for name in required:
            if name not in value and name not in slips:
                problems.append(fault(name, f"missing; every {noun} must have it", rule="OP002", trail=(name,)))
        if problems:
            trails = {problem.trail for problem in problems}
            more = checks.complaints(cls, values | faulty)
            raise InvalidPlan([*problems, *(problem for problem in more if problem.trail not in trails)])
        try:
            return cls(**values)
        except InvalidPlan as error:
            prefix = f"{cls.__name__}."
            raise InvalidPlan(
                attrs.evolve(problem, path=problem.path.removeprefix(prefix)) for problem in error.problems
            ) from None

    return read


def _price_hook(price: Callable[[str], str | None]) -> Hook:
    """Reads the unit of the tables of prices that stand beside it."""

    def read(value: object, _: object) -> str:
        unit = _text(value, str)
        if complaint := price(unit):
            raise wrong(complaint, unit)
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


# --- writing ----------------------------------------------------------------------------------------------------------


def unstructure(plan: OperationalPlan | Rates) -> Raw:
    """The raw tables of a plan, or of rates: what was left to its default is left out."""
    return _entity(plan)


@functools.cache
def _fields(cls: type[attrs.AttrsInstance]) -> list[tuple[str, object, checks.TableShape | None]]:
    """Name, default and, of a table, shape of each field of a class."""
    return [(field.name, field.default, field.metadata.get("table")) for field in attrs.fields(cls)]


def _entity(entity: attrs.AttrsInstance) -> Raw:
    raw: Raw = {}
    for name, default, shape in _fields(type(entity)):
        value = getattr(entity, name)
        if value is default and not isinstance(value, str):
            continue
        if isinstance(value, Table) and shape is not None:
            if len(value):
                if shape.price is not None:
                    raw["unit"] = value.unit
                raw[name] = rows.written(value, shape)
        elif default not in (ITU_SCALE, ITU_SERVICES) or value != default:
            raw[name] = _written(value)
    return raw


def _written(value: object) -> object:
    if isinstance(value, bool | int | str | datetime.date):
        return value
    if isinstance(value, tuple):
        if value and not hasattr(value[0], "code"):
            return [_written(item) for item in value]
        tables: Raw = {}
        for item in value:
            table = _entity(item)
            tables[str(table.pop("code"))] = table
        return tables
    if isinstance(value, Decimal):
        return rows.figure(value)
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, GradeScale):
        return {category: list(grades) for category, grades in value.categories}
    assert attrs.has(type(value))  # nothing else stands in a plan
    return _entity(cast(attrs.AttrsInstance, value))
