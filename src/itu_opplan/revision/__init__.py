"""From a plan to another plan: changes at an address, next year's plan; and the classes that these functions return."""

from .roll_forward import RollForward

__all__ = ["RollForward"]
