"""Texts: brackets, cut titles, slipped years, what is announced and absent; and what is just not a finding."""

import pytest

from itu_opplan import CrossReference, Heading, validate, validate_text
from tests.small_plans import HEAD, small_plan


def found(rule: str, text: str) -> list[str]:
    report = validate_text(HEAD + text, select=rule, profile="draft")
    return [f"{problem.path}: {problem.message}" for problem in report]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("calls (and letters", "'(' is not closed"),
        ("calls (letters, etc))", "')' closes nothing"),
        ("calls 9and letters)", "')' closes nothing"),
        ("calls (of [all) kinds]", "'[' is not closed"),
        ("a) calls (b letters", "'(' is not closed"),
        ("呼叫（信件", "'（' is not closed"),
        ("calls (and [some] letters)", ""),
        ("1) calls; a)letters, iv) 12) maps (all)", ""),
        ("(a) calls, (ii) letters", ""),
        ("3a) calls; 3b) letters, as 1.2), II.2.4a) and A1) say", ""),
        ("calls 12ab) letters", "')' closes nothing"),
        ("(calls, a) letters)", "')' closes nothing"),
        ("no brackets", ""),
        ("《呼叫》", ""),
    ],
)
def test_brackets(text: str, wrong: str) -> None:
    wanted = [f"outputs.HELP.title: '{text}': {wrong}"] if wrong else []
    assert found("OP810", f'[outputs.HELP]\ntitle = "{text}"\n') == wanted


def test_brackets_are_looked_at_in_all_that_is_printed() -> None:
    text = """
[dimensions]
fund = [{ code = "OC", name = "Other (charges" }]
[departments.OPS]
name = "Operations"
aliases = ["Op (s"]
note = "a bracket ( in a note"
allocations = [{ kind = "activity", item = "Calls )", 2007 = 100 }]
[[departments.OPS.frameworks.2008.blocks]]
results = [{ text = "Fewer (calls" }]
risks = [{ text = "Fewer (calls" }]
"""
    assert found("OP810", text) == [
        "dimensions.fund: 'Other (charges': '(' is not closed",
        "departments.OPS.aliases: 'Op (s': '(' is not closed",
        "departments.OPS.allocations: 'Calls )': ')' closes nothing",
        "departments.OPS.frameworks.2008.blocks[0].results[0].text: 'Fewer (calls': '(' is not closed",
    ]


def activities(*titles: str) -> str:
    return "[activities]\n" + "".join(f'A{n} = {{ title = "{title}" }}\n' for n, title in enumerate(titles, 10))


CUT = ("Letters and their sorting", "Records and their managem", "Repairs of all (equipment")


@pytest.mark.parametrize(
    ("titles", "many"),
    [
        ((*CUT, "Management of staff"), 1),
        ((*CUT, "Management of staff and all else"), 0),
        ((*CUT[:2], "Management of staff"), 0),
        ((*CUT, "Staff"), 0),
        ((*CUT, "Managem and management"), 0),
        (("Sorting", "Repairs", "Managem", "Manage"), 0),
        (CUT, 0),
    ],
    ids=["cut", "one is longer", "two", "no such word", "a word of its own", "short", "no other"],
)
def test_titles_of_one_length(titles: tuple[str, ...], many: int) -> None:
    message = (
        "activities: 3 titles have exactly 25 characters, and none has more; "
        "1 of them ends within a word: 'Records and their managem'"
    )
    assert found("OP811", activities(*titles)) == [message] * many


def test_a_bracket_that_was_cut_off_is_no_second_finding() -> None:
    assert found("OP810", activities(*CUT, "Management of staff")) == []
    assert len(found("OP810", activities(*CUT, "Staff"))) == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("in 2008-2001", "'2008-2001' counts down"),
        ("(2008 – 2007)", "'2008 – 2007' counts down"),
        ("in 2008-2111", "'2008-2111' is long after the window 2008-2011"),
        ("by May 2108", "'May 2108' is long after the window 2008-2011"),
        ("on 31.05.2107", "'31.05.2107' is long after the window 2008-2011"),
        ("on 2107-05-31", "'2107-05-31' is long after the window 2008-2011"),
        ("in 2008-2011, 2008-2008 and 1865-2015", ""),
        ("in May 2012, on 2012-05-31", ""),
        ("2500 pages, 2110 people, 3000-2000 calls", ""),
        ("1800-1710 MHz, telephone 2008-1234 or 2545-1234, 2200 - 2100 m", ""),
        ("document 2008-2001-3, C2008-2001, 022-2008-2001", ""),
        ("2008-01", ""),
    ],
)
def test_years(text: str, wrong: str) -> None:
    wanted = [f"outputs.HELP.note: {wrong}"] if wrong else []
    assert found("OP712", f'[outputs.HELP]\ntitle = "Help desk"\nnote = "{text}"\n') == wanted


def headings(*references: CrossReference) -> list[Heading]:
    return [Heading(number=f"{n}", title="Resources", refers_to=[one]) for n, one in enumerate(references, 1)]


def test_what_is_announced_and_not_there() -> None:
    figure = CrossReference(number="figure below", title="work-months")
    plan = small_plan(outline=headings(figure, CrossReference(number="table", title="pages"), figure))
    assert [f"{one.path}: {one.message} ({one.section})" for one in validate(plan, select="OP812")] == [
        "outline: 2 headings announce 'figure below' ('work-months'), and there is none: 1, 3 (1)",
        "outline[1].refers_to[0]: announces 'table' ('pages'), and there is none (2)",
    ]
    assert validate(plan, select="OP805").counts == {}


@pytest.mark.parametrize(
    ("number", "title"),
    [("figure", None), ("here", None), ("Figure 3", "work-months"), ("Annex X", "work-months"), ("Chart", "pages")],
)
def test_what_has_a_number_or_is_there_is_not_announced(number: str, title: str | None) -> None:
    outline = [*headings(CrossReference(number=number, title=title)), Heading(number="chart", title="Pages")]
    assert list(validate(small_plan(outline=outline), select="OP812")) == []
