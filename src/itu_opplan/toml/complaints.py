"""Words for what the file reader refuses, with addresses that grow from the inside out."""

import itertools
from collections.abc import Mapping, Sequence

import attrs

from ..errors import InvalidPlan
from ..late import late_pattern
from ..model.fields import MAPPINGS, Kind, is_keyed, kinds, required
from ..model.instead import choices
from ..model.plan import COLLECTIONS
from ..model.purposes import as_word, find_below, find_beside, is_key, keys_for
from ..paths import join
from ..problem import Problem, fault
from ..wording import close_matches, one_of, quote, suggestions

_YEAR = late_pattern("[0-9]{4}($|[-/])")

__all__ = ["advise_on", "complain_of_key", "complain_of_no_tables", "put_below", "read_text", "shape_error", "show_key"]


def shape_error(message: str, actual: object) -> InvalidPlan:
    """The refusal of a value by the hook that reads it; the hook above puts the key in front."""
    return InvalidPlan([fault("", message, rule="OP001", actual=actual)])


def read_text(value: object) -> str:
    """A value that must be text."""
    if not isinstance(value, str):
        raise shape_error(f"must be text, got {quote(value)}", value)
    return value


def complain_of_no_tables(value: object) -> str:
    """The complaint about a value that stands in the place of entities."""
    return f"must be a table of tables, each named by its code, got {quote(value)}"


def put_below(key: str | int, problems: Sequence[Problem]) -> list[Problem]:
    """The problems of a value, addressed from the table or list that holds it under this key."""
    step = f"[{key}]" if isinstance(key, int) else show_key(key)
    return [attrs.evolve(one, path=join(step, one.path), trail=(key, *one.trail)) for one in problems]


def advise_on(cls: type[attrs.AttrsInstance], form: str = "{}") -> str:
    """What an item of a list of such entities needs, as the end of a sentence; empty where it is nothing, or a code.

    >>> from itu_opplan import KPI, Target
    >>> advise_on(KPI), advise_on(Target, "[{}]")
    ('; write { text = … }', '; write [{ period = …, value = … }]')
    """
    needed = [*required(cls), *(name for name, _ in choices(cls))]
    example = f"{{ {', '.join(f'{name} = …' for name in needed)} }}" if needed and not is_keyed(cls) else ""
    return f"; write {form.format(example)}" if example else ""


def show_key(key: str) -> str:
    """A key as an address shows it."""
    return key if key.isprintable() and len(key) <= 60 and key else quote(key)


def complain_of_key(
    cls: type[attrs.AttrsInstance], key: str, table: Mapping[str, object], known: Sequence[str]
) -> tuple[str, set[str]]:
    """The complaint about a key of a table that describes an entity of a class, and the keys that may be meant.

    Args:
        known: the keys that the table can have.
    """
    held, value = kinds(cls), table[key]
    if _YEAR.match(key) and {"period", "value"} <= {*known}:
        return f"unknown key; write {{ period = {quote(key)}, value = … }}", {"period", "value"}
    if isinstance(value, dict) and (link := _link_up(cls, key)):
        return f"unknown key; each is a table of its own: [{key}.CODE] with {link}", set()
    keyed = {name for name, kind in held.items() if kind.of is not None and is_keyed(kind.of)}
    fitting = [name for name in known if name not in held or _fits(held[name], value)]
    close = close_matches(key, fitting)
    same = close and _singular(key) == _singular(close[0]) and (isinstance(value, dict | list) or close[0] not in keyed)
    if not same and is_key(key):
        close = []  # a word of its own, which stands elsewhere
    purposes = [] if same else keys_for(key)
    if "code" in purposes and "code" in held and "code" not in known:
        return "unknown key; the code is the name of the table", set()
    keepers = ("attributes",) if isinstance(value, dict) else ("attributes", "dimensions")
    instead = {one: other for pair in choices(cls) for one, other in (pair, pair[::-1])}
    free = [
        name
        for name in fitting
        if (name not in table and instead.get(name) not in table) or name not in held or held[name].many
    ]
    meant = [name for name in purposes if name in free and name not in keepers]
    if not meant and not purposes:
        meant = close[:1]
    if meant:
        return f"unknown key; did you mean {one_of([quote(name) for name in meant[:3]])}?", {*meant, *close}
    for name in purposes:
        if path := find_below(cls, name):
            return f"unknown key; there is {quote(name)} in {path}", set()
        if beside := find_beside(cls, name):
            return f"unknown key; {quote(name)} stands beside {quote(beside)}, not below it", set()
    word = "_".join([as_word(key), *itertools.islice(value if isinstance(value, dict) else (), 1)])
    if "dimensions" in purposes and "dimensions" in known and held["dimensions"].keyed:
        return f"unknown key; tell values apart by dimensions = {{ {word} = … }}, or keep it in 'note'", set()
    if "attributes" in purposes and "attributes" in known:
        return f"unknown key; keep it in attributes = {{ {word} = … }}", set()
    if "attributes" in purposes and "note" in known:
        return "unknown key; keep it in 'note'", set()
    return f"unknown key; known: {suggestions('', known)}", set()


def _link_up(cls: type[attrs.AttrsInstance], key: str) -> str:
    """How entities of a collection of the plan cite one of a class, below which they were written; empty if not so."""
    name = next((name for name, kind in COLLECTIONS.items() if kind.of is cls), "")
    below = COLLECTIONS[key].of if key in COLLECTIONS else None
    for link, kind in kinds(below).items() if below is not None and name else ():
        if name in kind.to or (below is cls and kind.to == ("siblings",) and not kind.many):
            return f"{link} = {'[…]' if kind.many else '…'}"
    return ""


def _singular(key: str) -> str:
    return as_word(key).replace("_", "").removesuffix("s")


def _fits(kind: Kind, value: object) -> bool:
    """Whether somebody may have written such a value for a field: a table for a text was meant for something else."""
    return not isinstance(value, dict) or kind.of is not None or kind.keyed or kind.what in _TABLES


_TABLES = ("table", "figures", "scale", "answer", "split", *MAPPINGS)
