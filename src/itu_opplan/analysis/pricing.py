"""Outputs priced, component by component: what `cost` adds up.

Each component is priced as finely as the plan tells it, rounded once in each cell, and added up from there. Among
grades a cell is divided so that its last part takes what rounding leaves: sums over any dims are the same to the last
digit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..model.plan import OperationalPlan
from ..model.rate_tables import Overhead
from ..model.rates import STAFF, has_unit_costs
from ..periods import Period
from ..table import Axis, Table
from ..table.products import assemble, level, multiply_by
from ..wording import few
from .links import NONE
from .prices import Labels, Prices
from .tables import figures_by, lacking, printed, volumes
from .unit_costs import find_measure, in_use, multiply, price_measure

__all__ = [
    "DIMS",
    "UNIT_COSTS",
    "add_up_mixes",
    "describe_rates",
    "describe_staff",
    "join_parts",
    "price_mixes",
    "price_outputs",
    "price_overhead",
    "price_pool",
    "work_by_grade",
]

DIMS = ("output", "department", "grade", "component", "period")
"""The dims that costs of outputs can have, beside further ones of measures with unit costs."""

UNIT_COSTS = '[measures.work] with measure = "effort" in the rates'


def price_outputs(plan: OperationalPlan, prices: Prices, *, by_grade: bool) -> dict[str, Table]:
    """What outputs cost, by component, each with the dims in which the plan tells it, all with output and period.

    Args:
        plan: the plan.
        prices: where rates are looked up, and gaps noted; where there are any, the tables are good for nothing.
        by_grade: whether staff costs are divided among the grades of the departments.
    """
    parts: dict[str, Table] = {}
    if not has_unit_costs(prices.rates, "effort"):
        parts[STAFF] = _price_staff(plan, prices, by_grade)
    if not has_unit_costs(prices.rates, "services"):
        _price_services(plan, prices, parts)
    for rates in prices.rates.measures:
        if (measure := find_measure(plan, prices, rates, parts)) is None:
            continue
        if measure.owner != "outputs":
            whose = "the plan" if measure.owner == "plan" else measure.owner
            message = f"{measure.code} is a measure of {whose}, and cost is of outputs; cost_chain takes the others"
            prices.refuse(f"measures.{rates.code}", message)
        else:
            parts[rates.code] = price_measure(plan, prices, rates)
    return parts


def price_pool(plan: OperationalPlan, prices: Prices) -> dict[str, Table]:
    """What a plan costs before any of it is carried on, by component, each with the dims in which the plan tells it.

    Work is priced where it is paid, in departments, whether or not an output asks for it; where there are unit costs
    of effort or staffing, those are taken. Components for which there are no rates at all are left out.

    Args:
        plan: the plan.
        prices: where rates are looked up, and gaps noted; where there are any, the tables are good for nothing.
    """
    rates, parts = prices.rates, dict[str, Table]()
    if rates.staff and not any(has_unit_costs(rates, measure) for measure in ("staffing", "effort")):
        work = work_by_grade(plan)
        found = prices.of_grades(plan, in_use(work, "grade"))
        parts[STAFF] = multiply(work, found, ("grade",), rates.currency).assuming(*_tell_unpaid(plan, work))
    if rates.services and not has_unit_costs(rates, "services"):
        _price_services(plan, prices, parts)
    for own in rates.measures:
        if (measure := find_measure(plan, prices, own, parts)) is None:
            continue
        if measure.owner in ("outputs", "departments", "plan"):
            parts[own.code] = price_measure(plan, prices, own)
        else:
            message = f"{measure.code} is a measure of {measure.owner}"
            prices.refuse(f"measures.{own.code}", message, "costs are of departments, outputs or the plan")
    return parts


def _tell_unpaid(plan: OperationalPlan, work: Table) -> Iterator[str]:
    """That outputs ask for work where nobody is paid for any."""
    dims = [dim for dim in ("department",) if dim in plan.measure("effort").shape.dims]
    paid = {*in_use(work.by(*dims, "period"), *dims)}
    asked = in_use(figures_by(plan, "effort", *dims, "period"), *dims)
    if places := [" in ".join(labels) for labels in asked if labels not in paid]:
        yield f"work that outputs ask for where there are no work-months by grade costs nothing ({few(places)})"


def _price_services(plan: OperationalPlan, prices: Prices, parts: dict[str, Table]) -> None:
    """Add what services cost that outputs take, a component for each."""
    currency = prices.rates.currency
    services = {service.code: service for service in plan.services}
    counted = dict.fromkeys(service.unit for service in plan.services)
    ordered = [volumes(plan, unit=unit) for unit in counted or (None,)]
    found = prices.of_services(services, [labels for table in ordered for labels in in_use(table, "service")])
    priced = {code: one for one in ordered for code in one.labels("service")}
    for code in services:
        provided = services[code].departments
        one = multiply(priced[code].where(service=code), found, ("service",), currency)
        one = one.by(*(dim for dim in one.dims if dim in DIMS))
        if len(provided) == 1 and "department" not in one.dims:
            one = Table.concat({provided[0]: one}, dim="department")
        if code in parts:
            message = f"{code!r} is the component of work-months; give the service another code"
            prices.refuse(f"services.{code}", message)
        parts[code] = one


def join_parts(parts: Mapping[str, Table], dims: Sequence[str], plan: OperationalPlan, currency: str) -> Table:
    """One table of these dims from a table for each component; what has no department or grade is under `(none)`."""
    rest = [dim for dim in dims if dim != "component"]
    found = {component: part.by(*(dim for dim in rest if dim in part.dims)) for component, part in parts.items()}
    full = [part for part in found.values() if len(part)]
    axes: list[Axis] = []
    for dim in dims:
        if dim == "component":
            axes.append(Axis(dim, tuple(parts)))
            continue
        lists = plan.label_lists.get(dim)
        labels = lists or dict.fromkeys(label for part in full if dim in part.dims for label in part.used_labels[dim])
        year_begins = plan.year_begins if dim == "period" and plan.year_begins != 1 else None
        needed = [NONE] if any(_has_none(part, dim) for part in full) else []
        axes.append(Axis(dim, (*(label for label in labels if label != NONE), *needed), year_begins=year_begins))
    return printed(assemble(found, "component", axes, unit=currency, otherwise=NONE), plan)


def _has_none(part: Table, dim: str) -> bool:
    """Whether some of a cost is under `(none)` in a dim: that of a label that it does not have, too."""
    return dim not in part.dims or (NONE in part.labels(dim) and bool(len(part.where(**{dim: NONE}))))


def price_overhead(
    plan: OperationalPlan, prices: Prices, rule: Overhead, parts: Mapping[str, Table], choices: Iterable[Sequence[str]]
) -> Iterator[Table]:
    """What comes on top of these components by a rule, a table for each choice of dims."""
    if rule.code in parts:
        message = "is the code of a service of the plan; give the rule another one"
        prices.refuse(f"overheads.{rule.code}", message)
    percents = prices.percents(rule.code, plan.periods)
    to = Axis("component", (rule.code,), "a rule may take more than there is")
    ways = {period: {rule.code: percent / 100} for period, percent in percents.items()}
    base = {component: part for component, part in parts.items() if component in rule.on}
    for dims in choices:
        whole = join_parts(base, dims, plan, prices.rates.currency)
        yield whole.distribute("period", ways, to=to, keep_total=False).by(*dims)


# --- staff ------------------------------------------------------------------------------------------------------------


def work_by_grade(plan: OperationalPlan, advice: str = "") -> Table:
    """The work-months that can be priced: those by grade.

    Raises:
        UnknownLabel: the plan declares capacity without grades; the advice says what would help beside declaring them.
    """
    dims = plan.measure("staffing").shape.dims
    if "grade" not in dims:
        further = f'declare [measures.staffing] with dims = ["grade"]{advice}'
        raise lacking("staffing", "grade", ("department", *dims), further)
    return figures_by(plan, "staffing", "department", "grade", "period", unit="work_month")


def _price_staff(plan: OperationalPlan, prices: Prices, by_grade: bool) -> Table:
    """What the work costs that outputs ask for, by department: at its own grades, or those of the department."""
    dims, currency = plan.measure("effort").shape.dims, prices.rates.currency
    if "grade" in dims:
        known = [dim for dim in ("output", "department", "grade", "period") if dim in ("output", *dims)]
        asked = figures_by(plan, "effort", *known, unit="work_month")
        return multiply(asked, prices.of_grades(plan, in_use(asked, "grade")), ("grade",), currency)
    if "department" not in dims:
        raise lacking("effort", "department", ("output", *dims), f"price the work itself: {UNIT_COSTS}")
    asked = figures_by(plan, "effort", "output", "department", "period", unit="work_month")
    used = in_use(asked, "department")
    if not used and "grade" not in plan.measure("staffing").shape.dims:
        return multiply(asked, {}, ("department",), currency)
    parts, left_out, assumed = price_mixes(plan, prices, used)
    whole = multiply(asked, add_up_mixes(parts), ("department",), currency)
    whole = whole.assuming(*assumed, describe_staff(left_out)) if used else whole
    return level(_divide(asked, parts, plan, currency), whole) if by_grade else whole


Mixes: TypeAlias = Mapping[Labels, Mapping[str, Fraction]]
"""By department and period, what each grade has in the price of one work-month."""


def add_up_mixes(parts: Mixes) -> dict[Labels, Fraction]:
    """The exact price of a work-month by department and period."""
    return {labels: sum(mix.values(), Fraction(0)) for labels, mix in parts.items()}


def price_mixes(
    plan: OperationalPlan, prices: Prices, asked: Sequence[Labels] | None = None
) -> tuple[Mixes, list[Labels], tuple[str, ...]]:
    """What each grade has in the price of a work-month of its department.

    Also where figures of grades are missing, and what the others rest on.

    Args:
        plan: the plan.
        prices: where rates are looked up, and gaps noted.
        asked: departments and periods whose work is to be priced; None for all that have any.
    """
    work = work_by_grade(plan, "" if asked is None else f", or price the work itself: {UNIT_COSTS}")
    mixes: dict[Labels, dict[str, Fraction]] = {}
    gaps = dict.fromkeys((str(one["department"]), str(one["period"])) for one in work.missing().records())
    for record in work.records():
        labels, value = (str(record["department"]), str(record["period"])), record["value"]
        if isinstance(value, Decimal) and value:
            mixes.setdefault(labels, {})[str(record["grade"])] = Fraction(value)
    months = {labels: whole for labels, mix in mixes.items() if (whole := sum(mix.values()))}  # reductions may take all
    needed = list(months) if asked is None else asked
    wanted = {(grade, labels[1]) for labels in needed if labels in months for grade in mixes[labels]}
    rates = prices.of_grades(plan, [labels for labels in in_use(work, "grade") if labels in wanted])
    without = [labels for labels in needed if labels not in months]
    first = {labels[0]: labels[1] for labels in reversed(without)}
    for department, period in without:
        message = "there are no work-months by grade, to tell what those cost that outputs ask for in"
        key = f'"{first[department]}"' if "/" in first[department] else first[department]
        reason = f"give it rows such as {{ grade = …, {key} = … }}, or price the work itself: {UNIT_COSTS}"
        prices.refuse(f"departments.{department}.staffing", message, reason, Period.parse(period))
    parts = {
        labels: {grade: own / whole * rates.get((grade, labels[1]), 0) for grade, own in mixes[labels].items()}
        for labels, whole in months.items()
    }
    return parts, [labels for labels in gaps if labels in months and labels in needed], work.assumed


def _divide(asked: Table, parts: Mixes, plan: OperationalPlan, currency: str) -> Table:
    """What work costs by grade, as far as grades are known: what is missing or 0 may be of a department without any."""
    output, department, period = (
        Axis(axis.dim, axis.labels, year_begins=axis.year_begins) for axis in asked.axes
    )  # as they were asked for
    grades = Axis("grade", (*plan.label_lists["grade"], NONE))

    def find(labels: Labels) -> Mapping[str, Fraction]:
        return parts.get(labels, {NONE: Fraction(0)})

    axes = (output, department, grades, period)
    return multiply_by(asked, ("department", "period"), find, axes=axes, to="grade", unit=currency)


def describe_staff(left_out: Iterable[Labels]) -> str:
    """What is assumed of the price of work, and where figures of grades are missing."""
    places = ", ".join(f"{department} in {period}" for department, period in left_out)
    without = f", leaving out those without a figure ({places})" if places else ""
    return f"staff at the average rate of each department's grades{without}"


def describe_rates(prices: Prices) -> list[str]:
    """What is assumed of the rates."""
    rates = prices.rates
    tables: tuple[attrs.AttrsInstance, ...] = (*rates.staff, *rates.services, *rates.measures)
    of_tables = [
        sentence
        for table in (*tables, *rates.exchange, *rates.overheads)
        for field in attrs.fields(type(table))
        if isinstance(own := getattr(table, field.name), Table)
        for sentence in own.assumed
    ]
    return [*of_tables, *prices.assumed, *([f"rates: {rates.title} (invented)"] if rates.invented else [])]
