"""Costs carried on in steps: golden figures by hand, laws for any plan and any steps, and what is refused."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import CostStep, Missing, OperationalPlan, Rates, Table, UnknownCode
from itu_opplan.analysis import CostChain
from itu_opplan.table import places
from tests import rates_strategies as strategies
from tests.helpers import complaints

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
    assert chain[-1].assumed == ("costs of ADM carried to departments by mark-ups on their costs (staff)",)


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


def test_departments_can_share_the_costs_of_all_of_them() -> None:
    steps = """
    [[steps]]
    to = "department"
    driver = "effort"
    out_of = "staffing"
    """
    chain = chain_of(steps)
    # Of 48 work-months OPS has 18 for outputs and LAW 6: of each cost a half stays.
    assert listed(chain[-1].by("user")) == {"ADM": 600, "IT": 300, "OPS": 1200 + 1800, "LAW": 300 + 600}
    assert listed(chain[-1].where(department="LAW").by("user")) == {"OPS": 225, "LAW": 375}


def test_missing_costs_are_not_marked_up() -> None:
    plan = PLAN.replace('"P5", 2008 = 12', '"P5", 2008 = "blank"')
    steps = '[[steps]]\nto = "department"\nfrom = ["ADM", "IT"]\npercent = [{ department = "OPS", 2008 = 10 }]'
    chain = chain_of(steps, plan=plan)
    assert listed(chain[-1].by("user")) == {"ADM": Missing.BLANK, "IT": 360, "OPS": 2640, "LAW": 600}
    assert not chain[-1].where(user="OPS").missing()


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


def test_figures_that_do_not_add_up_can_drive_costs_where_they_need_not() -> None:
    people = """
    [measures.people]
    of = "departments"
    unit = "count"
    not_additive = { period = "a stock" }

    [goals.G]"""
    plan = PLAN.replace("[goals.G]", people)
    plan = plan.replace("[departments.IT]", 'figures.people = { 2008 = "blank" }\n\n[departments.IT]')
    plan = plan.replace("[departments.OPS]", "figures.people = { 2008 = 3 }\n\n[departments.OPS]")
    plan = plan.replace("[departments.LAW]", 'figures.people = { 2008 = "n/a" }\n\n[departments.LAW]')
    chain = chain_of('[[steps]]\nto = "department"\nfrom = ["LAW"]\ndriver = "people"', plan=plan)
    assert listed(chain[-1].where(department="LAW").by("user")) == {"IT": 600}
    assert chain[-1].assumed == (
        "costs of LAW carried to departments by people",
        "2 missing figures of people left out",
    )


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
    expected: dict[tuple[str, ...], Fraction] = {}

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


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED = {
    "no steps": (
        "",
        [
            "steps: the rates 'r' declare no steps; they stand under [[steps]], such as to = \"output\" and "
            'driver = "effort"'
        ],
    ),
    "codes that are nowhere": (
        'to = "department"\nfrom = ["ADN"]\nusers = ["OPS", "X"]\ncomponents = ["stuff"]\ndriver = "efort"',
        [
            "steps[0].from: unknown department 'ADN'; the plan has ADM, IT, LAW …",
            "steps[0].users: unknown department 'X'; the plan has ADM, IT, LAW …",
            "steps[0].components: unknown component 'stuff'; there are costs of staff",
            "steps[0].driver: unknown measure 'efort'; known: effort, services, staffing …",
        ],
    ),
    "components of users": (
        'to = "output"\npercent = [{ output = "A", 2008 = 1 }]\non = ["rent"]',
        ["steps[0].on: unknown component 'rent'; there are costs of staff"],
    ),
    "a driver of others": (
        'to = "output"\ndriver = "staffing"',
        ["steps[0].driver: staffing has no dim 'output' in this plan; it has department, grade, period"],
    ),
    "a driver of unlike things": (
        'to = "output"\ndriver = "services"',
        [
            "steps[0].driver: services does not add up over 'service' in this plan: services are unlike: a printed "
            "page is not a translated one; take one by only = { service = … }"
        ],
    ),
    "a service that is nowhere": (
        'to = "output"\ndriver = "services"\nonly = { service = "typin" }',
        ["steps[0].only: unknown service 'typin'; the plan has typing, printing"],
    ),
    "a dim that the driver has not": (
        'to = "output"\ndriver = "effort"\nonly = { source = "RB" }',
        ["steps[0].only: unknown dim 'source'; the table has output, department, period"],
    ),
    "a period of another plan": (
        'to = "output"\ndriver = "effort"\nperiod = "2009"',
        ["steps[0].period: unknown period '2009'; the table has 2008"],
    ),
    "a whole in another unit": (
        'to = "output"\ndriver = "effort"\nout_of = "posts"',
        ["steps[0].out_of: posts is in post in this plan, which does not convert to work_month"],
    ),
    "a whole that is nowhere": (
        'to = "output"\ndriver = "effort"\nout_of = "stafing"',
        ["steps[0].out_of: unknown measure 'stafing'; known: staffing, effort, services …"],
    ),
    "weights of others": (
        'to = "output"\nweights = [{ department = "OPS", 2008 = 1 }]',
        ["steps[0].weights: must have the dims output, period, and may have department, got department, period"],
    ),
    "weights of what is nowhere": (
        'to = "output"\nweights = [{ output = "Z", 2008 = 1 }]',
        ["steps[0].weights: unknown output 'Z'; the plan has A, B"],
    ),
    "weights of other years": (
        'to = "output"\nweights = [{ output = "A", 2007 = 1, 2008-H1 = 1, 2008-H2 = 2 }]',
        [
            "steps[0].weights: 2007 holds no column of the plan; it has 2008",
            "steps[0].weights: 2008-H1 is a part of 2008, a column of the plan; give one for all of 2008",
            "steps[0].weights: 2008-H2 is a part of 2008, a column of the plan; give one for all of 2008",
        ],
    ),
    "percentages of others": (
        'to = "department"\npercent = [{ output = "A", 2008 = 1 }]',
        ["steps[0].percent: must have the dims department, period, got output, period"],
    ),
    "mark-ups of more than there is": (
        'to = "department"\nfrom = ["ADM"]\npercent = [{ department = "OPS", 2008 = 60 }]',
        ["steps[0].percent: the mark-ups of 2008 make 1440.00, and there is 1200.00 to carry"],
    ),
    "users that give": (
        'to = "department"\nfrom = ["ADM"]\ndriver = "staffing"\n'
        '[[steps]]\ncode = "b"\nto = "department"\nfrom = ["IT"]\nusers = ["admin", "it", "OPS"]\ndriver = "staffing"',
        [
            "steps[1].users: nothing can go to ADM: its costs are carried to others by a step before this",
            "steps[1].users: nothing can go to IT: its costs are carried to others",
        ],
    ),
    "reductions": (
        'to = "output"\ndriver = "cut"',
        [
            "steps[0].driver: [A, 2008] is -3: costs cannot be divided by less than 0",
            "steps[0].driver: [B, 2008] is -1: costs cannot be divided by less than 0",
        ],
    ),
}
SERVICES = """
[services.typing]
name = "Typing"
unit = "page"

[services.printing]
name = "Printing"
unit = "page"

[measures.cut]
of = "outputs"
unit = "CHF"
negative = true

"""


@pytest.mark.parametrize("name", REFUSED)
def test_all_that_steps_ask_for_and_the_plan_has_not(name: str) -> None:
    steps, messages = REFUSED[name]
    plan = PLAN.replace("[goals.G]", f"{SERVICES}[goals.G]")
    plan = plan.replace("[outputs.B]", "figures.cut = { 2008 = -3 }\n\n[outputs.B]") + "figures.cut = { 2008 = -1 }\n"
    plan = plan.replace("[departments.IT]", 'posts = [{ grade = "P5", 2008 = 1 }]\n\n[departments.IT]')
    text = f"{HEAD}[[steps]]\n{steps}" if steps else HEAD
    assert complaints(lambda: opplan.cost_chain(opplan.loads(plan), opplan.loads_rates(text))) == messages


def test_complaints_about_all_steps_come_at_once_and_after_those_about_prices() -> None:
    steps = '[[steps]]\nto = "output"\ndriver = "a"\n[[steps]]\ncode = "b"\nto = "output"\ndriver = "b"\n'
    assert complaints(lambda: chain_of(steps)) == [
        "steps[0].driver: unknown measure 'a'; known: effort, services, staffing …",
        "steps[1].driver: unknown measure 'b'; known: effort, services, staffing …",
    ]
    assert complaints(lambda: chain_of(steps, head=HEAD.replace('category = "P"', 'category = "G"'))) == [
        "staff[P5]: no rate for grade P5 in 2008; neither it nor its category P has one"
    ]
    bare = HEAD[: HEAD.index("[staff")]
    assert complaints(lambda: chain_of(steps, head=bare)) == [
        "steps: there is nothing to carry on: the rates 'r' have no prices of what costs"
    ]
    support = '[overheads.s]\nsource = "s"\nas_of = 2008-01-01\non = ["staff"]\npercent = [{ 2009 = 5 }]\n'
    assert complaints(lambda: chain_of(steps, head=bare + support)) == [
        "steps: there is nothing to carry on: the rates 'r' have no prices of what costs",
        "overheads.s.percent: no percentage for 2008; it has one for 2009",
    ]


def test_a_table_of_too_many_places_is_refused_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MAX_CELLS", 100)
    assert complaints(lambda: chain_of(ONWARD)) == [
        "steps[2]: 4 department × 3 output × 3 objective × 1 component × 1 period × 3 goal labels make more than 100 "
        "places; make several tables of it, with rates of fewer components each"
    ]


def test_an_overhead_needs_a_code_of_its_own() -> None:
    plan = PLAN.replace("[goals.G]", f"{SERVICES}[goals.G]")
    priced = """
    [services.s]
    unit = "CHF/page"
    source = "s"
    as_of = 2008-01-01
    rates = [{ service = "printing", 2008 = 1 }]

    [overheads.typing]
    on = ["staff"]
    source = "s"
    as_of = 2008-01-01
    percent = { 2008 = 10 }
    """
    head = HEAD + priced
    assert complaints(lambda: chain_of(ONWARD, plan=plan, head=head)) == [
        "overheads.typing: is the code of a service of the plan; give the rule another one"
    ]
    chain = chain_of(ONWARD, plan=plan, head=head.replace("overheads.typing", "overheads.support"))
    assert listed(chain[0].by("component")) == {"staff": 4800, "support": 480}


# --- other plans ------------------------------------------------------------------------------------------------------


def test_the_real_plan() -> None:
    chain = opplan.cost_chain(REAL, RATES)
    payroll = opplan.payroll(REAL, RATES).by("department", "period")
    assert cells(chain[0].where(component="staff").by("department", "period")) == cells(payroll)
    names = ["costs", "personnel", "information", "finance", "premises", "output", "objective", "goal"]
    assert [line.step for line in chain.lines] == names
    assert {line.total for line in chain.lines} == {Decimal("329017695")}
    whose = chain["objective"].where(objective="4", period="2008").by("department")
    assert {label: round(value) for label, value in listed(whose).items() if isinstance(value, Decimal)} == {
        "SGO": 352658,
        "CEC": 348594,
        "SPU": 133213,
        "C&P": 100586,
        "CS": 116925,
        "PER": 91525,
        "FIN": 83677,
        "IS": 195649,
    }
    assert whose.missing().total() == 4  # a grade of SGO is blank in 2008


def test_outputs_of_the_real_plan_cost_what_cost_says_but_for_work_that_nobody_has() -> None:
    chain = opplan.cost_chain(REAL, attrs.evolve(RATES, steps=RATES.steps[4:5]))
    carried, asked = (
        numbers(found.where(component="staff").by("output", "department", "period"))
        for found in (chain[-1], opplan.cost(REAL, RATES, by=("output", "department", "component", "period")))
    )
    for (output, department, period), value in asked.items():
        # In 2008 outputs ask SPU for 51.9 of 48 work-months: it costs no more than these 48.
        part = Fraction(480, 519) if (department, period) == ("SPU", "2008") else 1
        assert abs(carried.get((output, department, period), 0) - value * part) < LAST


def test_posts_of_one_year_can_drive_all_years() -> None:
    steps = [CostStep(to="department", from_=["PER"], driver="posts", period="2007")]
    chain = opplan.cost_chain(REAL, attrs.evolve(RATES, steps=steps))
    shares = opplan.posts(REAL).where(period="2007").by("department")
    assert listed(shares.keep(bool)).keys() == listed(chain[-1].where(department="PER").by("user").keep(bool)).keys()
    assert chain[-1].assumed[-1] == "costs of PER carried to departments by posts of 2007"


def test_a_plan_with_budgets_and_neither_work_nor_departments() -> None:
    who = opplan.load(Path(__file__).parents[1] / "strangers" / "who-2022.toml")
    text = """
    kind = "rates"
    format = 1
    code = "r"
    title = "Budgets as they are"
    currency = "USD"

    [measures.budget]
    source = "the budget"
    as_of = 2021-01-01

    [[steps]]
    to = "output"
    driver = "effort"

    [[steps]]
    to = "objective"
    driver = "equal"
    """
    chain = opplan.cost_chain(who, opplan.loads_rates(text))
    assert str(chain) == (
        "USD\n"
        "step       dims                                                   total  unallocated\n"
        "------------------------------------------------------------------------------------\n"
        "costs      department, output, component, period             6725000000\n"
        "output     department, output, component, period             6725000000            0\n"
        "objective  department, output, objective, component, period  6725000000   6725000000\n"
        "assumed: costs carried to outputs by effort; there were none\n"
        "assumed: costs divided equally among their objectives"
    )


def test_costs_of_outputs_come_out_only_from_unrounded_cells() -> None:
    plan = """
    format = 1
    code = "p"
    title = "Plan"
    organisation = "Org"
    window = "2006"
    periods = ["2006"]
    [measures.budget]
    of = "outputs"
    unit = "kCHF"
    [objectives]
    1.title = "a"
    2.title = "b"
    3.title = "c"
    [outputs.A]
    title = "A"
    objectives = ["1", "2", "3"]
    figures.budget = { 2006 = 1000 }
    [outputs.B]
    title = "B"
    objectives = ["1", "2", "3"]
    figures.budget = { 2006 = 100.3 }
    [outputs.C]
    title = "C"
    figures.budget = { 2006 = "blank" }
    """
    head = HEAD[: HEAD.index("[staff")] + '[measures.budget]\nsource = "s"\nas_of = 2006-01-01\n'
    chain = chain_of('[[steps]]\nto = "objective"\ndriver = "equal"', plan=plan, head=head)
    thousands = chain[-1].by("objective").convert("kCHF")
    assert thousands.to_text(decimals=1, totals=("objective",)) == (
        "objective    kCHF\n"
        "------------------\n"
        "1           366.8\n"
        "2           366.8\n"
        "3           366.8\n"
        "(none)      blank\n"
        "total      1100.3*\n"
        "* skipped: 1 blank\n"
        "assumed: costs divided equally among their objectives"
    )


def test_quarters_of_a_fiscal_year_and_two_hosts_with_two_currencies() -> None:
    plan = """
    format = 1
    code = "p"
    title = "Convention"
    organisation = "Two hosts"
    window = "2025/26"
    year_begins = 7
    periods = ["2025/26-Q1", "2025/26-Q2", "2025/26-H2"]
    [measures.north]
    of = "departments"
    unit = "kEUR"
    [measures.south]
    of = "departments"
    unit = "kUSD"
    [measures.time]
    of = "departments"
    dims = ["output"]
    unit = "percent"
    [departments.SEC]
    name = "Secretariat"
    figures.north = { 2025/26-Q1 = 10, 2025/26-Q2 = 20, 2025/26-H2 = 30 }
    figures.south = { 2025/26-Q1 = 10, 2025/26-H2 = 40 }
    figures.time = [{ output = "X", 2025/26-Q1 = 60, 2025/26-Q2 = 100, 2025/26-H2 = 50 }]
    [outputs.X]
    title = "Meeting"
    """
    head = """
    kind = "rates"
    format = 1
    code = "r"
    title = "Both"
    currency = "EUR"
    [measures.north]
    source = "s"
    as_of = 2025-07-01
    [measures.south]
    source = "s"
    as_of = 2025-07-01
    [exchange.dollar]
    unit = "EUR/USD"
    source = "s"
    as_of = 2025-07-01
    rates = { 2025/26 = 0.9 }
    """
    for period in ("2025/26", "2025/26-Q1", "2025/26-Q2", "2025/26-H2"):
        plan, head = (text.replace(f" {period} =", f' "{period}" =') for text in (plan, head))
    chain = chain_of('[[steps]]\nto = "output"\ndriver = "time"', plan=plan, head=head)
    assert str(chain[-1].by("output", "component", "period").to_text(decimals=0)) == (
        "EUR\n"
        "output  component  2025/26-Q1  2025/26-Q2  2025/26-H2\n"
        "-----------------------------------------------------\n"
        "X       north            6000       20000       15000\n"
        "X       south            5400                   18000\n"
        "(none)  north            4000                   15000\n"
        "(none)  south            3600                   18000\n"
        "assumed: costs carried to outputs by time"
    )


def test_services_that_one_department_provides_and_outputs_order() -> None:
    plan = PLAN.replace("[goals.G]", SERVICES.replace('"page"', '"hour"', 1) + "[goals.G]")
    plan = plan.replace("[outputs.B]", 'services = [{ service = "printing", 2008 = 30 }]\n\n[outputs.B]')
    plan += 'services = [{ service = "printing", 2008 = 10 }, { service = "typing", 2008 = 5 }]\n'
    step = '[[steps]]\nto = "output"\nfrom = ["IT"]\ndriver = "services"\nonly = { service = "printing" }'
    chain = chain_of(step, plan=plan)
    assert listed(chain[-1].where(department="IT").by("output")) == {"A": 450, "B": 150}
    assert chain[-1].assumed == ("costs of IT carried to outputs by services (service printing)",)


def test_unit_costs_of_effort_stand_in_the_place_of_staff() -> None:
    priced = """
    [measures.work]
    measure = "effort"
    unit = "CHF/work_month"
    source = "s"
    as_of = 2008-01-01
    rates = [{ 2008 = 10 }]
    """
    chain = chain_of('[[steps]]\nto = "objective"\ndriver = "equal"', head=HEAD + priced)
    assert listed(chain[0].by("component")) == {"work": 240}


def test_users_stay_as_long_as_a_step_asks_whose_costs_it_carries() -> None:
    onward = '[[steps]]\nto = "output"\ndriver = "effort"\n'
    last = '[[steps]]\nto = "objective"\nfrom = ["LAW"]\ndriver = "equal"\n'
    chain = opplan.cost_chain(opplan.loads(PLAN), opplan.loads_rates(HEAD + ADMINISTRATION + onward + last))
    borne = chain["output"].where(user="LAW", output="B").total()  # its own, and what it bears of the administration
    assert borne > chain["output"].where(department="LAW", output="B").total()
    assert chain["objective"].where(objective="2").total() == borne
    assert "user" not in chain["objective"].dims
