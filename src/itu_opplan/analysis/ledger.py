"""Published totals and claims compared with the plan's own figures, each with a verdict."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from enum import Enum
from typing import TypeAlias

import attrs

from ..arguments import takes
from ..errors import OpPlanError
from ..immutable import Immutable
from ..listing import Listing
from ..model.address import Reader
from ..model.context import Claim
from ..model.measures import value_beside
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.walk import Stated, tables
from ..paths import join
from ..periods import Period
from ..table import Missing, Table
from .claims import CannotBeChecked, work_out
from .tables import figures, figures_of_services

__all__ = ["LedgerLine", "Verdict", "claims", "compare_printed", "ledger", "totals"]


class Verdict(Enum):
    """How a printed figure compares with the computed one.

    >>> Verdict.ROUNDING.value
    'differs by rounding'
    """

    AGREES = "agrees"
    ROUNDING = "differs by rounding"
    CONTRADICTS = "contradicts"
    UNCHECKED = "cannot be checked"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LedgerLine(Immutable):
    """One printed figure and the computed one.

    Attributes:
        path: address of the printed figure.
        section: number of the section that prints it.
        text: what it is.
        printed: the figure as printed.
        bound: `at least`, `at most` or `about`, where it is not printed exactly.
        computed: what the plan's own figures give; None where that cannot be computed. Of an entity with others below
            it, its own figures alone or with all below it, whichever agrees.
        own: of an entity with others below it what its own figures make; None where it has none.
        with_below: what they make with those of all below it; None where nothing is below, or has figures.
        unit: the unit of both.
        verdict: how they compare.
        reason: why it cannot be checked; empty where it can.

    >>> from itu_opplan import bundled
    >>> line = ledger(bundled("gs-2008-2011"))[0]
    >>> line.path, line.printed, line.computed
    ('departments.SGO.staffing[total, 2007]', Decimal('192'), Decimal('192'))
    """

    path: str
    section: str | None
    text: str
    printed: Decimal
    bound: str | None = None
    computed: Decimal | None = None
    own: Decimal | None = None
    with_below: Decimal | None = None
    unit: str | None = None
    verdict: Verdict
    reason: str = ""


@takes
def ledger(plan: OperationalPlan) -> Listing[LedgerLine]:
    """Every published total and every claim of the plan, printed against computed, with a verdict.

    Figures that are themselves rounded (they have decimals, or are percentages) may differ by half a unit of the last
    digit for each term and for the total: that *differs by rounding*. Whole counts must agree.

    A printed total of what has parts by `parent` may be that of its own figures, or with all below it: it agrees where
    one of the two does.

    >>> from itu_opplan import bundled
    >>> lines = ledger(bundled("gs-2008-2011"))
    >>> next(line.verdict.value for line in lines if line.path == "departments.SPU.staffing[total, 2008]")
    'agrees'
    """
    lines = (*totals(plan), *claims(plan))
    columns = ("path", "section", "printed", "bound", "computed", "unit", "verdict")
    return Listing(lines, columns=columns, labels=2, title="printed against computed")


def totals(plan: OperationalPlan) -> Iterator[LedgerLine]:
    """The lines of the published totals of every measure: of each output, department …, and of the plan over all."""
    whole = _Whole(plan)
    for stated in tables(plan):
        if stated.published:
            if stated.site.owner is None and stated.measure.owner != "plan":
                for published, parts in _over_all(plan, stated):
                    yield from _against(published, parts, whole)
            else:
                own = value_beside(stated.site.entity, stated.measure.code)
                parts = own if isinstance(own, Table) else stated.measure.shape.empty
                yield from _against(stated, parts, whole)


def _over_all(plan: OperationalPlan, stated: Stated) -> Iterator[tuple[Stated, Table]]:
    """The printed totals over all owners, and the figures of those; of services, those of each unit."""
    measure = stated.measure
    if measure.shape.unit is not None:
        yield stated, figures(plan, measure.code)
        return
    units: dict[str, list[str]] = {}
    for service in plan.services:
        units.setdefault(service.unit, []).append(service.code)
    for unit, codes in units.items():
        known = [code for code in stated.table.labels("service") if code in codes]
        published = stated._replace(table=stated.table.where(service=known))
        yield published, figures_of_services(plan, measure, unit)


_Sum: TypeAlias = tuple[Decimal, int]
"""What figures make, and how many they are."""


class _Whole:
    """What entities have together with all below them; figures are gone through once for all totals of one period."""

    def __init__(self, plan: OperationalPlan) -> None:
        self.columns = plan.periods
        self._levels = plan.levels
        self._figures = functools.cache(functools.partial(figures, plan))
        self._found: dict[tuple[str, ...], dict[str, _Sum]] = {}

    def is_divided(self, stated: Stated) -> bool:
        """Whether the owner of a table has parts."""
        levels = self._levels.get(stated.site.name)
        return levels is not None and levels.is_divided(stated.site.entity.code)

    def add_up(self, stated: Stated, labels: Mapping[str, str]) -> _Sum:
        """The figures of these labels, of the owner of a printed total and of all below it."""
        key = (stated.measure.code, *labels.values())
        if key not in self._found:
            chosen = _chosen(self._figures(stated.measure.code), labels, self.columns)
            chosen.total()  # refuses what does not add up
            self._found[key] = self._along(chosen, COLLECTIONS[stated.site.name].noun, stated.site.name)
        return self._found[key].get(stated.site.entity.code, (Decimal(0), 0))

    def _along(self, table: Table, dim: str, name: str) -> dict[str, _Sum]:
        found: dict[str, _Sum] = {}
        with localcontext(Context(prec=80)):
            for record in table.records():
                if isinstance(value := record["value"], Decimal):
                    own, terms = found.get(str(record[dim]), (Decimal(0), 0))
                    found[str(record[dim])] = own + value, terms + 1
            for code in self._levels[name].bottom_up:
                up = self._levels[name].parents[code]
                if up is not None and code in found:
                    own, terms = found.get(up, (Decimal(0), 0))
                    found[up] = own + found[code][0], terms + found[code][1]
        return found


def _against(published: Stated, parts: Table, whole: _Whole) -> Iterator[LedgerLine]:
    base = published.path.rpartition("published_")
    path = base[0] + base[2]
    divided = whole.is_divided(published)
    for record in published.table.records():
        value = record["value"]
        labels = {dim: str(record[dim]) for dim in published.measure.published.dims}  # in the order of addresses
        if isinstance(value, Missing):
            continue
        line = LedgerLine(
            path=f"{path}[{', '.join(('total', *labels.values()))}]",
            section=published.section,
            text=f"total of {path}",
            printed=Decimal(value),
            unit=parts.unit,
            verdict=Verdict.UNCHECKED,
        )
        alone = _compared(line, lambda labels: _add_up(_chosen(parts, labels, whole.columns)), labels)
        if not divided:
            yield alone
            continue
        together = _compared(line, functools.partial(whole.add_up, published), labels)
        best = min(alone, together, key=lambda one: _BEST.index(one.verdict))
        yield attrs.evolve(best, own=alone.computed, with_below=together.computed)


_BEST = (Verdict.AGREES, Verdict.ROUNDING, Verdict.CONTRADICTS, Verdict.UNCHECKED)
"""Of two sums the one that a printed total is compared with comes first."""


def _add_up(table: Table) -> _Sum:
    return table.total(), len(table.keep(lambda _: True))  # what is missing is not kept


def _compared(line: LedgerLine, add_up: Callable[[Mapping[str, str]], _Sum], labels: Mapping[str, str]) -> LedgerLine:
    """The line compared with what the figures of these labels make."""
    try:
        computed, terms = add_up(labels)
    except OpPlanError as error:
        return attrs.evolve(line, reason=str(error))
    if not terms:
        return attrs.evolve(line, reason="there are no figures to add up")
    slack = _slack(line.printed, computed, terms, rounded=line.unit == "percent" or _decimals(computed) > 0)
    return attrs.evolve(line, computed=computed, verdict=_verdict(line.printed, computed, None, slack))


def _chosen(parts: Table, labels: Mapping[str, str], columns: Sequence[Period]) -> Table:
    """The figures that a printed total is of; it may be for a span that several columns of the plan tile."""
    period = labels["period"]
    if parts.axis("period").find(period) is not None:
        return parts.where(**labels)
    whole = attrs.evolve(parts.axis("period"), labels=tuple(map(str, sorted(columns))))
    axes = [whole if axis.dim == "period" else axis for axis in parts.axes]
    parts = Table.from_records(parts.records(), dims=parts.dims, unit=parts.unit, labels=axes)
    if period in whole.labels:
        return parts.where(**labels)
    inside = [label for label in whole.labels if Period.parse(label) in Period.parse(period)]
    chosen = parts.where(**{**labels, "period": inside})
    chosen.by("period").span(period)  # refuses where they do not tile it
    return chosen


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _slack(printed: Decimal, computed: Decimal, terms: int, *, rounded: bool) -> Decimal:
    """By how much rounding alone can make a printed figure differ from the sum of its terms: half a unit of the last
    digit of each term, and of the printed figure."""
    if not rounded:
        return Decimal(0)
    with localcontext(Context(prec=80)):
        return Decimal(f"{5 * terms}E-{_decimals(computed) + 1}") + Decimal(f"5E-{_decimals(printed) + 1}")


def _verdict(printed: Decimal, computed: Decimal, bound: str | None, slack: Decimal) -> Verdict:
    with localcontext(Context(prec=80)):
        difference = abs(computed - printed)
        if (
            not difference
            or (bound == "at least" and computed > printed)
            or (bound == "at most" and computed < printed)
        ):
            return Verdict.AGREES
        if bound == "about" and difference * 20 <= abs(printed):
            return Verdict.AGREES
        return Verdict.ROUNDING if difference <= slack and bound in (None, "about") else Verdict.CONTRADICTS


def compare_printed(printed: Decimal, computed: Decimal, terms: int, bound: str | None) -> Verdict:
    """Whether a printed figure agrees with what so many terms make; whole counts must be the same."""
    return _verdict(printed, computed, bound, _slack(printed, computed, terms, rounded=_decimals(computed) > 0))


# --- claims -----------------------------------------------------------------------------------------------------------


def claims(plan: OperationalPlan) -> Iterator[LedgerLine]:
    """The lines of the claims."""
    reader, made = Reader(plan), functools.cache(functools.partial(figures, plan))
    return (_claimed(plan, claim, reader, made) for claim in plan.claims)


def _claimed(plan: OperationalPlan, claim: Claim, reader: Reader, made: Callable[[str], Table]) -> LedgerLine:
    line = LedgerLine(
        path=join("claims", claim.code),
        section=claim.section,
        text=claim.text,
        printed=claim.stated,
        bound=claim.bound,
        unit=claim.unit,
        verdict=Verdict.UNCHECKED,
    )
    try:
        computed = work_out(plan, claim, reader, made)
    except CannotBeChecked as error:
        return attrs.evolve(line, reason=str(error))
    rounded = claim.operation in ("change", "ratio") or _decimals(computed) > 0
    slack = _slack(
        claim.stated, computed, len(claim.terms) if claim.operation in ("sum", "difference") else 0, rounded=rounded
    )
    return attrs.evolve(line, computed=computed, verdict=_verdict(claim.stated, computed, claim.bound, slack))
