"""Costs carried on in steps: golden figures by hand, laws for any plan and any steps, and what is refused."""

import datetime
import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import CostStep, Missing, OperationalPlan, Rates, StaffRates, Table, UnknownCode
from itu_opplan.analysis import CostChain
from tests import rates_strategies as strategies
from tests.helpers import complaints
from tests.rates_strategies import PERIODS, table

REAL = opplan.bundled("gs-2008-2011")
RATES = opplan.load_rates(Path(__file__).parents[2] / "examples" / "rates-invented.toml")
NONE = "(none)"
LAST = Fraction(1, 10**19)
"""What a few roundings move a figure by, at most."""

# --- by hand ----------------------------------------------------------------------------------------------------------

PLAN = """\
format = 1
code = "p"
title = "Plan"
organisation = "Org"
window = "2008"
periods = ["2008"]

[goals.G]
title = "Goal"

[goals.H]
title = "Goal"

[objectives.1]
title = "Objective"
goals = ["G"]

[objectives.2]
title = "Objective"
goals = ["G", "H"]

[departments.ADM]
name = "Administration"
aliases = ["Admin"]
staffing = [{ grade = "P5", 2008 = 12 }]

[departments.IT]
name = "Systems"
staffing = [{ grade = "P5", 2008 = 6 }]

[departments.OPS]
name = "Operations"
staffing = [{ grade = "P5", 2008 = 24 }]

[departments.LAW]
name = "Law"
staffing = [{ grade = "P5", 2008 = 6 }]

[outputs.A]
title = "First"
objectives = ["1", "2"]
effort = [{ department = "OPS", 2008 = 12 }]

[outputs.B]
title = "Second"
objectives = ["2"]
effort = [{ department = "OPS", 2008 = 6 }, { department = "LAW", 2008 = 6 }]
"""
HEAD = """\
kind = "rates"
format = 1
code = "r"
title = "Rates"
currency = "CHF"

[staff.all]
unit = "CHF/work_month"
source = "s"
as_of = 2008-01-01
categories = [{ category = "P", 2008 = 100 }]
"""
ADMINISTRATION = """
[[steps]]
code = "administration"
to = "department"
from = ["ADM"]
driver = "staffing"
"""
SYSTEMS = """
[[steps]]
code = "systems"
to = "department"
from = ["IT"]
weights = [
    { department = "ADM", 2008 = 1 },
    { department = "OPS", 2008 = 3 },
    { department = "LAW", 2008 = 1 },
]
"""
ONWARD = """
[[steps]]
to = "output"
driver = "effort"
out_of = "staffing"

[[steps]]
to = "objective"
driver = "equal"

[[steps]]
to = "goal"
driver = "equal"
"""


def chain_of(steps: str, *, plan: str = PLAN, head: str = HEAD) -> CostChain:
    return opplan.cost_chain(opplan.loads(plan), opplan.loads_rates(head + steps))


def listed(found: Table) -> dict[str, Decimal | Missing]:
    """The cells of a table of one dim by their label."""
    return {str(record[found.dims[0]]): record["value"] for record in found.records()}  # type: ignore[misc]


def test_every_figure_of_a_small_plan() -> None:
    chain = chain_of(ADMINISTRATION + SYSTEMS + ONWARD)
    assert [one.dims for one in chain] == [
        ("department", "output", "component", "period"),
        ("department", "output", "user", "component", "period"),
        ("department", "output", "user", "component", "period"),
        ("department", "output", "component", "period"),
        ("department", "output", "objective", "component", "period"),
        ("department", "output", "objective", "goal", "component", "period"),
    ]
    assert [one.total() for one in chain] == [4800] * 6
    assert listed(chain["costs"].by("department")) == {"ADM": 1200, "IT": 600, "OPS": 2400, "LAW": 600}
    # ADM serves the 6 + 24 + 6 work-months of the others; IT bears 600 + 200 then, of which ADM gets nothing back.
    assert listed(chain["administration"].by("user")) == {"IT": 800, "OPS": 3200, "LAW": 800}
    assert listed(chain["systems"].by("user")) == {"OPS": 3800, "LAW": 1000}
    # OPS works 12 and 6 of 24 work-months for outputs, LAW all 6.
    assert listed(chain["output"].by("output")) == {"A": 1900, "B": 1950, NONE: 950}
    assert listed(chain["objective"].by("objective")) == {"1": 950, "2": 2900, NONE: 950}
    assert listed(chain["goal"].by("goal")) == {"G": 2400, "H": 1450, NONE: 950}
    # Of the 1200 of ADM 950 came to OPS and 250 to LAW.
    mine = chain["objective"].where(department="ADM")
    assert listed(mine.by("objective")) == {"1": Decimal("237.5"), "2": 725, NONE: Decimal("237.5")}


def test_how_a_chain_prints() -> None:
    assert str(chain_of(ADMINISTRATION + SYSTEMS + ONWARD)) == (
        "CHF\n"
        "step            dims                                                     total  unallocated\n"
        "-------------------------------------------------------------------------------------------\n"
        "costs           department, output, component, period                     4800\n"
        "administration  department, output, user, component, period             4800.0            0\n"
        "systems         department, output, user, component, period             4800.0            0\n"
        "output          department, output, component, period                   4800.0        950.0\n"
        "objective       department, output, objective, component, period        4800.0        950.0\n"
        "goal            department, output, objective, goal, component, period  4800.0        950.0\n"
        "assumed: costs of ADM carried to departments by staffing\n"
        "assumed: costs of IT carried to departments by given weights, none back to ADM\n"
        "assumed: costs carried to outputs by effort, as a part of staffing\n"
        "assumed: costs divided equally among their objectives\n"
        "assumed: costs divided equally among their goals"
    )


def test_a_chain_is_a_sequence_whose_tables_have_names() -> None:
    chain = chain_of(ADMINISTRATION + SYSTEMS + ONWARD)
    assert repr(chain) == "<CostChain: costs > administration > systems > output > objective > goal>"
    assert len(chain) == 6
    assert chain["administration"] is chain[1]
    assert chain["department"] is chain["systems"] is chain[2]
    assert chain[-1] is chain["goal"]
    assert chain[4:] == (chain["objective"], chain["goal"])
    with pytest.raises(UnknownCode) as caught:
        chain["objectives"]
    assert str(caught.value) == "no step 'objectives'; the steps are objective, costs, administration …"


def test_the_order_of_steps_counts() -> None:
    chain = chain_of(SYSTEMS + ADMINISTRATION)
    assert listed(chain["systems"].by("user")) == {"ADM": 1320, "OPS": 2760, "LAW": 720}
    assert listed(chain["administration"].by("user")) == {"OPS": 3816, "LAW": 984}
    assert chain[-1].assumed == (
        "costs of IT carried to departments by given weights",
        "costs of ADM carried to departments by staffing, none back to IT",
    )


def test_mark_ups_take_a_part_and_the_rest_stays() -> None:
    steps = """
    [[steps]]
    to = "department"
    from = ["admin"]
    percent = [{ department = "OPS", 2008 = 10 }, { department = "LAW", 2008 = 5 }]
    on = ["staff"]
    """
    chain = chain_of(steps)
    assert listed(chain[-1].by("user")) == {"ADM": 930, "IT": 600, "OPS": 2640, "LAW": 630}
    assert listed(chain[-1].where(department="ADM").by("user")) == {"ADM": 930, "OPS": 240, "LAW": 30}
    assert chain[-1].assumed == ("costs of ADM carried to departments by mark-ups on their costs",)


def test_mark_ups_on_outputs() -> None:
    steps = """
    [[steps]]
    to = "output"
    from = ["OPS"]
    driver = "effort"

    [[steps]]
    code = "support"
    to = "output"
    percent = [{ output = "A", 2008 = 50 }, { output = "B", 2008 = 25 }]
    """
    chain = chain_of(steps)
    assert chain["output"] is chain["support"] is chain[2]
    assert listed(chain[1].by("output")) == {"A": 1600, "B": 800, NONE: 2400}
    assert listed(chain["support"].where(department="IT").by("output")) == {"A": 200, "B": 50, NONE: 350}


def test_mark_ups_on_some_components_only() -> None:
    rent = '[measures.rent]\nof = "departments"\nunit = "CHF"\n[departments.OPS.figures]\nrent = { 2008 = 600 }\n'
    steps = """
    [measures.rent]
    source = "s"
    as_of = 2008-01-01

    [[steps]]
    to = "department"
    from = ["ADM"]
    components = ["staff"]
    percent = [{ department = "OPS", 2008 = 10 }]
    on = ["rent"]
    """
    plan = opplan.loads(PLAN.replace("[outputs.A]", rent + "[outputs.A]"))
    chain = opplan.cost_chain(plan, opplan.loads_rates(HEAD + steps))
    assert listed(chain[-1].where(department="ADM").by("user")) == {"ADM": 1140, "OPS": 60}


def test_who_bears_costs_is_known_as_long_as_a_later_step_asks() -> None:
    rent = '[measures.rent]\nof = "plan"\nunit = "kCHF"\n[figures]\nrent = { 2008 = 3 }\n'
    steps = """
    [measures.rent]
    source = "s"
    as_of = 2008-01-01

    [[steps]]
    to = "department"
    components = ["rent"]
    driver = "staffing"
    users = ["OPS", "law"]

    [[steps]]
    code = "work"
    to = "output"
    components = ["staff"]
    driver = "effort"

    [[steps]]
    to = "output"
    components = ["rent"]
    driver = "effort"
    """
    plan = opplan.loads(PLAN.replace("[goals.G]", rent + "[goals.G]"))
    chain = opplan.cost_chain(plan, opplan.loads_rates(HEAD + steps))
    assert listed(chain["department"].where(department=NONE).by("user")) == {"OPS": 2400, "LAW": 600}
    assert chain["work"].dims == ("department", "output", "user", "component", "period")
    assert chain["output"].dims == ("department", "output", "component", "period")
    assert listed(chain["output"].where(department=NONE).by("output")) == {"A": 1600, "B": 1400}


def test_a_step_without_driver_leaves_costs_under_none_and_one_without_costs_says_so() -> None:
    steps = """
    [[steps]]
    to = "department"
    from = ["ADM"]
    driver = "posts"

    [[steps]]
    code = "again"
    to = "department"
    from = ["ADM", "IT"]
    weights = [{ department = "OPS", 2008 = 1 }]

    [[steps]]
    to = "output"
    weights = [{ output = "A", 2008 = 1 }]

    [[steps]]
    code = "more"
    to = "output"
    components = ["staff"]
    driver = "effort"
    """
    chain = chain_of(steps)
    assert listed(chain[1].where(department="ADM").by("user")) == {NONE: 1200}
    assert listed(chain["again"].by("user")) == {NONE: 1200, "OPS": 3000, "LAW": 600}
    assert listed(chain["more"].by("output")) == {"A": 4800}
    assert chain[-1].assumed == (
        "costs of ADM carried to departments by posts",
        "costs of ADM, IT carried to departments by given weights; there were none of ADM",
        "costs carried to outputs by given weights",
        "costs (staff) carried to outputs by effort; there were none",
    )


def test_what_is_left_of_a_whole_stays_with_whom_it_was() -> None:
    steps = """
    [[steps]]
    to = "department"
    from = ["OPS"]
    users = ["LAW"]
    driver = "effort"
    out_of = "staffing"
    """
    chain = chain_of(steps)
    # The 6 work-months of LAW for outputs are 6 of 48.
    assert listed(chain[-1].where(department="OPS").by("user")) == {"OPS": 2100, "LAW": 300}


def test_a_driver_in_percent_is_a_part_of_100() -> None:
    time = '[measures.time]\nof = "departments"\ndims = ["output"]\nunit = "percent"\n'
    rows = 'figures.time = [{ output = "A", 2008 = 60 }, { output = "B", 2008 = 30 }]\n'
    plan = PLAN.replace("[goals.G]", time + "[goals.G]").replace("[departments.LAW]", rows + "\n[departments.LAW]")
    chain = chain_of('[[steps]]\nto = "output"\nfrom = ["OPS"]\ndriver = "time"', plan=plan)
    assert listed(chain[-1].where(department="OPS").by("output")) == {"A": 1440, "B": 720, NONE: 240}


def test_more_than_the_whole_carries_all() -> None:
    plan = PLAN.replace('department = "OPS", 2008 = 12', 'department = "OPS", 2008 = 30')
    chain = chain_of('[[steps]]\nto = "output"\nfrom = ["OPS"]\ndriver = "effort"\nout_of = "staffing"', plan=plan)
    assert listed(chain[-1].where(department="OPS").by("output")) == {"A": 2000, "B": 400}


def test_people_are_a_whole_of_work() -> None:
    people = PLAN.replace("[goals.G]", '[measures.staffing]\nunit = "FTE"\nnot_additive = {}\n[goals.G]')
    people = people.replace("2008 = 12 }]\n\n[departments.IT]", "2008 = 1 }]\n\n[departments.IT]")
    people = people.replace("2008 = 24 }]", "2008 = 2 }]").replace('"P5", 2008 = 6', '"P5", 2008 = 0.5')
    assert chain_of(ONWARD, plan=people)[1].by("output").records() == chain_of(ONWARD)[1].by("output").records()


def test_missing_figures_stay_visible() -> None:
    plan = PLAN.replace('grade = "P5", 2008 = 24', 'grade = "P5", 2008 = 24 }, { grade = "G5", 2008 = "blank"')
    plan = plan.replace('department = "OPS", 2008 = 6', 'department = "OPS", 2008 = "to be completed"')
    chain = chain_of(ONWARD, plan=plan)
    assert listed(chain["objective"].by("objective")) == {"1": 600, "2": 1200, NONE: 3000}
    assert str(chain["objective"].where(objective="1").by("department")) == (
        "department    CHF\n"
        "------------------\n"
        "OPS         600.0*\n"
        "* skipped: 1 blank\n"
        "assumed: costs carried to outputs by effort, as a part of staffing\n"
        "assumed: 1 missing figure of effort left out\n"
        "assumed: 1 missing figure of staffing left out\n"
        "assumed: costs divided equally among their objectives"
    )
    blank = chain_of(ONWARD, plan=PLAN.replace('"P5", 2008 = 24', '"P5", 2008 = "blank"'))
    assert blank["output"].by("department", "output").at(department="OPS", output="A") is Missing.BLANK
    nothing = PLAN
    for months in ("12", "6", "24"):
        nothing = nothing.replace(f'"P5", 2008 = {months}', '"P5", 2008 = "n/a"')
    assert [line.total for line in chain_of(ONWARD, plan=nothing).lines] == [Missing.NOT_APPLICABLE] * 4


def test_what_the_figures_of_a_driver_rest_on_is_said() -> None:
    row = '[{ department = "OPS", 2008 = 12 }]'
    plan = PLAN.replace(row, f'{row}\neffort_assumed = ["as in 2007"]')
    assert chain_of(ONWARD, plan=plan)[1].assumed == (
        "costs carried to outputs by effort, as a part of staffing",
        "as in 2007",
    )


# --- laws -------------------------------------------------------------------------------------------------------------


@st.composite
def chains(draw: st.DrawFn) -> tuple[OperationalPlan, Rates]:
    """A plan, prices of all that is in it, and steps that it can take."""
    plan = draw(strategies.small_plans())
    return plan, attrs.evolve(draw(strategies.full_rates()), steps=draw(strategies.steps_for(plan)))


def cells(found: Table) -> dict[tuple[str, ...], Decimal | Missing]:
    return {
        tuple(str(record[dim]) for dim in found.dims): record["value"]  # type: ignore[misc]
        for record in found.records()
    }


@given(chains())
def test_no_step_loses_anything_of_anybody(given: tuple[OperationalPlan, Rates]) -> None:
    chain = opplan.cost_chain(*given)
    begun = cells(chain[0].by("department", "component", "period"))
    for found in chain[1:]:
        assert cells(found.by("department", "component", "period")) == begun
        assert all(not isinstance(value, Decimal) or value >= 0 for value in cells(found).values())
    assert len({line.total for line in chain.lines}) == 1
    assert [line.step for line in chain.lines] == ["costs", *(step.name for step in given[1].steps)]


def numbers(found: Table) -> dict[tuple[str, ...], Fraction]:
    return {key: Fraction(value) for key, value in cells(found).items() if isinstance(value, Decimal)}


@given(strategies.small_plans(), strategies.full_rates())
def test_what_has_no_driver_is_under_none_and_nothing_else(plan: OperationalPlan, rates: Rates) -> None:
    steps = [CostStep(to="output", driver="effort")]
    chain = opplan.cost_chain(plan, attrs.evolve(rates, steps=steps))
    driven = {key for key, value in numbers(opplan.effort(plan)).items() if value}
    working = {key[1:] for key in driven}
    work = numbers(chain[1].where(component="staff").by("output", "department", "period"))
    for (output, department, period), value in work.items():
        if value and output == NONE:
            assert (department, period) not in working
        elif value:
            assert (output, department, period) in driven


@given(strategies.small_plans(), strategies.full_rates())
def test_against_an_independent_reckoning(plan: OperationalPlan, rates: Rates) -> None:
    first, *others = [one.code for one in plan.departments]
    steps = [
        CostStep(to="department", from_=[first], driver="effort"),
        CostStep(to="output", driver="effort", out_of="staffing"),
        CostStep(to="objective", driver="equal"),
    ]
    chain = opplan.cost_chain(plan, attrs.evolve(rates, steps=steps))
    effort, staffing = numbers(opplan.effort(plan)), numbers(opplan.capacity(plan).by("department", "period"))
    payroll = numbers(opplan.payroll(plan, rates).by("department", "period"))
    outputs = {one.code: one.objectives for one in plan.outputs}
    expected: dict[tuple[str, str, str], Fraction] = {}

    def book(department: str, output: str, period: str, amount: Fraction) -> None:
        linked = outputs.get(output, ()) or (NONE,)
        for objective in linked:
            key = (department, objective, period)
            expected[key] = expected.get(key, Fraction(0)) + amount / len(linked)

    for (department, period), cost in payroll.items():
        bearers = {department: Fraction(1)}
        if department == first:
            work = {one: sum(effort.get((code, one, period), 0) for code in outputs) for one in others}
            whole = sum(work.values())
            bearers = {one: Fraction(own) / whole for one, own in work.items()} if whole else {NONE: Fraction(1)}
        for bearer, share in bearers.items():
            asked = {code: effort.get((code, bearer, period), Fraction(0)) for code in outputs}
            whole = max(sum(asked.values()), staffing.get((bearer, period), Fraction(0)))
            for code, own in asked.items():
                book(department, code, period, cost * share * own / whole if whole else Fraction(0))
            used = Fraction(sum(asked.values())) / whole if whole else 0
            book(department, NONE, period, cost * share * (1 - used))
    found = numbers(chain["objective"].where(component="staff").by("department", "objective", "period"))
    for key in found.keys() | expected.keys():
        assert abs(found.get(key, 0) - expected.get(key, 0)) < LAST * 100


@given(strategies.small_plans(), strategies.full_rates())
def test_work_costs_the_same_as_by_average_rates(plan: OperationalPlan, rates: Rates) -> None:
    effort, staffing = opplan.effort(plan).by("department", "period"), opplan.capacity(plan).by("department", "period")
    asked, there = numbers(effort), numbers(staffing)
    assume(all(own <= there[key] for key, own in asked.items()))
    steps = [CostStep(to="output", driver="effort", out_of="staffing")]
    chain = opplan.cost_chain(plan, attrs.evolve(rates, steps=steps))
    direct = numbers(opplan.cost(plan, rates).where(component="staff").by("output", "period"))
    carried = numbers(chain[-1].where(component="staff").by("output", "period"))
    for key, value in direct.items():
        assert abs(carried.get(key, 0) - value) < LAST * 100


@given(strategies.small_plans(), strategies.full_rates(), st.sampled_from(["objective", "goal"]))
def test_links_are_those_of_apportion(plan: OperationalPlan, rates: Rates, to: str) -> None:
    for rule in ("equal", "primary"):
        steps = [CostStep(to="output", driver="effort"), CostStep(to=to, driver=rule)]  # type: ignore[arg-type]
        chain = opplan.cost_chain(plan, attrs.evolve(rates, steps=steps))
        divided = opplan.apportion(chain["output"], plan, to=to, rule=rule)  # type: ignore[arg-type]
        assert cells(chain[-1]) == cells(divided.by(*chain[-1].dims))


@given(st.data())
def test_the_order_of_rows_does_not_count(data: st.DataObject) -> None:
    rows = [
        {"department": department, "period": "2008", "value": weight}
        for department, weight in (("OPS", 3), ("LAW", 1), ("IT", 7))
    ]
    mixed = data.draw(st.permutations(rows))

    def carried(rows: Sequence[Mapping[str, str | int]]) -> CostChain:
        weights = Table.from_records(rows, dims=["department", "period"], unit="count")
        steps = [CostStep(to="department", from_=["ADM"], weights=weights)]
        return opplan.cost_chain(opplan.loads(PLAN), attrs.evolve(opplan.loads_rates(HEAD), steps=steps))

    assert carried(mixed) == carried(rows)
    assert carried(mixed)[-1].records() == carried(rows)[-1].records()
