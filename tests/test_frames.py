"""Dataframes of three libraries: exact figures there and back, and what they refuse."""

import importlib
import subprocess
import sys
from decimal import Context, Decimal, localcontext
from typing import Any

import narwhals
import pandas
import polars
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan.errors import FrameError, OpPlanError
from itu_opplan.frames import read_about, read_columns, read_orders, to_frame

BACKENDS = ("pandas", "polars", "pyarrow")
COLUMNS: dict[str, list[object]] = {
    "department": ["SGO", "C&P", "电信"],
    "period": ["2008", "2008", "2009-2011"],
    "value": [Decimal("4.70"), None, Decimal("-12")],
    "missing": [None, "blank", None],
}
EMPTY: dict[str, list[object]] = {name: [] for name in COLUMNS}

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=12)
odd = st.builds(
    Decimal,
    st.tuples(st.integers(0, 1), st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(-12, 12)).map(
        lambda parts: (parts[0], tuple(parts[1]), parts[2])
    ),
)
each_backend = pytest.mark.parametrize("backend", BACKENDS)


def rows(frame: object) -> list[dict[str, object]]:
    """The rows of a dataframe, by name of the column."""
    columns = read_columns(frame)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def figures(backend: str, values: list[Decimal | None]) -> list[object]:
    """The column of figures, there and back."""
    return [row["value"] for row in rows(to_frame({"value": values}, backend, figures=["value"]))]


def refused(backend: str, values: list[object]) -> str:
    with pytest.raises(FrameError) as caught:
        to_frame({"value": values}, backend, figures=["value"])
    return str(caught.value)


# --- to_frame -------------------------------------------------------------------------------------------


def test_pandas() -> None:
    frame = to_frame(COLUMNS, "pandas")
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["value"].dtype == object
    assert [repr(value) for value in frame["value"]] == ["Decimal('4.70')", "None", "Decimal('-12')"]
    assert list(frame["department"]) == COLUMNS["department"]
    assert frame["missing"].isna().tolist() == [True, False, True]


def test_polars() -> None:
    frame = to_frame(COLUMNS, "polars")
    assert isinstance(frame, polars.DataFrame)
    assert dict(frame.schema) == {
        "department": polars.String(),
        "period": polars.String(),
        "value": polars.Decimal(38, 2),
        "missing": polars.String(),
    }
    assert frame.rows() == [
        ("SGO", "2008", Decimal("4.70"), None),
        ("C&P", "2008", None, "blank"),
        ("电信", "2009-2011", Decimal("-12.00"), None),
    ]


def test_pyarrow() -> None:
    frame = to_frame(COLUMNS, "pyarrow")
    assert isinstance(frame, pyarrow.Table)
    assert [(field.name, str(field.type)) for field in frame.schema] == [
        ("department", "string"),
        ("period", "string"),
        ("value", "decimal128(38, 2)"),
        ("missing", "string"),
    ]
    assert frame.column("value").to_pylist() == [Decimal("4.70"), None, Decimal("-12.00")]


@each_backend
@pytest.mark.parametrize("columns", [EMPTY, {"period": ["2008"], "value": [None], "missing": [None]}])
def test_columns_have_their_types_without_any_value(backend: str, columns: dict[str, list[object]]) -> None:
    frame: Any = to_frame(columns, backend, figures=["value"])
    read = narwhals.from_native(frame, eager_only=True)
    assert read.columns == list(columns)
    assert len(read) == len(columns["value"])
    assert {kind for name, kind in read.schema.items() if name != "value"} == {narwhals.String()}
    if isinstance(frame, pandas.DataFrame):
        assert frame["value"].dtype == object
    else:
        assert read.schema["value"] == narwhals.Decimal


@each_backend
def test_columns_come_back_as_they_went(backend: str) -> None:
    back = rows(to_frame(COLUMNS, backend))
    assert back == [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]
    assert rows(to_frame(EMPTY, backend)) == []


@each_backend
@given(values=st.lists(st.none() | decimals, max_size=6))
def test_figures_are_kept_exactly(backend: str, values: list[Decimal | None]) -> None:
    with localcontext(Context(prec=2)):
        assert figures(backend, values) == values


@each_backend
@given(values=st.lists(st.none() | odd, max_size=6))
def test_figures_in_any_spelling_are_kept_exactly(backend: str, values: list[Decimal | None]) -> None:
    with localcontext(Context(prec=2)):
        assert figures(backend, values) == values


@each_backend
@pytest.mark.parametrize(
    "values",
    [
        [Decimal("9" * 38)],
        [Decimal("-0." + "9" * 38)],
        [Decimal("9" * 18 + "." + "9" * 20), Decimal("1.5")],
        [Decimal("9" * 37), Decimal("0.10000000000000000000")],
        [Decimal("12.50000000000000000000"), Decimal("1E+30"), Decimal("0E+99"), Decimal("0E-99")],
    ],
)
def test_figures_of_38_digits_are_kept_exactly(backend: str, values: list[Decimal | None]) -> None:
    assert figures(backend, values) == values


def test_pyarrow_and_pandas_keep_more_than_38_digits() -> None:
    values: list[Decimal | None] = [Decimal("9" * 40), Decimal("0.5")]
    assert figures("pyarrow", values) == figures("pandas", values) == values
    frame: Any = to_frame({"value": values}, "pyarrow")
    assert str(frame.schema.field("value").type) == "decimal256(76, 1)"
    assert figures("pandas", [Decimal("9" * 99)]) == [Decimal("9" * 99)]


def test_sums_have_room() -> None:
    values = [Decimal("9" * 20)] * 3
    frame: Any = to_frame({"value": values}, "polars")
    assert frame["value"].sum() == Decimal("2" + "9" * 19 + "7")


def test_figures_that_no_type_keeps_are_refused() -> None:
    assert refused("polars", [Decimal("9" * 38), Decimal("0.55")]) == (
        "value: polars keeps at most 38 digits, these figures need 40, 2 of them after the point; "
        "take the backend pandas, which keeps any, or round them"
    )
    assert refused("pyarrow", [Decimal("1E+70"), Decimal("1E-6")]) == (
        "value: pyarrow keeps at most 76 digits, these figures need 77, 6 of them after the point; "
        "take the backend pandas, which keeps any, or round them"
    )


@each_backend
@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.5, "1.5"), (True, "true"), ("1", "'1'"), (Decimal("NaN"), "NaN"), (Decimal("-Infinity"), "-Infinity")],
)
def test_what_is_no_exact_figure_is_refused(backend: str, value: object, shown: str) -> None:
    assert (
        refused(backend, [Decimal(1), value]) == f"value: must be a finite Decimal, a whole number or None, got {shown}"
    )


@each_backend
def test_whole_numbers_are_figures_too(backend: str) -> None:
    assert rows(to_frame({"lines": [3, None]}, backend)) == [{"lines": Decimal(3)}, {"lines": None}]


@each_backend
def test_figures_are_rounded_half_up_as_in_print(backend: str) -> None:
    values = [Decimal("0.25"), Decimal("-0.25"), Decimal("-0.04"), Decimal(4), None, 7]
    assert [str(row["n"]) for row in rows(to_frame({"n": values}, backend, decimals=1))[:5]] == [
        *("0.3", "-0.3", "0.0", "4.0", "None")
    ]
    assert rows(to_frame({"n": values}, backend, decimals=1))[5] == {"n": Decimal(7)}


def test_floats_are_floats() -> None:
    values = [Decimal("0.25"), None, Decimal("1E+3")]
    frames: list[Any] = [to_frame({"n": values}, backend, floats=True) for backend in BACKENDS]
    assert [str(frame["n"].dtype if hasattr(frame["n"], "dtype") else frame["n"].type) for frame in frames] == [
        *("float64", "Float64", "double")
    ]
    assert [rows(frame) for frame in frames] == [[{"n": 0.25}, {"n": None}, {"n": 1000.0}]] * 3
    empty: Any = to_frame({"n": [None]}, "pandas", figures=["n"], floats=True)
    assert str(empty["n"].dtype) == "float64"
    assert rows(to_frame({"n": [Decimal("0.25")]}, "pandas", decimals=1, floats=True)) == [{"n": 0.3}]


@each_backend
def test_texts_in_an_order_are_ordered_categories(backend: str) -> None:
    columns: dict[str, list[object]] = {"grade": ["P5", None, "G7"], "value": [Decimal(1)] * 3}
    frame: Any = to_frame(columns, backend, orders={"grade": ["D1", "P5", "P4"], "other": ["x"]})
    assert [row["grade"] for row in rows(frame)] == ["P5", None, "G7"]
    assert read_orders(frame) == {"grade": ("D1", "P5", "P4", "G7")}
    if isinstance(frame, pandas.DataFrame):
        assert frame["grade"].cat.ordered
        assert frame["grade"].max() == "G7"
    elif isinstance(frame, polars.DataFrame):
        assert frame.sort("grade", nulls_last=True)["grade"].to_list() == ["P5", "G7", None]
    else:
        assert frame.schema.field("grade").type == pyarrow.dictionary(pyarrow.int32(), pyarrow.string(), ordered=True)


@each_backend
def test_categories_without_rows(backend: str) -> None:
    frame = to_frame({"grade": []}, backend, orders={"grade": ["D1", "P5"]})
    assert rows(frame) == []
    assert read_orders(frame) == {"grade": ("D1", "P5")}
    assert read_orders(to_frame({"grade": []}, backend, orders={"grade": []})) == {"grade": ()}


def test_only_texts_in_an_order_are_read_as_such() -> None:
    frame = pandas.DataFrame(
        {
            "year": pandas.Categorical([2008, 2009], ordered=True),
            "item": pandas.Categorical(["b", "a"]),
            2008: pandas.Categorical(["b", "a"], ["b", "a"], ordered=True),
        }
    )
    assert read_orders(frame) == {"2008": ("b", "a")}
    arrow = pyarrow.table({"item": pyarrow.array(["b", "a"]).dictionary_encode()})
    assert read_orders(arrow) == read_orders(arrow.slice(0, 0)) == {}
    ordered: Any = to_frame({"item": ["b"]}, "pyarrow", orders={"item": ["b", "a"]})
    other: Any = to_frame({"item": ["a"]}, "pyarrow", orders={"item": ["a", "c"]})
    assert read_orders(pyarrow.concat_tables([ordered, other])) == {"item": ("b", "a", "c")}
    assert read_orders(polars.DataFrame({"item": ["b"]}, schema={"item": polars.Categorical()})) == {}


@each_backend
def test_a_frame_without_columns(backend: str) -> None:
    assert rows(to_frame({}, backend)) == []


def test_what_is_said_of_the_whole_stands_once() -> None:
    said = {"unit": "post", "assumed": "one\nétat"}
    frames: list[Any] = [to_frame(COLUMNS, backend, about=said) for backend in BACKENDS]
    assert frames[0].attrs == said
    assert frames[2].schema.metadata == {b"unit": b"post", b"assumed": "one\nétat".encode()}
    assert [read_about(frame) for frame in frames] == [said, {}, said]
    assert read_about(narwhals.from_native(frames[0])) == said
    frames[0].attrs = {"unit": 5, 5: "post", "assumed": "x"}
    assert read_about(frames[0]) == {"assumed": "x"}
    assert read_about(to_frame(COLUMNS, "pyarrow")) == read_about(to_frame(COLUMNS, "pandas")) == {}


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(FrameError) as caught:
        to_frame(COLUMNS, "panda")
    assert str(caught.value) == "unknown backend 'panda'; known: pandas, polars, pyarrow, modin"
    assert isinstance(caught.value, OpPlanError)
    assert isinstance(caught.value, ValueError)


# --- rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "frame",
    [
        pandas.DataFrame({"a": ["x", None], "n": [1, 2], "d": [Decimal("1.50"), None], "f": [0.5, None]}),
        pandas.DataFrame(
            {
                "a": pandas.Categorical(["x", None]),
                "n": [1, 2],
                "d": [Decimal("1.50"), None],
                "f": [0.5, None],
            }
        ),
        polars.DataFrame({"a": ["x", None], "n": [1, 2], "d": [Decimal("1.50"), None], "f": [0.5, None]}),
        pyarrow.table({"a": ["x", None], "n": [1, 2], "d": [Decimal("1.50"), None], "f": [0.5, None]}),
    ],
    ids=["pandas", "pandas of categories", "polars", "pyarrow"],
)
def test_rows_keep_values_and_their_types(frame: object) -> None:
    for read in (frame, narwhals.from_native(frame)):  # type: ignore[call-overload]  # any of them is a frame
        assert repr(rows(read)) == repr(
            [
                {"a": "x", "n": 1, "d": Decimal("1.50"), "f": 0.5},
                {"a": None, "n": 2, "d": None, "f": None},
            ]
        )


def test_categories_that_are_no_texts_are_read_as_they_are() -> None:
    years = pyarrow.array([2008, None, 2009]).dictionary_encode()
    assert rows(pyarrow.table({"year": years})) == [{"year": 2008}, {"year": None}, {"year": 2009}]


def test_rows_of_a_frame_with_years_as_columns() -> None:
    assert rows(pandas.DataFrame({"department": ["SGO"], 2008: [12]})) == [{"department": "SGO", "2008": 12}]


def test_rows_of_a_frame_without_columns() -> None:
    assert rows(polars.DataFrame()) == []


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (polars.LazyFrame({"a": [1]}), "a polars.LazyFrame is lazy; collect it first"),
        ([{"a": 1}], "must be a dataframe, as of pandas, polars or pyarrow, got a builtins.list"),
        (polars.Series([1]), "must be a dataframe, as of pandas, polars or pyarrow, got a polars.Series"),
        (pandas.DataFrame([[1, 2]], columns=["a", "a"]), "two columns have the same name"),
        (pandas.DataFrame({2008: [1], "2008": [2]}), "two columns have the same name"),
    ],
)
def test_what_is_no_dataframe_is_refused(frame: object, message: str) -> None:
    with pytest.raises(FrameError) as caught:
        rows(frame)
    assert str(caught.value) == message


# --- what is not installed ------------------------------------------------------------------------------


def test_without_narwhals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "narwhals", None)
    start = "dataframes need narwhals: pip install 'itu-opplan[frames]' ("
    with pytest.raises(ImportError) as caught:
        to_frame(COLUMNS, "pandas")
    assert str(caught.value).startswith(start)
    assert caught.value.name == "narwhals"
    with pytest.raises(ImportError) as caught:
        rows(pandas.DataFrame())
    assert str(caught.value).startswith(start)


@each_backend
@pytest.mark.parametrize("columns", [COLUMNS, {"value": [Decimal(1)]}], ids=["labels", "no labels"])
def test_without_the_backend(monkeypatch: pytest.MonkeyPatch, backend: str, columns: dict[str, list[object]]) -> None:
    importlib.import_module("narwhals")
    monkeypatch.setitem(sys.modules, backend, None)
    with pytest.raises(ImportError) as caught:
        to_frame(columns, backend)
    assert str(caught.value).startswith(f"dataframes need {backend}: pip install 'itu-opplan[frames]' {backend} (")
    assert caught.value.name == backend


def test_narwhals_is_loaded_on_first_use_only() -> None:
    code = """
import sys
from itu_opplan import frames
print(sorted({"narwhals", "pandas", "polars", "pyarrow"} & set(sys.modules)))
frames.to_frame({"value": []}, "polars", figures=["value"])
print(sorted({"narwhals", "pandas", "polars"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n['narwhals', 'polars']\n"
