"""Actuals from tables and from dataframes, such as extracts of time sheets: what is read, what is refused."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pandas
import polars
import pyarrow  # pyright: ignore[reportMissingTypeStubs]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    Actuals,
    InvalidPlan,
    Missing,
    Table,
    UnitMismatch,
    UnknownCode,
    bundled,
    dumps_actuals,
    figures,
    loads,
    loads_actuals,
    monitor,
)
from tests.helpers import cells_of, refusal
from tests.small_plans import HEAD
from tests.strategies import figures as decimals

PLAN = bundled("gs-2008-2011")
ABOUT = {"code": "june", "title": "To June", "as_of": datetime.date(2008, 6, 30), "source": "time sheets"}
Columns = Mapping[str, Sequence[object]]
SHEETS: Columns = {
    "person": ["1", "2", "1", "3"],
    "output": ["PP", "PP", "COUNCIL", "PP"],
    "department": ["SGO", "SGO", "CS", "SGO"],
    "month": ["2008-M01", "2008-M01", "2008-M02", "2008-M02"],
    "hours": ["7.5", "142.5", "75", "15"],
}


def make(kind: str, columns: Columns) -> object:
    """The columns as a dataframe of a library."""
    makers: dict[str, Callable[[Columns], object]] = {
        "pandas": pandas.DataFrame,
        "polars": polars.DataFrame,
        "pyarrow": lambda given: pyarrow.table(dict(given)),
    }
    return makers[kind](columns)


def read(sheets: Columns, kind: str = "pyarrow", **given: object) -> Actuals:
    """The actuals of effort in an extract of hours, of which 150 make a work-month."""
    known = {"columns": {"period": "month"}, "value": "hours", "unit": "hour", "scale": "1/150", "because": "by rule"}
    return Actuals.from_frame(make(kind, sheets), PLAN, "effort", **known | ABOUT | given)  # type: ignore[arg-type]


def said(sheets: Columns, **given: object) -> str:
    """What is wrong with an extract."""
    return refusal(InvalidPlan, lambda: read(sheets, "pyarrow", **given))


def effort_of(actuals: Actuals) -> dict[tuple[str, ...], object]:
    """The figures of effort by output, department and period."""
    return {
        (one.code, *key): value if isinstance(value, Missing) else str(value)
        for one in actuals.outputs
        for key, value in cells_of(one.effort).items()
    }


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_an_extract_of_time_sheets_in_hours(kind: str) -> None:
    found = read(SHEETS, kind)
    assert effort_of(found) == {
        ("COUNCIL", "CS", "2008-M02"): "0.5",
        ("PP", "SGO", "2008-M01"): "1.0",
        ("PP", "SGO", "2008-M02"): "0.1",
    }
    assert dict(found.units) == {}  # which is that of the plan
    assert found.assumed == ("hour times 1/150 in work_month: by rule",)
    assert loads_actuals(dumps_actuals(found)) == found
    shown = monitor(PLAN, found)["effort"]
    assert shown.actual.at(output="PP", department="SGO", period="2008") == Decimal("1.1")
    assert shown.actual.assumed == (
        "months that were not reported count 0, of 2 figures (first month: COUNCIL CS 2008-M01, PP SGO 2008-M03)",
        "hour times 1/150 in work_month: by rule",
    )


def test_figures_of_any_exact_kind() -> None:
    exact = [Decimal("7.5"), Decimal("142.5"), Decimal(75), Decimal(15)]
    assert read({**SHEETS, "hours": exact}) == read(SHEETS)
    whole = {**SHEETS, "hours": [75, 75, 75, 15]}
    assert effort_of(read(whole))["PP", "SGO", "2008-M01"] == "1.0"
    assert said({**SHEETS, "hours": [7.5, 142.5, 75.0, 15.0]}) == (
        "value: column 'hours' holds floats; read it as text: dtype=str"
    )


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_days_and_times_stand_for_their_month(kind: str) -> None:
    days = [datetime.date(2008, 1, day) for day in (3, 4)] + [datetime.date(2008, 2, day) for day in (1, 29)]
    assert read({**SHEETS, "month": days}, kind) == read(SHEETS)
    times = [datetime.datetime.combine(day, datetime.time(8, 30)) for day in days]
    assert read({**SHEETS, "month": times}, kind) == read(SHEETS)


def test_rows_of_the_same_labels_add_up_and_what_they_skip_is_told() -> None:
    found = read({**SHEETS, "hours": ["7.5", None, "75", None]})
    assert effort_of(found) == {
        ("COUNCIL", "CS", "2008-M02"): "0.50",
        ("PP", "SGO", "2008-M01"): "0.05",
        ("PP", "SGO", "2008-M02"): Missing.BLANK,
    }
    assert found.assumed == ("hour times 1/150 in work_month: by rule", "sums of effort skip 1 blank")
    assert loads_actuals(dumps_actuals(found)) == found


def test_corrections_below_zero_add_up_too() -> None:
    assert effort_of(read({**SHEETS, "hours": ["157.5", "-7.5", "75", "15"]}))["PP", "SGO", "2008-M01"] == "1.0"
    assert said({**SHEETS, "hours": ["7.5", "-157.5", "75", "15"]}) == (
        "table[PP, SGO, 2008-M01]: must be a number of work-months ≥ 0, got -1.0"
    )


@given(st.lists(st.tuples(st.sampled_from(["SGO", "CS"]), decimals(digits=5, places=2, negative=False)), min_size=1))
def test_hours_without_end_as_work_months_keep_their_sum(rows: list[tuple[str, Decimal]]) -> None:
    columns = {
        "output": ["PP"] * len(rows),
        "department": [department for department, _ in rows],
        "month": ["2008-M01"] * len(rows),
        "hours": [str(hours) for _, hours in rows],
    }
    found = read(columns, scale="1/151")
    total = sum(
        (value for value in cells_of(found.outputs[0].effort).values() if isinstance(value, Decimal)), Decimal()
    )
    hours = sum((own for _, own in rows), Decimal())
    assert abs(total * 151 - hours) <= 151 * Decimal("1e-12")


def test_unknown_labels_are_told_once_by_row_and_column() -> None:
    columns = {
        "output": ["PPX", "PPX", "PP", "PP", "CNCIL"],
        "department": ["SGO", "sgo", "SG0", "SGO", "SGO"],
        "month": ["2012-M01", "2008-M01", "2012-M01", "2012-M01", "2008-M01"],
        "hours": ["1"] * 5,
    }
    assert said(columns) == (
        "rows[0].output: unknown output 'PPX'; the plan has PP, COUNCIL, WSIS …; so in 1 more row\n"
        "rows[4].output: unknown output 'CNCIL'; the plan has COUNCIL, SOCIAL, PP …\n"
        "rows[1].department: unknown department 'sgo'; the plan has SGO, CEC, SPU …\n"
        "rows[2].department: unknown department 'SG0'; the plan has SGO, CEC, SPU …\n"
        "rows[0].month: 2012-M01 lies in no column of the plan; it has 2007, 2008, 2009-2011; so in 2 more rows"
    )


def test_periods_that_are_none_are_told_once() -> None:
    assert said({**SHEETS, "month": ["2008-01", "2008-01", "2008-01", "Jan 2008"]}) == (
        "rows[0].month: may mean the month January 2008; write 2008-M01, got '2008-01'; so in 2 more rows\n"
        "rows[3].month: write this period as 2008-M01, got 'Jan 2008'"
    )


def test_columns_that_are_not_there() -> None:
    assert said({**SHEETS, "hours": ["1", "2", "many", "3"]}) == (
        "rows[2].hours: must be a figure, 'blank', 'n/a' or 'to be completed', got 'many'"
    )
    there = "the dataframe has person, output, department, month, hours"
    assert said(SHEETS, columns={}) == f"dims[2]: no column 'period'; {there}"
    assert said(SHEETS, value="hrs") == f"value: no column 'hrs'; {there}"
    assert said(SHEETS, columns={"month": "period"}) == (
        "columns.month: no dim of effort; it has output, department, period"
    )
    assert said({**SHEETS, "output": [1, 2, 3, 4]}) == (
        "dims[0]: column 'output' holds 1, and labels are text; read it as text: dtype=str"
    )


def test_units_that_need_a_scale() -> None:
    advice = "say how many make one, as in table.scaled('1/150', unit='work_month', because='150 make one')"
    assert refusal(UnitMismatch, lambda: read(SHEETS, scale=None, because=None)) == (
        f"effort is in work_month, the figures are in hour; {advice}"
    )
    assert read(SHEETS, because=None).assumed == ("hour times 1/150 in work_month: 1 hour makes 1/150",)
    assert said(SHEETS, scale="1/0").startswith("factor: must be a factor ≥ 0")
    months = read(SHEETS, unit=None, scale=None, because=None)
    assert effort_of(months)["PP", "SGO", "2008-M01"] == "150.0"
    years = read(SHEETS, unit="work_year", scale=None, because=None)
    assert dict(years.units) == {"effort": "work_year"}
    assert monitor(PLAN, years)["effort"].actual.at(output="PP", department="SGO", period="2008") == 12 * 165


def test_measures_that_are_not_there() -> None:
    call = lambda: Actuals.from_frame(make("pyarrow", SHEETS), PLAN, "efort", **ABOUT)  # type: ignore[arg-type] # noqa: E731
    assert refusal(UnknownCode, call).startswith("unknown measure 'efort'")


FISCAL = loads(
    HEAD.replace('["2007", "2008", "2009-2011"]', '["2008/09"]\nyear_begins = 7').replace("2008-2011", "2008/09")
    + """
[measures.seats]
of = "plan"
unit = "count"
[departments.A]
name = "A"
posts = [{ grade = "P5", "2008/09" = 4 }]
[outputs.X]
title = "X"
effort = [{ department = "A", "2008/09" = 12 }]
"""
)


def test_a_fiscal_year() -> None:
    days = pyarrow.table({"output": ["X"], "department": ["A"], "period": [datetime.date(2008, 9, 30)], "value": ["1"]})
    found = Actuals.from_frame(days, FISCAL, "effort", **ABOUT | {"as_of": datetime.date(2008, 9, 30)})  # type: ignore[arg-type]
    assert effort_of(found) == {("X", "A", "2008/09-M03"): "1"}
    assert monitor(FISCAL, found)["effort"].burn.by("period").at(period="2008/09") == Decimal("33.33333333333333333333")


def test_posts_do_not_add_up_by_rows() -> None:
    rows = {"department": ["A", "A"], "grade": ["P5", "P5"], "period": ["2008/09-M01"] * 2, "value": ["1", "1"]}
    call = lambda: Actuals.from_frame(pyarrow.table(rows), FISCAL, "posts", **ABOUT)  # type: ignore[arg-type] # noqa: E731
    assert refusal(InvalidPlan, call) == "rows[1]: [A, P5, 2008/09-M01] is given twice"


def test_a_measure_of_the_plan_itself() -> None:
    rows = pyarrow.table({"period": ["2008/09-Q1"], "value": ["3"]})
    found = Actuals.from_frame(rows, FISCAL, "seats", **ABOUT)  # type: ignore[arg-type]
    assert cells_of(found.figures["seats"]) == {("2008/09-Q1",): 3}  # type: ignore[arg-type]


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["effort", "staffing", "posts", "services", "allocations"])
def test_what_is_planned_as_what_happened_is_executed_wholly(measure: str) -> None:
    table = figures(PLAN, measure).where(period="2008")
    given = {**ABOUT, "as_of": datetime.date(2008, 12, 31)}
    found = monitor(PLAN, Actuals.from_table(table, PLAN, measure, **given))[measure]  # type: ignore[arg-type]
    assert set(cells_of(found.execution).values()) - {Missing.NOT_APPLICABLE, Missing.BLANK} == {Decimal(100)}
    assert not len(found.variance.keep(bool))


def test_a_table_that_does_not_fit() -> None:
    rows = [{"output": "PPX", "department": "SGO", "2012": 1}, {"output": "PP", "department": "SGO", "2008": -1}]
    table = Table.from_rows(rows, dims=["output", "department", "period"], unit="work_month")
    assert refusal(InvalidPlan, lambda: Actuals.from_table(table, PLAN, "effort", **ABOUT)) == (  # type: ignore[arg-type]
        "table.output: unknown output 'PPX'; the plan has PP, COUNCIL, WSIS …\n"
        "table.period: 2012 lies in no column of the plan; it has 2007, 2008, 2009-2011\n"
        "table[PP, SGO, 2008]: must be a number of work-months ≥ 0, got -1"
    )
    short = table.by("output", "period")
    assert refusal(InvalidPlan, lambda: Actuals.from_table(short, PLAN, "effort", **ABOUT)) == (  # type: ignore[arg-type]
        "table: must have the dims output, department, period, as in the plan, got output, period"
    )
