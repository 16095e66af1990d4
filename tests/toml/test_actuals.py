"""Files of actuals: what is read, what is refused, with file and line; what is written is read again."""

import datetime
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

import itu_opplan as opplan
from itu_opplan import (
    Actuals,
    DepartmentActuals,
    FigureActuals,
    InvalidPlan,
    KPIActuals,
    Missing,
    OutputActuals,
    Table,
    Thresholds,
)
from tests import actuals_strategies as strategies
from tests.helpers import refusal

EXAMPLE = Path(__file__).parents[2] / "examples" / "actuals-invented.toml"
HEAD = """\
kind = "actuals"
format = 1
code = "a"
title = "A"
plan = "p"
as_of = 2008-06-30
source = "time sheets"
"""
FULL = (
    HEAD
    + """\
invented = true
note = "n"
assumed = ["prices of 2007"]

[units]
budget = "CHF"
effort = "hour"

[thresholds]
amber = 50
green = 80

[outputs.PP]
effort = [
    { department = "SGO", 2008-Q1 = 150.50, 2008-M04 = "blank" },
    { department = "CEC", 2008-H1 = 0 },
]
services = [{ service = "typing", 2008-M01-2008-M02 = 20 }]

[outputs.PP.figures]
budget = [{ source = "RB", 2008-Q1 = -3 }]

[departments.SGO]
staffing = [{ grade = "P5", 2008-Q1 = 6 }]
posts = [{ grade = "P5", 2008-M01 = 2 }]
allocations = [{ kind = "activity", item = "x", 2008-H1 = 100 }]
note = "n"

[objectives.1.figures]
reach = { 2008 = 70 }

[goals.G.figures]
reach = { 2008 = 71 }

[projects.HALL.figures]
budget = { 2008 = 72 }

[figures]
seats = { 2008 = 5 }

[kpis.visits]
path = "outputs.PP.frameworks.2008.blocks[0].kpis[0]"
text = "visits"
actuals = [{ period = "2008-Q1", value = 40 }]
"""
)


def test_a_file_with_everything() -> None:
    found = opplan.loads_actuals(FULL)
    assert (found.code, found.plan, str(found.as_of), found.source) == ("a", "p", "2008-06-30", "time sheets")
    assert (found.invented, found.note, found.assumed) == (True, "n", ("prices of 2007",))
    assert dict(found.units) == {"budget": "CHF", "effort": "hour"}
    assert found.thresholds == Thresholds(amber=50, green=80)
    (output,) = found.outputs
    assert str(output.effort.at(department="SGO", period="2008-Q1")) == "150.50"
    assert output.effort.at(department="SGO", period="2008-M04") is Missing.BLANK
    assert output.effort.at(department="CEC", period="2008-H1") == 0
    assert output.services.dims == ("service", "period")
    assert found.departments[0].allocations.dims == ("item", "kind", "period")
    assert found.objectives[0].figures["reach"].total() == 70  # type: ignore[union-attr]
    assert found.kpis[0].actuals[0].value == 40
    assert [(site.path, measure) for site, measure, _ in found.tables()] == [
        ("", "seats"),
        ("outputs.PP", "effort"),
        ("outputs.PP", "services"),
        ("outputs.PP", "budget"),
        ("departments.SGO", "staffing"),
        ("departments.SGO", "posts"),
        ("departments.SGO", "allocations"),
        ("objectives.1", "reach"),
        ("goals.G", "reach"),
        ("projects.HALL", "budget"),
    ]


def test_what_is_written() -> None:
    text = HEAD + '[outputs.PP]\neffort = [\n    { department = "SGO", 2008-Q1 = 3 },\n]\n'
    assert opplan.dumps_actuals(opplan.loads_actuals(text)) == text.replace("[outputs", "\n[outputs")
    shuffled = HEAD + (
        "[figures]\nb = { 2008 = 1 }\na = { 2008 = 2 }\n[outputs.PP]\neffort = [{ 2008-Q2 = 4, 2008-Q1 = 3, "
        'department = "C" }, { department = "A", 2008-Q1 = 2 }]\n[outputs.AA]\nnote = "n"\n'
    )
    assert opplan.dumps_actuals(opplan.loads_actuals(shuffled))[len(HEAD) :] == (
        '\n[outputs.AA]\nnote = "n"\n\n[outputs.PP]\neffort = [\n    { department = "A", 2008-Q1 = 2 },\n'
        '    { department = "C", 2008-Q1 = 3, 2008-Q2 = 4 },\n]\n\n'
        "[figures.a]\n2008 = 2\n\n[figures.b]\n2008 = 1\n"
    )


@settings(max_examples=60)
@given(strategies.actuals())
def test_what_is_written_is_read_again(actuals: Actuals) -> None:
    text = opplan.dumps_actuals(actuals)
    again = opplan.loads_actuals(text)
    assert again == actuals
    assert hash(again) == hash(actuals)
    assert opplan.dumps_actuals(again) == text
    assert attrs.evolve(actuals) == actuals


def test_from_paths_and_files(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(FULL, encoding="utf-8")
    found = opplan.loads_actuals(FULL)
    assert opplan.load_actuals(path) == opplan.load_actuals(str(path)) == found
    with path.open("rb") as file:
        assert opplan.load_actuals(file) == found
    assert opplan.load_actuals(io.BytesIO(FULL.encode())) == opplan.loads_actuals(FULL.encode()) == found


def test_the_example_that_is_shipped() -> None:
    found = opplan.load_actuals(EXAMPLE)
    assert found.invented
    assert "INVENTED" in found.title
    assert EXAMPLE.read_text(encoding="utf-8").startswith("# INVENTED")
    assert opplan.loads_actuals(opplan.dumps_actuals(found)) == found


EFFORT = HEAD + "[outputs.PP]\neffort = ["
REFUSED = {
    "a key that is misspelt": (HEAD + "invnted = true", "<text>:8: invnted: unknown key; did you mean 'invented'?"),
    "a measure that is misspelt": (
        HEAD + '[outputs.PP]\neffrt = [{ department = "SGO", 2008-Q1 = 1 }]',
        "<text>:9: outputs.PP.effrt: unknown key; did you mean 'effort'?",
    ),
    "a dim that is misspelt in one row": (
        EFFORT + '\n  { departmnt = "SGO", 2008-Q1 = 1 },\n  { department = "CEC", 2008-Q1 = 1 },\n]',
        "<text>:10: outputs.PP.effort[0].departmnt: unknown key; did you mean 'department'?",
    ),
    "dims that differ from row to row": (
        EFFORT + '\n  { department = "SGO", source = "RB", 2008-Q1 = 1 },\n  { department = "CEC", 2008-Q1 = 1 },\n]',
        "<text>:11: outputs.PP.effort[1].source: missing; every row must have it",
    ),
    "a month as extracts write it": (
        EFFORT + '{ department = "SGO", 2008-01 = 1 }]',
        "<text>:9: outputs.PP.effort[0].2008-01: may mean the month January 2008; write 2008-M01, got '2008-01'",
    ),
    "a run that has another spelling": (
        EFFORT + '{ department = "SGO", 2008-M01-2008-M03 = 1 }]',
        "<text>:9: outputs.PP.effort[0].2008-M01-2008-M03: write this period as 2008-Q1, got '2008-M01-2008-M03'",
    ),
    "text in the place of a figure": (
        EFFORT + '{ department = "SGO", 2008-Q1 = "3.5" }]',
        "<text>:9: outputs.PP.effort[SGO, 2008-Q1]: must be a number, or 'blank', 'n/a' or 'to be completed', "
        "got '3.5'; write 3.5",
    ),
    "a flag in the place of a figure": (
        EFFORT + '{ department = "SGO", 2008-Q1 = true }]',
        "<text>:9: outputs.PP.effort[SGO, 2008-Q1]: must be a number, got true",
    ),
    "a row that is there twice": (
        EFFORT + '\n  { department = "SGO", 2008-Q1 = 1 },\n  { department = "SGO", 2008-Q1 = 1 },\n]',
        "<text>:11: outputs.PP.effort[SGO, 2008-Q1]: is given twice; add the two up, or tell their rows apart by a "
        "further dim of the measure",
    ),
    "a quarter and a month of it": (
        EFFORT + '{ department = "SGO", 2008-Q1 = 1, 2008-M02 = 1 }]',
        "<text>:9: outputs.PP.effort[SGO, 2008-M02]: 2008-Q1 and 2008-M02 overlap; give one of the two",
    ),
    "years that begin in two months": (
        EFFORT + '{ department = "SGO", 2008-Q1 = 1, "2008/09-Q1" = 1 }]',
        "<text>:9: outputs.PP.effort: 2008-Q1 and 2008/09-Q1 have years that begin in different months",
    ),
    "a row with a period and a value": (
        EFFORT + '{ department = "SGO", period = "2008-Q1", value = 3 }]',
        "<text>:9: outputs.PP.effort[0].period: unknown key; the key of a figure is its period: { 2008-Q1 = … }\n"
        "<text>:9: outputs.PP.effort[0].value: unknown key; a row has department, a figure per period",
    ),
    "a figure alone": (
        HEAD + "[outputs.PP]\neffort = 3",
        "<text>:9: outputs.PP.effort: must be a list of rows, each with labels and a figure per period, got 3",
    ),
    "one row without its list": (
        HEAD + '[outputs.PP]\neffort = { department = "SGO", 2008-Q1 = 3 }',
        "<text>:9: outputs.PP.effort: must be a list of rows, each with department and a figure per period, "
        "got a table",
    ),
    "a code in another case": (
        HEAD + '[outputs.PP]\nnote = "n"\n[outputs.pp]\nnote = "n"',
        "<text>:10: outputs.pp: differs from 'PP' in case only",
    ),
    "a list in the place of tables": (
        HEAD + 'outputs = [{ code = "PP" }]',
        "<text>:8: outputs: must be a table of tables, each named by its code, got a list",
    ),
    "a measure of the plan's own beside the built-in ones": (
        HEAD + '[outputs.PP]\nbudget = [{ source = "RB", 2008-Q1 = 1 }]',
        "<text>:9: outputs.PP.budget: unknown key; write it below figures, where measures of the plan stand",
    ),
    "a built-in measure at the top": (
        HEAD + 'effort = [{ output = "PP", department = "SGO", 2008-Q1 = 1 }]',
        "<text>:8: effort: unknown key; write it under [outputs.CODE]",
    ),
    "a built-in measure among the plan's own": (
        HEAD + '[outputs.PP.figures]\neffort = [{ department = "SGO", 2008-Q1 = 1 }]',
        "<text>:9: outputs.PP.figures.effort: effort has a key of its own; write it beside figures, not in it",
    ),
    "what stands beside figures in plans": (
        HEAD + "[outputs.PP.figures]\npublished_budget = { 2008 = 1 }\nbudget_assumed = ['x']",
        "<text>:9: outputs.PP.figures.published_budget: unknown key; it stands in plans only\n"
        "<text>:10: outputs.PP.figures.budget_assumed: unknown key; it stands in plans only",
    ),
    "figures of no measure": (
        HEAD + "figures = 3",
        "<text>:8: figures: must be a table of tables, each named by its measure, got 3",
    ),
    "a figure of a KPI as text": (
        HEAD + '[kpis.x]\nactuals = [{ period = "2008", value = "3" }]',
        "<text>:9: kpis.x.actuals[0].value: must be a number, 'blank', 'n/a' or 'to be completed', got '3'; write 3",
    ),
    "a day that is text": (
        HEAD.replace("2008-06-30", '"2008-06-30"'),
        "<text>:6: as_of: must be a date such as 2007-05-31, without quotes, got '2008-06-30'",
    ),
    "nothing but a code": (
        'kind = "actuals"\nformat = 1\ncode = "a"',
        "\n".join(
            f"<text>:1: {name}: missing; every file of actuals must have it"
            for name in ("title", "plan", "as_of", "source")
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_slips(name: str) -> None:
    text, message = REFUSED[name]
    assert refusal(InvalidPlan, lambda: opplan.loads_actuals(text)) == message


@pytest.mark.parametrize("rows", ["[]", "[{}]", '[{ department = "SGO" }]', "{}"])
def test_rows_without_figures_are_nothing(rows: str) -> None:
    assert opplan.loads_actuals(f"{HEAD}[outputs.PP]\neffort = {rows}") == opplan.loads_actuals(f"{HEAD}[outputs.PP]")


def worked(figures: Mapping[str, object], unit: str = "count") -> Table:
    """Work of one department by period."""
    return Table.from_rows([{"department": "SGO", **figures}], dims=["department", "period"], unit=unit)


def actuals(**fields: object) -> Actuals:
    given = {"code": "a", "title": "A", "plan": "p", "as_of": datetime.date(2008, 6, 30), "source": "time sheets"}
    return Actuals(**given | fields)  # type: ignore[arg-type]  # each test gives what the field takes, or not


def test_tables_bring_their_unit_and_what_they_assume() -> None:
    effort = worked({"2008-Q1": 150}, "hour").assuming("everybody wrote everything down")
    reach = Table.from_rows([{"2008": 3}], dims=["period"], unit="percent").assuming("counted twice")
    built = actuals(
        outputs=[OutputActuals(code="PP", effort=effort)],
        objectives=[FigureActuals(code="1", figures={"reach": reach})],
    )
    assert dict(built.units) == {"effort": "hour", "reach": "percent"}
    assert built.assumed == ("counted twice", "everybody wrote everything down")
    assert built.outputs[0].effort == worked({"2008-Q1": 150})
    assert built.outputs[0].effort.assumed == ()
    text = HEAD + (
        'assumed = ["counted twice", "everybody wrote everything down"]\n'
        'units = { effort = "hour", reach = "percent" }\n'
        '[outputs.PP]\neffort = [{ department = "SGO", 2008-Q1 = 150 }]\n[objectives.1.figures]\nreach = { 2008 = 3 }\n'
    )
    assert built == opplan.loads_actuals(text)
    assert opplan.dumps_actuals(built) == opplan.dumps_actuals(opplan.loads_actuals(text))


def test_the_order_of_things_does_not_count() -> None:
    one, two = OutputActuals(code="A", note="n"), OutputActuals(code="B", effort=worked({"2008": 3}))
    assert actuals(outputs=[one, two]) == actuals(outputs=[two, one])


CONSTRUCTED: dict[str, tuple[dict[str, object], str]] = {
    "two units of one measure": (
        {
            "outputs": [
                OutputActuals(code="A", effort=worked({"2008": 3}, "hour")),
                OutputActuals(code="B", effort=worked({"2008": 3}, "work_month")),
            ]
        },
        "Actuals.outputs.B.effort: is in work_month, other figures of effort in hour; convert one of them",
    ),
    "another unit than the one that is said": (
        {"units": {"effort": "hour"}, "outputs": [OutputActuals(code="A", effort=worked({"2008": 3}, "FTE"))]},
        "Actuals.outputs.A.effort: is in FTE, other figures of effort in hour; convert one of them",
    ),
    "one code twice": (
        {"departments": [DepartmentActuals(code="A"), DepartmentActuals(code="A", note="n")]},
        "Actuals.departments.A: stands twice",
    ),
    "a code in another case": (
        {"kpis": [KPIActuals(code="a"), KPIActuals(code="A")]},
        "Actuals.kpis.a: differs from 'A' in case only",
    ),
    "periods that overlap": (
        {"figures": {"seats": Table.from_rows([{"2008": 3, "2008-H2": 2}], dims=["period"], unit="count")}},
        "Actuals.figures.seats[2008-H2]: 2008 and 2008-H2 overlap; give one of the two",
    ),
    "a day with a time": (
        {"as_of": datetime.datetime(2008, 6, 30, 12)},
        "Actuals.as_of: must be a date such as 2007-05-31, got 2008-06-30 12:00:00",
    ),
}


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_what_no_actuals_can_have(name: str) -> None:
    fields, message = CONSTRUCTED[name]
    assert refusal(InvalidPlan, lambda: actuals(**fields)) == message


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            Table.from_rows([{"part": "x", "2008": 3}], dims=["part", "period"], unit="count"),
            "OutputActuals.effort: 'part' is the name of something else; choose another one",
        ),
        (
            Table.from_rows([{"item": "blank", "2008": 3}], dims=["item", "period"], unit="count"),
            "OutputActuals.effort: 'blank' says that a figure is missing, and is no label of item",
        ),
        (
            Table.from_records([{"item": "x", "value": 3}], dims=["item"], unit="count"),
            "OutputActuals.effort: must have the dims item, period, got item",
        ),
        (
            worked({"2008": Decimal("0.1234567890123")}),
            "OutputActuals.effort[SGO, 2008]: must have at most 15 digits before the point and 12 after, "
            "got 0.1234567890123",
        ),
    ],
)
def test_tables_that_no_file_can_have(table: Table, message: str) -> None:
    assert refusal(InvalidPlan, lambda: OutputActuals(code="A", effort=table)) == message


def test_services_of_several_units_are_in_no_unit() -> None:
    table = Table.from_rows(
        [{"service": "a", "2008": 3}, {"service": "b", "2008": 3}], dims=["service", "period"], unit="various"
    )
    found = actuals(outputs=[OutputActuals(code="A", services=table)])
    assert dict(found.units) == {}
    assert found.outputs[0].services.unit == "count"


def report(code: str, day: str, text: str) -> Actuals:
    head = f'kind = "actuals"\nformat = 1\ncode = "{code}"\ntitle = "To {day}"\nplan = "p"\nas_of = {day}\n'
    return opplan.loads_actuals(f'{head}source = "of {code}"\n{text}')


JUNE = report(
    "june",
    "2008-06-30",
    '[outputs.PP]\neffort = [{ department = "SGO", 2008-Q2 = 3 }]\n'
    '[kpis.K]\nactuals = [{ period = "2008-Q1", value = 1 }]',
)
JULY = report(
    "july",
    "2008-07-31",
    '[outputs.COUNCIL]\neffort = [{ department = "SGO", 2008-M07 = "blank" }]\n'
    '[outputs.PP]\neffort = [{ department = "SGO", 2008-M07 = 2 }]\nfigures.budget = { 2008-M07 = 5 }\n'
    '[kpis.K]\nactuals = [{ period = "2008-Q2", value = 4 }]',
)


def test_actuals_of_two_months_are_joined() -> None:
    both = JUNE.joined(JULY, title="To July")
    expected = report(
        "june",
        "2008-07-31",
        '[outputs.COUNCIL]\neffort = [{ department = "SGO", 2008-M07 = "blank" }]\n'
        '[outputs.PP]\neffort = [{ department = "SGO", 2008-Q2 = 3, 2008-M07 = 2 }]\n'
        "figures.budget = { 2008-M07 = 5 }\n"
        '[kpis.K]\nactuals = [{ period = "2008-Q1", value = 1 }, { period = "2008-Q2", value = 4 }]',
    )
    assert both == attrs.evolve(expected, title="To July", source="of june; of july")
    assert opplan.loads_actuals(opplan.dumps_actuals(both)) == both
    assert JUNE.joined() == JUNE


@pytest.mark.parametrize(
    ("other", "message"),
    {
        "the same cell": (
            report("b", "2008-07-31", '[outputs.PP]\neffort = [{ department = "SGO", 2008-Q2 = 3 }]'),
            "Actuals.b.outputs.PP.effort[SGO, 2008-Q2]: stands in june, too; give it in one of the two",
        ),
        "the same report": (
            JUNE,
            "Actuals.june.outputs.PP.effort[SGO, 2008-Q2]: stands in june, too; give it in one of the two",
        ),
        "the same cell of an output in another case": (
            report("b", "2008-07-31", '[outputs.pp]\neffort = [{ department = "SGO", 2008-Q2 = 3 }]'),
            "Actuals.b.outputs.pp.effort[SGO, 2008-Q2]: stands in june, too; give it in one of the two",
        ),
        "a month of the same quarter": (
            report("b", "2008-07-31", '[outputs.PP]\neffort = [{ department = "SGO", 2008-M05 = 3 }]'),
            "Actuals.outputs.PP.effort[SGO, 2008-M05]: 2008-Q2 and 2008-M05 overlap; give one of the two",
        ),
        "another unit": (
            report(
                "b", "2008-07-31", '[units]\neffort = "hour"\n[outputs.PP]\neffort = [{ department = "CS", 2008 = 3 }]'
            ),
            "Actuals.b.units: effort is in hour, in others in the unit of the plan; convert one of them",
        ),
        "other dims": (
            report("b", "2008-07-31", "[outputs.PP]\neffort = { 2008-M07 = 3 }"),
            "Actuals.b.outputs.PP.effort: has the dims period, in others department, period",
        ),
        "another plan": (attrs.evolve(JULY, plan="q"), "Actuals.july.plan: is q, that of june is p"),
    }.values(),
)
def test_what_cannot_be_joined(other: Actuals, message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        JUNE.joined(other)
    assert str(caught.value) == message


def test_sums_that_have_skipped_something_say_so_and_come_back_from_a_file() -> None:
    rows = [{"department": "SGO", "source": "RB", "2008": 3}, {"department": "SGO", "source": "XB", "2008": "blank"}]
    summed = Table.from_rows(rows, dims=["department", "source", "period"], unit="count").by("department", "period")
    outputs = [OutputActuals(code=code, effort=summed) for code in ("PP", "COUNCIL")]
    about = {"code": "a", "title": "A", "plan": "p", "as_of": datetime.date(2008, 12, 31), "source": "s"}
    found = Actuals(outputs=outputs, **about)  # type: ignore[arg-type]  # each as it should be
    assert found.assumed == ("sums of effort skip 2 blank",)
    assert not found.outputs[0].effort.missing()
    assert opplan.loads_actuals(opplan.dumps_actuals(found)) == found
