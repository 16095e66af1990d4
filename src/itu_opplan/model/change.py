"""One change of a plan: at an address, from what stands there to what is to stand there."""

import functools
from collections.abc import Iterator
from typing import Literal, TypeAlias, cast

import attrs

from ..errors import InvalidPlan, UnknownCode
from ..problem import Problem, fault
from ..wording import quote
from . import checking, fields
from .checked import Checked
from .slots import Slot, find_slot

__all__ = ["Change", "ChangeKind"]

ChangeKind: TypeAlias = Literal["added", "removed", "renamed", "moved", "reworded", "changed"]
"""What happens: something comes where nothing was, or goes; an entity gets another code, an item another place, a text
other words; or anything else changes."""


_DERIVED = cast(ChangeKind, "")
"""What is said where the kind is not: it follows from what there was and what there will be."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Change(Checked):
    """One change of a plan.

    Attributes:
        path: its address in the plan as it is, as for `get`. Items without a code stand by their place there; what is
            added to a list goes before the item that stands at that place.
        kind: `added`, `removed`, `renamed`, `moved`, `reworded` or `changed`; of the first, the second and the last it
            need not be said.
        old: what stands there now: a text, a figure, a `Missing`, an entity without its figures …; None where nothing
            does. What is renamed has its code, what is moved its place.
        new: what is to stand there; None where nothing is. What is moved has the place of the item
            before which it goes.
        text: the text of the item without code that the address leads into, so that no other one is changed.
        section: number of the printed section that it belongs to.
        reason: why.

    >>> change = Change(path="outputs.PP.effort[C&P, 2008]", old="13.1", new=14, reason="one more session")
    >>> change.kind, change.new
    ('changed', Decimal('14'))
    """

    path: str = attrs.field(metadata=fields.ADDRESS)
    kind: ChangeKind = attrs.field(default=_DERIVED, metadata=fields.words(ChangeKind, optional=False))
    old: object = attrs.field(default=None, metadata=fields.VALUE)
    new: object = attrs.field(default=None, metadata=fields.VALUE)
    text: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    reason: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if self.kind is _DERIVED:
            kind: ChangeKind = "added" if self.old is None else "removed" if self.new is None else "changed"
            object.__setattr__(self, "kind", kind)  # the way of attrs in its own __init__
        try:
            slot = self.slot
        except UnknownCode as error:
            raise InvalidPlan([fault("Change.path", str(error), actual=self.path, trail=("path",))]) from None
        if self.kind not in ("renamed", "moved"):
            for name in ("old", "new"):
                object.__setattr__(self, name, slot.settle(getattr(self, name)))
        if found := list(_about(self, slot)):
            raise InvalidPlan(found)

    @functools.cached_property
    def slot(self) -> Slot:
        """What can stand at its address."""
        return find_slot(self.path)


def _about(change: Change, slot: Slot) -> Iterator[Problem]:
    """What no change can be."""
    kind, old, new = change.kind, change.old, change.new
    if kind == "renamed":
        if slot.form != "entity":
            yield _fault("path", "only what has a code can be renamed")
        yield from (_fault(name, f"must be a code, got {quote(one)}") for name, one in _pair(change) if not _code(one))
    elif kind == "moved":
        if slot.form != "item":
            yield _fault("path", "only items of lists can be moved")
        for name, one in _pair(change):
            if type(one) is not int or one < 0:
                yield _fault(name, f"must be a place in the list, a whole number from 0, got {quote(one)}")
    else:
        for name, value in _pair(change):
            needed = name not in {"added": "old", "removed": "new"}.get(kind, "")
            if value is None and needed:
                yield _fault(name, f"missing; what is {kind} has one")
            elif value is not None and not needed:
                yield _fault(name, f"what is {kind} has none")
            elif value is not None:
                yield from (_fault(f"{name}{end}", what, actual) for end, what, actual in slot.complaints(value))
        if kind == "reworded" and not slot.is_text:
            yield _fault("kind", "only a text can be reworded; leave the kind out, or write 'changed'")
    if old is not None and old == new and kind != "renamed":
        yield _fault("new", "is the same as old; then there is no change")


def _pair(change: Change) -> tuple[tuple[str, object], tuple[str, object]]:
    return ("old", change.old), ("new", change.new)


def _code(value: object) -> bool:
    return not list(checking.check_value(fields.CODE["kind"], value))


def _fault(name: str, message: str, actual: object = None) -> Problem:
    return fault(f"Change.{name}", message, actual=actual, trail=(name.partition(".")[0].partition("[")[0],))
