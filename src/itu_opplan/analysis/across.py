"""One table of many plans, with a dim that names them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

import attrs

from ..errors import NotAdditive, UnitMismatch, UnknownCode, UnknownLabel, refusal
from ..immutable import Immutable
from ..model.plan import OperationalPlan
from ..periods import Period
from ..spelling import MONTHS
from ..table import Axis, Table
from ..wording import quote
from .tables import figures

__all__ = ["Kin", "across", "check_calendars", "kin_of", "rival_of"]


@attrs.frozen(eq=False, repr=False)
class Kin(Immutable):
    """What tells whether two plans state the same work: whose plans they are, and for which years.

    Attributes:
        code: the code of the plan.
        whose: the organisation and the entity of it.
        window: the years that it covers.
        year_begins: the month in which they begin.
    """

    code: str
    whose: tuple[str, str | None]
    window: Period
    year_begins: int


def kin_of(plan: OperationalPlan) -> Kin:
    """What is to be known of a plan beside others."""
    return Kin(plan.code, (plan.organisation, plan.entity), plan.window, plan.year_begins)


def rival_of(plans: Iterable[Kin]) -> str:
    """Why figures of these plans do not add up, as the end of a sentence; empty where they do.

    Plans of one entity for the same years, such as this year's and next year's, state the same work twice.
    """
    groups: dict[object, list[Kin]] = {}
    for plan in plans:
        groups.setdefault((plan.whose, plan.year_begins), []).append(plan)
    for group in groups.values():
        for one, two in pairwise(sorted(group, key=lambda plan: plan.window)):
            if one.window.overlaps(two.window):
                return f"{one.code} and {two.code} are plans of one entity for the same years"
    return ""


def check_calendars(axes: Mapping[str, Axis]) -> None:
    """Refuse axes of periods of plans, by their codes, whose years do not begin in one month."""
    known = {code: axis for code, axis in axes.items() if axis.calendar is not None}
    first, like = next(iter(known.items()), ("", None))
    for code, axis in known.items():
        if like is not None and axis.calendar != like.calendar:
            ours, theirs = _tell_calendar(axis), _tell_calendar(like)
            raise NotAdditive(
                f"plan {quote(code)}: its years {ours}, those of {quote(first)} {theirs}; "
                "periods of two calendars cannot be joined"
            )


def _tell_calendar(axis: Axis) -> str:
    return (
        f"begin in {MONTHS[axis.calendar - 1]}"
        if axis.calendar
        else f"begin in no month that is said ({axis.labels[0]})"
    )


def across(
    plans: Iterable[OperationalPlan], what: str | Callable[[OperationalPlan], Table], /, *, dim: str = "plan"
) -> Table:
    """A table of each of many plans, joined into one with a dim `plan` before the others.

    The axes are those of the plans, joined: outputs, departments and columns may differ. Figures do not add over plans
    of one entity for the same years, nor over periods that overlap; `what` can add up within each plan first, as in
    `across(plans, lambda plan: effort(plan).by("department"))`.

    Args:
        plans: the plans, each with a code of its own; they are asked for one by one, and none is kept.
        what: a function that makes a table of a plan, such as `effort`; or the code of a measure.
        dim: the name of the new dim, whose labels are the codes of the plans.

    Raises:
        InvalidPlan: there is no plan, or two have the same code.
        UnknownCode: a plan does not have that measure; it is named, as in all that follows.
        UnitMismatch: the table of a plan is in another unit, or another currency, than that of the first.
        UnknownLabel: it has other dims.
        NotAdditive: its years begin in another month.
        TypeError: these are no plans, or the function makes no table.

    >>> from itu_opplan import bundled, effort
    >>> plan = bundled("gs-2008-2011")
    >>> print(across([plan], effort).where(period="2008").by("plan"))
    plan          work_month
    ------------------------
    gs-2008-2011       691.0
    """
    tables: dict[str, Table] = {}
    kin: list[Kin] = []
    for plan, table in _make_each(plans, what):
        if plan.code in tables:
            raise refusal("two plans have this code; each needs one of its own", path=plan.code, rule="OP103")
        if "period" in table.dims and plan.year_begins != 1:
            table = attrs.evolve(table, axes=[_tell_year(axis, plan.year_begins) for axis in table.axes])
        tables[plan.code] = table
        kin.append(kin_of(plan))
    if not tables:
        raise refusal("there are none", path="plans")
    periods = {code: axis for code, table in tables.items() for axis in table.axes if axis.dim == "period"}
    check_calendars(periods)
    joined = Table.concat(tables, dim=dim)
    order = sorted({Period.parse(label) for axis in periods.values() for label in axis.labels})
    if len(joined) and "period" in joined.dims:
        joined = Table.concat(tables, dim=dim, axes=[Axis("period", order)]).by(*joined.dims)
    reason = rival_of(kin)
    axes = [axis.refusing(reason) if axis.dim == dim else axis for axis in joined.axes]
    return attrs.evolve(joined, axes=axes)


def _tell_year(axis: Axis, year_begins: int) -> Axis:
    return attrs.evolve(axis, year_begins=year_begins) if axis.dim == "period" else axis


def _make_each(
    plans: Iterable[OperationalPlan], what: str | Callable[[OperationalPlan], Table]
) -> Iterator[tuple[OperationalPlan, Table]]:
    if isinstance(plans, OperationalPlan) or not isinstance(plans, Iterable):
        raise TypeError(f"across takes several plans, as in across([plan, other], effort), got {quote(plans)}")
    if not isinstance(what, str) and not callable(what):
        raise TypeError(f"across: what must be a function, such as effort, or the code of a measure, got {quote(what)}")
    for plan in plans:
        if not isinstance(plan, OperationalPlan):
            raise TypeError(f"across takes plans, got {quote(plan)} among them")
        try:
            table = figures(plan, what) if isinstance(what, str) else what(plan)
        except (NotAdditive, UnitMismatch, UnknownCode, UnknownLabel) as error:
            raise type(error)(f"plan {quote(plan.code)}: {error}") from error
        if not isinstance(table, Table):
            raise TypeError(f"across: what must make a table of a plan, got {quote(table)}")
        yield plan, table
