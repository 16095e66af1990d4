"""The context of a plan: mandates, provisions and funding, events, projects, and claims."""

import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

import attrs

from ..periods import Period
from . import fields, to
from .checked import Checked
from .keyed import Attributes, Keyed, to_attributes
from .measures import Figures, to_figures

__all__ = ["Claim", "Event", "Funding", "Mandate", "Operation", "Project", "Provision"]

Operation: TypeAlias = Literal["sum", "difference", "product", "ratio", "change", "count", "quarter_of"]
"""How a claim is worked out."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Mandate(Checked):
    """A resolution, decision, article or provision that work rests on, or a document that the text cites.

    Attributes:
        code: unique in the plan, such as `RES-140` (a resolution of the PP) or `C-DEC-496` (a decision of Council).
        series: `resolution`, `decision`, `article`, `provision` or `rules`; a plan may list more, such as `document`.
        issued_by: who adopted it: `PP`, `Council`; or the instrument: `CS`, `CV`, `GR` …
        number: its number as printed, such as `140` or `269A`; None for whole rules.
        session: where it was adopted or revised, as printed: `Antalya, 2006`, `PP-02`.
        title: its subject, in one line; None where the plan does not say.
        section: number of the section that first cites it.
        aliases: other ways in which the plan prints it; for look-ups only.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Mandate(code="RES-140", series="resolution", issued_by="PP", number="140").number
    '140'
    """

    code: str = attrs.field(metadata=fields.CODE)
    series: str = attrs.field(metadata=fields.label("series", optional=False))
    issued_by: str = attrs.field(metadata=fields.TEXT)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    session: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    title: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


ProvisionKind: TypeAlias = Literal["set aside", "need", "saving", "income", "limit"]
"""What a sum of money is: there, wanted, not spent, earned, or the most that there may be."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Provision(Checked):
    """A sum of money that the plan states for a purpose. Two outputs that cite one share it: it counts once.

    Attributes:
        code: unique in the plan.
        title: what it is for, in one line.
        kind: `set aside`, `need`, `saving`, `income` or `limit`: only alike kinds add up; None where the plan does not
            say.
        amount: the money, in the currency of the plan or in `unit`.
        unit: the currency, such as `CHF`; of an amount for each of several a rate such as `CHF/biennium`.
        bound: `at least`, `at most` or `about`, where the plan does not state it exactly.
        confirmed: false where the plan marks it as to be confirmed.
        period: what it is for.
        mandates: codes of the mandates that set it.
        section: number of the section that first states it.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Provision(
    ...     code="FORUM", title="A forum", kind="set aside", amount=1490000, unit="CHF", period="2008-2011"
    ... ).amount
    Decimal('1490000')
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    kind: ProvisionKind | None = attrs.field(default=None, metadata=fields.words(ProvisionKind))
    amount: Decimal | None = attrs.field(default=None, converter=to.maybe_figure, metadata=fields.MAYBE_MONEY)
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    bound: fields.Bound | None = attrs.field(default=None, metadata=fields.words(fields.Bound))
    confirmed: bool = attrs.field(default=True, metadata=fields.FLAG)
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Funding(Checked):
    """How an output is paid for in a period.

    Attributes:
        source: `regular budget`, `cost recovery`, `extra-budgetary`, `voluntary contribution`,
            `internal redeployment`, `capital fund`, or `unfunded mandated activity`: it must be done and has no budget.
        period: what it is for; None where the plan does not say.
        provision: code of the provision that it draws on.
        section: number of the section that states it.
        note: what the plan says of it, in one line.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Funding(source="unfunded mandated activity", period="2006-2007").period.months
    24
    """

    source: str = attrs.field(metadata=fields.label("source", optional=False))
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    provision: str | None = attrs.field(default=None, metadata=fields.link_to("provisions"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Event(Checked):
    """A dated event that an output prepares.

    Attributes:
        code: as allocations cite it, such as `WORLD-06`.
        title: its name as printed.
        output: code of the output that it belongs to.
        place: where it takes place.
        first: its first day.
        last: its last day.
        window: when it is due, as printed, where there is no day: `1Q 2009`, `2012`.
        period: in which it takes place.
        closing: the period in which it is wound up, where the plan says so: its accounts are closed.
        proposed: true where the plan calls its dates proposed or likely.
        mandates: codes of the mandates that call for it.
        section: number of the section that names it.
        aliases: other names under which the plan speaks of it; for look-ups only.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Event(code="WORLD-09", title="ITU TELECOM World 2009", output="TELECOM", period="2009").output
    'TELECOM'
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    output: str | None = attrs.field(default=None, metadata=fields.link_to("outputs"))
    place: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    first: datetime.date | None = attrs.field(default=None, metadata=fields.MAYBE_DATE)
    last: datetime.date | None = attrs.field(default=None, metadata=fields.MAYBE_DATE)
    window: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    closing: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    proposed: bool = attrs.field(default=False, metadata=fields.FLAG)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Project(Checked):
    """A project with a start, such as works on a building.

    Attributes:
        code: unique in the plan.
        title: what is done, as printed.
        output: code of the output that it belongs to.
        start: the period in which it starts.
        financed: whether it is financed; None where the plan does not say.
        result: what it is expected to bring, as printed.
        section: number of the section that lists it.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        figures: its tables of the measures that the plan declares, by their code, and what is printed with each.

    >>> Project(code="BLINDS", title="Replacement of window blinds (Tower)", start="2009-2011", financed=False).financed
    False
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    output: str | None = attrs.field(default=None, metadata=fields.link_to("outputs"))
    start: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    financed: bool | None = attrs.field(default=None, metadata=fields.MAYBE_FLAG)
    result: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Claim(Checked):
    """A number that the text states and that can be worked out again.

    Attributes:
        code: unique in the plan.
        text: what is claimed, in one line.
        operation: how to work it out: the `sum` of the terms, the `difference` of the first and all others, their
            `product`, the `ratio` of the first to the second, the `change` from the first to the second in percent,
            their `count`, or the `quarter_of` a date.
        stated: the number as the text states it.
        unit: what it counts, such as `count`, `percent` or `kCHF`; figures of the plan are converted to it.
        bound: `at least`, `at most` or `about`, where the text does not state it exactly.
        terms: figures and dates as text; addresses of figures, tables and lists of the plan; or names, to be counted.
        section: number of the section that states it.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> claim = Claim(
    ...     code="GROWTH", text="growth", operation="change", stated=100, unit="percent", terms=["1083", "2110"]
    ... )
    >>> claim.terms
    ('1083', '2110')
    """

    code: str = attrs.field(metadata=fields.CODE)
    text: str = attrs.field(metadata=fields.PROSE)
    operation: Operation = attrs.field(metadata=fields.words(Operation, optional=False))
    stated: Decimal = attrs.field(converter=to.figure, metadata=fields.FIGURE)
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    bound: fields.Bound | None = attrs.field(default=None, metadata=fields.words(fields.Bound))
    terms: tuple[str, ...] = attrs.field(converter=to.texts, metadata=fields.TERMS)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
