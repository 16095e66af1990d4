"""KPIs of other organisations, as a user would write them: quarters, words, weights, revised figures, labels."""

from decimal import Decimal

from itu_opplan import dumps, get, loads, validate
from itu_opplan.analysis import Progress

HEALTH = """
format = 1
code = "EC-DOH-2021-22"
title = "Annual performance plan, Eastern Cape, Health"
organisation = "Provincial government"
entity = "Department of Health"
currency = "ZAR"
year_begins = 4
window = "2021/22"
periods = ["2021/22"]

[departments.P1]
name = "Administration"

[departments.P1.units.SP1]
name = "Office of the MEC"

[departments.P1.frameworks.2021-22]
phase = "planned"
periods = ["2021/22"]

[[departments.P1.frameworks.2021-22.blocks]]
unit = "SP1"

[[departments.P1.frameworks.2021-22.blocks.kpis]]
number = "9.1.2"
text = "Number of statutory documents tabled at the legislature"
unit = "count"
direction = "increase"
accumulation = "sum"
baselines = [{ period = "2020/21", value = 0 }]
targets = [
    { period = "2021/22-Q1", value = 0 },
    { period = "2021/22-Q2", value = 1 },
    { period = "2021/22-Q3", value = 2 },
    { period = "2021/22-Q4", value = 5 },
    { period = "2021/22", value = 8 },
]
actuals = [
    { period = "2021/22-Q1", value = 0, note = "no target" },
    { period = "2021/22-Q2", value = 2 },
    { period = "2021/22-Q3", value = 2 },
    { period = "2021/22-Q4", value = 8 },
    { period = "2021/22", value = 7, confirmed = false, note = "preliminary" },
    { period = "2021/22", value = 8, as_of = 2022-05-31, note = "validated by audit" },
]

[[departments.P1.frameworks.2021-22.blocks.kpis]]
number = "6.4.1"
text = "Human resources strategy approved"
targets = [{ period = "2021/22", text = "approved strategy" }]
actuals = [{ period = "2021/22", text = "draft strategy" }]
"""
"""A province in South Africa: targets by quarter that add up, actuals that do not. The preliminary 7 is invented."""


def test_quarters_of_a_fiscal_year_are_held_against_the_year() -> None:
    plan = loads(HEALTH)
    assert loads(dumps(plan)) == plan
    tabled, strategy = (found.item for found in plan.kpis())
    assert tabled.roll_up("targets", "2021/22").value == 8
    assert tabled.progress("2021/22", plan.year_begins) == Progress(Decimal(100))
    assert tabled.progress("2021/22-Q2") == Progress(Decimal(200))
    assert strategy.progress("2021/22") == Progress(None, "the target for 2021/22 is words: 'approved strategy'")
    path = "departments.P1.frameworks.2021-22.blocks[0].kpis[0]"
    assert [str(one) for one in validate(plan, select=["OP522", "OP524", "OP526", "OP531"])] == [
        f"{path}: 'Number of statutory documents tabled at the legislature': the actuals of 2021/22-Q1, 2021/22-Q2, "
        "2021/22-Q3, 2021/22-Q4 add up to 12, that of 2021/22 is 8; so is the last of them: perhaps they are cumulative"
    ]


POSTS = """
format = 1
code = "TPC-2021"
title = "Performance contract of a postal corporation"
organisation = "Posts corporation"
currency = "TZS"
window = "2021"
periods = ["2019", "2020", "2021"]

[objectives.1]
title = "Investment in ICT and equipment strengthened"
attributes = { weight = 9.5 }

[outputs.TOOLS]
title = "Working tools"
objectives = ["1"]

[outputs.TOOLS.frameworks.2021]
phase = "planned"
periods = ["2021"]

[[outputs.TOOLS.frameworks.2021.blocks]]
results = [{ text = "Working tools are better by June 2022" }]

[[outputs.TOOLS.frameworks.2021.blocks.kpis]]
text = "Number of operational motorcycles acquired"
weight = 2.5
unit = "count"
direction = "increase"
baselines = [{ period = "2019", value = "n/a" }, { period = "2020", value = 50 }]
targets = [{ period = "2021", value = 80 }]

[[outputs.TOOLS.frameworks.2021.blocks.kpis]]
text = "Budget spent on tools against planned"
weight = 2
unit = "percent"
direction = "increase"
baselines = [{ period = "2019", value = "n/a" }, { period = "2020", value = "n/a" }]
targets = [{ period = "2021", value = 80 }]

[[outputs.TOOLS.frameworks.2021.blocks.kpis]]
text = "Rights of occupancy acquired"
weight = 2.5
unit = "count"
direction = "increase"
accumulation = "sum"
baselines = [{ period = "2020", value = 18 }]
targets = [{ period = "2021", value = 13 }]
"""
"""A postal corporation in Tanzania: weighted KPIs, two baselines each."""


def test_weights_are_kept_and_a_year_without_baseline_is_no_zero() -> None:
    plan = loads(POSTS)
    assert loads(dumps(plan)) == plan
    kpis = [found.item for found in plan.kpis()]
    assert sum(kpi.weight for kpi in kpis if kpi.weight is not None) == 7
    assert kpis[0].baseline_of(kpis[0].targets[0]) == kpis[0].baselines[1]
    assert kpis[1].progress("2021").reason == "the baseline is n/a"
    assert list(validate(plan, select=["OP521", "OP522", "OP524", "OP526", "OP531"])) == []


ACTIVITY = """
format = 1
code = "AA-AAA-123456789-ABC123"
title = "Activity"
organisation = "Organisation"
window = "2012-2015"
periods = ["2013"]

[dimensions]
place = ["AF-KAN", "KH-PNH"]
sex = ["female", "male"]
age = ["adult", "child"]

[outputs.R1]
title = "Result title"

[outputs.R1.frameworks.2013]
periods = ["2013-Q1"]

[[outputs.R1.frameworks.2013.blocks]]
results = [{ text = "Result title", code = "R1", level = "outcome" }]

[[outputs.R1.frameworks.2013.blocks.kpis]]
text = "Indicator title"
code = "B1"
unit = "count"
direction = "increase"
baselines = [{ period = "2012", value = 10, dimensions = { place = "AF-KAN", sex = "female", age = "adult" } }]
targets = [
    { period = "2013-Q1", value = 10 },
    { period = "2013-Q1", value = 20, dimensions = { place = "AF-KAN", sex = "female", age = "adult" } },
]
actuals = [
    { period = "2013-Q1", value = 11 },
    { period = "2013-Q1", value = 15, dimensions = { place = "AF-KAN", sex = "female", age = "adult" } },
]
"""
"""The annotated example of the IATI standard 2.03; the figures of one place, sex and age are invented."""


def test_figures_by_place_sex_and_age_are_told_apart() -> None:
    plan = loads(ACTIVITY)
    assert loads(dumps(plan)) == plan
    kpi = get(plan, "outputs.R1.frameworks.2013.blocks[0].kpis.b1")
    assert kpi == plan.kpis()[0].item
    progress = plan.kpis()[0].item.progress("2013-Q1", place="AF-KAN", sex="female", age="adult")
    assert progress == Progress(Decimal(50))
    assert list(validate(plan, select=["OP521", "OP522", "OP524", "OP526", "OP531"])) == []
