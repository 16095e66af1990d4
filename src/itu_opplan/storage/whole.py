"""A folder of files that others write, and a file of bytes, replaced as one act."""

import contextlib
import os
from collections.abc import Callable, Generator

from .layout import OURS, refuse, refusing
from .read import check_path, list_some

__all__ = ["replace_file", "replace_folder"]


@contextlib.contextmanager
def replace_folder(
    target: str | os.PathLike[str], is_ours: Callable[[str], bool], noun: str
) -> Generator[str, None, None]:
    """The path of a new folder to fill; in the end it takes the place of what is there, unless filling it fails.

    Nobody ever sees half of it: a writer that is killed leaves the old one, or none for a moment, or the new one.

    Args:
        target: where it is to stand; the folder above is made where it is missing.
        is_ours: whether the file in a path is one that may be replaced.
        noun: what such a folder is called.

    Raises:
        FormatError: something else stands there, or has files that are not ours, or cannot be written. Nothing has
            changed then.
    """
    path = os.path.abspath(check_path(target))
    above, name = os.path.split(path)
    with refusing(path, "written"):
        _refuse_foreign(path, is_ours, noun)
        os.makedirs(above, exist_ok=True)
        new = os.path.join(above, f"{OURS}new-{os.urandom(8).hex()}-{name}")
        os.mkdir(new)
    try:
        yield new
        with refusing(path, "written"):
            _refuse_foreign(path, is_ours, noun)  # which somebody may have put there meanwhile
            _exchange(path, new)
    except BaseException:
        import shutil  # only those who write need it

        shutil.rmtree(new, ignore_errors=True)
        raise


def _exchange(path: str, new: str) -> None:
    import shutil

    if not os.path.lexists(path):
        os.rename(new, path)
        return
    old = f"{new}.old"
    os.rename(path, old)
    try:
        os.rename(new, path)
    except OSError:
        os.rename(old, path)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(path: str, is_ours: Callable[[str], bool], noun: str) -> None:
    if os.path.islink(path):
        raise refuse(f"a link; name the folder that it leads to, for the {noun} takes its place", path)
    if not os.path.lexists(path):
        return
    if not os.path.isdir(path):
        raise refuse(f"not a folder; a {noun} is one", path)
    foreign = sorted(
        entry.name for entry in os.scandir(path) if not (entry.is_file(follow_symlinks=False) and is_ours(entry.path))
    )
    if foreign:
        raise refuse(
            f"holds files that are none of a {noun}: {list_some(foreign)}; move them, or use another folder", path
        )


def replace_file(path: str, data: bytes, may_replace: Callable[[str], bool]) -> None:
    """Put these bytes in a file, as one act; the folder above is made where it is missing.

    Args:
        path: the file.
        data: the bytes.
        may_replace: whether the file that is there may be replaced.

    Raises:
        FormatError: it cannot be written, or what stands there may not be replaced.
    """
    above = os.path.dirname(os.path.abspath(path))
    with refusing(path, "written"):
        if os.path.lexists(path) and not (os.path.isfile(path) and may_replace(path)):
            raise refuse("is there already, and may be somebody's own; choose another name", path)
        os.makedirs(above, exist_ok=True)
        new = os.path.join(above, f"{OURS}file-{os.urandom(8).hex()}.tmp")
        try:
            with open(new, "xb") as file:
                file.write(data)
            os.replace(new, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(new)
            raise
