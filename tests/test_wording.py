"""The words of messages: which ones, how many, how much."""

from decimal import Decimal

import pytest

from itu_opplan.wording import count_of, few, in_months, in_unit, plural, quote_some


def test_few() -> None:
    assert [few("abcd", most) for most in (5, 4, 3, 1)] == [
        "a, b, c, d",
        "a, b, c, d",
        "a, b, c and 1 more",
        "a and 3 more",
    ]
    assert few([1, 2, 3]) == "1, 2, 3"
    assert few([]) == ""
    assert few("abcd") == "a, b, c and 1 more"


def test_texts_in_a_message() -> None:
    assert quote_some([]) == ""
    assert quote_some(["b", "a", "b"]) == "'b', 'a'"
    assert quote_some("abc") == "'a', 'b', 'c'"
    assert quote_some("abcabde") == "'a', 'b', 'c' and 2 more"


@pytest.mark.parametrize(
    ("number", "total", "said"),
    [(1, 1, "the only row has"), (1, 2, "1 of 2 rows has"), (2, 2, "2 of 2 rows have"), (2, 3, "2 of 3 rows have")],
)
def test_counts_in_a_message(number: int, total: int, said: str) -> None:
    assert count_of(number, total, "row", "has", "have") == said


def test_figures_in_a_message() -> None:
    assert in_unit(Decimal("1E+6"), "CHF") == "1000000 CHF"
    assert in_unit(Decimal("0.50"), None) == "0.50"
    assert in_months(Decimal("1E+2"), 36) == "100 in 3 years"
    assert in_months(Decimal("0.50"), 12) == "0.50"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 units ask"), (1, "1 unit asks"), (Decimal("1.0"), "1.0 unit asks"), (2, "2 units ask")]
)
def test_numbers_in_a_message(count: int | Decimal, said: str) -> None:
    assert plural(count, "unit", "ask") == said
    assert plural(count, "unit") == " ".join(said.split()[:2])
