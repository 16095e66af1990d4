"""Funding: money that counts twice, and work without any."""

from collections.abc import Iterator
from decimal import Decimal

from ..errors import Severity, join
from ..model.plan import OperationalPlan
from ..periods import Period
from ..table import Table
from .rule import Finding, Rule, few, rule

__all__ = ["RULES"]

_UNFUNDED = "unfunded mandated activity"
_HOPED_FOR = {"voluntary contribution", "extra-budgetary"}


def _planned(effort: Table, within: Period | None) -> str:
    """The work-months in the columns that lie in these years, or in all; empty where there are none."""
    columns = [label for label in effort.labels("period") if within is None or Period.parse(label) in within]
    months = effort.where(period=columns).by().at()
    return f"{months:f}" if isinstance(months, Decimal) and months else ""


@rule("OP601", Severity.WARNING)
def shared_provision(plan: OperationalPlan) -> Iterator[Finding]:
    """Several outputs cite the same provision: added up by output, the money counts several times."""
    for provision in plan.provisions:
        citing = [
            output.code
            for output in plan.outputs
            if any(funding.provision == provision.code for funding in output.funding)
        ]
        if len(citing) > 1:
            amount = f"{provision.amount:f} {provision.unit or ''}".strip() if provision.amount is not None else "money"
            yield Finding(
                path=join("provisions", provision.code),
                message=f"{' and '.join(citing)} cite the same provision ({amount}) without shares: it counts once",
                section=provision.section,
                actual=tuple(citing),
            )


@rule("OP602", Severity.WARNING)
def unfunded_effort(plan: OperationalPlan) -> Iterator[Finding]:
    """Work is planned for the years in which an output is an unfunded mandated activity."""
    for output in plan.outputs:
        for number, funding in enumerate(output.funding):
            if funding.source == _UNFUNDED and (months := _planned(output.effort, funding.period)):
                years = f" in {funding.period}" if funding.period else ""
                yield Finding(
                    path=join("outputs", output.code, f"funding[{number}]"),
                    message=f"is an unfunded mandated activity{years}, but {months} work-months are planned",
                    section=funding.section or output.section,
                )


@rule("OP603", Severity.NOTE)
def hoped_for(plan: OperationalPlan) -> Iterator[Finding]:
    """Work is planned for an output whose only funding is money that others may give."""
    for output in plan.outputs:
        sources = {funding.source for funding in output.funding}
        if sources and sources <= _HOPED_FOR and (months := _planned(output.effort, None)):
            yield Finding(
                path=join("outputs", output.code, "funding"),
                message=f"{months} work-months are planned, but all funding is {' or '.join(sorted(sources))}",
                section=output.section,
                actual=tuple(sorted(sources)),
            )


@rule("OP604", Severity.NOTE)
def provision_without_amount(plan: OperationalPlan) -> Iterator[Finding]:
    """A provision says that money is set aside, and not how much."""
    for provision in plan.provisions:
        if provision.amount is None:
            message = f"{provision.title}: no sum is stated"
            yield Finding(path=join("provisions", provision.code, "amount"), message=message, section=provision.section)


@rule("OP605", Severity.WARNING)
def project_without_money(plan: OperationalPlan) -> Iterator[Finding]:
    """Projects are to start before the window ends, and are not financed."""
    for output in plan.outputs:
        for start in sorted(
            {one.start for one in plan.projects if one.output == output.code and one.start is not None}
        ):
            late = [
                one
                for one in plan.projects
                if one.output == output.code and one.start == start and one.financed is False
            ]
            if late and start.first <= plan.window.last:
                yield Finding(
                    path=join("outputs", output.code),
                    message=f"projects that start in {start} are not financed: {few(one.code for one in late)}",
                    section=late[0].section or output.section,
                    actual=tuple(one.code for one in late),
                )


RULES: tuple[Rule, ...] = (
    shared_provision,
    unfunded_effort,
    hoped_for,
    provision_without_amount,
    project_without_money,
)
