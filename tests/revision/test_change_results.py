"""Changing a plan deep inside its results: only what is addressed changes, and refusals name the address."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

import attrs
import pytest

import itu_opplan as opplan
from itu_opplan import (
    KPI,
    Actual,
    Claim,
    DimensionLabel,
    ExpectedResult,
    InvalidPlan,
    Measure,
    Missing,
    OperationalPlan,
    Output,
    Reference,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    Table,
    UnknownCode,
    UnknownLabel,
    change,
    get,
)
from tests.result_strategies import full_plan

FULL = full_plan()
SO_FAR, TO_COME = "outputs.PP.frameworks.2006-2007", "outputs.PP.frameworks.2008-2011"


def leaves(value: object, at: str = "") -> dict[str, object]:
    """Every value of a plan by its address, found without `get`; what has a point in its code by its position."""
    if isinstance(value, tuple) and value and attrs.has(type(value[0])):
        found: dict[str, object] = {}
        for number, item in enumerate(value):
            code = getattr(item, "code", None)
            keyed = isinstance(code, str) and "." not in code and not isinstance(item, KPI | ExpectedResult)
            found |= leaves(item, f"{at}.{code}" if keyed else f"{at}[{number}]")
        return found
    if isinstance(value, Mapping):
        found = {}
        for key, item in value.items():
            found |= leaves(item, f"{at}.{key}")
        return found
    if attrs.has(type(value)) and not isinstance(value, opplan.Table | opplan.Period | opplan.GradeScale):
        fields = attrs.fields(type(value))
        found = {}
        for field in fields:
            found |= leaves(getattr(value, field.name), f"{at}.{field.name}".removeprefix("."))
        return found
    return {at: value}


CHANGES: list[tuple[str, object]] = [
    (f"{SO_FAR}.blocks[0].results[1].text", "another report"),
    (f"{SO_FAR}.blocks[0].results[1].lead", ("CEC",)),
    (f"{SO_FAR}.blocks[0].results[0].lead[1]", "CEC"),
    (f"{SO_FAR}.blocks[0].kpis[0].baselines[0].value", Decimal("-1.50")),
    (f"{SO_FAR}.blocks[0].kpis[0].baselines[1].text", "counted"),
    (f"{SO_FAR}.blocks[0].kpis[0].targets[0].confirmed", True),
    (f"{SO_FAR}.blocks[0].kpis[0].targets[0].value", Missing.BLANK),
    (f"{SO_FAR}.blocks[0].kpis[0].weight", None),
    (f"{SO_FAR}.blocks[0].kpis[1].code", "I2"),
    (f"{SO_FAR}.blocks[0].results[0].level", "impact"),
    (f"{SO_FAR}.blocks[0].kpis[0].actuals[1].as_of", datetime.date(2008, 1, 1)),
    (f"{SO_FAR}.blocks[0].achievements[0].actuals[0].value", Decimal(63)),
    (f"{SO_FAR}.blocks[0].risks[0].text", "No chair"),
    (f"{SO_FAR}.risks[0].note", None),
    (f"{SO_FAR}.title", "implementation"),
    (f"{SO_FAR}.periods[0]", opplan.Period(2007, 2007)),
    (f"{TO_COME}.blocks[0].kpis_from.items", "all"),
    (f"{TO_COME}.blocks[1].results[0].period", opplan.Period(2011, 2011)),
    ("outputs.PP.funding[1].provision", None),
    ("outputs.PP.risks[0].text", "No venue"),
    ("departments.SGO.units.JUR.frameworks.2008.blocks[0].results[0].text", "advise"),
    ("events.PP-10.first", datetime.date(2010, 10, 5)),
    ("mandates.RES-1.session", "Antalya"),
    ("provisions.M.amount", Decimal(5)),
    ("projects.BLINDS.financed", True),
    ("claims.SUM.terms[1]", "3.75"),
]


@pytest.mark.parametrize(("path", "value"), CHANGES, ids=[path for path, _ in CHANGES])
def test_one_value_changes_and_nothing_else(path: str, value: object) -> None:
    assert get(FULL, path) != value
    changed = change(FULL, {path: value})
    assert get(changed, path) == value
    before, after = leaves(FULL), leaves(changed)
    assert before.keys() == after.keys()
    holder = path if path in before else path.rpartition("[")[0]
    assert [one for one in before if before[one] != after[one]] == [holder]
    assert change(changed, {path: get(FULL, path)}) == FULL


def with_figures() -> OperationalPlan:
    """The plan with dimensions, measures and figures of its own, on an output and on itself."""
    budget = Measure(code="budget", of="outputs", dims=["source"], unit="CHF")
    floor = Measure(code="floor", of="plan", dims=[], unit="square_metre", not_additive={"period": "a stock"})
    figures = {
        "budget": budget.table([{"source": "RB", "2008": 5}, {"source": "X. B", "2007": "blank"}]),
        "budget_section": "II.1.4",
        "budget_assumed": ["a guess"],
        "published_budget": Table.from_rows([{"2008": 6}], dims=["period"], unit="CHF"),
    }
    return attrs.evolve(
        FULL,
        dimensions={
            "source": ["RB", "X. B", "unfunded mandated activity", "voluntary contribution"],
            "sex": [DimensionLabel(code="f", name="women"), "m"],
        },
        measures=[*FULL.measures, budget, floor],
        figures={"floor": floor.table({"2008": 100})},
        outputs=[attrs.evolve(FULL.output("PP"), figures=figures)],
    )


@pytest.mark.parametrize("plan", [FULL, with_figures()], ids=["results", "figures"])
def test_every_value_of_the_plan_can_be_changed_for_itself(plan: OperationalPlan) -> None:
    for path in leaves(plan):
        assert change(plan, {path: get(plan, path)}) == plan


def test_whole_items_and_lists_are_replaced() -> None:
    result = ExpectedResult(text="new")
    changed = change(FULL, {f"{SO_FAR}.blocks[0].results[0]": result, f"{SO_FAR}.blocks[1].kpis": [KPI(text="k")]})
    blocks = changed.output("PP").frameworks[0].blocks
    assert [one.text for one in blocks[0].results] == ["new", "report"]
    assert blocks[1].kpis == (KPI(text="k"),)
    assert change(changed, {f"{SO_FAR}.blocks": []}).results(output="PP", phase="implementation") == ()


def test_a_framework_is_added_and_replaced_by_code() -> None:
    new = ResultsFramework(code="2005", section="II.1.4", blocks=[ResultBlock(risks=[RiskFactor(text="r")])])
    changed = change(FULL, {"outputs.PP.frameworks.2005": new})
    assert [one.code for one in changed.output("PP").frameworks] == ["2005", "2006-2007", "2008-2011"]
    again = change(changed, {"outputs.PP.frameworks.2005": ResultsFramework(code="2005")})
    assert [one.code for one in again.output("PP").frameworks] == ["2006-2007", "2008-2011", "2005"]


def test_the_same_item_twice_changes_once() -> None:
    block, claim = ResultBlock(title="same"), Claim(code="C", text="c", operation="sum", stated=2, terms=["1", "1"])
    output = Output(code="Q", title="Q", frameworks=[ResultsFramework(code="F", blocks=[block, block])])
    plan = FULL.put(output).put(claim)
    changed = change(plan, {"outputs.Q.frameworks.F.blocks[1].title": "other", "claims.C.terms[0]": "5"})
    assert [one.title for one in changed.output("Q").frameworks[0].blocks] == ["same", "other"]
    assert changed.claim("C").terms == ("5", "1")


def test_several_changes_go_one_after_another() -> None:
    values = {f"{TO_COME}.blocks[0]": ResultBlock(title="row"), f"{TO_COME}.blocks[0].note": "n"}
    assert get(change(FULL, values), f"{TO_COME}.blocks[0]") == ResultBlock(title="row", note="n")


REFUSED: dict[str, tuple[str, object, str]] = {
    "empty text": (f"{SO_FAR}.blocks[0].results[1].text", "", "must be text, got ''"),
    "no text": (f"{SO_FAR}.blocks[0].results[1].text", None, "must be text, got nothing"),
    "float": (
        f"{SO_FAR}.blocks[0].kpis[0].baselines[0].value",
        0.5,
        "a float is not exact, got 0.5; write Decimal('0.5')",
    ),
    "text for a list": (f"{SO_FAR}.blocks[0].results[1].lead", "SGO", "must be a list of codes, got 'SGO'"),
    "another class": (
        f"{SO_FAR}.blocks[0].results[1]",
        KPI(text="k"),
        "must be of type ExpectedResult, got KPI",
    ),
    "another class below": (
        f"{SO_FAR}.blocks[0].kpis[0].baselines[0]",
        Actual(value=1),
        "must be of type Baseline, got Actual",
    ),
    "a code of its own": (
        f"{SO_FAR}",
        ResultsFramework(code="other"),
        "must be an entity with the code '2006-2007', got ResultsFramework other",
    ),
    "no framework": (
        f"{SO_FAR}",
        Reference(framework="A"),
        "must be an entity with the code '2006-2007', got Reference",
    ),
    "items": (f"{TO_COME}.blocks[0].kpis_from.items", "3-1", "must not count down, got '3-1'"),
    "date as text": ("events.PP-10.first", "2010-10-04", "must be a date such as 2007-05-31, got '2010-10-04'"),
    "amount": ("provisions.M.amount", "much", "must be a number, got 'much'"),
}


@pytest.mark.parametrize(("path", "value", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_names_the_address(path: str, value: object, message: str) -> None:
    with pytest.raises(InvalidPlan) as refusal:
        change(FULL, {path: value})
    assert str(refusal.value) == f"{path}: {message}"


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        (f"{SO_FAR}.blocks[2].note", UnknownLabel, f"{SO_FAR}.blocks: has no item [2]"),
        (f"{SO_FAR}.blocks[-1].note", UnknownLabel, f"{SO_FAR}.blocks: has no item [-1]"),
        (f"{SO_FAR}.blocks[0, 1].note", UnknownLabel, f"{SO_FAR}.blocks: has no item [0, 1]"),
        (f"{SO_FAR}.blocks[2]", UnknownLabel, f"{SO_FAR}.blocks: has no item [2]"),
        (
            f"{SO_FAR}.blocks[0].result",
            UnknownCode,
            f"{SO_FAR}.blocks[0]: unknown field 'result'; known: results, results_from, group …",
        ),
        (
            "outputs.PP.frameworks.2006.title",
            UnknownCode,
            "outputs.PP.frameworks: unknown code '2006'; known: 2006-2007, 2008-2011",
        ),
        (
            f"{SO_FAR}.blocks[0].kpis[1].baselines[0].value",
            UnknownLabel,
            f"{SO_FAR}.blocks[0].kpis[1].baselines: has no item [0]",
        ),
    ],
)
def test_an_address_that_leads_nowhere(path: str, error: type[Exception], message: str | None) -> None:
    for attempt in (lambda: change(FULL, {path: "x"}), lambda: get(FULL, path)):
        with pytest.raises(error) as refusal:
            attempt()
        assert str(refusal.value) == message


def test_a_figure_comes_in_the_place_of_words_and_words_in_that_of_a_figure() -> None:
    words = f"{SO_FAR}.blocks[0].kpis.I1.targets[1]"
    assert get(FULL, f"{words}.text") == "a list of members"
    figure = change(FULL, {f"{words}.text": None, f"{words}.value": 5})
    assert (get(figure, f"{words}.text"), get(figure, f"{words}.value")) == (None, 5)
    assert change(figure, {f"{words}.value": None, f"{words}.text": "a list of members"}) == FULL


def test_none_clears_an_attribute_and_a_label() -> None:
    kpi = f"{SO_FAR}.blocks[0].kpis.I1"
    plan = change(FULL, {f"{kpi}.attributes.place": None, f"{kpi}.baselines[0].dimensions.item": None})
    assert "place" not in get(plan, f"{kpi}.attributes")  # type: ignore[operator]  # it is a mapping
    assert get(plan, f"{kpi}.baselines[0].dimensions") == {}
    with pytest.raises(UnknownCode, match=r"attributes: unknown field 'plase'; known: place, people, open"):
        change(FULL, {f"{kpi}.attributes.plase": None})


def test_the_plan_before_is_untouched() -> None:
    before: OperationalPlan = full_plan()
    change(before, dict(CHANGES))
    assert before == FULL
