"""Rules of the IATI activity standard 2.03 that our files must keep, in our own words, and who looks at them.

They are what the public schema and the public ruleset say of the elements that the library writes, and no more.
"""

import re
from collections.abc import Iterator

from lxml import etree

CHILDREN = {
    "iati-activities": "iati-activity+",
    "iati-activity": "iati-identifier reporting-org title description+ participating-org+ other-identifier* "
    "activity-status activity-date+ recipient-country* recipient-region* sector* tag* related-activity* result*",
    "result": "title description? reference* indicator+",
    "indicator": "title reference* baseline* period*",
    "baseline": "dimension* comment?",
    "period": "period-start period-end target* actual*",
    "target": "dimension* comment?",
    "actual": "dimension* comment?",
    **dict.fromkeys(("reporting-org", "title", "description", "comment", "tag", "participating-org"), "narrative+"),
}
"""What an element may hold, in this order: one, `?` one or none, `*` any number, `+` one or more; others are empty."""
DAY, CODE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[^\s/&|?]+"
ATTRIBUTES = {
    "iati-activities": {"version": r"2\.03"},
    "iati-activity": {"lang": "[a-z]{2,3}", "default-currency?": "[A-Z]{3}", "hierarchy?": "[1-9][0-9]*"},
    "reporting-org": {"ref": CODE, "type": "[0-9]{2}"},
    "participating-org": {"ref": CODE, "type": "[0-9]{2}", "role": "[1-4]"},
    "other-identifier": {"ref": ".+", "type": "A1"},
    "activity-status": {"code": "[1-6]"},
    "activity-date": {"type": "[1-4]", "iso-date": DAY},
    "recipient-country": {"code": "[A-Z]{2}", "percentage": "100"},
    "recipient-region": {"code": "[0-9]{2,4}", "percentage": "100"},
    "sector": {"code": "[0-9]{5}", "percentage": "100"},
    "tag": {"code": ".+", "vocabulary": "99"},
    "related-activity": {"ref": CODE, "type": "[1-5]"},
    "result": {"type": "[1239]"},
    "indicator": {"measure": "[125]", "ascending?": "true|false"},
    "reference": {"code": ".+", "vocabulary": "99"},
    "baseline": {"year": "[1-9][0-9]*", "iso-date?": DAY, "value?": r"-?[0-9]+(\.[0-9]+)?"},
    "target": {"value?": r"-?[0-9]+(\.[0-9]+)?"},
    "actual": {"value?": r"-?[0-9]+(\.[0-9]+)?"},
    "dimension": {"name": ".+", "value": ".+"},
    "period-start": {"iso-date": DAY},
    "period-end": {"iso-date": DAY},
}
"""The attributes of an element, and what they look like; those with `?` may be left out, and there are no others."""
QUALITATIVE = "5"


def complaints(text: str) -> list[str]:
    """What in a file is against the rules."""
    return [*_complaints(etree.fromstring(text.encode()))]


def _complaints(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        yield from _of_element(element)
    identifiers = [str(one.text) for one in root.iter("iati-identifier")]
    if len({*identifiers}) < len(identifiers):
        yield "two activities have one identifier"
    for activity in root.iter("iati-activity"):
        organisation = activity.find("reporting-org").get("ref")  # type: ignore[union-attr]  # told above
        identifier = str(activity.findtext("iati-identifier"))
        if not re.fullmatch(f"{organisation}-{CODE}", identifier):
            yield f"{identifier}: does not begin with the organisation"
        days = {one.get("type"): one.get("iso-date") for one in activity.iter("activity-date")}
        if not days.keys() & {"1", "2"} or str(days.get("1")) > str(days.get("3")):
            yield f"{identifier}: no start, or after the end"
        if {str(one.get("ref")) for one in activity.iter("related-activity")} - {*identifiers}:
            yield f"{identifier}: related to what is not there"


def _of_element(element: etree._Element) -> Iterator[str]:
    tag = element.tag
    held = "".join(f"{child.tag} " for child in element)
    form = "".join(
        f"(?:{re.escape(one.rstrip('?*+'))} ){one[len(one.rstrip('?*+')) :]}" for one in CHILDREN.get(tag, "").split()
    )
    if not re.fullmatch(form, held):
        yield f"{tag}: holds {held}"
    if not len(element) and tag in ("narrative", "iati-identifier") and not (element.text or "").strip():
        yield f"{tag}: no text"
    allowed = ATTRIBUTES.get(tag, {})
    there = {etree.QName(name).localname: value for name, value in element.items()}
    for name, pattern in allowed.items():
        value = there.pop(name.rstrip("?"), None)
        if not (name.endswith("?") if value is None else re.fullmatch(pattern, value, re.DOTALL)):
            yield f"{tag}: {name} is {value}"
    yield from (f"{tag}: unknown {name}" for name in there)
    if tag == "indicator":
        wanted = element.get("measure") != QUALITATIVE
        values = [*element.iter("baseline", "target", "actual")]
        yield from (f"{one.tag}: value {one.get('value')}" for one in values if ("value" in one.attrib) != wanted)
    if tag == "period":
        first, last = (str(one.get("iso-date")) for one in element[:2])
        if first > last:
            yield f"period: {first} is after {last}"
