"""Dates: events against the years of the plan and their own, days on which tables report, work for what is over."""

import datetime
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ..analysis.calendar import days_of, years_of
from ..errors import InvalidPlan
from ..model.context import Event
from ..model.organisation import Department
from ..model.plan import OperationalPlan
from ..paths import join
from ..periods import Period, month_after, month_of
from ..problem import Severity
from ..spelling import MONTHS
from ..texts import fold
from ..wording import all_of, few, quote_some, shorten
from .printed import Printed, english_tables, printed_tables
from .rule import Finding, rule

_QUARTER = re.compile(r"([1-4])(?:st|nd|rd|th) quarter(?: of)?\s+([1-9][0-9]{3})")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS).casefold()})\s+([1-9][0-9]{{3}})\b")

_TO_COME = re.compile(r"\b(?:due|expected|foreseen|planned|scheduled|to be|will)\b", re.IGNORECASE)
"""What makes a plan of an achievement, in English."""


def _printed_period(window: str, year_begins: int) -> Period | None:
    """The period that a printed window such as `1Q 2009` or `2012` means; None for other wordings.

    None, too, where nobody says in which month years such as 2025/26 begin.
    """
    match = _QUARTER.fullmatch(window.strip().casefold())
    try:
        due = Period.parse(f"{match[2]}-Q{match[1]}" if match else window, printed=True)
    except InvalidPlan:
        return None
    return None if due.fiscal and year_begins == 1 else due


def _dates(days: list[datetime.date]) -> str:
    return f"its dates are {days[0]} to {days[1]}" if len(days) > 1 else f"its date is {days[0]}"


def _lie_in(days: Iterable[datetime.date], period: Period, year_begins: int) -> bool:
    """Whether all of these days lie in a period."""
    return all(period.start <= month_of(day, year_begins) < period.end for day in days)


def _by_output(plan: OperationalPlan) -> dict[str, list[tuple[Event, Period]]]:
    """The events of each output of which the years are known, with those years."""
    found: dict[str, list[tuple[Event, Period]]] = {output.code: [] for output in plan.outputs}
    for event in plan.events:
        years = years_of(event, plan.year_begins)
        if event.output in found and years is not None:
            found[event.output].append((event, years))
    return found


class _Share(NamedTuple):
    """The part of its work that a department allocates to an event in a period."""

    department: Department
    event: str
    period: Period
    percent: Decimal

    def __str__(self) -> str:
        return f"{self.percent:f} % of {self.department.code} in {self.period}"


def _shares(plan: OperationalPlan) -> Iterator[_Share]:
    """All shares of events above 0."""
    periods = {str(period): period for period in plan.periods}
    for department in plan.departments:
        for record in department.allocations.by("kind", "item", "period").records():
            value, period = record["value"], periods.get(str(record["period"]))
            if record["kind"] == "event" and period and isinstance(value, Decimal) and value > 0:
                yield _Share(department, str(record["item"]), period, value)


def _dated(tables: Iterable[Printed]) -> list[tuple[Printed, datetime.date]]:
    """Those of the tables that report as of a day, with that day; what is planned reports nothing."""
    dated = ((table, table.framework.as_of) for table in tables if table.framework.phase != "planned")
    return [(table, day) for table, day in dated if day is not None]


def _months_in(text: str, year_begins: int) -> Iterator[int]:
    """Each month that a text names with its year, counted as those of periods are."""
    for name, year in _MONTH.findall(text.casefold()):
        yield month_of(datetime.date(int(year), MONTHS.index(name.capitalize()) + 1, 1), year_begins)


@rule("OP701", Severity.WARNING)
def event_outside_its_window(plan: OperationalPlan) -> Iterator[Finding]:
    """The days of an event do not lie in the quarter or year in which the plan says it is due."""
    for event in plan.events:
        due = _printed_period(event.window, plan.year_begins) if event.window else None
        days = days_of(event)
        if due and not _lie_in(days, due, plan.year_begins if due.fiscal else 1):
            yield Finding(
                path=join("events", event.code),
                message=f"{shorten(event.title)} is due in {event.window}, but {_dates(days)}",
                section=event.section,
                expected=event.window,
                actual=tuple(map(str, days)),
            )


@rule("OP702", Severity.WARNING)
def event_outside_its_period(plan: OperationalPlan) -> Iterator[Finding]:
    """The days of an event do not lie in its period, or it ends before it begins."""
    for event in plan.events:
        days, period = days_of(event), event.period
        if len(days) == 2 and days[1] < days[0]:
            wrong = f"ends on {days[1]}, before it begins on {days[0]}"
        elif period and not _lie_in(days, period, plan.year_begins):
            wrong = f"is of {period}, but {_dates(days)}"
        else:
            continue
        yield Finding(
            path=join("events", event.code),
            message=f"{shorten(event.title)} {wrong}",
            section=event.section,
            expected=str(period) if period else None,
            actual=tuple(map(str, days)),
        )


@rule("OP703", Severity.NOTE)
def events_after_the_window(plan: OperationalPlan) -> Iterator[Finding]:
    """An output prepares events that take place after the window of the plan."""
    shares: dict[str, list[_Share]] = {}
    for share in _shares(plan):
        shares.setdefault(share.event, []).append(share)
    events = _by_output(plan)
    for output in plan.outputs:
        late = [(event, years) for event, years in events[output.code] if years.start >= plan.window.end]
        if late:
            named = (
                f"{shorten(event.title)} ({few((years, *shares.get(event.code, ())), 9)})" for event, years in late
            )
            yield Finding(
                path=join("outputs", output.code),
                message=f"prepares what takes place after the window {plan.window}: {few(named, 9)}",
                section=late[0][0].section or output.section,
                expected=str(plan.window),
                actual=tuple(event.code for event, _ in late),
            )


@rule("OP704", Severity.NOTE)
def work_after_the_event(plan: OperationalPlan) -> Iterator[Finding]:
    """Work is allocated to an event in a period that begins after it is over, and after the plan winds it up."""
    events = {event.code: event for event in plan.events}
    for share in _shares(plan):
        event = events.get(share.event)
        years = years_of(event, plan.year_begins) if event else None
        closing = bool(event and event.closing and event.closing.overlaps(share.period))
        if event and years and years.end <= share.period.start and not closing:
            department = share.department
            yield Finding(
                path=join("departments", department.code, f"allocations[event, {event.code}, {share.period}]"),
                message=f"{share.percent:f} % of the work in {share.period} is for {shorten(event.title)}, "
                f"which took place in {years}",
                section=department.allocations_section or department.section,
                actual=share.percent,
            )


@rule("OP705", Severity.NOTE)
def other_as_of(plan: OperationalPlan) -> Iterator[Finding]:
    """Tables of results up to the same year report as of other days than most do, so that they cannot be compared."""
    by_year: dict[int, list[tuple[Printed, datetime.date]]] = {}
    for table, day in _dated(printed_tables(plan)):
        year = month_of(day, plan.year_begins) // 12
        last = max((period.end for period in table.framework.periods), default=12 * year + 12)
        by_year.setdefault(last, []).append((table, day))
    for reports in by_year.values():
        by_day: dict[datetime.date, list[Printed]] = {}
        for table, day in reports:
            by_day.setdefault(day, []).append(table)
        usual = max(by_day, key=lambda day: (len(by_day[day]), day))
        count = len(by_day[usual])
        for day in sorted(by_day):
            first, *others = by_day[day]
            if day != usual:
                also = f", as do {few((table.path for table in others), 9)}" if others else ""
                most = "another table reports" if count == 1 else f"{count} other tables report"
                yield Finding(
                    path=f"{first.path}.as_of",
                    message=f"reports as of {day}{also}; {most} as of {usual}",
                    section=first.section,
                    expected=str(usual),
                    actual=str(day),
                )


@rule("OP706", Severity.NOTE)
def no_as_of(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of what was reached does not say as of which day, where others do.

    Years or parts of a year that were over on the first of those days need none.
    """
    if dated := _dated(printed_tables(plan)):
        after = month_after(min(day for _, day in dated), plan.year_begins)
        for table in printed_tables(plan):
            framework = table.framework
            over = framework.periods and all(period.end <= after for period in framework.periods)
            if table.reports and framework.as_of is None and framework.state is None and not over:
                yield table.finding("does not say as of which day it reports")


@rule("OP707", Severity.WARNING)
def as_of_outside(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of what was reached reports as of a day before its years, or later than in the year after them."""
    for table, day in _dated(printed_tables(plan)):
        periods, month = table.framework.periods, month_of(day, plan.year_begins)
        if periods and not any(period.start <= month < period.end + 12 for period in periods):
            yield Finding(
                path=f"{table.path}.as_of",
                message=f"reports as of {day}, and is for {table.years}",
                section=table.section,
                expected=tuple(map(str, periods)),
                actual=str(day),
            )


@rule("OP708", Severity.NOTE)
def beyond_the_window(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of results is for periods after the window of the plan."""
    for table in printed_tables(plan):
        beyond = [str(period) for period in table.framework.periods if period.start >= plan.window.end]
        if beyond:
            message = f"is for {all_of(beyond)}, after the window {plan.window}"
            yield table.finding(message, expected=str(plan.window), actual=tuple(beyond))


class _Names:
    """The names of some events, without regard to case."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._codes: dict[str, set[str]] = {}
        for event in events:
            for name in (event.title, *event.aliases):
                self._codes.setdefault(fold(name), set()).add(event.code)
        self._lengths = sorted(set(map(len, self._codes)))

    def begin(self, text: str) -> set[str]:
        """The codes of the events with whose name a text begins, as whole words."""
        text = fold(text)
        ends = [end for end in self._lengths if end <= len(text) and not text[end : end + 1].isalnum()]
        return {code for end in ends for code in self._codes.get(text[:end], ())}


@rule("OP709", Severity.WARNING)
def event_without_result(plan: OperationalPlan) -> Iterator[Finding]:
    """The results in a table of an output are its events one by one, and an event of that time is not among them."""
    by_output = _by_output(plan)
    for output in plan.outputs:
        events = by_output[output.code]
        names = _Names(event for event, _ in events)
        for framework in output.frameworks:
            results = [result.text for block in framework.blocks for result in block.results]
            found = [names.begin(text) for text in results]
            there = set().union(*found)
            if len(there) < 2 or not all(found) or any(block.results_from for block in framework.blocks):
                continue
            for event, years in events:
                if event.code not in there and any(years in period for period in framework.periods):
                    yield Finding(
                        path=join("events", event.code),
                        message=f"{shorten(event.title)} is of {years}, and not among the results of {output.code} for "
                        f"{all_of(framework.periods)}",
                        section=event.section,
                        actual=framework.code,
                        about=f"{output.code}, {framework.code}",
                    )


@rule("OP710", Severity.NOTE)
def later_than_reported(plan: OperationalPlan) -> Iterator[Finding]:
    """A table reports as of a day, and has achievements of a later month, or results of a month after its years.

    Results are what is expected in all of its years. What is said to be still to come is no slip. Looked at in English
    plans only.
    """
    for table, day in _dated(english_tables(plan)):
        after = month_of(day, plan.year_begins) + 1
        last = max((period.end for period in table.framework.periods), default=after)
        texts = [(result.text, max(after, last)) for result in table.results()]
        texts += [
            (reached.text, after)
            for block in table.framework.blocks
            for reached in block.achievements
            if not _TO_COME.search(reached.text)
        ]
        if later := tuple(
            text for text, until in texts if any(month >= until for month in _months_in(text, plan.year_begins))
        ):
            message = f"reports as of {day}, and has what is of a later month: {quote_some(later)}"
            yield table.finding(message, expected=str(day), actual=later)


_WEEKEND = {5: "Saturday", 6: "Sunday"}


@rule("OP711", Severity.NOTE)
def event_on_a_weekend(plan: OperationalPlan) -> Iterator[Finding]:
    """An event begins or ends on a Saturday or a Sunday."""
    for event in plan.events:
        free = [(day, _WEEKEND[day.weekday()]) for day in days_of(event) if day.weekday() in _WEEKEND]
        if free:
            days = " and ".join(f"{day}, a {name}" for day, name in free)
            how = "begins or ends on" if len(days_of(event)) > 1 else "is on"
            path = join("events", event.code)
            yield Finding(path=path, message=f"{shorten(event.title)} {how} {days}", section=event.section, actual=days)
