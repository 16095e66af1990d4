"""Pictures of a table: how they are asked for. What draws them is loaded when it is asked (the extra `plot`)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from .. import outside
from .showing import Kind

if TYPE_CHECKING:
    from .table import Table

__all__ = ["plot"]


def plot(
    table: "Table",
    kind: Kind = "bar",
    *,
    against: "Table | Decimal | int | Mapping[str, Table | Decimal | int] | None" = None,
    title: str | None = None,
    ax: "outside.Axes | None" = None,
) -> "outside.Axes":
    """A picture of a table of one or two dims; it needs the extra `plot`.

    The first dim has a place for each label, the second one a series. In lines, periods always run to the right. What
    `to_text` prints is there: labels, unit, stars, missing cells, assumptions. Figures stand at the bars where there is
    room. Bars are horizontal where labels or figures are too long.

    A notebook shows the axes that a cell returns. Elsewhere `.figure.savefig("picture.svg")` writes them. pyplot is
    not used; for a window, or several pictures in one, give the axes of `pyplot.subplots(layout="constrained")`.

    Args:
        kind: `bar`; `stacked bar`, of figures that add up over the second dim; `line`; `heat map`; or `waterfall`, of
            one dim: what `bridge` returns `by("part")`, or any figures that add up, with their total.
        against: what the figures are held against: a table in a unit that converts, with the same dims or some of
            them, or a figure; or up to three of these by the name that the legend has for them.
        title: stands above.
        ax: the axes to draw on; without them a new figure, as large as it must be.

    Returns:
        The axes of matplotlib on which the picture is.

    Raises:
        ImportError: matplotlib is not installed.
        InvalidPlan: no such kind, or more dims or labels than it can show, or negative figures in stacks.
        NotAdditive: figures in stacks or steps do not add up.
        UnknownLabel: `against` has a dim that the picture does not show.
        UnitMismatch: the unit of `against` does not convert to that of the table.

    >>> from itu_opplan import bundled, effort
    >>> asked = effort(bundled("gs-2008-2011")).where(output="PP", period="2008")
    >>> axes = asked.by("department").plot(title="Plenipotentiary Conference, 2008")
    >>> axes.get_ylabel(), [label.get_text() for label in axes.get_xticklabels()][:3]
    ('work-months', ['SGO', 'CEC', 'SPU'])
    """
    from .drawing import draw  # with all that draws: most programs draw nothing

    return draw(table, kind, against, title, ax)
