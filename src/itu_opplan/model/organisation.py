"""Who does the work: departments with their units, staffing and posts; other bodies; activity codes."""

from collections.abc import Iterable

import attrs

from ..periods import Period
from ..table import Table
from . import checks
from .order import in_order
from .results import ResultsFramework, frameworks

__all__ = ["Activity", "Body", "Department", "OrgUnit"]

_STAFFING = checks.TableShape(("grade", "period"), "work_month")
_POSTS = checks.TableShape(("grade", "period"), "post")
_ALLOCATIONS = checks.TableShape(("kind", "item", "period"), "percent")


@attrs.frozen(kw_only=True)
class OrgUnit:
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
        note: anything a later reader should know.
        frameworks: its tables of results, in the order of section and code.

    >>> OrgUnit(code="JUR", name="Legal Affairs Unit", section="III.1.1a").name
    'Legal Affairs Unit'
    """

    code: str = attrs.field(metadata=checks.CODE)
    name: str = attrs.field(metadata=checks.TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    parent: str | None = attrs.field(default=None, metadata=checks.MAYBE_CODE)
    description: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    valid_from: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    valid_until: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    successors: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=frameworks, metadata=checks.entities(ResultsFramework)
    )

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


def _units(value: Iterable[OrgUnit]) -> tuple[OrgUnit, ...]:
    return in_order(value)


@attrs.frozen(kw_only=True)
class Department:
    """A department of the entity, with what it has to work with.

    Attributes:
        code: as the tables of the plan cite it, such as `C&P`; unique among departments, units and bodies.
        name: its name as printed.
        section: number of the section that is printed above it.
        aliases: other codes and names under which the plan speaks of it (`PE` for `PER`); for look-ups, never in files.
        description: what it does, in one line.
        objectives: codes of the objectives that the text links it to.
        units: its units, in the order of section and code.
        staffing: its capacity in work-months: dims grade, period.
        staffing_section: number of the section that is printed above that table.
        published_staffing: the total work-months that are printed, as printed: dim period.
        posts: its posts: dims grade, period. Posts are a stock and do not add over periods.
        posts_section: number of the section that is printed above that table.
        published_posts: the total posts that are printed, as printed: dim period.
        allocations: percent of its work by kind (`activity`, `event`) and item: dims kind, item, period.
        allocations_section: number of the section that is printed above those tables.
        published_allocations: the totals that are printed below them, in percent: dims kind, period.
        valid_from: the period in which it starts to exist; None where the plan does not say.
        valid_until: the period in which it ceases to exist; None where the plan does not say.
        successors: codes of the departments, units or bodies that take over from it.
        mandates: codes of the mandates that its text cites.
        to_be_completed: names of the parts that the plan itself marks as to be completed, such as `description`,
            `links`, `effort`, `volumes`, `results`, `kpis`, `risks`, `focal_points`, `funding`.
        elsewhere: names of the parts that the plan says stand in another place or document.
        note: anything a later reader should know.
        frameworks: its tables of results, in the order of section and code.

    >>> staffing = Table.from_records(
    ...     [{"grade": "P5", "period": "2008", "value": 12}], dims=("grade", "period"), unit="work_month"
    ... )
    >>> Department(code="LEG", name="Legal Department", staffing=staffing).staffing.total()
    Decimal('12')
    """

    code: str = attrs.field(metadata=checks.CODE)
    name: str = attrs.field(metadata=checks.TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    description: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    objectives: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    staffing: Table = attrs.field(default=_STAFFING.empty, metadata=checks.table(_STAFFING))
    staffing_section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    published_staffing: Table = attrs.field(default=checks.WORK_MONTHS.empty, metadata=checks.table(checks.WORK_MONTHS))
    posts: Table = attrs.field(default=_POSTS.empty, metadata=checks.table(_POSTS))
    posts_section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    published_posts: Table = attrs.field(default=checks.POSTS.empty, metadata=checks.table(checks.POSTS))
    allocations: Table = attrs.field(default=_ALLOCATIONS.empty, metadata=checks.table(_ALLOCATIONS))
    allocations_section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    published_allocations: Table = attrs.field(
        default=checks.ALLOCATIONS.empty, metadata=checks.table(checks.ALLOCATIONS)
    )
    valid_from: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    valid_until: Period | None = attrs.field(default=None, converter=checks.maybe_period, metadata=checks.MAYBE_PERIOD)
    successors: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=frameworks, metadata=checks.entities(ResultsFramework)
    )
    units: tuple[OrgUnit, ...] = attrs.field(default=(), converter=_units, metadata=checks.entities(OrgUnit))

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


@attrs.frozen(kw_only=True)
class Body:
    """Somebody outside the departments who answers for a result, is consulted, or takes over: BDT, a task force …

    Attributes:
        code: unique among departments, units and bodies.
        name: its name as printed.
        section: number of the section that first names it.
        aliases: other names under which the plan speaks of it; for look-ups only.
        note: anything a later reader should know.

    >>> Body(code="BDT", name="Telecommunication Development Bureau").code
    'BDT'
    """

    code: str = attrs.field(metadata=checks.CODE)
    name: str = attrs.field(metadata=checks.TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


@attrs.frozen(kw_only=True)
class Activity:
    """Work that turns resources into outputs, as time sheets name it.

    Attributes:
        code: its code, such as `GA001`.
        title: what it is, as printed.
        section: number of the section that lists it.
        department: code of the department whose activity it is; None for a general one, open to all.
        aliases: other labels under which the plan prints it; for look-ups only.
        note: anything a later reader should know.

    >>> Activity(code="PER23", title="Job classification - EMP", department="PER").department
    'PER'
    """

    code: str = attrs.field(metadata=checks.CODE)
    title: str = attrs.field(metadata=checks.TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    department: str | None = attrs.field(default=None, metadata=checks.MAYBE_CODE)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)
