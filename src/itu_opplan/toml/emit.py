"""Raw tables as TOML text, byte for byte as tomli-w writes them: a test compares the two.

The lines of a table come first, then the tables in it, each under a header. Tables in a list stand on a line each where
all of them fit, else each has a header, too.
"""

import datetime
import functools
import re
from decimal import Decimal
from typing import TypeAlias

__all__ = ["unparse"]

_Table: TypeAlias = dict[str, object]

_INDENT = "    "
_ROOM = 100 - len(_INDENT) - len(",")
"""Characters that a table may have that stands on a line of a list."""
_BARE = re.compile("[A-Za-z0-9_-]+")
_ESCAPES = {
    **{number: f"\\u{number:04x}" for number in (*range(32), 127) if number != ord("\t")},
    **{ord(sign): f"\\{letter}" for sign, letter in zip('\b\n\f\r"\\', 'bnfr"\\', strict=True)},
}
"""What is written in quotes in the place of a sign, by the number of the sign."""


def unparse(raw: _Table) -> str:
    """Raw tables as TOML.

    Args:
        raw: texts, whole numbers, Decimals, dates and flags, in dicts and lists.

    >>> print(unparse({"format": 1, "groups": {"A": {"title": "A", "rows": [{"name": "a", "2008": 4}]}}}), end="")
    format = 1
    <BLANKLINE>
    [groups.A]
    title = "A"
    rows = [
        { name = "a", 2008 = 4 },
    ]
    """
    pieces: list[str] = []
    _write(raw, "", "", pieces)
    return "".join(pieces).removeprefix("\n")


def _write(table: _Table, name: str, header: str, pieces: list[str]) -> None:
    """The lines of a table, then the tables in it. One with nothing but tables in it has no header."""
    pieces.append(header)
    before = len(pieces)
    below: list[tuple[str, object]] = []
    for key, value in table.items():
        written = _quote(value) if type(value) is str else _on_lines(value)
        if written is None:
            below.append((key, value))
        else:
            pieces.append(f"{_key(key)} = {written}\n")
    if below and len(pieces) == before and not header.startswith("\n[["):
        pieces.pop()
    for key, value in below:
        path = f"{name}.{_key(key)}" if name else _key(key)
        if isinstance(value, dict):
            _write(value, path, f"\n[{path}]\n", pieces)
        elif isinstance(value, list):
            for item in value:
                _write(item, path, f"\n[[{path}]]\n", pieces)


def _on_lines(value: object) -> str | None:
    """What stands behind the key of a value; None where tables with headers do."""
    if type(value) is dict:
        return None
    if type(value) is list and value and all([type(item) is dict for item in value]):  # noqa: C419  # a list is quicker
        rows = _rows(value)
        return _list(rows) if rows else None
    return _literal(value)


def _rows(tables: list[_Table]) -> list[str]:
    """Each table on a line; none where one of them does not fit."""
    rows: list[str] = []
    for table in tables:
        for value in table.values():
            if (type(value) is str and len(value) > _ROOM) or (type(value) is list and value):
                return []  # at once, for there may be a lot in it
        row = _inline(table)
        if len(row) > _ROOM or "\n" in row:
            return []
        rows.append(row)
    return rows


def _literal(value: object, indent: str = "") -> str:
    """A value behind its key; the items of a list stand on lines of their own, further to the right."""
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | datetime.date):
        return str(value)
    if isinstance(value, list):
        return _list([_literal(item, indent + _INDENT) for item in value], indent)
    assert isinstance(value, dict)  # nothing else stands in raw tables
    return _inline(value)


def _list(items: list[str], indent: str = "") -> str:
    lines = "".join([f"{indent}{_INDENT}{item},\n" for item in items])
    return f"[\n{lines}{indent}]" if items else "[]"


def _inline(table: _Table) -> str:
    """A table between braces."""
    pairs = ", ".join([f"{_key(key)} = {_literal(value)}" for key, value in table.items()])
    return f"{{ {pairs} }}" if pairs else "{}"


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return "nan" if value.is_nan() else "inf" if value > 0 else "-inf"
    text = str(value).lower()
    return text if "." in text or "e" in text else f"{text}.0"


@functools.lru_cache(maxsize=4096)  # the same keys come again and again
def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quote(key)


def _quote(text: str) -> str:
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text if plain else text.translate(_ESCAPES)}"'
