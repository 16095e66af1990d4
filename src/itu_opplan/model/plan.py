"""The plan: one immutable tree, looked up by code."""

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import attrs

from ..errors import InvalidPlan, UnknownCode, refusal
from ..grades import ITU_SCALE, GradeScale
from ..periods import Period
from ..table import Table
from ..texts import compose, fold
from ..wording import quote, suggestions
from . import ancestry, checking, evolving, fields, lookup, ordered, removal, settling, to
from .ancestry import Levels
from .checked import Checked
from .coded import Coded
from .context import Claim, Event, Mandate, Project, Provision
from .keyed import Attributes, Keyed, to_attributes
from .measures import BUILT_IN, DIMENSIONS, Dimensions, Figures, Measure, to_dimensions, to_figures
from .organisation import Activity, Body, Department, OrgUnit
from .outline import Heading
from .outputs import Output, OutputGroup, Service
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
    | Measure
)
"""Everything that a plan holds by code."""

EntityT = TypeVar("EntityT", bound=Entity | OrgUnit)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OperationalPlan(Checked):
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
        year_begins: the month in which its years begin, 1 to 12. Where that is not January, all its periods are
            spelled as `2025/26`.
        window: the period that the plan is for, usually several years.
        periods: the columns of its tables, in order; they may lie outside the window, and never overlap.
        section: number of the section, where the plan is a part of a larger document.
        label: what is printed in the place of the code, such as `A/80/400`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        grades: the scale of grades; ITU's where nothing is said.
        dimensions: lists of labels, for tables and for words such as the source of funds, by name: a label is text, or
            has a code and a name. ITU's lists stand where nothing is said (`source`, `perspective`, `series`).
        measures: kinds of tables of figures, beside those that every plan has, or in their place.
        figures: tables of measures of the plan itself, and printed totals over all outputs or departments.
        outline: the headings of the document, in the order in which they are printed.
        goals: the strategic goals of the organisation.
        objectives: the objectives of the entity.
        groups: headings that hold several outputs.
        outputs: what the entity delivers.
        departments: who delivers it.
        bodies: others who answer or are consulted.
        services: services that are ordered by volume.
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

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    organisation: str = attrs.field(metadata=fields.TEXT)
    entity: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    status: str = attrs.field(default="draft", metadata=fields.TEXT)
    language: str = attrs.field(default="en", metadata=fields.TEXT)
    currency: str | None = attrs.field(default=None, metadata=fields.MAYBE_CURRENCY)
    year_begins: int = attrs.field(default=1, metadata=fields.MONTH)
    window: Period = attrs.field(converter=to.period, metadata=fields.PERIOD)
    periods: tuple[Period, ...] = attrs.field(converter=to.periods, metadata=fields.PERIODS)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    grades: GradeScale = attrs.field(default=ITU_SCALE, metadata=fields.SCALE)
    dimensions: Dimensions = attrs.field(default=Keyed(), converter=to_dimensions, metadata=fields.DIMENSIONS)
    measures: tuple[Measure, ...] = attrs.field(
        default=(), converter=ordered.measures, metadata=fields.children(Measure, "measure")
    )
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)
    outline: tuple[Heading, ...] = attrs.field(
        default=(), converter=ordered.outline, metadata=fields.children(Heading, "heading", file="outline.toml")
    )
    goals: tuple[StrategicGoal, ...] = attrs.field(
        default=(), converter=ordered.goals, metadata=fields.children(StrategicGoal, "goal", file="strategy.toml")
    )
    objectives: tuple[Objective, ...] = attrs.field(
        default=(), converter=ordered.objectives, metadata=fields.children(Objective, "objective", file="strategy.toml")
    )
    groups: tuple[OutputGroup, ...] = attrs.field(
        default=(), converter=ordered.groups, metadata=fields.children(OutputGroup, "group", file="strategy.toml")
    )
    outputs: tuple[Output, ...] = attrs.field(
        default=(), converter=ordered.outputs, metadata=fields.children(Output, "output", file="outputs/{}.toml")
    )
    departments: tuple[Department, ...] = attrs.field(
        default=(),
        converter=ordered.departments,
        metadata=fields.children(Department, "department", file="organisation.toml"),
    )
    bodies: tuple[Body, ...] = attrs.field(
        default=(), converter=ordered.bodies, metadata=fields.children(Body, "body", file="organisation.toml")
    )
    services: tuple[Service, ...] = attrs.field(
        default=(), converter=ordered.services, metadata=fields.children(Service, "service")
    )
    activities: tuple[Activity, ...] = attrs.field(
        default=(), converter=ordered.activities, metadata=fields.children(Activity, "activity", file="activities.toml")
    )
    events: tuple[Event, ...] = attrs.field(
        default=(), converter=ordered.events, metadata=fields.children(Event, "event", file="events.toml")
    )
    mandates: tuple[Mandate, ...] = attrs.field(
        default=(), converter=ordered.mandates, metadata=fields.children(Mandate, "mandate", file="mandates.toml")
    )
    provisions: tuple[Provision, ...] = attrs.field(
        default=(),
        converter=ordered.provisions,
        metadata=fields.children(Provision, "provision", file="provisions.toml"),
    )
    projects: tuple[Project, ...] = attrs.field(
        default=(), converter=ordered.projects, metadata=fields.children(Project, "project", file="projects.toml")
    )
    claims: tuple[Claim, ...] = attrs.field(
        default=(), converter=ordered.claims, metadata=fields.children(Claim, "claim", file="claims.toml")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        measures, lists = self.all_measures, self.label_lists
        calendar = list(settling.check_years(self.window, self.periods, self.year_begins))
        dims = settling.unknown_dims(
            self.measures, self.dimensions, lists, [kind.noun for kind in COLLECTIONS.values()]
        )
        owners = settling.owners_of(self)
        misfitting = settling.misfits(owners, measures, lists, None if calendar else self.year_begins)
        if found := [*dims, *calendar, *misfitting]:
            raise InvalidPlan(found)
        settling.settle_tables(self, owners, measures, lists, self.year_begins)

    def __repr__(self) -> str:
        held = ((name, len(getattr(self, name))) for name in COLLECTIONS)
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

    def actor(self, code: str) -> str:
        """The code of the department, unit or body with this code or alias; `UnknownCode` names the nearest."""
        names = ("departments", "units", "bodies")
        if isinstance(code, str):
            folded = fold(code)
            places = [(name, place) for name in names if (place := self.coded(name).find(code)) is not None]
            found: list[str] = [self._held(name)[place].code for name, place in places]
            found.sort(key=lambda own: fold(own) != folded)  # a code goes before an alias
            if found:
                return found[0]
        known = suggestions(
            code, [own for name in ("departments", "bodies", "units") for own in self.coded(name).codes]
        )
        raise UnknownCode(f"unknown department, unit or body {quote(code)}; the plan has {known or 'none'}")

    def grade_category(self, grade: str) -> str:
        """The category of a grade on the plan's own scale, for `Table.relabel`; `UnknownCode` names the nearest."""
        return self.grades.category(grade)

    def measure(self, code: str) -> Measure:
        """The measure with this code, the plan's own or a built-in one; `UnknownCode` names the nearest."""
        by_code = {fold(own): measure for own, measure in self.all_measures.items()}
        if isinstance(code, str) and fold(code) in by_code:
            return by_code[fold(code)]
        raise UnknownCode(f"unknown measure {quote(code)}; known: {suggestions(code, self.all_measures)}")

    @property
    def all_measures(self) -> dict[str, Measure]:
        """The measures of the plan by code, the built-in ones first, each as the plan declares it, then its own."""
        return BUILT_IN | {measure.code: measure for measure in self.measures}

    def labels(self, dimension: str) -> tuple[str, ...]:
        """The labels of a dimension in their order; none where it takes any. `UnknownCode` names the nearest."""
        name = compose(dimension) if isinstance(dimension, str) else dimension  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
        found = self.dimensions.get(name, DIMENSIONS.get(name))
        if found is None:
            known = suggestions(dimension, dict.fromkeys((*self.dimensions, *DIMENSIONS)))
            raise UnknownCode(f"unknown dimension {quote(dimension)}; known: {known}")
        return tuple(label.code for label in found)

    @functools.cached_property
    def label_lists(self) -> Mapping[str, tuple[str, ...]]:
        """For each dim that a table may have the labels of the plan, in order; what takes any label is left out."""
        found = {kind.noun: tuple(item.code for item in getattr(self, name)) for name, kind in COLLECTIONS.items()}
        found |= {name: labels for name in (DIMENSIONS | self.dimensions) if (labels := self.labels(name))}
        found["grade"] = tuple(grade.code for grade in self.grades.grades)
        found["period"] = tuple(map(str, self.periods))
        return MappingProxyType(found)

    @functools.cached_property
    def levels(self) -> Mapping[str, Levels]:
        """For each collection whose entities can be parts of each other what is above and below each of them."""
        return MappingProxyType(ancestry.levels_of(self))

    # --- finding --------------------------------------------------------------------------------------------------

    results = lookup.results
    kpis = lookup.kpis
    achievements = lookup.achievements
    risks = lookup.risks
    success_factors = lookup.success_factors

    ancestor = ancestry.ancestor

    # --- changing -------------------------------------------------------------------------------------------------

    def put(self, entity: Entity) -> "OperationalPlan":
        """The plan with this entity added, or put in the place of the one with its code.

        Raises:
            InvalidPlan: a plan holds no such thing; a unit belongs to its department.

        >>> plan = OperationalPlan(code="p", title="P", organisation="O", window="2008", periods=["2008"])
        >>> plan.put(Department(code="LEG", name="Legal Department")).department("leg").name
        'Legal Department'
        """
        name = next((name for name, kind in COLLECTIONS.items() if kind.of and isinstance(entity, kind.of)), None)
        if name is None:
            advice = (
                "; put it into the units of its department: change(plan, {'departments.CODE.units.CODE': unit})"
                if isinstance(entity, OrgUnit)
                else ""
            )
            raise refusal(f"a plan holds no {type(entity).__name__}{advice}")
        held, coded = getattr(self, name), self.coded(name)
        place = coded.places.get(fold(entity.code), len(held))
        if not coded.single:  # two have one code; neither stays where that is this one
            held = tuple(other for other in held if fold(other.code) != fold(entity.code))
            place = len(held)
        return self._evolved({name: (*held[:place], entity, *held[place + 1 :])})

    rename = removal.rename
    remove = removal.remove

    # --- inside ---------------------------------------------------------------------------------------------------

    def _evolved(self, changes: Mapping[str, Any]) -> "OperationalPlan":
        """The plan with other values of some fields, as from `attrs.evolve`, at the price of what they touch."""
        made = object.__new__(OperationalPlan)
        others = evolving.take_over(self, made, changes) if type(self) is OperationalPlan else None
        if others is None:
            return attrs.evolve(self, **changes)
        for name, coded in self._coded.items():
            if name not in others and (name != "units" or self.departments is made.departments):
                made._coded[name] = coded
        return made

    @functools.cached_property
    def _coded(self) -> dict[str, Coded]:
        """Where the entities of collections stand by their codes: of those that something was looked up in."""
        return {}

    def coded(self, name: str) -> Coded:
        """Where the entities of a collection stand by their codes and aliases; `units` are those of all departments."""
        if (found := self._coded.get(name)) is None:
            found = self._coded[name] = Coded(self._held(name))
        return found

    @functools.cached_property
    def joined(self) -> dict[str, Table]:
        """The tables of measures as one table each, by their code: of those that `figures` was asked for."""
        return {}

    def _held(self, name: str) -> tuple[Any, ...]:
        """The entities of a collection; `units` are those of all departments."""
        held: tuple[Any, ...] = self._units if name == "units" else getattr(self, name)
        return held

    @functools.cached_property
    def _units(self) -> tuple[OrgUnit, ...]:
        return tuple([unit for department in self.departments for unit in department.units])

    def _find(self, cls: type[EntityT], noun: str, code: str) -> EntityT:
        name = _NAMES[noun]
        place = self.coded(name).find(code) if isinstance(code, str) else None
        found = None if place is None else self._held(name)[place]
        if not isinstance(found, cls):
            known = suggestions(code, self.coded(name).codes) or "none"
            raise UnknownCode(f"unknown {noun} {quote(code)}; the plan has {known}")
        return found


COLLECTIONS: dict[str, fields.Kind] = {
    name: kind for name, kind in fields.kinds(OperationalPlan).items() if kind.of and fields.is_keyed(kind.of)
}
"""The fields of the plan that hold entities by code, and what they hold: class, noun, and file of a folder."""
_NAMES = {kind.noun: name for name, kind in COLLECTIONS.items()} | {"unit": "units"}
"""The collections by what one of their entities is called."""
