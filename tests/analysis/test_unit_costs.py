"""Unit costs × volumes of any measure of outputs; and measures that are in money themselves."""

import datetime
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import InvalidPlan, MeasureRates, Missing, Rates, Table
from tests import rates_strategies as strategies
from tests.helpers import cells_of, complaints, refusal

STRANGERS = Path(__file__).parents[1] / "strangers"
AS_OF = datetime.date(2020, 7, 1)

# --- documents of other organisations ---------------------------------------------------------------------------------


def unit_costs(code: str, rates: Table | None = None, **fields: object) -> MeasureRates:
    return MeasureRates(code=code, source="the document", as_of=AS_OF, rates=rates, **fields)  # type: ignore[arg-type]


def rates_of(*measures: MeasureRates, currency: str, **fields: object) -> Rates:
    return Rates(code="r", title="Unit costs", currency=currency, measures=measures, **fields)  # type: ignore[arg-type]


def test_a_fund_that_prints_quantities_and_unit_costs_has_its_budget_to_the_shilling() -> None:
    plan = opplan.load(STRANGERS / "tz-fund-2020.toml")
    printed = opplan.figures(plan, "unit_cost")  # by output, line and fiscal year
    prices = Table.from_records(printed.records(), dims=printed.dims, unit="TZS/count")
    rates = rates_of(unit_costs("quantity", prices), currency="TZS")
    assert opplan.loads_rates(opplan.dumps_rates(rates)) == rates
    costs = opplan.cost(plan, rates)
    assert costs.by("output", "period") == opplan.figures(plan, "budget").by("output", "period")
    assert costs.by("period").records() == [
        {"period": "2020/21", "value": 50_500_000},
        {"period": "2021/22", "value": 57_618_000},
        {"period": "2022/23", "value": 61_164_000},
    ]
    assert costs.assumed == ()


def test_a_budget_in_money_is_a_cost_as_it_is() -> None:
    plan = opplan.load(STRANGERS / "rw-hiv.toml")
    costs = opplan.cost(plan, rates_of(unit_costs("budget"), currency="USD"))
    assert costs.span("2025/26").by("output").records() == [
        {"output": "HPE", "value": 10_000},
        {"output": "HR", "value": 34_000},
        {"output": "PA", "value": 6_900},
        {"output": "TRC", "value": 15_000},
    ]
    francs = Table.from_rows([{"2025/26": "1300"}], dims=["period"], unit="RWF/USD")
    exchange = opplan.ExchangeRates(code="e", source="x", as_of=AS_OF, rates=francs)
    local = rates_of(unit_costs("budget"), currency="RWF", exchange=[exchange])
    assert opplan.cost(plan, local).total() == 65_900 * 1300
    assert complaints(lambda: opplan.cost(plan, attrs.evolve(local, exchange=()))) == [
        "exchange: no exchange rate RWF/USD for 2025/26-Q1, 2025/26-Q2, 2025/26-Q3, 2025/26-Q4; budget is in USD, "
        "and costs are in RWF"
    ]


# --- a small plan -----------------------------------------------------------------------------------------------------

PLAN = """
format = 1
code = "p"
title = "Plan"
organisation = "O"
window = "2025-2026"
periods = ["2025", "2026"]

[dimensions]
size = ["small", "large"]
place = ["N", "S"]

[measures.kits]
of = "outputs"
dims = ["size", "place", "department"]
unit = "kit"
[measures.budget]
of = "outputs"
dims = ["service"]
unit = "kUSD"
negative = true
[measures.people]
of = "outputs"
dims = ["sex"]
unit = "person"
not_additive = { period = "a stock" }
[measures.rooms]
of = "departments"
unit = "room"
[measures.sites]
of = "plan"
unit = "site"

[departments.OPS]
name = "Operations"
[departments.MED]
name = "Medicine"
[services.post]
name = "Post"
[services.phone]
name = "Phone"

[outputs.X]
title = "X"
effort = [{ department = "OPS", 2025 = 12 }, { department = "MED", 2026 = "to be completed" }]
services = [{ service = "post", 2025 = 5 }]
[outputs.X.figures]
kits = [
    { size = "small", place = "N", department = "MED", 2025 = 10, 2026 = 20 },
    { size = "large", place = "S", department = "OPS", 2025 = 1.5, 2026 = "blank" },
]
budget = [{ service = "post", 2025 = 1.5 }, { service = "phone", 2025 = -0.25 }]
people = [{ sex = "women", 2025 = 100, 2026 = 120 }, { sex = "men", 2025 = 0 }]
"""
WHOLE = PLAN.replace("[dimensions]\n", '[dimensions]\nsex = ["women", "men"]\n')
HEAD = 'kind = "rates"\nformat = 1\ncode = "r"\ntitle = "R"\ncurrency = "USD"\n'
COMMON = 'source = "x"\nas_of = 2025-01-01\n'
WORK = f'[measures.work]\nmeasure = "effort"\nunit = "USD/work_year"\n{COMMON}rates = {{ 2025-2026 = 1200 }}\n'
POST = f'[services.s]\nunit = "USD/count"\n{COMMON}rates = [{{ service = "post", 2025-2026 = 2 }}]\n'
KITS = (
    f'[measures.kits]\nunit = "USD/kit"\n{COMMON}'
    'rates = [{ size = "small", 2025-2026 = 3 }, { size = "large", 2025 = 8, 2026 = 9 }]\n'
)


def cost_of(*tables: str, by: object = ("component", "period"), plan: str = WHOLE) -> Table:
    return opplan.cost(opplan.loads(plan), opplan.loads_rates(HEAD + WORK + POST + "".join(tables)), by=by)  # type: ignore[arg-type]


def test_volumes_by_their_unit_costs() -> None:
    found = cost_of(KITS, by=("department", "component", "period"))
    assert cells_of(found) == {
        ("MED", "kits", "2025"): 30,
        ("MED", "kits", "2026"): 60,
        ("OPS", "kits", "2025"): 12,
        ("OPS", "kits", "2026"): Missing.BLANK,
        ("OPS", "work", "2025"): 1200,
        ("MED", "work", "2026"): Missing.TO_BE_COMPLETED,
        ("(none)", "post", "2025"): 10,
    }
    assert (found.unit, found.labels("component"), found.assumed) == ("USD", ("phone", "post", "kits", "work"), ())
    assert found.where(component="kits").missing().total() == 1
    assert cost_of(KITS) == found.by("component", "period")
    flat = KITS.partition("rates = ")[0] + "rates = { 2025-2026 = 2 }\n"
    assert cost_of(flat, by="period").at(period="2026") == 40
    by_output = KITS.partition("rates = ")[0] + 'rates = [{ output = "X", place = "N", 2025-2026 = 2 }]\n'
    assert complaints(lambda: cost_of(by_output)) == [
        "measures.kits.rates: no price for [X, S] in 2025; there are prices for [X, N]"
    ]


def test_one_measure_may_have_several_unit_costs() -> None:
    freight = f'[measures.freight]\nmeasure = "kits"\nunit = "USD/kit"\n{COMMON}rates = {{ 2025-2026 = 0.5 }}\n'
    found = cost_of(KITS, freight)
    assert found.where(component=("kits", "freight")).total() == 102 + Decimal("15.75")


def test_money_of_several_services_adds_up_and_reductions_stay_below_zero() -> None:
    found = cost_of(f"[measures.budget]\n{COMMON}")
    assert found.at(component="budget", period="2025") == 1250
    less = cost_of(f"[measures.budget]\n{COMMON}", plan=WHOLE.replace("1.5 }, { service", "0.1 }, { service"))
    assert less.at(component="budget", period="2025") == -150


def test_a_price_for_each_period_makes_costs_of_a_stock() -> None:
    """People of 2025 and of 2026 may be the same, what they cost is not."""
    head = f'[measures.people]\nunit = "USD/person"\n{COMMON}'
    found = cost_of(f"{head}rates = {{ 2025 = 2, 2026 = 3 }}\n")
    assert found.where(component="people").total() == 560
    assert complaints(lambda: cost_of(f'{head}split = "even"\nrates = {{ 2025-2026 = 2 }}\n')) == [
        "measures.people.rates: no price in 2025, 2026; it has one for 2025-2026; each period needs its own: a stock"
    ]


def test_unlike_things_need_a_price_each() -> None:
    unlike = WHOLE.replace('{ period = "a stock" }', '{ sex = "some are neither" }')
    head = f'[measures.people]\nunit = "USD/person"\n{COMMON}'
    assert complaints(lambda: cost_of(f"{head}rates = {{ 2025-2026 = 2 }}\n", plan=unlike)) == [
        "measures.people: people does not add up over 'sex' in this plan: some are neither; give each sex a price "
        "of its own or take one by only = { sex = … }"
    ]
    rows = 'rates = [{ sex = "women", 2025-2026 = 2 }]\n'  # of men there are 0, and 0 needs no price
    assert cost_of(head + rows, plan=unlike).where(component="people").total() == 440
    money = unlike.replace('unit = "person"', 'unit = "USD"')
    assert complaints(lambda: cost_of(f"[measures.people]\n{COMMON}", plan=money)) == [
        "measures.people: people does not add up over 'sex' in this plan: some are neither; take one by only "
        "= { sex = … }"
    ]


REFUSED = {
    "of departments": (
        KITS.replace("[measures.kits]", "[measures.rooms]"),
        ["measures.rooms: rooms is a measure of departments, and cost is of outputs; cost_chain takes the others"],
    ),
    "of the plan": (
        KITS.replace("[measures.kits]", '[measures.hire]\nmeasure = "sites"'),
        ["measures.hire: sites is a measure of the plan, and cost is of outputs; cost_chain takes the others"],
    ),
    "no such measure": (
        KITS.replace("[measures.kits]", '[measures.k]\nmeasure = "kit"') + KITS.replace("kits", "vans"),
        [
            "measures.k: unknown measure 'kit'; known: kits, sites, effort …",
            "measures.vans: unknown measure 'vans'; known: effort, services, staffing …; measure = … says which one it "
            "prices",
        ],
    ),
    "another unit": (
        KITS.replace("USD/kit", "EUR/box"),
        ["measures.kits.unit: must be in EUR/kit, got EUR/box; the plan counts kits in kit, not in box"],
    ),
    "another dim": (
        KITS.replace("size =", "kind ="),
        ["measures.kits.rates: kits has no dim 'kind' in this plan; it has output, size, place, department, period"],
    ),
    "no price": (
        KITS.replace(", 2026 = 9", "").replace("small", "tiny"),
        ["measures.kits.rates: no price for small in 2025, 2026; there are prices for large, tiny"],
    ),
    "a price of another year": (
        KITS.replace("2025-2026 = 3", "2025 = 3"),
        ["measures.kits.rates: no price for small in 2026; it has one for 2025"],
    ),
    "no money": (
        f"[measures.kits]\n{COMMON}",
        [
            "measures.kits.rates: missing; kits is in kit in this plan, not in money: give its prices, with unit = "
            "'USD/kit'"
        ],
    ),
    "a service": (
        KITS.replace("[measures.kits]", '[measures.phone]\nmeasure = "kits"'),
        ["measures.phone: is the code of a service of the plan; give these unit costs another one"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_priced_is_named(name: str) -> None:
    tables, said = REFUSED[name]
    assert complaints(lambda: cost_of(tables)) == said


def test_work_that_is_priced_itself_needs_no_grades() -> None:
    own = f'[measures.staff]\nmeasure = "effort"\nunit = "USD/work_month"\n{COMMON}'
    rates = opplan.loads_rates(HEAD + POST + own + 'rates = [{ department = "OPS", 2025 = 7 }]\n')
    plan = opplan.loads(WHOLE.replace("[measures.kits]", "[measures.staffing]\ndims = []\n[measures.kits]"))
    found = opplan.cost(plan, rates, by=("department", "component"))
    assert found.at(department="OPS", component="staff") == 84
    assert "work-months by grade" in refusal(
        InvalidPlan, lambda: opplan.cost(opplan.loads(WHOLE), opplan.loads_rates(HEAD + POST))
    )
    days = WHOLE.replace("[measures.kits]", '[measures.effort]\nunit = "person_day"\n[measures.kits]')
    by_day = HEAD + POST + WORK.replace("work_year", "person_day")
    assert opplan.cost(opplan.loads(days), opplan.loads_rates(by_day), by="component").at(component="work") == 14400
    people = WHOLE.replace("[measures.kits]", '[measures.effort]\nunit = "FTE"\n[measures.kits]')
    costs = opplan.cost(opplan.loads(people), opplan.loads_rates(HEAD + POST + WORK))
    assert costs.where(component="work").by().total() == 12 * 1200
    assert costs.assumed == ("people in FTE work in all months of their period",)


def test_services_of_which_a_plan_says_no_more_than_how_many() -> None:
    plan = WHOLE.replace("[measures.kits]", '[measures.services]\ndims = []\nunit = "page"\n[measures.kits]')
    plan = plan.replace('services = [{ service = "post", 2025 = 5 }]', "services = { 2025 = 5 }")
    pages = f'[measures.pages]\nmeasure = "services"\nunit = "USD/page"\n{COMMON}rates = {{ 2025-2026 = 3 }}\n'
    assert opplan.cost(opplan.loads(plan), opplan.loads_rates(HEAD + WORK + pages), by="component").records() == [
        {"component": "pages", "value": 15},
        {"component": "work", "value": 1200},
    ]


def test_overhead_on_unit_costs() -> None:
    tables = f'[overheads.support]\non = ["kits", "work"]\n{COMMON}percent = {{ 2025-2026 = 10 }}\n'
    rates = opplan.loads_rates(HEAD + WORK + POST + KITS + tables)
    above = opplan.overhead(opplan.loads(WHOLE), rates, by=("department", "component", "period"))
    assert cells_of(above) == {
        ("MED", "support", "2025"): 3,
        ("MED", "support", "2026"): 6,
        ("OPS", "support", "2025"): Decimal("121.2"),
        ("OPS", "support", "2026"): Missing.BLANK,
    }
    assert above.by("component").missing().total() == 2


SMALL = opplan.loads(WHOLE)
amounts = strategies.figures(digits=8, places=6, negative=False)


@settings(max_examples=40)
@given(data=st.data())
def test_each_figure_times_its_price_whatever_the_dims(data: st.DataObject) -> None:
    labels = list(itertools.product(("small", "large"), ("N", "S"), ("OPS", "MED")))
    drawn = {(*key, year): data.draw(strategies.cells(amounts)) for key in labels for year in ("2025", "2026")}
    prices = {(size, year): data.draw(amounts) for size in ("small", "large") for year in ("2025", "2026")}
    kits = strategies.table("kit", drawn, "size", "place", "department", "period")
    plan = attrs.evolve(SMALL, outputs=[opplan.Output(code="X", title="X", figures={"kits": kits})])
    own = unit_costs("kits", strategies.table("USD/kit", {**prices}, "size", "period"))
    rates = rates_of(own, currency="USD")
    exact = sum(
        Fraction(value) * Fraction(prices[size, year])
        for (size, _, _, year), value in drawn.items()
        if isinstance(value, Decimal)
    )
    finest = opplan.cost(plan, rates, by=("output", "department", "grade", "component", "period"))
    whole = finest.by().at()
    assert exact == (Fraction(whole) if isinstance(whole, Decimal) else 0)  # 12 decimals at most
    for dims in (("output", "component", "period"), ("department",), ("grade", "period"), ()):
        found = opplan.cost(plan, rates, by=dims)
        assert found == finest.by(*dims)
        missing = sum(isinstance(value, Missing) for value in drawn.values())
        assert found.missing().total() == missing


def test_a_measure_is_priced_in_whatever_case_its_code_is_written() -> None:
    plan = WHOLE.replace("[measures.kits]", "[measures.Kits]").replace("\nkits =", "\nKits =")
    parcels = KITS.replace("[measures.kits]", '[measures.parcels]\nmeasure = "kits"')
    found = cost_of(parcels, by=("size", "component"), plan=plan)
    assert found.where(component="parcels", size="small").total() == 90


def test_costs_say_of_what_only_a_part_is_priced() -> None:
    found = cost_of(KITS.replace('unit = "USD/kit"', 'unit = "USD/kit"\nonly = { size = "small" }'))
    assert found.where(component="kits").total() == 90
    assert found.assumed == ("kits: only kits of size small",)
