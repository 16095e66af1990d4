"""What rows of results take from other tables: whether there is something, and whether it is over by then."""

import datetime
import functools
import itertools
import re
from collections.abc import Iterator

import attrs

from ..immutable import Immutable
from ..model.plan import OperationalPlan
from ..model.results import Reference, ResultsFramework
from ..periods import last_of, month_of
from ..problem import Severity
from ..spelling import MONTHS
from ..wording import quote_some
from .printed import Printed, Taken, printed_tables, references_of, sources_of
from .rule import Finding, rule, shared

_DATE = re.compile(rf"\b(?:({'|'.join(MONTHS)}) )?((?:19|20)[0-9]{{2}})\b(?![-–/][0-9]{{2}}\b)")

_KINDS: dict[Taken, str] = {"kpis": "KPIs", "risks": "risk factors", "results": "results"}


@attrs.frozen(eq=False, repr=False)
class _Taken(Immutable):
    """What rows take from another table.

    Attributes:
        kind: which of its lists.
        reference: how they name it.
        source: the other table.
        texts: those of the items that are meant.
        year_begins: the month in which the years of the plan begin.
    """

    kind: Taken
    reference: Reference
    source: Printed
    texts: list[str]
    year_begins: int

    @functools.cached_property
    def over(self) -> tuple[str, ...]:
        """The texts of what was due by the day of the other table, or else in its periods."""
        framework = self.source.framework
        return tuple(text for text in self.texts if _is_past(text, framework, self.year_begins))

    @functools.cached_property
    def due(self) -> str:
        """By when that was due, and what it is."""
        framework = self.source.framework
        day = framework.as_of or last_of(max(framework.periods, key=lambda period: period.end))
        return f"due by {day}: {quote_some(self.over)}"


@shared
def _references(plan: OperationalPlan) -> list[tuple[Printed, str, _Taken]]:
    """What rows take from other tables, with the table and the address of the reference."""
    taken: list[tuple[Printed, str, _Taken]] = []
    sources = sources_of(plan)
    tables = {table.path: table for table in printed_tables(plan)}
    found: dict[tuple[str, Taken, Reference, str | None], _Taken] = {}  # rows that take the same share it
    for _, row in itertools.groupby(references_of(plan), key=lambda one: one.path.rpartition(".")[0]):
        for table, path, block, kind, reference in sorted(row, key=lambda one: list(_KINDS).index(one.kind)):
            source = tables.get(f"{reference.owner or table.owner_path}.frameworks.{reference.framework}")
            if source is None:
                continue
            key = (source.path, kind, reference, None if reference.owner else block.unit)
            if key not in found:
                items = sources.meant(table.owner_path, reference, kind, block.unit)
                found[key] = _Taken(kind, reference, source, [item.text for _, item in items], plan.year_begins)
            taken.append((table, path, found[key]))
    return taken


@rule("OP511", Severity.WARNING)
def empty_reference(plan: OperationalPlan) -> Iterator[Finding]:
    """A row takes its KPIs, risks or results from a table that has none of its own ("see above").

    Where the columns of that table leave open what is a KPI and what an achievement, it may have some.
    """
    for table, path, taken in _references(plan):
        kind, source, items = taken.kind, taken.source, taken.reference.items
        named = kind == "risks" and (source.framework.risks or getattr(source.owner, "risks", ()))
        perhaps = kind == "kpis" and any(block.undivided for block in source.framework.blocks)
        if not taken.texts and not named and not perhaps and not source.open(kind):
            which = "" if items == "all" else f" (items {items})"
            yield Finding(
                path=path,
                message=f"takes its {_KINDS[kind]} from {source.path}{which}, which has none of its own",
                section=table.section,
                actual=source.path,
            )


@rule("OP512", Severity.NOTE)
def past_carried_over(plan: OperationalPlan) -> Iterator[Finding]:
    """A planned row takes over results or KPIs from a report, and by their text they were due before it."""
    for table, path, taken in _references(plan):
        if taken.kind == "risks" or table.reports or not taken.source.reports or not taken.source.framework.periods:
            continue
        if taken.over:
            years = f" for {table.years}" if table.years else ""
            message = f"carries on{years} what was {taken.due}"
            yield Finding(path=path, message=message, section=table.section, actual=taken.over)


def _is_past(text: str, framework: ResultsFramework, year_begins: int) -> bool:
    """Whether all dates in a text lie in the periods of a table, and before the month of its day."""
    found = ((int(year), MONTHS.index(month) + 1 if month else 12) for month, year in _DATE.findall(text))
    dates = [datetime.date(year, month, 1) for year, month in found]
    months = [month_of(date, year_begins) for date in dates]
    within = all(any(period.start <= month < period.end for period in framework.periods) for month in months)
    day = framework.as_of
    return bool(dates) and within and (day is None or max(dates) < day.replace(day=1))
