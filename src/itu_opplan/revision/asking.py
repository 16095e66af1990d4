"""The decisions of a revision as they are asked: each has a default, an answer may be given, and all are listed."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

import attrs

from ..errors import InvalidPlan, OpPlanError, refusal
from ..model.decisions import Answer, Decision, Decisions, Given
from ..model.keyed import Keyed
from ..paths import join, steps
from ..problem import Problem, fault
from ..wording import one_of, quote, suggestions

__all__ = ["FIGURE", "TEXT", "WEIGHTS", "Asker", "to_decisions"]

TEXT = "any text"
FIGURE = "a figure"
WEIGHTS = "weights by period such as { 2009 = 1, 2010 = 3 }"
"""What an answer can be beside the words that a question names."""
_CLASSES: Mapping[str, type] = {TEXT: str, FIGURE: Decimal, WEIGHTS: Keyed}


class Asker:
    """Asks: takes the answer that was given, or the default, and notes both.

    Args:
        given: the answers.
    """

    def __init__(self, given: Decisions) -> None:
        self._head = given
        self._given: dict[str, Decision] = {}
        self._asked: dict[str, Decision] = {}
        self._problems: list[Problem] = []
        for one in given:
            path = _plain(one.path)
            if path in self._given:
                self._problems.append(fault(path, "stands twice, in two spellings", actual=one.path))
            self._given[path] = one
        self._tables = {path.rpartition("[")[0] for path in self._given}

    def ask(
        self,
        path: str,
        question: str,
        default: Answer,
        allowed: Collection[str],
        reason: str = "",
        check: Callable[[Answer], str] = lambda _: "",
    ) -> Answer:
        """The answer to a question, or its default.

        Args:
            path: what it is about.
            question: what is asked.
            default: what is done without an answer.
            allowed: the words that are answers, and which other kinds of them there are.
            reason: why that is the default.
            check: finds what else is wrong with an answer.
        """
        given = self._given.get(path)
        answer = given.answer if given else None
        if answer is not None and (complaint := _complain(answer, allowed) or check(answer)):
            self._problems.append(fault(path, complaint, actual=answer))
            answer = None
        question = question if tuple(allowed) == (TEXT,) else f"{question} {one_of([*allowed])}"
        own = given.reason if given and answer is not None else None
        self._asked[path] = Decision(
            path=path, question=question, default=default, answer=answer, reason=own or reason or None
        )
        return default if answer is None else answer

    def ask_again(
        self,
        path: str,
        question: str,
        taken: Answer,
        allowed: Collection[str],
        reason: str = "",
        check: Callable[[Answer], str] = lambda _: "",
    ) -> Answer:
        """The answer for one of many things for which a question was asked; it is listed only if there is one."""
        given = self._given.get(path)
        answered = given is not None and given.answer is not None
        return self.ask(path, question, taken, allowed, reason, check) if answered else taken

    def answers_below(self, path: str) -> bool:
        """Whether there is an answer for a cell of the table with this address."""
        return path in self._tables

    def finish(self) -> Decisions:
        """All that was asked, under the head of what was given.

        Raises:
            InvalidPlan: with every answer that is wrong, or to what was not asked.
        """
        for path, one in self._given.items():
            if path not in self._asked and one.answer is not None:
                known = suggestions(path, self._asked)
                self._problems.append(fault(path, f"nothing is decided there; decisions: {known}", actual=one.answer))
        if self._problems:
            raise InvalidPlan(self._problems)
        return attrs.evolve(self._head, decisions=[*self._asked.values()])


def _plain(path: str) -> str:
    """An address in its one spelling, if it is one."""
    try:
        return join(*(one if isinstance(one, str) else f"[{', '.join(one)}]" for one in steps(path)))
    except OpPlanError:
        return path


def _complain(answer: Answer, allowed: Collection[str]) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if answer in [one for one in allowed if one not in _CLASSES]:
        return ""
    if any(isinstance(answer, _CLASSES[one]) for one in allowed if one in _CLASSES):
        return ""
    right = one_of([one if one in _CLASSES else quote(one) for one in allowed])
    return f"the answer must be {right}, got {quote(answer)}"


def to_decisions(plan: str, title: str, given: Decisions | Mapping[str, Given] | None) -> Decisions:
    """Decisions for the plan of this code, from themselves, or from answers by path, which get the title.

    Raises:
        InvalidPlan: they are for another plan; or an answer can be none.
    """
    if isinstance(given, Decisions):
        if given.plan != plan:
            message = f"the decisions are for the plan {quote(given.plan)}, and this is {quote(plan)}"
            raise refusal(message, path="plan", actual=given.plan)
        return given
    found: list[Decision] = []
    problems: list[Problem] = []
    for path, answer in (given or {}).items():
        try:
            found.append(Decision(path=path, answer=answer))
        except InvalidPlan as error:
            problems += [fault(str(path), one.message, actual=one.actual) for one in error.problems]
    if problems:
        raise InvalidPlan(problems)
    return Decisions(code=plan, title=title, plan=plan, decisions=found)
