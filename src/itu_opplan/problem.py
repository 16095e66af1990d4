"""One finding about a plan, as data: its rule, weight, address, sentence and place in a file."""

from enum import Enum

import attrs

from .texts import format_words
from .wording import on_one_line

__all__ = ["Location", "Problem", "Severity", "fault"]


class Severity(Enum):
    """How much a problem weighs. What is an `ERROR` whatever the profile keeps a plan from being loaded or written.

    >>> Severity.WARNING.value
    'warning'
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@attrs.frozen
class Location:
    """A place in a text: where a problem can be mended.

    Attributes:
        file: name of the file, relative to the folder of the plan; `<text>` for text given to `loads`.
        line: from 1; None where only the file is known.
        column: from 1, in characters; None where only the line is known.

    >>> print(Location("outputs/PP.toml", 14))
    outputs/PP.toml:14
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"

    __format__ = format_words


@attrs.frozen(kw_only=True)
class Problem:
    """One finding about a plan.

    Attributes:
        rule: stable id of the rule that found it, such as `OP301`.
        severity: how much it weighs.
        path: address of what it is about, such as `departments.SGO.staffing[total, 2007]`.
        message: what is wrong and what would be right, in one sentence without the place.
        section: number of the section in the printed document; None where the plan does not say.
        expected: what would be right, as data; None where there is no single such value.
        actual: what was found, as data.
        location: file, line and column; None for a plan that did not come from a file.
        trail: keys and indices of the place in the raw tables of the file; empty where `path` says it all.

    >>> print(
    ...     Problem(
    ...         rule="OP103", severity=Severity.ERROR, path="outputs.PP.effort", message="unknown department 'CECC'"
    ...     )
    ... )
    outputs.PP.effort: unknown department 'CECC'
    """

    rule: str
    severity: Severity
    path: str
    message: str
    section: str | None = None
    expected: object = None
    actual: object = None
    location: Location | None = None
    trail: tuple[str | int, ...] = attrs.field(default=(), eq=False, repr=False)

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        return on_one_line(f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}")

    __format__ = format_words


def fault(
    path: str,
    message: str,
    *,
    rule: str = "OP004",
    actual: object = None,
    trail: tuple[str | int, ...] = (),
    location: Location | None = None,
) -> Problem:
    """A problem of severity `error`: what no plan can be.

    >>> print(fault("outputs.PP.title", "must be text, got 5"))
    outputs.PP.title: must be text, got 5
    """
    return Problem(
        rule=rule,
        severity=Severity.ERROR,
        path=path,
        message=message,
        actual=actual,
        trail=trail,
        location=location,
    )
