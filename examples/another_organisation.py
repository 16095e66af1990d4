"""Build the plan of a fictional agency from nothing, and compare it with the same plan as TOML, which lies beside."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import itu_opplan as opplan

PERIODS = ("2026", "2027-2028")


def table(dim: str, unit: str, rows: Mapping[str, Sequence[str | int]]) -> opplan.Table:
    """A table with a row per label and a figure per period."""
    return opplan.Table.from_records(
        [
            {dim: label, "period": period, "value": value}
            for label, values in rows.items()
            for period, value in zip(PERIODS, values, strict=True)
        ],
        dims=(dim, "period"),
        unit=unit,
    )


plan = opplan.OperationalPlan(
    code="alc-2026-2028",
    title="Plan of the Agency for Lakes and Canals",
    organisation="Agency for Lakes and Canals",
    status="approved",
    currency="EUR",
    window="2026-2028",
    periods=PERIODS,
    grades=opplan.GradeScale({"Lead": ["L2", "L1"], "Expert": ["X3", "X2", "X1"], "Support": ["S2", "S1"]}),
    services=[
        opplan.Service(code="translation", name="Translation", unit="page"),
        opplan.Service(code="interpretation", name="Interpretation", unit="hour"),
    ],
    goals=[opplan.StrategicGoal(code="1", title="Waterways that are safe and open")],
    objectives=[
        opplan.Objective(code="1", title="Every lock is inspected once a year"),
        opplan.Objective(code="2", title="Members are served in their own language"),
    ],
    departments=[
        opplan.Department(
            code="DIR",
            name="Directorate",
            section="1",
            staffing=table("grade", "work_month", {"L2": [12, 24], "S2": [12, 24]}),
        ),
        opplan.Department(
            code="NAV",
            name="Navigation",
            section="2",
            staffing=table("grade", "work_month", {"L1": [12, 24], "X3": [24, 60], "X1": [36, "to be completed"]}),
        ),
        opplan.Department(
            code="LANG",
            name="Language Service",
            section="3",
            aliases=["Translators"],
            staffing=table("grade", "work_month", {"X2": [24, 48], "S1": [6, 12]}),
        ),
    ],
    outputs=[
        opplan.Output(
            code="ASSEMBLY",
            title="Yearly assembly of the members",
            section="A",
            goals=["1"],
            objectives=["2"],
            effort=table("department", "work_month", {"DIR": ["9.5", 19], "LANG": ["14.25", "28.5"]}),
            # Services that are counted in different units: the table as a whole is in "various".
            services=table("service", "various", {"translation": [620, 1240], "interpretation": [96, 192]}),
        ),
        opplan.Output(
            code="LOCKS",
            title="Inspection of locks",
            section="B",
            goals=["1"],
            objectives=["1"],
            effort=table("department", "work_month", {"NAV": [58, 124], "LANG": ["3.5", "n/a"]}),
            services=table("service", "page", {"translation": [180, 0]}),
        ),
    ],
)

print("Validation:", opplan.validate(plan))
written = opplan.load(Path(__file__).with_suffix(".toml"))
print("The same as another_organisation.toml:", written == plan)
assert written == plan

capacity = opplan.capacity(plan)
effort = opplan.effort(plan).by("department", "period")

print("\nWork-months by category of staff\n")
print(capacity.relabel("grade", plan.grade_category, to="category").by("category", "period"))

print("\nWork-months that no output asks for\n")
print(capacity.by("department", "period") - effort)

print("\nPages and hours\n")
print(opplan.volumes(plan, unit="page"))
print(opplan.volumes(plan, unit="hour"))
