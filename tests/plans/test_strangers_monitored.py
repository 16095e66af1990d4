"""What happened in other organisations: accounts of a biennium, of a facility by quarter, strange labels."""

import copy
import datetime
import decimal
import pickle
import threading
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow
import pytest

from itu_opplan import (
    Actuals,
    InvalidPlan,
    OperationalPlan,
    Table,
    UnknownLabel,
    assess,
    dumps_actuals,
    explain,
    figures,
    load,
    loads,
    loads_actuals,
    monitor,
)
from itu_opplan.analysis import Monitored, Monitoring

STRANGERS = Path(__file__).parents[1] / "strangers"
END_OF_YEAR = datetime.date(2008, 12, 31)


# --- the budget of a biennium in thousands, accounts by month in francs -----------------------------------------------

BIENNIUM = """
format = 1
code = "biennium"
title = "Budget of a union"
organisation = "Union"
currency = "CHF"
window = "2008-2009"
periods = ["2008-2009"]

[dimensions]
source = ["RB", "CR", "XB"]

[measures.budget]
of = "departments"
dims = ["source"]
unit = "kCHF"

[departments.GS]
name = "GS"
figures.budget = [{ source = "RB", 2008-2009 = 120000 }, { source = "CR", 2008-2009 = 8000 }]

[departments.BR]
name = "BR"
figures.budget = [{ source = "RB", 2008-2009 = 60000 }, { source = "XB", 2008-2009 = "blank" }]

[departments.BDT]
name = "BDT"
figures.budget = [{ source = "RB", 2008-2009 = 50000.5 }]
"""
MONTHLY = {
    ("GS", "RB"): Decimal("4823456.79"),
    ("GS", "CR"): Decimal("333333.33"),
    ("BR", "RB"): Decimal(2500000),
    ("BR", "XB"): Decimal("1000.005"),
    ("BDT", "RB"): Decimal(2000000),
}
"""What the accounts have for each month, in francs; of BDT they stop in June."""


def accounts(plan: OperationalPlan) -> Actuals:
    rows = [
        {"department": department, "source": source, "period": f"2008-M{month:02}", "value": value}
        for (department, source), value in MONTHLY.items()
        for month in range(1, 7 if department == "BDT" else 13)
    ]
    table = Table.from_records(rows, dims=["department", "source", "period"], unit="CHF")
    about: dict[str, Any] = {"code": "accounts", "title": "Accounts of 2008", "source": "the ledger"}
    return Actuals.from_table(table, plan, "budget", as_of=END_OF_YEAR, **about)


@pytest.fixture(scope="module")
def biennium() -> OperationalPlan:
    return loads(BIENNIUM)


@pytest.fixture(scope="module")
def budget(biennium: OperationalPlan) -> Monitored:
    return monitor(biennium, accounts(biennium))["budget"]


def percent(table: Table, **labels: str) -> Fraction:
    found = table.at(period="2008-2009", **labels)
    assert isinstance(found, Decimal)
    return Fraction(found)


def test_the_execution_of_a_biennium_after_half_of_it(budget: Monitored) -> None:
    by_department = budget.by("department")
    spent = 12 * (Fraction(MONTHLY["GS", "RB"]) + Fraction(MONTHLY["GS", "CR"])) / 1000
    assert percent(by_department.actual, department="GS") == spent
    assert abs(percent(by_department.execution, department="GS") - 100 * spent / 128000) < Fraction(1, 10**19)
    assert percent(by_department.elapsed) == 50
    assert abs(percent(by_department.burn, department="GS") - 200 * spent / 128000) < Fraction(1, 10**19)
    assert percent(by_department.forecast(), department="GS") == 2 * spent
    assert percent(by_department.forecast("as planned"), department="GS") == spent + 64000


def test_sums_tell_what_they_skipped_of_the_plan_and_what_nobody_reported(budget: Monitored) -> None:
    by_department = budget.by("department")
    assert {line.of[0]: line.missing for line in by_department.lines} == {
        "GS": "",
        "BR": "plan: 1 blank",
        "BDT": "",
    }
    assert budget.where(source="XB").lines[0].missing == ""  # the blank itself is shown
    told = "months that were not reported count 0, of 1 figure (first month: BDT RB 2008-M07)"
    assert budget.assumed == (told,)


def test_where_and_by_follow_each_other_in_any_order(budget: Monitored) -> None:
    one_way = budget.where(source=("RB", "CR")).by("department").where(department="GS").by()
    other_way = budget.where(department="GS").where(source=("CR", "RB")).by("source").by().by("period")
    assert one_way.actual == other_way.actual
    assert one_way.execution == other_way.execution
    assert [line.of for line in one_way.lines] == [()]
    assert not len(budget.where(source=[]).lines)


def test_an_earlier_day_takes_what_had_ended_by_then(biennium: OperationalPlan) -> None:
    half = monitor(biennium, accounts(biennium), as_of=datetime.date(2008, 6, 15))["budget"].by("department")
    assert percent(half.actual, department="BDT") == 5 * 2000
    assert percent(half.elapsed) == round(Fraction(1100, 48), 20)
    before = monitor(biennium, accounts(biennium), as_of=datetime.date(2007, 12, 31))
    assert len(before) == 0


def test_a_day_is_no_time_of_day_and_no_text(biennium: OperationalPlan) -> None:
    given = accounts(biennium)
    advice = "write datetime.date(2008, 6, 30), or .date() of a datetime"
    noon = datetime.datetime(2008, 6, 30, 12)
    for day, got in ((noon, "2008-06-30 12:00:00"), ("2008-06-30", "'2008-06-30'")):
        with pytest.raises(TypeError) as error:
            monitor(biennium, given, as_of=day)  # type: ignore[arg-type]
        assert str(error.value) == f"monitor: as_of must be a date, got {got}; {advice}"
    with pytest.raises(TypeError) as error:
        assess(biennium, noon)
    assert str(error.value) == f"assess: as_of must be a date, got 2008-06-30 12:00:00; {advice}"


def test_actuals_are_made_of_a_table_and_a_plan(biennium: OperationalPlan) -> None:
    about: dict[str, Any] = {"code": "a", "title": "A", "source": "s"}
    table = figures(biennium, "budget")
    with pytest.raises(TypeError) as no_plan:
        Actuals.from_table(table, "biennium.toml", "budget", as_of=END_OF_YEAR, **about)  # type: ignore[arg-type]
    advice = "load reads one from a file, loads from a text"
    assert str(no_plan.value) == f"from_table: plan must be an OperationalPlan, got 'biennium.toml'; {advice}"
    with pytest.raises(TypeError) as no_table:
        Actuals.from_table(None, biennium, "budget", as_of=END_OF_YEAR, **about)  # type: ignore[arg-type]
    made = "effort and its sisters give one, Table.from_records makes one of rows"
    assert str(no_table.value) == f"from_table: table must be a Table, got nothing; {made}"
    with pytest.raises(TypeError, match=r"^from_frame: columns must be a mapping, got 'output'$"):
        Actuals.from_frame(
            pyarrow.table({"value": ["1"]}),
            biennium,
            "budget",
            columns="output",  # type: ignore[arg-type]
            as_of=END_OF_YEAR,
            **about,
        )


# --- a health facility whose accounts are in another currency ---------------------------------------------------------


def test_an_extract_in_francs_is_held_against_a_budget_in_dollars() -> None:
    plan = load(STRANGERS / "rw-hiv.toml")
    extract = pyarrow.table(
        {
            "programme": ["HR", "HR", "TRC", "TRC", "PA"],
            "line": ["nurses", "nurses", "home visits", "home visits", "transport"],
            "day": [
                datetime.date(2025, 7, 31),
                datetime.date(2025, 10, 31),
                datetime.date(2025, 9, 15),
                datetime.date(2025, 9, 20),
                datetime.date(2025, 10, 2),
            ],
            "paid": ["2160000", "2160000", "144000", "72000", "90000"],
        }
    )
    actuals = Actuals.from_frame(
        extract,
        plan,
        "budget",
        columns={"output": "programme", "item": "line", "period": "day"},
        value="paid",
        unit="RWF",
        scale="1/1440",
        because="a dollar is 1440 francs",
        code="paid",
        title="Paid to October",
        as_of=datetime.date(2025, 10, 31),
        source="the ledger",
    )
    assert loads_actuals(dumps_actuals(actuals)) == actuals
    found = monitor(plan, actuals)["budget"].by("output")
    second = {"output": "HR", "period": "2025/26-Q2"}
    assert found.actual.at(output="TRC", period="2025/26-Q1") == 150
    assert found.actual.at(**second) == 1500
    assert str(found.execution.at(**second)).startswith("17.647058823529411764")
    assert str(found.burn.at(**second)).startswith("52.941176470588235294")  # a third of the quarter is over
    assert found.elapsed.at(period="2025/26-Q2") == Decimal("33.33333333333333333333")
    planned = Fraction(str(found.forecast("as planned").at(**second)))
    assert abs(planned - (1500 + Fraction(2, 3) * 8500)) < Fraction(1, 10**19)
    assert "RWF times 1/1440 in USD: a dollar is 1440 francs" in found.assumed


# --- a budget by segment ----------------------------------------------------------------------------------------------


def test_figures_that_were_monitored_add_up_along_levels() -> None:
    plan = load(STRANGERS / "who-2022.toml")
    rows = [
        {"output": "UHC", "2022": "812.3"},
        {"output": "EMERGENCIES", "2022": "1300.1"},
        {"output": "POLIO", "2022": 401},
        {"output": "APPEALS", "2022": "blank"},
    ]
    spent = Table.from_rows(rows, dims=["output", "period"], unit="MUSD")
    actuals = Actuals.from_table(
        spent,
        plan,
        "budget",
        code="a",
        title="Invented",
        as_of=datetime.date(2022, 12, 31),
        source="nobody",
        invented=True,
    )
    segments = {"UHC": "base", "EMERGENCIES": "base", "HEALTHIER": "base", "ENABLING": "base"}
    found = monitor(plan, actuals)["budget"].relabel("output", segments, to="segment")
    base = next(line for line in found.lines if line.of == ("base",))
    assert (base.planned, base.actual, base.unreported) == (4968, Decimal("2112.4"), 455 + 1333)
    assert next(line for line in found.lines if line.of == ("APPEALS",)).execution != 0  # blank is not 0
    assert "what is planned and has no actual figure counts 0" in found.assumed
    with pytest.raises(UnknownLabel) as error:
        found.relabel("period", {"2022-2023": "2022"})
    assert str(error.value) == "the periods are the columns of the plan and stay; relabel another dim"


# --- indicators -------------------------------------------------------------------------------------------------------


def test_indicators_of_a_contract_are_judged_when_the_year_is_over() -> None:
    plan = load(STRANGERS / "tz-posts-2021.toml")
    first = "objectives.1.frameworks.CONTRACT.blocks[0]"
    actuals = loads_actuals(f"""
kind = "actuals"
format = 1
code = "year"
title = "Results of the year"
plan = "TPC-2021-22"
as_of = 2022-06-30
source = "the report"

[kpis.MOTORCYCLES]
path = "{first}.kpis[2]"
text = "Number of operational motorcycles acquired"
actuals = [{{ period = "2021/22", value = 70 }}]

[kpis.PLOTS]
path = "objectives.2.frameworks.CONTRACT.blocks[3].kpis[0]"
actuals = [{{ period = "2021/22", text = "surveyed" }}]
""")
    found = monitor(plan, actuals)
    assert found.kpis.title == "1 of 10 KPIs can be judged on 2022-06-30"
    judged = next(line for line in found.kpis if line.percent is not None)
    assert (judged.path, judged.light) == (f"{first}.kpis[2]", "amber")
    assert str(judged.percent) == "66.66666666666666666667"  # 20 of the 30 from 50 to 80
    assert {line.reason for line in found.kpis} == {"", "no actual", "an actual in words"}
    early = monitor(plan, actuals, as_of=datetime.date(2021, 12, 31))
    assert early.kpis.title == "0 of 10 KPIs can be judged on 2021-12-31"


def test_a_year_that_begins_in_april_takes_the_target_of_its_own_quarter() -> None:
    plan = load(STRANGERS / "za-health-2021.toml")
    days = {"2021-06-30": "Q1", "2021-09-30": "Q2", "2021-12-31": "Q3", "2022-03-31": "Q4"}
    for day, quarter in days.items():
        line = assess(plan, datetime.date.fromisoformat(day))[0]
        assert (str(line.period), line.reason) == (f"2021/22-{quarter}", "no baseline")
    assert assess(plan, datetime.date(2021, 3, 31))[0].reason == "a target that is not yet due"


# --- labels that look like something else -----------------------------------------------------------------------------

STRANGE = """
format = 1
code = "strange"
title = "Strange labels"
organisation = "O"
window = "2025-2026"
periods = ["2025", "2026"]

[dimensions]
year = ["2025", "2026", "2025-Q1"]
fund = ["Фонд", "基金", "a b", "__proto__"]

[measures.money]
of = "departments"
dims = ["year", "fund"]
unit = "CHF"

[departments.2025]
name = "A department with the name of a year"
figures.money = [
    { year = "2025", fund = "Фонд", 2025 = 100, 2026 = 50 },
    { year = "2025-Q1", fund = "基金", 2025 = 10 },
]
"""


def reported(figures_of: str) -> Actuals:
    head = 'kind = "actuals"\nformat = 1\ncode = "a"\ntitle = "A"\nplan = "strange"\nas_of = 2025-03-31\nsource = "s"\n'
    return loads_actuals(f"{head}{figures_of}")


def test_labels_that_look_like_periods_are_labels() -> None:
    plan = loads(STRANGE)
    rows = '{ year = "2025", fund = "Фонд", 2025-M01 = 9 }, { year = "2025-Q1", fund = "基金", 2025-Q1 = 2 }'
    found = monitor(plan, reported(f"[departments.2025]\nfigures.money = [{rows}]\n"))["money"]
    assert [(line.of, line.period, line.planned, line.actual) for line in found.lines] == [
        (("2025", "2025", "Фонд"), "2025", 100, 9),
        (("2025", "2025-Q1", "基金"), "2025", 10, 2),
    ]
    assert found.by("year").actual.at(year="2025-Q1", period="2025") == 2
    lines = explain(plan, "money", figures(plan, "money"), year="2025-Q1")
    assert [line.path for line in lines] == ["departments.2025.figures.money[2025-Q1, 基金, 2025]"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            'figures.money = [{ year = "2025", fund = "фонд", 2025-M01 = 1 }]',
            "departments.2025.figures.money: unknown fund 'фонд'; the plan has Фонд, 基金, a b …",
        ),
        (
            'figures.money = [{ year = "2025", fund = "Фонд", 2025-M06 = 1 }]',
            "departments.2025.figures.money: 2025-M06 begins after 2025-03-31, up to which the actuals report",
        ),
        (
            'figures.money = [{ year = "2025", fund = "Фонд", 2025-2026 = 1 }]',
            "departments.2025.figures.money: 2025-2026 holds several columns of the plan, 2025, 2026; "
            "give a figure for each, or for its parts",
        ),
        (
            'figures.money = [{ year = "2025", fund = "Фонд", 2025-M01 = -1 }]',
            "departments.2025.figures.money[2025, Фонд, 2025-M01]: must be a number of CHF ≥ 0, got -1",
        ),
        (
            'figures.mony = [{ year = "2025", fund = "Фонд", 2025-M01 = 1 }]',
            "departments.2025.figures.mony: unknown measure 'mony'; the plan has money, effort, services …",
        ),
    ],
)
def test_what_does_not_fit_is_told_by_its_place(written: str, message: str) -> None:
    with pytest.raises(InvalidPlan) as error:
        monitor(loads(STRANGE), reported(f"[departments.2025]\n{written}\n"))
    assert str(error.value) == message


@pytest.mark.parametrize("figure", ["nan", "inf", "true", "1e400"])
def test_what_is_no_figure_is_no_actual(figure: str) -> None:
    with pytest.raises(InvalidPlan, match=r"^<text>:9: departments\.2025\.figures\.money\[.*\]: must "):
        reported(f'[departments.2025]\nfigures.money = [{{ year = "2025", fund = "Фонд", 2025-M01 = {figure} }}]\n')


# --- values like any others -------------------------------------------------------------------------------------------


def test_what_was_monitored_is_copied_pickled_and_shared(biennium: OperationalPlan) -> None:
    given = accounts(biennium)
    whole: Monitoring = monitor(biennium, given)
    for one in (given, whole, whole["budget"], whole["budget"].lines[0], whole.lines[0], whole.kpis):
        for same in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
            assert same == one
            assert str(same) == str(one)
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(str(monitor(biennium, given)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {*seen} == {str(whole)}
    with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact, decimal.Rounded])):
        assert str(monitor(biennium, accounts(biennium))) == str(whole)


def test_a_plan_without_anything_is_monitored_too() -> None:
    plan = loads('format = 1\ncode = "e"\ntitle = "E"\norganisation = "O"\nwindow = "2025"\nperiods = ["2025"]\n')
    nothing = Actuals(code="a", title="A", plan="e", as_of=datetime.date(2025, 6, 30), source="s")
    found = monitor(plan, nothing)
    assert len(found) == 0
    assert found.kpis.title == "0 of 0 KPIs can be judged on 2025-06-30"
    assert loads_actuals(dumps_actuals(nothing)) == nothing


SERVICES = """
format = 1
code = "services"
title = "Services in two units"
organisation = "O"
window = "2025"
periods = ["2025"]

[services.interpretation]
name = "Interpretation"
unit = "hour"

[services.translation]
name = "Translation"
unit = "page"

[outputs.X]
title = "X"
services = [{ service = "interpretation", 2025 = 10 }, { service = "translation", 2025 = 300 }]
"""


def test_what_a_revised_plan_no_longer_orders_is_held_against_the_base() -> None:
    base = loads(SERVICES)
    head, _, rest = SERVICES.partition("[services.interpretation]")
    revised = loads(
        f"{head}[services.translation]{rest.partition('[services.translation]')[2]}".replace(
            '{ service = "interpretation", 2025 = 10 }, ', ""
        )
    )
    given = loads_actuals(
        'kind = "actuals"\nformat = 1\ncode = "a"\ntitle = "A"\nplan = "services"\nas_of = 2025-06-30\nsource = "s"\n'
        '[outputs.X]\nservices = [{ service = "interpretation", 2025-H1 = 4 }, '
        '{ service = "translation", 2025-H1 = 9 }]\n'
    )
    found = monitor(revised, given, base=base)
    assert list(found) == ["services (hour)", "services (page)"]
    hours, pages = (found[name].lines[0] for name in found)
    assert (hours.planned, str(hours.revised), hours.actual, hours.execution) == (10, "not stated", 4, 40)
    assert (pages.planned, pages.revised, pages.actual, pages.execution) == (300, 300, 9, 3)


def test_actuals_are_joined_one_by_one(biennium: OperationalPlan) -> None:
    given = accounts(biennium)
    with pytest.raises(TypeError) as error:
        given.joined([given])  # type: ignore[arg-type]
    assert str(error.value) == "joined: must be Actuals one by one, as in first.joined(second), got a list"
