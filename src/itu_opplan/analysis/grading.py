"""The average grade of the departments of a plan."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from ..arguments import takes
from ..grades import Grade
from ..immutable import Immutable
from ..listing import Listing
from ..model.plan import OperationalPlan
from ..table import Cell, Missing
from ..table.cells import round_ratio
from .tables import figures_by

__all__ = ["GradeLine", "average_grade"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class GradeLine(Immutable):
    """The grades of a department in one period, in short.

    Attributes:
        department: its code.
        period: the period.
        work_months: those that have a grade and a figure.
        median: the grade in the middle: half of the work-months are of this grade or a lower one.
        mean_rank: the mean of the ranks of their grades, weighted by work-months; 1 is the lowest rank.
        nearest: the grade whose rank is nearest to the mean; of two the lower one.
        skipped: how many missing cells were skipped.

    >>> from itu_opplan import bundled
    >>> average_grade(bundled("gs-2008-2011"))[6].nearest.code
    'P3'
    """

    department: str
    period: str
    work_months: Decimal
    median: Grade
    mean_rank: Decimal
    nearest: Grade
    skipped: int = 0


@takes
def average_grade(plan: OperationalPlan) -> Listing[GradeLine]:
    """The average grade of each department and period, weighted by work-months, on the plan's own scale of grades.

    Ranks are an order, not a measure: a mean rank treats the step from G7 to P1 like that from P4 to P5. Use it only to
    compare a department with itself over the years; the median assumes no equal steps. The result is a listing, not a
    table, because averages do not add up.

    Returns:
        A line for each department and period that has work-months.

    Raises:
        UnknownLabel: the plan declares its work-months without grades; or a hand-built plan has figures for a grade or
            period that it does not have.

    >>> from itu_opplan import bundled
    >>> print(average_grade(bundled("gs-2008-2011"))[6:9])
    average grades
    department  period     work months  median  mean rank  nearest  skipped
    -----------------------------------------------------------------------
    SPU         2007                57  P3           10.2  P3             0
    SPU         2008                48  P3           10.5  P3             0
    SPU         2009-2011          144  P3           10.5  P3             0
    """
    lines: list[GradeLine] = []
    table = figures_by(plan, "staffing", "department", "grade", "period", unit="work_month")
    for department in table.labels("department"):
        for period in table.labels("period"):
            cells = [
                (grade, table.at(department=department, grade=grade, period=period)) for grade in plan.grades.grades
            ]
            if line := _graded(department, period, cells):
                lines.append(line)
    columns = tuple(field.name for field in attrs.fields(GradeLine))
    return Listing(tuple(lines), columns=columns, labels=2, title="average grades")


def _graded(department: str, period: str, cells: Sequence[tuple[Grade, Cell]]) -> GradeLine | None:
    """The line of one department and period, from its work-months by grade, the highest grade first."""
    weights = [(grade, Fraction(cell)) for grade, cell in cells if isinstance(cell, Decimal) and cell]
    whole = sum((weight for _, weight in weights), Fraction(0))
    if not whole:
        return None
    mean = sum((grade.rank * weight for grade, weight in weights), Fraction(0)) / whole
    below, median = Fraction(0), weights[-1][0]
    for grade, weight in reversed(weights):
        below += weight
        median = grade
        if 2 * below >= whole:
            break
    nearest = min((grade for grade, _ in cells), key=lambda grade: (abs(grade.rank - mean), grade.rank))
    return GradeLine(
        department=department,
        period=period,
        work_months=round_ratio(whole),
        median=median,
        mean_rank=round_ratio(mean),
        nearest=nearest,
        skipped=sum(isinstance(cell, Missing) and cell is not Missing.NOT_STATED for _, cell in cells),
    )
