"""Printed against computed: every operation, every verdict, and why something cannot be checked."""

import math
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import Claim, OperationalPlan
from itu_opplan.analysis import Verdict
from tests.small_plans import HEAD


def plan_with(*claims: Claim, **fields: object) -> OperationalPlan:
    output = opplan.Output(
        code="A",
        title="A",
        objectives=["1", "2"],
        effort=opplan.Table.from_records(
            [{"department": "D", "period": "2008", "value": "1.5"}], dims=["department", "period"], unit="work_month"
        ),
    )
    return opplan.change(
        OperationalPlan(
            code="p",
            title="P",
            organisation="O",
            window="2008",
            periods=["2008"],
            outputs=[output],
            departments=[opplan.Department(code="D", name="D")],
            objectives=[opplan.Objective(code=code, title=code) for code in "12"],
            claims=claims,
        ),
        fields,
    )


def claim(operation: str, stated: object, *terms: str, bound: str | None = None) -> Claim:
    return Claim(code="C", text="claim", operation=operation, stated=stated, terms=terms, bound=bound)  # type: ignore[arg-type]  # texts


@pytest.mark.parametrize(
    ("one", "computed", "verdict"),
    [
        (claim("count", 2, "outputs.A.objectives"), "2", Verdict.AGREES),
        (claim("count", 4, "outputs.A.objectives", "a name"), "3", Verdict.CONTRADICTS),
        (claim("count", 1, "outputs.A.effort"), "1", Verdict.AGREES),
        (claim("sum", 955, "68", "540", "347"), "955", Verdict.AGREES),
        (claim("sum", 2866, "378", "2117"), "2495", Verdict.CONTRADICTS),
        (claim("sum", "1.5", "outputs.A.effort[D, 2008]"), "1.5", Verdict.AGREES),
        (claim("sum", "1.5", "outputs.A.effort"), "1.5", Verdict.AGREES),
        (claim("sum", "1.6", "0.8", "0.7"), "1.5", Verdict.ROUNDING),
        (claim("sum", "1.7", "0.8", "0.7"), "1.5", Verdict.CONTRADICTS),
        (claim("sum", 3, "1", "1"), "2", Verdict.CONTRADICTS),
        (claim("change", 95, "1083", "2110"), "94.82917820867959372114", Verdict.ROUNDING),
        (claim("change", 100, "1083", "2110", bound="at least"), "94.82917820867959372114", Verdict.CONTRADICTS),
        (claim("change", 90, "1083", "2110", bound="at least"), "94.82917820867959372114", Verdict.AGREES),
        (claim("change", 96, "1083", "2110", bound="at most"), "94.82917820867959372114", Verdict.AGREES),
        (claim("change", 96, "1083", "2110", bound="about"), "94.82917820867959372114", Verdict.AGREES),
        (claim("change", 50, "1083", "2110", bound="about"), "94.82917820867959372114", Verdict.CONTRADICTS),
        (claim("change", -50, "2", "1"), "-50", Verdict.AGREES),
        (claim("quarter_of", 1, "2009-05-25", "2009-05-27"), "2", Verdict.CONTRADICTS),
        (claim("quarter_of", 4, "2009-12-31"), "4", Verdict.AGREES),
    ],
)
def test_a_claim_is_worked_out(one: Claim, computed: str, verdict: Verdict) -> None:
    (line,) = opplan.ledger(plan_with(one))
    assert (line.computed, line.verdict, line.reason) == (Decimal(computed), verdict, "")


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (claim("sum", 1, "a name"), "no figure: 'a name'"),
        (claim("sum", 1, "1", "Infinity"), "no figure: 'Infinity'"),
        (claim("change", 1, "NaN", "1"), "no figure: 'NaN'"),
        (claim("sum", 1, "1e999999"), "no figure: '1e999999'"),
        (claim("sum", 1, "1000000000000000"), "no figure: '1000000000000000'"),
        (claim("sum", 1, "0.0000000000001"), "no figure: '0.0000000000001'"),
        (claim("sum", 1, "outputs.B.effort"), "outputs: unknown code 'B'; known: A"),
        (claim("change", 1, "0", "5"), "a change needs two figures, the first of them not 0"),
        (claim("change", 1, "5"), "a change needs two figures, the first of them not 0"),
        (claim("quarter_of", 1, "2009-03-31", "2009-04-01"), "the dates lie in several quarters"),
        (claim("quarter_of", 1, "spring"), "no date: 'spring'"),
    ],
)
def test_what_cannot_be_checked_says_why(one: Claim, reason: str) -> None:
    (line,) = opplan.ledger(plan_with(one))
    assert (line.computed, line.verdict, line.reason) == (None, Verdict.UNCHECKED, reason)


@pytest.mark.parametrize(
    ("begins", "day", "quarter"),
    [(1, "2025-08-01", 3), (7, "2025-08-01", 1), (7, "2026-06-30", 4), (4, "2026-03-31", 4), (12, "2025-12-01", 1)],
)
def test_quarters_are_those_of_the_year_of_the_plan(begins: int, day: str, quarter: int) -> None:
    window = "2025" if begins == 1 else "2025/26"
    plan = OperationalPlan(
        code="p",
        title="P",
        organisation="O",
        year_begins=begins,
        window=window,
        periods=[window],
        claims=[claim("quarter_of", quarter, day)],
    )
    assert [line.verdict for line in opplan.ledger(plan)] == [Verdict.AGREES]


def staffed(published: object) -> OperationalPlan:
    rows = [
        {"grade": "P5", "period": "2008", "value": 12},
        {"grade": "P4", "period": "2008", "value": opplan.Missing.BLANK},
    ]
    department = opplan.Department(
        code="D",
        name="D",
        section="III.1",
        staffing=opplan.Table.from_records(rows, dims=["grade", "period"], unit="work_month"),
        published_staffing=opplan.Table.from_records(
            [{"period": "2008", "value": published}], dims=["period"], unit="work_month"
        ),
    )
    return plan_with().put(department)


def test_a_published_total_agrees_or_contradicts() -> None:
    (right,), (wrong,) = opplan.ledger(staffed(12)), opplan.ledger(staffed(13))
    assert (right.path, right.verdict) == ("departments.D.staffing[total, 2008]", Verdict.AGREES)
    assert (wrong.section, wrong.printed, wrong.computed) == ("III.1", Decimal(13), Decimal(12))
    assert wrong.verdict is Verdict.CONTRADICTS


def test_a_missing_published_total_is_no_line() -> None:
    assert len(opplan.ledger(staffed(opplan.Missing.BLANK))) == 0


def test_the_rules_report_what_the_ledger_contradicts() -> None:
    plan = staffed(13).put(claim("sum", 3, "1", "1"))
    assert [(problem.rule, str(problem)) for problem in opplan.validate(plan, select=["OP301", "OP303"])] == [
        (
            "OP301",
            "departments.D.staffing[total, 2008]: the printed total is 13, the figures add up to 12",
        ),
        ("OP303", "claims.C: claim: stated is 3, worked out 2"),
    ]


def test_figures_of_claims_are_as_large_and_as_exact_as_those_of_plans() -> None:
    (line,) = opplan.ledger(plan_with(claim("sum", 1, "999999999999999", "0.000000000001")))
    assert line.computed == Decimal("999999999999999.000000000001")


def test_the_labels_of_a_total_stand_as_in_addresses() -> None:
    shares = [{"period": "2008", "item": "A", "kind": "event", "value": 90}]
    printed = [{"period": "2008", "kind": "event", "value": 100}]
    department = opplan.Department(
        code="D",
        name="D",
        allocations=opplan.Table.from_records(shares, dims=["period", "item", "kind"], unit="percent"),
        published_allocations=opplan.Table.from_records(printed, dims=["period", "kind"], unit="percent"),
    )
    (line,) = opplan.ledger(plan_with().put(department))
    assert line.path == "departments.D.allocations[total, event, 2008]"
    assert opplan.get(plan_with().put(department), line.path) == Decimal(100)


def test_the_ledger_prints() -> None:
    assert str(opplan.ledger(plan_with(claim("sum", 3, "1", "1")))).splitlines()[-1].split() == [
        "claims.C", "3", "2", "contradicts",
    ]  # fmt: skip


MONEY = """
format = 1
code = "p"
title = "Plan"
organisation = "Org"
currency = "CHF"
window = "2008-2009"
periods = ["2008", "2009"]
[dimensions]
source = ["RB", "XB"]
[measures.budget]
of = "outputs"
dims = ["source"]
unit = "kCHF"
negative = true
[measures.travel]
of = "outputs"
unit = "USD"
[measures.price]
of = "outputs"
unit = "CHF/post"
[measures.share]
of = "outputs"
unit = "percent"
[measures.posts]
dims = []
[departments.D]
name = "D"
posts = { 2008 = 984, 2009 = 0 }
[outputs.A]
title = "A"
[outputs.A.figures]
budget = [{ source = "RB", 2008 = 5.5, 2009 = 3 }, { source = "XB", 2008 = -1.5 }]
published_budget = { 2008 = 4, 2008-2009 = 7 }
travel = { 2008 = 10 }
price = { 2008 = 97.3 }
share = { 2008 = 42 }
[provisions.P]
title = "Reserve"
amount = 500
[claims.C]
text = "claim"
"""
A = "outputs.A.figures"
POSTS, PRICE, SHARE = "departments.D.posts[2008]", f"{A}.price[2008]", f"{A}.share[2008]"


@pytest.mark.parametrize(
    ("operation", "stated", "unit", "terms", "computed", "verdict"),
    [
        ("product", "40212", "", ["984", "97.3", "0.42"], "40212.144", "differs by rounding"),
        ("product", "40212.144", "", ["984", "97.3", "0.42"], "40212.144", "agrees"),
        ("product", "40211", "CHF", [POSTS, "97.3", "0.42"], "40212.144", "contradicts"),
        ("product", "95743.2", "CHF", [POSTS, PRICE], "95743.2", "agrees"),
        ("product", "95.7", "kCHF", [POSTS, PRICE], "95.7432", "differs by rounding"),
        ("product", "40212.144", "CHF", [POSTS, PRICE, SHARE], "40212.144", "agrees"),
        ("product", "40212.144", "", [POSTS, PRICE, SHARE], "40212.144", "agrees"),
        ("product", "7", "count", ["7"], "7", "agrees"),
        ("product", "0", "CHF", ["departments.D.posts[2009]", PRICE], "0", "agrees"),
        ("sum", "4", "kCHF", [f"{A}.budget[RB, 2008]", f"{A}.budget[XB, 2008]"], "4.0", "agrees"),
        ("sum", "7500", "CHF", [f"{A}.budget[total, 2008-2009]", "provisions.P"], "7500", "agrees"),
        ("sum", "7.5", "kCHF", [f"{A}.budget", "provisions.P.amount"], "7.5", "agrees"),
        ("sum", "7.5", "", [f"{A}.budget", "provisions.P.amount"], "7.5", "agrees"),
        ("sum", "984", "count", [POSTS], "984", "agrees"),
        ("difference", "3500", "CHF", [f"{A}.budget[total, 2008]", "provisions.P"], "3500", "agrees"),
        ("difference", "34100", "", ["100000", "65900"], "34100", "agrees"),
        ("difference", "34101", "", ["100000", "60000", "5900"], "34100", "contradicts"),
        ("ratio", "12.5", "percent", ["provisions.P", f"{A}.budget[total, 2008]"], "12.5", "agrees"),
        ("ratio", "0.13", "", ["provisions.P", f"{A}.budget[total, 2008]"], "0.125", "differs by rounding"),
        ("ratio", "4.07", "CHF/post", [f"{A}.budget[total, 2008]", POSTS], "4.06504065040650406504",
         "differs by rounding"),
        ("ratio", "0.4", "CHF/post", [f"{A}.budget[total, 2008]", "10000"], "0.0004", "contradicts"),
        ("change", "-25", "percent", [f"{A}.budget[total, 2008]", "3"], "-25", "agrees"),
    ],
)  # fmt: skip
def test_figures_of_the_plan_have_units(
    operation: str, stated: str, unit: str, terms: list[str], computed: str, verdict: str
) -> None:
    text = f"{MONEY}operation = '{operation}'\nstated = {stated}\nterms = {terms}\n"
    line = opplan.ledger(opplan.loads(text + (f'unit = "{unit}"\n' if unit else "")))[-1]
    assert (line.computed, line.verdict.value, line.reason) == (Decimal(computed), verdict, "")


@pytest.mark.parametrize(
    ("operation", "unit", "terms", "reason"),
    [
        ("sum", "CHF", [f"{A}.budget", f"{A}.travel"], "figures in USD do not convert to CHF"),
        ("difference", "", [f"{A}.travel", "provisions.P"], "figures in CHF do not convert to USD"),
        ("change", "percent", [f"{A}.travel", "provisions.P"], "figures in CHF do not convert to USD"),
        ("ratio", "percent", [f"{A}.travel", "provisions.P"], "figures in CHF do not convert to USD"),
        ("ratio", "CHF/post", [f"{A}.travel", POSTS], "figures in USD/post do not convert to CHF/post"),
        ("product", "USD", [POSTS, PRICE], "figures in post*CHF/post do not convert to USD"),
        ("ratio", "", ["1", "0"], "a ratio needs two figures, the second of them not 0"),
        ("ratio", "", ["1"], "a ratio needs two figures, the second of them not 0"),
        ("product", "", ["1", "a name"], "no figure: 'a name'"),
        ("sum", "CHF", [f"{A}.budget[RX, 2008]"], f"{A}.budget: unknown source 'RX'; the table has XB, RB"),
    ],
)
def test_money_of_several_currencies_is_not_added(operation: str, unit: str, terms: list[str], reason: str) -> None:
    text = f"{MONEY}operation = '{operation}'\nstated = 1\nterms = {terms}\n"
    plan = opplan.loads(text + (f'unit = "{unit}"\n' if unit else ""))
    assert opplan.ledger(plan)[-1].reason == reason
    assert list(map(str, opplan.validate(plan, select="OP304"))) == [f"claims.C: claim: cannot be checked: {reason}"]


@given(
    st.lists(st.decimals(-(10**6), 10**6, allow_nan=False, places=3), min_size=1, max_size=6),
    st.sampled_from(["sum", "difference", "product"]),
    st.integers(1, 60),
)
def test_a_claim_is_exact_in_any_decimal_context(values: list[Decimal], operation: str, precision: int) -> None:
    exact = {
        "sum": sum(map(Fraction, values), Fraction(0)),
        "difference": 2 * Fraction(values[0]) - sum(map(Fraction, values), Fraction(0)),
        "product": math.prod(map(Fraction, values), start=Fraction(1)),
    }[operation]
    with localcontext(Context(prec=precision)):
        (line,) = opplan.ledger(plan_with(claim(operation, 1, *(f"{value:f}" for value in values))))
    assert line.computed is not None
    assert abs(Fraction(line.computed) - exact) * 2 * 10**20 <= 1
    assert (line.verdict is Verdict.AGREES) == (exact == 1)


def test_a_total_of_several_columns_takes_one_label_of_what_does_not_add() -> None:
    text = """
    [measures.budget]
    of = "plan"
    dims = ["source", "object"]
    unit = "kCHF"
    not_additive = { source = "two readings" }
    [dimensions]
    source = ["approved", "revised"]
    object = ["staff", "travel"]
    [figures]
    budget = [
        { source = "approved", object = "staff", 2007 = 1, 2008 = 2 },
        { source = "approved", object = "travel", 2007 = 3, 2008 = 4 },
        { source = "revised", object = "travel", 2007 = 50, 2008 = 60 },
    ]
    published_budget = [{ source = "approved", 2007-2008 = 10 }]
    """
    (line,) = opplan.ledger(opplan.loads(HEAD + text))
    assert (line.path, line.computed) == ("figures.budget[total, approved, 2007-2008]", 10)
    assert line.verdict is Verdict.AGREES


@pytest.mark.parametrize("cell", ["", ', { department = "E", 2008 = "blank" }', ', { department = "E", 2008 = "n/a" }'])
def test_what_is_missing_is_not_rounded(cell: str) -> None:
    """It counted as a term, which let a total be further off."""
    text = f"""{HEAD}[departments]
D = {{ name = "D" }}
E = {{ name = "E" }}
[outputs.X]
title = "X"
effort = [{{ department = "D", 2008 = 17.4 }}{cell}]
published_effort = {{ 2008 = 18 }}
"""
    (line,) = opplan.ledger(opplan.loads(text))
    assert (line.computed, line.verdict) == (Decimal("17.4"), Verdict.CONTRADICTS)


BY_PAYER = """
[dimensions]
payer = ["HOST", "FUND"]
[measures.budget]
of = "outputs"
dims = ["payer"]
unit = "kUSD"
[departments.D]
name = "D"
posts = [{ grade = "P5", 2007 = 1, 2008 = 1 }]
[outputs.A.figures]
budget = [{ payer = "HOST", 2007 = 1.5, 2008 = 2 }, { payer = "FUND", 2007 = 30, 2008 = "blank" }]
[outputs.A]
title = "A"
[outputs.B]
title = "B"
[outputs.B.figures]
budget = [{ payer = "HOST", 2007 = 4, 2008 = 8 }]
[claims.PART]
text = "what the host pays"
operation = "sum"
"""


@pytest.mark.parametrize(
    ("terms", "computed", "reason"),
    [
        (["figures.budget[payer=HOST, period=2008]"], Decimal(10), ""),
        (["figures.budget[payer=HOST]"], Decimal("15.5"), ""),
        (["figures.budget[ output = A,payer=HOST ]", "figures.budget[output=B]"], Decimal("15.5"), ""),
        (["figures.budget[payer=OTHER]"], None, "unknown payer 'OTHER'; the table has HOST, FUND"),
        (["figures.budget[source=HOST]"], None, "unknown dim 'source'; the table has output, payer, period"),
        (["figures.budget[self=HOST]"], None, "unknown dim 'self'; the table has output, payer, period"),
        (["figures.budgets[payer=HOST]"], None, "unknown measure 'budgets'; known: budget, effort, services …"),
        (["figures.budget[payer=HOST, payer=FUND]"], None, "unknown payer 'FUND'; the table has HOST"),
        (["figures.budget[payer=HOST, 2008]"], None, "unknown dim '2008'; the table has output, payer, period"),
        (["figures.effort[period=2008]"], None, "there are no figures to add up"),
        (
            ["figures.posts[department=D]"],
            None,
            "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), or take one "
            "with where(period='2007')",
        ),
    ],
)
def test_a_claim_adds_up_some_figures_of_a_measure(terms: list[str], computed: Decimal | None, reason: str) -> None:
    text = f'{HEAD}{BY_PAYER}stated = 10\nunit = "kUSD"\nterms = {terms}\n'
    (line,) = opplan.ledger(opplan.loads(text.replace("'", '"')))
    assert (line.computed, line.reason) == (computed, reason)


def test_a_label_with_a_sign_of_equality_stands_in_the_address_of_a_cell() -> None:
    text = f"""{HEAD}
    [dimensions]
    payer = ["a=b", "c"]
    [measures.budget]
    of = "plan"
    dims = ["payer"]
    unit = "CHF"
    [figures]
    budget = [{{ payer = "a=b", 2007 = 5, 2008 = 6 }}, {{ payer = "c", 2007 = 7 }}]
    [claims.C]
    text = "of one cell, and of some"
    operation = "difference"
    stated = 9
    terms = ["figures.budget[a=b, 2008]", "figures.budget[payer=a=b]"]
    """
    (line,) = opplan.ledger(opplan.loads(text))
    assert (line.computed, line.reason) == (Decimal(-5), "")
