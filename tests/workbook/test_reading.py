"""What people do to workbooks, and what is read of it: whole reports."""

import datetime
import io
import random
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import attrs
import openpyxl
import pytest

from itu_opplan import (
    KPI,
    FormatError,
    InvalidPlan,
    Location,
    Measure,
    Missing,
    OperationalPlan,
    OpPlanError,
    Output,
    Report,
    ResultBlock,
    ResultsFramework,
    Target,
    apply,
    bundled,
    change,
    comment_workbook,
    dumps,
    get,
    load,
    loads,
    merge,
    read_workbook,
    write_workbook,
)
from itu_opplan.workbook import Sent
from itu_opplan.workbook.writing import make_workbook
from tests.helpers import refusal
from tests.small_plans import SMALL

STRANGERS = sorted((Path(__file__).parents[1] / "strangers").glob("*.toml"))
SHIPPED = bundled("gs-2008-2011")
PLAN = loads(SMALL)
Edit = Callable[[openpyxl.Workbook], object]


def edited(data: bytes, edit: Edit | Mapping[str, Mapping[str, object]]) -> io.BytesIO:
    """The workbook after somebody worked on it: what to do to it, or what to write into cells by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    if callable(edit):
        edit(book)
    else:
        for title, cells in edit.items():
            for cell, value in cells.items():
                book[title][cell].value = value  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer


def read(plan: OperationalPlan, edit: Edit | Mapping[str, Mapping[str, object]]) -> Sent:
    return read_workbook(edited(make_workbook(plan, {}), edit), plan)


def told(sent: Sent) -> list[str]:
    return [f"{one.severity.value} {one}" for one in sent.report]


def changed(sent: Sent) -> dict[str, object]:
    assert apply(PLAN, sent.changes) if sent.changes.plan == PLAN.code else True
    return {one.path: one.new for one in sent.changes}


# --- figures ----------------------------------------------------------------------------------------------------------


def test_a_figure_is_changed() -> None:
    sent = read(PLAN, {"Effort": {"F6": 5.25}})
    assert str(sent) == "outputs.PP\n  effort[SGO, 2007] changed: 4.7 → 5.25 (II.1)\n1 change: 1 changed\nno problems"
    assert (sent.changes.code, sent.changes.plan) == ("p", "p")


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        (13, Decimal("13.0")),  # as the cell shows it
        (0.1 + 0.2, Decimal("0.3")),
        ("18.25", Decimal("18.25")),
        (" 7 ", Decimal(7)),
        ("blank", Missing.BLANK),
        ("N/A", Missing.NOT_APPLICABLE),
        (" To be completed", Missing.TO_BE_COMPLETED),
    ],
)
def test_what_a_cell_can_say(value: object, read_as: object) -> None:
    sent = read(PLAN, {"Effort": {"F6": value}})
    assert told(sent) == []
    assert str(sent.changes[0].new) == str(read_as)


NO_FIGURE = "must be a figure, 'blank', 'n/a' or 'to be completed', got"


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (-1, "error Effort!F6: outputs.PP.effort[SGO, 2007]: must be a number of work-months ≥ 0, got -1.0"),
        ("13,1", f"error Effort!F6: outputs.PP.effort[SGO, 2007]: {NO_FIGURE} '13,1'; write 13.1"),
        ("1 234", f"error Effort!F6: outputs.PP.effort[SGO, 2007]: {NO_FIGURE} '1 234'; write 1234"),
        ("TBD", f"error Effort!F6: outputs.PP.effort[SGO, 2007]: {NO_FIGURE} 'TBD'; write 'to be completed'"),
        ("five", f"error Effort!F6: outputs.PP.effort[SGO, 2007]: {NO_FIGURE} 'five'"),
        (True, f"error Effort!F6: outputs.PP.effort[SGO, 2007]: {NO_FIGURE} true"),
        ("#DIV/0!", "error Effort!F6: outputs.PP.effort[SGO, 2007]: holds the error #DIV/0!"),
        (
            "=1+2",
            "error Effort!F6: outputs.PP.effort[SGO, 2007]: is a formula without a value; open the workbook in the "
            "program that it is from and save it",
        ),
        (
            datetime.date(2008, 1, 1),
            "error Effort!F6: outputs.PP.effort[SGO, 2007]: holds a date; format the cell as a number, or write the "
            "figure again",
        ),
        (
            1e300,
            "error Effort!F6: outputs.PP.effort[SGO, 2007]: must have at most 30 digits before the point and 20 after, "
            "got '1E+300'",
        ),
        (
            1e18,
            "error Effort!F6: outputs.PP.effort[SGO, 2007]: must have at most 15 digits before the point and 12 after, "
            "got '1000000000000000000.0'",
        ),
        (
            None,
            "warning Effort!F6: outputs.PP.effort[SGO, 2007]: was emptied, which changes nothing; write 0 or one of "
            "the words, or remove it in the plan",
        ),
    ],
)
def test_what_no_cell_can_say(value: object, complaint: str) -> None:
    sent = read(PLAN, {"Effort": {"F6": value, "H6": 18}})
    assert told(sent) == [complaint]
    assert changed(sent) == {"outputs.PP.effort[SGO, 2009-2011]": Decimal(18)}  # all else is read


@pytest.mark.parametrize(
    ("number_format", "value", "read_as", "complaints"),
    [
        ("0.0", 13.1250001, "13.1", ["warning Effort!F6: outputs.PP.effort[SGO, 2007]: holds 13.1250001 and shows "
                                     "13.1; it is read as 13.1"]),
        ("#,##0", 12345.6, "12345.6", ["warning Effort!F6: outputs.PP.effort[SGO, 2007]: holds 12345.6 and shows "
                                       "12346; it is read as 12345.6"]),
        ("0.00", 13.5, "13.50", []),
        ("General", 13.125, "13.125", []),
        ('#,##0.0 "wm";[Red]-0.0', 1234.5, "1234.5", []),
        ("0.00E+00", 13.125, "13.125", []),
        ("# ?/?", 13.125, "13.125", []),
        ("0%", 0.25, None, ["error Effort!F6: outputs.PP.effort[SGO, 2007]: shows a percentage, 25 %, where a figure "
                            "in work-months stands"]),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_the_cell_shows_it(
    number_format: str, value: float, read_as: str | None, complaints: list[str]
) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Effort"]["F6"].value, book["Effort"]["F6"].number_format = value, number_format

    sent = read(PLAN, edit)
    assert told(sent) == complaints
    assert [str(one.new) for one in sent.changes] == ([read_as] if read_as else [])


def test_a_percentage_of_what_is_in_percent() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Allocations"]["G6"].value, book["Allocations"]["G6"].number_format = 0.125, "0.0%"

    sent = read(SHIPPED, edit)
    assert (told(sent), [one.new for one in sent.changes]) == ([], [Decimal("12.5")])


def test_what_a_whole_column_has_is_said_once() -> None:
    sent = read(SHIPPED, {"Effort": {f"G{row}": "=1+2" for row in range(6, 40)}})
    assert told(sent) == [
        "error Effort!G6: outputs.PP.effort[SGO, 2008]: is a formula without a value; open the workbook in the program "
        "that it is from and save it; and 33 more cells below, to G39"
    ]


# --- rows and columns -------------------------------------------------------------------------------------------------


def test_rows_can_be_added() -> None:
    cells = {"A7": "pp", "D7": "cec", "G7": 3, "A9": "PP", "D9": "CEC", "F9": "n/a", "A30": "PP"}
    sent = read(PLAN, {"Effort": cells, "Capacity": {"A9": "CEC", "D9": "G-5", "F9": 12}})
    assert told(sent) == ["note Effort!D30: missing; a row has output and department"]
    assert (
        changed(sent)
        == {
            "outputs.PP.effort[CEC, 2008]": 3,
            "outputs.PP.effort[CEC, 2007]": Missing.NOT_APPLICABLE,
            "departments.CEC.staffing[G5, 2007]": 12,
        }
        or changed(sent).keys() == set()
    )


def test_labels_that_the_plan_does_not_have() -> None:
    sent = read(PLAN, {"Effort": {"A7": "PPP", "D7": "SGO", "F7": 1, "A8": "Conference", "D8": "CEC", "F8": 1}})
    assert told(sent) == [
        "error Effort!A7: unknown output 'PPP'; the plan has PP",
        "error Effort!A8: unknown output 'Conference'; write its code, PP",
    ]
    assert len(sent.changes) == 0


def test_two_rows_for_one_cell() -> None:
    sent = read(PLAN, {"Effort": {"A7": "PP", "D7": "SGO", "F7": 4.7, "G7": 9}})
    assert told(sent) == [
        "error Effort!G7: says something else than Effort!G6 for the same; both are left out",
    ]
    assert len(sent.changes) == 0


def test_rows_and_columns_are_found_wherever_they_are() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book["Effort"]
        page["F6"].value = 5
        cells = [[cell.value for cell in row] for row in page.iter_rows(min_row=5, max_row=6)]
        page.delete_rows(1, 50)
        for number, row in zip((3, 20), cells, strict=True):
            for place, value in enumerate(reversed(row), 4):
                page.cell(number, place).value = value
        page.tables.clear()
        page.sheet_state = "hidden"
        book.move_sheet("Effort", 3)

    sent = read(PLAN, edit)
    assert (told(sent), changed(sent)) == ([], {"outputs.PP.effort[SGO, 2007]": Decimal(5)})


def test_a_sheet_is_found_by_its_table() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Effort"].title = "Our work"
        book["Our work"]["F6"].value = 5
        book.create_sheet("Notes")["B2"].value = "ask Ms Lee"

    sent = read(PLAN, edit)
    assert told(sent) == ["note Notes: the plan has no such sheet; it is not read"]
    assert changed(sent) == {"outputs.PP.effort[SGO, 2007]": Decimal(5)}


def test_a_copy_of_a_sheet_is_not_read_and_is_told() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book["Effort"])["F6"].value = 5

    assert told(read(PLAN, edit)) == [
        "warning 'Effort Copy': the plan has no such sheet; it is not read, although it looks like 'Effort'"
    ]


def test_headers_are_found_where_a_table_does_not_say_where_it_is() -> None:
    def edit(book: openpyxl.Workbook) -> None:  # as libraries do, which move cells and not tables
        book["Effort"].insert_rows(3, 2)
        book["Effort"]["F8"].value = 5

    sent = read(PLAN, edit)
    assert (told(sent), changed(sent)) == ([], {"outputs.PP.effort[SGO, 2007]": Decimal(5)})


def test_a_row_that_the_workbook_was_made_without() -> None:
    data = make_workbook(SHIPPED, {"department": ("SPU",)})
    cells = {"A18": "WTPF", "D18": "IS", "G18": 3, "A19": "Signed: A. Lee"}
    sent = read_workbook(edited(data, {"Effort": cells}), SHIPPED)
    assert told(sent) == [
        "warning Effort!G18: outputs.WTPF.effort[IS, 2008]: the workbook was made without this row; the plan has 0.0 "
        "here",
        "note Effort!A19: unknown output 'Signed: A. Lee'; the plan has PP, COUNCIL, WSIS …",
        "note Effort!D19: missing; a row has output and department",
    ]
    assert [f"{one.path} {one.new}" for one in sent.changes] == ["outputs.WTPF.effort[IS, 2008] 3"]


def test_what_is_missing_removes_nothing() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["Capacity"].delete_rows(7)
        del book["Effort"]

    assert told(read(PLAN, edit)) == [
        "warning Effort: the sheet is not there; nothing is removed",
        "note Capacity: 1 of 2 rows is not there, and nothing is removed: SGO, G5",
    ]


def test_columns_that_are_missing_or_strange() -> None:
    sent = read(PLAN, {"Effort": {"F5": "2012", "D5": "who", "K5": "2008"}})
    there = "there are output, title, section, unit, 2008, 2009-2011, total, who, 2012, 2008"
    assert told(sent) == [
        f"error Effort!A5: no column 'department'; {there}; nothing of this sheet is read",
        f"warning Effort!A5: no column '2007'; {there}; it changes nothing",
        "note Effort!D5: the plan has no 'who'; this column is not read",
        "note Effort!F5: the plan has no '2012'; this column is not read",
        "error Effort!K5: a second column '2008'; it is not read",
        "note Effort: the only row is not there, and nothing is removed: PP, SGO",
    ]


# --- results ----------------------------------------------------------------------------------------------------------


def with_results() -> OperationalPlan:
    kpis = [
        KPI(
            text="Visitors", targets=[Target(period="2008", value=10), Target(period="2008", value=5, bound="at most")]
        ),
        KPI(text="=A1+1", unit="percent", targets=[Target(period="2007", text="a few")]),
    ]
    framework = ResultsFramework(code="2008", section="II.2", blocks=[ResultBlock(kpis=kpis)])
    return PLAN.put(attrs.evolve(PLAN.output("PP"), frameworks=[framework]))


def test_texts_are_reworded_and_targets_changed_and_added() -> None:
    plan = with_results()
    sheet = [
        [cell.value for cell in row[6:]]
        for row in openpyxl.load_workbook(io.BytesIO(make_workbook(plan, {})))["Results"].iter_rows(min_row=5)
    ]
    assert sheet == [
        ["text", "for", "unit", "direction", "target 2007", "target 2008", "target 2009-2011"],
        ["Visitors", "", None, None, None, 10, None],
        [None, "at most", None, None, None, 5, None],
        ["=A1+1", "", "percent", None, "a few", None, None],
    ]
    cells = {"G6": "Visitors a day", "K6": 7, "L6": 8, "L7": 6, "M7": "n/a", "K8": 12, "L8": "many", "G7": "x"}
    sent = read(plan, {"Results": cells})
    assert [(one.kind, one.path.rpartition("blocks[0].")[2], one.new) for one in sent.changes] == [
        ("reworded", "kpis[0].text", "Visitors a day"),
        ("added", "kpis[0].targets[2]", Target(period="2007", value=7)),
        ("changed", "kpis[0].targets[0].value", 8),
        ("changed", "kpis[0].targets[1].value", 6),
        ("added", "kpis[0].targets[2]", Target(period="2009-2011", value="n/a", bound="at most")),
        ("removed", "kpis[1].targets[0].text", None),
        ("added", "kpis[1].targets[0].value", 12),
        ("added", "kpis[1].targets[1]", Target(period="2008", text="many")),
    ]
    assert told(sent) == [
        "error Results!G7: this row has no text in the plan, and can have none",
        "note Results!L8: outputs.PP.frameworks.2008.blocks[0].kpis[1].targets[1]: is read as words, not as a figure",
    ]
    after = apply(plan, sent.changes)
    assert get(after, "outputs.PP.frameworks.2008.blocks[0].kpis[1].targets[0].value") == 12


def test_results_are_not_added_in_a_workbook() -> None:
    sent = read(with_results(), {"Results": {"G9": "Another", "A10": "outputs.XX", "L10": 1}})
    assert told(sent) == [
        "error Results!A9: has no address: rows of this sheet are added in the plan itself; nothing of it is read",
        "error Results!A10: no row of the plan has 'outputs.XX' in these columns",
    ]


def test_a_text_that_no_cell_can_hold_is_not_reworded() -> None:
    plan = change(with_results(), {"outputs.PP.frameworks.2008.blocks[0].kpis[0].text": "long " * 7000 + "text"})
    assert told(read(plan, lambda book: None)) == []
    sent = read(plan, {"Results": {"G6": "short"}})
    assert told(sent) == [
        "error Results!G6: outputs.PP.frameworks.2008.blocks[0].kpis[0].text: is longer than a cell can be; change "
        "it in the plan"
    ]
    assert len(sent.changes) == 0


def test_no_text_is_a_formula() -> None:
    plan = change(PLAN, {"outputs.PP.title": "=HYPERLINK(1)", "departments.SGO.name": "@SUM(1)"})
    with zipfile.ZipFile(io.BytesIO(make_workbook(with_results(), {}))) as packed:
        assert b"A1+1</f>" not in b"".join(map(packed.read, packed.namelist()))
    assert told(read(plan, lambda book: None)) == []


# --- which workbook ---------------------------------------------------------------------------------------------------


def test_a_workbook_of_another_plan_or_version_is_refused() -> None:
    data = make_workbook(PLAN, {})
    other = change(PLAN, {"outputs.PP.title": "Congress"})
    assert refusal(InvalidPlan, lambda: read_workbook(io.BytesIO(data), other)) == (
        "plan: the workbook was made from another version of 'p'; read it against that one, apply the changes to it, "
        "and merge the two"
    )
    assert refusal(InvalidPlan, lambda: read_workbook(io.BytesIO(data), SHIPPED)) == (
        "plan: the workbook is for the plan 'p', this is 'gs-2008-2011'"
    )


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.xlsx", b"", "no workbook (.xlsx): File is not a zip file"),
        ("a.csv", b"output,2008\nPP,1\n", "no workbook (.xlsx): File is not a zip file"),
        ("~$a.xlsx", b"x", "the mark of a program that has a workbook open; name the workbook itself"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1", "an old .xls, or has a password; save it as .xlsx, without a password"),
        (
            "a.ods",
            packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
            "an OpenDocument file; save it as .xlsx",
        ),
        ("a.xlsb", packed(xl__workbook_dot_bin=b"x"), "a binary workbook (.xlsb); save it as .xlsx"),
        ("a.xlsx", packed(xl__a_dot_xml=bytes(65 * 2**20)), "too big: a workbook may have 64 MiB unpacked"),
        (
            "a.xlsx",
            packed(xl__a_dot_xml=b'<mergeCell ref="A1:XFD1048576"/>'),
            "too big: its merged cells and links span 17,179,869,184 cells",
        ),
    ],
)  # fmt: skip
def test_what_is_no_workbook(tmp_path: Path, name: str, data: bytes, complaint: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refusal(FormatError, lambda: read_workbook(path, PLAN)) == f"{path}: {complaint}"


def test_a_workbook_of_somebody_else(tmp_path: Path) -> None:
    book, path = openpyxl.Workbook(), tmp_path / "own.xlsx"
    book.save(path)
    assert refusal(FormatError, lambda: read_workbook(path, PLAN)) == (
        f"{path}: has no sheet '_plan' that says from which plan write_workbook made it"
    )
    newer = edited(make_workbook(PLAN, {}), {"_plan": {"B1": "2"}})
    assert refusal(FormatError, lambda: read_workbook(newer, PLAN)) == (
        "<file>: the workbook has the format '2', known is 1; update itu-opplan"
    )


def test_a_plan_in_the_place_of_the_path() -> None:
    with pytest.raises(TypeError, match=r"read_workbook: plan must be an OperationalPlan, got 'a\.xlsx'; load reads"):
        read_workbook(PLAN, "a.xlsx")  # type: ignore[arg-type]


def test_no_other_exception_leaves() -> None:
    data, chance = make_workbook(PLAN, {}), random.Random(0)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    found = 0
    for _ in range(60):
        name = chance.choice(list(parts))
        content = bytearray(parts[name])
        place = chance.randrange(len(content))
        content[place : place + chance.randrange(9)] = chance.choice(
            [b"", b"<", b'"', b"-1", b"1E400", b"\xff", b"NaN"]
        )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for one, own in parts.items():
                archive.writestr(one, bytes(content) if one == name else own)
        buffer.seek(0)
        try:
            apply(PLAN, read_workbook(buffer, PLAN).changes)
        except OpPlanError as error:
            found += bool(str(error))
    assert 0 < found < 60


# --- from the plan to the plan ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.stem)
def test_workbooks_of_strangers_say_nothing_by_themselves(path: Path) -> None:
    plan = load(path)
    assert str(read(plan, lambda book: None)) == "0 changes\nno problems"


def test_a_measure_of_the_plan_with_its_own_labels() -> None:
    plan = loads(SMALL.replace("[departments.SGO]", '[dimensions]\nline = ["旅费", "title"]\n\n[departments.SGO]', 1))
    budget = Measure(code="b&t", name="الميزانية / 预算", of="outputs", dims=["line"], unit="CHF", negative=True)
    plan = OperationalPlan(
        **{name: getattr(plan, name) for name in ("code", "title", "organisation", "window", "periods", "dimensions")},
        outputs=[Output(code="PP", title="Conference", figures={"b&t": budget.table([{"line": "旅费", "2008": -5}])})],
        measures=[budget],
    )
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(plan, {})))
    assert book.sheetnames == ["الميزانية 预算", "_lists", "_plan"]
    assert list(book["الميزانية 预算"].tables) == ["plan_b_t"]
    cells = {"A7": "PP", "D7": "title", "F7": -1.5, "G6": 123456789012.25}
    sent = read(plan, {"الميزانية 预算": cells})
    assert told(sent) == []
    assert {one.path: one.new for one in sent.changes} == {
        "outputs.PP.figures.b&t[旅费, 2008]": Decimal("123456789012.25"),
        "outputs.PP.figures.b&t[title, 2007]": Decimal("-1.5"),
    }


def test_figures_of_the_plan_itself_have_one_row() -> None:
    head = SMALL.replace("[departments.SGO]", '[measures.reserve]\nof = "plan"\nunit = "CHF"\n\n[departments.SGO]', 1)
    plan = loads(head)
    data = make_workbook(plan, {})
    page = openpyxl.load_workbook(io.BytesIO(data))["Reserve"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=5)] == [
        ["unit", "2007", "2008", "2009-2011", "total"],
        ["CHF", None, None, None, '=IF(COUNT(B6:D6)=0,"",SUM(B6:D6))'],
    ]

    def edit(book: openpyxl.Workbook) -> None:
        book["Reserve"].tables.clear()
        book["Reserve"]["C6"].value = 3

    sent = read_workbook(edited(data, edit), plan)
    assert (told(sent), [f"{one.path} {one.new}" for one in sent.changes]) == ([], ["figures.reserve[2008] 3"])
    assert apply(plan, sent.changes).figures["reserve"].total() == 3


def test_a_figure_of_many_digits_stands_as_text() -> None:
    plan = change(PLAN, {"outputs.PP.effort[SGO, 2007]": "123456789012345.123456"})
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(plan, {})))
    assert book["Effort"]["F6"].value == "123456789012345.123456"
    assert (book["Effort"]["F4"].value, book["Effort"]["I6"].value) == (None, None)  # a total would leave it out
    assert told(read(plan, lambda book: None)) == []


def test_the_workbooks_of_departments_are_merged(tmp_path: Path) -> None:
    plans = []
    for code, cell, value in (("SPU", "F6", 6), ("C&P", "G6", 14)):
        path = tmp_path / f"{code}.xlsx"
        write_workbook(SHIPPED, path, departments=code)
        path.write_bytes(edited(path.read_bytes(), {"Effort": {cell: value}}).getvalue())
        sent = read_workbook(path, SHIPPED)
        assert told(sent) == []
        plans.append(apply(SHIPPED, sent.changes))
    merged = merge(SHIPPED, *plans)
    assert len(merged.conflicts) == 0
    assert get(merged.plan, "outputs.PP.effort[SPU, 2007]") == 6
    assert get(merged.plan, "outputs.PP.effort[C&P, 2008]") == 14
    assert loads(dumps(merged.plan)) == merged.plan


def test_problems_go_back_as_comments_on_a_copy(tmp_path: Path) -> None:
    path, copy = tmp_path / "SGO.xlsx", tmp_path / "SGO-comments.xlsx"
    edit = {"Effort": {"F6": "five", "G6": "=1+2"}}
    path.write_bytes(edited(make_workbook(with_results(), {}), edit).getvalue())
    before = path.read_bytes()
    sent = read_workbook(path, with_results())
    comment_workbook(path, sent.report, copy)
    book = openpyxl.load_workbook(copy)
    comments = {
        cell.coordinate: cell.comment.text for row in book["Effort"].iter_rows() for cell in row if cell.comment
    }
    assert comments == {
        "F6": "must be a figure, 'blank', 'n/a' or 'to be completed', got 'five'",
        "G6": "is a formula without a value; open the workbook in the program that it is from and save it",
    }
    assert book["Results"]["G8"].data_type == "s"
    assert path.read_bytes() == before
    for taken in (path, copy):
        assert refusal(FormatError, lambda taken=taken: comment_workbook(path, sent.report, taken)) == (  # type: ignore[misc]
            f"{taken}: is there already, and may be somebody's own; choose another name"
        )


def test_a_comment_on_a_sheet_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(PLAN, path)
    problem = read(PLAN, lambda book: book["Capacity"].delete_rows(7)).report
    assert problem[0].location == Location("<file>", cell="Capacity")
    comment_workbook(path, Report([*problem]), tmp_path / "b.xlsx")
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")["Capacity"]["A1"].comment
    assert found is not None
    assert found.text == "1 of 2 rows is not there, and nothing is removed: SGO, G5"
