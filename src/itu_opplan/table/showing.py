"""Showing a table: one dim across, the others down; as plain data, as a grid of text, as columns of a dataframe."""

# pyright: reportPrivateUsage=false

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from .. import display
from .axes import Axis, find_untold_reasons, match_places, measure
from .block import QUOTIENT, make_strides
from .cells import FIGURES, MISSING_WORDS, Cell, Missing, count_skipped

if TYPE_CHECKING:
    from .table import Table

__all__ = ["SHOWN_STATES", "Pivot", "PivotRow", "make_columns", "make_grid", "make_pivot", "pivot"]

SHOWN_STATES = (Missing.TO_BE_COMPLETED, Missing.BLANK, Missing.NOT_APPLICABLE)


@attrs.frozen(kw_only=True)
class PivotRow:
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


@attrs.frozen(kw_only=True)
class Pivot:
    """A table as it is laid out on paper and in a sheet. Rows and columns without any cell are left out, periods stay.

    Attributes:
        down: the dims whose labels stand at the left of each row.
        across: the dim whose labels are the columns; empty where the figures stand in one column.
        columns: the labels of the columns, or the unit of the one column.
        rows: the rows, in the order of the axes.
        unit: the unit of all figures.
        hidden: how many rows in the middle are not among them.
    """

    down: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    rows: tuple[PivotRow, ...]
    unit: str
    hidden: int = 0

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
    return make_pivot(table, table.axis(dim) if dim is not None else _last(table))


def _last(table: "Table") -> Axis | None:
    """The axis that stands across where none is named."""
    return table.axes[-1] if len(table.axes) > 1 else None


def make_pivot(table: "Table", across: Axis | None, most: int | None = None) -> Pivot:
    """The table with this axis across, or all down. At most so many rows, from both ends."""
    block = table._block
    down = [axis for axis in table.axes if axis is not across]
    if across is not None and across is not table.axes[-1]:
        block = block.gather(match_places([*down, across], table.axes))
    counts, width = block.counts, len(across.labels) if across else 1
    columns = [
        number for number in range(width) if across is None or across.dim == "period" or any(counts[number::width])
    ]
    lines = zip(*[iter(counts)] * width, strict=True)
    full = [number for number, line in enumerate(lines) if any(line) or not down]
    shown = [full[number] for number in display.shown_rows(len(full), most)[0]]
    strides = make_strides(measure(down))
    steps = [(axis.labels, stride, len(axis.labels)) for axis, stride in zip(down, strides, strict=True)]
    cells = iter(block.cells(number * width + column for number in shown for column in columns))
    plain, starless = (block.scale,) * len(columns), (False,) * len(columns)
    skipping = max(counts, default=0) > FIGURES
    rows: list[PivotRow] = []
    for number in shown:
        places = [number * width + column for column in columns]
        decimals, starred = plain, starless
        if block.decimals is not None:
            decimals = tuple([1 if own == QUOTIENT else own for own in map(block.decimals.__getitem__, places)])
        if skipping:
            starred = tuple([counts[place] > FIGURES and bool(counts[place] & FIGURES) for place in places])
        labels = tuple([labels[number // stride % count] for labels, stride, count in steps])
        own_cells = tuple(itertools.islice(cells, len(columns)))
        rows.append(PivotRow(labels=labels, cells=own_cells, decimals=decimals, starred=starred))
    return Pivot(
        down=tuple(axis.dim for axis in down),
        across=across.dim if across else "",
        columns=tuple(across.labels[number] for number in columns) if across else (table.unit,),
        rows=tuple(rows),
        unit=table.unit,
        hidden=len(full) - len(rows),
    )


def make_grid(table: "Table", decimals: int | None, rows: int | None) -> display.Grid:
    """What is shown: the last of several dims across, with the names of labels in their place."""
    pivot = make_pivot(table, _last(table), rows)
    names: dict[str, Mapping[str, str]] = {axis.dim: axis.names for axis in table.axes}
    lines = [
        (
            *(names[dim].get(label, label) for dim, label in zip(pivot.down, row.labels, strict=True)),
            *map(_write, row.cells, row.decimals, row.starred, itertools.repeat(decimals)),
        )
        for row in pivot.rows
    ]
    notes: list[str] = []
    if pivot.hidden:
        notes += display.shown_rows(len(lines) + pivot.hidden, len(lines))[1]
        lines.insert((len(lines) + 1) // 2, ("…",) * len(pivot.header))
    counts = table._block.counts
    if max(counts, default=0) > FIGURES and (sums := [one for one in counts if one > FIGURES and one & FIGURES]):
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


def _write(cell: Cell, own: int, starred: bool, decimals: int | None) -> str:
    if isinstance(cell, Missing):
        return "" if cell is Missing.NOT_STATED else cell.value
    text = f"{cell:f}"
    wanted = own if decimals is None else decimals
    if len(text.partition(".")[2]) != wanted:
        text = display.write_figure(cell, wanted)
    return text + "*" if starred else text


def make_columns(table: "Table") -> Mapping[str, Sequence[object]]:
    """The columns of a dataframe with a row for each cell: labels, the figure or why there is none, what is assumed."""
    cells = table._cells()
    columns: dict[str, Sequence[object]] = {dim: [key[n] for key, _ in cells] for n, dim in enumerate(table.dims)}
    columns["value"] = [None if isinstance(cell, Missing) else cell for _, cell in cells]
    columns["missing"] = [cell.value if isinstance(cell, Missing) else None for _, cell in cells]
    untold = find_untold_reasons(table.axes, table.unit)
    reasons = [f"{dim}: {' '.join(reason.split())}" for dim, reason in untold.items()]
    for name, lines in (("not_additive", reasons), ("assumed", table.assumed)):
        if lines:
            columns[name] = ["\n".join(lines)] * len(cells)
    return columns
