"""Measures: what kinds of tables of figures a plan has. Those that are built in are data like any other."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import attrs

from ..errors import InvalidPlan
from ..paths import join
from ..problem import Problem, fault
from ..table import Table
from ..table.reasons import find_reason
from ..wording import close_matches, quote
from . import checking, fields
from .checked import Checked
from .keyed import Keyed, to_keyed
from .shapes import COUNT, Shape, dim_complaint
from .to import items, texts

__all__ = [
    "BUILT_IN",
    "DIMENSIONS",
    "DimensionLabel",
    "Dimensions",
    "Figures",
    "Measure",
    "Owner",
    "base_name",
    "dimension_labels",
    "has_figures",
    "is_typed",
    "name_measure",
    "owners_in",
    "shape_of",
    "to_dimensions",
    "to_figures",
    "value_beside",
]

Owner: TypeAlias = Literal["outputs", "departments", "objectives", "goals", "projects", "plan"]
"""Whose tables of figures there can be: the entities of a collection, or the plan itself."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DimensionLabel(Checked):
    """One label of a dimension.

    Attributes:
        code: the label, as figures and links cite it.
        name: what is printed in its place; None for the label itself.

    >>> DimensionLabel(code="XB", name="Extra-budgetary").name
    'Extra-budgetary'
    """

    code: str = attrs.field(metadata=fields.LABEL)
    name: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)


Figures: TypeAlias = Keyed[Table | str | tuple[str, ...]]
"""Tables by the code of their measure, `…_section` and `…_assumed` beside them, and their `published_…` totals."""
Dimensions: TypeAlias = Keyed[tuple[DimensionLabel, ...]]


def dimension_labels(*labels: str | DimensionLabel | Mapping[str, str]) -> tuple[DimensionLabel, ...]:
    """The labels of a dimension, from texts, or mappings with `code` and `name`."""
    return tuple(map(_label, labels))


def _label(one: str | DimensionLabel | Mapping[str, str]) -> DimensionLabel:
    if isinstance(one, DimensionLabel):
        return one
    if isinstance(one, str):
        return DimensionLabel(code=one)
    fits = isinstance(one, Mapping) and "code" in one and {*one} <= {"code", "name"}
    return DimensionLabel(**one) if fits else one  # type: ignore[return-value]  # refused by the check


def to_dimensions(value: Mapping[str, Iterable[str | DimensionLabel | Mapping[str, str]]]) -> Dimensions:
    """Dimensions with their labels: a converter of fields."""
    if not isinstance(value, Mapping):
        return value  # type: ignore[unreachable]  # of callers without types; refused by the check, as what stays below
    given = {name: labels if isinstance(labels, Mapping) else items(labels) for name, labels in value.items()}
    return to_keyed(
        {name: dimension_labels(*labels) if isinstance(labels, tuple) else labels for name, labels in given.items()}  # type: ignore[misc]
    )


def to_figures(value: Mapping[str, object]) -> Figures:
    """Tables by the code of their measure, and what stands beside them: a converter of fields."""
    if isinstance(value, Mapping) and any(isinstance(item, list) for item in value.values()):
        value = {key: texts(item) if isinstance(item, list) else item for key, item in value.items()}
    return to_keyed(value)  # type: ignore[arg-type]  # the check refuses what is neither


DIMENSIONS: Dimensions = to_dimensions(
    {
        "source": (
            "regular budget",
            "cost recovery",
            "extra-budgetary",
            "voluntary contribution",
            "internal redeployment",
            "capital fund",
            "unfunded mandated activity",
        ),
        "perspective": ("customer", "financial", "staff", "process"),
        "series": ("resolution", "decision", "article", "provision", "rules"),
        "kind": (),
        "item": (),
    }
)
"""The dimensions of a plan that says nothing else: ITU's words. A dimension without labels takes any."""


def _reasons(value: Mapping[str, str] | None) -> Keyed[str] | None:
    return None if value is None or (isinstance(value, Mapping) and not value) else to_keyed(value)  # nothing is said


def _dims(value: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if value is None else texts(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Measure(Checked):
    """A kind of tables of figures: whose they are, what they are of, in which unit, and over what they do not add.

    Whoever declares a built-in measure anew gives only what is to change, and never `of`.

    Attributes:
        code: its code, such as `budget`: the key of its tables below `figures`.
        name: what it is called.
        of: whose tables they are: `outputs`, `departments`, `objectives`, `goals`, `projects`; or `plan` for the tables
            that stand under the plan's own `figures`.
        dims: dims beside the owner and the period, in the order of rows: dimensions of the plan, or `department`,
            `service`, `grade`, `objective` and whatever else has codes.
        unit: the unit of all figures, such as `work_month` or `CHF`; that of the services where it is left out and
            `service` is a dim.
        negative: whether figures may be below 0.
        not_additive: why figures do not add over a dim, by dim, such as `period = "a stock"`.
        note: anything a later reader should know.

    >>> budget = Measure(code="budget", of="outputs", dims=["source"], unit="CHF")
    >>> print(budget.table([{"source": "RB", "2008": 5}]))
    CHF
    source  2008
    ------------
    RB         5
    """

    code: str = attrs.field(metadata=fields.CODE)
    name: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    of: Owner | None = attrs.field(default=None, metadata=fields.words(Owner))
    dims: tuple[str, ...] | None = attrs.field(default=None, converter=_dims, metadata=fields.MAYBE_TEXTS)
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    negative: bool | None = attrs.field(default=None, metadata=fields.MAYBE_FLAG)
    not_additive: Keyed[str] | None = attrs.field(default=None, converter=_reasons, metadata=fields.MAYBE_REASONS)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := list(_about(self)):
            raise InvalidPlan(found)

    def _own(self, name: str) -> Any:
        """What it says of one of its fields, or what the built-in measure of its code says."""
        value = getattr(self, name)
        return getattr(BUILT_IN.get(self.code), name, None) if value is None else value

    @property
    def owner(self) -> str:
        """Whose tables they are, also where it leaves that to the built-in measure."""
        return self._own("of") or ""

    @functools.cached_property
    def shape(self) -> Shape:
        """The shape of its tables: dims, unit, what adds."""
        dims = (*(self._own("dims") or ()), "period")
        reasons = tuple((dim, why) for dim, why in (self._own("not_additive") or {}).items() if dim in dims)
        return Shape(dims=dims, unit=self._own("unit"), negative=bool(self._own("negative")), not_additive=reasons)

    @functools.cached_property
    def published(self) -> Shape:
        """The shape of its printed totals: the dims that do not add, and the period."""
        shape = self.shape
        unit = shape.unit or COUNT
        dims = tuple(dim for dim in shape.dims if dim == "period" or shape.reason(dim, unit))
        return attrs.evolve(shape, dims=dims)

    def table(self, rows: Iterable[Mapping[str, object]] | Mapping[str, object], *, unit: str | None = None) -> Table:
        """A table of this measure, from rows as files write them.

        Args:
            rows: a row has a label for each dim and a figure per period; of a measure without dims one row will do.
            unit: the unit, where that of the measure is the services'.

        Raises:
            InvalidPlan: with every row that is wrong.
        """
        shape = self.shape
        given: Any = [rows] if isinstance(rows, Mapping) else rows
        made = Table.from_rows(given, dims=shape.dims, unit=shape.unit or unit or COUNT)
        axes = shape.axes({dim: made.labels(dim) for dim in made.dims}, made.unit)
        return Table.from_records(made.records(), dims=made.dims, unit=made.unit, labels=axes)


MAX_DIMS = 12
"""Dims that a measure may have beside owner and period."""


def _about(measure: Measure) -> Iterator[Problem]:
    """What no measure can be."""
    code, built_in = measure.code, BUILT_IN.get(measure.code)
    plain = code.casefold()  # codes are unique without regard to case
    if plain.startswith("published_") or f"_{plain}".endswith(("_section", "_assumed")):
        yield _fault(f"{quote(code)} is kept for what stands beside a table; choose another name", "code")
    if built_in is None and plain in BUILT_IN:
        yield _fault(f"{quote(code)} is a built-in measure; write {quote(plain)}", "code")
        return
    if built_in is None:
        if measure.of is None:
            meant = close_matches(code, BUILT_IN)
            slip = f"; or did you mean the built-in measure {quote(meant[0])}?" if meant else ""
            yield _fault(f"missing; a measure says whose tables it has{slip}", "of")
    elif measure.of not in (None, built_in.of):
        yield _fault(f"must be {built_in.of!r}, which {code!r} is by itself, got {quote(measure.of)}", "of")
    if measure.shape.unit is None and "service" not in measure.shape.dims:
        yield _fault("missing; a measure has a unit", "unit")
    if len(measure.dims or ()) > MAX_DIMS:
        yield _fault(f"must be at most {MAX_DIMS} dims, got {len(measure.dims or ())}", "dims")
    owner = measure.owner.removesuffix("s")
    for number, dim in enumerate(measure.dims or ()):
        if complaint := dim_complaint(dim, owner):
            yield _fault(complaint, "dims", number)
    for dim in measure.not_additive or ():
        if dim not in measure.shape.dims:
            yield _fault(f"unknown dim; known: {', '.join(measure.shape.dims)}", "not_additive", dim)


def _fault(message: str, *trail: str | int) -> Problem:
    steps = (f"[{step}]" if isinstance(step, int) else step for step in trail)
    return fault(join("Measure", *steps), message, trail=trail)


_STOCK = {"period": find_reason("period", "post")}  # also where a plan counts them in FTE
BUILT_IN: dict[str, Measure] = {}
"""The measures that every plan has, by code; their tables are fields of outputs and departments."""
BUILT_IN.update(
    (measure.code, measure)
    for measure in (
        Measure(code="effort", name="effort", of="outputs", dims=["department"], unit="work_month"),
        Measure(code="services", name="volumes of services", of="outputs", dims=["service"]),
        Measure(code="staffing", name="capacity", of="departments", dims=["grade"], unit="work_month"),
        Measure(code="posts", name="posts", of="departments", dims=["grade"], unit="post", not_additive=_STOCK),
        Measure(code="allocations", name="allocations", of="departments", dims=["kind", "item"], unit="percent"),
    )
)


def name_measure(measure: Measure) -> str:
    """What the figures of a measure are called: its name, for a built-in one that of its own, else its code.

    >>> name_measure(Measure(code="staffing", dims=[])), name_measure(Measure(code="budget", of="outputs", unit="CHF"))
    ('capacity', 'budget')
    """
    built_in = BUILT_IN.get(measure.code)
    return measure.name or (built_in and built_in.name) or measure.code


def owners_in(plan: attrs.AttrsInstance, owner: str) -> Iterator[tuple[str, Any]]:
    """The entities of a plan that can have tables, by their codes; the plan itself under the empty one."""
    if owner == "plan":
        yield "", plan
    else:
        for entity in getattr(plan, owner):
            yield entity.code, entity


def is_typed(cls: type[attrs.AttrsInstance], code: str) -> bool:
    """Whether the table of a measure is a field of such entities; all others stand in their `figures`."""
    kind = fields.kinds(cls).get(code)
    return kind is not None and kind.what == "table"


def value_beside(entity: attrs.AttrsInstance, name: str) -> object:
    """What an entity has under the name of a measure, or of what is printed beside its table; None where nothing."""
    if is_typed(type(entity), base_name(name)):
        return getattr(entity, name)
    found: Figures | None = getattr(entity, "figures", None)
    return None if found is None else found.get(name)


def shape_of(name: str, measures: Mapping[str, Measure]) -> Shape:
    """The shape of the table of this name: of a measure, or of its printed totals."""
    measure = measures[base_name(name)]
    return measure.published if name.startswith("published_") else measure.shape


def has_figures(owner: str, measure: Measure, *, published: bool = False) -> bool:
    """Whether tables of a measure stand under the `figures` of such an owner; the plan has printed totals of all."""
    return (measure.owner == owner and measure.code not in BUILT_IN) or (owner == "plan" and published)


def base_name(name: str) -> str:
    """The code of the measure in the name of a table or of what stands beside it.

    >>> base_name("published_budget"), base_name("budget_section"), base_name("budget")
    ('budget', 'budget', 'budget')
    """
    return name.removeprefix("published_").removesuffix("_section").removesuffix("_assumed")
