"""Plans in files: load, one or many, and dump."""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import attrs

from ..errors import FormatError, InvalidPlan
from ..immutable import Immutable
from ..model.fields import kinds
from ..model.plan import OperationalPlan
from ..problem import Problem, Severity, fault
from ..report import Report
from ..storage.layout import Stored
from ..wording import quote
from . import syntax
from .documents import LAYOUT, Source, check_target, examine, find_parts, make_part, make_tables, read_parts
from .kinds import PLAN
from .structure import Raw
from .tables import Tables

__all__ = [
    "Loaded",
    "attempt",
    "dump",
    "dumps",
    "load",
    "load_many",
    "loads",
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


AnyPath: TypeAlias = str | os.PathLike[str]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Loaded(Immutable):
    """What `load_many` found under one path.

    Attributes:
        path: the path as it was given, or that of an entry of the folder that was given.
        plan: the plan; None where it is broken.
        report: what is wrong, each with file and line. Of a sound plan it is empty, but for what `load` warns of;
            `validate(plan)` finds what else is to be said of it.
    """

    path: AnyPath
    plan: OperationalPlan | None
    report: Report


def load_many(
    paths: AnyPath | Iterable[AnyPath], progress: Callable[[Iterable[AnyPath]], Iterable[AnyPath]] | None = None
) -> Iterator[Loaded]:
    """The plans in many files and folders, one after the other; a broken one does not stop the others.

    Each is read when it is asked for, and none is kept, so that thousands take no more memory than one.

    Args:
        paths: the paths; or one path. Of a folder that is no plan itself it gives the plans in it, in the order of
            their names: its `.toml` files, and its folders with a `plan.toml`.
        progress: what shows how far it is: a function that takes the paths and gives them back one by one, as `tqdm`
            and `rich.progress.track` do.

    Raises:
        TypeError: `paths` is neither a path nor several, or one of them is none.

    >>> [loaded] = load_many("no-such-plan.toml")
    >>> loaded.plan is None
    True
    >>> print(loaded.report)
    the plan
      error OP000: no-such-plan.toml: no such file or folder
    1 problem: 1 error
    """
    given: object = paths
    if isinstance(given, bytes) or not isinstance(given, str | os.PathLike | Iterable):
        raise TypeError(f"load_many takes paths, or one path, got {quote(paths)}")
    if progress is not None and not callable(progress):
        raise TypeError(
            f"load_many: progress must be a function that takes the paths, such as tqdm, got {quote(progress)}"
        )
    each = _list_plans(paths) if isinstance(paths, str | os.PathLike) else paths
    return map(_load_one, each if progress is None else progress(each))


def _load_one(path: AnyPath) -> Loaded:
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"load_many takes paths, got {quote(path)} among them")
    problems, read = attempt(lambda: find_parts(PLAN, path))
    plan, _, errors = read or (None, None, [])
    return Loaded(path=path, plan=None if errors else plan, report=Report([*problems, *errors]))


def _list_plans(path: AnyPath) -> list[AnyPath]:
    """The path itself, or of a folder that is no plan those of the plans in it."""
    try:
        if not os.path.isdir(path) or os.path.exists(os.path.join(path, LAYOUT.main)):
            return [path]
        inside = [os.path.join(path, name) for name in sorted(os.listdir(path)) if not name.startswith(".")]
    except (OSError, ValueError):  # reading it tells why
        return [path]
    found: list[AnyPath] = [
        one
        for one in inside
        if (os.path.exists(os.path.join(one, LAYOUT.main)) if os.path.isdir(one) else LAYOUT.suits(one))
    ]
    return found or [path]


def attempt(
    find: Callable[[], Stored],
) -> tuple[list[Problem], tuple[OperationalPlan, Tables, list[Problem]] | None]:
    """What is wrong with what is found so, and what `examine` makes of it; None where it can make no plan of it."""
    problems: list[Problem] = []
    try:
        stored = find()
        if stored.interrupted is not None:
            problems.append(Problem(rule="OP005", severity=Severity.WARNING, path="", message=stored.interrupted))
        return problems, examine(PLAN, stored)
    except FormatError as error:
        problems.append(fault("", error.message, rule="OP000", location=error.location))
    except InvalidPlan as error:
        problems += error.problems
    return problems, None


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
    from .emit import unparse  # as below: most programs write nothing

    return unparse(make_tables(PLAN, plan))


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
    from ..storage.replace import replace_stored
    from .emit import unparse

    path = check_target(plan, target)
    raw = make_tables(PLAN, plan, "dump")
    parts = {os.path.basename(path): raw} if LAYOUT.suits(path) else _divide(raw)
    files = {name: unparse(tables) for name, tables in parts.items()}
    syntax.refuse_too_many(files.values(), path)
    replace_stored(path, files, LAYOUT)


def _divide(raw: Raw) -> dict[str, Raw]:
    """The tables of each file of a folder, as the fields of the plan say: what belongs together, and one per output."""
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
    return {LAYOUT.main: rest, **files}
