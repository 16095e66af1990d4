"""OP103 and OP107 to OP109 on plans by hand: every reference of results and context, one slip at a time."""

import time
from collections.abc import Mapping

import attrs
import pytest

from itu_opplan import (
    Department,
    Funding,
    OperationalPlan,
    OrgUnit,
    Output,
    Problem,
    Project,
    Provision,
    Reference,
    ResultBlock,
    ResultsFramework,
    change,
    validate,
)
from tests.result_strategies import full_plan
from tests.small_plans import small_plan

FULL = full_plan()
SO_FAR, TO_COME = "outputs.PP.frameworks.2006-2007", "outputs.PP.frameworks.2008-2011"
UNIT = "departments.SGO.units.JUR"


def findings(changes: Mapping[str, object]) -> list[Problem]:
    return list(validate(change(FULL, changes), select="references"))


def test_the_plan_is_sound_before() -> None:
    assert findings({}) == []


# Address and new value; the rule, what is said, and the section.
SLIPS: dict[str, tuple[str, object, str, str, str | None]] = {
    "lead": (
        f"{SO_FAR}.blocks[0].results[0].lead",
        ["SGO", "JURR"],
        "OP107",
        "unknown department, unit or body 'JURR'; the plan has JUR, SGO, CEC …",
        "II.1.5",
    ),
    "lead by alias": (
        f"{SO_FAR}.blocks[0].results[0].lead",
        ["Cabinet"],
        "OP107",
        "unknown department, unit or body 'Cabinet'; write its code, SGO",
        "II.1.5",
    ),
    "consulted in another case": (
        f"{SO_FAR}.blocks[0].results[0].consulted",
        ["sgo"],
        "OP107",
        "unknown department, unit or body 'sgo'; write 'SGO'",
        "II.1.5",
    ),
    "result of a mandate": (
        f"{SO_FAR}.blocks[0].results[1].mandates",
        ["RES-2"],
        "OP107",
        "unknown mandate 'RES-2'; the plan has RES-1, DEC-5",
        "II.1.5b",
    ),
    "KPI of a mandate": (
        f"{SO_FAR}.blocks[1].kpis[0].mandates",
        ["X"],
        "OP107",
        "unknown mandate 'X'; the plan has RES-1, DEC-5",
        "II.1.5",
    ),
    "achievement of a mandate": (
        f"{SO_FAR}.blocks[0].achievements[0].mandates",
        ["X"],
        "OP107",
        "unknown mandate 'X'; the plan has RES-1, DEC-5",
        "II.1.5b",
    ),
    "perspective of a KPI": (
        f"{SO_FAR}.blocks[0].kpis[0].perspective",
        "client",
        "OP107",
        "unknown perspective 'client'; unless [dimensions] lists others, there are customer, financial, staff …",
        "II.1.5b",
    ),
    "label of a value": (
        f"{SO_FAR}.blocks[0].kpis[0].actuals[2].dimensions.perspective",
        "staf",
        "OP107",
        "unknown perspective 'staf'; unless [dimensions] lists others, there are staff, customer, financial …",
        "II.1.5b",
    ),
    "dimension of a value": (
        f"{SO_FAR}.blocks[0].kpis[0].targets[0].dimensions.perspectiv",
        "staff",
        "OP107",
        "unknown dimension 'perspectiv'; the plan has perspective, item, kind …",
        "II.1.5b",
    ),
    "source of a funding": (
        "outputs.PP.funding[0].source",
        "regular",
        "OP102",
        "unknown source 'regular'; "
        "unless [dimensions] lists others, there are regular budget, cost recovery, extra-budgetary …",
        "II.1",
    ),
    "series of a mandate": (
        "mandates.RES-1.series",
        "Resolution",
        "OP102",
        "unknown series 'Resolution'; write 'resolution'",
        "II.1.5",
    ),
    "table of a mandate": (
        f"{TO_COME}.mandates",
        ["X"],
        "OP107",
        "unknown mandate 'X'; the plan has RES-1, DEC-5",
        "II.1.6",
    ),
    "row of a unit that is a department": (
        f"{UNIT}.frameworks.2008.blocks[0].unit",
        "SGO",
        "OP107",
        "unknown unit 'SGO'; the plan has JUR",
        "III.1.1a",
    ),
    "projects of a row": (
        f"{TO_COME}.blocks[0].projects",
        ["BLINDS", "BLIND"],
        "OP107",
        "unknown project 'BLIND'; the plan has BLINDS",
        "II.1.6",
    ),
    "framework of a reference": (
        f"{TO_COME}.blocks[0].results_from.framework",
        "2006",
        "OP108",
        "unknown framework '2006'; there is 2006-2007, 2008-2011",
        "II.1.6",
    ),
    "owner of a reference": (
        f"{TO_COME}.blocks[0].risks_from.owner",
        "departments.SGO.JUR",
        "OP108",
        "unknown owner 'departments.SGO.JUR'; there are results of "
        "departments.SGO, departments.SGO.units.JUR, outputs.PP",
        "II.1.6",
    ),
    "owner without results": (
        f"{TO_COME}.blocks[0].risks_from.owner",
        "departments.CEC",
        "OP108",
        "unknown owner 'departments.CEC'; there are results of departments.SGO, departments.SGO.units.JUR, outputs.PP",
        "II.1.6",
    ),
    "framework of another owner": (
        f"{TO_COME}.blocks[0].risks_from.framework",
        "2007",
        "OP108",
        "unknown framework '2007'; there is 2008",
        "II.1.6",
    ),
    "items of a reference": (
        f"{TO_COME}.blocks[0].kpis_from.items",
        "1-4",
        "OP108",
        "there is no item 4 in outputs.PP.frameworks.2006-2007",
        "II.1.6",
    ),
    "mandates of an output": (
        "outputs.PP.mandates",
        ["X"],
        "OP109",
        "unknown mandate 'X'; the plan has RES-1, DEC-5",
        "II.1",
    ),
    "mandates of a unit": (
        f"{UNIT}.mandates",
        ["X"],
        "OP109",
        "unknown mandate 'X'; the plan has RES-1, DEC-5",
        "III.1.1a",
    ),
    "provision of a funding": (
        "outputs.PP.funding[1].provision",
        "N",
        "OP109",
        "unknown provision 'N'; the plan has M",
        "II.1.7",
    ),
    "mandates of a provision": (
        "provisions.M.mandates",
        ["X"],
        "OP109",
        "unknown mandate 'X'; the plan has RES-1, DEC-5",
        "II.1.7",
    ),
    "mandates of an event": (
        "events.PP-10.mandates",
        ["X"],
        "OP109",
        "unknown mandate 'X'; the plan has RES-1, DEC-5",
        "II.1.2",
    ),
    "provision of a funding without a section": (
        "outputs.PP.funding[0].provision",
        "N",
        "OP109",
        "unknown provision 'N'; the plan has M",
        "II.1",
    ),
    "output of a project": ("projects.BLINDS.output", "PX", "OP109", "unknown output 'PX'; the plan has PP", "II.7"),
}


@pytest.mark.parametrize(("path", "value", "rule", "message", "section"), SLIPS.values(), ids=SLIPS)
def test_one_slip_is_one_error(path: str, value: object, rule: str, message: str, section: str | None) -> None:
    (found,) = findings({path: value})
    assert (found.rule, found.path, found.message, found.section) == (rule, path, message, section)
    assert found.severity.value == "error"


def test_slips_tell_what_there_is() -> None:
    (found,) = findings({f"{TO_COME}.blocks[0].results_from.framework": "2006"})
    assert (found.expected, found.actual) == (("2006-2007", "2008-2011"), "2006")
    (found,) = findings({f"{TO_COME}.blocks[0].risks_from.owner": "departments.CEC"})
    assert found.expected == ("outputs.PP", "departments.SGO", "departments.SGO.units.JUR")
    assert found.actual == "departments.CEC"
    (found,) = findings({f"{TO_COME}.blocks[0].kpis_from.items": "1-4"})
    assert (found.expected, found.actual) == (None, "1-4")


def test_rows_may_refer_to_many_tables_in_time() -> None:
    reference = Reference(framework="A", items="1-3")
    rows = [ResultBlock(number=str(number), results_from=reference) for number in range(1, 4)]
    outputs = [
        Output(code=f"O{number}", title="O", frameworks=[ResultsFramework(code="A", blocks=rows)])
        for number in range(1500)
    ]
    started = time.perf_counter()
    assert list(validate(small_plan(outputs=outputs), select="OP108")) == []
    assert time.perf_counter() - started < 5  # minutes, where each row goes through all tables of the plan


def test_a_letter_after_a_number_belongs_to_the_number() -> None:
    assert findings({f"{TO_COME}.blocks[0].results_from.items": "1-2"}) == []


def test_the_number_of_a_row_is_an_item() -> None:
    assert findings({f"{TO_COME}.blocks[0].results_from.items": "3"}) == []


def test_a_number_of_another_units_row_is_no_item() -> None:
    rows = [ResultBlock(unit="X", number="1"), ResultBlock(unit="Y", number="2")]
    wanted = ResultBlock(unit="X", results_from=Reference(framework="A", items="1-2"))
    frameworks = [ResultsFramework(code="A", blocks=rows), ResultsFramework(code="B", blocks=[wanted])]
    units = [OrgUnit(code=code, name=code) for code in "XY"]
    plan = small_plan(departments=[Department(code="D", name="D", units=units, frameworks=frameworks)], outputs=[])
    assert [str(problem) for problem in validate(plan, select="references")] == [
        "departments.D.frameworks.B.blocks[0].results_from.items: there is no item 2 in departments.D.frameworks.A"
    ]


def _with_frameworks(*codes: str) -> OperationalPlan:
    frameworks = [ResultsFramework(code=code, title=f"table {number}") for number, code in enumerate(codes)]
    unit = OrgUnit(code="U", name="U", frameworks=[ResultsFramework(code="A")])
    return small_plan(
        departments=[Department(code="D", name="D", frameworks=frameworks, units=[unit])],
        outputs=[Output(code="PP", title="C", frameworks=[ResultsFramework(code="A")])],
    )


@pytest.mark.parametrize("codes", [("A", "A"), ("A", "a")])
def test_two_frameworks_of_one_owner_have_two_codes(codes: tuple[str, str]) -> None:
    (found,) = validate(_with_frameworks(*codes), select="references")
    assert (found.rule, str(found)) == (
        "OP103",
        f"departments.D.frameworks.{codes[1]}: the code is taken by departments.D.frameworks.A; "
        "codes are unique without regard to case",
    )


def test_frameworks_of_several_owners_may_have_the_same_code() -> None:
    assert validate(_with_frameworks("A", "B")).ok


def test_an_alias_of_a_mandate_is_no_code() -> None:
    plan = change(FULL, {"outputs.PP.mandates": ["Res1"], "mandates.RES-1.aliases": ["Res1"]})
    assert plan.mandate("Res1").code == "RES-1"
    assert [problem.rule for problem in validate(plan, select="references")] == ["OP109"]


def test_everything_is_said_not_only_the_first() -> None:
    broken = Output(
        code="Q",
        title="Q",
        mandates=["X", "Y"],
        funding=[Funding(source="capital fund", provision="Z")],
        frameworks=[ResultsFramework(code="A", mandates=["X"], blocks=[ResultBlock(unit="W", projects=["V"])])],
    )
    plan = (
        FULL.put(broken)
        .put(Project(code="P", title="p", output="R"))
        .put(Provision(code="N", title="n", mandates=["X"]))
    )
    assert [(problem.rule, problem.path, problem.actual) for problem in validate(plan, select="references")] == [
        ("OP107", "outputs.Q.frameworks.A.mandates", "X"),
        ("OP107", "outputs.Q.frameworks.A.blocks[0].unit", "W"),
        ("OP107", "outputs.Q.frameworks.A.blocks[0].projects", "V"),
        ("OP109", "outputs.Q.mandates", "X"),
        ("OP109", "outputs.Q.mandates", "Y"),
        ("OP109", "outputs.Q.funding[0].provision", "Z"),
        ("OP109", "provisions.N.mandates", "X"),
        ("OP109", "projects.P.output", "R"),
    ]


def test_the_plan_itself_is_untouched() -> None:
    assert attrs.asdict(FULL) == attrs.asdict(full_plan())
