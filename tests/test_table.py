"""Tables by example: making, looking, choosing, adding up, changing, showing, and every refusal with its message."""

import copy
import itertools
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_FLOOR, Context, Decimal, localcontext
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import attrs
import pytest

import itu_opplan as opplan
from itu_opplan import (
    ITU_SCALE,
    Axis,
    InvalidPlan,
    Missing,
    NotAdditive,
    OpPlanError,
    Period,
    Severity,
    Table,
    UnitMismatch,
    UnknownCode,
    UnknownLabel,
    grade_category,
)
from itu_opplan.table import joining
from itu_opplan.table.block import fill
from itu_opplan.table.cells import parse_cell

BLANK, NOT_APPLICABLE, OPEN, NOT_STATED = (
    Missing.BLANK,
    Missing.NOT_APPLICABLE,
    Missing.TO_BE_COMPLETED,
    Missing.NOT_STATED,
)

EFFORT = Table.from_records(
    [
        {"output": "PP", "department": "SGO", "period": "2007", "value": Decimal("4.7")},
        {"output": "PP", "department": "SGO", "period": "2008", "value": Decimal("0.0")},
        {"output": "PP", "department": "CEC", "period": "2008", "value": BLANK},
        {"output": "PP", "department": "CEC", "period": "2009-2011", "value": OPEN},
        {"output": "WSIS", "department": "SGO", "period": "2009-2011", "value": Decimal("18.25")},
        {"output": "WSIS", "department": "C&P", "period": "2008", "value": NOT_APPLICABLE},
        {"output": "WSIS", "department": "C&P", "period": "2007", "value": 12},
    ],
    dims=("output", "department", "period"),
    unit="work_month",
    labels={
        "output": ["PP", "WSIS", "WCIT"],
        "department": ["SGO", "CEC", "C&P", "SPU"],
        "period": ["2007", "2008", "2009-2011"],
    },
)
STAFF = Table.from_records(
    [
        {"grade": grade, "period": period, "value": value}
        for grade, *values in (("P5", 12, 12), ("P4", 24, 0), ("G6", BLANK, "1.5"))
        for period, value in zip(("2008", "2009-2011"), values, strict=True)
    ],
    dims=("grade", "period"),
    unit="work_month",
)
POSTS = Table.from_records(
    [{"grade": grade, "period": period, "value": 2} for grade in ("P5", "G6") for period in ("2007", "2008")],
    dims=("grade", "period"),
    unit="post",
)
VOLUMES = Table.from_records(
    [
        {"output": output, "service": service, "value": 10}
        for output in ("PP", "WSIS")
        for service in ("translation", "typing")
    ],
    dims=("output", "service"),
    unit="page",
)
OVERLAPPING = Table.from_records(
    [
        {"department": department, "period": period, "value": 1}
        for department in ("SGO", "CEC")
        for period in ("2008-2011", "2007", "2010")
    ],
    dims=("department", "period"),
    unit="work_month",
)
NO_DIMS = EFFORT.by()
UNTYPED: Any = EFFORT  # for calls that a type checker refuses, too
NO_LABELS = Table.from_records([], dims=("item", "period"), unit="CHF")


def items(**values: object) -> Table:
    """A table of one dim, `item`."""
    return Table.from_records(
        [{"item": item, "value": value} for item, value in values.items()], dims=["item"], unit="CHF"
    )


def refusal(kind: type[OpPlanError], call: Callable[[], object]) -> str:
    """The message of the exception, which is of this class and no other."""
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    if isinstance(caught.value, InvalidPlan):
        assert {(problem.rule, problem.severity) for problem in caught.value.problems} == {("OP004", Severity.ERROR)}
    return str(caught.value)


# --- making -----------------------------------------------------------------------------------------------------------


def test_a_table_has_whole_axes_in_order() -> None:
    assert EFFORT.dims == ("output", "department", "period")
    assert EFFORT.unit == "work_month"
    assert EFFORT.labels("output") == ("PP", "WSIS", "WCIT")
    assert EFFORT.labels("department") == ("SGO", "CEC", "C&P", "SPU")
    assert EFFORT.axis("period") == Axis("period", ("2007", "2008", "2009-2011"))
    assert len(EFFORT) == 7
    assert EFFORT


def test_without_given_labels_an_axis_has_those_of_the_rows_as_they_come() -> None:
    assert items(b=1, a=2, c=BLANK).labels("item") == ("b", "a", "c")


def test_records_may_come_from_a_generator_and_be_any_mapping() -> None:
    rows: Iterator[Mapping[str, object]] = (
        MappingProxyType({"value": value, "item": item}) for item, value in (("a", 1), ("b", 2))
    )
    make: Any = Table.from_records
    assert make(rows, dims=(dim for dim in ["item"]), unit="CHF") == items(a=1, b=2)


def test_one_dim_and_one_label_may_be_given_as_they_are() -> None:
    assert Table.from_records([], dims="item", unit="CHF", labels={"item": "abc"}).labels("item") == ("abc",)


class Office(str, Enum):  # noqa: UP042  # as people have them
    """Labels as members of an enum."""

    SGO = "SGO"


def test_labels_are_text_and_nothing_more() -> None:
    table = Table.from_records([{"item": Office.SGO, "value": 1}], dims=["item"], unit="CHF")
    (label,) = table.labels("item")
    assert type(label) is str
    assert label == "SGO"
    assert table.at(item=Office.SGO) == 1


def test_periods_have_one_spelling() -> None:
    rows = [{"period": "2009-2011", "value": 1}, {"period": Period(2008, 2008), "value": 2}]
    table = Table.from_records(rows, dims=["period"], unit="page", labels={"period": ["2008", Period(2009, 2011)]})
    assert table.labels("period") == ("2008", "2009-2011")
    assert table.at(period=Period(2009, 2011)) == 1


@pytest.mark.parametrize("label", [" ", "a.b", "a, b", "a\nb", "日本", "'", "blank", "0"])
def test_any_text_that_can_be_written_is_a_label(label: str) -> None:
    table = Table.from_records([{"item": label, "value": 1}], dims=["item"], unit="CHF")
    assert table.at(item=label) == 1
    assert table.where(item=label) == table
    assert table.records() == [{"item": label, "value": Decimal(1)}]
    assert table.to_text().count("\n") == 2
    table.to_html().encode()
    table.to_markdown().encode()


def test_everything_that_is_wrong_with_rows_is_told() -> None:
    rows: Any = [
        {"item": "a", "period": "2008", "value": 1},
        {"item": "a", "period": "2008", "value": 2},
        {"item": 5, "period": "Q1 2008", "value": 4.7},
        {"item": None, "period": 2008, "value": True},
        {"itm": "a", "period": "2008", "value": 1},
        {"item": "a", "period": "2009", "value": 1, "note": "x"},
        {"item": "a"},
        ["a", "2008", 1],
        "item",
        {"item": 7, "period": "2008", "value": 1},
        {"item": "b", "period": "2007", "value": "not stated"},
    ]
    message = refusal(
        InvalidPlan,
        lambda: Table.from_records(rows, dims=("item", "period"), unit="CHF"),
    )
    assert message.split("\n") == [
        "rows[1]: [a, 2008] is given twice",
        "rows[2].item: a label is text, got 5; write '5'",
        "rows[2].period: write this period as 2008-Q1, got 'Q1 2008'",
        "rows[2].value: a float is not exact, got 4.7; write Decimal('4.7')",
        "rows[3].item: a label is text, got nothing; labels are text",
        "rows[3].period: a label is text, got 2008; write '2008'",
        "rows[3].value: must be a Decimal, a whole number, 'blank', 'n/a' or 'to be completed', got true",
        "rows[4]: must have item, period, value and nothing else, got itm, period, value",
        "rows[5]: must have item, period, value and nothing else, got item, period, value, note",
        "rows[6]: must have item, period, value and nothing else, got item",
        "rows[7]: must have item, period, value and nothing else, got a list",
        "rows[8]: must have item, period, value and nothing else, got 'item'",
        "rows[9].item: a label is text, got 7; write '7'",
        "rows[10].value: must be a figure, 'blank', 'n/a' or 'to be completed', got 'not stated'",
    ]


@pytest.mark.parametrize(
    ("dims", "unit", "labels", "message"),
    [
        (["item", "item"], "CHF", {}, "dims[1]: 'item' stands twice"),
        (["value"], "CHF", {}, "dims[0]: 'value' is the name of the figures, not of a dim"),
        (["missing"], "CHF", {}, "dims[0]: 'missing' is the name of the states of missing figures, not of a dim"),
        (["a b"], "CHF", {}, "dims[0]: 'a b' is no name of a dim; write 'a_b'"),
        ([""], "CHF", {}, "dims[0]: '' is no name of a dim; it must be usable as the name of an argument"),
        ([5], "CHF", {}, "dims[0]: 5 is no name of a dim; it must be usable as the name of an argument"),
        ([["a"]], "CHF", {}, "dims[0]: a list is no name of a dim; it must be usable as the name of an argument"),
        (["item"], "work months", {}, "unit: 'work months' is not a unit; write 'work_month'"),
        (
            ["item"],
            "",
            {},
            "unit: '' is not a unit; write a name like 'work_month', or names with '*' or '/' between",
        ),
        (["item"], None, {}, "unit: must be a unit, got nothing"),
        (["item"], 5, {}, "unit: must be a unit, got 5"),
        (["item"], "CHF", {"itm": ["a"]}, "labels.itm: unknown dim 'itm'; the table has item"),
        ([], "CHF", {"itm": ["a"]}, "labels.itm: unknown dim 'itm'; the table has (none)"),
        (["item"], "CHF", {"item": [5]}, "labels.item: a label is text, got 5; write '5'"),
        (
            ["period"],
            "CHF",
            {"period": ["2008", "base"]},
            "labels.period: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'base'",
        ),
        (["value"], "%", {}, "unit: '%' is not a unit; write 'percent'\n"
         "dims[0]: 'value' is the name of the figures, not of a dim"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused(dims: object, unit: object, labels: object, message: str) -> None:
    make: Any = Table.from_records
    assert refusal(InvalidPlan, lambda: make([], dims=dims, unit=unit, labels=labels)) == message


@pytest.mark.parametrize(
    ("call", "path", "actual"),
    [
        (lambda: Table.from_records([], dims=["item"], unit="work months"), "unit", "work months"),
        (lambda: Table.from_records([], dims=["a b"], unit="CHF"), "dims[0]", "a b"),
        (lambda: Table.from_records([], dims=["a"], unit="CHF", labels={"b": ["x"]}), "labels.b", "b"),
        (lambda: UNTYPED.from_records([], dims=["a"], unit="CHF", labels={"a": [5]}), "labels.a", 5),
        (lambda: Table.from_records([{"a": 5, "value": 1}], dims=["a"], unit="CHF"), "rows[0].a", 5),
        (lambda: Table.from_records([{"a": "x", "value": 0.5}], dims=["a"], unit="CHF"), "rows[0].value", "0.5"),
        (lambda: Table.from_records([{"a": "x", "value": 1}] * 2, dims=["a"], unit="CHF"), "rows[1]", ("x",)),
        (lambda: UNTYPED.set(0.5, output="PP", department="SGO", period="2007"), "[PP, SGO, 2007]", "0.5"),
        (lambda: UNTYPED.assuming("x", " "), "assumed[1]", " "),
        (lambda: UNTYPED.rounded(-1), "decimals", -1),
    ],
    ids=["unit", "dim", "dims of labels", "label", "label of a row", "value", "twice", "set", "assumed", "decimals"],
)
def test_what_is_refused_is_there_as_data(call: Callable[[], object], path: str, actual: object) -> None:
    with pytest.raises(InvalidPlan) as caught:
        call()
    assert [(problem.path, problem.actual) for problem in caught.value.problems] == [(path, actual)]


def test_a_given_axis_brings_its_reason() -> None:
    axis = Axis("item", ("a", "b"), "they overlap")
    rows = [{"item": "a", "value": 1}]
    table = Table.from_records(rows, dims=["item"], unit="CHF", labels={"item": axis})
    assert table.axes == (axis,)
    assert refusal(NotAdditive, table.total) == advised("item", "they overlap", "a")


def test_a_row_outside_a_whole_axis_is_refused_with_the_nearest_labels() -> None:
    def make(*labels: str) -> Table:
        return Table.from_records([{"item": "CECC", "value": 1}], dims=["item"], unit="CHF", labels={"item": labels})

    assert refusal(InvalidPlan, lambda: make("SGO", "CEC", "SPU", "IS")) == (
        "rows[0].item: unknown item 'CECC'; known: CEC, SGO, SPU …"
    )
    assert refusal(InvalidPlan, make) == "rows[0].item: unknown item 'CECC'; known: no labels"


def test_a_table_from_a_block_is_the_table_from_its_records() -> None:
    block = fill([(0, parse_cell("1.50")), (1, parse_cell(BLANK))], 2)
    rows = [{"item": "b", "period": "2008", "value": "1.50"}, {"item": "a", "period": "2008", "value": "blank"}]
    dims = ("item", "period")
    for unit in ("CHF", "post"):
        table = Table.from_records(rows, dims=dims, unit=unit)
        assert Table.from_block(table.axes, unit, block) == table


def test_a_table_from_rows_as_files_write_them() -> None:
    rows: list[Mapping[str, object]] = [
        {"grade": "P5", "2008": 12, "2009-2011": "12.0"},
        {"2009-2011": Decimal(0), "grade": "P4", "2008": 24},
        {"grade": "G6", "2008": "blank", "2009-2011": "1.5"},
        {"grade": "G5"},
    ]
    assert Table.from_rows(iter(rows), dims=("grade", "period"), unit="work_month") == STAFF
    assert Table.from_rows([{"a": 1, "b": BLANK}], dims=["item"], unit="CHF") == items(a=1, b=BLANK)
    assert Table.from_rows([{"a": 1}], dims="item", unit="CHF") == items(a=1)
    assert Table.from_rows([], dims=("grade", "period"), unit="CHF").dims == ("grade", "period")


@pytest.mark.parametrize(
    ("rows", "dims", "message"),
    [
        (
            [{"grade": "P5", "2008": 1, "2009": 1}, {"grade": "P5", "2008": 2, "2010": 4.7}, {"grade": 5, "Q1": 1}],
            ("grade", "period"),
            "rows[1]: [P5, 2008] is given twice\n"
            "rows[1].2010: a float is not exact, got 4.7; write Decimal('4.7')\n"
            "rows[2].grade: a label is text, got 5; write '5'\n"
            "rows[2].period: a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got 'Q1'",
        ),
        (
            [{"grade": "P5", "2008": 1}, {"2008": 1}, ["P5", 1], {}],
            ("grade", "period"),
            "rows[1]: must have grade, a figure for each period, got 2008\n"
            "rows[2]: must have grade, a figure for each period, got a list\n"
            "rows[3]: must have grade, a figure for each period, got (none)",
        ),
        ([{}], (), "dims: must have at least one dim, that of the figures of a row"),
        ([], ("grade", "value"), "dims[1]: 'value' is the name of the figures, not of a dim"),
    ],
)
def test_rows_that_cannot_be_are_refused_by_their_own_number(rows: Any, dims: tuple[str, ...], message: str) -> None:
    assert refusal(InvalidPlan, lambda: Table.from_rows(rows, dims=dims, unit="work_month")) == message


# --- several as one ---------------------------------------------------------------------------------------------------


def test_joined_tables_are_told_apart_by_one_more_dim() -> None:
    one, other = items(a=1, b=BLANK), items(b="0.25")
    whole = Axis("item", ("z", "b", "a"))
    stacked = Table.concat({"SGO": one, "SPU": NO_LABELS, "CEC": other}, dim="department", axes=[whole], unit="CHF")
    assert stacked.dims == ("department", "item")
    assert stacked.labels("item") == ("z", "b", "a")
    assert stacked.records() == [
        {"department": "SGO", "item": "b", "value": BLANK},
        {"department": "SGO", "item": "a", "value": Decimal(1)},
        {"department": "CEC", "item": "b", "value": Decimal("0.25")},
    ]
    assert Table.concat({}, dim="department", axes=[whole], unit="CHF").total() == 0
    assert stacked.total() == Decimal("1.25")
    posts = Table.concat({}, dim="item", axes=[Axis("grade", ("P5",)), Axis("period", ("2007", "2008"))], unit="post")
    assert posts.axis("period").reason == "posts are a stock, not a flow"
    assert posts.axis("grade").adds


def test_periods_that_were_stay_known_in_a_joined_table() -> None:
    first = years_under("2008", "column")
    second = years_under("2009", "column")
    both = Table.concat({"x": first, "y": second}, dim="version", axes=[Axis("column", ("a",))], unit="page")
    assert both.axis("column").periods("a") == [Period(2008, 2008), Period(2009, 2009)]


def years_under(period: str, name: str) -> Table:
    """A table of one period, under the label `a` of a dim of another name."""
    table = Table.from_records([{"period": period, "value": 1}], dims=["period"], unit="page")
    return table.relabel("period", {period: "a"}, to=name)


def test_what_does_not_add_in_one_table_does_not_add_in_the_joined_table() -> None:
    refusing = items(a=1, b=2).shares("item")
    bare = [Axis("item", ("a", "b"))]
    stacked = Table.concat({"x": items(), "y": refusing}, dim="version", axes=bare, unit="percent")
    assert stacked.axis("item").reason == "each item is a whole of its own"
    assert Table.concat({"x": items(a=1)}, dim="version", axes=bare, unit="CHF").axis("item").adds


def test_percentages_of_several_tables_are_parts_of_several_wholes() -> None:
    half = items(a=1, b=1).shares()
    stacked = Table.concat({"x": half, "y": half}, dim="version", axes=half.axes, unit="percent")
    assert stacked.where(version="x").total() == 100
    assert refusal(NotAdditive, stacked.total) == advised("version", "each version is a whole of its own", "x")


def test_tables_that_cannot_be_one_are_refused() -> None:
    one, axis = items(a=1), Axis("item", ("a",))
    two = Table.from_records([{"item": "a", "period": "2008", "value": 1}], dims=("period", "item"), unit="CHF")
    assert (
        refusal(
            UnknownLabel, lambda: Table.concat({"PP": one}, dim="output", axes=[Axis("item", ("b", "c"))], unit="CHF")
        )
        == "unknown item 'a'; the table has b, c"
    )
    assert (
        refusal(UnitMismatch, lambda: Table.concat({"X": one, "PP": one}, dim="output", axes=[axis], unit="page"))
        == "output 'X' is in CHF, not in page; they do not convert"
    )
    assert (
        refusal(UnknownLabel, lambda: Table.concat({"X": one, "PP": two}, dim="output", axes=[axis], unit="CHF"))
        == "output 'PP' has the dims period, item, not item"
    )


# --- looking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "department", "period", "cell"),
    [
        ("PP", "SGO", "2007", Decimal("4.7")),
        ("PP", "SGO", "2008", Decimal(0)),
        ("PP", "SGO", "2009-2011", NOT_STATED),
        ("PP", "CEC", "2008", BLANK),
        ("PP", "CEC", "2009-2011", OPEN),
        ("WSIS", "C&P", Period(2008, 2008), NOT_APPLICABLE),
        ("WCIT", "SPU", "2007", NOT_STATED),
    ],
)
def test_a_cell_is_a_figure_or_a_state_or_not_stated(
    output: str, department: str, period: str | Period, cell: Decimal | Missing
) -> None:
    found = EFFORT.at(output=output, department=department, period=period)
    assert found == cell
    assert type(found) is type(cell)


def test_a_grade_is_a_label() -> None:
    assert STAFF.where(grade=["P-5", "p.4"]) == STAFF.where(grade=["P5", "P4"])
    assert STAFF.at(grade=ITU_SCALE.grade("P-5"), period="2008") == 12
    assert STAFF.where(grade=[ITU_SCALE.grade("P4")]).total() == 24


def test_only_a_grade_is_found_however_it_is_punctuated() -> None:
    grades = Table.from_records([{"grade": "P.5", "value": 1}], dims=["grade"], unit="post")
    assert grades.at(grade="P-5") == 1
    assert refusal(UnknownLabel, lambda: items(P5=1).at(item="P-5")) == "unknown item 'P-5'; the table has P5"


def test_a_dim_may_have_the_name_of_any_argument() -> None:
    table = Table.from_records(
        [{"self": "a", "unit": "b", "match": "c", "value": 1}], dims=("self", "unit", "match"), unit="CHF"
    )
    labels = {"self": "a", "unit": "b", "match": "c"}
    assert table.at(**labels) == 1
    assert table.where(**labels) == table
    assert table.set(2, **labels).total() == 2


@pytest.mark.parametrize(
    ("look", "message"),
    [
        (lambda: EFFORT.at(output="PP"), "a label is needed for department, period"),
        (lambda: EFFORT.at(), "a label is needed for output, department, period"),
        (
            lambda: EFFORT.at(output="PP", department="SGOO", period="2007"),
            "unknown department 'SGOO'; the table has SGO, CEC, C&P …",
        ),
        (
            lambda: EFFORT.at(output="PP", departmnt="SGO", period="2007"),
            "unknown dim 'departmnt'; the table has output, department, period",
        ),
        (
            lambda: UNTYPED.at(output="PP", department="SGO", period=2007),
            "period: a label is text, got 2007; write '2007'",
        ),
        (
            lambda: UNTYPED.at(output="PP", department=("SGO",), period="2007"),
            "department: a label is text, got a list; labels are text",
        ),
        (lambda: EFFORT.where(output="WTFP"), "unknown output 'WTFP'; the table has WCIT, PP, WSIS"),
        (lambda: EFFORT.where(output=["PP", "x"]), "unknown output 'x'; the table has PP, WSIS, WCIT"),
        (lambda: UNTYPED.where(period=2008), "period: a label is text, got 2008; write '2008'"),
        (lambda: UNTYPED.where(period=[2008]), "period: a label is text, got 2008; write '2008'"),
        (lambda: UNTYPED.where(period=None), "period: a label is text, got nothing; labels are text"),
        (lambda: EFFORT.where(period="2012"), "unknown period '2012'; the table has 2008, 2007, 2009-2011"),
        (
            lambda: EFFORT.where(period=Period(2009, 2010)),
            "unknown period '2009-2010'; the table has 2009-2011, 2007, 2008",
        ),
        (lambda: EFFORT.where(period="nonsense"), "unknown period 'nonsense'; the table has 2007, 2008, 2009-2011"),
        (lambda: STAFF.where(grade="P-6"), "unknown grade 'P-6'; the table has P5, P4, G6"),
        (lambda: EFFORT.by("outptu"), "unknown dim 'outptu'; the table has output, department, period"),
        (
            lambda: UNTYPED.by(("output", "period")),
            "a dim is text, got a list; write by('output', 'department', 'period')",
        ),
        (lambda: EFFORT.labels("x"), "unknown dim 'x'; the table has output, department, period"),
        (lambda: EFFORT.shares("x"), "unknown dim 'x'; the table has output, department, period"),
        (lambda: NO_DIMS.axis("x"), "unknown dim 'x'; the table has (none)"),
        (lambda: NO_DIMS.where(item="x"), "unknown dim 'item'; the table has (none)"),
        (lambda: NO_LABELS.where(item="x"), "unknown item 'x'; the table has no labels"),
        (lambda: VOLUMES.span("2008"), "unknown dim 'period'; the table has output, service"),
        (lambda: VOLUMES.per_year(), "unknown dim 'period'; the table has output, service"),
        (lambda: EFFORT.set(1, output="PP"), "a label is needed for department, period"),
        (
            lambda: UNTYPED.set(1, output=5, department="SGO", period="2007"),
            "output: a label is text, got 5; write '5'",
        ),
        (lambda: items(a=1).set(1, itm="a"), "unknown dim 'itm'; the table has item"),
    ],
)  # fmt: skip
def test_an_unknown_label_names_the_nearest(look: Callable[[], object], message: str) -> None:
    assert refusal(UnknownLabel, look) == message


def test_rows_have_a_cell_for_each_label_of_the_last_dim() -> None:
    assert STAFF.rows() == [
        (("P5",), [Decimal(12), Decimal(12)]),
        (("P4",), [Decimal(24), Decimal(0)]),
        (("G6",), [BLANK, Decimal("1.5")]),
    ]
    assert items(a=1).rows() == [((), [Decimal(1)])]
    assert NO_LABELS.rows() == []
    assert items().rows() == [((), [])]
    assert items(a=1).by().rows() == [((), [Decimal(1)])]


def test_what_lies_outside_limits() -> None:
    table = items(a="-0.25", b=10**5, c="0.001", d=99999, e=BLANK, f="0.25")
    assert table.find_outside(5, 2) == [
        (("a",), Decimal("-0.25")),
        (("b",), Decimal(10**5)),
        (("c",), Decimal("0.001")),
    ]
    assert table.find_outside(6, 3) == [(("a",), Decimal("-0.25"))]
    assert items(a="0.25", b=0, c=BLANK).find_outside(1, 2) == []
    assert items().find_outside(1, 1) == []


# --- choosing ---------------------------------------------------------------------------------------------------------


def test_where_keeps_the_dim_and_the_order_of_the_axis() -> None:
    chosen = EFFORT.where(department=("C&P", "SGO"), period="2007")
    assert chosen.dims == EFFORT.dims
    assert chosen.labels("department") == ("SGO", "C&P")
    assert chosen.labels("period") == ("2007",)
    assert chosen.total() == Decimal("16.7")


@pytest.mark.parametrize(
    "labels",
    [
        ["SGO", "CEC"],
        ("CEC", "SGO"),
        {"SGO", "CEC"},
        {"SGO": 1, "CEC": 2},
        ["SGO", "SGO", "CEC"],
    ],
)
def test_where_takes_any_iterable_of_labels(labels: Iterable[str]) -> None:
    assert EFFORT.where(department=labels).labels("department") == ("SGO", "CEC")
    assert EFFORT.where(department=iter(labels)).labels("department") == ("SGO", "CEC")
    assert EFFORT.where(department=(label for label in labels)).labels("department") == ("SGO", "CEC")


def test_where_of_nothing_chooses_all_or_none() -> None:
    assert EFFORT.where() == EFFORT
    assert EFFORT.where(output=()).total() == 0
    assert len(EFFORT.where(output=())) == 0
    assert EFFORT.where(output=()).labels("department") == EFFORT.labels("department")
    assert len(EFFORT.where(output="WCIT")) == 0


def test_keep_keeps_figures_that_pass_and_whole_axes() -> None:
    kept = EFFORT.keep(lambda value: value >= 0)
    assert len(kept) == 4
    assert kept.labels("department") == EFFORT.labels("department")
    assert kept.at(output="PP", department="CEC", period="2008") is NOT_STATED
    assert kept.at(output="PP", department="SGO", period="2008") == 0
    assert len(EFFORT.keep(lambda value: False)) == 0


def test_keep_asks_about_figures_only() -> None:
    asked: list[Decimal] = []

    def passes(value: Decimal) -> bool:
        asked.append(value)
        return False

    EFFORT.keep(passes)
    assert asked == [Decimal("4.7"), Decimal(0), Decimal("18.25"), Decimal(12)]
    assert all(type(value) is Decimal for value in asked)


# --- adding up --------------------------------------------------------------------------------------------------------


def test_by_adds_up_over_the_other_dims() -> None:
    assert EFFORT.by("period").records() == [
        {"period": "2007", "value": Decimal("16.7")},
        {"period": "2008", "value": Decimal(0)},
        {"period": "2009-2011", "value": Decimal("18.25")},
    ]
    assert EFFORT.by("period", "output").dims == ("period", "output")
    assert EFFORT.by("output", "output").dims == ("output",)
    assert EFFORT.by("department").labels("department") == ("SGO", "CEC", "C&P", "SPU")
    assert EFFORT.by().dims == ()
    assert EFFORT.by().at() == Decimal("34.95")
    assert EFFORT.by("department").at(department="SPU") is NOT_STATED
    assert EFFORT.by("department").at(department="CEC") is OPEN
    assert NO_LABELS.by("item").records() == []
    assert NO_LABELS.by().at() is NOT_STATED


def test_a_sum_of_nothing_but_missing_cells_is_missing_and_of_no_cells_no_cell() -> None:
    table = EFFORT.by("output", "period")
    assert table.at(output="WSIS", period="2008") is NOT_APPLICABLE
    assert table.at(output="PP", period="2009-2011") is OPEN
    assert table.at(output="PP", period="2008") == 0
    assert table.at(output="WCIT", period="2008") is NOT_STATED


@pytest.mark.parametrize("order", list(itertools.permutations([NOT_APPLICABLE, BLANK, OPEN])))
@pytest.mark.parametrize(("left_out", "state"), [(None, OPEN), (OPEN, BLANK), (BLANK, OPEN), (NOT_APPLICABLE, OPEN)])
def test_to_be_completed_goes_before_blank_before_not_applicable(
    order: tuple[Missing, ...], left_out: Missing | None, state: Missing
) -> None:
    table = items(**{f"i{number}": which for number, which in enumerate(order) if which is not left_out})
    assert table.by().at() is state
    assert table.relabel("item", lambda _: "x").at(item="x") is state
    total, *rest = (table.where(item=item).relabel("item", lambda _: "x") for item in table.labels("item"))
    for one in rest:
        total += one
    assert total.at(item="x") is state


def test_missing_tells_how_many_cells_were_skipped() -> None:
    skipped = EFFORT.by("output").missing()
    assert skipped.dims == ("output", "state")
    assert skipped.unit == "count"
    assert skipped.labels("state") == ("to be completed", "blank", "n/a")
    assert skipped.records() == [
        {"output": "PP", "state": "to be completed", "value": Decimal(1)},
        {"output": "PP", "state": "blank", "value": Decimal(1)},
        {"output": "WSIS", "state": "n/a", "value": Decimal(1)},
    ]
    assert not items(a=0).missing()
    assert not NO_LABELS.missing()


def test_missing_cells_are_counted_where_figures_do_not_add_but_not_twice() -> None:
    rows: list[Mapping[str, object]] = [
        {"grade": "P5", "2007": "blank", "2008": "blank"},
        {"grade": "P4", "2007": 1, "2008": "n/a"},
    ]
    posts = Table.from_rows(rows, dims=("grade", "period"), unit="post")
    assert posts.missing().total() == 3
    assert posts.by("period").missing().by("state").records() == [
        {"state": "blank", "value": Decimal(2)},
        {"state": "n/a", "value": Decimal(1)},
    ]
    links = {"P5": {"a": Fraction(1), "b": Fraction(1)}}
    twice = posts.distribute("grade", links, to=Axis("goal", ("a", "b"), "they overlap"), keep_total=False)
    assert refusal(NotAdditive, twice.missing().total) == advised("goal", "they overlap", "a")


def test_missing_cells_of_unlike_services_do_not_add() -> None:
    missing = VOLUMES.set(BLANK, output="PP", service="typing").missing()
    assert refusal(NotAdditive, missing.total) == advised("service", UNLIKE, "translation")
    assert missing.axis("output").adds


def test_missing_needs_its_dim() -> None:
    assert refusal(UnknownLabel, EFFORT.missing().missing) == (
        "the table has a dim 'state' already; relabel that one first"
    )
    table = Table.from_records([{"state": "CH", "value": BLANK}], dims=["state"], unit="CHF")
    assert refusal(UnknownLabel, table.missing) == "the table has a dim 'state' already; relabel that one first"
    assert len(table.relabel("state", str, to="country").missing()) == 1


def test_a_total() -> None:
    assert EFFORT.total() == Decimal("34.95")
    assert type(EFFORT.total()) is Decimal
    assert NO_LABELS.total() == 0
    assert type(NO_LABELS.total()) is Decimal
    assert NO_DIMS.total() == Decimal("34.95")
    assert items(a=0, b=BLANK).total() == 0
    assert items(a=5, b=-5).total() == 0


def test_a_total_of_nothing_but_missing_cells_is_refused() -> None:
    assert refusal(NotAdditive, items(a=BLANK, b=OPEN).total) == (
        "there is no figure to add up: 2 missing cells, no figure"
    )


def test_span_adds_the_periods_that_tile_it() -> None:
    spanned = EFFORT.span("2008-2011")
    assert spanned.labels("period") == ("2008-2011",)
    assert spanned.total() == Decimal("18.25")
    assert EFFORT.span(Period(2007, 2011)).by("output") == EFFORT.by("output")
    assert EFFORT.span("2008") == EFFORT.where(period="2008")
    assert POSTS.span("2008") == POSTS.where(period="2008")
    assert OVERLAPPING.span("2007").total() == 2


@pytest.mark.parametrize(
    ("table", "span", "message"),
    [
        (EFFORT, "2008-2010", "periods 2007, 2008, 2009-2011 do not tile 2008-2010 exactly"),
        (EFFORT, "2006-2008", "periods 2007, 2008, 2009-2011 do not tile 2006-2008 exactly"),
        (EFFORT, "2010", "periods 2007, 2008, 2009-2011 do not tile 2010 exactly"),
        (OVERLAPPING, "2007-2011", "periods 2008-2011, 2007, 2010 do not tile 2007-2011 exactly"),
        (NO_LABELS, "2008", "periods (none) do not tile 2008 exactly"),
        (
            POSTS,
            "2007-2008",
            "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
            "or take one with where(period='2007')",
        ),
    ],
)
def test_a_span_that_the_periods_do_not_tile_is_refused(table: Table, span: str, message: str) -> None:
    assert refusal(NotAdditive, lambda: table.span(span)) == message


@pytest.mark.parametrize(
    ("span", "message"),
    [
        ("Q1", "a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got 'Q1'"),
        (2008, "a period is text, write '2008', got 2008"),
        (None, "a period is text, got nothing"),
    ],
)
def test_a_span_is_a_period(span: object, message: str) -> None:
    call: Callable[..., Table] = EFFORT.span
    assert refusal(InvalidPlan, lambda: call(span)) == message


# --- other labels -----------------------------------------------------------------------------------------------------


def test_relabel_by_a_function_adds_the_cells_that_meet() -> None:
    categories = STAFF.relabel("grade", grade_category, to="category")
    assert categories.dims == ("category", "period")
    assert categories.labels("category") == ("P", "G")
    assert categories.at(category="P", period="2008") == 36
    assert categories.at(category="G", period="2008") is BLANK


def test_relabel_by_a_mapping_leaves_the_other_labels() -> None:
    table = EFFORT.relabel("department", {"CEC": "C&P"})
    assert table.labels("department") == ("SGO", "C&P", "SPU")
    assert table.at(output="PP", department="C&P", period="2008") is BLANK
    assert table.at(output="WSIS", department="C&P", period="2007") == 12
    assert EFFORT.relabel("department", {}) == EFFORT
    assert EFFORT.relabel("department", {"SGO": "CEC", "CEC": "SGO"}).labels("department") == (
        "CEC", "SGO", "C&P", "SPU",
    )  # fmt: skip


AMBIGUOUS = "may mean the years 2008-2011 or the month November 2008; write 2008-2011 or 2008-M11, got '2008-11'"


@pytest.mark.parametrize(
    ("door", "message"),
    [
        (
            lambda: Table.from_records([{"period": "2008-11", "value": 1}], dims=["period"], unit="hour"),
            f"rows[0].period: {AMBIGUOUS}",
        ),
        (
            lambda: Table.from_records((), dims=["period"], unit="hour", labels={"period": ["2008-11"]}),
            f"labels.period: {AMBIGUOUS}",
        ),
        (lambda: EFFORT.at(department="SGO", output="PP", period="2008-11"), f"period: {AMBIGUOUS}"),
        (lambda: EFFORT.where(period="2008-11"), f"period: {AMBIGUOUS}"),
        (lambda: EFFORT.set(1, output="PP", department="SGO", period="2008-11"), f"period: {AMBIGUOUS}"),
        (lambda: EFFORT.relabel("period", {"2007": "2008-11"}), AMBIGUOUS),
        (lambda: EFFORT.span("2008-11"), AMBIGUOUS),
    ],
)  # fmt: skip
def test_a_month_of_an_extract_is_no_run_of_years(door: Callable[[], object], message: str) -> None:
    with pytest.raises(OpPlanError) as caught:
        door()
    assert type(caught.value) in (InvalidPlan, UnknownLabel)
    assert str(caught.value) == message


@pytest.mark.parametrize("key", ["2009-2011", Period(2009, 2011)])
def test_relabel_takes_periods_and_their_text(key: object) -> None:
    relabel: Callable[..., Table] = EFFORT.relabel
    for new in ("2012-2014", Period(2012, 2014)):
        assert relabel("period", {key: new}).labels("period") == ("2007", "2008", "2012-2014")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"2009-2011": "2008"}, "periods 2008, 2009-2011 do not tile 2008 exactly"),
        ({"2009-2011": "2012"}, "periods 2009-2011 do not tile 2012 exactly"),
        ({"2008": "2009-2011", "2009-2011": "2008"}, "periods 2008 do not tile 2009-2011 exactly"),
        ({"2007": "2008"}, "periods 2007, 2008 do not tile 2008 exactly"),
        ({"2007": "2012-2013", "2008": "2012-2013"}, "periods 2007, 2008 do not tile 2012-2013 exactly"),
    ],
)
def test_a_period_does_not_pass_for_one_of_more_or_fewer_years(names: dict[str, str], message: str) -> None:
    advice = "; split() divides a period into its parts, span() adds up those that tile one"
    assert refusal(NotAdditive, lambda: EFFORT.relabel("period", names)) == message + advice
    other = EFFORT.relabel("period", lambda label: f"in {label}", to="column").where(output=("PP", "WSIS"))
    back = {f"in {old}": names.get(old, old) for old in EFFORT.labels("period")}
    assert refusal(NotAdditive, lambda: other.relabel("column", back, to="period")) == message + advice
    for way in (other + other, other.set(1, new=True, output="x", department="y", column="in 2008"), pickled(other)):
        assert refusal(NotAdditive, lambda way=way: way.relabel("column", back, to="period")) == message + advice  # type: ignore[misc]


def pickled(table: Table) -> Table:
    again = pickle.loads(pickle.dumps(table))
    assert isinstance(again, Table)
    return again


def test_a_period_does_not_pass_for_another_along_links() -> None:
    to = Axis("column", ("2008",))
    links = {"2009-2011": {"2008": Fraction(1)}}
    column = EFFORT.distribute("period", links, to=to, keep_total=True).by("output", "column")
    message = refusal(NotAdditive, lambda: column.relabel("column", str, to="period"))
    assert message.startswith("periods 2009-2011 do not tile 2008 exactly; ")
    assert column.total() == EFFORT.where(period="2009-2011").total()


def test_periods_become_the_span_that_they_tile() -> None:
    spans = {"2007": "2007-2008", "2008": "2007-2008"}
    assert EFFORT.relabel("period", spans).where(period="2007-2008") == EFFORT.span("2007-2008")
    assert EFFORT.relabel("period", spans).assumed == ()
    assert EFFORT.relabel("period", str, to="column").relabel("column", spans, to="period").assumed == ()


def test_other_years_are_assumed() -> None:
    next_plan = EFFORT.relabel("period", {"2007": "2008", "2008": "2009", "2009-2011": "2010-2012"})
    assert next_plan.labels("period") == ("2008", "2009", "2010-2012")
    assert next_plan.assumed == (
        "the figures of 2007 are taken for 2008",
        "the figures of 2008 are taken for 2009",
        "the figures of 2009-2011 are taken for 2010-2012",
    )


def test_labels_that_never_were_periods_become_any() -> None:
    table = items(a=1, b=2).relabel("item", {"a": "2008", "b": "2009-2011"}, to="period")
    assert table.total() == 3
    assert table.assumed == ()


def test_relabelling_overlapping_periods_keeps_that_they_overlap() -> None:
    apart = OVERLAPPING.relabel("period", {"2010": "2020"})
    assert refusal(NotAdditive, apart.total) == advised("period", "2008-2011 and 2010 overlap", "2008-2011")
    assert OVERLAPPING.relabel("period", {}).where(period=("2007", "2010")).total() == 4


def test_relabel_to_another_dim_follows_its_rules() -> None:
    assert items(a=1, b=2).relabel("item", str, to="service").axis("service").adds is False
    assert items(a=1, b=2).relabel("item", {"a": "2008", "b": "2009"}, to="period").span("2008-2009").total() == 3


@pytest.mark.parametrize(
    ("relabel", "kind", "message"),
    [
        (
            lambda: EFFORT.relabel("department", {"SGOO": "x"}),
            UnknownLabel,
            "unknown department 'SGOO'; the table has SGO, CEC, C&P …",
        ),
        (
            lambda: UNTYPED.relabel("period", {2008: "x"}),
            UnknownLabel,
            "period: a label is text, got 2008; write '2008'",
        ),
        (lambda: EFFORT.relabel("x", {}), UnknownLabel, "unknown dim 'x'; the table has output, department, period"),
        (lambda: UNTYPED.relabel("output", len), UnknownLabel, "output: a label is text, got 2; write '2'"),
        (
            lambda: UNTYPED.relabel("output", {"PP": None}),
            UnknownLabel,
            "output: a label is text, got nothing; labels are text",
        ),
        (
            lambda: UNTYPED.relabel("output", lambda _: True),
            UnknownLabel,
            "output: a label is text, got true; write 'True'",
        ),
        (
            lambda: EFFORT.relabel("output", str, to="period"),
            UnknownLabel,
            "the table has a dim 'period' already; relabel that one first",
        ),
        (
            lambda: EFFORT.relabel("output", str, to="value"),
            UnknownLabel,
            "'value' is the name of the figures, not of a dim",
        ),
        (
            lambda: EFFORT.relabel("output", str, to="missing"),
            UnknownLabel,
            "'missing' is the name of the states of missing figures, not of a dim",
        ),
        (
            lambda: EFFORT.relabel("output", str, to="an output"),
            UnknownLabel,
            "'an output' is no name of a dim; write 'an_output'",
        ),
        (
            lambda: UNTYPED.relabel("output", str, to=5),
            UnknownLabel,
            "5 is no name of a dim; it must be usable as the name of an argument",
        ),
        (
            lambda: EFFORT.relabel("period", {"2008": "base"}),
            InvalidPlan,
            "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'base'",
        ),
        (
            lambda: items(a=1).relabel("item", str, to="period"),
            InvalidPlan,
            "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'a'",
        ),
        (
            lambda: EFFORT.relabel("department", grade_category),
            UnknownCode,
            "unknown grade 'SGO'; the scale has USG, ASG, E2 …",
        ),
    ],
)  # fmt: skip
def test_a_relabelling_that_cannot_be_is_refused(
    relabel: Callable[[], object], kind: type[OpPlanError], message: str
) -> None:
    assert refusal(kind, relabel) == message


# --- what does not add ------------------------------------------------------------------------------------------------

STOCK = "posts are a stock, not a flow"
UNLIKE = "services are unlike: a printed page is not a translated one"


def advised(dim: str, why: str, first: str) -> str:
    return f"cannot add up over {dim!r}: {why}; keep it with by(…, {dim!r}), or take one with where({dim}={first!r})"


@pytest.mark.parametrize(
    ("add", "message"),
    [
        (lambda: POSTS.total(), advised("period", STOCK, "2007")),
        (lambda: POSTS.by("grade"), advised("period", STOCK, "2007")),
        (lambda: POSTS.shares(), advised("period", STOCK, "2007")),
        (lambda: POSTS.shares("grade"), advised("period", STOCK, "2007")),
        (lambda: POSTS.relabel("period", lambda _: "2007-2008"), f"cannot add up over 'period': {STOCK}"),
        (lambda: POSTS.relabel("period", lambda _: "all", to="phase"), f"cannot add up over 'period': {STOCK}"),
        (lambda: POSTS.relabel("period", str, to="x").by("grade"), advised("x", STOCK, "2007")),
        (lambda: POSTS.per_year(), f"cannot divide post by the years of a period: {STOCK}"),
        (lambda: VOLUMES.total(), advised("service", UNLIKE, "translation")),
        (lambda: VOLUMES.by("output"), advised("service", UNLIKE, "translation")),
        (lambda: VOLUMES.shares(), advised("service", UNLIKE, "translation")),
        (lambda: VOLUMES.relabel("service", lambda _: "any"), f"cannot add up over 'service': {UNLIKE}"),
        (lambda: VOLUMES.relabel("service", str, to="item").total(), advised("item", UNLIKE, "translation")),
        (lambda: OVERLAPPING.total(), advised("period", "2008-2011 and 2010 overlap", "2008-2011")),
        (lambda: OVERLAPPING.by("department"), advised("period", "2008-2011 and 2010 overlap", "2008-2011")),
        (lambda: OVERLAPPING.shares("department"), advised("period", "2008-2011 and 2010 overlap", "2008-2011")),
        (
            lambda: OVERLAPPING.relabel("period", lambda _: "2007-2011"),
            "cannot add up over 'period': 2008-2011 and 2010 overlap",
        ),
        (
            lambda: OVERLAPPING.relabel("period", {"2010": "2012"}).total(),
            advised("period", "2008-2011 and 2010 overlap", "2008-2011"),
        ),
        (lambda: EFFORT.per_year().total(), advised("period", "they are rates per year", "2007")),
        (
            lambda: EFFORT.per_year().per_year(),
            "cannot divide work_month/year by the years of a period: they are rates per year",
        ),
        (lambda: STAFF.shares("grade").by("period"), advised("grade", "each grade is a whole of its own", "P5")),
        (lambda: STAFF.shares("grade").shares(), advised("grade", "each grade is a whole of its own", "P5")),
    ],
)
def test_what_would_count_twice_is_refused(add: Callable[[], object], message: str) -> None:
    assert refusal(NotAdditive, add) == message


@pytest.mark.parametrize(
    ("dims", "unit", "dim", "why"),
    [
        (("kind",), "percent", "kind", "each kind divides the same whole"),
        (("period",), "percent", "period", "each period is a whole of its own"),
        (("period",), "page/year", "period", "they are rates per year"),
        (("item",), "CHF/work_month", "item", "CHF/work_month is a price, and prices do not add"),
        (("service",), "hour", "service", UNLIKE),
    ],
)
def test_what_does_not_add_by_what_it_is(dims: tuple[str, ...], unit: str, dim: str, why: str) -> None:
    table = Table.from_records([{dim: label, "value": 1} for label in ("2007", "2008")], dims=dims, unit=unit)
    assert refusal(NotAdditive, table.total) == advised(dim, why, "2007")
    assert table.where(**{dim: "2008"}).total() == 1
    assert table.by(dim) == table


def test_where_one_label_is_left_it_goes() -> None:
    assert POSTS.where(period="2007").total() == 4
    assert VOLUMES.where(service="typing").by("output").at(output="PP") == 10
    assert OVERLAPPING.where(period="2008-2011").total() == 2
    assert OVERLAPPING.where(period=("2007", "2010")).total() == 4
    assert POSTS.where(period="2007").shares().total() == 100
    assert STAFF.shares("grade").where(grade="P5").total() == 100
    assert POSTS.where(period=()).total() == 0


def test_unlike_labels_are_not_renamed_alike_though_no_cells_meet() -> None:
    """Their cells would meet in the next sum, over another dim."""
    rows = [
        {"output": "PP", "service": "typing", "value": 1},
        {"output": "WSIS", "service": "word-processing", "value": 2},
    ]
    whole = {"service": ["typing", "word-processing", "reprography"]}
    table = Table.from_records(rows, dims=("output", "service"), unit="page", labels=whole)
    for alike in ({"word-processing": "typing"}, dict.fromkeys(whole["service"], "pages")):
        for other in (table, table.by("service")):
            message = refusal(NotAdditive, lambda other=other, alike=alike: other.relabel("service", alike))  # type: ignore[misc]
            assert message == f"cannot add up over 'service': {UNLIKE}"
    assert table.relabel("service", {"reprography": "typing"}) == table
    one = table.where(service="word-processing").relabel("service", {"word-processing": "typing"})
    assert one.at(output="WSIS", service="typing") == 2


# --- two tables -------------------------------------------------------------------------------------------------------


def test_adding_and_taking_away() -> None:
    one, other = items(a=1, b="2.5", c=BLANK), items(d=4, b="0.25", c=1)
    assert (one + other).labels("item") == ("a", "b", "c", "d")
    assert (one + other).rows() == [((), [Decimal(1), Decimal("2.75"), BLANK, Decimal(4)])]
    assert (one - other).rows() == [((), [Decimal(1), Decimal("2.25"), BLANK, Decimal(-4)])]
    assert (other - one).at(item="c") is BLANK
    assert (one + NO_LABELS.by("item")) == one
    assert (NO_DIMS - NO_DIMS).total() == 0


def test_missing_on_either_side_is_missing_and_a_side_without_a_cell_counts_nothing() -> None:
    sides = [Decimal(5), BLANK, NOT_APPLICABLE, OPEN]
    results: list[list[Decimal | Missing]] = [
        [Decimal(10), BLANK, NOT_APPLICABLE, OPEN],
        [BLANK, BLANK, BLANK, OPEN],
        [NOT_APPLICABLE, BLANK, NOT_APPLICABLE, OPEN],
        [OPEN, OPEN, OPEN, OPEN],
    ]
    for left, row in zip(sides, results, strict=True):
        assert (items(a=left) + items(b=1)).at(item="a") == left
        assert (items(b=1) - items(a=left)).at(item="a") == (-left if isinstance(left, Decimal) else left)
        for right, result in zip(sides, row, strict=True):
            assert (items(a=left) + items(a=right)).at(item="a") == result


def test_what_does_not_add_on_one_side_does_not_add_in_the_sum() -> None:
    unlike = items(a=1, b=2).relabel("item", str, to="service").relabel("service", str, to="item")
    for result in (items(a=1) + unlike, unlike + items(a=1), items(a=1) - unlike, unlike - items(a=1)):
        assert refusal(NotAdditive, result.total) == advised("item", UNLIKE, "a")


def test_doubling_for_ever_loses_no_figure() -> None:
    table = items(a=1, b=0)
    for _ in range(130):
        table += table
    assert table.rows() == [((), [Decimal(2**130), Decimal(0)])]


def test_the_order_of_dims_does_not_matter_when_adding() -> None:
    turned = EFFORT.by("period", "output", "department")
    assert EFFORT + turned == turned + EFFORT
    assert (EFFORT + turned).dims == EFFORT.dims
    assert (EFFORT - turned).total() == 0


def test_tables_that_do_not_add_are_refused() -> None:
    assert refusal(UnknownLabel, lambda: EFFORT + STAFF) == (
        "the tables have different dims: output, department, period and grade, period"
    )
    assert refusal(UnknownLabel, lambda: STAFF - NO_DIMS) == "the tables have different dims: grade, period and (none)"
    assert refusal(UnitMismatch, lambda: STAFF + POSTS) == "cannot add post to work_month; they do not convert"
    for other in (0, 1, "a", None, Decimal(1)):
        with pytest.raises(TypeError):
            UNTYPED + other
        with pytest.raises(TypeError):
            UNTYPED - other
        with pytest.raises(TypeError):
            other - UNTYPED


def test_the_sum_of_tables() -> None:
    assert sum([items(a=1), items(b=2), items(a="0.5")]) == items(a="1.5", b=2)
    assert sum([items(a=1)]) == items(a=1)
    with pytest.raises(TypeError):
        sum([items(a=1)], start=1)


# --- quotients --------------------------------------------------------------------------------------------------------


def test_shares_of_all_and_of_wholes() -> None:
    table = Table.from_records(
        [
            {"item": item, "period": period, "value": value}
            for item, *values in (("a", 1, 3), ("b", 3, 1), ("c", BLANK, 0))
            for period, value in zip(("2008", "2009"), values, strict=True)
        ],
        dims=("item", "period"),
        unit="CHF",
    )
    assert table.shares().unit == "percent"
    assert table.shares().at(item="a", period="2009") == Decimal("37.5")
    assert table.shares("period").at(item="a", period="2009") == 75
    assert table.shares("item").at(item="a", period="2009") == 75
    assert table.shares("item", "period").at(item="a", period="2009") == 100
    assert table.shares("item").at(item="c", period="2009") is NOT_APPLICABLE
    assert table.shares("period").at(item="c", period="2009") == 0
    assert table.shares("period").at(item="c", period="2008") is BLANK
    assert table.shares("period").by("period").rows() == [((), [Decimal(100), Decimal(100)])]


def test_shares_of_nothing_are_not_applicable() -> None:
    assert items(a=0, b=0, c=BLANK).shares().rows() == [((), [NOT_APPLICABLE, NOT_APPLICABLE, BLANK])]
    assert items(a=5, b=-5).shares().rows() == [((), [NOT_APPLICABLE, NOT_APPLICABLE])]
    assert items(a=BLANK).shares().rows() == [((), [BLANK])]
    assert len(NO_LABELS.shares()) == 0
    assert NO_DIMS.shares().total() == 100


def test_percentages_of_another_table() -> None:
    asked, given = items(a=3, b=5, c=0, d=1, e=BLANK, f=1), items(f=NOT_APPLICABLE, e=0, d=0, c=8, a=2)
    percent = asked.percent_of(given)
    assert percent.unit == "percent"
    assert percent.rows() == [((), [Decimal(150), NOT_STATED, Decimal(0), NOT_APPLICABLE, BLANK, NOT_APPLICABLE])]
    assert percent.axis("item").obstacle == "each item is a whole of its own"
    assert not given.where(item="a").percent_of(asked.where(item="b"))
    assert asked.percent_of(asked.where(item="a").by()).at(item="b") == Decimal("166." + "6" * 19 + "7")
    assert asked.percent_of(asked.where(item="a").by()).axis("item").adds


def test_percentages_say_what_both_sides_skipped_and_assume() -> None:
    asked = EFFORT.where(period="2008").by("department").assuming("all is asked for")
    given = Table.from_rows(
        [{"department": "SGO", "2008": 2, "2009": "blank"}], dims=("department", "period"), unit="work_month"
    )
    percent = asked.percent_of(given.by("department").assuming("nobody is ill"))
    assert percent.records() == [{"department": "SGO", "value": Decimal(0)}]
    assert percent.missing().records() == [{"department": "SGO", "state": "blank", "value": Decimal(1)}]
    assert percent.assumed == ("all is asked for", "nobody is ill")


def test_percentages_of_what_does_not_fit_are_refused() -> None:
    assert refusal(UnitMismatch, lambda: STAFF.percent_of(POSTS)) == (
        "cannot give work_month in percent of post; they do not convert"
    )
    assert refusal(UnknownLabel, lambda: STAFF.by("grade").percent_of(STAFF)) == (
        "the other table has dims that this one has not: period; add up over them"
    )


def test_shares_that_do_not_end_have_twenty_decimals() -> None:
    third = items(a=1, b=1, c=1).shares()
    assert third.at(item="a") == Decimal("33." + "3" * 20)
    assert third.total() == Decimal("99." + "9" * 20)
    assert items(a=0, b=1, c=2).shares().rows() == [
        ((), [Decimal(0), Decimal("33." + "3" * 20), Decimal("66." + "6" * 19 + "7")])
    ]
    assert str(items(a=0, b=1, c=2).shares().at(item="a")) == "0"


def test_a_figure_keeps_the_decimals_that_were_stated() -> None:
    assert str(items(a="0.100000000000").at(item="a")) == "0.100000000000"
    assert str(items(a="4.70", b=5).at(item="b")) == "5"


def test_per_year_divides_by_the_years_of_each_period() -> None:
    yearly = EFFORT.by("period").per_year()
    assert yearly.unit == "work_month/year"
    assert yearly.at(period="2007") == Decimal("16.7")
    assert yearly.at(period="2009-2011") == Decimal("6.08333333333333333333")
    assert EFFORT.per_year().at(output="PP", department="CEC", period="2009-2011") is OPEN
    assert OVERLAPPING.per_year().at(department="SGO", period="2008-2011") == Decimal("0.25")


def test_convert_is_exact_where_the_factor_is() -> None:
    assert STAFF.convert("work_year").at(grade="P5", period="2008") == 1
    assert STAFF.convert("work_year").convert("work_month") == STAFF
    assert STAFF.convert("work_month") == STAFF
    assert str(items(a="1E-20").shares().convert("percent").at(item="a")) == "100"
    assert refusal(UnitMismatch, lambda: STAFF.convert("page")) == (
        "cannot convert 'work_month' ([work]) to 'page' ([page]); 'work_month' converts to work_year"
    )


def test_a_quantity_is_a_figure_with_its_unit_or_the_state() -> None:
    assert str(STAFF.quantity(grade="P5", period="2008")) == "12 work_month"
    assert STAFF.quantity(grade="G6", period="2008") is BLANK
    assert refusal(UnknownLabel, lambda: STAFF.quantity(grade="P5")) == "a label is needed for period"


# --- changing ---------------------------------------------------------------------------------------------------------


def test_set_changes_one_cell_and_leaves_the_table() -> None:
    before = STAFF.records()
    changed = STAFF.set("0.125", grade="P5", period="2008")
    assert changed.at(grade="P5", period="2008") == Decimal("0.125")
    assert changed.at(grade="P4", period="2008") == 24
    assert STAFF.records() == before
    assert STAFF.set(BLANK, grade="P5", period=Period(2008, 2008)).at(grade="P5", period="2008") is BLANK
    assert STAFF.set(12, grade="P5", period="2008") == STAFF
    assert STAFF.set(value=12, grade="P5", period="2008") == STAFF


def test_set_puts_a_new_label_at_the_end() -> None:
    changed = STAFF.set(1, new=True, grade="D1", period="2012-2014")
    assert changed.labels("grade") == ("P5", "P4", "G6", "D1")
    assert changed.labels("period") == ("2008", "2009-2011", "2012-2014")
    assert len(changed) == len(STAFF) + 1
    assert NO_DIMS.set(5).total() == 5
    assert NO_LABELS.set(5, new=True, item="a", period="2008").total() == 5


def test_set_does_not_make_anything_add() -> None:
    changed = POSTS.where(period="2007").set(1, new=True, grade="P5", period="2009")
    assert refusal(NotAdditive, changed.total) == advised("period", STOCK, "2007")
    changed = OVERLAPPING.where(period="2007").set(1, new=True, department="SGO", period="2005-2007")
    assert refusal(NotAdditive, changed.total) == advised("period", "2005-2007 and 2007 overlap", "2007")


@pytest.mark.parametrize(
    ("value", "period", "message"),
    [
        (4.7, "2008", "[P5, 2008]: a float is not exact, got 4.7; write Decimal('4.7')"),
        (NOT_STATED, "2008", "[P5, 2008]: 'not stated' means that there is no cell; leave it out"),
        (Decimal("NaN"), "2009-2011", "[P5, 2009-2011]: must be a finite number, got NaN"),
        (1, "base", "must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'base'"),
    ],
)
def test_a_cell_that_cannot_be_is_not_set(value: object, period: str, message: str) -> None:
    put: Callable[..., Table] = STAFF.set
    assert refusal(InvalidPlan, lambda: put(value, grade="P5", period=period)) == message


# --- equality, copies, immutability -----------------------------------------------------------------------------------


def test_tables_are_equal_by_unit_dims_what_adds_and_cells() -> None:
    assert items(a=1, b=BLANK) == items(b=BLANK, a="1.00")
    assert hash(items(a=1, b=BLANK)) == hash(items(b=BLANK, a="1.00"))
    assert EFFORT.by("period", "department", "output") == EFFORT
    assert hash(EFFORT) == hash(EFFORT.by("period", "department", "output"))
    assert items(a=1, b=2).keep(lambda value: value < 2) == items(a=1)
    assert items(a=0) != items(a=BLANK)
    assert items(a=0) != items()
    assert items(a=BLANK) != items(a=NOT_APPLICABLE)
    assert items(a=1) != items(A=1)
    assert items(a=1) != attrs.evolve(items(a=1), unit="EUR")
    assert items(a=1) != items(a=1).relabel("item", str, to="thing")
    assert items(a=1) != items(a=1).relabel("item", str, to="service").relabel("service", str, to="item")
    assert items(a=1) != {"a": 1}
    assert items(a=1) != 1


def test_a_table_can_be_a_key() -> None:
    assert {items(a=1, b=2): "x"}[items(b=2, a=1)] == "x"
    assert len({EFFORT, EFFORT.by("period", "department", "output"), STAFF}) == 2


@pytest.mark.parametrize("table", [EFFORT, STAFF, POSTS, VOLUMES, OVERLAPPING, NO_DIMS, NO_LABELS], ids=repr)
def test_copies_are_equal_to_the_last_label(table: Table) -> None:
    hash(table)  # what was worked out before is not copied wrongly
    for again in (copy.copy(table), copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        assert again == table
        assert hash(again) == hash(table)
        assert again.axes == table.axes
        assert [axis.reason for axis in again.axes] == [axis.reason for axis in table.axes]
        assert str(again) == str(table)


@pytest.mark.parametrize("name", ["unit", "axes", "_figures", "_counts", "_scale", "dims", "other"])
def test_a_table_cannot_be_changed(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(EFFORT, name, ())
    with pytest.raises(AttributeError):
        delattr(EFFORT, name)
    with pytest.raises(AttributeError):
        EFFORT.axes[0].labels = ()  # type: ignore[misc]  # wrong on purpose


def test_records_are_the_callers_own() -> None:
    records = STAFF.records()
    records[0]["value"] = Decimal(99)
    records.clear()
    STAFF.rows()[0][1].clear()
    assert STAFF.at(grade="P5", period="2008") == 12
    assert len(STAFF.records()) == 6


# --- showing ----------------------------------------------------------------------------------------------------------


def test_the_repr_is_short() -> None:
    assert repr(EFFORT) == "<Table: 3 output × 4 department × 3 period, 7 cells, work_month>"
    assert repr(NO_DIMS) == "<Table: no dims, 1 cells, work_month>"
    assert repr(NO_LABELS) == "<Table: 0 item × 0 period, 0 cells, CHF>"


def test_the_text_is_aligned_and_tells_missing_from_zero_and_from_nothing() -> None:
    assert str(EFFORT) == (
        "work_month\n"
        "output  department  2007   2008        2009-2011\n"
        "------------------------------------------------\n"
        "PP      SGO          4.7    0.0\n"
        "PP      CEC               blank  to be completed\n"
        "WSIS    SGO                                18.25\n"
        "WSIS    C&P           12    n/a"
    )


def test_sums_that_skipped_something_are_marked() -> None:
    assert str(EFFORT.by("output", "period")) == (
        "work_month\n"
        "output  2007  2008         2009-2011\n"
        "------------------------------------\n"
        "PP       4.7   0.0*  to be completed\n"
        "WSIS      12   n/a             18.25\n"
        "* skipped: 1 blank"
    )


def test_a_table_of_one_dim_and_of_none() -> None:
    assert str(EFFORT.by("department")) == (
        "department       work_month\n"
        "----------------------------\n"
        "SGO                   22.95\n"
        "CEC         to be completed\n"
        "C&P                      12*\n"
        "* skipped: 1 n/a"
    )
    assert str(NO_DIMS) == ("work_month\n-----------\n     34.95*\n* skipped: 1 to be completed, 1 blank, 1 n/a")
    assert str(NO_LABELS) == "CHF\nitem\n----\nno cells"
    assert str(items()) == "item  CHF\n---------\nno cells"


def test_figures_are_rounded_half_up_for_reading_only() -> None:
    table = items(a="0.05", b="-0.05", c="2.449", d=BLANK)
    assert table.to_text(decimals=1) == ("item    CHF\n-----------\na       0.1\nb      -0.1\nc       2.4\nd     blank")
    assert table.at(item="c") == Decimal("2.449")
    assert items(a=1, b=2).shares().to_text() == "item  percent\n-------------\na        33.3\nb        66.7"


def test_columns_without_a_cell_are_left_out_but_those_of_periods() -> None:
    rows = [{"item": "a", "period": "2008", "service": "copies", "value": 1}]
    labels = {"period": ["2008", "2009"], "service": ["typing", "copies"]}
    table = Table.from_records(rows, dims=("item", "period", "service"), unit="page", labels=labels)
    assert table.by("item", "service", "period").to_text().split("\n")[1].split() == ["item", "service", "2008", "2009"]
    assert table.to_text().split("\n")[1].split() == ["item", "period", "copies"]


@pytest.mark.parametrize(
    ("value", "cell", "zero", "shown"),
    [
        ("1." + "0" * 12, "1." + "0" * 12, "0", "1." + "0" * 12),
        ("1." + "0" * 13, "1." + "0" * 12, "0", "1.0"),
        ("1.25" + "0" * 11, "1.25" + "0" * 10, "0", "1.3"),
        ("0.1234567890123", "0.1234567890123", "0", "0.1"),
    ],
)
def test_figures_of_more_than_twelve_decimals_are_taken_for_quotients(
    value: str, cell: str, zero: str, shown: str
) -> None:
    table = items(b=0, a=value)
    assert f"{table.at(item='a'):f}" == cell
    assert f"{table.at(item='b'):f}" == zero
    assert table.to_text().split("\n")[-1].split() == ["a", shown]


def test_a_converted_zero_has_no_decimals() -> None:
    nothing = attrs.evolve(items(a=0), unit="work_month").convert("work_year")
    assert nothing.to_text() == "item  work_year\n---------------\na             0"


def test_all_ways_to_show_take_decimals_and_rows() -> None:
    table = items(a="0.25", b=2, c="0.75")
    assert table.to_text(rows=3) == table.to_text(rows=4) == table.to_text()
    assert table.to_text(decimals=1, rows=2) == "item  CHF\n---------\na     0.3\n…       …\nc     0.8\n1 more row"
    shown = table.to_markdown(decimals=1, rows=2)
    assert shown.split("\n")[2:5] == ["| a | 0.3 |", "| … | … |", "| c | 0.8 |"]
    html = table.to_html(decimals=1, rows=2)
    assert re.findall(">(0.[0-9]+)</td>", html) == ["0.3", "0.8"]
    assert ">1 more row</p>" in html
    long = items(**{f"i{number:03}": number for number in range(150)})
    assert long._repr_html_() == long.to_html(rows=100) != long.to_html()


def test_long_tables_are_shown_from_both_ends() -> None:
    table = items(**{f"i{number:03}": number for number in range(150)})
    lines = str(table).split("\n")
    assert len(lines) == 2 + 101 + 1
    assert lines[2].split() == ["i000", "0"]
    assert lines[51].split() == ["i049", "49"]
    assert lines[52].split() == ["…", "…"]
    assert lines[53].split() == ["i100", "100"]
    assert lines[-2].split() == ["i149", "149"]
    assert lines[-1] == "50 more rows"
    assert table.to_text().count("\n") == 151
    assert table.to_text(rows=1) == "item  CHF\n---------\ni000    0\n…       …\n149 more rows"


def test_html_has_missing_marks_and_escapes() -> None:
    rows: list[dict[str, object]] = [
        {"item": "<script>alert(1)</script>", "period": "2008", "value": BLANK},
        {"item": "a & b", "period": "2008", "value": 1},
        {"item": "a & c", "period": "2008", "value": OPEN},
        {"item": "a & d", "period": "2009", "value": "0.5"},
    ]
    table = Table.from_records(rows, dims=("item", "period"), unit="CHF")
    shown = table.to_html()
    assert shown == table._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script" not in shown
    assert 'font-style:italic">blank</td>' in shown
    assert 'font-style:italic">to be completed</td>' in shown
    assert ">a &amp; b</th>" in shown
    merged = table.relabel("item", lambda item: "all").to_html()
    assert ">1<span" in merged
    assert ">* skipped: 1 to be completed, 1 blank</p>" in merged


def test_markdown() -> None:
    assert STAFF.to_markdown() == (
        "**work_month**\n\n"
        "| grade | 2008 | 2009-2011 |\n"
        "| :--- | ---: | ---: |\n"
        "| P5 | 12 | 12 |\n"
        "| P4 | 24 | 0 |\n"
        "| G6 | blank | 1.5 |"
    )


# --- the caller's decimal context -------------------------------------------------------------------------------------


def everything() -> list[object]:
    """One of each operation, on tables made from scratch."""
    table = Table.from_records(
        [
            {"item": item, "period": period, "value": Decimal(value) if value[0].isdigit() else value}
            for item, *values in (("a", "123456789.987654321", "1E-7"), ("b", "7", "blank"), ("c", "1E+9", "0.5"))
            for period, value in zip(("2008", "2009-2011"), values, strict=True)
        ],
        dims=("item", "period"),
        unit="work_month",
    )
    tables = [
        table,
        table.by("item"),
        table.shares(),
        table.shares("period"),
        table.per_year(),
        table.convert("work_year"),
        table.span("2008-2011"),
        table.relabel("item", lambda item: "x"),
        table.set("98765.43210", item="a", period="2008"),
        table + table,
        table - table,
        table.where(item="a"),
        table.missing(),
        table.keep(bool),
    ]
    return [(one.records(), hash(one), str(one), one.to_html(), one.to_markdown()) for one in tables]


def test_nothing_depends_on_the_callers_decimal_context() -> None:
    expected = everything()
    narrow = Context(prec=3, rounding=ROUND_FLOOR, Emin=-2, Emax=2, capitals=0, clamp=1)
    narrow.traps = dict.fromkeys(narrow.traps, True)
    with localcontext(narrow):
        assert everything() == expected
    quiet = Context(prec=1, traps=[])
    with localcontext(quiet):
        assert everything() == expected
        assert not any(quiet.flags.values())


# --- what is assumed --------------------------------------------------------------------------------------------------


def test_what_is_assumed_stays_in_order_and_once() -> None:
    table = items(a=1).assuming("b", "a").assuming("b", "c").assuming()
    assert table.assumed == ("b", "a", "c")
    assert items(a=1).assumed == ()
    assert (items(a=1).assuming("x", "a") + table).assumed == ("x", "a", "b", "c")


def test_what_is_assumed_decides_no_equality() -> None:
    assert items(a=1).assuming("x") == items(a=1)
    assert hash(items(a=1).assuming("x")) == hash(items(a=1))


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        (("x", ""), "assumed[1]: must be a sentence, got ''"),
        ((" \n",), "assumed[0]: must be a sentence, got ' \\n'"),
        ((None,), "assumed[0]: must be a sentence, got nothing"),
        ((["x"],), "assumed[0]: must be a sentence, got a list"),
    ],
)
def test_what_is_assumed_is_a_sentence(sentences: tuple[Any, ...], message: str) -> None:
    assert refusal(InvalidPlan, lambda: EFFORT.assuming(*sentences)) == message


ON_THE_WAY: dict[str, Callable[[Table], Table]] = {
    "by": lambda table: table.by("period"),
    "by all, turned": lambda table: table.by("period", "output", "department"),
    "by none": lambda table: table.by(),
    "where": lambda table: table.where(period="2007"),
    "where of nothing": lambda table: table.where(period=()),
    "keep": lambda table: table.keep(lambda value: value > 1),
    "relabel": lambda table: table.relabel("department", {"SGO": "CEC"}),
    "rename": lambda table: table.relabel("department", str.lower, to="unit"),
    "span": lambda table: table.span("2008-2011"),
    "distribute": lambda table: table.distribute("output", {}, to=Axis("goal", ("1",)), keep_total=False),
    "add": lambda table: table + EFFORT,
    "add to": lambda table: EFFORT + table,
    "take away": lambda table: EFFORT - table,
    "add up": lambda table: sum([table, EFFORT], start=EFFORT),
    "shares": lambda table: table.shares("output"),
    "per year": lambda table: table.per_year(),
    "convert": lambda table: table.convert("work_year"),
    "missing": lambda table: table.missing(),
    "set": lambda table: table.set(1, new=True, output="x", department="y", period="2006"),
    "concat": lambda table: Table.concat({"a": EFFORT, "b": table}, dim="item", axes=EFFORT.axes, unit="work_month"),
    "concat of nothing": lambda table: Table.concat(
        {"b": table.where(period=())}, dim="item", axes=EFFORT.axes, unit="work_month"
    ),
    "percent of": lambda table: table.percent_of(EFFORT.by("period")),
    "percent of it": lambda table: EFFORT.percent_of(table),
    "growth": lambda table: table.growth("2007", "2008"),
    "rounded": lambda table: table.rounded(1, "output"),
    "frame": lambda table: Table.from_frame(table.to_frame(), dims=table.dims, unit=table.unit),
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "pickle": lambda table: pickle.loads(pickle.dumps(table)),
    "evolve": lambda table: attrs.evolve(table, unit="page"),
}  # fmt: skip


@pytest.mark.parametrize("way", ON_THE_WAY)
def test_what_is_assumed_is_lost_on_no_way(way: str) -> None:
    assert ON_THE_WAY[way](EFFORT.assuming("PP takes place in 2010", "*")).assumed == ("PP takes place in 2010", "*")


def test_what_is_assumed_is_kept_by_a_pivot_a_split_and_what_is_made_of_plans() -> None:
    assert EFFORT.assuming("x").pivot().assumed == ("x",)
    assert EFFORT.assuming("x").split().assumed == ("x", "2009-2011 divided evenly among its years")
    plan = opplan.bundled("gs-2008-2011")
    department = plan.department("TLC")
    department = attrs.evolve(
        department, posts=department.posts.assuming("p"), staffing=department.staffing.assuming("s")
    )
    plan = opplan.loads(opplan.dumps(plan.put(department)))
    vacancies = opplan.vacancies(plan)
    assert [table.assumed for table in (vacancies.full, vacancies.stated)] == [("p",), ("s",)]
    assert str(vacancies).splitlines()[-2:] == ["assumed: p", "assumed: s"]
    assert opplan.staff_changes(plan).assumed == ("s",)
    assert str(opplan.reconcile(plan)).splitlines()[-1] == "assumed: s"


def test_what_is_assumed_is_shown() -> None:
    table = items(a=1).assuming("1. <b> *is* assumed", "two\nlines")
    assert str(table) == "item  CHF\n---------\na       1\nassumed: 1. <b> *is* assumed\nassumed: two lines"
    assert table.to_markdown().endswith("\n\nassumed: 1. &lt;b> \\*is\\* assumed\n\nassumed: two lines")
    notes = re.findall("<p[^>]*>(.*)</p>", table.to_html())
    assert notes == ["assumed: 1. &lt;b&gt; *is* assumed", "assumed: two lines"]
    assert items().assuming("x").to_text().endswith("no cells\nassumed: x")
    assert "assumed" not in items(a=1).to_text() + items(a=1).to_html()


# --- along links ------------------------------------------------------------------------------------------------------


def test_links_that_count_more_than_once_need_an_axis_that_does_not_add() -> None:
    half, whole = Fraction(1, 2), Fraction(1)
    table = items(a=1, b=2)
    links = {"a": {"1": whole, "2": half}, "b": {"1": half, "2": half}}
    adding, reason = Axis("goal", ("1", "2")), "they overlap"
    for keep_total in (False, True):
        message = refusal(
            NotAdditive,
            lambda keep_total=keep_total: table.distribute("item", links, to=adding, keep_total=keep_total),  # type: ignore[misc]
        )
        assert message == (
            "cannot distribute item 'a' over 'goal': its weights make 3/2, so it would count more than once; let "
            "them make 1, or give the axis a reason not to add up"
        )
    full = table.distribute("item", links, to=attrs.evolve(adding, reason=reason), keep_total=False)
    assert refusal(NotAdditive, full.total) == advised("goal", reason, "1")
    assert full.where(goal="1").total() == 2
    less = table.distribute("item", {"a": {"1": half}}, to=adding, keep_total=False)
    assert less.total() == Decimal("0.5")
    prices = attrs.evolve(table, unit="CHF/page").distribute("item", {"a": {"1": whole}}, to=adding, keep_total=True)
    assert prices.axis("goal").reason == "CHF/page is a price, and prices do not add"


def test_each_linked_label_has_its_part_where_it_belongs() -> None:
    table = items(a=1, b="2.50", c=BLANK, d=4)
    third, whole = Fraction(1, 3), Fraction(1)
    links = {"a": {"2": third, "1": third, "3": third}, "b": {"2": whole}, "c": {"1": third}}
    to = Axis("goal", ("1", "2", "3"))
    kept = table.distribute("item", links, to=to, keep_total=True)
    assert kept.rows() == [
        (("a",), [Decimal("0." + "3" * 20), Decimal("0." + "3" * 20), Decimal("0." + "3" * 19 + "4")]),
        (("b",), [NOT_STATED, Decimal("2.5"), NOT_STATED]),
        (("c",), [BLANK, NOT_STATED, NOT_STATED]),
        (("d",), [NOT_STATED] * 3),
    ]
    free = table.distribute("item", links, to=to, keep_total=False)
    assert free.at(item="a", goal="3") == Decimal("0." + "3" * 20)
    only = table.distribute("item", {"b": {"2": whole}}, to=to, keep_total=False)
    assert str(only.at(item="b", goal="2")) == "2.50"
    assert kept.by("goal").by().missing().records() == [{"state": "blank", "value": Decimal(1)}]


def test_links_lead_to_a_new_dim() -> None:
    message = refusal(UnknownLabel, lambda: items(a=1).distribute("item", {}, to=Axis("item", ("1",))))
    assert message == "'item' is a dim of the table already"


def test_what_adds_follows_the_unit() -> None:
    monthly = POSTS.by("grade", "period")
    rates = EFFORT.per_year().where(period="2007").convert("work_month/month")
    assert rates.axis("output").reason == "work_month/month is a price, and prices do not add"
    assert monthly.convert("post").axes == POSTS.axes
    shares = items(a=1, b=2).relabel("item", {"a": "2007", "b": "2008"}, to="period").shares()
    assert shares.convert("percent") == shares
    assert shares.convert("percent").total() == shares.total()


def test_cells_that_are_not_kept_leave_no_decimals() -> None:
    table, other = items(a="1.25", b=3), items(b=1)
    kept = joining.keep_beside(table, other)
    assert str(kept.by().at()) == "3"
    assert Table.concat({"x": kept}, dim="kind", axes=[Axis("item", ["b"])], unit=kept.unit).total() == 3
    assert joining.keep_beside(table, other, there=False) == items(a="1.25")
