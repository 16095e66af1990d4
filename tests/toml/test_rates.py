"""Files of rates: what is read, what is refused, with file and line; what is written is read again."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import itu_opplan as opplan
from itu_opplan import FormatError, InvalidPlan, Missing, Rates
from tests import rates_strategies as strategies
from tests.toml.test_schema import in_json

HEAD = """\
kind = "rates"
format = 1
code = "r"
title = "Rates"
currency = "CHF"
"""
STAFF = """\
[staff.own]
unit = "CHF/work_month"
source = "s"
as_of = 2007-01-01
"""
FULL = (
    HEAD
    + """\
invented = true
note = "n"

[staff.own]
unit = "CHF/work_month"
source = "s"
as_of = 2007-01-01
grades = [
    { grade = "P5", 2007 = 18000, 2008 = 18000.50, 2009-2011 = 18500 },
    { grade = "P-4", 2008-2011 = "blank" },
]
categories = [{ category = "G", 2007-2011 = 9000 }]
split = { 2007 = 1, 2008-2010 = 0.5 }

[measures.kits]
measure = "first-aid"
unit = "CHF/kit"
source = "s"
as_of = 2007-01-01
split = "even"
rates = [{ size = "large", place = "N", 2007-2011 = 12.50 }]

[measures.meals]
unit = "CHF/meal"
source = "s"
as_of = 2007-01-01
rates = { 2007-2011 = 7 }

[measures.budget]
source = "s"
as_of = 2007-01-01

[services.documents]
unit = "USD/page"
source = "s"
as_of = 2007-01-01
rates = [{ service = "typing", 2007-2011 = 9 }]

[exchange.dollar]
unit = "CHF/USD"
source = "s"
as_of = 2007-01-01
rates = { 2007 = 1.25, 2008-2011 = 1.2 }

[overheads.support]
on = ["staff"]
source = "s"
as_of = 2007-01-01
note = "since 1990"
percent = { 2007-2011 = 13 }
"""
)


def test_a_file_with_everything() -> None:
    rates = opplan.loads_rates(FULL)
    assert (rates.code, rates.title, rates.currency, rates.invented, rates.note) == ("r", "Rates", "CHF", True, "n")
    (staff,) = rates.staff
    assert (staff.code, staff.unit, str(staff.as_of)) == ("own", "CHF/work_month", "2007-01-01")
    assert str(staff.grades.at(grade="P5", period="2008")) == "18000.50"
    assert staff.grades.at(grade="P-4", period="2008-2011") is Missing.BLANK
    assert staff.categories.at(category="G", period="2007-2011") == 9000
    assert staff.split == {"2007": 1, "2008-2010": Decimal("0.5")}
    budget, kits, meals = rates.measures
    assert (budget.rates, budget.unit, budget.split) == (None, None, None)
    assert (kits.measure, kits.unit, kits.split, meals.measure) == ("first-aid", "CHF/kit", "even", None)
    assert kits.rates is not None
    assert str(kits.rates.at(place="N", size="large", period="2007-2011")) == "12.50"
    assert meals.rates is not None
    assert meals.rates.dims == ("period",)
    assert rates.services[0].rates.unit == "USD/page"
    assert rates.exchange[0].rates.at(period="2008-2011") == Decimal("1.2")
    assert rates.overheads[0].on == ("staff",)
    assert rates.overheads[0].percent.at(period="2007-2011") == 13


def test_what_is_written() -> None:
    rates = opplan.loads_rates(HEAD + STAFF + 'categories = [{ category = "G", 2007 = 9000 }]\nnote = "n"')
    assert opplan.dumps_rates(rates) == (
        'kind = "rates"\nformat = 1\ncode = "r"\ntitle = "Rates"\ncurrency = "CHF"\n'
        '\n[staff.own]\nsource = "s"\nas_of = 2007-01-01\nnote = "n"\nunit = "CHF/work_month"\n'
        'categories = [\n    { category = "G", 2007 = 9000 },\n]\n'
    )


@given(strategies.rates())
def test_what_is_written_is_read_again(rates: Rates) -> None:
    text = opplan.dumps_rates(rates)
    again = opplan.loads_rates(text)
    assert again == rates
    assert opplan.dumps_rates(again) == text


def test_the_schema_takes_all_that_can_be_written() -> None:
    validator = Draft202012Validator(opplan.json_schema("rates"))
    for text in (FULL, opplan.dumps_rates(opplan.loads_rates(FULL))):
        assert list(validator.iter_errors(in_json(text, float))) == []
    for old, new in (
        ('split = "even"', 'split = "evenly"'),
        ("2007 = 1, 2008-2010 = 0.5", "2007 = -1"),
        ("2007 = 1, 2008-2010 = 0.5", ""),
        ('unit = "CHF/kit"\n', ""),
        ("rates = { 2007-2011 = 7 }\n", ""),
    ):
        assert FULL.count(old) == 1
        assert not validator.is_valid(in_json(FULL.replace(old, new), float))


def test_from_paths_and_files(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(FULL, encoding="utf-8")
    rates = opplan.loads_rates(FULL)
    assert opplan.load_rates(path) == opplan.load_rates(str(path)) == rates
    with path.open("rb") as file:
        assert opplan.load_rates(file) == rates
    assert opplan.load_rates(io.BytesIO(FULL.encode())) == opplan.loads_rates(FULL.encode()) == rates


KINDS = "'rates', 'changes', 'crosswalk', 'decisions', 'actuals', 'accepted'"
REFUSED = {
    "an empty text": ("", '<text>: no kind; a file of rates says kind = "rates", and load reads plans'),
    "a plan": ('format = 1\ncode = "p"', '<text>: no kind; a file of rates says kind = "rates", and load reads plans'),
    "another kind": (
        'kind = "glossary"',
        f"<text>:1: unknown kind 'glossary'; known: {KINDS}, and plans, which have none",
    ),
    "a kind that is none": ("\nkind = 5", f"<text>:2: unknown kind 5; known: {KINDS}, and plans, which have none"),
    "no format": ('kind = "rates"', "<text>: no format; a file of rates says format = 1"),
    "a newer format": (
        'kind = "rates"\nformat = 2',
        "<text>:2: format 2 is newer than this library knows (1); update itu-opplan",
    ),
    "no such format": ('kind = "rates"\nformat = "1"', "<text>:2: unknown format '1'; known is 1"),
    "no TOML": (
        "kind = rates",
        "<text>:1: not TOML: invalid value (at column 8)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_not_a_file_of_rates(name: str) -> None:
    text, message = REFUSED[name]
    with pytest.raises(FormatError) as caught:
        opplan.loads_rates(text)
    assert str(caught.value) == message


def test_not_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for source, message in (
        (HEAD, "this is a text, not a path; use loads_rates for texts"),
        (".", ". is a folder; rates are one file, and load reads plans"),
        ("r.toml", "r.toml: no such file or folder"),
    ):
        with pytest.raises(FormatError) as caught:
            opplan.load_rates(source)
        assert str(caught.value) == message


def test_load_says_who_reads_rates() -> None:
    with pytest.raises(FormatError) as caught:
        opplan.loads(FULL)
    assert str(caught.value) == "<text>:1: a file of kind 'rates', not a plan; load_rates reads it"
    with pytest.raises(FormatError) as caught:
        opplan.loads('kind = "glossary"')
    assert str(caught.value) == f"<text>:1: unknown kind 'glossary'; known: {KINDS}, and plans, which have none"


INVALID = {
    "keys at the top": (
        HEAD.replace("title", "titel") + "staf = 1",
        ["<text>:4: titel: unknown key; did you mean 'title'?", "<text>:6: staf: unknown key; did you mean 'staff'?"],
    ),
    "nothing but the head": (
        'kind = "rates"\nformat = 1',
        [f"<text>:1: {key}: missing; every file of rates must have it" for key in ("code", "title", "currency")],
    ),
    "no tables": (
        HEAD + 'staff = []\nservices = 5\n[exchange]\ndollar = "x"',
        [
            "<text>:6: staff: must be a table of tables, each named by its code, got a list",
            "<text>:7: services: must be a table of tables, each named by its code, got 5",
            "<text>:9: exchange.dollar: must be a table, got 'x'",
        ],
    ),
    "exchange for nothing": (
        HEAD + '[exchange.a]\nunit = "CHF/USD"\nsource = "x"\nas_of = 2008-01-01\n'
        'rates = { 2007 = "n/a", 2008 = 0, 2009 = -0.0, 2010 = -1.5 }',
        [
            "<text>:10: exchange.a.rates[2008]: must be a price > 0, got 0",
            "<text>:10: exchange.a.rates[2009]: must be a price > 0, got 0.0",
            "<text>:10: exchange.a.rates[2010]: must be a price > 0, got -1.5",
        ],
    ),
    "an empty table": (
        HEAD + "[staff.own]\n[services.own]",
        [
            *(
                f"<text>:6: staff.own.{key}: missing; every table of staff rates must have it"
                for key in ("source", "as_of", "unit")
            ),
            *(
                f"<text>:7: services.own.{key}: missing; every table of service rates must have it"
                for key in ("source", "as_of", "rates", "unit")
            ),
        ],
    ),
    "no price": (HEAD + STAFF, ["<text>:6: staff.own.grades: must have a price, of a grade or of a category"]),
    "a wrong unit": (
        HEAD + STAFF.replace("work_month", "page") + 'grades = [{ grade = "P5", 2008 = -1 }]',
        [
            "<text>:7: staff.own.unit: must be a price per work_month such as 'CHF/work_month', got 'CHF/page'",
            "<text>:10: staff.own.grades[P5, 2008]: must be a price ≥ 0, got -1",
        ],
    ),
    "a misspelt unit": (
        HEAD + STAFF.replace("work_month", "work month") + 'grades = [{ grade = "P5", 2008 = 1 }]',
        ["<text>:7: staff.own.unit: 'CHF/work month' is not a unit; write 'CHF/work_month'"],
    ),
    "no unit but a number": (
        HEAD + STAFF.replace('"CHF/work_month"', "5") + 'grades = [{ grade = "P5", 2008 = 1 }]',
        ["<text>:7: staff.own.unit: must be text, got 5"],
    ),
    "keys of a table": (
        HEAD + STAFF.replace("unit", "units").replace("as_of", "asof") + 'grade = [{ grade = "P5", 2008 = 1 }]',
        [
            "<text>:7: staff.own.units: unknown key; did you mean 'unit'?",
            "<text>:9: staff.own.asof: unknown key; did you mean 'as_of'?",
            "<text>:10: staff.own.grade: unknown key; did you mean 'grades'?",
        ],
    ),
    "rows": (
        HEAD + STAFF + 'grades = [\n{ category = "P", 2008 = 1 },\n{ grade = "P5", 2008 = "free", 09 = 1 }]\n',
        [
            "<text>:11: staff.own.grades[0].category: unknown key; a row has grade, a figure per period",
            "<text>:11: staff.own.grades[0].grade: missing; every row must have it",
            "<text>:12: staff.own.grades[P5, 2008]: must be a price ≥ 0, or 'blank', 'n/a' or 'to be completed', "
            "got 'free'",
            "<text>:12: staff.own.grades[1].09: unknown key; a row has grade, a figure per period",
        ],
    ),
    "a price twice": (
        HEAD
        + STAFF
        + 'grades = [\n{ grade = "P5", 2008 = 1 },\n{ grade = "P4", 2008 = 1 },\n{ grade = "P-5", 2007-2011 = 1 }]',
        [
            "<text>:11: staff.own.grades[P5, 2008]: staff.own.grades[P5, 2007-2011] is for a part of the same months; "
            "a month can have one price of a thing only"
        ],
    ),
    "an overhead on nothing known": (
        HEAD + '[overheads.o]\non = ["staff",\n"rent"]\nsource = "s"\nas_of = 2007-01-01\npercent = { 2008 = 13 }',
        ["<text>:8: overheads.o.on: unknown component 'rent'; known: staff"],
    ),
    "a date in quotes": (
        HEAD + STAFF.replace("2007-01-01", '"2007-01-01"') + 'grades = [{ grade = "P5", 2008 = 1 }]',
        ["<text>:9: staff.own.as_of: must be a date such as 2007-05-31, without quotes, got '2007-01-01'"],
    ),
    "unit costs": (
        HEAD
        + '[measures.a]\nunit = "CHF/kit"\nsource = "s"\nas_of = 2007-01-01\nsplit = { 2008 = -1, x = "y" }\n'
        + '[measures.b]\nsource = "s"\nas_of = 2007-01-01\n'
        + 'rates = [\n{ size = "large", 2008 = 1 },\n{ place = "N", 2008 = -1 },\n]\n'
        + '[measures.c]\nunit = "kit"\nrate = { 2008 = 1 }\n',
        [
            "<text>:6: measures.a.rates: missing; prices have a unit, and a unit has prices",
            "<text>:10: measures.a.split.x: must be a number, got 'y'",
            "<text>:10: measures.a.split.2008: must be a number ≥ 0, got -1",
            "<text>:11: measures.b.unit: missing; prices have a unit, and a unit has prices",
            "<text>:15: measures.b.rates[0].place: missing; every row must have it",
            "<text>:16: measures.b.rates[1].2008: must be a price ≥ 0, got -1",
            "<text>:16: measures.b.rates[1].size: missing; every row must have it",
            "<text>:18: measures.c.source: missing; every table of unit costs must have it",
            "<text>:18: measures.c.as_of: missing; every table of unit costs must have it",
            "<text>:19: measures.c.unit: must be a price such as 'CHF/page', got 'kit'",
            "<text>:20: measures.c.rate: unknown key; did you mean 'rates'?",
        ],
    ),
    "words of other files": (
        HEAD
        + '[measures.a]\nunit = "CHF/kit"\nsource = "s"\nas_of = 2007-01-01\n'
        + "unit_costs = { 2008 = 1 }\nweights = { 2008 = 1 }\n",
        [
            "<text>:10: measures.a.unit_costs: unknown key; did you mean 'rates'?",
            "<text>:11: measures.a.weights: unknown key; did you mean 'split'?",
        ],
    ),
    "splits": (
        HEAD + STAFF + 'grades = [{ grade = "P5", 2008 = 1 }]\nsplit = { 2009 = 1, 2009-2010 = 2, "2011/12" = 1 }',
        [
            "<text>:11: staff.own.split.2009-2010: overlaps 2009; a month can have one weight only",
            "<text>:11: staff.own.split: 2009-2010 and 2011/12 have years that begin in different months",
        ],
    ),
    "the code inside": (
        HEAD + STAFF + 'code = "own"\ngrades = [{ grade = "P5", 2008 = 1 }]',
        ["<text>:10: staff.own.code: the name of the table is the code, 'own'; leave this key out"],
    ),
}


@pytest.mark.parametrize("name", INVALID)
def test_all_that_is_wrong_with_its_line(name: str) -> None:
    text, messages = INVALID[name]
    with pytest.raises(InvalidPlan) as caught:
        opplan.loads_rates(text)
    assert [str(problem) for problem in caught.value.problems] == messages


def test_rates_beside_a_plan_are_no_part_of_it(tmp_path: Path) -> None:
    plan = opplan.bundled("gs-2008-2011")
    opplan.dump(plan, tmp_path)
    (tmp_path / "rates.toml").write_text(FULL, encoding="utf-8")
    assert opplan.load(tmp_path) == plan
    assert opplan.load_rates(tmp_path / "rates.toml") == opplan.loads_rates(FULL)
