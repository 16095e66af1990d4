"""The order in which things of a plan stand: by the printed section, then by the code."""

import functools
import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

from .to import items

__all__ = ["in_order", "roman"]

_TOKEN = re.compile(r"\d+|[A-Za-z]+")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")  # to XXXIX; L, C, D and M are letters
_COMPARED = 200  # characters of a section; longer ones are no numbers, and their keys take much memory
_VALUES = {"I": 1, "V": 5, "X": 10}


class _Coded(Protocol):
    """What has a code; it may have a printed section."""

    @property
    def code(self) -> str: ...


CodedT = TypeVar("CodedT", bound=_Coded)


def roman(text: str) -> int:
    """The value of a Roman numeral up to XXXIX.

    >>> roman("XIV")
    14
    """
    values = [_VALUES[letter] for letter in text]
    return sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))


@functools.lru_cache(maxsize=65536)
def _natural(text: str, leading: bool) -> tuple[tuple[int, int, str], ...]:
    """A key that puts 2 before 10, numbers before words, nothing before something; as first token II before X."""
    return tuple(
        (0, int(token[:18]), "")
        if token.isdigit()
        else (0, roman(token), "")
        if leading and not number and _ROMAN.fullmatch(token)
        else (1, 0, token.casefold())
        for number, token in enumerate(_TOKEN.findall(text))
    )


def _key(entity: _Coded) -> tuple[object, ...]:
    section: str | None = getattr(entity, "section", None)
    return section is None, _natural((section or "")[:_COMPARED], True), _natural(entity.code, False), entity.code


def in_order(entities: Iterable[CodedT]) -> tuple[CodedT, ...]:
    """The entities by printed section (II.2 before II.10), then by code (2 before 10); without a section last."""
    found = items(entities)
    try:
        return tuple(sorted(found, key=_key))
    except (AttributeError, TypeError):  # not entities at all: left for the check of the field
        return found
