"""Hypothesis strategies for actuals: any that can be, and such as fit a small plan."""

import datetime
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from itu_opplan import (
    Actual,
    Actuals,
    DepartmentActuals,
    FigureActuals,
    KPIActuals,
    Missing,
    OutputActuals,
    Table,
    Thresholds,
)
from tests.strategies import Draw, cells, codes, figures, maybe_prose, runs, texts, unique_codes

FURTHER = ("department", "grade", "source", "kind", "item", "place")
LABELS = ("SGO", "C&P", "P-5", "GS (OL)", "专业", "a.b", "x")
amounts = cells(figures(digits=15, places=12))


@st.composite
def _separate_runs(draw: Draw, *, fiscal: bool) -> list[str]:
    """Periods of any length that do not overlap."""
    found = sorted(draw(st.lists(runs(first=2005, last=2012, fiscal=fiscal), min_size=1, max_size=4)))
    kept = found[:1]
    for one in found[1:]:
        if not one.overlaps(kept[-1]):
            kept.append(one)
    return [str(one) for one in kept]


@st.composite
def bare_tables(draw: Draw) -> Table:
    """Figures of any dims, in a unit or without one, which is `count`; some of them without any figure."""
    dims = draw(st.lists(st.sampled_from(FURTHER), max_size=2, unique=True))
    labels = [draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True)) for _ in dims]
    periods = draw(_separate_runs(fiscal=draw(st.booleans())))
    records = [
        {**dict(zip((*dims, "period"), key, strict=True)), "value": draw(amounts)}
        for key in itertools.product(*labels, periods)
        if draw(st.integers(0, 5))
    ]
    order = draw(st.permutations([*dims, "period"]))
    return Table.from_records(records, dims=order, unit="count")


measured = st.builds(
    Actual,
    value=st.one_of(figures(digits=12, places=6), st.sampled_from([*Missing][:1])),
    period=runs(first=2005, last=2012, fiscal=False),
    note=maybe_prose,
)


@st.composite
def actuals(draw: Draw) -> Actuals:
    """Any actuals that can be, each measure in one unit."""
    units = {name: draw(st.sampled_from(["count", "count", "hour", "kCHF"])) for name in ("effort", "budget", "reach")}

    def table(measure: str) -> Table:
        found = draw(bare_tables())
        return Table.from_records(found.records(), dims=found.dims, unit=units.get(measure, "count"))

    def own(*names: str) -> dict[str, Any]:
        return {name: table(name) for name in names if draw(st.booleans())}

    some = unique_codes(max_size=2)
    days = st.dates(datetime.date(2005, 1, 1), datetime.date(2012, 12, 31))
    low = draw(st.decimals(0, 100, places=2))
    return Actuals(
        code=draw(codes),
        title=draw(texts),
        plan=draw(codes),
        as_of=draw(days),
        source=draw(texts),
        invented=draw(st.booleans()),
        note=draw(maybe_prose),
        assumed=draw(st.lists(texts, max_size=2, unique=True)),
        thresholds=draw(st.sampled_from([None, Thresholds(), Thresholds(amber=low, green=low + 5)])),
        outputs=[
            OutputActuals(code=code, figures=own("budget"), note=draw(maybe_prose), **own("effort", "services"))
            for code in draw(some)
        ],
        departments=[
            DepartmentActuals(code=code, figures=own("budget", "x"), **own("staffing", "posts", "allocations"))
            for code in draw(some)
        ],
        objectives=[FigureActuals(code=code, figures=own("reach")) for code in draw(some)],
        goals=[FigureActuals(code=code, figures=own("reach")) for code in draw(some)],
        projects=[FigureActuals(code=code, figures=own("budget")) for code in draw(some)],
        figures=own("fund"),
        kpis=[KPIActuals(code=code, actuals=draw(st.lists(measured, max_size=1))) for code in draw(some)],
    )


def table(unit: str, dims: Sequence[str], rows: dict[tuple[str, ...], Decimal | Missing | int]) -> Table:
    """A table from cells by their labels."""
    return Table.from_records(
        [{**dict(zip(dims, key, strict=True)), "value": value} for key, value in rows.items()], dims=dims, unit=unit
    )
