"""Where the keys and array elements of a TOML text stand, for messages that name a line.

The parser gives positions of syntax errors only. When a plan that it accepted turns out to be wrong in some
other way, `places` goes through the same text once more and notes where everything is. It neither checks nor
decodes values: it trusts the parser, and knows each token by its first characters.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import count

import attrs

from ..immutable import Immutable

__all__ = ["Path", "Place", "find_nearest", "find_places"]

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


def find_places(text: str) -> dict[Path, Place]:
    """Find where every table, key and array element of a TOML text stands.

    A key stands where its name begins, and a table where the last part of its header does. A table without a
    header of its own, and an array of tables as a whole, stands where it is first named. An array element
    stands where its value begins; in an array of tables, where the last part of its `[[header]]` does. A byte
    order mark before the text is not counted.

    The text must be one that the parser has accepted, which also bounds its depth; in any other, what is
    found may be incomplete or wrong, without an error. Time and memory grow no faster than the text. For
    that, paths of more than 32 parts are kept only until they have a million parts together; `nearest` gives
    the place of what is above the rest.

    >>> found = find_places('[outputs.PP]\\neffort = [{ department = "SGO", 2008 = 4.7 }]')
    >>> found["outputs", "PP", "effort", 0, "2008"]
    Place(line=2, column=33)
    """
    scan = _Scan(text.removeprefix("\ufeff"))
    # The header in force, then the arrays and inline tables that are open; an array with its indices to come.
    enclosing: list[tuple[Path, Iterator[int] | None]] = [((), None)]
    while enclosing and (char := scan.next_character()):
        path, indices = enclosing[-1]
        if char in "]}":
            scan.at += 1
            enclosing.pop()
        elif char == "[" and indices is None:
            enclosing = [(scan.header(), None)]
        else:
            path = scan.key(path) if indices is None else scan.element((*path, next(indices)))
            opening = scan.value()
            if opening:
                enclosing.append((path, count() if opening == "[" else None))
    return scan.found


def find_nearest(found: Mapping[Path, Place], path: Path) -> Place | None:
    """Give the place of a path or, where it is not in the text, of the nearest that is above it.

    `None` only if not even the first part of the path is known.

    >>> find_nearest(find_places("[outputs.PP]\\nsection = 'II.1'"), ("outputs", "PP", "effort", 0))
    Place(line=1, column=10)
    """
    prefixes = (path[:length] for length in range(len(path), 0, -1))
    return next((found[prefix] for prefix in prefixes if prefix in found), None)


class _Scan:
    """A text, how far it is read, and what was found so far. At what cannot be read it skips to the end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, Place] = {}
        self._items: dict[Path, int] = {}  # the index of the open table of each array of tables
        self._deep_parts = 0
        self._line, self._line_start, self._counted = 1, 0, 0

    def next_character(self) -> str:
        """Skip what separates values, and look at the character after that; "" at the end of the text."""
        self._take(_GAP)
        return self.text[self.at : self.at + 1]

    def header(self) -> Path:
        """Take a `[header]` or `[[header]]`; give the path of the table that it opens."""
        is_item = self.text.startswith("[[", self.at)
        self.at += 2 if is_item else 1
        return self.key((), is_item=is_item)

    def key(self, path: Path, *, is_item: bool = False) -> Path:
        """Take a key with what ends it; give its path, below the path given."""
        while match := self._take(_KEY):
            path = (*path, _name(match[1]))
            is_last = match[2] != "."
            self._add(path, match.start(1), is_first_mention=is_item or not is_last)
            if is_item and is_last:
                self._items[path] = self._items.get(path, -1) + 1
            if path in self._items:
                path = (*path, self._items[path])
                self._add(path, match.start(1), is_first_mention=True)
            if is_last:
                break
        return path

    def element(self, path: Path) -> Path:
        """Note that an array element of that path begins here."""
        self._add(path, self.at)
        return path

    def value(self) -> str:
        """Take a value, of an array or a table only the opening bracket; give that bracket, or ""."""
        match = self._take(_VALUE)
        return match[0] if match and match[0] in ("[", "{") else ""

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else len(self.text)
        return match

    def _add(self, path: Path, at: int, *, is_first_mention: bool = False) -> None:
        if is_first_mention and path in self.found:
            return
        if len(path) > _DEEP:
            self._deep_parts += len(path)
            if self._deep_parts > _DEEP_PARTS_KEPT:
                return
        line_end = self.text.rfind("\n", self._counted, at)
        if line_end >= 0:
            self._line += self.text.count("\n", self._counted, at)
            self._line_start = line_end + 1
        self._counted = at
        self.found[path] = Place(self._line, at - self._line_start + 1)


def _name(key: str) -> str:
    if key[0] == '"':
        return _ESCAPE.sub(_character, key[1:-1])
    return key[1:-1] if key[0] == "'" else key


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _SHORT_ESCAPES.get(code, code)
