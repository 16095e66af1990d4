"""When the events of an output take place: weights by which a period can be divided into its years."""

import datetime

import attrs

from ..arguments import takes
from ..model.context import Event
from ..model.plan import OperationalPlan
from ..periods import EARLIEST, Period, month_of, years_in

__all__ = ["days_of", "event_years", "years_of"]


def days_of(event: Event) -> list[datetime.date]:
    """The days of an event that the plan states: none, one, or its first and last.

    >>> days_of(Event(code="FAIR-09", title="Fair"))
    []
    """
    return list(dict.fromkeys(day for day in (event.first, event.last) if day is not None))


def years_of(event: Event, year_begins: int = 1) -> Period | None:
    """The years of the plan in which an event takes place: its period, or those of its days; None without either.

    >>> print(years_of(Event(code="FAIR-09", title="Fair", first=datetime.date(2009, 12, 30))))
    2009
    """
    days = days_of(event)
    if event.period is not None or not days or month_of(min(days), year_begins) < EARLIEST:
        return event.period
    first, last = (Period.at(day, year_begins, "year") for day in (min(days), max(days)))
    return attrs.evolve(first, last=last.last)


@takes
def event_years(plan: OperationalPlan) -> dict[str, dict[str, int]]:
    """For each output that has dated events, how many take place in each year: weights for `Table.split`.

    An event that takes several years counts in each of them. Events without a period or a day are left out, and so are
    outputs without any event; `split` divides those evenly. Work on an event is not done in its year alone, and a plan
    may name only the first of yearly events: what is divided so is assumed, and the table says so.

    Raises:
        UnknownCode: an event belongs to an output that the plan does not have.

    >>> from itu_opplan import bundled, effort
    >>> plan = bundled("gs-2008-2011")
    >>> event_years(plan)["PP"]
    {'2006': 1, '2010': 1}
    >>> print(effort(plan).split(event_years(plan), dim="output").where(output="PP").by("period"))
    period  work_month
    ------------------
    2007          39.9
    2008          16.9
    2010         268.9
    assumed: 2009-2011 divided evenly among its years, but PP, COUNCIL, WSIS, TELECOM, WTPF, WCIT by given weights
    """
    found: dict[str, dict[str, int]] = {output.code: {} for output in plan.outputs}
    for event in plan.events:
        period = years_of(event, plan.year_begins)
        if event.output is None or period is None:
            continue
        years = found[plan.output(event.output).code]
        for year in map(str, years_in(period)):
            years[year] = years.get(year, 0) + 1
    return {output: dict(sorted(years.items())) for output, years in found.items() if years}
