"""Two copies of one plan that were edited side by side, made one plan again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs

from ..arguments import takes
from ..display import Printable, PrintsLines
from ..errors import InvalidPlan
from ..immutable import Immutable
from ..listing import Listing
from ..model.change import Change
from ..model.measures import base_name
from ..model.plan import OperationalPlan
from ..model.telling import show
from ..paths import Step, fold_steps, steps
from ..problem import Problem, fault
from ..wording import quote
from .apply import carry_out, check_plan
from .compare import compare

__all__ = ["Conflict", "Merged", "merge"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Conflict(Immutable):
    """Two changes that cannot both be made.

    Attributes:
        path: the address in the base at which they clash.
        section: number of the printed section.
        base: what stands there in the base; None where nothing does.
        mine: what the first editor wants there; None for nothing.
        theirs: what the second one wants.
        changes: all changes on both sides that are left out for it.
    """

    path: str
    section: str | None
    base: object
    mine: object
    theirs: object
    changes: tuple[Change, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True, repr=False)
class Merged(PrintsLines):
    """What `merge` returns. It prints as its conflicts.

    Attributes:
        plan: the base with the changes of both; at clashes as in the base.
        conflicts: the clashes.
    """

    plan: OperationalPlan
    conflicts: Listing[Conflict]

    @property
    def lines(self) -> Printable:
        """The clashes in words."""
        found = [
            _Line(one.path, *(show(value) or "nothing" for value in (one.base, one.mine, one.theirs)))
            for one in self.conflicts
        ]
        return Listing(found, columns=("address", "base", "mine", "theirs"), title="Conflicts")


@attrs.frozen(eq=False, repr=False)
class _Line(Immutable):
    """A clash in words.

    Attributes:
        address: where.
        base: what stands there in the base.
        mine: what the first editor wants.
        theirs: what the second one wants.
    """

    address: str
    base: str
    mine: str
    theirs: str


@takes
def merge(base: OperationalPlan, mine: OperationalPlan, theirs: OperationalPlan) -> Merged:
    """One plan of two copies that were edited side by side, and the clashes that somebody must decide.

    What only one of them changed is changed, what both changed alike is changed once. Items that both add to a list
    are both there. A clash is one place with two values, a change of something that the other side took out, or two
    changes that make no plan together.

    Args:
        base: the plan that both were copied from.
        mine: the first copy.
        theirs: the second copy.

    Raises:
        InvalidPlan: the base is not what the copies were made of: they have other codes, or another calendar.

    >>> from itu_opplan import bundled, change
    >>> base = bundled("gs-2008-2011")
    >>> mine = change(base, {"outputs.PP.effort[C&P, 2008]": 14, "status": "final"})
    >>> theirs = change(base, {"outputs.PP.effort[C&P, 2008]": 15, "outputs.PP.effort[SGO, 2008]": 1})
    >>> print(merge(base, mine, theirs))
    Conflicts
    address                       base  mine  theirs
    ------------------------------------------------
    outputs.PP.effort[C&P, 2008]  13.1  14    15
    """
    _check_copies(base, mine, theirs)
    sides = compare(base, mine).changes, compare(base, theirs).changes
    clashes = list(_clashes(*sides))
    while True:
        left = {id(one) for clash in clashes for one in clash.changes}
        kept = [[one for one in side if id(one) not in left] for side in sides]
        try:
            plan = check_plan(carry_out(base, _union(*kept)), base, mine, theirs)
        except InvalidPlan as error:
            more = list(_clashes_of(error.problems, *kept))
            if not more:
                raise
            clashes += more
            continue
        conflicts = Listing(clashes, columns=("path", "base", "mine", "theirs"))
        return Merged(plan=plan, conflicts=conflicts)


def _check_copies(base: OperationalPlan, *copies: OperationalPlan) -> None:
    problems: list[Problem] = []
    for name, copy in zip(("mine", "theirs"), copies, strict=True):
        if copy.code != base.code:
            problems.append(fault(name, f"is no copy of {quote(base.code)}: it is {quote(copy.code)}"))
        elif copy.year_begins != base.year_begins:
            problems.append(fault(name, f"is no copy of this plan: its years begin in month {copy.year_begins}"))
    if problems:
        raise InvalidPlan(problems)


def _key(change: Change) -> tuple[Step, ...]:
    return fold_steps(change.slot.steps)


def _inserts(change: Change) -> bool:
    """Whether it puts an item into a list, which is no change of what stands there."""
    return change.kind == "added" and change.slot.form == "item"


def _said(change: Change) -> tuple[object, ...]:
    """What it does, whatever is told beside it."""
    return change.kind, change.old, change.new


def _by_key(changes: Iterable[Change]) -> dict[tuple[Step, ...], list[Change]]:
    found: dict[tuple[Step, ...], list[Change]] = {}
    for one in changes:
        if not _inserts(one):
            found.setdefault(_key(one), []).append(one)
    return found


def _clashes(mine: Sequence[Change], theirs: Sequence[Change]) -> Iterator[Conflict]:
    """What both sides change, and not alike; what one side takes out, and the other changes."""
    first, second = _by_key(mine), _by_key(theirs)
    found: dict[tuple[Step, ...], Conflict] = {}
    order = list(dict.fromkeys((*first, *second)))
    for key in sorted(order, key=len):  # what holds others is told before them, and with them
        one, other = first.get(key, []), second.get(key, [])
        if list(map(_said, one)) == list(map(_said, other)) or any(key[:length] in found for length in range(len(key))):
            continue
        takes_out = any(
            change.kind == "removed" and change.slot.form in ("entity", "item") for change in (*one, *other)
        )
        if not (one and other) and not takes_out:
            continue
        below = [[change for change in side if _key(change)[: len(key)] == key] for side in (mine, theirs)]
        if (one and other) or all(below):
            found[key] = _conflict(*below)
    return (found[key] for key in order if key in found)


def _conflict(mine: Sequence[Change], theirs: Sequence[Change]) -> Conflict:
    """A clash of changes, at the address that leads furthest; the other side may take out what it leads into."""
    where = max((*mine, *theirs), key=lambda one: (len(one.slot.steps), one.path))
    base = where.old if where.kind not in ("moved", "renamed") else None
    values = [_value_after(side, where, base) for side in (mine, theirs)]
    return Conflict(
        path=where.path, section=where.section, base=base, mine=values[0], theirs=values[1], changes=(*mine, *theirs)
    )


def _value_after(side: Iterable[Change], where: Change, base: object) -> object:
    """What one side wants at an address; what it takes out has no value, what it leaves has that of the base."""
    at = _key(where)
    for one in side:
        if _key(one) == at:
            return one.new
        if one.kind == "removed" and _key(one) == at[: len(_key(one))]:
            return None
    return base


def _union(mine: Sequence[Change], theirs: Sequence[Change]) -> list[Change]:
    """The changes of both; what both did stands there once."""
    done = Counter((_key(one), _said(one)) for one in mine)
    found = list(mine)
    for one in theirs:
        if done[same := (_key(one), _said(one))]:
            done[same] -= 1
        else:
            found.append(one)
    return found


def _clashes_of(problems: Iterable[Problem], mine: Sequence[Change], theirs: Sequence[Change]) -> Iterator[Conflict]:
    """The changes that make no plan together, by what is wrong with it."""
    told: set[int] = set()
    for problem in sorted(problems, key=lambda one: (one.path, one.message)):  # whichever side comes first
        at = fold_steps(steps(problem.path))
        for is_about in (_is_at, _declares, _is_of_entity, _is_any):
            sides = [[one for one in side if is_about(_key(one), at)] for side in (mine, theirs)]
            if any(sides):
                break
        changes = [[one for one in side if id(one) not in told] for side in sides]
        if any(changes):
            told.update(id(one) for side in changes for one in side)
            yield _conflict(*changes)


def _is_at(key: tuple[Step, ...], at: tuple[Step, ...]) -> bool:
    """Whether something stands at an address, below it, or holds what does."""
    return key[: len(at)] == at[: len(key)]


def _declares(key: tuple[Step, ...], at: tuple[Step, ...]) -> bool:
    """Whether something is a part of the measure of the table that an address leads into."""
    return key[0] == "measures" and key[1:2] in [(base_name(step),) for step in at if isinstance(step, str)]


def _is_of_entity(key: tuple[Step, ...], at: tuple[Step, ...]) -> bool:
    return len(at) > 1 and key[:2] == at[:2]


def _is_any(key: tuple[Step, ...], at: tuple[Step, ...]) -> bool:
    return True
