"""From plans to plans: changes, comparisons, next year's plan; and the classes that these functions return."""

from typing import TYPE_CHECKING

from ..late import find_late

if TYPE_CHECKING:
    from .consolidate import Consolidated
    from .merge import Conflict, Merged
    from .restructure import CoverageLine, Restructured
    from .roll_forward import RollForward
    from .sides import Elimination, LeftOut, Side

__all__ = [
    "Conflict",
    "Consolidated",
    "CoverageLine",
    "Elimination",
    "LeftOut",
    "Merged",
    "Restructured",
    "RollForward",
    "Side",
]

_HOMES = {
    "consolidate": "Consolidated",
    "merge": "Conflict Merged",
    "restructure": "CoverageLine Restructured",
    "roll_forward": "RollForward",
    "sides": "Elimination LeftOut Side",
}
"""Where each name comes from: the same as what type checkers are told above, which a test holds."""

if not TYPE_CHECKING:  # which would take any name for one of the package
    __getattr__ = find_late(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
