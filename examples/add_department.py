"""Add a department to the shipped plan, give it work, and see what changed.

Nothing is written outside a temporary folder.
"""

import tempfile
from pathlib import Path

import itu_opplan as opplan

old = opplan.bundled("gs-2008-2011")

# Three lines: the department, its work-months in one table, that table in its output.
plan = old.put(opplan.Department(code="LEG", name="Legal Department", section="III.10"))
effort = plan.output("COUNCIL").effort.set("3.5", department="LEG", period="2008", new=True)
plan = opplan.change(plan, {"outputs.COUNCIL.effort": effort})

# A single cell can be changed at its address as well: half a month goes from one department to another.
plan = opplan.change(
    plan,
    {
        "outputs.COUNCIL.effort[SGO, 2008]": "19.2",
        "outputs.COUNCIL.effort[LEG, 2008]": "4.0",
    },
)

print("Work-months for the Council\n")
print(opplan.effort(plan).where(output="COUNCIL").by("department", "period"))

print("\nWhat changed, over all outputs\n")
difference = opplan.effort(plan) - opplan.effort(old)
print(difference.by("department", "period").keep(lambda value: value != 0))

print("\nValidation:", opplan.validate(plan))

with tempfile.TemporaryDirectory() as temporary:
    folder = Path(temporary) / "my-plan"
    opplan.dump(plan, folder)
    print("Written and read back:", opplan.load(folder) == plan)

print("The old plan is as it was:", old == opplan.bundled("gs-2008-2011"))
