"""Tables to dataframes and back: figures, states, what does not add, what is assumed; wide ones; CSV; listings."""

import io
import pickle
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import attrs
import narwhals
import numpy
import pandas
import polars
import pyarrow
import pytest
from hypothesis import given, settings

import itu_opplan as opplan
from itu_opplan import (
    Axis,
    FrameError,
    Grade,
    InvalidPlan,
    Listing,
    Missing,
    NotAdditive,
    Period,
    Table,
    UnknownLabel,
    frames,
    plain,
)
from itu_opplan.display import Printable
from itu_opplan.model.measures import BUILT_IN
from itu_opplan.table.reasons import find_reason
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
        again = back(table, backend)
        assert same(again, table)
        assert again.axes == table.axes
        assert again.assumed == ()
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
    assert again.axes == table.axes
    assert again.assumed == (() if backend == "polars" else table.assumed)
    for dim in table.dims:
        own, other = table.axis(dim), again.axis(dim)
        assert other.adds == own.adds
        unworded = backend == "polars" and own.reason and not find_reason(dim, table.unit)
        assert other.reason == ("the column not_additive says so" if unworded else own.reason)
    axes = table.axes
    whole = Table.from_frame(table.to_frame(backend, decimals=12), dims=table.dims, unit=table.unit, labels=axes)
    assert [axis.reason for axis in whole.axes] == [axis.reason for axis in axes]


def test_a_column_more_only_where_there_is_something_to_say() -> None:
    assert columns(POSTS) == ["grade", "period", "value", "missing"]
    assert columns(EFFORT.per_year()) == ["output", "department", "period", "value", "missing"]
    assert columns(STAFF.shares("grade")) == ["grade", "period", "value", "missing", "not_additive"]
    assert set(STAFF.shares("grade").to_frame("polars")["not_additive"]) == {"grade"}
    assert set(STAFF.shares().to_frame("polars")["not_additive"]) == {"(none)"}
    assert set(STAFF.shares("grade", "period").to_frame("polars")["not_additive"]) == {"grade, period"}
    assert columns(STAFF.assuming("x")) == ["grade", "period", "value", "missing"]


def test_no_sentence_is_repeated_in_every_row() -> None:
    table = STAFF.shares("grade").assuming("x", "y")
    said = {"unit": "percent", "not_additive": "grade: each grade is a whole of its own", "assumed": "x\ny"}
    assert table.to_frame("pandas").attrs == said
    metadata = table.to_frame("pyarrow").schema.metadata
    assert {key.decode(): text.decode() for key, text in metadata.items()} == said
    for backend in BACKENDS:
        texts = map(str, narwhals.from_native(table.to_frame(backend)).rows(named=False))
        assert not any("whole of its own" in text for text in texts)


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
    if backend != "polars":  # which has no place for reasons and assumptions
        assert plain(ways[0]) == plain(shares)


def test_parts_of_one_whole_are_so_where_every_row_says_so() -> None:
    shares = STAFF.shares("grade")
    other = attrs.evolve(STAFF, unit="percent").relabel("grade", {"P5": "D1", "P4": "D2", "G6": "G5"})
    both = pandas.concat([shares.to_frame(), other.to_frame()])
    assert not Table.from_frame(both, dims=["grade", "period"], unit="percent").axis("period").adds
    summed = shares.to_frame().drop(columns=["period", "missing"]).dropna()
    summed = summed.groupby(["grade", "not_additive"], as_index=False, observed=True).sum()
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
    summed = frame.groupby(["output", "department", "period", "not_additive"], as_index=False, observed=True)[
        "value"
    ].sum()
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
    one, other = STAFF.where(grade="P5"), STAFF.where(grade="P4").shares("grade")
    table = Table.from_frame(
        pandas.concat([one.to_frame(), other.to_frame()]), dims=("grade", "period"), unit="work_month"
    )
    assert table.axis("grade").reason == "the column not_additive says so"
    assert table.axis("period").adds
    alike = pandas.concat([one.assuming("x").to_frame(), one.assuming("x").to_frame().iloc[:0]])
    assert Table.from_frame(alike, dims=("grade", "period"), unit="work_month").assumed == ("x",)


def test_a_dim_of_another_name_than_its_column_keeps_its_reason() -> None:
    shares = STAFF.shares("grade")
    table = Table.from_frame(shares.to_frame(), dims={"level": "grade", "period": "period"}, unit="percent")
    assert table.axis("level").reason == "each grade is a whole of its own"
    assert table.axis("period").reason == shares.axis("period").reason


@pytest.mark.parametrize("value", [5, None, "", " ", "\n", "no reason", "grade,", "value"])
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


# --- labels in their order --------------------------------------------------------------------------------------------


@each_backend
def test_labels_are_in_the_order_of_the_plan(backend: Backend) -> None:
    table = opplan.capacity(PLAN)
    frame = narwhals.from_native(table.to_frame(backend), eager_only=True)
    if backend == "pyarrow":  # which does not sort categories; pandas sorts them by what it makes of them
        frame = narwhals.from_native(table.to_frame("pyarrow").to_pandas(), eager_only=True)
    found = frame.sort("grade")["grade"].unique(maintain_order=True).to_list()
    assert found == [label for label in table.labels("grade") if label in found]
    assert found[:2] == ["E2", "E1"]
    assert len(found) < len(table.labels("grade"))


def test_a_part_of_the_rows_keeps_the_whole_axis() -> None:
    frame = EFFORT.to_frame()
    part = Table.from_frame(frame[frame["department"] == "SGO"], dims=EFFORT.dims, unit="work_month")
    assert part == EFFORT.where(department="SGO")
    assert part.labels("department") == EFFORT.labels("department")
    bare = Table.from_frame(frame.iloc[:0], dims=EFFORT.dims, unit="work_month")
    assert (len(bare), bare.axes) == (0, EFFORT.axes)
    frame["department"] = frame["department"].cat.remove_unused_categories()
    used = Table.from_frame(frame, dims=EFFORT.dims, unit="work_month")
    assert used.labels("department") == ("SGO", "CEC", "C&P")


def test_given_labels_go_before_categories() -> None:
    frame = EFFORT.to_frame("polars")
    axes = {"department": Axis("department", ["SPU", "CEC", "SGO", "C&P"])}
    table = Table.from_frame(frame, dims=EFFORT.dims, unit="work_month", labels=axes)
    assert table.labels("department") == ("SPU", "CEC", "SGO", "C&P")
    assert table.labels("output") == EFFORT.labels("output")
    assert refusal(
        InvalidPlan, lambda: Table.from_frame(frame, dims=EFFORT.dims, unit="post", labels={"dept": ["x"]})
    ) == ("labels.dept: unknown dim 'dept'; the table has output, department, period")


# --- wide -------------------------------------------------------------------------------------------------------------


@each_backend
def test_a_wide_frame_has_a_column_for_each_label(backend: Backend) -> None:
    @settings(max_examples=20)
    @given(tables(dims=dim_names(min_size=1), cell=cells(figures(digits=12, places=8))).filter(encodable))
    def law(table: Table) -> None:
        for axis in table.axes:
            down = [one for one in table.axes if one is not axis]
            if {*axis.labels} & {one.dim for one in down}:
                continue
            read = narwhals.from_native(table.to_frame(backend, wide=axis.dim), eager_only=True)
            assert read.columns == [*(one.dim for one in down), *axis.labels]
            found = {
                (*(row[one.dim] for one in down), label): row[label]
                for row in read.rows(named=True)
                for label in axis.labels
            }
            for record in table.records():
                key = (*(record[one.dim] for one in down), record[axis.dim])
                cell = record["value"]
                assert found.pop(key) == (None if isinstance(cell, Missing) else cell)
            assert not any(found.values())

    law()


def test_a_wide_frame_of_a_plan() -> None:
    table = opplan.capacity(PLAN).by("department", "period")
    frame = table.to_frame("polars", wide="period", decimals=0)
    assert frame.columns == ["department", "2007", "2008", "2009-2011"]
    assert dict(frame.schema)["2008"] == polars.Decimal(38, 0)
    assert frame.rows()[0] == ("SGO", 192, 191, 573)
    assert table.to_frame("pandas", wide="department", floats=True).dtypes.iloc[1:].unique().tolist() == ["float64"]
    assert table.by("period").to_frame("pyarrow", wide="period").num_rows == 1
    assert table.to_frame("pandas", wide="period").attrs == {"unit": "work_month"}
    same = Table.from_records([{"item": "item", "year": "a", "value": 1}], dims=["item", "year"], unit="CHF")
    assert same.to_frame("polars", wide="item").to_dicts() == [{"year": "a", "item": Decimal(1)}]
    none = Table.from_records([], dims=["item"], unit="CHF")
    assert narwhals.from_native(none.to_frame("polars", wide="item")).shape == (0, 0)


def test_what_a_wide_frame_cannot_be_is_refused() -> None:
    table = Table.from_records([{"item": "kind", "kind": "x", "value": 1}], dims=["item", "kind"], unit="CHF")
    message = refusal(FrameError, lambda: table.to_frame(wide="item"))
    assert message == (
        "wide: 'kind' is a label of item and the name of a dim, so two columns would be called so; relabel item first"
    )
    assert refusal(UnknownLabel, lambda: table.to_frame(wide="itm")) == "unknown dim 'itm'; the table has item, kind"
    assert refusal(InvalidPlan, lambda: table.to_frame(decimals=-1)) == (
        "decimals: must be a whole number ≥ 0 and ≤ 1000, got -1"
    )


# --- CSV --------------------------------------------------------------------------------------------------------------


def from_csv(text: str, table: Table, **options: Any) -> Table:
    frame = pandas.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    return Table.from_frame(frame, dims=table.dims, unit=table.unit, **options)


@pytest.mark.parametrize(
    "table",
    [EFFORT, POSTS, STAFF.shares("grade"), STAFF.shares(), opplan.capacity(PLAN), opplan.posts(PLAN), TOUCHING],
    ids=repr,
)
def test_a_table_comes_back_from_csv(table: Table) -> None:
    text = table.to_csv()
    again = from_csv(text, table)
    assert same(again, table)
    assert [axis.adds for axis in again.axes] == [axis.adds for axis in table.axes]
    assert from_csv(text, table, labels=table.axes).axes == table.axes
    read = polars.read_csv(io.StringIO(text), infer_schema=False)
    assert Table.from_frame(read, dims=table.dims, unit=table.unit) == table


def test_csv_is_exact_and_rounded_on_request() -> None:
    table = Table.from_rows(
        [{"item": 'a "b", c', "2008": "1e3", "2009": "-0.25"}, {"item": "d", "2008": "n/a"}],
        dims=["item", "period"],
        unit="CHF",
    )
    assert table.to_csv() == (
        'item,period,value,missing\n"a ""b"", c",2008,1000,\n"a ""b"", c",2009,-0.25,\nd,2008,,n/a\n'
    )
    assert table.to_csv(wide="period", decimals=1) == 'item,2008,2009\n"a ""b"", c",1000.0,-0.3\nd,,\n'
    assert refusal(UnknownLabel, lambda: table.to_csv(wide="x")) == "unknown dim 'x'; the table has item, period"


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
def test_labels_that_look_like_formulas_are_escaped_on_request(first: str) -> None:
    table = Table.from_records([{"item": f"{first}1+1", "value": -1}], dims=["item"], unit="CHF")
    assert table.to_csv() == f"item,value,missing\n{first}1+1,-1,\n"
    assert table.to_csv(spreadsheet=True) == f"item,value,missing\n'{first}1+1,-1,\n"
    assert table.to_csv(wide="item", spreadsheet=True) == f"'{first}1+1\n-1\n"


@pytest.mark.parametrize("name", ["ozone-2001", "rw-hiv", "tz-fund-2020", "un-eosg-2026", "who-2022"])
def test_tables_of_other_organisations_come_back(name: str) -> None:
    plan = opplan.load(Path(__file__).parent / f"strangers/{name}.toml")
    every = [opplan.figures(plan, measure.code) for measure in (*BUILT_IN.values(), *plan.measures)]
    stated = [table for table in every if len(table)]
    assert stated
    for table in stated:
        for backend in BACKENDS:
            again = back(table, backend)
            assert (again, again.axes) == (table, table.axes)
            assert [axis.adds for axis in again.axes] == [axis.adds for axis in table.axes]
        assert from_csv(table.to_csv(), table) == table
        wide = [table.to_frame("polars", wide=dim).shape[1] for dim in table.dims]
        assert wide == [len(table.dims) - 1 + len(table.labels(dim)) for dim in table.dims]


# --- listings and reports ---------------------------------------------------------------------------------------------


@attrs.frozen
class Line:
    grade: Grade = attrs.field(converter=opplan.ITU_SCALE.grade)
    due: Period | str


def orders_of(printable: Printable) -> dict[str, tuple[str, ...]]:
    found = [frames.read_orders(printable.to_frame(backend)) for backend in BACKENDS]
    assert found[0] == found[1] == found[2]
    return found[0]


def test_words_with_an_order_are_ordered_categories() -> None:
    assert orders_of(opplan.validate(PLAN)) == {"severity": ("error", "warning", "note")}
    assert orders_of(opplan.ledger(PLAN)) == {
        "verdict": ("agrees", "differs by rounding", "contradicts", "cannot be checked")
    }
    changed = opplan.compare(PLAN, opplan.change(PLAN, {"status": "council"}))
    assert orders_of(changed) == {"kind": ("added", "removed", "renamed", "moved", "reworded", "changed")}
    assert orders_of(opplan.average_grade(PLAN))["period"] == ("2007", "2008", "2009-2011")
    lines = [Line(grade, Period.parse(when)) for grade, when in (("P5", "2009"), ("D1", "2008-Q4"), ("G7", "2008"))]
    assert orders_of(Listing(lines, columns=("grade", "due"))) == {
        "grade": ("D1", "P5", "G7"),
        "due": ("2008", "2008-Q4", "2009"),
    }
    assert orders_of(Listing([*lines, Line("G7", "later")], columns=("due",))) == {}
    others = [SimpleNamespace(period=period, labels={}) for period in ("2008", "", None, "later")]
    assert orders_of(Listing(others, columns=("period", "labels"))) == {}
    assert orders_of(Listing(others[:3], columns=("period", "labels"))) == {"period": ("2008",)}
    axes = {axis.dim: axis.labels for axis in opplan.effort(PLAN).by("department", "period").axes}
    assert orders_of(opplan.reconcile(PLAN)) == axes
    assert orders_of(opplan.vacancies(PLAN)) == {
        axis.dim: axis.labels for axis in opplan.posts(PLAN).by("department", "grade", "period").axes
    }


def test_what_stands_above_and_below_a_listing_stands_beside_its_frame() -> None:
    found = opplan.reconcile(PLAN)
    said = found.to_frame("pandas").attrs
    assert said["title"] == "capacity against effort in work-months, load in percent"
    assert said["notes"].splitlines() == list(found.lines.notes)
    assert Listing((), columns=("x",)).to_frame("pandas").attrs == {}


def test_listings_and_reports_are_rounded_and_made_floats() -> None:
    frame = opplan.reconcile(PLAN).to_frame("polars", decimals=1)
    assert dict(frame.schema)["load"] == polars.Decimal(38, 1)
    assert opplan.reconcile(PLAN).to_frame("pandas", floats=True)["load"].dtype == "float64"
    assert opplan.validate(PLAN).to_csv().splitlines()[0].startswith("key,rule,group,severity,path,section,message")
    assert opplan.reconcile(PLAN).to_csv(decimals=0).splitlines()[1].startswith("SGO,2007,192,142,")


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
