"""Strategy: whether work leads to objectives, and objectives to work."""

import itertools
from collections import Counter
from collections.abc import Iterator

from ..model.organisation import Department
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..paths import join
from ..problem import Severity
from ..wording import count_of, few, quote
from .rule import Finding, rule


def _served(plan: OperationalPlan, name: str) -> set[str]:
    """The codes of the objectives or goals that outputs are linked to, with those above and below them.

    An output that is linked to an objective serves its goals, too.
    """
    linked = {code for output in plan.outputs for code in getattr(output, name)}
    if name == "goals":
        served = _served(plan, "objectives")
        linked.update(code for one in plan.objectives if one.code in served for code in one.goals)
    return plan.levels[name].spread(linked)


def _told(one: Output | Department) -> bool:
    """Whether the plan tells where the links of an output or department are that has none."""
    return "links" in (*one.to_be_completed, *one.elsewhere)


@rule("OP201", Severity.WARNING)
def output_without_objective(plan: OperationalPlan) -> Iterator[Finding]:
    """An output is linked to no objective, so that its work serves none.

    It may leave that to the output that it is a part of, or to its own parts.
    """
    objectives = tuple(objective.code for objective in plan.objectives)
    linked = plan.levels["outputs"].spread(output.code for output in plan.outputs if output.objectives)
    for output in plan.outputs if objectives else ():
        if output.code in linked or _told(output):
            continue
        which = "goal" if len(output.goals) == 1 else "goals"
        goals = f"only to the strategic {which} {few(output.goals, 9)}" if output.goals else "nor to a strategic goal"
        yield Finding(
            path=join("outputs", output.code, "objectives"),
            message=f"{quote(output.title)} is linked to no objective" + (f", {goals}" if plan.goals else ""),
            section=output.section,
            expected=objectives,
            actual=(),
        )


@rule("OP202", Severity.WARNING)
def objective_without_output(plan: OperationalPlan) -> Iterator[Finding]:
    """There are outputs, and none of them is linked to an objective.

    Links to what it is a part of count, and links to its parts.
    """
    served = _served(plan, "objectives")
    for objective in plan.objectives if plan.outputs else ():
        if objective.code not in served:
            message = f"no output is linked to the objective {quote(objective.title)}"
            yield Finding(path=join("objectives", objective.code), message=message, section=objective.section)


@rule("OP203", Severity.NOTE)
def goal_without_output(plan: OperationalPlan) -> Iterator[Finding]:
    """There are outputs, and none of them is linked to a strategic goal.

    Links to objectives that serve it count, links to what it is a part of, and links to its parts.
    """
    served = _served(plan, "goals")
    for goal in plan.goals if plan.outputs else ():
        if goal.code not in served:
            message = f"no output is linked to the strategic goal {quote(goal.title)}"
            yield Finding(path=join("goals", goal.code), message=message, section=goal.section)


@rule("OP204", Severity.NOTE)
def department_without_objective(plan: OperationalPlan) -> Iterator[Finding]:
    """Some departments say which objectives they contribute to, and others do not."""
    linked = tuple(department.code for department in plan.departments if department.objectives)
    there = plan.levels["departments"].spread(linked)
    silent = tuple(one.code for one in plan.departments if one.code not in there and not _told(one))
    if silent and linked:
        are, others = ("is" if len(some) == 1 else "are" for some in (silent, linked))
        message = f"{few(silent, 9)} {are} linked to no objective; {few(linked, 9)} {others}"
        yield Finding(path="departments", message=message, expected=linked, actual=silent)


@rule("OP205", Severity.NOTE)
def output_without_goal(plan: OperationalPlan) -> Iterator[Finding]:
    """Some outputs are linked to strategic goals of the organisation, and others are not.

    Links through objectives count, and those of what an output is a part of, or of its parts.
    """
    serving = plan.levels["objectives"].spread(objective.code for objective in plan.objectives if objective.goals)
    linked = tuple(one.code for one in plan.outputs if one.goals or not serving.isdisjoint(one.objectives))
    there = plan.levels["outputs"].spread(linked)
    silent = tuple(output.code for output in plan.outputs if output.code not in there and not _told(output))
    if silent and linked:
        some = count_of(len(silent), len(plan.outputs), "output", "is", "are")
        message = f"{some} linked to no strategic goal: {few(silent, 15)}"
        yield Finding(path="outputs", message=message, expected=linked, actual=silent)


@rule("OP206", Severity.NOTE)
def thin_goal(plan: OperationalPlan) -> Iterator[Finding]:
    """A goal or objective has a single output, where most of the others have three or more.

    The outputs of its parts are its own, too.
    """
    for kind in ("goals", "objectives"):
        serving: dict[str, list[str]] = {one.code: [] for one in getattr(plan, kind)}
        for output in plan.outputs:
            ways = map(plan.levels[kind].way_up, getattr(output, kind))
            for code in dict.fromkeys(itertools.chain.from_iterable(ways)):
                serving.get(code, []).append(output.code)
        counts = sorted(map(len, serving.values()))
        if 1 not in counts or len(counts) < 3:
            continue
        counts.remove(1)
        few_or_many = f"{counts[0]} to {counts[-1]}" if counts[0] < counts[-1] else f"{counts[0]}"
        for one in getattr(plan, kind) if counts[(len(counts) - 1) // 2] > 2 else ():
            if len(serving[one.code]) == 1:
                message = f"{quote(one.title)} has only the output {serving[one.code][0]}; others have {few_or_many}"
                path = join(kind, one.code)
                yield Finding(path=path, message=message, section=one.section, actual=tuple(serving[one.code]))


@rule("OP207", Severity.NOTE)
def goal_in_passing(plan: OperationalPlan) -> Iterator[Finding]:
    """A goal or objective is first named in the chapter of an output, while one section names most of the others."""
    chapters = {output.section: output.code for output in plan.outputs if output.section}
    for kind in ("goals", "objectives"):
        counts = Counter(one.section for one in getattr(plan, kind))
        ((usual, count),) = counts.most_common(1) or ((None, 0),)
        if usual is None or count < 3 or count * 3 < len(getattr(plan, kind)) * 2:
            continue
        for one in getattr(plan, kind):
            above = (one.section or "").split(".")
            sections = [".".join(above[:depth]) for depth in range(len(above), 0, -1)]
            chapter = next((chapters[section] for section in sections if section in chapters), None)
            if chapter is not None and usual not in sections:
                message = f"{quote(one.title)} is first named in the chapter of {chapter}; {usual} names the others"
                path = join(kind, one.code)
                yield Finding(path=path, message=message, section=one.section, expected=usual, actual=one.section)
