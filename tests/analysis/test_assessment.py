"""KPIs held against their targets on a day: what is judged, why the rest is grey, and what comes before any light."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    KPI,
    Actual,
    Baseline,
    Department,
    InvalidPlan,
    Listing,
    Missing,
    OperationalPlan,
    Output,
    Period,
    ResultBlock,
    ResultsFramework,
    Target,
    Thresholds,
    assess,
    bundled,
    load,
)
from itu_opplan.analysis import Assessment
from itu_opplan.analysis.measured import Today, choose_targets
from itu_opplan.periods import time_after
from tests.helpers import complaints, refusal
from tests.small_plans import small_plan

STRANGERS = Path(__file__).parents[1] / "strangers"
JUNE, DECEMBER = datetime.date(2008, 6, 30), datetime.date(2008, 12, 31)
AT = "outputs.PP.frameworks.R.blocks[0].kpis[{}]"


def plan_of(*kpis: KPI, **fields: Any) -> OperationalPlan:
    framework = ResultsFramework(code="R", section="II.1.6", blocks=[ResultBlock(kpis=kpis)])
    return small_plan(outputs=[Output(code="PP", title="Conference", frameworks=[framework])], **fields)


def judge(kpi: KPI, day: datetime.date = DECEMBER, **options: Any) -> Assessment:
    """The only line of the only KPI."""
    (line,) = assess(plan_of(kpi), day, **options)
    return line


def kpi_of(target: object = 100, *, actual: object = None, before: object = None, **fields: Any) -> KPI:
    """A KPI with one target of 2008, the actual and the baseline of the year; fields replace those it has."""
    given: dict[str, Any] = {
        "text": "k",
        "direction": "increase",
        "targets": [Target(period="2008", value=target)],  # type: ignore[arg-type]  # of anything that makes a figure
        "actuals": [Actual(period="2008", value=actual)] if actual is not None else [],  # type: ignore[arg-type]
        "baselines": [Baseline(period="2007", value=before)] if before is not None else [],  # type: ignore[arg-type]
    }
    return KPI(**given | fields)


def months(*values: object, year: int = 2008) -> list[Actual]:
    """An actual for each month of a year, from January on; None leaves one out."""
    return [
        Actual(period=f"{year}-M{number:02}", value=value)  # type: ignore[arg-type]
        for number, value in enumerate(values, 1)
        if value is not None
    ]


def on(month: int, day: int, value: object, **fields: Any) -> Actual:
    return Actual(as_of=datetime.date(2008, month, day), value=value, **fields)  # type: ignore[arg-type]


def judgement(line: Assessment) -> tuple[object, ...]:
    return line.due, line.actual, line.percent, line.basis, line.note


def why(line: Assessment) -> tuple[str, str]:
    assert (line.percent, line.light, line.basis, line.due) == (None, "grey", "", None)
    return line.reason, line.note


# --- what can be judged -----------------------------------------------------------------------------------------------

TOLD = "its bound tells the direction"


DATE = "write datetime.date(2008, 6, 30), or .date() of a datetime"


@pytest.mark.parametrize(
    ("kpi", "day", "due", "actual", "percent", "basis", "note"),
    [
        # from the baseline to the target, when the period is over
        (kpi_of(120, before=80, actual=110), DECEMBER, 120, 110, 75, "from baseline", ""),
        (kpi_of(120, before=80, actual=130), DECEMBER, 120, 130, 125, "from baseline", ""),
        (kpi_of(120, before=80, actual=70), DECEMBER, 120, 70, -25, "from baseline", ""),
        (
            kpi_of(4, before=10, actual=(5.5).__str__(), direction="decrease"),
            DECEMBER,
            4,
            "5.5",
            75,
            "from baseline",
            "",
        ),
        (kpi_of(120, before=80, actual=110), datetime.date(2009, 5, 1), 120, 110, 75, "from baseline", ""),
        # what adds up counts from 0, and in the year it is held against the part of the year that is over
        (kpi_of(120, actual=110, accumulation="sum"), DECEMBER, 120, 110, "91.66666666666666666667", "of target", ""),
        (kpi_of(120, actuals=months(*6 * [9]), accumulation="sum"), JUNE, 60, 54, 90, "of target", ""),
        (
            kpi_of(120, actuals=months(*6 * [9]), baselines=[Baseline(period="2007", value=80)], accumulation="sum"),
            JUNE,
            60,
            54,
            70,
            "from baseline",
            "",
        ),
        (
            kpi_of(120, actuals=[*months(*5 * [9]), on(6, 15, 50)], accumulation="sum"),
            datetime.date(2008, 6, 15),
            55,
            50,
            "90.90909090909090909091",
            "of target",
            "",
        ),
        (
            kpi_of(
                120,
                actuals=[*months(9, 9, 9), Actual(period="2008-Q2", value=5, as_of=datetime.date(2008, 5, 31))],
                accumulation="sum",
            ),
            datetime.date(2008, 5, 31),
            50,
            32,
            64,
            "of target",
            "",
        ),
        # less is better: a tenth more than the target is 90 percent of it
        (kpi_of(10, actual=11, direction="decrease", accumulation="sum"), DECEMBER, 10, 11, 90, "of target", ""),
        (kpi_of(10, actual=0, direction="decrease", accumulation="sum"), DECEMBER, 10, 0, 200, "of target", ""),
        (kpi_of(10, actual=30, direction="decrease", accumulation="sum"), DECEMBER, 10, 30, -100, "of target", ""),
        # a line to hold needs no baseline, and tells the direction
        (
            kpi_of(direction=None, targets=[Target(period="2008", value=95, bound="at least")], actual=93),
            DECEMBER,
            95,
            93,
            "97.89473684210526315789",
            "of target",
            TOLD,
        ),
        (
            kpi_of(direction=None, targets=[Target(period="2008", value=2, bound="at most")], actual="1.5"),
            DECEMBER,
            2,
            "1.5",
            125,
            "of target",
            TOLD,
        ),
        (
            kpi_of(targets=[Target(period="2008", value=90, bound="at least")], before=95, actual=93),
            DECEMBER,
            90,
            93,
            "103.33333333333333333333",
            "of target",
            "it has a target against its direction",
        ),
        (
            kpi_of(
                targets=[Target(period="2008", value=95, bound="at least")],
                accumulation="none",
                actuals=[on(5, 31, 93)],
            ),
            JUNE,
            95,
            93,
            "97.89473684210526315789",
            "of target",
            "measured on 2008-05-31",
        ),
        # a level is on its way from the time of its baseline
        (
            kpi_of(120, before=80, accumulation="cumulative", actuals=[Actual(period="2008-Q2", value=95)]),
            JUNE,
            100,
            95,
            75,
            "from baseline",
            "",
        ),
        (
            kpi_of(120, baselines=[Baseline(period="2006", value=60)], accumulation="none", actuals=[on(6, 30, 105)]),
            JUNE,
            105,
            105,
            100,
            "from baseline",
            "",
        ),
        (
            kpi_of(120, before=80, accumulation="cumulative", actuals=[on(3, 31, 85), on(6, 20, 90)]),
            JUNE,
            100,
            90,
            50,
            "from baseline",
            "measured on 2008-06-20",
        ),
        # what is not exact, or not for good, is told
        (
            kpi_of(
                targets=[Target(period="2008", value=100, confirmed=False, bound="about")],
                accumulation="sum",
                actuals=[Actual(period="2008", value=90, bound="at least", confirmed=False)],
            ),
            DECEMBER,
            100,
            90,
            90,
            "of target",
            "the target is stated as 'about'; the target is to be confirmed; the actual is stated as 'at least'; "
            "the actual is to be confirmed",
        ),
    ],
)
def test_what_is_judged(
    kpi: KPI, day: datetime.date, due: object, actual: object, percent: object, basis: str, note: str
) -> None:
    line = judge(kpi, day)
    figures = tuple(Decimal(str(one)) for one in (due, actual, percent))
    assert judgement(line) == (*figures, basis, note)
    assert line.reason == ""


def test_a_ministry_is_judged_by_quarters_and_for_the_year_when_it_is_over() -> None:
    targets = [Target(period=f"2025/26-Q{n}", value=v) for n, v in enumerate((1, 2, 3, 4), 1)]
    actuals = [Actual(period=f"2025/26-Q{n}", value=v) for n, v in enumerate((1, 1, 3, 4), 1)]
    year = Target(period="2025/26", value=10)
    kpi = KPI(text="k", direction="increase", accumulation="sum", targets=[*targets, year], actuals=actuals)
    plan = plan_of(kpi, year_begins=7, window="2025/26", periods=["2025/26"])
    found = [
        (str(line.period), line.due, line.actual, line.percent)
        for day in ("2025-09-30", "2025-12-31", "2026-06-30", "2026-07-01")
        for line in assess(plan, datetime.date.fromisoformat(day))
    ]
    assert found == [
        ("2025/26-Q1", 1, 1, 100),
        ("2025/26-Q2", 2, 1, 50),
        ("2025/26-Q4", 4, 4, 100),
        ("2025/26", 10, 9, 90),
    ]


def test_each_combination_of_labels_and_unit_has_a_line() -> None:
    women, men = {"sex": "women"}, {"sex": "men"}
    kpi = KPI(
        text="posts filled",
        unit="post",
        direction="increase",
        accumulation="sum",
        targets=[
            Target(period="2008", value=10, dimensions=women),
            Target(period="2008", value=10, dimensions=men),
            Target(period="2008", value=10, dimensions=men, unit="percent"),
        ],
        actuals=[
            Actual(period="2008", value=9, dimensions=women),
            Actual(period="2008", value=5, dimensions=men, unit="percent"),
        ],
    )
    lines = assess(plan_of(kpi), DECEMBER)
    assert [(dict(one.dimensions), one.unit, one.percent, one.reason, one.note) for one in lines] == [
        (women, "post", 90, "", ""),
        (men, "post", None, "no actual", "its actuals are of other labels or units"),
        (men, "percent", 50, "", ""),
    ]
    assert lines.title == "2 of 3 lines of 1 KPI can be judged on 2008-12-31"


# --- why it cannot be judged ------------------------------------------------------------------------------------------

FAR = {"targets": [Target(period="2009", value=1)]}


@pytest.mark.parametrize(
    ("fields", "day", "reason", "note"),
    [
        ({"targets": []}, DECEMBER, "no target", ""),
        (FAR, DECEMBER, "a target that is not yet due", "2009 has not begun"),
        ({"target": "blank"}, DECEMBER, "a target that is blank", ""),
        ({"target": "n/a"}, DECEMBER, "a target that is n/a", ""),
        ({"target": "to be completed"}, DECEMBER, "a target that is to be completed", ""),
        (
            {"targets": [Target(period="2008", text="approved strategy")]},
            DECEMBER,
            "a target in words",
            "the target is 'approved strategy'",
        ),
        (
            {"targets": [Target(period="2008", value=5, bound="at least"), Target(period="2008", value=9)]},
            DECEMBER,
            "several targets",
            "the targets are at least 5 and just 9",
        ),
        ({"direction": None}, DECEMBER, "no direction", "also no actual"),
        ({"direction": None, "actual": 5}, DECEMBER, "no direction", ""),
        (
            {"direction": None, "accumulation": None, "actuals": [Actual(period="2008-H1", value=5)]},
            JUNE,
            "no direction",
            "also no accumulation; it is open what actuals of parts say of 2008",
        ),
        (
            {"direction": "decrease", "targets": [Target(period="2008", value=5, bound="at least")]},
            DECEMBER,
            "a bound against its direction",
            "to decrease, and at least 5",
        ),
        ({}, DECEMBER, "no actual", ""),
        ({"actual": 5}, JUNE, "no actual", "there is one of a later day than 2008-06-30"),
        ({"actuals": [Actual(value=5)]}, DECEMBER, "no actual", "an actual has neither period nor day"),
        ({"actuals": [Actual(period="2007", value=5)]}, DECEMBER, "no actual", "its actuals are of other periods"),
        (
            {"actuals": [Actual(period="2008", value=5, unit="CHF")]},
            DECEMBER,
            "no actual",
            "its actuals are of other labels or units",
        ),
        ({"actual": "blank"}, DECEMBER, "an actual that is blank", ""),
        (
            {"actuals": [Actual(period="2008", text="a draft")]},
            DECEMBER,
            "an actual in words",
            "the actual is 'a draft'",
        ),
        (
            {"actuals": [Actual(period="2008", value=5, bound="at least"), Actual(period="2008", value=9)]},
            DECEMBER,
            "several actuals",
            "they differ in their bound",
        ),
        # what adds up must fill the time
        (
            {"accumulation": "sum", "actuals": months(1, 1, 1, 1, 1)},
            JUNE,
            "actuals that do not cover the time",
            "they reach 2008-05-31",
        ),
        (
            {"accumulation": "sum", "actuals": months(1, 1, None, 1, 1, 1)},
            JUNE,
            "actuals that do not cover the time",
            "they reach 2008-02-29",
        ),
        (
            {"accumulation": "sum", "actuals": months(None, 1, 1, 1, 1, 1)},
            JUNE,
            "actuals that do not cover the time",
            "there is none for the beginning of 2008",
        ),
        (
            {"accumulation": "sum", "actuals": [on(6, 20, 50)]},
            JUNE,
            "actuals that do not cover the time",
            "they reach 2008-06-20",
        ),
        (
            {"accumulation": "sum", "actuals": months(1, 1, 1, 1, 1, "blank")},
            JUNE,
            "an actual that is blank",
            "",
        ),
        (
            {"accumulation": "cumulative", "actuals": months(1, 2, 3)},
            JUNE,
            "actuals that do not cover the time",
            "they reach 2008-03-31",
        ),
        # where it is open what a part says, or it says nothing
        (
            {"actuals": months(1, 2, 3)},
            DECEMBER,
            "no accumulation",
            "it is open what actuals of parts say of 2008",
        ),
        ({"actuals": [on(6, 30, 45)]}, JUNE, "no accumulation", "it is open what actuals of parts say of 2008"),
        (
            {"accumulation": "none", "actuals": months(1, 2, 3)},
            DECEMBER,
            "no actual",
            "those of parts of 2008 say nothing of it",
        ),
        # where nothing tells from where it starts
        ({"actual": 5}, DECEMBER, "no baseline", "nor is it said to add up from 0 (accumulation = 'sum')"),
        ({"actual": 5, "accumulation": "none"}, DECEMBER, "no baseline", ""),
        (
            {"actual": 5, "baselines": [Baseline(value=1, dimensions={"sex": "men"})]},
            DECEMBER,
            "no baseline",
            "its baselines are of other labels or units",
        ),
        (
            {"actual": 5, "baselines": [Baseline(value=1, period="2009")]},
            datetime.date(2009, 12, 31),
            "no baseline",
            "it is of a later time",
        ),
        (
            {"actual": 5, "baselines": [Baseline(value=1), Baseline(value=2, bound="about")]},
            DECEMBER,
            "several baselines",
            "",
        ),
        ({"actual": 5, "before": "n/a"}, DECEMBER, "a baseline that is n/a", ""),
        (
            {"actual": 5, "baselines": [Baseline(text="no law")]},
            DECEMBER,
            "a baseline in words",
            "the baseline is 'no law'",
        ),
        ({"actual": 5, "before": 100}, DECEMBER, "a target that is its baseline", ""),
        ({"actual": 5, "before": 200}, DECEMBER, "a target against its direction", ""),
        (
            {"accumulation": "cumulative", "baselines": [Baseline(value=1)], "actuals": [on(6, 30, 5)]},
            JUNE,
            "a baseline without a date",
            "",
        ),
        (
            {
                "accumulation": "cumulative",
                "baselines": [Baseline(value=1, as_of=JUNE)],
                "actuals": [on(6, 30, 5)],
            },
            JUNE,
            "a baseline of no earlier day",
            "",
        ),
        (
            {"target": 0, "actual": 0, "accumulation": "sum"},
            DECEMBER,
            "a target of 0 or less",
            "it has no baseline, and of 0 there is no percentage",
        ),
        # a line that is not there yet is no line to hold
        (
            {
                "accumulation": "cumulative",
                "targets": [Target(period="2008", value=100, bound="at least")],
                "actuals": [on(6, 30, 45)],
            },
            JUNE,
            "no baseline",
            "",
        ),
    ],
)
def test_why_it_is_grey(fields: Mapping[str, Any], day: datetime.date, reason: str, note: str) -> None:
    assert why(judge(kpi_of(**fields), day)) == (reason, note)


def test_a_baseline_of_another_length_of_time_does_not_start_what_adds_up() -> None:
    quarter = Target(period="2008-Q4", value=10)
    kpi = kpi_of(targets=[quarter], accumulation="sum", before=8, actuals=[Actual(period="2008-Q4", value=9)])
    line = judge(kpi)
    assert judgement(line) == (10, 9, 90, "of target", "it has a baseline of another length of time")
    assert line.baseline == 8
    nothing = attrs.evolve(kpi, baselines=[Baseline(value=0)])
    assert judgement(judge(nothing)) == (10, 9, 90, "from baseline", "")


def test_a_grey_line_still_has_the_values_that_there_are() -> None:
    line = judge(kpi_of("n/a", before="blank", actual=5, direction=None))
    assert (line.baseline, line.target, line.actual) == (Missing.BLANK, Missing.NOT_APPLICABLE, 5)


def test_a_revised_actual_counts_from_its_day_on() -> None:
    first, revised = Actual(period="2008-Q1", value=25), Actual(period="2008-Q1", value=20, as_of=JUNE)
    kpi = kpi_of(accumulation="sum", actuals=[revised, first, Actual(period="2008-Q2", value=25)])
    assert judge(kpi, JUNE).actual == 45
    later = attrs.evolve(revised, as_of=datetime.date(2008, 7, 1))
    assert judge(attrs.evolve(kpi, actuals=[later, *kpi.actuals[1:]]), JUNE).actual == 50
    assert judge(kpi_of(actuals=[on(3, 1, 1), on(6, 1, 3), on(9, 1, 5)], accumulation="none"), JUNE).actual == 3


def test_what_is_printed_for_the_period_goes_before_what_its_parts_make() -> None:
    kpi = kpi_of(accumulation="sum", actuals=[Actual(period="2008", value=90), *months(*12 * [5])])
    assert judge(kpi).actual == 90
    blank = attrs.evolve(kpi, actuals=[Actual(period="2008", value="blank"), *kpi.actuals[1:]])
    assert why(judge(blank)) == ("an actual that is blank", "")
    for period in ("2008", "2008-H1"):
        halves = [
            Actual(period=period, value=90),
            Actual(period=period, value=95, bound="at most"),
            Actual(period="2008-H2", value=5),
        ]
        assert why(judge(attrs.evolve(kpi, actuals=halves))) == ("several actuals", "they differ in their bound")


def test_of_actuals_that_end_together_the_longest_counts_and_of_one_time_the_latest() -> None:
    kpi = kpi_of(120, before=80, accumulation="cumulative")
    quarter, half = Actual(period="2008-Q2", value=90), Actual(period="2008-H1", value=95)
    assert judge(attrs.evolve(kpi, actuals=[quarter, half]), JUNE).actual == 95
    revised = attrs.evolve(half, value=96, as_of=JUNE)
    assert judge(attrs.evolve(kpi, actuals=[quarter, revised, half]), JUNE).actual == 96


def test_a_day_is_in_the_period_from_its_first_to_its_last() -> None:
    kpi = kpi_of(120, before=80, accumulation="none")
    day_before = Actual(as_of=datetime.date(2007, 12, 31), value=85)
    assert why(judge(attrs.evolve(kpi, actuals=[day_before]))) == ("no actual", "its actuals are of other periods")
    for day in (datetime.date(2008, 1, 1), DECEMBER):
        assert judge(attrs.evolve(kpi, actuals=[Actual(as_of=day, value=85)])).actual == 85


def test_what_a_baseline_is_like_is_told_where_it_is_used() -> None:
    unsure = Baseline(period="2007", value=80, bound="about", confirmed=False)
    told = "the baseline is stated as 'about'; the baseline is to be confirmed"
    for accumulation, day in (("sum", JUNE), ("none", JUNE), ("none", DECEMBER)):
        actuals = [Actual(period="2008", value=50, as_of=day, bound="about")]
        line = judge(kpi_of(120, accumulation=accumulation, baselines=[unsure], actuals=actuals), day)
        assert (line.basis, line.note) == ("from baseline", f"the actual is stated as 'about'; {told}")
    parts = [attrs.evolve(one, bound="about") for one in months(*6 * [9])]
    line = judge(kpi_of(120, accumulation="sum", actuals=parts), JUNE)
    assert line.note == "the actual is stated as 'about'"


def test_a_way_begins_at_the_end_of_the_time_of_its_baseline() -> None:
    revised = Baseline(period="2007", value=80, as_of=datetime.date(2008, 3, 31))
    kpi = kpi_of(120, accumulation="none", baselines=[revised], actuals=[on(6, 30, 90)])
    assert judge(kpi, JUNE).due == 100
    measured = attrs.evolve(revised, period=None)
    assert judge(attrs.evolve(kpi, baselines=[measured]), JUNE).due == Decimal("93.33333333333333333333")


def test_days_lie_in_years_of_the_plan() -> None:
    kpi = KPI(
        text="k",
        direction="increase",
        accumulation="none",
        baselines=[Baseline(value=value, as_of=datetime.date(2025, month, 30)) for value, month in ((80, 6), (90, 9))],
        targets=[Target(period="2025/26-Q1", value=120)],
        actuals=[Actual(value=100, as_of=datetime.date(2025, 9, 30))],
    )
    plan = plan_of(kpi, year_begins=7, window="2025/26", periods=["2025/26"])
    (line,) = assess(plan, datetime.date(2025, 9, 30))
    assert (line.baseline, line.percent) == (90, Decimal("33.33333333333333333333"))


def test_a_line_says_whose_kpi_it_is_and_what_it_counts() -> None:
    whole: dict[str, Any] = {"text": "k", "code": "K1", "unit": "page", "accumulation": "none", "direction": "increase"}
    framework = ResultsFramework(code="R", section="III.1.2", blocks=[ResultBlock(kpis=[KPI(**whole)])])
    plan = small_plan(departments=[Department(code="SGO", name="Office", frameworks=[framework])], outputs=[])
    assert list(assess(plan, JUNE)) == [
        Assessment(
            path="departments.SGO.frameworks.R.blocks[0].kpis[0]",
            department="SGO",
            section="III.1.2",
            reason="no target",
            **whole,
        )
    ]
    line = judge(kpi_of(direction=None, targets=[Target(period="2009", value=7, bound="at least")]), JUNE)
    assert (line.output, line.section, line.target, line.direction) == ("PP", "II.1.6", 7, None)
    told = judge(kpi_of(direction=None, targets=[Target(period="2008", value=7, bound="at least")]), JUNE)
    assert (told.direction, told.reason) == ("increase", "no actual")


def test_several_targets_are_all_told() -> None:
    targets = [Target(period="2008", text="a law"), Target(period="2008", value="n/a", bound="about")]
    line = judge(kpi_of(targets=targets, actual=5))
    assert why(line) == ("several targets", "the targets are just 'a law' and about 'n/a'")
    assert (line.target, line.actual) == (None, 5)


def test_a_baseline_that_is_known_later_does_not_count() -> None:
    later = Baseline(period="2007", value=50, as_of=datetime.date(2008, 7, 1))
    kpi = kpi_of(accumulation="none", baselines=[later], actuals=[on(6, 30, 45)])
    assert why(judge(kpi, JUNE)) == ("no baseline", "")


# --- further actuals, thresholds, arguments ---------------------------------------------------------------------------


def test_further_actuals_stand_beside_those_of_the_plan() -> None:
    plan = plan_of(kpi_of(accumulation="sum", actuals=months(10, 10)), kpi_of(accumulation="sum"))
    march = {AT.format(0): [Actual(period="2008-M03", value=4)]}
    first, second = assess(plan, datetime.date(2008, 3, 31), actuals=march)
    assert (first.actual, first.percent, first.light) == (24, 96, "green")
    assert (second.actual, second.reason) == (None, "no actual")


def test_all_that_is_wrong_with_further_actuals_is_said_at_once() -> None:
    plan = plan_of(kpi_of(actual=5))
    actuals: dict[str, Any] = {
        "outputs.PP.frameworks.R.blocks[0].kpis[9]": [],
        AT.format(0): [Actual(period="2008", value=6), 7],
    }
    assert complaints(lambda: assess(plan, DECEMBER, actuals=actuals)) == [
        "outputs.PP.frameworks.R.blocks[0].kpis[9]: the plan has no KPI there; the plan has "
        "outputs.PP.frameworks.R.blocks[0].kpis[0]",
        "outputs.PP.frameworks.R.blocks[0].kpis[0].actuals[2]: must be of type Actual, got 7",
    ]
    twice = {AT.format(0): [Actual(period="2008", value=6)]}
    assert complaints(lambda: assess(plan, DECEMBER, actuals=twice)) == [
        "outputs.PP.frameworks.R.blocks[0].kpis[0].actuals[1]: is for the same as actuals[0]; they must differ in "
        "period, as_of, unit, bound or dimensions; a later figure for the same needs its as_of"
    ]
    whole = [Baseline(period="2007/08", value=1)], [Target(period="2008/09", value=6)]
    broken = plan_of(KPI(text="k", baselines=whole[0], targets=whole[1]))
    assert [line.partition(": ")[0] for line in complaints(lambda: assess(broken, DECEMBER))] == [
        f"{AT.format(0)}.baselines[0].period",
        f"{AT.format(0)}.targets[0].period",
    ]
    fiscal = {AT.format(0): [Actual(period="2008/09", value=6)]}
    with pytest.raises(InvalidPlan) as caught:
        assess(plan, DECEMBER, actuals=fiscal)
    assert str(caught.value) == (
        "outputs.PP.frameworks.R.blocks[0].kpis[0].actuals[1].period: the plan's year begins in January: "
        "say in which month years such as 2008/09 begin, such as year_begins = 7"
    )


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            ("plan.toml", JUNE),
            {},
            "assess: plan must be an OperationalPlan, got 'plan.toml'; load reads one from a file, loads from a text",
        ),
        (
            (small_plan(), "2008-06-30"),
            {},
            f"assess: as_of must be a date, got '2008-06-30'; {DATE}",
        ),
        (
            (small_plan(), datetime.datetime(2008, 6, 30)),
            {},
            f"assess: as_of must be a date, got 2008-06-30 00:00:00; {DATE}",
        ),
        ((small_plan(), JUNE), {"thresholds": 90}, "assess: thresholds must be Thresholds, got 90"),
        ((small_plan(), JUNE), {"actuals": []}, "assess: actuals must be a mapping, got a list"),
    ],
)
def test_wrong_arguments(arguments: Sequence[Any], options: Mapping[str, Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        assess(*arguments, **options)
    assert str(caught.value) == message


def test_one_actual_is_no_list_of_them() -> None:
    plan = plan_of(kpi_of())
    with pytest.raises(TypeError) as caught:
        assess(plan, JUNE, actuals={AT.format(0): Actual(value=5)})  # type: ignore[dict-item]  # that is the point
    assert str(caught.value) == (
        "assess: actuals of outputs.PP.frameworks.R.blocks[0].kpis[0] must be a list of Actual, got Actual"
    )


def test_thresholds_are_data() -> None:
    kpi = kpi_of(before=0, actual=75)
    assert judge(kpi).light == "amber"
    assert judge(kpi, thresholds=Thresholds(amber=50, green=75)).light == "green"
    assert judge(kpi, thresholds=Thresholds(amber="75.1", green=90)).light == "red"
    with pytest.raises(InvalidPlan) as caught:
        Thresholds(amber=91)
    (problem,) = caught.value.problems
    assert (problem.trail, problem.actual) == (("green",), 90)
    assert str(problem) == "Thresholds.green: must not be below amber, 91, got 90"
    assert refusal(InvalidPlan, lambda: Thresholds(amber=-1, green="x")) == (
        "Thresholds.amber: must be a number ≥ 0, got -1\nThresholds.green: must be a number, got 'x'"
    )


# --- how it prints ----------------------------------------------------------------------------------------------------


def printed(lines: Listing[Assessment]) -> list[str]:
    """The lines of the text, without the rule below the header, however wide its columns are."""
    return [" ".join(line.split()) for line in str(lines).split("\n") if line.strip("-")]


def test_coverage_comes_before_the_lights() -> None:
    lines = assess(
        plan_of(
            kpi_of(
                120, before=80, actual=110, code="A", text="pages per hour\nand translator, of all languages there are"
            ),
            kpi_of(actual=100, accumulation="sum", unit="CHF"),
            kpi_of(actual=95, accumulation="sum"),
            kpi_of(actual=5, accumulation="sum"),
            kpi_of("n/a"),
            KPI(text="words"),
            KPI(text="words"),
        ),
        DECEMBER,
    )
    assert printed(lines) == [
        "4 of 7 KPIs can be judged on 2008-12-31",
        "path code text period unit direction accumulation baseline target actual percent basis light reason",
        f"{AT.format(0)} A pages per hour and translator, of all l… 2008 increase 80 120 110 75 from baseline amber",
        f"{AT.format(1)} k 2008 CHF increase sum 100 100 100 of target green",
        f"{AT.format(2)} k 2008 increase sum 100 95 95 of target green",
        f"{AT.format(3)} k 2008 increase sum 100 5 5 of target red",
        f"{AT.format(4)} k 2008 increase n/a grey a target that is n/a",
        f"{AT.format(5)} words grey no target",
        f"{AT.format(6)} words grey no target",
        "2 have no target",
        "1 has a target that is n/a",
        "2 green, 1 amber, 1 red",
        "green from 90 percent on, amber from 60",
    ]
    assert lines[3:].notes == ()


def test_part_of_a_target_has_its_own_column() -> None:
    halfway = assess(plan_of(kpi_of(actuals=months(*6 * [9]), accumulation="sum")), JUNE)
    assert printed(halfway) == [
        "1 of 1 KPI can be judged on 2008-06-30",
        "path text period direction accumulation target due actual percent basis light reason",
        f"{AT.format(0)} k 2008 increase sum 100 50 54 108 of target green",
        "1 green",
        "green from 90 percent on, amber from 60",
    ]


def test_a_plan_without_kpis_has_no_line() -> None:
    lines = assess(small_plan(), JUNE)
    assert (len(lines), lines.title, lines.notes) == (0, "0 of 0 KPIs can be judged on 2008-06-30", ())


def test_a_frame_has_figures_where_there_are_some() -> None:
    frame = assess(plan_of(kpi_of(actual="blank", before=1), kpi_of(actual=7, before=1)), DECEMBER).to_frame("pyarrow")
    assert frame.column("actual").to_pylist() == [None, Decimal(7)]
    assert frame.column("light").to_pylist() == ["grey", "red"]
    assert frame.column("reason").to_pylist() == ["an actual that is blank", None]


# --- whole plans ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "notes"),
    [
        (JUNE, ("524 have no target", "12 have no direction", "2 have no actual")),
        (
            datetime.date(2007, 5, 31),
            ("524 have no target", "8 have no direction", "4 have a target that is not yet due", "2 have no actual"),
        ),
    ],
)
def test_no_kpi_of_the_real_plan_can_be_judged(day: datetime.date, notes: tuple[str, ...]) -> None:
    plan = bundled("gs-2008-2011")
    lines = assess(plan, day)
    assert lines.title == f"0 of 538 lines of 532 KPIs can be judged on {day}"
    assert lines.notes == notes
    assert {line.light for line in lines} == {"grey"}
    assert list(dict.fromkeys(line.path for line in lines)) == [kpi.path for kpi in plan.kpis()]


def test_actuals_make_the_sales_of_the_real_plan_judgeable_once_somebody_says_what_they_mean() -> None:
    """The plan prints 5 million francs or more for January to May 2007, in another table than the target."""
    plan = bundled("gs-2008-2011")
    (sales,) = (one for one in plan.kpis(output="PUBLICATIONS", phase="planned") if one.text == "sales")
    may = Actual(as_of=datetime.date(2007, 5, 31), value=5000000, bound="at least")
    for fields, expected in {
        (): ("no direction", None, None),
        (("direction", "increase"),): ("no accumulation", None, None),
        (("direction", "increase"), ("accumulation", "none")): ("no baseline", None, None),
        (("direction", "increase"), ("accumulation", "sum")): ("", Fraction(5000000 * 12, 11000000 * 5), "green"),
    }.items():
        changes: dict[str, Any] = dict(fields)
        kpi = attrs.evolve(sales.item, **changes)
        line = judge(attrs.evolve(kpi, actuals=[may]), datetime.date(2007, 5, 31))
        reason, share, light = expected
        assert line.reason == reason
        if share is not None:
            assert line.percent == round(100 * Decimal(share.numerator) / share.denominator, 20)
            assert line.light == light


@pytest.mark.parametrize(
    ("name", "day", "found"),
    [
        (
            "iati-203",
            "2013-03-31",
            [("2013-Q1", 10, 11, "no baseline", "its baselines are of other labels or units")],
        ),
        (
            "itu-connect-2020",
            "2020-12-31",
            [
                ("2020", 55, None, "no actual", ""),
                ("2020", 60, None, "no actual", "its actuals are of other periods"),
                ("2020", 40, None, "no actual", ""),
                ("None", None, None, "no target", ""),
            ],
        ),
        (
            "za-health-2021",
            "2021-12-31",
            [
                ("2021/22-Q3", 2, 2, "no baseline", "nor is it said to add up from 0 (accumulation = 'sum')"),
                ("2021/22", None, None, "a target in words", "the target is 'approved strategy'"),
            ],
        ),
        (
            "za-health-2021",
            "2022-05-31",
            [
                ("2021/22", 8, None, "no accumulation", "it is open what actuals of parts say of 2021/22"),
                ("2021/22", None, None, "a target in words", "the target is 'approved strategy'"),
            ],
        ),
    ],
)
def test_what_strangers_do_not_say_is_not_guessed(name: str, day: str, found: list[tuple[object, ...]]) -> None:
    lines = assess(load(STRANGERS / f"{name}.toml"), datetime.date.fromisoformat(day))
    assert [(str(one.period), one.target, one.actual, one.reason, one.note) for one in lines] == found


def test_a_stranger_with_baselines_is_judged_when_it_reports() -> None:
    plan = load(STRANGERS / "tz-posts-2021.toml")
    day = datetime.date(2022, 6, 30)
    assert assess(plan, day).notes == ("10 have no actual",)
    reported = {
        one.path: [Actual(period="2021/22", value=value)]
        for one, value in zip(plan.kpis(), (8, 3, 65, 76, 7, 0, 12, 15, 40, 3), strict=True)
    }
    lines = assess(plan, day, actuals=reported)
    assert [(line.baseline, line.target, line.actual, line.percent, line.light) for line in lines] == [
        (0, 10, 8, 80, "amber"),
        (0, 3, 3, 100, "green"),
        (50, 80, 65, 50, "red"),
        (None, 80, 76, None, "grey"),
        (5, 7, 7, 100, "green"),
        (0, 1, 0, 0, "red"),
        (2, 22, 12, 50, "red"),
        (18, 13, 15, None, "grey"),
        (0, 48, 40, Decimal("83.33333333333333333333"), "amber"),
        (1, 3, 3, 100, "green"),
    ]
    assert lines.notes == (
        "1 has no baseline",
        "1 has a target against its direction",
        "3 green, 2 amber, 3 red",
        "green from 90 percent on, amber from 60",
    )


# --- laws -------------------------------------------------------------------------------------------------------------

small = st.integers(-20, 120)
whole_days = st.dates(datetime.date(2007, 10, 1), datetime.date(2009, 3, 31))
accumulations = st.sampled_from(["sum", "sum", "cumulative", "none", None])
bounds = st.sampled_from([None, None, None, "at least", "at most", "about"])


@st.composite
def kpis(draw: st.DrawFn) -> KPI:
    """KPIs with few values, of which many can be judged on many days of 2008."""
    value = st.integers(-20, 120).map(lambda number: "n/a" if number == -20 else number)
    parts = st.sampled_from(["2008", "2008-H1", "2008-Q1", "2008-Q2", "2008-M01"])
    chain = st.lists(value, min_size=3, max_size=12).map(lambda values: months(*values))
    days = st.lists(whole_days, min_size=1, max_size=3, unique=True).flatmap(
        lambda days: st.tuples(*(st.builds(Actual, value=value, as_of=st.just(day)) for day in days))
    )
    whole = st.builds(Actual, value=value, period=parts, as_of=st.one_of(st.none(), whole_days))
    baselines = st.builds(Baseline, value=st.integers(0, 20), period=st.sampled_from(["2006", "2007", None]))
    first = draw(st.builds(Target, value=value, period=st.sampled_from(["2008", "2008", "2008-H1"]), bound=bounds))
    second = draw(st.builds(Target, value=value, period=st.sampled_from(["2008-Q1", "2008-Q2", "2009"]), bound=bounds))
    return KPI(
        text="k",
        direction=draw(st.sampled_from(["increase", "increase", "increase", "decrease", "decrease", None])),
        accumulation=cast(Any, draw(accumulations)),
        baselines=draw(st.lists(baselines, max_size=1)),
        targets=[first, second][: draw(st.integers(1, 2))],
        actuals=draw(st.one_of(chain, chain, days, st.tuples(whole))),
    )


ends = st.sampled_from([Period.parse(f"2008-M{number:02}").dates()[1] for number in range(1, 13)])
a_day = st.one_of(ends, ends, whole_days)
"""Mostly the end of a month, up to which actuals can reach."""


@given(kpis(), a_day)
def test_a_line_is_grey_if_and_only_if_it_says_why(kpi: KPI, day: datetime.date) -> None:
    line = judge(kpi, day)
    assert (line.percent is None) == (line.light == "grey") == bool(line.reason)
    assert (line.percent is None) == (line.basis == "") == (line.due is None)
    assert line.light == Thresholds().light(line.percent)


@given(kpis(), a_day, small, st.integers(1, 100))
def test_what_becomes_known_later_does_not_count(kpi: KPI, day: datetime.date, value: int, days: int) -> None:
    later = Actual(value=value, as_of=day + datetime.timedelta(days=days), dimensions={}, note="later")
    if any((one.period, one.as_of) == (None, later.as_of) for one in kpi.actuals):
        return
    line = judge(kpi, day)
    assert attrs.evolve(judge(kpi, day, actuals={AT.format(0): [later]}), note="") == attrs.evolve(line, note="")


@given(kpis(), a_day, st.integers(1, 50))
def test_more_is_no_worse_where_more_is_better(kpi: KPI, day: datetime.date, more: int) -> None:
    line = judge(kpi, day)
    raised = [
        attrs.evolve(one, value=one.value + more) if isinstance(one.value, Decimal) else one for one in kpi.actuals
    ]
    better = judge(attrs.evolve(kpi, actuals=raised), day)
    assert (better.percent is None) == (line.percent is None)
    if line.percent is not None and better.percent is not None:
        assert (better.percent > line.percent) == (line.direction == "increase")


@given(kpis(), a_day)
def test_the_order_of_values_does_not_matter(kpi: KPI, day: datetime.date) -> None:
    turned = attrs.evolve(kpi, targets=kpi.targets[::-1], actuals=kpi.actuals[::-1])
    assert judge(turned, day).percent == judge(kpi, day).percent


@given(small, small, small, st.sampled_from(["increase", "decrease"]), accumulations)
def test_when_the_year_is_over_it_is_the_progress_of_the_kpi(
    before: int, target: int, actual: int, direction: Any, accumulation: Any
) -> None:
    kpi = kpi_of(target, before=before, actual=actual, direction=direction, accumulation=accumulation)
    line, progress = judge(kpi), kpi.progress("2008")
    if line.basis != "of target":
        assert line.percent == progress.percent
    else:
        assert progress.percent is None
        assert accumulation == "sum"


@given(st.integers(1, 100), st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_an_even_year_is_at_the_same_percentage_in_each_month(each: int, values: list[int]) -> None:
    """What is reached is held against the part of the target for which the time is over."""
    kpi = kpi_of(12 * each, accumulation="sum", actuals=months(*values))
    end = Period.parse(f"2008-M{len(values):02}").dates()[1]
    line = judge(kpi, end)
    assert line.due == each * len(values)
    assert line.percent is not None
    assert abs(Fraction(line.percent) - Fraction(100 * sum(values), each * len(values))) < Fraction(1, 10**19)


@given(st.decimals(0, 200, places=2), st.decimals(0, 200, places=2), st.decimals(-50, 300, places=2))
def test_each_percentage_has_one_light(one: Decimal, other: Decimal, percent: Decimal) -> None:
    limits = Thresholds(amber=min(one, other), green=max(one, other))
    expected = "red" if percent < limits.amber else "amber" if percent < limits.green else "green"
    assert limits.light(percent) == expected
    assert limits.light(limits.green) == "green"
    assert limits.light(limits.green - Decimal("1e-18")) == ("amber" if limits.amber < limits.green else "red")
    assert limits.light(limits.amber) in ("amber", "green")


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.integers(1, 12))
def test_a_day_is_over_at_a_time_that_tells_the_day(day: datetime.date, year_begins: int) -> None:
    assert Today(day, year_begins).date_of(time_after(day, year_begins)) == day


PERIODS = ["2007", "2008", "2008-H1", "2008-Q2", "2008-Q3", "2009-H2", "2009", "2010", "2008-2011"]


@given(
    st.lists(
        st.sampled_from(PERIODS),
        min_size=1,
        unique=True,
    ),
    whole_days,
)
def test_the_target_that_is_judged(periods: list[str], day: datetime.date) -> None:
    (chosen,) = choose_targets([Target(period=one, value=1) for one in periods], time_after(day, 1))
    every = [Period.parse(one) for one in periods]
    if holding := [one for one in every if one.dates()[0] <= day <= one.dates()[1]]:
        assert chosen.period in holding
        assert chosen.period.months == min(one.months for one in holding)
    elif over := [one for one in every if one.dates()[1] < day]:
        assert (chosen.period.end, chosen.period.months) == max((one.end, one.months) for one in over)
    else:
        assert (chosen.period.start, chosen.period.months) == min((one.start, one.months) for one in every)
