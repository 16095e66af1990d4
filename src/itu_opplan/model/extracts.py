"""Figures of what happened against the plan that they are of: what does not fit, and tables and extracts as actuals."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import attrs

from .. import frames
from ..errors import InvalidPlan, UnitMismatch, refusal
from ..periods import Period, complain_of_calendar
from ..problem import Problem, fault
from ..table import Axis, Table
from ..table.joining import keep_figures, tally_missing
from ..units import factor
from ..wording import few, plural, quote, suggestions
from .fields import Kind
from .measures import Measure, is_typed
from .plan import COLLECTIONS, OperationalPlan
from .shapes import COUNT, DIGITS, MAX_DIGITS, MAX_PLACES

__all__ = ["Misfit", "column_of", "divide", "misfits", "read_extract"]


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


def misfits(
    plan: OperationalPlan,
    measure: Measure,
    table: Table,
    *,
    owner: bool = False,
    known: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Misfit]:
    """What does not fit the plan of a table of this measure; with the owner among its dims, or without.

    Labels of each dim are those of the plan, unless others are known.

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
    table = table.by(*dims)  # in the order in which addresses have them
    for axis in table.axes:
        if axis.dim == "period":
            found = _about_periods(plan, axis)
        else:
            found = _about_labels(axis, (known or plan.label_lists).get(axis.dim))
        yield from (Misfit(axis.dim, label, message) for label, message in found if message)
    for labels, figure in table.find_outside(MAX_DIGITS, MAX_PLACES):
        if figure >= 0 or not measure.shape.negative:
            what = f"must be a {measure.shape.amount(measure.shape.unit)}" if figure < 0 else DIGITS
            yield Misfit("", f"[{', '.join(labels)}]", f"{what}, got {figure}")


def _about_labels(axis: Axis, known: tuple[str, ...] | None) -> Iterator[tuple[str, str]]:
    """Which labels the plan does not have; a dim without a list takes any."""
    there = Axis(axis.dim, known or ())
    for label in () if known is None else axis.labels:
        if there.find(label) is None:
            advice = suggestions(label, known or ()) or "none"
            yield label, f"unknown {axis.dim} {quote(label)}; the plan has {advice}"


def _about_periods(plan: OperationalPlan, axis: Axis) -> Iterator[tuple[str, str]]:
    """Which periods no column of the plan holds."""
    return ((label, _about_period(plan, Period.parse(label))) for label in axis.labels)


def _about_period(plan: OperationalPlan, period: Period) -> str:
    """Why no column of the plan holds a period; empty where one does."""
    if period.fiscal and plan.year_begins == 1:
        return f"the plan has calendar years; {period} is of years that begin in another month"
    if complaint := complain_of_calendar(period, plan.year_begins):
        return complaint
    if column_of(plan, period) is not None:
        return ""
    columns = few(plan.periods, most=12)
    if inside := [one for one in plan.periods if one in period]:
        return f"{period} holds several columns of the plan, {few(inside)}; give a figure for each, or for its parts"
    return f"{period} lies in no column of the plan; it has {columns}"


# --- tables and extracts ----------------------------------------------------------------------------------------------


def divide(
    table: Table, plan: OperationalPlan, code: str, kinds: Mapping[str, Kind]
) -> Mapping[str, Sequence[attrs.AttrsInstance] | Mapping[str, Table]]:
    """The fields of actuals, of these kinds, with the figures of a measure for each of its owners.

    Raises:
        UnitMismatch: the unit does not convert to that of the measure.
        InvalidPlan: with each label that the plan does not have, and each period that is in none of its columns.
    """
    measure = plan.measure(code)
    code = measure.code
    _check_unit(table, measure)
    table = _round(table)
    if skipped := tally_missing(keep_figures(table)):  # which no file can say of a figure
        bare = Table.from_records(table.records(), dims=table.dims, unit=table.unit, labels=table.axes)
        said = (f"sums of {code} skip {count} {state}" for state, count in skipped.items())
        table = bare.assuming(*table.assumed, *said)
    problems = [
        fault(f"table.{one.dim}" if one.dim else f"table{one.label}", one.message, actual=one.label or None)
        for one in misfits(plan, measure, table, owner=True)
    ]
    if problems:
        raise InvalidPlan(problems)
    if table.unit == measure.shape.unit:  # which needs not be said
        table = attrs.evolve(table, unit=COUNT)
    if measure.owner == "plan":
        return {"figures": {code: table}}
    noun, cls = COLLECTIONS[measure.owner].noun, kinds[measure.owner].of
    assert cls is not None  # entities have a class
    rest = [dim for dim in table.dims if dim != noun]
    held: list[attrs.AttrsInstance] = []
    for label in table.used_labels[noun]:
        own = {code: table.where(**{noun: label}).by(*rest)}
        fields: Mapping[str, Any] = {"code": label, **(own if is_typed(cls, code) else {"figures": own})}
        held.append(cls(**fields))
    return {measure.owner: held}


def _round(table: Table) -> Table:
    """The figures with no more decimals than a file can have."""
    return table.rounded(MAX_PLACES, *(axis.dim for axis in table.axes if axis.obstacle))


def _check_unit(table: Table, measure: Measure) -> None:
    """Refuse figures in a unit that does not convert to that of the measure."""
    unit = measure.shape.unit
    people = {table.unit, unit} == {"FTE", "work_month"}  # which all months of their period have
    if unit is not None and table.unit not in (unit, COUNT) and not people:
        try:
            factor(table.unit, unit)
        except UnitMismatch:
            advice = f"say how many make one, as in table.scaled('1/150', unit={unit!r}, because='150 make one')"
            raise UnitMismatch(f"{measure.code} is in {unit}, the figures are in {table.unit}; {advice}") from None


def read_extract(
    frame: object,
    plan: OperationalPlan,
    code: str,
    *,
    columns: Mapping[str, str],
    value: str,
    unit: str | None,
    scale: Fraction | str | int | None,
    because: str | None,
) -> Table:
    """The table of a measure that a dataframe holds, a row for each figure; arguments as `Actuals.from_frame`.

    Raises:
        UnitMismatch, InvalidPlan, FrameError, ImportError: as `Actuals.from_frame`.
    """
    measure = plan.measure(code)
    own = measure.shape.unit or COUNT
    dims = [*([COLLECTIONS[measure.owner].noun] if measure.owner != "plan" else []), *measure.shape.dims]
    named = {dim: dim for dim in dims} | dict(columns)
    if unknown := [dim for dim in named if dim not in dims]:
        raise refusal(f"no dim of {code}; it has {', '.join(dims)}", path=f"columns.{unknown[0]}")
    add = not measure.shape.reason("period", own)
    begins = plan.year_begins
    try:
        table = Table.from_frame(frame, dims=named, unit=unit or own, value=value, year_begins=begins, add=add)
    except InvalidPlan as error:
        raise InvalidPlan(_by_column(one, {**named, "value": value}) for one in error.problems) from None
    if scale is not None:
        table = table.scaled(scale, unit=own, because=because or f"1 {unit or own} makes {scale}")
    _refuse_rows(plan, measure, table, named, frame)
    return table


def _by_column(problem: Problem, named: Mapping[str, str]) -> Problem:
    """A problem of a row with the name of its column in the place of that of the dim."""
    row, rows, name = problem.path.rpartition("].")
    return attrs.evolve(problem, path=f"{row}].{named.get(name, name)}") if rows else problem


def _refuse_rows(
    plan: OperationalPlan, measure: Measure, table: Table, named: Mapping[str, str], frame: object
) -> None:
    """Refuse labels of a dataframe that the plan does not have, each at the first of its rows."""
    found = [one for one in misfits(plan, measure, table, owner=True) if one.dim]
    read = frames.read_columns(frame) if found else {}
    places: dict[tuple[str, str], list[int]] = {}
    for dim in dict.fromkeys(one.dim for one in found):
        for number, label in enumerate(read[named[dim]]):
            places.setdefault((dim, _spelled(plan, dim, label)), []).append(number)
    problems: list[Problem] = []
    for one in found:
        rows = places.get((one.dim, one.label), [])
        more = f"; so in {plural(len(rows) - 1, 'more row')}" if len(rows) > 1 else ""
        place = f"rows[{rows[0]}].{named[one.dim]}" if rows else named[one.dim]
        problems.append(fault(place, f"{one.message}{more}", actual=one.label))
    if problems:
        raise InvalidPlan(problems)


def _spelled(plan: OperationalPlan, dim: str, given: object) -> str:
    """A label of a dataframe as its table spells it."""
    if dim == "period" and isinstance(given, datetime.date):
        return str(Period.at(given, plan.year_begins))
    return str(given)
