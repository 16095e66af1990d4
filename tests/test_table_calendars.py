"""Tables of quarters, halves and fiscal years: parts make their whole, and two calendars do not mix."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Axis, NotAdditive, OpPlanError, Period, Table
from itu_opplan.periods import Part
from tests.strategies import figures, runs

PARTS: tuple[Part, ...] = ("year", "half", "quarter", "month")


def over(periods: dict[str, object], unit: str = "work_month", year_begins: int | None = None) -> Table:
    """A table of periods alone."""
    labels = {"period": Axis("period", list(periods), year_begins=year_begins)}
    rows = [{"period": period, "value": value} for period, value in periods.items()]
    return Table.from_records(rows, dims=["period"], unit=unit, labels=labels)


def divisible(period: Period) -> list[Part]:
    """Into what a period can be divided."""
    sizes = dict(zip(PARTS, (12, 6, 3, 1), strict=True))
    return [part for part, size in sizes.items() if not (period.start % size or period.end % size)]


wholes = runs(first=2000, last=2010)
amounts = figures(digits=9, places=6)


@given(st.data(), wholes, amounts)
def test_parts_add_up_to_what_was_divided(data: st.DataObject, whole: Period, figure: Decimal) -> None:
    part = data.draw(st.sampled_from(divisible(whole)))
    table = over({str(whole): figure})
    parts = table.split(into=part)
    assert parts.labels("period") == tuple(map(str, whole.parts(part)))
    assert parts.total() == figure
    assert parts.span(whole).at(period=str(whole)) == figure
    assert parts.relabel("period", dict.fromkeys(parts.labels("period"), str(whole))).total() == figure
    assert bool(parts.assumed) == (len(parts.labels("period")) > 1)


@given(st.data(), runs(first=2000, last=2004))
def test_weights_divide_it_in_proportion(data: st.DataObject, whole: Period) -> None:
    part = data.draw(st.sampled_from(divisible(whole)))
    weights = {str(one): data.draw(st.integers(1, 9)) for one in whole.parts(part)}
    total = sum(weights.values())
    parts = over({str(whole): total}).split(weights, into=part)
    assert {label: parts.at(period=label) for label in weights} == weights


@given(wholes, amounts)
def test_a_rate_per_year_goes_by_the_months(whole: Period, figure: Decimal) -> None:
    rate = over({str(whole): figure}).per_year().at(period=str(whole))
    assert isinstance(rate, Decimal)
    assert abs(Fraction(rate) - Fraction(figure) / whole.years) <= Fraction(1, 2 * 10**20)


@given(st.integers(1, 10**6), st.booleans())
def test_even_quarters_grow_by_nothing_against_their_year(figure: int, fiscal: bool) -> None:
    year, quarter = ("2025/26", "2024/25-Q4") if fiscal else ("2025", "2024-Q4")
    table = over({quarter: figure, year: 4 * figure}).per_year()
    assert table.growth(quarter, year).total() == 0


@given(runs(first=2000, last=2002, fiscal=True), st.integers(2, 12), amounts)
def test_a_table_keeps_the_month_in_which_its_years_begin(whole: Period, year_begins: int, figure: Decimal) -> None:
    table = over({str(whole): figure}, year_begins=year_begins)
    for other in (
        *(
            table + table,
            table - table,
            table.split(into="month"),
            table.per_year(),
            table.span(whole),
            table.by("period"),
        ),
        *(table.where(period=whole), table.rounded(1), Table.concat({"a": table, "b": table}, dim="version")),
    ):
        assert other.axis("period").year_begins == year_begins


CALENDAR, FISCAL = over({"2025": 1}), over({"2025/26-Q1": 1})
JULY, APRIL = over({"2025/26": 1}, year_begins=7), over({"2025/26": 1}, year_begins=4)
TWO = "cannot join periods of two calendars: "
SPELLED = f"{TWO}2025 and 2025/26-Q1 have years that begin in different months"
MONTHS = f"{TWO}their years begin in July and in April"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: CALENDAR + FISCAL, SPELLED),
        (lambda: FISCAL - CALENDAR, SPELLED),
        (lambda: Table.concat({"a": CALENDAR, "b": FISCAL}, dim="version"), SPELLED),
        (lambda: FISCAL.percent_of(CALENDAR), SPELLED),
        (lambda: FISCAL.span("2025"), SPELLED),
        (lambda: JULY + APRIL, MONTHS),
        (lambda: JULY - APRIL, MONTHS),
        (lambda: Table.concat({"a": JULY, "b": APRIL}, dim="version"), MONTHS),
        (lambda: JULY.percent_of(APRIL), MONTHS),
        (lambda: JULY + CALENDAR, f"{TWO}their years begin in July and in January"),
        (
            lambda: over({}, year_begins=1) + FISCAL,
            f"{TWO}those of calendar years and 2025/26-Q1 have years that begin in different months",
        ),
    ],
)
def test_two_calendars_do_not_meet(call: Callable[[], object], message: str) -> None:
    with pytest.raises(NotAdditive) as refusal:
        call()
    assert str(refusal.value) == message


def test_years_without_a_month_join_those_that_have_one() -> None:
    joined = JULY + over({"2025/26": 2})
    assert joined.total() == 3
    assert joined.axis("period").year_begins == 7


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: Axis("period", ["2025", "2025/26"]),
            "labels: 2025 and 2025/26 have years that begin in different months",
        ),
        (
            lambda: Axis("period", ["2025"], year_begins=7),
            "labels: the plan's year begins in July (year_begins = 7): write 2025/26",
        ),
        (
            lambda: Axis("period", ["2025/26"], year_begins=1),
            "labels: the plan's year begins in January: say in which month years such as 2025/26 begin, such as "
            "year_begins = 7",
        ),
        (lambda: Axis("period", [], year_begins=13), "year_begins: must be a month from 1 to 12, got 13"),
        (lambda: Axis("period", [], year_begins=True), "year_begins: must be a month from 1 to 12, got true"),
        (
            lambda: over({"2025": 3}).split({"2025-Q1": 1, "2026": 1}, into="quarter"),
            "rule.2026: must be one quarter, got '2026'; to divide it among years say into='year'",
        ),
        (lambda: over({"2025": 3}).split(into="week"), "must be one of 'year', 'half', 'quarter', 'month', got 'week'"),  # type: ignore[call-overload]  # wrong on purpose
        (
            lambda: over({"2025/26": 3}).split({"2025-Q3": 1}, into="quarter"),
            "rule.2025-Q3: 2025-Q3 and 2025/26 have years that begin in different months",
        ),
        (
            lambda: over({"2025-H1": 3, "2025-H2": 4}).at(period="2025"),
            "unknown period '2025'; the table has 2025-H2, 2025-H1; span('2025') adds up those that tile it",
        ),
        (
            lambda: over({"2025-H1": 3, "2025-H2": 4}, "post").at(period="2025"),
            "unknown period '2025'; the table has 2025-H2, 2025-H1",
        ),
        (lambda: over({"2025-Q1-2026-Q1": 3}).split(), "2025-Q1-2026-Q1 is not made of whole years"),
        (
            lambda: over({"2025-Q1": 3, "2025": 1}).total(),
            "cannot add up over 'period': 2025-Q1 and 2025 overlap; keep it with by(…, 'period'), or "
            "take one with where(period='2025-Q1')",
        ),
        (
            lambda: FISCAL.relabel("period", {"2025/26-Q1": "2025"}),
            "2025 and 2025/26-Q1 have years that begin in different months",
        ),
        (lambda: over({"2025-Q1": 3}).span("2025"), "periods 2025-Q1 do not tile 2025 exactly"),
        (
            lambda: over({"2025-Q1": 3}).relabel("period", {"2025-Q1": "2025"}),
            "periods 2025-Q1 do not tile 2025 exactly; split() divides a period into its parts, span() adds up those "
            "that tile one",
        ),
    ],
)
def test_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(OpPlanError) as refusal:
        call()
    assert str(refusal.value) == message


AMBIGUOUS = (
    "may mean the years 2011-2012, the month December 2011 or the fiscal year 2011/12; "
    "write 2011-2012, 2011-M12 or 2011/12, got '2011-12'"
)


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: Axis("period", ["2011-12"]), "labels[0]: "),
        (lambda: CALENDAR.at(period="2011-12"), "period: "),
        (lambda: CALENDAR.where(period="2011-12"), "period: "),
        (lambda: CALENDAR.where(period=["2025", "2011-12"]), "period: "),
        (lambda: CALENDAR.set(1, period="2011-12", new=True), "period: "),
        (lambda: CALENDAR.span("2011-12"), ""),
        (lambda: CALENDAR.split({"2011-12": 1}), "rule.2011-12: "),
        (lambda: CALENDAR.growth("2025", "2011-12"), "period: "),
        (lambda: CALENDAR.relabel("period", {"2025": "2011-12"}), ""),
        (lambda: Table.from_rows([{"2011-12": 1}], dims=["period"], unit="page"), "rows[0].period: "),
        (lambda: over({"2011-12": 1}), "labels[0]: "),
        (lambda: Period(2025, 2025).overlaps("2011-12"), ""),
        (
            lambda: Table.from_frame(
                pandas.DataFrame({"period": ["2011-12"], "value": [1]}), dims=["period"], unit="page"
            ),
            "rows[0].period: ",
        ),
    ],
)
def test_two_digits_are_refused_in_every_door(call: Callable[[], object], place: str) -> None:
    with pytest.raises(OpPlanError) as refusal:
        call()
    assert str(refusal.value) == place + AMBIGUOUS


@given(st.lists(st.dates(datetime.date(2000, 1, 1), datetime.date(2003, 12, 31)), min_size=1), st.integers(1, 12))
def test_days_of_a_dataframe_are_counted_in_their_months(days: list[datetime.date], year_begins: int) -> None:
    months = [Period.at(day, year_begins) for day in days]
    frame = pandas.DataFrame({"period": days, "n": [str(number) for number in range(len(days))], "value": 1})
    table = Table.from_frame(frame, dims=["period", "n"], unit="page", year_begins=year_begins).by("period")
    assert {label: table.at(period=label) for label in table.labels("period")} == {
        str(month): months.count(month) for month in months
    }
    assert table.axis("period").year_begins == year_begins
