"""Things taken out of a plan, with the links that cite them and the figures that stand under their labels."""

from collections.abc import Iterable, Iterator

from ..model.address import empty_table
from ..model.measures import is_typed
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.walk import links, tables
from ..paths import Step, steps
from ..table import Table
from ..texts import fold
from .editing import Edit, edit

__all__ = ["remove_citing"]


def remove_citing(plan: OperationalPlan, paths: Iterable[str]) -> OperationalPlan:
    """The plan without what stands at these addresses, without the links that cite it, and the rows of its labels."""
    gone = [tuple(steps(path)) for path in paths]
    if not gone:
        return plan
    return edit(plan, [*(Edit(one, "drop") for one in gone), *_unlink(plan, gone), *_without_rows(plan, gone)])


def _is_below(at: tuple[Step, ...], gone: Iterable[tuple[Step, ...]]) -> bool:
    return any(at[: len(one)] == one for one in gone)


def _unlink(plan: OperationalPlan, gone: list[tuple[Step, ...]]) -> Iterator[Edit]:
    """The edits that take out what cites things that are gone."""
    codes = {(one[-2], fold(str(one[-1]))) for one in gone}
    for department in plan.departments:
        if ("departments", fold(department.code)) in codes:
            codes |= {("units", fold(unit.code)) for unit in department.units}
    for link in links(plan):
        at = tuple(steps(link.path))
        if link.kind.keyed or _is_below(at, gone):
            continue
        to = [link.site.name if name == "siblings" else name for name in link.kind.to]
        kept = tuple(code for code in link.codes if not any((name, fold(code)) in codes for name in to))
        if kept != link.codes:
            yield Edit(at, "put", kept if link.kind.many else None)


def _without_rows(plan: OperationalPlan, gone: list[tuple[Step, ...]]) -> Iterator[Edit]:
    """The edits that take out figures under the labels of things that are gone."""
    labels: dict[str, set[str]] = {}
    for one in gone:
        if len(one) == 2 and one[0] in COLLECTIONS:
            labels.setdefault(COLLECTIONS[str(one[0])].noun, set()).add(str(one[1]))
    for stated in tables(plan):
        dims = [dim for dim in stated.table.dims if labels.get(dim, set()).intersection(stated.table.labels(dim))]
        at = tuple(steps(stated.path))
        if dims and not _is_below(at, gone):
            kept = [row for row in stated.table.records() if not any(row[dim] in labels[dim] for dim in dims)]
            table = Table.from_records(kept, dims=stated.table.dims, unit=stated.table.unit, labels=stated.table.axes)
            typed = is_typed(type(stated.site.entity), stated.measure.code)
            empty = empty_table(plan, stated.name) if typed else None
            yield Edit(at, "put", table if kept else empty)
