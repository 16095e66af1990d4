"""What readers and writers share: how a folder of parts looks, its limits, its lock, and the words of refusals."""

import contextlib
import sys
from collections.abc import Callable, Generator

import attrs

from ..errors import FormatError
from ..immutable import Immutable
from ..problem import Location
from ..wording import on_one_line

if sys.platform != "win32":
    import fcntl

__all__ = [
    "HIDDEN",
    "OURS",
    "Layout",
    "Part",
    "Stored",
    "lock",
    "refuse",
    "refuse_size",
    "refusing",
    "tell_reason",
]

OURS = ".opplan-"
"""How the names of hidden and temporary files begin."""

HIDDEN = f"{OURS}replacement.json"
"""The file that holds all new texts while the parts are replaced."""


@attrs.frozen(eq=False, repr=False)
class Part(Immutable):
    """One file.

    Attributes:
        name: relative to the folder, with `/`, such as `outputs/PP.toml`; of a single file the path as given.
        text: all that stands in it.
    """

    name: str
    text: str


@attrs.frozen(eq=False, repr=False)
class Stored(Immutable):
    """What was found.

    Attributes:
        parts: the files, the main one first, then by name.
        interrupted: None; or, where a replacement was cut short, what to do about it. `parts` are the new ones then.
    """

    parts: tuple[Part, ...]
    interrupted: str | None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Layout(Immutable):
    """How something is kept in files: in one file, or in a folder of parts.

    Attributes:
        noun: what it is, for messages.
        files: what its files are called.
        suffix: how their names end.
        main: the part without which a folder is none.
        decode: makes the text of a file of such a name, of bytes or of a text; FormatError for what is none.
        is_part: whether a file of such a name, with these bytes, is a part; FormatError when nobody can tell.
        is_whole: whether a file of such a name, with these bytes, is a main part, or all of it in one file.
        is_blank: whether these bytes say nothing; such a file stays.
        is_strange: whether a part of such a name, with these bytes, is none of what is kept; FormatError when nobody
            can tell. Where its name is needed (`True`) it may have mistakes.
        head: what of the old text of a file stays before its new one.
        max_bytes: that one file may have.
        max_files: that the folder may hold; and folders.
        max_total: bytes that the files of a folder may have together.
        max_hidden: bytes that the hidden file may have, where signs are escaped.
    """

    noun: str
    files: str
    suffix: str
    main: str
    decode: Callable[[str | bytes, str], str]
    is_part: Callable[[bytes, str], bool]
    is_whole: Callable[[bytes, str], bool] = lambda data, name: False
    is_blank: Callable[[bytes], bool] = lambda data: False
    is_strange: Callable[[bytes, str, bool], bool] = lambda data, name, needed: False
    head: Callable[[bytes], bytes] = lambda data: b""
    max_bytes: int = 32 * 1024 * 1024
    max_files: int = 10_000
    max_total: int = 256 * 1024 * 1024
    max_hidden: int = 512 * 1024 * 1024

    def suits(self, name: str) -> bool:
        """Whether a file of such a name may be a part; the case of the suffix does not count."""
        return name.lower().endswith(self.suffix)

    def order(self, name: str) -> tuple[bool, str]:
        """The key that sorts the names of parts: the main one first."""
        return name != self.main, name

    def refuse_many(self, root: str) -> FormatError:
        """The refusal of a folder of too many files."""
        return refuse(f"more than {self.max_files:,} {self.files} or folders", root)

    def refuse_much(self, root: str) -> FormatError:
        """The refusal of a folder of too many bytes."""
        limit = f"{self.max_total:,} bytes ({self.max_total // 2**20} MiB)"
        return refuse(f"too big; the {self.files} of a {self.noun} may have {limit} together", root)


def refuse(message: str, path: str) -> FormatError:
    """The refusal of what stands in this path.

    >>> print(refuse("a folder where a file should be", "plan.toml"))
    plan.toml: a folder where a file should be
    """
    return FormatError(message, Location(on_one_line(path)))


def refuse_size(size: int | None, limit: int, path: str) -> FormatError:
    """The refusal of a file of this many bytes, or of nobody knows how many.

    >>> print(refuse_size(52_428_800, 32 * 2**20, "plan.toml"))
    plan.toml: too big: 52,428,800 bytes; a file may have 33,554,432 bytes (32 MiB)
    """
    found = "" if size is None else f": {size:,} bytes"
    return refuse(f"too big{found}; a file may have {limit:,} bytes ({limit // 2**20} MiB)", path)


@contextlib.contextmanager
def refusing(path: str, done: str) -> Generator[None, None, None]:
    """Turn what the system refuses into a FormatError with the path, or with the one that the system names."""
    try:
        yield
    except OSError as error:
        missing = isinstance(error, FileNotFoundError) and done == "read"
        message = "no such file or folder" if missing else f"cannot be {done}: {tell_reason(error)}"
        named = (name for name in (error.filename2, error.filename) if isinstance(name, str) and OURS not in name)
        raise refuse(message, next(named, path)) from error


def tell_reason(error: Exception) -> str:
    """What the system, or a foreign object, says of its refusal, on one line."""
    return on_one_line((isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__)


def lock(handle: int, *, shared: bool = False) -> bool:
    """Lock a folder until its handle is closed; False while another has it. Those who share keep only writers out."""
    if sys.platform != "win32":
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # this file system has no locks
            pass
    return True
