"""Tables from dataframes: which columns hold what, and what is wrong with a column is said once."""

# pyright: reportPrivateUsage=false

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from .. import frames
from ..errors import NotAdditive, refusal
from ..grades import Grade
from ..periods import Period
from ..problem import Problem, fault
from ..wording import few, quote
from .cells import STATE_WORDS, guess_figure, has_comma, is_float
from .names import check_dims
from .reading import as_dims, read, refuse
from .reasons import PARTS, tell

if TYPE_CHECKING:
    from .table import Table

__all__ = ["from_frame"]


def from_frame(
    cls: type["Table"],
    frame: object,
    *,
    dims: Sequence[str] | Mapping[str, str],
    unit: str,
    value: str = "value",
    year_begins: int | None = None,
    add: bool = False,
) -> "Table":
    """A table from a dataframe (pandas, Polars, pyarrow …) with a column per dim and one of figures.

    The dims are the names of their columns, or a mapping of each dim to its column: `{"period": "month"}`. Dates in
    the column of `period` stand for the month in which they lie, if `year_begins` says where years begin: 1 for
    calendar years. `span` and `relabel` make longer periods of months. The further columns that `to_frame` writes are
    read: `missing` tells the state of the rows without a figure (a null without it is a blank), `not_additive` which
    dims do not add, `assumed` what the figures rest on. With `add`, rows of the same labels are added up, as those of
    several persons in an extract of time sheets; without it they are refused.

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
    table = cls._make(*read(numbered, dims, unit, {}, problems, add=add))
    reasons, parts = _read_reasons(columns)
    if unnamed := [dim for dim in reasons if dim not in dims]:
        raise NotAdditive(
            f"these figures do not add up over {unnamed[0]!r}: {reasons[unnamed[0]]}; name it among the dims, or "
            "leave the column not_additive out"
        )
    whole = (attrs.evolve(axis, reason="", parts=True) if axis.dim in parts else axis for axis in table.axes)
    axes = [axis.refusing(reasons.get(axis.dim, "")) for axis in whole]
    if year_begins is not None:
        axes = [attrs.evolve(axis, year_begins=year_begins) if axis.dim == "period" else axis for axis in axes]
    return table._with(axes=tell(axes, unit)).assuming(*filter(str.strip, _list_lines(columns, "assumed")))


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


def _read_reasons(columns: Mapping[str, Sequence[object]]) -> tuple[dict[str, str], set[str]]:
    """Why figures do not add, by dim; and the dims of which every row says that they do, as parts of one whole."""
    found = [line.split(": ", 1) for line in _list_lines(columns, "not_additive") if ": " in line]
    rows = [str(text).splitlines() for text in columns.get("not_additive", ())]
    parts = {dim for dim, reason in found if reason == PARTS and all(f"{dim}: {PARTS}" in lines for lines in rows)}
    return {dim: reason for dim, reason in found if reason != PARTS}, parts


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


def _list_lines(columns: Mapping[str, Sequence[object]], name: str) -> list[str]:
    """The lines of all texts of a column, each once."""
    texts = dict.fromkeys(text for text in columns.get(name, ()) if isinstance(text, str))
    return list(dict.fromkeys(line for text in texts for line in text.splitlines()))
