"""How periods are written: the one spelling of a run of months, and what other spellings mean.

Months are counted from that of year 0 in which the plan's year begins, the end is the month after the last. Years are
fiscal, and spelled `2025/26`, where they do not begin in January.
"""

import datetime
import functools
from typing import TypeAlias

from .errors import InvalidPlan, refusal
from .late import late_pattern
from .wording import one_of, quote

__all__ = [
    "FIRST_YEAR",
    "FOUR_DIGITS",
    "MONTHS",
    "NO_PERIOD",
    "Months",
    "days_of",
    "is_year",
    "read_months",
    "refused",
    "write_months",
]

Months: TypeAlias = tuple[int, int, bool]
"""The first month of a run, the one after its last, and whether its years are fiscal."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""The months as English plans write them; those of `calendar` depend on the machine."""
_LETTERS = {"H": 6, "Q": 3, "M": 1}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_NAME = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in map(str.upper, MONTHS))
_PART = rf"H[12]|[12]H|Q[1-4]|[1-4]Q|M(?:0?[1-9]|1[0-2])|(?:{_NAME}|SEPT)\.?"
_YEAR = r"(?:FY\s?(?=[0-9]{4}/))?([0-9]{4})(?:/([0-9]{4}|[0-9]{2}))?"
_GAP, _TO = r"\s?[-/]?\s?", r"\s?(?:-|TO)\s?"
_END = rf"(?:({_PART}){_GAP})?{_YEAR}(?:{_GAP}({_PART}))?"
_RUN = late_pattern(rf"{_END}(?:{_TO}{_END})?")
_ONE_YEAR = late_pattern(rf"{_YEAR}{_GAP}({_PART}){_TO}({_PART})|({_PART}){_TO}({_PART}){_GAP}{_YEAR}")
_NO_YEAR = late_pattern(rf"(?:{_PART})(?:{_TO}(?:{_PART}))?")
_SHORT = late_pattern(r"([0-9]{4})\s?([-/])\s?([0-9]{2})")
_FISCAL = late_pattern(rf"(?:({_PART}){_GAP})?FY\s?([0-9]{{4}}|[0-9]{{2}})(?:{_GAP}({_PART}))?")
_TWO_YEARS = late_pattern(r"FY\s?([0-9]{4})\s?-\s?([0-9]{4}|[0-9]{2})")
_DAYS = late_pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s?(?:/|-|TO)\s?([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
NO_PERIOD = "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3"
"""How the complaint about a text begins that is no spelling of a period."""
FIRST_YEAR, _LAST_YEAR = 1000, 9999
FOUR_DIGITS = "a year must be a whole number of four digits"
_FAR = 50
"""How many years later a year of two digits is not looked for."""


def is_year(value: object) -> bool:
    """Whether this is the number of a year, which as text is a period."""
    return type(value) is int and FIRST_YEAR <= value <= _LAST_YEAR


def refused(text: object, why: str) -> InvalidPlan:
    """The exception for a text, or what else was given, that is no period."""
    return refusal(f"{why}, got {quote(text)}", actual=text)


@functools.lru_cache(maxsize=4096)
def write_months(start: int, end: int, *, fiscal: bool) -> str:
    """The one spelling of a run of months, in the largest unit that both ends share.

    >>> write_months(12 * 2008, 12 * 2010, fiscal=False), write_months(12 * 2025 + 3, 12 * 2025 + 6, fiscal=True)
    ('2008-2009', '2025/26-Q2')
    """
    size = next(size for size in (12, *_LETTERS.values()) if not (start % size or end % size))
    first, last = _write_part(start, size, fiscal), _write_part(end - size, size, fiscal)
    return first if first == last else f"{first}-{last}"


def _write_part(start: int, size: int, fiscal: bool) -> str:
    """The year, half, quarter or month that begins so."""
    year, month = divmod(start, 12)
    text = f"{year}/{(year + 1) % 100:02}" if fiscal else str(year)
    letter = next((letter for letter, own in _LETTERS.items() if own == size), "")
    number = month // size + 1
    return f"{text}-{letter}{number:02}" if letter == "M" else f"{text}-{letter}{number}" if letter else text


def days_of(year: int, month: int) -> int:
    """How many days a month has."""
    from calendar import monthrange  # which few programs need

    return monthrange(year, month)[1]


def _read_years(text: str) -> Months | None:
    """The months of years as most periods spell them, `2008` or `2009-2011`; None for any other text.

    >>> _read_years("2009-2011"), _read_years("2009-11")
    ((24108, 24144, False), None)
    """
    years = text.split("-")
    first, last = years[0], years[-1]
    if not text.isascii() or len(years) > 2 or not len(first) == len(last) == 4:
        return None
    if not (first.isdigit() and last.isdigit()) or first[0] == "0" or (len(years) == 2 and first >= last):
        return None
    return 12 * int(first), 12 * int(last) + 12, False


def read_months(text: str, *, printed: bool) -> Months:
    """The months that a text means in its one spelling; in print others will do.

    Raises:
        InvalidPlan: for another spelling, with the right one, or with all that it can mean.
    """
    if (years := _read_years(text)) is not None:
        return years
    plain = text.strip() if len(text) < 60 else ""
    for dash in _DASHES:
        plain = plain.replace(dash, "-")
    if (match := _SHORT.fullmatch(plain)) and (match[2] == "-" or (int(match[3]) - int(match[1])) % 100 != 1):
        return _read_short(text, int(match[1]), match[3], printed and match[2] == "-")
    start, end, fiscal = _read_run(text, plain.upper())
    right = write_months(start, end, fiscal=fiscal)
    if text != right and not printed:
        raise refused(text, f"write this period as {right}")
    return start, end, fiscal


def _read_short(text: str, first: int, digits: str, printed: bool) -> Months:
    """What `YYYY-YY` means in print; in other texts it is refused with all that it can mean."""
    if first < FIRST_YEAR:
        raise refused(text, FOUR_DIGITS)
    later = (int(digits) - first) % 100
    last = first + later
    near = 0 < later < _FAR and last <= _LAST_YEAR
    if printed and near:
        return 12 * first, 12 * last + 12, False
    readings = [(f"the years {first}-{last}", f"{first}-{last}")] if near else []
    if 1 <= int(digits) <= 12:
        readings.append((f"the month {MONTHS[int(digits) - 1]} {first}", f"{first}-M{digits}"))
    if later == 1:
        readings.append((f"the fiscal year {first}/{digits}", f"{first}/{digits}"))
    if not readings:
        raise refused(text, NO_PERIOD)
    meant, write = (one_of(list(column)) for column in zip(*readings, strict=True))
    raise refused(text, f"may mean {meant}; write {write}")


_Point: TypeAlias = tuple[str, str | None, str | None]
"""A year, the year after it where it is spelled with both, and a part of it."""


def _read_run(text: str, plain: str) -> Months:
    """The period that a text in capitals means, also in a spelling that is not the right one."""
    plain = _TWO_YEARS.sub(r"\1/\2", plain) if _TWO_YEARS.fullmatch(plain) else plain
    if match := _RUN.fullmatch(plain):
        ends = [(match[at + 1], match[at + 2], match[at], match[at + 3]) for at in (1, 5) if match[at + 1]]
        if not any(before and behind for _, _, before, behind in ends):
            points = [(year, after, before or behind) for year, after, before, behind in ends]
            return _join(text, points[0], points[-1])
    elif match := _ONE_YEAR.fullmatch(plain):
        year, after, *parts = match.groups()[:4] if match[1] else (match[7], match[8], match[5], match[6])
        return _join(text, (year, after, parts[0]), (year, after, parts[1]))
    elif match := _DAYS.fullmatch(plain):
        return _read_days(text, match[1], match[2] or match[1])
    elif match := _FISCAL.fullmatch(plain):
        year, part = int(match[2]) + (2000 if len(match[2]) == 2 else 0), match[1] or match[3]
        points = [(str(first), str(first + 1), part) for first in (year - 1, year)]
        runs = [_join(text, point, point) for point in points]
        write = one_of([write_months(start, end, fiscal=True) for start, end, _ in runs])
        raise refused(text, f"may mean the fiscal year that ends or begins in {year}; write {write}")
    elif _NO_YEAR.fullmatch(plain):
        raise refused(text, "a part of a year is written with its year, such as 2008-Q3 or 2008-M11")
    raise refused(text, NO_PERIOD)


def _find_part(part: str | None) -> tuple[int, int]:
    """The months of a part of a year, and its number in it; of none those of the year."""
    if part is None:
        return 12, 1
    if month := next((number for number, name in enumerate(MONTHS, 1) if name[:3].upper() == part[:3]), 0):
        return 1, month
    return (_LETTERS[part[0]], int(part[1:])) if part[0] in _LETTERS else (_LETTERS[part[1]], int(part[0]))


def _join(text: str, first: _Point, last: _Point) -> Months:
    """The period between two ends."""
    months: list[int] = []
    for year, after, part in (first, last):
        if after is not None and int(after[-2:]) != (int(year) + 1) % 100:
            right = f"{year}/{(int(year) + 1) % 100:02}"
            raise refused(text, f"a year such as {right} has two years, the second right after the first")
        if after and part and part[1].isalpha() and part[0].isalpha():
            raise refused(text, "months of a year such as 2025/26 are counted from its first, 2025/26-M01")
        size, number = _find_part(part)
        start = 12 * int(year) + size * (number - 1)
        months += [start, start + size]
    if (first[1] is None) != (last[1] is None):
        raise refused(text, "the years of a period are spelled in one way, such as 2025/26-2027/28")
    if months[3] <= months[0]:
        raise refused(text, "a period must not end before it starts")
    if int(first[0]) < FIRST_YEAR:
        raise refused(text, FOUR_DIGITS)
    return months[0], months[3], first[1] is not None


def _read_days(text: str, *days: str) -> Months:
    """The months from one day to another, if these are the first and the last of a month."""
    try:
        first, last = map(datetime.date.fromisoformat, days)
    except ValueError:
        raise refused(text, NO_PERIOD) from None
    if first.day != 1 or last.day != days_of(last.year, last.month) or last < first or first.year < FIRST_YEAR:
        raise refused(text, "a period is a run of whole months, such as 2008-Q3 or 2008-M11")
    return 12 * first.year + first.month - 1, 12 * last.year + last.month, False
