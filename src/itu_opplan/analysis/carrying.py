"""One step of a chain of costs: what drives it, and the costs carried on, of which nothing is lost."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..errors import InvalidPlan, NotAdditive, OpPlanError
from ..model.known import printed_names
from ..model.plan import OperationalPlan
from ..model.steps import CostStep
from ..periods import Period
from ..problem import Problem, fault
from ..table import Axis, Missing, Table
from ..table.cells import MAX_DECIMALS, divide, round_ratio
from ..wording import few, quote, suggestions
from .links import NONE
from .tables import figures, printed

__all__ = ["USER", "carry_on"]

USER = "user"
"""The dim of those who bear costs that others have."""
_UNIT = 10**MAX_DECIMALS
_COLLECTIONS = {"department": "departments", "output": "outputs", "objective": "objectives", "goal": "goals"}

_Labels: TypeAlias = dict[str, str]
"""Labels by dim."""
_Weights: TypeAlias = Mapping[str, Fraction]
"""By target what part of a cost goes there; what they leave of 1 has no driver."""


@attrs.frozen
class _Cost:
    """One cell of a table of costs.

    Attributes:
        labels: its labels by dim.
        value: how much, in units of the last decimal; or why there is no figure.
    """

    labels: _Labels
    value: int | Missing


def carry_on(plan: OperationalPlan, costs: Table, step: CostStep, gone: Iterable[str], at: str) -> Table:
    """The costs after a step; their total is the same to the last digit.

    Args:
        plan: the plan whose measures and links drive the step.
        costs: the costs before it, with the dims department, output, component, period, and those of earlier steps.
        step: the step.
        gone: departments whose costs were carried on by earlier steps: nothing comes back to them.
        at: where the step stands in the rates.

    Raises:
        InvalidPlan: with all that the step asks for and the plan does not have.
    """
    _check_codes(plan, costs, step, at)
    dim = USER if step.to == "department" else step.to
    dims = (*costs.dims[:-2], *((dim,) if dim not in costs.dims else ()), *costs.dims[-2:])
    rows = list(_read(costs, dim))
    if len(step.percent):
        ways = _mark_up(plan, rows, step, dim, at)
    else:
        users = _users(plan, step, gone)
        share = _by_links(plan, step, costs) if step.rule else _by_driver(plan, step, users, at)
        ways = [share(cost.labels) if _is_carried(cost, step, dim) else None for cost in rows]
    after = [dim for dim in dims if dim != USER or step.to == "department"]  # who bears a cost hands it to its outputs
    found: dict[tuple[str, ...], int | Missing] = {}
    for cost, way in zip(rows, ways, strict=True):
        for label, part in _divide(cost, way, dim):
            key = tuple([label if name == dim else cost.labels[name] for name in after])
            known = found.get(key)
            found[key] = part if not isinstance(known, int) else known + (part if isinstance(part, int) else 0)
    records = [{**dict(zip(after, key, strict=True)), "value": _write(value)} for key, value in found.items()]
    axes = [_axis(plan, costs, name, [key[place] for key in found]) for place, name in enumerate(after)]
    table = Table.from_records(records, dims=after, unit=costs.unit, labels=axes)
    return printed(table, plan).assuming(*costs.assumed, _describe(step))


def _read(costs: Table, dim: str) -> Iterator[_Cost]:
    """The costs, each with a label in the dim of the target: a department bears its own at first."""
    for record in costs.records():
        value = record.pop("value")
        labels = {name: str(label) for name, label in record.items()}
        labels.setdefault(dim, labels["department"] if dim == USER else NONE)
        yield _Cost(labels, int(Fraction(value) * _UNIT) if isinstance(value, Decimal) else _missing(value))


def _missing(value: object) -> Missing:
    assert isinstance(value, Missing)  # a cell that is no figure
    return value


def _write(value: int | Missing) -> Decimal | Missing:
    return value if isinstance(value, Missing) else round_ratio(Fraction(value, _UNIT))


def _bearer(labels: _Labels) -> str:
    """Who bears a cost."""
    return labels.get(USER, labels["department"])


def _is_carried(cost: _Cost, step: CostStep, dim: str) -> bool:
    """Whether a step takes a cost."""
    if step.components and cost.labels["component"] not in step.components:
        return False
    if dim in (USER, "output"):
        return cost.labels["output"] == NONE and (not step.from_ or _bearer(cost.labels) in step.from_)
    return not step.from_ or _bearer(cost.labels) in step.from_


def _divide(cost: _Cost, way: _Weights | None, dim: str) -> Iterator[tuple[str, int | Missing]]:
    """The parts of a cost and where they go; one that is not carried stays, what has no driver is under `(none)`."""
    if way is None:
        yield cost.labels[dim], cost.value
    elif isinstance(cost.value, Missing):
        yield NONE, cost.value
    else:
        weights = {label: weight for label, weight in way.items() if weight}
        if rest := 1 - sum(weights.values(), Fraction(0)):
            weights |= {NONE: rest}
        parts = [divide(cost.value * weight.numerator, weight.denominator) for weight in weights.values()]
        parts[-1] += cost.value - sum(parts)
        yield from zip(weights, parts, strict=True)


# --- drivers ----------------------------------------------------------------------------------------------------------


def _users(plan: OperationalPlan, step: CostStep, gone: Iterable[str]) -> frozenset[str]:
    """What can get costs."""
    every = step.users or [one.code for one in getattr(plan, _COLLECTIONS[step.to])]
    closed = {*gone, *step.from_} if step.to == "department" else set[str]()
    return frozenset(every).difference(closed)


def _by_links(plan: OperationalPlan, step: CostStep, costs: Table) -> "functools.partial[_Weights]":
    """The parts of a cost along the links of its output, or of its objective where the plan has goals of those."""
    source = "output"
    if step.to == "goal" and "objective" in costs.dims and any(one.goals for one in plan.objectives):
        source = "objective"
    linked = {one.code: getattr(one, _COLLECTIONS[step.to]) for one in getattr(plan, _COLLECTIONS[source])}
    return functools.partial(_along, linked, source, step.rule == "primary", frozenset(step.users))


def _along(
    linked: Mapping[str, Sequence[str]], source: str, first: bool, users: frozenset[str], labels: _Labels
) -> _Weights:
    targets = [one for one in linked.get(labels[source], ()) if not users or one in users]
    return dict.fromkeys(targets[:1] if first else targets, Fraction(1, 1 if first else max(1, len(targets))))


def _by_driver(plan: OperationalPlan, step: CostStep, users: frozenset[str], at: str) -> "functools.partial[_Weights]":
    """The parts of a cost by figures of a measure, or weights, of the same period and, if told, of the same bearer."""
    if step.driver is None:
        driver = _of_columns(plan, step.weights, f"{at}.weights")
    else:
        driver = _figures(plan, step, step.driver, f"{at}.driver")
    if step.to not in driver.dims:
        place = f"{at}.{'driver' if step.driver else 'weights'}"
        message = f"has no dim {quote(step.to)}; it has {', '.join(driver.dims)}"
        raise InvalidPlan([fault(place, message, actual=step.driver)])
    matched = [dim for dim in ("department", "output", "objective") if dim in driver.dims and dim != step.to]
    weights = _add_up(driver, (*matched, step.to, "period"), f"{at}.driver")
    found: dict[tuple[str, ...], dict[str, Fraction]] = {}
    for key, value in _numbers(weights, f"{at}.driver"):
        if key[-2] in users:
            found.setdefault((*key[:-2], key[-1]), {})[key[-2]] = value
    wholes: dict[tuple[str, ...], Fraction] = {}
    base: list[str] = []
    if step.out_of is not None:
        whole = _figures(plan, step, step.out_of, f"{at}.out_of", only=False)
        base = [dim for dim in matched if dim in whole.dims]
        if whole.unit != driver.unit:
            message = f"is in {whole.unit}, {step.driver} in {driver.unit}; a part and its whole have one unit"
            raise InvalidPlan([fault(f"{at}.out_of", message, actual=step.out_of)])
        wholes = dict(_numbers(_add_up(whole, (*base, "period"), f"{at}.out_of"), f"{at}.out_of"))
    return functools.partial(_by_weights, found, wholes, tuple(matched), tuple(base))


def _by_weights(
    found: Mapping[tuple[str, ...], _Weights],
    wholes: Mapping[tuple[str, ...], Fraction],
    matched: Sequence[str],
    base: Sequence[str],
    labels: _Labels,
) -> _Weights:
    own = {**labels, "department": _bearer(labels)}
    weights = found.get((*(own[dim] for dim in matched), own["period"]), {})
    whole = max(
        sum(weights.values(), Fraction(0)), wholes.get((*(own[dim] for dim in base), own["period"]), Fraction(0))
    )
    return {label: weight / whole for label, weight in weights.items()} if whole else {}


def _figures(plan: OperationalPlan, step: CostStep, code: str, at: str, *, only: bool = True) -> Table:
    """The figures of the measure that drives a step."""
    try:
        table = figures(plan, code)
        return table.where(**step.only) if only else table
    except OpPlanError as error:
        raise InvalidPlan([fault(at, str(error), actual=code)]) from None


def _add_up(table: Table, dims: Sequence[str], at: str) -> Table:
    try:
        return table.by(*dims)
    except NotAdditive as error:
        raise InvalidPlan([fault(at, f"{error}; take one of them by only = {{ … }}")]) from None


def _numbers(table: Table, at: str) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """The figures of a driver by their labels; what is missing drives nothing."""
    for record in table.records():
        value = record.pop("value")
        if isinstance(value, Decimal):
            key = tuple(map(str, record.values()))
            if value < 0:
                raise InvalidPlan([fault(at, f"[{', '.join(key)}] is {value}: costs cannot be divided by less than 0")])
            yield key, Fraction(value)


def _of_columns(plan: OperationalPlan, table: Table, at: str) -> Table:
    """Weights or percentages for the columns of the plan: those of a longer period hold for each column inside it."""
    problems: list[Problem] = []
    records: list[Mapping[str, object]] = []
    for axis in table.axes:
        known = plan.label_lists.get(axis.dim, ()) if axis.dim != "period" else ()
        for label in axis.labels if known else ():
            if label not in known:
                message = f"unknown {axis.dim} {quote(label)}; the plan has {suggestions(label, known)}"
                problems.append(fault(at, message, actual=label))
    for record in table.records():
        period = Period.parse(str(record["period"]))
        inside = [one for one in plan.periods if one.fiscal == period.fiscal and one in period]
        records += ({**record, "period": str(one)} for one in inside)
        if not inside:
            message = f"{period} holds no column of the plan; it has {few(plan.periods, most=12)}"
            problems.append(fault(at, message, actual=str(period)))
    if problems:
        raise InvalidPlan(dict.fromkeys(problems))
    return Table.from_records(records, dims=table.dims, unit=table.unit)


# --- mark-ups ---------------------------------------------------------------------------------------------------------


def _mark_up(plan: OperationalPlan, rows: Sequence[_Cost], step: CostStep, dim: str, at: str) -> list[_Weights | None]:
    """What users get in percent of what they bear already, out of what is carried, which is divided alike."""
    percents = _of_columns(plan, step.percent, f"{at}.percent")
    if step.to not in percents.dims or len(percents.dims) > 2:
        message = f"must have the dims {step.to}, period, got {', '.join(percents.dims)}"
        raise InvalidPlan([fault(f"{at}.percent", message)])
    by_user = dict(_numbers(percents.by(step.to, "period"), f"{at}.percent"))
    pool: dict[str, int] = {}
    wanted: dict[str, dict[str, Fraction]] = {}
    for cost in rows:
        user, period = cost.labels[dim], cost.labels["period"]
        if isinstance(cost.value, Missing):
            continue
        if _is_carried(cost, step, dim):
            pool[period] = pool.get(period, 0) + cost.value
        elif (percent := by_user.get((user, period))) and (not step.on or cost.labels["component"] in step.on):
            own = wanted.setdefault(period, {})
            own[user] = own.get(user, Fraction(0)) + cost.value * percent / 100
    problems = [
        fault(
            f"{at}.percent",
            f"the mark-ups of {period} make {_write(int(asked))}, and there is {_write(pool.get(period, 0))} to carry",
        )
        for period, users in wanted.items()
        if (asked := sum(users.values())) > pool.get(period, 0)
    ]
    if problems:
        raise InvalidPlan(problems)
    return [
        _stay(cost, wanted.get(cost.labels["period"], {}), pool.get(cost.labels["period"], 0), dim)
        if _is_carried(cost, step, dim) and not isinstance(cost.value, Missing)
        else None
        for cost in rows
    ]


def _stay(cost: _Cost, wanted: Mapping[str, Fraction], pool: int, dim: str) -> _Weights | None:
    """The parts of a cost that is carried in part; the rest stays where it is."""
    if not pool:
        return None
    parts = {user: asked / pool for user, asked in wanted.items()}
    stays = cost.labels[dim]
    return {**parts, stays: parts.get(stays, Fraction(0)) + 1 - sum(parts.values())}


# --- around -----------------------------------------------------------------------------------------------------------


def _check_codes(plan: OperationalPlan, costs: Table, step: CostStep, at: str) -> None:
    """Refuse codes that the plan does not have, and steps that come too early."""
    departments, targets = plan.label_lists["department"], plan.label_lists[step.to]
    lists = {
        "from": (step.from_, departments, "department"),
        "users": (step.users, targets, step.to),
        "components": (step.components, costs.labels("component"), "component"),
        "on": (step.on, costs.labels("component"), "component"),
    }
    problems = [
        fault(f"{at}.{name}", f"unknown {noun} {quote(code)}; known: {suggestions(code, known)}", actual=code)
        for name, (given, known, noun) in lists.items()
        for code in given
        if code not in known
    ]
    if step.to in ("objective", "goal") and step.to in costs.dims:
        problems.append(fault(f"{at}.to", f"costs are carried to {step.to}s already", actual=step.to))
    if problems:
        raise InvalidPlan(problems)


def _axis(plan: OperationalPlan, costs: Table, dim: str, used: Iterable[str]) -> Axis:
    """The axis of a dim: all that the plan has, and `(none)` last where something is under it."""
    if dim in ("component", "period"):
        return costs.axis(dim)
    noun = "department" if dim == USER else dim
    labels = plan.label_lists[noun]
    there = (NONE,) if NONE in {*used} else ()
    return Axis(dim, (*labels, *there), names=printed_names(plan, noun))


def _describe(step: CostStep) -> str:
    """What a step assumes, as a sentence."""
    whose = f"costs of {few(step.from_, most=12)}" if step.from_ else "costs"
    what = f"{whose} ({few(step.components, most=12)})" if step.components else whose
    to = f"{step.to}s"
    if step.rule:
        along = "divided equally among their" if step.rule == "equal" else "carried wholly to the first of their"
        return f"{what} {along} {to}"
    if len(step.percent):
        return f"{what} carried to {to} by mark-ups on their costs"
    by = "given weights" if step.driver is None else step.driver
    only = f" ({', '.join(f'{dim} {label}' for dim, label in step.only.items())})" if step.only else ""
    rest = f", as a part of {step.out_of}" if step.out_of else ""
    return f"{what} carried to {to} by {by}{only}{rest}"
