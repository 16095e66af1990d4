"""OP501 to OP515: what is just a finding on results, and what is just none."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    ExpectedResult,
    OperationalPlan,
    Output,
    Problem,
    Reference,
    ResultBlock,
    ResultsFramework,
    Severity,
    validate,
    validate_text,
)
from tests.result_strategies import plans_of
from tests.small_plans import HEAD, small_plan
from tests.strategies import plans

A, B = "outputs.H.frameworks.A", "outputs.H.frameworks.B"


def table(*rows: str, head: str = "", code: str = "A") -> str:
    """A table of the output H; a row is the inside of an inline table, or a text: the one result of a row."""
    inner = [row if "=" in row else f'results = [{{ text = "{row}" }}]' for row in rows]
    blocks = "".join(f"    {{ {row} }},\n" for row in inner)
    return f"[outputs.H.frameworks.{code}]\n{head}\nblocks = [\n{blocks}]\n"


def _items(key: str, field: str, values: tuple[str, ...]) -> str:
    return f"{key} = [" + ", ".join(f'{{ text = "r", {field} = "{value}" }}' for value in values) + "]"


def texts(*some: str) -> str:
    """Results with these texts, for a row."""
    return _items("results", "text", some).replace('text = "r", ', "")


def kpis(*some: str) -> str:
    """KPIs with these texts, for a row."""
    return _items("kpis", "text", some).replace('text = "r", ', "")


def numbers(*some: str) -> str:
    """Results with these numbers, for a row."""
    return _items("results", "number", some)


OUTPUT = '[outputs.H]\ntitle = "Help desk"\nsection = "II.1"\n'
REPORT = 'phase = "implementation"'


def found(rule: str, text: str, head: str = HEAD) -> list[str]:
    """What a rule finds in the output H, or in a whole text, as lines."""
    whole = text if "[outputs.H]" in text or "[departments" in text else OUTPUT + text
    return [f"{problem.path}: {problem.message}" for problem in validate_text(head + whole, select=rule)]


def only(rule: str, text: str) -> Problem:
    """The one finding of a rule in the output H."""
    (problem,) = validate_text(HEAD + OUTPUT + text, select=rule)
    return problem


CASES: dict[str, tuple[str, str, list[str]]] = {
    # --- OP501 ---
    "KPI in each row": ("OP501", table(texts("r") + ", " + kpis("k")), []),
    "KPIs from another table": ("OP501", table(texts("r") + ', kpis_from = { framework = "B" }') + table(code="B"), []),
    "no result, no KPI": ("OP501", table('note = "n"'), []),
    "the only row": ("OP501", table("r"), [f"{A}: the only row has no KPI: 'r'"]),
    "one of two rows": (
        "OP501",
        table("r", texts("s") + ", " + kpis("k")),
        [f"{A}: 1 of 2 rows has no KPI: 'r'"],
    ),
    "both rows, one text": ("OP501", table(texts("r", "x"), "r"), [f"{A}: 2 of 2 rows have no KPI: 'r'"]),
    "only achievements": (
        "OP501",
        table(texts("r") + ', achievements = [{ text = "a" }]'),
        [f"{A}: the only row has no KPI, only achievements: 'r'"],
    ),
    "achievements in one row": (
        "OP501",
        table(texts("r") + ', achievements = [{ text = "a" }]', "s"),
        [f"{A}: 2 of 2 rows have no KPI: 'r', 's'"],
    ),
    "no table has any": (
        "OP501",
        table("r", "s") + table("t", code="B"),
        ["outputs: no table of results has a KPI: 3 rows in 2 tables have only results"],
    ),
    "another table has some": (
        "OP501",
        table("r", "s") + table(texts("t") + ", " + kpis("k"), code="B"),
        [f"{A}: 2 of 2 rows have no KPI: 'r', 's'"],
    ),
    "perhaps a KPI": ("OP501", table(texts("r") + ', undivided = true, achievements = [{ text = "a" }]'), []),
    "not printed as a KPI": (
        "OP501",
        table(texts("r") + ', kpis = [{ text = "k", printed = false }]'),
        [f"{A}: the only row has no KPI: 'r'"],
    ),
    "row to be completed": ("OP501", table(texts("r") + ', state = "to be completed"'), []),
    "table to be completed": ("OP501", table("r", head='state = "to be completed"'), []),
    "KPIs to be completed": ("OP501", OUTPUT + 'to_be_completed = ["kpis"]\n' + table("r"), []),
    "risks to be completed, no KPI": (
        "OP501",
        OUTPUT + 'to_be_completed = ["risks"]\n' + table("r"),
        [f"{A}: the only row has no KPI: 'r'"],
    ),
    # --- OP502 ---
    "a state": ("OP502", table("Calls are answered"), []),
    "verb": ("OP502", table("Provide help"), [f"{A}: the only result is worded as an activity: 'Provide help'"]),
    "verbs": (
        "OP502",
        table(texts("provide help", "fewer calls"), "Carry out tests"),
        [f"{A}: 2 of 3 results are worded as activities: 'provide help', 'Carry out tests'"],
    ),
    "noun of doing": (
        "OP502",
        table("Provision of help"),
        [f"{A}: the only result is worded as an activity: 'Provision of help'"],
    ),
    "noun of doing that is done": ("OP502", table("Provision of help has improved"), []),
    "noun of doing, done by somebody": ("OP502", table("Management of risks reviewed by the board"), []),
    "noun of doing, done": ("OP502", table("Management of risks improved."), []),
    "noun of doing, and something else done": (
        "OP502",
        table("Management of improved lists"),
        [f"{A}: the only result is worded as an activity: 'Management of improved lists'"],
    ),
    "verb, and something is done": (
        "OP502",
        table("Provide help when it is needed"),
        [f"{A}: the only result is worded as an activity: 'Provide help when it is needed'"],
    ),
    "follow-up": (
        "OP502",
        table("Follow-up on complaints", "Follow-up rate doubled"),
        [f"{A}: 1 of 2 results is worded as an activity: 'Follow-up on complaints'"],
    ),
    "nothing": ("OP502", table('note = "n"'), []),
    # --- OP503 ---
    "risk in the row": ("OP503", table(texts("r") + ', risks = [{ text = "x" }]'), []),
    "risks from another table": ("OP503", table(texts("r") + ', risks_from = { framework = "A" }'), []),
    "risk of the table": ("OP503", table("r", head='risks = [{ text = "x" }]'), []),
    "risk of the output": ("OP503", OUTPUT + 'risks = [{ text = "x" }]\n' + table("r"), []),
    "risk of a report": ("OP503", table("r", head=REPORT), []),
    "risk without results": ("OP503", table('note = "n"'), []),
    "risk of a row to be completed": ("OP503", table(texts("r") + ', state = "to be completed"'), []),
    "risks to be completed": ("OP503", OUTPUT + 'to_be_completed = ["risks"]\n' + table("r"), []),
    "risks elsewhere": ("OP503", OUTPUT + 'elsewhere = ["risks"]\n' + table("r"), []),
    "KPIs elsewhere, no risk": (
        "OP503",
        OUTPUT + 'elsewhere = ["kpis"]\n' + table("r"),
        [f"{A}: plans results and names no risk factor"],
    ),
    "no risk at all": ("OP503", table("r", "s"), [f"{A}: plans results and names no risk factor"]),
    "no risk in the plan": (
        "OP503",
        table("r") + table("s", "t", code="B") + table("u", code="C", head=REPORT),
        ["outputs: no table of results names a risk factor, and 2 of them plan results"],
    ),
    "a risk in one of the tables": (
        "OP503",
        table("r") + table("s", code="B") + table(texts("u") + ', risks = [{ text = "x" }]', code="C", head=REPORT),
        [
            f"{A}: plans results and names no risk factor",
            "outputs.H.frameworks.B: plans results and names no risk factor",
        ],
    ),
    "no risk in some rows": (
        "OP503",
        table("r", texts("s") + ', risks = [{ text = "x" }]', 'results_from = { framework = "B" }')
        + table(code="B", head=REPORT),
        [f"{A}: 2 of 3 rows name no risk factor: 'r', 'results of B'"],
    ),
    "no risk in one row": (
        "OP503",
        table(texts("s") + ', risks = [{ text = "x" }]', "r", 'note = "n"'),
        [f"{A}: 1 of 2 rows names no risk factor: 'r'"],
    ),
    # --- OP504 ---
    "achieved": ("OP504", table(texts("r") + ', achievements = [{ text = "a" }]', head=REPORT), []),
    "measured": ("OP504", table(texts("r") + ', kpis = [{ text = "k", actuals = [{ value = 1 }] }]', head=REPORT), []),
    "perhaps achieved": ("OP504", table(texts("r") + ", undivided = true, " + kpis("k"), head=REPORT), []),
    "planned, not reached": ("OP504", table("r", head='phase = "planned"'), []),
    "neither planned nor reported": ("OP504", table("r"), []),
    "report without results": ("OP504", table('note = "n"', head=REPORT), []),
    "report to be completed": ("OP504", table("r", head=REPORT + '\nstate = "to be completed"'), []),
    "report of a row to be completed": (
        "OP504",
        table(texts("r") + ', state = "to be completed"', head=REPORT),
        [],
    ),
    "achievements elsewhere": ("OP504", OUTPUT + 'elsewhere = ["achievements"]\n' + table("r", head=REPORT), []),
    "nothing reached": (
        "OP504",
        table("r", texts("s") + ", " + kpis("k"), head=REPORT + '\nperiods = ["2006", "2007"]'),
        [f"{A}: 2 of 2 rows do not say what was reached in 2006 and 2007: 'r', 's'"],
    ),
    "nothing reached, no years": (
        "OP504",
        table("r", head=REPORT),
        [f"{A}: the only row does not say what was reached: 'r'"],
    ),
    "reached in one row": (
        "OP504",
        table("r", texts("s") + ', kpis = [{ text = "k" }, { text = "l", actuals = [{ value = 0 }] }]', head=REPORT),
        [f"{A}: 1 of 2 rows does not say what was reached: 'r'"],
    ),
    # --- OP505 ---
    "in order": ("OP505", table(numbers("1", "2"), numbers("3")), []),
    "one skipped": ("OP505", table(numbers("1", "3")), [f"{A}: the results go from 1 to 3; 2 is missing"]),
    "two skipped": (
        "OP505",
        table(numbers("1"), numbers("4")),
        [f"{A}: the results go from 1 to 4; 2 to 3 are missing"],
    ),
    "below a number": (
        "OP505",
        table(numbers("2.9", "2.11")),
        [f"{A}: the results go from 2.9 to 2.11; 2.10 is missing"],
    ),
    "another number above": ("OP505", table(numbers("1.1", "2.3")), []),
    "letters": ("OP505", table(numbers("3a", "3b", "4")), []),
    "letters skipped": ("OP505", table(numbers("3b", "5a")), [f"{A}: the results go from 3 to 5; 4 is missing"]),
    "only letters": ("OP505", table(numbers("a", "c")), []),
    "counting down": ("OP505", table(numbers("5", "1", "2")), []),
    "the same again": ("OP505", table(numbers("1", "1")), []),
    "without a number between": (
        "OP505",
        table(numbers("1"), "no number", numbers("3")),
        [f"{A}: the results go from 1 to 3; 2 is missing"],
    ),
    "large": (
        "OP505",
        table(numbers("1", "999999999")),
        [f"{A}: the results go from 1 to 999999999; 2 to 999999998 are missing"],
    ),
    "larger than any number": ("OP505", table(numbers("1", "9" * 5000)), []),
    "several skips": (
        "OP505",
        table(numbers("1", "3", "5")),
        [f"{A}: the results go from 1 to 3; 2 is missing", f"{A}: the results go from 3 to 5; 4 is missing"],
    ),
    "units count each for itself": (
        "OP505",
        '[departments.D]\nname = "D"\nunits.U = { name = "U" }\nunits.V = { name = "V" }\n'
        + table('unit = "U", ' + numbers("1"), 'unit = "V", ' + numbers("3"), 'unit = "U", ' + numbers("3")).replace(
            "outputs.H", "departments.D"
        ),
        ["departments.D.frameworks.A: the results of U go from 1 to 3; 2 is missing"],
    ),
    "goes on from another table": (
        "OP505",
        table(numbers("1", "2")) + table(numbers("3"), 'results_from = { framework = "A" }, ' + numbers("4"), code="B"),
        [],
    ),
    "goes on from another table and skips": (
        "OP505",
        table(numbers("1", "2")) + table('results_from = { framework = "A", items = "1" }, ' + numbers("4"), code="B"),
        [f"{B}: the results go from 2 to 4; 3 is missing"],
    ),
    "goes on from the first of two": (
        "OP505",
        table(numbers("1", "2"))
        + table(numbers("7"), code="C")
        + table('results_from = { framework = "A" }', 'results_from = { framework = "C" }, ' + numbers("4"), code="B"),
        [f"{B}: the results go from 2 to 4; 3 is missing"],
    ),
    "takes some items": (
        "OP505",
        table(numbers("1", "2", "3")) + table('results_from = { framework = "A", items = "1,3" }', code="B"),
        [],
    ),
    "takes from another owner": (
        "OP505",
        OUTPUT
        + table(numbers("1"))
        + table('results_from = { framework = "A", owner = "outputs.G" }, ' + numbers("9"), code="B")
        + '[outputs.G]\ntitle = "G"\n'
        + table(numbers("1")).replace("outputs.H", "outputs.G"),
        [],
    ),
    "does not take, does not go on": ("OP505", table(numbers("1")) + table(numbers("9"), code="B"), []),
    # --- OP506 ---
    "the same again in another table": (
        "OP506",
        table(texts("r", "s")) + table("R.", "S", code="B"),
        [f"{B}: plans the same 2 results as A, word for word"],
    ),
    "only one result again": ("OP506", table("r") + table("r", code="B"), []),
    "one result twice again": ("OP506", table("r", "R") + table("r", "R", code="B"), []),
    "some of them again": (
        "OP506",
        table(texts("r", "s", "t")) + table(texts("t", "s"), code="B"),
        [f"{B}: plans the same 2 results as A, word for word"],
    ),
    "some of them again, and one more": ("OP506", table(texts("r", "s")) + table(texts("r", "s", "t"), code="B"), []),
    "report of the same": ("OP506", table(texts("r", "s")) + table(texts("r", "s"), code="B", head=REPORT), []),
    "plan of what is reported": (
        "OP506",
        table(texts("r", "s"), head=REPORT) + table(texts("r", "s"), code="B"),
        [f"{B}: plans the same 2 results as A, word for word"],
    ),
    "three times": (
        "OP506",
        "".join(table(texts("r", "s"), code=code) for code in "ABC"),
        [
            f"{B}: plans the same 2 results as A, word for word",
            "outputs.H.frameworks.C: plans the same 2 results as A, word for word",
        ],
    ),
    "the same for another period": (
        "OP506",
        table(
            'results = [{ text = "r", period = "2008" }, { text = "r", period = "2009" }]',
            'results = [{ text = "s", period = "2008" }, { text = "s", period = "2009" }]',
        ),
        [f"{A}: plans for 2009 the same 2 results as 2008, word for word"],
    ),
    "the same period of another table": (
        "OP506",
        "".join(
            table('results = [{ text = "r", period = "2008" }, { text = "s", period = "2008" }]', code=code)
            for code in "AB"
        ),
        [f"{B}: plans for 2008 the same 2 results as A for 2008, word for word"],
    ),
    "the table as a whole, then a period of another": (
        "OP506",
        table(texts("r", "s"))
        + table('results = [{ text = "r", period = "2008" }, { text = "s", period = "2008" }]', code="B"),
        [f"{B}: plans for 2008 the same 2 results as A, word for word"],
    ),
    "another output": (
        "OP506",
        OUTPUT
        + table(texts("r", "s"))
        + '[outputs.G]\ntitle = "G"\n'
        + table(texts("r", "s")).replace("outputs.H", "outputs.G"),
        [],
    ),
    # --- OP507 ---
    "a period": ("OP507", table("r", head='periods = ["2008"]'), []),
    "no period": ("OP507", table("r"), [f"{A}: does not say for which years its results are"]),
    "no period and no result": ("OP507", table(), [f"{A}: does not say for which years its results are"]),
    "each result has one": ("OP507", table('results = [{ text = "r", period = "2008" }]'), []),
    "not each result has one": (
        "OP507",
        table('results = [{ text = "r", period = "2008" }, { text = "s" }]'),
        [f"{A}: does not say for which years its results are"],
    ),
    "no period yet": ("OP507", table("r", head='state = "to be completed"'), []),
    "no period, but the text above": (
        "OP507",
        table("r", head='announced = ["2008", "2009"]'),
        [f"{A}: does not say for which years its results are; the text above it announces 2008 and 2009"],
    ),
    # --- OP508 ---
    "announced": ("OP508", table(head='periods = ["2008"]\nannounced = ["2008"]'), []),
    "announced in other pieces": (
        "OP508",
        table(head='periods = ["2007", "2008-2011"]\nannounced = ["2007-2011"]'),
        [],
    ),
    "not announced": ("OP508", table(head='periods = ["2008"]'), []),
    "announced, no period": ("OP508", table(head='announced = ["2008"]'), []),
    "announced otherwise": (
        "OP508",
        table(head='periods = ["2007", "2008-2011"]\nannounced = ["2008-2011"]'),
        [f"{A}: the text announces 2008-2011, the table is for 2007 and 2008-2011"],
    ),
    "announced two": (
        "OP508",
        table(head='periods = ["2008"]\nannounced = ["2008", "2010"]'),
        [f"{A}: the text announces 2008 and 2010, the table is for 2008"],
    ),
    # --- OP509 ---
    "to the end of the window": ("OP509", table(head='periods = ["2011"]'), []),
    "beyond the window": ("OP509", table(head='periods = ["2008-2012"]'), []),
    "one year short": (
        "OP509",
        table(head='periods = ["2008-2010"]'),
        ["outputs.H: its results end in 2010; the window is 2008-2011"],
    ),
    "the other table goes on": (
        "OP509",
        table(head='periods = ["2009-2011"]') + table(head='periods = ["2008"]', code="B"),
        [],
    ),
    "both tables end": (
        "OP509",
        table(head='periods = ["2009"]') + table(head='periods = ["2008"]', code="B"),
        ["outputs.H: its results end in 2009; the window is 2008-2011"],
    ),
    "the other table has no years": ("OP509", table(head='periods = ["2008"]') + table(code="B"), []),
    "no years at all": ("OP509", table("r"), []),
    "results to be completed": (
        "OP509",
        OUTPUT + 'to_be_completed = ["results"]\n' + table(head='periods = ["2008"]'),
        [],
    ),
    "no more work": (
        "OP509",
        OUTPUT
        + 'effort = [{ department = "D", 2007 = 1, 2008 = 2, 2009-2011 = 0 }]\n'
        + table(head='periods = ["2008"]')
        + '[departments.D]\nname = "D"\n',
        [],
    ),
    "no more people in FTE": (
        "OP509",
        "[measures.effort]\nunit = 'FTE'\nnot_additive = { period = 'a stock' }\n"
        + OUTPUT
        + 'effort = [{ department = "D", 2007 = 1, 2008 = 0, 2009-2011 = 0 }]\n'
        + table(head='periods = ["2007"]')
        + '[departments.D]\nname = "D"\n',
        [],
    ),
    "no more work-months": (
        "OP509",
        OUTPUT
        + 'effort = [{ department = "D", 2007 = 1, 2008 = 2 }]\n'
        + table(head='periods = ["2008"]')
        + '[departments.D]\nname = "D"\n',
        [],
    ),
    "more work": (
        "OP509",
        OUTPUT
        + 'effort = [{ department = "D", 2007 = 1, 2008 = 2, 2009-2011 = 0.5 }]\n'
        + table(head='periods = ["2008"]')
        + '[departments.D]\nname = "D"\n',
        ["outputs.H: its results end in 2008; the window is 2008-2011"],
    ),
    "perhaps more work": (
        "OP509",
        OUTPUT
        + 'effort = [{ department = "D", 2007 = 1, 2008 = 2, 2009-2011 = "blank" }]\n'
        + table(head='periods = ["2008"]')
        + '[departments.D]\nname = "D"\n',
        ["outputs.H: its results end in 2008; the window is 2008-2011"],
    ),
    "work in a column that has begun": (
        "OP509",
        OUTPUT
        + 'effort = [{ department = "D", 2007 = 1, 2008 = 2, 2009-2011 = 0 }]\n'
        + table(head='periods = ["2008-2009"]')
        + '[departments.D]\nname = "D"\n',
        ["outputs.H: its results end in 2009; the window is 2008-2011"],
    ),
    "department that ends then": (
        "OP509",
        '[departments.D]\nname = "D"\nvalid_until = "2009"\nframeworks.A = { periods = ["2008-2009"] }\n',
        [],
    ),
    "department that ends in those years": (
        "OP509",
        '[departments.D]\nname = "D"\nvalid_until = "2009-2010"\nframeworks.A = { periods = ["2008-2009"] }\n',
        [],
    ),
    "department that ends later": (
        "OP509",
        '[departments.D]\nname = "D"\nvalid_until = "2009"\nframeworks.A = { periods = ["2008"] }\n',
        ["departments.D: its results end in 2008; it exists until 2009"],
    ),
    "department that ends with the window": (
        "OP509",
        '[departments.D]\nname = "D"\nvalid_until = "2011"\nframeworks.A = { periods = ["2008"] }\n',
        ["departments.D: its results end in 2008; the window is 2008-2011"],
    ),
    "department whose unit goes on": (
        "OP509",
        '[departments.D]\nname = "D"\nframeworks.A = { periods = ["2008"] }\n'
        '[departments.D.units.U]\nname = "U"\nframeworks.A = { periods = ["2009-2011"] }\n',
        [],
    ),
    "unit whose department goes on": (
        "OP509",
        '[departments.D]\nname = "D"\nframeworks.A = { periods = ["2009-2011"] }\n'
        '[departments.D.units.U]\nname = "U"\nframeworks.A = { periods = ["2008"] }\n',
        ["departments.D.units.U: its results end in 2008; the window is 2008-2011"],
    ),
    "unit of a department that ends": (
        "OP509",
        '[departments.D]\nname = "D"\nvalid_until = "2008"\n'
        '[departments.D.units.U]\nname = "U"\nframeworks.A = { periods = ["2008"] }\n',
        [],
    ),
    # --- OP510 ---
    "rest of the year": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-12-30") + table(code="B", head='periods = ["2010", "2009"]'),
        [f"{A}: reports up to 2007-12-30, and plans begin in 2009: the rest of 2007 is in no table"],
    ),
    "the year is over": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-12-31") + table(code="B", head='periods = ["2008"]'),
        [],
    ),
    "the heading has the rest of the year": (
        "OP510",
        table(head=REPORT + '\nperiods = ["2006-2007"]\nas_of = 2007-05-31')
        + table(code="B", head='periods = ["2008-2011"]'),
        [],
    ),
    "a year between": (
        "OP510",
        table(head=REPORT + '\nperiods = ["2006"]\nas_of = 2007-02-01') + table(code="B", head='periods = ["2008"]'),
        [f"{A}: reports end with 2006, and plans begin in 2008: 2007 is in no table"],
    ),
    "years between": (
        "OP510",
        table(head=REPORT + '\nperiods = ["2005"]') + table(code="B", head='periods = ["2008"]'),
        [f"{A}: reports end with 2005, and plans begin in 2008: 2006-2007 are in no table"],
    ),
    "the year is planned": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-05-31")
        + table(code="B", head='periods = ["2008"]')
        + table(code="C", head='periods = ["2007"]'),
        [],
    ),
    "the second half is planned": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-06-30") + table(code="B", head='periods = ["2007-H2", "2008"]'),
        [],
    ),
    "a quarter between": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-06-30") + table(code="B", head='periods = ["2007-Q4", "2008"]'),
        [f"{A}: reports up to 2007-06-30, and plans begin in 2007-Q4: 2007-Q3 is in no table"],
    ),
    "a year after the second half": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-06-30") + table(code="B", head='periods = ["2007-H2", "2009"]'),
        [f"{A}: reports end with 2007, and plans begin in 2009: 2008 is in no table"],
    ),
    "only earlier plans": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-05-31") + table(code="B", head='periods = ["2006"]'),
        [],
    ),
    "a later report": (
        "OP510",
        table(head=REPORT + "\nas_of = 2007-05-31")
        + table(code="B", head=REPORT + "\nas_of = 2007-12-31")
        + table(code="C", head='periods = ["2008"]'),
        [],
    ),
    "neither day nor years": ("OP510", table(head=REPORT) + table(code="B", head='periods = ["2008"]'), []),
    "a day of no report": (
        "OP510",
        table(head='periods = ["2007"]\nas_of = 2007-02-01') + table(code="B", head='periods = ["2009"]'),
        [],
    ),
    "no plan": ("OP510", table(head=REPORT + "\nas_of = 2007-05-31"), []),
    "no report": ("OP510", table(head='periods = ["2008"]'), []),
    # --- OP511 ---
    "perhaps something there": (
        "OP511",
        table(texts("r") + ', undivided = true, achievements = [{ text = "a" }]')
        + table('kpis_from = { framework = "A" }', code="B"),
        [],
    ),
    "something there": (
        "OP511",
        table(texts("r") + ", " + kpis("k"))
        + table('kpis_from = { framework = "A" }, results_from = { framework = "A" }', code="B"),
        [],
    ),
    "nothing there": (
        "OP511",
        table('note = "n"')
        + table('kpis_from = { framework = "A" }, results_from = { framework = "A" }', code="B")
        + table('risks_from = { framework = "A" }', code="C"),
        [
            f"{B}.blocks[0].kpis_from: takes its KPIs from {A}, which has none of its own",
            f"{B}.blocks[0].results_from: takes its results from {A}, which has none of its own",
            f"outputs.H.frameworks.C.blocks[0].risks_from: takes its risk factors from {A}, which has none of its own",
        ],
    ),
    "nothing under these numbers": (
        "OP511",
        table(numbers("1"), numbers("2") + ", " + kpis("k"))
        + table('kpis_from = { framework = "A", items = "1" }', code="B"),
        [f"{B}.blocks[0].kpis_from: takes its KPIs from {A} (items 1), which has none of its own"],
    ),
    "something under these numbers": (
        "OP511",
        table(numbers("1"), numbers("2") + ", " + kpis("k"))
        + table('kpis_from = { framework = "A", items = "2" }', code="B"),
        [],
    ),
    "taken from what is taken": (
        "OP511",
        table(kpis("k"))
        + table('kpis_from = { framework = "A" }', code="B")
        + table('kpis_from = { framework = "B" }', code="C"),
        [f"outputs.H.frameworks.C.blocks[0].kpis_from: takes its KPIs from {B}, which has none of its own"],
    ),
    "risks of the whole table": (
        "OP511",
        table(head='risks = [{ text = "x" }]') + table('risks_from = { framework = "A" }', code="B"),
        [],
    ),
    "risks of the whole output": (
        "OP511",
        OUTPUT + 'risks = [{ text = "x" }]\n' + table() + table('risks_from = { framework = "A" }', code="B"),
        [],
    ),
    "risks of the table, no KPIs": (
        "OP511",
        table(head='risks = [{ text = "x" }]') + table('kpis_from = { framework = "A" }', code="B"),
        [f"{B}.blocks[0].kpis_from: takes its KPIs from {A}, which has none of its own"],
    ),
    "nothing there yet": (
        "OP511",
        table(head='state = "to be completed"') + table('kpis_from = { framework = "A" }', code="B"),
        [],
    ),
    "no KPIs there yet": (
        "OP511",
        OUTPUT + 'to_be_completed = ["kpis"]\n' + table() + table('kpis_from = { framework = "A" }', code="B"),
        [],
    ),
    "another owner": (
        "OP511",
        OUTPUT
        + table('kpis_from = { framework = "A", owner = "outputs.G" }', code="B")
        + '[outputs.G]\ntitle = "G"\n'
        + table().replace("outputs.H", "outputs.G"),
        [f"{B}.blocks[0].kpis_from: takes its KPIs from outputs.G.frameworks.A, which has none of its own"],
    ),
    "rows of another unit": (
        "OP511",
        '[departments.D]\nname = "D"\nunits.U = { name = "U" }\nunits.V = { name = "V" }\n'
        + (
            table('unit = "U", ' + kpis("k"))
            + table(
                'unit = "U", kpis_from = { framework = "A" }', 'unit = "V", kpis_from = { framework = "A" }', code="B"
            )
        ).replace("outputs.H", "departments.D"),
        [
            "departments.D.frameworks.B.blocks[1].kpis_from: "
            "takes its KPIs from departments.D.frameworks.A, which has none of its own"
        ],
    ),
    # --- OP513 ---
    "risks": ("OP513", table('risks = [{ text = "Late delivery" }]'), []),
    "a condition": (
        "OP513",
        table('risks = [{ text = "availability of rooms" }]'),
        [f"{A}: the only risk factor is worded as what must hold: 'availability of rooms'"],
    ),
    "conditions": (
        "OP513",
        table('risks = [{ text = "Timely mail" }, { text = "Fire" }]', 'risks = [{ text = "Timely mail" }]')
        + table(head='risks = [{ text = "Prompt answers" }, { text = "Strict rules" }]', code="B"),
        [
            f"{A}: 1 of 2 risk factors is worded as what must hold: 'Timely mail'",
            f"{B}: 2 of 2 risk factors are worded as what must hold: 'Prompt answers', 'Strict rules'",
        ],
    ),
    "row first, then table": (
        "OP513",
        table('risks = [{ text = "Timely mail" }]', head='risks = [{ text = "Strict rules" }]'),
        [f"{A}: 2 of 2 risk factors are worded as what must hold: 'Timely mail', 'Strict rules'"],
    ),
    "a condition that does not hold": (
        "OP513",
        table('risks = [{ text = "Availability of staff is limited" }, { text = "Compliance fails" }]'),
        [],
    ),
    "within a word": ("OP513", table('risks = [{ text = "Strictures of the law" }]'), []),
    # --- OP515 ---
    "two results": ("OP515", table(texts("r", "s") + ", " + kpis("k", "l", "m")), []),
    "one KPI": ("OP515", table(texts("r", "s", "t") + ", " + kpis("k")), []),
    "one KPI that is printed": (
        "OP515",
        table(texts("r", "s", "t") + ', kpis = [{ text = "k" }, { text = "l", printed = false }]'),
        [],
    ),
    "two KPIs that are printed": (
        "OP515",
        table(texts("r", "s", "t") + ', kpis = [{ text = "k" }, { text = "l", printed = false }, { text = "m" }]'),
        [f"{A}: a row has 3 results and 2 KPIs, and no number pairs them"],
    ),
    "paired": (
        "OP515",
        table(
            'results = [{ text = "r", number = "1" }, { text = "s" }, { text = "t" }], '
            'kpis = [{ text = "k" }, { text = "l", of = ["1"] }]'
        ),
        [],
    ),
    "unpaired": (
        "OP515",
        table(texts("r", "s", "t") + ", " + kpis("k", "l")),
        [f"{A}: a row has 3 results and 2 KPIs, and no number pairs them"],
    ),
    "as many KPIs": ("OP515", table(texts("r", "s", "t") + ", " + kpis("k", "l", "m")), []),
    "the largest row": (
        "OP515",
        table(
            texts(*"abc") + ", " + kpis(*"kl"),
            texts(*"abcde") + ", " + kpis(*"klm"),
            texts(*"abcd") + ", " + kpis(*"klm"),
            "r",
        ),
        [f"{A}: 3 rows have up to 5 results and 3 KPIs, and no number pairs them"],
    ),
    "the largest of each": (
        "OP515",
        table(texts(*"abcdef") + ", " + kpis(*"kl"), texts(*"abc") + ", " + kpis(*"klmno")),
        [f"{A}: 2 rows have up to 6 results and 5 KPIs, and no number pairs them"],
    ),
}


@pytest.mark.parametrize(("rule", "text", "said"), CASES.values(), ids=[f"{r}: {n}" for n, (r, _, _) in CASES.items()])
def test_what_is_just_a_finding_and_what_is_none(rule: str, text: str, said: list[str]) -> None:
    assert found(rule, text) == said


def test_results_end_with_the_columns_of_the_plan() -> None:
    columns = HEAD.replace(', "2009-2011"', "")
    assert found("OP509", table(head='periods = ["2008"]'), columns) == []
    assert found("OP509", table(head='periods = ["2007"]'), columns) == [
        "outputs.H: its results end in 2007; the columns end in 2008"
    ]


def test_risks_are_not_missed_in_a_table_for_years_before_the_window() -> None:
    assert found("OP503", table("r", head='periods = ["2007"]')) == []
    assert found("OP503", table("r", head='periods = ["2007"]\nphase = "planned"')) == []
    assert len(found("OP503", table("r", head='periods = ["2007", "2008"]'))) == 1
    assert len(found("OP503", table("r"))) == 1


# How results begin, and whether that is an activity.
@pytest.mark.parametrize(
    ("text", "is_activity"),
    [
        ("Adopt rules", True),
        ("Providing help", True),
        ("Conduct a study", True),
        ("Participating in a study", False),
        ("Publishing a study", True),
        ("Conduct of studies", True),
        ("Carry out tests", True),
        ("Carry-over reduced", False),
        ("Draw up a list", True),
        ("Follow up complaints", True),
        ("Providers answer in time", False),
        ("Manages the archive", True),
        ("Maintaining the archive", True),
        ("Maintaining-cost halved", False),
        ("Draft a budget", True),
        ("Draft budget adopted", False),
        ("Plan, prepare and hold meetings", True),
        ("Plan and prepare meetings", True),
        ("Review or revise rules", True),
        ("Plan, budget and report adopted", False),
        ("Review the rules", True),
        ("Review of the rules completed", False),
        ("Run all tests", True),
        ("Developing countries have access", False),
        ("Developing the archive", True),
        ("Issue an answer each day", True),
        ("Hold any meeting", True),
        ("Hold each meeting", True),
        ("Monitor its work", True),
        ("Monitor our work", True),
        ("Monitor their work", True),
        ("Monitors replaced", False),
        ("Research theatre opened", False),
        ("Creation of jobs", True),
        ("Creation of jobs is easier", False),
        ("Creation oftener", False),
        ("Development of skills led to jobs", True),
        ("Development of staff raised from 5 to 7 days", False),
        ("Development of lists checked to the last line", False),
        ("Development of lists checked in May", False),
        ("Follow-up to the audit", True),
        ("Follow-up of the audit", True),
        ("Follow-up took a day", False),
    ],
)
def test_how_an_activity_begins(text: str, is_activity: bool) -> None:
    assert bool(found("OP502", table(text))) is is_activity


@pytest.mark.parametrize(
    ("text", "is_condition"),
    [
        ("Compliance with rules", True),
        ("Effective rules", True),
        ("Timely mail, or delays", False),
        ("Accuracy cannot be checked", False),
        ("Timely mail fails", False),
        ("Compliance, or lack of it", False),
        ("Compliance comes late", False),
        ("Sufficient space for no more than a year", False),
        ("Sufficient space is not found", False),
        ("Compliance is poor", False),
        ("Compliance problem", False),
        ("Compliance problems", False),
        ("Availability uncertain", False),
        ("Accurate translation of notices", True),
    ],
)
def test_what_is_no_risk(text: str, is_condition: bool) -> None:
    assert bool(found("OP513", table(f'risks = [{{ text = "{text}" }}]'))) is is_condition


@pytest.mark.parametrize("rule", ["OP502", "OP513"])
def test_words_are_looked_at_in_english_only(rule: str) -> None:
    text = table('results = [{ text = "Provide help" }], risks = [{ text = "Timely help" }]')
    assert len(found(rule, text)) == 1
    assert len(found(rule, text, HEAD + 'language = "en-GB"\n')) == 1
    assert found(rule, text, HEAD + 'language = "fr"\n') == []


def carried(text: str, *, report: str = "", plan: str = 'periods = ["2008-2011"]', kind: str = "results") -> list[str]:
    """What OP512 finds where a table carries on a result of a report of 2006 and 2007, up to June 2007."""
    head = report or REPORT + '\nperiods = ["2006", "2007"]\nas_of = 2007-06-30'
    return found(
        "OP512",
        table(f'{kind} = [{{ text = "{text}" }}]', head=head)
        + table(f'{kind}_from = {{ framework = "A" }}', code="B", head=plan),
    )


def past(text: str, due: str = "2007-06-30", years: str = " for 2008-2011", kind: str = "results") -> list[str]:
    return [f"{B}.blocks[0].{kind}_from: carries on{years} what was due by {due}: '{text}'"]


@pytest.mark.parametrize(
    "text",
    ["Ready in May 2007", "Ready in 2006", "Tests in 2006, ready in January 2007", "Room 12 by April 2007.", "2006"],
)
def test_what_is_past(text: str) -> None:
    assert carried(text) == past(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ready",
        "Ready in June 2007",
        "Ready in 2007",
        "Tests in 2006, ready in 2007",
        "Tests in 2006, ready in 2008",
        "Ready in 2005",
        "For 2000 people",
        "Ready in 2006-07",
        "Ready in 2006/07",
        "Ready in 2006–07",
        "Room 12006",
        "Room 20061",
    ],
)
def test_what_may_still_come(text: str) -> None:
    assert carried(text) == []


@pytest.mark.parametrize(
    ("month", "number"),
    [
        *(("January", 1), ("February", 2), ("March", 3), ("April", 4), ("May", 5), ("June", 6)),
        *(("July", 7), ("August", 8), ("September", 9), ("October", 10), ("November", 11)),
    ],
)
def test_months(month: str, number: int) -> None:
    text, report = f"Ready in {month} 2007", REPORT + '\nperiods = ["2007"]\nas_of = 2007-{:02}-28'
    assert carried(text, report=report.format(number)) == []
    assert carried(text, report=report.format(number + 1)) == past(text, due=f"2007-{number + 1:02}-28")


def test_the_last_month() -> None:
    text, report = "Ready in December 2007", REPORT + '\nperiods = ["2007"]\nas_of = '
    assert carried(text, report=report + "2007-12-31") == []
    assert carried(text, report=report + "2008-01-01") == past(text, due="2008-01-01")


def test_what_is_past_by_the_years_of_the_report() -> None:
    report = REPORT + '\nperiods = ["2007", "2006"]'
    assert carried("Ready in 2007", report=report) == past("Ready in 2007", due="2007")
    assert carried("Ready in 2008", report=report) == []


def test_a_date_followed_by_a_day() -> None:
    assert carried("Ready on 2006-03-01, at last") == []  # may be the school year 2006-03; so it is left alone


def test_what_is_no_carrying_on_of_the_past() -> None:
    text = "Ready in 2006"
    assert carried(text, kind="kpis") == past(text, kind="kpis")
    assert carried(text, kind="risks") == []
    assert carried(text, plan=REPORT) == []
    assert carried(text, plan="") == past(text, years="")
    assert carried(text, plan='periods = ["2008", "2010"]') == past(text, years=" for 2008 and 2010")
    assert carried(text, report='periods = ["2006"]\nas_of = 2007-06-30') == []
    assert carried(text, report=REPORT + "\nas_of = 2007-06-30") == []
    assert carried(text, report=REPORT + '\nperiods = ["2005"]') == []


SHARED = '{ blocks = [{ results = [{ text = "Fewer calls" }, { text = "{more}" }] }] }'


def shared(**owners: str) -> str:
    """Outputs and departments of which each has the result, with what else is said of it."""
    parts = []
    for code, more in owners.items():
        what = "departments" if code.startswith("D") else "outputs"
        name = "name" if code.startswith("D") else "title"
        table_of = f"frameworks.A = {SHARED.replace('{more}', 'Own of ' + code)}"
        parts.append(f'[{what}.{code}]\n{name} = "{code}"\nsection = "{code}"\n{more}\n{table_of}\n')
    return "".join(parts)


def elsewhere(text: str) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in validate_text(HEAD + text, select="OP514")]


def test_the_same_result_of_two() -> None:
    assert elsewhere(shared(G="", D="")) == [
        "outputs.G: departments.D has the same result, word for word: 'Fewer calls'"
    ]
    assert elsewhere(shared(G="")) == []


def test_the_same_results_of_three() -> None:
    text = shared(F="", G="", D="").replace("Own of G", "own of  F.")
    assert elsewhere(text) == [
        "outputs.F: outputs.G, departments.D have the same result, word for word: 'Fewer calls'",
        "outputs.F: outputs.G has the same result, word for word: 'Own of F'",
    ]


def test_several_results_of_two() -> None:
    text = shared(G="", D="").replace("Own of D", "Own of G")
    assert elsewhere(text) == [
        "outputs.G: departments.D has the same results, word for word: 'Fewer calls', 'Own of G'"
    ]


def test_a_result_of_two_tables_of_one_owner() -> None:
    assert elsewhere(shared(G=f"frameworks.B = {SHARED.replace('{more}', 'x')}")) == []


def test_a_result_of_a_department_and_its_units() -> None:
    unit = '[departments.D.units.U]\nname = "U"\nframeworks.A = ' + SHARED.replace("{more}", "x") + "\n"
    assert elsewhere(shared(D="") + unit + unit.replace("units.U", "units.V")) == []
    assert elsewhere(shared(G="") + '[departments.D]\nname = "D"\n' + unit) == [
        "outputs.G: departments.D.units.U has the same result, word for word: 'Fewer calls'"
    ]


def test_a_result_of_a_department_that_has_ended() -> None:
    assert elsewhere(shared(G="", D='valid_until = "2007"')) == []
    assert len(elsewhere(shared(G="", D='valid_until = "2008"'))) == 1
    assert len(elsewhere(shared(G="", D='valid_until = "2007-2008"'))) == 1


def test_findings_as_data() -> None:
    said = {
        "OP501": (table("r", "s"), ("r", "s"), None),
        "OP502": (table("Provide r"), ("Provide r",), None),
        "OP503": (table("r", "s"), ("r", "s"), None),
        "OP504": (table("r", head=REPORT), ("r",), None),
        "OP505": (table(numbers("2.1", "2.4")), "2.4", "2.2"),
        "OP506": (table(texts("r", "s")) + table(texts("r", "s"), code="B"), "A", None),
        "OP507": (table("r"), None, None),
        "OP508": (table(head='periods = ["2008"]\nannounced = ["2008", "2009"]'), ("2008", "2009"), ("2008",)),
        "OP509": (table(head='periods = ["2008"]'), "2008", "2011"),
        "OP510": (
            table(head=REPORT + "\nas_of = 2007-05-31") + table(code="B", head='periods = ["2009"]'),
            "2009",
            "2007",
        ),
        "OP511": (table() + table('kpis_from = { framework = "A" }', code="B"), A, None),
        "OP512": (
            table("Ready in 2006", head=REPORT + '\nperiods = ["2006"]')
            + table('results_from = { framework = "A" }', code="B"),
            ("Ready in 2006",),
            None,
        ),
        "OP513": (table('risks = [{ text = "Timely mail" }]'), ("Timely mail",), None),
        "OP515": (table(texts("r", "s", "t") + ", " + kpis("k", "l")), 1, None),
    }
    for rule, (text, actual, expected) in said.items():
        problem = only(rule, text)
        assert (problem.rule, problem.section, problem.actual, problem.expected) == (rule, "II.1", actual, expected)
    (problem,) = validate_text(HEAD + shared(G="", D=""), select="OP514")
    assert (problem.section, problem.actual, problem.expected) == ("G", ("Fewer calls",), None)
    problem = only("OP503", table("r", texts("s") + ', risks = [{ text = "x" }]', head='section = "II.1.5"'))
    assert (problem.section, problem.actual) == ("II.1.5", ("r",))
    (problem,) = validate_text(
        HEAD + '[departments.D]\nname = "D"\nvalid_until = "2010-2011"\nframeworks.A = { periods = ["2008"] }\n',
        select="OP509",
    )
    assert (problem.actual, problem.expected) == ("2008", "2010")


def test_how_much_they_weigh() -> None:
    warnings = {"OP501", "OP505", "OP507", "OP508", "OP509", "OP511"}
    text = table("r") + table(code="B")
    for profile, more in (("draft", set()), ("council", {"OP503"}), ("published", {"OP503"})):
        for problem in validate_text(HEAD + OUTPUT + text, select="results", profile=profile):
            heavy = problem.rule in warnings | more
            assert problem.severity is (Severity.WARNING if heavy else Severity.NOTE), problem


def test_a_reference_to_nothing_is_left_to_the_references() -> None:
    row = ResultBlock(
        results_from=Reference(framework="X"), kpis_from=Reference(framework="A", owner="outputs.X", items="1")
    )
    plan = small_plan(outputs=[Output(code="H", title="H", frameworks=[ResultsFramework(code="A", blocks=[row])])])
    assert {problem.rule for problem in validate(plan, select=["OP505", "OP511", "OP512"])} == set()


def test_what_is_to_be_completed_is_said_once() -> None:
    text = table("r", head='state = "to be completed"\nperiods = ["2008-2011"]')
    assert found("results", text) == []


def test_many_results_take_little_time() -> None:
    count = 2000
    tables = [
        ResultsFramework(
            code=f"T{number}",
            periods=["2008-2011"],
            blocks=[
                ResultBlock(
                    results=[ExpectedResult(text="the same", number=str(number)), ExpectedResult(text=f"r{number}")],
                    kpis_from=Reference(framework="T0"),
                )
            ],
        )
        for number in range(count)
    ]
    outputs = [Output(code=f"O{number}", title="O", frameworks=tables[:2]) for number in range(count)]
    plan = small_plan(outputs=[*outputs, Output(code="H", title="H", frameworks=tables)])
    began = perf_counter()
    report = validate(plan, select="results")
    assert perf_counter() - began < 10
    assert report.counts["OP511"] == count * 3
    assert report.counts["OP514"] == 1


@given(st.one_of(plans(), plans_of()))
def test_it_never_raises_and_says_the_same_twice(plan: OperationalPlan) -> None:
    report = validate(plan, select=["results", "funding"], profile="council")
    assert len({(problem.rule, problem.path, problem.message) for problem in report}) == len(report)
    assert validate(plan, select=["results", "funding"], profile="council") == report
