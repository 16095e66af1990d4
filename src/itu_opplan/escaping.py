"""Any text as one line of plain text, of Markdown, of HTML: such that it is shown as it is, whatever it holds."""

from .late import late_pattern
from .wording import on_one_line

__all__ = ["html_line", "is_turned", "markdown_block", "markdown_line", "plain_line"]

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


def is_turned(text: str) -> bool:
    """Whether a text has letters that are read from the right."""
    return _TURNED.search(text) is not None


def plain_line(text: str) -> str:
    """The text on one line, such that it can be encoded, with what turns the direction of reading escaped."""
    if text.isprintable():
        return text
    parts = _MARK_OF_DIRECTION.split(_SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)))
    return "".join(part if number % 2 else on_one_line(part) for number, part in enumerate(parts))


def markdown_line(text: str) -> str:
    r"""The text within a line of Markdown of GitHub's kind.

    >>> print(markdown_line("a|b <i> 2*3"))
    a\|b &lt;i> 2\*3
    """
    return _ENTITY.sub("&amp;", _MARKDOWN.sub(r"\\\g<0>", plain_line(text))).replace("<", "&lt;")


def markdown_block(text: str) -> str:
    r"""The text as a line of Markdown of its own: it begins no list, heading or quotation.

    >>> print(markdown_block("1. One"))
    1\. One
    """
    return _BLOCK.sub(r"\g<0>\\", markdown_line(text).strip())


def html_line(text: str, *, quotes: bool = True) -> str:
    """The text within HTML; with its quotes escaped also within an attribute.

    >>> html_line("a < b & 'c'")
    'a &lt; b &amp; &#x27;c&#x27;'
    """
    from html import escape  # its table of entities is not for those who print text

    return escape(plain_line(text), quote=quotes)
