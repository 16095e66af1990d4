"""From the figures of one table to those of another: what the length of periods, new departments, transfers explain."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..arguments import takes
from ..errors import NotAdditive, UnknownLabel
from ..model.crosswalk import Crosswalk
from ..periods import Period
from ..table import Axis, Missing, Table
from ..table.axes import join_calendars, join_names
from ..table.cells import round_ratio
from .restate import restate

__all__ = ["bridge"]

_LENGTH, _RESTRUCTURING, _TRANSFER, _REAL = _PARTS = ("period length", "restructuring", "transfer", "real")
_DEPARTMENT = "department"
Labels: TypeAlias = tuple[str, ...]
Value: TypeAlias = Fraction | Missing


@takes
def bridge(old: Table, new: Table, crosswalk: Crosswalk | None = None) -> Table:
    """What makes the figures of one table those of another: `old` and the parts make `new`, to the last digit.

    A combination of labels that one table does not have counts 0 there. Where one of the two figures is missing, so
    are the parts that it would decide.

    Args:
        old: the figures as they were.
        new: the figures as they are, of the same measure: with the same dims, in the same unit or one that can be
            converted. Both are of the same periods, or of one period each; then the dim `period` is dropped.
        crosswalk: where the departments of `old` go on.

    Returns:
        A table with one more dim, `part`. Its labels are `old`; `period length`: what the old figures would be for the
        months of the new period, less what they are; `restructuring`: what they would then be under the new
        departments, less that; `transfer`: of the rest, what some departments gain and others lose with the same other
        labels, up to the smaller of the two sums and in proportion; `real`: what is left; and `new`.
        The parts add up over `part`, `old` and `new` do not add to them.

    Raises:
        UnknownLabel: the tables have different dims, or a crosswalk is given and there are no departments.
        UnitMismatch: the unit of one cannot be converted to that of the other.
        NotAdditive: their periods differ, and there are several.

    >>> from itu_opplan import bundled, effort
    >>> asked = effort(bundled("gs-2008-2011")).where(output="PP", department="C&P")
    >>> print(bridge(asked.where(period="2008"), asked.where(period="2009-2011")).by("part"))
    part           work_month
    -------------------------
    old                  13.1
    period length        26.2
    restructuring           0
    transfer                0
    real                 62.6
    new                 101.9
    assumed: old is 2008, new is 2009-2011; period length is the old figures times 3, less what they are
    """
    if set(old.dims) != set(new.dims):
        raise UnknownLabel(f"the tables have different dims: {join_names(old.dims)} and {join_names(new.dims)}")
    new = new.convert(old.unit)
    old, new, ratio, said = _without_periods(old, new)
    longer = _times(old, ratio)
    restated = longer if crosswalk is None else restate(longer, crosswalk)
    if crosswalk is not None:
        said.append(f"the old figures are restated by the crosswalk {crosswalk.code}")
    joined = Table.concat({"old": old, "restated": restated, "new": new}, dim="part")
    axes = {axis.dim: axis for axis in joined.axes[1:]}
    tables = [old, longer, restated, new]
    cells = [{_key(one, table.dims, axes): _value(one["value"]) for one in table.records()} for table in tables]
    keys = sorted(dict.fromkeys(key for found in cells for key in found), key=lambda key: _places(key, axes))
    others = [dim for dim in axes if dim != _DEPARTMENT]
    obstacle = axes[_DEPARTMENT].reason if _DEPARTMENT in axes else ""
    rows = _divide(keys, [*axes], cells, transfers=_DEPARTMENT in axes and not obstacle)
    if obstacle:
        said.append(f"nothing is taken for a transfer between departments: {obstacle}")
    elif any(row[_TRANSFER] for row in rows if not isinstance(row[_TRANSFER], Missing)):
        said.append(_tell_transfer(others))
    parts = {
        part: Table.from_records(
            [{**dict(zip(axes, key, strict=True)), "value": row[part]} for key, row in zip(keys, rows, strict=True)],
            dims=[*axes],
            unit=old.unit,
            labels=axes,
        )
        for part in _PARTS
    }
    found = Table.concat({"old": old, **parts, "new": new}, dim="part").by(*axes, "part")
    part = attrs.evolve(found.axis("part"), reason="old and new stand beside the parts", beside=("old", "new"))
    found = attrs.evolve(found, axes=[part if axis.dim == "part" else axis for axis in found.axes])
    return found.assuming(*dict.fromkeys((*restated.assumed, *said)))


def _without_periods(old: Table, new: Table) -> tuple[Table, Table, Fraction, list[str]]:
    """Both tables, without the dim of periods where they are of one each; how many times as long the new one is."""
    if "period" not in old.dims:
        return old, new, Fraction(1), []
    axes = old.axis("period"), new.axis("period")
    join_calendars(axes)
    labels = [axis.labels for axis in axes]
    if set(labels[0]) == set(labels[1]):
        return old, new, Fraction(1), []
    if any(len(one) != 1 for one in labels):
        names = " and ".join(join_names(one) for one in labels)
        raise NotAdditive(f"the tables have other periods: {names}; take one of each with where(period=…)")
    first, second = (Period.parse(one[0]) for one in labels)
    others = [dim for dim in old.dims if dim != "period"]
    said = f"old is {first}, new is {second}"
    ratio = Fraction(second.months, first.months)
    reason = axes[0].reason or axes[1].reason
    if reason:
        said += f"; the length of the periods changes nothing: {reason}"
        ratio = Fraction(1)
    elif ratio != 1:
        said += f"; period length is the old figures times {ratio}, less what they are"
    return old.by(*others), new.by(*others), ratio, [said]


def _times(table: Table, ratio: Fraction) -> Table:
    """Every figure times a ratio, rounded once."""
    if ratio == 1:
        return table
    rows = [
        {**one, "value": value if isinstance(value, Missing) else round_ratio(Fraction(value) * ratio)}
        for one in table.records()
        if isinstance(value := one["value"], Missing | Decimal)
    ]
    return Table.from_records(rows, dims=table.dims, unit=table.unit, labels=table.axes).assuming(*table.assumed)


def _key(record: Mapping[str, object], dims: Sequence[str], axes: Mapping[str, Axis]) -> Labels:
    """The labels of a cell as they stand on the axes."""
    return tuple(axes[dim].labels[axes[dim].position(str(record[dim]))] for dim in axes)


def _places(key: Labels, axes: Mapping[str, Axis]) -> tuple[int, ...]:
    return tuple(axis.position(label) for axis, label in zip(axes.values(), key, strict=True))


def _value(value: object) -> Value:
    assert isinstance(value, Missing | Decimal)  # cells are
    return value if isinstance(value, Missing) else Fraction(value)


def _divide(
    keys: Sequence[Labels], dims: Sequence[str], cells: Sequence[Mapping[Labels, Value]], *, transfers: bool
) -> list[dict[str, Decimal | Missing]]:
    """The parts for each combination of labels, of its old figure, the same for the new months, restated, and new."""
    rows: list[dict[str, Value]] = []
    for key in keys:
        old, longer, restated, new = (found.get(key, Fraction(0)) for found in cells)
        rows.append({_LENGTH: _less(longer, old), _RESTRUCTURING: _less(restated, longer), _REAL: _less(new, restated)})
    moved: dict[Labels, Value] = {}
    if transfers:
        place = dims.index(_DEPARTMENT)
        groups: dict[Labels, dict[Labels, Fraction]] = {}
        for key, row in zip(keys, rows, strict=True):
            rest = row[_REAL]
            if isinstance(rest, Missing):
                moved[key] = rest
            else:
                groups.setdefault((*key[:place], *key[place + 1 :]), {})[key] = rest
        for rests in groups.values():
            moved |= _transfers(rests)
    found: list[dict[str, Decimal | Missing]] = []
    for key, row in zip(keys, rows, strict=True):
        row[_TRANSFER] = moved.get(key, Fraction(0))
        row[_REAL] = _less(row[_REAL], row[_TRANSFER])
        found.append({part: value if isinstance(value, Missing) else round_ratio(value) for part, value in row.items()})
    return found


def _less(value: Value, other: Value) -> Value:
    """The difference; what is missing makes it missing."""
    return value if isinstance(value, Missing) else other if isinstance(other, Missing) else value - other


def _transfers(rests: Mapping[Labels, Fraction]) -> Iterator[tuple[Labels, Fraction]]:
    """What is transferred of the rest of each department: in proportion, and 0 in sum to the last digit."""
    gained = sum((rest for rest in rests.values() if rest > 0), Fraction(0))
    lost = sum((-rest for rest in rests.values() if rest < 0), Fraction(0))
    both = min(gained, lost)
    done = {True: Fraction(0), False: Fraction(0)}  # of those that gain, and those that lose
    given = {True: Fraction(0), False: Fraction(0)}
    for key, rest in rests.items():
        gains = rest > 0
        if rest and both:
            done[gains] += rest * both / (gained if gains else lost)
            part = Fraction(round_ratio(done[gains])) - given[gains]
            given[gains] += part
            yield key, part


def _tell_transfer(others: Sequence[str]) -> str:
    where = f" with the same {join_names(others)}" if others else ""
    return (
        f"what some departments gain and others lose{where} is taken for a transfer between them, up to the smaller "
        "of the two sums and in proportion; the rest is real"
    )
