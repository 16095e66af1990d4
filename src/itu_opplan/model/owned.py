"""What happened, by whose it is: figures of outputs, departments and others, values of KPIs."""

from collections.abc import Iterable

import attrs

from ..table import Table
from . import checking, fields, to
from .keyed import Keyed
from .measures import Figures, to_figures
from .shapes import Shape
from .values import Actual

__all__ = [
    "BARE",
    "BARE_FIGURES",
    "DepartmentActuals",
    "FigureActuals",
    "KPIActuals",
    "OutputActuals",
    "to_departments",
    "to_kpis",
    "to_others",
    "to_outputs",
]

BARE = Shape(dims=("period",), unit=None, negative=True, any_dims=True)
"""Figures of a measure: its dims and its unit stand in the plan, which is not at hand."""
_TABLE = fields.table(BARE)
BARE_FIGURES = fields.figures(BARE)


@attrs.frozen(kw_only=True)
class OutputActuals:
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

    __attrs_post_init__ = checking.check_entity


@attrs.frozen(kw_only=True)
class DepartmentActuals:
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

    __attrs_post_init__ = checking.check_entity


@attrs.frozen(kw_only=True)
class FigureActuals:
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

    __attrs_post_init__ = checking.check_entity


def _actuals(value: Iterable[Actual]) -> tuple[Actual, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True)
class KPIActuals:
    """What was measured of a KPI.

    Attributes:
        code: the code of the KPI; of one without a code any name, and `path` says which it is.
        path: the address of a KPI that has no code.
        text: the text of the KPI, as a guard: another text there is refused.
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

    __attrs_post_init__ = checking.check_entity


def to_outputs(value: Iterable[OutputActuals]) -> tuple[OutputActuals, ...]:
    return to.by_code(value)


def to_departments(value: Iterable[DepartmentActuals]) -> tuple[DepartmentActuals, ...]:
    return to.by_code(value)


def to_others(value: Iterable[FigureActuals]) -> tuple[FigureActuals, ...]:
    return to.by_code(value)


def to_kpis(value: Iterable[KPIActuals]) -> tuple[KPIActuals, ...]:
    return to.by_code(value)
