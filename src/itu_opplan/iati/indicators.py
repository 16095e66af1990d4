"""KPIs as indicators with baselines, targets and actuals.

The rules of this module:

* A narrative holds words of the plan and no others: what the plan says by a mark, such as a bound, is not put in words.
* All figures of an indicator have one unit. An indicator with figures has no values in words, others have only such.
* A value stands in a period that the plan states, for itself or for what it stands in; without any it is left out.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from ..model.kpis import KPI
from ..model.results import ResultsFramework
from ..model.values import Actual, Baseline, Target, Value
from ..model.walk import Site
from ..table import Missing
from ..wording import positional
from .accounts import Accounts, Span
from .elements import OWN_VOCABULARY, Element, add, narrate

__all__ = ["add_indicator"]

_UNIT, _PERCENT, _QUALITATIVE = "1", "2", "5"
"""Codes of what indicators are measured in; that one is nominal or ordinal, no plan says."""
_MEASURES = {"count": _UNIT, "percent": _PERCENT}
"""The units for which such a code says all."""


def add_indicator(parent: Element, site: Site, accounts: Accounts) -> None:
    """Add a KPI to the result of its row."""
    kpi: KPI = site.entity
    unit = _unit_of(kpi)
    measure = _measure_of(kpi, unit)
    attributes = {"measure": measure}
    if measure == _QUALITATIVE:
        accounts.notice("indicators of the measure 5 (qualitative), since the plan has no figures of them")
    elif unit is None:
        accounts.notice("indicators of the measure 1 (unit), since the plan states no unit")
    if kpi.direction is None:
        accounts.notice("indicators without a direction, which IATI takes as ascending")
    else:
        attributes["ascending"] = "true" if accounts.take(site, "direction") == "increase" else "false"
    element = add(parent, "indicator", attributes)
    narrate(element, "title", accounts.take(site, "text"))
    if kpi.code is not None:
        add(element, "reference", {"vocabulary": OWN_VOCABULARY, "code": accounts.take(site, "code")})
    values = _values_of(site, unit, measure, accounts)
    for one in (site, *values):
        if _MEASURES.get(one.entity.unit or "") == measure:
            accounts.take(one, "unit")
    for one in values:
        if isinstance(one.entity, Baseline):
            _add_baseline(element, one, accounts)
    _add_periods(element, site, [one for one in values if not isinstance(one.entity, Baseline)], accounts)


def _unit_of(kpi: KPI) -> str | None:
    """The unit of the indicator: that of the KPI, or where no figure has it that of the first figure."""
    units = [kpi.unit_of(value) for value in kpi.values if isinstance(value.value, Decimal)]
    return kpi.unit if kpi.unit in units or not units else units[0]


def _measure_of(kpi: KPI, unit: str | None) -> str:
    """The code of what the indicator is measured in."""
    figures = any(isinstance(value.value, Decimal) for value in kpi.values)
    words = any(value.text is not None for value in kpi.values)
    if not figures and (words or unit is None):
        return _QUALITATIVE
    return _PERCENT if unit == "percent" else _UNIT


def _values_of(site: Site, unit: str | None, measure: str, accounts: Accounts) -> list[Site]:
    """The baselines, targets and actuals of a KPI that can stand in its indicator; why others cannot is told."""
    found: list[Site] = []
    for name in ("baselines", "targets", "actuals"):
        for number, value in enumerate(getattr(site.entity, name)):
            one = Site(value, site, name, number)
            if why := _why_not(value, site.entity, unit, measure):
                accounts.leave(one, why)
            else:
                found.append(one)
    return found


def _why_not(value: Value, kpi: KPI, unit: str | None, measure: str) -> str:
    """Why a value cannot stand in the indicator of its KPI; empty where it can."""
    if isinstance(value.value, Missing):
        return "no figure, and IATI has no word for why there is none"
    if measure != _QUALITATIVE and value.text is not None:
        return "words, and the indicator has figures"
    if measure != _QUALITATIVE and kpi.unit_of(value) != unit:
        return "not in the unit of the indicator, which has but one"
    return ""


def _add_value(parent: Element, tag: str, site: Site, accounts: Accounts, **attributes: str) -> None:
    """Add a baseline, a target or an actual."""
    value: Value = site.entity
    if isinstance(value.value, Decimal):
        attributes["value"] = positional(accounts.take(site, "value"))
    element = add(parent, tag, attributes)
    for dim, label in accounts.take(site, "dimensions").items():
        add(element, "dimension", {"name": dim, "value": label})
    if words := [accounts.take(site, name) for name in ("text", "note") if getattr(value, name) is not None]:
        narrate(element, "comment", "\n".join(words))


def _add_baseline(parent: Element, site: Site, accounts: Accounts) -> None:
    baseline: Baseline = site.entity
    if baseline.as_of is not None:
        day: datetime.date = accounts.take(site, "as_of")
        _add_value(parent, "baseline", site, accounts, **{"iso-date": day.isoformat(), "year": str(day.year)})
    elif baseline.period is not None:
        first, last = accounts.days(accounts.take(site, "period"))
        if (first.year, first.month, last.month) != (last.year, 1, 12):
            accounts.notice("baselines of a period that is no calendar year, which have the year in which it ends")
        _add_value(parent, "baseline", site, accounts, year=str(last.year))
    else:
        accounts.leave(site, "IATI wants a year, and the baseline has none")


def _add_periods(parent: Element, kpi: Site, values: Iterable[Site], accounts: Accounts) -> None:
    """Add the periods of an indicator, each with the targets and the actuals in it."""
    spans: dict[Span, list[Site]] = {}
    for site in values:  # targets before actuals
        span = _span_of(site, kpi, spans, accounts)
        if span is None:
            accounts.leave(site, "IATI wants a period, and the actual has none")
        else:
            spans.setdefault(span, []).append(site)
    if not spans:
        spans = {span: [] for span in _spans_around(kpi, accounts)}
    for first, last in sorted(spans):
        element = add(parent, "period")
        add(element, "period-start", {"iso-date": first.isoformat()})
        add(element, "period-end", {"iso-date": last.isoformat()})
        for site in spans[first, last]:
            _add_value(element, "target" if isinstance(site.entity, Target) else "actual", site, accounts)


def _span_of(site: Site, kpi: Site, known: Iterable[Span], accounts: Accounts) -> Span | None:
    """The days of a target or an actual: of its period, or of the shortest known one in which its day lies."""
    value: Target | Actual = site.entity
    if value.period is not None:
        return accounts.days(accounts.take(site, "period"))
    if isinstance(value, Actual) and value.as_of is not None:
        around = [span for span in known if span[0] <= value.as_of <= span[1]]
        if around:
            return min(around, key=lambda span: span[1] - span[0])
        day: datetime.date = accounts.take(site, "as_of")
        return day, day
    spans = _spans_around(kpi, accounts)
    return (spans[0][0], spans[-1][1]) if spans else None


def _spans_around(kpi: Site, accounts: Accounts) -> list[Span]:
    """The days of the period of a KPI, or of the periods of its table, or the day of which the table reports."""
    if kpi.entity.period is not None:
        return [accounts.days(accounts.take(kpi, "period"))]
    table = kpi.above(ResultsFramework)
    if table is None:
        return []
    if table.entity.periods:
        return sorted(map(accounts.days, accounts.take(table, "periods")))
    day: datetime.date | None = table.entity.as_of and accounts.take(table, "as_of")
    return [] if day is None else [(day, day)]
