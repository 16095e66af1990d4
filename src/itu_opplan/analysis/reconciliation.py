"""Effort compared with the capacity of departments, and work for outputs that their tables leave out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..arguments import takes
from ..display import PrintsLines
from ..errors import UnknownCode
from ..immutable import Immutable
from ..listing import Listing
from ..model.organisation import Department
from ..model.plan import OperationalPlan
from ..table import Axis, Cell, Missing, Table
from ..wording import name_unit
from .tables import convert_figures, figures_by, printed

__all__ = ["Reconciliation", "ReconciliationLine", "own_effort", "reconcile"]

_BY_EVENT = "event"
"""The kind of allocations whose items are events."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReconciliationLine(Immutable):
    """One department in one period: what it has, what is asked of it, and what is left.

    Attributes:
        department: its code.
        period: the period.
        capacity: the work-months that it has.
        effort: the work-months that outputs ask of it.
        own: the work-months that it works for outputs by its own account (see `own_effort`).
        residual: what is left.
        load: effort in percent of capacity.
        remark: `overload`, and which missing cells the sums skipped; empty where there is nothing to say.

    >>> from itu_opplan import bundled
    >>> [line.department for line in reconcile(bundled("gs-2008-2011")).lines if line.remark == "overload"]
    ['SPU']
    """

    department: str
    period: str
    capacity: Decimal | Missing
    effort: Decimal | Missing
    own: Decimal | Missing
    residual: Decimal | Missing
    load: Decimal | Missing
    remark: str = ""


@attrs.frozen(kw_only=True)
class Reconciliation(PrintsLines):
    """Capacity against effort, as five tables of department and period, and as one listing: `print` shows it.

    Attributes:
        capacity: work-months that each department has.
        effort: work-months that outputs ask of it.
        own: work-months of departments that no output asks for, and that work for outputs all the same; see
            `own_effort`, which has them by output.
        residual: capacity - effort - own. It is not spare: it is for all work that the plan has no outputs for.
        load: effort in percent of capacity. A department without effort or without stated capacity has none.

    >>> from itu_opplan import bundled
    >>> reconcile(bundled("gs-2008-2011")).residual.at(department="SPU", period="2008")
    Decimal('-3.9')
    """

    capacity: Table
    effort: Table
    own: Table
    residual: Table
    load: Table

    @property
    def lines(self) -> Listing[ReconciliationLine]:
        """One line for each department and period that has a figure, in the order of the plan."""
        skipped = _skipped(self.capacity, self.effort)
        lines = tuple(
            self._line(department, period, skipped.get((department, period), ""))
            for department in self.capacity.labels("department")
            for period in self.capacity.labels("period")
        )
        stated = tuple(line for line in lines if any(_is_there(cell) for cell in (line.capacity, line.effort)))
        title = f"capacity against effort in {name_unit(self.capacity.unit)}, load in percent"
        return _listing(stated, title, self._notes(lines))

    @property
    def overloaded(self) -> Listing[ReconciliationLine]:
        """The lines of departments that are asked for more than they have, a load of more than 100 percent."""
        return _listing(tuple(line for line in self.lines if _is_overload(line.capacity, line.effort)), "overload")

    def _orders(self) -> Mapping[str, Sequence[str]]:
        return {axis.dim: axis.labels for axis in self.capacity.axes}

    def _line(self, department: str, period: str, skipped: str) -> ReconciliationLine:
        def at(table: Table) -> Cell:
            return table.at(department=department, period=period)

        overload = "overload" if _is_overload(at(self.capacity), at(self.effort)) else ""
        return ReconciliationLine(
            department=department,
            period=period,
            capacity=at(self.capacity),
            effort=at(self.effort),
            own=at(self.own),
            residual=at(self.residual),
            load=at(self.load),
            remark=", ".join(filter(None, (overload, skipped))),
        )

    def _notes(self, lines: tuple[ReconciliationLine, ...]) -> tuple[str, ...]:
        overloads = [line for line in lines if _is_overload(line.capacity, line.effort)]
        unstated = [line for line in lines if line.capacity is Missing.NOT_STATED]
        notes = [
            f"{what}: {_named(some)}"
            for what, some in (("overload", overloads), ("no capacity stated", unstated))
            if some
        ]
        if self.own:
            notes.append("own: work for outputs that only the department speaks of, in no output's table")
        if self.residual:
            notes.append("residual: not free, it is for everything that this plan has no outputs for")
        return (*notes, *(f"assumed: {sentence}" for sentence in self.residual.assumed))


@takes
def reconcile(plan: OperationalPlan) -> Reconciliation:
    """What outputs ask of each department (Part II of the shipped plan) against what it has (Part III).

    The residual is not spare capacity: it is for work that the plan has no outputs for, such as that for the plans of
    the sectors. Work for outputs that only the department states is shown as `own` and not part of the residual.

    Returns:
        The tables `capacity`, `effort`, `own` and `residual` in `work_month`, or the unit that the plan declares for
        both, and `load` in `percent`, each of all departments and periods of the plan. It prints as one listing;
        `overloaded` has the lines in which effort exceeds capacity.

    Raises:
        UnitMismatch: the plan declares capacity and effort in units that do not convert.
        UnknownLabel: it declares effort without departments; or a hand-built plan has figures for a department, grade
            or period that it does not have.
        UnknownCode: in a hand-built plan an event belongs to an output that it does not have.

    >>> from itu_opplan import bundled
    >>> print(reconcile(bundled("gs-2008-2011")).overloaded)
    overload
    department  period  capacity  effort  own  residual   load  remark
    --------------------------------------------------------------------
    SPU         2008          48    51.9           -3.9  108.1  overload
    """
    has, asked = (figures_by(plan, measure, "department", "period") for measure in ("staffing", "effort"))
    by_event = _list_ways(plan, asked, has)
    linked = dict.fromkeys(output for ways in by_event.values() for way in ways.values() for output in way)
    own = printed(_own_effort(by_event, has, Axis("output", tuple(linked))).by("department", "period"), plan)
    unit = has.unit if has.unit == asked.unit or not len(asked) else "work_month" if len(has) else asked.unit
    found = ((has, "staffing"), (asked, "effort"), (own, "staffing"))
    has, asked, own = (convert_figures(table, measure, unit) for table, measure in found)
    return Reconciliation(capacity=has, effort=asked, own=own, residual=has - asked - own, load=asked.percent_of(has))


@takes
def own_effort(plan: OperationalPlan) -> Table:
    """Work-months of departments for outputs that do not ask for them in their tables of effort.

    A department may divide its own work by event, in percent, and the events belong to outputs. Where the plan declares
    that allocations have no kinds or items, none does. Where no output states effort of a department in a period, its
    work-months go to the outputs of its events by these percentages; where they make more than 100, in proportion to
    them. In the shipped plan, all events of the Telecom secretariat (III.4.2) belong to TELECOM, so all of its
    work-months do.

    Returns:
        A table of output, department, period in the unit of `capacity`; all outputs, departments and periods of the
        plan. `effort(plan) + own_effort(plan)` is all work for outputs, where the two are in one unit.

    Raises:
        UnknownLabel: a hand-built plan has figures for a department, grade or period that it does not have.
        UnknownCode: in a hand-built plan an event belongs to an output that it does not have.

    >>> from itu_opplan import bundled
    >>> own_effort(bundled("gs-2008-2011")).records()
    [{'output': 'TELECOM', 'department': 'TLC', 'period': '2007', 'value': Decimal('183')}]
    """
    asked = figures_by(plan, "effort", "department", "period")
    has = figures_by(plan, "staffing", "department", "period")
    outputs = Axis("output", tuple(output.code for output in plan.outputs))
    own = _own_effort(_list_ways(plan, asked, has), has, outputs)
    return printed(own.by("output", "department", "period"), plan)


_Ways: TypeAlias = Mapping[str, Mapping[str, Fraction]]
"""The parts of a department's work that go to outputs, by period."""


def _list_ways(plan: OperationalPlan, asked: Table, has: Table) -> dict[str, _Ways]:
    """For each department how its work goes to outputs that do not ask for it."""
    return {
        department.code: {
            period: way
            for period, way in _ways(plan, department).items()
            if period in has.axis("period").positions
            and asked.at(department=department.code, period=period) is Missing.NOT_STATED
        }
        for department in plan.departments
    }


def _own_effort(by_event: Mapping[str, _Ways], has: Table, outputs: Axis) -> Table:
    """The work of departments that goes to outputs so, by department, period and output."""
    tables: dict[str, Table] = {}
    nothing = has.where(department=()).by("period").distribute("period", {}, to=outputs)
    for department, ways in by_event.items():
        if not ways:
            tables[department] = nothing
            continue
        whole = all(sum(way.values()) == 1 for way in ways.values())
        own = has.where(department=department).by("period")
        tables[department] = own.distribute("period", ways, to=outputs, keep_total=whole)
    return Table.concat(tables, dim="department", axes=(has.axis("period"), outputs), unit=has.unit)


def _ways(plan: OperationalPlan, department: Department) -> _Ways:
    """The parts of a department's work that go to outputs, by period, as it divides its work by event."""
    ways: dict[str, dict[str, Fraction]] = {}
    table = department.allocations
    by_event = table.unit == "percent" and {"kind", "item"} <= set(table.dims)
    if by_event and _BY_EVENT in table.labels("kind"):
        for record in table.by("kind", "item", "period").where(kind=_BY_EVENT).records():
            output, percent = _output_of(plan, str(record["item"])), record["value"]
            if output is not None and isinstance(percent, Decimal):
                way = ways.setdefault(str(record["period"]), {})
                way[output] = way.get(output, Fraction(0)) + Fraction(percent) / 100
    wholes = {period: max(Fraction(1), sum(way.values(), Fraction(0))) for period, way in ways.items()}
    return {period: {output: part / wholes[period] for output, part in way.items()} for period, way in ways.items()}


def _output_of(plan: OperationalPlan, event: str) -> str | None:
    """The output that an event belongs to; None where the plan does not say, or does not know the event."""
    try:
        output = plan.event(event).output
    except UnknownCode:
        return None
    return None if output is None else plan.output(output).code


def _listing(
    lines: tuple[ReconciliationLine, ...], title: str, notes: tuple[str, ...] = ()
) -> Listing[ReconciliationLine]:
    columns = tuple(field.name for field in attrs.fields(ReconciliationLine))
    return Listing(lines, columns=columns, labels=2, title=title, notes=notes)


def _named(lines: Sequence[ReconciliationLine]) -> str:
    """Departments with their periods, in one line of text."""
    periods: dict[str, list[str]] = {}
    for line in lines:
        periods.setdefault(line.department, []).append(line.period)
    return "; ".join(f"{department} {', '.join(labels)}" for department, labels in periods.items())


def _is_there(cell: Cell) -> bool:
    return cell is not Missing.NOT_STATED


def _is_overload(capacity: Cell, effort: Cell) -> bool:
    return isinstance(capacity, Decimal) and isinstance(effort, Decimal) and effort > capacity


def _skipped(capacity: Table, effort: Table) -> dict[tuple[str, str], str]:
    """Which missing cells the sums of a department and period skipped, in words."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, table in (("capacity", capacity), ("effort", effort)):
        for record in table.missing().records():
            words = f"{name} without {record['value']} {record['state']}"
            found.setdefault((str(record["department"]), str(record["period"])), []).append(words)
    return {key: ", ".join(words) for key, words in found.items()}
