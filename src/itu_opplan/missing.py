"""Why there is no figure: the three words that plans write in its place, and what a table says where it has no cell."""

from enum import Enum

__all__ = ["MISSING_WORDS", "Missing"]


class Missing(Enum):
    """Why there is no figure in a cell. It has no truth value: `if value:` would take a zero for a blank.

    `NOT_STATED` is what `Table.at` says where there is no cell; it is never stored nor written.

    >>> Missing("n/a")
    <Missing.NOT_APPLICABLE: 'n/a'>
    >>> bool(Missing.BLANK)
    Traceback (most recent call last):
    TypeError: a missing figure is neither true nor false; compare it: `value is Missing.BLANK`
    """

    TO_BE_COMPLETED = "to be completed"
    BLANK = "blank"
    NOT_APPLICABLE = "n/a"
    NOT_STATED = "not stated"

    def __bool__(self) -> bool:
        name = f"Missing.{self.name}"
        raise TypeError(f"a missing figure is neither true nor false; compare it: `value is {name}`")

    def __str__(self) -> str:
        return self.value


MISSING_WORDS = frozenset(state.value for state in Missing)
"""The words that are shown where there is no figure."""
