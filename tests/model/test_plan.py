"""The plan as an object: looked up by code and alias, changed by making another, compared, copied and sent about."""

import copy
import pickle

import attrs
import pytest

from itu_opplan import (
    ITU_SCALE,
    Activity,
    Body,
    Claim,
    Department,
    Event,
    GradeScale,
    InvalidPlan,
    Mandate,
    Measure,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    OutputGroup,
    Period,
    Project,
    Provision,
    Service,
    StrategicGoal,
    UnknownCode,
    bundled,
)
from itu_opplan.model.plan import COLLECTIONS
from tests.small_plans import SERVICES, small_plan, work_months

PLAN = small_plan(
    goals=[StrategicGoal(code="1", title="a")],
    objectives=[Objective(code="1", title="b")],
    groups=[OutputGroup(code="G", title="c")],
    departments=[
        Department(
            code="PER",
            name="Personnel",
            aliases=["PE", "CEC"],
            units=[OrgUnit(code="JUR", name="Legal", aliases=["Legal Affairs", "PER"])],
        ),
        Department(code="CEC", name="Coordination", units=[OrgUnit(code="CU", name="Unit")]),
    ],
    bodies=[Body(code="BDT", name="Bureau", aliases=["Development"])],
    activities=[Activity(code="GA001", title="d", aliases=["Databases"])],
    events=[Event(code="WORLD-09", title="e", aliases=["World 09"])],
    services=SERVICES,
    outputs=[Output(code="PP", title="f"), Output(code="COUNCIL", title="g")],
)

# --- looking up -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (PLAN.goal("1"), "1"),
        (PLAN.objective("1"), "1"),
        (PLAN.group("g"), "G"),
        (PLAN.output("pp"), "PP"),
        (PLAN.department("PE"), "PER"),
        (PLAN.department("pe"), "PER"),
        (PLAN.department("CEC"), "CEC"),
        (PLAN.unit("legal affairs"), "JUR"),
        (PLAN.unit("PER"), "JUR"),
        (PLAN.unit("CU"), "CU"),
        (PLAN.body("DEVELOPMENT"), "BDT"),
        (PLAN.service("Typing"), "typing"),
        (PLAN.activity("databases"), "GA001"),
        (PLAN.event("World 09"), "WORLD-09"),
    ],
)
def test_by_code_and_alias_without_regard_to_case(found: attrs.AttrsInstance, code: str) -> None:
    assert getattr(found, "code", None) == code


def test_each_kind_has_codes_of_its_own() -> None:
    assert PLAN.goal("1") == StrategicGoal(code="1", title="a")
    assert PLAN.objective("1") == Objective(code="1", title="b")


UNKNOWN = {
    "goal": "unknown goal 'XX'; the plan has 1",
    "objective": "unknown objective 'XX'; the plan has 1",
    "group": "unknown group 'XX'; the plan has G",
    "output": "unknown output 'XX'; the plan has COUNCIL, PP",
    "department": "unknown department 'XX'; the plan has CEC, PER",
    "unit": "unknown unit 'XX'; the plan has CU, JUR",
    "body": "unknown body 'XX'; the plan has BDT",
    "service": "unknown service 'XX'; the plan has reprography, translation, typing",
    "activity": "unknown activity 'XX'; the plan has GA001",
    "event": "unknown event 'XX'; the plan has WORLD-09",
    "mandate": "unknown mandate 'XX'; the plan has none",
    "provision": "unknown provision 'XX'; the plan has none",
    "project": "unknown project 'XX'; the plan has none",
    "claim": "unknown claim 'XX'; the plan has none",
    "measure": "unknown measure 'XX'; known: effort, services, staffing …",
}


@pytest.mark.parametrize(("kind", "said"), UNKNOWN.items())
def test_codes_that_the_plan_does_not_have(kind: str, said: str) -> None:
    with pytest.raises(UnknownCode) as refusal:
        getattr(PLAN, kind)("XX")
    assert str(refusal.value) == said
    assert isinstance(refusal.value, LookupError)


def test_the_nearest_codes_come_first_and_no_more_than_three() -> None:
    plan = bundled("gs-2008-2011")
    with pytest.raises(UnknownCode, match=r"^unknown department 'CECC'; the plan has CEC, SGO, SPU …$"):
        plan.department("CECC")
    with pytest.raises(UnknownCode, match=r"^unknown output 'WTFP'; the plan has WTPF, WCIT, PP …$"):
        plan.output("WTFP")


@pytest.mark.parametrize(("code", "shown"), [(5, "5"), (None, "nothing"), ("", "''"), ("x" * 99, f"'{'x' * 59}…'")])
def test_what_is_no_code(code: object, shown: str) -> None:
    with pytest.raises(UnknownCode) as refusal:
        PLAN.output(code)  # type: ignore[arg-type]  # that is the point
    assert str(refusal.value) == f"unknown output {shown}; the plan has COUNCIL, PP"


def test_an_empty_plan_has_none() -> None:
    with pytest.raises(UnknownCode, match=r"^unknown goal '1'; the plan has none$"):
        small_plan().goal("1")


def test_the_category_of_a_grade_is_that_of_the_plan() -> None:
    assert PLAN.grade_category("P-5") == "P"
    plan = small_plan(grades=GradeScale({"Senior": ["S2"], "Junior": ["J1"]}))
    assert plan.grade_category("J1") == "Junior"
    with pytest.raises(UnknownCode, match=r"^unknown grade 'P5'; the scale has S2, J1$"):
        plan.grade_category("P5")


# --- what a plan has unless it is told ------------------------------------------------------------------------


def test_defaults() -> None:
    plan = OperationalPlan(code="p", title="P", organisation="O", window="2008", periods=["2008"])
    assert (plan.status, plan.language, plan.currency, plan.entity) == ("draft", "en", None, None)
    assert plan.grades == ITU_SCALE
    assert all(getattr(plan, name) == () for name in COLLECTIONS)
    assert (plan.dimensions, plan.figures) == ({}, {})


# --- put ------------------------------------------------------------------------------------------------------

NEW: list[attrs.AttrsInstance] = [
    StrategicGoal(code="new", title="a"),
    Objective(code="new", title="a"),
    OutputGroup(code="new", title="a"),
    Output(code="new", title="a"),
    Department(code="new", name="a"),
    Body(code="new", name="a"),
    Service(code="new", name="a"),
    Activity(code="new", title="a"),
    Event(code="new", title="a"),
    Measure(code="new", of="outputs", unit="CHF"),
    Mandate(code="new", series="rules", issued_by="PP"),
    Provision(code="new", title="a"),
    Project(code="new", title="a"),
    Claim(code="new", text="a", operation="sum", stated=1, terms=["1"]),
]


def test_there_is_one_of_each_kind() -> None:
    assert {type(entity) for entity in NEW} == {kind.of for kind in COLLECTIONS.values()}


@pytest.mark.parametrize("entity", NEW, ids=lambda entity: type(entity).__name__)
def test_put_adds_to_the_right_collection(entity: attrs.AttrsInstance) -> None:
    before = {name: getattr(PLAN, name) for name in COLLECTIONS}
    plan = PLAN.put(entity)  # type: ignore[arg-type]  # each of them is an entity
    (name,) = (name for name, kind in COLLECTIONS.items() if kind.of is type(entity))
    assert set(getattr(plan, name)) == {*before[name], entity}
    assert all(getattr(plan, other) == before[other] for other in before if other != name)
    assert {other: getattr(PLAN, other) for other in before} == before


def test_put_replaces_by_code_without_regard_to_case() -> None:
    plan = PLAN.put(Output(code="pp", title="New"))
    assert [(output.code, output.title) for output in plan.outputs] == [("COUNCIL", "g"), ("pp", "New")]
    assert plan.output("PP").title == "New"
    assert PLAN.output("PP").title == "f"


def test_put_does_not_replace_by_alias() -> None:
    plan = PLAN.put(Department(code="PE", name="New"))
    assert [department.code for department in plan.departments] == ["CEC", "PE", "PER"]
    assert plan.department("PE").name == "New"


def test_put_keeps_the_order_of_sections() -> None:
    plan = PLAN.put(Output(code="Z", title="z", section="II.10")).put(Output(code="Y", title="y", section="II.2"))
    assert [output.code for output in plan.outputs] == ["Y", "Z", "COUNCIL", "PP"]


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (5, "a plan holds no int"),
        (Period(2008, 2008), "a plan holds no Period"),
        (PLAN, "a plan holds no OperationalPlan"),
        (
            OrgUnit(code="X", name="x"),
            "a plan holds no OrgUnit; put it into the units of its department: "
            "change(plan, {'departments.CODE.units.CODE': unit})",
        ),
    ],
    ids=["number", "period", "plan", "unit"],
)
def test_what_a_plan_does_not_hold(thing: object, said: str) -> None:
    with pytest.raises(InvalidPlan) as refusal:
        PLAN.put(thing)  # type: ignore[arg-type]  # that is the point
    assert str(refusal.value) == said


# --- as a value -----------------------------------------------------------------------------------------------


def objects() -> list[attrs.AttrsInstance]:
    plan = bundled("gs-2008-2011")
    return [plan, PLAN, plan.output("PP"), plan.department("SGO"), plan.department("SGO").units[0], *NEW]


@pytest.mark.parametrize("thing", objects(), ids=lambda thing: type(thing).__name__)
def test_pickle_and_copy(thing: attrs.AttrsInstance) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(thing, protocol))
        assert again == thing
        assert hash(again) == hash(thing)
    assert copy.copy(thing) == copy.deepcopy(thing) == attrs.evolve(thing) == thing


def test_a_pickled_plan_looks_up_again() -> None:
    plan = bundled("gs-2008-2011")
    before = len(pickle.dumps(plan))
    assert plan.department("PE").code == "PER"
    assert len(pickle.dumps(plan)) == before
    again = pickle.loads(pickle.dumps(plan))
    assert again.department("PE") == plan.department("PER")


def test_an_evolved_plan_looks_up_what_it_has() -> None:
    assert PLAN.output("PP").title == "f"
    plan = attrs.evolve(PLAN, outputs=[Output(code="X", title="x")])
    with pytest.raises(UnknownCode):
        plan.output("PP")
    assert plan.output("X").title == "x"


def test_copy_replace() -> None:
    replace = getattr(copy, "replace", attrs.evolve)  # of Python 3.13
    assert replace(PLAN, title="New") == small_plan(**_fields(PLAN) | {"title": "New"})


def _fields(plan: OperationalPlan) -> dict[str, object]:
    return {field.name: getattr(plan, field.name) for field in attrs.fields(OperationalPlan)}


def test_nothing_can_be_assigned() -> None:
    for thing in objects():
        names = [field.name for field in attrs.fields(type(thing))]
        for name in (*names, "anything"):
            with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
                setattr(thing, name, None)
        assert not hasattr(thing, "__dict__")


def test_entities_are_equal_by_their_fields_and_class() -> None:
    one = Output(code="A", title="a", effort=work_months("department", SGO={"2008": "1.50"}))
    assert one == Output(code="A", title="a", effort=work_months("department", SGO={"2008": "1.5"}))
    assert hash(one) == hash(Output(code="A", title="a", effort=work_months("department", SGO={"2008": "1.5"})))
    assert one != Output(code="A", title="a", effort=work_months("department", SGO={"2008": "1.6"}))
    assert one != Output(code="a", title="a", effort=one.effort)
    assert StrategicGoal(code="1", title="a") != Objective(code="1", title="a")


def test_plans_that_came_in_another_order_are_equal() -> None:
    fields = {name: tuple(reversed(getattr(PLAN, name))) for name in COLLECTIONS}
    other = attrs.evolve(PLAN, **fields)
    assert other == PLAN
    assert hash(other) == hash(PLAN)
    assert len({other, PLAN}) == 1


def test_a_plan_shows_what_it_holds() -> None:
    assert repr(PLAN) == (
        "<OperationalPlan p: 1 goals, 1 objectives, 1 groups, 2 outputs, 2 departments, 1 bodies, 3 services, "
        "1 activities, 1 events>"
    )
