"""Figures of departments as they were, under the departments as they are."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from ..arguments import takes
from ..errors import UnknownLabel
from ..model.crosswalk import Crosswalk
from ..table import Table
from ..texts import fold
from ..wording import quote

__all__ = ["restate"]


@takes
def restate(table: Table, crosswalk: Crosswalk, *, dim: str = "department") -> Table:
    """A table under the departments of a crosswalk. Its total stays, to the last digit.

    Args:
        table: a table with a dim of departments.
        crosswalk: where they go on; a department that no link names stays.
        dim: the name of that dim.

    Raises:
        UnknownLabel: the table has no such dim.
        NotAdditive: figures of several departments come together, and do not add up over departments.

    >>> from itu_opplan import bundled, capacity, CrosswalkLink
    >>> links = [CrosswalkLink(from_=code, to="ADM") for code in ("FIN", "PER")]
    >>> new = Crosswalk(code="new", title="The new structure", links=links)
    >>> restate(capacity(bundled("gs-2008-2011")), new).where(department="ADM", period="2008").total()
    Decimal('817')
    """
    if dim not in table.dims:
        raise UnknownLabel(f"the table has no dim {quote(dim)}; it has {', '.join(table.dims) or 'none'}", dim=dim)
    axis = table.axis(dim)
    spelled = {fold(label): label for label in axis.labels}
    ways: dict[str, Mapping[str, Fraction | int]] = {label: {label: 1} for label in axis.labels}
    for code, way in crosswalk.ways.items():
        if fold(code) in spelled:
            ways[spelled[fold(code)]] = {spelled.get(fold(target), target): share for target, share in way.items()}
    labels = tuple(dict.fromkeys(target for way in ways.values() for target in way))
    if labels == axis.labels and all(way == {label: 1} for label, way in ways.items()):
        return table
    names = {label: name for label, name in axis.names.items() if label in labels}
    to = attrs.evolve(axis, labels=labels, names=names, once=())
    if len(labels) == len(axis.labels) and all(way == {target: 1} for way in ways.values() for target in way):
        found = attrs.evolve(table, axes=[to if one.dim == dim else one for one in table.axes])
    else:
        new = f"new_{dim}"
        carried = table.distribute(dim, ways, to=attrs.evolve(to, dim=new))
        found = carried.by(*(new if one == dim else one for one in table.dims))
        axes = [attrs.evolve(one, dim=dim) if one.dim == new else one for one in found.axes]
        found = attrs.evolve(found, axes=axes)
    parts = [one for one in crosswalk.links if one.basis == "assumed" and fold(one.from_) in spelled]
    said = [f"{one.from_ if one.share == 1 else f'{one.share} of {one.from_}'} goes on in {one.to}" for one in parts]
    return found.assuming(*said)
