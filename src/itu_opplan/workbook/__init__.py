"""Workbooks: the figures and results of a plan as sheets for its departments, and what they sent back as changes."""

from typing import TYPE_CHECKING

from ..late import find_late

if TYPE_CHECKING:
    from .reading import Sent

__all__ = ["Sent"]

_HOMES = {"reading": "Sent"}
"""Where each name comes from: the same as what type checkers are told above, which a test holds."""

if not TYPE_CHECKING:  # which would take any name for one of the package
    __getattr__ = find_late(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
