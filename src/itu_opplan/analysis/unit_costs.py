"""Unit costs: figures of a measure at prices of their own, one for all or one for some of their labels."""

import contextlib
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from .. import units
from ..errors import UnitMismatch, UnknownCode, UnknownLabel
from ..model.measures import Measure
from ..model.plan import OperationalPlan
from ..model.rate_tables import MeasureRates
from ..table import Axis, Table
from ..table.products import find_used, multiply_by
from ..wording import one_of, quote
from .prices import Labels, Prices
from .tables import convert_figures, figures, figures_of_services, lacking

__all__ = ["find_measure", "in_use", "multiply", "price_measure"]


def in_use(table: Table, *dims: str) -> list[Labels]:
    """The labels of these dims and the period under which there is a figure other than 0, in the order of the axes."""
    return find_used(table, (*dims, "period"))


def multiply(table: Table, prices: Mapping[Labels, Fraction], dims: Sequence[str], currency: str) -> Table:
    """Each figure times the price of its labels in these dims and its period, rounded once; what is missing stays so.

    Money adds up over services: their dim is the component.
    """
    axes = [
        Axis("component" if axis.dim == "service" else axis.dim, axis.labels, year_begins=axis.year_begins)
        for axis in table.axes
    ]

    def find(labels: Labels) -> Mapping[str, Fraction]:
        return {"": prices.get(labels, Fraction(0))}

    return multiply_by(table, (*dims, "period"), find, axes=axes, unit=currency)


def find_measure(
    plan: OperationalPlan, prices: Prices, rates: MeasureRates, parts: Mapping[str, Table]
) -> Measure | None:
    """The measure that has these unit costs; None where the plan has none, or one of these parts has their code."""
    if rates.code in parts:
        message = "is the code of a service of the plan; give these unit costs another one"
        prices.refuse(f"measures.{rates.code}", message)
        return None
    try:
        return plan.measure(rates.priced)
    except UnknownCode as error:
        advice = "" if rates.measure else "; measure = … says which one it prices"
        prices.refuse(f"measures.{rates.code}", f"{error}{advice}")
        return None


def price_measure(plan: OperationalPlan, prices: Prices, rates: MeasureRates) -> Table:
    """What the figures of a measure cost at their unit costs, with all its dims; `service` is called `component`.

    Unlike things, whose figures do not add up, are alike in money if each has a price of its own. What cannot be
    priced is noted; the table is good for nothing then.
    """
    measure, currency = plan.measure(rates.priced), prices.rates.currency
    table = _choose(plan, prices, rates, measure)
    if table is None:
        return Table.from_records((), dims=("output", "component", "period"), unit=currency)
    dims = () if rates.rates is None else tuple(dim for dim in rates.rates.dims if dim != "period")
    _check_sums(prices, rates, measure, table, dims)
    table, right = _count(prices, rates, measure, table)
    if not right:
        return table
    if unknown := [dim for dim in dims if dim not in table.dims]:
        prices.refuse(f"measures.{rates.code}.rates", str(lacking(measure.code, unknown[0], table.dims)))
        return table
    found = prices.of_measure(rates, table.unit, in_use(table, *dims), why=table.axis("period").reason)
    return multiply(table, found, dims, currency)


def _choose(plan: OperationalPlan, prices: Prices, rates: MeasureRates, measure: Measure) -> Table | None:
    """The figures that are priced, those of `only`; None where there are none that could be."""
    at = f"measures.{rates.code}"
    mixed = measure.shape.unit is None and len({one.unit for one in plan.services}) > 1
    service = rates.only.get("service") if mixed else None
    if mixed and service is None:
        prices.refuse(at, "services are counted in several units", "take one by only = { service = … }")
        return None
    try:
        counted = None if service is None else plan.service(service).unit
        table = figures(plan, measure.code) if counted is None else figures_of_services(plan, measure, counted)
        chosen = ", ".join(f"{dim} {label}" for dim, label in rates.only.items())
        said = [f"{rates.code}: only {measure.code} of {chosen}"] if chosen else []
        return table.where(**rates.only).assuming(*said)
    except (UnknownCode, UnknownLabel) as error:
        prices.refuse(f"{at}.only", str(error))
        return None


def _check_sums(prices: Prices, rates: MeasureRates, measure: Measure, table: Table, dims: Collection[str]) -> None:
    """Note the dims over which figures do not add up, although there is one price for all their labels."""
    for axis in table.axes:
        by_itself = axis.dim in (*dims, *rates.only) or (axis.dim == "period" and rates.rates is not None)
        alike = rates.rates is None and axis.dim == "service"  # money of several services
        why = dict(measure.shape.not_additive).get(axis.dim) or ("" if alike else axis.reason)
        if why and not by_itself:
            message = f"{measure.code} does not add up over {quote(axis.dim)} in this plan: {why}"
            ways = [] if rates.rates is None else [f"give each {axis.dim} a price of its own"]
            ways += [] if axis.dim == "period" else [f"take one by only = {{ {axis.dim} = … }}"]
            advice = one_of(ways) if ways else "costs have to add up"
            prices.refuse(f"measures.{rates.code}", message, advice)


def _count(prices: Prices, rates: MeasureRates, measure: Measure, table: Table) -> tuple[Table, bool]:
    """The figures as they are counted by the unit costs, and whether they can be."""
    unit, currency, at = rates.unit, prices.rates.currency, f"measures.{rates.code}"
    if unit is None:
        money = units.money(f"{table.unit}/count") is not None
        if not money:
            message = f"missing; {measure.code} is in {table.unit} in this plan, not in money"
            prices.refuse(f"{at}.rates", f"{message}: give its prices, with unit = {quote(f'{currency}/{table.unit}')}")
        return table, money
    counted = unit.partition("/")[2]
    with contextlib.suppress(UnitMismatch):
        table = convert_figures(table, measure.code, counted) if table.unit == "FTE" else table
    wanted = f"{units.money(unit)}/{table.unit}"
    try:
        units.factor(unit, wanted)
    except UnitMismatch:
        reason = f"the plan counts {measure.code} in {table.unit}, not in {counted}"
        prices.refuse(f"{at}.unit", f"must be in {wanted}, got {unit}", reason)
        return table, False
    return table, True
