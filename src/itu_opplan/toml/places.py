"""Where the keys and array elements of a TOML text stand, for messages that name a line.

The parser gives positions of syntax errors only. When something else is to be said of a plan that it accepted, `Places`
goes through the same text once more. First it notes the headers, and then what stands below those that it is asked
about: most problems are in few of the tables. It neither checks nor decodes values: it trusts the parser, and knows
each token by its first characters.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import count

import attrs

from ..immutable import Immutable

__all__ = ["Path", "Place", "Places"]

Path = tuple[str | int, ...]
"""Keys and 0-based array indices, from the top of the text: `("outputs", "PP", "effort", 0, "2008")`."""

# Repetitions are possessive, so that long tokens need no memory for going back. Only that over the parts of a
# multi-line string is not: before Python 3.11.5 it would go wrong, because a part can fail half-way.
_GAP = re.compile(r"(?:[ \t\r\n,]++|#[^\n]*+)*+")
_KEY = re.compile(r"""[ \t]*+("(?:[^"\\]++|\\.)*+"|'[^']*+'|[\w-]++)[ \t]*+(\.|=|\]\]?)[ \t]*+""")
_VALUE = re.compile(
    r"""'{3}.*?'{3,5}|"{3}(?:"{0,2}+(?:[^"\\]++|\\.)++)*"{3,5}"""  # the last quotes but three are text
    r"""|'[^']*+'|"(?:[^"\\]++|\\.)*+\""""
    r"|[\[{]"  # only the opening: keys and elements follow, each with its own place
    r"|[^,\]}#\r\n]++",  # a number, a boolean, or a date, which may have a space in it
    re.DOTALL,
)
_BRACKET = re.compile(
    r"""'{3}.*?'{3,5}|"{3}(?:"{0,2}+(?:[^"\\]++|\\.)++)*"{3,5}|'[^']*+'|"(?:[^"\\]++|\\.)*+"|#[^\n]*+"""
    r"|(\[|\{)|(\]|\})",
    re.DOTALL,
)
"""A bracket, or what may have some in it that are none; each begins with a letter of its own, which makes it fast."""
_PAIR = re.compile(
    r"""[ \t\r\n,]*+([\w-]++)[ \t]*+=[ \t]*+(?:"(?:[^"\\\n]++|\\.)*+"(?!")|'[^'\n]*+'(?!')|[^]["'{},#\r\n]++)"""
)
"""A bare key with a value on its line, as most are: all of it at once."""
_PLAIN_HEADER = re.compile(r"\[\[?+([\w-]++(?:\.[\w-]++)*+)\]")
_FIRST_BRACKET = re.compile(r"^[ \t]*+\[", re.MULTILINE)
_HEADER = re.compile(r"""\[\[?(?:[^]"'\n]++|"(?:[^"\\]++|\\.)*+"|'[^']*+')*+\]\]?""")
_ESCAPE = re.compile(r"\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U00(?:0[\da-fA-F]|10)[\da-fA-F]{4}|.)", re.ASCII)
_SHORT_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}

# A short text can nest so deeply that its paths together are some hundred times as long as the text.
_DEEP = 32
_DEEP_PARTS_KEPT = 1_000_000


@attrs.frozen(eq=False, repr=False)
class Place(Immutable):
    """A place in a text.

    Attributes:
        line: Number of the line, from 1.
        column: Number of the character in the line, from 1.
    """

    line: int
    column: int


class Places:
    """Where every table, key and array element of a TOML text stands, each worked out when it is asked for.

    A key stands where its name begins, and a table where the last part of its header does. A table without a
    header of its own, and an array of tables as a whole, stands where it is first named. An array element
    stands where its value begins; in an array of tables, where the last part of its `[[header]]` does. A byte
    order mark before the text is not counted.

    The text must be one that the parser has accepted, which also bounds its depth; in any other, what is
    found may be incomplete or wrong, without an error. Time and memory grow no faster than the text. For
    that, paths of more than 32 parts are kept only until they have a million parts together; `nearest` gives
    the place of what is above the rest.

    >>> found = Places('[outputs.PP]\\neffort = [{ department = "SGO", 2008 = 4.7 }]')
    >>> found.nearest(("outputs", "PP", "effort", 0, "2008"))
    Place(line=2, column=33)
    """

    def __init__(self, text: str) -> None:
        self._text = text.removeprefix("\ufeff")
        self._at, self._end = 0, len(self._text)
        self._keys: dict[Path, int] = {}
        """Where keys, elements, and tables with a header stand."""
        self._mentions: dict[Path, int] = {}
        """Where other tables, and arrays of tables, are first named."""
        self._items: dict[Path, int] = {}  # the index of the open table of each array of tables
        self._way: list[tuple[str, Path]] = []
        """The names in the header before, and the table that each led to."""
        self._deep_parts = 0
        self._bodies: dict[Path, tuple[int, int]] = {}
        """What is not gone through yet: the texts below headers, by their paths."""
        path: Path = ()
        begin = 0
        for header in self._headers():
            self._bodies[path] = begin, header
            self._at = header
            path = self._header()
            begin = self._at
        self._bodies[path] = begin, self._end

    def nearest(self, path: Path) -> Place | None:
        """The place of a path or, where it is not in the text, of the nearest that is above it.

        None only if not even the first part of the path is known.

        >>> Places("[outputs.PP]\\nsection = 'II.1'").nearest(("outputs", "PP", "effort", 0))
        Place(line=1, column=10)
        """
        for length in range(len(path) + 1):
            self._go_through(path[:length])
        prefixes = (path[:length] for length in range(len(path), 0, -1))
        at = next((at for prefix in prefixes if (at := self._find(prefix)) is not None), None)
        return None if at is None else self._place(at)

    def all(self) -> dict[Path, Place]:
        """The places of everything."""
        for path in list(self._bodies):
            self._go_through(path)
        return {path: self._place(at) for path, at in (self._mentions | self._keys).items()}

    def _find(self, path: Path) -> int | None:
        return self._keys.get(path, self._mentions.get(path))

    @functools.cached_property
    def _line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self._text)]

    def _place(self, at: int) -> Place:
        line = bisect_left(self._line_ends, at)
        return Place(line + 1, at - (self._line_ends[line - 1] if line else -1))

    def _headers(self) -> Iterable[int]:
        """Where the headers begin: brackets at the beginning of a line that stand in no others."""
        if '"""' in self._text or "'''" in self._text:
            return self._headers_among_brackets()
        found: list[int] = []
        for first in _FIRST_BRACKET.finditer(self._text):
            before = self._line_before(first.start())
            if "#" in before:  # what stands at the end of it may be a comment
                return self._headers_among_brackets()
            if before[-1:] not in (",", "["):  # it is no element of an array
                found.append(first.end() - 1)
        return found

    def _line_before(self, at: int) -> str:
        """The last line before a line that is neither empty nor a comment."""
        line = ""
        while at and (not line or line[0] == "#"):
            begin = self._text.rfind("\n", 0, at - 1) + 1
            line, at = self._text[begin:at].strip(), begin
        return "" if line[:1] == "#" else line

    def _headers_among_brackets(self) -> Iterator[int]:
        """The headers, found by going through all brackets and all strings, which may have some in them."""
        depth = 0
        for found in _BRACKET.finditer(self._text):
            if found.lastindex == 1:
                at = found.start()
                if not depth and not self._text[self._text.rfind("\n", 0, at) + 1 : at].strip(" \t"):
                    yield at
                depth += 1
            elif found.lastindex == 2:
                depth -= 1

    def _go_through(self, header: Path) -> None:
        """Note where everything stands that is below a header, unless that is done."""
        if (body := self._bodies.pop(header, None)) is None:
            return
        self._at, self._end = body
        # The arrays and inline tables that are open; an array with its indices to come.
        enclosing: list[tuple[Path, Iterator[int] | None]] = [(header, None)]
        while enclosing and (char := self._next_character()):
            path, indices = enclosing[-1]
            if indices is None and (pair := _PAIR.match(self._text, self._at, self._end)):
                self._add((*path, pair[1]), pair.start(1))
                self._at = pair.end()
                continue
            if char in "]}":
                self._at += 1
                enclosing.pop()
                continue
            if indices is None:
                path = self._key(path)
            else:
                path = (*path, next(indices))
                self._add(path, self._at)
            if opening := self._value():
                enclosing.append((path, count() if opening == "[" else None))

    def _next_character(self) -> str:
        """Skip what separates values, and look at the character after that; "" at the end of the text."""
        self._take(_GAP)
        return self._text[self._at] if self._at < self._end else ""

    def _header(self) -> Path:
        """Take a `[header]` or `[[header]]`; give the path of the table that it opens."""
        at = self._at
        match = self._take(_HEADER)
        if match is None or not (parts := _parts(match[0])):
            return ()  # as no parser would take it
        is_item = match[0].startswith("[[")
        *above, (last, place) = parts
        path: Path = ()
        way, self._way = self._way, []
        for name, offset in above:
            if len(way) > len(self._way) and way[len(self._way)][0] == name:  # as in the header before
                path = way[len(self._way)][1]
            else:
                path, way = self._open((*path, name), at + offset, is_first_mention=True), []
            self._way.append((name, path))
        path = (*path, last)
        if is_item:
            self._items[path] = self._items.get(path, -1) + 1
        path = self._open(path, at + place, is_first_mention=is_item)
        self._way.append((last, path))
        return path

    def _key(self, path: Path) -> Path:
        """Take a key with what ends it; give its path, below the path given."""
        while match := self._take(_KEY):
            path = self._open((*path, _name(match[1])), match.start(1), is_first_mention=match[2] == ".")
            if match[2] != ".":
                break
        return path

    def _open(self, path: Path, at: int, *, is_first_mention: bool) -> Path:
        """Note that a table or key is named here; of an array of tables the open table is meant."""
        self._add(path, at, is_first_mention=is_first_mention)
        if path in self._items:
            path = (*path, self._items[path])
            self._add(path, at, is_first_mention=True)
        return path

    def _value(self) -> str:
        """Take a value, of an array or a table only the opening bracket; give that bracket, or ""."""
        match = self._take(_VALUE)
        return match[0] if match and match[0] in ("[", "{") else ""

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take what fits; at what cannot be read skip to the end."""
        match = pattern.match(self._text, self._at, self._end)
        self._at = match.end() if match else self._end
        return match

    def _add(self, path: Path, at: int, *, is_first_mention: bool = False) -> None:
        if is_first_mention and self._mentions.get(path, at) < at:
            return
        if len(path) > _DEEP:
            self._deep_parts += len(path)
            if self._deep_parts > _DEEP_PARTS_KEPT:
                return
        if is_first_mention:
            self._mentions[path] = at
        else:
            self._keys[path] = at


@functools.lru_cache(maxsize=64)  # tables of an array have one header
def _parts(header: str) -> list[tuple[str, int]]:
    """The names in a header, and where in it they stand."""
    found: list[tuple[str, int]] = []
    at = header.rindex("[", 0, 2) + 1
    if plain := _PLAIN_HEADER.match(header):
        for name in plain[1].split("."):
            found.append((name, at))
            at += len(name) + 1
        return found
    while match := _KEY.match(header, at):
        found.append((_name(match[1]), match.start(1)))
        at = match.end()
        if match[2] != ".":
            break
    return found


def _name(key: str) -> str:
    if key[0] == '"':
        return _ESCAPE.sub(_character, key[1:-1])
    return key[1:-1] if key[0] == "'" else key


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _SHORT_ESCAPES.get(code, code)
