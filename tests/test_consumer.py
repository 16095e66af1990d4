"""The example of a library on top of this one: its own measure, rule and typed results."""

from decimal import Decimal

import pytest

import itu_opplan as opplan
from examples.consumer.travel_desk import TRAVEL, Estimate, add_travel, estimate, idle_travel
from tests.helpers import refusal

PLAN = opplan.bundled("gs-2008-2011")
ROWS = {
    "PP": [{"department": "SGO", "2007": 12, "2008": "4.50"}, {"department": "CEC", "2008": "blank"}],
    "COUNCIL": [{"department": "SGO", "2008": 3}],
}
MINE = add_travel(PLAN, ROWS)


def test_the_plan_has_the_measure() -> None:
    assert opplan.figures(MINE, "travel").where(department="SGO", period="2008").total() == Decimal("7.5")
    assert MINE.measures == (*PLAN.measures, TRAVEL)
    assert opplan.loads(opplan.dumps(MINE)) == MINE
    assert add_travel(MINE, {}) == MINE


def test_estimates() -> None:
    assert estimate(MINE, "2008", per_day=Decimal(800)) == (
        Estimate(department=PLAN.department("SGO"), days=Decimal("7.50"), amount=Decimal(6000), open=()),
        Estimate(department=PLAN.department("CEC"), days=Decimal(0), amount=Decimal(0), open=("PP",)),
    )
    assert estimate(MINE, "2009-2011", per_day=800) == ()


def test_what_cannot_be_estimated() -> None:
    assert refusal(opplan.UnknownCode, lambda: estimate(PLAN, "2008", per_day=800)) == (
        "unknown measure 'travel'; known: effort, services, staffing …"
    )
    assert refusal(opplan.UnknownLabel, lambda: estimate(MINE, "2010", per_day=800)) == (
        "unknown period '2010'; the table has 2008, 2007, 2009-2011"
    )
    assert refusal(opplan.UnknownCode, lambda: add_travel(PLAN, {"PPP": []})) == (
        "outputs: unknown code 'PPP'; known: PP, COUNCIL, WSIS …"
    )


def test_the_rule_is_one_of_the_report() -> None:
    idle = add_travel(PLAN, {"PP": [{"department": "CEC", "2008": 2}, {"department": "TLC", "2008": 1}]})
    report = opplan.validate(idle, rules=[idle_travel], select="TRAVEL1")
    assert [str(problem) for problem in report] == [
        "outputs.PP.figures.travel[TLC, 2008]: TLC has days of travel in 2008, 1, but no work-months for this output"
    ]


@pytest.mark.parametrize("plan", [PLAN, MINE], ids=["without travel", "all that travel work"])
def test_the_rule_finds_nothing(plan: opplan.OperationalPlan) -> None:
    assert opplan.validate(plan, rules=[idle_travel], select="TRAVEL1").problems == ()
