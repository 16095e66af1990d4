"""Grades, their rank and category, on the built-in scale and on another."""

import copy
import datetime
import pickle

import attrs
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    ITU_SCALE,
    Grade,
    GradeScale,
    InvalidPlan,
    Rates,
    StaffRates,
    Table,
    UnknownCode,
    UnknownLabel,
    change,
    cost,
    dumps,
    get,
    grade_category,
    loads,
    posts,
)
from tests.strategies import grade_scales

HIGHEST_FIRST = [
    "E2",
    "E1",
    "USG",
    "ASG",
    "D2",
    "D1",
    "P5",
    "P4",
    "P3",
    "P2",
    "P1",
    "G7",
    "G6",
    "G5",
    "G4",
    "G3",
    "G2",
    "G1",
]


def test_grades_of_punctuation_alone_are_told_apart() -> None:
    assert [GradeScale({"P": ["-", "."]}).grade(name).code for name in "-."] == ["-", "."]


# --- the built-in scale -----------------------------------------------------------------------------------------------


def test_the_grades_stand_highest_first() -> None:
    assert [str(grade) for grade in ITU_SCALE.grades] == HIGHEST_FIRST
    assert [grade.rank for grade in ITU_SCALE.grades] == list(range(18, 0, -1))


def test_grades_compare_by_rank_never_by_text() -> None:
    assert sorted(map(ITU_SCALE.grade, sorted(HIGHEST_FIRST)), reverse=True) == list(ITU_SCALE.grades)
    assert ITU_SCALE.grade("P1") > ITU_SCALE.grade("G7")
    assert ITU_SCALE.grade("ASG") > ITU_SCALE.grade("D2")
    assert ITU_SCALE.grade("G1") < ITU_SCALE.grade("E2")


@pytest.mark.parametrize(
    ("category", "grades"),
    [("E", "E2 E1 USG ASG"), ("D", "D2 D1"), ("P", "P5 P4 P3 P2 P1"), ("G", "G7 G6 G5 G4 G3 G2 G1")],
)
def test_each_grade_has_a_category(category: str, grades: str) -> None:
    for grade in grades.split():
        assert grade_category(grade) == category
        assert ITU_SCALE.grade(grade).category == category


@pytest.mark.parametrize("text", ["P5", "P-5", "P.5", "p5", " P 5 ", "P–5", "P_5", "P‑5"])
def test_a_grade_is_found_however_it_is_punctuated(text: str) -> None:
    assert ITU_SCALE.grade(text) == Grade(rank=12, code="P5", category="P")
    assert ITU_SCALE.find(text) is ITU_SCALE.grade(text)
    assert str(ITU_SCALE.grade(text)) == "P5"
    assert grade_category(text) == "P"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("P6", "unknown grade 'P6'; the scale has P5, P4, P3 …"),
        ("G 71", "unknown grade 'G 71'; the scale has G7, G1, E2 …"),
        ("", "unknown grade ''; the scale has E2, E1, USG …"),
        ("nonsense", "unknown grade 'nonsense'; the scale has E2, E1, USG …"),
        ("P" + " " * 100 + "5", f"unknown grade 'P{' ' * 58}…'; the scale has E2, E1, USG …"),
    ],
)
def test_a_grade_that_the_scale_does_not_have(text: str, message: str) -> None:
    assert ITU_SCALE.find(text) is None
    for look_up in (ITU_SCALE.grade, ITU_SCALE.category, grade_category):
        with pytest.raises(UnknownCode) as caught:
            look_up(text)
        assert str(caught.value) == message


NAME = "GradeScale: a category or grade must be 1 to 64 characters without '[', ']', ',', got"


# --- other scales -----------------------------------------------------------------------------------------------------


def test_a_scale_is_data() -> None:
    scale = GradeScale({"Senior": ["S-2", "S-1"], "Junior": ["J1"], "None": []})
    assert scale.categories == (("Senior", ("S-2", "S-1")), ("Junior", ("J1",)), ("None", ()))
    assert scale.grades == (Grade(3, "S-2", "Senior"), Grade(2, "S-1", "Senior"), Grade(1, "J1", "Junior"))
    assert scale.grade("s2").code == "S-2"
    assert scale.category("J-1") == "Junior"


def test_a_scale_takes_a_mapping_or_pairs_and_any_iterables() -> None:
    pairs = (("A", ("A1",)), ("B", ("B1",)))
    assert GradeScale(pairs) == GradeScale({"A": ["A1"], "B": ["B1"]})
    assert GradeScale((category, iter(grades)) for category, grades in pairs) == GradeScale(pairs)
    assert hash(GradeScale(iter(pairs))) == hash(GradeScale(pairs))
    assert GradeScale(reversed(pairs)) != GradeScale(pairs)


@pytest.mark.parametrize(
    ("categories", "message"),
    [
        ({}, "GradeScale: a scale must have a grade"),
        ({"A": []}, "GradeScale: a scale must have a grade"),
        ({"A": ["A1", "A1"]}, "GradeScale: grade 'A1' stands twice"),
        ({"A": ["A1"], "B": ["a-1"]}, "GradeScale: grade 'A1' stands twice"),
        (
            {"A, B": ["A1", "", "A[2]", 5]},
            f"{NAME} 'A, B'\n{NAME} ''\n{NAME} 'A[2]'\n{NAME} 5",
        ),
        ({"A": ["x" * 65]}, f"{NAME} '{'x' * 59}…'"),
    ],
)
def test_a_scale_that_cannot_be_is_refused_with_all_that_is_wrong(categories: object, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        GradeScale(categories)  # type: ignore[arg-type]  # wrong on purpose
    assert str(caught.value) == message


@given(grade_scales())
def test_every_grade_of_a_scale_is_found_and_ranked(scale: GradeScale) -> None:
    assert list(scale.grades) == sorted(scale.grades, reverse=True)
    assert [grade.rank for grade in scale.grades] == list(range(len(scale.grades), 0, -1))
    for category, grades in scale.categories:
        for grade in grades:
            assert scale.grade(grade).code == grade
            assert scale.category(grade.lower().replace("-", " ")) == category
    for again in (copy.copy(scale), copy.deepcopy(scale), pickle.loads(pickle.dumps(scale))):
        assert again == scale
        assert again.grades == scale.grades


@given(st.text())
def test_any_text_is_a_grade_or_unknown(text: str) -> None:
    found = ITU_SCALE.find(text)
    assert found is None or found in ITU_SCALE.grades


@pytest.mark.parametrize(("thing", "field"), [(ITU_SCALE, "categories"), (ITU_SCALE.grade("P5"), "rank")])
def test_nothing_can_be_changed(thing: object, field: str) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(thing, field, 5)


# --- scales of other organisations, as they spell them, in every door -------------------------------------------------

TEXT = """
format = 1
code = "p"
title = "Plan"
organisation = "Org"
currency = "USD"
window = "2026"
periods = ["2026"]
[grades]
"Professional and higher" = ["D-1", "P-2/1"]
"General Service and related" = ["GS (OL)", "NO-A"]
"专业" = ["一级"]
[departments.E]
name = "Office"
posts = [
    { grade = "P-2/1", 2026 = 2 },
    { grade = "gs (ol)", 2026 = 25 },
    { grade = "NOA", 2026 = 1 },
    { grade = "一级", 2026 = 4 },
]
staffing = [{ grade = "P2/1", 2026 = 24 }]
[outputs.X]
title = "Work"
effort = [{ department = "E", 2026 = 6 }]
"""


def test_grades_are_written_as_their_scale_spells_them() -> None:
    plan = loads(TEXT)
    assert posts(plan).to_text() == (
        "post\n"
        "department  grade    2026\n"
        "-------------------------\n"
        "E           P-2/1       2\n"
        "E           GS (OL)    25\n"
        "E           NO-A        1\n"
        "E           一级        4"
    )
    assert ">GS (OL)</th>" in posts(plan).to_html()
    assert '"Professional and higher" = [' in dumps(plan)
    assert '{ grade = "GS (OL)", 2026 = 25 }' in dumps(plan)
    assert loads(dumps(plan)) == plan


@pytest.mark.parametrize("name", ["P-2/1", "P2/1", "p-2/1", "P 2/1"])
def test_a_grade_of_two_is_found_in_every_door(name: str) -> None:
    plan = loads(TEXT)
    assert posts(plan).at(department="E", grade=name, period="2026") == 2
    assert posts(plan).where(grade=name).total() == 2
    assert get(plan, f"departments.E.posts[{name}, 2026]") == 2
    changed = change(plan, {f"departments.E.posts[{name}, 2026]": 3})
    assert get(changed, "departments.E.posts[P-2/1, 2026]") == 3
    assert plan.grade_category(name) == "Professional and higher"
    prices = Table.from_rows([{"grade": name, "2026": 100}], dims=["grade", "period"], unit="USD/work_month")
    staff = StaffRates(code="s", source="a", as_of=datetime.date(2026, 1, 1), grades=prices)
    assert cost(plan, Rates(code="r", title="R", currency="USD", staff=[staff])).total() == 600
    frame = pandas.DataFrame({"grade": [name], "value": ["2"]})
    read = Table.from_frame(frame, dims=["grade"], unit="post")
    assert (posts(plan).where(grade="P-2/1").by("grade") - read).total() == 0


def test_categories_are_labels_of_a_table() -> None:
    table = posts(loads(TEXT))
    plan = loads(TEXT)
    by_category = table.relabel("grade", plan.grade_category, to="category").by("category", "period")
    assert by_category.records() == [
        {"category": "Professional and higher", "period": "2026", "value": 2},
        {"category": "General Service and related", "period": "2026", "value": 26},
        {"category": "专业", "period": "2026", "value": 4},
    ]


def test_a_grade_that_is_none_is_told_the_nearest() -> None:
    with pytest.raises(UnknownLabel) as caught:
        posts(loads(TEXT)).at(department="E", grade="GS (PL)", period="2026")
    assert str(caught.value) == "unknown grade 'GS (PL)'; the table has GS (OL), D-1, P-2/1 …"
