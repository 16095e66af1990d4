"""From plans to plans: changes, comparisons, next year's plan; and the classes that these functions return."""

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
