"""What of a plan stands in which file of a dataset, as rows. The columns of entities come from what the model declares.

There is a file for each class of entities of a plan, called as the field that holds them: `outputs`, `kpis`. In all of
them `plan` is the code of the plan and `path` the address in it. Beside them stand:

* `figures`: every cell of every measure, long;
* `tables`: what all cells of one measure of a plan have in common;
* `axes`: the labels of each dim of such a table, whole, and why figures do not add over it;
* `links`: every code that an entity cites.
"""

import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from ..analysis.tables import figures, figures_of_services
from ..engines import ColumnKind
from ..errors import InvalidPlan, UnitMismatch
from ..missing import Missing
from ..model.fields import Kind, kinds
from ..model.plan import OperationalPlan
from ..model.walk import Site, entities, links, nouns_of, tables_of
from ..periods import Period
from ..table import Axis, Table
from ..table.reasons import find_reason

__all__ = ["FIXED", "Row", "column_of", "list_files", "make_rows"]

Row: TypeAlias = dict[str, object]
Columns: TypeAlias = Mapping[str, ColumnKind]

_SPAN: Columns = {"begins": "day", "ends": "day"}
FIGURES: Columns = {
    "plan": "text",
    "measure": "text",
    "unit": "text",
    "period": "text",
    **_SPAN,
    "first_year": "whole",
    "last_year": "whole",
    "months": "whole",
    "value": "figure",
    "missing": "text",
    "decimals": "whole",
    "not_additive": "text",
}
FIXED = frozenset(FIGURES) - {"plan", "period"}
"""Names of columns that are no dims."""
_FILES: Mapping[str, Columns] = {
    "figures": FIGURES,
    "tables": {
        "plan": "text",
        "measure": "text",
        "unit": "text",
        "dims": "texts",
        "cells": "whole",
        "digits": "whole",
        "assumed": "texts",
    },
    "axes": {
        "plan": "text",
        "measure": "text",
        "unit": "text",
        "dim": "text",
        "position": "whole",
        "labels": "texts",
        "names": "texts",
        "reason": "text",
        "year_begins": "whole",
    },
    "links": {
        "plan": "text",
        "path": "text",
        "kind": "text",
        "code": "text",
        "field": "text",
        "position": "whole",
        "target": "text",
        "targets": "text",
        "number": "whole",
    },
}
_OF_ALL: Columns = {
    "plan": "text",
    "path": "text",
    "position": "whole",
    "owner_path": "text",
    "within": "text",
    "within_code": "text",
}


def column_of(dim: str) -> str:
    """The column of `figures` that has the labels of a dim: its name, where engines take it for no other's.

    They do not tell capitals from small letters.

    >>> column_of("output"), column_of("unit"), column_of("paidBy")
    ('output', 'dim_unit', 'dim_paid_by')
    """
    if dim != dim.lower():
        small = ("__" if one == "_" else one if one == one.lower() else f"_{one.lower()}" for one in dim)
        return f"dim_{''.join(small)}"
    return f"dim_{dim}" if dim in FIXED or dim.startswith("dim_") else dim


@functools.cache
def _names_of_files() -> dict[type[attrs.AttrsInstance], str]:
    """The file of each class of entities: the name of the field that holds them, or what several of them are called."""
    found: dict[type[attrs.AttrsInstance], str] = {OperationalPlan: "plans"}
    for cls in (OperationalPlan, *nouns_of(OperationalPlan)):
        for name, kind in kinds(cls).items():
            if kind.of is not None:
                found.setdefault(kind.of, name if kind.many else f"{kind.noun}s".replace(" ", "_"))
    return found


def list_files() -> dict[str, Columns]:
    """The columns of each file; `figures` has one more for each dim.

    >>> (
    ...     list_files()["activities"]["department"],
    ...     list_files()["outputs"]["objectives"],
    ...     list_files()["targets"]["value"],
    ... )
    ('text', 'texts', 'figure')
    """
    return {**_FILES, **{name: {**_OF_ALL, **_columns(cls)} for cls, name in _names_of_files().items()}}


# --- entities ---------------------------------------------------------------------------------------------------------


@functools.cache
def _columns(cls: type[attrs.AttrsInstance]) -> dict[str, ColumnKind]:
    """The columns of the fields of a class."""
    found: dict[str, ColumnKind] = {}
    for name, kind in kinds(cls).items():
        own = _COLUMN_KINDS.get(kind.what)
        if own is None:
            continue
        found[name] = "texts" if kind.many or kind.keyed else own
        if kind.what == "period" and not kind.many:
            found |= {f"{name}_{which}": what for which, what in _SPAN.items()}
        if kind.missing:
            found[f"{name}_missing"] = "text"
    return found


_COLUMN_KINDS: Mapping[str, ColumnKind] = {
    **dict.fromkeys(("text", "code", "label", "words", "unit", "currency", "link", "period"), "text"),
    "date": "day",
    "flag": "flag",
    "month": "whole",
    "figure": "figure",
}
"""What holds the kinds of fields. What is left out has a file of its own, or is kept by plans and never read."""


def _row_of(plan: OperationalPlan, site: Site, position: int) -> Row:
    """The row of an entity."""
    top = site.top
    row: Row = {
        "plan": plan.code,
        "path": site.path,
        "position": position,
        "owner_path": None if site.owner is None else site.owner.path,
        "within": top.name or None,
        "within_code": getattr(top.entity, "code", None) if top.name else None,
    }
    cls: type[attrs.AttrsInstance] = type(site.entity)
    for name, kind in kinds(cls).items():
        if kind.what in _COLUMN_KINDS and (value := getattr(site.entity, name)) is not None:
            row |= _cells_of(plan, name, kind, value)
    return row


def _cells_of(plan: OperationalPlan, name: str, kind: Kind, value: Any) -> Row:
    """What one field of an entity has in its columns."""
    if kind.keyed:
        return {name: [f"{dim} = {label}" for dim, label in value.items()]}
    if kind.many:
        return {name: [str(one) for one in value]}
    if kind.missing and isinstance(value, Missing):
        return {f"{name}_missing": value.value}
    if isinstance(value, Period):
        begins, ends = _days(value, plan.year_begins)
        return {name: str(value), f"{name}_begins": begins, f"{name}_ends": ends}
    return {name: value}


def _days(period: Period, year_begins: int) -> tuple[object, object]:
    """Its first and last day; none where no calendar has them."""
    try:
        return period.dates(year_begins)
    except InvalidPlan:
        return None, None


# --- figures ----------------------------------------------------------------------------------------------------------


def make_rows(plan: OperationalPlan) -> Iterator[tuple[str, Row]]:
    """The rows of a plan, each with the name of its file.

    Raises:
        OpPlanError: as `figures`, for a hand-built plan.
    """
    positions: dict[str, int] = {}
    for site in entities(plan, "text"):
        file = _names_of_files()[type(site.entity)]
        positions[file] = positions.get(file, -1) + 1
        yield file, _row_of(plan, site, positions[file])
    yield from _link_rows(plan)
    for measure, table in _measured(plan):
        yield from _table_rows(plan, measure, table)


def _link_rows(plan: OperationalPlan) -> Iterator[tuple[str, Row]]:
    nouns: dict[type[attrs.AttrsInstance], str] = {OperationalPlan: "plan", **nouns_of(OperationalPlan)}
    for link in links(plan):
        for position, target in enumerate(link.codes):
            yield (
                "links",
                {
                    "plan": plan.code,
                    "path": link.path,
                    "kind": nouns[type(link.site.entity)],
                    "code": getattr(link.site.entity, "code", None),
                    "field": link.name,
                    "position": position,
                    "target": target,
                    "targets": " ".join(link.codes),
                    "number": len(link.codes),
                },
            )


def _measured(plan: OperationalPlan) -> Iterator[tuple[str, Table]]:
    """The tables of all measures that have figures; of services one for each unit that they are counted in."""
    for code, measure in plan.all_measures.items():
        if not any(len(table) for table, _ in tables_of(plan, measure).values()):
            continue
        try:
            yield code, figures(plan, code)
        except UnitMismatch:
            for unit in dict.fromkeys(service.unit for service in plan.services):
                table = figures_of_services(plan, measure, unit)
                if len(table):
                    yield code, table


def _table_rows(plan: OperationalPlan, measure: str, table: Table) -> Iterator[tuple[str, Row]]:
    same: Row = {"plan": plan.code, "measure": measure, "unit": table.unit}
    reasons = "\n".join(f"{axis.dim}: {why}" for axis in table.axes if (why := _reason(axis, table.unit)))
    spans = {label: _span_of(plan, Period.parse(label)) for label in table.labels("period")}
    digits = 1
    for record in table.records():
        value = record.pop("value")
        row = {**same, **spans[str(record["period"])]}
        row |= {column_of(dim): label for dim, label in record.items()}
        if isinstance(value, Decimal):
            exponent = int(value.as_tuple().exponent)
            digits = max(digits, len(value.as_tuple().digits) + exponent)
            row |= {"value": value, "decimals": max(0, -exponent)}
        else:
            row |= {"missing": getattr(value, "value", None), "decimals": 0}
        yield "figures", {**row, "not_additive": reasons or None}
    dims = list(table.dims)
    yield "tables", {**same, "dims": dims, "cells": len(table), "digits": digits, "assumed": list(table.assumed)}
    for position, axis in enumerate(table.axes):
        whose: Row = {**same, "dim": axis.dim, "position": position, "reason": axis.reason or None}
        names = [axis.names.get(label) for label in axis.labels] if axis.names else None
        yield "axes", {**whose, "labels": list(axis.labels), "names": names, "year_begins": axis.year_begins}


def _reason(axis: Axis, unit: str) -> str:
    """Why figures do not add over an axis, on one line."""
    return " ".join((axis.reason or find_reason(axis.dim, unit) or axis.overlap).split())


def _span_of(plan: OperationalPlan, period: Period) -> Row:
    begins, ends = _days(period, plan.year_begins)
    years = {"first_year": period.first, "last_year": period.last}
    return {"begins": begins, "ends": ends, **years, "months": period.months}
