# outputs: 300 output × 400 department × 9 period labels of effort make 1,080,000 places; a plan may have 1,000,000

from itu_opplan import Department, OperationalPlan, Output, Table

asked = [{"department": "D1", "2008": 2}]
effort = Table.from_rows(asked, dims=["department", "period"], unit="work_month")
plan = OperationalPlan(
    code="p",
    title="Plan",
    organisation="Org",
    window="2008-2011",
    periods=[str(year) for year in range(2003, 2012)],
    departments=[Department(code=f"D{number}", name="Department") for number in range(400)],
    outputs=[Output(code=f"O{number}", title="Output", effort=effort) for number in range(300)],
)
