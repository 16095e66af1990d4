"""Periods: reading, writing, order, overlap, tiling."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import InvalidPlan, Period, Problem, Severity
from itu_opplan.periods import period_label
from tests.strategies import periods, separate_periods

DASHES = "-‐‑‒–—―−"

# --- making -----------------------------------------------------------------------------------------------------------


def test_a_period_is_its_years() -> None:
    triennium = Period(2009, 2011)
    assert (triennium.first, triennium.last, triennium.years) == (2009, 2011, 3)
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
        ("", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got ''"),
        ("08", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '08'"),
        ("2008-", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008-'"),
        ("2008--2009", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008--2009'"),
        ("2008/2009", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008/2009'"),
        ("2008-2009-2010", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008-2009-2010'"),
        ("２００８", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '２００８'"),
        ("٢٠٠٨", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '٢٠٠٨'"),
        ("20081", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '20081'"),
        ("-2008", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '-2008'"),
        ("2008\x00", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008\\x00'"),
        ("9" * 100, f"must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '{'9' * 59}…'"),
        ("2008" + " " * 36, f"must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008{' ' * 36}'"),
        (
            "Q1 2008" + " " * 33,
            f"must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'Q1 2008{' ' * 33}'",
        ),
        ("2008 " + " " * 40, f"must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008{' ' * 41}'"),
        ("Q1 2008", "write this period as 2008-Q1, got 'Q1 2008'"),
        ("2008 3Q", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '2008 3Q'"),
        ("January 2008", "write this period as 2008-M01, got 'January 2008'"),
        ("2008-06-30", "a period is a run of whole months, such as 2008-Q3 or 2008-M11, got '2008-06-30'"),
        ("H1 2008", "write this period as 2008-H1, got 'H1 2008'"),
        ("first semester", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'first semester'"),
        ("2011-2009", "a period must not end before it starts, got '2011-2009'"),
        ("0999", "Period: a year must be a whole number of four digits, got 999"),
    ],
)
def test_what_is_no_period_is_refused(text: object, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Period.parse(text)  # type: ignore[arg-type]  # wrong on purpose
    assert str(caught.value) == message
    assert list(caught.value.problems) == [
        Problem(rule="OP004", severity=Severity.ERROR, path="", message=message, actual=999 if text == "0999" else text)
    ]
    with pytest.raises(InvalidPlan) as printed:
        Period.parse(text, printed=True)  # type: ignore[arg-type]  # wrong on purpose
    assert str(printed.value) == message


@pytest.mark.parametrize("text", ["2008", "2009-2011", "1000-9999"])
def test_periods_are_written_in_one_way(text: str) -> None:
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2009–2011", "write this period as 2009-2011, got '2009–2011'"),
        (" 2008", "write this period as 2008, got ' 2008'"),
        ("2008" + " " * 35, f"write this period as 2008, got '2008{' ' * 35}'"),
        ("2009 - 2011", "write this period as 2009-2011, got '2009 - 2011'"),
    ],
)
def test_periods_are_written_in_no_other_way(text: str, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Period.parse(text)
    assert str(caught.value) == message


YEARS, WHOLE_YEARS = "write {} for the years", "a period is a run of whole years, not months or quarters"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2008-11", f"may mean the years 2008-2011 or the month November 2008; {YEARS.format('2008-2011')}"),
        ("2008–11", f"may mean the years 2008-2011 or the month November 2008; {YEARS.format('2008-2011')}"),
        (" 2008 - 11", f"may mean the years 2008-2011 or the month November 2008; {YEARS.format('2008-2011')}"),
        (
            "2011-12",
            "may mean the years 2011-2012, the month December 2011 or the fiscal year 2011/12; "
            + YEARS.format("2011-2012"),
        ),
        ("2025-26", f"may mean the years 2025-2026 or the fiscal year 2025/26; {YEARS.format('2025-2026')}"),
        ("2027-30", f"may mean the years 2027-2030; {YEARS.format('2027-2030')}"),
        ("1999-00", f"may mean the years 1999-2000 or the fiscal year 1999/00; {YEARS.format('1999-2000')}"),
        ("1999-02", f"may mean the years 1999-2002 or the month February 1999; {YEARS.format('1999-2002')}"),
        ("2008-01", f"may mean the month January 2008; {WHOLE_YEARS}"),
        ("2008-08", f"may mean the month August 2008; {WHOLE_YEARS}"),
        ("2008-00", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3"),
        ("2008-99", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3"),
        ("9999-00", f"may mean the fiscal year 9999/00; {WHOLE_YEARS}"),
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


@given(periods())
def test_what_is_written_is_read(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert Period.parse(str(period), printed=True) == period
    assert period_label(str(period)) == str(period)
    assert hash(Period.parse(str(period))) == hash(period)
    assert pickle.loads(pickle.dumps(period)) == copy.deepcopy(period) == period


@given(st.one_of(st.text(max_size=12), st.from_regex(r"[0-9]{4}[-– ]*[0-9]{0,4}")))
def test_any_text_is_a_period_or_refused_as_one(text: str) -> None:
    try:
        period = Period.parse(text, printed=True)
    except InvalidPlan as error:
        message = str(error)
    else:
        message = ""
        assert text.strip().startswith(str(period.first))
        assert text.strip().endswith(str(period.last)[2:])
    assert "\n" not in message


# --- order, overlap, tiling -------------------------------------------------------------------------------------------


def years(period: Period) -> set[int]:
    return set(range(period.first, period.last + 1))


near = periods(first=2000, last=2012)


def test_periods_stand_by_first_year_then_by_last() -> None:
    years = ["2009-2011", "2008-2011", "2009", "2007", "2008"]
    assert list(map(str, sorted(map(Period.parse, years)))) == ["2007", "2008", "2008-2011", "2009", "2009-2011"]


@given(near, near)
def test_overlap_and_containment_are_those_of_the_years(one: Period, other: Period) -> None:
    assert one.overlaps(other) == bool(years(one) & years(other))
    assert one.overlaps(other) == other.overlaps(one)
    assert (one in other) == (years(one) <= years(other))
    assert (str(one) in other) == (one in other)
    assert one.overlaps(one)
    assert one in one


@given(near, st.lists(near, max_size=4))
def test_tiling_is_every_year_once(whole: Period, parts: list[Period]) -> None:
    covered = sorted(year for part in parts for year in years(part))
    assert whole.tiled_by(iter(parts)) == (covered == sorted(years(whole)))


@given(separate_periods(min_size=1))
def test_separate_periods_tile_their_hull_when_there_is_no_gap(parts: list[Period]) -> None:
    hull = Period(min(parts).first, max(parts).last)
    assert hull.tiled_by(parts) == (sum(part.years for part in parts) == hull.years)
    assert not any(one.overlaps(other) for one in parts for other in parts if one is not other)


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
