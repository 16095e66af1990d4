"""Arguments of the wrong kind to whatever makes or asks a table: told by name with the remedy, or read rightly."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy
import pandas
import pytest

import itu_opplan.wording as wording
from itu_opplan import (
    Axis,
    Department,
    InvalidPlan,
    Listing,
    Missing,
    NotAdditive,
    OpPlanError,
    Period,
    Report,
    Table,
    UnitMismatch,
    UnknownLabel,
    apportion,
    bundled,
    touching,
    units,
    with_vacancy,
)
from tests.test_table_door import TABLE, refused

PLAN = bundled("gs-2008-2011")
UNTYPED: Any = TABLE
ANY: Any = Table
ANY_AXIS: Any = Axis
ANY_UNITS: Any = units
ROWS: list[dict[str, object]] = [{"item": "a", "value": 1}]
TO = Axis("to", ("x", "y"))


def read(rows: Any, **changes: Any) -> Table:
    return Table.from_records(rows, **{"dims": ["item"], "unit": "CHF"} | changes)


# --- wrong kinds ------------------------------------------------------------------------------------------------------


TABLES = "; effort and its sisters give one, Table.from_records makes one of rows"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: UNTYPED.where("a"), "where: name the dim of a label, as in where(item='a'), got 'a'"),
        (lambda: UNTYPED.where("2008"), "where: name the dim of a label, as in where(period='2008'), got '2008'"),
        (lambda: UNTYPED.at("z"), "at: name the dim of a label, as in at(item='z'), got 'z'"),
        (lambda: UNTYPED.quantity(["a"]), "quantity: name the dim of a label, as in quantity(item=['a']), got a list"),
        (lambda: UNTYPED.set(1, "b", "2008"), "set: name the dim of a label, as in set(item='b'), got 'b'"),
        (lambda: UNTYPED.keep(5), "predicate: must be a function, such as lambda value: value > 5, got 5"),
        (lambda: UNTYPED.percent_of(5), "other: must be a Table, got 5"),
        (lambda: UNTYPED.convert(None), "unit: must be a unit such as 'work_year', got nothing"),
        (
            lambda: UNTYPED.relabel("item", ["x", "y"]),
            "names: must be new labels by old one, or a function from old to new, got a list",
        ),
        (
            lambda: UNTYPED.distribute("item", {}, to=TO, keep_total="no"),
            "keep_total: must be True or False, got 'no'",
        ),
        (
            lambda: ANY.concat({"x": TABLE}, dim="v", axes=["item"]),
            "axes: must be several Axis, such as table.axes, got a list",
        ),
        (lambda: UNTYPED.to_text(totals=5), "totals: must be names of dims, such as ('department',), got 5"),
        (lambda: read(None), "rows: must be a list of dicts, one a row, got nothing"),
        (lambda: read({"item": "a", "value": 1}), "rows: must be a list of dicts, one a row, got a table"),
        (lambda: read(TABLE), "rows: must be a list of dicts, one a row, got a Table"),
        (
            lambda: read(pandas.DataFrame(ROWS)),
            "rows: this is a dataframe; Table.from_frame(frame, dims=…, unit=…) reads it",
        ),
        (lambda: read(ROWS, dims=5), "dims: must be names in order, such as ['department', 'period'], got 5"),
        (
            lambda: read(ROWS, dims={"item"}),
            "dims: must be names in order, such as ['department', 'period'], got a set, which has no order",
        ),
        (
            lambda: read(ROWS, labels=["a"]),
            "labels: must be labels or an Axis by dim, such as {'item': ['a', 'b']}, or several axes",
        ),
        (lambda: ANY(5), "a Table is made of axes; Table.from_records(rows, dims=…, unit=…) makes one of rows"),
        (lambda: apportion(None, PLAN, to="goal"), f"apportion: table must be a Table, got nothing{TABLES}"),  # type: ignore[arg-type]
        (lambda: touching("x", PLAN, to="goal"), f"touching: table must be a Table, got 'x'{TABLES}"),  # type: ignore[arg-type]
        (
            lambda: with_vacancy(PLAN, 5),
            f"with_vacancy: table must be a Table, got OperationalPlan gs-2008-2011{TABLES}",
        ),  # type: ignore[arg-type]
        (lambda: ANY_UNITS.quantity(1.5, "page"), "value: must be a Decimal, got 1.5"),
        (lambda: Report("abc"), "a Report is made of problems; validate(plan) makes one of a plan"),  # type: ignore[arg-type]
        (lambda: Listing("abc", columns=("real",)), "lines: must be several objects of one class, got 'abc'"),
        (lambda: Listing((1,), columns="real"), "columns, notes: must be several texts, got 'real'"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_argument_is_named_with_its_remedy(call: Callable[[], object], message: str) -> None:
    assert refused(TypeError, call) == message


@pytest.mark.parametrize(
    ("kind", "call", "message"),
    [
        (UnknownLabel, lambda: UNTYPED.by(["item"]), "a dim is text, got a list; write by('item', 'period')"),
        (UnknownLabel, lambda: UNTYPED.shares(["item"]), "a dim is text, got a list; write by('item', 'period')"),
        (UnknownLabel, lambda: UNTYPED.where(item=5), "item: a label is text, got 5; write '5'"),
        (InvalidPlan, lambda: UNTYPED.rounded(1.5), "decimals: must be a whole number ≥ 0, got 1.5"),
        (InvalidPlan, lambda: UNTYPED.split([1]), "rule: must be 'even' or weights, got a list"),
        (
            InvalidPlan,
            lambda: UNTYPED.split(pandas.Series({"2009": 1})),
            "rule: must be 'even' or weights, got a Series",
        ),
        (InvalidPlan, lambda: UNTYPED.assuming(["x"]), "assumed[0]: must be a sentence, got a list"),
        (InvalidPlan, lambda: ANY.concat({"x": TABLE}, dim="v", unit=5), "unit: must be a unit, got 5"),
        (
            InvalidPlan,
            lambda: ANY.concat({"x": TABLE}, dim="v", axes=[TABLE.axes[0]] * 2),
            "axes[1]: 'item' stands twice",
        ),
        (InvalidPlan, lambda: attrs.evolve(TABLE, assumed="x"), "assumed: must be sentences, got 'x'"),
        (InvalidPlan, lambda: attrs.evolve(TABLE, assumed=[5]), "assumed[0]: must be a sentence, got 5"),
        (InvalidPlan, lambda: ANY((), "CHF", None, (1,)), "figures: must be whole numbers in a tuple, got nothing"),
        (
            InvalidPlan,
            lambda: ANY((), "CHF", (1,), (1,), 0, (), [0]),
            "figures: must be whole numbers in bytes, got a list",
        ),
        (
            InvalidPlan,
            lambda: ANY((), "CHF", (15,), (1,), 1, (), bytes([0])),
            "figures: must not have more decimals than are printed",
        ),
        (UnitMismatch, lambda: ANY_UNITS.factor(None, "page"), "must be a unit, got nothing"),
        (UnitMismatch, lambda: ANY_UNITS.rate(5), "must be a unit, got 5"),
        (
            InvalidPlan,
            lambda: Listing((Period(2008, 2008),), columns=("first", "second")),
            "lines[0]: has no second, got 2008",
        ),
        (
            InvalidPlan,
            lambda: Listing((), columns=("first",), labels=2),
            "labels: must be from 0 to 1, the columns, got 2",
        ),
    ],
)
def test_what_cannot_be_is_refused(kind: type[OpPlanError], call: Callable[[], object], message: str) -> None:
    assert refused(kind, call) == message


@pytest.mark.parametrize("way", ["to_text", "to_markdown", "to_html"])
@pytest.mark.parametrize("printed", [TABLE, Report(()), Listing((Period(2008, 2008),), columns=("first",))], ids=repr)
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rows": -1}, "rows: must be a whole number ≥ 0, got -1"),
        ({"rows": "2"}, "rows: must be a whole number ≥ 0, got '2'"),
        ({"rows": 1.5}, "rows: must be a whole number ≥ 0, got 1.5"),
        ({"rows": True}, "rows: must be a whole number ≥ 0, got true"),
        ({"decimals": -1}, "decimals: must be a whole number ≥ 0 and ≤ 1000, got -1"),
        ({"decimals": 1.5}, "decimals: must be a whole number ≥ 0 and ≤ 1000, got 1.5"),
        ({"decimals": Decimal(1)}, "decimals: must be a whole number ≥ 0 and ≤ 1000, got 1"),
        ({"decimals": 10**6}, "decimals: must be a whole number ≥ 0 and ≤ 1000, got 1000000"),
    ],
)
def test_rows_and_decimals_are_whole_numbers(printed: Any, way: str, options: dict[str, object], message: str) -> None:
    assert refused(InvalidPlan, lambda: getattr(printed, way)(**options)) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ANY_AXIS("a", {"x", "y"}), "labels: must be several labels, got a set, which has no order"),
        (lambda: ANY_AXIS("a", b"xy"), "labels: must be several labels, got b'xy'"),
        (lambda: Axis("new", ()), "dim: 'new' is the name of an argument of set, not of a dim"),
        (
            lambda: Axis("grade", ("P5", "P-5")),
            "labels[1]: 'P-5' is P5 punctuated otherwise, which stands there already",
        ),
        (lambda: ANY_AXIS("a", ("x",), names="abc"), "names: must be a text for each label, got 'abc'"),
        (lambda: ANY_AXIS("a", ("x",), names=[("x", "y", "z")]), "names: must be a text for each label, got a list"),
        (lambda: ANY_AXIS("a", ("x",), names={"x": 5}), "names.x: must be text that can be printed, got 5"),
        (lambda: ANY_AXIS("period", (), names={5: "x"}), "names: must be by label, and labels are text, got 5"),
        (lambda: ANY_AXIS("a", ("x",), once=5), "once: must be a text for each label, got 5"),
        (
            lambda: ANY_AXIS("a", ("x",), once=[["x", "May"]]),
            "once.x: a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got 'May'",
        ),
    ],
)
def test_what_no_axis_can_be(call: Callable[[], object], message: str) -> None:
    assert refused(InvalidPlan, call) == message


def test_names_of_periods_go_by_their_one_spelling() -> None:
    assert refused(InvalidPlan, lambda: Axis("period", ["2009-11"])) == (
        "labels[0]: may mean the years 2009-2011 or the month November 2009; write 2009-2011 or 2009-M11, got '2009-11'"
    )
    assert Axis("period", ["2009-2011"], names={"2009-2011": "the rest"}).names == {"2009-2011": "the rest"}


def test_names_of_labels_go_by_any_spelling_that_finds_them() -> None:
    assert Axis("place", ["Genève"], names={"Gene\u0300ve": "Geneva"}).names == {"Genève": "Geneva"}
    assert Axis("grade", ["P5", "G6"], names={"P-5": "senior"}).names == {"P5": "senior"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\ud800", "must be text that can be written as UTF-8, got a lone surrogate"),
        ("a\0b", "must be text without control characters, got U+0000"),
    ],
)
def test_what_cannot_be_written_is_no_reason_and_no_assumption(text: str, message: str) -> None:
    assert refused(InvalidPlan, lambda: Axis("item", ["a"], text)) == f"reason: must be text, got {text!r}"
    assert refused(InvalidPlan, lambda: TABLE.assuming(text)) == f"assumed[0]: {message}"


def test_what_goes_into_an_axis_or_a_table_is_not_kept() -> None:
    labels, once, numbers, lines = ["x"], [["x", "2008"]], [1], [Period(2008, 2008)]
    axis = ANY_AXIS("a", labels, once=once)
    table = ANY((axis,), "CHF", numbers, numbers)
    listing = Listing(lines, columns=("first",))  # type: ignore[arg-type]
    for kept in (labels, once[0], numbers, lines):
        kept.clear()  # type: ignore[attr-defined]
    assert (axis.labels, axis.once) == (("x",), (("x", "2008"),))
    assert (table.total(), len(listing)) == (1, 1)


# --- numbers of numpy and pandas --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "one", [numpy.int64(3), numpy.uint8(3), pandas.Series([3])[0]], ids=lambda value: repr(type(value))
)
def test_whole_numbers_of_numpy_are_whole_numbers(one: Any) -> None:
    table = read([{"item": "a", "value": one}, {"item": "b", "value": 1}])
    assert table.records()[0] == {"item": "a", "value": Decimal(3)}
    assert type(table.set(one, item="b").at(item="b")) is Decimal
    assert table.rounded(one) == table
    assert table.to_text(rows=one, decimals=one) == table.to_text(rows=3, decimals=3)
    assert (
        table.distribute("item", {"a": {"x": one}}, to=attrs.evolve(TO, reason="r"), keep_total=False).at(
            item="a", to="x"
        )
        == 9
    )
    years = Table.from_rows([{"2009-2010": 4}], dims=["period"], unit="page")
    assert years.split({"2009": one, "2010": 1}).at(period="2009") == 3
    thirds = {"2009": Fraction(one - one + 1, one), "2010": Fraction(2, 3)}  # which keep the numbers of numpy
    assert years.split(thirds) == years.split({"2009": 1, "2010": 2})
    assert Department(code="D", name="D", attributes={"staff": one}).attributes == {"staff": Decimal(3)}


def test_years_of_numpy_are_years() -> None:
    year: Any = numpy.int64(2008)
    period = Period(year, year)
    assert (period, type(period.first), str(period)) == (Period(2008, 2008), int, "2008")


@pytest.mark.parametrize("one", [numpy.float64(3), numpy.float32(3), numpy.float16(3), 3.0])
def test_floats_of_numpy_are_floats(one: Any) -> None:
    message = "rows[0].value: a float is not exact, got 3.0; write Decimal('3.0')"
    assert refused(InvalidPlan, lambda: read([{"item": "a", "value": one}])) == message
    with pytest.raises(InvalidPlan, match="must be a weight ≥ 0"):
        TABLE.distribute("item", {"a": {"x": one}}, to=TO)
    with pytest.raises(InvalidPlan, match="must be a weight ≥ 0"):
        Table.from_rows([{"2009-2010": 4}], dims=["period"], unit="page").split({"2009": one})


@pytest.mark.parametrize("one", [True, numpy.bool_(True), pandas.NA, None, Fraction(1, 2), 1j])
def test_what_is_no_number_is_no_figure(one: Any) -> None:
    with pytest.raises(InvalidPlan, match=r"^rows\[0\].value: must be a Decimal, a whole number, 'blank'"):
        read([{"item": "a", "value": one}])


def test_only_a_zero_of_sum_is_added_to_a_table() -> None:
    assert sum([TABLE, TABLE]) == TABLE + TABLE
    for one in (0.0, False, None, "0"):
        with pytest.raises(TypeError):
            one + UNTYPED


def test_labels_of_numpy_and_pandas_are_text() -> None:
    for labels in (numpy.array(["a"]), pandas.Series(["a"]), numpy.str_("a"), {"a": 1}, ("a",)):
        assert UNTYPED.where(item=labels) == TABLE.where(item="a")
    assert type(ANY_AXIS("item", numpy.array(["a"])).labels[0]) is str


# --- one look-up ------------------------------------------------------------------------------------------------------

STAFF = Table.from_records(
    [{"grade": grade, "value": value} for grade, value in (("P5", 2), ("G6", 1))], dims=["grade"], unit="work_month"
)


def test_a_grade_is_one_label_however_it_is_punctuated() -> None:
    assert STAFF.at(grade="P-5") == STAFF.where(grade="P.5").total() == 2
    assert STAFF.set(6, grade="P-5").records()[0] == {"grade": "P5", "value": Decimal(6)}
    assert STAFF.set(6, grade="P-5", new=True).labels("grade") == ("P5", "G6")
    other = Table.from_records([{"grade": "P-5", "value": 1}], dims=["grade"], unit="work_month")
    assert (STAFF + other).labels("grade") == (STAFF - other).labels("grade") == ("P5", "G6")
    assert (STAFF + other).at(grade="P5") == 3
    assert (other + STAFF).labels("grade") == ("P-5", "G6")
    joined = Table.concat({"a": STAFF, "b": other}, dim="version")
    assert joined.rows() == [(("a",), [2, 1]), (("b",), [1, Missing.NOT_STATED])]
    assert STAFF.relabel("grade", {"G6": "p.5"}).records() == [{"grade": "P5", "value": Decimal(3)}]
    assert other.percent_of(STAFF).at(grade="P5") == 50
    linked = STAFF.distribute("grade", {"P-5": {"x": 1}}, to=TO)
    assert linked.by("to").at(to="x") == 2
    rows: list[dict[str, object]] = [
        {"grade": "P5", "item": "a", "value": 1},
        {"grade": "P-5", "item": "b", "value": 2},
    ]
    assert read(rows, dims=["grade", "item"]).labels("grade") == ("P5",)
    message = refused(InvalidPlan, lambda: read([{"grade": one, "value": 1} for one in ("P5", "P 5")], dims=["grade"]))
    assert message == "rows[1]: [P5] is given twice"


def test_two_spellings_of_one_label_have_one_value() -> None:
    message = "names.P-5: is P5, which stands there already"
    assert refused(InvalidPlan, lambda: STAFF.relabel("grade", {"P5": "a", "P-5": "b"})) == message
    years = Table.from_rows([{"grade": "P5", "2009-2010": 4}], dims=["grade", "period"], unit="work_month")
    message = "rule.P-5: is P5, which stands there already"
    weights = {"P5": {"2009": 1}, "P-5": {"2010": 1}}
    assert refused(InvalidPlan, lambda: years.split(weights, dim="grade")) == message


def test_a_misspelt_label_is_set_nowhere() -> None:
    message = "unknown item 'aa'; the table has a, b; new=True adds a label"
    assert refused(UnknownLabel, lambda: TABLE.set(1, item="aa", period="2008")) == message
    message = "unknown period '2010'; the table has 2009, 2008; new=True adds a label"
    assert refused(UnknownLabel, lambda: TABLE.set(1, item="a", period="2010")) == message
    assert refused(UnknownLabel, lambda: UNTYPED.set(1, new="yes", item="c", period="2008")).endswith("adds a label")
    assert TABLE.set(1, item="c", period="2008", new=True).labels("item") == ("a", "b", "c")


# --- links ------------------------------------------------------------------------------------------------------------


def test_all_links_of_unknown_labels_are_told_at_once() -> None:
    message = refused(UnknownLabel, lambda: TABLE.distribute("item", {key: {"x": 1} for key in "pqrst"}, to=TO))
    assert message == "unknown item 'p', 'q', 'r' and 2 more; the table has a, b"
    message = refused(UnknownLabel, lambda: TABLE.distribute("item", {"a": {"p": 1}, "b": {"q": 1}}, to=TO))
    assert message == "unknown to 'p', 'q'; the table has x, y"


@pytest.mark.parametrize("reason", ["", "each counts in full"])
def test_the_total_is_kept_or_it_is_said(reason: str) -> None:
    to = attrs.evolve(TO, reason=reason)
    half = {"a": {"x": Fraction(1, 4), "y": Fraction(1, 4)}, "b": {"x": 1}}
    message = "links.a: its weights make 1/2; to keep the total they must make 1, or keep_total=False"
    assert refused(InvalidPlan, lambda: TABLE.distribute("item", half, to=to)) == message
    parts = TABLE.distribute("item", half, to=to, keep_total=False)
    assert parts.at(item="a", period="2008", to="x") == parts.at(item="a", period="2008", to="y") == Decimal("4.5")
    whole = TABLE.distribute("item", {"a": {"x": Fraction(1, 2), "y": Fraction(1, 2)}, "b": {"x": 1}}, to=to)
    assert whole.by("item", "period", "to").where(to="x").by("item", "period").at(item="a", period="2008") == 9


# --- bounds -----------------------------------------------------------------------------------------------------------


def test_many_wrong_labels_are_compared_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    nearest = wording.close_matches

    def counted(wanted: object, known: Any, **options: Any) -> list[str]:
        nonlocal compared
        known = list(known)
        compared += len(known)
        return nearest(wanted, known[:3], **options)

    monkeypatch.setattr(wording, "close_matches", counted)
    whole = Axis("item", [f"item {number}" for number in range(2000)])
    rows: list[dict[str, object]] = [{"item": f"itm {number}", "value": 1} for number in range(2000)]
    with pytest.raises(InvalidPlan) as caught:
        read(rows, labels={"item": whole})
    assert len(caught.value.problems) == 2000
    assert compared < 60_000


@pytest.mark.parametrize(
    "unit", ["x" * 1001, "*".join(f"a{number}" for number in range(1000)), "month*" * 1000 + "month"]
)
def test_a_unit_has_so_many_characters(unit: str) -> None:
    message = f"a unit has at most 64 characters, got {wording.quote(unit)}"
    assert refused(UnitMismatch, lambda: TABLE.convert(unit)) == message
    assert refused(InvalidPlan, lambda: read(ROWS, unit=unit)) == f"unit: {message}"


def test_many_spans_take_their_own_periods_and_many_periods_are_told_in_short() -> None:
    years = [str(year) for year in range(1000, 3000)]
    table = Table.from_records([{"period": year, "value": 1} for year in years], dims="period", unit="page")
    assert table.span(*years) == table
    message = refused(NotAdditive, lambda: table.span("1000-3000"))
    assert message == f"periods {', '.join(years[:12])} and 1988 more do not tile 1000-3000 exactly"


def test_counting_what_is_missing_keeps_the_limit_of_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itu_opplan.table.places.MAX_CELLS", 11)
    message = "2 item × 2 period × 3 state labels make more than 11 places; make several tables of it"
    assert refused(InvalidPlan, TABLE.missing) == message
    assert refused(InvalidPlan, lambda: TABLE.distribute("item", {}, to=Axis("to", ("x", "y", "z")))).startswith(
        "2 item"
    )
