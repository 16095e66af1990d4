"""Strategy: whether work leads to objectives, and objectives to work."""

from collections.abc import Iterator

from ..errors import Severity, join
from ..model.plan import OperationalPlan
from .rule import Finding, Rule, rule

__all__ = ["RULES"]


@rule("OP201", Severity.WARNING)
def output_without_objective(plan: OperationalPlan) -> Iterator[Finding]:
    """An output is linked to no objective, so that its work serves none."""
    for output in plan.outputs if plan.objectives else ():
        if output.objectives or {"links"} & {*output.to_be_completed, *output.elsewhere}:
            continue
        goals = f"only to the strategic goals {', '.join(output.goals)}" if output.goals else "nor to a strategic goal"
        yield Finding(
            path=join("outputs", output.code, "objectives"),
            message=f"{output.title} is linked to no objective, {goals}",
            section=output.section,
            expected=tuple(objective.code for objective in plan.objectives),
            actual=(),
        )


@rule("OP202", Severity.WARNING)
def objective_without_output(plan: OperationalPlan) -> Iterator[Finding]:
    """No output is linked to an objective, so that nothing serves it."""
    served = {code for output in plan.outputs for code in output.objectives}
    for objective in plan.objectives:
        if objective.code not in served:
            message = f"no output is linked to the objective {objective.title!r}"
            yield Finding(path=join("objectives", objective.code), message=message, section=objective.section)


@rule("OP203", Severity.NOTE)
def goal_without_output(plan: OperationalPlan) -> Iterator[Finding]:
    """No output is linked to a strategic goal."""
    served = {code for output in plan.outputs for code in output.goals}
    for goal in plan.goals:
        if goal.code not in served:
            message = f"no output is linked to the strategic goal {goal.title!r}"
            yield Finding(path=join("goals", goal.code), message=message, section=goal.section)


@rule("OP204", Severity.NOTE)
def department_without_objective(plan: OperationalPlan) -> Iterator[Finding]:
    """Some departments say which objectives they contribute to, and others do not."""
    silent = [department.code for department in plan.departments if not department.objectives]
    linked = [department.code for department in plan.departments if department.objectives]
    if silent and linked:
        message = f"only {', '.join(linked)} is linked to objectives; {', '.join(silent)} are not"
        yield Finding(path="departments", message=message, expected=tuple(linked), actual=tuple(silent))


RULES: tuple[Rule, ...] = (
    output_without_objective,
    objective_without_output,
    goal_without_output,
    department_without_objective,
)
