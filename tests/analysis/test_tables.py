"""Plans as tables: whole axes, every figure once, and what does not add up."""

import functools
from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings

from itu_opplan import (
    Department,
    GradeScale,
    Missing,
    NotAdditive,
    OperationalPlan,
    Output,
    Service,
    Table,
    UnitMismatch,
    UnknownLabel,
    allocations,
    bundled,
    capacity,
    effort,
    figures,
    posts,
    validate,
    volumes,
)
from tests.helpers import refusal
from tests.small_plans import SERVICES
from tests.strategies import plans

ITU_GRADES = "E2 E1 USG ASG D2 D1 P5 P4 P3 P2 P1 G7 G6 G5 G4 G3 G2 G1"


def table(dim: str, unit: str, **rows: dict[str, object]) -> Table:
    return Table.from_rows([{dim: label} | row for label, row in rows.items()], dims=(dim, "period"), unit=unit)


PLAN = OperationalPlan(
    code="p",
    title="Plan",
    organisation="Org",
    window="2008-2011",
    periods=["2007", "2008", "2009-2011"],
    services=SERVICES,
    departments=[
        Department(
            code="SGO",
            name="Office",
            section="III.2",
            staffing=table("grade", "work_month", G5={"2008": 12, "2007": "blank"}, D1={"2008": 6}),
            posts=table("grade", "post", G5={"2007": 1, "2008": 2}, D1={"2008": 1}),
            allocations=Table.from_rows(
                [
                    {"kind": "activity", "item": "PP", "2008": 40},
                    {"kind": "activity", "item": "WSIS", "2008": 60},
                    {"kind": "event", "item": "WORLD", "2008": 100},
                ],
                dims=("kind", "item", "period"),
                unit="percent",
            ),
        ),
        Department(code="CEC", name="Coordination", section="III.1"),
    ],
    outputs=[
        Output(
            code="WSIS",
            title="Summit",
            section="II.10",
            effort=table("department", "work_month", SGO={"2007": 5}, CEC={"2007": "n/a", "2009-2011": 0}),
        ),
        Output(
            code="PP",
            title="Conference",
            section="II.2",
            effort=table("department", "work_month", SGO={"2007": "4.7", "2008": "0.0"}),
            services=table("service", "page", typing={"2007": 30}, translation={"2007": 20}),
        ),
        Output(code="WCIT", title="Other conference"),
    ],
)  # fmt: skip


# --- one small plan ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "unit", "axes"),
    [
        (effort, "work_month", {"output": "PP WSIS WCIT", "department": "CEC SGO"}),
        (capacity, "work_month", {"department": "CEC SGO", "grade": ITU_GRADES}),
        (posts, "post", {"department": "CEC SGO", "grade": ITU_GRADES}),
        (volumes, "page", {"output": "PP WSIS WCIT", "service": "reprography translation typing"}),
        (allocations, "percent", {"department": "CEC SGO", "kind": "activity event", "item": "PP WORLD WSIS"}),
    ],
)  # fmt: skip
def test_axes_are_whole_and_in_the_order_of_the_plan(
    function: Callable[[OperationalPlan], Table], unit: str, axes: dict[str, str]
) -> None:
    found = function(PLAN)
    assert found.unit == unit
    assert found.dims == (*axes, "period")
    assert {dim: " ".join(found.labels(dim)) for dim in axes} == axes
    assert found.labels("period") == ("2007", "2008", "2009-2011")
    nothing = function(attrs.evolve(PLAN, outputs=(), departments=()))
    assert nothing.dims == found.dims
    assert len(nothing) == 0
    assert nothing.labels("period") == found.labels("period")


def test_effort() -> None:
    assert effort(PLAN).records() == [
        {"output": "PP", "department": "SGO", "period": "2007", "value": Decimal("4.7")},
        {"output": "PP", "department": "SGO", "period": "2008", "value": Decimal(0)},
        {"output": "WSIS", "department": "CEC", "period": "2007", "value": Missing.NOT_APPLICABLE},
        {"output": "WSIS", "department": "CEC", "period": "2009-2011", "value": Decimal(0)},
        {"output": "WSIS", "department": "SGO", "period": "2007", "value": Decimal(5)},
    ]
    assert effort(PLAN).total() == Decimal("9.7")
    assert len(effort(PLAN).where(output="WCIT")) == 0
    assert refusal(UnknownLabel, lambda: effort(PLAN).where(output="WTFP")) == (
        "unknown output 'WTFP'; the table has WCIT, PP, WSIS"
    )


def test_capacity() -> None:
    assert capacity(PLAN).by("grade").records() == [
        {"grade": "D1", "value": Decimal(6)},
        {"grade": "G5", "value": Decimal(12)},
    ]
    assert capacity(PLAN).at(department="SGO", grade="G5", period="2007") is Missing.BLANK
    assert capacity(PLAN).at(department="CEC", grade="G5", period="2007") is Missing.NOT_STATED
    categories = capacity(PLAN).relabel("grade", PLAN.grade_category, to="category")
    assert categories.labels("category") == ("E", "D", "P", "G")
    assert categories.by("category").at(category="G") == 12


def test_the_grades_are_those_of_the_plan_by_rank() -> None:
    scale = GradeScale({"Senior": ["S2", "S1"], "Junior": ["J1"]})
    staffing = table("grade", "work_month", J1={"2007": 1}, S2={"2007": 2})
    plan = attrs.evolve(PLAN, grades=scale, departments=[Department(code="SGO", name="Office", staffing=staffing)])
    assert capacity(plan).labels("grade") == ("S2", "S1", "J1")
    assert posts(plan).labels("grade") == ("S2", "S1", "J1")
    assert capacity(plan).by("grade").records() == [
        {"grade": "S2", "value": Decimal(2)},
        {"grade": "J1", "value": Decimal(1)},
    ]


def test_posts_are_a_stock() -> None:
    assert posts(PLAN).where(period="2008").total() == 3
    assert posts(PLAN).by("period").records() == [
        {"period": "2007", "value": Decimal(1)},
        {"period": "2008", "value": Decimal(3)},
    ]
    assert refusal(NotAdditive, posts(PLAN).total) == (
        "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
        "or take one with where(period='2007')"
    )
    assert refusal(UnitMismatch, lambda: posts(PLAN) + capacity(PLAN)) == (
        "cannot add work_month to post; they do not convert"
    )


def test_services_do_not_add() -> None:
    assert volumes(PLAN).where(service="typing").total() == 30
    assert volumes(PLAN).by("service").at(service="reprography") is Missing.NOT_STATED
    assert refusal(NotAdditive, lambda: volumes(PLAN).by("output")) == (
        "cannot add up over 'service': services are unlike: a printed page is not a translated one; "
        "keep it with by(…, 'service'), or take one with where(service='reprography')"
    )


def test_services_of_several_units_are_taken_one_unit_at_a_time() -> None:
    services = [
        Service(code="typing", name="Typing", unit="page"),
        Service(code="interpretation", name="Interpretation", unit="hour"),
        Service(code="webcast", name="Webcast", unit="hour"),
    ]
    both = table("service", "various", typing={"2007": 30}, interpretation={"2007": 8, "2008": "blank"})
    hours = table("service", "hour", webcast={"2008": 3})
    outputs = [
        Output(code="A", title="A", services=both),
        Output(code="B", title="B", services=hours),
        Output(code="C", title="C"),
    ]
    plan = attrs.evolve(PLAN, services=services, outputs=outputs)
    assert validate(plan).ok
    assert volumes(plan, unit="page").records() == [
        {"output": "A", "service": "typing", "period": "2007", "value": Decimal(30)}
    ]
    assert volumes(plan, unit="hour").labels("service") == ("interpretation", "webcast")
    assert volumes(plan, unit="hour").records() == [
        {"output": "A", "service": "interpretation", "period": "2007", "value": Decimal(8)},
        {"output": "A", "service": "interpretation", "period": "2008", "value": Missing.BLANK},
        {"output": "B", "service": "webcast", "period": "2008", "value": Decimal(3)},
    ]
    assert volumes(plan, unit="hour").unit == "hour"
    assert refusal(UnitMismatch, lambda: volumes(plan)) == (
        "the services are counted in hour, page; name one: volumes(plan, unit='hour')"
    )
    assert refusal(UnitMismatch, lambda: volumes(plan, unit="word")) == (
        "no service is counted in 'word'; the plan's services are counted in hour, page"
    )


def test_a_plan_may_have_no_services() -> None:
    plan = attrs.evolve(PLAN, services=(), outputs=[Output(code="A", title="A")])
    assert (volumes(plan).unit, volumes(plan).labels("service"), len(volumes(plan))) == ("count", (), 0)


def test_only_the_items_of_one_whole_add_in_allocations() -> None:
    found = allocations(PLAN)
    assert found.by("department", "kind", "period").records() == [
        {"department": "SGO", "kind": "activity", "period": "2008", "value": Decimal(100)},
        {"department": "SGO", "kind": "event", "period": "2008", "value": Decimal(100)},
    ]
    assert found.where(department="SGO", kind="event", period="2008").total() == 100
    for dim, first, why in (
        ("department", "CEC", "each department is a whole of its own"),
        ("kind", "activity", "each kind divides the same whole"),
        ("period", "2007", "each period is a whole of its own"),
    ):
        kept = found.by(*(other for other in found.dims if other != "item"))  # the items add
        add_up = functools.partial(kept.by, *(other for other in kept.dims if other != dim))
        assert refusal(NotAdditive, add_up) == (
            f"cannot add up over {dim!r}: {why}; keep it with by(…, {dim!r}), or take one with where({dim}={first!r})"
        )


@pytest.mark.parametrize(
    ("function", "entity", "message"),
    [
        (
            effort,
            Output(code="X", title="X", effort=table("department", "work_month", SGOO={"2008": 1})),
            "unknown department 'SGOO'; the table has SGO, CEC",
        ),
        (
            effort,
            Output(code="X", title="X", effort=table("department", "work_month", SGO={"2012": 1})),
            "unknown period '2012'; the table has 2008, 2007, 2009-2011",
        ),
        (
            volumes,
            Output(code="X", title="X", services=table("service", "page", proofreading={"2008": 1})),
            "unknown service 'proofreading'; the table has reprography, translation, typing",
        ),
        (
            capacity,
            Department(code="X", name="X", staffing=table("grade", "work_month", P6={"2008": 1})),
            "unknown grade 'P6'; the table has P5, P4, P3 …",
        ),
        (
            posts,
            Department(code="X", name="X", posts=table("grade", "post", P5={"2008-2009": 1})),
            "unknown period '2008-2009'; the table has 2008, 2007, 2009-2011",
        ),
    ],
)
def test_figures_for_what_a_hand_built_plan_does_not_have_are_refused_not_lost(
    function: Callable[[OperationalPlan], Table], entity: Output | Department, message: str
) -> None:
    assert refusal(UnknownLabel, lambda: function(PLAN.put(entity))) == message


# --- the shipped plan and any plan ------------------------------------------------------------------------------------


def test_the_shipped_plan() -> None:
    plan = bundled("gs-2008-2011")
    found = effort(plan)
    assert found.labels("output") == tuple(output.code for output in plan.outputs)
    assert found.labels("department") == tuple(department.code for department in plan.departments)
    assert found.labels("period") == ("2007", "2008", "2009-2011")
    for output in plan.outputs:
        assert found.where(output=output.code).by("department", "period") == output.effort
        if len(output.services):  # another one does not know in what the plan counts
            assert volumes(plan).where(output=output.code).by("service", "period") == output.services
    for department in plan.departments:
        assert capacity(plan).where(department=department.code).by("grade", "period") == department.staffing
        assert posts(plan).where(department=department.code).by("grade", "period") == department.posts


@settings(max_examples=40)
@given(plans())
def test_a_table_has_every_figure_of_the_plan_once(plan: OperationalPlan) -> None:
    assert validate(plan, profile="draft").ok
    cells = {function: function(plan) for function in (effort, capacity, posts, allocations)}
    for output in plan.outputs:
        assert cells[effort].where(output=output.code).by("department", "period") == output.effort
    for department in plan.departments:
        chosen = {
            function: found.where(department=department.code)
            for function, found in cells.items()
            if function is not effort
        }
        assert chosen[capacity].by("grade", "period") == department.staffing
        assert chosen[posts].by("grade", "period") == department.posts
        assert chosen[allocations].by("kind", "item", "period") == department.allocations
    assert len(cells[effort]) == sum(len(output.effort) for output in plan.outputs)
    for function, field in ((capacity, "staffing"), (posts, "posts"), (allocations, "allocations")):
        assert len(cells[function]) == sum(len(getattr(department, field)) for department in plan.departments)
    found = [volumes(plan, unit=unit) for unit in dict.fromkeys(service.unit for service in plan.services)]
    assert sum(map(len, found)) == sum(len(output.services) for output in plan.outputs)
    for one in (*cells.values(), *found):
        assert one.labels("period") == tuple(map(str, plan.periods))
    for one in (cells[posts], cells[allocations]):
        assert one.axis("period").adds is False
    assert cells[effort].axis("period").adds


def test_a_plan_joins_the_tables_of_a_measure_once() -> None:
    """However the measure is written; an edited plan joins its own."""
    plan = bundled("gs-2008-2011")
    table = effort(plan)
    assert figures(plan, "Effort") is table
    output = plan.outputs[0]
    edited = plan.put(attrs.evolve(output, effort=output.effort.scaled(2, because="a test")))
    assert effort(edited).total() == table.total() + output.effort.total()
