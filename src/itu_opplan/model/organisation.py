"""Who does the work: departments with their units, staffing and posts; other bodies; activity codes."""

from collections.abc import Iterable

import attrs

from ..periods import Period
from ..table import Table
from . import fields, to
from .checked import Checked
from .keyed import Attributes, Keyed, to_attributes
from .measures import BUILT_IN, Figures, to_figures
from .order import in_order
from .results import ResultsFramework, in_print_order

__all__ = ["Activity", "Body", "Department", "OrgUnit"]

_STAFFING, _POSTS, _ALLOCATIONS = BUILT_IN["staffing"], BUILT_IN["posts"], BUILT_IN["allocations"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OrgUnit(Checked):
    """A unit, division, service or section of a department.

    Attributes:
        code: unique among all units, departments and bodies of the plan.
        name: its name as printed.
        section: number of the section that is printed above it.
        aliases: other names and codes under which the plan speaks of it; for look-ups only.
        parent: code of the unit that it is part of; None directly below the department.
        description: what it does, in one line.
        valid_from: the period in which it starts to exist; None where the plan does not say.
        valid_until: the period in which it ceases to exist; None where the plan does not say.
        successors: codes of the departments, units or bodies that take over from it.
        mandates: codes of the mandates that its text cites.
        to_be_completed: names of the parts that the plan itself marks as to be completed, such as `description`,
            `links`, `effort`, `volumes`, `results`, `kpis`, `risks`, `focal_points`, `funding`.
        elsewhere: names of the parts that the plan says stand in another place or document.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        frameworks: its tables of results, in the order of section and code.

    >>> OrgUnit(code="JUR", name="Legal Affairs Unit", section="III.1.1a").name
    'Legal Affairs Unit'
    """

    code: str = attrs.field(metadata=fields.CODE)
    name: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    parent: str | None = attrs.field(default=None, metadata=fields.link_to("siblings"))
    description: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    valid_from: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    valid_until: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    successors: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to(*fields.ACTORS))
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=in_print_order, metadata=fields.children(ResultsFramework, "results framework")
    )


def _units(value: Iterable[OrgUnit]) -> tuple[OrgUnit, ...]:
    return in_order(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Department(Checked):
    """A department of the entity, with what it has to work with.

    Attributes:
        code: as the tables of the plan cite it, such as `C&P`; unique among departments, units and bodies.
        name: its name as printed.
        section: number of the section that is printed above it.
        aliases: other codes and names under which the plan speaks of it (`PE` for `PER`); for look-ups, never in files.
        parent: code of the department that it is a part of; its figures are its own, those of its parts not in them.
        description: what it does, in one line.
        objectives: codes of the objectives that the text links it to.
        units: its units, in the order of section and code.
        staffing: its capacity in work-months: dims grade, period.
        staffing_section: number of the section that is printed above that table.
        staffing_assumed: what its figures rest on that no plan says, as sentences.
        published_staffing: the total work-months that are printed, as printed: dim period.
        posts: its posts: dims grade, period. Posts are a stock and do not add over periods.
        posts_section: number of the section that is printed above that table.
        posts_assumed: what its figures rest on that no plan says, as sentences.
        published_posts: the total posts that are printed, as printed: dim period.
        allocations: percent of its work by kind (`activity`, `event`) and item: dims kind, item, period.
        allocations_section: number of the section that is printed above those tables.
        allocations_assumed: what its figures rest on that no plan says, as sentences.
        published_allocations: the totals that are printed below them, in percent: dims kind, period.
        figures: its tables of the measures that the plan declares, by their code, and what is printed with each.
        valid_from: the period in which it starts to exist; None where the plan does not say.
        valid_until: the period in which it ceases to exist; None where the plan does not say.
        successors: codes of the departments, units or bodies that take over from it.
        mandates: codes of the mandates that its text cites.
        to_be_completed: names of the parts that the plan itself marks as to be completed, such as `description`,
            `links`, `effort`, `volumes`, `results`, `kpis`, `risks`, `focal_points`, `funding`.
        elsewhere: names of the parts that the plan says stand in another place or document.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        frameworks: its tables of results, in the order of section and code.

    >>> staffing = Table.from_records(
    ...     [{"grade": "P5", "period": "2008", "value": 12}], dims=("grade", "period"), unit="work_month"
    ... )
    >>> Department(code="LEG", name="Legal Department", staffing=staffing).staffing.total()
    Decimal('12')
    """

    code: str = attrs.field(metadata=fields.CODE)
    name: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    parent: str | None = attrs.field(default=None, metadata=fields.link_to("siblings"))
    description: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    objectives: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("objectives"))
    staffing: Table = attrs.field(default=_STAFFING.shape.empty, metadata=fields.table("staffing"))
    staffing_section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    staffing_assumed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    published_staffing: Table = attrs.field(default=_STAFFING.published.empty, metadata=fields.published("staffing"))
    posts: Table = attrs.field(default=_POSTS.shape.empty, metadata=fields.table("posts"))
    posts_section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    posts_assumed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    published_posts: Table = attrs.field(default=_POSTS.published.empty, metadata=fields.published("posts"))
    allocations: Table = attrs.field(default=_ALLOCATIONS.shape.empty, metadata=fields.table("allocations"))
    allocations_section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    allocations_assumed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    published_allocations: Table = attrs.field(
        default=_ALLOCATIONS.published.empty, metadata=fields.published("allocations")
    )
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)
    valid_from: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    valid_until: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    successors: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to(*fields.ACTORS))
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=in_print_order, metadata=fields.children(ResultsFramework, "results framework")
    )
    units: tuple[OrgUnit, ...] = attrs.field(default=(), converter=_units, metadata=fields.children(OrgUnit, "unit"))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Body(Checked):
    """Somebody outside the departments who answers for a result, is consulted, or takes over: BDT, a task force …

    Attributes:
        code: unique among departments, units and bodies.
        name: its name as printed.
        section: number of the section that first names it.
        aliases: other names under which the plan speaks of it; for look-ups only.
        mandates: codes of the mandates that it was set up by, or that its text cites.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Body(code="BDT", name="Telecommunication Development Bureau").code
    'BDT'
    """

    code: str = attrs.field(metadata=fields.CODE)
    name: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Activity(Checked):
    """Work that turns resources into outputs: as time sheets name it, or as the text of an output or a unit lists it.

    Attributes:
        code: its code, such as `GA001`.
        title: what it is, as printed.
        section: number of the section that lists it.
        department: code of the department whose activity it is; None for a general one, open to all.
        output: code of the output whose text lists it.
        unit: code of the unit whose text lists it.
        parent: code of the activity that it is a part of.
        period: what it is listed for; None where the plan does not say.
        mandates: codes of the mandates that it cites.
        aliases: other labels under which the plan prints it; for look-ups only.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Activity(code="PER23", title="Job classification - EMP", department="PER").booked
    True
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    department: str | None = attrs.field(default=None, metadata=fields.link_to("departments"))
    output: str | None = attrs.field(default=None, metadata=fields.link_to("outputs"))
    unit: str | None = attrs.field(default=None, metadata=fields.link_to("units"))
    parent: str | None = attrs.field(default=None, metadata=fields.link_to("siblings"))
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    aliases: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)

    @property
    def booked(self) -> bool:
        """Whether departments book their work on it: it is of the time sheets, not of a list in the text."""
        return self.output is None and self.unit is None
