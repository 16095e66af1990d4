"""Strategy: what is linked to objectives and goals, what is not, and what is just not a finding."""

import pytest
from hypothesis import given, settings

from itu_opplan import OperationalPlan, Severity, bundled, validate, validate_text
from tests.small_plans import HEAD
from tests.strategies import plans

TWO = '[objectives.1]\ntitle = "Service"\n\n[objectives.2]\ntitle = "Staff"\nsection = "I.2"\n'
GOALS = '[goals.A]\ntitle = "Access"\nsection = "I.1"\n\n[goals.B]\ntitle = "Bridges"\n'


def found(rule: str, text: str) -> list[str]:
    report = validate_text(HEAD + text, select=rule, profile="draft")
    return [f"{problem.path}: {problem.message}" for problem in report]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[outputs.A]\ntitle = "Archive"', []),
        (TWO + '[outputs.A]\ntitle = "Archive"\nobjectives = ["1"]', []),
        (TWO + '[outputs.A]\ntitle = "Archive"\nto_be_completed = ["effort", "links"]', []),
        (TWO + '[outputs.A]\ntitle = "Archive"\nelsewhere = ["links"]', []),
        (
            TWO + '[outputs.A]\ntitle = "Archive"\nto_be_completed = ["effort"]\nelsewhere = ["kpis"]',
            ["outputs.A.objectives: 'Archive' is linked to no objective"],
        ),
        (
            TWO + GOALS + '[outputs.A]\ntitle = "Archive"',
            ["outputs.A.objectives: 'Archive' is linked to no objective, nor to a strategic goal"],
        ),
        (
            TWO + GOALS + '[outputs.A]\ntitle = "Archive"\ngoals = ["B"]',
            ["outputs.A.objectives: 'Archive' is linked to no objective, only to the strategic goal B"],
        ),
        (
            TWO + GOALS + '[outputs.A]\ntitle = "Archive"\ngoals = ["B", "A"]\n[outputs.B]\ntitle = "Books"',
            [
                "outputs.A.objectives: 'Archive' is linked to no objective, only to the strategic goals B, A",
                "outputs.B.objectives: 'Books' is linked to no objective, nor to a strategic goal",
            ],
        ),
    ],
)
def test_outputs_without_objective(text: str, said: list[str]) -> None:
    assert found("OP201", text) == said


def test_an_output_without_objective_as_data() -> None:
    text = HEAD + TWO + '[outputs.A]\ntitle = "Archive"\nsection = "II.3"'
    (problem,) = validate_text(text, select="OP201", profile="draft")
    assert (problem.section, problem.expected, problem.actual) == ("II.3", ("2", "1"), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWO, []),
        (TWO + '[departments.D]\nname = "D"\nobjectives = ["1"]', []),
        (TWO + '[outputs.A]\ntitle = "A"\nobjectives = ["1"]\n[outputs.B]\ntitle = "B"\nobjectives = ["2"]', []),
        (
            TWO + '[outputs.A]\ntitle = "A"\nobjectives = ["1"]',
            ["objectives.2: no output is linked to the objective 'Staff'"],
        ),
        (
            TWO + '[outputs.A]\ntitle = "A"\n[departments.D]\nname = "D"\nobjectives = ["1", "2"]',
            [
                "objectives.1: no output is linked to the objective 'Service'",
                "objectives.2: no output is linked to the objective 'Staff'",
            ],
        ),
    ],
)
def test_objectives_without_output(text: str, said: list[str]) -> None:
    assert found("OP202", text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOALS, []),
        (GOALS + '[outputs.C]\ntitle = "C"\ngoals = ["A"]\n[outputs.D]\ntitle = "D"\ngoals = ["B", "A"]', []),
        (
            GOALS + '[outputs.C]\ntitle = "C"\ngoals = ["B"]',
            ["goals.A: no output is linked to the strategic goal 'Access'"],
        ),
        (
            GOALS + '[outputs.C]\ntitle = "C"',
            [
                "goals.A: no output is linked to the strategic goal 'Access'",
                "goals.B: no output is linked to the strategic goal 'Bridges'",
            ],
        ),
    ],
)
def test_goals_without_output(text: str, said: list[str]) -> None:
    assert found("OP203", text) == said


def test_goals_and_objectives_say_where_they_are() -> None:
    report = validate_text(HEAD + TWO + GOALS + '[outputs.A]\ntitle = "A"', select=["OP202", "OP203"])
    assert [(problem.path, problem.section) for problem in report] == [
        ("objectives.1", None),
        ("objectives.2", "I.2"),
        ("goals.A", "I.1"),
        ("goals.B", None),
    ]


def departments(**linked: str) -> str:
    return TWO + "".join(f'[departments.{code}]\nname = "{code}"\n{line}\n' for code, line in linked.items())


LINK = 'objectives = ["1"]'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (departments(A="", B=""), []),
        (departments(A=LINK, B=LINK), []),
        (departments(A=LINK, B='to_be_completed = ["links"]'), []),
        (departments(A=LINK, B='elsewhere = ["links"]'), []),
        (departments(A=LINK, B=""), ["departments: B is linked to no objective; A is"]),
        (departments(A=LINK, B=LINK, C="", D=""), ["departments: C, D are linked to no objective; A, B are"]),
        (
            departments(**{f"L{number}": LINK for number in range(10)}, **{f"S{number}": "" for number in range(11)}),
            [
                "departments: S0, S1, S2, S3, S4, S5, S6, S7, S8 and 2 more are linked to no objective; "
                "L0, L1, L2, L3, L4, L5, L6, L7, L8 and 1 more are"
            ],
        ),
    ],
)
def test_departments_of_which_some_have_objectives(text: str, said: list[str]) -> None:
    assert found("OP204", text) == said


def test_departments_without_objective_as_data() -> None:
    (problem,) = validate_text(HEAD + departments(A=LINK, B="", C=""), select="OP204")
    assert (problem.expected, problem.actual, problem.section) == (("A",), ("B", "C"), None)


def test_how_much_they_weigh() -> None:
    text = HEAD + TWO + GOALS + '[outputs.A]\ntitle = "A"\n' + departments(D=LINK, E="").removeprefix(TWO)
    for profile in ("draft", "council", "published"):
        report = validate_text(text, select="strategy", profile=profile)
        weights = {problem.rule: problem.severity for problem in report}
        assert weights == {
            "OP201": Severity.WARNING,
            "OP202": Severity.WARNING,
            "OP203": Severity.NOTE,
            "OP204": Severity.NOTE,
        }


def test_of_the_shipped_plan_four_outputs_serve_no_objective() -> None:
    report = validate(bundled("gs-2008-2011"), select="strategy", ignore=["OP205", "OP206", "OP207"])
    assert report.counts == {"OP201": 4, "OP204": 1}
    assert [problem.path.split(".")[1] for problem in report[:4]] == ["WSIS", "SOCIAL", "BUILDINGS", "STN"]
    assert [problem.section for problem in report[:4]] == ["II.3", "II.7.1", "II.7.5", "II.8.4"]


@settings(max_examples=40)
@given(plans())
def test_any_plan_can_be_judged(plan: OperationalPlan) -> None:
    report = validate(plan, select="strategy")
    assert report == validate(plan, select="strategy")
    assert len({(problem.path, problem.message) for problem in report}) == len(report)
    served = plan.levels["objectives"].spread(code for output in plan.outputs for code in output.objectives)
    found = [problem.path for problem in report if problem.rule == "OP202"]
    assert found == [f"objectives.{one.code}" for one in plan.objectives if plan.outputs and one.code not in served]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOALS + '[outputs.A]\ntitle = "Archive"\ngoals = ["A"]', []),
        (GOALS + '[outputs.A]\ntitle = "Archive"\n[outputs.B]\ntitle = "Books"', []),
        (
            GOALS
            + '[outputs.A]\ntitle = "Archive"\ngoals = ["A"]\n[outputs.B]\ntitle = "Books"\nelsewhere = ["links"]',
            [],
        ),
        (
            GOALS + '[outputs.A]\ntitle = "Archive"\ngoals = ["A"]\n'
            '[outputs.B]\ntitle = "Books"\n[outputs.C]\ntitle = "Courses"',
            ["outputs: 2 of 3 outputs are linked to no strategic goal: B, C"],
        ),
    ],
)
def test_outputs_without_goal(text: str, said: list[str]) -> None:
    assert found("OP205", text) == said


def test_outputs_without_goal_as_data() -> None:
    text = HEAD + GOALS + '[outputs.A]\ntitle = "Archive"\ngoals = ["A"]\n[outputs.B]\ntitle = "Books"'
    (problem,) = validate_text(text, select="OP205", profile="draft")
    assert (problem.severity, problem.expected, problem.actual) == (Severity.NOTE, ("A",), ("B",))


def aims(kind: str, counts: list[int]) -> str:
    """Goals or objectives, each with so many of four outputs."""
    text = "".join(f'[{kind}.{number}]\ntitle = "Aim {number}"\n' for number in range(len(counts)))
    for output in range(4):
        links = [f"{number}" for number, count in enumerate(counts) if output < count]
        text += f'[outputs.O{output}]\ntitle = "Output {output}"\n{kind} = {links}\n'
    return text


@pytest.mark.parametrize("kind", ["goals", "objectives"])
@pytest.mark.parametrize(
    ("counts", "others"),
    [
        ([1, 3, 4], "3 to 4"),
        ([1, 3, 3, 2], "2 to 3"),
        ([1, 3], ""),
        ([1, 2, 2, 4], ""),
        ([1, 1, 1, 4], ""),
        ([2, 3, 4], ""),
        ([0, 3, 4], ""),
    ],
)
def test_a_goal_with_one_output(kind: str, counts: list[int], others: str) -> None:
    wanted = [f"{kind}.0: 'Aim 0' has only the output O0; others have {others}"] if others else []
    assert found("OP206", aims(kind, counts)) == wanted


@pytest.mark.parametrize(
    ("sections", "many"),
    [
        (("I", "I", "I", "II.3.2"), 1),
        (("I", "I", "I", "II.3"), 1),
        (("I", "I", "I", "II.30"), 0),
        (("I", "I", "I", "I.7"), 0),
        (("I", "I", "I", ""), 0),
        (("I", "I", "II.3.2"), 0),
        (("I.1", "I.2", "I.3", "II.3.2"), 0),
        (("I", "I", "I", "II.3.1", "II.3.2"), 0),
    ],
)
def test_a_goal_that_is_named_in_passing(sections: tuple[str, ...], many: int) -> None:
    text = "".join(
        f'[goals.{number}]\ntitle = "Goal"\n' + (f'section = "{section}"\n' if section else "")
        for number, section in enumerate(sections)
    )
    message = "'Goal' is first named in the chapter of WEB; I names the others"
    wanted = [f"goals.{len(sections) - 1}: {message}"] * many
    assert found("OP207", text + '[outputs.WEB]\ntitle = "Web"\nsection = "II.3"\n') == wanted
