"""Files of changes: scenarios that people write, and what was found by comparing."""

import datetime
import io
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

import itu_opplan as opplan
from itu_opplan import KPI, Change, Changes, FormatError, GradeScale, InvalidPlan, Missing, Period, Target
from tests.helpers import refusal

PLAN = opplan.bundled("gs-2008-2011")
HEAD = 'kind = "changes"\nformat = 1\ncode = "more"\ntitle = "More sessions"\n'
SCENARIO = (
    HEAD
    + """plan = "gs-2008-2011"

[[changes]]
path = "outputs.PP.effort[C&P, 2008]"
kind = "changed"
old = 13.1
new = 14.0
section = "II.1.4"
reason = "one more session"

[[changes]]
path = "outputs.PP.effort[TLC, 2008]"
kind = "added"

[changes.new]
missing = "to be completed"

[[changes]]
path = "outputs.TELECOM.frameworks.2006.blocks[0].kpis[0]"
kind = "added"

[changes.new]
text = "Number of languages"
targets = [
    { period = "2008", value = 6 },
]

[[changes]]
path = "outputs.TELECOM.frameworks.2006.blocks[0].kpis[4].text"
kind = "reworded"
old = "Size of Exhibition"
new = "Size of the exhibition"
text = "Size of Exhibition"

[[changes]]
path = "departments.ADMIN"
kind = "added"

[changes.new]
name = "Administration and Finance"
"""
)


def test_a_scenario_is_read_carried_out_and_written_as_it_was() -> None:
    scenario = opplan.loads_changes(SCENARIO)
    assert [one.kind for one in scenario] == ["changed", "added", "added", "reworded", "added"]
    assert scenario[1].new is Missing.TO_BE_COMPLETED
    assert scenario[2].new == KPI(text="Number of languages", targets=[Target(period="2008", value=6)])
    plan = opplan.apply(PLAN, scenario)
    assert opplan.get(plan, "outputs.PP.effort[C&P, 2008]") == Decimal(14)
    assert plan.department("ADMIN").name == "Administration and Finance"
    again = opplan.compare(PLAN, plan)
    assert [(one.path, one.new) for one in again] == [
        (one.path, one.new) for one in sorted(scenario, key=lambda one: [found.path for found in again].index(one.path))
    ]
    assert opplan.dumps_changes(scenario) == SCENARIO


def test_the_kind_of_most_changes_need_not_be_said() -> None:
    text = HEAD + '[[changes]]\npath = "note"\nnew = "a"\n[[changes]]\npath = "status"\nold = "draft"\nnew = "final"\n'
    assert [one.kind for one in opplan.loads_changes(text)] == ["added", "changed"]


VALUES: dict[str, object] = {
    "window": Period(2009, 2012),
    "periods": (Period(2009, 2009), Period(2010, 2012)),
    "grades": GradeScale({"P": ["P5", "P4"]}),
    "year_begins": 7,
    "attributes.x": Decimal("1.50"),
    "attributes.y": datetime.date(2008, 1, 1),
    "attributes.z": True,
    "dimensions.sex": opplan.OperationalPlan(
        code="p", title="P", organisation="O", window="2008", periods=["2008"], dimensions={"sex": ["women", "men"]}
    ).dimensions["sex"],
    "outputs.PP.effort[SGO, 2008]": Decimal("0.10"),
    "outputs.PP.effort[total, 2008]": Missing.BLANK,
    "outputs.PP.figures.budget[RB, 2008]": Decimal(5),
    "outputs.PP.figures.budget_section": "II",
    "outputs.PP.figures.budget_assumed[0]": "a guess",
    "outputs.PP.objectives[0]": "1",
    "outputs.PP.frameworks.2007": opplan.ResultsFramework(code="2007", periods=["2007"]),
    "outputs.PP.frameworks.2007.blocks[0].results_from": opplan.Reference(framework="2006"),
    "outputs.PP.frameworks.2007.blocks[0].kpis[0].targets[0].value": Missing.NOT_APPLICABLE,
    "outputs.PP.frameworks.2007.blocks[0].kpis[0].targets[0].dimensions.sex": "women",
    "measures.budget": opplan.Measure(code="budget", of="outputs", dims=["source"], unit="kCHF"),
    "measures.budget.not_additive.period": "a stock",
    "events.PP-10.first": datetime.date(2010, 10, 4),
    "outline[0]": opplan.Heading(number="I", title="Part I"),
    "claims.GROWTH.terms[1]": "5",
}


@pytest.mark.parametrize("path", VALUES)
def test_every_value_goes_through_a_file(path: str) -> None:
    changes = Changes(code="c", title="C", changes=[Change(path=path, new=VALUES[path])])
    again = opplan.loads_changes(opplan.dumps_changes(changes))
    assert again == changes
    assert again[0].new == VALUES[path]
    undone = changes.reversed()
    assert opplan.loads_changes(opplan.dumps_changes(undone)) == undone


REFUSED = {
    'path = "outputs.PP.titel"\nnew = "a"': (
        "<text>:6: changes[0].path: outputs.PP: unknown field 'titel'; known: title, attributes, code …"
    ),
    'path = "outputs.PP.effort[SGO, 2008]"\nnew = "x"': (
        '<text>:7: changes[0].new: must be a number, { missing = "blank" } or { missing = "n/a" } or '
        "{ missing = \"to be completed\" }, got 'x'"
    ),
    'path = "outputs.PP"\nnew = { titel = "a" }': (
        "<text>:7: changes[0].new.titel: unknown key; did you mean 'title'?"
    ),
    'path = "outputs.PP"\nnew = { title = "a", effort = [{ department = "SGO", 2008 = 1 }] }': (
        "<text>:7: changes[0].new.effort: figures stand in plans only; here each cell has an address of its own"
    ),
    'path = "title"\nold = "a"\nnew = 5': "<text>:8: changes[0].new: must be text, got 5",
    'path = "title"\nold = "a"\nnew = "b"\nnow = 5': "<text>:9: changes[0].now: unknown key; did you mean 'new'?",
    'new = "b"': "<text>:5: changes[0].path: missing; every change must have it",
    'path = "status"\nkind = "altered"\nold = "a"\nnew = "b"': (
        "<text>:7: changes[0].kind: must be one of 'added', 'removed', 'renamed', 'moved', 'reworded', 'changed', "
        "got 'altered'"
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_file_of_changes_can_say(text: str) -> None:
    assert refusal(InvalidPlan, lambda: opplan.loads_changes(f"{HEAD}[[changes]]\n{text}")) == REFUSED[text]


def test_files_of_other_kinds(tmp_path: Path) -> None:
    path = tmp_path / "more.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    assert (
        opplan.load_changes(path)
        == opplan.loads_changes(SCENARIO)
        == opplan.load_changes(io.BytesIO(SCENARIO.encode()))
    )
    said = refusal(FormatError, lambda: opplan.load(path))
    assert said == f"{path}:1: a file of kind 'changes', not a plan; load_changes reads it"
    rates = 'kind = "rates"\nformat = 1\ncode = "r"\ntitle = "R"\ncurrency = "CHF"\n'
    said = refusal(FormatError, lambda: opplan.loads_changes(rates))
    assert said == "<text>:1: a file of kind 'rates', not a file of changes; load_rates reads it"


def test_a_scenario_may_lie_beside_the_files_of_a_plan(tmp_path: Path) -> None:
    opplan.dump(PLAN, tmp_path / "plan")
    (tmp_path / "plan" / "more.toml").write_text(SCENARIO, encoding="utf-8")
    assert opplan.load(tmp_path / "plan") == PLAN
    opplan.dump(attrs.evolve(PLAN, status="final"), tmp_path / "plan")
    assert opplan.load_changes(tmp_path / "plan" / "more.toml") == opplan.loads_changes(SCENARIO)
