"""One rule: an id, how much it weighs in each profile, and a function from a plan to findings."""

import functools
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

import attrs

from ..immutable import Immutable
from ..model.plan import OperationalPlan
from ..problem import GROUPS, Problem, Severity, bounded, short_about, short_path, short_section, short_sentence
from ..wording import quote

__all__ = ["GROUPS", "Check", "Finding", "Profile", "Rule", "rule", "rules_in", "shared", "sharing"]

OfT = TypeVar("OfT")
P = ParamSpec("P")
SharedT = TypeVar("SharedT")


class Profile(Enum):
    """How strictly a plan is judged: as a draft, before it goes to the council, or once it is published.

    A rule weighs the same or more from one to the next.

    >>> Profile("council")
    <Profile.COUNCIL: 'council'>
    """

    DRAFT = "draft"
    COUNCIL = "council"
    PUBLISHED = "published"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Finding(Immutable):
    """What the function of a rule yields: a problem without the id and severity of its rule.

    Attributes:
        path: address of what it is about.
        message: what is wrong and what would be right.
        section: number of the printed section.
        expected: what would be right, as data.
        actual: what was found, as data.
        dim: the dim of a table of which `actual` is a label; None where it is none.
        about: which of several things at the address it is about, such as a period or a code: what tells its key from
            those of other findings of the rule there. It should stay when the message or the figures change.

    >>> Finding(path="outputs.PP", message="has no text").section is None
    True
    """

    path: str = attrs.field(converter=short_path)
    message: str = attrs.field(converter=short_sentence)
    section: str | None = attrs.field(default=None, converter=short_section)
    expected: object = attrs.field(default=None, converter=bounded)
    actual: object = attrs.field(default=None, converter=bounded)
    dim: str | None = None
    about: str | None = attrs.field(default=None, converter=short_about)


Check: TypeAlias = Callable[[OperationalPlan], Iterable[Finding] | None]


@attrs.frozen(eq=False, repr=False)
class Rule(Immutable):
    """A rule of the catalogue; calling it with a plan gives its problems.

    Attributes:
        id: stable id, such as `OP301`.
        severity: how much its findings weigh in a draft.
        check: the function; its docstring is the entry of the catalogue.
        council: how much they weigh before the council; as in a draft where it is None.
        published: how much they weigh once the plan is published; as before the council where it is None.

    >>> odd = Rule("OWN1", Severity.NOTE, lambda plan: [Finding(path="title", message="is short")])
    >>> odd.group, odd.weight(Profile.PUBLISHED)
    ('own', <Severity.NOTE: 'note'>)
    """

    id: str
    severity: Severity
    check: Check = attrs.field(repr=False)
    council: Severity | None = None
    published: Severity | None = None

    @property
    def title(self) -> str:
        """The first paragraph of its docstring, or its name where it has none."""
        text = (getattr(self.check, "__doc__", None) or "").partition("\n\n")[0]
        return " ".join(text.split()) or str(getattr(self.check, "__name__", self.id)).replace("_", " ")

    @property
    def link(self) -> str | None:
        """Where the catalogue describes it, within the documentation; None for rules that are not of the catalogue."""
        name = str(getattr(self.check, "__name__", "")).replace("_", "-")
        return None if self.group == "own" else f"rules.html#{self.id.lower()}-{name}"

    @property
    def weights(self) -> str:
        """How much its findings weigh, in words; by profile where that differs.

        >>> Rule("OWN1", Severity.NOTE, lambda plan: [], published=Severity.WARNING).weights
        'note as draft, note as council, warning as published'
        """
        weights = {profile.value: self.weight(profile).value for profile in Profile}
        several = len(set(weights.values())) > 1
        return ", ".join(f"{one} as {profile}" for profile, one in weights.items()) if several else weights["draft"]

    @property
    def group(self) -> str:
        """The group of the rule, such as `figures`; `own` for rules that are not of the catalogue."""
        return GROUPS.get(self.id[:3], "own")

    def weight(self, profile: Profile) -> Severity:
        """How much its findings weigh in a profile."""
        council = self.council or self.severity
        weights = {
            Profile.DRAFT: self.severity,
            Profile.COUNCIL: council,
            Profile.PUBLISHED: self.published or council,
        }
        return weights[profile]

    def __call__(self, plan: OperationalPlan, profile: Profile = Profile.DRAFT) -> Iterator[Problem]:
        """The problems that this rule finds in a plan."""
        severity = self.weight(profile)
        for found in self.check(plan) or ():
            if not isinstance(found, Finding):
                raise TypeError(f"the rule {self.id!r} must give Findings, got {quote(found)}")
            yield Problem(
                rule=self.id,
                severity=severity,
                path=found.path,
                message=found.message,
                section=found.section,
                expected=found.expected,
                actual=found.actual,
                dim=found.dim,
                about=found.about,
            )


def rule(
    id: str, severity: Severity, *, council: Severity | None = None, published: Severity | None = None
) -> Callable[[Check], Rule]:
    """Make a rule of the function below it, which takes a plan and yields findings.

    Args:
        id: the id of the rule; ids that begin with `OP` are the catalogue's.
        severity: how much its findings weigh in a draft.
        council: how much before the council, where that is more.
        published: how much once the plan is published, where that is more.

    >>> @rule("OWN2", Severity.WARNING)
    ... def no_entity(plan):
    ...     '''The plan does not say which part of the organisation plans.'''
    ...     if plan.entity is None:
    ...         yield Finding(path="entity", message="is missing")
    >>> no_entity.id
    'OWN2'
    """
    return lambda check: Rule(id, severity, check, council, published)


def rules_in(modules: Iterable[ModuleType]) -> tuple[Rule, ...]:
    """The rules of these modules, in the order of their ids."""
    found = (one for module in modules for one in vars(module).values() if isinstance(one, Rule))
    return tuple(sorted(found, key=lambda one: one.id))


_MEMO: ContextVar[dict[tuple[object, ...], Any] | None] = ContextVar("_MEMO", default=None)


@contextmanager
def sharing() -> Generator[None, None, None]:
    """Within it, what rules share is worked out once, also where it is within another one."""
    memo = _MEMO.get()
    token = _MEMO.set({} if memo is None else memo)
    try:
        yield
    finally:
        _MEMO.reset(token)


def shared(make: Callable[Concatenate[OfT, P], SharedT]) -> Callable[Concatenate[OfT, P], SharedT]:
    """The function of a plan, or of a table, worked out once for each and for these arguments, where rules share it."""

    @functools.wraps(make)
    def once(of: OfT, /, *args: P.args, **kwargs: P.kwargs) -> SharedT:
        memo = _MEMO.get()
        if memo is None:
            return make(of, *args, **kwargs)
        key = (make, id(of), args, *kwargs.items())
        if key not in memo:
            memo[key] = of, make(of, *args, **kwargs)  # with the plan, lest another one gets its id
        found: SharedT = memo[key][1]
        return found

    return once
