"""A measure is a measure everywhere: declared once, it is read, checked, added up, held against print, and written."""

import json
from decimal import Decimal
from typing import get_args

import pytest
import tomli
from jsonschema import Draft202012Validator

from itu_opplan import (
    Department,
    DimensionLabel,
    GradeScale,
    InvalidPlan,
    Measure,
    Missing,
    Objective,
    OperationalPlan,
    Output,
    Project,
    StrategicGoal,
    Table,
    UnitMismatch,
    UnknownCode,
    UnknownLabel,
    capacity,
    change,
    completeness,
    dumps,
    effort,
    figures,
    get,
    json_schema,
    ledger,
    loads,
    posts,
    reconcile,
    validate,
    validate_text,
    volumes,
)
from itu_opplan.model.fields import kinds
from itu_opplan.model.measures import BUILT_IN, Owner
from itu_opplan.model.walk import tables
from tests.small_plans import HEAD, small_plan

ENTITIES = {
    "outputs": 'title = "Conference"',
    "departments": 'name = "Office"',
    "objectives": 'title = "Aim"',
    "goals": 'title = "High aim"',
    "projects": 'title = "Blinds"',
}
NOUNS = {
    "outputs": "output",
    "departments": "department",
    "objectives": "objective",
    "goals": "goal",
    "projects": "project",
}
DECLARED = """
[dimensions]
source = ["RB", { code = "XB", name = "Extra-budgetary" }]

[measures.money]
of = "OWNER"
dims = ["source"]
unit = "CHF"
"""


def plan_with(owner: str, rows: str, **beside: str) -> str:
    """The text of a plan with a measure of this owner and one table of it."""
    keys = "".join(f"{key} = {value}\n" for key, value in beside.items())
    table = f"money = {rows}\n{keys}"
    if owner == "plan":
        return f"{HEAD}{DECLARED.replace('OWNER', owner)}\n[figures]\n{table}"
    entity = f"[{owner}.X]\n{ENTITIES[owner]}\n[{owner}.X.figures]\n"
    return f"{HEAD}{DECLARED.replace('OWNER', owner)}\n{entity}{table}"


ROWS = (
    '[{ source = "RB", 2007 = 4, 2008 = 5.50, 2009-2011 = 20 }, '
    '{ source = "XB", 2007 = 1, 2008 = "blank", 2009-2011 = 6 }]'
)
OWNERS = pytest.mark.parametrize("owner", get_args(Owner))


def address(owner: str, name: str = "money") -> str:
    return f"figures.{name}" if owner == "plan" else f"{owner}.X.figures.{name}"


@OWNERS
def test_it_is_one_table_with_whole_axes(owner: str) -> None:
    found = figures(loads(plan_with(owner, ROWS)), "money")
    assert found.dims == ((NOUNS[owner],) if owner in NOUNS else ()) + ("source", "period")
    assert found.unit == "CHF"
    assert found.labels("source") == ("RB", "XB")
    assert found.labels("period") == ("2007", "2008", "2009-2011")
    assert found.by("source", "period").at(source="RB", period="2008") == Decimal("5.50")
    assert found.total() == Decimal("36.50")


@OWNERS
def test_what_is_written_is_read(owner: str) -> None:
    text = plan_with(
        owner, ROWS, money_section='"II.3"', money_assumed='["a guess"]', published_money="{ 2007 = 5, 2008-2011 = 31 }"
    )
    plan = loads(text)
    assert loads(dumps(plan)) == plan
    assert plan != loads(plan_with(owner, ROWS))
    assert figures(plan, "money").assumed == ("a guess",)
    Draft202012Validator(json_schema()).validate(json.loads(json.dumps(tomli.loads(text, parse_float=float))))


@OWNERS
def test_an_address_leads_to_its_cells_and_totals(owner: str) -> None:
    plan = loads(plan_with(owner, ROWS, published_money="{ 2007 = 6 }"))
    at = address(owner)
    assert get(plan, f"{at}[RB, 2008]") == Decimal("5.50")
    assert get(plan, f"{at}[total, 2007]") == 6
    changed = change(plan, {f"{at}[XB, 2008]": 7, f"{at}[total, 2008]": "12.50"})
    assert get(changed, f"{at}[XB, 2008]") == 7
    assert get(changed, f"{at}[total, 2008]") == Decimal("12.50")
    assert get(plan, f"{at}[XB, 2008]") is Missing.BLANK


@OWNERS
def test_an_unknown_label_is_refused_with_its_place(owner: str) -> None:
    text = plan_with(owner, '[{ source = "RX", 2007 = 4 }]')
    with pytest.raises(InvalidPlan) as refused:
        loads(text)
    line = text.splitlines().index('money = [{ source = "RX", 2007 = 4 }]') + 1
    assert str(refused.value) == f"<text>:{line}: {address(owner)}: unknown source 'RX'; the plan has XB, RB"


@OWNERS
def test_an_unknown_period_is_refused_with_its_place(owner: str) -> None:
    with pytest.raises(InvalidPlan) as refused:
        loads(plan_with(owner, '[{ source = "RB", 2006 = 4 }]'))
    assert str(refused.value).endswith(f"{address(owner)}: unknown period '2006'; the plan has 2008, 2007, 2009-2011")


@OWNERS
def test_its_printed_totals_stand_in_the_ledger(owner: str) -> None:
    plan = loads(plan_with(owner, ROWS, published_money="{ 2007 = 6, 2008-2011 = 31.5 }"))
    at = address(owner)
    assert [(line.path, line.printed, line.computed, line.verdict.value) for line in ledger(plan)] == [
        (f"{at}[total, 2007]", 6, 5, "contradicts"),
        (f"{at}[total, 2008-2011]", Decimal("31.5"), Decimal("31.50"), "agrees"),
    ]
    assert str(next(iter(validate(plan, select="OP301")))) == (
        f"{at}[total, 2007]: the printed total is 6, the figures add up to 5"
    )


@OWNERS
def test_its_blanks_are_reported(owner: str) -> None:
    text = plan_with(owner, ROWS)
    assert [problem.path for problem in validate_text(text, select="OP306")] == [f"{address(owner)}[XB, 2008]"]
    lines = {line.path: line for line in completeness(loads(text))}
    line = lines["figures" if owner == "plan" else f"{owner}.X"]
    assert (line.figures, line.blanks) == ("present", 1)


@OWNERS
def test_a_forgotten_period_is_reported(owner: str) -> None:
    report = validate_text(plan_with(owner, '[{ source = "RB", 2007 = 4 }]'), select="OP305")
    assert [problem.message for problem in report] == ["no figure for 2008, 2009-2011"]


@OWNERS
def test_the_plan_may_print_a_total_over_all_owners(owner: str) -> None:
    text = plan_with(owner, ROWS)
    plan = loads(text) if owner != "plan" else loads(plan_with(owner, ROWS, published_money="{ 2007 = 9 }"))
    if owner != "plan":
        plan = change(plan, {"figures.published_money[2007]": 9})
    assert [(line.path, line.printed, line.computed) for line in ledger(plan)] == [("figures.money[total, 2007]", 9, 5)]


# --- by hand --------------------------------------------------------------------------------------------------


def plan_by_hand(**fields: object) -> OperationalPlan:
    given: dict[str, object] = {
        "code": "p",
        "title": "Plan",
        "organisation": "Org",
        "window": "2008",
        "periods": ["2008"],
        "dimensions": {"source": ["RB", DimensionLabel(code="XB")]},
        "measures": [BUDGET],
    }
    return OperationalPlan(**(given | fields))  # type: ignore[arg-type]  # each test gives what the field takes, or not


BUDGET = Measure(code="budget", of="outputs", dims=["source"], unit="kCHF", negative=True)


def test_a_plan_by_hand_is_that_of_a_file() -> None:
    table = BUDGET.table([{"source": "RB", "2008": "-1.5"}])
    plan = plan_by_hand(outputs=[Output(code="X", title="X", figures={"budget": table})])
    assert loads(dumps(plan)) == plan
    assert figures(plan, "budget").at(output="X", source="RB", period="2008") == Decimal("-1.5")
    assert hash(plan) == hash(loads(dumps(plan)))


def test_assumptions_of_a_table_go_beside_it_and_through_files() -> None:
    table = BUDGET.table([{"source": "RB", "2008": 1}]).assuming("a guess")
    worked = Table.from_rows([{"department": "D", "2008": 1}], dims=["department", "period"], unit="work_month")
    output = Output(code="X", title="X", effort=worked.assuming("by hand"), figures={"budget": table})
    assert output.effort_assumed == ("by hand",)
    assert output.figures["budget_assumed"] == ("a guess",)
    plan = plan_by_hand(outputs=[output], departments=[Department(code="D", name="D")])
    assert loads(dumps(plan)) == plan
    assert effort(loads(dumps(plan))).assumed == ("by hand",)
    assert plan != change(plan, {"outputs.X.effort_assumed": ()})


WRONG = {
    "another unit": (
        Table.from_rows([{"source": "RB", "2008": 1}], dims=["source", "period"], unit="CHF"),
        "OperationalPlan.outputs.X.figures.budget: must be in kCHF, got CHF",
    ),
    "other dims": (
        Table.from_rows([{"2008": 1}], dims=["period"], unit="kCHF"),
        "OperationalPlan.outputs.X.figures.budget: must have the dims source, period, got period",
    ),
    "does not add": (
        Table.from_rows([{"source": "RB", "2008": 1}], dims=["source", "period"], unit="kCHF").per_year(),
        "OperationalPlan.outputs.X.figures.budget: must be in kCHF, got kCHF/year",
    ),
}


@pytest.mark.parametrize(("table", "said"), WRONG.values(), ids=WRONG)
def test_a_plan_holds_its_tables_against_its_measures(table: Table, said: str) -> None:
    output = Output(code="X", title="X", figures={"budget": table})
    with pytest.raises(InvalidPlan) as refused:
        plan_by_hand(outputs=[output])
    assert said in str(refused.value)


def test_a_measure_that_the_plan_does_not_have() -> None:
    table = BUDGET.table([{"source": "RB", "2008": 1}])
    with pytest.raises(InvalidPlan) as refused:
        plan_by_hand(departments=[Department(code="D", name="D", figures={"budget": table})])
    assert str(refused.value) == (
        "OperationalPlan.departments.D.figures.budget: unknown measure 'budget' of departments; known: none"
    )


def test_every_owner_takes_figures() -> None:
    for cls in (Output, Department, Objective, StrategicGoal, Project, OperationalPlan):
        assert kinds(cls)["figures"].what == "figures"


MEASURES = {
    "no owner": ({"code": "m", "unit": "CHF"}, ["Measure.of: missing; a measure says whose tables it has"]),
    "no unit": ({"code": "m", "of": "outputs"}, ["Measure.unit: missing; a measure has a unit"]),
    "a name that is kept": (
        {"code": "published_m", "of": "plan", "unit": "CHF"},
        ["Measure.code: 'published_m' is kept for what stands beside a table; choose another name"],
    ),
    "a name that would be kept": (
        {"code": "section", "of": "plan", "unit": "CHF"},
        ["Measure.code: 'section' is kept for what stands beside a table; choose another name"],
    ),
    "a name that is kept, in capitals": (
        {"code": "Published_m", "of": "plan", "unit": "CHF"},
        ["Measure.code: 'Published_m' is kept for what stands beside a table; choose another name"],
    ),
    "a built-in one in capitals": (
        {"code": "Effort", "of": "outputs", "unit": "CHF"},
        ["Measure.code: 'Effort' is a built-in measure; write 'effort'"],
    ),
    "a slip for a built-in one": (
        {"code": "efort", "unit": "CHF"},
        ["Measure.of: missing; a measure says whose tables it has; or did you mean the built-in measure 'effort'?"],
    ),
    "another owner": (
        {"code": "effort", "of": "plan"},
        ["Measure.of: must be 'outputs', which 'effort' is by itself, got 'plan'"],
    ),
    "dims": (
        {"code": "m", "of": "outputs", "unit": "CHF", "dims": ["value", "class", "a b", "output"]},
        [
            "Measure.dims[0]: 'value' is the name of the figures, not of a dim",
            "Measure.dims[1]: 'class' is no name of a dim; it must be usable as the name of an argument",
            "Measure.dims[2]: 'a b' is no name of a dim; it must be usable as the name of an argument",
            "Measure.dims[3]: 'output' is the name of something else; choose another one",
        ],
    ),
    "a reason for another dim": (
        {"code": "m", "of": "outputs", "unit": "CHF", "not_additive": {"source": "x"}},
        ["Measure.not_additive.source: unknown dim; known: period"],
    ),
}


@pytest.mark.parametrize(("given", "said"), MEASURES.values(), ids=MEASURES)
def test_what_no_measure_can_be(given: dict[str, object], said: list[str]) -> None:
    with pytest.raises(InvalidPlan) as refused:
        Measure(**given)  # type: ignore[arg-type]  # each case gives what no measure can have
    assert str(refused.value).split("\n") == said


def test_a_dim_that_nobody_declares() -> None:
    with pytest.raises(InvalidPlan) as refused:
        plan_by_hand(measures=[Measure(code="m", of="outputs", dims=["sauce"], unit="CHF")])
    assert str(refused.value) == (
        "OperationalPlan.measures.m.dims[0]: unknown dimension 'sauce'; declare it under [dimensions]; "
        "known: source, service, activity …"
    )


def test_no_reasons_are_nothing_said() -> None:
    measure = Measure(code="m", of="outputs", unit="CHF", not_additive={})
    assert measure == Measure(code="m", of="outputs", unit="CHF")
    plan = plan_by_hand(measures=[measure])
    assert loads(dumps(plan)) == plan
    text = f'{HEAD}[measures.m]\nof = "outputs"\nunit = "CHF"\nnot_additive = {{ }}\n'
    assert loads(dumps(loads(text))) == loads(text)


def test_what_does_not_add_says_why() -> None:
    floor = Measure(code="floor", of="departments", unit="square_metre", not_additive={"period": "a stock"})
    department = Department(code="D", name="D", figures={"floor": floor.table({"2008": 100})})
    plan = plan_by_hand(measures=[floor], departments=[department])
    assert figures(plan, "floor").axis("period").reason == "a stock"
    assert floor.published.dims == ("period",)
    assert loads(dumps(plan)) == plan


# --- built-in measures, declared anew -------------------------------------------------------------------------

ANEW = (
    HEAD
    + """
[dimensions]
source = ["RB", "XB"]

[measures.effort]
dims = ["department", "source"]

[measures.posts]
dims = []

[departments.D]
name = "Office"
staffing = [{ grade = "P5", 2007 = 12 }]
posts = { 2007 = 6, 2008 = 7 }
published_posts = { 2007 = 5 }

[outputs.X]
title = "Conference"
effort = [{ department = "D", source = "RB", 2007 = 3 }, { department = "D", source = "XB", 2007 = 2.5 }]
published_effort = { 2007 = 6 }
"""
)


def test_grades_are_spelled_as_the_plan_lists_them_in_tables_from_python_too() -> None:
    staff = Table.from_rows(
        [{"grade": "P.5", "2008": 1}, {"grade": "X", "2008": 2}], dims=["grade", "period"], unit="work_month"
    )
    plan = small_plan(departments=[Department(code="D", name="D", staffing=staff)], outputs=[])
    assert plan.department("D").staffing.labels("grade") == ("P5", "X")
    scale = GradeScale({"P": ["P-5"]})
    assert change(plan, {"grades": scale}).department("D").staffing.labels("grade") == ("P-5", "X")


def test_effort_by_source_and_posts_without_grades() -> None:
    plan = loads(ANEW)
    assert effort(plan).dims == ("output", "department", "source", "period")
    assert posts(plan).dims == ("department", "period")
    assert get(plan, "outputs.X.effort[D, XB, 2007]") == Decimal("2.5")
    assert loads(dumps(plan)) == plan
    assert reconcile(plan).effort.at(department="D", period="2007") == Decimal("5.5")
    assert [line.computed for line in ledger(plan)] == [Decimal("5.5"), 6]
    assert validate(plan).ok


def test_a_dim_that_an_analysis_needs_is_named() -> None:
    plan = loads(ANEW.replace('dims = ["department", "source"]', 'dims = ["source"]').replace('department = "D", ', ""))
    with pytest.raises(
        UnknownLabel, match=r"effort has no dim 'department' in this plan; it has output, source, period"
    ):
        reconcile(plan)
    assert validate(plan).ok


def test_figures_of_built_in_measures() -> None:
    plan = loads(ANEW)
    assert figures(plan, "staffing") == capacity(plan)
    assert figures(plan, "services") == volumes(plan)
    with pytest.raises(UnknownCode, match=r"unknown measure 'budgt'; known: effort, services, staffing …"):
        figures(plan, "budgt")


def test_every_table_of_a_class_is_a_built_in_measure() -> None:
    typed = {kind.shape for cls in (Output, Department) for kind in kinds(cls).values() if kind.what == "table"}
    assert typed == set(BUILT_IN)


def test_tables_of_a_plan_are_found() -> None:
    found = [(table.path, table.published) for table in tables(loads(ANEW))]
    assert found == [
        ("outputs.X.effort", False),
        ("outputs.X.published_effort", True),
        ("departments.D.staffing", False),
        ("departments.D.posts", False),
        ("departments.D.published_posts", True),
    ]


WRITTEN_WRONG = {
    "on the entity": (
        '[outputs.X]\ntitle = "X"\nbudget = [{ source = "RB", 2008 = 5 }]',
        "<text>:9: outputs.X.budget: unknown key; for figures write two tables: [measures.budget] with "
        'of = "outputs" and a unit, and [outputs.CODE.figures]',
    ),
    "a single figure": (
        '[outputs.X]\ntitle = "X"\namount = 1250',
        "<text>:9: outputs.X.amount: unknown key; for figures write two tables: [measures.amount] with "
        'of = "outputs" and a unit, and [outputs.CODE.figures]',
    ),
    "a figure for each of several": (
        '[outputs.X]\ntitle = "X"\nbudget = { regular = 3, other = 5.5 }',
        "<text>:9: outputs.X.budget: unknown key; for figures write two tables: [measures.budget] with "
        'of = "outputs" and a unit, and [outputs.CODE.figures]',
    ),
    "on a project": (
        '[projects.X]\ntitle = "X"\ncost_2008 = 1250',
        "<text>:9: projects.X.cost_2008: unknown key; for figures write two tables: [measures.cost_2008] with "
        'of = "projects" and a unit, and [projects.CODE.figures]',
    ),
    "a number that is no money": (
        '[outputs.X]\ntitle = "X"\npensioners = 1250',
        "<text>:9: outputs.X.pensioners: unknown key; known: title, section, group …",
    ),
    "declared": (
        '[measures.income]\nof = "goals"\nunit = "CHF"\n[goals.X]\ntitle = "X"\nincome = { 2008 = 5 }',
        "<text>:12: goals.X.income: unknown key; income is a measure: write it under [goals.CODE.figures]",
    ),
    "of another owner": (
        '[outputs.X]\ntitle = "X"\nposts = { 2008 = 5 }',
        "<text>:9: outputs.X.posts: unknown key; posts is a measure of departments, not of outputs; "
        'declare one of another name with of = "outputs"',
    ),
    "of the plan": (
        '[outputs.X]\ntitle = "X"\n[figures]\neffort = { 2008 = 5 }',
        "<text>:10: figures.effort: effort is a measure of outputs, not of the plan; "
        "its printed total over all is published_effort under [figures]",
    ),
    "a further dim": (
        '[departments.D]\nname = "D"\nposts = [{ grade = "P5", fund = "A", 2008 = 5 }]',
        "<text>:9: departments.D.posts[0].fund: unknown key; a row has grade, a figure per period; "
        'for a further dim: [measures.posts] with dims = ["grade", "fund"]',
    ),
    "without its dim": (
        '[departments.D]\nname = "D"\nposts = { 2008 = 5 }',
        "<text>:9: departments.D.posts: must be a list of rows, each with grade and a figure per period, got a table; "
        "without grade: [measures.posts] with dims = []",
    ),
    "a total by source": (
        '[measures.m]\nof = "plan"\ndims = ["source"]\nunit = "CHF"\n'
        '[figures]\npublished_m = [{ source = "cost recovery", 2008 = 5 }]',
        "<text>:12: figures.published_m.source: unknown key; a row has a figure per period; "
        "a printed total is of all that adds up, for one of a part write a claim",
    ),
    "a reduction": (
        '[measures.m]\nof = "plan"\nunit = "CHF"\n[figures]\nm = { 2008 = -5 }',
        "<text>:11: figures.m[2008]: must be a number of CHF ≥ 0, got -5; or [measures.m] with negative = true",
    ),
    "a provision that is a reduction": (
        '[provisions.X]\ntitle = "X"\namount = -1157.7',
        "<text>:9: provisions.X.amount: must be a number ≥ 0, got -1157.7; "
        "a reduction is kind = 'saving', or a figure of a measure with negative = true",
    ),
    "undeclared": (
        '[outputs.X]\ntitle = "X"\n[outputs.X.figures]\nbudget = [{ source = "RB", 2008 = 5 }]',
        "<text>:10: outputs.X.figures.budget: unknown measure 'budget'; declare it: [measures.budget] with "
        'of = "outputs" and a unit',
    ),
    "built in": (
        '[outputs.X]\ntitle = "X"\n[outputs.X.figures]\neffort = [{ department = "D", 2008 = 5 }]',
        "<text>:10: outputs.X.figures.effort: effort has a key of its own; write it beside figures, not in it",
    ),
    "a declaration that is wrong says nothing of its tables": (
        '[measures.m]\nof = "outputs"\n[outputs.X]\ntitle = "X"\n[outputs.X.figures]\nm = { 2008 = 5 }',
        "<text>:7: measures.m.unit: missing; a measure has a unit",
    ),
    "a dimension that is listed elsewhere": (
        '[dimensions]\ngrade = ["A"]',
        "<text>:8: dimensions.grade: the plan lists these elsewhere; choose another name",
    ),
    "a label twice": ('[dimensions]\nsex = ["f", "f"]', "<text>:8: dimensions.sex[1]: 'f' stands twice"),
}


@pytest.mark.parametrize(("text", "said"), WRITTEN_WRONG.values(), ids=WRITTEN_WRONG)
def test_what_is_written_wrong_is_told_with_what_is_right(text: str, said: str) -> None:
    with pytest.raises(InvalidPlan) as refused:
        loads(HEAD + text)
    assert str(refused.value) == said


def test_words_of_a_dimension_are_those_of_the_plan() -> None:
    text = HEAD + '[outputs.X]\ntitle = "X"\nfunding = [{ source = "RB" }]\n'
    with pytest.raises(InvalidPlan) as refused:
        loads(text)
    assert str(refused.value).startswith(
        "<text>:9: outputs.X.funding[0].source: unknown source 'RB'; unless [dimensions] lists others, there are "
    )
    plan = loads(text + '[dimensions]\nsource = ["RB"]\n')
    assert plan.outputs[0].funding[0].source == "RB"
    assert plan.labels("source") == ("RB",)
    with pytest.raises(UnknownCode, match=r"unknown dimension 'sauce'; known: source, "):
        plan.labels("sauce")


def test_services_of_others_than_outputs_are_counted_as_services() -> None:
    """They were taken for those of outputs."""
    text = f'{HEAD}[measures.orders]\nof = "objectives"\ndims = ["service"]\n[services.t]\nname = "T"\nunit = "page"\n'
    text += '[objectives.X]\ntitle = "X"\n[objectives.X.figures]\norders = [{ service = "t", 2008 = 5 }]\n'
    found = figures(loads(text), "orders")
    assert (found.dims, found.unit) == (("objective", "service", "period"), "page")
    assert found.at(objective="X", service="t", period="2008") == 5
    with pytest.raises(UnitMismatch) as refused:
        figures(loads(text + '[services.h]\nname = "H"\nunit = "hour"\n'), "orders")
    assert str(refused.value) == (
        "the services are counted in hour, page; a table of orders has one unit: declare several measures"
    )


@OWNERS
def test_a_total_of_a_span_needs_no_figure_in_each_column(owner: str) -> None:
    """It could not be checked where a column of the span had none."""
    totals = "{ 2007 = 7, 2008 = 5, 2007-2008 = 5, 2007-2011 = 5, 2008-2011 = 6 }"
    text = plan_with(owner, '[{ source = "RB", 2008 = 5 }]', published_money=totals)
    found = {line.path.rpartition(", ")[2]: (line.computed, line.reason) for line in ledger(loads(text))}
    assert found == {
        "2007]": (None, "there are no figures to add up"),
        "2008]": (5, ""),
        "2007-2008]": (5, ""),
        "2007-2011]": (5, ""),
        "2008-2011]": (5, ""),
    }


def test_a_stock_has_no_total_of_a_span() -> None:
    text = f'{HEAD}[measures.m]\nof = "plan"\nunit = "person"\nnot_additive = {{ period = "a stock" }}\n'
    text += "[figures]\nm = { 2007 = 5, 2008 = 6 }\npublished_m = { 2008 = 6, 2007-2008 = 11 }\n"
    span, year = ledger(loads(text))
    assert (span.computed, year.computed) == (None, 6)
    assert span.reason.startswith("cannot add up over 'period': a stock")


def test_a_grand_total_whose_parts_make_another() -> None:
    """As a document prints it: 39,810,000 for parts that make 39,860,000."""
    text = (
        HEAD
        + '[measures.budget]\nof = "outputs"\nunit = "USD"\n[figures]\npublished_budget = { 2007-2011 = 39810000 }\n'
    )
    for code, years in {"A": "2007 = 12000000, 2008 = 13500000", "B": "2009-2011 = 14360000"}.items():
        text += f'[outputs.{code}]\ntitle = "{code}"\n[outputs.{code}.figures]\nbudget = {{ {years} }}\n'
    assert list(map(str, validate_text(text, select="figures", ignore=["OP305"]))) == [
        "<text>:11: figures.budget[total, 2007-2011]: the printed total is 39810000, the figures add up to 39860000"
    ]


@pytest.mark.parametrize("name", ["funding", "title", "goals", "outputs", "code", "attributes"])
def test_a_measure_may_have_the_name_of_another_field(name: str) -> None:
    """Its figures were lost without a word, or stood at an address that does not exist."""
    owner, at = ("plan", "figures") if name == "outputs" else ("outputs", "outputs.X.figures")
    text = f'{HEAD}[measures.{name}]\nof = "{owner}"\ndims = ["source"]\nunit = "CHF"\n'
    plan = loads(
        f'{text}[outputs.X]\ntitle = "X"\n[{at}]\n{name} = [{{ source = "capital fund", 2008 = 5 }}]\n'
        f"published_{name} = {{ 2008 = 6 }}\n"
    )
    assert figures(plan, name).total() == 5
    (problem,) = validate(plan, select="OP301")
    assert problem.path == f"{at}.{name}[total, 2008]"
    assert get(plan, problem.path) == 6
    assert loads(dumps(plan)) == plan


def test_totals_of_services_in_several_units() -> None:
    """No total was looked at where a grand total of services was printed."""
    text = f'{HEAD}[services.t]\nname = "T"\nunit = "page"\n[services.h]\nname = "H"\nunit = "hour"\n'
    for code, hours in {"X": 2, "Y": 3}.items():
        rows = f'[{{ service = "t", 2008 = 4 }}, {{ service = "h", 2008 = {hours} }}]'
        text += f'[outputs.{code}]\ntitle = "{code}"\nservices = {rows}\n'
    plan = loads(
        f'{text}[figures]\npublished_services = [{{ service = "t", 2008 = 8 }}, {{ service = "h", 2008 = 6 }}]\n'
    )
    assert [(line.path, line.computed, line.unit) for line in ledger(plan)] == [
        ("figures.services[total, h, 2008]", 5, "hour"),
        ("figures.services[total, t, 2008]", 8, "page"),
    ]
    assert list(map(str, validate(plan, select="figures", ignore="OP305"))) == [
        "figures.services[total, h, 2008]: the printed total is 6, the figures add up to 5"
    ]
