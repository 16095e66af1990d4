"""Figures times a factor, or one for each label: `Table.scaled`."""

import re
from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import Axis, InvalidPlan, Missing, OpPlanError, Period, Table, UnitMismatch, UnknownLabel
from tests.strategies import cells, figures, tables
from tests.test_table_laws import content, law, rounded

EXAMPLES = Path(__file__).parents[1] / "examples"
TABLE = Table.from_rows(
    [
        {"department": "SGO", "2008": "18.0", "2009": "17.85", "2010": 3},
        {"department": "CEC", "2008": "blank", "2009": 0},
    ],
    dims=["department", "period"],
    unit="CHF",
)
HOURS = Table.from_rows([{"2008": 375, "2009": "n/a"}], dims=["period"], unit="hour")
exact_factors = figures(digits=3, places=4, negative=False)
small_tables = tables(dims=("item", "department"), cell=cells(figures(digits=9, places=6)))


def rows_of(table: Table) -> list[str]:
    return table.to_text().split("\n")


# --- what it does -----------------------------------------------------------------------------------------------------


def test_every_figure_is_multiplied_and_what_is_missing_stays_so() -> None:
    found = TABLE.scaled("1.03", because="salaries rise by 3 percent")
    assert found.at(department="SGO", period="2009") == Decimal("18.3855")
    assert found.at(department="CEC", period="2008") is Missing.BLANK
    assert found.at(department="CEC", period="2009") == 0
    assert found.at(department="CEC", period="2010") is Missing.NOT_STATED
    assert found.by("period").missing().total() == TABLE.by("period").missing().total() == 1
    assert found.assumed == ("times 1.03: salaries rise by 3 percent",)
    assert (found.unit, found.axes) == (TABLE.unit, TABLE.axes)


@pytest.mark.parametrize("factor", [Decimal("0.5"), Fraction(1, 2), "0.5", "1/2", "2.5/5"])
def test_a_factor_is_a_number_or_text(factor: Decimal | Fraction | str) -> None:
    assert TABLE.scaled(factor, because="half").at(department="SGO", period="2009") == Decimal("8.925")


def test_a_factor_of_nothing_makes_zeros_and_no_blanks() -> None:
    found = TABLE.scaled(0, because="it ceases")
    assert found.at(department="SGO", period="2008") == 0
    assert found.at(department="CEC", period="2008") is Missing.BLANK
    assert len(found) == len(TABLE)


def test_factors_of_labels_leave_the_others_as_they_are_printed() -> None:
    found = TABLE.scaled({"2008": "1.03", "2010": Fraction(1, 3)}, because="index of prices")
    assert rows_of(found) == [
        "CHF",
        "department   2008   2009  2010",
        "------------------------------",
        "SGO         18.54  17.85  1.00",
        "CEC         blank      0",
        "assumed: 2008 times 1.03, 2010 times 1/3, others as they are: index of prices",
    ]


def test_factors_of_all_labels_leave_no_others() -> None:
    found = TABLE.scaled({"CEC": 2, "SGO": "1.10"}, because="so it is")
    assert found.assumed == ("SGO times 1.10, CEC times 2: so it is",)


def test_of_many_labels_the_first_are_told() -> None:
    many = Table.from_records([{"item": f"i{n}", "value": 1} for n in range(30)], dims=["item"], unit="CHF")
    told = many.scaled({f"i{n}": 2 for n in range(20)}, because="b").assumed[0]
    assert told.startswith("i0 times 2, i1 times 2, ")
    assert told.endswith(", i8 times 2 and 11 more, others as they are: b")


def test_what_is_done_twice_is_told_twice() -> None:
    once = TABLE.scaled(2, because="doubled")
    assert once.scaled(2, because="doubled").scaled(2, because="doubled").assumed == (
        "times 2: doubled",
        "again times 2: doubled",
        "again again times 2: doubled",
    )


def test_a_reason_is_one_line_of_composed_text() -> None:
    assert TABLE.scaled(1, because=" e\u0301t\u00e9\n 2008 ").assumed == ("times 1: \u00e9t\u00e9 2008",)


def test_labels_are_told_on_one_line_that_a_dataframe_keeps() -> None:
    table = Table.from_records([{"item": "a\nb", "value": 3}, {"item": "c", "value": 4}], dims=["item"], unit="CHF")
    found = table.scaled({"a\nb": 2}, because="b")
    assert found.assumed == (r"a\nb times 2, others as they are: b",)
    assert Table.from_frame(found.to_frame("pyarrow"), dims=["item"], unit="CHF").assumed == found.assumed


def test_earlier_assumptions_stay() -> None:
    assert TABLE.assuming("a").scaled(2, because="b").assumed == ("a", "times 2: b")


def test_whole_factors_keep_the_printed_decimals() -> None:
    assert str(TABLE.scaled(2, because="b").at(department="SGO", period="2008")) == "36.0"
    assert str(TABLE.scaled(1, because="b").at(department="SGO", period="2009")) == "17.85"


# --- labels -----------------------------------------------------------------------------------------------------------


def test_labels_are_looked_up_as_everywhere() -> None:
    grades = Table.from_rows(
        [{"grade": "P5", "2008-Q1": 4}, {"grade": "G6", "2008-Q1": 8}], dims=["grade", "period"], unit="post"
    )
    assert grades.scaled({"P-5": 2}, because="b") == grades.scaled({"P5": 2}, because="b")
    quarter: dict[str, int] = {Period.parse("2008-Q1"): 2}  # type: ignore[dict-item]  # a Period is a label, too
    assert grades.scaled(quarter, because="b") == grades.scaled(2, because="b")
    with pytest.raises(InvalidPlan, match=r"^factor\.P-5: is P5, which stands there already$"):
        grades.scaled({"P5": 1, "P-5": 2}, because="b")


def test_an_index_per_year_works_on_fiscal_years() -> None:
    axis = Axis("period", ("2025/26", "2026/27"), year_begins=7)
    rows = [{"item": "a", "period": "2025/26", "value": 100}, {"item": "a", "period": "2026/27", "value": 200}]
    table = Table.from_records(rows, dims=["item", "period"], unit="kUSD", labels={"period": axis})
    found = table.scaled({"2026/27": "1.025"}, because="consumer prices")
    assert found.total() == 305
    assert found.axis("period").year_begins == 7
    assert found.assumed == ("2026/27 times 1.025, others as they are: consumer prices",)
    with pytest.raises(UnknownLabel, match=r"^unknown period '2026'; the table has 2026/27, 2025/26$"):
        table.scaled({"2025/26": 1, "2026": 2}, because="b")


def test_names_and_calendars_of_axes_stay() -> None:
    axis = Axis("item", ("a", "b"), names={"a": "first"}, reason="declared")
    rows = [{"item": "a", "value": 1}, {"item": "b", "value": 2}]
    table = Table.from_records(rows, dims=["item"], unit="hour", labels={"item": axis})
    found = table.scaled("1/150", unit="work_month", because="b")
    assert dict(found.axis("item").names) == {"a": "first"}
    assert found.axis("item").reason == "declared"


REFUSED: list[tuple[object, str]] = [
    ({"2008": 1, "2012": 1}, "unknown period '2012'; the table has 2010, 2009, 2008"),
    ({"CECC": 1, "SGO": 2}, "unknown department 'CECC'; the table has CEC, SGO"),
    ({"PP": 1}, "no dim has 'PP'; name the dim that is meant, dim='department' or dim='period'"),
    ({2008: 1}, "factor: a label is text, got 2008; write '2008'"),
]


@pytest.mark.parametrize(("factor", "message"), REFUSED)
def test_labels_that_are_not_there_are_refused(factor: dict[str, int], message: str) -> None:
    with pytest.raises(UnknownLabel) as caught:
        TABLE.scaled(factor, because="b")
    assert str(caught.value) == message


def test_labels_of_several_dims_are_asked_for() -> None:
    rows = [{"output": "IS", "department": "IS", "value": 3}, {"output": "PP", "department": "IS", "value": 4}]
    table = Table.from_records(rows, dims=["output", "department"], unit="CHF")
    with pytest.raises(UnknownLabel) as caught:
        table.scaled({"IS": 2}, because="b")
    assert str(caught.value) == "output and department have 'IS'; write dim='output' or dim='department'"
    assert table.scaled({"IS": 2}, dim="output", because="b").total() == 10
    assert table.scaled({"IS": 2}, dim="department", because="b").total() == 14
    with pytest.raises(UnknownLabel, match=r"^unknown department 'PP'; the table has IS$"):
        table.scaled({"PP": 2}, dim="department", because="b")
    with pytest.raises(UnknownLabel, match=r"^unknown dim 'unit'; the table has output, department$"):
        table.scaled({"PP": 2}, dim="unit", because="b")


def test_a_table_without_dims_has_no_labels() -> None:
    with pytest.raises(UnknownLabel, match=r"^no dim has 'a'$"):
        TABLE.where(department="SGO").by().scaled({"a": 1}, because="b")


# --- what is refused --------------------------------------------------------------------------------------------------

KINDS = "must be a factor ≥ 0: a Decimal, a whole number, a Fraction or text such as '1.03' or '1/150', got "
NO_FACTORS: list[tuple[object, str]] = [
    (1.03, "a float is not exact, got 1.03; write Decimal('1.03')"),
    (1 / 150, "a float is not exact, got 0.006666666666666667; write '1/150'"),
    (2**0.5, "a float is not exact, got 1.4142135623730951; write Decimal('1.4142135623730951')"),
    (float("nan"), f"{KINDS}nan"),
    (Decimal("NaN"), f"{KINDS}NaN"),
    (Decimal("-0.03"), "must be 0 or more, got -0.03; a reduction by 3 % is '0.97'"),
    (-3, "must be 0 or more, got -3; a reduction by 3 % is '0.97'"),
    (Fraction(-1, 3), "must be 0 or more, got -1/3; a reduction by 3 % is '0.97'"),
    ("-1/3", "must be 0 or more, got -1/3; a reduction by 3 % is '0.97'"),
    ("1,03", f"{KINDS}'1,03'; write 1.03"),
    ("3%", f"{KINDS}'3%'"),
    ("1/0", f"{KINDS}'1/0'"),
    ("1/2/3", f"{KINDS}'1/2/3'"),
    ("", f"{KINDS}''"),
    ("blank", f"{KINDS}'blank'"),
    (Missing.BLANK, f"{KINDS}blank"),
    (True, f"{KINDS}true"),
    (None, f"{KINDS}nothing"),
    ([1], f"{KINDS}a list"),
]


@pytest.mark.parametrize(("factor", "message"), NO_FACTORS)
def test_what_is_no_factor_is_refused_with_what_to_write(factor: str, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        TABLE.scaled(factor, because="b")
    assert str(caught.value) == f"factor: {message}"


def test_all_that_is_wrong_with_factors_is_told_at_once() -> None:
    with pytest.raises(InvalidPlan) as caught:
        TABLE.scaled({"2008": "-2", "2009": "1,5", "2010": 3}, because="b")
    assert [str(one) for one in caught.value.problems] == [
        "factor.2008: must be 0 or more, got -2; a reduction by 3 % is '0.97'",
        f"factor.2009: {KINDS}'1,5'; write 1.5",
    ]
    with pytest.raises(InvalidPlan, match=r"^factor: must have a factor for a label$"):
        TABLE.scaled({}, because="b")


def test_a_dim_is_for_factors_by_label() -> None:
    with pytest.raises(InvalidPlan) as caught:
        TABLE.scaled(2, dim="period", because="b")
    assert str(caught.value) == "dim: is for factors by label, such as {'2008': '1.03'}"


@pytest.mark.parametrize(
    ("because", "message"),
    [
        ("", "must be a sentence that says why, got ''"),
        ("  ", "must be a sentence that says why, got '  '"),
        (None, "must be a sentence that says why, got nothing"),
        (["a"], "must be a sentence that says why, got a list"),
        ("a\x1bb", "must be text without control characters, got U+001B"),
        ("\u200b", "must be text that can be seen, got U+200B"),
    ],
)
def test_a_factor_needs_a_reason(because: str, message: str) -> None:
    with pytest.raises(InvalidPlan, match=f"^because: {re.escape(message)}$"):
        TABLE.scaled(2, because=because)


# --- units ------------------------------------------------------------------------------------------------------------


def test_hours_become_work_months() -> None:
    found = HOURS.scaled("1/150", unit="work_month", because="150 hours make a work-month")
    assert rows_of(found) == [
        "period  work_month",
        "------------------",
        "2008           2.5",
        "2009           n/a",
        "assumed: hour times 1/150 in work_month: 150 hours make a work-month",
    ]


def test_each_label_can_have_its_own_factor_to_a_unit() -> None:
    found = HOURS.scaled({"2008": "1/150", "2009": "1/148"}, unit="work_month", because="leap year")
    assert found.assumed == ("2008 times 1/150, 2009 times 1/148, hour in work_month: leap year",)


def test_no_figures_stay_in_the_old_unit() -> None:
    with pytest.raises(InvalidPlan, match=r"^factor: must have 2009, too: these figures would stay in hour$"):
        HOURS.scaled({"2008": "1/150"}, unit="work_month", because="b")
    known = HOURS.keep(bool)
    assert known.labels("period") == ("2008", "2009")
    assert known.scaled({"2008": "1/150"}, unit="work_month", because="b").unit == "work_month"


def test_the_unit_of_the_table_is_no_new_one() -> None:
    assert TABLE.scaled({"2008": 2}, unit="CHF", because="b").unit == "CHF"


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        ("work months", "'work months' is not a unit; write 'work_month'"),
        ("blank", "'blank' is what a plan says in the place of a figure, not a unit"),
    ],
)
def test_what_is_no_unit_is_refused(unit: str, message: str) -> None:
    with pytest.raises(UnitMismatch) as caught:
        HOURS.scaled(2, unit=unit, because="b")
    assert str(caught.value) == message
    with pytest.raises(TypeError, match=r"^unit: must be a unit such as 'work_month', got 5$"):
        HOURS.scaled(2, unit=5, because="b")  # type: ignore[arg-type]  # on purpose


def test_a_unit_that_converts_has_one_factor() -> None:
    table = Table.from_rows([{"2008": 18}], dims=["period"], unit="work_month")
    assert table.scaled("1/12", unit="work_year", because="b") == table.convert("work_year")
    with pytest.raises(UnitMismatch) as caught:
        table.scaled("1/150", unit="work_year", because="b")
    assert str(caught.value) == (
        "work_month is 1/12 work_year, whatever the factor; convert('work_year') does it; scale without unit="
    )


def test_what_adds_is_by_the_new_unit() -> None:
    posts = Table.from_rows([{"2008": 2, "2009": 3}], dims=["period"], unit="post")
    assert not posts.axis("period").adds
    work = posts.scaled(12, unit="work_month", because="filled all year")
    assert work.total() == 60
    assert not work.scaled("1/12", unit="post", because="and back").axis("period").adds
    prices = work.scaled(9000, unit="CHF/work_month", because="b")
    assert prices.axis("period").reason == "CHF/work_month is a price, and prices do not add"


def test_declared_reasons_stay_with_another_unit() -> None:
    touching = Axis("objective", ("1", "2"), "an output touches several")
    rows = [{"objective": "1", "value": 1}, {"objective": "2", "value": 1}]
    table = Table.from_records(rows, dims=["objective"], unit="hour", labels={"objective": touching})
    assert table.scaled("1/150", unit="work_month", because="b").axis("objective").reason == touching.reason


# --- laws -------------------------------------------------------------------------------------------------------------


@law(tables())
def test_a_factor_of_one_changes_no_figure(table: Table) -> None:
    found = table.scaled(1, because="b")
    assert found == table
    assert found.to_text().split("\nassumed")[0] == table.to_text().split("\nassumed")[0]


@law(tables(), st.fractions(0, 1000))
def test_products_are_rounded_once_half_even(table: Table, factor: Fraction) -> None:
    found, before = content(table.scaled(factor, because="b")), content(table)
    assert found == {
        key: value if isinstance(value, Missing) else rounded(value * factor) for key, value in before.items()
    }


@law(small_tables, exact_factors, exact_factors)
def test_factors_one_after_the_other_are_their_product(table: Table, one: Decimal, other: Decimal) -> None:
    product = Fraction(one) * Fraction(other)
    twice = table.scaled(one, because="b").scaled(other, because="c")
    assert twice == table.scaled(product, because="b")


@law(small_tables, exact_factors)
def test_scaling_and_adding_up_can_change_places(table: Table, factor: Decimal) -> None:
    for dims in ((), ("item",), ("department", "item")):
        assert table.by(*dims).scaled(factor, because="b") == table.scaled(factor, because="b").by(*dims)


@law(tables(), exact_factors)
def test_what_is_missing_is_conserved(table: Table, factor: Decimal) -> None:
    found = table.scaled(factor, because="b")
    assert found._counts == table._counts
    assert found.missing() == table.missing()


@law(tables(dims=("item", "period")), st.fractions(0, 100))
def test_the_same_factor_for_all_labels_is_one_factor(table: Table, factor: Fraction) -> None:
    plain = table.scaled(factor, because="b")
    for axis in table.axes:
        if axis.labels:
            assert table.scaled(dict.fromkeys(axis.labels, factor), dim=axis.dim, because="b") == plain


@given(tables(), st.fractions(0, 5))
def test_the_decimal_context_of_the_caller_does_not_matter(table: Table, factor: Fraction) -> None:
    before = table.scaled(factor, because="b")
    with localcontext(Context(prec=1, rounding=ROUND_UP, Emax=2, Emin=-2)):
        again = table.scaled(factor, because="b")
        assert str(again) == str(before)
    assert again == before


# --- the shipped plan -------------------------------------------------------------------------------------------------


def test_dearer_staff_makes_dearer_outputs() -> None:
    """Costs of staff rise as its rates do, to the last digit that both can have; pages cost what they cost."""
    plan, rates = opplan.bundled("gs-2008-2011"), opplan.load_rates(EXAMPLES / "rates-invented.toml")
    dearer = attrs.evolve(
        rates,
        staff=[
            attrs.evolve(
                one,
                grades=one.grades.scaled("1.03", because="salaries rise by 3 percent"),
                categories=one.categories.scaled("1.03", because="salaries rise by 3 percent"),
            )
            for one in rates.staff
        ],
    )
    before, after = opplan.cost(plan, rates), opplan.cost(plan, dearer)
    staff = before.where(component="staff").total(), after.where(component="staff").total()
    assert abs(Fraction(staff[1]) - Fraction(staff[0]) * Fraction("1.03")) < Fraction(1, 10**15)
    pages = before.axis("component").labels[1:]
    assert after.where(component=pages) == before.where(component=pages)
    assert opplan.loads_rates(opplan.dumps_rates(dearer)) == dearer


def test_an_extract_of_hours_is_held_against_the_plan() -> None:
    plan = opplan.bundled("gs-2008-2011")
    extract = [
        {"output": "PP", "department": "SGO", "period": "2008-M01", "value": "160"},
        {"output": "PP", "department": "SGO", "period": "2008-M02", "value": "152.5"},
        {"output": "PP", "department": "CEC", "period": "2008-M01", "value": "300"},
        {"output": "PP", "department": "CEC", "period": "2008-M02", "value": "blank"},
    ]
    hours = Table.from_records(extract, dims=["output", "department", "period"], unit="hour")
    spent = hours.scaled("1/150", unit="work_month", because="150 hours make a work-month")
    assert spent.by("output").at(output="PP") == Decimal("4.08333333333333333334")  # each month is rounded
    assert spent.by("department").missing().total() == 1
    asked = opplan.effort(plan).where(output="PP", period="2008").by("output", "department")
    assert asked.unit == spent.unit
    assert "assumed: hour times 1/150 in work_month: 150 hours make a work-month" in rows_of(
        spent.by("output", "department").percent_of(asked)
    )


def test_an_index_of_a_stranger_with_fiscal_years() -> None:
    plan = opplan.load(Path(__file__).parent / "strangers" / "tz-fund-2020.toml")
    budget = opplan.figures(plan, "budget")
    found = budget.scaled({"2021/22": "1.05", "2022/23": "1.1025"}, because="5 percent a year")
    assert found.assumed[-1] == "2021/22 times 1.05, 2022/23 times 1.1025, others as they are: 5 percent a year"
    factors = {"2020/21": 1, "2021/22": Fraction("1.05"), "2022/23": Fraction("1.1025")}
    for period, factor in factors.items():
        assert Fraction(found.where(period=period).total()) == factor * Fraction(budget.where(period=period).total())
    with pytest.raises(UnknownLabel, match=r"^unknown period '2021'; the table has "):
        budget.scaled({"2021": "1.05", "2022/23": 1}, because="b")


def test_every_measure_of_the_shipped_plan_can_be_scaled() -> None:
    plan = opplan.bundled("gs-2008-2011")
    for table in (opplan.effort(plan), opplan.capacity(plan), opplan.posts(plan), opplan.allocations(plan)):
        last = table.labels("period")[-1]
        index = table.scaled({last: "1.02"}, because="index of prices")
        assert index.where(period=last) == table.where(period=last).scaled("1.02", because="index of prices")
        assert index.axes == table.axes
        assert [axis.names for axis in index.axes] == [axis.names for axis in table.axes]


def test_refusals_are_errors_of_the_library() -> None:
    for wrong in ("-1", {"x": 1}, {}):
        with pytest.raises(OpPlanError):
            TABLE.scaled(wrong, because="b")  # type: ignore[arg-type]  # on purpose
