"""Pictures: they show what a table has, say what it lacks, can be read in any style, and change nothing else."""

import importlib.util
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from itu_opplan import (
    InvalidPlan,
    Missing,
    NotAdditive,
    OperationalPlan,
    OpPlanError,
    Table,
    UnitMismatch,
    UnknownLabel,
    bridge,
    bundled,
    capacity,
    effort,
    figures,
    load,
    loads,
    reconcile,
)
from itu_opplan.table.charts import make_chart
from itu_opplan.table.page import list_ticks
from tests.drawn import list_unreadable, notes_of, texts_of
from tests.helpers import refusal
from tests.small_plans import HEAD
from tests.strategies import figures as any_figures

ROOT = Path(__file__).parents[1]


@cache
def plan() -> OperationalPlan:
    return bundled("gs-2008-2011")


@cache
def asked() -> Table:
    return effort(plan())


def things(unit: str = "work_month", **cells: object) -> Table:
    """A table of one dim: `things(a=5, b="blank")`."""
    return Table.from_records(
        [{"thing": label, "value": value} for label, value in cells.items()], dims=["thing"], unit=unit
    )


def pairs(cells: Mapping[tuple[str, str], object], *dims: str, unit: str = "work_month") -> Table:
    """A table of two dims."""
    rows = [{dims[0]: one, dims[1]: other, "value": value} for (one, other), value in cells.items()]
    return Table.from_records(rows, dims=dims, unit=unit)


def bars(axes: Axes) -> list[list[float]]:
    """How long the bars of each series are, one that lies likewise."""
    lie = not axes.get_ylim()[0] < axes.get_ylim()[1]
    return [[bar.get_width() if lie else bar.get_height() for bar in series] for series in axes.containers]


def written(axes: Axes) -> list[str]:
    """What stands at bars and points, or in fields."""
    return [text.get_text() for text in axes.texts]


def ticks(axes: Axes, which: str = "x") -> list[str]:
    labels = axes.get_xticklabels() if which == "x" else axes.get_yticklabels()
    return [" ".join(label.get_text().split()) for label in labels]


def legend(axes: Axes) -> list[str]:
    found = axes.get_legend()
    assert found is not None
    return [found.get_title().get_text(), *(text.get_text() for text in found.get_texts())]


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_bars_are_as_high_as_the_figures_and_say_them() -> None:
    axes = asked().where(output="PP", period="2008").by("department").plot(title="Conference")
    assert bars(axes) == [[0, 0, 2.1, 13.1, 1.4, 0.3, 0, 0]]
    assert written(axes) == ["0.0", "0.0", "2.1", "13.1", "1.4", "0.3", "0.0", "0.0"]
    assert ticks(axes) == ["SGO", "CEC", "SPU", "C&P", "CS", "PER", "FIN", "IS"]
    assert (axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel()) == (
        "Conference",
        "department",
        "work-months",
    )
    assert (axes.get_legend(), notes_of(axes)) == (None, "")


def test_of_two_dims_the_last_is_the_series() -> None:
    axes = asked().where(department=("SGO", "SPU")).by("department", "period").plot()
    assert bars(axes) == [[142.3, 49.3], [134.1, 51.9], [402.9, 138.8]]
    assert legend(axes) == ["period", "2007", "2008", "2009-2011"]


def test_bars_lie_where_their_labels_or_figures_have_no_room_and_periods_stand() -> None:
    names = {department.code: department.name for department in plan().departments}
    one = asked().where(output="PP", period="2008").by("department")
    lying = one.relabel("department", names).plot()
    assert ticks(lying, "y")[1:3] == [
        "Coordination, External Affairs and Communication Units",
        "Strategy and Policy Unit",
    ]
    assert (lying.get_xlabel(), lying.get_ylabel()) == ("work-months", "department")
    assert bars(lying) == bars(one.plot())
    assert asked().by("department", "period").plot().get_xlabel() == "work-months"
    assert asked().by("period", "department").plot().get_xlabel() == "period"


def test_figures_have_the_decimals_of_print_and_thousands_apart() -> None:
    axes = things(a="1234567.50", b=12, c="-0.25").plot()
    assert written(axes) == ["1,234,567.50", "12", "-0.25"]
    shares = things(a=1, b=2).shares().plot()
    assert (written(shares), shares.get_ylabel()) == (["33.3", "66.7"], "percent")


def test_a_figure_of_thirty_digits_is_written_exactly() -> None:
    axes = things(a=10**30 - 1, b=3).plot()
    assert written(axes) == ["999,999,999,999,999,999,999,999,999,999", "3"]
    assert list_unreadable(axes.figure.figure) == []


def test_blank_is_not_zero_and_each_state_has_its_sign_and_its_line() -> None:
    axes = things(a=0, b="blank", c="n/a", d="to be completed", e="blank").plot()
    assert bars(axes) == [[0]]
    assert written(axes) == ["0", "×", "○", "…", "×"]
    assert notes_of(axes) == "× blank: b, e ○ n/a: c … to be completed: d"


def test_a_place_without_a_cell_stays_empty_and_many_missing_ones_are_counted() -> None:
    cells = {("a", "x"): 1, ("b", "y"): 2, **{(name, "y"): "blank" for name in "cdefg"}}
    axes = pairs(cells, "thing", "other").plot()
    assert bars(axes) == [[1], [2]]
    assert written(axes) == ["1", *"2×××××"]
    assert notes_of(axes) == "× blank: c y, d y, e y and 2 more"


def test_sums_that_skipped_missing_cells_have_a_star() -> None:
    axes = capacity(plan()).where(department=("SGO", "TLC"), period="2008").by("department").plot()
    assert (written(axes), notes_of(axes)) == (["191*"], "* skipped: 1 blank")


def test_where_figures_have_no_room_their_signs_stay() -> None:
    months = [f"{year}-M{month:02}" for year in range(2008, 2012) for month in range(1, 13)]
    table = Table.from_records(
        [{"period": one, "value": 1000 + at} for at, one in enumerate(months)], dims=["period"], unit="page"
    )
    axes = table.set(0, period="2008-M02").set(Missing.BLANK, period="2008-M03").plot()
    assert written(axes) == ["0", "×"]
    assert ticks(axes) in [months[::step] for step in (3, 4, 6)]
    assert axes.get_xlabel() == "period"


def test_what_is_assumed_stands_below_in_lines_that_end_before_the_edge() -> None:
    sentence = (
        "the figures of all departments are divided evenly among the months of the year, as nothing else is known" * 2
    )
    axes = things(a=5).assuming(sentence, "prices stay").plot()
    assert notes_of(axes) == f"assumed: {sentence} assumed: prices stay"
    assert axes.figure.figure.get_supxlabel().count("\n") > 1


def test_labels_and_units_are_shown_as_they_are_printed() -> None:
    own = '[measures.days]\nof = "outputs"\nunit = "person_day"\n'
    text = '[outputs.PP]\ntitle = "x"\nlabel = "1.1 $a$"\nfigures.days = [{ 2008 = 5 }]\n'
    plan = loads(HEAD + own + text)
    axes = figures(plan, "days").by("output").plot()
    assert (ticks(axes), axes.get_ylabel()) == (["1.1 $a$"], "person-days")
    assert things("CHF/work_month", a=5).plot().get_ylabel() == "CHF/work-month"
    assert things("work_month/year", a=5).plot().get_ylabel() == "work-months/year"


def test_a_table_without_dims_is_one_bar_and_one_without_cells_says_so() -> None:
    whole = asked().by().plot()
    assert (bars(whole), written(whole)) == ([[3486.7]], ["3,486.7"])
    empty = things().plot()
    assert (bars(empty), written(empty), notes_of(empty)) == ([[]], [], "no cells")


# --- the kinds --------------------------------------------------------------------------------------------------------


def test_stacks_have_their_totals_and_these_their_stars() -> None:
    cells = {
        ("a", "x"): 1,
        ("a", "y"): "2.5",
        ("b", "x"): 4,
        ("b", "y"): "blank",
        ("c", "x"): "n/a",
        ("c", "y"): "blank",
    }
    axes = pairs(cells, "thing", "other").plot("stacked bar")
    assert bars(axes) == [[1, 4], [2.5]]
    assert written(axes) == ["3.5", "4*", "×"]
    assert notes_of(axes) == "* skipped: 1 blank × blank: c"


def test_periods_of_a_line_run_to_the_right_whatever_the_order_of_dims() -> None:
    table = asked().where(department=("SGO", "SPU"))
    for axes in (table.by("department", "period").plot("line"), table.by("period", "department").plot("line")):
        assert [list(line.get_ydata()) for line in axes.lines] == [[142.3, 134.1, 402.9], [49.3, 51.9, 138.8]]
        assert (ticks(axes), axes.get_xlabel()) == (["2007", "2008", "2009-2011"], "period")
        assert legend(axes) == ["department", "SGO", "SPU"]


def test_lines_have_gaps_with_a_sign_and_stars_where_cells_were_skipped() -> None:
    rows = [
        {"dep": "a", "2008": 1, "2009": "blank", "2010": 3},
        {"dep": "b", "2008": "n/a", "2009": "blank", "2010": 1},
    ]
    table = Table.from_rows(rows, dims=["dep", "period"], unit="page")
    axes = table.plot("line")
    assert [str(float(end)) for end in axes.lines[0].get_ydata()] == ["1.0", "nan", "3.0"]
    assert written(axes) == ["○", "×"]
    assert notes_of(axes) == "× blank: 2009 a, 2009 b ○ n/a: 2008 b"
    total = table.by("period").plot("line")
    assert written(total) == ["1*", "×", "4"]
    assert [(list(line.get_xdata()), line.get_marker()) for line in total.lines[1:]] == [([0], "*")]


def test_fields_of_a_heat_map_have_figures_and_a_scale() -> None:
    table = pairs({("a", "x"): 10, ("a", "y"): 0, ("b", "x"): "blank", ("b", "y"): 5}, "thing", "other")
    axes = table.plot("heat map")
    assert [(text.get_position(), text.get_text()) for text in axes.texts] == [
        ((0, 0), "10"),
        ((0, 1), "×"),
        ((1, 0), "0"),
        ((1, 1), "5"),
    ]
    assert (ticks(axes, "x"), ticks(axes, "y")) == (["x", "y"], ["a", "b"])
    assert (axes.get_xlabel(), axes.get_ylabel(), notes_of(axes)) == ("other", "thing", "× blank: b x")
    scale = axes.figure.axes[1]
    assert (scale.get_ylabel(), ticks(scale, "y")) == ("work-months", ["0", "5", "10"])


def test_a_bridge_is_a_waterfall_from_old_to_new() -> None:
    steps = bridge(asked().where(period="2008"), asked().where(period="2009-2011")).where(output="PP", department="C&P")
    axes = steps.by("part").plot("waterfall")
    boxes = [(bar.get_y(), bar.get_height()) for bar in axes.containers[0]]
    assert boxes == [(0, 13.1), (13.1, 26.2), (39.3, 0), (39.3, 0), pytest.approx((39.3, 62.6)), (0, 101.9)]
    assert written(axes) == ["13.1", "+26.2", "0", "0", "+62.6", "101.9"]
    assert notes_of(axes).startswith("assumed: old is 2008, new is 2009-2011; period length is")


def test_any_other_waterfall_begins_at_nothing_and_ends_with_the_total() -> None:
    axes = things(a=5, b=-3, c="blank", d=-7).plot("waterfall")
    assert [(bar.get_y(), bar.get_height()) for bar in axes.containers[0]] == [(0, 5), (5, -3), (2, -7), (0, -5)]
    assert (written(axes), ticks(axes)) == (["+5", "-3", "×", "-7", "-5*"], ["a", "b", "c", "d", "total"])
    assert notes_of(axes) == "* skipped: 1 blank × blank: c"


# --- against ----------------------------------------------------------------------------------------------------------


def marks(axes: Axes) -> list[float]:
    """The figures at which thick lines go across bars that stand."""
    lines = [lines for lines in axes.collections if max(lines.get_linewidths()) > 1]
    return [float(line[0][1]) for one in lines for line in one.get_segments()]  # type: ignore[attr-defined]  # they are lines


def test_bars_are_held_against_a_table_a_figure_or_several_by_name() -> None:
    one = asked().where(department=("SGO", "SPU", "IS"), period="2008").by("department")
    has = capacity(plan()).where(period="2008").by("department")
    axes = one.plot(against={"capacity": has, "all": 100})
    assert marks(axes) == [191, 48, 740, 100, 100, 100]
    assert legend(axes) == ["", "capacity", "all"]
    assert notes_of(axes) == "capacity without 1 blank"
    assert legend(one.plot(against=Decimal("12.5"))) == ["", "against"]


def test_labels_that_only_one_side_has_keep_their_place() -> None:
    axes = things(a=5, c=1).plot(against={"limit": things(a=4, b=7, c="blank", d=2).where(thing=("a", "b", "c"))})
    assert ticks(axes) == ["a", "c"]
    assert notes_of(axes) == "limit without 1 blank"
    whole = asked().where(period="2008").by("department")
    axes = whole.plot(against={"capacity": capacity(plan()).where(period="2007").by("department")})
    assert (ticks(axes)[3], len(ticks(axes)), len(bars(axes)[0]), len(marks(axes))) == ("TLC", 9, 8, 9)


def test_what_is_held_against_is_converted_and_its_assumptions_are_told() -> None:
    axes = things("kCHF", a=5, b=3).plot(against=things("CHF", a=4000).assuming("prices of 2008"))
    assert (marks(axes), notes_of(axes)) == ([4], "assumed: prices of 2008")


def test_a_table_by_period_stands_at_the_bars_of_each_period() -> None:
    rows = [{"output": "PP", "2008-H1": 22, "2008": 71}, {"output": "WTPF", "2008-H1": "blank", "2008": 104}]
    execution = Table.from_rows(rows, dims=["output", "period"], unit="percent")
    elapsed = Table.from_rows([{"2008-H1": 50, "2008": 100}], dims=["period"], unit="percent")
    axes = execution.plot(against={"elapsed": elapsed})
    assert marks(axes) == [50, 50, 100, 100]
    assert (written(axes), notes_of(axes)) == (["22", "×", "71", "104"], "× blank: WTPF 2008-H1")
    assert list_unreadable(axes.figure.figure) == []
    line = execution.plot("line", against={"elapsed": elapsed})
    assert [list(one.get_ydata()) for one in line.lines if one.get_linestyle() == "--"] == [[50, 100], []]


def test_load_against_capacity_names_what_is_above_the_line() -> None:
    load = reconcile(plan()).load.where(period="2008").by("department")
    axes = load.plot(against={"all that there is": 100})
    assert [label for label, height in zip(ticks(axes), bars(axes)[0], strict=True) if height > 100] == ["SPU"]


# --- refusals ---------------------------------------------------------------------------------------------------------

BRIDGE = bridge(things(a=1), things(a=2))
REFUSED: list[tuple[type[OpPlanError], Callable[[], Axes], str]] = [
    (
        InvalidPlan,
        lambda: things(a=1).plot("pie"),  # type: ignore[arg-type]  # as a program may say
        "kind: must be 'bar', 'stacked bar', 'line', 'heat map' or 'waterfall', got 'pie'",
    ),
    (
        InvalidPlan,
        lambda: asked().plot(),
        "plot: a bar shows one dim or two, the table has output, department, period; "
        "write table.by('output', 'department').plot('bar')",
    ),
    (
        InvalidPlan,
        lambda: asked().where(output="PP", period="2008").plot("line"),
        "plot: a line shows one dim or two, the table has output, department, period; "
        "write table.by('output', 'department').plot('line')",
    ),
    (
        InvalidPlan,
        lambda: capacity(plan()).convert("work_year").plot("waterfall"),
        "plot: a waterfall shows one dim, the table has department, grade, period; "
        "write table.by('department').plot('waterfall')",
    ),
    (
        InvalidPlan,
        lambda: BRIDGE.plot("waterfall"),
        "plot: a waterfall shows one dim, the table has thing, part; write table.by('part').plot('waterfall')",
    ),
    (InvalidPlan, lambda: asked().by().plot("waterfall"), "plot: a waterfall shows one dim, the table has none"),
    (
        InvalidPlan,
        lambda: pairs({("a", str(at)): at for at in range(11)}, "x", "y").plot("line"),
        "plot: a line shows at most 10 labels of y, got 11; take fewer with where(y=…); a heat map shows more",
    ),
    (
        InvalidPlan,
        lambda: things(**{f"a{at}": at for at in range(121)}).plot(),
        "plot: a bar shows at most 120 labels of thing, got 121; take fewer with where(thing=…)",
    ),
    (
        InvalidPlan,
        lambda: pairs({(str(at), own): at for at in range(20) for own in "abcdefgh"}, "x", "y").plot(),
        "plot: at most 150 bars can be read, got 160; write plot('stacked bar') or plot('heat map')",
    ),
    (
        InvalidPlan,
        lambda: pairs({("a", "x"): 3, ("a", "y"): -5}, "thing", "other").plot("stacked bar"),
        "plot: a, y is -5, and a negative figure has no place in a stack; write plot('bar')",
    ),
    (
        NotAdditive,
        lambda: pairs({("a", "2008"): 3, ("a", "2009"): 5}, "grade", "period", unit="post").plot("stacked bar"),
        "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
        "or take one with where(period='2008')",
    ),
    (
        NotAdditive,
        lambda: Table.from_rows([{"2008": 3, "2009": 5}], dims=["period"], unit="post").plot("waterfall"),
        "cannot add up over 'period': posts are a stock, not a flow; keep it with by(…, 'period'), "
        "or take one with where(period='2008')",
    ),
    (
        UnknownLabel,
        lambda: asked().by("department").plot(against={"capacity": capacity(plan()).by("department", "grade")}),
        "capacity has dims that the picture does not show: department, grade beside department; "
        "add it up with by('department')",
    ),
    (
        UnknownLabel,
        lambda: asked().by("department", "period").plot("stacked bar", against=asked().by("department", "period")),
        "against has dims that the picture does not show: department, period beside department; "
        "add it up with by('department')",
    ),
    (
        UnitMismatch,
        lambda: things(a=1).plot(against=things("page", a=1)),
        "cannot convert 'page' ([page]) to 'work_month' ([work]); 'page' converts to no other unit",
    ),
    (
        InvalidPlan,
        lambda: things(a=1).plot("heat map", against=5),
        "against: a heat map is held against nothing; write plot('bar', against=…)",
    ),
    (
        InvalidPlan,
        lambda: things(a=1).plot(against=dict.fromkeys("abcd", 5)),
        "against: must be at most 3 tables or figures, got 4",
    ),
    (InvalidPlan, lambda: things(a=1).plot(against=Decimal("NaN")), "against: must be a finite number, got NaN"),
]


@pytest.mark.parametrize(("kind", "draw", "message"), REFUSED, ids=[message[:60] for _, _, message in REFUSED])
def test_what_no_picture_can_be_is_refused_with_what_to_write(
    kind: type[OpPlanError], draw: Callable[[], Axes], message: str
) -> None:
    assert refusal(kind, draw) == message


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: things(a=1).plot(title=5), "title: must be text, got 5"),  # type: ignore[arg-type]
    (
        lambda: things(a=1).plot(ax=Figure()),  # type: ignore[arg-type]
        "ax: must be axes of matplotlib, such as pyplot.subplots() gives, got Figure(640x480)",
    ),
    (
        lambda: things(a=1).plot(against=0.5),  # type: ignore[arg-type]
        "against: must be a Table, a Decimal or a whole number, got 0.5",
    ),
    (
        lambda: things(a=1).plot(against={"all": True}),
        "all: must be a Table, a Decimal or a whole number, got true",
    ),
    (
        lambda: things(a=1).plot(against={5: 1}),  # type: ignore[dict-item]
        "against: its names are text, got 5",
    ),
]


@pytest.mark.parametrize(("draw", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_wrong_arguments_are_type_errors(draw: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        draw()
    assert str(caught.value) == message


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.axes", None)
    with pytest.raises(
        ImportError, match=r"^pictures need matplotlib: pip install 'itu-opplan\[plot\]' \(.*\)$"
    ) as caught:
        things(a=1).plot()
    assert caught.value.name == "matplotlib"


# --- laws -------------------------------------------------------------------------------------------------------------

ANY = st.one_of(any_figures(), st.sampled_from(["blank", "n/a", "to be completed"]), st.none())
POSITIVE = st.one_of(any_figures(negative=False), st.sampled_from(["blank", "n/a"]), st.none())


def tables(cells: st.SearchStrategy[object]) -> st.SearchStrategy[Table]:
    def make(rows: list[list[object]]) -> Table:
        records = [
            {"a": f"a{one}", "b": f"b{other}", "value": cell}
            for one, row in enumerate(rows)
            for other, cell in enumerate(row)
            if cell is not None
        ]
        return Table.from_records(records, dims=["a", "b"], unit="page")

    return st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=4).map(make)


@given(tables(ANY))
def test_every_figure_is_a_length_and_every_missing_cell_a_sign(table: Table) -> None:
    chart = make_chart(table, "bar", None)
    shown = [mark for row in chart.marks for mark in row]
    known = [cell for *_, cell in (record.values() for record in table.records())]
    assert sorted(mark.high - mark.low for mark in shown if isinstance(mark.cell, Decimal)) == sorted(
        Fraction(cell) for cell in known if isinstance(cell, Decimal)
    )
    assert sorted(mark.sign for mark in shown if isinstance(mark.cell, Missing) and mark.sign) == sorted(
        {"blank": "×", "n/a": "○", "to be completed": "…"}[cell.value] for cell in known if isinstance(cell, Missing)
    )


@given(tables(POSITIVE))
def test_stacks_are_as_high_as_the_sums_to_the_last_digit(table: Table) -> None:
    chart = make_chart(table, "stacked bar", None)
    sums = table.by("a")
    for place, label in enumerate(table.used_labels["a"]):
        cell = sums.at(a=label)
        tops = [row[place].high for row in chart.marks]
        assert chart.totals[place].cell == cell
        assert tops[-1] == (0 if isinstance(cell, Missing) else Fraction(cell))
        assert [row[place].low for row in chart.marks] == [0, *tops[:-1]]


@given(tables(ANY))
def test_steps_end_where_the_total_is(table: Table) -> None:
    *steps, total = make_chart(table.by("a"), "waterfall", None).marks[0]
    assert (steps[-1].high if steps else 0) == total.high


@given(st.fractions(-(10**9), 10**9), st.fractions(1, 10**9), st.integers(2, 8))
def test_ticks_are_round_few_and_inside(low: Fraction, span: Fraction, most: int) -> None:
    places, labels = list_ticks(float(low), float(low + span), most)
    assert len(places) <= most + 1
    assert all(float(low) <= place <= float(low + span) for place in places)
    assert [float(label.replace(",", "")) for label in labels] == pytest.approx(places)
    assert all(len(label.strip("-0.,").replace(",", "")) <= 12 for label in labels)


@settings(max_examples=5, deadline=None)
@given(tables(ANY), st.sampled_from(["bar", "line", "heat map"]))
def test_all_texts_of_any_table_can_be_read(table: Table, kind: str) -> None:
    assert list_unreadable(table.plot(kind).figure.figure) == []  # type: ignore[arg-type]  # one of the kinds


# --- reading ----------------------------------------------------------------------------------------------------------

LONG = (
    "Conferences and Publications Department of the General Secretariat",
    "A",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrik",
    "US$ and $ " * 6,
)
MONTHS = [f"{year}-M{month:02}" for year in range(2008, 2012) for month in range(1, 13)]


def monthly(*dims: str) -> Table:
    cells = {
        (name, month): 0 if at % 7 == 0 else "blank" if at % 5 == 0 else at % 7 * 1000
        for at, month in enumerate(MONTHS)
        for name in "abc"
    }
    return pairs(cells, "thing", "period").by(*dims)


PICTURES: dict[str, Callable[[], Axes]] = {
    "outputs and periods": lambda: asked().by("output", "period").plot(title="A title that is long " * 6),
    "outputs and departments": lambda: asked().by("output", "department").plot("heat map"),
    "departments in stacks": lambda: asked().by("output", "department").plot("stacked bar"),
    "departments in lines": lambda: asked().by("department", "period").plot("line"),
    "periods and departments": lambda: asked().by("period", "department").plot(),
    "capacity against effort": lambda: (
        capacity(plan()).by("department", "period").plot(against={"asked": asked().by("department", "period")})
    ),
    "effort against capacity": lambda: (
        asked()
        .by("department", "period")
        .plot(against={"a name that is too long for one line": capacity(plan()).by("department", "period"), "b": 99})
    ),
    "departments and grades": lambda: capacity(plan()).by("department", "grade").plot("heat map"),
    "long labels": lambda: things(**{name: 1000 * at for at, name in enumerate(LONG)}).assuming("as told " * 40).plot(),
    "long labels of fields": lambda: pairs({(a, b): 5 for a in LONG for b in LONG}, "x", "y").plot("heat map"),
    "long labels of series": lambda: pairs({(a, b): 5 for a in "ab" for b in LONG}, "x", "y").plot(),
    "long labels of points": lambda: things(**{name: 1000 * at for at, name in enumerate(LONG)}).plot("line"),
    "long steps": lambda: things(**{name: 5 - 3 * at for at, name in enumerate(LONG)}).plot("waterfall"),
    "a long unit of fields": lambda: things(
        "person_day_of_a_translator_in_a_very_long_conference_of_experts", a=1
    ).plot("heat map"),
    "months": lambda: monthly("period").plot(),
    "months of three": lambda: monthly("period", "thing").plot(),
    "months in stacks": lambda: monthly("period", "thing").plot("stacked bar"),
    "months in lines": lambda: monthly("thing", "period").plot("line"),
    "months in fields": lambda: monthly("thing", "period").plot("heat map"),
    "one bar": lambda: things(a=5).plot(),
    "no bar": lambda: things().plot(title="None"),
    "no line": lambda: pairs({}, "thing", "period").plot("line"),
    "no field": lambda: pairs({}, "thing", "period").plot("heat map"),
    "zeros": lambda: things(a=0, b="0.0").plot(),
    "zeros in fields": lambda: pairs({("a", "x"): 0, ("b", "x"): "0.0"}, "thing", "other").plot("heat map"),
    "negative": lambda: things(a=-5, b=-3).plot(),
    "negative and others": lambda: things(a=-5, b=3, c="blank", d="n/a").plot(against={"x": 2, "y": Decimal("-4.9")}),
    "negative in fields": lambda: pairs({("a", "x"): -3, ("b", "x"): 5}, "thing", "other").plot("heat map"),
    "all missing": lambda: things(a="blank", b="n/a", c="to be completed").plot(),
    "all missing in fields": lambda: pairs({("a", "x"): "blank"}, "thing", "other").plot("heat map"),
    "steps": lambda: things(a=5, b=-3, c=0, d="blank", e=-7).plot("waterfall"),
    "a step to almost nothing": lambda: things(a=10, b="-9.9", c="5").plot("waterfall"),
    "a step to nothing that lies": lambda: things(**{LONG[0]: 10, "b": -10}).plot("waterfall"),
    "tiny": lambda: things(a="0.00000000000000000012", b="0.00000000000000000003").plot(),
    "huge": lambda: things(a=10**29, b=-(10**29)).plot("waterfall"),
    "ten of ten": lambda: pairs({(a, b): 5 for a in "abcdefghij" for b in "klmnopqrst"}, "x", "y").plot(),
}


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_overlaps_and_nothing_leaves_the_figure(name: str) -> None:
    figure = PICTURES[name]().figure.figure
    assert list_unreadable(figure) == []
    assert min(float(text.get_fontsize()) for axes in figure.axes for text in texts_of(axes)) >= 9


@pytest.mark.parametrize("mode", ["default", "dark_background"])
@pytest.mark.parametrize(
    "name", ["effort against capacity", "long labels", "months in lines", "negative in fields", "steps"]
)
def test_text_has_the_colour_of_the_style_also_where_it_is_drawn_later(name: str, mode: str) -> None:
    with style.context(mode):
        axes = PICTURES[name]()
    figure = axes.figure.figure
    figure.draw_without_rendering()
    paper, ink = (0, 1) if mode == "dark_background" else (1, 0)
    assert to_rgb(figure.get_facecolor()) == (paper,) * 3
    in_fields = set(axes.texts) if name.endswith("fields") else set()
    every = {text for one in figure.axes for text in texts_of(one)} | {*figure.texts}
    assert {to_rgb(text.get_color()) for text in every - in_fields} == {(ink,) * 3}


def test_figures_in_fields_have_a_colour_that_differs_from_that_of_the_field() -> None:
    for mode in ("default", "dark_background"):
        with style.context(mode):
            axes = pairs({("a", str(at)): at for at in range(9)}, "x", "y").plot("heat map")
        axes.figure.figure.draw_without_rendering()
        faces = axes.collections[0].get_facecolor()
        for text, face in zip(axes.texts, faces, strict=True):
            weights = [0.2126 * one[0] + 0.7152 * one[1] + 0.0722 * one[2] for one in (to_rgb(text.get_color()), face)]
            assert abs(weights[0] - weights[1]) > 0.35


def test_on_given_axes_the_lines_below_stand_under_the_name_of_the_axis() -> None:
    figure = Figure(figsize=(12, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    table = capacity(plan()).where(department=("SGO", "CEC", "IS")).by("department")
    assert table.assuming("so much").plot(ax=left, title="Left") is left
    table.plot("heat map", ax=right, title="Right")
    assert list_unreadable(figure) == []
    assert [text.get_text() for text in left.texts][:1] == ["* skipped: 2 blank\nassumed: so much"]
    assert figure.get_size_inches().tolist() == [12, 4]
    part = Figure(figsize=(8, 4), layout="constrained").subfigures(1, 2)[0]
    assert things(a=1).plot(ax=part.subplots()).get_ylabel() == "work-months"


# --- no other change --------------------------------------------------------------------------------------------------


def test_nothing_global_changes_and_pyplot_is_not_loaded() -> None:
    code = (
        "import sys, matplotlib\nbefore = matplotlib.rcParams.copy()\nfrom itu_opplan import *\n"
        "axes = effort(bundled('gs-2008-2011')).by('department').plot()\naxes._repr_png_()\n"
        "print(matplotlib.rcParams.copy() == before, 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"


def test_a_notebook_shows_the_axes_and_equal_tables_make_equal_pictures() -> None:
    table = asked().by("department", "period")
    shown, _ = DisplayFormatter().format(table.plot())  # type: ignore[no-untyped-call]  # IPython has no types
    again, _ = DisplayFormatter().format(asked().by("department", "period").plot())  # type: ignore[no-untyped-call]
    assert sorted(shown) == ["image/png", "text/plain"]
    assert shown["image/png"] == again["image/png"]
    copied = pickle.loads(pickle.dumps(table.plot()))
    assert copied.get_xlabel() == "work-months"


def test_axes_of_others_are_shown_by_others() -> None:
    axes = things(a=1).plot(ax=Figure().subplots())
    assert not hasattr(axes, "_repr_png_")


# --- plans of others --------------------------------------------------------------------------------------------------

MINISTRY = """\
format = 1
code = "moh"
title = "Health"
organisation = "Ministry"
year_begins = 7
window = "2025/26"
periods = ["2025/26-Q1", "2025/26-Q2", "2025/26-Q3", "2025/26-Q4"]

[dimensions]
source = ["RB", { code = "XB", name = "Extra-budgetary" }]

[measures.budget]
of = "outputs"
dims = ["source"]
unit = "kRWF"

[outputs.UHC]
title = "Cover"
figures.budget = [
    { source = "RB", 2025/26-Q1 = 1200, 2025/26-Q2 = 1300, 2025/26-Q3 = 0, 2025/26-Q4 = "to be completed" },
    { source = "XB", 2025/26-Q1 = 50.5, 2025/26-Q2 = "blank" },
]
"""


def test_a_fiscal_plan_with_quarters_and_money_by_source() -> None:
    text = MINISTRY.replace(" 2025/26", ' "2025/26').replace("-Q1 =", '-Q1" =').replace("-Q2 =", '-Q2" =')
    plan = loads(text.replace("-Q3 =", '-Q3" =').replace("-Q4 =", '-Q4" ='))
    table = figures(plan, "budget").by("source", "period")
    axes = table.by("period", "source").plot("stacked bar")
    assert bars(axes) == [[1200, 1300, 0], [50.5]]
    assert written(axes) == ["1,250.5", "1,300*", "0", "…"]
    assert ticks(axes) == ["2025/26-Q1", "2025/26-Q2", "2025/26-Q3", "2025/26-Q4"]
    assert (axes.get_ylabel(), legend(axes)) == ("kRWF", ["source", "RB", "Extra-budgetary"])
    assert notes_of(axes) == "* skipped: 1 blank … to be completed: 2025/26-Q4"
    assert list_unreadable(axes.figure.figure) == []
    year = table.span("2025/26").by("source").plot()
    assert (written(year), notes_of(year)) == (["2,500*", "50.5*"], "* skipped: 1 to be completed, 1 blank")


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "strangers").glob("*.toml")), ids=lambda path: path.stem)
def test_every_measure_of_plans_of_others_has_a_picture(path: Path) -> None:
    plan = load(path)
    for measure in plan.measures:
        table = figures(plan, measure.code)
        if table.dims and table:
            dims = [axis.dim for axis in table.axes if axis.reason or axis.dim == "period"][:1]
            with_period = table.where(**{axis.dim: axis.labels[0] for axis in table.axes if axis.obstacle})
            axes = with_period.by(*(dims or table.dims[:1])).plot("heat map")
            assert list_unreadable(axes.figure.figure) == []


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", ROOT / "docs" / "make_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pictures_of_the_page_are_up_to_date_and_can_be_read(maker: ModuleType, tmp_path: Path) -> None:
    names = []
    with mpl.rc_context({"backend": "agg"}):
        for name, axes in maker.draw():
            names.append(name)
            assert list_unreadable(axes.figure.figure) == [], name
            with Image.open(ROOT / "docs" / "pictures" / f"{name}.png") as committed:
                assert committed.info["Description"] == maker.describe(axes), f"{name}: run docs/make_pictures.py"
    maker.write(name, axes, tmp_path)
    with Image.open(tmp_path / f"{name}.png") as again:
        assert again.size[0] > 600
    files = {file.stem: file.stat().st_size for file in (ROOT / "docs" / "pictures").iterdir()}
    assert sorted(files) == sorted([*names, "editor"])  # which no program draws
    assert max(files.values()) < 40_000


def test_every_picture_of_a_page_is_told_in_words() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    told = [text for page in pages for text in re.findall(r"!\[(.*?)\]\(", page.read_text(encoding="utf-8"), re.DOTALL)]
    assert len(told) >= len(list((ROOT / "docs" / "pictures").iterdir()))
    assert min(map(len, told)) > 60
