"""Documents of other organisations, written as a user would: they load, printed totals agree, no rule cries wolf."""

from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from itu_opplan import (
    OperationalPlan,
    capacity,
    dumps,
    effort,
    figures,
    get,
    ledger,
    loads,
    posts,
    provisions,
    validate_text,
)
from itu_opplan.analysis import Verdict

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.toml"))


def text_of(name: str) -> str:
    return (HERE / f"{name}.toml").read_text(encoding="utf-8")


def about(name: str) -> pytest.MarkDecorator:
    """The plan of one document, for a test about it."""
    return pytest.mark.parametrize("name", [name])


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read(name: str) -> None:
    plan = loads(text_of(name))
    assert loads(dumps(plan)) == plan
    assert dumps(loads(dumps(plan))) == dumps(plan)


FOUND: dict[str, list[str]] = {
    # the example states one quarter of one year, and no risk
    "iati-203": [
        "OP509 outputs.R1: its results end in 2013-Q1; the columns end in 2013",
        "OP503 outputs.R1.frameworks.2013: plans results and names no risk factor",
    ],
    # the press release that has the figures of the goal does not have those of the objective
    "itu-connect-2020": [
        "OP521 objectives.R1.frameworks.OUTCOMES: the only numeric KPI has no target, nor a baseline: "
        "'Countries with satellite networks in the register'",
    ],
    # deliverables have neither indicators nor risks; the sums of the tasks are not those of the sites, but for WP5
    "odk-h2020": [
        "OP501 outputs: no table of results has a KPI: 86 rows in 7 tables have only results",
        "OP503 outputs: no table of results names a risk factor, and 7 of them plan results",
        *(
            f"OP301 outputs.{code}.effort[total, 2015/16-2018/19]: the printed total is {tasks}, "
            f"the figures add up to {sites}"
            for code, tasks, sites in [
                ("MGT", 58, 55),
                ("DISSEM", 132, 157),
                ("ARCH", 127, 129),
                ("UI", 155, 154),
                ("DKS", 129, 120),
            ]
        ),
    ],
    # nobody prints the work-months of these two posts
    "ozone-2001": [
        f"OP306 departments.OZONE.staffing[{row}, 2001]: blank in 2001, 2002, 2003: neither 0 nor a figure; "
        f"the row {row} has nothing but blanks and zeros"
        for row in ("1105, P4", "1106, P3")
    ],
    # only the staff are said to be paid by a fund
    "rw-hiv": ["OP903 outputs: 3 of 4 outputs have no statement of funding: HPE, PA, TRC"],
    # the contract names no risk
    "tz-posts-2021": ["OP503 objectives: no table of results names a risk factor, and 2 of them plan results"],
}
"""All that validation finds, by document. What is not here has no findings."""


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_cries_wolf(name: str) -> None:
    report = validate_text(text_of(name), name=name)
    assert [f"{problem.rule} {problem.path}: {problem.message}" for problem in report] == FOUND.get(name, [])


def printed(plan: OperationalPlan, *contradictions: str) -> dict[str, Decimal]:
    """The printed totals and claims by address; all agree but for these."""
    lines = list(ledger(plan))
    assert {line.path for line in lines if line.verdict is Verdict.CONTRADICTS} == set(contradictions)
    return {line.path: line.printed for line in lines if line.printed == line.computed}


@about("ilo-1998")
def test_posts_by_source_of_funds(name: str) -> None:
    plan = loads(text_of(name))
    by_source = posts(plan).by("source", "period").where(period="1998-1999").records()
    assert [(record["source"], record["value"]) for record in by_source] == [
        ("RB", 1254),
        ("PSI", 39),
        ("ISSA", 17),
        ("IILS", 16),
        ("CINTERFOR", 7),
        ("WFP", 2),
        ("SHIF", 1),
    ]
    assert sorted(printed(plan).values()) == [2, 7, 16, 17, 39, 1254]


@about("odk-h2020")
def test_person_months_of_a_project(name: str) -> None:
    plan = loads(text_of(name))
    (column,) = plan.periods
    assert (column.months, [str(year) for year in column.parts("year")]) == (
        48,
        ["2015/16", "2016/17", "2017/18", "2018/19"],
    )
    assert str(column.dates(plan.year_begins)[0]) == "2015-09-01"
    assert effort(plan).total() == 823
    assert len(effort(plan).by("department").records()) == 19
    tasks = [f"outputs.{code}.effort[total, {column}]" for code in ("MGT", "DISSEM", "ARCH", "UI", "DKS")]
    assert printed(plan, *tasks) == {f"outputs.HPC.effort[total, {column}]": 202}
    (last, *_) = [found.item for found in plan.results(output="MGT") if found.item.number == "1.7"]
    assert (str(last.period), last.attributes["status"]) == ("2018/19-M09", "submitted")


@about("ozone-2001")
def test_money_beside_work_months(name: str) -> None:
    plan = loads(text_of(name))
    assert list(printed(plan).values()) == [555268, 565726, 582698]
    assert figures(plan, "budget").at(department="OZONE", line="1101", period="2003") == 107868
    months = capacity(plan).where(period="2001")
    assert [months.at(department="OZONE", line=line, grade="P-5", period="2001") for line in ("1103", "1104")] == [
        12,
        6,
    ]
    assert months.by("grade").at(grade="P-5") == 18


@about("rw-hiv")
def test_quarters_of_a_fiscal_year(name: str) -> None:
    plan = loads(text_of(name))
    assert printed(plan) == {
        "figures.budget[total, 2025/26]": 65900,
        "outputs.HR.figures.budget[total, 2025/26]": 34000,
        "outputs.TRC.figures.budget[total, 2025/26]": 15000,
        "outputs.HPE.figures.budget[total, 2025/26]": 10000,
        "outputs.PA.figures.budget[total, 2025/26]": 6900,
        "claims.NURSES": 18000,
        "claims.REVENUE": 100000,
        "claims.SURPLUS": 34100,
    }
    budget = figures(plan, "budget")
    assert budget.by("period").at(period="2025/26-Q3") == Decimal(65900) / 4
    assert provisions(plan, kind="income").total() == 100000
    assert plan.output("HR").funding[0].source == "Global Fund"


@about("tz-fund-2020")
def test_quantities_by_unit_costs(name: str) -> None:
    plan = loads(text_of(name))
    assert list(printed(plan).values()) == [
        *(23_700_000, 28_138_000, 31_284_000),
        *(7_600_000, 8_360_000, 6_840_000),
        *(19_200_000, 21_120_000, 23_040_000),
    ]
    costs, amounts = figures(plan, "unit_cost"), figures(plan, "budget")
    for record in figures(plan, "quantity").records():
        quantity, labels = record.pop("value"), {dim: str(label) for dim, label in record.items()}
        cost, amount = costs.at(**labels), amounts.at(**labels)
        assert isinstance(quantity, Decimal)
        assert isinstance(cost, Decimal)
        assert quantity * cost == amount


@about("tz-posts-2021")
def test_weights_and_two_baselines(name: str) -> None:
    plan = loads(text_of(name))
    kpis = [found.item for found in plan.kpis()]
    assert (len(kpis), sum(kpi.weight or 0 for kpi in kpis)) == (10, 25)
    assert printed(plan) == {"claims.WEIGHTS": 25}
    vans, _, motorcycles, *_ = kpis
    assert [str(baseline.period) for baseline in vans.baselines] == ["2019/20", "2020/21"]
    assert [str(baseline.value) for baseline in motorcycles.baselines] == ["n/a", "50"]
    assert motorcycles.baseline_of(motorcycles.targets[0]) == motorcycles.baselines[1]


@about("un-eosg-2026")
def test_three_readings_of_one_budget(name: str) -> None:
    plan = loads(text_of(name))
    assert printed(plan) == {
        "departments.EOSG.posts[total, approved, 2025]": 92,
        "departments.EOSG.posts[total, revised, 2026]": 68,
        "departments.EOSG.figures.budget[total, revised, 2026]": Decimal("14682.1"),
        "claims.POSTS": 68,
    }
    by_category = posts(plan).relabel("grade", plan.grade_category, to="category")
    revised = by_category.where(column="revised", period="2026").by("category").records()
    assert [(record["category"], record["value"]) for record in revised] == [
        ("Professional and higher", 36),
        ("General Service and related", 32),
    ]
    assert plan.department("EOSG").published_posts.at(column="proposed", period="2026") == 92
    assert figures(plan, "redeployment").at(department="EOSG", period="2026") == Decimal("-1157.7")


@about("who-2022")
def test_millions_of_dollars(name: str) -> None:
    plan = loads(text_of(name))
    assert printed(plan) == {"figures.budget[total, 2022-2023]": 6725}
    assert figures(plan, "budget").convert("USD").total() == 6_725_000_000


@about("za-health-2021")
def test_quarters_words_and_two_states_of_a_figure(name: str) -> None:
    plan = loads(text_of(name))
    documents, strategy = [found.item for found in plan.kpis()]
    assert [target.value for target in documents.targets] == [0, 1, 2, 5, 8]
    assert {actual.dimensions.get("status") for actual in documents.actuals} == {None, "preliminary", "audited"}
    assert [value.text for value in (*strategy.targets, *strategy.actuals)] == ["approved strategy", "draft strategy"]
    assert [str(day) for day in documents.targets[-1].period.dates(plan.year_begins)] == ["2021-04-01", "2022-03-31"]
    assert attrs.evolve(documents, accumulation="sum").roll_up("targets", "2021/22").value == 8
    assert strategy.progress("2021/22", plan.year_begins).reason == (
        "the target for 2021/22 is words: 'approved strategy'"
    )


@about("iati-203")
def test_disaggregated_values_of_a_quarter(name: str) -> None:
    plan = loads(text_of(name))
    (kpi,) = [found.item for found in plan.kpis()]
    assert get(plan, "outputs.R1.frameworks.2013.blocks[0].kpis.b1") == kpi
    (target,), (actual,) = kpi.targets, kpi.actuals
    assert (kpi.code, str(target.period), target.value, actual.value) == ("B1", "2013-Q1", 10, 11)
    assert dict(target.dimensions) == {"sex": "female", "age": "adult", "location": "AF-KAN"}
    assert [found.item.level for found in plan.results()] == ["outcome"]


@about("itu-connect-2020")
def test_indicators_of_a_goal(name: str) -> None:
    plan = loads(text_of(name))
    (block,) = plan.goal("1").frameworks[0].blocks
    assert [(kpi.number, kpi.targets[0].value) for kpi in block.kpis] == [("1.1", 55), ("1.2", 60), ("1.3", 40)]
    assert plan.objective("R1").goals == ("1",)
    assert not plan.outputs
