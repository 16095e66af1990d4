"""What the immutable objects of the library have in common: when two are equal, and how one is printed.

attrs can write these functions for each class, as source that is compiled when the class is made. For all classes
together that takes longer than to read the shipped plan, so they inherit them.
"""

import functools
import operator
from collections.abc import Callable
from typing import Any, TypeVar

import attrs

__all__ = ["Immutable", "at_home"]

ClassT = TypeVar("ClassT", bound=type[Any])


def at_home(cls: ClassT) -> ClassT:
    """The class; what attrs writes for its cached properties says that it is of the module of the class.

    attrs leaves that open, and `help` of Python 3.13 stops there.
    """
    written = vars(cls).get("__getattr__")
    if written is not None and written.__module__ is None:
        written.__module__ = cls.__module__
    return cls


class Immutable:
    """The base of frozen attrs classes made with `eq=False, repr=False`: they behave as if attrs had written both.

    Two are equal that are of the same class and have equal fields, and are hashed so. `repr` names the class and shows
    all fields. Fields declared with `eq=False` or `repr=False` do not count, or are not shown.

    >>> from itu_opplan import Heading
    >>> Heading(number="II.1", title="Outputs") == Heading(number="II.1", title="Outputs")
    True
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        at_home(cls)

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        cls: Any = self.__class__
        first, values = _values_of(cls)  # the first field is most often the code, by which most of them differ
        return self is other or bool(first(self) == first(other) and values(self) == values(other))

    def __hash__(self) -> int:
        cls: Any = self.__class__
        return hash((cls.__qualname__, _values_of(cls)[1](self)))

    def __repr__(self) -> str:
        cls: Any = self.__class__
        shown = (f"{name}={getattr(self, name)!r}" for name in _shown(cls))
        return f"{cls.__qualname__.rpartition('>.')[2]}({', '.join(shown)})"


@functools.cache
def _values_of(cls: type[Any]) -> tuple[Callable[[object], object], Callable[[object], object]]:
    """What gives the values of an object that count when two are compared: the first of them, and all."""
    names = [field.name for field in attrs.fields(cls) if field.eq]
    return operator.attrgetter(names[0]), operator.attrgetter(*names)


@functools.cache
def _shown(cls: type[Any]) -> tuple[str, ...]:
    """The names of the fields that `repr` shows."""
    return tuple(field.name for field in attrs.fields(cls) if field.repr)
