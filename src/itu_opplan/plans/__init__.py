"""The plans that the library ships, as TOML."""

from ..arguments import takes
from ..errors import UnknownCode
from ..model.plan import OperationalPlan
from ..toml.files import load
from ..wording import quote, suggestions

__all__ = ["bundled"]


@takes
def bundled(code: str) -> OperationalPlan:
    """A plan that comes with the library; `gs-2008-2011` is the one there is.

    Raises:
        UnknownCode: there is no such plan.

    >>> bundled("gs-2008-2011").title
    'Operational plan of the General Secretariat'
    """
    from importlib.resources import as_file, files  # slow to import, and only needed here

    folder = files(__name__)
    known = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("_"))
    if code not in known:
        raise UnknownCode(f"unknown plan {quote(code)}; the library ships {suggestions(code, known)}")
    with as_file(folder / code) as path:
        return load(path)
