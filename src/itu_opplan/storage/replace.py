"""Texts to files: what is there is replaced as one act, or stays."""

import contextlib
import errno
import functools
import operator
import os
import re
import stat
import time
from collections.abc import Generator, Iterable, Iterator, Mapping

import attrs

from ..errors import FormatError
from ..immutable import Immutable
from ..wording import on_one_line
from .folder import HERE, Folder, open_folder
from .layout import HIDDEN, OURS, Layout, lock, refuse, refusing, tell_reason
from .read import FOR_PART, Scanned, check_path, list_some, read_each, read_file, scan

__all__ = ["replace_stored"]

_FOR_FILE = f"{OURS}file-"  # how the names of temporary files that stand for a single file begin
_LEFT = re.escape(_FOR_FILE) + r"[0-9a-f]{16}\.tmp"
_PATIENCE = 60.0  # seconds that a writer waits for another


def replace_stored(target: str | os.PathLike[str], files: Mapping[str, str], layout: Layout) -> None:
    """Put these texts in the place of what is there, as one act. Missing folders are made.

    Args:
        target: a path with the suffix of the layout is a file (a link there stays, its target is replaced), any other
            a folder.
        files: text by name; with the main part for a folder, one text of any name for a file.
        layout: what the files are.

    In a folder only parts that change are replaced or deleted, and the main one is renewed. A file that is replaced
    keeps its permissions and its owner; new ones beside it have those that all the parts share.

    Raises:
        FormatError: the place cannot be written, or the folder holds files that would become parts, or are none, or
            the file would become a part of a folder; or a file is a link, or has other names or another owner, which
            would be lost. Nothing has changed then, unless the message says that the new texts wait in the hidden file.
    """
    path = check_path(target)
    contents = {name: layout.decode(text, name).encode() for name, text in files.items()}
    with refusing(path, "written"):
        if layout.suits(path):
            (content,) = contents.values()
            _replace_file(path, content, layout)
        else:
            _refuse_above([], contents, path, layout)
            _replace_folder(path, contents, layout)


def _replace_file(path: str, content: bytes, layout: Layout) -> None:
    goal = os.path.realpath(path) if os.path.islink(path) else path
    if os.path.isdir(goal):
        raise refuse("a folder where a file should be", path)
    if os.path.lexists(goal) and not os.path.isfile(goal):
        raise refuse("not a file but a pipe, a socket or a device", path)
    _refuse_neighbours(goal, path, layout)
    above, name = os.path.dirname(goal), os.path.basename(goal)
    _refuse_suffix(above, layout)
    with _make(HERE, [above or os.curdir]), open_folder(above) as folder, _lock(folder, path):
        _delete(folder, [one.name for one in folder.entries("") if re.fullmatch(_LEFT, one.name)])
        with contextlib.suppress(FormatError):
            content = _put_head(read_file(folder, name, layout.max_bytes), content, layout)
        _refuse_torn(folder, [name])
        with _lay_down(folder, {name: content}, _FOR_FILE, None) as temporary:
            _refuse_moved(folder)
            folder.replace(temporary[name], name)
        folder.sync("")


def _put_head(old: bytes, new: bytes, layout: Layout) -> bytes:
    """The new text after what stays of the old one, if there is room."""
    headed = layout.head(old) + new
    return headed if len(headed) <= layout.max_bytes else new


def _refuse_neighbours(goal: str, path: str, layout: Layout) -> None:
    """Refuse a file that would become a part of a folder that could be read without it, or would hide parts of it."""
    from pathlib import Path  # few programs need it

    real = Path(os.path.realpath(goal))
    for above in real.parents:
        name = real.relative_to(above).as_posix()
        if any(step.startswith(".") for step in name.split("/")):
            return  # whoever reads the folders above passes it over
        is_whole = False
        try:
            with open_folder(str(above)) as folder:
                is_whole = layout.is_whole(read_file(folder, layout.main, layout.max_bytes), layout.main)
                message = _complain_of_neighbours(folder, name, layout) if is_whole else ""
        except (FormatError, OSError):  # nobody can read it as it is
            message = ""
        if message:
            raise refuse(f"{message}; write the folder, or a file elsewhere", path)
        if is_whole:
            return  # and to the folders above it is another one


def _complain_of_neighbours(folder: Folder, name: str, layout: Layout) -> str:
    """What is wrong with writing all of it into this file of a folder that is one; empty where nothing is."""
    found = scan(folder, layout)
    parts = ((other, data) for other, data in read_each(folder, found.names, layout) if layout.is_part(data, other))
    others = {other: data for other, data in parts if not layout.is_blank(data)}
    own = others.pop(name, b"")
    if any(layout.is_strange(data, other, False) for other, data in others.items()):
        return ""  # nobody can read it as it is
    if name == layout.main:
        names = [*others, *([HIDDEN] if folder.stat(HIDDEN) is not None else [])]
        return f"one of the files of a {layout.noun}: {list_some(names)} are others" if names else ""
    above, _, last = name.rpartition("/")
    apart = last == layout.main and not any(other.startswith(f"{above}/") for other in others)
    if apart or layout.is_whole(own, name) or any(name.startswith(f"{other}/") for other in found.apart):
        return ""
    return f"a file here would become a part of the {layout.noun} in {on_one_line(folder.path)}"


def _replace_folder(root: str, files: dict[str, bytes], layout: Layout) -> None:
    if os.path.lexists(root) and not os.path.isdir(root):
        raise refuse(f"not a folder; the name of a file ends in {layout.suffix}", root)
    _refuse_suffix(root, layout)
    with _make(HERE, [root]), open_folder(root) as folder, _lock(folder, root):
        found = scan(folder, layout)
        old = _find_old(folder, found, files, layout)
        files = {name: _put_head(old.get(name, b""), data, layout) for name, data in files.items()}
        _delete(folder, found.temporary)
        changed = [name for name in files if old.get(name) != files[name]]
        gone = [name for name in old if name not in files]
        if changed or gone or folder.stat(HIDDEN) is not None:
            changed = [layout.main, *(name for name in changed if name != layout.main)]
            _replace_parts(folder, {name: files[name] for name in changed}, gone, files, layout)


def _find_old(folder: Folder, found: Scanned, files: Mapping[str, bytes], layout: Layout) -> dict[str, bytes]:
    """The parts that are there. FormatError where there are files that no writer has made, or that are in the way."""
    for name in files:
        for apart in found.apart:
            if name.startswith(f"{apart}/"):
                message = f"a folder that the {layout.noun} needs, but it holds another {layout.noun}; move it"
                raise refuse(message, folder.shown(apart))
    old: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    for name, data in read_each(folder, found.names, layout):
        is_part = layout.is_part(data, folder.shown(name))
        is_needed = _find_twin(folder, name, files) is not None
        (old if is_part and (is_needed or not layout.is_blank(data)) else others)[name] = data
        if is_needed and not is_part:
            message = f"the {layout.noun} needs this name, but the file is of another kind; rename it"
            raise refuse(message, folder.shown(name))
    if old and layout.main not in old and folder.stat(HIDDEN) is None:
        there = f"no {layout.noun}, but {layout.files} that would become part of one: {list_some(list(old))}"
        raise refuse(f"{there}; use another folder", folder.path)
    strange = [name for name, data in old.items() if _is_strange(folder, name, data, files, layout)]
    if strange:
        there = f"{layout.files} that are no parts of a {layout.noun}: {list_some(strange)}"
        raise refuse(f"{there}; move them, or use another folder", folder.path)
    _refuse_above(others.values(), files, folder.path, layout)
    return old


def _is_strange(folder: Folder, name: str, data: bytes, files: Mapping[str, bytes], layout: Layout) -> bool:
    """Whether a file is none that a writer has made; of one that cannot be read its name tells, or nobody can."""
    if files.get(name) == data:
        return False
    is_needed = _find_twin(folder, name, files) is not None
    try:
        return layout.is_strange(data, name if is_needed else folder.shown(name), is_needed)
    except FormatError:
        if not is_needed:
            raise
        return False


def _find_twin(folder: Folder, name: str, files: Iterable[str]) -> str | None:
    """The name among these that is, in this folder, that of the same file: where case does not count, another one."""
    if name in files:
        return name
    own = folder.stat(name)
    for twin in files:
        if twin.casefold() == name.casefold():
            status = folder.stat(twin)
            if own is not None and status is not None and os.path.samestat(own, status):
                return twin
    return None


def _refuse_above(others: Iterable[bytes], files: Mapping[str, bytes], path: str, layout: Layout) -> None:
    """Refuse a folder of more than readers take."""
    sizes = [*map(len, others), *map(len, files.values())]
    if len(sizes) > layout.max_files:
        raise layout.refuse_many(path)
    if sum(sizes) > layout.max_total:
        raise layout.refuse_much(path)


def _replace_parts(
    folder: Folder, changed: dict[str, bytes], gone: list[str], files: Mapping[str, bytes], layout: Layout
) -> None:
    _refuse_torn(folder, changed)
    folders = sorted({os.path.dirname(name) for name in (*changed, *gone)})
    contents = changed | {HIDDEN: _pack(folder.path, files, layout)}
    like = _find_model(folder, (*files, *gone), layout)
    with _make(folder, folders), _lay_down(folder, contents, FOR_PART, like) as temporary:
        _refuse_moved(folder)
        folder.replace(temporary.pop(HIDDEN), HIDDEN)  # the act
        folder.sync("")
        try:
            for name, path in temporary.items():
                folder.replace(path, name)
            _remove(folder, gone, files)
            for name in folders:
                if folder.is_folder(name or os.curdir):
                    folder.sync(name)
                elif any(os.path.dirname(part) == name for part in files):
                    raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder.shown(name))
            _refuse_moved(folder)
            folder.unlink(HIDDEN)
        except (OSError, FormatError) as error:
            message = f"the new {layout.noun} is whole, in {HIDDEN}, but its files could not be replaced"
            reason = error.message if isinstance(error, FormatError) else tell_reason(error)
            raise refuse(f"{message}: {reason}; dump it again", folder.path) from error
    folder.sync("")


def _pack(root: str, files: Mapping[str, bytes], layout: Layout) -> bytes:
    """What the hidden file holds: all texts; never more than readers take."""
    import json  # only those who write need it

    about = (
        f"A replacement of this {layout.noun} was interrupted. Here it is, whole; load and dump it to complete that."
    )
    texts = {name: data.decode() for name, data in files.items()}
    packed = json.dumps({"about": about, "files": texts}, ensure_ascii=False, indent=0).encode()
    if len(packed) > layout.max_hidden:
        raise layout.refuse_much(root)
    return packed


@attrs.frozen(eq=False, repr=False)
class _Model(Immutable):
    """What new files have in common with those that are there: the permissions that all of them give, and the owner.

    Attributes:
        mode: the permissions.
        status: that of the main part, for the owner.
    """

    mode: int
    status: os.stat_result


def _find_model(folder: Folder, names: Iterable[str], layout: Layout) -> _Model | None:
    """What new files take after; None where there are none. Their owner can always read and write them."""
    found = {name: status for name in names if (status := folder.stat(name, follow=True)) is not None}
    if not found:
        return None
    modes = (stat.S_IMODE(status.st_mode) for status in found.values())
    mode = functools.reduce(operator.and_, modes, 0o666) | 0o600
    return _Model(mode, found.get(layout.main) or next(iter(found.values())))


def _remove(folder: Folder, gone: list[str], files: Iterable[str]) -> None:
    """Delete these parts, and the folders that are empty then."""
    for name in gone:
        if _find_twin(folder, name, files) is None:  # else they are one where case does not count
            folder.unlink(name)
            with contextlib.suppress(OSError):
                while name := os.path.dirname(name):
                    folder.rmdir(name)


@contextlib.contextmanager
def _lay_down(
    folder: Folder, contents: Mapping[str, bytes], prefix: str, like: _Model | None
) -> Generator[dict[str, str], None, None]:
    """Write each content to a temporary file beside its goal; those that did not get there are deleted in the end.

    Before there is anything in it, each has the permissions and the owner of what stands there, or else those of the
    model, less the mask; without one, those that any new file has.
    """
    temporary: dict[str, str] = {}
    try:
        for name, content in contents.items():
            path = f"{name.rpartition('/')[0]}/".lstrip("/") + f"{prefix}{os.urandom(8).hex()}.tmp"
            temporary[name] = path
            old = None if name == HIDDEN else folder.stat(name)
            mode = stat.S_IMODE(old.st_mode) if old is not None else 0o666 if like is None else like.mode
            status = like.status if like is not None and old is None else old
            with (
                folder.at(path) as (place, handle),
                open(place, "xb", opener=functools.partial(os.open, mode=mode, dir_fd=handle)) as file,
            ):
                if status is not None:
                    _give_to(status, file.fileno(), folder.shown(name))
                if old is not None:
                    os.chmod(place, mode, dir_fd=handle)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        yield dict(temporary)
    finally:
        _delete(folder, temporary.values())


def _refuse_torn(folder: Folder, names: Iterable[str]) -> None:
    """Refuse to replace files where more would change than their text."""
    for name in names:
        old = folder.stat(name)
        if old is None:
            continue
        if stat.S_ISLNK(old.st_mode):
            raise refuse("a link, which would become a file of its own; put the file itself here", folder.shown(name))
        if old.st_nlink > 1:
            message = f"has {old.st_nlink} names (hard links), and the others would keep the old text"
            raise refuse(f"{message}; delete them, or this one", folder.shown(name))
        with folder.at(name) as (path, handle):
            if not os.access(path, os.W_OK, dir_fd=handle):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), folder.shown(name))


def _refuse_suffix(root: str, layout: Layout) -> None:
    """Refuse to make a folder with the name of a file: what it stands in could not be read."""
    for step in _missing(HERE, root):
        if layout.suits(step.rstrip("/")):
            raise refuse(f"the name of a new folder cannot end in {layout.suffix}", step)


def _give_to(like: os.stat_result, handle: int, shown: str) -> None:
    """Make the owner and group of an open file those of another; where its group may write it, the group is enough."""
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) == (like.st_uid, like.st_gid) or os.name == "nt":
        return
    try:
        try:
            os.fchown(handle, like.st_uid if own.st_uid != like.st_uid else -1, like.st_gid)
        except PermissionError:
            if not like.st_mode & stat.S_IWGRP:
                raise
            os.fchown(handle, -1, like.st_gid)
    except PermissionError:
        message = "is that of another user or group, and a replacement would be yours; delete it, or write elsewhere"
        raise refuse(message, shown) from None


@contextlib.contextmanager
def _make(folder: Folder, names: Iterable[str]) -> Generator[None, None, None]:
    """Make the folders that are missing; when what follows fails, they go again."""
    made: list[str] = []
    try:
        for name in names:
            for step in reversed(list(_missing(folder, name))):
                with contextlib.suppress(FileExistsError):
                    folder.mkdir(step)
                    made.append(step)
            if name and not folder.is_folder(name, follow=folder is HERE):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder.shown(name))
        yield
    except BaseException:
        for step in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir(step)
        raise


def _missing(folder: Folder, name: str) -> Iterator[str]:
    """The folders down to this one that are not there, from the inside out."""
    while name and folder.stat(name) is None:
        yield name
        above = os.path.dirname(name)
        if above == name:  # a drive that is not there
            return
        name = above


@contextlib.contextmanager
def _lock(folder: Folder, path: str) -> Generator[None, None, None]:
    """Keep other writers out of the folder; they wait."""
    deadline = time.monotonic() + _PATIENCE
    while folder.handle is not None and not lock(folder.handle):
        if time.monotonic() > deadline:
            raise refuse("another program is writing there; try later", path)
        time.sleep(0.01)
    yield


def _refuse_moved(folder: Folder) -> None:
    """Refuse to go on where something else has taken the place of the folder."""
    if not folder.is_there():
        raise refuse("moved, or replaced by something else, while it was written", folder.path or os.curdir)


def _delete(folder: Folder, names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(OSError):
            folder.unlink(name)
