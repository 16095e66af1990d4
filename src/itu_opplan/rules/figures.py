"""Figures: what is printed against what adds up. Findings, never refusals: real plans have contradictions."""

import itertools
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ..analysis.ledger import LedgerLine, Verdict, claims, totals
from ..cells import Cell, Missing
from ..errors import Severity, join
from ..model.plan import OperationalPlan
from ..periods import Period
from ..table import Table
from .references import tables
from .rule import Finding, Rule, rule

__all__ = ["RULES"]


def _finding(line: LedgerLine, message: str) -> Finding:
    return Finding(path=line.path, message=message, section=line.section, expected=line.computed, actual=line.printed)


def _short(value: Decimal | None) -> str:
    """A figure for reading: quotients with one decimal."""
    if value is None:
        return "nothing"
    return f"{value:f}" if value.as_tuple().exponent == 0 else f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):f}"


def _lines(lines: Iterator[LedgerLine], verdict: Verdict) -> Iterator[LedgerLine]:
    return (line for line in lines if line.verdict is verdict)


@rule("OP301", Severity.WARNING)
def published_total(plan: OperationalPlan) -> Iterator[Finding]:
    """A printed total is not the sum of the figures that are printed above it."""
    for line in _lines(totals(plan), Verdict.CONTRADICTS):
        yield _finding(line, f"the printed total is {line.printed}, the figures add up to {line.computed}")


@rule("OP302", Severity.NOTE)
def rounded_total(plan: OperationalPlan) -> Iterator[Finding]:
    """A printed total differs from the sum of the figures above it by no more than their rounding."""
    for line in _lines(totals(plan), Verdict.ROUNDING):
        yield _finding(line, f"the printed total is {line.printed}, the figures add up to {line.computed}: rounding")


@rule("OP303", Severity.WARNING)
def contradicted_claim(plan: OperationalPlan) -> Iterator[Finding]:
    """A number that the text states is not what its terms make."""
    for line in _lines(claims(plan), Verdict.CONTRADICTS):
        stated = " ".join(filter(None, (line.bound, f"{line.printed:f}")))
        yield _finding(line, f"{line.text}: stated is {stated}, worked out {_short(line.computed)}")


@rule("OP304", Severity.WARNING)
def unchecked_claim(plan: OperationalPlan) -> Iterator[Finding]:
    """A number that the text states cannot be worked out from its terms."""
    for line in _lines(claims(plan), Verdict.UNCHECKED):
        yield _finding(line, f"{line.text}: cannot be checked: {line.reason}")


def _rows(table: Table) -> Iterator[tuple[tuple[str, ...], dict[str, Cell]]]:
    """The rows of a table: the labels of all dims but the period, and the cells that are there by period."""
    ordered = table.by(*(dim for dim in table.dims if dim != "period"), "period")
    periods = ordered.labels("period")
    for labels, cells in ordered.rows():
        there: dict[str, Cell] = {
            label: cell for label, cell in zip(periods, cells, strict=True) if cell is not Missing.NOT_STATED
        }
        if there:
            yield labels, there


@rule("OP305", Severity.NOTE)
def forgotten_period(plan: OperationalPlan) -> Iterator[Finding]:
    """A row of a table has no figure for a period, not even a blank; or a whole table has none."""
    wanted = [str(period) for period in plan.periods]
    for path, section, table in tables(plan):
        if not len(table) or path.rpartition(".")[2].startswith("published_"):
            continue
        rows = list(_rows(table))
        used = {period for _, there in rows for period in there}
        if gone := [period for period in wanted if period not in used]:
            message = f"no figure for {', '.join(gone)}"
            yield Finding(path=path, message=message, section=section, expected=tuple(wanted))
        for labels, there in rows:
            gone = [period for period in wanted if period in used and period not in there]
            if gone and not path.endswith(".allocations"):  # what they go to comes and goes
                place = f"{path}[{', '.join((*labels, gone[0]))}]"
                message = f"no figure for {', '.join(gone)}; other rows have one"
                yield Finding(path=place, message=message, section=section)


@rule("OP306", Severity.NOTE)
def blank_figure(plan: OperationalPlan) -> Iterator[Finding]:
    """A cell is blank, so that nobody knows whether nothing was meant or a figure was forgotten."""
    for path, section, table in tables(plan):
        for labels, there in _rows(table):
            if blank := [period for period, cell in there.items() if cell is Missing.BLANK]:
                empty = not any(isinstance(cell, Decimal) and cell for cell in there.values())
                rest = f"; the row {', '.join(labels)} has nothing but blanks and zeros" if empty and labels else ""
                yield Finding(
                    path=f"{path}[{', '.join((*labels, blank[0]))}]",
                    message=f"blank in {', '.join(blank)}: neither 0 nor a figure{rest}",
                    section=section,
                    actual="blank",
                )


@rule("OP307", Severity.WARNING)
def not_a_whole(plan: OperationalPlan) -> Iterator[Finding]:
    """The percentages of a whole do not make 100; by rounding they may be half a unit off for each."""
    for department in plan.departments:
        table = department.allocations
        for record in table.by("kind", "period").records():
            total = record.pop("value")
            if not isinstance(total, Decimal):
                continue
            labels = {dim: str(label) for dim, label in record.items()}
            parts = len(table.where(**labels))
            if abs(total - 100) > Fraction(parts, 2):
                yield Finding(
                    path=join("departments", department.code, f"allocations[{', '.join(labels.values())}]"),
                    message=f"the percentages make {total:f}, not 100",
                    section=department.allocations_section or department.section,
                    expected=Decimal(100),
                    actual=total,
                )


@rule("OP308", Severity.NOTE)
def out_of_line(plan: OperationalPlan) -> Iterator[Finding]:
    """From one period to the next the figures a year change by half or more, work-months also by ten or more.

    An event explains it: the years of an output's events, and those beside them, are left out unless both periods have
    one.
    """
    for output in plan.outputs:
        years = [event.period for event in plan.events if event.output == output.code and event.period]
        at = join("outputs", output.code)
        for name, table, least in (("effort", output.effort, 10), ("services", output.services, 0)):
            section = getattr(output, f"{name}_section") or output.section
            yield from _jumps(f"{at}.{name}", section, table, least, years)
    for department in plan.departments:
        section = department.staffing_section or department.section
        yield from _jumps(join("departments", department.code, "staffing"), section, department.staffing, 10, [])


def _jumps(path: str, section: str | None, table: Table, least: int, events: list[Period]) -> Iterator[Finding]:
    periods = sorted(map(Period.parse, table.labels("period")))
    for one, other in itertools.pairwise(periods):
        near = Period(one.first - 1, other.last + 1)
        steady = all(any(event.overlaps(period) for event in events) for period in (one, other))
        if not steady and any(event.overlaps(near) for event in events):
            continue
        jumps: list[str] = []
        for labels, there in _rows(table):
            before, after = there.get(str(one)), there.get(str(other))
            if not isinstance(before, Decimal) or not isinstance(after, Decimal):
                continue
            low, high = sorted((Fraction(before) / one.years, Fraction(after) / other.years))
            if high * 2 >= low * 3 and high - low >= least and (low or least):
                jumps.append(f"{', '.join(labels)} {before:f} to {after:f}")
        if jumps:
            message = f"from {one} to {other} the figures a year change by half or more: {'; '.join(jumps)}"
            yield Finding(path=path, message=message, section=section, actual=str(other))


RULES: tuple[Rule, ...] = (
    published_total,
    rounded_total,
    contradicted_claim,
    unchecked_claim,
    forgotten_period,
    blank_figure,
    not_a_whole,
    out_of_line,
)
