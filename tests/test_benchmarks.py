"""The benchmarks, without measuring: every row has its works, and the peers read what the library reads."""

import ast
import doctest
from types import ModuleType

import pytest

import itu_opplan as opplan
from itu_opplan.model.fields import kinds
from tests.benchmarks import models, plans, report, rows, timing

_SHIPPED = opplan.bundled(plans.SHIPPED)


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: f"{row.case} {row.what}")
def test_every_work_of_a_row_is_there(row: rows.Row) -> None:
    for name in (*row.works, *row.peers):
        assert callable(getattr(rows.CASES[row.case], name)), name
    assert (row.most is None) or (row.least is None)


def test_rows_are_told_from_each_other() -> None:
    assert len({row.what for row in rows.ROWS}) == len(rows.ROWS)
    assert {row.case for row in rows.ROWS} == {*rows.CASES}


@pytest.mark.parametrize("module", [report, rows, timing], ids=lambda module: module.__name__)
def test_examples_of_the_benchmarks_hold(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_a_plan_of_any_size_is_one_and_no_two_of_its_outputs_are_alike() -> None:
    tomli_w = pytest.importorskip("tomli_w")
    plan = opplan.loads(tomli_w.dumps(plans.sized(30)))
    assert len(plan.outputs) == 30
    assert len({output.effort for output in plan.outputs}) == len({output.title for output in plan.outputs}) == 30
    kpis = {output.code: {kpi.item.text for kpi in plan.kpis(output=output.code)} for output in plan.outputs}
    assert sum(map(len, kpis.values())) == len(set().union(*kpis.values())) > 100


@pytest.mark.parametrize("source", [models.pydantic_source, models.msgspec_source], ids=["pydantic", "msgspec"])
def test_the_peers_have_a_model_of_each_class_with_each_field(source) -> None:
    found = {node.name: node for node in ast.parse(source()).body if isinstance(node, ast.ClassDef)}
    for cls in (opplan.OperationalPlan, opplan.Output, opplan.KPI, opplan.Department, opplan.ResultBlock):
        fields = {node.target.id for node in found[cls.__name__].body if isinstance(node, ast.AnnAssign)}
        own = {*kinds(cls)}
        assert fields - {"format"} in (own, own - {"code"})


@pytest.mark.parametrize("library", ["pydantic", "msgspec"])
def test_the_peers_read_the_shipped_plan(library: str) -> None:
    peer = pytest.importorskip(library)
    source = models.pydantic_source() if library == "pydantic" else models.msgspec_source()
    module = ModuleType(f"models_{library}")
    exec(source, vars(module))
    raw = plans.parse(plans.shipped_text())
    cls = module.OperationalPlan
    plan = cls.model_validate(raw) if library == "pydantic" else peer.convert(raw, cls)
    blocks = [block for one in plan.outputs.values() for own in (one.frameworks or {}).values() for block in own.blocks]
    ours = [block for one in _SHIPPED.outputs for own in one.frameworks for block in own.blocks]
    assert [len(block.kpis) for block in blocks] == [len(block.kpis) for block in ours]
    assert len(plan.activities) == len(_SHIPPED.activities)
