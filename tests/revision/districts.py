"""A plan of a district with fiscal years, of which all that can name a department does: for tests of new structures."""

DISTRICT = """
format = 1
code = "d"
title = "District"
organisation = "District"
currency = "ZAR"
year_begins = 7
window = "2025/26-2026/27"
periods = ["2025/26", "2026/27"]

[dimensions]
source = ["grant", "own"]

[measures.budget]
of = "departments"
dims = ["source"]
unit = "ZAR"

[measures.effort]
of = "outputs"
dims = ["department", "source"]
unit = "work_month"

[measures.heads]
of = "outputs"
dims = ["department"]
unit = "post"
not_additive = { department = "people serve in several" }

[measures.rate]
of = "departments"
unit = "percent"

[departments.WAT]
name = "Water"
aliases = ["Waterworks"]
mandates = ["M1"]
description = "Pipes and taps."
posts = [{ grade = "P5", "2025/26" = 1 }]
published_posts = { "2025/26" = 1 }
allocations = [{ kind = "activity", item = "PIPES", "2025/26" = 100 }]

[departments.WAT.figures]
budget = [
    { source = "grant", "2025/26" = 10, "2026/27" = 10.5 },
    { source = "own", "2025/26" = "blank" },
]
budget_assumed = ["as last year"]
rate = { "2025/26" = 80 }

[departments.WAT.units.PUMP]
name = "Pumps"
successors = ["ROA"]

[departments.WAT.frameworks.plan]
periods = ["2025/26"]

[[departments.WAT.frameworks.plan.blocks]]
unit = "PUMP"
results = [{ number = "1", text = "Pumps run", lead = ["WAT", "FIN"], consulted = ["ROA"] }]

[departments.WAT.frameworks.next]
periods = ["2026/27"]

[[departments.WAT.frameworks.next.blocks]]
results_from = { framework = "plan", items = "1" }

[departments.ROA]
name = "Roads"

[departments.ROA.figures]
budget = [{ source = "grant", "2025/26" = 1 }]
rate = { "2025/26" = 60 }

[departments.ROA.frameworks.plan]
periods = ["2025/26"]

[[departments.ROA.frameworks.plan.blocks]]
results = [{ number = "1", text = "Roads are dry", lead = ["ROA"] }]

[departments.FIN]
name = "Finance"
successors = ["WAT"]

[departments.FIN.frameworks.plan]
periods = ["2025/26"]

[[departments.FIN.frameworks.plan.blocks]]
results_from = { framework = "plan", owner = "departments.ROA" }
risks = [{ text = "Debt" }]

[mandates.M1]
series = "rules"
issued_by = "Parliament"

[bodies.INF]
name = "Infrastructure"
aliases = ["Works"]

[activities.PIPES]
title = "Pipes"
department = "WAT"

[services.TAPS]
name = "Taps"
departments = ["ROA", "WAT"]

[outputs.SUPPLY]
title = "Supply"
effort = [
    { department = "WAT", source = "grant", "2025/26" = 10 },
    { department = "ROA", source = "own", "2025/26" = 2.5 },
    { department = "FIN", source = "own", "2025/26" = 1 },
]
published_effort = { "2025/26" = 13.5 }

[outputs.SUPPLY.figures]
heads = [{ department = "WAT", "2025/26" = 3 }, { department = "FIN", "2025/26" = 2 }]
"""
