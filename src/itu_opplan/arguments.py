"""Arguments of a wrong kind, such as a path in the place of a plan, refused with what to do instead."""

import datetime
import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from types import NoneType, UnionType
from typing import IO, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

from .wording import quote

__all__ = ["complain_of", "takes"]

GivenP = ParamSpec("GivenP")
FoundT = TypeVar("FoundT")

_REMEDIES: Mapping[str, str] = {
    "date": "write datetime.date(2008, 6, 30), or .date() of a datetime",
    "OperationalPlan": "load reads one from a file, loads from a text",
    "Accepted": "load_accepted reads them from a file, accept makes them of a report",
    "Actuals": "load_actuals reads them from a file, Actuals.from_frame from a dataframe",
    "Decisions": "load_decisions reads them from a file, loads_decisions from a text",
    "Rates": "load_rates reads them from a file, loads_rates from a text",
    "Report": "validate gives one of a plan",
    "Table": "effort and its sisters give one, Table.from_records makes one of rows",
}
"""Where the objects come from that functions ask for, by the name of their class."""


def takes(function: Callable[GivenP, FoundT]) -> Callable[GivenP, FoundT]:
    """The function, with a check of each argument whose annotation names its class, or several.

    Raises:
        TypeError: from the function, for an argument of another class; it says where such objects come from.

    >>> @takes
    ... def greet(name: str) -> str:
    ...     return f"Hello, {name}"
    >>> greet(None)
    Traceback (most recent call last):
    TypeError: greet: name must be text, got nothing
    """
    given = inspect.signature(function).parameters.values()
    single = [(place, one) for place, one in enumerate(given) if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]
    checks = [(place, one.name, classes) for place, one in single if (classes := _classes(one.annotation))]

    @functools.wraps(function)
    def checked(*args: GivenP.args, **kwargs: GivenP.kwargs) -> FoundT:
        for place, name, classes in checks:
            if place < len(args):
                value: object = args[place]
            elif name in kwargs:
                value = kwargs[name]
            else:
                continue
            if not isinstance(value, classes) or _is_moment(value, classes):
                raise TypeError(f"{function.__name__}: {complain_of(name, classes, value)}")
        return function(*args, **kwargs)

    return checked


def _classes(note: object) -> tuple[type, ...]:
    """The classes that an annotation names; none where it leaves open what a value may be."""
    origin = get_origin(note) or note
    if origin in (Union, UnionType):
        each = [_classes(one) for one in get_args(note)]
        return tuple(cls for classes in each for cls in classes) if all(each) else ()
    if origin is Literal:
        return tuple({type(word) for word in get_args(note)})
    return (origin,) if isinstance(origin, type) and origin not in _UNCHECKED else ()


def _is_moment(value: object, classes: tuple[type, ...]) -> bool:
    """Whether a day is asked for and this is a time of day, which is of the class of days, too."""
    return isinstance(value, datetime.datetime) and datetime.date in classes


_UNCHECKED = (inspect.Parameter.empty, object, bool, int, type, IO)


def complain_of(name: str, classes: tuple[type, ...], value: object) -> str:
    """What is said of an argument that is of none of these classes."""
    kinds = dict.fromkeys(_KINDS.get(one) or _named(one.__name__) for one in classes if one is not NoneType)
    remedy = next((f"; {_REMEDIES[one.__name__]}" for one in classes if one.__name__ in _REMEDIES), "")
    return f"{name} must be {' or '.join(kinds)}, got {quote(value)}{remedy}"


def _named(name: str) -> str:
    return name if name.endswith("s") else f"an {name}" if name[0] in "AEIO" else f"a {name}"


_KINDS: Mapping[type, str] = {
    str: "text",
    bytes: "bytes",
    PathLike: "a path",
    Iterable: "a list",
    Mapping: "a mapping",
    Callable: "a function",  # type: ignore[dict-item]  # it is a class, whatever its stub says
}
