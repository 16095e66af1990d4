"""Prices as costs look them up: rates by what they are of, and all that was looked up in vain."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import attrs

from .. import units
from ..errors import InvalidPlan, UnitMismatch
from ..grades import plain_grade
from ..model.outputs import Service
from ..model.plan import OperationalPlan
from ..model.rates import Entry, Key, Rates, list_entries
from ..periods import Period
from ..problem import fault
from ..table import Missing
from ..wording import few, suggestions

__all__ = ["Labels", "Prices"]

Labels: TypeAlias = tuple[str, str]
"""A department, grade or service, and a period."""


@attrs.define
class Prices:
    """Rates by what they are of; and all that was looked up in vain.

    Attributes:
        rates: the rates.
        known: their prices by what they are of.
        gaps: what is missing: address, sentence and reason, with the periods that it is missing for.
    """

    rates: Rates
    known: dict[Key, list[Entry]] = attrs.field(init=False)
    gaps: dict[tuple[str, str, str], list[Period]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self.known = list_entries(self.rates)

    def of_grades(self, plan: OperationalPlan, used: Iterable[Labels]) -> dict[Labels, Fraction]:
        """What a work-month of these grades costs in these periods, as far as there is a rate."""
        found = {(grade, period): self._of_grade(plan, grade, Period.parse(period)) for grade, period in used}
        return {labels: price for labels, price in found.items() if price is not None}

    def of_services(self, services: Mapping[str, Service], used: Iterable[Labels]) -> dict[Labels, Fraction]:
        """What one unit of these services costs in these periods, as far as there is a rate."""
        found = {(code, period): self._of_service(services[code], Period.parse(period)) for code, period in used}
        return {labels: price for labels, price in found.items() if price is not None}

    def percents(self, overhead: str, periods: Iterable[Period]) -> dict[str, Fraction]:
        """The percentage of an overhead in these periods, as far as there is one."""
        own = self.known.get(("overhead", overhead), [])
        found: dict[str, Fraction] = {}
        for period in periods:
            entry = _for(own, period)
            if entry is None:
                reason = f"it has one for {_periods(own, period)}" if own else "it has none"
                self.refuse(f"overheads.{overhead}.percent", "no percentage for", reason, period)
            elif (percent := self._figure(entry)) is not None:
                found[str(period)] = percent
        return found

    def refuse(self, path: str, message: str, reason: str = "", period: Period | None = None) -> None:
        """Note one more problem; one that is the same in several periods is one problem."""
        self.gaps.setdefault((path, message, reason), []).extend([] if period is None else [period])

    def check(self) -> None:
        """Refuse to go on with what is missing.

        Raises:
            InvalidPlan: with all of it.
        """
        if self.gaps:
            raise InvalidPlan(
                fault(path, "; ".join(filter(None, [f"{message} {_list_periods(periods)}".rstrip(), reason])))
                for (path, message, reason), periods in self.gaps.items()
            )

    def _of_grade(self, plan: OperationalPlan, grade: str, period: Period) -> Fraction | None:
        category = plan.grade_category(grade)
        own, shared = self.known.get(("grade", plain_grade(grade)), []), self.known.get(("category", category), [])
        entry = _for(own, period) or _for(shared, period)
        if entry is not None:
            return self._exact(entry, period, "work_month")
        has = [
            f"{name} has one for {_periods(found, period)}"
            for name, found in (("it", own), (f"its category {category}", shared))
            if found
        ]
        reason = ", ".join(has) or f"neither it nor its category {category} has one"
        self.refuse(f"staff[{grade}]", f"no rate for grade {grade} in", reason, period)
        return None

    def _of_service(self, service: Service, period: Period) -> Fraction | None:
        own = self.known.get(("service", service.code), [])
        entry = _for(own, period)
        if entry is not None:
            return self._exact(entry, period, service.unit)
        others = suggestions(service.code, [name for kind, name in self.known if kind == "service"])
        reason = f"it has one for {_periods(own, period)}" if own else f"there are rates for {others or 'no service'}"
        self.refuse(f"services[{service.code}]", f"no rate for service {service.code} in", reason, period)
        return None

    def _exact(self, entry: Entry, period: Period, thing: str) -> Fraction | None:
        """The price of one of these things, in the currency of the rates."""
        price = self._figure(entry)
        currency, counted = units.money(entry.unit) or "", entry.unit.partition("/")[2]
        try:
            factor = units.factor(entry.unit, f"{currency}/{thing}")
        except UnitMismatch:
            message = f"must be in {currency}/{thing}, got {entry.unit}"
            self.refuse(entry.path, message, f"the plan counts this service in {thing}, not in {counted}")
            return None
        exchange = Fraction(1)
        if currency != self.rates.currency:
            pair = f"{self.rates.currency}/{currency}"
            own = self.known.get(("exchange", pair), [])
            found = _for(own, period)
            if found is None:
                table = ".".join(entry.path.split(".")[:2])
                reason = f"{table} is in {currency}, and costs are in {self.rates.currency}"
                reason += f"; there is one for {_periods(own, period)}" if own else ""
                self.refuse("exchange", f"no exchange rate {pair} for", reason, period)
                return None
            exchange = self._figure(found) or Fraction(0)
        return None if price is None else price * factor * exchange

    def _figure(self, entry: Entry) -> Fraction | None:
        if isinstance(entry.cell, Missing):
            self.refuse(entry.path, f"is {entry.cell}, and costs need a figure")
            return None
        return Fraction(entry.cell)


def _for(prices: Iterable[Entry], period: Period) -> Entry | None:
    """The price that holds for the whole period."""
    return next((one for one in prices if one.period.fiscal == period.fiscal and period in one.period), None)


def _periods(prices: Sequence[Entry], wanted: Period) -> str:
    """The periods that there are prices for; and whether their years are others than those of the wanted one."""
    other = prices[0].period.fiscal != wanted.fiscal
    return _list_periods(entry.period for entry in prices) + (", years that begin in another month" if other else "")


def _list_periods(periods: Iterable[Period]) -> str:
    return few(sorted(set(periods)), most=12)
