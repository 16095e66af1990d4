"""Several plans as one: what is shared, what clashes, what is counted twice; and why plans cannot be one."""

from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given

from itu_opplan import (
    KPI,
    Activity,
    Department,
    ExpectedResult,
    InvalidPlan,
    Mandate,
    Measure,
    Objective,
    OperationalPlan,
    Output,
    ResultBlock,
    ResultsFramework,
    Table,
    bundled,
    consolidate,
    dumps,
    effort,
    figures,
    load,
    loads,
    validate,
)
from itu_opplan.revision import Consolidated
from itu_opplan.rules import errors
from tests.helpers import refusal
from tests.revision.test_rename import coded
from tests.small_plans import small_plan, work_months
from tests.strategies import plans

PLAN = bundled("gs-2008-2011")
GS = "gs-2008-2011"
R, T, D = (load(Path(__file__).parents[2] / "examples" / "sectors" / f"{one}-2008-2011.toml") for one in "rtd")
SHARED = {
    **{f"{one.code}:goals": f"{GS}:goals" for one in (R, T, D)},
    "r-2008-2011:objectives.COORDINATION": f"{GS}:objectives.3",
    "t-2008-2011:objectives.3": f"{GS}:objectives.3",
    "r-2008-2011:departments": f"{GS}:departments",
    "t-2008-2011:departments": f"{GS}:departments",
    "d-2008-2011:departments": f"{GS}:departments",
    "d-2008-2011:departments.BDT": f"{GS}:bodies.BDT",
}
AGAIN = {
    "r-2008-2011:outputs.PUBLICATIONS.effort[CS]": f"{GS}:outputs.PUBLICATIONS.effort[CS]",
    "t-2008-2011:outputs.FORUM.effort[CS]": f"{GS}:outputs.WTPF.effort[CS]",
    "d-2008-2011:outputs.SUMMIT.effort[FIN]": f"{GS}:outputs.WSIS.effort[FIN]",
}
PREFIXES = {"r-2008-2011": "R", "t-2008-2011": "T", "d-2008-2011": "D"}


def whole(eliminate: dict[str, str] | None = None) -> Consolidated:
    return consolidate(
        [PLAN, R, T, D], code="itu-2008-2011", title="ITU", shared=SHARED, eliminate=eliminate, prefixes=PREFIXES
    )


def test_the_general_secretariat_with_the_sectors() -> None:
    made = whole()
    assert list(errors(made.plan)) == []
    assert loads(dumps(made.plan)) == made.plan
    assert len(made.plan.goals) == len(PLAN.goals)
    assert [one.code for one in made.plan.outputs if one not in PLAN.outputs] == [
        "CONFERENCE",
        "FORUM",
        "GROUPS",
        "R-PUBLICATIONS",
        "SUMMIT",
    ]
    assert {one for one in made.codes if one.startswith("t-")} == {"t-2008-2011:objectives.1"}
    assert made.codes["r-2008-2011:objectives.COORDINATION"] == "objectives.3"
    assert made.plan.output("R-PUBLICATIONS").objectives == ("3",)
    assert made.plan.output("CONFERENCE").objectives == ("R-1",)
    assert made.plan.service("translation") == PLAN.service("translation")
    assert made.plan.department("BDT").name == "Bureau (invented)"
    assert [one.code for one in made.plan.bodies] == [one.code for one in PLAN.bodies if one.code != "BDT"]


@pytest.mark.parametrize("own", [PLAN, R, T, D], ids=lambda own: own.code)
def test_tables_are_carried_over_exactly(own: OperationalPlan) -> None:
    made = whole()
    names = {
        one.code: made.codes.get(f"{own.code}:outputs.{one.code}", f"outputs.{one.code}")[8:] for one in own.outputs
    }
    after = effort(made.plan).where(output=list(names.values())).records()
    before = effort(own).relabel("output", names).records()
    assert {tuple(one.items()) for one in after} == {tuple(one.items()) for one in before}
    for code, name in names.items():
        assert made.plan.output(name).effort == own.output(code).effort
        assert made.plan.output(name).services == own.output(code).services


def test_what_is_counted_again_is_eliminated_with_both_sides() -> None:
    made = whole(AGAIN)
    lines = made.to_text().splitlines()
    assert lines[0] == "Eliminations"
    assert lines[1].split() == ["counted", "again", "period", "figure", "eliminated", "difference", "unit"]
    assert [" ".join(line.replace("-2008-2011", "").split()[:-1]) for line in lines[3:]] == [
        "gs:outputs.PUBLICATIONS.effort[CS] r:outputs.PUBLICATIONS.effort[CS] 2007 14.5 14.5 0.0",
        "gs:outputs.PUBLICATIONS.effort[CS] r:outputs.PUBLICATIONS.effort[CS] 2008 7.8 8.0 0.2",
        "gs:outputs.PUBLICATIONS.effort[CS] r:outputs.PUBLICATIONS.effort[CS] 2009-2011 22.8 22.8 0.0",
        "gs:outputs.WTPF.effort[CS] t:outputs.FORUM.effort[CS] 2008 3.4 3.0 -0.4",
        "gs:outputs.WTPF.effort[CS] t:outputs.FORUM.effort[CS] 2009-2011 3.4 3.4 0.0",
        "gs:outputs.WSIS.effort[FIN] d:outputs.SUMMIT.effort[FIN] 2008 1.6 2.0 0.4",
        "gs:outputs.WSIS.effort[FIN] d:outputs.SUMMIT.effort[FIN] 2009-2011 4.9 4.9 0.0",
    ]
    taken = sum((one.eliminated for one in made.eliminations), Decimal(0))
    assert effort(whole().plan).total() - effort(made.plan).total() == taken
    assert made.plan.output("R-PUBLICATIONS").effort_assumed == (
        f"without what {GS} counts: outputs.PUBLICATIONS.effort[CS]",
    )
    assert "without what" in str(effort(made.plan))


def test_what_stands_on_one_side_only_is_a_finding() -> None:
    again = AGAIN | {
        "r-2008-2011:outputs.CONFERENCE.effort[FIN]": f"{GS}:outputs.PP.effort[FIN]",
        "r-2008-2011:outputs.CONFERENCE.services": f"{GS}:outputs.COUNCIL.effort",
    }
    assert [str(one) for one in whole(again).findings] == [
        "outputs.FORUM.effort[CS]: is not eliminated in the plan t-2008-2011 in 2007: "
        "t-2008-2011:outputs.FORUM.effort[CS] is not stated; gs-2008-2011:outputs.WTPF.effort[CS] has 0.0",
        "outputs.SUMMIT.effort[FIN]: is not eliminated in the plan d-2008-2011 in 2007: "
        "d-2008-2011:outputs.SUMMIT.effort[FIN] is blank; gs-2008-2011:outputs.WSIS.effort[FIN] has 0.0",
        "outputs.CONFERENCE.effort[FIN]: is not eliminated in the plan r-2008-2011: "
        "r-2008-2011:outputs.CONFERENCE.effort[FIN]: unknown department 'FIN'; the table has BR, C&P",
        "outputs.CONFERENCE.services: is not eliminated in the plan r-2008-2011: it is in page, "
        "gs-2008-2011:outputs.COUNCIL.effort in work_month",
    ]


def test_what_is_not_true_of_all_is_left_out_and_said() -> None:
    made = whole(AGAIN)
    assert [
        (one.plan, one.path) for one in made.left_out if not one.path.startswith(("departments", "objectives"))
    ] == [
        ("r-2008-2011", "outputs.PUBLICATIONS.effort[total, 2007]"),
        ("r-2008-2011", "outputs.PUBLICATIONS.effort[total, 2008]"),
        (GS, "bodies.BDT"),
        (GS, "outline"),
        (GS, "claims.OBJECTIVES"),
        ("r-2008-2011", "claims.OUTPUTS"),
    ]
    assert made.plan.claim("BUREAU") == R.claim("BUREAU")


def other(**fields: object) -> OperationalPlan:
    return small_plan(**({"code": "q", "outputs": [], "departments": []} | fields))


def test_all_reasons_at_once() -> None:
    budget = Measure(code="budget", of="outputs", unit="CHF")
    one = small_plan(currency="CHF", measures=[budget])
    two = other(currency="EUR", measures=[attrs.evolve(budget, unit="EUR")], periods=["2008"], window="2008")
    three = other(year_begins=7, window="2007/08", periods=["2007/08"])
    assert refusal(InvalidPlan, lambda: consolidate([one, two, three])).splitlines() == [
        "q: stands twice; each plan has a code of its own",
        "q: is in EUR, p in CHF; state both in one currency",
        "q: has the columns 2008, p has 2007, 2008, 2009-2011",
        "q:measures.budget: is not the measure of p: it has other owners, dims or unit, or adds otherwise",
        "q: has years that begin in month 7, p in month 1",
    ]
    assert refusal(InvalidPlan, lambda: consolidate([one])) == "plans: must be at least two, got 1"
    assert refusal(
        InvalidPlan,
        lambda: consolidate(
            [one, other()],
            shared={"q:goals.1": "p:goals.1", "p:outputs": "q:outputs", "x:outputs": "p:outputs"},
            eliminate={"q:outputs.PP": "outputs.PP"},
            prefixes={"r": "R"},
        ),
    ).splitlines() == [
        "shared: goals: unknown code '1'; known: none",
        "shared: p:outputs: must be of a plan that is given after q",
        "shared: x:outputs: must be a plan and an address in it, CODE:outputs.X; p, q",
        "prefixes: unknown plan 'r'; the plans are p, q",
        "eliminate: outputs.PP: must be a plan and an address in it, CODE:outputs.X; p, q",
    ]


def test_figures_of_what_is_shared_do_not_stand_twice() -> None:
    staffing = {"2008": 12}
    has = Department(code="SGO", name="Office", figures={}, staffing=work_months("grade", P5=staffing))
    two = other(departments=[has])
    one = small_plan(departments=[has])
    assert consolidate([one, two], shared={"q:departments": "p:departments"}).plan.departments == (has,)
    more = attrs.evolve(has, staffing=work_months("grade", P5=staffing, P4=staffing))
    two = other(departments=[more])
    message = "q:departments.SGO.staffing: has figures of what is shared, where an earlier plan has some; "
    assert refusal(InvalidPlan, lambda: consolidate([one, two], shared={"q:departments": "p:departments"})) == (
        f"{message}eliminate those that count again"
    )
    made = consolidate(
        [one, two],
        shared={"q:departments": "p:departments"},
        eliminate={"q:departments.SGO.staffing[P5]": "p:departments.SGO.staffing[P5]"},
    )
    assert made.plan.department("SGO").staffing.by("period").at(period="2008") == 24


def test_results_of_what_is_shared_are_kept_side_by_side() -> None:
    def objective(text: str) -> Objective:
        row = ResultBlock(results=[ExpectedResult(text=text, code="R1")], kpis=[KPI(text=text, code="K1")])
        return Objective(code="1", title="One", frameworks=[ResultsFramework(code="2008", blocks=[row])])

    made = consolidate(
        [small_plan(objectives=[objective("a")]), other(objectives=[objective("b")])],
        shared={"q:objectives": "p:objectives"},
    )
    assert [one.code for one in made.plan.objective("1").frameworks] == ["2008", "q-2008"]
    assert [(one.item.text, one.item.code) for one in made.plan.kpis()] == [("a", "K1"), ("b", "q-K1")]


def test_what_is_equal_in_all_and_has_no_figures_is_one() -> None:
    mandate = Mandate(code="RES-1", series="resolution", issued_by="PP", number="1")
    made = consolidate([small_plan(mandates=[mandate]), other(mandates=[mandate])])
    assert made.plan.mandates == (mandate,)
    changed = attrs.evolve(mandate, title="Another")
    made = consolidate([small_plan(mandates=[mandate]), other(mandates=[changed])])
    assert {one.code for one in made.plan.mandates} == {"RES-1", "q-RES-1"}


def test_codes_for_which_there_is_no_room() -> None:
    long = "A" * 31
    two = other(outputs=[Output(code=long, title="Long")])
    one = small_plan(outputs=[Output(code=long, title="Longer")])
    message = f"q:outputs.{long}: 'q-{long}' is no code; give prefixes={{'q': …}}"
    assert refusal(InvalidPlan, lambda: consolidate([one, two])) == message


def test_measures_of_plans_of_fiscal_years() -> None:
    budget = Measure(code="budget", of="outputs", dims=["source"], unit="kCHF")

    def plan(code: str, value: int, label: str) -> OperationalPlan:
        table = budget.table([{"source": label, "2025/26": value}])
        return small_plan(
            code=code,
            year_begins=7,
            window="2025/26",
            periods=["2025/26"],
            dimensions={"source": [label]},
            measures=[budget],
            outputs=[Output(code="A", title=code, figures={"budget": table})],
            departments=[],
            figures={"published_budget": budget.published.empty.set(value, new=True, period="2025/26")},
        )

    made = consolidate([plan("p", 5, "RB"), plan("q", 7, "XB")])
    assert made.plan.labels("source") == ("RB", "XB")
    assert figures(made.plan, "budget").at(output="q-A", source="XB", period="2025/26") == 7
    assert not made.plan.figures
    assert made.left_out[0].reason == "q has figures of budget, too; it is not the total of all"


@given(plans())
def test_a_plan_beside_its_copy_keeps_every_figure(plan: OperationalPlan) -> None:
    copy = attrs.evolve(plan, code="copy-9")
    if plan.code.casefold() == "copy-9":
        return
    if any(len(path.rpartition(".")[2]) > 29 for path in coded(plan)):
        return  # there is no room for a prefix
    made = consolidate([plan, copy], prefixes={"copy-9": "c9"})
    assert validate(made.plan).ok
    names = {one.code: made.codes.get(f"copy-9:outputs.{one.code}", "")[8:] for one in plan.outputs}
    for code, name in names.items():
        assert made.plan.output(code).effort == plan.output(code).effort
        assert made.plan.output(name).services == plan.output(code).services
        assert made.plan.output(name).effort.records() == [
            {**one, "department": made.codes[f"copy-9:departments.{one['department']}"].partition(".")[2]}
            for one in plan.output(code).effort.records()
        ]


def test_an_alias_means_one_thing() -> None:
    office = Department(code="A", name="Office", aliases=["SG", "Secretariat"])
    made = consolidate(
        [
            small_plan(departments=[office]),
            other(departments=[attrs.evolve(office, code="B"), Department(code="SG", name="S")]),
        ]
    )
    assert {one.code: one.aliases for one in made.plan.departments} == {
        "A": ("SG", "Secretariat"),
        "B": (),
        "q-SG": (),
    }
    assert [(one.plan, one.path, one.reason) for one in made.left_out] == [
        ("q", "departments.B.aliases", "an earlier plan calls something by this alias")
    ]


def test_what_is_left_out_has_its_own_address() -> None:
    assert ("r-2008-2011", "objectives.COORDINATION.title") in {(one.plan, one.path) for one in whole().left_out}


def test_what_is_no_plan() -> None:
    with pytest.raises(TypeError, match="consolidate: plans must be plans, got 'x'; load reads one from a file"):
        consolidate([PLAN, "x"])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="consolidate: plans must be a list, got OperationalPlan gs-2008-2011"):
        consolidate(PLAN)  # type: ignore[arg-type]


def test_what_cannot_be_shared() -> None:
    copy = attrs.evolve(PLAN, code="copy")
    shared = {
        "copy:outputs.PP": f"{GS}:goals.1",
        "copy:outputs.COUNCIL": f"{GS}:outputs.PP",
        "copy:outputs.WSIS": f"{GS}:outputs.PP",
    }
    assert refusal(InvalidPlan, lambda: consolidate([PLAN, copy], shared=shared)).splitlines() == [
        f"shared: copy:outputs.PP: must be an entity of the kind of {GS}:goals.1, "
        "or a whole collection as in CODE:goals",
        f"shared: copy:outputs.WSIS: something else of copy is {GS}:outputs.PP already",
    ]


def test_items_that_cite_an_alias_cite_the_code_where_the_alias_goes() -> None:
    activity = Activity(code="A1", title="One", aliases=["1.1"])
    rows = [{"kind": "activity", "item": "1.1", "2008": 10}]
    table = Table.from_rows(rows, dims=["kind", "item", "period"], unit="percent")
    two = other(
        activities=[attrs.evolve(activity, code="B1")], departments=[Department(code="X", name="X", allocations=table)]
    )
    made = consolidate([small_plan(activities=[activity]), two])
    assert made.plan.department("X").allocations.labels("item") == ("B1",)
    assert made.plan.activity("1.1").code == "A1"


def test_figures_of_plans_themselves_cannot_be_one() -> None:
    income = Measure(code="income", of="plan", unit="kCHF")
    one = small_plan(measures=[income], figures={"income": income.table({"2008": 5})})
    two = other(measures=[income], figures={"income": income.table({"2008": 7})})
    assert refusal(InvalidPlan, lambda: consolidate([one, two])) == (
        "q:figures.income: p has figures of income, too, and they are of no entity; keep those of one plan"
    )
    assert consolidate([one, other()]).plan.figures == one.figures
