"""One family of exceptions: everything that the library raises on purpose is an `OpPlanError`."""

from collections.abc import Iterable
from numbers import Integral

from .problem import Location, Problem, fault
from .texts import format_words
from .wording import on_one_line, quote

__all__ = [
    "FormatError",
    "FrameError",
    "InvalidPlan",
    "NotAdditive",
    "OpPlanError",
    "UnitMismatch",
    "UnknownCode",
    "UnknownLabel",
    "refusal",
    "whole_number",
]


class OpPlanError(Exception):
    """The root of all exceptions of this library.

    >>> issubclass(UnknownCode, OpPlanError) and issubclass(UnknownCode, LookupError)
    True
    """

    def __str__(self) -> str:
        return "\n".join(map(on_one_line, super().__str__().split("\n")))  # some have a line for each complaint

    __format__ = format_words


class FormatError(OpPlanError, ValueError):
    """The text is not a plan file at all: it cannot be read, decoded or parsed, or its `format` is not known.

    Attributes:
        message: what is wrong, without the place.
        location: where; None where there is no file.

    >>> print(FormatError("not TOML", Location("plan.toml", 3, 1)))
    plan.toml:3: not TOML
    """

    def __init__(self, message: str, location: Location | None = None) -> None:
        super().__init__(message, location)
        self.message = message
        self.location = location

    def __str__(self) -> str:
        return on_one_line(f"{self.location}: {self.message}" if self.location else self.message)


class InvalidPlan(OpPlanError, ValueError):
    """Something that no plan can be, with all that was found and not only the first.

    Attributes:
        problems: every problem; `Report(error.problems)` prints them by place.

    The message has one line per problem.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def refusal(message: str, *, path: str = "", rule: str = "OP004", actual: object = None) -> InvalidPlan:
    """The exception for one thing that no plan can be.

    >>> print(refusal("must be text, got 5", path="title"))
    title: must be text, got 5
    """
    return InvalidPlan([fault(path, message, rule=rule, actual=actual)])


def whole_number(path: str, value: object, most: int | None = None) -> int:
    """The whole number ≥ 0 that an argument must be, also one of numpy.

    >>> whole_number("rows", 5)
    5
    """
    number = int(value) if not isinstance(value, bool) and isinstance(value, Integral) else -1
    if number < 0 or (most is not None and number > most):
        top = "" if most is None else f" and ≤ {most}"
        raise refusal(f"must be a whole number ≥ 0{top}, got {quote(value)}", path=path, actual=value)
    return number


class UnknownCode(OpPlanError, LookupError):
    """No entity of the plan has this code; the message names the nearest ones."""


class UnknownLabel(OpPlanError, LookupError):
    """A table has no such dim or label; the message names the nearest ones.

    Attributes:
        dim: the dim that the table does not have; None where it has no such label.
    """

    def __init__(self, message: str, *, dim: str | None = None) -> None:
        super().__init__(message)
        self.dim = dim


class FrameError(OpPlanError, ValueError):
    """The figures cannot be such a dataframe, or the dataframe cannot be read; the message says why."""


class NotAdditive(OpPlanError, ValueError):
    """Adding these figures up would count something twice or mix what is not alike; the message says why."""


class UnitMismatch(OpPlanError, ValueError):
    """The unit is not the one that is needed here; the message names the right one."""
