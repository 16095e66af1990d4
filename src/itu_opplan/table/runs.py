"""Runs: cells of a flat block that one slice reaches, so that what is done to one is done to all of them at once.

Where cells with the same labels in some dims are treated alike, those dims stand still and the slices run along the
longest of the others.
"""

import math
import operator
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from .block import QUOTIENT, Block, list_places, make_strides
from .cells import MAX_DECIMALS, divide

__all__ = ["Move", "Way", "carry", "finish", "list_runs", "shift"]

Way: TypeAlias = tuple[list[int], list[Fraction]]
"""How far from its first place each part of a cell goes, and its weight."""
Move: TypeAlias = tuple[slice, slice, Way]
"""Cells of one block, the first place of each in another one, and the way that all of them go from there."""


def list_runs(sizes: Sequence[int], fixed: Collection[int], others: Sequence[int]) -> list[tuple[slice, slice]]:
    """The cells at the first position of some axes, as slices, and those of the same labels in another block.

    Args:
        sizes: the labels of each axis.
        fixed: the axes of which only the first position is wanted, by number; `shift` goes to others.
        others: how far apart neighbours on each axis are in the other block.

    >>> list_runs([3, 2], {1}, [1, 3])
    [(slice(0, 5, 2), slice(0, 3, 1))]
    """
    groups: list[list[int]] = [[]]
    for number in range(len(sizes)):
        if number in fixed:
            groups.append([])
            continue
        last = groups[-1][-1:]
        if last and others[last[0]] != others[number] * sizes[number]:  # in the other block something is between them
            groups.append([])
        groups[-1].append(number)
    along = max(groups, key=lambda group: math.prod(sizes[number] for number in group))
    length, strides = math.prod(sizes[number] for number in along), make_strides(sizes)
    if not length:
        return []
    step, other = (strides[along[-1]], others[along[-1]]) if along else (1, 1)
    chosen = [range(1 if number in fixed or number in along else size) for number, size in enumerate(sizes)]
    return [
        (slice(start, start + (length - 1) * step + 1, step), slice(first, first + (length - 1) * other + 1, other))
        for start, first in zip(list_places(chosen, strides), list_places(chosen, others), strict=True)
    ]


def shift(run: slice, by: int) -> slice:
    """The same slice so many places later."""
    return slice(run.start + by, run.stop + by, run.step)


def carry(block: Block, moves: Iterable[Move], size: int, *, keep_total: bool, trimmed: bool = False) -> Block:
    """A block of this size, to which cells are carried in parts; what is not divided keeps its decimals.

    Cells that no move has are lost. To keep the total, the last part that has a weight takes what rounding leaves.
    What meets is added. Quotients are trimmed to what they need, or left whole.
    """
    moves = list(moves)
    divisors = {weight.denominator for _, _, (_, weights) in moves for weight in weights}
    scale = MAX_DECIMALS
    if trimmed or divisors <= {1}:  # what comes out even needs no more decimals
        exact = (more for more in range(MAX_DECIMALS - block.scale) if not any(10**more % one for one in divisors))
        scale = block.scale + next(exact, MAX_DECIMALS - block.scale)
    decimals = block.list_decimals(), block.mark(QUOTIENT)
    figures, counts, own = [0] * size, [0] * size, bytearray(size)
    divided: dict[tuple[tuple[int, int], ...], dict[int, list[int]]] = {}  # the parts of each figure, by weights
    for run, to, (steps, given) in moves:
        cells = block.counts[run]
        if not any(cells):
            continue
        weights = tuple([(weight.numerator, weight.denominator) for weight in given])
        numbers, known = block.figures[run], divided.setdefault(weights, {})
        for number in {*numbers}.difference(known):
            known[number] = _divide(number * 10 ** (scale - block.scale), weights, keep_total=keep_total)
        shown = decimals[any(divisor != 1 for _, divisor in weights)][run]
        for step, parts in zip(steps, zip(*map(known.__getitem__, numbers), strict=True), strict=True):
            at = shift(to, step)
            if any(counts[at]):
                figures[at] = map(operator.add, figures[at], parts)
                counts[at] = map(operator.add, counts[at], cells)
                own[at] = bytes(map(max, own[at], shown))
            else:
                figures[at], counts[at], own[at] = parts, cells, shown
    return finish(block, figures, counts, scale, bytes(own), trimmed=trimmed)


def finish(
    block: Block, figures: Sequence[int], counts: Sequence[int], scale: int, decimals: bytes, *, trimmed: bool = False
) -> Block:
    """The block of what was carried from another one; quotients are trimmed to what they need, or left whole."""
    result = Block(tuple(figures), tuple(counts), scale, decimals)
    if QUOTIENT in decimals and not trimmed:
        return result
    short = result.trim(block.scale)
    if short.decimals is None:  # all quotients came out even
        decimals = decimals.replace(bytes([QUOTIENT]), bytes([short.scale]))
    return Block(short.figures, short.counts, short.scale, decimals)


def _divide(number: int, weights: Sequence[tuple[int, int]], *, keep_total: bool) -> list[int]:
    """A number times each of these weights, rounded; to keep the total, the last one takes what rounding leaves."""
    parts = [divide(number * weight, divisor) for weight, divisor in weights]
    if keep_total and any(weight for weight, _ in weights):
        last = max(at for at, (weight, _) in enumerate(weights) if weight)
        parts[last] += number - sum(parts)
    return parts
