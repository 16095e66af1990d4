"""Where a plan is sound at a glance, the rules that look with care find nothing."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import InvalidPlan, OperationalPlan, bundled
from itu_opplan.model.fields import key_of, kinds
from itu_opplan.rules import references
from itu_opplan.rules.glance import AT_A_GLANCE, sound_at_a_glance
from itu_opplan.rules.looking import errors, look
from itu_opplan.rules.rule import Profile, rules_in
from itu_opplan.toml.structure import Raw, structure
from itu_opplan.toml.unstructure import unstructure
from tests.strategies import plans

CAREFUL = [one for one in rules_in([references]) if one.id in AT_A_GLANCE]
SHIPPED = unstructure(bundled("gs-2008-2011"))


def found_with_care(plan: OperationalPlan) -> set[str]:
    return {problem.rule for one in CAREFUL for problem in look(one, plan, Profile.DRAFT)[0]}


def assert_agree(plan: OperationalPlan) -> None:
    assert not (sound_at_a_glance(plan) and found_with_care(plan))


def assert_agree_where_it_is_a_plan(raw: Raw) -> None:
    try:
        plan = structure(raw)
    except InvalidPlan:
        return
    assert_agree(plan)


def slots(cls: type, raw: Raw) -> Iterator[tuple[Any, Any]]:
    """Where codes, links, aliases and periods stand in raw tables."""
    for name, kind in kinds(cls).items():
        held = raw.get(key_of(name))
        if held is None:
            continue
        if kind.of is not None:
            items = held.values() if kind.many and isinstance(held, dict) else held if kind.many else [held]
            if isinstance(held, dict) and kind.many:
                yield from ((held, code) for code in held)
            for item in items:
                yield from slots(kind.of, item)
        elif isinstance(held, list | dict) and (kind.what in ("link", "period") or name == "aliases"):
            yield from ((held, place) for place in (range(len(held)) if isinstance(held, list) else held))
        elif kind.what in ("code", "link", "period"):
            yield raw, key_of(name)


def spoil(raw: Raw, data: st.DataObject) -> None:
    """Put what stands in one place of a plan, or nearly that, into another one of its kind, as a slip would."""
    by_key: dict[Any, list[tuple[Any, Any]]] = {}
    for holder, key in slots(OperationalPlan, raw):
        by_key.setdefault(key if isinstance(key, str) and isinstance(holder[key], str) else "", []).append(
            (holder, key)
        )
    holder, key = data.draw(st.sampled_from(data.draw(st.sampled_from([*by_key.values()]))))
    other_holder, other_key = data.draw(st.sampled_from(data.draw(st.sampled_from([*by_key.values()]))))
    text = other_key if isinstance(other_holder[other_key], dict) else other_holder[other_key]
    text = data.draw(st.sampled_from([text, str(text).lower(), f"{text}x"]))
    if isinstance(holder[key], dict):
        holder[text] = holder.pop(key)
    else:
        holder[key] = text


@settings(max_examples=60)
@given(plans(), st.data())
def test_any_plan(plan: OperationalPlan, data: st.DataObject) -> None:
    assert_agree(plan)
    raw = unstructure(plan)
    spoil(raw, data)
    assert_agree_where_it_is_a_plan(raw)


@settings(max_examples=40)
@given(st.data())
def test_the_shipped_plan_spoilt(data: st.DataObject) -> None:
    raw = copy.deepcopy(SHIPPED)
    for _ in range(3):
        spoil(raw, data)
    assert_agree_where_it_is_a_plan(raw)


def test_the_shipped_plan_is_sound_at_a_glance() -> None:
    assert sound_at_a_glance(bundled("gs-2008-2011"))


SPOILT = {
    "OP102": ("outputs", "PP", "goals", ["nowhere"]),
    "OP103": ("departments", "sgo", {"name": "another one"}),
    "OP104": ("mandates", "FINREGS", "aliases", ["ITRS"]),
    "OP107": ("departments", "PER", "frameworks", "2007", "mandates", ["nowhere"]),
    "OP109": ("activities", "STUDY-01", "mandates", ["nowhere"]),
    "OP111": ("departments", "SGO", "successors", ["SGO"]),
    "OP115": ("outputs", "PP", "frameworks", "2007-2011", "periods", ["2007/08"]),
}


@pytest.mark.parametrize("rule", SPOILT)
def test_what_each_rule_finds_is_in_doubt(rule: str) -> None:
    raw = copy.deepcopy(SHIPPED)
    *above, key, value = SPOILT[rule]
    held: Any = raw
    for step in above:
        held = held[step]
    held[key] = value
    plan = structure(raw)
    assert rule in found_with_care(plan)
    assert not sound_at_a_glance(plan)
    assert rule in {problem.rule for problem in errors(plan)}


def test_a_long_way_is_looked_at_with_care() -> None:
    raw = copy.deepcopy(SHIPPED)
    for number in range(200):
        raw["departments"][f"D-{number}"] = {"name": "one of many", "parent": f"D-{number + 1}"}
    raw["departments"]["D-200"] = {"name": "the last"}
    plan = structure(raw)
    assert not sound_at_a_glance(plan)
    assert not found_with_care(plan)
