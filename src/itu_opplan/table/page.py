"""The page on which a picture is drawn: how much room texts take, labels and lines around the axes, the scale.

Nothing is placed before it is measured, and no figure is written from the floats that lengths are.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from ..wording import shorten
from .cells import Missing
from .charts import Chart, Mark, write

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend
    from matplotlib.text import Text

__all__ = [
    "GAP",
    "NAME",
    "WIDTH",
    "Page",
    "add_legend",
    "add_notes",
    "count_bars",
    "label_across",
    "list_texts",
    "list_ticks",
    "make_room",
    "must_lie",
    "name_axes",
    "set_scale",
]

WIDTH = 7.5
"""The width of a picture, in inches, as all lengths here."""
GAP = 0.8
"""How much of its place the bars of a label take."""
_HEIGHT, _NARROWEST = 3.0, 3.0
_FEWEST = 3
"""Labels side by side for which there is room at least: one bar alone is no wall."""
_BAR, _FIELD, _LINE = 0.17, 0.3, 0.19
"""The height of a bar with its figure, of a field, of a line of text."""
NAME = 2.7
"""How wide a unit is, before it takes a second line."""
_LABEL, _ENTRY = 2.3, 1.6
"""How wide labels at the left and entries of the legend are, likewise."""
_MOST_LINES = 3


@attrs.frozen(kw_only=True)
class Page:
    """What is drawn on, and in which colour.

    Attributes:
        ax: the axes.
        chart: what they show.
        ink: the colour of all text and lines.
        own: whether the figure is made for this, and may be made larger.
        lies: whether places stand one below the other.
        known: the width and the height of each text that is measured already.
    """

    ax: "Axes"
    chart: Chart
    ink: tuple[float, float, float, float]
    own: bool
    lies: bool = False
    known: dict[str, tuple[float, float]] = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def size(self) -> float:
        """The size of text, in points."""
        return 0.9 * float(self.ax.xaxis.label.get_fontsize())

    @property
    def extent(self) -> tuple[float, float]:
        """The width and the height of the axes."""
        box = self.ax.get_window_extent()
        return float(box.width / self.ax.figure.dpi), float(box.height / self.ax.figure.dpi)

    @property
    def length(self) -> float:
        """How long the axis of the figures is."""
        return self.extent[self.is_grid or not self.lies]

    @property
    def breadth(self) -> float:
        """How much room each label has along the other axis; of few labels no more than that of a third."""
        count = len(self.chart.places.labels)
        return self.extent[self.lies] / (max(1, count) if self.lies else max(_FEWEST, count))

    @property
    def is_grid(self) -> bool:
        """Whether the series stand side by side."""
        return self.chart.kind == "heat map"

    def measure(self, texts: Iterable[str]) -> tuple[float, float]:
        """The width of the widest and the height of the highest of these texts; nothing takes no room."""
        texts = {*texts} - {""}
        known = self.known
        for text in texts - known.keys():
            drawn = self.ax.text(0, 0, text, fontsize=self.size, parse_math=False)
            box, dpi = drawn.get_window_extent(), self.ax.figure.dpi
            drawn.remove()
            known[text] = float(box.width / dpi), float(box.height / dpi)
        sizes = [known[text] for text in texts]
        return max((width for width, _ in sizes), default=0.0), max((height for _, height in sizes), default=0.0)

    def wrap(self, text: str, width: float, most: int = 0) -> str:
        """The text in lines that are no wider than this; of more lines than so many the first."""
        lines: list[str] = []
        line = ""
        for word in text.split():
            joined = f"{line} {word}".lstrip()
            if self.measure([joined])[0] <= width:
                line = joined
                continue
            lines += [line] if line else []
            while len(word) > 1 and self.measure([word])[0] > width:
                end = next((end for end in range(len(word) - 1, 1, -1) if self.measure([word[:end]])[0] <= width), 1)
                lines.append(word[:end])
                word = word[end:]
            line = word
        lines.append(line)
        if most and len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
        return "\n".join(lines)


def must_lie(page: Page) -> bool:
    """Whether bars lie, as their labels or figures are wider than their places; those of periods never do."""
    chart = page.chart
    if chart.kind == "line" or chart.places.timed:
        return False
    taken = 1 + 1.3 * (len(chart.series.labels) > 1 or bool(chart.beside))
    breadth = (WIDTH - taken) / max(_FEWEST, len(chart.places.labels)) if page.own else page.breadth
    figures = page.measure(mark.text for row in (chart.totals, *chart.marks) for mark in row)[0] * count_bars(chart)
    if max(_narrowest(page, chart.places.labels), figures) > breadth * GAP:
        return True
    return any(page.wrap(label, breadth * GAP).count("\n") >= _MOST_LINES for label in chart.places.labels)


def count_bars(chart: Chart) -> int:
    """How many bars stand side by side in each place."""
    return len(chart.series.labels) if chart.kind == "bar" else 1


def _narrowest(page: Page, labels: Iterable[str]) -> float:
    """The width of the longest word of labels."""
    return page.measure(word for label in labels for word in label.split())[0]


# --- around the axes --------------------------------------------------------------------------------------------------


def name_axes(page: Page) -> None:
    """The names of dims and the unit; labels that stand one below the other."""
    chart, ax = page.chart, page.ax
    count = len(chart.places.labels)
    if page.lies:
        labels = [page.wrap(label, _LABEL, _MOST_LINES) for label in chart.places.labels]
        ax.set_yticks(range(len(labels)), labels, parse_math=False)
        ax.set_ylim(max(1, count) - 0.5, -0.5)
        ax.set_ylabel(chart.places.dim, parse_math=False)
        ax.set_xlabel(chart.series.dim if page.is_grid else chart.unit, parse_math=False)
        if page.is_grid:
            ax.set_xlim(-0.5, max(1, len(chart.series.labels)) - 0.5)
            ax.tick_params(axis="x", length=0)
    else:
        middle, half = (count - 1) / 2, max(_FEWEST, count) / 2
        ax.set_xlim(middle - half, middle + half)
        ax.set_xlabel(chart.places.dim, parse_math=False)
        ax.set_ylabel(page.wrap(chart.unit, NAME), parse_math=False)
    if chart.kind != "line":
        ax.tick_params(axis="y" if page.lies else "x", length=0, pad=4 if page.lies else 7)


def label_across(page: Page) -> None:
    """Labels side by side: in several lines where they are long; of periods every second or twelfth; others turned."""
    line = page.chart.series if page.is_grid else page.chart.places
    if page.lies and not page.is_grid:
        return
    room = 0.92 * (page.extent[0] / max(1, len(line.labels)) if page.is_grid else page.breadth)
    step, turned = 1, 0
    if _narrowest(page, line.labels) <= room:
        labels = [page.wrap(label, room, _MOST_LINES) for label in line.labels]
    elif line.timed:
        wide = page.measure(line.labels)[0]
        step = next(step for step in itertools.chain((2, 3, 4, 6), itertools.count(12, 12)) if wide <= step * room)
        labels = [*line.labels[::step]]
    else:
        labels, turned = [shorten(label, 30) for label in line.labels], 90
    page.ax.set_xticks(range(0, len(line.labels), step), labels, rotation=turned, parse_math=False)


def add_legend(page: Page, handles: "Sequence[Artist]") -> "Legend | None":
    """The names of the series and of what they are held against, at the right of the axes."""
    chart = page.chart
    names = [*(chart.series.labels if chart.series.dim else ()), *(one.name for one in chart.beside)]
    if not names or page.is_grid:
        return None
    legend = page.ax.legend(
        handles[-len(names) :],
        ["."] * len(names),  # a label that begins with "_" would be left out
        title=chart.series.dim or None,
        loc="upper left",
        bbox_to_anchor=(1.01, 1),
        borderaxespad=0,
        frameon=False,
        fontsize=page.size,
        title_fontsize=page.size,
        labelcolor=page.ink,
    )
    legend.get_title().set(color=page.ink, parse_math=False)
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=page.wrap(name, _ENTRY, _MOST_LINES), parse_math=False)
    return legend


def add_notes(page: Page) -> "Text | None":
    """The place of the lines below: at the edge of an own figure, else below the name of the axis."""
    if not page.chart.notes:
        return None
    if page.own:
        notes = page.ax.figure.figure.supxlabel("notes", x=0.1 / WIDTH)
    else:
        notes = page.ax.annotate(
            "notes", (0, 0), (0, -4), ("axes fraction", page.ax.xaxis.label), "offset points", va="top"
        )
    notes.set(ha="left", fontsize=page.size, color=page.ink, parse_math=False)
    return notes


def make_room(page: Page, legend: "Legend | None") -> None:
    """Make the figure as large as its axes must be."""
    chart, figure = page.chart, page.ax.figure.figure
    width, height = page.extent
    places, across = chart.places, chart.series if page.is_grid else chart.places
    bars = count_bars(chart)
    if page.lies and not page.is_grid:
        wide = _NARROWEST
    else:
        sign = page.measure(mark.sign for row in (chart.totals, *chart.marks) for mark in row)[0] + 0.03
        wide = max(_NARROWEST, len(across.labels) * bars * max(sign, 0 if across.timed else _LINE) / GAP)
    high = _HEIGHT
    if page.lies:
        lines = max((label.get_text().count("\n") + 1 for label in page.ax.get_yticklabels()), default=1)
        named = page.measure([chart.places.dim, *([page.wrap(chart.unit, NAME)] if page.is_grid else [])])[0]
        high = max(1.2 * named, len(places.labels) * max(_FIELD if bars == 1 else bars * _BAR / GAP, lines * _LINE))
    if legend:
        high = max(high, legend.get_window_extent().height / figure.dpi)
    figure.set_size_inches(figure.get_figwidth() + max(0, wide - width), figure.get_figheight() + high - height)


# --- the scale --------------------------------------------------------------------------------------------------------


def list_ticks(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Round figures from one end of an axis to the other, and how they are read, as exactly as figures are."""
    span = Fraction(high) - Fraction(low)
    steps = ((number, at) for at in itertools.count(math.floor(math.log10(span / most)) - 1) for number in (1, 2, 5))
    number, at = next(one for one in steps if span <= most * one[0] * Fraction(10) ** one[1])
    step = number * Fraction(10) ** at
    counts = range(math.ceil(Fraction(low) / step), math.floor(Fraction(high) / step) + 1)
    return [float(count * step) for count in counts], [
        write(Decimal(f"{number * count}E{at}"), max(0, -at)) for count in counts
    ]


def set_scale(page: Page) -> None:
    """The limits of the axis of figures, so that what stands at the ends of bars is inside, and its ticks."""
    chart, ax = page.chart, page.ax
    if page.is_grid:
        for fields in ax.collections:
            least, most = map(float, fields.get_clim())
            if fields.colorbar:
                ticks, labels = list_ticks(least, most, max(2, int(page.length / 0.3)))
                fields.colorbar.set_ticks(ticks, labels=labels)
        return
    ends = [float(end) for row in chart.marks for mark in row for end in (mark.low, mark.high)]
    beside = [cell for one in chart.beside for row in one.cells for cell in row if not isinstance(cell, Missing)]
    low, high = (end([0.0, *ends, *map(float, beside)]) for end in (min, max))
    high = high if high > low else low + 1
    texts = [(mark, text) for _, _, mark, text in list_texts(page) if text]
    above, below = (
        page.measure(text for mark, text in texts if mark.goes_up is up)[not page.lies] + 0.1 for up in (True, False)
    )
    falling = [float(mark.high) for mark, _ in texts if not mark.goes_up]
    free = (min(falling) - low) / (high - low) if falling and not chart.beside else 0.0  # below the lowest text
    parts = [above / page.length, max(0, below / page.length - free) if falling or low < 0 else 0]
    span = (high - low) / max(0.3, 1 - sum(parts))
    limits = low - parts[1] * span, high + parts[0] * span
    ticks, labels = list_ticks(*limits, 7)
    if page.lies:
        fitting = int(page.length / (page.measure(labels)[0] + 0.15))
        ticks, labels = list_ticks(*limits, min(8, max(2, fitting)))
    (ax.set_xticks if page.lies else ax.set_yticks)(ticks, labels, parse_math=False)
    (ax.set_xlim if page.lies else ax.set_ylim)(*limits)


def list_texts(page: Page) -> list[tuple[int, int, Mark, str]]:
    """What stands at the end of each bar or point: its figure where all have room, else its sign.

    Several lines have only the signs of what is missing, at 0. Each comes with the numbers of its series and its place.
    """
    chart = page.chart
    count, rows = len(chart.places.labels), [chart.totals] if chart.totals else [*chart.marks]
    every = [(number, place, mark) for number, row in enumerate(rows) for place, mark in enumerate(row)]
    wide, high = page.measure(mark.text for _, _, mark in every)
    fits = (high if page.lies else wide) <= page.breadth / count_bars(chart) and wide <= 0.4 * page.extent[0]
    if chart.kind != "line" or (fits and len(rows) == 1 and not chart.beside):
        return [(*one, one[2].text if fits else one[2].sign) for one in every]
    base = Mark(cell=Missing.NOT_STATED, text="", sign="")
    missing = [dict.fromkeys(row[at].sign for row in rows if isinstance(row[at].cell, Missing)) for at in range(count)]
    return [(0, place, base, " ".join(filter(None, signs))) for place, signs in enumerate(missing)]
