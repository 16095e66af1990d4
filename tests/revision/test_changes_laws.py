"""Laws of comparing, carrying out, undoing, keeping and merging, on pairs of random plans of every kind."""

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from itu_opplan import OperationalPlan, apply, compare, dumps_changes, loads_changes, merge
from itu_opplan.model.fields import kinds
from itu_opplan.revision.apply import carry_out
from itu_opplan.rules import errors
from tests.plan_pairs import edited, pairs, rich_plans

slow = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to make such plans smaller takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def _differing(one: OperationalPlan, other: OperationalPlan) -> list[str]:
    """The fields in which two plans differ: failures stay short."""
    return [name for name in kinds(OperationalPlan) if getattr(one, name) != getattr(other, name)]


@slow
@given(pairs())
def test_changes_make_one_plan_of_the_other_and_back(pair: tuple[OperationalPlan, OperationalPlan]) -> None:
    old, new = pair
    changes = compare(old, new)
    assert _differing(carry_out(old, changes), new) == []
    assert _differing(carry_out(new, changes.reversed()), old) == []
    assert changes.reversed().reversed() == changes
    assert (len(changes) == 0) == (old == new)


@slow
@given(pairs())
def test_changes_that_are_applied_are_checked_first(pair: tuple[OperationalPlan, OperationalPlan]) -> None:
    old, new = pair
    changes = compare(old, new)
    if not list(errors(new)):
        assert _differing(apply(old, changes), new) == []
    if not list(errors(old)):
        assert _differing(apply(new, changes.reversed()), old) == []


@slow
@given(pairs())
def test_changes_are_kept_in_files_and_print(pair: tuple[OperationalPlan, OperationalPlan]) -> None:
    changes = compare(*pair)
    assert loads_changes(dumps_changes(changes)) == changes
    assert len(changes.to_text(style="corrigendum").splitlines()) == len(changes)
    assert str(changes).splitlines()[-1].startswith(f"{len(changes)} change")
    assert changes.to_html().count("<tr") >= len(changes)
    assert changes.to_markdown()
    assert len(changes.to_frame()) == len(changes)


@slow
@given(rich_plans())
def test_a_plan_does_not_differ_from_itself(plan: OperationalPlan) -> None:
    assert len(compare(plan, plan)) == 0


@slow
@given(pairs())
def test_what_one_side_alone_did_is_merged_as_it_is(pair: tuple[OperationalPlan, OperationalPlan]) -> None:
    base, mine = pair
    mine = attrs.evolve(mine, code=base.code)
    for one, other in ((base, mine), (mine, base), (mine, mine)):
        merged = merge(base, one, other)
        assert list(merged.conflicts) == []
        assert _differing(merged.plan, mine) == []


@st.composite
def _copies(draw: st.DrawFn) -> tuple[OperationalPlan, OperationalPlan, OperationalPlan]:
    base = draw(rich_plans())
    mine, theirs = (attrs.evolve(draw(edited(base)), code=base.code) for _ in range(2))
    return base, mine, theirs


@slow
@given(_copies())
def test_merging_does_not_prefer_a_side(copies: tuple[OperationalPlan, OperationalPlan, OperationalPlan]) -> None:
    base, mine, theirs = copies
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert sorted(conflict.path for conflict in one.conflicts) == sorted(conflict.path for conflict in other.conflicts)
    for conflict in one.conflicts:
        assert conflict.path in {change.path for change in conflict.changes}
    assert str(one).count("\n") >= len(one.conflicts)
