"""Grids as text, Markdown and HTML, and figures as text."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import Axis, Listing, Problem, Report, Severity, Table, UnknownLabel
from itu_opplan.digits import format_figure
from itu_opplan.display import CellLines, FigureText, Grid, html, markdown, text
from itu_opplan.texts import width_of

GRID = Grid(
    header=("output", "department", "2007", "2008", "2009-2011"),
    rows=(
        ("PP", "SGO", *map(FigureText, ("4.7", "0.0", "18.2*"))),
        ("PP", "CEC", *map(FigureText, ("12.5*", "n/a", "1234.0"))),
        ("COUNCIL", "C&P", *map(FigureText, ("0.3", "", "-2.0"))),
    ),
    labels=2,
    caption="work_month",
    notes=("* skipped: 2 blank", "17 more rows"),
)

figures = st.tuples(st.integers(-(10**30), 10**30), st.integers(0, 25))
cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def grids(cell: st.SearchStrategy[str] = cells) -> st.SearchStrategy[Grid]:
    """Grids of one to four columns, of any text."""

    def of_width(width: int) -> st.SearchStrategy[Grid]:
        row = st.tuples(*[cell] * width)
        return st.builds(
            Grid,
            header=row,
            rows=st.lists(row, max_size=4).map(tuple),
            labels=st.integers(0, width),
            caption=cell,
            notes=st.lists(cell, max_size=2).map(tuple),
        )

    return st.integers(1, 4).flatmap(of_width)


def one(cell: str, *, labels: int = 1) -> Grid:
    return Grid(header=("a",), rows=((cell,),), labels=labels)


# --- Grid -----------------------------------------------------------------------------------------------


def test_a_row_is_as_long_as_the_header() -> None:
    with pytest.raises(ValueError, match=r"^Grid\.rows\[1\]: must have 2 cells, got 3$"):
        Grid(header=("a", "b"), rows=(("1", "2"), ("1", "2", "3")), labels=1)


@pytest.mark.parametrize("labels", [-1, 3])
def test_labels_are_columns(labels: int) -> None:
    with pytest.raises(ValueError, match=rf"^Grid\.labels: must be from 0 to 2, the columns, got {labels}$"):
        Grid(header=("a", "b"), rows=(), labels=labels)


# --- text -----------------------------------------------------------------------------------------------


def test_text() -> None:
    assert text(GRID) == (
        "work_month\n"
        "output   department  2007   2008  2009-2011\n"
        "--------------------------------------------\n"
        "PP       SGO          4.7    0.0       18.2*\n"
        "PP       CEC         12.5*   n/a     1234.0\n"
        "COUNCIL  C&P          0.3              -2.0\n"
        "* skipped: 2 blank\n"
        "17 more rows"
    )


def test_text_without_rows_caption_and_notes() -> None:
    assert text(Grid(header=("output", "page"), rows=(), labels=1)) == "output  page\n------------"


def test_text_without_labels() -> None:
    assert text(Grid(header=("page",), rows=((FigureText("12"),),), labels=0)) == "page\n----\n  12"


def test_columns_of_words_are_aligned_left_and_those_with_a_figure_right() -> None:
    """Who makes a grid says what is a figure: texts that look like one are words."""
    rows = (
        ("a", "yes*", FigureText("1"), FigureText("blank"), "2008", FigureText("")),
        ("b", "", "words", FigureText(""), "2", FigureText("")),
    )
    grid = Grid(header=("item", "remark", "n", "missing", "year", "empty"), rows=rows, labels=1)
    assert text(grid) == (
        "item  remark      n  missing  year  empty\n"
        "-----------------------------------------\n"
        "a     yes*        1    blank  2008\n"
        "b             words           2"
    )
    assert markdown(grid).split("\n")[1] == "| :--- | :--- | ---: | ---: | :--- | ---: |"
    sides = re.findall(r"text-align:(\w+)", html(grid))
    assert sides == ["left", "left", "right", "right", "left", "right"] * 3


def test_words_are_no_figures_in_html() -> None:
    rows = (("a", "blank", FigureText("blank")), ("b", "5*", "x"))
    grid = Grid(header=("i", "words", "n"), rows=rows, labels=1, missing=frozenset(["blank"]))
    assert re.findall(r"<td(?: class=.(\w+).)?", html(grid)) == ["", "missing", "", ""]
    assert "<span" not in html(grid)


def test_words_from_the_right_turn_in_their_own_cell() -> None:
    rows = (("a", "\u05d3\u05d5\u05d7", FigureText("1")),)
    assert '<td dir="auto" style="text-align:left;' in html(Grid(header=("i", "words", "n"), rows=rows, labels=1))


def test_text_without_columns() -> None:
    assert text(Grid(header=(), rows=(), labels=0, notes=("no cells",))) == "\n\nno cells"


PICTURES = {
    "\u2764\ufe0f": 2,
    "\u2764": 1,
    "1\ufe0f\u20e3": 2,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467": 2,
    "\U0001f3c3\U0001f3fd\u200d\u2642\ufe0f": 2,
    "\U0001f3f3\ufe0f\u200d\U0001f308 x": 4,
    "\U0001f1e8\U0001f1ed": 2,
    "\U0001f600\U0001f600": 4,
    "a\ufe0f": 1,
    "\u1112\u119e\u11ab": 2,
    "\u0e01\u0e47": 1,
}
"""Texts with the places that a terminal gives them."""


@pytest.mark.parametrize(("shown", "width"), PICTURES.items(), ids=ascii)
def test_a_picture_takes_two_places_however_many_characters_make_it(shown: str, width: int) -> None:
    assert width_of(shown) == width
    rows = ((shown, "1"), ("x", "2"))
    assert text(Grid(header=("name", "n"), rows=rows, labels=1)).split("\n")[2] == shown + " " * (6 - width) + "1"


NAMES = st.text(
    st.sampled_from("aé行한\u0301\u200d\u2764\ufe0f\U0001f600\U0001f3fd\u202e\u05d0\u0627ก\u0e47"), min_size=1
)


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_the_lines_of_a_table_are_equally_wide(names: list[str]) -> None:
    rows = tuple((name, names[-number], FigureText(f"{number}.5")) for number, name in enumerate(names))
    lines = text(Grid(header=("name", "side", "2008"), rows=rows, labels=2)).split("\n")
    assert len({width_of(line) for line in lines}) == 1


def test_letters_from_the_right_turn_no_other_cell() -> None:
    """A mark behind such a cell ends its direction; without it a terminal would print the figure at its left."""
    grid = Grid(header=("name", "n"), rows=(("\u05d3\u05d5\u05d7", "1"), ("a", "2")), labels=1)
    assert text(grid) == "name  n\n-------\n\u05d3\u05d5\u05d7\u200e   1\na     2"
    assert markdown(grid).split("\n")[2] == "| \u05d3\u05d5\u05d7 | 1 |"
    assert '<th scope="row" dir="auto" style=' in html(grid)
    assert html(grid).count("dir=") == 1


def test_wide_characters_take_two_places_and_marks_none() -> None:
    rows = (
        ("電信", "1"),
        ("E\u0301te\u0301", "2"),
        ("Genève", "3"),
        ("\u1112\u1161\u11ab", "4"),
        ("a\u200db", "5"),
    )
    assert text(Grid(header=("名", "n"), rows=rows, labels=1)) == (
        "名      n\n---------\n電信    1\nE\u0301te\u0301     2\nGenève  3\n\u1112\u1161\u11ab      4\na\u200db      5"
    )


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("電" * 30, "電" * 30),
        ("電" * 31, "電" * 29 + "…"),
        ("e\u0327" * 61, "ȩ" * 59 + "…"),
        ("x\u0327" * 61, "x\u0327" * 59 + "…"),
        (FigureText("-" + "9" * 70 + ".5*"), "-" + "9" * 70 + ".5*"),
        ("9" * 61, "9" * 59 + "…"),
    ],
)
def test_long_text_is_cut_and_figures_are_not(cell: str, shown: str) -> None:
    assert text(one(cell)).split("\n")[2] == shown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("a\nb", "a b"),
        ("a\r\nb", "a b"),
        ("a\tb\x00c\x1b[31m", "a b c [31m"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("a\ud800b", "a\ufffdb"),
        ("دائرة\u200f", "دائرة\u200f"),
    ],
)
def test_every_cell_is_on_one_line_that_can_be_encoded(cell: str, shown: str) -> None:
    assert text(one(cell)).split("\n")[2] == shown
    assert markdown(one(cell)).split("\n")[2] == f"| {shown} |".replace("[", "\\[")
    assert f">{shown}</th></tr>" in html(one(cell))
    whole = Grid(header=(cell,), rows=(), labels=1, caption=cell, notes=(cell,))
    assert text(whole).split("\n") == [shown, shown, text(whole).split("\n")[2], shown]


@given(grids())
def test_text_has_a_line_for_each_row_and_no_trailing_spaces(grid: Grid) -> None:
    lines = text(grid).split("\n")
    assert len(lines) == bool(grid.caption) + 2 + len(grid.rows) + len(grid.notes)
    assert [line for line in lines if line != line.rstrip()] == []


@given(st.lists(st.tuples(figures, st.booleans()), min_size=1, max_size=6))
def test_figures_align_on_their_last_digit(column: list[tuple[tuple[int, int], bool]]) -> None:
    rows = tuple((FigureText(format_figure(*value, 2) + "*" * marked),) for value, marked in column)
    lines = text(Grid(header=("n",), rows=rows, labels=0)).split("\n")[2:]
    assert len({len(line.rstrip("*")) for line in lines}) == 1
    assert [line.lstrip() for line in lines] == [row for (row,) in rows]


# --- Markdown -------------------------------------------------------------------------------------------


def test_markdown() -> None:
    assert markdown(GRID) == (
        "**work_month**\n"
        "\n"
        "| output | department | 2007 | 2008 | 2009-2011 |\n"
        "| :--- | :--- | ---: | ---: | ---: |\n"
        "| PP | SGO | 4.7 | 0.0 | 18.2* |\n"
        "| PP | CEC | 12.5* | n/a | 1234.0 |\n"
        "| COUNCIL | C&P | 0.3 |  | -2.0 |\n"
        "\n"
        "\\* skipped: 2 blank\n"
        "\n"
        "17 more rows"
    )


def test_markdown_without_rows_caption_and_notes() -> None:
    assert markdown(Grid(header=("output", "page"), rows=(), labels=1)) == "| output | page |\n| :--- | ---: |"


@pytest.mark.parametrize(
    ("cell", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("a\\", "a\\\\"),
        ("a\\|b", r"a\\\|b"),
        ("*a* `b` [c](d) ~~e~~ $f$", r"\*a\* \`b\` \[c\](d) \~\~e\~\~ \$f\$"),
        ("work_month _a_", r"work_month \_a\_"),
        ("<script>", "&lt;script>"),
        ("C&P &lt; &#60; & &;", "C&P &amp;lt; &amp;#60; & &;"),
        (FigureText("-12.50*"), "-12.50*"),
        ("-12.50*", r"-12.50\*"),
        ("12.50**", r"12.50\*\*"),
    ],
)
def test_markdown_escapes_what_would_be_a_command(cell: str, escaped: str) -> None:
    assert markdown(one(cell)) == f"| a |\n| :--- |\n| {escaped} |"


@pytest.mark.parametrize(
    ("note", "escaped"),
    [
        ("* a", r"\* a"),
        ("- a", r"\- a"),
        ("  + a", r"\+ a"),
        ("# a", r"\# a"),
        ("> a", r"\> a"),
        ("===", r"\==="),
        ("1. a", r"1\. a"),
        ("12)", r"12\)"),
        ("12.5 a", "12.5 a"),
        ("2009-2011 a", "2009-2011 a"),
    ],
)
def test_a_markdown_note_is_a_paragraph(note: str, escaped: str) -> None:
    grid = Grid(header=("a",), rows=(), labels=1, notes=(note, "b"))
    assert markdown(grid) == f"| a |\n| :--- |\n\n{escaped}\n\nb"


# --- HTML -----------------------------------------------------------------------------------------------


def test_html() -> None:
    grid = Grid(
        header=("output", "2008"),
        rows=(("C&P", FigureText("4.7*")), ("PP", FigureText("blank"))),
        labels=1,
        missing=frozenset(["blank"]),
        caption="page",
        notes=("* skipped: 1 blank",),
    )
    cell = "padding:0 .5em;vertical-align:top"
    assert html(grid) == (
        '<div class="tex2jax_ignore mathjax_ignore">\n'
        '<table class="opplan" style="border-collapse:collapse;font-variant-numeric:tabular-nums">\n'
        '<caption style="caption-side:top;text-align:left">page</caption>\n'
        "<thead>\n"
        f'<tr><th scope="col" style="text-align:left;{cell};border-bottom:1px solid">output</th>'
        f'<th scope="col" style="text-align:right;{cell};border-bottom:1px solid">2008</th></tr>\n'
        "</thead>\n"
        "<tbody>\n"
        f'<tr><th scope="row" style="text-align:left;{cell};font-weight:normal">C&amp;P</th>'
        f'<td class="figure" style="text-align:right;{cell}">4.7<span style="margin-right:-.5em">*</span></td></tr>\n'
        f'<tr><th scope="row" style="text-align:left;{cell};font-weight:normal">PP</th>'
        f'<td class="missing" style="text-align:right;{cell};font-style:italic">blank</td></tr>\n'
        "</tbody>\n"
        "</table>\n"
        '<p style="margin:.2em .5em;font-size:smaller">* skipped: 1 blank</p>\n'
        "</div>"
    )


@pytest.mark.parametrize("cell", ["a*", "*", "n/a*", "1.*", "1.5 *"])
def test_only_the_mark_of_a_figure_hangs_over(cell: str) -> None:
    assert f">{cell}</td>" in html(one(cell, labels=0))


class Reader(HTMLParser):
    """The texts and the tags of a page, as a browser would see them; a mark belongs to its cell."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            return
        self.tags.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_data(self, data: str) -> None:
        if data != "\n":
            self.texts[self.tags[-1]][-1] += data


SCRIPT = "<script>alert('\"&amp;')</script>"


def test_html_of_hostile_text_is_that_text() -> None:
    grid = Grid(header=(SCRIPT, SCRIPT), rows=((SCRIPT, SCRIPT),), labels=1, caption=SCRIPT, notes=(SCRIPT,))
    read = Reader(html(grid))
    assert read.tags == ["div", "table", "caption", "thead", "tr", "th", "th", "tbody", "tr", "th", "td", "p"]
    assert read.texts == {
        "div": [""],
        "table": [""],
        "caption": [SCRIPT],
        "thead": [""],
        "tr": ["", ""],
        "th": [SCRIPT] * 3,
        "tbody": [""],
        "td": [SCRIPT],
        "p": [SCRIPT],
    }


@given(grids(st.text("<>&\"'/=a;!-1.*", max_size=12)))
def test_html_shows_every_cell_as_it_is(grid: Grid) -> None:
    read = Reader(html(grid))
    labels = [cell for row in grid.rows for cell in row[: grid.labels]]
    assert read.texts.get("th", []) == [*grid.header, *labels]
    assert read.texts.get("td", []) == [cell for row in grid.rows for cell in row[grid.labels :]]
    assert read.texts.get("caption", [""]) == [grid.caption]
    assert read.texts.get("p", []) == list(grid.notes)


def test_html_sets_no_colours() -> None:
    assert "color" not in html(GRID)


# --- figure ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "scale", "decimals", "written"),
    [
        (0, 0, None, "0"),
        (0, 3, None, "0.000"),
        (47, 1, None, "4.7"),
        (-47, 1, None, "-4.7"),
        (5, 3, None, "0.005"),
        (1234567, 0, None, "1234567"),
        (12, 0, 2, "12.00"),
        (5, 2, 1, "0.1"),
        (-5, 2, 1, "-0.1"),
        (-4, 2, 1, "0.0"),
        (-4, 1, 0, "0"),
        (5, 1, 0, "1"),
        (-15, 1, 0, "-2"),
        (25, 1, 0, "3"),
        (2499, 3, 0, "2"),
        (9999, 3, 1, "10.0"),
    ],
)
def test_figure(number: int, scale: int, decimals: int | None, written: str) -> None:
    assert format_figure(number, scale, decimals) == written


@given(figures, st.integers(0, 25))
def test_figure_rounds_half_up_as_decimal_does(value: tuple[int, int], decimals: int) -> None:
    exact = Context(prec=100)
    number, scale = value
    place = Decimal(1).scaleb(-decimals, exact)
    rounded = Decimal(number).scaleb(-scale, exact).quantize(place, ROUND_HALF_UP, exact)
    assert format_figure(number, scale, decimals) == f"{rounded if rounded else abs(rounded):f}"


@given(figures)
def test_figure_without_decimals_is_exact(value: tuple[int, int]) -> None:
    number, scale = value
    written = format_figure(number, scale, None)
    assert Decimal(written) == Decimal(number).scaleb(-scale, Context(prec=100))
    assert len(written.partition(".")[2]) == scale


def test_figure_refuses_negative_places() -> None:
    with pytest.raises(ValueError, match=r"^scale: must be 0 or more, got -1$"):
        format_figure(1, -1, None)
    with pytest.raises(ValueError, match=r"^decimals: must be 0 or more, got -2$"):
        format_figure(1, 1, -2)


# --- harmless in text, Markdown and HTML ------------------------------------------------------------------------------

HOSTILE = [*map(chr, (*range(0x20), 0x7F, *range(0x80, 0xA0))), *"\u200e\u200f\u061c\u2028\u2029\ufeff\ufff9\U000e0041"]
HOSTILE += map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x2070)))


@pytest.mark.parametrize("character", HOSTILE, ids=ascii)
def test_nothing_that_steers_leaks_into_what_is_printed(character: str) -> None:
    cell = f"a{character}b"
    grid = Grid(header=(cell, cell), rows=((cell, cell),), labels=1, caption=cell, notes=(cell,))
    for shown in (text(grid), markdown(grid), html(grid)):
        assert character == "\n" or character not in shown
        assert all(line.isprintable() for line in shown.split("\n"))
    assert len(text(grid).split("\n")) == 5


@pytest.mark.parametrize("character", ["\u202e", "\u2067", "\u200f", "\x1b", "\n"], ids=ascii)
def test_tables_listings_and_reports_print_through_one_door(character: str) -> None:
    label = f"a{character}b"
    names = {"x": label}
    table = Table.from_records(
        [{"i": "x", "value": 1}], dims=["i"], unit="CHF", labels={"i": Axis("i", ["x"], names=names)}
    )
    problem = Problem(rule="OP1", severity=Severity.ERROR, path=f"outputs.{label}", message=label, section=label)
    listing = Listing((problem,), columns=("message",), title=label, notes=(label,))
    assumed = label.replace("\x1b", "")  # no table assumes it
    for printed in (table.assuming(assumed), Report([problem]), listing):
        for way in (printed.to_text, printed.to_markdown, printed.to_html, printed._repr_html_, printed.__str__):
            assert all(line.isprintable() for line in way().split("\n")), way


def test_messages_escape_the_labels_that_they_suggest() -> None:
    table = Table.from_records([{"i": "a\u202eb", "value": 1}], dims=["i"], unit="CHF")
    with pytest.raises(UnknownLabel) as caught:
        table.at(i="ab")
    assert str(caught.value) == r"unknown i 'ab'; the table has a\u202eb"


def test_a_mark_at_a_letter_of_its_own_direction_stays() -> None:
    for cell in ("دائرة\u200f", "\u200fדוח", "دائرة\u061c 5"):
        assert text(one(cell)).split("\n")[2] == cell
    assert text(one("5\u200f")).split("\n")[2] == r"5\u200f"


def test_any_number_of_marks_on_a_letter_is_cut() -> None:
    shown = text(one("a" + "\u0301" * 100_000)).split("\n")[2]
    assert len(shown) < 1000
    assert shown.endswith("…")


def test_a_notebook_reads_no_formula_into_any_html() -> None:
    plan = opplan.bundled("gs-2008-2011")
    for printed in (opplan.effort(plan), opplan.validate(plan), opplan.ledger(plan), opplan.reconcile(plan)):
        for page in (printed._repr_html_(), printed.to_html(rows=1)):
            assert page.startswith('<div class="tex2jax_ignore mathjax_ignore">')
            assert page.endswith("</div>")
            assert page.count("<div") == page.count("</div>") == 1


def test_a_cell_of_several_lines() -> None:
    grid = Grid(header=("item", "2008"), rows=((CellLines("a|b\n<c>"), FigureText("1")),), labels=1)
    assert text(grid).split("\n")[2] == "a|b <c>     1"
    assert markdown(grid).split("\n")[2] == "| a\\|b<br>&lt;c> | 1 |"
    assert ">a|b<br>&lt;c&gt;</th>" in html(grid)
