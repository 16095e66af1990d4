"""Checks of the fields of the model, as their metadata declare them.

A constructor collects the complaints of all its fields and reports them at once. The same rules apply to hand-built
entities and to those from files.
"""

import functools
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, get_args

import attrs

from ..errors import InvalidPlan
from ..grades import ITU_SCALE
from ..late import late_pattern
from ..legible import Beside
from ..paths import join
from ..periods import Period
from ..problem import Problem, fault
from ..table import Table
from ..texts import compose
from ..wording import quote
from .checks import (
    PLURALS,
    SINGLE,
    Check,
    check_code,
    check_each,
    check_figure,
    check_label_of,
    check_named_label,
    check_simple,
    check_text,
)
from .fields import MAPPINGS, TEXTS, Kind, What, defaults, is_keyed, key_of, kinds
from .instead import complain_of_choice
from .keyed import Keyed
from .shapes import Complaint, Shape, settle_table

__all__ = ["check_entity", "check_of", "check_value", "complaints", "find_twins", "settled"]


FindMore: TypeAlias = Callable[[Any], Iterable[Problem]]
"""What a class calls `_find_more`: finds what is wrong with several fields together, each of which is right."""
_STEP = late_pattern(r"\[([0-9]+)\]|\.([^.\[\]]+)")


def _check_figures_of(shape: Shape | None, name: str, item: object) -> Iterable[Complaint]:
    """A table, or what stands beside it: its section, what it assumes; which tables, the plan's measures say."""
    if name.endswith("_section"):
        return check_text(item)
    if name.endswith("_assumed"):
        return check_of(TEXTS["kind"])(item)
    return check_simple("table", item) if shape is None or not isinstance(item, Table) else shape.complaints(item)


@functools.cache
def check_of(kind: Kind) -> Check:
    """The check of a field of this kind."""
    if kind.of is not None:
        one: Check = functools.partial(_check_class, kind.of)
    elif kind.what == "figures":
        shape = kind.shape if isinstance(kind.shape, Shape) else None
        one = functools.partial(
            check_each,
            "a mapping of tables, each named by its measure",
            functools.partial(_check_figures_of, shape),
        )
    elif isinstance(kind.shape, Shape):
        one = functools.partial(_check_shape, kind.shape)
    elif kind.what == "words":
        one = functools.partial(_check_words, kind.words)
    elif kind.keyed:
        one = functools.partial(check_each, "labels by the name of their dimension", check_label_of)
    elif kind.what == "text":
        one = functools.partial(check_text, lines=kind.lines)
    elif kind.what == "figure":
        one = functools.partial(check_figure, kind)
    elif kind.what == "link":
        of_dimension = kind.to[0].startswith("dimensions.")
        one = functools.partial(check_simple, "label") if of_dimension else check_code
    else:
        one = SINGLE.get(kind.what) or functools.partial(check_simple, kind.what)
    if kind.keyed or kind.what in MAPPINGS:
        one = functools.partial(_check_keys, one)
    whole = functools.partial(_check_many, one, kind) if kind.many else one
    return functools.partial(_check_maybe, whole) if kind.optional else whole


def check_value(kind: Kind, value: object) -> Iterable[Complaint]:
    """What is wrong with a value for a field of this kind."""
    return check_of(kind)(value)


def _check_keys(check: Check, value: object) -> Iterator[Complaint]:
    """What is wrong with a mapping; a key that another one is in another spelling would be lost without a word."""
    known: set[str] = set()
    for key in value if isinstance(value, Keyed) else ():
        if (name := compose(key)) in known:
            yield f".{name}", "stands twice, in two spellings", key
        known.add(name)
    yield from check(value)


def _check_words(known: tuple[str, ...], value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or value not in known:
        yield "", f"must be one of {', '.join(map(repr, known))}, got {quote(value)}", value


def _check_class(cls: type, value: object) -> Iterator[Complaint]:
    if not isinstance(value, cls):
        yield "", f"must be of type {cls.__name__}, got {quote(value)}", value


def _check_shape(shape: Shape, value: object) -> Iterator[Complaint]:
    if isinstance(value, Table):
        yield from shape.complaints(value)
    else:
        yield "", f"must be a Table of {', '.join(shape.dims)}, got {quote(value)}", value


def _check_maybe(check: Check, value: object) -> Iterable[Complaint]:
    return () if value is None else check(value)


def _check_many(one: Check, kind: Kind, value: object) -> Iterator[Complaint]:
    if not isinstance(value, tuple):
        name = kind.of.__name__ if kind.of is not None else PLURALS[kind.what]
        yield "", f"must be a list of {name}, got {quote(value)}", value
        return
    if kind.of is not None and all(isinstance(item, kind.of) for item in value):
        return  # nothing else can be wrong, and there are many of them
    for number, item in enumerate(value):
        for suffix, message, actual in one(item):
            yield f"[{number}]{suffix}", message, actual
    seen: set[str | Period] = set()
    for number, item in enumerate(value if not kind.repeats else ()):
        if isinstance(item, str | Period):
            if item in seen:
                yield f"[{number}]", f"{quote(str(item))} stands twice", item
            seen.add(item)
    if len(value) < kind.least:
        yield "", "must not be empty", value


@functools.cache
def _checks(cls: type[attrs.AttrsInstance]) -> list[tuple[str, Check, object, Kind, bool]]:
    """Name, check, default and kind of each field that says what it holds, and whether texts; defaults are right."""
    found = {name: check_of(kind) for name, kind in kinds(cls).items()}
    if "code" in found and kinds(cls)["code"].what == "code":
        places = {place: place in found for place in get_args(Beside)}
        beside: Beside = next((place for place, there in places.items() if there), "")
        found["code"] = functools.partial(check_code, beside=beside)
    elif "code" in found and "name" in found:
        found["code"] = check_named_label
    return [
        (name, found[name], defaults(cls)[name], kind, kind.what not in _NO_TEXTS) for name, kind in kinds(cls).items()
    ]


_TABLES: tuple[What, ...] = ("table", "figures")
_NO_TEXTS: tuple[What, ...] = ("children", "table", "figure", "date", "flag", "month", "period", "scale")


def _compose(value: object) -> object:
    """A value with its texts in NFC, the one form in which plans keep them; itself where they are."""
    if isinstance(value, str):
        return value if type(value) is str and value.isascii() else compose(value)
    if isinstance(value, tuple):
        composed = tuple(map(_compose, value))
        return value if all(map(operator.is_, composed, value)) else composed
    if not isinstance(value, Keyed):
        return value
    whole = Keyed({compose(key): _compose(item) for key, item in value.items()})
    return whole if len(whole) == len(value) else value  # two spellings of one key are refused


def complaints(
    cls: type[attrs.AttrsInstance], values: Mapping[str, object], given: Collection[str] = ()
) -> list[Problem]:
    """Everything that is wrong with these values of fields, each with its address below the entity.

    Fields that are given and have no value here are known to be wrong.
    """
    problems = complain_of_choice(cls, {**dict.fromkeys(given, ...), **values}.get)
    for name, check, default, _, _ in _checks(cls):
        value = values.get(name, default)
        if value is not default:
            problems += [_fault(name, *complaint) for complaint in check(value)]
    return problems


def _fault(name: str, suffix: str, message: str, actual: object) -> Problem:
    steps = (int(number) if number else key for number, key in _STEP.findall(suffix))
    return fault(key_of(name) + suffix, message, actual=actual, trail=(key_of(name), *steps))


def check_entity(entity: attrs.AttrsInstance, names: Collection[str] | None = None) -> None:
    """Refuse an entity that no plan can have, and settle its texts and tables.

    Texts are kept in NFC; a table without figures is none, and what it assumes stands beside it. A class can have a
    method `_find_more`, which finds what is wrong with several fields together.

    Args:
        entity: the entity.
        names: the fields that are looked at, where all others were before; None for all.

    Raises:
        InvalidPlan: with every field that is wrong; the addresses start with the name of the class.
    """
    cls = type(entity)
    found = complain_of_choice(cls, functools.partial(getattr, entity))
    tables: list[tuple[str, Any, object, Kind]] = []
    for name, check, default, kind, texts in _checks(cls):
        if names is not None and name not in names:
            continue
        value = getattr(entity, name)
        if value is not default:
            if texts and (composed := _compose(value)) is not value:
                value = composed
                object.__setattr__(entity, name, value)  # the way of attrs in its own __init__
            for complaint in check(value):
                found.append(_fault(name, *complaint))
            if kind.what in _TABLES:
                tables.append((name, value, default, kind))
    if found:
        raise InvalidPlan(attrs.evolve(problem, path=join(cls.__name__, problem.path)) for problem in found)
    for name, value, default, kind in tables:
        settled = _settled(entity, name, value, default, kind) if isinstance(value, Table) else _settled_figures(value)
        object.__setattr__(entity, name, settled)
    find_more: FindMore | None = getattr(cls, "_find_more", None)
    if find_more is not None and (found := list(find_more(entity))):
        raise InvalidPlan(found)


def find_twins(entity: attrs.AttrsInstance) -> Iterator[Problem]:
    """The codes that stand twice in a field of a document, without regard to case."""
    for name, kind in kinds(type(entity)).items():
        seen: dict[str, str] = {}
        for one in getattr(entity, name) if kind.of is not None and kind.many and is_keyed(kind.of) else ():
            other = seen.get(one.code.casefold())
            if other is not None:
                message = "stands twice" if other == one.code else f"differs from {quote(other)} in case only"
                yield fault(f"{type(entity).__name__}.{name}.{one.code}", message, rule="OP103", actual=one.code)
            seen[one.code.casefold()] = one.code


_LISTS = {"grade": tuple(grade.code for grade in ITU_SCALE.grades)}
"""The order of labels in tables that belong to no plan."""


def settled(kind: Kind, value: object, default: object) -> object:
    """A value of a field that is right, as entities keep it: texts in NFC, tables in order.

    A table without figures is the empty one of its field.
    """
    if kind.what not in _NO_TEXTS:
        value = _compose(value)
    if isinstance(value, Table):
        if isinstance(kind.shape, Shape):  # all others are put in order by the plan, which has the lists
            value = settle_table(value, kind.shape, _LISTS)
        return default if isinstance(default, Table) and not len(value) else value
    return _settled_figures(value) if kind.what == "figures" and isinstance(value, Keyed) else value


def _settled(entity: attrs.AttrsInstance, name: str, table: Table, default: object, kind: Kind) -> object:
    """The table without its assumptions, which go beside it."""
    beside = f"{name}_assumed"
    if table.assumed and hasattr(entity, beside):
        object.__setattr__(entity, beside, _united(table, getattr(entity, beside)))
        table = attrs.evolve(table, assumed=())
    return settled(kind, table, default)


def _united(table: Table, beside: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*table.assumed, *(beside if isinstance(beside, tuple) else ()))))


def _settled_figures(figures: Keyed[object]) -> Keyed[object]:
    found: dict[str, object] = {}
    for key, value in figures.items():
        if isinstance(value, Table):
            if value.assumed:
                found[f"{key}_assumed"] = _united(value, figures.get(f"{key}_assumed"))
            if len(value):
                found[key] = attrs.evolve(value, assumed=())
        elif value:
            found.setdefault(key, value)
    return Keyed(found)
