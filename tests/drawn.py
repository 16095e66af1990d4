"""What tests of pictures ask of axes: their texts, and that these can be read."""

import itertools
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def labels_of(axis: Axis) -> Iterator[Text]:
    """The label of an axis, and those of its ticks that are drawn."""
    yield axis.label
    low, high = sorted(axis.get_view_interval())
    for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True):
        if low <= place <= high:
            yield label


def texts_of(axes: Axes) -> list[Text]:
    """All texts of axes that are not empty, of their legend, too."""
    legend = axes.get_legend()
    named = [legend.get_title(), *legend.get_texts()] if legend else []
    every = [*axes.get_children(), *labels_of(axes.xaxis), *labels_of(axes.yaxis), *named]
    return [text for text in every if isinstance(text, Text) and text.get_text()]


def notes_of(axes: Axes) -> str:
    """What stands below a picture that has a figure of its own, on one line."""
    return " ".join(axes.figure.figure.get_supxlabel().split())


def list_unreadable(figure: Figure) -> list[str]:
    """The texts of a figure that overlap, those that leave it, and those that a thick line goes through."""
    figure.draw_without_rendering()
    texts = [*figure.texts, *(text for axes in figure.axes for text in texts_of(axes))]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text()]
    pairs = itertools.combinations(boxes, 2)
    found = [f"{name!r} and {other!r}" for (name, box), (other, second) in pairs if box.overlaps(second)]
    page = figure.bbox.padded(0.5)
    found += [f"{name!r} leaves" for name, box in boxes if not (page.contains(*box.min) and page.contains(*box.max))]
    for axes in figure.axes:
        for lines in axes.collections:
            if isinstance(lines, LineCollection) and max(lines.get_linewidths()) > 1:
                drawn = [Bbox(axes.transData.transform(line)) for line in lines.get_segments()]
                found += [f"a line through {name!r}" for name, box in boxes for line in drawn if box.overlaps(line)]
    return found
