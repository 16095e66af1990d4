"""Hypothesis strategies for rates and their steps, and for small plans with rates that price everything in them."""

import datetime
import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from itu_opplan import (
    CostStep,
    Department,
    ExchangeRates,
    MeasureRates,
    Missing,
    Objective,
    OperationalPlan,
    Output,
    Overhead,
    Rates,
    Service,
    ServiceRates,
    StaffRates,
    Table,
)
from itu_opplan.model.steps import StepTarget
from itu_opplan.paths import is_label
from tests.strategies import Draw, cells, codes, figures, maybe_prose, separate_periods, texts, unique_codes

T = TypeVar("T")
PERIODS = ("2007", "2008", "2009-2011")
GRADES = ("D1", "P5", "P-4", "G6", "X9")
SERVICES = ("translation", "typing", "reprography")

prices = figures(digits=8, places=6, negative=False)
dates = st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 12, 31))


def table(unit: str, rows: dict[tuple[str, ...], Decimal | Missing | int], *dims: str) -> Table:
    """A table from cells by their labels."""
    records = [{**dict(zip(dims, key, strict=True)), "value": value} for key, value in rows.items()]
    return Table.from_records(records, dims=dims, unit=unit)


weights = figures(digits=15, places=12, negative=False).filter(bool)
splits: st.SearchStrategy[str | dict[str, Decimal] | None] = st.none() | st.just("even")
splits |= st.dictionaries(st.sampled_from(["2009", "2010-2011", "2012-Q1"]), weights, min_size=1)


@st.composite
def _priced(draw: Draw, unit: str, *, zero: bool = True, **labels: Sequence[str]) -> Table:
    """Prices of at least one of these labels, or of periods alone, in periods that do not overlap."""
    some = [draw(st.lists(st.sampled_from(one), min_size=1, max_size=3, unique=True)) for one in labels.values()]
    years = [str(period) for period in draw(separate_periods(min_size=1))]
    prices = figures(digits=15, places=12, negative=False)
    values = cells(prices if zero else prices.filter(bool))
    return table(unit, {key: draw(values) for key in itertools.product(*some, years)}, *labels, "period")


@st.composite
def rates(draw: Draw) -> Rates:
    """Any rates that can be: one table of each kind at most, so that no price stands twice."""

    def common() -> dict[str, object]:
        given = {"code": draw(codes), "source": draw(texts), "as_of": draw(dates), "note": draw(maybe_prose)}
        return given | {"split": draw(splits)}

    def one_or_none(make: Callable[..., T], **tables: st.SearchStrategy[Table | None]) -> list[T]:
        return [make(**common(), **{name: draw(one) for name, one in tables.items()})] if draw(st.booleans()) else []

    unit = f"{draw(st.sampled_from(['CHF', 'USD']))}/{draw(st.sampled_from(['work_month', 'work_year']))}"
    by_level = {
        "grades": _priced(unit, grade=GRADES),
        "categories": _priced(unit, category=("D", "P", "G")),
    }
    held = draw(st.sampled_from([("grades",), ("categories",), ("grades", "categories")]))
    overheads = one_or_none(
        lambda **fields: Overhead(**fields | {"code": "support"}, on=["staff"]), percent=_priced("percent")
    )
    return Rates(
        code=draw(codes),
        title=draw(texts),
        currency=draw(st.sampled_from(["CHF", "EUR", "XTS"])),
        invented=draw(st.booleans()),
        note=draw(maybe_prose),
        staff=one_or_none(StaffRates, **{name: by_level[name] for name in held}),
        services=one_or_none(ServiceRates, rates=_priced("CHF/hour", service=("interpretation", "typing"))),
        measures=one_or_none(
            lambda **fields: MeasureRates(
                **fields | {"code": "kits"},
                measure=draw(st.none() | codes),
                only=draw(st.sampled_from([{}, {"種": "大"}])),
            ),
            rates=st.none() | _priced("USD/kit") | _priced("CHF/kit", place=("N", "S"), 种=("大", "小")),
        ),
        exchange=one_or_none(ExchangeRates, rates=_priced("CHF/USD", zero=False)),
        overheads=overheads,
        steps=draw(steps()),
    )


# --- plans with a price for everything --------------------------------------------------------------------------------

amounts = cells(figures(digits=6, places=3, negative=False))
some_work = figures(digits=4, places=2, negative=False).filter(bool)
_GRADED = ("D1", "P5", "P4", "G6")


@st.composite
def small_plans(draw: Draw) -> OperationalPlan:
    """Plans with work-months, volumes and links; each department has work-months of some grade in each period."""
    departments = draw(unique_codes(min_size=1, max_size=3))
    objectives = draw(unique_codes(max_size=3))

    def mix() -> Table:
        rows: dict[tuple[str, ...], Decimal | Missing | int] = {}
        for period in PERIODS:
            first = draw(st.sampled_from(_GRADED))
            rows |= {(grade, period): draw(amounts) for grade in _GRADED if draw(st.booleans())}
            rows[first, period] = draw(some_work)
        return table("work_month", rows, "grade", "period")

    def asked(labels: Sequence[str], unit: str, dim: str) -> Table:
        pairs = [pair for pair in itertools.product(labels, PERIODS) if draw(st.booleans())]
        return table(unit, {pair: draw(amounts) for pair in pairs}, dim, "period")

    return OperationalPlan(
        code="p",
        title="P",
        organisation="O",
        window="2008-2011",
        periods=PERIODS,
        objectives=[Objective(code=code, title=code) for code in objectives],
        services=[Service(code=code, name=code, unit="page") for code in SERVICES],
        departments=[Department(code=code, name=code, staffing=mix()) for code in departments],
        outputs=[
            Output(
                code=code,
                title=code,
                objectives=[one for one in objectives if draw(st.booleans())],
                effort=asked(departments, "work_month", "department"),
                services=asked(SERVICES, "page", "service"),
            )
            for code in draw(unique_codes(max_size=3))
        ],
    )


AS_OF = datetime.date(2007, 1, 1)


@st.composite
def full_rates(draw: Draw, *, currency: str = "CHF") -> Rates:
    """Rates that price everything in a small plan, by grade and category, by year and by longer periods."""
    by_grade = {(grade, period): draw(prices) for grade in ("D1", "P5") for period in PERIODS}
    by_category = {(category, "2007-2011"): draw(prices) for category in ("P", "G")}
    by_service = {(service, "2007-2012"): draw(prices) for service in SERVICES}
    staff = StaffRates(
        code="all",
        source="drawn",
        as_of=AS_OF,
        grades=table(f"{currency}/work_month", by_grade, "grade", "period"),
        categories=table(f"{currency}/work_month", by_category, "category", "period"),
    )
    services = ServiceRates(
        code="all", source="drawn", as_of=AS_OF, rates=table(f"{currency}/page", by_service, "service", "period")
    )
    return Rates(code="r", title="R", currency=currency, staff=[staff], services=[services])


# --- steps of costs ---------------------------------------------------------------------------------------------------


_EARLY: tuple[StepTarget, ...] = ("department", "output")
_LATE: tuple[StepTarget, ...] = ("objective", "goal")


@st.composite
def steps(draw: Draw) -> list[CostStep]:
    """Any steps that rates can have: to users, to outputs, then to objectives and goals."""
    found: list[CostStep] = []
    names = draw(st.lists(codes, max_size=4, unique_by=str.casefold))

    def add(to: StepTarget, **means: object) -> None:
        some = st.lists(codes, max_size=2, unique=True)
        found.append(
            CostStep(
                **{"from_": draw(some), "components": draw(some), "users": draw(some)} | means,  # type: ignore[arg-type]
                to=to,
                code=names.pop() if names and draw(st.booleans()) else None,
                source=draw(st.none() | texts),
                note=draw(maybe_prose),
            )
        )

    first: list[StepTarget] = draw(st.lists(st.sampled_from(_EARLY), max_size=2))
    for target in first:
        means = draw(st.sampled_from(["driver", "weights", "percent"]))
        if means == "driver":
            only = draw(st.dictionaries(st.sampled_from(["source", "service"]), texts.filter(is_label), max_size=2))
            add(
                target,
                driver=draw(codes.filter(lambda code: code not in ("equal", "primary"))),
                only=only,
                period=draw(st.none() | separate_periods(min_size=1, max_size=1).map(lambda one: one[0])),
                out_of=draw(st.none() | codes),
            )
        elif means == "weights":
            add(target, weights=draw(_priced("count", **{target: ("A", "B", "C&D")})))
        else:
            percent = draw(_priced("percent", **{target: ("A", "B")}))
            add(target, percent=percent, on=draw(st.lists(codes, max_size=2, unique=True)))
    for target in draw(st.permutations(_LATE))[: draw(st.integers(0, 2))]:
        add(target, driver=draw(st.sampled_from(["equal", "primary", "priority"])))
    return found


@st.composite
def steps_for(draw: Draw, plan: OperationalPlan) -> list[CostStep]:
    """Steps that a small plan can take, at least one."""
    departments, outputs = [one.code for one in plan.departments], [one.code for one in plan.outputs]
    found: list[CostStep] = []

    def some(labels: Sequence[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(labels), max_size=2, unique=True)) if labels else []

    def add(to: StepTarget, labels: Sequence[str], drivers: Sequence[dict[str, object]]) -> None:
        means: dict[str, object] = dict(draw(st.sampled_from(drivers)))
        if labels and draw(st.booleans()):
            means = {"weights": draw(_weights(**{to: labels}))}
        components = draw(st.lists(st.sampled_from(["staff", *SERVICES]), max_size=2, unique=True))
        found.append(CostStep(to=to, from_=some(departments), components=components, **means))  # type: ignore[arg-type]

    effort: dict[str, object] = {"driver": "effort"}
    part = effort | {"out_of": "staffing"}
    pages: dict[str, object] = {"driver": "services", "only": {"service": "typing"}}
    first: list[StepTarget] = draw(st.lists(st.sampled_from(_EARLY), max_size=4))
    for target in first:
        if target == "department":
            add("department", departments, [effort, part, {"driver": "staffing"}])
        else:
            add("output", outputs, [effort, part, pages, {"driver": "effort", "period": "2008"}])
    if not found or draw(st.booleans()):
        found.append(CostStep(to="objective", driver=draw(st.sampled_from(["equal", "primary"]))))
        if draw(st.booleans()):
            found.append(CostStep(to="goal", driver="equal"))
    return found


@st.composite
def _weights(draw: Draw, **labels: Sequence[str]) -> Table:
    """Weights, some of them 0 or missing, of all columns of a small plan at once, or of each."""
    ((dim, known),) = labels.items()
    years = draw(st.sampled_from([("2007-2011",), PERIODS]))
    rows: dict[tuple[str, ...], Decimal | Missing | int] = {}
    rows |= {pair: draw(amounts) for pair in itertools.product(known, years)}
    return table("count", rows, dim, "period")
