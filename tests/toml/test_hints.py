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
    # it has its place elsewhere
    ("goal", "id = '1'", "the code is the name of the table"),
    ("output", "kpis = []", "there is 'kpis' in frameworks.CODE.blocks"),
    ("output", "indicators = []", "there is 'kpis' in frameworks.CODE.blocks"),
    ("output", "results = []", "there is 'results' in frameworks.CODE.blocks"),
    ("output", "owner = 'A'", "there is 'lead' in frameworks.CODE.blocks.results"),
    ("department", "targets = []", "there is 'targets' in frameworks.CODE.blocks.kpis"),
    ("framework", "kpis = []", "there is 'kpis' in blocks"),
    ("plan", "indicators = {}", "there is 'kpis' in outputs.CODE.frameworks.CODE.blocks"),
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
