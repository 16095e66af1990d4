"""Anything of the library as lists, dicts and texts that JSON can hold."""

import json
from decimal import Context, Decimal, localcontext
from enum import Enum
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings

from itu_opplan import (
    ITU_SCALE,
    Axis,
    Department,
    FormatError,
    GradeScale,
    InvalidPlan,
    Location,
    Missing,
    NotAdditive,
    OperationalPlan,
    Period,
    Problem,
    Report,
    Service,
    Severity,
    Table,
    catalogue,
    effort,
    plain,
)
from tests.strategies import plans, tables

PROBLEM = Problem(
    rule="OP301",
    severity=Severity.WARNING,
    path="departments.SGO.staffing[total, 2007]",
    message="the printed total is 192, the figures add up to 191",
    section="III.1.4",
    expected=Decimal("191.0"),
    actual=Missing.BLANK,
    location=Location("organisation.toml", 5),
    trail=("departments", "SGO", 0),
)
PLAIN_PROBLEM = {
    "key": "OP301 departments.SGO.staffing[total, 2007]",
    "rule": "OP301",
    "severity": "warning",
    "path": "departments.SGO.staffing[total, 2007]",
    "message": "the printed total is 192, the figures add up to 191",
    "section": "III.1.4",
    "expected": "191.0",
    "actual": "blank",
    "location": {"file": "organisation.toml", "line": 5, "column": None, "cell": None},
    "reason": None,
}


class Colour(Enum):
    RED = ("r", 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (0, 0),
        (10**40, 10**40),
        ("Genève\n", "Genève\n"),
        (Decimal("4.70"), "4.70"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0.00"), "0.00"),
        (Decimal("12345678901234567890.12345678901234567890"), "12345678901234567890.12345678901234567890"),
        (Period(2009, 2011), "2009-2011"),
        (ITU_SCALE.grade("P5"), "P5"),
        (Missing.BLANK, "blank"),
        (Missing.NOT_STATED, "not stated"),
        (Severity.ERROR, "error"),
        (Colour.RED, ["r", 1]),
        ([1, (2, 3)], [1, [2, 3]]),
        ((number for number in (1, 2)), [1, 2]),
        ({Period(2008, 2008): Decimal(1), "a": None, 5: {}}, {"2008": "1", "a": None, "5": {}}),
        (Axis("item", ("a", "b")), {"dim": "item", "labels": ["a", "b"], "reason": ""}),
        (Location("plan.toml", 3), {"file": "plan.toml", "line": 3, "column": None, "cell": None}),
        (PROBLEM, PLAIN_PROBLEM),
        (Report([PROBLEM]), [PLAIN_PROBLEM]),
        (catalogue()[:1], [{"id": "OP101", "severity": "error", "council": None, "published": None}]),
        (
            InvalidPlan([PROBLEM]),
            {
                "message": "organisation.toml:5: departments.SGO.staffing[total, 2007]: "
                "the printed total is 192, the figures add up to 191",
                "problems": [PLAIN_PROBLEM],
            },
        ),
        (
            FormatError("not TOML", Location("plan.toml", 3, 1)),
            {"message": "not TOML", "location": {"file": "plan.toml", "line": 3, "column": 1, "cell": None}},
        ),
        (FormatError("no such file"), {"message": "no such file", "location": None}),
        (NotAdditive("posts are a stock"), {"message": "posts are a stock"}),
        (GradeScale({"A": ["A2", "A1"]}), {"categories": [["A", ["A2", "A1"]]]}),
        (
            Service(code="typing", name="Typing", unit="page"),
            {"code": "typing", "name": "Typing", "unit": "page", "departments": [], "section": None, "label": None}
            | {"note": None, "attributes": {}},
        ),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_plain(value: object, expected: object) -> None:
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)
    assert json.loads(json.dumps(found)) == expected


def test_a_table_tells_its_unit_dims_labels_and_records() -> None:
    rows = [
        {"item": "a", "period": "2008", "value": Decimal("0.50")},
        {"item": "b", "period": "2008", "value": Missing.TO_BE_COMPLETED},
        {"item": "a", "period": "2009-2011", "value": 0},
    ]
    table = Table.from_records(rows, dims=("item", "period"), unit="CHF", labels={"item": ["a", "b", "c"]})
    assert plain(table) == {
        "unit": "CHF",
        "dims": ["item", "period"],
        "labels": {"item": ["a", "b", "c"], "period": ["2008", "2009-2011"]},
        "records": [
            {"item": "a", "period": "2008", "value": "0.50"},
            {"item": "a", "period": "2009-2011", "value": "0"},
            {"item": "b", "period": "2008", "value": "to be completed"},
        ],
    }
    assert plain(table.by("item").where(item="c")) == {
        "unit": "CHF",
        "dims": ["item"],
        "labels": {"item": ["c"]},
        "records": [],
    }


def test_a_table_tells_what_it_assumes_if_anything() -> None:
    table = Table.from_records([{"item": "a", "value": 3}], dims=["item"], unit="CHF")
    kept = plain(table)
    assert isinstance(kept, dict)
    assert "assumed" not in kept
    assert plain(table.assuming("x", "y")) == kept | {"assumed": ["x", "y"]}


def test_a_table_tells_why_it_does_not_add_where_nothing_else_tells_it() -> None:
    rows = [{"item": item, "period": "2008", "value": 1} for item in "ab"]
    table = Table.from_records(rows, dims=("item", "period"), unit="CHF")
    for other in (table, attrs.evolve(table, unit="post"), table.per_year()):
        assert "not_additive" not in str(plain(other))
    shares = plain(table.shares("item"))
    assert isinstance(shares, dict)
    assert shares["not_additive"] == {"item": "each item is a whole of its own"}


@pytest.mark.parametrize(
    ("value", "name"), [(1.5, "float"), (Fraction(1, 2), "Fraction"), (object(), "object"), (Table, "type")]
)
def test_what_is_not_of_the_library_is_refused(value: object, name: str) -> None:
    for one in (value, [value], {"a": value}):
        with pytest.raises(TypeError) as caught:
            plain(one)
        assert str(caught.value) == f"nothing plain is known for {name}"


@given(tables())
def test_a_table_can_be_made_again_from_what_json_keeps(table: Table) -> None:
    with localcontext(Context(prec=3, capitals=0)):
        kept = json.loads(json.dumps(plain(table)))
    again = Table.from_records(kept["records"], dims=kept["dims"], unit=kept["unit"], labels=kept["labels"])
    assert again == table
    assert again.axes == table.axes


@settings(max_examples=20)
@given(plans())
def test_a_plan_is_its_fields(plan: OperationalPlan) -> None:
    kept = plain(plan)
    assert isinstance(kept, dict)
    assert json.loads(json.dumps(kept)) == kept
    assert (kept["code"], kept["window"]) == (plan.code, str(plan.window))
    assert kept["periods"] == list(map(str, plan.periods))
    assert kept["outputs"] == [plain(output) for output in plan.outputs]
    assert plain(effort(plan)) == plain(effort(plan).by("output", "department", "period"))
    assert all(isinstance(one, Department) for one in plan.departments)
