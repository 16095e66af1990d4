"""Words for what the file reader refuses, with addresses that grow from the inside out."""

from collections.abc import Sequence

import attrs

from ..errors import InvalidPlan
from ..paths import join
from ..problem import Problem, fault
from ..wording import close_matches, quote, suggestions

__all__ = ["complain_of_key", "complain_of_no_tables", "put_below", "read_text", "shape_error", "show_key"]


def shape_error(message: str, actual: object) -> InvalidPlan:
    """The refusal of a value by the hook that reads it; the hook above puts the key in front."""
    return InvalidPlan([fault("", message, rule="OP001", actual=actual)])


def read_text(value: object) -> str:
    """A value that must be text."""
    if not isinstance(value, str):
        raise shape_error(f"must be text, got {quote(value)}", value)
    return value


def complain_of_no_tables(value: object) -> str:
    """The complaint about a value that stands in the place of entities."""
    return f"must be a table of tables, each named by its code, got {quote(value)}"


def put_below(key: str | int, problems: Sequence[Problem]) -> list[Problem]:
    """The problems of a value, addressed from the table or list that holds it under this key."""
    step = f"[{key}]" if isinstance(key, int) else show_key(key)
    return [attrs.evolve(one, path=join(step, one.path), trail=(key, *one.trail)) for one in problems]


def show_key(key: str) -> str:
    """A key as an address shows it."""
    return key if key.isprintable() and len(key) <= 60 and key else quote(key)


def complain_of_key(key: str, known: Sequence[str]) -> tuple[str, set[str]]:
    """The complaint about a key, and the keys that may have been meant."""
    close = close_matches(key, known)
    if close:
        return f"unknown key; did you mean {quote(close[0])}?", set(close)
    return f"unknown key; known: {suggestions(key, known)}", set()
