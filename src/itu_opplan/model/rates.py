"""What work, services and other measures cost: tables of prices. No part of a plan: a file of their own."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias, TypeVar

import attrs

from .. import units
from ..errors import InvalidPlan
from ..immutable import Immutable
from ..periods import Period
from ..problem import Problem, fault
from ..table import Cell, Table
from ..table.names import plain_label
from ..wording import close_matches, quote, suggestions
from . import checking, fields, to
from .checked import Checked
from .rate_tables import ExchangeRates, MeasureRates, Overhead, ServiceRates, Split, StaffRates
from .steps import CostStep, check_steps, to_steps

__all__ = ["STAFF", "Entry", "Key", "Rates", "has_unit_costs", "list_entries"]

STAFF = "staff"
"""The component of costs that work-months make; every other one is a service, or a measure with unit costs."""

Key: TypeAlias = tuple[str, ...]
"""What has a price: a kind (`grade`, `category`, `service`, `measure`, `exchange`, `overhead`), the one of that kind,
and of a measure the labels on which its price depends."""

CodedT = TypeVar("CodedT", StaffRates, ServiceRates, MeasureRates, ExchangeRates, Overhead)


def _staff(value: Iterable[StaffRates]) -> tuple[StaffRates, ...]:
    return to.by_code(value)


def _services(value: Iterable[ServiceRates]) -> tuple[ServiceRates, ...]:
    return to.by_code(value)


def _measures(value: Iterable[MeasureRates]) -> tuple[MeasureRates, ...]:
    return to.by_code(value)


def _exchange(value: Iterable[ExchangeRates]) -> tuple[ExchangeRates, ...]:
    return to.by_code(value)


def _overheads(value: Iterable[Overhead]) -> tuple[Overhead, ...]:
    return to.by_code(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rates(Checked):
    """What a plan's work-months, services and other measures cost. Its tables stand in the order of their codes.

    A price holds for every period inside its own: one for 2008-2011 is also that of 2009-2011. Those of 2009, 2010 and
    2011 make one of 2009-2011 where their tables declare a `split`. Two prices of one thing for one period are refused.

    Attributes:
        code: the code of the rates.
        title: what they are, in one line; costs show it where the rates are invented.
        currency: the currency of all costs, such as `CHF`. Prices in another one need exchange rates.
        invented: true where the figures are made up, for an example or a trial; costs are marked with it.
        note: anything a later reader should know.
        staff: tables of what work-months cost.
        services: tables of what services cost.
        measures: unit costs of other measures.
        exchange: what other currencies cost in this one.
        overheads: what comes on top.
        steps: how costs are carried on to those who use them, in order (see `cost_chain`).

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
    measures: tuple[MeasureRates, ...] = attrs.field(
        default=(), converter=_measures, metadata=fields.children(MeasureRates, "table of unit costs")
    )
    exchange: tuple[ExchangeRates, ...] = attrs.field(
        default=(), converter=_exchange, metadata=fields.children(ExchangeRates, "table of exchange rates")
    )
    overheads: tuple[Overhead, ...] = attrs.field(
        default=(), converter=_overheads, metadata=fields.children(Overhead, "overhead")
    )
    steps: tuple[CostStep, ...] = attrs.field(
        default=(), converter=to_steps, metadata=fields.children(CostStep, "step of costs")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if problems := [
            *checking.find_twins(self),
            *_overlapping(self),
            *_about_components(self),
            *check_steps(self.steps),
        ]:
            raise InvalidPlan(problems)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of its prices of work, services and measures, in alphabetical order.

        >>> Rates(code="none", title="No rates at all", currency="CHF").currencies
        ()
        """
        tables: Iterable[StaffRates | ServiceRates | MeasureRates] = (*self.staff, *self.services, *self.measures)
        return tuple(sorted({currency for table in tables if (currency := units.money(table.unit or ""))}))

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


@attrs.frozen(eq=False, repr=False)
class Entry(Immutable):
    """One price: where it stands, for which period, and how much.

    Attributes:
        path: its address in the rates, such as `staff.all.grades[P5, 2008]`.
        period: the period for which it holds, and for every one inside.
        cell: the price, or why there is none.
        unit: its unit.
        table: the address of its table, such as `staff.all`.
        split: how prices of that table make one of a longer period.
    """

    path: str
    period: Period
    cell: Cell
    unit: str
    table: str
    split: Split | None


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
        yield from _of(("grade",), staff, f"staff.{staff.code}", "grades")
        yield from _of(("category",), staff, f"staff.{staff.code}", "categories")
    for service in rates.services:
        yield from _of(("service",), service, f"services.{service.code}", "rates")
    for measure in rates.measures:
        if measure.rates is not None:
            yield from _of(("measure", measure.code), measure, f"measures.{measure.code}", "rates")
    for exchange in rates.exchange:
        yield from _of(("exchange", exchange.unit), exchange, f"exchange.{exchange.code}", "rates")
    for overhead in rates.overheads:
        yield from _of(("overhead", overhead.code), overhead, f"overheads.{overhead.code}", "percent")


def _of(kind: Key, owner: CodedT, at: str, field: str) -> Iterator[tuple[Key, Entry]]:
    """The prices of one table, each with what it is of."""
    table: Table = getattr(owner, field)
    dims: list[str] = [dim for dim in table.dims if dim != "period"]
    for record in table.records():
        value, period = record["value"], str(record["period"])
        labels: list[str] = [str(record[dim]) for dim in dims]
        assert not isinstance(value, str)  # records have a cell there
        path = f"{at}.{field}[{', '.join([*labels, period])}]"
        yield (
            (*kind, *map(plain_label, dims, labels)),
            Entry(path, Period.parse(period), value, table.unit, at, owner.split),
        )


def has_unit_costs(rates: Rates, measure: str) -> bool:
    """Whether rates have unit costs of this measure of a plan: of `effort` in the place of rates of staff.

    >>> has_unit_costs(Rates(code="none", title="No rates at all", currency="CHF"), "effort")
    False
    """
    return any(one.priced.casefold() == measure for one in rates.measures)


# --- what no rates can be ---------------------------------------------------------------------------------------------


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


def _about_components(rates: Rates) -> Iterator[Problem]:
    """What is wrong with the names of components: each has one, and overheads are on those that there are."""
    services = dict.fromkeys(label for table in rates.services for label in table.rates.labels("service"))
    components = [*([] if has_unit_costs(rates, "effort") else [STAFF]), *services]
    for field in ("measures", "overheads"):
        direct = list(components)
        for one in getattr(rates, field):
            path = f"Rates.{field}.{one.code}"
            if one.code in direct:
                yield fault(path, "is the name of a component of direct costs; give it another one")
            if field == "measures":
                components.append(one.code)
                continue
            for component in one.on:
                if component not in direct:
                    close = close_matches(component, direct)
                    advice = f"did you mean {quote(close[0])}?" if close else f"known: {suggestions('', direct)}"
                    message = f"unknown component {quote(component)}; {advice}"
                    yield fault(f"{path}.on", message, rule="OP102", actual=component)
