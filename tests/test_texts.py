"""What looks the same is the same: composed forms, case, and words in columns."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan
from itu_opplan import ITU_SCALE, InvalidPlan, Location, Missing, Period, Report, Table, UnknownCode
from itu_opplan.problem import fault
from itu_opplan.texts import compose, fold

NFC, NFD = (unicodedata.normalize(form, "Télécommunications élevées") for form in ("NFC", "NFD"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_composed_is_nfc(text: str) -> None:
    assert compose(text) == unicodedata.normalize("NFC", text)
    assert compose(text * 20) == unicodedata.normalize("NFC", text * 20)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=10))
def test_all_spellings_fold_to_one(text: str) -> None:
    spellings = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    assert len({fold(spelling) for spelling in spellings}) == 1
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NFC, NFD),
        ("ÉLU", "e\u0301lu"),
        ("STRASSE", "straße"),
        ("SGO", "sgo"),
        ("İzmir", "izmir"),
        ("ISPARTA", "ısparta"),
        ("ΟΔΟΣ", "οδος"),
    ],
)
def test_the_same_without_regard_to_case_and_form(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_letter_of_a_hundred_thousand_marks_stays_as_it_is() -> None:
    marks = "a" + "\u0301\u0316" * 100_000  # putting them in order would take minutes
    assert compose(f"e\u0301 {marks} e\u0301") == f"\u00e9 {marks} \u00e9"
    composed = "\u00e9" * 300 + "x\u0301"
    assert compose(composed) is composed
    long = "\u3042\u3099" * 500
    assert compose(long) == unicodedata.normalize("NFC", long)


@pytest.mark.parametrize(
    ("value", "spec", "shown"),
    [
        (Period.parse("2009-2011"), ">12", "   2009-2011"),
        (ITU_SCALE.grade("P5"), "<4", "P5  "),
        (Missing.BLANK, "^9", "  blank  "),
        (Location("a.toml", 3), "*<10", "a.toml:3**"),
        (fault("a", "b"), ">6", "  a: b"),
        (Report(()), ".2", "no"),
        (UnknownCode("no"), ">4", "  no"),
        (InvalidPlan([fault("a", "b")]), ">5", " a: b"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_words_in_columns(value: object, spec: str, shown: str) -> None:
    assert format(value, spec) == shown
    assert format(value) == f"{value}" == str(value)


def test_all_that_prints_as_words_can_be_put_into_columns() -> None:
    for name in itu_opplan.__all__:
        one = getattr(itu_opplan, name)
        if isinstance(one, type) and one.__str__ is not object.__str__:
            assert one.__format__ is not object.__format__, name
    table = Table.from_records([{"item": "a", "value": 1}], dims=["item"], unit="CHF")
    assert f"{table:.4}" == "item"
