"""Documents beside a plan: load and write files of rates and of other kinds; each has three functions."""

from ..model.rates import Rates
from . import syntax
from .documents import RATES, Source, find_parts, make_part, make_tables, read_parts

__all__ = ["dumps_rates", "load_rates", "loads_rates"]


def load_rates(source: Source) -> Rates:
    """The rates in a file or a binary file object.

    Raises:
        FormatError: there are no rates to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: the rates have errors; all of them are named, each with file and line.

    >>> load_rates("no-such-rates.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-rates.toml: no such file or folder
    """
    return read_parts(RATES, find_parts(RATES, source))


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
    return read_parts(RATES, make_part(RATES, text, name))


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
    return syntax.unparse(make_tables(RATES, rates))
