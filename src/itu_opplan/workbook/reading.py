"""What people wrote into a workbook, as changes of the plan that it was made from, and what cannot be taken over."""

import functools
import itertools
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import IO, NamedTuple

import attrs

from ..arguments import takes
from ..errors import FormatError, InvalidPlan, refusal
from ..immutable import Immutable
from ..model.change import Change
from ..model.changes import Changes
from ..model.known import codes_by_name
from ..model.plan import OperationalPlan
from ..model.shapes import LABEL
from ..model.telling import show
from ..paths import Step, fold_steps, is_label, steps
from ..problem import Location, Problem, Severity
from ..report import Report
from ..revision.apply import apply
from ..texts import fold
from ..wording import all_of, count_of, few, on_one_line, plural, quote, shorten, suggestions
from .cells import Said, read_label, read_said
from .finding import Grid, find_grid, is_like
from .layout import ABOUT, FORMAT, LISTS, Selection, lay_out
from .opening import Book, Raw, cite, open_book
from .sheets import Column, Content, Place, Row, Sheet
from .writing import digest_of

__all__ = ["Sent", "read_workbook"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Sent(Immutable):
    """What `read_workbook` returns. It prints as the changes and the report.

    Attributes:
        changes: what was changed and can be: `apply` carries it out on the plan that the workbook was made from.
        report: what could not be taken over, and what else is to be told, each with its sheet and cell. An error names
            something that is not in the changes.
    """

    changes: Changes
    report: Report

    def __str__(self) -> str:
        return f"{self.changes}\n{self.report}"


class _Entry(NamedTuple):
    """What a cell says about a place of the plan.

    Attributes:
        at: the cell.
        place: the place.
        content: what is to stand there; None where the cell is empty.
    """

    at: Location
    place: Place
    content: Content | None


@takes
def read_workbook(path: str | os.PathLike[str] | IO[bytes], plan: OperationalPlan) -> Sent:
    """What people changed in a workbook that `write_workbook` made, as changes of the plan.

    Sheets, rows and columns are found by their names, so they may be moved, hidden and filtered, and others added.
    A cell that was emptied and a row that was deleted change nothing, and are told. The file is never written to.

    Args:
        path: the workbook (`.xlsx`), or a binary file object.
        plan: the plan that the workbook was made from, in that version. A plan that was changed since takes the changes
            in by `merge(plan, newer, apply(plan, sent.changes))`.

    Raises:
        InvalidPlan: it was made from another plan, or another version of it.
        FormatError: it is no workbook, or not one that `write_workbook` made.
        ImportError: openpyxl is not installed.

    >>> import io, tempfile
    >>> from itu_opplan import bundled, write_workbook
    >>> plan = bundled("gs-2008-2011")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(plan, os.path.join(folder, "SPU.xlsx"), departments="SPU")
    ...     sent = read_workbook(os.path.join(folder, "SPU.xlsx"), plan)
    >>> print(sent)
    0 changes
    no problems
    """
    book = open_book(path)
    selection = _check_made_from(book, plan)
    reader = _Reader(book, plan)
    made = {sheet.title: sheet for sheet in lay_out(plan, selection)}
    for sheet in lay_out(plan, {}) if selection else made.values():
        reader.read(sheet, made.get(sheet.title))
    reader.tell_missing(made.values())
    reader.tell_others(made.values())
    changes = reader.settle()
    title = f"From {shorten(on_one_line(os.path.basename(book.name)), 100) or 'a workbook'}"
    report = Report(_once_per_column(reader.problems))
    return Sent(changes=Changes(code=plan.code, title=title, plan=plan.code, changes=changes), report=report)


# --- what it was made from --------------------------------------------------------------------------------------------


def _check_made_from(book: Book, plan: OperationalPlan) -> Selection:
    """What the workbook was narrowed to, if it was made from this version of this plan."""
    page = next((page for page in book.pages if page.title.casefold() == ABOUT), None)
    about: dict[str, str] = {}
    for row in itertools.islice(page.rows.values(), 100) if page else ():
        if name := read_label(row.get(1, Raw())):
            about.setdefault(name, read_label(row.get(2, Raw())))
    if "digest" not in about or "plan" not in about:
        message = f"has no sheet {quote(ABOUT)} that says from which plan write_workbook made it"
        raise FormatError(message, Location(on_one_line(book.name)))
    if (own := about.get("workbook format")) != str(FORMAT):
        newer = "; update itu-opplan" if own and own.isdecimal() and int(own) > FORMAT else ""
        message = f"the workbook has the format {quote(own)}, known is {FORMAT}{newer}"
        raise FormatError(message, Location(on_one_line(book.name)))
    if about["plan"] != plan.code:
        raise refusal(f"the workbook is for the plan {quote(about['plan'])}, this is {quote(plan.code)}", path="plan")
    if about["digest"] != digest_of(plan):
        raise refusal(
            f"the workbook was made from another version of {quote(plan.code)}; read it against that one, apply the "
            "changes to it, and merge the two",
            path="plan",
        )
    names = {noun: about[f"{noun}s"] for noun in ("department", "output") if f"{noun}s" in about}
    return {noun: tuple(filter(None, map(str.strip, codes.split(",")))) for noun, codes in names.items()}


# --- sheets -----------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the sheets of one workbook.

    Attributes:
        problems: what there is to tell so far.
    """

    def __init__(self, book: Book, plan: OperationalPlan) -> None:
        self._book, self._plan = book, plan
        self.problems: list[Problem] = []
        self._entries: dict[tuple[object, ...], list[_Entry]] = {}
        self._seen: dict[str, set[tuple[str, ...]]] = {}
        self._used = [ABOUT, LISTS]
        self._meant = functools.cache(lambda dim: codes_by_name(plan, (dim,)))

    def _at(self, title: str, row: int = 0, column: int = 0) -> Location:
        return Location(on_one_line(self._book.name), cell=cite(title, row, column))

    def _tell(
        self, at: Location, message: str, severity: Severity = Severity.ERROR, path: str = "", rule: str = "OP004"
    ) -> None:
        self.problems.append(Problem(rule=rule, severity=severity, path=path, message=message, location=at))

    def read(self, sheet: Sheet, made: Sheet | None) -> None:
        """What one sheet says, where the workbook has it; it may have been made with some rows and columns only."""
        made = made or attrs.evolve(sheet, rows=())
        grid = find_grid(self._book.pages, sheet)
        if grid is None:
            return
        self._seen[sheet.title] = set()
        self._used.append(grid.page.title)
        for row, column, message, severity in grid.complaints(sheet, made):
            self._tell(self._at(grid.page.title, row, column), message, severity)
        if all(column.header in grid.columns for column in sheet.of("key")):
            rows, shown = {row.key: row for row in sheet.rows}, {row.key for row in made.rows}
            for number in grid.page.rows:
                if number > grid.row:
                    self._read_row(sheet, grid, number, rows, shown)

    def _read_row(
        self, sheet: Sheet, grid: Grid, number: int, rows: dict[tuple[str, ...], Row], shown: set[tuple[str, ...]]
    ) -> None:
        cells = {
            column.header: grid.page.cells.get((number, grid.columns[column.header]), Raw())
            for column in sheet.of("key", "figure", "value", "text")
            if column.header in grid.columns
        }
        if all(raw.is_empty for raw in cells.values()):
            return
        before = len(self.problems)
        row = self._find_row(sheet, grid, number, cells, rows)
        if row is None:
            entered = (cells.get(column.header, Raw()) for column in sheet.of("figure", "value", "text"))
            if all(raw.is_empty for raw in entered):  # a remark below the table, or half a row
                noted = (attrs.evolve(one, severity=Severity.NOTE) for one in self.problems[before:])
                self.problems[before:] = noted
            return
        self._seen[sheet.title].add(row.key)
        for column in sheet.of("figure", "value", "text"):
            if column.header in cells:
                at = self._at(grid.page.title, number, grid.columns[column.header])
                entry = self._read_cell(at, column, cells[column.header], row.places.get(column.header))
                if entry is not None and (row.key in shown or self._is_meant(entry)):
                    self._entries.setdefault((sheet.title, row.key, column.header), []).append(entry)

    def _read_cell(self, at: Location, column: Column, raw: Raw, place: Place | None) -> _Entry | None:
        """What a cell says; None where nobody can tell, or nothing can stand there."""
        if place is None:
            if raw.value is not None:
                self._tell(at, f"this row has no {column.header} in the plan, and can have none")
            return None
        if isinstance(raw.value, str) and raw.value == place.shown:  # words as they were, whatever they say
            said = Said(place.shown)
        else:
            said = read_said(raw, column.holds, place.unit)
        if said.held is not None and said.held == place.shown:  # what the plan has, however many decimals are shown
            said = Said(place.shown)
        if said.complaint and said.content != place.shown:
            self._tell(at, said.complaint, said.severity, place.path)
        return _Entry(at, place, said.content) if said.content is not None or not said.complaint else None

    def _is_meant(self, entry: _Entry) -> bool:
        """Whether a cell says something in a row that the workbook was made without."""
        there = entry.place.shown
        if there is not None and entry.content not in (None, there):
            message = f"the workbook was made without this row; the plan has {show(there)} here"
            self._tell(entry.at, message, Severity.WARNING, entry.place.path)
        return entry.content is not None

    # --- whose row it is ----------------------------------------------------------------------------------------------

    def _find_row(
        self, sheet: Sheet, grid: Grid, number: int, cells: Mapping[str, Raw], rows: dict[tuple[str, ...], Row]
    ) -> Row | None:
        """The row of the plan that this one is; None where it is none, which is told."""
        keys = sheet.of("key")
        labels = [read_label(cells[column.header]) for column in keys]
        if sheet.new_row is None:
            return self._find_known(sheet, grid, number, labels, rows)
        found = [
            self._find_label(column, label, self._at(grid.page.title, number, grid.columns[column.header]), keys)
            for column, label in zip(keys, labels, strict=True)
        ]
        if None in found:
            return None
        key = tuple(filter(None, found))
        return rows.get(key) or sheet.new_row(key)

    def _find_known(
        self, sheet: Sheet, grid: Grid, number: int, labels: list[str], rows: dict[tuple[str, ...], Row]
    ) -> Row | None:
        if (row := rows.get(tuple(labels))) is not None:
            return row
        first = sheet.of("key")[0]
        at = self._at(grid.page.title, number, grid.columns[first.header])
        if labels[0]:
            message = f"no row of the plan has {all_of(map(quote, filter(None, labels)))} in these columns"
        else:
            message = f"has no {first.header}: rows of this sheet are added in the plan itself; nothing of it is read"
        self._tell(at, message)
        return None

    def _find_label(self, column: Column, label: str, at: Location, keys: Sequence[Column]) -> str | None:
        """The label of the plan that is meant; None where there is none, which is told."""
        dim = column.dim
        if not label:
            self._tell(at, f"missing; a row has {all_of(one.dim for one in keys)}")
            return None
        if dim == "grade" and (grade := self._plan.grades.find(label)) is not None:
            label = grade.code
        if label in column.labels:
            return label
        if not column.labels:
            if is_label(label):
                return label
            self._tell(at, f"{dim} {LABEL.format(quote(label))}")
            return None
        meant = self._meant(dim).get(fold(label))
        if meant is not None and fold(meant) == fold(label):
            return meant
        known = f"write its code, {meant}" if meant else f"the plan has {suggestions(label, column.labels)}"
        self._tell(at, f"unknown {dim} {quote(label)}; {known}", rule="OP101")
        return None

    # --- what it comes to ---------------------------------------------------------------------------------------------

    def tell_missing(self, sheets: Iterable[Sheet]) -> None:
        """Rows and sheets that the workbook was made with, and that are not there."""
        for sheet in sheets:
            if (seen := self._seen.get(sheet.title)) is None:
                if sheet.rows:
                    self._tell(self._at(sheet.title), "the sheet is not there; nothing is removed", Severity.WARNING)
            elif missing := [row.key for row in sheet.rows if row.key not in seen and _says_something(row)]:
                which = few(", ".join(filter(None, key)) for key in missing)
                there = count_of(len(missing), len(sheet.rows), "row", "is not there", "are not there")
                self._tell(self._at(sheet.title), f"{there}, and nothing is removed: {which}", Severity.NOTE)

    def tell_others(self, sheets: Collection[Sheet]) -> None:
        """Sheets that are none of the plan's; some may be copies of those."""
        for page in self._book.pages:
            if page.title not in self._used and page.cells:
                message, severity = "the plan has no such sheet; it is not read", Severity.NOTE
                if like := [quote(sheet.title) for sheet in sheets if is_like(page, sheet)]:
                    message, severity = f"{message}, although it looks like {' or '.join(like)}", Severity.WARNING
                self._tell(self._at(page.title), message, severity)

    def settle(self) -> list[Change]:
        """The changes that can be carried out together; what cannot is told."""
        wanted: list[tuple[_Entry, tuple[Change, ...]]] = []
        for entries in self._entries.values():
            if entry := self._decide(entries):
                made = self._change(entry)
                if made:
                    wanted.append((entry, made))
        while True:
            changes = [change for _, made in wanted for change in made]
            try:
                apply(self._plan, Changes(code=self._plan.code, title="sent", plan=self._plan.code, changes=changes))
            except InvalidPlan as error:
                wanted = self._leave_out(wanted, error.problems)
            else:
                return changes

    def _decide(self, entries: Sequence[_Entry]) -> _Entry | None:
        """What is to stand at a place that one cell, or several, are for; None for what stands there."""
        first, *others = [one for one in entries if one.content is not None] or entries[:1]
        for other in others:
            if other.content != first.content:
                self._tell(other.at, f"says something else than {first.at} for the same; both are left out")
                return None
        if first.content is None:
            if first.place.shown is not None:
                message = "was emptied, which changes nothing; write 0 or one of the words, or remove it in the plan"
                self._tell(first.at, message, Severity.WARNING, first.place.path)
            return None
        return None if first.content == first.place.shown else first

    def _change(self, entry: _Entry) -> tuple[Change, ...]:
        assert entry.content is not None  # what is empty changes nothing
        try:
            return entry.place.change(entry.content)
        except InvalidPlan as error:
            for problem in error.problems:
                self._tell(entry.at, problem.message, path=entry.place.path)
            return ()

    def _leave_out(
        self, wanted: list[tuple[_Entry, tuple[Change, ...]]], problems: Iterable[Problem]
    ) -> list[tuple[_Entry, tuple[Change, ...]]]:
        """The changes without those that make no plan."""
        out: set[int] = set()
        for problem in problems:
            entry = _find_blamed([one for one, _ in wanted], problem)
            for one in entry:
                if id(one.place) not in out:
                    self._tell(one.at, problem.message, path=problem.path, rule=problem.rule)
                out.add(id(one.place))
        return [(entry, made) for entry, made in wanted if id(entry.place) not in out]


def _says_something(row: Row) -> bool:
    return any((*row.key, *(place.shown is not None for place in row.places.values())))


def _find_blamed(entries: Sequence[_Entry], problem: Problem) -> Sequence[_Entry]:
    """The cells that a problem of the changed plan comes from."""
    at = fold_steps(steps(problem.path))
    near: Sequence[Callable[[_Entry], bool]] = (
        lambda entry: _way(entry) == at,
        lambda entry: _way(entry)[: len(at)] == at and str(problem.actual) in _way(entry)[-1],
        lambda entry: _way(entry)[: len(at)] == at or at[: len(_way(entry))] == _way(entry),
        lambda entry: _way(entry)[:2] == at[:2],
    )
    for is_about in near:
        if found := [entry for entry in entries if is_about(entry)]:
            return found
    return entries


def _way(entry: _Entry) -> tuple[Step, ...]:
    return fold_steps(steps(entry.place.path))


def _once_per_column(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems; what many cells of a column have alike is said once, with how many there are."""
    groups: dict[tuple[str, str, Severity], list[Problem]] = {}
    for problem in problems:
        cell = str(problem.location)
        column = cell.rstrip("0123456789") if "!" in cell else cell
        groups.setdefault((column, problem.message, problem.severity), []).append(problem)
    for alike in groups.values():
        if len(alike) <= _FEW:
            yield from alike
        else:
            more = plural(len(alike) - 1, "more cell")
            last = str(alike[-1].location).rpartition("!")[2]
            yield attrs.evolve(alike[0], message=f"{alike[0].message}; and {more} below, to {last}")


_FEW = 3
