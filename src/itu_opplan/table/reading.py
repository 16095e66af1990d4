"""Reading a table: records, and rows as files have them. The public functions are methods of `Table`."""

# pyright: reportPrivateUsage=false

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from ..errors import InvalidPlan, UnknownLabel, refusal
from ..problem import Problem, fault
from ..wording import Names, plural, quote
from .axes import Axis, join_names
from .block import Block, fill
from .cells import is_float, parse_cell
from .names import check_dims, plain_label, spell
from .places import measure
from .reasons import find_reason, has_parts

if TYPE_CHECKING:
    from .table import Table

__all__ = ["Whole", "as_dims", "as_wholes", "from_block", "from_records", "from_rows", "read", "refuse"]

Whole: TypeAlias = Mapping[str, Sequence[str] | Axis]
"""Whole axes, or all their labels, by dim."""
_Read: TypeAlias = tuple[tuple[Axis, ...], str, Block]
"""Axes, unit and block."""


def from_records(
    cls: type["Table"],
    records: Iterable[Mapping[str, object]],
    *,
    dims: Sequence[str],
    unit: str,
    labels: Whole | Sequence[Axis] | None = None,
) -> "Table":
    """A table from rows that have a label for each dim and a `value`.

    Args:
        records: rows such as `{"department": "SGO", "period": "2008", "value": Decimal("4.7")}`. A value is a
            `Decimal`, an `int`, a figure as text, or a `Missing`; never a float.
        dims: the names of the dims, in the order in which to print them.
        unit: the unit of all figures.
        labels: whole axes for some or all dims, by dim, or such as `table.axes`; without it an axis has the labels of
            the rows in their order. An `Axis` brings its reason not to add up, which rows do not have.

    Raises:
        InvalidPlan: the unit, the dims or the labels are invalid, or rows are wrong: all of them, by number from 0.
        TypeError: the rows are no list of rows, the dims no names, or the labels no axes by dim.

    >>> from itu_opplan import Table
    >>> Table.from_records([{"item": "a", "value": "1.50"}], dims=["item"], unit="CHF").at(item="a")
    Decimal('1.50')
    """
    dims, wholes, rows = as_dims(dims), as_wholes(labels), _as_rows(records)
    found = _read_columns(rows, dims, unit, wholes) if isinstance(rows, list) else None
    if found is None:
        found = read(zip(itertools.count(), itertools.repeat("value"), rows, strict=False), dims, unit, wholes)
    return cls._make(*found)


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
    dims = as_dims(dims)
    if not dims:
        raise refusal("must have at least one dim, that of the figures of a row", path="dims")
    leading, last = dims[:-1], dims[-1]
    records: list[tuple[int, str, Mapping[str, object]]] = []
    problems: list[Problem] = []
    told: dict[str, list[int]] = {}
    for number, row in enumerate(_as_rows(rows)):
        at = f"rows[{number}]"
        if not isinstance(row, Mapping) or any(dim not in row for dim in leading):
            keys = join_names(map(str, row)) if isinstance(row, Mapping) else quote(row)
            form = join_names((*leading, f"a figure for each {last}"))
            problems.append(fault(at, f"must have {form}, got {keys}"))
            continue
        if set(row) == {*dims, "value"}:
            message = f"has a label of {last} and its value; Table.from_records(rows, dims=…, unit=…) reads such rows"
            _tell_once(message, fault(at, message), problems, told)
            continue
        labels = {dim: row[dim] for dim in leading}
        records += [(number, str(key), {**labels, last: key, "value": row[key]}) for key in row if key not in leading]
    refuse(_count_told(problems, told))
    return cls._make(*read(records, dims, unit, {}))


def from_block(cls: type["Table"], axes: Sequence[Axis], unit: str, block: Block) -> "Table":
    """A table of axes with the reasons of this unit and of a block of their size: for the file reader."""
    return cls._make(axes, unit, block)


# --- rows -------------------------------------------------------------------------------------------------------------


def as_dims(dims: Sequence[str]) -> tuple[str, ...]:
    """The names of dims as a tuple; one alone may stand for itself."""
    if isinstance(dims, str):
        return (dims,)
    if not isinstance(dims, Iterable) or isinstance(dims, Set | Mapping):
        raise TypeError(f"dims: must be names in order, such as ['department', 'period'], got {quote(dims)}")
    return tuple(dims)


def _as_rows(rows: Iterable[Mapping[str, object]]) -> Iterable[Mapping[str, object]]:
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise TypeError(f"rows: must be a list of dicts, one a row, got {quote(rows)}")
    if hasattr(rows, "columns") and hasattr(rows, "shape"):
        raise TypeError("rows: this is a dataframe; Table.from_frame(frame, dims=…, unit=…) reads it")
    return rows


def as_wholes(labels: Whole | Sequence[Axis] | None) -> Whole:
    """Whole axes by dim."""
    if isinstance(labels, Mapping):
        return labels
    axes = () if labels is None else tuple(labels) if isinstance(labels, Iterable) else (labels,)
    if not all(isinstance(axis, Axis) for axis in axes):
        raise TypeError("labels: must be labels or an Axis by dim, such as {'item': ['a', 'b']}, or several axes")
    return {axis.dim: axis for axis in axes}


def refuse(problems: Iterable[Problem]) -> None:
    """Refuse what has problems, all of them at once."""
    if found := list(problems):
        raise InvalidPlan(found)


def read(
    records: Iterable[tuple[int, str, Mapping[str, object]]],
    dims: tuple[str, ...],
    unit: str,
    labels: Whole,
    found_before: Iterable[Problem] = (),
    *,
    add: bool = False,
) -> _Read:
    """A table from records, each with the number of its row and the name that its figure has there.

    Figures of the same labels are added up if that is asked for, and refused otherwise.
    """
    refuse(check_dims(unit, dims, "dims"))
    wholes = _read_wholes(dims, labels)
    columns = [_Column(dim, wholes.get(dim)) for dim in dims]
    problems = list(found_before)
    told: dict[str, list[int]] = {}  # where each complaint about all rows alike stands, and how often it was made
    cells: dict[tuple[int, ...], tuple[int, int, int]] = {}  # by the positions of their labels
    parsed: dict[str, tuple[int, int, int]] = {}  # by how figures are written, which many are alike
    known = [(column.dim, column.known) for column in columns]
    wanted = {*dims, "value"}
    for number, place, record in records:
        if (type(record) is not dict and not isinstance(record, Mapping)) or record.keys() != wanted:
            keys = ", ".join(map(str, record)) if isinstance(record, Mapping) else quote(record)
            message = f"must have {', '.join((*dims, 'value'))} and nothing else, got {keys}"
            _tell_once(message, fault(f"rows[{number}]", message), problems, told)
            continue
        try:
            key = tuple([positions[record[dim]] for dim, positions in known])
        except (KeyError, TypeError):  # a label that is new, or none
            key = _find_key(columns, record, f"rows[{number}]", problems, told)
        figure = record["value"]
        try:
            cell = _parse(figure, parsed)
        except ValueError as error:
            at = f"rows[{number}].{place}"
            _tell_once("float" if is_float(figure) else at, fault(at, str(error), actual=figure), problems, told)
            continue
        if len(key) < len(dims):
            continue
        if key in cells and add:
            cell = _add(cells[key], cell)
        elif key in cells:
            names = tuple(column.labels[position] for column, position in zip(columns, key, strict=True))
            problems.append(fault(f"rows[{number}]", f"[{', '.join(names)}] is given twice", actual=names))
        cells[key] = cell
    refuse(_count_told(problems, told))
    axes = _make_axes(columns, unit)
    sizes = measure(axes)
    places = _find_places([[key[number] for key in cells] for number in range(len(dims))], sizes, len(cells))
    return axes, unit, fill(zip(places, cells.values(), strict=True), math.prod(sizes))


def _read_columns(rows: list[Any], dims: tuple[str, ...], unit: str, labels: Whole) -> _Read | None:
    """Likewise of rows that are all right, a column at a time; None where something is wrong, for `read` to tell."""
    refuse(check_dims(unit, dims, "dims"))
    wholes = _read_wholes(dims, labels)
    columns = [_Column(dim, wholes.get(dim)) for dim in dims]
    if {*map(type, rows)} != {dict} or {*map(len, rows)} != {len(dims) + 1}:
        return None
    parsed: dict[str, tuple[int, int, int]] = {}
    try:
        keys = [column.find_all([row[column.dim] for row in rows]) for column in columns]
        cells = [_parse(row["value"], parsed) for row in rows]
    except (InvalidPlan, LookupError, TypeError, ValueError):
        return None
    axes = _make_axes(columns, unit)
    sizes = measure(axes)
    places = _find_places(keys, sizes, len(rows))
    if len({*places}) < len(places):
        return None
    return axes, unit, fill(zip(places, cells, strict=True), math.prod(sizes))


def _parse(figure: object, parsed: dict[str, tuple[int, int, int]]) -> tuple[int, int, int]:
    """What `parse_cell` makes of a figure; those that are written alike, which many are, are looked at once."""
    text = str(figure) if type(figure) is Decimal else figure if type(figure) is str else ""
    cell = parsed.get(text)
    if cell is None:
        cell = parse_cell(figure)
        if text:
            parsed[text] = cell
    return cell


def _make_axes(columns: Iterable["_Column"], unit: str) -> tuple[Axis, ...]:
    axes: list[Axis] = []
    for column in columns:
        axis = column.whole or Axis(column.dim, column.labels)
        reason = "" if has_parts(axis, unit) else find_reason(axis.dim, unit) or axis.reason
        axes.append(attrs.evolve(axis, reason=reason))
    return tuple(axes)


def _find_places(keys: Iterable[Sequence[int]], sizes: Iterable[int], count: int) -> list[int]:
    """The places of so many cells, by their positions on each axis."""
    places = [0] * count
    for size, positions in zip(sizes, keys, strict=True):
        places = [place * size + position for place, position in zip(places, positions, strict=True)]
    return places


class _Column:
    """The labels of one dim that were read.

    Attributes:
        dim: the name of the dim.
        whole: its whole axis, if there is one.
        labels: its labels in order.
        known: the position of each text that was read; no other label is there.
    """

    def __init__(self, dim: str, whole: Axis | None) -> None:
        self.dim, self.whole = dim, whole
        self.labels = [*whole.labels] if whole else []
        self.known: dict[object, int] = {}
        self._names = None if whole is None else Names(whole.labels)
        self._firsts: dict[str, int] = {}  # the position of each label, however it is punctuated

    def find(self, label: object) -> int:
        """The position of a label; a new one goes to the end, if the axis is not whole."""
        text = spell(self.dim, label)
        if self.whole is not None and self._names is not None:
            found = self.whole.find(text)
            if found is None:
                raise UnknownLabel(
                    f"unknown {self.dim} {quote(text)}; known: {self._names.nearest(text) or 'no labels'}"
                )
        else:
            found = self._firsts.setdefault(plain_label(self.dim, text), len(self.labels))
            if found == len(self.labels):
                self.labels.append(text)
        if type(label) is str:
            self.known[label] = found
        return found

    def find_all(self, labels: Sequence[object]) -> list[int]:
        """The position of each label; LookupError where one is no text."""
        for label in dict.fromkeys(labels):
            self.find(label)
        return [self.known[label] for label in labels]


def _find_key(
    columns: Iterable[_Column],
    record: Mapping[str, object],
    at: str,
    problems: list[Problem],
    told: dict[str, list[int]],
) -> tuple[int, ...]:
    """The positions of the labels of a row; of those that can be none the problem is added."""
    key: list[int] = []
    for column in columns:
        label = record[column.dim]
        known = column.known.get(label) if type(label) is str else None
        try:
            key.append(column.find(label) if known is None else known)
        except (UnknownLabel, InvalidPlan) as error:
            problem = fault(f"{at}.{column.dim}", str(error).removeprefix(f"{column.dim}: "), actual=label)
            _tell_once(f"{column.dim} {quote(label)}", problem, problems, told)
    return tuple(key)


def _add(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    """The sum of two cells as `parse_cell` makes them; what is missing is skipped and counted."""
    decimals = max(one[1], other[1])
    number = sum(figure * 10 ** (decimals - own) for figure, own, _ in (one, other))
    return number, decimals, one[2] + other[2]


def _tell_once(kind: str, problem: Problem, problems: list[Problem], told: dict[str, list[int]]) -> None:
    """Add a problem of this kind, or count it where there is one."""
    if kind in told:
        told[kind][1] += 1
    else:
        told[kind] = [len(problems), 0]
        problems.append(problem)


def _count_told(problems: list[Problem], told: Mapping[str, Sequence[int]]) -> list[Problem]:
    """The problems; what was told once says in how many more rows it is so."""
    for number, more in told.values():
        if more:
            message = f"{problems[number].message}; so in {plural(more, 'more row')}"
            problems[number] = attrs.evolve(problems[number], message=message)
    return problems


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
                wholes[dim] = given if given.dim == dim else attrs.evolve(given, dim=dim)
        except InvalidPlan as error:
            problems += [fault(f"labels.{dim}", one.message, actual=one.actual) for one in error.problems]
    refuse(problems)
    return wholes
