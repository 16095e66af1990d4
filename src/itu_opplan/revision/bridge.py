"""Why the figures of one table are not those of another: the difference, divided into parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..arguments import takes
from ..errors import UnknownLabel, refusal
from ..model.crosswalk import Crosswalk
from ..periods import Period
from ..table import Table
from ..table.axes import join_calendars
from ..table.cells import Cell, Missing, round_ratio
from .restate import restate

__all__ = ["bridge"]

_Key: TypeAlias = tuple[str, ...]
_Cells: TypeAlias = Mapping[_Key, Cell]

_EXACT = Context(prec=200)
_LENGTH, _RESTRUCTURING, _TRANSFER, _REAL = "period length", "restructuring", "transfer", "real"
_REASON = "the old and the new figure stand beside the parts of their difference"
_SHARED = (
    "where all other labels are the same, what some departments lose and others gain is a transfer, shared in "
    "proportion to each gain or loss; the rest is real"
)


@takes
def bridge(old: Table, new: Table, crosswalk: Crosswalk | None = None) -> Table:
    """Divides the difference between two tables of one measure into parts. Old and the parts make new, exactly.

    Args:
        old: figures of some periods, or of one.
        new: figures with the same dims, of the same periods, or of one other.
        crosswalk: where the departments of the old table go on; without it no part is due to restructuring.

    Returns:
        A table in the unit of the new one with one more dim, `part`, which does not add up:

        * `old`;
        * `period length`: the old figure times the months of the new period over those of the old one, less the old;
        * `restructuring`: that figure under the new departments, less that figure;
        * `transfer`: what departments lose to others. Of the rest the smaller sum, of gains or of losses, for each
          combination of the other labels; it is divided in proportion, and its sum over the departments is 0;
        * `real`: what is left;
        * `new`.

        One period each: the dim `period` is gone. A combination that one table does not have counts 0; where a figure
        is missing, so is every part that needs it. What a part rests on is in `assumed`.

    Raises:
        UnknownLabel: the tables have different dims, or a dim `part`; or there is a crosswalk and no departments.
        UnitMismatch: the units do not convert.
        InvalidPlan: the periods are neither the same nor one each.
        NotAdditive: the years of the periods begin in different months; or figures that do not add up over
            departments would come together.

    >>> from itu_opplan import bundled, effort
    >>> one = effort(bundled("gs-2008-2011")).where(output="PP", department="C&P").by("department", "period")
    >>> found = bridge(one.where(period="2008"), one.where(period="2009-2011"))
    >>> [str(found.at(department="C&P", part=part)) for part in ("old", "period length", "real", "new")]
    ['13.1', '26.2', '62.6', '101.9']
    """
    if set(old.dims) != set(new.dims):
        dims = [", ".join(table.dims) or "none" for table in (old, new)]
        raise UnknownLabel(f"the tables have different dims: {dims[0]} and {dims[1]}")
    old = old.convert(new.unit).by(*new.dims)
    ratio, assumed = _compare_periods(old, new)
    if ratio is not None:
        dims = [dim for dim in new.dims if dim != "period"]
        old, new = old.by(*dims), new.by(*dims)
    longer = _multiply(old, 1 if ratio is None else ratio)
    restated = longer if crosswalk is None else restate(longer, crosswalk).by(*new.dims)
    whole = old + restated + new
    before, lengthened, carried, after = map(_cells, (old, longer, restated, new))
    keys = tuple(dict.fromkeys((*before, *lengthened, *carried, *after)))
    rest = _subtract(after, carried, keys)
    transfer = {key: _times(cell, Fraction(0)) for key, cell in rest.items()}
    if "department" not in new.dims:
        assumed.append("no part is a transfer, as the figures are not by department")
    elif reason := whole.axis("department").reason:
        assumed.append(f"no part is a transfer, as figures do not add up over departments: {reason}")
    else:
        transfer = _transfers(rest, new.dims.index("department"))
        assumed.append(_SHARED)
    parts = {
        "old": before,
        _LENGTH: _subtract(lengthened, before, keys),
        _RESTRUCTURING: _subtract(carried, lengthened, keys),
        _TRANSFER: transfer,
        _REAL: _subtract(rest, transfer, keys),
        "new": after,
    }
    tables = {part: _table(cells, whole) for part, cells in parts.items()}
    found = Table.concat(tables, dim="part", axes=whole.axes, unit=new.unit).by(*new.dims, "part")
    axes = [axis.refusing(_REASON) if axis.dim == "part" else axis for axis in found.axes]
    return attrs.evolve(found, axes=axes, assumed=whole.assumed).assuming(*assumed)


def _compare_periods(old: Table, new: Table) -> tuple[Fraction | None, list[str]]:
    """How many times as long the new period is, and what that rests on; None where the periods are the same."""
    if "period" not in new.dims:
        return None, []
    join_calendars([old.axis("period"), new.axis("period")])
    was, now = old.labels("period"), new.labels("period")
    if set(was) == set(now):
        return None, []
    if len(was) != 1 or len(now) != 1:
        raise refusal(
            f"cannot be compared: old has {', '.join(was) or 'none'}, new has {', '.join(now) or 'none'}; "
            "take the same periods of both tables, or one of each with where(period=…)",
            path="periods",
        )
    first, second = Period.parse(was[0]), Period.parse(now[0])
    told = f"old is {first}, {first.months} months, and new is {second}, {second.months} months"
    if reason := old.axis("period").reason or new.axis("period").reason:
        return Fraction(1), [told, f"no part is due to period length: {reason}"]
    return Fraction(second.months, first.months), [told]


def _cells(table: Table) -> dict[_Key, Cell]:
    found: dict[_Key, Cell] = {}
    for record in table.records():
        cell = record.pop("value")
        found[tuple(map(str, record.values()))] = cell if isinstance(cell, Missing) else Decimal(cell)
    return found


def _table(cells: _Cells, like: Table) -> Table:
    """Cells as a table with the dims and the unit of another."""
    rows = [{**dict(zip(like.dims, key, strict=True)), "value": cell} for key, cell in cells.items()]
    labels = {axis.dim: axis.labels for axis in like.axes}
    return Table.from_records(rows, dims=like.dims, unit=like.unit, labels=labels)


def _multiply(table: Table, ratio: Fraction | int) -> Table:
    """Every figure times a ratio; a quotient is rounded once, to 20 decimals."""
    if ratio == 1:
        return table
    found = _table({key: _times(cell, Fraction(ratio)) for key, cell in _cells(table).items()}, table)
    return attrs.evolve(found, axes=table.axes, assumed=table.assumed)


def _times(figure: Cell, ratio: Fraction) -> Cell:
    """A figure times a ratio; what is missing stays so."""
    if isinstance(figure, Missing):
        return figure
    if ratio.denominator == 1:
        return _EXACT.multiply(figure, Decimal(ratio.numerator))  # keeps the decimals of the figure
    return round_ratio(Fraction(figure) * ratio)


def _subtract(cells: _Cells, others: _Cells, keys: Iterable[_Key]) -> dict[_Key, Cell]:
    """The differences; what is not there counts 0, what is missing on either side is missing."""
    found: dict[_Key, Cell] = {}
    for key in keys:
        one, other = cells.get(key, Decimal(0)), others.get(key, Decimal(0))
        if isinstance(one, Missing) or isinstance(other, Missing):
            found[key] = one if isinstance(one, Missing) else other
        else:
            found[key] = _EXACT.subtract(one, other)
    return found


def _transfers(rest: _Cells, place: int) -> dict[_Key, Cell]:
    """What of each difference went to other departments or came from them; it sums up to 0 over departments."""
    found: dict[_Key, Cell] = {}
    groups: defaultdict[_Key, list[tuple[_Key, Decimal]]] = defaultdict(list)
    for key, cell in rest.items():
        if isinstance(cell, Missing):
            found[key] = cell
        else:
            groups[(*key[:place], *key[place + 1 :])].append((key, cell))
    for group in groups.values():
        gains, losses = [pair for pair in group if pair[1] > 0], [pair for pair in group if pair[1] < 0]
        moved = min(abs(_sum(gains)), abs(_sum(losses)))
        found |= {key: _times(cell, Fraction(0)) for key, cell in group}
        found |= _divide(gains, moved) | _divide(losses, -moved)
    return found


def _sum(group: Sequence[tuple[_Key, Decimal]]) -> Fraction:
    return sum((Fraction(figure) for _, figure in group), Fraction(0))


def _divide(group: Sequence[tuple[_Key, Decimal]], amount: Fraction) -> dict[_Key, Decimal]:
    """An amount, divided in proportion to these figures; the last of them takes what rounding leaves."""
    whole = _sum(group)
    if not group or not amount:
        return {}
    if amount == whole:
        return dict(group)
    found = {key: round_ratio(Fraction(figure) * amount / whole) for key, figure in group[:-1]}
    found[group[-1][0]] = round_ratio(amount - sum(map(Fraction, found.values()), Fraction(0)))
    return found
