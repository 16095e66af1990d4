"""Files of decisions: what is read, what is refused, with file and line; what is written is read again."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from itu_opplan import (
    Decision,
    Decisions,
    FormatError,
    InvalidPlan,
    dumps_decisions,
    load_decisions,
    loads,
    loads_decisions,
)
from itu_opplan.model.fields import kinds
from itu_opplan.toml.schema import schema_of
from tests import strategies
from tests.helpers import refusal

HEAD = """\
kind = "decisions"
format = 1
code = "d"
title = "Decisions"
plan = "p"
"""
FULL = (
    HEAD
    + """\
note = "n"

[[decisions]]
path = "measures.effort"
question = "how?"
default = "even"
reason = "because"

[decisions.answer]
2009 = 1
2010 = 3.5

[[decisions]]
path = "outputs.PP.effort[C&P, 2009]"
answer = 13.10

[[decisions]]
path = "title"
answer = "Next"
"""
)


def one(line: str) -> str:
    return f'{HEAD}\n[[decisions]]\npath = "x"\n{line}\n'


def test_every_key_is_read() -> None:
    found = loads_decisions(FULL)
    assert found == Decisions(
        code="d",
        title="Decisions",
        plan="p",
        note="n",
        decisions=[
            Decision(
                path="measures.effort",
                question="how?",
                default="even",
                reason="because",
                answer={"2009": Decimal(1), "2010": Decimal("3.5")},
            ),
            Decision(path="outputs.PP.effort[C&P, 2009]", answer=Decimal("13.10")),
            Decision(path="title", answer="Next"),
        ],
    )
    assert str(found[1].answer) == "13.10"
    assert dumps_decisions(found) == FULL


def test_they_print_and_are_a_sequence() -> None:
    found = loads_decisions(FULL)
    assert (len(found), found[2].taken, found[:1].decisions) == (3, "Next", found.decisions[:1])
    assert repr(found) == "<Decisions: d, 3 decisions>"
    assert str(found).splitlines() == [
        "Decisions",
        "path                          question  default  answer              reason",
        "----------------------------------------------------------------------------",
        "measures.effort               how?      even     2009: 1, 2010: 3.5  because",
        "outputs.PP.effort[C&P, 2009]                     13.10",
        "title                                            Next",
        "3 of 3 answered",
    ]


ANSWERS = {
    "true": "must be text, a figure, or weights by period such as { 2009 = 1, 2010 = 3 }, got true",
    "[1]": "must be text, a figure, or weights by period such as { 2009 = 1, 2010 = 3 }, got a list",
    "{}": "must be text, a figure, or weights by period such as { 2009 = 1, 2010 = 3 }, got no weights",
    "2009-01-01": "must be text, a figure, or weights by period such as { 2009 = 1, 2010 = 3 }, got 2009-01-01",
    "1e-20": "must have at most 15 digits before the point and 12 after, got '1E-20'",
    '"a\\nb"': "must be text on one line, got 'a\\nb'",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_no_answer_is_refused(answer: str) -> None:
    message = refusal(InvalidPlan, lambda: loads_decisions(one(f"answer = {answer}"), name="d.toml"))
    assert message == f"d.toml:9: decisions[0].answer: {ANSWERS[answer]}"


def test_all_weights_that_are_wrong_are_named() -> None:
    text = one("answer = { x = 1, 2009-11 = 1, 2010 = -1, 2012 = 1 }")
    assert refusal(InvalidPlan, lambda: loads_decisions(text)).split("\n") == [
        "<text>:9: decisions[0].answer.2009-11: may mean the years 2009-2011 or the month November 2009; "
        "write 2009-2011 or 2009-M11, got '2009-11'",
        "<text>:9: decisions[0].answer.2010: must be a number ≥ 0, got -1",
        "<text>:9: decisions[0].answer.x: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'x'",
    ]
    assert refusal(InvalidPlan, lambda: loads_decisions(one('answer = { 2009 = "1", 2010 = true, 2011 = 1 }'))) == (
        "<text>:9: decisions[0].answer.2009: must be a number, got '1'; write 1\n"
        "<text>:9: decisions[0].answer.2010: must be a number, got true"
    )


def test_a_path_stands_once() -> None:
    text = one('answer = "a"') + '\n[[decisions]]\npath = "x"\n'
    message = refusal(InvalidPlan, lambda: loads_decisions(text))
    assert message.endswith("decisions[1].path: stands in decisions[0] already")


def test_unknown_and_missing_keys() -> None:
    text = HEAD.replace('plan = "p"\n', "") + '\n[[decisions]]\nanwser = "even"\n'
    assert refusal(InvalidPlan, lambda: loads_decisions(text)).split("\n") == [
        "<text>:1: plan: missing; every file of decisions must have it",
        "<text>:6: decisions[0].path: missing; every decision must have it",
        "<text>:7: decisions[0].anwser: unknown key; did you mean 'answer'?",
    ]


def test_other_files() -> None:
    assert refusal(FormatError, lambda: loads(FULL)) == (
        "<text>:1: a file of kind 'decisions', not a plan; load_decisions reads it"
    )
    assert refusal(FormatError, lambda: loads_decisions('format = 1\ncode = "p"')) == (
        '<text>: no kind; a file of decisions says kind = "decisions", and load reads plans'
    )
    assert refusal(FormatError, lambda: load_decisions("no-such-file.toml")) == (
        "no-such-file.toml: no such file or folder"
    )
    with pytest.raises(TypeError, match=r"^dumps_decisions takes an object of type Decisions, got 'd'; load_decisions"):
        dumps_decisions("d")  # type: ignore[arg-type]


weights = st.dictionaries(
    strategies.runs().map(str), strategies.figures(digits=15, places=12, negative=False), min_size=1, max_size=3
)
answers = st.one_of(st.none(), strategies.texts, strategies.figures(digits=15, places=12), weights)


@st.composite
def decisions(draw: strategies.Draw) -> Decisions:
    paths = draw(st.lists(strategies.texts, unique=True, max_size=4))
    return Decisions(
        code=draw(strategies.codes),
        title=draw(strategies.texts),
        plan=draw(strategies.codes),
        note=draw(strategies.maybe_prose),
        decisions=[
            Decision(
                path=path,
                question=draw(strategies.maybe_texts),
                default=draw(answers),
                answer=draw(answers),
                reason=draw(strategies.maybe_texts),
            )
            for path in paths
        ],
    )


@given(decisions())
def test_what_is_written_is_read_again(given: Decisions) -> None:
    text = dumps_decisions(given)
    assert loads_decisions(text) == given
    assert dumps_decisions(loads_decisions(text)) == text


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("even", True),
        (13.1, True),
        ({"2009": 1, "2010-2011": 3}, True),
        ({}, False),
        ({"2009": -1}, False),
        ({"x": 1}, False),
        (True, False),
        ([1], False),
        ("a\nb", False),
    ],
)
def test_the_schema_takes_what_is_read(answer: Any, right: bool) -> None:
    assert Draft202012Validator(schema_of(kinds(Decision)["answer"])).is_valid(answer) is right
