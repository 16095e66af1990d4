"""`validate_file`, `validate_text`: all problems of a plan, each with its place in a file."""

import functools
from collections.abc import Callable, Iterable

import attrs

from ..model.accepted import Accepted
from ..model.plan import OperationalPlan
from ..report import Report
from ..rules.rule import Check, Profile, Rule, sharing
from ..rules.validating import choose, find_profile, known_of, run
from ..storage.layout import Stored
from .documents import Source, find_parts, make_part
from .files import attempt
from .kinds import PLAN

__all__ = ["validate_file", "validate_text"]


def validate_file(
    source: Source,
    *,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    rules: Rule | Check | Iterable[Rule | Check] = (),
    profile: Profile | str | None = None,
    accepted: Accepted | None = None,
) -> Report:
    """All problems of the plan in a file or folder, each with file, line and column.

    It never raises for what it finds; `select`, `ignore`, `rules`, `profile` and `accepted` are those of `validate`.

    Raises:
        UnknownCode: as `validate`.

    >>> print(validate_file("no-such-plan.toml"))
    the plan
      error OP000: no-such-plan.toml: no such file or folder
    1 problem: 1 error
    """
    chosen = choose(select, ignore, rules)
    check = functools.partial(run, chosen=chosen, profile=find_profile(profile), accepted=accepted)
    return _report(check, chosen, lambda: find_parts(PLAN, source, "validate_file", "validate_text"))


def validate_text(
    text: str | bytes,
    *,
    name: str = "<text>",
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    rules: Rule | Check | Iterable[Rule | Check] = (),
    profile: Profile | str | None = None,
    accepted: Accepted | None = None,
) -> Report:
    """All problems of the plan in a text, each with its line and column.

    It never raises for what it finds; `name` is the name in messages, the other arguments are those of `validate`.

    Raises:
        UnknownCode: as `validate`.

    >>> print(validate_text("window = 2008")[0])
    <text>: no format; a plan says format = 1
    """
    chosen = choose(select, ignore, rules)
    check = functools.partial(run, chosen=chosen, profile=find_profile(profile), accepted=accepted)
    return _report(check, chosen, lambda: make_part(PLAN, text, name, "validate_text", "validate_file"))


def _report(check: Callable[[OperationalPlan], Report], chosen: Iterable[Rule], find: Callable[[], Stored]) -> Report:
    """What is wrong with the plan that is found so; a slip in the choice of rules was told before it is looked for."""
    with sharing():  # what keeps it from being loaded is looked for once
        problems, read = attempt(find)
        if read is None:
            return Report(problems, known=known_of(chosen))
        plan, tables, _ = read
        report = check(plan)
        found, accepted = tables.located(report), tables.located(report.accepted)
        return attrs.evolve(report, problems=[*problems, *found], accepted=accepted)
