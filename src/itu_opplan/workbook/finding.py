"""Where the table of a sheet stands in a workbook: by the name of the table, or of the sheet, and by its headers."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..problem import Severity
from ..texts import fold
from ..wording import quote
from .cells import read_label
from .opening import Page
from .sheets import Column, Sheet

__all__ = ["Grid", "find_grid", "is_like"]

_HEAD = 50
"""Rows in which headers are looked for, where the table has lost its name."""


class Grid(NamedTuple):
    """The table of a sheet.

    Attributes:
        page: where it stands.
        row: the row of headers.
        columns: the columns of the headers that were looked for, from 1.
        others: the texts of all other headers, by column; a header that stands twice is among them.
    """

    page: Page
    row: int
    columns: Mapping[str, int]
    others: Mapping[int, str]

    def complaints(self, sheet: Sheet, made: Sheet) -> Iterator[tuple[int, int, str, Severity]]:
        """What is wrong with the headers: row, column, sentence, and how much it weighs.

        Args:
            sheet: the sheet as it is for the whole plan.
            made: the sheet as it was made, of some departments or outputs.
        """
        there = ", ".join([*self.columns, *self.others.values()])
        known = {fold(column.header): column.header for column in sheet.columns}
        for column in made.of("key", "figure", "value", "text"):
            if column.header not in self.columns:
                message = f"no column {quote(column.header)}; there are {there}"
                if column.holds == "key":
                    yield self.row, 1, f"{message}; nothing of this sheet is read", Severity.ERROR
                else:
                    yield self.row, 1, f"{message}; it changes nothing", Severity.WARNING
        for number, text in self.others.items():
            if fold(text) in known:
                yield self.row, number, f"a second column {quote(text)}; it is not read", Severity.ERROR
            else:
                yield self.row, number, f"the plan has no {quote(text)}; this column is not read", Severity.NOTE


def find_grid(pages: Sequence[Page], sheet: Sheet) -> Grid | None:
    """Where the table of a sheet stands; None where the workbook does not have it."""
    needed = sheet.of("key") or sheet.of("figure")
    for page in pages:
        if (first := page.tables.get(sheet.table.casefold())) is not None:
            return _make_grid(page, _find_headers(page, needed, first[0]), sheet)
    for page in pages:
        if page.title.casefold() == sheet.title.casefold():
            return _make_grid(page, _find_headers(page, needed) or 1, sheet)
    return None


def is_like(page: Page, sheet: Sheet) -> bool:
    """Whether a page has all columns of a sheet."""
    return _find_headers(page, sheet.of("key", "figure", "value", "text")) > 0


def _find_headers(page: Page, columns: Iterable[Column], likely: int = 0) -> int:
    """The row that has the headers of these columns: the likely one, or the first; the likely one where none has."""
    wanted = {fold(column.header) for column in columns}
    rows = (likely, *itertools.islice(page.rows, _HEAD))
    return next((row for row in rows if wanted <= {*map(fold, _texts(page, row).values())}), likely)


def _texts(page: Page, row: int) -> dict[int, str]:
    """The texts of a row by their columns."""
    return {column: text for column, raw in page.rows.get(row, {}).items() if (text := read_label(raw))}


def _make_grid(page: Page, row: int, sheet: Sheet) -> Grid:
    wanted = {fold(column.header): column.header for column in sheet.columns}
    columns: dict[str, int] = {}
    others: dict[int, str] = {}
    for number, text in _texts(page, row).items():
        header = wanted.get(fold(text))
        if header is None or header in columns:
            others[number] = text
        else:
            columns[header] = number
    return Grid(page, row, columns, others)
