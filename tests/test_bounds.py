"""What a problem holds and says is bounded, hashable and plain, whatever was wrong."""

import datetime
import enum
import json
import pickle
from decimal import Decimal

import pytest

from itu_opplan import (
    Finding,
    InvalidPlan,
    Missing,
    Output,
    Period,
    Problem,
    Severity,
    Table,
    plain,
    validate,
    validate_text,
)
from itu_opplan.problem import bounded
from itu_opplan.wording import positional
from tests.small_plans import HEAD, small_plan

LONG = "x" * 1_000_000


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (Level.HIGH, 3),
        (10**70, "a number of more than 40 digits"),
        (0.5, "0.5"),
        (Decimal("4.70"), Decimal("4.70")),
        (Decimal("1e900000000"), "1E+900000000"),
        (Decimal("0e-999999999"), "0E-999999999"),
        (Decimal("NaN"), "NaN"),
        (Decimal("sNaN"), "sNaN"),
        (Decimal("0." + "1" * 100), f"0.{'1' * 57}…"),
        (datetime.time(7, 32), "07:32:00"),
        (datetime.date(2008, 1, 2), datetime.date(2008, 1, 2)),
        (Period(2008, 2009), Period(2008, 2009)),
        (Missing.BLANK, "blank"),
        ([1, ["a"], {"b": 2}], (1, "a list", "a table")),
        ({"a": 1}, "a table"),
        (LONG, f"{'x' * 999}…"),
        (range(3), "range(0, 3)"),
        (Output(code="PP", title="a"), "Output PP"),
    ],
)
def test_what_a_problem_holds(value: object, kept: object) -> None:
    problem = Problem(rule="A", severity=Severity.NOTE, path="", message="", actual=value, expected=[value])
    assert problem.actual == kept
    assert isinstance(problem.actual, type(kept))
    assert isinstance(hash(problem), int)
    assert len(json.dumps(plain(problem))) < 2_500
    assert Finding(path="", message="", actual=value).actual == kept


def test_a_long_list_is_cut() -> None:
    assert bounded(list(range(60))) == (*range(50), "…")
    assert bounded([LONG]) == (f"{LONG[:99]}…",)


def test_a_list_is_looked_at_once_however_many_problems_have_it() -> None:
    """8,000 unknown codes of sixty known ones took 13 seconds, and 16 MB of JSON for 62 kB of text."""
    kept = bounded([1, "a"])
    assert bounded(kept) is kept
    assert repr(kept) == "(1, 'a')"
    assert pickle.loads(pickle.dumps(kept)) == kept
    known = "".join(f"[objectives.{'o' * 28}{number}]\ntitle = 'a'\n" for number in range(60))
    links = ", ".join(f"'{number}'" for number in range(2_000))
    report = validate_text(f"{HEAD}{known}[outputs.PP]\ntitle = 'a'\nobjectives = [{links}]\n", select="OP102")
    lists = {id(one.expected) for one in report if one.expected is not None}
    assert (len(report), len(lists), report[-1].expected) == (2_000, 1, None)


def test_what_a_problem_says_is_cut() -> None:
    problem = Problem(rule="A", severity=Severity.NOTE, path=LONG, message=LONG, section=LONG)
    assert (len(problem.path), len(problem.message), len(problem.section or "")) == (1_500, 1_000, 60)
    assert Finding(path=LONG, message=LONG, section=LONG) == Finding(
        path=problem.path, message=problem.message, section=problem.section
    )


WRONG = ["0e-999999999", "1e900000000", "07:32:00", "2008-01-01T07:32:00Z", "[1, [2]]", "{ a = 1 }", "nan", f"'{LONG}'"]
PLACES = [
    "title = {}",
    "{} = 1",
    "periods = [{}]",
    "[outputs.PP]\ntitle = 'a'\neffort = [{{ department = 'SGO', 2008 = {} }}]",
    "[outputs.PP]\ntitle = 'a'\neffort = [{{ department = {}, 2008 = 1 }}]",
    "[provisions.A]\ntitle = 'a'\namount = {}",
    "[claims.A]\ntext = 'a'\noperation = 'sum'\nstated = {}\nterms = ['1']",
    "[measures.A]\nof = {}\nunit = {}",
    "[outputs.{}]\ngoals = {}",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", WRONG, ids=[one[:20] for one in WRONG])
def test_a_report_is_a_value_and_never_long(place: str, value: str) -> None:
    """163 bytes made messages of 1 GB, and 900 MB of JSON; a time made a TypeError."""
    key = place.partition(" ")[0]
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(f"{key} "))
    text = head + place.format(*[value] * place.count("{}"))
    report = validate_text(text)
    assert {report: 1, report[:1]: 2}[report] in (1, 2)
    assert len(str(report)) < 800 * (len(report) + 1)
    assert len(json.dumps(plain(report))) < 3_000 * (len(report) + 1)


@pytest.mark.parametrize("figure", ["1e900000000", "1e-900000000", "0e900000000", "-1e12345"])
def test_a_figure_is_written_out_where_that_makes_sense(figure: str) -> None:
    value = Decimal(figure)
    assert positional(value) == plain(value) == str(value)


LONG_TEXTS = {
    "unit": f"[services.A]\nname = 'a'\nunit = '{LONG}'\n[outputs.PP]\ntitle = 'a'\n",
    "section": f"[outputs.PP]\ntitle = 'a'\nsection = '{LONG}'\n",
    "title": f"[outputs.PP]\ntitle = '{LONG}'\n",
    "framework": f"[outputs.PP]\ntitle = 'a'\n[outputs.PP.frameworks.'{LONG}']\nsection = 'I'\n",
    "code": f"[outputs.PP]\ntitle = 'a'\n[outputs.'{LONG}']\nsection = 'I'\n",
    "key": f"[outputs.PP]\ntitle = 'a'\n{LONG} = 1\n",
    "numbers": f"[outputs.PP]\ntitle = 'a'\n[outputs.PP.frameworks.F]\nsection = '{LONG}'\n"
    f"[[outputs.PP.frameworks.F.blocks]]\nnumber = '{LONG}'\ntitle = '{LONG}'\n",
    "event": f"[outputs.PP]\ntitle = 'a'\n[events.E]\ntitle = '{LONG}'\noutput = 'PP'\nwindow = '{LONG}'\n",
    "claim": f"[outputs.PP]\ntitle = 'a'\n[claims.E]\ntext = '{LONG}'\n"
    f"operation = 'sum'\nstated = 1\nterms = ['{LONG}']\n",
    "body": f"[outputs.PP]\ntitle = 'a'\n[bodies.E]\nname = '{LONG}'\naliases = ['{LONG}']\n",
}


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_a_long_text_is_not_repeated(text: str) -> None:
    """A text of 1 MB in each of a thousand messages was too much for the memory."""
    faults = "".join(f"[outputs.Z{n}]\ntitle = 'a'\ngoals = ['nope']\n" for n in range(300))
    for whole in (HEAD + text, HEAD + text + faults):
        report = validate_text(whole)
        assert len(str(report)) < 400 * (len(report) + 3)
        assert len(json.dumps(plain(report))) < 2_000 * (len(report) + 3)


def test_long_texts_of_constructors_are_cut() -> None:
    with pytest.raises(InvalidPlan) as caught:
        small_plan(figures={LONG: 5}, dimensions={LONG: ["a", "a"]})
    assert len(str(caught.value)) < 10_000
    with pytest.raises(InvalidPlan) as caught:
        Table.from_rows([{"item": LONG, LONG: LONG}], dims=["item", "period"], unit="CHF")
    assert len(str(caught.value)) < 3_000


def test_items_of_own_rules_are_hashable() -> None:
    def own(plan: object) -> list[Finding]:
        return [Finding(path="title", message="m", actual=["a"], expected={"b": [1]})]

    (problem,) = validate(small_plan(), rules=[own], select="own")
    assert (problem.actual, problem.expected, isinstance(hash(problem), int)) == (("a",), "a table", True)
