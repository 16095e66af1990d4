"""What the fields of the model hold, as data; and the checks that follow from it.

A field says in its metadata what it holds: text, a code, words of a list, a link to what, a table of which measure,
entities of which class. Constructors, the file reader, the schema, addresses and rules read it there. A constructor
gathers the complaints of all its fields, so that a hand-built entity and one from a file obey the same rules and all
that is wrong is said at once.
"""

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

import attrs

from .. import units
from ..errors import InvalidPlan
from ..grades import GradeScale
from ..paths import is_label, join, label_complaint
from ..periods import Period
from ..problem import Problem, fault
from ..table import Table
from ..wording import quote
from .keyed import Keyed
from .shapes import DIGITS, MAX_DIGITS, MAX_PLACES, Complaint, Shape, dim_complaint

__all__ = [
    "ACTORS",
    "CODE",
    "CODES",
    "CURRENCY",
    "DATE",
    "DIMENSIONS",
    "FIGURE",
    "FIGURES",
    "FLAG",
    "LABEL",
    "MAYBE_CODE",
    "MAYBE_DATE",
    "MAYBE_FIGURE",
    "MAYBE_FLAG",
    "MAYBE_PERIOD",
    "MAYBE_REASONS",
    "MAYBE_TEXT",
    "MAYBE_TEXTS",
    "MAYBE_UNIT",
    "NUMBERS",
    "PERIOD",
    "PERIODS",
    "SCALE",
    "TERMS",
    "TEXT",
    "TEXTS",
    "UNIT",
    "UP_TO_TWO_PERIODS",
    "Bound",
    "Kind",
    "What",
    "check_entity",
    "child",
    "children",
    "complaints",
    "is_code",
    "kinds",
    "label",
    "link",
    "links",
    "published",
    "table",
    "words",
]

What: TypeAlias = Literal[
    "text",
    "code",
    "label",
    "words",
    "numbers",
    "date",
    "figure",
    "flag",
    "period",
    "unit",
    "currency",
    "scale",
    "link",
    "table",
    "figures",
    "children",
    "dimensions",
    "reasons",
]
"""What a field can hold. A `label` is one of a dimension or a table, `words` are those of a list, `numbers` printed
ones such as `1-6`, a `link` is the code of an entity or a label of a dimension, `children` are entities, `figures` tables by
the code of their measure, `dimensions` lists of labels by name, and `reasons` why figures do not add, by dim."""


@attrs.frozen(kw_only=True)
class Kind:
    """What one field holds.

    Attributes:
        what: see `What`.
        optional: None is allowed.
        many: a tuple of them.
        least: how many there must be.
        most: how many there may be; None where that is open.
        repeats: the same may stand twice.
        words: of `words`, those that there are.
        to: of a `link`, the collections, any of which may have the code: `outputs`, `units`; `siblings` are the
            entities beside the owner, `dimensions.source` the labels of a dimension that a plan may replace.
        of: of `children`, their class.
        noun: of `children`, what one of them is called.
        file: of the plan's `children`, the file of a folder that they stand in; with `{}` one file for each.
        shape: of a `table`, the code of its measure, or the shape itself.
        published: of a `table`, it holds the printed totals.
    """

    what: What
    optional: bool = False
    many: bool = False
    least: int = 0
    most: int | None = None
    repeats: bool = False
    words: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    of: type[attrs.AttrsInstance] | None = None
    noun: str = ""
    file: str = ""
    shape: str | Shape | None = None
    published: bool = False


Bound: TypeAlias = Literal["at least", "at most", "about"]
"""How a figure is stated that is not stated exactly."""
ACTORS = ("departments", "units", "bodies")
"""The collections of those who can answer for something, and take over from each other: they share their codes."""
Check: TypeAlias = Callable[[object], Iterator[Complaint]]
Metadata: TypeAlias = Mapping[str, Kind]

_CODE = re.compile(r"[A-Za-z0-9&_-]{1,32}")
_NUMBERS = re.compile(r"all|[0-9]{1,3}(?:-[0-9]{1,3})?(?:, ?[0-9]{1,3}(?:-[0-9]{1,3})?){0,99}")
_INDEX = re.compile(r"\[([0-9]+)\]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


# --- what a single value of each kind must be -------------------------------------------------------------------------


def is_code(value: object) -> bool:
    """Whether this can be a code: 1 to 32 letters, digits, `&`, `-`, `_`."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _code_complaint(value: object) -> str:
    """The complaint about what is no code."""
    return f"must be 1 to 32 letters, digits, '&', '-' or '_', got {quote(value)}"


def _check_code(value: object) -> Iterator[Complaint]:
    if not is_code(value):
        yield "", _code_complaint(value), value


def _check_label(value: object) -> Iterator[Complaint]:
    if not is_label(value):
        yield "", label_complaint(value), value


def _check_text(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not value.strip():
        yield "", f"must be text, got {quote(value)}", value
    elif not value.isascii() and _SURROGATE.search(value):
        yield "", "must be text that can be written as UTF-8, got a lone surrogate", value


def _check_period(value: object) -> Iterator[Complaint]:
    if isinstance(value, str):  # the converter could not read it
        try:
            Period.parse(value)
        except InvalidPlan as error:
            yield "", error.problems[0].message, value
    elif not isinstance(value, Period):
        yield "", f"must be a period such as 2008 or 2009-2011, got {quote(value)}", value


def _check_scale(value: object) -> Iterator[Complaint]:
    if not isinstance(value, GradeScale):
        yield "", f"must be a GradeScale, got {quote(value)}", value


def _check_unit(value: object) -> Iterator[Complaint]:
    complaint = units.check(value) if isinstance(value, str) else f"must be a unit, got {quote(value)}"
    if complaint:
        yield "", complaint, value


def _check_currency(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not units.is_currency(value):
        yield "", f"must be a currency such as 'CHF', got {quote(value)}", value


def _check_figure(value: object) -> Iterator[Complaint]:
    if not isinstance(value, Decimal) or not value.is_finite():
        yield "", f"must be a number, got {quote(value)}", value
    elif value.adjusted() >= MAX_DIGITS or (value and value.as_tuple().exponent < -MAX_PLACES):  # type: ignore[operator]  # it is finite
        yield "", f"{DIGITS}, got {quote(str(value))}", value


def _check_flag(value: object) -> Iterator[Complaint]:
    if not isinstance(value, bool):
        yield "", f"must be true or false, got {quote(value)}", value


def _check_date(value: object) -> Iterator[Complaint]:
    if type(value) is not datetime.date:
        yield "", f"must be a date such as 2007-05-31, got {quote(value)}", value


def _check_numbers(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not _NUMBERS.fullmatch(value):
        yield "", f"must be 'all', or numbers such as '1-6' or '1,3', got {quote(value)}", value
        return
    for part in value.split(","):
        first, _, last = part.partition("-")
        if last and int(last) < int(first):  # it would mean no number at all
            yield "", f"must not count down, got {quote(value)}", value
            return


def _check_table(value: object) -> Iterator[Complaint]:
    if not isinstance(value, Table):
        yield "", f"must be a Table, got {quote(value)}", value


def _check_dimensions(value: object) -> Iterator[Complaint]:
    if not isinstance(value, Keyed):
        yield "", f"must be lists of labels by the name of their dimension, got {quote(value)}", value
        return
    for name, labels in value.items():
        if complaint := dim_complaint(name):
            yield f".{name}", complaint, name
        codes = [getattr(label, "code", label) for label in labels]
        for code in dict.fromkeys(code for number, code in enumerate(codes) if code in codes[:number]):
            yield f".{name}", f"{quote(code)} stands twice", code


def _check_reasons(value: object) -> Iterator[Complaint]:
    if not isinstance(value, Keyed):
        yield "", f"must be reasons by dim, got {quote(value)}", value
        return
    for dim, reason in value.items():
        for suffix, message, actual in _check_text(reason):
            yield f".{dim}{suffix}", message, actual


def _check_figures(value: object) -> Iterator[Complaint]:
    """Tables, and beside each its section, what it assumes, and its printed totals; which, the plan's measures say."""
    if not isinstance(value, Keyed):
        yield "", f"must be a mapping of tables, each named by its measure, got {quote(value)}", value
        return
    for key, item in value.items():
        if key.endswith("_section"):
            found: Iterable[Complaint] = _check_text(item)
        elif key.endswith("_assumed"):
            found = _check_of(TEXTS["kind"])(item)
        else:
            found = _check_table(item)
        for suffix, message, actual in found:
            yield f".{key}{suffix}", message, actual


_CHECKS: Mapping[What, Check] = {
    "text": _check_text,
    "code": _check_code,
    "label": _check_label,
    "numbers": _check_numbers,
    "date": _check_date,
    "figure": _check_figure,
    "flag": _check_flag,
    "period": _check_period,
    "unit": _check_unit,
    "currency": _check_currency,
    "scale": _check_scale,
    "link": _check_code,
    "table": _check_table,
    "figures": _check_figures,
    "dimensions": _check_dimensions,
    "reasons": _check_reasons,
}
"""How one value of each kind is checked; `words` and `children` depend on more than their kind."""

_PLURALS: Mapping[What, str] = {"code": "codes", "link": "codes", "period": "periods", "text": "texts"}


@functools.cache
def _check_of(kind: Kind) -> Check:
    """The check of a field of this kind."""
    one = _CHECKS.get(kind.what)
    if kind.what == "words":
        one = functools.partial(_check_words, kind.words)
    elif kind.to and kind.to[0].startswith("dimensions."):
        one = _check_label
    elif kind.of is not None:
        one = functools.partial(_check_class, kind.of)
    elif isinstance(kind.shape, Shape):
        one = functools.partial(_check_shape, kind.shape)
    assert one is not None  # every kind has one
    whole = functools.partial(_check_many, one, kind) if kind.many else one
    return functools.partial(_check_maybe, whole) if kind.optional else whole


def _check_words(known: tuple[str, ...], value: object) -> Iterator[Complaint]:
    if value not in known:
        yield "", f"must be one of {', '.join(map(repr, known))}, got {quote(value)}", value


def _check_class(cls: type, value: object) -> Iterator[Complaint]:
    if not isinstance(value, cls):
        yield "", f"must be of type {cls.__name__}, got {quote(value)}", value


def _check_shape(shape: Shape, value: object) -> Iterator[Complaint]:
    if isinstance(value, Table):
        yield from shape.complaints(value)
    else:
        yield "", f"must be a Table of {', '.join(shape.dims)}, got {quote(value)}", value


def _check_maybe(check: Check, value: object) -> Iterator[Complaint]:
    return iter(()) if value is None else check(value)


def _check_many(one: Check, kind: Kind, value: object) -> Iterator[Complaint]:
    if not isinstance(value, tuple):
        name = kind.of.__name__ if kind.of is not None else _PLURALS[kind.what]
        yield "", f"must be a list of {name}, got {quote(value)}", value
        return
    for number, item in enumerate(value):
        for suffix, message, actual in one(item):
            yield f"[{number}]{suffix}", message, actual
    seen: set[str] = set()
    for number, item in enumerate(value if not kind.repeats else ()):
        if isinstance(item, str):
            if item in seen:
                yield f"[{number}]", f"{quote(item)} stands twice", item
            seen.add(item)
    if len(value) < kind.least:
        yield "", "must not be empty", value
    if kind.most is not None and len(value) > kind.most:
        yield "", f"must be none, one or two, got {len(value)}", value


# --- metadata of fields -----------------------------------------------------------------------------------------------

CODE: Metadata = {"kind": Kind(what="code")}
LABEL: Metadata = {"kind": Kind(what="label")}
MAYBE_CODE: Metadata = {"kind": Kind(what="code", optional=True)}
CODES: Metadata = {"kind": Kind(what="code", many=True)}
CURRENCY: Metadata = {"kind": Kind(what="currency")}
DATE: Metadata = {"kind": Kind(what="date")}
MAYBE_DATE: Metadata = {"kind": Kind(what="date", optional=True)}
FIGURE: Metadata = {"kind": Kind(what="figure")}
MAYBE_FIGURE: Metadata = {"kind": Kind(what="figure", optional=True)}
FIGURES: Metadata = {"kind": Kind(what="figures")}
FLAG: Metadata = {"kind": Kind(what="flag")}
MAYBE_FLAG: Metadata = {"kind": Kind(what="flag", optional=True)}
NUMBERS: Metadata = {"kind": Kind(what="numbers")}
PERIOD: Metadata = {"kind": Kind(what="period")}
MAYBE_PERIOD: Metadata = {"kind": Kind(what="period", optional=True)}
PERIODS: Metadata = {"kind": Kind(what="period", many=True, least=1)}
UP_TO_TWO_PERIODS: Metadata = {"kind": Kind(what="period", many=True, most=2)}
SCALE: Metadata = {"kind": Kind(what="scale")}
TEXT: Metadata = {"kind": Kind(what="text")}
MAYBE_TEXT: Metadata = {"kind": Kind(what="text", optional=True)}
TEXTS: Metadata = {"kind": Kind(what="text", many=True)}
TERMS: Metadata = {"kind": Kind(what="text", many=True, repeats=True, least=1)}
MAYBE_TEXTS: Metadata = {"kind": Kind(what="text", many=True, optional=True)}
DIMENSIONS: Metadata = {"kind": Kind(what="dimensions")}
MAYBE_REASONS: Metadata = {"kind": Kind(what="reasons", optional=True)}
UNIT: Metadata = {"kind": Kind(what="unit")}
MAYBE_UNIT: Metadata = {"kind": Kind(what="unit", optional=True)}


def words(literal: object, *, optional: bool = True) -> Metadata:
    """The metadata of a field that holds one of the words of a `Literal`, in every plan."""
    return {"kind": Kind(what="words", words=get_args(literal), optional=optional)}


def link(*to: str, optional: bool = True) -> Metadata:
    """The metadata of a field that holds the code of an entity of one of these collections."""
    return {"kind": Kind(what="link", to=to, optional=optional)}


def links(*to: str) -> Metadata:
    """The metadata of a field that holds a tuple of codes of entities of these collections."""
    return {"kind": Kind(what="link", to=to, many=True)}


def label(dimension: str, *, optional: bool = True) -> Metadata:
    """The metadata of a field that holds a label of a dimension, which a plan may replace."""
    return {"kind": Kind(what="link", to=(f"dimensions.{dimension}",), optional=optional)}


def children(cls: type[attrs.AttrsInstance], noun: str, *, file: str = "") -> Metadata:
    """The metadata of a field that holds a tuple of entities of one class."""
    return {"kind": Kind(what="children", of=cls, noun=noun, many=True, file=file)}


def child(cls: type[attrs.AttrsInstance], noun: str) -> Metadata:
    """The metadata of a field that holds one entity of a class, or None."""
    return {"kind": Kind(what="children", of=cls, noun=noun, optional=True)}


def table(shape: str | Shape) -> Metadata:
    """The metadata of a field that holds the table of a measure of the plan, or of a shape of its own."""
    return {"kind": Kind(what="table", shape=shape)}


def published(measure: str) -> Metadata:
    """The metadata of a field that holds the printed totals of a measure."""
    return {"kind": Kind(what="table", shape=measure, published=True)}


@functools.cache
def kinds(cls: type[attrs.AttrsInstance]) -> dict[str, Kind]:
    """What each field of a class holds, by the name of the field; fields that say nothing are left out.

    >>> from itu_opplan import Output
    >>> kinds(Output)["goals"].to
    ('goals',)
    """
    found = ((field.name, field.metadata.get("kind")) for field in attrs.fields(cls))
    return {name: kind for name, kind in found if isinstance(kind, Kind)}


# --- checking an entity ----------------------------------------------------------------------------------------------


@functools.cache
def _checks(cls: type[attrs.AttrsInstance]) -> list[tuple[str, Check, object]]:
    """Name, check and default of each field that says what it holds; defaults are right."""
    defaults = {field.name: field.default for field in attrs.fields(cls)}
    return [(name, _check_of(kind), defaults[name]) for name, kind in kinds(cls).items()]


def complaints(cls: type[attrs.AttrsInstance], values: Mapping[str, object]) -> list[Problem]:
    """Everything that is wrong with these values of fields, each with its address below the entity."""
    problems: list[Problem] = []
    for name, check, default in _checks(cls):
        value = values.get(name, default)
        if value is not default:
            problems += [_fault(name, *complaint) for complaint in check(value)]
    return problems


def _fault(name: str, suffix: str, message: str, actual: object) -> Problem:
    index = _INDEX.match(suffix)
    trail = (name, int(index[1])) if index else (name,)
    return fault(name + suffix, message, actual=actual, trail=trail)


def check_entity(entity: attrs.AttrsInstance) -> None:
    """Refuse an entity that no plan can have, and settle its tables: none without figures, no assumption but beside it.

    Raises:
        InvalidPlan: with every field that is wrong; the addresses start with the name of the class.
    """
    cls = type(entity)
    found: list[Problem] = []
    for name, check, default in _checks(cls):
        value = getattr(entity, name)
        if value is not default:
            found += [_fault(name, *complaint) for complaint in check(value)]
    if found:
        raise InvalidPlan(attrs.evolve(problem, path=join(cls.__name__, problem.path)) for problem in found)
    for name, default in _tables(cls):
        value = getattr(entity, name)
        if value is not default:
            settled = _settled_figures(value) if isinstance(value, Keyed) else _settled(entity, name, value, default)
            object.__setattr__(entity, name, settled)  # the way of attrs in its own __init__


@functools.cache
def _tables(cls: type[attrs.AttrsInstance]) -> list[tuple[str, object]]:
    """Name and default of each field that holds tables."""
    defaults = {field.name: field.default for field in attrs.fields(cls)}
    return [(name, defaults[name]) for name, kind in kinds(cls).items() if kind.what in ("table", "figures")]


def _settled(entity: attrs.AttrsInstance, name: str, table: Table, default: object) -> object:
    """The table without its assumptions, which go beside it; one without figures is the empty one."""
    if not table.assumed or isinstance(kinds(type(entity))[name].shape, Shape):
        return table if len(table) else default if isinstance(default, Table) else table
    beside = f"{name}_assumed"
    united = tuple(dict.fromkeys((*table.assumed, *getattr(entity, beside, ()))))
    if hasattr(entity, beside):
        object.__setattr__(entity, beside, united)
    return attrs.evolve(table, assumed=()) if len(table) else default


def _settled_figures(figures: Keyed[object]) -> Keyed[object]:
    found: dict[str, object] = {}
    for key, value in figures.items():
        if isinstance(value, Table):
            if value.assumed and not key.startswith("published_"):
                own = figures.get(f"{key}_assumed", ())
                found[f"{key}_assumed"] = tuple(
                    dict.fromkeys((*value.assumed, *(own if isinstance(own, tuple) else ())))
                )
            if len(value):
                found[key] = attrs.evolve(value, assumed=())
        elif value != ():
            found.setdefault(key, value)
    return figures if found == dict(figures) else Keyed(found)
