"""Labels: what is printed in the place of codes, while all else takes codes."""

import datetime

import attrs
import pytest

import itu_opplan as opplan
from itu_opplan import InvalidPlan, OperationalPlan, Table, UnknownLabel, loads
from itu_opplan.model.fields import kinds
from itu_opplan.model.measures import Measure
from itu_opplan.model.organisation import OrgUnit
from itu_opplan.model.plan import COLLECTIONS
from tests.small_plans import HEAD

TEXT = (
    HEAD
    + """
[dimensions]
source = ["RB", { code = "XB", name = "Extra-budgetary" }]
[measures.budget]
of = "outputs"
dims = ["source"]
unit = "kCHF"
[goals.G]
title = "Health"
label = "目标一"
[objectives.O]
title = "All are well"
label = "1.1"
[services.TR]
name = "Translation"
label = "Übersetzung"
unit = "page"
[departments.P1]
name = "Administration"
label = "Programme 1"
staffing = [{ grade = "P5", 2008 = 12 }]
posts = [{ grade = "P5", 2008 = 1 }]
allocations = [{ kind = "activity", item = "A", 2008 = 100 }]
[outputs.A]
title = "Meetings"
label = "行政"
goals = ["G"]
objectives = ["O"]
effort = [{ department = "P1", 2008 = 4 }]
services = [{ service = "TR", 2008 = 30 }]
figures.budget = [{ source = "RB", 2008 = 5 }, { source = "XB", 2008 = 6 }]
[provisions.R]
title = "Reserve"
label = "§ 5"
kind = "set aside"
amount = 5
unit = "CHF"
"""
)
PLAN = loads(TEXT)
NAMES = {
    "output": {"A": "行政"},
    "department": {"P1": "Programme 1"},
    "service": {"TR": "Übersetzung"},
    "component": {"TR": "Übersetzung"},
    "objective": {"O": "1.1"},
    "goal": {"G": "目标一"},
    "source": {"XB": "Extra-budgetary"},
    "provision": {"R": "§ 5"},
}


def rates() -> opplan.Rates:
    given = {"code": "a", "source": "b", "as_of": datetime.date(2008, 1, 1)}
    grades = Table.from_rows([{"grade": "P5", "2008": 9}], dims=["grade", "period"], unit="CHF/work_month")
    pages = Table.from_rows([{"service": "TR", "2008": 2}], dims=["service", "period"], unit="CHF/page")
    return opplan.Rates(
        code="r",
        title="R",
        currency="CHF",
        staff=[opplan.StaffRates(**given, grades=grades)],  # type: ignore[arg-type]  # of three fields
        services=[opplan.ServiceRates(**given, rates=pages)],  # type: ignore[arg-type]
    )


TABLES = {
    "effort": opplan.effort(PLAN),
    "capacity": opplan.capacity(PLAN),
    "posts": opplan.posts(PLAN),
    "volumes": opplan.volumes(PLAN),
    "allocations": opplan.allocations(PLAN),
    "figures": opplan.figures(PLAN, "budget"),
    "provisions": opplan.provisions(PLAN),
    "apportion": opplan.apportion(opplan.effort(PLAN), PLAN, to="objective"),
    "touching": opplan.touching(opplan.effort(PLAN), PLAN, to="goal"),
    "cost": opplan.cost(PLAN, rates()),
    "payroll": opplan.payroll(PLAN, rates()),
    "average_rates": opplan.average_rates(PLAN, rates()),
    "own_effort": opplan.own_effort(PLAN),
    "residual": opplan.reconcile(PLAN).residual,
    "load": opplan.reconcile(PLAN).load,
    "vacancy": opplan.vacancies(PLAN).vacancy,
    "by and where": opplan.effort(PLAN).where(period="2008").by("output", "department"),
    "span": opplan.effort(PLAN).span("2008"),
}


def test_every_entity_of_a_plan_with_a_code_can_have_a_label() -> None:
    """But for measures, which have a name and are labels of no axis."""
    classes = [kind.of for kind in COLLECTIONS.values() if kind.of not in (None, Measure)]
    for cls in [OperationalPlan, OrgUnit, *filter(None, classes)]:
        assert kinds(cls)["label"].what == "text", cls


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_axes_of_every_table_print_labels(table: Table) -> None:
    found = {axis.dim: dict(axis.names) for axis in table.axes if axis.names}
    assert found == {dim: NAMES[dim] for dim in table.dims if dim in NAMES}


def test_print_has_labels_and_all_else_has_codes() -> None:
    table = opplan.figures(PLAN, "budget").by("output", "source", "period")
    assert table.to_text() == (
        "kCHF\n"
        "output  source           2007  2008  2009-2011\n"
        "----------------------------------------------\n"
        "行政    RB                        5\n"
        "行政    Extra-budgetary           6"
    )
    assert "| 行政 | Extra-budgetary |" in table.to_markdown()
    assert ">行政</th>" in table.to_html()
    assert table.records()[1] == {"output": "A", "source": "XB", "period": "2008", "value": 6}
    assert table.at(output="A", source="XB", period="2008") == 6
    assert list(table.to_frame()["source"]) == ["RB", "XB"]
    with pytest.raises(UnknownLabel, match=r"^unknown output '行政'; write its code, A$"):
        table.where(output="行政")


def test_labels_are_no_part_of_what_a_table_is() -> None:
    bare = opplan.change(PLAN, {"outputs.A.label": None, "departments.P1.label": None})
    assert opplan.effort(bare) == opplan.effort(PLAN)
    assert hash(opplan.effort(bare)) == hash(opplan.effort(PLAN))
    assert bare != PLAN
    assert opplan.effort(bare).to_text().splitlines()[3] == "A       P1                   4"


def test_labels_come_back_from_files_and_through_addresses() -> None:
    assert loads(opplan.dumps(PLAN)) == PLAN
    assert opplan.get(PLAN, "departments.P1.label") == "Programme 1"
    assert opplan.get(PLAN, "dimensions.source[1].name") == "Extra-budgetary"
    changed = opplan.change(PLAN, {"dimensions.source[0].name": "Regular budget", "objectives.O.label": "1.2"})
    assert opplan.figures(changed, "budget").axis("source").names == {"RB": "Regular budget", "XB": "Extra-budgetary"}
    assert loads(opplan.dumps(changed)).objective("O").label == "1.2"


def test_labels_that_would_print_alike_have_their_codes_behind() -> None:
    plan = PLAN.put(opplan.Department(code="P2", name="b", label="Programme 1")).put(
        opplan.Department(code="P3", name="c", label="P4")
    )
    plan = plan.put(opplan.Department(code="P4", name="d"))
    names = {"P1": "Programme 1 (P1)", "P2": "Programme 1 (P2)", "P3": "P4 (P3)"}
    assert opplan.effort(plan).axis("department").names == names


def test_the_word_for_a_total_is_none_that_is_printed() -> None:
    plan = opplan.change(PLAN, {"departments.P1.label": "total"})
    table = opplan.effort(plan).by("department", "period")
    assert table.to_text(totals=["department"]).splitlines()[3:] == [
        "total                         4",
        "total of department           4",
    ]


def test_a_row_that_cites_a_label_is_told_the_code() -> None:
    with pytest.raises(InvalidPlan) as caught:
        loads(TEXT.replace('{ department = "P1"', '{ department = "Programme 1"').replace('"XB", 2008', '"XC", 2008'))
    assert [problem.message for problem in caught.value.problems] == [
        "unknown department 'Programme 1'; write its code, P1",
        "unknown source 'XC'; the plan has XB, RB",
    ]


def test_a_label_that_a_caller_gives_goes_before_that_of_the_plan() -> None:
    effort = opplan.effort(PLAN)
    mine = attrs.evolve(effort.axis("department"), names={"P1": "mine"})
    table = attrs.evolve(effort, axes=[mine if one.dim == "department" else one for one in effort.axes])
    assert opplan.apportion(table, PLAN, to="objective").axis("department").names == {"P1": "mine"}
