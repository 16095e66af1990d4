"""What a cell says: a figure, why there is none, or words; and what is wrong where it says none of them."""

import datetime
from decimal import Decimal
from typing import NamedTuple

from ..digits import write_figure
from ..late import late_pattern
from ..problem import Severity
from ..table.cells import STATE_NAMES, STATE_WORDS, Missing, guess_cell, make_decimal, parse_cell, read_figure
from ..texts import fold
from ..wording import name_unit, positional, quote
from .opening import Raw
from .sheets import DIGITS, PLACES, Content, Holds

__all__ = ["Said", "read_label", "read_said"]


class Said(NamedTuple):
    """What a cell says.

    Attributes:
        content: the figure, the missing word or the words; None where it says nothing, or nothing that can be read.
        complaint: what is wrong, or must be told; empty where nothing is.
        severity: how much that weighs.
    """

    content: Content | None = None
    complaint: str = ""
    severity: Severity = Severity.ERROR


def read_said(raw: Raw, holds: Holds, unit: str | None) -> Said:
    """What a cell of a column says.

    >>> read_said(Raw(13.0999999999999996, shown="0.0"), "figure", None).content
    Decimal('13.1')
    >>> read_said(Raw("n/a"), "figure", None).content, read_said(Raw("13,1"), "figure", None).complaint
    (<Missing.NOT_APPLICABLE: 'n/a'>, "must be a figure, 'blank', 'n/a' or 'to be completed', got '13,1'; write 13.1")
    """
    value = raw.value
    if value is None:
        return Said(complaint=_NO_VALUE) if raw.formula else Said()
    if raw.error:
        return Said(complaint=f"holds the error {value}")
    if isinstance(value, str):
        return _read_text(value, holds)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Said(complaint="holds a date; format the cell as a number, or write the figure again")
    if holds == "text":
        return Said(complaint=f"must be text, got {quote(value)}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Said(complaint=f"must be a figure, {STATE_NAMES}, got {quote(value)}")
    return _read_number(value, raw.shown, unit)


_NO_VALUE = "is a formula without a value; open the workbook in the program that it is from and save it"


def _read_text(text: str, holds: Holds) -> Said:
    words = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))
    if not words or holds == "text":
        return Said(words or None)
    if (folded := fold(words)) in STATE_WORDS:
        return Said(Missing(folded))
    if (figure := read_figure(words)) is not None:
        return Said(figure)
    advice = guess_cell(words)
    if holds == "value" and not advice:
        return Said(words, "is read as words, not as a figure", Severity.NOTE)
    return Said(complaint=f"must be a figure, {STATE_NAMES}, got {quote(words)}{advice}")


def _read_number(value: int | float, shown: str, unit: str | None) -> Said:
    try:
        number, decimals, _ = parse_cell(Decimal(value if isinstance(value, int) else f"{value:.{DIGITS}g}"))
    except ValueError as error:  # more digits than any table has, or infinite
        return Said(complaint=str(error))
    section = _ASIDE.sub("", shown.partition(";")[0])
    figure = make_decimal(number, decimals)
    if "%" in section:
        figure = make_decimal(100 * number, decimals) if decimals < 2 else make_decimal(number, decimals - 2)
        if unit != "percent":
            written = f"a figure in {name_unit(unit)}" if unit else "a figure"
            return Said(complaint=f"shows a percentage, {positional(figure)} %, where {written} stands")
    found = _FORMAT.fullmatch(section)
    if found is None:
        return Said(figure)
    places, own = found[1] or "", -int(figure.as_tuple().exponent)
    seen = Decimal(write_figure(figure, min(max(own, places.count("0")), len(places))))
    if seen == figure:
        return Said(seen)
    read = figure if own <= PLACES else seen
    told = f"holds {positional(figure)} and shows {positional(seen)}; it is read as {positional(read)}"
    return Said(read, told, Severity.WARNING)


_ASIDE = late_pattern(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
"""What stands in a number format beside the digits."""
_FORMAT = late_pattern(r"[^0#?.,eE/]*[#0?, ]*[0#?](?:\.([0#?]*))?[^0#?.,eE/]*")
"""A number format that shows a figure as it is: no fraction, no power, no thousands left out."""


def read_label(raw: Raw) -> str:
    """The text of a label, of an address or of a header, also where a program made a number of it.

    >>> read_label(Raw(2008)), read_label(Raw(" C&P ")), read_label(Raw())
    ('2008', 'C&P', '')
    """
    value = raw.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
