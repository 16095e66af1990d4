"""Why a figure is what it is: the cells of a plan that stand behind it, each with what of it is in the figure.

No table keeps a history for it. A table that still has the dims of a measure is held against the plan, cell by cell:
whatever was done to its figures, what stands under the labels of a cell of the plan is made of that cell.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple, TypeAlias, cast

import attrs

from ..arguments import takes
from ..errors import InvalidPlan, NotAdditive, UnknownLabel
from ..immutable import Immutable
from ..listing import PLACES, Listing, show_value
from ..model.measures import BUILT_IN, Measure
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.rates import STAFF
from ..model.walk import tables
from ..paths import join
from ..periods import Period
from ..problem import Problem, fault
from ..table import Cell, Missing, Table
from ..table.cells import divide_decimals, round_ratio
from ..table.names import Label, plain_label
from ..wording import all_of, few, one_of, quote, quote_some, shorten, suggestions
from .carrying import TO_USERS

__all__ = ["ExplanationLine", "explain"]

_COMPONENT = "component"
"""The dim of costs whose labels say what is priced: work, a service, an overhead."""
_WORK = ("effort", "staffing")
"""The measures of which the component of staff is made."""
_Key: TypeAlias = tuple[str, ...]
"""The labels that a cell has in the plan and in the table, in the order of the dims of the measure."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExplanationLine(Immutable):
    """One cell of the plan, and what of it is in a figure.

    Attributes:
        path: its address.
        section: number of the section that prints its table; None where the plan does not say.
        printed: the cell as the plan has it, in the unit of the measure.
        factor: part / printed, rounded once to 20 decimals; None where one of them is missing or printed is 0.
        part: what of it is in the figure, in the unit of the table; missing where there is no figure.
        assumed: what the plan says that the figures of its table rest on.

    >>> from itu_opplan import bundled, effort
    >>> plan = bundled("gs-2008-2011")
    >>> line = explain(plan, "effort", effort(plan).convert("work_year"), output="PP", period="2009-2011")[0]
    >>> line.path, line.printed, line.part
    ('outputs.PP.effort[SGO, 2009-2011]', Decimal('18.2'), Decimal('1.51666666666666666667'))
    """

    path: str
    section: str | None
    printed: Decimal | Missing
    factor: Decimal | None = attrs.field(metadata={PLACES: 4})
    part: Decimal | Missing
    assumed: tuple[str, ...] = ()


class _Source(NamedTuple):
    """A cell of the plan.

    Attributes:
        path: its address.
        section: the printed section that it stands in.
        assumed: what its table rests on.
        printed: what stands there.
        unit: in which unit.
    """

    path: str
    section: str | None
    assumed: tuple[str, ...]
    printed: Cell
    unit: str


@takes
def explain(
    plan: OperationalPlan, measure: str, table: Table, /, **labels: Label | Iterable[Label]
) -> Listing[ExplanationLine]:
    """The cells of the plan behind a figure of a table: where each is printed, and what of it is in the figure.

    The table is made of a measure of the plan and still has its dims: apportioned, priced, divided, converted, in
    percent … but not yet added up by `by`, nor with other labels from `span` or `relabel`. Further dims, such as
    `objective`, are added up within what is asked for. In costs the component stands for the service.

    Args:
        plan: the plan of which the table is made.
        measure: the code of the measure.
        table: the table, of any unit.
        labels: the labels of the figure, as for `where`; dims without a label are added up.

    Returns:
        A line for each cell of the plan, in the order of the plan, also for blank ones. The parts make the figure to
        the last digit: `table.where(**labels).total()`. The title is the figure, the notes say what it rests on.

        Where the plan declares a built-in measure with further dims, such as effort by source, and the table has not
        got them, several cells of the plan stand behind one of the table: each has its part in proportion.

    Raises:
        UnknownCode: the plan has no such measure.
        UnknownLabel: the table has no such dim or label, or does not have all dims of the measure.
        NotAdditive: what is asked for does not add up to one figure; each of its figures can be explained.
        InvalidPlan: names all that is in the figure and not made of this measure of this plan; or the table is of costs
            that were carried to other departments.

    >>> from itu_opplan import apportion, bundled, effort
    >>> plan = bundled("gs-2008-2011")
    >>> equally = apportion(effort(plan), plan, to="objective")
    >>> print(explain(plan, "effort", equally, objective="4", department="SPU", period="2008"))
    8.9 work_month: objective 4, department SPU, 2008
    path                                  section   printed  factor  part
    ---------------------------------------------------------------------
    outputs.PP.effort[SPU, 2008]          II.1.4        2.1    0.25   0.5
    outputs.TELECOM.effort[SPU, 2008]     II.4.4        3.3    0.25   0.8
    outputs.WTPF.effort[SPU, 2008]        II.5.4       10.2  0.3333   3.4
    outputs.GOVERNANCE.effort[SPU, 2008]  II.7.3.4      4.1     0.2   0.8
    outputs.CYBER.effort[SPU, 2008]       II.8.1.4      0.9  0.3333   0.3
    outputs.FORESIGHT.effort[SPU, 2008]   II.8.3.4     12.3    0.25   3.1
    assumed: outputs divided equally among their objectives
    """
    found = plan.measure(measure)
    dims = _match_dims(plan, found, table)
    asked = table.where(**labels)
    if "department" in found.shape.dims and any(TO_USERS in sentence for sentence in table.assumed):
        message = f"its costs were {TO_USERS}: its department is who pays, not who has a cell of {measure}"
        raise InvalidPlan([fault("table", f"{message}; explain a table without such a step")])
    _check_adds(asked)
    problems: list[Problem] = []
    made = asked
    if _COMPONENT in table.dims:
        made = _take_components(plan, found, asked, table.labels(_COMPONENT), problems)
    columns = _find_columns(plan, made, problems)
    parts = _add_up(made, columns, dims)
    sources = _list_sources(plan, found, dims, parts)
    problems += _find_unfounded(plan, found.code, dims, parts, sources)
    if problems:
        raise InvalidPlan(problems)
    behind = [
        (source, part)
        for key, own in sources.items()
        for source, part in zip(own, _divide(parts[key], [source.printed for source in own]), strict=True)
    ]
    lost = [dim for dim in _dims_of(found) if dim not in dims]
    return _list_lines(behind, asked, labels, lost)


# --- what stands under the same labels --------------------------------------------------------------------------------


def _dims_of(measure: Measure) -> tuple[str, ...]:
    """The dims of the figures of a measure: its owner, its own, the period."""
    owner = () if measure.owner == "plan" else (COLLECTIONS[measure.owner].noun,)
    return (*owner, *measure.shape.dims)


def _match_dims(plan: OperationalPlan, measure: Measure, table: Table) -> dict[str, str]:
    """The dims of a measure that the table has, each with its name there.

    Raises:
        UnknownLabel: the table lacks some.
    """
    dims = _dims_of(measure)
    found = {dim: dim for dim in dims if dim in table.dims}
    if "service" in dims and _COMPONENT in table.dims:
        found.setdefault("service", _COMPONENT)
    built_in = BUILT_IN.get(measure.code)
    needed = dims if built_in is None else [dim for dim in dims if dim in _dims_of(built_in)]
    lost = [dim for dim in needed if dim not in found]
    if not lost:
        return {dim: found[dim] for dim in dims if dim in found}
    if _COMPONENT in table.dims and measure.owner == "outputs" and "grade" not in lost:
        whole = (*(dim for dim in needed if dim not in ("service", "period")), _COMPONENT, "period")
        advice = f"cost(plan, rates, by=({', '.join(f'{dim!r}' for dim in whole)}))"
    elif others := [code for code, one in plan.all_measures.items() if {*_dims_of(one)} <= {*table.dims}]:
        advice = f"{one_of(others)}, whose dims it has"
    else:
        advice = "the table before by(…) or relabel(…)"
    has = f"the table has no dim{'s' * (len(lost) > 1)} {all_of(map(quote, lost))}"
    raise UnknownLabel(f"{has}, and the plan has {measure.code} by {', '.join(needed)}; explain {advice}", dim=lost[0])


def _check_adds(asked: Table) -> None:
    """Refuse what is not one figure."""
    complaints = [
        f"cannot add up over {axis.dim!r}: {axis.obstacle}; explain one, as with {axis.dim}={axis.labels[0]!r}"
        for axis in asked.axes
        if axis.obstacle
    ]
    if complaints:
        raise NotAdditive("\n".join(complaints))


def _take_components(
    plan: OperationalPlan, measure: Measure, asked: Table, known: Sequence[str], problems: list[Problem]
) -> Table:
    """The cells of costs that are made of a measure; it is a problem if there are others."""
    services = [service.code for service in plan.services]
    if "service" in measure.shape.dims:
        right = [one for one in known if one in services]
    elif measure.code in _WORK:
        right = [one for one in known if one == STAFF]
    else:
        right = [one for one in known if one not in (STAFF, *services)]
    there = asked.used_labels[_COMPONENT]
    if foreign := [one for one in there if one not in right]:
        advice = f"ask for component={right[0]!r}" if right else "explain another measure"
        message = f"{quote_some(foreign)} {'is' if len(foreign) == 1 else 'are'} not made of {measure.code}; {advice}"
        problems.append(fault(_COMPONENT, message, actual=foreign))
    return asked.where(component=[one for one in there if one in right])


def _find_columns(plan: OperationalPlan, asked: Table, problems: list[Problem]) -> dict[str, str]:
    """The column of the plan that holds each period with cells; it is a problem if none does."""
    moved = [Period.parse(new) for new, old in asked.axis("period").once if new != old]
    found: dict[str, str] = {}
    lost: list[str] = []
    for label in asked.used_labels["period"]:
        period = Period.parse(label)
        holding = [own for own in plan.periods if own.fiscal == period.fiscal and period in own]
        if not holding or any(own.fiscal == period.fiscal and own.overlaps(period) for own in moved):
            lost.append(label)
        else:
            found[label] = str(period if period in holding else holding[0])
    if lost:
        message = f"no column of the plan ({few(plan.periods, most=12)}) holds what stands under {few(lost)}"
        message += "; explain the table before span(…) or relabel(…)"
        problems.append(fault("period", message, actual=lost))
    return found


def _add_up(asked: Table, columns: Mapping[str, str], dims: Mapping[str, str]) -> dict[_Key, Cell]:
    """What stands in the table under the labels of cells of the plan."""
    column = "_".join(("column", *asked.dims))  # a dim that the table does not have
    by = [column if dim == "period" else own for dim, own in dims.items()]
    sums = asked.where(period=columns).relabel("period", columns, to=column).by(*by)
    return {_key(dims, map(record.__getitem__, by)): cast(Cell, record["value"]) for record in sums.records()}


def _key(dims: Iterable[str], labels: Iterable[object]) -> _Key:
    return tuple([plain_label(dim, str(label)) for dim, label in zip(dims, labels, strict=True)])


def _list_sources(
    plan: OperationalPlan, measure: Measure, dims: Iterable[str], parts: Container[_Key]
) -> dict[_Key, list[_Source]]:
    """The cells of a measure of the plan that have such labels, by these, in the order of the plan."""
    units = {service.code: service.unit for service in plan.services} if measure.shape.unit is None else {}
    every = _dims_of(measure)
    found: dict[_Key, list[_Source]] = {}
    for stated in tables(plan):
        if stated.name == measure.code:
            owner = () if stated.site.owner is None else (stated.site.entity.code,)
            path, section = stated.path, stated.section
            for record in stated.rows.records():
                labels = [str(record[dim]) for dim in measure.shape.dims]
                by_dim = dict(zip(every, (*owner, *labels), strict=True))
                if (key := _key(dims, map(by_dim.__getitem__, dims))) in parts:
                    unit = units.get(by_dim.get("service", ""), stated.table.unit)
                    at = join(path, f"[{', '.join(labels)}]")
                    source = _Source(at, section, stated.assumed, cast(Cell, record["value"]), unit)
                    found.setdefault(key, []).append(source)
    return found


def _find_unfounded(
    plan: OperationalPlan,
    measure: str,
    dims: Iterable[str],
    parts: Mapping[_Key, Cell],
    sources: Mapping[_Key, Sequence[_Source]],
) -> Iterator[Problem]:
    """The complaints about figures of the table that are made of no cell of the plan."""
    lists = plan.label_lists
    known = {dim: {plain_label(dim, label): label for label in lists[dim]} for dim in dims if lists.get(dim)}
    unknown: dict[str, dict[str, None]] = {}
    bare: list[str] = []
    for key, part in parts.items():
        if isinstance(part, Decimal) and not part:
            continue
        wrong = [(dim, label) for dim, label in zip(dims, key, strict=True) if label not in known.get(dim, (label,))]
        for dim, label in wrong:
            unknown.setdefault(dim, {})[label] = None
        if not wrong and not _can_make(part, sources.get(key, ())):
            bare.append(f"[{', '.join(key)}]")
    for dim, labels in unknown.items():
        message = f"the plan has no {quote_some(labels)}, but {suggestions(next(iter(labels)), known[dim])}"
        yield fault(dim, f"{message}; explain a table of this plan, before relabel(…)", actual=list(labels))
    if bare:
        message = f"has figures where the plan has no {measure}, or 0: {few(bare)}"
        yield fault("table", f"{message}; explain a table made of {measure} alone", actual=bare)


def _can_make(part: Cell, sources: Sequence[_Source]) -> bool:
    """Whether cells of the plan can make what stands in the table: a figure needs one that is not 0."""
    if len(sources) == 1 or isinstance(part, Missing):
        printed = [source.printed for source in sources]
        return bool(printed) and (isinstance(part, Missing) or (isinstance(printed[0], Decimal) and bool(printed[0])))
    return _sum(source.printed for source in sources) != 0


def _sum(cells: Iterable[Cell]) -> Fraction:
    return sum((Fraction(one) for one in cells if isinstance(one, Decimal)), Fraction(0))


def _divide(part: Cell, printed: Sequence[Cell]) -> list[Cell]:
    """What of each cell is in the figure that they make: in proportion, and the last that is not 0 takes the rest."""
    if isinstance(part, Missing):
        return [part] * len(printed)
    if len(printed) == 1:
        return [part if isinstance(printed[0], Decimal) else printed[0]]
    whole = _sum(printed)
    ratio = Fraction(part) / whole if whole else Fraction(0)
    found = [one if isinstance(one, Missing) else round_ratio(Fraction(one) * ratio) for one in printed]
    figures = [at for at, one in enumerate(found) if isinstance(one, Decimal)]
    last = max(figures, key=lambda at: (printed[at] != 0, at), default=None)
    if last is not None:
        with localcontext(Context(prec=80)):
            found[last] = part - sum(cast(Decimal, found[at]) for at in figures if at != last)
    return found


# --- what is shown ----------------------------------------------------------------------------------------------------


def _explain_one(source: _Source, part: Cell) -> ExplanationLine:
    """The line of a cell."""
    printed, factor = source.printed, None
    if isinstance(part, Decimal) and isinstance(printed, Decimal) and printed:
        factor = Decimal(1) if part == printed else divide_decimals(part, printed)
    return ExplanationLine(
        path=source.path, section=source.section, printed=printed, factor=factor, part=part, assumed=source.assumed
    )


def _list_lines(
    behind: Sequence[tuple[_Source, Cell]], asked: Table, chosen: Iterable[str], lost: Sequence[str]
) -> Listing[ExplanationLine]:
    """The lines, under the figure that they make."""
    lines = tuple(_explain_one(source, part) for source, part in behind)
    figure = asked.by().at()
    title = str(figure) if isinstance(figure, Missing) else f"{show_value(figure)} {asked.unit}"
    words = [
        f"{'' if dim == 'period' else f'{dim} '}{all_of(map(shorten, asked.labels(dim)))}"
        for dim in sorted(chosen, key=lambda dim: dim == "period")
    ]
    notes = [f"assumed: {sentence}" for sentence in asked.assumed]
    if lost:
        notes.append(f"assumed: cells that differ only in {all_of(lost)} have one factor; the table has no such dim")
    skipped = Counter(line.part.value for line in lines if isinstance(line.part, Missing))
    if skipped and isinstance(figure, Decimal):
        notes.insert(0, f"skipped: {', '.join(f'{number} {state}' for state, number in skipped.items())}")
    units = dict.fromkeys(source.unit for source, _ in behind)
    if units and [*units] != [asked.unit]:
        notes.insert(0, f"printed in {', '.join(units)}, parts in {asked.unit}")
    columns = ["path", "section", "printed", "factor", "part", "assumed"]
    return Listing(
        lines,
        columns=columns if any(line.assumed for line in lines) else columns[:-1],
        labels=2,
        title=": ".join(filter(None, [title, ", ".join(words)])),
        notes=notes,
    )
