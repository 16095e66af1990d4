"""Drawing a table: what a `Chart` says, on a page, by matplotlib. It is loaded when something is drawn.

The rules of this module:

* It draws what a `Chart` says, and no figure is written from the floats that matplotlib needs for lengths.
* Nothing overlaps: texts are measured before they are placed. Where figures do not fit only their signs stand.
* Text and lines have the colours of the axes, so a picture is right in a light and in a dark style.
* Nothing global changes: neither the settings nor the current figure of pyplot, which is not loaded.
"""

import functools
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from ..wording import quote
from .charts import make_chart
from .page import WIDTH, Page, add_legend, add_notes, label_across, make_room, must_lie, name_axes, set_scale
from .showing import Kind
from .strokes import draw_bars, draw_beside, draw_fields, draw_lines, write_at_ends, write_in_fields

if TYPE_CHECKING:
    import matplotlib.axes
    import matplotlib.figure

    from .table import Table

__all__ = ["draw"]


def draw(
    table: "Table",
    kind: Kind,
    against: "Table | Decimal | int | Mapping[str, Table | Decimal | int] | None",
    title: str | None,
    ax: "matplotlib.axes.Axes | None",
) -> "matplotlib.axes.Axes":
    """A picture of a table; arguments, and what is refused, as of `Table.plot`."""
    chart = make_chart(table, kind, against)
    if title is not None and not isinstance(title, str):
        raise TypeError(f"title: must be text, got {quote(title)}")
    try:
        from matplotlib.axes import Axes
        from matplotlib.colors import to_rgba
        from matplotlib.figure import Figure
    except ImportError as error:
        message = f"pictures need matplotlib: pip install 'itu-opplan[plot]' ({error})"
        raise ImportError(message, name="matplotlib") from error
    if ax is not None and not isinstance(ax, Axes):
        raise TypeError(f"ax: must be axes of matplotlib, such as pyplot.subplots() gives, got {quote(ax)}")
    own = ax is None
    if ax is None:
        figure = Figure(figsize=(WIDTH, WIDTH / 2), layout="constrained")
        ax = figure.add_subplot()
        vars(ax)["_repr_png_"] = functools.partial(_make_png, figure)  # what a notebook shows of it
    page = Page(ax=ax, chart=chart, ink=to_rgba(ax.xaxis.label.get_color()), own=own)
    _draw(attrs.evolve(page, lies=page.is_grid or must_lie(page)), title or "")
    return ax


def _make_png(figure: "matplotlib.figure.Figure") -> bytes:
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return written.getvalue()


def _draw(page: Page, title: str) -> None:
    """Draw the chart: lengths first, then text, until it is known how much room each takes, then the figures."""
    chart, ax = page.chart, page.ax
    ax.tick_params(colors=page.ink, labelsize=page.size)
    ax.spines[["top", "right"]].set_visible(False)
    draw = draw_fields if page.is_grid else draw_lines if chart.kind == "line" else draw_bars
    handles = [*draw(page), *draw_beside(page)]
    name_axes(page)
    legend = add_legend(page, handles)
    notes = add_notes(page)
    figure = ax.figure.figure  # the root, of the axes of a part of a figure, too
    for _ in range(2):
        _lay_out(figure)
        if page.own:
            make_room(page, legend)
            _lay_out(figure)
        label_across(page)
        set_scale(page)
        if title:
            ax.set_title(page.wrap(title, 0.75 * page.extent[0]), loc="left", parse_math=False)
        if notes:
            room = figure.get_figwidth() - 0.2 if page.own else page.extent[0]
            notes.set_text("\n".join(page.wrap(note, room) for note in chart.notes))
    _lay_out(figure)
    (write_in_fields if page.is_grid else write_at_ends)(page)


def _lay_out(figure: "matplotlib.figure.Figure") -> None:
    """Give the axes of a figure their places, where something does so before it is drawn."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
