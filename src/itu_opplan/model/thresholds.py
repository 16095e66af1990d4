"""From how many percent on a KPI has which light: data, for each organisation has its own."""

from decimal import Decimal
from typing import Literal, TypeAlias

import attrs

from ..errors import InvalidPlan
from ..problem import fault
from ..wording import positional
from . import checking, fields, to
from .checked import Checked

__all__ = ["Light", "Thresholds"]

Light: TypeAlias = Literal["green", "amber", "red", "grey"]
"""How a KPI stands; grey where nobody can tell."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Thresholds(Checked):
    """The percentages that divide the lights of KPIs. A percentage that equals a threshold has the better light.

    The defaults are a convention of performance reports: what misses a target by at most a tenth is on track, what has
    less than six tenths of it is off track. Another agreement goes into the file of the actuals.

    Attributes:
        amber: red is below it, amber from it on.
        green: green is from it on; where it equals `amber`, nothing is amber.

    Raises:
        InvalidPlan: `green` is below `amber`, or one of them is no number ≥ 0.

    >>> Thresholds().light(Decimal(90)), Thresholds().light(Decimal("89.9")), Thresholds(green=80).light(None)
    ('green', 'amber', 'grey')
    """

    amber: Decimal = attrs.field(default=Decimal(60), converter=to.figure, metadata=fields.AMOUNT)
    green: Decimal = attrs.field(default=Decimal(90), converter=to.figure, metadata=fields.AMOUNT)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if self.green < self.amber:
            least, given = positional(self.amber), positional(self.green)
            message = f"must not be below amber, {least}, got {given}"
            raise InvalidPlan([fault("Thresholds.green", message, actual=self.green, trail=("green",))])

    def light(self, percent: Decimal | None) -> Light:
        """The light of a percentage; grey where there is none."""
        if percent is None:
            return "grey"
        return "green" if percent >= self.green else "amber" if percent >= self.amber else "red"
