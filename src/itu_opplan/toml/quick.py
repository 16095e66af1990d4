"""Raw tables to entities in one pass, where they are right.

Most files are. What is not as it must be, or is rare, is in doubt; then `structure.py` reads the whole document again,
with care, and tells all that is wrong. So this module has no messages, and an entity that it makes is what the
constructor would have made of the same values.
"""

import datetime
import functools
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import repeat
from typing import Any, NoReturn, TypeAlias, TypeVar

import attrs

from .. import units
from ..errors import InvalidPlan
from ..legible import CODE_FORM, complain_of_text
from ..model.checked import Checked
from ..model.checking import check_of, settled
from ..model.fields import Kind, What, is_keyed, key_of, kinds, required
from ..model.instead import choices, complain_of_choice
from ..model.shapes import MAX_DIGITS, MAX_PLACES, Shape
from ..paths import is_label
from ..periods import Period
from ..table import Table
from ..texts import compose
from . import figures, rows
from .hooks import HOOKS, Hook, keyed_hook, list_hook, number_hook

__all__ = ["Doubt", "read_quickly"]

Convert: TypeAlias = Callable[[Any], object] | None
Read: TypeAlias = Callable[[Any], object]
"""From what the parser gives to what a field holds; it raises `Doubt`, or `InvalidPlan`."""


Make: TypeAlias = Callable[[Any, str | None], object]
DocumentT = TypeVar("DocumentT", bound=attrs.AttrsInstance)
_MANY = 10**MAX_DIGITS
_apply: Callable[..., object] = operator.call
_NOTHING: Mapping[str, object] = {}


class Doubt(Exception):
    """What is not as most files have it; it may be right all the same."""


class _Fields(dict[str, tuple[Callable[[object, object], None], Read]]):
    """By key: what puts a value into a field, and what reads it."""

    def __missing__(self, key: str) -> tuple[Callable[[object, object], None], Read]:
        raise Doubt(key)


def read_quickly(
    raw: Mapping[str, object], cls: type[DocumentT], before: Mapping[str, object] = _NOTHING
) -> DocumentT | None:
    """The document of a class that these raw tables describe; None where something of it is in doubt.

    Args:
        raw: the raw tables.
        cls: the class.
        before: fields that were read before.
    """
    own = _readers(cls)
    read: dict[str, object] = {}
    if not raw.keys() <= own.keys() or not {*map(key_of, required(cls))} <= raw.keys() | before.keys():
        return None
    try:
        for key, item in raw.items():
            name, one = own[key]
            read[name] = one(item)
        return cls(**before, **read)
    except (Doubt, InvalidPlan):
        return None


@functools.cache
def _readers(cls: type[attrs.AttrsInstance]) -> dict[str, tuple[str, Read]]:
    """By key the name of each field of a class, and how it is read."""
    return {key_of(name): (name, _reader(cls, name, kind)) for name, kind in kinds(cls).items()}


@functools.cache
def _make(cls: type[attrs.AttrsInstance]) -> Make:
    """What makes an entity of a class of its raw table, and of its code where that is the name of the table."""
    keyed = {"code"} if is_keyed(cls) else set[str]()
    readers, needed = _readers(cls), frozenset({*map(key_of, required(cls))} - keyed)
    if getattr(cls, "__attrs_post_init__", None) is Checked.__attrs_post_init__:
        return _filler(cls, readers, needed)

    def construct(raw: Any, code: str | None) -> object:
        if type(raw) is not dict or not readers.keys() - keyed >= raw.keys() or not needed <= raw.keys():
            raise Doubt(cls)
        values: dict[str, object] = {} if code is None else {"code": code}
        for key, item in raw.items():
            name, read = readers[key]
            values[name] = read(item)
        return cls(**values)

    return construct


def _filler(cls: type[attrs.AttrsInstance], readers: Mapping[str, tuple[str, Read]], needed: frozenset[str]) -> Make:
    """What fills an empty entity field by field: all that its constructor would check is checked on the way."""
    puts = {field.name: cls.__dict__[field.name].__set__ for field in attrs.fields(cls)}  # of the slots
    defaults = {field.name: field.default for field in attrs.fields(cls) if field.default is not attrs.NOTHING}
    defaulted, values = [puts[name] for name in defaults], [*defaults.values()]
    fields = _Fields({key: (puts[name], read) for key, (name, read) in readers.items()})
    put_code = fields.pop("code")[0] if is_keyed(cls) else None
    find_more = getattr(cls, "_find_more", None)
    others = [other for _, other in choices(cls)]

    def fill(raw: Any, code: str | None) -> object:
        if type(raw) is not dict or not needed <= raw.keys():
            raise Doubt(cls)
        entity = object.__new__(cls)
        any(map(_apply, defaulted, repeat(entity), values))  # to put gives None; this is twice as fast as a loop
        for key, item in raw.items():
            put, one = fields[key]
            put(entity, one(item))
        if put_code is not None:
            put_code(entity, code)
        if others and complain_of_choice(cls, functools.partial(getattr, entity)):
            raise Doubt(cls)
        if find_more is not None and any(True for _ in find_more(entity)):
            raise Doubt(cls)
        return entity

    return fill


def _reader(cls: type[attrs.AttrsInstance], name: str, kind: Kind) -> Read:
    """How a field of a class is read, by what it says of itself."""
    field: Any = attrs.fields_dict(cls)[name]
    if kind.of is not None:
        return _entities(kind, field.converter)
    one: Read
    rare = functools.partial(_rare, kind, field.converter, field.default)
    match kind.what:
        case "value" | "dimensions":
            return _doubt
        case "table" if isinstance(kind.shape, Shape) and kind.shape.price is not None:
            return _doubt  # its unit stands beside it
        case "table":
            return rare(lambda value, _: _table(kind, value))
        case "figures" if isinstance(kind.shape, Shape):
            return rare(figures.bare_hook(kind.shape))
        case "figures":
            owner = figures.owner_of(cls)
            return rare(lambda value, _: figures.read_figures(owner, value))
        case "text":
            one = functools.partial(_text, kind.lines)
        case "words":
            one = functools.partial(_word, frozenset(kind.words))
        case "figure":
            one = functools.partial(_figure, rare(number_hook(kind)))
        case "link" if not kind.keyed:
            one = _label if kind.to[0].startswith("dimensions.") else _code
        case "link":
            return rare(keyed_hook("labels"))
        case _ if kind.what in _SINGLE:
            one = _SINGLE[kind.what]
        case _:
            hook = HOOKS.get(kind.what, HOOKS["text"])
            return rare(list_hook(hook) if kind.many else hook)
    return _list(one, kind) if kind.many else one


def _rare(kind: Kind, convert: Convert, default: object, hook: Hook) -> Read:
    """Reads a value of a kind of which there are few: read, converted, checked and settled as everywhere."""
    check = check_of(kind)

    def read(value: object) -> object:
        found = hook(value, None)
        found = found if convert is None else convert(found)
        return _doubt(value) if any(True for _ in check(found)) else settled(kind, found, default)

    return read


def _doubt(value: object) -> NoReturn:
    raise Doubt(value)


def _entities(kind: Kind, convert: Convert) -> Read:
    """Reads the entities of a field, or the one that it holds."""
    assert kind.of is not None
    make = _make(kind.of)
    if not kind.many:
        return lambda value: make(value, None)

    def by_code(value: object) -> object:
        if type(value) is not dict:
            raise Doubt(value)
        return tuple([make(item, _code(code)) for code, item in value.items()])

    def in_list(value: object) -> object:
        if type(value) is not list:
            raise Doubt(value)
        return tuple([make(item, None) for item in value])

    read = by_code if is_keyed(kind.of) else in_list
    return read if convert is None else lambda value: convert(read(value))


def _list(one: Read, kind: Kind) -> Read:
    """Reads a list of what this reads, each once."""
    least, repeats = kind.least, kind.repeats

    def read(value: object) -> object:
        if type(value) is not list or len(value) < least:
            raise Doubt(value)
        found = tuple(map(one, value))
        if len(found) > 1 and not repeats and len({*found}) < len(found):
            raise Doubt(value)
        return found

    return read


def _text(lines: bool, value: object) -> str:
    """A text, of several lines where it may have them; most are plain ASCII on one."""
    if type(value) is str and value.isascii() and value.isprintable() and not value.isspace() and value:
        return value
    if not isinstance(value, str) or complain_of_text(value, lines=lines):
        raise Doubt(value)
    return compose(value)


def _code(value: object) -> str:
    if type(value) is not str or CODE_FORM.match(value) is None:
        raise Doubt(value)
    return value


def _label(value: object) -> str:
    if not isinstance(value, str) or not is_label(value):
        raise Doubt(value)
    return compose(value)


def _word(known: frozenset[str], value: object) -> str:
    if type(value) is not str or value not in known:
        raise Doubt(value)
    return value


def _figure(rare: Read, value: object) -> object:
    """A figure; one that is not a few digits is read as one of a rare kind."""
    if type(value) is Decimal and (text := str(value)).isascii() and text.replace(".", "", 1).isdigit():
        return value if len(text) <= MAX_PLACES else rare(value)
    return Decimal(value) if type(value) is int and 0 <= value < _MANY else rare(value)


def _period(value: object) -> Period:
    if type(value) is not str:
        raise Doubt(value)
    return Period.parse(value)


def _unit(value: object) -> str:
    if not isinstance(value, str) or units.complain_about(value):
        raise Doubt(value)
    return compose(value)


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise Doubt(value)
    return value


def _date(value: object) -> datetime.date:
    if type(value) is not datetime.date:
        raise Doubt(value)
    return value


def _table(kind: Kind, value: object) -> Table:
    own = rows.CONTEXT.get()
    if own is not None and own.faulty:
        raise Doubt(value)
    return rows.read_table(kind, value)


_SINGLE: Mapping[What, Read] = {
    "code": _code,
    "label": _label,
    "period": _period,
    "unit": _unit,
    "flag": _flag,
    "date": _date,
}
