"""A plan, or another document, to raw tables: what was left to its default is left out."""

import datetime
import functools
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import cast

import attrs

from ..grades import ITU_SCALE, GradeScale
from ..model.fields import Kind, is_keyed, key_of, kinds
from ..model.keyed import Keyed
from ..model.measures import DimensionLabel, Measure, shape_of
from ..model.plan import OperationalPlan
from ..model.shapes import MAX_PLACES, Shape
from ..periods import Period
from ..table import Missing, Table
from ..table.cells import make_decimal
from . import rows
from .structure import Raw

__all__ = ["unstructure", "write_value"]


def unstructure(document: attrs.AttrsInstance) -> Raw:
    """The raw tables of a plan or another document: what was left to its default is left out."""
    return _entity(document, document.all_measures if isinstance(document, OperationalPlan) else {})


@functools.cache
def _fields(cls: type[attrs.AttrsInstance]) -> list[tuple[str, object, Kind]]:
    """Name, default and kind of each field of a class."""
    own = kinds(cls)
    return [(field.name, field.default, own[field.name]) for field in attrs.fields(cls) if field.name in own]


def _entity(entity: attrs.AttrsInstance, measures: Mapping[str, Measure]) -> Raw:
    raw: Raw = {}
    for name, default, kind in _fields(type(entity)):
        value = getattr(entity, name)
        if value is default and not isinstance(value, str):
            continue
        if isinstance(value, Table):
            if len(value):
                shape = kind.shape if isinstance(kind.shape, Shape) else shape_of(name, measures)
                if shape.price is not None:
                    raw["unit"] = value.unit
                raw[name] = rows.write_rows(value, shape)
        elif kind.what == "value" and value is not None:
            raw[name] = _changed_value(value, measures)
        elif isinstance(value, Keyed):
            if written := {key: _keyed_value(key, item, measures, kind.shape) for key, item in value.items()}:
                raw[name] = written
        elif value is not None and (default is not ITU_SCALE or value != default):
            raw[key_of(name)] = write_value(value, measures)
    return raw


def _write_share(share: Fraction) -> object:
    """A share as a number, or as a fraction where it has no end as a decimal."""
    places = next((places for places in range(MAX_PLACES + 1) if 10**places % share.denominator == 0), None)
    if places is None:
        return str(share)
    return int(share) if not places else make_decimal(int(share * 10**places), places)


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
        return rows.write_rows(value, shape if isinstance(shape, Shape) else shape_of(key, measures))
    if isinstance(value, tuple) and any(isinstance(item, DimensionLabel) for item in value):
        return [label.code if label.name is None else _entity(label, measures) for label in value]
    return write_value(value, measures)


def write_value(value: object, measures: Mapping[str, Measure]) -> object:
    """A value as raw tables have it."""
    if isinstance(value, bool | int | str | datetime.date):
        return value
    if isinstance(value, tuple):
        if not value or not (hasattr(value[0], "code") and is_keyed(type(value[0]))):
            return [write_value(item, measures) for item in value]
        tables: Raw = {}
        for item in value:
            table = _entity(item, measures)
            tables[str(table.pop("code"))] = table
        return tables
    if isinstance(value, Missing):
        return value.value
    if isinstance(value, Decimal):
        return rows.write_number(value)
    if isinstance(value, Fraction):
        return _write_share(value)
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, GradeScale):
        return {category: list(grades) for category, grades in value.categories}
    assert attrs.has(type(value))  # nothing else stands in a plan
    return _entity(cast(attrs.AttrsInstance, value), measures)
