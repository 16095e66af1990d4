"""KPIs: what values of parts of a period make for it, and how far a KPI has come by them."""

import datetime
import itertools
from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import KPI, Actual, Baseline, InvalidPlan, Missing, Period, Target
from itu_opplan.analysis import Progress, RollUp
from tests.strategies import figures

in_files = figures(digits=15, places=12)


def year(*figures: object, accumulation: str | None = "sum", name: str = "targets", **fields: Any) -> KPI:
    """A KPI with a value for each quarter of 2008, from the first on; None leaves one out."""
    cls: Any = Target if name == "targets" else Actual
    given = [
        cls(
            period=f"2008-Q{number}",
            **({"text": one.strip()} if isinstance(one, str) and " " in one else {"value": one}),
        )
        for number, one in enumerate(figures, 1)
        if one is not None
    ]
    return KPI(text="k", accumulation=accumulation, **{name: given}, **fields)  # type: ignore[arg-type]  # words of a list


@pytest.mark.parametrize(
    ("kpi", "period", "made"),
    [
        (year(0, 1, 2, 5), "2008", RollUp(Decimal(8), parts=Period(2008, 2008).parts("quarter"))),
        (year(0, 2, 2, 8, accumulation="cumulative"), "2008", RollUp(Decimal(8), parts=(Period.parse("2008-Q4"),))),
        (year(0, 1, 2, 5), "2008-H1", RollUp(Decimal(1), parts=Period.parse("2008-H1").parts("quarter"))),
        (year(0, 1, 2, 5), "2008-Q4", RollUp(None, "no target for a part of 2008-Q4")),
        (year(0, 1, 2, 5), "2009", RollUp(None, "no target for a part of 2009")),
        (year(0, 1, 2), "2008", RollUp(None, "the targets of its parts do not fill 2008")),
        (year(0, None, 2, 5), "2008", RollUp(None, "the targets of its parts do not fill 2008")),
        (
            year(0, 1, accumulation="cumulative"),
            "2008",
            RollUp(None, "the targets of its parts do not reach the end of 2008"),
        ),
        (year(0, "n/a", "blank", 5), "2008", RollUp(None, "the target for 2008-Q2 is n/a")),
        (
            year(0, "n/a", "blank", 5, accumulation="cumulative"),
            "2008",
            RollUp(Decimal(5), parts=(Period.parse("2008-Q4"),)),
        ),
        (
            year(0, 1, 2, "as before", accumulation="cumulative"),
            "2008",
            RollUp(None, "the target for 2008-Q4 is words: 'as before'"),
        ),
        (year(0, 1, 2, 5, accumulation="none"), "2008", RollUp(None, "the targets have accumulation none")),
        (year(0, 1, 2, 5, accumulation=None), "2008", RollUp(None, "the targets have no accumulation")),
    ],
)
def test_what_quarters_make(kpi: KPI, period: str, made: RollUp) -> None:
    assert kpi.roll_up("targets", period) == made


@st.composite
def tilings(draw: st.DrawFn) -> tuple[Period, list[Period]]:
    """A period, and parts that fill it, in any order."""
    cuts = sorted(draw(st.sets(st.integers(0, 48), min_size=3, max_size=8)))
    ends = [divmod(12 * 2008 + month, 12) for month in cuts]
    parts = [
        Period(first, last if ends_in else last - 1, begins=begins + 1, ends=ends_in or 12)
        for (first, begins), (last, ends_in) in itertools.pairwise(ends)
    ]
    whole = Period(parts[0].first, parts[-1].last, begins=parts[0].begins, ends=parts[-1].ends)
    return whole, draw(st.permutations(parts))


@given(tilings(), st.data(), st.sampled_from(["targets", "actuals"]))
def test_parts_that_fill_a_period_make_their_exact_sum_or_the_last(
    tiling: tuple[Period, Sequence[Period]], data: st.DataObject, name: Any
) -> None:
    whole, parts = tiling
    values = {part: data.draw(in_files) for part in parts}
    cls: Any = Target if name == "targets" else Actual
    given = {name: [cls(period=part, value=value) for part, value in values.items()]}
    added, last = KPI(text="k", accumulation="sum", **given), KPI(text="k", accumulation="cumulative", **given)
    with localcontext(Context(prec=2)):
        total = added.roll_up(name, whole)
        assert last.roll_up(name, whole).value == values[max(parts)]
    assert total.value is not None
    assert Fraction(total.value) == sum(map(Fraction, values.values()))
    assert total.parts == tuple(sorted(parts))
    less = KPI(text="k", accumulation="sum", **{name: given[name][1:]})
    assert less.roll_up(name, whole) == RollUp(None, f"the {name} of its parts do not fill {whole}")


@given(tilings(), st.data())
def test_progress_by_parts_is_that_by_the_figure_they_make(
    tiling: tuple[Period, Sequence[Period]], data: st.DataObject
) -> None:
    whole, parts = tiling
    aims, reached = ([data.draw(st.integers(1, 99)) for _ in parts] for _ in range(2))
    fields: dict[str, Any] = {"text": "k", "direction": "increase", "baselines": [Baseline(value=0)]}
    by_parts = KPI(
        **fields,
        accumulation="sum",
        targets=[Target(period=part, value=value) for part, value in zip(parts, aims, strict=True)],
        actuals=[Actual(period=part, value=value) for part, value in zip(parts, reached, strict=True)],
    )
    printed = KPI(
        **fields, targets=[Target(period=whole, value=sum(aims))], actuals=[Actual(period=whole, value=sum(reached))]
    )
    assert by_parts.progress(whole) == printed.progress(whole)


def test_what_is_printed_for_the_period_goes_before_what_its_parts_make() -> None:
    quarters = [Target(period=f"2008-Q{number}", value=10) for number in (1, 2, 3, 4)]
    fields: dict[str, Any] = {
        "text": "k",
        "direction": "increase",
        "accumulation": "sum",
        "baselines": [Baseline(value=0)],
    }
    actuals = [Actual(period="2008", value=20)]
    assert KPI(**fields, targets=quarters, actuals=actuals).progress("2008") == Progress(Decimal(50))
    printed = [*quarters, Target(period="2008", value=80)]
    assert KPI(**fields, targets=printed, actuals=actuals).progress("2008") == Progress(Decimal(25))


def test_the_fewest_parts_count_and_figures_before_what_is_missing() -> None:
    values = {"2008-H1": 7, "2008-Q1": 3, "2008-Q2": 4, "2008-H2": "blank", "2008-Q3": 1, "2008-Q4": 1}
    kpi = KPI(text="k", accumulation="sum", actuals=[Actual(period=part, value=one) for part, one in values.items()])
    assert kpi.roll_up("actuals", "2008") == RollUp(
        Decimal(9), parts=tuple(map(Period.parse, ("2008-H1", "2008-Q3", "2008-Q4")))
    )


def test_the_latest_actual_of_a_part_counts() -> None:
    quarters = [Actual(period=f"2008-Q{number}", value=10) for number in (1, 2, 3, 4)]
    revised = Actual(period="2008-Q2", value=12, as_of=datetime.date(2008, 12, 31))
    assert KPI(text="k", accumulation="sum", actuals=[revised, *quarters]).roll_up("actuals", "2008").value == 42


def test_only_values_of_the_same_labels_unit_and_bound_make_one() -> None:
    women = {"sex": "women"}
    targets = [
        *(Target(period=f"2008-H{half}", value=half, dimensions=women) for half in (1, 2)),
        *(Target(period=f"2008-H{half}", value=10 * half) for half in (1, 2)),
    ]
    kpi = KPI(text="k", accumulation="sum", targets=targets)
    assert kpi.roll_up("targets", "2008").value == 30
    assert kpi.roll_up("targets", "2008", sex="women").value == 3
    assert kpi.roll_up("targets", "2008", sex="men") == RollUp(None, "no target for a part of 2008")
    bounds = [
        Target(period=f"2008-H{half}", value=half, bound=bound) for half in (1, 2) for bound in ("at least", "at most")
    ]
    assert KPI(text="k", accumulation="sum", targets=bounds).roll_up("targets", "2008") == RollUp(
        None, "the targets for parts of 2008 differ in unit or bound"
    )
    mixed = [Target(period="2008-H1", value=1, unit="CHF"), Target(period="2008-H2", value=1, unit="EUR")]
    assert KPI(text="k", accumulation="sum", targets=mixed).roll_up("targets", "2008").value is None


def test_a_period_is_no_target() -> None:
    with pytest.raises(TypeError, match=r"^baseline_of: target must be a Target, got '2008'$"):
        KPI(text="k").baseline_of("2008")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^unit_of: value must be a Baseline or a Target or an Actual, got 5$"):
        KPI(text="k").unit_of(5)  # type: ignore[arg-type]


def test_arguments_of_a_roll_up() -> None:
    with pytest.raises(InvalidPlan) as refusal:
        year(1, 2).roll_up("baselines", "2008")  # type: ignore[arg-type]  # that is the point
    assert str(refusal.value) == "name: must be 'targets' or 'actuals', got 'baselines'"
    with pytest.raises(TypeError) as wrong:
        year(1, 2).roll_up("targets", "2008", sex=1)  # type: ignore[arg-type]  # that is the point
    assert str(wrong.value) == "roll_up: sex must be text, got 1"


# --- progress ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"targets": [Target(period="2008", value="n/a")]}, "the target for 2008 is n/a"),
        (
            {"targets": [Target(period="2008", text="approved strategy")]},
            "the target for 2008 is words: 'approved strategy'",
        ),
        ({"baselines": [Baseline(value="to be completed")]}, "the baseline is to be completed"),
        (
            {"baselines": [Baseline(value=1, period="2006"), Baseline(value="blank", period="2007")]},
            "the baseline for 2008 is blank",
        ),
        ({"actuals": [Actual(period="2008", text="draft")]}, "the actual for 2008 is words: 'draft'"),
        (
            {
                "actuals": [
                    Actual(period="2008", value=1),
                    Actual(period="2008", value="blank", as_of=datetime.date(2008, 5, 1)),
                ]
            },
            "the actual for 2008 is blank",
        ),
        (
            {"accumulation": "sum", "targets": [Target(period="2008-H1", value=5)]},
            "no target for 2008: the targets of its parts do not fill 2008",
        ),
        (
            {
                "accumulation": "sum",
                "actuals": [Actual(period="2008-H1", value=5), Actual(period="2008-H2", value="blank")],
            },
            "no actual for 2008: the actual for 2008-H2 is blank",
        ),
        ({"accumulation": "none", "targets": [Target(period="2008-H1", value=5)]}, "no target for 2008"),
        (
            {"accumulation": "sum", "targets": year(999_999_999_999_999, 1, 0, 0).targets},
            "no target for 2008: the targets of its parts add up to a figure of more than 15 digits",
        ),
        (
            {
                "actuals": [
                    Actual(period="2008", text="approved", as_of=datetime.date(2008, 12, 1)),
                    Actual(period="2008", text="a draft", as_of=datetime.date(2008, 6, 1)),
                ]
            },
            "the actual for 2008 is words: 'approved'",
        ),
        (
            {"baselines": [Baseline(period="2007", text="a law"), Baseline(period="2006", text="none")]},
            "the baseline is words: 'a law'",
        ),
    ],
)
def test_what_is_no_figure_is_no_zero_and_is_told(fields: dict[str, Any], reason: str) -> None:
    whole: dict[str, Any] = {
        "text": "k",
        "direction": "increase",
        "baselines": [Baseline(value=0)],
        "targets": [Target(period="2008", value=10)],
        "actuals": [Actual(period="2008", value=5)],
    }
    assert KPI(**whole).progress("2008") == Progress(Decimal(50))
    assert KPI(**whole | fields).progress("2008") == Progress(None, reason)


def fiscal(*actuals: Actual, **fields: Any) -> KPI:
    """A KPI of a plan whose year begins in July."""
    given: dict[str, Any] = {"text": "k", "direction": "increase", "baselines": [Baseline(value=0)], "actuals": actuals}
    return KPI(**given | {"targets": [Target(period="2025/26", value=100)]} | fields)


def test_a_day_lies_in_a_year_of_the_plan() -> None:
    june, july = (Actual(value=value, as_of=datetime.date(2026, month, 1)) for value, month in ((40, 6), (60, 7)))
    assert fiscal(june, july).progress("2025/26", 7) == Progress(Decimal(40))
    assert fiscal(july).progress("2025/26", 7) == Progress(None, "no actual for 2025/26")
    assert fiscal(june).progress("2025/26") == Progress(
        None, "a value has only a day: when 2025/26 begins is open without year_begins"
    )
    stated = Actual(value=40, period="2025/26")
    assert (
        fiscal(stated).progress("2025/26") == fiscal(stated).progress("2025/26", year_begins=7) == Progress(Decimal(40))
    )


def test_the_year_begins_where_its_spelling_says() -> None:
    with pytest.raises(InvalidPlan) as refusal:
        KPI(text="k").progress("2008", 7)
    assert str(refusal.value) == "year_begins: the plan's year begins in July (year_begins = 7): write 2008/09"


def test_baselines_lie_in_years_of_the_plan() -> None:
    before, after = (Baseline(value=value, as_of=datetime.date(2026, month, 1)) for value, month in ((20, 6), (90, 7)))
    actual = Actual(value=60, period="2025/26")
    assert fiscal(actual, baselines=[before, after]).progress("2025/26", 7) == Progress(Decimal(50))
    target = Target(period="2025/26-Q2", value=1)
    assert fiscal(baselines=[before, after]).baseline_of(target, 7) is None
    quarters = [Baseline(value=number, period=f"2025/26-Q{number}") for number in (1, 2, 3)]
    assert fiscal(baselines=quarters).baseline_of(target) == quarters[1]


def test_a_revised_figure_has_its_day() -> None:
    preliminary = Actual(period="2008", value=7, confirmed=False, note="preliminary")
    audited = Actual(period="2008", value=8, as_of=datetime.date(2009, 5, 31), note="validated by audit")
    kpi = KPI(
        text="k",
        direction="increase",
        baselines=[Baseline(value=0)],
        targets=[Target(period="2008", value=8)],
        actuals=[audited, preliminary],
    )
    assert kpi.progress("2008") == Progress(Decimal(100))


def test_values_that_are_missing_keep_their_kind() -> None:
    assert year(1, "blank").targets[1].value is Missing.BLANK
