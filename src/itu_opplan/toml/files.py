"""Plans in files: load, validate and dump."""

import os
import warnings
from collections.abc import Callable, Iterable

from ..errors import FormatError, InvalidPlan
from ..model.fields import kinds
from ..model.plan import OperationalPlan
from ..problem import Problem, Severity, fault
from ..report import Report
from ..rules import Profile, Rule, choose, find_profile, run
from ..rules.rule import Check
from ..storage.layout import Stored
from ..storage.replace import replace_stored
from . import syntax
from .documents import (
    LAYOUT,
    PLAN,
    Source,
    check_target,
    examine,
    find_parts,
    make_part,
    make_tables,
    read_parts,
)
from .structure import Raw

__all__ = [
    "dump",
    "dumps",
    "load",
    "loads",
    "validate_file",
    "validate_text",
]


# --- reading ----------------------------------------------------------------------------------------------------------


def load(source: Source) -> OperationalPlan:
    """The plan in a file, a folder, or a binary file object.

    Raises:
        FormatError: there is no plan to read: a missing or unreadable path, not UTF-8, not TOML, an unknown `format`.
        TypeError: the source is none; the message names the function that takes such a thing.
        InvalidPlan: the plan has errors; all of them are named, each with file and line.

    >>> load("no-such-plan.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-plan.toml: no such file or folder
    """
    stored = find_parts(PLAN, source)
    if stored.interrupted is not None:
        warnings.warn(stored.interrupted, stacklevel=2)
    return read_parts(PLAN, stored)


def loads(text: str | bytes, *, name: str = "<text>") -> OperationalPlan:
    """The plan in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: its name in messages.

    Raises:
        FormatError, InvalidPlan: as `load`.

    >>> loads("format = 1")
    Traceback (most recent call last):
    itu_opplan.errors.InvalidPlan: <text>:1: code: missing; every plan must have it
    <text>:1: title: missing; every plan must have it
    <text>:1: organisation: missing; every plan must have it
    <text>:1: window: missing; every plan must have it
    <text>:1: periods: missing; every plan must have it
    """
    return read_parts(PLAN, make_part(PLAN, text, name))


def validate_file(
    source: Source,
    *,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    rules: Rule | Check | Iterable[Rule | Check] = (),
    profile: Profile | str | None = None,
) -> Report:
    """All problems of the plan in a file or folder, each with file, line and column.

    It never raises for what it finds; `select`, `ignore`, `rules` and `profile` are those of `validate`.

    Raises:
        UnknownCode: as `validate`.

    >>> print(validate_file("no-such-plan.toml"))
    the plan
      error OP000: no-such-plan.toml: no such file or folder
    1 problem: 1 error
    """
    chosen = choose(select, ignore, rules)
    return _report(chosen, find_profile(profile), lambda: find_parts(PLAN, source, "validate_file", "validate_text"))


def validate_text(
    text: str | bytes,
    *,
    name: str = "<text>",
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    rules: Rule | Check | Iterable[Rule | Check] = (),
    profile: Profile | str | None = None,
) -> Report:
    """All problems of the plan in a text, each with its line and column.

    It never raises for what it finds; `name` is the name in messages, the other arguments are those of `validate`.

    Raises:
        UnknownCode: as `validate`.

    >>> print(validate_text("window = 2008")[0])
    <text>: no format; a plan says format = 1
    """
    chosen = choose(select, ignore, rules)
    return _report(chosen, find_profile(profile), lambda: make_part(PLAN, text, name, "validate_text", "validate_file"))


def _report(chosen: Iterable[Rule], profile: Profile | None, find: Callable[[], Stored]) -> Report:
    """What is wrong with the plan that is found so; a slip in the choice of rules was told before it is looked for."""
    notes: list[Problem] = []
    try:
        stored = find()
        if stored.interrupted is not None:
            notes.append(Problem(rule="OP005", severity=Severity.WARNING, path="", message=stored.interrupted))
        plan, tables, _ = examine(PLAN, stored)
    except FormatError as error:
        return Report([*notes, fault("", error.message, rule="OP000", location=error.location)])
    except InvalidPlan as error:
        return Report([*notes, *error.problems])
    return Report([*notes, *tables.located(run(plan, chosen, profile))])


# --- writing ----------------------------------------------------------------------------------------------------------


def dumps(plan: OperationalPlan) -> str:
    """The plan as one TOML text; the same plan gives the same text on every machine.

    Raises:
        InvalidPlan: the plan has errors, such as a link to a code that it does not have; `loads` would refuse it.

    >>> from itu_opplan import bundled
    >>> print(dumps(bundled("gs-2008-2011"))[:40])
    format = 1
    code = "gs-2008-2011"
    title =
    """
    return syntax.unparse(make_tables(PLAN, plan))


def dump(plan: OperationalPlan, target: str | os.PathLike[str]) -> None:
    """Write the plan to a file, if the path ends in `.toml`, else to a folder with a file per output.

    The old plan is replaced as one act: there is never half a plan. Other files are not touched, nor are TOML files
    that say nothing, unless the plan needs their names.

    Raises:
        InvalidPlan: the plan has errors; nothing is written.
        FormatError: the path cannot be written; or what is there would not be readable, or would lose more than the old
            plan: the folder holds TOML files that are not the plan's, or a plan that the file would become part of.
        TypeError: the arguments are not a plan and a path.

    >>> import tempfile
    >>> from pathlib import Path
    >>> plan = OperationalPlan(code="p", title="P", organisation="O", window="2008", periods=["2008"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     dump(plan, Path(folder) / "plan.toml")
    ...     load(Path(folder) / "plan.toml") == plan
    True
    """
    path = check_target(plan, target)
    raw = make_tables(PLAN, plan, "dump")
    one = LAYOUT.suits(path)
    files = {os.path.basename(path): syntax.unparse(raw)} if one else _divide(raw)
    syntax.refuse_too_many(files.values(), path)
    replace_stored(path, files, LAYOUT)


def _divide(raw: Raw) -> dict[str, str]:
    """The text of each file of a folder, as the fields of the plan say: what belongs together, and one per output."""
    rest = dict(raw)
    files: dict[str, Raw] = {}
    for key, kind in kinds(OperationalPlan).items():
        if kind.file and key in rest:
            tables = rest.pop(key)
            if "{}" not in kind.file:
                files.setdefault(kind.file, {})[key] = tables
                continue
            assert isinstance(tables, dict)  # unstructure made it
            for code, table in tables.items():
                files[kind.file.format(code)] = {key: {code: table}}
    return {name: syntax.unparse(tables) for name, tables in {LAYOUT.main: rest, **files}.items()}
