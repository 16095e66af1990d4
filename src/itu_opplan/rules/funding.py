"""Funding: money that counts twice, and work without any."""

import functools
from collections.abc import Iterator

from ..model.context import Project
from ..model.plan import OperationalPlan
from ..paths import join
from ..periods import Period
from ..problem import Severity
from ..table import Table
from ..wording import amount_in, few, in_unit, quote
from .figures import is_stock
from .rule import Finding, rule

_UNFUNDED = "unfunded mandated activity"
_HOPED_FOR = {"voluntary contribution", "extra-budgetary"}


def _planned(effort: Table, within: Period | None) -> str:
    """The work-months in the columns that lie in this period, or in all; of people those of each; empty where none."""
    columns = [label for label in effort.labels("period") if within is None or Period.parse(label) in within]
    work = effort.where(period=columns).by("period").keep(bool)
    if is_stock(work):
        return few((f"{amount_in(one['value'], work.unit)} in {one['period']}" for one in work.records()), 9)
    months = work.total()
    return amount_in(months, work.unit) if months else ""


@rule("OP601", Severity.WARNING)
def shared_provision(plan: OperationalPlan) -> Iterator[Finding]:
    """Several outputs cite the same provision: added up by output, the money counts several times."""
    citing: dict[str | None, dict[str, None]] = {}
    for output in plan.outputs:
        for funding in output.funding:
            citing.setdefault(funding.provision, {})[output.code] = None
    for provision in plan.provisions:
        outputs = tuple(citing.get(provision.code, ()))
        if len(outputs) > 1:
            stated, unit = provision.amount, provision.unit or plan.currency
            money = in_unit(stated, unit) if stated is not None else "the money"
            yield Finding(
                path=join("provisions", provision.code),
                message=f"is cited by {len(outputs)} outputs ({few(outputs)}) without shares: summed up by output, "
                f"{money} would count {len(outputs)} times",
                section=provision.section,
                actual=outputs,
            )


@rule("OP602", Severity.WARNING)
def unfunded_effort(plan: OperationalPlan) -> Iterator[Finding]:
    """Work is planned for a period in which an output is an unfunded mandated activity."""
    for output in plan.outputs:
        planned = functools.cache(functools.partial(_planned, output.effort))  # rows of one period share it
        for number, funding in enumerate(output.funding):
            if funding.source == _UNFUNDED and (months := planned(funding.period)):
                years = f" in {funding.period}" if funding.period else ""
                yield Finding(
                    path=join("outputs", output.code, "funding", f"[{number}]"),
                    message=f"is an unfunded mandated activity{years}, and yet {output.code} takes {months}",
                    section=funding.section or output.section,
                )


@rule("OP603", Severity.NOTE)
def hoped_for(plan: OperationalPlan) -> Iterator[Finding]:
    """Work is planned for an output whose only funding is money that others may give."""
    for output in plan.outputs:
        sources = tuple(sorted({funding.source for funding in output.funding}))
        if sources and _HOPED_FOR.issuperset(sources) and (months := _planned(output.effort, None)):
            yield Finding(
                path=join("outputs", output.code, "funding"),
                message=f"is all {' or '.join(sources)}; {output.code} takes {months}",
                section=output.section,
                actual=sources,
            )


@rule("OP604", Severity.NOTE)
def provision_without_amount(plan: OperationalPlan) -> Iterator[Finding]:
    """A provision says that money is set aside, and not how much."""
    for provision in plan.provisions:
        if provision.amount is None:
            message = f"{quote(provision.title)}: no sum is stated"
            yield Finding(path=join("provisions", provision.code, "amount"), message=message, section=provision.section)


@rule("OP605", Severity.WARNING)
def project_without_money(plan: OperationalPlan) -> Iterator[Finding]:
    """Projects are to start before the window ends, and are not financed."""
    sections = {output.code: output.section for output in plan.outputs}
    late: dict[tuple[str | None, Period], list[Project]] = {}
    for project in plan.projects:
        if project.financed is False and project.start and project.start.start < plan.window.end:
            late.setdefault((project.output, project.start), []).append(project)
    for (output, start), projects in sorted(late.items(), key=lambda item: item[0][1]):
        codes = tuple(project.code for project in projects)
        if len(codes) == 1:
            message = f"a project that starts in {start} is not financed: {codes[0]}"
        else:
            message = f"{len(codes)} projects that start in {start} are not financed: {few(codes)}"
        yield Finding(
            path="projects" if output is None else join("outputs", output),
            message=message,
            section=projects[0].section or sections.get(output or ""),
            actual=codes,
            about=str(start),
        )


@rule("OP606", Severity.NOTE)
def funded_in_two_ways(plan: OperationalPlan) -> Iterator[Finding]:
    """Two sections say for the same period, or both for none, that an output is paid for in different ways."""
    for output in plan.outputs:
        stated: dict[Period | None, dict[str | None, dict[str, None]]] = {}
        for funding in output.funding:
            sections = stated.setdefault(funding.period, {})
            sections.setdefault(funding.section or output.section, {})[funding.source] = None
        for years, sections in stated.items():
            if len({frozenset(sources) for sources in sections.values()}) > 1:
                said = [f"{place} says {' and '.join(sources)}" for place, sources in sections.items()]
                when = f" in {years}" if years else ""
                yield Finding(
                    path=join("outputs", output.code, "funding"),
                    message=f"its sections differ in how it is paid for{when}: {few(said)}",
                    section=output.section,
                    actual=tuple(said),
                    about=str(years) if years else None,
                )
