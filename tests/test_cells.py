"""Cells: what is a figure, what is missing, and the integers that a table keeps of them."""

import copy
import decimal
import pickle
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Missing
from itu_opplan.table.cells import (
    FIGURES,
    MAX_DECIMALS,
    ONE,
    STATES,
    count_skipped,
    divide,
    divide_decimals,
    find_state,
    parse_cell,
)
from itu_opplan.table.cells import make_decimal as decimal_of
from tests.strategies import figures, states

NARROW = decimal.Context(
    prec=3, Emin=-2, Emax=2, capitals=0, traps=[decimal.Inexact, decimal.Rounded, decimal.FloatOperation]
)
QUIET = decimal.Context(prec=1, traps=[])


# --- missing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", Missing)
def test_a_missing_figure_is_neither_true_nor_false(which: Missing) -> None:
    with pytest.raises(TypeError) as caught:
        bool(which)
    assert str(caught.value) == (
        f"a missing figure is neither true nor false; compare it: `value is Missing.{which.name}`"
    )


@pytest.mark.parametrize("which", Missing)
def test_a_missing_figure_is_itself_and_nothing_else(which: Missing) -> None:
    assert Missing(str(which)) is which
    assert copy.deepcopy(which) is which
    assert pickle.loads(pickle.dumps(which)) is which
    assert which != str(which)
    assert which != 0
    assert which != Decimal(0)
    assert not isinstance(which, str)
    assert isinstance(hash(which), int)


def test_the_names_of_the_states() -> None:
    assert list(map(str, Missing)) == ["to be completed", "blank", "n/a", "not stated"]


# --- what callers give ------------------------------------------------------------------------------------------------


class Money(Decimal):
    """A figure that writes itself rounded, as classes for money do."""

    def __str__(self) -> str:
        return f"{self:.1f}"


class Named(str):
    """A text of a class of its own."""


@pytest.mark.parametrize(
    ("value", "number", "decimals"),
    [
        (Decimal("4.70"), 470, 2),
        (Decimal("-4.70"), -470, 2),
        (Decimal("0.0"), 0, 1),
        (Decimal("-0"), 0, 0),
        (Decimal("-0.00"), 0, 2),
        (Decimal("1E-7"), 1, 7),
        (Decimal("-12E-7"), -12, 7),
        (Decimal("1E+5"), 100000, 0),
        (Decimal("1.5E+3"), 1500, 0),
        (Decimal("1E+29"), 10**29, 0),
        (Decimal("-1E+29"), -(10**29), 0),
        (Decimal("1E-20"), 1, 20),
        (Decimal("0E+29"), 0, 0),
        (Decimal("0E-20"), 0, 0),
        (Decimal("9" * 30 + "." + "9" * 20), 10**50 - 1, 20),
        (Decimal("-" + "9" * 30 + "." + "9" * 20), 1 - 10**50, 20),
        (Money("4.123"), 4123, 3),
        (5, 5, 0),
        (-5, -5, 0),
        (0, 0, 0),
        (10**30 - 1, 10**30 - 1, 0),
        (1 - 10**30, 1 - 10**30, 0),
        ("4.70", 470, 2),
        ("-4.70", -470, 2),
        ("1e2", 100, 0),
        ("1E-7", 1, 7),
        (Named("4.70"), 470, 2),
        ("1" * 10 + "." + "0" * 20, int("1" * 10 + "0" * 20), 20),
        ("+1_000.2_5", 100025, 2),
        ("-0.0", 0, 1),
        (Decimal("-0.0"), 0, 1),
    ],
)
def test_a_figure_is_kept_exactly(value: object, number: int, decimals: int) -> None:
    assert parse_cell(value) == (number, decimals, ONE)
    for context in (NARROW, QUIET):
        with decimal.localcontext(context):
            assert parse_cell(value) == (number, decimals, ONE)


@pytest.mark.parametrize("which", STATES)
def test_a_state_is_kept_as_a_count(which: Missing) -> None:
    assert parse_cell(which) == parse_cell(which.value) == (0, 0, STATES[which])


TOO_LONG = "must have at most 30 digits before the point and 20 after, got "
NO_FIGURE = "must be a figure, 'blank', 'n/a' or 'to be completed', got "
NOTHING_KNOWN = "must be a Decimal, a whole number, 'blank', 'n/a' or 'to be completed', got "


class Five(IntEnum):
    FIVE = 5


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (4.7, "a float is not exact, got 4.7; write Decimal('4.7')"),
        (float("nan"), NOTHING_KNOWN + "nan"),
        (True, NOTHING_KNOWN + "true"),
        (False, NOTHING_KNOWN + "false"),
        (None, NOTHING_KNOWN + "nothing"),
        ([1], NOTHING_KNOWN + "a list"),
        ({}, NOTHING_KNOWN + "a table"),
        (b"5", NOTHING_KNOWN + "b'5'"),
        (Fraction(1, 2), NOTHING_KNOWN + "1/2"),
        (1j, NOTHING_KNOWN + "1j"),
        (Five.FIVE, NOTHING_KNOWN + "5"),
        (Decimal("NaN"), "must be a finite number, got NaN"),
        (Decimal("-NaN"), "must be a finite number, got -NaN"),
        (Decimal("NaN123"), "must be a finite number, got NaN123"),
        (Decimal("sNaN"), "must be a finite number, got sNaN"),
        (Decimal("sNaN5"), "must be a finite number, got sNaN5"),
        (Decimal("Infinity"), "must be a finite number, got Infinity"),
        (Decimal("-Infinity"), "must be a finite number, got -Infinity"),
        ("inf", NO_FIGURE + "'inf'"),
        ("NaN", NO_FIGURE + "'NaN'; write 'blank'"),
        (".5", NO_FIGURE + "'.5'; write 0.5"),
        ("5.", NO_FIGURE + "'5.'; write 5"),
        ("015", NO_FIGURE + "'015'; write 15"),
        ("1__0", NO_FIGURE + "'1__0'; write 10"),
        (" 5 ", NO_FIGURE + "' 5 '; write 5"),
        ("1,500", NO_FIGURE + "'1,500'; write 1500, or 1.500 if the comma is a decimal one"),
        (Decimal("1E+30"), TOO_LONG + "'1E+30'"),
        (Decimal("0E+30"), TOO_LONG + "'0E+30'"),
        (Decimal("0E-21"), TOO_LONG + "'0E-21'"),
        (Decimal("1E-21"), TOO_LONG + "'1E-21'"),
        (Decimal("1.000000000000000000000"), TOO_LONG + "'1.000000000000000000000'"),
        (Decimal("1E+999999"), TOO_LONG + "'1E+999999'"),
        (Decimal("-1E-999999"), TOO_LONG + "'-1E-999999'"),
        ("1E+999999", TOO_LONG + "'1E+999999'"),
        ("9" * 31, TOO_LONG + f"'{'9' * 31}'"),
        (10**30, f"must have at most 30 digits, got 1{'0' * 30}"),
        (-(10**30), f"must have at most 30 digits, got -1{'0' * 30}"),
        (10**50, "must have at most 30 digits, got a number of more than 40 digits"),
        (Missing.NOT_STATED, "'not stated' means that there is no cell; leave it out"),
        ("not stated", NO_FIGURE + "'not stated'"),
        ("", NO_FIGURE + "''; write 'blank'"),
        ("Blank", NO_FIGURE + "'Blank'; write 'blank'"),
        ("four", NO_FIGURE + "'four'"),
        ("4,7", NO_FIGURE + "'4,7'; write 4.7"),
        ("4.7 ?", NO_FIGURE + "'4.7 ?'"),
        ("0x10", NO_FIGURE + "'0x10'"),
        ("٤", NO_FIGURE + "'٤'; write 4"),
        ("１", NO_FIGURE + "'１'; write 1"),
        ("1" * 101, NO_FIGURE + f"'{'1' * 59}…'"),
        ("1e99999999999999999999999", NO_FIGURE + "'1e99999999999999999999999'"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_cell_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the whole message is compared
        parse_cell(value)
    assert str(caught.value) == message
    with decimal.localcontext(QUIET), pytest.raises(ValueError) as quiet:  # noqa: PT011  # as above
        parse_cell(value)
    assert str(quiet.value) == message


# --- the integers -----------------------------------------------------------------------------------------------------


@given(figures())
def test_figures_go_in_and_come_out_as_they_are(figure: Decimal) -> None:
    number, decimals, count = parse_cell(figure)
    assert count == ONE
    assert Fraction(number, 10**decimals) == Fraction(figure)
    assert decimal_of(number, decimals) == figure
    assert decimals <= MAX_DECIMALS
    assert parse_cell(str(figure)) == parse_cell(figure)
    with decimal.localcontext(NARROW):
        assert parse_cell(figure) == (number, decimals, count)
        assert decimal_of(number, decimals) == figure


@given(st.integers(-(10**60), 10**60), st.integers(0, 40))
def test_a_decimal_has_the_digits_that_it_was_given(number: int, scale: int) -> None:
    with decimal.localcontext(NARROW):
        figure = decimal_of(number, scale)
    assert Fraction(figure) == Fraction(number, 10**scale)
    assert figure.as_tuple().exponent == -scale


@given(st.integers(-(10**60), 10**60), st.integers(-(10**30), 10**30).filter(bool))
def test_quotients_are_rounded_to_the_nearest_ties_to_even(number: int, divisor: int) -> None:
    assert divide(number, divisor) == round(Fraction(number, divisor))


@pytest.mark.parametrize(
    ("number", "divisor", "quotient"),
    [(1, 2, 0), (3, 2, 2), (5, 2, 2), (-1, 2, 0), (-3, 2, -2), (3, -2, -2), (-3, -2, 2), (0, 7, 0), (7, 7, 1)],
)
def test_ties_go_to_even(number: int, divisor: int, quotient: int) -> None:
    assert divide(number, divisor) == quotient


@given(figures(), figures().filter(bool))
def test_a_quotient_is_rounded_once_and_has_no_more_decimals_than_it_needs(number: Decimal, divisor: Decimal) -> None:
    exact = round(Fraction(number) / Fraction(divisor) * 10**MAX_DECIMALS)
    with decimal.localcontext(NARROW):
        found = divide_decimals(number, divisor)
    assert Fraction(found) == Fraction(exact, 10**MAX_DECIMALS)
    places = -int(found.as_tuple().exponent)
    assert 0 <= places <= MAX_DECIMALS
    assert places == 0 or exact // 10 ** (MAX_DECIMALS - places) % 10 != 0


@pytest.mark.parametrize(
    ("number", "divisor", "text"),
    [
        ("1", "3", "0." + "3" * 20),
        ("2", "-3", "-0." + "6" * 19 + "7"),
        ("5", "1E+21", "0"),  # a tie
        ("15", "1E+21", "0.00000000000000000002"),  # another
        ("0", "7", "0"),
        ("12.50", "0.5", "25"),
        ("1", "8", "0.125"),
        ("1E+29", "1E-20", "1" + "0" * 49),
    ],
)
def test_quotients(number: str, divisor: str, text: str) -> None:
    assert f"{divide_decimals(Decimal(number), Decimal(divisor)):f}" == text


@given(st.lists(st.one_of(states, st.just(None))))
def test_a_count_tells_what_a_cell_was_added_up_from(found: list[Missing | None]) -> None:
    count = sum(ONE if which is None else STATES[which] for which in found)
    assert count & FIGURES == found.count(None)
    for which in STATES:
        assert count_skipped(count, which) == found.count(which)
    precedence = [Missing.TO_BE_COMPLETED, Missing.BLANK, Missing.NOT_APPLICABLE, Missing.NOT_STATED]
    first = next(which for which in precedence if which in found or which is Missing.NOT_STATED)
    assert find_state(count) is (None if None in found else first)
