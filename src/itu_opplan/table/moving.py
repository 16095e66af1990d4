"""Whole blocks moved at once: several stacked as one, each cell in parts, each times a factor.

What works on single cells asks where each goes; what is here asks it once for all cells that go alike, and copies
slices. The results are those of the functions in `block`, which take a cell at a time.
"""

import operator
from collections.abc import Callable, Sequence
from typing import TypeAlias

from .block import Block, settle

__all__ = ["Pick", "pick", "stack"]

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
