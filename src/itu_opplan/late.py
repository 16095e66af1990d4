"""What is made when it is first used: imports of names of a package, and patterns. Most programs use few of them."""

import importlib
import re
import sys
from collections.abc import Callable, Mapping
from typing import AnyStr, cast

__all__ = ["find_late", "late_pattern"]


def find_late(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package: it imports a name from its home, and the modules of the package, when asked to.

    What is found becomes an attribute of the package, so that it is found but once. Several threads may ask at a time:
    each finds the same object, since the import of a module waits for one that has begun.

    Args:
        package: its name.
        homes: the modules, relative to the package, each with the names of it that are to be found, set off by spaces.

    Raises:
        AttributeError: from the function; there is no such name.

    >>> find_late("itu_opplan", {"grades": "Grade GradeScale"})("Grade").__name__
    'Grade'
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def find(name: str) -> object:
        if name in home_of:
            found: object = getattr(importlib.import_module(f".{home_of[name]}", package), name)
            setattr(sys.modules[package], name, found)
            return found
        try:
            if not name.startswith("_"):
                return importlib.import_module(f"{package}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.{name}":  # a library that the module needs
                raise
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find


def late_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that is compiled when it is first used: for all to be compiled takes as long as to load 40 modules.

    >>> late_pattern("[a-z]+").fullmatch("abc").group()
    'abc'
    """
    return cast("re.Pattern[AnyStr]", _Late(text, flags))


class _Late:
    """Stands for a pattern. Each method becomes an attribute, so that it is found but once."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> object:
        found: object = getattr(re.compile(self._text, self._flags), name)
        self.__dict__[name] = found
        return found
