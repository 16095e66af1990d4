"""What is a part of what: `plan.ancestor`, sums along it, and what walks over it do with circles."""

from collections.abc import Mapping
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import (
    Activity,
    Department,
    InvalidPlan,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    ResultsFramework,
    StrategicGoal,
    UnknownCode,
)
from itu_opplan.analysis import Found
from itu_opplan.model.ancestry import levels_of
from itu_opplan.model.fields import kinds
from itu_opplan.model.found import Owner, Where
from itu_opplan.model.walk import nouns_of
from tests.small_plans import small_plan, work_months


def outputs_of(parents: Mapping[str, str | None]) -> tuple[Output, ...]:
    """Outputs, each with another figure of its own."""
    return tuple(
        Output(code=code, title=code, parent=parent, effort=work_months("department", SGO={"2008": 2**number}))
        for number, (code, parent) in enumerate(parents.items())
    )


FOREST = small_plan(outputs=outputs_of({"A": None, "A1": "A", "A11": "A1", "A12": "A1", "B": None}))


@pytest.mark.parametrize(
    ("code", "level", "up"),
    [
        ("A11", 1, "A"),
        ("A11", 2, "A1"),
        ("A11", 3, "A11"),
        ("A11", 9, "A11"),
        ("A1", 2, "A1"),
        ("A", 2, "A"),
        ("b", 1, "B"),
        ("(none)", 1, "(none)"),
    ],
)
def test_the_code_at_a_level(code: str, level: int, up: str) -> None:
    assert FOREST.ancestor(code, level) == up
    assert FOREST.ancestor(code, level=level, of="outputs") == up


@st.composite
def forests(draw: st.DrawFn) -> OperationalPlan:
    """Plans of outputs of which any may be a part of one before it."""
    codes = [f"O{number}" for number in range(draw(st.integers(min_value=1, max_value=9)))]
    parents = {code: draw(st.sampled_from([None, *codes[:number]])) for number, code in enumerate(codes)}
    return small_plan(outputs=outputs_of(parents))


@given(forests(), st.integers(min_value=1, max_value=5))
def test_sums_along_the_levels_keep_the_total(plan: OperationalPlan, level: int) -> None:
    own = opplan.effort(plan)

    def up(code: str) -> str:
        return plan.ancestor(code, level)

    above = own.relabel("output", up)
    assert above.total() == own.total()
    assert above.relabel("output", up) == above  # what is at a level is itself
    assert above.relabel("output", plan.ancestor) == own.relabel("output", plan.ancestor)
    for code in above.labels("output"):
        parts = [label for label in own.labels("output") if up(label) == code]
        assert above.where(output=code).total() == own.where(output=parts).total()


@given(forests())
def test_above_and_below_are_one_relation(plan: OperationalPlan) -> None:
    levels = plan.levels["outputs"]
    for code in levels.parents:
        assert code not in levels.below(code)
        assert levels.way_up(code)[0] == code
        for other in levels.parents:
            assert (other in levels.below(code)) == (code in levels.way_up(other)[1:])
        assert levels.spread([code]) == {*levels.way_up(code), *levels.below(code)}


# --- whose code it is -------------------------------------------------------------------------------------------------

SHARED = small_plan(
    goals=[StrategicGoal(code="1", title="g"), StrategicGoal(code="2", title="g", parent="1")],
    objectives=[
        Objective(code="1", title="o"),
        Objective(code="3", title="o"),
        Objective(code="2", title="o", parent="3"),
    ],
    departments=[
        Department(
            code="D",
            name="D",
            aliases=["1", "Head"],
            units=[OrgUnit(code="U", name="U"), OrgUnit(code="V", name="V", parent="U", aliases=["Vau"])],
        )
    ],
    activities=[Activity(code="X", title="x"), Activity(code="X1", title="x", parent="X")],
)


def test_one_code_of_several_is_taken_where_the_answers_agree() -> None:
    assert SHARED.ancestor("1") == "1"  # of a goal and of an objective; an alias comes after a code
    assert [SHARED.ancestor(code) for code in ("V", "vau", "X1", "Head", "PP")] == ["U", "U", "X", "D", "PP"]


def test_one_code_of_several_is_refused_where_they_do_not() -> None:
    with pytest.raises(UnknownCode) as refused:
        SHARED.ancestor("2")
    assert str(refused.value) == (
        "'2' is below or at '1' of goals and '3' of objectives; say whose code it is, as in ancestor('2', of='goals')"
    )
    assert (SHARED.ancestor("2", of="goals"), SHARED.ancestor("2", of="objectives")) == ("1", "3")
    assert SHARED.ancestor("2", 2) == "2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"code": "A2"}, "unknown code 'A2'; the plan has A12, A, A1 …"),
        ({"code": "A2", "of": "outputs"}, "unknown output 'A2'; the plan has A12, A, A1 …"),
        ({"code": "A", "of": "goals"}, "unknown goal 'A'; the plan has none"),
        ({"code": 5}, "unknown code 5; the plan has A, A1, A11 …"),
        ({"code": "A", "of": "output"}, "of: unknown 'output'; the plan has outputs, goals, objectives …"),
        ({"code": "A", "of": ["outputs"]}, "of: unknown a list; the plan has outputs, goals, objectives …"),
        ({"code": "A", "level": 0}, "level: must be a whole number ≥ 1, which is the top, got 0"),
        ({"code": "A", "level": "1"}, "level: must be a whole number ≥ 1, which is the top, got '1'"),
        ({"code": "A", "level": True}, "level: must be a whole number ≥ 1, which is the top, got true"),
    ],
)
def test_what_has_no_answer_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises((UnknownCode, InvalidPlan)) as refused:
        FOREST.ancestor(**arguments)  # type: ignore[arg-type]  # what callers without types give
    assert str(refused.value) == said


# --- plans that no file can be ----------------------------------------------------------------------------------------


def test_a_circle_is_refused_with_its_path_and_stops_no_analysis() -> None:
    plan = small_plan(outputs=outputs_of({"A": "B", "B": "C", "C": "A", "D": "A"}))
    ways = {"A": "A → B → C → A", "B": "B → C → A → B", "C": "C → A → B → C", "D": "A → B → C → A"}
    for code, way in ways.items():
        with pytest.raises(InvalidPlan) as refused:
            opplan.effort(plan).where(output=code).relabel("output", plan.ancestor)
        assert str(refused.value) == f"outputs.{way[0]}.parent: goes in a circle: {way}"
    ring = small_plan(outputs=[Output(code=f"A{one}", title="a", parent=f"A{(one + 1) % 99}") for one in range(99)])
    with pytest.raises(InvalidPlan, match=r"circle: A5 → A6 → A7 → A8 → A9 → A10 → A11 → … → A4 → A5$"):
        ring.ancestor("A5")
    assert plan.levels["outputs"].below("A") == ["C", "B", "D"]
    assert plan.levels["outputs"].spread("D") == set("ABCD")
    assert len(opplan.completeness(plan)) == 6
    assert [str(one) for one in opplan.validate(plan, select="OP111")] == [
        "outputs.A.parent: goes in a circle: A → B → C → A"
    ]
    assert [one.rule for one in opplan.validate(plan)].count("OP111") == 1


def test_a_part_of_what_is_not_there_is_refused() -> None:
    plan = small_plan(outputs=outputs_of({"A": "X", "A1": "A"}))
    with pytest.raises(UnknownCode) as refused:
        plan.ancestor("A1")
    assert str(refused.value) == "outputs.A.parent: unknown output 'X'; the plan has A, A1"
    assert len(opplan.completeness(plan)) == 4


# --- what declarations say --------------------------------------------------------------------------------------------


def test_levels_follow_from_the_declaration() -> None:
    declared = {name for name, cls in _collections(OperationalPlan) if "parent" in kinds(cls)}
    assert (
        set(levels_of(FOREST)) == declared == {"goals", "objectives", "outputs", "departments", "units", "activities"}
    )


def test_owners_of_frameworks_follow_from_the_declaration() -> None:
    holding = {
        cls for _, cls in _collections(OperationalPlan) if any(k.of is ResultsFramework for k in kinds(cls).values())
    }
    assert set(get_args(Owner)) == holding
    nouns = {nouns_of(OperationalPlan)[cls] for cls in holding}
    for cls in (Found, Where):
        assert nouns <= {field.name for field in attrs.fields(cls)}


def _collections(cls: type[attrs.AttrsInstance]) -> list[tuple[str, type[attrs.AttrsInstance]]]:
    found = [(name, kind.of) for name, kind in kinds(cls).items() if kind.of is not None]
    return [*found, *(one for _, below in found for one in _collections(below))]
