"""What differs between two plans: by code, by text, cell by cell; carried out, undone, and told."""

from collections.abc import Callable

import attrs
import pytest

from itu_opplan import (
    KPI,
    Change,
    Changes,
    Department,
    ExpectedResult,
    InvalidPlan,
    Measure,
    Missing,
    OperationalPlan,
    Output,
    OutputGroup,
    ResultBlock,
    ResultsFramework,
    Service,
    Table,
    Target,
    UnknownCode,
    apply,
    bundled,
    change,
    compare,
    dumps_changes,
    get,
    loads_changes,
)
from tests.helpers import refusal
from tests.small_plans import SERVICES, small_plan, work_months

PLAN = bundled("gs-2008-2011")
KPIS = "outputs.TELECOM.frameworks.2006.blocks[0].kpis"
"""The longest list of KPIs that the plan has."""


def both_ways(old: OperationalPlan, new: OperationalPlan) -> Changes:
    """The changes from one plan to another, which make the other, and undone the first again."""
    changes = compare(old, new)
    assert apply(old, changes) == new
    assert apply(new, changes.reversed()) == old
    assert set(changes.reversed().reversed()) == set(changes)
    return changes


def test_a_plan_does_not_differ_from_itself() -> None:
    changes = compare(PLAN, bundled("gs-2008-2011"))
    assert len(changes) == 0
    assert str(changes) == "0 changes"
    assert apply(PLAN, changes) is PLAN


def test_figures_differ_cell_by_cell() -> None:
    at = "outputs.PP.effort"
    new = change(
        PLAN,
        {
            f"{at}[C&P, 2008]": 14,
            f"{at}[SGO, 2008]": None,
            f"{at}[TLC, 2008]": Missing.TO_BE_COMPLETED,
            "departments.SGO.staffing[total, 2007]": 193,
        },
    )
    assert str(both_ways(PLAN, new)) == (
        "outputs.PP\n"
        "  effort[SGO, 2008] removed: 0.0 (II.1.4)\n"
        "  effort[C&P, 2008] changed: 13.1 → 14 (II.1.4)\n"
        "  effort[TLC, 2008] added: to be completed (II.1.4)\n"
        "departments.SGO\n"
        "  staffing[total, 2007] changed: 192 → 193 (III.1.4)\n"
        "4 changes: 1 added, 1 removed, 2 changed"
    )


def test_one_item_put_first_is_one_change() -> None:
    kpis = get(PLAN, KPIS)
    assert isinstance(kpis, tuple)
    assert len(kpis) == 27
    new = change(PLAN, {KPIS: (KPI(text="Number of languages"), *kpis)})
    changes = both_ways(PLAN, new)
    assert [(one.path, one.kind) for one in changes] == [(f"{KPIS}[0]", "added")]


def test_items_are_the_same_by_their_text_wherever_they_stand() -> None:
    kpis = get(PLAN, KPIS)
    assert isinstance(kpis, tuple)
    longer = attrs.evolve(kpis[4], text=f"{kpis[4].text}, in square metres")
    new = change(PLAN, {KPIS: (kpis[3], *kpis[:3], longer, *kpis[6:])})
    assert str(both_ways(PLAN, new)) == (
        "outputs.TELECOM\n"
        "  frameworks.2006.blocks[0].kpis[4].text reworded: 'Size of Exhibition' → "
        "'Size of Exhibition, in square metres' (II.4.5)\n"
        "  frameworks.2006.blocks[0].kpis[5] removed: 'Trade Visitors' (II.4.5)\n"
        "  frameworks.2006.blocks[0].kpis[3] moved from place 4 to 1 (II.4.5)\n"
        "3 changes: 1 removed, 1 moved, 1 reworded"
    )


def with_kpis(*kpis: KPI) -> OperationalPlan:
    blocks = [ResultBlock(results=[ExpectedResult(text="Documents are on time")], kpis=kpis)]
    frameworks = [ResultsFramework(code="2008", blocks=blocks)]
    return small_plan(outputs=[Output(code="PP", title="Conference", frameworks=frameworks)])


def test_items_with_a_code_are_the_same_by_it_and_by_nothing_else() -> None:
    one, other = KPI(text="Visitors", code="K1"), KPI(text="Exhibitors", code="K2")
    swapped = both_ways(with_kpis(one, other), with_kpis(attrs.evolve(other, code="K1"), attrs.evolve(one, code="K2")))
    assert [(change.path[-12:], change.kind) for change in swapped] == [
        ("kpis[0].text", "reworded"),
        ("kpis[1].text", "reworded"),
    ]
    renumbered = both_ways(with_kpis(one), with_kpis(attrs.evolve(one, code="K9")))
    assert [change.kind for change in renumbered] == ["removed", "added"]


def test_a_target_is_the_same_by_what_it_is_for() -> None:
    old = KPI(text="Visitors", targets=[Target(period="2008", value=5), Target(period="2009", value=6)])
    new = KPI(text="Visitors", targets=[Target(period="2008", value=7), Target(period="2009", value=6)])
    (only,) = both_ways(with_kpis(old), with_kpis(new))
    assert (only.path[-16:], only.old, only.new, only.text) == ("targets[0].value", 5, 7, "Visitors")


def test_two_that_are_alike_are_told_apart() -> None:
    one = KPI(text="Visitors")
    assert [change.kind for change in both_ways(with_kpis(one), with_kpis(one, one))] == ["added"]
    assert [change.kind for change in both_ways(with_kpis(one, one, KPI(text="b")), with_kpis(one))] == ["removed"] * 2


def test_whole_entities_come_and_go_with_their_figures() -> None:
    without = attrs.evolve(PLAN, outputs=[one for one in PLAN.outputs if one.code != "TELECOM"])
    changes = compare(PLAN, without)
    number = len(changes) - 1
    assert number > 10
    assert str(changes) == (
        f"outputs.TELECOM\n  removed: TELECOM, 'ITU TELECOM' (II.4), with {number} figures\n{len(changes)} changes: "
        f"{len(changes)} removed"
    )
    assert {one.kind for one in changes} == {"removed"}


def test_the_same_title_under_another_code_is_suggested_and_never_guessed() -> None:
    old = small_plan()
    new = small_plan(departments=[old.department("CEC"), Department(code="OFFICE", name="Office")])
    changes = both_ways(old, new)
    assert [(one.path, one.kind) for one in changes] == [
        ("departments.SGO", "removed"),
        ("departments.OFFICE", "added"),
    ]
    assert changes.suggestions == {"departments.SGO": "OFFICE"}
    assert "departments.SGO and OFFICE have the same title; if that is one, compare with renamed=" in str(changes)


SMALL = {
    "a field that was not there": ({"note": "a"}, {}, ["note removed"]),
    "columns": ({}, {"periods": ["2008"], "window": "2008"}, ["window changed", "periods changed"]),
    "attributes": (
        {"attributes": {"a": 1, "b": True}},
        {"attributes": {"a": "1", "c": False}},
        ["attributes.a changed", "attributes.b removed", "attributes.c added"],
    ),
    "dimensions": (
        {"dimensions": {"source": ["RB"], "sex": ["women"]}},
        {"dimensions": {"source": ["XB", "RB"]}},
        ["dimensions.sex removed", "dimensions.source changed"],
    ),
    "services that are counted otherwise": (
        {"services": SERVICES, "outputs": [Output(code="PP", title="a", services=Table.from_rows(
            [{"service": "typing", "2008": 3}], dims=["service", "period"], unit="page"))]},
        {"services": [Service(code="typing", name="typing", unit="word"), *SERVICES[:2]], "outputs": [
            Output(code="PP", title="a", services=Table.from_rows(
                [{"service": "typing", "2008": 3}], dims=["service", "period"], unit="word"))]},
        ["services.typing.unit changed"],
    ),
    "one of two unlike services": (
        {"services": [Service(code="a", name="a", unit="page"), Service(code="b", name="b", unit="hour")],
         "outputs": [Output(code="PP", title="a", services=Table.from_rows(
            [{"service": one, "2008": 3} for one in "ab"], dims=["service", "period"], unit="various"))]},
        {"services": [Service(code="a", name="a", unit="page"), Service(code="b", name="b", unit="hour")],
         "outputs": [Output(code="PP", title="a", services=Table.from_rows(
            [{"service": "a", "2008": 3}], dims=["service", "period"], unit="page"))]},
        ["outputs.PP.services[b, 2008] removed"],
    ),
    "a measure in another unit": (
        {"measures": [Measure(code="money", of="outputs", unit="CHF")], "outputs": [Output(
            code="PP", title="a", figures={"money": Table.from_rows([{"2008": 5}], dims=["period"], unit="CHF")})]},
        {"measures": [Measure(code="money", of="outputs", unit="kCHF")], "outputs": [Output(
            code="PP", title="a", figures={"money": Table.from_rows([{"2008": 5}], dims=["period"], unit="kCHF")})]},
        ["measures.money.unit changed", *(f"outputs.PP.figures.money[2008] {one}" for one in ("removed", "added"))],
    ),
    "effort without departments": (
        {"outputs": [Output(code="PP", title="a", effort=work_months("department", SGO={"2008": 5}))]},
        {"measures": [Measure(code="effort", dims=[])], "outputs": [Output(
            code="PP", title="a", effort=Table.from_rows([{"2008": 5}], dims=["period"], unit="work_month"))]},
        ["measures.effort added", "outputs.PP.effort[SGO, 2008] removed", "outputs.PP.effort[2008] added"],
    ),
    "links in another order": (
        {"outputs": [Output(code="PP", title="a", group="G")], "groups": [OutputGroup(code="G", title="g")]},
        {"outputs": [Output(code="PP", title="a")], "groups": [OutputGroup(code="G", title="g")]},
        ["outputs.PP.group removed"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_one_thing_differs(name: str) -> None:
    old, new, told = SMALL[name]
    changes = both_ways(small_plan(**old), small_plan(**new))
    assert [f"{one.path} {one.kind}" for one in changes] == told


# --- told as a council does -----------------------------------------------------------------------------------


def test_a_corrigendum() -> None:
    at = "outputs.TELECOM.frameworks.2006.blocks[0].kpis"
    kpis = get(PLAN, at)
    assert isinstance(kpis, tuple)
    new = change(
        PLAN,
        {
            "outputs.PP.effort[C&P, 2008]": "14.0",
            "outputs.PP.title": "PLENIPOTENTIARY CONFERENCE 2010",
            "departments.SGO.staffing[total, 2007]": 193,
            at: (*kpis[1:], KPI(text="Number of languages")),
            "status": "council",
        },
    )
    assert compare(PLAN, new).to_text(style="corrigendum") == (
        "status: for “draft” read “council”\n"
        "II.1, title: for “PLENIPOTENTIARY CONFERENCE” read “PLENIPOTENTIARY CONFERENCE 2010”\n"
        "II.1.4, C&P, 2008: for 13.1 read 14.0\n"
        f"II.4.5, results framework 2006, result block 1, KPI 1: delete “{kpis[0].text}”\n"
        "II.4.5, results framework 2006, result block 1, KPI 28: insert “Number of languages”\n"
        "III.1.4, total, 2007: for 192 read 193"
    )


def test_no_other_style() -> None:
    said = refusal(UnknownCode, lambda: compare(PLAN, PLAN).to_text(style="letter"))  # type: ignore[arg-type]  # that is it
    assert said == "style: must be 'list' or 'corrigendum', got 'letter'"


def test_as_a_table() -> None:
    changes = compare(PLAN, change(PLAN, {"outputs.PP.effort[C&P, 2008]": 14}))
    assert changes.to_markdown() == (
        "**Changes of gs-2008-2011**\n"
        "\n"
        "| section | address | kind | old | new | reason |\n"
        "| :--- | :--- | :--- | :--- | :--- | :--- |\n"
        "| II.1.4 | outputs.PP.effort\\[C&P, 2008\\] | changed | 13.1 | 14 |  |\n"
        "\n"
        "1 change: 1 changed"
    )
    assert changes.to_frame("polars").rows() == [
        ("II.1.4", "outputs.PP.effort[C&P, 2008]", "changed", "13.1", "14", None)
    ]


# --- what does not fit ----------------------------------------------------------------------------------------


def of(*changes: Change, plan: str | None = None) -> Changes:
    return Changes(code="c", title="C", plan=plan, changes=changes)


CONFLICTS: dict[str, tuple[Callable[[], Changes], str]] = {
    "another plan": (
        lambda: of(plan="other"),
        "plan: the changes are for the plan 'other', this is 'gs-2008-2011'",
    ),
    "everything at once": (
        lambda: of(
            Change(path="status", old="final", new="draft"),
            Change(path="outputs.PP.effort[C&P, 2008]", old=13, new=14),
            Change(path="outputs.PP.effort[TLC, 2008]", old=13, new=14),
            Change(path="outputs.PP.effort[SGO, 2008]", new=14),
            Change(path="outputs.XX.title", old="a", new="b"),
            Change(path=f"{KPIS}[99]", kind="removed", old=KPI(text="a")),
            Change(path=f"{KPIS}[99]", new=KPI(text="a")),
            Change(path=f"{KPIS}[2].text", old="Visitors", new="Guests", text="Visitors"),
            Change(path=f"{KPIS}[3]", kind="moved", old=3, new=0, text="Visitors"),
        ),
        "status: must be 'final' for this change, got 'draft'\n"
        "outputs.PP.effort[C&P, 2008]: must be 13 for this change, got 13.1\n"
        "outputs.PP.effort[TLC, 2008]: there is nothing to change\n"
        "outputs.PP.effort[SGO, 2008]: must not be there yet for this change, got 0.0\n"
        "outputs.XX.title: cannot be changed: outputs: unknown code 'XX'; known: PP, COUNCIL, WSIS …\n"
        f"{KPIS}[99]: there is nothing to change\n"
        f"{KPIS}[99]: there are only 27 items before it\n"
        f"{KPIS}[2].text: is for 'Visitors', but {KPIS}[2] is \"{{2}}\"\n"
        f"{KPIS}[3]: is for 'Visitors', but {KPIS}[3] is \"{{3}}\"",
    ),
    "what others cite": (
        lambda: compare(PLAN, attrs.evolve(PLAN, groups=())),
        "outputs.SOCIAL.group: unknown group 'CORPORATE'; the plan has none",
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_what_does_not_fit_is_a_conflict(name: str) -> None:
    make, message = CONFLICTS[name]
    kpis = get(PLAN, KPIS)
    assert isinstance(kpis, tuple)
    told = refusal(InvalidPlan, lambda: apply(PLAN, make()))
    wanted = message.replace("{2}", kpis[2].text).replace("{3}", kpis[3].text)
    assert told[: len(wanted)] == wanted


def test_an_entity_that_has_got_more_figures_is_not_removed_unseen() -> None:
    without = attrs.evolve(PLAN, claims=(), outputs=[one for one in PLAN.outputs if one.code != "TELECOM"])
    changes = compare(attrs.evolve(PLAN, claims=()), without)
    more = change(attrs.evolve(PLAN, claims=()), {"outputs.TELECOM.effort[TLC, 2008]": 7})
    told = refusal(InvalidPlan, lambda: apply(more, changes)).splitlines()
    assert told[0].startswith("outputs.TELECOM: has ")
    assert told[0].endswith(f" figures, of which the changes remove {len(changes) - 1}")


NO_CHANGES: dict[str, tuple[Callable[[], object], str]] = {
    "no address": (lambda: Change(path="outputs.PP.titel", old="a", new="b"),
        "Change.path: outputs.PP: unknown field 'titel'; known: title, attributes, code …"),
    "below a text": (lambda: Change(path="outputs.PP.title[0]", old="a", new="b"),
        "Change.path: outputs.PP.title: no [0]; there is nothing below it"),
    "no place": (lambda: Change(path="outputs.PP.objectives[a]", old="a", new="b"),
        "Change.path: outputs.PP.objectives[a]: must be a place in the list, such as objectives[0]"),
    "nothing to nothing": (lambda: Change(path="note"), "Change.new: missing; what is added has one"),
    "no change": (lambda: Change(path="status", old="a", new="a"),
        "Change.new: is the same as old; then there is no change"),
    "a table": (lambda: Change(path="outputs.PP.effort", old=work_months("department"), new=None),
        "Change.old: effort changes in parts: give the address of each"),
    "a collection": (lambda: Change(path="outputs", old=(), new=PLAN.outputs),
        "Change.old: outputs change one by one: give the address of each\n"
        "Change.new: outputs change one by one: give the address of each"),
    "an entity with figures": (lambda: Change(path="outputs.PP", new=PLAN.output("PP")),
        "Change.new: must be without figures: give the address of each cell"),
    "an entity of another code": (lambda: Change(path="outputs.PP", new=Output(code="P", title="a")),
        "Change.new: must have the code 'PP', got 'P'"),
    "no figure": (lambda: Change(path="outputs.PP.effort[SGO, 2008]", old="x", new=1.5),
        "Change.old: must be a number, 'blank', 'n/a' or 'to be completed', got 'x'\n"
        "Change.new: a float is not exact, got 1.5; write Decimal('1.5')"),
    "no text": (lambda: Change(path="title", old="a", new=5), "Change.new: must be text, got 5"),
    "reworded figures": (lambda: Change(path="outputs.PP.effort[SGO, 2008]", kind="reworded", old=1, new=2),
        "Change.kind: only a text can be reworded; leave the kind out, or write 'changed'"),
    "moved entities": (lambda: Change(path="outputs.PP", kind="moved", old=1, new="x"),
        "Change.path: only items of lists can be moved\n"
        "Change.new: must be a place in the list, a whole number from 0, got 'x'"),
    "twice": (lambda: of(Change(path="status", old="a", new="b"), Change(path="status", old="a", new="c")),
        "Changes.changes[1]: status changes twice"),
    "below what goes": (
        lambda: of(Change(path="outputs.PP", kind="removed", old=Output(code="PP", title="a")),
                   Change(path="outputs.pp.title", old="a", new="c")),
        "Changes.changes[1]: outputs.pp.title stands below what is removed; it is a part of that"),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_CHANGES)
def test_what_no_changes_can_be(name: str) -> None:
    make, message = NO_CHANGES[name]
    assert refusal(InvalidPlan, make) == message


# --- other codes ----------------------------------------------------------------------------------------------


def renamed_both_ways(new: OperationalPlan, **codes: str) -> Changes:
    changes = compare(PLAN, new, renamed={path.replace("_", ".", 1): code for path, code in codes.items()})
    assert apply(PLAN, changes) == new
    assert apply(new, changes.reversed()) == PLAN
    assert changes.reversed().reversed() == changes
    assert loads_changes(dumps_changes(changes)) == changes
    return changes


def test_what_is_renamed_stays_what_it_is() -> None:
    new = change(
        PLAN.rename("departments.SPU", "SPN").rename("outputs.PP", "PLENIPOT"),
        {"departments.SPN.name": "Strategy", "outputs.PLENIPOT.effort[SPN, 2008]": 5},
    )
    changes = renamed_both_ways(new, departments_SPU="SPN", outputs_PP="PLENIPOT")
    assert str(changes) == (
        "outputs.PP\n"
        "  effort[SPU, 2008] changed: 2.1 → 5 (II.1.4)\n"
        "departments.SPU\n"
        "  name reworded: 'Strategy and Policy Unit' → 'Strategy' (III.3)\n"
        "  renamed: 'SPU' → 'SPN' (III.3)\n"
        "outputs.PP\n"
        "  renamed: 'PP' → 'PLENIPOT' (II.1)\n"
        "4 changes: 2 renamed, 1 reworded, 1 changed"
    )
    assert [one.path for one in changes.reversed()] == [
        *("departments.SPN", "outputs.PLENIPOT", "outputs.PP.effort[SPU, 2008]", "departments.SPU.name"),
    ]


def test_codes_can_be_swapped() -> None:
    new = PLAN.rename("departments.SPU", "X").rename("departments.CS", "SPU").rename("departments.X", "CS")
    changes = renamed_both_ways(new, departments_SPU="CS", departments_CS="SPU")
    assert [one.kind for one in changes] == ["renamed", "renamed"]


WRONG_CODES = {
    "no such address": ({"departments.XX": "A"}, UnknownCode, "departments: unknown code 'XX'; known: SGO, CEC, SPU …"),
    "no such code": ({"departments.SPU": "XX"}, UnknownCode, "departments: unknown code 'XX'; known: SGO, CEC, SPU …"),
    "the code of another": (
        {"departments.SPU": "CS"},
        InvalidPlan,
        "departments.SPU: 'SPU' is the code of something else now; it cannot be told from what was renamed",
    ),
}


@pytest.mark.parametrize("name", WRONG_CODES)
def test_what_cannot_have_been_renamed(name: str) -> None:
    renamed, error, said = WRONG_CODES[name]
    assert refusal(error, lambda: compare(PLAN, PLAN, renamed=renamed)) == said


def test_renames_stand_first_or_last() -> None:
    status = Change(path="status", old="draft", new="final")
    title = Change(path="title", old=PLAN.title, new="a")
    code = Change(path="outputs.PP", kind="renamed", old="PP", new="PLENIPOT")
    assert refusal(InvalidPlan, lambda: of(status, code, title)) == (
        "Changes.changes[1]: outputs.PP is renamed between other changes; put all that is renamed first, or last"
    )
    new = Change(path="outputs.PLENIPOT.title", old=PLAN.output("PP").title, new="a")
    assert apply(PLAN, of(code, new)).output("PLENIPOT").title == "a"
    said = refusal(InvalidPlan, lambda: apply(PLAN.rename("outputs.PP", "P"), of(status, code)))
    assert said == "outputs.PP: there is nothing to change"


def test_a_code_that_two_entities_have_is_refused() -> None:
    twice = small_plan(outputs=[Output(code="PP", title="a"), Output(code="pp", title="b")])
    for old, new in ((small_plan(), twice), (twice, small_plan())):
        said = refusal(InvalidPlan, lambda old=old, new=new: compare(old, new))  # type: ignore[misc]
        assert said == "outputs: two of them have the same code; validate tells which"
