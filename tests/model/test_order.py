"""In what order things stand in a plan: by printed section, then by code, however they came in."""

import random

import pytest

from itu_opplan import Department, Objective, OrgUnit, Output
from tests.small_plans import small_plan

SECTIONS = [
    ["I", "II", "III", "IV", "V", "IX", "X", "XII", "Annex", None],
    ["II.2", "II.10", "III.1"],
    ["II", "II.1", "II.1.1", "II.1.1a", "II.1.1b)", "II.1.1c", "II.1.1d)", "II.1.2"],
    ["1", "1.2", "1.10", "2", "10"],
    ["1.A", "1.H", "1.I", "1.J", "1.V"],
    ["A.1", "B.1", "C.1", "D.1", "L.1", "M.1"],
    ["Annex A", "annex B", "Annex C", "Annex D"],
    ["III.1.1a)", "III.1.1b)", "III.1.4"],
    list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    list("ABCDEFGHIJ"),
    list("GHIJ"),
    list("CDLM"),
    [*"ABXYZ", "AA", "BB", "II"],
    [f"{letter}.{number}" for letter in "GHIJ" for number in (1, 2, 10)],
    ["I"],
    ["I", "Annex"],
    ["I", "2", "3"],
    ["I", "II", "III", "IV", "A", "B", "C", "D", "Annex"],
    ["I", "II", "III", "IV", "Annex I", "Annex II", "Annex IX", "Annex X"],
    ["XXXVIII", "XXXIX", "XL", "XLIX", "L", "LI", "XC", "XCIX", "C", "CI"],
    ["xA", "xI", "xL", "xZ"],
    ["II.1.A.i", "II.1.A.ii", "II.1.A.iv", "II.1.A.ix", "II.1.A.x", "II.1.B.i", "II.1.H", "II.1.I", "II.1.J"],
    ["(h)", "(i)", "(j)"],
    ["(i)", "(v)", "(vi)", "(x)", "(xi)"],
    ["Ⅰ", "Ⅱ", "Ⅳ", "Ⅸ", "Ⅹ"],
    ["１", "２", "１０"],
    ["١", "٢", "١٠"],
    ["1", "２", "३", "١٠"],
    ["第一章", "第二章", "第九章", "第十章", "第十一章", "第二十章", "第一百零一章"],
    ["А", "Б", "В", "Г", "Д", "Е", "Ё", "Ж", "И", "Й", "К"],
    ["α", "β", "γ", "δ"],
    ["Á", "B", "C", "É", "F"],
    ["क.1", "क.2", "ख.1"],
    ["가", "나", "다"],
]


@pytest.mark.parametrize("sections", SECTIONS, ids=str)
def test_by_section(sections: list[str | None]) -> None:
    given = [Output(code=f"C{number}", title="a", section=section) for number, section in enumerate(sections)]
    for seed in range(5):
        shuffled = random.Random(seed).sample(given, len(given))
        assert [output.section for output in small_plan(outputs=shuffled).outputs] == sections


@pytest.mark.parametrize(
    "codes",
    [
        ["1", "2", "10", "100"],
        ["A", "b", "C", "d"],
        ["C", "D", "I", "M", "V", "X"],
        ["GA002", "GA10", "GA100"],
        ["IS", "IS1", "IS-2", "IS10", "ISA"],
        ["a", "A-1"],
        ["I", "II", "IV", "IX", "X"],
        ["G-1", "H-1", "I-2", "I-10", "J-1"],
        ["CEC", "IS", "P", "SGO"],
        ["I", "IV", "IX", "SPU", "V"],
    ],
    ids=str,
)
def test_by_code_within_a_section(codes: list[str]) -> None:
    for section in (None, "II"):
        given = [Objective(code=code, title="a", section=section) for code in codes]
        for seed in range(5):
            shuffled = random.Random(seed).sample(given, len(given))
            assert [one.code for one in small_plan(objectives=shuffled).objectives] == codes


def test_what_has_no_section_is_last() -> None:
    outputs = [Output(code="A", title="a"), Output(code="B", title="b", section="X.9"), Output(code="0", title="c")]
    assert [output.code for output in small_plan(outputs=outputs).outputs] == ["B", "0", "A"]


def test_units_of_a_department_too() -> None:
    units = [OrgUnit(code=code, name="a", section=section) for code, section in (("B", "2"), ("A", "10"), ("C", "1"))]
    assert [unit.code for unit in Department(code="D", name="d", units=units).units] == ["C", "B", "A"]


def test_periods_stay_as_they_are() -> None:
    assert list(map(str, small_plan(periods=["2009-2011", "2007", "2008"]).periods)) == ["2009-2011", "2007", "2008"]


def test_links_stay_as_they_are() -> None:
    assert Output(code="A", title="a", objectives=["3", "1", "2"]).objectives == ("3", "1", "2")
