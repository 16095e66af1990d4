"""The models that a user would write for pydantic and msgspec, as text: made from what the fields of our classes say.

Each field of each class has its type: text, whole words of a list, dates, exact figures, tuples of models. Keys that no
model has are refused. Neither model checks references, codes, sums, or tables against measures, as the library does.
"""

import attrs

from itu_opplan import OperationalPlan
from itu_opplan.model.fields import Kind, is_keyed, key_of, kinds
from itu_opplan.model.measures import BUILT_IN, DimensionLabel
from itu_opplan.model.shapes import Shape

__all__ = ["msgspec_source", "pydantic_source"]

_PYDANTIC = """\
import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Row = dict[str, Decimal | str]
Figure = Decimal | Literal["blank", "n/a", "to be completed", "not stated"]
Attribute = bool | Decimal | datetime.date | str


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
"""
_MSGSPEC = """\
import datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

Row = dict[str, Any]  # a union of text and Decimal is not supported
Figure = Any
Attribute = Any


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    pass
"""
_SINGLE = {
    "date": "datetime.date",
    "figure": "Decimal",
    "flag": "bool",
    "month": "int",
    "scale": "dict[str, tuple[str, ...]]",
    "dimensions": "dict[str, tuple[str | DimensionLabel, ...]]",
    "reasons": "dict[str, str]",
    "units": "dict[str, str]",
    "attributes": "dict[str, Attribute]",
    "figures": "dict[str, object]",
    "share": "object",
    "answer": "object",
    "split": "object",
    "value": "object",
}
"""The type of one value of each kind that is not text."""


def pydantic_source() -> str:
    """A module with a pydantic model for each class of a plan; `OperationalPlan` is that of a file."""
    return _source(_PYDANTIC, ' = Field(default={default}, alias="{key}")', " = Field(alias='{key}')")


def msgspec_source() -> str:
    """A module with a msgspec Struct for each class of a plan."""
    return _source(_MSGSPEC, " = {default}", "")


def _source(head: str, aliased: str, needed: str) -> str:
    classes = [DimensionLabel, *_below(OperationalPlan), OperationalPlan]
    return "\n\n".join([head, *(_model(cls, aliased, needed) for cls in dict.fromkeys(classes))])


def _below(cls: type[attrs.AttrsInstance]) -> list[type[attrs.AttrsInstance]]:
    """The classes of what entities of a class hold, the innermost first."""
    found: list[type[attrs.AttrsInstance]] = []
    for kind in kinds(cls).values():
        if kind.of is not None:
            found += [*_below(kind.of), kind.of]
    return found


def _model(cls: type[attrs.AttrsInstance], aliased: str, needed: str) -> str:
    own = kinds(cls)
    defaults = {field.name: field.default for field in attrs.fields(cls)}
    left_out = {"code"} if is_keyed(cls) and cls not in (OperationalPlan, DimensionLabel) else set()
    first, then = ["    format: int"] if cls is OperationalPlan else [], []
    for name, kind in own.items():
        if name in left_out:
            continue  # it is the key of the table
        key, annotation = key_of(name), _annotation(name, kind)
        if defaults[name] is attrs.NOTHING:
            first.append(f"    {name}: {annotation}" + (needed.format(key=key) if key != name else ""))
            continue
        many = annotation.startswith("tuple")
        default, annotation = ("()", annotation) if many else ("None", f"{annotation} | None")
        ending = aliased if key != name else " = {default}"
        then.append(f"    {name}: {annotation}" + ending.format(default=default, key=key))
    return "\n".join([f"class {cls.__name__}(Model):", *(first + then or ["    pass"]), ""])


def _annotation(name: str, kind: Kind) -> str:
    if kind.of is not None:
        keyed = kind.many and is_keyed(kind.of)
        one = kind.of.__name__
        return f"dict[str, {one}]" if keyed else f"tuple[{one}, ...]" if kind.many else one
    if kind.what == "table":
        return "tuple[Row, ...]" if len(_shape(name, kind).dims) > 1 else "Row"
    if kind.what == "words":
        return f"Literal[{', '.join(map(repr, kind.words))}]"
    if kind.keyed:
        return "dict[str, str]"
    one = "Figure" if kind.missing else _SINGLE.get(kind.what, "str")
    return f"tuple[{one}, ...]" if kind.many else one


def _shape(name: str, kind: Kind) -> Shape:
    if isinstance(kind.shape, Shape):
        return kind.shape
    measure = BUILT_IN[name.removeprefix("published_")]
    return measure.published if kind.published else measure.shape
