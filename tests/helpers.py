"""What tests of several areas ask: of exceptions, and of the cells of a table."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from itu_opplan import InvalidPlan, Missing, OpPlanError, Severity, Table


def refusal(kind: type[OpPlanError], call: Callable[[], object]) -> str:
    """The message of the exception, which is of this class and no other."""
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return str(caught.value)


def complaints(make: Callable[[], object], rule: str = "OP004") -> list[str]:
    """The lines with which something is refused that no plan can be; each is an error of this rule."""
    with pytest.raises(InvalidPlan) as caught:
        make()
    assert {(problem.rule, problem.severity) for problem in caught.value.problems} == {(rule, Severity.ERROR)}
    return str(caught.value).split("\n")


def cells_of(table: Table) -> dict[tuple[str, ...], Decimal | Missing]:
    """Every cell that a table has, by its labels."""
    return {tuple(map(str, list(record.values())[:-1])): record["value"] for record in table.records()}  # type: ignore[misc]  # the last is a cell
