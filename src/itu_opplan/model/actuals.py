"""What happened: figures and values of KPIs as a period was reported. No part of a plan: a file of their own."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

import attrs

from ..errors import InvalidPlan
from ..problem import Problem, fault
from ..table import Table
from ..wording import quote
from . import checking, extracts, fields, to
from .keyed import Keyed, to_keyed
from .measures import Figures, to_figures
from .shapes import COUNT, Shape
from .values import Actual
from .walk import Site, entities

__all__ = ["Actuals", "DepartmentActuals", "FigureActuals", "KPIActuals", "OutputActuals"]

_BARE = Shape(dims=("period",), unit=None, negative=True, any_dims=True)
"""Figures of a measure: its dims and its unit stand in the plan, which is not at hand."""
_TABLE, _FIGURES = fields.table(_BARE), fields.figures(_BARE)


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
    effort: Table = attrs.field(default=_BARE.empty, metadata=_TABLE)
    services: Table = attrs.field(default=_BARE.empty, metadata=_TABLE)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=_FIGURES)
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
    staffing: Table = attrs.field(default=_BARE.empty, metadata=_TABLE)
    posts: Table = attrs.field(default=_BARE.empty, metadata=_TABLE)
    allocations: Table = attrs.field(default=_BARE.empty, metadata=_TABLE)
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=_FIGURES)
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
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=_FIGURES)
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


_Owner: TypeAlias = OutputActuals | DepartmentActuals | FigureActuals | KPIActuals
OwnerT = TypeVar("OwnerT", bound=_Owner)


def _by_code(value: Iterable[OwnerT]) -> tuple[OwnerT, ...]:
    found = to.items(value)
    try:
        return tuple(sorted(found, key=lambda one: one.code))
    except (AttributeError, TypeError):  # no such entities: left for the check of the field
        return found


def _outputs(value: Iterable[OutputActuals]) -> tuple[OutputActuals, ...]:
    return _by_code(value)


def _departments(value: Iterable[DepartmentActuals]) -> tuple[DepartmentActuals, ...]:
    return _by_code(value)


def _others(value: Iterable[FigureActuals]) -> tuple[FigureActuals, ...]:
    return _by_code(value)


def _kpis(value: Iterable[KPIActuals]) -> tuple[KPIActuals, ...]:
    return _by_code(value)


def _of(noun: str) -> fields.Metadata:
    return fields.children(FigureActuals, f"actuals of {noun}")


@attrs.frozen(kw_only=True, repr=False)
class Actuals:
    """What happened, as it was reported up to a day: figures of any measure of a plan, and values of its KPIs.

    Figures stand as in the plan, for its columns or for months, quarters, halves or years inside them. Their unit is
    that of the measure, unless `units` says another one: a table in a unit of its own brings it there, and what a table
    assumes goes to `assumed`.

    Attributes:
        code: the code of the actuals.
        title: what they are, in one line.
        plan: the code of the plan that they are of.
        as_of: the day up to which they report, to its end.
        source: where they come from, such as the system of time sheets.
        invented: true where the figures are made up, for an example or a trial; whatever is made of them says so.
        note: anything a later reader should know.
        units: the unit of the figures of a measure, by its code, where it is not that of the plan.
        assumed: what the figures rest on, as sentences.
        outputs: figures of outputs.
        departments: figures of departments.
        objectives: figures of objectives.
        goals: figures of goals.
        projects: figures of projects.
        figures: figures of measures of the plan as a whole.
        kpis: values of KPIs.

    >>> worked = Table.from_rows(
    ...     [{"department": "SGO", "2008-M01": 3}], dims=["department", "period"], unit="work_month"
    ... )
    >>> actuals = Actuals(
    ...     code="jan",
    ...     title="January",
    ...     plan="p",
    ...     as_of=datetime.date(2008, 1, 31),
    ...     source="invented",
    ...     outputs=[OutputActuals(code="PP", effort=worked)],
    ... )
    >>> actuals, actuals.units
    (<Actuals jan: p as of 2008-01-31>, Keyed({'effort': 'work_month'}))
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    plan: str = attrs.field(metadata=fields.CODE)
    as_of: datetime.date = attrs.field(metadata=fields.DATE)
    source: str = attrs.field(metadata=fields.TEXT)
    invented: bool = attrs.field(default=False, metadata=fields.FLAG)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    units: Keyed[str] = attrs.field(default=Keyed(), converter=to_keyed, metadata=fields.UNITS)
    assumed: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    outputs: tuple[OutputActuals, ...] = attrs.field(
        default=(), converter=_outputs, metadata=fields.children(OutputActuals, "actuals of an output")
    )
    departments: tuple[DepartmentActuals, ...] = attrs.field(
        default=(), converter=_departments, metadata=fields.children(DepartmentActuals, "actuals of a department")
    )
    objectives: tuple[FigureActuals, ...] = attrs.field(default=(), converter=_others, metadata=_of("an objective"))
    goals: tuple[FigureActuals, ...] = attrs.field(default=(), converter=_others, metadata=_of("a goal"))
    projects: tuple[FigureActuals, ...] = attrs.field(default=(), converter=_others, metadata=_of("a project"))
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=_FIGURES)
    kpis: tuple[KPIActuals, ...] = attrs.field(
        default=(), converter=_kpis, metadata=fields.children(KPIActuals, "actuals of a KPI")
    )

    from_table = classmethod(extracts.from_table)
    from_frame = classmethod(extracts.from_frame)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := [*_twice(self), *_about_units(self)]:
            raise InvalidPlan(found)
        _settle(self)

    def __repr__(self) -> str:
        return f"<Actuals {self.code}: {self.plan} as of {self.as_of}>"

    def tables(self) -> Iterator[tuple[Site, str, Table]]:
        """Every table of figures: where it stands, its measure, and the figures."""
        for site in entities(self, "table"):
            for name, kind in _kinds(site.entity).items():
                value = getattr(site.entity, name)
                if kind.what == "table" and len(value):
                    yield site, name, value
                elif kind.what == "figures":
                    for code, table in value.items():
                        if isinstance(table, Table):
                            yield site, code, table


def _kinds(entity: attrs.AttrsInstance) -> Mapping[str, fields.Kind]:
    """What each field of actuals holds, by its name."""
    return fields.kinds(type(entity))


def _twice(actuals: Actuals) -> Iterator[Problem]:
    for name, kind in fields.kinds(Actuals).items():
        if kind.what != "children":
            continue
        seen: dict[str, str] = {}
        for one in getattr(actuals, name):
            other = seen.setdefault(one.code.casefold(), one.code)
            if other is not one.code:
                message = "stands twice" if other == one.code else f"differs from {quote(other)} in case only"
                yield fault(f"Actuals.{name}.{one.code}", message, rule="OP103", actual=one.code)


def _about_units(actuals: Actuals) -> Iterator[Problem]:
    """Where figures of one measure are in several units."""
    known: dict[str, str] = dict(actuals.units)
    for site, measure, table in actuals.tables():
        if table.unit != COUNT and known.setdefault(measure, table.unit) != table.unit:
            message = f"is in {table.unit}, other figures of {measure} in {known[measure]}; convert one of them"
            yield fault(f"Actuals.{_path(site, measure)}", message, actual=table.unit)


def _path(site: Site, measure: str) -> str:
    """The address of a table of actuals, which is that of the plan's."""
    typed = measure in _kinds(site.entity)
    return ".".join(filter(None, (site.path, "" if typed else "figures", measure)))


def _settle(actuals: Actuals) -> None:
    """Bring units and assumptions of tables beside them, so that equal actuals are those of equal files."""
    units: dict[str, str] = dict(actuals.units)
    assumed: dict[str, None] = {}
    for site in entities(actuals, "figures"):
        for name, one in getattr(site.entity, "figures", {}).items():
            assumed |= dict.fromkeys(one) if name.endswith("_assumed") else {}
    for _, measure, table in actuals.tables():
        assumed |= dict.fromkeys(table.assumed)
        if table.unit != COUNT:
            units[measure] = table.unit
    put: dict[str, Any] = {"units": to_keyed(units), "assumed": tuple({**dict.fromkeys(actuals.assumed), **assumed})}
    for name, kind in fields.kinds(Actuals).items():
        value = getattr(actuals, name)
        if kind.what == "figures":
            put[name] = _bare(value)
        elif kind.what == "children":
            put[name] = tuple(map(_bare_of, value))
    for name, value in put.items():
        object.__setattr__(actuals, name, value)  # the way of attrs in its own __init__


def _bare_of(one: Any) -> Any:
    """The figures of one thing without their units."""
    found: dict[str, Any] = {}
    for name, kind in _kinds(one).items():
        value = getattr(one, name)
        if kind.what == "table" and (value.unit != COUNT or value.assumed):
            found[name] = _count(value)
        elif kind.what == "figures":
            found[name] = _bare(value)
    return attrs.evolve(one, **found) if found else one


def _bare(figures: Figures) -> Figures:
    kept: Mapping[str, Any] = {
        name: _count(one) if isinstance(one, Table) else one
        for name, one in figures.items()
        if not name.endswith("_assumed")
    }
    return Keyed(kept)


def _count(table: Table) -> Table:
    """The same figures, of which only the plan knows the unit and what adds."""
    records = table.records()
    return Table.from_records(records, dims=table.dims, unit=COUNT, labels={a.dim: a.labels for a in table.axes})
