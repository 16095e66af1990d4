"""Converters of fields: from what callers give to what the model keeps. They check nothing.

What they cannot convert they leave as it is, for the check of the field to refuse.
"""

import numbers
import operator
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

import attrs

from ..errors import InvalidPlan
from ..periods import Period
from ..table.cells import STATE_WORDS, Missing, plain_figure, read_figure
from .keyed import Keyed

__all__ = [
    "by_code",
    "figure",
    "items",
    "maybe_figure",
    "maybe_period",
    "period",
    "period_of",
    "periods",
    "texts",
    "value",
    "weights",
]

ItemT = TypeVar("ItemT")
GivenT = TypeVar("GivenT")


def items(value: Iterable[ItemT]) -> tuple[ItemT, ...]:
    """A tuple of the items of a collection; a text is none, nor is a set, which has no order."""
    if type(value) is tuple:
        return value
    if isinstance(value, Iterable) and not isinstance(value, str | set | frozenset):
        return tuple(value)
    return value  # type: ignore[return-value]  # refused by the check


def by_code(value: Iterable[ItemT]) -> tuple[ItemT, ...]:
    """The entities of a collection in the order of their codes."""
    found = items(value)
    try:
        return tuple(sorted(found, key=operator.attrgetter("code")))
    except (AttributeError, TypeError):  # no such entities: left for the check of the field
        return found


def period(value: Period | str) -> Period:
    """A period from itself or from its text."""
    try:
        return Period.parse(value) if isinstance(value, str) else value
    except InvalidPlan:
        return value  # type: ignore[return-value]  # refused by the check


def period_of(value: Period | str) -> Period:
    """The argument `period` of a function: a period from itself or from its text.

    Raises:
        InvalidPlan: it is neither; the argument is named.
    """
    try:
        return value if isinstance(value, Period) else Period.parse(value)
    except InvalidPlan as error:
        raise InvalidPlan(attrs.evolve(problem, path="period") for problem in error.problems) from None


def periods(value: Iterable[Period | str]) -> tuple[Period, ...]:
    """A tuple of periods from themselves or from their texts."""
    found = items(value)
    return tuple(map(period, found)) if isinstance(found, tuple) else found


def figure(value: Decimal | int | str) -> Decimal:
    """A Decimal from itself, a whole number or text; anything else is left for the check."""
    given: object = value
    if not isinstance(given, bool) and isinstance(given, numbers.Integral):  # also of numpy
        value = Decimal(int(given))
    found = read_figure(value) if isinstance(value, str) else value
    return plain_figure(found) if isinstance(found, Decimal) else value  # type: ignore[return-value]  # refused by the check


def maybe_figure(value: Decimal | int | str | None) -> Decimal | None:
    """A Decimal from itself, a whole number or text; None stays."""
    return None if value is None else figure(value)


def value(given: Decimal | int | str | Missing | None) -> Decimal | Missing | None:
    """A figure, or a word that says why there is none, from itself or its text; None stays."""
    return Missing(given) if isinstance(given, str) and given in STATE_WORDS else maybe_figure(given)  # type: ignore[arg-type]  # others are refused by the check


def weights(value: GivenT | Mapping[str, Decimal | int | str]) -> GivenT | Keyed[Decimal]:
    """Weights by period as they are kept; what is no mapping stays."""
    if not isinstance(value, Mapping):
        return value
    return Keyed({str(label): figure(weight) for label, weight in value.items()})


def maybe_period(value: Period | str | None) -> Period | None:
    """A period from itself or from its text; None stays."""
    return None if value is None else period(value)


def texts(value: Iterable[str]) -> tuple[str, ...]:
    """A tuple of the texts."""
    return items(value)
