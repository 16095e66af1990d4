"""Texts to files: what is there is replaced as one act, or stays."""

import contextlib
import errno
import functools
import operator
import os
import stat
import time
from collections.abc import Generator, Iterable, Mapping

from .layout import HIDDEN, OURS, Layout, lock, refuse, refusing, tell_reason
from .read import FOR_PART, check_path, list_some, read_each, scan

__all__ = ["replace_stored"]

_FOR_FILE = f"{OURS}file-"  # how the names of temporary files that stand for a single file begin
_PATIENCE = 60.0  # seconds that a writer waits for another


def replace_stored(target: str | os.PathLike[str], files: Mapping[str, str], layout: Layout) -> None:
    """Put these texts in the place of what is there, as one act. Missing folders are made.

    Args:
        target: a path with the suffix of the layout is a file (a link there stays, its target is replaced), any other
            a folder.
        files: text by name; with the main part for a folder, one text of any name for a file.
        layout: what the files are.

    In a folder only parts that change are replaced or deleted, and the main one is renewed.

    Raises:
        FormatError: the place cannot be written, or holds files that would become parts.
            Nothing has changed then, unless the message says that the new texts wait in the hidden file.
    """
    path = check_path(target)
    contents = {name: layout.decode(text, name).encode() for name, text in files.items()}
    if len(contents) > layout.max_files:
        raise layout.refuse_many(path)
    if sum(map(len, contents.values())) > layout.max_total:
        raise layout.refuse_much(path)
    with refusing(path, "written"):
        if path.endswith(layout.suffix):
            _replace_file(path, *contents.values())
        else:
            _replace_folder(path, contents, layout)


def _replace_file(path: str, content: bytes) -> None:
    goal = os.path.realpath(path) if os.path.islink(path) else path
    if os.path.isdir(goal):
        raise refuse("a folder where a file should be", path)
    if os.path.lexists(goal) and not os.path.isfile(goal):
        raise refuse("not a file but a pipe, a socket or a device", path)
    folder = os.path.dirname(goal) or os.curdir
    with _made([folder]), _locked(folder, path):
        _delete(entry.path for entry in os.scandir(folder) if entry.name.startswith(_FOR_FILE))
        with _laid_down({goal: content}, _FOR_FILE, {}) as temporary:
            os.replace(temporary[goal], goal)
        _sync(folder)


def _replace_folder(root: str, files: dict[str, bytes], layout: Layout) -> None:
    if os.path.lexists(root) and not os.path.isdir(root):
        raise refuse(f"not a folder; the name of a file ends in {layout.suffix}", root)
    with _made([root]), _locked(root, root):
        names, leftovers = scan(root, layout)
        old: dict[str, bytes] = {}
        for name, data in read_each(root, names, layout):
            if layout.is_part(data, f"{root}/{name}"):
                old[name] = data
            elif name in files:
                message = f"the {layout.noun} needs this name, but the file is of another kind; rename it"
                raise refuse(message, f"{root}/{name}")
        interrupted = os.path.lexists(os.path.join(root, HIDDEN))
        if old and layout.main not in old and not interrupted:
            found = f"no {layout.noun}, but {layout.files} that would become part of one: {list_some(list(old))}"
            raise refuse(f"{found}; use another folder", root)
        _delete(leftovers)
        changed = [name for name in files if old.get(name) != files[name]]
        gone = [name for name in old if name not in files]
        if changed or gone or interrupted:
            _replace_parts(root, {name: files[name] for name in (layout.main, *changed)}, gone, files, layout)


def _replace_parts(
    root: str, changed: dict[str, bytes], gone: list[str], files: dict[str, bytes], layout: Layout
) -> None:
    hidden = os.path.join(root, HIDDEN)
    goals = {os.path.join(root, name): data for name, data in changed.items()}
    folders = sorted({os.path.dirname(os.path.join(root, name)) for name in (*changed, *gone)})
    contents = goals | {hidden: _pack(root, files, layout)}
    readers = _common_mode(os.path.join(root, name) for name in (*files, *gone))
    with _made(folders), _laid_down(contents, FOR_PART, {hidden: readers}) as temporary:
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
            message = f"the new {layout.noun} is whole, in {HIDDEN}, but its files could not be replaced"
            raise refuse(f"{message}: {tell_reason(error)}; dump it again", root) from error
    _sync(root)


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


def _common_mode(paths: Iterable[str]) -> int:
    """The permissions that all of these files give, as far as they are there; never less than their owner needs."""
    modes = (stat.S_IMODE(os.stat(path).st_mode) for path in paths if os.path.exists(path))
    return functools.reduce(operator.and_, modes, 0o666) | 0o600


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
def _laid_down(
    contents: Mapping[str, bytes], prefix: str, modes: Mapping[str, int]
) -> Generator[dict[str, str], None, None]:
    """Write each content to a temporary file beside its goal; those that did not get there are deleted in the end.

    From the first moment each has the permissions given, less the mask, or else those of what stands there.
    """
    temporary: dict[str, str] = {}
    try:
        for goal, content in contents.items():
            path = os.path.join(os.path.dirname(goal), f"{prefix}{os.urandom(8).hex()}.tmp")
            temporary[goal] = path
            old = stat.S_IMODE(os.stat(goal).st_mode) if os.path.exists(goal) else None
            if old is not None and not os.access(goal, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), goal)
            mode = modes.get(goal, 0o666 if old is None else old)
            with open(path, "xb", opener=functools.partial(os.open, mode=mode)) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if old is not None and goal not in modes:
                os.chmod(path, old)
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
                above = os.path.dirname(missing) or os.curdir
                if above == missing:  # a drive that is not there
                    break
                missing = above
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
        while not lock(handle):
            if time.monotonic() > deadline:
                raise refuse("another program is writing there; try later", path)
            time.sleep(0.01)
        yield
    finally:
        os.close(handle)


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
