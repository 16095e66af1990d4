"""Rules on plans with levels: what stands above or below is no gap, and a printed total may have it in it or not."""

import pytest

from itu_opplan import ledger, loads, validate, validate_text
from itu_opplan.analysis import Verdict
from tests.small_plans import HEAD

AIMS = """\
[goals]
A = { title = "Access" }
A1 = { title = "Access in towns", parent = "A" }
[objectives]
1 = { title = "Service", goals = ["A1"] }
2 = { title = "Service by night", parent = "1" }
"""


def found(rule: str, text: str) -> list[str]:
    report = validate_text(HEAD + text, select=rule, profile="draft")
    return [f"{problem.path}: {problem.message}" for problem in report]


def outputs(**fields: str) -> str:
    rows = (f'{code} = {{ title = "{code}"{f", {own}" if own else ""} }}\n' for code, own in fields.items())
    return "[outputs]\n" + "".join(rows)


@pytest.mark.parametrize(
    ("fields", "without_objective", "without_goal"),
    [
        ({"X": 'objectives = ["2"]', "X1": 'parent = "X"', "X11": 'parent = "X1"'}, [], []),
        ({"X": "", "X1": 'parent = "X"', "X11": 'parent = "X1", objectives = ["2"]'}, [], []),
        ({"X": "", "X1": 'parent = "X"', "X2": 'parent = "X", objectives = ["1"]'}, ["X1"], ["X1"]),
        ({"X": "", "X1": 'parent = "X"', "Y": 'objectives = ["2"]'}, ["X", "X1"], ["X", "X1"]),
        ({"X": 'goals = ["A"]', "X1": 'parent = "X"'}, ["X", "X1"], []),
    ],
)
def test_links_above_and_below(fields: dict[str, str], without_objective: list[str], without_goal: list[str]) -> None:
    report = validate(loads(HEAD + AIMS + outputs(**fields)), select=["OP201", "OP205"])
    bare = [one.path.split(".")[1] for one in report if one.rule == "OP201"]
    assert bare == without_objective
    assert [one.message.rpartition(": ")[2] for one in report if one.rule == "OP205"] == (
        [", ".join(without_goal)] if without_goal else []
    )


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ('objectives = ["2"]', []),
        ('objectives = ["1"]', []),
        (
            'goals = ["A1"]',
            [
                "objectives.1: no output is linked to the objective 'Service'",
                "objectives.2: no output is linked to the objective 'Service by night'",
            ],
        ),
        (
            "",
            [
                "objectives.1: no output is linked to the objective 'Service'",
                "objectives.2: no output is linked to the objective 'Service by night'",
                "goals.A: no output is linked to the strategic goal 'Access'",
                "goals.A1: no output is linked to the strategic goal 'Access in towns'",
            ],
        ),
    ],
)
def test_goals_and_objectives_are_served_through_each_other(links: str, said: list[str]) -> None:
    assert found("OP202", AIMS + outputs(X=links)) + found("OP203", AIMS + outputs(X=links)) == said


def test_the_outputs_of_the_parts_of_a_goal_are_its_own() -> None:
    goals = (
        '[goals]\nA = { title = "a" }\nA1 = { title = "a1", parent = "A" }\nB = { title = "b" }\nC = { title = "c" }\n'
    )
    every = {f"X{number}": 'goals = ["A1", "B", "C"]' for number in range(3)}
    assert found("OP206", goals + outputs(**every)) == []
    alone = goals.replace(', parent = "A"', "")
    assert found("OP206", alone + outputs(**every, Y='goals = ["A"]')) == [
        "goals.A: 'a' has only the output Y; others have 3"
    ]


def test_departments_that_leave_their_objectives_to_their_parts() -> None:
    text = AIMS + '[departments]\nD = { name = "D" }\nE = { name = "E", parent = "D", objectives = ["1"] }\n'
    assert found("OP204", text) == []
    assert found("OP204", text + 'F = { name = "F" }\n') == ["departments: F is linked to no objective; E is"]


# --- printed totals ---------------------------------------------------------------------------------------------------


def totals(above: str, below: str, printed: str) -> list[tuple[str, Verdict, object, object, object]]:
    """The line of the printed total of an output with a part, each with these work-months in 2008."""
    text = outputs(
        A=f"{above}published_effort = {{ 2008 = {printed} }}",
        B=f'{below}parent = "A"',
        C='parent = "B", effort = [{ department = "D", 2008 = 100 }]' if below else 'parent = "B"',
    )
    (line,) = ledger(loads(HEAD + '[departments.D]\nname = "D"\n' + text))
    return [(line.reason, line.verdict, line.computed, line.own, line.with_below)]


def months(value: str) -> str:
    return f'effort = [{{ department = "D", 2008 = {value} }}], '


@pytest.mark.parametrize(
    ("above", "below", "printed", "line"),
    [
        (months("10"), months("5"), "10", ("", Verdict.AGREES, 10, 10, 115)),
        (months("10"), months("5"), "115", ("", Verdict.AGREES, 115, 10, 115)),
        (months("10"), months("5"), "15", ("", Verdict.CONTRADICTS, 10, 10, 115)),
        ("", months("5"), "105", ("", Verdict.AGREES, 105, None, 105)),
        ("", months("5"), "10", ("", Verdict.CONTRADICTS, 105, None, 105)),
        (months("'blank'"), months("5"), "105", ("", Verdict.AGREES, 105, None, 105)),
        (months("10.4"), months("5"), "115", ("", Verdict.ROUNDING, 115.4, 10.4, 115.4)),
        (months("10.4"), "", "10", ("", Verdict.ROUNDING, 10.4, 10.4, 10.4)),
    ],
)
def test_a_total_is_that_of_its_own_figures_or_with_all_below(
    above: str, below: str, printed: str, line: tuple[object, ...]
) -> None:
    (found,) = totals(above, below, printed)
    as_floats = tuple(float(one) if not isinstance(one, str | Verdict) and one is not None else one for one in found)
    assert as_floats == line


def test_what_is_said_of_a_total_that_is_neither() -> None:
    text = '[departments.D]\nname = "D"\n' + outputs(
        A=months("10.4") + "published_effort = { 2008 = 115, 2007 = 7 }",
        B=months("105") + 'parent = "A"',
        C="published_effort = { 2008 = 3 }",
        D='parent = "C", ' + months("4").removesuffix(", "),
    )
    assert found("OP302", text) == [
        "outputs.A.effort[total, 2008]: the printed total is 115, "
        "its own figures add up to 10.4, with all below it to 115.4: rounding"
    ]
    assert found("OP301", text) == [
        "outputs.C.effort[total, 2008]: the printed total is 3, the figures below it add up to 4"
    ]


def test_a_total_of_what_nothing_below_has() -> None:
    text = '[departments.D]\nname = "D"\n' + outputs(A="published_effort = { 2008 = 5 }", B='parent = "A"')
    (line,) = ledger(loads(HEAD + text))
    assert (line.verdict, line.own, line.with_below) == (Verdict.UNCHECKED, None, None)


# --- gaps -------------------------------------------------------------------------------------------------------------


def test_a_period_that_is_left_to_the_parts() -> None:
    row = 'effort = [{{ department = "D", {} }}, {{ department = "E", 2007 = 1, 2008 = 1, 2009-2011 = 3 }}]'
    own = row.format("2007 = 2, 2009-2011 = 6")
    two = '[departments]\nD = { name = "D" }\nE = { name = "E" }\n'
    part = 'parent = "A", effort = [{ department = "D", 2007 = 1, 2008 = 1, 2009-2011 = 3 }]'
    assert found("OP305", two + outputs(A=own)) == [
        "outputs.A.effort[D, 2008]: no figure for 2008; other rows have one"
    ]
    assert found("OP305", two + outputs(A=own, B=part)) == []
    assert found("OP305", two + outputs(A='effort = [{ department = "D", 2007 = 2 }]', B=part)) == []


def test_a_blank_is_a_gap_where_the_parts_have_no_figure_in_its_place() -> None:
    two = '[departments]\nD = { name = "D" }\nE = { name = "E" }\n'
    own = 'effort = [{ department = "D", 2007 = 1, 2008 = "blank" }]'
    for department, said in (
        ("D", []),
        ("E", ["outputs.A.effort[D, 2008]: blank in 2008: neither 0 nor a figure"]),
    ):
        part = f'parent = "A", effort = [{{ department = "{department}", 2007 = 1, 2008 = 1 }}]'
        assert found("OP306", two + outputs(A=own, B=part)) == said


def test_a_department_is_as_busy_and_staffed_as_its_parts() -> None:
    text = """\
[departments.D]
name = "D"
[departments.E]
name = "E"
parent = "D"
staffing = [{ grade = "P5", 2008 = 12 }]
[departments.F]
name = "F"
staffing = [{ grade = "P5", 2008 = 12 }]
valid_until = "2008"
successors = ["D"]
[outputs.A]
title = "A"
effort = [{ department = "D", 2008 = 5 }, { department = "F", 2008 = 1 }]
"""
    assert found("capacity", text) == []
    alone = text.replace('parent = "D"\n', "")
    assert found("OP405", alone) == ["departments.D: takes over from F, and the plan gives it no work-months"]
    assert found("OP409", alone) == [
        "departments.E.staffing: has work-months (12 in 2008), and no output has any of E in its table"
    ]


def test_mandates_are_left_to_the_parts() -> None:
    text = '[mandates.M]\nseries = "resolution"\nissued_by = "Council"\nnumber = "1"\n'
    assert found("OP908", text + outputs(A="", B='parent = "A", mandates = ["M"]')) == []
    assert found("OP908", text + outputs(A="", B='mandates = ["M"]')) == ["outputs: 1 of 2 outputs cites no mandate: A"]


def test_goals_are_compared_with_goals() -> None:
    results = "frameworks.F.blocks = [{ results = [{ text = 'more' }], kpis = [{ text = 'k' }] }]"
    three = "".join(f'[goals.{code}]\ntitle = "{code}"\n{results}\n' for code in "ABC")
    assert found("OP902", three) == []
    assert found("OP902", three + '[goals.D]\ntitle = "D"\n') == ["goals.D: has no results"]
    assert found("OP902", three + '[goals.D]\ntitle = "D"\nparent = "A"\n') == []
    assert found("OP901", three + '[goals.D]\ntitle = "D"\nto_be_completed = ["kpis"]\n') == [
        "goals.D: to be completed: KPIs"
    ]
