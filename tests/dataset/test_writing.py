"""What a dataset holds, and that a folder is replaced as one act or not at all."""

import datetime
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
import pytest

from itu_opplan import (
    FormatError,
    FrameError,
    InvalidPlan,
    Measure,
    OperationalPlan,
    Output,
    Table,
    bundled,
    effort,
    load_many,
    posts,
    write_dataset,
)
from itu_opplan.model.fields import kinds
from tests.helpers import refusal
from tests.small_plans import small_plan

STRANGERS = Path(__file__).parents[1] / "strangers"
SHIPPED = bundled("gs-2008-2011")


def read(folder: Path, name: str, **where: object) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pylist()
    return [row for row in rows if all(row[key] == value for key, value in where.items())]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "plans"
    write_dataset([SHIPPED, *(one.plan for one in load_many(STRANGERS) if one.plan is not None)], path)
    return path


def test_figures_are_long_and_typed(folder: Path) -> None:
    schema = pyarrow.parquet.read_schema(folder / "figures.parquet")
    assert {name: str(schema.field(name).type) for name in ("period", "begins", "first_year", "months", "missing")} == {
        "period": "string",
        "begins": "date32[day]",
        "first_year": "int32",
        "months": "int32",
        "missing": "string",
    }
    assert str(schema.field("value").type).startswith("decimal128(38, ")
    [row] = read(folder, "figures", measure="effort", output="PP", department="C&P", period="2009-2011")
    assert {
        name: row[name] for name in ("plan", "unit", "value", "missing", "begins", "ends", "last_year", "months")
    } == {
        "plan": "gs-2008-2011",
        "unit": "work_month",
        "value": Decimal("101.9"),
        "missing": None,
        "begins": datetime.date(2009, 1, 1),
        "ends": datetime.date(2011, 12, 31),
        "last_year": 2011,
        "months": 36,
    }


def test_periods_of_a_fiscal_year_have_their_days(folder: Path) -> None:
    days = {row["period"]: (row["begins"], row["ends"]) for row in read(folder, "figures", plan="HIV-2025-26")}
    assert days["2025/26-Q1"] == (datetime.date(2025, 7, 1), datetime.date(2025, 9, 30))


@pytest.mark.parametrize(("measure", "make"), [("effort", effort), ("posts", posts)])
def test_a_table_can_be_read_back(folder: Path, measure: str, make: "object") -> None:
    frame = pyarrow.parquet.read_table(
        folder / "figures.parquet", filters=[("measure", "=", measure), ("plan", "=", SHIPPED.code)]
    )
    table = make(SHIPPED)  # type: ignore[operator]
    assert Table.from_frame(frame, dims=table.dims, unit=table.unit) == table


def test_every_class_of_the_model_has_a_file_with_its_fields(folder: Path) -> None:
    names = {path.stem for path in folder.iterdir()}
    assert names >= {
        "plans",
        "figures",
        "tables",
        "axes",
        "links",
        "outputs",
        "departments",
        "kpis",
        "targets",
        "results",
    }
    declared = {name for name, kind in kinds(Output).items() if kind.what in ("text", "code", "link")}
    assert declared <= {*pyarrow.parquet.read_schema(folder / "outputs.parquet").names}
    [output] = read(folder, "outputs", plan=SHIPPED.code, code="PP")
    assert output["objectives"] == list(SHIPPED.output("PP").objectives)
    assert len(read(folder, "results", plan=SHIPPED.code)) == len(list(SHIPPED.results()))
    assert len(read(folder, "kpis", plan=SHIPPED.code)) == len(list(SHIPPED.kpis()))
    values = [row for row in read(folder, "actuals") if row["value_missing"] is not None]
    assert all(row["value"] is None for row in values)
    assert {row["within"] for row in read(folder, "kpis", plan=SHIPPED.code)} <= {
        "outputs",
        "departments",
        "goals",
        "objectives",
    }


def test_links_lead_to_codes(folder: Path) -> None:
    rows = read(folder, "links", plan=SHIPPED.code, kind="output", code="PP", field="objectives")
    assert [row["target"] for row in rows] == list(SHIPPED.output("PP").objectives)
    assert {(row["targets"], row["number"]) for row in rows} == {(" ".join(SHIPPED.output("PP").objectives), len(rows))}


def test_plans_are_asked_for_one_by_one(tmp_path: Path) -> None:
    asked: list[str] = []

    def plans() -> Iterator[OperationalPlan]:
        for code in "abc":
            asked.append(code)
            yield small_plan(code=code)

    write_dataset(plans(), tmp_path / "new" / "folder")
    assert asked == ["a", "b", "c"]
    assert [(row["plan"], row["position"]) for row in read(tmp_path / "new" / "folder", "plans")] == [
        ("a", 0),
        ("b", 1),
        ("c", 2),
    ]


def test_a_dataset_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    write_dataset([small_plan(code="a")], tmp_path / "data")
    write_dataset([small_plan(code="b")], tmp_path / "data")
    assert [row["plan"] for row in read(tmp_path / "data", "plans")] == ["b"]
    assert os.listdir(tmp_path) == ["data"]
    (tmp_path / "data" / "notes.txt").write_text("mine")
    assert refusal(FormatError, lambda: write_dataset([small_plan()], tmp_path / "data")) == (
        f"{tmp_path}/data: holds files that are none of a dataset: notes.txt; move them, or use another folder"
    )
    assert [row["plan"] for row in read(tmp_path / "data", "plans")] == ["b"]
    (tmp_path / "file").write_text("mine")
    assert refusal(FormatError, lambda: write_dataset([small_plan()], tmp_path / "file")) == (
        f"{tmp_path}/file: not a folder; a dataset is one"
    )
    (tmp_path / "link").symlink_to(tmp_path / "data")
    assert refusal(FormatError, lambda: write_dataset([small_plan()], tmp_path / "link")).startswith(
        f"{tmp_path}/link: a link;"
    )
    assert sorted(os.listdir(tmp_path)) == ["data", "file", "link"]


def test_a_foreign_parquet_file_stays(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), tmp_path / "plans.parquet")
    assert refusal(FormatError, lambda: write_dataset([small_plan()], tmp_path)) == (
        f"{tmp_path}: holds files that are none of a dataset: plans.parquet; move them, or use another folder"
    )


def test_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    write_dataset([small_plan(code="a")], tmp_path / "data")
    with pytest.raises(InvalidPlan, match=r"^b: two plans have this code; each needs one of its own$"):
        write_dataset([small_plan(code="b"), small_plan(code="b")], tmp_path / "data")
    with pytest.raises(TypeError, match=r"^write_dataset takes plans, got 5 among them$"):
        write_dataset([small_plan(code="b"), 5], tmp_path / "data")  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"^write_dataset takes several plans, then the path, got "):
        write_dataset(small_plan(), tmp_path / "data")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^write_dataset takes plans, then a path, got 5$"):
        write_dataset([small_plan()], 5)  # type: ignore[arg-type]
    assert [row["plan"] for row in read(tmp_path / "data", "plans")] == ["a"]
    assert os.listdir(tmp_path) == ["data"]


def test_what_cannot_take_its_place_leaves_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dataset([small_plan(code="a")], tmp_path / "data")
    rename, calls = os.rename, list[str]()

    def fail_at_second(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise PermissionError(13, "Permission denied", source)
        rename(source, target)

    monkeypatch.setattr(os, "rename", fail_at_second)
    assert refusal(FormatError, lambda: write_dataset([small_plan(code="b")], tmp_path / "data")) == (
        f"{tmp_path}/data: cannot be written: Permission denied"
    )
    assert len(calls) == 3
    assert [row["plan"] for row in read(tmp_path / "data", "plans")] == ["a"]
    assert os.listdir(tmp_path) == ["data"]


def test_equal_plans_have_equal_files(tmp_path: Path) -> None:
    for name in "xy":
        write_dataset([SHIPPED], tmp_path / name)
    for path in (tmp_path / "x").iterdir():
        assert path.read_bytes() == (tmp_path / "y" / path.name).read_bytes()


def test_no_plan_makes_empty_files(tmp_path: Path) -> None:
    write_dataset([], tmp_path / "data")
    assert read(tmp_path / "data", "figures") == read(tmp_path / "data", "plans") == []


def fine_plan() -> OperationalPlan:
    """A plan with figures of the most digits before and after the point."""
    units = {"work_month": "9" * 15, "page": "0." + "0" * 11 + "1"}
    measures = [Measure(code=f"m{unit}", of="outputs", dims=[], unit=unit) for unit in units]
    figures = {one.code: one.table({"2008": Decimal(units[str(one.unit)])}) for one in measures}
    return small_plan(measures=measures, outputs=[Output(code="PP", title="PP", figures=figures)])


def test_all_digits_that_a_plan_can_have_are_kept(tmp_path: Path) -> None:
    write_dataset([fine_plan()], tmp_path / "data")
    values = {row["value"] for row in read(tmp_path / "data", "figures")}
    assert values == {Decimal("999999999999999"), Decimal("0.000000000001")}


def test_figures_that_no_engine_has_room_for_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itu_opplan.dataset.writing.DIGITS", 26)
    assert refusal(FrameError, lambda: write_dataset([fine_plan()], tmp_path / "data")) == (
        "figures: engines keep at most 26 digits, these figures need 27, 12 of them after the point; round them"
    )
    assert os.listdir(tmp_path) == []
