"""Periods: reading, writing, order, overlap, tiling."""

import copy
import datetime
import itertools
import pickle
import re
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import InvalidPlan, Period, Problem, Severity, spelling
from itu_opplan.periods import (
    Part,
    complain_of_calendar,
    first_of,
    gap_between,
    join_periods,
    last_of,
    period_label,
    years_in,
)
from itu_opplan.spelling import NO_PERIOD
from itu_opplan.wording import quote
from tests.strategies import runs, separate_periods

DASHES = "-‐‑‒–—―−"

# --- making -----------------------------------------------------------------------------------------------------------


def test_a_period_is_its_years() -> None:
    triennium = Period(2009, 2011)
    assert (triennium.first, triennium.last, triennium.months) == (2009, 2011, 36)
    assert triennium.years == 3
    assert Period(2008, 2008).years == 1
    assert Period(1000, 9999).years == 9000


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (2009, 2008, "Period: must not end before it starts, got '2009-2008'"),
        (999, 2008, "Period: a year must be a whole number of four digits, got 999"),
        (2008, 10000, "Period: a year must be a whole number of four digits, got 10000"),
        (-2008, 2008, "Period: a year must be a whole number of four digits, got -2008"),
        ("2008", 2008, "Period: a year must be a whole number of four digits, got '2008'"),
        (2008, None, "Period: a year must be a whole number of four digits, got nothing"),
        (True, 2008, "Period: a year must be a whole number of four digits, got true"),
        (2008.0, 2008, "Period: a year must be a whole number of four digits, got 2008.0"),
    ],
)
def test_a_period_that_cannot_be_is_refused(first: object, last: object, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Period(first, last)  # type: ignore[arg-type]  # wrong on purpose
    assert str(caught.value) == message
    assert [problem.rule for problem in caught.value.problems] == ["OP004"]


def test_a_period_cannot_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Period(2008, 2008).last = 2009  # type: ignore[misc]  # wrong on purpose


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2008", "2008"),
        (" 2008\n", "2008"),
        ("2009-2011", "2009-2011"),
        ("2009-11", "2009-2011"),
        ("2008-09", "2008-2009"),
        ("2009 – 2011", "2009-2011"),
        ("2008-2008", "2008"),
        ("1999-02", "1999-2002"),
        ("1999-00", "1999-2000"),
        *((f"2009{dash}2011", "2009-2011") for dash in DASHES),
    ],
)
def test_the_printed_variants_are_read_as_one_period(text: str, written: str) -> None:
    assert str(Period.parse(text, printed=True)) == written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (2008, "a period is text, write '2008', got 2008"),
        (2008.5, "a period is text, got 2008.5"),
        (None, "a period is text, got nothing"),
        (True, "a period is text, got true"),
        (["2008"], "a period is text, got a list"),
        (b"2008", "a period is text, got b'2008'"),
        ("", f"{NO_PERIOD}, got ''"),
        ("08", f"{NO_PERIOD}, got '08'"),
        ("2008-", f"{NO_PERIOD}, got '2008-'"),
        ("2008--2009", f"{NO_PERIOD}, got '2008--2009'"),
        ("2008-2009-2010", f"{NO_PERIOD}, got '2008-2009-2010'"),
        ("２００８", f"{NO_PERIOD}, got '２００８'"),
        ("٢٠٠٨", f"{NO_PERIOD}, got '٢٠٠٨'"),
        ("20081", f"{NO_PERIOD}, got '20081'"),
        ("-2008", f"{NO_PERIOD}, got '-2008'"),
        ("2008\x00", f"{NO_PERIOD}, got '2008\\x00'"),
        ("9" * 100, f"{NO_PERIOD}, got '{'9' * 59}…'"),
        ("2008" + " " * 56, f"{NO_PERIOD}, got '2008{' ' * 56}'"),
        ("2008 " + " " * 60, f"{NO_PERIOD}, got '2008{' ' * 55}…'"),
        ("Q1", "a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got 'Q1'"),
        ("july", "a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got 'july'"),
        ("Q1-Q3", "a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got 'Q1-Q3'"),
        ("2008-Q5", f"{NO_PERIOD}, got '2008-Q5'"),
        ("2008-M13", f"{NO_PERIOD}, got '2008-M13'"),
        ("2008-M00", f"{NO_PERIOD}, got '2008-M00'"),
        ("Q1 2008 Q2", f"{NO_PERIOD}, got 'Q1 2008 Q2'"),
        ("mayor 2008", f"{NO_PERIOD}, got 'mayor 2008'"),
        ("2008-Q3-2008-Q1", "a period must not end before it starts, got '2008-Q3-2008-Q1'"),
        ("2025/2027", "a year such as 2025/26 has two years, the second right after the first, got '2025/2027'"),
        (
            "2025/26-2027",
            "the years of a period are spelled in one way, such as 2025/26-2027/28, got '2025/26-2027'",
        ),
        (
            "July 2025/26",
            "months of a year such as 2025/26 are counted from its first, 2025/26-M01, got 'July 2025/26'",
        ),
        ("2009-01-30", "a period is a run of whole months, such as 2008-Q3 or 2008-M11, got '2009-01-30'"),
        ("2009-02-01/2009-02-30", f"{NO_PERIOD}, got '2009-02-01/2009-02-30'"),
        (
            "FY2025",
            "may mean the fiscal year that ends or begins in 2025; write 2024/25 or 2025/26, got 'FY2025'",
        ),
        (
            "Q1 FY25",
            "may mean the fiscal year that ends or begins in 2025; write 2024/25-Q1 or 2025/26-Q1, got 'Q1 FY25'",
        ),
        (
            "2008/10",
            "may mean the years 2008-2010 or the month October 2008; write 2008-2010 or 2008-M10, got '2008/10'",
        ),
        ("2008-06-30", "a period is a run of whole months, such as 2008-Q3 or 2008-M11, got '2008-06-30'"),
        ("first semester", f"{NO_PERIOD}, got 'first semester'"),
        ("2011-2009", "a period must not end before it starts, got '2011-2009'"),
        ("0999", "a year must be a whole number of four digits, got '0999'"),
        ("0999-05", "a year must be a whole number of four digits, got '0999-05'"),
        ("0999-00", "a year must be a whole number of four digits, got '0999-00'"),
    ],
)
def test_what_is_no_period_is_refused(text: object, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Period.parse(text)  # type: ignore[arg-type]  # wrong on purpose
    assert str(caught.value) == message
    assert list(caught.value.problems) == [
        Problem(rule="OP004", severity=Severity.ERROR, path="", message=message, actual=text)
    ]
    with pytest.raises(InvalidPlan) as printed:
        Period.parse(text, printed=True)  # type: ignore[arg-type]  # wrong on purpose
    assert str(printed.value) == message


@pytest.mark.parametrize(
    "text",
    [
        *("2008", "2009-2011", "1000-9999", "2008-H1", "2008-Q3", "2008-M11", "2008-Q1-2008-Q3", "2008-H2-2009-H1"),
        *(
            "2008-M11-2009-M02",
            "2025/26",
            "1999/00",
            "9999/00",
            "2025/26-2027/28",
            "2025/26-Q1",
            "2025/26-H2-2026/27-H1",
        ),
    ],
)
def test_periods_are_written_in_one_way(text: str) -> None:
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2009–2011", "write this period as 2009-2011, got '2009–2011'"),
        (" 2008", "write this period as 2008, got ' 2008'"),
        ("2008" + " " * 35, f"write this period as 2008, got '2008{' ' * 35}'"),
        ("2009 - 2011", "write this period as 2009-2011, got '2009 - 2011'"),
        ("2008-2008", "write this period as 2008, got '2008-2008'"),
        ("2008-Q1-2008-Q4", "write this period as 2008, got '2008-Q1-2008-Q4'"),
        ("2008-M1", "write this period as 2008-M01, got '2008-M1'"),
        ("2008-Q1-Q3", "write this period as 2008-Q1-2008-Q3, got '2008-Q1-Q3'"),
        ("2008-H1-2008-Q3", "write this period as 2008-Q1-2008-Q3, got '2008-H1-2008-Q3'"),
        ("2008 to 2011", "write this period as 2008-2011, got '2008 to 2011'"),
        ("2008/2009", "write this period as 2008/09, got '2008/2009'"),
        ("FY 2025-26", "write this period as 2025/26, got 'FY 2025-26'"),
        ("2025/26–2026/27", "write this period as 2025/26-2026/27, got '2025/26–2026/27'"),
        ("2008-07-01/2009-06-30", "write this period as 2008-H2-2009-H1, got '2008-07-01/2009-06-30'"),
        *(
            (text, f"write this period as 2008-Q3, got {text!r}")
            for text in ("Q3 2008", "2008 3Q", "2008Q3", "q3/2008", "Jul-Sept 2008", "July 2008 – September 2008")
        ),
        *(
            (text, f"write this period as 2025/26-Q3, got {text!r}")
            for text in ("Q3 2025/26", "3Q 2025/26", "FY2025/26-Q3", "Q3 FY2025/26", "2025/26-Q3-Q3")
        ),
        *((text, f"write this period as 2008-M03, got {text!r}") for text in ("March 2008", "Mar. 2008", "2008-mar")),
    ],
)
def test_periods_are_written_in_no_other_way(text: str, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Period.parse(text)
    assert str(caught.value) == message
    assert Period.parse(text, printed=True) == Period.parse(message.split()[4].rstrip(","))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2008-11", "may mean the years 2008-2011 or the month November 2008; write 2008-2011 or 2008-M11"),
        ("2008–11", "may mean the years 2008-2011 or the month November 2008; write 2008-2011 or 2008-M11"),
        (" 2008 - 11", "may mean the years 2008-2011 or the month November 2008; write 2008-2011 or 2008-M11"),
        (
            "2011-12",
            "may mean the years 2011-2012, the month December 2011 or the fiscal year 2011/12; "
            "write 2011-2012, 2011-M12 or 2011/12",
        ),
        ("2025-26", "may mean the years 2025-2026 or the fiscal year 2025/26; write 2025-2026 or 2025/26"),
        ("2027-30", "may mean the years 2027-2030; write 2027-2030"),
        ("1999-00", "may mean the years 1999-2000 or the fiscal year 1999/00; write 1999-2000 or 1999/00"),
        ("1999-02", "may mean the years 1999-2002 or the month February 1999; write 1999-2002 or 1999-M02"),
        ("2008-01", "may mean the month January 2008; write 2008-M01"),
        ("2008-08", "may mean the month August 2008; write 2008-M08"),
        ("2008-00", NO_PERIOD),
        ("2008-99", NO_PERIOD),
        ("9999-00", "may mean the fiscal year 9999/00; write 9999/00"),
    ],
)
def test_a_year_of_two_digits_is_refused_with_all_that_it_can_mean(text: str, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Period.parse(text)
    assert str(caught.value) == f"{message}, got {text!r}"
    if "the years" not in message:
        with pytest.raises(InvalidPlan) as printed:
            Period.parse(text, printed=True)
        assert str(printed.value) == str(caught.value)


@given(st.integers(1000, 9999), st.integers(0, 99))
def test_no_period_is_written_with_a_year_of_two_digits(year: int, digits: int) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Period.parse(f"{year}-{digits:02}")
    try:
        printed = Period.parse(f"{year}-{digits:02}", printed=True)
    except InvalidPlan:
        assert "the years" not in str(caught.value)
    else:
        assert f"the years {printed}" in str(caught.value)
        assert (printed.first, printed.last % 100) == (year, digits)


@given(runs())
def test_what_is_written_is_read(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.parse(str(period), printed=True) == period
    assert period_label(str(period)) == str(period)
    assert hash(Period.parse(str(period))) == hash(period)
    assert pickle.loads(pickle.dumps(period)) == copy.deepcopy(period) == period


ODD = r"(Q[1-5]|[1-4]q|H[12]|Jan|march|FY)?[- /]?[0-9]{4}(/[0-9]{2})?([- /]*(Q[1-5]|M?[0-9]{1,2}|[0-9]{4}))*"


@given(st.one_of(st.text(max_size=12), st.from_regex(ODD, fullmatch=True)))
def test_any_text_is_a_period_or_refused_with_what_is_one(text: str) -> None:
    try:
        assert str(Period.parse(text)) == text
    except InvalidPlan as error:
        message = str(error).removesuffix(f", got {quote(text)}")
    else:
        return
    assert "\n" not in message
    _, said, write = message.partition("; write ")
    if said:
        assert all(str(Period.parse(right)) == right for right in re.split(", | or ", write))
    elif message.startswith("write this period as "):
        right = message.removeprefix("write this period as ")
        assert str(Period.parse(text, printed=True)) == str(Period.parse(right)) == right


@given(runs())
def test_each_period_has_one_spelling_in_the_largest_unit_that_its_ends_share(period: Period) -> None:
    ends = re.findall(r"[0-9]{4}(?:/[0-9]{2})?(?:-([HQM])[0-9]+)?", str(period))
    size = next(size for size in (12, 6, 3, 1) if period.start % size == period.end % size == 0)
    letters = {12: "", 6: "H", 3: "Q", 1: "M"}
    assert ends == [letters[size]] * (1 if period.months == size else 2)


# --- order, overlap, tiling -------------------------------------------------------------------------------------------


def months(period: Period) -> set[int]:
    return set(range(period.start, period.end))


near = runs(first=2000, last=2005, fiscal=False)


def test_periods_stand_by_their_first_month_then_by_their_last() -> None:
    texts = ["2009-2011", "2008-2011", "2008-Q2", "2009", "2007", "2008", "2008-M04", "2008-H1"]
    assert list(map(str, sorted(map(Period.parse, texts)))) == [
        *("2007", "2008-H1", "2008", "2008-2011", "2008-M04", "2008-Q2", "2009", "2009-2011"),
    ]


@given(near, near)
def test_order_is_that_of_time(one: Period, other: Period) -> None:
    assert (one < other) == ((one.start, one.end) < (other.start, other.end))


@given(near, near)
def test_overlap_and_containment_are_those_of_the_months(one: Period, other: Period) -> None:
    assert one.overlaps(other) == bool(months(one) & months(other))
    assert one.overlaps(other) == other.overlaps(one)
    assert (one in other) == (months(one) <= months(other))
    assert (str(one) in other) == (one in other)
    assert one.overlaps(one)
    assert one in one
    assert one.months == len(months(one)) == one.years * 12


@given(near, st.lists(near, max_size=4))
def test_tiling_is_every_month_once(whole: Period, parts: list[Period]) -> None:
    covered = sorted(month for part in parts for month in months(part))
    assert whole.tiled_by(iter(parts)) == (covered == sorted(months(whole)))


@given(separate_periods(min_size=1))
def test_separate_periods_tile_their_hull_when_there_is_no_gap(parts: list[Period]) -> None:
    hull = Period(min(parts).first, max(parts).last)
    assert hull.tiled_by(parts) == (sum(part.years for part in parts) == hull.years)
    assert not any(one.overlaps(other) for one in parts for other in parts if one is not other)


@given(runs(), st.sampled_from(["year", "half", "quarter", "month"]))
def test_parts_tile(period: Period, into: Part) -> None:
    size = {"year": 12, "half": 6, "quarter": 3, "month": 1}[into]
    if period.start % size or period.end % size:
        with pytest.raises(InvalidPlan) as refusal:
            period.parts(into)
        words = {"year": "years", "half": "halves", "quarter": "quarters", "month": "months"}[into]
        assert str(refusal.value) == f"{period} is not made of whole {words}"
    else:
        parts = period.parts(into)
        assert {part.months for part in parts} == {size}
        assert period.tiled_by(parts)
        assert list(parts) == sorted(parts)
        assert join_periods(parts) == [period]


@given(st.lists(near, max_size=6), near)
def test_runs_and_gaps_are_those_of_the_months(given: list[Period], whole: Period) -> None:
    joined = join_periods(given)
    assert set().union(*map(months, joined)) == set().union(*map(months, given))
    assert all(one.end < other.start for one, other in itertools.pairwise(joined))
    gaps = gap_between(whole.start, whole.end, given, fiscal=False)
    assert set().union(*map(months, gaps)) == months(whole) - set().union(*map(months, given))
    assert gaps == join_periods(gaps)


@given(runs())
def test_the_first_and_the_last_part_are_parts(period: Period) -> None:
    first, last = first_of(period), last_of(period)
    assert first.start == period.start
    assert last.end == period.end
    assert period.overlaps(first)
    assert all(year.months == 12 and year.overlaps(period) for year in years_in(period))


# --- days -------------------------------------------------------------------------------------------------------------

years_begin = st.integers(1, 12)


@given(st.data(), years_begin)
def test_days_follow_each_other(data: st.DataObject, year_begins: int) -> None:
    period = data.draw(runs(last=9998, fiscal=year_begins != 1))
    first, last = period.dates(year_begins)
    assert (first.day, (last + datetime.timedelta(1)).day) == (1, 1)
    assert 12 * (last.year - first.year) + last.month - first.month + 1 == period.months
    parts = [part.dates(year_begins) for part in period.parts("month")]
    assert (parts[0][0], parts[-1][1]) == (first, last)
    assert all(one[1] + datetime.timedelta(1) == other[0] for one, other in itertools.pairwise(parts))


@given(st.dates(datetime.date(1001, 1, 1)), years_begin, st.sampled_from(["year", "half", "quarter", "month"]))
def test_a_day_lies_in_the_period_at_it(day: datetime.date, year_begins: int, part: Part) -> None:
    period = Period.at(day, year_begins, part)
    if period.last < 9999:
        first, last = period.dates(year_begins)
        assert first <= day <= last
    assert period.parts(part) == (period,)
    assert Period.at(day, year_begins) in period


@pytest.mark.parametrize(
    ("text", "year_begins", "days"),
    [
        ("2008-M02", 1, "2008-02-01 2008-02-29"),
        ("2009-M02", 1, "2009-02-01 2009-02-28"),
        ("2007/08-M11", 4, "2008-02-01 2008-02-29"),
        ("2025/26", 7, "2025-07-01 2026-06-30"),
        ("2025/26-2027/28", 12, "2025-12-01 2028-11-30"),
        ("2025/26-H2", 10, "2026-04-01 2026-09-30"),
        ("1000-9999", 1, "1000-01-01 9999-12-31"),
    ],
)
def test_days(text: str, year_begins: int, days: str) -> None:
    assert " ".join(map(str, Period.parse(text).dates(year_begins))) == days


FISCAL_IN_JANUARY = (
    "year_begins: the plan's year begins in January: say in which month years such as 2025/26 begin, "
    "such as year_begins = 7"
)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Period.parse("2025/26").dates(), FISCAL_IN_JANUARY),
        (
            lambda: Period(2025, 2025).dates(7),
            "year_begins: the plan's year begins in July (year_begins = 7): write 2025/26",
        ),
        (lambda: Period(2025, 2025).dates(13), "year_begins: must be a month from 1 to 12, got 13"),
        (lambda: Period(2025, 2025).dates(True), "year_begins: must be a month from 1 to 12, got true"),
        (lambda: Period.parse("9999/00").dates(7), "ends after the year 9999, got '9999/00'"),
        (lambda: Period.at(datetime.date(999, 1, 1)), "Period: a year must be a whole number of four digits, got 999"),
        (lambda: Period.at(datetime.date(2025, 1, 1), 0), "year_begins: must be a month from 1 to 12, got 0"),
        (
            lambda: Period.at(datetime.date(2025, 1, 1), part="week"),  # type: ignore[arg-type]  # wrong on purpose
            "must be one of 'year', 'half', 'quarter', 'month', got 'week'",
        ),
        (lambda: Period(2025, 2025, begins=0), "Period: a month must be a whole number from 1 to 12, got 0"),
        (lambda: Period(2025, 2025, ends=13), "Period: a month must be a whole number from 1 to 12, got 13"),
        (lambda: Period(2025, 2025, begins=7, ends=6), "Period: must not end before it starts, got '2025-2025'"),
        (
            lambda: Period(2025, 2025).overlaps("2025/26"),
            "2025 and 2025/26 have years that begin in different months",
        ),
        (lambda: "2025/26-Q1" in Period(2025, 2025), "2025 and 2025/26-Q1 have years that begin in different months"),
        (
            lambda: Period(2025, 2025).tiled_by(["2025/26"]),
            "2025 and 2025/26 have years that begin in different months",
        ),
    ],
)
def test_what_cannot_be_asked_of_a_period(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidPlan) as refusal:
        call()
    assert str(refusal.value) == message


@given(runs(first=1001, last=9998), years_begin)
def test_a_spelling_of_another_calendar_is_answered_with_one_of_this_calendar(period: Period, year_begins: int) -> None:
    complaint = complain_of_calendar(period, year_begins)
    assert bool(complaint) == (period.fiscal == (year_begins == 1))
    if "write" in complaint:
        right = Period.parse(complaint.partition("write ")[2].partition(" for ")[0])
        assert right.fiscal == (year_begins != 1)
        assert right.months == period.months
        assert complain_of_calendar(right, year_begins) == ""


def test_nothing_tiles_a_period_when_there_are_no_parts() -> None:
    assert not Period(2008, 2008).tiled_by([])


def test_periods_are_compared_with_periods_and_their_texts() -> None:
    triennium = Period(2009, 2011)
    assert triennium.overlaps("2008-2009")
    assert "2010" in triennium
    assert triennium.tiled_by(["2011", Period(2009, 2010)])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda one: one.overlaps(2008), "other: must be a Period or its text, got 2008"),
        (lambda one: None in one, "other: must be a Period or its text, got nothing"),
        (lambda one: one.tiled_by("2008"), "parts: must be several periods, got '2008'"),
        (lambda one: one.tiled_by([2008]), "parts: must be a Period or its text, got 2008"),
    ],
)
def test_what_is_no_period_is_named(call: Callable[[Any], object], message: str) -> None:
    with pytest.raises(TypeError) as refusal:
        call(Period(2008, 2009))
    assert str(refusal.value) == message


@given(st.one_of(st.from_regex(r"[0-9]{4}(-[0-9]{4})?", fullmatch=True), st.from_regex(ODD, fullmatch=True)))
def test_years_are_read_as_all_periods_are(text: str) -> None:
    years = spelling._read_years(text)
    try:
        read = spelling._read_run(text, text.upper())
    except InvalidPlan:
        assert years is None
    else:
        simple = re.fullmatch("[0-9]{4}(-[0-9]{4})?", text) is not None
        assert years == (read if simple and spelling.write_months(*read[:2], fiscal=False) == text else None)
