"""The plan of 2009-2012, made from the shipped one, and what a planner must decide: `python examples/next_year.py`."""

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

    print(f"{rolled.plan.title}: columns {', '.join(map(str, rolled.plan.periods))}\n")
    print("Work-months that outputs ask for, before and after\n")
    print(opplan.effort(plan).by("period").to_text(decimals=1))
    print(opplan.effort(rolled.plan).by("period").to_text(decimals=1))

    print("\nWhat a planner must decide\n")
    for one in rolled.decisions:
        answer = f"answered: {one.answer}" if one.answer is not None else f"default: {one.default}"
        print(f"{one.path}: {one.question} [{answer}; {one.reason}]")


if __name__ == "__main__":
    main()
