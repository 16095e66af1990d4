"""Plans small enough to see at a glance, as text and as objects."""

from collections.abc import Mapping

from itu_opplan import Department, OperationalPlan, Output, Service, Table

HEAD = """\
format = 1
code = "p"
title = "Plan"
organisation = "Org"
window = "2008-2011"
periods = ["2007", "2008", "2009-2011"]
"""
"""The six lines that a plan cannot do without. What a test adds begins at line 7."""

SMALL = (
    HEAD
    + """
[departments.SGO]
name = "Office"
staffing = [
    { grade = "P5", 2007 = 12, 2008 = 12, 2009-2011 = 36 },
    { grade = "G5", 2007 = 12, 2008 = "blank", 2009-2011 = 0 },
]

[departments.CEC]
name = "Coordination"

[outputs.PP]
title = "Conference"
section = "II.1"
effort = [
    { department = "SGO", 2007 = 4.7, 2008 = 0.0, 2009-2011 = 18.2 },
]
"""
)
"""A plan of two departments and one output, as text."""


SERVICES = tuple(Service(code=code, name=code, unit="page") for code in ("reprography", "translation", "typing"))
"""Three services that are counted in pages."""


def work_months(dim: str, **rows: Mapping[str, object]) -> Table:
    """A table of work-months with one label a row: `work_months("department", SGO={"2008": 1})`."""
    records = [
        {dim: label, "period": period, "value": value} for label, row in rows.items() for period, value in row.items()
    ]
    return Table.from_records(records, dims=(dim, "period"), unit="work_month")


def small_plan(**fields: object) -> OperationalPlan:
    """A hand-built plan of two departments and one output; `fields` replace those it has."""
    given: dict[str, object] = {
        "code": "p",
        "title": "Plan",
        "organisation": "Org",
        "window": "2008-2011",
        "periods": ["2007", "2008", "2009-2011"],
        "departments": [Department(code="SGO", name="Office"), Department(code="CEC", name="Coordination")],
        "outputs": [Output(code="PP", title="Conference")],
    }
    return OperationalPlan(**(given | fields))  # type: ignore[arg-type]  # each test gives what the field takes, or not
