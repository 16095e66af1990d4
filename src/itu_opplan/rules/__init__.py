"""What may be wrong with a plan as a whole: one small function per rule, and `validate`, which runs them."""

from ..errors import Problem, Report, Severity
from ..model.plan import OperationalPlan
from . import figures, references
from .rule import Rule

__all__ = ["RULES", "Rule", "errors", "validate"]

RULES: tuple[Rule, ...] = (*references.RULES, *figures.RULES)
"""All rules, in the order in which they run."""


def validate(plan: OperationalPlan) -> Report:
    """Everything that the rules find in a plan. It never raises for a plan that could be built.

    Returns:
        A `Report`; `report.ok` is true when nothing weighs as an error.

    >>> from itu_opplan import bundled
    >>> validate(bundled("gs-2008-2011")).ok
    True
    """
    return Report(problem for rule in RULES for problem in rule(plan))


def errors(plan: OperationalPlan) -> tuple[Problem, ...]:
    """What keeps a plan from being loaded or written: the findings of the rules of severity `error`."""
    return tuple(problem for rule in RULES if rule.severity is Severity.ERROR for problem in rule(plan))
