"""Capacity: what is asked against what there is, departments that begin and end, work behind volumes."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from itu_opplan import (
    Body,
    Department,
    Missing,
    OperationalPlan,
    Output,
    Service,
    Severity,
    Table,
    bundled,
    get,
    validate,
    validate_text,
)
from tests.small_plans import HEAD, small_plan, work_months
from tests.strategies import plans

COLUMNS = ("2007", "2008", "2009-2011")


def found(rule: str, text: str, head: str = HEAD) -> list[str]:
    report = validate_text(head + text, select=rule, profile="draft")
    return [f"{problem.path}: {problem.message}" for problem in report]


def row(label: str, *figures: object) -> str:
    """A row of a table; None is a figure that is left out."""
    cells = [
        f"{column} = {figure!r}".replace("'", '"')
        for column, figure in zip(COLUMNS, figures, strict=True)
        if figure is not None
    ]
    return f"{{ {', '.join((label, *cells))} }}"


def table(name: str, dim: str, rows: dict[str, tuple[object, ...]]) -> str:
    lines = [row(f'{dim} = "{label}"', *figures) for label, figures in rows.items()]
    return f"{name} = [{', '.join(lines)}]\n"


def staffing(**rows: tuple[object, ...]) -> str:
    return table("staffing", "grade", rows)


def department(code: str, *lines: str) -> str:
    return f'[departments.{code}]\nname = "{code}"\n' + "\n".join(lines) + "\n"


def output(code: str, *lines: str, **effort: tuple[object, ...]) -> str:
    return f'[outputs.{code}]\ntitle = "{code}"\n' + table("effort", "department", effort) + "\n".join(lines) + "\n"


# --- OP401 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (department("A", staffing(P3=(12, 12, 36))) + output("O", A=(12, 12, 36)), []),
        (department("A", staffing(P3=(None, None, None))) + output("O", A=(12, 12, 36)), []),
        (department("A", staffing(P3=("blank", "n/a", "to be completed"))) + output("O", A=(12, 12, 36)), []),
        (department("A", staffing(P3=(12, 12, 36))) + output("O", A=("blank", None, 36)), []),
        (
            department("A", staffing(P3=(0, 12, 36))) + output("O", A=(1, 12, 36)),
            ["departments.A.staffing[total, 2007]: the outputs ask A for 1 work-month in 2007; it has 0"],
        ),
        (
            department("A", staffing(P3=(6, 12, 36), P2=(6, "blank", 0)))
            + output("O", A=(6.5, 12.1, 36))
            + output("Q", A=(5.6, "to be completed", 0.1)),
            [
                "departments.A.staffing[total, 2007]: the outputs ask A for 12.1 work-months in 2007; it has 12",
                "departments.A.staffing[total, 2008]: the outputs ask A for 12.1 work-months in 2008; it has 12 "
                "(capacity without 1 blank, effort without 1 to be completed)",
                "departments.A.staffing[total, 2009-2011]: "
                "the outputs ask A for 36.1 work-months in 2009-2011; it has 36",
            ],
        ),
    ],
)
def test_overload(text: str, said: list[str]) -> None:
    assert found("OP401", text) == said


def test_overload_as_data() -> None:
    lines = ('section = "III.1"', staffing(P3=(12, 12, 36)))
    for extra, section in ((), "III.1"), (('staffing_section = "III.1.4"',), "III.1.4"):
        text = HEAD + department("A", *lines, *extra) + output("O", A=(12, 13.5, 36))
        (problem,) = validate_text(text, select="OP401")
        assert (problem.section, problem.expected, problem.actual) == (section, Decimal(12), Decimal("13.5"))
        assert problem.severity is Severity.WARNING


def test_what_the_shipped_plan_asks_too_much_of() -> None:
    (problem,) = validate(bundled("gs-2008-2011"), select="OP401")
    assert str(problem) == (
        "departments.SPU.staffing[total, 2008]: the outputs ask SPU for 51.9 work-months in 2008; it has 48"
    )
    assert problem.section == "III.3.4"


# --- OP402 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posts", "months", "said"),
    [
        ((1, 2, 2), (12, 24, 72), []),
        ((0.5, 0, 1), (6, 0, 36), []),
        ((1, None, 2), (None, 24, "blank"), []),
        (("blank", "n/a", "to be completed"), (12, 24, 36), []),
        (
            (1, 2, 2),
            (13, 23.5, 24),
            [
                "P3, 2007]: 1 post makes 12 work-months; it has 13, 1 too many",
                "P3, 2008]: 2 posts make 24 work-months; it has 23.5, 0.5 too few",
                "P3, 2009-2011]: 2 posts make 72 work-months; it has 24, 48 too few",
            ],
        ),
        ((0, 1, 1), (1, 12, 36), ["P3, 2007]: 0 posts make 0 work-months; it has 1, 1 too many"]),
    ],
)
def test_posts_against_work_months(posts: tuple[object, ...], months: tuple[object, ...], said: list[str]) -> None:
    text = department("A", table("posts", "grade", {"P3": posts}), staffing(P3=months, P2=(1, 1, 1)))
    assert found("OP402", text) == [f"departments.A.staffing[{line}" for line in said]


@pytest.mark.parametrize("life", ['valid_from = "2010"', 'valid_until = "2010"', 'valid_from = "2009"'])
def test_posts_of_a_department_that_begins_or_ends_in_a_column(life: str) -> None:
    text = department("A", table("posts", "grade", {"P3": (1, 1, 1)}), staffing(P3=(12, 12, 24)), life)
    said = [] if "2010" in life else ["1 post makes 36 work-months; it has 24, 12 too few"]
    assert [problem.message for problem in validate_text(HEAD + text, select="OP402")] == said


def test_posts_against_work_months_as_data() -> None:
    own = table("posts", "grade", {"P3": (1, 1, 1)}), staffing(P3=(12, 11, 36)), 'section = "III.2"'
    (problem,) = validate_text(HEAD + department("A", *own), select="OP402")
    assert (problem.section, problem.expected, problem.actual) == ("III.2", Decimal(12), Decimal(11))
    assert problem.severity is Severity.NOTE
    (problem,) = validate_text(HEAD + department("A", *own, 'staffing_section = "III.2.4"'), select="OP402")
    assert problem.section == "III.2.4"


# --- OP403 ------------------------------------------------------------------------------------------------------------

FULL = staffing(P3=(12, 12, 36))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (department("A", FULL) + output("O", A=(1, 1, 1)), []),
        (department("A", FULL, 'valid_until = "2009"') + output("O", A=(1, 1, 1)), []),
        (department("A", FULL, 'valid_from = "2007"') + output("O", A=(1, 1, 1)), []),
        (department("A", staffing(P3=(12, 12, 0)), 'valid_until = "2008"') + output("O", A=(1, 1, 0)), []),
        (department("A", staffing(P3=(12, 12, "blank")), 'valid_until = "2008"') + output("O", A=(1, 1, "n/a")), []),
        (department("A", staffing(P3=(None, 0, 36)), 'valid_from = "2009"') + output("O", A=(0, None, 3)), []),
        (
            department("A", FULL, 'valid_until = "2006-2008"'),
            ["departments.A.staffing: ends in 2008, and has work-months after that: 36 in 2009-2011"],
        ),
        (
            department("A", FULL, 'valid_until = "2007"'),
            ["departments.A.staffing: ends in 2007, and has work-months after that: 12 in 2008 and 36 in 2009-2011"],
        ),
        (
            department("A", FULL, 'valid_from = "2009-2010"'),
            ["departments.A.staffing: starts in 2009, and has work-months before that: 12 in 2007 and 12 in 2008"],
        ),
        (
            department("A", 'valid_until = "2007"') + output("O", A=(1, 2.5, 7)) + output("Q", A=(1, 0, 2.5)),
            [
                "departments.A: ends in 2007, and O, Q ask it for work-months after that: "
                "2.5 in 2008 and 9.5 in 2009-2011",
            ],
        ),
        (
            department("A", 'valid_from = "2008"') + output("O", A=(1.5, 2, 7)) + output("Q", A=(0, 1, 2)),
            ["departments.A: starts in 2008, and O asks it for work-months before that: 1.5 in 2007"],
        ),
        (
            department("A", FULL, 'valid_until = "2008"', 'valid_from = "2008"') + output("O", A=(0, 0, 7)),
            [
                "departments.A: ends in 2008, and O asks it for work-months after that: 7 in 2009-2011",
                "departments.A.staffing: starts in 2008, and has work-months before that: 12 in 2007",
                "departments.A.staffing: ends in 2008, and has work-months after that: 36 in 2009-2011",
            ],
        ),
        (
            department("A", 'valid_until = "2007"')
            + "".join(output(f"O{number:02}", A=(0, 1, 0)) for number in range(11)),
            [
                "departments.A: ends in 2007, and O00, O01, O02, O03, O04, O05, O06, O07, O08 and 2 more ask it "
                "for work-months after that: 11 in 2008"
            ],
        ),
    ],
)
def test_work_where_a_department_does_not_exist(text: str, said: list[str]) -> None:
    assert found("OP403", text) == said


def activities(count: int, owner: str = "A") -> str:
    return "".join(f'[activities.A{n}]\ntitle = "a"\ndepartment = "{owner}"\n' for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (department("A", 'valid_until = "2008"') + activities(2), []),
        (department("A") + activities(2), []),
        (department("A", 'valid_until = "2007"'), []),
        (department("A", 'valid_until = "2007"') + department("B") + activities(2, "B"), []),
        (
            department("A", 'valid_until = "2007"') + activities(1),
            ["activities: A ends in 2007, and still has activities in a plan for 2008-2011: A1"],
        ),
        (
            department("A", 'valid_until = "2007"') + activities(5),
            ["activities: A ends in 2007, and still has activities in a plan for 2008-2011: A1, A2, A3 and 2 more"],
        ),
    ],
)
def test_activities_of_a_department_that_has_ended(text: str, said: list[str]) -> None:
    assert found("OP403", text) == said


def test_work_where_a_department_does_not_exist_as_data() -> None:
    lines = 'valid_until = "2007"', 'section = "III.1"', 'staffing_section = "III.1.4"', FULL
    text = HEAD + department("A", *lines) + output("O", A=(1, 2, 3)) + activities(2)
    report = validate_text(text, select="OP403")
    assert [(problem.section, problem.actual) for problem in report] == [
        ("III.1", ("O",)),
        ("III.1.4", ("2008", "2009-2011")),
        (None, ("A1", "A2")),
    ]
    assert {problem.severity for problem in report} == {Severity.WARNING}


# --- OP404, OP405, OP406: who takes over ------------------------------------------------------------------------------

HEIR = 'successors = ["B"]'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (department("A", FULL) + department("B"), []),
        (department("A", FULL, HEIR, 'valid_until = "2008"') + department("B"), []),
        (department("A", HEIR) + department("B") + output("O", A=(1, 1, 1)), []),
        (department("A", staffing(P3=(12, 12, 0)), HEIR) + department("B") + output("O", A=(1, 1, 1)), []),
        (department("A", staffing(P3=(12, 12, "blank")), HEIR) + department("B"), []),
        (
            department("A", staffing(P3=(None, None, 36)), HEIR) + department("B") + output("O", A=(1, 1, 0)),
            ["B takes over from it, the plan does not say when, and it has work-months to the end of 2011"],
        ),
        (
            department("A", FULL, HEIR) + department("B") + output("O", A=(0, 0, 1)) + output("Q", B=(1, 1, 1)),
            [
                "B takes over from it, the plan does not say when, and it has work-months to the end of 2011; "
                "1 output asks it for some"
            ],
        ),
        (
            department("A", FULL, 'successors = ["B", "C"]')
            + department("B")
            + department("C")
            + output("O", A=(0, 0, 1))
            + output("Q", A=(0, 0, 1)),
            [
                "B, C take over from it, the plan does not say when, and it has work-months to the end of 2011; "
                "2 outputs ask it for some"
            ],
        ),
    ],
)
def test_a_successor_without_a_date(text: str, said: list[str]) -> None:
    assert found("OP404", text) == [f"departments.A: {line}" for line in said]


def test_a_successor_without_a_date_as_data() -> None:
    text = HEAD + department("A", FULL, HEIR, 'section = "III.1"') + department("B") + output("O", A=(0, 0, 1))
    (problem,) = validate_text(text, select="OP404")
    assert (problem.section, problem.actual, problem.severity) == ("III.1", ("O",), Severity.WARNING)


def test_the_last_column_is_the_one_that_ends_last() -> None:
    plan = small_plan(
        periods=["2009-2011", "2007", "2008"],
        departments=[
            Department(code="A", name="A", staffing=work_months("grade", P3={"2009-2011": 1}), successors=["B"]),
            Department(code="B", name="B", staffing=work_months("grade", P3={"2008": 1}), successors=["C"]),
            Department(code="C", name="C"),
        ],
        outputs=[],
    )
    assert [problem.path for problem in validate(plan, select="OP404")] == ["departments.A"]
    assert [problem.path for problem in validate(plan, select="OP405")] == ["departments.C"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (department("A", FULL, HEIR) + department("B", FULL), []),
        (department("A", FULL, HEIR) + department("B", staffing(P3=(0, 0, "to be completed"))), []),
        (department("A", HEIR) + department("B"), []),
        (department("A", staffing(P3=(0, 0, "blank")), HEIR) + department("B"), []),
        (department("A", FULL, HEIR, 'valid_until = "2011"') + department("B"), []),
        (department("A", FULL, HEIR) + department("C", FULL, '[departments.C.units.B]\nname = "B"'), []),
        (department("A", FULL) + department("B"), []),
        (
            department("A", FULL, HEIR, 'valid_until = "2010"') + department("B"),
            ["departments.B: takes over from A, and the plan gives it no work-months"],
        ),
        (
            department("A", FULL, HEIR) + department("B", staffing(P3=(0, 0, 0))),
            ["departments.B: takes over from A, and the plan gives it no work-months"],
        ),
        (
            department("A", FULL, HEIR)
            + department("C", FULL, HEIR)
            + '[bodies.B]\nname = "B"\n[bodies.D]\nname = "D"',
            ["bodies.B: takes over from A, C, and the plan gives it no work-months"],
        ),
    ],
)
def test_a_successor_without_resources(text: str, said: list[str]) -> None:
    assert found("OP405", text) == said


def test_the_section_of_a_successor() -> None:
    first = Department(
        code="A", name="A", section="III.1", staffing=work_months("grade", P3={"2008": 1}), successors=["B", "C"]
    )
    heirs = [Body(code="B", name="B", section="I.4"), Body(code="C", name="C")]
    report = validate(small_plan(departments=[first], bodies=heirs, outputs=[]), select="OP405")
    assert [(problem.path, problem.section) for problem in report] == [("bodies.B", "I.4"), ("bodies.C", "III.1")]
    assert {problem.severity for problem in report} == {Severity.WARNING}


ENDS = 'valid_until = "2008"'


def unit(code: str, *lines: str) -> str:
    return f'[departments.A.units.{code}]\nname = "{code}"\n' + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (department("A", FULL), []),
        (department("A", FULL, 'valid_until = "2011"'), []),
        (department("A", FULL, ENDS, HEIR) + department("B"), []),
        (department("A", ENDS), []),
        (department("A", ENDS, staffing(P3=(0, "blank", None))), []),
        (department("A", FULL, ENDS, unit("U", HEIR), unit("V", HEIR)) + department("B"), []),
        (department("A", FULL, 'valid_until = "2010"'), ["2010, and the plan does not say who takes over its work"]),
        (
            department("A", FULL, ENDS, unit("U")),
            ["2008, and the plan does not say who takes over its work and that of 1 unit"],
        ),
        (
            department("A", FULL, ENDS, unit("U"), unit("V", HEIR), unit("W")) + department("B"),
            ["2008, and the plan does not say who takes over its work and that of 2 units"],
        ),
    ],
)
def test_an_end_without_successor(text: str, said: list[str]) -> None:
    assert found("OP406", text) == [f"departments.A.successors: ends in {line}" for line in said]


def test_an_end_without_successor_as_data() -> None:
    text = HEAD + department("A", 'section = "III.1"', FULL, ENDS, unit("U"), unit("V"))
    (problem,) = validate_text(text, select="OP406")
    assert (problem.section, problem.actual, problem.severity) == ("III.1", ("U", "V"), Severity.WARNING)


# --- OP407, OP408, OP411: work behind volumes -------------------------------------------------------------------------

SERVICES = """
[services.printing]
name = "Printing"
departments = ["A"]
[services.binding]
name = "Binding"
departments = ["A"]
[services.posting]
name = "Posting"
departments = ["A", "B"]
[services.filming]
name = "Filming"
"""
SHOPS = department("A") + department("B") + SERVICES


def services(**rows: tuple[object, ...]) -> str:
    return table("services", "service", rows)


ONE = (1000, 1000, 3000)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (output("O", services(printing=ONE), A=(1, 1, 3)), []),
        (output("O", services(printing=(0, 0, 0)), A=(0, 0, 0)), []),
        (output("O", services(printing=("blank", None, "n/a")), A=(0, 0, 0)), []),
        (output("O", services(printing=ONE)), []),
        (output("O", services(printing=ONE), A=("blank", "to be completed", None)), []),
        (output("O", services(filming=ONE), A=(0, 0, 0)), []),
        (output("O", services(posting=ONE), A=(0, 0, 0), B=(1, 1, 1)), []),
        (output("O", services(posting=ONE), A=(0, 0, 0), B=(1, 1, "blank")), []),
        (
            output("O", services(printing=(1000, 0, 0)), A=(0, 1, 3)),
            ["printing (1000) in 2007, but plans no work-months of A"],
        ),
        (
            output("O", services(printing=(0, 0, 3000)), B=(1, None, 3)),
            ["printing (3000) in 2009-2011, but plans no work-months of A"],
        ),
        (
            output("O", services(printing=(0, 1000.5, 0), binding=("blank", 7, 0)), A=(0, 0, 0)),
            ["binding (7), printing (1000.5) in 2008, but plans no work-months of A"],
        ),
        (
            output("O", services(printing=(5, 0, 0), posting=(6, 0, 7)), A=(0, 0, 0), B=(0, 0, None)),
            [
                "printing (5) in 2007, but plans no work-months of A",
                "posting (6) in 2007, but plans no work-months of A or B",
                "posting (7) in 2009-2011, but plans no work-months of A or B",
            ],
        ),
    ],
)
def test_volumes_without_work(text: str, said: list[str]) -> None:
    lines = [f"outputs.O.services: orders {line}" for line in said]
    assert sorted(found("OP407", SHOPS + text)) == sorted(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (output("O", services(printing=ONE), A=(1, 1, 3)), []),
        (output("O", services(printing=(0, 0, 0)), A=(0, 0, 0)), []),
        (output("O", services(printing=(0, 0, 0)), B=(1, 1, 3)), []),
        (output("O", services(filming=(0, 0, 0)), A=(1, 1, 3)), []),
        (output("O", services(printing=(0, 0, 0), binding=(1, "blank", 1)), A=(1, 1, 3)), []),
        (output("O", services(printing=ONE, posting=(0, 0, 0)), A=(1, 1, 3)), []),
        (output("O", services(printing=(0, 0, 0), posting=ONE), A=(1, 1, 3)), []),
        (output("O", services(posting=(0, 0, 0)), A=("blank", 1, 1), B=(1, "blank", "blank")), []),
        (
            output("O", services(printing=(0, 1, 1)), A=(1, 1, 3)),
            ["1 work-month of A in 2007, but orders no printing"],
        ),
        (
            output("O", services(printing=(1, 0, 1), binding=(1, 0, 1)), A=(1, 2.5, 3)),
            ["2.5 work-months of A in 2008, but orders no binding or printing"],
        ),
        (
            output("O", services(posting=(1, 1, 0)), A=(1, 1, 3), B=(0, 0, 1)),
            ["4 work-months of A, B in 2009-2011, but orders no posting"],
        ),
    ],
)
def test_work_without_volumes(text: str, said: list[str]) -> None:
    assert found("OP408", SHOPS + text) == [f"outputs.O.services: plans {line}" for line in said]


@pytest.mark.parametrize(
    ("titles", "found_"),
    [
        ([], True),  # no list of its own
        (["Printing of guides"] * 2 + ["Calls"] * 18, True),  # one in ten
        (["Printing of guides"] * 2 + ["Calls"] * 19, False),
        (["Calls"] * 19, True),  # a list in other words
    ],
)
def test_who_does_much_else_need_not_work_for_orders(titles: list[str], found_: bool) -> None:
    rows = [f'A{n} = {{ title = "{title}", department = "A" }}\n' for n, title in enumerate(titles)]
    text = output("O", services(printing=(0, 1, 1)), A=(1, 1, 3)) + "[activities]\n" + "".join(rows)
    said = ["outputs.O.services: plans 1 work-month of A in 2007, but orders no printing"]
    assert found("OP408", SHOPS + text) == (said if found_ else [])


def test_what_one_output_orders_is_not_for_another() -> None:
    text = output("O", services(printing=ONE), A=(0, 1, 3)) + output("Q", services(printing=(0, 1, 1)), A=(1, 1, 3))
    assert found("OP407", SHOPS + text) == [
        "outputs.O.services: orders printing (1000) in 2007, but plans no work-months of A"
    ]
    assert found("OP408", SHOPS + text) == [
        "outputs.Q.services: plans 1 work-month of A in 2007, but orders no printing"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # a quarter more work, a fifth less: just enough, and just not
        (output("O", services(printing=(9, 8, 24)), A=(4, 5, 15)), ["2007 to 2008", "rise, 4 to 5", "printing fall"]),
        (output("O", services(printing=(9, 8, 24)), A=(4, 4.99, 15)), []),
        (output("O", services(printing=(8, 9, 27)), A=(5, 4, 12)), ["2007 to 2008", "fall, 5 to 4", "printing rise"]),
        (output("O", services(printing=(8, 9, 27)), A=(5, 4.01, 12)), []),
        (output("O", services(printing=(8, 8, 24)), A=(4, 5, 15)), []),
        (output("O", services(printing=(8, 8, 24)), A=(5, 4, 12)), []),
        (output("O", services(printing=(8, 9, 27)), A=(4, 5, 15)), []),
        (output("O", services(printing=(9, 8, 24)), A=(5, 4, 12)), []),
        # a year of a column of three is a third of it
        (output("O", services(printing=(8, 8, 21)), A=(4, 4, 12)), []),
        (
            output("O", services(printing=(8, 8, 21)), A=(4, 4, 15)),
            ["2008 to 2009-2011", "rise, 4 to 15 in 3 years", "printing fall"],
        ),
        # all volumes must go the other way
        (output("O", services(printing=(9, 8, 24), binding=(1, 1, 3)), A=(4, 5, 15)), []),
        (output("O", services(printing=(9, 8, 24), binding=(0, 1, 3)), A=(4, 5, 15)), []),
        (output("O", services(printing=(8, 9, 27), binding=(1, 0, 0)), A=(5, 4, 12)), []),
        (
            output("O", services(printing=(9, 8, 24), binding=(2, 1, 3)), A=(4, 5, 15)),
            ["2007 to 2008", "rise, 4 to 5", "binding, printing fall"],
        ),
        (
            output("O", services(printing=(9, 8, 24), binding=(0, 0, 0)), A=(4, 5, 15)),
            ["2007 to 2008", "rise, 4 to 5", "printing fall"],
        ),
        (
            output("O", services(printing=(9, 0, 0), binding=("blank", 1, 3)), A=(4, 5, 15)),
            ["2007 to 2008", "rise, 4 to 5", "printing fall"],
        ),
        (
            output("O", services(printing=(0, 9, 27), binding=(1, "blank", 3)), A=(5, 4, 12)),
            ["2007 to 2008", "fall, 5 to 4", "printing rise"],
        ),
        # nothing to compare
        (output("O", services(printing=(9, 8, 24)), A=(0, 5, 15)), []),
        (output("O", services(printing=(8, 9, 24)), A=(5, 0, 0)), []),
        (output("O", services(printing=(0, 0, 0)), A=(4, 5, 15)), []),
        (output("O", services(printing=(9, None, None), binding=(None, 8, 24)), A=(4, 5, 15)), []),
        (output("O", services(printing=(9, 8, 24)), A=("blank", 5, 15)), []),
        # one output does not compare with another, nor one who provides with another
        (output("O", services(printing=(None, None, 27)), A=(0, 0, 3)) + output("Q", services(printing=ONE)), []),
        (
            output("O", services(printing=(None, None, 27)), A=(0, 0, 3))
            + output("Q", services(printing=(8, None, None)), A=(2, 0, 0)),
            [],
        ),
        (output("O", services(printing=(None, None, 27), posting=(8, None, None)), A=(2, 0, 3)), []),
        (output("O", services(posting=(None, None, 27), printing=(8, None, None)), A=(2, 0, 3)), []),
    ],
)
def test_work_against_volumes(text: str, said: list[str]) -> None:
    lines = (
        [f"outputs.O.effort: from {said[0]} the work-months a year of A {said[1]}, while the volumes of {said[2]}"]
        if said
        else []
    )
    assert found("OP411", SHOPS + text) == lines


def test_work_and_volumes_of_seasons() -> None:
    text = HEAD + SHOPS + output("O", services(printing=(9, 8, 24)), A=(4, 5, 15))
    quarters = text.replace('["2007", "2008", "2009-2011"]', '["2007", "2008-Q1", "2008-Q2"]')
    quarters = quarters.replace("2008 =", "2008-Q1 =").replace("2009-2011 =", "2008-Q2 =")
    for written, count in ((text, 1), (quarters, 0)):
        assert len(validate_text(written, select="OP411", profile="draft").problems) == count


def shop(services_of: str, effort: Table, **fields: object) -> OperationalPlan:
    volumes = [
        {"service": "printing", "period": "2007", "value": 9},
        {"service": "printing", "period": "2008", "value": 8},
    ]
    return small_plan(
        periods=["2008", "2007"],
        departments=[Department(code=code, name=code) for code in "AB"],
        services=[Service(code="printing", name="Printing", departments=list(services_of))],
        outputs=[
            Output(
                code="O",
                title="O",
                effort=effort,
                services=Table.from_records(volumes, dims=("service", "period"), unit="page"),
                **fields,  # type: ignore[arg-type]  # sections
            )
        ],
    )


def test_columns_compare_in_the_order_of_their_years() -> None:
    (problem,) = validate(
        shop("AB", work_months("department", A={"2007": 2, "2008": 2}, B={"2007": 2, "2008": 4})), select="OP411"
    )
    assert problem.message == (
        "from 2007 to 2008 the work-months a year of A, B rise, 4 to 6, while the volumes of printing fall"
    )
    assert (problem.section, problem.actual, problem.severity) == (None, "2008", Severity.NOTE)


def test_the_sections_of_work_and_volumes() -> None:
    rise, none = (work_months("department", A={"2007": first, "2008": second}) for first, second in ((2, 4), (0, 1)))
    sections = {"section": "II.1", "effort_section": "II.1.4", "services_section": "II.1.4a"}
    for names, of_effort, of_services in (
        (("section",), "II.1", "II.1"),
        (("section", "effort_section", "services_section"), "II.1.4", "II.1.4a"),
    ):
        own = {name: sections[name] for name in names}
        (problem,) = validate(shop("A", rise, **own), select="OP411")
        assert problem.section == of_effort
        (problem,) = validate(shop("A", none, **own), select="OP407")
        assert (problem.section, problem.actual, problem.severity) == (of_services, "2007", Severity.WARNING)
    text = SHOPS + output("O", services(printing=(0, 1, 1)), 'section = "II.1"', A=(1, 1, 3))
    (problem,) = validate_text(HEAD + text, select="OP408")
    assert (problem.section, problem.actual, problem.severity) == ("II.1", "2007", Severity.NOTE)


# --- OP409 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (department("A", FULL) + output("O"), []),
        (department("A", FULL) + output("O", A=(0, 0, 0)), []),
        (department("A", FULL) + department("B") + output("O", A=(0, 0, 1), B=(1, 1, 1)), []),
        (department("A", FULL) + department("B") + output("O", A=(0, 0, "to be completed"), B=(1, 1, 1)), []),
        (department("A") + department("B", FULL) + output("O", B=(1, 1, 1)), []),
        (department("A", staffing(P3=(0, "blank", 0))) + department("B", FULL) + output("O", B=(1, 1, 1)), []),
        (
            department("A", staffing(P3=(6, 0, 36), P2=(6.5, "blank", 1))) + department("B") + output("O", B=(1, 1, 1)),
            ["(12.5 in 2007 and 37 in 2009-2011), and no output has any of A in its table"],
        ),
        (
            department("A", FULL) + department("B") + output("O", A=(0, 0, 0), B=(1, 1, 1)),
            ["(12 in 2007 and 12 in 2008 and 36 in 2009-2011), and no output has any of A in its table"],
        ),
    ],
)
def test_a_department_that_nobody_asks(text: str, said: list[str]) -> None:
    assert found("OP409", text) == [f"departments.A.staffing: has work-months {line}" for line in said]


def test_a_department_that_nobody_asks_has_a_section() -> None:
    text = HEAD + department("A", FULL, 'section = "III.1"', 'staffing_section = "III.1.4"') + department("B")
    (problem,) = validate_text(text + output("O", B=(1, 1, 1)), select="OP409")
    assert (problem.section, problem.severity) == ("III.1.4", Severity.NOTE)


# --- OP410 ------------------------------------------------------------------------------------------------------------


def results(*results: str, periods: str = '["2008-2011"]', lines: str = "") -> str:
    """A table of results of the output O."""
    return (
        f"[outputs.O.frameworks.F]\nperiods = {periods}\n{lines}\n"
        f"[[outputs.O.frameworks.F.blocks]]\nresults = [{', '.join(results)}]\n"
    )


LED = '{ text = "x", lead = ["A"] }'
BOTH = department("A") + department("B") + '[bodies.Z]\nname = "Z"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (output("O", A=(0, 0, 1)) + results(LED), []),
        (output("O", A=(0, 0, "blank")) + results(LED), []),
        (output("O", A=(0, 0, None)) + results(LED), []),
        (output("O", B=(0, 0, 0)) + results(LED), []),
        (output("O", A=(0, 0, 0)) + results(LED, periods="[]"), []),
        (output("O", A=(0, 0, 0)) + results(LED, periods='["2006"]'), []),
        (output("O", A=(0, 0, 0)) + results('{ text = "x", lead = ["Z"], consulted = ["A"] }'), []),
        (output("O", A=(1, 0, 0)) + results('{ text = "x", lead = ["A"], period = "2007" }'), []),
        (output("O", A=(1, 0, 0)) + results(LED), ["A 2008, 2009-2011"]),
        (output("O", A=(0, 1, 1)) + results(LED, periods='["2006-2007"]'), ["A 2007"]),
        (output("O", A=(0, 1, 1)) + results('{ text = "x", lead = ["A"], period = "2007" }'), ["A 2007"]),
        (output("O", A=(0, 1, 0)) + results(LED, periods='["2007", "2009"]'), ["A 2007, 2009-2011"]),
        (
            output("O", A=(0, 0, 0), B=(1, 0.0, 0)) + results(LED, LED, '{ text = "y", lead = ["B", "A"] }'),
            ["A 2008, 2009-2011", "B 2008, 2009-2011"],
        ),
    ],
)
def test_a_lead_without_work(text: str, said: list[str]) -> None:
    assert found("OP410", BOTH + text) == [
        f"outputs.O.frameworks.F: {line.replace(' ', ' answers for results, and has no work-months for them in ', 1)}"
        for line in said
    ]


@pytest.mark.parametrize(("lines", "section"), [("", "II.1"), ('section = "II.1.5"', "II.1.5")])
def test_a_lead_without_work_as_data(lines: str, section: str) -> None:
    text = HEAD + BOTH + output("O", 'section = "II.1"', A=(0, 0, 0)) + results(LED, lines=lines)
    (problem,) = validate_text(text, select="OP410")
    assert (problem.section, problem.actual, problem.severity) == (section, "A", Severity.WARNING)


# --- all --------------------------------------------------------------------------------------------------------------


def test_the_counts_of_the_shipped_plan() -> None:
    report = validate(bundled("gs-2008-2011"), select="capacity")
    assert report.counts == {
        "OP401": 1,
        "OP402": 2,
        "OP403": 3,
        "OP404": 2,
        "OP405": 1,
        "OP406": 1,
        "OP407": 3,
        "OP408": 2,
        "OP409": 1,
        "OP410": 1,
        "OP411": 1,
        "OP412": 1,
        "OP413": 1,
        "OP414": 1,
    }


def test_broken_references_come_first() -> None:
    strange = work_months("department", XX={"2008": 99, "2050": 5})
    plan = small_plan(
        departments=[
            Department(
                code="A", name="A", valid_until="2007", successors=["ZZ"], staffing=work_months("grade", Q={"1999": 5})
            )
        ],
        outputs=[Output(code="O", title="O", effort=strange)],
    )
    assert [problem.rule for problem in validate(plan).errors] == ["OP101", "OP101", "OP101", "OP101", "OP102"]
    assert [problem.rule for problem in validate(plan, select="capacity")] == []


def test_figures_as_large_as_they_come() -> None:
    huge, tiny = Decimal(10**15 - 1), Decimal("0.000000000001")
    plan = small_plan(
        departments=[Department(code="A", name="A", staffing=work_months("grade", P3={"2008": huge, "2007": tiny}))],
        outputs=[
            Output(code=code, title=code, effort=work_months("department", A={"2008": huge, "2007": tiny}))
            for code in "OQ"
        ],
    )
    assert [problem.message for problem in validate(plan, select="OP401")] == [
        "the outputs ask A for 0.000000000002 work-months in 2007; it has 0.000000000001",
        "the outputs ask A for 1999999999999998 work-months in 2008; it has 999999999999999",
    ]


def test_blank_tables_are_nothing() -> None:
    blank = work_months("grade", P3={"2008": Missing.BLANK})
    one = Department(code="A", name="A", staffing=blank, valid_until="2007", successors=["B"])
    plan = small_plan(departments=[one, Department(code="B", name="B")], outputs=[])
    assert list(validate(plan, select="capacity")) == []


@settings(max_examples=40)
@given(plans())
def test_any_plan_can_be_judged(plan: OperationalPlan) -> None:
    report = validate(plan, select="capacity")
    assert report == validate(plan, select="capacity")
    assert len({(problem.rule, problem.path, problem.message) for problem in report}) == len(report)
    for problem in report:
        get(plan, problem.path.partition("[")[0])


ENDED = """
[departments.REG]
name = "Registry"
valid_until = "2007"

[departments.HR]
name = "People"
valid_until = "2008"

[departments.OPS]
name = "Operations"

[outputs.A]
title = "Archive"
section = "II.1"
effort = [
"""


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('{ department = "REG", 2007 = 1 }', []),
        ('{ department = "OPS", 2007 = 1, 2008 = 1 }', []),
        ('{ department = "REG", 2008 = 0 }, { department = "HR", 2008 = 1 }', []),
        ('{ department = "REG", 2008 = "blank" }', []),
        ('{ department = "REG", 2008 = 1 }, { department = "OPS", 2008 = 0.1 }', []),
        (
            '{ department = "REG", 2008 = 1 }, { department = "OPS", 2008 = 0 }',
            ["outputs.A.effort: in 2008 it asks only REG for work, which no longer exists"],
        ),
        (
            '{ department = "REG", 2008 = 1, 2009-2011 = 3 }, { department = "HR", 2008 = 1, 2009-2011 = 3 }',
            ["outputs.A.effort: in 2009-2011 it asks only HR, REG for work, which no longer exist"],
        ),
    ],
)
def test_nobody_is_left_for_an_output(rows: str, said: list[str]) -> None:
    report = validate_text(f"{HEAD}{ENDED}{rows}\n]\n", select="OP412", profile="draft")
    assert [f"{problem.path}: {problem.message}" for problem in report] == said
    assert {(one.severity, one.section, one.expected) for one in report} <= {(Severity.WARNING, "II.1", None)}
