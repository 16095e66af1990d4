"""All the problems that were found in a plan, as one sequence that prints by place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import overload

import attrs

from . import display
from .errors import UnknownCode
from .escaping import escape_html
from .immutable import Immutable
from .late import late_pattern
from .problem import GROUPS, Problem, Severity
from .texts import fold
from .wording import on_one_line, plural, quote, suggestions

__all__ = ["Known", "Report"]


def _problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, each with a key of its own: of several that are told apart by nothing, by their order."""
    found = tuple(problems) if isinstance(problems, Iterable) else (problems,)
    if not all(isinstance(problem, Problem) for problem in found):
        raise TypeError("a Report is made of problems; validate(plan) makes one of a plan")
    keys = [problem.key for problem in found]
    if len(set(keys)) == len(keys):
        return found
    taken = set(keys)
    seen: Counter[str] = Counter()
    several: list[Problem] = []
    for problem, key in zip(found, keys, strict=True):
        seen[key] += 1
        if seen[key] > 1:
            while (one := attrs.evolve(problem, identity=f"{problem.known_as} #{seen[key]}", about=None)).key in taken:
                seen[key] += 1
            taken.add(one.key)
            problem = one
        several.append(problem)
    return tuple(several)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Known(Immutable):
    """What the plan and the rules of a report have: by what its problems can be asked for.

    Attributes:
        titles: what each rule looks for, by its id.
        codes: of departments, units and outputs, by what they are: the code by each folded name.
    """

    titles: Mapping[str, str] = attrs.field(factory=dict)
    codes: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)


@attrs.frozen(repr=False)
class Report(display.Printable, Sequence[Problem]):
    """All the problems that were found, in the order of the plan: an immutable sequence that prints by place.

    Attributes:
        problems: the problems; those that were accepted are not among them. The key of each stands once.
        reopened: the keys of those among `problems` that were accepted with other figures, or when they were no errors.
        gone: the keys of accepted problems that no longer occur.

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
    _accepted: tuple[Problem, ...] = attrs.field(default=(), converter=_problems, alias="accepted")
    reopened: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    _known: Known | None = attrs.field(default=None, eq=False, alias="known")

    @property
    def ok(self) -> bool:
        """Whether nothing weighs as an error, so that a script can end with `sys.exit(not report.ok)`.

        `len(report)` counts what is open, and is 0 where all that was found is accepted.
        """
        return not self.errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems of severity `error`."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def accepted(self) -> "Report":
        """The problems that somebody has looked at and lets stand, each with its reason."""
        return Report(self._accepted, known=self._known)

    @property
    def counts(self) -> dict[str, int]:
        """How many problems each rule found, by its id.

        >>> Report(()).counts
        {}
        """
        return dict(sorted(Counter(problem.rule for problem in self.problems).items()))

    def where(
        self,
        *,
        rule: str | Iterable[str] | None = None,
        group: str | Iterable[str] | None = None,
        severity: Severity | str | Iterable[Severity | str] | None = None,
        department: str | Iterable[str] | None = None,
        unit: str | Iterable[str] | None = None,
        output: str | Iterable[str] | None = None,
    ) -> "Report":
        """Only the problems of which all this is true, open and accepted ones; each argument takes one or several.

        What is gone is told of the whole report alone.

        A problem concerns a department, a unit or an output that its address leads to or through, that is a label of
        its cell, or that it counts as one of many (of more than fifty the first). It also concerns those who answer
        for what its address leads into: the lead of a result, the unit of a row, the departments of a service or an
        activity; and the department of a unit. A sentence that only names them does not count, nor does a grade or a
        category that is spelled like them.

        Args:
            rule: ids such as `OP301`, or how they begin: `OP3`.
            group: groups such as `figures`; `shape` are problems of a text that is no plan, `own` those of your rules.
            severity: `error`, `warning` or `note`.
            department: codes or aliases of departments.
            unit: codes or aliases of units.
            output: codes of outputs.

        Raises:
            UnknownCode: there is no such rule, group, severity, department, unit or output; each with the nearest. Of
                a report without a plan nobody can tell that there is no such department.

        >>> from itu_opplan import bundled, validate
        >>> print(validate(bundled("gs-2008-2011")).where(rule="OP4", department="IS"))
        no problems
        >>> validate(bundled("gs-2008-2011")).where(rule="OP4", department="SPU").counts
        {'OP401': 1, 'OP413': 1}
        """
        known = self._known or Known()
        rules = (*known.titles, *self.counts, *GROUPS, "OP0") if known.titles else None
        complaints: list[str] = []
        chosen = [
            (_starts, _choose("rule", rule, rules, complaints)),
            (_group, _choose("group", group, (*GROUPS.values(), "shape", "own"), complaints)),
            (_severity, _choose("severity", severity, [one.value for one in Severity], complaints)),
        ]
        for noun, given in (("department", department), ("unit", unit), ("output", output)):
            codes = _choose(noun, given, known.codes.get(noun), complaints)
            chosen.append((_concerns, None if codes is None else {f"{noun} {code}" for code in codes}))
        if complaints:
            raise UnknownCode("\n".join(complaints))

        def suits(problem: Problem) -> bool:
            return all(wanted is None or not wanted.isdisjoint(names(problem)) for names, wanted in chosen)

        open_ones = tuple(filter(suits, self.problems))
        keys = {problem.key for problem in open_ones}
        return Report(
            open_ones,
            accepted=filter(suits, self._accepted),
            reopened=tuple(key for key in self.reopened if key in keys),
            known=self._known,
        )

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> "Report": ...
    def __getitem__(self, index: int | slice) -> "Problem | Report":
        return Report(self.problems[index], known=self._known) if isinstance(index, slice) else self.problems[index]

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
                *(f"  {one.severity.value} {one.rule}: {one}{_section(one)}{_reason(one)}" for one in problems),
            ]
        return "\n".join([*map(on_one_line, lines), *note, *self._summary()])

    def to_html(self, *, decimals: int | None = None, rows: int | None = None, thousands: bool | str = False) -> str:
        """The problems as HTML for notebooks and pages, wide or narrow: by place, with what the rules look for below.

        All text is escaped. The table has the class `opplan`; each row of a problem has its severity as class.
        """
        options = display.check_options(decimals, rows, thousands)
        chosen, note = display.shown_rows(len(self), options.rows)
        shown = [self.problems[number] for number in chosen]
        lines = [
            '<div class="tex2jax_ignore mathjax_ignore">',
            '<table class="opplan" style="border-collapse:collapse">',
        ]
        for place, problems in _by_place(shown).items():
            lines += ["<tbody>", f'<tr><th colspan="2" style="{_PLACE_STYLE}">{escape_html(place)}</th></tr>']
            for one in problems:
                said = escape_html(f"{one.message}{_section(one)}{_reason(one)}")
                where = escape_html(f"{one.path} ({one.location})" if one.location else one.path)
                lines += [
                    f'<tr class="{one.severity.value}"><td style="{_SIDE_STYLE}">{one.severity.value}<br>'
                    f"{escape_html(one.rule)}</td>",
                    f'<td dir="auto" style="{_CELL_STYLE}">{said}<br><small dir="ltr">{where}</small></td></tr>',
                ]
            lines.append("</tbody>")
        lines.append("</table>")
        lines += [
            f'<p style="margin:.2em .5em;font-size:smaller">{escape_html(one)}</p>'
            for one in (*note, *self._summary(), *self._legend(shown))
        ]
        return "\n".join([*lines, "</div>"])

    def __repr__(self) -> str:
        return f"<Report: {self._summary()[0]}>"

    def _grid(self, options: display.Options) -> display.Grid:
        chosen, note = display.shown_rows(len(self), options.rows)
        shown = [self.problems[number] for number in chosen]
        placed = [
            (place, place if not number else "", one)
            for place, problems in _by_place(shown).items()
            for number, one in enumerate(problems)
        ]
        columns = {
            "place": [told for _, told, _ in placed],
            "severity": [one.severity.value for _, _, one in placed],
            "rule": [one.rule for _, _, one in placed],
            "problem": [_told(one, place) for place, _, one in placed],
            "section": [one.section or "" for _, _, one in placed],
            "file": [str(one.location or "") for _, _, one in placed],
            "reason": [one.reason or "" for _, _, one in placed],
        }
        header = tuple(name for name, cells in columns.items() if name not in ("file", "reason") or any(cells))
        return display.Grid(
            header=header,
            rows=tuple(zip(*map(columns.__getitem__, header), strict=True)),
            labels=1,
            notes=(*note, *self._summary(), *self._legend(shown)),
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        from .listing import show_value  # those who load plans show no values

        places = [problem.location for problem in self.problems]
        return {
            "key": [one.key for one in self.problems],
            "rule": [one.rule for one in self.problems],
            "group": [one.group for one in self.problems],
            "severity": [one.severity.value for one in self.problems],
            "path": [one.path for one in self.problems],
            "section": [one.section for one in self.problems],
            "message": [one.message for one in self.problems],
            "expected": [show_value(one.expected) or None for one in self.problems],
            "actual": [show_value(one.actual) or None for one in self.problems],
            "reason": [one.reason for one in self.problems],
            "file": [None if place is None else place.file for place in places],
            "line": [str(place.line) if place is not None and place.line else None for place in places],
            "cell": [None if place is None else place.cell for place in places],
        }

    def _orders(self) -> Mapping[str, Sequence[str]]:
        return {"severity": [which.value for which in Severity]}

    def _legend(self, shown: Iterable[Problem]) -> list[str]:
        """What the rules of these problems look for, a line each."""
        titles = self._known.titles if self._known else {}
        return [f"{one}: {titles[one]}" for one in sorted({one.rule for one in shown}) if one in titles]

    def _summary(self) -> list[str]:
        """How many problems there are of each severity, and what was accepted."""
        counts = Counter(problem.severity for problem in self.problems)
        parts = ", ".join(plural(counts[which], which.value) for which in Severity if counts[which])
        found = f"{plural(len(self), 'problem')}: {parts}" if self.problems else "no problems"
        lines = [f"{found}; {len(self._accepted)} accepted" if self._accepted else found]
        if self.reopened:
            again = "is open again, with other figures or as an error"
            if len(self.reopened) > 1:
                again = "are open again, with other figures or as errors"
            lines.append(f"{plural(len(self.reopened), 'accepted problem')} {again}: {_few(self.reopened)}")
        if self.gone:
            no_longer = "no longer occurs" if len(self.gone) == 1 else "no longer occur"
            lines.append(f"{plural(len(self.gone), 'accepted problem')} {no_longer}: {_few(self.gone)}")
        return lines


def _choose(
    noun: str,
    given: str | Severity | Iterable[str | Severity] | None,
    known: Mapping[str, str] | Iterable[str] | None,
    complaints: list[str],
) -> set[str] | None:
    """What is asked for, None where nothing is; of a mapping the code of each name, without regard to case."""
    if given is None:
        return None
    wanted = _words(noun, given)
    if isinstance(known, Mapping):
        codes: Mapping[str, str] = known
        unknown = [one for one in wanted if fold(one) not in codes]
        near = tuple(dict.fromkeys(codes.values()))
        complaints += [
            f"unknown {noun} {quote(one)}; the plan has {suggestions(one, near) or 'none'}" for one in unknown
        ]
        return {fold(codes.get(fold(one), one)) for one in wanted}
    if known is not None:
        names = tuple(known)
        complaints += [
            f"unknown {noun} {quote(one)}; known: {suggestions(one, names)}" for one in wanted if one not in names
        ]
    return set(wanted)


def _words(noun: str, given: object) -> list[str]:
    """One or several names, or severities, as texts."""
    several = list[object](given) if isinstance(given, Iterable) and not isinstance(given, str | bytes) else [given]
    words: list[str] = []
    for one in several:
        word = one.value if isinstance(one, Severity) else one
        if not isinstance(word, str):
            raise TypeError(f"where: {noun} must be one or several texts, got {quote(word)}")
        words.append(word)
    return words


def _starts(problem: Problem) -> set[str]:
    """Its rule, and how the rules of its group begin."""
    return {problem.rule, problem.rule[:3]}


def _group(problem: Problem) -> set[str]:
    return {problem.group}


def _severity(problem: Problem) -> set[str]:
    return {problem.severity.value}


def _concerns(problem: Problem) -> set[str]:
    """Whom it concerns: as was worked out, or by the beginning of its address where there is no plan."""
    name, _, rest = problem.path.partition(".")
    own = {f"{name[:-1]} {fold(_CODE.split(rest)[0])}"} if name in ("outputs", "departments") and rest else set[str]()
    return own | {f"{noun} {code}" for noun, code in problem.concerns}


_CODE = late_pattern(r"[.\[]")


def _by_place(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The problems of each output, department, or other part of the plan, in the order in which they come."""
    places: dict[str, list[Problem]] = {}
    for problem in problems:
        found = _PLACE.match(problem.path)
        places.setdefault(found[0] if found else "the plan", []).append(problem)
    return places


_PLACE = late_pattern(r"(?:outputs|departments)\.[^.\[]+|[a-z_]+")
"""The beginning of an address: an output, a department, or any other collection or field as a whole."""


def _told(problem: Problem, place: str) -> str:
    """Where it is below its place, and what it is."""
    at = problem.path.removeprefix(place).removeprefix(".")
    return f"{at}: {problem.message}" if at else problem.message


def _section(problem: Problem) -> str:
    """The printed section of a problem, for the end of its line."""
    return f" ({on_one_line(problem.section)})" if problem.section else ""


def _reason(problem: Problem) -> str:
    """Why it is let stand, for the end of its line."""
    return f"; accepted: {problem.reason}" if problem.reason else ""


def _few(keys: Sequence[str]) -> str:
    return "; ".join(keys[:_SHOWN]) + (f"; and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else "")


_SHOWN = 9
"""How many keys a summary names."""
_PLACE_STYLE = "text-align:left;padding:.5em .5em 0;border-bottom:1px solid"
_SIDE_STYLE = "text-align:left;vertical-align:top;padding:.2em .5em"
_CELL_STYLE = "text-align:left;vertical-align:top;padding:.2em .5em;overflow-wrap:anywhere"
