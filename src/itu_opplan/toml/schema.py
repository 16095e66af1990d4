"""The file format as a JSON Schema, made from the classes of the model: for editors and other languages."""

import functools
import inspect
from collections.abc import Collection, Mapping
from typing import Any

import attrs

from ..arguments import takes
from ..errors import UnknownCode
from ..legible import CODE
from ..model.fields import EVEN, Kind, What, is_keyed, key_of, kinds, required
from ..model.plan import OperationalPlan
from ..model.shapes import MAX_DIGITS, Shape
from ..table.cells import STATE_WORDS
from ..units import MAX_LENGTH
from ..wording import quote
from .kinds import DOCUMENTS, PLAN, Document

__all__ = ["json_schema", "schema_of"]

_BREAKS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
"""What no text on one line has: control characters, and what ends a line."""
_LABEL = rf"^[^\[\],\s{_BREAKS}]([^\[\],{_BREAKS}]{{0,62}}[^\[\],\s{_BREAKS}])?$"
_POINTS = [
    f"[1-9][0-9]{{3}}{year}{part}"
    for year in ("", "/[0-9]{2}")
    for part in ("", "-H[12]", "-Q[1-4]", "-M(0[1-9]|1[0-2])")
]
_PERIOD = f"^({'|'.join(f'{point}(-{point})?' for point in _POINTS)})$"
"""Runs whose ends are spelled alike."""
_DIM = r"^(?![0-9])[^\x00-/:-@\[-^`{-\x7f]+$"
"""What Python takes for a name, or more: letters of any script."""
_UNIT = "^[A-Za-z][A-Za-z0-9_]*([*/][A-Za-z][A-Za-z0-9_]*)*$"
_UNIT_OF = {"type": "string", "pattern": _UNIT, "maxLength": MAX_LENGTH}
_PRICE = {"type": "string", "pattern": f"^(?=.*/){_UNIT[1:]}", "maxLength": MAX_LENGTH}
_BESIDE = "(_section|_assumed)$"
_TEXT = {"type": "string", "pattern": rf"^(?=.*\S)[^{_BREAKS}]*$"}
_PROSE = {"type": "string", "pattern": r"^(?=[\s\S]*\S)[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"}
_TEXTS = {"type": "array", "items": _TEXT, "uniqueItems": True}
_NUMBER = {"type": "number", "minimum": -(10**MAX_DIGITS), "maximum": 10**MAX_DIGITS}
"""The limits are not excluded: editors have floats, in which 999999999999999.99 is the upper one."""
_MISSING = {"enum": sorted(STATE_WORDS)}
_FIGURE = {"anyOf": [_NUMBER, _MISSING]}
_WEIGHTS = {
    "type": "object",
    "patternProperties": {_PERIOD: {**_NUMBER, "minimum": 0}},
    "additionalProperties": False,
    "minProperties": 1,
}
_ROW = {
    "type": "object",
    "patternProperties": {_PERIOD: _FIGURE, _DIM: {"type": "string", "pattern": _LABEL}},
    "additionalProperties": False,
}
"""One row of figures; which dims it has, the measures of the plan say."""
_ROWS = {**_ROW, "type": ["array", "object"], "items": _ROW}
"""A list of rows, or one row: what is said of objects says nothing of lists, and the other way round."""

_SINGLE: Mapping[What, Mapping[str, object]] = {
    "text": _TEXT,
    "code": {"type": "string", "pattern": CODE},
    "label": {"type": "string", "pattern": _LABEL},
    "link": {"type": "string", "pattern": CODE},
    "numbers": {"type": "string", "pattern": "^(all|[0-9]{1,3}(-[0-9]{1,3})?(, ?[0-9]{1,3}(-[0-9]{1,3})?){0,99})$"},
    "date": {"type": "string", "format": "date"},  # a date of TOML, which JSON writes as text
    "figure": _NUMBER,
    "share": {
        "anyOf": [
            {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
            {"type": "string", "pattern": "^[0-9]+(/[0-9]+|[.][0-9]+)?$"},
        ]
    },
    "address": _TEXT,
    "value": {"type": ["string", "number", "boolean", "array", "object"]},
    "flag": {"type": "boolean"},
    "month": {"type": "integer", "minimum": 1, "maximum": 12},
    "period": {"type": "string", "pattern": _PERIOD},
    "unit": _UNIT_OF,
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "scale": {
        "type": "object",
        "propertyNames": {"pattern": _LABEL},
        "additionalProperties": {"type": "array", "items": {"type": "string", "pattern": _LABEL}},
        "minProperties": 1,
    },
    "figures": {
        "type": "object",
        "patternProperties": {
            "_section$": _TEXT,
            "_assumed$": _TEXTS,
            f"^(?!.*{_BESIDE})[A-Za-z0-9&_-]{{1,42}}$": _ROWS,
        },
        "additionalProperties": False,
    },
    "dimensions": {
        "type": "object",
        "propertyNames": {"pattern": _DIM},
        "additionalProperties": {
            "type": "array",
            "items": {
                "anyOf": [
                    {"type": "string", "pattern": _LABEL},
                    {
                        "type": "object",
                        "properties": {"code": {"type": "string", "pattern": _LABEL}, "name": _TEXT},
                        "required": ["code"],
                        "additionalProperties": False,
                    },
                ]
            },
        },
    },
    "reasons": {"type": "object", "propertyNames": {"pattern": _DIM}, "additionalProperties": _TEXT},
    "units": {"type": "object", "propertyNames": {"pattern": CODE}, "additionalProperties": _UNIT_OF},
    "attributes": {
        "type": "object",
        "propertyNames": {"pattern": _LABEL, "not": {"pattern": "[.]"}},
        "additionalProperties": {"anyOf": [_PROSE, _NUMBER, {"type": "boolean"}]},
    },
    "answer": {"anyOf": [_TEXT, _NUMBER, _WEIGHTS]},
    "split": {"anyOf": [{"const": EVEN}, _WEIGHTS]},
}
"""The schema of one value of each kind but `words`, `table` and `children`, which depend on their field."""


@takes
def json_schema(kind: str = "plan") -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a document as one TOML file.

    It says what the shape gate says: keys, types, codes, figures. References between tables are for `validate_file`.
    Its explanations are those of the docstrings, which Python leaves out with `-OO`; the files in the folder `schemas`
    of the package always have them.

    Args:
        kind: `plan` is a whole plan, or the `plan.toml` of a folder; `part` any other file of such a folder; the rest
            are what files say as `kind`, such as `rates`.

    Raises:
        UnknownCode: there is no such kind.

    >>> json_schema()["required"]
    ['format', 'code', 'title', 'organisation', 'window', 'periods']
    >>> json_schema("crosswalk")["required"]
    ['kind', 'format', 'code', 'title']
    """
    if kind == "part":
        schema = _of_part()
    else:
        documents = {document.kind or "plan": document for document in DOCUMENTS}
        if kind not in documents:
            known = ", ".join([*documents, "part"])
            raise UnknownCode(f"kind: unknown kind {quote(kind)}; known: {known}")
        schema = _of_document(documents[kind])
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return {key: _own(value) for key, value in schema.items()}  # parts are shared here, and may be changed there


def _of_document(document: Document[Any]) -> dict[str, object]:
    """The schema of a document in a file of its own, which says its format, and its kind if it is no plan."""
    whole = _class(document.cls)
    head: dict[str, object] = {"kind": {"const": document.kind, "description": "what the file is"}}
    head = (head if document.kind else {}) | {
        "format": {"const": document.format, "description": "version of the file format"}
    }
    title = document.kind.capitalize() if document.kind else "Operational plan"
    return {
        "title": f"{title}, format {document.format}",
        **_describe(_summary(document.cls)),
        **whole,
        "properties": {**head, **_properties(whole)},
        "required": [*head, *map(key_of, required(document.cls))],
        "$defs": _definitions(document.cls),
    }


def _of_part() -> dict[str, object]:
    """The schema of a file of a folder beside its `plan.toml`: tables of the plan, any of them."""
    properties = _properties(_class(OperationalPlan))
    anywhere = (*PLAN.collections, *PLAN.shared)
    return {
        "title": f"Part of an operational plan, format {PLAN.format}",
        "description": "Tables of a plan that is divided among the files of a folder.",
        "type": "object",
        "properties": {name: schema for name, schema in properties.items() if name in anywhere},
        "additionalProperties": False,
        "$defs": _definitions(OperationalPlan, anywhere),
    }


def _definitions(top: type[attrs.AttrsInstance], only: Collection[str] = ()) -> dict[str, object]:
    """The schema of each class that the fields of a class lead to, or only these fields, by its name."""
    found: dict[str, object] = {}
    todo = [kind.of for name, kind in kinds(top).items() if name in only or not only]
    while todo:
        if (cls := todo.pop()) and cls.__name__ not in found:
            found[cls.__name__] = {**_describe(_summary(cls)), **_class(cls, keyed=is_keyed(cls))}
            todo += [kind.of for kind in kinds(cls).values()]
    return {name: found[name] for name in sorted(found)}


def _properties(schema: Mapping[str, object]) -> dict[str, object]:
    properties = schema["properties"]
    assert isinstance(properties, dict)  # _class made it
    return properties


def _describe(meaning: str) -> dict[str, object]:
    """What a schema says of its meaning, in the words of a file, which has no None; nothing where nothing is known."""
    return {"description": meaning.replace("None ", "left out ")} if meaning else {}


def _own(value: object) -> object:
    """A copy of which no two parts are one, as they are in a deep copy."""
    if isinstance(value, Mapping):
        return {key: _own(item) for key, item in value.items()}
    return [_own(item) for item in value] if isinstance(value, list) else value


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


def _class(cls: type[attrs.AttrsInstance], *, keyed: bool = False) -> dict[str, object]:
    own = {name: kind for name, kind in kinds(cls).items() if not (keyed and name == "code")}
    properties = {
        key_of(name): {**_describe(_meanings(cls).get(name, "")), **schema_of(kind)} for name, kind in own.items()
    }
    needed = [name for name in required(cls) if name in own]
    schema: dict[str, object] = {
        "type": "object",
        "properties": properties,
        "required": [key_of(name) for name in needed],
        "additionalProperties": False,
    }
    priced = {key_of(name): kind for name, kind in own.items() if isinstance(kind.shape, Shape) and kind.shape.price}
    if priced:
        properties["unit"] = {"description": "the unit of the prices, such as `CHF/work_month`.", **_PRICE}
        if all(kind.optional for kind in priced.values()):
            schema["dependentRequired"] = {"unit": [*priced], **{key: ["unit"] for key in priced}}
        else:
            schema["required"] = [*map(key_of, needed), "unit"]
    for name, kind in own.items():
        if kind.instead:
            schema["oneOf"] = [{"required": [name]}, {"required": [kind.instead]}]
            properties[kind.instead]["not"] = _MISSING
    return schema


def schema_of(kind: Kind) -> dict[str, object]:
    """The schema of a field of this kind; it refers to that of a class by its name."""
    if kind.of is not None:
        one: Mapping[str, object] = {"$ref": f"#/$defs/{kind.of.__name__}"}
        if not kind.many:
            return dict(one)
        if not is_keyed(kind.of):
            return {"type": "array", "items": one}
        return {"type": "object", "propertyNames": {"pattern": CODE}, "additionalProperties": one}
    if kind.what == "table":
        rows = isinstance(kind.shape, Shape) and len(kind.shape.dims) > 1 and not kind.shape.any_dims
        return {"type": "array", "items": _ROW} if rows else dict(_ROWS)
    if kind.what == "words":
        return {"enum": list(kind.words)}
    one = _SINGLE[kind.what]
    if kind.keyed:
        return {"type": "object", "propertyNames": {"pattern": _DIM}, "additionalProperties": _SINGLE["label"]}
    if kind.to and kind.to[0].startswith("dimensions."):
        one = _SINGLE["label"]
    if kind.lines:
        one = _PROSE
    if kind.what == "figure" and not kind.negative:
        one = {**one, "minimum": 0}
    if kind.missing:
        one = {"anyOf": [one, _MISSING]}
    if not kind.many:
        return dict(one)
    whole: dict[str, object] = {"type": "array", "items": dict(one)}
    if kind.least:
        whole["minItems"] = kind.least
    return whole if kind.repeats else whole | {"uniqueItems": True}
