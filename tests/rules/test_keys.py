"""Keys of problems: each stands once in a report, and lasts when other things come, go or move."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itu_opplan import (
    KPI,
    Achievement,
    ExpectedResult,
    Finding,
    Heading,
    OperationalPlan,
    Problem,
    Report,
    ResultBlock,
    Severity,
    SuccessFactor,
    accept,
    bundled,
    dump,
    dumps,
    load,
    validate,
    validate_file,
    validate_text,
)
from itu_opplan.model.fields import kinds
from itu_opplan.model.walk import entities
from tests.result_strategies import plans_of
from tests.small_plans import small_plan
from tests.strategies import plans

PLAN = bundled("gs-2008-2011")
REPORT = validate(PLAN)
KEYS = [problem.key for problem in REPORT]


def test_keys_are_rules_and_addresses_by_codes_and_texts() -> None:
    assert len(set(KEYS)) == len(KEYS) == 216
    assert {
        "OP401 departments.SPU.staffing[total, 2008]",
        "OP902 outputs.WCIT",
        "OP802 outline[II.2.2 Coordination Unit].number",
        "OP802 outline[II.2.6 CEC breakdown of activities to support inte… b31bd062].number",
        "OP805 outline[II.1.2 Link to intersectoral strategic objectives].refers_to[II.1.5]",
        "OP525 outputs.TELECOM.frameworks.2006.kpis[Excess of income over expenditure]: 2006",
        "OP901 departments.CEC.frameworks.2008-2011.blocks[EXTERNAL AFFAIRS UNIT EAU]",
        "OP308 departments.SGO.staffing: 2008, up",
        "OP308 departments.SGO.staffing: 2008, down",
        "OP808 activities: CNF",
    } <= set(KEYS)
    assert max(map(len, KEYS)) < 200


def in_block(owner: str, framework: str, number: int, **items: Any) -> OperationalPlan:
    """The plan with items in front of those of one row of results."""
    output = PLAN.output(owner)
    found = next(one for one in output.frameworks if one.code == framework)
    block = found.blocks[number]
    changed = attrs.evolve(block, **{name: (item, *getattr(block, name)) for name, item in items.items()})
    blocks = (*found.blocks[:number], changed, *found.blocks[number + 1 :])
    frameworks = [attrs.evolve(found, blocks=blocks) if one is found else one for one in output.frameworks]
    return PLAN.put(attrs.evolve(output, frameworks=frameworks))


IN_FRONT: dict[str, Callable[[], OperationalPlan]] = {
    "a heading": lambda: attrs.evolve(PLAN, outline=(Heading(number="0", title="Preface"), *PLAN.outline)),
    "a KPI": lambda: in_block("TELECOM", "2006", 0, kpis=KPI(text="A new one")),
    "a KPI beside a text that is found": lambda: in_block("WSIS", "2006-2007", 0, kpis=KPI(text="A new one")),
    "a result": lambda: in_block("PP", "2006-2007", 0, results=ExpectedResult(text="Growth")),
    "an achievement": lambda: in_block("WSIS", "2006-2007", 0, achievements=Achievement(text="Done")),
    "a success factor": lambda: in_block("TELECOM", "2006", 0, success_factors=SuccessFactor(text="Sun")),
}


@pytest.mark.parametrize("change", IN_FRONT.values(), ids=IN_FRONT)
def test_what_is_put_in_front_makes_no_finding_new(change: Callable[[], OperationalPlan]) -> None:
    report = validate(change())
    assert sorted(problem.key for problem in report) == sorted(KEYS)
    accepted = accept(REPORT, reason="known")
    assert str(validate(change(), accepted=accepted)) == "no problems; 216 accepted"


def test_a_heading_in_front_changes_addresses_and_no_key() -> None:
    report = validate(IN_FRONT["a heading"]())
    moved = {problem.path for problem in report} - {problem.path for problem in REPORT}
    assert len(moved) > 10


def test_keys_are_those_of_files_and_folders(tmp_path: Path) -> None:
    dump(PLAN, tmp_path / "folder")
    dump(PLAN, tmp_path / "plan.toml")
    for report in (validate_file(tmp_path / "folder"), validate_file(tmp_path / "plan.toml")):
        assert sorted(problem.key for problem in report) == sorted(KEYS)


def everywhere(plan: OperationalPlan) -> Iterator[Finding]:
    """Something is found in every entity."""
    for site in entities(plan):
        yield Finding(path=site.path, message="is there")


def put_in_front(plan: OperationalPlan) -> OperationalPlan:
    """The plan with a heading in front of all, and a row in front of all rows of outputs."""
    row = ResultBlock(results=[ExpectedResult(text="In front of all")], kpis=[KPI(text="A first one")])
    outputs = [
        attrs.evolve(
            output,
            frameworks=[attrs.evolve(one, blocks=(row, *one.blocks)) for one in output.frameworks],
        )
        for output in plan.outputs
    ]
    return attrs.evolve(plan, outputs=outputs, outline=(Heading(number="0"), *plan.outline))


@settings(max_examples=25, deadline=None)
@given(st.one_of(plans(), plans_of()))
def test_keys_stand_once_and_last(plan: OperationalPlan) -> None:
    def keys(of: OperationalPlan) -> list[str]:
        return [problem.key for problem in validate(of, select="own", rules=[everywhere])]

    before, after = keys(plan), keys(put_in_front(plan))
    assert len(set(before)) == len(before)
    assert len(set(after)) == len(after)
    assert set(before) <= set(after)


@settings(max_examples=25, deadline=None)
@given(plans_of())
def test_keys_are_the_same_once_the_plan_is_written_and_read(plan: OperationalPlan) -> None:
    report = validate(plan)
    assume(report.ok)
    read = validate_text(dumps(plan))
    assert sorted(problem.key for problem in read) == sorted(problem.key for problem in report)


def twice(plan: OperationalPlan) -> Iterator[Finding]:
    """Two findings at one address that nothing tells apart, and one that says what it is about."""
    yield Finding(path="outputs.PP", message="is odd")
    yield Finding(path="outputs.PP", message="is odder")
    yield Finding(path="outputs.PP", message="is oddest", about="2008")


def test_what_nothing_tells_apart_is_counted() -> None:
    report = validate(small_plan(), select="own", rules=[twice])
    assert [problem.key for problem in report] == ["twice outputs.PP", "twice outputs.PP #2", "twice outputs.PP: 2008"]
    assert [problem.key for problem in report[1:]] == ["twice outputs.PP #2", "twice outputs.PP: 2008"]


def test_a_report_of_any_problems_has_each_key_once() -> None:
    one = Problem(rule="R", severity=Severity.NOTE, path="a", message="m")
    given = [one, attrs.evolve(one, path="a #2"), one, attrs.evolve(one, about="x"), attrs.evolve(one, about="x")]
    assert [problem.key for problem in Report(given)] == ["R a", "R a #2", "R a #3", "R a: x", "R a: x #2"]


ODD = {
    "no address": ("]?", "odd ]?"),
    "nothing": ("", "odd"),
    "what is not there": ("outputs.XX.funding[3].source", "odd outputs.XX.funding[3].source"),
    "a place that is not there": ("outputs.PP.funding[3]", "odd outputs.PP.funding[3]"),
    "a line feed": ("outputs\nPP", "odd outputs\\nPP"),
}


@pytest.mark.parametrize(("path", "key"), ODD.values(), ids=ODD)
def test_whatever_a_rule_says_for_an_address_has_a_key(path: str, key: str) -> None:
    def odd(plan: OperationalPlan) -> Iterator[Finding]:
        yield Finding(path=path, message="is odd")

    assert [problem.key for problem in validate(small_plan(), select="own", rules=[odd])] == [key]


def test_texts_in_keys_are_short_and_have_no_brackets() -> None:
    long = "Number of [new] members " * 5
    block = ResultBlock(results=[ExpectedResult(text="R [1]")], kpis=[KPI(text=long), KPI(text="b", code="K1")])
    output = attrs.evolve(PLAN.output("PP"), frameworks=[attrs.evolve(PLAN.output("PP").frameworks[0], blocks=[block])])
    plan = small_plan(outputs=[attrs.evolve(output, goals=(), objectives=(), mandates=())])
    keys = [problem.key for problem in validate(plan, select="own", rules=[everywhere]) if "frameworks" in problem.path]
    assert keys[-4:] == [
        "everywhere outputs.PP.frameworks.2006-2007.blocks[R (1)]",
        "everywhere outputs.PP.frameworks.2006-2007.results[R (1)]",
        "everywhere outputs.PP.frameworks.2006-2007.kpis[Number of (new) members Number of (new) members Nu… 05911387]",
        "everywhere outputs.PP.frameworks.2006-2007.kpis[K1]",
    ]


def test_items_of_all_classes_have_names() -> None:
    """Nothing that stands in a list is known by nothing."""

    def unnamed(plan: OperationalPlan) -> Iterator[Finding]:
        for site in entities(plan):
            cls: type[attrs.AttrsInstance] = type(site.entity)
            for name, kind in kinds(cls).items():
                held = getattr(site.entity, name)
                if kind.many and isinstance(held, tuple):
                    start = f"{site.path}.{name}" if site.path else name
                    yield from (Finding(path=f"{start}[{n}]", message="is there") for n in range(len(held)))

    keys = [problem.key for problem in validate(PLAN, select="own", rules=[unnamed])]
    assert len(keys) > 1000
    assert not [key for key in keys if key.endswith("[]")]


STRANGERS = sorted((Path(__file__).parents[1] / "strangers").glob("*.toml"))


@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: path.stem)
def test_plans_of_others_have_keys_that_last(path: Path) -> None:
    plan = load(path)
    before, after = (
        [problem.key for problem in validate(one, select="own", rules=[everywhere])]
        for one in (plan, put_in_front(plan))
    )
    assert len(set(before)) == len(before)
    assert set(before) <= set(after)
    accepted = accept(validate_file(path).where(severity=["warning", "note"]), reason="known")
    assert validate(plan, accepted=accepted).counts == {}
