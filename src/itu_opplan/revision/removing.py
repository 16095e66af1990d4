"""Things taken out of a plan, with the links that cite them."""

from collections.abc import Iterable

from ..model.plan import OperationalPlan
from ..model.walk import links
from ..paths import steps
from .editing import Edit, edit

__all__ = ["remove_citing"]


def remove_citing(plan: OperationalPlan, paths: Iterable[str]) -> OperationalPlan:
    """The plan without what stands at these addresses, and without the links that cite it."""
    gone = [tuple(steps(path)) for path in paths]
    codes = {(one[-2], one[-1]) for one in gone}
    edits = [Edit(one, "drop") for one in gone]
    for link in links(plan):
        at = tuple(steps(link.path))
        if any(at[: len(one)] == one for one in gone) or link.kind.keyed:
            continue
        kept = tuple(code for code in link.codes if not any((name, code) in codes for name in link.kind.to))
        if kept != link.codes:
            edits.append(Edit(at, "put", kept if link.kind.many else None))
    return edit(plan, edits)
