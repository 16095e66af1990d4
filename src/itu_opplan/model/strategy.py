"""What the plan is for: the strategic goals of the organisation and the objectives of the entity."""

import attrs

from . import checking, fields
from .keyed import Attributes, Keyed, to_attributes
from .measures import Figures, to_figures

__all__ = ["Objective", "StrategicGoal"]


@attrs.frozen(kw_only=True)
class StrategicGoal:
    """A high-level aim of the whole organisation. Not an objective: the two have link lists of their own.

    Attributes:
        code: as outputs cite it, such as `1`.
        title: the short label.
        section: number of the section that is printed above it.
        description: what it means, in one line.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        figures: its tables of the measures that the plan declares, by their code, and what is printed with each.

    >>> StrategicGoal(code="2", title="Bridging the digital divide").title
    'Bridging the digital divide'
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    description: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)

    __attrs_post_init__ = checking.check_entity


@attrs.frozen(kw_only=True)
class Objective:
    """A specific aim of the entity for the planning window.

    Attributes:
        code: as outputs cite it, such as `3`.
        title: the short label.
        section: number of the section that is printed above it.
        description: what it means, in one line.
        label: what is printed in the place of the code, such as `1.1`; None for the code.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.
        figures: its tables of the measures that the plan declares, by their code, and what is printed with each.

    >>> Objective(code="2", title="Effective management of the Union").code
    '2'
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    description: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    label: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=fields.FIGURES)

    __attrs_post_init__ = checking.check_entity
