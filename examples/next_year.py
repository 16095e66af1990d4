"""The plan of 2009-2012 in the new structure, made from the shipped one: `python examples/next_year.py`.

It rolls the plan forward, restates it by the crosswalk of the restructuring, compares the two plans, explains the
difference in work-months, and prints what a planner must decide.
"""

import itu_opplan as opplan

DECISIONS = """
kind = "decisions"
format = 1
code = "gs-2009-2012"
title = "Decisions for 2009-2012"
plan = "gs-2008-2011"

[[decisions]]
path = "outputs.PP.effort"
answer = "events"
reason = "the Plenipotentiary Conference is in 2010"

[[decisions]]
path = "outputs.PP.services"
answer = "events"
reason = "the Plenipotentiary Conference is in 2010"
"""


def main() -> None:
    plan = opplan.bundled("gs-2008-2011")
    rolled = opplan.roll_forward(plan, opplan.loads_decisions(DECISIONS))
    crosswalk = opplan.bundled_crosswalk("gs-2008-2011")
    restated = opplan.restructure(rolled.plan, crosswalk)
    print(f"{restated.plan.code}: columns {', '.join(map(str, restated.plan.periods))}\n")

    print(f"1. What the new structure rests on\n\n{restated}\n")

    print("2. What changed against the plan of 2008-2011, by kind and chapter\n")
    changes = opplan.compare(plan, restated.plan)
    for kind in ("added", "removed", "reworded", "changed"):
        there = [change.path.split(".")[0].partition("[")[0] for change in changes if change.kind == kind]
        counts = ", ".join(f"{there.count(name)} in {name}" for name in dict.fromkeys(there))
        print(f"{kind:>8}: {counts or 'none'}")
    again = opplan.apply(plan, changes)
    print(f"The changes make the new plan of the old one: {again == restated.plan}\n")

    print("3. Why the work-months for the Plenipotentiary Conference are what they are\n")
    before = opplan.effort(plan).where(output="PP", period="2009-2011")
    after = opplan.effort(restated.plan).where(output="PP", period="2010-2012")
    print(opplan.bridge(before, after, crosswalk).by("department", "part").to_text(decimals=1))

    print("\n4. What a planner must decide\n")
    for one in rolled.decisions:
        answer = f"answered: {one.answer}" if one.answer is not None else f"default: {one.default}"
        print(f"- {one.path}: {one.question} [{answer}; {one.reason}]")


if __name__ == "__main__":
    main()
