"""Next year's plan: columns, figures, what is left behind, decisions; on the real plan, strangers' and drawn ones."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    KPI,
    Claim,
    Decision,
    Decisions,
    Department,
    Event,
    Funding,
    InvalidPlan,
    Measure,
    Missing,
    OperationalPlan,
    Output,
    Period,
    Project,
    Provision,
    Reference,
    ResultBlock,
    ResultsFramework,
    Service,
    Table,
    apply,
    bundled,
    dumps,
    dumps_decisions,
    effort,
    figures,
    load,
    loads,
    loads_decisions,
    posts,
    roll_forward,
    validate,
)
from itu_opplan.model.decisions import Answer, Given
from itu_opplan.model.walk import links
from itu_opplan.revision.columns import divide_cell, lay_out, roll_row
from itu_opplan.revision.roll_forward import RollForward
from tests import strategies
from tests.helpers import cells_of, refusal
from tests.small_plans import small_plan, work_months

PLAN = bundled("gs-2008-2011")
STRANGERS = Path(__file__).parents[1] / "strangers"
BLANK, LATER = Missing.BLANK, Missing.TO_BE_COMPLETED


def defaults(rolled: RollForward) -> dict[str, Answer | None]:
    return {one.path: one.default for one in rolled.decisions}


def refused(plan: OperationalPlan, answers: Mapping[str, Given]) -> list[str]:
    return refusal(InvalidPlan, lambda: roll_forward(plan, answers)).split("\n")


def with_effort(**row: object) -> OperationalPlan:
    return small_plan(outputs=[Output(code="PP", title="Conference", effort=work_months("department", SGO=row))])


def effort_of(rolled: RollForward, output: str = "PP") -> dict[tuple[str, ...], Decimal | Missing]:
    return cells_of(rolled.plan.output(output).effort)


# --- columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2008 2009-2011", "2009=2009 2010-2012=2010-2011,2011*"),
        ("2008 2009 2010", "2009=2009 2010=2010 2011=2010*"),
        ("2024-2025", "2025-2026=2025,2025*"),
        ("2024-2025 2026-2027", "2025-2026=2025,2026 2027-2028=2027,2027*"),
        ("2025/26 2026/27-2027/28", "2026/27=2026/27 2027/28-2028/29=2027/28,2027/28*"),
        (
            "2025/26-Q1 2025/26-Q2 2025/26-Q3-2025/26-Q4",
            "2026/27-Q1=2025/26-Q1* 2026/27-Q2=2025/26-Q2* 2026/27-H2=2025/26-H2*",
        ),
        (
            "2008-Q1 2008-Q2 2008-H2 2009",
            "2009-Q1=2009-Q1 2009-Q2=2009-Q2 2009-H2=2009-H2 2010=2009*",
        ),
        ("2008 2012", "2009=2008* 2013=2012*"),
    ],
)
def test_new_columns_are_the_old_ones_a_year_later(old: str, new: str) -> None:
    """A part with a star is repeated a year later; all others stand for themselves."""
    periods = [Period.parse(text, printed=True) for text in old.replace("2025/26-Q3-2025/26-Q4", "2025/26-H2").split()]
    parts = lay_out(periods, periods).parts
    told = {
        column: ",".join(f"{part.months}{'*' if part.repeated else ''}" for part in own)
        for column, own in parts.items()
    }
    assert " ".join(f"{column}={own}" for column, own in told.items()) == new


def test_a_column_before_the_window_is_left_behind_or_moved_along() -> None:
    assert list(map(str, roll_forward(PLAN).plan.periods)) == ["2009", "2010-2012"]
    moved = roll_forward(PLAN, {"periods": "keep"})
    assert list(map(str, moved.plan.periods)) == ["2008", "2009", "2010-2012"]
    assert moved.plan.output("PP").effort.at(department="C&P", period="2008") == Decimal("13.1")


# --- figures by hand --------------------------------------------------------------------------------------------------


def c_and_p(answers: Mapping[str, Given]) -> list[Decimal | Missing]:
    """What C&P is asked for by the Plenipotentiary Conference: 13.1 in 2008, 101.9 in 2009-2011."""
    table = roll_forward(PLAN, answers).plan.output("PP").effort
    return [table.at(department="C&P", period=period) for period in ("2009", "2010-2012")]


def test_a_triennium_is_divided_evenly_and_its_last_year_repeated() -> None:
    # 33.97 + 33.96 + 33.97 = 101.9; then 33.96 + 33.97 + 33.97
    assert c_and_p({}) == [Decimal("33.97"), Decimal("101.9")]


def test_or_by_weights() -> None:
    # 20.38 + 61.14 + 20.38 = 101.9
    weights = {"2009": Decimal(1), "2010": Decimal(3), "2011": Decimal(1)}
    assert c_and_p({"measures.effort": weights}) == [Decimal("20.38"), Decimal("101.9")]
    assert c_and_p({"outputs.PP.effort": {"2009": 3, "2010-2011": 1}}) == [Decimal("76.42"), Decimal("38.22")]


def test_or_by_the_years_of_events() -> None:
    # the conference is in 2010: nothing in 2009, all in 2010, nothing in 2011, which 2012 repeats
    assert c_and_p({"outputs.PP.effort": "events"}) == [Decimal("0.0"), Decimal("101.9")]
    rolled = roll_forward(PLAN, {"measures.effort": "events"})
    assert rolled.plan.output("PP").effort_assumed == (
        "2009-2011 divided by the years of events (2010: 1)",
        "2012 repeats 2011: indicative",
    )
    assert rolled.plan.output("CYBER").effort_assumed[0] == "2009-2011 divided evenly"
    assert rolled.plan.output("WTPF").effort.where(department="SPU").by("period") == Table.from_rows(
        [{"2009": PLAN.output("WTPF").effort.at(department="SPU", period="2009-2011"), "2010-2012": "0.0"}],
        dims=["period"],
        unit="work_month",
    )


def test_what_is_divided_keeps_its_total() -> None:
    """Where nothing falls into 2011, which 2012 repeats, the work-months of 2009-2011 are all there are."""
    rolled = roll_forward(PLAN, {"measures.effort": {"2009": 1, "2010": 2}})
    whole = effort(PLAN).where(period="2009-2011").by("output", "department")
    assert effort(rolled.plan).by("output", "department") == whole


def test_the_new_last_year_can_be_left_open() -> None:
    assert c_and_p({"measures.effort[2012]": "to be completed"}) == [Decimal("33.97"), LATER]
    assert c_and_p({"outputs.PP.effort[2012]": "blank"}) == [Decimal("33.97"), BLANK]
    rolled = roll_forward(PLAN, {"outputs.PP.effort[2012]": "blank"})
    assert rolled.plan.output("PP").effort_assumed == ("2009-2011 divided evenly",)


def test_a_figure_can_be_given_for_a_cell() -> None:
    answers: dict[str, Given] = {
        "outputs.PP.effort[ C&P,2009 ]": Decimal("20"),
        "outputs.PP.effort[C&P, 2010-2012]": "n/a",
        "outputs.PP.effort[SGO, 2009]": "drop",
    }
    rolled = roll_forward(PLAN, answers)
    assert effort_of(rolled)["C&P", "2009"] == 20
    assert effort_of(rolled)["C&P", "2010-2012"] is Missing.NOT_APPLICABLE
    assert ("SGO", "2009") not in effort_of(rolled)
    (asked,) = (one for one in rolled.decisions if one.path == "outputs.PP.effort[C&P, 2009]")
    assert (asked.default, asked.answer) == (Decimal("33.97"), Decimal(20))


def test_missing_stays_missing() -> None:
    rolled = roll_forward(with_effort(**{"2008": 1, "2009-2011": "to be completed"}))
    assert effort_of(rolled) == {("SGO", "2009"): LATER, ("SGO", "2010-2012"): LATER}
    halves = small_plan(
        window="2024-2027",
        periods=["2024-2025", "2026-2027"],
        outputs=[
            Output(
                code="PP",
                title="Conference",
                effort=work_months("department", SGO={"2024-2025": 3, "2026-2027": "blank"}, CEC={"2024-2025": "3.25"}),
            )
        ],
    )
    found = effort_of(roll_forward(halves))
    assert found == {
        ("SGO", "2025-2026"): BLANK,  # half of it is not known
        ("SGO", "2027-2028"): BLANK,
        ("CEC", "2025-2026"): Decimal("1.63"),  # the other half was 1.62
    }


def test_figures_without_a_column_of_the_new_plan_are_asked_for() -> None:
    assert defaults(roll_forward(PLAN))["departments.TLC.posts"] == "drop"
    assert len(roll_forward(PLAN).plan.department("TLC").posts) == 0
    kept = roll_forward(PLAN, {"departments.TLC.posts": "repeat", "departments.TLC.staffing": "to be completed"}).plan
    old, new = PLAN.department("TLC"), kept.department("TLC")
    assert new.posts.where(period="2009").by("grade") == old.posts.where(period="2008").by("grade")
    assert new.posts_assumed == ("2009 and 2010-2012 repeat 2008: indicative",)
    assert set(cells_of(new.staffing).values()) == {LATER}


def test_what_does_not_add_up_is_repeated() -> None:
    rows = [{"grade": "P5", "period": period, "value": value} for period, value in (("2008", 4), ("2009-2011", 5))]
    table = Table.from_records(rows, dims=("grade", "period"), unit="post")
    department = Department(code="SGO", name="Office", posts=table)
    rolled = roll_forward(small_plan(departments=[department, Department(code="CEC", name="C")]))
    assert posts(rolled.plan).where(department="SGO").by("period").records() == [
        {"period": "2009", "value": Decimal(5)},
        {"period": "2010-2012", "value": Decimal(5)},
    ]
    assert rolled.plan.department("SGO").posts_assumed == (
        "2009 repeats 2009-2011: indicative",
        "2010-2012 repeats 2009-2011: indicative",
    )
    assert defaults(rolled)["measures.posts"] == "repeat"


def test_volumes_are_in_the_unit_of_the_services_that_stay() -> None:
    rows = [{"service": "typing", "2007": 3, "2008": 4, "2009-2011": 5}, {"service": "chairs", "2007": 3}]
    services = [Service(code="typing", name="Typing", unit="page"), Service(code="chairs", name="Chairs", unit="hour")]
    table = Table.from_rows(rows, dims=["service", "period"], unit="various")
    plan = small_plan(services=services, outputs=[Output(code="PP", title="Conference", services=table)])
    rolled = roll_forward(plan).plan
    assert rolled.output("PP").services.unit == "page"
    assert loads(dumps(rolled)) == rolled


def test_assumptions_are_kept_through_files() -> None:
    plan = roll_forward(PLAN).plan
    again = roll_forward(loads(dumps(plan))).plan
    assert loads(dumps(again)) == again
    assert set(again.output("PP").effort_assumed) == {
        "2009-2011 divided evenly",
        "2012 repeats 2011: indicative",
        "2010-2012 divided evenly",
        "2013 repeats 2012: indicative",
    }


# --- other plans ------------------------------------------------------------------------------------------------------


def test_a_plan_of_fiscal_years() -> None:
    plan = load(STRANGERS / "tz-fund-2020.toml")
    rolled = roll_forward(plan).plan
    assert list(map(str, rolled.periods)) == ["2021/22", "2022/23", "2023/24"]
    assert (str(rolled.window), rolled.year_begins) == ("2021/22-2023/24", plan.year_begins)
    for measure in plan.measures:
        old, new = figures(plan, measure.code), figures(rolled, measure.code)
        for before, after in (("2021/22", "2021/22"), ("2022/23", "2022/23"), ("2022/23", "2023/24")):
            assert cells_of(new.where(period=after)) == {
                (*key[:-1], after): cell for key, cell in cells_of(old.where(period=before)).items()
            }


def test_a_plan_of_quarters_repeats_each_quarter() -> None:
    plan = load(STRANGERS / "rw-hiv.toml")
    rolled = roll_forward(plan)
    for measure in plan.measures:
        old, new = figures(plan, measure.code), figures(rolled.plan, measure.code)
        assert [(*key[:-1], key[-1].replace("2025/26", "2026/27")) for key in cells_of(old)] == list(cells_of(new))
        assert list(cells_of(old).values()) == list(cells_of(new).values())
    assert "2026/27" in " ".join(defaults(rolled))


def test_a_biennium_is_halved() -> None:
    plan = load(STRANGERS / "who-2022.toml")
    rolled = roll_forward(plan).plan
    for measure in plan.measures:
        if len(old := figures(plan, measure.code)):
            assert figures(rolled, measure.code).by("period").at(period="2023-2024") == old.by("period").at(
                period="2022-2023"
            )


def test_a_plan_without_departments() -> None:
    budget = Measure(code="budget", of="plan", unit="CHF")
    plan = OperationalPlan(
        code="plan-2025-26",
        title="Budget 2025/26 to 2027/28",
        organisation="A district",
        year_begins=7,
        window="2025/26-2027/28",
        periods=["2025/26", "2026/27-2027/28"],
        measures=[budget],
        figures={"budget": budget.table({"2025/26": 7, "2026/27-2027/28": 15})},
    )
    rolled = roll_forward(plan, {"figures.budget[2026/27]": Decimal(9)}).plan
    assert (rolled.code, rolled.title) == ("plan-2026-27", "Budget 2026/27 to 2028/29")
    assert cells_of(figures(rolled, "budget")) == {("2026/27",): 9, ("2027/28-2028/29",): 15}
    assert rolled.figures["budget_assumed"] == (
        "2026/27-2027/28 divided evenly",
        "2028/29 repeats 2027/28: indicative",
    )


@pytest.mark.parametrize("path", sorted(STRANGERS.glob("*.toml")), ids=lambda path: path.stem)
def test_strangers_roll_three_years(path: Path) -> None:
    plan = load(path)
    for _ in range(3):
        rolled = roll_forward(plan)
        assert apply(plan, rolled.changes) == rolled.plan
        plan = rolled.plan
        assert loads(dumps(plan)) == plan


# --- what is left behind ----------------------------------------------------------------------------------------------


def test_what_is_over_is_left_behind() -> None:
    plan = roll_forward(PLAN).plan
    gone = {event.code for event in PLAN.events} - {event.code for event in plan.events}
    assert gone >= {"PP-06", "C-07", "C-08", "WTSA-08", "EUROPE-07"}
    assert {"PP-10", "C-09", "WTISD", "WCIT-12"} & gone == set()
    assert [project.code for project in plan.projects if project.start and project.start.end <= plan.window.start] == []
    assert {one.code for one in PLAN.provisions} - {one.code for one in plan.provisions} == {
        "C-07-SESSION",
        "TELECOM-COST-RECOVERY",
    }
    assert [one.code for one in plan.department("PER").frameworks] == ["2009-2011"]
    assert [one.code for one in plan.output("TELECOM").frameworks] == ["2007-2011"]
    assert [str(one.period) for one in plan.output("COUNCIL").funding] == ["2008-2009"] * 3 + ["2010-2011"]
    assert all(len(department.published_staffing) == 0 for department in plan.departments)


def test_each_can_be_kept_or_left_alone() -> None:
    answers: dict[str, Given] = {
        "events[over]": "keep",
        "events.PP-06": "drop",
        "projects.CAMERAS": "keep",
        "outputs.COUNCIL.funding[0]": "keep",
    }
    plan = roll_forward(PLAN, answers).plan
    assert {event.code for event in PLAN.events} - {event.code for event in plan.events} == {"PP-06"}
    assert plan.project("CAMERAS").start == Period(2007, 2007)
    assert str(plan.output("COUNCIL").funding[0].period) == "2006-2007"
    assert plan.output("COUNCIL").funding[0].provision is None  # that has been left behind


def test_a_department_that_has_ceased_to_exist_stays_unless_it_is_dropped() -> None:
    (asked,) = (one for one in roll_forward(PLAN).decisions if one.path == "departments.CS")
    assert (asked.question, asked.default) == (
        "it ceases to exist in 2007, before 2009-2012 begins: does it stay in the plan? keep or drop",
        "keep",
    )
    plan = roll_forward(PLAN, {"departments.CS": "drop"}).plan
    assert "CS" not in effort(plan).labels("department")
    assert effort(roll_forward(PLAN).plan).where(department="CS").total() > 0
    assert [link.path for link in links(plan) if "CS" in link.codes and set(link.kind.to) & {"departments"}] == []
    assert loads(dumps(plan)) == plan


def test_rows_of_a_report_that_is_cited_are_copied() -> None:
    report = ResultsFramework(
        code="2007",
        phase="implementation",
        periods=["2007"],
        blocks=[ResultBlock(kpis=[KPI(text="visits", code="V", number="1"), KPI(text="calls", number="2")])],
    )
    old = ResultsFramework(code="2006", phase="implementation", periods=["2006"])
    rows = [
        ResultBlock(kpis_from=Reference(framework="2007"), kpis=[KPI(text="mails")]),
        ResultBlock(kpis_from=Reference(framework="2007", items="1")),
    ]
    new = ResultsFramework(code="2008-2011", periods=["2008-2011"], blocks=rows)
    plan = small_plan(outputs=[Output(code="PP", title="Conference", frameworks=[report, old, new])])
    rolled = roll_forward(plan)
    assert rolled.plan.output("PP").frameworks == (
        attrs.evolve(
            new,
            blocks=[
                ResultBlock(
                    kpis=[KPI(text="visits", code="V", number="1"), KPI(text="calls", number="2"), KPI(text="mails")]
                ),
                ResultBlock(kpis=[KPI(text="visits", number="1")]),
            ],
        ),
    )
    found = {path: default for path, default in defaults(rolled).items() if path.startswith("frameworks")}
    assert found == {"frameworks[over]": "drop", "frameworks[cited]": "copy", "frameworks[continued]": "keep"}
    kept = roll_forward(plan, {"outputs.PP.frameworks.2007": "keep"}).plan
    assert kept.output("PP").frameworks == (report, new)


def test_what_is_promised_can_be_extended_to_the_new_window() -> None:
    assert [str(one) for one in roll_forward(PLAN).plan.output("PP").frameworks[0].periods] == ["2007", "2008-2011"]
    answers = {"frameworks[continued]": "extend", "outputs.WSIS.frameworks.2008-2011": "drop"}
    plan = roll_forward(PLAN, answers).plan
    assert [str(one) for one in plan.output("PP").frameworks[0].periods] == ["2007", "2008-2012"]
    assert [str(one) for one in plan.output("BUILDINGS").frameworks[-1].periods] == ["2012-2015"]
    assert plan.output("WSIS").frameworks == ()
    assert len(validate(plan, select="OP509")) == 0


def test_look_ups_find_the_same_results_in_tables_that_stay() -> None:
    plan = roll_forward(PLAN).plan
    for framework in ("2007-2011", "2008-2011", "2009-2011"):
        for find in (OperationalPlan.results, OperationalPlan.kpis, OperationalPlan.risks):
            before, after = (
                [
                    (one.output, one.department, one.unit, one.text)
                    for one in find(each, follow=True)
                    if one.framework == framework
                ]
                for each in (PLAN, plan)
            )
            assert sorted(map(str, after)) == sorted(map(str, before)) != []
    assert all("2006" not in str(one.framework) for one in plan.kpis())


def test_what_has_no_time_stays_and_is_asked_for() -> None:
    plan = small_plan(
        events=[Event(code="FAIR", title="Fair"), Event(code="OLD", title="Old", period="2007")],
        projects=[Project(code="ROOF", title="Roof")],
        provisions=[Provision(code="FUND", title="Fund"), Provision(code="SPENT", title="Spent", period="2007")],
        outputs=[
            Output(
                code="PP",
                title="Conference",
                funding=[
                    Funding(source="regular budget", provision="SPENT"),
                    Funding(source="cost recovery", period="2007"),
                ],
            )
        ],
        claims=[Claim(code="TWO", text="two", operation="count", stated=2, terms=["departments"])],
    )
    rolled = roll_forward(plan)
    assert [event.code for event in rolled.plan.events] == ["FAIR"]
    assert rolled.plan.output("PP").funding == (Funding(source="regular budget"),)
    assert {path: value for path, value in defaults(rolled).items() if path.endswith("]")} == {
        "events[over]": "drop",
        "events[undated]": "keep",
        "projects[undated]": "keep",
        "provisions[over]": "drop",
        "provisions[undated]": "keep",
        "funding[over]": "drop",
        "funding[undated]": "keep",
        "claims[continued]": "keep",
    }


# --- decisions --------------------------------------------------------------------------------------------------------


def test_the_decisions_of_the_shipped_plan() -> None:
    rolled = roll_forward(PLAN)
    assert len(rolled.decisions) == 36
    assert all(
        one.question and one.reason and one.default is not None and one.answer is None for one in rolled.decisions
    )
    assert {path: default for path, default in defaults(rolled).items() if path.startswith("measures")} == {
        "measures.effort": "even",
        "measures.effort[2012]": "repeat",
        "measures.services": "even",
        "measures.services[2012]": "repeat",
        "measures.staffing": "even",
        "measures.staffing[2012]": "repeat",
    }
    assert str(rolled).splitlines()[-1] == "0 of 36 answered"
    assert repr(rolled) == "<RollForward: gs-2009-2012, 36 decisions>"


def test_decisions_are_replayed_from_a_file() -> None:
    answers: dict[str, Given] = {
        "outputs.PP.effort": "events",
        "measures.services": {"2009": 1, "2010": 2, "2011": 1},
        "outputs.PP.effort[SGO, 2009]": Decimal(5),
        "title": "Next",
    }
    rolled = roll_forward(PLAN, answers)
    again = roll_forward(PLAN, loads_decisions(dumps_decisions(rolled.decisions)))
    assert again == rolled
    assert {one.path: one.answer for one in again.decisions if one.answer is not None} == answers


def test_the_reason_of_an_answer_is_kept() -> None:
    why = Decision(path="outputs.PP.effort", answer="events", reason="it is in 2010")
    given = Decisions(code="d", title="D", plan=PLAN.code, decisions=[why, Decision(path="measures.gone")])
    rolled = roll_forward(PLAN, given)
    assert (rolled.decisions.code, rolled.decisions.title) == ("d", "D")
    (found,) = (one for one in rolled.decisions if one.path == "outputs.PP.effort")
    assert (found.default, found.answer, found.reason) == ("even", "events", "it is in 2010")


def test_an_answer_that_is_none_is_refused() -> None:
    assert refused(
        PLAN,
        {
            "measures.effort": "evenly",
            "measures.staffing": "events",
            "measures.services": {"2008": Decimal(1)},
            "outputs.PP.effort": {"2009": Decimal(0), "2010": Decimal(0)},
            "outputs.COUNCIL.effort": {"2009/10": Decimal(1)},
            "outputs.PP.effort[SGO, 2009]": Decimal(-1),
            "events[over]": "no",
            "code": "a b",
            "outputs.PPP.effort": "even",
        },
    ) == [
        "code: must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got 'a b'",
        "measures.effort: the answer must be 'even', 'events' or weights by period such as { 2009 = 1, 2010 = 3 }, "
        "got 'evenly'",
        "outputs.PP.effort: the weights in 2009-2011 are all 0",
        "outputs.PP.effort[SGO, 2009]: must be a number of work-months ≥ 0, got -1",
        "outputs.COUNCIL.effort: 2009/10 is spelled otherwise than the years of the plan, such as 2008-2011",
        "measures.services: 2008 has no part in 2009-2011",
        "measures.staffing: the answer must be 'even' or weights by period such as { 2009 = 1, 2010 = 3 }, "
        "got 'events'",
        "events[over]: the answer must be 'keep' or 'drop', got 'no'",
        "outputs.PPP.effort: nothing is decided there; decisions: outputs.PP.effort, outputs.WTPF.effort, "
        "outputs.WSIS.effort …",
    ]


def test_answers_that_can_be_none_are_refused() -> None:
    assert refused(PLAN, {"code": ["q"], "title": Decimal("NaN")}) == [  # type: ignore[dict-item]
        "code: must be text, a figure, or weights by period such as { 2009 = 1, 2010 = 3 }, got a list",
        "title: must be a number, got NaN",
    ]


def test_decisions_for_another_plan_are_refused() -> None:
    other = Decisions(code="d", title="D", plan="q")
    assert refusal(InvalidPlan, lambda: roll_forward(PLAN, other)) == (
        "plan: the decisions are for the plan 'q', and this is 'gs-2008-2011'"
    )


def test_arguments_of_a_wrong_kind() -> None:
    with pytest.raises(TypeError, match=r"^roll_forward: plan must be an OperationalPlan, got 'p'; load reads one"):
        roll_forward("p")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^roll_forward: decisions must be Decisions or a mapping, got 'd'; load_"):
        roll_forward(PLAN, "d")  # type: ignore[arg-type]


def test_a_plan_with_errors_is_refused() -> None:
    plan = attrs.evolve(PLAN, events=[*PLAN.events, Event(code="X", title="X", output="NONE")])
    assert refusal(InvalidPlan, lambda: roll_forward(plan)) == (
        "events.X.output: unknown output 'NONE'; the plan has PP, COUNCIL, WSIS …"
    )


def test_the_note_may_no_longer_hold() -> None:
    plan = small_plan(note="as adopted")
    notes = [roll_forward(plan, answers).plan.note for answers in ({}, {"note": "drop"}, {"note": "New."})]
    assert notes == ["as adopted", None, "New."]
    assert "note" not in defaults(roll_forward(small_plan()))


@pytest.mark.parametrize(
    ("code", "title", "moved"),
    [
        ("gs-2008-2011", "Plan 2008–11", ("gs-2009-2012", "Plan 2009–12")),
        ("gs2008", "The plan", ("gs2009", "The plan")),
        ("gs", "Budget of 2007, for 2008", ("gs", "Budget of 2007, for 2009")),
        ("gs-2008-05", "20081", ("gs-2009-05", "20081")),
    ],
)
def test_code_and_title_follow_the_window(code: str, title: str, moved: tuple[str, str]) -> None:
    plan = roll_forward(small_plan(code=code, title=title)).plan
    assert (plan.code, plan.title) == moved


# --- laws -------------------------------------------------------------------------------------------------------------


def test_the_shipped_plan_rolls_three_years() -> None:
    plan = PLAN
    for number in range(1, 4):
        rolled = roll_forward(plan)
        assert apply(plan, rolled.changes) == rolled.plan
        plan = rolled.plan
        assert loads(dumps(plan)) == plan
        assert plan.window == Period(2008 + number, 2011 + number)
        assert [period.months for period in plan.periods] == [12, 36]
        assert validate(plan).ok


def roll_or_refuse(plan: OperationalPlan) -> RollForward | None:
    """The plan a year later; None where two figures of 15 digits make one of 16, or no year follows."""
    try:
        return roll_forward(plan)
    except InvalidPlan as error:
        told = [problem.message for problem in error.problems]
    assert [one for one in told if "15 digits before the point" not in one and "no year follows 9999" not in one] == []
    return None


@settings(max_examples=40)
@given(strategies.plans())
def test_any_plan_rolls_and_is_replayed(plan: OperationalPlan) -> None:
    for _ in range(3):
        rolled = roll_or_refuse(plan)
        if rolled is None:
            return
        assert loads(dumps(rolled.plan)) == rolled.plan
        assert roll_forward(plan, loads_decisions(dumps_decisions(rolled.decisions))) == rolled
        assert apply(plan, rolled.changes) == rolled.plan
        plan = rolled.plan


@given(
    strategies.figures(digits=15, places=12),
    st.lists(st.fractions(0, 5), min_size=1, max_size=6).filter(any),
)
def test_parts_add_up_to_the_figure(figure: Decimal, weights: list[Fraction]) -> None:
    parts = divide_cell(figure, weights)
    assert sum((Fraction(part) for part in parts if isinstance(part, Decimal)), Fraction(0)) == Fraction(figure)
    for part, weight in zip(parts, weights, strict=True):
        assert isinstance(part, Decimal)
        exact = Fraction(figure) * weight / sum(weights)
        assert abs(Fraction(part) - exact) <= Fraction(1, 100)


@given(strategies.separate_periods(min_size=1, max_size=3), st.data())
def test_columns_keep_their_totals(columns: list[Period], data: st.DataObject) -> None:
    """What goes into new columns, without what is repeated, is all of an old column, or less where it is over."""
    laid = lay_out(columns, columns)
    row = {column: data.draw(strategies.figures(digits=9, places=3)) for column in columns}
    new = roll_row(row, laid, {}, {})
    assert [column.months for column in new] == [column.months for column in columns]
    parts = {
        column: dict(zip(cuts, divide_cell(row[column], [Fraction(cut.months) for cut in cuts]), strict=True))
        for column, cuts in laid.cuts.items()
    }
    whole = sum(Fraction(cell) for cell in new.values() if isinstance(cell, Decimal))
    taken = [
        Fraction(cell)
        for used in laid.parts.values()
        for part in used
        for cut, cell in parts[part.column].items()
        if cut in part.months and isinstance(cell, Decimal)
    ]
    assert whole == sum(taken)
