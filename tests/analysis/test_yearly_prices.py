"""Prices of years make one of a longer period where their tables declare how: exactly, and said in the costs."""

import datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import (
    Department,
    ExchangeRates,
    OperationalPlan,
    Output,
    Overhead,
    Rates,
    ServiceRates,
    StaffRates,
    Table,
)
from tests import rates_strategies as strategies
from tests.helpers import complaints
from tests.rates_strategies import table
from tests.small_plans import SERVICES, small_plan, work_months

AS_OF = datetime.date(2007, 1, 1)
YEARS = ("2009", "2010", "2011")


def plan_of(periods: tuple[str, ...] = ("2009-2011",), **fields: object) -> OperationalPlan:
    """One month of work and one page in each period."""
    once = dict.fromkeys(periods, 1)
    pages = Table.from_rows([{"service": "typing", **once}], dims=["service", "period"], unit="page")
    given: dict[str, object] = {
        "window": "2008-2011",
        "periods": list(periods),
        "services": SERVICES,
        "departments": [Department(code="SGO", name="Office", staffing=work_months("grade", P5=once))],
        "outputs": [Output(code="PP", title="C", effort=work_months("department", SGO=once), services=pages)],
    }
    return small_plan(**(given | fields))


def staff(split: object = None, code: str = "s", dim: str = "grade", label: str = "P5", **prices: object) -> StaffRates:
    rows = [{dim: label} | {key[1:].replace("_", "-"): price for key, price in prices.items()}]
    made = Table.from_rows(rows, dims=[dim, "period"], unit="CHF/work_month")
    field = {"grade": "grades", "category": "categories"}[dim]
    return StaffRates(code=code, source="x", as_of=AS_OF, split=split, **{field: made})  # type: ignore[arg-type]


def services(split: object = None, unit: str = "CHF/page", **prices: object) -> ServiceRates:
    rows = [{"service": "typing"} | {key[1:].replace("_", "-"): price for key, price in prices.items()}]
    made = Table.from_rows(rows, dims=["service", "period"], unit=unit)
    return ServiceRates(code="d", source="x", as_of=AS_OF, split=split, rates=made)  # type: ignore[arg-type]


def rates_of(*tables: StaffRates, **fields: object) -> Rates:
    free = services(y2000_2020=0)
    given: dict[str, object] = {"code": "r", "title": "R", "currency": "CHF", "staff": tables, "services": [free]}
    return Rates(**(given | fields))  # type: ignore[arg-type]  # what each test says


EVENLY = "2009-2011 at the prices of its years, evenly"
MIX = "staff at the average rate of each department's grades"


def test_evenly_by_months() -> None:
    rates = rates_of(staff("even", y2009=100, y2010=110, y2011=130))
    costs = opplan.cost(plan_of(), rates)
    assert costs.where(component="staff").total() == Decimal("113.33333333333333333333")
    assert costs.assumed == (MIX, EVENLY)
    assert opplan.average_rates(plan_of(), rates).assumed == (EVENLY,)
    assert opplan.payroll(plan_of(), rates).assumed == (EVENLY,)
    runs = rates_of(staff("even", y2009_2010=100, y2011=130))
    assert opplan.cost(plan_of(), runs).total() == 110
    assert opplan.cost(plan_of(), runs).assumed[1] == "2009-2011 at the prices of 2009-2010 and 2011, evenly"


def test_by_weights() -> None:
    split = {"2009": 1, "2010": "2.5", "2011": 0}
    costs = opplan.cost(plan_of(), rates_of(staff(split, y2009=100, y2010=110, y2011=130)))
    assert costs.total() == Decimal("107.14285714285714285714")  # (100 + 2.5 × 110) ÷ 3.5
    said = "2009-2011 at the prices of its years, by weights (2009: 1, 2010: 2.5, 2011: 0)"
    assert costs.assumed == (MIX, said)
    runs = rates_of(staff({**split, "2012": 9}, y2009_2010=100, y2011=130))
    assert opplan.cost(plan_of(), runs).total() == 100  # a part of two years weighs as much as both
    assert opplan.cost(plan_of(), runs).assumed[1] == said.replace("its years", "2009-2010 and 2011")


def test_quarters_make_a_year_and_a_price_may_reach_beyond() -> None:
    quarters = {f"y2009_Q{number}": 100 * number for number in (1, 2, 3, 4)}
    costs = opplan.cost(plan_of(("2009",)), rates_of(staff("even", **quarters)))
    assert (costs.total(), costs.assumed[1]) == (250, "2009 at the prices of its quarters, evenly")
    beyond = rates_of(staff("even", y2007_2009=90, y2010_2012=120))
    assert opplan.cost(plan_of(), beyond).total() == 110  # the first of three years at 90, two at 120


def test_a_price_of_the_whole_period_goes_before() -> None:
    rates = rates_of(staff(y2009_2011=1, dim="category", label="P"), staff("even", code="t", y2009=3, y2010=3, y2011=3))
    assert opplan.cost(plan_of(), rates).total() == 3  # a grade goes before its category
    assert opplan.cost(plan_of(), rates_of(staff(y2009_2011=1), staff("even", code="t", y2008=3))).assumed == (MIX,)
    undeclared = rates_of(rates.staff[0], attrs.evolve(rates.staff[1], split=None))
    assert opplan.cost(plan_of(), undeclared).total() == 1


def test_without_a_split_the_message_says_what_to_write() -> None:
    prices = {"y2009": 1, "y2010": 1}
    held = "staff[P5]: no rate for grade P5 in 2009-2011; it has one for 2009, 2010"
    assert complaints(lambda: opplan.cost(plan_of(), rates_of(staff(**prices)))) == [held]  # nothing would help
    whole = prices | {"y2011": 1}
    assert complaints(lambda: opplan.cost(plan_of(), rates_of(staff(**whole)))) == [
        f"{held}, 2011; split = 'even' in staff.s makes one of them"
    ]
    two = rates_of(staff("even", **prices), staff(code="t", y2011=1))
    assert complaints(lambda: opplan.cost(plan_of(), two)) == [
        f"{held}, 2011; split = 'even' in staff.t makes one of them"
    ]
    paid = rates_of(staff(y2009_2011=1), services=[services(**whole)])
    assert complaints(lambda: opplan.cost(plan_of(), paid)) == [
        "services[typing]: no rate for service typing in 2009-2011; it has one for 2009, 2010, 2011; "
        "split = 'even' in services.d makes one of them"
    ]


def test_prices_of_several_tables_need_splits_that_agree() -> None:
    def rates(one: object, other: object) -> Rates:
        return rates_of(staff(one, y2009=100), staff(other, code="t", y2010_2011=130))

    assert opplan.cost(plan_of(), rates("even", "even")).total() == 120
    same = {"2009": 2, "2010": 1, "2011": 3}
    assert opplan.cost(plan_of(), rates(same, same)).total() == 120
    assert opplan.cost(plan_of(), rates("even", same)).total() == 120  # they agree on these parts
    assert complaints(lambda: opplan.cost(plan_of(), rates("even", same | {"2009": 1}))) == [
        "staff.t.split: must weigh the parts of 2009-2011 as staff.s.split does; their prices make one together"
    ]


def test_weights_that_tell_nothing_of_a_part() -> None:
    prices = {"y2009": 1, "y2010_2011": 1}
    rates = rates_of(
        staff({"2009": 1, "2010": 1, "2012": 1}, **prices), services=[services({"2009-2011": 1, "2012": 2}, **prices)]
    )
    weighs = "it weighs the prices that make one of 2009-2011"
    assert complaints(lambda: opplan.cost(plan_of(), rates)) == [
        f"staff.s.split: has no weight for 2010-2011; {weighs}",
        f"services.d.split: has no weight for 2009, 2010-2011; {weighs}",
    ]
    nothing = staff({"2009": 0, "2010": 0, "2011": 0, "2012": 1}, **prices)
    assert complaints(lambda: opplan.cost(plan_of(), rates_of(nothing))) == [
        "staff.s.split: the weights of 2009-2011 are all 0"
    ]


def test_what_is_missing_in_a_part_is_named() -> None:
    assert complaints(lambda: opplan.cost(plan_of(), rates_of(staff("even", y2009=1, y2010="blank", y2011=2)))) == [
        "staff.s.grades[P5, 2010]: is blank, and costs need a figure"
    ]


def percent(split: object, **figures: object) -> Overhead:
    rows = [{key[1:].replace("_", "-"): value for key, value in figures.items()}]
    made = Table.from_rows(rows, dims=["period"], unit="percent")
    return Overhead(code="o", on=["staff"], source="x", as_of=AS_OF, split=split, percent=made)  # type: ignore[arg-type]


def exchange(split: object, **figures: object) -> ExchangeRates:
    rows = [{key[1:].replace("_", "-"): value for key, value in figures.items()}]
    made = Table.from_rows(rows, dims=["period"], unit="CHF/USD")
    return ExchangeRates(code="e", source="x", as_of=AS_OF, split=split, rates=made)  # type: ignore[arg-type]


def test_percentages_of_years() -> None:
    rates = rates_of(staff(y2009_2011=100), overheads=[percent("even", y2009=10, y2010=10, y2011=13)])
    above = opplan.overhead(plan_of(), rates)
    assert (above.total(), above.assumed) == (11, (MIX, "2009-2011 at the percentages of its years, evenly"))
    undeclared = attrs.evolve(rates, overheads=[percent(None, y2009=10, y2010=10, y2011=13)])
    assert complaints(lambda: opplan.overhead(plan_of(), undeclared)) == [
        "overheads.o.percent: no percentage for 2009-2011; it has one for 2009, 2010, 2011; "
        "split = 'even' in overheads.o makes one of them"
    ]


def test_exchange_rates_of_years() -> None:
    dollars = services(unit="USD/page", y2009_2011=2)
    yearly = exchange("even", y2009="1.5", y2010=1, y2011="0.5")
    rates = rates_of(staff(y2009_2011=0), services=[dollars], exchange=[yearly])
    assert opplan.cost(plan_of(), rates).total() == 2
    assert opplan.cost(plan_of(), rates).assumed == (MIX, EVENLY)
    undeclared = attrs.evolve(rates, exchange=[attrs.evolve(yearly, split=None)])
    assert complaints(lambda: opplan.cost(plan_of(), undeclared)) == [
        "exchange: no exchange rate CHF/USD for 2009-2011; services.d is in USD, and costs are in CHF; "
        "there is one for 2009, 2010, 2011; split = 'even' in exchange.e makes one of them"
    ]
    # Each year's price at its own exchange rate: no mean of exchange rates is needed, and none is taken.
    priced = attrs.evolve(undeclared, services=[services("even", unit="USD/page", y2009=10, y2010=10, y2011=40)])
    assert opplan.cost(plan_of(), priced).total() == 15  # (10 × 1.5 + 10 × 1 + 40 × 0.5) ÷ 3


def test_splits_that_differ_are_told_apart() -> None:
    weights = {"2009": 1, "2010": 2, "2011": 1}
    years = {"y2009": 100, "y2010": 110, "y2011": 130}
    rates = rates_of(staff("even", **years), services=[services(weights, **years)])
    assert opplan.cost(plan_of(), rates).assumed == (
        MIX,
        f"staff.s: {EVENLY}",
        "services.d: 2009-2011 at the prices of its years, by weights (2009: 1, 2010: 2, 2011: 1)",
    )


def test_years_of_a_plan_whose_years_begin_in_july() -> None:
    plan = plan_of(("2025/26-2026/27",), year_begins=7, window="2025/26-2026/27")
    free = table("CHF/page", {("typing", "2025/26-2026/27"): 0}, "service", "period")
    free_services = [ServiceRates(code="d", source="x", as_of=AS_OF, rates=free)]

    def prices(**years: int) -> Rates:
        cells = {("P5", period): price for period, price in years.items()}
        grades = table("CHF/work_month", cells, "grade", "period")
        own = StaffRates(code="s", source="x", as_of=AS_OF, grades=grades, split="even")
        return rates_of(own, services=free_services)

    costs = opplan.cost(plan, prices(**{"2025/26": 100, "2026/27": 110}))
    assert (costs.total(), costs.assumed[1]) == (105, "2025/26-2026/27 at the prices of its years, evenly")
    assert complaints(lambda: opplan.cost(plan, prices(**{"2025": 1, "2026": 1, "2027": 1}))) == [
        "staff[P5]: no rate for grade P5 in 2025/26-2026/27; it has one for 2025, 2026, 2027, years that begin in "
        "another month"
    ]


amounts = strategies.figures(digits=8, places=6, negative=False)


@given(
    prices=st.tuples(amounts, amounts, amounts),
    weights=st.none() | st.tuples(amounts, amounts, amounts).filter(any),
    months=strategies.figures(digits=4, places=3, negative=False),
)
def test_the_exact_mean_rounded_once(
    prices: tuple[Decimal, ...], weights: tuple[Decimal, ...] | None, months: Decimal
) -> None:
    split = "even" if weights is None else dict(zip(YEARS, weights, strict=True))
    priced = {f"y{year}": price for year, price in zip(YEARS, prices, strict=True)}
    asked = Output(code="PP", title="C", effort=work_months("department", SGO={"2009-2011": months}))
    found = opplan.cost(plan_of(outputs=[asked]), rates_of(staff(split, **priced))).where(component="staff").total()
    own = [Fraction(weight) for weight in weights or (1, 1, 1)]
    mean = sum(Fraction(price) * weight for price, weight in zip(prices, own, strict=True)) / sum(own)
    assert abs(Fraction(found) - Fraction(months) * mean) <= Fraction(1, 2 * 10**20)
    if len(set(prices)) == 1:  # whatever the weights
        same = rates_of(staff(y2009_2011=prices[0]))
        assert opplan.cost(plan_of(outputs=[asked]), same).where(component="staff").total() == found


@pytest.mark.parametrize("split", ["even", {"2009": 1, "2010": 2, "2011": 1}])
def test_yearly_prices_of_a_plan_with_columns_of_years_need_no_split(split: object) -> None:
    rates = rates_of(staff(split, y2009=100, y2010=110, y2011=130))
    costs = opplan.cost(plan_of(YEARS), rates)
    assert (costs.total(), costs.assumed) == (340, (MIX,))
    assert costs.where(component="staff", period="2010").total() == 110
