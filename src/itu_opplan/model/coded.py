"""Where the entities of a collection stand, by their codes and aliases."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ..texts import fold

__all__ = ["Coded"]


class Coded:
    """The places of the entities of a collection by their codes and aliases, without regard to case.

    It knows places, not entities: so it stays right where entities are replaced by others with the same codes.

    Attributes:
        codes: the codes, in their order; what has none is left out.
        places: the place of each folded code; of several with one code that of the first.
        single: whether each entity has a code, and none that of another one.
    """

    def __init__(self, items: Sequence[Any]) -> None:
        named = [(code, place) for place, item in enumerate(items) if isinstance(code := _code_of(item), str)]
        self.codes = [code for code, _ in named]
        self.places: Mapping[str, int] = {fold(code): place for code, place in reversed(named)}
        self.single = len(self.places) == len(items)
        self._names = [(place, names) for place, item in enumerate(items) if (names := getattr(item, "aliases", ()))]

    @functools.cached_property
    def aliases(self) -> Mapping[str, int]:
        """The place of each folded alias; of several with one alias that of the first."""
        return {fold(alias): place for place, names in reversed(self._names) for alias in reversed(names)}

    def find(self, name: str) -> int | None:
        """The place of what has this code, or else this alias; None where there is none."""
        folded = fold(name)
        place = self.places.get(folded)
        return self.aliases.get(folded) if place is None else place


def _code_of(item: Any) -> object:
    return getattr(item, "code", None)
