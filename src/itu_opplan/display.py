"""Rows of text as aligned text, as a Markdown table and as an HTML table. It knows nothing of plans."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, overload

import attrs

from . import csv_text, frames
from .errors import refusal, whole_number
from .escaping import cut, escape_block, escape_html, escape_markdown, show_on_one_line, turns
from .immutable import Immutable
from .late import late_pattern
from .texts import format_words, width_of
from .wording import quote

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow
    from narwhals.typing import IntoDataFrame

__all__ = [
    "CellLines",
    "FigureText",
    "Grid",
    "Options",
    "Printable",
    "PrintsLines",
    "check_options",
    "html",
    "markdown",
    "shown_rows",
    "text",
]

_CELL = "padding:0 .5em;vertical-align:top"
_NOTE = "margin:.2em .5em;font-size:smaller"
_MARK = "*"
_MOST_DECIMALS = 1000
_THOUSANDS = late_pattern("[,'\u2019_ \u00a0\u2000-\u200a\u202f\u205f]")
"""What can stand between groups of digits: nothing that a figure has itself, or Markdown reads as a command."""
_SOLID = late_pattern(r"[-0-9.,]*\*?")
"""A figure that no page breaks, or turns where it is read from the right."""


class FigureText(str):
    """A cell of a grid that is a figure, or says why there is none. Other cells are words."""

    __slots__ = ()


class CellLines(str):
    """A cell of several lines: Markdown and HTML show them below each other, text on one."""

    __slots__ = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Options(Immutable):
    """What a caller asks of what is printed.

    Attributes:
        decimals: how many decimals figures are rounded to; None where each has its own.
        rows: how many rows are shown at most; None for all.
        thousands: what stands between groups of three digits; nothing where it is empty.
        quotients: how many decimals a quotient has where nobody says how many figures have.
    """

    decimals: int | None = None
    rows: int | None = None
    thousands: str = ""
    quotients: int = 1


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Grid(Immutable):
    """A table as it is shown: text only, one header row, leading columns of labels, then columns of figures or words.

    Columns that have a `FigureText` are aligned right, labels and columns of words alone left.

    Attributes:
        header: the names of the columns.
        rows: the cells, each row as long as the header. A `FigureText` may end with the mark `*`.
        labels: how many leading columns hold labels: what a row is about.
        missing: what a `FigureText` says where there is none; HTML has it in italics.
        caption: a line above the table; none where it is empty.
        notes: lines below the table.

    Raises:
        ValueError: a row is not as long as the header, or there are more labels than columns.

    >>> Grid(header=("item", "2008"), rows=(("a",),), labels=1)
    Traceback (most recent call last):
    ValueError: Grid.rows[0]: must have 2 cells, got 1
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int
    missing: frozenset[str] = frozenset()
    caption: str = ""
    notes: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        width = len(self.header)
        if not 0 <= self.labels <= width:
            raise ValueError(f"Grid.labels: must be from 0 to {width}, the columns, got {self.labels}")
        for number, row in enumerate(self.rows):
            if len(row) != width:
                raise ValueError(f"Grid.rows[{number}]: must have {width} cells, got {len(row)}")

    @property
    def left(self) -> list[bool]:
        """Whether each column is aligned left: labels and words are; what has no rows has no words."""
        figures = [any(isinstance(row[number], FigureText) for row in self.rows) for number in range(len(self.header))]
        return [number < self.labels or bool(self.rows and not own) for number, own in enumerate(figures)]


class Printable:
    """What prints as text, Markdown and HTML, in a notebook, and as a dataframe; a class gives its grid and columns."""

    __slots__ = ()

    def to_text(self, *, decimals: int | None = None, rows: int | None = None, thousands: bool | str = False) -> str:
        """Aligned text, as `print` shows it.

        Args:
            decimals: round figures half-up to so many, for reading only; without it quotients show 1.
            rows: show at most so many rows, from both ends.
            thousands: True for a comma between groups of three digits, or what is to stand there, such as `"'"` or a
                no-break space. Only figures have it, no labels, years and other whole numbers of things.

        Raises:
            InvalidPlan: one of these is no whole number ≥ 0, or there are more than 1000 decimals; or no figure is
                written with such a mark.
        """
        return text(self._checked_grid(decimals, rows, thousands))

    def to_markdown(
        self, *, decimals: int | None = None, rows: int | None = None, thousands: bool | str = False
    ) -> str:
        """A Markdown table, laid out as `to_text`."""
        return markdown(self._checked_grid(decimals, rows, thousands))

    def to_html(self, *, decimals: int | None = None, rows: int | None = None, thousands: bool | str = False) -> str:
        """An HTML table, laid out as `to_text`, as a notebook shows it."""
        return html(self._checked_grid(decimals, rows, thousands))

    @overload
    def to_frame(
        self, backend: Literal["pandas"] = "pandas", *, decimals: int | None = None, floats: bool = False
    ) -> "pandas.DataFrame": ...
    @overload
    def to_frame(
        self, backend: Literal["polars"], *, decimals: int | None = None, floats: bool = False
    ) -> "polars.DataFrame": ...
    @overload
    def to_frame(  # pyright: ignore[reportUnknownParameterType]
        self, backend: Literal["pyarrow"], *, decimals: int | None = None, floats: bool = False
    ) -> "pyarrow.Table": ...  # pyright: ignore[reportUnknownMemberType]
    @overload
    def to_frame(self, backend: str, *, decimals: int | None = None, floats: bool = False) -> "IntoDataFrame": ...
    def to_frame(self, backend: str = "pandas", *, decimals: int | None = None, floats: bool = False) -> object:
        """A dataframe with a row for each line and a column for each field: figures exact, all else text.

        Words that have an order, such as severities, periods and grades, are ordered categories.

        Args:
            backend: `pandas`, `polars`, `pyarrow` or `modin`; it needs the extra `frames` and the backend itself.
            decimals: round figures half-up to so many.
            floats: True for floats in the place of exact figures, for statistics and charts.

        Raises:
            ImportError: narwhals or the backend is not installed.
            FrameError: no such backend, or it cannot keep the figures exactly.
            InvalidPlan: `decimals` is no whole number ≥ 0.
        """
        decimals = check_options(decimals, None).decimals
        orders, about = self._orders(), self._about()
        return frames.to_frame(self._columns(), backend, orders=orders, about=about, decimals=decimals, floats=floats)

    def to_csv(self, *, decimals: int | None = None, spreadsheet: bool = False) -> str:
        """The columns of `to_frame` as CSV; figures as they are, empty where there is none.

        Args:
            decimals: round figures half-up to so many.
            spreadsheet: True to put an apostrophe before texts that a spreadsheet would take for a formula: those
                that begin with `=`, `+`, `-`, `@`, a tab or a line break. Figures stay.

        Raises:
            InvalidPlan: `decimals` is no whole number ≥ 0.
        """
        decimals = check_options(decimals, None).decimals
        return csv_text.write_csv(self._columns(), decimals=decimals, spreadsheet=spreadsheet)

    def _checked_grid(self, decimals: int | None, rows: int | None, thousands: bool | str) -> Grid:
        return self._grid(check_options(decimals, rows, thousands))

    def _grid(self, options: Options) -> Grid:
        """What is shown."""
        raise NotImplementedError  # each class that prints has its own; no ABC, whose `isinstance` is slow

    def _columns(self) -> Mapping[str, Sequence[object]]:
        """The columns of a dataframe: Decimals, whole numbers, texts, or None."""
        raise NotImplementedError  # likewise

    def _orders(self) -> Mapping[str, Sequence[str]]:
        """All texts that can stand in those of these columns whose texts have an order."""
        return {}

    def _about(self) -> Mapping[str, str]:
        """What is said of all rows alike."""
        return {}

    def __str__(self) -> str:
        return self.to_text()

    __format__ = format_words

    def _repr_html_(self) -> str:
        return self.to_html()


class PrintsLines(Printable):
    """What prints as its `lines` do."""

    __slots__ = ()

    @property
    def lines(self) -> Printable:
        """What is printed."""
        raise NotImplementedError  # each class has its own

    def _grid(self, options: Options) -> Grid:
        return self.lines._grid(options)

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return self.lines._columns()

    def _orders(self) -> Mapping[str, Sequence[str]]:
        return self.lines._orders()

    def _about(self) -> Mapping[str, str]:
        return self.lines._about()


def check_options(decimals: object, rows: object, thousands: object = False) -> Options:
    """What is asked for; what cannot be is refused.

    >>> check_options(1, None, True)
    Options(decimals=1, rows=None, thousands=',', quotients=1)
    """
    mark = "," if thousands is True else "" if thousands is False else thousands
    if not isinstance(mark, str) or (mark and not _THOUSANDS.fullmatch(mark)) or thousands == "":
        message = "must be True, False, or a comma, an apostrophe, an underscore or a space"
        raise refusal(f"{message}, got {quote(thousands)}", path="thousands", actual=thousands)
    return Options(
        decimals=None if decimals is None else whole_number("decimals", decimals, _MOST_DECIMALS),
        rows=None if rows is None else whole_number("rows", rows),
        thousands=mark,
    )


def shown_rows(count: int, most: int | None) -> tuple[Sequence[int], tuple[str, ...]]:
    """The numbers of the rows that are shown, from both ends, and a note about the others.

    >>> shown_rows(5, 2)
    ([0, 4], ('3 more rows',))
    """
    if most is None or count <= most:
        return range(count), ()
    hidden = count - most
    numbers = [*range((most + 1) // 2), *range(count - most // 2, count)]
    return numbers, (f"{hidden} more row{'' if hidden == 1 else 's'}",)


def text(grid: Grid) -> str:
    """The grid as aligned text, without a line feed at the end.

    A cell with letters that are read from the right ends with a mark that keeps the cells beside it in their place.
    Columns are as wide as their cells on a terminal: wide East Asian characters and pictures take two places,
    combining marks none. Figures align on their last digit, with or without a mark. Text longer than 60 places is cut,
    a figure never.

    >>> rows = (("a", FigureText("12.5*")), ("b", FigureText("3.0")))
    >>> print(text(Grid(header=("item", "2008"), rows=rows, labels=1, notes=("* in part",))))
    item  2008
    -----------
    a     12.5*
    b      3.0
    * in part
    """
    columns: list[list[str]] = []
    for number, (left, column) in enumerate(zip(grid.left, zip(grid.header, *grid.rows, strict=True), strict=True)):
        cells = [cell if isinstance(cell, FigureText) else cut(show_on_one_line(cell)) for cell in column]
        if number + 1 < len(grid.header):
            cells = [f"{cell}\u200e" if turns(cell) else cell for cell in cells]
        if not left and any(cell.endswith(_MARK) for cell in cells[1:]):
            cells = [cell if cell.endswith(_MARK) else cell + " " for cell in cells]
        widths = [width_of(cell) for cell in cells]
        widest = max(widths)
        pads = [" " * (widest - width) for width in widths]
        columns.append([cell + pad if left else pad + cell for cell, pad in zip(cells, pads, strict=True)])
    header, *rows = ("  ".join(cells) for cells in zip(*columns, strict=True)) if columns else ("",)
    lines = [show_on_one_line(grid.caption)] if grid.caption else []
    lines += [header, "-" * width_of(header), *rows, *map(show_on_one_line, grid.notes)]
    return "\n".join(line.rstrip() for line in lines)


def markdown(grid: Grid) -> str:
    """The grid as a Markdown table of GitHub's kind, the caption in bold above; no line feed at the end.

    What Markdown or HTML would read as a command is escaped, so that any text is shown as it is.

    >>> print(markdown(Grid(header=("item", "2008"), rows=(("a|b", FigureText("12.5*")),), labels=1, caption="page")))
    **page**
    <BLANKLINE>
    | item | 2008 |
    | :--- | ---: |
    | a\\|b | 12.5* |
    """
    rules = [":---" if left else "---:" for left in grid.left]
    cells = [[_markdown(cell) for cell in row] for row in (grid.header, *grid.rows)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (cells[0], rules, *cells[1:]))
    caption = escape_markdown(grid.caption).strip()
    notes = map(escape_block, grid.notes)
    return "\n\n".join(filter(None, [f"**{caption}**" if caption else "", table, *notes]))


def html(grid: Grid) -> str:
    """The grid as one HTML table inside a `div`, with its notes; for notebooks and pages, light or dark.

    The `div` has the classes that keep MathJax from reading dollar signs as formulas.

    All text is escaped. The table has the class `opplan`, its figures the class `figure`, and what stands for a
    missing one the class `missing`. A mark hangs over, so that figures align on their last digit. No colours are set:
    the one line, under the header, has the colour of the text.

    >>> print(html(Grid(header=("item", "2008"), rows=(("<a>", FigureText("12.5")),), labels=1)))
    <div class="tex2jax_ignore mathjax_ignore">
    <table class="opplan" style="border-collapse:collapse;font-variant-numeric:tabular-nums">
    <thead>
    <tr><th scope="col" style="text-align:left;padding:0 .5em;vertical-align:top;border-bottom:1px solid">item</th>\
<th scope="col" style="text-align:right;padding:0 .5em;vertical-align:top;border-bottom:1px solid">2008</th></tr>
    </thead>
    <tbody>
    <tr><th scope="row" style="text-align:left;padding:0 .5em;vertical-align:top;font-weight:normal">&lt;a&gt;</th>\
<td class="figure" style="text-align:right;padding:0 .5em;vertical-align:top">12.5</td></tr>
    </tbody>
    </table>
    </div>
    """

    def shown(cell: str) -> str:
        return "<br>".join(map(escape_html, _lines(cell)))

    def read(cell: str) -> str:
        return ' dir="auto"' if turns(cell) else ""

    def valued(cell: str, side: str) -> str:
        style = f"text-align:{side};{_CELL}"
        if not isinstance(cell, FigureText):
            return f'<td{read(cell)} style="{style}">{shown(cell)}</td>'
        written = escape_html(cell, quotes=False)
        if cell in grid.missing:
            return f'<td class="missing" style="{style};font-style:italic">{written}</td>'
        if cell.endswith(_MARK):
            written = f'{written[:-1]}<span style="margin-right:-.5em">{_MARK}</span>'
        if not _SOLID.fullmatch(cell):
            return f'<td class="figure" dir="ltr" style="{style};white-space:nowrap">{written}</td>'
        return f'<td class="figure" style="{style}">{written}</td>'

    aligned = ["left" if left else "right" for left in grid.left]
    head = (
        f'<th scope="col"{read(cell)} style="text-align:{side};{_CELL};border-bottom:1px solid">{shown(cell)}</th>'
        for cell, side in zip(grid.header, aligned, strict=True)
    )
    style = "border-collapse:collapse;font-variant-numeric:tabular-nums"
    lines = ['<div class="tex2jax_ignore mathjax_ignore">', f'<table class="opplan" style="{style}">']
    if grid.caption:
        lines.append(f'<caption style="caption-side:top;text-align:left">{escape_html(grid.caption)}</caption>')
    lines += ["<thead>", f"<tr>{''.join(head)}</tr>", "</thead>", "<tbody>"]
    for row in grid.rows:
        labels = (
            f'<th scope="row"{read(cell)} style="text-align:left;{_CELL};font-weight:normal">{shown(cell)}</th>'
            for cell in row[: grid.labels]
        )
        cells = map(valued, row[grid.labels :], aligned[grid.labels :])
        lines.append(f"<tr>{''.join(labels)}{''.join(cells)}</tr>")
    notes = (f'<p style="{_NOTE}">{escape_html(note)}</p>' for note in grid.notes)
    lines += ["</tbody>", "</table>", *notes, "</div>"]
    return "\n".join(lines)


def _markdown(cell: str) -> str:  # one mark at the end of a figure is no emphasis
    return cell if isinstance(cell, FigureText) else "<br>".join(map(escape_markdown, _lines(cell)))


def _lines(cell: str) -> list[str]:
    return cell.split("\n") if isinstance(cell, CellLines) else [cell]
