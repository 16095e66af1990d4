"""What IATI wants to know of activities and no plan states: codes of IATI that the caller gives."""

import re
from collections.abc import Iterator

import attrs

from ..immutable import Immutable
from ..problem import Problem, fault
from ..wording import quote

__all__ = ["Given"]

_MULTILATERAL, _PLANNED = "40", "1"
_FORMS = {
    "organisation": (
        r"[A-Z]{2}(_[A-Z]{2})?-[A-Z0-9_]+-[^\s/&|?]+",
        "an IATI identifier such as 'XM-DAC-41303': the code of a register, '-', the number of the organisation in it",
    ),
    "organisation_type": (r"[0-9]{2}", "a code of two digits, such as '40' for a multilateral organisation"),
    "activity_status": (r"[1-6]", "a code from '1' (being planned) and '2' (under way) to '6'"),
    "sector": (r"[0-9]{5}", "a purpose code of OECD DAC of five digits, such as '22010'"),
    "recipient_country": (r"[A-Z]{2}", "a code of two capitals, such as 'KE'"),
    "recipient_region": (r"[0-9]{2,4}", "a code of OECD DAC, such as '998' for developing countries, unspecified"),
}
"""What the codes look like, and how that is said."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Given(Immutable):
    """What IATI wants to know of each activity and no plan states: the keywords of `dumps_iati`.

    Attributes:
        organisation: the identifier of the organisation.
        organisation_type: the code of its type; None for `type`.
        activity_status: the code of the status of all activities; None for `status`.
        sector: the purpose code of all activities.
        recipient_country: the country that they are for.
        recipient_region: the region that they are for.

    >>> Given(organisation="XM-DAC-41303", activity_status="2").status, Given(organisation="ITU").problems()[0].path
    ('2', 'organisation')
    """

    organisation: str
    organisation_type: str | None = None
    activity_status: str | None = None
    sector: str | None = None
    recipient_country: str | None = None
    recipient_region: str | None = None

    @property
    def type(self) -> str:
        """The type of the organisation."""
        return self.organisation_type or _MULTILATERAL

    @property
    def status(self) -> str:
        """The status of all activities."""
        return self.activity_status or _PLANNED

    def problems(self) -> list[Problem]:
        """What is no such code."""
        found: list[Problem] = []
        for name, (pattern, form) in _FORMS.items():
            code: str | None = getattr(self, name)
            if code is not None and not (code.isprintable() and re.fullmatch(pattern, code)):
                found.append(fault(name, f"must be {form}, got {quote(code)}", actual=code))
        if self.recipient_country and self.recipient_region:
            found.append(fault("recipient_region", "a country is given, too; IATI would want the share of each"))
        return found

    def notes(self) -> Iterator[str]:
        """What a file says that neither the plan nor the caller does, and what it lacks."""
        yield "activity-date: the window of the plan; participating-org: the organisation, which implements its outputs"
        if self.organisation_type is None:
            yield f"type of the organisation: {self.type} (multilateral), where organisation_type= gives no other"
        if self.activity_status is None:
            yield f"activity-status: {self.status} (being planned), where activity_status= gives no other"
        if self.sector is None:
            yield "sector: none, and the rules of IATI want one; sector= gives it"
        if not self.recipient_country and not self.recipient_region:
            yield "recipient: none, and the rules of IATI want one; recipient_country= or recipient_region= gives it"
