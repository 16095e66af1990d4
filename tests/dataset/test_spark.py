"""The figures of a dataset on Spark are those of tables. Only where PySpark and Java are: set SPARK_TESTS."""

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itu_opplan import across, apportion, bundled, effort, load_many, open_dataset, posts, write_dataset
from itu_opplan.dataset import Dataset

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif("SPARK_TESTS" not in os.environ, reason="SPARK_TESTS is not set"),
    pytest.mark.filterwarnings("default"),  # PySpark warns of itself
]

SHIPPED = bundled("gs-2008-2011")
STRANGERS = [one.plan for one in load_many(Path(__file__).parents[1] / "strangers") if one.plan is not None]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder: Any = SparkSession.builder
        settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.ansi.enabled": "false"}
        for name, value in settings.items():
            builder = builder.config(name, value)
        found = builder.master("local[1]").getOrCreate()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def data(session: Any, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path = tmp_path_factory.mktemp("spark") / "it's"
    write_dataset([SHIPPED, *STRANGERS], path)
    return open_dataset(path, engine="pyspark", session=session)


def test_the_shipped_plan(data: Dataset) -> None:
    table, own = across([SHIPPED], effort), data.figures("effort", plans=[SHIPPED.code])
    assert own.by(*own.dims).to_text() == table.to_text()
    assert own.by("period") == table.by("period")
    assert own.by("period", "department").shares("period") == table.by("period", "department").shares("period")
    for rule in ("equal", "primary"):
        got = own.apportion("period", to="objective", rule=rule)  # type: ignore[arg-type]
        want = apportion(effort(SHIPPED), SHIPPED, to="objective", rule=rule).by("period", "objective")  # type: ignore[arg-type]
        assert got.rounded(15) == want.rounded(15)
    kept = data.figures("posts", plans=[SHIPPED.code]).where(period="2007").by("department")
    assert kept == across([SHIPPED], posts).where(period="2007").by("department")


def test_strangers(data: Dataset) -> None:
    assert len(STRANGERS) == 11
    for code, measure in (("ODK-2015-2019", "effort"), ("HIV-2025-26", "budget"), ("A-80-400", "budget")):
        own = data.figures(measure, plans=[code])
        table = across([plan for plan in STRANGERS if plan.code == code], measure)
        assert own.by(*own.dims).to_text() == table.to_text()
