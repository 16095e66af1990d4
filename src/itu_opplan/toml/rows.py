"""Tables of figures as rows: one inline table a row, with its labels and a figure per period."""

import functools
from collections import Counter
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from decimal import Decimal

import attrs

from ..errors import InvalidPlan
from ..grades import GradeScale
from ..model.fields import Kind
from ..model.measures import BUILT_IN, Measure
from ..model.outputs import unit_of_services
from ..model.purposes import as_word, keys_for
from ..model.shapes import COUNT, DIGITS, LABEL, MAX_DIGITS, MAX_PLACES, Shape, dim_complaint, sparse_complaint
from ..paths import is_label, join
from ..periods import Period
from ..problem import Problem, fault
from ..spelling import NO_PERIOD
from ..table import Table
from ..table.cells import STATE_NAMES, STATE_WORDS, guess_cell, parse_cell
from ..table.names import plain_label
from ..texts import compose
from ..wording import close_matches, quote
from .complaints import shape_error, show_key

__all__ = [
    "CONTEXT",
    "Context",
    "RowReader",
    "check_rows",
    "context",
    "read_measured",
    "read_table",
]

_TWICE = "is given twice; add the two up, or tell their rows apart by a further dim of the measure"
_PART = "; a printed total is of all that adds up, for one of a part write a claim"
_KNOWN_DIMS = {dim for measure in BUILT_IN.values() for dim in measure.shape.dims}
_LIMITS = [10 ** (MAX_DIGITS + decimals) for decimals in range(MAX_PLACES + 1)]
"""By decimals: what the digits of a figure must stay below."""


@attrs.frozen(kw_only=True)
class Context:
    """What the tables of one plan are read with.

    Attributes:
        measures: its measures by code.
        faulty: the shape of the tables of measures whose declaration is wrong, as far as it is known; None where
            nothing can be said of their tables.
        scale: its grades, to write `P-5` as `P5`.
        units: the unit of each of its services.
    """

    measures: Mapping[str, Measure]
    faulty: Mapping[str, Shape | None]
    scale: GradeScale
    units: Mapping[str, str]


CONTEXT: ContextVar[Context | None] = ContextVar("CONTEXT", default=None)
"""Set while a plan is read: one converter serves all plans, in any number of threads. None where another document
is read."""


def context() -> Context:
    """What the tables of the plan are read with that is read now.

    Raises:
        InvalidPlan: another document is read.
    """
    found = CONTEXT.get()
    if found is None:
        raise shape_error("figures stand in plans only; here each cell has an address of its own", None)
    return found


def read_table(kind: Kind, value: object) -> Table:
    """The table that a field of this kind holds.

    Raises:
        InvalidPlan: with everything that is wrong with its rows.
    """
    if isinstance(kind.shape, Shape):
        return RowReader(kind.shape, None, {}).read(value)
    code, own = kind.shape or "", context()
    if code in own.faulty:
        check_rows(own.faulty[code], kind.published, value)
        return own.measures[code].shape.empty
    return read_measured(own.measures[code], kind.published, value)


def check_rows(shape: Shape | None, published: bool, value: object) -> None:
    """Refuse what is wrong with the table of a measure of which no more is known; its totals depend on the rest.

    Raises:
        InvalidPlan: with everything that is wrong with its rows.
    """
    if shape is not None and not published:
        RowReader(shape, context().scale, context().units).read(value)


def read_measured(measure: Measure, published: bool, value: object) -> Table:
    """The table of a measure, or its printed totals.

    Raises:
        InvalidPlan: with everything that is wrong with its rows.
    """
    own = context()
    shape = measure.published if published else measure.shape
    return RowReader(shape, own.scale, own.units, measure.code, published).read(value)


@attrs.frozen
class RowReader:
    """Reads the rows of one table of the model.

    Attributes:
        shape: dims and unit of the table.
        scale: the grades of the plan, to write `P-5` as `P5`; None where there are none.
        units: the unit of each service of the plan.
        measure: the code of the measure of the table; empty where it has none.
        published: whether these are its printed totals.
    """

    shape: Shape
    scale: GradeScale | None
    units: Mapping[str, str]
    measure: str = ""
    published: bool = False

    def read(self, value: object) -> Table:
        """The table; `InvalidPlan` tells everything that is wrong with its rows."""
        if self.shape.any_dims:
            if value == []:
                return self.shape.empty
            if not isinstance(value, list | dict):
                form = "a list of rows, each with labels and a figure per period"
                raise shape_error(f"must be {form}, got {quote(value)}", value)
            return attrs.evolve(self, shape=self.shape.with_dims(_find_dims(value))).read(value)
        dims = self.shape.dims[:-1]
        if not dims and isinstance(value, list) and len(value) == 1:
            (value,) = value
        if dims and not isinstance(value, list):
            form = f"a list of rows, each with {', '.join(dims)} and a figure per period"
            bare = isinstance(value, dict) and self.measure and not self.published and all(map(_period, value))
            unit = "" if self.shape.unit else " and a unit"
            advice = f"; without {' and '.join(dims)}: [measures.{self.measure}] with dims = []{unit}" if bare else ""
            raise shape_error(f"must be {form}, got {quote(value)}{advice}", value)
        if not dims and not isinstance(value, dict):
            rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
            advice = _PART if self.published and not all(_period(key) for row in rows for key in row) else ""
            raise shape_error(f"must be a table with a figure per period, got {quote(value)}{advice}", value)
        cells: dict[tuple[str, ...], tuple[int, int, int]] = {}
        problems: list[Problem] = []
        firsts: dict[str, str] = {}
        for number, row in enumerate(value if isinstance(value, list) else [value]):
            problems += self._row(number, row, cells, firsts)
        if problems:
            raise InvalidPlan(problems)
        if message := sparse_complaint(map(len, map(set, zip(*cells, strict=True))), len(cells)):
            raise shape_error(message, value)
        if not cells:
            return self.shape.empty
        unit = self._unit(cells)
        try:
            table = Table.from_parsed(cells, dims=self.shape.dims, unit=unit)
        except InvalidPlan as error:  # years in two spellings
            raise shape_error(error.problems[0].message, value) from None
        if not self.shape.not_additive:
            return table
        axes = (attrs.evolve(axis, reason=self.shape.reason(axis.dim, unit)) for axis in table.axes)
        return attrs.evolve(table, axes=tuple(axes))

    def _row(
        self,
        number: int,
        row: object,
        cells: dict[tuple[str, ...], tuple[int, int, int]],
        firsts: dict[str, str],
    ) -> Iterator[Problem]:
        """What is wrong with one row; its figures go into the cells, new grades to those as they are spelled first."""
        dims = self.shape.dims[:-1]
        trail: tuple[str | int, ...] = (number,) if dims else ()
        at = f"[{number}]" if dims else ""
        if not isinstance(row, dict):
            yield fault(at, f"must be a row, got {quote(row)}", rule="OP001", trail=trail, actual=row)
            return
        labels = [self._label(dim, row.get(dim), firsts) for dim in dims]
        shown_labels = tuple([label or "" for label in labels])
        meant: list[str] = []
        for key, figure in row.items():
            if key in dims:
                continue
            period = _period(key)
            if period is None:
                meant += close_matches(key, dims)
                message = _about_key(key, dims, figure) + self._about_dim(key, row)
                yield fault(join(at, show_key(key)), message, rule="OP003", trail=(*trail, key), actual=key)
                continue
            cell = (*shown_labels, period)
            complaint = ""
            try:
                amount, decimals, count = parse_cell(figure)
                fits = decimals <= MAX_PLACES and self._lowest(decimals) <= amount < _LIMITS[decimals]
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
            return _PART
        dims = ", ".join(f'"{dim}"' for dim in (*own, key))
        return f"; for a further dim: [measures.{self.measure}] with dims = [{dims}]"

    def _label(self, dim: str, label: object, firsts: dict[str, str]) -> str | None:
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
        fits = decimals <= MAX_PLACES and abs(amount) < _LIMITS[decimals]
        return f"{DIGITS}, got {quote(figure)}" if not fits else _TWICE if twice else ""

    def _about_less(self, figure: object) -> str:
        """What to do where a figure of one of the plan's own measures is below 0; empty of all others."""
        own = self.measure and self.measure not in BUILT_IN
        less = isinstance(figure, int | Decimal) and not isinstance(figure, bool) and figure < 0
        return f"; or [measures.{self.measure}] with negative = true" if own and less else ""

    def _lowest(self, decimals: int) -> int:
        return 1 - _LIMITS[decimals] if self.shape.negative else int(not self.shape.zero)

    def _unit(self, cells: Mapping[tuple[str, ...], object]) -> str:
        """The unit of the table: its own, or that of the services it holds."""
        if self.shape.unit is not None:
            return self.shape.unit
        if "service" not in self.shape.dims:
            return COUNT  # of prices, whose unit stands beside the table
        place = self.shape.dims.index("service")
        return (
            unit_of_services([key[place] for key in cells], self.units)
            or unit_of_services(self.units, self.units)
            or COUNT
        )


def _find_dims(value: list[object] | dict[str, object]) -> list[str]:
    """The dims that rows have: their keys that can be such, and are no periods; a label tells a dim from a slip.

    A key that only some rows have is a slip where it is like one that more of them have.
    """
    rows = [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, dict)]
    found = Counter(
        key
        for row in rows
        for key, item in row.items()
        if isinstance(item, str) and item not in STATE_WORDS and _period(key) is None and not dim_complaint(key)
    )
    ranked = sorted(found, key=lambda dim: (-found[dim], dim not in _KNOWN_DIMS))
    return [
        dim for number, dim in enumerate(ranked) if found[dim] == len(rows) or not close_matches(dim, ranked[:number])
    ]


@functools.lru_cache(maxsize=4096)
def _period(key: str) -> str | None:
    """The key as a period when it is one as files write it."""
    try:
        return str(Period.parse(key))
    except InvalidPlan:
        return None


def _about_key(key: str, dims: tuple[str, ...], value: object) -> str:
    """The complaint about a key that is no dim and no period, and the value that it has."""
    if "period" in (as_word(key), *keys_for(key)):
        period = _period(str(value)) or "2025"
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
