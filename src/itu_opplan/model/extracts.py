"""Figures of what happened against the plan that they are of: what does not fit, and tables and extracts as actuals."""

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import attrs

from .. import frames
from ..errors import InvalidPlan, UnitMismatch, refusal
from ..periods import Period, complain_of_calendar
from ..problem import Problem, fault
from ..table import Axis, Table
from ..units import factor
from ..wording import few, quote, suggestions
from .measures import Measure, is_typed
from .plan import COLLECTIONS, OperationalPlan
from .shapes import COUNT, MAX_DIGITS, MAX_PLACES

if TYPE_CHECKING:
    from .actuals import Actuals

__all__ = ["Misfit", "column_of", "from_frame", "from_table", "misfits"]


class Misfit(NamedTuple):
    """What does not fit of a table of actuals.

    Attributes:
        dim: the dim whose label it is; empty where it is the table.
        label: the label.
        message: what is wrong, and what would be right.
    """

    dim: str
    label: str
    message: str


def column_of(plan: OperationalPlan, period: Period) -> Period | None:
    """The column of a plan that holds a period; None without one.

    >>> from itu_opplan import bundled
    >>> print(column_of(bundled("gs-2008-2011"), Period.parse("2010-Q2")))
    2009-2011
    """
    return next((one for one in plan.periods if one.fiscal == period.fiscal and period in one), None)


def misfits(plan: OperationalPlan, measure: Measure, table: Table, *, owner: bool = False) -> Iterator[Misfit]:
    """What does not fit the plan of a table of this measure; with the owner among its dims, or without.

    >>> from itu_opplan import bundled
    >>> plan = bundled("gs-2008-2011")
    >>> table = Table.from_rows([{"department": "SPX", "2012": 3}], dims=["department", "period"], unit="count")
    >>> [one.label for one in misfits(plan, plan.measure("effort"), table)]
    ['SPX', '2012']
    """
    noun = COLLECTIONS[measure.owner].noun if owner and measure.owner != "plan" else None
    dims = (*([noun] if noun else []), *measure.shape.dims)
    if set(table.dims) != set(dims):
        yield Misfit("", "", f"must have the dims {', '.join(dims)}, as in the plan, got {', '.join(table.dims)}")
        return
    for axis in table.axes:
        if axis.dim == "period":
            found = _about_periods(plan, axis)
        else:
            found = _about_labels(axis, plan.label_lists.get(axis.dim, ()))
        yield from (Misfit(axis.dim, label, message) for label, message in found if message)
    for labels, figure in table.find_outside(MAX_DIGITS, MAX_PLACES):
        if figure >= 0 or not measure.shape.negative:
            what = measure.shape.amount(measure.shape.unit) if figure < 0 else f"figure of at most {MAX_DIGITS} digits"
            yield Misfit("", f"[{', '.join(labels)}]", f"must be a {what}, got {figure}")


def _about_labels(axis: Axis, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Which labels the plan does not have; a dim without a list takes any."""
    there = Axis(axis.dim, known)
    for label in axis.labels if known else ():
        if there.find(label) is None:
            yield label, f"unknown {axis.dim} {quote(label)}; the plan has {suggestions(label, known)}"


def _about_periods(plan: OperationalPlan, axis: Axis) -> Iterator[tuple[str, str]]:
    """Which periods no column of the plan holds."""
    return ((label, _about_period(plan, Period.parse(label))) for label in axis.labels)


def _about_period(plan: OperationalPlan, period: Period) -> str:
    """Why no column of the plan holds a period; empty where one does."""
    if complaint := complain_of_calendar(period, plan.year_begins):
        return complaint
    if column_of(plan, period) is not None:
        return ""
    columns = few(plan.periods, most=12)
    if inside := [one for one in plan.periods if one in period]:
        return f"{period} holds several columns of the plan, {few(inside)}; give a figure for each, or for its parts"
    return f"{period} lies in no column of the plan; it has {columns}"


# --- tables and extracts ----------------------------------------------------------------------------------------------


def from_table(
    cls: type["Actuals"],
    table: Table,
    plan: OperationalPlan,
    measure: str,
    *,
    code: str,
    title: str,
    as_of: datetime.date,
    source: str,
    invented: bool = False,
    note: str | None = None,
) -> "Actuals":
    """Actuals of one measure from a table that has its owners, its dims and periods: what `figures` gives of a plan.

    Args:
        table: the figures, in a unit that converts to that of the measure.
        plan: the plan that they are of.
        measure: the code of the measure, such as `effort`.
        code, title, as_of, source, invented, note: as `Actuals` has them.

    Raises:
        UnknownCode: the plan has no such measure.
        UnitMismatch: the unit does not convert to that of the measure.
        InvalidPlan: with each label that the plan does not have, and each period that is in none of its columns.

    >>> from itu_opplan import Actuals, bundled
    >>> rows = [{"output": "PP", "department": "SGO", "2008-Q1": 3}]
    >>> worked = Table.from_rows(rows, dims=["output", "department", "period"], unit="work_month")
    >>> given = {"code": "q1", "title": "To March", "as_of": datetime.date(2008, 3, 31), "source": "invented"}
    >>> Actuals.from_table(worked, bundled("gs-2008-2011"), "effort", **given)
    <Actuals q1: gs-2008-2011 as of 2008-03-31>
    """
    found = _check(table, plan, measure)
    problems = [
        fault(f"table.{one.dim}" if one.dim else f"table{one.label}", one.message, actual=one.label or None)
        for one in misfits(plan, found, table, owner=True)
    ]
    if problems:
        raise InvalidPlan(problems)
    about = {"code": code, "title": title, "plan": plan.code, "as_of": as_of, "source": source, "note": note}
    return cls(**about, invented=invented, **_by_owner(cls, found, table))  # type: ignore[arg-type]  # by their names


def _check(table: Table, plan: OperationalPlan, measure: str) -> Measure:
    """The measure of this code, if figures in the unit of the table can be such."""
    if not isinstance(table, Table):  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
        raise TypeError(f"table: must be a Table, got {quote(table)}")
    found = plan.measure(measure)
    unit = found.shape.unit
    if unit is not None and table.unit not in (unit, COUNT):
        try:
            factor(table.unit, unit)
        except UnitMismatch:
            advice = f"say how many make one, as in table.scaled('1/150', unit={unit!r}, because='150 make one')"
            raise UnitMismatch(f"{found.code} is in {unit}, the figures are in {table.unit}; {advice}") from None
    return found


def _by_owner(cls: type["Actuals"], measure: Measure, table: Table) -> dict[str, object]:
    """The fields of actuals that hold the figures of a measure, for each of its owners."""
    if measure.owner == "plan":
        return {"figures": {measure.code: table}}
    noun = COLLECTIONS[measure.owner].noun
    kind = attrs.fields_dict(cls)[measure.owner].metadata["kind"]
    rest = [dim for dim in table.dims if dim != noun]
    held: list[object] = []
    for label in table.used_labels[noun]:
        own = table.where(**{noun: label}).by(*rest)
        typed = is_typed(kind.of, measure.code)
        held.append(kind.of(code=label, **({measure.code: own} if typed else {"figures": {measure.code: own}})))
    return {measure.owner: held}


def from_frame(
    cls: type["Actuals"],
    frame: object,
    plan: OperationalPlan,
    measure: str,
    *,
    columns: Mapping[str, str] | None = None,
    value: str = "value",
    unit: str | None = None,
    scale: Fraction | str | int | None = None,
    because: str | None = None,
    code: str,
    title: str,
    as_of: datetime.date,
    source: str,
    invented: bool = False,
    note: str | None = None,
) -> "Actuals":
    """Actuals of one measure from a dataframe, such as an extract of time sheets: a row for each figure.

    Args:
        frame: a dataframe of pandas, Polars, pyarrow …; dates stand for the months of the plan in which they lie.
        plan: the plan that they are of.
        measure: the code of the measure, such as `effort`.
        columns: for a dim the name of its column, where that is another one: `{"period": "month"}`.
        value: the column of the figures.
        unit: the unit of the figures; left out, that of the measure.
        scale: what a figure is multiplied by to be in the unit of the measure, such as `"1/150"` for hours.
        because: why that is so, in a sentence; it is said wherever the figures are used.
        code, title, as_of, source, invented, note: as `Actuals` has them.

    Raises:
        UnknownCode, UnitMismatch: as `from_table`.
        InvalidPlan: with each column that is not there, and by row and column with whatever is wrong or unknown.
        FrameError, ImportError: as `Table.from_frame`.

    >>> import pyarrow
    >>> from itu_opplan import Actuals, bundled
    >>> extract = pyarrow.table(
    ...     {"output": ["PP", "PP"], "department": ["SGO", "CS"], "month": ["2008-M01"] * 2, "hours": ["300", "75"]}
    ... )
    >>> january = Actuals.from_frame(
    ...     extract,
    ...     bundled("gs-2008-2011"),
    ...     "effort",
    ...     columns={"period": "month"},
    ...     value="hours",
    ...     unit="hour",
    ...     scale="1/150",
    ...     because="150 hours make a work-month",
    ...     code="january",
    ...     title="January 2008",
    ...     as_of=datetime.date(2008, 1, 31),
    ...     source="time sheets",
    ... )
    >>> january.outputs[0].effort.total(), january.assumed
    (Decimal('2.5'), ('hour times 1/150 in work_month: 150 hours make a work-month',))
    """
    found = plan.measure(measure)
    own = found.shape.unit or COUNT
    dims = [*([COLLECTIONS[found.owner].noun] if found.owner != "plan" else []), *found.shape.dims]
    named = {dim: dim for dim in dims} | dict(columns or {})
    if unknown := [dim for dim in named if dim not in dims]:
        raise refusal(f"no dim of {measure}; it has {', '.join(dims)}", path=f"columns.{unknown[0]}")
    table = Table.from_frame(frame, dims=named, unit=unit or own, value=value, year_begins=plan.year_begins)
    if scale is not None:
        table = table.scaled(scale, unit=own, because=because or f"{scale} {own} a {unit or own}")
    _check(table, plan, measure)
    _refuse_rows(plan, found, table, named, frame)
    return from_table(
        cls,
        table,
        plan,
        measure,
        code=code,
        title=title,
        as_of=as_of,
        source=source,
        invented=invented,
        note=note,
    )


def _refuse_rows(
    plan: OperationalPlan, measure: Measure, table: Table, named: Mapping[str, str], frame: object
) -> None:
    """Refuse labels of a dataframe that the plan does not have, each at the first of its rows."""
    found = [one for one in misfits(plan, measure, table, owner=True) if one.dim]
    read = frames.read_columns(frame) if found else {}
    problems: list[Problem] = []
    for one in found:
        given = [_spelled(plan, one.dim, label) for label in read[named[one.dim]]]
        rows = [number for number, label in enumerate(given) if label == one.label]
        more = f" (and in {len(rows) - 1} more rows)" if len(rows) > 1 else ""
        place = f"rows[{rows[0]}].{named[one.dim]}" if rows else named[one.dim]
        problems.append(fault(place, f"{one.message}{more}", actual=one.label))
    if problems:
        raise InvalidPlan(problems)


def _spelled(plan: OperationalPlan, dim: str, given: object) -> str:
    """A label of a dataframe as its table spells it."""
    if dim == "period" and isinstance(given, datetime.date):
        return str(Period.at(given, plan.year_begins))
    return str(given)
