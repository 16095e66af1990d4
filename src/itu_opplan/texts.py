"""Texts as they are kept, compared and measured: what looks the same is the same, however it was typed."""

import re
import unicodedata
from collections.abc import Iterator

from .late import late_pattern

__all__ = ["compose", "fold", "format_words", "places_of", "width_of"]

_SHORT = 200
"""Characters that may stand in any order of marks: putting them right takes time with the square of their number."""
_MARKS = 50
"""Marks that one letter may have; a longer run of them is no text, and is left as it is."""
_DOTTED = late_pattern("[i\u0131]\u0307*")
_JAMO = late_pattern("[\u1160-\u11ff\ud7b0-\ud7ff]")
"""Korean vowels and finals that make a syllable with what stands before them."""
_SKIN = late_pattern("[\U0001f3fb-\U0001f3ff]")
"""Colours of the skin of the picture before them."""
_RUN = late_pattern(r"[\x00-\x7f]?[^\x00-\x7f]+")


def compose(text: str) -> str:
    r"""The text in NFC, the one form in which texts, codes and labels are kept.

    >>> compose("e\u0301lu") == "\u00e9lu"
    True
    """
    text = text if type(text) is str else str.__str__(text)  # the text alone, of a member of an enum too
    if text.isascii():
        return text
    if len(text) <= _SHORT:
        return unicodedata.normalize("NFC", text)
    if unicodedata.is_normalized("NFC", text):  # as most texts are, and known at one look
        return text
    if "\n" in text:  # of a file, most lines are done at once
        return "\n".join([line if line.isascii() else compose(line) for line in text.split("\n")])
    return _RUN.sub(_compose_run, text)


def _compose_run(found: re.Match[str]) -> str:
    text = found[0]
    if len(text) > _SHORT:
        marks = 0
        for character in text:
            marks = marks + 1 if unicodedata.combining(character) else 0
            if marks > _MARKS:
                return text
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    r"""The text for comparing, without regard to case and to how its letters are composed.

    The letters i with and without a dot are one: the capital of either may be that of the other.

    >>> fold("E\u0301LU") == fold("\u00e9lu"), fold("\u0130zmir") == fold("izmir")
    (True, True)
    """
    return text.lower() if text.isascii() else compose(_DOTTED.sub("i", compose(text).casefold()))


def format_words(value: object, spec: str) -> str:
    """What prints as words, formatted as text is: the `__format__` of such classes.

    >>> format_words(5, ">3")
    '  5'
    """
    return format(str(value), spec)


def places_of(text: str) -> Iterator[int]:
    """How many places of a terminal each character of a text adds: a picture that several make takes two in all."""
    picture = joined = False  # whether the last character that is seen is a picture, and the next one a part of it
    last, before = 0, ""
    for character in text:
        category = unicodedata.category(character)
        if character == "\ufe0f":  # what stands before it is a picture, of two places
            picture = before[:1] in ("S", "N", "P")
            widened = picture and last == 1
            last += widened
            yield int(widened)
            continue
        if (category in ("Mn", "Me", "Cf") and character != "\u00ad") or _JAMO.match(character):
            joined = joined or (picture and character == "\u200d")
            yield 0
            continue
        symbol = category == "So"
        part = picture and (_SKIN.match(character) is not None or (joined and symbol))
        last = 0 if part else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        picture, joined, before = part or symbol, False, category
        yield last


def width_of(text: str) -> int:
    """How many places of a terminal a text takes: wide East Asian characters and pictures two, combining marks none.

    >>> width_of("CEC"), width_of("\\u884c\\u653f"), width_of("\\u2764\\ufe0f")
    (3, 4, 2)
    """
    # Composed first: a syllable of Korean letters, or a letter with its accent, is one character.
    return len(text) if text.isascii() else sum(places_of(unicodedata.normalize("NFC", text)))
