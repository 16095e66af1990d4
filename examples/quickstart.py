"""Three tables of the plan that the library ships: run it with `python examples/quickstart.py`."""

import itu_opplan as opplan

plan = opplan.bundled("gs-2008-2011")
effort = opplan.effort(plan)
capacity = opplan.capacity(plan)

print(f"{plan.organisation}: {plan.title}, {plan.window}")

print("\nWork-months that the outputs ask of each department\n")
print(effort.by("department", "period"))

print("\nWho does the work of the Council in 2008, in percent\n")
print(effort.where(output="COUNCIL", period="2008").by("output", "department").shares("output"))

print("\nWork-months that the departments have, by category of staff\n")
print(capacity.relabel("grade", plan.grade_category, to="category").by("category", "period"))
