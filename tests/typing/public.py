"""What type checkers know of the public names; checked by mypy, never run."""

import datetime
from decimal import Decimal
from typing import assert_type

import itu_opplan as opplan
from itu_opplan import analysis

DAY = datetime.date(2008, 6, 30)
plan = opplan.bundled("gs-2008-2011")
assert_type(plan, opplan.OperationalPlan)
assert_type(opplan.loads("…"), opplan.OperationalPlan)
assert_type(opplan.dumps(plan), str)
assert_type(plan.output("PP"), opplan.Output)
assert_type(plan.output("PP").objectives, tuple[str, ...])
assert_type(plan.departments, tuple[opplan.Department, ...])
assert_type(plan.window, opplan.Period)
assert_type(plan.put(opplan.Department(code="LEG", name="Legal")), opplan.OperationalPlan)
assert_type(opplan.change(plan, {"status": "published"}), opplan.OperationalPlan)

table = opplan.effort(plan)
assert_type(table, opplan.Table)
assert_type(table.by("department", "period").where(period="2008").shares("department"), opplan.Table)
assert_type(table.total(), Decimal)
assert_type(table.at(output="PP", department="SGO", period="2008"), Decimal | opplan.Missing)
assert_type(table + table, opplan.Table)
assert_type(table.set(Decimal("1.5"), output="PP", department="SGO", period="2008"), opplan.Table)
assert_type(table.records(), list[dict[str, str | Decimal | opplan.Missing]])
assert_type(opplan.apportion(table, plan, to="objective", rule={"PP": {"1": 1}}), opplan.Table)

report = opplan.validate(plan)
assert_type(report, opplan.Report)
assert_type(report[0], opplan.Problem)
assert_type(report[:3], opplan.Report)
assert_type([problem.message for problem in report], list[str])
assert_type(report[0].key, str)
assert_type(report.where(rule="OP3", severity=["warning", opplan.Severity.NOTE], department="SPU"), opplan.Report)
assert_type(report.accepted, opplan.Report)
accepted = opplan.accept(report, reason="as printed", accepted=opplan.load_accepted("accepted.toml"))
assert_type(accepted, opplan.Accepted)
assert_type(accepted[0], opplan.Acceptance)
assert_type(opplan.validate_file("plan.toml", accepted=accepted.without(report.gone)), opplan.Report)
assert_type(opplan.dumps_accepted(accepted), str)
assert_type(opplan.catalogue(), opplan.Listing[opplan.Rule])
assert_type(opplan.catalogue()[0].link, str | None)

assert_type(plan.results(output="PP", follow=True), tuple[analysis.Found[opplan.ExpectedResult], ...])
assert_type(plan.kpis(perspective="staff")[0].item.targets, tuple[opplan.Target, ...])
assert_type(plan.kpis()[0].item.progress(plan.window, sex="women").percent, Decimal | None)
assert_type(opplan.ledger(plan), opplan.Listing[analysis.LedgerLine])
assert_type(opplan.ledger(plan)[0].verdict, analysis.Verdict)
assert_type(opplan.reconcile(plan).load, opplan.Table)
assert_type(opplan.reconcile(plan).overloaded, opplan.Listing[analysis.ReconciliationLine])
assert_type(opplan.explain(plan, "effort", opplan.effort(plan), period="2008")[0], analysis.ExplanationLine)
assert_type(opplan.vacancies(plan).lines[0].rate, Decimal | opplan.Missing)
assert_type(opplan.with_vacancy(table, {"SGO": 5, "CEC": Decimal("2.5")}, dim="department"), opplan.Table)
assert_type(opplan.staff_changes(plan), opplan.Table)
assert_type(opplan.average_grade(plan)[0].median, opplan.Grade)
rates = opplan.loads_rates("…")
assert_type(rates, opplan.Rates)
assert_type(opplan.load_rates("rates.toml").convert("CHF", *rates.exchange), opplan.Rates)
assert_type(opplan.dumps_rates(rates), str)
assert_type(rates.staff[0].grades, opplan.Table)
assert_type(opplan.cost(plan, rates) + opplan.overhead(plan, rates), opplan.Table)
assert_type(opplan.cost(plan, rates, by="department"), opplan.Table)
assert_type(opplan.overhead(plan, rates, by=["grade", "period"]), opplan.Table)
assert_type(rates.measures[0].rates, opplan.Table | None)
assert_type(rates.measures[0].priced, str)
assert_type(opplan.payroll(plan, rates), opplan.Table)
assert_type(opplan.cost_chain(plan, rates)["output"], opplan.Table)
assert_type(opplan.cost_chain(plan, rates)[0], opplan.Table)
assert_type(opplan.dumps_iati(plan, organisation="XM-DAC-41303").losses[0].paths, tuple[str, ...])
assert_type(opplan.average_rates(plan, rates), opplan.Table)
actuals = opplan.load_actuals("actuals.toml")
assert_type(opplan.loads_actuals("…"), opplan.Actuals)
assert_type(opplan.dumps_actuals(actuals), str)
assert_type(actuals.outputs[0].effort, opplan.Table)
assert_type(
    opplan.Actuals.from_table(table, plan, "effort", code="a", title="A", as_of=DAY, source="s"), opplan.Actuals
)
monitoring = opplan.monitor(plan, actuals, as_of=DAY, base=plan)
assert_type(monitoring, analysis.Monitoring)
assert_type(monitoring["effort"], analysis.Monitored)
assert_type(monitoring["effort"].by("output").where(output="PP").forecast("as planned"), opplan.Table)
assert_type(monitoring["effort"].lines, opplan.Listing[analysis.MonitoredLine])
assert_type(monitoring.lines[0], analysis.MonitoringLine)
monitoring["effort"].forecast("by magic")  # type: ignore[arg-type]  # one of two ways
opplan.OutputActuals(code="PP", effort=table, figures={"budget": table})
opplan.Actuals(code="a", title="A", plan="p", as_of=DAY, source="s", outputs=[opplan.OutputActuals(code="PP")])
assert_type(opplan.json_schema(), dict[str, object])

opplan.Output(code="PP")  # type: ignore[call-arg]  # a title is needed
opplan.OperationalPlan(  # what is given as text or as a list is taken
    code="p", title="P", organisation="O", window="2008", periods=["2008"], outputs=[plan.output("PP")]
)
plan.results(outputs="PP")  # type: ignore[call-arg]  # no such filter
opplan.apportion(table, plan, to="colour")  # type: ignore[arg-type]  # an objective or a goal
