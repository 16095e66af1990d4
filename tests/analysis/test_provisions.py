"""Sums of money: what adds up with what, and how it is told."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import Missing, NotAdditive, Provision, UnitMismatch, UnknownCode, provisions
from itu_opplan.model.context import ProvisionKind
from tests.small_plans import small_plan

SHIPPED = opplan.bundled("gs-2008-2011")
KINDS: tuple[ProvisionKind, ...] = get_args(ProvisionKind)


def money(
    code: str, amount: object = 1, kind: str | None = "set aside", unit: str | None = "CHF", **more: object
) -> Any:
    fields: Any = {"amount": amount, "kind": kind, "unit": unit, **more}
    return Provision(code=code, title=code, **fields)


def plan_of(*some: Provision, currency: str | None = None) -> opplan.OperationalPlan:
    return small_plan(provisions=some, currency=currency)


# --- the shipped plan -------------------------------------------------------------------------------------------------


def test_what_the_shipped_plan_sets_aside() -> None:
    """II.5.4 and II.6.4 cite one sum; five more provisions are made without any."""
    table = provisions(SHIPPED, kind="set aside")
    assert (table.dims, table.unit, table.total(), table.assumed) == (("provision",), "CHF", 1490000, ())
    blanks = [one["provision"] for one in table.records() if one["value"] is Missing.BLANK]
    assert blanks == ["PP-10-CONFERENCE", "PP-10-PREPARATION", "C-07-SESSION", "C-08-SESSION", "C-09-SESSION"]


def test_the_sums_of_the_shipped_plan_by_kind() -> None:
    kinds = {kind: [one.code for one in SHIPPED.provisions if one.kind == kind] for kind in KINDS}
    assert [one.code for one in SHIPPED.provisions if one.kind is None] == []
    assert {kind: codes for kind, codes in kinds.items() if kind != "set aside"} == {
        "need": ["ICT-2008-2009", "BMF-MINIMUM", "BMF-MINIMUM-BIENNIUM", "BMF-REDUCED-BIENNIUM"],
        "saving": ["BMF-DROP"],
        "income": ["TELECOM-COST-RECOVERY"],
        "limit": ["CONTRIB-2008-2009", "CONTRIB-2010-2011"],
    }
    assert provisions(SHIPPED, kind="need", unit="CHF").total() == 36000000
    for kind, unit in (("need", "CHF/biennium"), ("limit", "CHF/contributory_unit")):
        with pytest.raises(NotAdditive, match=r"is a price, and prices do not add"):
            provisions(SHIPPED, kind=kind, unit=unit).total()  # type: ignore[arg-type]  # the words of a Literal


def test_all_of_them_do_not_add_up() -> None:
    table = provisions(SHIPPED)
    assert table.labels("provision") == tuple(one.code for one in SHIPPED.provisions)
    assert table.unit == "various"
    with pytest.raises(NotAdditive) as refusal:
        table.total()
    assert str(refusal.value) == (
        "cannot add up over 'provision': set aside, limit, need, saving, income are unlike; "
        "take one of them, kind='set aside'; keep it with by(…, 'provision'), "
        "or take one with where(provision='PP-10-CONFERENCE')"
    )


# --- like with like ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("some", "why"),
    [
        ([money("A"), money("B", kind="need")], "set aside, need are unlike; take one of them, kind='set aside'"),
        ([money("A"), money("B", kind=None)], "the plan does not say of which kind B is"),
        ([money("A", kind=None), money("B", kind=None)], "the plan does not say of which kind A, B is"),
        ([money("A"), money("B", unit="EUR")], "they are in CHF, EUR; take one of them, unit='CHF'"),
        ([money("A"), money("B", unit="CHF/biennium")], "they are in CHF, CHF/biennium; take one of them, unit='CHF'"),
        (
            [money("A", unit="CHF/biennium"), money("B", unit="CHF/biennium")],
            "CHF/biennium is a price, and prices do not add",
        ),
    ],
)
def test_what_is_not_alike_does_not_add_up(some: list[Provision], why: str) -> None:
    with pytest.raises(NotAdditive) as refusal:
        provisions(plan_of(*some)).total()
    assert str(refusal.value).startswith(f"cannot add up over 'provision': {why}; keep it with")


def test_one_alone_needs_no_kind() -> None:
    assert provisions(plan_of(money("A", 5, kind=None))).total() == 5


def test_units_that_convert_are_alike() -> None:
    plan = plan_of(money("A", 5), money("B", 2, unit="kCHF"), money("C", 3, unit=None), currency="CHF")
    assert provisions(plan, kind="set aside").records() == [
        {"provision": "A", "value": Decimal(5)},
        {"provision": "B", "value": Decimal(2000)},
        {"provision": "C", "value": Decimal(3)},
    ]
    assert (provisions(plan, unit="MCHF").unit, provisions(plan, unit="MCHF").total()) == ("MCHF", Decimal("0.002008"))


def test_a_unit_takes_what_can_be_told_in_it() -> None:
    plan = plan_of(money("A", 5), money("B", 2, unit="EUR"), money("C", None, unit=None), money("D", None, unit="EUR"))
    assert provisions(plan, unit="EUR").labels("provision") == ("B", "C", "D")
    with pytest.raises(UnitMismatch) as refusal:
        provisions(plan, unit="USD")
    assert str(refusal.value) == "none of the provisions is in 'USD'; they are in CHF, EUR"
    with pytest.raises(UnitMismatch) as refusal:
        provisions(plan_of(), unit="USD")
    assert str(refusal.value) == "none of the provisions is in 'USD'; they are in no unit"


def test_an_amount_without_any_unit_is_refused() -> None:
    plan = plan_of(money("A", 5, unit=None), money("B", None, unit=None), money("C", 0, unit=None))
    with pytest.raises(UnitMismatch) as refusal:
        provisions(plan)
    assert str(refusal.value) == "no unit is stated for A, C, and the plan has no currency"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownCode) as refusal:
        provisions(SHIPPED, kind="savings")  # type: ignore[arg-type]  # wrong on purpose
    assert str(refusal.value) == "unknown kind 'savings'; known: saving, set aside, need …"


def test_what_is_not_stated_exactly_is_said() -> None:
    plan = plan_of(
        money("A", 5, bound="at least"), money("B", 5, confirmed=False), money("C", 5, bound="about", confirmed=False),
        money("D", None, bound="about"), money("E", 0),
    )  # fmt: skip
    assert provisions(plan).assumed == (
        "A counts as it is stated: at least",
        "B counts as it is stated: to be confirmed",
        "C counts as it is stated: about, to be confirmed",
    )


@pytest.mark.parametrize("currency", [None, "EUR"])
def test_no_provisions_make_an_empty_table(currency: str | None) -> None:
    table = provisions(plan_of(currency=currency), kind="need")
    assert (len(table), table.unit) == (0, currency or "various")


amounts = st.one_of(st.none(), st.decimals(0, 10**9, places=2))
some = st.lists(
    st.tuples(st.sampled_from([None, *KINDS]), st.sampled_from(["CHF", "kCHF", "EUR", "CHF/biennium"]), amounts)
)


@given(some, st.sampled_from(KINDS))
def test_a_total_is_that_of_one_kind_in_one_currency(
    drawn: list[tuple[ProvisionKind | None, str, Decimal | None]], kind: ProvisionKind
) -> None:
    plan = plan_of(*(money(f"P{n}", amount, own, unit) for n, (own, unit, amount) in enumerate(drawn)))
    alike = [(amount, unit) for own, unit, amount in drawn if own == kind and unit in ("CHF", "kCHF")]
    stated = [Fraction(amount) * (1000 if unit == "kCHF" else 1) for amount, unit in alike if amount is not None]
    if stated:
        assert Fraction(provisions(plan, kind=kind, unit="CHF").by().total()) == sum(stated)
    everything = provisions(plan)
    assert everything.labels("provision") == tuple(one.code for one in plan.provisions)
