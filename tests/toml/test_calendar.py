"""Plans whose years do not begin in January: written and read back, and no period of another calendar in them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from itu_opplan import InvalidPlan, OperationalPlan, Period, capacity, dumps, json_schema, loads, posts, validate
from tests.small_plans import small_plan
from tests.strategies import runs

TEXT = """\
format = 1
code = "p"
title = "Plan"
organisation = "Org"
year_begins = 7
window = "2025/26-2027/28"
periods = ["2025/26-Q1", "2025/26-Q2", "2025/26-H2", "2026/27-2027/28"]

[departments.D]
name = "D"
valid_until = "2027/28"
staffing = [{ grade = "P5", "2025/26-Q1" = 3, "2025/26-Q2" = 3, "2025/26-H2" = 6, "2026/27-2027/28" = 24 }]
posts = [{ grade = "P5", "2025/26-Q1" = 1, "2025/26-Q2" = 1, "2025/26-H2" = 1, "2026/27-2027/28" = 1 }]

[events.E]
title = "Fair"
first = 2025-09-30
window = "September 2025"
period = "2025/26-Q1"

[outputs.A]
title = "A"

[outputs.A.frameworks.F]
periods = ["2025/26-Q1", "2025/26-Q2", "2025/26-H2"]
blocks = [{ kpis = [{ text = "k", unit = "visits", targets = [{ period = "2025/26-Q1", value = 3 }] }] }]
"""


def refusals(text: str) -> list[str]:
    with pytest.raises(InvalidPlan) as refusal:
        loads(text)
    return str(refusal.value).split("\n")


def test_it_is_written_and_read_back() -> None:
    plan = loads(TEXT)
    assert plan.year_begins == 7
    text = dumps(plan)
    assert loads(text) == plan
    assert dumps(loads(text)) == text
    assert "year_begins = 7\n" in text
    assert "year_begins" not in dumps(small_plan())


def test_it_is_added_up_and_validated_in_its_own_years() -> None:
    plan = loads(TEXT)
    assert capacity(plan).axis("period").year_begins == 7
    assert capacity(plan).span("2025/26").total() == 12
    assert validate(plan, select=["OP701", "OP702", "OP305", "capacity"]).problems == ()
    full = posts(plan).where(period="2025/26-H2").total()
    assert full == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'window = "2025/26-2027/28"',
            'window = "2025-2027"',
            "<text>:6: window: the plan's year begins in July (year_begins = 7): write 2025/26-2027/28",
        ),
        (
            'periods = ["2025/26-Q1"',
            'periods = ["2025-Q3"',
            "<text>:7: periods[0]: the plan's year begins in July (year_begins = 7): write 2025/26-Q1 for July 2025 to "
            "September 2025",
        ),
        (
            'periods = ["2025/26-Q1"',
            'periods = ["2025-26"',
            "<text>:7: periods[0]: may mean the years 2025-2026 or the fiscal year 2025/26; "
            "write 2025-2026 or 2025/26, got '2025-26'",
        ),
        (
            '"2025/26-H2" = 6',
            "2025-26 = 6",
            "<text>:12: departments.D.staffing[0].2025-26: may mean the years 2025-2026 or the fiscal year 2025/26; "
            "write 2025-2026 or 2025/26, got '2025-26'",
        ),
        (
            '"2025/26-H2" = 6',
            "2026 = 6",
            "<text>:12: departments.D.staffing: 2025/26-Q1 and 2026 have years that begin in different months",
        ),
        (
            TEXT.splitlines()[11],
            'staffing = [{ grade = "P5", 2025 = 3, 2026 = 4 }]',
            "<text>:12: departments.D.staffing: the plan's year begins in July (year_begins = 7): write 2025/26",
        ),
        (
            'valid_until = "2027/28"',
            'valid_until = "2027"',
            "<text>:11: departments.D.valid_until: the plan's year begins in July (year_begins = 7): write 2027/28",
        ),
        (
            'targets = [{ period = "2025/26-Q1"',
            'targets = [{ period = "2025-M09"',
            "<text>:26: outputs.A.frameworks.F.blocks[0].kpis[0].targets[0].period: the plan's year begins in July "
            "(year_begins = 7): write 2025/26-M03 for September 2025",
        ),
        (
            "year_begins = 7\n",
            "",
            "<text>:5: window: the plan's year begins in January: say in which month years such as 2027/28 begin, "
            "such as year_begins = 7",
        ),
        *(
            (
                "year_begins = 7",
                f"year_begins = {value}",
                f"<text>:5: year_begins: must be a month, a whole number from 1 to 12, got {shown}",
            )
            for value, shown in (
                *(("13", "13"), ("0", "0"), ("-1", "-1"), ("7.0", "7.0"), ("true", "true"), ("[7]", "a list")),
                *(('"July"', "'July'; write 7"), ('"jul"', "'jul'; write 7"), ('"7"', "'7'; write 7")),
                *(('"Juli"', "'Juli'"), ("2025-07-01", "2025-07-01"), ('""', "''")),
            )
        ),
    ],
)
def test_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    assert refusals(TEXT.replace(old, new, 1)) == [message]


@pytest.mark.parametrize("value", [0, 13, -1, True, "July", 7.0, None])
def test_a_month_that_is_none_is_refused_by_the_constructor(value: object) -> None:
    shown = {True: "true", None: "nothing", "July": "'July'"}.get(value, value)  # type: ignore[call-overload]
    with pytest.raises(InvalidPlan) as refusal:
        small_plan(year_begins=value)
    message = f"OperationalPlan.year_begins: must be a month, a whole number from 1 to 12, got {shown}"
    assert str(refusal.value) == message


@given(st.integers(1, 12), st.data())
def test_the_schema_takes_every_period_that_is_read(year_begins: int, data: st.DataObject) -> None:
    validator = Draft202012Validator(json_schema())
    window = data.draw(runs(fiscal=year_begins != 1))
    plan = OperationalPlan(
        code="p", title="Plan", organisation="Org", year_begins=year_begins, window=window, periods=[window]
    )
    text = dumps(plan)
    assert loads(text) == plan
    tables = json.loads(json.dumps({"format": 1, "code": "p", "title": "Plan", "organisation": "Org"}))
    tables |= {"year_begins": year_begins, "window": str(window), "periods": [str(window)]}
    assert list(validator.iter_errors(tables)) == []


@pytest.mark.parametrize(
    "text",
    [
        *("2025-26-Q1", "2025/2026", "2025-Q5", "2025-M13", "2025-M1", "2025-H3", "Q1 2025", "2025 ", "FY2025"),
        *("20255", "0999", "2025-Q1-2025-M06", "2025/26-2026", "2025-2026-Q2"),
    ],
)
def test_the_schema_takes_no_other_spelling(text: str) -> None:
    validator = Draft202012Validator(json_schema())
    tables = {"format": 1, "code": "p", "title": "P", "organisation": "O", "window": text, "periods": ["2025"]}
    assert [list(error.absolute_path) for error in validator.iter_errors(tables)] == [["window"]]
    with pytest.raises(InvalidPlan):
        Period.parse(text)
