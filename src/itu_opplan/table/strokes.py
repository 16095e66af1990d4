"""What a picture draws for each cell: bars, points, fields, what they are held against, and the figures at them."""

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .cells import Cell, Missing
from .charts import Chart, Mark
from .page import GAP, NAME, Page, count_bars, list_texts

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.typing import LineStyleType

__all__ = ["draw_bars", "draw_beside", "draw_fields", "draw_lines", "write_at_ends", "write_in_fields"]

_COLOURS = (
    *("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6"),
    *("#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd"),
)
"""Ten that colour-blind readers tell apart, on white and on black (M. A. Petroff, 2021)."""
_LEVEL, _UP, _DOWN = _COLOURS[3], _COLOURS[0], _COLOURS[6]
_MARKERS = "os^Dv<>ph8"
_STYLES: "tuple[LineStyleType, ...]" = ("-", "--", ":")


def _length(cell: Cell) -> float:
    """A figure as a length; none of what is missing."""
    return math.nan if isinstance(cell, Missing) else float(cell)


def draw_bars(page: Page) -> "list[Artist]":
    """The bars of each series, and between the steps of a waterfall what joins them; for the legend, one of each."""
    chart, ax = page.chart, page.ax
    handles: list[Artist] = []
    thickness, paper = GAP / count_bars(chart), ax.get_facecolor()
    for number, row in enumerate(chart.marks):
        there = [place for place, mark in enumerate(row) if not isinstance(mark.cell, Missing)]
        middles = [_middle(chart, place, number) for place in there]
        lows = [float(row[place].low) for place in there]
        lengths = [float(row[place].high - row[place].low) for place in there]
        colours = [_choose(chart, row[place], number) for place in there]
        if page.lies:
            ax.barh(middles, lengths, thickness, lows, color=colours, edgecolor=paper, linewidth=0.5)
        else:
            ax.bar(middles, lengths, thickness, lows, color=colours, edgecolor=paper, linewidth=0.5)
        handles += ax.plot([], [], "s", color=_COLOURS[number], markersize=9)
    if chart.kind == "waterfall":
        for place, (mark, after) in enumerate(itertools.pairwise(chart.marks[0])):
            if mark.high in (after.low, after.high):
                _draw_across(page, [place + 0.5], (1 - GAP) / 2, [float(mark.high)], 0.8, "-")
            if mark.high == mark.low:
                _draw_across(page, [place], GAP / 2, [float(mark.high)], 0.8, "-")
    (ax.axvline if page.lies else ax.axhline)(0, color=page.ink, linewidth=0.8)
    ax.spines["left" if page.lies else "bottom"].set_visible(False)
    return handles


def _middle(chart: Chart, place: int, series: int) -> float:
    """Where the middle of a bar is."""
    count = count_bars(chart)
    return place + GAP * ((series + 0.5) / count - 0.5) if count > 1 else place


def _choose(chart: Chart, mark: Mark, series: int) -> str:
    """The colour of a bar."""
    if chart.kind != "waterfall":
        return _COLOURS[series]
    return _LEVEL if mark.level else _UP if mark.goes_up else _DOWN


def _draw_across(
    page: Page, middles: Sequence[float], half: float, ends: Sequence[float], width: float, style: "LineStyleType"
) -> None:
    """Lines across bars at these figures, so far to each side."""
    draw = page.ax.vlines if page.lies else page.ax.hlines
    draw(
        ends,
        [middle - half for middle in middles],
        [middle + half for middle in middles],
        colors=page.ink,
        linewidths=width,
        linestyles=style,
    )


def draw_lines(page: Page) -> "list[Artist]":
    """A line for each series, with gaps where there is no figure and a star where missing cells were skipped."""
    ax = page.ax
    handles: list[Artist] = []
    for row, colour, marker in zip(page.chart.marks, _COLOURS, _MARKERS, strict=False):
        ends = [_length(mark.cell) for mark in row]
        handles += ax.plot(range(len(row)), ends, color=colour, marker=marker, markersize=4.5)
        starred = [place for place, mark in enumerate(row) if mark.text.endswith("*")]
        if starred:
            ax.plot(starred, [ends[place] for place in starred], "*", color=colour, markersize=11)
    ax.grid(axis="y", color=page.ink, alpha=0.2, linewidth=0.5)
    return handles


def draw_fields(page: Page) -> "list[Artist]":
    """A field for each cell, with the scale of its colours; what is missing has none."""
    chart, ax = page.chart, page.ax
    figures = [[_length(mark.cell) for mark in row] for row in zip(*chart.marks, strict=True)]
    known = [figure for row in figures for figure in row if not math.isnan(figure)]
    most, signed = max(map(abs, known), default=0) or 1, min(known, default=0) < 0
    ax.spines[:].set_visible(False)
    if not known:
        return []
    fields = ax.pcolormesh(
        [number - 0.5 for number in range(len(figures[0]) + 1)],
        [number - 0.5 for number in range(len(figures) + 1)],
        figures,
        cmap="PuOr_r" if signed else "cividis",
        vmin=-most if signed else 0,
        vmax=most,
        edgecolors=ax.get_facecolor(),
        linewidth=1,
    )
    bar = ax.figure.colorbar(fields, ax=ax, aspect=30)
    bar.ax.tick_params(colors=page.ink, labelsize=page.size)
    bar.outline.set_visible(False)
    bar.set_label(page.wrap(chart.unit, NAME), color=page.ink, parse_math=False)
    return []


def draw_beside(page: Page) -> "list[Artist]":
    """What the figures are held against: lines across bars, or lines beside lines."""
    chart, ax = page.chart, page.ax
    handles: list[Artist] = []
    for beside, style in zip(chart.beside, _STYLES, strict=False):
        if chart.kind == "line":
            style = "--" if style == "-" else ":" if style == "--" else "-."
        for number, row in enumerate(beside.cells if beside.by_series else beside.cells[:1]):
            if chart.kind == "line":
                colour = _COLOURS[number] if beside.by_series else page.ink
                ax.plot(range(len(row)), [*map(_length, row)], color=colour, linestyle=style)
                continue
            there = [place for place, cell in enumerate(row) if not isinstance(cell, Missing)]
            middles = [_middle(chart, place, number) if beside.by_series else place for place in there]
            ends = [_length(row[place]) for place in there]
            half = GAP / count_bars(chart) if beside.by_series else GAP + 0.06 if len({*ends}) > 1 else 1
            _draw_across(page, middles, half / 2, ends, 2, style)
        handles += ax.plot([], [], color=page.ink, linestyle=style, linewidth=2)
    return handles


def write_at_ends(page: Page) -> None:
    """The figures, or their signs, at the ends of bars and points, beyond lines that would go through them."""
    chart, ax = page.chart, page.ax
    low, high = ax.get_xlim() if page.lies else ax.get_ylim()
    inch = (high - low) / page.length
    for series, place, mark, text in list_texts(page):
        if not text:
            continue
        side, end = 1 if mark.goes_up else -1, float(mark.high)
        need = page.measure([text])[not page.lies] + 0.08
        for line in sorted(side * _length(one.cells[series][place]) for one in chart.beside):
            if side * end - 0.03 * inch <= line <= side * end + need * inch:
                end = side * line
        at, away = _middle(chart, place, series), side * (5 if chart.kind == "line" else 3)
        drawn = ax.annotate(
            text,
            (end, at) if page.lies else (at, end),
            (away, 0) if page.lies else (0, away),
            textcoords="offset points",
            color=page.ink,
            fontsize=page.size,
            ha="center",
            va="center_baseline",
            parse_math=False,
        )
        if page.lies:
            drawn.set_horizontalalignment("left" if side > 0 else "right")
        else:
            drawn.set_verticalalignment("bottom" if side > 0 else "top")


def write_in_fields(page: Page) -> None:
    """The figures, or their signs, in the fields, in the colour of text or its opposite, whichever can be read."""
    chart, ax = page.chart, page.ax
    wide = page.measure(mark.text for row in chart.marks for mark in row)[0]
    fits = wide <= 0.95 * page.extent[0] / max(1, len(chart.marks))
    red, green, blue, _ = page.ink
    darker, lighter = sorted(((red, green, blue, 1.0), (1 - red, 1 - green, 1 - blue, 1.0)), key=_weigh)
    for across, row in enumerate(chart.marks):
        for down, mark in enumerate(row):
            if text := mark.text if fits else mark.sign:
                colour = page.ink
                if not isinstance(mark.cell, Missing):
                    fields = ax.collections[-1]
                    low, high = fields.get_clim()
                    light = _weigh(fields.cmap((float(mark.high) - (low or 0)) / ((high or 1) - (low or 0)))) > 0.4
                    colour = darker if light else lighter
                how = {"color": colour, "fontsize": page.size}
                ax.text(across, down, text, how, ha="center", va="center", parse_math=False)


def _weigh(colour: Sequence[float]) -> float:
    """How light a colour is, from 0 to 1."""
    red, green, blue = colour[:3]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
