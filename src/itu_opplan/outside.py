"""Classes of other libraries that annotations name. They are imported when a program asks for its type hints.

Where a library is not installed, its class is `object`: an annotation says nothing more of it.
"""

from typing import TYPE_CHECKING, TypeAlias

__all__ = ["Axes", "Quantity"]

if TYPE_CHECKING:
    from decimal import Decimal

    import matplotlib.axes
    import pint

    Axes: TypeAlias = matplotlib.axes.Axes
    Quantity: TypeAlias = pint.Quantity[Decimal]
else:
    _HOMES = {"Axes": "matplotlib.axes", "Quantity": "pint"}

    def __getattr__(name: str) -> type:
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            return getattr(import_module(_HOMES[name]), name)
        except ImportError:
            return object
