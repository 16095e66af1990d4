"""A plan as activities of IATI: what is written, by which rules, and that all the rest is told."""

import builtins
import datetime
import html
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from lxml import etree

import itu_opplan as opplan
from itu_opplan import (
    KPI,
    Actual,
    ExpectedResult,
    InvalidPlan,
    OperationalPlan,
    Output,
    ResultBlock,
    ResultsFramework,
    Target,
)
from itu_opplan.iati import Iati, places
from itu_opplan.iati.accounts import Accounts
from itu_opplan.model.fields import kinds
from itu_opplan.model.walk import nouns_of
from tests.helpers import refusal
from tests.iati_rules import complaints
from tests.result_strategies import full_plan, plans_of
from tests.small_plans import small_plan
from tests.strategies import plans

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
CODE = "XM-DAC-41303"
STRANGERS = {path.stem: opplan.load(path) for path in sorted((HERE.parent / "strangers").glob("*.toml"))}
PLANS = {
    "shipped": opplan.bundled("gs-2008-2011"),
    "small": opplan.load(DATA / "iati.toml"),
    "full": full_plan(),
    **{name: plan for name, plan in STRANGERS.items() if plan.outputs},
}
each_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)


def write(plan: OperationalPlan, **codes: str) -> Iati:
    return opplan.dumps_iati(plan, organisation=CODE, **codes)


def read(iati: Iati) -> etree._Element:
    return etree.fromstring(iati.text.encode())


def row_plan(*blocks: ResultBlock, **framework: Any) -> OperationalPlan:
    table = ResultsFramework(code="F", blocks=blocks, **framework)
    return small_plan(outputs=[Output(code="PP", title="Conference", frameworks=[table])])


def indicator_of(kpi: KPI, **framework: Any) -> tuple[etree._Element, Iati]:
    """The indicator that a KPI makes."""
    iati = write(row_plan(ResultBlock(results=[ExpectedResult(text="R")], kpis=[kpi]), **framework))
    assert complaints(iati.text) == []
    (found,) = read(iati).iter("indicator")
    return found, iati


def told(iati: Iati, what: str) -> list[tuple[int, str]]:
    """How many of a kind of thing are lost, and why."""
    return [(line.count, line.why) for line in iati.losses if line.what == what]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_a_plan_and_its_file() -> None:
    iati = write(PLANS["small"], sector="22010", recipient_region="998", organisation_type="40", activity_status="2")
    assert iati.text == (DATA / "golden" / "iati.xml").read_text(encoding="utf-8")
    assert str(iati.losses) + "\n" == (DATA / "golden" / "iati-losses.txt").read_text(encoding="utf-8")


@each_plan
def test_files_keep_the_rules(plan: OperationalPlan) -> None:
    assert complaints(write(plan).text) == []
    assert complaints(write(plan, sector="22010", recipient_country="KE", activity_status="2").text) == []


@given(plans_of())
@settings(max_examples=40)
def test_files_of_drawn_results_keep_the_rules(plan: OperationalPlan) -> None:
    iati = write(plan)
    assert complaints(iati.text) == []
    check_accounts(plan, iati)


@given(plans())
@settings(max_examples=20)
def test_files_of_drawn_plans_keep_the_rules(plan: OperationalPlan) -> None:
    if plan.outputs:
        iati = write(plan)
        assert complaints(iati.text) == []
        check_accounts(plan, iati)


@each_plan
def test_a_plan_has_one_file(plan: OperationalPlan) -> None:
    assert write(plan) == write(opplan.loads(opplan.dumps(plan)))


@each_plan
def test_what_is_written_is_what_the_plan_says(plan: OperationalPlan) -> None:
    kpis = [
        kpi for output in plan.outputs for table in output.frameworks for block in table.blocks for kpi in block.kpis
    ]
    root = read(write(plan))
    assert [one.findtext("title/narrative") for one in root.iter("iati-activity")] == [
        one.title for one in plan.outputs
    ]
    assert Counter(one.findtext("title/narrative") for one in root.iter("indicator")) == Counter(
        one.text for one in kpis
    )
    for name in ("baseline", "target", "actual"):
        figures = Counter(one.value for kpi in kpis for one in getattr(kpi, f"{name}s"))
        assert Counter(Decimal(str(one.get("value"))) for one in root.iter(name) if "value" in one.attrib) <= figures


# --- what is not written ----------------------------------------------------------------------------------------------


def entities_in(entity: Any, path: str = "") -> Iterator[tuple[Any, str]]:
    """An entity and all that it holds, with addresses, by another way than that of the library."""
    yield entity, path
    for field in attrs.fields(type(entity)):
        held = getattr(entity, field.name)
        for number, one in enumerate(held) if isinstance(held, tuple) else ():
            if attrs.has(type(one)) and type(one) in nouns_of(OperationalPlan):
                code = getattr(one, "code", None)
                keyed = code is not None and not kinds(type(one))["code"].optional
                step = f".{code}" if keyed else f"[{number}]"
                yield from entities_in(one, f"{path}.{field.name}{step}".lstrip("."))


def shown(value: object) -> Iterator[str]:
    """What of a value must stand in a file that has it."""
    match value:
        case str():
            yield value
        case datetime.date():
            yield value.isoformat()
        case Decimal():
            yield f'value="{value:f}"'
        case tuple():
            for one in value:
                yield from shown(one)


def check_accounts(plan: OperationalPlan, iati: Iati) -> None:
    """All that a plan says is written where it is declared to be, or told; nothing is told twice."""
    lost = Counter(path for line in iati.losses for path in line.paths)
    assert {*lost.values()} <= {1}
    assert all(line.count == len(line.paths) and line.why for line in iati.losses)
    words = html.unescape(iati.text)
    for entity, path in entities_in(plan):
        if path in lost:
            continue
        for field in attrs.fields(type(entity)):
            value, at = getattr(entity, field.name), f"{path}.{field.name}".lstrip(".")
            kind = kinds(type(entity)).get(field.name)
            if kind is None or value == field.default or at in lost or (kind.of and kind.many):
                continue
            if kind.what == "figures":
                assert {f"{at}.{key}" for key in value} <= {*lost}
                continue
            assert field.name in places.PLACES.get(type(entity), {}), f"{at} is neither written nor told"
            if kind.what not in ("unit", "words", "period", "link", "month") and kind.what != "numbers":
                for one in shown(value):
                    assert (one.replace("&", ".") if at == "code" else one) in words, f"{at} is not there"


@each_plan
def test_all_is_written_or_told(plan: OperationalPlan) -> None:
    check_accounts(plan, write(plan))


@each_plan
def test_losses_have_addresses(plan: OperationalPlan) -> None:
    for line in write(plan).losses:
        for path in line.paths:
            opplan.get(plan, path)


def test_what_nobody_writes_is_told() -> None:
    plan = PLANS["shipped"]
    lost = Accounts(plan).losses(())
    stated = [
        (name, kind)
        for name, kind in kinds(OperationalPlan).items()
        if getattr(plan, name) != getattr(attrs.fields(OperationalPlan), name).default
    ]
    assert [line.what for line in lost if "." not in line.what] == [name for name, _ in stated]
    entities = {name: len(getattr(plan, name)) for name, kind in stated if kind.of}
    assert {line.what: line.count for line in lost if line.what in entities} == entities


def test_who_writes_a_field_must_declare_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = {**places.PLACES, KPI: {name: place for name, place in places.PLACES[KPI].items() if name != "text"}}
    for module in (places, sys.modules["itu_opplan.iati.accounts"]):
        monkeypatch.setattr(module, "PLACES", ours)
    with pytest.raises(KeyError, match="text"):
        write(PLANS["small"])


def test_declared_places_are_those_that_are_written() -> None:
    written: set[tuple[type, str]] = set()
    for plan in PLANS.values():
        lost = {path for line in write(plan).losses for path in line.paths}
        for entity, path in entities_in(plan):
            if path not in lost:
                written |= {
                    (type(entity), name)
                    for name in places.PLACES.get(type(entity), {})
                    if f"{path}.{name}".lstrip(".") not in lost
                    and getattr(entity, name) != getattr(attrs.fields(type(entity)), name).default
                }
    declared = {(cls, name) for cls, own in places.PLACES.items() for name in own}
    assert declared - written == set()
    assert all(name in kinds(cls) for cls, name in declared)


def test_reasons_are_for_what_there_is_and_are_printed_whole() -> None:
    for cls, name in places._IN_PLACE:
        assert name in kinds(cls)  # type: ignore[arg-type]  # an attrs class
    names = {name for cls in (OperationalPlan, *nouns_of(OperationalPlan)) for name in kinds(cls)}
    assert {*places._NAMED, *places._HELD, *places._OF_VALUES} <= names
    for plan in PLANS.values():
        assert [line.why for line in write(plan).losses if len(line.why) > 60] == []


def test_counts_are_those_of_the_plan() -> None:
    plan = PLANS["shipped"]
    losses = {line.what: line.count for line in write(plan).losses}
    assert losses["departments"] == len(plan.departments)
    assert losses["departments.frameworks.blocks.kpis"] == sum(
        len(block.kpis) for one in plan.departments for table in one.frameworks for block in table.blocks
    )
    assert losses["outputs.effort"] == sum(bool(len(one.effort)) for one in plan.outputs)


# --- indicators -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kpi", "measure"),
    [
        (KPI(text="k"), "5"),
        (KPI(text="k", unit="count"), "1"),
        (KPI(text="k", unit="percent"), "2"),
        (KPI(text="k", targets=[Target(period="2008", value=1)]), "1"),
        (KPI(text="k", targets=[Target(period="2008", value=1, unit="percent")]), "2"),
        (KPI(text="k", unit="percent", targets=[Target(period="2008", text="more")]), "5"),
        (KPI(text="k", unit="percent", targets=[Target(period="2008", value="n/a")]), "2"),
        (KPI(text="k", unit="percent", targets=[Target(period="2008", value=1, unit="CHF")]), "1"),
    ],
)
def test_what_an_indicator_is_measured_in(kpi: KPI, measure: str) -> None:
    assert indicator_of(kpi)[0].get("measure") == measure


def test_a_direction_is_written_and_none_is_not() -> None:
    assert indicator_of(KPI(text="k", direction="increase"))[0].get("ascending") == "true"
    assert indicator_of(KPI(text="k", direction="decrease"))[0].get("ascending") == "false"
    found, iati = indicator_of(KPI(text="k"))
    assert "ascending" not in found.attrib
    assert "indicators without a direction, which IATI takes as ascending: 1" in iati.losses.notes


def test_a_measure_that_the_plan_does_not_state_is_told() -> None:
    unit = "indicators of the measure 1 (unit), since the plan states no unit: 1"
    words = "indicators of the measure 5 (qualitative), since the plan has no figures of them: 1"
    value = Target(period="2008", value=1)
    for kpi, wanted in (
        (KPI(text="k"), {words}),
        (KPI(text="k", unit="percent", targets=[Target(period="2008", text="more")]), {words}),
        (KPI(text="k", targets=[value]), {unit}),
        (KPI(text="k", unit="count", targets=[value]), set()),
        (KPI(text="k", targets=[attrs.evolve(value, unit="percent")]), set()),
    ):
        assert {*indicator_of(kpi)[1].losses.notes} & {unit, words} == wanted


def test_figures_of_another_unit_and_words_beside_figures_are_told() -> None:
    values = [
        Target(period="2008", value=5),
        Target(period="2008", value=7, unit="CHF"),
        Target(period="2009", text="many"),
        Target(period="2010", value="blank"),
    ]
    found, iati = indicator_of(KPI(text="k", unit="count", targets=values))
    assert [one.get("value") for one in found.iter("target")] == ["5"]
    assert told(iati, "outputs.frameworks.blocks.kpis.targets") == [
        (1, "not in the unit of the indicator, which has but one"),
        (1, "words, and the indicator has figures"),
        (1, "no figure, and IATI has no word for why there is none"),
    ]


def spans(found: etree._Element) -> list[tuple[str, str, int]]:
    """The periods of an indicator: first day, last day, how many values."""
    return [(str(one[0].get("iso-date")), str(one[1].get("iso-date")), len(one) - 2) for one in found.iter("period")]


@pytest.mark.parametrize(
    ("kpi", "framework", "wanted"),
    [
        ({"targets": [Target(period="2008-Q2", value=1)]}, {"periods": ["2008"]}, [("2008-04-01", "2008-06-30", 1)]),
        ({"actuals": [Actual(value=1, period="2008")]}, {}, [("2008-01-01", "2008-12-31", 1)]),
        ({"actuals": [Actual(value=1, as_of=datetime.date(2008, 5, 6))]}, {}, [("2008-05-06", "2008-05-06", 1)]),
        (
            {
                "targets": [Target(period="2008", value=1), Target(period="2008-Q2", value=1)],
                "actuals": [Actual(value=1, as_of=datetime.date(2008, 5, 6))],
            },
            {},
            [("2008-01-01", "2008-12-31", 1), ("2008-04-01", "2008-06-30", 2)],
        ),
        ({"actuals": [Actual(value=1)], "period": "2008"}, {"periods": ["2009"]}, [("2008-01-01", "2008-12-31", 1)]),
        ({"actuals": [Actual(value=1)]}, {"periods": ["2009", "2010"]}, [("2009-01-01", "2010-12-31", 1)]),
        ({"actuals": [Actual(value=1)]}, {"as_of": datetime.date(2009, 2, 3)}, [("2009-02-03", "2009-02-03", 1)]),
        ({"actuals": [Actual(value=1)]}, {}, []),
        ({"period": "2008"}, {"periods": ["2009"]}, [("2008-01-01", "2008-12-31", 0)]),
        (
            {},
            {"periods": ["2009", "2010-2011"]},
            [("2009-01-01", "2009-12-31", 0), ("2010-01-01", "2011-12-31", 0)],
        ),
        ({}, {}, []),
    ],
)
def test_the_periods_of_values(kpi: Any, framework: Any, wanted: list[tuple[str, str, int]]) -> None:
    found, iati = indicator_of(KPI(text="k", **kpi), **framework)
    assert spans(found) == wanted
    lost = [] if wanted or not kpi else [(1, "IATI wants a period, and the actual has none")]
    assert told(iati, "outputs.frameworks.blocks.kpis.actuals") == lost


# --- results ----------------------------------------------------------------------------------------------------------


def results_of(block: ResultBlock, **framework: Any) -> list[tuple[str, str, list[str]]]:
    """The results that a row makes: type, title, the titles of their indicators."""
    return [
        (
            str(one.get("type")),
            str(one.findtext("title/narrative")),
            [str(title.text) for title in one.iterfind("indicator/title/narrative")],
        )
        for one in read(write(row_plan(block, **framework))).iter("result")
    ]


A, B = ExpectedResult(text="A", number="1", level="output"), ExpectedResult(text="B", number="2", level="outcome")


def test_a_row_is_a_result() -> None:
    assert results_of(ResultBlock(results=[A], kpis=[KPI(text="k"), KPI(text="l")])) == [("1", "A", ["k", "l"])]
    assert results_of(ResultBlock(results=[A, B], kpis=[KPI(text="k")])) == [("9", "A\nB", ["k"])]
    assert results_of(ResultBlock(results=[A, B])) == []


def test_results_are_apart_only_where_each_kpi_says_whose_it_is() -> None:
    k, own, both = KPI(text="k", of=["1"]), KPI(text="l", of=["2"]), KPI(text="m", of=["1", "2"])
    assert results_of(ResultBlock(results=[A, B], kpis=[k, own])) == [("1", "A", ["k"]), ("2", "B", ["l"])]
    assert results_of(ResultBlock(results=[A, B], kpis=[k])) == [("1", "A", ["k"])]
    assert results_of(ResultBlock(results=[A, B], kpis=[both])) == [("9", "A\nB", ["m"])]
    assert results_of(ResultBlock(results=[A, B], kpis=[k, both])) == [("9", "A\nB", ["k", "m"])]
    assert results_of(ResultBlock(results=[A, B], kpis=[k, KPI(text="l")])) == [("9", "A\nB", ["k", "l"])]


@pytest.mark.parametrize(
    ("block", "codes"),
    [
        (ResultBlock(results=[attrs.evolve(A, code="R1")], kpis=[KPI(text="k")]), ["R1"]),
        (ResultBlock(results=[attrs.evolve(A, code="R1")], kpis=[KPI(text="k"), KPI(text="l", code="K1")]), ["K1"]),
        (ResultBlock(results=[attrs.evolve(A, code="R1"), B], kpis=[KPI(text="k")]), []),
    ],
)
def test_codes_are_those_of_a_result_or_of_its_indicators(block: ResultBlock, codes: list[str]) -> None:
    iati = write(row_plan(block))
    assert complaints(iati.text) == []
    assert [one.get("code") for one in read(iati).iter("reference")] == codes
    lost = [] if codes == ["R1"] else [(1, "IATI has one code of a result, or those of its indicators")]
    assert told(iati, "outputs.frameworks.blocks.results.code") == lost


def test_a_row_without_results_has_the_nearest_heading() -> None:
    kpis = [KPI(text="k")]
    assert results_of(ResultBlock(kpis=kpis)) == [("9", "Conference", ["k"])]
    assert results_of(ResultBlock(kpis=kpis), title="Table") == [("9", "Table", ["k"])]
    assert results_of(ResultBlock(kpis=kpis, group="Group"), title="Table") == [("9", "Group", ["k"])]
    assert results_of(ResultBlock(kpis=kpis, group="Group", title="Row")) == [("9", "Row", ["k"])]


# --- activities -------------------------------------------------------------------------------------------------------


def test_codes_with_signs_that_identifiers_do_not_have() -> None:
    plan = attrs.evolve(PLANS["small"], outputs=[Output(code="C&P", title="Conferences")])
    (activity,) = read(write(plan))
    assert activity.findtext("iati-identifier") == "XM-DAC-41303-plan-2026-C.P"
    assert activity.find("other-identifier").attrib == {"ref": "C&P", "type": "A1"}  # type: ignore[union-attr]  # it is there


def test_a_language_that_is_no_code_is_told() -> None:
    iati = write(attrs.evolve(PLANS["small"], language="français (Suisse)"))
    assert told(iati, "language") == [(1, "no code of a language, such as en")]


def test_what_the_caller_gives_is_not_in_the_notes() -> None:
    assert write(PLANS["who-2022"], organisation_type="40", activity_status="2", sector="12110").losses.notes == (
        "activity-date: the window of the plan; participating-org: the organisation, which implements its outputs",
        "recipient: none, and the rules of IATI want one; recipient_country= or recipient_region= gives it",
        "activities whose title stands for the description, too, since the plan has none: 7",
    )


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_codes_that_are_none() -> None:
    wrong = {
        "organisation_type": "multilateral",
        "activity_status": "7",
        "sector": "education",
        "recipient_country": "Kenya",
        "recipient_region": "Africa",
    }
    message = refusal(InvalidPlan, lambda: opplan.dumps_iati(PLANS["small"], organisation="ITU", **wrong))
    assert message.split("\n") == [
        "organisation: must be an IATI identifier such as 'XM-DAC-41303': the code of a register, '-', the number of "
        "the organisation in it, got 'ITU'",
        "organisation_type: must be a code of two digits, such as '40' for a multilateral organisation, "
        "got 'multilateral'",
        "activity_status: must be a code from '1' (being planned) and '2' (under way) to '6', got '7'",
        "sector: must be a purpose code of OECD DAC of five digits, such as '22010', got 'education'",
        "recipient_country: must be a code of two capitals, such as 'KE', got 'Kenya'",
        "recipient_region: must be a code of OECD DAC, such as '998' for developing countries, unspecified, "
        "got 'Africa'",
        "recipient_region: a country is given, too; IATI would want the share of each",
    ]


@pytest.mark.parametrize(
    "codes",
    [
        {"organisation": "CA_ON-ONT-1234567"},
        {"organisation": "CA-CRA_ACR-0123.4:5"},
        {"recipient_region": "88"},
        {"recipient_region": "1027"},
    ],
)
def test_codes_of_less_usual_forms(codes: dict[str, str]) -> None:
    iati = opplan.dumps_iati(PLANS["small"], **{"organisation": CODE, **codes})
    assert complaints(iati.text) == []


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\ud800", "\uffff", "\u202e", " ", "/"])
def test_signs_that_no_organisation_has(sign: str) -> None:
    with pytest.raises(InvalidPlan, match=r"^organisation: must be an IATI identifier"):
        opplan.dumps_iati(PLANS["small"], organisation=f"{CODE}{sign}")


def test_a_plan_without_outputs() -> None:
    assert refusal(InvalidPlan, lambda: write(STRANGERS["ozone-2001"])) == (
        "outputs: missing; only outputs become activities of IATI, not objectives, departments and their results"
    )


def test_a_plan_with_errors() -> None:
    plan = attrs.evolve(PLANS["small"], outputs=[Output(code="PP", title="Conference", goals=["9"])])
    assert refusal(InvalidPlan, lambda: write(plan)) == "outputs.PP.goals: unknown goal '9'; the plan has 1"


def test_text_that_xml_cannot_have() -> None:
    outputs = [Output(code="PP", title="Confer\uffffence", description="\ufffe !"), Output(code="QQ", title="Q")]
    plan = small_plan(organisation="O\uffff", outputs=outputs)
    assert refusal(InvalidPlan, lambda: write(plan)).split("\n") == [
        "organisation: must be text that XML can have, got U+FFFF",
        "outputs.PP.title: must be text that XML can have, got U+FFFF",
        "outputs.PP.description: must be text that XML can have, got U+FFFE",
    ]


def test_arguments_of_a_wrong_kind() -> None:
    with pytest.raises(TypeError, match=r"dumps_iati: plan must be an OperationalPlan, got 'p.toml'; load reads one"):
        opplan.dumps_iati("p.toml", organisation=CODE)  # type: ignore[arg-type]  # that is the point


def test_without_lxml(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("itu_opplan.iati.")]:
        monkeypatch.delitem(sys.modules, name)
    import_module = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "lxml":
            raise ImportError("No module named 'lxml'", name="lxml")
        return import_module(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ImportError) as caught:
        write(PLANS["small"])
    assert str(caught.value) == "IATI needs lxml: pip install 'itu-opplan[iati]' (No module named 'lxml')"
    assert caught.value.name == "lxml"


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_has_the_table_of_places() -> None:
    names = {OperationalPlan: "plan", **nouns_of(OperationalPlan)}
    rows = [
        f"| {names[cls]} | `{name}` | {place} |"  # type: ignore[index]  # an attrs class
        for cls, own in places.PLACES.items()
        for name, place in own.items()
    ]
    page = (HERE.parents[1] / "docs" / "iati.md").read_text(encoding="utf-8")
    table = page.partition("| of | field | where it stands |\n|---|---|---|\n")[2]
    assert table.partition("\n\n")[0].splitlines() == rows
