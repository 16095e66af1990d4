"""Reading the axes and the block of a table: from records, from rows as files have them, from dataframes."""

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from .. import frames
from ..errors import InvalidPlan, NotAdditive, UnknownLabel, refusal
from ..problem import Problem, fault
from ..wording import few, quote, suggestions
from .axes import Axis, check_dim, check_unit, find_reason, join_names, measure, spell
from .block import Block, fill, make_strides
from .cells import parse_cell

__all__ = ["Parsed", "Whole", "read_frame", "read_parsed", "read_records", "read_rows"]

Whole: TypeAlias = Mapping[str, Sequence[str] | Axis]
"""Whole axes, or all their labels, by dim."""
Parsed: TypeAlias = Mapping[tuple[str, ...], tuple[int, int, int]]
"""What `cells.parse_cell` made of cells, by their labels."""
_Read: TypeAlias = tuple[tuple[Axis, ...], Block]
_Numbered: TypeAlias = Iterable[tuple[str, str, Mapping[str, object]]]
"""Records, each with the address of its row and the name that its figure has there."""


def read_records(records: Iterable[Mapping[str, object]], dims: Sequence[str], unit: str, labels: Whole) -> _Read:
    """The axes and the block of a table from rows that have a label for each dim and a `value`.

    Raises:
        InvalidPlan: as for `Table.from_records`.
    """
    numbered = ((f"rows[{number}]", "value", record) for number, record in enumerate(records))
    return _read(numbered, _as_dims(dims), unit, labels)


def read_rows(rows: Iterable[Mapping[str, object]], dims: Sequence[str], unit: str) -> _Read:
    """The axes and the block of a table from rows that have the figures of the last dim side by side.

    Raises:
        InvalidPlan: as for `Table.from_rows`.
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
    if problems:
        raise InvalidPlan(problems)
    return _read(records, dims, unit, {})


def read_frame(frame: object, dims: Sequence[str], unit: str, value: str) -> tuple[tuple[Axis, ...], Block, list[str]]:
    """The axes and the block of a table from a dataframe, and what its figures rest on.

    Raises:
        InvalidPlan, NotAdditive, ImportError: as for `Table.from_frame`.
    """
    dims = _as_dims(dims)
    _read_labels(dims, unit, {})
    columns = frames.read_columns(frame)
    named = [*((f"dims[{number}]", dim) for number, dim in enumerate(dims)), ("value", value)]
    if gone := [(path, name) for path, name in named if name not in columns]:
        there = few(columns, most=12) or "none"
        raise InvalidPlan(
            fault(path, f"no column {quote(name)}; the dataframe has {there}", actual=name) for path, name in gone
        )
    figures = columns[value]
    states = columns.get("missing", [None] * len(figures))
    cells = [
        (state if isinstance(state, str) else "blank") if figure is None else figure
        for figure, state in zip(figures, states, strict=True)
    ]
    rows = zip(*(columns[dim] for dim in dims), cells, strict=True)
    axes, block = read_records((dict(zip((*dims, "value"), row, strict=True)) for row in rows), dims, unit, {})
    reasons = dict(line.split(": ", 1) for line in _list_lines(columns, "not_additive") if ": " in line)
    if unnamed := [dim for dim in reasons if dim not in dims]:
        raise NotAdditive(
            f"these figures do not add up over {unnamed[0]!r}: {reasons[unnamed[0]]}; name it among the dims, or "
            "leave the column not_additive out"
        )
    whole = tuple(axis.refusing(reasons.get(axis.dim, "")) for axis in axes)
    return whole, block, list(filter(str.strip, _list_lines(columns, "assumed")))


def _list_lines(columns: Mapping[str, Sequence[object]], name: str) -> list[str]:
    """The lines of all texts of a column, each once."""
    texts = dict.fromkeys(text for text in columns.get(name, ()) if isinstance(text, str))
    return list(dict.fromkeys(line for text in texts for line in text.splitlines()))


def read_parsed(cells: Parsed, dims: Sequence[str], unit: str) -> _Read:
    """The axes and the block of a table from parsed cells by their labels, which are in their one spelling."""
    axes = tuple(
        Axis(dim, tuple(dict.fromkeys([key[number] for key in cells])), find_reason(dim, unit))
        for number, dim in enumerate(dims)
    )
    sizes = measure(axes)
    steps = [
        {label: number * stride for number, label in enumerate(axis.labels)}
        for axis, stride in zip(axes, make_strides(sizes), strict=True)
    ]
    placed = [(sum([step[label] for step, label in zip(steps, key, strict=True)]), cell) for key, cell in cells.items()]
    return axes, fill(placed, math.prod(sizes))


def _as_dims(dims: Sequence[str]) -> tuple[str, ...]:
    return (dims,) if isinstance(dims, str) else tuple(dims)


class _Labels:
    """The labels of one dim, as rows bring them or as a whole axis has them."""

    def __init__(self, dim: str, whole: Axis | None) -> None:
        self.dim = dim
        self.whole = whole
        self.known: dict[str, int] = {}
        """The position of each text that was read, however it was spelled."""
        self._found: dict[str, int] = {}

    def find(self, label: object) -> int:
        """The position of a label; a new one stands last.

        Raises:
            UnknownLabel: it is not text, or not on the whole axis.
            InvalidPlan: no axis can have it.
        """
        text = spell(self.dim, label)
        if self.whole is not None:
            position = self.whole.find(text)
            if position is None:
                known = suggestions(text, self.whole.labels) or "no labels"
                raise UnknownLabel(f"unknown {self.dim} {quote(text)}; known are {known}")
        else:
            position = self._found.setdefault(text, len(self._found))
        if type(label) is str:
            self.known[label] = position
        return position

    def axis(self, unit: str) -> Axis:
        """The axis that they make."""
        reason = find_reason(self.dim, unit)
        if self.whole is None:
            return Axis(self.dim, tuple(self._found), reason)
        whole = self.whole
        return Axis(self.dim, whole.labels, reason or whole.reason, whole.once, whole.names)


def _read(records: _Numbered, dims: tuple[str, ...], unit: str, labels: Whole) -> _Read:
    readers = _read_labels(dims, unit, labels)
    problems: list[Problem] = []
    cells: dict[tuple[int, ...], tuple[int, int, int]] = {}
    wanted = {*dims, "value"}
    for row, place, record in records:
        if (type(record) is not dict and not isinstance(record, Mapping)) or record.keys() != wanted:
            keys = ", ".join(map(str, record)) if isinstance(record, Mapping) else quote(record)
            message = f"must have {', '.join((*dims, 'value'))} and nothing else, got {keys}"
            problems.append(fault(row, message))
            continue
        found: list[int] = []
        for reader in readers:
            label = record[reader.dim]
            position = reader.known.get(label) if type(label) is str else None
            if position is None:
                try:
                    position = reader.find(label)
                except (UnknownLabel, InvalidPlan) as error:
                    message = str(error).removeprefix(f"{reader.dim}: ")
                    problems.append(fault(f"{row}.{reader.dim}", message, actual=label))
                    continue
            found.append(position)
        try:
            cell = parse_cell(record["value"])
        except ValueError as error:
            problems.append(fault(f"{row}.{place}", str(error), actual=record["value"]))
            continue
        if len(found) < len(dims):
            continue
        key = tuple(found)
        if key in cells:
            names = tuple(reader.axis(unit).labels[number] for reader, number in zip(readers, key, strict=True))
            problems.append(fault(row, f"[{', '.join(names)}] is given twice", actual=names))
        cells[key] = cell
    if problems:
        raise InvalidPlan(problems)
    axes = tuple(reader.axis(unit) for reader in readers)
    sizes = measure(axes)
    strides = make_strides(sizes)
    placed = [(sum(map(operator.mul, key, strides)), cell) for key, cell in cells.items()]
    return axes, fill(placed, math.prod(sizes))


def _read_labels(dims: tuple[str, ...], unit: str, labels: Whole) -> list[_Labels]:
    """What reads the labels of each dim.

    Raises:
        InvalidPlan: with everything that is wrong with the unit and the dims, or else with the labels.
    """
    problems: list[Problem] = []
    if complaint := check_unit(unit):
        problems.append(fault("unit", complaint, actual=unit))
    for number, dim in enumerate(dims):
        if complaint := check_dim(dim) or ("stands twice" if dim in dims[:number] else ""):
            problems.append(fault(f"dims[{number}]", f"{quote(dim)} {complaint}", actual=dim))
    if problems:
        raise InvalidPlan(problems)
    whole: dict[str, Axis] = {}
    for dim, given in labels.items():
        if dim not in dims:
            message = f"unknown dim {quote(dim)}; the table has {join_names(dims)}"
            problems.append(fault(f"labels.{dim}", message, actual=dim))
        elif isinstance(given, Axis) and given.dim == dim:
            whole[dim] = given
        else:
            try:
                if isinstance(given, Axis):
                    whole[dim] = Axis(dim, given.labels, given.reason)
                else:
                    whole[dim] = Axis(dim, (given,) if isinstance(given, str) else given)
            except InvalidPlan as error:
                problems += [fault(f"labels.{dim}", one.message, actual=one.actual) for one in error.problems]
    if problems:
        raise InvalidPlan(problems)
    return [_Labels(dim, whole.get(dim)) for dim in dims]
