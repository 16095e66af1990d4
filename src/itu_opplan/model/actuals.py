"""What happened: figures and values of KPIs as a period was reported. No part of a plan: a file of their own."""

import datetime
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from ..arguments import takes
from ..errors import InvalidPlan
from ..paths import join
from ..periods import Period
from ..problem import Problem, fault
from ..table import Missing, Table
from ..table.joining import keep_figures, tally_missing
from ..texts import fold
from ..wording import quote
from . import checking, extracts, fields, to
from .checked import Checked
from .keyed import Keyed, to_keyed
from .measures import Figures, base_name, is_typed, to_figures
from .outputs import MIXED
from .owned import (
    BARE_FIGURES,
    DepartmentActuals,
    FigureActuals,
    KPIActuals,
    OutputActuals,
    join_figures,
    join_owners,
    kinds_of,
    path_of,
    strip_figures,
    strip_units,
    to_departments,
    to_kpis,
    to_others,
    to_outputs,
)
from .plan import OperationalPlan
from .shapes import COUNT
from .thresholds import Thresholds
from .walk import Site, entities

__all__ = ["Actuals"]


def _of(noun: str) -> fields.Metadata:
    return fields.children(FigureActuals, f"actuals of {noun}")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Actuals(Checked):
    """What happened, as it was reported up to a day: figures of any measure of a plan, and values of its KPIs.

    Figures stand as in the plan, for its columns or for months, quarters, halves or years inside them. Their unit is
    that of the measure, unless `units` says another one. Tables can have a unit and assumptions: the constructor keeps
    them in `units` and `assumed`.

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
        thresholds: from how many percent on a KPI has which light; None for the usual ones.
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
    thresholds: Thresholds | None = attrs.field(default=None, metadata=fields.child(Thresholds, "table of thresholds"))
    outputs: tuple[OutputActuals, ...] = attrs.field(
        default=(), converter=to_outputs, metadata=fields.children(OutputActuals, "actuals of an output")
    )
    departments: tuple[DepartmentActuals, ...] = attrs.field(
        default=(), converter=to_departments, metadata=fields.children(DepartmentActuals, "actuals of a department")
    )
    objectives: tuple[FigureActuals, ...] = attrs.field(default=(), converter=to_others, metadata=_of("an objective"))
    goals: tuple[FigureActuals, ...] = attrs.field(default=(), converter=to_others, metadata=_of("a goal"))
    projects: tuple[FigureActuals, ...] = attrs.field(default=(), converter=to_others, metadata=_of("a project"))
    figures: Figures = attrs.field(default=Keyed(), converter=to_figures, metadata=BARE_FIGURES)
    kpis: tuple[KPIActuals, ...] = attrs.field(
        default=(), converter=to_kpis, metadata=fields.children(KPIActuals, "actuals of a KPI")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := [*checking.find_twins(self), *_about_figures(self), *_about_units(self), *_about_overlaps(self)]:
            raise InvalidPlan(found)
        _settle(self)

    @classmethod
    @takes
    def from_table(
        cls,
        table: Table,
        plan: OperationalPlan,
        measure: str,
        *,
        code: str,
        title: str,
        as_of: datetime.date,
        source: str,
        invented: bool = False,
        note: str | None = None,
    ) -> "Actuals":
        """Actuals of one measure from a table with its owners, its dims and periods, as `figures` gives one of a plan.

        Figures with more than 12 decimals, as quotients have, are rounded to as many, so that their sums stay.

        Args:
            table: the figures, in a unit that converts to that of the measure.
            plan: the plan that they are of.
            measure: the code of the measure, such as `effort`.
            code, title, as_of, source, invented, note: as `Actuals` has them.

        Raises:
            UnknownCode: the plan has no such measure.
            UnitMismatch: the unit does not convert to that of the measure.
            InvalidPlan: with each label that the plan does not have, and each period that is in none of its columns.

        >>> from itu_opplan import Actuals, bundled
        >>> rows = [{"output": "PP", "department": "SGO", "2008-Q1": 3}]
        >>> worked = Table.from_rows(rows, dims=["output", "department", "period"], unit="work_month")
        >>> given = {"code": "q1", "title": "To March", "as_of": datetime.date(2008, 3, 31), "source": "invented"}
        >>> Actuals.from_table(worked, bundled("gs-2008-2011"), "effort", **given)
        <Actuals q1: gs-2008-2011 as of 2008-03-31>
        """
        held: Mapping[str, Any] = extracts.divide(table, plan, measure, fields.kinds(Actuals))
        about: dict[str, Any] = {"code": code, "title": title, "as_of": as_of, "source": source, "note": note}
        return cls(plan=plan.code, invented=invented, **about, **held)

    @classmethod
    @takes
    def from_frame(
        cls,
        frame: object,
        plan: OperationalPlan,
        measure: str,
        *,
        columns: Mapping[str, str] | None = None,
        value: str = "value",
        unit: str | None = None,
        scale: Fraction | str | int | None = None,
        because: str | None = None,
        code: str,
        title: str,
        as_of: datetime.date,
        source: str,
        invented: bool = False,
        note: str | None = None,
    ) -> "Actuals":
        """Actuals of one measure from a dataframe, such as an extract of time sheets: a row for each figure.

        Rows of the same labels are added up, as those of several persons and days; what is missing among them is
        skipped, and `assumed` tells how often. Where figures do not add over periods, as posts, they are refused.

        Args:
            frame: a dataframe of pandas, Polars, pyarrow …; dates stand for the months of the plan in which they lie.
            plan: the plan that they are of.
            measure: the code of the measure, such as `effort`.
            columns: for a dim the name of its column, where that is another one: `{"period": "month"}`. Other columns
                are left out.
            value: the column of the figures.
            unit: the unit of the figures; left out, that of the measure.
            scale: what a figure is multiplied by to be in the unit of the measure, such as `"1/150"` for hours.
            because: why that is so, in a sentence; it is said wherever the figures are used.
            code, title, as_of, source, invented, note: as `Actuals` has them.

        Raises:
            UnknownCode, UnitMismatch: as `from_table`.
            InvalidPlan: with each column that is not there, and by row and column with whatever is wrong or unknown.
            FrameError, ImportError: as `Table.from_frame`.

        >>> import pyarrow
        >>> from itu_opplan import Actuals, bundled
        >>> extract = pyarrow.table(
        ...     {"output": ["PP", "PP"], "department": ["SGO", "CS"], "month": ["2008-M01"] * 2, "hours": ["300", "75"]}
        ... )
        >>> january = Actuals.from_frame(
        ...     extract,
        ...     bundled("gs-2008-2011"),
        ...     "effort",
        ...     columns={"period": "month"},
        ...     value="hours",
        ...     unit="hour",
        ...     scale="1/150",
        ...     because="150 hours make a work-month",
        ...     code="january",
        ...     title="January 2008",
        ...     as_of=datetime.date(2008, 1, 31),
        ...     source="time sheets",
        ... )
        >>> january.outputs[0].effort.total(), january.assumed
        (Decimal('2.5'), ('hour times 1/150 in work_month: 150 hours make a work-month',))
        """
        table = extracts.read_extract(
            frame, plan, measure, columns=columns or {}, value=value, unit=unit, scale=scale, because=because
        )
        about: dict[str, Any] = {"code": code, "title": title, "as_of": as_of, "source": source, "note": note}
        return cls.from_table(table, plan, measure, invented=invented, **about)

    @takes
    def joined(self, *others: "Actuals", code: str | None = None, title: str | None = None) -> "Actuals":
        """These actuals and others of the same plan as one, such as the file up to June and the extract of July.

        The latest day counts, sources and assumptions stand beside each other.

        Args:
            others: the other actuals.
            code, title: what all of them are called; left out, as these.

        Raises:
            InvalidPlan: they are of several plans, have a measure in several units, or tell of the same month twice.

        >>> def report(month, day, value):
        ...     rows = [{"department": "SGO", month: value}]
        ...     table = Table.from_rows(rows, dims=["department", "period"], unit="work_month")
        ...     outputs = [OutputActuals(code="PP", effort=table)]
        ...     return Actuals(code=day.strftime("%b"), title="T", plan="p", as_of=day, source="s", outputs=outputs)
        >>> both = report("2008-M01", datetime.date(2008, 1, 31), 3).joined(
        ...     report("2008-M02", datetime.date(2008, 2, 29), 2)
        ... )
        >>> both.as_of, both.outputs[0].effort.total()
        (datetime.date(2008, 2, 29), Decimal('5'))
        """
        every = (self, *others)
        for one in every:
            if not isinstance(one, Actuals):
                raise TypeError(f"joined: must be Actuals one by one, as in first.joined(second), got {quote(one)}")
        if found := [*_about_plans(every), *_about_tellings(every)]:
            raise InvalidPlan(found)
        values: dict[str, Any] = {"code": code or self.code, "title": title or self.title}
        values |= {"as_of": max(one.as_of for one in every), "invented": any(one.invented for one in every)}
        values |= {name: _join_texts(every, name) for name in ("source", "note")}
        values |= {"units": {measure: unit for one in every for measure, unit in one.units.items()}}
        values |= {"assumed": tuple(dict.fromkeys(sentence for one in every for sentence in one.assumed))}
        values |= {"thresholds": next((one.thresholds for one in reversed(every) if one.thresholds), None)}
        values |= {"figures": join_figures([one.figures for one in every])}
        for name, kind in kinds_of(self).items():
            if kind.what == "children" and kind.many:
                values[name] = join_owners([owner for one in every for owner in getattr(one, name)])
        return attrs.evolve(self, **values)

    def __repr__(self) -> str:
        return f"<Actuals {self.code}: {self.plan} as of {self.as_of}>"

    def tables(self) -> Iterator[tuple[Site, str, Table]]:
        """Every table of figures: where it stands, its measure, and the figures."""
        for site in entities(self, "figures"):
            for name, kind in kinds_of(site.entity).items():
                value = getattr(site.entity, name)
                if kind.what == "table" and len(value):
                    yield site, name, value
                elif kind.what == "figures":
                    for code, table in value.items():
                        if isinstance(table, Table):
                            yield site, code, table


def _join_texts(every: Sequence[Actuals], name: str) -> str | None:
    """Texts of several actuals, each once."""
    return "; ".join(dict.fromkeys(text for one in every if (text := getattr(one, name)))) or None


def _about_plans(every: Sequence[Actuals]) -> Iterator[Problem]:
    """Where actuals that are to be joined are not of one plan, or have one measure in several units."""
    first, units = every[0], dict[str, str]()
    for one in every:
        if one.plan != first.plan:
            yield fault(f"Actuals.{one.code}.plan", f"is {one.plan}, that of {first.code} is {first.plan}")
        measures = {measure for _, measure, _ in one.tables()}
        for measure in sorted(measures):
            unit = one.units.get(measure, "the unit of the plan")
            if units.setdefault(measure, unit) != unit:
                message = f"{measure} is in {unit}, in others in {units[measure]}; convert one of them"
                yield fault(f"Actuals.{one.code}.units", message, actual=unit)


def _about_tellings(every: Sequence[Actuals]) -> Iterator[Problem]:
    """Where actuals that are to be joined tell of one cell twice; overlapping periods are found where they stand."""
    seen: dict[tuple[str, ...], int] = {}
    known: dict[str, tuple[str, ...]] = {}
    for number, one in enumerate(every):
        for site, measure, table in one.tables():
            path, at = path_of(site, measure), f"Actuals.{one.code}.{path_of(site, measure)}"
            dims = (*sorted(set(table.dims) - {"period"}), "period")
            if (others := known.setdefault(fold(path), dims)) != dims:
                yield fault(at, f"has the dims {', '.join(dims)}, in others {', '.join(others)}")
            for record in table.records():
                labels = tuple(str(record[dim]) for dim in dims)
                if (other := seen.setdefault((fold(path), *labels), number)) != number:
                    message = f"stands in {every[other].code}, too; give it in one of the two"
                    yield fault(f"{at}[{', '.join(labels)}]", message)


_BARE = (COUNT, MIXED)
"""Units of tables that say no unit: of services that are counted in several each row knows its own."""


def _about_figures(actuals: Actuals) -> Iterator[Problem]:
    """What stands among the figures of a thing and is a field of it, or stands in plans only."""
    for site in entities(actuals, "figures"):
        for name in getattr(site.entity, "figures", {}):
            path = f"Actuals.{join(site.path, 'figures', name)}"
            if is_typed(type(site.entity), name):
                yield fault(path, f"{name} has a key of its own; write it beside figures, not in it", actual=name)
            elif name.removesuffix("_assumed") != base_name(name):
                yield fault(path, "stands in plans only", actual=name)


def _about_overlaps(actuals: Actuals) -> Iterator[Problem]:
    """Where two figures of one row are of overlapping periods."""
    for site, measure, table in actuals.tables():
        rest = [dim for dim in table.dims if dim != "period"]
        for labels, cells in table.by(*rest, "period").rows():
            used = zip(table.labels("period"), cells, strict=True)
            periods = sorted(Period.parse(label) for label, cell in used if cell is not Missing.NOT_STATED)
            for one, other in itertools.pairwise(periods):  # of periods that are in order, two that are next overlap
                if one.overlaps(other):
                    place = f"[{', '.join((*labels, str(other)))}]"
                    message = f"{one} and {other} overlap; give one of the two"
                    yield fault(f"Actuals.{path_of(site, measure)}{place}", message, actual=str(other))


def _about_units(actuals: Actuals) -> Iterator[Problem]:
    """Where figures of one measure are in several units."""
    known: dict[str, str] = dict(actuals.units)
    for site, measure, table in actuals.tables():
        if table.unit not in _BARE and known.setdefault(measure, table.unit) != table.unit:
            message = f"is in {table.unit}, other figures of {measure} in {known[measure]}; convert one of them"
            yield fault(f"Actuals.{path_of(site, measure)}", message, actual=table.unit)


def _settle(actuals: Actuals) -> None:
    """Bring units and assumptions of tables beside them, so that equal actuals are those of equal files."""
    units: dict[str, str] = dict(actuals.units)
    assumed: dict[str, None] = {}
    skipped: Counter[tuple[str, str]] = Counter()
    for site in entities(actuals, "figures"):
        for name, one in getattr(site.entity, "figures", {}).items():
            assumed |= dict.fromkeys(one) if name.endswith("_assumed") else {}
    for _, measure, table in actuals.tables():
        assumed |= dict.fromkeys(table.assumed)
        skipped.update({(measure, state): count for state, count in tally_missing(keep_figures(table)).items()})
        if table.unit not in _BARE:
            units[measure] = table.unit
    assumed |= {f"sums of {measure} skip {count} {state}": None for (measure, state), count in skipped.items()}
    put: dict[str, Any] = {"units": to_keyed(units), "assumed": tuple({**dict.fromkeys(actuals.assumed), **assumed})}
    for name, kind in fields.kinds(Actuals).items():
        value = getattr(actuals, name)
        if kind.what == "figures":
            put[name] = strip_figures(value)
        elif kind.what == "children" and kind.many:
            put[name] = tuple(map(strip_units, value))
    for name, value in put.items():
        object.__setattr__(actuals, name, value)  # the way of attrs in its own __init__
