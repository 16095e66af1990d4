"""Products and sums of other rooms, which say themselves what they assume: each figure at a price of its own.

No cell is looked up by its labels: what depends on some dims is found once for each of their combinations.
"""

# pyright: reportPrivateUsage=false

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from .axes import Axis
from .block import Block, collect, make_strides
from .cells import FIGURES, parse_cell
from .joining import check_labels, join_dim
from .moving import amend, price
from .places import list_keys, match_places, measure
from .runs import Move, carry, list_runs, shift
from .table import Table

__all__ = ["assemble", "carry_by", "find_used", "level", "multiply_by", "name", "sum_by"]


def multiply_by(
    table: Table,
    dims: Sequence[str],
    find: Callable[[tuple[str, ...]], Mapping[str, Fraction]],
    *,
    axes: Sequence[Axis],
    to: str = "",
    unit: str,
) -> Table:
    """Each cell times the factors of its labels in some dims; what it has skipped stays with it.

    Products are rounded once and have no more decimals than they need; of a missing cell each is missing.

    Args:
        table: the table.
        dims: the dims on whose labels the factors depend.
        find: for labels in these dims the factors, each by the label that its product has in the new dim.
        axes: the new axes, as many labels as before in each dim, in order; and perhaps the new one.
        to: the new dim; without it the one factor has the empty label.
        unit: the unit of the products.

    >>> from itu_opplan import Axis, Table
    >>> table = Table.from_rows([{"2008": 3, "2009": "blank"}], dims=["period"], unit="page")
    >>> doubled = multiply_by(table, ["period"], lambda labels: {"": Fraction(2)}, axes=table.axes, unit="CHF")
    >>> str(doubled.at(period="2008")), str(doubled.at(period="2009"))
    ('6', 'blank')
    """
    sizes, strides = measure(axes), make_strides(measure(axes))
    further = {axis.dim: (axis, stride) for axis, stride in zip(axes, strides, strict=True)}.get(to)
    own = [stride for axis, stride in zip(axes, strides, strict=True) if axis.dim != to]
    fixed = [table.dims.index(dim) for dim in dims]
    runs, apart = list_runs(measure(table.axes), fixed, own), make_strides(measure(table.axes))
    moves: list[Move] = []
    for places in itertools.product(*(range(len(table.axes[at].labels)) for at in fixed)):
        factors = find(tuple([table.axes[at].labels[place] for at, place in zip(fixed, places, strict=True)]))
        steps = [further[0].positions[label] * further[1] if further else 0 for label in factors]
        start = sum(place * apart[at] for at, place in zip(fixed, places, strict=True))
        first = sum(place * own[at] for at, place in zip(fixed, places, strict=True))
        way = steps, list(factors.values())
        moves += [(shift(run, start), shift(there, first), way) for run, there in runs]
    return table._with(price(table._block, moves, math.prod(sizes)), axes=axes, unit=unit)


def assemble(tables: Mapping[str, Table], dim: str, axes: Sequence[Axis], *, unit: str, otherwise: str = "") -> Table:
    """Several tables as one of whole axes, as `concat` and `by` make it, also of such as lack some of its dims.

    Args:
        tables: the tables by label, each of this unit and of some of these dims.
        dim: the dim that has their labels; what meets is added up if it is not there.
        axes: the axes of the result.
        unit: its unit.
        otherwise: the label of what has no such dim.

    >>> from itu_opplan import Axis, Table
    >>> one = Table.from_rows([{"2008": 3}], dims=["period"], unit="CHF")
    >>> axes = Axis("period", ["2008", "2009"]), Axis("output", ["PP", "(none)"]), Axis("component", ["staff"])
    >>> assemble({"staff": one}, "component", axes, unit="CHF", otherwise="(none)").at(
    ...     period="2008", output="(none)", component="staff"
    ... )
    Decimal('3')
    """
    full = [table for table in tables.values() if len(table)]
    joined = [join_dim(one.dim, one, [table for table in full if one.dim in table.dims], unit) for one in axes]
    strides = make_strides(measure(joined))
    parts: list[tuple[Block, list[int]]] = []
    for label, table in tables.items():
        if not len(table):
            continue
        fixed = [
            one.positions[label if one.dim == dim else otherwise] * stride
            for one, stride in zip(joined, strides, strict=True)
            if one.dim not in table.dims
        ]
        places = match_places(table.axes, joined)
        check_labels(table, joined, places)
        first = sum(fixed)
        parts.append((table._block, [place + first for place in places] if first else places))
    block = collect(parts, math.prod(measure(joined)))
    assumed = dict.fromkeys(sentence for table in tables.values() for sentence in table.assumed)
    return Table._make(joined, unit, block, tuple(assumed))


def carry_by(
    table: Table,
    dims: Sequence[str],
    ways: Mapping[tuple[str, ...], Mapping[str, Fraction]],
    to: Axis,
    kept: Sequence[str],
) -> Table:
    """Each cell carried to labels of one dim along the way of its labels: what meets adds up, and the total stays.

    Args:
        table: the table.
        dims: the dims on whose labels the ways depend, and all that the table has no longer, or has from the ways.
        ways: for labels in these dims those of the new one, with weights that make 1. The last of them takes the
            rounding difference; a missing cell is missing at each of them.
        to: the axis of the new dim, or of one that the table has, in the place of its own.
        kept: the dims of the result, in order.

    >>> from itu_opplan import Axis, Table
    >>> table = Table.from_rows([{"item": "a", "2008": 3, "2009": 4}], dims=["item", "period"], unit="page")
    >>> ways = {("a", "2008"): {"b": Fraction(1)}, ("a", "2009"): {"a": Fraction(1, 4), "b": Fraction(3, 4)}}
    >>> print(carry_by(table, ("item", "period"), ways, Axis("item", ("a", "b")), ("item", "period")))
    page
    item  2008  2009
    ----------------
    a            1.0
    b        3   3.0
    """
    axes = [to if dim == to.dim else table.axis(dim) for dim in kept]
    measure(sorted(axes, key=lambda axis: axis.dim not in table.dims))  # a refusal names the new one last
    own = make_strides(measure(table.axes))
    strides = {axis.dim: stride for axis, stride in zip(axes, make_strides(measure(axes)), strict=True)}
    inner, strides[to.dim] = strides[to.dim], 0
    others = [strides.get(dim, 0) for dim in table.dims]
    fixed = [table.dims.index(dim) for dim in dims]
    runs = list_runs(measure(table.axes), fixed, others)
    moves: list[Move] = []
    for labels, weights in ways.items():
        places = [(at, table.axes[at].positions[label]) for at, label in zip(fixed, labels, strict=True)]
        start, first = (sum(place * apart[at] for at, place in places) for apart in (own, others))
        way = [to.positions[label] * inner for label in weights], list(weights.values())
        moves += [(shift(run, start), shift(there, first), way) for run, there in runs]
    return table._with(carry(table._block, moves, math.prod(measure(axes)), keep_total=True), axes=axes)


def sum_by(table: Table, dims: Sequence[str]) -> dict[tuple[str, ...], Fraction | None]:
    """For the labels of these dims under which there are cells, in the order of the axes, the sum of the figures.

    It is None where all are missing; and nothing is asked of what adds.

    >>> from itu_opplan import Table
    >>> rows = [{"item": "a", "2008": 3, "2009": "0.5"}, {"item": "b", "2009": "blank"}]
    >>> sum_by(Table.from_rows(rows, dims=["item", "period"], unit="page"), ["item"])
    {('a',): Fraction(7, 2), ('b',): None}
    """
    axes, block = [table.axis(dim) for dim in dims], table._block
    places = list(itertools.compress(range(len(block.counts)), block.counts))
    keys = [0] * len(places)
    strides = dict(zip(table.dims, make_strides(measure(table.axes)), strict=True))
    for axis in axes:
        size, stride = len(axis.labels), strides[axis.dim]
        keys = [key * size + place // stride % size for key, place in zip(keys, places, strict=True)]
    sums: dict[int, int | None] = {}
    for key, place in zip(keys, places, strict=True):
        if block.counts[place] & FIGURES:
            sums[key] = (sums.get(key) or 0) + block.figures[place]
        else:
            sums.setdefault(key)
    found: dict[tuple[str, ...], Fraction | None] = {}
    for key in sorted(sums):
        whole = sums[key]
        labels: list[str] = []
        for axis in reversed(axes):
            key, at = divmod(key, len(axis.labels))
            labels.append(axis.labels[at])
        found[tuple(reversed(labels))] = None if whole is None else Fraction(whole, 10**block.scale)
    return found


def find_used(table: Table, dims: Sequence[str]) -> list[tuple[str, ...]]:
    """The labels of these dims under which there is a figure other than 0, in the order of the axes.

    >>> from itu_opplan import Table
    >>> rows = [{"item": "a", "2008": 3, "2009": 0}, {"item": "b", "2009": "blank"}]
    >>> find_used(Table.from_rows(rows, dims=["item", "period"], unit="page"), ["period"])
    [('2008',)]
    """
    axes = [table.axis(dim) for dim in dims]
    there = {key for key, figure in zip(match_places(table.axes, axes), table._block.figures, strict=True) if figure}
    return [labels for key, labels in enumerate(list_keys(axes)) if key in there]


def level(fine: Table, whole: Table) -> Table:
    """The fine table so that it adds up to the whole: the last figure below each of its cells takes the difference.

    The last one is the last that is not 0, where there is one.

    >>> from itu_opplan import Table
    >>> rows = [{"item": "a", "2008": 3}, {"item": "b", "2008": 4}, {"item": "c", "2008": 0}]
    >>> fine = Table.from_rows(rows, dims=["item", "period"], unit="page")
    >>> whole = Table.from_rows([{"2008": 9}], dims=["period"], unit="page")
    >>> level(fine, whole).at(item="b", period="2008")
    Decimal('6')
    """
    rest = whole - fine.by(*whole.dims)
    block, own = rest._block, fine._block
    last: dict[int, int] = {}
    if any(block.figures):
        keys = match_places(fine.axes, rest.axes)
        for place, (key, figure, count) in enumerate(zip(keys, own.figures, own.counts, strict=True)):
            if count & FIGURES and block.figures[key] and (figure or key not in last):
                last[key] = place
    taken = {place: parse_cell(block.figure(key))[:2] for key, place in last.items()}
    return fine._with(amend(own, taken), assumed=whole.assumed)


def name(table: Table, names: Mapping[str, Mapping[str, str]]) -> Table:
    """The table, in print with these texts in the place of the labels of some dims, where it has none of its own.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"item": "a", "2008": 3}], dims=["item", "period"], unit="page")
    >>> print(name(table, {"item": {"a": "Agenda"}}).by("item"))
    item    page
    ------------
    Agenda     3
    """
    further = {dim: own for dim, own in names.items() if own}
    if not further:
        return table
    return table._with(axes=[one.named(further[one.dim]) if one.dim in further else one for one in table.axes])
