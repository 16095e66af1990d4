"""The plans that the library ships, as TOML."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..arguments import takes
from ..errors import UnknownCode
from ..model.plan import OperationalPlan
from ..storage.layout import Part, Stored
from ..toml.documents import LAYOUT, PLAN, read_parts
from ..wording import quote, suggestions

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["bundled"]


@takes
def bundled(code: str) -> OperationalPlan:
    """A plan that comes with the library; `gs-2008-2011` is the one there is.

    Raises:
        UnknownCode: there is no such plan.

    >>> bundled("gs-2008-2011").title
    'Operational plan of the General Secretariat'
    """
    from importlib.resources import files  # slow to import, and only needed here

    folder = files(__name__)
    known = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("_"))
    if code not in known:
        raise UnknownCode(f"unknown plan {quote(code)}; the library ships {suggestions(code, known)}")
    parts = sorted(_find_parts(folder / code, ""), key=lambda part: LAYOUT.order(part.name))
    return read_parts(PLAN, Stored(tuple(parts), None))


def _find_parts(folder: "Traversable", above: str) -> Iterator[Part]:
    """The files of a plan, in a folder or in an archive."""
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _find_parts(entry, f"{name}/")
        elif LAYOUT.suits(name):
            yield Part(name, LAYOUT.decode(entry.read_bytes(), name))
