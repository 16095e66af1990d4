"""Nothing depends on the caller's decimal context: whole results of everything public, on the shipped plan."""

import datetime
import decimal
import functools
import tempfile
from collections.abc import Callable
from decimal import Context, Decimal, Inexact, InvalidOperation, Rounded, Subnormal, localcontext
from pathlib import Path

import openpyxl
import pyarrow  # pyright: ignore[reportMissingTypeStubs]
import pytest

import itu_opplan as opplan
from itu_opplan import KPI, Actual, Baseline, OperationalPlan, Period, Table, Target

ROOT = Path(__file__).parents[2]
RATES = opplan.load_rates(ROOT / "examples" / "rates-invented.toml")
ACTUALS = opplan.load_actuals(ROOT / "examples" / "actuals-invented.toml")

CONTEXTS = {
    "two digits": Context(prec=2),
    "nothing may be rounded": Context(prec=3, traps=[Inexact, Rounded]),
    "small, up": Context(
        prec=1,
        rounding=decimal.ROUND_UP,
        Emin=-2,
        Emax=2,
        capitals=0,
        clamp=1,
        traps=[Inexact, InvalidOperation, Subnormal],
    ),
}


@functools.cache
def plan() -> OperationalPlan:
    return opplan.bundled("gs-2008-2011")


def progress() -> list[object]:
    """Of KPIs of more digits than any of the contexts has."""
    kpi = KPI(
        text="k",
        direction="increase",
        baselines=[Baseline(value="1000.125", period="2006"), Baseline(value="999.875", period="2007")],
        targets=[Target(period="2008", value="3000.5")],
        actuals=[
            Actual(value="2234.0625", as_of=datetime.date(2008, 6, 30)),
            Actual(value="1234", as_of=datetime.date(2008, 1, 1)),
        ],
    )
    own = [
        one.item.progress(target.period, **target.dimensions) for one in plan().kpis() for target in one.item.targets
    ]
    return [kpi.progress("2008"), own]


def assessed() -> list[object]:
    """Of a KPI with more digits than any of the contexts has, in the middle of its period."""
    kpi = KPI(
        text="k",
        direction="increase",
        accumulation="sum",
        targets=[Target(period="2008", value="3000.5")],
        actuals=[Actual(period=f"2008-M0{month}", value="223.0625") for month in (1, 2, 3)],
    )
    path = "outputs.PP.frameworks.2007-2011.blocks[0].kpis"
    lines = opplan.assess(opplan.change(plan(), {path: [kpi]}), datetime.date(2008, 3, 31))
    return [lines[0], lines.to_text(), lines.to_frame("pyarrow")]


def monitored() -> list[object]:
    """Invented actuals of half a year on a day in the middle of a month, so that nothing comes out even."""
    found = opplan.monitor(plan(), ACTUALS, as_of=datetime.date(2008, 7, 13), base=changed())
    effort, services = found["effort"], found["services"]
    tables = [effort.variance, effort.variance_percent, effort.execution, effort.elapsed, effort.burn]
    tables += [effort.forecast("pace"), effort.by("output").forecast("as planned"), services.burn]
    return [str(found), str(effort), str(effort.by("output")), [shown(one) for one in tables]]


def extracted() -> list[object]:
    """An extract of time sheets, hours in the place of work-months."""
    rows = [{"output": "PP", "department": "SGO", "period": f"2008-M0{n}", "value": f"{n}7.25"} for n in (1, 2, 3, 1)]
    frame = pyarrow.Table.from_pylist(rows)
    about = {"code": "a", "title": "A", "as_of": ACTUALS.as_of, "source": "s", "unit": "hour", "scale": "1/151"}
    found = opplan.Actuals.from_frame(frame, plan(), "effort", because="a guess", **about)  # type: ignore[arg-type]
    return [opplan.dumps_actuals(found), opplan.dumps_actuals(ACTUALS)]


def rolled() -> list[object]:
    """Next year's plan, whose figures are divided by weights that do not come out even."""
    found = opplan.roll_forward(plan(), {"measures.effort": {"2009": "1.5", "2010": 3, "2011": "2.123456789"}})
    return [opplan.dumps(found.plan), opplan.dumps_decisions(found.decisions), str(found), len(found.changes)]


def shown(table: Table) -> list[object]:
    """A table in all the ways in which it leaves the library."""
    return [
        table.records(),
        table.to_text(),
        table.to_text(decimals=1, thousands="'"),
        table.to_markdown(),
        table.to_html(),
        table.to_frame("pyarrow"),
        opplan.plain(table),
        table.assumed,
    ]


def algebra() -> list[object]:
    effort, capacity = opplan.effort(plan()), opplan.capacity(plan())
    years = effort.by("period", "department")
    asked = effort.by("department", "period")
    return [
        effort.total(),
        years.shares("department"),
        asked.percent_of(capacity.by("department", "period")),
        asked - capacity.by("department", "period"),
        asked + asked,
        effort.span("2008-2011"),
        effort.split("even"),
        effort.per_year(),
        effort.growth("2007", "2008"),
        effort.rounded(0),
        effort.convert("work_year"),
        effort.scaled("1.03", because="more is asked"),
        effort.scaled({"2008": "1/7"}, because="a part of it"),
        effort.keep(lambda value: value > Decimal("13.05")),
        effort.set("123.456", output="PP", department="SGO", period="2008"),
        Table.concat({"one": effort, "two": effort}, dim="version"),
    ]


def yearly() -> opplan.Rates:
    """Prices of years, by weights that do not come out even."""
    years = {"2007": "1.000001", "2008": 3, "2009": "10000.123456", "2010": "10100.123456", "2011": "10101.123456"}
    rows = [{"category": category, **years} for category in "EDPG"]
    categories = Table.from_rows(rows, dims=["category", "period"], unit="CHF/work_month")
    (own,) = RATES.staff
    weights = {"2009": "1.23456", "2010": 3, "2011": "2.123456789"}
    staff = opplan.StaffRates(code="y", source="x", as_of=own.as_of, categories=categories, split=weights)
    return opplan.Rates(code="y", title="Y", currency="CHF", staff=[staff])


def changed(value: str = "123.456") -> OperationalPlan:
    return opplan.change(plan(), {"outputs.PP.effort[SGO, 2008]": value, "outputs.PP.effort[CEC, 2008]": None})


def changes() -> opplan.Changes:
    return opplan.compare(plan(), changed())


def of_period(period: str) -> Table:
    return opplan.effort(plan()).where(period=period)


def thirds() -> opplan.Crosswalk:
    """A restructuring in which a department is divided."""
    parts = [("IS", "C&P", "1/3"), ("IS", "(undecided)", "2/3"), ("FIN", "PER", "1")]
    links = [opplan.CrosswalkLink(from_=old, to=new, share=share) for old, new, share in parts]  # type: ignore[arg-type]
    return opplan.Crosswalk(code="thirds", title="A third", links=links)


def explained() -> opplan.Listing[opplan.analysis.ExplanationLine]:
    """Of quotients of more digits than any context has."""
    divided = opplan.apportion(opplan.effort(plan()).convert("work_year"), plan(), to="objective")
    return opplan.explain(plan(), "effort", divided.split(), objective=("1", "4"))


def sent() -> list[str]:
    """A workbook that is written and read against a plan with another figure."""
    with tempfile.TemporaryDirectory() as folder:
        opplan.write_workbook(plan(), Path(folder, "plan.xlsx"), outputs="PP")
        book = openpyxl.load_workbook(Path(folder, "plan.xlsx"))
        book["Effort"]["G6"] = 123.4567
        book.save(Path(folder, "sent.xlsx"))
        return [str(opplan.read_workbook(Path(folder, "sent.xlsx"), plan()))]


def consolidated() -> list[object]:
    """Of the plan and a Sector's that counts a work-month again, with more digits than any context has."""
    sector = opplan.load(ROOT / "examples" / "sectors" / "r-2008-2011.toml")
    sector = opplan.change(sector, {"outputs.PUBLICATIONS.effort[CS, 2008]": "8.123456"})
    shared = {f"{sector.code}:{name}": f"{plan().code}:{name}" for name in ("goals", "departments")}
    again = {f"{sector.code}:outputs.PUBLICATIONS.effort[CS]": f"{plan().code}:outputs.PUBLICATIONS.effort[CS]"}
    made = opplan.consolidate([plan(), sector], shared=shared, eliminate=again)
    return [made.to_text(), opplan.dumps(made.plan), str(made.left_out)]


WHOLE: dict[str, Callable[[], object]] = {
    "effort": lambda: shown(opplan.effort(plan())),
    "capacity": lambda: shown(opplan.capacity(plan())),
    "posts": lambda: shown(opplan.posts(plan())),
    "volumes": lambda: shown(opplan.volumes(plan())),
    "allocations": lambda: shown(opplan.allocations(plan())),
    "figures": lambda: shown(opplan.figures(plan(), "staffing")),
    "algebra": lambda: [shown(one) if isinstance(one, Table) else one for one in algebra()],
    "across": lambda: shown(opplan.across([plan()], "effort")),
    "touching": lambda: shown(opplan.touching(opplan.effort(plan()), plan(), to="objective")),
    "apportion": lambda: shown(opplan.apportion(opplan.effort(plan()), plan(), to="objective")),
    "ledger": lambda: [opplan.ledger(plan()).lines, opplan.ledger(plan()).to_text()],
    "completeness": lambda: opplan.completeness(plan()).to_text(),
    "reconcile": lambda: [opplan.plain(opplan.reconcile(plan())), str(opplan.reconcile(plan()))],
    "explain": lambda: [explained().lines, explained().to_text(), opplan.plain(explained())],
    "own_effort": lambda: shown(opplan.own_effort(plan())),
    "vacancies": lambda: [opplan.plain(opplan.vacancies(plan())), str(opplan.vacancies(plan()))],
    "with_vacancy": lambda: shown(opplan.with_vacancy(opplan.capacity(plan()), Decimal("7.125"), dim="grade")),
    "staff_changes": lambda: shown(opplan.staff_changes(plan())),
    "average_grade": lambda: [opplan.average_grade(plan()).lines, opplan.average_grade(plan()).to_text()],
    "average_rates": lambda: shown(opplan.average_rates(plan(), RATES)),
    "cost": lambda: shown(opplan.cost(plan(), RATES)),
    "cost by department and grade": lambda: shown(opplan.cost(plan(), RATES, by=("period", "department", "grade"))),
    "yearly prices": lambda: shown(opplan.payroll(plan(), yearly())),
    "cost_chain": lambda: [
        str(opplan.cost_chain(plan(), RATES)),
        *map(shown, opplan.cost_chain(plan(), RATES)),
    ],
    "overhead": lambda: shown(opplan.overhead(plan(), RATES)),
    "overhead by grade": lambda: shown(opplan.overhead(plan(), RATES, by=("grade", "period"))),
    "payroll": lambda: shown(opplan.payroll(plan(), RATES)),
    "event_years": lambda: opplan.event_years(plan()),
    "provisions": lambda: shown(opplan.provisions(plan())),
    "progress": progress,
    "assess": assessed,
    "monitor": monitored,
    "from_frame": extracted,
    "validate": lambda: [list(opplan.validate(plan())), opplan.plain(opplan.validate(plan()))],
    "change": lambda: opplan.dumps(opplan.change(plan(), {"outputs.PP.effort[SGO, 2008]": "123.456"})),
    "compare": lambda: [one.to_text(style="corrigendum") for one in (changes(), changes().reversed())],
    "apply": lambda: opplan.dumps(opplan.apply(plan(), changes())) + opplan.dumps_changes(changes()),
    "merge": lambda: [str(opplan.merge(plan(), changed(), changed("9.87654"))), opplan.dumps(changed())],
    "bridge": lambda: shown(opplan.bridge(of_period("2009-2011"), of_period("2008"))),
    "restate": lambda: shown(opplan.restate(opplan.effort(plan()), thirds())),
    "restructure": lambda: [
        str(opplan.restructure(plan(), thirds())),
        opplan.dumps(opplan.restructure(plan(), thirds()).plan),
    ],
    "roll_forward": lambda: rolled(),
    "consolidate": consolidated,
    "files": lambda: opplan.dumps(opplan.loads(opplan.dumps(plan()))) + opplan.dumps_rates(RATES),
    "accept": lambda: opplan.dumps_accepted(opplan.accept(opplan.validate(plan()), reason="as printed")),
    "render": lambda: [opplan.render(plan()), opplan.render(plan(), "html", output="PP")],
    "dumps_iati": lambda: [opplan.dumps_iati(plan(), organisation="XM-DAC-41303").text],
    "read_workbook": sent,
    "plain": lambda: opplan.plain(plan()),
    "found": lambda: [repr(plan().kpis()), repr(plan().provisions), Period(2008, 2011).years],
}


@functools.cache
def expected(name: str) -> str:
    return repr(WHOLE[name]())


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("name", WHOLE)
def test_the_decimal_context_of_the_caller_does_not_matter(name: str, context: Context) -> None:
    right = expected(name)
    assert any(character.isdigit() for character in right)
    with localcontext(context):
        got = repr(WHOLE[name]())
    assert got == right


def test_every_function_on_plans_is_tried() -> None:
    functions = {name for name in opplan.__all__ if name.islower() and callable(getattr(opplan, name))}
    elsewhere = {
        *("bundled", "citations", "dump", "dumps", "dumps_rates", "get", "grade_category", "json_schema", "load"),
        *("dumps_changes", "load_changes", "loads_changes", "dumps_crosswalk", "load_crosswalk", "loads_crosswalk"),
        "bundled_crosswalk",
        *("load_many", "open_dataset", "write_dataset"),
        *("dumps_decisions", "load_decisions", "loads_decisions"),
        *("dumps_actuals", "load_actuals", "loads_actuals"),
        *("catalogue", "comment_workbook", "dumps_accepted", "load_accepted", "loads_accepted", "write_workbook"),
        *("load_rates", "loads", "loads_rates", "rule", "unallocated_activities", "validate_file", "validate_text"),
    }
    assert functions - elsewhere <= set(WHOLE)
