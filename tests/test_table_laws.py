"""Laws of tables: what holds for any table, with any labels and figures, checked against sums of fractions."""

import copy
import itertools
import pickle
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import TypeAlias

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from itu_opplan import Axis, InvalidPlan, Missing, NotAdditive, Period, Table
from itu_opplan.grades import plain_grade
from itu_opplan.table.cells import FIGURES
from tests.strategies import (
    ADDING,
    cells,
    dim_names,
    figures,
    full_tables,
    odd_labels,
    periods,
    separate_periods,
    states,
    tables,
)

Key: TypeAlias = frozenset[tuple[str, str]]
Value: TypeAlias = Fraction | Missing

PRECEDENCE = (Missing.TO_BE_COMPLETED, Missing.BLANK, Missing.NOT_APPLICABLE)
SMALLEST = Fraction(1, 10**20)


def law(*given_: st.SearchStrategy[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test of many examples, and not so many that the laws take long."""
    return lambda test: settings(max_examples=60)(given(*given_)(test))


# --- the same by other means ------------------------------------------------------------------------------------------


def exact(value: Decimal | Missing) -> Value:
    return value if isinstance(value, Missing) else Fraction(value)


def content(table: Table) -> dict[Key, Value]:
    """The cells of a table by their labels, as fractions."""
    found: dict[Key, Value] = {}
    for record in table.records():
        value = record.pop("value")
        assert isinstance(value, Decimal | Missing)
        found[frozenset((dim, str(label)) for dim, label in record.items())] = exact(value)
    assert len(found) == len(table)
    # inside, what has no figure has the number 0, so that sums of numbers are sums of figures
    assert all(count & FIGURES or not number for number, count in zip(table._figures, table._counts, strict=True))
    return found


def added_up(table: Table, key: Callable[[Key], Key]) -> dict[Key, Value]:
    """What a table adds up to when its cells go under these keys, by the axioms and by fractions."""
    groups: dict[Key, list[Value]] = defaultdict(list)
    for old, value in content(table).items():
        groups[key(old)].append(value)
    return {new: added(values) for new, values in groups.items()}


def added(values: Iterable[Value]) -> Value:
    values = list(values)
    stated = [value for value in values if isinstance(value, Fraction)]
    return sum(stated, Fraction(0)) if stated else next(state for state in PRECEDENCE if state in values)


def same(one: Table, other: Table) -> bool:
    """Equal, with the same hash, and with as much skipped on the way."""
    return one == other and hash(one) == hash(other) and one.missing() == other.missing()


def rounded(exact_value: Fraction) -> Fraction:
    """To twenty decimals, half-even."""
    return round(exact_value * 10**20) * SMALLEST


def total(table: Table) -> Decimal | None:
    """The total; None when all that is there is missing."""
    try:
        return table.total()
    except NotAdditive:
        assert table
        assert all(isinstance(value, Missing) for value in content(table).values())
        return None


@st.composite
def table_and_dims(draw: st.DrawFn) -> tuple[Table, tuple[str, ...]]:
    """A table and some of its dims, in any order."""
    table = draw(tables())
    return table, tuple(draw(st.lists(st.sampled_from(table.dims), unique=True))) if table.dims else ()


@st.composite
def table_and_dim(draw: st.DrawFn, table: st.SearchStrategy[Table] | None = None) -> tuple[Table, str]:
    """A table of at least one dim, and one of them that is no period: it can have any labels."""
    found = draw(tables(dims=dim_names(min_size=1)) if table is None else table)
    dims = [dim for dim in found.dims if dim != "period"]
    assume(dims)
    return found, draw(st.sampled_from(dims))


# --- adding up --------------------------------------------------------------------------------------------------------


@law(table_and_dims())
def test_by_is_the_exact_sum(given_: tuple[Table, tuple[str, ...]]) -> None:
    table, dims = given_
    result = table.by(*dims)
    assert result.dims == dims
    assert [result.labels(dim) for dim in dims] == [table.labels(dim) for dim in dims]
    assert content(result) == added_up(table, lambda key: frozenset(pair for pair in key if pair[0] in dims))


@law(tables())
def test_sums_by_any_dims_give_the_same_total(table: Table) -> None:
    expected = total(table)
    for size in range(len(table.dims) + 1):
        for dims in itertools.combinations(table.dims, size):
            assert total(table.by(*dims)) == expected
    stated = [value for value in content(table).values() if isinstance(value, Fraction)]
    if expected is not None:
        assert Fraction(expected) == sum(stated)


@law(table_and_dims(), st.data())
def test_adding_up_in_two_steps_is_adding_up_in_one(given_: tuple[Table, tuple[str, ...]], data: st.DataObject) -> None:
    table, dims = given_
    fewer = tuple(data.draw(st.lists(st.sampled_from(dims), unique=True))) if dims else ()
    assert same(table.by(*dims).by(*fewer), table.by(*fewer))


@law(table_and_dims())
def test_the_order_of_dims_is_for_reading_only(given_: tuple[Table, tuple[str, ...]]) -> None:
    table, dims = given_
    for other in itertools.permutations(dims):
        assert same(table.by(*other), table.by(*dims))
        assert table.by(*other).dims == other
    assert same(table.by(*table.dims), table)


@law(tables(), st.data())
def test_the_order_of_records_is_irrelevant(table: Table, data: st.DataObject) -> None:
    records = data.draw(st.permutations(table.records()))
    other = Table.from_records(records, dims=data.draw(st.permutations(table.dims)), unit=table.unit)
    assert same(other, table)
    assert other.by() == table.by()
    assert total(other) == total(table)
    for dim in table.dims:
        assert same(other.by(dim), table.by(dim))
        assert same(other.shares(dim), table.shares(dim))
    assert same(other + other, table + table)


@law(st.lists(cells(), min_size=1, max_size=6), st.data())
def test_missing_cells_take_precedence_whatever_the_order(values: list[Decimal | Missing], data: st.DataObject) -> None:
    expected = added(map(exact, values))
    for order in (values, data.draw(st.permutations(values))):
        rows = [{"item": str(number), "value": value} for number, value in enumerate(order)]
        table = Table.from_records(rows, dims=["item"], unit="CHF")
        assert exact(table.by().at()) == expected
        assert exact(table.relabel("item", lambda _: "x").at(item="x")) == expected


@law(table_and_dims())
def test_what_is_missing_is_counted_and_the_counts_are_kept(given_: tuple[Table, tuple[str, ...]]) -> None:
    table, dims = given_
    counts = Counter(str(value) for value in content(table).values() if isinstance(value, Missing))
    for one in (table, table.by(*dims), table.by(*dims).by()):
        per_state = {str(row["state"]): row["value"] for row in one.missing().by("state").records()}
        assert per_state == dict(counts)
        assert bool(one.missing()) == bool(counts)
    assert table.by(*dims).missing() == table.missing().by(*dims, "state").keep(lambda count: count > 0)


# --- choosing ---------------------------------------------------------------------------------------------------------


@law(tables(), st.data())
def test_where_chooses_the_cells_with_these_labels(table: Table, data: st.DataObject) -> None:
    chosen = {
        dim: data.draw(st.lists(st.sampled_from(table.labels(dim)))) if table.labels(dim) else []
        for dim in table.dims
        if data.draw(st.booleans())
    }
    result = table.where(**chosen)
    wanted = {(dim, label) for dim in table.dims for label in chosen.get(dim, table.labels(dim))}
    assert content(result) == {key: value for key, value in content(table).items() if key <= wanted}
    for dim in table.dims:
        assert result.labels(dim) == tuple(
            label for label in table.labels(dim) if label in chosen.get(dim, table.labels(dim))
        )
    one_by_one = table
    for dim, labels in reversed(chosen.items()):
        one_by_one = one_by_one.where(**{dim: labels})
    assert same(one_by_one, result)


@law(table_and_dims(), st.data())
def test_where_and_by_commute_on_dims_that_stay(given_: tuple[Table, tuple[str, ...]], data: st.DataObject) -> None:
    table, dims = given_
    chosen = {dim: data.draw(st.lists(st.sampled_from(table.labels(dim)))) for dim in dims if table.labels(dim)}
    assert same(table.where(**chosen).by(*dims), table.by(*dims).where(**chosen))


@law(table_and_dim())
def test_a_table_is_the_sum_of_its_parts(given_: tuple[Table, str]) -> None:
    table, dim = given_
    parts = [table.where(**{dim: label}) for label in table.labels(dim)]
    together = table.where(**{dim: ()})
    for part in parts:
        together += part
    assert same(together, table)
    others = tuple(other for other in table.dims if other != dim)
    axes = [table.axis(other) for other in others]
    slices = {label: part.by(*others) for label, part in zip(table.labels(dim), parts, strict=True)}
    assert same(Table.concat(slices, dim=dim, axes=axes, unit=table.unit), table)


@law(tables(), figures(), figures())
def test_keep_keeps_what_passes(table: Table, low: Decimal, high: Decimal) -> None:
    kept = table.keep(lambda value: low <= value)
    passed = {key: value for key, value in content(table).items() if isinstance(value, Fraction) and value >= low}
    assert content(kept) == passed
    assert kept.axes == table.axes
    both = table.keep(lambda value: low <= value <= high)
    assert kept.keep(lambda value: value <= high) == both == table.keep(lambda value: value <= high).keep(low.__le__)
    assert not kept.missing()


@law(tables())
def test_at_is_the_cell_or_not_stated(table: Table) -> None:
    known = content(table)
    for labels in itertools.product(*(table.labels(dim) for dim in table.dims)):
        key = dict(zip(table.dims, labels, strict=True))
        assert exact(table.at(**key)) == known.get(frozenset(key.items()), Missing.NOT_STATED)
    shown = [value for _, row in table.rows() for value in row]
    assert len([value for value in shown if value is not Missing.NOT_STATED]) == len(table)


# --- other labels -----------------------------------------------------------------------------------------------------

merges = st.functions(like=lambda label: "", returns=st.sampled_from(["x", "y", "z", "SGO"]), pure=True)


def relabelled(key: Key, dim: str, new: Callable[[str], str]) -> Key:
    return frozenset((name, new(label) if name == dim else label) for name, label in key)


@law(table_and_dim(), merges)
def test_relabel_loses_nothing(given_: tuple[Table, str], new: Callable[[str], str]) -> None:
    table, dim = given_
    result = table.relabel(dim, new)
    assert content(result) == added_up(table, lambda key: relabelled(key, dim, new))
    assert total(result) == total(table)
    assert same(result.by(), table.by())
    assert result.labels(dim) == tuple(dict.fromkeys(map(new, table.labels(dim))))
    mapping = {label: new(label) for label in table.labels(dim)}
    assert same(table.relabel(dim, mapping), result)


@law(table_and_dim(), merges, merges)
def test_relabel_by_and_where_commute(
    given_: tuple[Table, str], new: Callable[[str], str], newer: Callable[[str], str]
) -> None:
    table, dim = given_
    result = table.relabel(dim, new)
    others = [other for other in table.dims if other != dim]
    assert same(result.by(dim), table.by(dim).relabel(dim, new))
    assert same(result.by(*others), table.by(*others))
    assert same(result.relabel(dim, newer), table.relabel(dim, lambda label: newer(new(label))))
    for label in result.labels(dim):
        before = [old for old in table.labels(dim) if new(old) == label]
        assert same(result.where(**{dim: label}), table.where(**{dim: before}).relabel(dim, new))
    for other in others:
        for label in table.labels(other):
            assert same(result.where(**{other: label}), table.where(**{other: label}).relabel(dim, new))


@law(tables(dims=("item", "period", "department")), merges)
def test_span_commutes_with_all_that_leaves_periods_alone(table: Table, new: Callable[[str], str]) -> None:
    for period in table.labels("period"):
        spanned = table.span(period)
        assert same(spanned.by("period", "item"), table.by("period", "item").span(period))
        assert same(spanned.relabel("item", new), table.relabel("item", new).span(period))
        assert same(spanned, table.where(period=period))
        for item in table.labels("item"):
            assert same(spanned.where(item=item), table.where(item=item).span(period))


@law(table_and_dims(), st.data())
def test_shares_and_where_commute_on_the_dims_of_the_wholes(
    given_: tuple[Table, tuple[str, ...]], data: st.DataObject
) -> None:
    table, dims = given_
    chosen = {dim: data.draw(st.lists(st.sampled_from(table.labels(dim)))) for dim in dims if table.labels(dim)}
    assert same(table.where(**chosen).shares(*dims), table.shares(*dims).where(**chosen))
    assert same(
        table.where(**chosen).shares(*dims).rounded(1, *dims), table.shares(*dims).rounded(1, *dims).where(**chosen)
    )


@law(table_and_dim())
def test_a_relabelling_that_merges_nothing_can_be_undone(given_: tuple[Table, str]) -> None:
    table, dim = given_
    there = {label: f"{label}~{number}" for number, label in enumerate(table.labels(dim))}
    back = {new: old for old, new in there.items()}
    assert same(table.relabel(dim, there).relabel(dim, back), table)
    assert same(table.relabel(dim, there, to="elsewhere").relabel("elsewhere", back, to=dim), table)
    assert same(table.relabel(dim, {}), table)
    assert same(table.relabel(dim, lambda label: label), table)


@law(st.sampled_from(["post", "percent", "page/year", "work_month"]), st.sampled_from(["period", "service", "item"]))
def test_the_identity_changes_nothing_whatever_adds(unit: str, dim: str) -> None:
    table = Table.from_records([{dim: label, "value": 1} for label in ("2007", "2008")], dims=[dim], unit=unit)
    assert same(table.relabel(dim, {}), table)
    shares = table.where(**{dim: "2007"}).shares()
    assert same(shares.relabel(dim, str), shares)
    assert shares.relabel(dim, str).axis(dim).reason == shares.axis(dim).reason


# --- a zero is no blank -----------------------------------------------------------------------------------------------


def kinds(table: Table) -> dict[Key, str]:
    """Of each cell whether it is a zero, another figure, or which state."""
    return {
        key: str(value) if isinstance(value, Missing) else "figure" if value else "zero"
        for key, value in content(table).items()
    }


@law(tables(cell=st.one_of(states, figures(digits=3, places=2), st.just(Decimal("0.0"))), unit="work_month"))
def test_a_zero_never_becomes_a_blank_nor_a_blank_a_zero(table: Table) -> None:
    before = kinds(table)
    zeros = table - table.keep(lambda value: True)
    for after in (
        table.by(*reversed(table.dims)),
        table.where(**{dim: table.labels(dim) for dim in table.dims}),
        table.convert("work_year"),
        table.per_year() if "period" in table.dims else table,
        table + table,
        table + zeros.keep(lambda value: True),
        table - table.where(**dict.fromkeys(table.dims, ())) if table.dims else table,
        Table.from_records(table.records(), dims=table.dims, unit=table.unit),
        pickle.loads(pickle.dumps(table)),
        copy.deepcopy(table),
    ):
        assert kinds(after) == before
    assert kinds(zeros) == {key: "zero" if kind == "figure" else kind for key, kind in before.items()}
    for key, kind in kinds(table.shares(*table.dims)).items():
        assert kind == {"zero": "n/a"}.get(before[key], before[key])
    for key, kind in before.items():
        if kind in ("zero", "blank"):
            value = table.at(**dict(key))
            assert kinds(table.set(value, new=True, **dict(key))) == before
            assert (value is Missing.BLANK) == (kind == "blank")


@law(tables())
def test_records_copies_and_pickles_are_the_table(table: Table) -> None:
    labels = {dim: table.labels(dim) for dim in table.dims}
    rows = Table.from_records(table.records(), dims=table.dims, unit=table.unit, labels=labels)
    for other in (rows, copy.copy(table), copy.deepcopy(table), pickle.loads(pickle.dumps(table)), attrs.evolve(table)):
        assert same(other, table)
        assert other.axes == table.axes
        assert other.records() == table.records()
    assert str(pickle.loads(pickle.dumps(table))) == str(table)


@law(tables(dims=dim_names(min_size=1)), cells(), st.data())
def test_set_sets_one_cell(table: Table, value: Decimal | Missing, data: st.DataObject) -> None:
    key = {
        dim: str(data.draw(periods()) if dim == "period" else data.draw(odd_labels))
        if not table.labels(dim) or data.draw(st.booleans())
        else data.draw(st.sampled_from(table.labels(dim)))
        for dim in table.dims
    }
    for axis in table.axes:  # a grade is found however it is punctuated
        if (place := axis.find(key[axis.dim])) is not None:
            key[axis.dim] = axis.labels[place]
    changed = table.set(value, new=True, **key)
    assert content(changed) == content(table) | {frozenset(key.items()): exact(value)}
    assert changed.set(value, new=True, **key) == changed
    known = content(table).get(frozenset(key.items()))
    assert (changed == table) == (known == exact(value))
    for dim in table.dims:
        assert changed.labels(dim)[: len(table.labels(dim))] == table.labels(dim)


# --- two tables -------------------------------------------------------------------------------------------------------


@st.composite
def tables_alike(draw: st.DrawFn, number: int, *, full: bool = False) -> list[Table]:
    """Tables with the same axes."""
    first = draw(full_tables() if full else tables())
    labels = {dim: first.labels(dim) for dim in first.dims}
    keys = list(itertools.product(*labels.values()))
    value = figures() if full else st.one_of(cells(), st.none())
    found = [first]
    for _ in range(number - 1):
        values = draw(st.lists(value, min_size=len(keys), max_size=len(keys)))
        rows = [
            {**dict(zip(labels, key, strict=True)), "value": one}
            for key, one in zip(keys, values, strict=True)
            if one is not None
        ]
        found.append(Table.from_records(rows, dims=first.dims, unit=first.unit, labels=labels))
    return found


@law(tables_alike(2))
def test_sums_of_tables_are_exact_and_missing_on_either_side_is_missing(pair: list[Table]) -> None:
    one, other = pair
    for result, sign in ((one + other, 1), (one - other, -1)):
        expected: dict[Key, Value] = {}
        for key in content(one).keys() | content(other).keys():
            sides = [table[key] for table in (content(one), content(other)) if key in table]
            missing = [value for value in sides if isinstance(value, Missing)]
            left, right = content(one).get(key, Fraction(0)), content(other).get(key, Fraction(0))
            if missing:
                expected[key] = added(missing)
            elif isinstance(left, Fraction) and isinstance(right, Fraction):
                expected[key] = left + sign * right
        assert content(result) == expected


@law(tables_alike(3))
def test_adding_tables_commutes_and_associates(three: list[Table]) -> None:
    t, u, v = three
    assert same(t + u, u + t)
    assert same((t + u) + v, t + (u + v))
    assert same(t - u - v, t - (u + v))


@law(tables_alike(2, full=True), st.data())
def test_taking_away_what_was_added_gives_the_table_back(pair: list[Table], data: st.DataObject) -> None:
    t, u = pair
    assert same(t + u - u, t)
    assert same(t - u + u, t)
    assert set(content(t - t).values()) <= {Fraction(0)}
    some = data.draw(st.lists(st.sampled_from(t.dims), unique=True)) if t.dims else []
    assert same((t + u).by(*some), t.by(*some) + u.by(*some))
    assert same((t - u).by(*some), t.by(*some) - u.by(*some))
    assert Fraction((t + u).total()) == Fraction(t.total()) + Fraction(u.total())


@law(dim_names(max_size=2).flatmap(lambda dims: st.tuples(tables(dims=dims), tables(dims=dims[::-1]))))
def test_tables_with_other_labels_are_added_label_by_label(pair: tuple[Table, Table]) -> None:
    one, other = pair
    if "grade" in one.dims:  # of which SGO and sgo are one
        labels = {*one.labels("grade"), *other.labels("grade")}
        assume(len(set(map(plain_grade, labels))) == len(labels))
    result = one + other
    assert content(result).keys() == content(one).keys() | content(other).keys()
    for dim in one.dims:
        assert result.labels(dim) == tuple(dict.fromkeys(one.labels(dim) + other.labels(dim)))


# --- quotients --------------------------------------------------------------------------------------------------------


@law(table_and_dims())
def test_shares_are_rounded_half_even_and_make_a_hundred(given_: tuple[Table, tuple[str, ...]]) -> None:
    table, dims = given_
    wholes, shares = content(table.by(*dims)), content(table.shares(*dims))
    sums: dict[Key, Fraction] = defaultdict(Fraction)
    for key, value in content(table).items():
        of = frozenset(pair for pair in key if pair[0] in dims)
        whole = wholes[of]
        if isinstance(value, Missing):
            assert shares[key] is value
        elif not whole:
            assert shares[key] is Missing.NOT_APPLICABLE
        else:
            assert isinstance(whole, Fraction)
            share = shares[key]
            assert share == rounded(100 * value / whole)
            assert isinstance(share, Fraction)
            sums[of] += share
    assert shares.keys() == content(table).keys()
    assert all(abs(one - 100) <= Fraction(1, 10**18) for one in sums.values())


@law(tables(dims=("item", "department")), st.one_of(tables(dims=("item", "department")), tables(dims=("item",))))
def test_a_percentage_needs_both_cells_and_is_rounded_half_even(table: Table, wholes: Table) -> None:
    found = content(table.percent_of(wholes))
    bases = content(wholes)
    expected: dict[Key, Value] = {}
    for key, value in content(table).items():
        base = bases.get(frozenset(pair for pair in key if pair[0] in wholes.dims))
        if isinstance(base, Missing) or (base is not None and isinstance(value, Missing)):
            expected[key] = added([one for one in (value, base) if isinstance(one, Missing)])
        elif base is not None and isinstance(value, Fraction):
            expected[key] = rounded(100 * value / base) if base else Missing.NOT_APPLICABLE
    assert found == expected


@law(full_tables(dims=("item", "department", "period")))
def test_shares_are_percentages_of_sums(table: Table) -> None:
    assert table.percent_of(table.by("item", "period")) == table.shares("item", "period")


@law(tables(dims=("item", "period")))
def test_per_year_is_rounded_half_even(table: Table) -> None:
    result = table.per_year()
    for key, value in content(table).items():
        years = Period.parse(dict(key)["period"]).years
        assert exact(result.at(**dict(key))) == (value if isinstance(value, Missing) else rounded(value / years))
    assert len(result) == len(table)


@law(tables())
def test_convert_is_rounded_once_half_even(table: Table) -> None:
    for key, value in content(table.convert("work_year")).items():
        before = content(table)[key]
        assert value == (before if isinstance(before, Missing) else rounded(before / 12))
    yearly = attrs.evolve(table, unit="work_year")
    for key, value in content(yearly.convert("work_month")).items():
        before = content(table)[key]
        assert value == (before if isinstance(before, Missing) else before * 12)


@law(figures(digits=5, places=20), figures(digits=5, places=20))
def test_sums_of_quotients_are_exact(one: Decimal, other: Decimal) -> None:
    rows = [{"item": "a", "value": one}, {"item": "b", "value": other}]
    quotients = Table.from_records(rows, dims=["item"], unit="work_month").convert("work_year")
    halves = [quotients.where(item=item).total() for item in "ab"]
    assert Fraction(quotients.total()) == sum(map(Fraction, halves))
    assert (quotients + quotients - quotients) == quotients


# --- the decimal context of the caller --------------------------------------------------------------------------------


def worked_out(table: Table) -> list[object]:
    """Whatever can be worked out from a table, as data and as text."""
    again = Table.from_records(table.records(), dims=table.dims, unit=table.unit)
    results = [
        again,
        table.by(),
        table.shares(),
        table.shares(*table.dims),
        table.convert("work_year"),
        table + again,
        table - table.by(*reversed(table.dims)),
        table.keep(lambda value: value > 1),
        table.missing(),
    ]
    return [(one.records(), one.rows(), hash(one), one.to_text(decimals=2), one.to_html()) for one in results]


@law(tables())
def test_nothing_depends_on_the_decimal_context_of_the_caller(table: Table) -> None:
    expected = worked_out(table)
    narrow = Context(prec=3, rounding=ROUND_UP, Emin=-2, Emax=2, capitals=0, clamp=1)
    narrow.traps = dict.fromkeys(narrow.traps, True)
    for context in (narrow, Context(prec=1, traps=[])):
        with localcontext(context):
            assert worked_out(table) == expected


# --- what does not add ------------------------------------------------------------------------------------------------


@law(st.lists(periods(first=2000, last=2010), min_size=1, max_size=4, unique=True))
def test_periods_add_when_they_do_not_overlap_and_never_when_they_do(columns: list[Period]) -> None:
    rows = [{"item": "a", "period": period, "value": 1} for period in columns]
    table = Table.from_records(rows, dims=("item", "period"), unit="page")
    overlap = any(one.overlaps(other) for one, other in itertools.combinations(columns, 2))
    assert table.axis("period").adds is not overlap
    attempts: list[Callable[[], object]] = [
        table.total,
        lambda: table.by("item"),
        lambda: table.shares("item"),
    ]
    for attempt in attempts:
        if overlap:
            with pytest.raises(NotAdditive, match="overlap"):
                attempt()
        else:
            attempt()
    for period in columns:
        assert table.where(period=period).total() == 1
        assert table.relabel("period", {str(period): str(period)}).axis("period").adds is not overlap


@law(st.lists(periods(first=2000, last=2010), min_size=1, max_size=4, unique=True), periods(first=2000, last=2010))
def test_periods_become_only_the_span_that_they_tile_or_as_many_years(columns: list[Period], new: Period) -> None:
    rows = [{"item": "a", "period": period, "value": 1} for period in columns]
    table = Table.from_records(rows, dims=("item", "period"), unit="page")
    ways: list[Callable[[Table], Table]] = [
        lambda table: table.relabel("period", lambda _: str(new)),
        lambda table: table.relabel("period", lambda _: str(new), to="column").relabel("column", str, to="period"),
        lambda table: table.relabel("period", str, to="column").relabel("column", lambda _: str(new), to="period"),
        lambda table: (
            table.relabel("period", str.lower, to="column")
            .where(column=map(str, columns))
            .relabel("column", lambda label: f"~{label}")
            .relabel("column", lambda _: str(new), to="period")
        ),
    ]
    for way in ways:
        if new.tiled_by(columns):
            assert same(way(table), table.span(new))
            assert way(table).assumed == ()
        elif len(columns) == 1 and columns[0].years == new.years:
            assert way(table).total() == 1
            assert way(table).assumed == (f"the figures of {columns[0]} are taken for {new}",)
        else:
            with pytest.raises(NotAdditive):
                way(table)


@law(separate_periods(min_size=1), st.data())
def test_a_span_is_the_sum_of_the_periods_that_tile_it(columns: list[Period], data: st.DataObject) -> None:
    rows = [{"period": period, "value": data.draw(figures())} for period in columns]
    table = Table.from_records(rows, dims=["period"], unit="page")
    for one, other in itertools.product(sorted(columns), repeat=2):
        if one > other:
            continue
        span = Period(one.first, other.last)
        inside = [period for period in columns if period in span]
        if span.tiled_by(inside):
            assert table.span(span).by() == table.where(period=inside).by()
            assert table.span(str(span)).labels("period") == (str(span),)
        else:
            message = f"periods {', '.join(table.labels('period'))} do not tile {span} exactly"
            with pytest.raises(NotAdditive, match=f"^{re.escape(message)}$"):
                table.span(span)


@st.composite
def refusing(draw: st.DrawFn) -> tuple[Table, str]:
    """A table of figures, and its one dim that does not add, with two or three labels."""
    kind = draw(st.sampled_from(["stock", "services", "overlap", "shares", "kind", "rates"]))
    labels = [["2007", "2008"], ["2007", "2008", "2009-2011"]]
    dim, unit = {
        "stock": ("period", "post"),
        "services": ("service", "page"),
        "overlap": ("period", "page"),
        "shares": ("grade", "work_month"),
        "kind": ("kind", "percent"),
        "rates": ("period", "page/year"),
    }[kind]
    if kind == "overlap":
        labels = [["2007", "2005-2007"], ["2009", "2008-2011", "2007"]]
    chosen = draw(st.sampled_from(labels))
    rows = [
        {"item": item, dim: label, "value": draw(figures(digits=6, places=3)).copy_abs() + 1}
        for item in draw(st.lists(odd_labels, min_size=1, max_size=2, unique=True))
        for label in chosen
    ]
    table = Table.from_records(rows, dims=draw(st.permutations(["item", dim])), unit=unit)
    return table.shares(dim) if kind == "shares" else table, dim


def renamed(table: Table, dim: str) -> Table:
    if dim == "period":
        return table.relabel(
            dim, lambda label: str(Period(Period.parse(label).first + 50, Period.parse(label).last + 50))
        )
    return table.relabel(dim, lambda label: label + "~")


def moved(table: Table, dim: str) -> Table:
    """Each label taken alone and put back, which keeps what adds, as the labels stay what they are."""
    one, *rest = (table.where(**{dim: label}) for label in table.labels(dim))
    for other in rest:
        one = one + other
    return one


STEPS: dict[str, Callable[[Table, str], tuple[Table, str]]] = {
    "rename the labels": lambda table, dim: (renamed(table, dim), dim),
    "rename the dim": lambda table, dim: (table.relabel(dim, str, to=f"{dim}_"), f"{dim}_"),
    "name labels by a mapping": lambda table, dim: (table.relabel(dim, {}), dim),
    "choose all labels": lambda table, dim: (table.where(**{dim: table.labels(dim)}), dim),
    "keep all figures": lambda table, dim: (table.keep(lambda value: True), dim),
    "turn the dims": lambda table, dim: (table.by(*reversed(table.dims)), dim),
    "add to itself": lambda table, dim: (table + table, dim),
    "take nothing away": lambda table, dim: (table - table.where(**{dim: ()}), dim),
    "add nothing to it": lambda table, dim: (table.where(**{dim: ()}) + table, dim),
    "set a cell": lambda table, dim: (
        table.set(1, **{other: table.labels(other)[0] for other in table.dims}),
        dim,
    ),
    "take apart and put together": lambda table, dim: (moved(table, dim), dim),
    "take shares": lambda table, dim: (table.shares(dim), dim),
    "add up the items": lambda table, dim: (
        table.by(dim),
        dim,
    ),
    "stack": lambda table, dim: (
        Table.concat(
            {"a": table}, dim="version", axes=[Axis(axis.dim, axis.labels) for axis in table.axes], unit=table.unit
        ).by(*table.dims),
        dim,
    ),
    "spread": lambda table, dim: (
        table.distribute(
            dim, {label: {"x": Fraction(1)} for label in table.labels(dim)}, to=Axis("goal", ("x",)), keep_total=True
        ).by(*table.dims),
        dim,
    ),
    "through records": lambda table, dim: (
        Table.from_records(
            table.records(), dims=table.dims, unit=table.unit, labels={axis.dim: axis for axis in table.axes}
        ),
        dim,
    ),
    "rename the dim and back": lambda table, dim: (
        table.relabel(dim, str, to="elsewhere").relabel("elsewhere", str, to=dim),
        dim,
    ),
    "convert": lambda table, dim: (table.convert(table.unit), dim),
    "round": lambda table, dim: (table.rounded(2, dim), dim),
    "assume": lambda table, dim: (table.assuming("x"), dim),
    "take percentages": lambda table, dim: (table.percent_of(table.by(dim)), dim),
    "pickle": lambda table, dim: (pickle.loads(pickle.dumps(table)), dim),
    "set a new label": lambda table, dim: (
        table.set(1, new=True, **{other: "2099" if other == dim else table.labels(other)[0] for other in table.dims}),
        dim,
    ),
}


@law(refusing(), st.lists(st.sampled_from(list(STEPS)), max_size=5))
def test_what_is_refused_cannot_be_laundered(given_: tuple[Table, str], steps: list[str]) -> None:
    table, dim = given_
    for step in steps:
        table, dim = STEPS[step](table, dim)
    assert len(table.labels(dim)) > 1
    assert not table.axis(dim).adds
    others = [other for other in table.dims if other != dim]
    attempts: list[Callable[[], object]] = [
        table.total,
        table.by,
        lambda: table.by(*others),
        table.shares,
        lambda: table.shares(*others),
        lambda: table.rounded(0),
        lambda: table.rounded(30, *others),
        lambda: table.relabel(dim, lambda _: "2000-2099"),
        lambda: table.relabel(dim, lambda _: "all", to="all"),
        lambda: (
            table.where(**{dim: list(table.labels(dim))[:2]})
            .set(1, new=True, **dict.fromkeys(table.dims, "2007"))
            .total()
        ),
    ]
    if dim == "period":
        attempts += [lambda: table.span("2000-2099"), table.split, lambda: table.per_year().total()]
    for attempt in attempts:
        with pytest.raises(NotAdditive):
            attempt()
    for label in table.labels(dim):
        assert table.where(**{dim: label}).by(*others).dims == tuple(others)
    assert table.by(dim).dims == (dim,)


@law(refusing())
def test_cells_are_in_no_sum_by_which_they_would_be_counted_twice(given_: tuple[Table, str]) -> None:
    table, dim = given_
    kept = table.by(dim)
    for label in table.labels(dim):
        assert exact(kept.at(**{dim: label})) == exact(table.where(**{dim: label}).total())


# --- any axes, any text -----------------------------------------------------------------------------------------------


@law(tables())
def test_any_table_can_be_shown(table: Table) -> None:
    assert len(repr(table)) < 120
    assert "\n" not in repr(table)
    lines = table.to_text().split("\n")
    assert str(table) == table.to_text()
    assert all(line == line.rstrip() for line in lines)
    markup = table.to_html()
    markup.encode()
    assert "<b>" not in markup
    assert table._repr_html_() == markup
    assert ("no cells" in lines) == (not table and bool(table.dims))
    if any(isinstance(value, Missing) for value in content(table).values()):
        assert any(state.value in markup for state in PRECEDENCE)


@law(tables(cell=st.one_of(figures(digits=4, places=4), states)), st.integers(0, 4), st.integers(0, 4))
def test_outside_finds_every_figure_that_is_too_long_or_negative(table: Table, digits: int, places: int) -> None:
    found = [
        (tuple(str(row[dim]) for dim in table.dims), row["value"])
        for row in table.records()
        if isinstance(row["value"], Decimal)
        and (row["value"] < 0 or row["value"] >= 10**digits or (Fraction(row["value"]) * 10**places).denominator != 1)
    ]
    assert table.find_outside(digits, places) == found


@law(tables(dims=dim_names(among=ADDING, min_size=2), max_labels=2))
def test_axes_are_whole_whatever_is_done(table: Table) -> None:
    for dim in table.dims:
        labels = table.labels(dim)
        assert table.by(dim).labels(dim) == labels
        assert table.keep(lambda value: False).labels(dim) == labels
        assert table.shares().labels(dim) == labels
        assert table.rounded(1).labels(dim) == labels
        if dim != "period" and "period" in table.dims:
            assert table.split().labels(dim) == labels
            for period in table.labels("period"):
                assert table.growth(period, period).labels(dim) == labels
        assert (table + table.keep(lambda value: False)).labels(dim) == labels
        assert table.axis(dim) == Axis(dim, labels)


_LABELS = st.sampled_from(
    ["a", "P5", "P-5", "e\u0301", "\u00e9", "2008", "2009-2011", "2009-11", "", " ", 5, None, Period(2008, 2008)]
)
_VALUES = st.sampled_from(
    [Decimal("1.50"), Decimal("1.5"), Decimal("1E+2"), 3, "4.70", "4,7", "blank", 0.5, True, None, Missing.BLANK]
)


@given(st.data(), st.sampled_from(["item", "grade", "period"]), st.booleans())
def test_rows_in_a_list_are_read_as_one_by_one(data: st.DataObject, dim: str, whole: bool) -> None:
    """A list is read a column at a time where all is right, anything else row by row, with the same outcome."""
    row = st.fixed_dictionaries({"kind": st.sampled_from("ab"), dim: _LABELS, "value": _VALUES})
    rows: list[dict[str, object]] = data.draw(st.lists(row, max_size=4))
    if rows and data.draw(st.booleans()):
        del rows[0][data.draw(st.sampled_from(sorted(rows[0])))]
    axes = {"kind": ["b", "a", "c"]} if whole else None

    def outcome(given_rows: Iterable[dict[str, object]]) -> object:
        try:
            table = Table.from_records(given_rows, dims=("kind", dim), unit="page", labels=axes)
        except InvalidPlan as error:
            return error.problems
        return table.records(), table.axes, repr(table.axes)

    assert outcome(rows) == outcome(iter(rows))
