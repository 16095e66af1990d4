"""Prices as costs look them up: rates by what they are of, and all that was looked up in vain.

A price of a longer period is made of those of its parts only where their tables declare how (`split`). Each part is
then converted at the exchange rate of its own months.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, get_args

import attrs

from .. import units
from ..errors import InvalidPlan, UnitMismatch
from ..grades import plain_grade
from ..model.fields import EVEN
from ..model.outputs import Service
from ..model.plan import OperationalPlan
from ..model.rate_tables import MeasureRates, Split
from ..model.rates import Entry, Key, Rates, list_entries
from ..periods import Part, Period, plural_of, size_of
from ..problem import fault
from ..table import Missing
from ..table.names import plain_label
from ..wording import all_of, few, positional, quote, suggestions

__all__ = ["Labels", "Prices"]

Labels: TypeAlias = tuple[str, ...]
"""A department, grade, service, or some labels of a measure; and a period."""
_Parts: TypeAlias = Sequence[tuple[Entry, Period]]
"""Prices, each with the part of a period for which it is taken."""


@attrs.define
class Prices:
    """Rates by what they are of; and all that was looked up in vain.

    Attributes:
        rates: the rates.
        known: their prices by what they are of.
        gaps: what is missing: address, sentence and reason, with the periods that it is missing for.
        made: how prices of longer periods were made of those of their parts: by sentence the period, and the tables.
    """

    rates: Rates
    known: dict[Key, list[Entry]] = attrs.field(init=False)
    gaps: dict[tuple[str, str, str], list[Period]] = attrs.field(init=False, factory=dict)
    made: dict[str, tuple[Period, dict[str, None]]] = attrs.field(init=False, factory=dict)

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

    def of_measure(
        self, one: MeasureRates, unit: str, used: Iterable[Labels], *, why: str = ""
    ) -> dict[Labels, Fraction]:
        """What one unit of a measure costs under these labels, the period last, as far as there is a price.

        Args:
            one: the unit costs.
            unit: the unit of the measure.
            used: the labels on which the price depends, and the period.
            why: why figures do not add up over periods; then each period needs a price of its own.
        """
        found = {labels: self._of_measure(one, unit, labels, why) for labels in used}
        return {labels: price for labels, price in found.items() if price is not None}

    def percents(self, overhead: str, periods: Iterable[Period]) -> dict[str, Fraction]:
        """The percentage of an overhead in these periods, as far as there is one."""
        own = self.known.get(("overhead", overhead), [])
        found: dict[str, Fraction] = {}
        for period in periods:
            parts = self._find(own, period)
            if not parts:
                reason = f"it has one for {_list_periods(own, period)}{_advise(own, period)}" if own else "it has none"
                self.refuse(f"overheads.{overhead}.percent", "no percentage for", reason, period)
            figures = [self._figure(entry) for entry, _ in parts]
            if figures and (percent := self._mean(parts, period, figures)) is not None:
                found[str(period)] = percent
        return found

    def refuse(self, path: str, message: str, reason: str = "", period: Period | None = None) -> None:
        """Note one more problem; one that is the same in several periods is one problem."""
        self.gaps.setdefault((path, message, reason), []).extend([] if period is None else [period])

    @property
    def assumed(self) -> list[str]:
        """How prices of longer periods were made, a sentence for each way; with the tables where there are several."""
        periods = [period for period, _ in self.made.values()]
        return [
            f"{all_of(tables)}: {sentence}" if periods.count(period) > 1 else sentence
            for sentence, (period, tables) in self.made.items()
        ]

    def check(self) -> None:
        """Refuse to go on with what is missing.

        Raises:
            InvalidPlan: with all of it.
        """
        if self.gaps:
            raise InvalidPlan(
                fault(path, "; ".join(filter(None, [f"{message} {_few_periods(periods)}".rstrip(), reason])))
                for (path, message, reason), periods in self.gaps.items()
            )

    # --- what one thing costs -----------------------------------------------------------------------------------------

    def _of_grade(self, plan: OperationalPlan, grade: str, period: Period) -> Fraction | None:
        category = plan.grade_category(grade)
        own, shared = self.known.get(("grade", plain_grade(grade)), []), self.known.get(("category", category), [])
        if parts := self._find(own, period) or self._find(shared, period):
            return self._price(parts, period, "work_month")
        has = [
            f"{name} has one for {_list_periods(found, period)}"
            for name, found in (("it", own), (f"its category {category}", shared))
            if found
        ]
        reason = ", ".join(has) or f"neither it nor its category {category} has one"
        advice = _advise(own, period) or _advise(shared, period)
        self.refuse(f"staff[{grade}]", f"no rate for grade {grade} in", reason + advice, period)
        return None

    def _of_service(self, service: Service, period: Period) -> Fraction | None:
        own = self.known.get(("service", service.code), [])
        if parts := self._find(own, period):
            return self._price(parts, period, service.unit)
        others = suggestions(service.code, [key[1] for key in self.known if key[0] == "service"])
        reason = f"there are rates for {others or 'no service'}"
        if own:
            reason = f"it has one for {_list_periods(own, period)}{_advise(own, period)}"
        self.refuse(f"services[{service.code}]", f"no rate for service {service.code} in", reason, period)
        return None

    def _of_measure(self, one: MeasureRates, unit: str, labels: Labels, why: str) -> Fraction | None:
        *own_labels, last = labels
        period, at = Period.parse(last), f"measures.{one.code}"
        if one.rates is None:
            currency = units.money(f"{unit}/count")
            assert currency is not None  # the caller has looked
            exchange = self._exchange(currency, period, f"{one.priced} is")
            return None if exchange is None else exchange * units.factor(unit, currency)
        dims = [dim for dim in one.rates.dims if dim != "period"]
        kind = ("measure", one.code)
        own = self.known.get((*kind, *map(plain_label, dims, own_labels)), [])
        if parts := self._find([entry for entry in own if not why or entry.period == period], period):
            return self._price(parts, period, unit)
        if own and why:
            reason = f"it has one for {_list_periods(own, period)}; each period needs its own: {why}"
        elif own:
            reason = f"it has one for {_list_periods(own, period)}{_advise(own, period)}"
        else:
            reason = f"there are prices for {few(_write_labels(key[2:]) for key in self.known if key[:2] == kind)}"
        name = f" for {_write_labels(own_labels)}" if own_labels else ""
        self.refuse(f"{at}.rates", f"no price{name} in", reason, period)
        return None

    def _price(self, parts: _Parts, period: Period, thing: str) -> Fraction | None:
        """The price of one of these things, in the currency of the rates."""
        return self._mean(parts, period, [self._exact(entry, part, thing) for entry, part in parts])

    def _exact(self, entry: Entry, period: Period, thing: str) -> Fraction | None:
        """What one of these things costs in a period for all of which the price holds."""
        price = self._figure(entry)
        currency, counted = units.money(entry.unit) or "", entry.unit.partition("/")[2]
        try:
            factor = units.factor(entry.unit, f"{currency}/{thing}")
        except UnitMismatch:
            message = f"must be in {currency}/{thing}, got {entry.unit}"
            self.refuse(entry.path, message, f"the plan counts this service in {thing}, not in {counted}")
            return None
        exchange = self._exchange(currency, period, f"{entry.table} is")
        return None if price is None or exchange is None else price * factor * exchange

    def _exchange(self, currency: str, period: Period, what: str) -> Fraction | None:
        """What one unit of a currency costs in that of the rates."""
        if currency == self.rates.currency:
            return Fraction(1)
        pair = f"{self.rates.currency}/{currency}"
        own = self.known.get(("exchange", pair), [])
        if parts := self._find(own, period):
            return self._mean(parts, period, [self._figure(entry) for entry, _ in parts])
        reason = f"{what} in {currency}, and costs are in {self.rates.currency}"
        reason += f"; there is one for {_list_periods(own, period)}{_advise(own, period)}" if own else ""
        self.refuse("exchange", f"no exchange rate {pair} for", reason, period)
        return None

    def _figure(self, entry: Entry) -> Fraction | None:
        if isinstance(entry.cell, Missing):
            self.refuse(entry.path, f"is {entry.cell}, and costs need a figure")
            return None
        return Fraction(entry.cell)

    # --- longer periods -----------------------------------------------------------------------------------------------

    def _find(self, prices: Iterable[Entry], period: Period) -> _Parts:
        """The price that holds for the whole period, or those of all its parts if their tables declare a split."""
        parts = _cover(prices, period)
        return parts if len(parts) == 1 or all(entry.split is not None for entry, _ in parts) else ()

    def _mean(self, parts: _Parts, period: Period, prices: Sequence[Fraction | None]) -> Fraction | None:
        """The mean of the prices of the parts, weighted as their tables declare; None where one of them is missing."""
        shares = self._weigh(parts, period) if len(parts) > 1 else [Fraction(1)]
        found = [price for price in prices if price is not None]
        if shares is None or len(found) < len(prices):
            return None
        return sum((price * share for price, share in zip(found, shares, strict=True)), Fraction(0))

    def _weigh(self, parts: _Parts, period: Period) -> Sequence[Fraction] | None:
        """The share of each part; None where their tables do not tell it, or not alike."""
        splits = {entry.table: entry.split for entry, _ in parts}
        periods = [part for _, part in parts]
        found = {table: self._shares(f"{table}.split", split, periods, period) for table, split in splits.items()}
        first, *rest = found
        if None in found.values():
            return None
        for table in rest:
            if found[table] != found[first]:
                message = f"must weigh the parts of {period} as {first}.split does; their prices make one together"
                self.refuse(f"{table}.split", message)
        what = "percentages" if parts[0][0].unit == "percent" else "prices"
        sentence = f"{period} at the {what} of {_describe(periods, period, splits[first])}"
        self.made.setdefault(sentence, (period, {}))[1].update(dict.fromkeys(splits))
        return found[first]

    def _shares(
        self, path: str, split: Split | None, parts: Sequence[Period], period: Period
    ) -> Sequence[Fraction] | None:
        """The share of each part by one split; None where it does not tell that of all."""
        weights = [Fraction(part.months) for part in parts]
        if isinstance(split, Mapping):
            own = {Period.parse(label): Fraction(weight) for label, weight in split.items()}
            given = [{one: own[one] for one in own if one.fiscal == part.fiscal and one in part} for part in parts]
            lacking = [part for part, inside in zip(parts, given, strict=True) if not part.tiled_by(inside)]
            for part in lacking:
                self.refuse(path, "has no weight for", f"it weighs the prices that make one of {period}", part)
            weights = [sum(inside.values(), Fraction(0)) for inside in given]
            if not lacking and not any(weights):
                self.refuse(path, f"the weights of {period} are all 0")
            if lacking or not any(weights):
                return None
        whole = sum(weights)
        return [weight / whole for weight in weights]


def _cover(prices: Iterable[Entry], period: Period) -> _Parts:
    """The prices that hold for all months of a period, each with its part of it; none where some months have none."""
    same = [one for one in prices if one.period.fiscal == period.fiscal and one.period.overlaps(period)]
    parts = [(one, _clip(one.period, period)) for one in same]
    return parts if period.tiled_by(part for _, part in parts) else ()


def _clip(period: Period, to: Period) -> Period:
    """What two periods have in common."""
    first, last = max(period, to, key=lambda one: one.start), min(period, to, key=lambda one: one.end)
    return attrs.evolve(first, last=last.last, ends=last.ends)


def _describe(parts: Sequence[Period], period: Period, split: Split | None) -> str:
    """How a price is made of those of these parts, as the end of a sentence."""

    def are(part: Part) -> bool:
        size = size_of(part)
        return all(one.months == size and not one.start % size for one in parts)

    noun = next((f"its {plural_of(part)}" for part in get_args(Part) if are(part)), all_of(parts))
    if not isinstance(split, Mapping):
        return f"{noun}, evenly"
    own = sorted(one for one in map(Period.parse, split) if one in period)
    return f"{noun}, by weights ({', '.join(f'{one}: {positional(split[str(one)])}' for one in own)})"


def _advise(prices: Iterable[Entry], period: Period) -> str:
    """What to write so that these prices make one for the period; empty where they cannot."""
    tables = dict.fromkeys(entry.table for entry, _ in _cover(prices, period) if entry.split is None)
    return f"; split = {quote(EVEN)} in {all_of(tables)} makes one of them" if tables else ""


def _list_periods(prices: Sequence[Entry], wanted: Period) -> str:
    """The periods that there are prices for; and whether their years are others than those of the wanted one."""
    other = prices[0].period.fiscal != wanted.fiscal
    return _few_periods(entry.period for entry in prices) + (", years that begin in another month" if other else "")


def _few_periods(periods: Iterable[Period]) -> str:
    return few(sorted(set(periods)), most=12)


def _write_labels(labels: Sequence[str]) -> str:
    """The labels of one price, among others of that kind."""
    return labels[0] if len(labels) == 1 else f"[{', '.join(labels)}]"
