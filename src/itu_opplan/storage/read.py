"""Files and folders to texts: all parts of one state, however busily others replace them."""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import IO

from ..errors import FormatError
from ..wording import on_one_line
from .layout import HIDDEN, OURS, Layout, Part, Stored, lock, refuse, refuse_size, refusing, tell_reason

__all__ = ["FOR_PART", "check_path", "list_some", "read_each", "read_stored", "scan"]

FOR_PART = f"{OURS}part-"
"""How the names of the temporary files of parts begin."""

_TEXT = rb'\s*+"(?:[^"\\]++|\\.)*+"\s*+'
_OF_TEXTS = (  # one table of some texts, and of one table of texts
    # No group of several parts is possessive: that goes wrong before Python 3.11.5.
    rb"\s*+\{(?:%b:%b,)?%b:\s*+\{(?:%b:%b(?:,(?!\s*+\})|(?=\}))){0,%%d}\}\s*+\}\s*+" % ((_TEXT,) * 5)
)
_ATTEMPTS = 100  # of a reader; each takes a whole replacement to fail


def read_stored(source: str | os.PathLike[str] | IO[bytes], layout: Layout) -> Stored:
    """The texts in a file, a folder or a binary file object.

    The parts of a folder are its files with the suffix of the layout at any depth, but for names (of files or folders)
    that begin with a dot and for files that are no parts. Links are followed to files inside the folder only.

    Raises:
        FormatError: there is nothing to read, or it cannot be read, or is too much.
    """
    if not isinstance(source, str | os.PathLike):
        return Stored((_read_stream(source, layout),), None)
    path = check_path(source)
    if os.path.isdir(path):
        return _read_folder(path, layout)
    return Stored((Part(on_one_line(path), layout.decode(_read_file(path, layout), path)),), None)


def check_path(given: str | os.PathLike[str]) -> str:
    """The path as text; FormatError where no path can be so."""
    path = os.fsdecode(given)
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise refuse("a path cannot hold lone surrogates", path) from None
    if not path or "\0" in path:
        raise refuse("a path cannot be empty or hold NUL", path or "''")
    return path


def list_some(names: list[str]) -> str:
    """The first three names, on one line."""
    return on_one_line(", ".join(names[:3])) + (" …" if len(names) > 3 else "")


# --- one file ---------------------------------------------------------------------------------------------------------


def _read_stream(source: IO[bytes], layout: Layout) -> Part:
    name = "<file>"
    try:
        given = getattr(source, "name", None)
        name = given if isinstance(given, str) else name
        data = _read_all(source.read, layout.max_bytes) if isinstance(source.read(0), bytes) else None
    except Exception as error:  # what a foreign object raises: it is closed, or not for reading, or packed and broken
        raise refuse(f"cannot be read: {tell_reason(error)}", name) from error
    if data is None:
        raise refuse('opened as text; open it with mode "rb"', name)
    if len(data) > layout.max_bytes:
        raise refuse_size(None, layout.max_bytes, name)
    return Part(on_one_line(name), layout.decode(data, name))


def _read_all(take: Callable[[int], bytes | None], limit: int) -> bytes:
    """All that can be taken; of what is too big a little more than is allowed."""
    data = bytearray()
    while len(data) <= limit:
        chunk = take(2**20)
        if chunk is None:  # not the end, but a pipe that has nothing at the moment
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        if not chunk:
            break
        data += chunk
    return bytes(data)


def _read_file(path: str, layout: Layout) -> bytes:
    with refusing(path, "read"):
        _refuse_unless_file(os.stat(path), path, layout)
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            _refuse_unless_file(os.fstat(file.fileno()), path, layout)  # something else may stand there by now
            return _read_all(file.read, layout.max_bytes)


def _refuse_unless_file(status: os.stat_result, path: str, layout: Layout) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise refuse("a folder where a file should be", path)
    if not stat.S_ISREG(status.st_mode):
        raise refuse("not a file but a pipe, a socket or a device", path)
    if status.st_size > layout.max_bytes:
        raise refuse_size(status.st_size, layout.max_bytes, path)


def _open_at_once(path: str, flags: int) -> int:
    """Open a file, or what has taken its place, without waiting until somebody writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


# --- a folder ---------------------------------------------------------------------------------------------------------


def _read_folder(root: str, layout: Layout) -> Stored:
    main = os.path.join(root, layout.main)
    for _ in range(_ATTEMPTS):
        with _identify(main) as before:
            if stored := _read_hidden(root, layout):
                return stored
            found: tuple[Part, ...] | FormatError
            try:
                found = _read_parts(root, layout)
            except FormatError as error:  # perhaps only because a writer was at work
                found = error
            with _identify(main) as after:
                if before == after and not os.path.lexists(os.path.join(root, HIDDEN)):
                    if isinstance(found, FormatError):
                        raise found
                    return Stored(found, None)
    raise refuse("replaced again and again while it was read; try later", root)


@contextlib.contextmanager
def _identify(path: str) -> Generator[tuple[int, int] | None, None, None]:
    """What tells this file from all others, as long as it is open; None when it cannot be opened."""
    try:
        handle = _open_at_once(path, os.O_RDONLY)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):  # what holds for one moment only tells nothing
            raise refuse(f"cannot be read: {tell_reason(error)}", path) from error
        handle = None
    if handle is None:
        yield None
        return
    try:
        status = os.fstat(handle)
        yield status.st_dev, status.st_ino
    finally:
        os.close(handle)


def _read_hidden(root: str, layout: Layout) -> Stored | None:
    """What is in the hidden file; None when there is no such file."""
    path = os.path.join(root, HIDDEN)
    files: object = None
    with refusing(path, "read"):
        try:
            if stat.S_ISREG(os.lstat(path).st_mode):
                with open(path, "rb", opener=_open_at_once) as file:
                    files = _parse_hidden(file.read(layout.max_hidden), layout)
        except FileNotFoundError:
            return None
    if (
        not isinstance(files, dict)
        or layout.main not in files
        or not all(isinstance(one, str) for one in files.values())
    ):
        raise refuse(f"not what a replacement of a {layout.noun} leaves; delete it to read the files beside it", path)
    parts = tuple(Part(on_one_line(name), files[name]) for name in sorted(files, key=layout.order))
    with refusing(root, "read"):
        if not _is_abandoned(root):
            return Stored(parts, None)
    message = f"a replacement of this {layout.noun} was interrupted; the new {layout.noun} is whole and was read"
    return Stored(parts, f"{on_one_line(root)}: {message}; dump it again to complete the replacement")


def _is_abandoned(root: str) -> bool:
    """Whether the hidden file is there and no writer at work, as far as the system lets us know."""
    if os.name == "nt":
        return True
    handle = os.open(root, os.O_RDONLY)
    try:
        return lock(handle, shared=True) and os.path.lexists(os.path.join(root, HIDDEN))
    finally:
        os.close(handle)


def _parse_hidden(data: bytes, layout: Layout) -> object:
    import json  # for once in a long while

    if not re.fullmatch(
        _OF_TEXTS % layout.max_files, data
    ):  # what else there can be may take fifty times as much memory
        return None
    try:
        content: object = json.loads(data)
    except ValueError:
        return None
    return content.get("files") if isinstance(content, dict) else None


def _read_parts(root: str, layout: Layout) -> tuple[Part, ...]:
    with refusing(root, "read"):
        if not os.path.lexists(os.path.join(root, layout.main)):
            others = sorted(name for name in os.listdir(root) if name.endswith(layout.suffix) and name[0] != ".")
            there = f"there are {list_some(others)}" if others else f"there are no {layout.files}"
            raise refuse(f"no {layout.main} in this folder; {there}", root)
        found, _ = scan(root, layout)
    parts = []
    for name, data in read_each(root, found, layout):
        try:
            other = name != layout.main and not layout.is_part(data, name)
        except FormatError:  # left to whoever parses the parts
            other = False
        if not other:
            parts.append(Part(name, layout.decode(data, name)))
    return tuple(parts)


def scan(root: str, layout: Layout) -> tuple[list[str], list[str]]:
    """The names of all files of a folder that may be parts, in their order, and the paths of temporary files."""
    found: list[str] = []
    temporary: list[str] = []
    folders = [""]
    for folder in folders:  # it grows
        with os.scandir(os.path.join(root, folder) if folder else root) as entries:
            for entry in entries:
                name = folder + entry.name
                named = name.endswith(layout.suffix)
                if entry.name.startswith("."):
                    if entry.name.startswith(FOR_PART):
                        temporary.append(entry.path)
                elif entry.is_dir(follow_symlinks=False) and not named:
                    folders.append(f"{name}/")
                elif not entry.is_symlink() or _is_good_link(entry.path, root, layout):
                    found += [name] if named else []
                if max(len(found), len(folders)) > layout.max_files:
                    raise layout.refuse_many(root)
    for name in found:
        if name != on_one_line(name):
            raise refuse("a name with signs that cannot be shown; rename it", f"{root}/{name}")
    return sorted(found, key=layout.order), temporary


def _is_good_link(path: str, root: str, layout: Layout) -> bool:
    """Whether a link leads to a file inside; one that may hide parts elsewhere is refused."""
    named = path.endswith(layout.suffix)
    try:
        target = os.path.realpath(path, strict=True)
    except OSError:
        if named:
            raise refuse("a link that leads nowhere, or in a circle", path) from None
        return False
    inside = os.path.join(target, "").startswith(os.path.join(os.path.realpath(root), ""))
    if not inside and (named or os.path.isdir(target)):
        raise refuse(f"a link that leads out of the folder of the {layout.noun}; put a copy there instead", path)
    if os.path.isdir(target):
        raise refuse("a link to a folder; only links to files are followed", path)
    return True


def read_each(root: str, names: Iterable[str], layout: Layout) -> Iterator[tuple[str, bytes]]:
    """The bytes of these files of a folder, as long as they are not too many together."""
    total = 0
    for name in names:
        data = _read_file(os.path.join(root, name), layout)
        total += len(data)
        if total > layout.max_total:
            raise layout.refuse_much(root)
        yield name, data
