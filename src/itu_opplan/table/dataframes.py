"""Tables to and from dataframes, and to CSV: which columns hold what; what is wrong with a column is said once.

Where the unit and the names of dims do not tell it, a column `not_additive` has the names of the dims that do not add,
so that it stays with the rows wherever they go: into other libraries, files, sums. In words, with what is assumed, it
stands once, where a dataframe has a place for it.
"""

# pyright: reportPrivateUsage=false

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, overload

import attrs

from .. import csv_text, display, frames
from ..errors import FrameError, NotAdditive, refusal
from ..grades import Grade
from ..periods import Period
from ..problem import Problem, fault
from ..wording import few, quote
from .axes import Axis
from .cells import STATE_WORDS, Missing, guess_figure, has_comma, is_float
from .names import check_dim, check_dims
from .reading import Whole, as_dims, as_wholes, read, refuse
from .reasons import find_reason, find_untold_reasons, has_parts, tell
from .showing import lay_out

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
    from narwhals.typing import IntoDataFrame

    from .table import Table

__all__ = ["from_frame", "to_csv", "to_frame"]

_ALL_ADD = "(none)"
"""What the column `not_additive` has where all dims add, though the unit would let one of them not."""
_UNWORDED = "the column not_additive says so"


@overload
def to_frame(
    table: "Table",
    backend: Literal["pandas"] = "pandas",
    *,
    wide: str | None = None,
    decimals: int | None = None,
    floats: bool = False,
) -> "pandas.DataFrame": ...
@overload
def to_frame(
    table: "Table",
    backend: Literal["polars"],
    *,
    wide: str | None = None,
    decimals: int | None = None,
    floats: bool = False,
) -> "polars.DataFrame": ...
@overload
def to_frame(  # pyright: ignore[reportUnknownParameterType]
    table: "Table",
    backend: Literal["pyarrow"],
    *,
    wide: str | None = None,
    decimals: int | None = None,
    floats: bool = False,
) -> "pyarrow.Table": ...  # pyright: ignore[reportUnknownMemberType]
@overload
def to_frame(
    table: "Table", backend: str, *, wide: str | None = None, decimals: int | None = None, floats: bool = False
) -> "IntoDataFrame": ...
def to_frame(
    table: "Table",
    backend: str = "pandas",
    *,
    wide: str | None = None,
    decimals: int | None = None,
    floats: bool = False,
) -> object:
    """A dataframe with a row for each cell: a column per dim, `value`, and `missing`: why there is no figure.

    Labels are ordered categories: all labels of the axis, in its order. Where a dim does not add for a reason that its
    name and the unit do not tell, a column `not_additive` names the dims that do not add. The reasons in words, the
    unit and what is assumed are in the `attrs` of pandas and in the metadata of pyarrow; polars and modin have no place
    for them. Polars and pyarrow have one number of decimals for a column, so there 18 beside 17.8 is 18.0; in pandas
    each figure keeps its own.

    Args:
        backend: `pandas`, `polars`, `pyarrow` or `modin`; it needs the extra `frames` and the backend itself.
        wide: a dim; each of its labels is a column of figures, in the order of its axis. A missing figure is null
            there, whatever its state, and there is no column `missing`, nor `not_additive`.
        decimals: round figures half-up to so many.
        floats: True for floats in the place of exact figures, for statistics and charts.

    Raises:
        ImportError: narwhals or the backend is not installed.
        FrameError: no such backend, it cannot keep the figures exactly, or a label of `wide` is the name of a dim.
        InvalidPlan: `decimals` is no whole number ≥ 0.
        UnknownLabel: the table has no dim `wide`.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"item": "a", "2008": 4, "2009": "4.55"}], dims=["item", "period"], unit="page")
    >>> table.to_frame("polars", wide="period", decimals=1).rows()
    [('a', Decimal('4.0'), Decimal('4.6'))]
    """
    columns, figures = _make_columns(table, wide)
    return frames.to_frame(
        columns,
        backend,
        figures=figures,
        orders={axis.dim: axis.labels for axis in table.axes if axis.dim != wide},
        about=_tell_about(table),
        decimals=display.check_options(decimals, None).decimals,
        floats=floats,
    )


def to_csv(table: "Table", *, wide: str | None = None, decimals: int | None = None, spreadsheet: bool = False) -> str:
    r"""The columns of `to_frame` as CSV; figures as they are, empty where there is none. It needs no other library.

    Args:
        wide: a dim; each of its labels is a column, as in `to_frame`.
        decimals: round figures half-up to so many.
        spreadsheet: True to put an apostrophe before labels that a spreadsheet would take for a formula: those that
            begin with `=`, `+`, `-`, `@`, a tab or a line break. Figures stay.

    Raises:
        FrameError: a label of `wide` is the name of a dim.
        InvalidPlan: `decimals` is no whole number ≥ 0.
        UnknownLabel: the table has no dim `wide`.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"item": "=A1", "2008": -4, "2009": "blank"}], dims=["item", "period"], unit="page")
    >>> table.to_csv(spreadsheet=True)
    "item,period,value,missing\n'=A1,2008,-4,\n'=A1,2009,,blank\n"
    """
    decimals = display.check_options(decimals, None).decimals
    return csv_text.write_csv(_make_columns(table, wide)[0], decimals=decimals, spreadsheet=spreadsheet)


def _make_columns(table: "Table", wide: str | None) -> tuple[dict[str, Sequence[object]], tuple[str, ...]]:
    """The columns of a dataframe, and the names of those that hold figures."""
    if wide is not None:
        return _make_wide_columns(table, table.axis(wide))
    cells = table._cells()
    columns: dict[str, Sequence[object]] = {dim: [key[n] for key, _ in cells] for n, dim in enumerate(table.dims)}
    columns["value"] = [None if isinstance(cell, Missing) else cell for _, cell in cells]
    columns["missing"] = [cell.value if isinstance(cell, Missing) else None for _, cell in cells]
    if find_untold_reasons(table.axes, table.unit) or any(has_parts(axis, table.unit) for axis in table.axes):
        refusing = ", ".join(axis.dim for axis in table.axes if axis.reason) or _ALL_ADD
        columns["not_additive"] = [refusing] * len(cells)
    return columns, ("value",)


def _make_wide_columns(table: "Table", axis: Axis) -> tuple[dict[str, Sequence[object]], tuple[str, ...]]:
    pivot = lay_out(table, axis, whole=True)
    if both := [label for label in axis.labels if label in pivot.down]:
        message = f"{quote(both[0])} is a label of {axis.dim} and the name of a dim, so two columns would be called so"
        raise FrameError(f"wide: {message}; relabel {axis.dim} first")
    columns: dict[str, Sequence[object]] = {
        dim: [row.labels[number] for row in pivot.rows] for number, dim in enumerate(pivot.down)
    }
    for number, label in enumerate(axis.labels):
        cells = (row.cells[number] for row in pivot.rows)
        columns[label] = [None if isinstance(cell, Missing) else cell for cell in cells]
    return columns, axis.labels


def _tell_about(table: "Table") -> dict[str, str]:
    """What is said of all figures alike: their unit, why they do not add, what is assumed."""
    reasons = [f"{axis.dim}: {' '.join(axis.reason.split())}" for axis in table.axes if axis.reason]
    said = {"unit": table.unit, "not_additive": "\n".join(reasons), "assumed": "\n".join(table.assumed)}
    return {name: text for name, text in said.items() if text}


def from_frame(
    cls: type["Table"],
    frame: object,
    *,
    dims: Sequence[str] | Mapping[str, str],
    unit: str,
    value: str = "value",
    year_begins: int | None = None,
    labels: Whole | Sequence[Axis] | None = None,
    add: bool = False,
) -> "Table":
    """A table from a dataframe (pandas, Polars, pyarrow …) with a column per dim and one of figures.

    The dims are the names of their columns, or a mapping of each dim to its column: `{"period": "month"}`. Dates in
    the column of `period` stand for the month in which they lie, if `year_begins` says where years begin: 1 for
    calendar years. `span` and `relabel` make longer periods of months. Ordered categories are the labels of an axis,
    whole and in their order, unless `labels` gives axes or labels by dim, such as `table.axes`, as for `from_records`.
    The further columns that `to_frame` writes are read: `missing` tells the state of the rows without a figure (a null
    without it is a blank), `not_additive` which dims do not add; likewise what `attrs` of pandas or the metadata of
    pyarrow say. With `add`, rows of the same labels are added up, as those of several persons in an extract of time
    sheets; without it they are refused.

    Raises:
        InvalidPlan: with every column that is not there and every row that is wrong: figures must be Decimals, whole
            numbers or text, not floats, and stand in no row with a state. What is wrong with a column is said once.
        NotAdditive: the column `not_additive` names a dim that is not among the dims.
        FrameError: it is no dataframe.
        ImportError: narwhals is not installed.
    """
    named = dims if isinstance(dims, Mapping) else {dim: dim for dim in as_dims(dims)}
    dims = as_dims(tuple(named))
    refuse(check_dims(unit, dims, "dims"))
    columns = frames.read_columns(frame)
    _check_columns(tuple(named.values()), value, columns, frames.index_names(frame))
    figures = columns.pop(value)
    columns |= {dim: columns[column] for dim, column in named.items()}
    cells, problems = _read_states(figures, columns.get("missing", [None] * len(figures)))
    problems = [*_complain_about_figures(value, figures), *problems]
    if year_begins is not None and "period" in dims:
        columns["period"] = [_month_of(label, year_begins) for label in columns["period"]]
    unread = list(_complain_about_labels(dims, columns))
    refuse([*unread, *problems] if unread else ())
    rows = zip(*(columns[dim] for dim in dims), cells, strict=True)
    numbered = ((number, "value", dict(zip((*dims, "value"), row, strict=True))) for number, row in enumerate(rows))
    orders, about = frames.read_orders(frame), frames.read_about(frame)
    wholes = {dim: orders[column] for dim, column in named.items() if column in orders} | dict(as_wholes(labels))
    table = cls._make(*read(numbered, dims, unit, wholes, problems, add=add))
    told, parts = _read_reasons(columns, about.get("not_additive", ""), unit)
    called = {column: dim for dim, column in named.items()}
    reasons = {called.get(name, name): reason for name, reason in told.items()}
    if unnamed := [dim for dim in reasons if dim not in dims]:
        raise NotAdditive(
            f"these figures do not add up over {unnamed[0]!r}: {reasons[unnamed[0]]}; name it among the dims, or "
            "leave the column not_additive out"
        )
    whole = (attrs.evolve(axis, reason="", parts=True) if axis.dim in parts else axis for axis in table.axes)
    axes = [axis.refusing(reasons.get(axis.dim, "")) for axis in whole]
    if year_begins is not None:
        axes = [attrs.evolve(axis, year_begins=year_begins) if axis.dim == "period" else axis for axis in axes]
    return table._with(axes=tell(axes, unit)).assuming(*filter(str.strip, about.get("assumed", "").splitlines()))


def _check_columns(
    dims: Sequence[str], value: str, columns: Mapping[str, Sequence[object]], index: Collection[str]
) -> None:
    """Refuse names of columns that are not there, and a column of figures that is that of a dim."""
    there = few(columns, most=12) or "none"
    named = [*((f"dims[{number}]", dim) for number, dim in enumerate(dims)), ("value", value)]
    advice = {name: f"; {quote(name)} is in the index: frame.reset_index()" for name in index}
    refuse(
        fault(path, f"no column {quote(name)}; the dataframe has {there}{advice.get(str(name), '')}", actual=name)
        for path, name in named
        if not isinstance(name, str) or name not in columns
    )
    if value in dims:
        raise refusal(f"the column {quote(value)} is that of a dim", path="value", actual=value)


def _read_states(figures: Sequence[object], states: Sequence[object]) -> tuple[list[object], list[Problem]]:
    """The cells of a column of figures, with the states of those that are missing; and what is wrong with states."""
    cells: list[object] = []
    problems: list[Problem] = []
    for number, (figure, state) in enumerate(zip(figures, states, strict=True)):
        if complaint := _complain_about_state(figure, state):
            problems.append(fault(f"rows[{number}].missing", complaint, actual=state))
        told = complaint or is_float(figure) or has_comma(figure)
        cells.append(0 if told else (state or "blank") if figure is None else figure)
    return cells, problems


def _month_of(label: object, year_begins: int) -> object:
    """The month in which a day lies; what is no date stays."""
    return str(Period.at(label, year_begins)) if isinstance(label, datetime.date) else label


def _read_reasons(columns: Mapping[str, Sequence[object]], said: str, unit: str) -> tuple[dict[str, str], set[str]]:
    """Why figures do not add, by dim; and the dims of which every row says that they do, though the unit does not."""
    rows = columns.get("not_additive", ())
    told = {text: _read_names(text) for text in dict.fromkeys(rows)}
    worded = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    names = dict.fromkeys(name for text in told for name in told[text] or ())
    reasons = {name: worded.get(name) or find_reason(name, unit) or _UNWORDED for name in names}
    whole = bool(told) and None not in told.values() and "period" not in names
    return reasons, {"period"} if whole else set()


def _read_names(text: object) -> list[str] | None:
    """The dims that a row names as not adding; None where it says nothing of them."""
    if text == _ALL_ADD:
        return []
    names = text.split(", ") if isinstance(text, str) else [""]
    return None if any(map(check_dim, names)) else names


def _complain_about_figures(name: str, figures: Iterable[object]) -> Iterator[Problem]:
    """What is wrong with a column of figures as a whole."""
    if any(map(is_float, figures)):
        yield fault("value", f"column {quote(name)} holds floats; read it as text: dtype=str")
    if commas := [figure for figure in figures if isinstance(figure, str) and has_comma(figure)]:
        found = next((one for one in commas if " or " not in guess_figure(one)), None)
        message = f"column {quote(name)} holds decimal commas, such as {quote(found)}; write points"
        if found is None:  # they may stand between thousands, all of them
            found = commas[0]
            message = f"column {quote(name)} holds commas, such as {quote(found)}{guess_figure(found)}"
        yield fault("value", message, actual=found)


def _complain_about_labels(dims: Sequence[str], columns: Mapping[str, Sequence[object]]) -> Iterator[Problem]:
    """What is wrong with columns of labels as a whole."""
    for number, dim in enumerate(dims):
        label = next((label for label in columns[dim] if not isinstance(label, str | Period | Grade | None)), None)
        if label is not None:
            dated = dim == "period" and isinstance(label, datetime.date)
            advice = "say where years begin: year_begins=1" if dated else "read it as text: dtype=str"
            message = f"column {quote(dim)} holds {quote(label)}, and labels are text; {advice}"
            yield fault(f"dims[{number}]", message, actual=label)


def _complain_about_state(figure: object, state: object) -> str:
    """What is wrong with the state of a row; empty where nothing is."""
    if state is not None and not (isinstance(state, str) and state in ("", *STATE_WORDS)):
        return f"must be {', '.join(map(quote, STATE_WORDS))} or null, got {quote(state)}"
    told = bool(state) and figure is not None
    return f"says {quote(state)} beside the figure {quote(figure)}; one of the two must go" if told else ""
