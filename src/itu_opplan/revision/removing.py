"""Things taken out of a plan, with the links that cite them and the figures that stand under their labels."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import attrs

from ..model.address import empty_table
from ..model.found import References
from ..model.measures import is_typed
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.results import Reference, ResultBlock
from ..model.walk import links, sites_of, tables
from ..paths import Step, join, steps
from ..table import Table
from ..texts import fold
from .editing import Edit, edit

__all__ = ["copy_rows", "remove_citing"]


def remove_citing(plan: OperationalPlan, paths: Iterable[str]) -> OperationalPlan:
    """The plan without what stands at these addresses, without the links that cite it, and the rows of its labels."""
    gone = {tuple(steps(path)): None for path in paths}  # in their order
    if not gone:
        return plan
    return edit(plan, [*(Edit(one, "drop") for one in gone), *_unlink(plan, gone), *_without_rows(plan, gone)])


def _is_below(at: tuple[Step, ...], gone: Collection[tuple[Step, ...]]) -> bool:
    return any(at[:depth] in gone for depth in range(2, len(at) + 1))


def _unlink(plan: OperationalPlan, gone: Collection[tuple[Step, ...]]) -> Iterator[Edit]:
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


def _without_rows(plan: OperationalPlan, gone: Collection[tuple[Step, ...]]) -> Iterator[Edit]:
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


def copy_rows(plan: OperationalPlan, paths: Iterable[str]) -> OperationalPlan:
    """The plan with what its rows take from these tables of results written into the rows.

    A code goes with the first copy of its result or KPI.
    """
    wanted = {fold(path) for path in paths}
    edits: list[Edit] = []
    coded: set[str] = set()
    references = References(plan)
    for site in sites_of(plan, ResultBlock) if wanted else ():
        owner = site.owner.owner.path if site.owner and site.owner.owner else ""
        for name in ("results", "kpis", "risks"):
            taken: Reference | None = getattr(site.entity, f"{name}_from")
            if taken and fold(join(taken.owner or owner, "frameworks", taken.framework)) in wanted:
                items: list[Any] = [item for _, item in references.meant(owner, taken, name, site.entity.unit)]
                for place, item in enumerate(items):
                    code = getattr(item, "code", None)
                    items[place] = attrs.evolve(item, code=None) if code in coded else item
                    coded |= {code} if code else set()
                at = tuple(steps(site.path))
                edits.append(Edit((*at, f"{name}_from"), "put"))
                edits.append(Edit((*at, name), "put", (*items, *getattr(site.entity, name))))
    return edit(plan, edits)
