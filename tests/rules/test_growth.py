"""What four times as much of costs: about four times as many steps, whatever there is much of; and short messages.

Steps are counted, not timed: the instructions that the interpreter runs are the same on a busy machine.
"""

import datetime
import sys
from collections.abc import Callable
from types import FrameType
from typing import TypeAlias

import pytest

from itu_opplan import (
    KPI,
    Activity,
    Baseline,
    Claim,
    CrossReference,
    Department,
    Event,
    ExpectedResult,
    Funding,
    Heading,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    Period,
    Reference,
    ResultBlock,
    ResultsFramework,
    Service,
    StrategicGoal,
    Table,
    Target,
    ledger,
    staff_changes,
    validate,
    wording,
)
from itu_opplan.model.context import Operation
from itu_opplan.rules.catalogue import RULES
from tests.small_plans import small_plan, work_months

Trace: TypeAlias = Callable[[FrameType, str, object], "Trace | None"]
ROW = {"2007": 1, "2008": 2, "2009-2011": 9}
WORKED = work_months("grade", P4=ROW)


def steps_of(work: Callable[[], object]) -> int:
    """How many instructions of the interpreter some work takes."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Trace:
        nonlocal count
        count += event == "opcode"
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def departments(count: int, **fields: object) -> list[Department]:
    return [Department(code=f"D{number}", name="a", **fields) for number in range(count)]  # type: ignore[arg-type]


def asking(count: int) -> list[Output]:
    """One output that asks so many departments for work."""
    return [Output(code="O", title="a", effort=work_months("department", **{f"D{n}": ROW for n in range(count)}))]


def claims(*terms: str, operation: Operation = "sum") -> list[Claim]:
    return [
        Claim(code=f"C{number}", text="a", operation=operation, stated=1, terms=[term])
        for number, term in enumerate(terms)
    ]


def table(code: str, *blocks: ResultBlock, **fields: object) -> ResultsFramework:
    return ResultsFramework(code=code, blocks=blocks, **({"periods": ["2008"]} | fields))  # type: ignore[arg-type]


def row(*texts: str, **fields: object) -> ResultBlock:
    """A row with these results, numbered from 1."""
    results = [ExpectedResult(text=text, number=str(number)) for number, text in enumerate(texts, 1)]
    return ResultBlock(results=results, **fields)  # type: ignore[arg-type]


def of_one_output(*tables: ResultsFramework, **fields: object) -> OperationalPlan:
    return small_plan(outputs=[Output(code="O", title="a", frameworks=tables)], **fields)


def shared_rows(count: int) -> OperationalPlan:
    """Rows that take one item each from a table of as many rows."""
    source = [row("a", number=str(number)) for number in range(1, count + 1)]
    takers = [ResultBlock(results_from=Reference(framework="A", items=str(number))) for number in range(1, count + 1)]
    return of_one_output(table("A", *source), table("B", *takers))


def rows_of_units(count: int) -> OperationalPlan:
    units = [OrgUnit(code=f"U{number}", name="a") for number in range(count)]
    source = [row("a", unit=unit.code) for unit in units]
    takers = [ResultBlock(unit=unit.code, results_from=Reference(framework="A")) for unit in units]
    department = Department(code="D", name="a", units=units, frameworks=[table("A", *source), table("B", *takers)])
    return small_plan(departments=[department])


def chained(count: int) -> OperationalPlan:
    blocks = [row("a", results_from=Reference(framework=f"F{n - 1}", items="1") if n else None) for n in range(count)]
    return of_one_output(*(table(f"F{number}", block) for number, block in enumerate(blocks)))


def reported(count: int) -> OperationalPlan:
    days = [datetime.date(1900, 1, 1) + datetime.timedelta(days=number) for number in range(count)]
    return of_one_output(
        *(table(f"F{number}", row("a"), phase="implementation", as_of=day) for number, day in enumerate(days))
    )


def conferences(count: int) -> OperationalPlan:
    events = [Event(code=f"E{number}", title=f"event {number}", output="O", period="2008") for number in range(count)]
    return of_one_output(table("A", row(*(event.title for event in events))), events=events)


def one_chapter(count: int) -> OperationalPlan:
    reference = CrossReference(number="1", title="unlike")
    headings = [Heading(number="1", title=f"heading {n}", refers_to=[reference]) for n in range(count)]
    return small_plan(outline=headings)


def unfunded(count: int) -> OperationalPlan:
    funding = [Funding(source="unfunded mandated activity", period="2008")] * count
    effort = work_months("department", **{f"D{number}": ROW for number in range(count)})
    return small_plan(
        departments=departments(count), outputs=[Output(code="O", title="a", effort=effort, funding=funding)]
    )


def provided(count: int) -> OperationalPlan:
    services = [Service(code=f"S{number}", name="a", departments=[f"D{number}"]) for number in range(count)]
    records = [{"service": one.code, "period": "2008", "value": 1} for one in services]
    orders = Table.from_records(records, dims=("service", "period"), unit="page")
    outputs = [Output(code="O", title="a", services=orders)]
    return small_plan(departments=departments(count), services=services, outputs=outputs)


def services_of_outputs(count: int) -> OperationalPlan:
    """As many outputs as services; each orders a few."""
    services = [Service(code=f"S{number}", name="a", departments=["SGO"]) for number in range(count)]
    outputs = []
    for number in range(count):
        orders = [(f"S{(number + k) % count}", period) for k in range(4) for period in ROW]
        records = [{"service": code, "period": period, "value": 1} for code, period in orders]
        volumes = Table.from_records(records, dims=("service", "period"), unit="page")
        outputs.append(Output(code=f"O{number}", title="a", services=volumes))
    return small_plan(services=services, outputs=outputs)


def editions(count: int) -> OperationalPlan:
    events = [Event(code=f"E{number}", title=f"Fair {number}", output="O", period="2008") for number in range(count)]
    return small_plan(departments=departments(count), outputs=asking(count), events=events)


def wordings(count: int) -> OperationalPlan:
    """Tables one after the other, each with a text that differs from that of the table before by a word."""
    return of_one_output(
        *(table(f"F{number}", row(f"calls (of all) kinds are {'x' * number}")) for number in range(count))
    )


def checked(*rules: str) -> Callable[[OperationalPlan], object]:
    """These rules alone: what `validate` does beside them would hide how they grow."""
    return lambda plan: [list(one(plan)) for one in RULES if {one.id, one.group} & {*rules}]


def _measured(number: int) -> KPI:
    """A KPI with so many baselines and targets, of which each target is after each baseline."""
    return KPI(
        text="a",
        direction="increase",
        baselines=[Baseline(value=1, period=str(1000 + year)) for year in range(number)],
        targets=[Target(value=2, period=Period(2000, 2000 + year)) for year in range(number)],
    )


GROWING: dict[str, tuple[Callable[[int], OperationalPlan], Callable[[OperationalPlan], object]]] = {
    "departments of one table": (
        lambda n: small_plan(departments=departments(n), outputs=asking(n)),
        checked("figures", "capacity"),
    ),
    "labels that are unknown": (lambda n: small_plan(outputs=asking(n)), checked("OP101")),
    "successors that are unknown": (
        lambda n: small_plan(departments=[Department(code=f"D{k}", name="a", successors=[f"Z{k}"]) for k in range(n)]),
        checked("OP102"),
    ),
    "activities of what has ended": (
        lambda n: small_plan(
            departments=departments(n, valid_until="2006"),
            activities=[Activity(code=f"A{k}", title=f"a {k}", department=f"D{k}") for k in range(n)],
        ),
        checked("OP403"),
    ),
    "claims on cells": (
        lambda n: small_plan(
            departments=departments(n, staffing=WORKED),
            claims=claims(*(f"departments.D{k}.staffing[P4, 2008]" for k in range(n))),
        ),
        ledger,
    ),
    "claims on units": (
        lambda n: small_plan(
            departments=[Department(code="D", name="a", units=[OrgUnit(code=f"U{k}", name="a") for k in range(n)])],
            claims=claims(*(f"departments.D.units.U{k}.code" for k in range(n)), operation="count"),
        ),
        ledger,
    ),
    "claims on departments that are unknown": (
        lambda n: small_plan(departments=departments(n), claims=claims(*(f"departments.X{k}" for k in range(n)))),
        ledger,
    ),
    "claims on labels that are unknown": (
        lambda n: small_plan(
            departments=departments(n),
            outputs=asking(n),
            claims=claims(*(f"outputs.O.effort[X{k}, 2008]" for k in range(n))),
        ),
        ledger,
    ),
    "claims on lists": (
        lambda n: small_plan(departments=departments(n), claims=claims(*["departments"] * n)),
        ledger,
    ),
    "rows that take an item each": (shared_rows, checked("OP108", "OP511", "OP512")),
    "rows that take an item each, followed": (shared_rows, lambda plan: plan.results(follow=True)),
    "rows of units that take theirs": (rows_of_units, checked("OP108", "OP511", "OP512")),
    "rows of units that take theirs, followed": (rows_of_units, lambda plan: plan.results(follow=True)),
    "tables that take from each other": (chained, checked("OP108", "OP511", "OP512")),
    "tables that take from each other, followed": (chained, lambda plan: plan.results(follow=True)),
    "tables of results": (
        lambda n: of_one_output(*(table(f"F{k}", row(f"a {k}", f"b {k}", "c"), phase="planned") for k in range(n))),
        checked("OP506"),
    ),
    "days of reports": (reported, checked("OP705")),
    "conferences that are results": (conferences, checked("OP709")),
    "headings of one number": (one_chapter, checked("OP805")),
    "rows of funding": (unfunded, checked("OP602")),
    "services with departments": (provided, checked("OP407", "OP408", "OP411")),
    "outputs without objective": (
        lambda n: small_plan(
            outputs=[Output(code=f"O{k}", title="a") for k in range(n)],
            objectives=[Objective(code=f"{k}", title="a") for k in range(n)],
        ),
        checked("OP201"),
    ),
    "baselines and targets of a KPI": (
        lambda n: of_one_output(table("A", row("a", kpis=[_measured(n)]))),
        checked("OP524"),
    ),
    "numbers of results that are not there": (
        lambda n: of_one_output(table("A", row(*"a" * n, kpis=[KPI(text="a", of=["x"])] * n))),
        checked("OP110"),
    ),
    "goals with an output each": (
        lambda n: small_plan(
            goals=[StrategicGoal(code=f"{k}", title="a", section="1" if k else "2.1") for k in range(n)],
            outputs=[Output(code=f"O{k}", title="a", section=f"{k}", goals=[f"{k}"]) for k in range(n)],
        ),
        checked("OP206", "OP207"),
    ),
    "rows that are carried forward": (
        lambda n: small_plan(
            departments=departments(n, staffing=work_months("grade", P4=ROW, P5=ROW)), outputs=asking(n)
        ),
        checked("OP413", "OP414"),
    ),
    "services of outputs": (services_of_outputs, checked("OP309", "OP413")),
    "editions": (editions, checked("OP414")),
    "wordings": (wordings, checked("OP528", "OP529", "OP530", "OP712", "OP810")),
    "long wordings": (
        lambda n: of_one_output(*(table(code, row(" ".join(f"{k}a" for k in range(n)))) for code in "AB")),
        checked("OP528", "OP712", "OP810"),
    ),
    "titles that are cut": (
        lambda n: small_plan(activities=[Activity(code=f"A{k}", title=f"{k:030} {'m' * 3}") for k in range(n)]),
        checked("OP810", "OP811"),
    ),
    "figures that are announced": (
        lambda n: small_plan(
            outline=[
                Heading(number=f"{k}", title="a", refers_to=[CrossReference(number="figure", title=f"{k}")])
                for k in range(n)
            ]
        ),
        checked("OP805", "OP812"),
    ),
    "sections on funding": (
        lambda n: small_plan(
            outputs=[
                Output(code="O", title="a", funding=[Funding(source=f"source {k}", section=f"{k}") for k in range(n)])
            ]
        ),
        checked("OP606"),
    ),
    "columns": (
        lambda n: small_plan(
            periods=[f"{1000 + k}" for k in range(n)],
            departments=departments(1, staffing=work_months("grade", P4={f"{1000 + k}": 1 for k in range(n)})),
        ),
        staff_changes,
    ),
}


@pytest.mark.parametrize(("make", "work"), GROWING.values(), ids=GROWING)
def test_steps_grow_in_proportion(
    make: Callable[[int], OperationalPlan],
    work: Callable[[OperationalPlan], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What grows with the square takes up to sixteen times as many steps."""
    monkeypatch.setattr(wording, "_MAX_COMPARED", 300)  # names are compared with all others until then
    few, more = make(60), make(240)
    assert steps_of(lambda: work(more)) < 6 * steps_of(lambda: work(few))


LONG: dict[str, tuple[str, OperationalPlan]] = {
    "heirs": (
        "OP404",
        small_plan(departments=departments(1, successors=[f"Z{n}" for n in range(50)], staffing=WORKED)),
    ),
    "one heir of many": (
        "OP405",
        small_plan(departments=[*departments(50, successors=["X"], staffing=WORKED), Department(code="X", name="a")]),
    ),
    "goals": (
        "OP201",
        small_plan(
            outputs=[Output(code="O", title="a", goals=[f"{n}" for n in range(50)])],
            objectives=[Objective(code="1", title="a")],
            goals=[StrategicGoal(code="1", title="a")],
        ),
    ),
    "rows that jump": (
        "OP308",
        small_plan(
            departments=departments(50),
            outputs=[
                Output(
                    code="O",
                    title="a",
                    effort=work_months("department", **{f"D{n}": {"2007": 1, "2008": 99} for n in range(50)}),
                )
            ],
        ),
    ),
    "numbers": ("OP110", of_one_output(table("A", row(*"a" * 50, kpis=[KPI(text="a", of=["x"])])))),
}


@pytest.mark.parametrize(("rule", "plan"), LONG.values(), ids=LONG)
def test_a_message_names_few_of_many(rule: str, plan: OperationalPlan) -> None:
    (found,) = validate(plan, select=rule)
    assert "and 41 more" in found.message


def test_a_claim_on_what_is_no_figure_does_not_print_all_of_it() -> None:
    (found,) = validate(small_plan(departments=departments(50), claims=claims("departments")), select="OP304")
    assert found.message == "a: cannot be checked: no figure: a list"
    (long,) = validate(small_plan(claims=claims("x" * 500)), select="OP304")
    assert long.message == f"a: cannot be checked: no figure: '{'x' * 59}…'"
