"""Results and their context in files: TOML on the left, every line that is said about it on the right; round trips."""

import datetime
import itertools
import json
import pathlib

import attrs
import jsonschema
import pytest
import tomli
from hypothesis import given

import itu_opplan as opplan
from itu_opplan import InvalidPlan, OperationalPlan, Severity, dump, dumps, load, loads, validate_text
from itu_opplan.model import context, kpis, results
from tests.result_strategies import full_plan, plans_of
from tests.small_plans import HEAD
from tests.toml.test_structure import LABEL, SHAPE

NUMBER = "must be a number, 'blank', 'n/a' or 'to be completed', got"
CODE = "must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got"
DATE = "must be a date such as 2007-05-31, without quotes, got"
PERIOD = "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got"
TABLES = "must be a table of tables, each named by its code, got"

OUTPUT = '[outputs.PP]\ntitle = "C"\n'  # lines 7 and 8
FRAMEWORK = OUTPUT + "[outputs.PP.frameworks.F]\n"  # to line 9
BLOCK = FRAMEWORK + "[[outputs.PP.frameworks.F.blocks]]\n"  # to line 10
KPI = BLOCK + '[[outputs.PP.frameworks.F.blocks.kpis]]\ntext = "k"\n'  # to line 12
F = "outputs.PP.frameworks.F"
B = f"{F}.blocks[0]"
K = f"{B}.kpis[0]"

LOST = {(f"OP1{number:02}", Severity.ERROR) for number in range(1, 11)}
"""What the rules on references find."""


def lines_about(text: str) -> list[str]:
    """The lines of the refusal of a plan that has this text after its head; `validate_text` says the same."""
    with pytest.raises(InvalidPlan) as refusal:
        loads(HEAD + text)
    errors = validate_text(HEAD + text).errors
    assert [str(problem) for problem in errors] == str(refusal.value).split("\n")
    assert {(problem.rule, problem.severity) for problem in refusal.value.problems} <= SHAPE | LOST
    return str(refusal.value).split("\n")


SHAPES: dict[str, tuple[str, list[str]]] = {
    # frameworks
    "frameworks as a list": (
        OUTPUT + "frameworks = []",
        [f"<text>:9: outputs.PP.frameworks: {TABLES} a list"],
    ),
    "frameworks as an array of tables": (
        OUTPUT + '[[outputs.PP.frameworks]]\ncode = "F"',
        [f"<text>:9: outputs.PP.frameworks: {TABLES} a list"],
    ),
    "framework as text": (OUTPUT + 'frameworks.F = "x"', [f"<text>:9: {F}: must be a table, got 'x'"]),
    "framework with a code": (
        FRAMEWORK + 'code = "F"',
        [f"<text>:10: {F}.code: the name of the table is the code, 'F'; leave this key out"],
    ),
    "framework of a bad code": (
        OUTPUT + '[outputs.PP.frameworks."2008.1"]',
        [f"<text>:9: outputs.PP.frameworks.2008.1: {CODE} '2008.1'; write a code such as '2008-1'"],
    ),
    "fields of a framework": (
        FRAMEWORK
        + 'phase = "done"\nas_of = "2007-05-31"\nperiods = "2008"\nstate = true\nmandates = "RES-1"\nblocs = 1',
        [
            f"<text>:10: {F}.phase: must be one of 'implementation', 'planned', got 'done'",
            f"<text>:11: {F}.as_of: {DATE} '2007-05-31'",
            f"<text>:12: {F}.periods: must be a list, got '2008'",
            f"<text>:13: {F}.state: must be text, got true",
            f"<text>:14: {F}.mandates: must be a list, got 'RES-1'",
            f"<text>:15: {F}.blocs: unknown key; did you mean 'blocks'?",
        ],
    ),
    "periods of a framework": (
        FRAMEWORK + 'periods = [2008, "2009-11", "Q1 2010"]',
        [
            f'<text>:10: {F}.periods[0]: {PERIOD} 2008; write "2008"',
            f"<text>:10: {F}.periods[1]: "
            "may mean the years 2009-2011 or the month November 2009; write 2009-2011 or 2009-M11, "
            "got '2009-11'",
            f"<text>:10: {F}.periods[2]: write this period as 2010-Q1, got 'Q1 2010'",
        ],
    ),
    "day and time": (FRAMEWORK + "as_of = 2007-05-31T12:00:00", [f"<text>:10: {F}.as_of: {DATE} 2007-05-31 12:00:00"]),
    "month for a day": (FRAMEWORK + 'as_of = "May 2007"', [f"<text>:10: {F}.as_of: {DATE} 'May 2007'"]),
    # blocks
    "blocks as one table": (
        FRAMEWORK + "[outputs.PP.frameworks.F.blocks]",
        [f"<text>:10: {F}.blocks: must be a list, got a table"],
    ),
    "blocks of texts": (FRAMEWORK + 'blocks = ["x"]', [f"<text>:10: {F}.blocks[0]: must be a table, got 'x'"]),
    "fields of a block": (
        BLOCK + 'number = 3\ngroup = ""\nunit = "A.B"\nstate = "open"\nprojects = ["A", "A", "b c"]\nresult = []',
        [
            f"<text>:11: {B}.number: must be text, got 3",
            f"<text>:12: {B}.group: must be text, got ''",
            f"<text>:13: {B}.unit: {CODE} 'A.B'",
            f"<text>:14: {B}.state: must be one of 'to be completed', got 'open'",
            f"<text>:15: {B}.projects[2]: {CODE} 'b c'",
            f"<text>:15: {B}.projects[1]: 'A' stands twice",
            f"<text>:16: {B}.result: unknown key; did you mean 'results'?",
        ],
    ),
    "the second block": (
        BLOCK + "[[outputs.PP.frameworks.F.blocks]]\nresults = 5",
        [f"<text>:12: {F}.blocks[1].results: must be a list, got 5; write [{{ text = … }}]"],
    ),
    "references": (
        BLOCK + 'results_from = "above"\nkpis_from = { items = "1-6" }\nrisks_from = { framework = "F", item = "2" }',
        [
            f"<text>:11: {B}.results_from: must be a table, got 'above'; write {{ framework = … }}",
            f"<text>:12: {B}.kpis_from.framework: missing; every reference must have it",
            f"<text>:13: {B}.risks_from.item: unknown key; did you mean 'items'?",
        ],
    ),
    "items of a reference": (
        BLOCK
        + 'results_from = { framework = "F", items = 3 }\nkpis_from = { framework = "F", items = "six" }\n'
        + 'risks_from = { framework = "F", items = "6-1" }',
        [
            f"<text>:11: {B}.results_from.items: must be text, got 3",
            f"<text>:12: {B}.kpis_from.items: must be 'all', or numbers such as '1-6' or '1,3', got 'six'",
            f"<text>:13: {B}.risks_from.items: must not count down, got '6-1'",
        ],
    ),
    # results, risks, success factors
    "results as texts": (
        BLOCK + 'results = ["r"]',
        [f"<text>:11: {B}.results[0]: must be a table, got 'r'; write {{ text = … }}"],
    ),
    "results as one table": (
        BLOCK + 'results = { text = "r" }',
        [f"<text>:11: {B}.results: must be a list, got a table; write [{{ text = … }}]"],
    ),
    "fields of results": (
        BLOCK
        + 'results = [\n  { text = "r", number = 1 },\n  { txt = "r" },\n'
        + '  { text = "r", lead = "SGO", period = 2008 },\n'
        + '  { text = "", lead = [5], consulted = ["A."], kpis = [] },\n]',
        [
            f"<text>:12: {B}.results[0].number: must be text, got 1",
            f"<text>:13: {B}.results[1].txt: unknown key; did you mean 'text'?",
            f"<text>:14: {B}.results[2].lead: must be a list, got 'SGO'",
            f'<text>:14: {B}.results[2].period: {PERIOD} 2008; write "2008"',
            f"<text>:15: {B}.results[3].lead[0]: must be text, got 5",
            f"<text>:15: {B}.results[3].kpis: unknown key; 'kpis' stands beside 'results', not below it",
            f"<text>:15: {B}.results[3].text: must be text, got ''",
            f"<text>:15: {B}.results[3].consulted[0]: {CODE} 'A.'",
        ],
    ),
    "texts that are missing": (
        BLOCK
        + "results = [{}]\nkpis = [{}]\nachievements = [{}]\nrisks = [{}]\nsuccess_factors = [{}]\n"
        + "[[outputs.PP.risks]]\nnote = 'n'",
        [
            f"<text>:11: {B}.results[0].text: missing; every result must have it",
            f"<text>:12: {B}.kpis[0].text: missing; every KPI must have it",
            f"<text>:13: {B}.achievements[0].text: missing; every achievement must have it",
            f"<text>:14: {B}.risks[0].text: missing; every risk must have it",
            f"<text>:15: {B}.success_factors[0].text: missing; every success factor must have it",
            "<text>:16: outputs.PP.risks[0].text: missing; every risk must have it",
        ],
    ),
    # KPIs and their values
    "fields of a KPI": (
        KPI
        + 'of = [1, "2"]\nperspective = "client, staff"\nunit = "work months"\ndirection = "up"\nbaselines = 5\n'
        + "base = 5",
        [
            f"<text>:13: {K}.of[0]: must be text, got 1",
            f"<text>:14: {K}.perspective: {LABEL} 'client, staff'",
            f"<text>:15: {K}.unit: 'work months' is not a unit; write 'work_month'",
            f"<text>:16: {K}.direction: must be one of 'increase', 'decrease', got 'up'",
            f"<text>:17: {K}.baselines: must be a list, got 5; write [{{ value = … }}]",
            f"<text>:18: {K}.base: unknown key; did you mean 'baselines'?",
        ],
    ),
    "baseline": (
        KPI + 'baselines = [{ value = "5", as_of = "2005", date = 2005-01-01 }]',
        [
            f"<text>:13: {K}.baselines[0].value: {NUMBER} '5'; write 5",
            f"<text>:13: {K}.baselines[0].as_of: {DATE} '2005'",
            f"<text>:13: {K}.baselines[0].date: unknown key; keep it in 'note'",
        ],
    ),
    "labels of a value": (
        KPI
        + 'targets = [\n  { period = "2008", value = 1, dimensions = ["women"] },\n'
        + '  { period = "2009", value = 1, dimensions = { sex = 5, class = "a" } },\n'
        + '  { period = "2010", value = 1, dimension = { sex = "women" } },\n]',
        [
            f"<text>:14: {K}.targets[0].dimensions: must be a table of labels by dimension, got a list",
            f"<text>:15: {K}.targets[1].dimensions.class: "
            "'class' is no name of a dim; it must be usable as the name of an argument",
            f"<text>:15: {K}.targets[1].dimensions.sex: {LABEL} 5",
            f"<text>:16: {K}.targets[2].dimension: unknown key; did you mean 'dimensions'?",
        ],
    ),
    "values for the same": (
        KPI
        + 'unit = "CHF"\ntargets = [\n  { period = "2008", value = 1 },\n'
        + '  { period = "2008", value = 2, dimensions = { sex = "women" } },\n'
        + '  { period = "2008", value = 3, unit = "CHF" },\n]',
        [
            f"<text>:17: {K}.targets[2]: is for the same as targets[0]; "
            "they must differ in period, unit, bound or dimensions",
        ],
    ),
    "targets as one table": (
        KPI + 'targets = { period = "2008", value = 5 }',
        [f"<text>:13: {K}.targets: must be a list, got a table; write [{{ period = …, value = … }}]"],
    ),
    "targets": (
        KPI
        + 'targets = [\n  { period = "2008", value = true },\n  { period = 2008, value = 5 },\n  { value = 5 },\n'
        + '  { period = "2008" },\n  { period = "2008", value = "80 %", bound = ">" },\n'
        + '  { period = "2008", value = inf },\n  { period = "2008", value = 1e15 },\n]',
        [
            f"<text>:14: {K}.targets[0].value: {NUMBER} true",
            f'<text>:15: {K}.targets[1].period: {PERIOD} 2008; write "2008"',
            f"<text>:16: {K}.targets[2].period: missing; every target must have it",
            f"<text>:17: {K}.targets[3].value: missing; write it, or words as text",
            f"<text>:18: {K}.targets[4].value: {NUMBER} '80 %'; write 80, with unit = 'percent'",
            f"<text>:18: {K}.targets[4].bound: must be one of 'at least', 'at most', 'about', got '>'",
            f"<text>:19: {K}.targets[5].value: {NUMBER} Infinity",
            f"<text>:20: {K}.targets[6].value: must have at most 15 digits before the point and 12 after, "
            "got '1000000000000000'",
        ],
    ),
    "actuals": (
        KPI
        + "[[outputs.PP.frameworks.F.blocks.kpis.actuals]]\nas_of = '2008-12-31'\nvalue = 1\nconfirmed = 'no'\n"
        + "[[outputs.PP.frameworks.F.blocks.kpis.actuals]]\nas_off = 2008-12-31\n",
        [
            f"<text>:14: {K}.actuals[0].as_of: {DATE} '2008-12-31'",
            f"<text>:16: {K}.actuals[0].confirmed: must be true or false, got 'no'",
            f"<text>:17: {K}.actuals[1].value: missing; write it, or words as text",
            f"<text>:18: {K}.actuals[1].as_off: unknown key; did you mean 'as_of'?",
        ],
    ),
    "actuals of an achievement": (
        BLOCK + 'achievements = [{ text = "a", actuals = [{ value = [1] }], targets = [] }]',
        [
            f"<text>:11: {B}.achievements[0].actuals[0].value: {NUMBER} a list",
            f"<text>:11: {B}.achievements[0].targets: unknown key; known: text, number, of …",
        ],
    ),
    # what stands on the output
    "funding as a table": (
        OUTPUT + 'funding.source = "x"',
        ["<text>:9: outputs.PP.funding: must be a list, got a table; write [{ source = … }]"],
    ),
    "funding": (
        OUTPUT + "[[outputs.PP.funding]]\nperiod = 2008\n[[outputs.PP.funding]]\nsource = 5\nprovisions = 'M'",
        [
            "<text>:9: outputs.PP.funding[0].source: missing; every funding must have it",
            f'<text>:10: outputs.PP.funding[0].period: {PERIOD} 2008; write "2008"',
            "<text>:12: outputs.PP.funding[1].source: must be text, got 5",
            "<text>:13: outputs.PP.funding[1].provisions: unknown key; did you mean 'provision'?",
        ],
    ),
    # what stands on the plan
    "context as lists": (
        "mandates = []\nprovisions = []\nprojects = []\nclaims = 5\nevents = 'x'",
        [
            f"<text>:7: mandates: {TABLES} a list",
            f"<text>:8: provisions: {TABLES} a list",
            f"<text>:9: projects: {TABLES} a list",
            f"<text>:10: claims: {TABLES} 5",
            f"<text>:11: events: {TABLES} 'x'",
        ],
    ),
    "context without what it must have": (
        "[mandates.M]\n[provisions.P]\n[projects.P]\n[claims.C]\n[events.E]",
        [
            "<text>:7: mandates.M.series: missing; every mandate must have it",
            "<text>:7: mandates.M.issued_by: missing; every mandate must have it",
            "<text>:8: provisions.P.title: missing; every provision must have it",
            "<text>:9: projects.P.title: missing; every project must have it",
            "<text>:10: claims.C.text: missing; every claim must have it",
            "<text>:10: claims.C.operation: missing; every claim must have it",
            "<text>:10: claims.C.stated: missing; every claim must have it",
            "<text>:10: claims.C.terms: missing; every claim must have it",
            "<text>:11: events.E.title: missing; every event must have it",
        ],
    ),
    "mandate": (
        '[mandates."Res. 1"]\nseries = "Resolution, 1"\nissued_by = 5\nnumber = 1\nalias = "x"',
        [
            f"<text>:7: mandates.Res. 1: {CODE} 'Res. 1'; write a code such as 'Res-1', with label = 'Res. 1'",
            f"<text>:8: mandates.Res. 1.series: {LABEL} 'Resolution, 1'",
            "<text>:9: mandates.Res. 1.issued_by: must be text, got 5",
            "<text>:10: mandates.Res. 1.number: must be text, got 1",
            "<text>:11: mandates.Res. 1.alias: unknown key; did you mean 'aliases'?",
        ],
    ),
    "provision": (
        '[provisions.M]\ntitle = "m"\namount = "1,490,000"\nunit = "%"\nconfirmed = 0\nyear = "2008"',
        [
            "<text>:9: provisions.M.amount: must be a number, got '1,490,000'; write 1490000",
            "<text>:10: provisions.M.unit: '%' is not a unit; write 'percent'",
            "<text>:11: provisions.M.confirmed: must be true or false, got 0",
            "<text>:12: provisions.M.year: unknown key; did you mean 'period'?",
        ],
    ),
    "project": (
        '[projects.B]\ntitle = "b"\nfinanced = "no"\nstart = 2009\nstarts = "2009"',
        [
            "<text>:9: projects.B.financed: must be true or false, got 'no'",
            f'<text>:10: projects.B.start: {PERIOD} 2009; write "2009"',
            "<text>:11: projects.B.starts: unknown key; did you mean 'start'?",
        ],
    ),
    "event": (
        '[events.E]\ntitle = "e"\nfirst = "2009-05-25"\nlast = 2009-05-27T00:00:00\nproposed = "likely"\nperiod = 2009',
        [
            f"<text>:9: events.E.first: {DATE} '2009-05-25'",
            f"<text>:10: events.E.last: {DATE} 2009-05-27 00:00:00",
            "<text>:11: events.E.proposed: must be true or false, got 'likely'",
            f'<text>:12: events.E.period: {PERIOD} 2009; write "2009"',
        ],
    ),
    "claim without terms": (
        '[claims.C]\ntext = "c"\noperation = "sum"\nstated = 2\nterms = []',
        ["<text>:11: claims.C.terms: must not be empty"],
    ),
    "claim": (
        '[claims.C]\ntext = "c"\noperation = "average"\nstated = "2"\nterms = [1, 2.5]\nterm = "1"',
        [
            "<text>:9: claims.C.operation: must be one of 'sum', 'difference', 'product', 'ratio', 'change', 'count', "
            "'quarter_of', got 'average'",
            "<text>:10: claims.C.stated: must be a number, got '2'; write 2",
            "<text>:11: claims.C.terms[0]: must be text, got 1",
            "<text>:11: claims.C.terms[1]: must be text, got 2.5",
            "<text>:12: claims.C.term: unknown key; did you mean 'terms'?",
        ],
    ),
}


@pytest.mark.parametrize(("text", "said"), SHAPES.values(), ids=SHAPES)
def test_the_gate_of_shape(text: str, said: list[str]) -> None:
    assert lines_about(text) == said


def test_units_have_frameworks_like_departments_and_outputs() -> None:
    text = '[departments.D]\nname = "D"\n[departments.D.units.U]\nname = "U"\n'
    at = "departments.D.units.U.frameworks.F.blocks"
    assert lines_about(f"{text}[[{at}]]\nresults = [{{ text = 5 }}]") == [
        f"<text>:12: {at}[0].results[0].text: must be text, got 5"
    ]


# --- references -------------------------------------------------------------------------------------------------------

REFERENCES: dict[str, tuple[str, list[str]]] = {
    "focal points": (
        BLOCK + 'results = [\n  { text = "r", lead = ["PP"] },\n  { text = "s", consulted = [\n    "X",\n  ] },\n]',
        [
            f"<text>:12: {B}.results[0].lead: unknown department, unit or body 'PP'; the plan has none",
            f"<text>:14: {B}.results[1].consulted: unknown department, unit or body 'X'; the plan has none",
        ],
    ),
    "the unit of a row": (BLOCK + 'unit = "U"', [f"<text>:11: {B}.unit: unknown unit 'U'; the plan has none"]),
    "projects of a row": (
        BLOCK + '[[outputs.PP.frameworks.F.blocks]]\nprojects = ["P"]',
        [f"<text>:12: {F}.blocks[1].projects: unknown project 'P'; the plan has none"],
    ),
    "mandates everywhere": (
        OUTPUT
        + 'mandates = ["A"]\n[outputs.PP.frameworks.F]\nmandates = ["B"]\n[[outputs.PP.frameworks.F.blocks]]\n'
        + 'results = [{ text = "r", mandates = ["C"] }]\nkpis = [{ text = "k", mandates = ["D"] }]\n'
        + 'achievements = [{ text = "a", mandates = ["E"] }]\n[events.E]\ntitle = "e"\nmandates = ["F"]\n'
        + '[provisions.M]\ntitle = "m"\nmandates = ["G"]\n[departments.D]\nname = "D"\nmandates = ["H"]\n'
        + '[departments.D.units.U]\nname = "U"\nmandates = ["I"]',
        [
            "<text>:9: outputs.PP.mandates: unknown mandate 'A'; the plan has none",
            f"<text>:11: {F}.mandates: unknown mandate 'B'; the plan has none",
            f"<text>:13: {B}.results[0].mandates: unknown mandate 'C'; the plan has none",
            f"<text>:14: {B}.kpis[0].mandates: unknown mandate 'D'; the plan has none",
            f"<text>:15: {B}.achievements[0].mandates: unknown mandate 'E'; the plan has none",
            "<text>:18: events.E.mandates: unknown mandate 'F'; the plan has none",
            "<text>:21: provisions.M.mandates: unknown mandate 'G'; the plan has none",
            "<text>:24: departments.D.mandates: unknown mandate 'H'; the plan has none",
            "<text>:27: departments.D.units.U.mandates: unknown mandate 'I'; the plan has none",
        ],
    ),
    "provision and output": (
        OUTPUT
        + '[[outputs.PP.funding]]\nsource = "cost recovery"\n[[outputs.PP.funding]]\nsource = "cost recovery"\n'
        + 'provision = "M"\n[projects.P]\ntitle = "p"\noutput = "PX"\n[events.E]\ntitle = "e"\noutput = "PY"',
        [
            "<text>:13: outputs.PP.funding[1].provision: unknown provision 'M'; the plan has none",
            "<text>:16: projects.P.output: unknown output 'PX'; the plan has PP",
            "<text>:19: events.E.output: unknown output 'PY'; the plan has PP",
        ],
    ),
    "owner and framework": (
        BLOCK
        + 'kpis_from = { framework = "G" }\nresults_from = { framework = "F", owner = "outputs.PX" }\n'
        + '[outputs.PP.frameworks.F.blocks.risks_from]\nframework = "F"\nitems = "1-2"',
        [
            f"<text>:11: {B}.kpis_from.framework: unknown framework 'G'; there is F",
            f"<text>:12: {B}.results_from.owner: unknown owner 'outputs.PX'; there are results of outputs.PP",
            f"<text>:15: {B}.risks_from.items: there is no item 1-2 in {F}",
        ],
    ),
    "words of lists": (
        KPI
        + 'perspective = "client"\n[[outputs.PP.funding]]\nsource = "regular"\n[mandates.M]\nseries = "Resolution"\n'
        + 'issued_by = "PP"',
        [
            f"<text>:13: {K}.perspective: unknown perspective 'client'; "
            "unless [dimensions] lists others, there are customer, financial, staff …",
            "<text>:15: outputs.PP.funding[0].source: unknown source 'regular'; "
            "unless [dimensions] lists others, there are regular budget, cost recovery, extra-budgetary …",
            "<text>:17: mandates.M.series: unknown series 'Resolution'; write 'resolution'",
        ],
    ),
    "the same code in another case": (
        FRAMEWORK + "[outputs.PP.frameworks.f]",
        [f"<text>:10: outputs.PP.frameworks.f: the code is taken by {F}; codes are unique without regard to case"],
    ),
}


@pytest.mark.parametrize(("text", "said"), REFERENCES.values(), ids=REFERENCES)
def test_references_are_refused_at_their_line(text: str, said: list[str]) -> None:
    assert lines_about(text) == said


def test_lines_of_a_folder(tmp_path: pathlib.Path) -> None:
    dump(full_plan(), tmp_path / "plan")
    file = tmp_path / "plan" / "outputs" / "PP.toml"
    text = file.read_text()
    file.write_text(text.replace('    "BDT",\n', '    "BTD",\n'))
    line = text.split("\n").index('    "BDT",') + 1
    with pytest.raises(InvalidPlan) as refusal:
        load(tmp_path / "plan")
    assert str(refusal.value) == (
        f"outputs/PP.toml:{line}: outputs.PP.frameworks.2006-2007.blocks[0].results[1].lead: "
        "unknown department, unit or body 'BTD'; the plan has BDT, SGO, CEC …"
    )


# --- round trips ------------------------------------------------------------------------------------------------------

FULL = full_plan()
CLASSES = [
    cls
    for module in (results, kpis, context)
    for name in module.__all__
    if attrs.has(cls := getattr(module, name)) and name != "Progress"  # no plan holds it
]


def _instances(value: object) -> list[object]:
    if isinstance(value, tuple):
        return list(itertools.chain.from_iterable(map(_instances, value)))
    if not attrs.has(type(value)):
        return []
    return [value, *(one for field in attrs.fields(type(value)) for one in _instances(getattr(value, field.name)))]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_full_plan_has_every_class_and_field(cls: type[attrs.AttrsInstance]) -> None:
    found = [one for one in _instances(FULL) if type(one) is cls]
    unused = [
        field.name for field in attrs.fields(cls) if all(getattr(one, field.name) == field.default for one in found)
    ]
    assert found
    assert unused == []


def _everything(plan: OperationalPlan) -> str:
    """All values as they are spelled: 100.50 is not 100.5."""
    return repr(opplan.plain(plan))


def test_the_full_plan_comes_back_from_text() -> None:
    again = loads(dumps(FULL))
    assert again == FULL
    assert _everything(again) == _everything(FULL)
    assert dumps(again) == dumps(FULL)


@pytest.mark.parametrize("name", ["plan.toml", "folder"])
def test_the_full_plan_comes_back_from_disk(tmp_path: pathlib.Path, name: str) -> None:
    dump(FULL, tmp_path / name)
    assert _everything(load(tmp_path / name)) == _everything(FULL)


def test_the_full_plan_is_valid() -> None:
    assert opplan.validate(FULL, select="references") == opplan.Report(())


def test_the_shipped_plan_comes_back() -> None:
    plan = opplan.bundled("gs-2008-2011")
    assert loads(dumps(plan)) == plan


@given(plans_of())
def test_any_results_come_back(plan: OperationalPlan) -> None:
    assert opplan.validate(plan).ok
    text = dumps(plan)
    again = loads(text)
    assert again == plan
    assert dumps(again) == text


# --- the schema -------------------------------------------------------------------------------------------------------


def _as_json(plan: OperationalPlan) -> object:
    """The file of a plan as JSON has it: dates are text."""
    return json.loads(json.dumps(tomli.loads(dumps(plan)), default=datetime.date.isoformat))


@pytest.mark.parametrize("plan", [FULL, opplan.bundled("gs-2008-2011")], ids=["full", "shipped"])
def test_the_schema_takes_every_field(plan: OperationalPlan) -> None:
    validator = jsonschema.Draft202012Validator(opplan.json_schema())
    assert [error.message for error in validator.iter_errors(_as_json(plan))] == []


def test_the_schema_refuses_what_the_gate_refuses() -> None:
    validator = jsonschema.Draft202012Validator(opplan.json_schema())
    raw = tomli.loads(HEAD + KPI + 'baselines = [{ value = "5", date = 1 }]\n[claims.C]\ntext = "c"\nterms = []')
    assert sorted(error.json_path for error in validator.iter_errors(raw)) == [
        "$.claims.C",  # no operation
        "$.claims.C",  # no figure
        "$.claims.C.terms",
        "$.outputs.PP.frameworks.F.blocks[0].kpis[0].baselines[0]",
        "$.outputs.PP.frameworks.F.blocks[0].kpis[0].baselines[0].value",
    ]
