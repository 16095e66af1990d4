"""What type checkers see of the public functions and classes. mypy checks it; nobody runs it."""

import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import assert_type

import itu_opplan as opplan
from itu_opplan import (
    Activity,
    Body,
    Department,
    Event,
    Grade,
    GradeScale,
    InvalidPlan,
    Location,
    Missing,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    OutputGroup,
    Period,
    Problem,
    Report,
    Service,
    Severity,
    StrategicGoal,
    Table,
)

# --- reading and writing --------------------------------------------------------------------------------------

plan = opplan.load("plan.toml")
assert_type(plan, OperationalPlan)
assert_type(opplan.load(Path("plan")), OperationalPlan)
assert_type(opplan.load(io.BytesIO(b"")), OperationalPlan)
assert_type(opplan.loads("", name="draft"), OperationalPlan)
assert_type(opplan.loads(b""), OperationalPlan)
assert_type(opplan.bundled("gs-2008-2011"), OperationalPlan)
assert_type(opplan.dumps(plan), str)
opplan.dump(plan, "plan.toml")
opplan.dump(plan, Path("plan"))
assert_type(opplan.json_schema(), dict[str, object])

opplan.load(5)  # type: ignore[arg-type]  # no path
opplan.load(io.StringIO(""))  # type: ignore[arg-type]  # opened as text
opplan.loads("", "draft")  # type: ignore[call-arg]  # the name is by keyword
opplan.dump("plan.toml", plan)  # type: ignore[arg-type]  # the plan comes first

# --- validating -----------------------------------------------------------------------------------------------

report = opplan.validate(plan)
assert_type(report, Report)
assert_type(opplan.validate_file("plan"), Report)
assert_type(opplan.validate_text("", name="draft"), Report)
assert_type(report.ok, bool)
assert_type(report[0], Problem)
assert_type(report[1:], Report)
assert_type(report.errors, tuple[Problem, ...])
assert_type(list(report), list[Problem])
problem = report[0]
assert_type(problem.rule, str)
assert_type(problem.severity, Severity)
assert_type(problem.section, str | None)
assert_type(problem.expected, object)
assert_type(problem.location, Location | None)
try:
    opplan.load("plan")
except InvalidPlan as error:
    assert_type(error.problems, tuple[Problem, ...])
except opplan.FormatError as error:
    assert_type(error.message, str)
    assert_type(error.location, Location | None)

# --- the model ------------------------------------------------------------------------------------------------

assert_type(plan.code, str)
assert_type(plan.entity, str | None)
assert_type(plan.window, Period)
assert_type(plan.periods, tuple[Period, ...])
assert_type(plan.grades, GradeScale)
assert_type(plan.goals, tuple[StrategicGoal, ...])
assert_type(plan.objectives, tuple[Objective, ...])
assert_type(plan.groups, tuple[OutputGroup, ...])
assert_type(plan.outputs, tuple[Output, ...])
assert_type(plan.departments, tuple[Department, ...])
assert_type(plan.bodies, tuple[Body, ...])
assert_type(plan.services, tuple[Service, ...])
assert_type(plan.activities, tuple[Activity, ...])
assert_type(plan.events, tuple[Event, ...])
assert_type(plan.goal("1"), StrategicGoal)
assert_type(plan.objective("1"), Objective)
assert_type(plan.group("A"), OutputGroup)
assert_type(plan.output("PP"), Output)
assert_type(plan.department("SGO"), Department)
assert_type(plan.unit("JUR"), OrgUnit)
assert_type(plan.body("BDT"), Body)
assert_type(plan.service("typing"), Service)
assert_type(plan.activity("GA001"), Activity)
assert_type(plan.event("WORLD-09"), Event)
assert_type(plan.grade_category("P5"), str)
assert_type(plan.output("PP").objectives, tuple[str, ...])
assert_type(plan.output("PP").effort, Table)
assert_type(plan.department("SGO").units, tuple[OrgUnit, ...])
assert_type(plan.department("SGO").valid_until, Period | None)
assert_type(plan.grades.grade("P5"), Grade)
assert_type(plan.grades.find("P5"), Grade | None)
assert_type(plan.put(Body(code="BDT", name="Bureau")), OperationalPlan)

plan.code = "x"  # type: ignore[misc]  # frozen
plan.put(5)  # type: ignore[arg-type]  # no entity
plan.put(OrgUnit(code="JUR", name="Legal"))  # type: ignore[arg-type]  # belongs to a department
plan.output(5)  # type: ignore[arg-type]  # codes are text
Output("PP", "Conference")  # type: ignore[call-arg]  # by keyword only
Output(code="PP")  # type: ignore[call-arg]  # a title is needed
Output(code=5, title="Conference")  # type: ignore[arg-type]  # codes are text
Output(code="PP", title="Conference", efort=())  # type: ignore[call-arg]  # a slip

new = OperationalPlan(
    code="p",
    title="Plan",
    organisation="Org",
    window="2008-2011",  # texts and periods are taken, periods are kept
    periods=["2008", Period(2009, 2011)],
    departments=[Department(code="SGO", name="Office", aliases=["Cabinet"], units=[OrgUnit(code="JUR", name="Legal")])],
    outputs=(output for output in plan.outputs),
)
assert_type(new.window, Period)
assert_type(Period.parse("2009-2011"), Period)
assert_type(Period.parse("2009–11", printed=True), Period)
assert_type(Period.parse("2009-2011").years, Fraction)

# --- addresses ------------------------------------------------------------------------------------------------

assert_type(opplan.change(plan, {"outputs.PP.effort[SGO, 2008]": Decimal(1), "title": "x"}), OperationalPlan)
opplan.change(plan, {"periods": ("2008", "2009"), "outputs.PP": plan.output("PP"), "note": None})
found = opplan.get(plan, "outputs.PP.effort[SGO, 2008]")
if isinstance(found, Decimal):
    assert_type(found, Decimal)
elif isinstance(found, Missing):
    assert_type(found, Missing)

# --- tables of a plan -----------------------------------------------------------------------------------------

assert_type(opplan.effort(plan), Table)
assert_type(opplan.capacity(plan), Table)
assert_type(opplan.posts(plan), Table)
assert_type(opplan.volumes(plan, unit="page"), Table)
assert_type(opplan.provisions(plan, kind="set aside", unit="CHF"), Table)
assert_type(opplan.allocations(plan), Table)
