"""New structures: what goes along with departments, what is left behind, what is refused; the real restructuring."""

from decimal import Decimal
from fractions import Fraction

import pytest

from itu_opplan import (
    Crosswalk,
    CrosswalkLink,
    Department,
    InvalidPlan,
    NotAdditive,
    OperationalPlan,
    OrgUnit,
    ResultsFramework,
    Table,
    UnknownLabel,
    apply,
    bundled,
    bundled_crosswalk,
    capacity,
    compare,
    dumps,
    effort,
    loads,
    restate,
    restructure,
)
from itu_opplan.revision import Restructured
from tests.helpers import cells_of, refusal
from tests.revision.districts import DISTRICT
from tests.small_plans import small_plan

PLAN = bundled("gs-2008-2011")
REAL = bundled_crosswalk("gs-2008-2011")


def link(from_: str, to: str, share: str | int = 1, *, assumed: bool = False) -> CrosswalkLink:
    return CrosswalkLink(from_=from_, to=to, share=share, basis="assumed" if assumed else "stated")


def crosswalk(*links: CrosswalkLink, new: tuple[str, ...] = (), plan: str | None = None) -> Crosswalk:
    departments = [Department(code=code, name=f"The {code}") for code in new]
    return Crosswalk(code="c", title="New", links=links, departments=departments, plan=plan)


def restructured(*links: CrosswalkLink, new: tuple[str, ...] = ()) -> Restructured:
    """The district under these links; what holds for any plan holds for it."""
    plan = loads(DISTRICT)
    found = restructure(plan, crosswalk(*links, new=new))
    assert loads(dumps(found.plan)) == found.plan
    assert apply(plan, compare(plan, found.plan)) == found.plan
    return found


# --- the real restructuring -------------------------------------------------------------------------------------------


def test_the_coverage_of_the_real_one() -> None:
    found = restructure(PLAN, REAL)
    assert str(found).splitlines() == [
        "Coverage of The restructuring of the General Secretariat",
        "measure   period     unit        unchanged  stated  assumed  undecided   total",
        "------------------------------------------------------------------------------",
        "effort    2007       work_month      468.3   114.8     49.3       46.5   678.9",
        "effort    2008       work_month      484.3   103.1     51.9       51.7   691.0",
        "effort    2009-2011  work_month     1485.0   342.3    138.8      150.7  2116.8",
        "staffing  2007       work_month       3163     750       57       1415    5385",
        "staffing  2008       work_month       3093     817       48       1423    5381",
        "staffing  2009-2011  work_month       9279    2451      144       4269   16143",
        "posts     2007       post               16       0        0          0      16",
        "posts     2008       post               22       0        0          0      22",
        "what is said of FIN, PER as such is left behind: description, note, attributes",
        "departments: published_staffing of PER, FIN is left behind: it was printed for these alone",
        "the claim PER-OBJECTIVES is of PER as it was; it is left behind",
    ]
    assert repr(found) == "<Restructured: gs-2008-2011, 8 departments>"
    assert len(found.to_frame()) == len(found.coverage)


def test_the_figures_of_the_real_one() -> None:
    before = capacity(PLAN).by("department", "period")
    after = capacity(restructure(PLAN, REAL).plan).by("department", "period")
    assert before.at(department="FIN", period="2008") == 414
    assert before.at(department="PER", period="2008") == 403
    assert after.at(department="ADM", period="2008") == 817
    assert after.at(department="UNDECIDED", period="2008") == 1423
    assert after.at(department="SPM", period="2008") == 48
    assert after == restate(capacity(PLAN), REAL).by("department", "period")
    assert effort(restructure(PLAN, REAL).plan).by("output", "period") == effort(PLAN).by("output", "period")


def test_what_cites_departments_of_the_real_one() -> None:
    new = restructure(PLAN, REAL).plan
    assert {code: new.department(code).code for code in ("FIN", "FI", "PER", "PE", "SPU", "CS", "SC")} == {
        **dict.fromkeys(("FIN", "FI", "PER", "PE"), "ADM"),
        "SPU": "SPM",
        **dict.fromkeys(("CS", "SC"), "UNDECIDED"),
    }
    assert "SPM" in {body.code for body in PLAN.bodies}
    assert "SPM" not in {body.code for body in new.bodies}
    assert new.department("UNDECIDED").name == "(undecided)"
    for old in PLAN.departments:
        for unit in old.units:
            assert unit in new.department(old.code).units or unit.successors
        assert len(old.frameworks) <= len(new.department(old.code).frameworks)
    gone = {"FIN", "PER", "SPU", "CS"}
    assert gone.isdisjoint({activity.department for activity in new.activities})
    assert gone.isdisjoint({code for service in new.services for code in service.departments})


def test_what_is_assumed_stands_in_the_plan() -> None:
    new = restructure(PLAN, REAL).plan
    assert new.department("SPM").staffing_assumed == ("all of SPU goes on here",)
    assert new.department("ADM").staffing_assumed == ()
    assert "SPU goes on in SPM" in new.output("PP").effort_assumed


# --- what goes along --------------------------------------------------------------------------------------------------


def test_two_come_together_in_a_body() -> None:
    found = restructured(link("WAT", "INF"), link("roa", "inf", assumed=True), new=("INF",))
    new = found.plan.department("INF")
    assert [one.code for one in found.plan.departments] == ["FIN", "INF"]
    assert set(new.aliases) == {"Works", "WAT", "Waterworks", "ROA"}
    assert found.plan.bodies == ()
    assert [unit.code for unit in new.units] == ["PUMP"]
    assert new.units[0].successors == ("INF",)
    assert found.plan.department("FIN").successors == ("INF",)
    assert new.mandates == ("M1",)
    assert found.plan.activities[0].department == "INF"
    assert found.plan.services[0].departments == ("INF",)
    assert new.figures["budget_assumed"] == ("as last year", "all of ROA goes on here")
    assert cells_of(new.figures["budget"]) == {  # type: ignore[arg-type]  # a table
        ("grant", "2025/26"): Decimal(11),
        ("grant", "2026/27"): Decimal("10.5"),
        ("own", "2025/26"): loads(DISTRICT).department("WAT").figures["budget"].at(source="own", period="2025/26"),  # type: ignore[union-attr]  # a table
    }
    assert cells_of(found.plan.output("SUPPLY").effort) == {
        ("FIN", "own", "2025/26"): Decimal(1),
        ("INF", "grant", "2025/26"): Decimal(10),
        ("INF", "own", "2025/26"): Decimal("2.5"),
    }
    assert found.plan.output("SUPPLY").published_effort == loads(DISTRICT).output("SUPPLY").published_effort


def test_tables_of_results_whose_codes_clash() -> None:
    new = restructured(link("WAT", "INF"), link("ROA", "INF"), new=("INF",)).plan
    frameworks = {one.code: one for one in new.department("INF").frameworks}
    assert set(frameworks) == {"plan", "WAT-plan", "next"}
    assert frameworks["plan"].blocks[0].results[0].text == "Roads are dry"
    (result,) = frameworks["WAT-plan"].blocks[0].results
    assert (result.text, result.lead, result.consulted) == ("Pumps run", ("INF", "FIN"), ("INF",))
    reference = frameworks["next"].blocks[0].results_from
    assert reference is not None
    assert (reference.framework, reference.owner) == ("WAT-plan", None)
    reference = new.department("FIN").frameworks[0].blocks[0].results_from
    assert reference is not None
    assert (reference.framework, reference.owner) == ("plan", "departments.INF")


def test_a_department_that_goes_on_alone_keeps_all() -> None:
    before = loads(DISTRICT).department("WAT")
    found = restructured(link("WAT", "AQUA"), new=("AQUA",))
    new = found.plan.department("AQUA")
    for name in ("posts", "published_posts", "allocations", "figures", "mandates", "description", "frameworks"):
        assert name == "frameworks" or getattr(new, name) == getattr(before, name)
    assert new.aliases == ("WAT", "Waterworks")
    assert found.coverage.notes == ()
    assert found.plan.output("SUPPLY").figures["heads"].labels("department") == ("AQUA", "FIN")  # type: ignore[union-attr]  # a table


def test_percentages_and_what_does_not_add_up_are_left_behind() -> None:
    found = restructured(link("WAT", "INF"), link("ROA", "INF"), new=("INF",))
    assert found.coverage.notes == (
        "outputs.SUPPLY.figures.heads of WAT is left behind: heads does not add up over departments",
        "what is said of WAT as such is left behind: description, note, attributes",
        "departments: published_posts of WAT is left behind: it was printed for these alone",
        "departments: allocations of WAT is left behind: allocations does not add up over departments",
        "departments: rate of ROA, WAT is left behind: rate does not add up over departments",
    )
    new = found.plan.department("INF")
    assert (len(new.allocations), len(new.published_posts), "rate" in new.figures) == (0, 0, False)
    assert cells_of(found.plan.output("SUPPLY").figures["heads"]) == {("FIN", "2025/26"): Decimal(2)}  # type: ignore[arg-type]  # a table


def test_a_department_is_halved() -> None:
    found = restructured(link("WAT", "INF", "1/2"), link("WAT", "ROA", "1/2"), new=("INF",))
    assert found.coverage.notes[0] == "what of WAT cannot be divided goes on in INF; an equal part goes on in ROA"
    new = found.plan.department("INF")
    assert cells_of(new.posts) == {("P5", "2025/26"): Decimal("0.5")}
    assert new.posts_assumed == ("1/2 of WAT goes on here",)
    budget = found.plan.department("ROA").figures["budget"]
    assert isinstance(budget, Table)
    assert str(budget.at(source="grant", period="2026/27")) == "5.25"
    assert str(budget.at(source="grant", period="2025/26")) == "6"
    assert found.plan.department("WAT").code == "INF"


def test_thirds_are_rounded_and_make_the_whole() -> None:
    found = restructured(
        link("WAT", "INF", "1/3"), link("WAT", "ROA", "1/3", assumed=True), link("WAT", "WAT", "1/3"), new=("INF",)
    )
    assert [one.code for one in found.plan.departments] == ["FIN", "INF", "ROA", "WAT"]
    assert found.plan.department("WAT").units[0].code == "PUMP"
    assert found.plan.activities[0].department == "WAT"
    posts = [found.plan.department(code).posts.total() for code in ("WAT", "ROA", "INF")]
    assert sorted(posts) == [Decimal("0.33"), Decimal("0.33"), Decimal("0.34")]
    assert found.plan.department("INF").posts_assumed == ("parts are rounded to 2 decimals", "1/3 of WAT goes on here")
    assert effort(found.plan).by("period") == effort(loads(DISTRICT)).by("period")
    lines = {(line.measure, line.period): line for line in found.coverage}
    line = lines["posts", "2025/26"]
    assert [round(part, 9) for part in (line.unchanged, line.stated, line.assumed)] == [Decimal("0.333333333")] * 3


def test_parts_with_and_without_an_end_make_the_whole() -> None:
    shares = ("1/8", "1/3", "13/24")
    links = [link("WAT", to, share) for to, share in zip(("A", "B", "C"), shares, strict=True)]
    found = restructured(*links, new=("A", "B", "C"))
    assert [str(found.plan.department(code).posts.total()) for code in "ABC"] == ["0.125", "0.333", "0.542"]


def test_a_third_of_what_is_undecided() -> None:
    plan = restructured(link("ROA", "(undecided)")).plan
    found = restructure(plan, crosswalk(link("UNDECIDED", "WAT", "1/3"), link("undecided", "(undecided)", "2/3")))
    assert found.plan.department("UNDECIDED").figures["budget"].total() == Decimal("0.67")  # type: ignore[union-attr]  # a table
    assert found.plan.department("ROA").code == "UNDECIDED"
    assert effort(found.plan).total() == effort(plan).total()


def test_a_successor_that_comes_back() -> None:
    plan = loads(DISTRICT)
    new = restructure(plan, crosswalk(link("WAT", "FIN"))).plan.department("FIN")
    assert (new.successors, new.aliases) == ((), ("WAT", "Waterworks"))


def test_a_parent_that_comes_together_with_its_child() -> None:
    departments = [Department(code="A", name="A"), Department(code="B", name="B", parent="A")]
    plan = small_plan(departments=departments)
    assert restructure(plan, crosswalk(link("A", "B"))).plan.department("B").parent is None
    assert restructure(plan, crosswalk(link("A", "C"), new=("C",))).plan.department("B").parent == "C"


def test_nothing_changes_without_links() -> None:
    for one in (crosswalk(), crosswalk(link("WAT", "WAT"))):
        assert restructure(loads(DISTRICT), one).plan == loads(DISTRICT)
    bare = OperationalPlan(code="p", title="P", organisation="O", window="2008", periods=["2008"])
    assert restructure(bare, crosswalk()).plan == bare


def test_there_and_back() -> None:
    plan = loads(DISTRICT)
    there = crosswalk(link("WAT", "AQUA"), new=("AQUA",))
    back = restructure(restructure(plan, there).plan, there.reversed()).plan
    differing = {change.path for change in compare(plan, back)}
    assert differing == {"departments.WAT.name", "departments.WAT.aliases[0]"}
    assert back.department("WAT").aliases == ("AQUA", "Waterworks")


def _with_tables(code: str, *tables: str) -> Department:
    return Department(code=code, name=code, frameworks=[ResultsFramework(code=one) for one in tables])


def test_codes_of_tables_that_are_long_or_taken_too() -> None:
    long = "W" * 32
    plan = small_plan(
        departments=[_with_tables("A", "x", "y", "B-x"), _with_tables("B", "x"), _with_tables(long, "x", "y")]
    )
    found = restructure(plan, crosswalk(link("B", "A"), link(long, "A"))).plan.department("A")
    assert {one.code for one in found.frameworks} == {"x", "y", "B-x", "B-x-2", long, "W" * 30 + "-2"}


def test_an_alias_that_is_a_new_department() -> None:
    plan = small_plan(departments=[Department(code="A", name="A", aliases=["X"]), Department(code="B", name="B")])
    found = restructure(plan, crosswalk(link("A", "B"), new=("x",))).plan
    assert found.department("B").aliases == ("A",)
    assert found.department("X").code == "x"


def test_figures_that_get_too_large() -> None:
    row = {"grade": "P5", "period": "2008", "value": 10**15 - 1}
    most = Table.from_records([row], dims=["grade", "period"], unit="work_month")
    plan = small_plan(departments=[Department(code=code, name=code, staffing=most) for code in "AB"])
    assert refusal(InvalidPlan, lambda: restructure(plan, crosswalk(link("A", "B")))) == (
        "OperationalPlan.departments.B.staffing[P5, 2008]: must have at most 15 digits before the point and 12 after, "
        "got 1999999999999998"
    )


# --- what is refused --------------------------------------------------------------------------------------------------


def test_another_plan() -> None:
    assert refusal(InvalidPlan, lambda: restructure(PLAN, crosswalk(plan="gs-2009-2012"))) == (
        "plan: the crosswalk is for the plan 'gs-2009-2012', this is 'gs-2008-2011'"
    )


def test_unknown_departments() -> None:
    units = [OrgUnit(code=code, name="A unit") for code in ("JUR", "LEG")]
    plan = small_plan(departments=[Department(code="SGO", name="Office", units=units), Department(code="C", name="C")])
    wrong = crosswalk(link("SG", "ADM"), link("JUR", "JUR"), link("SGO", "X"), new=("c", "leg"))
    assert refusal(InvalidPlan, lambda: restructure(plan, wrong)).split("\n") == [
        "links[0].from: unknown department 'SG'; the plan has SGO, C",
        "links[0].to: leads nowhere: unknown department 'ADM'; known: C, SGO, c …; declare what is new",
        "links[1].from: unknown department 'JUR'; the plan has C, SGO",
        "links[1].to: leads nowhere: unknown department 'JUR'; known: C, SGO, c …; declare what is new",
        "links[2].to: leads nowhere: unknown department 'X'; known: C, SGO, c …; declare what is new",
        "departments.c: the plan has a department of this code",
        "departments.leg: the plan has a unit of this code",
    ]


def test_an_alias_is_no_code() -> None:
    assert refusal(InvalidPlan, lambda: restructure(loads(DISTRICT), crosswalk(link("waterworks", "FIN")))) == (
        "links[0].from: unknown department 'waterworks'; it is an alias: write WAT"
    )


def test_no_departments() -> None:
    plan = small_plan(departments=())
    assert refusal(InvalidPlan, lambda: restructure(plan, crosswalk(link("A", "B"), new=("B",)))) == (
        "links[0].from: unknown department 'A'; the plan has none"
    )


def test_wrong_arguments() -> None:
    with pytest.raises(TypeError, match=r"^restructure: crosswalk must be a Crosswalk, got 'x'$"):
        restructure(PLAN, "x")  # type: ignore[arg-type]
    assert refusal(UnknownLabel, lambda: restate(PLAN.department("SPU").staffing, REAL)) == (
        "the table has no dim 'department'; it has grade, period"
    )


# --- tables -----------------------------------------------------------------------------------------------------------

MONTHS = Table.from_records(
    [{"department": code, "value": value} for code, value in {"FIN": 1, "PER": 2, "CS": 4}.items()],
    dims=["department"],
    unit="work_month",
)


def test_codes_in_another_case() -> None:
    found = restate(MONTHS, crosswalk(link("fin", "adm"), link("Per", "cs")))
    assert cells_of(found) == {("adm",): Decimal(1), ("CS",): Decimal(6)}


def test_parts_of_a_table_are_exact() -> None:
    found = restate(MONTHS, crosswalk(link("FIN", "A", "1/3", assumed=True), link("FIN", "B", "2/3", assumed=True)))
    assert found.total() == 7
    assert Fraction(found.where(department="A").total()).limit_denominator(10) == Fraction(1, 3)
    assert found.assumed == ("1/3 of FIN goes on in A", "2/3 of FIN goes on in B")


def test_percentages_of_a_table() -> None:
    table = PLAN.department("TLC").allocations
    whole = Table.concat({"TLC": table, "SPU": PLAN.department("SPU").allocations}, dim="department")
    found = restate(whole, crosswalk(link("TLC", "TEL")))
    assert found.where(department="TEL").by("kind", "item", "period") == table
    with pytest.raises(NotAdditive):
        restate(whole, crosswalk(link("TLC", "X"), link("SPU", "X")))


def test_a_table_goes_back() -> None:
    there = crosswalk(link("FIN", "A"), link("CS", "B"))
    assert restate(restate(MONTHS, there), there.reversed()) == MONTHS
    assert restate(MONTHS, crosswalk()) is MONTHS
