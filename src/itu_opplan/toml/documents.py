"""How documents of any kind are kept in files, read and written."""

import io
import os
import re
from typing import IO, TypeAlias, TypeVar

from ..errors import FormatError, InvalidPlan
from ..late import late_pattern
from ..model.fields import kinds
from ..model.plan import OperationalPlan
from ..problem import Problem
from ..storage.layout import Layout, Part, Stored
from ..storage.read import read_stored
from ..wording import on_one_line, quote
from . import syntax
from .kinds import DOCUMENTS, PLAN, Document
from .structure import Raw, reader_of
from .tables import Tables, merge

__all__ = ["LAYOUT", "Source", "check_target", "examine", "find_parts", "make_part", "make_tables", "read_parts"]

T = TypeVar("T")

Source: TypeAlias = str | os.PathLike[str] | IO[bytes]
"""Where a document is read from: the path of a file, of a plan also of a folder, or a binary file object."""


def _is_part(data: bytes, name: str) -> bool:
    """Whether it is a file of a plan, not of another kind. FormatError when it may be one of those, but is not TOML."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not _KIND.search(b"\n" + data):
        return True
    head = data.partition(b"\n[")[0] + b"\n"  # if it is TOML by itself, it is all of the top level
    try:
        tables = syntax.parse(head, name)
    except FormatError:
        tables = syntax.parse(data, name)
    return not isinstance(tables.get("kind"), str)


_KIND = late_pattern(rb"""\n[ \t]*+(?:kind|'kind'|"[^"\n]*")[ \t]*=""")
_FORMAT = late_pattern(rb"""^(?:\xef\xbb\xbf)?[ \t]*+(?:format|'format'|"[^"\n]*")[ \t]*=""", re.MULTILINE)
_BLANK = late_pattern(rb"(?:\xef\xbb\xbf)?(?:\s++|#[^\n]*+)*+")
_SCHEMA = late_pattern(rb"(?:\xef\xbb\xbf)?(?:#[^\n]*+\n|[ \t\r]*+\n)*?(#:schema[^\r\n]*+)")


def _is_whole(data: bytes, name: str) -> bool:
    """Whether it is `plan.toml`, or a plan in one file: only those say their format, and no kind."""
    if not _FORMAT.search(data):
        return False
    try:
        tables = syntax.parse(data, name)
    except FormatError:
        return False
    return "format" in tables and not isinstance(tables.get("kind"), str)


def _is_blank(data: bytes) -> bool:
    """Whether there is nothing in it, or comments only."""
    return _BLANK.fullmatch(data) is not None


def _is_strange(data: bytes, name: str, needed: bool) -> bool:
    """Whether it is none of a plan, by its keys. FormatError when it is not TOML.

    A file whose name the plan needs is strange by its uppermost keys only: in the rest a slip can have been made.
    """
    try:
        tables = syntax.parse(data, name)
    except FormatError:
        if name == LAYOUT.main:  # of an old plan that was broken
            return not _FORMAT.search(data)
        raise
    if name == LAYOUT.main:
        return "format" not in tables
    anywhere = (*PLAN.collections, *PLAN.shared)
    return not all(key in anywhere and (needed or _is_sound(key, value)) for key, value in tables.items())


def _is_sound(key: str, value: object) -> bool:
    """Whether entities under this key of a part have no keys that `load` does not know; or what else stands there."""
    kind = kinds(OperationalPlan)[key]
    if key in PLAN.collections and kind.of is not None:
        known = kinds(kind.of).keys() - {"code"}
        tables = list(value.values()) if isinstance(value, dict) else [value]
        return bool(tables) and all(isinstance(one, dict) and one.keys() <= known for one in tables)
    try:
        reader_of(OperationalPlan, key, kind)(value, None)
    except InvalidPlan:
        return False
    return True


def _find_schema(data: bytes) -> bytes:
    """The line that tells editors where the schema is, among the comments that lead."""
    found = _SCHEMA.match(data)
    return found[1] + b"\n" if found else b""


LAYOUT = Layout(
    noun="plan",
    files="TOML files",
    suffix=".toml",
    main="plan.toml",
    decode=syntax.decode,
    is_part=_is_part,
    is_whole=_is_whole,
    is_blank=_is_blank,
    is_strange=_is_strange,
    head=_find_schema,
    max_bytes=syntax.MAX_BYTES,
)
"""How a plan is kept in files."""


# --- reading ----------------------------------------------------------------------------------------------------------


_TEXT = late_pattern(r"""\s*+["'\w.-]++ +=""")
_PATH = late_pattern(r"""[^\n"'#]+\.toml|[^\n"'#=\[\]{}]*[/\\][^\n"'#=\[\]{}]*""", re.IGNORECASE)


def find_parts(document: Document[T], source: Source, verb: str = "load", texts: str = "loads") -> Stored:
    """What stands in a path or a binary file object.

    Args:
        document: what it is expected to be.
        source: the path or the file object.
        verb: of the function that was called.
        texts: the verb of the function for texts, which is told to whoever gives a text in the place of a path.

    Raises:
        FormatError: there is nothing to read.
        TypeError: it is neither a path nor a file object.
    """
    for_texts = f"use {document.function(texts)} for texts"
    given: object = source
    if isinstance(given, str | os.PathLike):
        if isinstance(given, str) and _is_text(given):
            raise FormatError(f"this is a text, not a path; {for_texts}")
        if not document.collections and os.path.isdir(given):
            advice = f"{document.subject} one file, and {PLAN.function(verb)} reads plans"
            raise FormatError(f"{on_one_line(os.fsdecode(given))} is a folder; {advice}")
    elif not hasattr(given, "read"):
        remedy = for_texts if isinstance(given, bytes | bytearray | memoryview) else _advise_on(given, verb)
        raise _wrong_argument(document.function(verb), "a path or a binary file object", given, remedy)
    elif isinstance(given, io.StringIO):
        raise FormatError(f"a file object of text, not of bytes; {for_texts}")
    return read_stored(source, LAYOUT)


def _is_text(source: str) -> bool:
    """Whether somebody gave a text in the place of a path."""
    looks_like_text = _TEXT.match(source) is not None and not LAYOUT.suits(source)
    return "\n" in source or (looks_like_text and not os.path.exists(source))


def make_part(document: Document[T], text: str | bytes, name: str, verb: str = "loads", files: str = "load") -> Stored:
    """A text as the one part of a document.

    Args:
        document: what it is expected to be.
        text: the text.
        name: its name in messages.
        verb: of the function that was called.
        files: the verb of the function for files, which is told to whoever gives a path in the place of a text.

    Raises:
        FormatError: it is a path, or not UTF-8.
        TypeError: it is no text.
    """
    for_files = f"use {document.function(files)} for files"
    given: object = text
    if not isinstance(given, str | bytes):
        remedy = for_files if isinstance(given, os.PathLike) or hasattr(given, "read") else _advise_on(given, verb)
        raise _wrong_argument(document.function(verb), "text or bytes", given, remedy)
    text = syntax.decode(text, name)
    if len(text) <= 1000 and _PATH.fullmatch(text.strip()):
        raise FormatError(f"{quote(text)} is a path, not a text; {for_files}")
    return Stored((Part(on_one_line(name), text),), None)


def _wrong_argument(function: str, wanted: str, got: object, remedy: str) -> TypeError:
    return TypeError("; ".join(filter(None, [f"{function} takes {wanted}, got {quote(got)}", remedy])))


def _advise_on(got: object, verb: str) -> str:
    """Which function takes it, where it is a document already."""
    if isinstance(got, OperationalPlan) and verb.startswith("validate"):
        return "use validate for plans"
    for document in DOCUMENTS:
        if isinstance(got, document.cls):
            return f"{document.function('dumps')} makes a text of it"
    return ""


def read_parts(document: Document[T], stored: Stored) -> T:
    """What these parts hold.

    Raises:
        FormatError: they are not TOML, or of another kind or format.
        InvalidPlan: with everything that is wrong, each with file and line.
    """
    value, _, problems = examine(document, stored)
    if problems:
        raise InvalidPlan(problems)
    return value


def examine(document: Document[T], stored: Stored) -> tuple[T, Tables, list[Problem]]:
    """What these parts hold, its raw tables, and what the check of its kind finds.

    Raises:
        FormatError: they are not TOML, or of another kind or format.
        InvalidPlan: with everything that is wrong with their shape.
    """
    parts = stored.parts
    parsed = syntax.parse_all([(part.text, part.name) for part in parts])
    tables, problems = merge(list(zip(parts, parsed, strict=True)), document.collections, document.shared)
    raw = _upgrade(document, tables)
    try:
        value = document.structure(raw, document.cls)
    except InvalidPlan as error:
        raise InvalidPlan(tables.located([*problems, *error.problems])) from None
    if problems:
        raise InvalidPlan(tables.located(problems))
    return value, tables, tables.located(document.check(value))


def _upgrade(document: Document[T], tables: Tables) -> Raw:
    """The raw tables in the newest format, without their `kind` and `format`."""
    raw = dict(tables.raw)
    kind, version, known = raw.pop("kind", None), raw.pop("format", None), document.format
    if kind != document.kind:
        if kind is None:
            advice = f'{document.noun} says kind = "{document.kind}", and {PLAN.function("load")} reads plans'
            raise FormatError(f"no kind; {advice}", tables.top)
        known_kinds = ", ".join(quote(one.kind) for one in DOCUMENTS if one.kind)
        message = f"unknown kind {quote(kind)}; known: {known_kinds}, and plans, which have none"
        for other in DOCUMENTS:
            if kind == other.kind:
                message = f"a file of kind {quote(kind)}, not {document.noun}; {other.function('load')} reads it"
        raise FormatError(message, tables.location(("kind",)))
    if version is None:
        raise FormatError(f"no format; {document.noun} says format = {known}", tables.top)
    if type(version) is not int or version != known:
        message = f"unknown format {quote(version)}; known is {known}"
        if type(version) is int and version > known:
            message = f"format {version} is newer than this library knows ({known}); update itu-opplan"
        raise FormatError(message, tables.location(("format",)))
    return raw


# --- writing ----------------------------------------------------------------------------------------------------------


def make_tables(document: Document[T], value: T, verb: str = "dumps") -> Raw:
    """The raw tables of a document, with kind and format.

    Args:
        document: what it is.
        value: the plan, the rates …
        verb: of the function that was called.

    Raises:
        InvalidPlan: it would be refused when it is read.
        TypeError: it is something else.
    """
    if not isinstance(value, document.cls):
        is_source = isinstance(value, str | bytes | os.PathLike) or hasattr(value, "read")
        remedy = f"{document.function('load')} reads one" if is_source else _advise_on(value, verb)
        raise _wrong_argument(document.function(verb), f"an object of type {document.cls.__name__}", value, remedy)
    if found := list(document.check(value)):
        raise InvalidPlan(found)
    head: Raw = {"kind": document.kind} if document.kind else {}
    return head | {"format": document.format} | document.unstructure(value)


def check_target(plan: object, target: object) -> str:
    """The path that a plan is to be written to.

    Raises:
        FormatError: no reader would take it for a path.
        TypeError: it is none.
    """
    if isinstance(target, OperationalPlan):
        raise TypeError(f"dump takes the plan first, then the path: dump(plan, {quote(plan)})")
    if not isinstance(target, str | os.PathLike):
        remedy = "file.write(dumps(plan)) writes into a file object" if hasattr(target, "write") else ""
        remedy = "os.fsdecode makes a path of bytes" if isinstance(target, bytes) else remedy
        raise _wrong_argument("dump", "a path", target, remedy)
    if isinstance(target, str) and "\n" in target:
        raise FormatError("this is a text, not a path; a path has no line breaks")
    return os.fsdecode(target)
