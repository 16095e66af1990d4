"""Constructors: what is wrong is said with class, field and value, all of it at once; what is right becomes tuples."""

from collections.abc import Callable

import attrs
import pytest

from itu_opplan import (
    Activity,
    Body,
    Department,
    Event,
    InvalidPlan,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    OutputGroup,
    Period,
    Service,
    Severity,
    StrategicGoal,
    Table,
)
from tests.small_plans import small_plan, work_months

CODE = "must be 1 to 32 letters, digits, '&', '-' or '_', got"
PERIOD = "must be a period such as 2008 or 2009-2011, got"
ANY = {"code": "A", "title": "a", "name": "a"}


def made(cls: type[attrs.AttrsInstance], **fields: object) -> attrs.AttrsInstance:
    """An entity of this class; what the fields do not give is of no matter."""
    needed = {field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING}
    return cls(**({name: value for name, value in ANY.items() if name in needed} | fields))


def refusal(make: Callable[[], object]) -> list[str]:
    with pytest.raises(InvalidPlan) as refused:
        make()
    assert all(problem.severity is Severity.ERROR for problem in refused.value.problems)
    assert {problem.rule for problem in refused.value.problems} == {"OP004"}
    return str(refused.value).split("\n")


# --- every class and field ------------------------------------------------------------------------------------

ENTITIES = (StrategicGoal, Objective, OutputGroup, Output, OrgUnit, Department, Body, Service, Activity, Event)
BAD = {
    "code": ("a b", f"{CODE} 'a b'"),
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
        "a period must not end before it starts; months and quarters are not periods, got '2008-01'",
    ),
    "valid_until": (2008, f"{PERIOD} 2008"),
    "units": (5, "must be a list of OrgUnit, got 5"),
    "effort": (5, "must be a Table of department, period, got 5"),
    "services": (5, "must be a Table of service, period, got 5"),
    "published_effort": (None, "must be a Table of period, got nothing"),
    "staffing": ([], "must be a Table of grade, period, got a list"),
    "published_staffing": ({}, "must be a Table of period, got a table"),
    "posts": ("x", "must be a Table of grade, period, got 'x'"),
    "published_posts": (5, "must be a Table of period, got 5"),
    "allocations": (5, "must be a Table of kind, item, period, got 5"),
    "published_allocations": (5, "must be a Table of kind, period, got 5"),
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
    "proposed": ("yes", "must be true or false, got 'yes'"),
}
"""For each field a value that it cannot have; fields of one name are alike in all classes."""


def said_of(name: str) -> str:
    return BAD["section" if name.endswith("_section") else name][1]


@pytest.mark.parametrize("cls", ENTITIES)
def test_every_field_is_checked_and_all_is_said_at_once(cls: type[attrs.AttrsInstance]) -> None:
    names = [field.name for field in attrs.fields(cls)]
    values = {name: BAD["section" if name.endswith("_section") else name][0] for name in names}
    assert refusal(lambda: cls(**values)) == [f"{cls.__name__}.{name}: {said_of(name)}" for name in names]


@pytest.mark.parametrize(("cls", "name"), [(cls, field.name) for cls in ENTITIES for field in attrs.fields(cls)])
def test_every_field_is_checked_by_itself(cls: type[attrs.AttrsInstance], name: str) -> None:
    value, _ = BAD["section" if name.endswith("_section") else name]
    assert refusal(lambda: made(cls, **{name: value})) == [f"{cls.__name__}.{name}: {said_of(name)}"]


@pytest.mark.parametrize("cls", ENTITIES)
def test_an_entity_needs_its_code_and_name_only(cls: type[attrs.AttrsInstance]) -> None:
    needed = [field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING]
    assert needed in (["code", "title"], ["code", "name"])
    made(cls)


OF_THE_PLAN = {
    "code": ("a b", f"{CODE} 'a b'"),
    "title": (" ", "must be text, got ' '"),
    "organisation": (None, "must be text, got nothing"),
    "entity": ("", "must be text, got ''"),
    "status": (None, "must be text, got nothing"),
    "language": ("", "must be text, got ''"),
    "currency": ("Swiss franc", f"{CODE} 'Swiss franc'"),
    "window": ("soon", f"{PERIOD} 'soon'"),
    "periods": ("2008", "must be a list of periods, got '2008'"),
    "section": (5, "must be text, got 5"),
    "note": (5, "must be text, got 5"),
    "grades": ({"P": ["P1"]}, "must be a GradeScale, got a table"),
    "outline": (5, "must be a list of Heading, got 5"),
    "goals": (5, "must be a list of StrategicGoal, got 5"),
    "objectives": (None, "must be a list of Objective, got nothing"),
    "groups": ("x", "must be a list of OutputGroup, got 'x'"),
    "departments": (Body(code="B", name="b"), "must be a list of Department, got Body B"),
    "bodies": (5, "must be a list of Body, got 5"),
    "services": (5, "must be a list of Service, got 5"),
    "activities": (5, "must be a list of Activity, got 5"),
    "events": (5, "must be a list of Event, got 5"),
    "mandates": (5, "must be a list of Mandate, got 5"),
    "provisions": (5, "must be a list of Provision, got 5"),
    "projects": (5, "must be a list of Project, got 5"),
    "claims": (5, "must be a list of Claim, got 5"),
    "outputs": (5, "must be a list of Output, got 5"),
}


def test_every_field_of_the_plan_is_checked_and_all_is_said_at_once() -> None:
    assert [field.name for field in attrs.fields(OperationalPlan)] == list(OF_THE_PLAN)
    values = {name: value for name, (value, _) in OF_THE_PLAN.items()}
    assert refusal(lambda: small_plan(**values)) == [
        f"OperationalPlan.{name}: {said}" for name, (_, said) in OF_THE_PLAN.items()
    ]


@pytest.mark.parametrize("name", OF_THE_PLAN)
def test_every_field_of_the_plan_is_checked_by_itself(name: str) -> None:
    value, said = OF_THE_PLAN[name]
    assert refusal(lambda: small_plan(**{name: value})) == [f"OperationalPlan.{name}: {said}"]


# --- kinds of fields ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["A", "a", "0", "C&P", "III-1", "a_b", "x" * 32])
def test_codes(code: str) -> None:
    assert Body(code=code, name="a").code == code


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("", "''"),
        ("x" * 33, f"'{'x' * 33}'"),
        ("x" * 99, f"'{'x' * 59}…'"),
        ("a.b", "'a.b'"),
        ("a/b", "'a/b'"),
        ("..", "'..'"),
        ("a\n", r"'a\n'"),
        ("é", "'é'"),
        ("٣", "'٣'"),
        (5, "5"),
        (None, "nothing"),
        (["A"], "a list"),
    ],
)
def test_what_is_no_code(code: object, shown: str) -> None:
    assert refusal(lambda: made(Body, code=code)) == [f"Body.code: {CODE} {shown}"]


def test_text_that_cannot_be_written() -> None:
    said = "must be text that can be written as UTF-8, got a lone surrogate"
    assert refusal(lambda: Body(code="A", name="a\ud800", aliases=["\udfff"])) == [
        f"Body.name: {said}",
        f"Body.aliases[0]: {said}",
    ]


def test_lists_of_texts_and_codes() -> None:
    fields = {"aliases": ["", 5, "x", "x"], "successors": ["a b", 5, "C", "C", "C"]}
    assert refusal(lambda: made(OrgUnit, **fields)) == [
        "OrgUnit.aliases[0]: must be text, got ''",
        "OrgUnit.aliases[1]: must be text, got 5",
        "OrgUnit.aliases[3]: 'x' stands twice",
        f"OrgUnit.successors[0]: {CODE} 'a b'",
        f"OrgUnit.successors[1]: {CODE} 5",
        "OrgUnit.successors[3]: 'C' stands twice",
        "OrgUnit.successors[4]: 'C' stands twice",
    ]


def test_lists_of_periods() -> None:
    assert refusal(lambda: small_plan(periods=[])) == ["OperationalPlan.periods: must not be empty"]
    assert refusal(lambda: small_plan(periods=["2008", 2009, "Q1 2010", None])) == [
        f"OperationalPlan.periods[1]: {PERIOD} 2009",
        "OperationalPlan.periods[2]: a period is a run of whole years, not months or quarters, got 'Q1 2010'",
        f"OperationalPlan.periods[3]: {PERIOD} nothing",
    ]


def test_lists_of_entities() -> None:
    given = [Output(code="A", title="a"), 5, Body(code="B", name="b"), "x"]
    assert refusal(lambda: small_plan(outputs=given)) == [
        "OperationalPlan.outputs[1]: must be of type Output, got 5",
        "OperationalPlan.outputs[2]: must be of type Output, got Body B",
        "OperationalPlan.outputs[3]: must be of type Output, got 'x'",
    ]


def test_periods_of_a_period_are_taken_in_any_spelling() -> None:
    unit = OrgUnit(code="A", name="a", valid_from="2009–11", valid_until=Period(2010, 2010))
    assert (unit.valid_from, unit.valid_until) == (Period(2009, 2011), Period(2010, 2010))
    plan = small_plan(window="2009-11", periods=("2009", Period(2010, 2011)))
    assert (plan.window, plan.periods) == (Period(2009, 2011), (Period(2009, 2009), Period(2010, 2011)))


# --- tables ---------------------------------------------------------------------------------------------------


def table(unit: str, **cell: object) -> Table:
    dims = [dim for dim in cell if dim != "value"]
    return Table.from_records([cell], dims=dims, unit=unit)


TABLES = {
    "other dims": (
        table("work_month", item="a", value=1),
        ["Output.effort: must have the dims department, period, got item"],
    ),
    "a dim too many": (
        table("work_month", output="A", department="B", period="2008", value=1),
        ["Output.effort: must have the dims department, period, got output, department, period"],
    ),
    "no dims": (
        Table.from_records([], dims=(), unit="work_month"),
        ["Output.effort: must have the dims department, period, got none"],
    ),
    "another unit, bad label, negative figure": (
        table("page", department="S GO", period="2008", value=-1),
        [
            "Output.effort: must be in work_month, got page",
            f"Output.effort: department {CODE} 'S GO'",
            "Output.effort[S GO, 2008]: must be a number of work-months ≥ 0, got -1",
        ],
    ),
    "figures out of bounds": (
        work_months("department", SGO={"2007": "-0.1", "2008": 10**15, "2009-2011": "0.1234567890123"}),
        [
            "Output.effort[SGO, 2007]: must be a number of work-months ≥ 0, got -0.1",
            "Output.effort[SGO, 2008]: must have at most 15 digits before the point and 12 after, got 1000000000000000",
            "Output.effort[SGO, 2009-2011]: must have at most 15 digits before the point and 12 after, "
            "got 0.1234567890123",
        ],
    ),
}


@pytest.mark.parametrize(("effort", "said"), TABLES.values(), ids=TABLES)
def test_tables_that_do_not_fit(effort: Table, said: list[str]) -> None:
    assert refusal(lambda: Output(code="A", title="a", effort=effort)) == said


@pytest.mark.parametrize(
    ("unit", "said"),
    [("page", "a number of pages ≥ 0"), ("hour", "a number of hour ≥ 0"), ("various", "a number of various ≥ 0")],
)
def test_services_are_in_any_unit(unit: str, said: str) -> None:
    assert Output(code="A", title="a", services=table(unit, service="x", period="2008", value=1)).services.unit == unit
    negative = table(unit, service="x", period="2008", value=-1)
    assert refusal(lambda: Output(code="A", title="a", services=negative)) == [
        f"Output.services[x, 2008]: must be {said}, got -1"
    ]


def test_figures_at_the_bounds() -> None:
    rows = {"2007": "999999999999999.999999999999", "2008": 0, "2009": "0.000000000001", "2010": "blank"}
    effort = work_months("department", SGO=rows)
    assert Output(code="A", title="a", effort=effort).effort is effort


def test_tables_in_another_order_of_dims_are_taken() -> None:
    effort = Table.from_records(
        [{"period": "2008", "department": "SGO", "value": 1}], dims=("period", "department"), unit="work_month"
    )
    assert Output(code="A", title="a", effort=effort) == Output(
        code="A", title="a", effort=work_months("department", SGO={"2008": 1})
    )


# --- tuples ---------------------------------------------------------------------------------------------------


def test_lists_and_generators_become_tuples() -> None:
    output = Output(code="A", title="a", goals=["1", "2"], objectives=(code for code in "12"), to_be_completed=["x"])
    assert (output.goals, output.objectives, output.to_be_completed) == (("1", "2"), ("1", "2"), ("x",))
    department = Department(code="D", name="d", units=[OrgUnit(code="U", name="u")], aliases=iter(["x"]))
    assert (department.units, department.aliases) == ((OrgUnit(code="U", name="u"),), ("x",))
    plan = small_plan(outputs=iter([output]), departments=[department], periods=["2008"])
    assert (plan.outputs, plan.departments, plan.periods) == ((output,), (department,), (Period(2008, 2008),))
    assert hash(plan) == hash(attrs.evolve(plan, outputs=[output]))
