"""One cell of a table: a figure or the reason why there is none, as callers see it and as a table keeps it.

A table keeps a cell as two integers: its figure as a number with the table's power of ten, and a count that says what
the number was added up from: how many figures, and how many cells of each missing state were skipped. So sums of cells
are sums of numbers and sums of counts.
"""

import math
import re
import unicodedata
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import TypeAlias, TypeGuard

from ..late import late_pattern
from ..missing import MISSING_WORDS, Missing
from ..texts import fold
from ..wording import quote

__all__ = [
    "FIGURES",
    "LEAST_DECIMALS",
    "MAX_DECIMALS",
    "MISSING_WORDS",
    "ONE",
    "STATES",
    "STATE_NAMES",
    "STATE_WORDS",
    "Cell",
    "Figure",
    "Missing",
    "complain_of_float",
    "count_skipped",
    "divide",
    "divide_decimals",
    "find_state",
    "guess_cell",
    "guess_figure",
    "guess_state",
    "has_comma",
    "is_float",
    "make_decimal",
    "parse_cell",
    "plain_figure",
    "read_figure",
    "round_number",
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


STATE_WORDS = tuple(state.value for state in STATES)
"""The words that stand in a file or a dataframe where there is no figure."""


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
    return make_decimal(*round_number(ratio))


def round_number(ratio: Fraction) -> tuple[int, int]:
    """Likewise, as a whole number and its decimals, of which it has no more than it needs."""
    number, places = divide(ratio.numerator * 10**MAX_DECIMALS, ratio.denominator), MAX_DECIMALS
    while places and number % 10 == 0:
        number, places = number // 10, places - 1
    return number, places


def parse_cell(value: object) -> tuple[int, int, int]:
    """The number, its decimals and its count, from what a caller gives for a cell.

    Raises:
        ValueError: it is no figure and no state; the message says what would be right.
    """
    if isinstance(value, Decimal):
        whole, _, part = Decimal.__str__(value).partition(".")  # a subclass may write itself rounded
        if len(whole) <= _MAX_DIGITS and len(part) <= MAX_DECIMALS:
            try:
                return int(whole + part), len(part), ONE
            except ValueError:  # it is written with an exponent, or is no number
                pass
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
    if not isinstance(value, int) and isinstance(value, Integral):  # of numpy
        return parse_cell(int(value))
    inexact = complain_of_float(value)
    raise ValueError(inexact or f"must be a Decimal, a whole number, {STATE_NAMES}, got {quote(value)}")


def is_float(value: object) -> TypeGuard[Real]:
    """Whether this is a float, also one of numpy."""
    return isinstance(value, Real) and not isinstance(value, Rational)


def complain_of_float(value: object) -> str:
    """How a float is to be written; empty for all else, and for NaN and infinity, which no figure is.

    >>> complain_of_float(3.5), complain_of_float(float("nan"))
    ("a float is not exact, got 3.5; write Decimal('3.5')", '')
    """
    if not is_float(value) or not math.isfinite(value):
        return ""
    return f"a float is not exact, got {float(value)!r}; write Decimal('{float(value)!r}')"


STATE_NAMES = "'blank', 'n/a' or 'to be completed'"
"""Those words, for a message."""
_EXACT = Context(traps=[InvalidOperation])
"""Text that is no figure raises, whatever the caller's context says; figures from text are exact in any context."""


_COMMA = late_pattern(r"[-+]?[0-9]+,[0-9]+")


def has_comma(value: object) -> bool:
    """Whether this is a figure as text with a comma in the place of the decimal point.

    >>> has_comma("1,5"), has_comma("1.5")
    (True, False)
    """
    return isinstance(value, str) and len(value) <= 100 and _COMMA.fullmatch(value.strip()) is not None


def _parsed_text(text: str) -> tuple[int, int, int]:
    figure = read_figure(text)
    if figure is None:
        raise ValueError(f"must be a figure, {STATE_NAMES}, got {quote(text)}{guess_cell(text)}")
    return parse_cell(figure)


# --- figures in text --------------------------------------------------------------------------------------------------

_DIGITS = "[0-9](?:_?[0-9])*"
_FIGURE = late_pattern(rf"[+-]?(?:0|[1-9](?:_?[0-9])*)(?:\.{_DIGITS})?(?:[eE][+-]?{_DIGITS})?")
_GROUPED = late_pattern(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LOOSE = late_pattern(r"\+?(?P<sign>-?)(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]*))?(?P<power>(?:[eE][+-]?[0-9]+)?)")
_SCALED = late_pattern(r"([0-9.]{1,20}) (thousand|million|billion)")
_ZEROS = {"thousand": 3, "million": 6, "billion": 9}
_IGNORED = late_pattern(r"[\s_'\u2019\u200b-\u200f\u2060\ufeff]")
_LONGEST = 100


def read_figure(text: str) -> Decimal | None:
    """The figure that a text is, written as TOML writes figures; None where it is none. No door takes other texts.

    >>> read_figure("-1_234.50"), read_figure("1,5"), read_figure(" 5"), read_figure("NaN")
    (Decimal('-1234.50'), None, None, None)
    """
    if len(text) > _LONGEST or not _FIGURE.fullmatch(text):
        return None
    try:
        return Decimal(text.replace("_", ""), _EXACT)
    except InvalidOperation:  # the exponent is out of all bounds
        return None


def guess_figure(text: str) -> str:
    """How a figure that is written otherwise is to be written, as the end of a sentence; empty where none is meant.

    >>> guess_figure("1,5"), guess_figure(" 5 "), guess_figure("1,500"), guess_figure("five")
    ('; write 1.5', '; write 5', '; write 1500, or 1.500 if the comma is a decimal one', '')
    >>> guess_figure("1.2 million")
    '; write 1200000'
    """
    if len(text) > _LONGEST:
        return ""
    scaled = _SCALED.fullmatch(text.strip().lower())
    if scaled and (figure := read_figure(f"{scaled[1]}e{_ZEROS[scaled[2]]}")) is not None:
        return f"; write {plain_figure(figure)}"
    digits = "".join(str(unicodedata.decimal(one, one)) for one in text)
    bare = _IGNORED.sub("", digits.replace("\u2212", "-").replace("\u066b", ",").replace("\uff0e", "."))
    point = bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else ""
    if _GROUPED.fullmatch(bare):
        whole = bare.replace(",", "")
        return f"; write {whole}, or {point} if the comma is a decimal one" if point else f"; write {whole}"
    found = _LOOSE.fullmatch(point or bare)
    if not found or not (found["whole"] or found["part"]):
        return ""
    part = f".{found['part']}" if found["part"] else ""
    written = f"{found['sign']}{found['whole'].lstrip('0') or '0'}{part}{found['power']}"
    return "" if read_figure(written) is None else f"; write {written}"


_OPEN = {
    **dict.fromkeys(("na", "notapplicable", "notavailable"), "n/a"),
    **dict.fromkeys(("tbc", "tbd", "tobeconfirmed", "tobedetermined", "tobedefined"), "to be completed"),
    **dict.fromkeys(("nan", "null", "empty"), "blank"),
}
"""How else plans say that there is no figure, without blanks and points."""


def guess_state(text: str) -> str:
    """How what stands in the place of a figure is to be written, as the end of a sentence; empty where it is no such.

    >>> guess_state("N/A "), guess_state("n.a."), guess_state("TBD"), guess_state(""), guess_state("none")
    ("; write 'n/a'", "; write 'n/a'", "; write 'to be completed'", "; write 'blank'", '')
    >>> guess_state("\u2013")
    "; write 'blank', or 0 if it means none"
    """
    folded = fold(text[:_LONGEST].strip())
    if folded and not any(map(str.isalnum, folded)):
        return "; write 'blank', or 0 if it means none"
    state = folded if folded in STATE_WORDS else _OPEN.get(re.sub("[./ ]", "", folded), "")
    return f"; write {quote(state or 'blank')}" if state or not folded else ""


def guess_cell(text: str) -> str:
    """How a text that is no cell is to be written, as the end of a sentence; empty where nothing is meant."""
    return guess_figure(text) or guess_state(text)


def plain_figure(value: Decimal) -> Decimal:
    """The same figure as a plan keeps it: without an exponent above 0, and a zero without sign.

    >>> plain_figure(Decimal("1E+6")), plain_figure(Decimal("-0.0")), plain_figure(Decimal("2.50"))
    (Decimal('1000000'), Decimal('0.0'), Decimal('2.50'))
    """
    try:
        number, decimals, _ = parse_cell(value)
    except ValueError:  # more digits than any table has
        return value
    return make_decimal(number, decimals)


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
