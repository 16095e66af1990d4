"""Figures of outputs carried along links to objectives, goals, mandates and risks."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias, cast

import attrs

from ..arguments import takes
from ..errors import UnknownCode, refusal
from ..immutable import Immutable
from ..model.found import Found
from ..model.organisation import Activity, Department
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..model.results import ExpectedResult
from ..model.walk import links
from ..table import Axis, Table
from ..table.dividing import carry_along, read_weight
from ..table.runs import Way
from ..texts import fold
from ..wording import quote, suggestions
from .tables import lacking, printed

__all__ = [
    "NONE",
    "Aim",
    "Citations",
    "Rule",
    "Weights",
    "apportion",
    "citations",
    "items_of",
    "mandates_of",
    "touching",
    "unallocated_activities",
]

NONE = "(none)"
"""The label of what has no link."""

Aim: TypeAlias = Literal["objective", "goal"]
Target: TypeAlias = Literal["objective", "goal", "mandate", "risk"]
Weights: TypeAlias = Mapping[str, Mapping[str, Decimal | int]]
"""For an output code, the weight of each of its links; weights need not make 1."""
Rule: TypeAlias = Literal["equal", "primary"]

_TARGETS: dict[str, Callable[[OperationalPlan], Mapping[str, Iterable[str]]]] = {
    "objective": lambda plan: {output.code: output.objectives for output in plan.outputs},
    "goal": lambda plan: {output.code: output.goals for output in plan.outputs},
    "mandate": lambda plan: mandates_of(plan),
    "risk": lambda plan: _risks(plan),
}
"""For each kind of link what every output is linked with."""


@takes
def touching(table: Table, plan: OperationalPlan, *, to: Target) -> Table:
    """The full figure of each output under each thing that it is linked with. It does not add up over them.

    Args:
        table: a table with a dim `output`.
        plan: the plan whose links count.
        to: `objective`, `goal`, `mandate` (that the output or one of its results cites) or `risk` (same wording).

    Returns:
        The table with one more dim, named as `to`, which does not add up; what has no link is under `(none)`.

    Raises:
        UnknownCode: there are no such links.
        UnknownLabel: the table has no dim `output`, or has the new one already.

    >>> from itu_opplan import bundled, effort
    >>> plan = bundled("gs-2008-2011")
    >>> full = touching(effort(plan), plan, to="objective")
    >>> full.where(objective="3", period="2008").total()
    Decimal('658.5')
    """
    linked = _links(table, plan, to)
    axis = Axis(to, _labels(plan, to, linked), f"an output counts in full under each {to} that it is linked with")
    full = {targets: _way(axis, dict.fromkeys(targets, Fraction(1))) for targets in dict.fromkeys(linked.values())}
    ways = dict(enumerate(map(full.__getitem__, linked.values())))
    return printed(carry_along(table, "output", ways, axis, keep_total=False), plan)


@takes
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
        decimals and the last link takes the rest, so the total stays the same to the last digit. The table records the
        rule as an assumption.

    Raises:
        UnknownCode: there are no such links, or weights are given for an unknown output or link.
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
    linked = _links(table, plan, to)
    rule = _by_code(plan, rule) if isinstance(rule, Mapping) else rule
    axis = Axis(to, _labels(plan, to, linked))
    known: dict[object, Way] = {}  # outputs with the same links are divided alike
    ways: dict[int, Way] = {}
    for number, (label, targets) in enumerate(linked.items()):
        code = _code_of(plan, label) if isinstance(rule, Mapping) else ""
        alike = code if isinstance(rule, Mapping) and code in rule else targets
        if alike not in known:
            known[alike] = _way(axis, _weights(code, targets, rule))
        ways[number] = known[alike]
    return printed(carry_along(table, "output", ways, axis), plan).assuming(_wording(rule, to))


def _way(axis: Axis, weights: Mapping[str, Fraction]) -> Way:
    """Weights by position."""
    return [axis.position(target) for target in weights], list(weights.values())


def _links(table: Table, plan: OperationalPlan, to: str) -> dict[str, tuple[str, ...]]:
    targets = _TARGETS.get(to)
    if targets is None:
        raise UnknownCode(f"outputs have no links to {quote(to)}; known: {', '.join(_TARGETS)}")
    linked = targets(plan)
    codes = {label: label if label in linked else _code_of(plan, label) for label in table.labels("output")}
    return {label: tuple(linked.get(code, ())) or (NONE,) for label, code in codes.items()}


def _code_of(plan: OperationalPlan, label: str) -> str:
    """The code of the output with this label; what is of no output, as costs may be, has none."""
    return label if label == NONE else plan.output(label).code


def _labels(plan: OperationalPlan, to: str, linked: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All labels of the new dim in plan order, `(none)` last."""
    known: Iterable[str] = ()
    if to == "objective":
        known = (objective.code for objective in plan.objectives)
    elif to == "goal":
        known = (goal.code for goal in plan.goals)
    elif to == "mandate":
        known = (mandate.code for mandate in plan.mandates)
    found = (target for targets in dict.fromkeys(linked.values()) for target in targets if target != NONE)
    return (*dict.fromkeys((*known, *found)), NONE)


def _wording(rule: Rule | Weights, to: Aim) -> str:
    """What an apportionment assumes, as a sentence."""
    if rule == "primary":
        return f"outputs belong wholly to the first of their {to}s"
    weighted = f", but {', '.join(rule)} by given weights" if isinstance(rule, Mapping) and rule else ""
    return f"outputs divided equally among their {to}s{weighted}"


def _by_code(plan: OperationalPlan, rule: Weights) -> Weights:
    """The weights by code of the output, which is looked up as everywhere: without regard to case, and by alias."""
    found: dict[str, Mapping[str, Decimal | int]] = {}
    for name, given in rule.items():
        code = plan.output(name).code
        if code in found:
            raise refusal(f"this is {code}, which has weights already", path=f"weights of {name}", actual=name)
        found[code] = given
    return found


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


def mandates_of(plan: OperationalPlan) -> dict[str, tuple[str, ...]]:
    """The mandates that each output cites, by its code: in its text, its tables of results and their items.

    >>> from itu_opplan import bundled
    >>> mandates_of(bundled("gs-2008-2011"))["WCIT"][:2]
    ('RES-146', 'ITRS')
    """
    found: dict[str, dict[str, None]] = {output.code: {} for output in plan.outputs}
    for link in links(plan):
        if link.kind.to == ("mandates",) and (site := link.site.above(Output)) is not None:
            found[cast(Output, site.entity).code] |= dict.fromkeys(link.codes)
    return {code: tuple(mandates) for code, mandates in found.items()}


def _risks(plan: OperationalPlan) -> dict[str, dict[str, None]]:
    """The wordings of the risks of each output, in one walk over the plan."""
    found: dict[str, dict[str, None]] = {output.code: {} for output in plan.outputs}
    for risk in plan.risks(follow=True):
        if risk.output is not None:
            found[risk.output][risk.text] = None
    return found


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Citations(Immutable):
    """Where a mandate is cited.

    Attributes:
        paths: addresses of everything that cites it: outputs, departments, units, tables of results and their items,
            provisions, events.
        outputs: the outputs that cite it, themselves or in their results; `touching(…, to="mandate")` has their
            work-months.
        results: the expected results that cite it, each with its place.

    >>> from itu_opplan import bundled
    >>> [result.number for result in citations(bundled("gs-2008-2011"), "DEC-9").results]
    ['1.1']
    """

    paths: tuple[str, ...]
    outputs: tuple[Output, ...]
    results: tuple[Found[ExpectedResult], ...]


@takes
def citations(plan: OperationalPlan, mandate: str) -> Citations:
    """Where a mandate is cited: by which outputs and results, and everything by address.

    Raises:
        UnknownCode: the plan has no such mandate.

    >>> from itu_opplan import bundled
    >>> found = citations(bundled("gs-2008-2011"), "RES-48")
    >>> found.paths, found.outputs
    (('departments.PER.frameworks.2007',), ())
    """
    code = plan.mandate(mandate).code
    sites = [link.site for link in links(plan) if link.kind.to == ("mandates",) and code in link.codes]
    outputs = {id(site.entity): site.entity for one in sites if (site := one.above(Output)) is not None}
    return Citations(
        paths=tuple(site.path for site in sites),
        outputs=tuple(output for output in plan.outputs if id(output) in outputs),
        results=tuple(result for result in plan.results() if code in result.item.mandates),
    )


def items_of(department: Department) -> tuple[str, ...]:
    """What a department allocates its work to: items, or activities where the plan declares allocations by those."""
    table = department.allocations
    dims = [dim for dim in ("item", "activity") if dim in table.dims]
    if not dims:
        raise lacking("allocations", "item", table.dims)
    return table.labels(dims[0])


@takes
def unallocated_activities(plan: OperationalPlan) -> tuple[Activity, ...]:
    """The activities of the time sheets that no allocation of a department mentions, by code or alias.

    Raises:
        UnknownLabel: the plan declares allocations that have neither items nor activities.

    >>> from itu_opplan import bundled
    >>> "TLC02" in [activity.code for activity in unallocated_activities(bundled("gs-2008-2011"))]
    False
    """
    items = {fold(item) for department in plan.departments for item in items_of(department)}
    return tuple(
        activity
        for activity in plan.activities
        if activity.booked and items.isdisjoint(fold(name) for name in (activity.code, *activity.aliases))
    )
