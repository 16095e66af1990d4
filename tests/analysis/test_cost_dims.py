"""Costs by department, grade and whatever else: the dims divide the same money, to the last digit."""

import datetime
import itertools
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import (
    Department,
    InvalidPlan,
    Missing,
    OperationalPlan,
    Output,
    Overhead,
    Rates,
    Service,
    ServiceRates,
    StaffRates,
    Table,
    UnknownLabel,
)
from tests import rates_strategies as strategies
from tests.helpers import cells_of, refusal
from tests.rates_strategies import table
from tests.small_plans import small_plan, work_months

PLAN = opplan.bundled("gs-2008-2011")
RATES = opplan.load_rates(Path(__file__).parents[2] / "examples" / "rates-invented.toml")
DIMS = ("output", "department", "grade", "component", "period")
DEFAULT = ("output", "component", "period")
AS_OF = datetime.date(2007, 1, 1)

# --- the real plan ----------------------------------------------------------------------------------------------------


def test_every_choice_of_dims_divides_the_same_money_of_the_real_plan() -> None:
    costs, above = (one(PLAN, RATES, by=DIMS) for one in (opplan.cost, opplan.overhead))
    assert costs.by(*DEFAULT) == opplan.cost(PLAN, RATES)
    assert above.by(*DEFAULT) == opplan.overhead(PLAN, RATES)
    for number in range(len(DIMS)):
        for dims in itertools.combinations(reversed(DIMS), number):
            found = opplan.cost(PLAN, RATES, by=dims)
            assert (found.dims, found) == (dims, costs.by(*dims))
    for dims in ((), ("department", "period"), ("period", "grade")):
        found = opplan.overhead(PLAN, RATES, by=dims)
        assert found == above.by(*dims)
        assert (opplan.cost(PLAN, RATES, by=dims) + found).total() == costs.total() + above.total()


def test_departments_bear_the_services_that_they_alone_provide() -> None:
    costs = opplan.cost(PLAN, RATES, by=("department", "component", "period"))
    assert costs.labels("department") == tuple(one.code for one in PLAN.departments)  # all services have a provider
    volumes = opplan.volumes(PLAN).by("service", "period")
    for service in PLAN.services:
        (provider,) = service.departments
        borne = costs.where(component=service.code).keep(bool)
        assert {record["department"] for record in borne.records()} == {provider}
    pages = volumes.at(service="typing", period="2008")
    assert costs.at(department="C&P", component="typing", period="2008") == 20 * pages  # type: ignore[operator]
    # SPU: 51.9 work-months of 2008 at 14250, its average
    asked = opplan.effort(PLAN).by("department", "period").at(department="SPU", period="2008")
    assert asked == Decimal("51.9")
    assert costs.at(department="SPU", component="staff", period="2008") == Decimal("739575")


def test_grades_have_their_part_of_the_work_of_the_real_plan() -> None:
    # SPU in 2008 has D1 12, P5 12, P3 12, P2 6, G5 6 work-months, so 12/48 of what it is asked for is of a P5 at 16000.
    costs = opplan.cost(PLAN, RATES, by=("department", "grade", "period"))
    own = costs.where(department="SPU", period="2008").by("grade")
    part = Decimal("51.9")
    assert {str(record["grade"]): record["value"] for record in own.records()} == {
        "D1": part / 4 * 20000,
        "P5": part / 4 * 16000,
        "P3": part / 4 * 12000,
        "P2": part / 8 * 10000,
        "G5": part / 8 * 8000,
    }
    assert costs.labels("grade") == (*opplan.capacity(PLAN).labels("grade"), "(none)")
    services = opplan.volumes(PLAN)
    paid = opplan.cost(PLAN, RATES).where(component=services.labels("service"))
    assert costs.where(grade="(none)").total() == paid.total()


# --- laws -------------------------------------------------------------------------------------------------------------


@st.composite
def with_providers(draw: st.DrawFn) -> OperationalPlan:
    """A small plan whose services are provided by some departments."""
    plan = draw(strategies.small_plans())
    some = st.lists(st.sampled_from([one.code for one in plan.departments]), unique=True, max_size=2)
    return attrs.evolve(plan, services=[attrs.evolve(one, departments=draw(some)) for one in plan.services])


percents = st.integers(1, 300) | st.decimals("0.001", "99.999", places=3)


@settings(max_examples=40)
@given(data=st.data(), plan=with_providers())
def test_the_dims_divide_the_same_money_to_the_last_digit(data: st.DataObject, plan: OperationalPlan) -> None:
    percent = table("percent", {("2007-2011",): data.draw(percents)}, "period")
    support = Overhead(code="support", on=["staff", "typing"], source="drawn", as_of=AS_OF, percent=percent)
    rates = attrs.evolve(data.draw(strategies.full_rates()), overheads=[support])
    dims = data.draw(st.lists(st.sampled_from(DIMS), unique=True))
    for one in (opplan.cost, opplan.overhead):
        full = one(plan, rates, by=DIMS)
        assert full.by(*DEFAULT) == one(plan, rates)
        assert one(plan, rates, by=dims) == full.by(*dims)


# --- small plans ------------------------------------------------------------------------------------------------------

STAFFING = table("work_month", {("P5", "2008"): 1, ("G5", "2008"): 1, ("G4", "2008"): 1}, "grade", "period")
PRICES = table("CHF/work_month", {("P", "2007-2011"): 100, ("G", "2007-2011"): 50}, "category", "period")
STAFF = StaffRates(code="s", source="x", as_of=AS_OF, categories=PRICES)


def plan_of(**fields: object) -> OperationalPlan:
    departments = [Department(code="SGO", name="Office", staffing=STAFFING), Department(code="CEC", name="C")]
    return small_plan(**({"departments": departments} | fields))


def output(**rows: dict[str, object]) -> Output:
    return Output(code="PP", title="C", effort=work_months("department", **rows))


def rates_of(**fields: object) -> Rates:
    given: dict[str, object] = {"code": "r", "title": "R", "currency": "CHF", "staff": [STAFF]}
    return Rates(**(given | fields))  # type: ignore[arg-type]  # what each test says


def test_the_last_grade_takes_what_rounding_leaves() -> None:
    costs = opplan.cost(plan_of(outputs=[output(SGO={"2008": 1})]), rates_of(), by=("grade",))
    third = "33.33333333333333333333"
    assert [(record["grade"], str(record["value"])) for record in costs.records()] == [
        ("P5", third),
        ("G5", "16.66666666666666666667"),
        ("G4", "16.66666666666666666667"),
    ]
    assert costs.total() == Decimal("66.66666666666666666667")
    assert costs.assumed == ("staff at the average rate of each department's grades",)


def test_what_is_missing_stays_missing_in_each_grade_that_it_may_be_of() -> None:
    plan = plan_of(outputs=[output(SGO={"2008": "blank"}, CEC={"2008": "n/a", "2007": 0})])
    assert cells_of(opplan.cost(plan, rates_of(), by=("department", "grade", "period"))) == {
        **{("SGO", grade, "2008"): Missing.BLANK for grade in ("P5", "G5", "G4")},
        ("CEC", "(none)", "2007"): 0,
        ("CEC", "(none)", "2008"): Missing.NOT_APPLICABLE,
    }
    whole = opplan.cost(plan, rates_of())
    assert whole.missing().total() == 2
    assert whole.at(output="PP", component="staff", period="2008") is Missing.BLANK


def test_a_service_of_no_department_or_of_two_is_under_none() -> None:
    pages = [{"service": code, "2008": 3} for code in "abc"]
    services = [
        Service(code="a", name="a", unit="page", departments=["CEC"]),
        Service(code="b", name="b", unit="page", departments=["CEC", "SGO"]),
        Service(code="c", name="c", unit="page"),
    ]
    asked = Table.from_rows(pages, dims=["service", "period"], unit="page")
    plan = plan_of(services=services, outputs=[Output(code="PP", title="C", services=asked)])
    prices = Table.from_rows([{**row, "2008": 2} for row in pages], dims=["service", "period"], unit="CHF/page")
    rates = rates_of(services=[ServiceRates(code="p", source="x", as_of=AS_OF, rates=prices)])
    found = opplan.cost(plan, rates, by=("department", "component"))
    assert found.records() == [
        {"department": "CEC", "component": "a", "value": 6},
        {"department": "(none)", "component": "b", "value": 6},
        {"department": "(none)", "component": "c", "value": 6},
    ]
    assert found.labels("department") == ("CEC", "SGO", "(none)")  # as the plan has them, and none at the end
    alone = attrs.evolve(plan, services=[attrs.evolve(one, departments=["CEC"]) for one in services])
    assert opplan.cost(alone, rates, by="department").labels("department") == ("CEC", "SGO")


def test_a_hand_built_plan_needs_its_departments_only_where_they_are_asked_for() -> None:
    pages = table("page", {("a", "2008"): 3}, "service", "period")
    services = [Service(code="a", name="a", unit="page", departments=["nobody"])]
    plan = plan_of(services=services, outputs=[Output(code="PP", title="C", services=pages)])
    prices = table("CHF/page", {("a", "2008"): 2}, "service", "period")
    rates = rates_of(services=[ServiceRates(code="p", source="x", as_of=AS_OF, rates=prices)])
    assert opplan.cost(plan, rates).total() == 6
    message = "unknown department 'nobody'; the table has CEC, SGO"
    assert refusal(UnknownLabel, lambda: opplan.cost(plan, rates, by="department")) == message


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("outputs", "by: costs have no dim 'outputs'; did you mean 'output'?"),
        (["output", "service"], f"by: costs have no dim 'service'; known: {', '.join(DIMS)}"),
        ([5], f"by: costs have no dim 5; known: {', '.join(DIMS)}"),
    ],
)
def test_costs_have_no_other_dims(by: object, said: str) -> None:
    for one in (opplan.cost, opplan.overhead):
        assert refusal(UnknownLabel, lambda one=one: one(PLAN, RATES, by=by)) == said  # type: ignore[misc]


def test_dims_that_are_none_at_all() -> None:
    with pytest.raises(TypeError) as caught:
        opplan.cost(PLAN, RATES, by=5)  # type: ignore[arg-type]  # the slip
    assert str(caught.value) == "cost: by must be text or a list, got 5"


def test_one_dim_or_none() -> None:
    assert opplan.cost(PLAN, RATES, by="period") == opplan.cost(PLAN, RATES).by("period")
    assert opplan.cost(PLAN, RATES, by=()).total() == opplan.cost(PLAN, RATES).total()
    assert opplan.cost(PLAN, RATES, by=["period", "period"]).dims == ("period",)


BY_GRADE = """
format = 1
code = "p"
title = "P"
organisation = "O"
window = "2025/26"
year_begins = 7
periods = ["2025/26-Q1", "2025/26-Q2"]
[measures.effort]
dims = ["department", "source", "grade"]
[dimensions]
source = ["RB"]
[departments.A]
name = "A"
[outputs.X]
title = "X"
effort = [{ department = "A", source = "RB", grade = "P5", "2025/26-Q1" = 3, "2025/26-Q2" = "blank" }]
"""


def test_a_plan_that_says_the_grades_of_work_leaves_nothing_to_assume() -> None:
    categories = table("CHF/work_month", {("P", "2025/26"): 100}, "category", "period")
    rates = rates_of(staff=[StaffRates(code="s", source="x", as_of=AS_OF, categories=categories)])
    plan = opplan.loads(BY_GRADE)
    costs = opplan.cost(plan, rates, by=("department", "grade", "period"))
    assert (costs.assumed, costs.axis("period").year_begins) == ((), 7)
    assert costs.records() == [
        {"department": "A", "grade": "P5", "period": "2025/26-Q1", "value": 300},
        {"department": "A", "grade": "P5", "period": "2025/26-Q2", "value": Missing.BLANK},
    ]
    no_department = BY_GRADE.replace('"department", ', "").replace('department = "A", ', "")
    costs = opplan.cost(opplan.loads(no_department), rates, by=("department", "grade"))
    assert costs.records() == [{"department": "(none)", "grade": "P5", "value": 300}]


def test_departments_without_grades_are_named_with_what_would_help() -> None:
    plan = plan_of(outputs=[output(CEC={"2008": 1, "2009-2011": 2}), attrs.evolve(output(CEC={"2008": 2}), code="X")])
    assert refusal(InvalidPlan, lambda: opplan.cost(plan, rates_of())) == (
        "departments.CEC.staffing: there are no work-months by grade, to tell what those cost that outputs ask for in "
        "2008, 2009-2011; give it rows such as { grade = …, 2008 = … }, or price the work itself: "
        '[measures.work] with measure = "effort" in the rates'
    )
    quarters = BY_GRADE.replace('"department", "source", "grade"', '"department"').replace(
        'source = "RB", grade = "P5", ', ""
    )
    assert '{ grade = …, "2025/26-Q1" = … }' in refusal(
        InvalidPlan, lambda: opplan.cost(opplan.loads(quarters), rates_of())
    )


# --- a stranger with effort and staffing by source and fiscal years ---------------------------------------------------

BY_SOURCE = opplan.loads(
    """\
format = 1
code = "p"
title = "Plan"
organisation = "Org"
window = "2025/26-2026/27"
year_begins = 7
periods = ["2025/26", "2026/27"]
[dimensions]
source = ["RB", "XB"]
[measures.effort]
dims = ["department", "source"]
[measures.staffing]
dims = ["grade", "source"]
unit = "FTE"
[departments.SGO]
name = "Office"
staffing = [
    { grade = "P5", source = "RB", "2025/26" = 1, "2026/27" = 1 },
    { grade = "P5", source = "XB", "2025/26" = 1, "2026/27" = "blank" },
    { grade = "P4", source = "RB", "2025/26" = 2, "2026/27" = 2 },
]
[outputs.PP]
title = "Conference"
effort = [
    { department = "SGO", source = "RB", "2025/26" = 4, "2026/27" = 5 },
    { department = "SGO", source = "XB", "2025/26" = "blank", "2026/27" = 1 },
]
"""
)
FISCAL = Rates(
    code="r",
    title="Rates",
    currency="CHF",
    staff=[
        StaffRates(
            code="s",
            source="invented",
            as_of=AS_OF,
            grades=Table.from_rows(
                [{"grade": "P5", "2025/26-2026/27": 200}, {"grade": "P4", "2025/26-2026/27": 100}],
                dims=["grade", "period"],
                unit="CHF/work_month",
            ),
        )
    ],
)


def test_costs_keep_the_star_of_work_that_has_skipped_something() -> None:
    skipped = [{"state": "blank", "value": Decimal(1)}]
    whole = opplan.cost(BY_SOURCE, FISCAL).by("period")
    assert whole.at(period="2025/26") == 600
    assert whole.where(period="2025/26").by().missing().records() == skipped
    assert not whole.where(period="2026/27").missing()
    for grade, money in (("P5", 400), ("P4", 200)):
        fine = opplan.cost(BY_SOURCE, FISCAL, by=("grade", "period")).where(grade=grade, period="2025/26")
        assert (fine.total(), fine.by().missing().records()) == (money, skipped)
    assert whole.assumed == (
        "people in FTE work in all months of their period",
        "staff at the average rate of each department's grades, leaving out those without a figure (SGO in 2026/27)",
    )


def test_a_payroll_keeps_the_star_and_the_calendar_of_the_capacity() -> None:
    paid = opplan.payroll(BY_SOURCE, FISCAL)
    assert paid.where(grade="P5").missing().records() == [
        {"department": "SGO", "grade": "P5", "period": "2026/27", "state": "blank", "value": Decimal(1)}
    ]
    assert paid.axis("period").year_begins == 7
