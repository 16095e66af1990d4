"""Carrying figures along links: nothing is lost, nothing counts twice unseen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan.analysis.links import Rule, Weights

PLAN = opplan.bundled("gs-2008-2011")
EFFORT = opplan.effort(PLAN)
TABLES = {"effort": EFFORT, "pages": opplan.volumes(PLAN).where(service="typing")}


@pytest.mark.parametrize("to", ["objective", "goal"])
@pytest.mark.parametrize("rule", ["equal", "primary"])
@pytest.mark.parametrize("name", TABLES)
def test_the_total_stays_to_the_last_digit(name: str, to: str, rule: str) -> None:
    table = TABLES[name]
    divided = opplan.apportion(table, PLAN, to=to, rule=rule)  # type: ignore[arg-type]  # one of the words
    assert divided.total() == table.total()
    for output in table.labels("output"):
        assert divided.where(output=output).total() == table.where(output=output).total()


@given(
    weights=st.dictionaries(st.sampled_from(PLAN.output("PP").objectives), st.integers(0, 10**6), min_size=1).filter(
        lambda given: any(given.values())
    )
)
def test_weights_keep_the_total(weights: dict[str, int]) -> None:
    divided = opplan.apportion(EFFORT, PLAN, to="objective", rule={"PP": weights})
    assert divided.total() == EFFORT.total()
    one = divided.where(output="PP", period="2008")
    for objective, weight in weights.items():
        share = one.where(objective=objective).total()
        whole = EFFORT.where(output="PP", period="2008").total()
        assert abs(share - whole * weight / sum(weights.values())) < Decimal("1e-15")


def test_weights_of_an_output_by_another_spelling_of_its_code_are_its_weights() -> None:
    names = ("PP", "pp", "Pp")
    tables = [opplan.apportion(EFFORT, PLAN, to="objective", rule={name: {"1": 1}}) for name in names]
    whole = EFFORT.where(output="PP").total()
    assert {table.where(output="PP", objective="1").total() for table in tables} == {whole}
    assert tables[1].assumed == ("outputs divided equally among their objectives, but PP by given weights",)
    with pytest.raises(opplan.InvalidPlan) as refusal:
        opplan.apportion(EFFORT, PLAN, to="objective", rule={"PP": {"1": 1}, "pp": {"2": 1}})
    assert str(refusal.value) == "weights of pp: this is PP, which has weights already"


def test_touching_counts_in_full_and_refuses_to_be_added() -> None:
    full = opplan.touching(EFFORT, PLAN, to="objective")
    linked = [output.code for output in PLAN.outputs if "3" in output.objectives]
    assert full.where(objective="3").total() == EFFORT.where(output=linked).total()
    with pytest.raises(opplan.NotAdditive) as caught:
        full.total()
    assert str(caught.value) == (
        "cannot add up over 'objective': an output counts in full under each objective that it is linked with; "
        "keep it with by(…, 'objective'), or take one with where(objective='1')"
    )


def test_no_way_round_the_refusal() -> None:
    full = opplan.touching(EFFORT, PLAN, to="goal")
    for attempt in (
        lambda: full.relabel("goal", lambda _: "all"),
        lambda: full.shares("output"),
        lambda: full.by("department"),
        lambda: full.relabel("goal", {}, to="aim").total(),
        lambda: (full + full).total(),
        lambda: full.where(goal=["1", "2"]).total(),
        lambda: full.convert("work_year").total(),
    ):
        with pytest.raises(opplan.NotAdditive):
            attempt()


def test_what_has_no_link_is_under_none() -> None:
    none = opplan.apportion(EFFORT, PLAN, to="objective").where(objective="(none)")
    assert {record["output"] for record in none.records()} == {"WSIS", "SOCIAL", "BUILDINGS", "GMPCS"}


@pytest.mark.parametrize("to", ["mandate", "risk"])
def test_touching_mandates_and_risks(to: str) -> None:
    full = opplan.touching(EFFORT, PLAN, to=to)
    label = {"mandate": "RES-140", "risk": "Late contributions"}[to]
    outputs = {record["output"] for record in full.where(**{to: label}).records()}
    assert outputs
    assert full.where(**{to: label}).total() == EFFORT.where(output=outputs).total()


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("half", "rule: must be 'equal', 'primary' or weights, got 'half'"),
        ({"PP": {"1": 0}}, "weights of PP: must not all be 0"),
        ({"PP": {"1": -1, "2": 2}}, "weights of PP: must be Decimals or whole numbers ≥ 0, got -1 for 1"),
        ({"PP": {"1": 0.5}}, "weights of PP: must be Decimals or whole numbers ≥ 0, got 0.5 for 1"),
        ({"PP": {"1": Decimal("NaN")}}, "weights of PP: must be Decimals or whole numbers ≥ 0, got NaN for 1"),
        ({"PP": None}, "weights of PP: must be a weight for each link, got nothing"),
        ({"PP": "3"}, "weights of PP: must be a weight for each link, got '3'"),
        ({"PP": {"5": 1}}, "weights of PP: no link to '5'; it is linked with 1, 2, 3 …"),
        ({"PX": {"5": 1}}, "unknown output 'PX'; the plan has PP, COUNCIL, WSIS …"),
    ],
)
def test_bad_rules_are_refused(rule: object, message: str) -> None:
    with pytest.raises(opplan.OpPlanError) as caught:
        opplan.apportion(EFFORT, PLAN, to="objective", rule=rule)  # type: ignore[arg-type]  # that is the point
    assert str(caught.value) == message


def test_other_targets_are_refused_by_name() -> None:
    with pytest.raises(opplan.UnknownCode) as caught:
        opplan.touching(EFFORT, PLAN, to="colour")
    assert str(caught.value) == "outputs have no links to 'colour'; known: objective, goal, mandate, risk"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("equal", "outputs divided equally among their objectives"),
        ("primary", "outputs belong wholly to the first of their objectives"),
        ({}, "outputs divided equally among their objectives"),
        (
            {"PP": {"1": 1}, "WTPF": {"5": 2, "3": 1}},
            "outputs divided equally among their objectives, but PP, WTPF by given weights",
        ),
    ],
)
def test_the_rule_is_marked_as_assumed(rule: Rule | Weights, sentence: str) -> None:
    divided = opplan.apportion(EFFORT.assuming("x"), PLAN, to="objective", rule=rule)
    assert divided.assumed == ("x", sentence)
    assert str(divided.by("objective")).endswith(f"\nassumed: x\nassumed: {sentence}")


def test_what_touches_is_not_assumed() -> None:
    assert opplan.touching(EFFORT, PLAN, to="goal").assumed == ()
