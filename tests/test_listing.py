"""Listings: sequences of lines that print as tables."""

import datetime
import re
from decimal import Decimal
from types import SimpleNamespace

import attrs
import pytest

from itu_opplan import Listing, Missing, Period
from itu_opplan.analysis import Verdict
from itu_opplan.listing import PLACES, WIDTH
from itu_opplan.plain_form import plain


@attrs.frozen
class Line:
    name: str
    how_much: Decimal | None = None
    verdict: Verdict | None = None
    codes: tuple[object, ...] = ()


@attrs.frozen
class Factor:
    factor: Decimal = attrs.field(metadata={PLACES: 4})


@attrs.frozen
class Indicator:
    text: str = attrs.field(metadata={WIDTH: 8})


LINES = (Line("a", Decimal("1.50"), Verdict.AGREES, ("x", Decimal("1E+3"))), Line("b"), Line("c|<d>", Decimal(-2)))
LISTING = Listing(LINES, columns=("name", "how_much", "verdict", "codes"), title="what there is")


def test_it_is_a_sequence() -> None:
    assert len(LISTING) == 3
    assert list(LISTING) == list(LINES)
    assert (LISTING[0], LISTING[-1]) == (LINES[0], LINES[2])
    assert LINES[1] in LISTING
    assert (LISTING.index(LINES[1]), LISTING.count(LINES[1])) == (1, 1)
    assert list(reversed(LISTING)) == list(reversed(LINES))
    with pytest.raises(IndexError):
        LISTING[3]


def test_a_slice_is_a_listing_of_the_same_columns() -> None:
    assert LISTING[1:] == Listing(LINES[1:], columns=LISTING.columns, title=LISTING.title)
    assert LISTING[:] == LISTING
    assert LISTING[::2].lines == (LINES[0], LINES[2])


def test_lines_that_pass_are_kept_with_all_that_is_said_of_the_lines() -> None:
    noted = attrs.evolve(LISTING, notes=("3 lines",))
    assert noted.keep(lambda line: line.how_much is not None) == attrs.evolve(noted, lines=LINES[::2])
    assert str(noted.keep(lambda line: line.name == "z")).endswith("none\n3 lines")
    with pytest.raises(TypeError, match=r"^predicate: must be a function, such as lambda line: line\.part > 0, got 5$"):
        noted.keep(5)  # type: ignore[arg-type]  # that is the point


def test_it_is_an_immutable_value() -> None:
    assert {LISTING: 1}[LISTING[:]] == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        LISTING.title = "other"  # type: ignore[misc]  # that is the point


def test_it_prints_as_a_table() -> None:
    assert str(LISTING).split("\n") == [
        "what there is",
        "name   how much  verdict  codes",
        "---------------------------------",
        "a          1.50  agrees   x, 1000",
        "b",
        "c|<d>        -2",
    ]


def test_without_lines_it_says_none() -> None:
    lines = str(LISTING[:0]).split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("what there is", "none", 4)
    assert not LISTING[:0]


def test_figures_are_shown_to_be_read() -> None:
    figures = ("108.125", "0.1000", "33.33333333333333333333", "2.050000000000", "-0.66666666666666666667", "1E-30")
    listing = Listing(tuple(Line("a", Decimal(figure)) for figure in figures), columns=("how_much",), labels=0)
    assert re.findall(r"<td[^>]*>(.*?)</td>", listing._repr_html_()) == [
        "108.125",
        "0.1000",
        "33.3",
        "2.1",
        "-0.7",
        "0.0",
    ]


def test_a_field_can_say_with_how_many_decimals_its_quotients_are_shown() -> None:
    listing = Listing(
        tuple(Factor(Decimal(figure)) for figure in ("0.33333333333333333333", "0.25", "1234.56785000000000000001")),
        columns=("factor",),
        labels=0,
    )
    assert str(listing).split("\n")[2:] == ["   0.3333", "     0.25", "1234.5679"]
    assert listing.to_text(decimals=1).split("\n")[2:] == ["   0.3", "   0.3", "1234.6"]


def test_a_field_can_say_how_much_of_its_text_is_shown() -> None:
    listing = Listing([Indicator("share of\nwomen"), Indicator("sales")], columns=("text",))
    assert str(listing).splitlines()[2:] == ["share o…", "sales"]
    assert list(listing.to_frame("pandas")["text"]) == ["share of\nwomen", "sales"]


def test_missing_figures_are_named_and_what_is_not_stated_is_empty() -> None:
    lines = [{"value": value} for value in (Missing.BLANK, Missing.NOT_APPLICABLE, Missing.NOT_STATED)]
    listing = Listing(tuple(SimpleNamespace(**line) for line in lines), columns=("value",), labels=0)
    assert re.findall(r"<td[^>]*>(.*?)</td>", listing._repr_html_()) == ["blank", "n/a", ""]


def test_a_missing_figure_is_nothing_in_a_dataframe() -> None:
    lines = [SimpleNamespace(value=value) for value in (Missing.BLANK, Decimal(2))]
    assert Listing(lines, columns=("value",)).to_frame("pyarrow").column("value").to_pylist() == [None, Decimal(2)]


def test_labels_by_dimension_are_shown_with_it() -> None:
    lines = [SimpleNamespace(labels=labels) for labels in ({}, {"sex": "women", "age": 5})]
    assert str(Listing(lines, columns=("labels",))).split("\n")[2:] == ["", "sex women, age 5"]


def test_notes_stand_below_and_are_about_all_lines() -> None:
    noted = attrs.evolve(LISTING, notes=("one", "two"))
    assert str(noted) == f"{LISTING}\none\ntwo"
    assert noted[:2].notes == ()
    assert str(attrs.evolve(noted, lines=())).split("\n")[-3:] == ["none", "one", "two"]


def test_its_repr_is_short() -> None:
    assert repr(LISTING) == "<Listing: 3 lines of name, how_much, verdict, codes>"


def test_it_shows_in_a_notebook() -> None:
    page = LISTING._repr_html_()
    assert re.findall(r"<caption[^>]*>(.*?)</caption>", page) == ["what there is"]
    assert re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page) == ["a", "b", "c|&lt;d&gt;"]
    assert re.findall(r"<td[^>]*>(.*?)</td>", page) == ["1.50", "agrees", "x, 1000", "", "", "", "-2", "", ""]


def test_it_goes_into_reports() -> None:
    assert (LISTING.to_text(), LISTING.to_html()) == (str(LISTING), LISTING._repr_html_())
    assert LISTING[1:].to_markdown().split("\n") == [
        "**what there is**",
        "",
        "| name | how much | verdict | codes |",
        "| :--- | ---: | :--- | :--- |",
        "| b |  |  |  |",
        "| c\\|&lt;d> | -2 |  |  |",
    ]


def test_more_columns_may_be_labels() -> None:
    listing = Listing((Period(2008, 2008),), columns=("first", "last", "years"), labels=2)
    assert re.findall(r'<th scope="row"[^>]*>(.*?)</th>', listing._repr_html_()) == ["2008", "2008"]


def test_dates_are_plain_as_text() -> None:
    assert plain(datetime.date(2007, 5, 31)) == "2007-05-31"


def test_it_is_plain_as_a_list_of_its_lines() -> None:
    assert plain(LISTING[1:2]) == [{"name": "b", "how_much": None, "verdict": None, "codes": []}]
