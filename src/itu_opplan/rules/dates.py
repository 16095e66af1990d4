"""Dates: events against the years of the plan and their own, days on which tables report, work for what is over."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator

from ..errors import Severity, join, quote
from ..model.context import Event
from ..model.lookup import frameworks
from ..model.plan import OperationalPlan
from ..periods import Period
from .rule import Finding, Rule, few, rule

__all__ = ["RULES"]

_QUARTER = re.compile(r"(?:Q([1-4])|([1-4])Q|([1-4])(?:st|nd|rd|th) quarter(?: of)?)\s*([0-9]{4})", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")


def _days_of(window: str) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day that a printed window such as `1Q 2009` or `2012` means; None for other wordings."""
    if match := _QUARTER.fullmatch(window.strip()):
        quarter, year = int(match[1] or match[2] or match[3]), int(match[4])
        after = datetime.date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
        return datetime.date(year, 3 * quarter - 2, 1), after - datetime.timedelta(days=1)
    if _YEAR.fullmatch(window.strip()):
        return datetime.date(int(window), 1, 1), datetime.date(int(window), 12, 31)
    return None


@rule("OP701", Severity.WARNING)
def event_outside_its_window(plan: OperationalPlan) -> Iterator[Finding]:
    """The days of an event do not lie in the quarter or year in which the plan says it is due."""
    for event in plan.events:
        days = [day for day in (event.first, event.last) if day is not None]
        due = _days_of(event.window) if event.window else None
        if due and any(not due[0] <= day <= due[1] for day in days):
            stated = " to ".join(day.isoformat() for day in days)
            yield Finding(
                path=join("events", event.code),
                message=f"{event.title} is due in {event.window}, but its dates are {stated}",
                section=event.section,
                expected=event.window,
                actual=stated,
            )


@rule("OP702", Severity.WARNING)
def event_outside_its_period(plan: OperationalPlan) -> Iterator[Finding]:
    """The days of an event do not lie in its period, or it ends before it begins."""
    for event in plan.events:
        days = [day for day in (event.first, event.last) if day is not None]
        wrong = ""
        if len(days) == 2 and days[1] < days[0]:
            wrong = f"ends on {days[1]}, before it begins on {days[0]}"
        elif event.period and any(not event.period.first <= day.year <= event.period.last for day in days):
            wrong = f"is of {event.period}, but its dates are {' to '.join(map(str, days))}"
        if wrong:
            yield Finding(path=join("events", event.code), message=f"{event.title} {wrong}", section=event.section)


@rule("OP703", Severity.NOTE)
def events_after_the_window(plan: OperationalPlan) -> Iterator[Finding]:
    """An output prepares events that take place after the window of the plan."""
    for output in plan.outputs:
        late = [
            event
            for event in plan.events
            if event.output == output.code and event.period and event.period.first > plan.window.last
        ]
        if late:
            named = few((f"{event.title} ({event.period}{_shares(plan, event)})" for event in late), 9)
            yield Finding(
                path=join("outputs", output.code),
                message=f"events after the window {plan.window}: {named}",
                section=late[0].section or output.section,
                expected=str(plan.window),
                actual=tuple(event.code for event in late),
            )


def _shares(plan: OperationalPlan, event: Event) -> str:
    """The percentages that departments allocate to an event, in words."""
    return "".join(
        f", {record['value']} % of {department.code} in {record['period']}"
        for department in plan.departments
        for record in department.allocations.records()
        if record["item"] == event.code
    )


@rule("OP704", Severity.NOTE)
def work_after_the_event(plan: OperationalPlan) -> Iterator[Finding]:
    """Work is allocated to an event in a period that begins after its years."""
    for department in plan.departments:
        for record in department.allocations.records():
            event = next((one for one in plan.events if one.code == record["item"]), None)
            period = Period.parse(str(record["period"]))
            if event and event.period and event.period.last < period.first:
                cell = f"[{record['kind']}, {record['item']}, {period}]"
                yield Finding(
                    path=join("departments", department.code, "allocations", cell),
                    message=f"{record['value']} % in {period} go to {event.title}, which took place in {event.period}",
                    section=department.allocations_section or department.section,
                )


@rule("OP705", Severity.NOTE)
def other_as_of(plan: OperationalPlan) -> Iterator[Finding]:
    """Tables of results report as of other days than most do, so that they cannot be compared."""
    dated = [
        (f"{path}.frameworks.{one.code}", one.section or owner.section, one.as_of)
        for path, owner, _, one in frameworks(plan.outputs, plan.departments)
        if one.as_of is not None
    ]
    counts = Counter(day for _, _, day in dated)
    if len(counts) < 2:
        return
    usual = max(counts, key=lambda day: (counts[day], day))
    for day in sorted(counts):
        there = [(path, section) for path, section, own in dated if own == day]
        if day != usual:
            others = f", as do {few((path for path, _ in there[1:]), 9)}" if there[1:] else ""
            yield Finding(
                path=f"{there[0][0]}.as_of",
                message=f"reports as of {day}{others}; {counts[usual]} tables report as of {usual}",
                section=there[0][1],
                expected=usual.isoformat(),
                actual=day.isoformat(),
            )


@rule("OP706", Severity.NOTE)
def no_as_of(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of what was reached does not say as of which day, where others do."""
    every = list(frameworks(plan.outputs, plan.departments))
    if not any(one.as_of for _, _, _, one in every):
        return
    for path, owner, _, one in every:
        if one.phase == "implementation" and one.as_of is None:
            yield Finding(
                path=f"{path}.frameworks.{one.code}",
                message="does not say as of which day it reports",
                section=one.section or owner.section,
            )


@rule("OP707", Severity.WARNING)
def as_of_outside(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of what was reached reports as of a day that lies before its years or after them."""
    for path, owner, _, one in frameworks(plan.outputs, plan.departments):
        if one.as_of and one.periods and not any(p.first <= one.as_of.year <= p.last for p in one.periods):
            yield Finding(
                path=f"{path}.frameworks.{one.code}.as_of",
                message=f"reports as of {one.as_of}, which is not in {', '.join(map(str, one.periods))}",
                section=one.section or owner.section,
                actual=one.as_of.isoformat(),
            )


@rule("OP708", Severity.NOTE)
def beyond_the_window(plan: OperationalPlan) -> Iterator[Finding]:
    """Results, targets or projects are planned for years after the window of the plan."""
    for path, owner, _, one in frameworks(plan.outputs, plan.departments):
        beyond = [str(period) for period in one.periods if period.first > plan.window.last]
        if one.phase == "planned" and beyond:
            yield Finding(
                path=f"{path}.frameworks.{one.code}",
                message=f"plans for {', '.join(beyond)}; the window of the plan is {plan.window}",
                section=one.section or owner.section,
                expected=str(plan.window),
                actual=tuple(beyond),
            )


@rule("OP709", Severity.WARNING)
def event_without_result(plan: OperationalPlan) -> Iterator[Finding]:
    """The results of an output are its events one by one, and an event of those years is not among them."""
    for output in plan.outputs:
        events = [event for event in plan.events if event.output == output.code and event.period]
        names = {event.code: {name.casefold() for name in (event.title, *event.aliases)} for event in events}
        for one in output.frameworks:
            results = [result.text.casefold() for block in one.blocks for result in block.results]
            there = {code for code, own in names.items() if any(text.startswith(tuple(own)) for text in results)}
            if one.phase == "implementation" or len(there) < 2:
                continue
            for event in events:
                period = event.period
                if event.code not in there and period and any(period in own for own in one.periods):
                    yield Finding(
                        path=join("events", event.code),
                        message=f"{event.title} is of {period}, and not among the results of {output.code} for "
                        f"{', '.join(map(str, one.periods))}",
                        section=event.section,
                    )


@rule("OP710", Severity.NOTE)
def later_than_reported(plan: OperationalPlan) -> Iterator[Finding]:
    """A table reports as of a day, and has results or achievements of a later month.

    Looked at in English plans only.
    """
    for path, owner, _, one in frameworks(plan.outputs, plan.departments) if plan.language == "en" else ():
        if one.as_of is None:
            continue
        items = [item.text for block in one.blocks for item in block.results]
        items += [item.text for block in one.blocks for item in block.achievements]
        later = tuple(text for text in items if any(first > one.as_of for first in _months_in(text)))
        if later:
            yield Finding(
                path=f"{path}.frameworks.{one.code}",
                message=f"reports as of {one.as_of}, and has what is of a later month: {few(map(quote, later))}",
                section=one.section or owner.section,
                actual=later,
            )


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\s+([0-9]{{4}})\b", re.IGNORECASE)


def _months_in(text: str) -> Iterator[datetime.date]:
    """The first day of each month that a text names with its year."""
    for name, year in _MONTH.findall(text):
        yield datetime.date(int(year) or 1, _MONTHS.index(name.lower()) + 1, 1)


RULES: tuple[Rule, ...] = (
    event_outside_its_window,
    event_outside_its_period,
    events_after_the_window,
    work_after_the_event,
    other_as_of,
    no_as_of,
    as_of_outside,
    beyond_the_window,
    event_without_result,
    later_than_reported,
)
