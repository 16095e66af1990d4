"""Outputs as activities."""

from collections.abc import Mapping

from ..late import late_pattern
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..model.walk import Site
from .accounts import Accounts
from .elements import LANGUAGE, OWN_VOCABULARY, Element, add, make, narrate
from .given import Given
from .results import add_results

__all__ = ["make_file"]

_VERSION = "2.03"
_PARENT, _IMPLEMENTING, _PLANNED_START, _PLANNED_END, _INTERNAL = "1", "4", "1", "3", "A1"
"""Codes: what is above, the role, two kinds of dates, an internal code."""

_LANGUAGE_CODE = late_pattern("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def make_file(plan: OperationalPlan, given: Given, accounts: Accounts) -> Element:
    """The root of a file, with an activity for each output."""
    root = make("iati-activities", {"version": _VERSION})
    for output in plan.outputs:
        _add_activity(root, Site(plan), output, given, accounts)
    return root


def _add_activity(root: Element, plan: Site, output: Output, given: Given, accounts: Accounts) -> None:
    site = Site(output, plan, "outputs", output.code)
    level = len(plan.entity.levels["outputs"].way_up(output.code))
    element = add(root, "iati-activity", _attributes(plan, level, accounts))
    add(element, "iati-identifier").text = _identify(plan, accounts.take(site, "code"), given, accounts)
    organisation, kind = accounts.take(plan, "organisation"), {"ref": given.organisation, "type": given.type}
    add(add(element, "reporting-org", kind), "narrative").text = organisation
    title = accounts.take(site, "title")
    narrate(element, "title", title)
    if output.description is None:  # which IATI wants
        accounts.notice("activities whose title stands for the description, too, since the plan has none")
    narrate(element, "description", title if output.description is None else accounts.take(site, "description"))
    add(add(element, "participating-org", {**kind, "role": _IMPLEMENTING}), "narrative").text = organisation
    add(element, "other-identifier", {"ref": output.code, "type": _INTERNAL})
    add(element, "activity-status", {"code": given.status})
    first, last = accounts.days(accounts.take(plan, "window"))
    add(element, "activity-date", {"type": _PLANNED_START, "iso-date": first.isoformat()})
    add(element, "activity-date", {"type": _PLANNED_END, "iso-date": last.isoformat()})
    for tag in ("recipient-country", "recipient-region", "sector"):
        given_code: str | None = getattr(given, tag.replace("-", "_"))
        if given_code is not None:
            add(element, tag, {"code": given_code, "percentage": "100"})
    for name, find in (("goals", plan.entity.goal), ("objectives", plan.entity.objective)):
        for code in accounts.take(site, name):
            _add_tag(element, Site(find(code), plan, name, code), accounts)
    if output.parent is not None:
        ref = _identify(plan, accounts.take(site, "parent"), given, accounts)
        add(element, "related-activity", {"ref": ref, "type": _PARENT})
    add_results(element, site, accounts)


def _attributes(plan: Site, level: int, accounts: Accounts) -> Mapping[str, str]:
    """What an activity says of all that is in it."""
    found = {"hierarchy": str(level)} if level > 1 else {}
    if _LANGUAGE_CODE.fullmatch(plan.entity.language):
        found[LANGUAGE] = accounts.take(plan, "language")
    if plan.entity.currency is not None:
        found["default-currency"] = accounts.take(plan, "currency")
    return found


def _identify(plan: Site, output: str, given: Given, accounts: Accounts) -> str:
    """The identifier of the activity of an output; codes may have an `&`, which identifiers have not, and no dots."""
    return "-".join((given.organisation, accounts.take(plan, "code"), output)).replace("&", ".")


def _add_tag(parent: Element, site: Site, accounts: Accounts) -> None:
    """Add a goal or an objective as a tag of the organisation's own, coded by its address: `goals.1`."""
    attributes = {"code": f"{site.name}.{accounts.take(site, 'code')}", "vocabulary": OWN_VOCABULARY}
    narrate(parent, "tag", accounts.take(site, "title"), attributes)
