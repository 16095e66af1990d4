"""Carrying out changes: all at once, or none, with a word for each that does not fit."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..arguments import takes
from ..errors import InvalidPlan, UnknownCode, UnknownLabel, refusal
from ..model.address import Reader
from ..model.change import Change
from ..model.changes import Changes, split_renames
from ..model.keyed import Keyed
from ..model.plan import OperationalPlan
from ..model.recode import recode
from ..model.removal import renames_of
from ..model.slots import Slot, strip_tables, tables_in
from ..model.telling import guard, show
from ..paths import Step, write_steps
from ..problem import Problem, fault
from ..rules import errors
from ..table import Missing, Table
from ..wording import plural, quote
from .editing import Edit, edit

__all__ = ["apply", "carry_out", "check_plan"]


@takes
def apply(plan: OperationalPlan, changes: Changes) -> OperationalPlan:
    """The plan with these changes, all at once.

    Raises:
        InvalidPlan: the changes are for another plan; or with every one that does not fit, since something else stands
            there now; or the plan would have errors, such as links to what is removed.

    >>> from itu_opplan import Change, bundled
    >>> plan = bundled("gs-2008-2011")
    >>> more = Changes(code="more", title="More", changes=[Change(path="status", old="draft", new="published")])
    >>> apply(plan, more).status
    'published'
    >>> apply(apply(plan, more), more)
    Traceback (most recent call last):
    itu_opplan.errors.InvalidPlan: status: must be 'draft' for this change, got 'published'
    """
    if changes.plan is not None and changes.plan != plan.code:
        raise refusal(f"the changes are for the plan {quote(changes.plan)}, this is {quote(plan.code)}", path="plan")
    first, others, last = split_renames(changes)
    found = _rename(plan, first)
    if problems := list(_conflicts(found, others)):
        raise InvalidPlan(problems)
    return check_plan(_rename(carry_out(found, others), last), plan)


def _rename(plan: OperationalPlan, changes: Sequence[Change]) -> OperationalPlan:
    """The plan with what is renamed.

    Raises:
        InvalidPlan: there is nothing to rename.
    """
    if problems := list(_conflicts(plan, changes)):
        raise InvalidPlan(problems)
    return recode(plan, renames_of(plan, {one.path: str(one.new) for one in changes})) if changes else plan


def carry_out(plan: OperationalPlan, changes: Iterable[Change]) -> OperationalPlan:
    """The plan with changes that were made for it.

    Raises:
        InvalidPlan: one does not fit after all.
    """
    every = list(changes)
    try:
        return edit(plan, _edits(every))
    except (UnknownCode, UnknownLabel) as error:
        said = str(error)
        ways = {write_steps(one.slot.steps[: last + 1]) for one in every for last in range(len(one.slot.steps))}
        place = max((way for way in ways if said.startswith(f"{way}: ")), key=len, default="")
        raise refusal(said.removeprefix(f"{place}: "), path=place or "changes") from None


def check_plan(plan: OperationalPlan, *before: OperationalPlan) -> OperationalPlan:
    """The plan, if it has no errors but those that the plans had that it was made from.

    Raises:
        InvalidPlan: with the errors.
    """
    if found := list(errors(plan)):
        known = {(one.rule, one.path, one.message) for old in before for one in errors(old)}
        if new := [one for one in found if (one.rule, one.path, one.message) not in known]:
            raise InvalidPlan(new)
    return plan


def _edits(changes: Iterable[Change]) -> Iterator[Edit]:
    for one in changes:
        steps, slot = one.slot.steps, one.slot
        if one.kind == "moved":
            yield Edit(steps, "move", one.new)
        elif slot.form == "item" and one.kind == "added":
            yield Edit(steps, "add", one.new)
        elif slot.form in ("item", "entity") and one.kind == "removed":
            yield Edit(steps, "drop")
        else:
            yield Edit(steps, "put", one.new)


def _conflicts(plan: OperationalPlan, changes: Sequence[Change]) -> Iterator[Problem]:
    """Every change that does not fit, with what stands there."""
    reader = Reader(plan)
    coming = {one.slot.steps for one in changes if one.kind == "added" and one.slot.form == "entity"}
    removed = [one.slot.steps for one in changes if one.kind == "removed"]
    going = Counter(steps[:length] for steps in removed for length in range(2, len(steps) + 1))
    for one in changes:
        steps = one.slot.steps
        again = one.slot.form == "cell" and steps in going  # in another unit
        if one.kind == "added" and (again or any(steps[:length] in coming for length in range(len(steps)))):
            continue
        try:
            said = _complain(reader, one, going)
        except (UnknownCode, UnknownLabel) as error:
            said = f"cannot be changed: {error}"
        if said:
            yield fault(one.path, said)


def _complain(reader: Reader, change: Change, going: Counter[tuple[Step, ...]]) -> str:
    """Why a change does not fit; empty where it does.

    Raises:
        UnknownCode, UnknownLabel: the address leads nowhere.
    """
    slot, steps = change.slot, change.slot.steps
    owner = reader.follow(steps[: slot.depth])[-1]
    if said := _complain_of_text(reader, change):
        return said
    there = _there(reader, owner, slot)
    if change.kind == "added":
        if slot.form != "item":
            return f"must not be there yet for this change, got {show(there)}" if there is not None else ""
        items = _list(owner, slot)
        return f"there are only {plural(len(items), 'item')} before it" if int(steps[-1][0]) > len(items) else ""
    if there is None:
        return "there is nothing to change"
    if change.kind == "moved":
        return ""
    if change.kind == "renamed":
        return "" if slot.last == change.old else f"must have the code {quote(change.old)} for this change"
    bare = strip_tables(there) if slot.form == "entity" else there
    if bare != change.old:
        return f"must be {show(change.old)} for this change, got {show(there)}"
    if change.kind != "removed" or slot.form != "entity":
        return ""
    cells = sum(len(table) for _, _, table in tables_in(there))
    known = going[steps] - 1
    return f"has {plural(cells, 'figure')}, of which the changes remove {known}" if cells > known else ""


def _complain_of_text(reader: Reader, change: Change) -> str:
    """What is wrong where the item without code that a change is for is another one; empty where it is that one."""
    places = [place for place in change.slot.places if change.kind == "moved" or place < len(change.slot.steps) - 1]
    for place in reversed(places if change.text is not None else ()):
        item = change.slot.steps[: place + 1]
        found = guard(reader.follow(item)[-1])
        if found == change.text:
            return ""
        if found is not None:
            return f"is for {quote(change.text)}, but {write_steps(item)} is {quote(found)}"
    return ""


def _there(reader: Reader, owner: object, slot: Slot) -> object:
    """What stands at an address; None where nothing does."""
    held, last = getattr(owner, slot.name), slot.last
    if slot.form == "field":
        return held
    if slot.form == "entity":
        return reader.entity(held, str(last))
    if slot.form == "key":
        return None if held is None else held.get(str(last))
    if slot.form == "item":
        items, place = _list(owner, slot), int(last[0])
        return items[place] if place < len(items) else None
    table = held.get(str(slot.steps[-2])) if isinstance(held, Keyed) else held
    try:
        cell = reader.step(table, last, write_steps(slot.steps[:-1])) if isinstance(table, Table) else None
    except UnknownLabel:
        return None
    return None if cell is Missing.NOT_STATED else cell


def _list(owner: object, slot: Slot) -> tuple[object, ...]:
    """The list in which an item stands; it may be one beside figures."""
    held = getattr(owner, slot.name)
    found = held.get(str(slot.steps[-2]), ()) if isinstance(held, Keyed) else held
    return found if isinstance(found, tuple) else ()
