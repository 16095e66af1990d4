"""What can be a text or a code: something to see, and nothing that steers a terminal or ends a line."""

import re
import unicodedata
from typing import Literal, TypeAlias

from .late import late_pattern
from .wording import few, quote

__all__ = ["CODE", "CODE_FORM", "Beside", "complain_of_code", "complain_of_text", "is_seen", "suggest_code"]

Beside: TypeAlias = Literal["label", "number", "periods", ""]
"""Where an entity can say what is printed in the place of its code."""
_DEVICES = ("CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10)))
"""Names that Windows keeps for devices, in capitals or not: no file can be called so."""
_ANY_CASE = "|".join(re.sub("[A-Z]", lambda letter: f"[{letter[0]}{letter[0].lower()}]", name) for name in _DEVICES)
CODE = f"^(?!(?:{_ANY_CASE})$)[A-Za-z0-9&_-]{{1,32}}$"
"""What codes look like: a pattern of Python and of a JSON Schema alike."""

CODE_FORM = late_pattern(rf"{CODE[:-1]}\Z")
_CODE_OF = 60
"""Characters of the longest text that a code is suggested for."""
_PERIOD = late_pattern(r"[0-9]{4}[-/0-9HQM]*\Z")
_SURROGATE = late_pattern(r"[\ud800-\udfff]")
_CONTROL = late_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAK = late_pattern(r"[\n\r\u2028\u2029]")
_FILLERS = late_pattern("[\u115f\u1160\u2800\u3164\uffa0\ufff0-\ufff8\U0001d159\U000e0000-\U000e0fff]")
"""Letters and signs without a picture."""
_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Mc", "Me", "Mn"])
"""Categories of characters that are not seen by themselves. What this Python does not know yet may be seen."""


def is_seen(text: str) -> bool:
    """Whether there is something to see in a text: spaces, marks without a letter and signs of format are nothing.

    >>> is_seen("\\u2800"), is_seen("\\u5c40")
    (False, True)
    """
    return any(unicodedata.category(one) not in _UNSEEN and not _FILLERS.match(one) for one in text)


def complain_of_text(value: object, *, lines: bool = False) -> str:
    """What is wrong with a text; empty where nothing is.

    Args:
        value: the text, or what is none.
        lines: whether it may have several lines.

    >>> complain_of_text("Gen\\u00e8ve"), complain_of_text("two\\nlines", lines=True)
    ('', '')
    >>> print(complain_of_text("\\u200b"))
    must be text that can be seen, got U+200B
    """
    if not isinstance(value, str) or not value.strip():
        return f"must be text, got {quote(value)}"
    if value.isprintable() and (value.isascii() or is_seen(value)):  # surrogates, controls and breaks are not printable
        return ""
    if _SURROGATE.search(value):
        return "must be text that can be written as UTF-8, got a lone surrogate"
    if found := _CONTROL.search(value) or (None if lines else re.search("\t", value)):
        return f"must be text without control characters, got U+{ord(found[0]):04X}"
    if not lines and _BREAK.search(value):
        return f"must be text on one line, got {quote(value)}"
    if not is_seen(value):
        return f"must be text that can be seen, got {few(f'U+{ord(one):04X}' for one in dict.fromkeys(value))}"
    return ""


def suggest_code(text: str) -> str:
    """A code that is like a text: without accents, all else that no code has as a hyphen; empty where nothing is left.

    >>> (
    ...     suggest_code("A/80/400"),
    ...     suggest_code("Programme 1"),
    ...     suggest_code("D\u00c9P \u0661"),
    ...     suggest_code("\u884c\u653f"),
    ... )
    ('A-80-400', 'Programme-1', 'DEP-1', '')
    """
    plain = unicodedata.normalize("NFKD", text)
    digits = (str(unicodedata.decimal(one, one)) for one in plain if not unicodedata.combining(one))
    code = re.sub("[^A-Za-z0-9&_]+", "-", "".join(digits)).strip("-")[:32].rstrip("-")
    return code if CODE_FORM.match(code) else ""


def complain_of_code(value: object, *, beside: Beside | None = None) -> str:
    """What is wrong with a code; empty where nothing is.

    Args:
        value: the code, or what is none.
        beside: of the code of an entity, where it can say what is printed: in its `label` or `number`, in its `periods`
            what looks like one of them, or nowhere (empty); None for a code that is cited: nothing can be suggested.

    >>> complain_of_code("C&P"), complain_of_code("con")
    ('', "is the name of a device of Windows, and codes are names of files: 'con'; choose another one")
    >>> print(complain_of_code("1.1", beside="label"))
    must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got '1.1'; write a code such as '1-1', with label = '1.1'
    """
    if isinstance(value, str) and CODE_FORM.match(value):
        return ""
    if isinstance(value, str) and value.upper() in _DEVICES:
        return f"is the name of a device of Windows, and codes are names of files: {quote(value)}; choose another one"
    message = f"must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got {quote(value)}"
    text = value if isinstance(value, str) and value.isprintable() else ""
    if beside is None or not 0 < len(text.strip()) <= _CODE_OF:
        return message
    meant = f"such as {quote(code)}" if (code := suggest_code(text)) else "of your own"
    message = f"{message}; write a code {meant}"
    if beside == "periods" and _PERIOD.match(text):
        return f"{message}, with periods = [{quote(value)}]"
    printed = beside in ("label", "number") and text.strip() != code
    return f"{message}, with {beside} = {quote(value)}" if printed else message
