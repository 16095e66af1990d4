"""Finding results, KPIs, achievements, risks and success factors: filters, places, and what is taken from elsewhere."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import pytest

import itu_opplan as opplan
from itu_opplan import (
    KPI,
    Achievement,
    Department,
    ExpectedResult,
    InvalidPlan,
    OperationalPlan,
    OrgUnit,
    Output,
    Period,
    Reference,
    ResultBlock,
    ResultsFramework,
    UnknownCode,
)
from itu_opplan.analysis import Found
from tests.result_strategies import full_plan
from tests.small_plans import small_plan

FULL = full_plan()
SHIPPED = opplan.bundled("gs-2008-2011")
KINDS: dict[str, Callable[..., tuple[Found[object], ...]]] = {
    kind: getattr(OperationalPlan, kind) for kind in ("results", "kpis", "achievements", "risks", "success_factors")
}


def texts(found: Iterable[Found[object]]) -> list[str]:
    return [one.text for one in found]


# --- everything -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("results", ["adopt policies", "report", "elect", "prepare", "run the office", "give advice"]),
        ("kpis", ["members", "expenditure", "elections held", "opinions"]),
        ("achievements", ["62 resolutions"]),
        ("risks", ["No host country", "Late contributions", "No quorum", "Loss of expertise"]),
        ("success_factors", ["A host country", "Good reports", "Early papers"]),
    ],
)
def test_all_of_a_kind_in_the_order_of_the_plan(kind: str, wanted: list[str]) -> None:
    assert texts(KINDS[kind](FULL)) == wanted


def test_a_plan_without_results() -> None:
    assert [find(small_plan()) for find in KINDS.values()] == [()] * 5


def test_the_place_of_an_item_of_a_row() -> None:
    assert FULL.results(output="PP")[1] == Found(
        item=FULL.output("PP").frameworks[0].blocks[0].results[1],
        path="outputs.PP.frameworks.2006-2007.blocks[0].results[1]",
        owner="outputs.PP",
        output="PP",
        framework="2006-2007",
        phase="implementation",
        periods=(Period(2007, 2007),),
        section="II.1.5b",
    )


def test_the_place_of_an_item_of_a_framework() -> None:
    assert FULL.risks(output="PP")[1] == Found(
        item=FULL.output("PP").frameworks[0].risks[0],
        path="outputs.PP.frameworks.2006-2007.risks[0]",
        owner="outputs.PP",
        output="PP",
        framework="2006-2007",
        phase="implementation",
        periods=(Period(2006, 2007),),
        section="II.1.5c",
    )


def test_the_place_of_an_item_of_the_output_itself() -> None:
    assert FULL.risks(output="PP")[0] == Found(
        item=FULL.output("PP").risks[0], path="outputs.PP.risks[0]", owner="outputs.PP", output="PP", section="II.1"
    )


def test_the_place_of_an_item_of_a_unit() -> None:
    (found,) = FULL.results(unit="JUR")
    assert found == Found(
        item=FULL.unit("JUR").frameworks[0].blocks[0].results[0],
        path="departments.SGO.units.JUR.frameworks.2008.blocks[0].results[0]",
        owner="departments.SGO.units.JUR",
        department="SGO",
        unit="JUR",
        framework="2008",
        phase="planned",  # implied: the table states none
        periods=(Period(2008, 2008),),
        section="III.1.1a",  # that of the unit: the framework has none
    )
    assert (found.text, found.number) == ("give advice", None)


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("outputs.PP.frameworks.2006-2007.blocks[0].results[0]", "II.1.5"),
        ("outputs.PP.frameworks.2006-2007.blocks[0].results[1]", "II.1.5b"),
        ("outputs.PP.frameworks.2008-2011.blocks[1].results[0]", "II.1.6"),
        ("departments.SGO.frameworks.2007.blocks[0].results[0]", "III.1.3"),
        ("departments.SGO.units.JUR.frameworks.2008.blocks[0].results[0]", "III.1.1a"),
    ],
)
def test_the_nearest_section_counts(path: str, section: str) -> None:
    (found,) = (one for one in FULL.results() if one.path == path)
    assert found.section == section


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({"output": "PP"}, ["adopt policies", "report", "elect", "prepare"]),
        ({"output": "pp"}, ["adopt policies", "report", "elect", "prepare"]),
        ({"department": "SGO"}, ["run the office", "give advice"]),
        ({"department": "cabinet"}, ["run the office", "give advice"]),
        ({"department": "CEC"}, []),
        ({"unit": "JUR"}, ["give advice"]),
        ({"unit": "Lawyers"}, ["give advice"]),
        ({"department": "SGO", "unit": "JUR"}, ["give advice"]),
        ({"output": "PP", "department": "SGO"}, []),
        ({"phase": "implementation"}, ["adopt policies", "report", "elect"]),
        ({"phase": "planned"}, ["prepare", "run the office", "give advice"]),
        ({"lead": "SGO"}, ["adopt policies"]),
        ({"lead": "Cabinet"}, ["adopt policies"]),
        ({"lead": "lawyers"}, ["adopt policies"]),
        ({"lead": "D"}, ["report"]),
        ({"lead": "CEC"}, ["prepare"]),
        ({"lead": "CEC", "phase": "implementation"}, []),
        ({"period": "2006"}, ["adopt policies", "elect"]),
        ({"period": "2007"}, ["adopt policies", "report", "elect", "run the office"]),
        ({"period": "2006-2007"}, ["adopt policies", "elect"]),
        ({"period": Period(2010, 2010)}, ["prepare"]),
        ({"period": "2009"}, []),
        ({"period": "2007-2008"}, []),
        ({"period": "2008"}, ["give advice"]),
    ],
    ids=str,
)
def test_results_are_filtered(where: dict[str, object], wanted: list[str]) -> None:
    assert texts(FULL.results(**where)) == wanted  # type: ignore[arg-type]  # each as `Where` has it


def test_a_period_lies_in_one_of_those_of_the_framework() -> None:
    row = ResultBlock(kpis=[KPI(text="a"), KPI(text="b", period="2009")])
    framework = ResultsFramework(code="F", periods=["2008", "2009-2011"], blocks=[row])
    plan = small_plan(outputs=[Output(code="PP", title="C", frameworks=[framework])])
    found = {period: texts(plan.kpis(period=period)) for period in ("2008", "2009", "2010-2011", "2008-2011", "2012")}
    assert found == {"2008": ["a"], "2009": ["a", "b"], "2010-2011": ["a"], "2008-2011": [], "2012": []}


def test_what_has_no_period_is_in_none() -> None:
    assert texts(FULL.risks(period="2007")) == ["Late contributions", "No quorum"]


@pytest.mark.parametrize(
    ("perspective", "wanted"),
    [("customer", ["members"]), ("financial", ["expenditure"]), ("staff", []), (None, 4)],
)
def test_kpis_by_perspective(perspective: str | None, wanted: list[str] | int) -> None:
    found = texts(FULL.kpis(perspective=perspective))
    assert (len(found) if isinstance(wanted, int) else found) == wanted


def test_a_row_of_a_unit_in_the_table_of_its_department() -> None:
    (found,) = FULL.kpis(unit="JUR")
    assert (found.text, found.owner, found.department, found.unit) == ("opinions", "departments.SGO", "SGO", "JUR")


@pytest.mark.parametrize(("kind", "find"), KINDS.items(), ids=KINDS)
@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"output": "PX"}, "unknown output 'PX'; the plan has PP"),
        ({"department": "SG"}, "unknown department 'SG'; the plan has SGO, CEC"),
        ({"department": "JUR"}, "unknown department 'JUR'; the plan has SGO, CEC"),
        ({"unit": "SGO"}, "unknown unit 'SGO'; the plan has JUR"),
    ],
    ids=str,
)
def test_unknown_codes_are_refused(kind: str, find: Callable[..., object], where: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownCode) as refusal:
        find(FULL, **where)
    assert str(refusal.value) == message


@pytest.mark.parametrize("find", KINDS.values(), ids=KINDS)
def test_what_is_no_period_is_refused(find: Callable[..., object]) -> None:
    with pytest.raises(InvalidPlan) as refusal:
        find(FULL, period="Q1 2008")
    assert str(refusal.value) == "period: write this period as 2008-Q1, got 'Q1 2008'"


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"output": 5}, "output: must be one text, got 5; ask once for each"),
        ({"department": ["SGO", "CEC"]}, "department: must be one text, got a list; ask once for each"),
        ({"unit": Department(code="D", name="D")}, "unit: must be one text, got Department D; ask once for each"),
        ({"phase": ["planned"]}, "phase: must be one text, got a list; ask once for each"),
    ],
    ids=str,
)
@pytest.mark.parametrize("find", KINDS.values(), ids=KINDS)
def test_what_is_no_text_is_refused_by_name(
    find: Callable[..., object], where: dict[str, object], message: str
) -> None:
    with pytest.raises(TypeError) as refusal:
        find(FULL, **where)
    assert str(refusal.value) == message


def test_the_filters_of_one_kind_are_refused_by_name_too() -> None:
    any_plan: Any = FULL
    for name, look_up in (
        ("lead", any_plan.results),
        ("consulted", any_plan.results),
        ("perspective", any_plan.kpis),
        ("text", any_plan.risks),
    ):
        with pytest.raises(TypeError) as refusal:
            look_up(**{name: ["SGO"]})
        assert str(refusal.value) == f"{name}: must be one text, got a list; ask once for each"


@pytest.mark.parametrize("plan", [FULL, SHIPPED], ids=["full", "shipped"])
@pytest.mark.parametrize("follow", [False, True])
def test_each_table_is_in_one_of_the_two_phases(plan: OperationalPlan, follow: bool) -> None:
    for look_up in (plan.results, plan.kpis, plan.achievements, plan.risks, plan.success_factors):
        paths = [(one.path, one.via) for one in look_up(follow=follow) if one.framework]
        parts = [
            (one.path, one.via)
            for phase in ("implementation", "planned")
            for one in look_up(phase=phase, follow=follow)  # type: ignore[arg-type]  # the words of a Literal
        ]
        assert sorted(parts, key=str) == sorted(paths, key=str)


def test_a_table_that_states_no_phase_has_the_one_it_implies() -> None:
    result = ResultBlock(results=[ExpectedResult(text="r")])
    reached = ResultBlock(achievements=[Achievement(text="a")])
    day = datetime.date(2007, 5, 31)
    for framework, phase in (
        (ResultsFramework(code="F", blocks=[result]), "planned"),
        (ResultsFramework(code="F", blocks=[result], as_of=day), "implementation"),
        (ResultsFramework(code="F", blocks=[result, reached]), "implementation"),
        (ResultsFramework(code="F", blocks=[result, reached], as_of=day, phase="planned"), "planned"),
    ):
        assert framework.implied_phase == phase
        plan = small_plan(outputs=[Output(code="PP", title="C", frameworks=[framework])])
        assert [one.phase for one in plan.results(phase=phase)] == [phase]  # type: ignore[arg-type]


def test_the_results_of_a_department_in_the_shipped_plan() -> None:
    """III.7.5: 41 for 2007, 29 for 2008, 19 for 2009-2011, all of them planned."""
    found = SHIPPED.results(department="PER", phase="planned")
    assert Counter(one.framework for one in found) == {"2007": 41, "2008": 29, "2009-2011": 19}


@pytest.mark.parametrize(("kind", "find"), KINDS.items(), ids=KINDS)
def test_a_slip_in_the_name_of_a_filter_does_not_find_everything(kind: str, find: Callable[..., object]) -> None:
    with pytest.raises(TypeError) as refusal:
        find(FULL, ouput="PP")
    said = str(refusal.value).partition(". Did you mean")[0]  # what newer Pythons add
    assert said == f"{kind}() got an unexpected keyword argument 'ouput'"


def test_an_unknown_focal_point_is_refused() -> None:
    for plan, message in (
        (FULL, "lead: unknown department, unit or body 'X'; the plan has SGO, CEC, BDT …"),
        (small_plan(departments=[]), "lead: unknown department, unit or body 'X'; the plan has none"),
    ):
        with pytest.raises(UnknownCode) as refusal:
            plan.results(lead="X")
        assert str(refusal.value) == message


def test_the_code_of_a_unit_goes_before_an_alias_of_a_department() -> None:
    results = [ExpectedResult(text="of the unit", lead=["JUR"]), ExpectedResult(text="of the department", lead=["LEG"])]
    framework = ResultsFramework(code="F", blocks=[ResultBlock(results=results)])
    plan = small_plan(
        departments=[
            Department(code="LEG", name="Legal", aliases=["JUR"], units=[OrgUnit(code="JUR", name="Legal Affairs")])
        ],
        outputs=[Output(code="PP", title="C", frameworks=[framework])],
    )
    assert opplan.validate(plan).ok
    assert texts(plan.results(lead="jur")) == ["of the unit"]
    assert texts(plan.results(lead="LEG")) == ["of the department"]


# --- taken from another table -----------------------------------------------------------------------------------------


def test_what_is_as_above_counts_where_it_is_cited() -> None:
    found = FULL.results(output="PP", phase="planned", follow=True)
    assert texts(found) == ["adopt policies", "report", "elect", "prepare"]
    assert attrs.evolve(found[0], item=ExpectedResult(text="…")) == Found(
        item=ExpectedResult(text="…"),
        path="outputs.PP.frameworks.2006-2007.blocks[0].results[0]",
        owner="outputs.PP",
        output="PP",
        framework="2008-2011",
        phase="planned",
        periods=(Period(2008, 2008), Period(2009, 2011)),
        section="II.1.6",
        via="outputs.PP.frameworks.2008-2011.blocks[0].results_from",
    )
    assert found[1].periods == found[0].periods  # not its own period: that was the other table's
    assert found[3].via is None


def test_without_follow_nothing_is_taken() -> None:
    assert all(one.via is None for find in KINDS.values() for one in find(FULL))
    assert texts(FULL.kpis(output="PP", phase="planned")) == []


def test_numbers_pick_items_and_numberless_items_by_their_row() -> None:
    found = FULL.kpis(output="PP", phase="planned", follow=True)
    assert [(one.text, one.via) for one in found] == [
        (text, "outputs.PP.frameworks.2008-2011.blocks[0].kpis_from")
        for text in ("members", "expenditure", "elections held")
    ]


def test_risks_of_another_owner() -> None:
    (found,) = FULL.risks(output="PP", phase="planned", follow=True)
    assert (found.text, found.path, found.owner, found.output, found.department) == (
        "Loss of expertise",
        "departments.SGO.units.JUR.frameworks.2008.blocks[0].risks[0]",
        "outputs.PP",
        "PP",
        None,
    )


def _as_above(unit: str | None, items: str = "all") -> OperationalPlan:
    numbered = [ExpectedResult(text=text, number=number) for text, number in [("a", "1"), ("b", "2a"), ("c", "2b")]]
    first = ResultsFramework(
        code="A",
        phase="implementation",
        blocks=[
            ResultBlock(unit="X", results=numbered),
            ResultBlock(unit="Y", results=[ExpectedResult(text="d", number="1")]),
            ResultBlock(results=[ExpectedResult(text="e", number="12")]),
        ],
    )
    row = ResultBlock(unit=unit, results_from=Reference(framework="A", items=items))
    units = [OrgUnit(code=code, name=code) for code in "XY"]
    frameworks = [first, ResultsFramework(code="B", phase="planned", blocks=[row])]
    return small_plan(departments=[Department(code="D", name="D", units=units, frameworks=frameworks)], outputs=[])


@pytest.mark.parametrize(
    ("unit", "items", "wanted"),
    [
        (None, "all", "abcde"),
        ("X", "all", "abc"),
        ("Y", "all", "d"),
        (None, "1", "ad"),
        (None, "2", "bc"),
        ("X", "1-2", "abc"),
        ("Y", "1-2", "d"),
        (None, "12", "e"),
    ],
)
def test_as_above_of_a_unit_means_its_own_rows(unit: str | None, items: str, wanted: str) -> None:
    found = _as_above(unit, items).results(phase="planned", follow=True)
    assert texts(found) == list(wanted)
    assert {(one.unit, one.framework) for one in found} == {(unit, "B")}


def test_a_reference_to_a_reference_is_not_followed_further() -> None:
    plan = _as_above(None)
    third = ResultsFramework(code="C", blocks=[ResultBlock(results_from=Reference(framework="B"))])
    (department,) = plan.departments
    plan = plan.put(attrs.evolve(department, frameworks=[*department.frameworks, third]))
    assert [one for one in plan.results(follow=True) if one.framework == "C"] == []


# --- the shipped plan -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", [FULL, SHIPPED], ids=["full", "shipped"])
@pytest.mark.parametrize(("kind", "find"), KINDS.items(), ids=KINDS)
def test_every_address_leads_to_its_item(
    kind: str, find: Callable[..., tuple[Found[object], ...]], plan: OperationalPlan
) -> None:
    found = find(plan, follow=True)
    assert found
    for one in found:
        assert opplan.get(plan, one.path) is one.item
        assert isinstance(opplan.get(plan, one.owner), Output | Department | OrgUnit)
        assert one.via is None or isinstance(opplan.get(plan, one.via), Reference)
        if one.framework:
            assert opplan.get(plan, f"{one.owner}.frameworks.{one.framework}.code") == one.framework


@pytest.mark.parametrize(("kind", "find"), KINDS.items(), ids=KINDS)
def test_filters_split_what_there_is(kind: str, find: Callable[..., tuple[Found[object], ...]]) -> None:
    every = find(SHIPPED)
    of_outputs = [one for output in SHIPPED.outputs for one in find(SHIPPED, output=output.code)]
    of_departments = [one for department in SHIPPED.departments for one in find(SHIPPED, department=department.code)]
    assert [*of_outputs, *of_departments] == list(every)
    assert len({one.path for one in every}) == len(every)
    followed = find(SHIPPED, follow=True)
    assert [one for one in followed if one.via is None] == list(every)


@pytest.mark.parametrize("plan", [FULL, SHIPPED], ids=["full", "shipped"])
def test_every_item_is_found_once(plan: OperationalPlan) -> None:
    """Counted without the look-up: by walking the whole tree."""
    counts: dict[str, int] = {}

    def walk(value: object) -> None:
        if isinstance(value, tuple):
            for item in value:
                walk(item)
        elif attrs.has(type(value)):
            counts[type(value).__name__] = counts.get(type(value).__name__, 0) + 1
            for field in attrs.fields(type(value)):
                walk(getattr(value, field.name))

    walk((plan.outputs, plan.departments))
    names = ("ExpectedResult", "KPI", "Achievement", "RiskFactor", "SuccessFactor")
    assert [len(find(plan)) for find in KINDS.values()] == [counts[name] for name in names]


def test_what_rows_take_from_each_other_has_a_limit() -> None:
    """Each of n rows could take the same n items."""

    def taking(count: int) -> OperationalPlan:
        items = [ExpectedResult(text=f"r{number}", number=str(number)) for number in range(count)]
        rows = [ResultBlock(results_from=Reference(framework="A")) for _ in range(count)]
        frameworks = [
            ResultsFramework(code="A", blocks=[ResultBlock(results=items)]),
            ResultsFramework(code="B", blocks=rows),
        ]
        return small_plan(outputs=[Output(code="PP", title="P", frameworks=frameworks), Output(code="X", title="X")])

    assert len(taking(60).results(follow=True)) == 61 * 60
    many = taking(400)
    with pytest.raises(InvalidPlan) as caught:
        many.results(follow=True)
    assert str(caught.value) == (
        "OperationalPlan: its rows take more than 41,050 items from each other; narrow the look-up"
    )
    assert many.results(follow=True, output="X") == ()
    assert len(many.results()) == 400
