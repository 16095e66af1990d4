"""Another code for what has one, in everything that cites it; there and back is the same plan."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    Claim,
    Department,
    ExpectedResult,
    InvalidPlan,
    Measure,
    OperationalPlan,
    Output,
    Reference,
    ResultBlock,
    ResultsFramework,
    UnknownCode,
    bundled,
    effort,
    figures,
    get,
)
from itu_opplan.model.plan import COLLECTIONS
from itu_opplan.model.recode import recode, recode_path
from itu_opplan.model.walk import entities
from itu_opplan.rules import errors
from tests.helpers import refusal
from tests.small_plans import small_plan, work_months
from tests.strategies import plans

PLAN = bundled("gs-2008-2011")


def coded(plan: OperationalPlan) -> Iterator[str]:
    """The addresses of everything that can be renamed."""
    for site in entities(plan, "code"):
        if isinstance(site.key, str) and site.path.partition(".")[0] != "measures":
            yield site.path


def other(path: str, code: str) -> str:
    return f"{path[: path.rindex('.')]}.{code}"


def test_a_department_gets_another_code_in_all_that_cites_it() -> None:
    plan = PLAN.rename("departments.SPU", "SPN")
    assert "SPU" not in effort(plan).labels("department")
    asked = effort(PLAN).where(department="SPU").by("output", "period")
    assert effort(plan).where(department="SPN").by("output", "period") == asked
    assert [one.path for one in plan.results(lead="SPN")] == [one.path for one in PLAN.results(lead="SPU")]
    assert plan.unit("JUR") is PLAN.unit("JUR")  # what does not change is the same object
    assert plan.goal("1") is PLAN.goal("1")


@pytest.mark.parametrize("name", [name for name in COLLECTIONS if name != "measures"])
def test_there_and_back_in_each_collection_of_the_shipped_plan(name: str) -> None:
    for entity in getattr(PLAN, name)[:3]:
        plan = PLAN.rename(f"{name}.{entity.code}", "OTHER")
        assert plan != PLAN
        assert list(errors(plan)) == []
        assert plan.rename(f"{name}.OTHER", entity.code) == PLAN


def test_units_and_frameworks_too() -> None:
    plan = PLAN.rename("departments.SGO.units.JUR", "LAW")
    assert plan.unit("LAW").name == "Legal Affairs Unit"
    assert plan.rename("departments.SGO.units.LAW", "JUR") == PLAN
    path = "outputs.WTPF.frameworks.2007"
    taking = [site.path for site in entities(PLAN, Reference) if isinstance(site.entity, Reference)]
    assert taking
    for at in taking:
        reference: Any = get(PLAN, at)
        owner = reference.owner or at.partition(".frameworks.")[0]
        path = f"{owner}.frameworks.{reference.framework}"
        plan = PLAN.rename(path, "OTHER")
        assert get(plan, f"{at.replace(path, other(path, 'OTHER'))}.framework") == "OTHER"
        assert list(errors(plan)) == []
        assert plan.rename(other(path, "OTHER"), reference.framework) == PLAN


@given(plans(), st.data())
def test_there_and_back_is_the_same_plan(plan: OperationalPlan, data: st.DataObject) -> None:
    paths = list(coded(plan))
    if not paths:
        return
    path = data.draw(st.sampled_from(paths))
    try:
        renamed = plan.rename(path, "OTHER-9")
    except InvalidPlan:
        return  # the code is taken, or stands among the items of allocations
    assert renamed != plan
    assert list(errors(renamed)) == list(errors(plan)) == []
    assert renamed.rename(other(path, "OTHER-9"), path.rpartition(".")[2]) == plan


BUDGET = Measure(code="budget", of="outputs", dims=["department", "source"], unit="kCHF")


def fiscal_plan() -> OperationalPlan:
    """A plan with fiscal years, a measure of its own, and claims on its cells."""
    budget = BUDGET.table(
        [{"department": "SGO", "source": "RB", "2025/26": 5}, {"department": "CEC", "source": "RB", "2025/26": 7}]
    )
    framework = ResultsFramework(
        code="A",
        blocks=[
            ResultBlock(results=[ExpectedResult(text="one", lead=["CEC"])]),
            ResultBlock(results=[ExpectedResult(text="two", lead=["SGO"])]),
        ],
    )
    above = ResultsFramework(code="B", blocks=[ResultBlock(results_from=Reference(framework="A"))])
    return small_plan(
        year_begins=7,
        window="2025/26",
        periods=["2025/26"],
        dimensions={"source": ["RB"]},
        measures=[BUDGET],
        departments=[
            Department(code="SGO", name="Office", aliases=["SG"]),
            Department(code="CEC", name="Coordination"),
        ],
        outputs=[
            Output(
                code="PP",
                title="Conference",
                effort=work_months("department", SGO={"2025/26": 1}, CEC={"2025/26": 2}),
                figures={
                    "budget": budget,
                    "budget_section": "1.2",
                    "published_budget": Measure(code="x", of="outputs", unit="kCHF").table({"2025/26": 12}),
                },
                frameworks=[framework, above],
            )
        ],
        claims=[
            Claim(
                code="A", text="five", operation="sum", stated=5, terms=["outputs.PP.figures.budget[SGO, RB, 2025/26]"]
            ),
            Claim(
                code="B",
                text="seven",
                operation="sum",
                stated=7,
                terms=["figures.budget[department=CEC, source=RB]", "outputs.PP.effort[SGO, 2025/26]", "PP"],
            ),
        ],
    )


def test_two_swap_their_codes() -> None:
    plan = fiscal_plan()
    swapped = recode(plan, {"departments": {"SGO": "CEC", "CEC": "SGO"}})
    assert swapped.department("SGO").name == "Coordination"
    assert effort(swapped).at(output="PP", department="SGO", period="2025/26") == 2
    assert swapped.claim("A").terms == ("outputs.PP.figures.budget[CEC, RB, 2025/26]",)
    assert swapped.claim("B").terms == (
        "figures.budget[department=SGO, source=RB]",
        "outputs.PP.effort[CEC, 2025/26]",
        "PP",
    )
    assert [one.item.lead for one in swapped.results()] == [("SGO",), ("CEC",)]
    assert recode(swapped, {"departments": {"SGO": "CEC", "CEC": "SGO"}}) == plan


def test_a_measure_gets_another_code_with_its_tables_and_what_stands_beside_them() -> None:
    plan = fiscal_plan().rename("measures.budget", "money")
    assert list(plan.output("PP").figures) == ["money", "money_section", "published_money"]
    assert figures(plan, "money").total() == 12
    assert plan.claim("B").terms[0] == "figures.money[department=CEC, source=RB]"
    assert plan.rename("measures.money", "budget") == fiscal_plan()


def test_addresses_under_new_codes() -> None:
    renames = {"outputs": {"PP": "X"}, "departments": {"SGO": "Y"}, "outputs.PP.frameworks": {"A": "C"}}
    plan = fiscal_plan()
    assert recode_path(plan, "outputs.pp.effort[total, 2025/26]", renames) == "outputs.X.effort[total, 2025/26]"
    assert (
        recode_path(plan, "outputs.PP.frameworks.A.blocks[1].results[0].text", renames)
        == "outputs.X.frameworks.C.blocks[1].results[0].text"
    )
    assert recode_path(plan, "departments.SGO.name", renames) == "departments.Y.name"
    assert recode_path(plan, "departments.CEC.name", renames) == "departments.CEC.name"
    assert recode_path(plan, "no address [", renames) == "no address ["


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("departments.SGO", "cec", "departments.SGO: 'cec' is the code or an alias of CEC (Coordination) already"),
        ("departments.CEC", "SG", "departments.CEC: 'SG' is the code or an alias of SGO (Office) already"),
        ("departments.CEC", "a b", "departments.CEC: must be 1 to 32 ASCII letters, digits"),
        ("measures.budget", "effort", "measures.budget: 'effort' is the code or an alias of effort (effort) already"),
        (
            "outputs.PP.frameworks.A.blocks[0]",
            "B",
            "outputs.PP.frameworks.A.blocks[0]: has no code by which it is cited; only what has one can be renamed",
        ),
        (
            "outputs.PP.title",
            "B",
            "outputs.PP.title: is no entity or item; ",
        ),
    ],
)
def test_codes_that_cannot_be_given(path: str, code: str, message: str) -> None:
    assert refusal(InvalidPlan, lambda: fiscal_plan().rename(path, code)).startswith(message)


def test_addresses_that_lead_nowhere() -> None:
    plan = fiscal_plan()
    assert refusal(UnknownCode, lambda: plan.rename("outputs.PQ", "B")) == "outputs: unknown code 'PQ'; known: PP"
    assert refusal(UnknownCode, lambda: plan.rename("output.PP", "B")).startswith(
        "the plan: unknown field 'output'; known: outputs"
    )


def test_a_code_may_become_an_alias_of_its_own_or_another_case() -> None:
    plan = fiscal_plan().rename("departments.SGO", "SG").rename("outputs.PP", "pp")
    assert plan.department("SG").aliases == ("SG",)
    assert plan.output("PP").code == "pp"
    assert list(errors(plan)) == []


def test_a_built_in_measure_keeps_its_code() -> None:
    plan = small_plan(measures=[Measure(code="posts", dims=[])])
    message = "measures.posts: is a built-in measure, which keeps its code"
    assert refusal(InvalidPlan, lambda: plan.rename("measures.posts", "jobs")) == message


def test_items_of_allocations_are_what_their_kind_says() -> None:
    plan = PLAN.rename("events.AFRICA-08", "AFRICA-09")
    assert "AFRICA-09" in plan.department("TLC").allocations.labels("item")
    message = "departments.TLC.allocations: has figures of item 'GENERAL' already"
    assert refusal(InvalidPlan, lambda: PLAN.rename("activities.TLC02", "GENERAL")) == message
