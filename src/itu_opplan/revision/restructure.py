"""A plan under the departments of a crosswalk: every figure, link and table of results goes along, nothing is lost."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

import attrs

from ..analysis.tables import figures
from ..arguments import takes
from ..display import PrintsLines
from ..errors import refusal
from ..immutable import Immutable
from ..listing import Listing
from ..model.crosswalk import UNDECIDED, Crosswalk
from ..model.measures import Measure
from ..model.plan import OperationalPlan
from ..table import Axis, Cell, Missing, Table
from ..wording import plural
from .apply import check_plan
from .moving import Move, adds_up, fit

__all__ = ["CoverageLine", "Restructured", "restructure"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CoverageLine(Immutable):
    """How much of the figures of one measure in one period goes on how.

    Attributes:
        measure: the code of the measure.
        period: the period.
        unit: its unit.
        unchanged: the figures of departments that stay.
        stated: those whose destination a document states.
        assumed: those whose destination somebody supposes.
        undecided: those without a destination.
        total: all of them.
    """

    measure: str
    period: str
    unit: str
    unchanged: Decimal
    stated: Decimal
    assumed: Decimal
    undecided: Decimal
    total: Decimal


@attrs.frozen(kw_only=True, repr=False)
class Restructured(PrintsLines):
    """What `restructure` returns. It prints as its coverage.

    Attributes:
        plan: the plan under its new departments.
        coverage: how much is stated, assumed and undecided, by measure and period; with what could not go along.
    """

    plan: OperationalPlan
    coverage: Listing[CoverageLine]

    @property
    def lines(self) -> Listing[CoverageLine]:
        """The coverage, which is printed."""
        return self.coverage

    def __repr__(self) -> str:
        return f"<Restructured: {self.plan.code}, {plural(len(self.plan.departments), 'department')}>"


@takes
def restructure(plan: OperationalPlan, crosswalk: Crosswalk) -> Restructured:
    """The plan under the departments of a crosswalk, in all its columns.

    Figures of departments, and under them, are divided by the shares and added up: work-months, money and posts alike,
    exactly. Percentages go along only where a department goes on whole, and by itself. Units, tables of results, focal
    points, activities, services and whatever else names a department that is gone goes to where the most of it went,
    which has its code as an alias. What has no destination stands under `UNDECIDED`.

    Raises:
        InvalidPlan: the crosswalk is for another plan, or names departments that there are not; all is told at once.

    >>> from itu_opplan import CrosswalkLink, Department, bundled
    >>> adm = Department(code="ADM", name="Department of Administration")
    >>> two = [CrosswalkLink(from_=code, to="ADM") for code in ("FIN", "PER")]
    >>> new = restructure(bundled("gs-2008-2011"), Crosswalk(code="new", title="New", departments=[adm], links=two))
    >>> figures(new.plan, "staffing").where(department="ADM", period="2008").total()
    Decimal('817')
    >>> new.plan.department("FIN").code
    'ADM'
    """
    crosswalk = fit(plan, crosswalk)
    move = Move(plan, crosswalk)
    moved = check_plan(move.carry_out(), plan) if crosswalk.ways else plan
    _check_totals(plan, moved, move.left)
    return Restructured(plan=moved, coverage=_coverage(plan, crosswalk, move.notes))


def _of_departments(plan: OperationalPlan) -> Iterator[tuple[Measure, Table]]:
    """The figures of each measure that departments have, or others by department, and that add up over them."""
    for measure in plan.all_measures.values():
        if (measure.owner == "departments" or "department" in measure.shape.dims) and adds_up(measure):
            yield measure, figures(plan, measure.code)


def _check_totals(plan: OperationalPlan, moved: OperationalPlan, left: Collection[str]) -> None:
    """Refuse a result whose totals are not those of before."""
    for measure, before in _of_departments(plan):
        others = [dim for dim in before.dims if dim != "department"]
        if measure.code not in left and before.by(*others) != figures(moved, measure.code).by(*others):
            raise refusal("the totals are not those of before", path=measure.code)


_BASES = ("unchanged", "stated", "assumed", "undecided")


def _coverage(plan: OperationalPlan, crosswalk: Crosswalk, notes: Iterable[str]) -> Listing[CoverageLine]:
    parts: dict[str, dict[str, Fraction]] = {}
    for link in crosswalk.links:
        basis = "undecided" if link.to == UNDECIDED else "unchanged" if link.to == link.from_ else link.basis
        way = parts.setdefault(link.from_, {})
        way[basis] = way.get(basis, Fraction(0)) + link.share
    lines: list[CoverageLine] = []
    for measure, table in _of_departments(plan):
        ways = {label: parts.get(label, {"unchanged": Fraction(1)}) for label in table.labels("department")}
        found = table.distribute("department", ways, to=Axis("basis", _BASES)).by("basis", "period")
        for period in found.labels("period"):
            amounts = {basis: _figure(found.at(basis=basis, period=period)) for basis in _BASES}
            if any(
                cell is not Missing.NOT_STATED for basis in _BASES for cell in [found.at(basis=basis, period=period)]
            ):
                total = _figure(table.by("period").at(period=period))
                line = CoverageLine(measure=measure.code, period=period, unit=found.unit, total=total, **amounts)
                lines.append(line)
    columns = ("measure", "period", "unit", *_BASES, "total")
    title = f"Coverage of {crosswalk.title}"
    return Listing(lines, columns=columns, labels=3, title=title, notes=tuple(dict.fromkeys(notes)))


def _figure(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)
