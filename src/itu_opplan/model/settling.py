"""What is done when a plan is made: its years, dimensions and tables are checked together, and tables put in order."""

import copy
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, get_args

import attrs

from ..paths import join
from ..periods import Period, complain_of_calendar
from ..problem import Problem, fault
from ..table import Table
from ..wording import quote, suggestions
from . import fields
from .measures import BUILT_IN, DIMENSIONS, Figures, Measure, Owner, base_name, has_figures, owners_in, shape_of
from .shapes import settle_table

__all__ = ["Lists", "Owners", "check_years", "misfits", "owners_of", "settle_tables", "unknown_dims"]

Lists: TypeAlias = Mapping[str, tuple[str, ...]]
"""The labels of a plan by dim, in their order."""
Owners: TypeAlias = Mapping[str, Collection[tuple[str, Any]]]
"""What can have tables, by the name of its collection, each with its code; the plan itself under the empty one."""


def check_years(window: Period, periods: Sequence[Period], year_begins: int) -> Iterator[Problem]:
    """What is wrong with the spelling of the years of a plan's window and columns; once, if it is wrong in all."""
    named = [("window", window), *((f"periods[{number}]", one) for number, one in enumerate(periods))]
    wrong = [(name, period) for name, period in named if period.fiscal != (year_begins != 1)]
    for name, period in wrong if len(wrong) < len(named) else wrong[:1]:
        complaint = complain_of_calendar(period, year_begins)
        if len(wrong) == len(named):
            complaint += "; and so in all other periods" if year_begins != 1 else ""
        yield fault(f"OperationalPlan.{name}", complaint, actual=str(period))


def unknown_dims(
    measures: Iterable[Measure], dimensions: Collection[str], lists: Lists, nouns: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with the dims of a plan's measures, and with the names of its dimensions.

    Args:
        lists: the labels of the plan by dim.
        nouns: what the entities are called that the plan holds by code.
    """
    known = {*lists, *DIMENSIONS, *dimensions}
    for measure in measures:
        for number, dim in enumerate(measure.dims or ()):
            if dim not in known:
                near = suggestions(dim, sorted(known - {"period"}))
                message = f"unknown dimension {quote(dim)}; declare it under [dimensions]; known: {near}"
                yield fault(f"OperationalPlan.measures.{measure.code}.dims[{number}]", message, actual=dim)
    for name in dimensions:
        if name == "grade" or name in nouns:
            yield fault(f"OperationalPlan.dimensions.{name}", "the plan lists these elsewhere; choose another name")


def owners_of(plan: attrs.AttrsInstance) -> Owners:
    """Everything in a plan that can have tables."""
    return {owner: list(owners_in(plan, owner)) for owner in get_args(Owner)}


def misfits(
    owners: Owners, measures: Mapping[str, Measure], listed: Collection[str], year_begins: int | None
) -> Iterator[Problem]:
    """What is wrong with the tables of these for the measures; labels of listed dims are left to the rules."""
    for owner, entities in owners.items():
        typed = [
            (name, shape)
            for measure in measures.values()
            if measure.owner == owner and measure.code in BUILT_IN
            for name, shape in ((measure.code, measure.shape), (f"published_{measure.code}", measure.published))
        ]
        for code, entity in entities:
            tables = [(name, shape, getattr(entity, name)) for name, shape in typed]
            figures: Figures = entity.figures
            for name, value in figures.items() if figures else ():
                measure, published = measures.get(base_name(name)), name.startswith("published_")
                if measure is None or not has_figures(owner, measure, published=published):
                    known = ", ".join(one.code for one in measures.values() if has_figures(owner, one)) or "none"
                    message = f"unknown measure {quote(base_name(name))} of {owner}; known: {known}"
                    yield fault(join("OperationalPlan", code and owner, code, "figures", name), message, actual=name)
                elif isinstance(value, Table):
                    tables.append((f"figures.{name}", measure.published if published else measure.shape, value))
            for name, shape, table in tables:
                if len(table):
                    for suffix, message, actual in shape.complaints(table, listed=listed, year_begins=year_begins):
                        path = join("OperationalPlan", code and owner, code, name) + suffix
                        yield fault(path, message, actual=actual)


def settle_tables(
    plan: attrs.AttrsInstance, owners: Owners, measures: Mapping[str, Measure], lists: Lists, year_begins: int
) -> None:
    """Put the tables of these, which fit the measures, in the order of the lists: equal plans show all alike."""
    for owner, entities in owners.items():
        changed = {
            id(one): new for _, one in entities if (new := _settle(one, measures, lists, year_begins)) is not one
        }
        if changed and owner == "plan":
            object.__setattr__(plan, "figures", changed[id(plan)].figures)
        elif changed:
            held = tuple([changed.get(id(one), one) for one in getattr(plan, owner)])
            object.__setattr__(plan, owner, held)  # the way of attrs in its own __init__


def _settle(entity: Any, measures: Mapping[str, Measure], lists: Lists, year_begins: int) -> Any:
    """The entity with its tables in order; itself where they are."""
    cls: type[attrs.AttrsInstance] = type(entity)
    typed = [(name, getattr(entity, name)) for name in _table_fields(cls)]
    changes: dict[str, object] = {**_reorder(typed, measures, lists, year_begins)}
    if figures := _reorder(entity.figures.pairs, measures, lists, year_begins):
        changes["figures"] = entity.figures | figures
    if not changes:
        return entity
    settled = copy.copy(entity)
    for name, value in changes.items():
        object.__setattr__(settled, name, value)
    return settled


def _reorder(
    values: Iterable[tuple[str, object]], measures: Mapping[str, Measure], lists: Lists, year_begins: int
) -> dict[str, Table]:
    """Those of some tables that are not in order, by name, in order."""
    found: dict[str, Table] = {}
    for name, table in values:
        if isinstance(table, Table) and len(table):
            ordered = settle_table(table, shape_of(name, measures), lists, year_begins)
            if ordered is not table:
                found[name] = ordered
    return found


@functools.cache
def _table_fields(cls: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    return tuple(name for name, kind in fields.kinds(cls).items() if kind.what == "table")
