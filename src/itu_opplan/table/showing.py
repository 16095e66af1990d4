"""Showing a table: one dim across, the others down; as plain data, as a grid of text."""

# pyright: reportPrivateUsage=false

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import attrs

from .. import display
from ..digits import group_digits, write_figure
from ..immutable import Immutable
from ..wording import quote
from .axes import Axis
from .block import QUOTIENT, Block, collect, list_places, make_strides
from .cells import FIGURES, MISSING_WORDS, Cell, Missing, count_skipped
from .places import match_places

if TYPE_CHECKING:
    from .table import Table

__all__ = ["SHOWN_STATES", "Kind", "Pivot", "PivotRow", "lay_out", "make_grid", "pivot", "write_cell"]

Kind: TypeAlias = Literal["bar", "stacked bar", "line", "heat map", "waterfall"]
"""How a picture can show a table."""
SHOWN_STATES = (Missing.TO_BE_COMPLETED, Missing.BLANK, Missing.NOT_APPLICABLE)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PivotRow(Immutable):
    """One row of a pivot.

    Attributes:
        labels: its labels in the dims that stand down.
        cells: its cells, one for each column; `Missing.NOT_STATED` where there is none.
        decimals: how many decimals of each are for reading: those with which it was printed, 1 of a quotient.
        starred: whether each is a sum that skipped missing cells.
    """

    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    decimals: tuple[int, ...]
    starred: tuple[bool, ...]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Pivot(Immutable):
    """A table as it is laid out on paper and in a sheet. Rows and columns without any cell are left out, periods stay.

    Attributes:
        down: the dims whose labels stand at the left of each row.
        across: the dim whose labels are the columns; empty where the figures stand in one column.
        columns: the labels of the columns, or the unit of the one column.
        rows: the rows, in the order of the axes.
        unit: the unit of all figures.
        hidden: how many rows in the middle are not among them.
        assumed: what the figures rest on.
    """

    down: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    rows: tuple[PivotRow, ...]
    unit: str
    hidden: int = 0
    assumed: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns, from the left."""
        return (*self.down, *self.columns)


def pivot(table: "Table", dim: str | None = None) -> Pivot:
    """The table as it is laid out on paper: one dim across, the others down; for sheets and frames.

    Args:
        dim: the dim whose labels are the columns; without it the last one, as `to_text` has it: there a table of
            one dim has its figures in one column.

    Raises:
        UnknownLabel: the table has no such dim.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"item": "a", "2008": 4, "2009": "4.5"}], dims=["item", "period"], unit="page")
    >>> pivot = table.pivot("item")
    >>> pivot.header, [(row.labels, row.cells) for row in pivot.rows]
    (('period', 'a'), [(('2008',), (Decimal('4'),)), (('2009',), (Decimal('4.5'),))])
    """
    return lay_out(table, table.axis(dim) if dim is not None else table.axes[-1] if len(table.axes) > 1 else None)


def lay_out(table: "Table", last: Axis | None, *, whole: bool = False) -> Pivot:
    """The table with this axis of it across, or with all its labels, also those of which there is no cell."""
    axes, block = table.axes, table._block
    if last is not None and axes[-1:] != (last,):
        axes = (*(axis for axis in axes if axis is not last), last)
        block = block.gather(match_places(axes, table.axes))
    lines = [_Line(axis.dim, axis.labels) for axis in axes]
    return _lay_out(lines, block, table, across=last is not None, whole=whole)


class _Line(NamedTuple):
    """What stands down or across.

    Attributes:
        dim: the name of the dim.
        labels: its labels, perhaps with a total behind them.
    """

    dim: str
    labels: tuple[str, ...]


def _lay_out(
    lines: Sequence[_Line],
    block: Block,
    table: "Table",
    *,
    across: bool,
    whole: bool = False,
    most: int | None = None,
) -> Pivot:
    """The block with the last of its dims across, or all down. At most so many rows, from both ends."""
    down, last = (lines[:-1], lines[-1]) if across else (lines, None)
    counts, width = block.counts, len(last.labels) if last else 1
    whole = whole or last is None or last.dim == "period"
    columns = [number for number in range(width) if whole or any(counts[number::width])]
    full = block.find_rows(width) if down else range(len(counts) // max(1, width))
    shown = [full[number] for number in display.shown_rows(len(full), most)[0]]
    strides = make_strides([len(line.labels) for line in down])
    steps = [(line.labels, stride, len(line.labels)) for line, stride in zip(down, strides, strict=True)]
    cells = iter(block.cells(number * width + column for number in shown for column in columns))
    plain, starless = (block.scale,) * len(columns), (False,) * len(columns)
    rows: list[PivotRow] = []
    for number in shown:
        places = [number * width + column for column in columns]
        decimals, starred = plain, starless
        if block.decimals is not None:
            decimals = tuple([1 if own == QUOTIENT else own for own in map(block.decimals.__getitem__, places)])
        if block.skips:
            starred = tuple([counts[place] > FIGURES and bool(counts[place] & FIGURES) for place in places])
        labels = tuple([labels[number // stride % count] for labels, stride, count in steps])
        own_cells = tuple(itertools.islice(cells, len(columns)))
        rows.append(PivotRow(labels=labels, cells=own_cells, decimals=decimals, starred=starred))
    return Pivot(
        down=tuple(line.dim for line in down),
        across=last.dim if last else "",
        columns=tuple(last.labels[number] for number in columns) if last else (table.unit,),
        rows=tuple(rows),
        unit=table.unit,
        hidden=len(full) - len(rows),
        assumed=table.assumed,
    )


def _add_totals(table: "Table", dims: Sequence[str]) -> tuple[list[_Line], Block]:
    """The table with a total over each of these dims behind its labels, and over several where they cross."""
    lines = [
        _Line(axis.dim, (*axis.labels, _find_word(axis)) if axis.dim in dims else axis.labels) for axis in table.axes
    ]
    if not dims:
        return lines, table._block
    sizes = [len(line.labels) for line in lines]
    parts: list[tuple[Block, Sequence[int]]] = []
    for gone in itertools.chain.from_iterable(itertools.combinations(dims, count) for count in range(len(dims) + 1)):
        part = table.by(*(dim for dim in table.dims if dim not in gone))
        chosen = [[len(axis.labels)] if axis.dim in gone else range(len(axis.labels)) for axis in table.axes]
        parts.append((part._block, list_places(chosen, make_strides(sizes))))
    return lines, collect(parts, math.prod(sizes))


def _find_word(axis: Axis) -> str:
    """What stands before a total over an axis; no label of it, nor what is printed in the place of one."""
    words = itertools.chain(["total", f"total of {axis.dim}"], (f"total {number}" for number in itertools.count(2)))
    taken = {*axis.labels, *axis.names.values()}
    return next(word for word in words if word not in taken)


def _list_skipped(table: "Table", totals: Sequence[str]) -> list[int]:
    """The counts of all cells of which something is skipped: in the cell itself, or in a total over these dims."""
    counts = table._block.counts
    if not table._block.skips:
        return []
    sums = table.by(*(dim for dim in table.dims if dim not in totals))  # the totals of which all others are parts
    places = match_places(table.axes, sums.axes)
    return [
        count
        for count, place in zip(counts, places, strict=True)
        if count > FIGURES and sums._block.counts[place] & FIGURES
    ]


def make_grid(table: "Table", options: display.Options, totals: str | Sequence[str] = ()) -> display.Grid:
    """What is shown: the last of several dims across, with the names of labels in their place."""
    if not isinstance(totals, Iterable):
        raise TypeError(f"totals: must be names of dims, such as ('department',), got {quote(totals)}")
    wanted = list(dict.fromkeys(axis.dim for axis in map(table.axis, [totals] if isinstance(totals, str) else totals)))
    lined = _add_totals(table, wanted)
    pivot = _lay_out(*lined, table, across=len(table.axes) > 1, most=options.rows)
    names: dict[str, Mapping[str, str]] = {axis.dim: axis.names for axis in table.axes}
    lines = [
        (
            *(names[dim].get(label, label) for dim, label in zip(pivot.down, row.labels, strict=True)),
            *map(write_cell, row.cells, row.decimals, row.starred, itertools.repeat(options)),
        )
        for row in pivot.rows
    ]
    notes: list[str] = []
    if pivot.hidden:
        notes += display.shown_rows(len(lines) + pivot.hidden, len(lines))[1]
        lines.insert((len(lines) + 1) // 2, ("…",) * len(pivot.header))
    if sums := _list_skipped(table, wanted):
        gone = [(which, sum(count_skipped(count, which) for count in sums)) for which in SHOWN_STATES]
        notes.append("* skipped: " + ", ".join(f"{number} {which}" for which, number in gone if number))
    if not lines:
        notes.append("no cells")
    columns = names[pivot.across] if pivot.across else {}
    return display.Grid(
        header=(*pivot.down, *(columns.get(label, label) for label in pivot.columns)),
        rows=tuple(lines),
        labels=len(pivot.down),
        missing=MISSING_WORDS,
        caption=table.unit if pivot.across else "",
        notes=(*notes, *(f"assumed: {sentence}" for sentence in table.assumed)),
    )


def write_cell(cell: Cell, own: int, starred: bool, options: display.Options) -> display.FigureText:
    """A cell of a pivot as it is shown."""
    if isinstance(cell, Missing):
        return display.FigureText("" if cell is Missing.NOT_STATED else cell.value)
    text = f"{cell:f}"
    wanted = own if options.decimals is None else options.decimals
    if len(text.partition(".")[2]) != wanted:
        text = write_figure(cell, wanted)
    return display.FigureText(group_digits(text, options.thousands) + "*" * starred)
