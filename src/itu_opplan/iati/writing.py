"""`dumps_iati`: a plan as the text of a file of IATI, and what of it is not in there."""

import attrs

from ..arguments import takes
from ..errors import InvalidPlan, refusal
from ..immutable import Immutable
from ..listing import Listing
from ..model.plan import OperationalPlan
from ..rules.looking import errors
from .accounts import Accounts, Loss
from .given import Given

__all__ = ["Iati", "dumps_iati"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Iati(Immutable):
    """A plan as activities of IATI 2.03.

    Attributes:
        text: the file: XML that says of itself that it is UTF-8, so write it as such.
        losses: what the plan has and the file has not, kind by kind; the notes below tell what the file says that the
            plan does not, and what the rules of IATI want and the file lacks.

    >>> from itu_opplan import bundled, dumps_iati
    >>> dumps_iati(bundled("gs-2008-2011"), organisation="XM-DAC-41303").losses[0].what
    'title'
    """

    text: str
    losses: Listing[Loss]

    def __repr__(self) -> str:
        return f"<Iati: {self.text.count('<iati-activity ')} activities, {len(self.losses)} kinds of losses>"


@takes
def dumps_iati(
    plan: OperationalPlan,
    *,
    organisation: str,
    organisation_type: str | None = None,
    activity_status: str | None = None,
    sector: str | None = None,
    recipient_country: str | None = None,
    recipient_region: str | None = None,
) -> Iati:
    """The plan as a file of IATI 2.03 (needs the extra `iati`), with a list of what has no place there.

    Outputs are activities, rows of their tables of results are results, and KPIs are indicators with their baselines,
    targets and actuals. The file is valid against the schema of the standard. Nothing is invented: what IATI wants and
    no plan states are keywords, and what is left out of them is told in the notes of the losses.

    Args:
        plan: the plan.
        organisation: the IATI identifier of the organisation, such as `XM-DAC-41303`.
        organisation_type: the code of its type; 40 (multilateral) where it is left out.
        activity_status: the code of the status of all activities; 1 (being planned) where it is left out.
        sector: the five-digit purpose code of OECD DAC for all activities.
        recipient_country: the country that they are for, as a code such as `KE`.
        recipient_region: the region that they are for, as a code of OECD DAC such as `998`.

    Raises:
        InvalidPlan: a keyword is no such code; the plan has errors, no outputs, or text that XML cannot have.
        ImportError: lxml is not installed.

    >>> from itu_opplan import bundled
    >>> iati = dumps_iati(bundled("gs-2008-2011"), organisation="XM-DAC-41303", sector="22010")
    >>> iati
    <Iati: 15 activities, 85 kinds of losses>
    >>> print(iati.text.splitlines()[3].strip())
    <iati-identifier>XM-DAC-41303-gs-2008-2011-PP</iati-identifier>
    """
    given = Given(
        organisation=organisation,
        organisation_type=organisation_type,
        activity_status=activity_status,
        sector=sector,
        recipient_country=recipient_country,
        recipient_region=recipient_region,
    )
    if found := [*given.problems(), *errors(plan)]:
        raise InvalidPlan(found)
    if not plan.outputs:
        message = "missing; only outputs become activities of IATI, not objectives, departments and their results"
        raise refusal(message, path="outputs")
    try:
        from .activities import make_file
        from .elements import write
    except ImportError as error:
        raise ImportError(f"IATI needs lxml: pip install 'itu-opplan[iati]' ({error})", name="lxml") from error
    accounts = Accounts(plan)
    root = make_file(plan, given, accounts)
    if accounts.problems:
        raise InvalidPlan(accounts.problems.values())
    return Iati(text=write(root), losses=accounts.losses(given.notes()))
