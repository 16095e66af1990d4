"""Files and folders to texts: all parts of one state, however busily others replace them."""

import contextlib
import errno
import functools
import os
import re
import stat
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import IO

import attrs

from ..errors import FormatError
from ..immutable import Immutable
from ..wording import on_one_line
from .folder import HERE, Folder, open_folder
from .layout import HIDDEN, OURS, Layout, Part, Stored, lock, refuse, refuse_size, refusing, tell_reason

__all__ = [
    "FOR_PART",
    "Scanned",
    "check_path",
    "list_some",
    "read_bytes",
    "read_each",
    "read_file",
    "read_stored",
    "scan",
]

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
    that begin with a dot, for files that are no parts, and for folders inside it that have a main part of their own.
    Links are followed to files inside the folder only.

    Raises:
        FormatError: there is nothing to read, or it cannot be read, or is too much.
    """
    if isinstance(source, str | os.PathLike) and os.path.isdir(path := check_path(source)):
        return _read_folder(path, layout)
    name, data = read_bytes(source, layout.max_bytes)
    return Stored((Part(on_one_line(name), layout.decode(data, name)),), None)


def read_bytes(source: str | os.PathLike[str] | IO[bytes], most: int) -> tuple[str, bytes]:
    """The path of a file, or the name of a binary file object, and its bytes, of which it may have so many.

    Raises:
        FormatError: it cannot be read, or is too big.
    """
    if not isinstance(source, str | os.PathLike):
        return _read_stream(source, most)
    path = check_path(source)
    return path, read_file(HERE, path, most)


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


def _read_stream(source: IO[bytes], most: int) -> tuple[str, bytes]:
    name = "<file>"
    try:
        given = getattr(source, "name", None)
        name = given if isinstance(given, str) and given else name
        data = _read_all(source.read, most) if isinstance(source.read(0), bytes) else None
    except Exception as error:  # what a foreign object raises: it is closed, or not for reading, or packed and broken
        raise refuse(f"cannot be read: {tell_reason(error)}", name) from error
    if data is None:
        raise refuse('opened as text; open it with mode "rb"', name)
    if len(data) > most:
        raise refuse_size(None, most, name)
    return name, data


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


def read_file(folder: Folder, name: str, most: int) -> bytes:
    """The bytes of a file of a folder; FormatError when it cannot be read, or is too big."""
    shown = folder.shown(name)
    with refusing(shown, "read"), folder.at(name) as (path, handle):
        _refuse_unless_file(os.stat(path, dir_fd=handle), shown, most)
        with open(path, "rb", buffering=0, opener=functools.partial(_open_at_once, handle=handle)) as file:
            _refuse_unless_file(os.fstat(file.fileno()), shown, most)  # something else may stand there by now
            return _read_all(file.read, most)


def _refuse_unless_file(status: os.stat_result, path: str, most: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise refuse("a folder where a file should be", path)
    if not stat.S_ISREG(status.st_mode):
        raise refuse("not a file but a pipe, a socket or a device", path)
    if status.st_size > most:
        raise refuse_size(status.st_size, most, path)


def _open_at_once(path: str, flags: int, handle: int | None) -> int:
    """Open a file, or what has taken its place, without waiting until somebody writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), dir_fd=handle)


# --- a folder ---------------------------------------------------------------------------------------------------------


def _read_folder(root: str, layout: Layout) -> Stored:
    for _ in range(_ATTEMPTS):
        with refusing(root, "read"), open_folder(root) as folder, _identify(folder, layout.main) as before:
            if stored := _read_hidden(folder, layout):
                return stored
            found: tuple[Part, ...] | FormatError
            try:
                found = _read_parts(folder, layout)
            except FormatError as error:  # perhaps only because a writer was at work
                found = error
            with _identify(folder, layout.main) as after:
                if before == after and folder.stat(HIDDEN) is None:
                    if isinstance(found, FormatError):
                        raise found
                    return Stored(found, None)
    raise refuse("replaced again and again while it was read; try later", root)


@contextlib.contextmanager
def _identify(folder: Folder, name: str) -> Generator[tuple[int, int] | None, None, None]:
    """What tells this file from all others, as long as it is open; None when it cannot be opened."""
    opened = None
    with folder.at(name) as (path, handle):
        try:
            opened = _open_at_once(path, os.O_RDONLY, handle)
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):  # what holds for one moment only tells nothing
                raise refuse(f"cannot be read: {tell_reason(error)}", folder.shown(name)) from error
    if opened is None:
        yield None
        return
    try:
        status = os.fstat(opened)
        yield status.st_dev, status.st_ino
    finally:
        os.close(opened)


def _read_hidden(folder: Folder, layout: Layout) -> Stored | None:
    """What is in the hidden file; None when there is no such file. The limits are those of the files beside it."""
    shown, root = folder.shown(HIDDEN), folder.path
    status = folder.stat(HIDDEN)
    if status is None:
        return None
    files: object = None
    if stat.S_ISREG(status.st_mode):
        try:
            data = read_file(folder, HIDDEN, layout.max_hidden)
        except FormatError:
            if folder.stat(HIDDEN) is None:  # a writer has finished
                return None
            raise
        files = _parse_hidden(data, layout)
    if (
        not isinstance(files, dict)
        or layout.main not in files
        or not all(isinstance(one, str) for one in files.values())
    ):
        raise refuse(f"not what a replacement of a {layout.noun} leaves; delete it to read the files beside it", shown)
    parts = tuple(Part(on_one_line(name), layout.decode(files[name], name)) for name in sorted(files, key=layout.order))
    if sum(len(part.text.encode()) for part in parts) > layout.max_total:
        raise layout.refuse_much(root)
    with refusing(root, "read"):
        if not _is_abandoned(folder):
            return Stored(parts, None)
    message = f"a replacement of this {layout.noun} was interrupted; the new {layout.noun} is whole and was read"
    return Stored(parts, f"{on_one_line(root)}: {message}; dump it again to complete the replacement")


def _is_abandoned(folder: Folder) -> bool:
    """Whether the hidden file is there and no writer at work, as far as the system lets us know."""
    return folder.handle is None or (lock(folder.handle, shared=True) and folder.stat(HIDDEN) is not None)


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


def _read_parts(folder: Folder, layout: Layout) -> tuple[Part, ...]:
    with refusing(folder.path, "read"):
        if folder.stat(layout.main) is None:
            others = sorted(entry.name for entry in folder.entries("") if _is_named(entry.name, layout))
            there = f"there are {list_some(others)}" if others else f"there are no {layout.files}"
            raise refuse(f"no {layout.main} in this folder; {there}", folder.path)
        found = scan(folder, layout)
    parts = []
    for name, data in read_each(folder, found.names, layout):
        try:
            other = name != layout.main and not layout.is_part(data, name)
        except FormatError:  # left to whoever parses the parts
            other = False
        if not other:
            parts.append(Part(name, layout.decode(data, name)))
    return tuple(parts)


def _is_named(name: str, layout: Layout) -> bool:
    return layout.suits(name) and not name.startswith(".")


@attrs.frozen(eq=False, repr=False)
class Scanned(Immutable):
    """What is in a folder, by names relative to it.

    Attributes:
        names: of all files that may be parts, in their order.
        temporary: of the temporary files of writers.
        apart: of folders that have a main part of their own: nothing in them is a part here.
    """

    names: list[str] = attrs.field(factory=list)
    temporary: list[str] = attrs.field(factory=list)
    apart: list[str] = attrs.field(factory=list)


def scan(folder: Folder, layout: Layout) -> Scanned:
    """What is in a folder, at any depth.

    Raises:
        FormatError: there is too much of it, or a link or a name that may not be there.
    """
    found = Scanned()
    folders = [""]
    for above in folders:  # it grows
        if above and _is_apart(folder, above, layout):
            found.apart.append(above)
            continue
        for entry in folder.entries(above):
            name = f"{above}/{entry.name}" if above else entry.name
            if entry.name.startswith("."):
                if entry.name.startswith(FOR_PART):
                    found.temporary.append(name)
            elif entry.is_dir(follow_symlinks=False) and not layout.suits(name):
                folders.append(name)
            elif not entry.is_symlink() or _is_good_link(folder, name, layout):
                found.names.extend([name] if layout.suits(name) else [])
            if max(len(found.names), len(folders)) > layout.max_files:
                raise layout.refuse_many(folder.path)
    for name in found.names:
        if name != on_one_line(name):
            raise refuse("a name with signs that cannot be shown; rename it", folder.shown(name))
    found.names.sort(key=layout.order)
    return found


def _is_apart(folder: Folder, name: str, layout: Layout) -> bool:
    """Whether a folder inside holds a whole of its own, be it the one that an interrupted replacement has left."""
    if folder.stat(f"{name}/{HIDDEN}") is not None:
        return True
    main = f"{name}/{layout.main}"
    try:
        return folder.stat(main) is not None and layout.is_whole(read_file(folder, main, layout.max_bytes), main)
    except FormatError:  # told when it is read as a part
        return False


def _is_good_link(folder: Folder, name: str, layout: Layout) -> bool:
    """Whether a link leads to a file inside; one that may hide parts elsewhere is refused."""
    path, named = folder.shown(name), layout.suits(name)
    try:
        target = os.path.realpath(path, strict=True)
    except OSError:
        if named:
            raise refuse("a link that leads nowhere, or in a circle", path) from None
        return False
    inside = os.path.join(target, "").startswith(os.path.join(os.path.realpath(folder.path), ""))
    if not inside and (named or os.path.isdir(target)):
        raise refuse(f"a link that leads out of the folder of the {layout.noun}; put a copy there instead", path)
    if os.path.isdir(target):
        raise refuse("a link to a folder; only links to files are followed", path)
    return True


def read_each(folder: Folder, names: Iterable[str], layout: Layout) -> Iterator[tuple[str, bytes]]:
    """The bytes of these files of a folder, as long as they are not too many together."""
    total = 0
    for name in names:
        data = read_file(folder, name, layout.max_bytes)
        total += len(data)
        if total > layout.max_total:
            raise layout.refuse_much(folder.path)
        yield name, data
