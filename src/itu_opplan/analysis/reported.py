"""What was reported, brought into the columns of the plan that it is held against."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs

from ..errors import InvalidPlan, OpPlanError, UnitMismatch, UnknownCode
from ..model.actuals import Actuals
from ..model.address import get
from ..model.extracts import column_of, misfits
from ..model.kpis import KPI
from ..model.measures import Measure
from ..model.owned import path_of
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.values import Actual
from ..model.walk import Site, sites_of
from ..paths import join
from ..periods import Period, complain_of_calendar, month_after
from ..problem import Problem, fault
from ..table import Missing, Table
from ..table.joining import gather_periods
from ..texts import fold
from ..wording import few, plural, quote, suggestions
from .tables import convert_figures, join_tables

__all__ = ["read_kpis", "read_reported"]


class _Piece(NamedTuple):
    """The figures of one measure of one owner.

    Attributes:
        owner: the code of the owner in the plan; empty for the plan itself.
        table: the figures.
    """

    owner: str
    table: Table


def read_reported(
    plan: OperationalPlan, actuals: Actuals, as_of: datetime.date, *, revised: OperationalPlan
) -> dict[str, tuple[str, Table]]:
    """What was reported, in the columns of the plan and in its units, each with its measure, by the name of that.

    People in FTE are work-months, for those of a part of a column do not add up. Services that are counted in several
    units are apart, as `services (page)`. What only the revised plan has, such as a new department, fits, too.

    Raises:
        InvalidPlan: with all that does not fit the plan, by its address in the actuals.
        UnitMismatch: the figures of a measure are in a unit that does not convert to that of the plan.
    """
    problems: list[Problem] = []
    found: dict[str, list[_Piece]] = {}
    plans = (plan,) if revised is plan else (plan, revised)
    known = _join_lists(plans)
    names = {name: _names(plans, name) for name in COLLECTIONS}
    for site, code, table in actuals.tables():
        measure = plan.all_measures.get(code)
        path = path_of(site, code)
        if measure is None:
            problems.append(_unknown_measure(plan, path, code))
        elif (owner := _owner(site, measure, path, names, problems)) is not None:
            told = list(_about(plan, known, measure, table, path, actuals.as_of))
            if any(one.owner == owner for one in found.setdefault(code, [])):
                told.append(fault(path, f"{owner} has figures of {code} twice, by its code and by an alias"))
            problems += told
            found[code].append(_Piece(owner, table))
    unknown = (code for code in actuals.units if code not in plan.all_measures)
    problems += (_unknown_measure(plan, f"units.{code}", code) for code in unknown)
    if problems:
        raise InvalidPlan(problems)
    read: dict[str, tuple[str, Table]] = {}
    for code, pieces in found.items():
        measure, unit = plan.all_measures[code], actuals.units.get(code)
        for name, own, services in _units_of(plans, measure, code):
            lists = {**known, **services}
            given = unit or measure.shape.unit or own
            joined = _join(plan, measure, pieces, lists, (given, own), (as_of, actuals.as_of))
            if len(joined):
                read[name] = code, joined
    return read


def _unknown_measure(plan: OperationalPlan, path: str, code: str) -> Problem:
    message = f"unknown measure {quote(code)}; the plan has {suggestions(code, plan.all_measures)}"
    return fault(path, message, actual=code)


def _join_lists(plans: Sequence[OperationalPlan]) -> dict[str, tuple[str, ...]]:
    """For each dim the labels that one of the plans has; periods are those of the first."""
    dims = dict.fromkeys(dim for plan in plans for dim in plan.label_lists)
    every = {dim: [label for plan in plans for label in plan.label_lists.get(dim, ())] for dim in dims}
    found = {dim: tuple(dict.fromkeys(labels)) for dim, labels in every.items()}
    return {**found, "period": plans[0].label_lists["period"]}


def _names(plans: Sequence[OperationalPlan], collection: str) -> dict[str, str]:
    """The codes of a collection by all that it can be called: codes before aliases, those of the first plan first."""
    found: dict[str, str] = {}
    for plan in plans:
        known = getattr(plan, collection)
        found = {fold(one.code): one.code for one in known if hasattr(one, "code")} | found
        found = {fold(name): one.code for one in known for name in getattr(one, "aliases", ())} | found
    return found


def _owner(
    site: Site, measure: Measure, path: str, names: Mapping[str, Mapping[str, str]], problems: list[Problem]
) -> str | None:
    """The code of whose figures they are; None where that is wrong, and told."""
    here = site.name or "plan"
    if measure.owner != here:
        of, other = ("the plan" if one == "plan" else one for one in (measure.owner, here))
        problems.append(fault(path, f"{measure.code} is a measure of {of}, not of {other}"))
        return None
    if here == "plan":
        return ""
    code = names[here].get(fold(str(site.key)))
    if code is None:
        known = suggestions(str(site.key), dict.fromkeys(names[here].values()))
        message = f"unknown {COLLECTIONS[here].noun} {quote(site.key)}; the plan has {known}"
        problems.append(fault(join(here, str(site.key)), message, actual=site.key))
    return code


def _about(
    plan: OperationalPlan,
    known: Mapping[str, tuple[str, ...]],
    measure: Measure,
    table: Table,
    path: str,
    as_of: datetime.date,
) -> Iterator[Problem]:
    """What does not fit of the figures of one owner."""
    wrong = False
    for one in misfits(plan, measure, table, known=known):
        wrong = True
        yield fault(f"{path}{'' if one.dim else one.label}", one.message, actual=one.label or None)
    for label in () if wrong else table.used_labels["period"]:
        begins = Period.parse(label).dates(plan.year_begins)[0]
        if begins > as_of:
            yield fault(path, f"{label} begins after {as_of}, up to which the actuals report", actual=label)


def _units_of(
    plans: Sequence[OperationalPlan], measure: Measure, code: str
) -> Iterator[tuple[str, str, Mapping[str, tuple[str, ...]]]]:
    """The name, the unit and the services of each table of a measure; most have one table, of no services."""
    if measure.shape.unit is not None:
        people = measure.shape.unit == "FTE" and not measure.shape.reason("period", "FTE")
        yield code, "work_month" if people else measure.shape.unit, {}
        return
    units = {service.code: service.unit for plan in reversed(plans) for service in plan.services}
    every = dict.fromkeys(units.values())
    for unit in every:
        services = tuple(one for plan in plans for one in plan.label_lists["service"] if units[one] == unit)
        yield code if len(every) == 1 else f"{code} ({unit})", unit, {"service": tuple(dict.fromkeys(services))}


def _join(
    plan: OperationalPlan,
    measure: Measure,
    pieces: Sequence[_Piece],
    known: Mapping[str, tuple[str, ...]],
    units: tuple[str, str],
    days: tuple[datetime.date, datetime.date],
) -> Table:
    """The figures of all owners, in the columns of the plan and from the first unit in the second one.

    Of the days, the first is that up to which is looked, the second that up to which was reported.
    """
    given, own = units
    day, reported = days
    tables: dict[str, Table] = {}
    partly: list[str] = []
    stock = measure.shape.reason("period", own)
    for piece in pieces:
        table = piece.table
        if "service" in table.dims:
            table = table.where(service=[one for one in table.labels("service") if one in known["service"]])
        if day < reported:
            table = table.where(period=[one for one in table.labels("period") if _ends(plan, one) <= day])
        if not len(table):
            continue
        axes = measure.shape.axes({dim: table.labels(dim) for dim in table.dims}, given)
        whole = Table.from_records(table.records(), dims=measure.shape.dims, unit=given, labels=axes)
        whole = _convert(whole, measure.code, own)
        columns = {label: str(column_of(plan, Period.parse(label))) for label in whole.labels("period")}
        partly += () if stock else _list_gaps(plan, piece.owner, whole, columns, day)
        tables[piece.owner] = _last_of_each(whole, columns) if stock else gather_periods(whole, columns)
    labels = {dim: known[dim] for dim in (*_owner_dim(measure), *measure.shape.dims) if known.get(dim)}
    try:
        found = join_tables(plan, measure, tables, own, **labels)
    except OpPlanError as error:  # of a hand-built plan
        raise InvalidPlan([fault(measure.code, str(error))]) from None
    several = stock and any(len(piece.table.used_labels["period"]) > 1 for piece in pieces)
    told = [f"the last figure of each column counts: {stock}"] if several else []
    if partly:
        of = plural(len(partly), "figure")
        told.append(f"months that were not reported count 0, of {of} (first month: {few(partly)})")
    return found.assuming(*told)


def _owner_dim(measure: Measure) -> tuple[str, ...]:
    return () if measure.owner == "plan" else (COLLECTIONS[measure.owner].noun,)


def _convert(table: Table, measure: str, unit: str) -> Table:
    try:
        return convert_figures(table, measure, unit)
    except UnitMismatch:
        message = f"{measure} is in {unit} in the plan; the actuals are in {table.unit}, which does not convert to that"
        message += f"; Table.scaled brings them to {unit}, with a reason"
        raise UnitMismatch(message) from None


def _ends(plan: OperationalPlan, label: str) -> datetime.date:
    return Period.parse(label).dates(plan.year_begins)[1]


def _list_gaps(
    plan: OperationalPlan, owner: str, table: Table, columns: Mapping[str, str], day: datetime.date
) -> Iterator[str]:
    """The figures of which only a part of what is over of their column was reported, each with the first such month."""
    over = month_after(day, plan.year_begins)
    for labels, cells in table.rows():
        told: dict[str, set[int]] = {}
        for label, cell in zip(table.labels("period"), cells, strict=True):
            if cell is not Missing.NOT_STATED:
                period = Period.parse(label)
                told.setdefault(columns[label], set()).update(range(period.start, period.end))
        for label, months in told.items():
            column = Period.parse(label)
            gap = next((one for one in range(column.start, min(column.end, over)) if one not in months), None)
            if gap is not None:
                yield " ".join((*filter(None, (owner,)), *labels, str(column.parts("month")[gap - column.start])))


def _last_of_each(table: Table, columns: Mapping[str, str]) -> Table:
    """Of figures that do not add over periods the last of each column."""
    latest: dict[tuple[object, ...], tuple[int, dict[str, object]]] = {}
    for record in table.records():
        period = str(record["period"])
        row: dict[str, object] = {**record, "period": columns[period]}
        key = tuple(value for name, value in row.items() if name != "value")
        end = Period.parse(period).end
        if key not in latest or end > latest[key][0]:
            latest[key] = end, row
    labels = sorted(dict.fromkeys(columns.values()), key=Period.parse)
    axes = [attrs.evolve(axis, labels=labels) if axis.dim == "period" else axis for axis in table.axes]
    rows = [row for _, row in latest.values()]
    return Table.from_records(rows, dims=table.dims, unit=table.unit, labels=axes)


# --- KPIs -------------------------------------------------------------------------------------------------------------


def read_kpis(plan: OperationalPlan, actuals: Actuals) -> dict[str, tuple[Actual, ...]]:
    """What was measured, by the address of the KPI in the plan.

    Raises:
        InvalidPlan: with each KPI that the plan does not have, or not with that text.
    """
    problems: list[Problem] = []
    found: dict[str, tuple[Actual, ...]] = {}
    sites = list(sites_of(plan, KPI))
    known = {site.path for site in sites}
    coded = {fold(site.entity.code): site for site in sites if site.entity.code is not None}
    for one in actuals.kpis:
        at = join("kpis", one.code)
        path, kpi = one.path, None
        if path is None and (site := coded.get(fold(one.code))) is not None:
            path, kpi = site.path, site.entity
        elif path is not None:
            try:
                kpi = get(plan, path)
            except UnknownCode as error:
                problems.append(fault(join(at, "path"), str(error), actual=path))
                continue
            if path not in known:  # an address can be spelled in several ways
                path = next((site.path for site in sites if site.entity is kpi), path)
        if path is None or not isinstance(kpi, KPI):
            codes = suggestions(one.code, [site.entity.code for site in coded.values()])
            advice = f"the plan has {codes}" if codes else "no KPI of the plan has a code; give path, its address"
            what = f"unknown KPI {quote(one.code)}; {advice}" if path is None else "is the address of no KPI"
            problems.append(fault(at if path is None else join(at, "path"), what, actual=path or one.code))
        elif one.text is not None and fold(one.text) != fold(kpi.text):
            message = f"the KPI there is another one, {quote(kpi.text)}"
            problems.append(fault(join(at, "text"), message, actual=one.text))
        elif path in found:
            problems.append(fault(at, f"is {path}, which has actuals already", actual=one.code))
        else:
            found[path] = tuple(_dated(plan, value, actuals.as_of) for value in one.actuals)
    if problems:
        raise InvalidPlan(problems)
    return found


def _dated(plan: OperationalPlan, value: Actual, as_of: datetime.date) -> Actual:
    """A value as it was reported: one of a period that is not over yet is of the day up to which all is reported."""
    period = value.period
    if value.as_of is not None or period is None or complain_of_calendar(period, plan.year_begins):
        return value
    return attrs.evolve(value, as_of=as_of) if period.dates(plan.year_begins)[1] > as_of else value
