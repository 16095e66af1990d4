"""Periods: runs of whole months of the plan's year, as the columns of a plan have them."""

import calendar
import datetime
import functools
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from numbers import Integral
from typing import Literal, TypeAlias, get_args

import attrs

from .errors import InvalidPlan, refusal
from .texts import format_words
from .wording import one_of, quote

__all__ = [
    "MONTHS",
    "NO_PERIOD",
    "Part",
    "Period",
    "complain_of_calendar",
    "first_of",
    "gap_between",
    "is_fiscal",
    "join_periods",
    "last_of",
    "period_label",
    "plural_of",
    "size_of",
    "years_in",
]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""The months as English plans write them; those of `calendar` depend on the machine."""
Part: TypeAlias = Literal["year", "half", "quarter", "month"]
"""What a period can be divided into."""
_SIZES: dict[Part, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_LETTERS = {"H": 6, "Q": 3, "M": 1}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_YEAR = r"([0-9]{4})(?:/([0-9]{2}|[0-9]{4}))?"
_PART = r"(?:\s?-?\s?(H[12]|Q[1-4]|M(?:0?[1-9]|1[0-2])))?"
_RUN = re.compile(rf"{_YEAR}{_PART}(?:\s?-\s?{_YEAR}{_PART})?")
_SHORT = re.compile(r"([0-9]{4})\s?-\s?([0-9]{2})")
_PART_FIRST = re.compile(rf"(H[12]|Q[1-4]|[1-4]Q)\s?[-/]?\s?{_YEAR}")
_MONTH = re.compile(rf"({'|'.join(month[:3] for month in MONTHS)})[A-Z]*\.?\s?([0-9]{{4}})()", re.IGNORECASE)
_FISCAL = re.compile(r"FY\s?([0-9]{4})", re.IGNORECASE)
_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s?(?:/|-|TO)\s?([0-9]{4}-[0-9]{2}-[0-9]{2}))?", re.IGNORECASE)
NO_PERIOD = "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3"
"""How the complaint about a text begins that is no spelling of a period."""
_FAR = 50
"""How many years later a year of two digits is not looked for."""


def _refused(text: object, why: str) -> InvalidPlan:
    return refusal(f"{why}, got {quote(text)}", actual=text)


def _whole(value: int) -> int:
    """A whole number as Python has it, also one of numpy; what is none stays as it is, for the check to refuse."""
    given: object = value
    return int(given) if not isinstance(given, bool) and isinstance(given, Integral) else value


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
            if type(year) is not int or not 1000 <= year <= 9999:
                raise _refused(year, "Period: a year must be a whole number of four digits")
        for month in (self.begins, self.ends):
            if type(month) is not int or not 1 <= month <= 12:
                raise _refused(month, "Period: a month must be a whole number from 1 to 12")
        if not isinstance(self.fiscal, bool):  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
            raise TypeError(f"Period: fiscal must be True or False, got {quote(self.fiscal)}")
        if self.end <= self.start:
            raise _refused(f"{self.first}-{self.last}", "Period: must not end before it starts")

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
            raise _refused(text, f"a period is text, write '{text}'" if type(text) is int else "a period is text")
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
        shift, size = _check_month(year_begins) - 1, size_of(part)
        month = day.year * 12 + day.month - 1 - shift
        start = month - month % size
        return _of_months(start, start + size, fiscal=shift > 0)

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
        """How many years it has: 1/4 for a quarter."""
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
            raise _refused(str(self), "ends after the year 9999")
        days = calendar.monthrange(last // 12, last % 12 + 1)[1]
        return datetime.date(first // 12, first % 12 + 1, 1), datetime.date(last // 12, last % 12 + 1, days)

    def __repr__(self) -> str:
        return f"Period.parse({str(self)!r})"

    def __str__(self) -> str:
        size = next(size for size in _SIZES.values() if not (self.start % size or self.end % size))
        first, last = self._point(self.first, self.begins, size), self._point(self.last, self.ends - size + 1, size)
        return first if first == last else f"{first}-{last}"

    def _point(self, year: int, month: int, size: int) -> str:
        """One end of a run, as it is spelled."""
        text = f"{year}/{(year + 1) % 100:02}" if self.fiscal else str(year)
        letter = next((letter for letter, own in _LETTERS.items() if own == size), "")
        number = (month - 1) // size + 1
        return f"{text}-{letter}{number:02}" if letter == "M" else f"{text}-{letter}{number}" if letter else text

    def _alike(self, name: str, given: object) -> "Period":
        """A period from itself or from its text, of the same calendar."""
        if not isinstance(given, Period | str):
            raise TypeError(f"{name}: must be a Period or its text, got {quote(given)}")
        other = given if isinstance(given, Period) else Period.parse(given)
        if other.fiscal != self.fiscal:
            raise refusal(f"{self} and {other} have years that begin in different months", actual=str(other))
        return other

    __format__ = format_words


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
    plain = text.strip() if len(text) < 60 else ""
    for dash in _DASHES:
        plain = plain.replace(dash, "-")
    if match := _SHORT.fullmatch(plain):
        return _read_short(text, int(match[1]), match[2], printed)
    period = _read_run(text, plain)
    if text != str(period) and not printed:
        raise _refused(text, f"write this period as {period}")
    return period


def _read_short(text: str, first: int, digits: str, printed: bool) -> Period:
    """What `YYYY-YY` means in print; in other texts it is refused with all that it can mean."""
    later = (int(digits) - first) % 100
    last = first + later
    near = 0 < later < _FAR and first >= 1000 and last <= 9999
    if printed and near:
        return Period(first, last)
    readings = [(f"the years {first}-{last}", f"{first}-{last}")] if near else []
    if 1 <= int(digits) <= 12:
        readings.append((f"the month {MONTHS[int(digits) - 1]} {first}", f"{first}-M{digits}"))
    if later == 1:
        readings.append((f"the fiscal year {first}/{digits}", f"{first}/{digits}"))
    if not readings:
        raise _refused(text, NO_PERIOD)
    meant, write = (one_of(list(column)) for column in zip(*readings, strict=True))
    raise _refused(text, f"may mean {meant}; write {write}")


def _read_run(text: str, plain: str) -> Period:
    """The period that a text means, also in a spelling that is not the right one."""
    upper = plain.upper().removeprefix("FY").strip()
    if match := _FISCAL.fullmatch(plain):
        spelled = [f"{year}/{(year + 1) % 100:02}" for year in (int(match[1]) - 1, int(match[1]))]
        raise _refused(text, f"may mean the fiscal year that ends or begins in {match[1]}; write {one_of(spelled)}")
    if match := _PART_FIRST.fullmatch(upper) or _MONTH.fullmatch(upper):
        part = match[1]
        month = next((number for number, name in enumerate(MONTHS, 1) if name.upper().startswith(part)), 0)
        point = match[2], match[3] or None, f"M{month}" if month else part[::-1] if part.endswith("Q") else part
        return _join(text, point, point)
    if match := _DAYS.fullmatch(plain):
        return _read_days(text, match[1], match[2] or match[1])
    match = _RUN.fullmatch(upper)
    if match is None:
        raise _refused(text, NO_PERIOD)
    first = (match[1], match[2], match[3])
    return _join(text, first, (match[4], match[5], match[6]) if match[4] else first)


_Point: TypeAlias = tuple[str, str | None, str | None]
"""A year, the year after it where it is spelled with both, and a part of it."""


def _join(text: str, first: _Point, last: _Point) -> Period:
    """The period between two ends."""
    months: list[int] = []
    for year, after, part in (first, last):
        if after is not None and int(after[-2:]) != (int(year) + 1) % 100:
            right = f"{year}/{(int(year) + 1) % 100:02}"
            raise _refused(text, f"a year such as {right} has two years, the second right after the first")
        size = _LETTERS[part[0]] if part else 12
        start = 12 * int(year) + (size * (int(part[1:]) - 1) if part else 0)
        months += [start, start + size]
    if (first[1] is None) != (last[1] is None):
        raise _refused(text, "the years of a period are spelled in one way, such as 2025/26-2027/28")
    if months[3] <= months[0]:
        raise _refused(text, "a period must not end before it starts")
    if not int(first[0]) >= 1000:
        raise _refused(text, "a year must be a whole number of four digits")
    return _of_months(months[0], months[3], fiscal=first[1] is not None)


def _read_days(text: str, *days: str) -> Period:
    """The months from one day to another, if these are the first and the last of a month."""
    try:
        first, last = map(datetime.date.fromisoformat, days)
    except ValueError:
        raise _refused(text, NO_PERIOD) from None
    if first.day != 1 or last.day != calendar.monthrange(last.year, last.month)[1] or last < first or first.year < 1000:
        raise _refused(text, "a period is a run of whole months, such as 2008-Q3 or 2008-M11")
    return Period(first.year, last.year, begins=first.month, ends=last.month)


def join_periods(periods: Iterable[Period]) -> list[Period]:
    """The same months in as few periods as can be.

    >>> [str(run) for run in join_periods([Period(2008, 2011), Period(2007, 2007), Period(2013, 2013)])]
    ['2007-2011', '2013']
    """
    return list(_join_sorted(sorted(periods)))


def _join_sorted(periods: Iterable[Period]) -> Iterator[Period]:
    run: Period | None = None
    for period in periods:
        if run is not None and period.start <= run.end:
            run = _of_months(run.start, max(run.end, period.end), fiscal=run.fiscal)
            continue
        if run is not None:
            yield run
        run = period
    if run is not None:
        yield run


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
