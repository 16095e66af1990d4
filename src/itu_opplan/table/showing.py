"""Showing a table: one dim across, the others down; as plain data, as a grid of text, as columns of a dataframe."""

import itertools
from collections.abc import Mapping, Sequence

import attrs

from .. import display
from .axes import Axis, find_untold_reasons
from .block import QUOTIENT, Block, make_strides
from .cells import FIGURES, MISSING_WORDS, Cell, Missing, count_skipped

__all__ = ["SHOWN_STATES", "Pivot", "PivotRow", "make_columns", "make_grid", "make_pivot"]

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


def make_pivot(axes: Sequence[Axis], block: Block, unit: str, dim: str | None, most: int | None = None) -> Pivot:
    """The table with this dim across; None for all dims down. At most so many rows, from both ends.

    >>> pivot = make_pivot([Axis("item", ["a", "b"])], Block((5, 0), (1, 0), 1), "page", None)
    >>> pivot.header, pivot.rows[0].labels, pivot.rows[0].cells
    (('item', 'page'), ('a',), (Decimal('0.5'),))
    """
    across = next((axis for axis in axes if axis.dim == dim), None)
    down = [axis for axis in axes if axis is not across]
    if across is not None and across is not axes[-1]:
        order = [*down, across]
        block = block.reorder([len(axis.labels) for axis in axes], [axes.index(axis) for axis in order])
    counts, width = block.counts, len(across.labels) if across else 1
    columns = [
        number for number in range(width) if across is None or across.dim == "period" or any(counts[number::width])
    ]
    starts = [start for start in range(0, len(counts), width or 1) if any(counts[start : start + width]) or not down]
    chosen, _ = display.shown_rows(len(starts), most)
    strides = make_strides([len(axis.labels) for axis in down])
    steps = [(axis.labels, stride, len(axis.labels)) for axis, stride in zip(down, strides, strict=True)]
    rows: list[PivotRow] = []
    for start in [starts[number] for number in chosen]:
        number, places = start // (width or 1), [start + column for column in columns]
        rows.append(
            PivotRow(
                labels=tuple([labels[number // stride % count] for labels, stride, count in steps]),
                cells=tuple(map(block.cell, places)),
                decimals=tuple([1 if own == QUOTIENT else own for own in map(block.decimals_at, places)]),
                starred=tuple([counts[place] > FIGURES and bool(counts[place] & FIGURES) for place in places]),
            )
        )
    return Pivot(
        down=tuple(axis.dim for axis in down),
        across=across.dim if across else "",
        columns=tuple(across.labels[number] for number in columns) if across else (unit,),
        rows=tuple(rows),
        unit=unit,
        hidden=len(starts) - len(rows),
    )


def make_grid(
    axes: Sequence[Axis],
    block: Block,
    unit: str,
    assumed: Sequence[str],
    *,
    decimals: int | None,
    rows: int | None,
) -> display.Grid:
    """What is shown: the last of several dims across, with the names of labels in their place."""
    pivot = make_pivot(axes, block, unit, axes[-1].dim if len(axes) > 1 else None, rows)
    names: dict[str, Mapping[str, str]] = {axis.dim: axis.names for axis in axes}
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
    if max(block.counts, default=0) > FIGURES:
        sums = [count for count in block.counts if count > FIGURES and count & FIGURES]
        gone = [(which, sum(count_skipped(count, which) for count in sums)) for which in SHOWN_STATES]
        if sums:
            notes.append("* skipped: " + ", ".join(f"{number} {which}" for which, number in gone if number))
    if not lines:
        notes.append("no cells")
    columns = names[pivot.across] if pivot.across else {}
    return display.Grid(
        header=(*pivot.down, *(columns.get(label, label) for label in pivot.columns)),
        rows=tuple(lines),
        labels=len(pivot.down),
        missing=MISSING_WORDS,
        caption=unit if pivot.across else "",
        notes=(*notes, *(f"assumed: {sentence}" for sentence in assumed)),
    )


def _write(cell: Cell, own: int, starred: bool, decimals: int | None) -> str:
    if isinstance(cell, Missing):
        return "" if cell is Missing.NOT_STATED else cell.value
    text = f"{cell:f}"
    wanted = own if decimals is None else decimals
    if len(text.partition(".")[2]) != wanted:
        text = display.write_figure(cell, wanted)
    return text + "*" if starred else text


def make_columns(
    axes: Sequence[Axis], cells: Sequence[tuple[tuple[str, ...], Cell]], unit: str, assumed: Sequence[str]
) -> Mapping[str, Sequence[object]]:
    """The columns of a dataframe with a row for each cell: labels, the figure or why there is none, what is assumed."""
    columns: dict[str, Sequence[object]] = {axis.dim: [key[n] for key, _ in cells] for n, axis in enumerate(axes)}
    columns["value"] = [None if isinstance(cell, Missing) else cell for _, cell in cells]
    columns["missing"] = [cell.value if isinstance(cell, Missing) else None for _, cell in cells]
    reasons = [f"{dim}: {' '.join(reason.split())}" for dim, reason in find_untold_reasons(axes, unit).items()]
    for name, lines in (("not_additive", reasons), ("assumed", assumed)):
        if lines:
            columns[name] = ["\n".join(lines)] * len(cells)
    return columns
