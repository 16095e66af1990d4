"""Addresses: read and changed wherever a problem can be, with messages that say what there is."""

from decimal import Decimal

import attrs
import pytest

from itu_opplan import (
    Body,
    GradeScale,
    InvalidPlan,
    Missing,
    OrgUnit,
    Period,
    UnknownCode,
    UnknownLabel,
    bundled,
    change,
    effort,
    get,
    validate,
)
from tests.helpers import refusal
from tests.small_plans import work_months

PLAN = bundled("gs-2008-2011")
PP = PLAN.output("PP")
SGO = PLAN.department("SGO")
JUR = PLAN.unit("JUR")


# --- reading --------------------------------------------------------------------------------------------------

READ: dict[str, object] = {
    "": PLAN,
    "code": "gs-2008-2011",
    "note": PLAN.note,
    "section": None,
    "window": Period(2008, 2011),
    "periods": PLAN.periods,
    "periods[2]": Period(2009, 2011),
    "grades": PLAN.grades,
    "outputs": PLAN.outputs,
    "outputs[0]": PP,
    "outputs.PP": PP,
    "outputs.pp": PP,
    "outputs.PP.code": "PP",
    "outputs.PP.title": "PLENIPOTENTIARY CONFERENCE",
    "outputs.PP.objectives": ("1", "2", "3", "4"),
    "outputs.PP.objectives[3]": "4",
    "outputs.PP.effort": PP.effort,
    "outputs.PP.effort[SGO, 2009-2011]": Decimal("18.2"),
    "outputs.PP.effort[SGO,2009-2011]": Decimal("18.2"),
    "outputs.PP.effort[ SGO , 2009-2011 ]": Decimal("18.2"),
    "outputs.PP.effort[C&P, 2007]": Decimal("12.9"),
    "departments.C&P": PLAN.department("C&P"),
    "departments.SGO.units": SGO.units,
    "departments.SGO.units.JUR": JUR,
    "departments.SGO.units.jur.name": "Legal Affairs Unit",
    "departments.SGO.staffing[P5, 2007]": Decimal(24),
    "departments.SGO.staffing[P-5, 2007]": Decimal(24),
    "departments.SGO.staffing[G5, 2008]": Missing.BLANK,
    "departments.TLC.staffing[P5, 2007]": Decimal(12),
    "departments.SGO.staffing[total, 2007]": Decimal(192),
    "departments.SGO.published_staffing[2007]": Decimal(192),
    "departments.TLC.posts[total, 2007]": Decimal(16),
    "departments.TLC.allocations[event, WORLD-09, 2008]": Decimal(30),
    "departments.TLC.allocations[total, event, 2008]": Decimal(100),
    "departments.TLC.allocations[event, WORLD-06, 2008]": Missing.NOT_STATED,
    "services.typing.unit": "page",
    "goals.1.title": "International cooperation",
    "objectives.2.title": "Effective management of the Union",
    "groups.CORPORATE.section": "II.7",
    "bodies.BDT.name": "Telecommunication Development Bureau",
    "activities.GA001.department": None,
    "events.WORLD-09.output": "TELECOM",
}


@pytest.mark.parametrize(("path", "value"), READ.items())
def test_reading(path: str, value: object) -> None:
    assert get(PLAN, path) == value


UNKNOWN_CODES = {
    "foo": "the plan: unknown field 'foo'; known: code, title, organisation …",
    "ouputs": "the plan: unknown field 'ouputs'; known: outputs, groups, code …",
    "outputs.XX": "outputs: unknown code 'XX'; known: PP, COUNCIL, WSIS …",
    "departments.PE": "departments: unknown code 'PE'; known: PER, SGO, CEC …",
    "departments.JUR": "departments: unknown code 'JUR'; known: SGO, CEC, SPU …",
    "departments.SPU.units.X": "departments.SPU.units: unknown code 'X'; known: none",
    "outputs.PP.efort": "outputs.PP: unknown field 'efort'; known: effort, effort_section, effort_assumed …",
    "outputs.PP.title.x": "outputs.PP.title: unknown field 'x'; there is nothing below it",
    "outputs.PP.effort.axes": "outputs.PP.effort: unknown field 'axes'; there is nothing below it",
    "outputs.PP.effort.SGO.2008": "outputs.PP.effort: unknown field 'SGO'; there is nothing below it",
    "window.first": "window: unknown field 'first'; there is nothing below it",
    "grades.P": "grades: unknown field 'P'; there is nothing below it",
    "periods.2008": "periods: unknown code '2008'; known: none",
    "outputs..PP": "not an address: 'outputs..PP'; write outputs.PP.effort[SGO, 2008]",
    "outputs.PP.": "not an address: 'outputs.PP.'; write outputs.PP.effort[SGO, 2008]",
    "outputs.PP.figures.budget": "outputs.PP.figures: unknown field 'budget'; there is nothing below it",
    "departments.SGO.units.JUR.effort[total, 2008]": (
        "departments.SGO.units.JUR: unknown field 'published_effort'; known: code, name, section …"
    ),
    "outputs.PP.effort[SGO, 2008": (
        "not an address: 'outputs.PP.effort[SGO, 2008'; write outputs.PP.effort[SGO, 2008]"
    ),
}
UNKNOWN_LABELS = {
    "outputs.PP.effort[SGOO, 2008]": "outputs.PP.effort: unknown department 'SGOO'; the table has SGO, CEC, SPU …",
    "outputs.PP.effort[SGO, 2012]": "outputs.PP.effort: unknown period '2012'; the table has 2008, 2007, 2009-2011",
    "outputs.PP.effort[SGO, 2008-2011]": (
        "outputs.PP.effort: unknown period '2008-2011'; the table has 2009-2011, 2008, 2007; span('2008-2011') adds up "
        "those that tile it"
    ),
    "outputs.PP.effort[TLC, 2008]": "outputs.PP.effort: unknown department 'TLC'; the table has SGO, CEC, SPU …",
    "outputs.PP.effort[2008, SGO]": "outputs.PP.effort: unknown department '2008'; the table has SGO, CEC, SPU …",
    "outputs.PP.effort[SGO]": "outputs.PP.effort: a cell is [department, period], got [SGO]",
    "outputs.PP.effort[]": "outputs.PP.effort: a cell is [department, period], got []",
    "outputs.PP.effort[total, 2008]": "outputs.PP.published_effort: unknown period '2008'; the table has no labels",
    "outputs.PP.services[total, 2008]": "outputs.PP.published_services: a cell is [service, period], got [2008]",
    "outputs.PP.services[total, typing, 2008]": (
        "outputs.PP.published_services: unknown service 'typing'; the table has no labels"
    ),
    "departments.TLC.allocations[event, 2008]": (
        "departments.TLC.allocations: a cell is [kind, item, period], got [event, 2008]"
    ),
    "outputs.PP.objectives[4]": "outputs.PP.objectives: has no item [4]",
    f"outputs.PP.objectives[{'9' * 5000}]": f"outputs.PP.objectives: has no item [{'9' * 59}…]",
    "outputs.PP.objectives[-1]": "outputs.PP.objectives: has no item [-1]",
    "outputs.PP.title[0]": "outputs.PP.title: has no item [0]",
    "departments.SGO.units.JUR[0]": "departments.SGO.units.JUR: has no item [0]",
    "[0]": "the plan: has no item [0]",
}


@pytest.mark.parametrize(("path", "said"), UNKNOWN_CODES.items())
def test_names_that_are_not_there(path: str, said: str) -> None:
    assert refusal(UnknownCode, lambda: get(PLAN, path)) == said


@pytest.mark.parametrize(("path", "said"), UNKNOWN_LABELS.items())
def test_cells_that_are_not_there(path: str, said: str) -> None:
    assert refusal(UnknownLabel, lambda: get(PLAN, path)) == said


# --- changing -------------------------------------------------------------------------------------------------

CHANGED: dict[str, tuple[object, object]] = {
    "title": ("New", "New"),
    "note": (None, None),
    "window": ("2009-2012", Period(2009, 2012)),
    "periods": (["2008"], (Period(2008, 2008),)),
    "periods[0]": ("2006", Period(2006, 2006)),
    "grades": (GradeScale({"P": ["P1"]}), GradeScale({"P": ["P1"]})),
    "outputs": ([], ()),
    "outputs.PP": (attrs.evolve(PP, title="New"), attrs.evolve(PP, title="New")),
    "outputs.NEW": (attrs.evolve(PP, code="NEW"), attrs.evolve(PP, code="NEW")),
    "outputs.PP.title": ("New", "New"),
    "outputs.pp.title": ("New", "New"),
    "outputs.PP.objectives": (["2", "1"], ("2", "1")),
    "outputs.PP.objectives[0]": ("5", "5"),
    "outputs.PP.effort": (work_months("department", SGO={"2008": 1}), work_months("department", SGO={"2008": 1})),
    "outputs.PP.effort[SGO, 2008]": ("1.25", Decimal("1.25")),
    "outputs.PP.effort[SGO, 2007]": (0, Decimal(0)),
    "outputs.PP.effort[CEC, 2008]": (Decimal("1e2"), Decimal(100)),
    "outputs.PP.effort[SPU, 2008]": (Missing.TO_BE_COMPLETED, Missing.TO_BE_COMPLETED),
    "outputs.PP.effort[C&P, 2008]": ("n/a", Missing.NOT_APPLICABLE),
    "outputs.PP.effort[TLC, 2009-2011]": (3, Decimal(3)),
    "outputs.PP.effort[total, 2008]": (16, Decimal(16)),
    "outputs.PP.effort[S GO, 2008]": (1, Decimal(1)),
    "outputs.PP.services[total, typing, 2008]": (30, Decimal(30)),
    "outputs.PP.effort_assumed": (["a guess"], ("a guess",)),
    "departments.SGO.staffing[P-5, 2008]": (1, Decimal(1)),
    "departments.SGO.staffing[total, 2008]": (1, Decimal(1)),
    "departments.TLC.allocations[event, WORLD-09, 2008]": (31, Decimal(31)),
    "departments.TLC.allocations[total, event, 2008]": ("99.5", Decimal("99.5")),
    "departments.SGO.units.JUR.name": ("New", "New"),
    "departments.SGO.units.NEW": (OrgUnit(code="NEW", name="a"), OrgUnit(code="NEW", name="a")),
    "bodies.NEW": (Body(code="NEW", name="a"), Body(code="NEW", name="a")),
}


@pytest.mark.parametrize(("path", "values"), CHANGED.items())
def test_what_was_put_there_is_there_and_all_else_is_as_it_was(path: str, values: tuple[object, object]) -> None:
    value, kept = values
    before = PLAN.output("PP"), PLAN.department("SGO"), PLAN.periods
    plan = change(PLAN, {path: value})  # type: ignore[dict-item]  # values of all kinds
    assert get(plan, path) == kept
    assert (PLAN.output("PP"), PLAN.department("SGO"), PLAN.periods) == before
    changed = [
        field.name for field in attrs.fields(type(PLAN)) if getattr(plan, field.name) != getattr(PLAN, field.name)
    ]
    assert changed in ([], [path.partition(".")[0].partition("[")[0]])


def test_the_plan_itself() -> None:
    other = attrs.evolve(PLAN, title="New")
    assert change(PLAN, {"": other}) is other


def test_nothing_to_change() -> None:
    assert change(PLAN, {}) is PLAN


def test_several_changes_are_made_in_their_order() -> None:
    unit = OrgUnit(code="NEW", name="a")
    plan = change(
        PLAN,
        {
            "departments.SGO.units.NEW": unit,
            "departments.SGO.units.NEW.name": "b",
            "outputs.PP.effort[SGO, 2008]": 1,
            "outputs.PP.effort[CEC, 2008]": 2,
        },
    )
    assert get(plan, "departments.SGO.units.NEW.name") == "b"
    assert effort(plan).where(output="PP", period="2008").total() == effort(PLAN).where(
        output="PP", period="2008"
    ).total() + Decimal(3)


def test_none_clears_a_cell() -> None:
    plan = change(PLAN, {"outputs.PP.effort[SGO, 2008]": None, "outputs.PP.effort[CEC, 2008]": 2})
    assert get(plan, "outputs.PP.effort[SGO, 2008]") is Missing.NOT_STATED
    assert get(plan, "outputs.PP.effort[SGO, 2007]") == Decimal("4.7")
    gone = refusal(InvalidPlan, lambda: change(plan, {"outputs.PP.effort[SGO, 2008]": None}))
    assert gone == "outputs.PP.effort[SGO, 2008]: there is no such cell"


def test_a_table_of_services_stays_in_the_unit_of_its_services() -> None:
    one = change(PLAN, {"services.typing.unit": "word", "outputs.PP.services": work_months("service").where()})
    assert one.service("typing").unit == "word"


def test_grades_have_one_spelling() -> None:
    plan = change(PLAN, {"departments.SGO.staffing[P-5, 2008]": 12, "departments.SGO.staffing[total, 2008]": 179})
    assert get(plan, "departments.SGO.staffing").labels("grade") == SGO.staffing.labels("grade")  # type: ignore[union-attr]
    assert validate(plan).ok
    assert not [problem for problem in validate(plan) if problem.rule == "OP301"]


def test_a_new_cell_may_be_of_something_that_the_plan_does_not_have() -> None:
    plan = change(PLAN, {"outputs.PP.effort[XX, 2030]": 1})
    assert [problem.message for problem in validate(plan).errors] == [
        "unknown department 'XX'; the plan has SGO, CEC, SPU …",
        "unknown period '2030'; the plan has 2008, 2007, 2009-2011",
    ]


FIGURE = "must be a Decimal, a whole number, 'blank', 'n/a' or 'to be completed', got"
MONTHS = "must be a number of work-months ≥ 0, got"
CODE = "must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got"
MAKE = "; Measure.table or Table.from_rows makes one of rows"
REFUSED: dict[str, list[tuple[object, str]]] = {
    "": [(5, "must be an OperationalPlan, got 5"), (PP, "must be an OperationalPlan, got Output PP")],
    "title": [
        (5, "title: must be text, got 5"),
        ("", "title: must be text, got ''"),
        (None, "title: must be text, got nothing"),
    ],
    "code": [("a b", f"code: {CODE} 'a b'; write a code such as 'a-b', with label = 'a b'")],
    "window": [("soon", "window: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'soon'")],
    "periods": [([], "periods: must not be empty"), ("2008", "periods: must be a list of periods, got '2008'")],
    "periods[1]": [(5, "periods[1]: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 5")],
    "grades": [(5, "grades: must be a GradeScale, got 5")],
    "outputs": [(5, "outputs: must be a list of Output, got 5"), ([5], "outputs[0]: must be of type Output, got 5")],
    "outputs.PP": [
        (5, "outputs.PP: must be an entity with the code 'PP', got 5"),
        (None, "outputs.PP: must be an entity with the code 'PP', got nothing"),
        (PLAN.output("WTPF"), "outputs.PP: must be an entity with the code 'PP', got Output WTPF"),
        (Body(code="PP", name="a"), "outputs[14]: must be of type Output, got Body PP"),
    ],
    "departments.SGO.units.X": [
        (SGO, "departments.SGO.units.X: must be an entity with the code 'X', got Department SGO"),
        (Body(code="X", name="a"), "departments.SGO.units[2]: must be of type OrgUnit, got Body X"),
    ],
    "outputs.PP.figures.budget": [
        (1, f"outputs.PP.figures.budget: must be a Table, got 1{MAKE}"),
        (PP.effort, "outputs.PP.figures.budget: unknown measure 'budget' of outputs; known: none"),
    ],
    "departments.SGO.units.JUR.name": [(5, "departments.SGO.units.JUR.name: must be text, got 5")],
    "outputs.PP.objectives": [
        ("1", "outputs.PP.objectives: must be a list of codes, got '1'"),
        (["1", "1"], "outputs.PP.objectives[1]: '1' stands twice"),
    ],
    "outputs.PP.objectives[0]": [(5, f"outputs.PP.objectives[0]: {CODE} 5")],
    "outputs.PP.effort": [
        (5, f"outputs.PP.effort: must be a Table, got 5{MAKE}"),
        (PP.services, "outputs.PP.effort: must have the dims department, period, got service, period"),
    ],
    "outputs.PP.effort[SGO, 2008]": [
        (-5, f"outputs.PP.effort[SGO, 2008]: {MONTHS} -5"),
        (1.5, "outputs.PP.effort[SGO, 2008]: a float is not exact, got 1.5; write Decimal('1.5')"),
        (PP, f"outputs.PP.effort[SGO, 2008]: {FIGURE} Output PP"),
        ("x", "outputs.PP.effort[SGO, 2008]: must be a figure, 'blank', 'n/a' or 'to be completed', got 'x'"),
        (
            True,
            "outputs.PP.effort[SGO, 2008]: "
            "must be a Decimal, a whole number, 'blank', 'n/a' or 'to be completed', got true",
        ),
        (
            Missing.NOT_STATED,
            "outputs.PP.effort[SGO, 2008]: 'not stated' means that there is no cell; leave it out",
        ),
        (Decimal("NaN"), "outputs.PP.effort[SGO, 2008]: must be a finite number, got NaN"),
        (
            10**15,
            "outputs.PP.effort[SGO, 2008]: must have at most 15 digits before the point and 12 after, "
            "got 1000000000000000",
        ),
    ],
    "departments.TLC.allocations[event, WORLD-09, 2008]": [
        (-1, "departments.TLC.allocations[event, WORLD-09, 2008]: must be a percentage ≥ 0, got -1")
    ],
}


@pytest.mark.parametrize(
    ("path", "value", "said"), [(path, value, said) for path, cases in REFUSED.items() for value, said in cases]
)
def test_values_that_cannot_stand_there(path: str, value: object, said: str) -> None:
    assert refusal(InvalidPlan, lambda: change(PLAN, {path: value})) == said  # type: ignore[dict-item]  # that is it


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("Q1 2008", "write this period as 2008-Q1, got 'Q1 2008'"),
        (
            "2009-11",
            "may mean the years 2009-2011 or the month November 2009; write 2009-2011 or 2009-M11, got '2009-11'",
        ),
        ("2009–2011", "write this period as 2009-2011, got '2009–2011'"),
    ],
)
def test_periods_of_cells_are_written_in_one_way(period: str, said: str) -> None:
    at = "outputs.PP.effort"
    assert refusal(UnknownLabel, lambda: get(PLAN, f"{at}[SGO, {period}]")) == f"{at}: period: {said}"
    changed = refusal(UnknownLabel, lambda: change(PLAN, {f"{at}[SGO, {period}]": 1}))
    assert changed == f"{at}[SGO, {period}]: period: {said}"


ADDED = (
    "outputs.XX",
    "departments.PE",
    "departments.JUR",
    "departments.SPU.units.X",
    "periods.2008",
    "outputs.PP.figures.budget",
)
"""Addresses where an entity of that code, or a table, could be added."""


@pytest.mark.parametrize("path", [path for path in UNKNOWN_CODES if path not in ADDED])
def test_names_that_cannot_be_changed(path: str) -> None:
    assert refusal(UnknownCode, lambda: change(PLAN, {path: 1})) == UNKNOWN_CODES[path]


def test_cells_that_cannot_be_changed() -> None:
    for path in ("outputs.PP.effort[SGO]", "outputs.PP.title[0]", "outputs.PP.objectives[4]", "[0]"):
        assert refusal(UnknownLabel, lambda path=path: change(PLAN, {path: 1})) == UNKNOWN_LABELS[path]


def test_an_entity_is_looked_into_only_where_there_is_one() -> None:
    assert refusal(UnknownCode, lambda: change(PLAN, {"outputs.XX.title": "a"})) == UNKNOWN_CODES["outputs.XX"]
