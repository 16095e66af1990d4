"""The plans that the library ships, as TOML, and what lies beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..arguments import takes
from ..errors import UnknownCode
from ..model.crosswalk import Crosswalk
from ..model.plan import OperationalPlan
from ..storage.layout import Part, Stored
from ..toml.documents import LAYOUT, read_parts
from ..toml.kinds import CROSSWALK, PLAN
from ..wording import quote, suggestions

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["bundled", "bundled_crosswalk"]


@takes
def bundled(code: str) -> OperationalPlan:
    """A plan that comes with the library; `gs-2008-2011` is the one there is.

    Raises:
        UnknownCode: there is no such plan.

    >>> bundled("gs-2008-2011").title
    'Operational plan of the General Secretariat'
    """
    folder = _find_plan(code)
    parts = sorted(_find_parts(folder, ""), key=lambda part: LAYOUT.order(part.name))
    return read_parts(PLAN, Stored(tuple(parts), None))


@takes
def bundled_crosswalk(code: str) -> Crosswalk:
    """The crosswalk of the restructuring that a plan that comes with the library speaks of, as far as it states it.

    Raises:
        UnknownCode: there is no such plan.

    >>> bundled_crosswalk("gs-2008-2011")
    <Crosswalk gs-restructuring: 4 departments to 3>
    """
    name = "crosswalk.toml"
    text = LAYOUT.decode((_find_plan(code) / name).read_bytes(), name)
    return read_parts(CROSSWALK, Stored((Part(name, text),), None))


def _find_plan(code: str) -> "Traversable":
    """The folder of a plan."""
    folder = _find_plans()
    known = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("_"))
    if code not in known:
        raise UnknownCode(f"unknown plan {quote(code)}; the library ships {suggestions(code, known)}")
    return folder / code


def _find_plans() -> "Traversable":
    """The folder of this package, which may lie in an archive."""
    here = Path(__file__).parent
    if here.is_dir():
        return here
    from importlib.resources import files  # slow to import, and only needed here

    return files(__name__)


def _find_parts(folder: "Traversable", above: str) -> Iterator[Part]:
    """The files of a plan, in a folder or in an archive."""
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _find_parts(entry, f"{name}/")
        elif LAYOUT.suits(name) and LAYOUT.is_part(data := entry.read_bytes(), name):
            yield Part(name, LAYOUT.decode(data, name))
