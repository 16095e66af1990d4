"""Figures as text, to be read."""

from decimal import Decimal

__all__ = ["format_figure", "group_digits", "write_figure"]

_SURE = 16
"""Decimals of a sum of some thousand quotients that their rounding, at the 20th, does not reach."""


def format_figure(number: int, scale: int, decimals: int | None = None) -> str:
    """The figure `number` * 10**-`scale` as text; exact, or rounded half-up (ties away from zero) to be read.

    Args:
        number: the digits.
        scale: how many of them stand after the point; 0 or more.
        decimals: how many to show, 0 or more; without it all.

    Raises:
        ValueError: `scale` or `decimals` is negative.

    >>> format_figure(-5, 2, 1), format_figure(-4, 2, 1), format_figure(1250, 2), format_figure(3, 0, 2)
    ('-0.1', '0.0', '12.50', '3.00')
    """
    if scale < 0:
        raise ValueError(f"scale: must be 0 or more, got {scale}")
    if decimals is None:
        decimals = scale
    elif decimals < 0:
        raise ValueError(f"decimals: must be 0 or more, got {decimals}")
    digits = abs(number)
    if decimals < scale:
        unit = 10 ** (scale - decimals)
        digits = (2 * digits + unit) // (2 * unit)
    else:
        digits *= 10 ** (decimals - scale)
    sign = "-" if number < 0 and digits else ""
    if not decimals:
        return f"{sign}{digits}"
    written = str(digits).zfill(decimals + 1)
    return f"{sign}{written[:-decimals]}.{written[-decimals:]}"


def write_figure(value: Decimal, decimals: int) -> str:
    """A finite figure with so many decimals, rounded half-up, to be read.

    What misses a tie only because quotients in it are rounded is a tie: three thirds of 301.5 are 100.5 each.

    >>> write_figure(Decimal("2.25"), 1), write_figure(Decimal("1E+3"), 0), write_figure(Decimal(f"0.4{'9' * 19}"), 0)
    ('2.3', '1000', '1')
    """
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # it is finite
    if exponent == -decimals and not sign:
        return f"{value:f}"
    number, scale = int("".join(map(str, digits))) * 10 ** max(0, exponent), max(0, -exponent)
    if decimals < _SURE < scale:
        unit = 10 ** (scale - _SURE)
        number, scale = (2 * number + unit) // (2 * unit), _SURE
    return format_figure(-number if sign else number, scale, decimals)


def group_digits(written: str, mark: str) -> str:
    """A figure as text with a mark between groups of three digits before the point; without one as it is.

    >>> group_digits("-1234567.1250", ","), group_digits("999", ","), group_digits("0E+900000", ",")
    ('-1,234,567.1250', '999', '0E+900000')
    """
    if not mark:
        return written
    whole, point, part = written.partition(".")
    digits = whole.removeprefix("-")
    if not digits.isdecimal():
        return written
    ends = range(len(digits) % 3 or 3, len(digits) + 1, 3)
    grouped = mark.join([digits[max(0, end - 3) : end] for end in ends])
    return f"{whole[: -len(digits)]}{grouped}{point}{part}"
