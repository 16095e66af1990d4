"""Text to raw tables: the only module that calls the TOML parser.

Whatever the input, the outcome is tables or one `FormatError` with file, line and column, quickly. The parser itself
refuses deep nesting; what it would spend seconds and gigabytes on (dotted keys of hundreds of parts, figures of
megabytes) is refused here before it sees the text.
"""

import decimal
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import tomli

from ..errors import FormatError
from ..late import late_pattern
from ..problem import Location
from ..storage.layout import refuse_size
from ..texts import compose
from ..wording import on_one_line

__all__ = [
    "MAX_BYTES",
    "MAX_KEY_PARTS",
    "MAX_NESTING",
    "MAX_VALUES",
    "MAX_WORD",
    "decode",
    "parse",
    "parse_all",
    "refuse_too_many",
]

MAX_BYTES = 32 * 1024 * 1024
"""Bytes that one file may have."""

MAX_NESTING = 400
"""How deep lists and inline tables may stand in each other; the parser's own limit."""

MAX_KEY_PARTS = 16
"""Parts that a dotted key may have; a plan needs fewer than ten."""

MAX_VALUES = 2_000_000
"""Keys, tables, values and items of lists that all files of a plan may have together, counted by the signs before them;
each of them takes up to a kilobyte of memory, and the shipped plan has 16,000."""

MAX_WORD = 600
"""Characters that a figure, a date or a key without quotes may have; below any limit that Python sets for integers."""

_BEFORE_VALUES = "=,.[{"
_NO_SIGNS = bytes(set(range(256)) - set(f"{_BEFORE_VALUES}\n".encode()))
_NO_DOTS = _BEFORE_VALUES.replace(".", "").encode()
_DOTS = b"." * MAX_KEY_PARTS  # a key of more parts has so many in one line
_STRICT = decimal.Context(traps=[decimal.InvalidOperation])
_BOM = "\ufeff"
_PART = r"""[ \t]*+(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+')[ \t]*+"""
_LONG_KEY = rf"\.{_PART}(?:\.{_PART}){{{MAX_KEY_PARTS - 1}}}"
_LONG_WORD = rf"\w{{{MAX_WORD + 1}}}"
_LONG = 64
_IN_WORD = r"""[^\s="'\[\]{},.#%]"""
_LAST_OF_WORD = late_pattern(rf"(?<!{_IN_WORD})(?<![0-9]\.){_IN_WORD}+\Z")  # not the decimals of a figure
_REST_OF_WORD = late_pattern(rf"(?![A-Za-z0-9_]){_IN_WORD}{{1,{_LONG}}}")
_EXPONENT = r"[0-9._]++[eE][+-]?+[0-9_]{9,}+"
_SKIPPED = "|".join(  # quoted texts, also those that are not closed; comments; and words: each is looked at once
    (
        r'"{3}(?:"{0,2}+(?:[^"\\]++|\\.)++)*(?:"{3,5}+)?+',  # the last quotes but three are text; the outer loop
        r"'{3}.*?(?:'{3,5}+|\Z)",  # is not possessive: that would go wrong before Python 3.11.5
        r'"(?:[^"\\\n]++|\\.)*+"?+',
        r"'[^'\n]*+'?+",
        r"#[^\n]*+",
        r"\w++",
    )
)


def decode(text: str | bytes, name: str) -> str:
    """The text of a file, without its byte order mark, in NFC.

    Args:
        text: bytes are UTF-8.
        name: of the file, for messages.

    Raises:
        FormatError: too big, or not UTF-8; with the line and column of what is not.

    >>> decode(b"format = 1", "plan.toml")
    'format = 1'
    """
    try:
        size = len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode())
    except UnicodeEncodeError as error:
        message = f"the lone surrogate U+{ord(error.object[error.start]):04X} is no character; delete it"
        raise FormatError(message, _place(error.object[: error.start], name)) from None
    if size > MAX_BYTES:
        raise refuse_size(size, MAX_BYTES, name)
    if isinstance(text, bytes):
        text = _from_utf_8(text, name)
    text = text.removeprefix(_BOM)
    if text.startswith(_BOM):  # whoever decodes the text once more must not take it for the mark
        raise FormatError(_invisible(_BOM), Location(on_one_line(name), 1, 1))
    return compose(text)


def _from_utf_8(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FormatError("not UTF-8 but UTF-16; save the file as UTF-8", Location(on_one_line(name), 1, 1))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise FormatError(message, _place(data[: error.start].decode(), name)) from None


def parse(text: str | bytes, name: str) -> dict[str, object]:
    """The tables of a TOML text; figures with a point or an exponent are exact Decimals, `nan` and `inf` too.

    Args:
        text: TOML; bytes are UTF-8, and one byte order mark may lead.
        name: of the file, for messages.

    Raises:
        FormatError: whatever is wrong with the text, with line and column wherever they are known.

    >>> parse("effort = { 2007 = 4.70 }", "PP.toml")
    {'effort': {'2007': Decimal('4.70')}}
    """
    (tables,) = parse_all([(decode(text, name), name)])
    return tables


def parse_all(texts: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    """The tables of each of the texts that make one document, as `parse` makes them.

    Args:
        texts: what `decode` made of each file, with its name; the first is told where all are too much together.

    Raises:
        FormatError: as `parse`; of the first text that is wrong.

    >>> parse_all([("a = 1", "plan.toml"), ("b = 2", "PP.toml")])
    [{'a': 1}, {'b': 2}]
    """
    signs = refuse_too_many((text for text, _ in texts), texts[0][1])
    return [_parse(text, name, found) for (text, name), found in zip(texts, signs, strict=True)]


def _parse(text: str, name: str, signs: bytes) -> dict[str, object]:
    _refuse_bombs(text, name, signs)
    try:
        # Decimal() is exact in any context, but what it does with nonsense is the caller's setting.
        with decimal.localcontext(_STRICT):
            return tomli.loads(text, parse_float=decimal.Decimal)
    except tomli.TOMLDecodeError as error:
        raise FormatError(_sentence(error), Location(on_one_line(name), error.lineno, error.colno)) from None
    except decimal.InvalidOperation:
        offset = next((place for place in _outside(text, _EXPONENT) if not _is_decimal(text, place)), None)
        raise FormatError("the exponent of the figure is out of range", _place(text[:offset], name)) from None
    except RecursionError:
        message = f"nested too deep; lists and inline tables may stand {MAX_NESTING} deep in each other at most"
        raise FormatError(message, _place(text[: _too_deep(text)], name)) from None
    except MemoryError:
        raise FormatError("too big for the memory of this machine", Location(on_one_line(name))) from None
    except ValueError as error:  # no such input is known; a new parser may have one
        raise FormatError(f"not TOML: {on_one_line(str(error))[:200]}", Location(on_one_line(name))) from None


def refuse_too_many(texts: Iterable[str], name: str) -> list[bytes]:
    """Raise FormatError when these texts have more keys and values together than a plan may have.

    Returns:
        What of each text the guards count: the signs before values, and the ends of lines.
    """
    count = 0
    looks = []
    for text in texts:
        signs = text.encode(errors="surrogatepass").translate(None, _NO_SIGNS)
        found = len(signs) - signs.count(b"\n")
        if count + found > MAX_VALUES:  # it may be words for the most part
            found = sum(1 for _ in itertools.islice(_outside(text, f"[{re.escape(_BEFORE_VALUES)}]"), MAX_VALUES + 1))
        count += found
        looks.append(signs)
    if count > MAX_VALUES:
        raise FormatError(f"too big; a plan may have {MAX_VALUES:,} keys and values", Location(on_one_line(name)))
    return looks


def _refuse_bombs(text: str, name: str, signs: bytes) -> None:
    """Two quick looks at every text; only one that looks odd is gone through sign by sign."""
    if _DOTS in signs.translate(None, _NO_DOTS) and re.search(_LONG_KEY, text):
        for offset in _outside(text, _LONG_KEY):
            message = f"a dotted key may have {MAX_KEY_PARTS} parts at most"
            raise FormatError(message, _place(text[:offset], name))
    if _has_long_word(text):
        for offset in _outside(text, _LONG_WORD):
            message = f"a figure, or a key without quotes, may have {MAX_WORD} characters at most"
            raise FormatError(message, _place(text[:offset], name))


def _has_long_word(text: str) -> bool:
    """Whether so many characters follow each other without a space or an end of line: in steps as long as a word."""
    start = 0
    while (end := start + MAX_WORD + 1) <= len(text):
        space = text.rfind(" ", start, end)
        if space < 0:
            space = text.rfind("\n", start, end)
        if space < 0:
            return True
        start = space + 1
    return False


def _outside(text: str, pattern: str) -> Iterator[int]:
    """Where the pattern is found outside quotes and comments."""
    for found in re.finditer(f"(?P<hit>{pattern})|{_SKIPPED}", text, re.DOTALL):
        if found["hit"] is not None:
            yield found.start()


def _is_decimal(text: str, offset: int) -> bool:
    found = re.compile(_EXPONENT).match(text, offset)
    try:
        return found is not None and decimal.Decimal(found[0], _STRICT.copy()).is_finite()
    except decimal.InvalidOperation:
        return False


def _too_deep(text: str) -> int | None:
    depth = 0
    for offset in _outside(text, r"[\[\]{}]"):
        depth += 1 if text[offset] in "[{" else -1
        if depth > MAX_NESTING:
            return offset
    return None


def _place(before: str, name: str) -> Location:
    """The place where this beginning of a text ends."""
    before = before.removeprefix(_BOM)
    return Location(on_one_line(name), before.count("\n") + 1, len(before) - before.rfind("\n"))


def _sentence(error: tomli.TOMLDecodeError) -> str:
    sign = error.doc[error.pos : error.pos + 1]
    if sign and not sign.isprintable() and sign not in "\t\n":
        return _invisible(sign)
    said = on_one_line(error.msg[:1].lower() + error.msg[1:])[:200]
    return f"not TOML: {said} (at column {error.colno}){_advise(error.doc, error.pos)}"


def _advise(text: str, offset: int) -> str:
    """That a word is to be quoted, where a sign in the midst of it is what the parser cannot read; else nothing."""
    before, after = _LAST_OF_WORD.search(text[max(0, offset - _LONG) : offset]), _REST_OF_WORD.match(text, offset)
    word = before[0] + after[0] if before and after else ""
    return f'; write "{word}" in quotes' if word and word.isprintable() else ""


def _invisible(sign: str) -> str:
    return f"the invisible character U+{ord(sign):04X} cannot stand here; delete it"
