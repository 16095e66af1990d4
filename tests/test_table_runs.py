"""Laws of the quick ways of tables: what is done to many cells at once is what is done to each alone."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import Axis, InvalidPlan, Missing, Table
from itu_opplan.table.block import Block, list_places, make_strides
from itu_opplan.table.cells import FIGURES, ONE, STATES, divide
from itu_opplan.table.moving import spread
from itu_opplan.table.runs import carry, list_runs, shift

SIZES = st.lists(st.integers(0, 4), min_size=0, max_size=4)


def law(*given_: st.SearchStrategy[object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return lambda test: settings(max_examples=80)(given(*given_)(test))


@st.composite
def blocks(draw: st.DrawFn, size: int) -> Block:
    """Figures, missing cells, sums that have skipped some, and places without a cell; with decimals of their own."""
    counts = st.sampled_from([0, ONE, ONE, 3, 300, STATES[Missing.BLANK], ONE + 2 * STATES[Missing.TO_BE_COMPLETED]])
    scale = draw(st.integers(0, 3))
    cells = [(draw(st.integers(-(10**6), 10**6)), draw(counts), draw(st.integers(0, scale))) for _ in range(size)]
    figures = [number * 10 ** (scale - own) if count & FIGURES else 0 for number, count, own in cells]
    own = bytes([decimals if count & FIGURES else 0 for _, count, decimals in cells])
    return Block(tuple(figures), tuple(count for _, count, _ in cells), scale, draw(st.sampled_from([own, None])))


@law(SIZES, st.data())
def test_sums_are_those_of_one_cell_after_the_other(sizes: list[int], data: st.DataObject) -> None:
    size = 1
    for one in sizes:
        size *= one
    block = data.draw(blocks(size))
    gone = data.draw(st.sets(st.sampled_from(range(len(sizes)))) if sizes else st.just(set[int]()))
    kept = [number for number in range(len(sizes)) if number not in gone]
    found: dict[tuple[int, ...], list[int]] = {}
    for key in itertools.product(*(range(sizes[number]) for number in kept)):
        found[key] = [0, 0, 0]
    for place, key in enumerate(itertools.product(*map(range, sizes))):
        total = found[tuple(key[number] for number in kept)]
        total[0] += block.figures[place]
        total[1] += block.counts[place]
        total[2] = max(total[2], block.decimals_at(place))
    added = block.add_up(sizes, gone)
    assert list(zip(added.figures, added.counts, strict=True)) == [(one, count) for one, count, _ in found.values()]
    if block.decimals is not None and size:
        assert [added.decimals_at(place) for place in range(len(found))] == [own for _, _, own in found.values()]


@law(SIZES, st.data())
def test_runs_reach_every_cell_once(sizes: list[int], data: st.DataObject) -> None:
    """Also where the other block has a further axis, before, between or behind those of this one."""
    fixed = data.draw(st.sets(st.sampled_from(range(len(sizes)))) if sizes else st.just(set[int]()))
    strides = make_strides(sizes)
    between = data.draw(st.integers(0, len(sizes)))
    others = make_strides([*sizes[:between], 7, *sizes[between:]])
    del others[between]
    runs = list_runs(sizes, fixed, others)
    size = list_places([range(one) for one in sizes], strides)
    found: list[tuple[int, int]] = []
    for key in itertools.product(*(range(sizes[number]) for number in sorted(fixed))):
        start = sum(position * strides[number] for number, position in zip(sorted(fixed), key, strict=True))
        there = sum(position * others[number] for number, position in zip(sorted(fixed), key, strict=True))
        for run, other in runs:
            own, new = shift(run, start), shift(other, there)
            found += zip(range(own.start, own.stop, own.step), range(new.start, new.stop, new.step), strict=True)
    assert sorted(found) == list(zip(size, list_places([range(one) for one in sizes], others), strict=True))


@law(st.data(), st.booleans(), st.booleans())
def test_what_is_carried_at_once_is_carried_one_by_one(data: st.DataObject, keep_total: bool, trimmed: bool) -> None:
    """Also where parts meet, and where some weights are 0."""
    block = data.draw(blocks(6))
    weights = st.lists(st.fractions(0, 3, max_denominator=7), min_size=2, max_size=2)
    ways = [([0, data.draw(st.integers(0, 2))], data.draw(weights)) for _ in range(3)]
    runs = [(slice(at, at + 4, 3), slice(at, at + 4, 3), way) for at, way in enumerate(ways)]
    single = [(slice(at, at + 1), slice(at, at + 1), ways[at % 3]) for at in range(6)]
    one = carry(block, runs, 9, keep_total=keep_total, trimmed=trimmed)
    assert one == carry(block, single, 9, keep_total=keep_total, trimmed=trimmed)
    sums = [0] * 9
    for place, figure in enumerate(block.figures):
        steps, given_ = ways[place % 3]
        number = figure * 10 ** (20 - block.scale)
        parts = [divide(number * weight.numerator, weight.denominator) for weight in given_]
        if keep_total and any(given_):
            parts[max(at for at, weight in enumerate(given_) if weight)] += number - sum(parts)
        for step, part in zip(steps, parts, strict=True):
            sums[place + step] += part
    assert [Fraction(figure, 10**one.scale) for figure in one.figures] == [Fraction(part, 10**20) for part in sums]


@law(st.data(), st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 3)), st.integers(0, 3), st.booleans())
def test_what_is_spread_is_what_is_carried(
    data: st.DataObject, sizes: tuple[int, int, int], width: int, keep_total: bool
) -> None:
    """Over a new last axis, along ways that labels share or have alone, in parts that meet, or along none."""
    outer, count, inner = sizes
    block = data.draw(blocks(outer * count * inner))
    part = st.tuples(st.integers(0, width - 1), st.fractions(0, 3, max_denominator=7)) if width else st.nothing()
    shared = [
        ([step for step, _ in parts], [weight for _, weight in parts])
        for parts in data.draw(st.lists(st.lists(part, max_size=3 if width else 0), min_size=2, max_size=2))
    ]
    ways = [data.draw(st.sampled_from([None, *shared])) for _ in range(count)]
    moves = [
        (slice(start, start + inner), slice(start * width, (start + inner) * width, width), way)
        for number, way in enumerate(ways)
        for start in range(number * inner, len(block.figures), max(1, count * inner))
        if way is not None and width
    ]
    one = spread(block, inner, ways, width, keep_total=keep_total)
    assert one == carry(block, moves, len(block.figures) * width, keep_total=keep_total)


@law(st.data(), st.integers(0, 5))
def test_rows_that_have_a_cell(data: st.DataObject, width: int) -> None:
    block = data.draw(blocks(width * 4))
    rows = [number for number in range(4 if width else 0) if any(block.counts[number * width : (number + 1) * width])]
    assert list(block.find_rows(width)) == rows
    assert block.skips == any(count > FIGURES for count in block.counts)


@law(st.data(), st.sampled_from([("item",), ("period",), ("item", "period"), ()]))
def test_shares_are_quotients_of_cells(data: st.DataObject, dims: tuple[str, ...]) -> None:
    """Of many figures of one whole, of few, and of wholes that are 0."""
    values = st.one_of(st.integers(-2, 9), st.sampled_from(["1.5", "-0.25", "blank"]))
    size = data.draw(st.sampled_from([2, 12]))
    keys = list(itertools.product("ab", (str(2000 + number) for number in range(size))))
    cells = {key: data.draw(values) for key in keys if data.draw(st.booleans())}
    rows = [{"item": item, "period": period, "value": value} for (item, period), value in cells.items()]
    labels = {"item": ["a", "b"], "period": [str(2000 + number) for number in range(size)]}
    table = Table.from_records(rows, dims=["item", "period"], unit="page", labels=labels)
    shares = table.shares(*dims)
    for item, period in keys:
        own = {"item": item, "period": period}
        whole = sum(
            Fraction(str(value))
            for key, value in cells.items()
            if value != "blank"
            and all(one == own[dim] for dim, one in zip(("item", "period"), key, strict=True) if dim in dims)
        )
        cell, share = table.at(item=item, period=period), shares.at(item=item, period=period)
        if isinstance(cell, Missing):
            assert share is cell
        elif not whole:
            assert share is Missing.NOT_APPLICABLE
        else:
            exact = Fraction(cell) / whole * 100
            assert isinstance(share, Decimal)
            assert Fraction(share) == Fraction(divide(exact.numerator * 10**20, exact.denominator), 10**20)


def test_labels_that_are_new_are_found_beside_those_that_are_known() -> None:
    """Labels of all kinds, and figures that are written alike."""
    rows: list[dict[str, object]] = [
        {"item": "e\u0301", "grade": "P5", "value": "1.50"},
        {"item": "\u00e9", "grade": "G6", "value": Decimal("1.50")},
        {"item": "a", "grade": "P-5", "value": 2},
        {"item": ["a"], "grade": "P5", "value": 2},
        {"item": "\u00e9", "grade": "P.5", "value": "1.50"},
    ]
    table = Table.from_records(rows[:3], dims=["item", "grade"], unit="CHF")
    assert table.axes == (Axis("item", ("\u00e9", "a")), Axis("grade", ("P5", "G6")))
    assert [str(record["value"]) for record in table.records()] == ["1.50", "1.50", "2"]
    with pytest.raises(InvalidPlan) as caught:
        Table.from_records(rows, dims=["item", "grade"], unit="CHF")
    assert [problem.path for problem in caught.value.problems] == ["rows[3].item", "rows[4]"]
    assert caught.value.problems[1].message == "[\u00e9, P5] is given twice"
