"""From plans to plans: changes, comparisons, next year's plan; and the classes that these functions return."""

from .merge import Conflict, Merged
from .roll_forward import RollForward

__all__ = ["Conflict", "Merged", "RollForward"]
