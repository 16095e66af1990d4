"""What no entity of a plan can be, field by field: the checks that constructors and the file reader share.

A field names its check in its metadata. A constructor gathers the complaints of all its fields, so that a hand-built
entity and one from a file obey the same rules and all that is wrong is said at once.
"""

import datetime
import functools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias, TypeVar

import attrs

from .. import units
from ..errors import InvalidPlan
from ..grades import GradeScale
from ..paths import join
from ..periods import Period
from ..problem import Problem, fault
from ..table import Table
from ..table.axes import find_reason
from ..wording import quote

__all__ = [
    "ALLOCATIONS",
    "AMOUNTS",
    "BOUND",
    "CODE",
    "CODES",
    "CURRENCY",
    "DATE",
    "DIRECTION",
    "FIGURE",
    "FLAG",
    "MAX_DIGITS",
    "MAX_EMPTY",
    "MAX_PLACES",
    "MAYBE_CODE",
    "MAYBE_DATE",
    "MAYBE_FIGURE",
    "MAYBE_FLAG",
    "MAYBE_PERIOD",
    "MAYBE_TEXT",
    "MAYBE_UNIT",
    "NUMBERS",
    "OPERATION",
    "PERIOD",
    "PERIODS",
    "PERSPECTIVE",
    "PERSPECTIVES",
    "PHASE",
    "PHASES",
    "POSTS",
    "SCALE",
    "SERIES",
    "SOURCE",
    "STATE",
    "TERMS",
    "TEXT",
    "TEXTS",
    "UNIT",
    "UP_TO_TWO_PERIODS",
    "WORK_MONTHS",
    "TableShape",
    "checked",
    "complaints",
    "entities",
    "figure",
    "is_code",
    "items",
    "maybe",
    "maybe_figure",
    "maybe_period",
    "period",
    "period_of",
    "periods",
    "table",
    "texts",
    "too_sparse",
]

Complaint: TypeAlias = tuple[str, str, object]
"""What follows the field's name in the address, the sentence, and the value."""
Check: TypeAlias = Callable[[object], Iterator[Complaint]]
ItemT = TypeVar("ItemT")

_CODE = re.compile(r"[A-Za-z0-9&_-]{1,32}")
_NUMBERS = re.compile(r"all|[0-9]{1,3}(?:-[0-9]{1,3})?(?:, ?[0-9]{1,3}(?:-[0-9]{1,3})?){0,99}")
_INDEX = re.compile(r"\[([0-9]+)\]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
MAX_EMPTY = 50
"""How many places a table may have for each figure, beyond the first thousand."""

MAX_DIGITS, MAX_PLACES = 15, 12
"""Digits that a figure of a plan may have before and after the point."""

AMOUNTS = {
    "work_month": "number of work-months ≥ 0",
    "page": "number of pages ≥ 0",
    "post": "number of posts ≥ 0",
    "percent": "percentage ≥ 0",
}
"""How messages call a figure of a unit."""


def is_code(value: object) -> bool:
    """Whether this can be a code or a label: 1 to 32 letters, digits, `&`, `-`, `_`."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _code(value: object) -> Iterator[Complaint]:
    if not is_code(value):
        yield "", f"must be 1 to 32 letters, digits, '&', '-' or '_', got {quote(value)}", value


def _text(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not value.strip():
        yield "", f"must be text, got {quote(value)}", value
    elif not value.isascii() and _SURROGATE.search(value):
        yield "", "must be text that can be written as UTF-8, got a lone surrogate", value


def _many(one: Check, name: str) -> Check:
    def check(value: object) -> Iterator[Complaint]:
        if not isinstance(value, tuple):
            yield "", f"must be a list of {name}, got {quote(value)}", value
            return
        for number, item in enumerate(value):
            for suffix, message, actual in one(item):
                yield f"[{number}]{suffix}", message, actual
        seen: set[object] = set()
        for number, item in enumerate(value):
            if isinstance(item, str) and item in seen:
                yield f"[{number}]", f"{quote(item)} stands twice", item
            seen.add(item if isinstance(item, str) else number)

    return check


def _maybe(one: Check) -> Check:
    return lambda value: iter(()) if value is None else one(value)


def _period(value: object) -> Iterator[Complaint]:
    if isinstance(value, str):  # the converter could not read it
        try:
            Period.parse(value)
        except InvalidPlan as error:
            yield "", error.problems[0].message, value
    elif not isinstance(value, Period):
        yield "", f"must be a period such as 2008 or 2009-2011, got {quote(value)}", value


def _some(many: Check) -> Check:
    def check(value: object) -> Iterator[Complaint]:
        yield from many(value)
        if value == ():
            yield "", "must not be empty", value

    return check


def _up_to_two(many: Check) -> Check:
    def check(value: object) -> Iterator[Complaint]:
        yield from many(value)
        if isinstance(value, tuple) and len(value) > 2:
            yield "", f"must be none, one or two, got {len(value)}", value

    return check


def _scale(value: object) -> Iterator[Complaint]:
    if not isinstance(value, GradeScale):
        yield "", f"must be a GradeScale, got {quote(value)}", value


def _unit(value: object) -> Iterator[Complaint]:
    complaint = units.check(value) if isinstance(value, str) else f"must be a unit, got {quote(value)}"
    if complaint:
        yield "", complaint, value


def _currency(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not units.is_currency(value):
        yield "", f"must be a currency such as 'CHF', got {quote(value)}", value


PHASES = ("implementation", "planned")
PERSPECTIVES = ("customer", "financial", "staff", "process")


def _one_of(*words: str) -> Check:
    def check(value: object) -> Iterator[Complaint]:
        if value not in words:
            yield "", f"must be one of {', '.join(map(repr, words))}, got {quote(value)}", value

    return check


def _figure(value: object) -> Iterator[Complaint]:
    if not isinstance(value, Decimal) or not value.is_finite():
        yield "", f"must be a number, got {quote(value)}", value
    elif value.adjusted() >= MAX_DIGITS or (value and value.as_tuple().exponent < -MAX_PLACES):  # type: ignore[operator]  # it is finite
        message = (
            f"must have at most {MAX_DIGITS} digits before the point and {MAX_PLACES} after, got {quote(str(value))}"
        )
        yield "", message, value


def _flag(value: object) -> Iterator[Complaint]:
    if not isinstance(value, bool):
        yield "", f"must be true or false, got {quote(value)}", value


def _date(value: object) -> Iterator[Complaint]:
    if type(value) is not datetime.date:
        yield "", f"must be a date such as 2007-05-31, got {quote(value)}", value


def _terms(value: object) -> Iterator[Complaint]:
    if not isinstance(value, tuple):
        yield "", f"must be a list of texts, got {quote(value)}", value
        return
    if not value:
        yield "", "must not be empty", value
    for number, item in enumerate(value):
        for suffix, message, actual in _text(item):
            yield f"[{number}]{suffix}", message, actual


def _numbers(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not _NUMBERS.fullmatch(value):
        yield "", f"must be 'all', or numbers such as '1-6' or '1,3', got {quote(value)}", value
        return
    for part in value.split(","):
        first, _, last = part.partition("-")
        if last and int(last) < int(first):  # it would mean no number at all
            yield "", f"must not count down, got {quote(value)}", value
            return


CODE: Mapping[str, object] = {"check": _code}
MAYBE_CODE: Mapping[str, object] = {"check": _maybe(_code)}
CODES: Mapping[str, object] = {"check": _many(_code, "codes")}
CURRENCY: Mapping[str, object] = {"check": _currency}
DATE: Mapping[str, object] = {"check": _date}
MAYBE_DATE: Mapping[str, object] = {"check": _maybe(_date)}
MAYBE_UNIT: Mapping[str, object] = {"check": _maybe(_unit)}
FIGURE: Mapping[str, object] = {"check": _figure}
MAYBE_FIGURE: Mapping[str, object] = {"check": _maybe(_figure)}
FLAG: Mapping[str, object] = {"check": _flag}
MAYBE_FLAG: Mapping[str, object] = {"check": _maybe(_flag)}
NUMBERS: Mapping[str, object] = {"check": _numbers}
BOUND: Mapping[str, object] = {"check": _maybe(_one_of("at least", "at most", "about"))}
PERSPECTIVE: Mapping[str, object] = {"check": _maybe(_one_of(*PERSPECTIVES))}
DIRECTION: Mapping[str, object] = {"check": _maybe(_one_of("increase", "decrease"))}
PHASE: Mapping[str, object] = {"check": _maybe(_one_of(*PHASES))}
STATE: Mapping[str, object] = {"check": _maybe(_one_of("to be completed"))}
OPERATION: Mapping[str, object] = {"check": _one_of("sum", "count", "change", "quarter_of")}
SERIES: Mapping[str, object] = {"check": _one_of("resolution", "decision", "article", "provision", "rules")}
SOURCE: Mapping[str, object] = {
    "check": _one_of(
        "regular budget",
        "cost recovery",
        "extra-budgetary",
        "voluntary contribution",
        "internal redeployment",
        "capital fund",
        "unfunded mandated activity",
    )
}
TERMS: Mapping[str, object] = {"check": _terms}
UP_TO_TWO_PERIODS: Mapping[str, object] = {"check": _up_to_two(_many(_period, "periods"))}
PERIODS: Mapping[str, object] = {"check": _some(_many(_period, "periods"))}
SCALE: Mapping[str, object] = {"check": _scale}
TEXT: Mapping[str, object] = {"check": _text}
MAYBE_TEXT: Mapping[str, object] = {"check": _maybe(_text)}
TEXTS: Mapping[str, object] = {"check": _many(_text, "texts")}
UNIT: Mapping[str, object] = {"check": _unit}
PERIOD: Mapping[str, object] = {"check": _period}
MAYBE_PERIOD: Mapping[str, object] = {"check": _maybe(_period)}


def entities(kind: type) -> Mapping[str, object]:
    """The metadata of a field that holds a tuple of entities of one kind."""

    def check(value: object) -> Iterator[Complaint]:
        if not isinstance(value, tuple):
            yield "", f"must be a list of {kind.__name__}, got {quote(value)}", value
            return
        for number, item in enumerate(value):
            if not isinstance(item, kind):
                yield f"[{number}]", f"must be of type {kind.__name__}, got {quote(item)}", item

    return {"check": check}


def maybe(kind: type) -> Mapping[str, object]:
    """The metadata of a field that holds one object of a kind, or None."""

    def check(value: object) -> Iterator[Complaint]:
        if not isinstance(value, kind):
            yield "", f"must be of type {kind.__name__}, got {quote(value)}", value

    return {"check": _maybe(check)}


def too_sparse(sizes: Iterable[int], figures: int) -> str:
    """The complaint about a table with so many labels on each axis, of which so few places have a figure.

    A table keeps a place for each combination of its labels: a text of 100 kB could ask for ten million of them.
    """
    places = math.prod(sizes)
    if places <= MAX_EMPTY * figures + 1000:
        return ""
    return f"its labels make {places:,} places for {figures:,} figures; make several tables of it"


@attrs.frozen
class TableShape:
    """The dims and the unit that a table of the model must have.

    Attributes:
        dims: the dims, the period last.
        unit: the unit; None where the plan's services decide, or where the table holds prices.
        price: of a table of prices, what is wrong with a unit of theirs. In files that unit stands beside the table.
    """

    dims: tuple[str, ...]
    unit: str | None
    price: Callable[[str], str | None] | None = None

    def amount(self, unit: str | None = None) -> str:
        """How messages call one figure."""
        if self.price is not None:
            return "price ≥ 0"
        name = self.unit or unit or "units"
        return AMOUNTS.get(name, f"number of {name} ≥ 0")

    @functools.cached_property
    def empty(self) -> Table:
        """A table of this shape without any cell."""
        return Table.from_records((), dims=self.dims, unit=self.unit or "page")

    def complaints(self, value: object) -> Iterator[Complaint]:
        """What is wrong with a value for a table of this shape."""
        if not isinstance(value, Table):
            yield "", f"must be a Table of {', '.join(self.dims)}, got {quote(value)}", value
            return
        if set(value.dims) != set(self.dims):
            yield "", f"must have the dims {', '.join(self.dims)}, got {', '.join(value.dims) or 'none'}", value.dims
            return
        if self.unit is not None and value.unit != self.unit:
            yield "", f"must be in {self.unit}, got {value.unit}", value.unit
        if self.price is not None and (complaint := self.price(value.unit)):
            yield "", complaint, value.unit
            return
        for axis in value.axes:
            if bool(axis.reason) != bool(find_reason(axis.dim, value.unit)):  # as after shares(): a file cannot say so
                yield "", f"must {'' if axis.reason else 'not '}add up over {axis.dim!r} as it is printed", value.dims
        for dim in self.dims:
            if dim != "period":
                for label in value.labels(dim):
                    for _, message, actual in _code(label):
                        yield "", f"{dim} {message}", actual
        if too_sparse(map(len, map(value.labels, self.dims)), len(value)):
            used = [{str(record[dim]) for record in value.records()} for dim in self.dims]
            if message := too_sparse(map(len, used), len(value)):
                yield "", message, value.dims
        for key, figure in value.find_outside(MAX_DIGITS, MAX_PLACES):
            what = (
                f"must be a {self.amount(value.unit)}"
                if figure < 0
                else f"must have at most {MAX_DIGITS} digits before the point and {MAX_PLACES} after"
            )
            yield f"[{', '.join(key)}]", f"{what}, got {figure}", figure


def table(shape: TableShape) -> Mapping[str, object]:
    """The metadata of a field that holds a table of this shape."""
    return {"check": shape.complaints, "table": shape}


WORK_MONTHS = TableShape(("period",), "work_month")
POSTS = TableShape(("period",), "post")
ALLOCATIONS = TableShape(("kind", "period"), "percent")


# Converters leave what they cannot convert as it is, for the check of the field to refuse.


def items(value: Iterable[ItemT]) -> tuple[ItemT, ...]:
    """A tuple of the items of a collection; a text is none."""
    if type(value) is tuple:
        return value
    if isinstance(value, Iterable) and not isinstance(value, str):
        return tuple(value)
    return value  # type: ignore[return-value]  # refused by the check


def period(value: Period | str) -> Period:
    """A period from itself or from its text."""
    try:
        return Period.parse(value) if isinstance(value, str) else value
    except InvalidPlan:
        return value  # type: ignore[return-value]  # refused by the check


def period_of(value: Period | str) -> Period:
    """A period from itself or from its text.

    Raises:
        InvalidPlan: it is neither.
    """
    return value if isinstance(value, Period) else Period.parse(value)


def periods(value: Iterable[Period | str]) -> tuple[Period, ...]:
    """A tuple of periods from themselves or from their texts."""
    found = items(value)
    return tuple(map(period, found)) if isinstance(found, tuple) else found


def figure(value: Decimal | int | str) -> Decimal:
    """A Decimal from itself, a whole number or text; anything else is left for the check."""
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            pass
    return value  # type: ignore[return-value]  # refused by the check


def maybe_figure(value: Decimal | int | str | None) -> Decimal | None:
    """A Decimal from itself, a whole number or text; None stays."""
    return None if value is None else figure(value)


def maybe_period(value: Period | str | None) -> Period | None:
    """A period from itself or from its text; None stays."""
    return None if value is None else period(value)


def texts(value: Iterable[str]) -> tuple[str, ...]:
    """A tuple of the texts."""
    return items(value)


@functools.cache
def _checks(cls: type[attrs.AttrsInstance]) -> list[tuple[str, Check, object]]:
    """Name, check and default of each field that has a check; defaults are right."""
    fields = [(field.name, field.metadata.get("check"), field.default) for field in attrs.fields(cls)]
    return [(name, check, default) for name, check, default in fields if check is not None]


def complaints(cls: type[attrs.AttrsInstance], values: Mapping[str, object]) -> list[Problem]:
    """Everything that is wrong with these values of fields, each with its address below the entity."""
    problems: list[Problem] = []
    for name, check, default in _checks(cls):
        value = values.get(name, default)
        if value is not default:
            problems += [_problem(name, *complaint) for complaint in check(value)]
    return problems


def _problem(name: str, suffix: str, message: str, actual: object) -> Problem:
    index = _INDEX.match(suffix)
    trail = (name, int(index[1])) if index else (name,)
    return fault(name + suffix, message, actual=actual, trail=trail)


def checked(entity: attrs.AttrsInstance) -> None:
    """Refuse an entity that no plan can have.

    Raises:
        InvalidPlan: with every field that is wrong; the addresses start with the name of the class.
    """
    cls = type(entity)
    found: list[Problem] = []
    for name, check, default in _checks(cls):
        value = getattr(entity, name)
        if value is not default:
            found += [_problem(name, *complaint) for complaint in check(value)]
    if found:
        raise InvalidPlan(attrs.evolve(problem, path=join(cls.__name__, problem.path)) for problem in found)
