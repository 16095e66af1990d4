"""Support that one plan counts and another counts again: two sides, what they differ in, and what is taken out."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from ..errors import NotAdditive, OpPlanError, UnknownCode, UnknownLabel
from ..immutable import Immutable
from ..model.address import Reader, dims_of
from ..model.plan import OperationalPlan
from ..paths import steps, write_steps
from ..problem import Problem, Severity
from ..table import Cell, Table
from ..wording import suggestions
from .editing import Edit, edit

__all__ = ["Elimination", "LeftOut", "Side", "eliminate_sides", "find_side"]


@attrs.frozen(eq=False, repr=False)
class Side(Immutable):
    """An address in one of several plans.

    Attributes:
        plan: the code of the plan.
        path: the address.
    """

    plan: str
    path: str

    def __str__(self) -> str:
        return f"{self.plan}:{self.path}"


def find_side(text: str, plans: Mapping[str, OperationalPlan]) -> Side:
    """The address in one of the plans that a text such as `gs-2008-2011:outputs.PP` means.

    Raises:
        UnknownCode: it names no plan, or none of these.
    """
    code, colon, path = text.partition(":")
    if not colon or code not in plans:
        raise UnknownCode(f"{text}: must be a plan and an address in it, CODE:outputs.X; {suggestions(code, plans)}")
    return Side(code, path)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Elimination(Immutable):
    """Support in one period that two plans count, and that the consolidated plan counts once.

    Attributes:
        period: the period.
        counted: where it stays.
        figure: what that side has.
        again: where it is counted again; what is taken out.
        eliminated: what that side had.
        difference: what is taken out beyond what stays; 0 where the sides agree.
        unit: the unit of the figures.
    """

    period: str
    counted: Side
    figure: Decimal
    again: Side
    eliminated: Decimal
    difference: Decimal
    unit: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LeftOut(Immutable):
    """What a consolidated plan does not have, since it would not be true of it.

    Attributes:
        plan: the code of the plan that has it.
        path: its address there.
        reason: why it is left out.
    """

    plan: str
    path: str
    reason: str


def eliminate_sides(
    plans: Mapping[str, OperationalPlan],
    sides: Mapping[str, str],
    lines: list[Elimination],
    findings: list[Problem],
    left: list[LeftOut],
) -> dict[str, OperationalPlan]:
    """The plans without what they count again.

    Args:
        plans: the plans by code.
        sides: where support is counted again, each with where it is counted.
        lines: gets a line for each period.
        findings: gets what stands on one side only.
        left: gets printed totals over what is taken out.

    Raises:
        UnknownCode: a side names none of the plans.
    """
    edits: dict[str, dict[str, Edit]] = {}
    for again, counted in sides.items():
        one, other = find_side(again, plans), find_side(counted, plans)
        if one == other:
            findings.append(_finding(one, "it is both sides; name the other one"))
            continue
        try:
            pair = [_table_at(plans[side.plan], side) for side in (one, other)]
        except (UnknownCode, UnknownLabel) as error:
            findings.append(_finding(one, str(error)))
            continue
        own = list(_lines(one, other, pair[0], pair[1], findings))
        lines += own
        if own:
            periods = {line.period for line in own}
            for found in _edits(plans[one.plan], one, pair[0], periods, other):
                edits.setdefault(one.plan, {})[path := write_steps(found.steps)] = found
                if str(found.steps[-2]).startswith("published_"):
                    reason = f"a part of it is what {other.plan} counts"
                    left.append(LeftOut(plan=one.plan, path=path, reason=reason))
    return {code: edit(plan, edits.get(code, {}).values()) for code, plan in plans.items()}


def _table_at(plan: OperationalPlan, side: Side) -> Table:
    """The figures at an address: of a table, of a row of it by its first labels, or of a cell."""
    every = steps(side.path)
    labels = every.pop() if every and isinstance(every[-1], tuple) else ()
    table = Reader(plan).get(write_steps(every))
    if not isinstance(table, Table) or "period" not in table.dims:
        raise UnknownCode(f"{side}: is no table of figures")
    dims = dims_of(plan, str(every[-1]), table)
    if len(labels) > len(dims):
        raise UnknownLabel(f"{side}: a cell is [{', '.join(dims)}]")
    try:
        return table.by(*dims).where(**dict(zip(dims, labels, strict=False)))
    except UnknownLabel as error:
        raise UnknownLabel(f"{side}: {error}") from None


def _lines(again: Side, counted: Side, first: Table, second: Table, findings: list[Problem]) -> Iterator[Elimination]:
    """A line for each period in which both sides have figures; the others are findings."""
    if first.unit != second.unit:
        findings.append(_finding(again, f"it is in {first.unit}, {counted} in {second.unit}"))
        return
    try:
        one, other = first.by("period"), second.by("period")
    except NotAdditive as error:
        findings.append(_finding(again, str(error)))
        return
    for period in dict.fromkeys((*one.used_labels["period"], *other.used_labels["period"])):
        cells = [_cell(table, period) for table in (one, other)]
        figures = [cell for cell in cells if isinstance(cell, Decimal)]
        if len(figures) == 2:
            yield Elimination(
                period=period,
                counted=counted,
                figure=figures[1],
                again=again,
                eliminated=figures[0],
                difference=(one.where(period=period) - other.where(period=period)).total(),
                unit=one.unit,
            )
        else:
            has = "; ".join(f"{side} {_said(cell)}" for side, cell in zip((again, counted), cells, strict=True))
            findings.append(_finding(again, has, f" in {period}"))


def _said(cell: Cell) -> str:
    return f"has {cell}" if isinstance(cell, Decimal) else f"is {cell.value}"


def _finding(side: Side, why: str, when: str = "") -> Problem:
    """A finding about what is not eliminated; nothing is wrong with the plan that is made."""
    message = f"is not eliminated in the plan {side.plan}{when}: {why}"
    return Problem(rule="OP004", severity=Severity.WARNING, path=side.path, message=message)


def _cell(table: Table, period: str) -> Cell:
    try:
        return table.at(period=period)
    except UnknownLabel:
        return Table.from_records([], dims=["period"], unit=table.unit, labels={"period": [period]}).at(period=period)


def _edits(plan: OperationalPlan, side: Side, table: Table, periods: set[str], counted: Side) -> Iterator[Edit]:
    """What takes a side out: its cells, the printed totals over them, and a sentence that says so."""
    every = steps(side.path)
    if isinstance(every[-1], tuple):
        every.pop()
    name, above = str(every[-1]), tuple(every[:-1])
    for record in table.records():
        if record["period"] in periods:
            yield Edit((*every, tuple(str(record[dim]) for dim in table.dims)), "put", None)
    reader = Reader(plan)
    try:
        printed = reader.get(write_steps((*above, f"published_{name}")))
    except OpPlanError:
        printed = None
    if isinstance(printed, Table):
        dims = dims_of(plan, f"published_{name}", printed)
        for record in printed.records():
            if record["period"] in periods:
                yield Edit((*above, f"published_{name}", tuple(str(record[dim]) for dim in dims)), "put", None)
    try:
        assumed = reader.get(write_steps((*above, f"{name}_assumed")))
    except OpPlanError:
        assumed = ()
    texts = assumed if isinstance(assumed, tuple) else ()
    yield Edit((*above, f"{name}_assumed"), "put", (*texts, f"without what {counted.plan} counts: {counted.path}"))
