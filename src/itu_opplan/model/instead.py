"""What may stand in the place of a figure: a word that says why there is none, or words in a field of their own."""

import functools
import re
from collections.abc import Collection

import attrs

from ..problem import Problem, fault
from ..table.cells import STATE_NAMES, STATE_WORDS, guess_figure, read_figure
from ..texts import fold
from ..wording import quote
from .fields import Kind, kinds

__all__ = ["complain_of_choice", "complain_of_figure"]

_PERCENT = re.compile(r"\s*(\S.{0,30}?)\s*(?:%|percent|per cent)\s*")


def complain_of_figure(kind: Kind, value: object) -> str:
    """What is wrong with a value that is no figure, and how it is to be written."""
    advice = guess_figure(value) if isinstance(value, str) else ""
    if isinstance(value, str) and kind.instead and not advice:
        advice = _advise(value, kind.instead)
    return f"must be a number{f', {STATE_NAMES}' if kind.missing else ''}, got {quote(value)}{advice}"


def _advise(text: str, instead: str) -> str:
    """How a text is to be written: a percentage, a missing word in another spelling, or words."""
    if word := next((word for word in STATE_WORDS if fold(word) == fold(text.strip())), None):
        return f"; write {quote(word)}"
    if (share := _PERCENT.fullmatch(text)) and (bare := _advice_on(share[1])):
        return f"{bare}, with unit = 'percent'"
    return f"; write words as {instead} = {quote(text)}"


def _advice_on(text: str) -> str:
    return f"; write {text}" if read_figure(text) is not None else guess_figure(text)


@functools.cache
def _choices(cls: type[attrs.AttrsInstance]) -> list[tuple[str, str]]:
    """The fields of which one may stand in the place of the other."""
    return [(name, kind.instead) for name, kind in kinds(cls).items() if kind.instead]


def complain_of_choice(cls: type[attrs.AttrsInstance], given: attrs.AttrsInstance | Collection[str]) -> list[Problem]:
    """What is wrong where both of two fields are given, or neither, and just one must be; of an entity, or by name."""
    found: list[Problem] = []
    for name, other in _choices(cls):
        both = [
            one in given if isinstance(given, Collection) else getattr(given, one) is not None for one in (name, other)
        ]
        if all(both):
            message = f"must not stand beside {quote(other)}: a figure is written as {name}, words as {other}"
            found.append(fault(name, message, trail=(name,)))
        elif not any(both):
            found.append(fault(name, f"missing; write it, or words as {other}", rule="OP002", trail=(name,)))
    return found
