"""Proportions that give figures away: carried forward, far from those of an earlier event or of other outputs."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ..analysis.calendar import years_of
from ..analysis.tables import capacity, effort
from ..digits import format_figure
from ..model.context import Event
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..paths import join
from ..periods import Period
from ..problem import Severity
from ..table import Cell
from ..wording import few, in_months, name_unit, quote
from .figures import is_stock, rows_of, ten_work_months, yearly
from .rule import Finding, rule, shared

_capacity, _effort = shared(capacity), shared(effort)
_Row: TypeAlias = Mapping[str, Cell]
_Pair: TypeAlias = tuple[Period, Period]

_STEADY, _OTHER = Fraction(21, 20), Fraction(5, 4)
"""How far the ratios of two services may lie apart within an output, and between outputs."""
_MOST_SERVICES = 12
"""How many services are compared with each other: those that most outputs order."""
_BRACKETS = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"[^\W\d_]+")


def _rounded(value: Fraction, decimals: int) -> str:
    """A quotient to be read: half-up, without zeros at its end."""
    number = int(value * 10**decimals + Fraction(1, 2))
    text = format_figure(number, decimals)
    return text.rstrip("0").rstrip(".") if decimals else text


def _pair(row: _Row | None, columns: _Pair) -> tuple[Decimal, Decimal] | None:
    """The figures of a row in two columns; None where one is missing, or both are 0."""
    before, after = (row.get(str(column)) if row else None for column in columns)
    if isinstance(before, Decimal) and isinstance(after, Decimal) and (before or after):
        return before, after
    return None


def _repeats(figures: tuple[Decimal, Decimal], columns: _Pair) -> bool:
    """Whether the later figure is the earlier one for each of its years."""
    return Fraction(figures[1]) * columns[0].years == Fraction(figures[0]) * columns[1].years


def _changed(row: _Row | None, columns: _Pair) -> tuple[Decimal, Decimal] | None:
    """The figures of a row in two columns, where those a year change by a tenth or more."""
    figures = _pair(row, columns)
    if figures is None:
        return None
    low, high = sorted(Fraction(value) / column.years for value, column in zip(figures, columns, strict=True))
    return figures if low * 10 <= high * 9 else None


def _in_words(figures: tuple[Decimal, Decimal], columns: _Pair) -> str:
    before, after = (in_months(value, column.months) for value, column in zip(figures, columns, strict=True))
    return f"{before} to {after}"


@rule("OP413", Severity.NOTE)
def carried_forward(plan: OperationalPlan) -> Iterator[Finding]:
    """The work-months of a longer column are exactly so many times those before it, and the demand is not.

    Of most departments every row is so, and what outputs ask of some changes by a tenth or more. Or of an output the
    row of those who provide its services is, and all volumes of those services change by a tenth or more. Left out are
    columns of less than a year.
    """
    if is_stock(_capacity(plan)) or is_stock(_effort(plan)):
        return  # they do not grow with the years of a column
    asked = _asked(plan)
    grades = ("grade",) if "grade" in plan.measure("staffing").shape.dims else ()
    rows = {one.code: [row for _, row in rows_of(one.staffing, *grades)] for one in plan.departments}
    served, unit = list(_served(plan)), name_unit(_capacity(plan).unit)
    for columns in itertools.pairwise(yearly(plan)):
        one, other = columns
        if other.years <= one.years:
            continue
        times = f"of {other} are {Fraction(other.years) / Fraction(one.years)} times those of {one}"
        pairs = {code: [figures for row in own if (figures := _pair(row, columns))] for code, own in rows.items()}
        stated = [code for code, own in pairs.items() if own]
        alike = [code for code in stated if len(pairs[code]) > 1 and all(_repeats(one, columns) for one in pairs[code])]
        found = {
            code: f"{code} {_in_words(demand, columns)}"
            for code in alike
            if (demand := _changed(asked.get(code), columns))
        }
        if found and len(alike) > 1 and len(alike) * 2 > len(stated):
            yield Finding(
                path="departments" if len(found) > 1 else join("departments", *found, "staffing"),
                message=f"the {unit} {times} in every row, and what outputs ask for is not: {few(found.values(), 9)}",
                actual=tuple(found),
            )
        for output, code, work, volumes in served:
            changed = {name: _changed(row, columns) for name, row in volumes.items() if _pair(row, columns)}
            months = _pair(work, columns)
            if changed and all(changed.values()) and months and _repeats(months, columns):
                said = (f"{name} {_in_words(own, columns)}" for name, own in changed.items() if own)
                yield Finding(
                    path=join("outputs", output.code, "effort"),
                    message=f"the {name_unit(output.effort.unit)} {times} for {code}, "
                    f"and the volumes are not: {few(said, 9)}",
                    section=output.effort_section or output.section,
                    actual=code,
                    dim="department",
                    about=code,
                )


def _asked(plan: OperationalPlan) -> dict[str, dict[str, Cell]]:
    """What outputs ask of each department in each period; where a figure is missing, that."""
    asked: dict[str, dict[str, Cell]] = {}
    for output in plan.outputs:
        for (code, *_), row in rows_of(output.effort, "department"):
            sums = asked.setdefault(code, {})
            for period, cell in row.items():
                so_far = sums.get(period, Decimal(0))
                if isinstance(so_far, Decimal):
                    sums[period] = so_far + cell if isinstance(cell, Decimal) else cell
    return asked


def _served(plan: OperationalPlan) -> Iterator[tuple[Output, str, _Row, dict[str, _Row]]]:
    """Of each output and each department that provides it with services: its work-months, and those volumes."""
    provided: dict[str, list[str]] = {}
    for service in plan.services:
        for code in service.departments:
            provided.setdefault(code, []).append(service.code)
    for output in plan.outputs:
        volumes = {labels[0]: row for labels, row in rows_of(output.services, "service")}
        for (code, *_), work in rows_of(output.effort, "department") if volumes else ():
            ordered: dict[str, _Row] = {name: volumes[name] for name in provided.get(code, ()) if name in volumes}
            if ordered:
                yield output, code, work, ordered


def _editions(plan: OperationalPlan) -> dict[str, dict[_Pair, tuple[Event, Event]]]:
    """Of each output, the columns in which two editions of an event one after the other are prepared or followed up.

    The title of editions is the same but for numbers and what stands in brackets.
    """
    series: dict[tuple[str, tuple[str, ...]], list[tuple[Period, Event]]] = {}
    for event in plan.events:
        years = years_of(event, plan.year_begins)
        if event.output and years:
            name = tuple(_NAME.findall(_BRACKETS.sub("", event.title).casefold()))
            series.setdefault((event.output, name), []).append((years, event))
    found: dict[str, dict[_Pair, tuple[Event, Event]]] = {}
    columns = yearly(plan)
    for (output, _), editions in series.items():
        editions.sort(key=lambda edition: edition[0])
        placed = [(_column(columns, years), event) for years, event in editions]
        for (one, earlier), (other, later) in itertools.pairwise(placed):
            if one and other and one.end <= other.start:
                found.setdefault(output, {}).setdefault((one, other), (earlier, later))
    return found


def _column(columns: Iterable[Period], years: Period) -> Period | None:
    """The column in which an event takes place, or that follows on it."""
    there = [column for column in columns if column.overlaps(years) or column.start == years.end]
    return min(there, key=lambda column: (not column.overlaps(years), column), default=None)


@rule("OP414", Severity.NOTE)
def share_of_editions(plan: OperationalPlan) -> Iterator[Finding]:
    """From one edition of an event to the next, a department's share of the work is five times as large, or a fifth.

    The larger share is a tenth of the work or more. An event before the first column counts for the year after it. Left
    out are columns of less than a year.
    """
    editions = _editions(plan)
    brief = {one.code for one in plan.departments if one.valid_from or one.valid_until}
    for output in plan.outputs:
        if output.code not in editions:
            continue
        rows = {labels[0]: row for labels, row in rows_of(output.effort, "department")}
        for columns, (earlier, later) in editions[output.code].items():
            cells = {code: [row.get(str(column)) for column in columns] for code, row in rows.items()}
            figures = {
                code: [Fraction(cell) for cell in both if isinstance(cell, Decimal)] for code, both in cells.items()
            }
            totals = [sum(both[place] for both in figures.values() if len(both) == 2) for place in (0, 1)]
            least = ten_work_months(output.effort) or Fraction(10)
            bounds = [least / column.years if output.effort.unit == "FTE" else least for column in columns]
            few_months = any(total < bound for total, bound in zip(totals, bounds, strict=True))
            if few_months or any(len(both) < 2 for both in figures.values()):
                continue
            for code, both in figures.items():
                shares = [value / total for value, total in zip(both, totals, strict=True)]
                low, high = sorted(shares)
                if code not in brief and high >= low * 5 and high * 10 >= 1:
                    said = [
                        f"{_rounded(share * 100, 1)} % ({cell:f} in {column})"
                        for share, cell, column in zip(shares, cells[code], columns, strict=True)
                        if isinstance(cell, Decimal)
                    ]
                    moves = "rises" if shares[1] > shares[0] else "falls"
                    yield Finding(
                        path=join("outputs", output.code, "effort"),
                        message=f"from {quote(earlier.title)} to {quote(later.title)} the share of {code} {moves}: "
                        f"{' to '.join(said)}",
                        section=output.effort_section or output.section,
                        actual=code,
                        dim="department",
                        about=code,
                    )


@rule("OP309", Severity.NOTE)
def ratio_of_services(plan: OperationalPlan) -> Iterator[Finding]:
    """Two services go together in each output, period by period, and in one output otherwise than in another.

    Compared are services that are the same number of times each other, within a twentieth, in all periods of every
    output that orders both, and in several periods of one; outputs differ by a quarter or more.
    """
    volumes = [
        (output.code, {labels[0]: row for labels, row in rows_of(output.services, "service")})
        for output in plan.outputs
        if len(output.services)
    ]
    counts: dict[str, int] = {}
    for _, rows in volumes:
        for code in rows:
            counts[code] = counts.get(code, 0) + 1
    common = sorted((code for code in counts if counts[code] > 1), key=lambda code: -counts[code])[:_MOST_SERVICES]
    for pair in itertools.combinations(sorted(common), 2):
        found = {code: _ratios(*(rows.get(name, {}) for name in pair)) for code, rows in volumes}
        found = {code: ratios for code, ratios in found.items() if ratios}
        if len(found) < 2 or max(map(len, found.values())) < 2:
            continue
        if any(None in ratios for ratios in found.values()):
            continue
        spans = {code: [one for one in ratios if one is not None] for code, ratios in found.items()}
        steady = all(max(ratios) <= min(ratios) * _STEADY for ratios in spans.values())
        means = {code: sum(ratios, Fraction(0)) / len(ratios) for code, ratios in spans.items()}
        if steady and max(means.values()) >= min(means.values()) * _OTHER:
            one, other = pair
            if sum(means.values()) < len(means):  # so that most are above 1
                one, other, means = other, one, {code: 1 / mean for code, mean in means.items()}
            read: dict[str, list[str]] = {}
            for code, mean in sorted(means.items(), key=lambda item: item[1]):
                read.setdefault(_rounded(mean, 2), []).append(code)
            said = few((f"{ratio} ({few(codes, 9)})" for ratio, codes in read.items()), 9)
            message = f"the volume for each unit of {other} differs between outputs: {said}"
            yield Finding(path=join("services", one), message=message, actual=tuple(means))


def _ratios(one: _Row, other: _Row) -> list[Fraction | None]:
    """The first volume divided by the second, for each period that has both; None where only one of them is 0."""
    found: list[Fraction | None] = []
    for period in one.keys() & other.keys():
        over, under = one[period], other[period]
        if isinstance(over, Decimal) and isinstance(under, Decimal) and (over or under):
            found.append(Fraction(over) / Fraction(under) if over and under else None)
    return found
