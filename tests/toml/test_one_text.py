"""Equal plans have one text, and say and show the same, however and wherever they were made."""

import os
import random
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import Axis, Department, Missing, OperationalPlan, Output, Provision, Rates, Table
from itu_opplan.model.keyed import Keyed
from itu_opplan.model.plan import COLLECTIONS
from tests import rates_strategies, strategies
from tests.small_plans import small_plan

SORTED = (*COLLECTIONS, "units", "staff", "exchange", "overheads")
"""Fields whose entities stand in an order that is worked out."""


def shuffled_table(table: Table, chance: random.Random) -> Table:
    """The same cells in another order of rows, labels and dims."""
    dims = chance.sample(table.dims, len(table.dims))
    axes = {axis.dim: Axis(axis.dim, chance.sample(axis.labels, len(axis.labels)), axis.reason) for axis in table.axes}
    records = table.records()
    return Table.from_records(chance.sample(records, len(records)), dims=dims, unit=table.unit, labels=axes)


def shuffled(value: Any, chance: random.Random) -> Any:
    """An equal entity, made of things in another order wherever the order has no meaning."""
    changes: dict[str, object] = {}
    for field in attrs.fields(type(value)):
        own = getattr(value, field.name)
        if isinstance(own, Table) and len(own):
            changes[field.name] = shuffled_table(own, chance)
        elif isinstance(own, Keyed):
            items = [(key, shuffled_table(one, chance) if isinstance(one, Table) else one) for key, one in own.items()]
            changes[field.name] = dict(chance.sample(items, len(items)))
        elif isinstance(own, tuple) and field.name in SORTED and own and attrs.has(type(own[0])):
            changes[field.name] = chance.sample([shuffled(one, chance) for one in own], len(own))
    return attrs.evolve(value, **changes)


@settings(max_examples=15)
@given(plan=strategies.plans(), chance=st.randoms(use_true_random=False))
def test_equal_plans_have_the_same_bytes(plan: OperationalPlan, chance: random.Random) -> None:
    other = shuffled(plan, chance)
    assert other == plan
    assert opplan.dumps(other) == opplan.dumps(plan)
    assert str(opplan.validate(other)) == str(opplan.validate(plan))
    for measure in plan.all_measures.values():
        if measure.shape.unit is not None:
            one, two = (opplan.figures(same, measure.code) for same in (plan, other))
            assert str(one) == str(two)
    assert opplan.plain(other) == opplan.plain(plan)


@settings(max_examples=25)
@given(rates=rates_strategies.rates(), chance=st.randoms(use_true_random=False))
def test_equal_rates_have_the_same_bytes(rates: Rates, chance: random.Random) -> None:
    other = shuffled(rates, chance)
    assert other == rates
    assert opplan.dumps_rates(other) == opplan.dumps_rates(rates)


def test_the_shipped_plan_in_another_order() -> None:
    plan = opplan.bundled("gs-2008-2011")
    other = shuffled(plan, random.Random(1))
    assert other == plan
    assert opplan.dumps(other) == opplan.dumps(plan)
    assert str(opplan.validate(other)) == str(opplan.validate(plan))


@pytest.mark.parametrize("spelled", [1_000_000, "1E+6", "10E+5", "1_000_000", Decimal("1E+6"), Decimal("0.1E+7")])
def test_one_spelling_of_a_figure(spelled: Decimal | int | str) -> None:
    table = Table.from_rows([{"department": "SGO", "2008": spelled}], dims=["department", "period"], unit="work_month")
    plan = small_plan(
        provisions=[Provision(code="A", title="a", amount=spelled)],
        outputs=[Output(code="PP", title="a", effort=table)],
    )
    lines = opplan.dumps(plan).splitlines()
    assert "amount = 1000000" in lines
    assert '    { department = "SGO", 2008 = 1000000 },' in lines


def test_rows_stand_in_the_order_of_the_plan() -> None:
    rows: list[Mapping[str, object]] = [
        {"grade": "G5", "2009-2011": 1, "2008": 2},
        {"grade": "P5", "2008": Missing.BLANK},
        {"grade": "D1", "2008": 3},
    ]
    staffing = Table.from_records(
        [
            {"period": period, "grade": row["grade"], "value": value}
            for row in rows
            for period, value in row.items()
            if period != "grade"
        ],
        dims=["period", "grade"],
        unit="work_month",
    )
    items = [{"kind": "activity", "item": f"A{number}", "2008": 10} for number in (10, 9, 1)]
    allocations = Table.from_rows(items, dims=["kind", "item", "period"], unit="percent")
    plan = small_plan(departments=[Department(code="SGO", name="a", staffing=staffing, allocations=allocations)])
    assert opplan.dumps(plan).partition("staffing = ")[2] == (
        "[\n"
        '    { grade = "D1", 2008 = 3 },\n'
        '    { grade = "P5", 2008 = "blank" },\n'
        '    { grade = "G5", 2008 = 2, 2009-2011 = 1 },\n'
        "]\n"
        "allocations = [\n"
        '    { kind = "activity", item = "A1", 2008 = 10 },\n'
        '    { kind = "activity", item = "A9", 2008 = 10 },\n'
        '    { kind = "activity", item = "A10", 2008 = 10 },\n'
        "]\n"
    )
    assert plan.department("SGO").staffing.dims == ("grade", "period")


SCRIPT = """
import itu_opplan as opplan
from itu_opplan import Department, Output, RiskFactor, ResultBlock, ResultsFramework
text = '''format = 1
code = "p"
title = "P"
organisation = "O"
window = "2008-2011"
periods = ["2008", "2009-2011"]
[dimensions]
source = ["RB", "XB", "VC"]
[measures.budget]
of = "outputs"
dims = ["source"]
unit = "CHF"
[departments.A]
name = "a"
aliases = ["x", "y", "z"]
staffing = [{ grade = "P5", 2008 = 12, 2009-2011 = 12 }, { grade = "P4", 2008 = 1 }]
allocations = [{ kind = "u", item = "i", 2008 = 5 }, { kind = "v", item = "j", 2008 = 7 }]
[departments.B]
name = "b"
aliases = ["y", "x"]
[outputs.PP]
title = "pp"
mandates = ["M2", "M1", "N"]
objectives = ["2", "1"]
effort = [{ department = "A", 2008 = 50 }, { department = "C", 2008 = 3 }, { department = "D", 2008 = 4 }]
figures.budget = [{ source = "XB", 2008 = 5 }, { source = "RB", 2009-2011 = 7 }, { source = "QQ", 2008 = 1 }]
[objectives.1]
title = "one"
[objectives.2]
title = "two"
'''
print(opplan.validate_text(text))
plan = opplan.bundled("gs-2008-2011")
print(opplan.validate(plan), opplan.dumps(plan), opplan.ledger(plan), opplan.allocations(plan), opplan.plain(plan))
print(opplan.touching(opplan.effort(plan), plan, to="risk"), opplan.reconcile(plan), opplan.json_schema())
print(opplan.completeness(plan), opplan.vacancies(plan))
"""


def test_nothing_depends_on_the_seed_of_hashes() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert len(said[0]) > 100_000


def test_tables_of_equal_plans_show_the_same() -> None:
    """A table cut out of another one has its labels; it may have names and reasons of its own."""
    records: list[Mapping[str, object]] = [{"grade": "P5", "period": "2008", "value": 1}]
    grades = Axis("grade", ["D1", "P5", "XX"], names={"P5": "Senior"})
    wide = Table.from_records(
        records,
        dims=["grade", "period"],
        unit="post",
        labels={"grade": grades, "period": Axis("period", ["2009-2011", "2008"], "they are mine")},
    )
    narrow = Table.from_records(records, dims=["grade", "period"], unit="post")
    one, other = (small_plan(departments=[Department(code="SGO", name="a", posts=table)]) for table in (wide, narrow))
    assert one == other == opplan.loads(opplan.dumps(one))
    assert opplan.plain(one) == opplan.plain(other)
    shown = [plan.department("SGO").posts for plan in (one, other)]
    assert str(shown[0]) == str(shown[1])
    assert [str(axis) for axis in shown[0].axes] == [str(axis) for axis in shown[1].axes]


def test_labels_without_a_cell_stay_out_of_whole_axes() -> None:
    items = [{"kind": "activity", "item": "A1", "2008": 10}, {"kind": "activity", "item": "A2", "2007": "blank"}]
    allocations = Table.from_rows(items, dims=["kind", "item", "period"], unit="percent").where(item="A1")
    wide = Table.from_records(
        allocations.records(),
        dims=allocations.dims,
        unit="percent",
        labels={"item": ["A1", "A2"], "kind": ["activity", "z"]},
    )
    plan = small_plan(departments=[Department(code="SGO", name="a", allocations=wide)])
    assert opplan.allocations(plan).labels("item") == ("A1",)
    assert plan.department("SGO").allocations.labels("period") == ("2008",)
