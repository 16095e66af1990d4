"""Periods: runs of whole years, as the columns of a plan have them."""

import functools
import re
from collections.abc import Iterable
from numbers import Integral

import attrs

from .errors import InvalidPlan, refusal
from .texts import format_words
from .wording import one_of, quote

__all__ = ["MONTHS", "NO_PERIOD", "Period", "period_label"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""The months as English plans write them; those of `calendar` depend on the machine."""
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_PRINTED = re.compile(rf"([0-9]{{4}})(?:\s*[{_DASHES}]\s*([0-9]{{4}}|[0-9]{{2}}))?")
_PART_OF_A_YEAR = re.compile(
    r"(?i)Q[1-4]|[1-4]Q|quarter|semester|\bH[12]\b|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d{4}-\d{2}-\d{2}"
)
NO_PERIOD = "must be a period such as 2008 or 2009-2011"
"""How the complaint about a text begins that is no spelling of a period."""
_FAR = 50
"""How many years later a year of two digits is not looked for."""
_WHOLE_YEARS = "a period is a run of whole years, not months or quarters"


def _refused(text: object, why: str) -> InvalidPlan:
    return refusal(f"{why}, got {quote(text)}", actual=text)


def _ambiguity(first: int, last: int | None, digits: str) -> str:
    """What `YYYY-YY` can mean: a run of years that ends in the last one, a month, a year that begins within a year."""
    readings = [f"the years {first}-{last}"] if last else []
    if 1 <= int(digits) <= 12:
        readings.append(f"the month {MONTHS[int(digits) - 1]} {first}")
    if int(digits) == (first + 1) % 100:
        readings.append(f"the fiscal year {first}/{digits}")
    if not readings:
        return NO_PERIOD
    advice = f"write {first}-{last} for the years" if last else _WHOLE_YEARS
    return f"may mean {one_of(readings)}; {advice}"


def _year(value: int) -> int:
    """A whole number as Python has it, also one of numpy; what is none stays as it is, for the check to refuse."""
    given: object = value
    return int(given) if not isinstance(given, bool) and isinstance(given, Integral) else value


@attrs.frozen(order=True)
class Period:
    """A run of whole years: one year, a biennium, a triennium, any number. Ordered by first year, then last.

    Attributes:
        first: the first year, 1000 to 9999.
        last: the last year, not before the first.

    Raises:
        InvalidPlan: the last year is before the first, or one of them is not a year of four digits.

    >>> triennium = Period.parse("2009-2011")
    >>> print(triennium, triennium.years)
    2009-2011 3
    >>> Period(2008, 2008) < triennium, triennium.overlaps(Period(2010, 2013))
    (True, True)
    """

    first: int = attrs.field(converter=_year)
    last: int = attrs.field(converter=_year)

    def __attrs_post_init__(self) -> None:
        for year in (self.first, self.last):
            if type(year) is not int or not 1000 <= year <= 9999:
                raise _refused(year, "Period: a year must be a whole number of four digits")
        if self.last < self.first:
            raise _refused(f"{self.first}-{self.last}", "Period: must not end before it starts")

    @classmethod
    def parse(cls, text: str, *, printed: bool = False) -> "Period":
        """The period that is written `2008` or `2009-2011`. Each has one spelling, in files, tables and arguments.

        Args:
            text: the period.
            printed: also as documents print it: `2009-11`, other dashes, blanks. Two digits mean a year here, though
                in other texts `2009-11` is a month.

        Raises:
            InvalidPlan: for anything else. Another spelling is refused with the right one, `2009-11` with all that it
                can mean; months and quarters are refused by name.

        >>> Period.parse("2027-30")
        Traceback (most recent call last):
        itu_opplan.errors.InvalidPlan: may mean the years 2027-2030; write 2027-2030 for the years, got '2027-30'
        >>> Period.parse("2009 – 11", printed=True) == Period.parse("2009-2011") == Period(2009, 2011)
        True
        """
        if not isinstance(text, str):
            raise _refused(text, f"a period is text, write '{text}'" if type(text) is int else "a period is text")
        match = _PRINTED.fullmatch(text.strip()) if len(text) < 40 else None
        if match is None:
            partial = len(text) < 40 and _PART_OF_A_YEAR.search(text)
            raise _refused(text, _WHOLE_YEARS if partial else NO_PERIOD)
        first, digits = int(match[1]), match[2] or match[1]
        last = int(digits)
        if len(digits) == 2:
            later = (last - first) % 100
            last = first + later
            near = 0 < later < _FAR and last <= 9999
            if not (near and printed):
                raise _refused(text, _ambiguity(first, last if near else None, digits))
        if last < first:
            raise _refused(text, "a period must not end before it starts")
        period = cls(first, last)
        if not printed and text != str(period):
            raise _refused(text, f"write this period as {period}")
        return period

    @property
    def years(self) -> int:
        """How many years it has, at least 1."""
        return self.last - self.first + 1

    def overlaps(self, other: "Period | str") -> bool:
        """Whether the two have a year in common."""
        other = _as_period("other", other)
        return self.first <= other.last and other.first <= self.last

    def __contains__(self, other: "Period | str") -> bool:
        other = _as_period("other", other)
        return self.first <= other.first and other.last <= self.last

    def tiled_by(self, parts: Iterable["Period | str"]) -> bool:
        """Whether the parts, in any order, fill this period exactly: no gap, no overlap, nothing outside.

        >>> Period(2008, 2011).tiled_by([Period(2009, 2011), Period(2008, 2008)])
        True
        """
        if isinstance(parts, str) or not isinstance(parts, Iterable):
            raise TypeError(f"parts: must be several periods, got {quote(parts)}")
        year = self.first
        for part in sorted(_as_period("parts", part) for part in parts):
            if part.first != year:
                return False
            year = part.last + 1
        return year == self.last + 1

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    __format__ = format_words


def _as_period(name: str, given: object) -> Period:
    """A period from itself or from its text."""
    if not isinstance(given, Period | str):
        raise TypeError(f"{name}: must be a Period or its text, got {quote(given)}")
    return given if isinstance(given, Period) else Period.parse(given)


@functools.lru_cache(maxsize=4096)
def period_label(text: str) -> str:
    """The text of a period, if it is one in its one spelling.

    >>> period_label("2009-2011")
    '2009-2011'
    """
    return str(Period.parse(text))
