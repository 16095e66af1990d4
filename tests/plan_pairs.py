"""Strategies of two plans: one made of the other by edits of every kind, or two that have nothing in common."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, get_args

import attrs
from hypothesis import strategies as st

from itu_opplan import InvalidPlan, Measure, OperationalPlan, Table
from itu_opplan.model.fields import Kind, is_keyed, kinds
from itu_opplan.model.measures import BUILT_IN, Owner, base_name, has_figures, owners_in
from itu_opplan.model.outline import CrossReference, Heading
from itu_opplan.model.outputs import unit_of_services
from itu_opplan.model.shapes import COUNT, Shape
from itu_opplan.texts import fold
from tests import result_strategies as made
from tests.strategies import cells, codes, figures, maybe_prose, maybe_texts, plans, prose, texts

Draw = st.DrawFn
Values: TypeAlias = list[Any]

_cells = cells(figures(digits=15, places=12, negative=False))
_references = st.builds(CrossReference, number=texts, title=maybe_texts, note=maybe_prose)
_headings = st.builds(
    Heading, number=texts, title=maybe_texts, refers_to=st.lists(_references, max_size=2), note=maybe_prose
)
ITEMS: dict[str, st.SearchStrategy[Any]] = {
    "ResultsFramework": codes.flatmap(made.frameworks_of),
    "ResultBlock": made.blocks,
    "ExpectedResult": made.results,
    "KPI": st.tuples(made.kpis, st.one_of(st.none(), st.none(), codes)).map(
        lambda pair: attrs.evolve(pair[0], code=pair[1])
    ),
    "Achievement": made.achievements,
    "RiskFactor": made.risks,
    "SuccessFactor": made.success_factors,
    "Baseline": made.baselines,
    "Target": made.targets,
    "Actual": made.actuals,
    "Heading": _headings,
    "CrossReference": _references,
}
"""What can be put into lists, by the name of its class."""


def _kinds(owner: Any) -> dict[str, Kind]:
    """What each field of an entity or item holds."""
    cls: type[attrs.AttrsInstance] = type(owner)
    return kinds(cls)


# --- plans of everything ----------------------------------------------------------------------------------------------


@st.composite
def rich_plans(draw: Draw) -> OperationalPlan:
    """Plans that may have anything: figures, results, context and an outline. Their links may lead nowhere."""
    plan = draw(st.one_of(plans(), plans(), made.plans_of(), st.builds(made.full_plan)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.sampled_from(list(_nodes(plan))))  # of the plan as it is by now: tables of results are in order
        owner = _get(plan, at)
        names = [name for name, kind in _kinds(owner).items() if kind.of and kind.of.__name__ in ITEMS]
        if names:
            name = draw(st.sampled_from(names))
            more = draw(st.lists(ITEMS[_kinds(owner)[name].of.__name__], max_size=3))  # type: ignore[union-attr]
            plan = _change(draw, plan, at, {name: _apart((*getattr(owner, name), *more))})
    return plan


Place: TypeAlias = tuple[tuple[str, int], ...]
"""The way to an entity or item: fields, and places in them; -1 where the field holds one thing."""


def _nodes(owner: Any, at: Place = ()) -> Iterator[Place]:
    """The way to all entities and items, the plan first."""
    yield at
    for name, kind in _kinds(owner).items():
        held = getattr(owner, name)
        if kind.of is not None and held is not None:
            for number, one in enumerate(held) if kind.many else [(-1, held)]:
                yield from _nodes(one, (*at, (name, number)))


def _get(owner: Any, at: Place) -> Any:
    for name, number in at:
        owner = getattr(owner, name) if number < 0 else getattr(owner, name)[number]
    return owner


def _put(owner: Any, at: Place, changes: Mapping[str, object]) -> Any:
    """The owner with changes of fields at some place."""
    if not at:
        return attrs.evolve(owner, **changes)
    (name, number), held = at[0], getattr(owner, at[0][0])
    new = _put(held if number < 0 else held[number], at[1:], changes)
    return attrs.evolve(owner, **{name: new if number < 0 else (*held[:number], new, *held[number + 1 :])})


# --- tables -----------------------------------------------------------------------------------------------------------


def _change(
    draw: Draw, plan: OperationalPlan, at: Place, changes: Mapping[str, object], *, code: str = ""
) -> OperationalPlan:
    """The plan with changes of fields at some place, and its tables as they fit; itself, where that makes no plan.

    Args:
        draw: given by hypothesis.
        plan: the plan.
        at: the way to what changes.
        changes: the new values by field; no tables.
        code: the code that an entity with tables had before.
    """
    wanted = {(owner, one): _tables(entity) for owner in get_args(Owner) for one, entity in owners_in(plan, owner)}
    try:
        for name, value in changes.items():
            if name in get_args(Owner) and not at and isinstance(value, tuple):
                wanted |= {(name, one.code): _tables(one) for one in value if (name, one.code) not in wanted}
                changes = {**changes, name: tuple(map(_bare, value))}
        if code:
            wanted[at[0][0], str(changes["code"])] = wanted.get((at[0][0], code), {})
        bare: OperationalPlan = _put(attrs.evolve(_bare(plan), **_all_bare(plan)), at, changes)
        return attrs.evolve(bare, **_refitted(draw, bare, wanted))
    except InvalidPlan:
        return plan


def _is_table(name: str, owner: Any) -> bool:
    return _kinds(owner)[name].what in ("table", "figures")


def _tables(owner: Any) -> dict[str, Any]:
    """The tables of an owner, and what stands beside them under `figures`, by name."""
    own = {name: getattr(owner, name) for name, kind in _kinds(owner).items() if kind.what == "table"}
    return {name: table for name, table in own.items() if len(table)} | dict(owner.figures)


def _bare(owner: Any) -> Any:
    """An owner without its tables."""
    fields = attrs.fields_dict(type(owner))
    return attrs.evolve(owner, **{name: fields[name].default for name in _kinds(owner) if _is_table(name, owner)})


def _all_bare(plan: OperationalPlan) -> dict[str, Any]:
    return {name: tuple(map(_bare, getattr(plan, name))) for name in get_args(Owner) if name != "plan"}


def _refitted(draw: Draw, plan: OperationalPlan, wanted: Mapping[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    """The owners of a plan with these tables as they fit it, by field."""
    found: dict[str, Any] = {}
    for owner in get_args(Owner):
        entities = [
            attrs.evolve(one, **_fitting(draw, plan, owner, one, wanted.get((owner, code), {})))
            for code, one in owners_in(plan, owner)
        ]
        found |= {"figures": entities[0].figures} if owner == "plan" else {owner: tuple(entities)}
    return found


def _fitting(draw: Draw, plan: OperationalPlan, owner: str, entity: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Tables and what stands beside them, as far as the measures of the plan have room for them."""
    fields: dict[str, Any] = {}
    beside: dict[str, Any] = {}
    for name, value in values.items():
        measure, published = plan.all_measures.get(base_name(name)), name.startswith("published_")
        typed = name in _kinds(entity)
        if measure is None or not (typed or has_figures(owner, measure, published=published)):
            continue
        shape = measure.published if published else measure.shape
        if isinstance(value, Table):
            value = _fit(draw, plan, shape, value)
        if value is not None:
            (fields if typed else beside)[name] = value
    return {**fields, "figures": beside}


def _fit(draw: Draw, plan: OperationalPlan, shape: Shape, table: Table) -> Table | None:
    """A table that fits its shape: itself, or another one, in the unit of its services; None where it has no cells."""
    if set(table.dims) != set(shape.dims):
        table = _drawn(draw, plan, shape)
    unit = shape.unit or unit_of_services(
        table.used_labels["service"] if "service" in table.dims else (), {one.code: one.unit for one in plan.services}
    )
    axes = shape.axes(table.used_labels, unit or COUNT)
    table = Table.from_records(table.records(), dims=shape.dims, unit=unit or COUNT, labels=axes)
    if list(shape.complaints(table, year_begins=plan.year_begins)):
        table = _drawn(draw, plan, shape)
    return table if len(table) else None


def _labels(plan: OperationalPlan, dim: str) -> Sequence[str]:
    """Labels that a table of a plan may have; nothing is said of the last two."""
    return [*plan.label_lists.get(dim, ()), *(() if dim in ("period", "grade") else ("ONE", "other"))]


def _drawn(draw: Draw, plan: OperationalPlan, shape: Shape) -> Table:
    """A new table of a shape; of services that are not known."""
    rows: Values = []
    keys = list(itertools.product(*(_labels(plan, dim)[-2:] for dim in shape.dims)))
    for key in draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)) if keys else ():
        rows.append({**dict(zip(shape.dims, key, strict=True)), "value": draw(_cells)})
    unit = shape.unit or COUNT
    services = {row["service"] for row in rows} if "service" in shape.dims else ()
    if shape.unit is None:
        unit = unit_of_services(services, {one.code: one.unit for one in plan.services}) or COUNT
    labels = {dim: tuple(dict.fromkeys(row[dim] for row in rows)) for dim in shape.dims}
    return Table.from_records(rows, dims=shape.dims, unit=unit, labels=shape.axes(labels, unit))


# --- edits ------------------------------------------------------------------------------------------------------------


def _edit_list(draw: Draw, items: tuple[Any, ...], more: st.SearchStrategy[Any]) -> tuple[Any, ...]:
    """A list in which things came, went, were moved, changed or stand twice."""
    found = list(items)
    for _ in range(draw(st.integers(1, 2))):
        act = draw(st.sampled_from(["insert first", "insert", "remove", "move", "twice", "replace", "clear"]))
        place = draw(st.integers(0, len(found) - 1)) if found else 0
        if act == "insert first":
            found.insert(0, draw(more))
        elif act == "insert" or not found:
            found.insert(place, draw(more))
        elif act == "remove":
            del found[place]
        elif act == "move":
            found.insert(draw(st.integers(0, len(found) - 1)), found.pop(place))
        elif act == "twice":
            found.insert(draw(st.integers(0, len(found))), found[place])
        elif act == "replace":
            found[place] = draw(more)
        else:
            found.clear()
    return tuple(found)


def _apart(items: Iterable[Any]) -> tuple[Any, ...]:
    """Of entities that must have a code those that have not the code of another one; all other items."""
    found = tuple(items)
    if not found or not is_keyed(type(found[0])):
        return found
    return tuple({fold(one.code): one for one in found}.values())


def _has_no_twins(plan: OperationalPlan) -> bool:
    """Whether no two entities that stand beside each other have one code."""
    held = [getattr(_get(plan, at), name) for at in _nodes(plan) for name in _kinds(_get(plan, at))]
    return all(
        len(_apart(one)) == len(one) for one in held if isinstance(one, tuple) and one and attrs.has(type(one[0]))
    )


def _pool(plan: OperationalPlan) -> dict[str, Values]:
    """All entities and items of a plan by the name of their class."""
    found: dict[str, Values] = {}
    for at in _nodes(plan):
        one = _get(plan, at)
        found.setdefault(type(one).__name__, []).append(one)
    return found


def _new_value(draw: Draw, owner: Any, name: str, kind: Kind, donors: Mapping[str, Values]) -> Any:
    """Another value of a field: one of a strategy where there is one, or that of another thing of its class."""
    old = getattr(owner, name)
    if kind.optional and not kind.instead and old is not None and draw(st.integers(0, 3)) == 0:
        return None
    if kind.what == "text" and kind.many:
        return _edit_list(draw, tuple(old or ()), texts)
    if kind.what == "text":
        return draw(prose if kind.lines else texts)
    if kind.what == "code":
        return draw(codes)
    if kind.what == "link" and kind.many:
        return tuple(dict.fromkeys(_edit_list(draw, tuple(old or ()), codes)))
    if kind.of is not None and kind.many:
        there = donors.get(kind.of.__name__, ())
        own = ITEMS.get(kind.of.__name__)
        strategies = [*([] if own is None else [own]), *([st.sampled_from(there)] if there else [])]
        return _apart(_edit_list(draw, tuple(old or ()), st.one_of(strategies))) if strategies else old
    values = [getattr(one, name) for one in donors.get(type(owner).__name__, ())]
    return draw(st.sampled_from([*values, old]))


def _edit_field(draw: Draw, plan: OperationalPlan, donors: Mapping[str, Values]) -> OperationalPlan:
    """The plan with a field of one thing in it changed."""
    at = draw(st.sampled_from(list(_nodes(plan))))
    owner = _get(plan, at)
    own = {name: kind for name, kind in _kinds(owner).items() if kind.what not in ("table", "figures", "month")}
    name = draw(st.sampled_from(list(own)))
    value = _new_value(draw, owner, name, own[name], donors)
    code = owner.code if name == "code" and len(at) == 1 else ""
    changed = _change(draw, plan, at, {name: value}, code=code)
    return changed if name != "code" or _has_no_twins(changed) else plan


def _edit_items(draw: Draw, plan: OperationalPlan, donors: Mapping[str, Values]) -> OperationalPlan:
    """The plan with something that came, went or moved in a list that is not empty."""
    lists = [
        (at, name)
        for at in _nodes(plan)
        for name, kind in _kinds(_get(plan, at)).items()
        if kind.of is not None and kind.many and getattr(_get(plan, at), name)
    ]
    if not lists:
        return plan
    at, name = draw(st.sampled_from(lists))
    owner = _get(plan, at)
    return _change(draw, plan, at, {name: _new_value(draw, owner, name, _kinds(owner)[name], donors)})


def _edit_table(draw: Draw, plan: OperationalPlan, donors: Mapping[str, Values]) -> OperationalPlan:
    """The plan with cells of a table changed, added, cleared or made missing."""
    owners = [(owner, number) for owner in get_args(Owner) for number, _ in enumerate(owners_in(plan, owner))]
    full = [(owner, n) for owner, n in owners if _tables(list(owners_in(plan, owner))[n][1])]
    owner, number = draw(st.one_of(st.sampled_from(full or owners), st.sampled_from(owners)))
    code, entity = list(owners_in(plan, owner))[number]
    shapes = {
        name: shape
        for one in plan.all_measures.values()
        for name, shape in ((one.code, one.shape), (f"published_{one.code}", one.published))
        if name in _kinds(entity) or has_figures(owner, one, published=name.startswith("published_"))
    }
    if not shapes:
        return plan
    values = _tables(entity)
    there = [name for name in sorted(shapes) if len(values.get(name, ()))]
    name = draw(st.one_of(st.sampled_from(there or sorted(shapes)), st.sampled_from(sorted(shapes))))
    shape = shapes[name]
    table = values.get(name)
    if table is None or not len(table):
        values[name] = _drawn(draw, plan, shape)
    else:
        rows = [*table.records()]
        for _ in range(draw(st.integers(1, 2))):
            place = draw(st.integers(0, len(rows) - 1)) if rows else 0
            act = draw(st.sampled_from(["drop", "change", "add"]))
            if act == "drop" and rows:
                del rows[place]
            elif act == "change" and rows:
                rows[place] = {**rows[place], "value": draw(_cells)}
            else:
                labels = {dim: draw(st.sampled_from(_labels(plan, dim) or ["x"])) for dim in shape.dims}
                if "x" not in labels.values() and all({**row, "value": 0} != {**labels, "value": 0} for row in rows):
                    rows.append({**labels, "value": draw(_cells)})
        values[name] = Table.from_records(rows, dims=table.dims, unit=table.unit)
    values |= draw(st.sampled_from([{}, {f"{name}_section": "IV.1"}, {f"{name}_assumed": ("so", "thus")}]))
    values = {key: value for key, value in values.items() if value is not None}
    try:
        changed = attrs.evolve(entity, **_fitting(draw, plan, owner, entity, values))
        if owner == "plan":
            return changed  # type: ignore[no-any-return]  # it is the plan
        every: dict[str, Any] = {owner: tuple(changed if one.code == code else one for one in getattr(plan, owner))}
        return attrs.evolve(plan, **every)
    except InvalidPlan:
        return plan


def _redeclare(draw: Draw, plan: OperationalPlan, donors: Mapping[str, Values]) -> OperationalPlan:
    """The plan with measures declared, in other dims or in another unit; built-in ones, too."""
    known = [one.code for one in plan.measures]
    code = draw(st.sampled_from([*known, "effort", "services", "staffing", "Mnew"]))
    dims = draw(st.lists(st.sampled_from(["source", "sex", "item"]), unique=True, max_size=2))
    old = next((one for one in plan.measures if one.code == code), None)
    unit = draw(st.sampled_from(["CHF", "percent", "hour"]))
    if code in BUILT_IN:
        first = list(BUILT_IN[code].dims or ())
        new = Measure(code=code, dims=draw(st.sampled_from([first, [*first, "source"]])), unit=unit)
    elif old is None:
        new = Measure(code=code, of=draw(st.sampled_from(get_args(Owner))), dims=dims, unit=unit)
    else:
        new = attrs.evolve(old, dims=dims, unit=unit)
    rest = tuple(one for one in plan.measures if one.code != code)
    gone = draw(st.integers(0, 3)) == 0
    return _change(draw, plan, (), {"measures": rest if gone else (*rest, new)})


def _edit_head(draw: Draw, plan: OperationalPlan, donors: Mapping[str, Values]) -> OperationalPlan:
    """The plan with another window and columns, other grades, other services or other dimensions."""
    other = draw(st.sampled_from(donors["OperationalPlan"]))
    names = draw(st.sampled_from([("window",), ("window", "periods"), ("grades",), ("services",), ("dimensions",)]))
    changes = {name: getattr(other, name) for name in names}
    if names == ("services",) and plan.services:
        unit = draw(st.sampled_from(["page", "hour", "CHF"]))
        first = draw(st.integers(0, len(plan.services) - 1))
        changes = {
            "services": tuple(
                attrs.evolve(one, unit=unit) if n >= first else one for n, one in enumerate(plan.services)
            )
        }
    return _change(draw, plan, (), changes)


_EDITS = (_edit_field, _edit_field, _edit_items, _edit_items, _edit_table, _edit_table, _redeclare, _edit_head)


@st.composite
def edited(draw: Draw, plan: OperationalPlan) -> OperationalPlan:
    """A plan after some edits of any kind."""
    other = draw(st.one_of(plans(), made.plans_of(), st.builds(made.full_plan)))
    donors = _pool(other)
    for name, some in _pool(plan).items():
        donors.setdefault(name, []).extend(some)
    for act in draw(st.lists(st.sampled_from(_EDITS), min_size=1, max_size=5)):
        plan = act(draw, plan, donors)
    return plan


@st.composite
def pairs(draw: Draw) -> tuple[OperationalPlan, OperationalPlan]:
    """Two plans: mostly one and the same after edits, at times two that have nothing in common."""
    old = draw(rich_plans())
    return old, draw(rich_plans() if draw(st.integers(0, 5)) == 0 else edited(old))
