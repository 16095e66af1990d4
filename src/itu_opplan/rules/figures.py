"""Figures: what is printed against what adds up. Findings, never refusals: real plans have contradictions."""

from collections.abc import Iterator

from ..cells import Missing
from ..errors import NotAdditive, Severity, join
from ..model.plan import OperationalPlan
from ..table import Table
from .rule import Finding, Rule, rule

__all__ = ["RULES"]


def _against(path: str, section: str | None, published: Table, parts: Table) -> Iterator[Finding]:
    for record in published.records():
        value = record.pop("value")
        labels = {dim: str(label) for dim, label in record.items()}
        if isinstance(value, Missing) or any(label not in parts.labels(dim) for dim, label in labels.items()):
            continue
        chosen = parts.where(**labels)
        if not len(chosen):
            continue
        try:
            total = chosen.total()
        except NotAdditive:  # all that is there is missing
            continue
        if total != value:
            yield Finding(
                path=f"{path}[{', '.join(('total', *labels.values()))}]",
                message=f"the printed total is {value}, the figures add up to {total}",
                section=section,
                expected=total,
                actual=value,
            )


@rule("OP301", Severity.WARNING)
def published_total(plan: OperationalPlan) -> Iterator[Finding]:
    """A printed total is not the sum of the figures that are printed above it."""
    for output in plan.outputs:
        at = join("outputs", output.code, "effort")
        yield from _against(at, output.effort_section or output.section, output.published_effort, output.effort)
    for department in plan.departments:
        for name in ("staffing", "posts", "allocations"):
            yield from _against(
                join("departments", department.code, name),
                getattr(department, f"{name}_section") or department.section,
                getattr(department, f"published_{name}"),
                getattr(department, name),
            )


RULES: tuple[Rule, ...] = (published_total,)
