"""Units of figures, and the only module that imports pint; pint is loaded when first asked to convert.

A unit is a name (`work_month`, `CHF`), or names with `*` and `/` between them (`CHF/work_month`).
Months and years of time, work-months and work-years, and percent are related; every other name, known here or
brought by a plan, measures something of its own.
"""

import functools
import itertools
import math
import re
import threading
from collections import Counter
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from .errors import UnitMismatch
from .late import late_pattern
from .missing import MISSING_WORDS
from .wording import quote, shorten, suggestions

if TYPE_CHECKING:
    from pint import Quantity
    from pint.util import UnitsContainer

__all__ = [
    "advise_on_units",
    "bought_currency",
    "complain_about",
    "complain_about_price",
    "factor",
    "is_currency",
    "is_money",
    "is_own_name",
    "money",
    "quantity",
    "rate",
]

_DEFINITIONS = {
    "month": "[time]",
    "year": "12 month",
    "work_month": "[work]",
    "work_year": "12 work_month",
    "percent": "0.01",
    "post": "[post]",
    "FTE": "[FTE]",
    "page": "[page]",
    "count": "[count]",
    "CHF": "[CHF]",
}
_MONEY = {"CHF"}
_PREFIXES = {"k": 1_000, "M": 1_000_000}
_CURRENCY, _MULTIPLE = late_pattern("[A-Z]{3}"), late_pattern(r"([kM])([A-Z]{3})")
"""Thousands and millions of a currency, which has a code of three capitals: `kCHF`."""
MAX_LENGTH = 64
"""Characters that a unit may have."""
_RELATED = (("month", "year"), ("work_month", "work_year"))
_NAME = r"[A-Za-z][A-Za-z0-9_]*"
_UNIT = late_pattern(rf"{_NAME}(?:[*/]{_NAME})*")

# Spellings that would otherwise pass as units of their own, or that name a dimension and not a unit; compared
# without regard to case, underscores and a plural s.
_MEANT = {name.replace("_", "").casefold(): name for name in _DEFINITIONS} | {
    "dimensionless": "count",
    "time": "month",
    "work": "work_month",
    "%": "percent",
    "percentage": "percent",
}


def complain_about(unit: object) -> str | None:
    """None when this is a unit, otherwise a sentence that says what is wrong and, if it can, what is meant.

    >>> complain_about("CHF/work_month"), complain_about("EUR")
    (None, None)
    >>> complain_about("work months")
    "'work months' is not a unit; write 'work_month'"
    """
    if not isinstance(unit, str):
        return f"must be a unit, got {quote(unit)}"
    if len(unit) > MAX_LENGTH:
        return f"a unit has at most {MAX_LENGTH} characters, got {quote(unit)}"
    return _complain(unit)


_MISSING = frozenset(word.replace("/", " ") for word in MISSING_WORDS)


def _parts(unit: str) -> list[str]:
    """The unit itself and the names between its signs."""
    return [unit, *re.split("[*/]", unit)]


@functools.lru_cache(maxsize=1024)
def _complain(unit: str) -> str | None:
    if _MISSING.intersection(" ".join(re.split(r"[\s_/-]+", part)).strip() for part in _parts(unit.casefold())):
        return f"{quote(unit)} is what a plan says in the place of a figure, not a unit"
    meant = _meant(" ".join(unit.split()))
    if meant == unit:
        return None
    if meant is not None:
        return f"{quote(unit)} is not a unit; write {quote(meant)}"
    return f"{quote(unit)} is not a unit; write a name like 'work_month', or names with '*' or '/' between"


def factor(source: str, target: str) -> Fraction:
    """What a figure in `source` is multiplied by to be in `target`; exact, whatever the decimal context.

    Raises:
        UnitMismatch: one is not a unit, or they measure different things; the message says what would fit.

    >>> factor("work_month", "work_year"), factor("CHF/work_month", "CHF/work_year"), factor("kCHF", "CHF")
    (Fraction(1, 12), Fraction(12, 1), Fraction(1000, 1))
    """
    source_names, target_names = _names(source), _names(target)
    if source_names == target_names:
        return Fraction(1)
    with _lock:
        registry = _registry()
        measured = registry.pint.get_dimensionality(registry.container(source_names))
        wanted = registry.pint.get_dimensionality(registry.container(target_names))
        if measured == wanted:
            return registry.size(source_names) / registry.size(target_names)
    if _are_two_currencies(source, target):
        raise UnitMismatch(f"cannot convert {quote(source)} to {quote(target)}; it takes an exchange rate")
    fits = suggestions(target, _alternatives(source)) or "no other unit"
    has, needs = shorten(str(measured), 60), shorten(str(wanted), 60)
    raise UnitMismatch(
        f"cannot convert {quote(source)} ({has}) to {quote(target)} ({needs}); {quote(source)} converts to {fits}"
    )


def advise_on_units(unit: str, other: str) -> str:
    """What to do before figures in two units are put together.

    >>> advise_on_units("CHF", "kCHF"), advise_on_units("CHF", "kUSD")
    ('convert one of them first', 'multiply one of them by an exchange rate first')
    >>> advise_on_units("post", "work_month")
    'they do not convert'
    """
    if _are_two_currencies(unit, other):
        return "multiply one of them by an exchange rate first"
    try:
        factor(unit, other)
    except UnitMismatch:
        return "they do not convert"
    return "convert one of them first"


def _are_two_currencies(*units: str) -> bool:
    return len({code for name in units if (code := money(name) or money(f"{name}/page"))}) == 2


def quantity(value: Decimal, unit: str) -> "Quantity[Decimal]":
    """The figure as a pint quantity of the library's own registry; the magnitude stays a Decimal.

    Quantities of one process work together. Their conversions are pint's, rounded in the caller's decimal
    context; `factor` is exact. pint restores pickled quantities in its application registry, which does not
    know these units: pickle the figure and the name of its unit instead.

    Raises:
        UnitMismatch: it is not a unit.

    >>> print(quantity(Decimal("4.7"), "work_month") + quantity(Decimal(1), "work_year"))
    16.7 work_month
    """
    names = _names(unit)
    if not isinstance(value, Decimal):
        raise TypeError(f"value: must be a Decimal, got {quote(value)}")
    with _lock:
        registry = _registry()
        return registry.pint.Quantity(value, registry.container(names))  # pyright: ignore[reportReturnType]  # it is


def rate(unit: str) -> str:
    """The name of this unit per year.

    >>> rate("work_month")
    'work_month/year'
    """
    _names(unit)  # refuses what is none
    return f"{unit}/year"


def is_currency(name: str) -> bool:
    """Whether this can be the code of a currency: three capitals that measure nothing else.

    >>> is_currency("EUR"), is_currency("page"), is_currency("CHF/page")
    (True, False, False)
    """
    return _CURRENCY.fullmatch(name) is not None and (name in _MONEY or name not in _DEFINITIONS)


def is_money(unit: str) -> bool:
    """Whether a unit is a currency, also in thousands or millions.

    >>> is_money("CHF"), is_money("kEUR"), is_money("CHF/page"), is_money("FTE")
    (True, True, False, False)
    """
    multiple = _MULTIPLE.fullmatch(unit)
    return is_currency(multiple[2] if multiple else unit)


def is_own_name(unit: str) -> bool:
    """Whether a unit is a name that a plan brings itself, such as `person_day`, of which the library knows no more.

    >>> is_own_name("person_day"), is_own_name("page"), is_own_name("kCHF"), is_own_name("CHF/day")
    (True, False, False, False)
    """
    known = unit in _DEFINITIONS or is_currency(unit) or _MULTIPLE.fullmatch(unit)
    return not known and re.fullmatch(_NAME, unit) is not None


def money(unit: str) -> str | None:
    """The currency of a price such as `CHF/page`; None where the unit is no price of one thing.

    >>> money("CHF/page"), money("kCHF/page"), money("page"), money("post/year")
    ('CHF', 'CHF', None, None)
    """
    if complain_about(unit):
        return None
    currency, _, thing = unit.partition("/")
    if multiple := _MULTIPLE.fullmatch(currency):
        currency = multiple[2]
    return currency if is_currency(currency) and re.fullmatch(_NAME, thing) and complain_about(thing) is None else None


def complain_about_price(thing: str, unit: str) -> str | None:
    """None when the unit is a price of this thing, or converts to one; otherwise a sentence that names the right unit.

    >>> complain_about_price("work_month", "CHF/work_month"), complain_about_price("work_month", "CHF/work_year")
    (None, None)
    >>> complain_about_price("work_month", "CHF/page")
    "must be a price per work_month such as 'CHF/work_month', got 'CHF/page'"
    """
    if complaint := complain_about(unit):
        return complaint
    currency = money(unit)
    wanted = f"{currency or unit.partition('/')[0]}/{thing}"
    if currency is not None:
        try:
            factor(unit, wanted)
            return None
        except UnitMismatch:
            pass
    example = wanted if money(wanted) else f"CHF/{thing}"
    return f"must be a price per {thing} such as {quote(example)}, got {quote(unit)}"


def bought_currency(unit: str) -> str | None:
    """The currency whose price this is, such as USD of `CHF/USD`; None where it is no price of another currency.

    >>> bought_currency("CHF/USD"), bought_currency("CHF/page"), bought_currency("CHF/CHF")
    ('USD', None, None)
    """
    currency = money(unit)
    bought = unit.partition("/")[2] if currency else None
    plain = currency is not None and unit.startswith(f"{currency}/")
    return bought if plain and bought and bought != currency and is_currency(bought) else None


@functools.lru_cache(maxsize=1024)
def _meant(text: str) -> str | None:
    """The well-formed unit that is meant, the text itself when it is one; None when there is no telling."""
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    if multiple := _multiple_of_money(text):
        return multiple
    text = re.sub(r"(?i)\bper[ -]?cent\b|%", "percent", text)
    text = re.sub(r" ?([*/]) ?| per ", lambda match: match[1] or "/", text)
    text = re.sub(r"[ \u2010-\u2015-]+", "_", text)
    if not _UNIT.fullmatch(text):
        return None
    return "".join(map(_meant_name, re.split(r"([*/])", text)))


_SIGNS = {"US$": "USD", "€": "EUR", "²": "2", "³": "3"}
_SIZES = {
    "k": frozenset({"k", "000", "000s", "1000", "thousand", "thousands"}),
    "M": frozenset({"m", "mio", "mln", "mn", "million", "millions"}),
}


def _multiple_of_money(text: str) -> str | None:
    """What stands for thousands or millions of a currency in words, such as `USD thousands`; None of all else."""
    parts = re.split(r"[\s'’.,_]+", re.sub("1[,.' ]000", "1000", text))
    words = [word for word in parts if word and word.casefold() not in ("of", "in")]
    money = [word for word in words if is_currency(word)]
    sizes = [prefix for word in words for prefix, known in _SIZES.items() if word.casefold() in known]
    return f"{sizes[0]}{money[0]}" if (len(words), len(money), len(sizes)) == (2, 1, 1) else None


def _meant_name(name: str) -> str:
    bare = name.replace("_", "").casefold()
    return _MEANT.get(bare) or _MEANT.get(bare.removesuffix("s"), name)


def _names(unit: str) -> dict[str, int]:
    """The names in a unit and their powers, read from left to right; `page/year` is page¹ year⁻¹."""
    if complaint := complain_about(unit):
        raise UnitMismatch(complaint)
    powers: Counter[str] = Counter()
    sign = 1
    for part in re.split(r"([*/])", unit):
        if part in ("*", "/"):
            sign = 1 if part == "*" else -1
        else:
            powers[part] += sign
    return {name: power for name, power in powers.items() if power}


def _alternatives(unit: str) -> list[str]:
    """The other units of the same kind that the library knows."""
    related = {name: names for names in _RELATED for name in names}
    parts = [related.get(part) or _multiples(part) or (part,) for part in re.split(r"([*/])", unit)]
    ways = itertools.islice(itertools.product(*parts), 64)  # a unit of a hundred months has too many to look at
    return [other for other in map("".join, ways) if other != unit]


def _multiples(name: str) -> tuple[str, ...]:
    """A currency, its thousands and its millions; nothing of what is none of them."""
    found = _MULTIPLE.fullmatch(name)
    code = found[2] if found else name
    return (code, *(f"{prefix}{code}" for prefix in _PREFIXES)) if is_currency(code) else ()


# --- pint -------------------------------------------------------------------------------------------------


class _Registry:
    """A pint registry of our own that learns names as they come, and the exact size of each unit it knows."""

    def __init__(self) -> None:
        from pint import UnitRegistry

        self.pint: UnitRegistry[Decimal] = UnitRegistry(
            None,  # pyright: ignore[reportArgumentType]  # no file of definitions; pint takes it
            non_int_type=Decimal,  # pyright: ignore[reportArgumentType]  # pint takes it, its annotation says float
        )
        self.sizes: dict[str, Fraction] = {}  # in the base unit of its dimension
        for name, meaning in _DEFINITIONS.items():
            self._define(name, meaning)

    def container(self, names: dict[str, int]) -> "UnitsContainer":
        for name in names:
            self._learn(name)
        return self.pint.UnitsContainer(names)

    def _learn(self, name: str) -> None:
        """A name as a unit of its own kind; thousands and millions of a currency as multiples of it."""
        if name not in self.sizes:
            multiple = _MULTIPLE.fullmatch(name)
            if multiple:
                self._learn(multiple[2])
            self._define(name, f"{_PREFIXES[multiple[1]]} {multiple[2]}" if multiple else f"[{name}]")

    def size(self, names: dict[str, int]) -> Fraction:
        return math.prod((self.sizes[name] ** power for name, power in names.items()), start=Fraction(1))

    def _define(self, name: str, meaning: str) -> None:
        # pint multiplies Decimals and keeps the product: never in a caller's context of, say, one digit.
        with localcontext(Context(prec=50)):
            self.pint.define(f"{name} = {meaning}")
            size, _ = self.pint.get_root_units(self.pint.UnitsContainer({name: 1}))
        self.sizes[name] = Fraction(str(size))


_lock = threading.Lock()


@functools.cache
def _registry() -> _Registry:
    """The one registry of the process, made on first use; ask for it and use it with the lock held."""
    return _Registry()
