"""The files of a plan as texts: read all of them, or replace all of them as one act.

What is guaranteed for folders:

- A writer that is killed at any moment leaves the whole old plan or the whole new one. It first lays the new texts
  down beside the old: each as a temporary file, and all together as one hidden file. To give the hidden file its name
  is the act; from then on `read` takes the plan from there. Then the temporary files take the places of the parts,
  the parts that are no longer wanted are deleted, and last the hidden file.
- A reader gets one whole plan, never a mixture, whatever writers do meanwhile. Every replacement renews `plan.toml`
  before any other part; the reader keeps the one it began with open, so that no other file can get its identity, and
  begins again when another stands in its place at the end, or the hidden file.
- Writers wait for each other, and a replacement that is still going on is not reported as an interrupted one, where
  folders can be locked: not on Windows, and not on every network drive.

Other programs that change single files meanwhile are not covered.
"""

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from typing import IO

import attrs

from ..errors import FormatError
from ..problem import Location
from ..wording import on_one_line, quote
from .syntax import MAX_BYTES, decoded, parse, refuse_too_many, too_big

if sys.platform != "win32":
    import fcntl

__all__ = ["MAIN", "MAX_FILES", "MAX_TOTAL", "REPLACEMENT", "Part", "Stored", "read", "write"]

MAIN = "plan.toml"
"""The part without which a folder is no plan."""

REPLACEMENT = ".opplan-replacement.json"
"""The hidden file that holds the whole new plan while the parts are replaced."""

MAX_FILES = 10_000
"""TOML files that the folder of a plan may hold; and folders."""

MAX_TOTAL = 256 * 1024 * 1024
"""Bytes that the TOML files in the folder of a plan may have together."""

_OURS = ".opplan-"  # how the names of hidden and temporary files begin
_FOR_FILE, _FOR_PART = ".opplan-file-", ".opplan-part-"
_KIND = re.compile(rb"""\n[ \t]*+(?:kind|'kind'|"[^"\n]*")[ \t]*=""")
_TEXT = rb'\s*+"(?:[^"\\]++|\\.)*+"\s*+'
_OF_TEXTS = re.compile(  # one table of some texts, and of one table of texts
    # No group of several parts is possessive: that goes wrong before Python 3.11.5.
    rb"\s*+\{(?:%b:%b,)?%b:\s*+\{(?:%b:%b(?:,(?!\s*+\})|(?=\}))){0,%d}\}\s*+\}\s*+"
    % (_TEXT, _TEXT, _TEXT, _TEXT, _TEXT, MAX_FILES)
)
_ATTEMPTS = 100  # of a reader; each takes a whole replacement to fail
_PATIENCE = 60.0  # seconds that a writer waits for another


@attrs.frozen
class Part:
    """One file of a plan.

    Attributes:
        name: relative to the folder, with `/`, such as `outputs/PP.toml`; of a single file the path as given.
        text: all that stands in it.

    >>> Part("plan.toml", "format = 1").name
    'plan.toml'
    """

    name: str
    text: str


@attrs.frozen
class Stored:
    """A plan as it was found.

    Attributes:
        parts: the files, `plan.toml` first, then by name.
        interrupted: None; or, where a replacement was cut short, what to do about it. `parts` is the new plan, whole.

    >>> Stored((Part("plan.toml", "format = 1"),), None).interrupted is None
    True
    """

    parts: tuple[Part, ...]
    interrupted: str | None


def read(source: str | os.PathLike[str] | IO[bytes]) -> Stored:
    """The texts of the plan in a file, a folder or a binary file object.

    The parts of a folder are its `*.toml` files at any depth, but for names (of files or folders) that begin with a
    dot and for files with `kind = "…"`. Links are followed to files inside the folder only.

    Raises:
        FormatError: there is no plan, or it cannot be read, or is too much.

    >>> import io
    >>> read(io.BytesIO(b"format = 1")).parts
    (Part(name='<file>', text='format = 1'),)
    """
    if not isinstance(source, str | os.PathLike):
        if not hasattr(source, "read"):
            raise FormatError(f"a plan is read from a path or a binary file object, got {quote(source)}")
        return Stored((_streamed(source),), None)
    path = _path(source)
    if os.path.isdir(path):
        return _read_folder(path)
    return Stored((Part(on_one_line(path), decoded(_bytes(path), path)),), None)


def write(target: str | os.PathLike[str], files: Mapping[str, str]) -> None:
    """Put these texts in the place of what is there, as one act. Missing folders are made.

    Args:
        target: a path that ends in `.toml` is a file (a link there stays, its target is replaced), any other a folder.
        files: text by name; with `plan.toml` for a folder, one text of any name for a file.

    In a folder only parts that change are replaced or deleted, and `plan.toml` is renewed.

    Raises:
        FormatError: the place cannot be written, or holds TOML files that would become part of the plan.
            Nothing has changed then, unless the message says that the new plan waits in the hidden file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(folder, {"plan.toml": "format = 1"})
    ...     read(folder).parts
    (Part(name='plan.toml', text='format = 1'),)
    """
    path = _path(target)
    contents = {name: decoded(text, name).encode() for name, text in files.items()}
    if len(contents) > MAX_FILES:
        raise _too_many(path)
    if sum(map(len, contents.values())) > MAX_TOTAL:
        raise _too_much(path)
    refuse_too_many(files.values(), path)
    with _refused(path, "written"):
        if path.endswith(".toml"):
            _replace_file(path, *contents.values())
        else:
            _replace_folder(path, contents)


# --- reading ----------------------------------------------------------------------------------------------------------


def _streamed(source: IO[bytes]) -> Part:
    name = "<file>"
    try:
        given = getattr(source, "name", None)
        name = given if isinstance(given, str) else name
        data = _all_of(source.read) if isinstance(source.read(0), bytes) else None
    except Exception as error:  # what a foreign object raises: it is closed, or not for reading, or packed and broken
        raise FormatError(f"cannot be read: {_reason(error)}", Location(on_one_line(name))) from error
    if data is None:
        raise FormatError('opened as text; open it with mode "rb"', Location(on_one_line(name)))
    if len(data) > MAX_BYTES:
        raise too_big(None, name)
    return Part(on_one_line(name), decoded(data, name))


def _all_of(take: Callable[[int], bytes | None]) -> bytes:
    """All that can be taken; of what is too big a little more than is allowed."""
    data = bytearray()
    while len(data) <= MAX_BYTES:
        chunk = take(2**20)
        if chunk is None:  # not the end, but a pipe that has nothing at the moment
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        if not chunk:
            break
        data += chunk
    return bytes(data)


def _at_once(path: str, flags: int) -> int:
    """Open a file, or what has taken its place, without waiting until somebody writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read_folder(root: str) -> Stored:
    main = os.path.join(root, MAIN)
    for _ in range(_ATTEMPTS):
        with _identity(main) as before:
            if stored := _replacement(root):
                return stored
            found: tuple[Part, ...] | FormatError
            try:
                found = _parts(root)
            except FormatError as error:  # perhaps only because a writer was at work
                found = error
            with _identity(main) as after:
                if before == after and not os.path.lexists(os.path.join(root, REPLACEMENT)):
                    if isinstance(found, FormatError):
                        raise found
                    return Stored(found, None)
    raise FormatError("replaced again and again while it was read; try later", Location(on_one_line(root)))


@contextlib.contextmanager
def _identity(path: str) -> Generator[tuple[int, int] | None, None, None]:
    """What tells this file from all others, as long as it is open; None when it cannot be opened."""
    try:
        handle = _at_once(path, os.O_RDONLY)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):  # what holds for one moment only tells nothing
            raise FormatError(f"cannot be read: {_reason(error)}", Location(on_one_line(path))) from error
        handle = None
    if handle is None:
        yield None
        return
    try:
        status = os.fstat(handle)
        yield status.st_dev, status.st_ino
    finally:
        os.close(handle)


def _replacement(root: str) -> Stored | None:
    """The plan in the hidden file; None when there is no such file."""
    path = os.path.join(root, REPLACEMENT)
    files: object = None
    with _refused(path, "read"):
        try:
            if stat.S_ISREG(os.lstat(path).st_mode):
                with open(path, "rb", opener=_at_once) as file:
                    files = _listed(file.read(2 * MAX_TOTAL))
        except FileNotFoundError:
            return None
    if not isinstance(files, dict) or MAIN not in files or not all(isinstance(text, str) for text in files.values()):
        message = "not what a replacement of a plan leaves; delete it to read the files beside it"
        raise FormatError(message, Location(on_one_line(path)))
    parts = tuple(Part(on_one_line(name), files[name]) for name in sorted(files, key=_main_first))
    with _refused(root, "read"):
        if not _is_abandoned(root):
            return Stored(parts, None)
    message = "a replacement of this plan was interrupted; the new plan is whole and was read"
    return Stored(parts, f"{on_one_line(root)}: {message}; dump it again to complete the replacement")


def _is_abandoned(root: str) -> bool:
    """Whether the hidden file is there and no writer at work, as far as the system lets us know."""
    if os.name == "nt":
        return True
    handle = os.open(root, os.O_RDONLY)
    try:
        return _lock(handle, shared=True) and os.path.lexists(os.path.join(root, REPLACEMENT))
    finally:
        os.close(handle)


def _listed(data: bytes) -> object:
    import json  # for once in a long while

    if not _OF_TEXTS.fullmatch(data):  # what else there can be may take fifty times as much memory
        return None
    try:
        content: object = json.loads(data)
    except ValueError:
        return None
    return content.get("files") if isinstance(content, dict) else None


def _parts(root: str) -> tuple[Part, ...]:
    with _refused(root, "read"):
        if not os.path.lexists(os.path.join(root, MAIN)):
            others = sorted(name for name in os.listdir(root) if name.endswith(".toml") and not name.startswith("."))
            there = f"there are {_few(others)}" if others else "there are no TOML files"
            raise FormatError(f"no {MAIN} in this folder; {there}", Location(on_one_line(root)))
        found, _ = _scanned(root)
    parts = []
    for name, data in _contents(root, found):
        try:
            other = name != MAIN and _has_kind(data, name)
        except FormatError:  # left to whoever parses the parts
            other = False
        if not other:
            parts.append(Part(name, decoded(data, name)))
    return tuple(parts)


def _scanned(root: str) -> tuple[list[str], list[str]]:
    """The names of all TOML files of a folder in the order of parts, and the paths of temporary files."""
    found: list[str] = []
    temporary: list[str] = []
    folders = [""]
    for folder in folders:  # it grows
        with os.scandir(os.path.join(root, folder) if folder else root) as entries:
            for entry in entries:
                name = folder + entry.name
                if entry.name.startswith("."):
                    if entry.name.startswith(_FOR_PART):
                        temporary.append(entry.path)
                elif entry.is_dir(follow_symlinks=False) and not name.endswith(".toml"):
                    folders.append(f"{name}/")
                elif not entry.is_symlink() or _is_good_link(entry.path, root):
                    found += [name] if name.endswith(".toml") else []
                if max(len(found), len(folders)) > MAX_FILES:
                    raise _too_many(root)
    for name in found:
        if name != on_one_line(name):
            raise FormatError(
                "a name with signs that cannot be shown; rename it", Location(on_one_line(f"{root}/{name}"))
            )
    return sorted(found, key=_main_first), temporary


def _is_good_link(path: str, root: str) -> bool:
    """Whether a link leads to a file inside; one that may hide parts of the plan elsewhere is refused."""
    place = Location(on_one_line(path))
    try:
        target = os.path.realpath(path, strict=True)
    except OSError:
        if path.endswith(".toml"):
            raise FormatError("a link that leads nowhere, or in a circle", place) from None
        return False
    inside = os.path.join(target, "").startswith(os.path.join(os.path.realpath(root), ""))
    if not inside and (path.endswith(".toml") or os.path.isdir(target)):
        raise FormatError("a link that leads out of the folder of the plan; put a copy there instead", place)
    if os.path.isdir(target):
        raise FormatError("a link to a folder; only links to files are followed", place)
    return True


def _contents(root: str, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    total = 0
    for name in names:
        data = _bytes(os.path.join(root, name))
        total += len(data)
        if total > MAX_TOTAL:
            raise _too_much(root)
        yield name, data


def _bytes(path: str) -> bytes:
    with _refused(path, "read"):
        _refuse_unless_file(os.stat(path), path)
        with open(path, "rb", buffering=0, opener=_at_once) as file:
            _refuse_unless_file(os.fstat(file.fileno()), path)  # something else may stand there by now
            return _all_of(file.read)


def _refuse_unless_file(status: os.stat_result, path: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FormatError("a folder where a file should be", Location(on_one_line(path)))
    if not stat.S_ISREG(status.st_mode):
        raise FormatError("not a file but a pipe, a socket or a device", Location(on_one_line(path)))
    if status.st_size > MAX_BYTES:
        raise too_big(status.st_size, path)


def _has_kind(data: bytes, name: str) -> bool:
    """Whether it is a file of another kind than a plan. FormatError when it may be one, but is not TOML."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not _KIND.search(b"\n" + data):
        return False
    head = data.partition(b"\n[")[0] + b"\n"  # if it is TOML by itself, it is all of the top level
    try:
        tables = parse(head, name)
    except FormatError:
        tables = parse(data, name)
    return isinstance(tables.get("kind"), str)


# --- writing ----------------------------------------------------------------------------------------------------------


def _replace_file(path: str, content: bytes) -> None:
    goal = os.path.realpath(path) if os.path.islink(path) else path
    if os.path.isdir(goal):
        raise FormatError("a folder where a file should be", Location(on_one_line(path)))
    if os.path.lexists(goal) and not os.path.isfile(goal):
        raise FormatError("not a file but a pipe, a socket or a device", Location(on_one_line(path)))
    folder = os.path.dirname(goal) or os.curdir
    with _made([folder]), _locked(folder, path):
        _delete(entry.path for entry in os.scandir(folder) if entry.name.startswith(_FOR_FILE))
        with _laid_down({goal: content}, _FOR_FILE) as temporary:
            os.replace(temporary[goal], goal)
        _sync(folder)


def _replace_folder(root: str, files: dict[str, bytes]) -> None:
    if os.path.lexists(root) and not os.path.isdir(root):
        raise FormatError("not a folder; the name of a file ends in .toml", Location(on_one_line(root)))
    with _made([root]), _locked(root, root):
        names, leftovers = _scanned(root)
        old: dict[str, bytes] = {}
        for name, data in _contents(root, names):
            if not _has_kind(data, f"{root}/{name}"):
                old[name] = data
            elif name in files:
                message = 'the plan needs this name, but the file is of another kind (it has "kind"); rename it'
                raise FormatError(message, Location(on_one_line(f"{root}/{name}")))
        interrupted = os.path.lexists(os.path.join(root, REPLACEMENT))
        if old and MAIN not in old and not interrupted:
            message = f"no plan, but TOML files that would become part of one: {_few(list(old))}; use another folder"
            raise FormatError(message, Location(on_one_line(root)))
        _delete(leftovers)
        changed = [name for name in files if old.get(name) != files[name]]
        gone = [name for name in old if name not in files]
        if changed or gone or interrupted:
            _replace_parts(root, {name: files[name] for name in (MAIN, *changed)}, gone, files)


def _replace_parts(root: str, changed: dict[str, bytes], gone: list[str], files: dict[str, bytes]) -> None:
    import json  # only dumps need it

    hidden = os.path.join(root, REPLACEMENT)
    about = "A replacement of this plan was interrupted. Here it is, whole; to complete it, load the plan and dump it."
    texts = {name: data.decode() for name, data in files.items()}
    whole = json.dumps({"about": about, "files": texts}, ensure_ascii=False, indent=0).encode()
    goals = {os.path.join(root, name): data for name, data in changed.items()}
    folders = sorted({os.path.dirname(os.path.join(root, name)) for name in (*changed, *gone)})
    with _made(folders), _laid_down(goals | {hidden: whole}, _FOR_PART) as temporary:
        os.replace(temporary.pop(hidden), hidden)  # the act
        _sync(root)
        try:
            for goal, path in temporary.items():
                os.replace(path, goal)
            _remove(root, gone, files)
            for folder in filter(os.path.isdir, folders):
                _sync(folder)
            os.unlink(hidden)
        except OSError as error:
            message = f"the new plan is whole, in {REPLACEMENT}, but its files could not be replaced"
            raise FormatError(f"{message}: {_reason(error)}; dump it again", Location(on_one_line(root))) from error
    _sync(root)


def _remove(root: str, gone: list[str], files: Iterable[str]) -> None:
    """Delete these parts, and the folders that are empty then."""
    wanted = {name.casefold(): os.path.join(root, name) for name in files}
    for name in gone:
        path = os.path.join(root, name)
        twin = wanted.get(name.casefold())
        if twin is None or not os.path.samefile(path, twin):  # they are one where case does not count
            os.unlink(path)
            with contextlib.suppress(OSError):
                while name := os.path.dirname(name):
                    os.rmdir(os.path.join(root, name))


@contextlib.contextmanager
def _laid_down(contents: Mapping[str, bytes], prefix: str) -> Generator[dict[str, str], None, None]:
    """Write each content to a temporary file beside its goal; those that did not get there are deleted in the end."""
    temporary: dict[str, str] = {}
    try:
        for goal, content in contents.items():
            path = os.path.join(os.path.dirname(goal), f"{prefix}{os.urandom(8).hex()}.tmp")
            temporary[goal] = path
            with open(path, "xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if os.path.exists(goal):
                if not os.access(goal, os.W_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), goal)
                os.chmod(path, stat.S_IMODE(os.stat(goal).st_mode))
        yield dict(temporary)
    finally:
        _delete(temporary.values())


@contextlib.contextmanager
def _made(folders: Iterable[str]) -> Generator[None, None, None]:
    """Make the folders that are missing; when what follows fails, they go again."""
    made: list[str] = []
    try:
        for folder in folders:
            missing = folder
            steps: list[str] = []
            while not os.path.lexists(missing):
                steps.append(missing)
                missing = os.path.dirname(missing) or os.curdir
            for step in reversed(steps):
                with contextlib.suppress(FileExistsError):
                    os.mkdir(step)
                    made.append(step)
            if not os.path.isdir(folder):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        yield
    except BaseException:
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


@contextlib.contextmanager
def _locked(folder: str, path: str) -> Generator[None, None, None]:
    """Keep other writers out of the folder; they wait."""
    if os.name == "nt":  # it cannot open a folder
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    deadline = time.monotonic() + _PATIENCE
    try:
        while not _lock(handle):
            if time.monotonic() > deadline:
                raise FormatError("another program is writing there; try later", Location(on_one_line(path)))
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, *, shared: bool = False) -> bool:
    """Lock a folder until its handle is closed; False while another has it. Those who share keep only writers out."""
    if sys.platform != "win32":
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # this file system has no locks
            pass
    return True


def _delete(paths: Iterable[str]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _sync(folder: str) -> None:
    """Have the names in a folder on the disk, where the system can."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)


# --- for both ---------------------------------------------------------------------------------------------------------


def _path(given: str | os.PathLike[str]) -> str:
    path = os.fsdecode(given)
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise FormatError("a path cannot hold lone surrogates", Location(on_one_line(path))) from None
    if not path or "\0" in path:
        raise FormatError("a path cannot be empty or hold NUL", Location(on_one_line(path) or "''"))
    return path


def _too_many(root: str) -> FormatError:
    return FormatError(f"more than {MAX_FILES:,} TOML files or folders", Location(on_one_line(root)))


def _too_much(root: str) -> FormatError:
    limit = f"{MAX_TOTAL:,} bytes ({MAX_TOTAL // 2**20} MiB)"
    return FormatError(f"too big; the TOML files of a plan may have {limit} together", Location(on_one_line(root)))


@contextlib.contextmanager
def _refused(path: str, done: str) -> Generator[None, None, None]:
    """Turn what the system refuses into a FormatError with the path, or with the one that the system names."""
    try:
        yield
    except OSError as error:
        missing = isinstance(error, FileNotFoundError) and done == "read"
        message = "no such file or folder" if missing else f"cannot be {done}: {_reason(error)}"
        named = (name for name in (error.filename2, error.filename) if isinstance(name, str) and _OURS not in name)
        raise FormatError(message, Location(on_one_line(next(named, path)))) from error


def _reason(error: Exception) -> str:
    return on_one_line((isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__)


def _main_first(name: str) -> tuple[bool, str]:
    return name != MAIN, name


def _few(names: list[str]) -> str:
    return on_one_line(", ".join(names[:3])) + (" …" if len(names) > 3 else "")
