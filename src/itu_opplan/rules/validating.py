"""`validate`: it runs the rules over a plan and makes a report of what they find."""

import functools
from collections.abc import Iterable

import attrs

from ..arguments import takes
from ..errors import OpPlanError, UnknownCode, UnknownLabel
from ..model.accepted import Accepted, set_apart
from ..model.marking import mark
from ..model.measures import BUILT_IN, Measure
from ..model.plan import COLLECTIONS, OperationalPlan
from ..paths import join
from ..problem import Problem, Severity
from ..report import Known, Report
from ..texts import fold
from ..wording import quote, suggestions
from .catalogue import RULES
from .looking import errors, look, looked
from .rule import GROUPS, Check, Profile, Rule, sharing

__all__ = ["choose", "find_profile", "known_of", "run", "validate"]


@takes
def validate(
    plan: OperationalPlan,
    *,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    rules: Rule | Check | Iterable[Rule | Check] = (),
    profile: Profile | str | None = None,
    accepted: Accepted | None = None,
) -> Report:
    """Everything that the rules find in a plan, in its order. It never raises for what it finds.

    Rules that cannot look, because the plan declares a measure without a dim or in a unit that they need, are said in
    a note of their own, OP006.

    Args:
        plan: the plan.
        select: run only these rules: ids such as `OP301`, or groups such as `figures`; by default all.
        ignore: leave these out, ids or groups; by default none.
        rules: one or several rules of your own, which run after the others: functions that take a plan and give
            `Finding`s, or results of `rule`. A plain function has its name as id, and its findings are warnings.
        profile: how strict to be, `draft`, `council` or `published`; by default the status of the plan, or
            `draft` where that is no profile.
        accepted: findings that somebody lets stand, as `accept` and `load_accepted` give them. They are not among the
            problems of the report, but in `report.accepted`. Those of other figures and errors are open all the same.

    Returns:
        A `Report`; `report.ok` is true when there are no errors.

    Raises:
        UnknownCode: the rule, group or profile is unknown; the nearest are named.

    >>> from itu_opplan import bundled
    >>> plan = bundled("gs-2008-2011")
    >>> validate(plan).ok
    True
    >>> validate(plan, select="OP305").counts
    {'OP305': 3}
    """
    return run(plan, choose(select, ignore, rules), find_profile(profile), accepted)


def run(
    plan: OperationalPlan, chosen: Iterable[Rule], profile: Profile | None, accepted: Accepted | None = None
) -> Report:
    """What the chosen rules find; without a profile that of the plan's status."""
    chosen = list(chosen)
    strictness = profile or _PROFILES.get(plan.status, Profile.DRAFT)
    found: dict[tuple[str, str, str], Problem] = {}
    unable: dict[tuple[str, object], list[Problem]] = {}
    with sharing():
        sound, known = not errors(plan), looked(plan)
        for one in chosen:
            own, error = known[id(one)] if id(one) in known else look(one, plan, strictness)
            if error is not None and sound:  # a plan with broken references cannot be added up
                if one not in RULES:
                    raise error
                note = _unable(one, plan, error)
                unable.setdefault((note.path, note.actual), []).append(note)
            found |= {(problem.rule, problem.path, problem.message): problem for problem in own}  # each once
    notes = (
        attrs.evolve(
            alike[0], message=f"{', '.join(one.message.partition(' ')[0] for one in alike)} did not look: {why}"
        )
        for (_, why), alike in unable.items()
    )
    report = Report(mark(plan, sorted((*notes, *found.values()), key=_Order(plan).place)), known=known_of(chosen, plan))
    if accepted is None:
        return report
    blind = {one.message.partition(" ")[0] for alike in unable.values() for one in alike}
    return set_apart(report, accepted, {one.id for one in chosen} - blind)


def known_of(rules: Iterable[Rule], plan: OperationalPlan | None = None) -> Known:
    """What problems of these rules, and of the catalogue, can be asked for by."""
    titles = _titles() | {one.id: one.title for one in rules if one.group == "own"}
    codes: dict[str, dict[str, str]] = {}
    for noun in ("department", "unit", "output"):
        if plan is None:
            break
        coded = plan.coded(f"{noun}s")
        own = {fold(code): code for code in coded.codes}
        codes[noun] = own | {name: coded.codes[at] for name, at in coded.aliases.items() if name not in own}
    return Known(titles=titles, codes=codes)


@functools.cache
def _titles() -> dict[str, str]:
    return {one.id: one.title for one in RULES}


def _unable(one: Rule, plan: OperationalPlan, error: OpPlanError) -> Problem:
    """That a rule could not look, and why: most often a measure is declared without a dim that it needs."""
    dim = error.dim if isinstance(error, UnknownLabel) else None
    without = [
        own.code for own in plan.measures if dim and dim in _dims(BUILT_IN.get(own.code)) and dim not in _dims(own)
    ]
    why = f"{' and '.join(without)} {'has' if len(without) == 1 else 'have'} no dim {quote(dim)} in this plan"
    why = why if without else str(error)
    named = [own.code for own in plan.measures if why.startswith(f"{own.code} ")]  # such as: effort is in person_day …
    return Problem(
        rule="OP006",
        severity=Severity.NOTE,
        path=join("measures", named[0]) if named else "",
        message=f"{one.id} did not look: {why}",
        actual=why,
    )


def _dims(measure: Measure | None) -> tuple[str, ...]:
    return () if measure is None else measure.shape.dims


_PROFILES = {one.value: one for one in Profile}


def find_profile(profile: Profile | str | None) -> Profile | None:
    """The profile of this name; None for none. `UnknownCode` names the known ones."""
    if profile is None or isinstance(profile, Profile):
        return profile
    if not isinstance(profile, str) or profile not in _PROFILES:
        raise UnknownCode(f"unknown profile {quote(profile)}; known: {', '.join(_PROFILES)}")
    return _PROFILES[profile]


def _own(check: Rule | Check) -> Rule:
    if not callable(check):
        raise TypeError(f"rules must be functions that take a plan, got {quote(check)}; ids of rules go to select")
    return check if isinstance(check, Rule) else Rule(getattr(check, "__name__", "own"), Severity.WARNING, check)


def choose(
    select: str | Iterable[str] | None, ignore: str | Iterable[str] | None, rules: Rule | Check | Iterable[Rule | Check]
) -> list[Rule]:
    """The rules to run, those of the caller after those of the catalogue; arguments as for `validate`.

    Raises:
        UnknownCode: with every unknown rule and group.
    """
    all_rules = (*RULES, *map(_own, (rules,) if callable(rules) else rules))
    known = dict.fromkeys((*GROUPS.values(), *(name for one in all_rules for name in (one.group, one.id))))

    def names(given: str | Iterable[str]) -> set[str]:
        wanted = [given] if isinstance(given, str) else list(given)
        unknown = [
            f"unknown rule or group {quote(name)}; known: {suggestions(name, known)}"
            for name in wanted
            if not isinstance(name, str) or name not in known
        ]
        if unknown:
            raise UnknownCode("\n".join(unknown))
        return set(wanted)

    wanted = set(known) if select is None else names(select)
    unwanted = set[str]() if ignore is None else names(ignore)
    return [one for one in all_rules if {one.id, one.group} & wanted and not {one.id, one.group} & unwanted]


class _Order:
    """Where in a plan an address stands: the plan itself, its collections, and in them its entities."""

    def __init__(self, plan: OperationalPlan) -> None:
        self._places = {"": 0}
        for name in COLLECTIONS:
            for path in (name, *(f"{name}.{entity.code}" for entity in getattr(plan, name))):
                self._places.setdefault(path, len(self._places))

    def place(self, problem: Problem) -> int:
        """The number of the entity or collection of a problem; 0 for the plan itself."""
        name, _, rest = problem.path.partition(".")
        code = rest.partition(".")[0].partition("[")[0]
        return self._places.get(f"{name}.{code}", self._places.get(name, 0))
