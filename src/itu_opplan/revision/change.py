"""A plan with other values at some of its addresses."""

from collections.abc import Mapping

from ..arguments import takes
from ..errors import refusal
from ..model.plan import OperationalPlan
from ..paths import Step, steps
from ..wording import quote
from .editing import Edit, edit

__all__ = ["change"]


@takes
def change(plan: OperationalPlan, values: Mapping[str, object]) -> OperationalPlan:
    """The plan with other values at these addresses: fields, whole entities, items of lists, or single cells.

    A code that the plan does not have yet is added; a new label of a table goes to the end of its axis. Entities go by
    `plan.remove`, sets of changes are carried out by `apply`.

    Args:
        plan: the plan.
        values: the new value for each address, as for `get`; a cell takes a `Decimal`, an `int`, a figure as text or
            a `Missing`. None clears an optional field, a cell, an attribute, a label, a table of `figures`. All change
            at once, but for what stands below something that was put before it.

    Raises:
        UnknownCode: there is no such field, or no entity with this code to look into.
        UnknownLabel: an address of a cell has too few or too many labels.
        InvalidPlan: with every value that cannot stand there; the addresses are named.

    >>> from itu_opplan import bundled, get
    >>> plan = change(bundled("gs-2008-2011"), {"outputs.PP.effort[SGO, 2008]": "1.5", "status": "published"})
    >>> get(plan, "outputs.PP.effort[SGO, 2008]"), plan.status
    (Decimal('1.5'), 'published')
    """
    waiting: list[Edit] = []
    above: set[tuple[Step, ...]] = set()
    for path, value in values.items():
        one = tuple(steps(path))
        if not one:
            if not isinstance(value, OperationalPlan):
                raise refusal(f"must be an OperationalPlan, got {quote(value)}")
            plan, waiting, above = value, [], set()
            continue
        if any(one[:length] in above for length in range(1, len(one))):  # it is put into what was put before
            plan, waiting, above = edit(plan, waiting), [], set()
        waiting.append(Edit(one, "put", value))
        above.add(one)
    return edit(plan, waiting)
