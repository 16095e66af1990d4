"""One step of a chain of costs: who carries what to whom, and the costs carried on, of which nothing is lost."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..digits import write_figure
from ..errors import InvalidPlan, OpPlanError
from ..immutable import Immutable
from ..model.known import printed_names
from ..model.plan import OperationalPlan
from ..model.steps import CostStep
from ..problem import Problem, fault
from ..table import Axis, Table
from ..table.cells import round_ratio
from ..table.products import carry_by, sum_by
from ..wording import few, quote, suggestions
from .drivers import USER, Driver, read_driver
from .links import NONE

__all__ = ["TO_USERS", "USER", "Passage", "carry_on", "read_steps"]

TO_USERS = "carried to departments"
"""What tables say of costs of which `department` tells no longer who worked, but who paid."""
_Labels: TypeAlias = dict[str, str]
"""Labels by dim; who bears a cost is under `user`."""


@attrs.frozen(eq=False, repr=False)
class Passage(Immutable):
    """A step as a plan takes it.

    Attributes:
        step: the step, its codes as the plan spells them.
        driver: what costs are divided by.
        at: where the step stands in the rates.
        dim: the dim of its targets.
        last: no later step asks who bears costs.
    """

    step: CostStep
    driver: Driver
    at: str
    dim: str
    last: bool = True

    @property
    def asks_users(self) -> bool:
        """Whether it asks who bears costs."""
        by_users = USER in (*self.driver.matched, *self.driver.base)
        return by_users or bool(self.step.from_) or self.step.to in ("department", "output")


def read_steps(
    plan: OperationalPlan, steps: Sequence[CostStep], components: Iterable[str], dims: Iterable[str]
) -> list[Passage]:
    """The steps as a plan takes them.

    Args:
        plan: the plan.
        steps: the steps of the rates.
        components: the components of the costs.
        dims: the dims of the costs.

    Raises:
        InvalidPlan: with all that they ask for and the plan does not have.
    """
    passages: list[Passage] = []
    found: list[Problem] = []
    gone: list[str] = []
    known, there = tuple(components), list(dims)
    for number, step in enumerate(steps):
        at = f"steps[{number}]"
        step = _spell_codes(plan, step, known, at, found)
        to_users = step.to == "department"
        closed = {*gone, *step.from_} if to_users and not len(step.percent) else set[str]()
        for code in step.users:
            if code in closed:
                message = "its costs are carried to others" + ("" if code in step.from_ else " by a step before this")
                found.append(fault(f"{at}.users", f"nothing can go to {code}: {message}", actual=code))
        driver = read_driver(plan, step, there, closed, at, found)
        passages.append(Passage(step, driver, at, USER if to_users else step.to))
        there.append(passages[-1].dim)
        if to_users and not (len(step.percent) or step.components or step.out_of):  # whose costs are carried whole
            gone += step.from_
    if found:
        raise InvalidPlan(dict.fromkeys(found))
    asked = [number for number, one in enumerate(passages) if one.asks_users]
    return [attrs.evolve(one, last=number >= max(asked, default=0)) for number, one in enumerate(passages)]


def _spell_codes(
    plan: OperationalPlan, step: CostStep, components: Sequence[str], at: str, found: list[Problem]
) -> CostStep:
    """The step with codes as the plan spells them; unknown ones are problems."""
    spelled: dict[str, tuple[str, ...]] = {}
    for name, noun in (("from_", "department"), ("users", step.to)):
        codes: list[str] = []
        for code in getattr(step, name):
            try:
                codes.append(getattr(plan, noun)(code).code)
            except OpPlanError as error:
                found.append(fault(f"{at}.{name.removesuffix('_')}", str(error), actual=code))
        spelled[name] = tuple(dict.fromkeys(codes))
    for name in ("components", "on"):
        for code in getattr(step, name):
            if code not in components:
                message = f"unknown component {quote(code)}; there are costs of {suggestions(code, components)}"
                found.append(fault(f"{at}.{name}", message, actual=code))
    return attrs.evolve(step, from_=spelled["from_"], users=spelled["users"])


# --- carrying ---------------------------------------------------------------------------------------------------------


def carry_on(plan: OperationalPlan, costs: Table, passage: Passage) -> Table:
    """The costs after a step; their total is the same to the last digit.

    Args:
        plan: the plan.
        costs: the costs before it, with the dims department, output, component, period, and those of earlier steps.
        passage: the step.

    Raises:
        InvalidPlan: mark-ups take more than there is to carry; or the table has too many places.
    """
    step, dim = passage.step, passage.dim
    asked = _list_dims(costs, passage)
    sums = sum_by(costs, asked)
    cells = [_read_labels(dict(zip(asked, labels, strict=True)), dim) for labels in sums]
    carried = [_is_carried(labels, step, dim) for labels in cells]
    if len(step.percent):
        ways = _mark_up(passage, cells, list(sums.values()), carried)
    else:
        ways = _divide(passage, cells, carried)
    ways = [way if own else {labels[dim]: Fraction(1)} for way, labels, own in zip(ways, cells, carried, strict=True)]
    needed = (NONE,) if any(NONE in way for way in ways) else ()
    noun = "department" if dim == USER else dim
    axis = Axis(dim, (*plan.label_lists[noun], *needed), names=printed_names(plan, noun))
    dims = (*costs.dims[:-2], *((dim,) if dim not in costs.dims else ()), *costs.dims[-2:])
    kept = [one for one in dims if one != USER or dim == USER or not passage.last]
    try:
        table = carry_by(costs, asked, dict(zip(sums, ways, strict=True)), axis, kept)
    except InvalidPlan as error:  # too many places
        raise InvalidPlan([fault(passage.at, f"{error}, with rates of fewer components each")]) from None
    bearers = {labels[USER] for labels, own in zip(cells, carried, strict=True) if own}
    return table.assuming(_describe(passage, bearers), *passage.driver.assumed)


def _list_dims(costs: Table, passage: Passage) -> tuple[str, ...]:
    """The dims of costs that tell how a step carries them; for mark-ups each cost counts."""
    step, dim = passage.step, passage.dim
    if len(step.percent):
        return costs.dims
    asked = {*passage.driver.matched, *passage.driver.base, dim}
    asked |= {"output"} if dim in (USER, "output") else set()
    asked |= {USER} if step.from_ else set()
    asked |= {"component"} if step.components else set()
    asked |= {USER} if passage.last else set()  # who bears costs is told no longer
    asked |= {"department"} if USER in asked and USER not in costs.dims else set()
    return tuple(one for one in costs.dims if one in asked)


def _read_labels(labels: _Labels, dim: str) -> _Labels:
    """The labels of costs, also in the dim of the targets: a department bears its own costs at first."""
    return {
        USER: labels.get("department", NONE),
        dim: labels.get("department", NONE) if dim == USER else NONE,
        **labels,
    }


def _is_carried(labels: _Labels, step: CostStep, dim: str) -> bool:
    """Whether a step takes a cost: those of outputs are not carried to users or to other outputs."""
    if dim in (USER, "output") and labels["output"] != NONE:
        return False
    ours = not step.from_ or labels[USER] in step.from_
    return ours and (not step.components or labels["component"] in step.components)


def _divide(passage: Passage, cells: Sequence[_Labels], carried: Sequence[bool]) -> list[dict[str, Fraction]]:
    """The way of each cost that is carried, computed once for those that go alike; none of the others."""
    driver, known = passage.driver, dict[tuple[str, ...], dict[str, Fraction]]()
    ways: list[dict[str, Fraction]] = []
    for labels, own in zip(cells, carried, strict=True):
        rest = labels[passage.dim] if passage.step.out_of else NONE
        alike = (*(labels[dim] for dim in (*driver.matched, *driver.base)), rest)
        if own and alike not in known:
            known[alike] = _fill_up(driver.divide(labels), rest)
        ways.append(known[alike] if own else {})
    return ways


def _fill_up(way: dict[str, Fraction], label: str) -> dict[str, Fraction]:
    """The way of a whole cost: what is not carried comes last, under this label."""
    rest = 1 - sum(way.values(), Fraction(0))
    own = way.pop(label, Fraction(0))
    return {**way, label: own + rest} if own + rest else way


def _mark_up(
    passage: Passage, cells: Sequence[_Labels], values: Sequence[Fraction | None], carried: Sequence[bool]
) -> list[dict[str, Fraction]]:
    """The ways of what is carried, of which users get a percentage of what they have; the rest stays where it is.

    Raises:
        InvalidPlan: with each period in which they get more than there is.
    """
    step, dim, at = passage.step, passage.dim, f"{passage.at}.percent"
    pool: dict[str, Fraction] = {}
    wanted: dict[str, dict[str, Fraction]] = {}
    for labels, value, own in zip(cells, values, carried, strict=True):
        if value is None:
            continue
        user, period = labels[dim], labels["period"]
        if own:
            pool[period] = pool.get(period, Fraction(0)) + value
        elif not step.on or labels["component"] in step.on:
            shares = wanted.setdefault(period, {})
            percent = passage.driver.weigh(labels).get(user, Fraction(0))
            shares[user] = shares.get(user, Fraction(0)) + value * percent / 100
    problems = [
        fault(at, f"the mark-ups of {period} make {_write(asked)}, and there is {_write(whole)} to carry")
        for period, users in wanted.items()
        if (asked := sum(users.values(), Fraction(0))) > (whole := pool.get(period, Fraction(0)))
    ]
    if problems:
        raise InvalidPlan(problems)
    ways: list[dict[str, Fraction]] = []
    for labels, value in zip(cells, values, strict=True):
        period = labels["period"]
        whole = pool.get(period) or Fraction(1)
        shares = {} if value is None else wanted.get(period, {})
        ways.append(_fill_up({user: share / whole for user, share in shares.items() if share}, labels[dim]))
    return ways


def _write(amount: Fraction) -> str:
    """An amount as a message shows it: with two decimals."""
    return write_figure(round_ratio(amount), 2)


# --- words ------------------------------------------------------------------------------------------------------------


def _describe(passage: Passage, bearers: Collection[str]) -> str:
    """What a step assumes, as a sentence; and of whom there were no costs to carry."""
    step, to = passage.step, f"{passage.step.to}s"
    carried = TO_USERS if step.to == "department" else f"carried to {to}"
    whose = f"costs of {few(step.from_, most=12)}" if step.from_ else "costs"
    what = f"{whose} ({few(step.components, most=12)})" if step.components else whose
    if step.rule == "equal":
        said = f"{what} divided equally among their {to}"
    elif step.rule:
        said = f"{what} carried wholly to the first of their {to}"
    elif len(step.percent):
        on = f" ({few(step.on, most=12)})" if step.on else ""
        said = f"{what} {carried} by mark-ups on their costs{on}"
    else:
        of = f" of {step.period}" if step.period else ""
        only = f" ({', '.join(f'{dim} {label}' for dim, label in step.only.items())})" if step.only else ""
        rest = f", as a part of {step.out_of}" if step.out_of else ""
        back = f", none back to {few(passage.driver.shut, most=12)}" if passage.driver.shut else ""
        said = f"{what} {carried} by {step.driver or 'given weights'}{of}{only}{rest}{back}"
    idle = [code for code in step.from_ if code not in bearers]
    if not bearers:
        return f"{said}; there were none"
    return f"{said}; there were none of {few(idle, most=12)}" if idle else said
