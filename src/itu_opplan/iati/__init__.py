"""A plan as activities of the International Aid Transparency Initiative (IATI 2.03), and what of it has no place there.

`places` declares which field of the plan stands where, and why others stand nowhere; `accounts` keeps track of what has
been written and tells the rest; `activities`, `results` and `indicators` make the elements; `writing` has `dumps_iati`.
"""

from .accounts import Loss
from .writing import Iati

__all__ = ["Iati", "Loss"]
