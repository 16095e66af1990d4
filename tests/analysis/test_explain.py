"""The cells of a plan behind a figure: each with its address, and parts that make the figure to the last digit."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    CostStep,
    InvalidPlan,
    Listing,
    Missing,
    NotAdditive,
    OperationalPlan,
    OpPlanError,
    Period,
    Table,
    UnknownCode,
    UnknownLabel,
    allocations,
    apportion,
    bundled,
    capacity,
    change,
    cost,
    cost_chain,
    effort,
    explain,
    figures,
    get,
    load_rates,
    loads,
    overhead,
    own_effort,
    payroll,
    posts,
    touching,
    volumes,
    with_vacancy,
)
from itu_opplan.analysis import ExplanationLine
from itu_opplan.analysis.tables import figures_by
from itu_opplan.table.cells import round_ratio
from tests.helpers import complaints, refusal

PLAN = bundled("gs-2008-2011")
EFFORT = effort(PLAN)
EQUALLY = apportion(EFFORT, PLAN, to="objective")
RATES = load_rates(Path(__file__).parents[2] / "examples" / "rates-invented.toml")

DISTRICT = """
format = 1
code = "d"
title = "District"
organisation = "Uganda"
window = "2025/26-2026/27"
year_begins = 7
periods = ["2025/26-Q1", "2025/26-Q2", "2025/26-H2", "2026/27"]

[dimensions]
source = ["RB", "XB"]
[measures.budget]
of = "outputs"
dims = ["source"]
unit = "kCHF"
negative = true
[measures.reserve]
of = "plan"
unit = "kCHF"
[measures.effort]
dims = ["source", "department"]
[measures.staffing]
dims = ["grade", "source"]
unit = "FTE"

[services.printing]
name = "Printing"
unit = "page"
[services.translation]
name = "Translation"
unit = "word"
[objectives.A]
title = "a"
[objectives.B]
title = "b"
[objectives.C]
title = "c"

[departments.D]
name = "D"
section = "2"
staffing = [
    { grade = "P5", source = "RB", "2025/26-Q1" = 2, "2026/27" = 2 },
    { grade = "P5", source = "XB", "2025/26-Q1" = 1, "2026/27" = "blank" },
]
staffing_assumed = ["posts are filled all year", "nobody retires"]

[figures]
reserve = { "2026/27" = 5 }

[outputs.X]
title = "X"
section = "1"
objectives = ["A", "B", "C"]
effort = [
    { department = "D", source = "RB", "2025/26-Q1" = 1, "2025/26-Q2" = 2, "2026/27" = 7 },
    { department = "D", source = "XB", "2025/26-Q1" = 2, "2025/26-Q2" = "blank", "2026/27" = 0 },
]
services = [{ service = "printing", "2026/27" = 10 }, { service = "translation", "2026/27" = 100 }]
[outputs.X.figures]
budget_section = "1.4"
budget = [
    { source = "RB", "2025/26-Q1" = 10, "2025/26-H2" = 4, "2026/27" = 30 },
    { source = "XB", "2025/26-Q1" = -3, "2025/26-Q2" = 0.0, "2026/27" = "blank" },
]
[outputs.Y]
title = "Y"
section = "3"
[outputs.Y.figures]
budget = [{ source = "RB", "2026/27" = 1 }]
"""


@functools.cache
def district() -> OperationalPlan:
    return loads(DISTRICT)


def lines_of(found: Listing[ExplanationLine]) -> list[str]:
    """What is printed, without the line below the header, each column apart from the next by one blank."""
    return [re.sub(" {2,}", " ", line) for line in str(found).split("\n") if not line.startswith("---")]


def parts_of(found: Iterable[ExplanationLine]) -> list[Decimal]:
    return [line.part for line in found if isinstance(line.part, Decimal)]


def sum_of(found: Iterable[ExplanationLine]) -> Decimal:
    with localcontext(Context(prec=100)):
        return sum(parts_of(found), Decimal(0))


def check(plan: OperationalPlan, found: Listing[ExplanationLine]) -> None:
    """Each line is a cell of the plan, once, with its section and what its table rests on."""
    assert len({line.path for line in found}) == len(found)
    for line in found:
        assert get(plan, line.path) == line.printed
        if isinstance(line.part, Decimal) and isinstance(line.printed, Decimal) and line.printed:
            assert line.factor == round_ratio(Fraction(line.part) / Fraction(line.printed))
        else:
            assert line.factor is None


# --- the real plan ----------------------------------------------------------------------------------------------------


def test_the_work_months_of_an_objective_are_found_in_sections_of_the_document() -> None:
    found = explain(PLAN, "effort", EQUALLY, objective="4", period="2008")
    assert found.title == "93.6 work_month: objective 4, 2008"
    assert sum_of(found) == EQUALLY.where(objective="4", period="2008").total() == Decimal("93.64333333333333333333")
    check(PLAN, found)
    assert {(line.section, str(line.factor)) for line in found if line.factor is not None} == {
        ("II.1.4", "0.25"),
        ("II.4.4", "0.25"),
        ("II.5.4", "0.33333333333333333333"),
        ("II.7.3.4", "0.2"),
        ("II.8.1.4", "0.33333333333333333333"),
        ("II.8.3.4", "0.25"),
    }
    tables = [output.effort for output in PLAN.outputs if "4" in output.objectives and len(output.effort)]
    assert len(found) == sum(len(table.where(period="2008")) for table in tables)
    assert found.notes == ("assumed: outputs divided equally among their objectives",)


def test_it_prints_as_a_table() -> None:
    found = explain(PLAN, "effort", EQUALLY, period="2008", department="SPU", objective="4", output=["WTPF", "PP"])
    assert lines_of(found) == [
        "3.9 work_month: department SPU, objective 4, output PP and WTPF, 2008",
        "path section printed factor part",
        "outputs.PP.effort[SPU, 2008] II.1.4 2.1 0.25 0.5",
        "outputs.WTPF.effort[SPU, 2008] II.5.4 10.2 0.3333 3.4",
        "assumed: outputs divided equally among their objectives",
    ]
    assert found.to_frame("polars").columns == ["path", "section", "printed", "factor", "part"]


def test_without_labels_the_whole_table_is_explained() -> None:
    found = explain(PLAN, "effort", EQUALLY)
    assert (found.title, len(found)) == ("3486.7 work_month", len(EFFORT))
    assert sum_of(found) == EFFORT.total()
    assert {line.factor for line in found} == {Decimal(1), None}


def test_a_blank_cell_has_a_line_and_no_part() -> None:
    found = explain(PLAN, "staffing", capacity(PLAN), department="IS", period="2007")
    assert lines_of(found)[-2:] == ["departments.IS.staffing[G3, 2007] III.9.4 blank blank", "skipped: 1 blank"]
    assert sum_of(found) == 705


def test_a_figure_that_is_missing_is_explained_by_what_is_missing() -> None:
    found = explain(PLAN, "staffing", capacity(PLAN), department="IS", grade="G-3", period="2007")
    assert lines_of(found) == [
        "blank: department IS, grade G3, 2007",
        "path section printed factor part",
        "departments.IS.staffing[G3, 2007] III.9.4 blank blank",
    ]


def test_what_is_not_stated_has_no_lines() -> None:
    found = explain(PLAN, "effort", EQUALLY, output="WCIT")
    assert lines_of(found)[0::2] == ["not stated: output WCIT", "none"]


def test_years_are_explained_by_the_column_that_holds_them() -> None:
    found = explain(PLAN, "effort", EFFORT.split(), output="PP", department="SGO", period=["2009", Period(2010, 2010)])
    assert lines_of(found) == [
        "12.1 work_month: output PP, department SGO, 2009 and 2010",
        "path section printed factor part",
        "outputs.PP.effort[SGO, 2009-2011] II.1.4 18.2 0.6667 12.1",
        "assumed: 2009-2011 divided evenly among its years",
    ]
    whole = explain(PLAN, "effort", EFFORT.split())
    assert sum_of(whole) == EFFORT.total()
    check(PLAN, whole)


def test_percentages_are_explained_within_their_whole() -> None:
    found = explain(PLAN, "effort", EFFORT.shares("department", "period"), department="SGO", period="2008")
    assert (found.title, found.notes) == (
        "100.0 percent: department SGO, 2008",
        ("printed in work_month, parts in percent",),
    )
    assert refusal(NotAdditive, lambda: explain(PLAN, "effort", EFFORT.shares("department", "period"))) == (
        "cannot add up over 'department': each department is a whole of its own; "
        "explain one, as with department='SGO'\n"
        "cannot add up over 'period': each period is a whole of its own; explain one, as with period='2007'"
    )


def test_one_percentage_of_the_plan_can_be_explained() -> None:
    labels = {"department": "TLC", "kind": "event", "period": "2008"}
    assert explain(PLAN, "allocations", allocations(PLAN), **labels).title == (
        "100 percent: department TLC, kind event, 2008"
    )
    (line,) = explain(PLAN, "allocations", allocations(PLAN), item="WORLD-09", **labels)
    assert (line.path, line.part) == ("departments.TLC.allocations[event, WORLD-09, 2008]", Decimal(30))


def test_stocks_are_explained_in_one_period() -> None:
    assert sum_of(explain(PLAN, "posts", posts(PLAN), period="2007")) == 16
    assert refusal(NotAdditive, lambda: explain(PLAN, "posts", posts(PLAN))) == (
        "cannot add up over 'period': posts are a stock, not a flow; explain one, as with period='2007'"
    )


def test_links_that_count_more_than_once_are_explained_one_by_one() -> None:
    full = touching(EFFORT, PLAN, to="objective")
    assert sum_of(explain(PLAN, "effort", full, objective="3", period="2008")) == Decimal("658.5")
    assert refusal(NotAdditive, lambda: explain(PLAN, "effort", full)).startswith("cannot add up over 'objective': ")


# --- costs ------------------------------------------------------------------------------------------------------------


def test_costs_of_services_are_explained_by_their_volumes() -> None:
    found = explain(PLAN, "services", cost(PLAN, RATES), component="translation", output="COUNCIL")
    assert lines_of(found)[:6] == [
        "3471680 CHF: component translation, output COUNCIL",
        "path section printed factor part",
        "outputs.COUNCIL.services[translation, 2007] II.2.4b 3760 200 752000",
        "outputs.COUNCIL.services[translation, 2008] II.2.4b 3552 200 710400",
        "outputs.COUNCIL.services[translation, 2009-2011] II.2.4b 9568 210 2009280",
        "printed in page, parts in CHF",
    ]
    check(PLAN, found)


def test_the_pay_of_a_department_is_explained_by_its_grades() -> None:
    paid = payroll(PLAN, RATES)
    found = explain(PLAN, "staffing", paid, department="SPU", period="2008")
    assert sum_of(found) == paid.where(department="SPU", period="2008").total()
    assert {line.path: line.factor for line in found}["departments.SPU.staffing[D1, 2008]"] == 20000


COSTS = Table.from_rows(
    [
        {"output": "COUNCIL", "department": "SGO", "component": "staff", "2008": "400000.5"},
        {"output": "COUNCIL", "department": "C&P", "component": "staff", "2008": 1000},
        {"output": "COUNCIL", "department": "(none)", "component": "translation", "2008": 710400},
        {"output": "COUNCIL", "department": "C&P", "component": "typing", "2008": 50},
    ],
    dims=["output", "department", "component", "period"],
    unit="CHF",
)
"""Costs by output and department, as a table of them has them: services under their provider, or under none."""


def test_costs_by_department_are_explained_by_work() -> None:
    found = explain(PLAN, "effort", apportion(COSTS, PLAN, to="objective"), component="staff", objective="1")
    assert [line.path for line in found] == ["outputs.COUNCIL.effort[SGO, 2008]", "outputs.COUNCIL.effort[C&P, 2008]"]
    shared = apportion(COSTS, PLAN, to="objective").where(objective="1", component="staff")
    assert sum_of(found) == shared.total() == Decimal("133666.83333333333333333333")
    services = explain(PLAN, "services", COSTS, component=("translation", "typing"))
    assert [line.part for line in services] == [710400, 50]


COMPONENT = "component: 'translation', 'typing' are not made of effort; ask for component='staff'"
STAFF = "component: 'staff' is not made of services; ask for component='translation'"


@pytest.mark.parametrize(
    ("measure", "table", "labels", "said"),
    [
        ("effort", COSTS, {}, [COMPONENT]),
        ("effort", COSTS, {"component": ("typing", "translation")}, [COMPONENT]),
        ("services", COSTS, {}, [STAFF]),
        ("services", COSTS, {"component": "staff"}, [STAFF]),
        (
            "services",
            cost(PLAN, RATES) + overhead(PLAN, RATES),
            {"output": "COUNCIL"},
            ["component: 'staff', 'support' are not made of services; ask for component='translation'"],
        ),
        (
            "effort",
            COSTS.where(component=("translation", "typing")),
            {},
            ["component: 'translation', 'typing' are not made of effort; explain another measure"],
        ),
    ],
)
def test_components_that_are_made_of_something_else_are_named(
    measure: str, table: Table, labels: Mapping[str, str], said: list[str]
) -> None:
    assert complaints(lambda: explain(PLAN, measure, table, **labels)) == said


# --- what cannot be explained -----------------------------------------------------------------------------------------

BY = "and the plan has effort by output, department, period; explain"


@pytest.mark.parametrize(
    ("measure", "table", "said"),
    [
        (
            "effort",
            EQUALLY.by("objective", "period"),
            f"the table has no dims 'output' and 'department', {BY} the table before by(…) or relabel(…)",
        ),
        (
            "effort",
            volumes(PLAN),
            f"the table has no dim 'department', {BY} services, whose dims it has",
        ),
        (
            "effort",
            cost(PLAN, RATES),
            f"the table has no dim 'department', {BY} "
            "cost(plan, rates, by=('output', 'department', 'component', 'period'))",
        ),
        (
            "staffing",
            capacity(PLAN).relabel("grade", PLAN.grade_category, to="category"),
            "the table has no dim 'grade', and the plan has staffing by department, grade, period; "
            "explain the table before by(…) or relabel(…)",
        ),
        (
            "staffing",
            posts(PLAN).by("department", "period"),
            "the table has no dim 'grade', and the plan has staffing by department, grade, period; "
            "explain the table before by(…) or relabel(…)",
        ),
    ],
)
def test_a_table_without_a_dim_of_the_measure_is_told_what_to_explain(measure: str, table: Table, said: str) -> None:
    assert refusal(UnknownLabel, lambda: explain(PLAN, measure, table)) == said


def test_what_nobody_knows_is_refused_as_elsewhere() -> None:
    assert refusal(UnknownCode, lambda: explain(PLAN, "efort", EFFORT)) == (
        "unknown measure 'efort'; known: effort, services, staffing …"
    )
    assert refusal(UnknownLabel, lambda: explain(PLAN, "effort", EQUALLY, objektive="4")) == (
        "unknown dim 'objektive'; the table has output, department, period, objective"
    )
    assert refusal(UnknownLabel, lambda: explain(PLAN, "effort", EFFORT, department="CECC")) == (
        refusal(UnknownLabel, lambda: EFFORT.where(department="CECC"))
    )
    with pytest.raises(TypeError, match=r"^explain: table must be a Table, got 'effort'; effort and its sisters"):
        explain(PLAN, "effort", "effort")  # type: ignore[arg-type]  # that is the point


COLUMNS = "period: no column of the plan (2007, 2008, 2009-2011) holds what stands under"
BEFORE = "explain the table before span(…) or relabel(…)"


@pytest.mark.parametrize(
    ("table", "labels", "said"),
    [
        (EFFORT.span("2008-2011"), {}, [f"{COLUMNS} 2008-2011; {BEFORE}"]),
        (EFFORT.span("2008-2011").split(), {}, [f"{COLUMNS} 2008, 2009, 2010 and 1 more; {BEFORE}"]),
        (EFFORT.relabel("period", {"2007": "2008", "2008": "2006"}), {}, [f"{COLUMNS} 2008, 2006; {BEFORE}"]),
        (
            EFFORT.relabel("output", lambda code: f"{code}.1"),
            {"period": "2008"},
            [
                "output: the plan has no 'PP.1', 'COUNCIL.1', 'WSIS.1' and 9 more, but PP, COUNCIL, WSIS …; "
                "explain a table of this plan, before relabel(…)"
            ],
        ),
        (
            EFFORT + own_effort(PLAN),
            {},
            [
                "table: has figures where the plan has no effort, or 0: [TELECOM, TLC, 2007]; "
                "explain a table made of effort alone"
            ],
        ),
        (
            Table.from_rows(
                [
                    {"output": "PP", "department": "SGO", "2008": 1, "2007": "blank"},
                    {"output": "NN", "department": "XX", "2012": 1},
                    {"output": "NN", "department": "SGO", "2008": 1},
                    {"output": "WCIT", "department": "SGO", "2008": "blank", "2007": 0},
                ],
                dims=["output", "department", "period"],
                unit="work_month",
            ),
            {},
            [
                f"{COLUMNS} 2012; {BEFORE}",
                "output: the plan has no 'NN', but PP, COUNCIL, WSIS …; "
                "explain a table of this plan, before relabel(…)",
                "table: has figures where the plan has no effort, or 0: [PP, SGO, 2008], [WCIT, SGO, 2008]; "
                "explain a table made of effort alone",
            ],
        ),
    ],
    ids=["span", "span and split", "relabelled periods", "relabelled outputs", "two measures", "all at once"],
)
def test_what_no_cell_of_the_plan_makes_is_named(table: Table, labels: Mapping[str, str], said: list[str]) -> None:
    assert complaints(lambda: explain(PLAN, "effort", table, **labels)) == said


def test_periods_that_keep_their_label_can_be_explained() -> None:
    there_and_back = EFFORT.relabel("period", lambda label: label, to="column").relabel(
        "column", lambda label: label, to="period"
    )
    assert explain(PLAN, "effort", there_and_back).lines == explain(PLAN, "effort", EFFORT).lines
    moved = EFFORT.relabel("period", {"2007": "2006"})
    assert sum_of(explain(PLAN, "effort", moved, period="2008")) == EFFORT.where(period="2008").total()


def test_figures_that_are_0_need_no_cell() -> None:
    with_zero = EFFORT.set(0, output="WCIT", department="TLC", period="2008")
    assert explain(PLAN, "effort", with_zero).lines == explain(PLAN, "effort", EFFORT).lines


def test_a_plan_without_figures_of_the_measure_has_nothing_to_explain() -> None:
    assert explain(district(), "posts", figures(district(), "posts"), period="2026/27").lines == ()
    table = Table.from_rows(
        [{"department": "D", "grade": "P5", "2026/27": 2}], dims=["department", "grade", "period"], unit="post"
    )
    assert complaints(lambda: explain(district(), "posts", table)) == [
        "table: has figures where the plan has no posts, or 0: [D, P5, 2026/27]; explain a table made of posts alone"
    ]


# --- other plans ------------------------------------------------------------------------------------------------------


def test_a_measure_of_the_plan_with_reductions_and_quarters() -> None:
    table = apportion(figures(district(), "budget").split(into="quarter"), district(), to="objective")
    found = explain(district(), "budget", table, objective=("A", "B"))
    assert lines_of(found) == [
        "27.3 kCHF: objective A and B",
        "path section printed factor part",
        "outputs.X.figures.budget[RB, 2025/26-Q1] 1.4 10 0.6667 6.7",
        "outputs.X.figures.budget[RB, 2025/26-H2] 1.4 4 0.6667 2.7",
        "outputs.X.figures.budget[RB, 2026/27] 1.4 30 0.6667 20.0",
        "outputs.X.figures.budget[XB, 2025/26-Q1] 1.4 -3 0.6667 -2.0",
        "outputs.X.figures.budget[XB, 2025/26-Q2] 1.4 0.0 0",
        "outputs.X.figures.budget[XB, 2026/27] 1.4 blank blank",
        "skipped: 1 blank",
        "assumed: 2025/26-H2 divided evenly among its quarters",
        "assumed: 2026/27 divided evenly among its quarters",
        "assumed: outputs divided equally among their objectives",
    ]
    check(district(), found)
    assert complaints(lambda: explain(district(), "budget", figures(district(), "budget").span("2025/26"))) == [
        "period: no column of the plan (2025/26-Q1, 2025/26-Q2, 2025/26-H2, 2026/27) "
        "holds what stands under 2025/26; explain the table before span(…) or relabel(…)"
    ]


def test_periods_of_another_calendar_are_none_of_the_plan() -> None:
    (said,) = complaints(lambda: explain(district(), "effort", EFFORT, output="PP", period="2008"))[:1]
    assert said.endswith("holds what stands under 2008; explain the table before span(…) or relabel(…)")


def test_a_measure_of_the_plan_itself() -> None:
    (line,) = explain(district(), "reserve", figures(district(), "reserve"))
    assert (line.path, line.section, line.part) == ("figures.reserve[2026/27]", None, Decimal(5))
    check(district(), explain(district(), "reserve", figures(district(), "reserve")))


def test_services_that_are_counted_in_several_units() -> None:
    found = explain(district(), "services", volumes(district(), unit="word"), service="translation")
    assert lines_of(found) == [
        "100 word: service translation",
        "path section printed factor part",
        "outputs.X.services[translation, 2026/27] 1 100 1 100",
    ]


def test_what_a_plan_says_of_its_table_stands_in_the_line() -> None:
    found = explain(district(), "staffing", capacity(district()), source="RB", period="2026/27")
    assert lines_of(found) == [
        "2 FTE: source RB, 2026/27",
        "path section printed factor part assumed",
        "departments.D.staffing[P5, RB, 2026/27] 2 2 1 2 posts are filled all year, nobody retires",
        "assumed: posts are filled all year",
        "assumed: nobody retires",
    ]


def test_cells_that_an_analysis_added_up_have_parts_in_proportion() -> None:
    """By source of funds a plan has effort and capacity; costs ask for neither."""
    months = figures_by(district(), "staffing", "department", "grade", "period", unit="work_month")
    found = explain(district(), "staffing", months, period=("2025/26-Q1", "2026/27"))
    assert lines_of(found) == [
        "33 work_month: 2025/26-Q1 and 2026/27",
        "path section printed factor part assumed",
        "departments.D.staffing[P5, RB, 2025/26-Q1] 2 2 3 6 posts are filled all year, nobody retires",
        "departments.D.staffing[P5, XB, 2025/26-Q1] 2 1 3 3 posts are filled all year, nobody retires",
        "departments.D.staffing[P5, RB, 2026/27] 2 2 12 24 posts are filled all year, nobody retires",
        "departments.D.staffing[P5, XB, 2026/27] 2 blank blank posts are filled all year, nobody retires",
        "printed in FTE, parts in work_month",
        "skipped: 1 blank",
        "assumed: posts are filled all year",
        "assumed: nobody retires",
        "assumed: people in FTE work in all months of their period",
        "assumed: cells that differ only in source have one factor; the table has no such dim",
    ]
    of_effort = explain(district(), "effort", effort(district()).by("output", "department", "period"))
    assert [line.part for line in of_effort] == [1, 2, 2, Missing.BLANK, 7, 0]


def test_figures_of_nothing_but_blanks_and_zeros_are_not_made_of_them() -> None:
    plan = change(district(), {"outputs.X.effort[RB, D, 2025/26-Q2]": 0})
    table = effort(district()).by("output", "department", "period")
    assert complaints(lambda: explain(plan, "effort", table)) == [
        "table: has figures where the plan has no effort, or 0: [X, D, 2025/26-Q2]; "
        "explain a table made of effort alone"
    ]
    assert explain(plan, "effort", effort(plan).by("output", "department", "period"), period="2025/26-Q2").lines


def test_own_measures_are_not_made_of_work_and_services() -> None:
    rows = [
        {"output": "X", "source": "RB", "component": component, "2026/27": value}
        for component, value in {"staff": 1, "printing": 2, "budget": 3}.items()
    ]
    table = Table.from_rows(rows, dims=["output", "source", "component", "period"], unit="CHF")
    assert complaints(lambda: explain(district(), "budget", table)) == [
        "component: 'staff', 'printing' are not made of budget; ask for component='budget'"
    ]
    (line,) = explain(district(), "budget", table, component="budget")
    assert line.factor == Decimal("0.1")


def test_grades_are_found_however_they_are_punctuated() -> None:
    rows = [{"department": "D", "grade": "P-5", "source": "RB", "2026/27": 24}]
    table = Table.from_rows(rows, dims=["department", "grade", "source", "period"], unit="work_month")
    (line,) = explain(district(), "staffing", table)
    assert (line.path, line.factor) == ("departments.D.staffing[P5, RB, 2026/27]", 12)


def test_services_that_a_plan_does_not_tell_apart_are_not_made_of_staff() -> None:
    head = DISTRICT.replace("[measures.budget]", '[measures.services]\ndims = []\nunit = "page"\n[measures.budget]')
    plan = loads(re.sub("services = .*", 'services = { "2026/27" = 110 }', head))
    rows = [{"output": "X", "component": "staff", "2026/27": 5}, {"output": "X", "component": "pages", "2026/27": 55}]
    table = Table.from_rows(rows, dims=["output", "component", "period"], unit="CHF")
    assert complaints(lambda: explain(plan, "services", table)) == [
        "component: 'staff' is not made of services; ask for component='pages'"
    ]
    assert [line.factor for line in explain(plan, "services", table, component="pages")] == [Decimal("0.5")]


# --- laws -------------------------------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.sampled_from([Missing.BLANK, Missing.NOT_APPLICABLE, Decimal(0), Decimal("0.0")]),
    st.decimals(-1000, 1000, allow_nan=False, places=2),
    st.decimals(-(10**15) + 1, 10**15 - 1, allow_nan=False, places=12),
)
COLUMNS_OF_DISTRICT = [str(period) for period in loads(DISTRICT).periods]


@st.composite
def districts(draw: st.DrawFn) -> OperationalPlan:
    """The district with any budget."""
    keys = [(output, source, period) for output in "XY" for source in ("RB", "XB") for period in COLUMNS_OF_DISTRICT]
    cells = draw(st.lists(CELLS, min_size=len(keys), max_size=len(keys)))
    measure = district().measure("budget")
    rows = {
        output: [
            {"source": source, period: cell}
            for (own, source, period), cell in zip(keys, cells, strict=True)
            if own == output and cell is not None
        ]
        for output in "XY"
    }
    return change(
        district(),
        {
            f"outputs.{output}.figures.budget": measure.table(own) if own else measure.shape.empty
            for output, own in rows.items()
        },
    )


WEIGHTS = {"X": {"A": Decimal(1), "B": Decimal(0), "C": Decimal("2.5")}}
STEPS: list[Callable[[Table, OperationalPlan], Table]] = [
    lambda table, plan: table,
    lambda table, plan: apportion(table, plan, to="objective") if "objective" not in table.dims else table,
    lambda table, plan: (
        apportion(table, plan, to="objective", rule=WEIGHTS) if "objective" not in table.dims else table
    ),
    lambda table, plan: table.split(into="quarter"),
    lambda table, plan: table.split({"2026/27-Q1": 1, "2026/27-Q3": 2, "2025/26-Q3": 1}, into="quarter"),
    lambda table, plan: table.convert("CHF"),
    lambda table, plan: table + table,
    lambda table, plan: table.rounded(1),
    lambda table, plan: table.keep(lambda value: value > 3),
    lambda table, plan: table.where(source="RB"),
    lambda table, plan: table.by(*reversed(table.dims)),
]


def figure_of(table: Table) -> Decimal | Missing:
    return table.by().at()


@settings(max_examples=150)
@given(districts(), st.lists(st.sampled_from(STEPS), max_size=3), st.data())
def test_the_parts_make_the_figure_to_the_last_digit(
    plan: OperationalPlan, steps: list[Callable[[Table, OperationalPlan], Table]], data: st.DataObject
) -> None:
    table = figures(plan, "budget")
    for step in steps:
        try:
            table = step(table, plan)
        except OpPlanError:  # what is divided into quarters is not divided again
            continue
    labels = {
        dim: data.draw(st.lists(st.sampled_from(table.labels(dim)), min_size=1, unique=True))
        for dim in data.draw(st.lists(st.sampled_from(table.dims), unique=True))
    }
    found = explain(plan, "budget", table, **labels)
    chosen = table.where(**labels)
    figure = figure_of(chosen)
    assert sum_of(found) == (figure if isinstance(figure, Decimal) else 0)
    check(plan, found)
    stated = {(record["output"], record["source"]) for record in chosen.records()}
    assert {(line.path.split(".")[1], line.path.split("[")[1].split(",")[0]) for line in found} <= stated


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.sampled_from([Missing.BLANK]), st.decimals(0, 100, places=2)), min_size=4, max_size=4),
    st.decimals("0.01", 3, places=2),
)
def test_parts_in_proportion_make_the_figure_and_have_one_factor(
    cells: list[Decimal | Missing], factor: Decimal
) -> None:
    keys = [(source, period) for source in ("RB", "XB") for period in COLUMNS_OF_DISTRICT[:2]]
    rows = [
        {"department": "D", "source": source, period: cell} for (source, period), cell in zip(keys, cells, strict=True)
    ]
    plan = change(district(), {"outputs.X.effort": district().measure("effort").table(rows)})
    asked = figures_by(plan, "effort", "output", "department", "period")
    table = with_vacancy(asked, factor)
    found = explain(plan, "effort", table)
    figure = figure_of(table)
    assert sum_of(found) == (figure if isinstance(figure, Decimal) else 0)
    check(plan, found)
    for period in COLUMNS_OF_DISTRICT[:2]:
        own = [line.factor for line in found if line.path.endswith(f"{period}]") and line.factor is not None]
        assert not own or max(own) - min(own) < Decimal("1E-15")
    assert len(found) == 4


@settings(max_examples=30)
@given(st.sampled_from(EFFORT.labels("department")), st.sampled_from(EFFORT.labels("period")))
def test_a_figure_as_the_plan_has_it_is_itself(department: str, period: str) -> None:
    found = explain(PLAN, "effort", EFFORT, department=department, period=period)
    own = EFFORT.where(department=department, period=period)
    assert [line.part for line in found] == [record["value"] for record in own.records()]
    assert {line.factor for line in found} <= {Decimal(1), None}


def test_costs_that_were_carried_to_departments_are_not_those_of_their_work() -> None:
    rates = load_rates(Path(__file__).parents[2] / "examples" / "rates-invented.toml")
    to_users = CostStep(to="department", from_=["PER"], driver="staffing")
    to_outputs = CostStep(to="output", driver="effort", out_of="staffing")
    asked = {"output": "COUNCIL", "department": "C&P", "period": "2008", "component": "staff"}
    direct = cost_chain(PLAN, attrs.evolve(rates, steps=[to_outputs]))["output"]
    assert [line.path for line in explain(PLAN, "effort", direct, **asked)] == ["outputs.COUNCIL.effort[C&P, 2008]"]
    carried = cost_chain(PLAN, attrs.evolve(rates, steps=[to_users, to_outputs]))["output"]
    with pytest.raises(InvalidPlan) as caught:
        explain(PLAN, "effort", carried, **asked)
    assert str(caught.value) == (
        "table: its costs were carried to departments: its department is who pays, not who has a cell of effort; "
        "explain a table without such a step"
    )
