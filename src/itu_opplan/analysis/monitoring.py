"""What happened, held against the plan: variance, execution, pace, and where it leads."""

import calendar
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

import attrs

from ..arguments import takes
from ..display import PrintsLines
from ..errors import NotAdditive, UnknownCode, refusal
from ..listing import Listing
from ..model.actuals import Actuals
from ..model.keyed import Keyed
from ..model.plan import OperationalPlan
from ..periods import Period, month_of
from ..table import Axis, Cell, Missing, Table
from ..table.cells import round_ratio
from ..table.names import Label
from ..wording import quote, suggestions
from .assessment import Assessment, assess
from .reported import read_kpis, read_reported
from .tables import figures

__all__ = ["Monitored", "MonitoredLine", "Monitoring", "elapsed_share", "monitor"]

Way: TypeAlias = Literal["pace", "as planned"]
"""How a forecast goes on: as it went so far, or as the plan has the rest."""


def elapsed_share(period: Period, as_of: datetime.date, year_begins: int = 1) -> Fraction:
    """How much of a period is over at the end of a day: whole months, and the days of the current one.

    >>> elapsed_share(Period.parse("2008"), datetime.date(2008, 6, 15))
    Fraction(11, 24)
    """
    current = month_of(as_of, year_begins)
    length = calendar.monthrange(as_of.year, as_of.month)[1]
    gone = current - period.start + Fraction(as_of.day, length)
    return min(max(gone / period.months, Fraction(0)), Fraction(1))


@attrs.frozen(kw_only=True)
class MonitoredLine:
    """One figure that was planned, and what became of it.

    Attributes:
        of: the labels of the figure, without its period.
        period: the column of the plan.
        planned: what was planned for all of it.
        actual: what there was so far.
        variance: actual less planned.
        execution: actual in percent of planned.
        elapsed: how much of the period is over, in percent.
        burn: execution in percent of what is over.
    """

    of: tuple[str, ...]
    period: str
    planned: Cell
    actual: Cell
    variance: Cell
    execution: Cell
    elapsed: Cell
    burn: Cell


@attrs.frozen(kw_only=True)
class Monitored(PrintsLines):
    """The figures of one measure, planned and actual, in those columns of the plan for which there are actuals.

    Blank and 0 stay two things: of a missing actual there is no variance, no execution and no forecast, and of what was
    not reported there is nothing either. What was reported and not planned counts against 0.

    Attributes:
        measure: the code of the measure.
        planned: what is planned for the whole columns, by the base where there is one.
        actual: what there was up to the day, in the same columns.
        revised: what the revised plan has for the same columns; None without a base.
        as_of: the day, to its end.
    """

    measure: str
    planned: Table
    actual: Table
    revised: Table | None = None
    as_of: datetime.date

    @property
    def variance(self) -> Table:
        """Actual less planned, where there is an actual."""
        return self.actual - _beside(self.planned, self.actual)

    @property
    def variance_percent(self) -> Table:
        """The variance in percent of what was planned."""
        return self.variance.percent_of(self.planned)

    @property
    def execution(self) -> Table:
        """Actual in percent of what is planned for the whole column."""
        return self.actual.percent_of(self.planned)

    @property
    def elapsed(self) -> Table:
        """How much of each column is over at the end of the day, in percent: whole months, and days of the current one."""
        axis = self.planned.axis("period")
        rows = [{"period": label, "value": round_ratio(100 * share)} for label, share in self._shares.items()]
        return Table.from_records(rows, dims=["period"], unit="percent", labels={"period": attrs.evolve(axis, reason="")})

    @property
    def burn(self) -> Table:
        """Execution in percent of what is over of the column: 100 where it goes evenly; n/a before it begins.

        Raises:
            NotAdditive: the figures are a stock, such as posts, which is not used up.
        """
        self._check_flow("burn")
        return self.actual.percent_of(self._over(self.planned))

    @takes
    def forecast(self, way: Way = "pace") -> Table:
        """What there will be at the end of each column, where there is an actual; marked as assumed.

        Args:
            way: `pace`: as it went so far, the actual divided by the part that is over; `as planned`: the actual, and of
                what is planned (by the revised plan, where there is one) the part that is not over yet, evenly.

        Raises:
            NotAdditive: the figures are a stock, such as posts.
            UnknownCode: there is no such way.
        """
        self._check_flow("forecast")
        if way not in get_args(Way):
            raise UnknownCode(f"way: unknown way {quote(way)}; known: {', '.join(get_args(Way))}")
        if way == "pace":
            begun = {label: 1 / share for label, share in self._shares.items() if share}
            found = _times(self.actual.where(period=begun), begun)
            return found.assuming(f"what is not over at {self.as_of} goes at the pace of what is")
        plan, which = (self.planned, "") if self.revised is None else (self.revised, " by the revised plan")
        rest = _beside(plan, self.actual)
        found = self.actual + (rest - self._over(rest))
        return found.assuming(f"what is not over at {self.as_of} goes as planned{which}, evenly")

    def by(self, *dims: str) -> "Monitored":
        """Added up over all other dims but the period.

        Raises:
            NotAdditive: the figures do not add over one of them.
            UnknownLabel: there is no such dim.
        """
        names = (*(dim for dim in dims if dim != "period"), "period")
        return self._each(lambda table: table.by(*names))

    def where(self, /, **labels: Label | Iterable[Label]) -> "Monitored":
        """Only the figures with these labels, as `Table.where` takes them.

        Raises:
            UnknownLabel: a dim or a label is unknown.
        """
        return self._each(lambda table: table.where(**labels))

    @property
    def lines(self) -> Listing[MonitoredLine]:
        """Each figure with what became of it, as it prints."""
        tables = {"planned": self.planned, "actual": self.actual, "variance": self.variance}
        tables |= {"execution": self.execution} | ({} if self._stock else {"burn": self.burn})
        dims = tuple(dim for dim in self.planned.dims if dim != "period")
        cells = {name: _cells(table, (*dims, "period")) for name, table in tables.items()}
        over = _cells(self.elapsed, ("period",))
        found = tuple(
            MonitoredLine(
                of=key[:-1],
                period=key[-1],
                elapsed=over[key[-1:]],
                **{name: cells.get(name, {}).get(key, Missing.NOT_STATED) for name in _FROM_TABLES},
            )
            for key in _cells(self.planned + self.actual, (*dims, "period"))
        )
        columns = (*(("of",) if dims else ()), "period", *_FROM_TABLES[:-1], "elapsed", *(() if self._stock else ("burn",)))
        return Listing(
            found,
            columns=columns,
            labels=2 if dims else 1,
            title=f"{self.measure} in {self.planned.unit} as of {self.as_of}; the last columns in percent",
            notes=tuple(f"assumed: {sentence}" for sentence in self.actual.assumed),
        )

    @property
    def _stock(self) -> str:
        """Why the figures do not add over periods; empty where they do."""
        return self.planned.axis("period").reason

    def _check_flow(self, what: str) -> None:
        if self._stock:
            raise NotAdditive(f"there is no {what} of {self.measure}: {self._stock}")

    @property
    def _shares(self) -> dict[str, Fraction]:
        """The part of each column that is over."""
        axis = self.planned.axis("period")
        return {
            label: elapsed_share(Period.parse(label), self.as_of, axis.year_begins or 1) for label in axis.labels
        }

    def _over(self, table: Table) -> Table:
        """The part of figures of whole columns that is for what is over of them."""
        return _times(table, self._shares)

    def _each(self, change: Callable[[Table], Table]) -> "Monitored":
        revised = None if self.revised is None else change(self.revised)
        return attrs.evolve(self, planned=change(self.planned), actual=change(self.actual), revised=revised)

    def __repr__(self) -> str:
        columns = ", ".join(self.planned.labels("period"))
        return f"<Monitored {self.measure}: {columns} as of {self.as_of}>"


_FROM_TABLES = ("planned", "actual", "variance", "execution", "burn")


@attrs.frozen(kw_only=True)
class MonitoringLine:
    """All figures of a measure in one column of the plan.

    Attributes:
        measure: the code of the measure.
        unit: the unit of its figures.
        period: the column.
        planned: what is planned.
        actual: what there was so far.
        execution: actual in percent of planned.
        elapsed: how much of the column is over, in percent.
        burn: execution in percent of what is over.
    """

    measure: str
    unit: str
    period: str
    planned: Cell
    actual: Cell
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
        kpis: what can be said of each KPI.
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

    def __iter__(self) -> Iterator[str]:
        return iter(self.measures)

    def __len__(self) -> int:
        return len(self.measures)

    @property
    def lines(self) -> Listing[MonitoringLine]:
        """The totals of each measure that adds up, as they print."""
        found: list[MonitoringLine] = []
        unlike: list[str] = []
        for code, one in self.measures.items():
            try:
                whole = one.by()
            except NotAdditive:
                unlike.append(code)
                continue
            found += (
                MonitoringLine(
                    measure=code,
                    unit=one.planned.unit,
                    period=line.period,
                    planned=line.planned,
                    actual=line.actual,
                    execution=line.execution,
                    elapsed=line.elapsed,
                    burn=line.burn,
                )
                for line in whole.lines
            )
        more = [f"no total of {code}: its figures do not add up" for code in unlike]
        return Listing(
            tuple(found),
            columns=tuple(field.name for field in attrs.fields(MonitoringLine)),
            labels=3,
            title=f"{self.plan} as of {self.as_of}",
            notes=(*more, self.kpis.title, *self.notes),
        )

    def __repr__(self) -> str:
        return f"<Monitoring {self.plan} as of {self.as_of}: {', '.join(self.measures)}>"


@takes
def monitor(
    plan: OperationalPlan,
    actuals: Actuals,
    *,
    as_of: datetime.date | None = None,
    base: OperationalPlan | None = None,
) -> Monitoring:
    """What happened, held against the plan: of each measure with actuals and of each KPI.

    Actuals are held against the column of the plan that holds them, whole: half a year of a biennium is compared with
    the biennium, and `elapsed` tells that a quarter of it is over.

    Args:
        plan: the plan; with a base, the revised one, which stands beside it.
        actuals: what happened.
        as_of: the day, to its end, up to which is looked; left out, that of the actuals. Of an earlier day only what
            had ended by then counts.
        base: the plan that actuals are held against, where that is not the plan as it stands now: the one that was in
            force when the year began.

    Raises:
        InvalidPlan: the actuals are of another plan, or do not fit this one: all of it, by its address in them.
        UnitMismatch: figures are in a unit that does not convert to that of their measure.
        UnknownLabel: the base has not the columns for which there are actuals.

    >>> from itu_opplan import Table, bundled
    >>> rows = [{"output": "PP", "department": "SGO", "2008-Q1": 1}]
    >>> worked = Table.from_rows(rows, dims=["output", "department", "period"], unit="work_month")
    >>> plan, day = bundled("gs-2008-2011"), datetime.date(2008, 3, 31)
    >>> actuals = Actuals.from_table(
    ...     worked, plan, "effort", code="q1", title="To March", as_of=day, source="invented", invented=True
    ... )
    >>> found = monitor(plan, actuals)
    >>> print(found["effort"].where(output="PP", department="SGO"))
    """
    held = plan if base is None else base
    if actuals.plan not in (plan.code, held.code):
        codes = " or ".join(dict.fromkeys((plan.code, held.code)))
        raise refusal(f"these are actuals of {actuals.plan}, not of {codes}", path="actuals.plan", actual=actuals.plan)
    day = actuals.as_of if as_of is None else as_of
    notes = [f"actuals: {actuals.title} (invented)"] if actuals.invented else []
    if day != actuals.as_of:
        notes.append(f"the actuals report up to {actuals.as_of}")
    sentences = (*actuals.assumed, *notes)
    found: dict[str, Monitored] = {}
    for code, actual in read_reported(plan, actuals, day).items():
        columns = actual.used_labels["period"]
        tables = [figures(held, code).where(period=columns), actual.where(period=columns).assuming(*sentences)]
        if base is not None:
            tables.append(figures(plan, code).where(period=columns))
        planned, there, *revised = _alike(tables)
        found[code] = Monitored(
            measure=code, planned=planned, actual=there, revised=next(iter(revised), None), as_of=day
        )
    kpis = assess(held, day, actuals=read_kpis(held, actuals), thresholds=actuals.thresholds)
    return Monitoring(plan=held.code, as_of=day, measures=Keyed(found), kpis=kpis, notes=tuple(notes))


# --- working out ------------------------------------------------------------------------------------------------------


def _beside(table: Table, other: Table) -> Table:
    """The figures of a table where the other one has a cell, too."""
    there = _cells(other, table.dims)
    records = [record for record in table.records() if tuple(str(record[dim]) for dim in table.dims) in there]
    found = Table.from_records(records, dims=table.dims, unit=table.unit, labels=table.axes)
    return found.assuming(*table.assumed)


def _cells(table: Table, dims: Iterable[str]) -> dict[tuple[str, ...], Cell]:
    """The cells of a table by their labels in these dims, in the order of its axes."""
    table = table.by(*dims)
    return {tuple(str(record[dim]) for dim in table.dims): _cell(record["value"]) for record in table.records()}


def _cell(value: str | Cell) -> Cell:
    assert not isinstance(value, str)  # records have a cell there
    return value


def _times(table: Table, factors: Mapping[str, Fraction]) -> Table:
    """Every figure times the factor of its period; nothing is said of it."""
    return attrs.evolve(table.scaled(factors, dim="period", because="-"), assumed=table.assumed)


def _alike(tables: Sequence[Table]) -> list[Table]:
    """The tables with the labels of all of them on each axis, in the order of the first."""
    first = tables[0]
    axes: dict[str, Axis] = {}
    for axis in first.axes:
        every = [table.axis(axis.dim) for table in tables]
        labels = dict.fromkeys(label for one in every for label in one.labels)
        names = {label: name for one in reversed(every) for label, name in one.names.items()}
        axes[axis.dim] = attrs.evolve(axis, labels=tuple(labels), names=names)
    return [
        Table.from_records(table.records(), dims=first.dims, unit=first.unit, labels=axes).assuming(*table.assumed)
        for table in tables
    ]
