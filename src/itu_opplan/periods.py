"""Periods: runs of whole months of the plan's year, as the columns of a plan have them."""

import datetime
import functools
from collections.abc import Iterable
from fractions import Fraction
from numbers import Integral
from typing import Literal, TypeAlias, get_args

import attrs

from .errors import refusal
from .immutable import at_home
from .spelling import FIRST_YEAR, FOUR_DIGITS, MONTHS, days_of, is_year, read_months, refused, write_months
from .texts import format_words
from .wording import quote

__all__ = [
    "EARLIEST",
    "Part",
    "Period",
    "complain_of_calendar",
    "first_of",
    "gap_between",
    "is_fiscal",
    "join_periods",
    "last_of",
    "month_after",
    "month_of",
    "period_label",
    "plural_of",
    "size_of",
    "time_after",
    "years_in",
]

Part: TypeAlias = Literal["year", "half", "quarter", "month"]
"""What a period can be divided into."""
_SIZES: dict[Part, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}


def _whole(value: int) -> int:
    """A whole number as Python has it, also one of numpy; what is none stays as it is, for the check to refuse."""
    given: object = value
    return int(given) if not isinstance(given, bool) and isinstance(given, Integral) else value


@at_home
@attrs.frozen(order=True, repr=False)
class Period:
    """A run of whole months of the plan's year: a quarter, one year, a biennium, any number. Ordered by time.

    Years are those of the plan: they begin in the month that it declares. Where that is not January a year is spelled
    `2025/26`; a period does not know the month, and has nothing to do with one of calendar years.

    Attributes:
        first: the year in which it begins, 1000 to 9999; of `2025/26` it is 2025.
        begins: the month of that year in which it begins, 1 to 12; 1 for the first of the plan's year.
        last: the year in which it ends.
        ends: the month of that year in which it ends.
        fiscal: whether the years are spelled `2025/26`, for they do not begin in January.

    Raises:
        InvalidPlan: it ends before it begins, or one of its years or months is none.

    >>> triennium = Period.parse("2009-2011")
    >>> print(triennium, triennium.years, triennium.months)
    2009-2011 3 36
    >>> Period(2008, 2008) < triennium, triennium.overlaps("2010-Q4-2012-Q1"), "2025/26-Q1" in Period.parse("2025/26")
    (True, True, True)
    """

    first: int = attrs.field(converter=_whole)
    begins: int = attrs.field(default=1, converter=_whole, kw_only=True)
    last: int = attrs.field(converter=_whole)
    ends: int = attrs.field(default=12, converter=_whole, kw_only=True)
    fiscal: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for year in (self.first, self.last):
            if not is_year(year):
                raise refused(year, f"Period: {FOUR_DIGITS}")
        for month in (self.begins, self.ends):
            if type(month) is not int or not 1 <= month <= 12:
                raise refused(month, "Period: a month must be a whole number from 1 to 12")
        if not isinstance(self.fiscal, bool):  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
            raise TypeError(f"Period: fiscal must be True or False, got {quote(self.fiscal)}")
        if self.end <= self.start:
            raise refused(f"{self.first}-{self.last}", "Period: must not end before it starts")

    @classmethod
    def parse(cls, text: str, *, printed: bool = False) -> "Period":
        """The period that is written so: `2008`, `2009-2011`, `2025/26`, `2008-H1`, `2008-Q3`, `2008-M11`.

        Runs join the largest unit that both ends share: `2008-Q1-2008-Q3`, `2025/26-2027/28`. Parts of a year are
        counted from its first month. Each period has one spelling, in files, tables and arguments.

        Args:
            text: the period.
            printed: also as documents print it: `2009-11`, other dashes, blanks. Two digits mean a year here, though
                in other texts `2009-11` is a month.

        Raises:
            InvalidPlan: for anything else. Another spelling is refused with the right one, `2009-11` with all that it
                can mean.

        >>> Period.parse("2027-30")
        Traceback (most recent call last):
        itu_opplan.errors.InvalidPlan: may mean the years 2027-2030; write 2027-2030, got '2027-30'
        >>> Period.parse("Q3 2008")
        Traceback (most recent call last):
        itu_opplan.errors.InvalidPlan: write this period as 2008-Q3, got 'Q3 2008'
        >>> Period.parse("2009 – 11", printed=True) == Period.parse("2009-2011") == Period(2009, 2011)
        True
        """
        if not isinstance(text, str):
            raise refused(text, f"a period is text, write '{text}'" if is_year(text) else "a period is text")
        return _parse(str(text), printed)

    @classmethod
    def at(cls, day: datetime.date, year_begins: int = 1, part: Part = "month") -> "Period":
        """The month, quarter, half or year of the plan in which a day lies.

        Args:
            day: the day.
            year_begins: the month in which the plan's year begins, 1 to 12.
            part: which part of the year, or the `year`.

        Raises:
            InvalidPlan: the year of the day has not four digits, or there is no such month or part.

        >>> print(Period.at(datetime.date(2026, 2, 28), 4), Period.at(datetime.date(2026, 2, 28), 4, "quarter"))
        2025/26-M11 2025/26-Q4
        """
        size, month = size_of(part), month_of(day, _check_month(year_begins))
        start = month - month % size
        return _of_months(start, start + size, fiscal=year_begins != 1)

    @functools.cached_property
    def start(self) -> int:
        """The month in which it begins, counted from that of year 0 of the plan's calendar: 24096 for January 2008."""
        return 12 * self.first + self.begins - 1

    @functools.cached_property
    def end(self) -> int:
        """The month after its last, counted likewise."""
        return 12 * self.last + self.ends

    @property
    def months(self) -> int:
        """How many months it has, at least 1."""
        return self.end - self.start

    @property
    def years(self) -> Fraction:
        """Its length in years, 1/4 for a quarter."""
        return Fraction(self.months, 12)

    def overlaps(self, other: "Period | str") -> bool:
        """Whether the two have a month in common.

        Raises:
            InvalidPlan: the years of one begin in January, those of the other do not.
        """
        other = self._alike("other", other)
        return self.start < other.end and other.start < self.end

    def __contains__(self, other: "Period | str") -> bool:
        other = self._alike("other", other)
        return self.start <= other.start and other.end <= self.end

    def tiled_by(self, parts: Iterable["Period | str"]) -> bool:
        """Whether the parts, in any order, fill this period exactly: no gap, no overlap, nothing outside.

        Raises:
            InvalidPlan: the years of one begin in January, those of another do not.

        >>> Period(2008, 2011).tiled_by(["2009-2011", "2008-Q1", "2008-Q2-2008-Q4"])
        True
        """
        if isinstance(parts, str) or not isinstance(parts, Iterable):
            raise TypeError(f"parts: must be several periods, got {quote(parts)}")
        month = self.start
        for part in sorted(self._alike("parts", part) for part in parts):
            if part.start != month:
                return False
            month = part.end
        return month == self.end

    def parts(self, into: Part = "year") -> tuple["Period", ...]:
        """Its years, halves, quarters or months, in their order.

        Raises:
            InvalidPlan: it does not begin or end with one, or there is no such part of a year.

        >>> print(*Period.parse("2025/26").parts("quarter"))
        2025/26-Q1 2025/26-Q2 2025/26-Q3 2025/26-Q4
        """
        size = size_of(into)
        if self.start % size or self.end % size:
            raise refusal(f"{self} is not made of whole {plural_of(into)}", actual=str(self))
        return tuple(_of_months(month, month + size, fiscal=self.fiscal) for month in range(self.start, self.end, size))

    def dates(self, year_begins: int = 1) -> tuple[datetime.date, datetime.date]:
        """Its first and its last day.

        Args:
            year_begins: the month in which the plan's year begins, 1 to 12.

        Raises:
            InvalidPlan: the month is none, or contradicts the spelling of the years; or a day lies beyond 9999.

        >>> print(*Period.parse("2025/26-Q1").dates(year_begins=7))
        2025-07-01 2025-09-30
        """
        shift = _check_month(year_begins) - 1
        if complaint := complain_of_calendar(self, year_begins):
            raise refusal(complaint, path="year_begins", actual=year_begins)
        first, last = self.start + shift, self.end - 1 + shift
        if last // 12 > 9999:
            raise refused(str(self), "ends after the year 9999")
        days = days_of(last // 12, last % 12 + 1)
        return datetime.date(first // 12, first % 12 + 1, 1), datetime.date(last // 12, last % 12 + 1, days)

    def __repr__(self) -> str:
        return f"Period.parse({str(self)!r})"

    def __str__(self) -> str:
        return write_months(self.start, self.end, fiscal=self.fiscal)

    def _alike(self, name: str, given: object) -> "Period":
        """A period from itself or from its text, of the same calendar."""
        if not isinstance(given, Period | str):
            raise TypeError(f"{name}: must be a Period or its text, got {quote(given)}")
        other = given if isinstance(given, Period) else Period.parse(given)
        if other.fiscal != self.fiscal:
            raise refusal(f"{self} and {other} have years that begin in different months", actual=str(other))
        return other

    __format__ = format_words


EARLIEST = 12 * FIRST_YEAR
"""The first month that a period can have, as `Period.start` counts them; days may lie before it."""


def month_of(day: datetime.date, year_begins: int) -> int:
    """The month in which a day lies, counted as `Period.start` is; of any day, also where no period has it.

    >>> month_of(datetime.date(2026, 2, 28), 4) == Period.parse("2025/26-M11").start
    True
    """
    return 12 * day.year + day.month - year_begins


def month_after(day: datetime.date, year_begins: int) -> int:
    """The first month that is not over on a day, counted likewise.

    >>> month_after(datetime.date(2026, 2, 28), 4) == Period.parse("2025/26-M12").start
    True
    """
    return month_of(day, year_begins) + (day.day == days_of(day.year, day.month))


def time_after(day: datetime.date, year_begins: int) -> Fraction:
    """The moment at which a day is over, in months counted likewise: a day is a part of its month.

    >>> time_after(datetime.date(2008, 4, 15), 1) - Period.parse("2008-Q2").start
    Fraction(1, 2)
    """
    return month_of(day, year_begins) + Fraction(day.day, days_of(day.year, day.month))


def plural_of(part: Part) -> str:
    """Several such parts of a year, in words."""
    return "halves" if part == "half" else f"{part}s"


def size_of(part: Part) -> int:
    """The months of a part of a year; another one is refused."""
    if not isinstance(part, str) or part not in _SIZES:  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
        raise refusal(f"must be one of {', '.join(map(quote, get_args(Part)))}, got {quote(part)}", actual=part)
    return _SIZES[part]


def _check_month(month: int) -> int:
    """The month in which a year begins, if it is one."""
    if type(month) is not int or not 1 <= month <= 12:
        raise refusal(f"must be a month from 1 to 12, got {quote(month)}", path="year_begins", actual=month)
    return month


def _of_months(start: int, end: int, *, fiscal: bool) -> Period:
    """The period from one month to before another, both counted from year 0."""
    last = end - 1
    return Period(start // 12, last // 12, begins=start % 12 + 1, ends=last % 12 + 1, fiscal=fiscal)


def complain_of_calendar(period: Period, year_begins: int) -> str:
    """What is wrong with how a period spells its years, where they begin in this month; empty where nothing is.

    >>> complain_of_calendar(Period(2025, 2025), 7)
    "the plan's year begins in July (year_begins = 7): write 2025/26"
    """
    if period.fiscal == (year_begins != 1):
        return ""
    begins = f"the plan's year begins in {MONTHS[year_begins - 1]}"
    if period.fiscal:
        return f"{begins}: say in which month years such as {last_of(period)} begin, such as year_begins = 7"
    right = attrs.evolve(period, fiscal=True)
    if period.months % 12 == 0 and period.begins == 1:
        return f"{begins} (year_begins = {year_begins}): write {right}"
    moved = _of_months(period.start - year_begins + 1, period.end - year_begins + 1, fiscal=True)
    days = f"{MONTHS[period.begins - 1]} {period.first}"
    if period.months > 1:
        days += f" to {MONTHS[period.ends - 1]} {period.last}"
    return f"{begins} (year_begins = {year_begins}): write {moved} for {days}"


@functools.lru_cache(maxsize=4096)
def _parse(text: str, printed: bool) -> Period:
    """The period of a text; the same texts come again and again."""
    start, end, fiscal = read_months(text, printed=printed)
    return _of_months(start, end, fiscal=fiscal)


def join_periods(periods: Iterable[Period]) -> list[Period]:
    """The same months in as few periods as can be.

    >>> [str(run) for run in join_periods([Period(2008, 2011), Period(2007, 2007), Period(2013, 2013)])]
    ['2007-2011', '2013']
    """
    found: list[Period] = []
    for period in sorted(periods):
        if found and period.start <= found[-1].end:
            found[-1] = _of_months(found[-1].start, max(found[-1].end, period.end), fiscal=period.fiscal)
        else:
            found.append(period)
    return found


def first_of(period: Period) -> Period:
    """The year with which it begins; where it begins within one, its first quarter or month.

    >>> print(first_of(Period(2009, 2011)), first_of(Period.parse("2008-Q2-2009-Q4")))
    2009 2008-Q2
    """
    size = next(size for size in (12, 3, 1) if not period.start % size)
    return _of_months(period.start, period.start + size, fiscal=period.fiscal)


def last_of(period: Period) -> Period:
    """The year with which it ends; where it ends within one, its last quarter or month.

    >>> print(last_of(Period(2009, 2011)), last_of(Period.parse("2008-Q2-2009-Q3")))
    2011 2009-Q3
    """
    size = next(size for size in (12, 3, 1) if not period.end % size)
    return _of_months(period.end - size, period.end, fiscal=period.fiscal)


def years_in(period: Period) -> tuple[Period, ...]:
    """The years that it has a month of.

    >>> print(*years_in(Period.parse("2008-Q4-2009-Q1")))
    2008 2009
    """
    return attrs.evolve(period, begins=1, ends=12).parts("year")


def gap_between(start: int, end: int, periods: Iterable[Period], *, fiscal: bool) -> list[Period]:
    """The runs of months, counted as `Period.start` is, from one to before another, that none of the periods has."""
    found: list[Period] = []
    for period in sorted(periods):
        if start < min(period.start, end):
            found.append(_of_months(start, min(period.start, end), fiscal=fiscal))
        start = max(start, period.end)
    return [*found, _of_months(start, end, fiscal=fiscal)] if start < end else found


def is_fiscal(label: str) -> bool:
    """Whether a period in its one spelling has years such as `2025/26`."""
    return label[4:5] == "/"


@functools.lru_cache(maxsize=4096)
def period_label(text: str) -> str:
    """The text of a period, if it is one in its one spelling.

    >>> period_label("2009-2011"), period_label("2025/26-Q1")
    ('2009-2011', '2025/26-Q1')
    """
    return str(Period.parse(text))
