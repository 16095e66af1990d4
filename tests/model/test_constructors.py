"""Constructors: what is wrong is said with class, field and value, all of it at once; what is right becomes tuples."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest

from itu_opplan import (
    KPI,
    Activity,
    Actual,
    Body,
    Department,
    DimensionLabel,
    Event,
    Funding,
    Measure,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    OutputGroup,
    Period,
    Project,
    Provision,
    ResultsFramework,
    Service,
    StrategicGoal,
    Table,
    Target,
    change,
    dumps,
    get,
    loads,
    plain,
)
from tests.helpers import complaints
from tests.small_plans import HEAD, small_plan, work_months

CODE = "must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got"
MAKE = "; Measure.table or Table.from_rows makes one of rows"
PERIOD = "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got"
ANY = {"code": "A", "title": "a", "name": "a"}


def made(cls: type[attrs.AttrsInstance], **fields: object) -> attrs.AttrsInstance:
    """An entity of this class; what the fields do not give is of no matter."""
    needed = {field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING}
    return cls(**({name: value for name, value in ANY.items() if name in needed} | fields))


# --- every class and field ------------------------------------------------------------------------------------

ENTITIES = (StrategicGoal, Objective, OutputGroup, Output, OrgUnit, Department, Body, Service, Activity, Event)
BAD = {
    "code": ("a b", f"{CODE} 'a b'; write a code such as 'a-b', with label = 'a b'"),
    "label": ("a\nb", r"must be text on one line, got 'a\nb'"),
    "title": ("", "must be text, got ''"),
    "name": (5, "must be text, got 5"),
    "section": ("", "must be text, got ''"),
    "note": (["x"], "must be text, got a list"),
    "description": (b"x", "must be text, got b'x'"),
    "parent": ("a.b", f"{CODE} 'a.b'"),
    "group": (5, f"{CODE} 5"),
    "department": ("", f"{CODE} ''"),
    "departments": (5, "must be a list of codes, got 5"),
    "output": ("a b", f"{CODE} 'a b'"),
    "unit": ("page per", "'page per' is not a unit; write 'page_per'"),
    "aliases": ("PE", "must be a list of texts, got 'PE'"),
    "to_be_completed": (5, "must be a list of texts, got 5"),
    "successors": ("CEC", "must be a list of codes, got 'CEC'"),
    "goals": (None, "must be a list of codes, got nothing"),
    "objectives": (5, "must be a list of codes, got 5"),
    "valid_from": (
        "2008-01",
        "may mean the month January 2008; write 2008-M01, got '2008-01'",
    ),
    "valid_until": (2008, "a period is text, write '2008', got 2008"),
    "units": (5, "must be a list of OrgUnit, got 5"),
    "effort": (5, f"must be a Table, got 5{MAKE}"),
    "services": (5, f"must be a Table, got 5{MAKE}"),
    "published_effort": (None, f"must be a Table, got nothing{MAKE}"),
    "published_services": (True, f"must be a Table, got true{MAKE}"),
    "staffing": ([], f"must be a Table, got a list{MAKE}"),
    "published_staffing": ({}, f"must be a Table, got a table{MAKE}"),
    "posts": ("x", f"must be a Table, got 'x'{MAKE}"),
    "published_posts": (5, f"must be a Table, got 5{MAKE}"),
    "allocations": (5, f"must be a Table, got 5{MAKE}"),
    "published_allocations": (5, f"must be a Table, got 5{MAKE}"),
    "assumed": ("a guess", "must be a list of texts, got 'a guess'"),
    "figures": (5, "must be a mapping of tables, each named by its measure, got 5"),
    "mandates": ("RES-1", "must be a list of codes, got 'RES-1'"),
    "funding": (5, "must be a list of Funding, got 5"),
    "risks": (5, "must be a list of RiskFactor, got 5"),
    "success_factors": (5, "must be a list of SuccessFactor, got 5"),
    "elsewhere": ("effort", "must be a list of texts, got 'effort'"),
    "frameworks": (5, "must be a list of ResultsFramework, got 5"),
    "place": (5, "must be text, got 5"),
    "first": ("2009-05-25", "must be a date such as 2007-05-31, got '2009-05-25'"),
    "last": (5, "must be a date such as 2007-05-31, got 5"),
    "window": ("", "must be text, got ''"),
    "period": ("soon", f"{PERIOD} 'soon'"),
    "closing": ("2008 3Q9", f"{PERIOD} '2008 3Q9'"),
    "proposed": ("yes", "must be true or false, got 'yes'"),
    "attributes": (5, "must be a table of text, numbers, dates, true and false, by their names, got 5"),
    "Activity.unit": ("a b", f"{CODE} 'a b'"),
}
"""For each field a value that it cannot have; fields of one name are alike in all classes, but for a few."""


def bad(cls: type, name: str) -> tuple[object, str]:
    """What a field cannot have, and what is said; sections and assumptions of tables are alike."""
    return BAD.get(f"{cls.__name__}.{name}") or BAD.get(name) or BAD[name.rpartition("_")[2]]


@pytest.mark.parametrize("cls", ENTITIES)
def test_every_field_is_checked_and_all_is_said_at_once(cls: type[attrs.AttrsInstance]) -> None:
    names = [field.name for field in attrs.fields(cls)]
    values = {name: bad(cls, name)[0] for name in names}
    assert complaints(lambda: cls(**values)) == [f"{cls.__name__}.{name}: {bad(cls, name)[1]}" for name in names]


@pytest.mark.parametrize(("cls", "name"), [(cls, field.name) for cls in ENTITIES for field in attrs.fields(cls)])
def test_every_field_is_checked_by_itself(cls: type[attrs.AttrsInstance], name: str) -> None:
    value, said = bad(cls, name)
    assert complaints(lambda: made(cls, **{name: value})) == [f"{cls.__name__}.{name}: {said}"]


@pytest.mark.parametrize("cls", ENTITIES)
def test_an_entity_needs_its_code_and_name_only(cls: type[attrs.AttrsInstance]) -> None:
    needed = [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]
    assert needed in (["code", "title"], ["code", "name"])
    made(cls)


OF_THE_PLAN = {
    "code": ("a b", f"{CODE} 'a b'; write a code such as 'a-b', with label = 'a b'"),
    "title": (" ", "must be text, got ' '"),
    "organisation": (None, "must be text, got nothing"),
    "entity": ("", "must be text, got ''"),
    "status": (None, "must be text, got nothing"),
    "language": ("", "must be text, got ''"),
    "currency": ("Swiss franc", "must be a currency such as 'CHF', got 'Swiss franc'"),
    "year_begins": (13, "must be a month, a whole number from 1 to 12, got 13"),
    "window": ("soon", f"{PERIOD} 'soon'"),
    "periods": ("2008", "must be a list of periods, got '2008'"),
    "section": (5, "must be text, got 5"),
    "label": ("a\nb", r"must be text on one line, got 'a\nb'"),
    "note": (5, "must be text, got 5"),
    "attributes": ("x", "must be a table of text, numbers, dates, true and false, by their names, got 'x'"),
    "grades": ({"P": ["P1"]}, "must be a GradeScale, got a table"),
    "dimensions": (5, "must be lists of labels by the name of their dimension, got 5"),
    "measures": (5, "must be a list of Measure, got 5"),
    "figures": (5, "must be a mapping of tables, each named by its measure, got 5"),
    "outline": (5, "must be a list of Heading, got 5"),
    "goals": (5, "must be a list of StrategicGoal, got 5"),
    "objectives": (None, "must be a list of Objective, got nothing"),
    "groups": ("x", "must be a list of OutputGroup, got 'x'"),
    "outputs": (5, "must be a list of Output, got 5"),
    "departments": (Body(code="B", name="b"), "must be a list of Department, got Body B"),
    "bodies": (5, "must be a list of Body, got 5"),
    "services": (5, "must be a list of Service, got 5"),
    "activities": (5, "must be a list of Activity, got 5"),
    "events": (5, "must be a list of Event, got 5"),
    "mandates": (5, "must be a list of Mandate, got 5"),
    "provisions": (5, "must be a list of Provision, got 5"),
    "projects": (5, "must be a list of Project, got 5"),
    "claims": (5, "must be a list of Claim, got 5"),
}


def test_every_field_of_the_plan_is_checked_and_all_is_said_at_once() -> None:
    assert [field.name for field in attrs.fields(OperationalPlan)] == list(OF_THE_PLAN)
    values = {name: value for name, (value, _) in OF_THE_PLAN.items()}
    assert complaints(lambda: small_plan(**values)) == [
        f"OperationalPlan.{name}: {said}" for name, (_, said) in OF_THE_PLAN.items()
    ]


@pytest.mark.parametrize("name", OF_THE_PLAN)
def test_every_field_of_the_plan_is_checked_by_itself(name: str) -> None:
    value, said = OF_THE_PLAN[name]
    assert complaints(lambda: small_plan(**{name: value})) == [f"OperationalPlan.{name}: {said}"]


# --- kinds of fields ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["A", "a", "0", "C&P", "III-1", "a_b", "x" * 32])
def test_codes(code: str) -> None:
    assert Body(code=code, name="a").code == code


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("", "''"),
        ("x" * 33, f"'{'x' * 33}'; write a code such as '{'x' * 32}', with label = '{'x' * 33}'"),
        ("x" * 99, f"'{'x' * 59}…'"),
        ("a.b", "'a.b'; write a code such as 'a-b', with label = 'a.b'"),
        ("A/80/400", "'A/80/400'; write a code such as 'A-80-400', with label = 'A/80/400'"),
        ("Programme 1", "'Programme 1'; write a code such as 'Programme-1', with label = 'Programme 1'"),
        (" a", "' a'; write a code such as 'a'"),
        ("..", "'..'; write a code of your own, with label = '..'"),
        ("con!", "'con!'; write a code of your own, with label = 'con!'"),
        ("行政", "'行政'; write a code of your own, with label = '行政'"),
        ("DÉP", "'DÉP'; write a code such as 'DEP', with label = 'DÉP'"),
        ("１", "'１'; write a code such as '1', with label = '１'"),
        ("a\n", r"'a\n'"),
        ("\u202eab", r"'\u202eab'"),
        (" ", "' '"),
        ("٣", "'٣'; write a code such as '3', with label = '٣'"),
        (5, "5"),
        (None, "nothing"),
        (["A"], "a list"),
    ],
)
def test_what_is_no_code(code: object, shown: str) -> None:
    assert complaints(lambda: made(Body, code=code)) == [f"Body.code: {CODE} {shown}"]


def test_text_that_cannot_be_written() -> None:
    said = "must be text that can be written as UTF-8, got a lone surrogate"
    assert complaints(lambda: Body(code="A", name="a\ud800", aliases=["\udfff"])) == [
        f"Body.name: {said}",
        f"Body.aliases[0]: {said}",
    ]


def test_lists_of_texts_and_codes() -> None:
    fields = {"aliases": ["", 5, "x", "x"], "successors": ["a b", 5, "C", "C", "C"]}
    assert complaints(lambda: made(OrgUnit, **fields)) == [
        "OrgUnit.aliases[0]: must be text, got ''",
        "OrgUnit.aliases[1]: must be text, got 5",
        "OrgUnit.aliases[3]: 'x' stands twice",
        f"OrgUnit.successors[0]: {CODE} 'a b'",
        f"OrgUnit.successors[1]: {CODE} 5",
        "OrgUnit.successors[3]: 'C' stands twice",
        "OrgUnit.successors[4]: 'C' stands twice",
    ]


def test_lists_of_periods() -> None:
    assert complaints(lambda: small_plan(periods=[])) == ["OperationalPlan.periods: must not be empty"]
    assert complaints(lambda: small_plan(periods=["2008", 2009, "Q1 2010", None])) == [
        "OperationalPlan.periods[1]: a period is text, write '2009', got 2009",
        "OperationalPlan.periods[2]: write this period as 2010-Q1, got 'Q1 2010'",
        f"OperationalPlan.periods[3]: {PERIOD} nothing",
    ]


def test_lists_of_entities() -> None:
    given = [Output(code="A", title="a"), 5, Body(code="B", name="b"), "x"]
    assert complaints(lambda: small_plan(outputs=given)) == [
        "OperationalPlan.outputs[1]: must be of type Output, got 5",
        "OperationalPlan.outputs[2]: must be of type Output, got Body B",
        "OperationalPlan.outputs[3]: must be of type Output, got 'x'",
    ]


def test_periods_are_taken_as_text_or_as_periods() -> None:
    unit = OrgUnit(code="A", name="a", valid_from="2009-2011", valid_until=Period(2010, 2010))
    assert (unit.valid_from, unit.valid_until) == (Period(2009, 2011), Period(2010, 2010))
    plan = small_plan(window="2009-2011", periods=("2009", Period(2010, 2011)))
    assert (plan.window, plan.periods) == (Period(2009, 2011), (Period(2009, 2009), Period(2010, 2011)))


MONTH_OR_YEARS = "may mean the years 2008-2011 or the month November 2008; write 2008-2011 or 2008-M11, got '2008-11'"


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda period: Target(period=period, value=1), "Target.period"),
        (lambda period: Actual(period=period, value=1), "Actual.period"),
        (lambda period: Funding(source="cost recovery", period=period), "Funding.period"),
        (lambda period: Project(code="P", title="p", start=period), "Project.start"),
        (lambda period: Event(code="E", title="e", period=period), "Event.period"),
        (lambda period: Provision(code="P", title="p", period=period), "Provision.period"),
        (lambda period: ResultsFramework(code="F", periods=[period]), "ResultsFramework.periods[0]"),
        (lambda period: Department(code="D", name="d", valid_until=period), "Department.valid_until"),
        (lambda period: small_plan(window=period), "OperationalPlan.window"),
        (lambda period: change(small_plan(), {"periods": [period]}), "periods[0]"),
        (lambda period: small_plan().results(period=period), "period"),
        (lambda period: KPI(text="k").progress(period), "period"),
    ],
)
def test_a_year_of_two_digits_is_refused_in_every_door(make: Callable[[str], object], path: str) -> None:
    assert complaints(lambda: make("2008-11")) == [f"{path}: {MONTH_OR_YEARS}"]


# --- tables ---------------------------------------------------------------------------------------------------


def table(unit: str, **cell: object) -> Table:
    dims = [dim for dim in cell if dim != "value"]
    return Table.from_records([cell], dims=dims, unit=unit)


def planned(**fields: object) -> OperationalPlan:
    """A plan with an output that has these fields."""
    return small_plan(outputs=[made(Output, **fields)])


TABLES = {
    "other dims": (
        table("work_month", item="a", value=1),
        [".effort: must have the dims department, period, got item"],
    ),
    "a dim too many": (
        table("work_month", output="A", department="B", period="2008", value=1),
        [".effort: must have the dims department, period, got output, department, period"],
    ),
    "no dims": (
        Table.from_records([{"value": 1}], dims=(), unit="work_month"),
        [".effort: must have the dims department, period, got none"],
    ),
    "another unit, negative figure": (
        table("page", department="S GO", period="2008", value=-1),
        [
            ".effort: must be in work_month, got page",
            ".effort[S GO, 2008]: must be a number of work-months ≥ 0, got -1",
        ],
    ),
    "shares of a whole": (
        work_months("department", SGO={"2008": 1}).shares("department"),
        [
            ".effort: must be in work_month, got percent",
            ".effort: must add up over 'department' as it is printed",
            ".effort: must not add up over 'period' as it is printed",
        ],
    ),
    "figures out of bounds": (
        work_months("department", SGO={"2007": "-0.1", "2008": 10**15, "2009-2011": "0.1234567890123"}),
        [
            ".effort[SGO, 2007]: must be a number of work-months ≥ 0, got -0.1",
            ".effort[SGO, 2008]: must have at most 15 digits before the point and 12 after, got 1000000000000000",
            ".effort[SGO, 2009-2011]: must have at most 15 digits before the point and 12 after, got 0.1234567890123",
        ],
    ),
    "next to no figures": (
        Table.from_records(
            [{"department": f"D{year}", "period": f"{year}", "value": 1} for year in range(1900, 2000)],
            dims=("department", "period"),
            unit="work_month",
        ),
        [".effort: its labels make 10,000 places for 100 figures; make several tables of it"],
    ),
}


@pytest.mark.parametrize(("effort", "said"), TABLES.values(), ids=TABLES)
def test_a_plan_holds_tables_against_its_measures(effort: Table, said: list[str]) -> None:
    assert made(Output, effort=effort) == Output(code="A", title="a", effort=effort)
    assert complaints(lambda: planned(effort=effort)) == [f"OperationalPlan.outputs.A{one}" for one in said]


def test_all_tables_of_a_plan_that_do_not_fit_are_said_at_once() -> None:
    wrong = table("CHF", item="a", value=1)
    names = ("effort", "published_effort", "services", "published_services")
    output = made(Output, **dict.fromkeys(names, wrong))
    own = ("staffing", "published_staffing", "posts", "published_posts", "allocations", "published_allocations")
    department = made(Department, **dict.fromkeys(own, wrong))
    dims = {
        "outputs.A.effort": "department, period",
        "outputs.A.published_effort": "period",
        "outputs.A.services": "service, period",
        "outputs.A.published_services": "service, period",
        "departments.A.staffing": "grade, period",
        "departments.A.published_staffing": "period",
        "departments.A.posts": "grade, period",
        "departments.A.published_posts": "period",
        "departments.A.allocations": "kind, item, period",
        "departments.A.published_allocations": "kind, period",
    }
    assert complaints(lambda: small_plan(outputs=[output], departments=[department])) == [
        f"OperationalPlan.{path}: must have the dims {wanted}, got item" for path, wanted in dims.items()
    ]


def test_labels_that_no_list_has_must_be_labels() -> None:
    said = "must be a label of 1 to 64 characters without '[', ']', ',', got"
    shares = table("percent", kind="a[", item="b,", period="2008", value=1)
    assert complaints(lambda: small_plan(departments=[made(Department, allocations=shares)])) == [
        f"OperationalPlan.departments.A.allocations: kind {said} 'a['",
        f"OperationalPlan.departments.A.allocations: item {said} 'b,'",
    ]


def test_a_table_without_figures_is_none() -> None:
    empty = Table.from_records([], dims=("item",), unit="CHF")
    assert made(Output, effort=empty, services=empty, figures={"budget": empty}) == Output(code="A", title="a")
    assert made(Output, effort=empty).effort.dims == ("department", "period")  # type: ignore[attr-defined]  # an output


@pytest.mark.parametrize(
    ("unit", "said"),
    [("page", "a number of pages ≥ 0"), ("hour", "a number of hour ≥ 0"), ("various", "a number of various ≥ 0")],
)
def test_services_are_in_any_unit(unit: str, said: str) -> None:
    right = table(unit, service="x", period="2008", value=1)
    assert planned(services=right).outputs[0].services.unit == unit
    negative = table(unit, service="x", period="2008", value=-1)
    assert complaints(lambda: planned(services=negative)) == [
        f"OperationalPlan.outputs.A.services[x, 2008]: must be {said}, got -1"
    ]


def test_figures_at_the_bounds() -> None:
    rows = {"2007": "999999999999999.999999999999", "2008": 0, "2009": "0.000000000001", "2010": "blank"}
    effort = work_months("department", SGO=rows)
    assert planned(effort=effort).outputs[0].effort is effort


def test_tables_in_another_order_of_dims_are_taken() -> None:
    effort = Table.from_records(
        [{"period": "2008", "department": "SGO", "value": 1}], dims=("period", "department"), unit="work_month"
    )
    assert Output(code="A", title="a", effort=effort) == Output(
        code="A", title="a", effort=work_months("department", SGO={"2008": 1})
    )


# --- measures and dimensions ----------------------------------------------------------------------------------


def test_every_field_of_a_measure_and_of_a_label_is_checked_and_all_is_said_at_once() -> None:
    owners = "'outputs', 'departments', 'objectives', 'goals', 'projects', 'plan'"
    measure = {
        "code": ("a b", f"{CODE} 'a b'; write a code such as 'a-b'"),
        "name": (5, "must be text, got 5"),
        "of": ("people", f"must be one of {owners}, got 'people'"),
        "dims": ("source", "must be a list of texts, got 'source'"),
        "unit": ("page per", "'page per' is not a unit; write 'page_per'"),
        "negative": ("no", "must be true or false, got 'no'"),
        "not_additive": ("x", "must be reasons by dim, got 'x'"),
        "note": ("", "must be text, got ''"),
    }
    label = {
        "code": (
            "a,b",
            "must be a label of 1 to 64 characters without '[', ']', ',', got 'a,b'; write { code = 'a b', name = … }",
        ),
        "name": ("", "must be text, got ''"),
    }
    for cls, cases in ((Measure, measure), (DimensionLabel, label)):
        assert [field.name for field in attrs.fields(cls)] == list(cases)
        assert complaints(lambda cls=cls, cases=cases: cls(**{name: value for name, (value, _) in cases.items()})) == [
            f"{cls.__name__}.{name}: {said}" for name, (_, said) in cases.items()
        ]
    assert complaints(lambda: Measure(code="m", of="outputs", unit="CHF", dims=["a", "a"], not_additive={"a": ""})) == [
        "Measure.dims[1]: 'a' stands twice",
        "Measure.not_additive.a: must be text, got ''",
    ]


@pytest.mark.parametrize(
    ("dimensions", "said"),
    [
        ({"source": "RB"}, ".source: must be a list of labels, got 'RB'"),
        ({"source": {"RB": "Regular budget"}}, ".source: must be a list of labels, got a table"),
        ({"source": 5}, ".source: must be a list of labels, got 5"),
        ({"source": [5]}, ".source[0]: must be a text or a DimensionLabel, got 5"),
        ({"source": ["XB", {"cod": "RB"}]}, ".source[1]: must be a text or a DimensionLabel, got a table"),
        ({"source": [("RB", "Regular")]}, ".source[0]: must be a text or a DimensionLabel, got a list"),
        ({"source": [Body(code="RB", name="b")]}, ".source[0]: must be a text or a DimensionLabel, got Body RB"),
        ({1: ["RB"]}, ": must be lists of labels by the name of their dimension, got a table"),
    ],
    ids=str,
)
def test_what_are_no_dimensions(dimensions: object, said: str) -> None:
    assert complaints(lambda: small_plan(dimensions=dimensions)) == [f"OperationalPlan.dimensions{said}"]


def test_names_and_labels_of_dimensions() -> None:
    assert complaints(lambda: small_plan(dimensions={"a b": ["x"], "period": [], "sex": ["f", "m", "f", "f"]})) == [
        "OperationalPlan.dimensions.a b: 'a b' is no name of a dim; it must be usable as the name of an argument",
        "OperationalPlan.dimensions.period: 'period' is the name of something else; choose another one",
        "OperationalPlan.dimensions.sex[2]: 'f' stands twice",
        "OperationalPlan.dimensions.sex[3]: 'f' stands twice",
    ]
    said = "the plan lists these elsewhere; choose another name"
    assert complaints(lambda: small_plan(dimensions={"grade": ["a"], "output": ["x"]})) == [
        f"OperationalPlan.dimensions.grade: {said}",
        f"OperationalPlan.dimensions.output: {said}",
    ]


def test_what_stands_under_figures() -> None:
    fields = {"budget": 5, "budget_assumed": ["x", ""], "budget_section": "", "published_budget": None}
    assert complaints(lambda: made(Output, figures=fields)) == [
        f"Output.figures.budget: must be a Table, got 5{MAKE}",
        "Output.figures.budget_assumed[1]: must be text, got ''",
        "Output.figures.budget_section: must be text, got ''",
        f"Output.figures.published_budget: must be a Table, got nothing{MAKE}",
    ]
    total = table("work_month", period="2008", value=-1)
    assert complaints(lambda: small_plan(figures={"published_effort": total, "effort": total})) == [
        "OperationalPlan.figures.effort: unknown measure 'effort' of plan; known: none",
        "OperationalPlan.figures.published_effort[2008]: must be a number of work-months ≥ 0, got -1",
    ]


# --- tuples ---------------------------------------------------------------------------------------------------


def test_lists_and_generators_become_tuples() -> None:
    output = Output(code="A", title="a", goals=["1", "2"], objectives=(code for code in "12"), to_be_completed=["x"])
    assert (output.goals, output.objectives, output.to_be_completed) == (("1", "2"), ("1", "2"), ("x",))
    department = Department(code="D", name="d", units=[OrgUnit(code="U", name="u")], aliases=iter(["x"]))
    assert (department.units, department.aliases) == ((OrgUnit(code="U", name="u"),), ("x",))
    plan = small_plan(outputs=iter([output]), departments=[department], periods=["2008"])
    assert (plan.outputs, plan.departments, plan.periods) == ((output,), (department,), (Period(2008, 2008),))
    assert hash(plan) == hash(attrs.evolve(plan, outputs=[output]))


def test_what_attributes_hold() -> None:
    right = {
        "retirees": 645,
        "share": Decimal("0.50"),
        "since": datetime.date(2010, 1, 1),
        "voluntary": False,
        "说明": "a",
    }
    output = made(Output, attributes=right)
    assert isinstance(output, Output)
    assert output.attributes == right
    assert output.attributes["retirees"] == Decimal(645)
    assert hash(output) == hash(made(Output, attributes=dict(reversed(right.items()))))
    wrong = {
        "a.b": "x",
        "": 1,
        "list": ["x"],
        "empty": " ",
        "time": datetime.datetime(2010, 1, 1),
        "nan": Decimal("nan"),
    }
    assert complaints(lambda: made(Output, attributes=wrong)) == [
        "Output.attributes: names must be labels of 1 to 64 characters without '[', ']', ',', '.', got ''",
        "Output.attributes: names must be labels of 1 to 64 characters without '[', ']', ',', '.', got 'a.b'",
        "Output.attributes.empty: must be text, got ' '",
        "Output.attributes.list: must be text, a number, a date, true or false, got a list",
        "Output.attributes.nan: must be a number, got NaN",
        "Output.attributes.time: must be text, a number, a date, true or false, got 2010-01-01 00:00:00",
    ]


def test_attributes_have_addresses_and_come_back_from_text() -> None:
    text = HEAD + '[outputs.PP]\ntitle = "C"\nattributes = { retirees = 645, "in force" = 2010-01-01, old = true }\n'
    plan = loads(text)
    assert get(plan, "outputs.PP.attributes.retirees") == Decimal(645)
    assert loads(dumps(plan)) == plan
    assert get(change(plan, {"outputs.PP.attributes.retirees": 644}), "outputs.PP.attributes.retirees") == 644
    assert plain(plan.output("PP").attributes) == {"in force": "2010-01-01", "old": True, "retirees": "645"}
    assert complaints(lambda: loads(text.replace("645", "[645]").replace("true", "{ a = 1 }"))) == [
        "<text>:9: outputs.PP.attributes.old: must be text, a number, a date, true or false, got a table",
        "<text>:9: outputs.PP.attributes.retirees: must be text, a number, a date, true or false, got a list",
    ]


def test_activities_of_a_list_are_no_time_sheets() -> None:
    assert [made(Activity, **{name: "A"}).booked for name in ("department", "output", "unit")] == [True, False, False]
