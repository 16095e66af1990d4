"""Workbooks that people send, opened with openpyxl, which is loaded on first use (the extra `excel`)."""

import functools
import io
import math
import operator
import os
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import attrs

from ..errors import FormatError
from ..immutable import Immutable
from ..late import late_pattern
from ..storage.layout import refuse, tell_reason
from ..storage.read import read_bytes
from .sheets import INSTALL, letters

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["Book", "Page", "Raw", "add_comments", "cite", "open_book"]

_MAX_BYTES, _MAX_UNPACKED, _MAX_PARTS = 32 * 2**20, 64 * 2**20, 5_000
_MAX_SPAN = 1_000_000
"""Cells of merged ranges and links: openpyxl makes an object of each."""


class Raw(NamedTuple):
    """What a cell holds.

    Attributes:
        value: a text, a number, a date …; None where it is empty. Of a formula the value that the program computed.
        formula: whether it is a formula.
        error: whether the value is an error, such as `#DIV/0!`.
        shown: how a number is shown.
    """

    value: object = None
    formula: bool = False
    error: bool = False
    shown: str = "General"

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing, nor a formula whose value nobody has computed."""
        return self.value is None and not self.formula


@attrs.frozen(eq=False, repr=False)
class Page(Immutable):
    """One sheet.

    Attributes:
        title: its name.
        tables: where the named tables on it begin: row and column from 1, by name.
        cells: the cells that are not empty, by row and column.
    """

    title: str
    tables: Mapping[str, tuple[int, int]]
    cells: Mapping[tuple[int, int], Raw]

    @functools.cached_property
    def rows(self) -> Mapping[int, Mapping[int, Raw]]:
        """The rows that have cells, from above: the cells of each by their columns."""
        found: dict[int, dict[int, Raw]] = {}
        for (row, column), raw in sorted(self.cells.items(), key=operator.itemgetter(0)):
            found.setdefault(row, {})[column] = raw
        return found


@attrs.frozen(eq=False, repr=False)
class Book(Immutable):
    """A workbook.

    Attributes:
        name: the path as it was given.
        pages: its sheets with cells, hidden ones too.
    """

    name: str
    pages: tuple[Page, ...]


def open_book(source: str | os.PathLike[str] | IO[bytes]) -> Book:
    """The sheets of a workbook.

    Raises:
        FormatError: it cannot be read, or is none; the message says what it seems to be.
        ImportError: openpyxl is not installed.
    """
    name, data = _read(source)
    values, formulas = _load(name, data, values=True), _load(name, data, values=False)
    try:
        return Book(name, tuple(_pages(values, formulas)))
    except Exception as error:  # whatever a broken file makes it raise
        raise _broken(name, error) from error


def _pages(values: "Workbook", formulas: "Workbook") -> Iterator[Page]:
    for page, beside in zip(values.worksheets, formulas.worksheets, strict=True):
        tables = {
            str(one.name or one.displayName).casefold(): _first_cell(str(one.ref)) for one in page.tables.values()
        }
        cells = {at: Raw(formula=True) for at, cell in _held(beside) if cell.data_type == "f"}
        for at, cell in _held(page):
            if cell.value is not None:
                cells[at] = Raw(cell.value, at in cells, cell.data_type == "e", str(cell.number_format))
        yield Page(str(page.title), tables, cells)


def _held(page: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    """The cells that a sheet has; `iter_rows` would make all those between them, which may be billions."""
    yield from page._cells.items()


def _first_cell(ref: str) -> tuple[int, int]:
    first, _ = _span(ref)
    return first


def _read(source: str | os.PathLike[str] | IO[bytes]) -> tuple[str, bytes]:
    """The name and the bytes of what may be a workbook, and will not fill the memory."""
    name, data = read_bytes(source, _MAX_BYTES)
    if os.path.basename(name).startswith("~$"):
        raise refuse("the mark of a program that has a workbook open; name the workbook itself", name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse("an old .xls, or has a password; save it as .xlsx, without a password", name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
                raise refuse(f"too big: a workbook may have {_MAX_UNPACKED // 2**20} MiB unpacked", name)
            names = {part.filename for part in parts}
            if "mimetype" in names and packed.read("mimetype").startswith(b"application/vnd.oasis.opendocument"):
                raise refuse("an OpenDocument file; save it as .xlsx", name)
            if "xl/workbook.bin" in names:
                raise refuse("a binary workbook (.xlsb); save it as .xlsx", name)
            for part in parts:
                if part.filename.lower().endswith(".xml"):
                    _refuse_spans(packed.read(part), name)
    except FormatError:
        raise
    except Exception as error:  # a broken archive makes zipfile raise many things
        raise refuse(f"no workbook (.xlsx): {tell_reason(error)}", name) from error
    return name, data


def _refuse_spans(xml: bytes, name: str) -> None:
    """Refuse what openpyxl would make millions of cells of."""
    total = 0
    if b"\0" in xml[:200]:
        raise refuse("cannot be read as a workbook: a part is not UTF-8", name)
    for ref in _SPANS.findall(xml):
        try:
            (top, left), (bottom, right) = _span(ref.decode())
        except ValueError:
            raise refuse("cannot be read as a workbook: a range is none", name) from None
        total += max(bottom - top + 1, 1) * max(right - left + 1, 1)
    if total > _MAX_SPAN:
        raise refuse(f"too big: its merged cells and links span {total:,} cells", name)


_SPANS = late_pattern(rb"""<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\s(?:[^>]*?\s)?ref\s*=\s*["']([^"']*)["']""")
_CELL = late_pattern(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def _span(ref: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last cell of a range: row and column.

    >>> _span("A5:I106")
    ((5, 1), (106, 9))
    """
    first, _, last = ref.partition(":")
    return _place(first), _place(last or first)


def _place(cell: str) -> tuple[int, int]:
    found = _CELL.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    return int(found[2]), functools.reduce(lambda so_far, letter: 26 * so_far + ord(letter) - 64, found[1].upper(), 0)


def _load(name: str, data: bytes, *, values: bool) -> "Workbook":
    try:
        import openpyxl
    except ImportError as error:
        raise ImportError(f"reading a workbook needs openpyxl: {INSTALL}") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not keep, which nobody reads
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception as error:  # whatever a broken file makes it raise
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> FormatError:
    return refuse(f"cannot be read as a workbook: {type(error).__name__}: {tell_reason(error)}", name)


# --- comments ---------------------------------------------------------------------------------------------------------


_PLAIN = re.compile(r"[^\W\d]\w*")


def cite(title: str, row: int = 0, column: int = 0) -> str:
    """A sheet, or a cell of it, as formulas cite it.

    >>> cite("Effort", 7, 3), cite("Volumes of services", 1, 28), cite("Effort")
    ('Effort!C7', "'Volumes of services'!AB1", 'Effort')
    """
    sheet = title if _PLAIN.fullmatch(title) else "'{}'".format(title.replace("'", "''"))
    return f"{sheet}!{letters(column)}{row}" if row else sheet


def add_comments(source: str | os.PathLike[str] | IO[bytes], comments: Mapping[str, str]) -> bytes:
    """A copy of a workbook with these comments on cells, which are cited as formulas do."""
    name, data = _read(source)
    book = _load(name, data, values=False)
    from openpyxl.comments import Comment

    try:
        pages = {str(page.title).casefold(): page for page in book.worksheets}
        for cited, text in comments.items():
            sheet, _, cell = cited.rpartition("!")
            title = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
            if (page := pages.get(title.casefold())) is None:
                continue
            place: Any = page[cell]
            before = f"{place.comment.text}\n\n" if place.comment is not None else ""
            height = 40 + 20 * math.ceil(len(before + text) / 50)
            place.comment = Comment(before + text, "itu-opplan", width=360, height=min(height, 400))
        buffer = io.BytesIO()
        book.save(buffer)
    except Exception as error:
        raise _broken(name, error) from error
    return buffer.getvalue()
