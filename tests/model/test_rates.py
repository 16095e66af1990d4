"""Rates by hand: what the constructors refuse and keep."""

import copy
import datetime
import pickle
from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest
from hypothesis import given

from itu_opplan import (
    ExchangeRates,
    InvalidPlan,
    MeasureRates,
    Overhead,
    Period,
    Rates,
    ServiceRates,
    StaffRates,
    Table,
    dumps_rates,
    loads_rates,
    plain,
)
from itu_opplan.model.rates import list_entries
from tests import rates_strategies as strategies

AS_OF = datetime.date(2007, 1, 1)
COMMON: dict[str, object] = {"code": "a", "source": "s", "as_of": AS_OF}


def table(dim: str, unit: str = "CHF/work_month", **rows: dict[str, object]) -> Table:
    records = [{dim: label, **row} for label, row in rows.items()]
    return Table.from_rows(records, dims=(dim, "period"), unit=unit)


def by_period(unit: str, **figures: object) -> Table:
    return Table.from_rows(
        [{key.removeprefix("y"): value for key, value in figures.items()}], dims=["period"], unit=unit
    )


P5 = table("grade", P5={"2008": 100})
TYPING = table("service", "CHF/page", typing={"2008": 9})
STAFF = StaffRates(code="a", source="s", as_of=AS_OF, grades=P5)
SERVICES = ServiceRates(code="a", source="s", as_of=AS_OF, rates=TYPING)
EXCHANGE = ExchangeRates(code="a", source="s", as_of=AS_OF, rates=by_period("CHF/USD", y2008="1.25"))
SUPPORT = Overhead(code="support", on=["staff"], source="s", as_of=AS_OF, percent=by_period("percent", y2008=13))
KITS = MeasureRates(code="kits", source="s", as_of=AS_OF, rates=table("kind", "CHF/kit", large={"2008": 12}))
HEAD: dict[str, object] = {"code": "r", "title": "R", "currency": "CHF"}

TAKEN = "is the name of a component of direct costs; give it another one"
SPLIT = "must be 'even', or weights by period such as { 2009 = 1, 2010 = 3 }"
PER_MONTH = "must be a price per work_month such as"
ONE_YEAR = "is for a part of the same months; a month can have one price of a thing only"

REFUSED: dict[str, tuple[Callable[..., object], dict[str, object], list[str]]] = {
    "nothing in order": (
        StaffRates,
        {"code": "a b", "source": " ", "as_of": "2007", "note": 5, "grades": [1]},
        [
            "StaffRates.code: must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got 'a b'; "
            "write a code such as 'a-b'",
            "StaffRates.source: must be text, got ' '",
            "StaffRates.as_of: must be a date such as 2007-05-31, got '2007'",
            "StaffRates.note: must be text, got 5",
            "StaffRates.grades: must be a Table of grade, period, got a list",
        ],
    ),
    "no price": (StaffRates, COMMON, ["StaffRates.grades: must have a price, of a grade or of a category"]),
    "no price of a service": (
        ServiceRates,
        COMMON | {"rates": TYPING.keep(lambda price: price > 10)},
        ["ServiceRates.rates: must have a price"],
    ),
    "no exchange rate": (
        ExchangeRates,
        COMMON | {"rates": by_period("CHF/USD")},
        ["ExchangeRates.rates: must have a price"],
    ),
    "pages for staff": (
        StaffRates,
        COMMON | {"grades": table("grade", "EUR/page", P5={"2008": 1})},
        [f"StaffRates.grades: {PER_MONTH} 'EUR/work_month', got 'EUR/page'"],
    ),
    "no price at all": (
        StaffRates,
        COMMON | {"grades": table("grade", "work_month", P5={"2008": 1})},
        [f"StaffRates.grades: {PER_MONTH} 'CHF/work_month', got 'work_month'"],
    ),
    "only the currency": (
        StaffRates,
        COMMON | {"categories": table("category", "USD", P={"2008": 1})},
        [f"StaffRates.categories: {PER_MONTH} 'USD/work_month', got 'USD'"],
    ),
    "two units": (
        StaffRates,
        COMMON | {"grades": P5, "categories": table("category", "CHF/work_year", P={"2008": 1})},
        ["StaffRates.categories: must be in the unit of the grades, CHF/work_month, got CHF/work_year"],
    ),
    "other dims": (
        StaffRates,
        COMMON | {"grades": table("category", P={"2008": 1})},
        ["StaffRates.grades: must have the dims grade, period, got category, period"],
    ),
    "a negative price": (
        ServiceRates,
        COMMON | {"rates": table("service", "CHF/page", typing={"2008": -1})},
        ["ServiceRates.rates[typing, 2008]: must be a price ≥ 0, got -1"],
    ),
    "a service without price": (
        ServiceRates,
        COMMON | {"rates": table("service", "page", typing={"2008": 1})},
        ["ServiceRates.rates: must be a price such as 'CHF/page', got 'page'"],
    ),
    "exchange of itself": (
        ExchangeRates,
        COMMON | {"rates": by_period("CHF/CHF", y2008=1)},
        ["ExchangeRates.rates: must be the price of one currency in another, such as 'CHF/USD', got 'CHF/CHF'"],
    ),
    "exchange for nothing": (
        ExchangeRates,
        COMMON | {"rates": by_period("CHF/USD", y2008=0, y2009="-0.00", y2010=-1, y2011="blank")},
        [
            "ExchangeRates.rates[2010]: must be a price > 0, got -1",
            "ExchangeRates.rates[2008]: must be a price > 0, got 0",
            "ExchangeRates.rates[2009]: must be a price > 0, got 0",
        ],
    ),
    "exchange of pages": (
        ExchangeRates,
        COMMON | {"rates": by_period("CHF/page", y2008=1)},
        ["ExchangeRates.rates: must be the price of one currency in another, such as 'CHF/USD', got 'CHF/page'"],
    ),
    "an overhead on nothing": (
        Overhead,
        COMMON | {"on": [], "percent": by_period("percent", y2008=13)},
        ["Overhead.on: must not be empty"],
    ),
    "an overhead in francs": (
        Overhead,
        COMMON | {"on": ["staff"], "percent": by_period("CHF", y2008=13)},
        ["Overhead.percent: must be in percent, got CHF"],
    ),
    "no currency": (
        Rates,
        HEAD | {"currency": "page"},
        ["Rates.currency: must be a currency such as 'CHF', got 'page'"],
    ),
    "a price": (
        Rates,
        HEAD | {"currency": "CHF/page"},
        ["Rates.currency: must be a currency such as 'CHF', got 'CHF/page'"],
    ),
    "other tables": (
        Rates,
        HEAD | {"staff": [SERVICES], "services": "x", "invented": 1},
        [
            "Rates.invented: must be true or false, got 1",
            "Rates.staff[0]: must be of type StaffRates, got ServiceRates a",
            "Rates.services: must be a list of ServiceRates, got 'x'",
        ],
    ),
    "a code twice": (
        Rates,
        HEAD | {"staff": [STAFF, attrs.evolve(STAFF, grades=table("grade", P4={"2008": 1}))]},
        ["Rates.staff.a: stands twice"],
    ),
    "a code in another case": (
        Rates,
        HEAD | {"staff": [STAFF, attrs.evolve(STAFF, code="A", grades=table("grade", P4={"2008": 1}))]},
        ["Rates.staff.a: differs from 'A' in case only"],
    ),
    "a price twice": (
        Rates,
        HEAD | {"staff": [STAFF, attrs.evolve(STAFF, code="b", grades=table("grade", **{"P-5": {"2007-2011": 1}}))]},
        [f"Rates.staff.a.grades[P5, 2008]: staff.b.grades[P-5, 2007-2011] {ONE_YEAR}"],
    ),
    "periods that overlap, all of them": (
        Rates,
        HEAD
        | {
            "services": [
                attrs.evolve(
                    SERVICES, rates=table("service", "CHF/page", typing={"2007-2011": 1, "2008": 1, "2010": 1})
                )
            ],
            "exchange": [attrs.evolve(EXCHANGE, rates=by_period("CHF/USD", **{"y2008": 1, "y2008-2009": 1}))],
        },
        [
            f"Rates.services.a.rates[typing, 2008]: services.a.rates[typing, 2007-2011] {ONE_YEAR}",
            f"Rates.services.a.rates[typing, 2010]: services.a.rates[typing, 2007-2011] {ONE_YEAR}",
            f"Rates.exchange.a.rates[2008-2009]: exchange.a.rates[2008] {ONE_YEAR}",
        ],
    ),
    "an overhead on what is not there": (
        Rates,
        HEAD | {"services": [SERVICES], "overheads": [attrs.evolve(SUPPORT, on=["typin", "rent"])]},
        [
            "Rates.overheads.support.on: unknown component 'typin'; did you mean 'typing'?",
            "Rates.overheads.support.on: unknown component 'rent'; known: staff, typing",
        ],
    ),
    "an overhead called staff": (
        Rates,
        HEAD | {"overheads": [attrs.evolve(SUPPORT, code="staff")]},
        ["Rates.overheads.staff: is the name of a component of direct costs; give it another one"],
    ),
    "components of one name": (
        Rates,
        HEAD
        | {
            "services": [SERVICES],
            "measures": [KITS, attrs.evolve(KITS, code="typing"), attrs.evolve(KITS, code="staff")],
            "overheads": [attrs.evolve(SUPPORT, code="kits", on=["kits", "kit"])],
        },
        [
            f"Rates.measures.staff: {TAKEN}",
            f"Rates.measures.typing: {TAKEN}",
            f"Rates.overheads.kits: {TAKEN}",
            "Rates.overheads.kits.on: unknown component 'kit'; did you mean 'kits'?",
        ],
    ),
    "an overhead on staff where work is priced itself": (
        Rates,
        HEAD | {"measures": [attrs.evolve(KITS, measure="effort")], "overheads": [SUPPORT]},
        ["Rates.overheads.support.on: unknown component 'staff'; known: kits"],
    ),
    "unit costs that are none": (
        MeasureRates,
        COMMON | {"measure": "a b", "rates": table("kind", "kit", large={"2008": -1})},
        [
            "MeasureRates.measure: must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got 'a b'",
            "MeasureRates.rates: must be a price such as 'CHF/page', got 'kit'",
        ],
    ),
    "unit costs without a price": (
        MeasureRates,
        COMMON | {"rates": TYPING.keep(lambda price: price > 10)},
        ["MeasureRates.rates: must have a price; leave it out where the measure is in money"],
    ),
    "unit costs by what no measure has": (
        MeasureRates,
        COMMON | {"rates": table("component", "CHF/kit", large={"2008": 1})},
        ["MeasureRates.rates: 'component' is the name of something else; choose another one"],
    ),
    "another word for a split": (
        ServiceRates,
        COMMON | {"rates": TYPING, "split": "evenly"},
        [f"ServiceRates.split: {SPLIT}, got 'evenly'"],
    ),
    "a number for a split": (
        Overhead,
        COMMON | {"on": ["staff"], "percent": by_period("percent"), "split": 2},
        [f"Overhead.split: {SPLIT}, got 2"],
    ),
    "weights that are none": (
        StaffRates,
        COMMON | {"grades": P5, "split": {"2009": -1, "2010": "x", "next": 1, "2011": 0}},
        [
            "StaffRates.split.2009: must be a number ≥ 0, got -1",
            "StaffRates.split.2010: must be a number, got 'x'",
            "StaffRates.split.next: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'next'",
        ],
    ),
    "weights that are all 0": (
        ExchangeRates,
        COMMON | {"rates": by_period("CHF/USD", y2008="1.25"), "split": {"2009": 0, "2010": "0.0"}},
        ["ExchangeRates.split: must have a weight above 0"],
    ),
    "no weights": (MeasureRates, COMMON | {"split": {}}, ["MeasureRates.split: must have a weight above 0"]),
    "weights of months that overlap": (
        MeasureRates,
        COMMON | {"split": {"2009-2010": 1, "2010": 1, "2011": 1, "2011-Q4": 1}},
        [
            "MeasureRates.split.2010: overlaps 2009-2010; a month can have one weight only",
            "MeasureRates.split.2011-Q4: overlaps 2011; a month can have one weight only",
        ],
    ),
    "weights of two calendars": (
        MeasureRates,
        COMMON | {"split": {"2009": 1, "2009/10": 1}},
        ["MeasureRates.split: 2009 and 2009/10 have years that begin in different months"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_all_that_is_wrong(name: str) -> None:
    cls, fields, messages = REFUSED[name]
    with pytest.raises(InvalidPlan) as caught:
        cls(**fields)
    assert [str(problem) for problem in caught.value.problems] == messages


def test_prices_per_work_year_are_prices_of_work() -> None:
    yearly = StaffRates(code="a", source="s", as_of=AS_OF, grades=table("grade", "CHF/work_year", P5={"2008": 12}))
    assert yearly.unit == "CHF/work_year"


def test_an_exchange_rate_of_0_is_refused_in_every_door() -> None:
    nothing = EXCHANGE.rates.set(0, period="2008")
    doors: tuple[Callable[[], object], ...] = (
        lambda: ExchangeRates(code="a", source="s", as_of=AS_OF, rates=nothing),
        lambda: attrs.evolve(EXCHANGE, rates=nothing),
        lambda: attrs.evolve(EXCHANGE, rates=EXCHANGE.rates.set("0.000", period="2009", new=True)),
    )
    for door, period in zip(doors, ("2008", "2008", "2009"), strict=True):
        with pytest.raises(InvalidPlan) as caught:
            door()
        assert str(caught.value).startswith(f"ExchangeRates.rates[{period}]: must be a price > 0, got 0")
    text = dumps_rates(Rates(code="r", title="R", currency="CHF", exchange=[EXCHANGE]))
    with pytest.raises(InvalidPlan) as caught:
        loads_rates(text.replace("1.25", "0.00"))
    assert str(caught.value) == "<text>:13: exchange.a.rates[2008]: must be a price > 0, got 0.00"


def test_splits_are_kept_as_exact_weights() -> None:
    weighted = attrs.evolve(STAFF, split={"2009": 1, "2010": "2.5", Period(2011, 2011): Decimal("1.0")})
    assert weighted.split == {"2009": Decimal(1), "2010": Decimal("2.5"), "2011": Decimal(1)}
    assert attrs.evolve(weighted, split="even").split == "even"
    assert STAFF.split is None


def test_unit_costs_have_the_dims_of_their_prices() -> None:
    rows = [{"size": "large", "place": "N", "2008": 12}]
    both = Table.from_rows(rows, dims=["size", "place", "period"], unit="kCHF/kit")
    kits = MeasureRates(code="a", measure="kits", source="s", as_of=AS_OF, rates=both)
    assert kits.rates is not None
    assert (kits.rates.dims, kits.unit, kits.priced) == (("place", "size", "period"), "kCHF/kit", "kits")
    bare = MeasureRates(code="budget", source="s", as_of=AS_OF)
    assert (bare.unit, bare.priced) == (None, "budget")
    rates = Rates(code="r", title="R", currency="USD", measures=[kits, bare])
    assert (rates.currencies, repr(rates)) == (("CHF",), "<Rates: r, 1 price, USD>")
    assert list(list_entries(rates)) == [("measure", "a", "N", "large")]


def test_a_later_period_may_follow() -> None:
    grades = table("grade", P5={"2008": 1, "2009-2011": 2}, P4={"2008-2011": 3})
    rates = Rates(code="r", title="R", currency="CHF", staff=[attrs.evolve(STAFF, grades=grades)])
    assert [(key, [str(entry.period) for entry in prices]) for key, prices in list_entries(rates).items()] == [
        (("grade", "P5"), ["2008", "2009-2011"]),
        (("grade", "P4"), ["2008-2011"]),
    ]


def test_tables_stand_in_the_order_of_their_codes() -> None:
    other = attrs.evolve(STAFF, code="B", grades=table("grade", P4={"2008": 1}))
    one = Rates(code="r", title="R", currency="CHF", staff=[STAFF, other])
    assert one == Rates(code="r", title="R", currency="CHF", staff=iter([other, STAFF]))
    assert [staff.code for staff in one.staff] == ["B", "a"]


def test_currencies_are_those_of_the_prices() -> None:
    dollars = attrs.evolve(SERVICES, rates=table("service", "USD/page", typing={"2008": 9}))
    rates = Rates(code="r", title="R", currency="CHF", staff=[STAFF], services=[dollars], exchange=[EXCHANGE])
    assert rates.currencies == ("CHF", "USD")
    assert repr(rates) == "<Rates: r, 3 prices, CHF>"


def test_convert_takes_exchange_rates_and_changes_no_price() -> None:
    rates = Rates(code="r", title="R", currency="CHF", staff=[STAFF], exchange=[EXCHANGE])
    francs = attrs.evolve(EXCHANGE, code="franc", rates=by_period("USD/CHF", y2008="0.8"))
    converted = rates.convert("USD", francs)
    assert (converted.currency, converted.staff, converted.exchange) == ("USD", rates.staff, (EXCHANGE, francs))
    with pytest.raises(InvalidPlan) as caught:
        rates.convert("dollars and cents", EXCHANGE)
    assert str(caught.value) == "Rates.currency: must be a currency such as 'CHF', got 'dollars and cents'"
    with pytest.raises(InvalidPlan) as caught:
        rates.convert("CHF", EXCHANGE)
    assert str(caught.value) == (
        f"Rates.exchange.a: stands twice\nRates.exchange.a.rates[2008]: exchange.a.rates[2008] {ONE_YEAR}"
    )


@given(strategies.rates())
def test_rates_are_values(rates: Rates) -> None:
    assert pickle.loads(pickle.dumps(rates)) == copy.deepcopy(rates) == rates
    assert hash(copy.copy(rates)) == hash(rates)
    assert plain(rates)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        rates.title = "other"  # type: ignore[misc]
