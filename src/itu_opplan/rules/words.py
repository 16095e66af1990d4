"""Words for the messages of rules: which ones, how many of them, how much, and the verbs that go with it."""

from collections.abc import Iterable
from decimal import Decimal

from ..cells import Cell
from ..errors import quote
from ..periods import Period

__all__ = ["amount", "counted", "few", "in_years", "many", "quoted"]


def few(items: Iterable[object], most: int = 3) -> str:
    """Names for a message: the first ones, and how many more there are.

    >>> few("abcde")
    'a, b, c and 2 more'
    >>> few("ab", most=1)
    'a and 1 more'
    """
    names = [str(item) for item in items]
    more = len(names) - most
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:most])} and {more} more"


def quoted(texts: Iterable[str]) -> str:
    """The first of these texts, for a message; each once.

    >>> quoted(["a", "b", "b", "c", "d"])
    "'a', 'b', 'c' and 1 more"
    """
    return few(quote(text) for text in dict.fromkeys(texts))


def counted(number: int, total: int, noun: str, one: str, many: str) -> str:
    """How many of them, with the verb that this takes.

    >>> counted(1, 3, "row", "has", "have"), counted(3, 3, "row", "has", "have"), counted(1, 1, "row", "has", "have")
    ('1 of 3 rows has', '3 of 3 rows have', 'the only row has')
    """
    some = f"the only {noun}" if total == 1 else f"{number} of {total} {noun}s"
    return f"{some} {one if number == 1 else many}"


def many(count: int | Cell, noun: str, verb: str = "") -> str:
    """How many of something there are, and what they do.

    >>> many(1, "output", "ask"), many(Decimal("2.50"), "work-month")
    ('1 output asks', '2.50 work-months')
    """
    number = str(count) if isinstance(count, int) else f"{count:f}"
    plural, singular = ("", "s") if count == 1 else ("s", "")
    return f"{number} {noun}{plural} {verb}{singular}" if verb else f"{number} {noun}{plural}"


def amount(value: Decimal, unit: str | None) -> str:
    """A figure with its unit, where it has one.

    >>> amount(Decimal("1E+3"), "CHF"), amount(Decimal(5), None)
    ('1000 CHF', '5')
    """
    return f"{value:f} {unit}" if unit else f"{value:f}"


def in_years(value: Decimal, period: Period) -> str:
    """A figure of a period, with its years where they are several.

    >>> in_years(Decimal(2700), Period(2009, 2011)), in_years(Decimal(300), Period(2008, 2008))
    ('2700 in 3 years', '300')
    """
    return f"{value:f}" if period.years == 1 else f"{value:f} in {period.years} years"
