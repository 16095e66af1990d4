"""What may stand in the place of a figure: a word that says why there is none, or words in a field of their own."""

import functools
from collections.abc import Callable

import attrs

from ..late import late_pattern
from ..problem import Problem, fault
from ..table.cells import STATE_NAMES, STATE_WORDS, complain_of_float, guess_cell, guess_figure, read_figure
from ..texts import fold
from ..wording import quote
from .fields import Kind, kinds

__all__ = ["choices", "complain_of_choice", "complain_of_figure"]

_BOUNDS = {
    **dict.fromkeys(("≥", ">=", "at least", "minimum", "not less than", "no less than"), "at least"),
    **dict.fromkeys(("≤", "<=", "at most", "maximum", "not more than", "no more than", "up to"), "at most"),
    **dict.fromkeys(("~", "≈", "about", "approximately", "around"), "about"),
}
"""What stands before a figure that is not stated exactly."""
_PERCENT = late_pattern(r"\s*(\S.{0,30}?)\s*(?:%|percent|per cent)\s*")


def complain_of_figure(kind: Kind, value: object) -> str:
    """What is wrong with a value that is no figure, and how it is to be written."""
    if inexact := complain_of_float(value):
        return inexact
    advice = ""
    if isinstance(value, str):
        advice = guess_cell(value) if kind.missing else guess_figure(value)
        advice = advice or (_advise(value, kind.instead) if kind.instead else "")
    return f"must be a number{f', {STATE_NAMES}' if kind.missing else ''}, got {quote(value)}{advice}"


def _advise(text: str, instead: str) -> str:
    """How a text is to be written that is no cell of a table: a bound, a percentage, or words."""
    bare = text.strip().lower()
    mark = next((mark for mark in _BOUNDS if bare.startswith(mark)), "")
    bare = bare.removeprefix(mark)
    share = _PERCENT.fullmatch(bare)
    bare = share[1] if share else bare.strip()
    advice = f"; write {bare}" if read_figure(bare) is not None else guess_figure(bare)
    if not advice or (share and bare.startswith("+")):  # a tenth more is not ten
        return f"; write words as {instead} = {quote(text)}"
    more = ["unit = 'percent'"] * bool(share) + [f"bound = {quote(_BOUNDS.get(mark))}"] * bool(mark)
    return f"{advice}, with {' and '.join(more)}" if more else advice


@functools.cache
def choices(cls: type[attrs.AttrsInstance]) -> list[tuple[str, str]]:
    """The fields of a class of which one may stand in the place of the other."""
    return [(name, kind.instead) for name, kind in kinds(cls).items() if kind.instead]


def complain_of_choice(cls: type[attrs.AttrsInstance], value_of: Callable[[str], object]) -> list[Problem]:
    """What is wrong where both of two fields are given, or neither, and just one must be.

    Args:
        value_of: the value of a field; None where it is not given.
    """
    found: list[Problem] = []
    for name, other in choices(cls):
        one, words = value_of(name), value_of(other)
        if one is not None and words is not None:
            message = f"must not stand beside {quote(other)}: a figure is written as {name}, words as {other}"
            found.append(fault(name, message, trail=(name,)))
        elif one is None and words is None:
            found.append(fault(name, f"missing; write it, or words as {other}", rule="OP002", trail=(name,)))
        elif isinstance(words, str) and (word := fold(words.strip())) in STATE_WORDS:
            message = f"must be words, got {quote(words)}; write {name} = {quote(word)}"
            found.append(fault(other, message, actual=words, trail=(other,)))
    return found
