"""Why figures do not add over a dim: by what it is, by their unit, or by what an axis says."""

from collections.abc import Iterable, Sequence

from .axes import Axis

__all__ = ["find_reason", "find_untold_reasons", "has_parts", "tell"]


def find_reason(dim: str, unit: str) -> str:
    """Why figures of this unit do not add over this dim, by what they are; empty where they do."""
    per = unit.partition("/")[2]
    if per and per != "year":
        return f"{unit} is a price, and prices do not add"
    if dim != "period":
        return _OF_DIMS.get(dim, "") if dim != "kind" or unit == "percent" else ""
    return _OF_PERIODS.get(unit) or ("they are rates per year" if per else "")


def has_parts(axis: Axis, unit: str) -> bool:
    """Whether an axis is one of periods over which percentages add, as they are parts of one whole."""
    return axis.parts and unit == "percent" and axis.dim == "period" and not axis.reason


_OF_PERIODS = {"post": "posts are a stock, not a flow", "percent": "each period is a whole of its own"}
_OF_DIMS = {
    "service": "services are unlike: a printed page is not a translated one",
    "kind": "each kind divides the same whole",
}


def find_untold_reasons(axes: Sequence[Axis], unit: str) -> dict[str, str]:
    """Why figures do not add over some dims, where the name of the dim and the unit do not tell it."""
    return {axis.dim: axis.reason for axis in axes if axis.reason and not find_reason(axis.dim, unit)}


def tell(axes: Iterable[Axis], unit: str) -> tuple[Axis, ...]:
    """The axes with the reasons that figures of this unit have not to add up."""
    return tuple(axis if has_parts(axis, unit) else axis.refusing(find_reason(axis.dim, unit)) for axis in axes)
