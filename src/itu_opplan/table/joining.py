"""Joining: several tables as one, two of the same dims, labels that get one name. Its functions are methods of `Table`.

The axes first, then the cells.
"""

# pyright: reportPrivateUsage=false

import bisect
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from ..errors import InvalidPlan, NotAdditive, UnitMismatch, UnknownLabel, refusal
from ..periods import Period
from ..units import advise_on_units
from ..wording import quote
from .axes import Axis, find_axis, join_axes, join_calendars, join_names
from .block import Block, collect, list_places, make_strides
from .cells import STATES, count_skipped
from .moving import Pick, pick, stack
from .names import check_dim, check_dims, spell, unite
from .places import list_keys, match_places, measure
from .reasons import find_reason, tell

if TYPE_CHECKING:
    from .table import Table

__all__ = [
    "add",
    "check_adds",
    "check_labels",
    "check_new_dim",
    "concat",
    "gather_periods",
    "join_dim",
    "keep_beside",
    "keep_figures",
    "relabel",
    "span",
    "tally_missing",
]


def check_new_dim(dims: Sequence[str], dim: str) -> None:
    """Refuse what cannot be a further dim of a table."""
    if complaint := check_dim(dim):
        raise UnknownLabel(f"{quote(dim)} {complaint}")
    if dim in dims:
        raise UnknownLabel(f"the table has a dim {dim!r} already; relabel that one first")


def check_adds(axis: Axis) -> None:
    """Refuse to add up over an axis over which figures do not add."""
    if axis.obstacle:
        raise NotAdditive(
            f"cannot add up over {axis.dim!r}: {axis.obstacle}; keep it with by(…, {axis.dim!r}), "
            f"or take one with where({axis.dim}={axis.labels[0]!r})"
        )


def concat(
    cls: type["Table"],
    tables: Mapping[str, "Table"],
    *,
    dim: str,
    axes: Sequence[Axis] = (),
    unit: str | None = None,
) -> "Table":
    """Several tables joined into one, with a new dim that names them.

    Axes and unit are those of the tables, joined: the labels of the first, then new ones of the others. What does
    not add in one of the tables does not add in the result. Percentages of several tables are parts of several
    wholes, so they do not add over the new dim. A table without cells brings its labels, in any unit.

    Args:
        tables: the tables by their label in the new dim.
        dim: the new dim, which comes first.
        axes: whole axes for some or all dims, which come next; other labels are refused.
        unit: the unit of the result; needed only where there is no table.

    Raises:
        UnknownLabel: a table has other dims, or the new one already, or a cell with a label that a whole axis does
            not have.
        UnitMismatch: a table is in another unit.
        InvalidPlan: the new dim cannot have such labels, or there is no table and no unit.
        TypeError: the tables are not given by label.

    >>> from itu_opplan import Table
    >>> one = Table.from_records([{"period": "2008", "value": 1}], dims=["period"], unit="page")
    >>> Table.concat({"a": one, "b": one}, dim="item").total()
    Decimal('2')
    """
    if not isinstance(tables, Mapping) or not all(isinstance(table, cls) for table in tables.values()):
        raise TypeError("tables: must be tables by label, as in Table.concat({'a': table}, dim='version')")
    full = {label: table for label, table in tables.items() if len(table)}
    like = next(iter((full or tables).values()), None)
    if unit is None:
        if like is None:
            raise refusal("there is none; name the axes and the unit that the result has", path="tables")
        unit = like.unit
    if not all(isinstance(axis, Axis) for axis in axes):
        raise TypeError(f"axes: must be several Axis, such as table.axes, got {quote(axes)}")
    given = {axis.dim: axis for axis in axes}
    if problems := check_dims(unit, [axis.dim for axis in axes], "axes"):
        raise InvalidPlan(problems)
    dims = list(dict.fromkeys([*given, *(like.dims if like is not None and (full or not given) else ())]))
    check_new_dim(dims, dim)
    kinds: dict[object, tuple[str, Table]] = {}  # most tables share their axes
    for label, table in tables.items():
        kinds.setdefault((label in full, table.unit, *map(id, table.axes)), (label, table))
    for label, table in kinds.values():
        if label in full and table.unit != unit:
            advice = advise_on_units(table.unit, unit)
            raise UnitMismatch(f"{dim} {label!r} is in {table.unit}, not in {unit}; {advice}")
        if label in full and set(table.dims) != set(dims):
            raise UnknownLabel(f"{dim} {label!r} has the dims {join_names(table.dims)}, not {join_names(dims)}")
    wholes = f"each {dim} is a whole of its own" if unit == "percent" else ""
    alike = [table for _, table in kinds.values() if set(table.dims) == set(dims)]
    rest = [join_dim(name, given.get(name), alike, unit) for name in dims]
    joined = [Axis(dim, tuple(tables), find_reason(dim, unit) or wholes), *rest]
    measure(joined)
    block = stack(_list_runs(tables.values(), rest), math.prod(measure(rest)))
    assumed = dict.fromkeys(sentence for table in tables.values() for sentence in table.assumed)
    return cls._make(joined, unit, block, tuple(assumed))


def _list_runs(tables: Iterable["Table"], rest: Sequence[Axis]) -> list[tuple[Block, Pick] | None]:
    """The block of each table and how its cells get to these axes, found once for all with the same axes."""
    size = math.prod(measure(rest))
    known: dict[object, tuple[Pick, list[int]]] = {}
    runs: list[tuple[Block, Pick] | None] = []
    for table in tables:
        if not len(table):
            runs.append(None)
            continue
        alike = tuple(map(id, table.axes))
        if alike not in known:
            places = match_places(table.axes, rest)
            known[alike] = pick(places, size), places if min(places, default=0) < 0 else []
        way, places = known[alike]
        if places:
            check_labels(table, rest, places)
        runs.append((table._block, way))
    return runs


def join_dim(dim: str, whole: Axis | None, tables: Sequence["Table"], unit: str) -> Axis:
    """The axis of this name of several tables; what those without cells know does not count, their labels do."""
    alike: dict[object, Axis] = {}  # most are
    for table in tables:
        axis = table.axis(dim)
        if not len(table):
            axis = axis.bare(axis.year_begins)
        key = (axis.labels, axis.reason, axis.once, axis._names, axis.parts, axis.year_begins, axis.beside)
        alike.setdefault(key, axis)
    others = list(alike.values())
    first = whole or others[0].bare()
    return tell([join_axes(first, others, whole=whole is not None)], unit)[0]


def check_labels(table: "Table", known: Sequence[Axis], places: Sequence[int]) -> None:
    """Refuse a cell with a label that is not on these axes, on which its place is negative."""
    counts = table._block.counts
    if min(places, default=0) >= 0 or not any(count for place, count in zip(places, counts, strict=True) if place < 0):
        return
    wholes = [find_axis(known, dim) for dim in table.dims]
    for key in itertools.compress(list_keys(table.axes), counts):
        for whole, label in zip(wholes, key, strict=True):
            whole.position(label)


def add(table: "Table", other: "Table", sign: int) -> "Table":
    """The sum of two tables, or with the sign -1 their difference; a combination that one has not counts 0."""
    if set(table.dims) != set(other.dims):
        raise UnknownLabel(f"the tables have different dims: {join_names(table.dims)} and {join_names(other.dims)}")
    if table.unit != other.unit:
        raise UnitMismatch(f"cannot add {other.unit} to {table.unit}; {advise_on_units(table.unit, other.unit)}")
    joined = tuple(join_axes(axis, [other.axis(axis.dim)]) for axis in table.axes)
    size = math.prod(measure(joined))
    one, two = (
        own._block if own.axes == joined else collect([(own._block, match_places(own.axes, joined))], size)
        for own in (table, other)
    )
    return table._with(one.add(two, sign), axes=joined, assumed=other.assumed)


def relabel(
    table: "Table", dim: str, names: Mapping[str, str] | Callable[[str], str], *, to: str | None = None
) -> "Table":
    """Other labels for a dim; cells that meet under one label are added.

    A period can become another one of as many months, and periods the span that they tile exactly. If the months are
    others, the table records this as an assumption.

    Args:
        dim: the dim to change.
        names: new labels by old one, or a function from old to new. Labels that a mapping leaves out stay.
        to: a new name for the dim.

    Raises:
        NotAdditive: cells meet, and the dim does not add; or a period gets a label of more or fewer months.
        UnknownLabel: the table has no such dim, a key of the mapping is no label, a new label is not text, or the
            new name cannot be that of a dim.
        InvalidPlan: a new label of `period` is no period, or two keys of the mapping are spellings of one label.

    >>> from itu_opplan import Table
    >>> rows = [{"grade": grade, "value": 12} for grade in ("P5", "P4", "G6")]
    >>> table = Table.from_records(rows, dims=["grade"], unit="work_month")
    >>> print(table.relabel("grade", lambda grade: grade[0], to="category"))
    category  work_month
    --------------------
    P                 24
    G                 12
    """
    if not isinstance(names, Mapping) and not callable(names):
        raise TypeError(f"names: must be new labels by old one, or a function from old to new, got {quote(names)}")
    axis, block = table.axis(dim), table._block
    name = dim if to is None else to
    if name != dim:
        check_new_dim(table.dims, name)
    if isinstance(names, Mapping):
        by_label = axis.keyed(names, "names")
        labels = [spell(name, by_label.get(label, label)) for label in axis.labels]
    else:
        labels = [spell(name, names(label)) for label in axis.labels]
    labels = unite(name, labels)
    merged = tuple(dict.fromkeys(labels))
    if len(merged) < len(labels) and not axis.adds:
        used = {at for at, count in zip(match_places(table.axes, [axis]), block.counts, strict=True) if count}
        if len({labels[at] for at in used}) < len(used):
            raise NotAdditive(f"cannot add up over {axis.dim!r}: {axis.reason or axis.overlap}")
    same = name == dim and merged == axis.labels
    reason = axis.reason or ("" if same else axis.overlap)
    once = [(new, str(period)) for old, new in zip(axis.labels, labels, strict=True) for period in axis.periods(old)]
    shown, year_begins = (axis.names, axis.year_begins) if name == dim else ((), None)
    (target,) = tell(
        [Axis(name, merged, reason, tuple(dict.fromkeys(once)), shown, parts=axis.parts, year_begins=year_begins)],
        table.unit,
    )
    assumed = list(_describe_moves(once)) if name == "period" else []
    changed = [target if one is axis else one for one in table.axes]
    if len(merged) < len(labels):
        sizes = measure(changed)
        moves = [target.positions[label] for label in labels]
        chosen = [moves if one is target else range(len(one.labels)) for one in changed]
        block = collect([(block, list_places(chosen, make_strides(sizes)))], math.prod(sizes))
    return table._with(block, axes=changed, assumed=assumed)


def _describe_moves(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is assumed where periods, the second of each pair, get these labels; other years are refused."""
    groups: dict[str, list[Period]] = {}
    for label, period in dict.fromkeys(pairs):
        groups.setdefault(label, []).append(Period.parse(period))
    for label, periods in groups.items():
        new = Period.parse(label)
        if new.tiled_by(periods):
            continue
        old = join_names(map(str, periods))
        if len(periods) > 1 or periods[0].months != new.months:
            raise NotAdditive(
                f"periods {old} do not tile {new} exactly; split() divides a period into its parts, "
                "span() adds up those that tile one"
            )
        yield f"the figures of {old} are taken for {new}"


def keep_beside(table: "Table", other: "Table", *, there: bool = True) -> "Table":
    """Only the cells of a table where another one of the same dims has a cell, too; or where it has none."""
    block, counts = table._block, other._block.counts
    beside = [place >= 0 and counts[place] > 0 for place in match_places(table.axes, other.axes)]
    kept = [place for place, own in enumerate(beside) if own is there and block.counts[place]]
    return table._with(collect([(block.gather(kept), kept)], len(beside)))


def keep_figures(table: "Table") -> "Table":
    """Only the cells that are figures, also sums that have skipped something."""
    return table.keep(lambda _: True)


def tally_missing(table: "Table") -> dict[str, int]:
    """How many missing cells of each state a table has or has skipped, all together."""
    counts = table._block.counts
    found = {which.value: sum(count_skipped(count, which) for count in counts) for which in STATES}
    return {state: count for state, count in found.items() if count}


def gather_periods(table: "Table", columns: Mapping[str, str]) -> "Table":
    """The figures of periods added up in the columns that hold them, whether or not they fill these.

    Args:
        columns: for each period the column; the result has them in the order of time.

    Raises:
        NotAdditive: the figures do not add over periods.
    """
    axis = table.axis("period")
    if axis.reason:
        check_adds(axis)
    labels = sorted(dict.fromkeys(columns[label] for label in axis.labels), key=Period.parse)
    whole = Axis("period", labels, year_begins=axis.year_begins)
    changed = [whole if one is axis else one for one in table.axes]
    sizes = measure(changed)
    moves = [whole.positions[columns[label]] for label in axis.labels]
    chosen = [moves if one is whole else range(len(one.labels)) for one in changed]
    block = collect([(table._block, list_places(chosen, make_strides(sizes)))], math.prod(sizes))
    return table._with(block, axes=changed)


def span(table: "Table", span: str | Period, /, *spans: str | Period) -> "Table":
    """The sum of the periods that tile exactly this span; others are dropped. Several spans give one period each.

    Raises:
        NotAdditive: the figures do not add over periods, the periods do not tile a span, or two spans overlap.
        InvalidPlan: a span is not a period.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"2008": 1, "2009-2011": 2}], dims=["period"], unit="page")
    >>> table.span("2008-2011").records()
    [{'period': '2008-2011', 'value': Decimal('3')}]
    """
    wholes = [one if isinstance(one, Period) else Period.parse(one) for one in (span, *spans)]
    for one, other in itertools.pairwise(sorted(wholes)):
        if one.overlaps(other):
            raise NotAdditive(f"spans {one} and {other} overlap")
    axis = table.axis("period")
    parts = sorted(map(Period.parse, axis.labels))
    names: dict[str, str] = {}
    for whole in wholes:
        join_calendars((axis, Axis("period", [whole])))
        first, last = (
            bisect.bisect_left(parts, month, key=lambda one: one.start) for month in (whole.start, whole.end)
        )
        inside = tuple(str(part) for part in parts[first:last] if part.end <= whole.end)
        if not whole.tiled_by(map(Period.parse, inside)):
            raise NotAdditive(f"periods {join_names(axis.labels)} do not tile {whole} exactly")
        check_adds(attrs.evolve(axis, labels=inside))
        names |= dict.fromkeys(inside, str(whole))
    return table.where(period=names).relabel("period", names)
