"""The file format as a JSON Schema, made from the classes of the model: for editors and other languages."""

import datetime
import functools
import inspect
import types
import typing
from collections.abc import Mapping
from decimal import Decimal

import attrs

from ..grades import GradeScale
from ..model import checks
from ..model.plan import OperationalPlan
from ..periods import Period
from .documents import PLAN
from .structure import is_keyed, item_type

__all__ = ["json_schema"]

_CODE = "^[A-Za-z0-9&_-]{1,32}$"
_GRADE = "^[A-Za-z0-9&._-]{1,33}$"
_PERIOD = "^[0-9]{4}(-[0-9]{4})?$"
_TEXT = {"type": "string", "pattern": r"\S"}
_FIGURE = {
    "anyOf": [
        {"type": "number", "minimum": 0, "exclusiveMaximum": 10**checks.MAX_DIGITS},
        {"enum": ["blank", "n/a", "to be completed"]},
    ]
}


_PLAIN: Mapping[object, Mapping[str, object]] = {
    Period: {"type": "string", "pattern": _PERIOD},
    bool: {"type": "boolean"},
    Decimal: {"type": "number"},
    datetime.date: {"type": "string", "format": "date"},  # a date of TOML, which JSON writes as text
}


def json_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a whole plan as one TOML file.

    It says what the shape gate says: keys, types, codes, figures. References between tables are for `validate_file`.

    >>> json_schema()["required"]
    ['format', 'code', 'title', 'organisation', 'window', 'periods']
    """
    plan = _class(OperationalPlan)
    properties = plan["properties"]
    assert isinstance(properties, dict)  # _class made it
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Operational plan",
        "description": _summary(OperationalPlan),
        **plan,
        "properties": {"format": {"const": PLAN.format, "description": "version of the file format"}, **properties},
        "required": ["format", *_required(OperationalPlan)],
    }


def _summary(cls: type) -> str:
    return (inspect.getdoc(cls) or "").partition("\n")[0]


@functools.cache
def _meanings(cls: type) -> Mapping[str, str]:
    """What the docstring of a class says of each attribute."""
    meanings: dict[str, str] = {}
    name = ""
    for line in (inspect.getdoc(cls) or "").partition("Attributes:\n")[2].partition("\n\n")[0].splitlines():
        if line.startswith(" " * 4) and not line.startswith(" " * 5):
            name, _, meaning = line.strip().partition(": ")
            meanings[name] = meaning
        elif name:
            meanings[name] += f" {line.strip()}"
    return meanings


def _required(cls: type[attrs.AttrsInstance]) -> list[str]:
    return [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]


def _class(cls: type[attrs.AttrsInstance], *, keyed: bool = False) -> dict[str, object]:
    attrs.resolve_types(cls)
    fields = [field for field in attrs.fields(cls) if not (keyed and field.name == "code")]
    return {
        "type": "object",
        "properties": {
            field.name: {"description": _meanings(cls).get(field.name, field.name), **_field(field)} for field in fields
        },
        "required": [name for name in _required(cls) if name in {field.name for field in fields}],
        "additionalProperties": False,
    }


def _field(field: "attrs.Attribute[object]") -> dict[str, object]:
    shape = field.metadata.get("table")
    if isinstance(shape, checks.TableShape):
        return _rows(shape)
    if field.metadata == checks.TERMS:  # the same figure may count twice
        return {"type": "array", "items": _TEXT, "minItems": 1}
    code = field.metadata in (checks.CODE, checks.MAYBE_CODE, checks.CODES)
    return _type(field.type, code) | ({"minItems": 1} if field.metadata == checks.PERIODS else {})


def _rows(shape: checks.TableShape) -> dict[str, object]:
    *dims, _ = shape.dims
    row: dict[str, object] = {
        "type": "object",
        "properties": {dim: {"type": "string", "pattern": _GRADE if dim == "grade" else _CODE} for dim in dims},
        "required": dims,
        "patternProperties": {_PERIOD: _FIGURE},
        "additionalProperties": False,
    }
    return {"type": "array", "items": row} if dims else row


def _type(kind: object, code: bool) -> dict[str, object]:
    inner = item_type(kind)
    if isinstance(inner, type) and is_keyed(inner):
        return {
            "type": "object",
            "propertyNames": {"pattern": _CODE},
            "additionalProperties": _class(inner, keyed=True) | {"description": _summary(inner)},
        }
    if inner is not None:
        return {"type": "array", "items": _type(inner, code)}
    if isinstance(kind, types.UnionType):
        return next(_type(one, code) for one in typing.get_args(kind) if one is not type(None))
    if kind is GradeScale:
        grades = {"type": "array", "items": {"type": "string", "pattern": _CODE}}
        return {"type": "object", "additionalProperties": grades, "minProperties": 1}
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if isinstance(kind, type) and attrs.has(kind):
        return _class(kind)
    return {"type": "string", "pattern": _CODE} if code else dict(_TEXT)
