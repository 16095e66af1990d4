"""Reading a table: records, rows as files have them, dataframes. The public functions are methods of `Table`."""

# pyright: reportPrivateUsage=false

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

from .. import frames
from ..errors import InvalidPlan, NotAdditive, UnknownLabel, refusal
from ..problem import Problem, fault
from ..wording import few, quote, suggestions
from .axes import Axis, check_dims, find_reason, join_names, measure, spell, tell
from .block import Block, fill, make_strides
from .cells import parse_cell

if TYPE_CHECKING:
    from .table import Table

__all__ = ["Parsed", "Whole", "from_frame", "from_parsed", "from_records", "from_rows"]

Whole: TypeAlias = Mapping[str, Sequence[str] | Axis]
"""Whole axes, or all their labels, by dim."""
Parsed: TypeAlias = Mapping[tuple[str, ...], tuple[int, int, int]]
"""What `cells.parse_cell` made of cells, by their labels."""
_Read: TypeAlias = tuple[tuple[Axis, ...], str, Block]
"""Axes, unit and block."""


def from_records(
    cls: type["Table"],
    records: Iterable[Mapping[str, object]],
    *,
    dims: Sequence[str],
    unit: str,
    labels: Whole | None = None,
) -> "Table":
    """A table from rows that have a label for each dim and a `value`.

    Args:
        records: rows such as `{"department": "SGO", "period": "2008", "value": Decimal("4.7")}`. A value is a
            `Decimal`, an `int`, a figure as text, or a `Missing`; never a float.
        dims: the names of the dims, in the order in which to print them.
        unit: the unit of all figures.
        labels: whole axes for some or all dims; without it an axis has the labels of the rows in their order. An
            `Axis` brings its reason not to add up, which rows do not have.

    Raises:
        InvalidPlan: the unit, the dims or the labels are invalid, or rows are wrong: all of them, by number from 0.

    >>> from itu_opplan import Table
    >>> Table.from_records([{"item": "a", "value": "1.50"}], dims=["item"], unit="CHF").at(item="a")
    Decimal('1.50')
    """
    numbered = ((f"rows[{number}]", "value", record) for number, record in enumerate(records))
    return cls._make(*_read(numbered, _as_dims(dims), unit, labels or {}))


def from_rows(cls: type["Table"], rows: Iterable[Mapping[str, object]], *, dims: Sequence[str], unit: str) -> "Table":
    """A table from rows as files write them: labels of all dims but the last, and a figure for each of the last.

    Args:
        rows: rows such as `{"department": "SGO", "2008": Decimal("4.7"), "2009-2011": "blank"}`.
        dims: the names of the dims; the labels of the last one are the other keys of the rows.
        unit: the unit of all figures.

    Raises:
        InvalidPlan: as for `from_records`.

    >>> from itu_opplan import Table
    >>> rows = [{"department": "SGO", "2008": "4.7", "2009-2011": 18}]
    >>> Table.from_rows(rows, dims=["department", "period"], unit="work_month").total()
    Decimal('22.7')
    """
    dims = _as_dims(dims)
    if not dims:
        raise refusal("must have at least one dim, that of the figures of a row", path="dims")
    leading, last = dims[:-1], dims[-1]
    records: list[tuple[str, str, Mapping[str, object]]] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows):
        at = f"rows[{number}]"
        if not isinstance(row, Mapping) or any(dim not in row for dim in leading):
            keys = join_names(map(str, row)) if isinstance(row, Mapping) else quote(row)
            form = join_names((*leading, f"a figure for each {last}"))
            problems.append(fault(at, f"must have {form}, got {keys}"))
            continue
        labels = {dim: row[dim] for dim in leading}
        records += [(at, str(key), {**labels, last: key, "value": row[key]}) for key in row if key not in leading]
    _refuse(problems)
    return cls._make(*_read(records, dims, unit, {}))


def from_frame(cls: type["Table"], frame: object, *, dims: Sequence[str], unit: str, value: str = "value") -> "Table":
    """A table from a dataframe (pandas, Polars, pyarrow …) with a column per dim and one of figures.

    The further columns that `to_frame` writes are read: `missing` tells the state of the rows without a figure (a
    null without it is a blank), `not_additive` which dims do not add, `assumed` what the figures rest on.

    Raises:
        InvalidPlan: with every row that is wrong; figures must be Decimals, whole numbers or text, not floats.
        NotAdditive: the column `not_additive` names a dim that is not among the dims.
        ImportError: narwhals is not installed.
    """
    dims = _as_dims(dims)
    _refuse(check_dims(unit, dims, "dims"))
    columns = frames.read_columns(frame)
    there = few(columns, most=12) or "none"
    named = [*((f"dims[{number}]", dim) for number, dim in enumerate(dims)), ("value", value)]
    _refuse(
        fault(path, f"no column {quote(name)}; the dataframe has {there}", actual=name)
        for path, name in named
        if name not in columns
    )
    figures = columns[value]
    cells = [
        (state if isinstance(state, str) else "blank") if figure is None else figure
        for figure, state in zip(figures, columns.get("missing", [None] * len(figures)), strict=True)
    ]
    rows = zip(*(columns[dim] for dim in dims), cells, strict=True)
    table = from_records(cls, (dict(zip((*dims, "value"), row, strict=True)) for row in rows), dims=dims, unit=unit)
    reasons = dict(line.split(": ", 1) for line in _list_lines(columns, "not_additive") if ": " in line)
    if unnamed := [dim for dim in reasons if dim not in dims]:
        raise NotAdditive(
            f"these figures do not add up over {unnamed[0]!r}: {reasons[unnamed[0]]}; name it among the dims, or "
            "leave the column not_additive out"
        )
    axes = [axis.refusing(reasons.get(axis.dim, "")) for axis in table.axes]
    return table._with(axes=axes).assuming(*filter(str.strip, _list_lines(columns, "assumed")))


def _list_lines(columns: Mapping[str, Sequence[object]], name: str) -> list[str]:
    """The lines of all texts of a column, each once."""
    texts = dict.fromkeys(text for text in columns.get(name, ()) if isinstance(text, str))
    return list(dict.fromkeys(line for text in texts for line in text.splitlines()))


def from_parsed(cls: type["Table"], cells: Parsed, *, dims: Sequence[str], unit: str) -> "Table":
    """A table from cells that `parse_cell` made, by labels that are in order: the way of the file reader."""
    axes = tell([Axis(dim, dict.fromkeys([key[number] for key in cells])) for number, dim in enumerate(dims)], unit)
    return cls._make(axes, unit, _fill(axes, cells))


# --- rows -------------------------------------------------------------------------------------------------------------


def _as_dims(dims: Sequence[str]) -> tuple[str, ...]:
    if isinstance(dims, set | frozenset):
        raise refusal(f"must be a list of names, got {quote(dims)}", path="dims")
    return (dims,) if isinstance(dims, str) else tuple(dims)


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise InvalidPlan(found)


def _read(
    records: Iterable[tuple[str, str, Mapping[str, object]]], dims: tuple[str, ...], unit: str, labels: Whole
) -> _Read:
    """A table from records, each with the address of its row and the name that its figure has there."""
    _refuse(check_dims(unit, dims, "dims"))
    wholes = _read_wholes(dims, labels)
    spellings: list[tuple[str, dict[str, str]]] = [(dim, {}) for dim in dims]  # of each text that was read
    problems: list[Problem] = []
    cells: dict[tuple[str, ...], tuple[int, int, int]] = {}
    wanted = {*dims, "value"}
    for row, place, record in records:
        if (type(record) is not dict and not isinstance(record, Mapping)) or record.keys() != wanted:
            keys = ", ".join(map(str, record)) if isinstance(record, Mapping) else quote(record)
            problems.append(fault(row, f"must have {', '.join((*dims, 'value'))} and nothing else, got {keys}"))
            continue
        found: list[str] = []
        for dim, spelled in spellings:
            label = record[dim]
            text = spelled.get(label) if type(label) is str else None
            if text is None:
                try:
                    text = _find_label(dim, label, wholes.get(dim))
                except (UnknownLabel, InvalidPlan) as error:
                    message = str(error).removeprefix(f"{dim}: ")
                    problems.append(fault(f"{row}.{dim}", message, actual=label))
                    continue
                spelled[label if type(label) is str else text] = text
            found.append(text)
        try:
            cell = parse_cell(record["value"])
        except ValueError as error:
            problems.append(fault(f"{row}.{place}", str(error), actual=record["value"]))
            continue
        if len(found) < len(dims):
            continue
        key = tuple(found)
        if key in cells:
            problems.append(fault(row, f"[{', '.join(key)}] is given twice", actual=key))
        cells[key] = cell
    _refuse(problems)
    axes: list[Axis] = []
    for dim, spelled in spellings:
        axis = wholes.get(dim) or Axis(dim, dict.fromkeys(spelled.values()))
        axes.append(attrs.evolve(axis, reason=find_reason(dim, unit) or axis.reason))
    return tuple(axes), unit, _fill(axes, cells)


def _find_label(dim: str, label: object, whole: Axis | None) -> str:
    """A label in its one spelling, as the whole axis has it if there is one."""
    text = spell(dim, label)
    if whole is None:
        return text
    position = whole.find(text)
    if position is None:
        known = suggestions(text, whole.labels) or "no labels"
        raise UnknownLabel(f"unknown {dim} {quote(text)}; known: {known}")
    return whole.labels[position]


def _read_wholes(dims: tuple[str, ...], labels: Whole) -> dict[str, Axis]:
    """The whole axes that are given."""
    problems: list[Problem] = []
    wholes: dict[str, Axis] = {}
    for dim, given in labels.items():
        if dim not in dims:
            message = f"unknown dim {quote(dim)}; the table has {join_names(dims)}"
            problems.append(fault(f"labels.{dim}", message, actual=dim))
            continue
        try:
            if not isinstance(given, Axis):
                wholes[dim] = Axis(dim, (given,) if isinstance(given, str) else given)
            else:
                wholes[dim] = given if given.dim == dim else Axis(dim, given.labels, given.reason)
        except InvalidPlan as error:
            problems += [fault(f"labels.{dim}", one.message, actual=one.actual) for one in error.problems]
    _refuse(problems)
    return wholes


def _fill(axes: Sequence[Axis], cells: Parsed) -> Block:
    """The block of these cells by their labels."""
    sizes = measure(axes)
    steps = [
        {label: position * stride for label, position in axis.positions.items()}
        for axis, stride in zip(axes, make_strides(sizes), strict=True)
    ]
    placed = [(sum(map(dict.__getitem__, steps, key)), cell) for key, cell in cells.items()]
    return fill(placed, math.prod(sizes))
