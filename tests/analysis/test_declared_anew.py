"""Built-in measures that a plan declares anew: with further dims, without some, in other units."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    InvalidPlan,
    Measure,
    NotAdditive,
    OperationalPlan,
    OpPlanError,
    Period,
    Rates,
    StaffRates,
    Table,
    UnitMismatch,
    UnknownLabel,
    average_grade,
    average_rates,
    bundled,
    capacity,
    completeness,
    cost,
    effort,
    figures,
    ledger,
    loads,
    payroll,
    reconcile,
    staff_changes,
    unallocated_activities,
    vacancies,
    validate,
    volumes,
    with_vacancy,
)
from itu_opplan.analysis.reconciliation import own_effort
from tests.helpers import cells_of, refusal
from tests.small_plans import HEAD

PLAIN = """
[departments.D]
name = "Office"
staffing = [{ grade = "P5", 2007 = 12, 2008 = 18 }, { grade = "G5", 2007 = 6, 2008 = 6 }]
posts = [{ grade = "P5", 2007 = 2, 2008 = 2 }]
[outputs.X]
title = "Conference"
effort = [{ department = "D", 2007 = 19, 2008 = 3 }]
"""
LISTS = '[dimensions]\nsource = ["RB", "XB"]\nfund = ["A", "B"]\n'
FURTHER = (
    LISTS
    + """
[measures.effort]
dims = ["department", "source"]
[measures.staffing]
dims = ["source", "grade"]
[measures.posts]
dims = ["grade", "fund"]
[departments.D]
name = "Office"
staffing = [
    { source = "RB", grade = "P5", 2007 = 12, 2008 = 10 },
    { source = "XB", grade = "P5", 2008 = 8 },
    { source = "XB", grade = "G5", 2007 = 6, 2008 = 6 },
]
posts = [{ grade = "P5", fund = "A", 2007 = 2, 2008 = 1 }, { grade = "P5", fund = "B", 2008 = 1 }]
[outputs.X]
title = "Conference"
effort = [
    { department = "D", source = "RB", 2007 = 11 },
    { department = "D", source = "XB", 2007 = 8, 2008 = 3 },
]
"""
)
ONE, MORE = loads(HEAD + PLAIN), loads(HEAD + FURTHER)
PRICES = Table.from_rows(
    [{"category": "P", "2007-2011": 3}, {"category": "G", "2007-2011": 2}],
    dims=["category", "period"],
    unit="CHF/work_month",
)
STAFF = StaffRates(code="s", source="invented", as_of=datetime.date(2007, 1, 1), categories=PRICES)
RATES = Rates(code="r", title="Rates", currency="CHF", staff=[STAFF])


@pytest.mark.parametrize(
    "analysis",
    [
        reconcile,
        vacancies,
        staff_changes,
        average_grade,
        own_effort,
        lambda plan: cost(plan, RATES),
        lambda plan: payroll(plan, RATES),
        lambda plan: average_rates(plan, RATES),
        lambda plan: [one for one in validate(plan) if one.rule != "OP305"],  # the rows of each source
    ],
)
def test_dims_that_nobody_asks_for_are_added_up(analysis: Callable[[object], object]) -> None:
    assert analysis(ONE) == analysis(MORE)
    assert len(list(validate(ONE, select=["OP401", "OP402"]))) == 3


def test_further_dims_stay_in_the_tables_themselves() -> None:
    assert effort(MORE).dims == ("output", "department", "source", "period")
    assert capacity(MORE).dims == ("department", "source", "grade", "period")
    assert figures(MORE, "posts").by("fund", "period").where(period="2008").total() == 2


COLUMNS = ("2007", "2008", "2009-2011")
ROWS = (
    ("departments.D", "staffing", ("grade", "P5")),
    ("departments.D", "staffing", ("grade", "G5")),
    ("departments.E", "staffing", ("grade", "P5")),
    ("departments.E", "staffing", ("grade", "G5")),
    ("departments.D", "posts", ("grade", "P5")),
    ("outputs.X", "effort", ("department", "D")),
    ("outputs.X", "effort", ("department", "E")),
    ("outputs.Y", "effort", ("department", "D")),
)


def plan_of(figures: list[list[tuple[int, int]]], *, divided: bool) -> OperationalPlan:
    """A plan whose figures have two parts: together, or in two rows of a further dim."""
    tables: dict[str, dict[str, list[str]]] = {}
    for (owner, measure, (dim, label)), parts in zip(ROWS, figures, strict=True):
        rows = tables.setdefault(owner, {}).setdefault(measure, [])
        for number, fund in enumerate("AB" if divided else [""]):
            cells = (
                f"{column} = {one[number] if divided else sum(one)}" for column, one in zip(COLUMNS, parts, strict=True)
            )
            rows.append(", ".join([f'{dim} = "{label}"', *([f'fund = "{fund}"'] if divided else []), *cells]))
    text = "".join(
        f'[{owner}]\n{"name" if owner < "o" else "title"} = "{owner}"\n'
        + "".join(f"{measure} = [{', '.join(f'{{ {row} }}' for row in rows)}]\n" for measure, rows in found.items())
        for owner, found in tables.items()
    )
    anew = '[measures]\neffort = { dims = ["fund", "department"] }\nstaffing = { dims = ["grade", "fund"] }\n'
    anew += 'posts = { dims = ["fund", "grade"] }\n'
    return loads(HEAD + (LISTS + anew if divided else "") + text)


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=3),
        min_size=len(ROWS),
        max_size=len(ROWS),
    )
)
def test_a_further_dim_changes_no_analysis_and_no_rule(figures: list[list[tuple[int, int]]]) -> None:
    whole, divided = plan_of(figures, divided=False), plan_of(figures, divided=True)
    for analysis in (reconcile, vacancies, staff_changes, average_grade, own_effort, completeness, ledger):
        assert analysis(whole) == analysis(divided)
    assert list(validate(whole)) == list(validate(divided))


def test_what_is_carried_forward_is_so_by_grade() -> None:
    parts = [[(6, 6), (6, 6), (20, 16)]] * 4 + [[(1, 0), (1, 0), (1, 0)]] + [[(5, 0), (5, 0), (90, 0)]] * 3
    for divided in (False, True):
        assert [one.rule for one in validate(plan_of(parts, divided=divided), select="OP413")] == ["OP413"]


@pytest.mark.parametrize("measure", ["posts", "staffing"])
def test_posts_without_grades_are_compared_by_department(measure: str) -> None:
    """They were compared with nothing, without a word."""
    text = PLAIN.replace(
        '{ grade = "P5", 2007 = 12, 2008 = 18 }, { grade = "G5", 2007 = 6, 2008 = 6 }', "{ 2008 = 24 }"
    )
    rows = {"posts": '[{ grade = "P5", 2007 = 2, 2008 = 2 }]', "staffing": "[{ 2008 = 24 }]"}
    text = text if measure == "staffing" else PLAIN.replace(rows["posts"], "{ 2007 = 2, 2008 = 1 }")
    plan = loads(f"{HEAD}[measures.{measure}]\ndims = []\n{text}")
    found = vacancies(plan)
    assert found.vacancy.dims == ("department", "period")
    assert cells_of(found.vacancy)["D", "2008"] == (0 if measure == "staffing" else -12)
    assert str(found).splitlines()[1].split() == ["department", "period", "posts", "full", "stated", "vacancy", "rate"]
    assert [line.grade for line in found.lines] == [""] * len(found.lines)
    said = (
        []
        if measure == "staffing"
        else [
            "departments.D.staffing[total, 2007]: 2 posts make 24 work-months; it has 18, 6 too few",
            "departments.D.staffing[total, 2008]: 1 post makes 12 work-months; it has 24, 12 too many",
        ]
    )
    assert list(map(str, validate(plan, select="OP402"))) == said


WITHOUT = {
    "grades": '[measures.staffing]\ndims = []\n[departments.D]\nname = "D"\nstaffing = { 2008 = 12 }\n'
    '[outputs.X]\ntitle = "X"\neffort = [{ department = "D", 2008 = 12 }]\n',
    "departments": '[measures.effort]\ndims = []\n[outputs.X]\ntitle = "X"\neffort = { 2008 = 12 }\n',
    "services": '[measures.services]\ndims = []\nunit = "page"\n[outputs.X]\ntitle = "X"\nservices = { 2008 = 12 }\n',
    "items": '[measures.allocations]\ndims = []\n[departments.D]\nname = "D"\nallocations = { 2008 = 100 }\n',
    "in person-days": '[measures.effort]\nunit = "person_day"\n[departments.D]\nname = "D"\n'
    'staffing = [{ grade = "P5", 2008 = 12 }]\n[outputs.X]\ntitle = "X"\neffort = [{ department = "D", 2008 = 12 }]\n',
    "in hours": '[measures.staffing]\nunit = "hour"\n[departments.D]\nname = "D"\n'
    'staffing = [{ grade = "P5", 2008 = 2 }]\nposts = [{ grade = "P5", 2008 = 2 }]\n',
}
GRADE = "staffing has no dim 'grade' in this plan; it has department, period"
DECLARE = f'{GRADE}; declare [measures.staffing] with dims = ["grade"]'
DEPARTMENT = "effort has no dim 'department' in this plan; it has output, period"
ITSELF = 'price the work itself: [measures.work] with measure = "effort" in the rates'
SERVICE = "services has no dim 'service' in this plan; it has output, period"
DAYS = "effort is in person_day in this plan, which does not convert to work_month"
HOURS = "staffing is in hour in this plan, which does not convert to work_month"


@pytest.mark.parametrize(
    ("text", "analysis", "kind", "said"),
    [
        ("grades", average_grade, UnknownLabel, GRADE),
        ("grades", lambda plan: payroll(plan, RATES), UnknownLabel, DECLARE),
        ("grades", lambda plan: average_rates(plan, RATES), UnknownLabel, DECLARE),
        ("grades", lambda plan: cost(plan, RATES), UnknownLabel, f"{DECLARE}, or {ITSELF}"),
        ("departments", lambda plan: cost(plan, RATES), UnknownLabel, f"{DEPARTMENT}; {ITSELF}"),
        ("departments", reconcile, UnknownLabel, DEPARTMENT),
        ("departments", own_effort, UnknownLabel, DEPARTMENT),
        ("services", volumes, UnknownLabel, SERVICE),
        ("services", lambda plan: cost(plan, RATES), UnknownLabel, SERVICE),
        ("items", unallocated_activities, UnknownLabel, "allocations has no dim 'item' in this plan; it has period"),
        ("in person-days", reconcile, UnitMismatch, DAYS),
        ("in person-days", lambda plan: cost(plan, RATES), UnitMismatch, DAYS),
        ("in hours", vacancies, UnitMismatch, HOURS),
        ("in hours", staff_changes, UnitMismatch, HOURS),
        ("in hours", average_grade, UnitMismatch, HOURS),
        ("in hours", lambda plan: payroll(plan, RATES), UnitMismatch, HOURS),
    ],
)
def test_what_an_analysis_needs_is_named(
    text: str, analysis: Callable[[object], object], kind: type[OpPlanError], said: str
) -> None:
    """Some ended in a KeyError, and days were paid as months."""
    plan = loads(HEAD + WITHOUT[text])
    assert refusal(kind, lambda: analysis(plan)) == said
    assert validate(plan).ok


@pytest.mark.parametrize(("unit", "word"), [("person_day", "person-days"), ("FTE", "FTE"), ("work_year", "work-years")])
def test_messages_speak_in_the_unit_of_the_plan(unit: str, word: str) -> None:
    anew = f'[measures.effort]\nunit = "{unit}"\n[measures.staffing]\nunit = "{unit}"\n'
    plan = loads(HEAD + anew + PLAIN)
    assert [problem.message for problem in validate(plan, select="OP401")] == [
        f"the outputs ask D for 19 {word} in 2007; it has 18"
    ]
    assert str(reconcile(plan)).splitlines()[0] == f"capacity against effort in {word}, load in percent"
    assert with_vacancy(capacity(plan), 50).by("period").at(period="2007") == 9


def test_units_that_convert_are_compared_in_work_months() -> None:
    years = '[measures.staffing]\nunit = "work_year"\n'
    plan = loads(HEAD + years + PLAIN.replace("2007 = 12, 2008 = 18", "2007 = 1, 2008 = 1.5"))
    assert reconcile(plan).capacity.unit == "work_month"
    assert reconcile(plan).residual.at(department="D", period="2007") == 12 + 72 - 19
    assert vacancies(plan).vacancy == vacancies(ONE).vacancy
    assert payroll(plan, RATES).where(grade="P5") == payroll(ONE, RATES).where(grade="P5")


def test_people_in_fte_work_in_all_months_of_their_period() -> None:
    people = '[measures.staffing]\nunit = "FTE"\nnot_additive = { period = "a stock" }\n'
    text = PLAIN.replace("2007 = 12, 2008 = 18", "2007 = 1, 2008 = 1.5").replace(
        "2007 = 6, 2008 = 6", "2007 = 0.5, 2008 = 0.5"
    )
    plan = loads(HEAD + people + text)
    assert capacity(plan).by("period").at(period="2008") == 2
    for analysis in (staff_changes, lambda one: payroll(one, RATES), lambda one: cost(one, RATES)):
        assert analysis(plan) == analysis(ONE)
    assert vacancies(plan).vacancy == vacancies(ONE).vacancy
    assert average_grade(plan) == average_grade(ONE)
    assert reconcile(plan).load == reconcile(ONE).load
    assert reconcile(plan).capacity.assumed == ("people in FTE work in all months of their period",)
    found, expected = (
        [(problem.path, problem.expected, problem.actual) for problem in validate(one, select="capacity")]
        for one in (plan, ONE)
    )
    assert found == expected


def test_a_measure_without_figures_is_compared_with_nothing() -> None:
    plan = loads(
        HEAD
        + '[measures.staffing]\nunit = "FTE"\n[departments.D]\nname = "D"\nstaffing = [{ grade = "P5", 2008 = 2 }]\n'
    )
    assert reconcile(plan).residual.total() == 2
    assert not len(vacancies(plan).lines)
    assert not [one for one in validate(plan) if one.rule == "OP006"]


def test_percentages_of_activities_make_a_whole() -> None:
    anew = '[measures.allocations]\ndims = ["activity"]\n[activities.A]\ntitle = "a"\n[activities.B]\ntitle = "b"\n'
    anew += '[departments.D]\nname = "D"\nallocations = [{ activity = "A", 2008 = 70 }]\n'
    plan = loads(HEAD + anew)
    assert list(map(str, validate(plan, select="OP307"))) == [
        "departments.D.allocations[total, 2008]: the percentages make 70, not 100"
    ]
    assert [one.code for one in unallocated_activities(plan)] == ["B"]
    months = loads(HEAD + anew.replace('["activity"]', '["activity"]\nunit = "work_month"'))
    assert not validate(months, select="OP307")


def test_jumps_are_seen_without_the_dims() -> None:
    anew = '[measures.effort]\ndims = []\nnegative = true\n[outputs.X]\ntitle = "X"\n'
    anew += "effort = { 2007 = -50, 2008 = 20, 2009-2011 = 6 }\n"
    assert list(map(str, validate(loads(HEAD + anew), select="OP308"))) == [
        "outputs.X.effort: from 2008 to 2009-2011 the figures a year fall by a third or more: 20 to 6 in 3 years"
    ]
    stock = anew.replace("negative = true", 'unit = "FTE"\nnot_additive = { period = "a stock" }\nnegative = true')
    assert list(map(str, validate(loads(HEAD + stock), select="OP308"))) == [
        "outputs.X.effort: from 2008 to 2009-2011 the figures a year fall by a third or more: 20 to 6"
    ]
    assert figures(loads(HEAD + stock), "effort").where(period="2008").total() == Decimal(20)


def test_rates_in_thousands() -> None:
    prices = Table.from_rows(
        [{"category": "P", "2007-2011": "0.003"}, {"category": "G", "2007-2011": "0.002"}],
        dims=["category", "period"],
        unit="kCHF/work_month",
    )
    staff = StaffRates(code="s", source="invented", as_of=datetime.date(2007, 1, 1), categories=prices)
    assert cost(ONE, Rates(code="r", title="Rates", currency="CHF", staff=[staff])) == cost(ONE, RATES)


def test_what_does_not_add_up_is_compared_with_nothing() -> None:
    anew = '[measures.posts]\ndims = ["grade", "fund"]\nnot_additive = { fund = "each has a list of its own" }\n'
    text = anew + '[departments.D]\nname = "D"\nposts = [{ grade = "P5", fund = "A", 2008 = 2 }]\n'
    text += LISTS
    assert not [one for one in validate(loads(HEAD + text)) if one.rule == "OP006"]
    with_staff = text.replace("posts = [", 'staffing = [{ grade = "P5", 2008 = 12 }]\nposts = [')
    (problem,) = [one for one in validate(loads(HEAD + with_staff)) if one.rule == "OP006"]
    assert problem.message.startswith("OP402 did not look: cannot add up over 'fund': each has a list of its own")


def test_posts_in_another_unit_are_a_stock_too() -> None:
    """The posts of several periods added up as soon as they were FTE."""
    department = '[departments.D]\nname = "D"\nposts = [{ grade = "P5", 2007 = 2, 2008 = 2 }]\n'
    plan = loads(f'{HEAD}[measures.posts]\nunit = "FTE"\n{department}')
    assert refusal(NotAdditive, lambda: figures(plan, "posts").by("department")).startswith(
        "cannot add up over 'period': posts are a stock, not a flow"
    )


def test_reductions_may_take_all_work_months_away() -> None:
    """The average rate of none was a division by 0."""
    anew = "[measures.staffing]\nnegative = true\n"
    plan = loads(HEAD + anew + PLAIN.replace("2007 = 6", "2007 = -12"))
    assert cells_of(average_rates(plan, RATES)).keys() == {("D", "2008")}
    assert refusal(InvalidPlan, lambda: cost(plan, RATES)) == (
        "departments.D.staffing: there are no work-months by grade, "
        "to tell what those cost that outputs ask for in 2007; give it rows such as { grade = …, 2007 = … }, "
        'or price the work itself: [measures.work] with measure = "effort" in the rates'
    )
    assert [line.period for line in average_grade(plan)] == ["2008"]


IN_MONTHS = """
[departments.D]
name = "D"
[departments.E]
name = "E"
[services.S]
name = "S"
unit = "page"
departments = ["D"]
[outputs.X]
title = "X"
effort = [
    {{ department = "D", 2007 = {}, 2008 = {}, 2009-2011 = {} }},
    {{ department = "E", 2007 = {}, 2008 = {}, 2009-2011 = {} }},
]
services = [{{ service = "S", 2007 = 900, 2008 = 1000, 2009-2011 = 6000 }}]
"""


@pytest.mark.parametrize("more", ["", 'not_additive = { period = "a stock" }\n'])
def test_rules_look_at_people_in_fte_as_at_their_work_months(more: str) -> None:
    """Two people in a year and in three years were a fall by two thirds; one more or less was a jump."""
    months = loads(HEAD + IN_MONTHS.format(24, 24, 72, 6, 12, 90))
    anew = f'[measures.effort]\nunit = "FTE"\n{more}'
    people = loads(HEAD + anew + IN_MONTHS.format(2, 2, 2, "0.5", 1, "2.5"))
    rules = ["OP308", "OP411"]
    assert [str(one) for one in validate(people, select=rules)] == [
        "outputs.X.effort: from 2008 to 2009-2011 the figures a year rise by half or more: E 1 to 2.5",
        "outputs.X.services: from 2008 to 2009-2011 the figures a year rise by half or more: S 1000 to 6000 in 3 years",
    ]
    assert [one.path for one in validate(people, select=rules)] == [one.path for one in validate(months, select=rules)]
    falls = IN_MONTHS.format(4, 4, 3, 1, 1, 1)
    assert [str(one) for one in validate(loads(HEAD + anew + falls), select="OP411")] == [
        "outputs.X.effort: from 2008 to 2009-2011 the FTE a year of D fall, 4 to 3, while the volumes of S rise"
    ]


@pytest.mark.parametrize("reasons", [{}, {"period": "a stock"}])
def test_all_rules_look_at_the_shipped_plan_in_fte_alike(reasons: dict[str, str]) -> None:
    """Some did not look, and some compared people in years with people in a year."""
    plan = bundled("gs-2008-2011")
    anew = [Measure(code=code, unit="FTE", not_additive=reasons) for code in ("effort", "staffing")]

    def people(table: Table, measure: Measure) -> Table:
        rows = []
        for record in table.records():
            value, months = record["value"], Period.parse(str(record["period"])).months
            cell = f"{value / months:.12f}" if isinstance(value, Decimal) else value
            rows.append({dim: record[dim] for dim in table.dims if dim != "period"} | {str(record["period"]): cell})
        return measure.table(rows)

    effort_of, staffing_of = anew
    unprinted = {f"published_{measure.code}": measure.published.empty for measure in anew}
    outputs = [
        evolve(one, effort=people(one.effort, effort_of), published_effort=unprinted["published_effort"])
        for one in plan.outputs
    ]
    departments = [
        evolve(one, staffing=people(one.staffing, staffing_of), published_staffing=unprinted["published_staffing"])
        for one in plan.departments
    ]
    in_fte = evolve(plan, measures=anew, outputs=outputs, departments=departments, figures={})
    found, expected = ({(one.rule, one.path) for one in validate(each)} for each in (in_fte, plan))
    assert expected - found == {("OP413", "departments")}  # nobody works three times as much in three years
    assert found <= expected
