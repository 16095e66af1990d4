"""The plan: one immutable tree, looked up by code."""

import functools
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeVar, Unpack

import attrs

from ..errors import UnknownCode, refusal
from ..grades import ITU_SCALE, GradeScale
from ..periods import Period
from ..wording import quote, suggestions
from . import checks
from .context import Claim, Event, Mandate, Project, Provision
from .lookup import ItemT, Kind, Placed, Where, placed
from .order import in_order
from .organisation import Activity, Body, Department, OrgUnit
from .outline import Heading
from .outputs import ITU_SERVICES, Output, OutputGroup, Service
from .results import KPI, Achievement, ExpectedResult, RiskFactor, SuccessFactor
from .strategy import Objective, StrategicGoal

__all__ = ["COLLECTIONS", "Entity", "OperationalPlan"]

Entity: TypeAlias = (
    StrategicGoal
    | Objective
    | OutputGroup
    | Output
    | Department
    | Body
    | Service
    | Activity
    | Event
    | Mandate
    | Provision
    | Project
    | Claim
)
"""Everything that a plan holds by code."""

COLLECTIONS: dict[type, str] = {
    StrategicGoal: "goals",
    Objective: "objectives",
    OutputGroup: "groups",
    Output: "outputs",
    Department: "departments",
    Body: "bodies",
    Service: "services",
    Activity: "activities",
    Event: "events",
    Mandate: "mandates",
    Provision: "provisions",
    Project: "projects",
    Claim: "claims",
}
"""The field of the plan that holds the entities of a class."""


# Converters of the fields: typed one by one, so that a type checker knows what each field takes.


def _outline(value: Iterable[Heading]) -> tuple[Heading, ...]:
    return checks.items(value)


def _goals(value: Iterable[StrategicGoal]) -> tuple[StrategicGoal, ...]:
    return in_order(value)


def _objectives(value: Iterable[Objective]) -> tuple[Objective, ...]:
    return in_order(value)


def _groups(value: Iterable[OutputGroup]) -> tuple[OutputGroup, ...]:
    return in_order(value)


def _outputs(value: Iterable[Output]) -> tuple[Output, ...]:
    return in_order(value)


def _departments(value: Iterable[Department]) -> tuple[Department, ...]:
    return in_order(value)


def _bodies(value: Iterable[Body]) -> tuple[Body, ...]:
    return in_order(value)


def _services(value: Iterable[Service]) -> tuple[Service, ...]:
    return in_order(value)


def _activities(value: Iterable[Activity]) -> tuple[Activity, ...]:
    return in_order(value)


def _events(value: Iterable[Event]) -> tuple[Event, ...]:
    return in_order(value)


def _mandates(value: Iterable[Mandate]) -> tuple[Mandate, ...]:
    return in_order(value)


def _provisions(value: Iterable[Provision]) -> tuple[Provision, ...]:
    return in_order(value)


def _projects(value: Iterable[Project]) -> tuple[Project, ...]:
    return in_order(value)


def _claims(value: Iterable[Claim]) -> tuple[Claim, ...]:
    return in_order(value)


EntityT = TypeVar("EntityT", bound=Entity | OrgUnit)


@attrs.frozen(kw_only=True, repr=False)
class OperationalPlan:
    """A results-based operational plan: strategy, organisation, outputs, and the figures of its tables.

    Every tuple of entities stands in the order of the printed section, then of the code, however it was given.

    Attributes:
        code: the code of the plan, such as `gs-2008-2011`.
        title: the title.
        organisation: whose plan it is.
        entity: the part of the organisation that plans; None where it is the whole.
        status: the state of the document: `draft`, `council`, `published`, or a word of the organisation's own.
        language: the language of the texts, as a code such as `en`.
        currency: the currency of all money, as a code such as `CHF`; None where the plan has no money.
        window: the years that the plan is for.
        periods: the columns of its tables, in order; they may lie outside the window, and never overlap.
        section: number of the section, where the plan is a part of a larger document.
        note: anything a later reader should know.
        grades: the scale of grades; ITU's where nothing is said.
        outline: the headings of the document, in the order in which they are printed.
        goals: the strategic goals of the organisation.
        objectives: the objectives of the entity.
        groups: headings that hold several outputs.
        outputs: what the entity delivers.
        departments: who delivers it.
        bodies: others who answer or are consulted.
        services: services that are ordered by volume; ITU's where nothing is said.
        activities: codes of activities.
        events: dated events.
        mandates: what the work rests on.
        provisions: money that is set aside.
        projects: projects with a start, such as works on a building.
        claims: numbers that the text states and that can be worked out again.

    >>> plan = OperationalPlan(
    ...     code="p",
    ...     title="Plan",
    ...     organisation="Org",
    ...     window="2008-2011",
    ...     periods=["2008", "2009-2011"],
    ...     departments=[Department(code="LEG", name="Legal Department", aliases=["JUR"])],
    ... )
    >>> plan.department("JUR").name
    'Legal Department'
    >>> plan.department("LEX")
    Traceback (most recent call last):
    itu_opplan.errors.UnknownCode: unknown department 'LEX'; the plan has LEG
    """

    code: str = attrs.field(metadata=checks.CODE)
    title: str = attrs.field(metadata=checks.TEXT)
    organisation: str = attrs.field(metadata=checks.TEXT)
    entity: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    status: str = attrs.field(default="draft", metadata=checks.TEXT)
    language: str = attrs.field(default="en", metadata=checks.TEXT)
    currency: str | None = attrs.field(default=None, metadata=checks.MAYBE_CODE)
    window: Period = attrs.field(converter=checks.period, metadata=checks.PERIOD)
    periods: tuple[Period, ...] = attrs.field(converter=checks.periods, metadata=checks.PERIODS)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    grades: GradeScale = attrs.field(default=ITU_SCALE, metadata=checks.SCALE)
    outline: tuple[Heading, ...] = attrs.field(default=(), converter=_outline, metadata=checks.entities(Heading))
    goals: tuple[StrategicGoal, ...] = attrs.field(
        default=(), converter=_goals, metadata=checks.entities(StrategicGoal)
    )
    objectives: tuple[Objective, ...] = attrs.field(
        default=(), converter=_objectives, metadata=checks.entities(Objective)
    )
    groups: tuple[OutputGroup, ...] = attrs.field(default=(), converter=_groups, metadata=checks.entities(OutputGroup))
    departments: tuple[Department, ...] = attrs.field(
        default=(), converter=_departments, metadata=checks.entities(Department)
    )
    bodies: tuple[Body, ...] = attrs.field(default=(), converter=_bodies, metadata=checks.entities(Body))
    services: tuple[Service, ...] = attrs.field(
        default=ITU_SERVICES, converter=_services, metadata=checks.entities(Service)
    )
    activities: tuple[Activity, ...] = attrs.field(
        default=(), converter=_activities, metadata=checks.entities(Activity)
    )
    events: tuple[Event, ...] = attrs.field(default=(), converter=_events, metadata=checks.entities(Event))
    mandates: tuple[Mandate, ...] = attrs.field(default=(), converter=_mandates, metadata=checks.entities(Mandate))
    provisions: tuple[Provision, ...] = attrs.field(
        default=(), converter=_provisions, metadata=checks.entities(Provision)
    )
    projects: tuple[Project, ...] = attrs.field(default=(), converter=_projects, metadata=checks.entities(Project))
    claims: tuple[Claim, ...] = attrs.field(default=(), converter=_claims, metadata=checks.entities(Claim))
    outputs: tuple[Output, ...] = attrs.field(default=(), converter=_outputs, metadata=checks.entities(Output))

    def __attrs_post_init__(self) -> None:
        checks.checked(self)

    def __repr__(self) -> str:
        held = ((name, len(getattr(self, name))) for name in COLLECTIONS.values())
        return f"<OperationalPlan {self.code}: {', '.join(f'{number} {name}' for name, number in held if number)}>"

    # --- looking up -----------------------------------------------------------------------------------------------

    def goal(self, code: str) -> StrategicGoal:
        """The strategic goal with this code; `UnknownCode` names the nearest."""
        return self._find(StrategicGoal, "goal", code)

    def objective(self, code: str) -> Objective:
        """The objective with this code; `UnknownCode` names the nearest."""
        return self._find(Objective, "objective", code)

    def group(self, code: str) -> OutputGroup:
        """The group of outputs with this code; `UnknownCode` names the nearest."""
        return self._find(OutputGroup, "group", code)

    def output(self, code: str) -> Output:
        """The output with this code; `UnknownCode` names the nearest."""
        return self._find(Output, "output", code)

    def department(self, code: str) -> Department:
        """The department with this code or alias; `UnknownCode` names the nearest."""
        return self._find(Department, "department", code)

    def unit(self, code: str) -> OrgUnit:
        """The unit with this code or alias, in whatever department; `UnknownCode` names the nearest."""
        return self._find(OrgUnit, "unit", code)

    def body(self, code: str) -> Body:
        """The body with this code or alias; `UnknownCode` names the nearest."""
        return self._find(Body, "body", code)

    def service(self, code: str) -> Service:
        """The service with this code; `UnknownCode` names the nearest."""
        return self._find(Service, "service", code)

    def activity(self, code: str) -> Activity:
        """The activity with this code or alias; `UnknownCode` names the nearest."""
        return self._find(Activity, "activity", code)

    def event(self, code: str) -> Event:
        """The event with this code or alias; `UnknownCode` names the nearest."""
        return self._find(Event, "event", code)

    def mandate(self, code: str) -> Mandate:
        """The mandate with this code or alias; `UnknownCode` names the nearest."""
        return self._find(Mandate, "mandate", code)

    def provision(self, code: str) -> Provision:
        """The provision with this code; `UnknownCode` names the nearest."""
        return self._find(Provision, "provision", code)

    def project(self, code: str) -> Project:
        """The project with this code; `UnknownCode` names the nearest."""
        return self._find(Project, "project", code)

    def claim(self, code: str) -> Claim:
        """The claim with this code; `UnknownCode` names the nearest."""
        return self._find(Claim, "claim", code)

    def grade_category(self, grade: str) -> str:
        """The category of a grade on the plan's own scale, for `Table.relabel`; `UnknownCode` names the nearest."""
        return self.grades.category(grade)

    # --- finding --------------------------------------------------------------------------------------------------

    def results(
        self, *, lead: str | None = None, consulted: str | None = None, **where: Unpack[Where]
    ) -> tuple[Placed[ExpectedResult], ...]:
        """The expected results of the plan, each with its place, in the order of the plan.

        Args:
            lead: only those that this department, unit or body answers for.
            consulted: only those on which it is consulted.
            where: `output`, `department`, `unit`, `phase`, `period` (see `Where`); with `follow=True` also those that
                a row takes from another table.

        Raises:
            UnknownCode: there is no such output, department, unit or body.
            InvalidPlan: the period is none.

        >>> from itu_opplan import bundled
        >>> bundled("gs-2008-2011").results(output="SOCIAL", phase="planned")[0].text
        'Payment of benefits'
        """
        actor = self._actor(lead) if lead is not None else None
        asked = self._actor(consulted) if consulted is not None else None
        found = self._placed("results", ExpectedResult, where)
        return tuple(
            one
            for one in found
            if (actor is None or actor in one.item.lead) and (asked is None or asked in one.item.consulted)
        )

    def kpis(self, *, perspective: str | None = None, **where: Unpack[Where]) -> tuple[Placed[KPI], ...]:
        """The KPIs of the plan, each with its place, in the order of the plan.

        Args:
            perspective: only `customer`, `financial`, `staff` or `process`.
            where: as for `results`.

        >>> from itu_opplan import bundled
        >>> [kpi.text for kpi in bundled("gs-2008-2011").kpis(output="PP", perspective="financial")]
        ['Expenditure versus budget (PP10)', 'documentation: forecasts versus received']
        """
        _check_word("perspective", perspective, checks.PERSPECTIVES)
        found = self._placed("kpis", KPI, where)
        return tuple(one for one in found if perspective in (None, one.item.perspective))

    def achievements(self, **where: Unpack[Where]) -> tuple[Placed[Achievement], ...]:
        """The achievements of the plan, each with its place, in the order of the plan; `where` as for `results`."""
        return self._placed("achievements", Achievement, where)

    def risks(self, **where: Unpack[Where]) -> tuple[Placed[RiskFactor], ...]:
        """The risk factors of the plan, each with its place, in the order of the plan; `where` as for `results`."""
        return self._placed("risks", RiskFactor, where)

    def success_factors(self, **where: Unpack[Where]) -> tuple[Placed[SuccessFactor], ...]:
        """The success factors of the plan, each with its place, in the order of the plan; `where` as for `results`."""
        return self._placed("success_factors", SuccessFactor, where)

    # --- changing -------------------------------------------------------------------------------------------------

    def put(self, entity: Entity) -> "OperationalPlan":
        """The plan with this entity added, or put in the place of the one with its code.

        Raises:
            InvalidPlan: a plan holds no such thing; a unit belongs to its department.

        >>> plan = OperationalPlan(code="p", title="P", organisation="O", window="2008", periods=["2008"])
        >>> plan.put(Department(code="LEG", name="Legal Department")).department("leg").name
        'Legal Department'
        """
        name = COLLECTIONS.get(type(entity))
        if name is None:
            advice = (
                "; put it into the units of its department: change(plan, {'departments.CODE.units.CODE': unit})"
                if isinstance(entity, OrgUnit)
                else ""
            )
            message = f"a plan holds no {type(entity).__name__}{advice}"
            raise refusal(message)
        folded = entity.code.casefold()
        others = [other for other in getattr(self, name) if other.code.casefold() != folded]
        changes: dict[str, Any] = {name: (*others, entity)}
        return attrs.evolve(self, **changes)

    # --- inside ---------------------------------------------------------------------------------------------------

    @functools.cached_property
    def _index(self) -> dict[tuple[type, str], Entity | OrgUnit]:
        """Every entity and unit by class and code or alias, without regard to case; a code goes before an alias."""
        codes: dict[tuple[type, str], Entity | OrgUnit] = {}
        aliases: dict[tuple[type, str], Entity | OrgUnit] = {}
        for entity in self._all():
            codes.setdefault((type(entity), entity.code.casefold()), entity)
            for alias in getattr(entity, "aliases", ()):
                aliases.setdefault((type(entity), alias.casefold()), entity)
        return aliases | codes

    def _placed(self, kind: Kind, cls: type[ItemT], where: Where) -> tuple[Placed[ItemT], ...]:
        """The items of a kind that pass all these filters."""
        for name in where:
            if name not in Where.__annotations__:  # a slip would find everything
                raise TypeError(f"{kind}() got an unexpected keyword argument {name!r}")
        _check_word("phase", where.get("phase"), checks.PHASES)
        output = self.output(where["output"]).code if "output" in where else None
        department = self.department(where["department"]).code if "department" in where else None
        unit = self.unit(where["unit"]).code if "unit" in where else None
        given = where.get("period")
        within = None if given is None else checks.period_of(given)
        found = placed(self.outputs, self.departments, kind, cls, follow=where.get("follow", False))
        return tuple(
            one
            for one in found
            if output in (None, one.output)
            and department in (None, one.department)
            and unit in (None, one.unit)
            and where.get("phase") in (None, one.phase)
            and (within is None or any(within in own for own in one.periods))
        )

    def _actor(self, code: str) -> str:
        """The code of the department, unit or body of this code or alias."""
        codes = [one.code for one in self._all() if isinstance(one, Department | OrgUnit | Body)]
        if isinstance(code, str):
            folded = code.casefold()
            kinds = (Department, OrgUnit, Body)
            found = [entity for kind in kinds if (entity := self._index.get((kind, folded))) is not None]
            found.sort(key=lambda entity: entity.code.casefold() != folded)  # a code goes before an alias
            if found:
                return found[0].code
        known = suggestions(code, codes) or "none"
        raise UnknownCode(f"unknown department, unit or body {quote(code)}; the plan has {known}")

    def _all(self) -> Iterator[Entity | OrgUnit]:
        for name in COLLECTIONS.values():
            yield from getattr(self, name)
        for department in self.departments:
            yield from department.units

    def _find(self, kind: type[EntityT], name: str, code: str) -> EntityT:
        found = self._index.get((kind, code.casefold())) if isinstance(code, str) else None
        if not isinstance(found, kind):
            codes = [entity.code for entity in self._all() if isinstance(entity, kind)]
            raise UnknownCode(f"unknown {name} {quote(code)}; the plan has {suggestions(code, codes) or 'none'}")
        return found


def _check_word(name: str, given: str | None, words: tuple[str, ...]) -> None:
    if given is not None and given not in words:
        raise UnknownCode(f"unknown {name} {quote(given)}; there is {suggestions(given, words)}")
