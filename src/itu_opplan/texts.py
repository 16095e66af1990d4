"""Texts as they are kept and compared: what looks the same is the same, however it was typed."""

import re
import unicodedata

__all__ = ["compose", "fold", "format_words"]

_SHORT = 200
"""Characters that may stand in any order of marks: putting them right takes time with the square of their number."""
_MARKS = 50
"""Marks that one letter may have; a longer run of them is no text, and is left as it is."""
_RUN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


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

    >>> fold("E\u0301LU") == fold("\u00e9lu")
    True
    """
    return text.lower() if text.isascii() else compose(compose(text).casefold())


def format_words(value: object, spec: str) -> str:
    """What prints as words, formatted as text is: the `__format__` of such classes.

    >>> format_words(5, ">3")
    '  5'
    """
    return format(str(value), spec)
