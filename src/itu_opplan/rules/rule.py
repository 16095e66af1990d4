"""One rule: an id, a severity and a function from a plan to findings."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs

from ..errors import Problem, Severity
from ..model.plan import OperationalPlan

__all__ = ["Finding", "Rule", "rule"]


@attrs.frozen(kw_only=True)
class Finding:
    """What the function of a rule yields: a problem without the id and severity of its rule.

    Attributes:
        path: address of what it is about.
        message: what is wrong and what would be right.
        section: number of the printed section.
        expected: what would be right, as data.
        actual: what was found, as data.
    """

    path: str
    message: str
    section: str | None = None
    expected: object = None
    actual: object = None


Check: TypeAlias = Callable[[OperationalPlan], Iterator[Finding]]


@attrs.frozen
class Rule:
    """A rule of the catalogue; calling it with a plan gives its problems.

    Attributes:
        id: stable id, such as `OP301`.
        severity: how much its findings weigh.
        check: the function; its docstring is the entry of the catalogue.
    """

    id: str
    severity: Severity
    check: Check

    def __call__(self, plan: OperationalPlan) -> Iterator[Problem]:
        """The problems that this rule finds in a plan."""
        for found in self.check(plan):
            yield Problem(
                rule=self.id,
                severity=self.severity,
                path=found.path,
                message=found.message,
                section=found.section,
                expected=found.expected,
                actual=found.actual,
            )


def rule(id: str, severity: Severity) -> Callable[[Check], Rule]:
    """Make a rule of the function below."""
    return lambda check: Rule(id, severity, check)
