"""Figures: what is printed against what adds up. Findings, never refusals: real plans have contradictions."""

import functools
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ..analysis.ledger import LedgerLine, Verdict, claims, totals
from ..digits import format_figure
from ..errors import UnitMismatch
from ..model.ancestry import Below
from ..model.plan import OperationalPlan
from ..model.walk import Stated
from ..paths import join
from ..periods import Period
from ..problem import Severity
from ..table import Cell, Missing, Table
from ..table.cells import parse_cell
from ..units import factor
from ..wording import few, in_months, shorten
from .gathered import stated_tables
from .rule import Finding, rule, shared

__all__ = ["all_rows", "is_stock", "rows_of", "sums_of", "ten_work_months", "yearly"]

_Months = tuple[int, int]
_ALWAYS: _Months = (0, 12 * 10_000)
_SHOWN = 9
"""How many rows a message names."""


def _existence(plan: OperationalPlan) -> dict[str, _Months]:
    """The first month of each department, and the one after its last; far away where the plan does not say."""
    first, last = _ALWAYS
    return {
        one.code: (one.valid_from.start if one.valid_from else first, one.valid_until.end if one.valid_until else last)
        for one in plan.departments
    }


def _exists(period: Period, months: _Months) -> bool:
    return period.start < months[1] and months[0] < period.end


def _finding(line: LedgerLine, message: str) -> Finding:
    return Finding(path=line.path, message=message, section=line.section, expected=line.computed, actual=line.printed)


def _short(computed: Decimal, printed: Decimal) -> str:
    """What was worked out, for reading: with one decimal more than is printed, or as many as tell the two apart."""
    number, scale, _ = parse_cell(computed)
    decimals = min(scale, parse_cell(printed)[1] + 1)
    while decimals < scale and Decimal(format_figure(number, scale, decimals)) == printed:
        decimals += 1
    return format_figure(number, scale, decimals)


def _lines(lines: Iterable[LedgerLine], verdict: Verdict) -> Iterator[tuple[LedgerLine, Decimal]]:
    """The lines with this verdict, with what was worked out."""
    for line in lines:
        if line.verdict is verdict and line.computed is not None:
            yield line, line.computed


@shared
def _totals(plan: OperationalPlan) -> list[LedgerLine]:
    """The lines of the printed totals."""
    return list(totals(plan))


@shared
def _claims(plan: OperationalPlan) -> list[LedgerLine]:
    """The lines of the claims."""
    return list(claims(plan))


_below = shared(Below)


@rule("OP301", Severity.WARNING)
def published_total(plan: OperationalPlan) -> Iterator[Finding]:
    """A printed total is not the sum of the figures that are printed above it.

    Where an output or department has parts by `parent`, the total may be that of its own figures, or with all below.
    """
    for line, total in _lines(_totals(plan), Verdict.CONTRADICTS):
        yield _finding(line, f"the printed total is {line.printed:f}, {_sums(line, total)}")


def _sums(line: LedgerLine, total: Decimal) -> str:
    """What the figures make; of what has others below it, alone and with those."""
    if line.with_below is None:
        return f"the figures add up to {total:f}"
    if line.own is None:
        return f"the figures below it add up to {line.with_below:f}"
    return f"its own figures add up to {line.own:f}, with all below it to {line.with_below:f}"


@rule("OP302", Severity.NOTE)
def rounded_total(plan: OperationalPlan) -> Iterator[Finding]:
    """A printed total differs from the sum of the figures above it by no more than their rounding."""
    for line, total in _lines(_totals(plan), Verdict.ROUNDING):
        yield _finding(line, f"the printed total is {line.printed:f}, {_sums(line, total)}: rounding")


@rule("OP303", Severity.WARNING)
def contradicted_claim(plan: OperationalPlan) -> Iterator[Finding]:
    """A number that the text states is not what its terms make."""
    for line, computed in _lines(_claims(plan), Verdict.CONTRADICTS):
        stated = " ".join(filter(None, (line.bound, f"{line.printed:f}")))
        yield _finding(line, f"{shorten(line.text)}: stated is {stated}, worked out {_short(computed, line.printed)}")


@rule("OP304", Severity.NOTE)
def unchecked_claim(plan: OperationalPlan) -> Iterator[Finding]:
    """A number that the text states cannot be worked out from its terms."""
    for line in _claims(plan):
        if line.verdict is Verdict.UNCHECKED:
            yield _finding(line, f"{shorten(line.text)}: cannot be checked: {line.reason}")


Row: TypeAlias = tuple[tuple[str, ...], dict[str, Cell]]
"""Labels, and the cells that are there by period."""


@shared
def rows_of(table: Table, *dims: str) -> list[Row]:
    """The rows of a table: the labels of these dims, or of all but the period, and the cells that are there by period.

    Over other dims it is added up.
    """
    wanted = (*(dims or (dim for dim in table.dims if dim != "period")), "period")
    ordered = table if table.dims == wanted else table.by(*wanted)
    periods = ordered.labels("period")
    found: list[Row] = []
    for labels, cells in ordered.rows():
        there: dict[str, Cell] = {
            label: cell for label, cell in zip(periods, cells, strict=True) if cell is not Missing.NOT_STATED
        }
        if there:
            found.append((labels, there))
    return found


@shared
def sums_of(table: Table) -> dict[str, Cell]:
    """The cells of a table that are there by period, added up over all else."""
    return next((there for _, there in rows_of(table.by("period"))), {})


@shared
def all_rows(plan: OperationalPlan) -> list[tuple[Stated, list[Row]]]:
    """Every table of figures of the plan, with its rows."""
    return [(stated, rows_of(stated.rows)) for stated in stated_tables(plan)]


def yearly(plan: OperationalPlan) -> list[Period]:
    """The columns of a year or more, by time: what differs between shorter ones may be the season."""
    return sorted(column for column in plan.periods if column.months >= 12)


@rule("OP305", Severity.NOTE)
def forgotten_period(plan: OperationalPlan) -> Iterator[Finding]:
    """A row of a table has no figure for a period, not even a blank; or a whole table has none.

    Periods in which a department does not exist are left out, and periods that overlap one with a figure, its own or
    that of a part of its owner. So are rows of labels that no list has, such as the items of allocations: they come and
    go, and such a table need not look back before the window.

    Where a dimension of the plan stands beside others, a label such as `approved` has periods of its own.
    """
    years, listed, parts = _existence(plan), set(plan.label_lists), _below(plan)
    for stated, rows in all_rows(plan):
        if stated.published:
            continue
        path, section, dims = stated.path, stated.section, stated.measure.shape.dims
        below = functools.partial(parts.periods, stated)
        used = dict.fromkeys(period for _, there in rows for period in there)
        owner = _ALWAYS if stated.site.owner is None else years.get(stated.site.entity.code, _ALWAYS)
        beside = [at for at, dim in enumerate(dims) if dim in plan.dimensions and len(dims) > 2]
        of_label: dict[tuple[int, str], set[str]] = {}
        for at, labels, there in ((at, *row) for row in rows for at in beside):
            of_label.setdefault((at, labels[at]), set()).update(there)
        whole = owner if stated.measure.owner == "departments" else _ALWAYS
        wanted = [str(period) for period in plan.periods if _exists(period, whole)]
        if rows and not listed.issuperset(dims):
            wanted = [period for period in wanted if Period.parse(period).end > plan.window.start]
        if rows and _lacking(wanted, used) and (gone := _lacking(wanted, {*used, *below()})):
            message = f"no figure for {few(gone, 9)}"
            yield Finding(path=path, message=message, section=section, expected=tuple(wanted), actual=tuple(used))
        for labels, there in rows if listed.issuperset(dims) else ():
            own = years.get(labels[dims.index("department")], _ALWAYS) if "department" in dims else whole
            known = [of_label[at, labels[at]] for at in beside]
            due = [str(one) for one in plan.periods if _exists(one, own) and all(str(one) in label for label in known)]
            gone = [period for period in _lacking(due, there) if period in used]
            if gone and (gone := _lacking(gone, below(*labels))):
                place = f"{path}[{', '.join((*labels, gone[0]))}]"
                message = f"no figure for {few(gone, 9)}; other rows have one"
                yield Finding(path=place, message=message, section=section, expected=tuple(due), actual=tuple(there))


def _lacking(wanted: Iterable[str], there: Collection[str]) -> list[str]:
    """The periods that have no figure, nor one for a part of them."""
    missing = [period for period in wanted if period not in there]
    known = [Period.parse(period) for period in there if missing]
    return [period for period in missing if not any(Period.parse(period).overlaps(one) for one in known)]


@rule("OP306", Severity.NOTE)
def blank_figure(plan: OperationalPlan) -> Iterator[Finding]:
    """A cell is blank, so that nobody knows whether nothing was meant or a figure was forgotten.

    Where a part of its owner has a figure in that place, that is no gap.
    """
    below = _below(plan)
    for stated, rows in all_rows(plan):
        for labels, there in rows:
            blank = [period for period, cell in there.items() if cell is Missing.BLANK]
            if blank and (blank := [period for period in blank if period not in below.periods(stated, *labels)]):
                empty = all(cell is Missing.BLANK or cell == 0 for cell in there.values())
                rest = f"; the row {', '.join(labels)} has nothing but blanks and zeros" if empty and labels else ""
                yield Finding(
                    path=f"{stated.path}[{', '.join((*labels, blank[0]))}]",
                    message=f"blank in {few(blank, 9)}: neither 0 nor a figure{rest}",
                    section=stated.section,
                    actual="blank",
                )


@rule("OP307", Severity.WARNING)
def not_a_whole(plan: OperationalPlan) -> Iterator[Finding]:
    """The percentages of a whole do not make 100; by rounding they may be half a unit of the last digit off for each.

    Where a total is printed below them, it says of which whole they are, and OP301 compares. Where some are missing,
    they may be what lacks.
    """
    measure = plan.measure("allocations")
    dims = measure.published.dims
    divided = measure.shape.unit == "percent" and measure.shape.dims != dims
    for department in plan.departments if divided else ():
        table, published = department.allocations, department.published_allocations
        wholes = published.by(*dims).records() if len(published) else ()
        printed = [[record[dim] for dim in dims] for record in wholes if isinstance(record["value"], Decimal)]
        for record in table.by(*dims).records() if len(table) else ():
            labels, total = {dim: str(record[dim]) for dim in dims}, record["value"]
            if not isinstance(total, Decimal) or [*labels.values()] in printed:
                continue
            parts = [part["value"] for part in table.where(**labels).records()]
            number, scale, _ = parse_cell(total)
            off = number - 100 * 10**scale
            if 2 * abs(off) > len(parts) and (off > 0 or all(isinstance(part, Decimal) for part in parts)):
                yield Finding(
                    path=join("departments", department.code, "allocations", f"[total, {', '.join(labels.values())}]"),
                    message=f"the percentages make {total:f}, not 100",
                    section=department.allocations_section or department.section,
                    expected=Decimal(100),
                    actual=total,
                )


@rule("OP308", Severity.NOTE)
def out_of_line(plan: OperationalPlan) -> Iterator[Finding]:
    """From one period to the next, figures a year rise by half or more or fall by a third or more.

    Work-months must also change by ten a year or more; services that begin or end are left out. An event explains it:
    the years of an output's events, and those beside them, are left out unless both periods have one. So does the
    beginning or the end of a department. Left out are periods of less than a year, as seasons are no news, and figures
    below 0.
    """
    events: dict[str | None, list[Period]] = {}
    for event in plan.events:
        if event.period:
            events.setdefault(event.output, []).append(event.period)
    years = _existence(plan)
    columns = list(itertools.pairwise(yearly(plan)))
    for output in plan.outputs:
        pairs = [pair for pair in columns if not _explained(pair, events.get(output.code, []))]
        at = join("outputs", output.code)
        work = (
            (labels, there, years.get(labels[0], _ALWAYS) if labels else _ALWAYS)
            for labels, there in _rows_by(output.effort, "department")
        )
        yield from _jumps(f"{at}.effort", output.effort_section or output.section, work, output.effort, pairs)
        services = ((labels, there, _ALWAYS) for labels, there in _rows_by(output.services, "service"))
        yield from _jumps(f"{at}.services", output.services_section or output.section, services, output.services, pairs)
    for department in plan.departments:
        at, table = join("departments", department.code, "staffing"), department.staffing
        section = department.staffing_section or department.section
        staffing = ((labels, there, years[department.code]) for labels, there in _rows_by(table, "grade"))
        yield from _jumps(at, section, staffing, table, columns)


def _rows_by(table: Table, dim: str) -> list[Row]:
    """The rows of a table by this dim; where it is declared without that, all of it as one row."""
    return rows_of(table, dim) if dim in table.dims else [((), sums)] if (sums := sums_of(table)) else []


def is_stock(table: Table) -> bool:
    """Whether figures say how many there are, however long the period is: posts, people in FTE."""
    return table.unit == "FTE" or bool(table.axis("period").reason)


def ten_work_months(table: Table) -> Fraction:
    """Ten work-months, or of people in FTE ten a year, in the unit of the table; 0 of what is no work."""
    if table.unit == "FTE":
        return Fraction(10, 12)
    if not table.unit.startswith("work_"):
        return Fraction(0)
    try:
        return 10 * factor("work_month", table.unit)
    except UnitMismatch:
        return Fraction(0)


def _explained(pair: tuple[Period, Period], events: Sequence[Period]) -> bool:
    """Whether there is an event in a pair of periods or in the year before or after, and not in both of them."""
    one, other = pair
    steady = all(any(event.overlaps(period) for event in events) for period in pair)
    return not steady and any(event.start < other.end + 12 and one.start - 12 < event.end for event in events)


def _alike(before: Decimal, after: Decimal, lengths: tuple[int, int]) -> bool:
    """Whether figures a year lie so near to each other that nobody need look closer, as most do: told fast."""
    was, becomes = float(before) * lengths[1], float(after) * lengths[0]
    return max(was, becomes) < 1.49 * min(was, becomes)


def _jumps(
    path: str,
    section: str | None,
    rows: Iterable[tuple[tuple[str, ...], dict[str, Cell], _Months]],
    table: Table,
    pairs: Sequence[tuple[Period, Period]],
) -> Iterator[Finding]:
    found: dict[tuple[Period, Period, bool], list[str]] = {}
    stock, least = is_stock(table), ten_work_months(table)
    named = [
        (one, other, str(one), str(other), (12, 12) if stock else (one.months, other.months)) for one, other in pairs
    ]
    for labels, there, years in rows:
        for one, other, first, second, lengths in named:
            before, after = there.get(first), there.get(second)
            if not isinstance(before, Decimal) or not isinstance(after, Decimal) or _alike(before, after, lengths):
                continue
            was, becomes = 12 * Fraction(before) / lengths[0], 12 * Fraction(after) / lengths[1]
            low, high = sorted((was, becomes))
            up = becomes > was
            if (
                low >= 0
                and high * 2 >= low * 3
                and high - low >= least
                and (low or least)
                and _exists(one if up else other, years)
            ):
                change = f"{in_months(before, lengths[0])} to {in_months(after, lengths[1])}"
                text = " ".join((*labels, change))
                found.setdefault((one, other, up), []).append(text)
    for (one, other, up), texts in sorted(found.items()):
        change = "rise by half or more" if up else "fall by a third or more"
        more = [f"and {len(texts) - _SHOWN} more"] if len(texts) > _SHOWN else []
        message = f"from {one} to {other} the figures a year {change}: {'; '.join((*texts[:_SHOWN], *more))}"
        about = f"{other}, {'up' if up else 'down'}"
        yield Finding(path=path, message=message, section=section, actual=str(other), about=about)
