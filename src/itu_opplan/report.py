"""All the problems that were found in a plan, as one sequence that prints by place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import overload

import attrs

from . import display
from .late import late_pattern
from .problem import Problem, Severity
from .wording import on_one_line, plural

__all__ = ["Report"]


def _problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    found = tuple(problems) if isinstance(problems, Iterable) else (problems,)
    if not all(isinstance(problem, Problem) for problem in found):
        raise TypeError("a Report is made of problems; validate(plan) makes one of a plan")
    return found


@attrs.frozen(repr=False)
class Report(display.Printable, Sequence[Problem]):
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

    problems: tuple[Problem, ...] = attrs.field(converter=_problems)

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

    def to_text(self, *, decimals: int | None = None, rows: int | None = None, thousands: bool | str = False) -> str:
        """The problems by place, with what they are in short at the end; at most so many, from both ends."""
        options = display.check_options(decimals, rows, thousands)
        chosen, note = display.shown_rows(len(self), options.rows)
        lines: list[str] = []
        for place, problems in _by_place([self.problems[number] for number in chosen]).items():
            lines += [
                place,
                *(f"  {one.severity.value} {one.rule}: {one}{_section(one)}" for one in problems),
            ]
        return "\n".join([*map(on_one_line, lines), *note, self._summary()])

    def __repr__(self) -> str:
        return f"<Report: {self._summary()}>"

    def _grid(self, options: display.Options) -> display.Grid:
        chosen, note = display.shown_rows(len(self), options.rows)
        cells = [
            (place if not number else "", one.severity.value, one.rule, one.section or "", str(one))
            for place, problems in _by_place([self.problems[number] for number in chosen]).items()
            for number, one in enumerate(problems)
        ]
        header = ("place", "severity", "rule", "section", "problem")
        return display.Grid(header=header, rows=tuple(cells), labels=1, notes=(*note, self._summary()))

    def _columns(self) -> Mapping[str, Sequence[object]]:
        places = [problem.location for problem in self.problems]
        return {
            "rule": [one.rule for one in self.problems],
            "severity": [one.severity.value for one in self.problems],
            "path": [one.path for one in self.problems],
            "section": [one.section for one in self.problems],
            "message": [one.message for one in self.problems],
            "file": [None if place is None else place.file for place in places],
            "line": [str(place.line) if place is not None and place.line else None for place in places],
        }

    def _orders(self) -> Mapping[str, Sequence[str]]:
        return {"severity": [which.value for which in Severity]}

    def _summary(self) -> str:
        """How many problems there are of each severity, in one line."""
        if not self.problems:
            return "no problems"
        counts = Counter(problem.severity for problem in self.problems)
        parts = ", ".join(plural(counts[which], which.value) for which in Severity if counts[which])
        return f"{plural(len(self), 'problem')}: {parts}"


def _by_place(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The problems of each output, department, or other part of the plan, in the order in which they come."""
    places: dict[str, list[Problem]] = {}
    for problem in problems:
        found = _PLACE.match(problem.path)
        places.setdefault(found[0] if found else "the plan", []).append(problem)
    return places


_PLACE = late_pattern(r"(?:outputs|departments)\.[^.\[]+|[a-z_]+")
"""The beginning of an address: an output, a department, or any other collection or field as a whole."""


def _section(problem: Problem) -> str:
    """The printed section of a problem, for the end of its line."""
    return f" ({on_one_line(problem.section)})" if problem.section else ""
