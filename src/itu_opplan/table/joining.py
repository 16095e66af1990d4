"""Joining: several tables as one, two of the same dims, labels that get one name. Axes first, then the cells."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ..errors import NotAdditive, UnitMismatch, UnknownLabel, refusal
from ..periods import Period
from ..wording import quote
from .axes import (
    Axis,
    check_dim,
    find_axis,
    find_reason,
    join_axes,
    join_names,
    list_keys,
    match_places,
    measure,
    spell,
)
from .block import Block, collect

__all__ = ["Part", "add_tables", "check_new_dim", "concatenate", "relabel"]

Part: TypeAlias = tuple[tuple[Axis, ...], Block, str]
"""Axes, block and unit of a table."""


def check_new_dim(dims: Sequence[str], dim: str) -> None:
    """Refuse what cannot be a further dim of a table.

    Raises:
        UnknownLabel: the table has it already, or no dim can be called so.
    """
    if complaint := check_dim(dim):
        raise UnknownLabel(f"{quote(dim)} {complaint}")
    if dim in dims:
        raise UnknownLabel(f"the table has a dim {dim!r} already; relabel that one first")


def concatenate(tables: Mapping[str, Part], dim: str, whole: Sequence[Axis], unit: str | None) -> Part:
    """One table out of several, with one more dim; see `Table.concat`.

    Raises:
        UnknownLabel, UnitMismatch, InvalidPlan: as for `Table.concat`.
    """
    full = {label: part for label, part in tables.items() if any(part[1].counts)}
    like = next(iter(full.values()), None) or next(iter(tables.values()), None)
    if unit is None:
        if like is None:
            raise refusal("there is none; name the axes and the unit that the result has", path="tables")
        unit = like[2]
    given = {axis.dim: axis for axis in whole}
    own = [axis.dim for axis in like[0]] if like and (full or not given) else []
    dims = list(dict.fromkeys([*given, *own]))
    check_new_dim(dims, dim)
    for label, (axes, _, of) in full.items():
        if of != unit:
            raise UnitMismatch(f"{dim} {label!r} is in {of}, not in {unit}")
        if {axis.dim for axis in axes} != set(dims):
            names = join_names(axis.dim for axis in axes)
            raise UnknownLabel(f"{dim} {label!r} has the dims {names}, not {join_names(dims)}")
    wholes = f"each {dim} is a whole of its own" if unit == "percent" else ""
    alike = [part for part in tables.values() if {axis.dim for axis in part[0]} == set(dims)]
    joined = (
        Axis(dim, tuple(tables), find_reason(dim, unit) or wholes),
        *(_join(name, given.get(name), alike, unit) for name in dims),
    )
    size, inner = math.prod(measure(joined)), math.prod(measure(joined[1:]))
    parts: list[tuple[Block, Sequence[int]]] = []
    for number, label in enumerate(tables):
        if label in full:
            axes, block, _ = full[label]
            places = [place + number * inner for place in match_places(axes, joined[1:])]
            if any(place < 0 and count for place, count in zip(places, block.counts, strict=True)):
                _refuse_labels(axes, block, joined[1:])
            parts.append((block, places))
    return joined, collect(parts, size), unit


def _join(dim: str, whole: Axis | None, parts: Sequence[Part], unit: str) -> Axis:
    """The axis of this name of several tables; what those without cells know does not count, their labels do."""
    axes = [(find_axis(own, dim), any(block.counts)) for own, block, _ in parts]
    others = [axis if counts else Axis(dim, axis.labels) for axis, counts in axes]
    first = whole or Axis(dim, others[0].labels)
    return join_axes(first.refusing(find_reason(dim, unit)), others, whole=whole is not None)


def _refuse_labels(axes: Sequence[Axis], block: Block, known: Sequence[Axis]) -> None:
    """Refuse a cell with a label that is not on these axes.

    Raises:
        UnknownLabel: with the nearest labels.
    """
    wholes = [find_axis(known, axis.dim) for axis in axes]
    for key, count in zip(list_keys(axes), block.counts, strict=True):
        if count:
            for whole, label in zip(wholes, key, strict=True):
                whole.position(label)
    raise UnknownLabel("two labels of a table are spellings of one grade; relabel one of them first")


def add_tables(one: Part, other: Part, sign: int) -> tuple[tuple[Axis, ...], Block]:
    """The sum of two tables, or with the sign -1 their difference; a combination that one has not counts 0.

    Raises:
        UnknownLabel: they have different dims.
        UnitMismatch: they are in different units.
    """
    (axes, block, unit), (second, addend, second_unit) = one, other
    if {axis.dim for axis in axes} != {axis.dim for axis in second}:
        names = [join_names(axis.dim for axis in own) for own in (axes, second)]
        raise UnknownLabel(f"the tables have different dims: {' and '.join(names)}")
    if unit != second_unit:
        raise UnitMismatch(f"cannot add {second_unit} to {unit}; convert one of them first")
    joined = tuple(join_axes(axis, [find_axis(second, axis.dim)]) for axis in axes)
    size = math.prod(measure(joined))
    aligned = [
        part if own == joined else collect([(part, match_places(own, joined))], size)
        for own, part in ((axes, block), (second, addend))
    ]
    return joined, aligned[0].add(aligned[1], sign)


def relabel(
    table: Part, dim: str, names: Mapping[str, str] | Callable[[str], str], to: str | None
) -> tuple[tuple[Axis, ...], Block, list[str]]:
    """Axes and block with other labels for a dim, and what is assumed; see `Table.relabel`.

    Raises:
        NotAdditive, UnknownLabel, InvalidPlan: as for `Table.relabel`.
    """
    axes, block, unit = table
    axis = find_axis(axes, dim)
    name = dim if to is None else to
    if name != dim:
        check_new_dim([one.dim for one in axes], name)
    if isinstance(names, Mapping):
        by_label = {axis.labels[axis.position(label)]: new for label, new in names.items()}
        labels = [spell(name, by_label.get(label, label)) for label in axis.labels]
    else:
        labels = [spell(name, names(label)) for label in axis.labels]
    merged = tuple(dict.fromkeys(labels))
    number = axes.index(axis)
    inner = math.prod(measure(axes[number + 1 :]))
    if len(merged) < len(labels) and not axis.adds:
        used = {place // inner % len(labels) for place, count in enumerate(block.counts) if count}
        if len({labels[place] for place in used}) < len(used):
            raise NotAdditive(f"cannot add up over {axis.dim!r}: {axis.reason or axis.overlap}")
    same = name == dim and merged == axis.labels
    reason = axis.reason or ("" if same else axis.overlap or find_reason(name, unit))
    once = [(new, str(period)) for old, new in zip(axis.labels, labels, strict=True) for period in axis.periods(old)]
    target = Axis(name, merged, reason, tuple(dict.fromkeys(once)), axis.names if name == dim else ())
    assumed = list(_describe_moves(once)) if name == "period" else []
    changed = (*axes[:number], target, *axes[number + 1 :])
    if len(merged) == len(labels):
        return changed, block, assumed
    outer = math.prod(measure(axes[:number]))
    starts = [target.positions[label] * inner for label in labels]
    places = [
        outside * len(merged) * inner + start + cell
        for outside in range(outer)
        for start in starts
        for cell in range(inner)
    ]
    return changed, collect([(block, places)], math.prod(measure(changed))), assumed


def _describe_moves(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is assumed where periods, the second of each pair, get these labels.

    Raises:
        NotAdditive: a label has more or fewer years than what stands under it, or other ones than those that meet.
    """
    groups: dict[str, list[Period]] = {}
    for label, period in dict.fromkeys(pairs):
        groups.setdefault(label, []).append(Period.parse(period))
    for label, periods in groups.items():
        new = Period.parse(label)
        if new.tiled_by(periods):
            continue
        old = join_names(map(str, periods))
        if len(periods) > 1 or periods[0].years != new.years:
            raise NotAdditive(
                f"periods {old} do not tile {new} exactly; split() divides a period into its years, "
                "span() adds up those that tile one"
            )
        yield f"the figures of {old} are taken for {new}"
