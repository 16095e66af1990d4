"""What costs are divided by in one step: figures of a measure, weights, links of the plan, or percentages."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..errors import OpPlanError, UnknownCode
from ..immutable import Immutable
from ..model.plan import OperationalPlan
from ..model.steps import CostStep
from ..periods import Period
from ..problem import Problem, fault
from ..table import Table
from ..wording import few, plural, quote, suggestions
from .tables import convert_figures, figures, figures_of_services, lacking

__all__ = ["USER", "Driver", "read_driver"]

USER = "user"
"""The dim of those who bear costs that others have."""
_PLURALS = {"department": "departments", "output": "outputs", "objective": "objectives", "goal": "goals"}
_NEAREST = {
    "department": (),
    "output": ("department",),
    "objective": ("output", "department"),
    "goal": ("objective", "output", "department"),
}
"""By which labels of a cost its driver can be told, nearest first: a measure is by the first of them that it has."""
_Weights: TypeAlias = Mapping[str, Fraction]
_Key: TypeAlias = tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Driver(Immutable):
    """What costs are divided by in one step.

    Attributes:
        matched: the dims of costs by which its figures are found.
        weights: by labels of those dims the weight of each target.
        base: the dims of costs by which the wholes are found.
        wholes: by labels of those dims what the weights are a part of; at least their sum.
        least: what the weights are a part of at least.
        shut: departments that would get costs, had theirs not been carried to others before.
        assumed: what its figures rest on.
    """

    matched: tuple[str, ...] = ()
    weights: Mapping[_Key, _Weights] = attrs.field(factory=dict)
    base: tuple[str, ...] = ()
    wholes: Mapping[_Key, Fraction] = attrs.field(factory=dict)
    least: Fraction = Fraction(0)
    shut: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    def weigh(self, labels: Mapping[str, str]) -> _Weights:
        """The weights of a cost with these labels, as they stand."""
        return self.weights.get(tuple(labels[dim] for dim in self.matched), {})

    def divide(self, labels: Mapping[str, str]) -> dict[str, Fraction]:
        """The part of a cost that goes to each target; together they may be less than all of it."""
        weights = self.weigh(labels)
        whole = self.wholes.get(tuple(labels[dim] for dim in self.base), Fraction(0))
        whole = max(self.least, whole, sum(weights.values(), Fraction(0)))
        return {target: weight / whole for target, weight in weights.items() if weight}


def read_driver(
    plan: OperationalPlan, step: CostStep, dims: Collection[str], closed: Collection[str], at: str, found: list[Problem]
) -> Driver:
    """What a step divides costs by; what the plan does not have is added to the problems.

    Args:
        plan: the plan whose measures and links drive the step.
        step: the step, with codes as the plan spells them.
        dims: the dims that costs have before it.
        closed: departments to which nothing goes.
        at: where the step stands in the rates.
        found: the problems.
    """
    nearest = [dim for dim in _NEAREST[step.to] if dim in dims]
    if step.rule:
        return _along_links(plan, step, nearest)
    if len(step.percent):
        return _read_percents(plan, step, f"{at}.percent", found)
    return _read_weights(plan, step, nearest, closed, at, found)


def _along_links(plan: OperationalPlan, step: CostStep, nearest: Sequence[str]) -> Driver:
    """The links of an output, or of its objective where the plan has goals of those."""
    source = "output" if "objective" not in nearest or not any(one.goals for one in plan.objectives) else "objective"
    weights: dict[_Key, _Weights] = {}
    for one in getattr(plan, _PLURALS[source]):
        targets = [code for code in getattr(one, _PLURALS[step.to]) if code in step.users or not step.users]
        weights[one.code,] = dict.fromkeys(targets[: 1 if step.rule == "primary" else None], Fraction(1))
    return Driver((source,), weights)


def _read_percents(plan: OperationalPlan, step: CostStep, at: str, found: list[Problem]) -> Driver:
    """What users get in percent of what they have, by period."""
    if set(step.percent.dims) != {step.to, "period"}:
        message = f"must have the dims {step.to}, period, got {', '.join(step.percent.dims)}"
        found.append(fault(at, message))
        return Driver()
    return _collect(_take_columns(plan, step.percent, at, found), step, ("period",), at, found)


def _read_weights(
    plan: OperationalPlan,
    step: CostStep,
    nearest: Sequence[str],
    closed: Collection[str],
    at: str,
    found: list[Problem],
) -> Driver:
    """The figures of a measure, or weights: of the same period and of the nearest label that they tell."""
    place = f"{at}.{'weights' if step.driver is None else 'driver'}"
    if step.driver is None:
        table = _take_columns(plan, step.weights, place, found)
        if {step.to, "period"} - {*table.dims} or {*table.dims} - {*nearest, step.to, "period"}:
            may = f", and may have {', '.join(nearest)}" if nearest else ""
            message = f"must have the dims {step.to}, period{may}, got {', '.join(table.dims)}"
            found.append(fault(place, message))
            return Driver()
    elif (read := _read_figures(plan, step, step.driver, step.only, at, "driver", found)) is not None:
        table = read
    else:
        return Driver()
    if step.to not in table.dims:
        found.append(fault(place, str(lacking(step.driver or "", step.to, table.dims)), actual=step.driver))
        return Driver()
    matched = [dim for dim in nearest if dim in table.dims and dim not in step.only]
    matched = matched if step.driver is None else matched[:1]
    keys = (*matched, *(() if step.period else ("period",)))
    for axis in table.axes:
        if axis.obstacle and axis.dim not in (*keys, step.to):
            message = f"{step.driver} does not add up over {quote(axis.dim)} in this plan: {axis.obstacle}"
            found.append(fault(place, f"{message}; take one by only = {{ {axis.dim} = … }}", actual=step.driver))
            return Driver()
    driver = _collect(table, step, keys, place, found, closed)
    if step.out_of is None:
        return attrs.evolve(driver, least=Fraction(100 if table.unit == "percent" else 0))
    shared = {dim: label for dim, label in step.only.items() if dim in nearest}
    whole = _read_figures(plan, step, step.out_of, shared, at, "out_of", found)
    if whole is None:
        return driver
    try:
        whole = convert_figures(whole, step.out_of, table.unit)
        base = [dim for dim in keys if dim in whole.dims]
        whole = whole.by(*(dim for dim in whole.dims if dim in base))
        listed = _list_figures(whole, f"{at}.out_of", found)
        wholes = {tuple(labels[dim] for dim in base): value for labels, value in listed}
    except OpPlanError as error:
        found.append(fault(f"{at}.out_of", str(error), actual=step.out_of))
        return driver
    assumed = (*driver.assumed, *whole.assumed, *_tell_gaps(whole, step.out_of))
    return attrs.evolve(driver, base=_of_costs(base), wholes=wholes, assumed=assumed)


def _collect(
    table: Table,
    step: CostStep,
    keys: Sequence[str],
    at: str,
    found: list[Problem],
    closed: Collection[str] = (),
) -> Driver:
    """The figures of a table by these dims as weights of targets: those that can get costs, and are not closed."""
    weights: dict[_Key, dict[str, Fraction]] = {}
    shut: dict[str, None] = {}
    whole = table.by(*(dim for dim in table.dims if dim in (*keys, step.to)))
    for labels, value in _list_figures(whole, at, found):
        target = labels[step.to]
        if step.users and target not in step.users:
            continue
        if target in closed:
            shut |= {target: None} if value and target not in step.from_ else {}
        else:
            weights.setdefault(tuple(labels[dim] for dim in keys), {})[target] = value
    return Driver(
        _of_costs(keys),
        weights,
        shut=tuple(shut),
        assumed=(*table.assumed, *_tell_gaps(whole, step.driver or "weights")),
    )


def _of_costs(dims: Iterable[str]) -> tuple[str, ...]:
    """The dims of costs that have the labels of these dims of a measure: work is that of those who bear the costs."""
    return tuple(USER if dim == "department" else dim for dim in dims)


def _tell_gaps(table: Table, name: str) -> Iterator[str]:
    """That figures of a driver are missing."""
    counts = [record["value"] for record in table.missing().records()]
    if count := sum(int(one) for one in counts if isinstance(one, Decimal)):
        yield f"{plural(count, 'missing figure')} of {name} left out"


def _read_figures(
    plan: OperationalPlan, step: CostStep, code: str, only: Mapping[str, str], at: str, field: str, found: list[Problem]
) -> Table | None:
    """The figures of a measure with these labels only; None where there are none, which is a problem."""
    try:
        measure = plan.measure(code)
    except UnknownCode as error:
        found.append(fault(f"{at}.{field}", str(error), actual=code))
        return None
    if measure.shape.unit is None and "service" not in only and len({one.unit for one in plan.services}) > 1:
        message = "services are counted in several units; take one by only = { service = … }"
        found.append(fault(f"{at}.{field}", message, actual=code))
        return None
    try:
        field = "only" if "service" in only else field
        if measure.shape.unit is None and "service" in only:
            table = figures_of_services(plan, measure, plan.service(only["service"]).unit)
        else:
            table = figures(plan, code)
        field = "only"
        table = table.where(**only)
        field = "period"
        return table if step.period is None else table.where(period=str(step.period))
    except OpPlanError as error:
        found.append(fault(f"{at}.{field}", str(error), actual=code))
        return None


def _list_figures(table: Table, at: str, found: list[Problem]) -> Iterator[tuple[Mapping[str, str], Fraction]]:
    """The figures of a driver with their labels; what is missing drives nothing."""
    for record in table.records():
        value = record.pop("value")
        if isinstance(value, Decimal):
            labels = {dim: str(label) for dim, label in record.items()}
            if value < 0:
                message = f"[{', '.join(labels.values())}] is {value}: costs cannot be divided by less than 0"
                found.append(fault(at, message, actual=value))
            yield labels, Fraction(value)


def _take_columns(plan: OperationalPlan, table: Table, at: str, found: list[Problem]) -> Table:
    """Figures for the columns of the plan: those of a longer period hold for each column inside it."""
    for axis in table.axes:
        known = plan.label_lists.get(axis.dim, axis.labels) if axis.dim != "period" else axis.labels
        for label in axis.labels:
            if label not in known:
                message = f"unknown {axis.dim} {quote(label)}; the plan has {suggestions(label, known) or 'none'}"
                found.append(fault(at, message, actual=label))
    inside: dict[str, list[str]] = {}
    for period in map(Period.parse, table.labels("period")):
        alike = [one for one in plan.periods if one.fiscal == period.fiscal]
        inside[str(period)] = [str(one) for one in alike if one in period]
        if not inside[str(period)]:
            around = next((one for one in alike if one.overlaps(period)), None)
            message = f"{period} holds no column of the plan; it has {few(plan.periods, most=12)}"
            if around is not None:
                message = f"{period} is a part of {around}, a column of the plan; give one for all of {around}"
            found.append(fault(at, message, actual=str(period)))
    records = [{**record, "period": column} for record in table.records() for column in inside[str(record["period"])]]
    return Table.from_records(records, dims=table.dims, unit=table.unit)
