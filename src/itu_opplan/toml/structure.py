"""Raw tables to a plan and back. The only module that imports cattrs.

Reading reports everything: a hook that finds something wrong raises `InvalidPlan` with addresses relative to its own
value, and the hook above puts its key in front. What is wrong in one field never hides what is wrong in another.
"""

import functools
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

import attrs
import cattrs

from ..errors import InvalidPlan, Problem, Severity, close_matches, join, quote, suggestions
from ..grades import ITU_SCALE, GradeScale
from ..model import checks
from ..model.outputs import ITU_SERVICES, MIXED, Service
from ..model.plan import OperationalPlan
from ..periods import Period, period_label
from ..table import Cell, Figure, Missing, Table

__all__ = ["Raw", "is_keyed", "item_type", "structure", "unstructure"]

Raw: TypeAlias = dict[str, object]
"""One table as the TOML parser gives it."""

Hook: TypeAlias = Callable[[object, object], object]


def _problem(
    path: str, message: str, *, rule: str, trail: tuple[str | int, ...] = (), actual: object = None
) -> Problem:
    return Problem(rule=rule, severity=Severity.ERROR, path=path, message=message, trail=trail, actual=actual)


def _wrong(message: str, actual: object) -> InvalidPlan:
    return InvalidPlan([_problem("", message, rule="OP001", actual=actual)])


def _below(key: str | int, problems: Sequence[Problem]) -> list[Problem]:
    """The problems of a value, addressed from the table or list that holds it under this key."""
    step = f"[{key}]" if isinstance(key, int) else _shown(key)
    return [attrs.evolve(p, path=join(step, p.path), trail=(key, *p.trail)) for p in problems]


def _shown(key: str) -> str:
    return key if key.isprintable() and len(key) <= 60 and key else quote(key)


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
                problems += _below(key, error.problems)
    rest = {key: value for key, value in raw.items() if key not in ("grades", "services")}
    units = tuple((service.code, service.unit) for service in services)
    try:
        plan = _converter(scale, units).structure(rest, OperationalPlan)
    except InvalidPlan as error:
        raise InvalidPlan([*problems, *error.problems]) from None
    if problems:
        raise InvalidPlan(problems)
    return attrs.evolve(plan, grades=scale, services=services)


@functools.lru_cache(maxsize=16)
def _converter(scale: GradeScale, units: tuple[tuple[str, str], ...]) -> cattrs.Converter:
    """A strict converter for plans with this scale and these services."""
    converter = cattrs.Converter()
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(Period, _period)
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
        raise _wrong(f"must be text, got {quote(value)}", value)
    return value


def _period(value: object, _: object) -> Period:
    if not isinstance(value, str):
        advice = f"; write \"{value}\"" if type(value) is int else ""
        raise _wrong(f"must be a period such as \"2008\" or \"2009-2011\", got {quote(value)}{advice}", value)
    return Period.read(value)


def _scale(value: object, _: object) -> GradeScale:
    if not isinstance(value, dict):
        raise _wrong(f"must be a table of categories, each with its grades, highest first, got {quote(value)}", value)
    problems: list[Problem] = []
    for category, grades in value.items():
        if not isinstance(grades, list) or not all(isinstance(grade, str) for grade in grades):
            message = f"must be a list of grades, highest first, got {quote(grades)}"
            problems += _below(category, [_problem("", message, rule="OP001", actual=grades)])
    if problems:
        raise InvalidPlan(problems)
    try:
        return GradeScale(value)
    except InvalidPlan as error:
        raise InvalidPlan(attrs.evolve(problem, path="") for problem in error.problems) from None


def _is_optional(kind: object) -> bool:
    return isinstance(kind, types.UnionType) and type(None) in typing.get_args(kind)


def _optional_hook(kind: object, converter: cattrs.BaseConverter) -> Hook:
    (inner,) = (one for one in typing.get_args(kind) if one is not type(None))
    hook: Hook = converter.get_structure_hook(inner)
    return lambda value, _: hook(value, inner)


def _list_hook(kind: object, converter: cattrs.BaseConverter) -> Hook:
    inner = item_type(kind)
    hook: Hook = converter.get_structure_hook(inner)

    def read(value: object, _: object) -> object:
        if not isinstance(value, list):
            raise _wrong(f"must be a list, got {quote(value)}", value)
        items: list[object] = []
        problems: list[Problem] = []
        for number, item in enumerate(value):
            try:
                items.append(hook(item, inner))
            except InvalidPlan as error:
                problems += _below(number, error.problems)
        if problems:
            raise InvalidPlan(problems)
        return tuple(items)

    return read


def _keyed_hook(kind: object, converter: cattrs.BaseConverter) -> Hook:
    inner = item_type(kind)
    hook: Hook = converter.get_structure_hook(inner)

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise _wrong(f"must be a table of tables, each named by its code, got {quote(value)}", value)
        items: list[object] = []
        problems: list[Problem] = []
        for code, item in value.items():
            try:
                if not isinstance(item, dict):
                    raise _wrong(f"must be a table, got {quote(item)}", item)
                if "code" in item:
                    raise InvalidPlan(
                        _below("code", [_problem("", "the code is the name of the table; leave this out", rule="OP003")])
                    )
                items.append(hook({"code": code, **item}, inner))
            except InvalidPlan as error:
                problems += _below(code, error.problems)
        if problems:
            raise InvalidPlan(problems)
        return tuple(items)

    return read


_NOUNS = {"OperationalPlan": "plan", "StrategicGoal": "goal", "OrgUnit": "unit", "OutputGroup": "group"}


def _class_hook(
    cls: type[attrs.AttrsInstance], converter: cattrs.BaseConverter, scale: GradeScale, units: Mapping[str, str]
) -> Hook:
    attrs.resolve_types(cls)
    hooks: dict[str, tuple[Hook, object]] = {}
    for field in attrs.fields(cls):
        shape = field.metadata.get("table")
        if isinstance(shape, checks.TableShape):
            hooks[field.name] = (functools.partial(_rows, shape, scale, units), field.type)
        elif field.name != "grades":
            hooks[field.name] = (converter.get_structure_hook(field.type), field.type)
    noun = _NOUNS.get(cls.__name__, cls.__name__.lower())
    required = [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise _wrong(f"must be a table, got {quote(value)}", value)
        values: dict[str, object] = {}
        problems: list[Problem] = []
        slips: set[str] = set()
        for key, item in value.items():
            if key not in hooks:
                message, meant = _unknown_key(key, [name for name in hooks if name != "code" or cls is OperationalPlan])
                slips |= meant
                problems += _below(key, [_problem("", message, rule="OP003", actual=key)])
                continue
            hook, kind = hooks[key]
            try:
                values[key] = hook(item, kind)
            except InvalidPlan as error:
                problems += _below(key, error.problems)
        for name in required:
            if name not in value and name not in slips:
                problems.append(_problem(name, f"missing; every {noun} must have it", rule="OP002", trail=(name,)))
        if problems:
            raise InvalidPlan([*problems, *checks.complaints(cls, values)])
        try:
            return cls(**values)
        except InvalidPlan as error:
            prefix = f"{cls.__name__}."
            raise InvalidPlan(
                attrs.evolve(problem, path=problem.path.removeprefix(prefix)) for problem in error.problems
            ) from None

    return read


def _unknown_key(key: str, known: Sequence[str]) -> tuple[str, set[str]]:
    """The complaint about a key, and the keys that may have been meant."""
    close = close_matches(key, known)
    if close:
        return f"unknown key; did you mean {quote(close[0])}?", set(close)
    return f"unknown key; known are {suggestions(key, known)}", set()


# --- tables of figures ------------------------------------------------------------------------------------------------


def _rows(
    shape: checks.TableShape, scale: GradeScale, units: Mapping[str, str], value: object, _: object
) -> Table:
    """A table from its rows: one inline table a row, with its labels and a figure per period."""
    dims = shape.dims[:-1]
    if dims and not isinstance(value, list):
        raise _wrong(f"must be a list of rows, each with {', '.join(dims)} and a figure per period, got {quote(value)}", value)
    if not dims and not isinstance(value, dict):
        raise _wrong(f"must be a table with a figure per period, got {quote(value)}", value)
    cells: dict[tuple[str, ...], Figure] = {}
    problems: list[Problem] = []
    for number, row in enumerate(value if isinstance(value, list) else [value]):
        steps: tuple[str | int, ...] = (number,) if dims else ()
        at = f"[{number}]" if dims else ""
        if not isinstance(row, dict):
            problems.append(_problem(at, f"must be a row, got {quote(row)}", rule="OP001", trail=steps, actual=row))
            continue
        labels = [_row_label(dim, row.get(dim), scale) for dim in dims]
        slips: set[str] = set()
        known = None not in labels
        for key, figure in row.items():
            if key in dims:
                continue
            period = _row_period(key)
            if period is None:
                message, meant = _row_key(key, dims)
                slips |= meant
                problems.append(_problem(join(at, _shown(key)), message, rule="OP003", trail=(*steps, key), actual=key))
                continue
            cell = (*(label or "" for label in labels), period)
            place = f"[{', '.join(cell)}]" if known and dims else f"{at}.{period}" if dims else f"[{period}]"
            unit = _unit_of(shape, [label or "" for label in labels], units)
            complaint = _figure_complaint(figure, shape.amount(unit))
            if complaint is None and known and cell in cells:
                complaint = "is given twice"
            if complaint:
                problems.append(_problem(place, complaint, rule="OP004", trail=(*steps, key), actual=figure))
            elif isinstance(figure, Figure):
                cells[cell] = figure
        for dim, label in zip(dims, labels, strict=True):
            if dim in row and label is None:
                message = f"must be a code of letters, digits, '&', '-' or '_', got {quote(row[dim])}"
                problems.append(_problem(f"{at}.{dim}", message, rule="OP004", trail=(*steps, dim), actual=row[dim]))
            elif label is None and dim not in slips:
                problems.append(_problem(f"{at}.{dim}", "missing; every row must have it", rule="OP002", trail=steps))
    if problems:
        raise InvalidPlan(problems)
    return Table.from_cells(cells, dims=shape.dims, unit=_unit(shape, cells, units))


def _row_label(dim: str, label: object, scale: GradeScale) -> str | None:
    """The label in its one spelling; None where it cannot be one."""
    if not isinstance(label, str) or not checks.is_code(label.replace(".", "")):
        return None
    grade = scale.find(label) if dim == "grade" else None
    return grade.code if grade else label if checks.is_code(label) else None


@functools.lru_cache(maxsize=4096)
def _row_period(key: str) -> str | None:
    """The key as a period when it is one as files write it."""
    try:
        return str(Period.read(key))
    except InvalidPlan:
        return None


def _row_key(key: str, dims: Sequence[str]) -> tuple[str, set[str]]:
    close = close_matches(key, dims)
    if close:
        return f"unknown key; did you mean {quote(close[0])}?", set(close)
    try:
        return f"a file writes this period as {period_label(key)}", set()
    except InvalidPlan as error:
        if "whole years" in str(error):
            return str(error), set()
    return f"unknown key; a row has {', '.join((*dims, 'a figure per period'))}", set()


def _figure_complaint(figure: object, amount: str) -> str | None:
    """What is wrong with the figure of a cell; sizes are checked with the whole table."""
    if isinstance(figure, str):
        try:
            return None if Missing(figure) is not Missing.NOT_STATED else "'not stated' means no figure: leave it out"
        except ValueError:
            return f"must be a {amount}, or 'blank', 'n/a' or 'to be completed', got {quote(figure)}"
    if type(figure) is int:
        if abs(figure) >= 10**checks.MAX_DIGITS and figure > 0:
            return f"must have at most {checks.MAX_DIGITS} digits before the point, got {quote(figure)}"
        return None if figure >= 0 else f"must be a {amount}, got {quote(figure)}"
    if not isinstance(figure, Decimal) or not figure.is_finite() or (figure and figure.is_signed()):
        return f"must be a {amount}, got {quote(figure)}"
    exponent = figure.as_tuple().exponent
    if figure.adjusted() >= checks.MAX_DIGITS or (isinstance(exponent, int) and -exponent > checks.MAX_PLACES):
        return f"must have at most {checks.MAX_DIGITS} digits before the point and {checks.MAX_PLACES} after, got {quote(figure)}"
    return None


def _unit_of(shape: checks.TableShape, labels: Sequence[str], units: Mapping[str, str]) -> str | None:
    return shape.unit or (units.get(labels[0]) if labels else None)


def _unit(shape: checks.TableShape, cells: Mapping[tuple[str, ...], Figure], units: Mapping[str, str]) -> str:
    """The unit of a table: its own, or that of the services it holds."""
    if shape.unit is not None:
        return shape.unit
    found = {units[key[0]] for key in cells if key[0] in units} or set(units.values()) or {"page"}
    return found.pop() if len(found) == 1 else MIXED


# --- writing ----------------------------------------------------------------------------------------------------------


def unstructure(plan: OperationalPlan) -> Raw:
    """The raw tables of a plan: what was left to its default is left out."""
    return _entity(plan)


def _entity(entity: attrs.AttrsInstance) -> Raw:
    raw: Raw = {}
    for field in attrs.fields(type(entity)):
        value = getattr(entity, field.name)
        if value is None or value in (ITU_SCALE, ITU_SERVICES) or (isinstance(value, tuple | Table) and not len(value)):
            continue
        raw[field.name] = _written(value)
    return raw


def _written(value: object) -> object:
    match value:
        case Table():
            return _written_rows(value)
        case Period():
            return str(value)
        case GradeScale():
            return {category: list(grades) for category, grades in value.categories}
        case tuple() if value and is_keyed(type(value[0])):
            tables: Raw = {}
            for item in value:
                table = _entity(item)
                tables[str(table.pop("code"))] = table
            return tables
        case tuple():
            return [_written(item) for item in value]
    return value


def _written_rows(table: Table) -> object:
    """Rows in the order of the axes, each with its labels and a figure per period."""
    rows: dict[tuple[str, ...], Raw] = {}
    for record in table.records():
        value = record.pop("value")
        assert isinstance(value, Cell)  # what records have under this name
        period = str(record.pop("period"))
        row = rows.setdefault(tuple(map(str, record.values())), {dim: str(label) for dim, label in record.items()})
        row[period] = value.value if isinstance(value, Missing) else _number(value)
    return list(rows.values()) if len(table.dims) > 1 else next(iter(rows.values()), {})


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value.as_tuple().exponent == 0 else value
