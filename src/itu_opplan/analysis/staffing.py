"""Posts compared with work-months: vacancies, vacancy rates, staff changes.

A post is an approved position, a work-month the work of one person; neither converts to the other. These functions
compare the two where a plan states both, or record what they assume.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from ..arguments import takes
from ..display import PrintsLines
from ..errors import InvalidPlan, UnitMismatch, UnknownLabel
from ..immutable import Immutable
from ..listing import Listing
from ..model.plan import OperationalPlan
from ..model.shapes import fits
from ..periods import Period
from ..problem import fault
from ..table import Axis, Cell, Missing, Table
from ..table.cells import divide_decimals
from ..table.dividing import read_weight
from ..table.joining import keep_beside
from ..units import is_own_name
from ..wording import quote
from .tables import capacity, convert_figures, figures_by, fill, posts

__all__ = ["Vacancies", "VacancyLine", "staff_changes", "vacancies", "with_vacancy"]

_STAFF = ("work_month", "work_year", "post", "FTE")


# --- posts and work-months --------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True, eq=False, repr=False)
class VacancyLine(Immutable):
    """The posts of one grade of a department in one period, and their work-months.

    Attributes:
        department: its code.
        grade: the grade; empty where the plan declares its posts or work-months without grades.
        period: the period.
        posts: the posts.
        full: the work-months of these posts if they were filled all the time.
        stated: the work-months that the plan states.
        vacancy: full - stated; negative where more work-months are stated than the posts give.
        rate: vacancy in percent of full.

    >>> from itu_opplan import bundled
    >>> line = vacancies(bundled("gs-2008-2011")).lines[3]
    >>> line.posts, line.full, line.stated, line.vacancy
    (Decimal('4'), Decimal('48'), Decimal('42'), Decimal('6'))
    """

    department: str
    grade: str = ""
    period: str
    posts: Decimal | Missing
    full: Decimal | Missing
    stated: Decimal | Missing
    vacancy: Decimal | Missing
    rate: Decimal | Missing


@attrs.frozen(kw_only=True)
class Vacancies(PrintsLines):
    """Posts against work-months, as five tables of department, grade and period, and as one listing: `print` shows it.

    Where the plan declares posts or work-months without grades, the tables are of department and period.

    Attributes:
        posts: the posts, in `post`.
        full: the work-months of these posts if they were filled all the time: 12 a year.
        stated: the work-months that the plan states.
        vacancy: full - stated.
        rate: vacancy in percent of full.

    >>> from itu_opplan import bundled
    >>> vacancies(bundled("gs-2008-2011")).vacancy.total()
    Decimal('9')
    """

    posts: Table
    full: Table
    stated: Table
    vacancy: Table
    rate: Table

    @property
    def lines(self) -> Listing[VacancyLine]:
        """One line for each department, grade and period with posts and work-months, in the order of the plan."""
        lines = tuple(
            VacancyLine(
                **labels,
                posts=self.posts.at(**labels),
                full=self.full.at(**labels),
                stated=self.stated.at(**labels),
                vacancy=self.vacancy.at(**labels),
                rate=self.rate.at(**labels),
            )
            for labels in map(_labels, self.posts.records())
        )
        left_out = {"grade"} - {*self.posts.dims}
        columns = tuple(field.name for field in attrs.fields(VacancyLine) if field.name not in left_out)
        title = "posts against work-months, rate in percent"
        notes = tuple(f"assumed: {sentence}" for sentence in self.rate.assumed)
        return Listing(lines, columns=columns, labels=len(self.posts.dims), title=title, notes=notes)

    def _orders(self) -> Mapping[str, Sequence[str]]:
        return {axis.dim: axis.labels for axis in self.posts.axes}


@takes
def vacancies(plan: OperationalPlan) -> Vacancies:
    """The vacancies of each grade: the work-months of its posts if filled all the time, minus those that are stated.

    Only where a plan states both for a grade of a department in a period; in the shipped plan that is the Telecom
    secretariat in 2007 (III.4.2). Where the plan declares one of the two without grades, it compares departments.

    Returns:
        Tables of department, grade and period with whole axes as `capacity`. It prints as one listing.

    Raises:
        UnitMismatch: the plan declares capacity in a unit that does not convert to work-months.
        UnknownLabel: a hand-built plan has figures for a grade or period that it does not have.

    >>> from itu_opplan import bundled
    >>> print(vacancies(bundled("gs-2008-2011")))
    posts against work-months, rate in percent
    department  grade  period  posts  full  stated  vacancy  rate
    -------------------------------------------------------------
    TLC         D1     2007        1    12      12        0     0
    TLC         P5     2007        1    12      12        0     0
    TLC         P4     2007        2    24      24        0     0
    TLC         P3     2007        4    48      42        6  12.5
    TLC         G6     2007        4    48      48        0     0
    TLC         G5     2007        3    36      33        3   8.3
    TLC         G4     2007        1    12      12        0     0
    """
    graded = all("grade" in plan.measure(measure).shape.dims for measure in ("posts", "staffing"))
    dims = ("department", "grade", "period") if graded else ("department", "period")
    there, stated = posts(plan), capacity(plan)
    compared = len(there) > 0 and len(stated) > 0  # one need not add up to be compared with nothing
    there, stated = (one.by(*dims) if compared else _without_cells(one, dims) for one in (there, stated))
    there, stated = _both(there, stated)
    stated = convert_figures(stated, "staffing", "work_month")
    full = fill(there)
    vacancy = full - stated
    return Vacancies(posts=there, full=full, stated=stated, vacancy=vacancy, rate=vacancy.percent_of(full))


def _without_cells(table: Table, dims: Iterable[str]) -> Table:
    axes = [table.axis(dim) for dim in dims]
    return Table.from_records((), dims=[axis.dim for axis in axes], unit=table.unit, labels=axes)


def _both(one: Table, other: Table) -> tuple[Table, Table]:
    """The two tables with the cells for whose labels both have one; the axes stay whole."""
    return keep_beside(one, other), keep_beside(other, one)


def _labels(record: Mapping[str, str | Cell]) -> dict[str, str]:
    return {dim: str(label) for dim, label in record.items() if dim != "value"}


# --- what if ----------------------------------------------------------------------------------------------------------


@takes
def with_vacancy(table: Table, percent: Decimal | int | Mapping[str, Decimal | int], *, dim: str = "") -> Table:
    """Work-months or posts reduced by an assumed vacancy rate: one for all, or one for each label of a dim.

    Args:
        table: a table of work-months or posts, such as `capacity(plan)`.
        percent: the vacancy rate, from 0 to 100; or rates by label, and labels that are left out have no vacancies.
        dim: the dim whose labels have the rates, such as `department` or `category`.

    Returns:
        The reduced table, exact where 20 decimals suffice. It records the assumption.

    Raises:
        InvalidPlan: rates are not figures from 0 to 100 (all are named), or a label has two.
        UnitMismatch: the table has neither work-months nor posts, nor FTE, nor what only the plan has a name
            for, such as `person_day`.
        UnknownLabel: the table has no such dim or label, or no dim at all.

    >>> from itu_opplan import bundled
    >>> plan = bundled("gs-2008-2011")
    >>> spu = capacity(plan).where(department="SPU").relabel("grade", plan.grade_category, to="category")
    >>> print(with_vacancy(spu, {"P": 5}, dim="category").by("category", "period"))
    work_month
    category  2007  2008  2009-2011
    -------------------------------
    D           12    12         36
    P         34.2  28.5       85.5
    G            9     6         18
    assumed: a vacancy rate of 5 percent in P, by category
    """
    if (unit := table.unit.removesuffix("/year")) not in _STAFF and not is_own_name(unit):
        raise UnitMismatch(f"work-months and posts can be vacant, {table.unit} cannot")
    if isinstance(percent, Mapping) and not dim:
        raise UnknownLabel("rates by label need the dim of the labels: with_vacancy(…, dim='category')")
    if not table.dims:
        raise UnknownLabel("the table has no dims; take the vacancies off before adding up")
    of = dim or table.dims[0]
    axis = table.axis(of)
    rates: dict[str, Decimal | int] = {} if isinstance(percent, Mapping) else dict.fromkeys(axis.labels, percent)
    for label, rate in percent.items() if isinstance(percent, Mapping) else ():
        own = axis.labels[axis.position(label)]
        if own in rates:
            raise _refused([("percent", f"{label} is {own}, which has a rate already", rate)])
        rates[own] = rate
    _check_rates(percent)
    gone = {label: read_weight(rate) or Fraction(0) for label, rate in rates.items()}
    ways = {label: {"left": 1 - gone.get(label, Fraction(0)) / 100} for label in axis.labels}
    to = Axis("_".join(("left", *table.dims)), ("left",))  # a dim that the table does not have, for a moment
    return table.distribute(of, ways, to=to, keep_total=False).by(*table.dims).assuming(_wording(percent, of))


def _check_rates(percent: Decimal | int | Mapping[str, Decimal | int]) -> None:
    given: Iterable[tuple[str, object]] = percent.items() if isinstance(percent, Mapping) else [("", percent)]
    complaints = [
        (
            f"percent[{label}]" if label else "percent",
            f"must be a Decimal or a whole number from 0 to 100, got {quote(rate)}",
            rate,
        )
        for label, rate in given
        if isinstance(rate, str)
        or (exact := read_weight(rate)) is None
        or exact > 100
        or (isinstance(rate, Decimal) and not fits(rate))
    ]
    if complaints:
        raise _refused(complaints)


def _refused(complaints: Sequence[tuple[str, str, object]]) -> InvalidPlan:
    return InvalidPlan(fault(path, message, actual=actual) for path, message, actual in complaints)


def _write(rate: Decimal | int) -> str:
    return f"{rate:f}" if isinstance(rate, Decimal) else str(rate)


def _wording(percent: Decimal | int | Mapping[str, Decimal | int], dim: str) -> str:
    """What a vacancy rate assumes, as a sentence."""
    if not isinstance(percent, Mapping):
        return f"a vacancy rate of {_write(percent)} percent"
    rates = ", ".join(f"{_write(rate)} percent in {label}" for label, rate in percent.items()) or "0 percent"
    return f"a vacancy rate of {rates}, by {dim}"


# --- from one period to the next --------------------------------------------------------------------------------------


@takes
def staff_changes(plan: OperationalPlan) -> Table:
    """The change in full-time people of each department and grade from one period to the next.

    Work-months are divided by the months of their period: 36 in three years are one person. So a year compares with the
    average of a triennium. The figures are net, positive for recruitments and negative for departures; who leaves and
    is replaced does not show. Where one of two consecutive periods has no figure there is no difference, and the first
    period has none.

    Returns:
        A table of department, grade (where the plan has work-months by grade), period with axes as `capacity`, in
        `work_year/year`: one is a person who works full time. Like all that is per year it does not add over periods.

    Raises:
        UnitMismatch: the plan declares capacity in a unit that does not convert to work-months.
        UnknownLabel: a hand-built plan has figures for a grade or period that it does not have.

    >>> from itu_opplan import bundled
    >>> print(staff_changes(bundled("gs-2008-2011")).where(department="SPU"))
    work_year/year
    department  grade  2007   2008  2009-2011
    -----------------------------------------
    SPU         D1               0          0
    SPU         P5               0          0
    SPU         P3            -0.5          0
    SPU         P2             0.0        0.0
    SPU         G5           -0.25        0.0
    """
    own = capacity(plan).dims
    dims = [dim for dim in ("department", "grade", "period") if dim in own]
    people = _full_time(figures_by(plan, "staffing", *dims, unit="work_month"))
    changes: list[dict[str, str | Cell]] = []
    for before, period in itertools.pairwise(sorted(people.labels("period"), key=Period.parse)):
        later = people.where(period=period)
        rows = [{**record, "period": period} for record in people.where(period=before).records()]
        earlier = Table.from_records(rows, dims=later.dims, unit=later.unit, labels=later.axes)
        earlier, later = _both(earlier, later)
        changes += (later - earlier).records()
    table = Table.from_records(changes, dims=people.dims, unit=people.unit, labels=people.axes)
    return table.assuming(*people.assumed)


def _full_time(table: Table) -> Table:
    """Work-months as full-time people: divided by the months of their period, rounded once."""
    rows: list[dict[str, object]] = []
    for record in table.records():
        value = record["value"]
        months = Decimal(Period.parse(str(record["period"])).months)
        rows.append({**record, "value": divide_decimals(value, months) if isinstance(value, Decimal) else value})
    per_year = Table.from_records(rows, dims=table.dims, unit="work_year/year", labels=table.axes)
    return per_year.assuming(*table.assumed)
