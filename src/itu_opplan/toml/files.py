"""Plans in files: load, validate and dump. The bodies of `_examine` and `dump` are the whole flow."""

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TypeAlias

import attrs
import tomli_w

from ..errors import FormatError, InvalidPlan
from ..model.fields import kinds
from ..model.plan import COLLECTIONS, OperationalPlan
from ..paths import join, steps
from ..problem import Location, Problem, Severity, fault
from ..report import Report
from ..rules import Profile, Rule, choose, errors, find_profile, run
from ..rules.rule import Check
from ..wording import on_one_line, quote
from . import storage, syntax
from .complaints import no_tables, shown
from .places import Place, nearest, places
from .structure import Raw, structure
from .unstructure import unstructure

__all__ = [
    "FORMAT",
    "Source",
    "Tables",
    "dump",
    "dumps",
    "load",
    "loads",
    "part_of",
    "refuse_other_format",
    "stored_in",
    "text_of",
    "validate_file",
    "validate_text",
]

FORMAT = 1
"""The version of the file format that this library writes."""

Source: TypeAlias = str | os.PathLike[str] | IO[bytes]
"""Where a plan is read from: the path of a file or folder, or a binary file object."""

_PART_KEYS = (*(name for name in COLLECTIONS if name != "measures"), "grades", "outline")
"""What may stand in any file of a folder; everything else belongs in `plan.toml`."""


# --- reading ----------------------------------------------------------------------------------------------------------


def load(source: Source) -> OperationalPlan:
    """The plan in a file, a folder, or a binary file object.

    Raises:
        FormatError: there is no plan to read: a missing or unreadable path, not UTF-8, not TOML, an unknown `format`.
        InvalidPlan: the plan has errors; all of them are named, each with file and line.

    >>> load("no-such-plan.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-plan.toml: no such file or folder
    """
    stored = stored_in(source, "loads")
    if stored.interrupted is not None:
        warnings.warn(stored.interrupted, stacklevel=2)
    return _sound(*_examine(stored.parts))


def loads(text: str | bytes, *, name: str = "<text>") -> OperationalPlan:
    """The plan in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

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
    return _sound(*_examine([part_of(text, name)]))


def validate_file(
    source: Source,
    *,
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    rules: Rule | Check | Iterable[Rule | Check] = (),
    profile: Profile | str | None = None,
) -> Report:
    """Everything that is wrong with the plan in a file or folder, each problem with file, line and column.

    It never raises for what it finds; `select`, `ignore`, `rules` and `profile` are those of `validate`.

    >>> print(validate_file("no-such-plan.toml"))
    the plan
      error OP000: no-such-plan.toml: no such file or folder
    1 problem: 1 error
    """
    chosen, strictness = choose(select, ignore, rules), find_profile(profile)  # a slip is told before the file is read
    try:
        stored = stored_in(source, "validate_text")
    except FormatError as error:
        return _unreadable(error)
    report = _validated(stored.parts, chosen, strictness)
    if stored.interrupted is None:
        return report
    note = Problem(rule="OP005", severity=Severity.WARNING, path="", message=stored.interrupted)
    return Report([note, *report])


def validate_text(
    text: str | bytes,
    *,
    name: str = "<text>",
    select: str | Iterable[str] | None = None,
    ignore: str | Iterable[str] | None = None,
    rules: Rule | Check | Iterable[Rule | Check] = (),
    profile: Profile | str | None = None,
) -> Report:
    """Everything that is wrong with the plan in a text, each problem with its line and column.

    It never raises for what it finds; `name` is what messages call the text, all else as for `validate`.

    >>> print(validate_text("window = 2008")[0])
    <text>: no format; a plan says format = 1
    """
    chosen, strictness = choose(select, ignore, rules), find_profile(profile)  # a slip is told before the file is read
    try:
        parts = [part_of(text, name)]
    except FormatError as error:
        return _unreadable(error)
    return _validated(parts, chosen, strictness)


def stored_in(source: Source, for_texts: str) -> storage.Stored:
    """What stands in a path or a binary file object; a text in the place of a path is told the function for texts.

    Raises:
        FormatError: as `storage.read`.

    >>> import io
    >>> stored_in(io.BytesIO(b"format = 1"), "loads").parts[0].text
    'format = 1'
    """
    if isinstance(source, str) and "\n" in source:
        raise FormatError(f"this is a text, not a path; use {for_texts} for texts")
    return storage.read(source)


def part_of(text: str | bytes, name: str, what: str = "a plan is") -> storage.Part:
    """A text as the one part of a plan, or of what else it is said to be.

    Raises:
        FormatError: it is no text, or not UTF-8.

    >>> part_of(b"format = 1", "<text>")
    Part(name='<text>', text='format = 1')
    """
    if not isinstance(text, str | bytes):
        raise FormatError(f"{what} text or bytes, got {quote(text)}")
    return storage.Part(on_one_line(name), syntax.decoded(text, name) if isinstance(text, bytes) else text)


def _validated(parts: Sequence[storage.Part], chosen: Iterable[Rule], profile: Profile | None) -> Report:
    try:
        plan, tables, problems = _examine(parts)
    except FormatError as error:
        return _unreadable(error)
    if plan is None:
        return Report(problems)
    return Report(tables.located(run(plan, chosen, profile)))


def _unreadable(error: FormatError) -> Report:
    return Report([fault("", error.message, rule="OP000", location=error.location)])


def _sound(plan: OperationalPlan | None, tables: "Tables", problems: list[Problem]) -> OperationalPlan:
    if plan is None or problems:
        raise InvalidPlan(problems)
    return plan


def _examine(parts: Sequence[storage.Part]) -> tuple[OperationalPlan | None, "Tables", list[Problem]]:
    """The plan in these parts, None when its shape is wrong; its raw tables; its errors."""
    syntax.refuse_too_many((part.text for part in parts), parts[0].name)
    tables, problems = _merged([(part, syntax.parse(part.text, part.name)) for part in parts])
    raw = _upgraded(tables)
    try:
        plan = structure(raw)
    except InvalidPlan as error:
        return None, tables, tables.located([*problems, *error.problems])
    if problems:
        return None, tables, tables.located(problems)
    return plan, tables, tables.located(errors(plan))


def _upgraded(tables: "Tables") -> Raw:
    """The raw tables in the newest format, without their `format`."""
    raw = dict(tables.raw)
    if "kind" in raw:
        advice = "; load_rates reads it" if raw["kind"] == "rates" else ""
        raise FormatError(f"a file of kind {quote(raw['kind'])}, not a plan{advice}", tables.location(("kind",)))
    refuse_other_format(raw.pop("format", None), FORMAT, "a plan", tables)
    return raw


def refuse_other_format(version: object, known: int, what: str, tables: "Tables") -> None:
    """Raise FormatError unless this is the known version of the format of such files."""
    if type(version) is int and version == known:
        return
    location = tables.location(("format",))
    if version is None:
        raise FormatError(f"no format; {what} says format = {known}", attrs.evolve(location, line=None, column=None))
    if type(version) is int and version > known:
        raise FormatError(f"format {version} is newer than this library knows ({known}); update itu-opplan", location)
    raise FormatError(f"unknown format {quote(version)}; known is {known}", location)


@attrs.define
class Tables:
    """The raw tables of all parts as one, and where each of them stands.

    Attributes:
        raw: the merged tables.
        parts: the texts, the main one first.
        origins: the number of the part that a key, or a key and a code, came from; of a collection the first part.
        found: positions of the parts, worked out on first use.
        inside: what stands where in lists and rows, worked out on first use.
    """

    raw: Raw
    parts: list[storage.Part]
    origins: dict[tuple[str | int, ...], int]
    found: dict[int, dict[tuple[str | int, ...], Place]] = attrs.field(factory=dict)
    inside: dict[tuple[str | int, ...], dict[frozenset[str], tuple[str | int, ...]]] = attrs.field(factory=dict)

    def location(self, trail: tuple[str | int, ...]) -> Location:
        """Where the value under these keys stands."""
        return self.location_in(self.origins.get(trail[:2], self.origins.get(trail[:1], 0)), trail)

    def location_in(self, number: int, trail: tuple[str | int, ...]) -> Location:
        """Where the value under these keys stands in one of the parts."""
        part = self.parts[number]
        if number not in self.found:
            self.found[number] = places(part.text)
        place = nearest(self.found[number], trail)
        return Location(part.name, place.line, place.column) if place else Location(part.name, 1, 1)

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems with their locations, in the order in which they stand in the parts."""
        found = [
            problem if problem.location else attrs.evolve(problem, location=self.location(self._trail(problem)))
            for problem in problems
        ]
        order = {part.name: number for number, part in enumerate(self.parts)}
        return sorted(
            found, key=lambda one: (one.location and (order[one.location.file], one.location.line or 0)) or (0, 0)
        )

    def _trail(self, problem: Problem) -> tuple[str | int, ...]:
        """The keys of the place that a problem is about: as noted, or from its address and the value that it names."""
        if problem.trail:
            return problem.trail
        value: object = self.raw
        trail: tuple[str | int, ...] = ()
        labels: tuple[str, ...] = ()
        for step in steps(problem.path):
            if isinstance(step, str):
                if not isinstance(value, Mapping) or step not in value:
                    return trail
                trail, value = (*trail, step), value[step]
                continue
            if isinstance(value, list) and len(step) == 1 and step[0].isdecimal() and int(step[0]) < len(value):
                number = int(step[0])
                trail, value = (*trail, number), value[number]  # pyright: ignore[reportArgumentType]  # it is no dict
            else:
                labels = step  # of a cell
        if trail not in self.inside:
            self.inside[trail] = _inside(value)
        wanted = frozenset(labels or [str(problem.actual)])
        return (*trail, *self.inside[trail].get(wanted, ()))


def _inside(value: object) -> dict[frozenset[str], tuple[str | int, ...]]:
    """Where things stand in a list, in rows of figures, or in one row: texts, labels, periods, and cells by labels."""
    found: dict[frozenset[str], tuple[str | int, ...]] = {}
    if isinstance(value, Mapping):
        return {frozenset([key]): (key,) for key in value if key[:1].isdigit()}
    for number, item in enumerate(value if isinstance(value, list) else ()):
        row = item if isinstance(item, Mapping) else {"": item}
        labels = [str(label) for key, label in row.items() if not key[:1].isdigit()]
        for key in row:
            if key[:1].isdigit():
                found[frozenset([*labels, key])] = (number, key)
                found.setdefault(frozenset([key]), (number, key))
        for label in labels:
            found.setdefault(frozenset([label]), (number,))
    return found


def _merged(parsed: list[tuple[storage.Part, Raw]]) -> tuple[Tables, list[Problem]]:
    """One set of raw tables from all parts; what stands in two of them, or in the wrong one, is a problem."""
    tables = Tables({}, [part for part, _ in parsed], {})
    problems: list[Problem] = []

    def wrong(number: int, trail: tuple[str, ...], message: str, *, rule: str = "OP103", actual: object = None) -> None:
        one = fault(join(*map(shown, trail)), message, rule=rule, actual=actual)
        problems.append(attrs.evolve(one, location=tables.location_in(number, trail)))

    for number, (_, raw) in enumerate(parsed):
        for key, value in raw.items():
            if number and key not in _PART_KEYS:
                wrong(number, (key,), f"belongs in {tables.parts[0].name}; other files hold {', '.join(_PART_KEYS)}")
            elif key in COLLECTIONS:
                if not isinstance(value, dict):
                    wrong(number, (key,), no_tables(value), rule="OP001", actual=value)
                    continue
                known = tables.raw.setdefault(key, {})
                tables.origins.setdefault((key,), number)
                assert isinstance(known, dict)  # nothing else was put there
                for code, entity in value.items():
                    if code in known:
                        wrong(number, (key, code), f"is also in {tables.location((key, code))}; it can stand once only")
                    else:
                        known[code] = entity
                        tables.origins[key, code] = number
            elif key in tables.raw:
                wrong(number, (key,), f"is also in {tables.location((key,))}; it can stand once only")
            else:
                tables.raw[key] = value
                tables.origins[(key,)] = number
    return tables, problems


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
    return text_of({"format": FORMAT} | _raw(plan))


def dump(plan: OperationalPlan, target: str | os.PathLike[str]) -> None:
    """Write the plan to a file, if the path ends in `.toml`, else to a folder with a file per output.

    What was there is replaced as one act: at no moment is there half a plan. Other files are not touched.

    Raises:
        InvalidPlan: the plan has errors; nothing is written.
        FormatError: the path cannot be written, or the folder holds TOML files that would become part of the plan.
    """
    path = os.fsdecode(target)
    raw = {"format": FORMAT} | _raw(plan)
    storage.write(path, {os.path.basename(path): text_of(raw)} if path.endswith(".toml") else _parts(raw))


def _raw(plan: OperationalPlan) -> Raw:
    if found := errors(plan):
        raise InvalidPlan(found)
    return unstructure(plan)


def _parts(raw: Raw) -> dict[str, str]:
    """The text of each file of a folder: what belongs together, and one file per output."""
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
    return {name: text_of(tables) for name, tables in {"plan.toml": rest, **files}.items()}


def text_of(raw: Raw) -> str:
    """Raw tables as TOML.

    >>> text_of({"format": 1})
    'format = 1\\n'
    """
    return tomli_w.dumps(raw)
