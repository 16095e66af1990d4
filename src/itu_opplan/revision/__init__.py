"""From plans to plans: changes, comparisons, next year's plan; and the classes that these functions return."""

from .consolidate import Consolidated
from .merge import Conflict, Merged
<<<<<<< HEAD
from .restructure import CoverageLine, Restructured
from .roll_forward import RollForward

__all__ = ["Conflict", "CoverageLine", "Merged", "Restructured", "RollForward"]
=======
from .sides import Elimination, LeftOut, Side

__all__ = ["Conflict", "Consolidated", "Elimination", "LeftOut", "Merged", "Side"]
>>>>>>> v-cons
