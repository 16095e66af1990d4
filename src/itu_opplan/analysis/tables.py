"""The figures of a plan as one table each, with whole axes: what no output or department states is still a label."""

from collections.abc import Sequence

import attrs

from ..errors import UnitMismatch, refusal
from ..model.organisation import Department
from ..model.outputs import Output, counted_in
from ..model.plan import OperationalPlan
from ..table import Axis, Table

__all__ = ["allocations", "capacity", "effort", "posts", "volumes"]


def _by_code(entities: Sequence[Output] | Sequence[Department], field: str) -> dict[str, Table]:
    """The table that each entity has in this field, by code.

    Raises:
        InvalidPlan: two entities have the same code; one of them would be lost.
    """
    tables = {entity.code: getattr(entity, field) for entity in entities}
    if len(tables) < len(entities):
        message = "two of them have the same code; validate tells which"
        path = f"{type(entities[0]).__name__.lower()}s"
        raise refusal(message, path=path, rule="OP103")
    return tables


def _periods(plan: OperationalPlan) -> Axis:
    return Axis("period", tuple(map(str, plan.periods)))


def _grades(plan: OperationalPlan) -> Axis:
    return Axis("grade", tuple(grade.code for grade in plan.grades.grades))


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
    departments = Axis("department", tuple(department.code for department in plan.departments))
    tables = _by_code(plan.outputs, "effort")
    return Table.concat(tables, dim="output", axes=(departments, _periods(plan)), unit="work_month")


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
    tables = _by_code(plan.departments, "staffing")
    return Table.concat(tables, dim="department", axes=(_grades(plan), _periods(plan)), unit="work_month")


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
    tables = _by_code(plan.departments, "posts")
    return Table.concat(tables, dim="department", axes=(_grades(plan), _periods(plan)), unit="post")


def volumes(plan: OperationalPlan, *, unit: str | None = None) -> Table:
    """Volumes of services that each output takes (the documentation tables of the shipped plan).

    Services do not add up: a printed page is not a translated one.

    Args:
        plan: the plan.
        unit: take the services that are counted in this unit; needed only where the plan's services have several.

    Returns:
        A table of output, service, period; all outputs, periods, and services of that unit.

    Raises:
        UnitMismatch: the services are counted in several units and none was named, or none is counted in this one.
        UnknownLabel: a hand-built plan has figures for a service or period that it does not have.

    >>> from itu_opplan import bundled
    >>> volumes(bundled("gs-2008-2011")).where(output="COUNCIL", service="translation").total()
    Decimal('16880')
    """
    known = list(dict.fromkeys(service.unit for service in plan.services)) or ["page"]
    if unit is None and len(known) > 1:
        raise UnitMismatch(
            f"the services are counted in {', '.join(known)}; name one: volumes(plan, unit={known[0]!r})"
        )
    unit = unit or known[0]
    if unit not in known:
        raise UnitMismatch(f"no service is counted in {unit!r}; the plan's services are counted in {', '.join(known)}")
    codes = tuple(service.code for service in plan.services if service.unit == unit)
    units = {service.code: service.unit for service in plan.services}
    tables: dict[str, Table] = {}
    for code, table in _by_code(plan.outputs, "services").items():
        labels = table.labels("service")
        right = counted_in(labels, units)
        if len(table) and right not in (None, table.unit):
            raise UnitMismatch(
                f"the services of output {code!r} are in {table.unit!r}, the plan counts them in {right!r}"
            )
        held = [label for label in labels if units.get(label, unit) == unit]
        tables[code] = attrs.evolve(table.where(service=held), unit=unit)
    return Table.concat(tables, dim="output", axes=(Axis("service", codes), _periods(plan)), unit=unit)


def allocations(plan: OperationalPlan) -> Table:
    """How departments divide their work, in percent, by kind (`activity`, `event`) and item.

    Only the items of one kind of one department in one period make a whole; nothing else adds up.

    Returns:
        A table of department, kind, item, period in `percent`; all departments and periods of the plan, and the
        kinds and items that some department states.

    >>> from itu_opplan import bundled
    >>> table = allocations(bundled("gs-2008-2011"))
    >>> table.where(department="TLC", kind="event", period="2008").total()
    Decimal('100')
    """
    tables = _by_code(plan.departments, "allocations")
    kinds = dict.fromkeys(label for table in tables.values() for label in table.labels("kind"))
    items = dict.fromkeys(label for table in tables.values() for label in table.labels("item"))
    axes = (Axis("kind", tuple(kinds)), Axis("item", tuple(items)), _periods(plan))
    return Table.concat(tables, dim="department", axes=axes, unit="percent")
