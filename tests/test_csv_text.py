"""Columns as CSV: what others read is what was written."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import bundled, change, compare
from itu_opplan.csv_text import write_csv

CELLS = st.text(st.sampled_from("a ,;\"'\r\n\t\u2028é="), max_size=4)


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4)))
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    width = len(rows[0]) if rows else 1
    columns = {f"c{number}": [row[number] for row in rows] for number in range(width)}
    text = write_csv(columns, decimals=None, spreadsheet=False)
    assert list(csv.reader(io.StringIO(text, newline=""))) == [list(columns), *rows]


def test_a_lone_carriage_return_breaks_no_row() -> None:
    plan = bundled("gs-2008-2011")
    text = compare(plan, change(plan, {"outputs.PP.note": "a\rb"})).to_csv()
    assert text.endswith('"a\rb",\n')
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == 2


def test_no_columns() -> None:
    assert write_csv({}, decimals=None, spreadsheet=False) == "\n"
