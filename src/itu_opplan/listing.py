"""Listing: findings that are words as much as figures, printed as a table."""

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar, overload

import attrs

from . import display
from .cells import MISSING_WORDS, Missing

__all__ = ["Listing"]

LineT = TypeVar("LineT")

_QUOTIENT = -12
"""The exponent of a quotient, at most: a figure that a plan states has hardly so many decimals."""


@attrs.frozen(repr=False)
class Listing(Sequence[LineT], Generic[LineT]):
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

    lines: tuple[LineT, ...]
    columns: tuple[str, ...]
    labels: int = 1
    title: str = ""
    notes: tuple[str, ...] = ()

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

    def _grid(self) -> display.Grid:
        return display.Grid(
            header=tuple(column.replace("_", " ") for column in self.columns),
            rows=tuple(tuple(_shown(getattr(line, column)) for column in self.columns) for line in self.lines),
            labels=self.labels,
            missing=MISSING_WORDS,
            caption=self.title,
            notes=(*(() if self.lines else ("none",)), *self.notes),
        )

    def to_text(self) -> str:
        """The lines as aligned text, as `print` shows them."""
        return display.text(self._grid())

    def to_markdown(self) -> str:
        """The lines as a Markdown table."""
        return display.markdown(self._grid())

    def to_html(self) -> str:
        """The lines as an HTML table, as a notebook shows them."""
        return display.html(self._grid())

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Listing: {len(self)} lines of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        return self.to_html()


def _shown(value: object) -> str:
    match value:
        case None | Missing.NOT_STATED:
            return ""
        case Enum():
            return str(value.value)
        case Decimal():
            return _figure(value)
        case tuple():
            return ", ".join(map(_shown, value))  # pyright: ignore[reportUnknownArgumentType]  # of anything
        case _:
            return str(value)


def _figure(value: Decimal) -> str:
    """A figure to be read: as it is, a quotient with one decimal."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or exponent > _QUOTIENT:
        return f"{value:f}"
    number = int("".join(map(str, digits)))
    return display.figure(-number if sign else number, -exponent, 1)
