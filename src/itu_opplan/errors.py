"""What can go wrong, as values: problems with a place, gathered in reports, and one family of exceptions.

Everything that the library raises on purpose is an `OpPlanError`. A `Problem` is one finding about a plan; it is
data first (rule, path, section, expected, actual, location) and a sentence second.
"""

import difflib
import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import overload

import attrs

from . import display

__all__ = [
    "FormatError",
    "FrameError",
    "InvalidPlan",
    "Location",
    "Names",
    "NotAdditive",
    "OpPlanError",
    "Problem",
    "Report",
    "Severity",
    "UnitMismatch",
    "UnknownCode",
    "UnknownLabel",
    "close_matches",
    "join",
    "on_one_line",
    "quote",
    "suggestions",
]


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


@attrs.frozen(repr=False)
class Report(Sequence[Problem]):
    """All the problems that were found, in the order of the plan: an immutable sequence that prints by place.

    Attributes:
        problems: the problems.

    >>> report = Report(())
    >>> report.ok, len(report), str(report)
    (True, 0, 'no problems')
    >>> slip = Problem(rule="OP102", severity=Severity.ERROR, path="outputs.PP.goals", message="unknown goal '8'")
    >>> print(Report([slip]))
    outputs.PP
      error OP102: outputs.PP.goals: unknown goal '8'
    1 problem: 1 error
    """

    problems: tuple[Problem, ...] = attrs.field(converter=tuple[Problem, ...])

    @property
    def ok(self) -> bool:
        """Whether nothing weighs as an error, so that a script can end with `sys.exit(not report.ok)`."""
        return not self.errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems of severity `error`."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def counts(self) -> dict[str, int]:
        """How many problems each rule found, by its id.

        >>> Report(()).counts
        {}
        """
        return dict(sorted(Counter(problem.rule for problem in self.problems).items()))

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> "Report": ...
    def __getitem__(self, index: int | slice) -> "Problem | Report":
        return Report(self.problems[index]) if isinstance(index, slice) else self.problems[index]

    def __len__(self) -> int:
        return len(self.problems)

    def __str__(self) -> str:
        lines: list[str] = []
        for place, problems in self._by_place().items():
            lines += [place, *(f"  {one.severity.value} {one.rule}: {one}{_section(one)}" for one in problems)]
        return "\n".join([*lines, self._summary()])

    def __repr__(self) -> str:
        return f"<Report: {self._summary()}>"

    def _repr_html_(self) -> str:
        rows = [
            (place if not number else "", one.severity.value, one.rule, one.section or "", str(one))
            for place, problems in self._by_place().items()
            for number, one in enumerate(problems)
        ]
        header = ("place", "severity", "rule", "section", "problem")
        return display.html(display.Grid(header=header, rows=tuple(rows), labels=5, notes=(self._summary(),)))

    def _by_place(self) -> dict[str, list[Problem]]:
        """The problems of each output, department, or other part of the plan, in the order in which they come."""
        places: dict[str, list[Problem]] = {}
        for problem in self.problems:
            found = _PLACE.match(problem.path)
            places.setdefault(found[0] if found else "the plan", []).append(problem)
        return places

    def _summary(self) -> str:
        """How many problems there are of each severity, in one line."""
        if not self.problems:
            return "no problems"
        counts = Counter(problem.severity for problem in self.problems)
        parts = ", ".join(_number(counts[which], which.value) for which in Severity if counts[which])
        return f"{_number(len(self), 'problem')}: {parts}"


_PLACE = re.compile(r"(?:outputs|departments)\.[^.\[]+|[a-z_]+")
"""The beginning of an address: an output, a department, or any other collection or field as a whole."""


def _section(problem: Problem) -> str:
    """The printed section of a problem, for the end of its line."""
    return f" ({on_one_line(problem.section)})" if problem.section else ""


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


class OpPlanError(Exception):
    """The root of all exceptions of this library.

    >>> issubclass(UnknownCode, OpPlanError) and issubclass(UnknownCode, LookupError)
    True
    """


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
        return f"{self.location}: {self.message}" if self.location else self.message


class InvalidPlan(OpPlanError, ValueError):
    """Something that no plan can be, with all that was found and not only the first.

    Attributes:
        problems: every problem, as a `Report`.

    The message has one line per problem.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = Report(problems)
        super().__init__(self.problems.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class UnknownCode(OpPlanError, LookupError):
    """No entity of the plan has this code; the message names the nearest ones."""


class UnknownLabel(OpPlanError, LookupError):
    """A table has no such dim or label; the message names the nearest ones."""


class FrameError(OpPlanError, ValueError):
    """The figures cannot be such a dataframe, or the dataframe cannot be read; the message says why."""


class NotAdditive(OpPlanError, ValueError):
    """Adding these figures up would count something twice or mix what is not alike; the message says why."""


class UnitMismatch(OpPlanError, ValueError):
    """The unit is not the one that is needed here; the message names the right one."""


def join(*parts: str) -> str:
    """One address from its parts; an index or a cell follows without a dot.

    >>> join("outputs", "PP", "effort", "[2]", "department")
    'outputs.PP.effort[2].department'
    """
    return "".join(
        part if not number or part.startswith("[") else f".{part}" for number, part in enumerate(filter(None, parts))
    )


def on_one_line(text: str) -> str:
    r"""A text as a message shows it: what ends a line, steers a terminal or turns the direction of reading is escaped.

    >>> print(on_one_line("a\nb.toml"))
    a\nb.toml
    """
    return text if text.isascii() and text.isprintable() else _UNPRINTED.sub(lambda found: ascii(found[0])[1:-1], text)


_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def quote(value: object) -> str:
    """A value as a message shows it: text in quotes and never long, the rest as TOML writes it.

    >>> quote("CECC"), quote(True), quote([1, 2]), quote({})
    ("'CECC'", 'true', 'a list', 'a table')
    """
    match value:
        case str():
            return repr(value if len(value) <= 60 else value[:59] + "…")
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
        case int() if abs(value) >= 10**40:
            return "a number of more than 40 digits"
        case None:
            return "nothing"
        case _ if attrs.has(type(value)) and "__str__" not in vars(type(value)):
            return " ".join(filter(None, [type(value).__name__, getattr(value, "code", None)]))
        case _:
            text = str(value)
            return text if len(text) <= 60 else f"{text[:59]}…"


def close_matches(wanted: object, known: Iterable[str], *, likeness: float = 0.6) -> list[str]:
    """The names that may have been meant, nearest first: at most three, none for a long text.

    >>> close_matches("departmnt", ["department", "period"])
    ['department']
    """
    by_folded = {name.casefold(): name for name in reversed(list(known))}
    text = str(wanted).casefold()
    near = difflib.get_close_matches(text, by_folded, n=3, cutoff=likeness) if len(text) <= 64 else []
    return [by_folded[name] for name in near]


def suggestions(wanted: object, known: Iterable[object]) -> str:
    """The names nearest to the wanted one, then the others in their order; three, then an ellipsis.

    >>> suggestions("CECC", ["SGO", "CEC", "SPU", "IS"])
    'CEC, SGO, SPU …'
    """
    names = [str(name) for name in known]
    ranked = list(dict.fromkeys(close_matches(wanted, names, likeness=0.5) + names))
    return ", ".join(ranked[:3]) + (" …" if len(ranked) > 3 else "")


_MAX_COMPARED = 50_000
"""How many names are compared for the complaints about one list of names."""


class Names:
    """Known names, for complaints about any number of unknown ones. Each complaint names the nearest, until comparing
    has become too dear; then the first ones.

    Attributes:
        known: the names, each once.

    >>> Names(["SGO", "CEC", "SPU", "IS"]).nearest("CECC")
    'CEC, SGO, SPU …'
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.known = tuple(dict.fromkeys(known))
        self._compared = 0

    @functools.cached_property
    def _first(self) -> str:
        return suggestions("", self.known)

    def nearest(self, wanted: object) -> str:
        """What to suggest in the place of an unknown name; empty where no name is known."""
        self._compared += len(self.known)
        return suggestions(wanted, self.known) if self._compared <= _MAX_COMPARED else self._first
