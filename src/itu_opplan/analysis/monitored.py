"""One measure, planned and actual: variance, execution, pace, and where it leads."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

import attrs

from ..arguments import takes
from ..display import PrintsLines
from ..errors import NotAdditive, UnknownCode, UnknownLabel
from ..immutable import Immutable
from ..listing import Listing
from ..periods import Period
from ..table import Cell, Missing, Table
from ..table.cells import round_ratio
from ..table.joining import keep_beside, keep_figures
from ..table.names import Label
from ..table.scaling import times
from ..wording import quote
from .measured import elapsed_share

__all__ = ["Monitored", "MonitoredLine"]

Way: TypeAlias = Literal["pace", "as planned"]
"""How a forecast goes on: as it went so far, or as the plan has the rest."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MonitoredLine(Immutable):
    """One figure that was planned, and what became of it.

    Attributes:
        of: the labels of the figure, without its period.
        period: the column of the plan.
        planned: what was planned for all of it.
        revised: what the revised plan has for it, where there is one.
        actual: what there was so far.
        missing: what sums of actual and planned figures have skipped, such as `2 blank, plan: 1 n/a`.
        unreported: the part of planned of which there is no actual figure; not stated where there is no such part.
        variance: actual less planned.
        execution: actual in percent of planned.
        elapsed: how much of the period is over, in percent.
        burn: execution in percent of what is over.
    """

    of: tuple[str, ...]
    period: str
    planned: Cell
    revised: Cell
    actual: Cell
    missing: str
    unreported: Cell
    variance: Cell
    execution: Cell
    elapsed: Cell
    burn: Cell


@attrs.frozen(kw_only=True)
class Monitored(PrintsLines):
    """The figures of one measure, planned and actual, in those columns of the plan for which there are actuals.

    Blank and 0 stay two things: a missing actual, or one that was not reported, has no variance, no execution and no
    forecast. What was reported and not planned has a variance from 0. In sums, what is missing or was not reported
    counts 0; `unreported` has what was planned of it, and `assumed` says so.

    Attributes:
        measure: the code of the measure.
        planned: what is planned for the whole columns, by the base where there is one.
        actual: what there was up to the day, in the same columns.
        unreported: planned figures, other than 0, for which there is no actual one: it is missing or was not reported.
        revised: what the revised plan has for the same columns; None without a base.
        as_of: the day, to its end.

    >>> planned = Table.from_rows([{"output": "PP", "2026": 12}], dims=["output", "period"], unit="work_month")
    >>> worked, none = planned.set(3, output="PP", period="2026"), planned.keep(lambda value: value < 0)
    >>> day = datetime.date(2026, 6, 30)
    >>> print(Monitored(measure="effort", planned=planned, actual=worked, unreported=none, as_of=day))
    effort by output in work_month as of 2026-06-30; the last columns in percent
    of  period  planned  actual  variance  execution  elapsed  burn
    ---------------------------------------------------------------
    PP  2026         12       3        -9         25       50    50
    """

    measure: str
    planned: Table
    actual: Table
    unreported: Table
    revised: Table | None = None
    as_of: datetime.date

    @property
    def variance(self) -> Table:
        """Actual minus planned, where there is an actual."""
        return self.actual - keep_beside(self.planned, self.actual)

    @property
    def variance_percent(self) -> Table:
        """The variance in percent of what was planned."""
        return self.variance.percent_of(self.planned)

    @property
    def execution(self) -> Table:
        """Actual in percent of what is planned for the whole column; nothing where nothing, or 0, is planned."""
        return self.actual.percent_of(self.planned)

    @property
    def elapsed(self) -> Table:
        """How much of each column is over, in percent, by whole months and the days of the current one."""
        axis = attrs.evolve(self.planned.axis("period"), reason="")
        rows = [{"period": label, "value": round_ratio(100 * share)} for label, share in self._shares.items()]
        return Table.from_records(rows, dims=["period"], unit="percent", labels={"period": axis})

    @property
    def burn(self) -> Table:
        """Execution in percent of `elapsed`: 100 where work goes as evenly as time; n/a before the column begins.

        Raises:
            NotAdditive: the figures are a stock, such as posts, which is not used up.
        """
        self._check_flow("burn")
        above = {label: Fraction(share.denominator) for label, share in self._shares.items()}
        below = {label: Fraction(share.numerator) for label, share in self._shares.items()}
        return times(self.actual, above).percent_of(times(self.planned, below))  # rounded once

    @takes
    def forecast(self, way: Way = "pace") -> Table:
        """What there will be at the end of each column, where there is an actual; marked as assumed.

        Args:
            way: `pace`: the actual divided by the part of the column that is over. `as planned`: the actual, plus what
                is planned (by the revised plan, where there is one) times the part that is not over.

        Raises:
            NotAdditive: the figures are a stock, such as posts.
            UnknownCode: there is no such way.
        """
        self._check_flow("forecast")
        if way not in get_args(Way):
            raise UnknownCode(f"way: unknown way {quote(way)}; known: {', '.join(get_args(Way))}")
        if way == "pace":
            begun = {label: 1 / share for label, share in self._shares.items() if share}
            found = times(self.actual.where(period=begun), begun)
            return found.assuming(f"what is not over at {self.as_of} goes at the pace of what is")
        plan, which = (self.planned, "") if self.revised is None else (self.revised, " by the revised plan")
        left = {label: 1 - share for label, share in self._shares.items() if share < 1}
        found = self.actual + times(keep_beside(plan, self.actual).where(period=left), left)
        return found.assuming(f"what is not over at {self.as_of} goes as planned{which}, evenly")

    def by(self, *dims: str) -> "Monitored":
        """Added up over all dims but these and the period.

        Raises:
            NotAdditive: the figures do not add over one of them.
            UnknownLabel: there is no such dim.
        """
        names = (*(dim for dim in dims if dim != "period"), "period")
        return self._add_up(lambda table: table.by(*names))

    def relabel(
        self, dim: str, names: Mapping[str, str] | Callable[[str], str], *, to: str | None = None
    ) -> "Monitored":
        """Other labels for a dim, as `Table.relabel` takes them; figures that meet under one label are added.

        With `plan.ancestor` it adds up along levels.

        Raises:
            NotAdditive: figures meet, and do not add over the dim.
            UnknownLabel: as `Table.relabel`; or the dim is the period, for columns are those of the plan.
        """
        if "period" in (dim, to):
            raise UnknownLabel("the periods are the columns of the plan and stay; relabel another dim")
        return self._add_up(lambda table: table.relabel(dim, names, to=to))

    def where(self, /, **labels: Label | Iterable[Label]) -> "Monitored":
        """Only the figures with these labels, as `Table.where` takes them.

        Raises:
            UnknownLabel: a dim or a label is unknown.
        """
        return self._each(lambda table: table.where(**labels))

    @property
    def lines(self) -> Listing[MonitoredLine]:
        """Each figure that is planned, other than 0, or was reported, with what became of it; as it prints."""
        revised = {} if self.revised is None else {"revised": self.revised}
        tables = {"planned": self.planned, **revised, "actual": self.actual, "unreported": self.unreported}
        tables |= {"variance": self.variance, "execution": self.execution}
        tables |= {} if self._stock else {"burn": self.burn}
        dims = tuple(dim for dim in self.planned.dims if dim != "period")
        cells = {name: _cells(table, (*dims, "period")) for name, table in tables.items()}
        over = _cells(self.elapsed, ("period",))
        skipped = _list_skipped({"": self.actual, "plan: ": self.planned}, (*dims, "period"))
        every = _cells(sum(revised.values(), start=self.planned) + self.actual, (*dims, "period"))
        found = tuple(
            MonitoredLine(
                of=key[:-1],
                period=key[-1],
                elapsed=over[key[-1:]],
                missing=skipped.get(key, ""),
                **{name: cells.get(name, {}).get(key, Missing.NOT_STATED) for name in _FROM_TABLES},
            )
            for key in every
            if key in cells["actual"] or any(cells[name].get(key, 0) != 0 for name in ("planned", *revised))
        )
        summed = (*(("missing",) if skipped else ()), *(("unreported",) if self._has_gaps else ()))
        last = ("execution", "elapsed", *(() if self._stock else ("burn",)))
        return Listing(
            found,
            columns=(*(("of",) if dims else ()), "period", "planned", *revised, "actual", *summed, "variance", *last),
            labels=2 if dims else 1,
            title=self._title(dims),
            notes=(*self.list_notes(), *(f"assumed: {sentence}" for sentence in self.assumed)),
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        """As they print, but each dim has a column of its own."""
        every, dims = self.lines, [dim for dim in self.planned.dims if dim != "period"]
        rest = {name: values for name, values in super()._columns().items() if name != "of"}
        return {dim: [line.of[place] for line in every] for place, dim in enumerate(dims)} | rest

    def _orders(self) -> Mapping[str, Sequence[str]]:
        return {axis.dim: axis.labels for axis in self.planned.axes}

    def _title(self, dims: Sequence[str]) -> str:
        by = f" by {', '.join(dims)}" if dims else ""
        return f"{self.measure}{by} in {self.planned.unit} as of {self.as_of}; the last columns in percent"

    def list_notes(self) -> Iterator[str]:
        """How many planned figures have no actual one; of sums there is a column that tells how much was planned."""
        if len(self.unreported) and not self._has_gaps:
            yield f"planned figures without an actual one: {len(self.unreported)}"

    @property
    def assumed(self) -> tuple[str, ...]:
        """What the figures rest on, planned and actual, as sentences."""
        revised = () if self.revised is None else self.revised.assumed
        return tuple(dict.fromkeys((*self.planned.assumed, *revised, *self.actual.assumed)))

    @property
    def _has_gaps(self) -> bool:
        """Whether a part of what is planned for an actual figure, which is a sum, has none."""
        return len(keep_beside(self.unreported, keep_figures(self.actual))) > 0

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
        return {label: elapsed_share(Period.parse(label), self.as_of, axis.year_begins or 1) for label in axis.labels}

    def _add_up(self, change: Callable[[Table], Table]) -> "Monitored":
        found = self._each(change)
        if not found._has_gaps:
            return found
        return attrs.evolve(found, actual=found.actual.assuming(_UNREPORTED))

    def _each(self, change: Callable[[Table], Table]) -> "Monitored":
        return attrs.evolve(
            self,
            planned=change(self.planned),
            actual=change(self.actual),
            unreported=change(self.unreported),
            revised=None if self.revised is None else change(self.revised),
        )

    def __repr__(self) -> str:
        columns = ", ".join(self.planned.labels("period"))
        return f"<Monitored {self.measure}: {columns} as of {self.as_of}>"


_FROM_TABLES = ("planned", "revised", "actual", "unreported", "variance", "execution", "burn")
_UNREPORTED = "what is planned and has no actual figure counts 0"


def _cells(table: Table, dims: Iterable[str]) -> dict[tuple[str, ...], Cell]:
    """The cells of a table by their labels in these dims, in the order of its axes."""
    table = table.by(*dims)
    return {tuple(str(record[dim]) for dim in table.dims): _cell(record["value"]) for record in table.records()}


def _list_skipped(tables: Mapping[str, Table], dims: Iterable[str]) -> dict[tuple[str, ...], str]:
    """What each figure has skipped, in words, after those that say in which table."""
    found: dict[tuple[str, ...], str] = {}
    for which, table in tables.items():
        for record in keep_figures(table.by(*dims)).missing().records():
            key = tuple(str(record[dim]) for dim in dims)
            before = f"{found[key]}, " if key in found else ""
            found[key] = f"{before}{which}{record['value']} {record['state']}"
    return found


def _cell(value: str | Cell) -> Cell:
    assert not isinstance(value, str)  # records have a cell there
    return value
