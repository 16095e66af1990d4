"""The tables of rates: prices of one source and date each, of work, services, other measures, currencies; overheads."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

import attrs

from .. import units
from ..errors import refusal
from ..table import Table
from ..wording import quote
from . import checking, fields, to
from .checked import Checked
from .keyed import Keyed, to_keyed
from .shapes import Shape

__all__ = ["ExchangeRates", "MeasureRates", "Overhead", "ServiceRates", "Split", "StaffRates"]

Split: TypeAlias = str | Keyed[Decimal]
"""How prices of the parts of a period make one of the whole: `even`, or weights by period."""


_Given: TypeAlias = Split | Mapping[str, Decimal | int | str]


def _split(value: _Given | None) -> Split | None:
    """A split from a word or weights: a converter of fields."""
    return to.weights(value)


def _labels(value: Mapping[str, str]) -> Keyed[str]:
    return to_keyed(value)


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
_VOLUMES = Shape(dims=("period",), unit=None, price=_service_price, any_dims=True)
_EXCHANGE = Shape(dims=("period",), unit=None, price=_exchange_price, zero=False)
_PERCENT = Shape(dims=("period",), unit="percent")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StaffRates(Checked):
    """What one work-month costs, by grade or by category: the prices of one source and date, in one unit.

    Attributes:
        code: unique among the tables of staff rates.
        source: where the prices come from.
        as_of: the day on which they were valid.
        note: anything a later reader should know.
        split: how prices of the parts of a period make one of the whole: `even`, by months, or weights by period.
            None for not at all.
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
    split: Split | None = attrs.field(default=None, converter=_split, metadata=fields.MAYBE_SPLIT)
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


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ServiceRates(Checked):
    """What one page, or whatever a service is counted in, costs: the prices of one source and date, in one unit.

    Attributes:
        code: unique among the tables of service rates.
        source: where the prices come from.
        as_of: the day on which they were valid.
        note: anything a later reader should know.
        split: how prices of the parts of a period make one of the whole: `even`, by months, or weights by period.
            None for not at all.
        rates: prices by service: dims service, period; a price per unit of the services, such as `CHF/page`.

    >>> rates = Table.from_rows([{"service": "typing", "2008": 9}], dims=["service", "period"], unit="CHF/page")
    >>> ServiceRates(code="all", source="invented", as_of=datetime.date(2008, 1, 1), rates=rates).unit
    'CHF/page'
    """

    code: str = attrs.field(metadata=fields.CODE)
    source: str = attrs.field(metadata=fields.TEXT)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    split: Split | None = attrs.field(default=None, converter=_split, metadata=fields.MAYBE_SPLIT)
    rates: Table = attrs.field(metadata=fields.table(_SERVICES))

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if not len(self.rates):
            raise refusal("must have a price", path="ServiceRates.rates")

    @property
    def unit(self) -> str:
        """The unit of all its prices."""
        return self.rates.unit


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MeasureRates(Checked):
    """Unit costs: what one unit of a measure costs, whatever the plan counts in it, from one source and date.

    A measure that is in money itself needs no prices: its figures are costs as they are, converted where they are in
    another currency. Work and services that are priced so are not priced again.

    Attributes:
        code: the component of costs that it makes, such as `kits`.
        measure: the code of the measure that it prices; None where that is its own code.
        only: labels of the figures that are priced, by dim, such as `column = "revised"`; left out, all are.
        source: where the prices come from.
        as_of: the day on which they were valid.
        note: anything a later reader should know.
        split: how prices of the parts of a period make one of the whole: `even`, by months, or weights by period.
            None for not at all.
        rates: prices per unit of the measure, such as `CHF/kit`: dims those of the measure on which the price depends,
            if any, and period; None where the measure is in money.

    >>> rates = Table.from_rows([{"kind": "large", "2025": 12}], dims=["kind", "period"], unit="CHF/kit")
    >>> MeasureRates(code="kits", source="invented", as_of=datetime.date(2025, 1, 1), rates=rates).priced
    'kits'
    """

    code: str = attrs.field(metadata=fields.CODE)
    measure: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    only: Keyed[str] = attrs.field(default=Keyed(), converter=_labels, metadata=fields.LABELS)
    source: str = attrs.field(metadata=fields.TEXT)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    split: Split | None = attrs.field(default=None, converter=_split, metadata=fields.MAYBE_SPLIT)
    rates: Table | None = attrs.field(default=None, metadata=fields.maybe_table(_VOLUMES))

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if self.rates is not None and not len(self.rates):
            raise refusal("must have a price; leave it out where the measure is in money", path="MeasureRates.rates")

    @property
    def priced(self) -> str:
        """The code of the measure that it prices."""
        return self.measure or self.code

    @property
    def unit(self) -> str | None:
        """The unit of all its prices; None where the measure is in money."""
        return None if self.rates is None else self.rates.unit


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExchangeRates(Checked):
    """What one unit of a currency costs in another one: the prices of one source and date.

    Attributes:
        code: unique among the exchange rates.
        source: where they come from.
        as_of: the day on which they were valid.
        note: anything a later reader should know.
        split: how prices of the parts of a period make one of the whole: `even`, by months, or weights by period.
            None for not at all.
        rates: prices above 0 by period: dim period; `CHF/USD` is what one USD costs in CHF.

    >>> rates = Table.from_rows([{"2008": "1.25"}], dims=["period"], unit="CHF/USD")
    >>> ExchangeRates(code="dollar", source="invented", as_of=datetime.date(2008, 1, 1), rates=rates).unit
    'CHF/USD'
    """

    code: str = attrs.field(metadata=fields.CODE)
    source: str = attrs.field(metadata=fields.TEXT)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    split: Split | None = attrs.field(default=None, converter=_split, metadata=fields.MAYBE_SPLIT)
    rates: Table = attrs.field(metadata=fields.table(_EXCHANGE))

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if not len(self.rates):
            raise refusal("must have a price", path="ExchangeRates.rates")

    @property
    def unit(self) -> str:
        """The unit of all its prices, such as `CHF/USD`."""
        return self.rates.unit


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Overhead(Checked):
    """A rule for what comes on top of direct costs: a percentage of some of their components.

    Attributes:
        code: the component that it makes, such as `support`.
        on: the components that it is a percentage of: `staff`, or codes of services and of tables of unit costs.
        source: where the rule comes from.
        as_of: the day on which it was valid.
        note: anything a later reader should know.
        split: how prices of the parts of a period make one of the whole: `even`, by months, or weights by period.
            None for not at all.
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
    split: Split | None = attrs.field(default=None, converter=_split, metadata=fields.MAYBE_SPLIT)
    percent: Table = attrs.field(metadata=fields.table(_PERCENT))
