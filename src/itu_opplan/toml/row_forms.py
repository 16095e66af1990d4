"""Rows of figures read one by one, with care: what a row must have, and what is said of one that has it not."""

import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from ..errors import InvalidPlan
from ..grades import GradeScale
from ..model.measures import BUILT_IN
from ..model.purposes import as_word, keys_for
from ..model.shapes import DIGITS, LABEL, MAX_DIGITS, MAX_PLACES, Shape, dim_complaint
from ..paths import is_label, join
from ..periods import Period
from ..problem import Problem, fault
from ..spelling import NO_PERIOD
from ..table.cells import STATE_NAMES, STATE_WORDS, guess_cell, parse_cell
from ..table.names import plain_label
from ..texts import compose
from ..wording import close_matches, quote
from .complaints import show_key

__all__ = ["LIMITS", "PART", "Cells", "Parsed", "RowForm", "spell_period"]

Parsed: TypeAlias = tuple[int, int, int]
"""What `parse_cell` makes of a cell."""
Cells: TypeAlias = dict[tuple[str, ...], Parsed]
"""Cells by their labels."""
_TWICE = "is given twice; add the two up, or tell their rows apart by a further dim of the measure"
PART = "; a printed total is of all that adds up, for one of a part write a claim"
LIMITS = [10 ** (MAX_DIGITS + decimals) for decimals in range(MAX_PLACES + 1)]
"""By decimals: what the digits of a figure must stay below."""


class RowForm:
    """What the rows of one table are to be; the fields are those of `RowReader`."""

    __slots__ = ()

    shape: Shape
    scale: GradeScale | None
    units: Mapping[str, str]
    measure: str
    published: bool

    def read_carefully(self, rows: list[object]) -> Cells:
        """The cells of rows; `InvalidPlan` tells everything that is wrong with them."""
        cells: Cells = {}
        problems: list[Problem] = []
        firsts: dict[str, str] = {}
        for number, row in enumerate(rows):
            problems += self._read_row(number, row, cells, firsts)
        if problems:
            raise InvalidPlan(problems)
        return cells

    def _read_row(
        self,
        number: int,
        row: object,
        cells: Cells,
        firsts: dict[str, str],
    ) -> Iterator[Problem]:
        """What is wrong with one row; its figures go into the cells, new grades to those as they are spelled first."""
        dims = self.shape.dims[:-1]
        trail: tuple[str | int, ...] = (number,) if dims else ()
        at = f"[{number}]" if dims else ""
        if not isinstance(row, dict):
            yield fault(at, f"must be a row, got {quote(row)}", rule="OP001", trail=trail, actual=row)
            return
        labels = [self.label(dim, row.get(dim), firsts) for dim in dims]
        shown_labels = tuple([label or "" for label in labels])
        meant: list[str] = []
        for key, figure in row.items():
            if key in dims:
                continue
            period = spell_period(key)
            if period is None:
                meant += close_matches(key, dims)
                message = _about_key(key, dims, figure) + self._about_dim(key, row)
                yield fault(join(at, show_key(key)), message, rule="OP003", trail=(*trail, key), actual=key)
                continue
            cell = (*shown_labels, period)
            complaint = ""
            try:
                amount, decimals, count = parse_cell(figure)
                fits = decimals <= MAX_PLACES and self.lowest(decimals) <= amount < LIMITS[decimals]
                if not fits or cell in cells or isinstance(figure, str):
                    complaint = self._complaint(figure, labels, cell in cells and None not in labels)
                cells[cell] = amount, decimals, count
            except ValueError:
                complaint = self._complaint(figure, labels, False)
            if complaint:
                place = join(at, period) if None in labels else f"[{', '.join(cell)}]"
                yield fault(place, complaint, rule="OP004", trail=(*trail, key), actual=figure)
        for dim, label in zip(dims, labels, strict=True):
            if label is None and dim in row:
                message = LABEL.format(quote(row[dim]))
                yield fault(join(at, dim), message, rule="OP004", trail=(*trail, dim), actual=row[dim])
            elif label is None and dim not in meant:
                yield fault(join(at, dim), "missing; every row must have it", rule="OP002", trail=trail)

    def _about_dim(self, key: str, row: Mapping[str, object]) -> str:
        """What to do where a row has the label of a dim that its table has not; empty where it has another slip."""
        own, label = self.shape.dims[:-1], row[key]
        if not self.measure or not isinstance(label, str) or label in STATE_WORDS or dim_complaint(key):
            return ""
        words, name = {as_word(key), *keys_for(key)}, f"{'published_' if self.published else ''}{self.measure}"
        if close_matches(key, own) or not row.keys() >= {*own} or "period" in words:
            return ""
        if "unit" in words:
            return f"; all figures of {self.measure} have its unit; those in another one are another measure"
        if "section" in words:
            return f"; that of the table stands beside it: {name}_section"
        if "note" in words:
            return f"; what figures rest on stands beside them: {name}_assumed"
        if words & {"name", "text", "title", "label"}:
            return ""
        if self.published:
            return PART
        dims = ", ".join(f'"{dim}"' for dim in (*own, key))
        return f"; for a further dim: [measures.{self.measure}] with dims = [{dims}]"

    def label(self, dim: str, label: object, firsts: dict[str, str]) -> str | None:
        """The label in its one spelling; None where it cannot be one."""
        if dim == "grade" and self.scale and isinstance(label, str) and (grade := self.scale.find(label)):
            return grade.code
        if not isinstance(label, str) or not is_label(label):
            return None
        label = compose(label)
        return firsts.setdefault(plain_label(dim, label), label) if dim == "grade" else label

    def _complaint(self, figure: object, labels: list[str | None], twice: bool) -> str:
        """What is wrong with the figure of a cell; empty where nothing is."""
        service = labels[self.shape.dims.index("service")] if "service" in self.shape.dims else None
        unit = self.units.get(service or "") if self.shape.unit is None else None
        name = self.shape.amount(unit)
        if isinstance(figure, str):
            if figure in STATE_WORDS:
                return _TWICE if twice else ""
            return f"must be a {name}, or {STATE_NAMES}, got {quote(figure)}{guess_cell(figure)}"
        finite = isinstance(figure, int) or (isinstance(figure, Decimal) and figure.is_finite())
        if (
            not finite
            or isinstance(figure, bool)
            or not isinstance(figure, int | Decimal)
            or (figure < 0 and not self.shape.negative)
            or (figure == 0 and not self.shape.zero)
        ):
            return f"must be a {name}, got {quote(figure)}{self._about_less(figure) if finite else ''}"
        try:
            amount, decimals, _ = parse_cell(figure)
        except ValueError:
            return f"{DIGITS}, got {quote(figure)}"
        fits = decimals <= MAX_PLACES and abs(amount) < LIMITS[decimals]
        return f"{DIGITS}, got {quote(figure)}" if not fits else _TWICE if twice else ""

    def _about_less(self, figure: object) -> str:
        """What to do where a figure of one of the plan's own measures is below 0; empty of all others."""
        own = self.measure and self.measure not in BUILT_IN
        less = isinstance(figure, int | Decimal) and not isinstance(figure, bool) and figure < 0
        return f"; or [measures.{self.measure}] with negative = true" if own and less else ""

    def lowest(self, decimals: int) -> int:
        """The lowest figure with so many decimals, as a whole number."""
        return 1 - LIMITS[decimals] if self.shape.negative else int(not self.shape.zero)


@functools.lru_cache(maxsize=4096)
def spell_period(key: str) -> str | None:
    """The key as a period when it is one as files write it."""
    try:
        return str(Period.parse(key))
    except InvalidPlan:
        return None


def _about_key(key: str, dims: tuple[str, ...], value: object) -> str:
    """The complaint about a key that is no dim and no period, and the value that it has."""
    if "period" in (as_word(key), *keys_for(key)):
        period = spell_period(str(value)) or "2025"
        shown = f'"{period}"' if "/" in period else period
        return f"unknown key; the key of a figure is its period: {{ {shown} = … }}"
    if close := close_matches(key, dims):
        return f"unknown key; did you mean {quote(close[0])}?"
    try:
        Period.parse(key)
    except InvalidPlan as error:
        if not str(error).startswith(NO_PERIOD):  # what it can mean, and why it is none here
            return str(error)
    return f"unknown key; a row has {', '.join((*dims, 'a figure per period'))}"
