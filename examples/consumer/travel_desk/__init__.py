"""A library on top of itu_opplan: the days of travel of a plan, what they cost, and a rule of its own about them."""

from .estimates import Estimate, estimate
from .travel import TRAVEL, add_travel, idle_travel

__all__ = ["TRAVEL", "Estimate", "add_travel", "estimate", "idle_travel"]
