"""Axes: why figures do not add over them, and the arithmetic of places."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Axis, InvalidPlan, Period, Problem, Severity, UnknownLabel
from itu_opplan.table.block import Block, list_places, make_strides
from itu_opplan.table.places import MAX_CELLS, list_keys, measure
from itu_opplan.table.reasons import find_reason


@pytest.mark.parametrize(
    ("dim", "unit", "reason"),
    [
        ("period", "work_month", ""),
        ("department", "post", ""),
        ("item", "percent", ""),
        ("item", "page/year", ""),
        ("period", "post", "posts are a stock, not a flow"),
        ("period", "percent", "each period is a whole of its own"),
        ("period", "page/year", "they are rates per year"),
        ("item", "CHF/page", "CHF/page is a price, and prices do not add"),
        ("service", "page", "services are unlike: a printed page is not a translated one"),
        ("kind", "page", ""),
        ("kind", "percent", "each kind divides the same whole"),
    ],
)
def test_why_figures_do_not_add(dim: str, unit: str, reason: str) -> None:
    assert find_reason(dim, unit) == reason


def test_an_axis_says_which_of_its_periods_overlap() -> None:
    assert Axis("period", ("2010", "2008-2011", "2007")).overlap == "2008-2011 and 2010 overlap"
    assert Axis("period", ("2009-2011", "2008")).overlap == ""
    assert Axis("period", ()).obstacle == ""
    assert Axis("column", ("2008", "2008-2009")).overlap == ""
    assert Axis("period", ("2009-2011",)).periods("2009-2011") == [Period(2009, 2011)]


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("2009-2010", "unknown period '2009-2010'; the table has 2009-2011, 2007, 2008 …"),
        ("2009–2011", "period: write this period as 2009-2011, got '2009–2011'"),
        (
            "2009-11",
            "period: may mean the years 2009-2011 or the month November 2009; write 2009-2011 or 2009-M11, "
            "got '2009-11'",
        ),
    ],
)
def test_an_unknown_period_is_told_from_one_in_another_spelling(label: str, message: str) -> None:
    with pytest.raises(UnknownLabel) as caught:
        Axis("period", ("2007", "2008", "2009-2011", "2012")).position(label)
    assert str(caught.value) == message


def axes(*sizes: int) -> list[Axis]:
    return [Axis(f"dim{number}", tuple(map(str, range(size)))) for number, size in enumerate(sizes)]


def test_a_table_has_so_many_places_and_no_more() -> None:
    assert math.prod(measure(axes(10, 1000, 1000))) == MAX_CELLS
    with pytest.raises(InvalidPlan) as caught:
        measure(axes(2000, 5001))
    message = "2,000 dim0 × 5,001 dim1 labels make more than 10,000,000 places; make several tables of it"
    assert list(caught.value.problems) == [Problem(rule="OP004", severity=Severity.ERROR, path="", message=message)]


@given(st.lists(st.integers(0, 4), max_size=4))
def test_places_keys_and_strides_go_together(sizes: list[int]) -> None:
    own = axes(*sizes)
    places = list(range(math.prod(sizes)))
    assert measure(own) == sizes
    assert list_places([range(size) for size in sizes], make_strides(sizes)) == places
    assert list(list_keys(own)) == list(itertools.product(*(axis.labels for axis in own)))


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_adding_up_an_axis_adds_what_stands_over_each_other(outer: int, count: int, inner: int) -> None:
    block = tuple(number * number for number in range(outer * count * inner))
    decimals = bytes(number % 3 for number in block)
    places = [
        [(one * count + step) * inner + other for step in range(count)]
        for one in range(outer)
        for other in range(inner)
    ]
    sums = Block(block, block, 2, decimals).add_up([outer, count, inner], {1})
    assert sums.figures == sums.counts == tuple(sum(block[place] for place in own) for own in places)
    assert sums.list_decimals() == bytes(max(decimals[place] for place in own) for own in places)
    assert Block((), (), 0).add_up([0, count, inner], {1}).figures == ()


def test_what_is_printed_in_the_place_of_a_label_is_answered_with_its_code() -> None:
    payers = Axis("payer", ["TF", "HOST", "H2"], names={"TF": "Trust fund", "HOST": "Host", "H2": "Host"})
    for printed, codes in (("Trust fund", "TF"), ("Host", "HOST or H2")):
        with pytest.raises(UnknownLabel) as refused:
            payers.position(printed)
        assert str(refused.value) == f"unknown payer '{printed}'; write its code, {codes}"
