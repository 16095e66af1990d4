# outputs.COURSES.services: is in 'hour', but its services are counted in page; its unit must be 'page'

from itu_opplan import OperationalPlan, Output, Service, Table

volumes = [{"service": "printing", "2007": 900, "2008": 1200, "2009-2011": 3600}]
courses = Output(
    code="COURSES",
    title="Training courses",
    services=Table.from_rows(volumes, dims=["service", "period"], unit="hour"),
)
plan = OperationalPlan(
    code="p",
    title="Plan",
    organisation="Org",
    window="2008-2011",
    periods=["2007", "2008", "2009-2011"],
    services=[Service(code="printing", name="Printing", unit="page")],
    outputs=[courses],
)
