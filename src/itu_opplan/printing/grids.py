"""The tables of a printed plan: figures of a measure, rows of results, lists of entities."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ..analysis.ledger import LedgerLine
from ..analysis.tables import printed
from ..digits import group_digits
from ..display import CellLines, FigureText, Grid, Options
from ..model.fields import Kind, defaults, kinds
from ..model.measures import Measure, name_measure
from ..model.results import ResultBlock, ResultsFramework
from ..model.shapes import COUNT
from ..model.walk import Stated
from ..periods import Period
from ..table import Table
from ..table.cells import MISSING_WORDS
from ..table.showing import Pivot, pivot, write_cell
from ..wording import begin_large, name_unit, positional
from .words import Class, Words, term_of

__all__ = ["figures_grid", "framework_grids", "name_figures", "records_grid", "table_grid"]

_OPTIONS = Options(thousands=",")
_TOTAL = "total, as printed"
_Labels: TypeAlias = list[tuple[str | None, str]]
"""Of one row what stands in each column of labels: the code, None where there is none, and its name."""
_Cells: TypeAlias = dict[str, FigureText]
"""The cells of one row by period."""


def name_figures(measure: Measure, unit: str) -> str:
    """What figures of a measure are called, and their unit.

    >>> from itu_opplan.model.measures import BUILT_IN
    >>> name_figures(BUILT_IN["staffing"], "work_month")
    'Capacity (work-months)'
    """
    return f"{begin_large(name_measure(measure))} ({unit if unit == COUNT else name_unit(unit)})"


def figures_grid(words: Words, stated: Sequence[Stated], caption: str, checked: Mapping[str, LedgerLine]) -> Grid:
    """One table of a measure, periods across, and below it the totals that are printed, as they are printed.

    Args:
        words: the words of the plan.
        stated: the figures, the printed totals, or both.
        caption: what stands above.
        checked: what has been found of printed totals, by address; those that the figures do not make have a mark.
    """
    dims = stated[0].measure.shape.dims[:-1]
    named = dims or ("",) * any(one.published for one in stated)  # totals need a column that says so
    laid = [(one, printed(one.rows, words.plan)) for one in stated]
    periods = sorted({label for _, table in laid for label in table.used_labels["period"]}, key=_by_end)
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    for one, table in laid:
        for labels, cells in _rows(table, named, _TOTAL if one.published else ""):
            if one.published:
                notes += _mark(one, labels, cells, checked)
            rows.append((*_texts(words, labels), *(cells.get(period, FigureText()) for period in periods)))
    return Grid(
        header=(*named, *periods),
        rows=tuple(rows),
        labels=len(named),
        missing=MISSING_WORDS,
        caption=caption,
        notes=(*notes, *(f"Assumed: {sentence}" for sentence in stated[0].assumed)),
    )


def _texts(words: Words, labels: _Labels) -> Iterator[str]:
    """What stands in the columns of labels; a label behind one that is a kind of entity cites an entity of it."""
    noun: str | None = None
    for code, name in labels:
        yield (words.item_name(noun, code) if code is not None and code == name else None) or name
        noun = code


def _by_end(period: str) -> tuple[int, int]:
    """Puts a span behind the periods that it is made of."""
    parsed = Period.parse(period)
    return parsed.end, parsed.months


def _mark(published: Stated, labels: _Labels, cells: _Cells, checked: Mapping[str, LedgerLine]) -> Iterator[str]:
    """Mark the printed totals of a row that its figures do not make, and say what they make."""
    before, _, behind = published.path.rpartition("published_")
    codes = [code for code, _ in labels if code is not None]
    names = [name for code, name in labels if code is not None]
    for period, cell in cells.items():
        line = checked.get(f"{before}{behind}[{', '.join(('total', *codes, period))}]")
        if line is not None and line.computed is not None and line.computed != line.printed:
            cells[period] = FigureText(f"{cell}*")
            made = group_digits(positional(line.computed), _OPTIONS.thousands)
            yield f"* {' '.join((*names, period))}: the figures make {made}"


def _rows(table: Table, dims: Sequence[str], word: str) -> Iterator[tuple[_Labels, _Cells]]:
    """The rows of a table: a label and its name in each of these dims, and the cells by period.

    The first dim that the table does not have says this word, others nothing.
    """
    laid: Pivot = pivot(table, "period")
    for row in laid.rows:
        own = dict(zip(laid.down, row.labels, strict=True))
        labels: _Labels = []
        free = iter([word])
        for dim in dims:
            names = table.axis(dim).names if dim in own else {}
            labels.append((own[dim], names.get(own[dim], own[dim])) if dim in own else (None, next(free, "")))
        cells = map(write_cell, row.cells, row.decimals, row.starred, itertools.repeat(_OPTIONS))
        yield labels, dict(zip(laid.columns, cells, strict=True))


def table_grid(table: Table, caption: str, *, without: str) -> Grid:
    """A table that is made of those of a plan, periods across, without the dim that has one label."""
    dims = table.dims[:-1]
    shown = [number for number, dim in enumerate(dims) if dim != without]
    periods = pivot(table, "period").columns
    rows = (([labels[number][1] for number in shown], cells) for labels, cells in _rows(table, dims, ""))
    return Grid(
        header=(*(dims[number] for number in shown), *periods),
        rows=tuple((*labels, *map(cells.__getitem__, periods)) for labels, cells in rows),
        labels=len(shown),
        missing=MISSING_WORDS,
        caption=caption,
    )


# --- lists of entities ------------------------------------------------------------------------------------------------


def records_grid(
    words: Words, entities: Sequence[Any], caption: str, *, beside: str = "", skip: Sequence[str] = ()
) -> Grid:
    """Entities of one class as rows, their fields as columns; what none of them says has no column.

    Args:
        words: the words of the plan.
        entities: the entities.
        caption: what stands above.
        beside: the collection that they stand in.
        skip: fields that are left out.
    """
    cls: Class = type(entities[0])
    fields = {name: kind for name, kind in kinds(cls).items() if name not in ("label", *skip)}
    columns = {name: [_cell(words, one, name, kind, beside) for one in entities] for name, kind in fields.items()}
    columns = {name: cells for name, cells in columns.items() if any(cells)}
    return Grid(
        header=tuple(term_of(name, fields[name]) for name in columns),
        rows=tuple(zip(*columns.values(), strict=True)),
        labels=1 if "code" in columns else 0,
        missing=MISSING_WORDS,
        caption=caption,
    )


def _cell(words: Words, entity: Any, name: str, kind: Kind, beside: str) -> str:
    cls: Class = type(entity)
    value = getattr(entity, name)
    if name == "code" and value is not None:
        return words.name(entity)
    if kind.what in ("table", "figures", "dimensions") or value is None:
        return ""
    if kind.of is not None:
        return CellLines("\n".join(_listed(words, value if kind.many else (value,), beside)))
    if kind.what == "attributes":
        return CellLines("\n".join(f"{key}: {words.value(one)}" for key, one in value.items()))
    if kind.what == "figure":
        return FigureText(words.value(value))
    if kind.what == "flag" and value == defaults(cls)[name]:
        return ""
    return CellLines("\n".join(words.lines(value, kind, beside)))


def _listed(words: Words, held: Sequence[Any], beside: str) -> Iterator[str]:
    """Entities as the lines of one cell; where there are several, each that has no number begins with a dash."""
    for one in held:
        first, *rest = words.item(one, beside)
        yield first if len(held) == 1 or getattr(one, "number", None) else f"– {first}"
        yield from rest


# --- results ----------------------------------------------------------------------------------------------------------

_PARTS = {name: kind for name, kind in kinds(ResultBlock).items() if kind.of is not None and kind.many}
"""The columns of a table of results: what a row of it can hold."""
_TAKEN = {name: kind for name, kind in kinds(ResultBlock).items() if kind.of is not None and not kind.many}
"""What a row takes from another table, in the column of its name."""


def framework_grids(words: Words, framework: ResultsFramework) -> Iterator[Grid]:
    """The rows of a table of results, those below one heading in one table: results, KPIs, risks side by side."""
    filled = {name for name in _PARTS for block in framework.blocks if getattr(block, name)}
    filled |= {_column(name) for name in _TAKEN for block in framework.blocks if getattr(block, name)}
    names = [name for number, name in enumerate(_PARTS) if not number or name in filled]
    for group, blocks in itertools.groupby(framework.blocks, key=lambda block: block.group):
        rows: list[tuple[str, ...]] = []
        for block in blocks:
            columns = {name: list(_taken(words, block, name)) for name in names}
            columns[names[0]] = [*_head(block), *columns[names[0]], *_facts(words, block), *words.notes(block)]
            rows.append(tuple(CellLines("\n".join(lines)) for lines in columns.values()))
        header = tuple(term_of(name, _PARTS[name]) for name in names)
        yield Grid(header=header, rows=tuple(rows), labels=0, caption=group or "")


def _column(name: str) -> str:
    return name.removesuffix("_from")


def _taken(words: Words, block: ResultBlock, name: str) -> Iterator[str]:
    """What stands in one column of a row: what is taken from another table, then what is its own."""
    for field in _TAKEN:
        if _column(field) == name and (reference := getattr(block, field)) is not None:
            yield from (f"from {line}" for line in words.item(reference))
    yield from _listed(words, getattr(block, name), "")


def _head(block: ResultBlock) -> Iterator[str]:
    """The number and the title of a row, above its results."""
    yield from filter(None, [" ".join(filter(None, [block.number, block.title]))])


def _facts(words: Words, block: ResultBlock) -> Iterator[str]:
    """What else a row says of itself, below its results."""
    for fact in words.facts(block, full=True, skip=("group", "number", "title")):
        yield from [f"{fact.term}: {fact.lines[0]}", *fact.lines[1:]]
