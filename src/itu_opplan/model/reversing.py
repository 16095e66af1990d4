"""The changes that undo changes: every address is that of what the changes make."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

import attrs

from ..paths import Step, write_steps
from .arrangement import Arrangement
from .change import Change

__all__ = ["reverse"]


def reverse(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that undo these."""
    lists: dict[tuple[Step, ...], list[Change]] = {}
    for one in changes:
        if one.slot.form == "item" and one.kind in ("added", "removed", "moved"):
            lists.setdefault(one.slot.steps[:-1], []).append(one)
    moves = {prefix: _List(own) for prefix, own in lists.items()}
    leaving = {prefix: iter(sorted(filter(_leaves, own), key=_place)) for prefix, own in lists.items()}
    words = {
        (one.slot.steps[: one.slot.depth], one.text): cast(str, one.new)
        for one in changes
        if one.kind == "reworded" and one.slot.form == "field" and one.text == one.old
    }
    # What comes back keeps the order that it had.
    return tuple(_turn(next(leaving[one.slot.steps[:-1]]) if _leaves(one) else one, moves, words) for one in changes)


def _leaves(change: Change) -> bool:
    return change.slot.form == "item" and change.kind in ("removed", "moved")


_Words: TypeAlias = Mapping[tuple[tuple[Step, ...], str | None], str]
"""The new text of items without code, by their steps and the old one."""


class _List:
    """What the changes do to the places of one list.

    Attributes:
        places: how its items are arranged.
        incoming: the new place of each change by which something comes in, by its identity.
        moved: the new place of what moves, by its place.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        coming = [one for one in changes if one.kind != "removed"]
        before = [_place(one) if one.kind == "added" else cast(int, one.new) for one in coming]
        self.places = Arrangement({_place(one) for one in changes if one.kind != "added"}, before)
        self.incoming = dict(zip(map(id, coming), self.places.places_in(), strict=True))
        self.moved = {_place(one): self.incoming[id(one)] for one in coming if one.kind == "moved"}


def _place(change: Change) -> int:
    return int(change.slot.steps[-1][0])


def _turn(change: Change, lists: Mapping[tuple[Step, ...], _List], words: _Words) -> Change:
    """One change the other way round."""
    text = change.text
    for place in change.slot.places:
        text = words.get((change.slot.steps[: place + 1], change.text), text)
    steps = list(change.slot.steps)
    own = lists.get(tuple(steps[:-1])) if change.slot.form == "item" and change.kind != "changed" else None
    for number in change.slot.places:
        at = lists.get(change.slot.steps[:number])
        if at is not None and (own is None or number < len(steps) - 1):
            place = int(steps[number][0])
            steps[number] = (str(at.moved[place] if place in at.moved else at.places.place_of(place)),)
    old, new = change.new, change.old
    kind = {"added": "removed", "removed": "added"}.get(change.kind, change.kind)
    if change.kind == "renamed":
        steps[-1] = str(change.new)
    elif own is not None:
        place = _place(change)
        back = own.places.next_kept(place) if change.kind != "added" else 0
        steps[-1] = (str(own.incoming.get(id(change), back)),)
        if change.kind == "moved":
            old, new = own.incoming[id(change)], back
    return attrs.evolve(change, path=write_steps(steps), kind=kind, old=old, new=new, text=text)  # type: ignore[arg-type]  # kinds
