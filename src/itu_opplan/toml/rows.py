"""Tables of figures as rows: one inline table a row, with its labels and a figure per period."""

import math
import operator
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from ..errors import InvalidPlan
from ..grades import GradeScale
from ..model.fields import Kind
from ..model.measures import BUILT_IN, Measure
from ..model.outputs import unit_of_services
from ..model.shapes import COUNT, Shape, dim_complaint, sparse_complaint
from ..table import Axis, Table
from ..table.block import fill, make_strides
from ..table.cells import ONE, STATE_WORDS, parse_cell
from ..wording import close_matches, quote
from .complaints import shape_error
from .row_forms import LIMITS, PART, Parsed, RowForm, spell_period

__all__ = [
    "CONTEXT",
    "Context",
    "RowReader",
    "check_rows",
    "context",
    "read_measured",
    "read_table",
]

_KNOWN_DIMS = {dim for measure in BUILT_IN.values() for dim in measure.shape.dims}
_STATES = {word: parse_cell(word) for word in STATE_WORDS}
_Row: TypeAlias = tuple[list[int], list[tuple[int, Parsed]]]
"""The positions of the labels of a row, and its cells by the positions of their periods."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Context:
    """What the tables of one plan are read with.

    Attributes:
        measures: its measures by code.
        faulty: the shape of the tables of measures whose declaration is wrong, as far as it is known; None where
            nothing can be said of their tables.
        scale: its grades, to write `P-5` as `P5`.
        units: the unit of each of its services.
        axes: those of the tables that were read, by dim, labels, and reason not to add up.
    """

    measures: Mapping[str, Measure]
    faulty: Mapping[str, Shape | None]
    scale: GradeScale
    units: Mapping[str, str]
    axes: dict[tuple[str, tuple[str, ...], str], Axis] = attrs.field(factory=dict, init=False)


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


@attrs.frozen(eq=False, repr=False)
class RowReader(RowForm):
    """Reads the rows of one table of the model.

    It first takes the rows for what most are; where that is in doubt they are read one by one, with care.

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
            bare = isinstance(value, dict) and self.measure and not self.published and all(map(spell_period, value))
            unit = "" if self.shape.unit else " and a unit"
            advice = f"; without {' and '.join(dims)}: [measures.{self.measure}] with dims = []{unit}" if bare else ""
            raise shape_error(f"must be {form}, got {quote(value)}{advice}", value)
        if not dims and not isinstance(value, dict):
            rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
            advice = PART if self.published and not all(spell_period(key) for row in rows for key in row) else ""
            raise shape_error(f"must be a table with a figure per period, got {quote(value)}{advice}", value)
        given: list[object] = value if isinstance(value, list) else [value]
        if (table := self._read_quickly(given)) is not None:
            return table
        cells = self.read_carefully(given)
        labels = [tuple(dict.fromkeys(column)) for column in zip(*cells, strict=True)]
        if message := sparse_complaint(map(len, labels), len(cells)):
            raise shape_error(message, value)
        if not cells:
            return self.shape.empty
        ways = [{label: number for number, label in enumerate(own)} for own in labels]
        found = [([way[label] for way, label in zip(ways, key, strict=True)], cell) for key, cell in cells.items()]
        try:
            return self._fill(labels, [(at[:-1], [(at[-1], cell)]) for at, cell in found])
        except InvalidPlan as error:  # years in two spellings
            raise shape_error(error.problems[0].message, value) from None

    def _fill(self, labels: Sequence[tuple[str, ...]], rows: Sequence[_Row]) -> Table:
        """The table with these labels, of rows by the positions of their labels; ValueError where a cell stands twice.

        Raises:
            InvalidPlan: the labels can be on no axis.
        """
        unit, sizes = self._unit(labels), [*map(len, labels)]
        axes = [self._axis(dim, own, unit) for dim, own in zip(self.shape.dims, labels, strict=True)]
        *strides, _ = make_strides(sizes)
        placed: dict[int, Parsed] = {}
        for at, cells in rows:
            first = sum(map(operator.mul, at, strides))
            placed |= [(first + column, cell) for column, cell in cells]
        if len(placed) < sum(len(cells) for _, cells in rows):
            raise ValueError
        return Table.from_block(axes, unit, fill(placed.items(), math.prod(sizes)))

    def _axis(self, dim: str, labels: tuple[str, ...], unit: str) -> Axis:
        """An axis of the table; many tables of a plan have the same ones."""
        reason, own = self.shape.reason(dim, unit), CONTEXT.get()
        known = {} if own is None else own.axes
        found = known.get((dim, labels, reason))
        if found is None:
            found = known[dim, labels, reason] = Axis(dim, labels, reason)
        return found

    def _read_quickly(self, rows: list[Any]) -> Table | None:
        """The table of rows that are as most are; None where there is something to say of one of them, or may be."""
        *leading, _ = self.shape.dims
        ways: list[dict[str, int]] = [{} for _ in self.shape.dims]  # the position of each label, and of each period
        periods = ways[-1]
        found: list[_Row] = []
        try:
            for row in rows:
                cells = [
                    (periods.setdefault(key, len(periods)), self._cell(figure))
                    for key, figure in row.items()
                    if key not in leading
                ]
                found.append(
                    ([own.setdefault(row[dim], len(own)) for dim, own in zip(leading, ways[:-1], strict=True)], cells)
                )
            labels = [self._spell(dim, own) for dim, own in zip(self.shape.dims, ways, strict=True)]
            count = sum(len(cells) for _, cells in found)
            sound = all(cells for _, cells in found) and found and not sparse_complaint(map(len, labels), count)
            return self._fill(labels, found) if sound else None
        except (AttributeError, InvalidPlan, LookupError, TypeError, ValueError):
            return None

    def _spell(self, dim: str, labels: Iterable[str]) -> tuple[str, ...]:
        """The labels of a dim, or the periods, in their one spelling; ValueError where one is none, or is another."""
        firsts: dict[str, str] = {}
        found = [spell_period(label) if dim == "period" else self.label(dim, label, firsts) for label in labels]
        spelled = tuple([label for label in found if label is not None])
        if len({*spelled}) < len(found):
            raise ValueError
        return spelled

    def _cell(self, figure: object) -> Parsed:
        """What `parse_cell` makes of a figure that no one can object to; ValueError or KeyError for all else."""
        if type(figure) is Decimal:
            whole, _, part = str(figure).partition(".")
            number, decimals = int(whole + part), len(part)
        elif type(figure) is int:
            number, decimals = figure, 0
        elif type(figure) is str:
            return _STATES[figure]
        else:
            raise ValueError
        if not self.lowest(decimals) <= number < LIMITS[decimals]:
            raise ValueError
        return number, decimals, ONE

    def _unit(self, labels: Sequence[tuple[str, ...]]) -> str:
        """The unit of the table with these labels: its own, or that of the services it holds."""
        if self.shape.unit is not None:
            return self.shape.unit
        if "service" not in self.shape.dims:
            return COUNT  # of prices, whose unit stands beside the table
        services = labels[self.shape.dims.index("service")]
        return unit_of_services(services, self.units) or unit_of_services(self.units, self.units) or COUNT


def _find_dims(value: list[object] | dict[str, object]) -> list[str]:
    """The dims that rows have: their keys that can be such, and are no periods; a label tells a dim from a slip.

    A key that only some rows have is a slip where it is like one that more of them have.
    """
    rows = [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, dict)]
    found = Counter(
        key
        for row in rows
        for key, item in row.items()
        if isinstance(item, str) and item not in STATE_WORDS and spell_period(key) is None and not dim_complaint(key)
    )
    ranked = sorted(found, key=lambda dim: (-found[dim], dim not in _KNOWN_DIMS))
    return [
        dim for number, dim in enumerate(ranked) if found[dim] == len(rows) or not close_matches(dim, ranked[:number])
    ]
