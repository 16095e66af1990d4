"""Figures against what is printed: a finding for each contradiction, never a refusal."""

from decimal import Decimal

import pytest

from itu_opplan import (
    Department,
    Location,
    Missing,
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
from tests.small_plans import SMALL, small_plan, work_months


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
