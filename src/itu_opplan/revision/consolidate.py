"""Several plans as one: those of the departments or Sectors of one organisation."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from ..analysis.ledger import claims
from ..arguments import takes
from ..display import PrintsLines
from ..errors import InvalidPlan, UnknownCode
from ..listing import Listing
from ..model.fields import is_keyed, kinds
from ..model.keyed import Keyed
from ..model.measures import DIMENSIONS, DimensionLabel, base_name
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.recode import recode_path
from ..model.walk import tables
from ..paths import join
from ..problem import Problem, fault
from ..report import Report
from ..table import Table
from ..texts import fold
from ..wording import quote
from .apply import check_plan
from .clashes import Codes, bring_together, find_shared
from .sides import Elimination, LeftOut, eliminate_sides, find_side

__all__ = ["Consolidated", "consolidate"]


@attrs.frozen(kw_only=True, repr=False)
class Consolidated(PrintsLines):
    """What `consolidate` returns. It prints as its eliminations.

    Attributes:
        plan: the plan of all.
        eliminations: what was counted twice, with both sides and what they differ in.
        findings: what was to be eliminated and stands on one side only, or on none.
        left_out: what of the plans is not carried over, and why.
        codes: the new address of everything that has another code now, by plan and old address: `r:outputs.SG`.
    """

    plan: OperationalPlan
    eliminations: Listing[Elimination]
    findings: Report
    left_out: Listing[LeftOut]
    codes: Mapping[str, str]

    @property
    def lines(self) -> Listing[Elimination]:
        """The eliminations."""
        return self.eliminations


@takes
def consolidate(
    plans: Iterable[OperationalPlan],
    *,
    code: str = "consolidated",
    title: str = "Consolidated plan",
    shared: Mapping[str, str] | None = None,
    eliminate: Mapping[str, str] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> Consolidated:
    """One plan of several, with every table as it is, and what is counted twice counted once.

    The first plan that has a code keeps it. Where a later plan has the same code for something else, that gets a
    prefix. What has neither figures nor results and is equal in all, such as a mandate, is there once.

    Args:
        plans: the plans; they have one currency, one scale of grades, the same columns, and measures that agree.
        code: the code of the plan that is made.
        title: its title.
        shared: what is the same thing in two plans: `{"r-2008:objectives.1": "gs-2008:objectives.3"}`, the later plan
            first; or whole collections by equal codes, `{"r-2008:goals": "gs-2008:goals"}`. The text of the earlier
            plan stands; results and figures of both are kept.
        eliminate: what is counted again, with where it is counted: tables, rows, or cells,
            `{"r-2008:outputs.WRC.effort[C&P]": "gs-2008:outputs.WRC.effort[C&P]"}`. What is counted again is taken out,
            in periods in which both sides have figures.
        prefixes: by the code of a plan, what goes before codes that clash, in the place of the code of the plan.

    Raises:
        InvalidPlan: with all reasons why these plans cannot be one.

    >>> from itu_opplan import Output, bundled
    >>> plan = bundled("gs-2008-2011")
    >>> sector = OperationalPlan(
    ...     code="r",
    ...     title="A Sector",
    ...     organisation="ITU",
    ...     window=plan.window,
    ...     periods=plan.periods,
    ...     outputs=[Output(code="PP", title="Preparation")],
    ... )
    >>> consolidate([plan, sector]).plan.output("r-PP").title
    'Preparation'
    """
    given = tuple(plans)
    if strange := [one for one in given if not isinstance(one, OperationalPlan)]:  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
        raise TypeError(f"consolidate: plans must be plans, got {quote(strange[0])}; load reads one from a file")
    by_code = {plan.code: plan for plan in given}
    problems = list(_obstacles(given))
    sharing = find_shared(shared or {}, by_code, problems)
    problems += [
        fault("prefixes", f"unknown plan {quote(name)}; the plans are {', '.join(by_code)}")
        for name in prefixes or {}
        if name not in by_code
    ]
    for text in (*(eliminate or {}), *(eliminate or {}).values()):
        try:
            find_side(text, by_code)
        except UnknownCode as error:
            problems.append(fault("eliminate", str(error)))
    if problems:
        raise InvalidPlan(problems)
    lines: list[Elimination] = []
    findings: list[Problem] = []
    totals: list[LeftOut] = []
    cleared = eliminate_sides(by_code, eliminate or {}, lines, findings, totals)
    left: list[LeftOut] = []
    recoded, renames = bring_together(cleared, sharing, prefixes or {}, problems, left)
    if problems:
        raise InvalidPlan(problems)
    values: dict[str, Any] = dict.fromkeys(COLLECTIONS, ())
    for plan in recoded:
        for name in COLLECTIONS:
            values[name] = _unite(values[name], getattr(plan, name), plan.code, name, left, problems)
    if problems:
        raise InvalidPlan(problems)
    departments = {fold(one.code) for one in values["departments"]}
    for plan in recoded:
        left += [
            LeftOut(plan=plan.code, path=join("bodies", one.code), reason="a department of its code takes its place")
            for one in plan.bodies
            if fold(one.code) in departments
        ]
    values["bodies"] = tuple(one for one in values["bodies"] if fold(one.code) not in departments)
    first = recoded[0]
    made = attrs.evolve(
        first,
        code=code,
        title=title,
        entity=None,
        status="draft",
        currency=next((one.currency for one in recoded if one.currency), None),
        section=None,
        label=None,
        note=f"Consolidated of {', '.join(by_code)}.",
        attributes={},
        dimensions={name: _labels(name, recoded) for one in recoded for name in one.dimensions},
        figures=_figures_of_plans(recoded, left),
        outline=(),
        **values,
    )
    left += [
        LeftOut(plan=one.code, path="outline", reason="a plan of several documents has no outline")
        for one in recoded
        if one.outline
    ]
    made, more = _true_claims(made, by_code, renames)
    return Consolidated(
        plan=check_plan(made, *given),
        eliminations=Listing(
            lines,
            columns=("counted", "again", "period", "figure", "eliminated", "difference", "unit"),
            labels=3,
            title="Eliminations",
        ),
        findings=Report(findings),
        left_out=Listing(
            [*totals, *_under_own_codes(left, recoded, renames), *more],
            columns=("plan", "path", "reason"),
            labels=2,
            title="Left out",
        ),
        codes={
            f"{name}:{join(collection, old)}": join(collection, new)
            for name, own in renames.items()
            for collection, codes in own.items()
            for old, new in codes.items()
            if new and new != old
        },
    )


def _obstacles(plans: tuple[OperationalPlan, ...]) -> Iterator[Problem]:
    """Why plans cannot be one."""
    if len(plans) < 2:
        yield fault("plans", f"must be at least two, got {len(plans)}")
        return
    first = plans[0]
    seen: set[str] = set()
    for plan in plans:
        if fold(plan.code) in seen:
            yield fault(plan.code, "stands twice; each plan has a code of its own")
        seen.add(fold(plan.code))
    for plan in plans[1:]:
        if plan.currency != first.currency and None not in (plan.currency, first.currency):
            yield fault(
                plan.code, f"is in {plan.currency}, {first.code} in {first.currency}; state both in one currency"
            )
        if plan.grades != first.grades:
            yield fault(plan.code, f"has another scale of grades than {first.code}")
        if plan.year_begins != first.year_begins:
            yield fault(
                plan.code,
                f"has years that begin in month {plan.year_begins}, {first.code} in month {first.year_begins}",
            )
        elif plan.periods != first.periods:
            own, other = (", ".join(map(str, one.periods)) for one in (plan, first))
            yield fault(plan.code, f"has the columns {own}, {first.code} has {other}")
        elif plan.window != first.window:
            yield fault(plan.code, f"is for {plan.window}, {first.code} for {first.window}")
        for code, measure in plan.all_measures.items():
            earlier = next(one for one in plans if code in one.all_measures)
            known = earlier.all_measures[code]
            if (measure.owner, measure.shape) != (known.owner, known.shape):
                message = f"is not the measure of {earlier.code}: it has other owners, dims or unit, or adds otherwise"
                yield fault(f"{plan.code}:measures.{code}", message)
        for name, value in plan.figures.items():
            if isinstance(value, Table) and not name.startswith("published_"):
                owner = next(one for one in plans if name in one.figures)
                if owner is not plan:
                    message = (
                        f"{owner.code} has figures of {name}, too, and they are of no entity; keep those of one plan"
                    )
                    yield fault(f"{plan.code}:figures.{name}", message)
        for name in plan.dimensions:
            names = {label.code: label.name for label in first.dimensions.get(name, ())}
            for label in plan.dimensions[name]:
                if names.get(label.code, label.name) != label.name:
                    own, other = quote(label.name or ""), quote(names[label.code] or "")
                    message = f"is {own}, in {first.code} {other}"
                    yield fault(f"{plan.code}:dimensions.{name}.{label.code}", message)


def _labels(name: str, plans: Iterable[OperationalPlan]) -> tuple[DimensionLabel, ...]:
    """The labels of a dimension of all plans, those of the first before new ones; none where one takes any."""
    lists = [own for plan in plans if (own := plan.dimensions.get(name, DIMENSIONS.get(name))) is not None]
    found = {label.code: label for own in reversed(lists) for label in reversed(own)}
    return tuple(reversed(found.values())) if all(lists) else ()


def _unite(
    held: tuple[Any, ...], more: tuple[Any, ...], plan: str, at: str, left: list[LeftOut], problems: list[Problem]
) -> tuple[Any, ...]:
    """The entities of a collection with those of a later plan; those of one code are one."""
    found = {fold(one.code): one for one in held}
    for one in more:
        there = found.get(fold(one.code))
        found[fold(one.code)] = one if there is None else _one(there, one, plan, join(at, one.code), left, problems)
    return tuple(found.values())


def _one(one: Any, other: Any, plan: str, at: str, left: list[LeftOut], problems: list[Problem]) -> Any:
    """One entity of two: the text of the first, the links, results and figures of both."""
    if one == other:
        return one
    changes: dict[str, object] = {}
    cls: type[attrs.AttrsInstance] = type(one)
    for name, kind in kinds(cls).items():
        first, second, here = getattr(one, name), getattr(other, name), join(at, name)
        if first == second or not second:
            continue
        if isinstance(second, Table):
            changes[name] = _join(first, second, plan, here, problems)
        elif isinstance(second, Keyed) and kind.what == "figures":
            changes[name] = _join_figures(first, second, plan, here, left, problems)
        elif isinstance(second, Keyed):
            changes[name] = Keyed({**second, **first})
        elif kind.of is not None and kind.many and is_keyed(kind.of):
            changes[name] = _unite(first, second, plan, here, left, problems)
        elif kind.many and kind.what != "period":
            changes[name] = (*first, *(item for item in second if item not in first))
        elif not first:
            changes[name] = second
        else:
            left.append(LeftOut(plan=plan, path=here, reason="it is shared; that of the earlier plan stands"))
    return attrs.evolve(one, **changes) if changes else one


def _join(first: Table, second: Table, plan: str, at: str, problems: list[Problem]) -> Table:
    """The figures of two plans that have no cell in common."""
    if not len(first):
        return second
    keys = [{tuple(record[dim] for dim in first.dims) for record in one.records()} for one in (first, second)]
    if first.unit != second.unit or keys[0] & keys[1]:
        message = "has figures of what is shared, where an earlier plan has some; eliminate those that count again"
        problems.append(fault(f"{plan}:{at}", message))
        return first
    records = [*first.records(), *second.records()]
    axes = {
        axis.dim: attrs.evolve(
            axis, labels=tuple(dict.fromkeys((*axis.labels, *second.axis(axis.dim).labels))), names=()
        )
        for axis in first.axes
    }
    return Table.from_records(records, dims=first.dims, unit=first.unit, labels=axes)


def _join_figures(
    first: Keyed[Any], second: Keyed[Any], plan: str, at: str, left: list[LeftOut], problems: list[Problem]
) -> Keyed[Any]:
    found = dict(first)
    for name, value in second.items():
        there = found.get(name)
        if there is None or there == value:
            found[name] = value
        elif isinstance(value, Table):
            found[name] = _join(there, value, plan, join(at, name), problems)
        elif isinstance(value, tuple):
            found[name] = tuple(dict.fromkeys((*there, *value)))
        else:
            left.append(LeftOut(plan=plan, path=join(at, name), reason="it is shared; that of the earlier plan stands"))
    return Keyed(found)


def _figures_of_plans(plans: list[OperationalPlan], left: list[LeftOut]) -> Keyed[Any]:
    """Figures of the plans themselves; printed totals over all owners only where no other plan has such figures."""
    found: dict[str, Any] = {}
    having = {plan.code: {one.measure.code for one in tables(plan)} for plan in plans}
    for plan in plans:
        for name, value in plan.figures.items():
            others = [code for code, own in having.items() if code != plan.code and base_name(name) in own]
            if others:
                reason = f"{', '.join(others)} has figures of {base_name(name)}, too; it is not the total of all"
                left.append(LeftOut(plan=plan.code, path=join("figures", name), reason=reason))
            else:
                found[name] = value
    return Keyed(found)


def _under_own_codes(
    left: Iterable[LeftOut], plans: Iterable[OperationalPlan], renames: Mapping[str, Codes]
) -> Iterator[LeftOut]:
    """What is left out, with the addresses that it has in its own plan."""
    by_code = {plan.code: plan for plan in plans}
    back = {
        name: {collection: {new: old for old, new in codes.items() if new} for collection, codes in own.items()}
        for name, own in renames.items()
    }
    for one in left:
        yield attrs.evolve(one, path=recode_path(by_code[one.plan], one.path, back[one.plan]))


def _true_claims(
    made: OperationalPlan, plans: Mapping[str, OperationalPlan], renames: Mapping[str, Codes]
) -> tuple[OperationalPlan, list[LeftOut]]:
    """The plan with the claims that make the same number in it as in their own plan, and those that do not."""
    left: list[LeftOut] = []
    after = {line.path: line.computed for line in claims(made)}
    gone: list[str] = []
    for name, plan in plans.items():
        codes = renames[name].get("claims", {})
        for claim, line in zip(plan.claims, claims(plan), strict=True):
            path = join("claims", codes.get(claim.code) or claim.code)
            if line.computed != after[path]:
                left.append(LeftOut(plan=name, path=line.path, reason="it makes another number with the other plans"))
                gone.append(path)
    return made.remove(*gone, citing=True), left
