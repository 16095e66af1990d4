"""Reports that are handed on: whom problems concern, and how they print in other people's hands."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from itu_opplan import (
    KPI,
    Department,
    ExpectedResult,
    Finding,
    Funding,
    Measure,
    OperationalPlan,
    OrgUnit,
    Output,
    Problem,
    Report,
    ResultBlock,
    ResultsFramework,
    Severity,
    Table,
    UnknownCode,
    bundled,
    validate,
    validate_text,
)
from tests.helpers import refusal
from tests.small_plans import SMALL, small_plan, work_months

BLOCK = ResultBlock(
    unit="U2",
    results=[ExpectedResult(text="r", lead=["P5"]), ExpectedResult(text="s")],
    kpis=[KPI(text="k")],
)
PLAN = small_plan(
    departments=[
        Department(
            code="SGO",
            name="Office",
            aliases=["Cabinet"],
            staffing=work_months("grade", P5={"2008": 12}),
            units=[OrgUnit(code="U1", name="Unit"), OrgUnit(code="U2", name="Unit 2")],
        ),
        Department(code="P5", name="Called like a grade"),
    ],
    outputs=[
        Output(
            code="PP",
            title="Conference",
            effort=work_months("department", SGO={"2008": 1}, P5={"2008": 2}),
            frameworks=[ResultsFramework(code="F", blocks=[BLOCK])],
            funding=[Funding(source="regular_budget")],
        ),
        Output(code="WSIS", title="Summit"),
    ],
    measures=[Measure(code="cross", of="plan", dims=["output", "department"], unit="CHF")],
    figures={
        "cross": Table.from_records(
            [{"output": "WSIS", "department": "P5", "period": "2008", "value": 1}],
            dims=["output", "department", "period"],
            unit="CHF",
        )
    },
)

CONCERNS = {
    "a department": ("departments.SGO.name", {"department SGO"}),
    "a cell of a grade that is spelled like a department": ("departments.SGO.staffing[P5, 2008]", {"department SGO"}),
    "a printed total": ("departments.SGO.staffing[total, 2008]", {"department SGO"}),
    "a unit and its department": ("departments.SGO.units.U1.name", {"department SGO", "unit U1"}),
    "a cell of a department in an output": (
        "outputs.PP.effort[P5, 2008]",
        {"output PP", "department P5"},
    ),
    "a cell that is not there": ("outputs.WSIS.effort[P5, 2008]", {"output WSIS", "department P5"}),
    "a result with a lead of its own": (
        "outputs.PP.frameworks.F.blocks[0].results[0].text",
        {"output PP", "department P5"},
    ),
    "a result in the row of a unit": (
        "outputs.PP.frameworks.F.blocks[0].results[1]",
        {"output PP", "unit U2", "department SGO"},
    ),
    "an output that nobody leads": ("outputs.WSIS", {"output WSIS"}),
    "what is no address": ("outputs..PP]", set[str]()),
    "the plan": ("", set[str]()),
    "a table of the plan": ("figures.cross[WSIS, P5, 2008]", {"output WSIS", "department P5"}),
}
ALL = {f"{noun} {code}" for noun, code in (("department", "SGO"), ("department", "P5"), ("unit", "U1"), ("unit", "U2"))}
ALL |= {"output PP", "output WSIS"}


def concerned(path: str, **more: Any) -> set[str]:
    """Whom a finding at an address concerns: those of whom a report has it."""

    def own(plan: OperationalPlan) -> Iterator[Finding]:
        yield Finding(path=path, message="is odd", **more)

    report = validate(PLAN, select="own", rules=[own])
    assert len(report) == 1
    return {one for one in ALL if len(report.where(**dict([one.split()])))}


@pytest.mark.parametrize(("path", "found"), CONCERNS.values(), ids=CONCERNS)
def test_whom_a_problem_concerns(path: str, found: set[str]) -> None:
    assert concerned(path) == found


def test_a_problem_about_many_concerns_each_that_it_names() -> None:
    assert concerned("outputs", actual=["WSIS", "nothing", 5]) == {"output WSIS"}
    assert concerned("outputs", actual=["PP"]) == {"output PP"}
    assert concerned("departments", actual=["SGO"]) == {"department SGO"}
    assert concerned("outputs", actual="WSIS") == set()
    assert concerned("nowhere", actual=["SGO"]) == set()


def test_a_label_that_was_found_concerns_whom_it_is() -> None:
    assert concerned("outputs.WSIS.effort", actual="P5", dim="department") == {"output WSIS", "department P5"}
    assert concerned("outputs.WSIS.effort", actual="P5", dim="grade") == {"output WSIS"}


# --- where ------------------------------------------------------------------------------------------------------------

REPORT = validate(bundled("gs-2008-2011"))


def test_each_choice_takes_one_or_several_and_all_must_be_true() -> None:
    assert REPORT.where() == REPORT
    assert REPORT.where(rule="OP301").counts == {}
    assert REPORT.where(rule=["OP401", "OP402"]).counts == {"OP401": 1, "OP402": 2}
    assert REPORT.where(rule="OP8") == REPORT.where(group="numbering")
    assert REPORT.where(group=("numbering", "capacity")).counts == (
        REPORT.where(group="numbering").counts | REPORT.where(group="capacity").counts
    )
    assert REPORT.where(severity="warning") == REPORT.where(severity=Severity.WARNING)
    assert len(REPORT.where(severity=["warning", Severity.NOTE])) == len(REPORT)
    assert REPORT.where(severity="warning", rule="OP4", department="TLC").counts == {}
    assert REPORT.where(severity="note", rule="OP4", department=["TLC", "SPU"]).counts == {
        "OP402": 2,
        "OP409": 1,
        "OP413": 1,
    }
    assert REPORT.where(rule=[]).counts == {}


def test_names_are_those_of_the_plan_without_regard_to_case() -> None:
    report = validate(PLAN, select="own", rules=[lambda plan: [Finding(path="departments.SGO", message="is odd")]])
    assert report.where(department="cabinet") == report.where(department="sgo") == report.where(department="SGO")
    assert len(report.where(department="SGO")) == 1


UNKNOWN = {
    "a rule": ({"rule": "OP30"}, "unknown rule 'OP30'; known: OP530, OP309, OP308 …"),
    "a group": ({"group": "figure"}, "unknown group 'figure'; known: figures, references, strategy …"),
    "a severity": ({"severity": "warn"}, "unknown severity 'warn'; known: warning, error, note"),
    "a department": ({"department": "SPV"}, "unknown department 'SPV'; the plan has SPU, SGO, CEC …"),
    "a grade": ({"department": "P5"}, "unknown department 'P5'; the plan has SGO, CEC, SPU …"),
    "a unit": ({"unit": "SPU"}, "unknown unit 'SPU'; the plan has IS-US, IS-MP, CS-PD …"),
    "an output": ({"output": "SGO"}, "unknown output 'SGO'; the plan has PP, COUNCIL, WSIS …"),
    "all at once": (
        {"rule": "x", "department": "y"},
        "unknown rule 'x'; known: OP101, OP102, OP103 …\nunknown department 'y'; the plan has SGO, CEC, SPU …",
    ),
}


@pytest.mark.parametrize(("choice", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_names_are_refused(choice: dict[str, str], said: str) -> None:
    assert refusal(UnknownCode, lambda: REPORT.where(**choice)) == said
    assert refusal(UnknownCode, lambda: REPORT[:5].where(**choice)) == said


NO_NAMES = {
    "a number": (5, "5"),
    "bytes": (b"OP3", "b'OP3'"),
    "nothing among others": (["error", None], "nothing"),
    "a list among others": ((["error"],), "a list"),
}


@pytest.mark.parametrize("noun", ["rule", "group", "severity", "department", "unit", "output"])
@pytest.mark.parametrize(("given", "said"), NO_NAMES.values(), ids=NO_NAMES)
def test_what_is_no_name_is_refused(noun: str, given: object, said: str) -> None:
    where: Callable[..., Report] = REPORT.where
    with pytest.raises(TypeError) as caught:
        where(**{noun: given})
    assert str(caught.value) == f"where: {noun} must be one or several texts, got {said}"


def test_rules_of_a_caller_are_known() -> None:
    def my_rule(plan: OperationalPlan) -> Iterator[Finding]:
        yield Finding(path="outputs.PP", message="is odd")

    report = validate(PLAN, rules=[my_rule])
    assert report.where(rule="my_rule").counts == report.where(group="own").counts == {"my_rule": 1}


def test_problems_of_a_text_that_is_no_plan_are_found_by_their_address() -> None:
    report = validate_text(SMALL.replace('title = "Conference"', 'titel = "Conference"'))
    assert report.where(output="pp").counts == {"OP003": 1}
    assert report.where(output="PPP").counts == {}  # without a plan nobody knows
    assert report.where(group="shape") == report.where(rule="OP0") == report
    assert "unknown rule 'OP3001'" in refusal(UnknownCode, lambda: report.where(rule="OP3001"))


# --- in other people's hands ------------------------------------------------------------------------------------------

PROBLEM = Problem(
    rule="OP301",
    severity=Severity.WARNING,
    path="departments.SGO.staffing[total, 2007]",
    message="5 < 6 & more",
    section="III.1.4",
)


def test_html_is_by_place_with_what_the_rules_look_for() -> None:
    html = validate(bundled("gs-2008-2011"), select="OP401").to_html()
    assert html == "\n".join(
        [
            '<div class="tex2jax_ignore mathjax_ignore">',
            '<table class="opplan" style="border-collapse:collapse">',
            "<tbody>",
            '<tr><th colspan="2" style="text-align:left;padding:.5em .5em 0;border-bottom:1px solid">departments.SPU'
            "</th></tr>",
            '<tr class="warning"><td style="text-align:left;vertical-align:top;padding:.2em .5em">'
            "warning<br>OP401</td>",
            '<td dir="auto" style="text-align:left;vertical-align:top;padding:.2em .5em;overflow-wrap:anywhere">'
            "the outputs ask SPU for 51.9 work-months in 2008; it has 48 (III.3.4)"
            '<br><small dir="ltr">departments.SPU.staffing[total, 2008]</small></td></tr>',
            "</tbody>",
            "</table>",
            '<p style="margin:.2em .5em;font-size:smaller">1 problem: 1 warning</p>',
            '<p style="margin:.2em .5em;font-size:smaller">'
            "OP401: The outputs ask a department for more work-months than it has.</p>",
            "</div>",
        ]
    )


def test_html_escapes_and_shows_some() -> None:
    html = Report([PROBLEM, attrs.evolve(PROBLEM, path="title"), PROBLEM]).to_html(rows=2)
    assert html.count("5 &lt; 6 &amp; more (III.1.4)") == 2
    assert ">1 more row<" in html


def test_markdown_has_the_place_once_and_what_the_rules_look_for() -> None:
    report = validate(bundled("gs-2008-2011"), select=["OP401", "OP402"])
    assert report.to_markdown().split("\n") == [
        "| place | severity | rule | problem | section |",
        "| :--- | :--- | :--- | :--- | :--- |",
        r"| departments.SPU | warning | OP401 | staffing\[total, 2008\]: the outputs ask SPU for 51.9 work-months in "
        "2008; it has 48 | III.3.4 |",
        r"| departments.TLC | note | OP402 | staffing\[P3, 2007\]: 4 posts make 48 work-months; it has 42, 6 too few | "
        "III.4.2 |",
        r"|  | note | OP402 | staffing\[G5, 2007\]: 3 posts make 36 work-months; it has 33, 3 too few | III.4.2 |",
        "",
        "3 problems: 1 warning, 2 notes",
        "",
        "OP401: The outputs ask a department for more work-months than it has.",
        "",
        "OP402: The posts of a grade, each filled for twelve months a year, do not make the work-months of that grade.",
    ]


def test_files_stand_in_a_column_of_their_own() -> None:
    markdown = validate_text(SMALL.replace('SGO", 2007', 'SGX", 2007'), name="p.toml", select="OP101").to_markdown()
    assert markdown.splitlines()[0] == "| place | severity | rule | problem | section | file |"
    assert markdown.splitlines()[2].endswith("| II.1 | p.toml:22 |")


def test_a_frame_has_a_row_for_each_problem() -> None:
    frame = validate(bundled("gs-2008-2011"), select="OP401").to_frame("polars")
    assert frame.to_dicts() == [
        {
            "key": "OP401 departments.SPU.staffing[total, 2008]",
            "rule": "OP401",
            "group": "capacity",
            "severity": "warning",
            "path": "departments.SPU.staffing[total, 2008]",
            "section": "III.3.4",
            "message": "the outputs ask SPU for 51.9 work-months in 2008; it has 48",
            "expected": "48",
            "actual": "51.9",
            "reason": None,
            "file": None,
            "line": None,
            "cell": None,
        }
    ]
