"""Finding results, KPIs and risks wherever they stand in a plan, each with its place."""

from collections.abc import Iterator
from typing import Generic, NamedTuple, Protocol, TypeAlias, TypeVar, get_args

import attrs

from ..errors import UnknownCode
from ..periods import Period
from ..wording import quote, suggestions
from . import to
from .fields import kinds
from .kpis import KPI, Achievement
from .organisation import Department, OrgUnit
from .outputs import Output
from .results import ExpectedResult, Phase, Reference, ResultBlock, ResultsFramework, RiskFactor, SuccessFactor
from .walk import Site, entities, sites_of

__all__ = [
    "Found",
    "Item",
    "ItemT",
    "Owner",
    "Plan",
    "References",
    "Where",
    "achievements",
    "check_word",
    "find",
    "kpis",
    "narrow",
    "results",
    "risks",
    "success_factors",
]

Owner: TypeAlias = Output | Department | OrgUnit
Item: TypeAlias = ExpectedResult | KPI | Achievement | RiskFactor | SuccessFactor
ItemT = TypeVar("ItemT", ExpectedResult, KPI, Achievement, RiskFactor, SuccessFactor)


@attrs.frozen(kw_only=True)
class Where:
    """What look-ups are narrowed to; what is None is not looked at.

    Attributes:
        output: code of the output that has the item.
        department: code of the department that has it, itself or in one of its units.
        unit: code of the unit whose it is.
        phase: phase of the framework.
        period: a period that lies in one of those that the item is for.
    """

    output: str | None = None
    department: str | None = None
    unit: str | None = None
    phase: str | None = None
    period: Period | None = None

    def passes(self, found: "Found[ItemT]") -> bool:
        """Whether an item is of all that is asked for."""
        return (
            self.output in (None, found.output)
            and self.department in (None, found.department)
            and self.unit in (None, found.unit)
            and self.phase in (None, found.phase)
            and (self.period is None or any(self.period in own for own in found.periods))
        )


def check_word(name: str, given: str, words: tuple[str, ...]) -> None:
    """Refuse a word that is none of these.

    Raises:
        UnknownCode: with the words that there are.
    """
    if given not in words:
        raise UnknownCode(f"unknown {name} {quote(given)}; known: {suggestions(given, words)}")


@attrs.frozen(kw_only=True)
class Found(Generic[ItemT]):
    """A result, KPI, achievement, risk or success factor, with its place in the plan.

    Attributes:
        item: the thing itself.
        path: its address.
        owner: address of the output, department or unit that has it.
        output: code of the output, if an output has it.
        department: code of the department, if it or one of its units has it.
        unit: code of the unit whose it is.
        framework: code of the framework it stands in; None where it stands on the output itself.
        phase: the phase of that framework.
        periods: the periods it is for: its own, or those of the framework.
        section: number of the printed section.
        via: address of the reference through which it also counts elsewhere ("as above"); None where it is printed.
    """

    item: ItemT
    path: str
    owner: str
    output: str | None = None
    department: str | None = None
    unit: str | None = None
    framework: str | None = None
    phase: str | None = None
    periods: tuple[Period, ...] = ()
    section: str | None = None
    via: str | None = None

    @property
    def text(self) -> str:
        """The text of the item."""
        return self.item.text

    @property
    def number(self) -> str | None:
        """The number that is printed before it."""
        return self.item.number


class Plan(attrs.AttrsInstance, Protocol):
    """What look-ups ask of a plan, beside what its fields say."""

    def output(self, code: str) -> Output: ...
    def department(self, code: str) -> Department: ...
    def unit(self, code: str) -> OrgUnit: ...
    def actor(self, code: str) -> str: ...
    def labels(self, dimension: str) -> tuple[str, ...]: ...


def narrow(
    plan: Plan,
    output: str | None,
    department: str | None,
    unit: str | None,
    phase: Phase | None,
    period: Period | str | None,
) -> Where:
    """What look-ups are narrowed to, with codes in the place of aliases."""
    if phase is not None:
        check_word("phase", phase, get_args(Phase))
    return Where(
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
    """
    references = References(plan) if follow else None
    place: _Place | None = None
    last: Site | None = None
    for site in entities(plan, cls):
        if isinstance(site.entity, cls):
            if place is None or site.owner is not last:
                last, place = site.owner, _place(site.owner or site)
            if where.passes(found := _found(site.entity, site.path, place)):
                yield found
        elif references is not None and isinstance(site.entity, ResultBlock):
            yield from filter(where.passes, references.taken(site, cls))


class _Place(NamedTuple):
    """Everything of a `Found` but the item, its address, and `via`."""

    owner: str
    output: str | None
    department: str | None
    unit: str | None
    framework: str | None
    phase: str | None
    periods: tuple[Period, ...]
    section: str | None


def _place(owner: Site) -> _Place:
    """The place of what this owner has."""
    whose = owner.above(Output, Department, OrgUnit)
    department, framework = owner.above(Department), owner.above(ResultsFramework)
    entity = whose.entity if whose else None
    table: ResultsFramework | None = framework.entity if framework else None
    return _Place(
        owner=whose.path if whose else "",
        output=entity.code if isinstance(entity, Output) else None,
        department=department.entity.code if department else None,
        unit=getattr(owner.entity, "unit", None) or (entity.code if isinstance(entity, OrgUnit) else None),
        framework=table.code if table else None,
        phase=table.phase if table else None,
        periods=table.periods if table else (),
        section=(table.section if table else None) or getattr(entity, "section", None),
    )


def _found(item: ItemT, path: str, place: _Place, via: str | None = None) -> Found[ItemT]:
    own: Period | None = getattr(item, "period", None)
    return Found(
        item=item,
        path=path,
        owner=place.owner,
        output=place.output,
        department=place.department,
        unit=place.unit,
        framework=place.framework,
        phase=place.phase,
        periods=(own,) if own and via is None else place.periods,
        section=item.section or place.section,
        via=via,
    )


def results(
    plan: Plan,
    *,
    lead: str | None = None,
    consulted: str | None = None,
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
        output: only those of the output with this code.
        department: only those of this department, itself or in one of its units.
        unit: only those of this unit.
        phase: only those of tables of this phase, `implementation` or `planned`.
        period: only those for a period that holds this one.
        follow: also those that a row takes from another table ("as above"), with `via`.

    Raises:
        UnknownCode: there is no such output, department, unit, body or phase.
        InvalidPlan: the period is none.

    >>> from itu_opplan import bundled
    >>> bundled("gs-2008-2011").results(output="SOCIAL", phase="planned")[0].text
    'Payment of benefits'
    """
    where = narrow(plan, output, department, unit, phase, period)
    found = find(plan, ExpectedResult, where, follow=follow)
    actor = None if lead is None else plan.actor(lead)
    asked = None if consulted is None else plan.actor(consulted)
    return tuple(
        one
        for one in found
        if (actor is None or actor in one.item.lead) and (asked is None or asked in one.item.consulted)
    )


def kpis(
    plan: Plan,
    *,
    perspective: str | None = None,
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
        output, department, unit, phase, period, follow: as for `results`.

    Raises:
        UnknownCode, InvalidPlan: as for `results`; the plan has no such perspective.

    >>> from itu_opplan import bundled
    >>> [kpi.text for kpi in bundled("gs-2008-2011").kpis(output="PP", perspective="financial")]
    ['Expenditure versus budget (PP10)', 'documentation: forecasts versus received']
    """
    where = narrow(plan, output, department, unit, phase, period)
    found = find(plan, KPI, where, follow=follow)
    if perspective is not None:
        check_word("perspective", perspective, plan.labels("perspective"))
    return tuple(one for one in found if perspective in (None, one.item.perspective))


def achievements(
    plan: Plan,
    *,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[Achievement], ...]:
    """The achievements of the plan, each with its place, in the order of the plan; arguments as for `results`."""
    where = narrow(plan, output, department, unit, phase, period)
    found = find(plan, Achievement, where, follow=follow)
    return tuple(found)


def risks(
    plan: Plan,
    *,
    text: str | None = None,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[RiskFactor], ...]:
    """The risk factors of the plan, each with its place, in the order of the plan.

    Args:
        text: only those with this wording, without regard to case.
        output, department, unit, phase, period, follow: as for `results`.

    Raises:
        UnknownCode: as for `results`; or no risk factor is worded so, and the nearest are named.
        InvalidPlan: the period is none.

    >>> from itu_opplan import bundled
    >>> risks = bundled("gs-2008-2011").risks(text="Late contributions", follow=True)
    >>> {risk.output for risk in risks} >= {"PP", "COUNCIL"}
    True
    """
    where = narrow(plan, output, department, unit, phase, period)
    found = find(plan, RiskFactor, where, follow=follow)
    every = tuple(found)
    if text is None:
        return every
    worded = tuple(one for one in every if one.text.casefold() == text.casefold())
    if not worded:
        known = suggestions(text, dict.fromkeys(one.text for one in every)) or "none"
        raise UnknownCode(f"unknown risk {quote(text)}; the plan has {known}")
    return worded


def success_factors(
    plan: Plan,
    *,
    output: str | None = None,
    department: str | None = None,
    unit: str | None = None,
    phase: Phase | None = None,
    period: Period | str | None = None,
    follow: bool = False,
) -> tuple[Found[SuccessFactor], ...]:
    """The success factors of the plan, each with its place, in its order; arguments as for `results`."""
    where = narrow(plan, output, department, unit, phase, period)
    found = find(plan, SuccessFactor, where, follow=follow)
    return tuple(found)


class References:
    """What rows take from other tables ("as above"). A table is gone through once, however many rows point at it.

    A row of a unit means the rows of the same unit, if the other table is of the same owner. A row that itself refers
    to another table is not followed further; what it has of its own counts.
    """

    def __init__(self, plan: attrs.AttrsInstance) -> None:
        self._tables: dict[str, list[ResultsFramework]] = {}
        for site in sites_of(plan, ResultsFramework):
            self._tables.setdefault(site.path, []).append(site.entity)
        self._items: dict[tuple[str, str], dict[str | None, _Items]] = {}

    def taken(self, site: Site, cls: type[ItemT]) -> Iterator[Found[ItemT]]:
        """The items of a class that a row takes from another table, each with the place of the row."""
        name = next(name for name, kind in kinds(ResultBlock).items() if kind.of is cls)
        reference = getattr(site.entity, f"{name}_from", None)
        if isinstance(reference, Reference):
            place = _place(site)
            for path, item in self.meant(place.owner, reference, name, site.entity.unit):
                if isinstance(item, cls):
                    yield _found(item, path, place, f"{site.path}.{name}_from")

    def meant(self, owner: str, reference: Reference, kind: str, unit: str | None) -> list[tuple[str, Item]]:
        """Address and value of the items that a reference points at: those of its numbers, or all."""
        return self._source(owner, reference, kind, unit).meant(reference.numbers)

    def unmet(self, owner: str, reference: Reference, kind: str, unit: str | None) -> list[str]:
        """The numbers of a reference that no item or row of the other table has; several in a row as one, `2-9`."""
        there = self._source(owner, reference, kind, unit).numbers
        runs: list[tuple[str, str]] = []
        for number in reference.numbers:
            if number not in there:
                first = runs.pop()[0] if runs and int(runs[-1][1]) + 1 == int(number) else number
                runs.append((first, number))
        return [first if first == last else f"{first}-{last}" for first, last in runs]

    def _source(self, owner: str, reference: Reference, kind: str, unit: str | None) -> "_Items":
        """The items of the other table, or of its rows of a unit."""
        path = f"{reference.owner or owner}.frameworks.{reference.framework}"
        if (path, kind) not in self._items:
            by_unit: dict[str | None, _Items] = {None: _Items()}
            for framework in self._tables.get(path, ()):
                for number, block in enumerate(framework.blocks):
                    for one in dict.fromkeys((None, block.unit)):
                        by_unit.setdefault(one, _Items()).add(f"{path}.blocks[{number}].{kind}", block, kind)
            self._items[path, kind] = by_unit
        return self._items[path, kind].get(None if reference.owner else unit, _Items())


class _Items:
    """The items of a kind in some rows, and where those stand that each printed number means."""

    def __init__(self) -> None:
        self.numbers: dict[str, list[list[int]]] = {}
        self._all: list[tuple[str, Item]] = []

    def add(self, path: str, block: ResultBlock, kind: str) -> None:
        """The items of one more row. An item without a number goes with the results beside it."""
        first = len(self._all)
        own: tuple[Item, ...] = getattr(block, kind)
        self._all += [(f"{path}[{place}]", item) for place, item in enumerate(own)]
        self._number(block.number, list(range(first, len(self._all))))
        unnumbered = [first + place for place, item in enumerate(own) if not item.number]
        for number in dict.fromkeys(result.number for result in block.results):
            self._number(number, unnumbered)
        for place, item in enumerate(own):
            self._number(item.number, [first + place])

    def _number(self, number: str | None, places: list[int]) -> None:
        if number:
            self.numbers.setdefault(number.rstrip("abcdefgh"), []).append(places)  # 3a and 3b belong to 3

    def meant(self, numbers: tuple[str, ...]) -> list[tuple[str, Item]]:
        """The items of these numbers; all where there are none."""
        groups = {id(group): group for number in numbers for group in self.numbers.get(number, ())}
        places = sorted({place for group in groups.values() for place in group})
        return [self._all[place] for place in places] if numbers else self._all
