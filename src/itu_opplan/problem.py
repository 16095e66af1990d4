"""One finding about a plan, as data: its rule, weight, address, sentence and place in a file."""

import datetime
from decimal import Decimal
from enum import Enum

import attrs

from .immutable import Immutable
from .texts import format_words
from .wording import on_one_line, quote, shorten

__all__ = [
    "GROUPS",
    "Location",
    "Problem",
    "Severity",
    "bounded",
    "fault",
    "short_about",
    "short_path",
    "short_section",
    "short_sentence",
]

GROUPS = {
    "OP1": "references",
    "OP2": "strategy",
    "OP3": "figures",
    "OP4": "capacity",
    "OP5": "results",
    "OP6": "funding",
    "OP7": "dates",
    "OP8": "numbering",
    "OP9": "completeness",
}
"""The group of each rule of the catalogue, by how its id begins."""
_MAX_SENTENCE, _MAX_PATH, _MAX_SECTION, _MAX_ABOUT = 1_000, 1_500, 60, 100
"""Characters of a message, an address, a section, and what tells findings apart. No address of a plan is longer."""
_MAX_TEXT, _MAX_ITEMS, _MAX_ITEM, _MAX_DIGITS = 1_000, 50, 100, 60
"""Characters of a text, items of a list, characters of each, and digits of a figure, that a problem holds as data."""


class _Bounded(tuple[object, ...]):
    """A list as problems hold it, so that it is looked at once, however many problems have it."""

    __slots__ = ()


def short_sentence(text: str) -> str:
    """A message: a converter of fields."""
    return shorten(text, _MAX_SENTENCE)


def short_path(text: str) -> str:
    """An address: a converter of fields."""
    return shorten(text, _MAX_PATH)


def short_section(text: str | None) -> str | None:
    """A section, or None: a converter of fields."""
    return None if text is None else shorten(text, _MAX_SECTION)


def short_about(text: str | None) -> str | None:
    """What a problem is about, or None: a converter of fields."""
    return None if text is None else shorten(text, _MAX_ABOUT)


def bounded(value: object) -> object:
    """A value as problems hold it, hashable, never long, and of a kind that `plain` takes: a converter of fields.

    Lists are tuples, of which the first fifty items stay; a figure with an absurd exponent, and whatever is neither a
    figure, a text, a date nor a word, is what messages show of it.

    >>> bounded(["a", 1]), bounded({"a": 1}), bounded(Decimal("1E+900000000"))
    (('a', 1), 'a table', '1E+900000000')
    """
    if type(value) is _Bounded:
        return value
    if isinstance(value, list | tuple):
        kept = [quote(one) if isinstance(one, list | tuple) else _bounded(one, _MAX_ITEM) for one in value[:_MAX_ITEMS]]
        return _Bounded(kept if len(value) <= _MAX_ITEMS else [*kept, "…"])
    return _bounded(value, _MAX_TEXT)


def _bounded(value: object, most: int) -> object:
    """One value that is no list; of a text so many characters."""
    match value:
        case None | bool():
            return value
        case Enum():
            return _bounded(value.value, most)
        case str():
            return shorten(str.__str__(value), most)
        case int() if abs(value) < 10**_MAX_DIGITS:
            return int(value)
        case Decimal() if value.is_finite() and len(value.as_tuple().digits) <= _MAX_DIGITS:
            exact = Decimal(value)  # a subclass may write itself otherwise
            longest = max(abs(exact.adjusted()), abs(int(exact.as_tuple().exponent)))
            return (exact if exact else exact.copy_abs()) if longest <= _MAX_DIGITS else str(exact)
        case datetime.date():
            return value
        case _ if attrs.has(type(value)) and "__str__" in vars(type(value)):  # a period, a grade
            return value
        case _:
            return quote(value)


class Severity(Enum):
    """How much a problem weighs. What is an `ERROR` whatever the profile keeps a plan from being loaded or written.

    >>> Severity.WARNING.value
    'warning'
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@attrs.frozen(eq=False, repr=False)
class Location(Immutable):
    """A place in a text or a workbook: where a problem can be mended.

    Attributes:
        file: name of the file, relative to the folder of the plan; `<text>` for text given to `loads`.
        line: from 1; None where only the file is known.
        column: from 1, in characters; None where only the line is known.
        cell: of a workbook the sheet, or the sheet and the cell, as formulas cite it: `Effort!C7`.

    >>> print(Location("outputs/PP.toml", 14), Location("SPU.xlsx", cell="Effort!C7"))
    outputs/PP.toml:14 Effort!C7
    """

    file: str
    line: int | None = None
    column: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        return self.cell or (self.file if self.line is None else f"{self.file}:{self.line}")

    __format__ = format_words


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Problem(Immutable):
    """One finding about a plan.

    Attributes:
        rule: stable id of the rule that found it, such as `OP301`.
        severity: how much it weighs.
        path: address of what it is about, such as `departments.SGO.staffing[total, 2007]`.
        message: what is wrong and what would be right, in one sentence without the place.
        section: number of the section in the printed document; None where the plan does not say.
        expected: what would be right, as data; None where there is no single such value.
        actual: what was found, as data. Both are hashable, never long, and of kinds that `plain` takes: a list is a
            tuple of its first fifty items, each of 100 characters at most; a table or a figure with an absurd exponent
            is described in words.
        location: file, line and column; None for a plan that did not come from a file.
        trail: keys and indices of the place in the raw tables of the file; empty where `path` says it all.
        dim: the dim of a table of which `actual` is a label; None where it is none.
        about: which of several things at the address it is about, such as a period; None where there is one.
        identity: the address by codes and texts, for the key, where `path` has places in lists; None where it has none.
        concerns: the departments, units and outputs that it concerns, as pairs of what they are and their code.
        reason: why it is let stand; None where it is open.

    >>> print(
    ...     Problem(
    ...         rule="OP103", severity=Severity.ERROR, path="outputs.PP.effort", message="unknown department 'CECC'"
    ...     )
    ... )
    outputs.PP.effort: unknown department 'CECC'
    """

    rule: str
    severity: Severity
    path: str = attrs.field(converter=short_path)
    message: str = attrs.field(converter=short_sentence)
    section: str | None = attrs.field(default=None, converter=short_section)
    expected: object = attrs.field(default=None, converter=bounded)
    actual: object = attrs.field(default=None, converter=bounded)
    location: Location | None = None
    trail: tuple[str | int, ...] = attrs.field(default=(), eq=False, repr=False)
    dim: str | None = attrs.field(default=None, eq=False, repr=False)
    about: str | None = attrs.field(default=None, converter=short_about, eq=False, repr=False)
    identity: str | None = attrs.field(default=None, eq=False, repr=False)
    concerns: frozenset[tuple[str, str]] = attrs.field(default=frozenset(), eq=False, repr=False)
    reason: str | None = None

    @property
    def key(self) -> str:
        """Its rule, and its address by codes and texts, by which it is known when others come and go.

        In a report each key stands once. It does not change with the message, nor with the figures.

        >>> Problem(rule="OP308", severity=Severity.NOTE, path="outputs.PP.effort", message="rises", about="2008").key
        'OP308 outputs.PP.effort: 2008'
        """
        return on_one_line(" ".join(filter(None, [self.rule, self.known_as])))

    @property
    def known_as(self) -> str:
        """Its address by codes and texts, and which of several things there it is about: its key without the rule."""
        where = self.path if self.identity is None else self.identity
        return f"{where}: {self.about}" if self.about else where

    @property
    def group(self) -> str:
        """The group of its rule, such as `figures`; `shape` where a text is no plan, `own` for rules of a caller."""
        return "shape" if self.rule.startswith("OP0") else GROUPS.get(self.rule[:3], "own")

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        return on_one_line(f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}")

    __format__ = format_words


def fault(
    path: str,
    message: str,
    *,
    rule: str = "OP004",
    actual: object = None,
    trail: tuple[str | int, ...] = (),
    location: Location | None = None,
) -> Problem:
    """A problem of severity `error`: what no plan can be.

    >>> print(fault("outputs.PP.title", "must be text, got 5"))
    outputs.PP.title: must be text, got 5
    """
    return Problem(
        rule=rule,
        severity=Severity.ERROR,
        path=path,
        message=message,
        actual=actual,
        trail=trail,
        location=location,
    )
