"""Costs of other organisations' plans: two hosts and two currencies, unit costs, readings of a budget, equal parts."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from itu_opplan import (
    CostStep,
    InvalidPlan,
    OperationalPlan,
    Rates,
    Table,
    UnknownLabel,
    apportion,
    cost,
    cost_chain,
    dumps_rates,
    explain,
    figures,
    load,
    loads,
    loads_rates,
    overhead,
    payroll,
)

STRANGERS = Path(__file__).parents[1] / "strangers"

RATES = """
kind = "rates"
format = 1
code = "trial"
title = "Trial"
currency = "USD"
"""
AS_THEY_ARE = '[measures.budget]\nsource = "the plan"\nas_of = 2006-01-01\n'
EQUALLY = '[[steps]]\nto = "objective"\ndriver = "equal"\n'


def rates(*parts: str) -> Rates:
    return loads_rates("\n".join((RATES, *parts)))


def total(table: Table, **labels: str) -> Fraction:
    found = table.where(**labels).total()
    assert isinstance(found, Decimal)
    return Fraction(found)


# --- a convention that two hosts pay, each in its currency ------------------------------------------------------------

CONVENTION = """
format = 1
code = "convention"
title = "Programme of a convention"
organisation = "A convention"
currency = "USD"
window = "2025-2026"
periods = ["2025", "2026"]

[dimensions]
host = [{ code = "DE", name = "Germany" }, { code = "KR", name = "Korea" }]

[measures.effort]
dims = ["department", "host"]

[measures.rent]
of = "departments"
dims = ["host"]
unit = "EUR"

[objectives.1]
title = "Parties report"

[objectives.2]
title = "Parties agree"

[departments.SEC]
name = "Secretariat"
staffing = [{ grade = "P5", 2025 = 12, 2026 = 12 }, { grade = "G5", 2025 = 24, 2026 = 24 }]
figures.rent = [{ host = "DE", 2025 = 1000, 2026 = 1100 }, { host = "KR", 2025 = "n/a" }]

[departments.LAB]
name = "Laboratory"
staffing = [{ grade = "P3", 2025 = 12, 2026 = 12 }]

[outputs.COP]
title = "Conference of the Parties"
objectives = ["2", "1"]
effort = [
    { department = "SEC", host = "DE", 2025 = 10, 2026 = 12 },
    { department = "SEC", host = "KR", 2025 = 2, 2026 = 0 },
    { department = "LAB", host = "KR", 2025 = 3, 2026 = 3 },
]

[outputs.SCIENCE]
title = "Science"
objectives = ["1"]
effort = [{ department = "LAB", host = "KR", 2025 = 6, 2026 = 6 }]
"""
SALARIES = """
[staff.DE]
unit = "EUR/work_month"
source = "the first host"
as_of = 2025-01-01
grades = [{ grade = "P5", 2025 = 10000, 2026 = 10300 }, { grade = "G5", 2025-2026 = 4000 }]

[staff.KR]
unit = "KRW/work_month"
source = "the second host"
as_of = 2025-01-01
grades = [{ grade = "P3", 2025-2026 = 7000000 }]
"""
EXCHANGE = """
[exchange.EUR]
unit = "USD/EUR"
source = "a bank"
as_of = 2025-01-01
rates = { 2025 = 1.1, 2026 = 1.15 }

[exchange.KRW]
unit = "USD/KRW"
source = "a bank"
as_of = 2025-01-01
rates = { 2025-2026 = 0.00072 }
"""
BY_HOST = """
[measures.effort]
unit = "EUR/work_month"
source = "an agreement"
as_of = 2025-01-01
rates = [{ host = "DE", 2025-2026 = 9000 }, { host = "KR", 2025-2026 = 5000 }]
"""
ADMINISTRATION = """
[overheads.administration]
on = ["staff"]
source = "an agreement"
as_of = 2025-01-01
percent = { 2025-2026 = 7 }
"""


@pytest.fixture(scope="module")
def convention() -> OperationalPlan:
    return loads(CONVENTION)


def test_work_that_is_paid_in_two_currencies_costs_what_one_works_out_by_hand(convention: OperationalPlan) -> None:
    given = rates(SALARIES, EXCHANGE, ADMINISTRATION)
    costs = cost(convention, given, by=("output", "department", "period"))
    secretariat = Fraction(12 * 10000 + 24 * 4000, 36) * 12 * Fraction("1.1")
    assert total(costs, department="SEC", period="2025") == secretariat == 79200
    assert total(costs, department="LAB", output="COP") == 2 * 3 * 7000000 * Fraction("0.00072")
    assert total(overhead(convention, given)) == total(costs) * Fraction(7, 100)


def test_a_price_for_each_host_tells_what_each_pays(convention: OperationalPlan) -> None:
    costs = cost(convention, rates(BY_HOST, EXCHANGE), by=("host", "period"))
    assert total(costs, host="DE") == 10 * 9000 * Fraction("1.1") + 12 * 9000 * Fraction("1.15")
    assert total(costs, host="KR") == 11 * 5000 * Fraction("1.1") + 9 * 5000 * Fraction("1.15")


GRANTS = """
[measures.grants]
of = "outputs"
dims = ["host"]
unit = "EUR"
"""


def test_salaries_have_no_hosts_and_say_what_would(convention: OperationalPlan) -> None:
    with pytest.raises(UnknownLabel) as nothing:
        cost(convention, rates(SALARIES, EXCHANGE), by="host")
    assert str(nothing.value) == "by: costs have no dim 'host'; known: output, department, grade, component, period"
    plan = loads(CONVENTION.replace("[measures.rent]", f"{GRANTS}\n[measures.rent]"))
    with pytest.raises(UnknownLabel) as work:
        cost(plan, rates(SALARIES, EXCHANGE, AS_THEY_ARE.replace("budget", "grants")), by="host")
    advice = 'price the work itself: [measures.work] with measure = "effort" in the rates'
    assert str(work.value) == f"by: work at staff rates has no dim 'host'; {advice}"


def test_costs_that_are_missing_stay_missing_at_each_step_of_the_chain(convention: OperationalPlan) -> None:
    steps = (
        '[[steps]]\nto = "department"\nfrom = ["LAB"]\ndriver = "effort"\n'
        '[[steps]]\nto = "output"\ndriver = "effort"\nout_of = "staffing"\n'
        '[[steps]]\nto = "objective"\ndriver = "primary"\n'
    )
    chain = cost_chain(
        convention, rates(SALARIES, EXCHANGE, ADMINISTRATION, AS_THEY_ARE.replace("budget", "rent"), steps)
    )
    lab = 12 * 7000000 * Fraction("0.00072") * Fraction("1.07")
    staff = Fraction("1.07") * (
        (12 * 10000 + 24 * 4000) * Fraction("1.1") + (12 * 10300 + 24 * 4000) * Fraction("1.15")
    )
    rent = 1000 * Fraction("1.1") + 1100 * Fraction("1.15")
    for table in chain:
        assert total(table) == 2 * lab + staff + rent
        assert table.where(department="SEC", period="2025").missing().total() >= 1
    worked = chain["objective"].where(department="LAB", objective="2", period="2025")
    assert total(worked) == lab * Fraction(12, 36)  # all of it is for the secretariat, a third of whose work is for COP


def test_the_chain_says_where_nobody_is_paid_for_what_is_asked() -> None:
    plan = loads(CONVENTION.replace('staffing = [{ grade = "P3", 2025 = 12, 2026 = 12 }]', ""))
    given = rates(SALARIES, EXCHANGE, '[[steps]]\nto = "output"\ndriver = "effort"\n')
    said = "work that outputs ask for where there are no work-months by grade costs nothing (LAB in 2025, LAB in 2026)"
    assert cost_chain(plan, given)["output"].assumed == (said, "costs carried to outputs by effort")
    with pytest.raises(InvalidPlan, match=r"^departments\.LAB\.staffing: there are no work-months by grade, "):
        cost(plan, given)


# --- a health facility with quarters and unit costs -------------------------------------------------------------------

LINES = {
    "nurses": ("HR", 3, 1500),
    "laboratory technician": ("HR", 3, 1000),
    "bonus": ("HR", 2, 500),
    "support group meetings": ("TRC", 6, 200),
    "supervision of health workers": ("TRC", 6, 150),
    "home visits": ("TRC", 12, 100),
    "sample transport": ("TRC", 6, 75),
    "maintenance and repair": ("HPE", 1, 2500),
    "communication": ("PA", 3, 200),
    "office supplies": ("PA", 3, 100),
    "transport": ("PA", 6, 125),
    "bank charges": ("PA", 3, 25),
}
"""For each line of the budget its output, how many there are in a quarter, and what one costs."""


QUANTITY = """
[measures.quantity]
of = "outputs"
dims = ["item"]
unit = "count"
not_additive = { item = "unlike things" }
"""


def facility() -> tuple[OperationalPlan, Rates]:
    """The project plan with quantities beside money, and its unit costs."""
    text = (STRANGERS / "rw-hiv.toml").read_text(encoding="utf-8")
    rows: dict[str, list[str]] = {}
    for item, (output, number, _) in LINES.items():
        quarters = ", ".join(f'"2025/26-Q{quarter}" = {number}' for quarter in (1, 2, 3, 4))
        rows.setdefault(output, []).append(f'{{ item = "{item}", {quarters} }}')
    for output, own in rows.items():
        head = f"[outputs.{output}.figures]\n"
        text = text.replace(head, f"{head}quantity = [{', '.join(own)}]\n")
    prices = ", ".join(f'{{ item = "{item}", "2025/26" = {price} }}' for item, (_, _, price) in LINES.items())
    given = f'[measures.quantity]\nunit = "USD/count"\nsource = "a sheet"\nas_of = 2025-07-01\nrates = [{prices}]\n'
    return loads(text.replace("[measures.budget]", f"{QUANTITY}\n[measures.budget]")), rates(given)


def test_quantities_times_unit_costs_make_the_printed_budget() -> None:
    plan, given = facility()
    costs = cost(plan, given, by=("output", "period"))
    assert costs == figures(plan, "budget").by("output", "period")
    assert {code: total(costs, output=code) for code in ("HR", "TRC", "HPE", "PA")} == {
        "HR": 34000,
        "TRC": 15000,
        "HPE": 10000,
        "PA": 6900,
    }


def test_a_cost_by_all_dims_of_its_measure_is_explained() -> None:
    plan, given = facility()
    finest = cost(plan, given, by=("output", "item", "component", "period"))
    assert finest.by("output", "component", "period") == cost(plan, given)
    found = explain(plan, "quantity", finest, output="HR", period="2025/26-Q1")
    assert [(line.path, line.printed, line.factor, line.part) for line in found] == [
        (f"outputs.HR.figures.quantity[{item}, 2025/26-Q1]", number, price, number * price)
        for item, (code, number, price) in LINES.items()
        if code == "HR"
    ]


def test_a_cost_that_has_lost_dims_says_how_to_keep_them() -> None:
    plan, given = facility()
    with pytest.raises(UnknownLabel) as error:
        explain(plan, "quantity", cost(plan, given), output="HR")
    has = "the table has no dim 'item', and the plan has quantity by output, item, period"
    assert str(error.value) == f"{has}; explain cost(plan, rates, by=('output', 'item', 'component', 'period'))"


# --- the United Nations: three readings of one budget -----------------------------------------------------------------


def to_nobody(code: str) -> str:
    """A step that carries nothing."""
    return f'[[steps]]\nto = "department"\nweights = [{{ department = "{code}", 2025-2026 = 1 }}]\n'


def test_one_reading_of_a_budget_is_priced_and_makes_the_printed_total() -> None:
    plan = load(STRANGERS / "un-eosg-2026.toml")
    revised = AS_THEY_ARE + 'only = { column = "revised" }\n'
    chain = cost_chain(plan, rates(revised, to_nobody("EOSG")))
    assert total(chain["costs"]) == 14682100
    assert loads_rates(dumps_rates(rates(revised))) == rates(revised)


@pytest.mark.parametrize(
    ("only", "message"),
    [
        (
            "",
            "measures.budget: budget does not add up over 'column' in this plan: three readings of one budget; "
            "take one by only = { column = … }",
        ),
        (
            'only = { column = "revisd" }',
            "measures.budget.only: unknown column 'revisd'; the table has revised, approved, proposed",
        ),
        (
            'only = { coloumn = "revised" }',
            "measures.budget.only: unknown dim 'coloumn'; the table has department, column, object, period",
        ),
    ],
)
def test_readings_of_a_budget_are_never_added_up(only: str, message: str) -> None:
    plan = load(STRANGERS / "un-eosg-2026.toml")
    with pytest.raises(InvalidPlan) as error:
        cost_chain(plan, rates(AS_THEY_ARE, only, to_nobody("EOSG")))
    assert str(error.value) == message


def test_posts_at_standard_costs_need_a_price_for_each_grade_of_the_reading() -> None:
    plan = load(STRANGERS / "un-eosg-2026.toml")
    grades = plan.grades.grades
    rows = ", ".join(f'{{ grade = "{one.code}", 2026 = {200 + at} }}' for at, one in enumerate(grades))
    about = 'unit = "kUSD/post"\nsource = "standard costs"\nas_of = 2026-01-01\n'
    posts = f'[measures.posts]\n{about}only = {{ column = "revised" }}\n'
    costs = cost_chain(plan, rates(f"{posts}rates = [{rows}]\n", to_nobody("EOSG")))["costs"]
    printed = (1, 1, 1, 6, 4, 8, 9, 4, 2, 7, 25)
    assert total(costs) == 1000 * sum(number * (200 + at) for at, number in enumerate(printed))
    of_all = rows.replace("{ grade", '{ column = "revised", grade')
    with pytest.raises(InvalidPlan) as error:
        cost_chain(plan, rates(f"[measures.posts]\n{about}rates = [{of_all}]\n", to_nobody("EOSG")))
    missing = "measures.posts.rates: no price for [approved, DSG] in 2025; there are prices for [revised, USG]"
    assert str(error.value).startswith(f"{missing}, [revised, ASG], [revised, D1] and 8 more\n")


def test_money_of_departments_is_no_cost_of_outputs() -> None:
    plan = load(STRANGERS / "ozone-2001.toml")
    with pytest.raises(InvalidPlan) as error:
        cost(plan, rates(AS_THEY_ARE))
    message = "budget is a measure of departments, and cost is of outputs; cost_chain takes the others"
    assert str(error.value) == f"measures.budget: {message}"
    prices = {"D-2": 15, "D-1": 14, "P-5": 12, "G-7": 6, "G-6": 5, "G-4": 4}
    rows = ", ".join(f'{{ grade = "{grade}", 2001-2003 = {price} }}' for grade, price in prices.items())
    staff = f'[staff.all]\nunit = "USD/work_month"\nsource = "x"\nas_of = 2001-01-01\ngrades = [{rows}]\n'
    paid = payroll(plan, rates(staff))
    assert total(paid, period="2001") == 6 * 15 + 12 * 14 + (12 + 6) * 12 + 6 * 6 + 36 * 5 + 12 * 4
    assert paid.where(period="2001").missing().total() == 2


# --- costs by output, carried to objectives in equal parts ------------------------------------------------------------

UNION = """
format = 1
code = "union"
title = "Plan of a union"
organisation = "Union"
currency = "CHF"
window = "2006"
periods = ["2006"]

[measures.budget]
of = "outputs"
unit = "kCHF"

[objectives.1]
title = "One"

[objectives.2]
title = "Two"

[objectives.3]
title = "Three"

[outputs.A]
title = "A"
objectives = ["1", "2", "3"]
figures.budget = { 2006 = 100 }

[outputs.B]
title = "B"
objectives = ["1", "2", "3"]
figures.budget = { 2006 = 100 }

[outputs.C]
title = "C"
objectives = ["1", "2", "3"]
figures.budget = { 2006 = 101.5 }

[outputs.D]
title = "D"
objectives = ["1"]
figures.budget = { 2006 = 0.2 }
"""
EQUAL_PARTS = """\
kCHF
objective  2006
---------------
1           101
2           101
3           101
total       302
assumed: {}"""


def test_printed_totals_come_out_of_cells_that_nobody_rounded() -> None:
    """Objectives 2 and 3 have 100.5 each, a sum of three thirds that quotients of 20 decimals miss by a hair."""
    plan = loads(UNION)
    divided = apportion(figures(plan, "budget"), plan, to="objective").by("objective", "period")
    shown = divided.to_text(decimals=0, totals=("objective",))
    assert shown == EQUAL_PARTS.format("outputs divided equally among their objectives")
    given = attrs.evolve(rates(AS_THEY_ARE, EQUALLY), currency="CHF")
    carried = cost_chain(plan, given)["objective"].convert("kCHF").by("objective", "period")
    shown = carried.to_text(decimals=0, totals=("objective",))
    assert shown == EQUAL_PARTS.format("costs divided equally among their objectives")


def test_a_budget_by_segment_is_that_of_its_outputs() -> None:
    plan = load(STRANGERS / "who-2022.toml")
    segments = {"POLIO": "polio", "SPECIAL": "special programmes", "APPEALS": "appeals"}
    costs = cost(plan, rates(AS_THEY_ARE), by=("output", "period")).convert("MUSD")
    by_segment = costs.relabel("output", lambda code: segments.get(code, "base"), to="segment").by("segment")
    assert {str(one["segment"]): one["value"] for one in by_segment.records()} == {
        "appeals": 1000,
        "base": 1930 + 1250 + 455 + 1333,
        "polio": 558,
        "special programmes": 199,
    }
    nowhere = cost_chain(plan, rates(AS_THEY_ARE, EQUALLY))
    assert [(line.step, line.total, line.unallocated) for line in nowhere.lines][1] == (
        "objective",
        6725000000,
        6725000000,
    )


# --- plans that have next to nothing, and plans that have very much ---------------------------------------------------


@pytest.mark.parametrize("body", ["", '[outputs.X]\ntitle = "X"\n', '[departments.X]\nname = "X"\n'])
def test_a_plan_without_figures_costs_nothing(body: str) -> None:
    head = 'format = 1\ncode = "e"\ntitle = "E"\norganisation = "O"\nwindow = "2025"\nperiods = ["2025"]\n'
    plan = loads(head + body)
    given = rates(SALARIES, ADMINISTRATION, EQUALLY)
    for table in (cost(plan, given), overhead(plan, given), payroll(plan, given), *cost_chain(plan, given)):
        assert not len(table)


def test_costs_that_go_alike_are_divided_once_and_exactly() -> None:
    """Forty outputs ask work of three departments, of which one works for the others."""
    departments = "".join(
        f'[departments.D{at}]\nname = "D"\nstaffing = [{{ grade = "P5", 2025 = {99 + at}, 2026 = 120 }}]\n'
        for at in range(3)
    )
    outputs = "".join(
        f'[outputs.P{at}]\ntitle = "P"\nobjectives = ["{at % 2}"]\n'
        f'effort = [{{ department = "D1", 2025 = {at % 7}, 2026 = 1 }}, '
        '{ department = "D2", 2025 = 1, 2026 = 1 }]\n'
        for at in range(40)
    )
    head = 'format = 1\ncode = "big"\ntitle = "Big"\norganisation = "O"\nwindow = "2025-2026"\n'
    objectives = '[objectives.0]\ntitle = "0"\n[objectives.1]\ntitle = "1"\n'
    plan = loads(f'{head}periods = ["2025", "2026"]\n{objectives}{departments}{outputs}')
    staff = '[staff.all]\nunit = "USD/work_month"\nsource = "x"\nas_of = 2025-01-01\n'
    steps = (
        CostStep(to="department", from_=["D0"], driver="effort"),
        CostStep(to="output", driver="effort", out_of="staffing"),
        CostStep(to="objective", driver="equal"),
    )
    given = attrs.evolve(rates(f'{staff}grades = [{{ grade = "P5", 2025-2026 = 9000 }}]\n'), steps=steps)
    chain = cost_chain(plan, given)
    assert {total(table) for table in chain} == {9000 * (99 + 100 + 101 + 3 * 120)}
    asked = sum(at % 7 for at in range(40))
    served = Fraction(99 * 9000 * asked, asked + 40)
    of_first = chain["output"].where(department="D0", output="P6", period="2025")
    by_hand = served * 6 / max(100, asked)
    by_hand += (99 * 9000 - served) * Fraction(1, 101)
    assert abs(total(of_first) - by_hand) < Fraction(1, 10**18)


def test_a_factor_that_is_far_too_small_is_not_answered_with_itself() -> None:
    plan = load(STRANGERS / "tz-fund-2020.toml")
    with pytest.raises(InvalidPlan) as error:
        figures(plan, "budget").scaled("1e-30", because="a trial")
    kinds = "a Decimal, a whole number, a Fraction or text such as '1.03' or '1/150'"
    assert str(error.value) == f"factor: must be a factor ≥ 0: {kinds}, got '1e-30'"


def test_quantities_of_three_fiscal_years_at_their_unit_costs_make_the_printed_budget() -> None:
    plan = load(STRANGERS / "tz-fund-2020.toml")
    prices: dict[str, list[str]] = {}
    for one in figures(plan, "unit_cost").records():
        row = f'output = "{one["output"]}", line = "{one["line"]}"'
        prices.setdefault(row, []).append(f'"{one["period"]}" = {one["value"]}')
    rows = ", ".join(f"{{ {labels}, {', '.join(own)} }}" for labels, own in prices.items())
    given = f'[measures.quantity]\nunit = "TZS/count"\nsource = "the plan"\nas_of = 2020-07-01\nrates = [{rows}]\n'
    carried = attrs.evolve(rates(given, EQUALLY), currency="TZS")
    costs = cost(plan, carried, by=("output", "line", "period"))
    assert costs == figures(plan, "budget")
    by_objective = cost_chain(plan, carried)["objective"].by("objective", "period")
    assert total(by_objective, objective="A", period="2020/21") == 23700000 + 7600000
    assert total(by_objective, objective="B") == 19200000 + 21120000 + 23040000


def test_a_driver_of_services_in_several_units_asks_for_one() -> None:
    services = '[services.a]\nname = "A"\nunit = "hour"\n[services.b]\nname = "B"\nunit = "page"\n'
    plan = loads(CONVENTION.replace("[objectives.1]", f"{services}\n[objectives.1]", 1))
    with pytest.raises(InvalidPlan) as error:
        cost_chain(plan, rates(SALARIES, EXCHANGE, '[[steps]]\nto = "output"\ndriver = "services"\n'))
    message = "steps[0].driver: services are counted in several units; take one by only = { service = … }"
    assert str(error.value) == message


def test_services_in_several_units_are_priced_one_by_one() -> None:
    services = '[services.a]\nname = "A"\nunit = "hour"\n[services.b]\nname = "B"\nunit = "page"\n'
    ordered = 'services = [{ service = "a", 2025 = 3 }, { service = "b", 2025 = 500 }]\nobjectives = ["1"]\neffort'
    plan = loads(
        CONVENTION.replace("[objectives.1]", f"{services}\n[objectives.1]").replace(
            'objectives = ["1"]\neffort', ordered
        )
    )
    about = 'measure = "services"\nsource = "x"\nas_of = 2025-01-01\n'
    hours = f'[measures.hours]\n{about}only = {{ service = "a" }}\nunit = "USD/hour"\nrates = {{ 2025 = 70 }}\n'
    pages = f'[measures.pages]\n{about}only = {{ service = "b" }}\nunit = "USD/page"\nrates = {{ 2025 = 2 }}\n'
    costs = cost(plan, rates(BY_HOST, EXCHANGE, hours, pages), by="component")
    assert [total(costs, component=one) for one in ("hours", "pages")] == [210, 1000]
    with pytest.raises(InvalidPlan) as error:
        cost(plan, rates(BY_HOST, EXCHANGE, hours.replace('only = { service = "a" }', ""), pages.replace('"b"', '"c"')))
    assert str(error.value) == (
        "measures.hours: services are counted in several units; take one by only = { service = … }\n"
        "measures.pages.only: unknown service 'c'; the plan has a, b"
    )
