"""What the travel of each department costs."""

from decimal import Decimal

import attrs

import itu_opplan as opplan

from .travel import TRAVEL


@attrs.frozen(kw_only=True)
class Estimate:
    """The travel of one department in one period.

    Attributes:
        department: the department.
        days: how many days it travels, where that is stated.
        amount: what these cost, in the currency of the plan.
        open: the codes of the outputs for which its days are blank or still to come; they are not in the sum.
    """

    department: opplan.Department
    days: Decimal
    amount: Decimal
    open: tuple[str, ...]


def estimate(
    plan: opplan.OperationalPlan, period: str | opplan.Period, *, per_day: Decimal | int
) -> tuple[Estimate, ...]:
    """The travel of each department that travels.

    Args:
        plan: a plan with days of travel, as `add_travel` makes one.
        period: one of its columns.
        per_day: the price of a day, in the currency of the plan.

    Raises:
        itu_opplan.UnknownCode: the plan has no days of travel.
        itu_opplan.UnknownLabel: it has no such column.
    """
    travel = opplan.figures(plan, TRAVEL.code).where(period=period).by("department", "output")
    found: list[Estimate] = []
    for (code,), cells in travel.rows():
        stated = [cell for cell in cells if isinstance(cell, Decimal)]
        outputs = zip(travel.labels("output"), cells, strict=True)
        blanks = tuple(
            output
            for output, cell in outputs
            if isinstance(cell, opplan.Missing) and cell is not opplan.Missing.NOT_STATED
        )
        if stated or blanks:
            days = sum(stated, Decimal())
            found.append(Estimate(department=plan.department(code), days=days, amount=days * per_day, open=blanks))
    return tuple(found)
