"""Parts of a plan: present, to be completed, missing, elsewhere."""

from typing import Any

import pytest

import itu_opplan as opplan
from itu_opplan import (
    KPI,
    Department,
    ExpectedResult,
    Funding,
    Measure,
    Objective,
    OrgUnit,
    Output,
    Reference,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    Target,
    completeness,
)
from itu_opplan.analysis import CompletenessLine
from tests.small_plans import SERVICES, small_plan, work_months

SHIPPED = opplan.bundled("gs-2008-2011")
PARTS = ("description", "links", "effort", "volumes", "results", "kpis", "risks", "focal_points", "funding")
BLANK = opplan.Missing.BLANK


def line_of(owner: Output | Department) -> CompletenessLine:
    name = "outputs" if isinstance(owner, Output) else "departments"
    goal = opplan.StrategicGoal(code="1", title="G")
    plan = small_plan(departments=[], outputs=[], services=SERVICES, goals=[goal]).put(owner)
    (line,) = completeness(plan)
    assert line.path == f"{name}.{owner.code}"
    return line


def output(**fields: object) -> Output:
    return Output(code="A", title="A", **fields)  # type: ignore[arg-type]  # each test gives what the field takes


def rows(*blocks: ResultBlock, **fields: object) -> list[ResultsFramework]:
    return [ResultsFramework(code="F", blocks=blocks, **fields)]  # type: ignore[arg-type]


RESULT = ExpectedResult(text="r")


def test_an_empty_output_and_an_empty_department() -> None:
    assert line_of(output(section="II.1")) == CompletenessLine(
        path="outputs.A", section="II.1", **dict.fromkeys(PARTS, "missing"), figures="n/a", blanks=0
    )
    assert line_of(Department(code="D", name="D")) == CompletenessLine(
        path="departments.D",
        section=None,
        **dict.fromkeys(PARTS, "missing") | {"volumes": "n/a", "funding": "n/a"},
        figures="n/a",
        blanks=0,
    )


def test_what_the_plan_has_nothing_for_is_not_missing() -> None:
    (line,) = completeness(small_plan(departments=[], outputs=[output()]))
    assert (line.volumes, line.links, line.funding) == ("n/a", "n/a", "missing")
    (line,) = completeness(small_plan(departments=[], outputs=[output(to_be_completed=["volumes"])]))
    assert line.volumes == "to be completed"


PRESENT: dict[str, Output] = {
    "description": output(description="d"),
    "links": output(objectives=["1"]),
    "effort": output(effort=work_months("department", SGO={"2008": 0})),
    "volumes": output(
        services=opplan.Table.from_records(
            [{"service": "typing", "period": "2008", "value": opplan.Missing.BLANK}],
            dims=["service", "period"],
            unit="page",
        )
    ),
    "results": output(frameworks=rows(ResultBlock(results=[RESULT]))),
    "kpis": output(frameworks=rows(ResultBlock(kpis=[KPI(text="k")]))),
    "risks": output(frameworks=rows(ResultBlock(risks=[RiskFactor(text="r")]))),
    "funding": output(funding=[Funding(source="regular budget")]),
}


@pytest.mark.parametrize(("part", "one"), PRESENT.items(), ids=PRESENT)
def test_a_part_that_is_there(part: str, one: Output) -> None:
    line = line_of(one)
    assert {name for name in PARTS if getattr(line, name) != "missing"} == {part}
    assert getattr(line, part) == "present"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_the_plan_speaks_of(part: str) -> None:
    assert getattr(line_of(output(to_be_completed=[part])), part) == "to be completed"
    assert getattr(line_of(output(elsewhere=[part])), part) == "elsewhere"
    assert getattr(line_of(output(to_be_completed=[part], elsewhere=[part])), part) == "to be completed"


def test_focal_points_are_leads_of_results() -> None:
    led = ExpectedResult(text="r", lead=["SGO"])
    assert line_of(output(frameworks=rows(ResultBlock(results=[RESULT, led])))).focal_points == "present"


def test_goals_are_links_too() -> None:
    assert line_of(output(goals=["1"])).links == "present"


def test_risks_of_the_output_or_of_a_whole_table_count() -> None:
    risk = RiskFactor(text="r")
    assert line_of(output(risks=[risk])).risks == "present"
    assert line_of(output(frameworks=rows(risks=[risk]))).risks == "present"


def test_what_all_comes_from_another_table_is_elsewhere() -> None:
    reference = Reference(framework="G")
    taken = ResultBlock(results_from=reference, kpis_from=reference, risks_from=reference)
    line = line_of(output(frameworks=rows(taken)))
    assert (line.results, line.kpis, line.risks) == ("elsewhere", "elsewhere", "elsewhere")
    line = line_of(output(frameworks=rows(taken, ResultBlock(results=[RESULT]))))
    assert (line.results, line.kpis, line.risks) == ("present", "elsewhere", "elsewhere")


@pytest.mark.parametrize("where", ["table", "row"])
def test_a_table_or_a_row_to_be_completed(where: str) -> None:
    state = "to be completed"
    pending = rows(state=state) if where == "table" else rows(ResultBlock(state=state))
    line = line_of(output(frameworks=pending))
    assert (line.results, line.kpis, line.risks, line.focal_points) == (state, state, state, "missing")


def test_a_row_to_be_completed_shows_beside_others_that_are_there() -> None:
    line = line_of(output(frameworks=rows(ResultBlock(results=[RESULT]), ResultBlock(state="to be completed"))))
    assert (line.results, line.kpis) == ("to be completed", "to be completed")


def test_what_a_row_to_be_completed_has_is_there() -> None:
    line = line_of(output(frameworks=rows(ResultBlock(results=[RESULT], state="to be completed"))))
    assert (line.results, line.kpis) == ("present", "to be completed")
    line = line_of(output(frameworks=rows(ResultBlock(results=[RESULT]), state="to be completed")))
    assert (line.results, line.kpis) == ("present", "to be completed")


def test_a_figure_of_a_kpi_to_be_completed() -> None:
    done, due = (KPI(text="k", targets=[Target(period="2008", value=value)]) for value in ("n/a", "to be completed"))
    assert line_of(output(frameworks=rows(ResultBlock(kpis=[done])))).kpis == "present"
    assert line_of(output(frameworks=rows(ResultBlock(kpis=[done, due])))).kpis == "to be completed"


def test_figures_to_be_completed() -> None:
    some = work_months("department", SGO={"2007": 1, "2008": "to be completed"})
    assert line_of(output(effort=some)).effort == "to be completed"
    staff = work_months("grade", P5={"2008": "to be completed"})
    assert line_of(Department(code="D", name="D", staffing=staff)).effort == "to be completed"


@pytest.mark.parametrize("name", ["posts", "published_posts", "allocations", "published_staffing"])
def test_figures_of_any_table_are_to_be_completed(name: str) -> None:
    shape = {"posts": {"grade": "P5"}, "allocations": {"kind": "event", "item": "PP"}}.get(name, {})
    unit = {"posts": "post", "published_posts": "post", "allocations": "percent"}.get(name, "work_month")
    row = {**shape, "2008": "to be completed"}
    due: Any = {name: opplan.Table.from_rows([row], dims=[*shape, "period"], unit=unit)}
    line = line_of(Department(code="D", name="D", **{"staffing": work_months("grade", P5={"2008": 1})} | due))
    assert (line.effort, line.volumes) == ("to be completed", "n/a")
    total = opplan.Table.from_rows([{"2008": "to be completed"}], dims=["period"], unit="work_month")
    line = line_of(output(effort=work_months("department", SGO={"2007": 1}), published_effort=total))
    assert (line.effort, line.volumes) == ("to be completed", "missing")


def test_units_count_for_their_department() -> None:
    unit = OrgUnit(code="U", name="U", frameworks=rows(ResultBlock(results=[RESULT])), to_be_completed=["kpis"])
    other = OrgUnit(code="V", name="V", to_be_completed=["results"], elsewhere=["risks"])
    third = OrgUnit(code="W", name="W", frameworks=rows(ResultBlock(risks=[RiskFactor(text="r")])))
    row = ResultBlock(unit="W", state="to be completed")
    whole = Department(code="D", name="D", units=[unit, other, third], frameworks=rows(row))
    lines = completeness(small_plan(departments=[whole], outputs=[]))
    assert [(line.path, line.results, line.kpis, line.risks, line.effort) for line in lines] == [
        ("departments.D", *["to be completed"] * 3, "missing"),
        ("departments.D.units.U", "present", "to be completed", "missing", "n/a"),
        ("departments.D.units.V", "to be completed", "missing", "elsewhere", "n/a"),
        ("departments.D.units.W", *["to be completed"] * 3, "n/a"),
    ]


def test_units_of_which_nothing_is_to_be_completed_have_no_line() -> None:
    unit = OrgUnit(code="U", name="U", frameworks=rows(ResultBlock(results=[RESULT])), elsewhere=["risks"])
    line = line_of(Department(code="D", name="D", units=[unit]))
    assert (line.results, line.kpis, line.risks) == ("present", "missing", "elsewhere")


def test_a_department_has_its_staffing_for_effort() -> None:
    line = line_of(Department(code="D", name="D", staffing=work_months("grade", P5={"2008": 12}), objectives=["1"]))
    assert (line.effort, line.links) == ("present", "present")


def test_outputs_then_departments_in_the_order_of_the_plan() -> None:
    lines = completeness(SHIPPED)
    outputs = [f"outputs.{output.code}" for output in SHIPPED.outputs]
    departments = [f"departments.{department.code}" for department in SHIPPED.departments]
    units = {"departments.CEC": ["departments.CEC.units.EAU", "departments.CEC.units.CCU"]}
    assert [line.path for line in lines] == [
        *outputs,
        *(path for one in departments for path in (one, *units.get(one, []))),
    ]
    assert lines.columns == ("path", *PARTS, "blanks")
    assert {line.figures for line in lines} == {"n/a"}


def test_it_agrees_with_the_lookups_of_the_shipped_plan() -> None:
    for line in completeness(SHIPPED):
        *_, name, code = line.path.split(".")
        where = {name.removesuffix("s"): code}
        assert (line.results == "present") <= bool(SHIPPED.results(**where))  # type: ignore[arg-type]  # output or department
        assert (line.kpis == "present") <= bool(SHIPPED.kpis(**where))  # type: ignore[arg-type]
        assert (line.results == "elsewhere") <= (not SHIPPED.results(**where))  # type: ignore[arg-type]


def test_it_finds_all_that_the_shipped_plan_calls_to_be_completed() -> None:
    """II.8.2.1 and II.8.2.2 of GMPCS; EAU in II.2.3; the rows of EAU and CCU in II.2.8; the dots in III.6.5."""
    found = {
        line.path: [part for part in PARTS if getattr(line, part) == "to be completed"]
        for line in completeness(SHIPPED)
    }
    rows_of_results = ["results", "kpis", "risks"]
    assert {path: parts for path, parts in found.items() if parts} == {
        "outputs.GMPCS": ["description", "links"],
        "departments.CEC": ["description", *rows_of_results],
        "departments.CEC.units.EAU": ["description", *rows_of_results],
        "departments.CEC.units.CCU": rows_of_results,
        "departments.CS": rows_of_results,
    }


def test_it_prints() -> None:
    plan = small_plan(objectives=[Objective(code="1", title="o")])
    header, rule, *lines = str(completeness(plan)).split("\n")[1:]
    assert header.split() == ["path", *PARTS[:-2], "focal", "points", "funding", "blanks"]
    assert set(rule) == {"-"}
    assert [line.split()[0] for line in lines] == ["outputs.PP", "departments.CEC", "departments.SGO"]


def test_blanks_of_all_tables_are_counted() -> None:
    effort = work_months("department", SGO={"2007": BLANK, "2008": BLANK, "2009-2011": "n/a"})
    pages = opplan.Table.from_rows([{"service": "typing", "2008": BLANK}], dims=["service", "period"], unit="page")
    total = opplan.Table.from_rows([{"2008": BLANK}], dims=["period"], unit="work_month")
    assert line_of(output(effort=effort, services=pages, published_effort=total)).blanks == 4
    assert line_of(Department(code="D", name="D", staffing=work_months("grade", P5={"2008": BLANK}))).blanks == 1
    assert sum(line.blanks for line in completeness(SHIPPED)) == 4


def test_measures_of_the_plan_have_a_column_and_their_owners_a_line() -> None:
    budget = Measure(code="budget", of="outputs", dims=[], unit="CHF")
    reach = Measure(code="reach", of="objectives", dims=[], unit="percent")
    plan = small_plan(
        measures=[budget, reach],
        outputs=[
            output(figures={"budget": budget.table({"2007": 1, "2008": BLANK})}),
            Output(code="B", title="B", figures={"budget": budget.table({"2008": "to be completed"})}),
            Output(code="C", title="C"),
        ],
        objectives=[
            Objective(code="1", title="o", section="I.1", figures={"reach": reach.table({"2008": 5})}),
            Objective(code="2", title="o"),
        ],
    )
    lines = completeness(plan)
    assert lines.columns == ("path", *PARTS, "figures", "blanks")
    assert [(line.path, line.section, line.description, line.figures, line.blanks) for line in lines] == [
        ("outputs.A", None, "missing", "present", 1),
        ("outputs.B", None, "missing", "to be completed", 0),
        ("outputs.C", None, "missing", "missing", 0),
        ("departments.CEC", None, "missing", "n/a", 0),
        ("departments.SGO", None, "missing", "n/a", 0),
        ("objectives.1", "I.1", "n/a", "present", 0),
        ("objectives.2", None, "n/a", "missing", 0),
    ]
