"""Any text as one line of plain text, of Markdown, of HTML, of a sheet: such that it is shown as it is."""

import itertools
import unicodedata

from .late import late_pattern
from .texts import places_of, width_of
from .wording import on_one_line

__all__ = [
    "cut",
    "escape_block",
    "escape_formula",
    "escape_html",
    "escape_markdown",
    "show_on_one_line",
    "turns",
]

_CONTROL = late_pattern(r"\r\n|[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_RIGHT_TO_LEFT = "\u05be-\u05f4\u0620-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
_TURNED = late_pattern(f"[{_RIGHT_TO_LEFT}]")
_MARK_OF_DIRECTION = late_pattern(f"((?<=[{_RIGHT_TO_LEFT}])[\u200f\u061c]|[\u200f\u061c](?=[{_RIGHT_TO_LEFT}]))")
"""A mark at a letter of its own direction, as Arabic and Hebrew text has it: it turns nothing else."""
_SURROGATE = late_pattern(r"[\ud800-\udfff]")
_MARKDOWN = late_pattern(
    r"[\\|*`\[\]~$]"  # what Markdown may read as a command anywhere
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore at the edge of a word; inside a word it is only text
)
_ENTITY = late_pattern(r"&(?=#?\w+;)")
_BLOCK = late_pattern(r"^(?:[0-9]+(?=[.)](?:\s|$))|(?=[-+#=>]))")  # what begins a list, a heading, a quotation
_LONGEST = 60
_MOST_CHARACTERS = 10 * _LONGEST
"""Of a cell that is cut: marks take no place, and any number of them could stand on one letter."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What spreadsheets take for the beginning of a formula, or pass over to look for one behind it."""


def turns(text: str) -> bool:
    """Whether a text has letters that are read from the right."""
    return _TURNED.search(text) is not None


def show_on_one_line(text: str) -> str:
    """The text on one line, such that it can be encoded, with what turns the direction of reading escaped."""
    if text.isprintable():
        return text
    parts = _MARK_OF_DIRECTION.split(_SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)))
    return "".join(part if number % 2 else on_one_line(part) for number, part in enumerate(parts))


def escape_markdown(text: str) -> str:
    r"""The text on one line, with what Markdown or HTML would read as a command escaped.

    >>> print(escape_markdown("a|b <c>"))
    a\|b &lt;c>
    """
    return _ENTITY.sub("&amp;", _MARKDOWN.sub(r"\\\g<0>", show_on_one_line(text))).replace("<", "&lt;")


def escape_block(text: str) -> str:
    r"""The text as a line of Markdown of its own: it begins no list, heading or quotation.

    >>> print(escape_block("1. June"))
    1\. June
    """
    return _BLOCK.sub(r"\g<0>\\", escape_markdown(text).strip())


def escape_html(text: str, *, quotes: bool = True) -> str:
    """The text on one line within HTML; with its quotes escaped also within an attribute.

    >>> escape_html("a < b & 'c'")
    'a &lt; b &amp; &#x27;c&#x27;'
    """
    from html import escape  # its table of entities is not for those who print text

    return escape(show_on_one_line(text), quote=quotes)


def escape_formula(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> escape_formula("=1+1"), escape_formula("a=b")
    ("'=1+1", 'a=b')
    """
    return f"'{text}" if text.startswith(_FORMULAS) else text


def cut(text: str) -> str:
    """A text of more than 60 places with dots for the rest."""
    if width_of(text) <= _LONGEST and len(text) <= _MOST_CHARACTERS:
        return text
    text = unicodedata.normalize("NFC", text[:_MOST_CHARACTERS])
    ends = itertools.accumulate(places_of(text))
    return text[: sum(end < _LONGEST for end in ends)] + "…"
