"""References: each rule says what it finds in whole sentences, and is silent where there is nothing to say."""

import pytest
from hypothesis import given, settings

from itu_opplan import (
    Activity,
    Body,
    Department,
    Event,
    GradeScale,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    OutputGroup,
    Service,
    Severity,
    StrategicGoal,
    Table,
    bundled,
    change,
    get,
    validate,
    validate_text,
)
from itu_opplan.rules import errors
from itu_opplan.rules.catalogue import RULES
from tests.small_plans import HEAD, small_plan, work_months
from tests.strategies import plans

SGO = Department(code="SGO", name="Office")
REFERENCES = [rule for rule in RULES if rule.group == "references"]


def found(plan: OperationalPlan) -> list[str]:
    """Every error of a plan with its severity and rule, as a report shows it."""
    return [f"{one.severity.value} {one.rule}: {one}" for one in validate(plan).errors]


def output(**fields: object) -> Output:
    return Output(**({"code": "PP", "title": "Conference"} | fields))  # type: ignore[arg-type]  # as each test needs


# --- the catalogue --------------------------------------------------------------------------------------------


def test_rules_have_ids_of_their_own_and_say_what_they_find() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(rule.check.__doc__ for rule in RULES)
    assert [rule.id for rule in REFERENCES if rule.severity is not Severity.ERROR] == ["OP110"]


def test_the_shipped_plan_has_no_broken_reference() -> None:
    plan = bundled("gs-2008-2011")
    assert [problem for rule in REFERENCES for problem in rule(plan)] == []
    assert errors(plan) == ()


def test_a_small_plan_has_no_problems() -> None:
    report = validate(small_plan(), select="references")
    assert report.ok
    assert str(report) == "no problems"


# --- OP101 ----------------------------------------------------------------------------------------------------


def test_a_department_that_is_none() -> None:
    effort = work_months("department", CECC={"2008": 1, "2007": 2}, SGO={"2008": 1})
    (problem,) = validate(small_plan(outputs=[output(effort=effort, effort_section="II.1.4")])).errors
    assert str(problem) == "outputs.PP.effort: unknown department 'CECC'; the plan has CEC, SGO"
    assert (problem.rule, problem.severity, problem.section) == ("OP101", Severity.ERROR, "II.1.4")
    assert (problem.expected, problem.actual) == (("CEC", "SGO"), "CECC")


def test_periods_that_are_none() -> None:
    rows = {"2008": 1, "2009": 1, "2030": "blank"}
    published = Table.from_records(
        [{"period": "2009-2012", "value": 1}, {"period": "2008", "value": 1}], dims=("period",), unit="work_month"
    )
    plan = small_plan(
        outputs=[output(effort=work_months("department", SGO=rows), published_effort=published, section="II.1")]
    )
    assert found(plan) == [
        "error OP101: outputs.PP.effort: unknown period '2009'; the plan has 2008, 2007, 2009-2011",
        "error OP101: outputs.PP.effort: unknown period '2030'; the plan has 2008, 2007, 2009-2011",
        "error OP101: outputs.PP.published_effort: unknown period '2009-2012'; the plan has 2009-2011, 2007, 2008",
    ]
    assert {problem.section for problem in validate(plan).errors} == {"II.1"}


def test_grades_and_services_that_are_none() -> None:
    department = Department(code="SGO", name="Office", staffing=work_months("grade", P6={"2008": 1}, P5={"2008": 1}))
    services = Table.from_records(
        [{"service": "typin", "period": "2008", "value": 1}], dims=("service", "period"), unit="page"
    )
    plan = small_plan(departments=[department], outputs=[output(services=services)])
    grade = "error OP101: departments.SGO.staffing: unknown grade 'P6'; "
    grade += "unless [grades] lists others, there are P5, P4, P3 …"
    assert found(plan) == [
        "error OP101: outputs.PP.services: unknown service 'typin'; the plan has none; "
        "write [services.typin] with its name and unit",
        grade,
    ]
    assert found(change(plan, {"services": [Service(code="typing", name="Typing", unit="page")]})) == [
        "error OP101: outputs.PP.services: unknown service 'typin'; the plan has typing",
        grade,
    ]


def test_grades_are_those_of_the_plan() -> None:
    department = Department(code="SGO", name="Office", staffing=work_months("grade", P5={"2008": 1}))
    plan = small_plan(departments=[department], grades=GradeScale({"Senior": ["S2", "S1"]}))
    assert found(plan) == [
        "error OP101: departments.SGO.staffing: unknown grade 'P5'; the plan has S2, S1",
    ]
    staffing = work_months("grade", S1={"2008": 1})
    assert found(change(plan, {"departments.SGO.staffing": staffing})) == []


def test_every_table_is_looked_at() -> None:
    def table(unit: str, *dims: str) -> Table:
        return Table.from_records(
            [dict.fromkeys(dims, "P5") | {"period": "2030", "value": 1}], dims=(*dims, "period"), unit=unit
        )

    department = Department(
        code="SGO",
        name="Office",
        staffing=table("work_month", "grade"),
        published_staffing=table("work_month"),
        posts=table("post", "grade"),
        published_posts=table("post"),
        allocations=table("percent", "kind", "item"),
        published_allocations=table("percent", "kind"),
    )
    one = output(effort=work_months("department", SGO={"2030": 1}), published_effort=table("work_month"))
    paths = [problem.path for problem in validate(small_plan(departments=[department], outputs=[one])).errors]
    assert paths == [
        "outputs.PP.effort",
        "outputs.PP.published_effort",
        "departments.SGO.staffing",
        "departments.SGO.published_staffing",
        "departments.SGO.posts",
        "departments.SGO.published_posts",
        "departments.SGO.allocations",
        "departments.SGO.published_allocations",
    ]


def test_labels_without_figures_are_no_problem() -> None:
    effort = Table.from_records(
        [{"department": "SGO", "period": "2008", "value": 1}],
        dims=("department", "period"),
        unit="work_month",
        labels={"department": ["XX", "SGO"], "period": ["2008", "2030"]},
    )
    assert found(small_plan(outputs=[output(effort=effort)])) == []


# --- OP102 ----------------------------------------------------------------------------------------------------


def test_links_that_lead_nowhere() -> None:
    plan = small_plan(
        goals=[StrategicGoal(code="1", title="a")],
        objectives=[Objective(code="1", title="a"), Objective(code="2", title="b")],
        groups=[OutputGroup(code="CORPORATE", title="a")],
        outputs=[output(goals=["1", "2"], objectives=["2", "5", "6"], group="CORPORAT", section="II.1")],
        departments=[
            Department(
                code="SGO",
                name="Office",
                section="III.1",
                objectives=["9"],
                successors=["JUR", "BDT", "ZZZ"],
                units=[
                    OrgUnit(code="JUR", name="Legal", successors=["CEC"]),
                    OrgUnit(code="IA", name="Audit", parent="JURR", successors=["YYY"], section="III.1.1"),
                ],
            ),
            Department(code="CEC", name="Coordination", units=[OrgUnit(code="CU", name="Unit", parent="JUR")]),
        ],
        bodies=[Body(code="BDT", name="Bureau")],
        activities=[
            Activity(code="A1", title="a", department="SG"),
            Activity(code="A2", title="b"),
            Activity(code="A3", title="c", department="JUR"),
        ],
        events=[Event(code="E1", title="a", output="P", section="II.4"), Event(code="E2", title="b")],
    )
    assert found(plan) == [
        "error OP102: outputs.PP.group: unknown group 'CORPORAT'; the plan has CORPORATE",
        "error OP102: outputs.PP.goals: unknown goal '2'; the plan has 1",
        "error OP102: outputs.PP.objectives: unknown objective '5'; the plan has 1, 2",
        "error OP102: outputs.PP.objectives: unknown objective '6'; the plan has 1, 2",
        "error OP102: departments.SGO.objectives: unknown objective '9'; the plan has 1, 2",
        "error OP102: departments.SGO.successors: unknown department, unit or body 'ZZZ'; the plan has SGO, CEC, IA …",
        "error OP102: departments.SGO.units.IA.parent: unknown unit 'JURR'; the plan has JUR, IA",
        "error OP102: departments.SGO.units.IA.successors: "
        "unknown department, unit or body 'YYY'; the plan has SGO, CEC, IA …",
        "error OP102: departments.CEC.units.CU.parent: unknown unit 'JUR'; the plan has CU",
        "error OP102: activities.A1.department: unknown department 'SG'; the plan has SGO, CEC",
        "error OP102: activities.A3.department: unknown department 'JUR'; the plan has SGO, CEC",
        "error OP102: events.E1.output: unknown output 'P'; the plan has PP",
    ]
    assert [problem.section for problem in validate(plan).errors] == (
        ["II.1"] * 4 + ["III.1"] * 2 + ["III.1.1"] * 2 + [None] * 3 + ["II.4"]
    )


def test_services_are_provided_by_departments_of_the_plan() -> None:
    services = [
        Service(code="typing", name="Typing", departments=["SGO", "CECC"], section="III.5"),
        Service(code="printing", name="Printing", departments=["SGO"]),
    ]
    (problem,) = validate(small_plan(services=services)).errors
    assert str(problem) == "services.typing.departments: unknown department 'CECC'; the plan has CEC, SGO"
    assert (problem.rule, problem.section) == ("OP102", "III.5")
    assert (problem.expected, problem.actual) == (("CEC", "SGO"), "CECC")


def test_links_take_codes_and_no_aliases() -> None:
    plan = small_plan(
        departments=[Department(code="PER", name="Personnel", aliases=["PE"])],
        activities=[Activity(code="A1", title="a", department="PE")],
    )
    assert plan.department("PE").code == "PER"
    assert found(plan) == ["error OP102: activities.A1.department: unknown department 'PE'; write its code, PER"]


def test_a_title_that_is_written_for_a_code() -> None:
    plan = small_plan(
        goals=[
            StrategicGoal(code=code, title=title) for code, title in (("1", "Peace"), ("2", "Growth"), ("3", "Growth"))
        ],
        outputs=[output(goals=["peace", "GROWTH"])],  # which may be two
    )
    assert [problem.message for problem in validate(plan).errors] == [
        "unknown goal 'peace'; write its code, 1",
        "unknown goal 'GROWTH'; the plan has 1, 2, 3",
    ]


def test_many_slips_get_a_plain_list() -> None:
    goals = [StrategicGoal(code=f"G{number}", title="a") for number in range(500)]
    plan = small_plan(goals=goals, outputs=[output(goals=[f"H{number}" for number in range(102)])])
    messages = [problem.message for problem in validate(plan).errors]
    assert len(messages) == 102
    assert messages[0] == "unknown goal 'H0'; the plan has G0, G1, G2 …"
    assert messages[7] == "unknown goal 'H7'; the plan has G7, G0, G1 …"
    assert messages[99] == "unknown goal 'H99'; the plan has G99, G499, G399 …"  # the 50,000th comparison
    assert messages[100] == "unknown goal 'H100'; the plan has G0, G1, G2 …"
    assert messages[101] == "unknown goal 'H101'; the plan has G0, G1, G2 …"


# --- OP103 ----------------------------------------------------------------------------------------------------


def test_codes_that_are_taken() -> None:
    plan = small_plan(
        goals=[StrategicGoal(code="1", title="a"), StrategicGoal(code="1", title="b")],
        outputs=[Output(code="PP", title="a"), Output(code="pp", title="b"), Output(code="Pp", title="c")],
        departments=[
            Department(code="SGO", name="a", units=[OrgUnit(code="JUR", name="a")]),
            Department(code="CEC", name="b", units=[OrgUnit(code="sgo", name="a"), OrgUnit(code="Jur", name="b")]),
        ],
        bodies=[Body(code="CEC", name="a")],
    )
    said = "codes are unique without regard to case"
    assert found(plan) == [
        f"error OP103: goals.1: the code is taken by goals.1; {said}",
        f"error OP103: outputs.Pp: the code is taken by outputs.PP; {said}",
        f"error OP103: outputs.pp: the code is taken by outputs.PP; {said}",
        f"error OP103: departments.SGO: the code is taken by departments.CEC.units.sgo; {said}",
        f"error OP103: departments.SGO.units.JUR: the code is taken by departments.CEC.units.Jur; {said}",
        f"error OP103: bodies.CEC: the code is taken by departments.CEC; {said}",
    ]


def test_a_code_that_figures_have_for_a_label_is_taken() -> None:
    effort = work_months("department", SGO={"2008": 1})
    plan = small_plan(
        outputs=[Output(code="PP", title="a", effort=effort)],
        departments=[Department(code="SGO", name="a"), Department(code="SGO", name="b")],
    )
    said = "the code is taken by departments.SGO; codes are unique without regard to case"
    assert found(plan) == [f"error OP103: departments.SGO: {said}"]


def test_things_of_different_kinds_may_have_one_code() -> None:
    plan = small_plan(
        goals=[StrategicGoal(code="1", title="a")],
        objectives=[Objective(code="1", title="a")],
        outputs=[Output(code="SGO", title="a")],
        services=[Service(code="SGO", name="a")],
        activities=[Activity(code="SGO", title="a")],
        events=[Event(code="SGO", title="a")],
    )
    assert found(plan) == []


# --- OP104 ----------------------------------------------------------------------------------------------------


def test_aliases_that_could_mean_two_things() -> None:
    plan = small_plan(
        departments=[
            Department(
                code="SGO",
                name="a",
                aliases=["cec", "Office", "SGO"],
                units=[OrgUnit(code="JUR", name="a", aliases=["Legal", "SGO"])],
            ),
            Department(
                code="CEC", name="b", aliases=["OFFICE"], units=[OrgUnit(code="LAW", name="b", aliases=["legal"])]
            ),
        ],
        events=[Event(code="E1", title="a", aliases=["E2"]), Event(code="E2", title="b")],
        activities=[Activity(code="E1", title="a", aliases=["E2"])],
    )
    assert found(plan) == [
        "error OP104: departments.SGO.aliases: alias 'cec' also means departments.CEC",
        "error OP104: departments.SGO.aliases: alias 'Office' also means departments.CEC",
        "error OP104: departments.SGO.units.JUR.aliases: alias 'Legal' also means departments.CEC.units.LAW",
        "error OP104: events.E1.aliases: alias 'E2' also means events.E2",
    ]


# --- OP105 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (["2008", "2008-Q4"], ["2008 and 2008-Q4"]),
        (["2008-2009", "2009-2011"], ["2008-2009 and 2009-2011"]),
        (["2009-2011", "2007", "2008-2009"], ["2008-2009 and 2009-2011"]),
        (["2000-2020", "2001", "2003"], ["2000-2020 and 2001", "2000-2020 and 2003"]),
        (["2007", "2008", "2009-2011"], []),
        (["2009-2011", "2007"], []),
    ],
)
def test_columns_that_overlap(periods: list[str], said: list[str]) -> None:
    assert found(small_plan(periods=periods)) == [
        f"error OP105: periods: {pair} overlap; columns must not" for pair in said
    ]


def test_a_column_that_others_make_up_is_their_total() -> None:
    assert found(small_plan(periods=["2008", "2008-H1", "2008-H2", "2009"])) == [
        "error OP105: periods: other columns make up 2008, and columns must not overlap; "
        "leave it out, its totals are published_…"
    ]
    effort = work_months("department", SGO={"2008": 1})
    plan = small_plan(periods=["2008-H1", "2008-H2"], departments=[SGO], outputs=[output(effort=effort)])
    assert found(plan) == [
        "error OP101: outputs.PP.effort: unknown period '2008'; columns of the plan make it up: "
        "write its total in published_effort"
    ]


# --- OP106 ----------------------------------------------------------------------------------------------------


def volumes(unit: str, *services: str) -> Table:
    records = [{"service": service, "period": "2008", "value": 1} for service in services]
    return Table.from_records(records, dims=("service", "period"), unit=unit)


SERVICES = [
    Service(code="translation", name="a", unit="page"),
    Service(code="typing", name="b", unit="page"),
    Service(code="interpretation", name="c", unit="hour"),
]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (volumes("page", "translation", "typing"), ""),
        (volumes("hour", "interpretation"), ""),
        (volumes("various", "interpretation", "typing"), ""),
        (volumes("hour"), ""),
        (volumes("hour", "translation"), "is in 'hour', but its services are counted in page; its unit must be 'page'"),
        (
            volumes("page", "translation", "interpretation"),
            "is in 'page', but its services are counted in hour, page; its unit must be 'various'",
        ),
        (
            volumes("various", "interpretation"),
            "is in 'various', but its services are counted in hour; its unit must be 'hour'",
        ),
    ],
)
def test_the_unit_of_services(table: Table, said: str) -> None:
    plan = small_plan(services=SERVICES, outputs=[output(services=table, services_section="II.1.4a")])
    assert found(plan) == ([f"error OP106: outputs.PP.services: {said}"] if said else [])
    assert [problem.section for problem in validate(plan).errors] == (["II.1.4a"] if said else [])


def test_the_unit_of_services_as_data() -> None:
    for sections, said in (
        ({"section": "II.1"}, "II.1"),
        ({"section": "II.1", "services_section": "II.1.4a"}, "II.1.4a"),
    ):
        one = output(services=volumes("hour", "typing", "translation", "unknown"), **sections)
        (problem,) = validate(small_plan(services=SERVICES, outputs=[one]), select="OP106")
        assert (problem.section, problem.expected, problem.actual) == (said, "page", "hour")


def test_a_table_without_figures_has_any_unit() -> None:
    empty = Table.from_records((), dims=("service", "period"), unit="hour", labels={"service": ["typing"]})
    assert found(small_plan(services=SERVICES, outputs=[output(services=empty)])) == []


# --- data -----------------------------------------------------------------------------------------------------


def test_what_is_wrong_as_data() -> None:
    plan = small_plan(
        periods=["2009-2011", "2008", "2008-2009"],
        outputs=[Output(code="PP", title="a"), Output(code="pp", title="b")],
        events=[Event(code="E1", title="a", aliases=["X", "E2", "e1"]), Event(code="E2", title="b", aliases=["x"])],
    )
    assert [(one.rule, one.path, one.actual, one.expected, one.section) for one in validate(plan).errors] == [
        ("OP105", "periods", "2008-2009", None, None),
        ("OP105", "periods", "2009-2011", None, None),
        ("OP103", "outputs.pp", "pp", None, None),
        ("OP104", "events.E1.aliases", "E2", None, None),
        ("OP104", "events.E2.aliases", "x", None, None),
    ]


def test_sections_of_tables() -> None:
    def table(unit: str, *dims: str) -> Table:
        return Table.from_records(
            [dict.fromkeys(dims, "P5") | {"period": "2030", "value": 1}], dims=(*dims, "period"), unit=unit
        )

    strange = {
        "staffing": table("work_month", "grade"),
        "published_staffing": table("work_month"),
        "posts": table("post", "grade"),
        "published_posts": table("post"),
        "allocations": table("percent", "kind", "item"),
        "published_allocations": table("percent", "kind"),
    }
    sections = {"staffing_section": "III.1.4", "posts_section": "III.1.4a", "allocations_section": "III.1.4b"}
    effort = {
        "effort": work_months("department", SGO={"2030": 1}),
        "published_effort": table("work_month"),
        "services": Table.from_records(
            [{"service": "typing", "period": "2030", "value": 1}], dims=("service", "period"), unit="page"
        ),
    }
    for own, more in ({}, {}), (sections, {"effort_section": "II.1.4", "services_section": "II.1.4a"}):
        one = Department(code="SGO", name="Office", section="III.1", **strange, **own)  # type: ignore[arg-type]
        plan = small_plan(departments=[one], outputs=[output(section="II.1", **effort, **more)])
        said = {problem.path.partition(".")[2]: problem.section for problem in validate(plan, select="OP101")}
        assert said == {
            "PP.effort": more.get("effort_section", "II.1"),
            "PP.published_effort": more.get("effort_section", "II.1"),
            "PP.services": more.get("services_section", "II.1"),
        } | {f"SGO.{name}": own.get(f"{name.removeprefix('published_')}_section", "III.1") for name in strange}


# --- OP110 ----------------------------------------------------------------------------------------------------

ROW = "outputs.O.frameworks.F.blocks[0]"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('results = [{ number = "1", text = "r" }]\nkpis = [{ text = "k" }]', []),
        ('results = [{ number = "1", text = "r" }]\nkpis = [{ text = "k", of = ["1"] }]', []),
        ('number = "3"\nresults = [{ text = "r" }]\nkpis = [{ text = "k", of = ["3"] }]', []),
        ('results = [{ number = "3a", text = "r" }]\nkpis = [{ text = "k", of = ["3", "3a"] }]', []),
        ('results_from = { framework = "F", items = "all" }\nkpis = [{ text = "k", of = ["7"] }]', []),
        (
            'results = [{ number = "3a", text = "r" }]\nkpis = [{ text = "k", of = ["3b"] }]',
            ["kpis[0].of: there is no result '3b' in this row; it has 3a"],
        ),
        (
            'results = [{ number = "3", text = "r" }]\nkpis = [{ text = "k", of = ["3a"] }]',
            ["kpis[0].of: there is no result '3a' in this row; it has 3"],
        ),
        (
            'results = [{ text = "r" }]\nachievements = [{ text = "a", of = ["1"] }]',
            ["achievements[0].of: there is no result '1' in this row; it has none"],
        ),
        (
            'number = "9"\nresults = [{ number = "2", text = "r" }, { text = "r" }, { number = "10", text = "r" }]\n'
            'kpis = [{ text = "k", of = ["2"] }, { text = "k", of = ["1", "10", "3"] }]\n'
            'achievements = [{ text = "a" }, { text = "a", of = ["4"] }]',
            [
                "kpis[1].of: there is no result '1' in this row; it has 9, 2, 10",
                "kpis[1].of: there is no result '3' in this row; it has 9, 2, 10",
                "achievements[1].of: there is no result '4' in this row; it has 9, 2, 10",
            ],
        ),
    ],
)
def test_numbers_that_no_result_of_the_row_has(row: str, said: list[str]) -> None:
    text = f'{HEAD}[outputs.O]\ntitle = "O"\n[[outputs.O.frameworks.F.blocks]]\n{row}\n'
    report = validate_text(text, select="references")
    assert [f"{problem.path}: {problem.message}" for problem in report] == [f"{ROW}.{line}" for line in said]
    assert {(problem.rule, problem.severity) for problem in report} <= {("OP110", Severity.WARNING)}


@pytest.mark.parametrize(
    ("kpi", "framework", "section"),
    [("", "", "II.1"), ("", 'section = "II.1.5"', "II.1.5"), (', section = "II.1.6"', 'section = "II.1.5"', "II.1.6")],
)
def test_a_number_that_is_not_there_as_data(kpi: str, framework: str, section: str) -> None:
    text = (
        f'{HEAD}[outputs.O]\ntitle = "O"\nsection = "II.1"\n[outputs.O.frameworks.F]\n{framework}\n'
        '[[outputs.O.frameworks.F.blocks]]\nresults = [{ number = "1", text = "r" }, { number = "2", text = "r" }]\n'
        f'kpis = [{{ text = "k", of = ["5"]{kpi} }}]\n'
    )
    (problem,) = validate_text(text, select="OP110")
    assert (problem.section, problem.expected, problem.actual) == (section, ("1", "2"), "5")


# --- any plan -------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(plans())
def test_a_sound_plan_has_no_broken_reference(plan: OperationalPlan) -> None:
    assert list(validate(plan, select="references")) == []


# --- addresses ------------------------------------------------------------------------------------------------


def test_every_finding_has_an_address_that_can_be_read() -> None:
    plan = small_plan(
        periods=["2008", "2008-2009"],
        outputs=[output(goals=["1"], effort=work_months("department", CECC={"2030": 1}))],
        departments=[
            SGO,
            Department(code="CEC", name="b", units=[OrgUnit(code="CU", name="a", parent="X", aliases=["CEC"])]),
        ],
        bodies=[Body(code="SGO", name="a")],
    )
    paths = [problem.path for problem in validate(plan).errors]
    assert len(paths) >= 6
    for path in paths:
        get(plan, path)


# --- circles ----------------------------------------------------------------------------------------------------------


def ends(**successors: list[str]) -> OperationalPlan:
    """A plan of departments with these successors."""
    departments = [
        Department(code=code, name=code, valid_until="2008", successors=others) for code, others in successors.items()
    ]
    return small_plan(departments=departments)


def parts(**parents: str | None) -> Department:
    """A department of units with these parents."""
    return Department(
        code="D", name="D", units=[OrgUnit(code=code, name=code, parent=p) for code, p in parents.items()]
    )


CIRCLES: dict[str, tuple[OperationalPlan, list[str]]] = {
    "its own successor": (ends(X=["X"]), ["departments.X.successors: goes in a circle: X → X"]),
    "two": (ends(X=["Y"], Y=["X"]), ["departments.X.successors: goes in a circle: X → Y → X"]),
    "two circles with one department in common": (
        ends(X=["Y", "Z"], Y=["X"], Z=["X"]),
        [f"departments.X.successors: goes in a circle: X → {other} → X" for other in "YZ"],
    ),
    "a way that leads into a circle": (
        ends(A=["X"], X=["Y"], Y=["X"]),
        ["departments.X.successors: goes in a circle: X → Y → X"],
    ),
    "two ways to one end": (ends(A=["B", "C"], B=["D"], C=["D"], D=[]), []),
    "a long one": (
        ends(**{f"X{number:02}": [f"X{(number + 1) % 12:02}"] for number in range(12)}),
        ["departments.X00.successors: goes in a circle: X00 → X01 → X02 → X03 → X04 → X05 → X06 → … → X11 → X00"],
    ),
    "a department and its unit": (
        small_plan(
            departments=[
                Department(
                    code="D",
                    name="D",
                    valid_until="2008",
                    successors=["U"],
                    units=[OrgUnit(code="U", name="U", valid_until="2008", successors=["D"])],
                )
            ]
        ),
        ["departments.D.successors: goes in a circle: D → U → D"],
    ),
    "a unit in itself": (
        small_plan(departments=[parts(A="A")]),
        ["departments.D.units.A.parent: goes in a circle: A → A"],
    ),
    "three units": (
        small_plan(departments=[parts(A="B", B="C", C="A")]),
        ["departments.D.units.A.parent: goes in a circle: A → B → C → A"],
    ),
    "outputs, and one below the circle": (
        small_plan(outputs=[output(code=code, parent=up) for code, up in ("AB", "BA", "CA")]),
        ["outputs.A.parent: goes in a circle: A → B → A"],
    ),
    "departments": (
        small_plan(departments=[Department(code=code, name=code, parent=up) for code, up in ("AB", "BA")]),
        ["departments.A.parent: goes in a circle: A → B → A"],
    ),
    "goals and objectives": (
        small_plan(
            goals=[StrategicGoal(code=code, title=code, parent=up) for code, up in ("12", "21")],
            objectives=[Objective(code=code, title=code, parent=up) for code, up in ("12", "23", "31")],
        ),
        [
            "goals.1.parent: goes in a circle: 1 → 2 → 1",
            "objectives.1.parent: goes in a circle: 1 → 2 → 3 → 1",
        ],
    ),
    "activities": (
        small_plan(activities=[Activity(code=code, title=code, parent=up) for code, up in ("AB", "BA")]),
        ["activities.A.parent: goes in a circle: A → B → A"],
    ),
    "units in units": (small_plan(departments=[parts(A="B", B="C", C=None)]), []),
}


@pytest.mark.parametrize(("plan", "said"), CIRCLES.values(), ids=CIRCLES)
def test_circles_are_errors(plan: OperationalPlan, said: list[str]) -> None:
    report = validate(plan, select="OP111")
    assert [str(problem) for problem in report] == said
    assert report.ok == (not said)


def test_many_units_and_circles_are_found_in_one_walk() -> None:
    far = {f"U{number}": f"U{number + 1}" for number in range(3000)}
    assert found(small_plan(departments=[parts(**far, U3000=None)])) == []
    assert len(found(ends(**{f"X{number}": [f"X{number + 1}", "X0"] for number in range(1000)}, X1000=["X0"]))) == 1001


# --- places -----------------------------------------------------------------------------------------------------------


def test_a_plan_that_loads_has_tables_that_can_be_made() -> None:
    """45 outputs, 45 departments and 7,000 columns loaded; `validate` raised."""
    columns = [str(year) for year in range(1000, 2000)]
    asked = work_months("department", D0={"1000": 1})

    def plan(outputs: int) -> OperationalPlan:
        return small_plan(
            window="1000",
            periods=columns,
            departments=[Department(code=f"D{number}", name="D") for number in range(25)],
            outputs=[output(code=f"O{number}", effort=asked) for number in range(outputs)],
        )

    assert found(plan(41)) == [
        "error OP112: outputs: 41 output × 25 department × 1,000 period labels of effort make 1,025,000 places; "
        "a plan may have 1,000,000"
    ]
    assert [str(one) for one in errors(plan(40))] == []


def test_labels_of_a_dim_that_takes_any_are_counted_together() -> None:
    def department(code: str) -> Department:
        rows = [{"kind": "activity", "item": f"{code}-{number}", "2008": 1} for number in range(400)]
        table = Table.from_rows(rows, dims=["kind", "item", "period"], unit="percent")
        return Department(code=code, name=code, allocations=table)

    plan = small_plan(departments=[department(f"D{number}") for number in range(30)])
    assert [one for one in found(plan) if "OP112" in one] == [
        "error OP112: departments: 30 department × 1 kind × 12,000 item × 3 period labels of allocations make "
        "1,080,000 places; a plan may have 1,000,000"
    ]


def test_codes_of_results_and_kpis_are_unique_in_the_plan() -> None:
    blocks = "[[outputs.{0}.frameworks.A.blocks]]\n"
    text = (
        '[outputs.H]\ntitle = "H"\n[outputs.I]\ntitle = "I"\n'
        + blocks.format("H")
        + 'results = [{ text = "r", code = "A" }, { text = "s" }]\nkpis = [{ text = "k", code = "B" }]\n'
        + blocks.format("I")
        + 'results = [{ text = "r", code = "b" }]\nkpis = [{ text = "k", code = "a" }, { text = "l", code = "H" }]\n'
    )
    row, other = "outputs.H.frameworks.A.blocks[0]", "outputs.I.frameworks.A.blocks[0]"
    same = "codes are unique without regard to case"
    assert [str(problem) for problem in validate_text(HEAD + text, select="OP103")] == [
        f"<text>:15: {other}.results[0]: the code is taken by {row}.kpis[0]; {same}",
        f"<text>:16: {other}.kpis[0]: the code is taken by {row}.results[0]; {same}",
    ]
