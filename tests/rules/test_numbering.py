"""Numbering and naming: what just is a finding, and what just is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import Heading, OperationalPlan, Problem, bundled, change, validate, validate_text
from tests.result_strategies import plans_of
from tests.small_plans import HEAD, small_plan
from tests.strategies import plans


def problems(rule: str, text: str) -> list[Problem]:
    return list(validate_text(HEAD + text, select=rule, profile="draft"))


def found(rule: str, text: str) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in problems(rule, text)]


def data(problem: Problem) -> tuple[object, object, object]:
    return problem.section, problem.expected, problem.actual


def numbered(*numbers: str) -> OperationalPlan:
    return small_plan(outputs=[], outline=[Heading(number=number) for number in numbers])


def outline_of(*numbers: str, rules: tuple[str, ...] = ("OP801", "OP802", "OP803", "OP804")) -> list[str]:
    """What is wrong with headings that have these numbers and no titles, by the number of the heading."""
    return [
        f"{problem.rule} {problem.path.removeprefix('outline')}: {problem.message}"
        for problem in validate(numbered(*numbers), select=rules)
    ]


# --- OP801 to OP804: numbers ------------------------------------------------------------------------------------------

RUNS = {
    "nothing": [],
    "one": ["II.3.4b"],
    "down and up": ["I", "I.1", "I.1.1", "I.1.2", "I.2", "II", "II.1", "III"],
    "letters": ["1", "1.1", "1.1a", "1.1b", "1.1c", "1.2", "1.2.1a", "1.2.1b", "1.2.2", "1.3a", "1.3b", "2"],
    "letters below a letterless sister": ["1.1", "1.2a", "1.2b", "1.3"],
    "letters of parts": ["1", "1a", "1b", "2"],
    "three steps up": ["1.2.3.4", "1.3"],
    "headings above without a number": ["1.1", "1.2", "2.1", "2.2", "3.1.1", "3.1.2", "3.2.1", "3.2.1.1.1"],
    "beginning with 0": ["1", "1.0", "1.1", "1.2.0", "1.2.1", "2.0", "2.1"],
    "a dot or a bracket at the end": ["1.", "1.1.", "1.1a)", "1.1b)", "1.2)", "2."],
    "no numbers": ["Foreword", "1", "1.1", "Annex 1", "§ 3", "1.2", "2", "1.b", "a", "3.1.a", "1.2ab"],
    "parts with letters": ["A", "A.1", "B", "B.1", "H", "I", "I.1", "J", "A1"],
    "from numbers to letters": ["1", "2", "A", "A.1"],
    "chapters counted anew": ["I", "1", "1.1", "2", "II", "1", "1.1", "2", "III", "1"],
    "Roman chapters": ["A", "A.I", "A.I.1", "A.II", "A.III", "A.IV", "A.V.1", "A.VI", "A.VII", "A.VIII", "A.IX", "A.X"],
    "beyond ten": ["9.9", "9.10", "9.11", "10", "10.1", "11"],
    "Roman parts beyond ten": ["IX", "X", "XI", "XI.1", "XII", "XIX", "XX"][:5],
    "beyond forty": ["XXXIX", "XL", "XLI", "XLI.1", "XLII"],
    "letters that could be numerals": ["A", "I", "V", "X"],
    "leading zeros": ["1", "1.01", "1.02", "2"],
    "long numbers that are none": ["1.12345", "1.1.1.1.1.1.1.1.1.1", "12345", "1", "1.99999999999999999999"],
}


@pytest.mark.parametrize("numbers", RUNS.values(), ids=RUNS)
def test_numbers_that_run_on(numbers: list[str]) -> None:
    assert outline_of(*numbers) == []


WRONG = {
    "twice": (["1", "1.1", "1.1", "1.2"], ["OP801 [2].number: 1.1 repeats an earlier number"]),
    "three times": (
        ["1", "1", "1"],
        ["OP801 [1].number: 1 repeats an earlier number", "OP801 [2].number: 1 repeats an earlier number"],
    ),
    "a word twice": (["A", "A"], ["OP801 [1].number: A repeats an earlier number"]),
    "with another ending": (["1", "1.1", "1.1)"], ["OP801 [2].number: 1.1) repeats an earlier number"]),
    "later": (["1", "2", "3", "1"], ["OP801 [3].number: 1 repeats an earlier number"]),
    "a letter twice": (["1.1a", "1.1a"], ["OP801 [1].number: 1.1a repeats an earlier number"]),
    "a fit that was there": (
        ["1", "1.1", "1.2", "1", "1.1"],
        ["OP801 [3].number: 1 repeats an earlier number", "OP801 [4].number: 1.1 repeats an earlier number"],
    ),
    "the first child again": (["1", "1.0", "1.0"], ["OP801 [2].number: 1.0 repeats an earlier number"]),
    "a part slips": (
        ["III.2", "III.2.1", "II.2.2", "II.2.3", "III.3"],
        [
            "OP802 [2].number: II.2.2 stands after III.2.1: it should be III.2.2",
            "OP802 [3].number: II.2.3 stands after III.2.2: it should be III.2.3",
        ],
    ),
    "a chapter slips": (["3.5.4", "3.4.5", "3.6"], ["OP802 [1].number: 3.4.5 stands after 3.5.4: it should be 3.5.5"]),
    "a chapter slips below a letter": (
        ["3.5.1a", "3.4.1b", "3.5.2"],
        ["OP802 [1].number: 3.4.1b stands after 3.5.1a: it should be 3.5.1b"],
    ),
    "a first letter slips": (["3.5.1", "3.4.1a"], ["OP802 [1].number: 3.4.1a stands after 3.5.1: it should be 3.5.1a"]),
    "the first child of another": (["3.5", "3.4.1"], ["OP802 [1].number: 3.4.1 stands after 3.5: it should be 3.5.1"]),
    "the nearest is meant": (["1.1.1", "2.3.2"], ["OP802 [1].number: 2.3.2 stands after 1.1.1: it should be 1.1.2"]),
    "the one above is meant": (["1.1.1", "2.2"], ["OP802 [1].number: 2.2 stands after 1.1.1: it should be 1.2"]),
    "the lettered one above is meant": (
        ["1.1.1", "2.2a"],
        ["OP802 [1].number: 2.2a stands after 1.1.1: it should be 1.2a"],
    ),
    "the right number was there": (
        ["1.1", "1.2", "1.1.3", "1.1"],
        [
            "OP803 [2].number: 1.1.3 stands after 1.2, where 1.2.1, 1.3 or 2 would follow",
            "OP801 [3].number: 1.1 repeats an earlier number",
        ],
    ),
    "one is left out": (
        ["1.1", "1.3", "1.4"],
        ["OP803 [1].number: 1.3 stands after 1.1, where 1.1.1, 1.2 or 2 would follow"],
    ),
    "after a letter": (["1.1a", "1.1c"], ["OP803 [1].number: 1.1c stands after 1.1a, where 1.2 or 2 would follow"]),
    "not with a": (["1", "1.1b"], ["OP803 [1].number: 1.1b stands after 1, where 1.1 or 2 would follow"]),
    "deep": (
        ["1.1.1.1", "1.1.1.3"],
        ["OP803 [1].number: 1.1.1.3 stands after 1.1.1.1, where 1.1.1.1.1, 1.1.1.2, 1.1.2, 1.2 or 2 would follow"],
    ),
    "a part is left out": (
        ["I", "I.1", "III"],
        ["OP803 [2].number: III stands after I.1, where I.1.1, I.2 or II would follow"],
    ),
    "an Arabic part": (["1", "3"], ["OP803 [1].number: 3 stands after 1, where 1.1 or 2 would follow"]),
    "a part left out without its heading": (
        ["1.1", "3.1"],
        ["OP803 [1].number: 3.1 stands after 1.1, where 1.1.1, 1.2 or 2 would follow"],
    ),
    "back to a part that is not there": (
        ["II.1", "I"],
        ["OP803 [1].number: I stands after II.1, where II.1.1, II.2 or III would follow"],
    ),
    "below a letter of a word": (["Aa", "Ac"], ["OP803 [1].number: Ac stands after Aa, where Ab would follow"]),
    "of a word": (["A.1", "A.3"], ["OP803 [1].number: A.3 stands after A.1, where A.1.1 or A.2 would follow"]),
    "in the tens": (["X", "XII"], ["OP803 [1].number: XII stands after X, where X.1 or XI would follow"]),
    "in the twenties": (["XIX", "XXI"], ["OP803 [1].number: XXI stands after XIX, where XIX.1 or XX would follow"]),
    "Roman among Arabic": (
        ["II.1.1", "II.I.2", "II.1.3"],
        ["OP804 [1].number: II.I.2 mixes Roman and Arabic numerals: it should be II.1.2"],
    ),
    "Roman letters": (
        ["II.1.1a", "II.I.1b)", "II.1.2"],
        ["OP804 [1].number: II.I.1b) mixes Roman and Arabic numerals: it should be II.1.1b"],
    ),
    "Arabic among Roman": (
        ["A.I", "A.2", "A.III"],
        ["OP804 [1].number: A.2 mixes Roman and Arabic numerals: it should be A.II"],
    ),
    "level by level": (
        ["A.I", "A.I.1", "A.I.II", "A.I.3", "A.II"],
        ["OP804 [2].number: A.I.II mixes Roman and Arabic numerals: it should be A.I.2"],
    ),
    "as many Roman as Arabic": (
        ["1.1", "1.II"],
        ["OP804 [1].number: 1.II mixes Roman and Arabic numerals: it should be 1.2"],
    ),
    "a Roman one that slips": (
        ["3.1.1", "2.I.2", "3.1.3"],
        [
            "OP802 [1].number: 2.I.2 stands after 3.1.1: it should be 3.1.2",
            "OP804 [1].number: 2.I.2 mixes Roman and Arabic numerals: it should be 3.1.2",
        ],
    ),
    "a slip among Roman ones": (
        ["B.XIX", "A.XX", "B.XXII"],
        [
            "OP802 [1].number: A.XX stands after B.XIX: it should be B.XX",
            "OP803 [2].number: B.XXII stands after B.XX, where B.XX.1 or B.XXI would follow",
        ],
    ),
}


@pytest.mark.parametrize(("numbers", "said"), WRONG.values(), ids=WRONG)
def test_numbers_that_are_wrong(numbers: list[str], said: list[str]) -> None:
    assert sorted(outline_of(*numbers)) == sorted(said)


@pytest.mark.parametrize("value", range(4, 40))
def test_numerals_of_all_values(value: int) -> None:
    numeral = "X" * (value // 10) + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][value % 10]
    assert outline_of("A.I", "A.II", f"A.{value}", rules=("OP804",)) == [
        f"OP804 [2].number: A.{value} mixes Roman and Arabic numerals: it should be A.{numeral}"
    ]
    assert outline_of("1.1", "1.2", f"1.{numeral}", rules=("OP804",)) == [
        f"OP804 [2].number: 1.{numeral} mixes Roman and Arabic numerals: it should be 1.{value}"
    ]


def test_titles_of_headings_with_a_wrong_number() -> None:
    long = "x" * 100
    text = (
        "outline = [\n"
        '{ number = "1", title = "Help desk" },\n'
        '{ number = "1", title = "Archive" },\n'
        '{ number = "1.1" },\n'
        '{ number = "1.1", title = "Tasks" },\n'
        f'{{ number = "1.3", title = "{long}" }},\n'
        '{ number = "2.4", title = "Results" },\n'
        '{ number = "1.V", title = "Staff" },\n'
        "]\n"
    )
    repeats = problems("OP801", text)
    assert [problem.message for problem in repeats] == [
        "1 'Archive' repeats the number of 'Help desk'",
        "1.1 'Tasks' repeats an earlier number",
    ]
    assert [data(problem) for problem in repeats] == [("1", None, "1"), ("1.1", None, "1.1")]
    (gap,) = problems("OP803", text)
    assert gap.message == f"1.3 '{'x' * 59}…' stands after 1.1, where 1.1.1, 1.2 or 2 would follow"
    assert data(gap) == ("1.3", None, "1.3")
    (slip,) = problems("OP802", text)
    assert (slip.path, slip.message) == ("outline[5].number", "2.4 'Results' stands after 1.3: it should be 1.4")
    assert data(slip) == ("2.4", "1.4", "2.4")
    (odd,) = problems("OP804", text)
    assert odd.message == "1.V 'Staff' mixes Roman and Arabic numerals: it should be 1.5"
    assert data(odd) == ("1.V", "1.5", "1.V")


def test_the_first_of_several_headings_is_named() -> None:
    text = "outline = [" + "".join(f'{{ number = "1", title = "{title}" }},' for title in "ABC") + "]\n"
    assert [problem.message for problem in problems("OP801", text)] == [
        "1 'B' repeats the number of 'A'",
        "1 'C' repeats the number of 'A'",
    ]


def test_an_outline_of_many_headings_or_deep_numbers_takes_no_time() -> None:
    wide = [f"{part}.{step}" for part in range(1, 100) for step in range(1, 100)]
    assert outline_of(*wide, "1" + ".1" * 10**5, "I" * 10**5, "1." + "9" * 10**5) == []


# --- OP805: references ------------------------------------------------------------------------------------------------


def referring(reference: str, *headings: str) -> str:
    first = f'number = "9", refers_to = [{{ number = "7" }}, {{ {reference} }}]'
    return "outline = [" + ", ".join(f"{{ {one} }}" for one in (first, 'number = "7"', *headings)) + "]\n"


HELP = 'number = "1.2", title = "Publications and sales"'
REFERENCES = {
    "there": ('number = "1.2"', [HELP], ""),
    "there under its title": ('number = "1.2", title = "publications and sales"', [HELP], ""),
    "there under a similar title": ('number = "1.2", title = "Publication output"', [HELP], ""),
    "five letters are enough": ('number = "1.2", title = "Public works"', [HELP], ""),
    "four are not": (
        'number = "1.2", title = "Publ works"',
        [HELP],
        "refers to '1.2' as 'Publ works', where 'Publications and sales' stands",
    ),
    "four make a word": ('number = "1.2", title = "Desk"', ['number = "1.2", title = "Help desk"'], ""),
    "three make none": ('number = "1.2", title = "The FAQ"', ['number = "1.2", title = "Help desk"'], ""),
    "under another title": (
        'number = "1.2", title = "Archive"',
        [HELP],
        "refers to '1.2' as 'Archive', where 'Publications and sales' stands",
    ),
    "another title without words": (
        'number = "1.2", title = "Archive"',
        ['number = "1.2", title = "FAQ 2008"'],
        "refers to '1.2' as 'Archive', where 'FAQ 2008' stands",
    ),
    "two headings, the second fits": (
        'number = "1.2", title = "Archive"',
        [HELP, 'number = "1.2", title = "Archive"'],
        "",
    ),
    "two headings, neither fits": (
        'number = "1.2", title = "Archive"',
        [HELP, 'number = "1.2", title = "Desk"'],
        "refers to '1.2' as 'Archive', where 'Publications and sales' stands",
    ),
    "a heading without a title": ('number = "1.2", title = "Archive"', ['number = "1.2"'], ""),
    "without a title, and another": (
        'number = "1.2", title = "Archive"',
        ['number = "1.2"', HELP],
        "refers to '1.2' as 'Archive', where 'Publications and sales' stands",
    ),
    "nowhere": ('number = "1.3"', [HELP], "refers to '1.3', and there is no such heading"),
    "nowhere, with a title": (
        'number = "1.3", title = "Publications"',
        [HELP],
        "refers to '1.3' as 'Publications', and there is no such heading",
    ),
    "the text of a link": ('number = "here"', [HELP], ""),
    "a name": ('number = "Annex"', [HELP], "refers to 'Annex', and there is no such heading"),
    "a word with a number": ('number = "annex 2"', [HELP], "refers to 'annex 2', and there is no such heading"),
    "in words": ('number = "Annex"', ['number = "Annex"'], ""),
    "in Roman": ('number = "1.2"', ['number = "1.II"'], "refers to '1.2', which is printed as 1.II"),
    "slipped": (
        'number = "7.2"',
        ['number = "7.1"', 'number = "6.2"'],
        "refers to '7.2', which is printed as 6.2",
    ),
}


@pytest.mark.parametrize(("reference", "headings", "said"), REFERENCES.values(), ids=REFERENCES)
def test_references(reference: str, headings: list[str], said: str) -> None:
    expected = [f"outline[0].refers_to[1]: {said}"] if said else []
    assert found("OP805", referring(reference, *headings)) == expected


def test_the_data_of_a_reference() -> None:
    (problem,) = problems("OP805", referring('number = "1.3", title = "Archive"'))
    assert data(problem) == ("9", "Archive", "1.3")
    (problem,) = problems("OP805", referring('number = "1.3"'))
    assert data(problem) == ("9", None, "1.3")


# --- OP806: titles of other chapters ----------------------------------------------------------------------------------


def chapters(second: str, *, own: str = "Help desk", first: str = "Work of the help desk", more: str = "") -> str:
    return f"""
outline = [
    {{ number = "1", title = "{own}" }},
    {{ number = "1.1", title = "{first}" }},
    {{ number = "2", title = "Archive" }},
    {second},
]
[outputs]
HELP = {{ title = "{own}", section = "1" }}
ARCHIVE = {{ title = "Archive", section = "2" }}
OTHER = {{ title = "Training" }}
{more}
"""


SAID = (
    "outline[3].title: 2.1 'Work of the help desk' stands in the chapter 'Archive', "
    "and has the title of 1.1 in the chapter 'Help desk'"
)
TITLES = {
    "copied": (chapters('{ number = "2.1", title = "Work of the help desk" }'), [SAID]),
    "in other letters": (
        chapters('{ number = "2.1", title = "WORK OF THE  HELP-DESK:" }'),
        [SAID.replace("Work of the help desk", "WORK OF THE  HELP-DESK:")],
    ),
    "not word for word": (chapters('{ number = "2.1", title = "Work for the help desk" }'), []),
    "its own name, too": (
        chapters('{ number = "2.1", title = "Help desk and archive" }', first="Help desk and archive"),
        [],
    ),
    "a title that names nobody": (chapters('{ number = "2.1", title = "Tasks" }', first="Tasks"), []),
    "part of a word": (chapters('{ number = "2.1", title = "Activities" }', own="IT", first="Activities"), []),
    "nothing but the name": (chapters('{ number = "2.1", title = "Help desk" }', first="Help desk"), []),
    "no title": (chapters('{ number = "2.1" }'), []),
    "deep below": (
        chapters('{ number = "2.1.1", title = "Work of the help desk" }'),
        [SAID.replace("2.1 ", "2.1.1 ")],
    ),
    "by letter": (
        chapters('{ number = "2a", title = "Work of the help desk" }'),
        [SAID.replace("2.1 ", "2a ")],
    ),
    "in no chapter": (chapters('{ number = "3.1", title = "Work of the help desk" }'), []),
    "the chapter itself": (chapters('{ number = "2", title = "Work of the help desk" }'), []),
    "slipped": (
        chapters('{ number = "2.1" }, { number = "1.2", title = "Work of the help desk" }'),
        [SAID.replace("[3]", "[4]").replace("2.1 ", "1.2 ")],
    ),
    "a chapter in a chapter": (
        chapters(
            '{ number = "2.1.1", title = "Work of the help desk" }', more='X = { title = "Files", section = "2.1" }'
        ),
        [SAID.replace("2.1 ", "2.1.1 ").replace("Archive", "Files")],
    ),
    "two outputs of one number": (
        chapters('{ number = "2.1", title = "Work of the help desk" }', more='X = { title = "Files", section = "2" }'),
        [SAID],
    ),
    "sections that are no numbers": (
        chapters('{ number = "2.1", title = "Work of the help desk" }').replace('section = "1"', 'section = "one"'),
        [],
    ),
}


@pytest.mark.parametrize(("text", "said"), TITLES.values(), ids=TITLES)
def test_titles_of_other_chapters(text: str, said: list[str]) -> None:
    assert found("OP806", text) == said


def test_the_data_of_a_foreign_title() -> None:
    (problem,) = problems("OP806", TITLES["copied"][0])
    assert data(problem) == ("2.1", "Archive", "Help desk")


def test_the_first_heading_of_that_title_is_named() -> None:
    text = chapters('{ number = "2.1", title = "Work of the help desk" }').replace(
        '{ number = "2", title', '{ number = "1.2", title = "Work of the help desk" }, { number = "2", title'
    )
    assert found("OP806", text) == [SAID.replace("[3]", "[4]")]


# --- OP807 to OP809: names --------------------------------------------------------------------------------------------


def test_names_of_departments() -> None:
    text = (
        '[departments]\nOPS = { name = "Operations", section = "3", aliases = ["OP"] }\nLAW = { name = "Law" }\n'
        f'IS = {{ name = "Systems", aliases = [{", ".join(repr(f"S{n}") for n in range(10))}] }}\n'
    )
    one, other = problems("OP807", text)
    assert str(one).endswith("departments.OPS.aliases: OPS 'Operations' is also printed as 'OP'")
    assert data(one) == ("3", "OPS", ("OP",))
    assert other.message.endswith("'S6', 'S7', 'S8' and 1 more")


@pytest.mark.parametrize(
    ("alias", "name", "language", "is_second"),
    [
        ("OP", "Operations", "en", True),
        ("Operations Department", "Operations", "en", True),
        ("CNF", "Operations", "en", False),  # the prefix of its activities
        ("Ministère de la Santé", "Ministry of Health", "en", False),
        ("Ministerio de Salud", "Ministry of Health", "en", False),
        ("Service des archives", "Archives", "en", False),
        ("Service des archives", "Archives", "fr", True),
        ("Office for Archives", "Archives", "fr-CH", False),
        ("Section E", "Archives", "en", True),
        ("DE desk", "Archives", "en", True),
        ("行政", "Administration", "en", False),
        ("行政", "行政部", "zh", True),
        ("Santé", "Département de la Santé", "fr", True),
    ],
)
def test_names_in_another_language(alias: str, name: str, language: str, is_second: bool) -> None:
    text = (
        f'language = "{language}"\n[departments]\nOPS = {{ name = "{name}", aliases = ["{alias}"] }}\n'
        '[activities]\nCNF01 = { title = "Calls", department = "OPS" }\nOP01 = { title = "Mail" }\n'
    )
    said = [f"departments.OPS.aliases: OPS '{name}' is also printed as '{alias}'"] if is_second else []
    assert found("OP807", text) == said


def activities(*codes: str) -> str:
    return "[activities]\n" + "".join(f'{code} = {{ title = "{code}" }}\n' for code in codes)


def series(prefix: str, numbers: range, width: int = 2) -> list[str]:
    return [f"{prefix}{number:0{width}}" for number in numbers]


CODES = {
    "none": ([], []),
    "all there": (series("A", range(1, 10)), []),
    "one gone": (["A01", "A02", "A04"], ["the codes count up to A04, without A03"]),
    "the first gone": (["A02", "A03", "A04"], ["the codes count up to A04, without A01"]),
    "from 9": (["A09", "A10", "A11"], ["the codes count up to A11, without A01, A02, A03, A04, A05, A06, A07, A08"]),
    "from 10": (["A10", "A11", "A12"], []),
    "from 10, one gone": (["A10", "A11", "A13"], ["the codes count up to A13, without A12"]),
    "only two": (["A01", "A03"], []),
    "two prefixes": (["A01", "A03", "B01", "B03"], []),
    "each prefix": (
        ["A01", "A03", "A04", "B1", "B2", "B4"],
        ["the codes count up to A04, without A02", "the codes count up to B4, without B3"],
    ),
    "without zeros": (["A8", "A7", "A10"], ["the codes count up to A10, without A1, A2, A3, A4, A5, A6, A9"]),
    "three digits": (["A001", "A002", "A004"], ["the codes count up to A004, without A003"]),
    "no letters": (["1", "2", "4"], ["the codes count up to 4, without 3"]),
    "no digits": (["A", "B", "C"], []),
    "digits inside": (["A1B", "A2B", "A4B"], []),
    "two numbers": (["A1-01", "A1-02", "A1-04"], ["the codes count up to A1-04, without A1-03"]),
    "four times as many": (
        ["A01", "A02", "A12"],
        ["the codes count up to A12, without A03, A04, A05, A06, A07, A08, A09, A10, A11"],
    ),
    "more than four times as many": (["A01", "A02", "A13"], []),
    "ten gone": (
        [*series("A", range(1, 5)), "A15"],
        ["the codes count up to A15, without A05, A06, A07, A08, A09, A10, A11, A12, A13 and 1 more"],
    ),
    "numbers of seven digits": (
        ["A1000001", "A1000002", "A1000004"],
        ["the codes count up to A1000004, without A1000003"],
    ),
}


@pytest.mark.parametrize(("codes", "said"), CODES.values(), ids=CODES)
def test_gaps_in_codes(codes: list[str], said: list[str]) -> None:
    assert found("OP808", activities(*codes) if codes else "") == [f"activities: {one}" for one in said]


def test_the_data_of_a_gap() -> None:
    (problem,) = problems("OP808", activities("A01", "A04", "A05"))
    assert data(problem) == (None, None, ("A02", "A03"))
    listed = 'output = "X" }\n'
    text = activities("A01", "A04", "A05").replace(" }\n", f", {listed}")
    assert listed in text
    assert found("OP808", text + '[outputs.X]\ntitle = "X"\n') == []


DEPARTMENTS = '[departments]\nOPS = { name = "Operations" }\nLAW = { name = "Law" }\n[activities]\n'
A1 = 'A1 = { title = "Event database", department = "OPS" }\n'
SAME = {
    "of one department": (
        'A2 = { title = "Event database", department = "OPS" }',
        ["A2 has the title of A1: 'Event database'"],
    ),
    "of another department": ('A2 = { title = "Event database", department = "LAW" }', []),
    "general": ('A2 = { title = "Event database" }', ["A2 has the title of A1: 'Event database'"]),
    "general first": ('A0 = { title = "Event database" }', ["A1 has the title of A0: 'Event database'"]),
    "other letters and spaces": (
        'A2 = { title = " event  DATABASE: " }',
        ["A2 has the title of A1: ' event  DATABASE: '"],
    ),
    "an abbreviation": ('A2 = { title = "Event database (EDB)" }', ["A2 has the title of A1: 'Event database (EDB)'"]),
    "an abbreviation with signs": (
        'A2 = { title = "Event database (E&D-B)" }',
        ["A2 has the title of A1: 'Event database (E&D-B)'"],
    ),
    "other words in brackets": ('A2 = { title = "Event database (old)" }', []),
    "other digits in brackets": ('A2 = { title = "Event database (2008)" }', []),
    "another title": ('A2 = { title = "Events database" }', []),
    "three": (
        'A2 = { title = "Event database" }\n'
        'A3 = { title = "Event database", department = "LAW" }\n'
        'A4 = { title = "Event database" }',
        [
            "A2 has the title of A1: 'Event database'",
            "A3 has the title of A2: 'Event database'",
            "A4 has the title of A2: 'Event database'",
        ],
    ),
    "of two departments, then a general one": (
        'A2 = { title = "Event database", department = "LAW" }\nA3 = { title = "Event database" }',
        ["A3 has the title of A1: 'Event database'"],
    ),
    "of a list in the text": (
        'A2 = { title = "Event database", output = "X" }\n[outputs.X]\ntitle = "X"',
        [],
    ),
    "nothing but brackets": ('A2 = { title = "(EDB)" }\nA3 = { title = "(EAB)" }', []),
    "signs that mean something": ('A2 = { title = "C#" }\nA3 = { title = "C++" }\nA4 = { title = "C" }', []),
}


@pytest.mark.parametrize(("text", "said"), SAME.values(), ids=SAME)
def test_titles_of_activities(text: str, said: list[str]) -> None:
    expected = [f"activities.{one.partition(' ')[0]}: {one}" for one in said]
    assert found("OP809", DEPARTMENTS + A1 + text) == expected


def test_the_data_of_a_title() -> None:
    text = DEPARTMENTS + 'A1 = { title = "Calls", section = "A" }\nA2 = { title = "Calls", section = "A" }\n'
    (problem,) = problems("OP809", text)
    assert data(problem) == ("A", None, "A1")


# --- all of them ------------------------------------------------------------------------------------------------------


def test_what_they_find_in_the_outline_of_the_shipped_plan() -> None:
    plan = bundled("gs-2008-2011")
    report = validate(plan, select=["OP801", "OP802", "OP803", "OP804"])
    assert [(problem.rule, problem.actual) for problem in report] == [
        *(("OP801", number) for number in ("II.7.5", "II.8.2.3", "III.1.3", "III.4.2")),
        *(("OP802", f"II.2.{number}") for number in range(2, 9)),
        ("OP802", "III.4.5"),
        *(("OP804", number) for number in ("II.I.3", "II.I.4b", "II.I.5")),
    ]
    mended = change(plan, {problem.path: problem.expected for problem in report if problem.expected is not None})
    assert {problem.rule for problem in validate(mended, select=["OP801", "OP802", "OP803", "OP804"])} == {"OP801"}


numbers = st.one_of(st.text("IVX12.ab)", min_size=1, max_size=8), st.sampled_from(["I", "I.1", "1.1", "1.1a", "2"]))


@settings(max_examples=100)
@given(st.lists(numbers, max_size=8))
def test_any_numbers_at_all(printed: list[str]) -> None:
    plan = numbered(*printed)
    report = validate(plan, select="numbering")
    assert len({(problem.rule, problem.path) for problem in report}) == len(report)


@settings(max_examples=20)
@given(plans() | plans_of())
def test_they_never_raise_nor_repeat_themselves(plan: OperationalPlan) -> None:
    report = validate(plan, select="numbering")
    assert report == validate(plan, select="numbering")
    assert len(set(map(str, report))) == len(report)
