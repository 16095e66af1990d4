"""Rows of tables of results that are taken from other tables, written into the rows that take them."""

from collections.abc import Iterable
from typing import Any

import attrs

from ..model.found import References
from ..model.plan import OperationalPlan
from ..model.results import Reference, ResultBlock
from ..model.walk import sites_of
from ..paths import steps
from ..texts import fold
from .editing import Edit, edit

__all__ = ["copy_rows"]


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
            if taken and fold(taken.path(owner)) in wanted:
                items: list[Any] = [item for _, item in references.meant(owner, taken, name, site.entity.unit)]
                for place, item in enumerate(items):
                    code = getattr(item, "code", None)
                    items[place] = attrs.evolve(item, code=None) if code in coded else item
                    coded |= {code} if code else set()
                at = tuple(steps(site.path))
                edits.append(Edit((*at, f"{name}_from"), "put"))
                edits.append(Edit((*at, name), "put", (*items, *getattr(site.entity, name))))
    return edit(plan, edits)
