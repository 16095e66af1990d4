"""A plan made of another one by an edit is the plan that the constructor makes of its fields."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Department, InvalidPlan, OperationalPlan, Output, Table, bundled, change, dumps
from itu_opplan.model.evolving import evolve
from itu_opplan.model.plan import COLLECTIONS
from itu_opplan.toml.unstructure import unstructure
from tests.plan_pairs import pairs, rich_plans

NAMES = [field.name for field in attrs.fields(OperationalPlan)]


def outcome(make: Callable[[], OperationalPlan]) -> object:
    """Everything that can be seen of a plan, in its order; or what is said where there is none."""
    try:
        plan = make()
    except InvalidPlan as error:
        return str(error), error.problems
    places = {name: (dict(plan.coded(name).places), dict(plan.coded(name).aliases)) for name in (*COLLECTIONS, "units")}
    return repr(unstructure(plan)), dict(plan.label_lists), places, plan


def looked_up(plan: OperationalPlan) -> OperationalPlan:
    """The plan after something was looked up in all its collections."""
    for name in (*COLLECTIONS, "units"):
        assert plan.coded(name).find("NOBODY") is None
    return plan


@given(pairs(), st.sets(st.sampled_from(NAMES)), st.booleans())
def test_an_edit_makes_the_plan_of_its_fields(
    pair: tuple[OperationalPlan, OperationalPlan], names: set[str], all_fields: bool
) -> None:
    old, new = pair
    changes = {name: getattr(new, name) for name in (NAMES if all_fields else names)}
    assert outcome(lambda: evolve(looked_up(old), changes)) == outcome(lambda: attrs.evolve(old, **changes))


@given(pairs(), st.sampled_from(list(COLLECTIONS)), st.data())
def test_entities_come_and_go_in_any_order(
    pair: tuple[OperationalPlan, OperationalPlan], name: str, data: st.DataObject
) -> None:
    old, new = pair
    every = [*getattr(old, name), *getattr(new, name)]
    held = data.draw(st.lists(st.sampled_from(every), max_size=6)) if every else []
    for changes in ({name: held}, {name: tuple(held)}, {name: [*getattr(old, name), *held]}):
        assert outcome(lambda given=changes: evolve(old, given)) == outcome(
            lambda given=changes: attrs.evolve(old, **given)
        )


WRONG: list[Mapping[str, Any]] = [
    {"outputs": None},
    {"outputs": "PP"},
    {"outputs": {Output(code="A", title="A")}},
    {"outputs": [Department(code="A", name="A")]},
    {"outputs": ("PP",)},
    {"title": "", "currency": "francs", "outputs": (1, 2)},
    {"title": "", "year_begins": 13},
    {"figures": {"nothing": "III"}},
    {"figures": {"published_effort": Table.from_records([], dims=["period"], unit="CHF")}},
    {"figures": 5},
    {"attributes": {"a": object()}},
    {"outline": ["Heading"]},
    {"claims": 5, "note": 5},
    {"title": "e\u0301lu"},
]


@pytest.mark.parametrize("changes", WRONG)
def test_what_no_plan_can_have_is_refused_in_the_same_words(changes: Mapping[str, Any]) -> None:
    plan = bundled("gs-2008-2011")
    assert outcome(lambda: evolve(plan, changes)) == outcome(lambda: attrs.evolve(plan, **changes))


def test_a_table_that_fits_no_measure_is_refused_in_the_same_words() -> None:
    plan = bundled("gs-2008-2011")
    table = Table.from_records([{"source": "x", "period": "2008", "value": -1}], dims=["source", "period"], unit="CHF")
    wrong = attrs.evolve(plan.output("PP"), effort=table)
    held = tuple(wrong if one.code == "PP" else one for one in plan.outputs)
    assert outcome(lambda: plan.put(wrong)) == outcome(lambda: attrs.evolve(plan, outputs=held))


@given(rich_plans(), st.data())
def test_put_puts_an_entity_in_the_place_of_the_one_with_its_code(plan: OperationalPlan, data: st.DataObject) -> None:
    every = [(name, one) for name in COLLECTIONS for one in getattr(plan, name)]
    if every:
        name, one = data.draw(st.sampled_from(every))
        one = attrs.evolve(one, code=data.draw(st.sampled_from([one.code, one.code.lower(), "NEW1"])))
        others = [other for other in getattr(plan, name) if other.code.casefold() != one.code.casefold()]
        fields: dict[str, Any] = {name: [*others, one]}
        assert outcome(lambda: looked_up(plan).put(one)) == outcome(lambda: attrs.evolve(plan, **fields))


def test_tables_follow_the_order_of_what_their_labels_stand_for() -> None:
    plan = bundled("gs-2008-2011")
    last = attrs.evolve(plan.departments[0], section="Z.9")
    assert dumps(plan.put(last)) == dumps(attrs.evolve(plan, departments=(*plan.departments[1:], last)))
    assert plan.put(last).output("PP").effort.labels("department") != plan.output("PP").effort.labels("department")


def test_what_an_edit_does_not_touch_is_taken_over() -> None:
    plan = bundled("gs-2008-2011")
    edited = change(plan, {"outputs.PP.effort[SGO, 2008]": 1, "outputs.PP.title": "Support"})
    assert edited.departments is plan.departments
    assert [one.code for one, old in zip(edited.outputs, plan.outputs, strict=True) if one is not old] == ["PP"]
    assert edited.coded("outputs") is plan.coded("outputs")


def test_a_class_made_of_the_plan_is_made_in_its_own_way() -> None:
    @attrs.frozen(kw_only=True, repr=False)
    class Longer(OperationalPlan):
        more: int = 0

    plan = bundled("gs-2008-2011")
    own = Longer(**{name: getattr(plan, name) for name in NAMES}, more=1)
    assert evolve(own, {"title": "T"}) == attrs.evolve(own, title="T")
    assert evolve(own, {"title": "T"}).more == 1
