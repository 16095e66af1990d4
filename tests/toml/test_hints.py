"""What is said of a key that no entity has: the slip, the key for that purpose, or where such a thing is kept."""

import attrs
import pytest

from itu_opplan import InvalidPlan, OperationalPlan, loads
from itu_opplan.model.fields import kinds
from itu_opplan.model.purposes import PURPOSES, keys_for
from itu_opplan.model.rates import Rates
from itu_opplan.wording import close_matches

HEAD = 'format = 1\ncode = "p"\ntitle = "P"\norganisation = "O"\nwindow = "2025"\nperiods = ["2025"]\n'
TO_BLOCK = "[[outputs.A.frameworks.F.blocks]]\n"
TABLES = {
    "plan": "",
    "goal": "[goals.A]\ntitle = 'T'\n",
    "objective": "[objectives.A]\ntitle = 'T'\n",
    "output": "[outputs.A]\ntitle = 'T'\n",
    "department": "[departments.A]\nname = 'N'\n",
    "measure": "[measures.m]\nof = 'outputs'\nunit = 'CHF'\n",
    "event": "[events.A]\ntitle = 'T'\n",
    "framework": "[outputs.A]\ntitle = 'T'\n[outputs.A.frameworks.F]\n",
    "block": "[outputs.A]\ntitle = 'T'\n" + TO_BLOCK,
    "result": "[outputs.A]\ntitle = 'T'\n" + TO_BLOCK + "[[outputs.A.frameworks.F.blocks.results]]\ntext = 'R'\n",
    "kpi": "[outputs.A]\ntitle = 'T'\n" + TO_BLOCK + "[[outputs.A.frameworks.F.blocks.kpis]]\ntext = 'K'\n",
    "actual": "[outputs.A]\ntitle = 'T'\n"
    + TO_BLOCK
    + "[[outputs.A.frameworks.F.blocks.kpis]]\ntext = 'K'\n[[outputs.A.frameworks.F.blocks.kpis.actuals]]\nvalue = 1\n",
}


def hints(entity: str, *lines: str) -> list[str]:
    """What is said of lines that are added to a table of such an entity, without its place."""
    with pytest.raises(InvalidPlan) as caught:
        loads(HEAD + TABLES[entity] + "\n".join(lines))
    return [problem.message for problem in caught.value.problems]


SAID = [
    # a slip, or one for several
    ("plan", "titel = 'x'", "did you mean 'title'?"),
    ("goal", "[goals.A.goals.B]", "each is a table of its own: [goals.CODE] with parent = …"),
    ("goal", "[goals.A.objectives.B]", "each is a table of its own: [objectives.CODE] with goals = […]"),
    ("output", "[outputs.A.outputs.B]", "each is a table of its own: [outputs.CODE] with parent = …"),
    ("output", "[outputs.A.projects.B]", "each is a table of its own: [projects.CODE] with output = …"),
    ("actual", "2008 = 5", "write { period = '2008', value = … }"),
    ("actual", "'2025/26-Q1' = 5", "write { period = '2025/26-Q1', value = … }"),
    ("kpi", "label = '1.1'", "did you mean 'number'?"),
    ("plan", "Organization = 'x'", "did you mean 'organisation'?"),
    ("output", "goal = '1'", "did you mean 'goals'?"),
    ("output", "desc = 'x'", "did you mean 'description'?"),
    ("department", "staff = []", "did you mean 'staffing'?"),
    ("kpi", "baseline = { value = 1 }", "did you mean 'baselines'?"),
    ("kpi", "target = 5", "did you mean 'targets'?"),
    ("actual", "as_off = 2025-01-01", "did you mean 'as_of'?"),
    # another name for it
    ("plan", "ministry = 'x'", "did you mean 'entity'?"),
    ("plan", "programmes = { A = { title = 'x' } }", "did you mean 'outputs'?"),
    ("plan", "department = 'x'", "did you mean 'entity'?"),
    ("output", "name = 'x'", "keep it in attributes = { name = … }"),
    ("event", "location = 'x'", "did you mean 'place'?"),
    ("event", "date = 2025-01-01", "did you mean 'first'?"),
    ("framework", "stage = 'x'", "did you mean 'phase'?"),
    ("framework", "year = 2025", "did you mean 'periods'?"),
    ("block", "indicators = []", "did you mean 'kpis'?"),
    ("block", "assumptions = ['x']", "did you mean 'success_factors'?"),
    ("actual", "attributes = { source = 'x' }", "keep it in 'note'"),
    ("result", "due = 'M6'", "did you mean 'period'?"),
    ("output", "due = 'M6'", "keep it in attributes = { due = … }"),
    ("result", "responsible = 'A'", "did you mean 'lead'?"),
    ("result", "focal-point = 'A'", "did you mean 'lead'?"),
    ("kpi", "measure = 'count'", "did you mean 'unit'?"),
    ("kpi", "result = 5", "did you mean 'actuals'?"),
    ("actual", "year = 2025", "did you mean 'period'?"),
    ("actual", "comment = 'x'", "did you mean 'note'?"),
    ("kpi", "target_2025 = 5", "did you mean 'targets'?"),
    ("actual", "provisional = true", "did you mean 'confirmed'?"),
    ("block", "risks_and_assumptions = 'x'", "did you mean 'risks' or 'success_factors'?"),
    ("plan", "fiscal_year = '2025/26'", "did you mean 'periods' or 'year_begins'?"),
    ("actual", "amount = 5", "known: value, text, dimensions …"),
    ("actual", "description = 'x'", "keep it in 'note'"),
    # it has its place elsewhere
    ("output", "session = 'x'", "known: title, section, group …"),
    ("output", "sectoin = 'x'", "did you mean 'section'?"),
    ("goal", "id = '1'", "the code is the name of the table"),
    ("output", "kpis = []", "there is 'kpis' in frameworks.CODE.blocks"),
    ("output", "indicators = []", "there is 'kpis' in frameworks.CODE.blocks"),
    ("output", "results = []", "there is 'results' in frameworks.CODE.blocks"),
    ("output", "owner = 'A'", "there is 'lead' in frameworks.CODE.blocks.results"),
    ("department", "targets = []", "there is 'targets' in frameworks.CODE.blocks.kpis"),
    ("framework", "kpis = []", "there is 'kpis' in blocks"),
    ("plan", "indicators = {}", "there is 'kpis' in outputs.CODE.frameworks.CODE.blocks"),
    ("result", "kpis = []", "'kpis' stands beside 'results', not below it"),
    ("result", "assumption = 'x'", "'success_factors' stands beside 'results', not below it"),
    ("kpi", "risk = 'x'", "'risks' stands beside 'kpis', not below it"),
    # nothing computes with it
    ("plan", "titles = { fr = 'x' }", "keep it in attributes = { titles_fr = … }"),
    ("kpi", "verification = 'x'", "keep it in attributes = { verification = … }"),
    ("kpi", "'Means of verification' = 'x'", "keep it in attributes = { means_of_verification = … }"),
    ("kpi", "frequency = 'x'", "keep it in attributes = { frequency = … }"),
    ("kpi", "description = 'x'", "keep it in attributes = { description = … }"),
    ("objective", "weight = 9.5", "keep it in attributes = { weight = … }"),
    ("output", "location = 'x'", "keep it in attributes = { location = … }"),
    ("output", "sdg = '3.1'", "keep it in attributes = { sdg = … }"),
    ("actual", "status = 'x'", "tell values apart by dimensions = { status = … }, or keep it in 'note'"),
    ("actual", "location = 'x'", "tell values apart by dimensions = { location = … }, or keep it in 'note'"),
    ("actual", "verification = 'x'", "keep it in 'note'"),
    ("measure", "scale = 1000", "known: name, of, dims …"),
    ("department", "goal = '1'", "keep it in attributes = { goal = … }"),
    # nobody knows
    ("output", "foo = 1", "known: title, section, group …"),
    ("block", "section_of_the_ministry = 'x'", "known: group, number, title …"),
]


@pytest.mark.parametrize(("entity", "line", "said"), SAID, ids=[f"{entity}: {line}" for entity, line, _ in SAID])
def test_an_unknown_key(entity: str, line: str, said: str) -> None:
    assert hints(entity, line) == [f"unknown key; {said}"]


def test_a_missing_key_that_has_another_name_is_told_once() -> None:
    with pytest.raises(InvalidPlan) as caught:
        loads(HEAD + "[outputs.A]\nname = 'x'\n[departments.A]\ntitle = 'x'\n")
    assert [str(problem) for problem in caught.value.problems] == [
        "<text>:8: outputs.A.name: unknown key; did you mean 'title'?",
        "<text>:10: departments.A.title: unknown key; did you mean 'name'?",
    ]


def test_a_value_stands_in_the_place_of_a_text_only_where_a_class_says_so() -> None:
    assert hints("block", "kpis = [{ indicator = 'x', value = 5 }]") == [
        "unknown key; did you mean 'text'?",
        "unknown key; known: text, number, code …",
    ]


MEASURES = """
[measures.budget]
of = "outputs"
dims = ["source"]
unit = "CHF"
[outputs.A]
title = "T"
"""
PLACE = "[outputs.CODE.figures]"
TWO = 'for figures write two tables: [measures.{}] with of = "outputs" and a unit, and [outputs.CODE.figures]'
OF_FIGURES = [
    ("budget_section = 'II'", f"budget is a measure: write it under {PLACE}"),
    ("budget = 'x'", f"budget is a measure: write it under {PLACE}"),
    ("Budget = { 2025 = 5 }", f"did you mean the measure 'budget'? Write it under {PLACE}"),
    ("'total cost' = { 2025 = 5 }", TWO.format("total-cost")),
    ("assumed = { 2025 = 5 }", TWO.format("CODE")),
    ("'A&B' = { 2025 = 5 }", TWO.format('"A&B"')),
]


@pytest.mark.parametrize(("line", "said"), OF_FIGURES, ids=[line for line, _ in OF_FIGURES])
def test_figures_in_the_wrong_place(line: str, said: str) -> None:
    """A code that no measure can have was named, and a second measure for a slip."""
    with pytest.raises(InvalidPlan) as caught:
        loads(HEAD + MEASURES + line)
    assert [problem.message for problem in caught.value.problems] == [f"unknown key; {said}"]


OF_ROWS = {
    "unit = 'USD'": "; all figures of budget have its unit; those in another one are another measure",
    "comment = 'x'": "; what figures rest on stands beside them: budget_assumed",
    "section = 'I'": "; that of the table stands beside it: budget_section",
    "label = 'x'": "",
    "sex = 'women'": '; for a further dim: [measures.budget] with dims = ["source", "sex"]',
}


@pytest.mark.parametrize(("cell", "said"), OF_ROWS.items(), ids=OF_ROWS)
def test_a_key_of_a_row(cell: str, said: str) -> None:
    """A unit or a remark was advised to be a further dim."""
    with pytest.raises(InvalidPlan) as caught:
        loads(f"{HEAD}{MEASURES}figures = {{ budget = [{{ source = 'RB', 2025 = 5, {cell} }}] }}")
    assert [problem.message for problem in caught.value.problems] == [
        f"unknown key; a row has source, a figure per period{said}"
    ]


def test_services_without_services_need_a_unit() -> None:
    assert hints("output", "services = { 2025 = 5 }") == [
        "must be a list of rows, each with service and a figure per period, got a table; "
        "without service: [measures.services] with dims = [] and a unit"
    ]


def test_printed_totals_of_the_plan_are_those_of_all_measures() -> None:
    with pytest.raises(InvalidPlan, match="'bugdet'; known: budget, effort, services …; declare it: "):
        loads(HEAD + MEASURES + "[figures]\npublished_bugdet = { 2025 = 5 }")


def classes(cls: type[attrs.AttrsInstance]) -> set[type[attrs.AttrsInstance]]:
    below = [kind.of for kind in kinds(cls).values() if kind.of is not None]
    return {cls}.union(*map(classes, below))


def test_the_words_lead_to_keys_that_there_are() -> None:
    keys = {key for cls in classes(OperationalPlan) | classes(Rates) for key in kinds(cls)}
    assert PURPOSES.keys() <= keys
    for words in PURPOSES.values():
        assert len(words.split()) == len(set(words.split()))
        assert all(keys_for(word) for word in words.split())


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        ("verification", "section"),
        ("sector", "section"),
        ("action", "section"),
        ("location", "allocations"),
        ("start", "state"),
        ("costs", "posts"),
        ("dates", "rates"),
        ("head", "lead"),
        ("place", "phase"),
        ("unit_cost", "unit"),
        ("measure", "note"),
    ],
)
def test_another_word_is_no_slip(wanted: str, known: str) -> None:
    assert close_matches(wanted, [known]) == []


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        ("nam", "name"),
        ("txt", "text"),
        ("itme", "item"),
        ("ittle", "title"),
        ("itle", "title"),
        ("TITLE", "title"),
        ("as-of", "as_of"),
        ("efort", "effort"),
        ("organization", "organisation"),
        ("organisaiton", "organisation"),
        ("desciption", "description"),
        ("perspectives", "perspective"),
        ("sucess_factor", "success_factors"),
        ("publishd_budgets", "published_budget"),
        ("lang", "language"),
    ],
)
def test_a_slip_is_told(wanted: str, known: str) -> None:
    assert close_matches(wanted, ["other", known, "section"]) == [known]
