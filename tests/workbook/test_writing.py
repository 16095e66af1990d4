"""What a workbook holds, and which files it replaces."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from itu_opplan import (
    FormatError,
    InvalidPlan,
    Output,
    UnknownCode,
    bundled,
    dumps,
    load,
    loads,
    read_workbook,
    write_workbook,
)
from itu_opplan.workbook.sheets import name_sheet, name_table
from itu_opplan.workbook.writing import digest_of, make_workbook
from tests.helpers import refusal
from tests.small_plans import SMALL, small_plan

STRANGERS = Path(__file__).parents[1] / "strangers"
SHIPPED = bundled("gs-2008-2011")
PLAN = loads(SMALL)
WRITTEN = make_workbook(PLAN, {})


def opened(data: bytes, *, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def grid(book: openpyxl.Workbook, title: str, first: int = 1) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book[title].iter_rows(min_row=first)]


def test_a_workbook_of_a_plan() -> None:
    book = opened(make_workbook(PLAN, {}))
    assert book.sheetnames == ["Effort", "Capacity", "_lists", "_plan"]
    assert grid(book, "Effort")[:7] == [
        ["Effort", *[None] * 8],
        ["Plan (p)", *[None] * 8],
        [
            "In work-months. A cell holds a figure, or one of these words: n/a, blank, to be completed. An empty cell "
            "says nothing. New rows go below the last one.",
            *[None] * 8,
        ],
        ["total of these rows", *[None] * 4, 4.7, 0, 18.2, 22.9],
        ["output", "title", "section", "department", "unit", "2007", "2008", "2009-2011", "total"],
        ["PP", "Conference", "II.1", "SGO", "work-months", 4.7, 0, 18.2, 22.9],
        [None] * 9,
    ]
    assert grid(book, "Capacity", 6)[:2] == [
        ["SGO", "Office", None, "P5", "work-months", 12, 12, 36, 60],
        ["SGO", "Office", None, "G5", "work-months", 12, "blank", 0, 12],
    ]
    assert [row[:3] for row in grid(book, "_lists")[:4]] == [
        ["words", "output", "department"],
        ["n/a", "PP", "CEC"],
        ["blank", None, "SGO"],
        ["to be completed", None, None],
    ]
    assert grid(book, "_plan")[:5] == [
        ["workbook format", "1"],
        ["plan", "p"],
        ["title", "Plan"],
        ["plan format", "1"],
        ["digest", digest_of(PLAN)],
    ]


def test_totals_are_formulas_with_their_values_where_figures_add_up() -> None:
    formulas = opened(make_workbook(SHIPPED, {}), values=False)
    assert formulas["Effort"]["F4"].value == '=IF(COUNT(F6:F306)=0,"",SUBTOTAL(109,F6:F306))'
    assert formulas["Effort"]["I6"].value == '=IF(COUNT(F6:H6)=0,"",SUM(F6:H6))'
    values = opened(make_workbook(SHIPPED, {}))
    assert [values["Effort"][cell].value for cell in ("F4", "G4", "H4")] == [678.9, 691, 2116.8]
    assert [cell.value for cell in values["Posts"][5]][-1] == "2009-2011"  # posts do not add over periods
    for title in ("Volumes of services", "Allocations"):  # and these not over services and kinds
        assert {cell.value for cell in values[title][4]} == {None}


def test_figures_show_their_decimals_and_words_stand_for_what_is_missing() -> None:
    page = opened(make_workbook(PLAN, {}))["Effort"]
    assert [(page[cell].value, page[cell].number_format) for cell in ("F6", "G6")] == [
        (4.7, "0.0#####"),
        (0, "0.0#####"),
    ]
    page = opened(make_workbook(load(STRANGERS / "tz-fund-2020.toml"), {}))["Budget"]
    assert page["F6"].number_format == "#,##0"


def test_what_cells_can_hold_is_checked() -> None:
    page = opened(make_workbook(PLAN, {}))["Effort"]
    rules = {str(one.sqref): (one.type, one.formula1) for one in page.data_validations.dataValidation}
    assert rules == {
        "A6:A211": ("list", "'_lists'!$B$2:$B$2"),
        "D6:D211": ("list", "'_lists'!$C$2:$C$3"),
        "F6:F211": ("custom", "OR(IF(ISNUMBER(F6),F6>=0,FALSE),COUNTIF('_lists'!$A$2:$A$4,F6)>0)"),
        "G6:G211": ("custom", "OR(IF(ISNUMBER(G6),G6>=0,FALSE),COUNTIF('_lists'!$A$2:$A$4,G6)>0)"),
        "H6:H211": ("custom", "OR(IF(ISNUMBER(H6),H6>=0,FALSE),COUNTIF('_lists'!$A$2:$A$4,H6)>0)"),
    }
    assert (page.freeze_panes, dict(page.tables.items())) == ("F6", {"plan_effort": "A5:I11"})


@pytest.mark.parametrize(
    ("selection", "rows"),
    [
        ({"department": ("SPU",)}, {"Effort": 12, "Capacity": 5, "Posts": 0, "Allocations": 0, "Printed totals": 1}),
        ({"output": ("PP",)}, {"Effort": 8, "Volumes of services": 3}),
        ({"department": ("SPU", "C&P"), "output": ("PP",)}, {"Effort": 2, "Volumes of services": 3, "Capacity": 17}),
    ],
)
def test_only_some_rows(selection: dict[str, tuple[str, ...]], rows: dict[str, int]) -> None:
    book = opened(make_workbook(SHIPPED, selection))
    found = {
        page.title: sum(row[0] is not None for row in page.iter_rows(min_row=6, values_only=True))
        for page in book
        if page.title not in ("_lists", "_plan", "Results")
    }
    assert {title: found.get(title) for title in rows} == rows


def test_results_of_a_department_are_its_own_and_those_that_it_answers_for() -> None:
    plan = load(STRANGERS / "odk-h2020.toml")
    book = opened(make_workbook(plan, {"department": ("ZH",)}))
    (row,) = book["Results"].iter_rows(min_row=6, values_only=True)
    (found,) = plan.results(lead="ZH")
    assert (row[0], row[6]) == (found.path, found.text)


def test_names_of_sheets_and_tables() -> None:
    assert name_sheet("History", ()) == "History 2"
    assert name_sheet("x" * 40, ["X" + "x" * 30]) == "X" + "x" * 28 + " 2"
    assert len(name_sheet("🎯" * 40, ()).encode("utf-16-le")) <= 62
    assert name_table("a&b", ["plan_a_b", "plan_a_b_2"]) == "plan_a_b_3"


def test_who_is_named_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert refusal(UnknownCode, lambda: write_workbook(PLAN, path, departments=["SGO", "CECC"])) == (
        "unknown department 'CECC'; the plan has CEC, SGO"
    )
    broken = small_plan(outputs=[Output(code="PP", title="C", goals=["9"])])
    assert refusal(InvalidPlan, lambda: write_workbook(broken, path)) == refusal(InvalidPlan, lambda: dumps(broken))
    assert refusal(FormatError, lambda: write_workbook(PLAN, tmp_path / "a.xls")) == (
        f"{tmp_path / 'a.xls'}: the name of a workbook ends in .xlsx"
    )
    assert os.listdir(tmp_path) == []


def test_what_somebody_saved_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.xlsx"
    write_workbook(PLAN, path)
    first = path.read_bytes()
    write_workbook(SHIPPED, path, departments="SPU")
    write_workbook(PLAN, path)
    assert path.read_bytes() == first
    book = openpyxl.load_workbook(path)
    book.save(path)
    folder = tmp_path / "b.xlsx"
    folder.mkdir()
    for taken in (path, folder):
        assert refusal(FormatError, lambda taken=taken: write_workbook(PLAN, taken)) == (  # type: ignore[misc]
            f"{taken}: is there already, and may be somebody's own; choose another name"
        )
    assert sorted(os.listdir(path.parent)) == ["a.xlsx"]


@pytest.mark.parametrize(
    ("library", "call", "message"),
    [
        ("xlsxwriter", lambda: make_workbook(PLAN, {}), "writing a workbook needs XlsxWriter"),
        ("openpyxl", lambda: read_workbook(io.BytesIO(WRITTEN), PLAN), "reading a workbook needs openpyxl"),
    ],
)
def test_a_library_that_is_not_there_is_named(
    library: str, call: Callable[[], object], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError) as found:
        call()
    assert str(found.value) == f"{message}: pip install 'itu-opplan[excel]'"
