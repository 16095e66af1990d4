"""The numbers that the text of a plan states, worked out again from their terms."""

import datetime
import math
import re
from collections.abc import Callable, Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..errors import OpPlanError, UnitMismatch
from ..model.address import Reader
from ..model.context import Claim, Provision
from ..model.plan import OperationalPlan
from ..model.shapes import fits
from ..paths import steps
from ..periods import month_of
from ..table import Table
from ..table.cells import guess_figure, plain_figure, read_figure, round_ratio
from ..units import factor
from ..wording import quote

__all__ = ["CannotBeChecked", "work_out"]

_Figure: TypeAlias = tuple[Decimal, str | None]
"""A figure and its unit; None of one that stands in the claim itself, or is just a number."""


class CannotBeChecked(Exception):
    """Why a claim cannot be worked out."""


def work_out(plan: OperationalPlan, claim: Claim, reader: Reader, tables: Callable[[str], Table]) -> Decimal:
    """The number that the terms of a claim make; quotients and products are rounded once, half-even, to 20 decimals.

    Args:
        plan: the plan.
        claim: the claim.
        reader: what reads addresses of the plan.
        tables: the table of a measure by its code, over all owners.

    Raises:
        CannotBeChecked: they make none.
    """
    terms = [_read(plan, term, reader, tables) for term in claim.terms]
    if claim.operation == "count":
        return Decimal(sum(len(term) if isinstance(term, tuple | Table) else 1 for term, _ in terms))
    if claim.operation == "quarter_of":
        quarters = {month_of(_day(term), plan.year_begins) % 12 // 3 + 1 for term, _ in terms}
        if len(quarters) != 1:
            raise CannotBeChecked("the dates lie in several quarters")
        return Decimal(quarters.pop())
    numbers = [(_number(term), unit) for term, unit in terms]
    if claim.operation == "product":
        return _multiply(numbers, claim.unit)
    if claim.operation in ("sum", "difference"):
        first, *others = _alike(numbers, None if claim.unit == "count" else claim.unit)
        with localcontext(Context(prec=80)):
            rest = sum(others, Decimal(0))
            return first + rest if claim.operation == "sum" else first - rest
    return _divide(claim, numbers)


def _divide(claim: Claim, figures: Sequence[_Figure]) -> Decimal:
    """The change from the first figure to the second in percent, or the first figure divided by the second."""
    which = "second" if claim.operation == "ratio" else "first"
    refusal = CannotBeChecked(f"a {claim.operation} needs two figures, the {which} of them not 0")
    if len(figures) != 2:
        raise refusal
    if claim.operation == "ratio" and claim.unit not in (None, "percent", "count"):
        (one, unit), (other, per) = figures
        size = _size(f"{unit}/{per}", claim.unit) if unit and per else Fraction(1)
        base, more = other, size * Fraction(one)
    elif claim.operation == "ratio":
        one, base = _alike(figures, None)
        more = Fraction(one) * (100 if claim.unit == "percent" else 1)
    else:
        base, second = _alike(figures, None)
        more = 100 * (Fraction(second) - Fraction(base))
    if not base:
        raise refusal
    return round_ratio(more / Fraction(base))


def _multiply(figures: Sequence[_Figure], wanted: str | None) -> Decimal:
    """The product; percentages are parts of 1. Where all figures have units, so has the product."""
    units = [unit for _, unit in figures if unit not in (None, "percent", "count")]
    percents = sum(unit == "percent" for _, unit in figures)
    bare = any(unit is None for _, unit in figures)
    product = math.prod((Fraction(value) for value, _ in figures), start=Fraction(1, 100**percents))
    if units and wanted not in (None, "count") and not bare:
        product *= _size("*".join(map(str, units)), wanted)
    return round_ratio(product)


def _alike(figures: Sequence[_Figure], wanted: str | None) -> list[Decimal]:
    """The figures in one unit: that of the claim, or else that of the first which has one.

    A price such as `CHF/biennium` is that of one: four biennia are four terms.
    """
    known = wanted or next((unit for _, unit in figures if unit), None)
    found: list[Decimal] = []
    for value, unit in figures:
        own = unit if unit is None or "/" in (known or "") else unit.partition("/")[0]
        size = _size(own, known) if own and known else Fraction(1)
        found.append(value if size == 1 else round_ratio(Fraction(value) * size))
    return found


def _size(unit: str, wanted: str) -> Fraction:
    try:
        return factor(unit, wanted)
    except UnitMismatch:
        raise CannotBeChecked(f"figures in {unit} do not convert to {wanted}") from None


def _read(
    plan: OperationalPlan, text: str, reader: Reader, tables: Callable[[str], Table]
) -> tuple[object, str | None]:
    """A term as a figure, a date, what stands at an address, or itself; and the unit that it has there."""
    if text.partition(".")[0].partition("[")[0] in _PLACES:
        try:
            found = reader.walk(text)  # also a cell of which a label has a sign =
        except OpPlanError as error:
            if match := _PART.fullmatch(text):
                return _add_up(tables, match["measure"], match["labels"])
            raise CannotBeChecked(str(error)) from None
        return found[-1], None if _is_bare(text, found[-1]) else _unit_of(plan, found)
    for read in (_figure, datetime.date.fromisoformat):
        try:
            return read(text), None
        except ValueError:
            continue
    return text, None


_PART = re.compile(r"figures\.(?P<measure>[^.\[\]]+)\[(?P<labels>[^\[\]=]+=[^\[\]]*)\]")
"""Some figures of a measure, over all of its owners: `figures.budget[source=RB, period=2026]`."""


def _add_up(tables: Callable[[str], Table], measure: str, labels: str) -> _Figure:
    """The sum of the figures of a measure that have these labels, and their unit."""
    pairs = [(dim.strip(), label.strip()) for dim, _, label in (part.partition("=") for part in labels.split(","))]
    try:
        chosen = tables(measure)
        for dim, label in pairs:
            chosen = chosen.where(**{chosen.axis(dim).dim: label})
        total = chosen.total()
    except OpPlanError as error:
        raise CannotBeChecked(str(error)) from None
    if not len(chosen):
        raise CannotBeChecked("there are no figures to add up")
    return total, chosen.unit


def _is_bare(text: str, term: object) -> bool:
    """Whether what stands at an address is just a number, such as a weight or an attribute, whatever is around it."""
    last = steps(text)[-1]
    return isinstance(term, Decimal) and isinstance(last, str) and last not in ("value", "amount", "stated")


def _unit_of(plan: OperationalPlan, found: Sequence[object]) -> str | None:
    """The unit of what stands at an address, from what it leads through: a table, a target, a provision, a claim."""
    for one in reversed(found):
        unit: str | None = getattr(one, "unit", None)
        if unit or isinstance(one, Provision):
            return unit or plan.currency
    return None


def _figure(text: str) -> Decimal:
    """A figure of a size that a plan can have; all else is a name."""
    found = read_figure(text)
    figure = None if found is None else plain_figure(found)
    if figure is None or not fits(figure):
        raise ValueError(text)
    return figure


_PLACES = {field.name for field in attrs.fields(OperationalPlan) if field.name != "title"}


def _number(term: object) -> Decimal:
    try:
        if isinstance(term, Table):
            return term.total()
        if isinstance(term, Decimal):
            return term
        value = getattr(term, "value", getattr(term, "amount", None))  # a target, an actual, a provision
        if isinstance(value, Decimal):
            return value
    except OpPlanError as error:
        raise CannotBeChecked(str(error)) from None
    advice = guess_figure(term) if isinstance(term, str) and read_figure(term) is None else ""
    raise CannotBeChecked(f"no figure: {quote(term)}{advice}")


def _day(term: object) -> datetime.date:
    if isinstance(term, datetime.date):
        return term
    raise CannotBeChecked(f"no date: {quote(term)}")
