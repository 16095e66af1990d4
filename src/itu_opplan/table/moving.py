"""Whole blocks moved at once: several stacked as one, each cell in parts, each times a factor.

What works on single cells asks where each goes; what is here asks it once for all cells that go alike, and copies
slices. The results are those of the functions in `block`, which take a cell at a time.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from .block import QUOTIENT, Block, Numbers, Way, settle
from .cells import FIGURES, LEAST_DECIMALS, MAX_DECIMALS

__all__ = ["Pick", "multiply", "pick", "price", "share", "stack"]

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


def multiply(numbers: Sequence[int], ratio: Fraction) -> list[int]:
    """Each number times a ratio, to the nearest integer, ties to even, as `divide` does it.

    >>> multiply([5, 7, -5], Fraction(1, 2)), multiply([4, 5], Fraction(2, 3))
    ([2, 4, -2], [3, 3])
    """
    times, divisor = ratio.numerator, ratio.denominator
    if divisor == 1:
        return list(numbers) if times == 1 else [number * times for number in numbers]
    if divisor % 2:  # no ties
        half = divisor // 2
        return [(number * times + half) // divisor for number in numbers]
    half = divisor // 2
    found = [divmod(number * times + half, divisor) for number in numbers]
    return [quotient if rest else quotient & ~1 for quotient, rest in found]


def share(block: Block, count: int, inner: int, ways: Mapping[int, Way], width: int, *, keep_total: bool) -> Block:
    """Each cell in parts along a further axis of this width, which comes last, by its position on another one.

    Args:
        block: the block, seen as outer × that axis × inner.
        count: the positions on that axis.
        inner: how far apart neighbours on it are.
        ways: by position the positions on the new axis, each once, and their weights; what has no way is lost.
        width: the positions on the new axis.
        keep_total: the last part that has a weight takes what rounding leaves.
    """
    known = {id(way): _Parts.of(way, keep_total) for way in {id(way): way for way in ways.values()}.values()}
    parts = {position: known[id(way)] for position, way in ways.items() if way[0]}
    even = not any(own.uneven for own in known.values())
    scale = block.scale if even and QUOTIENT not in (block.decimals or b"") else MAX_DECIMALS
    power, size = 10 ** (scale - block.scale), len(block.figures) * width
    figures, counts, own = [0] * size, [0] * size, bytearray(size)
    plain = scale == block.scale and block.decimals is None
    for position, cells in _list_rows(len(block.figures), count, inner):
        of_row = block.counts[cells]
        if position not in parts or not any(of_row):
            continue
        part = parts[position]
        numbers = block.figures[cells] if power == 1 else [number * power for number in block.figures[cells]]
        decimals = None if plain else _find_decimals(block, cells, part.uneven)
        for step, row in zip(part.steps, part.divide(numbers), strict=True):
            there = slice(cells.start * width + step, cells.stop * width, cells.step * width)
            figures[there] = row
            counts[there] = of_row
            if decimals is not None:
                own[there] = decimals
    return Block(tuple(figures), tuple(counts), scale, None if plain else bytes(own))


class _Parts(NamedTuple):
    """How cells are divided that go one way.

    Attributes:
        steps: where the parts go.
        ratios: their weights, each once.
        which: for each part its weight, by number.
        last: the part that takes what rounding leaves; -1 where none does.
        uneven: whether a quotient may not come out even.
    """

    steps: Sequence[int]
    ratios: Sequence[Fraction]
    which: Sequence[int]
    last: int
    uneven: bool

    @classmethod
    def of(cls, way: Way, keep_total: bool) -> "_Parts":
        """The parts of cells that go this way."""
        steps, weights = way
        ratios = list(dict.fromkeys(weights))
        last = max((at for at, weight in enumerate(weights) if weight), default=-1) if keep_total else -1
        uneven = any(ratio.denominator != 1 for ratio in ratios)
        return cls(steps, ratios, [ratios.index(weight) for weight in weights], last, uneven)

    def divide(self, numbers: Sequence[int]) -> list[Sequence[int]]:
        """The parts of each number, a row for each step."""
        shares = [multiply(numbers, ratio) for ratio in self.ratios]
        rows: list[Sequence[int]] = [shares[number] for number in self.which]
        if self.last >= 0:
            rest = numbers
            for number, row in enumerate(rows):
                if number != self.last:
                    rest = list(map(operator.sub, rest, row))
            rows[self.last] = rest
        return rows


def _list_rows(size: int, count: int, inner: int) -> Iterator[tuple[int, slice]]:
    """The cells of each position of an axis, in as few slices as there are."""
    step = count * inner
    if not size or inner * step >= size:  # long runs side by side
        starts = range(0, size, inner) if size else ()
        yield from ((number % count, slice(start, start + inner, 1)) for number, start in enumerate(starts))
    else:
        yield from ((at // inner, slice(at, size, step)) for at in range(step))


def _find_decimals(block: Block, cells: slice, uneven: bool) -> bytes:
    """The decimals of what cells in one slice are divided into."""
    if block.decimals is not None and not uneven:
        return block.decimals[cells]
    decimals = QUOTIENT if uneven else block.scale
    return bytes([decimals if count & FIGURES else 0 for count in block.counts[cells]])


def price(
    block: Block, starts: Sequence[int], keys: Sequence[int], ways: Sequence[Sequence[tuple[int, Fraction]]], size: int
) -> Block:
    """A block of this size with the products of each cell, each rounded once, with no more decimals than it needs.

    Args:
        block: the block.
        starts: for each cell its first place there.
        keys: for each cell the number of its way.
        ways: how far from the first place the products go, and by what factors; products do not meet.
        size: the places there.
    """
    groups: dict[int, list[int]] = {}
    for place, (key, count) in enumerate(zip(keys, block.counts, strict=True)):
        if count:
            groups.setdefault(key, []).append(place)
    rows: list[tuple[list[int], list[int], int, Numbers]] = []
    for key, places in groups.items():
        chosen, counts = [block.figures[place] for place in places], tuple([block.counts[place] for place in places])
        for step, factor in ways[key]:
            scale = _find_scale(factor.denominator * 10**block.scale)
            numbers = multiply(chosen, factor * Fraction(10**scale, 10**block.scale))
            rows.append(([starts[place] + step for place in places], numbers, scale, counts))
    return _spread(rows, size)


def _spread(rows: Sequence[tuple[Sequence[int], Sequence[int], int, Numbers]], size: int) -> Block:
    """A block of this size from rows of cells: their places, numbers, the decimals of these, and counts."""
    figures, counts, own = [0] * size, [0] * size, bytearray(size)
    needed = [[_need(number, scale) for number in numbers] for _, numbers, scale, _ in rows]
    most = max(map(max, needed), default=0)
    for (places, numbers, scale, of_row), decimals in zip(rows, needed, strict=True):
        power = Fraction(10) ** (most - scale)
        scaled = [number * power.numerator // power.denominator for number in numbers]
        for place, figure, count, least in zip(places, scaled, of_row, decimals, strict=True):
            figures[place], counts[place] = figure, count
            own[place] = least if least <= LEAST_DECIMALS else QUOTIENT
    return settle(figures, counts, most, bytes(own))


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
