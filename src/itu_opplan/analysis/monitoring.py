"""What happened, held against the plan: all measures of which there are actuals, and what can be said of KPIs."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload

import attrs

from ..arguments import takes
from ..display import PrintsLines
from ..errors import NotAdditive, UnknownCode, refusal
from ..immutable import Immutable
from ..listing import Listing
from ..model.actuals import Actuals
from ..model.keyed import Keyed
from ..model.plan import OperationalPlan
from ..periods import Period, time_after
from ..table import Axis, Cell, Missing, Table
from ..table.joining import keep_beside, keep_figures
from ..table.products import assemble
from ..wording import few, quote, suggestions
from .assessment import Assessment, assess
from .monitored import Monitored, MonitoredLine
from .reported import read_kpis, read_reported
from .tables import convert_figures, figures, figures_of_services, lacking

__all__ = ["Monitoring", "MonitoringLine", "monitor"]

OtherT = TypeVar("OtherT")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MonitoringLine(Immutable):
    """All figures of a measure in one column of the plan.

    Attributes:
        measure: the code of the measure.
        of: the labels of those dims over which the measure does not add up.
        unit: the unit of its figures.
        period: the column.
        planned: what is planned.
        revised: what the revised plan has, where there is one.
        actual: what there was so far.
        missing: what the sums of actual and planned figures have skipped, such as `2 blank, plan: 1 n/a`.
        unreported: the part of planned of which there is no actual figure.
        execution: actual in percent of planned.
        elapsed: how much of the column is over, in percent.
        burn: execution in percent of what is over.
    """

    measure: str
    of: tuple[str, ...]
    unit: str
    period: str
    planned: Cell
    revised: Cell
    actual: Cell
    missing: str
    unreported: Cell
    execution: Cell
    elapsed: Cell
    burn: Cell


@attrs.frozen(kw_only=True)
class Monitoring(PrintsLines, Mapping[str, Monitored]):
    """What happened, held against a plan: a mapping of what was monitored by the code of its measure.

    Attributes:
        plan: the code of the plan that the actuals are held against.
        as_of: the day up to which, to its end.
        measures: the measures of which there are actuals.
        kpis: how each KPI stands, and how many can be judged at all.
        notes: what is to be known of the actuals, such as that they are invented.
    """

    plan: str
    as_of: datetime.date
    measures: Keyed[Monitored]
    kpis: Listing[Assessment]
    notes: tuple[str, ...] = ()

    def __getitem__(self, measure: str) -> Monitored:
        if measure not in self.measures:
            known = suggestions(measure, self.measures) or "none"
            raise UnknownCode(f"there are no actuals of {quote(measure)}; there are of {known}")
        return self.measures[measure]

    def __contains__(self, measure: object) -> bool:
        return measure in self.measures

    @overload
    def get(self, measure: str, /) -> Monitored | None: ...
    @overload
    def get(self, measure: str, /, default: Monitored) -> Monitored: ...
    @overload
    def get(self, measure: str, /, default: OtherT) -> Monitored | OtherT: ...
    def get(self, measure: str, /, default: object = None) -> object:
        """What was monitored of a measure; the default where there are no actuals of it."""
        return self.measures.get(measure, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self.measures)

    def __len__(self) -> int:
        return len(self.measures)

    @property
    def lines(self) -> Listing[MonitoringLine]:
        """Each measure added up over all dims over which it does add up but the period, as it prints."""
        found: list[MonitoringLine] = []
        told: list[str] = []
        for code, one in self.measures.items():
            apart = [axis.dim for axis in one.planned.axes if axis.reason and axis.dim != "period"]
            found += (_line_of(line, code, one.planned.unit) for line in one.by(*apart).lines)
            told += (f"{code}: {note}" for note in one.list_notes())
            told += (f"{code}: assumed: {sentence}" for sentence in one.assumed if sentence not in self.notes)
        empty = {
            name for name in ("of", "revised", "missing", "unreported") if not any(_has(line, name) for line in found)
        }
        columns = tuple(field.name for field in attrs.fields(MonitoringLine) if field.name not in empty)
        return Listing(
            tuple(found),
            columns=columns,
            labels=columns.index("period") + 1,
            title=f"{self.plan} as of {self.as_of}; the last columns in percent",
            notes=(*told, self.kpis.title, *self.notes),
        )

    def __repr__(self) -> str:
        return f"<Monitoring {self.plan} as of {self.as_of}: {', '.join(self.measures)}>"


def _line_of(line: MonitoredLine, measure: str, unit: str) -> MonitoringLine:
    names = [field.name for field in attrs.fields(MonitoringLine) if field.name not in ("measure", "unit")]
    cells: dict[str, Any] = {name: getattr(line, name) for name in names}
    return MonitoringLine(measure=measure, unit=unit, **cells)


def _has(line: MonitoringLine, name: str) -> bool:
    return getattr(line, name) not in ((), "", Missing.NOT_STATED)


@takes
def monitor(
    plan: OperationalPlan,
    actuals: Actuals,
    *,
    as_of: datetime.date | None = None,
    base: OperationalPlan | None = None,
) -> Monitoring:
    """What happened, held against the plan: of each measure with actuals and of each KPI.

    Actuals are compared with the whole column of the plan in which they lie: half a year of a biennium with the
    biennium, and `elapsed` tells that a quarter of it is over.

    With a base, actuals may have labels of either plan. Services that are counted in several units are monitored apart,
    as `services (page)`. People in FTE are monitored as work-months.

    Args:
        plan: the plan; with a base, the revised one, which stands beside it.
        actuals: what happened.
        as_of: the day, to its end, for which to look; left out, that of the actuals. With an earlier day, only figures
            of periods that had ended by then count.
        base: the plan that actuals are held against, where that is not the plan as it stands now: the one that was in
            force when the year began.

    Returns:
        A mapping from the code of each measure with actuals to its figures, in the columns and the unit of the plan;
        `kpis` has a line for each KPI, with the values and the thresholds that the actuals state.

    Raises:
        InvalidPlan: the actuals are of another plan, or do not fit this one: all of it, by its address in them.
        UnitMismatch: figures are in a unit that does not convert to that of their measure.
        NotAdditive: the columns of the revised plan do not make those of the base for which there are actuals.
        UnknownCode: the revised plan has no such measure.
        UnknownLabel: it declares one without a dim that it has in the base.

    >>> from itu_opplan import Table, bundled
    >>> rows = [{"output": "COUNCIL", "department": "SGO", "2008-Q1": 4}]
    >>> worked = Table.from_rows(rows, dims=["output", "department", "period"], unit="work_month")
    >>> plan, day = bundled("gs-2008-2011"), datetime.date(2008, 3, 31)
    >>> actuals = Actuals.from_table(
    ...     worked, plan, "effort", code="q1", title="To March", as_of=day, source="invented", invented=True
    ... )
    >>> found = monitor(plan, actuals)
    >>> print(found["effort"].where(output="COUNCIL", department="SGO"))
    effort by output, department in work_month as of 2008-03-31; the last columns in percent
    of            period  planned  actual  variance  execution  elapsed  burn
    -------------------------------------------------------------------------
    COUNCIL, SGO  2008       19.7       4     -15.7       20.3       25  81.2
    assumed: actuals: To March (invented)
    """
    held = plan if base is None else base
    if actuals.plan not in (plan.code, held.code):
        codes = " or ".join(dict.fromkeys((plan.code, held.code)))
        raise refusal(f"these are actuals of {actuals.plan}, not of {codes}", path="actuals.plan", actual=actuals.plan)
    day = actuals.as_of if as_of is None else as_of
    notes = [f"actuals: {actuals.title} (invented)"] if actuals.invented else []
    if day != actuals.as_of:
        over = f"the actuals report up to {actuals.as_of}"
        notes.append(over if day > actuals.as_of else f"{over}; of them counts what had ended by {day}")
    found: dict[str, Monitored] = {}
    left: list[str] = []
    for name, (code, actual) in read_reported(held, actuals, day, revised=plan).items():
        columns = actual.used_labels["period"]
        tables = [_read_columns(held, code, actual, columns), actual.where(period=columns)]
        if base is not None:
            try:
                tables.append(_read_columns(plan, code, actual, columns))
            except UnknownCode as error:
                raise UnknownCode(f"{plan.code}, the revised plan: {error}") from None
        planned, there, *revised = _alike(tables)
        found[name] = Monitored(
            measure=name,
            planned=planned,
            actual=there.assuming(*actuals.assumed, *notes),
            unreported=keep_beside(planned, keep_figures(there), there=False).keep(bool),
            revised=next(iter(revised), None),
            as_of=day,
        )
        begun = [one for one in held.periods if one.start < time_after(day, held.year_begins)]
        first = min(map(Period.parse, columns))
        if bare := [one for one in begun if one > first and str(one) not in columns]:
            left.append(f"{name}: nothing was reported for {few(bare)}, which had begun")
    kpis = assess(held, day, actuals=read_kpis(held, actuals), thresholds=actuals.thresholds)
    kpis = attrs.evolve(kpis, notes=(*kpis.notes, *notes))
    return Monitoring(plan=held.code, as_of=day, measures=Keyed(found), kpis=kpis, notes=(*left, *notes))


def _read_columns(plan: OperationalPlan, code: str, like: Table, columns: Sequence[str]) -> Table:
    """What a plan has of a measure for these columns, by the dims and in the unit of what was reported."""
    measure = plan.measure(code)
    if measure.shape.unit is None and like.unit not in {one.unit for one in plan.services}:
        return keep_beside(like, like, there=False).where(period=columns)  # it has none of these services
    table = figures_of_services(plan, measure, like.unit) if measure.shape.unit is None else figures(plan, code)
    if missing := [dim for dim in like.dims if dim not in table.dims]:
        raise lacking(code, missing[0], table.dims)
    table = convert_figures(table.by(*like.dims), code, like.unit)
    if set(columns) <= set(table.labels("period")):
        return table.where(period=columns)
    try:
        return table.span(*columns)
    except NotAdditive as error:
        raise NotAdditive(f"{code} of {plan.code}, the revised plan: {error}") from None


def _alike(tables: Sequence[Table]) -> list[Table]:
    """The tables with the labels of all of them on each axis, in the order of the first."""
    first = tables[0]
    axes: dict[str, Axis] = {}
    for axis in first.axes:
        every = [table.axis(axis.dim) for table in tables]
        labels = dict.fromkeys(label for one in every for label in one.labels)
        names = {label: name for one in reversed(every) for label, name in one.names.items()}
        axes[axis.dim] = attrs.evolve(axis, labels=tuple(labels), names=names)
    return [assemble({"": table}, "", tuple(axes.values()), unit=first.unit) for table in tables]
