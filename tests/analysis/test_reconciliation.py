"""Capacity against effort: the real plan worked out from its files by fractions, and every side that may be missing."""

import tomllib
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import attrs
import pytest
from hypothesis import given, settings

from itu_opplan import (
    Department,
    Event,
    Missing,
    OperationalPlan,
    Output,
    Table,
    bundled,
    capacity,
    effort,
    own_effort,
    plain,
    reconcile,
    validate,
)
from itu_opplan.analysis import Reconciliation
from tests.helpers import cells_of
from tests.small_plans import small_plan, work_months
from tests.strategies import plans

PERIODS = ("2007", "2008", "2009-2011")
SHIPPED = reconcile(bundled("gs-2008-2011"))


def percents(**items: dict[str, object]) -> Table:
    """Percentages of a department's work by event."""
    rows = [{"kind": "event", "item": item} | row for item, row in items.items()]
    return Table.from_rows(rows, dims=("kind", "item", "period"), unit="percent")


# --- the shipped plan -------------------------------------------------------------------------------------------------


def raw_sums() -> tuple[dict[tuple[str, str], Fraction], dict[tuple[str, str], Fraction]]:
    """Work-months of each department and period, had and asked for, from the plan's files and by nothing but sums."""
    root = files("itu_opplan") / "plans" / "gs-2008-2011"
    departments = tomllib.loads((root / "organisation.toml").read_text(encoding="utf-8"), parse_float=Fraction)
    has: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    asked: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for code, department in departments["departments"].items():
        for row in department.get("staffing", ()):
            for period in PERIODS:
                if period in row and row[period] != "blank":
                    has[code, period] += Fraction(row[period])
    for path in (root / "outputs").iterdir():
        text = path.read_text(encoding="utf-8")
        for output in tomllib.loads(text, parse_float=Fraction)["outputs"].values():
            for row in output.get("effort", ()):
                for period in PERIODS:
                    asked[row["department"], period] += Fraction(row[period])
    return has, asked


def test_the_shipped_plan_from_its_files() -> None:
    has, asked = raw_sums()
    assert len(has) == 25
    assert len(asked) == 24
    assert cells_of(SHIPPED.capacity) == has
    assert cells_of(SHIPPED.effort) == asked
    own = {("TLC", "2007"): 183}
    assert cells_of(SHIPPED.own) == own
    assert cells_of(SHIPPED.residual) == {key: has[key] - asked.get(key, 0) - own.get(key, 0) for key in has}
    loads = {key: round(100 * asked[key] / has[key] * 10**20) for key in asked}  # half-even
    assert {key: Fraction(value) * 10**20 for key, value in cells_of(SHIPPED.load).items()} == loads  # type: ignore[arg-type]  # figures


@pytest.mark.parametrize(
    ("department", "loads"),
    [
        ("SGO", "74.1 70.2 70.3"),
        ("CEC", "68.8 52.4 53.4"),
        ("SPU", "86.5 108.1 96.4"),
        ("TLC", "- - -"),
        ("C&P", "3.3 5.7 6.2"),
        ("CS", "3.3 3.6 3.5"),
        ("PER", "8.8 5.2 5.2"),
        ("FIN", "22.4 19.9 22.5"),
        ("IS", "7.5 7.9 7.7"),
    ],
)
def test_the_loads_of_the_shipped_plan_to_be_read(department: str, loads: str) -> None:
    cells = [SHIPPED.load.at(department=department, period=period) for period in PERIODS]
    assert " ".join(f"{cell:.1f}" if isinstance(cell, Decimal) else "-" for cell in cells) == loads


def test_one_department_is_asked_for_more_than_it_has() -> None:
    (line,) = SHIPPED.overloaded
    assert (line.department, line.period, line.remark) == ("SPU", "2008", "overload")
    expected = [Decimal(figure) for figure in ("48", "51.9", "-3.9", "108.125")]
    assert [line.capacity, line.effort, line.residual, line.load] == expected
    assert line.own is Missing.NOT_STATED


def test_the_axes_are_whole_and_percentages_do_not_add() -> None:
    plan = bundled("gs-2008-2011")
    for table in attrs.astuple(SHIPPED, recurse=False):
        assert table.dims == ("department", "period")
        assert table.labels("department") == tuple(department.code for department in plan.departments)
        assert table.labels("period") == PERIODS
    assert [axis.adds for axis in SHIPPED.load.axes] == [False, False]
    assert [table.unit for table in attrs.astuple(SHIPPED, recurse=False)] == ["work_month"] * 4 + ["percent"]


def test_blanks_are_counted_and_marked() -> None:
    blanks = {("SGO", "2008"), ("C&P", "2007"), ("FIN", "2007"), ("IS", "2007")}
    for table in (SHIPPED.capacity, SHIPPED.residual, SHIPPED.load):
        skipped = {key: value for key, value in cells_of(table.missing()).items() if value}
        assert skipped == {(*key, "blank"): 1 for key in blanks}
    remarked = {(line.department, line.period) for line in SHIPPED.lines if line.remark == "capacity without 1 blank"}
    assert remarked == blanks


def test_the_telecom_secretariat_works_for_telecom() -> None:
    plan = bundled("gs-2008-2011")
    assert cells_of(own_effort(plan)) == {("TELECOM", "TLC", "2007"): 183}
    assert own_effort(plan).labels("output") == effort(plan).labels("output")
    whole = effort(plan) + own_effort(plan)
    assert whole.where(output="TELECOM", period="2007").total() == Decimal("142.6") + 183
    assert SHIPPED.effort.where(department="TLC").by() == Table.from_records((), dims=(), unit="work_month")


# --- sides that are missing -------------------------------------------------------------------------------------------


def one_department(capacity_: object = None, asked: object = None) -> Reconciliation:
    """A plan of one department and output with these figures in 2008; None for no cell."""
    department = Department(code="SGO", name="Office")
    if capacity_ is not None:
        department = attrs.evolve(department, staffing=work_months("grade", P5={"2008": capacity_}))
    output = Output(code="PP", title="Conference")
    if asked is not None:
        output = attrs.evolve(output, effort=work_months("department", SGO={"2008": asked}))
    return reconcile(small_plan(periods=["2008"], departments=[department], outputs=[output]))


NOT_STATED, BLANK, NOT_APPLICABLE = Missing.NOT_STATED, Missing.BLANK, Missing.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("has", "asked", "residual", "load", "remark"),
    [
        (12, 12, 0, 100, ""),
        (12, "12.5", Decimal("-0.5"), Decimal("104.16666666666666666667"), "overload"),
        (12, 0, 12, 0, ""),
        (12, None, 12, NOT_STATED, ""),
        (None, 5, -5, NOT_STATED, ""),
        (0, 5, -5, NOT_APPLICABLE, "overload"),
        (0, 0, 0, NOT_APPLICABLE, ""),
        ("blank", 5, BLANK, BLANK, "capacity without 1 blank"),
        (12, "n/a", NOT_APPLICABLE, NOT_APPLICABLE, "effort without 1 n/a"),
        ("n/a", "blank", BLANK, BLANK, "capacity without 1 n/a, effort without 1 blank"),
    ],
)
def test_what_one_side_does_not_have(has: object, asked: object, residual: object, load: object, remark: str) -> None:
    found = one_department(has, asked)
    (line,) = found.lines
    assert (line.residual, line.load, line.remark) == (residual, load, remark)
    assert list(found.overloaded) == ([line] if "overload" in remark else [])


def test_a_department_without_any_figure_has_no_line() -> None:
    found = one_department()
    assert str(found).split("\n") == [
        "capacity against effort in work-months, load in percent",
        "department  period  capacity  effort  own  residual  load  remark",
        "-----------------------------------------------------------------",
        "none",
        "no capacity stated: SGO 2008",
    ]
    assert len(found.overloaded) == 0


def test_it_prints_as_one_listing() -> None:
    department = Department(code="SGO", name="Office", staffing=work_months("grade", P5={"2007": 12, "2008": 12}))
    effort_ = work_months("department", SGO={"2007": "11.99", "2008": "12.01"}, CEC={"2008": 3})
    output = Output(code="PP", title="Conference", effort=effort_)
    found = reconcile(
        small_plan(
            periods=["2007", "2008"], departments=[department, Department(code="CEC", name="C")], outputs=[output]
        )
    )
    assert str(found).split("\n") == [
        "capacity against effort in work-months, load in percent",
        "department  period  capacity  effort  own  residual   load  remark",
        "--------------------------------------------------------------------",
        "CEC         2008                   3             -3",
        "SGO         2007          12   11.99           0.01   99.9",
        "SGO         2008          12   12.01          -0.01  100.1  overload",
        "overload: SGO 2008",
        "no capacity stated: CEC 2007, 2008",
        "residual: not free, it is for everything that this plan has no outputs for",
    ]
    page = found._repr_html_()
    assert page == found.lines._repr_html_()
    assert ">overload: SGO 2008</p>" in page
    assert str(found.overloaded).split("\n")[0] == "overload"


def test_it_is_plain_as_its_tables() -> None:
    found = plain(SHIPPED)
    assert isinstance(found, dict)
    assert list(found) == ["capacity", "effort", "own", "residual", "load"]


# --- own work ---------------------------------------------------------------------------------------------------------


def fair(*outputs: Output, events: tuple[Event, ...] | None = None, **fields: object) -> OperationalPlan:
    """A plan of a department that has 60 work-months, and a trade fair and a conference as events."""
    department = Department(
        code="FAIRS",
        name="Fairs",
        staffing=work_months("grade", P5={"2007": 36, "2008": 36}, P4={"2007": 24, "2008": 24}),
        **fields,  # type: ignore[arg-type]  # each test gives what the field takes
    )
    known = events or (
        Event(code="SPRING", title="Spring fair", output="FAIR", aliases=["FLOWERS"]),
        Event(code="AUTUMN", title="Autumn fair", output="FAIR"),
        Event(code="MEETING", title="Meeting", output="MEET"),
        Event(code="JUBILEE", title="Jubilee"),
    )
    return small_plan(
        periods=["2007", "2008"],
        departments=[department, Department(code="SGO", name="Office")],
        events=known,
        outputs=outputs or [Output(code="FAIR", title="Fairs"), Output(code="MEET", title="Meetings")],
    )


def test_own_work_goes_to_the_outputs_of_the_events() -> None:
    plan = fair(allocations=percents(SPRING={"2007": 50}, AUTUMN={"2007": 20}, MEETING={"2007": 30, "2008": 100}))
    assert cells_of(own_effort(plan)) == {
        ("FAIR", "FAIRS", "2007"): 42,
        ("MEET", "FAIRS", "2007"): 18,
        ("MEET", "FAIRS", "2008"): 60,
    }
    found = reconcile(plan)
    assert cells_of(found.own) == {("FAIRS", "2007"): 60, ("FAIRS", "2008"): 60}
    assert cells_of(found.residual) == {("FAIRS", "2007"): 0, ("FAIRS", "2008"): 0}
    assert not found.load
    assert "own: work for outputs that only the department speaks of, in no output's table" in str(found)


def test_percentages_beyond_the_whole_share_what_there_is() -> None:
    plan = fair(allocations=percents(SPRING={"2007": 75}, MEETING={"2007": 50}, JUBILEE={"2007": 10}))
    assert cells_of(own_effort(plan)) == {("FAIR", "FAIRS", "2007"): 36, ("MEET", "FAIRS", "2007"): 24}
    assert cells_of(reconcile(plan).residual) == {("FAIRS", "2007"): 0, ("FAIRS", "2008"): 60}
    assert validate(plan).ok


def test_what_goes_to_no_output_is_left_over() -> None:
    plan = fair(
        allocations=percents(
            SPRING={"2007": "12.5", "2008": "blank"}, JUBILEE={"2007": 50}, UNHEARD={"2007": "37.5", "2008": 100}
        )
    )
    assert cells_of(own_effort(plan)) == {("FAIR", "FAIRS", "2007"): Decimal("7.5")}
    assert cells_of(reconcile(plan).residual) == {("FAIRS", "2007"): Decimal("52.5"), ("FAIRS", "2008"): 60}


def test_an_alias_names_an_event_too() -> None:
    plan = fair(allocations=percents(flowers={"2008": 100}))
    assert cells_of(own_effort(plan)) == {("FAIR", "FAIRS", "2008"): 60}


def test_what_an_output_states_itself_goes_before() -> None:
    allocations = percents(SPRING={"2007": 100, "2008": 100})
    stated = Output(code="FAIR", title="Fairs", effort=work_months("department", FAIRS={"2008": 55}))
    found = reconcile(fair(stated, allocations=allocations))
    assert cells_of(found.own) == {("FAIRS", "2007"): 60}
    assert cells_of(found.residual) == {("FAIRS", "2007"): 0, ("FAIRS", "2008"): 5}
    blank = Output(code="FAIR", title="Fairs", effort=work_months("department", FAIRS={"2008": "blank"}))
    assert cells_of(reconcile(fair(blank, allocations=allocations)).own) == {("FAIRS", "2007"): 60}


def test_other_kinds_than_events_go_to_no_output() -> None:
    rows = [{"kind": "activity", "item": "SPRING", "2007": 100}]
    activities = Table.from_rows(rows, dims=("kind", "item", "period"), unit="percent")
    assert not own_effort(fair(allocations=activities))
    assert not own_effort(fair())


def test_thirds_of_work_make_the_whole() -> None:
    third, rest = "33.333333333333", "33.333333333334"
    plan = fair(
        Output(code="A", title="A"), Output(code="B", title="B"), Output(code="C", title="C"),
        events=tuple(Event(code=code, title=code, output=code) for code in "ABC"),
        allocations=percents(A={"2007": third}, B={"2007": third}, C={"2007": rest}),
        )  # fmt: skip
    plan = plan.put(
        attrs.evolve(plan.department("FAIRS"), staffing=work_months("grade", P5={"2007": "1.123456789012"}))
    )
    assert reconcile(plan).residual.at(department="FAIRS", period="2007") == 0


def test_own_work_of_a_blank_capacity_is_blank() -> None:
    plan = fair(allocations=percents(SPRING={"2007": 100}))
    plan = plan.put(attrs.evolve(plan.department("FAIRS"), staffing=work_months("grade", P5={"2007": "blank"})))
    found = reconcile(plan)
    assert cells_of(found.own) == cells_of(found.residual) == {("FAIRS", "2007"): BLANK}


# --- any plan ---------------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(plans())
def test_what_there_is_goes_somewhere(plan: OperationalPlan) -> None:
    found = reconcile(plan)
    has, asked = capacity(plan).by("department", "period"), effort(plan).by("department", "period")
    assert (found.capacity, found.effort) == (has, asked)
    assert found.residual == has - asked - found.own
    assert found.load == asked.percent_of(has)
    assert not cells_of(found.own).keys() & cells_of(asked).keys()
    assert cells_of(found.load).keys() == cells_of(has).keys() & cells_of(asked).keys()
    assert len(found.lines) == len(cells_of(has).keys() | cells_of(asked).keys())
    for line in found.overloaded:
        assert isinstance(line.effort, Decimal)
        assert isinstance(line.capacity, Decimal)
        assert line.effort > line.capacity
        assert line.load is NOT_APPLICABLE or (isinstance(line.load, Decimal) and line.load >= 100)
