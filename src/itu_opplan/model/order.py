"""The order in which things of a plan stand: by the printed section, then by the code.

A section, or a code, is taken as a row of steps: numbers in the digits of any script, and letters or words of any
script. Letters are Roman numerals only beside Roman numerals: `I, II, IV, V`, but `H, I, J`.
"""

import functools
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol, TypeAlias, TypeVar

from ..late import late_pattern
from .to import items

__all__ = ["in_natural_order", "in_order", "number_steps", "read_numerals", "roman"]

_COUNTS = "〇零一二三四五六七八九十百千"
_NO_LETTERS = r"\d\s\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u206f\u3000-\u303f"
_STEP = late_pattern(rf"\d+|[{_COUNTS}]+|[^\W\d_{_COUNTS}][^{_NO_LETTERS}{_COUNTS}]*")
_ROMAN = late_pattern(r"(?=.)m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_COMPARED, _DEPTH = 200, 16
"""Characters and steps of a section that are looked at; longer ones are no numbers, and their keys take much memory."""
_WORD = 4
"""Letters of a word such as Part or Annex, which can stand beside numerals."""
_FREQUENT, _RARE = 40, 90
"""Numerals below the first are taken for such beside others; those of several letters from the second may be words."""

_Key: TypeAlias = tuple[tuple[int, int, str], ...]


class _Coded(Protocol):
    """What has a code; it may have a printed section."""

    @property
    def code(self) -> str: ...


CodedT = TypeVar("CodedT", bound=_Coded)


def roman(text: str) -> int:
    """The value of a Roman numeral.

    >>> roman("XIV"), roman("xc")
    (14, 90)
    """
    values = [_VALUES[letter] for letter in text.casefold()]
    return sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))


def read_numerals(siblings: Collection[str], *, strict: bool = False) -> dict[str, int]:
    """The values of those letters and words that are Roman numerals, of all that stand beside each other.

    A numeral of several letters is one, and makes single letters beside it numerals; single letters alone are letters,
    but for I, V and X with nothing else. C, D, L and M must fit in among the other numerals.

    Args:
        siblings: letters and words, in small letters.
        strict: any word that is no numeral makes all of them words.

    >>> read_numerals(["i", "ii", "iv", "v", "annex"])
    {'i': 1, 'ii': 2, 'iv': 4, 'v': 5}
    >>> read_numerals(["h", "i", "j"]), read_numerals(["c", "d", "l", "m"])
    ({}, {})
    """
    values = {step: roman(step) for step in siblings if _ROMAN.fullmatch(step)}
    others = [step for step in siblings if step not in values]
    if not values or (others and strict) or any(1 < len(step) < _WORD for step in others):
        return {}  # XI beside XA is none, nor is II beside AA, BB and CC
    letters = any(len(step) == 1 for step in others)
    if not any(len(step) > 1 and value < _RARE for step, value in values.items()):
        return {} if letters or "i" not in values or not values.keys() <= {"i", "v", "x"} else values
    there = set(values.values())

    def fits(step: str, value: int) -> bool:
        if letters or len(step) == 1:
            among = value <= 2 * len(there) or not there.isdisjoint((value - 1, value + 1))
            return value < _FREQUENT or (among and not letters)
        return True

    return {step: value for step, value in values.items() if fits(step, value)}


@functools.lru_cache(maxsize=65536)
def number_steps(text: str) -> tuple[str, ...]:
    """The steps of a section or a code, in small letters.

    >>> number_steps("II.1.4b"), number_steps("Annex X")
    (('ii', '1', '4', 'b'), ('annex', 'x'))
    """
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return tuple(_STEP.findall(folded)[:_DEPTH])


def _count(numeral: str) -> int:
    """The value of a Chinese numeral: 十二, 一二."""
    total = last = 0
    for digit in numeral:
        value = int(unicodedata.numeric(digit))
        total, last = (total + (last or 1) * value, 0) if value >= 10 else (total, 10 * last + value)
    return total + last


@functools.lru_cache(maxsize=65536)
def _spelled(step: str) -> str:
    return unicodedata.normalize("NFKD", step)  # É stands beside E, and Ё beside Е


def _keys(texts: Sequence[str], sections: bool) -> list[_Key]:
    """Keys that put 2 before 10, numbers before letters, letters before words, nothing before something.

    Among codes, letters are words; and all that stand beside each other must be numerals, or none is.
    """
    every = [number_steps(text) for text in texts]
    if not any(every):  # nothing has a section
        return [()] * len(every)
    beside: dict[tuple[str, ...], dict[str, int]] = {}
    for steps in dict.fromkeys(every):
        for number, step in enumerate(steps):
            if not step.isdecimal() and step[0] not in _COUNTS:
                beside.setdefault(steps[:number], {})[step] = 0
    for above, siblings in beside.items():
        beside[above] = read_numerals(siblings, strict=not sections)

    def key(steps: tuple[str, ...], number: int, step: str) -> tuple[int, int, str]:
        if step.isdecimal():
            return 0, int(step), ""
        if step[0] in _COUNTS:
            return 0, _count(step), ""
        value = beside[steps[:number]].get(step)
        return (0, value, "") if value else (1 if len(step) == 1 or not sections else 2, 0, _spelled(step))

    made = {steps: tuple([key(steps, number, step) for number, step in enumerate(steps)]) for steps in set(every)}
    return [made[steps] for steps in every]


def in_order(entities: Iterable[CodedT]) -> tuple[CodedT, ...]:
    """The entities by printed section (II.2 before II.10), then by code (2 before 10); without a section last."""
    found = items(entities)
    if isinstance(entities, set | frozenset):  # left for the check of the field, as are other things than entities
        return found
    try:
        sections: list[str | None] = [getattr(entity, "section", None) for entity in found]
        return tuple([found[place] for place in _places(tuple(sections), tuple([entity.code for entity in found]))])
    except (AttributeError, TypeError):
        return found


@functools.lru_cache(maxsize=256)  # a changed plan has the most of its sections as before
def _places(sections: tuple[str | None, ...], codes: tuple[str, ...]) -> list[int]:
    """The places of entities with these sections and codes, in their order."""
    printed = _keys([(section or "")[:_COMPARED] for section in sections], True)
    coded = _keys([code[:_COMPARED] for code in codes], False)
    keys = list(zip([section is None for section in sections], printed, coded, codes, strict=True))
    return sorted(range(len(keys)), key=keys.__getitem__)


def in_natural_order(labels: Iterable[str]) -> list[str]:
    """Labels that no list has, in an order of their own: 2 before 10.

    >>> in_natural_order(["b10", "b2", "a"])
    ['a', 'b2', 'b10']
    """
    found = sorted(labels)
    keys = dict(zip(found, _keys(found, False), strict=True))
    return sorted(found, key=keys.__getitem__)
