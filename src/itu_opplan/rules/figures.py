"""Figures: what is printed against what adds up. Findings, never refusals: real plans have contradictions."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from ..analysis.ledger import LedgerLine, Verdict, claims, totals
from ..cells import Missing
from ..errors import Severity
from ..model.plan import OperationalPlan
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


@rule("OP305", Severity.NOTE)
def forgotten_period(plan: OperationalPlan) -> Iterator[Finding]:
    """A row of a table has no figure for a period, not even a blank; or a whole table has none."""
    for path, section, table in tables(plan):
        if not len(table) or path.rpartition(".")[2].startswith("published_"):
            continue
        wanted = [str(period) for period in plan.periods]
        order = [dim for dim in table.dims if dim != "period"]
        stated = table.by(*order, "period")
        periods = stated.labels("period")
        rows = [
            (labels, [period for period, cell in zip(periods, cells, strict=True) if cell is not Missing.NOT_STATED])
            for labels, cells in stated.rows()
        ]
        used = {period for _, found in rows for period in found}
        if gone := [period for period in wanted if period not in used]:
            yield Finding(
                path=path, message=f"no figure for {', '.join(gone)}", section=section, expected=tuple(wanted)
            )
        for labels, found in rows:
            if found and (gone := [period for period in wanted if period in used and period not in found]):
                place = f"{path}[{', '.join((*labels, gone[0]))}]"
                yield Finding(
                    path=place, message=f"no figure for {', '.join(gone)}; other rows have one", section=section
                )


RULES: tuple[Rule, ...] = (published_total, rounded_total, contradicted_claim, unchecked_claim, forgotten_period)
