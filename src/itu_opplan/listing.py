"""Listing: findings that are words as much as figures, printed as a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar, overload

import attrs

from . import display
from .digits import group_digits, write_figure
from .errors import InvalidPlan, refusal, whole_number
from .grades import Grade
from .periods import Period
from .table import Missing
from .table.cells import MISSING_WORDS
from .wording import positional, quote, shorten

__all__ = ["PLACES", "WIDTH", "Listing", "show_value"]

LineT = TypeVar("LineT")

_QUOTIENT = -12
"""The exponent of a quotient, at most: a figure that a plan states has hardly so many decimals."""
PLACES = "places"
"""The key in the metadata of a line's field under which stands with how many decimals its quotients are shown."""
WIDTH = "width"
"""Likewise, how many characters of its text are shown; dataframes have all of it."""
_AS_IT_IS = display.Options()


def _lines(lines: Iterable[LineT]) -> tuple[LineT, ...]:
    if isinstance(lines, str) or not isinstance(lines, Iterable):
        raise TypeError(f"lines: must be several objects of one class, got {quote(lines)}")
    return tuple(lines)


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    found = () if isinstance(texts, str) or not isinstance(texts, Iterable) else tuple(texts)
    if isinstance(texts, str) or not all(isinstance(text, str) for text in found):
        raise TypeError(f"columns, notes: must be several texts, got {quote(texts)}")
    return found


@attrs.frozen(repr=False)
class Listing(display.Printable, Sequence[LineT], Generic[LineT]):
    """An immutable sequence of lines of one class that prints, and shows in a notebook, as a table.

    Attributes:
        lines: the lines.
        columns: the attributes of a line that are shown, in order.
        labels: how many of them are labels, at the left.
        title: what stands above.
        notes: what stands below, about all lines; a slice has none.

    >>> from .periods import Period
    >>> print(Listing((Period(2008, 2008), Period(2009, 2011)), columns=("first", "last"), labels=1))
    first  last
    -----------
    2008   2008
    2009   2011
    """

    lines: tuple[LineT, ...] = attrs.field(converter=_lines)
    columns: tuple[str, ...] = attrs.field(converter=_texts)
    labels: int = 1
    title: str = ""
    notes: tuple[str, ...] = attrs.field(default=(), converter=_texts)

    def __attrs_post_init__(self) -> None:
        if not self.columns or whole_number("labels", self.labels) > len(self.columns):
            raise refusal(f"must be from 0 to {len(self.columns)}, the columns, got {self.labels}", path="labels")
        for number, line in enumerate(self.lines):
            if missing := [column for column in self.columns if not hasattr(line, column)]:
                raise refusal(f"has no {', '.join(missing)}, got {quote(line)}", path=f"lines[{number}]", actual=line)

    @overload
    def __getitem__(self, index: int) -> LineT: ...
    @overload
    def __getitem__(self, index: slice) -> "Listing[LineT]": ...
    def __getitem__(self, index: int | slice) -> "LineT | Listing[LineT]":
        if isinstance(index, slice):
            return attrs.evolve(self, lines=self.lines[index], notes=())
        return self.lines[index]

    def __len__(self) -> int:
        return len(self.lines)

    def keep(self, predicate: Callable[[LineT], bool]) -> "Listing[LineT]":
        """Only the lines for which the predicate is true. Title and notes stay: they speak of all lines.

        >>> from itu_opplan import bundled, effort, explain
        >>> plan = bundled("gs-2008-2011")
        >>> found = explain(plan, "effort", effort(plan), output="CYBER", period="2008")
        >>> print(found.keep(lambda line: line.printed != 0))
        0.9 work_month: output CYBER, 2008
        path                             section   printed  factor  part
        ----------------------------------------------------------------
        outputs.CYBER.effort[SPU, 2008]  II.8.1.4      0.9       1   0.9
        """
        if not callable(predicate):
            wanted = "a function, such as lambda line: line.part > 0"  # type: ignore[unreachable]  # of others
            raise TypeError(f"predicate: must be {wanted}, got {quote(predicate)}")
        return attrs.evolve(self, lines=filter(predicate, self.lines))

    def _grid(self, options: display.Options) -> display.Grid:
        chosen, note = display.shown_rows(len(self), options.rows)
        lines = [self.lines[number] for number in chosen]
        cls = type(lines[0]) if lines else None
        known = {one.name: one.metadata for one in attrs.fields(cls)} if cls and attrs.has(cls) else {}
        about = [known.get(column, {}) for column in self.columns]
        widths = [one.get(WIDTH) for one in about]
        each = [attrs.evolve(options, quotients=one.get(PLACES, 1)) for one in about]
        each[: self.labels] = [attrs.evolve(options, thousands="")] * self.labels
        return display.Grid(
            header=tuple(column.replace("_", " ") for column in self.columns),
            rows=tuple(
                tuple(map(_cell, [getattr(line, column) for column in self.columns], each, widths)) for line in lines
            ),
            labels=self.labels,
            missing=MISSING_WORDS,
            caption=self.title,
            notes=(*note, *(() if self.lines else ("none",)), *self.notes),
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return {column: [_framed(getattr(line, column)) for line in self.lines] for column in self.columns}

    def _orders(self) -> Mapping[str, Sequence[str]]:
        found = {column: _find_order(column, (getattr(line, column) for line in self.lines)) for column in self.columns}
        return {column: order for column, order in found.items() if order}

    def _about(self) -> Mapping[str, str]:
        said = {"title": self.title, "notes": "\n".join(self.notes)}
        return {name: text for name, text in said.items() if text}

    def __repr__(self) -> str:
        return f"<Listing: {len(self)} lines of {', '.join(self.columns)}>"


def _framed(value: object) -> object:
    """A value for a dataframe: a figure as it is, all else as text, and nothing for nothing or a missing figure."""
    if isinstance(value, Decimal) or value is None or type(value) is int:
        return value
    return None if isinstance(value, Missing) else show_value(value) or None


def _find_order(column: str, values: Iterable[object]) -> Sequence[str]:
    """The order of values that are all words of one list, periods or grades, as on axes; empty where they have none."""
    found = [value for value in values if value is not None and value != ""]
    if column == "period":
        found = [_read_period(value) for value in found]
    kinds = {type(value) for value in found}
    kind = kinds.pop() if len(kinds) == 1 else object
    if issubclass(kind, Enum) and kind is not Missing:
        return [show_value(word) for word in kind]
    if kind not in (Period, Grade):
        return ()
    return [str(value) for value in sorted(set(found), reverse=kind is Grade)]  # type: ignore[type-var]  # they compare


def _read_period(value: object) -> object:
    """The period that a text is; what is none stays."""
    try:
        return Period.parse(value) if isinstance(value, str) else value
    except InvalidPlan:
        return value


def _cell(value: object, options: display.Options, width: int | None) -> str:
    """A value as a cell of the grid."""
    shown = show_value(value, options)
    if isinstance(value, Decimal | Missing) or type(value) is int:
        return display.FigureText(shown)
    return shown if width is None else shorten(" ".join(shown.split()), width)


def show_value(value: object, options: display.Options = _AS_IT_IS) -> str:
    match value:
        case None | Missing.NOT_STATED:
            return ""
        case Enum():
            return str(value.value)
        case Decimal():
            return _figure(value, options)
        case tuple():
            plain = attrs.evolve(options, thousands="")  # commas stand between the items
            return ", ".join(show_value(item, plain) for item in value)  # pyright: ignore[reportUnknownArgumentType]  # of anything
        case Mapping():
            plain = attrs.evolve(options, thousands="")
            return ", ".join(f"{key} {show_value(item, plain)}" for key, item in value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # of anything
        case _:
            return str(value)


def _figure(value: Decimal, options: display.Options) -> str:
    """A figure to be read: with so many decimals, or as it is, but a quotient with as many as quotients have."""
    exponent, decimals = value.as_tuple().exponent, options.decimals
    if not isinstance(exponent, int) or (decimals is None and exponent > _QUOTIENT):
        written = positional(value)
    else:
        written = write_figure(value, options.quotients if decimals is None else decimals)
    return group_digits(written, options.thousands)
