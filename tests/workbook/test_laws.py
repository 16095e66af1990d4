"""Laws of workbooks: who changes nothing says nothing, and what is changed is what is read."""

import io
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itu_opplan import Change, OperationalPlan, apply, compare, read_workbook
from itu_opplan.workbook.layout import lay_out
from itu_opplan.workbook.sheets import Place, Sheet
from itu_opplan.workbook.writing import HEADER, make_workbook
from tests.strategies import figures, plans, states

FEW = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@FEW
@given(plans())
def test_a_workbook_that_nobody_changed_says_nothing(plan: OperationalPlan) -> None:
    data = make_workbook(plan, {})
    assert make_workbook(plan, {}) == data
    sent = read_workbook(io.BytesIO(data), plan)
    assert (str(sent.report), len(sent.changes)) == ("no problems", 0)


def _figures(sheets: tuple[Sheet, ...]) -> Iterator[tuple[str, int, int, Place]]:
    """Where each figure of a table stands in the workbook: sheet, row, column from 1."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows, HEADER + 2):
            for column, one in enumerate(sheet.columns, 1):
                if one.holds == "figure" and one.header in row.places:
                    yield sheet.title, number, column, row.places[one.header]


@FEW
@given(plans(), st.data())
def test_what_is_written_into_cells_is_what_is_read(plan: OperationalPlan, data: st.DataObject) -> None:
    every = list(_figures(lay_out(plan, {})))
    chosen = data.draw(st.lists(st.sampled_from(every), max_size=5, unique_by=lambda one: one[3].path)) if every else []
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(plan, {})))
    expected: dict[str, object] = {}
    for title, row, column, place in chosen:
        new = data.draw(st.one_of(figures(digits=9, places=6, negative=False), states))
        book[title].cell(row, column).value = float(new) if isinstance(new, Decimal) else new.value
        book[title].cell(row, column).number_format = "General"
        if new != place.shown:
            expected[place.path] = new
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    sent = read_workbook(buffer, plan)
    assert str(sent.report) == "no problems"
    assert {change.path: change.new for change in sent.changes} == expected
    again = compare(plan, apply(plan, sent.changes))
    assert sorted(map(_told, again)) == sorted(map(_told, sent.changes))


def _told(change: Change) -> str:
    return f"{change.path} {change.kind} {change.old} {change.new}"
