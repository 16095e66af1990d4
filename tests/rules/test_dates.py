"""Dates: what just is a finding, and what just is none."""

import datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings

from itu_opplan import (
    KPI,
    Achievement,
    Baseline,
    Claim,
    Department,
    Event,
    ExpectedResult,
    OperationalPlan,
    Output,
    Problem,
    ResultBlock,
    ResultsFramework,
    Table,
    Target,
    bundled,
    event_years,
    validate,
    validate_text,
)
from tests.result_strategies import plans_of
from tests.small_plans import HEAD, small_plan
from tests.strategies import plans

OUTPUTS = """
[outputs.FAIRS]
title = "Careers fairs"
section = "1"
[outputs.HELP]
title = "Help desk"
section = "2"
"""


def problems(rule: str, text: str) -> list[Problem]:
    report = validate_text(HEAD + text, select=rule, profile="draft")
    assert {problem.rule for problem in report} <= {rule}
    return list(report)


def found(rule: str, text: str) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in problems(rule, text)]


def data(problem: Problem) -> tuple[object, object, object]:
    return problem.section, problem.expected, problem.actual


# --- OP701: the window in which an event is due -----------------------------------------------------------------------


def event(window: str, first: str | None = None, last: str | None = None) -> str:
    days = "".join(f"{name} = {day}\n" for name, day in (("first", first), ("last", last)) if day)
    return f'[events.E]\ntitle = "Fair"\nsection = "4"\nwindow = "{window}"\n{days}'


DUE = {
    "first day of a quarter": ("1Q 2009", "2009-01-01", "2009-03-31", ""),
    "before a quarter": ("1Q 2009", "2008-12-31", "2009-03-31", "its dates are 2008-12-31 to 2009-03-31"),
    "after a quarter": ("1Q 2009", "2009-03-31", "2009-04-01", "its dates are 2009-03-31 to 2009-04-01"),
    "the quarter of another year": ("1Q 2009", "2010-02-01", None, "its date is 2010-02-01"),
    "second quarter": ("Q2 2009", "2009-04-01", "2009-06-30", ""),
    "not the second quarter": ("Q2 2009", "2009-07-01", "2009-07-01", "its date is 2009-07-01"),
    "third quarter": ("3rd quarter of 2009", "2009-07-01", "2009-09-30", ""),
    "not the third quarter": ("3rd quarter of 2009", None, "2009-10-01", "its date is 2009-10-01"),
    "fourth quarter": ("4th Quarter 2009", "2009-10-01", "2009-12-31", ""),
    "not the fourth quarter": ("4th Quarter 2009", "2009-09-30", None, "its date is 2009-09-30"),
    "small letters, spaces around": (" q4  2009 ", "2009-01-01", None, "its date is 2009-01-01"),
    "no space": ("4Q2009", "2009-01-01", None, "its date is 2009-01-01"),
    "first and second": ("1st quarter 2009", "2009-04-01", None, "its date is 2009-04-01"),
    "the second": ("2nd quarter of 2009", "2009-01-01", None, "its date is 2009-01-01"),
    "a year": ("2009", "2009-01-01", "2009-12-31", ""),
    "not the year": ("2009", "2010-01-01", None, "its date is 2010-01-01"),
    "years": ("2009-11", "2009-01-01", "2011-12-31", ""),
    "not the years": ("2009-11", "2008-12-31", "2012-01-01", "its dates are 2008-12-31 to 2012-01-01"),
    "the last day of ten thousand years": ("4Q 9999", "9999-12-31", None, ""),
    "a year that begins nobody knows when": ("2009/10", "2010-02-01", None, ""),
    "no day": ("1Q 2009", None, None, ""),
    "a fifth quarter": ("5Q 2009", "2010-01-01", None, ""),
    "the month": ("May 2009", "2009-05-25", "2009-05-31", ""),
    "not the month": ("May 2009", "2009-05-25", "2009-06-01", "its dates are 2009-05-25 to 2009-06-01"),
    "a half-year": ("H1 2009", "2009-07-01", None, "its date is 2009-07-01"),
    "the year 0": ("1Q 0000", "2010-01-01", None, ""),
    "no year at all": ("0000", "2010-01-01", None, ""),
    "more than a quarter": ("starting in 1Q 2009", "2010-01-01", None, ""),
}


@pytest.mark.parametrize(("window", "first", "last", "said"), DUE.values(), ids=DUE)
def test_the_days_of_an_event_and_its_window(window: str, first: str | None, last: str | None, said: str) -> None:
    expected = [f"events.E: Fair is due in {window}, but {said}"] if said else []
    assert found("OP701", event(window, first, last)) == expected


def test_an_event_without_a_window_is_due_whenever() -> None:
    assert found("OP701", '[events.E]\ntitle = "Fair"\nfirst = 2009-01-01\n') == []


def test_the_data_of_an_event_outside_its_window() -> None:
    (problem,) = problems("OP701", event("1Q 2009", "2009-05-25", "2009-05-27"))
    assert data(problem) == ("4", "1Q 2009", ("2009-05-25", "2009-05-27"))


# --- OP702: the period of an event ------------------------------------------------------------------------------------

PERIODS = {
    "the year": ("2009", "2009-01-01", "2009-12-31", ""),
    "begins before": ("2009", "2008-12-31", "2009-01-02", "is of 2009, but its dates are 2008-12-31 to 2009-01-02"),
    "ends after": ("2009", "2009-12-31", "2010-01-01", "is of 2009, but its dates are 2009-12-31 to 2010-01-01"),
    "years": ("2009-2011", "2009-01-01", "2011-12-31", ""),
    "one day": ("2009", None, "2010-01-01", "is of 2009, but its date is 2010-01-01"),
    "no day": ("2009", None, None, ""),
    "the wrong way round": (
        "2009",
        "2009-03-02",
        "2009-03-01",
        "ends on 2009-03-01, before it begins on 2009-03-02",
    ),
    "the wrong way round, without a period": (
        None,
        "2009-03-02",
        "2009-03-01",
        "ends on 2009-03-01, before it begins on 2009-03-02",
    ),
    "without a period": (None, "2009-03-01", "2009-03-02", ""),
}


@pytest.mark.parametrize(("period", "first", "last", "said"), PERIODS.values(), ids=PERIODS)
def test_the_days_of_an_event_and_its_period(
    period: str | None, first: str | None, last: str | None, said: str
) -> None:
    fields = {"period": period and f'"{period}"', "first": first, "last": last}
    text = '[events.E]\ntitle = "Fair"\n' + "".join(f"{name} = {one}\n" for name, one in fields.items() if one)
    assert found("OP702", text) == ([f"events.E: Fair {said}"] if said else [])


def test_the_data_of_an_event_outside_its_period() -> None:
    text = '[events.{}]\ntitle = "Fair"\nsection = "4"\nfirst = 2009-03-02\nlast = 2009-03-01\n'
    (problem,) = problems("OP702", text.format("E") + 'period = "2009"\n')
    assert data(problem) == ("4", "2009", ("2009-03-02", "2009-03-01"))
    (problem,) = problems("OP702", text.format("E"))
    assert data(problem) == ("4", None, ("2009-03-02", "2009-03-01"))


# --- OP703, OP704: events after the window, work after events ---------------------------------------------------------


def test_events_after_the_window() -> None:
    text = OUTPUTS + (
        "[events]\n"
        'IN = { title = "Last", output = "FAIRS", period = "2011" }\n'
        'HALF = { title = "Half in", output = "FAIRS", period = "2011-2012" }\n'
        'AFTER = { title = "Next", output = "FAIRS", period = "2012", section = "1.3" }\n'
        'DAY = { title = "Day", output = "FAIRS", first = 2012-01-01 }\n'
        'OPEN = { title = "Open", output = "FAIRS" }\n'
        'NOBODY = { title = "Nobody\'s", period = "2012" }\n'
        'OTHER = { title = "Call", output = "HELP", period = "2013-2014" }\n'
        "[departments.OPS]\n"
        'name = "Operations"\n'
        "allocations = [\n"
        '  { kind = "event", item = "AFTER", 2007 = 0.5, 2008 = 0, 2009-2011 = "blank" },\n'
        '  { kind = "activity", item = "AFTER", 2007 = 7 },\n'
        '  { kind = "event", item = "DAY", 2008 = "to be completed" },\n'
        "]\n"
        "[departments.LAW]\n"
        'name = "Law"\n'
        'allocations = [{ kind = "event", item = "AFTER", 2009-2011 = 2 }]\n'
    )
    one, other = problems("OP703", text)
    assert [str(problem).partition(": ")[2] for problem in (one, other)] == [
        "outputs.FAIRS: prepares what takes place after the window 2008-2011: "
        "Next (2012, 2 % of LAW in 2009-2011, 0.5 % of OPS in 2007), Day (2012)",
        "outputs.HELP: prepares what takes place after the window 2008-2011: Call (2013-2014)",
    ]
    assert data(one) == ("1.3", "2008-2011", ("AFTER", "DAY"))
    assert data(other) == ("2", "2008-2011", ("OTHER",))


def test_no_more_than_nine_events_are_named() -> None:
    later = "".join(f'E{n:02} = {{ title = "E{n}", output = "HELP", period = "2012" }}\n' for n in range(10))
    (said,) = found("OP703", OUTPUTS + "[events]\n" + later)
    assert said.endswith("E7 (2012), E8 (2012) and 1 more")


def work(period: str | None, fields: str, row: str) -> str:
    return (
        f'[departments.OPS]\nname = "Operations"\nsection = "5"\nallocations = [{{ {row} }}]\n'
        f'[events.E]\ntitle = "Fair"\n{fields}\n' + (f'period = "{period}"\n' if period else "")
    )


WORK = {
    "before": ("2008", "", 'kind = "event", item = "E", 2007 = 10', []),
    "in its year": ("2007", "", 'kind = "event", item = "E", 2007 = 10', []),
    "in the last of its years": ("2007-2008", "", 'kind = "event", item = "E", 2008 = 10', []),
    "after": (
        "2007",
        "",
        'kind = "event", item = "E", 2007 = 30, 2008 = 1.5, 2009-2011 = 2',
        [
            "departments.OPS.allocations[event, E, 2008]: 1.5 % of the work in 2008 is for Fair, "
            "which took place in 2007",
            "departments.OPS.allocations[event, E, 2009-2011]: 2 % of the work in 2009-2011 is for Fair, "
            "which took place in 2007",
        ],
    ),
    "after its days": (
        None,
        "first = 2006-12-31\nlast = 2007-01-01",
        'kind = "event", item = "E", 2008 = 3',
        [
            "departments.OPS.allocations[event, E, 2008]: 3 % of the work in 2008 is for Fair, "
            "which took place in 2006-2007"
        ],
    ),
    "wound up then": (
        "2007",
        'closing = "2008"',
        'kind = "event", item = "E", 2008 = 1.5, 2009-2011 = 2',
        [
            "departments.OPS.allocations[event, E, 2009-2011]: 2 % of the work in 2009-2011 is for Fair, "
            "which took place in 2007"
        ],
    ),
    "nothing": ("2007", "", 'kind = "event", item = "E", 2008 = 0, 2009-2011 = "blank"', []),
    "an activity of that code": ("2007", "", 'kind = "activity", item = "E", 2008 = 10', []),
    "another event": ("2007", "", 'kind = "event", item = "F", 2008 = 10', []),
    "an event without a date": (None, "", 'kind = "event", item = "E", 2008 = 10', []),
}


@pytest.mark.parametrize(("period", "fields", "row", "said"), WORK.values(), ids=WORK)
def test_work_after_the_event(period: str | None, fields: str, row: str, said: list[str]) -> None:
    assert found("OP704", work(period, fields, row)) == said


def test_the_section_of_work_after_the_event() -> None:
    text = work("2007", "", 'kind = "event", item = "E", 2008 = 10')
    assert data(problems("OP704", text)[0]) == ("5", None, Decimal(10))
    text = text.replace("allocations", 'allocations_section = "5.3"\nallocations')
    assert data(problems("OP704", text)[0]) == ("5.3", None, Decimal(10))


def test_a_column_that_the_plan_does_not_have() -> None:
    rows = [{"kind": "event", "item": "E", "period": "2013", "value": 1}]
    table = Table.from_records(rows, dims=("kind", "item", "period"), unit="percent")
    plan = small_plan(
        departments=[Department(code="SGO", name="Office", allocations=table)],
        events=[Event(code="E", title="Fair", output="PP", period="2012")],
    )
    assert [problem.message for problem in validate(plan, select="dates")] == [
        "prepares what takes place after the window 2008-2011: Fair (2012)"
    ]


# --- OP705 to OP708, OP710: tables of results -------------------------------------------------------------------------


def tables(*fields: str) -> str:
    """One output after the other, `A` first, each with one table with these fields."""
    return "".join(
        f'[outputs.{code}]\ntitle = "{code}"\nsection = "{code}.1"\n[outputs.{code}.frameworks.T]\n{given}\n'
        for code, given in zip("ABCDEFGHIJKLMNOP", fields, strict=False)
    )


def reported(day: str, periods: str = '"2007"', more: str = "") -> str:
    return f'phase = "implementation"\nas_of = {day}\nperiods = [{periods}]\n{more}'


MAY, JUNE, JULY = "2007-05-31", "2007-06-30", "2007-07-31"
AS_OF = {
    "all the same": ([reported(MAY), reported(MAY)], []),
    "only one": ([reported(MAY), 'phase = "implementation"'], []),
    "two": (
        [reported(MAY), reported(JUNE)],
        ["A.frameworks.T.as_of: reports as of 2007-05-31; another table reports as of 2007-06-30"],
    ),
    "the other way": (
        [reported(JUNE), reported(MAY)],
        ["B.frameworks.T.as_of: reports as of 2007-05-31; another table reports as of 2007-06-30"],
    ),
    "most": (
        [reported(MAY), reported(JUNE), reported(MAY)],
        ["B.frameworks.T.as_of: reports as of 2007-06-30; 2 other tables report as of 2007-05-31"],
    ),
    "two other days": (
        [reported(JULY), reported(JUNE), reported(MAY), reported(MAY), reported(JUNE), reported(MAY)],
        [
            "A.frameworks.T.as_of: reports as of 2007-07-31; 3 other tables report as of 2007-05-31",
            "B.frameworks.T.as_of: reports as of 2007-06-30, as do outputs.E.frameworks.T; "
            "3 other tables report as of 2007-05-31",
        ],
    ),
    "of other years": ([reported("2006-12-31", '"2006"'), reported(MAY)], []),
    "up to the same year": (
        [reported(MAY, '"2006-2007"'), reported(JUNE, '"2005", "2007"'), reported(JUNE)],
        ["A.frameworks.T.as_of: reports as of 2007-05-31; 2 other tables report as of 2007-06-30"],
    ),
    "of no years": (
        [reported(MAY, ""), reported(JUNE, "")],
        ["A.frameworks.T.as_of: reports as of 2007-05-31; another table reports as of 2007-06-30"],
    ),
    "a plan": ([reported(MAY), reported(JUNE).replace("implementation", "planned")], []),
    "no phase": (
        [reported(MAY), reported(JUNE).replace('phase = "implementation"', "")],
        ["A.frameworks.T.as_of: reports as of 2007-05-31; another table reports as of 2007-06-30"],
    ),
}


@pytest.mark.parametrize(("given_", "said"), AS_OF.values(), ids=AS_OF)
def test_days_on_which_tables_report(given_: list[str], said: list[str]) -> None:
    assert found("OP705", tables(*given_)) == [f"outputs.{one}" for one in said]


def test_the_data_of_another_day() -> None:
    problem, *_ = problems("OP705", tables(reported(MAY), reported(JUNE, more='section = "9"')))
    assert data(problem) == ("A.1", JUNE, MAY)
    problem, *_ = problems("OP705", tables(reported(MAY, more='section = "9"'), reported(JUNE)))
    assert data(problem) == ("9", JUNE, MAY)
    many = found("OP705", tables(*[reported(MAY)] * 11, *[reported(JUNE)] * 5))
    assert many[0].endswith(", outputs.O.frameworks.T, outputs.P.frameworks.T; 11 other tables report as of 2007-05-31")
    many = found("OP705", tables(*[reported(MAY)] * 5, *[reported(JUNE)] * 11))
    assert many[0].startswith("outputs.A.frameworks.T.as_of: reports as of 2007-05-31, as do outputs.B.frameworks.T, ")


def test_no_more_than_nine_other_tables_are_named() -> None:
    days = {f"U{n:02}": MAY if n < 11 else JUNE for n in range(23)}
    units = (
        f"[departments.SGO.units.{u}]\nname = 'U'\nframeworks.T = {{ as_of = {day} }}\n" for u, day in days.items()
    )
    (said,) = found("OP705", "[departments.SGO]\nname = 'Office'\n" + "".join(units))
    assert said.endswith(".SGO.units.U09.frameworks.T and 1 more; 12 other tables report as of 2007-06-30")


NO_DAY = {
    "none has one": (['phase = "implementation"'] * 2, []),
    "one has none": (['phase = "implementation"', reported(MAY)], ["A"]),
    "two have none": (['phase = "implementation"', reported(MAY), 'phase = "implementation"'], ["A", "C"]),
    "a plan needs none": (['phase = "planned"', reported(MAY)], []),
    "nor what does not say what it is": (["", reported(MAY)], []),
    "nor a year that was over by then": (['phase = "implementation"\nperiods = ["2006"]', reported(MAY)], []),
    "nor a quarter": (['phase = "implementation"\nperiods = ["2007-Q1"]', reported(MAY)], []),
    "a quarter that was not": (['phase = "implementation"\nperiods = ["2007-Q2"]', reported(MAY)], ["A"]),
    "nor a month that ends on that day": (['phase = "implementation"\nperiods = ["2007-M05"]', reported(MAY)], []),
    "a year that was not": (['phase = "implementation"\nperiods = ["2006-2007"]', reported(MAY)], ["A"]),
    "nor what is not there yet": (['phase = "implementation"\nstate = "to be completed"', reported(MAY)], []),
    "the day of a plan does not count": (
        ['phase = "implementation"', reported(MAY).replace("implementation", "planned")],
        [],
    ),
}


@pytest.mark.parametrize(("given_", "where"), NO_DAY.values(), ids=NO_DAY)
def test_tables_without_a_day(given_: list[str], where: list[str]) -> None:
    expected = [f"outputs.{code}.frameworks.T: does not say as of which day it reports" for code in where]
    assert found("OP706", tables(*given_)) == expected


OUTSIDE = {
    "the first day": (reported("2006-01-01", '"2006-2007"'), ""),
    "the day before": (reported("2005-12-31", '"2006-2007"'), "reports as of 2005-12-31, and is for 2006-2007"),
    "the year after": (reported("2008-12-31", '"2006-2007"'), ""),
    "two years after": (reported("2009-01-01", '"2006-2007"'), "reports as of 2009-01-01, and is for 2006-2007"),
    "in the second period": (reported("2009-01-01", '"2006", "2009"'), ""),
    "between two": (
        reported("2008-01-01", '"2006", "2009"'),
        "reports as of 2008-01-01, and is for 2006 and 2009",
    ),
    "no period": (reported("2005-12-31", ""), ""),
    "planned before": (reported("2005-12-31").replace("implementation", "planned"), ""),
}


@pytest.mark.parametrize(("given_", "said"), OUTSIDE.values(), ids=OUTSIDE)
def test_days_outside_the_years_of_a_table(given_: str, said: str) -> None:
    assert found("OP707", tables(given_)) == ([f"outputs.A.frameworks.T.as_of: {said}"] if said else [])


def test_the_data_of_a_day_outside() -> None:
    (problem,) = problems("OP707", tables(reported("2005-12-31", '"2006", "2009"')))
    assert data(problem) == ("A.1", ("2006", "2009"), "2005-12-31")


def test_tables_for_years_after_the_window() -> None:
    text = tables(
        'periods = ["2011"]',
        'periods = ["2011-2012"]',
        'periods = ["2012"]\nsection = "B"',
        'periods = ["2010-2011", "2012-2013"]',
        'periods = ["2012", "2013-2014"]',
        "",
    )
    found_ = problems("OP708", text)
    assert [problem.message for problem in found_] == [
        "is for 2012, after the window 2008-2011",
        "is for 2012-2013, after the window 2008-2011",
        "is for 2012 and 2013-2014, after the window 2008-2011",
    ]
    assert found_[0].path == "outputs.C.frameworks.T"
    assert data(found_[0]) == ("B", "2008-2011", ("2012",))
    assert data(found_[2]) == ("E.1", "2008-2011", ("2012", "2013-2014"))


def block(**kinds: list[str]) -> str:
    rows = ", ".join(
        f"{kind} = [{', '.join(f'{{ text = {text!r} }}' for text in texts)}]" for kind, texts in kinds.items()
    )
    return f"blocks = [{{ {rows} }}]\n"


LATER = {
    "the same month": (["Survey in May 2007"], []),
    "an earlier one": (["Survey in December 2006"], []),
    "the next one": (["Survey in June 2007"], ["Survey in June 2007"]),
    "each month": (
        ["on 1 JULY  2007", "August 2007", "(September 2007)"],
        ["on 1 JULY  2007", "August 2007", "(September 2007)"],
    ),
    "the rest of the year": (
        ["October 2007", "November 2007", "December 2007"],
        ["October 2007", "November 2007", "December 2007"],
    ),
    "the next winter": (
        ["January 2008", "February 2008", "march 2008"],
        ["January 2008", "February 2008", "march 2008"],
    ),
    "the next spring": (["April 2008", "May 2008"], ["April 2008", "May 2008"]),
    "one of two": (["from May 2007 to June 2007", "May 2007"], ["from May 2007 to June 2007"]),
    "a month alone": (["Survey in June", "2008"], []),
    "part of a word": (["mayJune 2007", "June 20078", "June 0000"], []),
    "an old s": (["Auguſt 2007"], ["Auguſt 2007"]),
}


@pytest.mark.parametrize(("texts", "later"), LATER.values(), ids=LATER)
def test_what_is_later_than_the_day_of_the_report(texts: list[str], later: list[str]) -> None:
    quoted = ", ".join(map(repr, later))
    said = f"outputs.A.frameworks.T: reports as of 2007-05-31, and has what is of a later month: {quoted}"
    found_ = problems("OP710", tables(reported(MAY) + block(achievements=texts)))
    assert [f"{problem.path}: {problem.message}" for problem in found_] == ([said] if later else [])
    assert [data(problem) for problem in found_] == ([("A.1", MAY, tuple(later))] if later else [])


def test_what_is_later_in_several_rows_and_kinds() -> None:
    both = block(results=["June 2007"], achievements=["July 2007"])
    (said,) = found("OP710", tables(reported(MAY) + both[:-2] + f", {block(results=['May 2008'])[10:]}"))
    assert said.endswith(": 'May 2008', 'July 2007'")  # the result of June is of the years of the table


def test_what_is_still_to_come_is_no_achievement_of_a_later_month() -> None:
    texts = ["Survey to be held in June 2007", "Survey will be held in June 2007", "Survey, due in June 2007"]
    assert found("OP710", tables(reported(MAY) + block(achievements=texts))) == []
    undated = tables(reported(MAY, "") + block(results=["Survey in June 2007"]))
    assert found("OP710", undated) == [
        "outputs.A.frameworks.T: reports as of 2007-05-31, and has what is of a later month: 'Survey in June 2007'"
    ]


def test_later_months_are_looked_at_in_english_reports_only() -> None:
    text = tables(reported(MAY) + block(achievements=["June 2007"]))
    assert len(found("OP710", text)) == 1
    assert len(found("OP710", 'language = "en-GB"\n' + text)) == 1
    assert found("OP710", 'language = "fr"\n' + text) == []
    assert found("OP710", text.replace(MAY, "2007-06-01")) == []
    assert found("OP710", text.replace("implementation", "planned")) == []
    assert found("OP710", text.replace("as_of = 2007-05-31", "")) == []


# --- OP709: results that are events -----------------------------------------------------------------------------------

EVENTS = """
[events]
LYON-09 = { title = "Lyon", aliases = ["Fair 2009"], output = "FAIRS", period = "2009", section = "1.9" }
OSLO-08 = { title = "Oslo", aliases = ["Fair 2008"], output = "FAIRS", period = "2008" }
ROME-10 = { title = "Rome", aliases = ["Fair 2010"], output = "FAIRS", first = 2010-03-01 }
"""


def fairs(*texts: str, periods: str = '"2008-2011"', more: str = "") -> str:
    blocks = ", ".join(f"{{ results = [{{ text = {text!r} }}] }}" for text in texts)
    return f"{OUTPUTS}[outputs.FAIRS.frameworks.T]\nperiods = [{periods}]\nblocks = [{blocks}{more}]\n"


def missing(code: str, title: str, year: str, years: str = "2008-2011") -> str:
    return f"events.{code}: {title} is of {year}, and not among the results of FAIRS for {years}"


LYON = missing("LYON-09", "Lyon", "2009")
AMONG = {
    "all three": (fairs("Oslo", "Lyon", "Rome"), []),
    "by their aliases": (fairs("FAIR 2008 (Oslo)", "Fair 2009", "fair 2010, Rome"), []),
    "one is missing": (fairs("Oslo", "Rome"), [LYON]),
    "one has days only": (fairs("Oslo", "Lyon"), [missing("ROME-10", "Rome", "2010")]),
    "only one is there": (fairs("Oslo"), []),
    "one is there twice": (fairs("Oslo", "Fair 2008"), []),
    "not all results are events": (fairs("Oslo", "Rome", "Better fairs"), []),
    "the name is not at the beginning": (fairs("Oslo", "Fair in Rome", "Lyon"), []),
    "the name goes on": (fairs("Oslo", "Rome", "Lyons"), []),
    "the number goes on": (fairs("Fair 20081", "Lyon", "Rome"), []),
    "more words": (fairs("Oslo-2", "Rome's fair"), [LYON]),
    "of other years": (fairs("Oslo", "Rome", periods='"2010-2011"'), []),
    "of the same year": (
        fairs("Oslo", "Rome", periods='"2009", "2011"'),
        [missing("LYON-09", "Lyon", "2009", "2009 and 2011")],
    ),
    "of no years": (fairs("Oslo", "Rome", periods=""), []),
    "others are taken from elsewhere": (
        fairs("Oslo", "Rome", more=', { results_from = { framework = "T", items = "all" } }'),
        [],
    ),
    "no results": (fairs(), []),
}


@pytest.mark.parametrize(("text", "said"), AMONG.values(), ids=AMONG)
def test_events_among_results(text: str, said: list[str]) -> None:
    assert found("OP709", text + EVENTS) == said


def test_other_events() -> None:
    others = EVENTS.replace('output = "FAIRS", period = "2009"', 'output = "HELP", period = "2009"')
    assert found("OP709", fairs("Oslo", "Rome") + others) == []
    undated = EVENTS.replace('period = "2009", ', "")
    assert found("OP709", fairs("Oslo", "Rome") + undated) == []


def test_the_data_of_a_missing_event() -> None:
    (problem,) = problems("OP709", fairs("Oslo", "Rome") + EVENTS)
    assert data(problem) == ("1.9", None, "T")


# --- all of them ------------------------------------------------------------------------------------------------------


def test_what_they_find_in_the_shipped_plan() -> None:
    report = validate(bundled("gs-2008-2011"), select="dates")
    assert {f"{problem.rule} {problem.path}" for problem in report if problem.severity.value == "warning"} == {
        "OP701 events.WTPF-09",
        "OP709 events.AMERICAS-07",
        "OP709 events.EUROPE-07",
    }


def test_days_before_any_period() -> None:
    days = [datetime.date(1, 1, 1), datetime.date(999, 12, 31)]
    event = Event(code="E", title="Fair", output="PP", first=days[1], last=days[0], window="0001")
    (problem,) = validate(small_plan(events=[event]), select="dates")
    assert problem.message == "Fair ends on 0001-01-01, before it begins on 0999-12-31"


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(1000, 3, 1), datetime.date(9999, 12, 31)])
@pytest.mark.parametrize(("year_begins", "window"), [(1, "1000"), (7, "1000/01"), (1, "9999"), (7, "9999/00")])
def test_every_rule_looks_at_any_day_and_any_period(day: datetime.date, year_begins: int, window: str) -> None:
    block = ResultBlock(
        results=[ExpectedResult(text="a hall in March 1000")],
        kpis=[KPI(text="visits", baselines=[Baseline(value=1, as_of=day)], targets=[Target(period=window, value=2)])],
        achievements=[Achievement(text="a hall in December 9999")],
    )
    framework = ResultsFramework(code="F", phase="implementation", as_of=day, blocks=[block])
    dated = attrs.evolve(framework, code="G", periods=[window])
    plan = small_plan(
        year_begins=year_begins,
        window=window,
        periods=[window],
        language="en",
        outputs=[Output(code="A", title="A", frameworks=[framework, dated])],
        events=[
            Event(code="E", title="Fair", output="A", first=day, window="1Q 2009", period=window),
            Event(code="SHOW", title="Show", output="A", first=day),
        ],
        claims=[Claim(code="C", text="due", operation="quarter_of", stated=1, terms=[str(day)])],
    )
    assert [problem for problem in validate(plan) if problem.rule == "OP006"] == []
    assert window in event_years(plan)["A"]


@settings(max_examples=20)
@given(plans() | plans_of())
def test_they_never_raise_nor_repeat_themselves(plan: OperationalPlan) -> None:
    report = validate(plan, select="dates")
    assert report == validate(plan, select="dates")
    assert len(set(map(str, report))) == len(report)


# --- OP711: weekends --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2009-05-23", None, "is on 2009-05-23, a Saturday"),
        ("2009-05-24", "2009-05-24", "is on 2009-05-24, a Sunday"),
        ("2009-05-23", "2009-05-24", "begins or ends on 2009-05-23, a Saturday and 2009-05-24, a Sunday"),
        ("2009-05-22", "2009-05-24", "begins or ends on 2009-05-24, a Sunday"),
        ("2009-05-22", "2009-05-25", ""),
        (None, "2009-05-25", ""),
        (None, None, ""),
    ],
)
def test_an_event_on_a_weekend(first: str | None, last: str | None, said: str) -> None:
    assert found("OP711", event("2009", first, last)) == ([f"events.E: Fair {said}"] if said else [])
