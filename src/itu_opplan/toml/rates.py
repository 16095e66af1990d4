"""Rates in files: a file of `kind = "rates"`, which may lie beside those of a plan and is no part of it."""

import os

import attrs

from ..errors import FormatError, InvalidPlan
from ..model.rates import Rates
from ..wording import on_one_line, quote
from . import storage, syntax
from .files import Source, Tables, part_of, refuse_other_format, stored_in, text_of
from .structure import Raw, structure_rates
from .unstructure import unstructure

__all__ = ["FORMAT", "KIND", "dumps_rates", "load_rates", "loads_rates"]

KIND = "rates"
FORMAT = 1
"""The version of the format of these files that this library writes."""


def load_rates(source: Source) -> Rates:
    """The rates in a file or a binary file object.

    Raises:
        FormatError: there are no rates to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: with everything that is wrong with the rates, each with file and line.

    >>> load_rates("no-such-rates.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-rates.toml: no such file or folder
    """
    if not isinstance(source, str | os.PathLike) and not hasattr(source, "read"):
        raise FormatError(f"rates are read from a path or a binary file object, got {quote(source)}")
    if isinstance(source, str | os.PathLike) and os.path.isdir(source):
        raise FormatError(f"{on_one_line(os.fsdecode(source))} is a folder; rates are one file")
    return _read(stored_in(source, "loads_rates").parts[0])


def loads_rates(text: str | bytes, *, name: str = "<text>") -> Rates:
    """The rates in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

    Raises:
        FormatError, InvalidPlan: as `load_rates`.

    >>> loads_rates('kind = "rates"\\nformat = 1\\ncode = "none"\\ntitle = "No rates at all"\\ncurrency = "CHF"')
    <Rates: none, 0 prices, CHF>
    """
    return _read(part_of(text, name, "rates are"))


def dumps_rates(rates: Rates) -> str:
    """The rates as one TOML text; the same rates give the same text on every machine.

    >>> print(dumps_rates(Rates(code="none", title="No rates at all", currency="CHF")))
    kind = "rates"
    format = 1
    code = "none"
    title = "No rates at all"
    currency = "CHF"
    <BLANKLINE>
    """
    return text_of({"kind": KIND, "format": FORMAT} | unstructure(rates))


def _read(part: storage.Part) -> Rates:
    tables = Tables(syntax.parse(part.text, part.name), [part], {})
    raw = _checked(tables)
    try:
        return structure_rates(raw)
    except InvalidPlan as error:
        raise InvalidPlan(tables.located(error.problems)) from None


def _checked(tables: Tables) -> Raw:
    """The raw tables without their kind and format."""
    raw = dict(tables.raw)
    kind = raw.pop("kind", None)
    if kind is None:
        top = attrs.evolve(tables.location(()), line=None, column=None)
        raise FormatError(f'no kind; a file of rates says kind = "{KIND}", and load reads plans', top)
    if kind != KIND:
        raise FormatError(f"a file of kind {quote(kind)}, not of rates", tables.location(("kind",)))
    refuse_other_format(raw.pop("format", None), FORMAT, "a file of rates", tables)
    return raw
