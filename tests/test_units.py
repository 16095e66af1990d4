"""Units: what is one, exact factors between them, quantities; pint stays out until it is needed."""

import re
import subprocess
import sys
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Table
from itu_opplan.errors import UnitMismatch
from itu_opplan.units import (
    advise_on_units,
    bought_currency,
    complain_about,
    complain_about_price,
    factor,
    is_currency,
    money,
    quantity,
    rate,
)

KIN = (("month", "year"), ("work_month", "work_year"), ("CHF",), ("page",), ("post",), ("EUR",))
GENERAL = "write a name like 'work_month', or names with '*' or '/' between"


@st.composite
def converted(draw: st.DrawFn, count: int) -> list[str]:
    """So many units that measure the same."""
    kinds = draw(st.lists(st.sampled_from(KIN), min_size=1, max_size=4))
    signs = draw(st.lists(st.sampled_from("*/"), min_size=len(kinds) - 1, max_size=len(kinds) - 1))
    return [
        "".join(sign + draw(st.sampled_from(kind)) for sign, kind in zip(["", *signs], kinds, strict=True))
        for _ in range(count)
    ]


def run(code: str) -> str:
    """What a fresh Python prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def refused(source: str, target: str) -> str:
    with pytest.raises(UnitMismatch) as caught:
        factor(source, target)
    return str(caught.value)


# --- check ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "work_month",
        "work_year",
        "month",
        "year",
        "post",
        "page",
        "CHF",
        "percent",
        "count",
        "EUR",
        "USD",
        "word",
        "x2",
        "bus",
        "process",
        "work_month/year",
        "CHF/work_month",
        "CHF*page/year",
    ],
)
def test_units(unit: str) -> None:
    assert complain_about(unit) is None


@pytest.mark.parametrize(
    ("unit", "meant"),
    [
        ("work month", "work_month"),
        ("work-months", "work_month"),
        ("Work\u2013Month", "work_month"),
        ("workmonth", "work_month"),
        ("work_months", "work_month"),
        ("  page ", "page"),
        ("pages", "page"),
        ("chf", "CHF"),
        ("%", "percent"),
        ("per cent", "percent"),
        ("Percentage", "percent"),
        ("CHF / work month", "CHF/work_month"),
        ("CHF per work-month", "CHF/work_month"),
        ("pages/years", "page/year"),
        ("press release", "press_release"),
        ("time", "month"),
        ("work", "work_month"),
        ("dimensionless", "count"),
        ("US$", "USD"),
        ("€/m²", "EUR/m2"),
    ],
)
def test_a_slip_is_told_what_is_meant(unit: str, meant: str) -> None:
    assert complain_about(unit) == f"'{unit}' is not a unit; write '{meant}'"
    assert complain_about(meant) is None


@pytest.mark.parametrize("unit", ["", "12", "12 pages", "1/year", "page**2", "page^2", "$", "a//b", "/a", "a/"])
def test_what_is_no_unit(unit: str) -> None:
    assert complain_about(unit) == f"'{unit}' is not a unit; {GENERAL}"


def test_a_long_unit_is_not_repeated_in_full() -> None:
    assert complain_about(" " * 100_000 + "é") == f"a unit has at most 64 characters, got '{' ' * 59}…'"


# --- factor ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "exact"),
    [
        ("work_month", "work_year", Fraction(1, 12)),
        ("work_year", "work_month", Fraction(12)),
        ("month", "year", Fraction(1, 12)),
        ("work_month/year", "work_year/year", Fraction(1, 12)),
        ("work_month/month", "work_year/year", Fraction(1)),
        ("CHF/work_month", "CHF/work_year", Fraction(12)),
        ("CHF/work_month/year", "CHF/year/work_month", Fraction(1)),
        ("year*year", "month*month", Fraction(144)),
        ("percent", "page/page", Fraction(1, 100)),
        ("CHF*percent", "CHF", Fraction(1, 100)),
        ("EUR", "EUR", Fraction(1)),
        ("word/year", "word/month", Fraction(1, 12)),
    ],
)
def test_factor(source: str, target: str, exact: Fraction) -> None:
    assert factor(source, target) == exact


@given(converted(3))
def test_factors_multiply(units: list[str]) -> None:
    first, second, third = units
    assert factor(first, second) * factor(second, third) == factor(first, third)
    assert factor(first, second) * factor(second, first) == 1


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (
            "work_month",
            "page",
            "cannot convert 'work_month' ([work]) to 'page' ([page]); 'work_month' converts to work_year",
        ),
        ("kEUR", "MCHF", "cannot convert 'kEUR' to 'MCHF'; it takes an exchange rate"),
        ("kEUR", "page", "cannot convert 'kEUR' ([EUR]) to 'page' ([page]); 'kEUR' converts to EUR, MEUR"),
        ("EUR", "CHF", "cannot convert 'EUR' to 'CHF'; it takes an exchange rate"),
        (
            "work_month/year",
            "work_year",
            "cannot convert 'work_month/year' ([work] / [time]) to 'work_year' ([work]); "
            "'work_month/year' converts to work_year/year, work_year/month, work_month/month",
        ),
        ("work_month", "month", "cannot convert 'work_month' ([work]) to 'month' ([time]); "
         "'work_month' converts to work_year"),
        ("percent", "count", "cannot convert 'percent' (dimensionless) to 'count' ([count]); "
         "'percent' converts to no other unit"),
    ],
)  # fmt: skip
def test_units_that_measure_different_things(source: str, target: str, message: str) -> None:
    assert refused(source, target) == message


def test_what_is_no_unit_has_no_factor() -> None:
    assert refused("work month", "work_year") == "'work month' is not a unit; write 'work_month'"
    assert refused("work_month", "work_years") == "'work_years' is not a unit; write 'work_year'"


def test_a_unit_of_many_parts_is_refused_as_soon() -> None:
    assert refused("*".join(["month"] * 100), "page").startswith("a unit has at most 64 characters, got 'month*month*")
    many = "*".join(["month"] * 10)
    assert refused(many, "page").startswith("cannot convert 'month*month*month*")


def test_a_name_is_never_read_as_the_plural_of_another() -> None:
    assert refused("bu", "bus") == "cannot convert 'bu' ([bu]) to 'bus' ([bus]); 'bu' converts to no other unit"
    assert refused("glass", "glas") == (
        "cannot convert 'glass' ([glass]) to 'glas' ([glas]); 'glass' converts to no other unit"
    )


def test_nothing_depends_on_the_decimal_context_of_the_first_caller() -> None:
    code = """
from decimal import Decimal, getcontext
getcontext().prec = 1
from itu_opplan.units import factor, quantity
print(quantity(Decimal("4.75"), "work_year"), factor("work_year", "work_month"), factor("percent", "CHF/CHF"))
getcontext().prec = 28
print(quantity(Decimal("4.75"), "work_year").to("work_month"))
"""
    assert run(code) == "4.75 work_year 12 1/100\n57.00 work_month\n"


def test_many_threads_may_be_the_first() -> None:
    code = """
import sys, threading
sys.setswitchinterval(1e-6)
from itu_opplan import units
barrier, found = threading.Barrier(8), []
def ask(number):
    barrier.wait()
    for other in range(20):
        units.factor(f"name_{other}/work_month", f"name_{other}/work_year")
    found.append(units.factor("work_month", "work_year"))
threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(*found)
"""
    assert run(code) == " ".join(["1/12"] * 8) + "\n"


# --- quantity, rate -------------------------------------------------------------------------------------


def test_a_quantity_keeps_its_figure_and_its_unit() -> None:
    value = quantity(Decimal("4.70"), "work_month/year")
    assert repr(value.magnitude) == "Decimal('4.70')"
    assert str(value.units) == "work_month / year"
    assert str(quantity(Decimal(50), "percent").to("dimensionless").magnitude) == "0.50"


def test_quantities_calculate_together() -> None:
    price = quantity(Decimal("15000.50"), "CHF/work_month")
    half, year = quantity(Decimal("0.5"), "work_month"), quantity(Decimal(1), "work_year")
    assert str((price * (half + year)).to("CHF").magnitude) == "187506.250"
    assert quantity(Decimal(3), "EUR").check("[EUR]")


def test_a_quantity_keeps_a_figure_longer_than_the_context() -> None:
    with localcontext(Context(prec=2)):
        assert str(quantity(Decimal("123456.789"), "page").magnitude) == "123456.789"


def test_what_is_no_unit_is_no_quantity() -> None:
    with pytest.raises(UnitMismatch, match=re.escape("'pages' is not a unit; write 'page'")):
        quantity(Decimal(1), "pages")


@pytest.mark.parametrize(
    ("unit", "per_year"), [("work_month", "work_month/year"), ("CHF/work_month", "CHF/work_month/year")]
)
def test_rate(unit: str, per_year: str) -> None:
    assert rate(unit) == per_year
    assert complain_about(per_year) is None


# --- what loads pint ------------------------------------------------------------------------------------


def test_pint_is_loaded_by_the_first_conversion_only() -> None:
    code = """
import sys
from itu_opplan import units
units.complain_about("CHF/work_month"), units.complain_about("work months")
units.rate("page"), units.factor("page", "page")
before = "pint" in sys.modules
units.factor("work_month", "work_year")
print(before, "pint" in sys.modules)
"""
    assert run(code) == "False True\n"


# --- prices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "currency", "bought"),
    [
        ("CHF/page", "CHF", None),
        ("XTS/work_month", "XTS", None),
        ("CHF/USD", "CHF", "USD"),
        ("CHF/CHF", "CHF", None),
        ("CHF", None, None),
        ("page/CHF", None, None),
        ("page/post", None, None),
        ("CHF/page/year", None, None),
        ("CHF*page", None, None),
        ("chf/page", None, None),
        ("CHF/pages", None, None),
        ("/page", None, None),
        ("CHF/", None, None),
        ("percent/page", None, None),
    ],
)
def test_the_currency_of_a_price(unit: str, currency: str | None, bought: str | None) -> None:
    assert money(unit) == currency
    assert bought_currency(unit) == bought


def test_what_can_be_a_currency() -> None:
    names = ["CHF", "EUR", "XTS", "chf", "page", "pages", "work_month", "percent", "CHF/page", "", "€", "1"]
    assert [name for name in names if is_currency(name)] == ["CHF", "EUR", "XTS"]


@pytest.mark.parametrize(
    ("thing", "unit", "complaint"),
    [
        ("work_month", "CHF/work_month", None),
        ("work_month", "EUR/work_year", None),
        ("page", "CHF/page", None),
        ("work_month", "EUR/page", "must be a price per work_month such as 'EUR/work_month', got 'EUR/page'"),
        ("work_month", "CHF/month", "must be a price per work_month such as 'CHF/work_month', got 'CHF/month'"),
        ("work_month", "USD", "must be a price per work_month such as 'USD/work_month', got 'USD'"),
        ("work_month", "work_month", "must be a price per work_month such as 'CHF/work_month', got 'work_month'"),
        (
            "work_month",
            "work_month/CHF",
            "must be a price per work_month such as 'CHF/work_month', got 'work_month/CHF'",
        ),
        ("page", "CHF/work month", "'CHF/work month' is not a unit; write 'CHF/work_month'"),
    ],
)
def test_a_price_per_thing(thing: str, unit: str, complaint: str | None) -> None:
    assert complain_about_price(thing, unit) == complaint


def test_pint_stays_out_of_the_usual_prices() -> None:
    program = "import sys; from itu_opplan import units; units.complain_about_price('work_month', 'CHF/work_month')"
    assert run(f"{program}; print('pint' in sys.modules)") == "False\n"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("USD thousands", "kUSD"),
        ("thousands of USD", "kUSD"),
        ("CHF '000", "kCHF"),
        ("k CHF", "kCHF"),
        ("1000 CHF", "kCHF"),
        ("million USD", "MUSD"),
        ("Mio. CHF", "MCHF"),
        ("USD_million", "MUSD"),
        ("US$ million", "MUSD"),
        ("1,000 USD", "kUSD"),
    ],
)
def test_thousands_in_words_are_those_that_convert(written: str, meant: str) -> None:
    assert complain_about(written) == f"{written!r} is not a unit; write {meant!r}"
    assert factor(meant, meant[1:]) in (1000, 1_000_000)


def test_money_of_two_currencies_needs_a_rate() -> None:
    thousands, dollars, francs = (
        Table.from_rows([{"2008": 5}], dims=["period"], unit=unit) for unit in ("kCHF", "MUSD", "CHF")
    )
    advice = "multiply one of them by an exchange rate first"
    with pytest.raises(UnitMismatch, match=rf"^cannot add MUSD to CHF; {advice}$"):
        francs + dollars
    with pytest.raises(UnitMismatch, match=rf"^cannot give MUSD in percent of kCHF; {advice}$"):
        dollars.percent_of(thousands)
    with pytest.raises(UnitMismatch, match=r"^cannot add CHF to kCHF; convert one of them first$"):
        thousands + francs
    with pytest.raises(UnitMismatch, match=r"^v 'b' is in CHF, not in kCHF; convert one of them first$"):
        Table.concat({"a": thousands, "b": francs}, dim="v")
    with pytest.raises(UnitMismatch, match=rf"^v 'b' is in MUSD, not in CHF; {advice}$"):
        Table.concat({"a": francs, "b": dollars}, dim="v")
    with pytest.raises(UnitMismatch, match=r"^cannot convert 'kCHF' to 'USD'; it takes an exchange rate$"):
        thousands.convert("USD")
    assert advise_on_units("CHF/page", "kUSD/page") == advice
    assert (thousands.convert("CHF") + francs).total() == 5005
    assert thousands.convert("CHF").percent_of(francs).total() == 100_000


def test_prices_in_thousands_are_prices() -> None:
    assert money("kCHF/page") == "CHF"
    assert complain_about_price("work_month", "kCHF/work_month") is None
    assert bought_currency("kCHF/USD") is None
