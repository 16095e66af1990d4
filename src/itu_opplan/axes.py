"""The axes of a table: labels in order, whether they add up, and the arithmetic of places in a flat block."""

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

import attrs

from .errors import InvalidPlan, UnknownLabel, refusal
from .grades import Grade, plain_grade
from .periods import Period, period_label
from .wording import quote, suggestions

__all__ = [
    "MAX_CELLS",
    "Axis",
    "Block",
    "Label",
    "added",
    "canonical",
    "keys_of",
    "places_of",
    "size_of",
    "strides_of",
    "untold",
    "why_not",
]

Label: TypeAlias = str | Period | Grade
Block: TypeAlias = tuple[int, ...]


@attrs.frozen
class Axis:
    """One dim of a table: its labels in order, and whether they may be added up.

    Attributes:
        dim: its name, such as `department`.
        labels: the labels in order; labels that no cell has stay.
        reason: why figures do not add over it, as the end of a sentence; empty where they do.
        once: where the dim was called `period` before, the periods that stood under its labels, as pairs.

    >>> Axis("period", ("2008", "2009-2011")).adds
    True
    """

    dim: str
    labels: tuple[str, ...]
    reason: str = attrs.field(default="", eq=False)
    once: tuple[tuple[str, str], ...] = attrs.field(default=(), eq=False, repr=False)

    @functools.cached_property
    def positions(self) -> dict[str, int]:
        """The position of each label."""
        return {label: number for number, label in enumerate(self.labels)}

    @functools.cached_property
    def _grades(self) -> dict[str, int]:
        """The position of each grade however it is punctuated."""
        return {plain_grade(label): number for number, label in enumerate(self.labels)}

    @functools.cached_property
    def why_not(self) -> str:
        """Why figures cannot be added over its labels; empty where they can: they add, or one label is left."""
        if len(self.labels) <= 1:
            return ""
        return self.reason or self.overlap

    @functools.cached_property
    def overlap(self) -> str:
        """Which of its periods overlap; empty where none do, or where the labels are no periods."""
        if self.dim != "period":
            return ""
        periods = sorted(map(Period.parse, self.labels))
        pairs = itertools.pairwise(periods)
        return next((f"{one} and {two} overlap" for one, two in pairs if one.overlaps(two)), "")

    def periods(self, label: str) -> list[Period]:
        """The periods that stand under a label, or stood there when the dim was called `period`; else none."""
        if self.dim == "period":
            return [Period.parse(label)]
        return [Period.parse(period) for own, period in self.once if own == label]

    @property
    def adds(self) -> bool:
        """Whether figures may be added up over it, however many labels it has."""
        return not (self.reason or self.overlap)

    def position(self, label: Label) -> int:
        """The position of a label.

        Raises:
            UnknownLabel: with the nearest labels.
        """
        found = self.find(label)
        if found is None:
            raise self.unknown(label, suggestions(canonical(self.dim, label), self.labels))
        return found

    def find(self, label: Label) -> int | None:
        """The position of a label; None where it is not on the axis."""
        text = canonical(self.dim, label)
        found = self.positions.get(text)
        if found is None and self.dim == "grade":
            found = self._grades.get(plain_grade(text))
        return found

    def unknown(self, label: Label, known: str) -> UnknownLabel:
        """The complaint about a label that is not on the axis, with the labels to suggest."""
        text = quote(canonical(self.dim, label))
        return UnknownLabel(f"unknown {self.dim} {text}; the table has {known or 'no labels'}")


def canonical(dim: str, label: object) -> str:
    """A label in its one spelling: text; of periods the canonical one."""
    if isinstance(label, Period | Grade):
        return str(label)
    if not isinstance(label, str):
        advice = f"write '{label}'" if isinstance(label, int | Decimal) else "labels are text"
        raise UnknownLabel(f"{dim}: a label is text, got {quote(label)}; {advice}")
    if dim == "period":
        try:
            return period_label(label)
        except InvalidPlan:
            pass
    return str.__str__(label)  # the text alone, of a member of an enum too


def why_not(dim: str, unit: str) -> str:
    """Why figures of this unit do not add over this dim, by what they are; empty where they do."""
    per = unit.partition("/")[2]
    if per and per != "year":
        return f"{unit} is a price, and prices do not add"
    match dim, unit:
        case "service", _:
            return "services are unlike: a printed page is not a translated one"
        case "kind", _:
            return "each kind divides the same whole"
        case "period", "post":
            return "posts are a stock, not a flow"
        case "period", "percent":
            return "each period is a whole of its own"
        case "period", _ if per:
            return "they are rates per year"
        case _:
            return ""


def untold(axes: Sequence[Axis], unit: str) -> dict[str, str]:
    """Why figures do not add over some dims, where the name of the dim and the unit do not tell it."""
    return {axis.dim: axis.reason for axis in axes if axis.reason and not why_not(axis.dim, unit)}


def added(block: Block, count: int, inner: int) -> Block:
    """The block with one axis of `count` labels added up, `inner` cells apart."""
    if not block:  # another axis has no labels
        return ()
    step = count * inner
    if inner == 1:
        return tuple([sum(block[start : start + step]) for start in range(0, len(block), step)])
    result: list[int] = []
    for start in range(0, len(block), step):
        result.extend(map(sum, zip(*(block[at : at + inner] for at in range(start, start + step, inner)), strict=True)))
    return tuple(result)


def places_of(chosen: Sequence[Sequence[int]], strides: Sequence[int]) -> list[int]:
    """Positions in a flat block of all combinations of the chosen positions of each axis."""
    places = [0]
    for positions, stride in zip(chosen, strides, strict=True):
        steps = [position * stride for position in positions]
        places = [place + step for place in places for step in steps]
    return places


MAX_CELLS = 10_000_000
"""Places that a table may have: the product of its axes. A block of so many takes about 160 MB."""


def size_of(axes: Sequence[Axis]) -> int:
    """The number of places in the flat block.

    Raises:
        InvalidPlan: it is more than `MAX_CELLS`.
    """
    size = math.prod(len(axis.labels) for axis in axes)
    if size > MAX_CELLS:
        shape = " × ".join(f"{len(axis.labels):,} {axis.dim}" for axis in axes)
        message = f"{shape} labels make more than {MAX_CELLS:,} places; make several tables of it"
        raise refusal(message)
    return size


def strides_of(axes: Sequence[Axis]) -> list[int]:
    """How far apart two neighbours on each axis are in the flat block."""
    strides: list[int] = []
    stride = 1
    for axis in reversed(axes):
        strides.append(stride)
        stride *= len(axis.labels)
    return strides[::-1]


def keys_of(axes: Sequence[Axis]) -> Iterator[tuple[str, ...]]:
    """All combinations of labels, in the order of the flat block."""
    keys: list[tuple[str, ...]] = [()]
    for axis in axes:
        keys = [(*key, label) for key in keys for label in axis.labels]
    return iter(keys)
