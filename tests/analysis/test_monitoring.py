"""What happened, held against the plan: figures by hand, what is refused, and what always holds."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import (
    KPI,
    Actual,
    Actuals,
    Baseline,
    InvalidPlan,
    KPIActuals,
    Missing,
    NotAdditive,
    OperationalPlan,
    Output,
    OutputActuals,
    Period,
    ResultBlock,
    ResultsFramework,
    Table,
    Target,
    UnitMismatch,
    UnknownCode,
    UnknownLabel,
    bundled,
    change,
    effort,
    loads,
    loads_actuals,
    monitor,
)
from itu_opplan.analysis import Monitored, Monitoring
from itu_opplan.analysis.measured import elapsed_share
from itu_opplan.table.cells import round_ratio
from itu_opplan.table.joining import keep_beside
from tests.helpers import cells_of, refusal
from tests.strategies import Draw
from tests.strategies import figures as decimals

PLAN = """\
format = 1
code = "p"
title = "Plan"
organisation = "Org"
window = "2008-2011"
periods = ["2007", "2008-2009", "2010-2011"]
currency = "CHF"

[dimensions]
source = ["RB", "XB"]

[services.translation]
name = "Translation"
unit = "page"
[services.typing]
name = "Typing"
unit = "page"

[measures.budget]
of = "outputs"
dims = ["source"]
unit = "kCHF"
negative = true
[measures.seats]
of = "plan"
unit = "count"
[measures.reach]
of = "objectives"
unit = "percent"
[measures.talks]
of = "goals"
unit = "count"
[measures.spent]
of = "projects"
unit = "CHF"

[goals.G]
title = "Goal"
[goals.G.figures]
talks = { 2008-2009 = 8 }
[objectives.1]
title = "Objective"
[objectives.1.figures]
reach = { 2008-2009 = 80 }
[projects.HALL]
title = "A hall"
[projects.HALL.figures]
spent = { 2008-2009 = 1000 }
[figures]
seats = { 2008-2009 = 10 }

[departments.A]
name = "A"
aliases = ["Alpha"]
posts = [{ grade = "P5", 2008-2009 = 4 }, { grade = "G5", 2008-2009 = 2 }]
staffing = [{ grade = "P5", 2008-2009 = 96 }]
allocations = [
    { kind = "activity", item = "x", 2008-2009 = 60 },
    { kind = "activity", item = "y", 2008-2009 = 40 },
]
[departments.B]
name = "B"

[outputs.X]
title = "X"
effort = [
    { department = "A", 2007 = 11, 2008-2009 = 24 },
    { department = "B", 2008-2009 = 12, 2010-2011 = 5 },
]
services = [{ service = "translation", 2008-2009 = 100 }, { service = "typing", 2008-2009 = 50 }]
[outputs.X.figures]
budget = [{ source = "RB", 2008-2009 = 1000 }, { source = "XB", 2008-2009 = -50 }]
[outputs.Y]
title = "Y"
effort = [{ department = "A", 2008-2009 = "blank" }]
"""
P = loads(PLAN)


def actuals(text: str, *, plan: str = "p", as_of: str = "2008-12-31") -> Actuals:
    """Actuals that say this, up to a day."""
    head = f'kind = "actuals"\nformat = 1\ncode = "a"\ntitle = "A"\nplan = "{plan}"\nas_of = {as_of}\nsource = "s"\n'
    return loads_actuals(head + text)


def monitored(text: str, plan: OperationalPlan = P, *, as_of: str = "2008-12-31") -> Monitoring:
    """A plan and what happened of it up to a day."""
    return monitor(plan, actuals(text, as_of=as_of))


def worked(*rows: str) -> str:
    """Work for the output X."""
    return "[outputs.X]\neffort = [" + ", ".join(f"{{ {row} }}" for row in rows) + "]\n"


def short(table: Table) -> dict[str, object]:
    """The cells of a table by their labels, as text, without zeros at the end."""
    found = {" ".join(key): value for key, value in cells_of(table).items()}
    return {key: one if isinstance(one, Missing) else f"{one.normalize():f}" for key, one in found.items()}


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_biennium_after_half_of_it() -> None:
    found = monitored(worked('department = "A", 2008 = 11', 'department = "B", 2008 = 6.9'))["effort"].where(output="X")
    assert short(found.planned) == {"X A 2008-2009": "24", "X B 2008-2009": "12"}
    assert short(found.actual) == {"X A 2008-2009": "11", "X B 2008-2009": "6.9"}
    assert short(found.variance) == {"X A 2008-2009": "-13", "X B 2008-2009": "-5.1"}
    assert short(found.variance_percent) == {"X A 2008-2009": "-54.16666666666666666667", "X B 2008-2009": "-42.5"}
    assert short(found.execution) == {"X A 2008-2009": "45.83333333333333333333", "X B 2008-2009": "57.5"}
    assert short(found.elapsed) == {"2008-2009": "50"}
    assert short(found.burn) == {"X A 2008-2009": "91.66666666666666666667", "X B 2008-2009": "115"}
    assert short(found.forecast("pace")) == {"X A 2008-2009": "22", "X B 2008-2009": "13.8"}
    assert short(found.forecast("as planned")) == {"X A 2008-2009": "23", "X B 2008-2009": "12.9"}
    assert found.forecast("pace").assumed == ("what is not over at 2008-12-31 goes at the pace of what is",)
    assert found.forecast("as planned").assumed == ("what is not over at 2008-12-31 goes as planned, evenly",)
    whole = found.by()
    assert (whole.execution.at(period="2008-2009"), whole.variance.at(period="2008-2009")) == (
        Decimal("49.72222222222222222222"),
        Decimal("-18.1"),
    )


PRINTED = """\
p as of 2008-12-31; the last columns in percent
measure  unit        period     planned  actual  missing                 unreported  execution  elapsed  burn
-------------------------------------------------------------------------------------------------------------
effort   work_month  2007            11       1                                  11        9.1      100   9.1
effort   work_month  2008-2009       36       5  1 blank, plan: 1 blank          12       13.9       50  27.8
effort: planned figures without an actual one: 2
0 of 0 KPIs can be judged on 2008-12-31"""


def test_how_it_prints() -> None:
    found = monitored(worked('department = "A", 2008-H1 = 5, 2008-H2 = "blank"', 'department = "B", 2007 = 1'))
    assert str(found) == PRINTED
    assert str(found["effort"]) == (
        "effort by output, department in work_month as of 2008-12-31; the last columns in percent\n"
        "of    period     planned  actual  missing  variance  execution  elapsed  burn\n"
        "-----------------------------------------------------------------------------\n"
        "X, A  2007            11                                            100\n"
        "X, A  2008-2009       24       5  1 blank       -19       20.8       50  41.7\n"
        "X, B  2007                     1                  1                 100\n"
        "X, B  2008-2009       12                                             50\n"
        "Y, A  2008-2009    blank                                             50\n"
        "planned figures without an actual one: 2"
    )
    assert str(found["effort"].where(period="2008-2009").by("output")) == (
        "effort by output in work_month as of 2008-12-31; the last columns in percent\n"
        "of  period     planned  actual  missing  unreported  variance  execution  elapsed  burn\n"
        "---------------------------------------------------------------------------------------\n"
        "X   2008-2009       36       5  1 blank          12       -31       13.9       50  27.8\n"
        "Y   2008-2009    blank                                                         50\n"
        "assumed: what is planned and has no actual figure counts 0"
    )
    assert repr(found) == "<Monitoring p as of 2008-12-31: effort>"
    assert repr(found["effort"]) == "<Monitored effort: 2007, 2008-2009 as of 2008-12-31>"


FISCAL = loads(
    PLAN[: PLAN.index("currency")]
    .replace('["2007", "2008-2009", "2010-2011"]', '["2008/09", "2009/10"]\nyear_begins = 7')
    .replace('"2008-2011"', '"2008/09-2009/10"')
    + '[departments.A]\nname = "A"\n[outputs.X]\ntitle = "X"\neffort = [{ department = "A", "2008/09" = 24 }]\n'
)


def test_half_a_fiscal_year_in_quarters() -> None:
    text = worked('department = "A", "2008/09-Q1" = 5, "2008/09-Q2" = 6')
    found = monitored(text, FISCAL)["effort"]
    assert short(found.elapsed) == {"2008/09": "50"}
    assert short(found.execution) == {"X A 2008/09": "45.83333333333333333333"}
    assert short(found.burn) == {"X A 2008/09": "91.66666666666666666667"}
    assert short(found.forecast("pace")) == {"X A 2008/09": "22"}
    assert short(monitor(FISCAL, actuals(text), as_of=datetime.date(2008, 10, 15))["effort"].actual) == {
        "X A 2008/09": "5"
    }


@pytest.mark.parametrize(
    ("day", "share"),
    [
        ("2007-12-31", "0"),
        ("2008-01-31", "8.33333333333333333333"),
        ("2008-02-01", "8.6206896551724137931"),  # 1 of 29 days
        ("2008-02-28", "16.3793103448275862069"),
        ("2008-02-29", "16.66666666666666666667"),
        ("2008-06-15", "45.83333333333333333333"),
        ("2008-06-30", "50"),
        ("2008-12-31", "100"),
        ("2009-03-01", "100"),
    ],
)
def test_elapsed_counts_months_and_the_days_of_the_current_one(day: str, share: str) -> None:
    found = monitored(worked('department = "A", 2008-M01 = 1'), BASE)["effort"]
    assert short(attrs.evolve(found, as_of=datetime.date.fromisoformat(day)).elapsed) == {"2008": share}


def test_a_month_in_progress() -> None:
    found = monitored(worked('department = "A", 2008-Q1 = 3, 2008-M04 = 0.5'), as_of="2008-04-15")["effort"]
    assert short(found.elapsed) == {"2008-2009": "14.58333333333333333333"}  # 3.5 of 24 months
    assert short(found.burn) == {"X A 2008-2009": "100"}
    assert short(found.forecast("pace")) == {"X A 2008-2009": "24"}
    assert found.actual.assumed == ()


def test_burn_is_rounded_once() -> None:
    """A third of the year is over: what was planned for it has no end."""
    plan = change(bundled("gs-2008-2011"), {"code": "p"})
    planned = effort(plan).at(output="PP", department="C&P", period="2008")
    assert planned == Decimal("13.1")
    found = monitored(
        f"[outputs.PP]\neffort = [{{ department = 'C&P', 2008-M01-2008-M04 = {planned} }}]", plan, as_of="2008-04-30"
    )
    assert short(found["effort"].burn) == {"PP C&P 2008": "300"}


def test_blank_and_zero_and_not_reported_are_three_things() -> None:
    found = monitored(
        worked('department = "A", 2008 = "blank"', 'department = "B", 2008 = 0') + '[outputs.Y]\nnote = "nothing"\n'
    )["effort"]
    assert short(found.variance) == {"X A 2008-2009": Missing.BLANK, "X B 2008-2009": "-12"}
    assert short(found.execution) == {"X A 2008-2009": Missing.BLANK, "X B 2008-2009": "0"}
    assert short(found.burn) == {"X A 2008-2009": Missing.BLANK, "X B 2008-2009": "0"}
    assert short(found.forecast("pace")) == {"X A 2008-2009": Missing.BLANK, "X B 2008-2009": "0"}
    assert short(found.forecast("as planned")) == {"X A 2008-2009": Missing.BLANK, "X B 2008-2009": "6"}
    assert short(found.unreported) == {"X A 2008-2009": "24"}
    assert short(found.by("output").unreported) == {"X 2008-2009": "24"}
    assert found.by("output").actual.assumed == ("what is planned and has no actual figure counts 0",)
    assert [(line.of, line.missing) for line in found.by("output").lines] == [(("X",), "1 blank"), (("Y",), "")]


def test_what_was_reported_and_not_planned() -> None:
    text = worked('department = "A", 2010 = 2, 2008 = 3') + '[outputs.Y]\neffort = [{ department = "B", 2008 = 2 }]'
    found = monitored(text, as_of="2010-12-31")["effort"]
    assert short(found.variance) == {"X A 2008-2009": "-21", "X A 2010-2011": "2", "Y B 2008-2009": "2"}
    assert short(found.execution) == {"X A 2008-2009": "12.5"}
    assert short(found.forecast("as planned")) == {"X A 2008-2009": "3", "X A 2010-2011": "2", "Y B 2008-2009": "2"}
    blank = monitored('[outputs.Y]\neffort = [{ department = "A", 2008 = 2 }]')["effort"]
    assert short(blank.variance) == short(blank.execution) == {"Y A 2008-2009": Missing.BLANK}  # so is the plan


def test_zero_that_is_planned() -> None:
    plan = change(P, {"outputs.X.effort[A, 2008-2009]": 0})
    found = monitored(worked('department = "A", 2008 = 3'), plan)["effort"]
    assert short(found.execution) == short(found.burn) == {"X A 2008-2009": Missing.NOT_APPLICABLE}
    assert short(found.variance) == {"X A 2008-2009": "3"}
    nothing = monitored(worked('department = "B", 2008 = 3'), plan)["effort"]
    assert short(nothing.unreported) == {}
    assert [line.of for line in nothing.lines] == [("X", "B"), ("Y", "A")]


def test_reductions() -> None:
    found = monitored("[outputs.X.figures]\nbudget = [{ source = 'RB', 2008 = 420 }, { source = 'XB', 2008 = -30 }]")[
        "budget"
    ]
    assert short(found.variance) == {"X RB 2008-2009": "-580", "X XB 2008-2009": "20"}
    assert short(found.execution) == {"X RB 2008-2009": "42", "X XB 2008-2009": "60"}
    assert short(found.burn) == {"X RB 2008-2009": "84", "X XB 2008-2009": "120"}
    assert short(found.forecast("as planned")) == {"X RB 2008-2009": "920", "X XB 2008-2009": "-55"}
    assert short(found.by().execution) == {"2008-2009": "41.05263157894736842105"}


def test_a_stock_counts_as_it_stood_last() -> None:
    text = "[departments.A]\nposts = [{ grade = 'P5', 2008-Q4 = 3, 2008-Q1 = 4 }, { grade = 'G5', 2008-M12 = 'blank' }]"
    found = monitored(text)["posts"]
    assert short(found.actual) == {"A P5 2008-2009": "3", "A G5 2008-2009": Missing.BLANK}
    assert short(found.by("department").variance) == {"A 2008-2009": "-3"}
    assert found.actual.assumed == ("the last figure of each column counts: posts are a stock, not a flow",)
    assert refusal(NotAdditive, lambda: found.burn) == "there is no burn of posts: posts are a stock, not a flow"
    assert refusal(NotAdditive, found.forecast) == "there is no forecast of posts: posts are a stock, not a flow"
    assert "burn" not in str(found)


def test_percentages_are_of_wholes_of_their_own() -> None:
    rows = "{ kind = 'activity', item = 'x', 2008 = 50 }, { kind = 'activity', item = 'y', 2008 = 50 }"
    found = monitored(f"[departments.alpha]\nallocations = [{rows}]")["allocations"]
    assert short(found.variance) == {"A activity x 2008-2009": "-10", "A activity y 2008-2009": "10"}
    assert short(found.execution) == {
        "A activity x 2008-2009": "83.33333333333333333333",
        "A activity y 2008-2009": "125",
    }
    assert refusal(NotAdditive, found.forecast) == (
        "there is no forecast of allocations: each period is a whole of its own"
    )


def test_measures_of_all_that_a_plan_has() -> None:
    found = monitored(
        "[figures]\nseats = { 2008 = 4 }\n[objectives.1.figures]\nreach = { 2008 = 70 }\n"
        "[goals.g.figures]\ntalks = { 2008-H1 = 1, 2008-H2 = 2 }\n[projects.hall.figures]\nspent = { 2008-Q1 = 600 }\n"
    )
    assert list(found) == ["reach", "seats", "spent", "talks"]
    assert {name: short(one.execution) for name, one in found.items()} == {
        "reach": {"1 2008-2009": "87.5"},
        "seats": {"2008-2009": "40"},
        "spent": {"HALL 2008-2009": "60"},
        "talks": {"G 2008-2009": "37.5"},
    }
    assert [line.of for line in found["seats"].lines] == [()]
    assert found["spent"].actual.assumed == (
        "months that were not reported count 0, of 1 figure (first month: HALL 2008-M04)",
    )


def test_services_in_pages() -> None:
    text = "[outputs.X]\nservices = [{ service = 'translation', 2008 = 40 }, "
    text += "{ service = 'typing', 2008-H1 = 30, 2008-H2 = 'n/a' }]"
    found = monitored(text)
    assert short(found["services"].execution) == {"X translation 2008-2009": "40", "X typing 2008-2009": "60"}
    assert [(line.of, line.actual, line.missing) for line in found.lines] == [
        (("translation",), Decimal(40), ""),
        (("typing",), Decimal(30), "1 n/a"),
    ]


def test_services_in_several_units() -> None:
    plan = loads(PLAN.replace('name = "Typing"\nunit = "page"', 'name = "Typing"\nunit = "hour"'))
    text = "[outputs.X]\nservices = [{ service = 'translation', 2008 = 40 }, { service = 'typing', 2008 = 30 }]"
    found = monitored(text, plan)
    assert list(found) == ["services (hour)", "services (page)"]
    assert short(found["services (page)"].execution) == {"X translation 2008-2009": "40"}
    assert found["services (hour)"].planned.unit == "hour"
    assert refusal(UnknownCode, lambda: found["services"]) == (
        "there are no actuals of 'services'; there are of services (page), services (hour)"
    )
    built = Actuals(
        code="a",
        title="A",
        plan="p",
        as_of=datetime.date(2008, 12, 31),
        source="s",
        outputs=[OutputActuals(code="X", services=plan.output("X").services)],
    )
    assert {name: set(short(one.execution).values()) for name, one in monitor(plan, built).items()} == {
        "services (hour)": {"100"},
        "services (page)": {"100"},
    }


ANEW = loads(
    PLAN[: PLAN.index("[services")].replace('["2007", "2008-2009", "2010-2011"]', '["2008", "2009"]')
    + """
[measures.effort]
dims = ["department", "source"]
unit = "FTE"
[measures.posts]
dims = []
[departments.A]
name = "A"
posts = { 2008 = 4 }
[outputs.X]
title = "X"
effort = [{ department = "A", source = "RB", 2008 = 2 }, { department = "A", source = "XB", 2008 = 1 }]
"""
)


def test_effort_that_the_plan_declares_anew() -> None:
    rows = 'department = "A", source = "RB", 2008-H1 = 2, 2008-M07 = 3', 'department = "A", source = "XB", 2008 = 0.5'
    found = monitored(worked(*rows) + "[departments.A]\nposts = { 2008-H1 = 3, 2008-M12 = 4 }\n", ANEW)
    assert short(found["effort"].planned) == {"X A RB 2008": "24", "X A XB 2008": "12"}
    assert short(found["effort"].actual) == {"X A RB 2008": "15", "X A XB 2008": "6"}
    assert found["effort"].planned.unit == "work_month"
    assert found["effort"].actual.assumed == (
        "people in FTE work in all months of their period",
        "months that were not reported count 0, of 1 figure (first month: X A RB 2008-M08)",
    )
    assert short(found["effort"].by("source").execution) == {"RB 2008": "62.5", "XB 2008": "50"}
    assert short(found["posts"].execution) == {"A 2008": "100"}
    months = monitored(
        'units = { effort = "work_month" }\n' + worked('department = "A", source = "RB", 2008 = 12'), ANEW
    )
    assert short(months["effort"].execution) == {"X A RB 2008": "50"}


def test_units_that_convert() -> None:
    text = "[outputs.X.figures]\nbudget = [{ source = 'RB', 2008 = 420000 }]"
    found = monitored("units = { budget = 'CHF' }\n" + text)["budget"]
    assert (found.actual.unit, short(found.actual)) == ("kCHF", {"X RB 2008-2009": "420"})
    assert refusal(UnitMismatch, lambda: monitored("units = { budget = 'EUR' }\n" + text)) == (
        "budget is in kCHF in the plan; the actuals are in EUR, which does not convert to that; "
        "Table.scaled brings them to kCHF, with a reason"
    )
    years = monitored("units = { effort = 'work_year' }\n" + worked('department = "A", 2008 = 1'))["effort"]
    assert short(years.execution) == {"X A 2008-2009": "50"}


# --- days and columns -------------------------------------------------------------------------------------------------


def test_an_earlier_day_counts_what_had_ended_by_then() -> None:
    given = actuals(worked('department = "A", 2007 = 9, 2008-H1 = 3, 2008-M07 = 1', 'department = "B", 2008 = 3'))
    found = monitor(P, given, as_of=datetime.date(2008, 6, 30))
    assert short(found["effort"].actual) == {"X A 2007": "9", "X A 2008-2009": "3"}
    assert short(found["effort"].elapsed) == {"2007": "100", "2008-2009": "25"}
    assert found.notes == ("the actuals report up to 2008-12-31; of them counts what had ended by 2008-06-30",)
    assert found["effort"].actual.assumed == found.notes
    earliest = monitor(P, given, as_of=datetime.date(2006, 6, 30))
    assert dict(earliest) == {}
    assert str(earliest).splitlines()[3:] == ["none", "0 of 0 KPIs can be judged on 2006-06-30", earliest.notes[0]]


def test_a_later_day_says_how_far_the_actuals_reach() -> None:
    found = monitor(P, actuals(worked('department = "A", 2008 = 12')), as_of=datetime.date(2009, 6, 30))
    assert short(found["effort"].elapsed) == {"2008-2009": "75"}
    assert short(found["effort"].burn) == {"X A 2008-2009": "66.66666666666666666667"}
    assert found.notes == ("the actuals report up to 2008-12-31",)
    assert found["effort"].actual.assumed == (
        "months that were not reported count 0, of 1 figure (first month: X A 2009-M01)",
        "the actuals report up to 2008-12-31",
    )


def test_columns_of_which_nothing_was_reported_are_told() -> None:
    found = monitored(worked('department = "A", 2007 = 9'), as_of="2008-01-01")
    assert found["effort"].planned.labels("period") == ("2007",)
    assert found.notes == ("effort: nothing was reported for 2008-2009, which had begun",)
    assert monitored(worked('department = "A", 2007 = 9'), as_of="2007-12-31").notes == ()


def test_actuals_that_are_invented_say_so() -> None:
    found = monitored("invented = true\n" + worked('department = "A", 2008 = 9'))
    assert found.notes == found.kpis.notes == ("actuals: A (invented)",)
    assert found["effort"].burn.assumed == found["effort"].forecast().assumed[:1] == found.notes
    assert str(found).endswith("\nactuals: A (invented)")


# --- a base -----------------------------------------------------------------------------------------------------------

TWO = PLAN[: PLAN.index("currency")].replace('["2007", "2008-2009", "2010-2011"]', '["2008", "2009"]')
BASE = loads(
    TWO
    + """
[departments.A]
name = "A"
[departments.OLD]
name = "Old"
[outputs.X]
title = "X"
effort = [{ department = "A", 2008 = 24 }, { department = "OLD", 2008 = 12 }]
"""
)
REVISED = loads(
    TWO.replace('"p"', '"p-rev"').replace('"2008", ', '"2008-H1", "2008-H2", ')
    + """
[departments.A]
name = "A"
[departments.NEW]
name = "New"
[outputs.X]
title = "X"
effort = [{ department = "A", 2008-H1 = 10, 2008-H2 = 12 }, { department = "NEW", 2008-H2 = 7 }]
[outputs.Y]
title = "Y"
effort = [{ department = "A", 2008-H1 = 1 }]
"""
)


def test_a_revised_plan_beside_the_base() -> None:
    text = worked(
        'department = "A", 2008-H1 = 11', 'department = "OLD", 2008-Q1 = 2', 'department = "NEW", 2008-Q2 = 1'
    )
    given = actuals(text + '[outputs.Y]\neffort = [{ department = "A", 2008-H1 = 1 }]', as_of="2008-06-30")
    found = monitor(REVISED, given, base=BASE)["effort"]
    assert short(found.planned) == {"X A 2008": "24", "X OLD 2008": "12"}
    assert found.revised is not None
    assert short(found.revised) == {"X A 2008": "22", "X NEW 2008": "7", "Y A 2008": "1"}
    assert short(found.variance) == {"X A 2008": "-13", "X OLD 2008": "-10", "X NEW 2008": "1", "Y A 2008": "1"}
    assert short(found.execution) == {"X A 2008": "45.83333333333333333333", "X OLD 2008": "16.66666666666666666667"}
    assert short(found.forecast("as planned")) == {
        "X A 2008": "22",
        "X OLD 2008": "2",
        "X NEW 2008": "4.5",
        "Y A 2008": "1.5",
    }
    assert found.forecast("as planned").assumed[-1] == (
        "what is not over at 2008-06-30 goes as planned by the revised plan, evenly"
    )
    assert str(found.by("output")) == (
        "effort by output in work_month as of 2008-06-30; the last columns in percent\n"
        "of  period  planned  revised  actual  variance  execution  elapsed  burn\n"
        "------------------------------------------------------------------------\n"
        "X   2008         36       29      14       -22       38.9       50  77.8\n"
        "Y   2008                   1       1         1                  50\n"
        "assumed: months that were not reported count 0, of 2 figures (first month: X NEW 2008-M01, X OLD 2008-M04)"
    )
    assert monitor(REVISED, given, base=BASE).plan == "p"
    mine = actuals(text, plan="p-rev", as_of="2008-06-30")
    assert short(monitor(REVISED, mine, base=BASE)["effort"].execution) == short(found.execution)


def test_columns_of_the_base_that_the_revised_plan_cannot_make() -> None:
    given = actuals(worked('department = "A", 2008-H1 = 11'), as_of="2008-06-30")
    assert refusal(NotAdditive, lambda: monitor(BASE, given, base=REVISED)) == (
        "effort of p, the revised plan: periods 2008, 2009 do not tile 2008-H1 exactly"
    )


def test_a_dim_that_the_revised_plan_has_given_up() -> None:
    revised = loads(
        TWO
        + "[measures.effort]\ndims = []\n[departments.A]\nname = 'A'\n[outputs.X]\ntitle = 'X'\neffort = { 2008 = 3 }\n"
    )
    given = actuals(worked('department = "A", 2008-H1 = 11'), as_of="2008-06-30")
    assert refusal(UnknownLabel, lambda: monitor(revised, given, base=BASE)) == (
        "effort has no dim 'department' in this plan; it has output, period"
    )


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED: Mapping[str, tuple[str, str]] = {
    "labels and periods that the plan does not have": (
        worked('department = "C", 2008 = 1', 'department = "A", 2012 = 4, 2007-2009 = 1'),
        "outputs.X.effort: unknown department 'C'; the plan has A, B\n"
        "outputs.X.effort: 2007-2009 holds several columns of the plan, 2007, 2008-2009; give a figure for each, or "
        "for its parts\n"
        "outputs.X.effort: 2012 lies in no column of the plan; it has 2007, 2008-2009, 2010-2011",
    ),
    "a period from one column into the next": (
        worked('department = "A", 2009-Q4-2010-Q1 = 1'),
        "outputs.X.effort: 2009-Q4-2010-Q1 lies in no column of the plan; it has 2007, 2008-2009, 2010-2011",
    ),
    "an output, a grade and measures that it does not have": (
        "units = { efort = 'hour' }\n[outputs.Z]\neffort = [{ department = 'A', 2008 = 1 }]\n"
        "[outputs.X.figures]\nbugdet = { 2008 = 1 }\n[departments.A]\nposts = [{ grade = 'P9', 2008 = 1 }]\n"
        "[departments.A.figures]\nbudget = [{ source = 'RB', 2008 = 1 }]\n[figures]\nreach = { 2008 = 1 }\n",
        "figures.reach: reach is a measure of objectives, not of the plan\n"
        "outputs.X.figures.bugdet: unknown measure 'bugdet'; the plan has budget, effort, services …\n"
        "outputs.Z: unknown output 'Z'; the plan has X, Y\n"
        "departments.A.posts: unknown grade 'P9'; the plan has P5, P4, P3 …\n"
        "departments.A.figures.budget: budget is a measure of outputs, not of departments\n"
        "units.efort: unknown measure 'efort'; the plan has effort, services, staffing …",
    ),
    "other dims": (
        worked('department = "A", source = "RB", 2008 = 1'),
        "outputs.X.effort: must have the dims department, period, as in the plan, got department, source, period",
    ),
    "figures below 0": (
        worked('department = "A", 2008 = -1'),
        "outputs.X.effort[A, 2008]: must be a number of work-months ≥ 0, got -1",
    ),
    "what had not begun": (
        worked('department = "A", 2009-Q1 = 1'),
        "outputs.X.effort: 2009-Q1 begins after 2008-12-31, up to which the actuals report",
    ),
    "a department twice, by its code and an alias": (
        "[departments.A]\nposts = [{ grade = 'P5', 2008 = 1 }]\n"
        "[departments.ALPHA]\nposts = [{ grade = 'P5', 2008 = 1 }]\n",
        "departments.ALPHA.posts: A has figures of posts twice, by its code and by an alias",
    ),
    "fiscal years in a plan of calendar years": (
        worked('department = "A", "2008/09-Q1" = 1'),
        "outputs.X.effort: the plan has calendar years; 2008/09-Q1 is of years that begin in another month",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_told_all_at_once(name: str) -> None:
    text, message = REFUSED[name]
    assert refusal(InvalidPlan, lambda: monitored(text)) == message


def test_calendar_years_in_a_plan_of_fiscal_years() -> None:
    assert refusal(InvalidPlan, lambda: monitored(worked('department = "A", 2008-M07 = 1'), FISCAL)) == (
        "outputs.X.effort: the plan's year begins in July (year_begins = 7): write 2008/09-M01 for July 2008"
    )


def test_actuals_of_another_plan() -> None:
    given = actuals("", plan="other")
    assert refusal(InvalidPlan, lambda: monitor(P, given)) == "actuals.plan: these are actuals of other, not of p"
    assert refusal(InvalidPlan, lambda: monitor(REVISED, given, base=BASE)) == (
        "actuals.plan: these are actuals of other, not of p-rev or p"
    )


def test_wrong_arguments() -> None:
    found = monitored(worked('department = "A", 2008 = 1'))
    assert refusal(UnknownCode, lambda: found["budget"]) == "there are no actuals of 'budget'; there are of effort"
    assert refusal(UnknownCode, lambda: found["effort"].forecast("linear")) == (  # type: ignore[arg-type]
        "way: unknown way 'linear'; known: pace, as planned"
    )
    assert refusal(UnknownLabel, lambda: found["effort"].by("grade")).startswith("unknown dim 'grade'")
    with pytest.raises(TypeError, match=r"^monitor: actuals must be Actuals, got 'a\.toml'"):
        monitor(P, "a.toml")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^monitor: plan must be an OperationalPlan"):
        monitor("p", actuals(""))  # type: ignore[arg-type]


def test_nothing_reported() -> None:
    found = monitored('[outputs.X]\nnote = "n"')
    assert ("effort" in found, found.get("effort"), found.get("effort", 0)) == (False, None, 0)
    assert (dict(found), found.notes, len(found)) == ({}, (), 0)
    assert refusal(UnknownCode, lambda: found["effort"]) == "there are no actuals of 'effort'; there are of none"


# --- laws -------------------------------------------------------------------------------------------------------------

amounts = decimals(digits=6, places=3, negative=False)
MONTHS = tuple(str(month) for month in Period.parse("2008-H1").parts("month"))
CELLS = [(output, department) for output in ("X", "Y") for department in ("A", "B")]
Rows = dict[tuple[str, str], dict[str, Decimal | Missing]]


@st.composite
def rows(draw: Draw, periods: tuple[str, ...], *, whole: bool = False) -> Rows:
    """Figures of some outputs and departments for some of these periods; or whole ones for all."""
    missing = st.sampled_from([Missing.BLANK, Missing.NOT_APPLICABLE])
    cell = amounts if whole else st.one_of(amounts, amounts, amounts, missing)
    return {
        key: {period: draw(cell) for period in periods if whole or draw(st.booleans())}
        for key in CELLS
        if whole or draw(st.booleans())
    }


def of_output(found: Rows, output: str) -> Table:
    """The figures of one output."""
    own = [{"department": key[1], **row} for key, row in found.items() if key[0] == output]
    return Table.from_rows(own, dims=["department", "period"], unit="work_month")


def hold(planned: Rows, done: Rows, day: datetime.date = datetime.date(2008, 6, 30)) -> Monitored | None:
    """What was planned, held against what was done; None where nothing was."""
    outputs = [attrs.evolve(P.output(code), effort=of_output(planned, code)) for code in ("X", "Y")]
    own = [OutputActuals(code=code, effort=of_output(done, code)) for code in ("X", "Y")]
    given = Actuals(code="a", title="A", plan="p", as_of=day, source="s", outputs=own)
    return monitor(attrs.evolve(P, outputs=outputs), given).get("effort")


PLANNED = rows(("2008-2009", "2010-2011"))


@given(PLANNED, rows(MONTHS), st.dates(datetime.date(2008, 6, 1), datetime.date(2010, 1, 31)))
def test_figures_agree_with_each_other(planned: Rows, done: Rows, day: datetime.date) -> None:
    found = hold(planned, done, day)
    if found is None:
        return
    plan, actual, variance = (cells_of(table) for table in (found.planned, found.actual, found.variance))
    execution, burn, pace = (cells_of(table) for table in (found.execution, found.burn, found.forecast("pace")))
    share = elapsed_share(Period.parse("2008-2009"), day)
    for key, figure in actual.items():
        of = plan.get(key, Decimal())
        if isinstance(figure, Missing) or isinstance(of, Missing):
            assert isinstance(variance[key], Missing)
            continue
        assert Decimal(str(variance[key])) + of == figure
        if of:
            assert execution[key] == round_ratio(Fraction(figure) * 100 / Fraction(of))
            assert burn[key] == round_ratio(Fraction(figure) * 100 / Fraction(of) / share)
        else:
            assert execution.get(key, Missing.NOT_APPLICABLE) is Missing.NOT_APPLICABLE
        assert pace[key] == round_ratio(Fraction(figure) / share)
    assert variance.keys() == actual.keys()
    there = {key for key, figure in actual.items() if not isinstance(figure, Missing)}
    left = {key for key, figure in plan.items() if not isinstance(figure, Missing) and figure and key not in there}
    assert cells_of(found.unreported).keys() == left


@given(rows(("2008-2009",), whole=True), rows(("2008-Q1", "2008-Q2"), whole=True))
def test_sums_of_what_is_there_do_not_depend_on_when_they_are_made(planned: Rows, done: Rows) -> None:
    found = hold(planned, done)
    assert found is not None
    summed = found.by("output")
    for name in ("planned", "actual", "variance"):
        assert getattr(summed, name) == getattr(found, name).by("output", "period")
    assert summed.forecast("as planned") == found.forecast("as planned").by("output", "period")
    assert summed.by() == found.by()
    assert not len(summed.unreported)


@given(PLANNED, rows(MONTHS))
def test_what_was_not_reported_is_what_sums_lack(planned: Rows, done: Rows) -> None:
    found = hold(planned, done)
    if found is None:
        return
    whole, plan = found.by(), found.planned.by("period")
    reported = keep_beside(found.planned, found.actual.keep(lambda _: True)).by("period")
    for period in plan.labels("period"):
        parts = [table.at(period=period) for table in (plan, whole.unreported, reported)]
        total, unreported, rest = (Decimal() if isinstance(part, Missing) else part for part in parts)
        assert total == unreported + rest


@given(PLANNED, rows(MONTHS))
def test_forecasts_begin_at_the_plan_and_end_at_what_happened(planned: Rows, done: Rows) -> None:
    found = hold(planned, done)
    if found is None:
        return
    over = attrs.evolve(found, as_of=datetime.date(2011, 12, 31))
    assert over.forecast("pace") == over.forecast("as planned") == over.actual
    assert over.burn == over.execution
    before = attrs.evolve(found, as_of=datetime.date(2007, 12, 31))
    assert before.forecast("as planned") == before.actual + keep_beside(before.planned, before.actual)
    assert not len(before.forecast("pace"))
    assert set(cells_of(before.burn).values()) <= {Missing.NOT_APPLICABLE, Missing.BLANK}


@given(PLANNED, rows(MONTHS, whole=True))
def test_months_and_the_quarters_that_they_make_are_the_same(planned: Rows, done: Rows) -> None:
    quarters: Rows = {
        key: {
            "2008-Q1": sum((Decimal(str(row[month])) for month in MONTHS[:3]), Decimal()),
            "2008-Q2": sum((Decimal(str(row[month])) for month in MONTHS[3:]), Decimal()),
        }
        for key, row in done.items()
    }
    one, other = hold(planned, done), hold(planned, quarters)
    assert one == other
    assert str(one) == str(other)


def test_a_value_of_a_period_that_runs_is_of_the_day_up_to_which_all_is_reported() -> None:
    visits = KPI(
        text="visits",
        code="V",
        direction="increase",
        accumulation="sum",
        baselines=[Baseline(period="2007", value=0)],
        targets=[Target(period="2008", value=100)],
    )
    framework = ResultsFramework(code="F", blocks=[ResultBlock(kpis=[visits])])
    plan = OperationalPlan(
        code="p",
        title="P",
        organisation="O",
        window="2008",
        periods=["2008"],
        outputs=[Output(code="A", title="A", frameworks=[framework])],
    )
    given = [KPIActuals(code="v", actuals=[Actual(period="2008", value=45)])]
    day = datetime.date(2008, 6, 30)
    actuals = Actuals(code="h1", title="To June", plan="p", as_of=day, source="invented", kpis=given)
    (line,) = monitor(plan, actuals).kpis
    assert (line.due, line.actual, line.percent, line.light) == (50, 45, 90, "green")


def test_a_table_is_of_a_measure_in_whatever_case_its_code_is_written() -> None:
    table = Table.from_rows(
        [{"output": "X", "source": "RB", "2008": 5}], dims=["output", "source", "period"], unit="kCHF"
    )
    about = {"code": "a", "title": "A", "as_of": datetime.date(2008, 12, 31), "source": "s"}
    assert Actuals.from_table(table, P, "BUDGET", **about) == Actuals.from_table(table, P, "budget", **about)  # type: ignore[arg-type]  # each as it should be


def test_a_revised_plan_without_the_measure_is_named() -> None:
    text = PLAN[: PLAN.index("[measures.reach]")] + PLAN[PLAN.index("[measures.talks]") :]
    revised = loads(text.replace("[objectives.1.figures]\nreach = { 2008-2009 = 80 }\n", "").replace('"p"', '"r"', 1))
    given = actuals("[objectives.1.figures]\nreach = { 2008 = 40 }")
    assert refusal(UnknownCode, lambda: monitor(revised, given, base=P)) == (
        "r, the revised plan: unknown measure 'reach'; known: effort, services, staffing …"
    )


def test_the_address_of_a_kpi_can_be_spelled_as_get_takes_it() -> None:
    framework = ResultsFramework(code="Main", blocks=[ResultBlock(kpis=[KPI(text="visits")])])
    plan = OperationalPlan(
        code="p",
        title="P",
        organisation="O",
        window="2008",
        periods=["2008"],
        outputs=[Output(code="X", title="X", frameworks=[framework])],
    )
    (kpi,) = plan.kpis()
    given = KPIActuals(code="visits", path=kpi.path.lower(), actuals=[Actual(period="2008", value=3)])
    about = {"code": "a", "title": "A", "as_of": datetime.date(2008, 12, 31), "source": "s", "plan": "p"}
    found = monitor(plan, Actuals(kpis=[given], **about))  # type: ignore[arg-type]  # each as it should be
    assert [line.path for line in found.kpis] == [kpi.path] != [given.path]


def test_columns_of_which_nothing_was_reported_between_others_are_told() -> None:
    found = monitored(worked('department = "A", 2007 = 9, 2010-Q1 = 1'), as_of="2010-03-31")
    assert found["effort"].planned.labels("period") == ("2007", "2010-2011")
    assert found.notes == ("effort: nothing was reported for 2008-2009, which had begun",)
    assert not monitored(worked('department = "A", 2008 = 9')).notes  # of an earlier year nothing is expected


def test_a_frame_has_a_column_for_each_dim() -> None:
    worked = [{"output": "PP", "department": "SGO", "2008-Q1": 1}]
    table = Table.from_rows(worked, dims=["output", "department", "period"], unit="work_month")
    plan, day = bundled("gs-2008-2011"), datetime.date(2008, 3, 31)
    actuals = Actuals.from_table(table, plan, "effort", code="q1", title="T", as_of=day, source="invented")
    found = monitor(plan, actuals)["effort"].where(output="PP", department="SGO")
    (row,) = found.to_frame("pyarrow").to_pylist()
    assert list(row)[:5] == ["output", "department", "period", "planned", "actual"]
    assert (row["output"], row["department"], row["actual"]) == ("PP", "SGO", 1)
    assert "output" not in found.by().to_frame("pyarrow").column_names
