"""The places of a table: where a combination of labels stands in its flat block, and how many there may be."""

import itertools
import math
from collections.abc import Iterator, Sequence

from ..errors import refusal
from .axes import Axis, join_calendars
from .block import list_places, make_strides
from .runs import list_runs, shift

__all__ = ["MAX_CELLS", "list_keys", "list_rows", "match_places", "measure"]

MAX_CELLS = 10_000_000
"""Places that a table may have: the product of its axes. A block of so many takes about 160 MB."""


def measure(axes: Sequence[Axis]) -> list[int]:
    """The number of labels of each axis; more than `MAX_CELLS` places are refused."""
    sizes = [len(axis.labels) for axis in axes]
    if math.prod(sizes) > MAX_CELLS:
        shape = " × ".join(f"{len(axis.labels):,} {axis.dim}" for axis in axes)
        raise refusal(f"{shape} labels make more than {MAX_CELLS:,} places; make several tables of it")
    return sizes


def list_keys(axes: Sequence[Axis]) -> Iterator[tuple[str, ...]]:
    """All combinations of labels, in the order of the flat block."""
    return itertools.product(*(axis.labels for axis in axes))


def match_places(axes: Sequence[Axis], others: Sequence[Axis]) -> list[int]:
    """For each place of a table with these axes, the place in a block of other axes: these, or some of them, by name.

    A label that the other axis does not have makes the place negative.
    """
    strides = dict(zip((axis.dim for axis in others), make_strides(measure(others)), strict=True))
    by_dim = {axis.dim: axis for axis in others}
    chosen = [_match_labels(own, by_dim[own.dim]) if own.dim in by_dim else [0] * len(own.labels) for own in axes]
    return list_places(chosen, [strides.get(own.dim, 0) for own in axes])


def list_rows(axes: Sequence[Axis], others: Sequence[Axis]) -> list[tuple[slice, int]]:
    """The cells that stand at one place of a table of other axes, as slices, each with that place.

    The other axes are some of these, by name. A label that the other axis does not have makes the place negative.
    """
    dims, strides = {axis.dim for axis in others}, make_strides(sizes := measure(axes))
    fixed = [number for number, axis in enumerate(axes) if axis.dim in dims]
    runs = list_runs(sizes, fixed, strides)
    starts = list_places([range(sizes[number]) for number in fixed], [strides[number] for number in fixed])
    places = match_places([axes[number] for number in fixed], others)
    return [(shift(run, start), place) for start, place in zip(starts, places, strict=True) for run, _ in runs]


_NOWHERE = -(1 << 62)


def _match_labels(axis: Axis, other: Axis) -> list[int]:
    """The position of each label on another axis."""
    if axis.dim == "period":
        join_calendars((axis, other))
    found = list(map(other.find if axis.dim == "grade" else other.positions.get, axis.labels))
    return [_NOWHERE if position is None else position for position in found]
