"""Laws of products and of tables moved as wholes: the same as a cell at a time."""

import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Axis, Missing, Table
from itu_opplan.table.block import Block, collect, fill
from itu_opplan.table.cells import FIGURES, round_number
from itu_opplan.table.moving import amend, multiply, pick, stack
from itu_opplan.table.products import assemble, carry_by, find_used, level, multiply_by, sum_by
from tests.strategies import Draw, cells, figures

FACTORS = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)
LABELS = {"item": ("a", "b", "c"), "place": ("x", "y"), "period": ("2007", "2008")}


@st.composite
def some_tables(draw: Draw, dims: Sequence[str] = tuple(LABELS)) -> Table:
    """A table of these dims with some of the cells, in any order of its dims."""
    order = draw(st.permutations(dims))
    values = cells(figures(digits=8, places=15))
    records = [
        {**dict(zip(order, key, strict=True)), "value": draw(values)}
        for key in itertools.product(*(LABELS[dim] for dim in order))
        if draw(st.booleans())
    ]
    axes = {dim: Axis(dim, LABELS[dim]) for dim in order}
    return Table.from_records(records, dims=order, unit="CHF", labels=axes)


def shown(block: Block) -> list[tuple[str, int]]:
    """Each cell as it prints, with what it was added up from."""
    return [(str(cell), count) for cell, count in zip(block.cells(), block.counts, strict=True)]


def printed(table: Table) -> dict[frozenset[tuple[str, object]], str]:
    """Each cell as it prints, by its labels."""
    found: dict[frozenset[tuple[str, object]], str] = {}
    for record in table.records():
        value = record.pop("value")
        found[frozenset(record.items())] = str(value)
    return found


@given(st.lists(st.integers(), max_size=6), FACTORS)
def test_numbers_times_a_ratio_are_rounded_half_even(numbers: list[int], ratio: Fraction) -> None:
    assert multiply(numbers, ratio.numerator, ratio.denominator) == [round(number * ratio) for number in numbers]


@given(st.lists(some_tables(("item",)), max_size=4), st.lists(st.sampled_from([-1, 0, 1, 2, 3]), max_size=3))
def test_blocks_are_stacked_as_they_are_collected(tables: list[Table], given_: list[int]) -> None:
    places = [place if place not in given_[:at] else -1 for at, place in enumerate((*given_, -1, -1, -1)[:3])]
    blocks = [table._block for table in tables]
    parts = [(block, [at * 4 + place for place in places]) for at, block in enumerate(blocks)]
    kept = [
        (
            block.gather([at for at, place in enumerate(places) if place >= 0]),
            [one for one, place in zip(own, places, strict=True) if place >= 0],
        )
        for block, own in parts
    ]
    whole = stack([(block, pick(places, 4)) for block in blocks], 4)
    assert shown(whole) == shown(collect(kept, 4 * len(tables)))


@given(some_tables(), st.lists(FACTORS, min_size=6, max_size=6), st.booleans())
def test_products_are_rounded_one_by_one(table: Table, factors: list[Fraction], further: bool) -> None:
    keys = list(itertools.product(LABELS["item"], LABELS["period"]))
    prices = dict(zip(keys, factors, strict=True))
    grades = {"P5": Fraction(1, 3), "P4": Fraction(2)} if further else {"": Fraction(1)}

    def find(labels: tuple[str, ...]) -> Mapping[str, Fraction]:
        return {grade: prices[labels[0], labels[1]] * share for grade, share in grades.items()}

    axes = [*table.axes, *([Axis("grade", ("P5", "P4"))] if further else [])]
    made = multiply_by(table, ("item", "period"), find, axes=axes, to="grade" if further else "", unit="CHF")
    expected: dict[frozenset[tuple[str, object]], str] = {}
    for record in table.records():
        value = record.pop("value")
        for grade, factor in find((str(record["item"]), str(record["period"]))).items():
            labels = {**record, **({"grade": grade} if further else {})}
            if isinstance(value, Decimal):
                number, decimals = round_number(Fraction(value) * factor)
                expected[frozenset(labels.items())] = str(fill([(0, (number, decimals, 1))], 1).cell(0))
            else:
                expected[frozenset(labels.items())] = str(value)
    assert printed(made) == expected


@given(st.lists(some_tables(("item", "period")), max_size=3), some_tables())
def test_parts_are_assembled_as_they_are_joined_and_added_up(parts: list[Table], whole: Table) -> None:
    tables = {**{str(number): part for number, part in enumerate(parts)}, "whole": whole}
    axes = [Axis("place", ("(none)", "y", "x")), Axis("item", ("c", "b", "a")), Axis("period", LABELS["period"])]
    padded = {
        label: table if label == "whole" else Table.concat({"(none)": table}, dim="place")
        for label, table in tables.items()
    }
    one = Table.concat(padded, dim="part", axes=axes, unit="CHF")
    for dims in (("period", "place", "part", "item"), ("place", "item", "period")):
        chosen = [
            Axis("part", tuple(tables)) if dim == "part" else next(a for a in axes if a.dim == dim) for dim in dims
        ]
        made = assemble(tables, "part", chosen, unit="CHF", otherwise="(none)")
        joined = one.by(*dims)
        assert (made.axes, shown(made._block)) == (joined.axes, shown(joined._block))


@given(some_tables(), some_tables(("item", "period")))
def test_a_fine_table_is_levelled_with_the_whole_by_its_last_figures(fine: Table, other: Table) -> None:
    there = {(record["item"], record["period"]) for record in fine.records() if isinstance(record["value"], Decimal)}
    whole = fine.by("item", "period")
    for record in other.records():
        if (record["item"], record["period"]) in there and isinstance(record["value"], Decimal):
            whole = whole.set(record["value"], item=str(record["item"]), period=str(record["period"]))
    made = level(fine, whole)
    assert made.by("item", "period") == whole
    changed = [key for key, text in printed(made).items() if text != printed(fine)[key]]
    assert len({frozenset((dim, label) for dim, label in key if dim != "place") for key in changed}) == len(changed)


@given(some_tables())
def test_what_is_in_use_and_adds_up_is_found_as_by_its_records(table: Table) -> None:
    sums: dict[tuple[str, str], list[Fraction]] = {}
    for record in table.records():
        own = sums.setdefault((str(record["item"]), str(record["period"])), [])
        own += [Fraction(record["value"])] if isinstance(record["value"], Decimal) else []
    expected = {key: sum(own, Fraction(0)) if own else None for key, own in sorted(sums.items())}
    assert sum_by(table, ("item", "period")) == expected
    assert list(sum_by(table, ("item", "period"))) == list(expected)
    used = {(r["item"], r["period"]) for r in table.records() if not isinstance(r["value"], Missing) and r["value"]}
    assert find_used(table, ("item", "period")) == sorted(used)


@given(some_tables(), st.lists(FACTORS.filter(bool), min_size=6, max_size=6))
def test_what_is_carried_keeps_its_total_whatever_goes(table: Table, weights: list[Fraction]) -> None:
    keys = list(itertools.product(LABELS["item"], LABELS["place"]))
    ways = {key: {"1": weight / (weight + 3), "2": 3 / (weight + 3)} for key, weight in zip(keys, weights, strict=True)}
    to = Axis("goal", ("1", "2"))
    full = carry_by(
        table.by("item", "place", "period"), ("item", "place"), ways, to, ("item", "goal", "place", "period")
    )
    short = carry_by(table.by("item", "place", "period"), ("item", "place"), ways, to, ("goal", "period"))
    assert full.by("item", "place", "period") == table
    assert full.by("goal", "period") == short
    links = {label: ways[label, "x"] for label in LABELS["item"]}
    alone = table.where(place="x").by("item", "period")
    assert carry_by(alone, ("item",), {(own,): way for own, way in links.items()}, to, ("item", "period", "goal")) == (
        alone.distribute("item", links, to=to)
    )


def test_amending_adds_to_figures_and_their_decimals() -> None:
    block = Block((180, 0), (1, 1 << 40), 1)
    made = amend(block, {0: (5, 2)})
    assert shown(made) == [("18.05", 1), ("n/a", 1 << 40)]
    assert not made.counts[1] & FIGURES
    assert amend(block, {}) is block


def test_no_tables_make_one_without_cells() -> None:
    axes = Axis("component", ()), Axis("period", ("2008",))
    found = assemble({}, "component", axes, unit="CHF")
    assert (found.dims, found.unit, len(found)) == (("component", "period"), "CHF", 0)
