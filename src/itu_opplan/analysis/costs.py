"""What outputs cost: work at staff rates, services and other measures by volume, and what comes on top by a rule.

Whatever a rate is missing for is said at once. Products are exact fractions, rounded once, half-even, to 20 decimals;
sums of them are exact. Where no work is asked for and no volume ordered, no rate is needed.
"""

import functools
from collections.abc import Iterable

from ..arguments import takes
from ..errors import UnknownLabel
from ..model.plan import OperationalPlan
from ..model.rates import Rates, has_unit_costs
from ..table import Table
from ..table.cells import round_ratio
from ..table.products import level
from ..texts import fold
from ..wording import close_matches, quote
from .prices import Prices
from .pricing import (
    DIMS,
    UNIT_COSTS,
    add_up_mixes,
    describe_rates,
    describe_staff,
    join_parts,
    price_mixes,
    price_outputs,
    price_overhead,
    work_by_grade,
)
from .tables import printed
from .unit_costs import in_use, multiply

__all__ = ["average_rates", "cost", "overhead", "payroll"]


# --- what outputs cost ------------------------------------------------------------------------------------------------


@takes
def cost(plan: OperationalPlan, rates: Rates, *, by: str | Iterable[str] = ("output", "component", "period")) -> Table:
    """What outputs cost, directly: their work-months, the services that they take, and what has unit costs.

    A plan asks for work-months of a department, not of a grade. So they are priced at the average rate of the grades
    that the department has in that period, weighted by their work-months, and the table says so. Services and measures
    with unit costs are priced by volume. Overheads are not included: see `overhead`.

    Args:
        plan: the plan.
        rates: the rates.
        by: the dims of the table, some of `output`, `department`, `grade`, `component`, `period`, and of the dims of
            measures with unit costs, in any order; over the others costs add up, to the same last digit whatever they
            are. Staff costs are of the department that works and, as assumed, of its grades; services of the one
            department that provides them. What has none is under `(none)`.

    Returns:
        A table in the currency of the rates, for `apportion` and all else: all outputs, departments, grades and
        periods of the plan; the components are `staff`, the plan's services, and the tables of unit costs. What is
        missing stays missing.

    Raises:
        InvalidPlan: names every rate that is missing for a grade, service or label in use, every missing exchange rate,
            every department that is asked for work and has no grades, and every measure of the rates that the plan
            does not have or that cannot be priced.
        UnitMismatch: the plan declares work in a unit that does not convert to work-months.
        UnknownLabel: costs have no such dim; or the plan declares effort without departments, or capacity without
            grades; or it is hand-built, and `effort`, `capacity` or `volumes` refuses it.

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
    >>> cost(bundled("gs-2008-2011"), rates, by="department").at(department="SPU")
    Decimal('2400000')
    """
    dims, prices = _read_dims(plan, rates, by), Prices(rates)
    parts = price_outputs(plan, prices, by_grade="grade" in dims)
    prices.check()
    return join_parts(parts, dims, plan, rates.currency).assuming(*describe_rates(prices))


@takes
def overhead(
    plan: OperationalPlan, rates: Rates, *, by: str | Iterable[str] = ("output", "component", "period")
) -> Table:
    """What comes on top of direct costs, by the rules of the rates: for each rule a percentage of some components.

    It is no part of `cost`; `cost(plan, rates) + overhead(plan, rates)` has both. Of overheads there is no overhead.

    Args:
        plan: the plan.
        rates: the rates.
        by: the dims of the table, as those of `cost`; what comes on top of a cost is of its department and grade.

    Returns:
        A table as that of `cost`; the components are the codes of the rules.

    Raises:
        InvalidPlan: as `cost`; the rates have no rule, one without a percentage for a period of the plan, or one with
            the code of a service of the plan.
        UnitMismatch, UnknownLabel: as `cost`.

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
    dims, prices = _read_dims(plan, rates, by), Prices(rates)
    direct = price_outputs(plan, prices, by_grade="grade" in dims)
    prices.check()
    if not rates.overheads:
        prices.refuse("overheads", f"the rates {rates.code!r} have no rule for what comes on top; cost has all")
    levels: list[tuple[str, ...]] = [("output", "period")]
    if not {"department", "grade"}.isdisjoint(dims):
        levels.append(("output", "department", "period"))
    if "grade" in dims:
        levels.append(("output", "department", "grade", "period"))
    parts: dict[str, Table] = {}
    for rule in rates.overheads:
        shares = price_overhead(plan, prices, rule, direct, levels)
        parts[rule.code] = functools.reduce(lambda whole, fine: level(fine, whole), shares)
    prices.check()
    assumed = [sentence for part in direct.values() for sentence in part.assumed]
    return join_parts(parts, dims, plan, rates.currency).assuming(*assumed, *describe_rates(prices))


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
    table = work_by_grade(plan)
    found = prices.of_grades(plan, in_use(table, "grade"))
    prices.check()
    return printed(multiply(table, found, ("grade",), rates.currency), plan).assuming(*describe_rates(prices))


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
    parts, left_out, assumed = price_mixes(plan, prices)
    prices.check()
    axes = {axis.dim: axis for axis in work_by_grade(plan).axes if axis.dim != "grade"}
    records = [
        {"department": department, "period": period, "value": round_ratio(price)}
        for (department, period), price in add_up_mixes(parts).items()
    ]
    table = Table.from_records(records, dims=tuple(axes), unit=f"{rates.currency}/work_month", labels=axes)
    return table.assuming(*assumed, *([describe_staff(left_out)] if left_out else []), *describe_rates(prices))


# --- arguments and assumptions ----------------------------------------------------------------------------------------


def _read_dims(plan: OperationalPlan, rates: Rates, by: str | Iterable[str]) -> tuple[str, ...]:
    """The dims that costs are to have: those of all costs, and further ones of measures with unit costs.

    Raises:
        UnknownLabel: they cannot have one of them; or work has one, too, and is priced at staff rates, which have not.
    """
    dims = tuple(dict.fromkeys((by,) if isinstance(by, str) else by))
    codes = {fold(code) for code in plan.all_measures}
    priced = [plan.measure(one.priced) for one in rates.measures if fold(one.priced) in codes]
    known = dict.fromkeys((*DIMS, *(dim for one in priced for dim in one.shape.dims if one.owner == "outputs")))
    known.pop("service", None)  # that is the component
    for dim in dims:
        if dim not in known:
            close = close_matches(dim, known)
            advice = f"did you mean {quote(close[0])}?" if close else f"known: {', '.join(known)}"
            raise UnknownLabel(f"by: costs have no dim {quote(dim)}; {advice}")
        if dim not in DIMS and dim in plan.measure("effort").shape.dims and not has_unit_costs(rates, "effort"):
            advice = f"price the work itself: {UNIT_COSTS}"
            raise UnknownLabel(f"by: work at staff rates has no dim {quote(dim)}; {advice}")
    return dims
