"""One cell of a table: a figure or the reason why there is none, as callers see it and as a table keeps it.

A table keeps a cell as two integers: its figure as a number with the table's power of ten, and a count that says what
the number was added up from: how many figures, and how many cells of each missing state were skipped. So sums of cells
are sums of numbers and sums of counts.
"""

from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias

from ..missing import MISSING_WORDS, Missing
from ..wording import quote

__all__ = [
    "FIGURES",
    "LEAST_DECIMALS",
    "MAX_DECIMALS",
    "MISSING_WORDS",
    "ONE",
    "STATES",
    "Cell",
    "Figure",
    "Missing",
    "count_skipped",
    "divide",
    "divide_decimals",
    "find_state",
    "make_decimal",
    "parse_cell",
    "round_ratio",
]


Cell: TypeAlias = Decimal | Missing
Figure: TypeAlias = Decimal | int | str | Missing
"""What callers may give for a cell; never a float."""

MAX_DECIMALS = 20
"""Decimals of a quotient, and the most that a figure in memory may have. Files take fewer: 12."""
LEAST_DECIMALS = 12
"""Decimals that a quotient is shown with at least; a figure in memory that has more is taken for one."""
_MAX_DIGITS = 30

# What a cell was added up from, packed into one integer so that sums of cells are sums of counts. The state of a
# cell is the highest that is there when there is no figure: to be completed before blank before n/a.
ONE = 1
_FIELD = 40
FIGURES = (1 << _FIELD) - 1
STATES = {
    Missing.NOT_APPLICABLE: 1 << _FIELD,
    Missing.BLANK: 1 << 2 * _FIELD,
    Missing.TO_BE_COMPLETED: 1 << 3 * _FIELD,
}


def find_state(count: int) -> Missing | None:
    """The missing state of a cell with this count; None when it has a figure."""
    if count & FIGURES:
        return None
    for which in reversed(STATES):
        if count >= STATES[which]:
            return which
    return Missing.NOT_STATED


def count_skipped(count: int, which: Missing) -> int:
    """How many cells of this state were skipped in a cell with this count."""
    return (count // STATES[which]) & FIGURES


def make_decimal(number: int, scale: int) -> Decimal:
    """`number / 10 ** scale`, exactly and in any context."""
    return Decimal(f"{number}E-{scale}")


def divide(number: int, divisor: int) -> int:
    """`number / divisor` to the nearest integer, ties to even."""
    if divisor < 0:
        number, divisor = -number, -divisor
    quotient, rest = divmod(number, divisor)
    rest *= 2
    return quotient if rest < divisor else quotient + (rest > divisor or quotient % 2)


def divide_decimals(number: Decimal, divisor: Decimal) -> Decimal:
    """The quotient, rounded once, half-even, to 20 decimals, in any context of the caller."""
    return round_ratio(Fraction(number) / Fraction(divisor))


def round_ratio(ratio: Fraction) -> Decimal:
    """The ratio, rounded once, half-even, to 20 decimals, in any context of the caller."""
    number = divide(ratio.numerator * 10**MAX_DECIMALS, ratio.denominator)
    places = MAX_DECIMALS
    while places and number % 10 == 0:
        number, places = number // 10, places - 1
    return make_decimal(number, places)


def parse_cell(value: object) -> tuple[int, int, int]:
    """The number, its decimals and its count, from what a caller gives for a cell.

    Raises:
        ValueError: it is no figure and no state; the message says what would be right.
    """
    if isinstance(value, Decimal):
        whole, _, part = Decimal.__str__(value).partition(".")  # a subclass may write itself rounded
        if len(whole) <= _MAX_DIGITS and len(part) <= MAX_DECIMALS and (whole + part).removeprefix("-").isdecimal():
            return int(whole + part), len(part), ONE
        return _parsed_unusual(value)
    if type(value) is int:
        if abs(value) >= 10**_MAX_DIGITS:
            raise ValueError(f"must have at most {_MAX_DIGITS} digits, got {quote(value)}")
        return value, 0, ONE
    if isinstance(value, str):
        try:
            return parse_cell(Missing(value))
        except ValueError:
            return _parsed_text(value)
    if isinstance(value, Missing):
        if value is Missing.NOT_STATED:
            raise ValueError("'not stated' means that there is no cell; leave it out")
        return 0, 0, STATES[value]
    if isinstance(value, float):
        raise ValueError(f"a float is not exact, got {value!r}; write Decimal('{value!r}')")
    raise ValueError(f"must be a Decimal, a whole number, {_STATE_NAMES}, got {quote(value)}")


_STATE_NAMES = "'blank', 'n/a' or 'to be completed'"
_EXACT = Context(traps=[InvalidOperation])
"""Text that is no figure raises, whatever the caller's context says; figures from text are exact in any context."""


def _parsed_text(text: str) -> tuple[int, int, int]:
    if len(text) <= 100 and text.isascii():
        try:
            return parse_cell(Decimal(text, _EXACT))
        except InvalidOperation:
            pass
    raise ValueError(f"must be a figure, {_STATE_NAMES}, got {quote(text)}")


def _parsed_unusual(value: Decimal) -> tuple[int, int, int]:
    """A Decimal that is written with an exponent, is too long, or is not finite."""
    if not value.is_finite():
        raise ValueError(f"must be a finite number, got {value}")
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # it is finite
    if not value and -MAX_DECIMALS <= exponent < _MAX_DIGITS:
        return 0, -exponent if 0 <= -exponent <= LEAST_DECIMALS else 0, ONE
    if value.adjusted() >= _MAX_DIGITS or exponent < -MAX_DECIMALS:
        raise ValueError(
            f"must have at most {_MAX_DIGITS} digits before the point and {MAX_DECIMALS} after, got {quote(str(value))}"
        )
    number = int("".join(map(str, digits))) * 10 ** max(0, exponent)
    return (-number if sign else number), max(0, -exponent), ONE
