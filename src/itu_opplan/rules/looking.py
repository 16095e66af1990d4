"""Rules at work: what each finds in a plan, and what keeps a plan from being loaded or written.

It is apart from the catalogue: whoever only loads plans imports the rules on references, and no other.
"""

from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import TypeAlias

from ..errors import OpPlanError
from ..model.plan import OperationalPlan
from ..problem import Problem, Severity
from . import references
from .glance import AT_A_GLANCE, sound_at_a_glance
from .rule import Profile, Rule, rules_in, shared, sharing

__all__ = ["Look", "errors", "look", "looked"]

_CONTEXT = Context(prec=80, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation, Overflow])
"""The decimal context in which rules work, whatever that of the caller is: no sum of figures needs rounding in it."""
_ERRORS = tuple(one for one in rules_in([references]) if one.severity is Severity.ERROR)
"""The rules that are errors in a draft, and so in every profile. No other module has any."""


def errors(plan: OperationalPlan) -> tuple[Problem, ...]:
    """What keeps a plan from being loaded or written: the findings of the rules that are errors in a draft, too."""
    with sharing():
        known = looked(plan)
        if not known and sound_at_a_glance(plan):
            known |= {id(one): ([], None) for one in _ERRORS if one.id in AT_A_GLANCE}
        for one in _ERRORS:
            if id(one) not in known:
                known[id(one)] = look(one, plan, Profile.DRAFT)
        return tuple(problem for found, _ in known.values() for problem in found)


Look: TypeAlias = tuple[list[Problem], OpPlanError | None]
"""What a rule finds up to where it cannot look any further, and why it cannot."""


@shared
def looked(_: OperationalPlan) -> dict[int, Look]:
    """What rules of the catalogue that are errors in a draft, and so in every profile, have found already."""
    return {}


def look(one: Rule, plan: OperationalPlan, profile: Profile) -> Look:
    """What a rule finds, worked out in a decimal context of our own."""
    found: list[Problem] = []
    try:
        with localcontext(_CONTEXT):
            found.extend(one(plan, profile))
    except OpPlanError as error:
        return found, error
    return found, None
