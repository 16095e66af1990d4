"""The figures of a plan as tables with whole axes: labels without figures are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import get_args

import attrs

from ..arguments import takes
from ..errors import UnitMismatch, UnknownLabel, refusal
from ..model.context import Provision, ProvisionKind
from ..model.known import printed_names
from ..model.lookup import check_word
from ..model.measures import Measure
from ..model.order import in_natural_order
from ..model.outputs import MIXED, unit_of_services
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.shapes import COUNT
from ..model.walk import tables_of
from ..periods import Period
from ..table import Axis, Missing, Table
from ..table.cells import round_ratio
from ..table.products import assemble, name
from ..table.scaling import times
from ..units import factor
from ..wording import few, quote

__all__ = [
    "allocations",
    "capacity",
    "convert_figures",
    "effort",
    "figures",
    "figures_by",
    "figures_of_services",
    "fill",
    "join_tables",
    "lacking",
    "posts",
    "printed",
    "provisions",
    "volumes",
    "whole_labels",
]


@takes
def figures(plan: OperationalPlan, measure: str) -> Table:
    """The figures of a measure of the plan, its own or a built-in one, as one table with whole axes.

    `effort`, `capacity`, `posts`, `volumes` and `allocations` are those of the built-in measures `effort`, `staffing`,
    `posts`, `services` and `allocations`.

    Args:
        plan: the plan.
        measure: the code of the measure.

    Returns:
        A table of the owner (output, department, objective, goal, project; none for the plan's own), the dims of the
        measure, and period.

    Raises:
        UnknownCode: the plan has no such measure; the nearest are named.
        UnknownLabel: a hand-built plan has figures for a label that it does not have.
        InvalidPlan: in a hand-built plan two owners of figures have the same code.
        UnitMismatch: its figures are those of services that are counted in several units; `volumes` takes one.

    >>> from itu_opplan import bundled
    >>> plan = bundled("gs-2008-2011")
    >>> figures(plan, "staffing") == capacity(plan)
    True
    """
    found = plan.measure(measure)
    if found.shape.unit is None:
        return figures_of_services(plan, found, None)
    if (table := plan.joined.get(found.code)) is None:
        own = tables_of(plan, found)
        joined = join_tables(plan, found, {code: table for code, (table, _) in own.items()}, found.shape.unit)
        table = plan.joined[found.code] = joined.assuming(*_assumed(own))
    return table


def _assumed(own: Mapping[str, tuple[Table, tuple[str, ...]]]) -> list[str]:
    """What the tables of a measure rest on."""
    return [sentence for _, sentences in own.values() for sentence in sentences]


def join_tables(
    plan: OperationalPlan, measure: Measure, tables: Mapping[str, Table], unit: str, **labels: tuple[str, ...]
) -> Table:
    """One table of those of a measure by the code of their owner, each axis whole; labels by dim are those of the axis.

    Raises:
        UnknownLabel: a table has a label that the plan does not have.
        InvalidPlan: in a hand-built plan two owners of figures have the same code.
    """
    whole = whole_labels(plan.label_lists, measure, tables.values()) | labels
    axes = [Axis(dim, whole[dim], measure.shape.reason(dim, unit)) for dim in measure.shape.dims]
    axes[-1] = attrs.evolve(axes[-1], year_begins=plan.year_begins if plan.year_begins != 1 else None)
    if measure.owner == "plan":
        own = tables.get("", measure.shape.empty)
        return printed(assemble({"": own}, "", axes, unit=unit), plan)
    noun = COLLECTIONS[measure.owner].noun
    codes = tuple(entity.code for entity in getattr(plan, measure.owner))
    owners = labels.get(noun, codes)
    if len(set(codes)) < len(codes):
        message = "two of them have the same code; validate tells which"
        raise refusal(message, path=measure.owner, rule="OP103")
    every = {code: tables.get(code, measure.shape.empty) for code in owners}
    return printed(Table.concat(every, dim=noun, axes=axes, unit=unit), plan)


def printed(table: Table, plan: OperationalPlan) -> Table:
    """The table, in print with the labels of the plan's entities and dimensions in the place of codes."""
    return name(table, {dim: printed_names(plan, dim) for dim in table.dims})


def whole_labels(
    known: Mapping[str, tuple[str, ...]], measure: Measure, tables: Collection[Table]
) -> dict[str, tuple[str, ...]]:
    """The labels of each dim of a measure: those of the plan; where it takes any, those that the tables have."""
    return {
        dim: known.get(dim) or tuple(in_natural_order({one for table in tables for one in _labels(table, dim)}))
        for dim in measure.shape.dims
    }


def _labels(table: Table, dim: str) -> tuple[str, ...]:
    return table.labels(dim) if len(table) else ()


def figures_by(plan: OperationalPlan, measure: str, *dims: str, unit: str | None = None) -> Table:
    """The figures of a measure by these dims, for what needs them: over others that the plan declares they add up.

    Raises:
        UnknownLabel: the plan declares the measure without one of these dims.
        UnitMismatch: it has figures that do not convert to this unit.
        NotAdditive: the plan says that figures do not add over another dim.

    >>> from itu_opplan import bundled
    >>> figures_by(bundled("gs-2008-2011"), "effort", "period").at(period="2008")
    Decimal('691.0')
    """
    table = figures(plan, measure)
    for dim in dims:
        if dim not in table.dims:
            raise lacking(measure, dim, table.dims)
    return convert_figures(table.by(*dims), measure, unit or table.unit)


def lacking(measure: str, dim: str, dims: Iterable[str], advice: str = "") -> UnknownLabel:
    """The refusal where a plan declares a measure without a dim that is needed; and what would help."""
    message = f"{measure} has no dim {quote(dim)} in this plan; it has {', '.join(dims)}"
    return UnknownLabel("; ".join(filter(None, [message, advice])), dim=dim)


def fill(table: Table) -> Table:
    """The work-months of posts or people who work full time in all months of their period, exactly."""
    months = {label: Fraction(Period.parse(label).months) for label in table.labels("period")}
    axes = [attrs.evolve(axis, reason="") if axis.dim == "period" else axis for axis in table.axes]
    return attrs.evolve(times(table, months), axes=axes, unit="work_month")


def convert_figures(table: Table, measure: str, unit: str) -> Table:
    """Figures of a measure in this unit; a table without any is in whatever unit is wanted.

    People in FTE are the work-months of all months of their period.

    Raises:
        UnitMismatch: they do not convert.
    """
    if table.unit == unit:
        return table
    if not len(table):
        return attrs.evolve(table, unit=unit)
    if table.unit == "FTE" and _converts("work_month", unit):
        return fill(table).assuming("people in FTE work in all months of their period").convert(unit)
    if not _converts(table.unit, unit):
        raise UnitMismatch(f"{measure} is in {table.unit} in this plan, which does not convert to {unit}")
    return table.convert(unit)


@takes
def effort(plan: OperationalPlan) -> Table:
    """Work-months that each output takes from each department (Part II of the shipped plan).

    Returns:
        A table of output, department, period in `work_month`; all outputs, departments and periods of the plan.

    Raises:
        UnknownLabel: a hand-built plan has figures for a department or period that it does not have.

    >>> from itu_opplan import bundled
    >>> print(effort(bundled("gs-2008-2011")).by("period"))
    period     work_month
    ---------------------
    2007            678.9
    2008            691.0
    2009-2011      2116.8
    """
    return figures(plan, "effort")


@takes
def capacity(plan: OperationalPlan) -> Table:
    """Work-months that each department has, by grade (Part III of the shipped plan).

    Returns:
        A table of department, grade, period in `work_month`; all departments and periods of the plan and all grades
        of its scale, highest first.

    Raises:
        UnknownLabel: a hand-built plan has figures for a grade or period that it does not have.

    >>> from itu_opplan import bundled
    >>> capacity(bundled("gs-2008-2011")).where(department="SPU", period="2008").total()
    Decimal('48')
    """
    return figures(plan, "staffing")


@takes
def posts(plan: OperationalPlan) -> Table:
    """Posts that each department has, by grade. Posts are a stock: they do not add over periods.

    Returns:
        A table of department, grade, period in `post`, with whole axes as `capacity`.

    Raises:
        UnknownLabel: a hand-built plan has figures for a grade or period that it does not have.

    >>> from itu_opplan import bundled
    >>> posts(bundled("gs-2008-2011")).where(period="2007").total()
    Decimal('16')
    """
    return figures(plan, "posts")


@takes
def volumes(plan: OperationalPlan, *, unit: str | None = None) -> Table:
    """Volumes of services that each output takes (the documentation tables of the shipped plan).

    Services do not add up: printed and translated pages are unlike.

    Args:
        plan: the plan.
        unit: take the services that are counted in this unit; needed only where the plan's services have several.

    Returns:
        A table of output, service, period; all outputs, periods, and services of that unit.

    Raises:
        UnitMismatch: the services are counted in several units and none was named, or none is counted in this one.
        UnknownLabel: a hand-built plan has figures for a service or period that it does not have; or the plan declares
            that its volumes are of no services.

    >>> from itu_opplan import bundled
    >>> volumes(bundled("gs-2008-2011")).where(output="COUNCIL", service="translation").total()
    Decimal('16880')
    """
    return figures_of_services(plan, plan.measure("services"), unit)


def figures_of_services(plan: OperationalPlan, measure: Measure, unit: str | None) -> Table:
    """The figures of a measure that are counted as its services are, in one unit."""
    known = list(dict.fromkeys(service.unit for service in plan.services)) or [COUNT]
    if unit is None and len(known) > 1:
        counted = f"the services are counted in {', '.join(known)}"
        if measure.code != "services":
            raise UnitMismatch(f"{counted}; a table of {measure.code} has one unit: declare several measures")
        raise UnitMismatch(f"{counted}; name one: volumes(plan, unit={known[0]!r})")
    unit = unit or known[0]
    if unit not in known:
        raise UnitMismatch(f"no service is counted in {unit!r}; the plan's services are counted in {', '.join(known)}")
    codes = tuple(service.code for service in plan.services if service.unit == unit)
    units = {service.code: service.unit for service in plan.services}
    if "service" not in measure.shape.dims:
        raise lacking("services", "service", ("output", *measure.shape.dims))
    tables: dict[str, Table] = {}
    own = tables_of(plan, measure)
    right: dict[tuple[str, ...], str | None] = {}
    for code, (table, _) in own.items():
        if not len(table):
            continue
        labels = table.labels("service")
        if labels not in right:
            right[labels] = unit_of_services(labels, units)
        if right[labels] not in (None, table.unit):
            raise UnitMismatch(
                f"the services of output {code!r} are in {table.unit!r}, the plan counts them in {right[labels]!r}"
            )
        if table.unit != unit:
            held = [label for label in labels if units.get(label, unit) == unit]
            table = attrs.evolve(table.where(service=held), unit=unit)
        tables[code] = table
    return join_tables(plan, measure, tables, unit, service=codes).assuming(*_assumed(own))


@takes
def allocations(plan: OperationalPlan) -> Table:
    """How departments divide their work, in percent, by kind (`activity`, `event`) and item.

    Only the items of one kind, department and period make a whole; nothing else adds up.

    Returns:
        A table of department, kind, item, period in `percent`; all departments and periods of the plan, and the
        kinds and items that some department states.

    Raises:
        UnknownLabel: a hand-built plan has figures for a period that it does not have.

    >>> from itu_opplan import bundled
    >>> table = allocations(bundled("gs-2008-2011"))
    >>> table.where(department="TLC", kind="event", period="2008").total()
    Decimal('100')
    """
    return figures(plan, "allocations")


@takes
def provisions(plan: OperationalPlan, *, kind: ProvisionKind | None = None, unit: str | None = None) -> Table:
    """The sums of money that the plan states, each once, however many outputs draw on it.

    Only like adds up with like: provisions of one kind, in one unit. An amount for each of several, such as
    `CHF/biennium`, is a price, and prices do not add. A provision without an amount is blank.

    Args:
        plan: the plan.
        kind: only those of this kind, such as `set aside`; without it all of them, which do not add up.
        unit: only those that can be told in this unit, such as `kCHF`; needed to add up where several do not convert.

    Returns:
        A table of provision; in `various` units where they have several and none was named. Amounts that are not stated
        exactly, or not confirmed, are said in `assumed`.

    Raises:
        UnknownCode: there is no such kind.
        UnitMismatch: none of them is in this unit; or amounts have no unit, and the plan no currency.

    >>> from itu_opplan import bundled
    >>> provisions(bundled("gs-2008-2011"), kind="set aside").total()
    Decimal('1490000')
    """
    if kind is not None:
        check_word("kind", kind, get_args(ProvisionKind))
    found = [one for one in plan.provisions if kind in (None, one.kind)]
    units = {one.code: one.unit or plan.currency for one in found}
    priced = {one.code: units[one.code] for one in found if one.amount is not None}
    if bare := [code for code, own in priced.items() if own is None]:
        raise UnitMismatch(f"no unit is stated for {few(bare)}, and the plan has no currency")
    known = list(dict.fromkeys(filter(None, priced.values())))
    if unit is not None:
        if not any(_converts(own, unit) for own in known):
            raise UnitMismatch(f"none of the provisions is in {unit!r}; they are in {', '.join(known) or 'no unit'}")
        found = [one for one in found if (own := units[one.code]) is None or _converts(own, unit)]
    shared = unit or (known[0] if known else plan.currency or MIXED)
    alike = all(_converts(own, shared) for own in known) or unit is not None
    rows: list[dict[str, object]] = []
    for one in found:
        amount, own = one.amount, units[one.code]
        if amount is not None and own is not None and alike and own != shared:
            amount = round_ratio(Fraction(amount) * factor(own, shared))
        rows.append({"provision": one.code, "value": Missing.BLANK if amount is None else amount})
    axis = Axis("provision", [one.code for one in found], _why_unlike(found, [] if alike else known))
    measure = shared if alike else MIXED
    table = Table.from_records(rows, dims=["provision"], unit=measure, labels={"provision": axis})
    return printed(table, plan).assuming(*filter(None, map(_hedge, found)))


def _converts(own: str, unit: str) -> bool:
    """Whether an amount in one unit can be told in another: `kCHF` in `CHF`."""
    try:
        return own == unit or bool(factor(own, unit))
    except UnitMismatch:
        return False


def _why_unlike(found: Sequence[Provision], units: Sequence[str]) -> str:
    """Why provisions do not add up; empty where they are alike, or where there is only one."""
    kinds = dict.fromkeys(one.kind for one in found)
    if len(found) > 1 and None in kinds:
        return f"the plan does not say of which kind {few(one.code for one in found if one.kind is None)} is"
    if len(kinds) > 1:
        return f"{', '.join(map(str, kinds))} are unlike; take one of them, kind={next(iter(kinds))!r}"
    return f"they are in {', '.join(units)}; take one of them, unit={units[0]!r}" if len(units) > 1 else ""


def _hedge(provision: Provision) -> str:
    """What a sum takes for exact that the plan does not state so; empty where it does."""
    hedges = [provision.bound or "", "" if provision.confirmed else "to be confirmed"]
    said = ", ".join(filter(None, hedges)) if provision.amount is not None else ""
    return f"{provision.code} counts as it is stated: {said}" if said else ""
