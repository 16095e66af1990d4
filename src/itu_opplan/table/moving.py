"""Whole blocks moved at once: several stacked as one, each cell in parts, each times a factor.

What works on single cells asks where each goes; what is here asks it once for all cells that go alike, and copies
slices. The results are those of the functions in `block`, which take a cell at a time.
"""

import itertools
import math
import operator
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from .block import QUOTIENT, Block, Numbers, settle
from .cells import LEAST_DECIMALS, MAX_DECIMALS, ONE
from .runs import Move, Way, finish, shift

__all__ = ["Pick", "amend", "multiply", "pick", "price", "spread", "stack"]

Pick: TypeAlias = Callable[[Sequence[int]], Sequence[int]]
"""What chooses from a row of numbers, of which the last one stands for what is not there."""


def pick(places: Sequence[int], size: int) -> Pick:
    """What takes a row of numbers to these places in a row of this size; what has a negative place is lost.

    >>> pick([2, -1, 0], 4)([7, 8, 9, 0])
    (9, 0, 7, 0)
    """
    sources = [len(places)] * size
    for source, place in enumerate(places):
        if place >= 0:
            sources[place] = source
    if len(sources) > 1:
        return operator.itemgetter(*sources)
    return lambda row: tuple([row[source] for source in sources])


def stack(runs: Sequence[tuple[Block, Pick] | None], size: int) -> Block:
    """Blocks one after the other, each picked into a run of this size; None has no cells."""
    full = [run for run in runs if run is not None and any(run[0].counts)]
    scale = max((block.scale for block, _ in full), default=0)
    even = all(block.decimals is None and block.scale == scale for block, _ in full)
    figures: list[int] = []
    counts: list[int] = []
    own = bytearray()
    none = (0,) * size
    for run in runs:
        if run is None or not any(run[0].counts):
            figures += none
            counts += none
            own += bytes(0 if even else size)
            continue
        block, choose = run
        power = 10 ** (scale - block.scale)
        chosen = choose((*block.figures, 0))
        figures += chosen if power == 1 else [figure * power for figure in chosen]
        counts += choose((*block.counts, 0))
        if not even:
            own += bytes(choose((*block.list_decimals(), 0)))
    if even:
        return Block(tuple(figures), tuple(counts), scale)
    return settle(figures, counts, scale, bytes(own))


def multiply(numbers: Collection[int], times: int, divisor: int) -> list[int]:
    """Each number times one and divided by another one, to the nearest integer, ties to even, as `divide` does it.

    >>> multiply([5, 7, -5], 1, 2), multiply([4, 5], 2, 3)
    ([2, 4, -2], [3, 3])
    """
    shared = math.gcd(times, divisor)
    times, divisor = times // shared, divisor // shared
    if divisor == 1:
        return [number * times for number in numbers]
    half = divisor // 2
    if divisor % 2:  # no ties
        return [(number * times + half) // divisor for number in numbers]
    found = [divmod(number * times + half, divisor) for number in numbers]
    return [quotient if rest else quotient & ~1 for quotient, rest in found]


def spread(block: Block, inner: int, ways: Sequence[Way | None], width: int, *, keep_total: bool) -> Block:
    """A block in which each cell is a row of this width, with its parts side by side, as `carry` makes it.

    Figures of labels that share a way are divided at once, each number once.

    Args:
        block: the block, in which neighbours on the axis whose labels have ways are `inner` apart.
        inner: so many cells of one label stand side by side.
        ways: the way of each label of that axis; the same object for those that are to be divided together.
        width: the labels of the new axis, which comes last.
        keep_total: the last part that has a weight takes what rounding leaves.
    """
    runs = list(zip(range(0, len(block.figures), inner or 1), itertools.cycle(ways or [None])))
    given = {id(way): way for way in ways if way is not None and way[0]} if runs else {}
    divided = {key: any(weight.denominator != 1 for weight in weights) for key, (_, weights) in given.items()}
    scale = MAX_DECIMALS if any(divided.values()) else block.scale
    numbers: dict[int, set[int]] = {key: set() for key in given}
    for start, way in runs:
        if id(way) in given:
            numbers[id(way)].update(block.figures[start : start + inner])
    power = 10 ** (scale - block.scale)
    parts = {key: _divide_all(numbers[key], power, way, width, keep_total=keep_total) for key, way in given.items()}
    whole, quotients = block.list_decimals(), block.mark(QUOTIENT)
    known: dict[object, tuple[list[int], bytes]] = {}
    figures: list[int] = []
    counts: list[int] = []
    own: list[bytes] = []
    for start, way in runs:
        key, run = id(way), slice(start, start + inner)
        if key not in given:
            figures += (0,) * (inner * width)
        else:
            for row in map(parts[key].__getitem__, block.figures[run]):
                figures += row
        alike = key, block.counts[run], (quotients if divided.get(key) else whole)[run]
        if alike not in known:
            known[alike] = _repeat(alike[1], alike[2], given[key][0] if key in given else (), width)
        counts += known[alike][0]
        own.append(known[alike][1])
    return finish(block, figures, counts, scale, b"".join(own))


def _divide_all(
    numbers: Collection[int], power: int, way: Way, width: int, *, keep_total: bool
) -> dict[int, tuple[int, ...]]:
    """For each number, times this power, its parts along the way, as a row of this width."""
    steps, weights = way
    kinds = dict.fromkeys(weights)
    products = {weight: multiply(numbers, weight.numerator * power, weight.denominator) for weight in kinds}
    parts = [products[weight] for weight in weights]
    if keep_total and any(weights):
        last = max(at for at, weight in enumerate(weights) if weight)
        rest: Iterable[int] = multiply(numbers, power, 1)
        for at, part in enumerate(parts):
            rest = rest if at == last else map(operator.sub, rest, part)
        parts[last] = list(rest)
    zeros = itertools.repeat(0)
    columns: list[Iterable[int]] = [zeros] * width
    for step, part in zip(steps, parts, strict=True):
        columns[step] = part if columns[step] is zeros else list(map(operator.add, part, columns[step]))
    return dict(zip(numbers, zip(*columns), strict=False))  # noqa: B905  # zeros have no end


def _repeat(counts: Sequence[int], decimals: bytes, steps: Sequence[int], width: int) -> tuple[list[int], bytes]:
    """Counts and decimals of cells in a row of this width, with one part for each step."""
    parts = [steps.count(at) for at in range(width)]
    rows = {count: [count * times for times in parts] for count in dict.fromkeys(counts)}
    shown = {own: bytes([own if times else 0 for times in parts]) for own in dict.fromkeys(decimals)}
    return (
        list(itertools.chain.from_iterable(map(rows.__getitem__, counts))),
        b"".join(map(shown.__getitem__, decimals)),
    )


def amend(block: Block, cells: Mapping[int, tuple[int, int]]) -> Block:
    """The block with a number and its decimals added to the figures at some places."""
    if not cells:
        return block
    scale = max(block.scale, *(decimals for _, decimals in cells.values()))
    power = 10 ** (scale - block.scale)
    figures = [figure * power for figure in block.figures]
    counts, own = list(block.counts), bytearray(block.list_decimals())
    for place, (number, decimals) in cells.items():
        figures[place] += number * 10 ** (scale - decimals)
        counts[place] |= ONE
        own[place] = max(own[place], decimals if decimals <= LEAST_DECIMALS else QUOTIENT)
    return settle(figures, counts, scale, bytes(own))


def price(block: Block, moves: Iterable[Move], size: int) -> Block:
    """A block of this size with the products of cells, each rounded once, with no more decimals than it needs.

    The weights of a way are factors here, and products do not meet.
    """
    rows: list[tuple[slice, list[int], int, Numbers]] = []
    for run, there, (steps, factors) in moves:
        numbers, counts = block.figures[run], block.counts[run]
        for step, factor in zip(steps, factors, strict=True) if any(counts) else ():
            scale = _find_scale(factor.denominator * 10**block.scale)
            products = multiply(numbers, factor.numerator * 10**scale, factor.denominator * 10**block.scale)
            rows.append((shift(there, step), products, scale, counts))
    figures, cells, own = [0] * size, [0] * size, bytearray(size)
    needed = [_list_needed(products, scale) for _, products, scale, _ in rows]
    most = max((max(decimals, default=0) for decimals in needed), default=0)
    for (there, products, scale, counts), decimals in zip(rows, needed, strict=True):
        power = 10 ** abs(most - scale)
        if scale < most:
            products = [number * power for number in products]
        elif scale > most:
            products = [number // power for number in products]
        figures[there], cells[there], own[there] = products, counts, decimals.translate(_AS_KEPT)
    return settle(figures, cells, most, bytes(own))


_AS_KEPT = bytes(decimals if decimals <= LEAST_DECIMALS else QUOTIENT for decimals in range(256))


def _list_needed(numbers: Sequence[int], scale: int) -> bytes:
    """The decimals that each number needs, of so many."""
    return bytes([scale if number % 10 else _need(number, scale) for number in numbers] if scale else len(numbers))


def _find_scale(divisor: int) -> int:
    """The decimals of a quotient: as many as it needs at most to come out even, and no more than there may be."""
    scale = 0
    while divisor % 10 == 0:
        divisor, scale = divisor // 10, scale + 1
    for prime in (2, 5):
        while divisor % prime == 0:
            divisor, scale = divisor // prime, scale + 1
    return scale if divisor == 1 and scale < MAX_DECIMALS else MAX_DECIMALS


def _need(number: int, scale: int) -> int:
    """The decimals that a number of so many needs."""
    if not number:
        return 0
    while scale and number % 10 == 0:
        number, scale = number // 10, scale - 1
    return scale
