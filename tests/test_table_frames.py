"""Tables to dataframes and back: figures, states, what does not add, what is assumed."""

import pickle
from decimal import Decimal
from typing import Any, Literal

import attrs
import numpy
import pandas
import polars
import pyarrow
import pytest
from hypothesis import given, settings

import itu_opplan as opplan
from itu_opplan import Axis, InvalidPlan, Missing, NotAdditive, Table, plain
from tests.strategies import cells, dim_names, figures, tables
from tests.test_table import EFFORT, POSTS, STAFF, items, refusal
from tests.test_table_laws import same

Backend = Literal["pandas", "polars", "pyarrow"]
BACKENDS: tuple[Backend, ...] = ("pandas", "polars", "pyarrow")
each_backend = pytest.mark.parametrize("backend", BACKENDS)
PLAN = opplan.bundled("gs-2008-2011")
TOUCHING = opplan.touching(opplan.effort(PLAN), PLAN, to="objective")


def back(table: Table, backend: Backend = "pandas") -> Table:
    return Table.from_frame(table.to_frame(backend), dims=table.dims, unit=table.unit)


def columns(table: Table) -> list[str]:
    return list(table.to_frame("polars").columns)


def encodable(table: Table) -> bool:
    try:
        "".join(label for dim in table.dims for label in table.labels(dim)).encode()
    except UnicodeEncodeError:
        return False
    return True


@each_backend
def test_a_table_comes_back(backend: Backend) -> None:
    @settings(max_examples=30)
    @given(tables(dims=dim_names(min_size=1), cell=cells(figures(digits=12, places=8))).filter(encodable))
    def law(table: Table) -> None:
        assert same(back(table, backend), table)
        assert back(table, backend).assumed == ()
        assert columns(table) == [*table.dims, "value", "missing"]

    law()


@each_backend
@pytest.mark.parametrize(
    "table",
    [
        TOUCHING,
        TOUCHING.by("objective", "output"),
        EFFORT.shares("output", "period"),
        EFFORT.by("output", "department").shares("output").assuming("x: y", "two words"),
        POSTS,
        POSTS.assuming("every post is filled"),
        EFFORT.per_year(),
        opplan.allocations(PLAN),
        EFFORT.split().by("department", "period"),
    ],
    ids=repr,
)
def test_what_does_not_add_comes_back(table: Table, backend: Backend) -> None:
    again = back(table.rounded(12, *table.dims), backend)
    assert again == table.rounded(12, *table.dims)
    assert again.assumed == table.assumed
    for dim in table.dims:
        assert again.axis(dim).adds == table.axis(dim).adds
        assert again.axis(dim).reason == table.axis(dim).reason


def test_a_column_more_only_where_there_is_something_to_say() -> None:
    assert columns(POSTS) == ["grade", "period", "value", "missing"]
    assert columns(EFFORT.per_year()) == ["output", "department", "period", "value", "missing"]
    assert columns(STAFF.shares("grade")) == ["grade", "period", "value", "missing", "not_additive"]
    assert columns(STAFF.assuming("x")) == ["grade", "period", "value", "missing", "assumed"]
    both = STAFF.shares("grade").assuming("x", "y").to_frame("polars")
    assert both.columns[-2:] == ["not_additive", "assumed"]
    assert set(both["not_additive"]) == {
        "grade: each grade is a whole of its own\nperiod: they do add up: each is a part of one whole"
    }
    assert set(both["assumed"]) == {"x\ny"}


SHARES = [
    STAFF.shares("grade"),
    STAFF.shares(),
    STAFF.shares("grade", "period"),
    STAFF.percent_of(STAFF.by("grade")),
    STAFF.percent_of(STAFF.by("period")),
    STAFF.percent_of(STAFF.by()),
    STAFF.shares("grade").where(period=("2008", "2009-2011")),
    STAFF.shares("grade") + STAFF.shares("grade"),
    Table.concat({"a": STAFF.shares("grade")}, dim="version"),
    STAFF.shares("grade").assuming("x"),
]


@each_backend
@pytest.mark.parametrize("shares", SHARES, ids=repr)
def test_percentages_come_back_as_they_went(shares: Table, backend: Backend) -> None:
    shares = shares.rounded(12, *shares.dims)
    ways = [
        back(shares, backend),
        Table.from_records(shares.records(), dims=shares.dims, unit="percent", labels=shares.axes),
        attrs.evolve(shares),
        pickle.loads(pickle.dumps(shares)),
        shares.relabel("period", {}),
        shares.relabel("period", str, to="when").relabel("when", str, to="period"),
    ]
    for again in ways:
        assert again == shares
        assert [axis.adds for axis in again.axes] == [axis.adds for axis in shares.axes]
    assert plain(ways[0]) == plain(shares)


def test_parts_of_one_whole_are_so_where_every_row_says_so() -> None:
    shares = STAFF.shares("grade")
    other = attrs.evolve(STAFF, unit="percent").relabel("grade", {"P5": "D1", "P4": "D2", "G6": "G5"})
    both = pandas.concat([shares.to_frame(), other.to_frame()])
    assert not Table.from_frame(both, dims=["grade", "period"], unit="percent").axis("period").adds
    summed = shares.to_frame().drop(columns=["period", "missing"]).dropna()
    summed = summed.groupby(["grade", "not_additive"], as_index=False).sum()
    assert Table.from_frame(summed, dims=["grade"], unit="percent").at(grade="P5") == 100


def test_of_a_percentage_alone_nobody_knows_whether_its_periods_are_parts_of_one_whole() -> None:
    shares = STAFF.shares("grade")
    assert shares.axis("period").adds
    bare = Table.from_records(shares.records(), dims=shares.dims, unit="percent")
    assert bare.axis("period").reason == "each period is a whole of its own"
    for unit in ("post", "CHF/page", "page/year"):
        assert not attrs.evolve(shares, unit=unit).axis("period").adds
    assert not attrs.evolve(STAFF, unit="percent").axis("period").adds


def test_a_reason_of_several_lines_stands_on_one() -> None:
    table = items(a=1, b=2)
    odd = attrs.evolve(table, axes=(Axis("item", ("a", "b"), "one: thing\n and\tanother"),))
    assert back(odd).axis("item").reason == "one: thing and another"
    assert refusal(NotAdditive, back(odd).total).startswith("cannot add up over 'item': one: thing and another; ")


def test_figures_of_which_a_dim_was_left_out_are_refused() -> None:
    frame = TOUCHING.to_frame("pandas")
    summed = frame.groupby(["output", "department", "period", "not_additive"], as_index=False)["value"].sum()
    message = refusal(
        NotAdditive, lambda: Table.from_frame(summed, dims=("output", "department", "period"), unit="work_month")
    )
    assert message == (
        "these figures do not add up over 'objective': an output counts in full under each objective that it is "
        "linked with; name it among the dims, or leave the column not_additive out"
    )
    summed = summed.drop(columns="not_additive")
    assert Table.from_frame(summed, dims=("output", "department", "period"), unit="work_month").total() > 0


def test_rows_put_together_keep_what_either_says() -> None:
    one, other = STAFF.where(grade="P5").assuming("x"), STAFF.where(grade="P4").shares("grade").assuming("y", "x")
    frame = pandas.concat([one.to_frame(), other.to_frame()])
    table = Table.from_frame(frame, dims=("grade", "period"), unit="work_month")
    assert table.assumed == ("x", "y")
    assert table.axis("grade").reason == "each grade is a whole of its own"


@pytest.mark.parametrize("value", [5, None, "", " ", "\n", "no reason"])
def test_columns_of_the_same_name_that_say_nothing_are_passed_over(value: object) -> None:
    frame = pandas.DataFrame({"item": ["a", "b"], "value": [1, 2], "not_additive": [value] * 2})
    table = Table.from_frame(frame, dims=["item"], unit="CHF")
    assert table == items(a=1, b=2)
    assert table.axis("item").adds


def test_one_dim_may_be_given_as_it_is() -> None:
    frame = polars.DataFrame({"item": ["a", "b"], "CHF": ["1.50", None]})
    assert Table.from_frame(frame, dims="item", unit="CHF", value="CHF") == items(a="1.50", b=Missing.BLANK)
    arrow = pyarrow.table({"item": ["a"], "value": pyarrow.array([Decimal("1.50")])})
    assert Table.from_frame(arrow, dims="item", unit="CHF") == items(a="1.5")


@pytest.mark.parametrize("name", ["value", "missing", "not_additive", "assumed"])
def test_names_of_columns_are_no_dims(name: str) -> None:
    make: Any = Table.from_records
    assert refusal(InvalidPlan, lambda: make([], dims=[name], unit="CHF")).endswith("not of a dim")


def test_records_bring_no_reasons_but_axes_do() -> None:
    records = TOUCHING.records()
    bare = Table.from_records(records, dims=TOUCHING.dims, unit="work_month")
    assert bare != TOUCHING
    axes = {axis.dim: axis for axis in TOUCHING.axes}
    whole = Table.from_records(records, dims=TOUCHING.dims, unit="work_month", labels=axes)
    assert same(whole, TOUCHING)
    assert whole.axes == TOUCHING.axes
    assert refusal(NotAdditive, whole.total) == refusal(NotAdditive, TOUCHING.total)


# --- columns of others ------------------------------------------------------------------------------------------------


def frame_of(backend: Backend, columns: dict[str, list[Any]]) -> Any:
    make: dict[str, Any] = {"pandas": pandas.DataFrame, "polars": polars.DataFrame, "pyarrow": pyarrow.table}
    return make[backend](columns)


def told(frame: Any, **options: Any) -> str:
    return refusal(InvalidPlan, lambda: Table.from_frame(frame, **{"dims": ["item"], "unit": "CHF"} | options))


@each_backend
@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        (
            {"item": ["a"], "Value": ["1"]},
            {},
            "value: no column 'value'; the dataframe has item, Value",
        ),
        (
            {"item": ["a"], "hours": ["1"]},
            {"value": "houres", "dims": ["itm"]},
            "dims[0]: no column 'itm'; the dataframe has item, hours\n"
            "value: no column 'houres'; the dataframe has item, hours",
        ),
        ({"item": ["a"], "value": ["1"]}, {"value": 5}, "value: no column 5; the dataframe has item, value"),
        ({"item": ["a"], "value": ["1"]}, {"value": "item"}, "value: the column 'item' is that of a dim"),
        (
            {"item": ["a", "b"], "hours": [1.5, 2.0]},
            {"value": "hours"},
            "value: column 'hours' holds floats; read it as text: dtype=str",
        ),
        (
            {"item": ["a", "b"], "hours": ["1,5", "-2,25"]},
            {"value": "hours"},
            "value: column 'hours' holds decimal commas, such as '1,5'; write points",
        ),
        (
            {"item": ["a", "b"], "value": ["1,500", "2"]},
            {},
            "value: column 'value' holds commas, such as '1,500'; write 1500, or 1.500 if the comma is a decimal one",
        ),
        (
            {"item": ["a", "b"], "value": ["1,500", "0,125"]},
            {},
            "value: column 'value' holds decimal commas, such as '0,125'; write points",
        ),
        (
            {"item": ["a", "b"], "value": ["1", "2"], "missing": [None, "blank"]},
            {},
            "rows[1].missing: says 'blank' beside the figure '2'; one of the two must go",
        ),
        (
            {"item": ["a", "b", "c"], "value": ["1", None, "x"], "missing": ["n/a", "Blank", None]},
            {},
            "rows[0].missing: says 'n/a' beside the figure '1'; one of the two must go\n"
            "rows[1].missing: must be 'n/a', 'blank', 'to be completed' or null, got 'Blank'\n"
            "rows[2].value: must be a figure, 'blank', 'n/a' or 'to be completed', got 'x'",
        ),
        (
            {"item": ["a", "b"], "value": [1.5, None], "missing": ["blank", None]},
            {},
            "value: column 'value' holds floats; read it as text: dtype=str\n"
            "rows[0].missing: says 'blank' beside the figure 1.5; one of the two must go",
        ),
        (
            {"period": [2008, 2009], "value": ["1", "2"]},
            {"dims": ["period"]},
            "dims[0]: column 'period' holds 2008, and labels are text; read it as text: dtype=str",
        ),
        ({"item": ["a", None], "value": ["1", "2"]}, {}, "rows[1].item: a label is text, got nothing; labels are text"),
    ],
)
def test_what_is_wrong_with_a_column_is_told_once(
    backend: Backend, columns: dict[str, list[Any]], options: dict[str, Any], message: str
) -> None:
    assert told(frame_of(backend, columns), **options) == message


def test_a_dim_in_the_index_is_told() -> None:
    frame = pandas.DataFrame({"item": ["a"], "period": ["2008"], "value": [1]}).set_index(["item", "period"])
    assert told(frame, dims=["item", "period"]) == (
        "dims[0]: no column 'item'; the dataframe has value; 'item' is in the index: frame.reset_index()\n"
        "dims[1]: no column 'period'; the dataframe has value; 'period' is in the index: frame.reset_index()"
    )


@pytest.mark.parametrize("name", ["missing", "assumed", "not_additive"])
def test_the_column_of_figures_is_nothing_else(name: str) -> None:
    frame = pandas.DataFrame({"item": ["a"], name: ["1.5"]})
    table = Table.from_frame(frame, dims="item", unit="CHF", value=name)
    assert (table, table.assumed) == (items(a="1.5"), ())


def test_a_decimal_comma_in_a_record_has_a_hint() -> None:
    message = refusal(InvalidPlan, lambda: Table.from_records([{"i": "a", "value": "1,5"}], dims=["i"], unit="CHF"))
    assert message.endswith("got '1,5'; write 1.5")


def test_what_is_wrong_with_all_records_alike_is_told_once() -> None:
    def read(rows: list[dict[str, object]]) -> str:
        return refusal(InvalidPlan, lambda: Table.from_records(rows, dims=["item"], unit="CHF"))

    assert read([{"item": item, "Value": 1} for item in "abc"]) == (
        "rows[0]: must have item, value and nothing else, got item, Value; so in 2 more rows"
    )
    assert read([{"item": "a", "value": 1.5}, {"item": "b", "value": 2.5}, {"item": "c", "value": "x"}]) == (
        "rows[0].value: a float is not exact, got 1.5; write Decimal('1.5'); so in 1 more row\n"
        "rows[2].value: must be a figure, 'blank', 'n/a' or 'to be completed', got 'x'"
    )


def test_records_are_no_rows_of_a_file() -> None:
    records = [{"item": item, "place": "x", "value": 1} for item in "abc"]
    message = refusal(InvalidPlan, lambda: Table.from_rows(records, dims=["item", "place"], unit="CHF"))
    assert message == (
        "rows[0]: has a label of place and its value; Table.from_records(rows, dims=…, unit=…) reads such rows; "
        "so in 2 more rows"
    )


def test_whole_numbers_and_nulls_of_any_column_type_are_read() -> None:
    values = (
        numpy.array([1, 2]),
        pandas.Series([numpy.int64(1), 2], dtype=object),
        pandas.array([1, 2], dtype="Int64"),
    )
    for column in values:
        frame = pandas.DataFrame({"item": pandas.Categorical(["a", "b"]), "value": column})
        assert Table.from_frame(frame, dims="item", unit="CHF") == items(a=1, b=2)
    nulls = pandas.DataFrame({"item": ["a", "b"], "value": pandas.array([None, 2], dtype="Int64")})
    assert Table.from_frame(nulls, dims="item", unit="CHF") == items(a=Missing.BLANK, b=2)


def test_rows_of_the_same_labels_add_up_where_that_is_asked_for() -> None:
    frame = pyarrow.table({"item": ["a", "b", "a", "a", "c"], "value": ["1", "2.50", None, "-0.125", None]})
    table = Table.from_frame(frame, dims=["item"], unit="CHF", add=True)
    assert table.records() == [
        {"item": "a", "value": Decimal("0.875")},
        {"item": "b", "value": Decimal("2.50")},
        {"item": "c", "value": Missing.BLANK},
    ]
    assert table.missing().records() == [
        {"item": "a", "state": "blank", "value": 1},
        {"item": "c", "state": "blank", "value": 1},
    ]
    with pytest.raises(InvalidPlan) as caught:
        Table.from_frame(frame, dims=["item"], unit="CHF")
    assert str(caught.value) == "rows[2]: [a] is given twice\nrows[3]: [a] is given twice"


def test_a_label_that_is_wrong_in_many_rows_is_told_once() -> None:
    frame = pyarrow.table({"period": ["2008-01", "2008", "2008-01"], "value": ["1", "2", "3"]})
    with pytest.raises(InvalidPlan) as caught:
        Table.from_frame(frame, dims=["period"], unit="CHF")
    assert str(caught.value) == (
        "rows[0].period: may mean the month January 2008; write 2008-M01, got '2008-01'; so in 1 more row"
    )
