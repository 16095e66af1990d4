"""What work and services cost: prices with their unit, source and date. No part of a plan: a file of their own."""

import datetime
from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeVar

import attrs

from .. import units
from ..errors import InvalidPlan, refusal
from ..grades import plain_grade
from ..periods import Period
from ..problem import Problem, fault
from ..table import Cell, Table
from ..wording import close_matches, quote, suggestions
from . import checking, fields, to
from .shapes import Shape

__all__ = ["STAFF", "Entry", "ExchangeRates", "Key", "Overhead", "Rates", "ServiceRates", "StaffRates", "list_entries"]

STAFF = "staff"
"""The component of costs that work-months make; every other one is a service."""

Key: TypeAlias = tuple[str, str]
"""What has a price: a kind (`grade`, `category`, `service`, `exchange`, `overhead`) and the one of that kind."""


def _staff_price(unit: str) -> str | None:
    return units.complain_about_price("work_month", unit)


def _service_price(unit: str) -> str | None:
    right = units.money(unit) is not None
    return units.complain_about(unit) or (None if right else f"must be a price such as 'CHF/page', got {quote(unit)}")


def _exchange_price(unit: str) -> str | None:
    right = units.bought_currency(unit) is not None
    message = f"must be the price of one currency in another, such as 'CHF/USD', got {quote(unit)}"
    return units.complain_about(unit) or (None if right else message)


_GRADES = Shape(dims=("grade", "period"), unit=None, price=_staff_price)
_CATEGORIES = Shape(dims=("category", "period"), unit=None, price=_staff_price)
_SERVICES = Shape(dims=("service", "period"), unit=None, price=_service_price)
_EXCHANGE = Shape(dims=("period",), unit=None, price=_exchange_price, zero=False)
_PERCENT = Shape(dims=("period",), unit="percent")


@attrs.frozen(kw_only=True)
class StaffRates:
    """What one work-month costs, by grade or by category: the prices of one source and date, in one unit.

    Attributes:
        code: unique among the tables of staff rates.
        source: where the prices come from.
        as_of: the day on which they were valid.
        note: anything a later reader should know.
        grades: prices by grade: dims grade, period; a price per work-month or work-year, such as `CHF/work_month`.
        categories: prices of the grades of a category that have no price of their own: dims category, period.

    >>> grades = Table.from_rows([{"grade": "P5", "2008": 100}], dims=["grade", "period"], unit="CHF/work_month")
    >>> StaffRates(code="all", source="invented", as_of=datetime.date(2008, 1, 1), grades=grades).unit
    'CHF/work_month'
    """

    code: str = attrs.field(metadata=fields.CODE)
    source: str = attrs.field(metadata=fields.TEXT)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    grades: Table = attrs.field(default=_GRADES.empty, metadata=fields.table(_GRADES))
    categories: Table = attrs.field(default=_CATEGORIES.empty, metadata=fields.table(_CATEGORIES))

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if not len(self.grades) and not len(self.categories):
            raise refusal("must have a price, of a grade or of a category", path="StaffRates.grades")
        if len(self.grades) and len(self.categories) and self.grades.unit != self.categories.unit:
            message = f"must be in the unit of the grades, {self.grades.unit}, got {self.categories.unit}"
            raise refusal(message, path="StaffRates.categories")

    @property
    def unit(self) -> str:
        """The unit of all its prices."""
        return (self.grades if len(self.grades) else self.categories).unit


@attrs.frozen(kw_only=True)
class ServiceRates:
    """What one page, or whatever a service is counted in, costs: the prices of one source and date, in one unit.

    Attributes:
        code: unique among the tables of service rates.
        source: where the prices come from.
        as_of: the day on which they were valid.
        note: anything a later reader should know.
        rates: prices by service: dims service, period; a price per unit of the services, such as `CHF/page`.

    >>> rates = Table.from_rows([{"service": "typing", "2008": 9}], dims=["service", "period"], unit="CHF/page")
    >>> ServiceRates(code="all", source="invented", as_of=datetime.date(2008, 1, 1), rates=rates).unit
    'CHF/page'
    """

    code: str = attrs.field(metadata=fields.CODE)
    source: str = attrs.field(metadata=fields.TEXT)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    rates: Table = attrs.field(metadata=fields.table(_SERVICES))

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if not len(self.rates):
            raise refusal("must have a price", path="ServiceRates.rates")

    @property
    def unit(self) -> str:
        """The unit of all its prices."""
        return self.rates.unit


@attrs.frozen(kw_only=True)
class ExchangeRates:
    """What one unit of a currency costs in another one: the prices of one source and date.

    Attributes:
        code: unique among the exchange rates.
        source: where they come from.
        as_of: the day on which they were valid.
        note: anything a later reader should know.
        rates: prices above 0 by period: dim period; `CHF/USD` is what one USD costs in CHF.

    >>> rates = Table.from_rows([{"2008": "1.25"}], dims=["period"], unit="CHF/USD")
    >>> ExchangeRates(code="dollar", source="invented", as_of=datetime.date(2008, 1, 1), rates=rates).unit
    'CHF/USD'
    """

    code: str = attrs.field(metadata=fields.CODE)
    source: str = attrs.field(metadata=fields.TEXT)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    rates: Table = attrs.field(metadata=fields.table(_EXCHANGE))

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if not len(self.rates):
            raise refusal("must have a price", path="ExchangeRates.rates")

    @property
    def unit(self) -> str:
        """The unit of all its prices, such as `CHF/USD`."""
        return self.rates.unit


@attrs.frozen(kw_only=True)
class Overhead:
    """A rule for what comes on top of direct costs: a percentage of some of their components.

    Attributes:
        code: the component that it makes, such as `support`.
        on: the components that it is a percentage of: `staff`, or codes of services.
        source: where the rule comes from.
        as_of: the day on which it was valid.
        note: anything a later reader should know.
        percent: the percentage: dim period.

    >>> percent = Table.from_rows([{"2008": 13}], dims=["period"], unit="percent")
    >>> as_of = datetime.date(2008, 1, 1)
    >>> Overhead(code="support", on=["staff"], source="invented", as_of=as_of, percent=percent).on
    ('staff',)
    """

    code: str = attrs.field(metadata=fields.CODE)
    on: tuple[str, ...] = attrs.field(converter=to.texts, metadata=fields.SOME_CODES)
    source: str = attrs.field(metadata=fields.TEXT)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    percent: Table = attrs.field(metadata=fields.table(_PERCENT))

    __attrs_post_init__ = checking.check_entity


CodedT = TypeVar("CodedT", StaffRates, ServiceRates, ExchangeRates, Overhead)


def _by_code(entities: Iterable[CodedT]) -> tuple[CodedT, ...]:
    found = to.items(entities)
    try:
        return tuple(sorted(found, key=lambda entity: entity.code))
    except (AttributeError, TypeError):  # no such entities: left for the check of the field
        return found


def _staff(value: Iterable[StaffRates]) -> tuple[StaffRates, ...]:
    return _by_code(value)


def _services(value: Iterable[ServiceRates]) -> tuple[ServiceRates, ...]:
    return _by_code(value)


def _exchange(value: Iterable[ExchangeRates]) -> tuple[ExchangeRates, ...]:
    return _by_code(value)


def _overheads(value: Iterable[Overhead]) -> tuple[Overhead, ...]:
    return _by_code(value)


@attrs.frozen(kw_only=True, repr=False)
class Rates:
    """What a plan's work-months and services cost. Its tables stand in the order of their codes.

    A price holds for every period inside its own: one for 2008-2011 is also that of 2009-2011. Two prices of one thing
    for one period are refused.

    Attributes:
        code: the code of the rates.
        title: what they are, in one line; costs show it where the rates are invented.
        currency: the currency of all costs, such as `CHF`. Prices in another one need exchange rates.
        invented: true where the figures are made up, for an example or a trial; costs are marked with it.
        note: anything a later reader should know.
        staff: tables of what work-months cost.
        services: tables of what services cost.
        exchange: what other currencies cost in this one.
        overheads: what comes on top.

    >>> Rates(code="none", title="No rates at all", currency="CHF")
    <Rates: none, 0 prices, CHF>
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    currency: str = attrs.field(metadata=fields.CURRENCY)
    invented: bool = attrs.field(default=False, metadata=fields.FLAG)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    staff: tuple[StaffRates, ...] = attrs.field(
        default=(), converter=_staff, metadata=fields.children(StaffRates, "table of staff rates")
    )
    services: tuple[ServiceRates, ...] = attrs.field(
        default=(), converter=_services, metadata=fields.children(ServiceRates, "table of service rates")
    )
    exchange: tuple[ExchangeRates, ...] = attrs.field(
        default=(), converter=_exchange, metadata=fields.children(ExchangeRates, "table of exchange rates")
    )
    overheads: tuple[Overhead, ...] = attrs.field(
        default=(), converter=_overheads, metadata=fields.children(Overhead, "overhead")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if problems := [*_twice(self), *_overlapping(self), *_about_overheads(self)]:
            raise InvalidPlan(problems)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of its prices of staff and services, in alphabetical order.

        >>> Rates(code="none", title="No rates at all", currency="CHF").currencies
        ()
        """
        found = [*(table.unit for table in self.staff), *(table.unit for table in self.services)]
        return tuple(sorted({unit.partition("/")[0] for unit in found}))

    def convert(self, currency: str, *exchange: ExchangeRates) -> "Rates":
        """The same rates for costs in another currency; nothing is rounded, and the given exchange rates are added.

        Prices stay as they are. They are converted when they are used, so each currency that they are in needs an
        exchange rate into the new one.

        Raises:
            InvalidPlan: it is no currency, or an exchange rate has the code of another, or its periods.

        >>> Rates(code="none", title="No rates at all", currency="CHF").convert("USD").currency
        'USD'
        """
        return attrs.evolve(self, currency=currency, exchange=(*self.exchange, *exchange))

    def __repr__(self) -> str:
        prices = sum(map(len, list_entries(self).values()))
        return f"<Rates: {self.code}, {prices} price{'' if prices == 1 else 's'}, {self.currency}>"


# --- looking things up ------------------------------------------------------------------------------------------------


@attrs.frozen
class Entry:
    """One price: where it stands, for which period, and how much.

    Attributes:
        path: its address in the rates, such as `staff.all.grades[P5, 2008]`.
        period: the period for which it holds, and for every one inside.
        cell: the price, or why there is none.
        unit: its unit.
    """

    path: str
    period: Period
    cell: Cell
    unit: str


def list_entries(rates: Rates) -> dict[Key, list[Entry]]:
    """The prices of each thing, earlier periods first; a grade has its name without punctuation.

    >>> list_entries(Rates(code="none", title="No rates at all", currency="CHF"))
    {}
    """
    found: dict[Key, list[Entry]] = {}
    for key, entry in _entries(rates):
        found.setdefault(key, []).append(entry)
    return {key: sorted(prices, key=lambda entry: entry.period) for key, prices in found.items()}


def _entries(rates: Rates) -> Iterator[tuple[Key, Entry]]:
    for staff in rates.staff:
        for kind, field, table in (("grade", "grades", staff.grades), ("category", "categories", staff.categories)):
            for label, entry in _of(table, f"staff.{staff.code}.{field}", kind):
                yield (kind, plain_grade(label) if kind == "grade" else label), entry
    for service in rates.services:
        for label, entry in _of(service.rates, f"services.{service.code}.rates", "service"):
            yield ("service", label), entry
    for exchange in rates.exchange:
        for _, entry in _of(exchange.rates, f"exchange.{exchange.code}.rates", "period"):
            yield ("exchange", exchange.unit), entry
    for overhead in rates.overheads:
        for _, entry in _of(overhead.percent, f"overheads.{overhead.code}.percent", "period"):
            yield ("overhead", overhead.code), entry


def _of(table: Table, path: str, dim: str) -> Iterator[tuple[str, Entry]]:
    """The prices of one table, each with its label in this dim."""
    for record in table.records():
        labels = [str(record[name]) for name in dict.fromkeys((dim, "period"))]
        value = record["value"]
        assert not isinstance(value, str)  # records have a cell there
        entry = Entry(f"{path}[{', '.join(labels)}]", Period.parse(labels[-1]), value, table.unit)
        yield labels[0], entry


# --- what no rates can be ---------------------------------------------------------------------------------------------


def _twice(rates: Rates) -> Iterator[Problem]:
    for field in ("staff", "services", "exchange", "overheads"):
        seen: dict[str, str] = {}
        for table in getattr(rates, field):
            other = seen.get(table.code.casefold())
            if other is not None:
                message = "stands twice" if other == table.code else f"differs from {quote(other)} in case only"
                yield fault(f"Rates.{field}.{table.code}", message, rule="OP103", actual=table.code)
            seen[table.code.casefold()] = table.code


def _overlapping(rates: Rates) -> Iterator[Problem]:
    for prices in list_entries(rates).values():
        last = prices[0]
        for entry in prices[1:]:
            if entry.period.fiscal != last.period.fiscal:
                message = f"{last.path} has years that begin in another month; spell them all alike"
                yield fault(f"Rates.{entry.path}", message, rule="OP105", actual=str(entry.period))
                break
            if entry.period.overlaps(last.period):
                message = f"{last.path} is for a part of the same months; a month can have one price of a thing only"
                yield fault(f"Rates.{entry.path}", message, rule="OP105", actual=str(entry.period))
            last = max(last, entry, key=lambda one: one.period.end)


def _about_overheads(rates: Rates) -> Iterator[Problem]:
    services = dict.fromkeys(label for table in rates.services for label in table.rates.labels("service"))
    components = (STAFF, *services)
    for overhead in rates.overheads:
        path = f"Rates.overheads.{overhead.code}"
        if overhead.code in components:
            yield fault(path, "is the name of a component of direct costs; give it another one")
        for component in overhead.on:
            if component not in components:
                close = close_matches(component, components)
                advice = f"did you mean {quote(close[0])}?" if close else f"known: {suggestions('', components)}"
                message = f"unknown component {quote(component)}; {advice}"
                yield fault(f"{path}.on", message, rule="OP102", actual=component)
