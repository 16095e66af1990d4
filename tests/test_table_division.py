"""Periods divided and put together again, figures rounded within their whole, growth: by example and as laws."""

import datetime
import itertools
from collections.abc import Callable
from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan import InvalidPlan, Missing, NotAdditive, OpPlanError, Period, Table, UnknownCode, UnknownLabel
from itu_opplan.table.dividing import Weight
from tests.strategies import cells, figures, full_tables, tables
from tests.test_table import EFFORT, OVERLAPPING, POSTS, STAFF, VOLUMES, items, refusal
from tests.test_table_laws import SMALLEST, content, exact, law, rounded, same, table_and_dims

BLANK, NOT_APPLICABLE, OPEN, NOT_STATED = (
    Missing.BLANK,
    Missing.NOT_APPLICABLE,
    Missing.TO_BE_COMPLETED,
    Missing.NOT_STATED,
)
UNTYPED: Any = STAFF
PLAN = opplan.bundled("gs-2008-2011")
REAL = opplan.effort(PLAN)


def years(**values: object) -> Table:
    """A table of periods; `y2009_2011` is a triennium."""
    rows = [{"period": name[1:].replace("_", "-"), "value": value} for name, value in values.items()]
    return Table.from_records(rows, dims=["period"], unit="page")


def figures_of(table: Table) -> dict[str, object]:
    """The cells of a table of one dim, by label."""
    return {str(row[table.dims[0]]): row["value"] for row in table.records()}


# --- split ------------------------------------------------------------------------------------------------------------


def test_a_period_is_divided_evenly() -> None:
    table = years(y2008=4, y2009_2011="12.0", y2007=BLANK).split()
    assert table.labels("period") == ("2008", "2009", "2010", "2011", "2007")
    assert figures_of(table) == {"2008": 4, "2009": 4, "2010": 4, "2011": 4, "2007": BLANK}
    assert str(table.at(period="2010")) == "4.0"
    assert table.assumed == ("2009-2011 divided evenly among its years",)


def test_the_last_year_takes_what_rounding_leaves() -> None:
    table = years(y2009_2011=1).split()
    assert figures_of(table) == {
        "2009": Decimal("0." + "3" * 20),
        "2010": Decimal("0." + "3" * 20),
        "2011": Decimal("0." + "3" * 19 + "4"),
    }
    weighted = years(y2009_2011=1).split({"2009": 1, "2010": 2, "2011": 0})
    assert figures_of(weighted) == {
        "2009": Decimal("0." + "3" * 20),
        "2010": Decimal("0." + "6" * 19 + "7"),
        "2011": Decimal(0),
    }
    assert weighted.total() == 1


def test_a_year_without_a_weight_has_no_cell_and_one_of_weight_0_a_zero() -> None:
    table = years(y2009_2011=6, y2012_2013=BLANK).split({"2009": 0, "2011": 1, "2012": Fraction(1, 3)})
    assert figures_of(table) == {"2009": 0, "2011": 6, "2012": BLANK}
    assert table.labels("period") == ("2009", "2010", "2011", "2012", "2013")
    assert table.at(period="2010") is NOT_STATED
    assert table.assumed == (
        "2009-2011 divided among its years by weights (2009: 0, 2011: 1)",
        "2012-2013 divided among its years by weights (2012: 1/3)",
    )


def test_a_weight_is_exact_whatever_it_is_written_as() -> None:
    table = years(y2009_2011=7).split({"2009": Decimal("0.50"), "2010": 1, "2011": Fraction(1, 4)})
    assert figures_of(table) == {"2009": 2, "2010": 4, "2011": 1}
    assert table.assumed == ("2009-2011 divided among its years by weights (2009: 1/2, 2010: 1, 2011: 1/4)",)


def test_a_label_has_weights_of_its_own() -> None:
    table = EFFORT.split({"WSIS": {"2010": Decimal("0.5")}, "PP": {"2012": 1}}, dim="output").by("output", "period")
    assert table.at(output="WSIS", period="2010") == Decimal("18.25")
    assert table.at(output="WSIS", period="2009") is NOT_STATED
    assert [table.at(output="PP", period=year) for year in ("2009", "2010", "2011")] == [OPEN, OPEN, OPEN]
    assert table.assumed == ("2009-2011 divided evenly among its years, but WSIS by given weights",)


def test_each_year_of_a_missing_cell_is_missing_and_counts() -> None:
    table = years(y2009_2011=BLANK).split()
    assert set(figures_of(table).values()) == {BLANK}
    assert table.by().missing().total() == 3
    assert table.span("2009-2011") == years(y2009_2011=BLANK)


def test_what_was_skipped_stays_marked() -> None:
    table = items(a=BLANK, b=6).relabel("item", {"a": "2008", "b": "2009-2011"}, to="period").span("2008-2011")
    assert [row["value"] for row in table.split().missing().records()] == [1, 1, 1, 1]


def test_where_no_period_has_several_years_nothing_is_assumed() -> None:
    table = years(y2008=1, y2009=2)
    assert table.split() == table == table.split("even")
    assert table.split().assumed == ()
    assert table.split({"2009": 2}) == table


@pytest.mark.parametrize(
    ("table", "rule", "dim", "kind", "message"),
    [
        (
            POSTS,
            "even",
            None,
            NotAdditive,
            "cannot divide post among the parts of a period: posts are a stock, not a flow",
        ),
        (
            EFFORT.per_year(),
            "even",
            None,
            NotAdditive,
            "cannot divide work_month/year among the parts of a period: they are rates per year",
        ),
        (
            EFFORT.shares("period"),
            "even",
            None,
            NotAdditive,
            "cannot divide percent among the parts of a period: each period is a whole of its own",
        ),
        (
            OVERLAPPING,
            "even",
            None,
            NotAdditive,
            "cannot divide work_month among the parts of a period: 2008-2011 and 2010 overlap",
        ),
        (VOLUMES, "even", None, UnknownLabel, "unknown dim 'period'; the table has output, service"),
        (
            EFFORT,
            {"PP": {"2010": 1}},
            "outputs",
            UnknownLabel,
            "unknown dim 'outputs'; the table has output, department, period",
        ),
        (EFFORT, {"WTFP": {"2010": 1}}, "output", UnknownLabel, "unknown output 'WTFP'; the table has WCIT, PP, WSIS"),
        (EFFORT, "equal", None, InvalidPlan, "rule: must be 'even' or weights, got 'equal'"),
        (EFFORT, None, None, InvalidPlan, "rule: must be 'even' or weights, got nothing"),
        (EFFORT, {"2008": 1}, None, InvalidPlan, "rule: no year of 2009-2011 has a weight"),
        (EFFORT, {"2012": 1}, None, InvalidPlan, "rule: no year of 2009-2011 has a weight"),
        (years(y2008_2009=1), {"2010": 1}, None, InvalidPlan, "rule: no year of 2008-2009 has a weight"),
        (
            EFFORT,
            {"PP": {"2010": 1}, "2009": -1},
            None,
            InvalidPlan,
            "rule.PP: must be a weight ≥ 0, got weights; name the dim whose labels they are for\n"
            "rule.2009: must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got -1",
        ),
        (EFFORT, {"2009": 0, "2011": 0}, None, InvalidPlan, "rule: the weights of 2009-2011 are all 0"),
        (EFFORT, {"PP": {"2009": 0}}, "output", InvalidPlan, "rule.PP: the weights of 2009-2011 are all 0"),
        (
            EFFORT,
            {"PP": {"2010": 1}},
            None,
            InvalidPlan,
            "rule.PP: must be a weight ≥ 0, got weights; name the dim whose labels they are for",
        ),
        (
            EFFORT,
            {"2010": 1},
            "output",
            InvalidPlan,
            "rule.2010: must be weights by year, such as {'2009': 1}, got 1",
        ),
        (
            EFFORT,
            {"2009": -1, "2010": 1.5, "2009-2010": 1, "Q1": 1, 2011: 1, "2011": True, "2012": Decimal("NaN")},
            None,
            InvalidPlan,
            "rule.2009: must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got -1\n"
            "rule.2010: must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got 1.5\n"
            "rule.2009-2010: must be one year, got '2009-2010'\n"
            "rule.Q1: a part of a year is written with its year, such as 2008-Q3 or 2008-M11, got 'Q1'\n"
            "rule.2011: a period is text, write '2011', got 2011\n"
            "rule.2011: must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got true\n"
            "rule.2012: must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got NaN",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_divided_is_refused(
    table: Table, rule: Any, dim: str | None, kind: type[OpPlanError], message: str
) -> None:
    assert refusal(kind, lambda: table.split(rule, dim=dim)) == message


weights = st.one_of(
    st.integers(0, 5), st.fractions(0, 3, max_denominator=7), figures(digits=3, places=4, negative=False)
)


@st.composite
def divisions(draw: st.DrawFn, table: Table) -> Callable[[Table], Table]:
    """A way to split a table of item and period by a rule that fits it."""
    longer = [period for period in map(Period.parse, table.labels("period")) if period.years > 1]

    def by_year() -> dict[str, Weight]:
        found: dict[str, Weight] = {}
        for period in longer:
            own = range(period.first, period.last + 1)
            some = draw(st.lists(st.sampled_from(own), unique=True, min_size=1))
            found.update((str(year), draw(weights)) for year in some)
            if not any(found[str(year)] for year in some):
                found[str(some[0])] = 1
        return found

    kind = draw(st.sampled_from(["even", "years", "labels"]))
    if kind == "even":
        return lambda table: table.split()
    if kind == "years":
        by_years = by_year()
        return lambda table: table.split(by_years)
    by_item = {label: by_year() for label in table.labels("item") if draw(st.booleans())}
    return lambda table: table.split(by_item, dim="item")


@law(tables(dims=("item", "period")), st.data())
def test_what_is_divided_is_the_table_again_when_put_together(table: Table, data: st.DataObject) -> None:
    divide = data.draw(divisions(table))
    divided = divide(table)
    assert all(Period.parse(label).years == 1 for label in divided.labels("period"))
    if table.labels("period"):
        assert divided.span(*table.labels("period")) == table
    for old, new in ((table, divided), (table.by("item"), divided.by("item"))):
        assert [exact(old.by().at())] == [exact(new.by().at())]
    longer = [period for period in sorted(map(Period.parse, table.labels("period"))) if period.years > 1]
    assert len(divided.assumed) == len(longer)
    assert same(divided.split(), divided)
    assert divided.split().assumed == divided.assumed
    narrow = Context(prec=2, rounding=ROUND_UP)
    with localcontext(narrow):
        assert same(divide(table), divided)


@law(tables(dims=("period", "item")))
def test_even_parts_are_equal_but_for_the_last_digit(table: Table) -> None:
    divided = content(table.split())
    for key, value in content(table).items():
        period = Period.parse(dict(key)["period"])
        for year in range(period.first, period.last + 1):
            part = divided[frozenset({("item", dict(key)["item"]), ("period", str(year))})]
            if isinstance(value, Missing):
                assert part is value
            else:
                assert isinstance(part, Fraction)
                if year < period.last:
                    assert part == rounded(value / period.years)
                assert abs(part - value / period.years) <= period.years * SMALLEST


# --- what crosses a rounding ------------------------------------------------------------------------------------------

ROUNDED: dict[str, Callable[[Table], Table]] = {
    "convert": lambda table: table.convert("work_year"),
    "per year": lambda table: table.per_year(),
    "split": lambda table: table.split(),
    "split by weights": lambda table: table.split(
        {label: {"2009": 1, "2010": 3} for label in table.labels("output")}, dim="output"
    ),
    "shares of items": lambda table: table.shares("output", "period"),
}
EXACT: dict[str, Callable[[Table], Table]] = {
    "add up": lambda table: table.by("output", "period"),
    "choose": lambda table: table.where(output=table.labels("output")[:1]),
    "relabel": lambda table: table.relabel("item", lambda label: label[:1]),
    "rename": lambda table: table.relabel("item", str, to="thing"),
    "double": lambda table: table + table,
}


CROSSINGS = set(itertools.product(ROUNDED, EXACT)) - {("shares of items", "double")}
"""Shares of twice as much are the same shares."""


@pytest.mark.parametrize(("rounding", "step"), sorted(CROSSINGS))
def test_what_crosses_a_rounding_agrees_to_the_twentieth_decimal(rounding: str, step: str) -> None:
    @settings(max_examples=25)
    @given(full_tables(dims=("output", "item", "period"), min_labels=1))
    def law_(table: Table) -> None:
        one = content(ROUNDED[rounding](EXACT[step](table)))
        other = content(EXACT[step](ROUNDED[rounding](table)))
        assert one.keys() == other.keys()
        for key, value in one.items():
            against = other[key]
            if isinstance(value, Missing) or isinstance(against, Missing):
                assert rounding == "shares of items"
            else:
                assert abs(value - against) <= 4 * len(table) * SMALLEST

    law_()


@law(full_tables(dims=("item", "department"), min_labels=1), full_tables(dims=("item", "department"), min_labels=1))
def test_converted_sums_are_sums_of_what_was_converted(one: Table, other: Table) -> None:
    converted = content(one.convert("work_year") + other.convert("work_year"))
    for key, value in content((one + other).convert("work_year")).items():
        assert isinstance(value, Fraction)
        against = converted[key]
        assert isinstance(against, Fraction)
        assert abs(value - against) <= SMALLEST


# --- several spans ----------------------------------------------------------------------------------------------------


def test_several_spans_give_a_period_each() -> None:
    table = years(y2008=1, y2009=2, y2010=4, y2011=8, y2012=16)
    spanned = table.span("2010-2011", Period(2008, 2009))
    assert figures_of(spanned) == {"2008-2009": 3, "2010-2011": 12}
    assert spanned.labels("period") == ("2008-2009", "2010-2011")
    assert POSTS.span("2007", "2008") == POSTS


@pytest.mark.parametrize(
    ("table", "spans", "message"),
    [
        (EFFORT, ("2007-2008", "2008"), "spans 2007-2008 and 2008 overlap"),
        (EFFORT, ("2007", "2007"), "spans 2007 and 2007 overlap"),
        (EFFORT, ("2008-2009", "2010-2011"), "periods 2007, 2008, 2009-2011 do not tile 2008-2009 exactly"),
        (EFFORT, ("2007", "2012"), "periods 2007, 2008, 2009-2011 do not tile 2012 exactly"),
        (
            POSTS,
            ("2006", "2007-2008"),
            "periods 2007, 2008 do not tile 2006 exactly",
        ),
        (
            POSTS,
            ("2007-2008",),
            "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
            "or take one with where(period='2007')",
        ),
    ],
)
def test_spans_that_cannot_be_are_refused(table: Table, spans: tuple[str, ...], message: str) -> None:
    assert refusal(NotAdditive, lambda: table.span(*spans)) == message


@law(tables(dims=("item", "period")), st.data())
def test_several_spans_are_each_alone(table: Table, data: st.DataObject) -> None:
    table = table.split()
    labels = sorted(map(Period.parse, table.labels("period")))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(labels)))))
    spans = [Period(labels[one].first, labels[other - 1].last) for one, other in itertools.pairwise(cuts)]
    assume(spans)
    if not all(span.tiled_by(label for label in labels if label in span) for span in spans):
        with pytest.raises(NotAdditive):
            table.span(*spans)
        return
    together = table.span(*data.draw(st.permutations(spans)))
    assert sorted(map(Period.parse, together.labels("period"))) == spans
    for span in spans:
        assert same(together.where(period=span), table.span(span))


# --- growth -----------------------------------------------------------------------------------------------------------


def test_growth_is_in_percent_of_the_first() -> None:
    rows: list[dict[str, object]] = [
        {"item": "a", "2008": 4, "2010": 5},
        {"item": "b", "2008": 3, "2010": 2},
        {"item": "c", "2008": 0, "2010": 2},
        {"item": "d", "2008": -1, "2010": 2},
        {"item": "e", "2008": BLANK, "2010": 2},
        {"item": "f", "2008": 1, "2010": OPEN},
        {"item": "g", "2008": BLANK, "2010": NOT_APPLICABLE},
        {"item": "h", "2008": 1},
        {"item": "i", "2010": 0},
        {"item": "j", "2008": 1, "2010": 2},
    ]
    growth = Table.from_rows(rows, dims=("item", "period"), unit="CHF").growth("2008", "2010")
    assert growth.unit == "percent"
    assert figures_of(growth) == {
        "a": 25,
        "b": Decimal("-33." + "3" * 20),
        "c": NOT_APPLICABLE,
        "d": NOT_APPLICABLE,
        "e": BLANK,
        "f": OPEN,
        "g": BLANK,
        "j": 100,
    }
    assert len(content(growth)) == 8
    assert growth.labels("item") == tuple("abcdefghij")
    assert refusal(NotAdditive, growth.total) == (
        "cannot add up over 'item': growth does not add; keep it with by(…, 'item'), or take one with where(item='a')"
    )


def test_growth_of_flows_needs_as_many_years() -> None:
    assert refusal(NotAdditive, lambda: EFFORT.growth("2008", "2009-2011")) == (
        "cannot compare 2008 with 2009-2011: 1 against 3 years; take per_year() first"
    )
    table = years(y2008=4, y2009_2011=15)
    assert table.per_year().growth("2008", "2009-2011").at() == 25
    assert table.split().growth("2008", "2010").assumed == ("2009-2011 divided evenly among its years",)
    posts = Table.from_rows([{"2008": 4, "2009-2011": 5}], dims=["period"], unit="post")
    assert posts.growth("2008", "2009-2011").at() == 25
    percent = Table.from_rows([{"2008": 50, "2009-2011": 55}], dims=["period"], unit="percent")
    assert percent.growth("2008", "2009-2011").at() == 10


def test_growth_needs_periods_of_the_table() -> None:
    assert refusal(UnknownLabel, lambda: EFFORT.growth("2008", "2012")) == (
        "unknown period '2012'; the table has 2008, 2007, 2009-2011"
    )
    assert refusal(UnknownLabel, lambda: VOLUMES.growth("2007", "2008")) == (
        "unknown dim 'period'; the table has output, service"
    )


def test_growth_tells_what_the_two_skipped() -> None:
    table = Table.from_rows(
        [{"item": "a", "2007": 1, "2008": BLANK}, {"item": "b", "2007": BLANK, "2008": 3}, {"item": "c", "2007": 2}],
        dims=("item", "period"),
        unit="CHF",
    )
    growth = table.by("period").growth("2007", "2008")
    assert growth.at() == 0
    assert growth.missing().records() == [{"state": "blank", "value": Decimal(2)}]


@law(tables(dims=("period", "item")).filter(lambda table: table.labels("period")), st.data())
def test_growth_of_rates_is_the_quotient_of_fractions(table: Table, data: st.DataObject) -> None:
    rates = table.per_year()
    first, second = (data.draw(st.sampled_from(table.labels("period"))) for _ in range(2))
    growth = rates.growth(first, second)
    for item in table.labels("item"):
        one, other = (exact(rates.at(item=item, period=period)) for period in (first, second))
        found = exact(growth.at(item=item))
        if NOT_STATED in (one, other):
            assert found is NOT_STATED
        elif isinstance(one, Missing) or isinstance(other, Missing):
            assert found in (one, other)
            assert isinstance(found, Missing)
        else:
            assert found == (rounded(100 * (other - one) / one) if one > 0 else NOT_APPLICABLE)


# --- rounded ----------------------------------------------------------------------------------------------------------


def test_the_largest_rests_are_rounded_up_and_the_first_of_equal_ones() -> None:
    assert figures_of(items(a=1, b=1, c=1).shares().rounded(1)) == {
        "a": Decimal("33.4"),
        "b": Decimal("33.3"),
        "c": Decimal("33.3"),
    }
    assert figures_of(items(a="0.5", b="0.5").rounded(0)) == {"a": 1, "b": 0}
    assert figures_of(items(a="0.5", b="2").rounded(0)) == {"a": 0, "b": 2}
    assert figures_of(items(a="0.4", b="0.4", c="0.7").rounded(0)) == {"a": 1, "b": 0, "c": 1}
    assert figures_of(items(a="-0.4", b="-0.4", c="-0.4").rounded(0)) == {"a": 0, "b": 0, "c": -1}


def test_each_whole_is_rounded_on_its_own() -> None:
    table = EFFORT.by("output", "period").rounded(0, "period")
    assert table.at(output="PP", period="2007") == 5
    assert table.at(output="WSIS", period="2007") == 12
    assert table.by("period").at(period="2007") == 17
    assert table.at(output="PP", period="2009-2011") is OPEN
    assert table.by("period").missing() == EFFORT.by("period").missing()
    assert str(items(a="4.75", b="0.25").rounded(1).at(item="a")) == "4.8"
    assert items(a="0.25").rounded(2).at(item="a") == Decimal("0.25")


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: STAFF.rounded(-1), InvalidPlan, "decimals: must be a whole number ≥ 0, got -1"),
        (lambda: STAFF.rounded(True), InvalidPlan, "decimals: must be a whole number ≥ 0, got true"),
        (lambda: UNTYPED.rounded("grade"), InvalidPlan, "decimals: must be a whole number ≥ 0, got 'grade'"),
        (lambda: STAFF.rounded(1, "x"), UnknownLabel, "unknown dim 'x'; the table has grade, period"),
        (
            lambda: POSTS.rounded(1, "grade"),
            NotAdditive,
            "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
            "or take one with where(period='2007')",
        ),
    ],
)
def test_what_cannot_be_rounded_is_refused(call: Callable[[], Table], kind: type[OpPlanError], message: str) -> None:
    assert refusal(kind, call) == message


@law(table_and_dims(), st.integers(0, 21))
def test_rounded_parts_make_the_rounded_whole(given_: tuple[Table, tuple[str, ...]], decimals: int) -> None:
    table, dims = given_
    unit = Fraction(1, 10**decimals)
    result = table.rounded(decimals, *dims)
    wholes, sums = content(table.by(*dims)), content(result.by(*dims))
    for key, whole in wholes.items():
        assert sums[key] == (whole if isinstance(whole, Missing) else round(whole / unit) * unit)
    for key, value in content(table).items():
        after = content(result)[key]
        if isinstance(value, Missing):
            assert after is value
        else:
            assert isinstance(after, Fraction)
            assert (after / unit).denominator == 1
            assert abs(after - value) < unit
    assert same(result.rounded(decimals, *dims), result)
    assert same(result.rounded(decimals), result) or result.axes == ()
    assert result.missing() == table.missing()
    assert [axis.reason for axis in result.axes] == [axis.reason for axis in table.axes]


@law(table_and_dims())
def test_rounded_shares_make_exactly_a_hundred(given_: tuple[Table, tuple[str, ...]]) -> None:
    table, dims = given_
    for whole in content(table.shares(*dims).rounded(1, *dims).by(*dims)).values():
        assert whole == 100 or isinstance(whole, Missing)


@law(st.lists(figures(), min_size=1, max_size=6))
def test_a_figure_alone_is_rounded_half_even(values: list[Decimal]) -> None:
    table = items(**{f"i{number}": value for number, value in enumerate(values)})
    for item, value in figures_of(table.rounded(2, "item")).items():
        before = table.at(item=item)
        assert isinstance(before, Decimal)
        assert isinstance(value, Decimal)
        assert Fraction(value) == round(Fraction(before), 2)


# --- overlapping periods of two tables --------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [1, -1])
def test_a_year_beside_a_period_that_holds_it_does_not_add(sign: int) -> None:
    one, other = years(y2008=1, y2009_2011=3), years(y2010=1)
    both = one + other if sign > 0 else one - other
    assert both.labels("period") == ("2008", "2009-2011", "2010")
    assert not both.axis("period").adds
    for attempt in (both.total, both.split, both.by, lambda: both.span("2008-2011")):
        with pytest.raises(NotAdditive):
            attempt()
    assert refusal(NotAdditive, both.total) == (
        "cannot add up over 'period': 2009-2011 and 2010 overlap; keep it with by(…, 'period'), "
        "or take one with where(period='2008')"
    )


# --- the shipped plan -------------------------------------------------------------------------------------------------


def test_the_budget_biennia_of_the_shipped_plan() -> None:
    biennia = REAL.split("even").span("2008-2009", "2010-2011").by("department", "period")
    assert biennia.labels("period") == ("2008-2009", "2010-2011")
    by_department = REAL.by("department", "period")
    for department in REAL.labels("department"):
        year, triennium = (by_department.at(department=department, period=one) for one in ("2008", "2009-2011"))
        if isinstance(year, Missing) or isinstance(triennium, Missing):
            continue
        first, second = (exact(biennia.at(department=department, period=one)) for one in biennia.labels("period"))
        assert isinstance(first, Fraction)
        assert isinstance(second, Fraction)
        assert first + second == Fraction(year) + Fraction(triennium)
        assert abs(first - (Fraction(year) + Fraction(triennium) / 3)) < Fraction(1, 10**17)
    # as printed in the tables of section II, 134.1 of 2008 and a third of 402.9
    assert biennia.rounded(1, "department", "period").at(department="SGO", period="2008-2009") == Decimal("268.4")


def test_growth_of_the_shipped_plan() -> None:
    growth = REAL.by("department", "period").per_year().growth("2008", "2009-2011").rounded(1, "department")
    assert growth.at(department="SPU") == Decimal("-10.9")  # 138.8 / 3 against 51.9
    assert growth.at(department="C&P") == Decimal("8.1")  # 334.9 / 3 against 103.3


def test_rounded_shares_of_the_shipped_plan() -> None:
    shares = REAL.by("output", "department", "period").where(period="2008").by("output", "department").shares("output")
    for output, value in figures_of(shares.rounded(1, "output").by("output")).items():
        assert value == Decimal("100.0") or isinstance(value, Missing), output


def test_event_years_of_the_shipped_plan() -> None:
    years_of = opplan.event_years(PLAN)
    assert years_of["WTPF"] == {"2009": 2}  # the forum, and the day of information before it (II.5.5)
    assert years_of["PP"] == {"2006": 1, "2010": 1}  # II.1.1, II.1.2
    assert years_of["WCIT"] == {"2010": 1, "2011": 1, "2012": 1}  # II.6.1, and regional meetings of II.6.3
    assert "GOVERNANCE" not in years_of
    assert list(years_of) == [output.code for output in PLAN.outputs if output.code in years_of]
    divided = REAL.split(years_of, dim="output")
    assert divided.total() == REAL.total()
    assert divided.where(output="WTPF", period=("2010", "2011")).total() == 0
    assert not divided.where(output="WTPF", period=("2010", "2011"))
    governance = divided.where(output="GOVERNANCE").by("period").rounded(10, "period")
    assert governance.at(period="2010") == REAL.where(output="GOVERNANCE", period="2009-2011").total() / 3
    (sentence,) = divided.assumed
    assert sentence.startswith("2009-2011 divided evenly among its years, but PP, COUNCIL, WSIS, TELECOM, WTPF, WCIT")


def event(code: str, **fields: Any) -> opplan.Event:
    return opplan.Event(code=code, title=code, **fields)


def test_event_years_by_period_or_by_days() -> None:
    small = attrs.evolve(
        PLAN,
        events=(
            event("A", output="PP", first=datetime.date(2009, 12, 30), last=datetime.date(2010, 1, 2)),
            event("B", output="PP", period="2010-2011"),
            event("C", output="PP", first=datetime.date(2008, 1, 1)),
            event("D", output="PP", last=datetime.date(2007, 1, 1)),
            event("E", output="PP", window="one day"),
            event("F", period="2010"),
            event("G", output="WSIS", window="soon"),
        ),
    )
    assert opplan.event_years(small) == {"PP": {"2007": 1, "2008": 1, "2009": 1, "2010": 2, "2011": 1}}


def test_event_years_of_an_output_that_is_not_there() -> None:
    broken = attrs.evolve(PLAN, events=(event("A", output="PPP", period="2010"),))
    message = refusal(UnknownCode, lambda: opplan.event_years(broken))
    assert message == refusal(UnknownCode, lambda: PLAN.output("PPP"))


@law(st.lists(cells(), max_size=4))
def test_a_split_without_periods_of_several_years_is_the_table(values: list[Decimal | Missing]) -> None:
    rows = [{"period": str(2000 + number), "value": value} for number, value in enumerate(values)]
    table = Table.from_records(rows, dims=["period"], unit="page")
    assert same(table.split(), table)
