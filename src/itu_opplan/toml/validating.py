"""`validate_file`, `validate_text`: all problems of a plan, each with its place in a file."""

from collections.abc import Callable, Iterable, Sequence

import attrs

from ..arguments import complain_of
from ..model.accepted import Accepted
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
    chosen, strictness = choose(select, ignore, rules), find_profile(profile)
    return _report(chosen, strictness, accepted, lambda: find_parts(PLAN, source, "validate_file", "validate_text"))


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
    chosen, strictness = choose(select, ignore, rules), find_profile(profile)
    return _report(chosen, strictness, accepted, lambda: make_part(PLAN, text, name, "validate_text", "validate_file"))


def _report(
    chosen: Sequence[Rule], profile: Profile | None, accepted: Accepted | None, find: Callable[[], Stored]
) -> Report:
    """What is wrong with the plan that is found so; a slip in what is asked was told before it is looked for."""
    if not isinstance(accepted, Accepted | None):
        raise TypeError(complain_of("accepted", (Accepted,), accepted))
    with sharing():  # what keeps it from being loaded is looked for once
        problems, read = attempt(find)
        if read is None:
            return Report(problems, known=known_of(chosen))
        plan, tables, _ = read
        report = run(plan, chosen, profile, accepted)
        found, apart = tables.located(report), tables.located(report.accepted)
        return attrs.evolve(report, problems=[*problems, *found], accepted=apart)
