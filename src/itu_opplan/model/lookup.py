"""Finding results, KPIs and risks wherever they stand in a plan, each with its place."""

from collections.abc import Iterator
from typing import Protocol, get_args

import attrs

from ..errors import UnknownCode
from ..periods import Period
from ..texts import compose, fold
from ..wording import quote, suggestions
from . import to
from .found import Found, ItemT, Place, References, Where, found_at, place_of
from .kpis import KPI, Achievement
from .organisation import Department, OrgUnit
from .outputs import Output
from .results import ExpectedResult, Phase, ResultBlock, RiskFactor, SuccessFactor
from .strategy import Objective, StrategicGoal
from .walk import Site, entities

__all__ = [
    "Plan",
    "achievements",
    "check_word",
    "find",
    "kpis",
    "narrow",
    "results",
    "risks",
    "success_factors",
]


def check_word(name: str, given: str, words: tuple[str, ...]) -> None:
    """Refuse a word that is none of these.

    Raises:
        UnknownCode: with the words that there are.
    """
    if given not in words:
        raise UnknownCode(f"unknown {name} {quote(given)}; known: {suggestions(given, words)}")


def _check_texts(**given: object) -> None:
    """Refuse arguments that are no text; None is not given.

    Raises:
        TypeError: with the name of the argument.
    """
    for name, value in given.items():
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name}: must be one text, got {quote(value)}; ask once for each")


class Plan(attrs.AttrsInstance, Protocol):
    """What look-ups ask of a plan, beside what its fields say."""

    def goal(self, code: str) -> StrategicGoal: ...
    def objective(self, code: str) -> Objective: ...
    def output(self, code: str) -> Output: ...
    def department(self, code: str) -> Department: ...
    def unit(self, code: str) -> OrgUnit: ...
    def actor(self, code: str) -> str: ...
    def labels(self, dimension: str) -> tuple[str, ...]: ...


def narrow(
    plan: Plan,
    goal: str | None,
    objective: str | None,
    output: str | None,
    department: str | None,
    unit: str | None,
    phase: Phase | None,
    period: Period | str | None,
) -> Where:
    """What look-ups are narrowed to, with codes in the place of aliases."""
    _check_texts(goal=goal, objective=objective, output=output, department=department, unit=unit, phase=phase)
    if phase is not None:
        check_word("phase", phase, get_args(Phase))
    return Where(
        goal=None if goal is None else plan.goal(goal).code,
        objective=None if objective is None else plan.objective(objective).code,
        output=None if output is None else plan.output(output).code,
        department=None if department is None else plan.department(department).code,
        unit=None if unit is None else plan.unit(unit).code,
        phase=phase,
        period=None if period is None else to.period_of(period),
    )


def find(plan: attrs.AttrsInstance, cls: type[ItemT], where: Where, *, follow: bool = False) -> Iterator[Found[ItemT]]:
    """The items of a class that are asked for, each with its place, in the order of the plan.

    Args:
        plan: the plan.
        cls: the class of the items.
        where: what they are narrowed to.
        follow: also what rows take from other tables ("as above"), with `via`.

    Raises:
        InvalidPlan: rows take more from other tables than can be told apart from an attack.
    """
    references = References(plan, where) if follow else None
    place: Place | None = None
    last: Site | None = None
    row: Site | None = None  # whose own items come before those that it takes from elsewhere
    admitted = True
    for site in entities(plan, cls, among=where.among(plan)):
        if references is not None and row is not None and site.owner is not row:
            yield from references.taken(row, cls)
            row = None
        if isinstance(site.entity, cls):
            if place is None or site.owner is not last:
                last, place = site.owner, place_of(site.owner or site)
                admitted = where.admits(place)
            if admitted and where.holds(found := found_at(site.entity, site.path, place)):
                yield found
        elif isinstance(site.entity, ResultBlock):
            row = site
    if references is not None and row is not None:
        yield from references.taken(row, cls)


def _actor(plan: Plan, name: str, code: str | None) -> str | None:
    """The code of who is asked for in an argument."""
    _check_texts(**{name: code})
    try:
        return None if code is None else plan.actor(code)
    except UnknownCode as error:
        raise UnknownCode(f"{name}: {error}") from None


def results(
    plan: Plan,
    *,
    lead: str | None = None,
    consulted: str | None = None,
    goal: str | None = None,
    objective: str | None = None,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[ExpectedResult], ...]:
    """The expected results of the plan, each with its place, in the order of the plan.

    Args:
        lead: only those that this department, unit or body answers for.
        consulted: only those on which it is consulted.
        goal: only those of the strategic goal with this code, itself.
        objective: only those of the objective with this code, itself.
        output: only those of the output with this code, itself.
        department: only those of this department, itself or in one of its units.
        unit: only those of this unit.
        phase: only those of tables of this phase, `implementation` or `planned`; a table that states none is a report
            if it has a day or achievements, else a plan, so that each is in one of the two.
        period: only those for a period that holds this one.
        follow: also those that a row takes from another table ("as above"), with `via`.

    Raises:
        UnknownCode: there is no such goal, objective, output, department, unit, body or phase.
        InvalidPlan: the period is none.
        TypeError: another argument is no text, such as a list of codes.

    >>> from itu_opplan import bundled
    >>> bundled("gs-2008-2011").results(output="SOCIAL", phase="planned")[0].text
    'Payment of benefits'
    """
    where = narrow(plan, goal, objective, output, department, unit, phase, period)
    found = find(plan, ExpectedResult, where, follow=follow)
    actor, asked = _actor(plan, "lead", lead), _actor(plan, "consulted", consulted)
    return tuple(
        one
        for one in found
        if (actor is None or actor in one.item.lead) and (asked is None or asked in one.item.consulted)
    )


def kpis(
    plan: Plan,
    *,
    perspective: str | None = None,
    goal: str | None = None,
    objective: str | None = None,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[KPI], ...]:
    """The KPIs of the plan, each with its place, in the order of the plan.

    Args:
        perspective: only those of this perspective, such as `customer` or `financial`.
        goal, objective, output, department, unit, phase, period, follow: as for `results`.

    Raises:
        UnknownCode, InvalidPlan: as for `results`; the plan has no such perspective.

    >>> from itu_opplan import bundled
    >>> [kpi.text for kpi in bundled("gs-2008-2011").kpis(output="PP", perspective="financial")]
    ['Expenditure versus budget (PP10)', 'documentation: forecasts versus received']
    """
    where = narrow(plan, goal, objective, output, department, unit, phase, period)
    found = find(plan, KPI, where, follow=follow)
    _check_texts(perspective=perspective)
    if perspective is not None:
        perspective = compose(perspective)
        check_word("perspective", perspective, plan.labels("perspective"))
    return tuple(one for one in found if perspective in (None, one.item.perspective))


def achievements(
    plan: Plan,
    *,
    goal: str | None = None,
    objective: str | None = None,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[Achievement], ...]:
    """The achievements of the plan, each with its place, in the order of the plan; arguments as for `results`."""
    where = narrow(plan, goal, objective, output, department, unit, phase, period)
    found = find(plan, Achievement, where, follow=follow)
    return tuple(found)


def risks(
    plan: Plan,
    *,
    text: str | None = None,
    goal: str | None = None,
    objective: str | None = None,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[RiskFactor], ...]:
    """The risk factors of the plan, each with its place, in the order of the plan.

    Args:
        text: only those with this wording, without regard to case and to how letters with accents are composed.
        goal, objective, output, department, unit, phase, period, follow: as for `results`.

    Raises:
        UnknownCode: as for `results`; or no risk factor is worded so, and the nearest are named.
        InvalidPlan: the period is none.

    >>> from itu_opplan import bundled
    >>> risks = bundled("gs-2008-2011").risks(text="Late contributions", follow=True)
    >>> {risk.output for risk in risks} >= {"PP", "COUNCIL"}
    True
    """
    _check_texts(text=text)
    where = narrow(plan, goal, objective, output, department, unit, phase, period)
    found = find(plan, RiskFactor, where, follow=follow)
    every = tuple(found)
    if text is None:
        return every
    wanted = fold(text)
    worded = tuple(one for one in every if fold(one.text) == wanted)
    if not worded:
        known = suggestions(text, dict.fromkeys(one.text for one in every)) or "none"
        raise UnknownCode(f"unknown risk {quote(text)}; the plan has {known}")
    return worded


def success_factors(
    plan: Plan,
    *,
    goal: str | None = None,
    objective: str | None = None,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[SuccessFactor], ...]:
    """The success factors of the plan, each with its place, in its order; arguments as for `results`."""
    where = narrow(plan, goal, objective, output, department, unit, phase, period)
    found = find(plan, SuccessFactor, where, follow=follow)
    return tuple(found)
