"""Sets of changes: a document of their own. What was found by comparing two plans, a scenario, a corrigendum."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, get_args, overload

import attrs

from .. import display
from ..errors import InvalidPlan, UnknownCode
from ..paths import Step, fold_steps
from ..problem import Problem, fault
from ..texts import fold
from ..wording import plural, quote
from . import checking, fields, to
from .change import Change, ChangeKind
from .reversing import reverse
from .telling import caption, correct, place_of, show, show_values, tell

__all__ = ["Changes", "Style", "split_renames"]

Style: TypeAlias = Literal["list", "corrigendum"]
"""By place, with what stands there now; or a line each, as councils print corrections."""


def _changes(value: Iterable[Change]) -> tuple[Change, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, repr=False)
class Changes(display.Printable, Sequence[Change]):
    """A set of changes of one plan, which are carried out all at once: found by `compare`, or written by people.

    A file of changes with a title and reasons is a scenario: what would be, if. Renamed is what stands first before all
    else, so that the other changes have the new codes, or last after all else.

    Attributes:
        code: the code of the set.
        title: what it is, in one line.
        plan: the code of the plan that it is for; None for any.
        note: anything a later reader should know.
        changes: the changes.

    >>> more = Change(path="outputs.PP.effort[C&P, 2008]", old="13.1", new="14.0", section="II.1.4")
    >>> print(Changes(code="more", title="One more session", changes=[more]).to_text(style="corrigendum"))
    II.1.4, C&P, 2008: for 13.1 read 14.0
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    plan: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    changes: tuple[Change, ...] = attrs.field(
        default=(), converter=_changes, metadata=fields.children(Change, "change")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := list(_contradictions(self.changes)):
            raise InvalidPlan(found)

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> "Changes": ...
    def __getitem__(self, index: int | slice) -> "Change | Changes":
        return attrs.evolve(self, changes=self.changes[index]) if isinstance(index, slice) else self.changes[index]

    def __len__(self) -> int:
        return len(self.changes)

    @property
    def suggestions(self) -> Mapping[str, str]:
        """The code that something may have now, by its address, since what is added has the same title.

        >>> Changes(code="none", title="No changes").suggestions
        {}
        """
        added = {_title(one): one for one in self.changes if one.kind == "added" and one.slot.form == "entity"}
        found: dict[str, str] = {}
        for one in self.changes:
            other = added.get(_title(one)) if one.kind == "removed" and one.slot.form == "entity" else None
            if other is not None and _title(one)[1]:
                found[one.path] = str(other.slot.last)
        return found

    def reversed(self) -> "Changes":
        """The changes that undo these.

        >>> Changes(code="t", title="T", changes=[Change(path="title", old="A", new="B")]).reversed()[0].new
        'A'
        """
        first, others, last = split_renames(self.changes)
        back = (*reverse(last), *reverse(others), *reverse(first))
        return attrs.evolve(self, plan=_plan_after(self), changes=back)

    def to_text(
        self,
        *,
        decimals: int | None = None,
        rows: int | None = None,
        thousands: bool | str = False,
        style: Style = "list",
    ) -> str:
        """The changes as text.

        Args:
            decimals: round figures half-up to so many, for reading only.
            rows: show at most so many, from both ends.
            thousands: True for a comma between groups of three digits of figures, or what is to stand there.
            style: `list` by place, what stands there now before what is to stand there; `corrigendum` a line each, as
                councils print it.

        Raises:
            UnknownCode: there is no such style.
        """
        options = display.check_options(decimals, rows, thousands)
        if style not in get_args(Style):
            raise UnknownCode(f"style: must be {quote('list')} or {quote('corrigendum')}, got {quote(style)}")
        whole = {one.slot.steps: 0 for one in self.changes if one.slot.form == "entity" and one.kind != "renamed"}
        listed: list[Change] = []
        for one in self.changes:
            above = next((steps for n in range(2, len(one.slot.steps)) if (steps := one.slot.steps[:n]) in whole), None)
            if style == "list" and above is not None:
                whole[above] += 1  # the figures of what comes or goes are counted
            else:
                listed.append(one)
        chosen, note = display.shown_rows(len(listed), options.rows)
        shown = [listed[number] for number in chosen]
        if style == "corrigendum":
            return "\n".join([*(correct(one, options) for one in shown), *note])
        lines: list[str] = []
        place = ""
        for one in shown:
            if place != (place := place_of(one)):
                lines.append(place)
            figures = f", with {plural(number, 'figure')}" if (number := whole.get(one.slot.steps, 0)) else ""
            lines.append(f"  {tell(one, place, options)}{figures}")
        return "\n".join([*lines, *note, *self._notes(), self._summary()])

    def _notes(self) -> list[str]:
        return [
            f"{path} and {code} have the same title; if that is one, compare with renamed={{{path!r}: {code!r}}}"
            for path, code in self.suggestions.items()
        ]

    def _summary(self) -> str:
        counts = {kind: sum(one.kind == kind for one in self.changes) for kind in get_args(ChangeKind)}
        parts = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
        return f"{plural(len(self), 'change')}{f': {parts}' if parts else ''}"

    def __repr__(self) -> str:
        return f"<Changes {self.code}: {self._summary()}>"

    def _grid(self, options: display.Options) -> display.Grid:
        chosen, note = display.shown_rows(len(self), options.rows)
        shown = [self.changes[number] for number in chosen]
        return display.Grid(
            header=("section", "address", "kind", "old", "new", "reason"),
            rows=tuple(
                (one.section or "", one.path, one.kind, *show_values(one, options), one.reason or "") for one in shown
            ),
            labels=2,
            caption=self.title,
            notes=(*note, *self._notes(), self._summary()),
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return {
            "section": [one.section for one in self.changes],
            "path": [one.path for one in self.changes],
            "kind": [one.kind for one in self.changes],
            "old": [_framed(one.old) for one in self.changes],
            "new": [_framed(one.new) for one in self.changes],
            "reason": [one.reason for one in self.changes],
        }

    def _orders(self) -> Mapping[str, Sequence[str]]:
        return {"kind": get_args(ChangeKind)}

    def _about(self) -> Mapping[str, str]:
        return {"title": self.title} if self.title else {}


def _framed(value: object) -> str | None:
    """A value for a dataframe, as text."""
    return value if isinstance(value, str) else show(value) or None


def _title(change: Change) -> tuple[str, str]:
    """The collection of an entity that comes or goes, and its title."""
    return change.slot.name, fold(caption(change.new if change.old is None else change.old))


def _plan_after(changes: Changes) -> str | None:
    """The code of the plan that the changes make."""
    code = next((one.new for one in changes if one.path == "code"), changes.plan)
    return code if isinstance(code, str) else None


def _contradictions(changes: Sequence[Change]) -> Iterator[Problem]:
    """What cannot be carried out at once."""
    whole: dict[tuple[Step, ...], str] = {}
    for one in changes:
        if one.kind == "removed" or (one.kind == "added" and one.slot.form == "entity"):
            whole.setdefault(fold_steps(one.slot.steps), one.kind)
    renames, (_, others, _) = [one for one in changes if one.kind == "renamed"], split_renames(changes)
    for number, one in enumerate(changes if any(one.kind == "renamed" for one in others) else ()):
        if one in renames:
            message = f"{one.path} is renamed between other changes; put all that is renamed first, or last"
            yield fault(f"Changes.changes[{number}]", message, trail=("changes", number))
    seen: set[tuple[object, ...]] = set()
    for number, one in enumerate(changes):
        key, said = fold_steps(one.slot.steps), ""
        comes = one.kind == "added"
        if (key, comes) in seen and not (comes and one.slot.form == "item"):
            said = "changes twice"
        seen.add((key, comes))
        above = next((whole[key[:length]] for length in range(1, len(key)) if key[:length] in whole), "")
        if above and (above != one.kind or one.slot.form != "cell"):
            said = f"stands below what is {above}; it is a part of that"
        if said:
            yield fault(f"Changes.changes[{number}]", f"{one.path} {said}", trail=("changes", number))


def split_renames(changes: Sequence[Change]) -> tuple[Sequence[Change], Sequence[Change], Sequence[Change]]:
    """What is renamed before all else, all else, and what is renamed after it."""
    first = next((number for number, one in enumerate(changes) if one.kind != "renamed"), len(changes))
    last = next((number for number in range(len(changes), first, -1) if changes[number - 1].kind != "renamed"), first)
    return changes[:first], changes[first:last], changes[last:]
