"""Successive tables: one word that differs, rows that only refer, years without a table; and what is no finding."""

import pytest

from itu_opplan import validate_text
from tests.small_plans import HEAD


def found(rule: str, text: str) -> list[str]:
    report = validate_text(HEAD + text, select=rule, profile="draft")
    return [f"{problem.path}: {problem.message}" for problem in report]


def tables(earlier: list[str], later: list[str], kind: str = "results") -> str:
    first, second = (", ".join(f'{{ text = "{text}" }}' for text in texts) for texts in (earlier, later))
    return f"""
[outputs.HELP]
title = "Help desk"
[[outputs.HELP.frameworks.2007.blocks]]
{kind} = [{first}]
[[outputs.HELP.frameworks.2008.blocks]]
{kind} = [{second}]
"""


NEAR = {
    "another word": ("calls are answered within a day", "calls are answered within a week", "'day' for 'week'"),
    "the first word": ("Check that calls are answered", "Ensure that calls are answered", "'Check' for 'Ensure'"),
    "the form of a verb": ("Ensure that calls are answered", "Ensuring that calls are answered", ""),
    "the person of a verb": ("Manage all calls from outside", "Manages all calls from outside", ""),
    "a plural": ("calls on the policy answered", "calls on the policies answered", ""),
    "an abbreviation": ("Image of the dept among users", "Image of the department among users", ""),
    "no abbreviation": (
        "Image of the depot among users",
        "Image of the department among users",
        "'depot' for 'department'",
    ),
    "a longer word": ("a high number of calls", "a higher number of calls", "'high' for 'higher'"),
    "a word more": ("calls are answered in time", "all calls are answered in time promptly", ""),
    "one word more": ("calls are answered in time", "Calls are answered promptly in time.", "without 'promptly'"),
    "one word less": ("most calls are answered in time", "calls are answered in time", "with 'most'"),
    "short in the later table": ("calls are answered quickly today", "calls are answered quickly", "with 'today'"),
    "short in both": ("calls are answered quickly", "calls are answered late", ""),
    "the same": ("calls are answered within a day", "Calls are answered  within a day.", ""),
    "a number": ("calls are answered within 3 days", "calls are answered within 2 days", ""),
    "a year more": ("calls are answered in time", "calls are answered in time 2008", ""),
    "a small word": ("calls are answered in due time", "calls are answered in the due time", ""),
    "two words": ("calls are answered within a day", "letters are answered within a week", ""),
    "other order": ("calls and letters are answered daily", "letters and calls are answered daily", ""),
}


@pytest.mark.parametrize(("earlier", "later", "said"), NEAR.values(), ids=NEAR)
@pytest.mark.parametrize("kind", ["results", "kpis", "risks"])
def test_one_word_differs(earlier: str, later: str, said: str, kind: str) -> None:
    message = f"1 text is worded as before but for a word: '{later}' (2007: {said})"
    wanted = [f"outputs.HELP.frameworks.2008: {message}"] if said else []
    assert found("OP528", tables([earlier], [later], kind)) == wanted


def test_texts_of_other_kinds_are_not_compared() -> None:
    text = tables(["calls are answered within a day"], []) + (
        '[[outputs.HELP.frameworks.2008.blocks]]\nkpis = [{ text = "calls are answered within a week" }]\n'
    )
    assert found("OP528", text) == []


def test_what_stands_in_both_wordings_is_meant() -> None:
    day, week = "calls are answered within a day", "calls are answered within a week"
    assert found("OP528", tables([day], [day, week])) == []
    assert found("OP528", tables([day, week], [week])) == []
    assert found("OP528", tables([day, week], [])) == []


def test_several_are_one_finding() -> None:
    earlier = ["calls are answered within a day", "letters are opened on the same day"]
    later = ["calls are answered within a week", "letters are read on the same day"]
    (one,) = found("OP528", tables(earlier, later))
    assert one.startswith("outputs.HELP.frameworks.2008: 2 texts are worded as before but for a word: ")


def row(own: str, phase: str = "planned", source: str = "implementation") -> str:
    return f"""
[departments.OPS]
name = "Operations"
frameworks.2007 = {{ phase = "{source}", blocks = [{{ results = [{{ text = "Fewer calls" }}] }}] }}
[outputs.HELP]
title = "Help desk"
frameworks.2007 = {{ phase = "{source}", blocks = [{{ results = [{{ text = "Fewer calls" }}] }}] }}
frameworks.2008 = {{ phase = "{phase}", blocks = [{{ {own} }}] }}
[projects.TOOLS]
title = "Tools"
"""


TAKEN = 'results_from = { framework = "2007" }'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (row(TAKEN), "the only row has nothing but what was due in 2007"),
        (row(f'{TAKEN}, kpis_from = {{ framework = "2007" }}, risks = [{{ text = "Lack of staff" }}]'), "the only row"),
        (
            row(f'{TAKEN} }}, {{ results = [{{ text = "New tools" }}]'),
            "1 of 2 rows has nothing but what was due in 2007",
        ),
        (row('results_from = { framework = "2007", owner = "departments.OPS" }'), "the only row has nothing but what"),
        (row(f'{TAKEN}, results = [{{ text = "New tools" }}]'), ""),
        (row(f'{TAKEN}, kpis = [{{ text = "Number of calls" }}]'), ""),
        (row(f'{TAKEN}, projects = ["TOOLS"]'), ""),
        (row('kpis_from = { framework = "2007" }'), ""),
        (row(TAKEN, phase="implementation"), ""),
        (row(TAKEN, source="planned"), ""),
    ],
)
def test_a_planned_row_of_references_only(text: str, said: str) -> None:
    own = found("OP529", text)
    assert len(own) == bool(said)
    assert all(one.startswith(f"outputs.HELP.frameworks.2008: {said}") for one in own)


def test_the_table_of_another_is_named_by_its_address() -> None:
    text = row('results_from = { framework = "2007", owner = "departments.OPS" }')
    (one,) = found("OP529", text)
    assert one.endswith("nothing but what was due in departments.OPS.frameworks.2007")


def staff(years: str, more: str = "", work: int = 12) -> str:
    return f"""
[departments.OPS]
name = "Operations"
staffing = [{{ grade = "P4", 2007 = 12, 2008 = 12, 2009-2011 = 36 }}]
frameworks.MAIN = {{ periods = ["{years}"] }}
[departments.ARCH]
name = "Archive"
section = "3"
staffing = [{{ grade = "G5", 2007 = {work}, 2008 = 12, 2009-2011 = 36 }}]
{more}
"""


LATER = 'frameworks.2008-2011 = { periods = ["2008-2011"] }'


@pytest.mark.parametrize(
    ("text", "many"),
    [
        (staff("2007-2011", LATER), 1),
        (staff("2008-2011", LATER), 0),
        (staff("2007-2011", LATER, work=0), 0),
        (staff("2007-2011", f'to_be_completed = ["results"]\n{LATER}'), 0),
        (staff("2007-2011", f'{LATER}\nframeworks.UNDATED = {{ title = "Results" }}'), 0),
        (staff("2007-2011", f'{LATER}\nframeworks.2006-2007 = {{ periods = ["2006-2007"] }}'), 0),
        (
            staff(
                "2007-2011", f'{LATER}\nunits.MAPS = {{ name = "Maps", frameworks.2007 = {{ periods = ["2007"] }} }}'
            ),
            0,
        ),
        (staff("2007-2011", 'frameworks.2007 = { periods = ["2007"] }'), 0),
        (staff("2007-2011"), 0),
    ],
    ids=["gap", "no other", "no work", "open", "undated", "before", "unit", "the end", "no table"],
)
def test_work_in_years_without_a_table(text: str, many: int) -> None:
    message = "departments.ARCH: has 12 work-months in 2007, and no table of results for that; others have"
    assert found("OP530", text) == [message] * many


def test_outputs_need_tables_for_the_years_of_their_work_too() -> None:
    text = """
[departments.OPS]
name = "Operations"
[outputs.A]
title = "Archive"
effort = [{ department = "OPS", 2007 = 1, 2008 = 2.5, 2009-2011 = 3 }]
frameworks = { 2007 = { periods = ["2007"] }, 2009 = { periods = ["2009-2011"] } }
[outputs.B]
title = "Books"
effort = [{ department = "OPS", 2007 = 1, 2008 = 2, 2009-2011 = 3 }]
frameworks.ALL = { periods = ["2007-2011"] }
"""
    assert found("OP530", text) == [
        "outputs.A: has 2.5 work-months in 2008, and no table of results for that; others have"
    ]
