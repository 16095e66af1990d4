"""Which sheets a workbook of a plan has: declared once, from the measures of the plan and its results."""

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, get_args

import attrs

from ..errors import refusal
from ..model.change import Change
from ..model.fields import kinds
from ..model.found import Item, place_of
from ..model.kpis import KPI
from ..model.measures import Measure, is_typed, name_measure, owners_in
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.results import ResultBlock
from ..model.telling import caption, guard
from ..model.values import Value
from ..model.walk import Site, Stated, entities, tables
from ..paths import join, steps, write_steps
from ..periods import Period
from ..table import Missing
from ..table.cells import STATE_WORDS
from ..table.reasons import find_reason
from ..texts import fold
from ..wording import name_unit
from .sheets import Column, Content, Place, Row, Sheet, name_sheet, name_table

__all__ = ["ABOUT", "FORMAT", "LISTS", "Selection", "lay_out", "shown_text"]

FORMAT = 1
"""The format of workbooks. It changes when this declaration does, so that a reader never guesses."""
ABOUT, LISTS = "_plan", "_lists"
"""The sheets that say what the workbook was made from, and what cells can hold."""
Selection: TypeAlias = Mapping[str, tuple[str, ...]]
"""What a workbook is narrowed to: codes by what they are of (`output`, `department`); empty for all."""
_LONGEST = 32_767
"""Characters that a cell can hold."""
_PROMISED = ("baselines", "targets")
"""The values of KPIs that a workbook has; what was measured comes in actuals, which are a document of their own."""


def lay_out(plan: OperationalPlan, selection: Selection) -> tuple[Sheet, ...]:
    """The sheets of a plan: one per measure that it has figures of or declares, the printed totals, the results.

    With a selection only rows that are of all that is selected and that they are of anything of: the effort of an
    output from a department is of both, its services are of the output.
    """
    stated = list(tables(plan))
    used = {one.measure.code for one in stated if not one.published} | {one.code for one in plan.measures}
    titles, names = [ABOUT, LISTS], list[str]()  # also of what is not selected: names do not depend on that

    def named(title: str, name: str) -> tuple[str, str]:
        titles.append(name_sheet(title, titles))
        names.append(name_table(name, names))
        return titles[-1], names[-1]

    sheets: list[Sheet] = []
    for measure in plan.all_measures.values():
        if measure.code in used:
            own = [one for one in stated if one.measure is measure and not one.published]
            called = named(name_measure(measure), measure.code)
            if not selection or selection.keys() & {*_nouns(measure)}:
                sheets.append(_lay_out_measure(plan, measure, own, selection, *called))
    published = [one for one in stated if one.published]
    sheets.append(_lay_out_printed(plan, published, selection, *named("Printed totals", "printed totals")))
    sheets.append(_lay_out_results(plan, selection, *named("Results", "results")))
    return tuple(sheet for sheet in sheets if sheet.rows or sheet.new_row is not None)


def _is_in(selection: Selection, labels: Mapping[str, Iterable[str]]) -> bool:
    """Whether something that has these labels is selected."""
    there = [noun for noun in selection if [*labels.get(noun, ())]]
    return not selection or (bool(there) and all({*selection[noun]} & {*labels[noun]} for noun in there))


def shown_text(text: str) -> str:
    """A text as a cell can hold it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


# --- measures ---------------------------------------------------------------------------------------------------------


def _nouns(measure: Measure) -> tuple[str, ...]:
    """What the rows of a measure are of: its owner, where that is no plan, and its dims but the period."""
    owner = () if measure.owner == "plan" else (COLLECTIONS[measure.owner].noun,)
    return (*owner, *measure.shape.dims[:-1])


def _lay_out_measure(
    plan: OperationalPlan, measure: Measure, stated: Sequence[Stated], selection: Selection, title: str, table: str
) -> Sheet:
    nouns, periods = _nouns(measure), plan.label_lists["period"]
    shape, known = measure.shape, [*nouns, *plan.label_lists["period"]]
    owned = measure.owner != "plan"
    beside = [_beside(name, known) for name in ("title", "section", "unit", "total")]
    owners = dict(owners_in(plan, measure.owner))
    services = {service.code: service.unit for service in plan.services} if shape.unit is None else {}
    found: dict[tuple[str, ...], dict[str, Place]] = {}
    sections: dict[str, str | None] = {}
    for one in stated:
        code = str(one.site.key or "")
        sections[code] = one.section
        for record in one.rows.records():
            *labels, period = (str(record[dim]) for dim in shape.dims)
            key = (code, *labels) if owned else tuple(labels)
            value: Any = record["value"]
            found.setdefault(key, {})[period] = _place_figure(
                one.path, (*labels, period), value, one.table.unit, one.section
            )

    def row(key: tuple[str, ...]) -> Row:
        code, labels = (key[0], key[1:]) if owned else ("", key)
        entity = owners[code]
        section = sections.get(code, getattr(entity, "section", None) if owned else None)
        path = _path_of(measure, entity, code)
        unit = shape.unit or services.get(dict(zip(nouns, key, strict=True)).get("service", ""))
        texts = (caption(entity) if owned else None, section, unit and name_unit(unit))
        own = found.get(key, {})
        places = {one: own.get(one) or _place_figure(path, (*labels, one), None, unit, section) for one in periods}
        return Row(key, dict(zip(beside, texts, strict=False)), places)

    adds = not any(shape.reason(dim, shape.unit or "") or find_reason(dim, shape.unit or "") for dim in nouns)
    columns = [Column(header=noun, holds="key", dim=noun, labels=plan.label_lists.get(noun, ())) for noun in nouns]
    if owned:
        columns[1:1] = [Column(header=name, holds="beside") for name in beside[:2]]
    columns.append(Column(header=beside[2], holds="beside"))
    columns += [Column(header=period, holds="figure") for period in periods]
    if len(periods) > 1 and not shape.reason("period", shape.unit or ""):
        columns.append(Column(header=beside[3], holds="total"))
    keys = found if nouns else [()]  # figures of the plan itself have one row, and no other
    chosen = [key for key in _in_order(keys, columns) if _is_in(selection, _labelled(nouns, key))]
    about = [
        f"In {name_unit(shape.unit)}." if shape.unit else "In the unit of each service.",
        _ENTRIES,
        *[_NEW_ROWS] * bool(nouns),
    ]
    return Sheet(
        title=title,
        table=table,
        about=(f"{plan.title} ({plan.code})", " ".join(about)),
        columns=tuple(columns),
        rows=tuple(map(row, chosen)),
        adds=adds and bool(shape.unit),
        negative=shape.negative,
        new_row=row if nouns else None,
    )


_ENTRIES = f"A cell holds a figure, or one of these words: {', '.join(STATE_WORDS)}. An empty cell says nothing."
_NEW_ROWS = "New rows go below the last one."


def _beside(name: str, taken: Iterable[str]) -> str:
    """The header of a column that is not the plan's; the plan may have one of that name."""
    return f"({name})" if fold(name) in map(fold, taken) else name


def _labelled(nouns: Iterable[str], key: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {noun: (label,) for noun, label in zip(nouns, key, strict=True)}


def _in_order(keys: Iterable[tuple[str, ...]], columns: Sequence[Column]) -> list[tuple[str, ...]]:
    """Rows in the order of the lists of their labels; labels that no list has as they come."""
    places = [
        {label: place for place, label in enumerate(column.labels)} for column in columns if column.holds == "key"
    ]
    return sorted(keys, key=lambda key: [own.get(label, 0) for own, label in zip(places, key, strict=True)])


def _path_of(measure: Measure, entity: Any, code: str) -> str:
    """The address of the table of an owner, whether it has one or not."""
    at = (measure.owner, code) if code else ()
    return join(*at, *(() if is_typed(type(entity), measure.code) else ("figures",)), measure.code)


def _place_figure(
    path: str, labels: tuple[str, ...], old: Content | None, unit: str | None, section: str | None
) -> Place:
    """The place of a figure of a table."""
    at = write_steps([*steps(path), labels])

    def change(new: Content) -> tuple[Change, ...]:
        return (Change(path=at, old=old, new=new, section=section),)

    return Place(at, old, unit, change)


# --- printed totals ---------------------------------------------------------------------------------------------------


def _lay_out_printed(
    plan: OperationalPlan, stated: Sequence[Stated], selection: Selection, title: str, table: str
) -> Sheet:
    periods: dict[str, None] = {}
    rows: list[Row] = []
    for one in stated:
        noun = COLLECTIONS[one.site.name].noun if one.site.owner else ""
        found: dict[tuple[str, ...], dict[str, Place]] = {}
        for record in one.rows.records():
            *labels, period = (str(record[dim]) for dim in one.measure.published.dims)
            value: Any = record["value"]
            periods[period] = None
            found.setdefault(tuple(labels), {})[period] = _place_figure(
                one.path, (*labels, period), value, one.table.unit, one.section
            )
        for key, places in found.items():
            at = write_steps([*steps(one.path), key])
            own = {noun: (str(one.site.key),)} | _labelled(one.measure.published.dims[:-1], key)
            if _is_in(selection, own):
                texts = (name_measure(one.measure), one.site.path, ", ".join(key), one.section)
                unit = one.measure.shape.unit or one.table.unit
                beside = dict(zip(_PRINTED, (*texts, name_unit(unit)), strict=True))
                rows.append(Row((at,), beside, places))
    ordered = sorted(periods, key=Period.parse)
    return Sheet(
        title=title,
        table=table,
        about=(f"{plan.title} ({plan.code})", f"Totals as the plan prints them; nothing is computed here. {_ENTRIES}"),
        columns=(
            Column(header="address", holds="key"),
            *(Column(header=name, holds="beside") for name in _PRINTED),
            *(Column(header=period, holds="figure") for period in ordered),
        ),
        rows=tuple(rows),
    )


_PRINTED: tuple[str, ...] = ("total of", "whose", "labels", "section", "unit")


# --- results ----------------------------------------------------------------------------------------------------------


_Slot: TypeAlias = tuple[str, Period | None, datetime.date | None]
"""Of which list of a KPI a value is, and of which time."""
_Variant: TypeAlias = tuple[Any, str | None, str | None]
"""Of what a value is beside its time: dimensions, unit, bound."""
_BARE: _Variant = ((), None, None)


def _lay_out_results(plan: OperationalPlan, selection: Selection, title: str, table: str) -> Sheet:
    sites = [site for site in entities(plan) if isinstance(site.entity, get_args(Item))]
    units = {code: one.code for one in plan.departments for code in (one.code, *(unit.code for unit in one.units))}
    chosen = [site for site in sites if not selection or _is_in(selection, _labels_of(site, units))]
    slots: dict[_Slot, None] = {}
    for site in chosen:
        if isinstance(site.entity, KPI):
            slots.update(dict.fromkeys(("targets", period, None) for period in plan.periods))
            slots.update(dict.fromkeys(slot for slot, _, _, _ in _list_values(site.entity)))
    ordered = {_header(slot): slot for slot in sorted(slots, key=_time_of)}
    rows = [row for site in chosen for row in _rows_of(site, ordered)]
    return Sheet(
        title=title,
        table=table,
        about=(
            f"{plan.title} ({plan.code})",
            "Texts can be reworded. Baselines and targets are figures, words, or one of these: "
            f"{', '.join(STATE_WORDS)}. Results and KPIs are added in the plan itself.",
        ),
        columns=(
            Column(header="address", holds="key"),
            *(Column(header=name, holds="beside") for name in ("what", "section", "whose", "table", "number")),
            Column(header="text", holds="text"),
            Column(header="for", holds="key", dim="for"),
            *(Column(header=name, holds="beside") for name in ("unit", "direction")),
            *(Column(header=header, holds="value") for header in ordered),
        ),
        rows=tuple(rows),
    )


def _labels_of(site: Site, units: Mapping[str, str]) -> dict[str, set[str]]:
    """What an item of a table of results is of: its owner, and the departments that answer for it or its row."""
    found: dict[str, set[str]] = {COLLECTIONS[site.top.name].noun: {str(site.top.key)}}
    block = site.above(ResultBlock)
    leads = [code for one in (block.entity.results if block else ()) for code in one.lead]
    leads += getattr(site.entity, "lead", ())
    found.setdefault(COLLECTIONS["departments"].noun, set()).update(units[code] for code in leads if code in units)
    return found


def _list_values(kpi: KPI) -> Iterator[tuple[_Slot, _Variant, int, Value]]:
    for name in _PROMISED:
        for number, value in enumerate(getattr(kpi, name)):
            variant = (tuple(value.dimensions.items()), value.unit, value.bound)
            yield (name, value.period, getattr(value, "as_of", None)), variant, number, value


def _time_of(slot: _Slot) -> tuple[Any, ...]:
    name, period, day = slot
    return (_PROMISED.index(name), period is not None, period.start if period else 0, day or datetime.date.min)


def _header(slot: _Slot) -> str:
    name, period, day = slot
    return " ".join([kinds(KPI)[name].noun, *(str(one) for one in (period, day) if one is not None)])


def _rows_of(site: Site, slots: Mapping[str, _Slot]) -> Iterator[Row]:
    item, owner = site.entity, site.owner or site
    at = place_of(owner)
    section = item.section or at.section
    cls: type[attrs.AttrsInstance] = type(owner.entity)

    def reword(new: Content) -> tuple[Change, ...]:
        path = join(site.path, "text")
        if shown_text(item.text) != item.text:
            raise refusal("is longer than a cell can be; change it in the plan", path=path)
        return (Change(path=path, kind="reworded", old=item.text, new=new, text=guard(item), section=section),)

    variants: dict[_Variant, dict[_Slot, tuple[int, Value]]] = {_BARE: {}}
    for slot, variant, number, value in _list_values(item) if isinstance(item, KPI) else ():
        variants.setdefault(variant, {})[slot] = number, value
    for variant, own in variants.items():
        dimensions, unit, bound = variant
        unit = unit or getattr(item, "unit", None)
        beside: dict[str, str | None] = {
            "what": kinds(cls)[site.name].noun,
            "section": section,
            "whose": at.owner,
            "table": at.framework,
            "number": item.number or getattr(item, "code", None),
            "unit": unit and name_unit(unit),
            "direction": getattr(item, "direction", None),
        }
        places: dict[str, Place] = {}
        if variant == _BARE:
            places["text"] = Place(join(site.path, "text"), shown_text(item.text), None, reword)
        for header, slot in slots.items() if isinstance(item, KPI) else ():
            places[header] = _place_value(site.path, item, slot, variant, own.get(slot), section)
        whose = ", ".join([*(f"{dim} {label}" for dim, label in dimensions), *filter(None, [variant[1], bound])])
        yield Row((site.path, whose), beside, places)


def _place_value(
    at: str, kpi: KPI, slot: _Slot, variant: _Variant, there: tuple[int, Value] | None, section: str | None
) -> Place:
    """The place of a baseline or a target: of one that is there, or of one that a person may add."""
    name, period, day = slot
    made = functools.partial(Change, text=guard(kpi), section=section)
    if there is None:
        path = f"{at}.{name}[{len(getattr(kpi, name))}]"

        def add(new: Content) -> tuple[Change, ...]:
            given: dict[str, object] = {"period": period, "dimensions": dict(variant[0])}
            given |= {"unit": variant[1], "bound": variant[2], _field_of(new): new}
            cls: Any = kinds(KPI)[name].of
            return (made(path=path, new=cls(**given | ({"as_of": day} if day else {}))),)

        return Place(path, None, variant[1] or kpi.unit, add)
    number, value = there
    path, old = f"{at}.{name}[{number}]", value.text if value.value is None else value.value

    def put(new: Content) -> tuple[Change, ...]:
        field, was = _field_of(new), _field_of(old)
        if field == was:
            kind: Any = "reworded" if field == "text" else "changed"
            return (made(path=f"{path}.{field}", kind=kind, old=old, new=new),)
        return made(path=f"{path}.{was}", old=old), made(path=f"{path}.{field}", new=new)

    return Place(path, shown_text(old) if isinstance(old, str) else old, value.unit or kpi.unit, put)


def _field_of(content: object) -> str:
    """The field of a value that holds this."""
    return "text" if isinstance(content, str) and not isinstance(content, Missing) else "value"
