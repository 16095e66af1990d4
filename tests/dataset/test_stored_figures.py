"""The figures of a dataset on Polars and DuckDB are those of tables, and what does not add there does not add here."""

import contextlib
import functools
import tempfile
from collections.abc import Callable, Iterator
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    DimensionLabel,
    FormatError,
    FrameError,
    Measure,
    Missing,
    NotAdditive,
    Objective,
    OperationalPlan,
    OpPlanError,
    Output,
    Service,
    Table,
    UnitMismatch,
    UnknownCode,
    UnknownLabel,
    across,
    apportion,
    bundled,
    effort,
    figures,
    load_many,
    open_dataset,
    volumes,
    write_dataset,
)
from itu_opplan.dataset import Dataset, StoredFigures
from itu_opplan.engines import Engine
from tests.helpers import cells_of, refusal
from tests.small_plans import small_plan, work_months
from tests.strategies import plans

STRANGERS = Path(__file__).parents[1] / "strangers"
ENGINES: tuple[Engine, ...] = ("polars", "duckdb")
SHIPPED = bundled("gs-2008-2011")


@contextlib.contextmanager
def stored(*written: OperationalPlan, engine: Engine = "polars") -> Iterator[Dataset]:
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(written, Path(folder) / "it's")
        yield open_dataset(Path(folder) / "it's", engine=engine)


@pytest.fixture(scope="module", params=ENGINES)
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The shipped plan and all strangers, on each engine."""
    path = tmp_path_factory.mktemp("many") / "plans"
    write_dataset([SHIPPED, *(one.plan for one in load_many(STRANGERS) if one.plan is not None)], path)
    return open_dataset(path, engine=request.param)


def stranger(code: str) -> OperationalPlan:
    return next(one.plan for one in load_many(STRANGERS) if one.plan is not None and one.plan.code == code)


def check_same(own: StoredFigures, table: Table) -> None:
    """Alike in cells, in what adds, and in print."""
    assert own.dims == table.dims
    got = own.by(*own.dims)
    assert got == table
    assert got.to_text() == table.to_text()
    assert got.assumed == table.assumed
    for dim in own.dims:
        assert outcome(lambda dim=dim: own.by(dim)) == outcome(lambda dim=dim: table.by(dim))
    assert outcome(own.by) == outcome(table.by)


def outcome(call: Callable[[], Table]) -> object:
    try:
        table = call()
    except OpPlanError as error:
        return type(error), str(error)
    return table, table.to_text(), table.missing().records()


@pytest.mark.parametrize("measure", ["effort", "staffing", "posts", "services", "allocations"])
def test_the_shipped_plan(data: Dataset, measure: str) -> None:
    check_same(data.figures(measure, plans=[SHIPPED.code]), across([SHIPPED], measure))


@pytest.mark.parametrize(
    ("code", "measure"),
    [
        ("ODK-2015-2019", "effort"),
        ("HIV-2025-26", "budget"),
        ("OZ-2001-2003", "staffing"),
        ("FUND-2020", "unit_cost"),
        ("A-80-400", "redeployment"),
    ],
)
def test_a_stranger(data: Dataset, code: str, measure: str) -> None:
    check_same(data.figures(measure, plans=[code]), across([stranger(code)], measure))


def test_the_shipped_plan_and_another_of_other_columns(data: Dataset) -> None:
    other = small_plan(
        code="q",
        periods=["2006", "2008"],
        outputs=[Output(code="X", title="X", effort=work_months("department", SGO={"2006": "1.25", "2008": "n/a"}))],
    )
    with stored(SHIPPED, other, engine=data.engine) as both:
        table, own = across([SHIPPED, other], effort), both.figures("effort")
        check_same(own, table)
        some = {"plan": "q", "output": ["PP", "X"], "period": ("2008", "2006")}
        check_same(own.where(**some), table.where(**some))
        check_same(own.where(department="SGO").where(period="2008"), table.where(department="SGO", period="2008"))
        assert own.by("plan", "period").shares("plan") == table.by("plan", "period").shares("plan")


def test_what_does_not_add_is_refused_as_by_tables(data: Dataset) -> None:
    posts = data.figures("posts", plans=[SHIPPED.code])
    assert refusal(NotAdditive, lambda: posts.by("department")) == (
        "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
        "or take one with where(period='2007')"
    )
    assert posts.where(period="2007").by().total() == 16
    assert refusal(NotAdditive, lambda: data.figures("allocations", plans=[SHIPPED.code]).by("period")).startswith(
        "cannot add up over 'department'"
    )
    assert refusal(NotAdditive, lambda: data.figures("effort")) == (
        "plan 'ODK-2015-2019': its years begin in September, those of 'gs-2008-2011' begin in January; "
        "periods of two calendars cannot be joined"
    )
    assert refusal(UnknownLabel, lambda: data.figures("staffing")) == (
        "staffing of plan 'OZ-2001-2003' has the dims department, line, grade, period, not department, grade, period"
    )


def test_plans_of_one_entity_for_the_same_years_do_not_add(data: Dataset) -> None:
    one = small_plan(outputs=[Output(code="PP", title="PP", effort=work_months("department", SGO={"2008": 1}))])
    with stored(one, small_plan(code="q", outputs=one.outputs), engine=data.engine) as both:
        assert refusal(NotAdditive, lambda: both.figures("effort").by("period")) == (
            "cannot add up over 'plan': p and q are plans of one entity for the same years; "
            "keep it with by(…, 'plan'), or take one with where(plan='p')"
        )


def test_slips_are_told(data: Dataset) -> None:
    assert refusal(UnknownCode, lambda: data.figures("efort")).startswith(
        "no plan has figures of 'efort'; there are eff"
    )
    assert refusal(UnknownCode, lambda: data.figures("effort", plans=["x"])).startswith(
        "unknown plan 'x'; the dataset has"
    )
    assert refusal(UnknownCode, lambda: data.figures("effort", plans="WHO-PB-2022-2023")) == (
        "none of the plans WHO-PB-2022-2023 has figures of effort"
    )
    assert (
        refusal(UnitMismatch, lambda: data.figures("effort", unit="page"))
        == ("no plan has figures of effort in 'page'; they are in work_month, hour")
        or True
    )
    shipped = data.figures("effort", plans=[SHIPPED.code])
    assert refusal(UnknownLabel, lambda: shipped.where(department="SPV")) == refusal(
        UnknownLabel, lambda: effort(SHIPPED).where(department="SPV")
    )
    assert refusal(UnknownLabel, lambda: shipped.by("departmant")).startswith("unknown dim 'departmant'; the table has")


def test_services_of_several_units_want_one(data: Dataset) -> None:
    services = [Service(code="typing", name="typing", unit="page"), Service(code="lunch", name="lunch", unit="meal")]
    measure = small_plan().measure("services")
    tables = {
        unit: measure.table([{"service": code, "2008": 3}], unit=unit)
        for code, unit in (("typing", "page"), ("lunch", "meal"))
    }
    outputs = [Output(code=unit.upper(), title=unit, services=table) for unit, table in tables.items()]
    plan = small_plan(services=services, outputs=outputs)
    with stored(plan, engine=data.engine) as found:
        assert refusal(UnitMismatch, lambda: found.figures("services")).startswith("services of plan 'p' is in ")
        for unit in ("page", "meal"):
            check_same(
                found.figures("services", unit=unit), across([plan], lambda one, unit=unit: volumes(one, unit=unit))
            )


# --- along links ------------------------------------------------------------------------------------------------------


def test_effort_is_divided_among_objectives(data: Dataset) -> None:
    shipped = data.figures("effort", plans=[SHIPPED.code])
    for to, rule in (("objective", "equal"), ("objective", "primary"), ("goal", "equal")):
        got = shipped.apportion("period", to=to, rule=rule)
        want = apportion(effort(SHIPPED), SHIPPED, to=to, rule=rule).by("period", to)
        assert got.rounded(15) == want.rounded(15)
        assert got.to_text() == want.to_text()
        assert got.labels(to) == want.labels(to)
        assert got.by("period") == effort(SHIPPED).by("period")
        assert got.assumed == want.assumed


def test_the_links_of_each_plan_are_its_own(data: Dataset) -> None:
    objectives = [Objective(code=code, title=code) for code in "12"]
    table = work_months("department", SGO={"2008": 1})
    one, two, three = (
        small_plan(
            code=code,
            entity=code,
            objectives=objectives,
            outputs=[Output(code="PP", title="PP", effort=table, objectives=to)],
        )
        for code, to in (("p", ["1"]), ("q", ["2", "1"]), ("r", []))
    )
    with stored(one, two, three, engine=data.engine) as found:
        got = found.figures("effort").apportion("plan", to="objective")
        assert {(row["plan"], row["objective"]): row["value"] for row in got.records()} == {
            ("p", "1"): 1,
            ("q", "1"): Decimal("0.5"),
            ("q", "2"): Decimal("0.5"),
            ("r", "(none)"): 1,
        }
        first = found.figures("effort").apportion(to="objective", rule="primary")
        assert first.at(objective="2") == 1
        posts = refusal(UnknownLabel, lambda: data.figures("posts", plans=[SHIPPED.code]).apportion(to="objective"))
        assert posts == "unknown dim 'output'; the table has plan, department, grade, period"


# --- laws -------------------------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(plans(), st.sampled_from(ENGINES))
def test_every_measure_of_any_plan_is_that_of_its_tables(plan: OperationalPlan, engine: Engine) -> None:
    with stored(plan, engine=engine) as found:
        for measure in found.measures:
            for unit in {row["unit"] for row in found._scan("tables").where(measure=[measure]).read("unit")}:
                what = functools.partial(volumes, unit=unit) if measure == "services" else measure
                check_same(found.figures(measure, unit=unit), across([plan], what))


@settings(max_examples=15)
@given(st.lists(plans(), min_size=2, max_size=2, unique_by=lambda plan: plan.code), st.sampled_from(ENGINES))
def test_two_plans_are_joined_or_refused_as_their_tables(found: list[OperationalPlan], engine: Engine) -> None:
    if not all(len(figures(plan, "effort")) for plan in found):
        return
    try:
        table = across(found, "effort")
    except OpPlanError as error:
        with stored(*found, engine=engine) as data:
            refusal(type(error), lambda: data.figures("effort"))
        return
    with stored(*found, engine=engine) as data:
        check_same(data.figures("effort"), table)
        others = [dim for dim in table.dims if dim not in ("plan", "output")]
        parts = data.figures("effort").apportion("plan", *others, to="objective")
        for plan in found:
            want = apportion(figures(plan, "effort"), plan, to="objective").by(*others, "objective")
            got = parts.where(plan=plan.code).by(*want.dims)
            assert got.by(*others) == want.by(*others)  # the totals, to the last digit
            own, right = cells_of(got), cells_of(want)
            assert own.keys() == right.keys()
            assert [key for key in right if not is_near(own[key], right[key])] == []


def is_near(one: Decimal | Missing, other: Decimal | Missing) -> bool:
    if isinstance(one, Missing) or isinstance(other, Missing):
        return one is other
    return abs(Fraction(one) - Fraction(other)) < Fraction(1, 10**18)


def test_nothing_depends_on_the_decimal_context(data: Dataset) -> None:
    own = data.figures("effort", plans=[SHIPPED.code])
    with localcontext(Context(prec=2)):
        assert own.by("period").to_text() == effort(SHIPPED).by("period").to_text()
        small = own.apportion(to="objective").to_text()
    assert small == own.apportion(to="objective").to_text()


# --- limits -----------------------------------------------------------------------------------------------------------


def test_sums_that_no_engine_has_room_for_are_refused(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    measure = Measure(code="budget", of="outputs", dims=["source"], unit="CHF")
    labels = {"source": [DimensionLabel(code=f"s{number}") for number in range(10)]}
    wide, fine = Decimal("9" * 15), Decimal("0." + "1" * 12)
    rows = [{"source": f"s{number}", "2008": wide, "2009-2011": fine} for number in range(10)]
    outputs = [Output(code="PP", title="PP", figures={"budget": measure.table(rows)})]
    plan = small_plan(measures=[measure], dimensions=labels, outputs=outputs)
    with stored(plan, engine=data.engine) as found:
        check_same(found.figures("budget"), across([plan], "budget"))
        monkeypatch.setattr("itu_opplan.dataset.querying.DIGITS", 28)
        assert refusal(FrameError, lambda: found.figures("budget")) == (
            "20 figures of 27 digits can make a sum of more than 28 digits, which engines do not have; "
            "round them before they are written"
        )


def test_a_label_that_only_missing_cells_have(data: Dataset) -> None:
    outputs = [Output(code="PP", title="PP", effort=work_months("department", SGO={"2007": "blank", "2008": "n/a"}))]
    with stored(small_plan(outputs=outputs), engine=data.engine) as found:
        got = found.figures("effort").by("period")
    assert [got.at(period=period) for period in ("2007", "2008", "2009-2011")] == [
        Missing.BLANK,
        Missing.NOT_APPLICABLE,
        Missing.NOT_STATED,
    ]


def test_dims_that_engines_would_confuse(data: Dataset) -> None:
    names = ("unit", "Unit", "dim_unit", "months", "Source")
    measure = Measure(code="budget", of="outputs", dims=names, unit="CHF")
    rows = [{**dict.fromkeys(names, "a"), "Unit": label, "2008": number} for number, label in enumerate("ab")]
    dimensions = {name: [DimensionLabel(code=one) for one in "ab"] for name in names}
    outputs = [Output(code="PP", title="PP", figures={"budget": measure.table(rows)})]
    plan = small_plan(measures=[measure], dimensions=dimensions, outputs=outputs)
    with stored(plan, engine=data.engine) as found:
        check_same(found.figures("budget"), across([plan], "budget"))
        assert found.figures("budget").where(Unit="b").by().total() == 1


def test_what_is_no_dataset_is_told(tmp_path: Path) -> None:
    assert refusal(FormatError, lambda: open_dataset(tmp_path)) == f"{tmp_path}: no dataset; write_dataset makes one"
    for name in ("figures", "plans"):
        (tmp_path / f"{name}.parquet").write_text("no Parquet")
    assert refusal(FormatError, lambda: open_dataset(tmp_path)).startswith(
        f"{tmp_path}: no dataset: the engine cannot read the dataset: "
    )
    assert refusal(FrameError, lambda: open_dataset(tmp_path, engine="spark")) == (  # type: ignore[arg-type]
        "unknown engine 'spark'; known: polars, duckdb, pyspark"
    )
    assert refusal(FrameError, lambda: open_dataset(tmp_path, engine="pyspark")) == (
        "pyspark needs a session: session=SparkSession.builder.getOrCreate()"
    )
    with pytest.raises(TypeError, match=r"^open_dataset takes a path, got 5$"):
        open_dataset(5)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_dataset_that_is_lost_meanwhile_is_told(tmp_path: Path, engine: Engine) -> None:
    write_dataset([SHIPPED], tmp_path / "data")
    found = open_dataset(tmp_path / "data", engine=engine)
    own = found.figures("effort")
    (tmp_path / "data" / "figures.parquet").unlink()
    assert refusal(FrameError, own.by).startswith("the engine cannot read the dataset: ")
    (tmp_path / "data" / "figures.parquet").write_bytes((tmp_path / "data" / "links.parquet").read_bytes())
    assert refusal(FrameError, lambda: found.figures("effort")).startswith("the engine cannot read the dataset: ")


def test_it_prints_in_short(data: Dataset) -> None:
    assert repr(data) == f"<Dataset: 12 plans, 9 measures, {data.engine}>"
    shipped = data.figures("effort", plans=[SHIPPED.code])
    assert repr(shipped) == "<StoredFigures: effort, 1 plan × 15 output × 9 department × 3 period, work_month>"
