"""What the plan is for: the strategic goals of the organisation and the objectives of the entity."""

import attrs

from . import fields, to
from .checked import Checked
from .keyed import Attributes, Keyed, to_attributes
from .measures import Figures, to_figures
from .results import ResultsFramework, RiskFactor, SuccessFactor, in_print_order, to_risks, to_success_factors

__all__ = ["Objective", "StrategicGoal"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StrategicGoal(Checked):
    """A high-level aim of the whole organisation. Not an objective: the two have link lists of their own.

    Attributes:
        code: as outputs cite it, such as `1`.
        title: the short label.
        section: number of the section that is printed above it.
        description: what it means, in one line.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        parent: code of the goal that it is a part of; its figures are its own, those of its parts are not in them.
        risks: what may prevent its results, where the plan says so outside the tables of results.
        success_factors: what must hold for them, likewise.
        to_be_completed: names of the parts that the plan itself marks as to be completed, as an output has them.
        elsewhere: names of the parts that the plan says stand in another place or document.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        figures: its tables of the measures that the plan declares, by their code, and what is printed with each.
        frameworks: its tables of results, in the order of section and code.

    >>> StrategicGoal(code="2", title="Bridging the digital divide").title
    'Bridging the digital divide'
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    description: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    parent: str | None = attrs.field(default=None, metadata=fields.link_to("siblings"))
    risks: tuple[RiskFactor, ...] = attrs.field(
        default=(), converter=to_risks, metadata=fields.children(RiskFactor, "risk")
    )
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=to_success_factors, metadata=fields.children(SuccessFactor, "success factor")
    )
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=in_print_order, metadata=fields.children(ResultsFramework, "results framework")
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Objective(Checked):
    """A specific aim of the entity for the planning window.

    Attributes:
        code: as outputs cite it, such as `3`.
        title: the short label.
        section: number of the section that is printed above it.
        description: what it means, in one line.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        parent: code of the objective that it is a part of; its figures are its own, those of its parts are not in them.
        goals: codes of the strategic goals that it serves.
        risks: what may prevent its results, where the plan says so outside the tables of results.
        success_factors: what must hold for them, likewise.
        to_be_completed: names of the parts that the plan itself marks as to be completed, as an output has them.
        elsewhere: names of the parts that the plan says stand in another place or document.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        figures: its tables of the measures that the plan declares, by their code, and what is printed with each.
        frameworks: its tables of results, in the order of section and code.

    >>> Objective(code="2", title="Effective management of the Union").code
    '2'
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    description: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    parent: str | None = attrs.field(default=None, metadata=fields.link_to("siblings"))
    goals: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("goals"))
    risks: tuple[RiskFactor, ...] = attrs.field(
        default=(), converter=to_risks, metadata=fields.children(RiskFactor, "risk")
    )
    success_factors: tuple[SuccessFactor, ...] = attrs.field(
        default=(), converter=to_success_factors, metadata=fields.children(SuccessFactor, "success factor")
    )
    to_be_completed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    elsewhere: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)
    frameworks: tuple[ResultsFramework, ...] = attrs.field(
        default=(), converter=in_print_order, metadata=fields.children(ResultsFramework, "results framework")
    )
