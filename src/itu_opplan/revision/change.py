"""A plan with other values at some of its addresses."""

from collections.abc import Mapping
from typing import Any, cast

import attrs

from ..arguments import takes
from ..errors import InvalidPlan, UnknownLabel, refusal
from ..model.address import Reader, empty_table, name_labels
from ..model.keyed import Keyed
from ..model.plan import OperationalPlan
from ..paths import Step, join, steps
from ..table import Figure, Table
from ..texts import fold
from ..wording import quote

__all__ = ["change"]


@takes
def change(plan: OperationalPlan, values: Mapping[str, object]) -> OperationalPlan:
    """The plan with other values at these addresses: fields, whole entities, items of lists, or single cells.

    A code that the plan does not have yet is added; a new label of a table goes to the end of its axis.

    Args:
        plan: the plan.
        values: the new value for each address, as for `get`; a cell takes a `Decimal`, an `int`, a figure as text or
            a `Missing`.

    Raises:
        UnknownCode: there is no such field, or no entity with this code to look into.
        UnknownLabel: an address of a cell has too few or too many labels.
        InvalidPlan: a value that cannot stand there; the address is named.

    >>> from itu_opplan import bundled, get
    >>> plan = change(bundled("gs-2008-2011"), {"outputs.PP.effort[SGO, 2008]": "1.5", "status": "published"})
    >>> get(plan, "outputs.PP.effort[SGO, 2008]"), plan.status
    (Decimal('1.5'), 'published')
    """
    for path, value in values.items():
        changed = _changed(plan, plan, steps(path), value, "")
        if not isinstance(changed, OperationalPlan):
            raise refusal(f"must be an OperationalPlan, got {quote(value)}", path=path)
        plan = changed
    return plan


def _changed(plan: OperationalPlan, owner: object, rest: list[Step], value: object, at: str) -> object:
    """The thing with the value put at the end of these steps below it."""
    if not rest:
        return value
    one, *below = rest
    here = join(at, one) if isinstance(one, str) else f"{at}[{', '.join(one)}]"
    if isinstance(owner, Table) and isinstance(one, tuple) and not below:
        table = owner if len(owner) else empty_table(plan, at.rpartition(".")[2]) or owner
        return _with_cell(table, name_labels(plan, table, one, at), value, here)
    if isinstance(owner, tuple) and isinstance(one, str) and not below:
        return _put(owner, one, value, here)
    if isinstance(owner, Keyed) and isinstance(one, str):
        old = owner.get(one, empty_table(plan, one))
        return Keyed({**owner, one: _changed(plan, old, below, value, here)})
    old = Reader(plan).step(owner, one, at)
    new = _changed(plan, old, below, value, here)
    if isinstance(owner, tuple):
        place = int(one[0]) if isinstance(one, tuple) else next(n for n, item in enumerate(owner) if item is old)
        return (*owner[:place], new, *owner[place + 1 :])  # the same item may stand in a list twice
    assert isinstance(one, str)  # step found a field of this name
    try:
        return _evolved(owner, {one: new})
    except InvalidPlan as error:
        prefix = type(owner).__name__
        raise InvalidPlan(
            attrs.evolve(problem, path=join(at, problem.path.removeprefix(prefix).removeprefix(".")))
            if problem.path.startswith(prefix)
            else problem
            for problem in error.problems
        ) from None


def _evolved(owner: Any, changes: dict[str, Any]) -> object:
    return attrs.evolve(owner, **changes)


def _with_cell(table: Table, labels: dict[str, str], value: object, at: str) -> Table:
    try:
        return table.set(cast(Figure, value), new=True, **labels)  # set refuses what is no figure
    except InvalidPlan as error:
        raise InvalidPlan(attrs.evolve(problem, path=at) for problem in error.problems) from None
    except UnknownLabel as error:
        raise UnknownLabel(f"{at}: {error}") from None


def _put(owner: tuple[object, ...], code: str, value: object, at: str) -> tuple[object, ...]:
    """The entities with this one in the place of the one with its code, or added."""
    own = getattr(value, "code", None)
    if not isinstance(own, str) or fold(own) != fold(code):
        raise refusal(f"must be an entity with the code {quote(code)}, got {quote(value)}", path=at)
    others = [item for item in owner if fold(getattr(item, "code", None) or "") != fold(code)]
    return (*others, value)
