"""A plan with levels, as another organisation would write it: goal, objective, output, part; department, division."""

from decimal import Decimal
from pathlib import Path

import pytest

import itu_opplan as opplan
from itu_opplan.analysis import Verdict

TEXT = """\
format = 1
code = "water-2026"
title = "Plan of the water board"
organisation = "Water board"
window = "2026-2027"
periods = ["2026", "2027"]
dimensions.source = ["RB", "XB"]

[measures.budget]
of = "outputs"
dims = ["source"]
unit = "kCHF"

[figures]
published_budget = { 2026 = 100, 2027 = 105 }

[goals.1]
title = "Water for all"

[goals.1.frameworks.2027]
phase = "planned"
periods = ["2026-2027"]

[[goals.1.frameworks.2027.blocks]]
results = [{ text = "Every household has clean water" }]
kpis = [{ text = "Households with clean water", unit = "percent", targets = [{ period = "2027", value = 90 }] }]
risks = [{ text = "Drought" }]

[objectives.1]
title = "Wells in every valley"
goals = ["1"]
success_factors = [{ text = "The valleys agree" }]

[objectives.1-1]
title = "Wells in the upper valleys"
parent = "1"

[objectives.1-1.frameworks.2027]
phase = "planned"
periods = ["2026-2027"]

[[objectives.1-1.frameworks.2027.blocks]]
results = [{ text = "The upper valleys have wells", lead = ["UPPER"] }]
kpis = [{ text = "Wells", unit = "count" }]
risks_from = { owner = "goals.1", framework = "2027" }

[outputs.WELLS]
title = "Wells"
objectives = ["1-1"]

[outputs.WELLS.figures]
budget = [{ source = "RB", 2026 = "blank", 2027 = 5 }, { source = "XB", 2026 = 10, 2027 = 10 }]
published_budget = { 2026 = 60, 2027 = 60 }

[outputs.DRILLS]
title = "Drills of the wells"
parent = "WELLS"
effort = [{ department = "FIELD", 2026 = 20, 2027 = 20 }]

[outputs.DRILLS.figures]
budget = [{ source = "RB", 2026 = 50, 2027 = 50 }]
published_budget = { 2026 = 50, 2027 = 50 }

[outputs.PIPES]
title = "Pipes"
objectives = ["1"]

[outputs.PIPES.figures]
budget = [{ source = "RB", 2026 = 40, 2027 = 40 }]

[departments.FIELD]
name = "Field work"
staffing = [{ grade = "P3", 2026 = 12, 2027 = 12 }]
published_staffing = { 2026 = 36, 2027 = 24 }

[departments.UPPER]
name = "Division of the upper valleys"
parent = "FIELD"
staffing = [{ grade = "G5", 2026 = 24, 2027 = 24 }]
"""
PLAN = opplan.loads(TEXT)


def test_it_is_written_and_read_again(tmp_path: Path) -> None:
    assert opplan.loads(opplan.dumps(PLAN)) == PLAN
    opplan.dump(PLAN, tmp_path / "plan")
    assert opplan.load(tmp_path / "plan") == PLAN
    assert "[goals.1.frameworks.2027]" in (tmp_path / "plan" / "strategy.toml").read_text(encoding="utf-8")


def test_only_the_totals_that_are_neither_sum_are_findings() -> None:
    """WELLS prints 60 in 2026, which is right with its part, and in 2027, which is 15 or 65; FIELD likewise."""
    assert [str(one) for one in opplan.validate(PLAN) if one.severity.value != "note"] == [
        "outputs.WELLS.figures.budget[total, 2027]: the printed total is 60, "
        "its own figures add up to 15, with all below it to 65",
        "departments.FIELD.staffing[total, 2027]: the printed total is 24, "
        "its own figures add up to 12, with all below it to 36",
    ]


def test_a_blank_with_a_figure_below_it_is_no_gap() -> None:
    assert [str(one) for one in opplan.validate(PLAN, select="OP306")] == []
    assert {line.path: line.blanks for line in opplan.completeness(PLAN)}["outputs.WELLS"] == 0


def test_the_grand_total_is_that_of_all_own_figures() -> None:
    lines = {line.path: line for line in opplan.ledger(PLAN)}
    assert lines["figures.budget[total, 2026]"].verdict is Verdict.AGREES
    assert opplan.figures(PLAN, "budget").where(period="2027").total() == 105


def test_sums_along_the_levels() -> None:
    budget = opplan.figures(PLAN, "budget")
    top = budget.relabel("output", PLAN.ancestor)
    assert top.labels("output") == ("WELLS", "PIPES")
    assert top.where(output="WELLS", period="2026").total() == 60
    assert top.total() == budget.total()
    staff = opplan.capacity(PLAN).relabel("department", PLAN.ancestor)
    assert staff.by("department").at(department="FIELD") == Decimal(72)


def test_links_of_the_top_carry_what_is_below_it() -> None:
    """Of 60 for WELLS, which serves the objective 1-1, 50 are of its part, which is linked to nothing itself."""
    budget = opplan.figures(PLAN, "budget").where(period="2026")
    own = opplan.apportion(budget, PLAN, to="objective")
    assert own.by("objective").at(objective="(none)") == 50
    whole = opplan.apportion(budget.relabel("output", PLAN.ancestor), PLAN, to="objective")
    assert whole.by("objective").at(objective="1-1") == 60

    def up(code: str) -> str:
        return PLAN.ancestor(code, of="objectives")

    assert own.relabel("objective", up).by("objective").at(objective="1") == 50
    assert own.relabel("objective", up).total() == budget.total()


def test_results_of_goals_and_objectives_are_found() -> None:
    (kpi,) = PLAN.kpis(goal="1")
    assert (kpi.text, kpi.path, kpi.owner) == (
        "Households with clean water",
        "goals.1.frameworks.2027.blocks[0].kpis[0]",
        "goals.1",
    )
    assert (kpi.goal, kpi.objective, kpi.output, kpi.department, kpi.unit) == ("1", None, None, None, None)
    assert [one.text for one in PLAN.kpis(objective="1-1")] == ["Wells"]
    assert PLAN.kpis(objective="1") == ()
    assert [one.objective for one in PLAN.success_factors(objective="1")] == ["1"]
    assert [one.framework for one in PLAN.success_factors()] == [None]
    assert [(one.text, one.via) for one in PLAN.risks(objective="1-1", follow=True)] == [
        ("Drought", "objectives.1-1.frameworks.2027.blocks[0].risks_from")
    ]
    assert [one.goal for one in PLAN.results(phase="planned", period="2027")] == ["1", None]
    assert PLAN.achievements(goal="1") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'parent = "WELLS"',
            'parent = "WELS"',
            "<text>:57: outputs.DRILLS.parent: unknown output 'WELS'; the plan has WELLS, DRILLS, PIPES",
        ),
        ('goals = ["1"]', 'goals = ["2"]', "<text>:31: objectives.1.goals: unknown goal '2'; the plan has 1"),
        (
            'owner = "goals.1"',
            'owner = "goals.2"',
            "<text>:45: objectives.1-1.frameworks.2027.blocks[0].risks_from.owner: unknown owner 'goals.2'; "
            "there are results of goals.1, objectives.1-1",
        ),
        (
            'lead = ["UPPER"]',
            'lead = ["UPER"]',
            "<text>:43: objectives.1-1.frameworks.2027.blocks[0].results[0].lead: "
            "unknown department, unit or body 'UPER'; the plan has UPPER, FIELD",
        ),
    ],
)
def test_what_is_not_there_is_named_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(opplan.InvalidPlan) as refused:
        opplan.loads(TEXT.replace(old, new, 1))
    assert str(refused.value) == said


def test_addresses_of_what_goals_have() -> None:
    path = "goals.1.frameworks.2027.blocks[0].kpis[0].text"
    assert opplan.get(PLAN, path) == "Households with clean water"
    assert opplan.get(opplan.change(PLAN, {path: "Homes"}), path) == "Homes"
    assert opplan.get(PLAN, "outputs.DRILLS.parent") == "WELLS"


def test_parts_that_stand_above_or_below_are_elsewhere() -> None:
    lines = {line.path: line for line in opplan.completeness(PLAN)}
    assert (lines["outputs.WELLS"].links, lines["outputs.DRILLS"].links) == ("present", "elsewhere")
    assert (lines["outputs.WELLS"].effort, lines["outputs.DRILLS"].effort) == ("elsewhere", "present")
    assert (lines["outputs.PIPES"].effort, lines["outputs.DRILLS"].description) == ("missing", "missing")
    assert (lines["goals.1"].kpis, lines["goals.1"].links, lines["goals.1"].effort) == ("present", "n/a", "n/a")
    assert (lines["objectives.1"].kpis, lines["objectives.1"].links) == ("elsewhere", "present")


def test_nobody_is_overloaded_as_long_as_those_below_can_help() -> None:
    """FIELD is asked for 20 work-months and has 12, but 36 with its division."""
    assert [line.department for line in opplan.reconcile(PLAN).overloaded] == ["FIELD", "FIELD"]
    assert [str(one) for one in opplan.validate(PLAN, select="capacity")] == []
    more = opplan.change(PLAN, {"outputs.DRILLS.effort[FIELD, 2027]": 40})
    assert [str(one) for one in opplan.validate(more, select="capacity")] == [
        "departments.FIELD.staffing[total, 2027]: the outputs ask FIELD for 40 work-months in 2027; "
        "it has 12; with all below it 40, of 36"
    ]
