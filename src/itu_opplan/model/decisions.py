"""What a planner decides when a plan is rolled forward: questions, defaults, answers. A file of its own."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, overload

import attrs

from .. import display
from ..errors import InvalidPlan
from ..immutable import Immutable
from ..listing import Listing
from ..problem import fault
from ..wording import plural
from . import checking, fields, to
from .checked import Checked
from .keyed import Keyed

__all__ = ["Answer", "Decision", "Decisions", "Given"]

Answer: TypeAlias = str | Decimal | Keyed[Decimal]
"""A word such as `even`, `repeat`, `drop`, or a text; a figure; or weights by period."""
Given: TypeAlias = Answer | int | Mapping[str, Decimal | int | str]
"""What callers may give for an answer."""


def _answer(value: Given | None) -> Answer | None:
    if isinstance(value, Mapping):
        return to.weights(value)
    return value if isinstance(value, str) or value is None else to.figure(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Decision(Checked):
    """One choice that is taken when a plan is rolled forward.

    Attributes:
        path: what it is about: an address of the plan, or of many like things, such as `measures.effort`.
        question: what is asked.
        default: what is done without an answer.
        answer: what is to be done: a word or text, a figure, or weights by period; None for the default.
        reason: why that is the default; or why it was answered so.

    >>> Decision(path="measures.effort", answer={"2009": 1, "2010": 3, "2011": 1}).answer["2010"]
    Decimal('3')
    """

    path: str = attrs.field(metadata=fields.TEXT)
    question: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    default: Answer | None = attrs.field(default=None, converter=_answer, metadata=fields.MAYBE_ANSWER)
    answer: Answer | None = attrs.field(default=None, converter=_answer, metadata=fields.MAYBE_ANSWER)
    reason: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)

    @property
    def taken(self) -> Answer | None:
        """The answer; where there is none, the default."""
        return self.default if self.answer is None else self.answer


def _decisions(value: Iterable[Decision]) -> tuple[Decision, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, repr=False)
class Decisions(display.PrintsLines, Sequence[Decision]):
    """The choices that are taken when a plan is rolled forward, in the order in which they are asked.

    Attributes:
        code: the code of the decisions.
        title: what they are, in one line.
        plan: the code of the plan that is rolled forward.
        note: anything a later reader should know.
        decisions: the choices; each path stands once.

    >>> print(Decisions(code="d", title="For next year", plan="p", decisions=[Decision(path="code", answer="q")]))
    For next year
    path  question  default  answer  reason
    ---------------------------------------
    code                     q
    1 of 1 answered
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    plan: str = attrs.field(metadata=fields.CODE)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    decisions: tuple[Decision, ...] = attrs.field(
        default=(), converter=_decisions, metadata=fields.children(Decision, "decision")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        seen: dict[str, int] = {}
        problems = [
            fault(f"Decisions.decisions[{number}].path", f"stands in decisions[{first}] already", actual=one.path)
            for number, one in enumerate(self.decisions)
            if (first := seen.setdefault(one.path, number)) != number
        ]
        if problems:
            raise InvalidPlan(problems)

    @overload
    def __getitem__(self, index: int) -> Decision: ...
    @overload
    def __getitem__(self, index: slice) -> "Decisions": ...
    def __getitem__(self, index: int | slice) -> "Decision | Decisions":
        found = self.decisions[index]
        return found if isinstance(found, Decision) else attrs.evolve(self, decisions=found)

    def __len__(self) -> int:
        return len(self.decisions)

    @property
    def lines(self) -> display.Printable:
        """The decisions as they print."""
        given = sum(one.answer is not None for one in self)
        return Listing(
            tuple(map(_line, self)),
            columns=("path", "question", "default", "answer", "reason"),
            title=self.title,
            notes=(f"{given} of {len(self)} answered",),
        )

    def __repr__(self) -> str:
        return f"<Decisions: {self.code}, {plural(len(self), 'decision')}>"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Line(Immutable):
    """A decision as it prints.

    Attributes:
        path: its address.
        question: what is asked.
        default: what is done without an answer.
        answer: the answer.
        reason: why.
    """

    path: str
    question: str | None
    default: str
    answer: str
    reason: str | None


def _line(one: Decision) -> _Line:
    default, answer = _show(one.default), _show(one.answer)
    return _Line(path=one.path, question=one.question, default=default, answer=answer, reason=one.reason)


def _show(answer: Answer | None) -> str:
    if isinstance(answer, Mapping):
        return ", ".join(f"{period}: {weight}" for period, weight in answer.items())
    return "" if answer is None else str(answer)
