"""Two copies of a plan, edited side by side: what both want is there, and only real clashes come back."""

from collections.abc import Mapping
from typing import TypeVar

import attrs
import pytest

from itu_opplan import KPI, Department, InvalidPlan, OperationalPlan, Output, bundled, change, compare, get, merge
from tests.helpers import refusal
from tests.small_plans import small_plan

BASE = bundled("gs-2008-2011")
KPIS = "outputs.TELECOM.frameworks.2006.blocks[0].kpis"
FOUND = get(BASE, KPIS)
assert isinstance(FOUND, tuple)
Edits = Mapping[str, object]

CLEAN: dict[str, tuple[Edits, Edits, Edits]] = {
    "different outputs": ({"outputs.PP.title": "a"}, {"outputs.SOCIAL.title": "b"}, {"outputs.PP.title": "a"}),
    "different cells of one table": (
        {"outputs.PP.effort[C&P, 2008]": 14},
        {"outputs.PP.effort[C&P, 2007]": 14},
        {"outputs.PP.effort[C&P, 2008]": 14, "outputs.PP.effort[C&P, 2007]": 14},
    ),
    "the same change": ({"status": "final"}, {"status": "final"}, {"status": "final"}),
    "links that both add": (
        {"outputs.PP.goals": ["6"]},
        {"outputs.PP.goals": ["7", "5"]},
        {"outputs.PP.goals": ("6", "7", "5")},
    ),
    "an item that both add": (
        {KPIS: (KPI(text="a"), *FOUND)},
        {KPIS: (KPI(text="a"), *FOUND)},
        {KPIS: (KPI(text="a"), *FOUND)},
    ),
    "an item before one that is reworded, and another one gone": (
        {KPIS: (KPI(text="a"), *FOUND)},
        {KPIS: (attrs.evolve(FOUND[0], text=f"{FOUND[0].text} in all"), *FOUND[1:-1])},
        {KPIS: (KPI(text="a"), attrs.evolve(FOUND[0], text=f"{FOUND[0].text} in all"), *FOUND[1:-1])},
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_does_not_clash_is_all_there(name: str) -> None:
    mine, theirs, both = CLEAN[name]
    merged = merge(BASE, change(BASE, mine), change(BASE, theirs))
    assert len(merged.conflicts) == 0
    for path, value in {**theirs, **both}.items():
        assert get(merged.plan, path) == value
    assert str(merged).splitlines()[-1] == "none"


CLASHES: dict[str, tuple[Edits, Edits, str]] = {
    "two figures": (
        {"outputs.PP.effort[C&P, 2008]": 14, "outputs.PP.title": "a"},
        {"outputs.PP.effort[C&P, 2008]": None},
        "outputs.PP.effort[C&P, 2008]  13.1  14    nothing",
    ),
    "two wordings": (
        {f"{KPIS}[0].text": f"{FOUND[0].text} a"},
        {f"{KPIS}[0].text": f"{FOUND[0].text} b"},
        f"{KPIS}[0].text  {FOUND[0].text!r}  '{FOUND[0].text} a'  '{FOUND[0].text} b'",
    ),
    "gone and changed": (
        {KPIS: FOUND[1:]},
        {f"{KPIS}[0].text": f"{FOUND[0].text} b"},
        f"{KPIS}[0].text  {FOUND[0].text!r}  nothing  '{FOUND[0].text} b'",
    ),
}


@pytest.mark.parametrize("name", CLASHES)
def test_a_clash_comes_back_with_both_values(name: str) -> None:
    mine, theirs, line = CLASHES[name]
    merged = merge(BASE, change(BASE, mine), change(BASE, theirs))
    (only,) = merged.conflicts
    assert str(merged).splitlines()[-1].split() == line.split()
    assert get(merged.plan, only.path) == get(BASE, only.path)
    assert ("outputs.PP.title" in mine) == (merged.plan.output("PP").title == "a")


T = TypeVar("T", Output, Department)


def without_5(entity: T) -> T:
    return attrs.evolve(entity, objectives=[code for code in entity.objectives if code != "5"])


def test_changes_that_make_no_plan_together_clash() -> None:
    mine = attrs.evolve(
        BASE,
        objectives=[one for one in BASE.objectives if one.code != "5"],
        outputs=[
            attrs.evolve(one, objectives=[code for code in one.objectives if code != "5"]) for one in BASE.outputs
        ],
        departments=[
            attrs.evolve(one, objectives=[code for code in one.objectives if code != "5"]) for one in BASE.departments
        ],
    )
    theirs = change(BASE, {"outputs.PP.objectives": (*BASE.output("PP").objectives, "5")})
    for first, second in ((mine, theirs), (theirs, mine)):
        merged = merge(BASE, first, second)
        assert [one.path for one in merged.conflicts] == ["outputs.PP.objectives[4]"]
        assert merged.plan == mine


def test_nothing_is_lost_and_nothing_made_up() -> None:
    other = change(BASE, {"outputs.PP.effort[C&P, 2008]": 14, KPIS: FOUND[::-1], "note": "a"})
    assert merge(BASE, BASE, other).plan == merge(BASE, other, BASE).plan == merge(BASE, other, other).plan == other
    assert merge(BASE, BASE, BASE).plan is BASE


def test_copies_of_another_plan_are_refused() -> None:
    other = small_plan()
    april = attrs.evolve(small_plan(window="2008/09", periods=["2008/09"], year_begins=4), code="gs-2008-2011")
    said = refusal(InvalidPlan, lambda: merge(BASE, other, april))
    assert said == (
        "mine: is no copy of 'gs-2008-2011': it is 'p'\ntheirs: is no copy of this plan: its years begin in month 4"
    )


def test_both_sides_are_told_by_all_their_changes() -> None:
    without: OperationalPlan = attrs.evolve(BASE, claims=())
    merged = merge(BASE, without, change(BASE, {f"claims.{BASE.claims[0].code}.text": "a"}))
    (only,) = merged.conflicts
    assert only.path == f"claims.{BASE.claims[0].code}.text"
    assert [one.kind for one in only.changes] == ["removed", "reworded"]
    assert [one.code for one in merged.plan.claims] == [BASE.claims[0].code]
    assert len(compare(BASE, merged.plan)) == len(BASE.claims) - 1


def test_an_entity_that_one_side_takes_out_and_the_other_changes_is_one_clash() -> None:
    mine = change(
        BASE, {"claims.SALES.text": "a", "outputs.TELECOM.effort[C&P, 2008]": 7, "outputs.TELECOM.title": "b"}
    )
    without = BASE.remove("outputs.TELECOM", citing=True)
    for first, second in ((mine, without), (without, mine)):
        merged = merge(BASE, first, second)
        places = [one.path for one in merged.conflicts if one.path.startswith("outputs.TELECOM")]
        assert len(places) == 1
        assert get(merged.plan, "outputs.TELECOM") == BASE.output("TELECOM")
