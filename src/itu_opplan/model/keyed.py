"""A read-only mapping that can be hashed and shared."""

import bisect
import datetime
import itertools
import operator
from collections.abc import Iterator, Mapping
from decimal import Decimal
from numbers import Integral
from typing import Generic, TypeAlias, TypeVar

import attrs

from ..errors import refusal
from ..table.cells import plain_figure
from ..wording import quote

__all__ = ["Attribute", "Attributes", "Keyed", "to_attributes", "to_keyed"]

ValueT = TypeVar("ValueT")
_KEY = operator.itemgetter(0)


def _in_order(value: Mapping[str, ValueT] | tuple[tuple[str, ValueT], ...]) -> tuple[tuple[str, ValueT], ...]:
    pairs = value.items() if isinstance(value, Mapping) else value
    found = tuple(sorted(((key, one) for key, one in pairs), key=_KEY))
    for (key, _), (following, _) in itertools.pairwise(found):
        if key == following:
            raise refusal(f"{quote(key)} stands twice", path="Keyed", actual=key)
    return found


@attrs.frozen(repr=False)
class Keyed(Mapping[str, ValueT], Generic[ValueT]):
    """A read-only mapping, its keys in alphabetical order; it equals any mapping with the same items.

    Attributes:
        pairs: keys and values; a mapping is accepted.

    Raises:
        InvalidPlan: a key stands twice.

    >>> Keyed({"b": 2, "a": 1})
    Keyed({'a': 1, 'b': 2})
    """

    pairs: tuple[tuple[str, ValueT], ...] = attrs.field(default=(), converter=_in_order)

    def __getitem__(self, key: str) -> ValueT:
        place = bisect.bisect_left(self.pairs, key, key=_KEY) if isinstance(key, str) else len(self.pairs)  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
        if place < len(self.pairs) and self.pairs[place][0] == key:
            return self.pairs[place][1]
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __eq__(self, other: object) -> bool:
        return dict(self.pairs) == dict(other) if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __or__(self, other: Mapping[str, ValueT]) -> "Keyed[ValueT]":
        return Keyed({**self, **other})

    def __repr__(self) -> str:
        return f"Keyed({dict(self.pairs)!r})"


def to_keyed(value: Mapping[str, ValueT]) -> Keyed[ValueT]:
    """A mapping as one that cannot change: a converter of fields."""
    if isinstance(value, Keyed) or not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        return value  # type: ignore[return-value]  # refused by the check, if it is no mapping of texts
    return Keyed(value)


Attribute: TypeAlias = str | Decimal | bool | datetime.date
"""What one attribute can be."""
Attributes: TypeAlias = Keyed[Attribute]
"""What an entity states of itself that the library keeps and never reads: means of verification, place, frequency …"""


def to_attributes(value: Mapping[str, Attribute | int]) -> Attributes:
    """Attributes as they are kept, whole numbers as Decimal: a converter of fields."""
    if isinstance(value, Mapping) and value and any(isinstance(item, Integral | Decimal) for item in value.values()):
        value = {key: _attribute(item) for key, item in value.items()}
    return to_keyed(value)  # type: ignore[arg-type]  # the check refuses what is none


def _attribute(item: Attribute | int) -> Attribute | int:
    given: object = item
    if not isinstance(given, bool) and isinstance(given, Integral):  # of numpy, too
        return Decimal(int(given))
    return plain_figure(item) if isinstance(item, Decimal) else item
