"""A folder that is held open: what is done in it is done there, whatever takes its name, or that of a folder in it."""

import contextlib
import os
import stat
from collections.abc import Generator, Iterator

import attrs

from ..immutable import Immutable

__all__ = ["HERE", "Folder", "open_folder"]

_HANDLES = {os.open, os.mkdir, os.rmdir, os.stat, os.unlink} <= os.supports_dir_fd and os.scandir in os.supports_fd
_NO_LINK = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@attrs.frozen(eq=False, repr=False)
class Folder(Immutable):
    """A folder. Names of what is in it are relative to it, with `/`; no link to a folder is followed on the way.

    Attributes:
        path: where it was when it was opened.
        handle: what keeps it open; None where the system cannot: everything goes by its path then.
    """

    path: str
    handle: int | None = None

    def shown(self, name: str) -> str:
        """The path of a file of it, for messages."""
        return os.path.join(self.path, name)

    @contextlib.contextmanager
    def at(self, name: str) -> Generator[tuple[str, int | None], None, None]:
        """What system calls take for a file of it: a path, and the handle of the folder that it starts from.

        What they refuse names the file by its whole path, or the folder on the way that cannot be opened.
        """
        if self.handle is None:
            yield self.shown(name), None
            return
        *folders, last = name.split("/")
        handle = self.handle
        step = name
        try:
            for number, folder in enumerate(folders, 1):
                step = "/".join(folders[:number])
                below = os.open(folder, os.O_RDONLY | _NO_LINK, dir_fd=handle)
                if handle != self.handle:
                    os.close(handle)
                handle = below
            step = name
            yield last, handle
        except OSError as error:
            if isinstance(error.filename, str) and not os.path.isabs(error.filename):
                error.filename, error.filename2 = self.shown(step), None
            raise
        finally:
            if handle != self.handle:
                os.close(handle)

    def stat(self, name: str, *, follow: bool = False) -> os.stat_result | None:
        """What is there under this name; None where nothing is."""
        try:
            with self.at(name) as (path, handle):
                return os.stat(path, dir_fd=handle, follow_symlinks=follow)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def is_folder(self, name: str, *, follow: bool = False) -> bool:
        """Whether a folder is there under this name."""
        found = self.stat(name, follow=follow)
        return found is not None and stat.S_ISDIR(found.st_mode)

    def entries(self, name: str) -> Iterator[os.DirEntry[str]]:
        """What is in a folder of it, or in itself: `""`."""
        with (
            self.at(f"{name}/." if name else ".") as (path, handle),
            os.scandir(path if handle is None else handle) as entries,
        ):
            yield from entries

    def replace(self, old: str, new: str) -> None:
        """Give a file the name of another beside it, which goes."""
        with self.at(old) as (source, handle):
            goal = self.shown(new) if handle is None else new.rpartition("/")[2]
            os.replace(source, goal, src_dir_fd=handle, dst_dir_fd=handle)

    def unlink(self, name: str) -> None:
        """Delete a file."""
        with self.at(name) as (path, handle):
            os.unlink(path, dir_fd=handle)

    def mkdir(self, name: str) -> None:
        """Make a folder."""
        with self.at(name) as (path, handle):
            os.mkdir(path, dir_fd=handle)

    def rmdir(self, name: str) -> None:
        """Delete a folder that is empty."""
        with self.at(name) as (path, handle):
            os.rmdir(path, dir_fd=handle)

    def sync(self, name: str) -> None:
        """Have the names in a folder of it, or in itself, on the disk, where the system can."""
        if self.handle is not None:
            with self.at(f"{name}/." if name else ".") as (_, handle), contextlib.suppress(OSError):
                os.fsync(handle)  # type: ignore[arg-type]  # it has one

    def is_there(self) -> bool:
        """Whether its path still leads to it."""
        if self.handle is None:
            return True
        try:
            return os.path.samestat(os.stat(self.path or os.curdir), os.fstat(self.handle))
        except OSError:
            return False


HERE = Folder("")
"""The folder in which relative paths begin."""


@contextlib.contextmanager
def open_folder(path: str) -> Generator[Folder, None, None]:
    """The folder with this path, or to which a link of this path leads, held open where the system can."""
    if not _HANDLES:  # such as Windows
        yield Folder(path)
        return
    try:  # what is a link by now was none when it was looked at
        handle = os.open(os.path.realpath(path), os.O_RDONLY | _NO_LINK)
    except OSError as error:
        error.filename = path
        raise
    try:
        yield Folder(path, handle)
    finally:
        os.close(handle)
