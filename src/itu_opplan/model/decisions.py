"""What a planner decides when a plan is rolled forward: questions, defaults, answers. A file of its own."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

import attrs

from ..errors import InvalidPlan
from ..problem import fault
from . import checking, fields, to
from .keyed import Keyed

__all__ = ["Answer", "Decision", "Decisions"]

Answer: TypeAlias = str | Decimal | Keyed[Decimal]
"""A word such as `even`, `repeat`, `drop`, or a text; a figure; or weights by period."""


def _answer(value: Answer | int | Mapping[str, Decimal | int | str] | None) -> Answer | None:
    given: object = value
    if isinstance(given, Mapping):
        weights: dict[str, Decimal] = {str(label): to.figure(weight) for label, weight in given.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # of anything
        return Keyed(weights)
    return value if isinstance(given, str) or given is None else to.figure(given)  # type: ignore[return-value, arg-type]  # others are refused by the check


@attrs.frozen(kw_only=True)
class Decision:
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

    __attrs_post_init__ = checking.check_entity

    @property
    def taken(self) -> Answer | None:
        """The answer; where there is none, the default."""
        return self.default if self.answer is None else self.answer


def _decisions(value: Iterable[Decision]) -> tuple[Decision, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True)
class Decisions:
    """The choices that are taken when a plan is rolled forward, in the order in which they are asked.

    Attributes:
        code: the code of the decisions.
        title: what they are, in one line.
        plan: the code of the plan that is rolled forward.
        note: anything a later reader should know.
        decisions: the choices; each path stands once.

    >>> Decisions(code="d", title="D", plan="p", decisions=[Decision(path="code", answer="q")]).decisions[0].taken
    'q'
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
