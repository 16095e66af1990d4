"""The order in which things of a plan stand: by the printed section, then by the code."""

import functools
import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

__all__ = ["in_order"]

_TOKEN = re.compile(r"\d+|[A-Za-z]+")
_ROMAN = re.compile(r"(?i)M*(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


class Placed(Protocol):
    """What has a code and may have a printed section."""

    @property
    def code(self) -> str: ...
    @property
    def section(self) -> str | None: ...


PlacedT = TypeVar("PlacedT", bound=Placed)


def _roman(text: str) -> int:
    values = [_VALUES[letter] for letter in text.lower()]
    return sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))


@functools.lru_cache(maxsize=65536)
def _natural(text: str, roman: bool) -> tuple[tuple[int, int, str], ...]:
    """A key that puts 2 before 10, II before X, numbers before words, and nothing before something."""
    return tuple(
        (0, int(token[:18]), "")
        if token.isdigit()
        else (0, _roman(token), "")
        if roman and _ROMAN.fullmatch(token)
        else (1, 0, token.casefold())
        for token in _TOKEN.findall(text)
    )


def _key(entity: Placed) -> tuple[object, ...]:
    section = entity.section
    return section is None, _natural(section or "", True), _natural(entity.code, False), entity.code


def in_order(entities: Iterable[PlacedT]) -> tuple[PlacedT, ...]:
    """The entities by printed section (II.2 before II.10), then by code (2 before 10); without a section last."""
    found = tuple(entities)
    try:
        return tuple(sorted(found, key=_key))
    except (AttributeError, TypeError):  # not entities at all: left for the check of the field
        return found
