"""The difference of two tables in parts: what holds for any tables, and the figures of plans."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import InvalidPlan, Missing, NotAdditive, Table, UnitMismatch, UnknownLabel, bridge, bundled, effort
from itu_opplan.model.crosswalk import Crosswalk, CrosswalkLink
from tests.strategies import tables

ROUNDED = Decimal("1e-18")
PARTS = ("old", "period length", "restructuring", "transfer", "real", "new")
LINKS = [CrosswalkLink(from_=code, to="ADM") for code in ("FIN", "PER")]
ADM = Crosswalk(code="new", title="The new structure", links=LINKS)

DIMS = st.sampled_from([(), ("output",), ("department",), ("output", "department"), ("department", "output")])


@st.composite
def _pairs(draw: Callable[..., object]) -> tuple[Table, Table]:
    """Two tables with the same dims, of any labels."""
    dims = draw(DIMS)
    assert isinstance(dims, tuple)
    one, other = (draw(tables(dims=dims, unit="work_month")) for _ in range(2))
    assert isinstance(one, Table)
    assert isinstance(other, Table)
    return one, other


def _at(table: Table, **labels: str) -> Decimal | Missing:
    return table.at(**labels)


def _by_key(found: Table) -> dict[tuple[str, ...], dict[str, Decimal | Missing]]:
    """The parts of each combination of the other labels."""
    cells: defaultdict[tuple[str, ...], dict[str, Decimal | Missing]] = defaultdict(dict)
    for record in found.records():
        value, part = record.pop("value"), record.pop("part")
        assert isinstance(value, Decimal | Missing)
        assert isinstance(part, str)
        cells[tuple(map(str, record.values()))][part] = value
    return cells


def _check_sums(found: Table) -> None:
    for parts in _by_key(found).values():
        if any(isinstance(value, Missing) for value in parts.values()):
            continue
        exact = {part: Fraction(value) for part, value in parts.items() if isinstance(value, Decimal)}
        assert sum((exact.get(part, Fraction(0)) for part in PARTS[:-1]), Fraction(0)) == exact.get("new", 0)


def _periods(unit: str = "work_month", /, **rows: Mapping[str, object]) -> Table:
    records = [
        {"department": label, "period": period, "value": value}
        for label, row in rows.items()
        for period, value in row.items()
    ]
    return Table.from_records(records, dims=("department", "period"), unit=unit)


@settings(max_examples=60, deadline=None)
@given(_pairs())
def test_old_and_the_parts_make_new(pair: tuple[Table, Table]) -> None:
    old, new = pair
    found = bridge(old, new)
    assert found.labels("part") == PARTS
    _check_sums(found)
    for parts in _by_key(found).values():
        assert isinstance(parts["real"], Missing) == any(
            isinstance(parts.get(part), Missing) for part in ("old", "new")
        )


@settings(max_examples=60, deadline=None)
@given(_pairs())
def test_transfers_of_departments_cancel_out(pair: tuple[Table, Table]) -> None:
    old, new = pair
    found = bridge(old, new)
    place = [dim for dim in found.dims if dim != "part"]
    sums: defaultdict[tuple[str, ...], Fraction] = defaultdict(Fraction)
    changes: defaultdict[tuple[str, ...], list[tuple[Fraction, Fraction]]] = defaultdict(list)
    for key, parts in _by_key(found).items():
        transfer, real = parts["transfer"], parts["real"]
        if isinstance(transfer, Missing) or isinstance(real, Missing):
            continue
        assert transfer * real >= 0 or abs(real) < ROUNDED  # of one sign, but for the last digit
        other = tuple(label for dim, label in zip(place, key, strict=True) if dim != "department")
        sums[other] += Fraction(transfer)
        changes[other].append((Fraction(transfer) + Fraction(real), Fraction(transfer)))
    assert not any(sums.values())
    for pairs in changes.values() if "department" in place else ():
        gains, losses = (sum((sign * rest for rest, _ in pairs if sign * rest > 0), Fraction(0)) for sign in (1, -1))
        assert sum((part for _, part in pairs if part > 0), Fraction(0)) == min(gains, losses)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=2, max_size=4),
    st.sampled_from([("2008", "2009-2011"), ("2009-2011", "2008"), ("2008-Q1", "2008-M01"), ("2025/26", "2026/27-Q1")]),
)
def test_lengths_that_do_not_divide_are_exact_too(figures: list[Decimal], lengths: tuple[str, str]) -> None:
    first, second = lengths
    old = _periods(**{f"D{number}": {first: value} for number, value in enumerate(figures)})
    new = _periods(**{f"D{number}": {second: value} for number, value in enumerate(reversed(figures))})
    found = bridge(old, new)
    assert found.dims == ("department", "part")
    _check_sums(found)


def _of_pp(period: str) -> Table:
    return effort(bundled("gs-2008-2011")).where(output="PP", period=period).by("department", "period")


def test_conferences_and_publications_for_the_plenipotentiary_conference() -> None:
    found = bridge(_of_pp("2008"), _of_pp("2009-2011")).where(department="C&P")
    assert [str(_at(found, department="C&P", part=part)) for part in PARTS] == [
        "13.1",
        "26.2",
        "0.0",
        "0.0",
        "62.6",
        "101.9",
    ]
    assert found.assumed[0] == "old is 2008, 12 months, and new is 2009-2011, 36 months"


def test_a_transfer_is_what_some_lose_and_others_gain() -> None:
    found = bridge(_of_pp("2007"), _of_pp("2008"))
    assert found.where(part="transfer").total() == 0
    assert found.where(part="real").total() == Decimal("-23.0")
    assert str(_at(found, department="CS", part="transfer")) == "1.4"


def test_a_crosswalk_explains_what_a_new_department_has() -> None:
    old = _periods(FIN={"2008": 414}, PER={"2008": 403}, IS={"2008": 740})
    new = _periods(ADM={"2008": 820}, IS={"2008": 738})
    found = bridge(old, new, ADM)
    assert found.to_text().splitlines() == [
        "work_month",
        "department  period  old  period length  restructuring  transfer  real  new",
        "--------------------------------------------------------------------------",
        "FIN         2008    414              0           -414         0     0",
        "PER         2008    403              0           -403         0     0",
        "IS          2008    740              0              0        -2     0  738",
        "ADM         2008                     0            817         2     1  820",
        f"assumed: {found.assumed[-1]}",
    ]
    assert found.assumed[-1] == (
        "where all other labels are the same, what some departments lose and others gain is a transfer, "
        "shared in proportion to each gain or loss; the rest is real"
    )


def test_a_longer_period_comes_before_the_new_structure() -> None:
    old, new = _periods(FIN={"2008": 414}), _periods(ADM={"2009-2011": 1300})
    found = bridge(old, new, ADM)
    assert [_at(found, department="FIN", part=part) for part in PARTS[:5]] == [414, 828, -1242, 0, 0]
    assert [_at(found, department="ADM", part=part) for part in PARTS[2:]] == [1242, 0, 58, 1300]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.decimals(-(10**6), 10**6, places=1), min_size=4, max_size=4))
def test_departments_that_go_on_in_thirds_are_exact_too(figures: list[Decimal]) -> None:
    links = [
        CrosswalkLink(from_="FIN", to="ADM", share=Fraction(1, 3)),
        CrosswalkLink(from_="FIN", to="CS", share=Fraction(2, 3)),
    ]
    split = Crosswalk(code="split", title="In thirds", links=links)
    one, two, three, four = figures
    old = _periods(FIN={"2008-Q1": one}, CS={"2008-Q1": two})
    found = bridge(old, _periods(ADM={"2008-M04": three}, CS={"2008-M04": four}), split)
    _check_sums(found)
    assert found.where(part="restructuring").total() == 0


def test_a_plan_with_a_fiscal_year() -> None:
    old = _periods(A={"2025/26": 12}, B={"2025/26": 6})
    new = _periods(A={"2026/27-H1": 4}, B={"2026/27-H1": 9})
    found = bridge(old, new)
    assert [_at(found, department="A", part=part) for part in PARTS] == [12, -6, 0, -2, 0, 4]
    assert [_at(found, department="B", part=part) for part in PARTS] == [6, -3, 0, 2, 4, 9]
    assert found.assumed[0] == "old is 2025/26, 12 months, and new is 2026/27-H1, 6 months"


def test_figures_without_departments_have_no_transfer() -> None:
    plan = effort(bundled("gs-2008-2011")).by("output", "period")
    found = bridge(plan.where(period="2007"), plan.where(period="2008"))
    assert found.where(part="transfer").total() == 0
    assert "no part is a transfer, as the figures are not by department" in found.assumed


def test_what_stays_over_time_has_no_part_of_length() -> None:
    old, new = _periods("post", A={"2008": 3}), _periods("post", A={"2009-2011": 5})
    found = bridge(old, new)
    assert [_at(found, department="A", part=part) for part in PARTS] == [3, 0, 0, 0, 2, 5]
    assert "no part is due to period length: posts are a stock, not a flow" in found.assumed


def test_units_are_converted_and_other_units_refused() -> None:
    old, new = _periods("kCHF", A={"2008": 3}), _periods("CHF", A={"2008": 3500})
    assert bridge(old, new).where(part="real").total() == 500
    with pytest.raises(UnitMismatch):
        bridge(old, _periods("page", A={"2008": 1}))


def test_missing_figures_make_missing_parts() -> None:
    old, new = _periods(A={"2008": "blank"}, B={"2008": 1}), _periods(A={"2008": 4}, B={"2008": "n/a"})
    found = bridge(old, new)
    assert [found.at(department="A", period="2008", part=part) for part in PARTS[:2]] == [Missing.BLANK] * 2
    assert found.at(department="B", period="2008", part="period length") == 0
    assert found.at(department="B", period="2008", part="real") is Missing.NOT_APPLICABLE


def test_what_cannot_be_compared_is_refused() -> None:
    plan = effort(bundled("gs-2008-2011")).by("department", "period")
    with pytest.raises(InvalidPlan) as error:
        bridge(plan, plan.where(period="2008"))
    assert str(error.value) == (
        "periods: cannot be compared: old has 2007, 2008, 2009-2011, new has 2008; "
        "take the same periods of both tables, or one of each with where(period=…)"
    )
    with pytest.raises(UnknownLabel, match=r"^the tables have different dims: department, period and period$"):
        bridge(plan, plan.by("period"))
    with pytest.raises(NotAdditive, match="two calendars"):
        bridge(_periods(A={"2025": 1}), _periods(A={"2025/26": 1}))
    with pytest.raises(NotAdditive, match="'part'"):
        bridge(plan, plan).total()
    with pytest.raises(UnknownLabel, match="no dim 'department'"):
        bridge(plan.by("period"), plan.by("period"), ADM)
