"""What is taken out of a plan, with what cites it, or refused with all that does."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    Claim,
    InvalidPlan,
    Measure,
    OperationalPlan,
    Output,
    Service,
    Table,
    UnknownCode,
    UnknownLabel,
    bundled,
    effort,
)
from itu_opplan.model.plan import COLLECTIONS
from itu_opplan.rules import errors
from tests.helpers import refusal
from tests.revision.test_rename import coded, fiscal_plan
from tests.small_plans import small_plan
from tests.strategies import plans

PLAN = bundled("gs-2008-2011")


def test_what_is_cited_is_refused_with_all_that_cites_it() -> None:
    assert refusal(InvalidPlan, lambda: PLAN.remove("outputs.PP")).splitlines() == [
        "events.PP-06.output: cites 'PP'; citing=True takes it out, too",
        "events.PP-10.output: cites 'PP'; citing=True takes it out, too",
        "claims.PP-OBJECTIVES.terms: leads to outputs.PP.objectives; citing=True takes it out, too",
    ]
    assert refusal(InvalidPlan, lambda: PLAN.remove("services.typing")).splitlines()[0] == (
        "outputs.PP.services: has 3 figures of service 'typing'; citing=True takes it out, too"
    )


def test_it_goes_with_what_cites_it() -> None:
    plan = PLAN.remove("outputs.PP", citing=True)
    assert plan.event("PP-10") == attrs.evolve(PLAN.event("PP-10"), output=None)
    assert [one.code for one in PLAN.claims if one not in plan.claims] == ["PP-OBJECTIVES"]
    assert effort(plan) == effort(PLAN).where(output=[one.code for one in plan.outputs])
    assert plan.output("COUNCIL") is PLAN.output("COUNCIL")


def test_what_cites_each_other_goes_in_one_walk() -> None:
    plan = PLAN.remove("outputs.PP", "events.PP-06", "events.PP-10", "claims.PP-OBJECTIVES")
    assert (len(plan.outputs), len(plan.events)) == (len(PLAN.outputs) - 1, len(PLAN.events) - 2)
    assert list(errors(plan)) == []


@pytest.mark.parametrize("name", [name for name in COLLECTIONS if name != "measures"])
def test_each_collection_of_the_shipped_plan(name: str) -> None:
    own = getattr(PLAN, name)
    plan = PLAN.remove(*(f"{name}.{one.code}" for one in own[:2]), citing=True)
    left = {one.code for one in getattr(plan, name)}
    assert left <= {one.code for one in own[2:]}
    assert left or len(own) < 4
    assert list(errors(plan)) == []


@given(plans(), st.data())
def test_no_errors_are_left(plan: OperationalPlan, data: st.DataObject) -> None:
    paths = list(coded(plan))
    chosen = data.draw(st.lists(st.sampled_from(paths), max_size=3, unique=True)) if paths else []
    left = plan.remove(*chosen, citing=True)
    assert list(errors(left)) == []
    assert chosen or left == plan
    assert not {*chosen} & {*coded(left)}


def test_a_department_goes_with_its_units() -> None:
    plan = PLAN.remove("departments.SGO", citing=True)
    assert refusal(UnknownCode, lambda: plan.unit("JUR")).startswith("unknown unit 'JUR'")
    assert list(errors(plan)) == []
    plan = PLAN.remove("departments.SGO.units.JUR", citing=True)
    assert [one.code for one in plan.department("SGO").units] == [
        one.code for one in PLAN.department("SGO").units if one.code != "JUR"
    ]


def test_items_go_by_their_place_and_addresses_follow_those_after_them() -> None:
    plan = fiscal_plan()
    counted = Claim(
        code="C", text="c", operation="count", stated=1, terms=["outputs.PP.frameworks.A.blocks[1].results"]
    )
    plan = plan.put(counted)
    left = plan.remove("outputs.PP.frameworks.A.blocks[0]")
    assert [block.results[0].text for block in left.output("PP").frameworks[0].blocks] == ["two"]
    assert left.claim("C").terms == ("outputs.PP.frameworks.A.blocks[0].results",)
    assert refusal(InvalidPlan, lambda: plan.remove("outputs.PP.frameworks.A.blocks[1]")) == (
        "claims.C.terms: leads to outputs.PP.frameworks.A.blocks[1].results; citing=True takes it out, too"
    )


def test_a_framework_goes_with_the_references_to_it() -> None:
    plan = fiscal_plan()
    assert refusal(InvalidPlan, lambda: plan.remove("outputs.PP.frameworks.A")) == (
        "outputs.PP.frameworks.B.blocks[0].results_from: takes items from outputs.PP.frameworks.A; "
        "citing=True takes it out, too"
    )
    left = plan.remove("outputs.PP.frameworks.A", citing=True)
    assert left.output("PP").frameworks[0].blocks[0].results_from is None


def test_a_measure_goes_with_its_tables() -> None:
    plan = fiscal_plan()
    assert refusal(InvalidPlan, lambda: plan.remove("measures.budget")).splitlines() == [
        "outputs.PP.figures.budget: is of the measure 'budget'; citing=True takes it out, too",
        "outputs.PP.figures.budget_section: is of the measure 'budget'; citing=True takes it out, too",
        "outputs.PP.figures.published_budget: is of the measure 'budget'; citing=True takes it out, too",
        "claims.A.terms: leads to outputs.PP.figures.budget[SGO, RB, 2025/26]; citing=True takes it out, too",
        "claims.B.terms: leads to figures.budget[department=CEC, source=RB]; citing=True takes it out, too",
    ]
    left = plan.remove("measures.budget", citing=True)
    assert [len(one) for one in (left.output("PP").figures, left.claims, left.measures)] == [0, 0, 0]
    anew = small_plan(measures=[Measure(code="posts", dims=[])])
    assert anew.remove("measures.posts") == small_plan()


def test_claims_on_claims_go_one_after_the_other() -> None:
    more = Claim(code="D", text="d", operation="sum", stated=5, terms=["claims.A.stated"])
    plan = fiscal_plan().put(more)
    assert plan.remove("departments.SGO", citing=True).claims == ()


def test_services_that_are_left_are_counted_in_their_own_unit() -> None:
    services = [Service(code="a", name="a", unit="page"), Service(code="b", name="b", unit="hour")]
    rows = [{"service": "a", "2007": 1}, {"service": "b", "2007": 2}]
    table = Table.from_rows(rows, dims=["service", "period"], unit="various")
    plan = small_plan(services=services, outputs=[Output(code="PP", title="Conference", services=table)])
    left = plan.remove("services.b", citing=True)
    assert left.output("PP").services.unit == "page"
    assert list(errors(left)) == []


def test_what_cannot_be_removed() -> None:
    plan = fiscal_plan()
    cell = "outputs.PP.effort[SGO, 2025/26]"
    assert refusal(InvalidPlan, lambda: plan.remove(cell)) == (
        f"{cell}: is no entity or item; change(plan, {{{cell!r}: None}}) clears what can be cleared"
    )
    assert (
        refusal(UnknownCode, lambda: plan.remove("departments.SGX"))
        == "departments: unknown code 'SGX'; known: SGO, CEC"
    )
    assert refusal(UnknownLabel, lambda: plan.remove("outputs.PP.frameworks.A.blocks[2]")) == (
        "outputs.PP.frameworks.A.blocks: has no item 2; it has 2 result blocks"
    )
    with pytest.raises(TypeError, match="an address is text, got a list"):
        plan.remove(["outputs.PP"])  # type: ignore[arg-type]
    assert plan.remove() == plan
