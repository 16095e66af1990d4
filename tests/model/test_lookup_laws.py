"""Look-ups that go where they are asked to find what going through the whole plan finds."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import OperationalPlan, UnknownCode, get
from itu_opplan.texts import fold
from tests import result_strategies as made
from tests.plan_pairs import rich_plans

LOOKUPS = ("results", "kpis", "achievements", "risks", "success_factors")
NARROWED = {"goal": "goals", "objective": "objectives", "output": "outputs", "department": "departments"}
PLANS = st.one_of(rich_plans(), made.plans_of(), st.builds(made.full_plan))


@given(PLANS, st.sampled_from(LOOKUPS), st.sampled_from(sorted(NARROWED)), st.booleans(), st.data())
def test_what_is_asked_of_one_owner_is_what_all_look_ups_find_there(
    plan: OperationalPlan, name: str, noun: str, follow: bool, data: st.DataObject
) -> None:
    codes = [one.code for one in getattr(plan, NARROWED[noun])]
    if codes:
        code = data.draw(st.sampled_from(codes))
        every: tuple[Any, ...] = getattr(plan, name)(follow=follow)
        assert getattr(plan, name)(**{noun: code}, follow=follow) == tuple(
            one for one in every if getattr(one, noun) == code
        )


@given(PLANS, st.sampled_from(LOOKUPS))
def test_nothing_stands_in_two_owners(plan: OperationalPlan, name: str) -> None:
    for output in plan.outputs[:1]:
        for goal in plan.goals[:1]:
            assert getattr(plan, name)(output=output.code, goal=goal.code) == ()


@given(PLANS, st.sampled_from(["goals", "objectives", "outputs", "departments", "bodies", "measures"]))
def test_an_address_leads_to_the_first_entity_of_a_code(plan: OperationalPlan, name: str) -> None:
    held = getattr(plan, name)
    for code in {spelled for one in held for spelled in (one.code, one.code.lower(), one.code.upper())}:
        assert get(plan, f"{name}.{code}") is next(one for one in held if fold(one.code) == fold(code))


@given(PLANS, st.data())
def test_a_code_goes_before_an_alias(plan: OperationalPlan, data: st.DataObject) -> None:
    units = [unit for department in plan.departments for unit in department.units]
    names = [name for one in (*plan.departments, *units) for name in (one.code, *one.aliases)]
    name = data.draw(st.sampled_from([*names, "NOBODY"]))
    kinds: list[tuple[Any, Any]] = [(plan.departments, plan.department), (units, plan.unit)]
    for held, look_up in kinds:
        codes = [one for one in held if fold(one.code) == fold(name)]
        aliases = [one for one in held if fold(name) in map(fold, one.aliases)]
        try:
            assert look_up(name) is [*codes, *aliases][0]
        except UnknownCode:
            assert [*codes, *aliases] == []
