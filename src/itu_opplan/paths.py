"""Addresses as text: the steps from a plan down to what a problem is about, joined and taken apart."""

import functools
from collections.abc import Sequence
from typing import TypeAlias

from .errors import UnknownCode
from .late import late_pattern
from .legible import is_seen
from .texts import compose, fold
from .wording import quote

__all__ = ["Step", "fold_steps", "is_label", "join", "place_in_list", "steps", "write_steps"]

Step: TypeAlias = str | tuple[str, ...]
"""A name or code after a dot, or what stands in brackets."""

_STEP = late_pattern(r"(?:^|\.)([^.\[\]]+)|\[([^\[\]]*)\]")


def join(*parts: str) -> str:
    """One address from its parts; an index or a cell follows without a dot.

    >>> join("outputs", "PP", "effort", "[2]", "department")
    'outputs.PP.effort[2].department'
    """
    return "".join(
        part if not number or part.startswith("[") else f".{part}" for number, part in enumerate(filter(None, parts))
    )


def steps(path: str) -> list[Step]:
    """The steps of an address; the `[total, …]` of a table leads to its printed totals.

    Raises:
        UnknownCode: it is no address.

    >>> steps("outputs.PP.effort[SGO, 2008]")
    ['outputs', 'PP', 'effort', ('SGO', '2008')]
    """
    path = compose(path)
    found: list[Step] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            raise UnknownCode(f"not an address: {quote(path)}; write outputs.PP.effort[SGO, 2008]")
        at = match.end()
        if match[1] is not None:
            found.append(match[1])
            continue
        labels = tuple(label.strip() for label in match[2].split(","))
        if labels[0] == "total" and found and isinstance(found[-1], str):
            found[-1] = f"published_{found[-1]}"
            labels = labels[1:]
        found.append(labels)
    return found


def fold_steps(found: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of an address for comparing: the same however codes are written.

    >>> fold_steps(["outputs", "PP", ("0",)])
    ('outputs', 'pp', ('0',))
    """
    return tuple(fold(step) if isinstance(step, str) else step for step in found)


def place_in_list(step: Step) -> int | None:
    """The place in a list that a step names; None where it names none.

    >>> place_in_list(("7",)), place_in_list(("SGO", "2008")), place_in_list("PP")
    (7, None, None)
    """
    if isinstance(step, tuple) and len(step) == 1 and step[0].isascii() and step[0].isdecimal() and len(step[0]) < 10:
        return int(step[0])
    return None


def write_steps(found: Sequence[Step]) -> str:
    """An address from its steps; the printed totals of a table as its `[total, …]`.

    >>> write_steps(["outputs", "PP", "published_effort", ("2008",)])
    'outputs.PP.effort[total, 2008]'
    """
    parts: list[str] = []
    for number, step in enumerate(found):
        if isinstance(step, str):
            parts.append(step)
        elif number and str(found[number - 1]).startswith("published_"):
            parts[-1] = str(found[number - 1]).removeprefix("published_")
            parts.append(f"[{', '.join(('total', *step))}]")
        else:
            parts.append(f"[{', '.join(step)}]")
    return join(*parts)


_LABEL = late_pattern(r"[^\[\],\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,64}")


def is_label(value: object) -> bool:
    """Whether this can be a label of a dimension, a grade or a category: it must stand between brackets and commas.

    >>> is_label("GS (OL)"), is_label("a, b"), is_label(" a")
    (True, False, False)
    """
    return isinstance(value, str) and _is_label(value)


@functools.lru_cache(maxsize=4096)  # a plan has few labels, many times
def _is_label(value: str) -> bool:
    return _LABEL.fullmatch(value) is not None and value == value.strip() and is_seen(value)
