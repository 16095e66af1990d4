"""Columns as CSV, which needs no dataframe library."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .digits import write_figure
from .escaping import escape_formula
from .late import late_pattern
from .wording import positional

__all__ = ["write_csv"]

_QUOTED = late_pattern('[",\r\n]')
"""What cannot stand bare. The module `csv` leaves a lone carriage return bare before Python 3.13."""


def write_csv(columns: Mapping[str, Sequence[object]], *, decimals: int | None, spreadsheet: bool) -> str:
    r"""The columns, all of one length, as CSV with a header. Figures are written in full; what is None is empty.

    Args:
        columns: Decimals, whole numbers, texts, or None, by name of the column.
        decimals: round Decimals half-up to so many.
        spreadsheet: whether texts that begin like a formula get an apostrophe before them.

    >>> write_csv({"item": ["=1+1", "b"], "value": [Decimal("-2.50"), None]}, decimals=None, spreadsheet=True)
    "item,value\n'=1+1,-2.50\nb,\n"
    """

    def write(value: object) -> str:
        if isinstance(value, Decimal):
            return positional(value) if decimals is None else write_figure(value, decimals)
        text = "" if value is None else str(value)
        return _quote(escape_formula(text) if spreadsheet and type(value) is not int else text)

    rows = [tuple(columns), *zip(*columns.values(), strict=True)]
    lines = (",".join(map(write, row)) for row in rows)
    return "".join(f"{line}\n" if line or not columns else '""\n' for line in lines)  # an empty line is no row


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
