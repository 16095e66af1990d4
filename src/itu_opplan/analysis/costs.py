"""What outputs cost: work-months at staff rates, services by volume, and what comes on top by a rule of its own.

Whatever a rate is missing for is said at once. Products are exact fractions, rounded once, half-even, to 20 decimals;
sums of them are exact. Where no work is asked for and no volume ordered, no rate is needed.
"""

import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from ..arguments import takes
from ..model.plan import OperationalPlan
from ..model.rates import STAFF, Rates
from ..periods import Period
from ..table import Axis, Table
from ..table.cells import round_ratio
from .prices import Labels, Prices
from .tables import figures_by, printed, volumes

__all__ = ["average_rates", "cost", "overhead", "payroll"]


# --- what outputs cost ------------------------------------------------------------------------------------------------


@takes
def cost(plan: OperationalPlan, rates: Rates) -> Table:
    """What each output costs, directly: its work-months, and the services that it takes.

    A plan asks for work-months of a department, not of a grade. So they are priced at the average rate of the grades
    that the department has in that period, weighted by their work-months, and the table says so. Services are priced
    by volume. What comes on top is `overhead`.

    Returns:
        A table of output, component, period in the currency of the rates, for `apportion` and all else: all outputs
        and periods of the plan; the components are `staff` and the plan's services. What is missing stays missing.

    Raises:
        InvalidPlan: with every rate that is missing for a grade or service in use, every exchange rate that is, and
            every department that is asked for work and has no grades.
        UnitMismatch: the plan declares work in a unit that does not convert to work-months.
        UnknownLabel: it declares effort without departments, or capacity without grades; or it is hand-built, and
            `effort`, `capacity` or `volumes` refuses it.

    >>> import datetime
    >>> from itu_opplan import ServiceRates, StaffRates, bundled
    >>> def prices(dim, unit, labels, price):
    ...     rows = [{dim: label, "2007-2011": price} for label in labels]
    ...     return Table.from_rows(rows, dims=[dim, "period"], unit=unit)
    >>> by_category = prices("category", "CHF/work_month", "EDPG", 10000)
    >>> by_service = prices("service", "CHF/page", ["translation", "typing", "reprography"], 1)
    >>> flat = {"code": "flat", "source": "invented", "as_of": datetime.date(2007, 1, 1)}
    >>> rates = Rates(
    ...     code="flat",
    ...     title="One price for all",
    ...     currency="CHF",
    ...     staff=[StaffRates(**flat, categories=by_category)],
    ...     services=[ServiceRates(**flat, rates=by_service)],
    ... )
    >>> costs = cost(bundled("gs-2008-2011"), rates)
    >>> costs.where(output="COUNCIL", component="translation").by("period").records()[0]
    {'period': '2007', 'value': Decimal('3760')}
    >>> costs.where(component="staff", period="2008").total()
    Decimal('6910000')
    """
    prices = Prices(rates)
    asked = figures_by(plan, "effort", "output", "department", "period", unit="work_month")
    averages, left_out = _averages(plan, prices, asked=asked)
    counted = dict.fromkeys(service.unit for service in plan.services)
    ordered = [volumes(plan, unit=unit) for unit in counted or (None,)]
    services = {service.code: service for service in plan.services}
    used = [labels for table in ordered for labels in _in_use(table, "service")]
    by_service = prices.of_services(services, used)
    if STAFF in services:
        prices.refuse(f"services.{STAFF}", f"{STAFF!r} is the component of work-months; give the service another code")
    prices.check()
    parts = {STAFF: _priced(asked, averages, "department", rates.currency).by("output", "period")}
    for table in ordered:
        priced = _priced(table, by_service, "service", rates.currency)
        parts |= {code: priced.where(service=code).by("output", "period") for code in table.labels("service")}
    parts = {component: parts[component] for component in (STAFF, *services)}
    assumed = [_about_staff(left_out)] if averages else []
    return printed(_stacked(parts, asked, rates), plan).assuming(*assumed, *_about(rates))


@takes
def overhead(plan: OperationalPlan, rates: Rates) -> Table:
    """What comes on top of direct costs, by the rules of the rates: for each rule a percentage of some components.

    It is no part of `cost`; `cost(plan, rates) + overhead(plan, rates)` has both. Of overheads there is no overhead.

    Returns:
        A table of output, component, period as that of `cost`; the components are the codes of the rules.

    Raises:
        InvalidPlan: as `cost`; the rates have no rule, one without a percentage for a period of the plan, or one with
            the code of a service of the plan.

    >>> import datetime
    >>> from itu_opplan import Output, Overhead, Service, ServiceRates
    >>> by_service = Table.from_rows([{"service": "typing", "2008": 2}], dims=["service", "period"], unit="CHF/page")
    >>> percent = Table.from_rows([{"2008": 10}], dims=["period"], unit="percent")
    >>> given = {"source": "invented", "as_of": datetime.date(2008, 1, 1)}
    >>> rates = Rates(
    ...     code="r",
    ...     title="Trial",
    ...     currency="CHF",
    ...     services=[ServiceRates(code="all", **given, rates=by_service)],
    ...     overheads=[Overhead(code="support", **given, on=["typing"], percent=percent)],
    ... )
    >>> pages = Table.from_rows([{"service": "typing", "2008": 30}], dims=["service", "period"], unit="page")
    >>> plan = OperationalPlan(
    ...     code="p",
    ...     title="P",
    ...     organisation="O",
    ...     window="2008",
    ...     periods=["2008"],
    ...     services=[Service(code="typing", name="Typing", unit="page")],
    ...     outputs=[Output(code="X", title="X", services=pages)],
    ... )
    >>> print(cost(plan, rates) + overhead(plan, rates))
    CHF
    output  component  2008
    -----------------------
    X       typing       60
    X       support     6.0
    """
    direct = cost(plan, rates)
    prices = Prices(rates)
    if not rates.overheads:
        prices.refuse("overheads", f"the rates {rates.code!r} have no rule for what comes on top; cost has all")
    shares: dict[str, dict[str, Fraction]] = {}
    for rule in rates.overheads:
        if rule.code in direct.labels("component"):
            prices.refuse(f"overheads.{rule.code}", "is the code of a service of the plan; give the rule another one")
        percents = prices.percents(rule.code, plan.periods)
        shares[rule.code] = {period: percent / 100 for period, percent in percents.items()}
    prices.check()
    parts: dict[str, Table] = {}
    for rule in rates.overheads:
        on = [component for component in direct.labels("component") if component in rule.on]
        base = direct.where(component=on).by("output", "period")
        to = Axis("component", (rule.code,), "a rule may take more than there is")
        ways = {period: {rule.code: share} for period, share in shares[rule.code].items()}
        parts[rule.code] = base.distribute("period", ways, to=to, keep_total=False).by("output", "period")
    return printed(_stacked(parts, direct, rates), plan).assuming(*direct.assumed)


# --- what departments cost --------------------------------------------------------------------------------------------


@takes
def payroll(plan: OperationalPlan, rates: Rates) -> Table:
    """What the work-months that departments have cost, whether or not an output asks for them.

    Returns:
        A table of department, grade, period in the currency of the rates, with the axes of `capacity`.

    Raises:
        InvalidPlan: with every rate that is missing for a grade of which there are work-months.
        UnknownLabel: a hand-built plan has figures for a grade or period that it does not have.

    >>> import datetime
    >>> from itu_opplan import StaffRates, bundled
    >>> rows = [{"category": category, "2007-2011": 10000} for category in "EDPG"]
    >>> prices = Table.from_rows(rows, dims=["category", "period"], unit="CHF/work_month")
    >>> flat = StaffRates(code="flat", source="invented", as_of=datetime.date(2007, 1, 1), categories=prices)
    >>> rates = Rates(code="flat", title="One price for all", currency="CHF", staff=[flat])
    >>> payroll(bundled("gs-2008-2011"), rates).where(department="SPU", period="2008").total()
    Decimal('480000')
    """
    prices = Prices(rates)
    table = _work(plan)
    found = prices.of_grades(plan, _in_use(table, "grade"))
    prices.check()
    return printed(_priced(table, found, "grade", rates.currency), plan).assuming(*_about(rates))


@takes
def average_rates(plan: OperationalPlan, rates: Rates) -> Table:
    """The price of a work-month of each department: the mean rate of its grades, weighted by their work-months.

    These are the prices that `cost` takes, here rounded to 20 decimals. Being prices, they do not add up.

    Returns:
        A table of department, period in a unit such as `CHF/work_month`; no cell where a department has no work-months.

    Raises:
        InvalidPlan: with every rate that is missing for a grade of which there are work-months.
        UnknownLabel: a hand-built plan has figures for a grade or period that it does not have.

    >>> import datetime
    >>> from itu_opplan import StaffRates, bundled
    >>> rows = [{"category": category, "2007-2011": 10000} for category in "EDPG"]
    >>> prices = Table.from_rows(rows, dims=["category", "period"], unit="CHF/work_month")
    >>> flat = StaffRates(code="flat", source="invented", as_of=datetime.date(2007, 1, 1), categories=prices)
    >>> rates = Rates(code="flat", title="One price for all", currency="CHF", staff=[flat])
    >>> average_rates(bundled("gs-2008-2011"), rates).at(department="SPU", period="2008")
    Decimal('10000')
    """
    prices = Prices(rates)
    averages, left_out = _averages(plan, prices)
    prices.check()
    axes = {axis.dim: axis for axis in _work(plan).axes if axis.dim != "grade"}
    records = [
        {"department": department, "period": period, "value": round_ratio(price)}
        for (department, period), price in averages.items()
    ]
    table = Table.from_records(records, dims=tuple(axes), unit=f"{rates.currency}/work_month", labels=axes)
    return table.assuming(*([_about_staff(left_out)] if left_out else []), *_about(rates))


# --- working out ------------------------------------------------------------------------------------------------------


def _averages(
    plan: OperationalPlan, prices: Prices, *, asked: Table | None = None
) -> tuple[dict[Labels, Fraction], list[Labels]]:
    """The exact price of a work-month by department and period, where it is asked for; and where figures are missing.

    Args:
        plan: the plan.
        prices: where rates are looked up, and gaps noted.
        asked: the work-months of output, department, period that are to be priced; None for all that there are.
    """
    mixes: dict[Labels, dict[str, Fraction]] = {}
    gaps: dict[Labels, None] = {}
    work = _work(plan)
    for record in work.records():
        labels, value = (str(record["department"]), str(record["period"])), record["value"]
        if not isinstance(value, Decimal):
            gaps[labels] = None
        elif value:
            mixes.setdefault(labels, {})[str(record["grade"])] = Fraction(value)
    needed = list(mixes) if asked is None else _in_use(asked, "department")
    wanted = {(grade, labels[1]) for labels in needed for grade in mixes.get(labels, ())}
    rates = prices.of_grades(plan, [labels for labels in _in_use(work, "grade") if labels in wanted])
    averages: dict[Labels, Fraction] = {}
    for department, period in needed:
        mix = mixes.get((department, period), {})
        if months := sum(mix.values()):  # 0 also where reductions take all away
            whole = sum(part * rates.get((grade, period), 0) for grade, part in mix.items())
            averages[department, period] = Fraction(whole) / months
        elif asked is not None:
            message = "there are no work-months by grade, to tell what those cost that outputs ask for in"
            prices.refuse(f"departments.{department}.staffing", message, period=Period.parse(period))
    return averages, [labels for labels in gaps if labels in averages]


def _work(plan: OperationalPlan) -> Table:
    """The work-months that can be priced: those by grade."""
    return figures_by(plan, "staffing", "department", "grade", "period", unit="work_month")


def _in_use(table: Table, dim: str) -> list[Labels]:
    """The labels of this dim and the periods with a figure other than 0, in the order of the axes."""
    found = {(str(record[dim]), str(record["period"])) for record in table.keep(bool).records()}
    pairs = itertools.product(table.labels(dim), table.labels("period"))
    return [labels for labels in pairs if labels in found]


def _priced(table: Table, prices: Mapping[Labels, Fraction], dim: str, currency: str) -> Table:
    """Each figure times the price of its label in this dim and its period, rounded once; what is missing stays so."""
    records: list[Mapping[str, object]] = []
    for record in table.records():
        value = record["value"]
        if isinstance(value, Decimal):
            price = prices[str(record[dim]), str(record["period"])] if value else Fraction(0)
            records.append({**record, "value": round_ratio(Fraction(value) * price)})
        else:
            records.append(record)
    labels = {axis.dim: axis.labels for axis in table.axes}
    return Table.from_records(records, dims=table.dims, unit=currency, labels=labels).assuming(*table.assumed)


def _stacked(parts: Mapping[str, Table], like: Table, rates: Rates) -> Table:
    """A table of output, component, period from one of output and period for each component."""
    axes = (like.axis("output"), like.axis("period"))
    return Table.concat(parts, dim="component", axes=axes, unit=rates.currency).by("output", "component", "period")


def _about(rates: Rates) -> list[str]:
    return [f"rates: {rates.title} (invented)"] if rates.invented else []


def _about_staff(left_out: Iterable[Labels]) -> str:
    places = ", ".join(f"{department} in {period}" for department, period in left_out)
    without = f", leaving out those without a figure ({places})" if places else ""
    return f"staff at the average rate of each department's grades{without}"
