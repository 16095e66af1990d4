"""Totals in print: the sums that `by` makes, with their stars and refusals, in text, Markdown and HTML."""

from decimal import Decimal

import itu_opplan as opplan
from itu_opplan import Axis, NotAdditive, Table, UnknownLabel
from itu_opplan.display import Options
from itu_opplan.table.showing import make_grid
from tests.strategies import tables
from tests.test_table_door import refused
from tests.test_table_laws import law

TABLE = Table.from_rows(
    [
        {"output": "PP", "department": "SGO", "2008": "18", "2009": "17.8"},
        {"output": "PP", "department": "CEC", "2008": "blank", "2009": "n/a"},
        {"output": "WSIS", "department": "SGO", "2009": "0.25"},
    ],
    dims=["output", "department", "period"],
    unit="work_month",
)
POSTS = Table.from_rows([{"grade": "P5", "2008": 2, "2009": 3}], dims=["grade", "period"], unit="post")


def test_a_total_stands_behind_the_labels_of_its_dim() -> None:
    assert TABLE.to_text(totals=("department", "period")).splitlines() == [
        "work_month",
        "output  department   2008   2009   total",
        "-----------------------------------------",
        "PP      SGO            18   17.8    35.8",
        "PP      CEC         blank    n/a   blank",
        "PP      total          18*  17.8*   35.8*",
        "WSIS    SGO                 0.25    0.25",
        "WSIS    total               0.25    0.25",
        "* skipped: 1 blank, 1 n/a",
    ]
    assert TABLE.by("department").to_text(totals="department").splitlines() == [
        "department  work_month",
        "-----------------------",
        "SGO              36.05",
        "CEC              blank",
        "total            36.05*",
        "* skipped: 1 blank, 1 n/a",
    ]


def test_markdown_and_html_have_them_too() -> None:
    lines = TABLE.by("output", "period").to_markdown(totals=["output"]).split("\n")
    assert lines[-3].replace("\\", "") == "| total | 18* | 18.05* |"
    html = TABLE.by("output", "period").to_html(totals=["output"])
    assert ">total</th>" in html
    assert ">18.05<span" in html


def test_a_total_is_refused_where_figures_do_not_add() -> None:
    message = (
        "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), or take one with "
        "where(period='2008')"
    )
    for way in (POSTS.to_text, POSTS.to_markdown, POSTS.to_html):
        assert refused(NotAdditive, lambda way=way: way(totals=["grade", "period"])) == message
    assert POSTS.to_text(totals="grade").splitlines()[-1] == "total     2     3"
    message = "unknown dim 'departement'; the table has output, department, period"
    assert refused(UnknownLabel, lambda: TABLE.to_text(totals=["departement"])) == message


def test_a_label_that_is_called_total_stays_apart() -> None:
    table = Table.from_records([{"item": "total", "value": 1}], dims=["item"], unit="CHF")
    assert table.to_text(totals="item").splitlines()[2:] == ["total            1", "total of item    1"]


def test_names_stand_in_print_and_rows_are_left_out_in_the_middle() -> None:
    named = Table.from_records(
        [{"item": item, "value": 1} for item in "abcd"],
        dims=["item"],
        unit="CHF",
        labels={"item": Axis("item", list("abcd"), names={"a": "Alpha"})},
    )
    assert named.to_text(totals="item", rows=2).splitlines()[2:] == [
        "Alpha    1",
        "…        …",
        "total    4",
        "3 more rows",
    ]


def test_totals_of_the_shipped_plan() -> None:
    plan = opplan.bundled("gs-2008-2011")
    effort = opplan.effort(plan).by("department", "period")
    *_, last = (line for line in effort.to_text(totals="department").splitlines() if line.startswith("total"))
    assert [Decimal(word.strip("*")) for word in last.split()[1:]] == [
        effort.by("period").at(period=period) for period in effort.labels("period")
    ]


@law(tables(dims=("item",)))
def test_the_total_is_the_sum_that_by_makes(table: Table) -> None:
    lines, whole = make_grid(table, Options(), "item"), make_grid(table.by(), Options())
    assert lines.rows[-1:] == (((lines.rows[-1][0], *whole.rows[0]),) if len(table) else ())
    assert set(whole.notes) <= {*lines.notes, "no cells"}
    assert make_grid(table, Options(), ()) == make_grid(table, Options())
