"""Steps of costs in files of rates: what is read and written, and what is refused, with file and line."""

import pytest
from hypothesis import given

import itu_opplan as opplan
from itu_opplan import CostStep, InvalidPlan, Rates
from tests import rates_strategies as strategies

HEAD = """\
kind = "rates"
format = 1
code = "r"
title = "Rates"
currency = "CHF"
"""
STEPS = """
[[steps]]
to = "department"
code = "systems"
from = ["IS"]
components = ["staff"]
users = ["SGO", "CEC"]
driver = "services"
only = { service = "typing" }
period = "2007"
out_of = "pages"
source = "Decision 535"
note = "since 2004"

[[steps]]
to = "department"
from = ["FIN", "PER"]
weights = [
    { department = "CEC", 2007 = 1, 2008-2011 = 1.5 },
    { department = "SGO", 2007 = 3, 2008-2011 = "blank" },
]

[[steps]]
to = "output"
percent = [
    { output = "PP", 2007-2011 = 13 },
]
on = ["staff"]

[[steps]]
to = "goal"
driver = "primary"
"""


def test_a_file_with_all_keys() -> None:
    rates = opplan.loads_rates(HEAD + STEPS)
    first, second, third, last = rates.steps
    assert (first.code, first.to, first.from_, first.components) == ("systems", "department", ("IS",), ("staff",))
    assert (first.users, first.driver, first.only) == (("SGO", "CEC"), "services", {"service": "typing"})
    assert (str(first.period), first.out_of, first.source, first.note) == (
        *("2007", "pages", "Decision 535", "since 2004"),
    )
    assert second.weights.at(department="CEC", period="2008-2011").as_tuple().exponent == -1  # type: ignore[union-attr]
    assert (third.percent.total(), third.percent.unit, third.on) == (13, "percent", ("staff",))
    assert [one.name for one in rates.steps] == ["systems", "department", "output", "goal"]
    assert [one.rule for one in rates.steps] == [None, None, None, "primary"]
    assert last == CostStep(to="goal", driver="primary")


def test_what_is_written() -> None:
    steps = [CostStep(to="output", from_=["IS", "PER"], driver="effort"), CostStep(to="goal", driver="equal", code="g")]
    assert opplan.dumps_rates(Rates(code="r", title="Rates", currency="CHF", steps=steps)) == HEAD + (
        '\n[[steps]]\nto = "output"\nfrom = [\n    "IS",\n    "PER",\n]\ndriver = "effort"\n'
        '\n[[steps]]\nto = "goal"\ncode = "g"\ndriver = "equal"\n'
    )
    rates = opplan.loads_rates(HEAD + STEPS)
    assert opplan.loads_rates(opplan.dumps_rates(rates)) == rates


@given(strategies.steps())
def test_steps_are_read_again_in_their_order(steps: list[CostStep]) -> None:
    rates = Rates(code="r", title="R", currency="CHF", steps=steps)
    again = opplan.loads_rates(opplan.dumps_rates(rates))
    assert again == rates
    assert again.steps == tuple(steps)


EQUAL = 'to = "objective"\ndriver = "equal"\n'
OUTPUT = 'to = "output"\ndriver = "effort"\n'
INVALID = {
    "no list": (
        '[steps.a]\nto = "output"',
        ["<text>:6: steps: must be a list, got a table; write [{ to = … }]"],
    ),
    "slips": (
        '[[steps]]\nto = "outputs"\ndrivr = "effort"\n[[steps]]\ndriver = "effort"\nform = ["IS"]',
        [
            "<text>:7: steps[0].to: must be one of 'department', 'output', 'objective', 'goal', got 'outputs'",
            "<text>:8: steps[0].drivr: unknown key; did you mean 'driver'?",
            "<text>:9: steps[1].to: missing; every step of costs must have it",
            "<text>:11: steps[1].form: unknown key; did you mean 'from'?",
        ],
    ),
    "nothing to divide by": (
        '[[steps]]\nto = "output"',
        ["<text>:6: steps[0]: must say by what costs are divided: driver, weights or percent, got none of them"],
    ),
    "two things to divide by": (
        '[[steps]]\nto = "output"\ndriver = "effort"\nweights = [{ output = "PP", 2008 = 1 }]',
        ["<text>:6: steps[0]: must say by what costs are divided: driver, weights or percent, got driver and weights"],
    ),
    "links of departments": (
        '[[steps]]\nto = "output"\ndriver = "equal"',
        [
            "<text>:8: steps[0].driver: 'equal' is for objectives and goals; name a measure of the plan, "
            "such as 'effort'"
        ],
    ),
    "keys of other ways": (
        f'[[steps]]\n{EQUAL}out_of = "staffing"\nperiod = "2007"\n'
        '[[steps]]\nto = "goal"\npercent = [{ goal = "1", 2008 = 1 }]\nonly = { source = "RB" }\n'
        '[[steps]]\nto = "goal"\ndriver = "effort"\non = ["staff"]',
        [
            "<text>:10: steps[0].driver: costs along links are divided whole; leave out period and out_of",
            "<text>:13: steps[1].percent: a mark-up is on costs of departments or outputs",
            "<text>:14: steps[1].only: goes with driver, which is not given",
            "<text>:18: steps[2].on: goes with percent, which is not given",
        ],
    ),
    "figures": (
        '[[steps]]\nto = "output"\nweights = [\n{ output = "PP", 2007-2008 = 1, 2008 = 2, 2009 = -1 }]',
        ["<text>:9: steps[0].weights[PP, 2009]: must be a number of units ≥ 0, got -1"],
    ),
    "a month twice": (
        '[[steps]]\nto = "output"\nweights = [\n{ output = "PP", 2007-2008 = 1, 2008 = 2 },\n'
        '{ output = "WSIS", 2007 = 1, 2008 = 2 }]',
        [
            "<text>:8: steps[0].weights[PP, 2008]: 2007-2008 has some of the same months; a month can have one figure "
            "only"
        ],
    ),
    "one code for two": (
        f'[[steps]]\ncode = "a"\n{OUTPUT}[[steps]]\ncode = "A"\n{OUTPUT}[[steps]]\ncode = "a"\n{OUTPUT}',
        ["<text>:11: steps[1].code: 'A' differs from 'a' in case only", "<text>:15: steps[2].code: 'a' stands twice"],
    ),
    "words for codes": (
        f'[[steps]]\ncode = "Goal"\n{OUTPUT}[[steps]]\ncode = "costs"\n{OUTPUT}',
        [
            "<text>:7: steps[0].code: 'Goal' is what any step can be called; give this one another code, or none",
            "<text>:11: steps[1].code: 'costs' is what any step can be called; give this one another code, or none",
        ],
    ),
    "steps that come too late": (
        f"[[steps]]\n{EQUAL}[[steps]]\n{OUTPUT}[[steps]]\n{EQUAL}",
        [
            "<text>:10: steps[1].to: costs are with objectives already; carry them to outputs before",
            "<text>:13: steps[2].to: costs are with objectives already",
        ],
    ),
}


@pytest.mark.parametrize("name", INVALID)
def test_all_that_is_wrong_with_its_line(name: str) -> None:
    text, messages = INVALID[name]
    with pytest.raises(InvalidPlan) as caught:
        opplan.loads_rates(HEAD + text)
    assert [str(problem) for problem in caught.value.problems] == messages
