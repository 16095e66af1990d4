"""What happened, by whose it is: figures of outputs, departments and others, values of KPIs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from ..paths import join
from ..table import Table
from ..table.joining import keep_figures, tally_missing
from . import fields, to
from .checked import Checked
from .keyed import Keyed
from .measures import Figures, to_figures
from .shapes import COUNT, Shape, settle_table
from .values import Actual
from .walk import Site

__all__ = [
    "BARE",
    "BARE_FIGURES",
    "DepartmentActuals",
    "FigureActuals",
    "KPIActuals",
    "OutputActuals",
    "join_figures",
    "join_owners",
    "kinds_of",
    "path_of",
    "strip_figures",
    "strip_units",
    "to_departments",
    "to_kpis",
    "to_others",
    "to_outputs",
]

BARE = Shape(dims=("period",), unit=None, negative=True, any_dims=True)
"""Figures of a measure: its dims and its unit stand in the plan, which is not at hand."""
_TABLE = fields.table(BARE)
BARE_FIGURES = fields.figures(BARE)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OutputActuals(Checked):
    """What happened of the figures of an output.

    Attributes:
        code: the code of the output.
        effort: work-months that were worked, as the plan has its effort; periods are those that were reported.
        services: what was ordered of services.
        figures: figures of the plan's own measures, by the code of the measure.
        note: anything a later reader should know.

    >>> worked = Table.from_rows([{"department": "SGO", "2008-M01": 3}], dims=["department", "period"], unit="count")
    >>> OutputActuals(code="PP", effort=worked).effort.total()
    Decimal('3')
    """

    code: str = attrs.field(metadata=fields.CODE)
    effort: Table = attrs.field(default=BARE.empty, metadata=_TABLE)
    services: Table = attrs.field(default=BARE.empty, metadata=_TABLE)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=BARE_FIGURES)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DepartmentActuals(Checked):
    """What happened of the figures of a department.

    Attributes:
        code: the code of the department.
        staffing: work-months that there were, by grade.
        posts: posts that there were, by grade.
        allocations: how the work was divided, in percent.
        figures: figures of the plan's own measures, by the code of the measure.
        note: anything a later reader should know.

    >>> staff = Table.from_rows([{"grade": "P5", "2008-Q1": 3}], dims=["grade", "period"], unit="count")
    >>> DepartmentActuals(code="SPU", staffing=staff).staffing.total()
    Decimal('3')
    """

    code: str = attrs.field(metadata=fields.CODE)
    staffing: Table = attrs.field(default=BARE.empty, metadata=_TABLE)
    posts: Table = attrs.field(default=BARE.empty, metadata=_TABLE)
    allocations: Table = attrs.field(default=BARE.empty, metadata=_TABLE)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=BARE_FIGURES)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FigureActuals(Checked):
    """What happened of the figures of an objective, a goal or a project.

    Attributes:
        code: its code.
        figures: figures of the plan's own measures, by the code of the measure.
        note: anything a later reader should know.

    >>> FigureActuals(code="1").figures
    Keyed({})
    """

    code: str = attrs.field(metadata=fields.CODE)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=BARE_FIGURES)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)


def _actuals(value: Iterable[Actual]) -> tuple[Actual, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class KPIActuals(Checked):
    """What was measured of a KPI.

    Attributes:
        code: the code of the KPI; of one without a code any name, and `path` says which it is.
        path: the address of a KPI that has no code.
        text: the text of the KPI, to make sure that it is this one: if another text stands there, `monitor` refuses it.
        actuals: what was measured, beside what the plan has.
        note: anything a later reader should know.

    >>> KPIActuals(code="visits", actuals=[Actual(period="2008-Q1", value=40)]).actuals[0].value
    Decimal('40')
    """

    code: str = attrs.field(metadata=fields.CODE)
    path: str | None = attrs.field(default=None, metadata=fields.MAYBE_ADDRESS)
    text: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    actuals: tuple[Actual, ...] = attrs.field(
        default=(), converter=_actuals, metadata=fields.children(Actual, "actual")
    )
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)


def to_outputs(value: Iterable[OutputActuals]) -> tuple[OutputActuals, ...]:
    return to.by_code(value)


def to_departments(value: Iterable[DepartmentActuals]) -> tuple[DepartmentActuals, ...]:
    return to.by_code(value)


def to_others(value: Iterable[FigureActuals]) -> tuple[FigureActuals, ...]:
    return to.by_code(value)


def to_kpis(value: Iterable[KPIActuals]) -> tuple[KPIActuals, ...]:
    return to.by_code(value)


def kinds_of(entity: attrs.AttrsInstance) -> Mapping[str, fields.Kind]:
    """What each field of actuals holds, by its name."""
    return fields.kinds(type(entity))


def path_of(site: Site, measure: str) -> str:
    """The address of a table of actuals, which is that of the plan's."""
    typed = measure in kinds_of(site.entity)
    return join(site.path, *(() if typed else ("figures",)), measure)


def strip_units(one: Any) -> Any:
    """The figures of one thing without their units."""
    found: dict[str, Any] = {}
    for name, kind in kinds_of(one).items():
        value = getattr(one, name)
        if kind.what == "table" and (value.unit != COUNT or value.assumed or tally_missing(keep_figures(value))):
            found[name] = _count(value)
        elif kind.what == "figures":
            found[name] = strip_figures(value)
    return attrs.evolve(one, **found) if found else one


def strip_figures(figures: Figures) -> Figures:
    """Tables by their measure without their units."""
    kept: Mapping[str, Any] = {
        name: _count(one) if isinstance(one, Table) else one
        for name, one in figures.items()
        if not name.endswith("_assumed")
    }
    return Keyed(kept)


def _count(table: Table) -> Table:
    """The same figures, of which only the plan knows the unit and what adds."""
    records = table.records()
    bare = Table.from_records(records, dims=table.dims, unit=COUNT, labels={a.dim: a.labels for a in table.axes})
    return settle_table(bare, BARE, {})


def join_owners(owners: Iterable[Any]) -> list[Any]:
    """Actuals by whose they are, those of one owner put together."""
    found: dict[str, Any] = {}
    for one in owners:
        other = found.get(one.code.casefold())
        found[one.code.casefold()] = one if other is None else _join_two(other, one)
    return list(found.values())


def _join_two(one: Any, other: Any) -> Any:
    """What two actuals have of one owner."""
    values: dict[str, Any] = {}
    for name, kind in kinds_of(one).items():
        first, second = getattr(one, name), getattr(other, name)
        if kind.what == "table":
            values[name] = _join_tables(first, second)
        elif kind.what == "figures":
            values[name] = join_figures([first, second])
        elif kind.many:
            values[name] = (*first, *second)
        elif name != "code":
            values[name] = second if first is None else first
    return attrs.evolve(one, **values)


def join_figures(every: Sequence[Figures]) -> Figures:
    """Tables by their measure, those of one measure put together."""
    found: dict[str, Any] = {}
    for figures in every:
        for name, one in figures.items():
            other = found.get(name)
            found[name] = _join_tables(other, one) if isinstance(one, Table) and other is not None else one
    return Keyed(found)


def _join_tables(one: Table, other: Table) -> Table:
    """The cells of two tables of which none stands in both."""
    if not len(one) or not len(other):
        return one if len(one) else other
    rows = [*one.records(), *other.records()]
    return settle_table(Table.from_records(rows, dims=one.dims, unit=one.unit), BARE, {})
