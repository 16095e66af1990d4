"""The figures of a table as one flat block of whole numbers. It knows no labels, and nobody reads a message of it.

The rules of this module:

* A figure is a number with the one power of ten of its block, its scale. So sums of figures are sums of numbers.
* A count says what each figure was added up from, and which missing cells were skipped (see `cells`). Where the
  count has no figure, the number is 0.
* The decimals of each figure are those with which it was printed. They are kept beside it only where some figure has
  fewer than the scale. A sum has the decimals of its most precise term; a quotient has as many as it needs.
* What works on one axis sees the block as outer × that axis × inner.
"""

import functools
import itertools
import math
import operator
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

import attrs

from ..wording import quote
from .cells import FIGURES, LEAST_DECIMALS, MAX_DECIMALS, ONE, Cell, find_state, make_decimal

__all__ = ["QUOTIENT", "Block", "collect", "fill", "list_places", "make_strides", "settle"]

Numbers: TypeAlias = tuple[int, ...]

QUOTIENT = MAX_DECIMALS + 1
"""In the place of its decimals: the figure is a quotient that did not come out even, or a sum of such."""
_SCATTERED = 16
"""Cells that must stand side by side for a slice to be quicker than a sieve."""
_FEW = 16
"""Numbers to add up for which it is quicker to add all of them at once than one sum after the other."""
_TEN = 10


@attrs.frozen
class Block:
    """Figures, counts and decimals, all of one length.

    Attributes:
        figures: the figures as whole numbers, each times 10 ** `scale`.
        counts: what each figure was added up from; 0 where there is no cell.
        scale: the power of ten.
        decimals: the decimals of each figure; None where all have those of the scale.

    >>> Block((180, 178), (1, 1), 1, bytes([0, 1])).cells()
    [Decimal('18'), Decimal('17.8')]
    """

    figures: Numbers
    counts: Numbers
    scale: int
    decimals: bytes | None = None

    # --- looking --------------------------------------------------------------------------------------------------

    def decimals_at(self, place: int) -> int:
        """The decimals of a figure, or `QUOTIENT`."""
        return self.scale if self.decimals is None else self.decimals[place]

    def figure(self, place: int) -> Decimal:
        """The figure at a place with its decimals; 0 where there is none."""
        number, scale, decimals = self.figures[place], self.scale, self.decimals_at(place)
        if decimals == QUOTIENT:  # no more than it needs
            if not number:
                return Decimal(0)
            while scale > LEAST_DECIMALS and number % 10 == 0:
                number, scale = number // 10, scale - 1
        elif decimals < scale:
            number, scale = number // 10 ** (scale - decimals), decimals
        return make_decimal(number, scale)

    def cell(self, place: int) -> Cell:
        """The cell at a place."""
        state = find_state(self.counts[place])
        return self.figure(place) if state is None else state

    def cells(self, places: Iterable[int] | None = None) -> list[Cell]:
        """The cells at these places, or at all, `NOT_STATED` where there is none; equal ones are made once."""
        made: dict[tuple[int, int, int], Cell] = {}
        cells: list[Cell] = []
        for place in range(len(self.counts)) if places is None else places:
            count = self.counts[place]
            key = (self.figures[place], self.scale if self.decimals is None else self.decimals[place], count)
            cell = made.get(key)
            if cell is None:
                cell = made[key] = self.cell(place)
            cells.append(cell)
        return cells

    @functools.cached_property
    def _small(self) -> bytes | None:
        """The counts as bytes, which are quick to look through; None where some are too large."""
        try:
            return bytes(self.counts)
        except ValueError:
            return None

    @functools.cached_property
    def skips(self) -> bool:
        """Whether some cell is missing, or a sum that has skipped missing ones."""
        return self._small is None and max(self.counts, default=0) > FIGURES

    def find_rows(self, width: int) -> Sequence[int]:
        """The numbers of the rows of so many places that have a cell."""
        there = bytes(map(bool, self.counts)) if self._small is None else self._small
        if 0 not in there:
            return range(len(there) // max(1, width))
        columns = [int.from_bytes(there[at::width], "big") for at in range(width)]
        rows = functools.reduce(operator.or_, columns).to_bytes(len(there) // width, "big")
        return list(itertools.compress(itertools.count(), rows))

    @property
    def most_decimals(self) -> int:
        """The decimals of its most precise figure."""
        return self.scale if self.decimals is None else min(max(self.decimals, default=0), self.scale)

    def list_decimals(self) -> bytes:
        """The decimals of each figure, 0 where there is none."""
        if self.decimals is not None:
            return self.decimals
        return self.mark(self.scale)

    def mark(self, value: int) -> bytes:
        """This value for each place that has a figure, 0 for others."""
        return _mark(self.counts, value)

    def check(self, size: int) -> str:
        """What keeps this from being a block of this size, as the end of a sentence; empty where nothing does."""
        for kind, numbers in ((tuple, self.figures), (tuple, self.counts), (bytes, self.decimals or b"")):
            if not isinstance(numbers, kind):
                return f"must be whole numbers in {'bytes' if kind is bytes else 'a tuple'}, got {quote(numbers)}"
        lengths = [len(self.figures), len(self.counts), size if self.decimals is None else len(self.decimals)]
        wrong = next((length for length in lengths if length != size), size)
        if wrong != size:
            return f"must be {size}, one for each place, got {wrong}"
        whole = {*map(type, self.figures), *map(type, self.counts), type(self.scale)} <= {int}
        if not whole or not 0 <= self.scale <= MAX_DECIMALS or min(self.counts, default=0) < 0:
            return "must be whole numbers with counts and a scale of at most 20"
        if any(figure for figure, count in zip(self.figures, self.counts, strict=True) if not count & FIGURES):
            return "must be 0 where there is no figure"
        if self.decimals is not None and any(
            own not in (self.scale, QUOTIENT) and (own > self.scale or figure % 10 ** (self.scale - own))
            for figure, own in zip(self.figures, self.decimals, strict=True)
        ):
            return "must not have more decimals than are printed"
        return ""

    # --- choosing -------------------------------------------------------------------------------------------------

    def take(self, count: int, inner: int, positions: Sequence[int]) -> "Block":
        """What stands at these of `count` positions of one axis, in order; neighbours on it are `inner` apart."""
        if len(positions) == count or not self.figures:
            return self
        if inner == 1 and len(positions) == 1:
            return self._map(lambda block: block[positions[0] :: count])
        step = count * inner
        starts = range(0, len(self.figures), step)
        if len(starts) * len(positions) * _SCATTERED <= len(self.figures):
            runs = [start + position * inner for start in starts for position in positions]
            return self._map(lambda block: itertools.chain.from_iterable([block[at : at + inner] for at in runs]))
        sieve = bytearray(step)
        for position in positions:
            sieve[position * inner : (position + 1) * inner] = b"\1" * inner
        return self._map(lambda block: itertools.compress(block, itertools.cycle(sieve)))

    def gather(self, places: Sequence[int]) -> "Block":
        """What stands at these places, in their order."""
        return self._map(lambda block: map(block.__getitem__, places))

    def drop(self, place: int) -> "Block":
        """What stands elsewhere."""
        return self._map(lambda block: [*block[:place], *block[place + 1 :]])

    def keep(self, passes: Callable[[Decimal], bool]) -> "Block":
        """Only the cells whose figure passes; other places have no cell."""
        kept = [place for place, count in enumerate(self.counts) if count & FIGURES and passes(self.figure(place))]
        return collect([(self.gather(kept), kept)], len(self.counts))

    def _map(self, choose: Callable[[Sequence[int]], Iterable[int]]) -> "Block":
        decimals = None if self.decimals is None else bytes(choose(self.decimals))
        return Block(tuple(choose(self.figures)), tuple(choose(self.counts)), self.scale, decimals)

    # --- adding up ------------------------------------------------------------------------------------------------

    def add_up(self, sizes: Sequence[int], gone: Collection[int]) -> "Block":
        """Added up over the axes that go, by number."""
        block, left = self, list(sizes)
        ends = [number for number in gone if number + 1 not in gone]
        for end in sorted(ends, reverse=True):  # neighbours go at once
            start = end
            while start - 1 in gone:
                start -= 1
            count, inner = math.prod(left[start : end + 1]), math.prod(left[end + 1 :])
            del left[start : end + 1]
            block = block._add_up_one(count, inner, math.prod(left))
        return block

    def _add_up_one(self, count: int, inner: int, size: int) -> "Block":
        if count == 1:
            return self
        if not count or not size:
            return Block((0,) * size, (0,) * size, self.scale)
        decimals = self.decimals
        if decimals is not None:
            known = sorted(set(decimals), reverse=True)
            decimals = bytes(_merge(decimals, count, inner, lambda own: next(one for one in known if one in own)))
        figures, counts = (tuple(_merge(block, count, inner, sum)) for block in (self.figures, self.counts))
        return Block(figures, counts, self.scale, decimals)

    def add(self, other: "Block", sign: int) -> "Block":
        """The sums, or with the sign -1 the differences, of the cells at the same places.

        A place that one side does not have counts 0; where one side is missing the result is.
        """
        scale = max(self.scale, other.scale)
        power, other_power = 10 ** (scale - self.scale), sign * 10 ** (scale - other.scale)
        figures: list[int] = []
        counts: list[int] = []
        for one, count, two, second in zip(self.figures, self.counts, other.figures, other.counts, strict=True):
            if count == second == ONE:
                figures.append(one * power + two * other_power)
                counts.append(ONE)
                continue
            skipped = (count & ~FIGURES) + (second & ~FIGURES)
            # Missing on either side: the figure of the other one does not stand for both.
            gap = (count and not count & FIGURES) or (second and not second & FIGURES)
            figures.append(0 if gap else one * power + two * other_power)
            counts.append(skipped if gap else skipped + ((count | second) & FIGURES))
        if self.decimals is other.decimals is None and self.scale == other.scale:
            return Block(tuple(figures), tuple(counts), scale)
        decimals = map(max, self.list_decimals(), other.list_decimals())
        own = [most if count & FIGURES else 0 for most, count in zip(decimals, counts, strict=True)]
        return settle(figures, counts, scale, bytes(own))

    def trim(self, least: int = 0) -> "Block":
        """The same figures, all with no more decimals than they need, and than these."""
        figures, scale = self.figures, self.scale
        if scale > least and not any(map(_TEN.__rmod__, figures)):  # most stop at the first that is uneven
            divisor, power = math.gcd(*figures) or 10**scale, 1
            while scale > least and divisor % 10 == 0:
                divisor, scale, power = divisor // 10, scale - 1, power * 10
            figures = tuple([figure // power for figure in figures])
        return Block(figures, self.counts, scale, self.mark(QUOTIENT) if scale > LEAST_DECIMALS else None)


def fill(cells: Iterable[tuple[int, tuple[int, int, int]]], size: int) -> Block:
    """A block of this size from the number, decimals and count of each cell by its place."""
    cells = list(cells)
    kinds = {decimals for _, (_, decimals, _) in cells}
    scale, figures, counts = max(kinds, default=0), [0] * size, [0] * size
    for place, (number, decimals, count) in cells:
        figures[place] = number if decimals == scale else number * 10 ** (scale - decimals)
        counts[place] = count
    if len(kinds) <= 1 and scale <= LEAST_DECIMALS:
        return Block(tuple(figures), tuple(counts), scale)
    own = bytearray(size)
    for place, (_, decimals, _) in cells:
        own[place] = decimals if decimals <= LEAST_DECIMALS else QUOTIENT
    return settle(figures, counts, scale, bytes(own))


def collect(parts: Iterable[tuple[Block, Sequence[int]]], size: int) -> Block:
    """A block of this size with the cells of several, each with the places that its cells get; what meets is added."""
    parts = [(block, places) for block, places in parts if any(block.counts)]
    scale = max((block.scale for block, _ in parts), default=0)
    figures, counts, own = [0] * size, [0] * size, bytearray(size)
    for block, places in parts:
        power = 10 ** (scale - block.scale)
        for place, figure, count in zip(places, block.figures, block.counts, strict=True):
            if count:
                figures[place] += figure * power
                counts[place] += count
    if all(block.decimals is None and block.scale == scale for block, _ in parts):
        return Block(tuple(figures), tuple(counts), scale)
    for block, places in parts:
        for place, decimals in zip(places, block.list_decimals(), strict=True):
            if decimals and decimals > own[place]:
                own[place] = decimals if decimals <= LEAST_DECIMALS else QUOTIENT
    return settle(figures, counts, scale, bytes(own))


def make_strides(sizes: Sequence[int]) -> list[int]:
    """How far apart two neighbours on each axis are in the flat block."""
    return [math.prod(sizes[number + 1 :]) for number in range(len(sizes))]


def list_places(chosen: Sequence[Sequence[int]], strides: Sequence[int]) -> list[int]:
    """Places in a flat block of all combinations of the chosen positions on each axis, which has this stride."""
    places = [0]
    for positions, stride in zip(chosen, strides, strict=True):
        steps = [position * stride for position in positions]
        places = [place + step for place in places for step in steps]
    return places


def settle(figures: Sequence[int], counts: Sequence[int], scale: int, decimals: bytes) -> Block:
    """The block; it keeps the decimals only where some figure has other ones than the scale."""
    even = decimals.count(scale) == len(decimals) or decimals == _mark(counts, scale)
    return Block(tuple(figures), tuple(counts), scale, None if even else decimals)


def _mark(counts: Sequence[int], value: int) -> bytes:
    """This value where the count has a figure, else 0."""
    try:  # counts of so few are of figures alone
        return bytes(counts).translate(bytes([0, *[value] * 255]))
    except ValueError:
        return bytes([value if count & FIGURES else 0 for count in counts])


def _merge(block: Sequence[int], count: int, inner: int, merge: Callable[[Sequence[int]], int]) -> Iterable[int]:
    """One number, such as the sum, of each `count` ones that stand `inner` cells apart."""
    step = count * inner
    starts = range(0, len(block), step)
    if count <= _FEW and inner <= _FEW and inner < len(starts):
        merged = [0] * (len(starts) * inner)
        for at in range(inner):
            merged[at::inner] = map(
                merge, zip(*[block[at + gone :: step] for gone in range(0, step, inner)], strict=True)
            )
        return merged
    if inner == 1:
        return [merge(block[start : start + step]) for start in starts]
    if count >= inner:
        return [merge(block[start + at : start + step : inner]) for start in starts for at in range(inner)]
    rows = (zip(*(block[at : at + inner] for at in range(start, start + step, inner)), strict=True) for start in starts)
    return map(merge, itertools.chain.from_iterable(rows))
