"""Checks of single values, by what they are: text, codes, figures, dates, mappings. They know no entities."""

import datetime
import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Number
from typing import Any, TypeAlias

import attrs

from .. import units
from ..errors import InvalidPlan
from ..grades import GradeScale
from ..late import late_pattern
from ..legible import Beside, complain_of_code, complain_of_text
from ..paths import is_label
from ..periods import Period
from ..spelling import NO_PERIOD, is_year
from ..table import Missing, Table
from ..wording import quote
from .fields import EVEN, FIGURE, MAYBE_AMOUNT, Kind, What, kinds
from .instead import complain_of_figure
from .keyed import Keyed
from .shapes import DIGITS, LABEL, Complaint, dim_complaint, fits

__all__ = [
    "PLURALS",
    "SINGLE",
    "Check",
    "check_code",
    "check_each",
    "check_figure",
    "check_label_of",
    "check_named_label",
    "check_simple",
    "check_text",
]

Check: TypeAlias = Callable[[object], Iterable[Complaint]]
"""The most frequent ones give lists, which are made faster than iterators."""

_NUMBERS = late_pattern(r"all|[0-9]{1,3}(?:-[0-9]{1,3})?(?:, ?[0-9]{1,3}(?:-[0-9]{1,3})?){0,99}")


_SIMPLE: Mapping[What, tuple[Callable[[Any], bool], str]] = {
    "label": (is_label, LABEL),
    "currency": (
        lambda value: isinstance(value, str) and units.is_currency(value),
        "must be a currency such as 'CHF', got {}",
    ),
    "date": (lambda value: type(value) is datetime.date, "must be a date such as 2007-05-31, got {}"),
    "month": (
        lambda value: type(value) is int and 1 <= value <= 12,
        "must be a month, a whole number from 1 to 12, got {}",
    ),
    "share": (
        lambda value: isinstance(value, Fraction) and 0 < value <= 1,
        "must be a share above 0 and at most 1, as a number or a fraction such as '1/3', got {}",
    ),
    "flag": (lambda value: isinstance(value, bool), "must be true or false, got {}"),
    "scale": (lambda value: isinstance(value, GradeScale), "must be a GradeScale, got {}"),
    "table": (
        lambda value: isinstance(value, Table),
        "must be a Table, got {}; Measure.table or Table.from_rows makes one of rows",
    ),
}
"""For kinds of which there is one thing to say: whether a value is one, and what is said where it is not."""


def check_simple(what: What, value: object) -> Iterable[Complaint]:
    right, sentence = _SIMPLE[what]
    return () if right(value) else [("", sentence.format(quote(value)), value)]


def check_text(value: object, *, lines: bool = False) -> Iterable[Complaint]:
    complaint = complain_of_text(value, lines=lines)
    return [("", complaint, value)] if complaint else ()


def check_code(value: object, *, beside: Beside | None = None) -> Iterable[Complaint]:
    complaint = complain_of_code(value, beside=beside)
    return [("", complaint, value)] if complaint else ()


def check_named_label(value: object) -> Iterable[Complaint]:
    """What is wrong with a label that can have a name: the whole of a text that cannot be a label."""
    return [("", found + _advise_on_name(value), value) for _, found, _ in check_simple("label", value)]


def _advise_on_name(value: object) -> str:
    import textwrap  # few programs need it

    text = value if isinstance(value, str) and value.isprintable() else ""
    code = textwrap.shorten(re.sub(r"[\[\],]", " ", text), 40, placeholder="")
    return f"; write {{ code = {quote(code)}, name = … }}" if code else ""


def _check_period(value: object) -> Iterator[Complaint]:
    if isinstance(value, str) or is_year(value):  # the converter could not read it
        try:
            Period.parse(value)  # type: ignore[arg-type]  # it says how a year is to be written
        except InvalidPlan as error:
            yield "", error.problems[0].message, value
    elif not isinstance(value, Period):
        yield "", f"{NO_PERIOD}, got {quote(value)}", value


def _check_unit(value: object) -> Iterator[Complaint]:
    complaint = units.complain_about(value) if isinstance(value, str) else f"must be a unit, got {quote(value)}"
    if complaint:
        yield "", complaint, value


def check_figure(kind: Kind, value: object) -> Iterator[Complaint]:
    if kind.missing and isinstance(value, Missing) and value is not Missing.NOT_STATED:
        return
    if not isinstance(value, Decimal) or not value.is_finite():
        yield "", complain_of_figure(kind, value), value
    elif not fits(value):
        yield "", f"{DIGITS}, got {quote(str(value))}", value
    elif value < 0 and not kind.negative:
        yield "", f"must be a number ≥ 0, got {quote(value)}{kind.below}", value


def _check_numbers(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not _NUMBERS.fullmatch(value):
        yield "", f"must be 'all', or numbers such as '1-6' or '1,3', got {quote(value)}", value
        return
    for part in value.split(","):
        first, _, last = part.partition("-")
        if last and int(last) < int(first):  # it would mean no number at all
            yield "", f"must not count down, got {quote(value)}", value
            return


def _check_dimensions(value: object) -> Iterator[Complaint]:
    if not isinstance(value, Keyed):
        yield "", f"must be lists of labels by the name of their dimension, got {quote(value)}", value
        return
    for name, labels in value.items():
        if complaint := dim_complaint(name):
            yield f".{name}", complaint, name
        if not isinstance(labels, tuple):
            yield f".{name}", f"must be a list of labels, got {quote(labels)}", labels
            continue
        codes: set[object] = set()
        for number, label in enumerate(labels):
            cls: Any = type(label)
            if not attrs.has(cls) or kinds(cls).get("code") != Kind(what="label"):
                yield f".{name}[{number}]", f"must be a text or a DimensionLabel, got {quote(label)}", label
                continue
            if label.code in codes:
                yield f".{name}[{number}]", f"{quote(label.code)} stands twice", label.code
            codes.add(label.code)


def check_each(what: str, check: Callable[[str, object], Iterable[Complaint]], value: object) -> Iterator[Complaint]:
    """What is wrong with a mapping, item by item."""
    if not isinstance(value, Keyed):
        yield "", f"must be {what}, got {quote(value)}", value
        return
    for key, item in value.items():
        for suffix, message, actual in check(key, item):
            yield f".{key}{suffix}", message, actual


def check_label_of(name: str, label: object) -> Iterable[Complaint]:
    complaint = dim_complaint(name)
    return [*([("", complaint, name)] if complaint else []), *check_simple("label", label)]


def _check_attributes(value: object) -> Iterator[Complaint]:
    if not isinstance(value, Keyed):
        yield "", f"must be a table of text, numbers, dates, true and false, by their names, got {quote(value)}", value
        return
    for key, item in value.items():
        if not is_label(key) or "." in key:
            yield "", f"names must be labels of 1 to 64 characters without '[', ']', ',', '.', got {quote(key)}", key
        elif isinstance(item, str | Decimal):
            for suffix, message, actual in (
                check_text(item, lines=True) if isinstance(item, str) else check_figure(FIGURE["kind"], item)
            ):
                yield f".{key}{suffix}", message, actual
        elif not isinstance(item, bool) and type(item) is not datetime.date:
            yield f".{key}", f"must be text, a number, a date, true or false, got {quote(item)}", item


def _check_value(value: object) -> Iterable[Complaint]:
    """What is wrong with what can stand nowhere in a plan; where it can, its address says."""
    texts = isinstance(value, str | Missing | Period | GradeScale | datetime.date)
    known = texts or isinstance(value, Number | tuple | Keyed) or attrs.has(type(value))
    return () if known else [("", f"must be what stands in a plan, got {quote(value)}", value)]


def _check_answer(value: object) -> Iterator[Complaint]:
    if isinstance(value, str):
        yield from check_text(value)
    elif isinstance(value, Decimal):
        yield from check_figure(FIGURE["kind"], value)
    elif not isinstance(value, Keyed) or not value:
        got = "no weights" if isinstance(value, Keyed) else quote(value)
        message = f"must be text, a figure, or weights by period such as {{ 2009 = 1, 2010 = 3 }}, got {got}"
        yield "", message, value
    else:
        yield from _check_weights(value)


def _check_weights(weights: Keyed[object]) -> Iterator[Complaint]:
    """What is wrong with weights by period."""
    for label, weight in weights.items():
        for check in (_check_period(label), check_figure(MAYBE_AMOUNT["kind"], weight)):
            yield from ((f".{label}", message, actual) for _, message, actual in check)


def _check_split(value: object) -> Iterator[Complaint]:
    """What is wrong with a split: its weights are those of parts, so no two of their periods have a month in common."""
    if not isinstance(value, Keyed):
        if value != EVEN:
            message = f"must be {EVEN!r}, or weights by period such as {{ 2009 = 1, 2010 = 3 }}, got {quote(value)}"
            yield "", message, value
        return
    found = list(_check_weights(value))
    if not found and not any(value.values()):
        found.append(("", "must have a weight above 0", value))
    yield from found
    wrong = {suffix for suffix, _, _ in found}
    periods = sorted(Period.parse(label) for label in value if f".{label}" not in wrong)
    for one, other in itertools.pairwise(periods):
        if one.fiscal != other.fiscal:
            yield "", f"{one} and {other} have years that begin in different months", value
            return
        if one.overlaps(other):
            yield f".{other}", f"overlaps {one}; a month can have one weight only", str(other)


SINGLE: Mapping[What, Check] = {
    "code": check_code,
    "numbers": _check_numbers,
    "period": _check_period,
    "unit": _check_unit,
    "dimensions": _check_dimensions,
    "reasons": functools.partial(check_each, "reasons by dim", lambda _, reason: check_text(reason)),
    "units": functools.partial(check_each, "units by measure", lambda _, unit: _check_unit(unit)),
    "attributes": _check_attributes,
    "address": check_text,
    "value": _check_value,
    "answer": _check_answer,
    "split": _check_split,
}
"""How one value of the other kinds is checked; what is said of the rest depends on more than what it is."""

PLURALS: Mapping[What, str] = {
    "code": "codes",
    "link": "codes",
    "period": "periods",
    "text": "texts",
    "address": "texts",
}
