"""Periods: runs of whole years, as the columns of a plan have them."""

import functools
import re
from collections.abc import Iterable

import attrs

from .errors import InvalidPlan, refusal
from .texts import format_words
from .wording import quote

__all__ = ["Period", "period_label"]

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_PRINTED = re.compile(rf"([0-9]{{4}})(?:\s*[{_DASHES}]\s*([0-9]{{4}}|[0-9]{{2}}))?")
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{4}))?", re.ASCII)
_PART_OF_A_YEAR = re.compile(
    r"(?i)Q[1-4]|[1-4]Q|quarter|semester|\bH[12]\b|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d{4}-\d{2}-\d{2}"
)


def _refused(text: object, why: str) -> InvalidPlan:
    return refusal(f"{why}, got {quote(text)}", actual=text)


@attrs.frozen(order=True)
class Period:
    """A run of whole years: one year, a biennium, a triennium, any number. Ordered by first year, then last.

    Attributes:
        first: the first year, 1000 to 9999.
        last: the last year, not before the first.

    Raises:
        InvalidPlan: the last year is before the first, or one of them is not a year of four digits.

    >>> triennium = Period.parse("2009-11")
    >>> print(triennium, triennium.years)
    2009-2011 3
    >>> Period(2008, 2008) < triennium, triennium.overlaps(Period(2010, 2013))
    (True, True)
    """

    first: int
    last: int

    def __attrs_post_init__(self) -> None:
        for year in (self.first, self.last):
            if type(year) is not int or not 1000 <= year <= 9999:
                raise _refused(year, "Period: a year must be a whole number of four digits")
        if self.last < self.first:
            raise _refused(f"{self.first}-{self.last}", "Period: must not end before it starts")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period that is printed as `2008`, `2009-2011`, `2009-11` or with another dash.

        Raises:
            InvalidPlan: for anything else; months and quarters are refused by name.

        >>> Period.parse("2009 – 2011") == Period.parse("2009-11") == Period(2009, 2011)
        True
        """
        return cls._read(text, _PRINTED)

    @classmethod
    def read(cls, text: str) -> "Period":
        """The period as files write it: `YYYY` or `YYYY-YYYY`, nothing else.

        Raises:
            InvalidPlan: for anything else; where another spelling is meant, the message names the right one.

        >>> Period.read("2009-11")
        Traceback (most recent call last):
        itu_opplan.errors.InvalidPlan: a file writes this period as 2009-2011, got '2009-11'
        """
        try:
            return cls._read(text, _WRITTEN)
        except InvalidPlan:
            meant = cls.parse(text)  # its own message where this is no period at all
        raise _refused(text, f"a file writes this period as {meant}")

    @classmethod
    def _read(cls, text: str, form: re.Pattern[str]) -> "Period":
        if not isinstance(text, str):
            raise _refused(text, f"a period is text, write '{text}'" if type(text) is int else "a period is text")
        match = form.fullmatch(text.strip() if form is _PRINTED else text) if len(text) < 40 else None
        if match is None:
            if len(text) < 40 and _PART_OF_A_YEAR.search(text):
                raise _refused(text, "a period is a run of whole years, not months or quarters")
            raise _refused(text, "must be a period such as 2008 or 2009-2011")
        first, last = match[1], match[2] or match[1]
        if len(last) == 2:
            last = first[:2] + last
        if last < first or (last == first and match[2] and len(match[2]) == 2):  # 2008-08 is a month
            raise _refused(text, "a period must not end before it starts; months and quarters are not periods")
        return cls(int(first), int(last))

    @property
    def years(self) -> int:
        """How many years it has, at least 1."""
        return self.last - self.first + 1

    def overlaps(self, other: "Period") -> bool:
        """Whether the two have a year in common."""
        return self.first <= other.last and other.first <= self.last

    def __contains__(self, other: "Period | str") -> bool:
        other = Period.parse(other) if isinstance(other, str) else other
        return self.first <= other.first and other.last <= self.last

    def tiled_by(self, parts: Iterable["Period"]) -> bool:
        """Whether the parts, in any order, fill this period exactly: no gap, no overlap, nothing outside.

        >>> Period(2008, 2011).tiled_by([Period(2009, 2011), Period(2008, 2008)])
        True
        """
        year = self.first
        for part in sorted(parts):
            if part.first != year:
                return False
            year = part.last + 1
        return year == self.last + 1

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    __format__ = format_words


@functools.lru_cache(maxsize=4096)
def period_label(text: str) -> str:
    """The one spelling of a period that tables and files use.

    >>> period_label("2009–11")
    '2009-2011'
    """
    return str(Period.parse(text))
