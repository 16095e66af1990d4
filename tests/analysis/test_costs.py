"""What outputs cost: against an independent reckoning of the real plan, and by law for any plan."""

import datetime
import decimal
import tomllib
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import (
    Department,
    ExchangeRates,
    GradeScale,
    Missing,
    OperationalPlan,
    Output,
    Overhead,
    Rates,
    Service,
    ServiceRates,
    StaffRates,
    Table,
)
from tests import rates_strategies as strategies
from tests.helpers import complaints
from tests.rates_strategies import table
from tests.small_plans import SERVICES, small_plan, work_months

PLAN = opplan.bundled("gs-2008-2011")
FILE = Path(__file__).parents[2] / "examples" / "rates-invented.toml"
RATES = opplan.load_rates(FILE)
PERIODS = ("2007", "2008", "2009-2011")
AS_OF = datetime.date(2007, 1, 1)
LAST = Fraction(1, 2 * 10**20)
"""What one rounding moves a figure by, at most."""

# --- the real plan, reckoned from the files alone ---------------------------------------------------------------------


def raw_plan() -> dict[str, Any]:
    """All files of the shipped plan as one set of raw tables."""
    merged: dict[str, Any] = defaultdict(dict)
    folder = Path(opplan.__file__).parent / "plans" / "gs-2008-2011"
    for path in folder.rglob("*.toml"):
        for key, value in tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Fraction).items():
            merged[key] = merged[key] | value if isinstance(value, dict) else value
    return merged


RAW = raw_plan()
PRICES = tomllib.loads(FILE.read_text(encoding="utf-8"), parse_float=Fraction)


def priced(rows: list[dict[str, Any]], dim: str, label: str, period: str) -> Fraction | None:
    """The price in these rows whose years hold those of the period."""
    first, last = int(period[:4]), int(period[-4:])
    for row in rows:
        for key, value in row.items():
            if key != dim and row[dim] == label and int(key[:4]) <= first and last <= int(key[-4:]):
                return Fraction(value)
    return None


def staff_price(grade: str, period: str) -> Fraction:
    own = PRICES["staff"]["headquarters"]
    found = priced(own["grades"], "grade", grade, period)
    found = priced(own["categories"], "category", grade[0], period) if found is None else found
    assert found is not None
    return found


def average(department: str, period: str) -> Fraction:
    rows = [row for row in RAW["departments"][department]["staffing"] if not isinstance(row.get(period, "blank"), str)]
    months = sum(Fraction(row[period]) for row in rows)
    return sum(Fraction(row[period]) * staff_price(row["grade"], period) for row in rows) / months


@pytest.mark.parametrize("period", PERIODS)
def test_every_cost_of_the_real_plan(period: str) -> None:
    costs = opplan.cost(PLAN, RATES)
    assert costs.dims == ("output", "component", "period")
    assert (costs.unit, costs.labels("period")) == ("CHF", PERIODS)
    assert set(costs.labels("output")) == set(RAW["outputs"])
    seen = 0
    for code, output in RAW["outputs"].items():
        rows = [row for row in output.get("effort", ()) if period in row]
        asked = [(average(row["department"], period), Fraction(row[period])) for row in rows if row[period]]
        cell = costs.at(output=code, component="staff", period=period)
        if not rows:
            assert cell is Missing.NOT_STATED
        else:
            assert isinstance(cell, Decimal)
            assert abs(Fraction(cell) - sum(price * months for price, months in asked)) <= LAST * len(asked)
            seen += 1
        for row in output.get("services", ()):
            price = priced(PRICES["services"]["documents"]["rates"], "service", row["service"], period)
            assert price is not None
            cell = costs.at(output=code, component=row["service"], period=period)
            assert isinstance(cell, Decimal)
            assert Fraction(cell) == row[period] * price
            seen += 1
    assert seen == sum(record["period"] == period for record in costs.records()) == 25


def test_figures_of_the_real_plan_by_hand() -> None:
    # SPU in 2008 has D1 12, P5 12, P3 12, P2 6, G5 6: (12·20000 + 12·16000 + 12·12000 + 6·10000 + 6·8000) ÷ 48.
    averages = opplan.average_rates(PLAN, RATES)
    assert averages.at(department="SPU", period="2008") == 14250
    assert averages.unit == "CHF/work_month"
    # Translation for Council in 2008: 3552 pages at 200; reprography 1 420 000 at 0.05.
    costs = opplan.cost(PLAN, RATES).where(output="COUNCIL", period="2008")
    assert costs.at(output="COUNCIL", component="translation", period="2008") == 710400
    assert costs.at(output="COUNCIL", component="reprography", period="2008") == 71000
    # All that SPU has in 2008 costs 48 times the average.
    assert opplan.payroll(PLAN, RATES).where(department="SPU", period="2008").total() == 684000


def test_the_real_costs_say_what_they_rest_on() -> None:
    staff = (
        "staff at the average rate of each department's grades, leaving out those without a figure "
        "(SGO in 2008, C&P in 2007, FIN in 2007, IS in 2007)"
    )
    invented = "rates: INVENTED rates, for the example only (invented)"
    assert opplan.cost(PLAN, RATES).assumed == (staff, invented)
    assert opplan.overhead(PLAN, RATES).assumed == (staff, invented)
    assert opplan.average_rates(PLAN, RATES).assumed == (staff, invented)
    assert opplan.payroll(PLAN, RATES).assumed == (invented,)
    real = attrs.evolve(RATES, invented=False)
    assert opplan.cost(PLAN, real).assumed == (staff,)
    assert opplan.payroll(PLAN, real).assumed == ()
    divided = opplan.apportion(opplan.cost(PLAN, RATES), PLAN, to="objective")
    assert divided.assumed == (staff, invented, "outputs divided equally among their objectives")


def test_the_real_overhead() -> None:
    above = opplan.overhead(PLAN, RATES)
    direct = opplan.cost(PLAN, RATES)
    assert above.labels("component") == ("support",)
    for record in direct.where(component="staff").records():
        cell = above.at(output=str(record["output"]), component="support", period=str(record["period"]))
        assert isinstance(cell, Decimal)
        assert abs(Fraction(cell) - Fraction(str(record["value"])) * 13 / 100) <= LAST
    assert len(above) == len(direct.where(component="staff"))
    assert (direct + above).total() == direct.total() + above.total()


def test_outputs_and_the_residual_make_the_payroll() -> None:
    asked = opplan.effort(PLAN).by("department", "period")
    there = opplan.capacity(PLAN).by("department", "period")
    payroll = opplan.payroll(PLAN, RATES).by("department", "period")
    costs = opplan.cost(PLAN, RATES).where(component="staff").by("period")
    averages = opplan.average_rates(PLAN, RATES)
    for period in PERIODS:
        rest = whole = Fraction(0)
        for department in there.labels("department"):
            labels = {"department": department, "period": period}
            if isinstance(months := there.at(**labels), Decimal):
                used = asked.at(**labels)
                left = Fraction(months) - (Fraction(used) if isinstance(used, Decimal) else 0)
                rest += left * Fraction(str(averages.at(**labels)))
                whole += Fraction(str(payroll.at(**labels)))
        assert abs(Fraction(str(costs.at(period=period))) + rest - whole) < Fraction(1, 10**15)


def test_a_plan_read_again_costs_the_same() -> None:
    again = opplan.loads_rates(opplan.dumps_rates(RATES))
    assert opplan.cost(opplan.loads(opplan.dumps(PLAN)), again) == opplan.cost(PLAN, RATES)


# --- laws -------------------------------------------------------------------------------------------------------------


def multiplied(figures: Table, factor: int) -> Table:
    """Each figure so many times as high, exactly."""
    with decimal.localcontext(decimal.Context(prec=200)):
        records = [
            {**record, "value": record["value"] * factor if isinstance(record["value"], Decimal) else record["value"]}
            for record in figures.records()
        ]
    labels = {axis.dim: axis.labels for axis in figures.axes}
    return Table.from_records(records, dims=figures.dims, unit=figures.unit, labels=labels)


def times(rates: Rates, factor: int) -> Rates:
    """The same rates, each so many times as high."""

    return attrs.evolve(
        rates,
        staff=[
            attrs.evolve(one, grades=multiplied(one.grades, factor), categories=multiplied(one.categories, factor))
            for one in rates.staff
        ],
        services=[attrs.evolve(one, rates=multiplied(one.rates, factor)) for one in rates.services],
    )


def distance(one: Table, other: Table) -> Fraction:
    """The largest difference of two figures with the same labels; the cells without a figure are the same."""
    found = Fraction(0)
    assert len(one) == len(other)
    for record in one.records():
        value = record.pop("value")
        against = other.at(**{dim: str(label) for dim, label in record.items()})
        if isinstance(value, Decimal):
            assert isinstance(against, Decimal)
            found = max(found, abs(Fraction(value) - Fraction(against)))
        else:
            assert against is value
    return found


@given(data=st.data(), plan=strategies.small_plans(), factor=st.integers(0, 9))
def test_linear_in_the_rates(data: st.DataObject, plan: OperationalPlan, factor: int) -> None:
    rates = data.draw(strategies.full_rates())
    once, more = opplan.cost(plan, rates), opplan.cost(plan, times(rates, factor))
    assert distance(multiplied(once, factor), more) <= LAST * len(plan.departments) * (factor + 1)


@given(data=st.data(), plan=strategies.small_plans())
def test_exactly_rounded_for_any_plan(data: st.DataObject, plan: OperationalPlan) -> None:
    rates = data.draw(strategies.full_rates())
    costs = opplan.cost(plan, rates)
    (staff,), (services,) = rates.staff, rates.services

    def price(grade: str, period: str) -> Fraction:
        if grade in ("D1", "P5"):
            return Fraction(str(staff.grades.at(grade=grade, period=period)))
        return Fraction(str(staff.categories.at(category=grade[0], period="2007-2011")))

    for output in plan.outputs:
        for period in PERIODS:
            cells = [record for record in output.effort.records() if record["period"] == period]
            exact = Fraction(0)
            for cell in cells:
                department = plan.department(str(cell["department"]))
                mix = [
                    (price(str(row["grade"]), period), Fraction(row["value"]))
                    for row in department.staffing.records()
                    if row["period"] == period and isinstance(row["value"], Decimal)
                ]
                mean = sum(rate * months for rate, months in mix) / sum(months for _, months in mix)
                exact += mean * Fraction(cell["value"]) if isinstance(cell["value"], Decimal) else 0
            found = costs.at(output=output.code, component="staff", period=period)
            if any(isinstance(cell["value"], Decimal) for cell in cells):
                assert isinstance(found, Decimal)
                assert abs(Fraction(found) - exact) <= LAST * len(cells)
            else:
                assert isinstance(found, Missing)
            skipped = costs.where(output=output.code, component="staff", period=period).missing()
            assert skipped.total() == sum(isinstance(cell["value"], Missing) for cell in cells)
        for record in output.services.records():
            found = costs.at(output=output.code, component=str(record["service"]), period=str(record["period"]))
            if isinstance(record["value"], Missing):
                assert found is record["value"]
            else:
                rate = services.rates.at(service=str(record["service"]), period="2007-2012")
                assert isinstance(found, Decimal)
                assert isinstance(rate, Decimal)
                assert Fraction(found) == Fraction(record["value"]) * Fraction(rate)


@given(data=st.data(), plan=strategies.small_plans())
def test_apportioned_to_the_last_digit(data: st.DataObject, plan: OperationalPlan) -> None:
    costs = opplan.cost(plan, data.draw(strategies.full_rates()))
    divided = opplan.apportion(costs, plan, to="objective")
    for component in costs.labels("component"):
        own = costs.where(component=component)
        if any(isinstance(record["value"], Decimal) for record in own.records()):
            assert divided.where(component=component).total() == own.total()


@given(
    data=st.data(),
    plan=strategies.small_plans(),
    rates_of_exchange=st.lists(strategies.prices.filter(bool), min_size=3, max_size=3),
)
def test_conversion_before_or_after(
    data: st.DataObject, plan: OperationalPlan, rates_of_exchange: list[Decimal]
) -> None:
    rates = data.draw(strategies.full_rates())
    by_period = dict(zip(PERIODS, rates_of_exchange, strict=True))
    euros = table("EUR/CHF", {(period,): rate for period, rate in by_period.items()}, "period")
    exchange = ExchangeRates(code="e", source="drawn", as_of=AS_OF, rates=euros)
    before = opplan.cost(plan, rates.convert("EUR", exchange))
    assert before.unit == "EUR"
    largest = max(map(Fraction, rates_of_exchange))
    for record in opplan.cost(plan, rates).records():
        value = record.pop("value")
        found = before.at(**{dim: str(label) for dim, label in record.items()})
        if isinstance(value, Decimal):
            after = Fraction(value) * Fraction(by_period[str(record["period"])])
            assert isinstance(found, Decimal)
            assert abs(Fraction(found) - after) <= LAST * max(len(plan.departments), 1) * (1 + largest)
        else:
            assert found is value


@given(data=st.data(), plan=strategies.small_plans())
def test_work_years_are_twelve_work_months(data: st.DataObject, plan: OperationalPlan) -> None:
    rates = data.draw(strategies.full_rates())
    yearly = times(rates, 12)
    yearly = attrs.evolve(
        rates,
        staff=[
            attrs.evolve(
                one,
                grades=Table.from_records(one.grades.records(), dims=one.grades.dims, unit="CHF/work_year"),
                categories=Table.from_records(one.categories.records(), dims=one.categories.dims, unit="CHF/work_year"),
            )
            for one in yearly.staff
        ],
    )
    assert opplan.cost(plan, yearly) == opplan.cost(plan, rates)
    assert opplan.payroll(plan, yearly) == opplan.payroll(plan, rates)


def test_the_decimal_context_of_the_caller_is_nobodys_concern() -> None:
    every: list[Callable[[], Table]] = [
        lambda: opplan.cost(PLAN, RATES),
        lambda: opplan.overhead(PLAN, RATES),
        lambda: opplan.payroll(PLAN, RATES),
        lambda: opplan.average_rates(PLAN, RATES),
    ]
    wanted = [one() for one in every]
    with decimal.localcontext(decimal.Context(prec=1, rounding=decimal.ROUND_UP, Emax=1, Emin=-1, traps=[])):
        assert [one() for one in every] == wanted
    with decimal.localcontext(decimal.Context(traps=[decimal.Inexact, decimal.Rounded])):
        assert [one() for one in every] == wanted


# --- small plans ------------------------------------------------------------------------------------------------------

STAFFING = table(
    "work_month",
    {("P5", "2008"): 12, ("G5", "2008"): 36, ("G4", "2008"): 0, ("D1", "2007"): Missing.BLANK},
    "grade",
    "period",
)
ASKED = work_months("department", SGO={"2008": "1.5"})


def staff_rates(unit: str = "CHF/work_month", **fields: object) -> StaffRates:
    rows: dict[tuple[str, ...], Decimal | Missing | int] = {("P5", "2008"): 100, ("G5", "2008"): 60}
    given: dict[str, object] = {
        "code": "s",
        "source": "x",
        "as_of": AS_OF,
        "grades": table(unit, rows, "grade", "period"),
    }
    return StaffRates(**(given | fields))  # type: ignore[arg-type]


def service_rates(unit: str, **prices: int | Missing) -> ServiceRates:
    rows: dict[tuple[str, ...], Decimal | Missing | int] = {(code, "2008"): price for code, price in prices.items()}
    return ServiceRates(code="d", source="x", as_of=AS_OF, rates=table(unit, rows, "service", "period"))


def rates_of(**fields: object) -> Rates:
    given: dict[str, object] = {"code": "r", "title": "R", "currency": "CHF", "staff": [staff_rates()]}
    return Rates(**(given | fields))  # type: ignore[arg-type]


def plan_of(**fields: object) -> OperationalPlan:
    office = Department(code="SGO", name="Office", staffing=STAFFING)
    given: dict[str, object] = {"departments": [office], "outputs": [Output(code="PP", title="C", effort=ASKED)]}
    given["services"] = SERVICES
    return small_plan(**(given | fields))


def pages(unit: str = "page", **figures: object) -> Table:
    rows = [{"service": code, "period": "2008", "value": value} for code, value in figures.items()]
    return Table.from_records(rows, dims=("service", "period"), unit=unit)


def test_the_average_of_the_grades() -> None:
    costs = opplan.cost(plan_of(), rates_of())
    assert costs.at(output="PP", component="staff", period="2008") == Decimal("105")  # 1.5 × (12·100 + 36·60) ÷ 48
    assert costs.labels("component")[0] == "staff"
    assert costs.assumed == ("staff at the average rate of each department's grades",)
    averages = opplan.average_rates(plan_of(), rates_of())
    assert averages.records() == [{"department": "SGO", "period": "2008", "value": Decimal(70)}]
    with pytest.raises(opplan.NotAdditive) as caught:
        averages.total()
    assert str(caught.value) == (
        "cannot add up over 'period': CHF/work_month is a price, and prices do not add; "
        "keep it with by(…, 'period'), or take one with where(period='2007')"
    )


def test_a_grade_goes_before_its_category() -> None:
    category = table("CHF/work_month", {("G", "2008"): 1, ("P", "2008"): 1}, "category", "period")
    assert opplan.payroll(plan_of(), rates_of(staff=[staff_rates(categories=category)])).total() == 12 * 100 + 36 * 60
    one = table("CHF/work_month", {("P5", "2008"): 100}, "grade", "period")
    assert opplan.payroll(plan_of(), rates_of(staff=[staff_rates(grades=one, categories=category)])).total() == 1236


def test_grades_are_found_however_they_are_written() -> None:
    rows: dict[tuple[str, ...], Decimal | Missing | int] = {("P-5", "2008"): 100, ("g[5]", "2008"): 60}
    assert complaints(lambda: staff_rates(grades=table("CHF/work_month", rows, "grade", "period"))) == [
        "StaffRates.grades: grade must be a label of 1 to 64 characters without '[', ']', ',', got 'g[5]'"
    ]
    for senior, junior in (("P-5", "g5"), ("P5", "G-5"), ("p-5", "g-5")):
        cells: dict[tuple[str, ...], Decimal | Missing | int] = {(senior, "2008"): 100, (junior, "2008"): 60}
        written = staff_rates(grades=table("CHF/work_month", cells, "grade", "period"))
        assert opplan.cost(plan_of(), rates_of(staff=[written])) == opplan.cost(plan_of(), rates_of())


def test_a_price_per_work_year_is_a_twelfth_per_work_month() -> None:
    rows: dict[tuple[str, ...], Decimal | Missing | int] = {("P5", "2008"): 1200, ("G5", "2008"): 720}
    yearly = staff_rates(grades=table("CHF/work_year", rows, "grade", "period"))
    assert opplan.cost(plan_of(), rates_of(staff=[yearly])).total() == Decimal("105")


def test_another_scale_of_grades() -> None:
    scale = GradeScale({"Senior": ["S1"], "Junior": ["J-1"]})
    staffing = table("work_month", {("S1", "2008"): 1, ("J-1", "2008"): 3}, "grade", "period")
    plan = plan_of(grades=scale, departments=[Department(code="SGO", name="O", staffing=staffing)])
    prices = table("CHF/work_month", {("Senior", "2008"): 100, ("Junior", "2008"): 60}, "category", "period")
    rates = rates_of(staff=[StaffRates(code="s", source="x", as_of=AS_OF, categories=prices)])
    assert opplan.cost(plan, rates).total() == Decimal("105")


def test_where_nothing_is_asked_no_rate_is_needed() -> None:
    other = Department(code="CEC", name="C")
    effort = work_months("department", SGO={"2008": 0, "2007": 0}, CEC={"2008": "0.0", "2007": "blank"})
    plan = plan_of(
        departments=[Department(code="SGO", name="Office", staffing=STAFFING), other],
        outputs=[Output(code="PP", title="C", effort=effort, services=pages(typing=0, translation="blank"))],
    )
    costs = opplan.cost(plan, Rates(code="r", title="R", currency="CHF"))
    assert [(record["component"], record["period"], record["value"]) for record in costs.records()] == [
        ("staff", "2007", 0),
        ("staff", "2008", 0),
        ("translation", "2008", Missing.BLANK),
        ("typing", "2008", 0),
    ]
    assert costs.assumed == ()
    assert costs.where(component="staff").missing().total() == 1
    assert str(costs.where(component="staff", period="2007")).splitlines()[3] == "PP      staff         0*"


def test_every_gap_at_once() -> None:
    plan = plan_of(
        departments=[
            Department(code="SGO", name="Office", staffing=STAFFING),
            Department(code="CEC", name="C", staffing=table("work_month", {("E1", "2007"): 1}, "grade", "period")),
        ],
        outputs=[
            Output(
                code="PP",
                title="C",
                effort=work_months("department", SGO={"2008": 1}, CEC={"2007": 1, "2008": 2, "2009-2011": 3}),
                services=pages(typing=1, translation=1, reprography=1),
            )
        ],
    )
    years = {("P5", year): 100 for year in ("2009", "2010", "2011")}
    prices: dict[tuple[str, ...], Decimal | Missing | int] = {**years, ("G5", "2008"): Missing.TO_BE_COMPLETED}
    rates = rates_of(
        staff=[staff_rates(grades=table("CHF/work_month", prices, "grade", "period"))],
        services=[
            service_rates("CHF/hour", typing=1),
            attrs.evolve(service_rates("USD/page", reprography=1), code="e"),
        ],
    )
    assert complaints(lambda: opplan.cost(plan, rates)) == [
        "staff[E1]: no rate for grade E1 in 2007; neither it nor its category E has one",
        "staff[P5]: no rate for grade P5 in 2008; it has one for 2009, 2010, 2011",
        "staff.s.grades[G5, 2008]: is to be completed, and costs need a figure",
        "departments.CEC.staffing: there are no work-months by grade, to tell what those cost that outputs ask for in "
        "2008, 2009-2011; give it rows such as { grade = …, 2008 = … }, or price the work itself: "
        '[measures.work] with measure = "effort" in the rates',
        "exchange: no exchange rate CHF/USD for 2008; services.e is in USD, and costs are in CHF",
        "services[translation]: no rate for service translation in 2008; there are rates for typing, reprography",
        "services.d.rates[typing, 2008]: must be in CHF/page, got CHF/hour; the plan counts this service in page, "
        "not in hour",
    ]
    assert complaints(lambda: opplan.payroll(plan, rates)) == [
        "staff[E1]: no rate for grade E1 in 2007; neither it nor its category E has one",
        "staff[P5]: no rate for grade P5 in 2008; it has one for 2009, 2010, 2011",
        "staff.s.grades[G5, 2008]: is to be completed, and costs need a figure",
    ]
    assert complaints(lambda: opplan.average_rates(plan, rates)) == complaints(lambda: opplan.payroll(plan, rates))


def test_yearly_rates_make_none_for_several_years() -> None:
    staffing = table("work_month", {("P5", "2009-2011"): 36}, "grade", "period")
    plan = plan_of(
        departments=[Department(code="SGO", name="O", staffing=staffing)],
        outputs=[Output(code="PP", title="C", effort=work_months("department", SGO={"2009-2011": 1}))],
    )
    years = {("P5", year): 100 for year in ("2009", "2010", "2011")}
    category = table("CHF/work_month", {("P", "2008"): 1}, "category", "period")
    staff = staff_rates(grades=table("CHF/work_month", {**years}, "grade", "period"), categories=category)
    assert complaints(lambda: opplan.cost(plan, rates_of(staff=[staff]))) == [
        "staff[P5]: no rate for grade P5 in 2009-2011; it has one for 2009, 2010, 2011, its category P has one for "
        "2008; split = 'even' in staff.s makes one of them"
    ]


def test_rates_of_years_that_begin_in_another_month_price_nothing() -> None:
    quarters = dict.fromkeys(("2025/26-Q1", "2025/26-Q2"), 1)
    plan = plan_of(
        year_begins=7,
        window="2025/26",
        periods=list(quarters),
        departments=[Department(code="SGO", name="O", staffing=work_months("grade", P5=quarters))],
        outputs=[Output(code="PP", title="C", effort=work_months("department", SGO=quarters))],
    )

    def rates(**prices: int) -> Rates:
        grades = {("P5", period): price for period, price in prices.items()}
        return rates_of(staff=[staff_rates(grades=table("CHF/work_month", grades, "grade", "period"))])

    assert opplan.cost(plan, rates(**{"2025/26": 100})).total() == 200
    assert complaints(lambda: opplan.cost(plan, rates(**{"2025": 100, "2026": 200}))) == [
        "staff[P5]: no rate for grade P5 in 2025/26-Q1, 2025/26-Q2; it has one for 2025, 2026, years that begin in "
        "another month"
    ]


def test_several_currencies_are_refused_until_converted() -> None:
    plan = plan_of(outputs=[Output(code="PP", title="C", effort=ASKED, services=pages(typing=10))])
    mixed = rates_of(staff=[staff_rates("EUR/work_month")], services=[service_rates("USD/page", typing=5)])
    missing = [
        "exchange: no exchange rate CHF/EUR for 2008; staff.s is in EUR, and costs are in CHF",
        "exchange: no exchange rate CHF/USD for 2008; services.d is in USD, and costs are in CHF",
    ]
    assert complaints(lambda: opplan.cost(plan, mixed)) == missing

    def exchange(code: str, unit: str, **figures: str) -> ExchangeRates:
        found = table(unit, {(key[1:].replace("_", "-"),): Decimal(value) for key, value in figures.items()}, "period")
        return ExchangeRates(code=code, source="x", as_of=AS_OF, rates=found)

    turned = mixed.convert("CHF", exchange("e", "EUR/CHF", y2008="2"), exchange("u", "CHF/USD", y2007="2"))
    assert complaints(lambda: opplan.cost(plan, turned)) == [missing[0], f"{missing[1]}; there is one for 2007"]
    given_rates = (exchange("e", "CHF/EUR", y2008="1.5"), exchange("u", "CHF/USD", y2007_2011="0.9"))
    converted = opplan.cost(plan, mixed.convert("CHF", *given_rates))
    assert converted.at(output="PP", component="staff", period="2008") == Decimal("157.5")
    assert converted.at(output="PP", component="typing", period="2008") == 45
    blank = attrs.evolve(given_rates[0], rates=table("CHF/EUR", {("2008",): Missing.BLANK}, "period"))
    assert complaints(lambda: opplan.cost(plan, mixed.convert("CHF", blank, given_rates[1]))) == [
        "exchange.e.rates[2008]: is blank, and costs need a figure"
    ]


def test_services_of_several_units() -> None:
    plan = plan_of(
        services=[Service(code="typing", name="T", unit="page"), Service(code="interpretation", name="I", unit="hour")],
        outputs=[
            Output(code="PP", title="C", services=pages(typing=10)),
            Output(code="WTPF", title="C", services=pages("hour", interpretation=3)),
        ],
    )
    hours = attrs.evolve(service_rates("CHF/hour", interpretation=200), code="h")
    costs = opplan.cost(plan, rates_of(services=[service_rates("CHF/page", typing=5), hours]))
    assert set(costs.labels("component")) == {"staff", "typing", "interpretation"}
    assert costs.by("output", "component").records() == [
        {"output": "PP", "component": "typing", "value": 50},
        {"output": "WTPF", "component": "interpretation", "value": 600},
    ]


def test_a_service_called_staff() -> None:
    plan = plan_of(services=[Service(code="staff", name="Staff")])
    assert complaints(lambda: opplan.cost(plan, rates_of())) == [
        "services.staff: 'staff' is the component of work-months; give the service another code"
    ]


# --- overhead ---------------------------------------------------------------------------------------------------------


def rule(code: str, *on: str, **percents: int) -> Overhead:
    percent = table("percent", {(key[1:].replace("_", "-"),): value for key, value in percents.items()}, "period")
    return Overhead(code=code, on=on, source="x", as_of=AS_OF, percent=percent)


TYPING = service_rates("CHF/page", typing=5)


def test_overhead_is_apart_and_may_have_several_rules() -> None:
    plan = plan_of(outputs=[Output(code="PP", title="C", effort=ASKED, services=pages(typing=10, translation="blank"))])
    rules = [rule("support", "staff", y2007_2011=13), rule("rent", "staff", "typing", y2007_2011=200)]
    rates = rates_of(services=[TYPING], overheads=rules)
    above = opplan.overhead(plan, rates)
    assert above.dims == ("output", "component", "period")
    assert above.labels("component") == ("rent", "support")
    assert above.at(output="PP", component="support", period="2008") == Decimal("13.65")
    assert above.at(output="PP", component="rent", period="2008") == 310
    assert "rent" not in opplan.cost(plan, rates).labels("component")
    assert (opplan.cost(plan, rates) + above).total() == 105 + 50 + Decimal("13.65") + 310


def test_overhead_on_what_is_missing_is_missing() -> None:
    plan = plan_of(outputs=[Output(code="PP", title="C", services=pages(typing="n/a", translation=1))])
    rates = rates_of(
        services=[service_rates("CHF/page", typing=5, translation=7)],
        overheads=[rule("one", "typing", y2007_2011=10), rule("two", "typing", "translation", y2007_2011=10)],
    )
    above = opplan.overhead(plan, rates)
    assert above.at(output="PP", component="one", period="2008") is Missing.NOT_APPLICABLE
    assert above.at(output="PP", component="two", period="2008") == Decimal("0.7")
    assert above.where(component="two").missing().total() == 1


def test_an_overhead_on_a_service_that_the_plan_has_not() -> None:
    rates = rates_of(services=[service_rates("CHF/hour", interpretation=5)])
    rates = attrs.evolve(rates, overheads=[rule("support", "interpretation", y2007_2011=10)])
    assert len(opplan.overhead(plan_of(), rates)) == 0


def test_overhead_that_cannot_be() -> None:
    assert complaints(lambda: opplan.overhead(plan_of(), rates_of())) == [
        "overheads: the rates 'r' have no rule for what comes on top; cost has all"
    ]
    some = rates_of(overheads=[rule("support", "staff", y2008=13), rule("typing", "staff", y2007_2011=1)])
    blank = attrs.evolve(rule("x", "staff"), percent=table("percent", {("2007-2011",): Missing.BLANK}, "period"))
    assert complaints(lambda: opplan.overhead(plan_of(), attrs.evolve(some, overheads=[*some.overheads, blank]))) == [
        "overheads.support.percent: no percentage for 2007, 2009-2011; it has one for 2008",
        "overheads.typing: is the code of a service of the plan; give the rule another one",
        "overheads.x.percent[2007-2011]: is blank, and costs need a figure",
    ]
    none = attrs.evolve(some, overheads=[attrs.evolve(blank, percent=table("percent", {}, "period"))])
    assert complaints(lambda: opplan.overhead(plan_of(), none)) == [
        "overheads.x.percent: no percentage for 2007, 2008, 2009-2011; it has none"
    ]


def test_a_path_is_no_rates() -> None:
    with pytest.raises(TypeError) as refusal:
        opplan.cost(PLAN, "rates.toml")  # type: ignore[arg-type]  # the slip
    assert (
        str(refusal.value)
        == "cost: rates must be Rates, got 'rates.toml'; load_rates reads them from a file, loads_rates from a text"
    )


def test_what_scaled_rates_rest_on_is_told_by_costs() -> None:
    dearer = RATES.staff[0].grades.scaled("1.03", because="salaries rise by 3 percent")
    costs = opplan.cost(PLAN, attrs.evolve(RATES, staff=[attrs.evolve(RATES.staff[0], grades=dearer)]))
    assert "times 1.03: salaries rise by 3 percent" in costs.assumed
