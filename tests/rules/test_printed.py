"""What the rules on results and KPIs share: the printed tables of results."""

import pytest

from itu_opplan import Department, OrgUnit, Output, Period, ResultBlock, ResultsFramework
from itu_opplan.periods import join_periods
from itu_opplan.rules.printed import Printed, english_tables, normalise, printed_tables
from tests.small_plans import small_plan

TABLE = ResultsFramework(code="A", periods=["2007", "2008-2011"], phase="implementation")


def one(owner: Output | Department, **fields: object) -> Printed:
    """The only table of a plan of one output or department."""
    given: dict[str, object] = {"outputs": [], "departments": []}
    given["outputs" if isinstance(owner, Output) else "departments"] = [owner]
    (found,) = printed_tables(small_plan(**(given | fields)))
    return found


def test_a_table_knows_its_place() -> None:
    unit = OrgUnit(code="U", name="Unit", section="III.1.1", frameworks=[TABLE])
    found = one(Department(code="D", name="Department", section="III.1", units=[unit]))
    assert (found.path, found.owner_path, found.whole, found.section) == (
        "departments.D.units.U.frameworks.A",
        "departments.D.units.U",
        "departments.D",
        "III.1.1",
    )
    assert (found.owner, found.framework) == (unit, TABLE)
    assert (found.years, found.reports, found.until) == ("2007 and 2008-2011", True, None)


def test_a_table_of_an_output_is_a_whole() -> None:
    found = one(Output(code="units", title="Units", frameworks=[ResultsFramework(code="A", section="II.1.5")]))
    assert (found.whole, found.section, found.years, found.reports) == ("outputs.units", "II.1.5", "", False)


@pytest.mark.parametrize(
    ("unit", "department", "until"),
    [
        (None, None, None),
        ("2008", None, "2008"),
        (None, "2009", "2009"),
        ("2008", "2009", "2008"),
        ("2010", "2009", "2009"),
        ("2007-2010", "2008-2009", "2008-2009"),
    ],
)
def test_a_unit_ends_with_its_department(unit: str | None, department: str | None, until: str | None) -> None:
    found = one(
        Department(
            code="D",
            name="D",
            valid_until=department,
            units=[OrgUnit(code="U", name="U", valid_until=unit, frameworks=[TABLE])],
        )
    )
    assert found.until == (until and Period.parse(until))


def test_a_department_ends_by_itself() -> None:
    assert one(Department(code="D", name="D", valid_until="2008", frameworks=[TABLE])).until == Period(2008, 2008)


def test_rows_results_and_kpis() -> None:
    rows = [ResultBlock(), ResultBlock(state="to be completed"), ResultBlock(note="third")]
    found = one(Output(code="H", title="H", frameworks=[ResultsFramework(code="A", blocks=rows)]))
    path = "outputs.H.frameworks.A.blocks"
    assert found.rows() == [(f"{path}[{number}]", row) for number, row in enumerate(rows)]
    assert found.ready() == [rows[0], rows[2]]
    assert (found.results(), found.kpis()) == ([], [])


@pytest.mark.parametrize(
    ("output", "state", "is_open"),
    [
        ({}, None, False),
        ({}, "to be completed", True),
        ({"to_be_completed": ["kpis"]}, None, True),
        ({"elsewhere": ["kpis"]}, None, True),
        ({"to_be_completed": ["risks"], "elsewhere": ["results"]}, None, False),
    ],
)
def test_what_the_plan_itself_leaves_open(output: dict[str, list[str]], state: str | None, is_open: bool) -> None:
    found = one(Output(code="H", title="H", frameworks=[ResultsFramework(code="A", state=state)], **output))  # type: ignore[arg-type]  # lists of names
    assert found.open("kpis") is is_open


@pytest.mark.parametrize(
    ("language", "number"),
    [("en", 1), ("EN", 1), ("en-GB", 1), ("en_US", 1), ("fr", 0), ("enm", 0), ("English", 0), ("fr-en", 0)],
)
def test_english(language: str, number: int) -> None:
    plan = small_plan(outputs=[Output(code="H", title="H", frameworks=[TABLE])], language=language)
    assert len(list(english_tables(plan))) == number


def test_a_finding_about_a_table() -> None:
    found = one(Output(code="H", title="H", section="II.1", frameworks=[TABLE])).finding("is odd", expected=1, actual=2)
    assert (found.path, found.message, found.section, found.expected, found.actual) == (
        "outputs.H.frameworks.A",
        "is odd",
        "II.1",
        1,
        2,
    )


def test_wording() -> None:
    assert normalise(" Fewer\n  CALLS. ") == "fewer calls"
    assert normalise("U.S. mail") == "u.s. mail"
    assert normalise("fewer call") != normalise("fewer calls")


@pytest.mark.parametrize(
    ("periods", "merged"),
    [
        ([], []),
        (["2008"], ["2008"]),
        (["2008-2011", "2007"], ["2007-2011"]),
        (["2007", "2009"], ["2007", "2009"]),
        (["2007-2011", "2008"], ["2007-2011"]),
        (["2007-2009", "2009-2010"], ["2007-2010"]),
        (["2007", "2008", "2009", "2011"], ["2007-2009", "2011"]),
    ],
)
def test_runs_of_years(periods: list[str], merged: list[str]) -> None:
    assert join_periods(map(Period.parse, periods)) == list(map(Period.parse, merged))
