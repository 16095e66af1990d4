"""Completeness: what just is a finding, and what just is none."""

import pytest
from hypothesis import given, settings

from itu_opplan import Missing, OperationalPlan, Output, Problem, Severity, bundled, validate, validate_text
from tests.result_strategies import plans_of
from tests.small_plans import HEAD, small_plan, work_months
from tests.strategies import plans


def problems(rule: str, text: str) -> list[Problem]:
    return list(validate_text(HEAD + text, select=rule, profile="draft"))


def found(rule: str, text: str) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in problems(rule, text)]


def data(problem: Problem) -> tuple[object, object, object]:
    return problem.section, problem.expected, problem.actual


# --- OP901: to be completed -------------------------------------------------------------------------------------------

OPEN = """
[departments.OPS]
name = "Operations"
section = "5"
staffing_section = "5.4"
staffing = [
    { grade = "P4", 2007 = "to be completed", 2008 = "blank", 2009-2011 = "n/a" },
    { grade = "P3", 2007 = 12, 2008 = "to be completed" },
]
to_be_completed = ["links", "effort", "volumes", "results", "kpis", "risks", "focal_points", "funding", "the annex"]

[departments.OPS.units.CALLS]
name = "Calls"
section = "5.1"
to_be_completed = ["description"]

[departments.OPS.frameworks.2007]
section = "5.5"
blocks = [
    { state = "to be completed" },
    { results = [{ text = "Fewer calls" }] },
    { state = "to be completed", unit = "CALLS" },
]

[departments.OPS.units.CALLS.frameworks.2008]
state = "to be completed"

[outputs.HELP]
title = "Help desk"
section = "1"
published_effort = { 2008 = "to be completed" }
to_be_completed = ["description"]

[outputs.DONE]
title = "Archive"
"""


def test_what_is_to_be_completed() -> None:
    report = validate_text(HEAD + OPEN, select="OP901", profile="draft")
    said = {f"{problem.path}: {problem.message}": data(problem) for problem in report}
    assert said == {
        "departments.OPS: to be completed: links to objectives, work-months, volumes of services, results, KPIs, "
        "risk factors, focal points, statement of funding, the annex": (
            "5",
            None,
            ("links", "effort", "volumes", "results", "kpis", "risks", "focal_points", "funding", "the annex"),
        ),
        "departments.OPS.staffing: to be completed: [P4, 2007], [P3, 2008]": (
            "5.4",
            None,
            ("P4, 2007", "P3, 2008"),
        ),
        "departments.OPS.units.CALLS: to be completed: description": ("5.1", None, ("description",)),
        "departments.OPS.frameworks.2007.blocks[0]: the row is to be completed": ("5.5", None, None),
        "departments.OPS.frameworks.2007.blocks[2]: the row of CALLS is to be completed": ("5.5", None, None),
        "departments.OPS.units.CALLS.frameworks.2008: the table is to be completed": ("5.1", None, None),
        "outputs.HELP: to be completed: description": ("1", None, ("description",)),
        "outputs.HELP.published_effort: to be completed: [2008]": ("1", None, ("2008",)),
    }
    assert len(report) == len(said)


def test_no_more_than_nine_open_figures_are_named() -> None:
    effort = work_months("department", **{f"D{n}": {"2008": Missing.TO_BE_COMPLETED} for n in range(11)})
    (problem,) = validate(small_plan(outputs=[Output(code="PP", title="P", effort=effort)]), select="OP901")
    assert problem.message.endswith("[D7, 2008], [D8, 2008] and 2 more")


@pytest.mark.parametrize(
    ("profile", "severity"), [("draft", "warning"), ("council", "warning"), ("published", "error")]
)
def test_what_is_to_be_completed_must_not_be_published(profile: str, severity: str) -> None:
    report = validate_text(HEAD + OPEN, select="OP901", profile=profile)
    assert {problem.severity for problem in report} == {Severity(severity)}
    assert report.ok == (severity != "error")


# --- OP902, OP903: parts ----------------------------------------------------------------------------------------------

DESCRIBED = 'description = "What it does", '
FUNDED = 'funding = [{ source = "regular budget" }], '
WORKING = 'effort = [{ department = "OPS", 2008 = 1 }], '
ORDERING = 'services = [{ service = "typing", 2008 = 1 }], '
LED = 'frameworks.T.blocks = [{ results = [{ text = "Fewer calls", lead = ["OPS"] }] }], '
OTHER = 'goals = ["1"], frameworks.T.blocks = [{ kpis = [{ text = "calls" }], risks = [{ text = "late" }] }], '
OPS = '[departments.OPS]\nname = "Operations"\ndescription = "Operates"\n[outputs]\n'


def outputs(*fields: str) -> str:
    rows = zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", fields, strict=False)
    return OPS + "".join(f'{code} = {{ {given}title = "{code}", section = "x{code}" }}\n' for code, given in rows)


PARTS = {
    "all have it": ([DESCRIBED, DESCRIBED], []),
    "nobody has it": (["", ""], []),
    "one of one": ([""], []),
    "half lack it": ([DESCRIBED, ""], []),
    "less than half": ([DESCRIBED, "", DESCRIBED], ["B: has no description"]),
    "two of five": ([DESCRIBED, "", DESCRIBED, "", DESCRIBED], ["B: has no description", "D: has no description"]),
    "three of five": ([DESCRIBED, "", "", "", DESCRIBED], []),
    "several parts": (
        [DESCRIBED + FUNDED + ORDERING + WORKING + LED] * 2 + [""],
        ["C: has no description, work-months, volumes of services, results, focal points, statement of funding"],
    ),
    "one part": ([DESCRIBED + LED, DESCRIBED, LED], ["B: has no results, focal points", "C: has no description"]),
    "to be completed": ([DESCRIBED, 'to_be_completed = ["description"], ', DESCRIBED], []),
    "elsewhere": ([DESCRIBED, 'elsewhere = ["description"], ', DESCRIBED], []),
    "links, KPIs and risks are for other rules": (
        [OTHER, OTHER, ""],
        [],
    ),
}


@pytest.mark.parametrize(("fields", "said"), PARTS.values(), ids=PARTS)
def test_parts_that_most_of_the_others_have(fields: list[str], said: list[str]) -> None:
    goal = '[goals.1]\ntitle = "Goal"\n[services.typing]\nname = "Typing"\n'
    assert found("OP902", goal + outputs(*fields)) == [f"outputs.{one}" for one in said]


DEPARTMENTS = """
[departments]
A = { name = "A", description = "A", staffing = [{ grade = "P4", 2008 = 12 }] }
B = { name = "B", description = "B", staffing = [{ grade = "P4", 2008 = 12 }] }
C = { name = "C", section = "3" }
"""


def test_parts_of_departments() -> None:
    assert found("OP902", DEPARTMENTS) == ["departments.C: has no description, work-months"]
    assert data(problems("OP902", DEPARTMENTS)[0]) == ("3", None, ("description", "effort"))
    council = validate_text(HEAD + DEPARTMENTS, select="OP902", profile="council")
    assert [problem.severity for problem in council] == [Severity.WARNING]


@pytest.mark.parametrize(("end", "said"), [("2007", 0), ("2006-2007", 0), ("2008", 1), ("2007-2008", 1)])
def test_a_department_that_ended_before_the_window_need_not_be_complete(end: str, said: int) -> None:
    text = DEPARTMENTS.replace('section = "3"', f'valid_until = "{end}"')
    assert len(found("OP902", text)) == said


def test_what_ended_does_not_count_among_the_others() -> None:
    text = DEPARTMENTS.replace('name = "B", ', 'name = "B", valid_until = "2007", ')
    assert found("OP902", text) == []
    assert found("OP903", text) == []
    assert found("OP903", text.replace("C = {", 'D = { name = "D" }\nC = {')) == [
        "departments: 2 of 3 departments have no description: C, D",
        "departments: 2 of 3 departments have no work-months: C, D",
    ]


RARE = {
    "all have it": ([DESCRIBED, DESCRIBED], []),
    "nobody has it": (["", ""], []),
    "one of one": ([DESCRIBED], []),
    "half lack it": ([DESCRIBED, ""], []),
    "two of four lack it": ([DESCRIBED, "", DESCRIBED, ""], []),
    "one more than half": ([DESCRIBED, "", "", DESCRIBED, ""], ["3 of 5 outputs have no description: B, C, E"]),
    "less than half": ([DESCRIBED, "", DESCRIBED], []),
    "more": (["", DESCRIBED, ""], ["2 of 3 outputs have no description: A, C"]),
    "nobody but what is to be completed": (['to_be_completed = ["description"], ', "", ""], []),
    "in another place": (['elsewhere = ["description"], ', "", ""], ["2 of 3 outputs have no description: B, C"]),
    "each part": (
        [FUNDED + ORDERING, WORKING + LED, ""],
        [
            "2 of 3 outputs have no work-months: A, C",
            "2 of 3 outputs have no volumes of services: B, C",
            "2 of 3 outputs have no results: A, C",
            "2 of 3 outputs have no focal points: A, C",
            "2 of 3 outputs have no statement of funding: B, C",
        ],
    ),
    "links, KPIs and risks are for other rules": (
        [OTHER, ""],
        [],
    ),
    "fifteen are named": (
        [DESCRIBED] + [""] * 16,
        ["16 of 17 outputs have no description: B, C, D, E, F, G, H, I, J, K, L, M, N, O, P and 1 more"],
    ),
}


@pytest.mark.parametrize(("fields", "said"), RARE.values(), ids=RARE)
def test_parts_that_most_of_the_others_lack(fields: list[str], said: list[str]) -> None:
    goal = '[goals.1]\ntitle = "Goal"\n[services.typing]\nname = "Typing"\n'
    assert found("OP903", goal + outputs(*fields)) == [f"outputs: {one}" for one in said]


def test_the_data_of_rare_parts() -> None:
    (problem,) = problems("OP903", outputs(DESCRIBED, "", ""))
    assert data(problem) == (None, None, ("B", "C"))


# --- OP904, OP905: activities -----------------------------------------------------------------------------------------


def department(staffing: str, activities: str, more: str = "") -> str:
    return (
        f'[departments]\nARC = {{ name = "Archive", section = "4", {more}staffing = [{staffing}] }}\n'
        f'OPS = {{ name = "Operations" }}\n[activities]\n{activities}\n'
    )


ACTIVE = {
    "none of its own": ('{ grade = "P4", 2008 = 12 }', 'A1 = { title = "Calls", department = "OPS" }', "", True),
    "its own": (
        '{ grade = "P4", 2008 = 12 }',
        'A1 = { title = "Calls", department = "OPS" }\nA2 = { title = "Files", department = "ARC" }',
        "",
        False,
    ),
    "one that an output lists": (
        '{ grade = "P4", 2008 = 12 }',
        'A1 = { title = "Calls", department = "OPS" }\nA2 = { title = "Files", department = "ARC", output = "X" }\n'
        '[outputs.X]\ntitle = "X"',
        "",
        True,
    ),
    "nobody has any": ('{ grade = "P4", 2008 = 12 }', 'A1 = { title = "Calls" }', "", False),
    "no activities": ('{ grade = "P4", 2008 = 12 }', "", "", False),
    "no work-months": ("", 'A1 = { title = "Calls", department = "OPS" }', "", False),
    "none but zeros and blanks": (
        '{ grade = "P4", 2007 = 0, 2008 = "blank" }',
        'A1 = { title = "Calls", department = "OPS" }',
        "",
        False,
    ),
    "a figure after a blank": (
        '{ grade = "P4", 2007 = "blank", 2008 = 0.5 }',
        'A1 = { title = "Calls", department = "OPS" }',
        "",
        True,
    ),
    "ended": (
        '{ grade = "P4", 2007 = 12 }',
        'A1 = { title = "Calls", department = "OPS" }',
        'valid_until = "2007", ',
        False,
    ),
    "ends in the window": (
        '{ grade = "P4", 2007 = 12 }',
        'A1 = { title = "Calls", department = "OPS" }',
        'valid_until = "2008", ',
        True,
    ),
}


@pytest.mark.parametrize(("staffing", "activities", "more", "is_one"), ACTIVE.values(), ids=ACTIVE)
def test_departments_without_activities(staffing: str, activities: str, more: str, is_one: bool) -> None:
    said = ["departments.ARC: ARC has work-months, and no activity of its own is listed"]
    report = problems("OP904", department(staffing, activities, more))
    assert [f"{problem.path}: {problem.message}" for problem in report] == (said if is_one else [])
    assert [data(problem) for problem in report] == ([("4", None, None)] if is_one else [])


def allocated(*items: str) -> str:
    rows = ", ".join(f'{{ kind = "activity", item = "{item}", 2008 = 1 }}' for item in items)
    return (
        f'[departments.OPS]\nname = "Operations"\nallocations = [{rows}]\n[activities]\n'
        'A1 = { title = "Calls", aliases = ["Phone"] }\nA2 = { title = "Loans" }\nA3 = { title = "Files" }\n'
    )


IDLE = {
    "no allocations": ((), ""),
    "all": (("A1", "A2", "A3"), ""),
    "by alias": (("phone", "a2", "A3"), ""),
    "one idle": (("A1", "A2"), "1 of 3 activities is in no allocation of a department"),
    "two idle": (("A1",), "2 of 3 activities are in no allocation of a department"),
    "general ones in one row": (("GENERAL",), ""),
}


@pytest.mark.parametrize(("items", "said"), IDLE.values(), ids=IDLE)
def test_activities_in_no_allocation(items: tuple[str, ...], said: str) -> None:
    assert found("OP905", allocated(*items)) == ([f"activities: {said}"] if said else [])


def test_activities_of_departments_beside_general_ones() -> None:
    more = 'B1 = { title = "Loans", department = "OPS" }\nB2 = { title = "Files", department = "LAW" }\n'
    law = '[departments.LAW]\nname = "Law"\n'
    assert found("OP905", law + allocated("A1", "B1") + more) == [
        "activities: 3 of 5 activities are in no allocation of a department; LAW has none at all"
    ]
    assert found("OP905", law + allocated("GENERAL", "B1") + more) == [
        "activities: 1 of 2 activities of departments is in no allocation of a department; LAW has none at all"
    ]


def test_the_data_of_idle_activities() -> None:
    assert data(problems("OP905", allocated("A2"))[0]) == (None, None, ("A1", "A3"))
    assert found("OP905", '[activities]\nA1 = { title = "Calls" }\n') == []
    listed = 'A4 = { title = "Fairs", output = "X" }\n[outputs.X]\ntitle = "X"\n'
    assert found("OP905", allocated("A1", "A2") + listed) == found("OP905", allocated("A1", "A2"))


# --- OP906 to OP908: bodies and mandates ------------------------------------------------------------------------------

BODY = '[bodies.B]\nname = "Board"\nsection = "7"\naliases = ["Editors"]\n'
RESULTS = '[outputs.X]\ntitle = "X"\n[outputs.X.frameworks.T]\nblocks = [{{ results = [{{ text = "R", {} }}] }}]\n'
MANDATE = '[mandates.M]\nseries = "decision"\nissued_by = "{}"\n'
UNIT = '[departments.OPS.units.U]\nname = "U"\nsuccessors = ["{}"]\n[departments.OPS]\nname = "Operations"\n'
LINKED = {
    "with nothing": ("", False),
    "with a result": (RESULTS.format('lead = ["B"]'), True),
    "as consulted": (RESULTS.format('consulted = ["B"]'), True),
    "others": ('[bodies.C]\nname = "C"\n' + RESULTS.format('lead = ["C"], consulted = ["C"]'), False),
    "with a department": ('[departments.OPS]\nname = "Operations"\nsuccessors = ["B"]\n', True),
    "with a unit": (UNIT.format("B"), True),
    "other successors": (UNIT.format("OPS"), False),
    "with a mandate by code": (MANDATE.format("B"), True),
    "with a mandate by name": (MANDATE.format("Board"), True),
    "with a mandate by alias": (MANDATE.format("Editors"), True),
    "with no mandate": (MANDATE.format("Assembly"), False),
    "with a mandate of its own": ('mandates = ["M"]\n' + MANDATE.format("Assembly"), True),
}


@pytest.mark.parametrize(("text", "is_linked"), LINKED.values(), ids=LINKED)
def test_bodies(text: str, is_linked: bool) -> None:
    said = "bodies.B: Board is named, and nothing says what it does: no result, mandate or department cites it"
    report = [problem for problem in problems("OP906", BODY + text) if problem.path == "bodies.B"]
    assert [f"{problem.path}: {problem.message}" for problem in report] == ([] if is_linked else [said])
    assert [data(problem) for problem in report] == ([] if is_linked else [("7", None, None)])


def mandate(code: str, series: str, session: bool) -> str:
    given = ', session = "Oslo"' if session else ""
    return f'{code} = {{ series = "{series}", issued_by = "Assembly"{given} }}\n'


def test_mandates_without_a_session() -> None:
    some = "[mandates]\n" + mandate("R1", "resolution", True) + mandate("R2", "resolution", False)
    assert found("OP907", some) == ["mandates: cited without the session that adopted it: R2"]
    more = some + mandate("D3", "decision", False)
    assert found("OP907", more) == ["mandates: cited without the session that adopted them: D3, R2"]
    assert data(problems("OP907", more)[0]) == (None, None, ("D3", "R2"))
    assert found("OP907", more.replace(', session = "Oslo"', "")) == []
    other = "[mandates]\n" + mandate("R1", "resolution", True)
    for series in ("article", "provision", "rules"):
        assert found("OP907", other + mandate("A1", series, False)) == []
    assert found("OP907", "[mandates]\n" + mandate("A1", "article", True) + mandate("R1", "resolution", False)) == []
    many = "".join(mandate(f"R{n}", "resolution", False) for n in range(2, 12))
    assert found("OP907", other + many)[0].endswith("R9, R10 and 1 more")


def test_outputs_without_a_mandate() -> None:
    citing = 'mandates = ["M"], '
    text = MANDATE.format("Assembly")
    assert found("OP908", text + outputs(citing, "")) == ["outputs: 1 of 2 outputs cites no mandate: B"]
    assert found("OP908", text + outputs("", citing, "")) == ["outputs: 2 of 3 outputs cite no mandate: A, C"]
    assert data(problems("OP908", text + outputs("", citing, ""))[0]) == (None, None, ("A", "C"))
    assert found("OP908", text + outputs("", "")) == []
    assert found("OP908", text + outputs(citing, citing)) == []
    assert found("OP908", "") == []
    in_table = 'frameworks.T.mandates = ["M"], '
    in_result = 'frameworks.T.blocks = [{ results = [{ text = "R", mandates = ["M"] }] }], '
    assert found("OP908", text + outputs(citing, in_table, in_result)) == []
    many = found("OP908", text + outputs(citing, *[""] * 16))
    assert many[0].endswith(" outputs cite no mandate: B, C, D, E, F, G, H, I, J, K, L, M, N, O, P and 1 more")


# --- all of them ------------------------------------------------------------------------------------------------------


def test_what_is_to_be_completed_in_the_shipped_plan() -> None:
    report = validate(bundled("gs-2008-2011"), select="OP901")
    assert [problem.path for problem in report] == [
        "outputs.GMPCS",
        "departments.CEC.units.EAU",
        "departments.CEC.frameworks.2008-2011.blocks[2]",
        "departments.CEC.frameworks.2008-2011.blocks[3]",
        "departments.CS.frameworks.2007.blocks[0]",
    ]


@settings(max_examples=20)
@given(plans() | plans_of())
def test_they_never_raise_nor_repeat_themselves(plan: OperationalPlan) -> None:
    report = validate(plan, select="completeness")
    assert report == validate(plan, select="completeness")
    assert len(set(map(str, report))) == len(report)


def orders(code: str, *services: str) -> str:
    rows = ", ".join(f'{{ service = "{service}", 2008 = 1 }}' for service in services)
    return f'[outputs.{code}]\ntitle = "{code}"\nservices_section = "II.{code}"\nservices = [{rows}]\n'


OFFERED = "[services]\n" + "".join(
    f'{code} = {{ name = "{code}", unit = "page" }}\n' for code in ("translation", "typing", "reprography")
)
PROVIDED = (
    '[departments]\nDOC = { name = "Documents" }\nSHOP = { name = "Shop" }\n[services]\n'
    'translation = { name = "Translation", unit = "page", departments = ["DOC"] }\n'
    'typing = { name = "Typing", unit = "page", departments = ["DOC"] }\n'
    'reprography = { name = "Reprography", unit = "page", departments = ["SHOP"] }\n'
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OFFERED + orders("A", "typing") + orders("B", "reprography"), []),  # half is not most
        (OFFERED + orders("A", "typing") + orders("B", "typing") + '[outputs.C]\ntitle = "C"\n', []),  # no table at all
        (
            OFFERED
            + orders("A", "typing", "translation")
            + orders("B", "typing", "translation")
            + orders("C", "reprography"),
            [("outputs.C.services", "has no row for translation, typing, as most outputs have", "II.C")],
        ),
        (  # nothing is ordered of those who translate
            PROVIDED + orders("A", "translation") + orders("B", "translation") + orders("C", "reprography"),
            [],
        ),
        (
            PROVIDED
            + orders("A", "translation", "typing")
            + orders("B", "typing", "translation")
            + orders("C", "typing", "reprography"),
            [("outputs.C.services", "has no row for translation, as most outputs have", "II.C")],
        ),
    ],
)
def test_a_service_that_most_outputs_order(text: str, said: list[tuple[str, str, str]]) -> None:
    report = validate_text(HEAD + text, select="OP909", profile="draft")
    assert [(one.path, one.message, one.section) for one in report] == said
    assert all(", ".join(one.actual) in one.message for one in report if isinstance(one.actual, tuple))
