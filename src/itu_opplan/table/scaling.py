"""Scaling: figures times a factor, or times one for each label. Its function is a method of `Table`."""

# pyright: reportPrivateUsage=false

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import attrs

from .. import units
from ..errors import InvalidPlan, UnitMismatch, UnknownLabel, refusal
from ..legible import complain_of_text
from ..problem import fault
from ..texts import compose
from ..wording import all_of, few, on_one_line, one_of, positional, quote
from .axes import Axis
from .block import make_strides
from .cells import complain_of_float, guess_figure, is_float, read_figure
from .dividing import read_weight
from .names import canonical
from .places import measure
from .reasons import find_reason, tell
from .runs import Move, carry, list_runs, shift

if TYPE_CHECKING:
    from .table import Table

__all__ = ["Factor", "scaled", "times"]

Factor: TypeAlias = Decimal | Fraction | int | str
"""A number ≥ 0 that figures are multiplied by: `Decimal("1.03")`, `"1.03"`, `Fraction(1, 150)`, `"1/150"`."""
_MOST_TOLD = 9
"""Labels whose factors `assumed` tells."""


def scaled(
    table: "Table",
    factor: Factor | Mapping[str, Factor],
    *,
    because: str,
    unit: str | None = None,
    dim: str | None = None,
) -> "Table":
    """Every figure times a factor, or times the factor of its label: a rise of prices, hours as work-months, an index.

    The products are exact, rounded once to 20 decimals; missing cells stay missing. What was done stands in `assumed`.

    Args:
        factor: a number ≥ 0: a Decimal, a whole number, a Fraction, or text such as `"1.03"` or `"1/150"`. Or one for
            each label of a dim; figures of labels that are left out stay as they are.
        because: why, as a short sentence.
        unit: the unit of the products, where it is another one than before. Whether they add up over periods follows
            from the new unit; reasons not to add up that somebody declared stay.
        dim: the dim whose labels have factors; without it the one dim that has them all.

    Returns:
        A table with the same dims and labels, in `unit` if it is given.

    Raises:
        InvalidPlan: names every factor that is not a number ≥ 0; `because` is empty; or a label with figures has no
            factor although there is a new `unit`.
        UnknownLabel: a label is on no axis, or all are on several; or the table has no such dim.
        UnitMismatch: it is no unit; or the old one converts to it by another factor.

    >>> from itu_opplan import Table
    >>> table = Table.from_rows([{"2008": 200, "2009": "blank"}], dims=["period"], unit="CHF")
    >>> print(table.scaled("1.03", because="salaries rise by 3 percent"))
    period    CHF
    -------------
    2008      206
    2009    blank
    assumed: times 1.03: salaries rise by 3 percent
    >>> hours = Table.from_rows([{"2008": 375, "2009": 150}], dims=["period"], unit="hour")
    >>> print(hours.scaled("1/150", unit="work_month", because="150 hours make a work-month"))
    period  work_month
    ------------------
    2008           2.5
    2009           1.0
    assumed: hour times 1/150 in work_month: 150 hours make a work-month
    >>> hours.scaled({"2008": "1.02"}, because="leap day").assumed
    ('2008 times 1.02, others as they are: leap day',)
    """
    why = compose(" ".join(because.split())) if isinstance(because, str) else ""
    if complaint := complain_of_text(why) if why else f"must be a sentence that says why, got {quote(because)}":
        raise refusal(complaint, path="because", actual=because)
    if not isinstance(factor, Mapping):
        if dim is not None:
            raise refusal("is for factors by label, such as {'2008': '1.03'}", path="dim", actual=dim)
        axes, given = [], {"": factor}
        factors = _read_factors({"factor": factor})
        told = f"times {_write_factor(factor)}"
    else:
        axes = [_find_axis_of(table, factor, dim)]
        given = axes[0].keyed(factor, "factor")
        factors = _read_factors({f"factor.{label}": one for label, one in given.items()})
        ordered = [label for label in axes[0].labels if label in given]
        told = few((f"{on_one_line(label)} times {_write_factor(given[label])}" for label in ordered), _MOST_TOLD)
        told += ", others as they are" if len(given) < len(axes[0].labels) else ""
    by_label = dict(zip(given, factors, strict=True))
    if unit is not None and unit != table.unit:
        left = [label for axis in axes for label in table.used_labels[axis.dim] if label not in given]
        _check_new_unit(table, unit, factors, left)
        told = f"{told}, {table.unit} in {unit}" if axes else f"{table.unit} {told} in {unit}"
    unit = table.unit if unit is None else unit
    block = carry(table._block, _move(table, axes, by_label), len(table._block.counts), keep_total=False, trimmed=True)
    told = f"{told}: {why}"
    while told in table.assumed:  # each sentence stands once, and this is done twice
        told = f"again {told}"
    return table._with(block, axes=_in_unit(table, unit), unit=unit, assumed=[told])


def _move(table: "Table", axes: Sequence[Axis], factors: Mapping[str, Fraction]) -> Iterator[Move]:
    """The way of all cells of each label of the one axis that has factors, or of all: they stay where they are."""
    sizes = measure(table.axes)
    strides, fixed = make_strides(sizes), [table.axes.index(axis) for axis in axes]
    runs = list_runs(sizes, fixed, strides)
    for number, label in enumerate(axes[0].labels if axes else factors):
        way = [0], [factors.get(label, Fraction(1))]
        start = sum(number * strides[at] for at in fixed)
        yield from ((shift(run, start), shift(run, start), way) for run, _ in runs)


def _find_axis_of(table: "Table", factors: Mapping[str, object], dim: str | None) -> Axis:
    """The axis whose labels have factors: that of this dim, else the one that has all of them."""
    if not factors:
        raise refusal("must have a factor for a label", path="factor", actual=factors)
    if dim is not None:
        return table.axis(dim)
    labels = all_of(quote(canonical("factor", label)) for label in factors)
    found = {axis.dim: sum(_has(axis, label) for label in factors) for axis in table.axes}
    whole = [dim for dim in found if found[dim] == len(factors)]
    ways = [f"dim={quote(dim)}" for dim in whole or found]
    if len(whole) > 1:
        raise UnknownLabel(f"{all_of(whole)} have {labels}; write {one_of(ways)}")
    if not any(found.values()) and len(found) != 1:
        raise UnknownLabel(f"no dim has {labels}" + (f"; name the dim that is meant, {one_of(ways)}" if ways else ""))
    return max(table.axes, key=lambda axis: found[axis.dim])  # it tells which label it has not


def _has(axis: Axis, label: str) -> bool:
    try:
        return axis.find(label) is not None
    except UnknownLabel:
        return False


def _read_factors(given: Mapping[str, object]) -> list[Fraction]:
    """The factors by their paths, exactly; all that are none are refused at once."""
    factors = {path: _parse_factor(value) for path, value in given.items()}
    problems = [
        fault(path, _complain_of_factor(given[path]), actual=given[path])
        for path, factor in factors.items()
        if factor is None
    ]
    if problems:
        raise InvalidPlan(problems)
    return [factor for factor in factors.values() if factor is not None]


def _parse_factor(value: object) -> Fraction | None:
    """A factor, also as text of a fraction; None where it is none."""
    if isinstance(value, str) and "/" in value:
        above, _, below = value.partition("/")
        number, divisor = read_weight(above), read_weight(below)
        return None if number is None or not divisor else number / divisor
    return read_weight(value)


def _complain_of_factor(value: object) -> str:
    """What is said of what is no factor."""
    written = value if isinstance(value, str) else quote(value)
    if is_float(value) and math.isfinite(value):
        ratio = Fraction(float(value)).limit_denominator(10_000)
        short = len(repr(float(value))) <= 12 or float(ratio) != float(value)
        return complain_of_float(value) if short else f"a float is not exact, got {float(value)!r}; write '{ratio}'"
    if written.startswith("-") and _parse_factor(written[1:]) is not None:
        return f"must be 0 or more, got {written}; a reduction by 3 % is '0.97'"
    advice = guess_figure(value) if isinstance(value, str) and read_figure(value) is None else ""
    kinds = "a Decimal, a whole number, a Fraction or text such as '1.03' or '1/150'"
    return f"must be a factor ≥ 0: {kinds}, got {quote(value)}{advice}"


def _write_factor(factor: object) -> str:
    return positional(factor) if isinstance(factor, Decimal) else str(factor)


def _check_new_unit(table: "Table", unit: object, factors: Iterable[Fraction], left: Sequence[str]) -> None:
    """Refuse a unit in which figures times these factors cannot be."""
    if not isinstance(unit, str):
        raise TypeError(f"unit: must be a unit such as 'work_month', got {quote(unit)}")
    if complaint := units.complain_about(unit):
        raise UnitMismatch(complaint)
    if left:
        raise refusal(f"must have {all_of(left)}, too: these figures would stay in {table.unit}", path="factor")
    try:
        known = units.factor(table.unit, unit)
    except UnitMismatch:
        return  # only the caller knows
    if any(factor != known for factor in factors):
        advice = f"convert({quote(unit)}) does it; scale without unit="
        raise UnitMismatch(f"{table.unit} is {known} {unit}, whatever the factor; {advice}")


def _in_unit(table: "Table", unit: str) -> Sequence[Axis]:
    """The axes of the table for figures of another unit: reasons not to add up that came from the old one are gone."""
    if unit == table.unit:
        return table.axes
    bare = (
        attrs.evolve(axis, reason="") if axis.reason == find_reason(axis.dim, table.unit) else axis
        for axis in table.axes
    )
    return tell(bare, unit)


# --- products of other rooms, which say themselves what they assume ---------------------------------------------------


def times(table: "Table", factors: Mapping[str, Fraction]) -> "Table":
    """Every figure times the factor of its period, each of which has one; nothing is said of it.

    >>> from itu_opplan import Table
    >>> times(Table.from_rows([{"2008": 3}], dims=["period"], unit="page"), {"2008": Fraction(4)}).total()
    Decimal('12')
    """
    if not factors:
        return table
    return attrs.evolve(table.scaled(factors, dim="period", because="-"), assumed=table.assumed)
