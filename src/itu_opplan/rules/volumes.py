"""Services: the work of those who provide them behind the volumes that outputs order."""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..paths import join
from ..periods import Period
from ..problem import Severity
from ..table import Cell
from ..wording import amount_in, in_months, name_unit
from .capacity import cells_of
from .figures import is_stock, yearly
from .rule import Finding, rule, shared


class _Ordered(NamedTuple):
    """What an output orders of some departments in a period, and the work-months that it plans of them.

    Attributes:
        output: the output.
        providers: the codes of the departments.
        period: the period.
        orders: the volumes that are stated, by service.
        months: the work-months; None where they are not known.
    """

    output: Output
    providers: tuple[str, ...]
    period: Period
    orders: dict[str, Cell]
    months: Decimal | None

    @property
    def unit(self) -> str:
        return self.output.effort.unit

    @property
    def worked(self) -> int:
        """The months that the work is for; of people in FTE it is that of a year."""
        return 12 if is_stock(self.output.effort) else self.period.months

    @property
    def section(self) -> str | None:
        return self.output.services_section or self.output.section

    @property
    def who(self) -> str:
        return " or ".join(self.providers)

    @property
    def about(self) -> str:
        return ", ".join((*self.providers, str(self.period)))


@shared
def _ordered(plan: OperationalPlan) -> list[_Ordered]:
    """Of each output, of all who provide its services together, for each period in its order: stated volumes only.

    Where a table of work-months has figures for a period, and no row of those who provide, they have none.
    """
    found: list[_Ordered] = []
    providers = {service.code: service.departments for service in plan.services if service.departments}
    places = {group: place for place, group in enumerate(dict.fromkeys(providers.values()))}
    for output in plan.outputs:
        volumes, work = cells_of(output.services, "service"), cells_of(output.effort, "department")
        stated = {period for _, period in work}
        services: dict[tuple[str, ...], list[str]] = {}
        for code in output.services.labels("service"):
            services.setdefault(providers.get(code, ()), []).append(code)
        for group in sorted(services.keys() & places.keys(), key=places.__getitem__):
            for period in sorted(plan.periods):
                at = str(period)
                orders = {code: volumes[code, at] for code in services[group] if (code, at) in volumes}
                months = [work[code, at] for code in group if (code, at) in work]
                figures = [cell for cell in months if isinstance(cell, Decimal)]
                known = at in stated and len(figures) == len(months)
                if orders:
                    total = sum(figures, Decimal(0)) if known else None
                    found.append(_Ordered(output, group, period, orders, total))
    return found


@rule("OP407", Severity.WARNING)
def volumes_without_work(plan: OperationalPlan) -> Iterator[Finding]:
    """An output orders services in a period, and plans no work-months of the departments that provide them."""
    for one in _ordered(plan):
        ordered = [f"{name} ({cell:f})" for name, cell in one.orders.items() if isinstance(cell, Decimal) and cell]
        if ordered and one.months == 0:
            yield Finding(
                path=join("outputs", one.output.code, "services"),
                message=f"orders {', '.join(ordered)} in {one.period}, but plans no {name_unit(one.unit)} of {one.who}",
                section=one.section,
                actual=str(one.period),
                about=one.about,
            )


@rule("OP408", Severity.NOTE)
def work_without_volumes(plan: OperationalPlan) -> Iterator[Finding]:
    """An output plans work-months of a department that provides services in a period, and orders none of them.

    Departments whose own lists of activities are mostly of other things are left out.
    """
    versatile = _versatile(plan)
    busy = {
        (one.output.code, one.period, code)
        for one in _ordered(plan)
        if any(cell != 0 for cell in one.orders.values())
        for code in one.providers
    }
    for one in _ordered(plan):
        if versatile.issuperset(one.providers):
            continue
        if one.months and not any((one.output.code, one.period, code) in busy for code in one.providers):
            yield Finding(
                path=join("outputs", one.output.code, "services"),
                message=f"plans {amount_in(one.months, one.unit)} of {', '.join(one.providers)} in {one.period}, "
                f"but orders no {' or '.join(one.orders)}",
                section=one.section,
                actual=str(one.period),
                about=one.about,
            )


def _versatile(plan: OperationalPlan) -> set[str]:
    """The departments of whose activities fewer than one in ten, though some, bears the name of one of its services."""
    own: dict[str, list[bool]] = {}
    for activity in filter(lambda one: one.booked, plan.activities):
        names = (service.name for service in plan.services if activity.department in service.departments)
        named = any(name.casefold() in activity.title.casefold() for name in names)
        own.setdefault(activity.department or "", []).append(named)
    return {code for code, named in own.items() if 0 < 10 * sum(named) < len(named)}


@rule("OP411", Severity.NOTE)
def work_against_volumes(plan: OperationalPlan) -> Iterator[Finding]:
    """Work-months of those who provide services rise by a quarter or fall by a fifth, or more, against the volumes.

    Against all of them that are stated for both periods. Left out are periods of less than a year, as seasons are no
    news.
    """
    columns = yearly(plan)
    for one, other in itertools.pairwise(one for one in _ordered(plan) if one.period in columns):
        if (one.output.code, one.providers) != (other.output.code, other.providers):
            continue
        if not one.months or not other.months:
            continue
        volumes = {
            name: (_a_year(before, one.period.months), _a_year(after, other.period.months))
            for name, before in one.orders.items()
            if isinstance(before, Decimal)
            and isinstance(after := other.orders.get(name), Decimal)
            and (before or after)
        }
        work = _a_year(other.months, other.worked) / _a_year(one.months, one.worked)
        falls = volumes and all(after < before for before, after in volumes.values())
        rises = volumes and all(before < after for before, after in volumes.values())
        if (work >= Fraction(5, 4) and falls) or (work <= Fraction(4, 5) and rises):
            up, down = ("rise", "fall") if falls else ("fall", "rise")
            yield Finding(
                path=join("outputs", other.output.code, "effort"),
                message=f"from {one.period} to {other.period} the {name_unit(other.unit)} a year "
                f"of {', '.join(other.providers)} {up}, "
                f"{in_months(one.months, one.worked)} to {in_months(other.months, other.worked)}, "
                f"while the volumes of {', '.join(volumes)} {down}",
                section=other.output.effort_section or other.output.section,
                actual=str(other.period),
                about=other.about,
            )


def _a_year(value: Decimal, months: int) -> Fraction:
    return 12 * Fraction(value) / months
