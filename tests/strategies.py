"""Every hypothesis strategy of the tests: figures, cells, labels, periods, tables, codes, texts, whole plans."""

import functools
import itertools
import math
import string
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from itu_opplan import (
    ITU_SCALE,
    Activity,
    Body,
    Department,
    Event,
    GradeScale,
    Measure,
    Missing,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    OutputGroup,
    Period,
    Service,
    StrategicGoal,
    Table,
)
from itu_opplan.grades import plain_grade
from itu_opplan.legible import complain_of_code, complain_of_text
from itu_opplan.model.shapes import Shape
from itu_opplan.texts import compose
from tests.small_plans import SERVICES

Draw = st.DrawFn
T = TypeVar("T")

# --- figures and cells ------------------------------------------------------------------------------------------------


@functools.cache
def figures(*, digits: int = 30, places: int = 20, negative: bool = True) -> st.SearchStrategy[Decimal]:
    """Decimals of at most so many digits before and after the point; zeros of all scales, and close calls."""
    largest = 10 ** (digits + places) - 1
    numbers = st.one_of(
        st.integers(0, 20),
        st.integers(0, 10**6),
        st.integers(0, largest),
        st.sampled_from([0, 1, largest, largest - 1]),
    )

    def scaled(number: int, decimals: int, minus: bool) -> Decimal:
        number = number % 10 ** (digits + decimals)
        return Decimal(f"{'-' if minus else ''}{number}E-{decimals}")

    signs = st.booleans() if negative else st.just(False)
    return st.builds(scaled, numbers, st.one_of(st.integers(0, min(3, places)), st.integers(0, places)), signs)


states = st.sampled_from([Missing.BLANK, Missing.NOT_APPLICABLE, Missing.TO_BE_COMPLETED])
"""The states that a cell can have."""


@functools.cache
def cells(figure: st.SearchStrategy[Decimal] | None = None) -> st.SearchStrategy[Decimal | Missing]:
    """Figures, and every third time a state."""
    figure = figures() if figure is None else figure
    return st.one_of(figure, figure, states)


# --- labels and periods -----------------------------------------------------------------------------------------------

odd_labels = st.one_of(
    st.sampled_from(["SGO", "sgo", "C&P", " ", "a.b", "[2]", "a, b", "Genève", "e\u0301", "日本", "\u202edrawkcab"]),
    st.sampled_from(["value", "blank", "n/a", "0", "None", "a\nb", "<b>&amp;", "'", '"', "*", "|", "٣"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=5),
).map(compose)
"""Any text that can be written can be a label of a table, which keeps it in NFC."""


@st.composite
def periods(draw: Draw, *, first: int = 1000, last: int = 9999) -> Period:
    """One period of any length."""
    start = draw(st.integers(first, last))
    return Period(start, draw(st.integers(start, min(last, start + draw(st.sampled_from([0, 1, 3, 400]))))))


@st.composite
def runs(draw: Draw, *, first: int = 1000, last: int = 9999, fiscal: bool | None = None) -> Period:
    """A run of years, halves, quarters or months of one spelling of years, or of either."""
    size = draw(st.sampled_from([12, 6, 3, 1]))
    start = draw(st.integers(12 * first // size, 12 * (last + 1) // size - 1))
    end = min(start + draw(st.integers(1, draw(st.sampled_from([1, 4, 30])))), 12 * (last + 1) // size)
    begin, ultimo = start * size, end * size - 1
    spelled = draw(st.booleans()) if fiscal is None else fiscal
    return Period(begin // 12, ultimo // 12, begins=begin % 12 + 1, ends=ultimo % 12 + 1, fiscal=spelled)


@functools.cache
@st.composite
def separate_periods(draw: Draw, *, min_size: int = 0, max_size: int = 3) -> list[Period]:
    """Periods that have no year in common, in any order."""
    wanted = draw(st.integers(min_size, max_size))
    year = draw(st.integers(1990, 2030))
    found: list[Period] = []
    for _ in range(wanted):
        length = draw(st.integers(1, 4))
        found.append(Period(year, year + length - 1))
        year += length + draw(st.sampled_from([0, 0, 0, 1, 5]))
    return draw(st.permutations(found))


# --- tables -----------------------------------------------------------------------------------------------------------

ADDING = ("output", "department", "grade", "item", "period")
"""Dims over which work-months add up."""


@functools.cache
@st.composite
def dim_names(draw: Draw, *, among: Sequence[str] = ADDING, min_size: int = 0, max_size: int = 3) -> tuple[str, ...]:
    """Some dims, in any order."""
    return tuple(draw(st.lists(st.sampled_from(among), min_size=min_size, max_size=max_size, unique=True)))


@functools.cache
def _lists(one: st.SearchStrategy[T], size: int, *, gaps: bool = False) -> st.SearchStrategy[list[T | None]]:
    """Lists of this size; with gaps, every fourth element is None. Making a strategy anew for each draw is slow."""
    return st.lists(st.one_of(one, one, one, st.none()) if gaps else one, min_size=size, max_size=size)


@functools.cache
def _label_lists(min_size: int, max_size: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        odd_labels, min_size=min_size, max_size=max_size, unique_by=lambda label: plain_grade(label) or label
    )


@st.composite
def tables(
    draw: Draw,
    *,
    dims: st.SearchStrategy[tuple[str, ...]] | tuple[str, ...] | None = None,
    unit: str = "work_month",
    cell: st.SearchStrategy[Decimal | Missing] | None = None,
    min_labels: int = 0,
    max_labels: int = 3,
    full: bool = False,
) -> Table:
    """Tables of any dims with odd labels, of which some have no cells; periods never overlap.

    Args:
        draw: given by hypothesis.
        dims: the dims; without it none to three of those that add.
        unit: the unit.
        cell: what may be in a cell; without it any figure or state.
        min_labels: of each axis.
        max_labels: of each axis.
        full: whether every combination of labels has a cell.
    """
    names = dims if isinstance(dims, tuple) else draw(dim_names() if dims is None else dims)
    cell = cells() if cell is None else cell
    labels: dict[str, list[str]] = {}
    for dim in names:
        if dim == "period":
            found = draw(separate_periods(min_size=min_labels, max_size=max_labels))
            labels[dim] = list(map(str, found))
        else:
            labels[dim] = draw(_label_lists(min_labels, max_labels))
    keys = list(itertools.product(*labels.values()))
    values = draw(_lists(cell, len(keys), gaps=not full))
    rows = [
        {**dict(zip(names, key, strict=True)), "value": value}
        for key, value in zip(keys, values, strict=True)
        if value is not None
    ]
    return Table.from_records(rows, dims=names, unit=unit, labels=labels)


def full_tables(**kwargs: object) -> st.SearchStrategy[Table]:
    """Tables of figures alone: nothing missing, nothing left out."""
    return tables(cell=figures(), full=True, **kwargs)  # type: ignore[arg-type]  # handed on as they are


# --- codes and texts --------------------------------------------------------------------------------------------------

CODE_LETTERS = string.ascii_letters + string.digits + "&-_"

codes = st.one_of(
    st.text(CODE_LETTERS, min_size=1, max_size=4),
    st.text(CODE_LETTERS, min_size=1, max_size=4),
    st.sampled_from(
        ["PP", "C&P", "-", "_", "2", "10", "0", "true", "inf", "2008", "2008-2011", "value", "code", "COM"]
    ),
    st.text(CODE_LETTERS, min_size=30, max_size=32),
).filter(lambda code: not complain_of_code(code))
"""Codes as entities have them."""


@functools.cache
def unique_codes(*, min_size: int = 0, max_size: int = 3) -> st.SearchStrategy[list[str]]:
    """Codes that differ in more than their case."""
    return st.lists(codes, min_size=min_size, max_size=max_size, unique_by=str.casefold)


texts = st.one_of(
    st.sampled_from(["Plenipotentiary Conference", "Genève – 日本", "x"]),
    st.sampled_from(
        [
            ' "" """ \\" ',
            "''' ' \\n \\u0000",
            "\ufeffBOM",
            "e\u0301 é",
        ]
    ),
    st.sampled_from(
        ["\U0001f468\u200d\U0001f469", "\u202eright to left", "[a.b]", "# no comment", "= 1", "{ }", "\xa0x", "٣"]
    ),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12).filter(
        lambda text: not complain_of_text(text)
    ),
)
"""Texts that a plan can have on one line."""
prose = st.one_of(texts, texts, st.sampled_from(["a\nb\r\nc\rd", "\ttab", "a\u2028b"]))
"""Texts that may have several lines."""

maybe_texts = st.one_of(st.none(), st.none(), texts)
maybe_prose = st.one_of(st.none(), st.none(), prose)
maybe_sections = st.one_of(st.none(), st.sampled_from(["I", "II.2", "II.10", "III.1.1a", "IX", "4", "?"]), texts)


# --- plans ------------------------------------------------------------------------------------------------------------

_plan_cells = cells(figures(digits=15, places=12, negative=False))
_signed_cells = cells(figures(digits=15, places=12))
_UNITS = ("page", "hour", "CHF")


@st.composite
def _figures_of(draw: Draw, /, unit: str, *, negative: bool = False, **labels: Sequence[str]) -> Table:
    """A table as plans have them, of some of these labels; its dims in any order."""
    dims = draw(st.permutations(list(labels)))
    if not all(labels.values()) or draw(st.booleans()):
        return Table.from_records((), dims=dims, unit=unit)
    some = [draw(st.lists(st.sampled_from(labels[dim]), unique=True, min_size=1, max_size=2)) for dim in dims]
    keys = list(itertools.product(*some))
    values = draw(_lists(_signed_cells if negative else _plan_cells, len(keys), gaps=True))
    rows = [
        {**dict(zip(dims, key, strict=True)), "value": value}
        for key, value in zip(keys, values, strict=True)
        if value is not None
    ]
    return Table.from_records(rows, dims=dims, unit=unit)


SOURCES, SEXES = ("RB", "X. B", "专业"), ("f", "m")
"""The labels of the dimensions that drawn measures have; nothing is said of those of `item`, which takes any."""
OWNERS = ("outputs", "departments", "objectives", "goals", "plan")


@st.composite
def measures(draw: Draw) -> list[Measure]:
    """Measures of any owner, of some of the dimensions `source`, `sex` and `item`; or none, as most plans have."""
    codes_of_them = draw(unique_codes(max_size=draw(st.sampled_from([0, 0, 2]))))
    return [
        Measure(
            code=f"M{code}"[:20],  # never the code of a built-in measure, nor what stands beside a table
            name=draw(maybe_texts),
            of=draw(st.sampled_from(OWNERS)),
            dims=draw(st.lists(st.sampled_from(["source", "sex", "item"]), unique=True, max_size=2)),
            unit=draw(st.sampled_from(["CHF", "percent", "square_metre"])),
            negative=draw(st.sampled_from([None, False, True])),
            not_additive=draw(st.sampled_from([None, {}, {"period": "a stock"}])),
            note=draw(maybe_prose),
        )
        for code in codes_of_them
    ]


@st.composite
def _table_of(draw: Draw, shape: Shape, labels: Mapping[str, Sequence[str]]) -> Table:
    """A table of this shape, of some of these labels."""
    assert shape.unit is not None
    wanted = {dim: labels[dim] for dim in shape.dims}
    found = draw(_figures_of(shape.unit, negative=shape.negative, **wanted))
    axes = shape.axes({dim: found.labels(dim) for dim in found.dims}, found.unit)
    return Table.from_records(found.records(), dims=found.dims, unit=found.unit, labels=axes)


@st.composite
def _figures_under(
    draw: Draw, owner: str, declared: Sequence[Measure], labels: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """What an owner has under `figures`: tables of these measures, and what stands beside them."""
    found: dict[str, object] = {}
    for measure in declared:
        code = measure.code
        if measure.of == owner and draw(st.booleans()):
            found[code] = draw(_table_of(measure.shape, labels))
            found[f"{code}_assumed"] = draw(_assumed)
            if (section := draw(maybe_sections)) is not None:
                found[f"{code}_section"] = section
        if (measure.of == owner or owner == "plan") and draw(st.booleans()):
            found[f"published_{code}"] = draw(_table_of(measure.published, labels))
    return found


_assumed = st.lists(texts, unique=True, max_size=2)


def _links(known: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(known), unique=True, max_size=2) if known else st.just([])


def _one_of(known: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(known)) if known else st.none()


class _Aliases:
    """Aliases that nothing else in the plan has; they are told apart by a number."""

    def __init__(self) -> None:
        self.numbers = itertools.count()

    def draw(self, draw: Draw) -> list[str]:
        return [f"alias {next(self.numbers)} {text}" for text in draw(st.lists(texts, max_size=2))]


@st.composite
def grade_scales(draw: Draw) -> GradeScale:
    """ITU's scale, or one of another organisation."""
    if draw(st.booleans()):
        return ITU_SCALE
    letters = st.text(string.ascii_uppercase, min_size=1, max_size=3)
    categories = draw(st.lists(letters, min_size=1, max_size=3, unique=True))
    return GradeScale(
        {
            category: [f"{category}-{number}" for number in range(draw(st.integers(1, 3)), 0, -1)]
            for category in categories
        }
    )


_printed_labels = st.one_of(st.none(), st.none(), texts)


@st.composite
def services(draw: Draw) -> tuple[Service, ...]:
    """None, three that are counted in pages, or others, of one unit or several."""
    return draw(st.sampled_from([(), SERVICES])) or tuple(
        Service(
            code=code,
            name=draw(texts),
            label=draw(_printed_labels),
            unit=draw(st.sampled_from(_UNITS)),
            note=draw(maybe_prose),
        )
        for code in draw(unique_codes())
    )


@st.composite
def _units(draw: Draw, own: Sequence[str], actors: Sequence[str], aliases: _Aliases) -> list[OrgUnit]:
    return [
        OrgUnit(
            code=code,
            name=draw(texts),
            label=draw(_printed_labels),
            section=draw(maybe_sections),
            aliases=aliases.draw(draw),
            parent=draw(_one_of(own[:number])),
            description=draw(maybe_prose),
            valid_until=draw(st.one_of(st.none(), periods())),
            successors=draw(_links(actors[actors.index(code) + 1 :])),
            to_be_completed=draw(st.lists(texts, max_size=2, unique=True)),
            note=draw(maybe_prose),
        )
        for number, code in enumerate(own)
    ]


def _shared(codes_of_actors: Iterable[str], owners: Sequence[str]) -> dict[str, list[str]]:
    """The codes of units, dealt out to departments one by one."""
    dealt: dict[str, list[str]] = {owner: [] for owner in owners}
    for code, owner in zip(codes_of_actors, itertools.cycle(owners)) if owners else ():  # endless
        dealt[owner].append(code)
    return dealt


@st.composite
def plans(draw: Draw) -> OperationalPlan:
    """Small plans without errors: `validate(plan).ok` is true and `loads(dumps(plan)) == plan` ought to be."""
    aliases = _Aliases()
    columns = draw(separate_periods(min_size=1, max_size=3))
    years = list(map(str, columns))
    scale = draw(grade_scales())
    grades = [grade.code for grade in scale.grades]
    offered = draw(services())
    goals, objectives, groups = (draw(unique_codes(max_size=2)) for _ in range(3))
    outputs = draw(unique_codes(min_size=draw(st.sampled_from([1, 0, 2])), max_size=2))
    actors = draw(unique_codes(min_size=draw(st.sampled_from([3, 0, 5])), max_size=6))
    departments, rest = actors[: math.ceil(len(actors) / 2)], actors[math.ceil(len(actors) / 2) :]
    bodies = rest[:1]
    units = _shared(rest[1:], departments)
    kinds, items = ["activity", "event"], draw(unique_codes(min_size=1, max_size=3))
    declared = draw(measures())
    own_labels = {"source": SOURCES, "sex": SEXES, "item": items, "period": years}

    def own(owner: str) -> dict[str, object]:
        return draw(_figures_under(owner, declared, own_labels))

    def department(code: str) -> Department:
        return Department(
            code=code,
            name=draw(texts),
            label=draw(_printed_labels),
            section=draw(maybe_sections),
            aliases=aliases.draw(draw),
            parent=draw(_one_of(departments[: departments.index(code)])),
            description=draw(maybe_prose),
            objectives=draw(_links(objectives)),
            units=draw(_units(units[code], actors, aliases)),
            staffing=draw(_figures_of("work_month", grade=grades, period=years)),
            staffing_assumed=draw(_assumed),
            published_staffing=draw(_figures_of("work_month", period=years)),
            posts=draw(_figures_of("post", grade=grades, period=years)),
            published_posts=draw(_figures_of("post", period=years)),
            allocations=draw(_figures_of("percent", kind=kinds, item=items, period=years)),
            published_allocations=draw(_figures_of("percent", kind=kinds, period=years)),
            successors=draw(_links(actors[actors.index(code) + 1 :])),
            figures=own("departments"),
            note=draw(maybe_prose),
        )

    def output(code: str) -> Output:
        service_unit = draw(st.sampled_from([service.unit for service in offered] or ["count"]))
        ordered = [service.code for service in offered if service.unit == service_unit]
        volumes = draw(_figures_of(service_unit, service=ordered, period=years))
        return Output(
            code=code,
            title=draw(texts),
            label=draw(_printed_labels),
            section=draw(maybe_sections),
            group=draw(_one_of(groups)),
            parent=draw(_one_of(outputs[: outputs.index(code)])),
            description=draw(maybe_prose),
            goals=draw(_links(goals)),
            objectives=draw(_links(objectives)),
            effort=draw(_figures_of("work_month", department=departments, period=years)),
            effort_section=draw(maybe_sections),
            effort_assumed=draw(_assumed),
            published_effort=draw(_figures_of("work_month", period=years)),
            services=volumes,
            services_section=draw(maybe_sections),
            published_services=draw(_figures_of(service_unit, service=ordered, period=years)),
            figures=own("outputs"),
            to_be_completed=draw(st.lists(texts, max_size=2, unique=True)),
            note=draw(maybe_prose),
        )

    return OperationalPlan(
        code=draw(codes),
        title=draw(texts),
        label=draw(_printed_labels),
        organisation=draw(texts),
        entity=draw(maybe_texts),
        status=draw(st.sampled_from(["draft", "council", "published"])),
        language=draw(st.sampled_from(["en", "fr"])),
        currency=draw(st.sampled_from([None, "CHF", "EUR"])),
        window=draw(periods()),
        periods=columns,
        section=draw(maybe_sections),
        note=draw(maybe_prose),
        grades=scale,
        services=offered,
        dimensions={"source": SOURCES, "sex": SEXES} if declared else {},
        measures=declared,
        figures=own("plan"),
        goals=[
            StrategicGoal(
                code=code,
                title=draw(texts),
                label=draw(_printed_labels),
                section=draw(maybe_sections),
                parent=draw(_one_of(goals[:number])),
                note=draw(maybe_prose),
                figures=own("goals"),
            )
            for number, code in enumerate(goals)
        ],
        objectives=[
            Objective(
                code=code,
                title=draw(texts),
                parent=draw(_one_of(objectives[:number])),
                goals=draw(_links(goals)),
                description=draw(maybe_prose),
                figures=own("objectives"),
            )
            for number, code in enumerate(objectives)
        ],
        groups=[OutputGroup(code=code, title=draw(texts), section=draw(maybe_sections)) for code in groups],
        departments=[department(code) for code in departments],
        bodies=[
            Body(code=code, name=draw(texts), aliases=aliases.draw(draw), note=draw(maybe_prose)) for code in bodies
        ],
        activities=[
            Activity(code=code, title=draw(texts), department=draw(_one_of(departments)), aliases=aliases.draw(draw))
            for code in draw(unique_codes(max_size=2))
        ],
        events=[
            Event(code=code, title=draw(texts), output=draw(_one_of(outputs)), aliases=aliases.draw(draw))
            for code in draw(unique_codes(max_size=2))
        ],
        outputs=[output(code) for code in outputs],
    )
