"""What the entity delivers: outputs with the work and the services they take, their groups, services."""

from collections.abc import Iterable, Mapping

import attrs

from ..table import Table
from . import fields, to
from .checked import Checked
from .context import Funding
from .keyed import Attributes, Keyed, to_attributes
from .measures import BUILT_IN, Figures, to_figures
from .results import ResultsFramework, RiskFactor, SuccessFactor, in_print_order, to_risks, to_success_factors
from .shapes import COUNT

__all__ = ["MIXED", "Output", "OutputGroup", "Service", "unit_of_services"]

_EFFORT, _SERVICES = BUILT_IN["effort"], BUILT_IN["services"]

MIXED = "various"
"""The unit of a table of services that are not all counted alike; `volumes(plan, unit=…)` takes them apart."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OutputGroup(Checked):
    """A heading that holds several outputs, such as II.7 of the shipped plan.

    Attributes:
        code: as outputs cite it.
        title: the heading.
        section: its printed number.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> OutputGroup(code="COORDINATION", title="INTERSECTORAL COORDINATION", section="II.8").section
    'II.8'
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


def _funding(value: Iterable[Funding]) -> tuple[Funding, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Output(Checked):
    """A programme area that takes resources and serves objectives (Part II of the shipped plan).

    Attributes:
        code: stable code, such as `PP`.
        title: the heading, as printed.
        section: its printed number.
        group: code of the group it stands in.
        parent: code of the output that it is a part of; its figures are its own, those of its parts are not in them.
        description: what it is, in one line.
        goals: codes of the strategic goals that it is linked to.
        objectives: codes of the objectives that it is linked to.
        effort: work-months that it takes: dims department, period.
        effort_section: number of the section that is printed above that table.
        effort_assumed: what its figures rest on that no plan says, as sentences.
        published_effort: the total work-months that are printed, as printed: dim period.
        services: volumes that it takes (pages translated, typed, printed …): dims service, period. Its unit is that of
            the services, which do not add up.
        services_section: number of the section that is printed above that table.
        services_assumed: what its figures rest on that no plan says, as sentences.
        published_services: volumes that are printed as totals: dims service, period.
        figures: its tables of the measures that the plan declares, by their code, and beside each what is printed with
            it: `budget`, `budget_section`, `budget_assumed`, `published_budget`.
        mandates: codes of the mandates that its text cites.
        funding: how it is paid for.
        risks: what may prevent its results, where the plan says so outside the tables of results.
        success_factors: what must hold for them, likewise.
        to_be_completed: names of the parts that the plan itself marks as to be completed, such as `description`,
            `links`, `effort`, `volumes`, `results`, `kpis`, `risks`, `focal_points`, `funding`.
        elsewhere: names of the parts that the plan says stand in another place or document.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        frameworks: its tables of results, in the order of section and code.

    >>> effort = Table.from_records(
    ...     [{"department": "SGO", "period": "2008", "value": "4.7"}], dims=("department", "period"), unit="work_month"
    ... )
    >>> Output(code="PP", title="Plenipotentiary Conference", objectives=["1"], effort=effort).objectives
    ('1',)
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    group: str | None = attrs.field(default=None, metadata=fields.link_to("groups"))
    parent: str | None = attrs.field(default=None, metadata=fields.link_to("siblings"))
    description: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    goals: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("goals"))
    objectives: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("objectives"))
    effort: Table = attrs.field(default=_EFFORT.shape.empty, metadata=fields.table("effort"))
    effort_section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    effort_assumed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    published_effort: Table = attrs.field(default=_EFFORT.published.empty, metadata=fields.published("effort"))
    services: Table = attrs.field(default=_SERVICES.shape.empty, metadata=fields.table("services"))
    services_section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    services_assumed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    published_services: Table = attrs.field(default=_SERVICES.published.empty, metadata=fields.published("services"))
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    funding: tuple[Funding, ...] = attrs.field(
        default=(), converter=_funding, metadata=fields.children(Funding, "funding")
    )
    risks: tuple[RiskFactor, ...] = attrs.field(
        default=(), converter=to_risks, metadata=fields.children(RiskFactor, "risk")
    )
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=to_success_factors, metadata=fields.children(SuccessFactor, "success factor")
    )
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=in_print_order, metadata=fields.children(ResultsFramework, "results framework")
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Service(Checked):
    """A service that outputs order by volume.

    Attributes:
        code: as tables cite it, such as `translation`.
        name: what it is called.
        unit: what it is counted in, such as `page`; `count` where nothing is said.
        departments: codes of the departments that provide it.
        section: number of the section that is printed above it.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Service(code="interpretation", name="Interpretation", unit="hour").unit
    'hour'
    """

    code: str = attrs.field(metadata=fields.CODE)
    name: str = attrs.field(metadata=fields.TEXT)
    unit: str = attrs.field(default=COUNT, metadata=fields.UNIT)
    departments: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("departments"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


def unit_of_services(services: Iterable[str], units: Mapping[str, str]) -> str | None:
    """The unit of a table of these services: theirs, `MIXED` if they have several, None if none of them is known."""
    found = {units[service] for service in services if service in units}
    return found.pop() if len(found) == 1 else MIXED if found else None
