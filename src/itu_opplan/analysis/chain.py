"""Costs carried on in the steps that rates declare: from central services to users, outputs, objectives, goals."""

from collections.abc import Sequence
from decimal import Decimal
from typing import overload

import attrs

from ..arguments import takes
from ..display import PrintsLines
from ..errors import UnknownCode
from ..immutable import Immutable
from ..listing import Listing
from ..model.plan import OperationalPlan
from ..model.rates import Rates
from ..table import Cell, Missing, Table
from ..wording import quote, suggestions
from .carrying import USER, carry_on, read_steps
from .links import NONE
from .prices import Prices
from .pricing import describe_rates, join_parts, price_overhead, price_pool

__all__ = ["CostChain", "CostChainLine", "cost_chain"]

_BEGIN = "costs"
_DIMS = ("department", "output", "component", "period")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CostChainLine(Immutable):
    """One step of a chain of costs.

    Attributes:
        step: what it is called; the first is `costs`, before any is carried on.
        dims: the dims of its table.
        total: the total, the same in each step.
        unallocated: what of it is under `(none)` in the dim to which the step carries costs: what is not carried, and
            what has no driver.
    """

    step: str
    dims: tuple[str, ...]
    total: Cell
    unallocated: Cell


@attrs.frozen(kw_only=True)
class CostChain(PrintsLines, Sequence[Table]):
    """Costs before they are carried on, and after each step: a sequence of tables, each with the same total.

    A table is found by its place, by the code of its step, or by what costs are carried to: `chain[-1]`,
    `chain["personnel"]`, `chain["objective"]`. Where several steps carry costs to the same, the last one is found.

    Attributes:
        names: what the steps are called, `costs` first.
        tables: a table for each of them, in the currency of the rates.
        targets: what each carries costs to, such as `output`; an empty text for the first.

    >>> rows = [
    ...     {"output": "A", "objective": objective, "2026": francs} for objective, francs in (("1", 4), ("(none)", 2))
    ... ]
    >>> carried = Table.from_rows(rows, dims=["output", "objective", "period"], unit="CHF")
    >>> chain = CostChain(
    ...     names=("costs", "aims"), tables=(carried.by("output", "period"), carried), targets=("", "objective")
    ... )
    >>> chain["aims"] is chain["objective"] is chain[-1]
    True
    >>> print(chain)
    CHF
    step   dims                       total  unallocated
    ----------------------------------------------------
    costs  output, period                 6
    aims   output, objective, period      6            2
    """

    names: tuple[str, ...]
    tables: tuple[Table, ...]
    targets: tuple[str, ...]

    @overload
    def __getitem__(self, index: int | str) -> Table: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Table]: ...
    def __getitem__(self, index: int | str | slice) -> Table | Sequence[Table]:
        if not isinstance(index, str):
            return self.tables[index]
        for names in (self.targets, self.names):
            if index in names:
                return self.tables[len(names) - 1 - names[::-1].index(index)]
        known = dict.fromkeys((*self.names, *self.targets[1:]))
        raise UnknownCode(f"no step {quote(index)}; the steps are {suggestions(index, known)}")

    def __len__(self) -> int:
        return len(self.tables)

    @property
    def lines(self) -> Listing[CostChainLine]:
        """The steps as they print, with their dims and totals."""
        found = (
            CostChainLine(step=name, dims=table.dims, total=_add_up(table), unallocated=_find_rest(table, target))
            for name, table, target in zip(self.names, self.tables, self.targets, strict=True)
        )
        return Listing(
            tuple(found),
            columns=("step", "dims", "total", "unallocated"),
            labels=2,
            title=self.tables[0].unit,
            notes=tuple(f"assumed: {sentence}" for sentence in self.tables[-1].assumed),
        )

    def __repr__(self) -> str:
        return f"<CostChain: {' > '.join(self.names)}>"


def _find_rest(table: Table, target: str) -> Cell:
    """What is under `(none)` in a dim; not stated where there is no such dim."""
    if not target:
        return Missing.NOT_STATED
    target = USER if target == "department" else target
    return _add_up(table.where(**{target: NONE})) if NONE in table.labels(target) else Decimal(0)


def _add_up(table: Table) -> Cell:
    """The sum; 0 where there are no costs, missing where all are."""
    whole = table.by().at()
    return Decimal(0) if whole is Missing.NOT_STATED else whole


@takes
def cost_chain(plan: OperationalPlan, rates: Rates) -> CostChain:
    """What a plan costs, carried on to those for whom it is spent, in the steps that the rates declare.

    It begins with all costs for which there are rates, under the departments that pay them: the work of departments,
    whether or not an output asks for it, services by volume, measures with unit costs, overheads. Each step divides
    costs by its driver and adds a dim, so that `by` and `where` tell which department's money is in which objective.
    The total stays the same to the last digit. What has no driver stands under `(none)`.

    Args:
        plan: the plan.
        rates: the rates, with their `steps`.

    Returns:
        The costs before the steps, with the dims department, output, component, period; and after each step, all in
        the currency of the rates. A step to departments adds the dim `user`: who bears the costs that `department`
        pays. It stays as long as a later step needs it: one to departments or outputs, of the costs of some
        departments, or by a driver of departments. What is missing stays missing.

    Raises:
        InvalidPlan: the rates declare no steps, or price nothing; or names every rate that is missing, or all that
            steps ask for and the plan does not have; or mark-ups take more than there is.
        UnknownLabel: the plan declares capacity without grades; or it is hand-built, and `capacity`, `volumes` or
            `figures` refuses it.

    >>> import datetime
    >>> from itu_opplan import CostStep, StaffRates, bundled
    >>> rows = [{"category": category, "2007-2011": 10000} for category in "EDPG"]
    >>> prices = Table.from_rows(rows, dims=["category", "period"], unit="CHF/work_month")
    >>> flat = StaffRates(code="flat", source="invented", as_of=datetime.date(2007, 1, 1), categories=prices)
    >>> steps = [CostStep(to="output", driver="effort", out_of="staffing"), CostStep(to="objective", driver="equal")]
    >>> rates = Rates(code="flat", title="One price for all", currency="CHF", staff=[flat], steps=steps)
    >>> chain = cost_chain(bundled("gs-2008-2011"), rates)
    >>> chain["objective"].total() == chain["costs"].total()
    True
    >>> print(chain["objective"].where(objective="4", period="2007").by("department").to_text(decimals=0))
    department     CHF
    -------------------
    SGO         265450
    CEC         384300
    SPU          82567
    C&P          32250*
    CS           30450
    PER          19500
    FIN         107850*
    IS          109000*
    * skipped: 6 blank
    assumed: costs carried to outputs by effort, as a part of staffing
    assumed: 4 missing figures of staffing left out
    assumed: costs divided equally among their objectives
    """
    prices = Prices(rates)
    if not rates.steps:
        advice = 'they stand under [[steps]], such as to = "output" and driver = "effort"'
        prices.refuse("steps", f"the rates {rates.code!r} declare no steps; {advice}")
    parts = price_pool(plan, prices)
    if not parts:
        prices.refuse("steps", f"there is nothing to carry on: the rates {rates.code!r} have no prices of what costs")
    for rule in rates.overheads:
        (parts[rule.code],) = price_overhead(plan, prices, rule, parts, [("department", "output", "period")])
    prices.check()
    assumed = [sentence for part in parts.values() for sentence in part.assumed]
    costs = join_parts(parts, _DIMS, plan, rates.currency)
    tables = [costs.assuming(*assumed, *describe_rates(prices))]
    for passage in read_steps(plan, rates.steps, costs.labels("component"), costs.dims):
        tables.append(carry_on(plan, tables[-1], passage))
    return CostChain(
        names=(_BEGIN, *(step.name for step in rates.steps)),
        tables=tuple(tables),
        targets=("", *(step.to for step in rates.steps)),
    )
