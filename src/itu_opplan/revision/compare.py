"""What differs between two plans, as changes that make one of the other."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ..arguments import takes
from ..errors import InvalidPlan, UnknownCode, refusal
from ..model.address import Declared, dims_of, get
from ..model.arrangement import longest_run
from ..model.change import Change, ChangeKind
from ..model.changes import Changes
from ..model.fields import Kind, is_keyed, kinds
from ..model.keyed import Keyed
from ..model.measures import value_beside
from ..model.plan import OperationalPlan
from ..model.recode import recode, recode_path
from ..model.removal import renames_of
from ..model.slots import strip_tables, tables_in
from ..model.telling import guard
from ..paths import join, steps, write_steps
from ..problem import fault
from ..table import Table
from ..texts import fold
from ..wording import quote
from .matching import pair_items

__all__ = ["compare"]


@takes
def compare(old: OperationalPlan, new: OperationalPlan, *, renamed: Mapping[str, str] | None = None) -> Changes:
    """The changes that make one plan of another: `apply(old, compare(old, new)) == new`.

    Entities are the same by their code, items without code by their text, or by what they have in common; nothing by
    its place. Figures change cell by cell.

    Args:
        old: the plan as it was.
        new: the plan as it is.
        renamed: the new code of entities that have another one now, by their address in the old plan:
            `{"departments.SPU": "SPM"}`. Without it they are removed and added; `suggestions` of the changes are those
            that have the same title.

    Raises:
        UnknownCode: the old plan has no such address, or the new one no such code.
        InvalidPlan: the code that was has been given to something else; or in a hand-built plan two entities have the
            same code.

    >>> from itu_opplan import bundled, change
    >>> plan = bundled("gs-2008-2011")
    >>> print(compare(plan, change(plan, {"outputs.PP.effort[C&P, 2008]": "14.0"})))
    outputs.PP
      effort[C&P, 2008] changed: 13.1 → 14.0 (II.1.4)
    1 change: 1 changed
    """
    codes = {} if renamed is None else dict(renamed)
    last = [_renamed(old, path, code) for path, code in codes.items()]
    back = _under_old_codes(old, new, codes) if codes else new
    changes = (*_Comparison(old, back).entity(old, back, "", None, None), *last)
    title = f"From {old.code} to {new.code}" if old.code != new.code else f"Changes of {old.code}"
    return Changes(code=old.code, title=title, plan=old.code, changes=changes)


def _renamed(old: OperationalPlan, path: str, code: str) -> Change:
    entity = get(old, path)
    section = getattr(entity, "section", None)
    return Change(path=path, kind="renamed", old=getattr(entity, "code", None), new=code, section=section)


def _under_old_codes(old: OperationalPlan, new: OperationalPlan, codes: Mapping[str, str]) -> OperationalPlan:
    """The new plan with the codes that the old one has.

    Raises:
        UnknownCode: the old plan has no such address, or the new one no such code.
        InvalidPlan: a code that was has been given to something else.
    """
    renames = renames_of(old, codes)
    back: dict[str, str] = {}
    for path in codes:
        every = steps(recode_path(old, path, renames))
        back[write_steps(every)] = str(steps(path)[-1])
        get(new, write_steps(every))  # refuses what is not there
    taken = renames_of(new, back)
    said = "{} is the code of something else now; it cannot be told from what was renamed"
    problems = [
        fault(path, said.format(quote(steps(path)[-1]))) for path in codes if path not in back and _has(new, path)
    ]
    if problems:
        raise InvalidPlan(problems)
    return recode(new, taken)


def _has(plan: OperationalPlan, path: str) -> bool:
    try:
        get(plan, path)
    except UnknownCode:
        return False
    return True


class _Comparison:
    """Compares two plans.

    Attributes:
        old: the plan as it was.
        new: the plan as it is.
    """

    def __init__(self, old: OperationalPlan, new: OperationalPlan) -> None:
        self.old, self.new = old, new

    def entity(self, old: Any, new: Any, at: str, section: str | None, text: str | None) -> Iterator[Change]:
        """What differs between two entities of a class.

        Args:
            old, new: the entities.
            at: the address of the old one.
            section: the section that it stands in.
            text: what tells the item without code that it is, or that it stands in.
        """
        section = getattr(old, "section", None) or section
        cls: type[attrs.AttrsInstance] = type(old)
        for name, kind in kinds(cls).items():
            before, after = getattr(old, name), getattr(new, name)
            if before is not after:
                yield from self._field(kind, name, before, after, old, at, section, text)

    def _field(
        self, kind: Kind, name: str, old: Any, new: Any, owner: Any, at: str, section: str | None, text: str | None
    ) -> Iterator[Change]:
        here = join(at, name)
        if kind.what == "table":
            own = getattr(owner, f"{name.removeprefix('published_')}_section", None)
            yield from self._table(name, old, new, at, own or section)
        elif old == new:
            return
        elif kind.what == "figures":
            yield from self._figures(old, new, here, section)
        elif kind.of is not None and kind.many and is_keyed(kind.of):
            yield from self._entities(old, new, here, section, text)
        elif kind.many and kind.what != "period" and old is not None and new is not None:
            yield from self._items(old, new, here, section, text)
        elif kind.of is not None and old is not None and new is not None and not kind.many:
            yield from self.entity(old, new, here, section, text)
        elif isinstance(old, Keyed) and isinstance(new, Keyed):
            for key in dict.fromkeys((*old, *new)):
                if old.get(key) != new.get(key):
                    yield _leaf(join(here, key), old.get(key), new.get(key), section, text)
        else:
            yield _leaf(here, old, new, section, text, words=kind.what == "text")

    def _entities(self, old: Any, new: Any, at: str, section: str | None, text: str | None) -> Iterator[Change]:
        after = {fold(one.code): one for one in new}
        before = {fold(one.code): one for one in old}
        if len(after) < len(new) or len(before) < len(old):
            raise refusal("two of them have the same code; validate tells which", path=at, rule="OP103")
        for code, one in before.items():
            here = join(at, one.code)
            if code not in after:
                yield _leaf(here, strip_tables(one), None, getattr(one, "section", None) or section, text)
                yield from self._tables(one, None, here, section)
            elif one != after[code]:
                yield from self.entity(one, after[code], here, section, text)
        for code, one in after.items():
            if code not in before:
                here = join(at, one.code)
                yield _leaf(here, None, strip_tables(one), getattr(one, "section", None) or section, text)
                yield from self._tables(None, one, here, section)

    def _tables(self, old: Any, new: Any, at: str, section: str | None) -> Iterator[Change]:
        """The figures of an entity that comes or goes."""
        there = new if old is None else old
        section = getattr(there, "section", None) or section
        for name, key, table in tables_in(there):
            code = key or name
            own: Any = value_beside(there, f"{code.removeprefix('published_')}_section")
            before, after = (None, table) if old is None else (table, None)
            yield from self._table(code, before, after, join(at, name if key else ""), own or section)

    def _figures(self, old: Any, new: Any, at: str, section: str | None) -> Iterator[Change]:
        for key in dict.fromkeys((*old, *new)):
            before, after = old.get(key), new.get(key)
            if isinstance(before, Table) or isinstance(after, Table):
                own: Any = (old or new).get(f"{key.removeprefix('published_')}_section")
                yield from self._table(key, before, after, at, own or section)
            elif isinstance(before, tuple) and isinstance(after, tuple):
                yield from self._items(before, after, join(at, key), section, None)
            elif before != after:
                yield _leaf(join(at, key), before, after, section, None)

    def _table(self, name: str, old: Any, new: Any, at: str, section: str | None) -> Iterator[Change]:
        """The cells that differ; all of them, where they are of other dims or in another unit."""
        if old == new:
            return
        before, after = _cells(self.old, name, old), _cells(self.new, name, new)
        declared = [plan.all_measures.get(name.removeprefix("published_")) for plan in (self.old, self.new)]
        fixed = any(one is not None and one.shape.unit is not None for one in declared)
        other = before and after and (old.dims != new.dims or (fixed and old.unit != new.unit))
        for key in dict.fromkeys((*before, *after)):
            one, another = before.get(key), after.get(key)
            if one == another and not other:
                continue
            here = join(at, write_steps([name, key]))
            if one is None or another is None or not other:
                yield _leaf(here, one, another, section, None)
            else:
                yield from (_leaf(here, one, None, section, None), _leaf(here, None, another, section, None))

    def _items(self, old: Any, new: Any, at: str, section: str | None, text: str | None) -> Iterator[Change]:
        """What comes and goes in a list, what moves, and what differs between items that are the same."""
        pairs = pair_items(old, new)
        still = longest_run(list(pairs.values()))
        origins = {place: origin for origin, place in pairs.items()}
        for place, item in enumerate(old):
            here, own = f"{at}[{place}]", getattr(item, "section", None) or section
            if place not in pairs:
                yield _leaf(here, item, None, own, text)
            elif attrs.has(type(item)) and item != new[pairs[place]]:
                yield from self.entity(item, new[pairs[place]], here, section, guard(item) or text)
        before = len(old)  # the place of the next item that stays, from the end
        coming: list[Change] = []
        for place in reversed(range(len(new))):
            item, origin = new[place], origins.get(place)
            own = getattr(item, "section", None) or section
            if place in still:
                assert origin is not None
                before = origin
            elif origin is None:
                coming.append(_leaf(f"{at}[{before}]", None, item, own, text))
            else:
                here, words = f"{at}[{origin}]", guard(old[origin]) or text
                coming.append(Change(path=here, kind="moved", old=origin, new=before, text=words, section=own))
        yield from reversed(coming)


def _cells(plan: Declared, name: str, table: Table | None) -> dict[tuple[str, ...], Any]:
    """The cells of a table by their labels, in the order of addresses."""
    if table is None or not len(table):
        return {}
    dims = dims_of(plan, name, table)
    return {tuple(str(one[dim]) for dim in dims): one["value"] for one in table.records()}


def _leaf(path: str, old: Any, new: Any, section: str | None, text: str | None, *, words: bool = False) -> Change:
    kind: ChangeKind = "added" if old is None else "removed" if new is None else "reworded" if words else "changed"
    return Change(path=path, kind=kind, old=old, new=new, section=section, text=text)
