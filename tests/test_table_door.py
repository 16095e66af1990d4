"""The one door of tables and axes; figures with their own decimals; pivots, several tables as one, links."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Axis, InvalidPlan, Missing, OpPlanError, Table, UnitMismatch, UnknownLabel

TABLE = Table.from_records(
    [
        {"item": "a", "period": "2008", "value": "18"},
        {"item": "a", "period": "2009", "value": "17.8"},
        {"item": "b", "period": "2008", "value": 17},
        {"item": "b", "period": "2009", "value": Missing.BLANK},
    ],
    dims=("item", "period"),
    unit="work_month",
)
UNTYPED: Any = TABLE
ANY_AXIS: Any = Axis
ANY_TABLE: Any = Table
NO_NAME = "is no name of a dim; it must be usable as the name of an argument"


def refused(kind: type[Exception], call: Callable[[], object]) -> str:
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


# --- the door ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ANY_AXIS("s", "xyz"), "labels: must be several labels, got 'xyz'"),
        (lambda: Axis("s", ("z", "z")), "labels[1]: 'z' stands twice"),
        (lambda: Axis("period", ("2009-2011", "2009-2011")), "labels[1]: '2009-2011' stands twice"),
        (lambda: Axis("a b", ()), "dim: 'a b' is no name of a dim; write 'a_b'"),
        (lambda: Axis("class", ()), f"dim: 'class' {NO_NAME}"),
        (lambda: ANY_AXIS(5, ()), f"dim: 5 {NO_NAME}"),
        (lambda: Axis("value", ()), "dim: 'value' is the name of the figures, not of a dim"),
        (lambda: Axis("missing", ()), "dim: 'missing' is the name of the states of missing figures, not of a dim"),
        (
            lambda: Axis("not_additive", ()),
            "dim: 'not_additive' is the name of the reasons why figures do not add, not of a dim",
        ),
        (lambda: Axis("assumed", ()), "dim: 'assumed' is the name of what figures rest on, not of a dim"),
        (lambda: Axis("s", ("x", "")), "labels[1]: a label must not be empty, got ''"),
        (lambda: Axis("s", ("\0",)), r"labels[0]: a label must not hold NUL, got '\x00'"),
        (lambda: Axis("s", ("\ud800",)), r"labels[0]: a label must not hold a lone surrogate, got '\ud800'"),
        (lambda: ANY_AXIS("s", (5, "x")), "labels[0]: a label is text, got 5; write '5'"),
        (
            lambda: Axis("period", ("x",)),
            "labels[0]: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'x'",
        ),
        (lambda: ANY_AXIS("s", ("x",), reason=5), "reason: must be text, got 5"),
        (lambda: Axis("s", ("x",), names={"x": ""}), "names.x: must be text that can be printed, got ''"),
        (lambda: attrs.evolve(Axis("s", ("x",)), labels=("x", "x")), "labels[1]: 'x' stands twice"),
        (
            lambda: Table((Axis("a", ("x", "y")),), "furlong per", (1,), (1,), 0),
            "unit: 'furlong per' is not a unit; write 'furlong_per'\nfigures: must be 2, one for each place, got 1",
        ),
        (lambda: attrs.evolve(TABLE, axes=TABLE.axes[:1]), "figures: must be 2, one for each place, got 4"),
        (lambda: attrs.evolve(TABLE, axes=(TABLE.axes[0],) * 2), "axes[1]: 'item' stands twice"),
        (
            lambda: ANY_TABLE((), "CHF", (0.5,), (1,)),
            "figures: must be whole numbers with counts and a scale of at most 20",
        ),
        (lambda: Table((), "CHF", (5,), (0,), 0), "figures: must be 0 where there is no figure"),
        (lambda: TABLE.set(1, new=True, item="", period="2008"), "a label must not be empty, got ''"),
        (lambda: TABLE.relabel("item", {"a": "\0"}), r"a label must not hold NUL, got '\x00'"),
        (lambda: Table.concat({"": TABLE}, dim="version"), "labels[0]: a label must not be empty, got ''"),
        (
            lambda: Table.from_records([], dims=["s"], unit="CHF", labels={"s": ["x", "x"]}),
            "labels.s: 'x' stands twice",
        ),
        (
            lambda: Table.from_rows([{"s": "", "2008": 1}], dims=["s", "period"], unit="CHF"),
            "rows[0].s: a label must not be empty, got ''",
        ),
        (
            lambda: TABLE.distribute("item", {"a": {"x": -1, "y": 0.5}}, to=Axis("to", ("x", "y"))),  # type: ignore[dict-item]
            "links.a.x: must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got -1\n"
            "links.a.y: must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got 0.5",
        ),
        (
            lambda: TABLE.distribute("item", {}, to=Axis("to", tuple(map(str, range(3_000_000))))),
            "2 item × 2 period × 3,000,000 to labels make more than 10,000,000 places; make several tables of it",
        ),
    ],
)
def test_what_no_table_can_be(call: Callable[[], object], message: str) -> None:
    assert refused(InvalidPlan, call) == message


@pytest.mark.parametrize("given_", [[{"item": "a", "value": 1}], {"item": "a"}, "item"])
def test_rows_are_no_axes(given_: object) -> None:
    message = "a Table is made of axes; Table.from_records(rows, dims=…, unit=…) makes one of rows"
    assert refused(TypeError, lambda: ANY_TABLE(given_)) == message


def test_an_axis_keeps_a_tuple_and_cannot_be_written_to() -> None:
    axis = ANY_AXIS("a", ["x"])
    assert axis.labels == ("x",)
    for mapping in (axis.positions, axis.names):
        with pytest.raises(TypeError):
            mapping["y"] = 1


def test_a_table_knows_what_its_unit_forbids() -> None:
    periods = Axis("period", ("2007", "2008"))
    assert Table((periods,), "post", (1, 1), (1, 1), 0).axis("period").reason == "posts are a stock, not a flow"


def test_columns_that_are_not_there_are_named_once() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"item": ["a", "b"], "hours": [1, 2]})
    assert refused(InvalidPlan, lambda: Table.from_frame(frame, dims=["itm"], unit="hour")) == (
        "dims[0]: no column 'itm'; the dataframe has item, hours\n"
        "value: no column 'value'; the dataframe has item, hours"
    )


def test_a_grade_is_set_where_it_is() -> None:
    table = Table.from_records([{"grade": "P5", "value": 1}], dims=["grade"], unit="post")
    assert table.set(2, grade="P-5").records() == [{"grade": "P5", "value": Decimal(2)}]
    assert table.set(2, new=True, grade="G-6").labels("grade") == ("P5", "G-6")


# --- decimals ---------------------------------------------------------------------------------------------------------


def test_a_figure_is_as_it_was_printed() -> None:
    assert [str(record["value"]) for record in TABLE.records()] == ["18", "17.8", "17", "blank"]
    assert TABLE.to_text().split("\n")[3:] == ["a       18   17.8", "b       17  blank"]
    assert str(TABLE.where(period="2008").total()) == "35"
    assert str(TABLE.by("period").at(period="2008")) == "35"
    assert str(TABLE.total()) == "52.8"
    assert str(TABLE.set("-0.00", item="b", period="2009").at(item="b", period="2009")) == "0.00"


FIGURES = st.one_of(
    st.decimals(-(10**6), 10**6, places=0), st.decimals(-(10**6), 10**6, places=1), st.decimals(-9, 9, places=5)
)


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), FIGURES, min_size=1), st.data())
def test_decimals_are_kept_by_all_that_leaves_figures_alone(
    cells: Mapping[tuple[str, str], Decimal], data: st.DataObject
) -> None:
    rows = [{"one": one, "two": two, "value": value} for (one, two), value in cells.items()]
    table = Table.from_records(rows, dims=("one", "two"), unit="CHF")
    chosen = data.draw(st.sampled_from(sorted({one for one, _ in cells})))
    ways = [
        table,
        table.by("two", "one"),
        table.keep(lambda value: True),
        table.relabel("two", str.upper).relabel("two", str.lower),
        Table.concat({"v": table}, dim="version").by("one", "two"),
        Table.concat({one: table.where(one=one).by("two") for one in table.labels("one")}, dim="one"),
        table.set("0.123", new=True, one="new", two="x").where(one=table.labels("one")),
        table.distribute("one", {one: {"t": 1} for one in table.labels("one")}, to=Axis("to", ["t"])).by("one", "two"),
        attrs.evolve(table, unit="page"),
    ]
    for way in ways:
        for (one, two), value in cells.items():
            assert str(way.at(one=one, two=two)) == f"{value if value else abs(value):f}"
    terms = [value for (one, _), value in cells.items() if one == chosen]
    for total in (table.where(one=chosen).total(), table.by("one").at(one=chosen)):
        assert isinstance(total, Decimal)
        assert -int(total.as_tuple().exponent) == max(-int(value.as_tuple().exponent) for value in terms)
        assert total == sum(map(Fraction, terms))


# --- pivots -----------------------------------------------------------------------------------------------------------


def test_a_pivot_has_one_dim_across() -> None:
    pivot = TABLE.pivot("item")
    assert (pivot.down, pivot.across, pivot.columns, pivot.unit) == (("period",), "item", ("a", "b"), "work_month")
    assert pivot.header == ("period", "a", "b")
    assert [(row.labels, row.cells) for row in pivot.rows] == [
        (("2008",), (Decimal(18), Decimal(17))),
        (("2009",), (Decimal("17.8"), Missing.BLANK)),
    ]
    assert TABLE.by("period").pivot().rows[1].starred == (True,)
    assert [(row.labels, row.cells) for row in TABLE.by("item").pivot("item").rows] == [
        ((), (Decimal("35.8"), Decimal(17)))
    ]
    assert TABLE.shares().pivot().rows[0].decimals == (1, 1)
    assert refused(UnknownLabel, lambda: TABLE.pivot("x")) == "unknown dim 'x'; the table has item, period"


def test_names_are_printed_and_labels_looked_up() -> None:
    axes = (attrs.evolve(TABLE.axes[0], names={"a": "1.1 Alpha"}), TABLE.axes[1])
    table = attrs.evolve(TABLE, axes=axes)
    assert table == TABLE
    for text in (table.to_text(), table.to_markdown(), table.to_html(), table.where(item="a").to_text()):
        assert "1.1 Alpha" in text
    assert table.pivot("item").columns == ("a", "b")
    assert refused(UnknownLabel, lambda: table.at(item="1.1 Alpha", period="2008")).startswith("unknown item")


# --- several tables as one --------------------------------------------------------------------------------------------


def test_axes_and_unit_are_those_of_the_tables() -> None:
    other = TABLE.relabel("item", {"b": "c"}).by("period", "item")
    both = Table.concat({"x": TABLE, "y": other}, dim="version")
    assert (both.dims, both.unit) == (("version", "item", "period"), "work_month")
    assert both.labels("item") == ("a", "b", "c")
    assert both.where(version="y").by("item", "period") == other
    empty = Table.from_records([], dims=["item"], unit="page")
    assert Table.concat({"x": TABLE, "y": empty}, dim="version").labels("version") == ("x", "y")


@pytest.mark.parametrize(
    ("kind", "call", "message"),
    [
        (
            UnknownLabel,
            lambda: Table.concat({"x": TABLE}, dim="item"),
            "the table has a dim 'item' already; relabel that one first",
        ),
        (
            UnitMismatch,
            lambda: Table.concat({"x": TABLE, "y": attrs.evolve(TABLE, unit="page")}, dim="v"),
            "v 'y' is in page, not in work_month; they do not convert",
        ),
        (
            UnknownLabel,
            lambda: Table.concat({"x": TABLE, "y": TABLE.by("item")}, dim="v"),
            "v 'y' has the dims item, not item, period",
        ),
        (
            UnknownLabel,
            lambda: Table.concat({"x": TABLE}, dim="v", axes=[Axis("item", ("a", "bb"))]),
            "unknown item 'b'; the table has bb, a",
        ),
        (
            InvalidPlan,
            lambda: Table.concat({}, dim="v"),
            "tables: there is none; name the axes and the unit that the result has",
        ),
        (
            UnknownLabel,
            lambda: TABLE.distribute("item", {"z": {"t": 1}}, to=Axis("to", ["t"])),
            "unknown item 'z'; the table has a, b",
        ),
        (
            UnknownLabel,
            lambda: TABLE.distribute("item", {"a": {"z": 1}}, to=Axis("to", ["t"])),
            "unknown to 'z'; the table has t",
        ),
    ],
)
def test_what_does_not_fit(kind: type[OpPlanError], call: Callable[[], object], message: str) -> None:
    assert refused(kind, call) == message


def test_wrong_arguments_are_named() -> None:
    message = "tables: must be tables by label, as in Table.concat({'a': table}, dim='version')"
    assert refused(TypeError, lambda: ANY_TABLE.concat([TABLE], dim="v")) == message
    message = "to: must be an Axis, such as Axis('objective', ('1', '2')), got 'x'"
    assert refused(TypeError, lambda: UNTYPED.distribute("item", {}, to="x")) == message
