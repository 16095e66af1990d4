"""From plans to plans: changes, comparisons, next year's plan; and the classes that these functions return."""

from .merge import Conflict, Merged
from .restructure import CoverageLine, Restructured
from .roll_forward import RollForward

__all__ = ["Conflict", "CoverageLine", "Merged", "Restructured", "RollForward"]
