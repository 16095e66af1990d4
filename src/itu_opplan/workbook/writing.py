"""A plan as a workbook, written with XlsxWriter, which is loaded on first use (the extra `excel`)."""

import datetime
import hashlib
import io
import math
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from ..arguments import takes
from ..model.plan import OperationalPlan
from ..model.values import add_figures
from ..storage.layout import refuse
from ..storage.read import check_path
from ..storage.whole import replace_file
from ..table.cells import STATE_WORDS
from ..texts import width_of
from ..toml.files import dumps
from ..toml.kinds import PLAN
from .layout import ABOUT, FORMAT, LISTS, Selection, lay_out, shown_text
from .sheets import DIGITS, INSTALL, PLACES, WHOLE, Column, Content, Holds, Row, Sheet, letters

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it ships no types
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

__all__ = ["HEADER", "digest_of", "make_workbook", "write_workbook"]

HEADER = 4
"""The row of headers, from 0. The totals stand above them, so that rows can be added at the end of the table."""
_BLANK_ROWS, _ROOM = 5, 200
"""Empty rows at the end of a table, and how many more below it are checked and added up."""
_GREY = "#595959"
"""The colour of what only explains."""
_MADE = datetime.datetime(2000, 1, 1)  # the same in all workbooks, so that equal plans have the same bytes
_Lists: TypeAlias = Mapping[tuple[str, ...], str]
"""Where the lists of labels stand, as formulas cite them."""


@takes
def write_workbook(
    plan: OperationalPlan,
    path: str | os.PathLike[str],
    *,
    departments: str | Iterable[str] | None = None,
    outputs: str | Iterable[str] | None = None,
) -> None:
    """Write the figures and results of a plan as a workbook (`.xlsx`) that people fill in and send back.

    It has a sheet for each measure that the plan has figures of, one for its printed totals and one for its results and
    KPIs; `read_workbook` makes changes of what was filled in. The same plan makes the same bytes.

    Args:
        plan: the plan.
        path: the file. One that this function wrote is replaced as one act; one that somebody saved since is not.
        departments: only rows of these departments: what they give to outputs, what they have, their results and those
            that they answer for.
        outputs: only rows of these outputs. With both, what is of departments and outputs must be of some of both.

    Raises:
        UnknownCode: the plan has no such department or output.
        InvalidPlan: the plan has errors, such as links to what is not there; no file could be read against it.
        FormatError: the file cannot be written, or is not one to replace. Nothing has changed then.
        ImportError: XlsxWriter is not installed.

    >>> import tempfile
    >>> from itu_opplan import bundled
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(bundled("gs-2008-2011"), os.path.join(folder, "SPU.xlsx"), departments="SPU")
    ...     os.listdir(folder)
    ['SPU.xlsx']
    """
    name = check_path(path)
    if not name.lower().endswith(".xlsx"):
        raise refuse("the name of a workbook ends in .xlsx", name)
    selection: dict[str, tuple[str, ...]] = {}
    if departments is not None:
        selection["department"] = tuple(plan.department(code).code for code in _each(departments))
    if outputs is not None:
        selection["output"] = tuple(plan.output(code).code for code in _each(outputs))
    replace_file(name, make_workbook(plan, selection), _is_untouched)


def _each(codes: str | Iterable[str]) -> list[str]:
    return [codes] if isinstance(codes, str) else list(codes)


def digest_of(plan: OperationalPlan) -> str:
    """What tells one version of a plan from all others: equal plans whose figures have the same decimals have the same.

    Raises:
        InvalidPlan: the plan has errors.

    >>> from itu_opplan import bundled
    >>> len(digest_of(bundled("gs-2008-2011")))
    64
    """
    return hashlib.sha256(dumps(plan).encode()).hexdigest()


def make_workbook(plan: OperationalPlan, selection: Selection) -> bytes:
    """The bytes of a workbook."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise ImportError(f"writing a workbook needs XlsxWriter: {INSTALL}") from error
    about = {
        "workbook format": str(FORMAT),
        "plan": plan.code,
        "title": plan.title,
        "plan format": str(PLAN.format),
        "digest": digest_of(plan),
        **{f"{noun}s": ", ".join(codes) for noun, codes in selection.items()},
    }
    sheets = lay_out(plan, selection)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": plan.title, "created": _MADE})
    writer = _Writer(book, sheets)
    for sheet in sheets:
        writer.write(sheet)
    writer.write_lists()
    writer.write_about(about)
    book.close()
    return buffer.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: "Workbook", sheets: Sequence[Sheet]) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        columns = {column.labels: column.dim for sheet in sheets for column in sheet.columns if column.labels}
        self._columns: list[tuple[str, tuple[str, ...]]] = [("words", STATE_WORDS)]
        self._columns += [(dim, labels) for labels, dim in columns.items()]
        self._lists: _Lists = {
            labels: f"='{LISTS}'!${letters(number + 1)}$2:${letters(number + 1)}${len(labels) + 1}"
            for number, (_, labels) in enumerate(self._columns)
        }

    def _format(self, **options: object) -> "Format":
        key = tuple(options.items())
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **options})
        return self._formats[key]

    def write(self, sheet: Sheet) -> None:
        """One sheet: lines about it, the totals, the table."""
        page = self._book.add_worksheet(sheet.title)
        page.set_row(0, 20)
        page.write_string(0, _first_seen(sheet), sheet.title, self._format(bold=True, font_size=14))
        for number, line in enumerate(sheet.about, 1):
            page.write_string(number, _first_seen(sheet), shown_text(line), self._format(font_color=_GREY))
        start, last = HEADER + 1, HEADER + len(sheet.rows) + (_BLANK_ROWS if sheet.new_row else 0)
        texts = [_texts(sheet, row) for row in sheet.rows]
        widths = [_width(column.holds, own) for column, *own in zip(sheet.columns, *texts, strict=True)]
        for number, column in enumerate(sheet.columns):
            hidden = {"hidden": column.holds == "key" and not column.dim}
            page.set_column(number, number, widths[number], None, hidden)
            self._validate(page, sheet, number, column, start, last + (_ROOM if sheet.new_row else 0))
        for number, row in enumerate(sheet.rows, start):
            self._write_row(page, sheet, number, row)
            lines = _lines(texts[number - start], widths)
            if lines > 1:  # not every program finds that out when it opens the file
                page.set_row(number, 15 * min(lines, 20))
        for number in range(start + len(sheet.rows), last + 1):
            self._write_row(page, sheet, number, None)
        self._add_table(page, sheet, last)
        if _adds(sheet):
            self._write_totals(page, sheet, start, last + _ROOM)
        _set_view(page, sheet, start)

    def _add_table(self, page: "Worksheet", sheet: Sheet, last: int) -> None:
        """The headers, and the name by which the table is found again."""
        style = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#DDE6EE"}
        left, right = self._format(**style), self._format(**style, align="right")
        columns = [
            {"header": column.header, "header_format": right if column.holds in ("figure", "total") else left}
            for column in sheet.columns
        ]
        options = {"name": sheet.table, "style": None, "columns": columns}
        page.add_table(HEADER, 0, last, len(sheet.columns) - 1, options)

    def _validate(self, page: "Worksheet", sheet: Sheet, number: int, column: Column, start: int, last: int) -> None:
        """What the cells of a column can hold."""
        if column.labels:
            message = f"The plan has no such {column.dim}; see the sheet {LISTS}."
            rule = {"validate": "list", "source": self._lists[column.labels], "error_message": message}
            page.data_validation(start, number, last, number, rule)
        elif column.holds == "figure":
            cell, words = f"{letters(number + 1)}{start + 1}", self._lists[STATE_WORDS][1:]
            figure = f"ISNUMBER({cell})" if sheet.negative else f"IF(ISNUMBER({cell}),{cell}>=0,FALSE)"
            least = "" if sheet.negative else " that is not below 0"
            message = f"Write a figure{least}, or one of: {', '.join(STATE_WORDS)}."
            rule = {"validate": "custom", "value": f"=OR({figure},COUNTIF({words},{cell})>0)", "error_message": message}
            page.data_validation(start, number, last, number, rule)

    def _write_row(self, page: "Worksheet", sheet: Sheet, number: int, row: Row | None) -> None:
        """One row; None for an empty one that people can fill."""
        keys = iter(row.key if row else ())
        figures = [place for place, column in enumerate(sheet.columns) if column.holds == "figure"]
        for place, column in enumerate(sheet.columns):
            if column.holds == "key":
                self._write_cell(page, number, place, next(keys, None), column, opened=sheet.new_row is not None)
            elif column.holds == "beside":
                self._write_cell(page, number, place, row and row.beside.get(column.header), column, opened=False)
            elif column.holds == "total":
                values = [row.places[one.header].shown for one in sheet.of("figure")] if row else []
                if not _all_fit(values):
                    continue
                cells = f"{letters(figures[0] + 1)}{number + 1}:{letters(figures[-1] + 1)}{number + 1}"
                total, style = _sum(values), self._format(num_format=_number_format(values), font_color=_GREY)
                page.write_formula(number, place, f'=IF(COUNT({cells})=0,"",SUM({cells}))', style, total)
            else:
                there = row.places.get(column.header) if row else None
                opened = row is None or there is not None
                self._write_cell(page, number, place, there.shown if there else None, column, opened=opened)

    def _write_cell(
        self, page: "Worksheet", row: int, place: int, value: Content | None, column: Column, *, opened: bool
    ) -> None:
        """One cell; what people can fill in has a frame."""
        options: dict[str, object] = {"border": 4, "border_color": "#A6A6A6"} if opened else {}
        options |= {"text_wrap": True} if column.holds in ("text", "beside", "value") else {}
        options |= {"font_color": _GREY} if column.holds == "beside" else {}
        if isinstance(value, Decimal) and _fits(value):
            page.write_number(row, place, float(value), self._format(num_format=_number_format([value]), **options))
        elif value is None:
            page.write_blank(row, place, None, self._format(**options))
        elif isinstance(value, str):
            page.write_string(row, place, shown_text(value), self._format(**options))
        else:
            text = f"{value:f}" if isinstance(value, Decimal) else value.value
            page.write_string(row, place, text, self._format(align="right", **options))

    def _write_totals(self, page: "Worksheet", sheet: Sheet, start: int, last: int) -> None:
        """The line above the table."""
        bold = self._format(bold=True)
        page.write_string(HEADER - 1, _first_seen(sheet), "total of these rows", bold)
        for place, column in enumerate(sheet.columns):
            if column.holds in ("figure", "total"):
                headers = [column.header] if column.holds == "figure" else [one.header for one in sheet.of("figure")]
                values = [row.places[header].shown for row in sheet.rows for header in headers]
                cells = f"{letters(place + 1)}{start + 1}:{letters(place + 1)}{last + 1}"
                style = self._format(num_format=_number_format(values), bold=True)
                page.write_formula(
                    HEADER - 1, place, f'=IF(COUNT({cells})=0,"",SUBTOTAL(109,{cells}))', style, _sum(values)
                )

    def write_lists(self) -> None:
        """The sheet of what cells can hold."""
        page = self._book.add_worksheet(LISTS)
        page.freeze_panes(1, 0)
        page.fit_to_pages(1, 0)
        for place, (name, labels) in enumerate(self._columns):
            page.set_column(place, place, _width("key", (name, *labels)))
            for number, text in enumerate((name, *labels)):
                page.write_string(number, place, text, self._format(bold=not number))

    def write_about(self, about: Mapping[str, str]) -> None:
        """The sheet that says what the workbook was made from."""
        page = self._book.add_worksheet(ABOUT)
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 70)
        page.fit_to_pages(1, 0)
        for number, line in enumerate(about.items()):
            page.write_string(number, 0, line[0], self._format(bold=True))
            page.write_string(number, 1, shown_text(line[1]), self._format(text_wrap=True))
        note = "What the workbook was made from. It is needed to read the workbook back."
        page.write_string(len(about) + 1, 0, note, self._format(font_color=_GREY))


def _set_view(page: "Worksheet", sheet: Sheet, start: int) -> None:
    """What stays in view on the screen, and how the sheet stands on paper."""
    figures = sheet.of("figure")
    page.freeze_panes(start, sheet.columns.index(figures[0]) if figures else 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER)


def _texts(sheet: Sheet, row: Row) -> list[str]:
    """What stands in the columns of a row that show texts."""
    keys = iter(row.key)
    found: list[str] = []
    for column in sheet.columns:
        there = row.places.get(column.header)
        text = next(keys) if column.holds == "key" else row.beside.get(column.header) or (there and there.shown)
        found.append(text if isinstance(text, str) and (column.dim or column.holds != "key") else "")
    return found


def _width(holds: Holds, texts: Iterable[str]) -> float:
    """How wide a column is."""
    return _WIDTHS.get(holds) or max(11, min(max(map(_breadth, texts), default=0) + 2, 50))


def _breadth(text: str) -> float:
    """How wide a text is, in digits: capitals are wider."""
    return width_of(text) + sum(map(str.isupper, text)) / 4


_WIDTHS: Mapping[Holds, int] = {"figure": 12, "total": 12, "value": 14, "text": 70}


def _lines(texts: Iterable[str], widths: Iterable[float]) -> int:
    """How many lines a row takes."""
    return max(
        sum(max(1, math.ceil(_breadth(line) / width)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )


def _first_seen(sheet: Sheet) -> int:
    """The first column that is not hidden."""
    return next(number for number, one in enumerate(sheet.columns) if one.holds != "key" or one.dim)


def _adds(sheet: Sheet) -> bool:
    """Whether sums say all: the figures add up, and none is too long for a number."""
    return sheet.adds and _all_fit(place.shown for row in sheet.rows for place in row.places.values())


def _all_fit(values: Iterable[Content | None]) -> bool:
    return all(_fits(one) for one in values if isinstance(one, Decimal))


def _sum(values: Iterable[Content | None]) -> Any:  # XlsxWriter says that it takes whole numbers only
    """What a formula has as its value before anybody computes it."""
    figures = [one for one in values if isinstance(one, Decimal)]
    return float(add_figures(figures)) if figures else ""


def _fits(value: Decimal) -> bool:
    """Whether a program of sheets keeps all digits of a figure."""
    return len("".join(map(str, value.as_tuple().digits)).strip("0")) <= DIGITS


def _number_format(values: Iterable[Content | None]) -> str:
    """A format that shows the decimals that the figures have, and those that somebody adds."""
    figures = [one for one in values if isinstance(one, Decimal)]
    places = max((-int(one.as_tuple().exponent) for one in figures), default=0)
    long = any(one.adjusted() >= 4 for one in figures)
    if places > 0:
        return f"{WHOLE if long else '0'}.{'0' * places}{'#' * max(0, PLACES - places)}"
    return WHOLE if long else "General"


def _is_untouched(path: str) -> bool:
    """Whether a file is a workbook that nobody saved since it was written: others are people's own."""
    try:
        with zipfile.ZipFile(path) as packed:
            properties = packed.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False
    return f"{_MADE:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode() in properties
