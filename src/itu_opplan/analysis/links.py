"""Carrying figures of outputs along their links: to objectives and goals, to mandates and risks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from ..errors import UnknownCode, refusal
from ..model.lookup import Owner, Placed, owners
from ..model.organisation import Activity
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..model.results import ExpectedResult, RiskFactor
from ..table import Axis, Table
from ..table.dividing import read_weight
from ..wording import quote, suggestions

__all__ = [
    "NONE",
    "Aim",
    "Rule",
    "Weights",
    "apportion",
    "cited_at",
    "citing",
    "mandates_of",
    "risky",
    "touching",
    "unmentioned",
]

NONE = "(none)"
"""The label of what has no link."""

Aim: TypeAlias = Literal["objective", "goal"]
Weights: TypeAlias = Mapping[str, Mapping[str, Decimal | int]]
"""For an output code, the weight of each of its links; weights need not make 1."""
Rule: TypeAlias = Literal["equal", "primary"]

_TARGETS: dict[str, Callable[[OperationalPlan], Mapping[str, Iterable[str]]]] = {
    "objective": lambda plan: {output.code: output.objectives for output in plan.outputs},
    "goal": lambda plan: {output.code: output.goals for output in plan.outputs},
    "mandate": lambda plan: {output.code: dict.fromkeys(mandates_of(output)) for output in plan.outputs},
    "risk": lambda plan: _risks(plan),
}
"""For each kind of link what every output is linked with."""


def touching(table: Table, plan: OperationalPlan, *, to: str) -> Table:
    """The full figure of each output under each thing that it is linked with. It does not add up over them.

    Args:
        table: a table with a dim `output`.
        plan: the plan whose links count.
        to: `objective`, `goal`, `mandate` (that the output or one of its results cites) or `risk` (same wording).

    Returns:
        The table with one more dim, named as `to`, which refuses to be added up; what has no link is under `(none)`.

    Raises:
        UnknownCode: there are no such links.
        UnknownLabel: the table has no dim `output`, or has the new one already.

    >>> from itu_opplan import bundled, effort
    >>> plan = bundled("gs-2008-2011")
    >>> full = touching(effort(plan), plan, to="objective")
    >>> full.where(objective="3", period="2008").total()
    Decimal('658.5')
    """
    links = _links(table, plan, to)
    labels = _labels(plan, to, links)
    axis = Axis(to, labels, f"an output counts in full under each {to} that it is linked with")
    weights = {output: dict.fromkeys(targets, Fraction(1)) for output, targets in links.items()}
    return table.distribute("output", weights, to=axis, keep_total=False)


def apportion(table: Table, plan: OperationalPlan, *, to: Aim, rule: Rule | Weights = "equal") -> Table:
    """The figure of each output divided among its objectives or goals by a declared rule; the total stays.

    Args:
        table: a table with a dim `output`, of work-months, pages or money alike.
        plan: the plan whose links count.
        to: `objective` or `goal`.
        rule: `equal`, `primary` (all to the first link), or weights: for the code of an output the weight of each of
            its links; outputs that are left out are divided equally.

    Returns:
        The table with one more dim, named as `to`; what has no link is under `(none)`. Quotients are rounded to 20
        decimals and the last link takes the rest, so the total is that of the table to the last digit. The rule is
        among what the table assumes.

    Raises:
        UnknownCode: there are no such links, or weights are given for an output or a link that is none.
        InvalidPlan: weights are negative or all 0, or there is no such rule.
        UnknownLabel: the table has no dim `output`, or has the new one already.

    >>> from itu_opplan import bundled, effort
    >>> plan = bundled("gs-2008-2011")
    >>> equally = apportion(effort(plan), plan, to="objective")
    >>> equally.total() == effort(plan).total()
    True
    """
    if to not in ("objective", "goal"):
        raise UnknownCode(f"to: must be 'objective' or 'goal', got {quote(to)}")
    links = _links(table, plan, to)
    weights = {output: _weights(output, targets, rule) for output, targets in links.items()}
    if isinstance(rule, Mapping):
        for output in rule:
            plan.output(output)
    divided = table.distribute("output", weights, to=Axis(to, _labels(plan, to, links)))
    return divided.assuming(_wording(rule, to))


def _links(table: Table, plan: OperationalPlan, to: str) -> dict[str, tuple[str, ...]]:
    targets = _TARGETS.get(to)
    if targets is None:
        raise UnknownCode(f"outputs have no links to {quote(to)}; there are {', '.join(_TARGETS)}")
    linked = targets(plan)
    return {label: tuple(linked[plan.output(label).code]) or (NONE,) for label in table.labels("output")}


def _labels(plan: OperationalPlan, to: str, links: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All labels of the new dim in plan order, `(none)` last."""
    known: Iterable[str] = ()
    if to == "objective":
        known = (objective.code for objective in plan.objectives)
    elif to == "goal":
        known = (goal.code for goal in plan.goals)
    elif to == "mandate":
        known = (mandate.code for mandate in plan.mandates)
    found = (target for targets in links.values() for target in targets if target != NONE)
    return (*dict.fromkeys((*known, *found)), NONE)


def _wording(rule: Rule | Weights, to: Aim) -> str:
    """What an apportionment assumes, as a sentence."""
    if rule == "primary":
        return f"outputs belong wholly to the first of their {to}s"
    weighted = f", but {', '.join(rule)} by given weights" if isinstance(rule, Mapping) and rule else ""
    return f"outputs divided equally among their {to}s{weighted}"


def _weights(output: str, targets: tuple[str, ...], rule: Rule | Weights) -> dict[str, Fraction]:
    if isinstance(rule, Mapping):
        if output in rule:
            return _given(output, targets, rule[output])
    elif rule == "primary":
        return {targets[0]: Fraction(1)}
    elif rule != "equal":
        raise refusal(f"must be 'equal', 'primary' or weights, got {quote(rule)}", path="rule")
    return dict.fromkeys(targets, Fraction(1, len(targets)))


def _given(output: str, targets: tuple[str, ...], given: object) -> dict[str, Fraction]:
    at = f"weights of {output}"
    if not isinstance(given, Mapping):
        raise refusal(f"must be a weight for each link, got {quote(given)}", path=at)
    weights: dict[str, Fraction] = {}
    for target, weight in given.items():
        if target not in targets:
            known = suggestions(target, targets)
            raise UnknownCode(f"{at}: no link to {quote(target)}; it is linked with {known}")
        exact = read_weight(weight)
        if exact is None:
            raise refusal(f"must be Decimals or whole numbers ≥ 0, got {quote(weight)} for {target}", path=at)
        weights[target] = exact
    whole = sum(weights.values())
    if not whole:
        raise refusal("must not all be 0", path=at)
    return {target: weights[target] / whole for target in targets if weights.get(target)}


# --- the other way round ----------------------------------------------------------------------------------------------


def _citations(path: str, owner: Owner) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Address and cited mandates of an output, department or unit, of its tables of results and of their items."""
    yield path, owner.mandates
    for framework in owner.frameworks:
        at = f"{path}.frameworks.{framework.code}"
        yield at, framework.mandates
        for number, block in enumerate(framework.blocks):
            for kind in ("results", "kpis", "achievements"):
                for place, item in enumerate(getattr(block, kind)):
                    yield f"{at}.blocks[{number}].{kind}[{place}]", item.mandates


def mandates_of(output: Output) -> Iterator[str]:
    """The mandates that an output cites: its text, its tables of results and their items, one by one."""
    for _, mandates in _citations(f"outputs.{output.code}", output):
        yield from mandates


def _risks(plan: OperationalPlan) -> dict[str, dict[str, None]]:
    """The wordings of the risks of each output, in one walk over the plan."""
    found: dict[str, dict[str, None]] = {output.code: {} for output in plan.outputs}
    for risk in plan.risks(follow=True):
        if risk.output is not None:
            found[risk.output][risk.text] = None
    return found


def citing(plan: OperationalPlan, mandate: str) -> tuple[tuple[Output, ...], tuple[Placed[ExpectedResult], ...]]:
    """The outputs and the expected results that cite a mandate; `touching(…, to="mandate")` has their work-months.

    Raises:
        UnknownCode: the plan has no such mandate.

    >>> from itu_opplan import bundled
    >>> outputs, _ = citing(bundled("gs-2008-2011"), "RES-146")
    >>> "WCIT" in [output.code for output in outputs]
    True
    """
    code = plan.mandate(mandate).code
    outputs = tuple(output for output in plan.outputs if code in mandates_of(output))
    return outputs, tuple(result for result in plan.results() if code in result.item.mandates)


def cited_at(plan: OperationalPlan, mandate: str) -> tuple[str, ...]:
    """The addresses of everything that cites a mandate: outputs, departments, units, tables of results and their items,
    provisions, events.

    Raises:
        UnknownCode: the plan has no such mandate.

    >>> from itu_opplan import bundled
    >>> cited_at(bundled("gs-2008-2011"), "RES-48")
    ('departments.PER.frameworks.2007',)
    """
    code = plan.mandate(mandate).code
    found = [
        at
        for path, owner, _ in owners(plan.outputs, plan.departments)
        for at, mandates in _citations(path, owner)
        if code in mandates
    ]
    found += [f"provisions.{one.code}" for one in plan.provisions if code in one.mandates]
    found += [f"events.{one.code}" for one in plan.events if code in one.mandates]
    return tuple(found)


def unmentioned(plan: OperationalPlan) -> tuple[Activity, ...]:
    """The activities that no allocation of a department mentions, by code or alias.

    >>> from itu_opplan import bundled
    >>> "TLC02" in [activity.code for activity in unmentioned(bundled("gs-2008-2011"))]
    False
    """
    items = {item.casefold() for department in plan.departments for item in department.allocations.labels("item")}
    return tuple(
        activity
        for activity in plan.activities
        if items.isdisjoint(name.casefold() for name in (activity.code, *activity.aliases))
    )


def risky(plan: OperationalPlan, text: str) -> tuple[Placed[RiskFactor], ...]:
    """All places of a risk factor, by its wording without regard to case; `touching(…, to="risk")` has the work-months.

    Raises:
        UnknownCode: no risk factor is worded so; the nearest are named.

    >>> from itu_opplan import bundled
    >>> {risk.output for risk in risky(bundled("gs-2008-2011"), "Late contributions")} >= {"PP", "COUNCIL"}
    True
    """
    risks = plan.risks(follow=True)
    found = tuple(risk for risk in risks if risk.text.casefold() == str(text).casefold())
    if not found:
        raise UnknownCode(
            f"unknown risk {quote(text)}; the plan has {suggestions(text, {risk.text: 0 for risk in risks})}"
        )
    return found
