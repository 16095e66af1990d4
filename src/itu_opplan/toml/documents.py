"""The kinds of documents that files hold: one table of them, and how any of them is read and written.

A plan says no `kind`; every other document does, and may lie beside the files of a plan without being a part of it.
Whoever adds a kind adds an entry to `DOCUMENTS`; messages, checks and the functions of `files` come from it.
"""

import os
import re
from collections.abc import Callable, Iterable
from typing import IO, Any, Generic, TypeAlias, TypeVar

import attrs

from .. import rules
from ..errors import FormatError, InvalidPlan
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.rates import Rates
from ..problem import Problem
from ..storage.layout import Layout, Part, Stored
from ..storage.read import read_stored
from ..wording import on_one_line, quote
from . import syntax
from .structure import Raw, structure, structure_document
from .tables import Tables, merge
from .unstructure import unstructure

__all__ = [
    "DOCUMENTS",
    "LAYOUT",
    "PLAN",
    "RATES",
    "Document",
    "Source",
    "examine",
    "find_parts",
    "make_part",
    "make_tables",
    "read_parts",
]

T = TypeVar("T")

Source: TypeAlias = str | os.PathLike[str] | IO[bytes]
"""Where a document is read from: the path of a file, of a plan also of a folder, or a binary file object."""


@attrs.frozen(kw_only=True)
class Document(Generic[T]):
    """A kind of document.

    Attributes:
        kind: what its files say as `kind`, and how the names of its functions end; None for a plan.
        subject: how messages speak of what it holds.
        noun: how they speak of one file.
        format: the version of its format that this library writes.
        cls: what is read from it.
        structure: makes that of raw tables; InvalidPlan for what has another shape.
        unstructure: makes raw tables of it again.
        check: finds what else may not be, neither read nor written.
        collections: the tables of entities that may be divided among the files of a folder; empty when it is one file.
        shared: other keys that any file of the folder may have.

    >>> RATES.kind, RATES.noun, RATES.function("load"), PLAN.function("load")
    ('rates', 'a file of rates', 'load_rates', 'load')
    """

    kind: str | None
    subject: str
    noun: str
    format: int = 1
    cls: type[T]
    structure: Callable[[Raw], T]
    unstructure: Callable[[T], Raw]
    check: Callable[[T], Iterable[Problem]] = lambda _: ()
    collections: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    def function(self, verb: str) -> str:
        """The name of the public function that does this with such documents."""
        return f"{verb}_{self.kind}" if self.kind else verb


PLAN = Document(
    kind=None,
    subject="a plan is",
    noun="a plan",
    cls=OperationalPlan,
    structure=structure,
    unstructure=unstructure,
    check=rules.errors,
    collections=tuple(name for name in COLLECTIONS if name != "measures"),
    shared=("grades", "outline"),
)
RATES = Document(
    kind="rates",
    subject="rates are",
    noun="a file of rates",
    cls=Rates,
    structure=lambda raw: structure_document(raw, Rates, "file of rates"),
    unstructure=unstructure,
)

DOCUMENTS: tuple[Document[Any], ...] = (PLAN, RATES)
"""All kinds of documents."""


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


_KIND = re.compile(rb"""\n[ \t]*+(?:kind|'kind'|"[^"\n]*")[ \t]*=""")

LAYOUT = Layout(
    noun="plan",
    files="TOML files",
    suffix=".toml",
    main="plan.toml",
    decode=syntax.decode,
    is_part=_is_part,
    max_bytes=syntax.MAX_BYTES,
)
"""How a plan is kept in files."""


# --- reading ----------------------------------------------------------------------------------------------------------


def find_parts(document: Document[T], source: Source, texts: str = "loads") -> Stored:
    """What stands in a path or a binary file object.

    Args:
        document: what it is expected to be.
        source: the path or the file object.
        texts: the verb of the function for texts, which is told to whoever gives a text in the place of a path.

    Raises:
        FormatError: there is nothing to read.
    """
    if isinstance(source, str | os.PathLike):
        if isinstance(source, str) and "\n" in source:
            raise FormatError(f"this is a text, not a path; use {document.function(texts)} for texts")
        if not document.collections and os.path.isdir(source):
            raise FormatError(f"{on_one_line(os.fsdecode(source))} is a folder; {document.subject} one file")
    elif not hasattr(source, "read"):
        raise FormatError(f"{document.subject} read from a path or a binary file object, got {quote(source)}")
    return read_stored(source, LAYOUT)


def make_part(document: Document[T], text: str | bytes, name: str) -> Stored:
    """A text as the one part of a document; FormatError where it is no text, or not UTF-8."""
    if not isinstance(text, str | bytes):
        raise FormatError(f"{document.subject} text or bytes, got {quote(text)}")
    return Stored((Part(on_one_line(name), syntax.decode(text, name)),), None)


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
    syntax.refuse_too_many((part.text for part in parts), parts[0].name)
    parsed = [(part, syntax.parse(part.text, part.name)) for part in parts]
    tables, problems = merge(parsed, document.collections, document.shared)
    raw = _upgrade(document, tables)
    try:
        value = document.structure(raw)
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


def make_tables(document: Document[T], value: T) -> Raw:
    """The raw tables of a document, with kind and format; InvalidPlan where it would be refused when it is read."""
    if found := list(document.check(value)):
        raise InvalidPlan(found)
    head: Raw = {"kind": document.kind} if document.kind else {}
    return head | {"format": document.format} | document.unstructure(value)
