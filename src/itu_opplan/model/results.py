"""What the plan promises and what came of it: frameworks of expected results, KPIs, achievements, risks.

One framework is one printed table, one block one printed row: the results that share their KPIs and risks. A KPI
belongs to the results of its block; `of` narrows that only where the document pairs them by number.
"""

import datetime
import functools
from collections.abc import Iterable
from typing import Literal, TypeAlias

import attrs

from ..paths import join
from ..periods import Period
from . import fields, to
from .checked import Checked
from .keyed import Attributes, Keyed, to_attributes
from .kpis import KPI, Achievement
from .order import in_order

__all__ = [
    "ExpectedResult",
    "Level",
    "Phase",
    "Reference",
    "ResultBlock",
    "ResultsFramework",
    "RiskFactor",
    "State",
    "SuccessFactor",
    "in_print_order",
    "to_risks",
    "to_success_factors",
]

Phase: TypeAlias = Literal["implementation", "planned"]
"""Whether a table tells what has been reached, or what is planned."""
Level: TypeAlias = Literal["output", "outcome", "impact"]
"""How far a result lies from the work: what it delivers, what changes by it, what that leads to in the end."""
State: TypeAlias = Literal["to be completed"]
"""What the document says of a table or row that it does not have yet."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExpectedResult(Checked):
    """The statement that KPIs measure.

    Attributes:
        text: the statement, in one line.
        number: the number printed before it; gaps and repeats are kept.
        code: its code, where it has one: unique among the KPIs and results of the plan.
        level: `output`, `outcome` or `impact`, where the document says so.
        lead: codes of the departments, units or bodies that answer for it.
        consulted: codes of those that are consulted.
        period: the period that it is for, where one table has several.
        mandates: codes of the mandates that it cites.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> ExpectedResult(text="prepare the 2015 review", lead=["SPU"]).lead
    ('SPU',)
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    code: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    level: Level | None = attrs.field(default=None, metadata=fields.words(Level))
    lead: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to(*fields.ACTORS))
    consulted: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to(*fields.ACTORS))
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RiskFactor(Checked):
    """What may prevent results.

    Attributes:
        text: what may happen; the same wording in two places is the same risk.
        number: the number printed before it.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> RiskFactor(text="Late contributions").text
    'Late contributions'
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SuccessFactor(Checked):
    """What must hold for results to be reached.

    Attributes:
        text: what must hold.
        number: the number printed before it.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> SuccessFactor(text="Client satisfaction").text
    'Client satisfaction'
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reference(Checked):
    """What a row takes from another table instead of repeating it: "as above", "implementation of items 1-6".

    Attributes:
        framework: code of the framework it is taken from.
        items: `all`, or the printed numbers: `1-6`, `1,3`.
        owner: address of what has the framework, such as `outputs.PP` or `goals.1`; None for the same one.

    >>> Reference(framework="2006-2007", items="1-6").numbers
    ('1', '2', '3', '4', '5', '6')
    """

    framework: str = attrs.field(metadata=fields.CODE)
    items: str = attrs.field(default="all", metadata=fields.NUMBERS)
    owner: str | None = attrs.field(default=None, metadata=fields.MAYBE_ADDRESS)

    def path(self, owner: str) -> str:
        """The address of the table that it means, for a row of a table of this owner.

        >>> Reference(framework="2007").path("outputs.PP")
        'outputs.PP.frameworks.2007'
        """
        return join(self.owner or owner, "frameworks", self.framework)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that are meant, each once; empty for all."""
        if self.items == "all":
            return ()
        numbers: list[str] = []
        for part in self.items.split(","):
            first, _, last = part.strip().partition("-")
            numbers += [str(number) for number in range(int(first), int(last) + 1)] if last else [first]
        return tuple(dict.fromkeys(numbers))


def _results(value: Iterable[ExpectedResult]) -> tuple[ExpectedResult, ...]:
    return to.items(value)


def _kpis(value: Iterable[KPI]) -> tuple[KPI, ...]:
    return to.items(value)


def _achievements(value: Iterable[Achievement]) -> tuple[Achievement, ...]:
    return to.items(value)


def to_risks(value: Iterable[RiskFactor]) -> tuple[RiskFactor, ...]:
    """Risk factors: a converter of fields."""
    return to.items(value)


def to_success_factors(value: Iterable[SuccessFactor]) -> tuple[SuccessFactor, ...]:
    """Success factors: a converter of fields."""
    return to.items(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ResultBlock(Checked):
    """One printed row: results that share their KPIs and risks.

    Attributes:
        group: the heading over several rows, as printed.
        number: number of a numbered heading that is no result itself.
        title: that heading.
        unit: code of the unit whose row it is.
        state: `to be completed` where the document says so.
        results_from: results that are taken from another table.
        kpis_from: KPIs that are taken from another table.
        risks_from: risk factors that are taken from another table.
        results: the results.
        kpis: the KPIs that measure them.
        achievements: what was reached.
        undivided: true where KPIs and achievements stand in one column, and the wording leaves open which is which.
        risks: what may prevent them.
        success_factors: what must hold.
        projects: codes of the projects that are listed.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> ResultBlock(results=[ExpectedResult(text="Payment of benefits")]).results[0].text
    'Payment of benefits'
    """

    group: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    title: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    unit: str | None = attrs.field(default=None, metadata=fields.link_to("units"))
    state: State | None = attrs.field(default=None, metadata=fields.words(State))
    results_from: Reference | None = attrs.field(default=None, metadata=fields.child(Reference, "reference"))
    kpis_from: Reference | None = attrs.field(default=None, metadata=fields.child(Reference, "reference"))
    risks_from: Reference | None = attrs.field(default=None, metadata=fields.child(Reference, "reference"))
    results: tuple[ExpectedResult, ...] = attrs.field(
        default=(), converter=_results, metadata=fields.children(ExpectedResult, "result")
    )
    kpis: tuple[KPI, ...] = attrs.field(default=(), converter=_kpis, metadata=fields.children(KPI, "KPI"))
    achievements: tuple[Achievement, ...] = attrs.field(
        default=(), converter=_achievements, metadata=fields.children(Achievement, "achievement")
    )
    undivided: bool = attrs.field(default=False, metadata=fields.FLAG)
    risks: tuple[RiskFactor, ...] = attrs.field(
        default=(), converter=to_risks, metadata=fields.children(RiskFactor, "risk")
    )
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=to_success_factors, metadata=fields.children(SuccessFactor, "success factor")
    )
    projects: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("projects"))
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


def _blocks(value: Iterable[ResultBlock]) -> tuple[ResultBlock, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ResultsFramework(Checked):
    """One printed table of results.

    Attributes:
        code: unique within its goal, objective, output, department or unit, so that "as above" can point at it.
        section: number of the section that is printed above it.
        title: the heading in it.
        phase: `implementation` for what has been reached so far, `planned` for what is to come; None where the document
            does not say, and then look-ups go by `implied_phase`.
        as_of: the day of which it reports.
        periods: the periods it is for; any, not only the columns of the plan; none where the document does not say.
        announced: the periods that the sentence above the table announces, where there is one.
        state: `to be completed` where the document says so.
        blocks: its rows.
        risks: what may prevent all of them.
        success_factors: what must hold for all of them.
        mandates: codes of the mandates that it cites.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> ResultsFramework(code="2008-2011", periods=["2008-2011"], phase="planned").periods[0].months
    48
    """

    code: str = attrs.field(metadata=fields.CODE)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    title: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    phase: Phase | None = attrs.field(default=None, metadata=fields.words(Phase))
    as_of: datetime.date | None = attrs.field(default=None, metadata=fields.MAYBE_DATE)
    periods: tuple[Period, ...] = attrs.field(default=(), converter=to.periods, metadata=fields.ANY_PERIODS)
    announced: tuple[Period, ...] = attrs.field(default=(), converter=to.periods, metadata=fields.ANY_PERIODS)
    state: State | None = attrs.field(default=None, metadata=fields.words(State))
    risks: tuple[RiskFactor, ...] = attrs.field(
        default=(), converter=to_risks, metadata=fields.children(RiskFactor, "risk")
    )
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=to_success_factors, metadata=fields.children(SuccessFactor, "success factor")
    )
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    blocks: tuple[ResultBlock, ...] = attrs.field(
        default=(), converter=_blocks, metadata=fields.children(ResultBlock, "result block")
    )

    @functools.cached_property
    def implied_phase(self) -> Phase:
        """The phase; of a table that states none that of a report if it has a day or achievements, else of a plan.

        >>> ResultsFramework(code="2007", periods=["2007"]).implied_phase
        'planned'
        """
        if self.phase is not None:
            return self.phase
        reports = self.as_of is not None or any(block.achievements for block in self.blocks)
        return "implementation" if reports else "planned"


def in_print_order(value: Iterable[ResultsFramework]) -> tuple[ResultsFramework, ...]:
    """The frameworks of one owner in their order: a converter of fields."""
    return in_order(value)
