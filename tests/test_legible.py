"""What can be a text, a code, a unit, a scale: by hand, with what the refusal says."""

import enum

import pytest

from itu_opplan import (
    GradeScale,
    InvalidPlan,
    Measure,
    OperationalPlan,
    Output,
    Provision,
    dumps,
    loads,
    units,
)
from itu_opplan.legible import complain_of_code, complain_of_text
from tests.small_plans import small_plan

UNSEEN = {
    "\u200b": "U+200B",
    "\u3164": "U+3164",
    "\u2800": "U+2800",
    "\u00ad": "U+00AD",
    "\ufeff": "U+FEFF",
    "\u115f\u1160": "U+115F, U+1160",
    "\U000e0041": "U+E0041",
    " \u200d\u0301": "U+0020, U+200D, U+0301",
}


@pytest.mark.parametrize(("text", "shown"), UNSEEN.items())
def test_what_cannot_be_seen_is_no_text(text: str, shown: str) -> None:
    assert complain_of_text(text, lines=True) == f"must be text that can be seen, got {shown}"
    assert complain_of_text(f"{text}a") == ""


@pytest.mark.parametrize("text", ["", " ", "\n", "\u2003"])
def test_spaces_alone_are_no_text(text: str) -> None:
    assert complain_of_text(text).startswith("must be text, got ")


@pytest.mark.parametrize("text", ["\U0001f600", "日", "٣", "-", "é", "\u202eabc", "\U0001fae9"])
def test_what_can_be_seen_is_text(text: str) -> None:
    """Also what this Python does not know yet."""
    assert complain_of_text(text) == ""


@pytest.mark.parametrize(("sign", "shown"), [("\0", "0000"), ("\x1b", "001B"), ("\x7f", "007F"), ("\x85", "0085")])
def test_what_steers_a_terminal_is_in_no_text(sign: str, shown: str) -> None:
    for lines in (False, True):
        assert complain_of_text(f"a{sign}b", lines=lines) == f"must be text without control characters, got U+{shown}"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_lines_end_in_notes_only(end: str) -> None:
    text = f"a{end}b"
    assert complain_of_text(text) == f"must be text on one line, got {text!r}"
    assert complain_of_text(text, lines=True) == ""
    plan = small_plan(note=text, outputs=[Output(code="PP", title="P", description=text, note=f"{text}\t")])
    assert loads(dumps(plan)) == plan
    with pytest.raises(InvalidPlan) as caught:
        Output(code="PP", title=text, section=text)
    assert str(caught.value) == "\n".join(
        f"Output.{name}: must be text on one line, got {text!r}" for name in ("title", "section")
    )


@pytest.mark.parametrize("code", ["CON", "con", "Prn", "AUX", "nul", "COM0", "com9", "LPT1", "lpt0"])
def test_names_of_devices_are_no_codes(code: str) -> None:
    assert complain_of_code(code) == (
        f"is the name of a device of Windows, and codes are names of files: {code!r}; choose another one"
    )
    with pytest.raises(InvalidPlan, match=rf"^Output\.code: is the name of a device of Windows.* '{code}'"):
        Output(code=code, title="a")


@pytest.mark.parametrize("code", ["CONS", "COM", "COM10", "LPT", "X-CON", "nul_", "C&P"])
def test_names_that_look_like_devices_are_codes(code: str) -> None:
    assert complain_of_code(code) == ""


@pytest.mark.parametrize(
    "unit",
    [
        *("blank", "n/a", "N/A", "to be completed", "to_be_completed", "not stated", "Blank ", "n / a", "N_A"),
        *("To-Be  Completed", "page/blank", "blank*page", "CHF/to_be_completed"),
    ],
)
def test_words_for_missing_figures_are_no_units(unit: str) -> None:
    assert units.complain_about(unit) == f"{unit!r} is what a plan says in the place of a figure, not a unit"


def test_units_are_short() -> None:
    assert units.complain_about("x" * 64) is None
    assert units.complain_about("x" * 65) == f"a unit has at most 64 characters, got '{'x' * 59}…'"


@pytest.mark.parametrize("currency", ["0000", "chf", "kCHF", "CHFR", "franc", "CHF/page", "€"])
def test_a_currency_has_three_capitals(currency: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        small_plan(currency=currency)
    assert str(caught.value) == f"OperationalPlan.currency: must be a currency such as 'CHF', got {currency!r}"


REDUCTION = "; a reduction is kind = 'saving', or a figure of a measure with negative = true"


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (-1, f"must be a number ≥ 0, got -1{REDUCTION}"),
        ("-0.01", f"must be a number ≥ 0, got -0.01{REDUCTION}"),
        ("0e-999999999", "must have at most 15 digits before the point and 12 after, got '0E-999999999'"),
        ("0e999999999", "must have at most 15 digits before the point and 12 after, got '0E+999999999'"),
        (True, "must be a number, got true"),
        (0.5, "a float is not exact, got 0.5; write Decimal('0.5')"),
    ],
)
def test_what_is_no_amount(amount: object, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Provision(code="A", title="a", amount=amount)  # type: ignore[arg-type]
    assert str(caught.value) == f"Provision.amount: {message}"


SCALE = "a scale is made of categories, each with its grades, such as {'P': ['P5', 'P4']}, got"
GRADES = "category 'P' must be a list of grades, highest first, got"
NAME = "a category or grade must be 1 to 64 characters without '[', ']', ',', got"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["PP"], f"{SCALE} a list"),
        ("PP", f"{SCALE} 'PP'"),
        (("PP",), f"{SCALE} a list"),
        ({"P": "P5"}, f"{GRADES} 'P5'"),
        ({"P": {"P5"}}, f"{GRADES} a set, which has no order"),
        ((("P", frozenset({"P5"})),), f"{GRADES} a set, which has no order"),
        ([("P",)], f"{SCALE} a list"),
        (5, f"{SCALE} 5"),
        (None, f"{SCALE} nothing"),
        ({"P": [5]}, f"{NAME} 5"),
        ({"P": ["\u200b"]}, f"{NAME} '\\u200b'"),
        ({"P": ["a,b"]}, f"{NAME} 'a,b'"),
        ({}, "a scale must have a grade"),
    ],
)
def test_what_is_no_scale(given: object, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        GradeScale(given)  # type: ignore[arg-type]
    assert str(caught.value) == f"GradeScale: {message}"


def test_grades_are_labels() -> None:
    scale = GradeScale({"General service": ["GS (OL)", "P-2/1"], "専門": ["専1"]})
    plan = small_plan(grades=scale)
    assert loads(dumps(plan)).grades == scale


class Word(str, enum.Enum):  # noqa: UP042  # as programs write it
    """A text with a name, as programs have them."""

    CODE = "ABC"


def test_of_a_member_of_an_enum_the_text_alone_is_kept() -> None:
    """A folder was written with `outputs/Word.CODE.toml` in it, which did not load."""
    plan = OperationalPlan(
        code=Word.CODE,
        title=Word.CODE,
        organisation="O",
        window="2026",
        periods=["2026"],
        dimensions={Word.CODE: ["a", Word.CODE]},
        measures=[Measure(code="m", of="outputs", dims=[Word.CODE], unit="CHF", not_additive={Word.CODE: Word.CODE})],
        grades=GradeScale({Word.CODE: [Word.CODE]}),
        outputs=[Output(code=Word.CODE, title=Word.CODE, goals=[Word.CODE])],
    )
    held: list[object] = [plan.code, plan.title, *plan.dimensions, *plan.labels("ABC"), *plan.grades.categories[0][1]]
    held += [plan.outputs[0].code, *plan.outputs[0].goals, *(plan.measures[0].dims or ())]
    held += [one for pair in (plan.measures[0].not_additive or {}).items() for one in pair]
    assert {type(one) for one in held} == {str}
    assert set(held) == {"ABC", "a"}
    sound = plan.put(Output(code=Word.CODE, title="t"))
    assert loads(dumps(sound)) == sound
