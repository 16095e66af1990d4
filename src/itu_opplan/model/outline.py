"""The outline: the headings of the document as they are printed, and the places that its text refers to."""

from collections.abc import Iterable

import attrs

from . import fields, to
from .checked import Checked
from .keyed import Attributes, Keyed, to_attributes

__all__ = ["CrossReference", "Heading"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CrossReference(Checked):
    """A place of the document that the text below a heading refers to.

    Attributes:
        number: the number it gives, such as `II.6` or `Annex X`.
        title: what it says stands there, where it says so.
        note: anything a later reader should know.

    >>> CrossReference(number="II.6", title="Publications output").number
    'II.6'
    """

    number: str = attrs.field(metadata=fields.TEXT)
    title: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)


def _references(value: Iterable[CrossReference]) -> tuple[CrossReference, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Heading(Checked):
    """One heading of the document. Numbers repeat and slip: they stand as they are printed.

    Attributes:
        number: the printed number, such as `II.1.4b`.
        title: the words of the heading; None where only the number is printed.
        refers_to: what the text below it refers to.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Heading(number="II.1.1", title="Description of output").number
    'II.1.1'
    """

    number: str = attrs.field(metadata=fields.TEXT)
    title: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    refers_to: tuple[CrossReference, ...] = attrs.field(
        default=(), converter=_references, metadata=fields.children(CrossReference, "cross reference")
    )
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)
