"""What was reported, brought into the columns of the plan that it is held against."""

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import attrs

from ..errors import InvalidPlan, OpPlanError, UnitMismatch, UnknownCode
from ..model.actuals import Actuals
from ..model.address import get
from ..model.extracts import column_of, misfits
from ..model.kpis import KPI
from ..model.measures import BUILT_IN, Measure
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.values import Actual
from ..model.walk import Site, sites_of
from ..paths import join
from ..periods import Period
from ..problem import Problem, fault
from ..table import Missing, Table
from ..table.joining import gather_periods
from ..texts import fold
from ..wording import quote, suggestions
from .tables import convert_figures, join_tables

__all__ = ["read_kpis", "read_reported"]


class _Piece(NamedTuple):
    """The figures of one measure of one owner.

    Attributes:
        path: their address in the actuals.
        owner: the code of the owner in the plan; empty for the plan itself.
        table: the figures.
    """

    path: str
    owner: str
    table: Table


def read_reported(plan: OperationalPlan, actuals: Actuals, as_of: datetime.date) -> dict[str, Table]:
    """For each measure of which something was reported the figures, in the columns of the plan, in its unit.

    Raises:
        InvalidPlan: with all that does not fit the plan, by its address in the actuals.
        UnitMismatch: the figures of a measure are in a unit that does not convert to that of the plan.
    """
    problems: list[Problem] = []
    found: dict[str, list[_Piece]] = {}
    for site, code, table in actuals.tables():
        measure = plan.all_measures.get(code)
        typed = code in BUILT_IN
        path = join(site.path, *(() if typed else ("figures",)), code)
        if measure is None:
            known = suggestions(code, plan.all_measures)
            problems.append(fault(path, f"unknown measure {quote(code)}; the plan has {known}", actual=code))
        elif (owner := _owner(plan, site, measure, path, problems)) is not None:
            pieces = found.setdefault(code, [])
            told = list(_about(plan, measure, table, path, actuals.as_of))
            if any(one.owner == owner for one in pieces):
                told.append(fault(path, f"{owner} has figures of {code} twice, by its code and by an alias"))
            problems += told
            if not told:
                pieces.append(_Piece(path, owner, table))
    for code in actuals.units:
        if code not in plan.all_measures:
            known = suggestions(code, plan.all_measures)
            problems.append(fault(f"units.{code}", f"unknown measure; the plan has {known}", actual=code))
    if problems:
        raise InvalidPlan(problems)
    cut = as_of if as_of < actuals.as_of else None
    return {
        code: table
        for code, pieces in found.items()
        if len(table := _join(plan, plan.all_measures[code], pieces, actuals.units.get(code), cut))
    }


def _owner(plan: OperationalPlan, site: Site, measure: Measure, path: str, problems: list[Problem]) -> str | None:
    """The code of whose figures they are; None where that is wrong, and told."""
    here = site.name or "plan"
    if measure.owner != here:
        of = "the plan" if measure.owner == "plan" else measure.owner
        message = f"{measure.code} is a measure of {of}, not of {'the plan' if here == 'plan' else here}"
        problems.append(fault(path, message))
        return None
    if here == "plan":
        return ""
    noun, known = COLLECTIONS[here].noun, {one.code: one for one in getattr(plan, here)}
    names = {fold(name): one.code for one in known.values() for name in getattr(one, "aliases", ())}
    names |= {fold(code): code for code in known}
    code = names.get(fold(str(site.key)))
    if code is None:
        message = f"unknown {noun} {quote(site.key)}; the plan has {suggestions(str(site.key), known)}"
        problems.append(fault(join(here, str(site.key)), message, actual=site.key))
    return code


def _about(plan: OperationalPlan, measure: Measure, table: Table, path: str, as_of: datetime.date) -> Iterator[Problem]:
    """What does not fit of the figures of one owner."""
    wrong = False
    for one in misfits(plan, measure, table):
        wrong = True
        yield fault(f"{path}{'' if one.dim else one.label}", one.message, actual=one.label or None)
    if wrong:
        return
    for label in table.labels("period"):
        begins = Period.parse(label).dates(plan.year_begins)[0]
        if begins > as_of:
            yield fault(path, f"{label} begins after {as_of}, up to which the actuals report", actual=label)
    for labels, cells in table.by(*measure.shape.dims).rows():
        used = [Period.parse(one) for one, cell in zip(table.labels("period"), cells, strict=True) if _is_there(cell)]
        for first, other in _overlaps(used):
            place = f"[{', '.join((*labels, str(other)))}]"
            yield fault(f"{path}{place}", f"{first} and {other} overlap; give one of the two", actual=str(other))


def _overlaps(periods: Sequence[Period]) -> Iterator[tuple[Period, Period]]:
    last: Period | None = None
    for one in sorted(periods, key=lambda period: (period.start, period.end)):
        if last is not None and one.overlaps(last):
            yield last, one
        last = one if last is None or one.end > last.end else last


def _is_there(cell: object) -> bool:
    return cell is not Missing.NOT_STATED


def _join(
    plan: OperationalPlan, measure: Measure, pieces: Sequence[_Piece], unit: str | None, cut: datetime.date | None
) -> Table:
    """The figures of all owners, in the columns of the plan and in the unit of the measure."""
    own = measure.shape.unit or _unit_of_services(plan)
    tables: dict[str, Table] = {}
    for piece in pieces:
        table = piece.table
        if cut is not None:
            ended = [one for one in table.labels("period") if _ends(plan, one) <= cut]
            table = table.where(period=ended)
        if not len(table):
            continue
        axes = measure.shape.axes({dim: table.labels(dim) for dim in table.dims}, unit or own)
        whole = Table.from_records(table.records(), dims=measure.shape.dims, unit=unit or own, labels=axes)
        whole = convert_figures(whole, measure.code, own)
        columns = {label: str(column_of(plan, Period.parse(label))) for label in whole.labels("period")}
        stock = measure.shape.reason("period", own)
        tables[piece.owner] = _last_of_each(whole, columns) if stock else gather_periods(whole, columns)
    try:
        return join_tables(plan, measure, tables, own)
    except UnitMismatch:
        raise
    except OpPlanError as error:  # of a hand-built plan
        raise InvalidPlan([fault(measure.code, str(error))]) from None


def _unit_of_services(plan: OperationalPlan) -> str:
    """The unit of the plan's services.

    Raises:
        UnitMismatch: they have several.
    """
    units = list(dict.fromkeys(service.unit for service in plan.services))
    if len(units) > 1:
        raise UnitMismatch(f"services are counted in {', '.join(units)}; what was ordered cannot be one table of them")
    return units[0] if units else "count"


def _ends(plan: OperationalPlan, label: str) -> datetime.date:
    return Period.parse(label).dates(plan.year_begins)[1]


def _last_of_each(table: Table, columns: dict[str, str]) -> Table:
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
    coded = {fold(site.entity.code): site for site in sites_of(plan, KPI) if site.entity.code is not None}
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
        if path is None or not isinstance(kpi, KPI):
            known = suggestions(one.code, [site.entity.code for site in coded.values()])
            advice = f"the plan has {known}" if known else "no KPI of the plan has a code; give path, its address"
            what = f"unknown KPI {quote(one.code)}; {advice}" if path is None else "is the address of no KPI"
            problems.append(fault(at if path is None else join(at, "path"), what, actual=path or one.code))
        elif one.text is not None and fold(one.text) != fold(kpi.text):
            message = f"the KPI there is another one, {quote(kpi.text)}"
            problems.append(fault(join(at, "text"), message, actual=one.text))
        elif path in found:
            problems.append(fault(at, f"is {path}, which has actuals already", actual=one.code))
        else:
            found[path] = one.actuals
    if problems:
        raise InvalidPlan(problems)
    return found
