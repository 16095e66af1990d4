"""Words for messages: quoting, the nearest of the known names, plurals, amounts."""

import functools
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from .late import late_pattern

__all__ = [
    "Names",
    "all_of",
    "amount_in",
    "begin_large",
    "close_matches",
    "count_of",
    "few",
    "in_months",
    "in_unit",
    "name_unit",
    "on_one_line",
    "one_of",
    "plural",
    "positional",
    "quote",
    "quote_some",
    "shorten",
    "suggestions",
]


def on_one_line(text: str) -> str:
    r"""A text as a message shows it: what ends a line, steers a terminal or turns the direction of reading is escaped.

    >>> print(on_one_line("a\nb.toml"))
    a\nb.toml
    """
    return text if text.isascii() and text.isprintable() else _UNPRINTED.sub(lambda found: ascii(found[0])[1:-1], text)


_UNPRINTED = late_pattern(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def shorten(text: str, most: int = 200) -> str:
    """A text of which messages show so many characters at most.

    >>> shorten("Council", 5)
    'Coun…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def quote(value: object) -> str:
    """A value as a message shows it: text in quotes and never long, the rest as TOML writes it.

    >>> quote("CECC"), quote(True), quote([1, 2]), quote({})
    ("'CECC'", 'true', 'a list', 'a table')
    """
    match value:
        case str():
            return repr(shorten(str.__str__(value), 60))  # the text alone, of a member of an enum too
        case bool():
            return "true" if value else "false"
        case Decimal() if not value.is_nan() and not value:
            return quote(str(value.copy_abs()))[1:-1]
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
        case set() | frozenset():
            return "a set, which has no order"
        case type():
            return f"the class {value.__name__}"
        case int() if abs(value) >= 10**40:
            return "a number of more than 40 digits"
        case None:
            return "nothing"
        case _ if attrs.has(type(value)) and "__str__" not in vars(type(value)):
            return " ".join(filter(None, [type(value).__name__, getattr(value, "code", None)]))
        case _ if callable(value):
            return "a function"
        case _:
            text = str(value)
            if "\n" in text:  # what prints as a table or as several lines
                text = f"a {type(value).__name__}"
            return shorten(text, 60)


def close_matches(wanted: object, known: Iterable[str]) -> list[str]:
    """The names of which the wanted one is a slip or the beginning, nearest first, at most three.

    A slip is a letter too many, too few or wrong, or two that changed places; long words may have several. Another word
    is no slip, however many letters it shares.

    >>> close_matches("departmnt", ["department", "period"]), close_matches("base", ["baselines"])
    (['department'], ['baselines'])
    >>> close_matches("verification", ["section"]), close_matches("start", ["state"])
    ([], [])
    """
    text = _letters(str(wanted)[:65])
    by_letters = {_letters(name): name for name in reversed(list(known))}
    ranked = [(rank, name) for own, name in reversed(by_letters.items()) if (rank := _slips(text, own)) is not None]
    return [
        name
        for rank, name in sorted(ranked, key=lambda one: one[0])[:3]
        if len(text) <= 64 and (len(text) > 2 or not rank)
    ]


def _letters(name: str) -> str:
    return re.sub(r"[-_\s]", "", name.casefold())


def _slips(wanted: str, name: str) -> int | None:
    """How many slips make one name of another; None where it is another word."""
    shorter = min(len(wanted), len(name))
    most = 1 + (shorter > 6) + (shorter > 10)
    if abs(len(wanted) - len(name)) <= most:
        before: list[int] = []
        row = list(range(len(name) + 1))
        for i, letter in enumerate(wanted, start=1):
            older, before, row = before, row, [i]
            for j, other in enumerate(name, start=1):
                slips = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != other))
                if i > 1 < j and letter != other and wanted[i - 2 : i] == other + name[j - 2]:
                    slips = min(slips, older[j - 2] + 1)
                row.append(slips)
        found = row[-1]
        if found <= most and name[:1] in wanted[:2] and wanted[:1] in name[:2]:  # nobody mistakes the beginning
            return found
    return most + 1 if name.startswith(wanted) else None


def suggestions(wanted: object, known: Iterable[object]) -> str:
    """The names nearest to the wanted one, then the others in their order; three, then an ellipsis.

    >>> suggestions("CECC", ["SGO", "CEC", "SPU", "IS"])
    'CEC, SGO, SPU …'
    """
    names = [shorten(str(name)) for name in known]
    by_folded = {name.casefold(): name for name in reversed(names)}
    text = str(wanted).casefold()
    import difflib  # few programs need it

    near = difflib.get_close_matches(text, by_folded, n=3, cutoff=0.5) if len(text) <= 64 else []
    ranked = list(dict.fromkeys([by_folded[name] for name in near] + names))
    return ", ".join(ranked[:3]) + (" …" if len(ranked) > 3 else "")


_MAX_COMPARED = 50_000
"""How many names are compared for the complaints about one list of names."""


class Names:
    """Known names, for complaints about any number of unknown ones. Each complaint names the nearest, until comparing
    has become too dear; then the first ones.

    Attributes:
        known: the names, each once.

    >>> Names(["SGO", "CEC", "SPU", "IS"]).nearest("CECC")
    'CEC, SGO, SPU …'
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.known = tuple(dict.fromkeys(known))
        self._compared = 0

    @property
    def too_many(self) -> bool:
        """Whether there were so many unknown names that complaints are kept short."""
        return self._compared > _MAX_COMPARED

    @functools.cached_property
    def _first(self) -> str:
        return suggestions("", self.known)

    def nearest(self, wanted: object) -> str:
        """What to suggest in the place of an unknown name; empty where no name is known."""
        self._compared += len(self.known)
        return self._first if self.too_many else suggestions(wanted, self.known)


def few(items: Iterable[object], most: int = 3) -> str:
    """Names for a message: the first ones, and how many more there are.

    >>> few("abcde")
    'a, b, c and 2 more'
    >>> few("ab", most=1)
    'a and 1 more'
    """
    names = [shorten(str(item)) for item in items]
    more = len(names) - most
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:most])} and {more} more"


def quote_some(texts: Iterable[str]) -> str:
    """The first of these texts, for a message; each once.

    >>> quote_some(["a", "b", "b", "c", "d"])
    "'a', 'b', 'c' and 1 more"
    """
    return few(quote(text) for text in dict.fromkeys(texts))


def count_of(number: int, total: int, noun: str, one: str, many: str) -> str:
    """How many of them, with the verb that this takes.

    >>> count_of(1, 3, "row", "has", "have"), count_of(3, 3, "row", "has", "have"), count_of(1, 1, "row", "has", "have")
    ('1 of 3 rows has', '3 of 3 rows have', 'the only row has')
    """
    some = f"the only {noun}" if total == 1 else f"{number} of {total} {noun}s"
    return f"{some} {one if number == 1 else many}"


def one_of(names: Sequence[str]) -> str:
    """Several names of which one is meant, in words.

    >>> one_of(["department", "unit", "body"])
    'department, unit or body'
    """
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def all_of(names: Iterable[object], most: int = 9) -> str:
    """Several names, of many the first, in words.

    >>> all_of(["2008", "2009"]), all_of("abcd", most=2)
    ('2008 and 2009', 'a and b and 2 more')
    """
    texts = list(map(str, names))
    more = len(texts) - most
    return " and ".join(texts if more <= 0 else [*texts[:most], f"{more} more"])


def positional(value: Decimal) -> str:
    """A figure without an exponent, as long as that makes sense, and a zero without a sign.

    >>> positional(Decimal("1E+3")), positional(Decimal("-0E+900000000"))
    ('1000', '0E+900000000')
    """
    exponent = value.as_tuple().exponent
    value = value if value else value.copy_abs()
    return f"{value:f}" if isinstance(exponent, int) and abs(exponent) <= 1_000 else str(value)


def plural(count: object, noun: str, verb: str = "") -> str:
    """How many of something there are, and what they do.

    >>> plural(1, "output", "ask"), plural(Decimal("2.50"), "work-month")
    ('1 output asks', '2.50 work-months')
    """
    number = positional(count) if isinstance(count, Decimal) else str(count)
    plural, singular = ("", "s") if count == 1 else ("s", "")
    return f"{number} {noun}{plural} {verb}{singular}" if verb else f"{number} {noun}{plural}"


def in_unit(value: Decimal, unit: str | None) -> str:
    """A figure with its unit, where it has one.

    >>> in_unit(Decimal("1E+3"), "CHF"), in_unit(Decimal(5), None)
    ('1000 CHF', '5')
    """
    return f"{positional(value)} {unit}" if unit else positional(value)


def begin_large(text: str) -> str:
    """The text with a large first letter.

    >>> begin_large("volumes of services"), begin_large("KPIs")
    ('Volumes of services', 'KPIs')
    """
    return text[:1].upper() + text[1:]


def name_unit(unit: str) -> str:
    """A unit in a sentence: words in the plural, other names as they are.

    >>> name_unit("work_month"), name_unit("work_month/year"), name_unit("FTE"), name_unit("kCHF/post")
    ('work-months', 'work-months/year', 'FTE', 'kCHF/post')
    >>> name_unit("percent"), name_unit("person_day")
    ('percent', 'person-days')
    """
    words, per, thing = unit.replace("_", "-").partition("/")
    counted = words.replace("-", "").islower() and not words.endswith("s") and words != "percent"
    return f"{words}{'s' if counted else ''}{per}{thing}"


def amount_in(value: object, unit: str) -> str:
    """A figure with its unit in a sentence.

    >>> amount_in(Decimal("2.50"), "work_month"), amount_in(1, "work_month"), amount_in(5, "FTE")
    ('2.50 work-months', '1 work-month', '5 FTE')
    """
    number = positional(value) if isinstance(value, Decimal) else value
    return f"{number} {unit.replace('_', '-') if value == 1 else name_unit(unit)}"


def in_months(value: Decimal, months: int) -> str:
    """A figure of so many months, which are named where they do not make a year.

    >>> in_months(Decimal(2700), 36), in_months(Decimal(300), 12), in_months(Decimal(75), 3)
    ('2700 in 3 years', '300', '75 in 3 months')
    """
    if months == 12:
        return positional(value)
    return f"{positional(value)} in " + (plural(months, "month") if months % 12 else plural(months // 12, "year"))
