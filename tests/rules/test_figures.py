"""Figures against what is printed: a finding for each contradiction, never a refusal."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from itu_opplan import (
    Department,
    Location,
    Missing,
    OperationalPlan,
    Output,
    Problem,
    Severity,
    Table,
    bundled,
    change,
    dumps,
    get,
    loads,
    validate,
    validate_text,
)
from tests.small_plans import HEAD, SMALL, small_plan, work_months
from tests.strategies import plans


def months(**values: object) -> Table:
    """A row of printed totals: `months(y2008=5)`."""
    records = [{"period": period[1:], "value": value} for period, value in values.items()]
    return Table.from_records(records, dims=("period",), unit="work_month")


def test_every_printed_total_of_the_shipped_plan_is_the_sum() -> None:
    plan = bundled("gs-2008-2011")
    assert sum(len(department.published_staffing) for department in plan.departments) == 25
    assert [problem for problem in validate(plan) if problem.rule in ("OP301", "OP302")] == []


def test_a_printed_total_that_is_not_the_sum() -> None:
    plan = change(bundled("gs-2008-2011"), {"departments.SGO.staffing[total, 2007]": 193})
    assert [problem for problem in validate(plan) if problem.rule == "OP301"] == [
        Problem(
            rule="OP301",
            severity=Severity.WARNING,
            path="departments.SGO.staffing[total, 2007]",
            section="III.1.4",
            message="the printed total is 193, the figures add up to 192",
            expected=Decimal(192),
            actual=Decimal(193),
        )
    ]
    assert validate(plan).ok
    assert get(plan, "departments.SGO.staffing[total, 2007]") == 193


def test_a_figure_that_is_not_in_the_sum() -> None:
    plan = change(bundled("gs-2008-2011"), {"departments.SGO.staffing[P5, 2008]": "34.5"})
    (problem,) = (problem for problem in validate(plan) if problem.rule == "OP301")
    assert str(problem) == (
        "departments.SGO.staffing[total, 2008]: the printed total is 191, the figures add up to 201.5"
    )


def test_its_line_is_that_of_the_printed_total() -> None:
    text = SMALL + "published_effort = {\n  2007 = 4.7,\n  2008 = 0.9,\n  2009-2011 = 18.2,\n}\n"
    (problem,) = validate_text(text, name="p.toml", select="OP301")
    assert str(problem) == (
        "p.toml:26: outputs.PP.effort[total, 2008]: the printed total is 0.9, the figures add up to 0.0"
    )
    assert problem.location == Location("p.toml", 26, 3)
    assert loads(text) == loads(dumps(loads(text)))


def test_totals_of_every_table() -> None:
    def table(unit: str, value: int, *dims: str, label: str = "P5") -> Table:
        records = [dict.fromkeys(dims, label) | {"period": "2008", "value": value}]
        return Table.from_records(records, dims=(*dims, "period"), unit=unit)

    department = Department(
        code="SGO",
        name="Office",
        section="III.1",
        posts_section="III.1.5",
        staffing=table("work_month", 12, "grade"),
        published_staffing=table("work_month", 13),
        posts=table("post", 1, "grade"),
        published_posts=table("post", 2),
        allocations=table("percent", 90, "kind", "item", label="event"),
        published_allocations=table("percent", 100, "kind", label="event"),
    )
    output = Output(
        code="PP",
        title="Conference",
        section="II.1",
        effort=work_months("department", SGO={"2008": 1}),
        published_effort=months(y2008=2),
    )
    report = validate(small_plan(departments=[department], outputs=[output]))
    assert [(problem.section, str(problem)) for problem in report if problem.rule == "OP301"] == [
        ("II.1", "outputs.PP.effort[total, 2008]: the printed total is 2, the figures add up to 1"),
        ("III.1", "departments.SGO.staffing[total, 2008]: the printed total is 13, the figures add up to 12"),
        ("III.1.5", "departments.SGO.posts[total, 2008]: the printed total is 2, the figures add up to 1"),
        (
            "III.1",
            "departments.SGO.allocations[total, event, 2008]: the printed total is 100, the figures add up to 90",
        ),
    ]
    assert report.ok


SUMS = {
    "the sum": ({"2008": "1.5"}, {"2008": "0.50"}, "2", []),
    "the sum in other digits": ({"2008": "1.5"}, {"2008": "0.50"}, "2.000", []),
    "off by rounding": (
        {"2008": "1.5"},
        {"2008": "0.6"},
        "2.0",
        ["the printed total is 2.0, the figures add up to 2.1: rounding"],
    ),
    "off by more": ({"2008": "1.5"}, {"2008": "0.7"}, "2.0", ["the printed total is 2.0, the figures add up to 2.2"]),
    "blank and figure": (
        {"2008": 1},
        {"2008": "blank"},
        "2",
        ["the printed total is 2, the figures add up to 1"],
    ),
    "blank and sum": ({"2008": 1}, {"2008": "blank"}, "1", []),
    "nothing but blanks": ({"2008": "blank"}, {"2008": "n/a"}, "2", []),
    "nothing at all": ({"2007": 1}, {"2007": 1}, "2", []),
    "a total to be completed": ({"2008": 1}, {"2008": 1}, Missing.TO_BE_COMPLETED, []),
    "a blank total": ({"2008": 1}, {"2008": 1}, Missing.BLANK, []),
    "zero": ({"2008": 0}, {"2008": 0}, "0.0", []),
    "zero against a figure": (
        {"2008": 0},
        {"2008": 1},
        "0",
        ["the printed total is 0, the figures add up to 1"],
    ),
    "digits beyond any float": (
        {"2008": "999999999999999.999999999999"},
        {"2008": "0.000000000001"},
        "999999999999999.999999999999",
        [
            "the printed total is 999999999999999.999999999999, "
            "the figures add up to 1000000000000000.000000000000: rounding"
        ],
    ),
}


@pytest.mark.parametrize(("one", "other", "printed", "said"), SUMS.values(), ids=SUMS)
def test_what_counts_as_the_sum(
    one: dict[str, object], other: dict[str, object], printed: object, said: list[str]
) -> None:
    effort = work_months("department", SGO=one, CEC=other)
    output = Output(code="PP", title="Conference", effort=effort, published_effort=months(y2008=printed))
    report = validate(small_plan(outputs=[output]))
    messages = [problem.message for problem in report if problem.rule in ("OP301", "OP302")]
    assert messages == said


# --- texts ------------------------------------------------------------------------------------------------------------

COLUMNS = ("2007", "2008", "2009-2011")
LATER = 'valid_from = "2008"\n'


def found(rule: str, text: str) -> list[str]:
    report = validate_text(HEAD + text, select=rule, profile="draft")
    return [f"{problem.path}: {problem.message}" for problem in report]


def table(name: str, **rows: tuple[object, ...]) -> str:
    """A table by its first dim; None is a figure that is left out."""
    dim = {"effort": "department", "services": "service"}.get(name, "grade")
    lines: list[str] = []
    for label, figures in rows.items():
        cells = [
            f"{column} = {figure!r}".replace("'", '"')
            for column, figure in zip(COLUMNS, figures, strict=True)
            if figure is not None
        ]
        lines.append(f"{{ {', '.join((f'{dim} = {label!r}', *cells))} }}")
    return f"{name} = [{', '.join(lines)}]\n"


def staffed(*lines: str, **rows: tuple[object, ...]) -> str:
    return '[departments.D]\nname = "D"\n' + "".join(lines) + table("staffing", **rows)


def worked(*lines: str, **rows: tuple[object, ...]) -> str:
    return '[outputs.O]\ntitle = "O"\n' + "".join(lines) + table("effort", **rows)


def ordered(*lines: str, **rows: tuple[object, ...]) -> str:
    return '[outputs.O]\ntitle = "O"\n' + "".join(lines) + table("services", **rows)


D, E = ('[departments.D]\nname = "D"\n', '[departments.E]\nname = "E"\n')


# --- OP301, OP302 -----------------------------------------------------------------------------------------------------


def test_totals_are_printed_without_exponents() -> None:
    effort = work_months("department", SGO={"2008": "0.000000000001"}, CEC={"2008": 0})
    output = Output(code="PP", title="Conference", effort=effort, published_effort=months(y2008=Decimal("1E+3")))
    plan = small_plan(outputs=[output])
    assert [problem.message for problem in validate(plan, select="OP301")] == [
        "the printed total is 1000, the figures add up to 0.000000000001"
    ]


def test_rounding_as_data() -> None:
    text = D + '[outputs.O]\ntitle = "O"\nsection = "II.1"\neffort_section = "II.1.4"\n'
    text += table("effort", D=(7.3, None, None)) + "published_effort = { 2007 = 7.4 }\n"
    (problem,) = validate_text(HEAD + text, select=["OP301", "OP302"])
    assert problem == Problem(
        rule="OP302",
        severity=Severity.NOTE,
        path="outputs.O.effort[total, 2007]",
        section="II.1.4",
        message="the printed total is 7.4, the figures add up to 7.3: rounding",
        expected=Decimal("7.3"),
        actual=Decimal("7.4"),
        location=problem.location,
    )


# --- OP303, OP304 -----------------------------------------------------------------------------------------------------


def claim(operation: str, stated: str, terms: str, *lines: str) -> str:
    return (
        f'[claims.C]\ntext = "it is so"\noperation = "{operation}"\nstated = {stated}\nterms = {terms}\n'
        + "\n".join(lines)
        + "\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (claim("sum", "3", '["1", "2"]'), ""),
        (claim("sum", "3.25", '["1.0", "2.0"]'), "stated is 3.25, worked out 3.0"),
        (claim("sum", "4", '["1", "2"]'), "stated is 4, worked out 3"),
        (claim("sum", "4", '["1.000", "2"]'), "stated is 4, worked out 3.0"),
        (claim("sum", "4.0", '["1.005", "2"]'), "stated is 4.0, worked out 3.01"),
        (claim("sum", "4", '["1.04", "3"]', 'bound = "at most"'), "stated is at most 4, worked out 4.04"),
        (claim("sum", "4", '["1.0004", "3"]', 'bound = "at most"'), "stated is at most 4, worked out 4.0004"),
        (claim("sum", "4", '["0.96", "3"]', 'bound = "at least"'), "stated is at least 4, worked out 3.96"),
        (claim("change", "50", '["3", "4"]'), "stated is 50, worked out 33.3"),
        (claim("change", "50.0", '["3", "4"]'), "stated is 50.0, worked out 33.33"),
        (claim("change", "0", '["100000", "99999"]', 'bound = "at least"'), "stated is at least 0, worked out -0.001"),
        (claim("change", "0", '["100000", "100001"]', 'bound = "at most"'), "stated is at most 0, worked out 0.001"),
        (claim("count", "1", '["a", "b"]'), "stated is 1, worked out 2"),
    ],
)
def test_a_claim_that_is_contradicted(text: str, said: str) -> None:
    assert found("OP303", text) == ([f"claims.C: it is so: {said}"] if said else [])


def test_a_claim_that_differs_by_rounding_is_none() -> None:
    assert found("figures", claim("sum", "3.1", '["1.25", "1.8"]')) == []


@pytest.mark.parametrize("term", ["Infinity", "NaN", "sNaN", "-Infinity", "1e999999", "1e-999999", "words"])
@pytest.mark.parametrize("operation", ["sum", "change"])
def test_a_claim_that_cannot_be_checked(operation: str, term: str) -> None:
    assert found("figures", claim(operation, "3", f'["{term}", "{term}"]')) == [
        f"claims.C: it is so: cannot be checked: no figure: '{term}'"
    ]


def test_claims_as_data() -> None:
    section = 'section = "II.3"'
    (wrong,) = validate_text(HEAD + claim("sum", "4", '["1", "2"]', section), select="figures")
    assert (wrong.rule, wrong.severity, wrong.section) == ("OP303", Severity.WARNING, "II.3")
    assert (wrong.expected, wrong.actual) == (Decimal(3), Decimal(4))
    (open_,) = validate_text(HEAD + claim("quarter_of", "4", '["spring"]', section), select="figures")
    assert (open_.rule, open_.severity, open_.section) == ("OP304", Severity.NOTE, "II.3")
    assert (open_.expected, open_.actual) == (None, Decimal(4))
    assert open_.message == "it is so: cannot be checked: no date: 'spring'"


# --- OP305 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (staffed(), []),
        (staffed(P3=(1, 1, 3)), []),
        (staffed(P3=("blank", "n/a", "to be completed")), []),
        (staffed("published_staffing = { 2008 = 2 }\n", P3=(1, 1, 3)), []),
        (staffed(P3=(1, None, None)), ["D.staffing: no figure for 2008, 2009-2011"]),
        (staffed(P3=(1, None, 3), P2=(1, 1, 3)), ["D.staffing[P3, 2008]: no figure for 2008; other rows have one"]),
        (
            staffed(P3=(None, 1, None), P2=(1, 1, None), P1=(1, 1, None)),
            [
                "D.staffing: no figure for 2009-2011",
                "D.staffing[P3, 2007]: no figure for 2007; other rows have one",
            ],
        ),
        (
            staffed(P3=(None, 1, None), P2=(1, 1, 3)),
            ["D.staffing[P3, 2007]: no figure for 2007, 2009-2011; other rows have one"],
        ),
        # years in which a department does not exist
        (staffed('valid_until = "2007"\n', P3=(1, None, None)), []),
        (staffed('valid_until = "2008"\n', P3=(1, None, None)), ["D.staffing: no figure for 2008"]),
        (staffed('valid_until = "2009"\n', P3=(1, 1, None)), ["D.staffing: no figure for 2009-2011"]),
        (staffed(LATER, P3=(None, 1, 3)), []),
        (
            staffed('valid_from = "2011"\n', P3=(None, None, None), P2=(1, None, None)),
            ["D.staffing: no figure for 2009-2011"],
        ),
        (staffed('valid_from = "2012"\n', P3=(1, 1, None)), []),
        (
            staffed('valid_until = "2007"\n', P3=(None, 1, 3), P2=(1, None, None)),
            ["D.staffing[P3, 2007]: no figure for 2007; other rows have one"],
        ),
        (D + LATER + E + worked(D=(None, 1, 3), E=(1, 1, 3)), []),
        (D + 'valid_until = "2008"\n' + E + worked(D=(1, 1, None), E=(1, 1, 3)), []),
        (
            D + 'valid_until = "2008"\n' + E + worked(D=(1, None, None), E=(1, 1, None)),
            [
                "O.effort: no figure for 2009-2011",
                "O.effort[D, 2008]: no figure for 2008; other rows have one",
            ],
        ),
        (D + LATER + worked(D=(None, 1, 3)), ["O.effort: no figure for 2007"]),
        # services, posts, allocations
        (
            ordered(typing=(1, None, 3), translation=(1, 1, 3)),
            ["O.services[typing, 2008]: no figure for 2008; other rows have one"],
        ),
        (
            D + table("posts", P3=(1, 1, None)),
            ["D.posts: no figure for 2009-2011"],
        ),
        (
            D
            + 'allocations = [{ kind = "event", item = "A", 2007 = 100 }, { kind = "event", item = "B", 2008 = 100 }]',
            ["D.allocations: no figure for 2009-2011"],
        ),
        (  # what comes and goes need not look back before the window
            D + 'allocations = [{ kind = "event", item = "A", 2008 = 100, 2009-2011 = 100 }]',
            [],
        ),
        (
            D + 'allocations = [{ kind = "event", item = "A", 2007 = 100, 2009-2011 = 100 }]',
            ["D.allocations: no figure for 2008"],
        ),
    ],
)
def test_a_forgotten_period(text: str, said: list[str]) -> None:
    names = {"D.": "departments.D.", "O.": "outputs.O."}
    assert found("OP305", text) == [names[line[:2]] + line[2:] for line in said]


def test_a_label_beside_others_has_periods_of_its_own() -> None:
    text = """
[dimensions]
column = ["approved", "proposed"]
[measures.posts]
dims = ["column", "grade"]
not_additive = { column = "readings of one budget" }
[departments.D]
name = "D"
posts = [
    { column = "approved", grade = "P5", 2007 = 1 },
    { column = "proposed", grade = "P5", 2008 = 1, 2009-2011 = 1 },
    { column = "proposed", grade = "P4", 2008 = 1 },
]
"""
    assert found("OP305", text) == [
        "departments.D.posts[proposed, P4, 2009-2011]: no figure for 2009-2011; other rows have one"
    ]


def test_an_output_is_not_the_department_of_its_code() -> None:
    text = D + 'valid_until = "2007"\n[outputs.D]\ntitle = "D"\n' + table("services", typing=(1, None, None))
    assert found("OP305", text) == ["outputs.D.services: no figure for 2008, 2009-2011"]


def test_a_period_that_is_split_otherwise_is_not_forgotten() -> None:
    effort = work_months("department", SGO={"2007": 1, "2008": 2, "2009": 1, "2010-2011": 2}, CEC={"2007": 1})
    plan = small_plan(outputs=[Output(code="PP", title="Conference", effort=effort)])
    assert [f"{problem.path}: {problem.message}" for problem in validate(plan, select="OP305")] == [
        "outputs.PP.effort[CEC, 2008]: no figure for 2008; other rows have one"
    ]


def test_a_forgotten_period_as_data() -> None:
    text = staffed('section = "III.1"\n', 'staffing_section = "III.1.4"\n', P3=(1, None, None), P2=(1, 1, None))
    report = validate_text(HEAD + text, select="OP305")
    assert [(problem.section, problem.expected, problem.actual) for problem in report] == [
        ("III.1.4", COLUMNS, ("2007", "2008")),
        ("III.1.4", COLUMNS, ("2007",)),
    ]
    assert {problem.severity for problem in report} == {Severity.NOTE}


# --- OP306 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (staffed(P3=(0, None, 3), P2=("n/a", "to be completed", 1)), []),
        (staffed(P3=(1, "blank", 3)), ["staffing[P3, 2008]: blank in 2008: neither 0 nor a figure"]),
        (staffed(P3=("blank", 1, "blank")), ["staffing[P3, 2007]: blank in 2007, 2009-2011: neither 0 nor a figure"]),
        (
            staffed(P3=(0, "blank", None), P2=("blank", "blank", "blank"), P1=("blank", 0, 1)),
            [
                "staffing[P3, 2008]: blank in 2008: neither 0 nor a figure; "
                "the row P3 has nothing but blanks and zeros",
                "staffing[P2, 2007]: blank in 2007, 2008, 2009-2011: neither 0 nor a figure; "
                "the row P2 has nothing but blanks and zeros",
                "staffing[P1, 2007]: blank in 2007: neither 0 nor a figure",
            ],
        ),
        (staffed(P3=(0, "blank", "n/a")), ["staffing[P3, 2008]: blank in 2008: neither 0 nor a figure"]),
        (
            D + 'published_staffing = { 2007 = "blank", 2008 = 0 }',
            ["published_staffing[2007]: blank in 2007: neither 0 nor a figure"],
        ),
        (
            D + 'allocations = [{ kind = "event", item = "A", 2007 = "blank" }]',
            [
                "allocations[event, A, 2007]: blank in 2007: neither 0 nor a figure; "
                "the row event, A has nothing but blanks and zeros"
            ],
        ),
    ],
)
def test_a_blank(text: str, said: list[str]) -> None:
    assert found("OP306", text) == [f"departments.D.{line}" for line in said]


def test_a_blank_as_data() -> None:
    text = HEAD + staffed('section = "III.1"\n', P3=(1, "blank", 3))
    (problem,) = validate_text(text, select="OP306")
    assert (problem.section, problem.expected, problem.actual) == ("III.1", None, "blank")
    assert problem.severity is Severity.NOTE


# --- OP307 ------------------------------------------------------------------------------------------------------------


def shares(*values: object, printed: object = None, kind: str = "event") -> str:
    """Percentages of 2008, and their total as printed."""
    rows = [
        f'{{ kind = "{kind}", item = "I{number}", 2008 = {value!r} }}'.replace("'", '"')
        for number, value in enumerate(values)
    ]
    total = f'published_allocations = [{{ kind = "{kind}", 2008 = {printed} }}]\n' if printed is not None else ""
    return f"{D}allocations = [{', '.join(rows)}]\n{total}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (shares(100), ""),
        (shares(60, 40), ""),
        (shares(60, 39), ""),
        (shares(60, 41), ""),
        (shares(60, 38), "98"),
        (shares(60, 42), "102"),
        (shares(99), "99"),
        (shares(33.3, 33.3, 33.3), ""),
        (shares(33.3, 33.3, 33.2), "99.8"),
        (shares(50, 49.9), ""),
        (shares(50, 49.8), "99.8"),
        (shares(0), "0"),
        (shares("blank"), ""),
        (shares(60, "blank"), ""),
        (shares(60, 41, "n/a"), ""),
        (shares(60, 42, "blank"), "102"),
        (shares(90, printed=100), ""),
        (shares(90, printed="100.0"), ""),
        (shares(90, printed=90), ""),
        (shares(90, printed=99), ""),
        (shares(2.5, 22.5, printed=25), ""),
        (shares(90, printed='"blank"'), "90"),
    ],
)
def test_percentages_of_a_whole(text: str, said: str) -> None:
    path = "departments.D.allocations[total, event, 2008]"
    assert found("OP307", text) == ([f"{path}: the percentages make {said}, not 100"] if said else [])


def test_each_kind_and_period_is_a_whole() -> None:
    rows = [
        '{ kind = "event", item = "A", 2007 = 100, 2008 = 50 }',
        '{ kind = "activity", item = "A", 2007 = 40, 2008 = 100 }',
        '{ kind = "activity", item = "B", 2007 = 30 }',
    ]
    printed = '{ kind = "event", 2007 = 100 }, { kind = "activity", 2008 = 100 }'
    text = f"{D}allocations = [{', '.join(rows)}]\npublished_allocations = [{printed}]\n"
    assert sorted(found("OP307", text)) == [
        "departments.D.allocations[total, activity, 2007]: the percentages make 70, not 100",
        "departments.D.allocations[total, event, 2008]: the percentages make 50, not 100",
    ]


def test_percentages_as_data() -> None:
    for lines, section in (('section = "III.4"\n', "III.4"), ('allocations_section = "III.4.2"\n', "III.4.2")):
        (problem,) = validate_text(HEAD + shares(90) + lines, select="OP307")
        assert (problem.section, problem.expected, problem.actual) == (section, Decimal(100), Decimal(90))
        assert problem.severity is Severity.WARNING


# --- OP308 ------------------------------------------------------------------------------------------------------------

RISE, FALL = "the figures a year rise by half or more", "the figures a year fall by a third or more"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"P3": (20, 30, 90)}, [f"from 2007 to 2008 {RISE}: P3 20 to 30"]),
        ({"P3": (20, 29.9, 89.7)}, []),
        ({"P3": (30, 20, 60)}, [f"from 2007 to 2008 {FALL}: P3 30 to 20"]),
        ({"P3": (30, 20.1, 60)}, []),
        ({"P3": (0, 10, 30)}, [f"from 2007 to 2008 {RISE}: P3 0 to 10"]),
        ({"P3": (10, 0, 0)}, [f"from 2007 to 2008 {FALL}: P3 10 to 0"]),
        ({"P3": (0, 9.9, 29.7)}, []),
        ({"P3": (10, 19, 57)}, []),
        ({"P3": (0, 0, 0)}, []),
        ({"P3": (20, 20, 90)}, [f"from 2008 to 2009-2011 {RISE}: P3 20 to 90 in 3 years"]),
        ({"P3": (20, 20, 89)}, []),
        ({"P3": (20, 20, 20)}, [f"from 2008 to 2009-2011 {FALL}: P3 20 to 20 in 3 years"]),
        ({"P3": (20, "blank", 90)}, []),
        ({"P3": ("n/a", 20, None)}, []),
        (
            {"P3": (20, 40, 60), "P2": (24, 12, 36), "P1": (12, 24, 72)},
            [
                f"from 2007 to 2008 {FALL}: P2 24 to 12",
                f"from 2007 to 2008 {RISE}: P3 20 to 40; P1 12 to 24",
                f"from 2008 to 2009-2011 {FALL}: P3 40 to 60 in 3 years",
            ],
        ),
    ],
)
def test_figures_out_of_line(rows: dict[str, tuple[object, ...]], said: list[str]) -> None:
    assert found("OP308", staffed(**rows)) == [f"departments.D.staffing: {line}" for line in said]


@pytest.mark.parametrize(
    ("bound", "rows", "said"),
    [
        ('valid_until = "2007"\n', {"P3": (20, 0, 0), "P2": (30, 20, 0)}, []),
        ('valid_until = "2007"\n', {"P3": (20, 30, 90)}, [f"from 2007 to 2008 {RISE}: P3 20 to 30"]),
        ('valid_until = "2008"\n', {"P3": (30, 20, 0)}, [f"from 2007 to 2008 {FALL}: P3 30 to 20"]),
        (LATER, {"P3": (0, 30, 90)}, []),
        (LATER, {"P3": (30, 0, 0)}, [f"from 2007 to 2008 {FALL}: P3 30 to 0"]),
        ('valid_from = "2007"\n', {"P3": (0, 30, 90)}, [f"from 2007 to 2008 {RISE}: P3 0 to 30"]),
    ],
)
def test_departments_that_begin_or_end(bound: str, rows: dict[str, tuple[object, ...]], said: list[str]) -> None:
    assert found("OP308", staffed(bound, **rows)) == [f"departments.D.staffing: {line}" for line in said]
    (figures,) = [list(rows.values())[-1]]
    effort = D + bound + worked(D=figures)
    assert found("OP308", effort) == [f"outputs.O.effort: {line.replace(': P3', ': D')}" for line in said]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"typing": (2, 3, 9)}, [f"from 2007 to 2008 {RISE}: typing 2 to 3"]),
        ({"typing": (2, 2.9, 9)}, []),
        ({"typing": (0, 5, 0)}, []),
        ({"typing": (0, 0, 0)}, []),
        (
            {"typing": (3, 2, 6), "translation": (3, 1, 3)},
            [f"from 2007 to 2008 {FALL}: translation 3 to 1; typing 3 to 2"],
        ),
    ],
)
def test_volumes_out_of_line(rows: dict[str, tuple[object, ...]], said: list[str]) -> None:
    assert found("OP308", ordered(**rows)) == [f"outputs.O.services: {line}" for line in said]


UP = worked(D=(20, 30, 90))


def event(period: str, output: str = "O", code: str = "V") -> str:
    return f'[events.{code}]\ntitle = "V"\noutput = "{output}"\nperiod = "{period}"\n'


@pytest.mark.parametrize(
    ("events", "explained"),
    [
        ("", False),
        ('[events.V]\ntitle = "V"\noutput = "O"\n', False),
        ('[events.V]\ntitle = "V"\nperiod = "2008"\n', False),
        (event("2005"), False),
        (event("2006"), True),
        (event("2005-2006"), True),
        (event("2007"), True),
        (event("2008"), True),
        (event("2009"), True),
        (event("2009-2012"), True),
        (event("2010"), False),
        (event("2007") + event("2008", code="W"), False),
        (event("2007-2008"), False),
        (event("2007") + event("2009", code="W"), True),
        (event("2008", "Q") + '[outputs.Q]\ntitle = "Q"\n', False),
    ],
)
def test_events_explain_what_is_out_of_line(events: str, explained: bool) -> None:
    for text, path in ((D + UP, "outputs.O.effort"), (ordered(typing=(20, 30, 90)), "outputs.O.services")):
        said = (
            [] if explained else [f"{path}: from 2007 to 2008 {RISE}: {'D' if 'effort' in path else 'typing'} 20 to 30"]
        )
        assert found("OP308", text + events) == said


def test_events_explain_nothing_of_departments() -> None:
    text = staffed(P3=(20, 30, 90)) + event("2008") + '[outputs.O]\ntitle = "O"\n'
    assert found("OP308", text) == [f"departments.D.staffing: from 2007 to 2008 {RISE}: P3 20 to 30"]


def test_out_of_line_as_data() -> None:
    up = {"2007": 20, "2008": 30}
    volumes = Table.from_records(
        [{"service": "typing", "period": period, "value": value} for period, value in up.items()],
        dims=("service", "period"),
        unit="page",
    )
    sections = {"effort_section": "II.1.4", "services_section": "II.1.4a"}
    for own in ({}, sections):
        plan = small_plan(
            periods=["2008", "2007"],
            departments=[Department(code="D", name="D", section="III.1", staffing=work_months("grade", P3=up))],
            outputs=[
                Output(
                    code="O",
                    title="O",
                    section="II.1",
                    effort=work_months("department", D=up),
                    services=volumes,
                    **own,  # type: ignore[arg-type]  # sections
                )
            ],
        )
        report = validate(plan, select="OP308")
        assert [(problem.path, problem.section) for problem in report] == [
            ("outputs.O.effort", own.get("effort_section", "II.1")),
            ("outputs.O.services", own.get("services_section", "II.1")),
            ("departments.D.staffing", "III.1"),
        ]
        assert {(problem.actual, problem.severity) for problem in report} == {("2008", Severity.NOTE)}
        assert report[0].message == f"from 2007 to 2008 {RISE}: D 20 to 30"
    plan = change(plan, {"departments.D.staffing_section": "III.1.4"})
    assert validate(plan, select="OP308")[2].section == "III.1.4"


@pytest.mark.parametrize("periods", [["1000", "1001"], ["9998", "9999"]])
def test_the_first_and_the_last_years_that_there_are(periods: list[str]) -> None:
    effort = work_months("department", SGO=dict(zip(periods, (10, 30), strict=True)))
    plan = small_plan(periods=periods, outputs=[Output(code="PP", title="C", effort=effort)])
    assert [problem.rule for problem in validate(plan, select="figures")] == ["OP308"]


# --- all --------------------------------------------------------------------------------------------------------------


def test_dims_may_stand_in_any_order() -> None:
    records = [{"period": "2008", "item": "A", "kind": "event", "value": Missing.BLANK}]
    allocations = Table.from_records(records, dims=("period", "item", "kind"), unit="percent")
    staffing = Table.from_records(
        [{"period": "2008", "grade": "P3", "value": Missing.BLANK}], dims=("period", "grade"), unit="work_month"
    )
    plan = small_plan(
        departments=[Department(code="D", name="D", allocations=allocations, staffing=staffing)], outputs=[]
    )
    paths = [problem.path for problem in validate(plan, select="OP306")]
    assert paths == ["departments.D.staffing[P3, 2008]", "departments.D.allocations[event, A, 2008]"]
    assert [get(plan, path) for path in paths] == [Missing.BLANK, Missing.BLANK]


def test_the_counts_of_the_shipped_plan() -> None:
    counts = validate(bundled("gs-2008-2011"), select="figures", ignore=["OP303", "OP304"]).counts
    assert counts == {"OP305": 3, "OP306": 4, "OP308": 15, "OP309": 1}


@settings(max_examples=40)
@given(plans())
def test_any_plan_can_be_judged(plan: OperationalPlan) -> None:
    report = validate(plan, select="figures")
    assert report == validate(plan, select="figures")
    assert len({(problem.rule, problem.path, problem.message) for problem in report}) == len(report)
    for problem in report:
        if problem.rule in ("OP305", "OP306"):
            get(plan, problem.path if problem.rule == "OP306" else problem.path.partition("[")[0])


def test_of_many_columns_a_message_names_the_first() -> None:
    months = [f"2008-M{number:02}" for number in range(1, 13)]
    text = HEAD.replace('["2007", "2008", "2009-2011"]', str(["2007", *months]).replace("'", '"'))
    blank, worked = (", ".join(f"{month} = {cell}" for month in months) for cell in ('"blank"', "1"))
    text += f'[departments.A]\nname = "A"\nstaffing = [{{ grade = "P5", 2007 = 1, {blank} }}]\n'
    text += f'[departments.B]\nname = "B"\nvalid_until = "2007"\nstaffing = [{{ grade = "P5", {worked} }}]\n'
    nine = months[:9]
    assert [problem.message for problem in validate_text(text, select=["OP306", "OP403"])] == [
        f"blank in {', '.join(nine)} and 3 more: neither 0 nor a figure",
        f"ends in 2007, and has work-months after that: {' and '.join(f'1 in {one}' for one in nine)} and 3 more",
    ]
