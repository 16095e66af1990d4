"""What a sheet of a workbook is: columns, rows, and the places of the plan that its cells stand for."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

import attrs

from ..immutable import Immutable
from ..model.change import Change
from ..table import Cell
from ..wording import begin_large

__all__ = [
    "DIGITS",
    "INSTALL",
    "PLACES",
    "Column",
    "Content",
    "Holds",
    "Place",
    "Row",
    "Sheet",
    "letters",
    "name_sheet",
    "name_table",
]

INSTALL = "pip install 'itu-opplan[excel]'"
DIGITS = 15
"""Significant digits that programs of sheets keep. A figure with more stands as text; what they compute beyond them is
noise."""
PLACES = 6
"""Decimals that somebody may have typed: cells show as many, and more are taken for what a program computed."""

Holds: TypeAlias = Literal["key", "beside", "figure", "value", "text", "total"]
"""What a column holds: a label or an address that tells whose row it is; what only explains; figures of a table; values
of KPIs, which may be words; a text that may be reworded; the sum of the figures of a row."""
Content: TypeAlias = Cell | str
"""What a cell of a sheet says: a figure, why there is none, or words."""


class Place(NamedTuple):
    """The place of a plan that a cell stands for.

    Attributes:
        path: its address, or that of what a new entry makes.
        shown: what stands there; None where nothing does.
        unit: the unit of figures there, where it is known.
        change: makes the changes that put something else there.
    """

    path: str
    shown: Content | None
    unit: str | None
    change: Callable[[Content], tuple[Change, ...]]


class Row(NamedTuple):
    """One row of a sheet.

    Attributes:
        key: what tells it from others: a text for each column of keys.
        beside: what stands in columns that only explain, by header.
        places: what its other cells stand for, by header.
    """

    key: tuple[str, ...]
    beside: Mapping[str, str | None]
    places: Mapping[str, Place]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Column(Immutable):
    """One column of a sheet.

    Attributes:
        header: the text above it.
        holds: what it holds.
        dim: of a key the dim whose labels it has; empty where it has addresses, and is hidden.
        labels: the labels that it can have; none where it takes any.
    """

    header: str
    holds: Holds
    dim: str = ""
    labels: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Sheet(Immutable):
    """One sheet of a workbook.

    Attributes:
        title: its name.
        table: the name of its table.
        about: lines above the table.
        columns: the columns, keys first.
        rows: the rows.
        adds: whether the figures of its rows add up.
        negative: whether figures may be below 0.
        new_row: makes the row of a key that has none yet; None where no rows can be added.
    """

    title: str
    table: str
    about: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    adds: bool = False
    negative: bool = False
    new_row: Callable[[tuple[str, ...]], Row] | None = None

    def of(self, *holds: Holds) -> tuple[Column, ...]:
        """The columns that hold one of these."""
        return tuple(column for column in self.columns if column.holds in holds)


_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
_MOST = 31
"""Characters that the name of a sheet may have, those beyond the first 65 536 counted twice."""


def name_sheet(name: str, taken: Collection[str]) -> str:
    """A name that a sheet can have, and none of those that are taken has.

    >>> name_sheet("volumes of services", ()), name_sheet("a/b", ["A b"]), name_sheet("''", ())
    ('Volumes of services', 'A b 2', 'Sheet')
    """
    text = " ".join(_NO_TITLE.sub(" ", name).split()).strip("' ") or "Sheet"
    return _unite(begin_large(text), {"history", *map(str.casefold, taken)}, " ", _MOST)


def name_table(name: str, taken: Collection[str]) -> str:
    """A name that a table can have, and none of those that are taken has.

    >>> name_table("effort", ()), name_table("r&d", ["plan_r_d"])
    ('plan_effort', 'plan_r_d_2')
    """
    return _unite(f"plan_{re.sub('[^A-Za-z0-9_]', '_', name)}", [*map(str.casefold, taken)], "_", 255)


def _unite(text: str, taken: Iterable[str], mark: str, most: int) -> str:
    known, number = {*taken}, 1
    found = _cut(text, most)
    while found.casefold() in known:
        number += 1
        end = f"{mark}{number}"
        found = _cut(text, most - len(end)) + end
    return found


def _cut(text: str, most: int) -> str:
    """The beginning of a text, as long as programs of sheets count it."""
    while len(text.encode("utf-16-le")) > 2 * most:
        text = text[:-1]
    return text.rstrip("' ")


def letters(column: int) -> str:
    """How programs of sheets call a column, from 1.

    >>> letters(1), letters(26), letters(28)
    ('A', 'Z', 'AB')
    """
    found = ""
    while column > 0:
        column, last = divmod(column - 1, 26)
        found = chr(ord("A") + last) + found
    return found
