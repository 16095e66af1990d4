"""Findings that somebody has looked at and lets stand, with reasons. A file of its own beside a plan."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import overload

import attrs

from .. import display
from ..arguments import takes
from ..errors import InvalidPlan
from ..listing import Listing
from ..problem import Problem, Severity, fault
from ..report import Report
from ..wording import on_one_line, plural, positional
from . import checking, fields, to
from .checked import Checked

__all__ = ["Acceptance", "Accepted", "accept", "set_apart"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Acceptance(Checked):
    """One finding that is let stand.

    Attributes:
        key: the key of the finding: its rule and its address by codes and texts.
        reason: why it is let stand.
        found: what it said when it was accepted, for people who read the file.
        expected: the figure that would have been right; None where that was no figure.
        actual: the figure that was found; None where that was no figure.

    >>> Acceptance(
    ...     key="OP301 outputs.PP.effort[total, 2008]", reason="printed so", found="not the sum"
    ... ).expected is None
    True
    """

    key: str = attrs.field(metadata=fields.TEXT)
    reason: str = attrs.field(metadata=fields.TEXT)
    found: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    expected: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    actual: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)

    def covers(self, problem: Problem) -> bool:
        """Whether a problem with this key still has the figures with which it was accepted.

        Only figures count: how a message is worded, and how many items a list has, may change.
        """
        own = (_trim(self.expected), _trim(self.actual))
        return own == (_figure(problem.expected), _figure(problem.actual))


def _figure(value: object) -> str | None:
    """A figure as text; None for what is none."""
    return _trim(positional(value)) if isinstance(value, Decimal) else None


def _trim(figure: str | None) -> str | None:
    """A figure as text without zeros at its end, which a person may write or not."""
    return figure.rstrip("0").rstrip(".") if figure and "." in figure else figure


def _acceptances(value: Iterable[Acceptance]) -> tuple[Acceptance, ...]:
    found = to.items(value)
    if all(isinstance(one, Acceptance) and isinstance(one.key, str) for one in found):
        return tuple(sorted(found, key=lambda one: one.key))
    return found


@attrs.frozen(kw_only=True, repr=False)
class Accepted(display.PrintsLines, Sequence[Acceptance]):
    """The findings that are let stand, in the order of their keys, so that files of them differ by little.

    Attributes:
        code: the code of the document.
        title: what they are, in one line.
        note: anything a later reader should know.
        accepted: the findings; each key stands once.

    >>> one = Acceptance(key="OP301 outputs.PP.effort[total, 2008]", reason="printed so")
    >>> Accepted(code="a", title="As printed", accepted=[one])
    <Accepted: a, 1 finding>
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    accepted: tuple[Acceptance, ...] = attrs.field(
        default=(), converter=_acceptances, metadata=fields.children(Acceptance, "accepted finding")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        seen: dict[str, int] = {}
        problems = [
            fault(f"Accepted.accepted[{number}].key", f"stands in accepted[{first}] already", actual=one.key)
            for number, one in enumerate(self.accepted)
            if (first := seen.setdefault(one.key, number)) != number
        ]
        if problems:
            raise InvalidPlan(problems)

    @overload
    def __getitem__(self, index: int) -> Acceptance: ...
    @overload
    def __getitem__(self, index: slice) -> "Accepted": ...
    def __getitem__(self, index: int | slice) -> "Acceptance | Accepted":
        found = self.accepted[index]
        return found if isinstance(found, Acceptance) else attrs.evolve(self, accepted=found)

    def __len__(self) -> int:
        return len(self.accepted)

    def without(self, keys: Iterable[str]) -> "Accepted":
        """The same without the findings of these keys, such as those that no longer occur: `report.gone`.

        >>> from itu_opplan import accept, bundled, validate
        >>> accepted = accept(validate(bundled("gs-2008-2011"), select="OP401"), reason="known")
        >>> len(accepted), len(accepted.without(["OP401 departments.SPU.staffing[total, 2008]"]))
        (1, 0)
        """
        gone = {keys} if isinstance(keys, str) else set(keys)
        return attrs.evolve(self, accepted=[one for one in self.accepted if one.key not in gone])

    @property
    def lines(self) -> Listing[Acceptance]:
        """The findings as they print."""
        return Listing(self.accepted, columns=("key", "reason", "found"), title=self.title)

    def __repr__(self) -> str:
        return f"<Accepted: {self.code}, {plural(len(self), 'finding')}>"


@takes
def accept(
    report: Report,
    *,
    reason: str,
    accepted: Accepted | None = None,
    code: str = "accepted",
    title: str = "Accepted findings",
) -> Accepted:
    """The problems of a report as findings that are let stand, for `validate(plan, accepted=…)` and `dumps_accepted`.

    Args:
        report: the problems; `report.where(…)` takes some of them.
        reason: why they are let stand.
        accepted: what was accepted before and is kept. What is accepted anew has the new reason and figures.
        code: the code of the document; that of `accepted` stays.
        title: what it is, in one line; that of `accepted` stays.

    Raises:
        InvalidPlan: the report has errors, which must be corrected; or there is no reason.

    >>> from itu_opplan import bundled, validate
    >>> plan = bundled("gs-2008-2011")
    >>> accepted = accept(validate(plan, select="OP401"), reason="SPU was to get a fifth post")
    >>> print(validate(plan, select="OP401", accepted=accepted))
    no problems; 1 accepted
    """
    if report.errors:
        advice = 'is an error; errors are corrected, not accepted: leave them out, with severity=["warning", "note"]'
        raise InvalidPlan([attrs.evolve(one, message=f"{one.rule} {advice}") for one in report.errors])
    known = {one.key: one for one in accepted or ()}
    for one in report:
        known[one.key] = Acceptance(
            key=one.key,
            reason=reason,
            found=on_one_line(one.message),
            expected=_figure(one.expected),
            actual=_figure(one.actual),
        )
    if accepted is not None:
        return attrs.evolve(accepted, accepted=known.values())
    return Accepted(code=code, title=title, accepted=known.values())


def set_apart(report: Report, accepted: Accepted, looked: Collection[str]) -> Report:
    """The report with what is accepted apart from what is open.

    Args:
        report: all that was found.
        accepted: what is let stand.
        looked: the rules that looked; of others nobody knows whether what they found still occurs.
    """
    known = {one.key: one for one in accepted}
    apart: list[Problem] = []
    open_ones: list[Problem] = []
    reopened: list[str] = []
    for problem in report:
        one = known.pop(problem.key, None)
        if one is not None and one.covers(problem) and problem.severity is not Severity.ERROR:
            apart.append(attrs.evolve(problem, reason=one.reason))
            continue
        open_ones.append(problem)
        if one is not None:
            reopened.append(problem.key)
    gone = [key for key in known if key.partition(" ")[0] in looked]
    return attrs.evolve(report, problems=open_ones, accepted=apart, reopened=tuple(reopened), gone=tuple(gone))
