"""Days of travel as a measure of a plan, and a rule for them."""

from collections.abc import Iterable, Iterator, Mapping

import itu_opplan as opplan

TRAVEL = opplan.Measure(code="travel", name="days of travel", of="outputs", dims=["department"], unit="day")


def add_travel(
    plan: opplan.OperationalPlan, days: Mapping[str, Iterable[Mapping[str, object]]]
) -> opplan.OperationalPlan:
    """The plan with days of travel for outputs, by their code: rows of a department and a figure per period."""
    tables = {f"outputs.{code}.figures.travel": TRAVEL.table(rows) for code, rows in days.items()}
    return opplan.change(plan.put(TRAVEL), tables)


@opplan.rule("TRAVEL1", opplan.Severity.WARNING)
def idle_travel(plan: opplan.OperationalPlan) -> Iterator[opplan.Finding]:
    """A department travels for an output on which it does not work."""
    if TRAVEL not in plan.measures:
        return
    work = opplan.effort(plan)
    for (output, department), days in opplan.figures(plan, TRAVEL.code).rows():
        for period, cell in zip(plan.periods, days, strict=True):
            asked = work.at(output=output, department=department, period=period)
            if cell is not opplan.Missing.NOT_STATED and asked is opplan.Missing.NOT_STATED:
                yield opplan.Finding(
                    path=f"outputs.{output}.figures.travel[{department}, {period}]",
                    message=f"{department} has days of travel in {period}, {cell}, but no work-months for this output",
                    actual=cell,
                )
