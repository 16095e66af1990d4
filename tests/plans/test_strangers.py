"""Plans of other organisations, written as a user would: money of outputs, counts of people, printed grand totals."""

from decimal import Decimal

from itu_opplan import apportion, dumps, figures, ledger, loads, validate
from itu_opplan.analysis import Verdict

WHO = """
format = 1
code = "WHO-PB-2022-2023"
title = "Programme budget 2022-2023"
organisation = "World Health Organization"
status = "approved"
currency = "USD"
window = "2022-2023"
periods = ["2022-2023"]

[measures.budget]
name = "budget"
of = "outputs"
unit = "MUSD"

[figures]
published_budget = { 2022-2023 = 6725 }

[objectives.1]
title = "Healthier lives"

[outputs.UHC]
title = "Universal health coverage"
objectives = ["1"]
figures = { budget = { 2022-2023 = 1930 } }

[outputs.EMERGENCIES]
title = "Health emergencies"
figures = { budget = { 2022-2023 = 1250 } }

[outputs.HEALTHIER]
title = "Healthier populations"
objectives = ["1"]
figures = { budget = { 2022-2023 = 455 } }

[outputs.ENABLING]
title = "More effective and efficient WHO"
figures = { budget = { 2022-2023 = 1333 } }

[outputs.POLIO]
title = "Polio eradication"
figures = { budget = { 2022-2023 = 558 } }

[outputs.SPECIAL]
title = "Special programmes"
figures = { budget = { 2022-2023 = 199 } }

[outputs.APPEALS]
title = "Emergency operations and appeals"
figures = { budget = { 2022-2023 = 1000 } }
"""
"""The public programme budget of WHO for 2022-2023, in millions of US dollars."""


def test_a_programme_budget_adds_up_to_its_printed_total() -> None:
    plan = loads(WHO)
    assert [(line.path, line.printed, line.computed, line.verdict) for line in ledger(plan)] == [
        ("figures.budget[total, 2022-2023]", 6725, 6725, Verdict.AGREES)
    ]
    budget = figures(plan, "budget")
    assert budget.convert("USD").at(output="SPECIAL", period="2022-2023") == 199_000_000
    assert budget.split().at(output="UHC", period="2023") == 965
    assert apportion(budget, plan, to="objective").by("objective").at(objective="1") == 2385
    assert loads(dumps(plan)) == plan
    assert validate(plan, select="figures").counts == {}


def test_a_slip_in_a_programme_budget_is_found() -> None:
    plan = loads(WHO.replace("budget = { 2022-2023 = 558 }", "budget = { 2022-2023 = 55.8 }"))
    (line,) = ledger(plan)
    assert (line.computed, line.verdict) == (Decimal("6222.8"), Verdict.CONTRADICTS)


DISTRICT = """
format = 1
code = "DISTRICT"
title = "District plan"
organisation = "District council"
currency = "TZS"
window = "2020"
periods = ["2019", "2020"]

[dimensions]
sex = ["women", "men"]
fund = [{ code = "OC", name = "Other charges" }, { code = "PE", name = "Personal emoluments" }]

[measures.people]
of = "departments"
dims = ["sex"]
unit = "count"
not_additive = { period = "the same people work in both years" }

[measures.spending]
of = "objectives"
dims = ["department", "fund"]
unit = "kTZS"
negative = true

[departments.HEALTH]
name = "Health"
[departments.HEALTH.figures]
people = [{ sex = "women", 2019 = 210, 2020 = 214 }, { sex = "men", 2019 = 98, 2020 = "blank" }]
people_section = "2.1"

[objectives.A]
title = "Services improved"
[objectives.A.figures]
spending = [
    { department = "HEALTH", fund = "PE", 2020 = 1200.5 },
    { department = "HEALTH", fund = "OC", 2020 = -100 },
]
published_spending = { 2020 = 1100 }
"""
"""A district that counts people by sex and money by fund; the figures are invented."""


def test_a_district_counts_people_and_money_by_lists_of_its_own() -> None:
    plan = loads(DISTRICT)
    assert figures(plan, "people").axis("period").reason == "the same people work in both years"
    assert figures(plan, "people").by("period").at(period="2019") == 308
    assert figures(plan, "spending").by("fund").records() == [
        {"fund": "OC", "value": -100},
        {"fund": "PE", "value": Decimal("1200.5")},
    ]
    assert [(line.printed, line.computed, line.verdict) for line in ledger(plan)] == [
        (1100, Decimal("1100.5"), Verdict.ROUNDING)
    ]
    found = [(one.rule, one.path, one.section) for one in validate(plan, select=["OP305", "OP306"])]
    assert found == [
        ("OP305", "objectives.A.figures.spending", None),
        ("OP306", "departments.HEALTH.figures.people[men, 2020]", "2.1"),
    ]
    assert loads(dumps(plan)) == plan
