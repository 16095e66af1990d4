"""Thousands apart: `thousands=` in everything that prints."""

import inspect
import re
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import InvalidPlan, Listing, Missing, Table
from itu_opplan.digits import group_digits
from itu_opplan.display import Printable
from tests.strategies import figures, tables

PLAN = opplan.bundled("gs-2008-2011")
TABLE = Table.from_rows(
    [
        {"code": "2008", "2008": "-1234567.891", "2009": "12345678901234567890.5"},
        {"code": "1000", "2008": "blank", "2009": -1000},
        {"code": "x", "2008": "-0", "2009": "-999.5"},
    ],
    dims=["code", "period"],
    unit="CHF",
)


def printers(cls: type[Printable] = Printable) -> Iterator[type[Printable]]:
    """Every class that prints."""
    yield cls
    for below in cls.__subclasses__():
        yield from printers(below)


def test_every_printer_takes_it() -> None:
    assert {one.__name__ for one in printers()} >= {
        "Table",
        "Listing",
        "Report",
        "Changes",
        "Reconciliation",
        "Vacancies",
    }
    for one in printers():
        for name in ("to_text", "to_markdown", "to_html"):
            parameter = inspect.signature(getattr(one, name)).parameters["thousands"]
            assert (parameter.default, parameter.kind) == (False, parameter.KEYWORD_ONLY), (one, name)


def test_only_figures_have_it_and_they_stay_aligned() -> None:
    assert TABLE.to_text(totals="code", thousands=True).split("\n") == [
        "CHF",
        "code             2008                           2009",
        "----------------------------------------------------",
        "2008   -1,234,567.891   12,345,678,901,234,567,890.5",
        "1000            blank                         -1,000",
        "x                   0                         -999.5",
        "total  -1,234,567.891*  12,345,678,901,234,565,891.0",
        "* skipped: 1 blank",
    ]


def test_it_goes_with_decimals() -> None:
    shown = TABLE.to_text(thousands="'", decimals=0).split("\n")[3:]
    assert [line.split()[1:] for line in shown] == [
        ["-1'234'568", "12'345'678'901'234'567'891"],
        ["blank", "-1'000"],
        ["0", "-1'000"],
    ]


def test_a_quotient_has_it() -> None:
    table = Table.from_records([{"item": "a", "value": 10000}, {"item": "b", "value": 3}], dims=["item"], unit="CHF")
    percent = table.percent_of(table.where(item="b").by())
    assert percent.to_text(thousands=True).split("\n")[2:] == ["a     333,333.3", "b         100.0"]


def test_markdown_and_html_know_such_figures() -> None:
    text = TABLE.to_markdown(totals="code", thousands="_").split("\n")
    assert text[3] == "| :--- | ---: | ---: |"
    assert text[-3] == "| total | -1_234_567.891* | 12_345_678_901_234_565_891.0 |"
    page = TABLE.to_html(totals="code", thousands="'")
    assert "-1'234'567.891<span style=\"margin-right:-.5em\">*</span></td>" in page
    assert page.count('class="figure"') == 7


@pytest.mark.parametrize("mark", [" ", "\u2009", "\u202f", "\u00a0", "'", "_"])
def test_a_page_neither_breaks_nor_turns_a_figure(mark: str) -> None:
    """On a page that is read from the right, 1'234 would else be 234'1."""
    page = TABLE.to_html(thousands=mark)
    assert len(re.findall(r'<td class="figure" dir="ltr" style="[^"]*;white-space:nowrap">', page)) == 3
    assert f"{mark}567.891</td>" in page
    assert not re.search("white-space|dir=", TABLE.to_html(thousands=True))


@pytest.mark.parametrize("mark", [",", "'", "’", "_", " ", "\u00a0", "\u2009", "\u202f"])
def test_what_can_stand_there(mark: str) -> None:
    assert f"-1{mark}234{mark}567.891" in TABLE.to_text(thousands=mark)
    assert [*map(len, TABLE.to_text(thousands=mark).split("\n"))] == [
        *map(len, TABLE.to_text(thousands=True).split("\n"))
    ]


WRONG = [1, 0, None, "", ".", "ab", "*", "5", "-", "x", "|", "\n", "\u200b", "\u202e", b",", [","]]


@pytest.mark.parametrize("wrong", WRONG, ids=ascii)
def test_nothing_else_can(wrong: str) -> None:
    for way in (TABLE.to_text, TABLE.to_markdown, opplan.validate(PLAN).to_text, opplan.ledger(PLAN).to_html):
        with pytest.raises(InvalidPlan) as caught:
            way(thousands=wrong)
        said = str(caught.value)
        assert said.startswith(
            "thousands: must be True, False, or a comma, an apostrophe, an underscore or a space, got "
        )


@given(figures(), st.sampled_from([",", "'", "\u202f"]))
def test_the_digits_stay_and_stand_in_threes(value: Decimal, mark: str) -> None:
    written = f"{value:f}"
    grouped = group_digits(written, mark)
    assert grouped.replace(mark, "") == written
    whole = grouped.removeprefix("-").partition(".")[0].split(mark)
    assert all(len(one) == 3 for one in whole[1:])
    assert 1 <= len(whole[0]) <= 3
    assert "." not in written or grouped.endswith(f".{written.partition('.')[2]}")


@given(tables())
def test_without_it_nothing_changes(table: Table) -> None:
    assert table.to_text(thousands=False) == table.to_text()
    small = table.keep(lambda value: abs(value) < 1000)
    assert small.to_html(thousands="'") == small.to_html()


# --- listings ---------------------------------------------------------------------------------------------------------


def test_listings_have_it_in_their_figures() -> None:
    """A whole number of Python counts or numbers something, such as a year; labels and texts stay."""
    line = SimpleNamespace(
        code=Decimal(1000), amount=Decimal("-1234.50"), year=2008, text="1000", several=(Decimal(1000), Decimal(2))
    )
    other = SimpleNamespace(code="b", amount=Missing.BLANK, year=None, text=None, several=())
    listing = Listing((line, other), columns=("code", "amount", "year", "text", "several"))
    assert listing.to_text(thousands=True).split("\n") == [
        "code     amount  year  text  several",
        "------------------------------------",
        "1000  -1,234.50  2008  1000  1000, 2",
        "b         blank",
    ]


def test_the_listings_of_the_shipped_plan_have_it() -> None:
    shown = opplan.reconcile(PLAN).to_text(thousands=True)
    assert re.search(r"IS +2009-2011 +2,220 +170\.0 +2,050\.0 +7\.7", shown)
    assert "departments.IS.staffing[total, 2009-2011]" in opplan.ledger(PLAN).to_text(thousands=True)
    assert re.search(r" 2,220 +2,220  work_month", opplan.ledger(PLAN).to_markdown(thousands=True).replace("|", ""))


def test_changes_have_it_and_their_addresses_have_not() -> None:
    changed = opplan.change(PLAN, {"outputs.PP.effort[C&P, 2008]": Decimal("12345.5"), "status": "final"})
    changes = opplan.compare(PLAN, changed)
    assert changes.to_text(thousands=True).split("\n")[2:4] == [
        "outputs.PP",
        "  effort[C&P, 2008] changed: 13.1 → 12,345.5 (II.1.4)",
    ]
    said = "II.1.4, C&P, 2008: for 13.1 read 12'345.5"
    assert changes.to_text(style="corrigendum", thousands="'").split("\n")[-1] == said
    assert "| 13.1 | 12,345.5 |" in changes.to_markdown(thousands=True)


def test_reports_have_no_figures_of_their_own() -> None:
    report = opplan.validate(PLAN)
    assert report.to_text(thousands=True) == report.to_text()
    assert report.to_html(thousands=True) == report.to_html()
