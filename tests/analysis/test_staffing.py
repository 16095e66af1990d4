"""Posts against work-months, vacancy rates, who comes and goes, and average grades."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Any

import attrs
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    Department,
    GradeScale,
    InvalidPlan,
    Missing,
    NotAdditive,
    OperationalPlan,
    OpPlanError,
    Period,
    Table,
    UnitMismatch,
    UnknownLabel,
    average_grade,
    bundled,
    capacity,
    effort,
    posts,
    staff_changes,
    vacancies,
    with_vacancy,
)
from tests.helpers import cells_of, refusal
from tests.small_plans import small_plan, work_months
from tests.strategies import figures, plans, tables

PLAN = bundled("gs-2008-2011")
PERIODS = ("2007", "2008", "2009-2011")
BLANK = Missing.BLANK
GRADES = ("E2", "E1", "USG", "ASG", "D2", "D1", "P5", "P4", "P3", "P2", "P1", "G7", "G6", "G5", "G4", "G3", "G2", "G1")


def raw_staffing() -> dict[tuple[str, str, str], Fraction | str]:
    """Every cell of the staffing tables of the shipped plan, from its file."""
    text = (files("itu_opplan") / "plans" / "gs-2008-2011" / "organisation.toml").read_text(encoding="utf-8")
    return {
        (code, row["grade"], period): Fraction(row[period]) if row[period] != "blank" else "blank"
        for code, department in tomllib.loads(text, parse_float=Fraction)["departments"].items()
        for row in department.get("staffing", ())
        for period in PERIODS
        if period in row
    }


def staffed(
    *periods: str, posts_: dict[str, dict[str, object]] | None = None, **rows: dict[str, object]
) -> OperationalPlan:
    """A plan of one department with these work-months, and posts, by grade."""
    department = Department(code="SGO", name="Office", staffing=work_months("grade", **rows))
    if posts_:
        table = Table.from_rows(
            [{"grade": grade} | row for grade, row in posts_.items()], dims=("grade", "period"), unit="post"
        )
        department = attrs.evolve(department, posts=table)
    return small_plan(periods=list(periods), departments=[department], outputs=[])


# --- posts and work-months --------------------------------------------------------------------------------------------


def test_the_vacancies_of_the_telecom_secretariat() -> None:
    found = vacancies(PLAN)
    grades = ("D1", "P5", "P4", "P3", "G6", "G5", "G4")
    printed = ((1, 12), (1, 12), (2, 24), (4, 42), (4, 48), (3, 33), (1, 12))
    for grade, (number, months) in zip(grades, printed, strict=True):
        labels = {"department": "TLC", "grade": grade, "period": "2007"}
        cells = [table.at(**labels) for table in (found.posts, found.stated, found.full, found.vacancy)]
        assert cells == [Decimal(figure) for figure in (number, months, 12 * number, 12 * number - months)]
    assert [table.total() for table in (found.full, found.stated, found.vacancy)] == [192, 183, 9]
    assert cells_of(found.vacancy.keep(bool)) == {("TLC", "P3", "2007"): 6, ("TLC", "G5", "2007"): 3}
    assert found.rate.at(department="TLC", grade="P3", period="2007") == Decimal("12.5")
    assert found.rate.at(department="TLC", grade="G5", period="2007") == Decimal("8.33333333333333333333")
    whole = found.vacancy.by("department", "period").percent_of(found.full.by("department", "period"))
    assert cells_of(whole) == {("TLC", "2007"): Decimal("4.6875")}


def test_vacancies_have_whole_axes_and_rates_that_do_not_add() -> None:
    found = vacancies(PLAN)
    for table in attrs.astuple(found, recurse=False):
        assert table.dims == ("department", "grade", "period")
        assert [table.labels(dim) for dim in table.dims] == [capacity(PLAN).labels(dim) for dim in table.dims]
        assert len(table) == 7
    assert [table.unit for table in attrs.astuple(found, recurse=False)] == ["post", *["work_month"] * 3, "percent"]
    assert [axis.adds for axis in found.rate.axes] == [False] * 3
    assert [axis.adds for axis in found.posts.axes] == [True, True, False]
    assert found.posts == posts(PLAN).where(period="2007")  # for 2008 no work-months are stated


def test_posts_of_several_years_and_parts_of_posts() -> None:
    plan = staffed("2009-2011", posts_={"P5": {"2009-2011": "1.5"}}, P5={"2009-2011": 57})
    (line,) = vacancies(plan).lines
    assert [line.full, line.vacancy] == [Decimal(54), Decimal(-3)]
    assert line.rate == Decimal("-5.55555555555555555556")


def test_only_what_is_stated_on_both_sides_is_compared() -> None:
    plan = staffed(
        "2007", "2008",
        posts_={"P5": {"2007": 1}, "P4": {"2007": "blank", "2008": 0}, "P3": {"2007": 2}},
        P5={"2008": 12}, P4={"2007": 12, "2008": 3}, P3={"2007": "blank"}, G6={"2007": 12},
    )  # fmt: skip
    found = vacancies(plan)
    assert cells_of(found.vacancy) == {
        ("SGO", "P4", "2007"): BLANK, ("SGO", "P4", "2008"): -3, ("SGO", "P3", "2007"): BLANK,
    }  # fmt: skip
    assert cells_of(found.rate) == {
        ("SGO", "P4", "2007"): BLANK, ("SGO", "P4", "2008"): Missing.NOT_APPLICABLE, ("SGO", "P3", "2007"): BLANK,
    }  # fmt: skip
    assert str(found).split("\n")[1:] == [
        "department  grade  period  posts   full  stated  vacancy   rate",
        "---------------------------------------------------------------",
        "SGO         P4     2007    blank  blank      12    blank  blank",
        "SGO         P4     2008        0      0       3       -3    n/a",
        "SGO         P3     2007        2     24   blank    blank  blank",
    ]
    assert found._repr_html_() == found.lines._repr_html_()


def test_without_posts_nothing_is_vacant() -> None:
    assert str(vacancies(staffed("2008", P5={"2008": 12}))).split("\n")[-1] == "none"


@settings(max_examples=40)
@given(plans())
def test_vacancy_is_what_full_posts_make_more(plan: OperationalPlan) -> None:
    found = vacancies(plan)
    there, stated = cells_of(posts(plan)), cells_of(capacity(plan))
    assert cells_of(found.posts) == {key: there[key] for key in there if key in stated}
    assert cells_of(found.stated) == {key: stated[key] for key in there if key in stated}
    assert found.vacancy == found.full - found.stated
    for (_, _, period), full, number in zip(
        cells_of(found.full), cells_of(found.full).values(), cells_of(found.posts).values(), strict=True
    ):
        if isinstance(number, Decimal):
            assert isinstance(full, Decimal)
            assert Fraction(full) == Fraction(number) * 12 * Period.parse(period).years
        else:
            assert full is number


# --- what if ----------------------------------------------------------------------------------------------------------


def test_a_vacancy_rate_for_all() -> None:
    left = with_vacancy(capacity(PLAN), 5)
    assert left.where(department="SPU", period="2008").total() == Decimal("45.6")
    assert left.at(department="SGO", grade="G5", period="2008") is BLANK
    assert left.assumed == ("a vacancy rate of 5 percent",)
    assert left.axes == capacity(PLAN).axes
    assert with_vacancy(posts(PLAN), Decimal("12.50")).where(period="2007").total() == 14
    assert with_vacancy(posts(PLAN), Decimal("12.50")).assumed == ("a vacancy rate of 12.50 percent",)
    refusal(NotAdditive, with_vacancy(posts(PLAN), 5).total)


def test_a_vacancy_rate_of_numpy_is_a_whole_number() -> None:
    rate: Any = numpy.int64(5)
    assert with_vacancy(capacity(PLAN), rate) == with_vacancy(capacity(PLAN), 5)
    assert with_vacancy(capacity(PLAN), {"PER": rate}, dim="department") == with_vacancy(
        capacity(PLAN), {"PER": 5}, dim="department"
    )


def test_vacancy_rates_by_label() -> None:
    categories = capacity(PLAN).relabel("grade", PLAN.grade_category, to="category").where(period="2008")
    left = with_vacancy(categories, {"P": 10, "G": Decimal("2.5")}, dim="category").where(department="SPU")
    assert left.by("category").records() == [
        {"category": "D", "value": Decimal(12)},
        {"category": "P", "value": Decimal(27)},
        {"category": "G", "value": Decimal("5.85")},
    ]
    assert left.assumed == ("a vacancy rate of 10 percent in P, 2.5 percent in G, by category",)
    by_grade = with_vacancy(capacity(PLAN), {"P-5": 100}, dim="grade").where(department="SPU", period="2008")
    assert by_grade.at(department="SPU", grade="P5", period="2008") == 0
    assert with_vacancy(categories, {}, dim="category") == categories
    assert with_vacancy(categories, {}, dim="category").assumed == ("a vacancy rate of 0 percent, by category",)


def test_two_rates_for_one_label_are_refused() -> None:
    assert refusal(InvalidPlan, lambda: with_vacancy(capacity(PLAN), {"P5": 1, "P-5": 2}, dim="grade")) == (
        "percent: P-5 is P5, which has a rate already"
    )


def test_the_load_at_a_vacancy_rate_says_what_it_assumes() -> None:
    has, asked = capacity(PLAN).by("department", "period"), effort(PLAN).by("department", "period")
    load = asked.percent_of(with_vacancy(has, 5))
    assert load.at(department="SPU", period="2009-2011") == Decimal("101.46198830409356725146")
    assert {key for key, value in cells_of(load).items() if isinstance(value, Decimal) and value > 100} == {
        ("SPU", "2008"),
        ("SPU", "2009-2011"),
    }
    assert load.assumed == ("a vacancy rate of 5 percent",)
    assert with_vacancy(capacity(PLAN).per_year(), 5).unit == "work_month/year"


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: with_vacancy(effort(PLAN), -1),
            InvalidPlan,
            "percent: must be a Decimal or a whole number from 0 to 100, got -1",
        ),
        (
            lambda: with_vacancy(
                effort(PLAN),
                {"SGO": 101, "CEC": 5, "SPU": True, "PER": 0.5, "CS": "5", "IS": Decimal("NaN")},  # type: ignore[dict-item]  # that is the point
                dim="department",
            ),
            InvalidPlan,
            "percent[SGO]: must be a Decimal or a whole number from 0 to 100, got 101\n"
            "percent[SPU]: must be a Decimal or a whole number from 0 to 100, got true\n"
            "percent[PER]: must be a Decimal or a whole number from 0 to 100, got 0.5\n"
            "percent[CS]: must be a Decimal or a whole number from 0 to 100, got '5'\n"
            "percent[IS]: must be a Decimal or a whole number from 0 to 100, got NaN",
        ),
        (
            lambda: with_vacancy(effort(PLAN).shares("output"), 5),
            UnitMismatch,
            "work-months and posts can be vacant, percent cannot",
        ),
        (
            lambda: with_vacancy(effort(PLAN), {"SGO": 5}),
            UnknownLabel,
            "rates by label need the dim of the labels: with_vacancy(…, dim='category')",
        ),
        (
            lambda: with_vacancy(effort(PLAN).by(), 5),
            UnknownLabel,
            "the table has no dims; take the vacancies off before adding up",
        ),
        (
            lambda: with_vacancy(effort(PLAN), {"SPA": 5}, dim="department"),
            UnknownLabel,
            "unknown department 'SPA'; the table has SPU, SGO, CEC …",
        ),
        (
            lambda: with_vacancy(effort(PLAN), 5, dim="grade"),
            UnknownLabel,
            "unknown dim 'grade'; the table has output, department, period",
        ),
    ],
)
def test_what_can_be_no_vacancy(call: Callable[[], object], kind: type[OpPlanError], message: str) -> None:
    assert refusal(kind, call) == message


@settings(max_examples=40)
@given(
    tables(dims=("department", "period"), cell=figures(digits=9, places=6)),
    st.decimals(0, 100, places=2).map(abs),
)
def test_what_is_vacant_and_what_is_left_make_the_whole(table: Table, percent: Decimal) -> None:
    vacant = with_vacancy(table, 100 - percent)
    left = with_vacancy(table, percent)
    assert left + vacant == table
    assert with_vacancy(table, 0) == table


# --- from one period to the next --------------------------------------------------------------------------------------


def test_recruitments_of_the_shipped_plan_from_its_file() -> None:
    raw = raw_staffing()
    found = staff_changes(PLAN)
    assert found.unit == "work_year/year"
    expected: dict[tuple[str, ...], Fraction | Missing] = {}
    years = {"2007": 1, "2008": 1, "2009-2011": 3}
    for before, after in (("2007", "2008"), ("2008", "2009-2011")):
        for code, grade, period in raw:
            if period == after and (code, grade, before) in raw:
                pair = raw[code, grade, after], raw[code, grade, before]
                later, earlier = (one / 12 if isinstance(one, Fraction) else None for one in pair)
                if later is None or earlier is None:
                    expected[code, grade, after] = BLANK
                else:
                    expected[code, grade, after] = later / years[after] - earlier / years[before]
    assert cells_of(found).keys() == expected.keys()
    for key, value in cells_of(found).items():
        wanted = expected[key]
        if isinstance(value, Decimal) and isinstance(wanted, Fraction):
            assert abs(Fraction(value) - wanted) <= Fraction(1, 10**20)
        else:
            assert value is wanted is BLANK
    assert not [key for key in expected if key[0] == "TLC"]
    by_department = found.by("department", "period")
    assert by_department.at(department="SPU", period="2008") == Decimal("-0.75")
    assert found.at(department="SPU", grade="P3", period="2008") == Decimal("-0.5")
    assert found.at(department="SPU", grade="G5", period="2008") == Decimal("-0.25")
    assert by_department.at(department="SPU", period="2009-2011") == 0
    assert abs(by_department.at(department="CEC", period="2008") - Decimal(49) / 12) < Decimal("1e-18")  # type: ignore[operator]  # a figure


def test_recruitments_have_whole_axes_and_do_not_add_over_periods() -> None:
    found = staff_changes(PLAN)
    assert [found.labels(dim) for dim in found.dims] == [capacity(PLAN).labels(dim) for dim in found.dims]
    assert refusal(NotAdditive, found.total) == (
        "cannot add up over 'period': they are rates per year; keep it with by(…, 'period'), or take one with "
        "where(period='2007')"
    )


def test_periods_are_compared_in_the_order_of_time_and_only_where_both_are_stated() -> None:
    plan = staffed(
        "2009-2011", "2007", "2008",
        P5={"2007": 12, "2008": 24, "2009-2011": 54}, P4={"2007": 12, "2009-2011": 36}, P3={"2007": 12, "2008": "n/a"},
    )  # fmt: skip
    assert cells_of(staff_changes(plan)) == {
        ("SGO", "P5", "2008"): 1,
        ("SGO", "P5", "2009-2011"): Decimal("-0.5"),
        ("SGO", "P3", "2008"): Missing.NOT_APPLICABLE,
    }


# --- grades -----------------------------------------------------------------------------------------------------------


def test_average_grades_of_the_shipped_plan() -> None:
    lines = {(line.department, line.period): line for line in average_grade(PLAN)}
    assert len(lines) == 25
    ranks = {grade: rank for rank, grade in enumerate(reversed(GRADES), 1)}
    raw = raw_staffing()
    for (code, period), line in lines.items():
        months = {grade: value for (own, grade, at), value in raw.items() if (own, at) == (code, period)}
        stated = {grade: value for grade, value in months.items() if isinstance(value, Fraction)}
        whole = sum(stated.values(), Fraction(0))
        mean = sum((ranks[grade] * value for grade, value in stated.items()), Fraction(0)) / whole
        assert line.work_months == whole
        assert abs(Fraction(line.mean_rank) - mean) <= Fraction(1, 10**20)
        assert abs(ranks[line.nearest.code] - mean) <= Fraction(1, 2)
        assert line.skipped == len(months) - len(stated)
        above = sum(value for grade, value in stated.items() if ranks[grade] > ranks[line.median.code])
        below = sum(value for grade, value in stated.items() if ranks[grade] < ranks[line.median.code])
        assert 2 * above <= whole
        assert 2 * below < whole
    spu = lines["SPU", "2008"]
    assert (spu.mean_rank, spu.median.code, spu.nearest.code) == (Decimal("10.5"), "P3", "P3")


@pytest.mark.parametrize(
    ("months", "mean", "median", "nearest"),
    [
        ({"P5": 12}, 12, "P5", "P5"),
        ({"P5": 12, "P3": 12}, 11, "P3", "P4"),
        ({"P1": 12, "G7": 12}, Decimal("7.5"), "G7", "G7"),
        ({"P1": 13, "G7": 12}, Decimal("7.52"), "P1", "P1"),
        ({"P5": 12, "P4": 0, "P3": "blank"}, 12, "P5", "P5"),
    ],
)
def test_an_average_grade(months: dict[str, object], mean: Decimal, median: str, nearest: str) -> None:
    staffing = work_months("grade", **{grade: {"2008": value} for grade, value in months.items()})
    plan = small_plan(periods=["2008"], departments=[Department(code="SGO", name="Office", staffing=staffing)])
    (line,) = average_grade(plan)
    assert (line.mean_rank, line.median.code, line.nearest.code) == (mean, median, nearest)
    assert line.skipped == sum(value == "blank" for value in months.values())


def test_without_work_months_there_is_no_average() -> None:
    assert not average_grade(staffed("2008", P5={"2008": 0}, P4={"2008": "blank"}))


def test_the_scale_is_the_plans_own() -> None:
    plan = staffed("2008", S2={"2008": 12}, J1={"2008": 36})
    plan = attrs.evolve(plan, grades=GradeScale({"Senior": ["S2", "S1"], "Junior": ["J1"]}))
    (line,) = average_grade(plan)
    assert (line.mean_rank, line.median.code, line.nearest.code) == (Decimal("1.5"), "J1", "J1")
