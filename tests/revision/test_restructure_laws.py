"""Laws of new structures, on random crosswalks of random plans."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from itu_opplan import (
    Crosswalk,
    CrosswalkLink,
    Department,
    OperationalPlan,
    Table,
    apply,
    compare,
    dumps,
    dumps_crosswalk,
    loads,
    loads_crosswalk,
    restate,
    restructure,
)
from itu_opplan.analysis.tables import figures
from itu_opplan.model.crosswalk import UNDECIDED
from itu_opplan.rules import errors
from itu_opplan.texts import fold
from tests import strategies
from tests.plan_pairs import rich_plans

few = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@st.composite
def crosswalks(draw: st.DrawFn, codes: list[str], taken: list[str]) -> Crosswalk:
    """A crosswalk from some of these departments to others of them, new ones and nowhere."""
    gone = draw(st.lists(st.sampled_from(codes), unique=True, max_size=3)) if codes else []
    new = [code for code in draw(strategies.unique_codes(max_size=2)) if fold(code) not in map(fold, taken)]
    ends = [*(code for code in codes if code not in gone), *new, UNDECIDED]
    links: list[CrosswalkLink] = []
    for code in gone:
        targets = draw(st.lists(st.sampled_from([*ends, code]), unique=True, min_size=1, max_size=3))
        weights = [draw(st.integers(1, 7)) for _ in targets]
        links += [
            CrosswalkLink(
                from_=draw(st.sampled_from([code, code.swapcase()])),
                to=target,
                share=Fraction(weight, sum(weights)),
                basis=draw(st.sampled_from(["stated", "assumed"])),
                source=draw(strategies.maybe_texts),
                note=draw(strategies.maybe_prose),
            )
            for target, weight in zip(targets, weights, strict=True)
        ]
    return Crosswalk(
        code=draw(strategies.codes),
        title=draw(strategies.texts),
        period=draw(st.one_of(st.none(), strategies.runs(fiscal=False))),
        note=draw(strategies.maybe_prose),
        departments=[Department(code=code, name=draw(strategies.texts)) for code in new],
        links=draw(st.permutations(links)),
    )


@st.composite
def restructurings(draw: st.DrawFn) -> tuple[OperationalPlan, Crosswalk]:
    plan = draw(rich_plans())
    codes = [one.code for one in plan.departments]
    taken = [one.code for owner in (plan.departments, plan.bodies) for one in owner]
    taken += [unit.code for one in plan.departments for unit in one.units]
    return plan, draw(crosswalks(codes, [*taken, *_aliases(plan)]))


def _aliases(plan: OperationalPlan) -> list[str]:
    return [name for owner in (plan.departments, plan.bodies) for one in owner for name in one.aliases]


@few
@given(restructurings())
def test_no_figure_is_lost(pair: tuple[OperationalPlan, Crosswalk]) -> None:
    plan, crosswalk = pair
    assume(not list(errors(plan)))
    found = restructure(plan, crosswalk)
    new = found.plan
    gone = {fold(link.from_) for link in crosswalk.links} - {fold(link.to) for link in crosswalk.links}
    assert gone.isdisjoint(fold(one.code) for one in new.departments)
    assert all(fold(new.department(code).code) not in gone for code in gone)
    for line in found.coverage:
        parts = line.unchanged + line.stated + line.assumed + line.undecided
        assert abs(parts - line.total) <= Decimal("1e-15") * max(Decimal(1), abs(line.total))
        before, after = (figures(one, line.measure).by("period").at(period=line.period) for one in (plan, new))
        assert before == after or line.measure in str(found.coverage.notes)
    assert loads(dumps(new)) == new
    assert apply(plan, compare(plan, new)) == new


@few
@given(restructurings())
def test_without_links_nothing_changes(pair: tuple[OperationalPlan, Crosswalk]) -> None:
    plan, _ = pair
    assume(not list(errors(plan)))
    empty = Crosswalk(code="none", title="Nothing changes")
    found = restructure(plan, empty)
    assert found.plan == plan
    assert all(line.unchanged == line.total for line in found.coverage)


@given(st.data())
def test_what_is_written_is_read_again(data: st.DataObject) -> None:
    codes = data.draw(strategies.unique_codes(max_size=4))
    crosswalk = data.draw(crosswalks(codes, codes))
    text = dumps_crosswalk(crosswalk)
    assert loads_crosswalk(text) == crosswalk
    assert dumps_crosswalk(loads_crosswalk(text)) == text


@few
@given(st.data())
def test_a_table_keeps_its_total(data: st.DataObject) -> None:
    table = data.draw(strategies.full_tables(dims=("department", "period")))
    codes = data.draw(strategies.unique_codes(max_size=3))
    crosswalk = data.draw(crosswalks(codes, codes))
    found = restate(table, crosswalk)
    assert found.by("period") == table.by("period")


@given(st.data())
def test_there_and_back(data: st.DataObject) -> None:
    codes = data.draw(strategies.unique_codes(min_size=2, max_size=6))
    half = len(codes) // 2
    links = [CrosswalkLink(from_=old, to=new) for old, new in zip(codes[:half], codes[half:], strict=False)]
    crosswalk = Crosswalk(code="c", title="Renamed", links=links)
    rows = [{"department": code, "value": n} for n, code in enumerate([*codes[:half], "stays"])]
    table = Table.from_records(rows, dims=["department"], unit="work_month")
    assert restate(restate(table, crosswalk), crosswalk.reversed()) == table
    assert crosswalk.reversed().reversed().links == crosswalk.links
