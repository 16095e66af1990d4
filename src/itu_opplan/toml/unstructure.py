"""A plan, or another document, to raw tables: what was left to its default is left out."""

import datetime
import functools
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from ..grades import GradeScale
from ..model.fields import Kind, is_keyed, key_of, kinds
from ..model.keyed import Keyed
from ..model.measures import DimensionLabel, Measure, shape_of
from ..model.plan import OperationalPlan
from ..model.shapes import MAX_PLACES, Shape
from ..periods import Period
from ..table import Cell, Missing, Table
from ..table.cells import make_decimal
from .structure import Raw

__all__ = ["unstructure", "write_value"]


def unstructure(document: attrs.AttrsInstance) -> Raw:
    """The raw tables of a plan or another document: what was left to its default is left out."""
    return _entity(document, document.all_measures if isinstance(document, OperationalPlan) else {})


@functools.cache
def _fields(cls: type[attrs.AttrsInstance]) -> list[tuple[str, str, object, Kind]]:
    """Name, key, default and kind of each field of a class; the default is None where it is written, too: texts are."""
    own = kinds(cls)
    return [
        (field.name, key_of(field.name), None if isinstance(field.default, str) else field.default, own[field.name])
        for field in attrs.fields(cls)
        if field.name in own
    ]


def _entity(entity: Any, measures: Mapping[str, Measure]) -> Raw:
    raw: Raw = {}
    for name, key, default, kind in _fields(entity.__class__):
        value = getattr(entity, name)
        if value is None or value is default:
            continue
        if type(value) is str:
            raw[key] = value
        elif kind.what == "value":
            raw[key] = _changed_value(value, measures)
        elif isinstance(value, tuple):
            raw[key] = _items(value, measures)
        elif isinstance(value, Table):
            if len(value):
                shape = kind.shape if isinstance(kind.shape, Shape) else shape_of(name, measures)
                if shape.price is not None:
                    raw["unit"] = value.unit
                raw[key] = _rows(value, shape)
        elif type(value) is Keyed:
            if value:
                raw[key] = {one: _keyed_value(one, item, measures, kind.shape) for one, item in value.items()}
        elif not isinstance(value, GradeScale) or value != default:
            raw[key] = write_value(value, measures)
    return raw


def _changed_value(value: object, measures: Mapping[str, Measure]) -> object:
    """What stands at an address: an entity without its code, which the address has; a missing cell told from a text."""
    if isinstance(value, Missing):
        return {"missing": value.value}
    written = _keyed_value("", value, measures)
    cls = type(value)
    if isinstance(written, dict) and attrs.has(cls) and is_keyed(cls):
        del written["code"]
    return written


def _keyed_value(key: str, value: object, measures: Mapping[str, Measure], shape: str | Shape | None = None) -> object:
    """What stands in a mapping: a table, labels of a dimension, or texts."""
    if isinstance(value, Table):
        return _rows(value, shape if isinstance(shape, Shape) else shape_of(key, measures))
    if isinstance(value, tuple) and any(isinstance(item, DimensionLabel) for item in value):
        return [label.code if label.name is None else _entity(label, measures) for label in value]
    return write_value(value, measures)


def write_value(value: object, measures: Mapping[str, Measure]) -> object:
    """A value as raw tables have it."""
    if isinstance(value, tuple):
        return _items(value, measures)
    for cls in type(value).__mro__:
        if cls in _WRITERS:
            return _WRITERS[cls](value)
    assert attrs.has(type(value))  # nothing else stands in a plan
    return _entity(value, measures)


def _items(items: tuple[Any, ...], measures: Mapping[str, Measure]) -> object:
    """A list; of entities with a code a table of them."""
    if not items or not _has_code(items[0].__class__):
        return [item if type(item) is str else write_value(item, measures) for item in items]
    tables: Raw = {}
    for item in items:
        table = _entity(item, measures)
        tables[str(table.pop("code"))] = table
    return tables


@functools.cache
def _has_code(cls: type) -> bool:
    return attrs.has(cls) and is_keyed(cls)


# --- figures ----------------------------------------------------------------------------------------------------------


def _rows(table: Table, shape: Shape) -> object:
    """The rows of a table of this shape, in the order of its axes; a table of periods alone is one row."""
    dims = shape.with_dims(table.dims).dims
    if table.dims != dims:
        table = table.by(*dims)
    *leading, _ = dims
    order = _in_time(table.labels("period"))
    rows: list[Raw] = []
    for labels, cells in table.rows():
        figures = {period: _cell(cells[place]) for period, place in order if cells[place] is not Missing.NOT_STATED}
        if figures:
            rows.append({**dict(zip(leading, labels, strict=True)), **figures})
    return rows if leading else rows[0] if rows else {}


@functools.lru_cache(maxsize=1024)  # the tables of a plan have the same few
def _in_time(periods: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The periods in the order of time, each with its place."""
    places = range(len(periods))
    return tuple(sorted(zip(periods, places, strict=True), key=lambda pair: Period.parse(pair[0])))


def _cell(cell: Cell) -> str | int | Decimal:
    return cell.value if isinstance(cell, Missing) else _number(cell)


def _number(value: Decimal) -> int | Decimal:
    """A figure as TOML writes it: a whole number without a point, never with an exponent."""
    text = str(value)
    if text.removeprefix("-").replace(".", "", 1).isdecimal():
        return value if "." in text else int(text)
    return _Positional(value) if value else 0  # 0E-7 is written as it will be read


class _Positional(Decimal):
    """A figure with so many decimals that it would be written with an exponent, and in other ways in other contexts."""

    def __str__(self) -> str:
        return f"{self:f}"


def _share(share: Fraction) -> object:
    """A share as a number, or as a fraction where it has no end as a decimal."""
    places = next((places for places in range(MAX_PLACES + 1) if 10**places % share.denominator == 0), None)
    if places is None:
        return str(share)
    return int(share) if not places else make_decimal(int(share * 10**places), places)


def _scale(scale: GradeScale) -> object:
    return {category: list(grades) for category, grades in scale.categories}


_WRITERS: dict[type, Callable[[Any], object]] = {
    str: lambda value: value,
    Period: str,
    Decimal: _number,
    Missing: operator.attrgetter("value"),
    GradeScale: _scale,
    int: lambda value: value,
    datetime.date: lambda value: value,
    Fraction: _share,
}
"""How values are written that are neither entities nor tables, by their class."""
