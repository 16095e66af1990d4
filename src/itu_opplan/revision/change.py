"""A plan with other values at some of its addresses."""

import itertools
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
            a `Missing`. None clears an optional field, an attribute, a label, a table of `figures`. Fields of one thing
            that stand next to each other change at once: `{"….text": None, "….value": 5}`.

    Raises:
        UnknownCode: there is no such field, or no entity with this code to look into.
        UnknownLabel: an address of a cell has too few or too many labels.
        InvalidPlan: a value that cannot stand there; the address is named.

    >>> from itu_opplan import bundled, get
    >>> plan = change(bundled("gs-2008-2011"), {"outputs.PP.effort[SGO, 2008]": "1.5", "status": "published"})
    >>> get(plan, "outputs.PP.effort[SGO, 2008]"), plan.status
    (Decimal('1.5'), 'published')
    """
    for above, group in itertools.groupby(values, lambda path: steps(path)[:-1] if path else None):
        paths = list(group)
        found: object = values[paths[-1]]
        if above is not None:
            found = _changed(plan, plan, above, {steps(path)[-1]: values[path] for path in paths}, "")
        if not isinstance(found, OperationalPlan):
            raise refusal(f"must be an OperationalPlan, got {quote(found)}", path=paths[-1])
        plan = found
    return plan


def _changed(plan: OperationalPlan, owner: object, rest: list[Step], values: Mapping[Step, object], at: str) -> object:
    """The thing with these values put one step below the end of these steps below it."""
    if rest:
        one = rest[0]
        table = empty_table(plan, one) if isinstance(owner, Keyed) and isinstance(one, str) else None
        old = (
            table if table is not None and one not in cast(Keyed[object], owner) else Reader(plan).step(owner, one, at)
        )
        values = {one: _changed(plan, old, rest[1:], values, _below(at, one))}
    if attrs.has(type(owner)) and not isinstance(owner, Keyed | Table):
        for one in values:
            Reader(plan).step(owner, one, at)  # refuses what is no field
        return _evolved(owner, {str(one): value for one, value in values.items()}, at)
    for one, value in values.items():
        owner = _put(plan, owner, one, value, at, inside=bool(rest))
    return owner


def _below(at: str, one: Step) -> str:
    return join(at, one) if isinstance(one, str) else f"{at}[{', '.join(one)}]"


def _evolved(owner: Any, changes: dict[str, Any], at: str) -> object:
    try:
        return attrs.evolve(owner, **changes)
    except InvalidPlan as error:
        prefix = type(owner).__name__
        raise InvalidPlan(
            attrs.evolve(problem, path=join(at, problem.path.removeprefix(prefix).removeprefix(".")))
            if problem.path.startswith(prefix)
            else problem
            for problem in error.problems
        ) from None


def _put(plan: OperationalPlan, owner: object, one: Step, value: object, at: str, *, inside: bool) -> object:
    """The table, mapping or list with this value one step below it; `inside`: what was there, changed."""
    here = _below(at, one)
    if isinstance(owner, Table) and isinstance(one, tuple):
        table = owner if len(owner) else empty_table(plan, at.rpartition(".")[2]) or owner
        return _with_cell(table, name_labels(plan, table, one, at), value, here)
    if isinstance(owner, Keyed) and isinstance(one, str):
        if value is None:
            Reader(plan).step(owner, one, at)  # refuses what is not there
        return Keyed({key: item for key, item in {**owner, one: value}.items() if item is not None})
    if isinstance(owner, tuple) and isinstance(one, str) and not inside:
        return _with_entity(owner, one, value, here)
    old = Reader(plan).step(owner, one, at)
    assert isinstance(owner, tuple)  # nothing else has anything below it
    place = int(one[0]) if isinstance(one, tuple) else next(n for n, item in enumerate(owner) if item is old)
    return (*owner[:place], value, *owner[place + 1 :])  # the same item may stand in a list twice


def _with_cell(table: Table, labels: dict[str, str], value: object, at: str) -> Table:
    try:
        return table.set(cast(Figure, value), new=True, **labels)  # set refuses what is no figure
    except InvalidPlan as error:
        raise InvalidPlan(attrs.evolve(problem, path=at) for problem in error.problems) from None
    except UnknownLabel as error:
        raise UnknownLabel(f"{at}: {error}") from None


def _with_entity(owner: tuple[object, ...], code: str, value: object, at: str) -> tuple[object, ...]:
    """The entities with this one in the place of the one with its code, or added."""
    own = getattr(value, "code", None)
    if not isinstance(own, str) or fold(own) != fold(code):
        raise refusal(f"must be an entity with the code {quote(code)}, got {quote(value)}", path=at)
    others = [item for item in owner if fold(getattr(item, "code", None) or "") != fold(code)]
    return (*others, value)
