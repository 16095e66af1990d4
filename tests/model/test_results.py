"""Results by hand: what the constructors refuse, what references mean, how far a KPI has come."""

import datetime
import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itu_opplan import (
    KPI,
    Achievement,
    Actual,
    Baseline,
    ExpectedResult,
    InvalidPlan,
    Missing,
    OpPlanError,
    Period,
    Reference,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    SuccessFactor,
    Target,
)
from itu_opplan.analysis import Progress
from tests.helpers import complaints
from tests.strategies import figures

BOUND = "must be one of 'at least', 'at most', 'about', got"
NUMBER = "must be a number, 'blank', 'n/a' or 'to be completed', got"
CODE = "must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got"
NUMBERS = "must be 'all', or numbers such as '1-6' or '1,3', got"
DIGITS = "must have at most 15 digits before the point and 12 after, got"

REFUSED: dict[str, tuple[Callable[..., object], dict[str, object], list[str]]] = {
    "float": (Baseline, {"value": 0.5}, ["Baseline.value: a float is not exact, got 0.5; write Decimal('0.5')"]),
    "bool": (Baseline, {"value": True}, [f"Baseline.value: {NUMBER} true"]),
    "words": (Actual, {"value": "many"}, [f"Actual.value: {NUMBER} 'many'; write words as text = 'many'"]),
    "not a number": (Actual, {"value": "nan"}, [f"Actual.value: {NUMBER} 'nan'; write 'blank'"]),
    "infinite": (
        Target,
        {"period": "2008", "value": "-inf"},
        [f"Target.value: {NUMBER} '-inf'; write words as text = '-inf'"],
    ),
    "wild exponent": (Baseline, {"value": "1e15"}, [f"Baseline.value: {DIGITS} '1000000000000000'"]),
    "too fine": (Baseline, {"value": "1e-13"}, [f"Baseline.value: {DIGITS} '1E-13'"]),
    "a percent sign": (
        Target,
        {"period": "2008", "value": "80%"},
        [f"Target.value: {NUMBER} '80%'; write 80, with unit = 'percent'"],
    ),
    "a share with a comma": (
        Actual,
        {"value": "1,5 per cent"},
        [f"Actual.value: {NUMBER} '1,5 per cent'; write 1.5, with unit = 'percent'"],
    ),
    "no share": (
        Actual,
        {"value": "half %"},
        [f"Actual.value: {NUMBER} 'half %'; write words as text = 'half %'"],
    ),
    "a share that is bounded": (
        Target,
        {"period": "2008", "value": ">= 80 %"},
        [f"Target.value: {NUMBER} '>= 80 %'; write 80, with unit = 'percent' and bound = 'at least'"],
    ),
    "a bound in a word": (
        Target,
        {"period": "2008", "value": "At least 80"},
        [f"Target.value: {NUMBER} 'At least 80'; write 80, with bound = 'at least'"],
    ),
    "open in other words": (
        Target,
        {"period": "2008", "value": "TBC"},
        [f"Target.value: {NUMBER} 'TBC'; write 'to be completed'"],
    ),
    "not applicable": (Baseline, {"value": "n.a."}, [f"Baseline.value: {NUMBER} 'n.a.'; write 'n/a'"]),
    "a share that is more": (
        Actual,
        {"value": "+10%"},
        [f"Actual.value: {NUMBER} '+10%'; write words as text = '+10%'"],
    ),
    "a bound in words": (
        Target,
        {"period": "2008", "value": "At least 30 %"},
        [f"Target.value: {NUMBER} 'At least 30 %'; write 30, with unit = 'percent' and bound = 'at least'"],
    ),
    "millions in words": (
        Actual,
        {"value": "up to 1.25 million"},
        [f"Actual.value: {NUMBER} 'up to 1.25 million'; write 1250000, with bound = 'at most'"],
    ),
    "no millions": (
        Actual,
        {"value": "1.2.3 million"},
        [f"Actual.value: {NUMBER} '1.2.3 million'; write words as text = '1.2.3 million'"],
    ),
    "about a number": (
        Actual,
        {"value": "~1,500"},
        [f"Actual.value: {NUMBER} '~1,500'; write 1500, or 1.500 if the comma is a decimal one, with bound = 'about'"],
    ),
    "a dash": (Actual, {"value": "–"}, [f"Actual.value: {NUMBER} '–'; write 'blank', or 0 if it means none"]),
    "a short word": (Actual, {"value": "TBC"}, [f"Actual.value: {NUMBER} 'TBC'; write 'to be completed'"]),
    "a missing word for words": (
        Actual,
        {"text": "N/A"},
        ["Actual.text: must be words, got 'N/A'; write value = 'n/a'"],
    ),
    "a missing word in capitals": (Actual, {"value": "N/A "}, [f"Actual.value: {NUMBER} 'N/A '; write 'n/a'"]),
    "no cell": (Baseline, {"value": Missing.NOT_STATED}, [f"Baseline.value: {NUMBER} not stated"]),
    "a figure and words": (
        Target,
        {"period": "2008", "value": 1, "text": "one"},
        ["Target.value: must not stand beside 'text': a figure is written as value, words as text"],
    ),
    "a weight, a code, a word": (
        KPI,
        {"text": "a", "weight": -1, "code": "1.1", "accumulation": "annual"},
        [
            f"KPI.code: {CODE} '1.1'; write a code such as '1-1', with number = '1.1'",
            "KPI.accumulation: must be one of 'sum', 'cumulative', 'none', got 'annual'",
            "KPI.weight: must be a number ≥ 0, got -1",
        ],
    ),
    "a level": (
        ExpectedResult,
        {"text": "a", "level": "goal"},
        ["ExpectedResult.level: must be one of 'output', 'outcome', 'impact', got 'goal'"],
    ),
    "everything at once": (
        Actual,
        {"value": "x", "unit": "work months", "bound": "around", "confirmed": 1, "period": "Q1 2008", "as_of": "2008"},
        [
            f"Actual.value: {NUMBER} 'x'; write words as text = 'x'",
            "Actual.unit: 'work months' is not a unit; write 'work_month'",
            f"Actual.bound: {BOUND} 'around'",
            "Actual.confirmed: must be true or false, got 1",
            "Actual.period: write this period as 2008-Q1, got 'Q1 2008'",
            "Actual.as_of: must be a date such as 2007-05-31, got '2008'",
        ],
    ),
    "a time is no day": (
        Actual,
        {"value": 1, "as_of": datetime.datetime(2008, 1, 2, 3, 4)},
        ["Actual.as_of: must be a date such as 2007-05-31, got 2008-01-02 03:04:00"],
    ),
    "target of no period": (
        Target,
        {"value": 1, "period": None},
        ["Target.period: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got nothing"],
    ),
    "empty text": (ExpectedResult, {"text": " "}, ["ExpectedResult.text: must be text, got ' '"]),
    "number as a number": (ExpectedResult, {"text": "a", "number": 1}, ["ExpectedResult.number: must be text, got 1"]),
    "text for codes": (
        ExpectedResult,
        {"text": "a", "lead": "SGO"},
        ["ExpectedResult.lead: must be a list of codes, got 'SGO'"],
    ),
    "no codes, and twice": (
        ExpectedResult,
        {"text": "a", "lead": ["S.G"], "consulted": ["A", "A"], "mandates": [5]},
        [
            f"ExpectedResult.lead[0]: {CODE} 'S.G'",
            "ExpectedResult.consulted[1]: 'A' stands twice",
            f"ExpectedResult.mandates[0]: {CODE} 5",
        ],
    ),
    "words of a KPI": (
        KPI,
        {"text": "a", "perspective": "clients, old", "direction": "up", "unit": "%", "of": [1]},
        [
            "KPI.of[0]: must be text, got 1",
            "KPI.perspective: must be a label of 1 to 64 characters without '[', ']', ',', got 'clients, old'",
            "KPI.unit: '%' is not a unit; write 'percent'",
            "KPI.direction: must be one of 'increase', 'decrease', got 'up'",
        ],
    ),
    "labels that cannot be": (
        Target,
        {"period": "2008", "value": 1, "dimensions": {"sex": "a, b", "class": "x", "age": 5, "period": "2008"}},
        [
            "Target.dimensions.age: must be a label of 1 to 64 characters without '[', ']', ',', got 5",
            "Target.dimensions.class: 'class' is no name of a dim; it must be usable as the name of an argument",
            "Target.dimensions.period: 'period' is the name of something else; choose another one",
            "Target.dimensions.sex: must be a label of 1 to 64 characters without '[', ']', ',', got 'a, b'",
        ],
    ),
    "labels as a list": (
        Actual,
        {"value": 1, "dimensions": ["women"]},
        ["Actual.dimensions: must be labels by the name of their dimension, got a list"],
    ),
    "others for values": (
        KPI,
        {"text": "a", "baselines": 5, "targets": [Actual(value=1)], "actuals": Actual(value=1)},
        [
            "KPI.baselines: must be a list of Baseline, got 5",
            "KPI.targets[0]: must be of type Target, got Actual",
            "KPI.actuals: must be a list of Actual, got Actual",
        ],
    ),
    "achievement": (
        Achievement,
        {"text": None, "actuals": [5]},
        ["Achievement.text: must be text, got nothing", "Achievement.actuals[0]: must be of type Actual, got 5"],
    ),
    "risk": (
        RiskFactor,
        {"text": "a\ud800"},
        ["RiskFactor.text: must be text that can be written as UTF-8, got a lone surrogate"],
    ),
    "success factor": (SuccessFactor, {"text": ""}, ["SuccessFactor.text: must be text, got ''"]),
    "reference to no code": (Reference, {"framework": "2006–2007"}, [f"Reference.framework: {CODE} '2006–2007'"]),
    "reference to nothing": (Reference, {"framework": "A", "items": ""}, [f"Reference.items: {NUMBERS} ''"]),
    "reference to letters": (Reference, {"framework": "A", "items": "3a"}, [f"Reference.items: {NUMBERS} '3a'"]),
    "reference with a dash": (Reference, {"framework": "A", "items": "1–6"}, [f"Reference.items: {NUMBERS} '1–6'"]),
    "reference to other digits": (Reference, {"framework": "A", "items": "٣"}, [f"Reference.items: {NUMBERS} '٣'"]),
    "reference to a number": (Reference, {"framework": "A", "items": 3}, [f"Reference.items: {NUMBERS} 3"]),
    "reference that counts down": (
        Reference,
        {"framework": "A", "items": "1, 6-2"},
        ["Reference.items: must not count down, got '1, 6-2'"],
    ),
    "block": (
        ResultBlock,
        {"state": "done", "kpis_from": "as above", "results": ["a"], "risks": "a", "projects": [""], "unit": "A.B"},
        [
            f"ResultBlock.unit: {CODE} 'A.B'",
            "ResultBlock.state: must be one of 'to be completed', got 'done'",
            "ResultBlock.kpis_from: must be of type Reference, got 'as above'",
            "ResultBlock.results[0]: must be of type ExpectedResult, got 'a'",
            "ResultBlock.risks: must be a list of RiskFactor, got 'a'",
            f"ResultBlock.projects[0]: {CODE} ''",
        ],
    ),
    "framework": (
        ResultsFramework,
        {"code": "", "phase": "done", "as_of": "2007-05-31", "periods": "2008", "blocks": [None]},
        [
            f"ResultsFramework.code: {CODE} ''",
            "ResultsFramework.phase: must be one of 'implementation', 'planned', got 'done'",
            "ResultsFramework.as_of: must be a date such as 2007-05-31, got '2007-05-31'",
            "ResultsFramework.periods: must be a list of periods, got '2008'",
            "ResultsFramework.blocks[0]: must be of type ResultBlock, got nothing",
        ],
    ),
    "periods of a framework": (
        ResultsFramework,
        {"code": "A", "periods": ["2008", "2010-2009"]},
        [
            "ResultsFramework.periods[1]: a period must not end before it starts, got '2010-2009'",
        ],
    ),
}


@pytest.mark.parametrize(("cls", "fields", "said"), REFUSED.values(), ids=REFUSED)
def test_impossible_values_are_refused(cls: Callable[..., object], fields: dict[str, object], said: list[str]) -> None:
    assert complaints(lambda: cls(**fields)) == said


def test_a_value_without_figure_and_words_is_refused() -> None:
    said = ["Baseline.value: missing; write it, or words as text"]
    assert complaints(Baseline, "OP002") == complaints(lambda: Baseline(value=None, text=None), "OP002") == said


def test_a_missing_word_is_one_however_it_is_given() -> None:
    assert Actual(value="n/a") == Actual(value=Missing.NOT_APPLICABLE)
    assert (Target(period="2008", text="a strategy").value, Target(period="2008", value="blank").text) == (None, None)


def test_what_is_given_is_kept_as_values() -> None:
    actual = Actual(value="0.50", period="2006-2007", as_of=datetime.date(2007, 1, 1))
    assert (str(actual.value), actual.period) == ("0.50", Period(2006, 2007))
    assert Target(value=5, period=Period(2008, 2008)).value == Decimal(5)
    block = ResultBlock(results=iter([ExpectedResult(text="a")]), projects={"B": 1})  # type: ignore[arg-type]  # any iterable
    assert (block.results, block.projects) == ((ExpectedResult(text="a"),), ("B",))


def test_they_are_immutable_values() -> None:
    one, other = (KPI(text="a", targets=[Target(period="2008", value="1.0")]) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        one.text = "b"  # type: ignore[misc]  # that is the point


# --- references -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "numbers"),
    [
        ("all", []),
        ("1", ["1"]),
        ("1-6", ["1", "2", "3", "4", "5", "6"]),
        ("3-3", ["3"]),
        ("1,3", ["1", "3"]),
        ("1, 3-5,10", ["1", "3", "4", "5", "10"]),
        ("9-11", ["9", "10", "11"]),
        ("2-3,1-3,2", ["2", "3", "1"]),
    ],
)
def test_the_numbers_of_a_reference(items: str, numbers: list[str]) -> None:
    assert Reference(framework="A", items=items).numbers == tuple(numbers)


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 30)), min_size=1, max_size=4))
def test_no_reference_but_all_means_all(parts: list[tuple[int, int]]) -> None:
    ranges = [(first, min(999, first + more)) for first, more in parts]
    items = ",".join(f"{first}-{last}" for first, last in ranges)
    wanted = [str(number) for first, last in ranges for number in range(first, last + 1)]
    assert list(Reference(framework="A", items=items).numbers) == list(dict.fromkeys(wanted)) != []


# --- progress ---------------------------------------------------------------------------------------------------------

Y2008 = Period(2008, 2008)


def kpi(start: object, aim: object, now: object, direction: str | None = "increase", **fields: object) -> KPI:
    """A KPI with a baseline, a target and an actual of 2008; None leaves one out."""
    given: dict[str, object] = {
        "text": "k",
        "direction": direction,
        "baselines": [] if start is None else [Baseline(value=start)],  # type: ignore[arg-type]  # texts and ints
        "targets": [] if aim is None else [Target(period="2008", value=aim)],  # type: ignore[arg-type]
        "actuals": [] if now is None else [Actual(period="2008", value=now)],  # type: ignore[arg-type]
    }
    return KPI(**(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "aim", "now", "direction", "percent"),
    [
        (100, 200, 150, "increase", "50"),
        (100, 200, 200, "increase", "100"),
        (100, 200, 100, "increase", "0"),
        (100, 200, 250, "increase", "150"),
        (100, 200, 50, "increase", "-50"),
        (0, 3, 1, "increase", "33.33333333333333333333"),
        (0, 3, 2, "increase", "66.66666666666666666667"),
        (0, 80, 100, "increase", "125"),
        (-10, 10, 0, "increase", "50"),
        (200, 100, 150, "decrease", "50"),
        (200, 100, 50, "decrease", "150"),
        (200, 100, 300, "decrease", "-100"),
        ("0.3", "0.1", "0.2", "decrease", "50"),
        ("999999999999999", "1e-12", "1e-12", "decrease", "100"),
    ],
)
def test_progress_is_exact(start: object, aim: object, now: object, direction: str, percent: str) -> None:
    found = kpi(start, aim, now, direction).progress(Y2008)
    assert (str(found.percent), found.reason) == (percent, "")


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (kpi(None, None, None, None), "no baseline"),
        (kpi(1, None, 3), "no target for 2008"),
        (kpi(1, 2, None), "no actual for 2008"),
        (kpi(1, 2, 3, targets=[Target(period="2008-2011", value=2)]), "no target for 2008"),
        (kpi(1, 2, 3, actuals=[Actual(value=3)]), "no actual for 2008"),
        (kpi(1, 2, 3, actuals=[Actual(value=3, as_of=datetime.date(2007, 12, 31))]), "no actual for 2008"),
        (
            kpi(1, 2, 3, actuals=[Actual(value=3, period="2007", as_of=datetime.date(2008, 1, 31))]),
            "no actual for 2008",
        ),
        (kpi(1, 2, 3, None), "no direction: it is open whether more is better"),
        (
            kpi(1, 2, 3, baselines=[Baseline(value=1, unit="CHF")]),
            "baseline, target and actual are in different units",
        ),
        (
            kpi(1, 2, 3, unit="CHF", actuals=[Actual(value=3, period="2008", unit="count")]),
            "baseline, target and actual are in different units",
        ),
        (kpi("1.0", 1, 3), "the target is the baseline"),
        (kpi(1, 2, 3, "decrease"), "the target goes the other way: the direction is decrease"),
        (kpi(2, 1, 3, "increase"), "the target goes the other way: the direction is increase"),
    ],
)
def test_progress_that_cannot_be_computed_says_why(one: KPI, reason: str) -> None:
    assert one.progress(Y2008) == Progress(None, reason)


@pytest.mark.parametrize(
    "figures", [*itertools.permutations([None, datetime.date(2008, 6, 30), datetime.date(2009, 1, 31)])]
)
def test_the_latest_actual_counts_however_they_are_listed(figures: Sequence[datetime.date | None]) -> None:
    values = {None: 10, datetime.date(2008, 6, 30): 40, datetime.date(2009, 1, 31): 90}
    actuals = [Actual(value=values[day], period="2008", as_of=day) for day in figures]
    assert kpi(0, 100, None, actuals=actuals).progress(Y2008) == Progress(Decimal(90))
    undated = [one for one in actuals if one.as_of is None or one.as_of.year == 2008]
    assert kpi(0, 100, None, actuals=undated).progress(Y2008) == Progress(Decimal(40))


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))])
def test_the_latest_baseline_counts_however_they_are_listed(order: Sequence[int]) -> None:
    figures = [
        Baseline(value=0),
        Baseline(value=10, period="2006"),
        Baseline(value=20, as_of=datetime.date(2007, 5, 31)),
        Baseline(value=90, period="2009"),  # after the work that it would measure
    ]
    one = kpi(None, 100, 60, baselines=[figures[number] for number in order])
    assert one.progress(Y2008) == Progress(Decimal(50))


def by_sex() -> KPI:
    """A KPI with figures of all, of women and of men."""
    women, men = {"sex": "women"}, {"sex": "men"}
    return KPI(
        text="staff",
        direction="increase",
        baselines=[Baseline(value=0), Baseline(value=10, dimensions=women), Baseline(value=20, dimensions=men)],
        targets=[
            Target(period="2008", value=200),
            Target(period="2008", value=110, dimensions=women),
            Target(period="2009", value=110, dimensions=men),
        ],
        actuals=[
            Actual(period="2008", value=80, dimensions=men, as_of=datetime.date(2008, 12, 31)),
            Actual(period="2008", value=60, dimensions=women),
            Actual(period="2009", value=60, dimensions={**women, "grade": "P5"}),
        ],
    )


def test_progress_compares_like_with_like() -> None:
    one = by_sex()
    assert one.progress("2008", sex="women") == Progress(Decimal(50))
    assert one.progress("2008") == Progress(None, "no actual for 2008")
    assert one.progress("2008", sex="men") == Progress(None, "no target for 2008, sex men")
    assert one.progress("2009", sex="men") == Progress(None, "no actual for 2009, sex men")
    assert one.progress("2008", sex="X") == Progress(None, "no baseline, sex X")
    assert one.progress("2009", sex="women", grade="P5") == Progress(None, "no baseline, sex women, grade P5")
    blank = attrs.evolve(one, baselines=[Baseline(value="blank", dimensions={"sex": "women"})])
    assert blank.progress("2008", sex="women") == Progress(None, "the baseline, sex women, is blank")


def test_progress_finds_a_label_however_its_letters_are_composed() -> None:
    here = {"place": "Genève"}
    one = kpi(
        None,
        None,
        None,
        baselines=[Baseline(value=0, dimensions=here)],
        targets=[Target(period="2008", value=4, dimensions=here)],
        actuals=[Actual(period="2008", value=1, dimensions=here)],
    )
    assert one.progress("2008", place="Gene\u0300ve") == one.progress("2008", place="Genève") == Progress(Decimal(25))


def test_progress_takes_the_target_that_has_its_unit() -> None:
    targets = [Target(period="2008", value=200), Target(period="2008", value=20, unit="percent")]
    actuals = [Actual(period="2008", value=50), Actual(period="2008", value=7, unit="percent")]
    assert kpi(0, None, None, targets=targets, actuals=actuals).progress(Y2008) == Progress(Decimal(25))
    assert kpi(0, None, None, unit="percent", targets=targets[:1], actuals=actuals[1:]).progress(
        Y2008
    ).percent == Decimal("3.5")


def test_progress_of_several_targets_or_actuals_is_open() -> None:
    least, most = (
        Target(period="2008", value=value, bound=bound) for value, bound in ((5, "at least"), (9, "at most"))
    )  # type: ignore[arg-type]
    assert kpi(0, None, 3, targets=[least, most]).progress(Y2008) == Progress(
        None, "several targets for 2008: they differ in unit or bound"
    )
    actuals = [Actual(period="2008", value=3), Actual(period="2008", value=4, bound="about")]
    assert kpi(0, 5, None, actuals=actuals).progress(Y2008) == Progress(
        None, "no one actual for 2008: several differ, or it is of a later time"
    )
    assert kpi(0, 4, None, actuals=[actuals[1], attrs.evolve(actuals[0], value=4)]).progress(Y2008).percent == 100
    later = kpi(None, 5, 3, baselines=[Baseline(value=1, period="2009")])
    assert later.progress(Y2008) == Progress(None, "no one baseline for 2008: several differ, or it is of a later time")


@pytest.mark.parametrize(
    ("name", "one", "other", "said"),
    [
        ("targets", Target(period="2008", value=1), Target(period="2008", value=2, note="n"), "period, unit, bound"),
        ("targets", Target(period="2008", value=1), Target(period="2008", value=1, unit="CHF"), "period, unit, bound"),
        (
            "targets",
            Target(period="2008", value=1, dimensions={"sex": "men"}, bound="about"),
            Target(period="2008", value=2, dimensions={"sex": "men"}, bound="about", confirmed=False),
            "period, unit, bound",
        ),
        ("actuals", Actual(value=1), Actual(value=2), "period, as_of, unit, bound"),
        (
            "actuals",
            Actual(value=1, as_of=datetime.date(2008, 1, 1)),
            Actual(value=2, as_of=datetime.date(2008, 1, 1)),
            "period, as_of, unit, bound",
        ),
        ("baselines", Baseline(value=1), Baseline(value=2), "period, as_of, unit, bound"),
    ],
)
def test_values_of_which_nobody_knows_which_one_counts_are_refused(
    name: str, one: object, other: object, said: str
) -> None:
    fields: dict[str, Any] = {"text": "k", "unit": "CHF"}
    message = f"KPI.{name}[2]: is for the same as {name}[0]; they must differ in {said} or dimensions"
    message += "" if name == "targets" else "; a later figure for the same needs its as_of"
    between = attrs.evolve(one, dimensions={"sex": "women"})  # type: ignore[type-var]  # it is a value of a KPI
    assert complaints(lambda: KPI(**fields, **{name: [one, between, other]})) == [message]
    if name == "actuals":
        assert len(Achievement(text="a", actuals=[one, other]).actuals) == 2  # type: ignore[list-item]


def test_values_differ_in_period_day_unit_bound_or_labels() -> None:
    day = datetime.date(2008, 1, 1)
    actuals = [
        *(Actual(value=1), Actual(value=1, period="2008"), Actual(value=1, as_of=day), Actual(value=1, unit="page")),
        *(
            Actual(value=1, bound="about"),
            Actual(value=1, dimensions={"a": "x"}),
            Actual(value=1, dimensions={"b": "x"}),
        ),
        Actual(value=1, dimensions={"a": "y"}),
    ]
    assert len(KPI(text="k", unit="CHF", actuals=actuals).actuals) == 8


def test_a_unit_left_out_is_that_of_the_kpi() -> None:
    one = kpi(0, 100, None, unit="percent", actuals=[Actual(value=75, period="2008", unit="percent")])
    assert one.progress(Y2008).percent == 75


def test_a_day_lies_in_a_period_of_several_years() -> None:
    actual = Actual(value=75, as_of=datetime.date(2010, 1, 1))
    one = kpi(0, None, None, targets=[Target(period="2009-2011", value=100)], actuals=[actual])
    assert one.progress(Period(2009, 2011)).percent == 75


def test_the_period_may_be_text() -> None:
    assert kpi(0, 4, 3).progress("2008") == Progress(Decimal(75))
    with pytest.raises(InvalidPlan) as refusal:
        kpi(0, 4, 3).progress("next year")
    assert str(refusal.value) == "period: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'next year'"
    assert isinstance(refusal.value, OpPlanError)


in_files = figures(digits=15, places=12)


@given(start=in_files, aim=in_files, now=in_files)
def test_progress_is_the_fraction_rounded_once(start: Decimal, aim: Decimal, now: Decimal) -> None:
    assume(start != aim)
    percent = kpi(start, aim, now, "increase" if aim > start else "decrease").progress(Y2008).percent
    assert percent is not None
    exact = 100 * (Fraction(now) - Fraction(start)) / (Fraction(aim) - Fraction(start))
    assert abs(Fraction(percent) - exact) <= Fraction(1, 2 * 10**20)
    assert (percent == 0) == (abs(exact) <= Fraction(1, 2 * 10**20))


@given(start=in_files, aim=in_files)
def test_progress_is_0_at_the_baseline_and_100_at_the_target(start: Decimal, aim: Decimal) -> None:
    assume(start != aim)
    direction = "increase" if aim > start else "decrease"
    assert kpi(start, aim, start, direction).progress(Y2008) == Progress(Decimal(0))
    assert kpi(start, aim, aim, direction).progress(Y2008) == Progress(Decimal(100))
