"""The gate of shape: TOML text on the left, every line that is said about it on the right."""

import pytest

from itu_opplan import InvalidPlan, Missing, Severity, get, loads, validate_text
from tests.small_plans import HEAD

CODE = "must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got"
TWICE = "is given twice; add the two up, or tell their rows apart by a further dim of the measure"
LABEL = "must be a label of 1 to 64 characters without '[', ']', ',', got"
MONTHS = "must be a number of work-months ≥ 0, got"
STATES = "must be a number of work-months ≥ 0, or 'blank', 'n/a' or 'to be completed', got"
SHAPE = {(rule, Severity.ERROR) for rule in ("OP001", "OP002", "OP003", "OP004")}
"""What the gate of shape finds."""
DIGITS = "must have at most 15 digits before the point and 12 after, got"


def lines_about(text: str) -> list[str]:
    """The lines of the refusal of a plan that has this text after its head; `validate_text` says the same."""
    with pytest.raises(InvalidPlan) as refusal:
        loads(HEAD + text)
    report = validate_text(HEAD + text)
    assert [str(problem) for problem in report] == str(refusal.value).split("\n")
    assert {(problem.rule, problem.severity) for problem in report} <= SHAPE
    return str(refusal.value).split("\n")


def head_with(line: str) -> str:
    """The head with this line in the place of the one that begins with the same key, or at its end."""
    key = line.partition(" ")[0]
    kept = [one for one in HEAD.splitlines() if not one.startswith(f"{key} ")]
    return "\n".join([*kept, line])


# --- the plan itself ------------------------------------------------------------------------------------------

BARE = "a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got"
PERIOD = "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got"

OF_THE_PLAN = {
    "number for text": ("title = 5", "<text>:6: title: must be text, got 5"),
    "figure for text": ("title = 1.5", "<text>:6: title: must be text, got 1.5"),
    "boolean for text": ("title = true", "<text>:6: title: must be text, got true"),
    "date for text": ("title = 2008-01-01", "<text>:6: title: must be text, got 2008-01-01"),
    "list for text": ('title = ["a"]', "<text>:6: title: must be text, got a list"),
    "table for text": ("title = { a = 1 }", "<text>:6: title: must be text, got a table"),
    "empty text": ('title = ""', "<text>:6: title: must be text, got ''"),
    "text of spaces": ('organisation = " \\t"', r"<text>:6: organisation: must be text, got ' \t'"),
    "number for optional text": ("note = 5", "<text>:7: note: must be text, got 5"),
    "empty optional text": ('entity = ""', "<text>:7: entity: must be text, got ''"),
    "number for status": ("status = 5", "<text>:7: status: must be text, got 5"),
    "code with a dot": (
        'code = "a.b"',
        f"<text>:6: code: {CODE} 'a.b'; write a code such as 'a-b', with label = 'a.b'",
    ),
    "code with a line end": ('code = "a\\n"', rf"<text>:6: code: {CODE} 'a\n'"),
    "code of other letters": ('code = "é"', f"<text>:6: code: {CODE} 'é'; write a code such as 'e', with label = 'é'"),
    "empty code": ('code = ""', f"<text>:6: code: {CODE} ''"),
    "number for a code": ("code = 5", "<text>:6: code: must be text, got 5"),
    "code of 33 letters": (
        f'code = "{"x" * 33}"',
        f"<text>:6: code: {CODE} '{'x' * 33}'; write a code such as '{'x' * 32}', with label = '{'x' * 33}'",
    ),
    "code of 100 letters": (f'code = "{"x" * 100}"', f"<text>:6: code: {CODE} '{'x' * 59}…'"),
    "currency of words": (
        'currency = "Swiss franc"',
        "<text>:7: currency: must be a currency such as 'CHF', got 'Swiss franc'",
    ),
    "period as a number": ("window = 2008", f'<text>:6: window: {PERIOD} 2008; write "2008"'),
    "period as a boolean": ("window = true", f"<text>:6: window: {PERIOD} true"),
    "period as a date": ("window = 2008-01-01", f"<text>:6: window: {PERIOD} 2008-01-01"),
    "period as a list": ('window = ["2008"]', f"<text>:6: window: {PERIOD} a list"),
    "period with two digits": (
        'window = "2008-11"',
        "<text>:6: window: may mean the years 2008-2011 or the month November 2008; write 2008-2011 or 2008-M11, "
        "got '2008-11'",
    ),
    "period with a dash": (
        'window = "2008–2011"',
        "<text>:6: window: write this period as 2008-2011, got '2008–2011'",
    ),
    "quarter": (
        'window = "Q1 2008"',
        "<text>:6: window: write this period as 2008-Q1, got 'Q1 2008'",
    ),
    "month by name": (
        'window = "Jan 2008"',
        "<text>:6: window: write this period as 2008-M01, got 'Jan 2008'",
    ),
    "month by number": (
        'window = "2008-01"',
        "<text>:6: window: may mean the month January 2008; write 2008-M01, got '2008-01'",
    ),
    "period that runs backwards": (
        'window = "2011-2008"',
        "<text>:6: window: a period must not end before it starts, got '2011-2008'",
    ),
    "no period": (
        'window = "soon"',
        "<text>:6: window: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'soon'",
    ),
    "text for the list of periods": ('periods = "2008"', "<text>:6: periods: must be a list, got '2008'"),
    "table for the list of periods": ("periods = { 2008 = 1 }", "<text>:6: periods: must be a list, got a table"),
    "empty list of periods": ("periods = []", "<text>:6: periods: must not be empty"),
    "list in the list of periods": ('periods = [["2007"]]', f"<text>:6: periods[0]: {PERIOD} a list"),
    "text for a list of tables": (
        'outputs = "PP"',
        "<text>:7: outputs: must be a table of tables, each named by its code, got 'PP'",
    ),
    "list for a table of tables": (
        "departments = []",
        "<text>:7: departments: must be a table of tables, each named by its code, got a list",
    ),
    "unknown key": ("foo = 1", "<text>:7: foo: unknown key; known: code, title, organisation …"),
    "mistyped optional key": ('langage = "en"', "<text>:7: langage: unknown key; did you mean 'language'?"),
    "empty key": ('"" = 1', "<text>:7: '': unknown key; known: code, title, organisation …"),
    "key that cannot be shown": (
        '"a\\nz" = 1',
        r"<text>:7: 'a\nz': unknown key; known: code, title, organisation …",
    ),
    "long key": (f"{'k' * 70} = 1", f"<text>:7: '{'k' * 59}…': unknown key; known: code, title, organisation …"),
}


@pytest.mark.parametrize(("line", "said"), OF_THE_PLAN.values(), ids=OF_THE_PLAN)
def test_the_plan_itself(line: str, said: str) -> None:
    text = head_with(line)
    with pytest.raises(InvalidPlan) as refusal:
        loads(text)
    assert str(refusal.value) == said
    assert [str(problem) for problem in validate_text(text)] == [said]


def test_a_mistyped_key_is_not_also_missing() -> None:
    text = HEAD.replace("title", "titel").replace("window", "windows")
    assert [str(problem) for problem in validate_text(text)] == [
        "<text>:3: titel: unknown key; did you mean 'title'?",
        "<text>:5: windows: unknown key; did you mean 'window'?",
    ]


def test_all_that_is_missing_is_said() -> None:
    assert [str(problem) for problem in validate_text("format = 1\ntitel = 5")] == [
        "<text>:1: code: missing; every plan must have it",
        "<text>:1: organisation: missing; every plan must have it",
        "<text>:1: window: missing; every plan must have it",
        "<text>:1: periods: missing; every plan must have it",
        "<text>:2: titel: unknown key; did you mean 'title'?",
    ]


# --- entities -------------------------------------------------------------------------------------------------

OF_ENTITIES = {
    "not tables": (
        "[departments]\nSGO = 5\nCEC = []",
        [
            "<text>:8: departments.SGO: must be a table, got 5",
            "<text>:9: departments.CEC: must be a table, got a list",
        ],
    ),
    "array of tables": (
        '[[departments]]\nname = "Office"',
        ["<text>:7: departments: must be a table of tables, each named by its code, got a list"],
    ),
    "key code inside": (
        '[departments.SGO]\ncode = "CEC"\nname = 5',
        [
            "<text>:8: departments.SGO.code: the name of the table is the code, 'SGO'; leave this key out",
            "<text>:9: departments.SGO.name: must be text, got 5",
        ],
    ),
    "same key code inside": (
        '[objectives.1]\ncode = "1"',
        [
            "<text>:7: objectives.1.title: missing; every objective must have it",
            "<text>:8: objectives.1.code: the name of the table is the code, '1'; leave this key out",
        ],
    ),
    "mistyped key code": (
        '[objectives.1]\ntitle = "a"\ncod = "1"',
        ["<text>:9: objectives.1.cod: unknown key; known: title, section, description …"],
    ),
    "bad codes": (
        '[departments."S.GO"]\nname = "a"\n[departments."é"]\nname = 5\n[departments.""]\nname = "c"',
        [
            f"<text>:7: departments.S.GO: {CODE} 'S.GO'; write a code such as 'S-GO', with label = 'S.GO'",
            f"<text>:9: departments.é: {CODE} 'é'; write a code such as 'e', with label = 'é'",
            "<text>:10: departments.é.name: must be text, got 5",
            f"<text>:11: departments.'': {CODE} ''",
        ],
    ),
    "missing keys": (
        "[goals.1]\n[objectives.1]\n[groups.A]\n[outputs.A]\n[departments.A]\n[departments.A.units.B]\n"
        "[bodies.C]\n[services.S]\n[activities.A]\n[events.E]",
        [
            "<text>:7: goals.1.title: missing; every goal must have it",
            "<text>:8: objectives.1.title: missing; every objective must have it",
            "<text>:9: groups.A.title: missing; every group must have it",
            "<text>:10: outputs.A.title: missing; every output must have it",
            "<text>:11: departments.A.name: missing; every department must have it",
            "<text>:12: departments.A.units.B.name: missing; every unit must have it",
            "<text>:13: bodies.C.name: missing; every body must have it",
            "<text>:14: services.S.name: missing; every service must have it",
            "<text>:15: activities.A.title: missing; every activity must have it",
            "<text>:16: events.E.title: missing; every event must have it",
        ],
    ),
    "unknown and mistyped keys": (
        '[departments.SGO]\nnam = "Office"\nfoo = 1\n[outputs.PP]\ntitles = "a"\nefort = []',
        [
            "<text>:8: departments.SGO.nam: unknown key; did you mean 'name'?",
            "<text>:9: departments.SGO.foo: unknown key; known: name, section, aliases …",
            "<text>:11: outputs.PP.titles: unknown key; did you mean 'title'?",
            "<text>:12: outputs.PP.efort: unknown key; did you mean 'effort'?",
        ],
    ),
    "every kind of field": (
        '[departments.SGO]\nname = "Office"\n[departments.SGO.units.JUR]\nname = 1\nparent = "a b"\nvalid_from = 2008\n'
        'valid_until = "x"\nsuccessors = "CEC"\naliases = [1, ""]\nto_be_completed = {}\nnote = ""',
        [
            "<text>:10: departments.SGO.units.JUR.name: must be text, got 1",
            f"<text>:11: departments.SGO.units.JUR.parent: {CODE} 'a b'",
            f'<text>:12: departments.SGO.units.JUR.valid_from: {PERIOD} 2008; write "2008"',
            f"<text>:13: departments.SGO.units.JUR.valid_until: {PERIOD} 'x'",
            "<text>:14: departments.SGO.units.JUR.successors: must be a list, got 'CEC'",
            "<text>:15: departments.SGO.units.JUR.aliases[0]: must be text, got 1",
            "<text>:15: departments.SGO.units.JUR.aliases[1]: must be text, got ''",
            "<text>:16: departments.SGO.units.JUR.to_be_completed: must be a list, got a table",
            "<text>:17: departments.SGO.units.JUR.note: must be text, got ''",
        ],
    ),
    "lists over several lines": (
        '[outputs.PP]\ntitle = "a"\ngoals = [\n  "1",\n  "1",\n]\nobjectives = [\n  ["1"],\n  5,\n  "a b",\n  "2",\n'
        '  "2",\n]',
        [
            "<text>:11: outputs.PP.goals[1]: '1' stands twice",
            "<text>:14: outputs.PP.objectives[0]: must be text, got a list",
            "<text>:15: outputs.PP.objectives[1]: must be text, got 5",
            f"<text>:16: outputs.PP.objectives[2]: {CODE} 'a b'",
            "<text>:18: outputs.PP.objectives[4]: '2' stands twice",
        ],
    ),
    "units of services": (
        '[services.a]\nname = "a"\nunit = "furlong per"\n[services.b]\nname = "b"\nunit = 5',
        [
            "<text>:9: services.a.unit: 'furlong per' is not a unit; write 'furlong_per'",
            "<text>:12: services.b.unit: must be text, got 5",
        ],
    ),
    "scale that is no table": (
        'grades = ["P5"]',
        ["<text>:7: grades: must be a table of categories, each with its grades, highest first, got a list"],
    ),
    "scale of wrong values": (
        '[grades]\nA = "A1"\nB = ["B2", 1, ["B0"]]',
        [
            "<text>:8: grades.A: must be a list of grades, highest first, got 'A1'",
            "<text>:9: grades.B[1]: must be text, got 1",
            "<text>:9: grades.B[2]: must be text, got a list",
        ],
    ),
    "scale of bad names": (
        '[grades]\nA = ["A1", "A-1"]\n"b, c" = ["x[y"]',
        [
            "<text>:8: grades: grade 'A1' stands twice",
            "<text>:9: grades: a category or grade must be 1 to 64 characters without '[', ']', ',', got 'b, c'",
            "<text>:9: grades: a category or grade must be 1 to 64 characters without '[', ']', ',', got 'x[y'",
        ],
    ),
    "scale of nothing": ("[grades]\nA = []", ["<text>:7: grades: a scale must have a grade"]),
}


@pytest.mark.parametrize(("text", "said"), OF_ENTITIES.values(), ids=OF_ENTITIES)
def test_entities(text: str, said: list[str]) -> None:
    assert lines_about(text) == said


# --- rows of figures ------------------------------------------------------------------------------------------

FIGURES = {
    "-1": f"{MONTHS} -1",
    "-0.1": f"{MONTHS} -0.1",
    "-1e-30": f"{MONTHS} -1E-30",
    "nan": f"{MONTHS} NaN",
    "inf": f"{MONTHS} Infinity",
    "-inf": f"{MONTHS} -Infinity",
    "true": f"{MONTHS} true",
    "2008-01-01": f"{MONTHS} 2008-01-01",
    "07:32:00": f"{MONTHS} 07:32:00",
    "[1]": f"{MONTHS} a list",
    "{ a = 1 }": f"{MONTHS} a table",
    '"5"': f"{STATES} '5'; write 5",
    '"1,5"': f"{STATES} '1,5'; write 1.5",
    '""': f"{STATES} ''; write 'blank'",
    '"Blank"': f"{STATES} 'Blank'; write 'blank'",
    '"not stated"': f"{STATES} 'not stated'",
    "1e15": f"{DIGITS} 1E+15",
    "1e999999999": f"{DIGITS} 1E+999999999",
    "1e-999999999": f"{DIGITS} 1E-999999999",
    "1000000000000000": f"{DIGITS} 1000000000000000",
    "1" + "0" * 60: f"{DIGITS} a number of more than 40 digits",
    "0.1234567890123": f"{DIGITS} 0.1234567890123",
    "1.0000000000000": f"{DIGITS} 1.0000000000000",
}


@pytest.mark.parametrize(("figure", "said"), FIGURES.items())
def test_what_is_no_figure(figure: str, said: str) -> None:
    text = f'[outputs.PP]\ntitle = "a"\neffort = [\n  {{ department = "SGO", 2008 = {figure} }},\n]'
    assert lines_about(text) == [f"<text>:10: outputs.PP.effort[SGO, 2008]: {said}"]


@pytest.mark.parametrize(
    ("figure", "read"),
    [
        ("0", "0"),
        ("0.0", "0.0"),
        ("-0.0", "0.0"),
        ("4.70", "4.70"),
        ("1e2", "100"),
        ("1.5e-5", "0.000015"),
        ("1_000", "1000"),
        ("0x10", "16"),
        ("999999999999999.999999999999", "999999999999999.999999999999"),
        ("0.0000000000000", "0"),
    ],
)
def test_figures_keep_their_exact_value(figure: str, read: str) -> None:
    text = '[departments.SGO]\nname = "a"\n[outputs.PP]\ntitle = "a"\n'
    plan = loads(HEAD + text + f'effort = [{{ department = "SGO", 2008 = {figure} }}]')
    assert str(get(plan, "outputs.PP.effort[SGO, 2008]")) == read


@pytest.mark.parametrize("state", [Missing.BLANK, Missing.NOT_APPLICABLE, Missing.TO_BE_COMPLETED])
def test_the_states_of_a_cell_without_a_figure(state: Missing) -> None:
    text = '[departments.SGO]\nname = "a"\n[outputs.PP]\ntitle = "a"\n'
    plan = loads(HEAD + text + f'effort = [{{ department = "SGO", 2008 = "{state}" }}]')
    assert get(plan, "outputs.PP.effort[SGO, 2008]") is state


ROWS = {
    "number for a list": (
        "effort = 5",
        ["<text>:9: outputs.PP.effort: must be a list of rows, each with department and a figure per period, got 5"],
    ),
    "table for a list": (
        "effort = { 2008 = 1 }",
        [
            "<text>:9: outputs.PP.effort: must be a list of rows, each with department and a figure per period, "
            "got a table; without department: [measures.effort] with dims = []"
        ],
    ),
    "list of lists": (
        'effort = [\n  [{ department = "SGO", 2008 = 1 }],\n  [],\n  [[1]],\n]',
        [
            "<text>:10: outputs.PP.effort[0]: must be a row, got a list",
            "<text>:11: outputs.PP.effort[1]: must be a row, got a list",
            "<text>:12: outputs.PP.effort[2]: must be a row, got a list",
        ],
    ),
    "no rows": (
        'effort = [\n  5,\n  "SGO",\n  2008-01-01,\n]',
        [
            "<text>:10: outputs.PP.effort[0]: must be a row, got 5",
            "<text>:11: outputs.PP.effort[1]: must be a row, got 'SGO'",
            "<text>:12: outputs.PP.effort[2]: must be a row, got 2008-01-01",
        ],
    ),
    "rows without a label": (
        "effort = [\n  { 2008 = 1 },\n  {},\n  { 2008 = -1 },\n]",
        [
            "<text>:10: outputs.PP.effort[0].department: missing; every row must have it",
            "<text>:11: outputs.PP.effort[1].department: missing; every row must have it",
            f"<text>:12: outputs.PP.effort[2].2008: {MONTHS} -1",
            "<text>:12: outputs.PP.effort[2].department: missing; every row must have it",
        ],
    ),
    "labels that are none": (
        'effort = [\n  { department = 5, 2008 = 1 },\n  { department = "S, GO", 2008 = "x" },\n'
        '  { department = "", 2008 = 1 },\n  { department = ["SGO"], 2008 = 1 },\n]',
        [
            f"<text>:10: outputs.PP.effort[0].department: {LABEL} 5",
            f"<text>:11: outputs.PP.effort[1].2008: {STATES} 'x'",
            f"<text>:11: outputs.PP.effort[1].department: {LABEL} 'S, GO'",
            f"<text>:12: outputs.PP.effort[2].department: {LABEL} ''",
            f"<text>:13: outputs.PP.effort[3].department: {LABEL} a list",
        ],
    ),
    "mistyped and unknown keys": (
        'effort = [\n  { departmnt = "SGO", 2008 = 1 },\n  { dept = "SGO", 2008 = 1 },\n'
        '  { department = "SGO", 2008 = 1, grade = "P5" },\n]',
        [
            "<text>:10: outputs.PP.effort[0].departmnt: unknown key; did you mean 'department'?",
            "<text>:11: outputs.PP.effort[1].dept: unknown key; a row has department, a figure per period",
            "<text>:11: outputs.PP.effort[1].department: missing; every row must have it",
            "<text>:12: outputs.PP.effort[2].grade: unknown key; a row has department, a figure per period; "
            'for a further dim: [measures.effort] with dims = ["department", "grade"]',
        ],
    ),
    "long form": (
        'effort = [{ department = "SGO", period = "2008", value = 1 }]',
        [
            "<text>:9: outputs.PP.effort[0].period: unknown key; the key of a figure is its period: { 2008 = … }",
            "<text>:9: outputs.PP.effort[0].value: unknown key; a row has department, a figure per period",
        ],
    ),
    "periods in other spellings": (
        'effort = [\n  { department = "SGO", 2009-11 = 1 },\n  { department = "SGO", "2009–2011" = 1 },\n'
        '  { department = "SGO", Q1 = 1 },\n  { department = "SGO", 2008-01 = 1 },\n'
        '  { department = "SGO", jan = 1 },\n  { department = "SGO", 208 = 1 },\n  { department = "SGO", "" = 1 },\n]',
        [
            "<text>:10: outputs.PP.effort[0].2009-11: "
            "may mean the years 2009-2011 or the month November 2009; write 2009-2011 or 2009-M11, "
            "got '2009-11'",
            "<text>:11: outputs.PP.effort[1].2009–2011: write this period as 2009-2011, got '2009–2011'",
            f"<text>:12: outputs.PP.effort[2].Q1: {BARE} 'Q1'",
            "<text>:13: outputs.PP.effort[3].2008-01: may mean the month January 2008; write 2008-M01, got '2008-01'",
            f"<text>:14: outputs.PP.effort[4].jan: {BARE} 'jan'",
            "<text>:15: outputs.PP.effort[5].208: unknown key; a row has department, a figure per period",
            "<text>:16: outputs.PP.effort[6].'': unknown key; a row has department, a figure per period",
        ],
    ),
    "cells given twice": (
        'effort = [\n  { department = "SGO", 2007 = 1, 2008 = 1 },\n  { department = "SGO", 2008 = 1 },\n'
        '  { department = "SGO", 2008 = "blank" },\n  { department = "SGO", 2008 = -2 },\n]',
        [
            f"<text>:11: outputs.PP.effort[SGO, 2008]: {TWICE}",
            f"<text>:12: outputs.PP.effort[SGO, 2008]: {TWICE}",
            f"<text>:13: outputs.PP.effort[SGO, 2008]: {MONTHS} -2",
        ],
    ),
    "services": (
        'services = [\n  { service = "translation", 2008 = -1 },\n  { service = "x", 2008 = -1 },\n'
        '  { servic = "typing", 2008 = 1 },\n]\n'
        '[services.translation]\nname = "a"\nunit = "page"',
        [
            "<text>:10: outputs.PP.services[translation, 2008]: must be a number of pages ≥ 0, got -1",
            "<text>:11: outputs.PP.services[x, 2008]: must be a number of units ≥ 0, got -1",
            "<text>:12: outputs.PP.services[2].servic: unknown key; did you mean 'service'?",
        ],
    ),
    "one row without labels": (
        'published_effort = { 2008 = -1, 2009-11 = 1, department = "SGO" }',
        [
            f"<text>:9: outputs.PP.published_effort[2008]: {MONTHS} -1",
            "<text>:9: outputs.PP.published_effort.2009-11: "
            "may mean the years 2009-2011 or the month November 2009; write 2009-2011 or 2009-M11, "
            "got '2009-11'",
            "<text>:9: outputs.PP.published_effort.department: unknown key; a row has a figure per period; "
            "a printed total is of all that adds up, for one of a part write a claim",
        ],
    ),
    "rows for one row": (
        "published_effort = [{ 2008 = 1 }, { 2007 = 1 }]",
        ["<text>:9: outputs.PP.published_effort: must be a table with a figure per period, got a list"],
    ),
    "a total for each of two parts": (
        'published_effort = [{ department = "SGO", 2008 = 1 }, { department = "CEC", 2008 = 1 }]',
        [
            "<text>:9: outputs.PP.published_effort: must be a table with a figure per period, got a list; "
            "a printed total is of all that adds up, for one of a part write a claim"
        ],
    ),
    "what stands in the place of a figure": (
        'effort = [{ department = "SGO", 2007 = "-", 2008 = "N.A." }]',
        [
            f"<text>:9: outputs.PP.effort[SGO, 2007]: {STATES} '-'; write 'blank', or 0 if it means none",
            f"<text>:9: outputs.PP.effort[SGO, 2008]: {STATES} 'N.A.'; write 'n/a'",
        ],
    ),
}


@pytest.mark.parametrize(("text", "said"), ROWS.values(), ids=ROWS)
def test_rows_of_an_output(text: str, said: list[str]) -> None:
    assert lines_about(f'[outputs.PP]\ntitle = "a"\n{text}') == said


ROWS_OF_A_DEPARTMENT = {
    "one grade in two spellings": (
        'staffing = [\n  { grade = "P5", 2008 = 1 },\n  { grade = "P-5", 2008 = 1 },\n]',
        [f"<text>:11: departments.SGO.staffing[P5, 2008]: {TWICE}"],
    ),
    "grade of no scale": (
        'staffing = [{ grade = "P[6]", 2008 = 1 }]',
        [f"<text>:9: departments.SGO.staffing[0].grade: {LABEL} 'P[6]'"],
    ),
    "posts": (
        'posts = [{ grade = "p-5", 2008 = -0.5 }]\npublished_posts = { 2008 = -1 }',
        [
            "<text>:9: departments.SGO.posts[P5, 2008]: must be a number of posts ≥ 0, got -0.5",
            "<text>:10: departments.SGO.published_posts[2008]: must be a number of posts ≥ 0, got -1",
        ],
    ),
    "allocations": (
        'allocations = [\n  { kind = "activity", item = "A", 2008 = -1 },\n  { kind = "activity", 2008 = 1 },\n'
        '  { kind = "activity", itme = "A", 2008 = 1 },\n  { kind = "a, b", item = "c]", 2008 = 1 },\n]\n'
        'published_allocations = [{ kind = "activity", 2008 = -1 }]',
        [
            "<text>:10: departments.SGO.allocations[activity, A, 2008]: must be a percentage ≥ 0, got -1",
            "<text>:11: departments.SGO.allocations[1].item: missing; every row must have it",
            "<text>:12: departments.SGO.allocations[2].itme: unknown key; did you mean 'item'?",
            f"<text>:13: departments.SGO.allocations[3].kind: {LABEL} 'a, b'",
            f"<text>:13: departments.SGO.allocations[3].item: {LABEL} 'c]'",
            "<text>:15: departments.SGO.published_allocations[activity, 2008]: must be a percentage ≥ 0, got -1",
        ],
    ),
}


@pytest.mark.parametrize(("text", "said"), ROWS_OF_A_DEPARTMENT.values(), ids=ROWS_OF_A_DEPARTMENT)
def test_rows_of_a_department(text: str, said: list[str]) -> None:
    assert lines_about(f'[departments.SGO]\nname = "a"\n{text}') == said


BUDGET = '[measures.budget]\nof = "outputs"\ndims = ["source"]\nunit = "CHF"\n[outputs.PP]\ntitle = "a"\n'  # to line 12
OF_MEASURES = {
    "measures that are no tables": (
        "dimensions = 5\nmeasures = 5\nfigures = 5",
        [
            "<text>:7: dimensions: must be a table of lists of labels, got 5",
            "<text>:8: measures: must be a table of tables, each named by its code, got 5",
            "<text>:9: figures: must be a table of tables, each named by its measure, got 5",
        ],
    ),
    "measure without anything": (
        "[measures.budget]",
        [
            "<text>:7: measures.budget.of: missing; a measure says whose tables it has",
            "<text>:7: measures.budget.unit: missing; a measure has a unit",
        ],
    ),
    "fields of a measure": (
        '[measures.a]\nof = "units"\nunit = "CHF p.a."\nnegative = 1\nnot_additive = { period = 5 }\ndims = "source"',
        [
            "<text>:8: measures.a.of: must be one of 'outputs', 'departments', 'objectives', 'goals', 'projects', "
            "'plan', got 'units'",
            "<text>:9: measures.a.unit: 'CHF p.a.' is not a unit; "
            "write a name like 'work_month', or names with '*' or '/' between",
            "<text>:10: measures.a.negative: must be true or false, got 1",
            "<text>:11: measures.a.not_additive.period: must be text, got 5",
            "<text>:12: measures.a.dims: must be a list, got 'source'",
        ],
    ),
    "dims of a measure": (
        '[measures.a]\nof = "outputs"\nunit = "CHF"\ndims = ["period", "output", "class", "x y"]\n'
        'not_additive = { source = "x" }',
        [
            "<text>:10: measures.a.dims[0]: 'period' is the name of something else; choose another one",
            "<text>:10: measures.a.dims[1]: 'output' is the name of something else; choose another one",
            "<text>:10: measures.a.dims[2]: 'class' is no name of a dim; it must be usable as the name of an argument",
            "<text>:10: measures.a.dims[3]: 'x y' is no name of a dim; write 'x_y'",
            "<text>:11: measures.a.not_additive.source: unknown dim; known: period, output, class, x y, period",
        ],
    ),
    "dim of no dimension": (
        '[measures.a]\nof = "outputs"\nunit = "CHF"\ndims = ["sorce"]',
        [
            "<text>:10: measures.a.dims[0]: unknown dimension 'sorce'; "
            "declare it under [dimensions]; known: source, service, activity …"
        ],
    ),
    "reserved codes": (
        '[measures.published_a]\nof = "plan"\nunit = "CHF"\n[measures.a_section]\nof = "plan"\nunit = "CHF"',
        [
            "<text>:7: measures.published_a: 'published_a' is kept for what stands beside a table; choose another name",
            "<text>:10: measures.a_section: 'a_section' is kept for what stands beside a table; choose another name",
        ],
    ),
    "built-in measures": (
        '[measures.effort]\nof = "departments"\n[measures.services]\ndims = ["department"]',
        [
            "<text>:8: measures.effort.of: must be 'outputs', which 'effort' is by itself, got 'departments'",
            "<text>:9: measures.services.unit: missing; a measure has a unit",
        ],
    ),
    "labels of a dimension": (
        '[dimensions]\nsource = [5, "a,b", { nam = "x" }, { code = "c", name = 5 }]\nkind = "RB"',
        [
            "<text>:8: dimensions.source[0]: must be a label: text, or a table with code and name, got 5",
            f"<text>:8: dimensions.source[1].code: {LABEL} 'a,b'; write {{ code = 'a b', name = … }}",
            "<text>:8: dimensions.source[2].nam: unknown key; did you mean 'name'?",
            "<text>:8: dimensions.source[2].code: missing; every label of a dimension must have it",
            "<text>:8: dimensions.source[3].name: must be text, got 5",
            "<text>:9: dimensions.kind: must be a list, got 'RB'",
        ],
    ),
    "labels given twice": (
        '[dimensions]\nsource = ["RB", { code = "RB", name = "Regular budget" }]',
        ["<text>:8: dimensions.source[1]: 'RB' stands twice"],
    ),
    "dimension of departments": (
        '[dimensions]\ndepartment = ["SGO"]',
        ["<text>:8: dimensions.department: the plan lists these elsewhere; choose another name"],
    ),
    "figures in the place of a measure": (
        '[outputs.PP]\ntitle = "a"\nbudget = [{ source = "RB", 2008 = 1 }]',
        [
            "<text>:9: outputs.PP.budget: unknown key; for figures write two tables: [measures.budget] "
            'with of = "outputs" and a unit, and [outputs.CODE.figures]'
        ],
    ),
    "figures of no measure": (
        f"{BUDGET}[outputs.PP.figures]\nbudgt = []\neffort = []\nstaffing = []\n[figures]\nbudget = []\nx = {{}}",
        [
            "<text>:14: outputs.PP.figures.budgt: unknown measure 'budgt'; known: budget; "
            'declare it: [measures.budgt] with of = "outputs" and a unit',
            "<text>:15: outputs.PP.figures.effort: effort has a key of its own; write it beside figures, not in it",
            "<text>:16: outputs.PP.figures.staffing: staffing is a measure of departments, not of outputs; "
            'declare one of another name with of = "outputs"',
            "<text>:18: figures.budget: budget is a measure of outputs, not of the plan; "
            "its printed total over all is published_budget under [figures]",
            "<text>:19: figures.x: unknown measure 'x'; declare it: [measures.x] with of = \"plan\" and a unit",
        ],
    ),
    "rows of a measure": (
        f'{BUDGET}[outputs.PP.figures]\nbudget = [\n  {{ source = "RB", 2008 = -1 }},\n'
        '  { sorce = "RB", 2008 = 1 },\n  { 2008 = "x" },\n]\npublished_budget = { source = "RB", 2008 = true }\n'
        'budget_section = 5\nbudget_assumed = "x"',
        [
            "<text>:15: outputs.PP.figures.budget[RB, 2008]: must be a number of CHF ≥ 0, got -1; "
            "or [measures.budget] with negative = true",
            "<text>:16: outputs.PP.figures.budget[1].sorce: unknown key; did you mean 'source'?",
            "<text>:17: outputs.PP.figures.budget[2].2008: "
            "must be a number of CHF ≥ 0, or 'blank', 'n/a' or 'to be completed', got 'x'",
            "<text>:17: outputs.PP.figures.budget[2].source: missing; every row must have it",
            "<text>:19: outputs.PP.figures.published_budget.source: unknown key; a row has a figure per period; "
            "a printed total is of all that adds up, for one of a part write a claim",
            "<text>:19: outputs.PP.figures.published_budget[2008]: must be a number of CHF ≥ 0, got true",
            "<text>:20: outputs.PP.figures.budget_section: must be text, got 5",
            "<text>:21: outputs.PP.figures.budget_assumed: must be a list, got 'x'",
        ],
    ),
}


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ('dims = ["source"]\nunit = "CHF"', "8: measures.budget.of: missing; a measure says whose tables it has"),
        ('dims = ["source"]\nof = "outputs"', "8: measures.budget.unit: missing; a measure has a unit"),
        (
            'of = "outputs"\nunit = "CHF"\ndims = ["source"]\nnegative = 1',
            "12: measures.budget.negative: must be true or false, got 1",
        ),
    ],
)
def test_a_faulty_measure_does_not_hide_what_is_wrong_with_its_tables(declared: str, said: str) -> None:
    text = f"""
[measures.budget]
{declared}
[measures.staff]
of = "outputs"
unit = "CHF"
[outputs.A]
title = "a"
[outputs.A.figures]
budget = [{{ sorce = "x", 2008 = "z" }}, {{ source = "y", "2008" = 1, "2010-1" = 1 }}]
budget_section = 5
budget_assumed = ["a", 1]
staff = {{ 2008 = -1 }}
"""
    line = declared.count("\n") + 16
    figure = "must be a number of CHF ≥ 0, or 'blank', 'n/a' or 'to be completed', got 'z'"
    if "unit" not in declared:
        figure = figure.replace("CHF", "units")
    if "negative" in declared:
        figure = figure.replace(" ≥ 0", "")
    lines = lines_about(text)
    assert lines[0] == f"<text>:{said}"
    assert lines[1:3] == [
        f"<text>:{line}: outputs.A.figures.budget[0].sorce: unknown key; did you mean 'source'?",
        f"<text>:{line}: outputs.A.figures.budget[0].2008: {figure}",
    ]
    assert lines[3].startswith(f"<text>:{line}: outputs.A.figures.budget[1].2010-1: ")
    assert lines[4:] == [
        f"<text>:{line + 1}: outputs.A.figures.budget_section: must be text, got 5",
        f"<text>:{line + 2}: outputs.A.figures.budget_assumed[1]: must be text, got 1",
        f"<text>:{line + 3}: outputs.A.figures.staff[2008]: must be a number of CHF ≥ 0, got -1; "
        "or [measures.staff] with negative = true",
    ]


@pytest.mark.parametrize("dims", ['dim = ["source"]', 'dims = ["value"]', 'dims = "source"'])
def test_nothing_is_said_of_rows_whose_dims_are_not_known(dims: str) -> None:
    text = f"""
[measures.budget]
of = "outputs"
unit = "CHF"
{dims}
[outputs.A]
title = "a"
[outputs.A.figures]
budget = [{{ source = "RB", 2008 = 1 }}]
"""
    (line,) = lines_about(text)
    assert line.startswith("<text>:11: measures.budget.dim")


@pytest.mark.parametrize(("text", "said"), OF_MEASURES.values(), ids=OF_MEASURES)
def test_measures_and_their_figures(text: str, said: list[str]) -> None:
    assert lines_about(text) == said


def test_a_measure_that_may_be_below_zero() -> None:
    text = BUDGET.replace("[outputs", "negative = true\n[outputs") + "[outputs.PP.figures]\n"
    plan = loads(f'{HEAD}{text}budget = [{{ source = "cost recovery", 2008 = -1.50 }}]')
    assert str(get(plan, "outputs.PP.figures.budget[cost recovery, 2008]")) == "-1.50"


def test_a_row_of_a_table_without_labels_may_stand_in_a_list() -> None:
    text = '[departments.SGO]\nname = "a"\npublished_staffing = '
    assert loads(f"{HEAD}{text}[{{ 2008 = 1 }}]") == loads(f"{HEAD}{text}{{ 2008 = 1 }}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[departments.SGO]\nname = "a"\nstaffing = [{ grade = "P.6", 2008 = 1 }]',
            "<text>:9: departments.SGO.staffing: unknown grade 'P.6'; "
            "unless [grades] lists others, there are E2, E1, USG …",
        ),
        (
            f'{BUDGET}[outputs.PP.figures]\nbudget = [{{ source = "RB", 2008 = 1 }}]',
            "<text>:14: outputs.PP.figures.budget: unknown source 'RB'; "
            "unless [dimensions] lists others, there are regular budget, cost recovery, extra-budgetary …",
        ),
    ],
)
def test_labels_that_the_plan_does_not_have(text: str, said: str) -> None:
    with pytest.raises(InvalidPlan) as refusal:
        loads(HEAD + text)
    assert str(refusal.value) == said


def test_grades_are_read_in_any_spelling_and_kept_in_one() -> None:
    text = '[departments.SGO]\nname = "a"\nstaffing = [{ grade = "P-5", 2008 = 1 }, { grade = "g.6", 2008 = 2 }]'
    assert loads(HEAD + text).department("SGO").staffing.labels("grade") == ("P5", "G6")


def test_grades_are_those_of_the_plan() -> None:
    scale = '[grades]\nSenior = ["S2", "S1"]\nJunior = ["J1"]\n'
    text = '[departments.SGO]\nname = "a"\nstaffing = [{ grade = "S-2", 2008 = 1 }]'
    plan = loads(HEAD + scale + text)
    assert plan.department("SGO").staffing.labels("grade") == ("S2",)
    assert plan.grade_category("J.1") == "Junior"


def test_everything_is_reported_at_once_and_in_the_order_of_the_text() -> None:
    text = """\
foo = 1
[grades]
P = 5
[services.translation]
name = 5
[departments.SGO]
nam = "Office"
staffing = [
    { grade = "P5", 2007 = -1, 2008 = "x" },
    { grade = "P5", Q1 = 1 },
]
[departments.SGO.units.JUR]
parent = 5
[departments."a b"]
name = ""
[outputs.PP]
title = "a"
effort = 5
[outputs.WTPF]
title = ["a"]
effort = [
    { departmnt = "SGO", 2008 = 1 },
    { department = "SGO", 2008 = true },
]
"""
    assert lines_about(text) == [
        "<text>:7: foo: unknown key; known: code, title, organisation …",
        "<text>:9: grades.P: must be a list of grades, highest first, got 5",
        "<text>:11: services.translation.name: must be text, got 5",
        "<text>:13: departments.SGO.nam: unknown key; did you mean 'name'?",
        f"<text>:15: departments.SGO.staffing[P5, 2007]: {MONTHS} -1",
        f"<text>:15: departments.SGO.staffing[P5, 2008]: {STATES} 'x'",
        f"<text>:16: departments.SGO.staffing[1].Q1: {BARE} 'Q1'",
        "<text>:18: departments.SGO.units.JUR.name: missing; every unit must have it",
        "<text>:19: departments.SGO.units.JUR.parent: must be text, got 5",
        f"<text>:20: departments.a b: {CODE} 'a b'; write a code such as 'a-b', with label = 'a b'",
        "<text>:21: departments.a b.name: must be text, got ''",
        "<text>:24: outputs.PP.effort: must be a list of rows, each with department and a figure per period, got 5",
        "<text>:26: outputs.WTPF.title: must be text, got a list",
        "<text>:28: outputs.WTPF.effort[0].departmnt: unknown key; did you mean 'department'?",
        f"<text>:29: outputs.WTPF.effort[SGO, 2008]: {MONTHS} true",
    ]


def test_rules_wait_until_the_shape_is_right() -> None:
    text = '[outputs.PP]\ntitle = 5\nobjectives = ["9"]'
    assert lines_about(text) == ["<text>:8: outputs.PP.title: must be text, got 5"]


def test_rule_ids_tell_the_kind_of_problem() -> None:
    text = '[outputs.PP]\ntitel = "a"\nnote = 5\n[outputs."a b"]\n'
    found = [(problem.rule, problem.path, problem.actual) for problem in validate_text(HEAD + text)]
    assert found == [
        ("OP003", "outputs.PP.titel", "titel"),
        ("OP001", "outputs.PP.note", 5),
        ("OP002", "outputs.a b.title", None),
        ("OP004", "outputs.a b", "a b"),
    ]


def test_a_problem_has_its_column() -> None:
    text = '[outputs.PP]\ntitle = "a"\neffort = [{ department = "SGO", 2008 = -1 }]'
    (problem,) = validate_text(HEAD + text)
    assert problem.location is not None
    assert (problem.location.file, problem.location.line, problem.location.column) == ("<text>", 9, 33)


@pytest.mark.parametrize(
    ("text", "rule", "actual"),
    [
        ("outputs = 5", "OP001", 5),
        ("outputs.PP = 5", "OP001", 5),
        ("objectives = [1]", "OP001", (1,)),
        ("grades.P = 5", "OP001", 5),
        ("grades.P = [5]", "OP001", 5),
        ('[outputs.PP]\ntitle = "a"\neffort = 5', "OP001", 5),
        ('[outputs.PP]\ntitle = "a"\neffort = [5]', "OP001", 5),
        ('[outputs.PP]\ntitle = "a"\neffort = [{ department = 5 }]', "OP004", 5),
        ('[outputs.PP]\ntitle = "a"\neffort = [{ department = "SGO", base = 1 }]', "OP003", "base"),
        ('[outputs.PP]\ntitle = "a"\neffort = [{ department = "SGO", 2008 = -1 }]', "OP004", -1),
        ('[outputs.PP]\ntitle = "a"\ngoals = 5', "OP001", 5),
        ('[outputs.PP]\ntitle = "a"\ntitel = "b"', "OP003", "titel"),
    ],
)
def test_what_is_refused_is_there_as_data(text: str, rule: str, actual: object) -> None:
    with pytest.raises(InvalidPlan) as refusal:
        loads(HEAD + text)
    assert [(problem.rule, problem.actual) for problem in refusal.value.problems] == [(rule, actual)]
