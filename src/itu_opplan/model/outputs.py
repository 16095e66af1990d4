"""What the entity delivers: outputs with the work and the services they take, their groups, services."""

from collections.abc import Iterable, Mapping

import attrs

from ..table import Table
from . import checks
from .context import Funding
from .results import ResultsFramework, RiskFactor, SuccessFactor, frameworks

__all__ = ["ITU_SERVICES", "MIXED", "Output", "OutputGroup", "Service", "counted_in"]

_EFFORT = checks.TableShape(("department", "period"), "work_month")
_SERVICES = checks.TableShape(("service", "period"), None)

MIXED = "various"
"""The unit of a table of services that are not all counted alike; `volumes(plan, unit=…)` takes them apart."""


@attrs.frozen(kw_only=True)
class OutputGroup:
    """A heading that holds several outputs, such as II.7 of the shipped plan.

    Attributes:
        code: as outputs cite it.
        title: the heading.
        section: its printed number.
        note: anything a later reader should know.

    >>> OutputGroup(code="COORDINATION", title="INTERSECTORAL COORDINATION", section="II.8").section
    'II.8'
    """

    code: str = attrs.field(metadata=checks.CODE)
    title: str = attrs.field(metadata=checks.TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


def _funding(value: Iterable[Funding]) -> tuple[Funding, ...]:
    return checks.items(value)


def _risks(value: Iterable[RiskFactor]) -> tuple[RiskFactor, ...]:
    return checks.items(value)


def _success_factors(value: Iterable[SuccessFactor]) -> tuple[SuccessFactor, ...]:
    return checks.items(value)


def _services(value: Table) -> Table:
    """One empty table for all of this shape, whatever their unit: a file has no place for the unit of no figures."""
    empty = isinstance(value, Table) and not len(value) and set(value.dims) == set(_SERVICES.dims)
    return _SERVICES.empty if empty else value


@attrs.frozen(kw_only=True)
class Output:
    """A programme area that takes resources and serves objectives (Part II of the shipped plan).

    Attributes:
        code: stable code, such as `PP`.
        title: the heading, as printed.
        section: its printed number.
        group: code of the group it stands in.
        description: what it is, in one line.
        goals: codes of the strategic goals that it is linked to.
        objectives: codes of the objectives that it is linked to.
        effort: work-months that it takes: dims department, period.
        effort_section: number of the section that is printed above that table.
        published_effort: the total work-months that are printed, as printed: dim period.
        services: volumes that it takes (pages translated, typed, printed …): dims service, period. Its unit is that of
            the services; services do not add up, so there is no published total.
        services_section: number of the section that is printed above that table.
        mandates: codes of the mandates that its text cites.
        funding: how it is paid for.
        risks: what may prevent its results, where the plan says so outside the tables of results.
        success_factors: what must hold for them, likewise.
        to_be_completed: names of the parts that the plan itself marks as to be completed, such as `description`,
            `links`, `effort`, `volumes`, `results`, `kpis`, `risks`, `focal_points`, `funding`.
        elsewhere: names of the parts that the plan says stand in another place or document.
        note: anything a later reader should know.
        frameworks: its tables of results, in the order of section and code.

    >>> effort = Table.from_records(
    ...     [{"department": "SGO", "period": "2008", "value": "4.7"}], dims=("department", "period"), unit="work_month"
    ... )
    >>> Output(code="PP", title="Plenipotentiary Conference", objectives=["1"], effort=effort).objectives
    ('1',)
    """

    code: str = attrs.field(metadata=checks.CODE)
    title: str = attrs.field(metadata=checks.TEXT)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    group: str | None = attrs.field(default=None, metadata=checks.MAYBE_CODE)
    description: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    goals: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    objectives: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    effort: Table = attrs.field(default=_EFFORT.empty, metadata=checks.table(_EFFORT))
    effort_section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    published_effort: Table = attrs.field(default=checks.WORK_MONTHS.empty, metadata=checks.table(checks.WORK_MONTHS))
    services: Table = attrs.field(default=_SERVICES.empty, converter=_services, metadata=checks.table(_SERVICES))
    services_section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    funding: tuple[Funding, ...] = attrs.field(default=(), converter=_funding, metadata=checks.entities(Funding))
    risks: tuple[RiskFactor, ...] = attrs.field(default=(), converter=_risks, metadata=checks.entities(RiskFactor))
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=_success_factors, metadata=checks.entities(SuccessFactor)
    )
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.TEXTS)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=frameworks, metadata=checks.entities(ResultsFramework)
    )

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


@attrs.frozen(kw_only=True)
class Service:
    """A service that outputs order by volume.

    Attributes:
        code: as tables cite it, such as `translation`.
        name: what it is called.
        unit: what it is counted in, such as `page`.
        departments: codes of the departments that provide it.
        section: number of the section that is printed above it.
        note: anything a later reader should know.

    >>> Service(code="interpretation", name="Interpretation", unit="hour").unit
    'hour'
    """

    code: str = attrs.field(metadata=checks.CODE)
    name: str = attrs.field(metadata=checks.TEXT)
    unit: str = attrs.field(default="page", metadata=checks.UNIT)
    departments: tuple[str, ...] = attrs.field(default=(), converter=checks.texts, metadata=checks.CODES)
    section: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=checks.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checks.checked(self)


def counted_in(services: Iterable[str], units: Mapping[str, str]) -> str | None:
    """The unit of a table of these services: theirs, `MIXED` if they have several, None if none of them is known."""
    found = {units[service] for service in services if service in units}
    return found.pop() if len(found) == 1 else MIXED if found else None


ITU_SERVICES = (
    Service(code="reprography", name="Reprography"),
    Service(code="translation", name="Translation"),
    Service(code="typing", name="Typing"),
)
"""The services of ITU's documentation tables, each in pages; a plan that names no services has these."""
