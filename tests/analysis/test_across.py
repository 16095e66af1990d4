"""One table of many plans: what adds is what adds in each, and what would count twice does not."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    Department,
    InvalidPlan,
    Measure,
    NotAdditive,
    OperationalPlan,
    Output,
    Table,
    UnitMismatch,
    UnknownCode,
    UnknownLabel,
    across,
    bundled,
    effort,
    figures,
    load_many,
    posts,
)
from tests.helpers import refusal
from tests.small_plans import small_plan, work_months
from tests.strategies import plans

STRANGERS = Path(__file__).parents[1] / "strangers"


def plan_of(code: str, **fields: object) -> OperationalPlan:
    """A plan of an entity of its own, with 4.7 work-months in 2008."""
    given = {"output": Output(code="PP", title="PP", effort=work_months("department", SGO={"2008": "4.7"}))}
    outputs = fields.pop("outputs", [given["output"]])
    return small_plan(**{"code": code, "entity": code, "outputs": outputs, **fields})


def budget(unit: str, **fields: object) -> dict[str, object]:
    """The fields of a plan with a budget in this unit."""
    measure = Measure(code="budget", of="outputs", dims=[], unit=unit, **fields)  # type: ignore[arg-type]
    output = Output(code="PP", title="PP", figures={"budget": measure.table({"2008": 5})})
    return {"measures": [measure], "outputs": [output]}


def test_plans_of_other_outputs_and_departments_and_columns_stand_in_one_table() -> None:
    other = plan_of(
        "q",
        periods=["2006", "2008"],
        window="2006-2008",
        departments=[Department(code="FIN", name="Finance"), Department(code="SGO", name="Office")],
        outputs=[Output(code="X", title="X", effort=work_months("department", FIN={"2006": 1, "2008": "blank"}))],
    )
    table = across([plan_of("p"), other], effort)
    assert table.dims == ("plan", "output", "department", "period")
    assert {dim: table.labels(dim) for dim in table.dims} == {
        "plan": ("p", "q"),
        "output": ("PP", "X"),
        "department": ("CEC", "SGO", "FIN"),
        "period": ("2006", "2007", "2008", "2009-2011"),
    }
    assert table.by().missing().total() == 1
    assert table.by("plan").records() == [{"plan": "p", "value": Decimal("4.7")}, {"plan": "q", "value": Decimal(1)}]


def test_the_shipped_plan_and_a_stranger_with_a_fiscal_year_are_refused() -> None:
    fiscal = next(one.plan for one in load_many(STRANGERS / "odk-h2020.toml"))
    assert fiscal is not None
    assert refusal(NotAdditive, lambda: across([bundled("gs-2008-2011"), fiscal], effort)) == (
        "plan 'ODK-2015-2019': its years begin in September, those of 'gs-2008-2011' begin in January; "
        "periods of two calendars cannot be joined"
    )
    within = across([bundled("gs-2008-2011"), fiscal], lambda plan: effort(plan).by("output"))
    assert within.by("plan").at(plan="ODK-2015-2019") == effort(fiscal).total()


def test_overlapping_periods_of_two_plans_do_not_add() -> None:
    table = across([plan_of("p"), plan_of("q", periods=["2008", "2008-2009"], window="2008-2009")], effort)
    assert refusal(NotAdditive, lambda: table.by("plan")) == (
        "cannot add up over 'period': 2008 and 2008-2009 overlap; keep it with by(…, 'period'), "
        "or take one with where(period='2007')"
    )
    assert table.by("period").at(period="2008") == Decimal("9.4")


def test_plans_of_one_entity_for_the_same_years_do_not_add() -> None:
    table = across([plan_of("p", entity="GS"), plan_of("q", entity="GS", window="2009-2012")], effort)
    assert refusal(NotAdditive, lambda: table.by("period")) == (
        "cannot add up over 'plan': p and q are plans of one entity for the same years; keep it with by(…, 'plan'), "
        "or take one with where(plan='p')"
    )
    assert table.where(plan="q").by("period").at(period="2008") == Decimal("4.7")
    after = plan_of("q", entity="GS", window="2012-2015", periods=["2012"], outputs=[])
    assert across([plan_of("p", entity="GS"), after], effort).total() == Decimal("4.7")


def test_posts_do_not_add_over_periods_here_either() -> None:
    assert refusal(NotAdditive, lambda: across([bundled("gs-2008-2011")], posts).by("plan")) == (
        "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
        "or take one with where(period='2007')"
    )


def test_other_units_currencies_and_dims_are_refused_by_plan() -> None:
    francs, dollars = plan_of("p", **budget("kCHF")), plan_of("q", **budget("USD"))
    assert refusal(UnitMismatch, lambda: across([francs, dollars], "budget")) == (
        "plan 'q' is in USD, not in kCHF; multiply one of them by an exchange rate first"
    )
    thousands = plan_of("q", **budget("CHF"))
    converted = across([francs, thousands], lambda plan: figures(plan, "budget").convert("CHF"))
    assert converted.total() == Decimal(5005)
    assert refusal(UnknownCode, lambda: across([francs, plan_of("q")], "budget")).startswith("plan 'q': ")
    assert refusal(UnknownLabel, lambda: across([plan_of("p"), plan_of("q")], _dims_of_each)) == (
        "plan 'q' has the dims output, not department"
    )


def _dims_of_each(plan: OperationalPlan) -> Table:
    return effort(plan).by("department" if plan.code == "p" else "output")


def test_two_plans_of_one_code_and_none_at_all_are_refused() -> None:
    with pytest.raises(InvalidPlan, match=r"^p: two plans have this code; each needs one of its own$"):
        across([plan_of("p"), plan_of("p")], effort)
    with pytest.raises(InvalidPlan, match=r"^plans: there are none$"):
        across([], effort)


def test_what_is_no_plan_is_told() -> None:
    one = plan_of("p")
    with pytest.raises(TypeError, match=r"^across takes several plans, as in across\(\[plan, other\], effort\)"):
        across(one, effort)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^across takes plans, got 'p' among them"):
        across(["p"], effort)  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"^across: what must make a table of a plan, got 5$"):
        across([one], lambda _: 5)  # type: ignore[arg-type,return-value]
    with pytest.raises(TypeError, match=r"^across: what must be a function, such as effort, or the code of a measure"):
        across([one], 5)  # type: ignore[call-overload]


@settings(max_examples=25)
@given(st.lists(plans(), min_size=1, max_size=3, unique_by=lambda plan: plan.code))
def test_each_plan_is_found_again(found: list[OperationalPlan]) -> None:
    if len({plan.year_begins for plan in found}) > 1:
        found = found[:1]
    try:
        table = across(found, "effort")
    except (UnknownLabel, UnitMismatch):  # declared anew, otherwise in each
        found = found[:1]
        table = across(found, "effort")
    for plan in found:
        own = figures(plan, "effort")
        assert table.where(plan=plan.code).by(*own.dims) == own
