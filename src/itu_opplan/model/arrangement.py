"""What becomes of the places of a list when items of it go, come and move."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

__all__ = ["Arrangement", "longest_run"]

ItemT = TypeVar("ItemT")


class Arrangement:
    """Which items of a list go, and before which ones others come in; all places are those of the list as it is.

    An item that moves goes and comes in. What comes in before the same item keeps its order. The length of the list is
    not known: behind its end there are places that nothing takes.

    Attributes:
        gone: the places of what goes.
        before: for each thing that comes in the place of the item before which it does.

    >>> Arrangement({0}, [2]).apply("abc", ["x"])
    ('b', 'x', 'c')
    """

    def __init__(self, gone: Collection[int], before: Sequence[int]) -> None:
        self.gone = frozenset(gone)
        self.before = tuple(before)

    def apply(self, items: Sequence[ItemT], incoming: Iterable[ItemT]) -> tuple[ItemT, ...]:
        """The list with what comes in, and without what goes."""
        found: list[ItemT] = []
        waiting = sorted(zip(self.before, incoming, strict=True), key=lambda pair: -pair[0])  # stable; the last is next
        for place in range(len(items) + 1):
            while waiting and waiting[-1][0] <= place:
                same = [item for before, item in waiting if before == waiting[-1][0]]
                found += same
                del waiting[-len(same) :]
            if place < len(items) and place not in self.gone:
                found.append(items[place])
        return (*found, *(item for _, item in waiting))

    def place_of(self, place: int) -> int:
        """The new place of an item that stays."""
        return place - sum(one < place for one in self.gone) + sum(one <= place for one in self.before)

    def places_in(self) -> list[int]:
        """The new places of what comes in."""
        order = sorted(range(len(self.before)), key=self.before.__getitem__)
        found = [0] * len(order)
        for number, one in enumerate(order):
            before = self.before[one]
            found[one] = before - sum(gone < before for gone in self.gone) + number
        return found

    def next_kept(self, place: int) -> int:
        """The new place of the first item that stays from this place on."""
        while place in self.gone:
            place += 1
        return self.place_of(place)


def longest_run(numbers: Sequence[int]) -> set[int]:
    """The longest rising run of some numbers, none of which stands twice: what need not be moved to sort them.

    >>> sorted(longest_run([3, 0, 1, 2]))
    [0, 1, 2]
    """
    ends: list[int] = []  # of the run of each length the number that it ends with, as small as can be
    before: dict[int, int | None] = {}
    for number in numbers:
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if ends[middle] < number else (low, middle)
        before[number] = ends[low - 1] if low else None
        ends[low:] = [number, *ends[low + 1 :]]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
