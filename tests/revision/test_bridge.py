"""Bridges between two tables: the parts make the difference, to the last digit."""

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    Crosswalk,
    CrosswalkLink,
    Missing,
    NotAdditive,
    Table,
    UnitMismatch,
    UnknownLabel,
    bridge,
    bundled,
    capacity,
    effort,
    posts,
    restate,
)
from tests.strategies import cells, figures, tables

PARTS = ("period length", "restructuring", "transfer", "real")
PLAN = bundled("gs-2008-2011")
ADM = Crosswalk(
    code="adm", title="Administration", links=[CrosswalkLink(from_=one, to="ADM") for one in ("FIN", "PER")]
)


def rows_of(table: Table) -> dict[tuple[str, ...], dict[str, Decimal | Missing]]:
    """The cells by the labels of the other dims, then by part."""
    dims = [dim for dim in table.dims if dim != "part"]
    found: dict[tuple[str, ...], dict[str, Decimal | Missing]] = {}
    for record in table.records():
        found.setdefault(tuple(str(record[dim]) for dim in dims), {})[str(record["part"])] = record["value"]  # type: ignore[assignment]  # cells are
    return found


def by_department(period: str = "", unit: str = "work_month", **values: object) -> Table:
    """A table of departments, of one period where one is named."""
    rows = [{"department": department, "value": value} for department, value in values.items()]
    table = Table.from_records(rows, dims=["department"], unit=unit)
    return Table.concat({period: table}, dim="period") if period else table


# --- the real plan ----------------------------------------------------------------------------------------------------


def test_a_cell_of_the_plan() -> None:
    asked = effort(PLAN).where(output="PP", department="C&P")
    assert str(bridge(asked.where(period="2008"), asked.where(period="2009-2011"))) == (
        "work_month\n"
        "output  department   old  period length  restructuring  transfer  real    new\n"
        "-----------------------------------------------------------------------------\n"
        "PP      C&P         13.1           26.2              0         0  62.6  101.9\n"
        "assumed: old is 2008, new is 2009-2011; period length is the old figures times 3, less what they are"
    )


def test_whole_tables_of_the_plan() -> None:
    asked = effort(PLAN)
    old, new = asked.where(period="2008"), asked.where(period="2009-2011")
    found = bridge(old, new)
    assert found.dims == ("output", "department", "part")
    assert found.labels("part") == ("old", *PARTS, "new")
    assert found.labels("output") == asked.labels("output")
    parts = found.where(part=PARTS)
    assert parts.total() == new.total() - old.total() == Decimal("1425.8")
    assert found.where(part="period length").total() == 2 * old.total()
    assert set(parts.where(part="transfer").by("output").by().records()[0].values()) == {0}
    assert found.where(part="old").by("output", "department") == old.by("output", "department")


def test_departments_that_were_merged() -> None:
    asked = capacity(PLAN).by("department", "period")
    found = bridge(asked.where(period="2008"), restate(asked.where(period="2009-2011"), ADM), ADM)
    shown = found.where(department=["FIN", "PER", "ADM"])
    assert shown.to_text(decimals=0).splitlines()[1:6] == [
        "department  old  period length  restructuring  transfer  real   new",
        "-------------------------------------------------------------------",
        "PER         403            806          -1209         0     0",
        "FIN         414            828          -1242         0     0",
        "ADM                          0           2451         0     0  2451",
    ]
    assert found.where(part="restructuring").total() == 0
    assert "the old figures are restated by the crosswalk adm" in found.assumed


def test_a_stock_has_no_length() -> None:
    old, new = (posts(PLAN).where(period=period).by("period") for period in ("2007", "2007"))
    later = new.relabel("period", {"2007": "2009"})
    found = bridge(old, later)
    assert found.at(part="period length") == 0
    assert found.assumed[-1] == (
        "old is 2007, new is 2009; the length of the periods changes nothing: posts are a stock, not a flow"
    )


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_what_some_gain_and_others_lose_is_a_transfer() -> None:
    found = bridge(by_department(A=10, B=10, C=10, D=1), by_department(A=20, B=6, C=8, D=1))
    assert str(found) == (
        "work_month\n"
        "department  old  period length  restructuring  transfer  real  new\n"
        "------------------------------------------------------------------\n"
        "A            10              0              0         6     4   20\n"
        "B            10              0              0        -4     0    6\n"
        "C            10              0              0        -2     0    8\n"
        "D             1              0              0         0     0    1\n"
        "assumed: what some departments gain and others lose is taken for a transfer between them, up to the smaller "
        "of the two sums and in proportion; the rest is real"
    )


def test_thirds_make_the_whole() -> None:
    found = bridge(by_department(A=1, B=1, C=1, D=0), by_department(A=0, B=0, C=0, D=1))
    transfers = [found.at(department=one, part="transfer") for one in "ABCD"]
    assert [str(one)[:8] for one in transfers] == ["-0.33333"] * 3 + ["1"]
    assert sum(map(Fraction, transfers)) == 0  # type: ignore[arg-type]  # they are figures
    assert found.where(part=PARTS).total() == -2


@pytest.mark.parametrize(
    ("old", "new", "times"),
    [
        ("2025/26", "2026/27-2028/29", "3"),
        ("2008-2010", "2011-2014", "4/3"),
        ("2008", "2009", "1"),
        ("2008-Q1", "2008-Q2-2008-Q4", "3"),
    ],
)
def test_months_count(old: str, new: str, times: str) -> None:
    found = bridge(by_department(old, A=3), by_department(new, A=10))
    assert found.dims == ("department", "part")
    assert found.at(department="A", part="period length") == 3 * Fraction(times) - 3
    assert (f"the old figures times {times}," in found.assumed[0]) == (times != "1")
    assert sum(Fraction(str(found.at(department="A", part=part))) for part in PARTS) == 7


def test_the_same_periods_stay() -> None:
    years = {"2008": by_department(A=1), "2009": by_department(A=2)}
    old = Table.concat(years, dim="period")
    found = bridge(old, Table.concat({one: by_department(A=5) for one in years}, dim="period"))
    assert found.dims == ("period", "department", "part")
    assert [found.at(period=one, department="A", part="real") for one in years] == [4, 3]
    assert found.assumed == ()


def test_what_is_missing_makes_its_parts_missing() -> None:
    old, new = by_department("2008", A="blank", B=2, C=3), by_department("2009-2010", A=5, B="n/a", D=1)
    found = bridge(old, new)
    assert rows_of(found) == {
        ("A",): {"old": Missing.BLANK, **dict.fromkeys(PARTS, Missing.BLANK), "new": 5},
        ("B",): {
            "old": 2,
            "period length": 2,
            "restructuring": 0,
            "transfer": Missing.NOT_APPLICABLE,
            "real": Missing.NOT_APPLICABLE,
            "new": Missing.NOT_APPLICABLE,
        },
        ("C",): {"old": 3, "period length": 3, "restructuring": 0, "transfer": -1, "real": -5},
        ("D",): {"period length": 0, "restructuring": 0, "transfer": 1, "real": 0, "new": 1},
    }


def test_without_departments_there_is_no_transfer() -> None:
    old, new = (by_department(A=one, B=other).relabel("department", {}, to="unit") for one, other in ((1, 5), (5, 1)))
    assert bridge(old, new).where(part="transfer").total() == 0


def test_departments_that_do_not_add_transfer_nothing() -> None:
    old, new = (by_department(A=one, B=other).shares("department") for one, other in ((1, 5), (5, 1)))
    found = bridge(old, by_department(A=5, B=1).shares())
    assert found.assumed[-1] == (
        "nothing is taken for a transfer between departments: each department is a whole of its own"
    )
    assert {one["transfer"] for one in rows_of(found).values()} == {0}
    assert {one["real"] for one in rows_of(bridge(old, new)).values()} == {0}


def test_units_are_converted() -> None:
    found = bridge(by_department(A=18), by_department(unit="work_year", A=2))
    assert found.unit == "work_month"
    assert found.at(department="A", part="new") == 24
    assert found.at(department="A", part="real") == 6


def test_only_the_parts_add_up() -> None:
    found = bridge(by_department(A=1, B=2), by_department(A=5, B=7))
    assert found.where(part=PARTS).by("department").at(department="B") == 5
    assert found.where(part=("period length", "real")).total() == 9
    for some in (("old", "real"), ("new", "old")):
        with pytest.raises(
            NotAdditive, match=re.escape("cannot add up over 'part': old and new stand beside the parts")
        ):
            found.where(part=some).total()
    both = Table.concat({"a": found, "b": found}, dim="version")
    assert both.where(part=PARTS).total() == 18


@pytest.mark.parametrize(
    ("old", "new", "error", "message"),
    [
        (
            by_department(A=1),
            by_department("2008", A=1),
            UnknownLabel,
            "the tables have different dims: department and period, department",
        ),
        (by_department(A=1), by_department(unit="CHF", A=1), UnitMismatch, "CHF"),
        (
            by_department("2008", A=1),
            Table.concat({one: by_department(A=1) for one in ("2008", "2009")}, dim="period"),
            NotAdditive,
            "the tables have other periods: 2008 and 2008, 2009; take one of each with where(period=…)",
        ),
        (by_department("2008", A=1), by_department("2008/09", A=1), Exception, "2008"),
        (
            by_department(A=1).relabel("department", {}, to="part"),
            by_department(A=1).relabel("department", {}, to="part"),
            UnknownLabel,
            "the table has a dim 'part' already; relabel that one first",
        ),
    ],
)
def test_refused(old: Table, new: Table, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        bridge(old, new)


def test_a_crosswalk_needs_departments() -> None:
    table = by_department(A=1).relabel("department", {}, to="unit")
    with pytest.raises(UnknownLabel, match=re.escape("the table has no dim 'department'; it has unit")):
        bridge(table, table, ADM)


# --- laws -------------------------------------------------------------------------------------------------------------


_figures = figures(digits=25)


@st.composite
def _some(draw: st.DrawFn, dims: Sequence[str], *, missing: bool) -> Table:
    cell = cells(_figures) if missing else _figures
    keys = list(itertools.product("ABC", repeat=len(dims)))
    values = draw(st.lists(st.one_of(cell, cell, st.none()), min_size=len(keys), max_size=len(keys)))
    rows = [
        {**dict(zip(dims, key, strict=True)), "value": value}
        for key, value in zip(keys, values, strict=True)
        if value is not None
    ]
    return Table.from_records(rows, dims=dims, unit="work_month")


@st.composite
def two_tables(draw: st.DrawFn, *, missing: bool = True) -> tuple[Table, Table]:
    """Tables of the same dims, of the same periods, of one each, or of none."""
    dims = draw(st.sampled_from([("department",), ("output", "department"), ("department", "grade"), ("output",)]))
    drawn = _some(dims, missing=missing)
    old, new = (
        draw(drawn if not missing else st.one_of(drawn, drawn, tables(dims=dims, cell=cells(_figures))))
        for _ in range(2)
    )
    match draw(st.sampled_from(["none", "one", "several"])):
        case "one":
            first, second = (draw(st.sampled_from(["2008", "2009-2011", "2012-2018", "2012-Q1"])) for _ in range(2))
            return Table.concat({first: old}, dim="period"), Table.concat({second: new}, dim="period")
        case "several":
            return (
                Table.concat({"2008": old, "2009-2011": new}, dim="period"),
                Table.concat({"2008": new, "2009-2011": old}, dim="period"),
            )
        case _:
            return old, new


def _fraction(row: dict[str, Decimal | Missing], part: str) -> Fraction:
    value = row.get(part, Decimal(0))
    assert isinstance(value, Decimal)
    return Fraction(value)


def _is_stated(row: dict[str, Decimal | Missing]) -> bool:
    return not any(isinstance(value, Missing) for value in row.values())


TINY = Fraction(1, 10**20)


@given(two_tables())
def test_old_and_the_parts_make_new(pair: tuple[Table, Table]) -> None:
    rows = rows_of(bridge(*pair))
    for row in rows.values():
        assert {*row} >= {*PARTS}
        if _is_stated(row):
            assert sum(_fraction(row, part) for part in ("old", *PARTS)) == _fraction(row, "new")
        else:
            assert isinstance(row["real"], Missing)
            assert any(isinstance(row.get(part), Missing) for part in ("old", "new"))


@given(two_tables())
def test_transfers_are_between_departments(pair: tuple[Table, Table]) -> None:
    found = bridge(*pair)
    groups: dict[tuple[str, ...], list[dict[str, Decimal | Missing]]] = {}
    dims = [dim for dim in found.dims if dim != "part"]
    for key, row in rows_of(found).items():
        if _is_stated(row):
            groups.setdefault(tuple(k for k, dim in zip(key, dims, strict=True) if dim != "department"), []).append(row)
    for rows in groups.values():
        transfers, reals = ([_fraction(row, part) for row in rows] for part in ("transfer", "real"))
        assert sum(transfers) == 0
        if "department" in dims:  # what is real either rises or falls
            assert not (any(real > TINY for real in reals) and any(real < -TINY for real in reals))
        for transfer, real in zip(transfers, reals, strict=True):
            assert min(transfer * (transfer + real), transfer * real) >= -TINY * abs(transfer)  # of the same sign


@given(two_tables())
def test_nothing_makes_a_table_of_itself(pair: tuple[Table, Table]) -> None:
    for table in pair:
        found = bridge(table, table)
        for row in rows_of(found).values():
            assert {row[part] for part in PARTS} <= ({row["old"], 0} if isinstance(row["old"], Missing) else {0})
        assert found.assumed == ()


@given(two_tables(missing=False), st.fractions(Fraction(1, 7), Fraction(6, 7), max_denominator=7))
def test_a_crosswalk_moves_and_makes_nothing(pair: tuple[Table, Table], share: Fraction) -> None:
    old, new = pair
    if "department" not in old.dims:
        return
    links = [
        CrosswalkLink(from_="A", to="X", share=share),
        CrosswalkLink(from_="A", to="Y", share=1 - share),
        CrosswalkLink(from_="B", to="X"),
    ]
    found = bridge(old, new, Crosswalk(code="c", title="C", links=links))
    assert sum(_fraction(row, "restructuring") for row in rows_of(found).values()) == 0
    for row in rows_of(found).values():
        assert sum(_fraction(row, part) for part in ("old", *PARTS)) == _fraction(row, "new")
