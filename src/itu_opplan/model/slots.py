"""What can stand at an address of a plan, told by the address alone, and not by any plan."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

import attrs

from ..errors import UnknownCode
from ..immutable import Immutable
from ..paths import Step, place_in_list, steps, write_steps
from ..table import Table
from ..wording import quote, suggestions
from . import to
from .checking import check_value
from .fields import MAPPINGS, TEXTS, Kind, defaults, is_keyed, kinds
from .keyed import Keyed
from .plan import OperationalPlan
from .shapes import Complaint

__all__ = ["Slot", "find_slot", "strip_tables", "tables_in"]

Form: TypeAlias = Literal["field", "entity", "item", "key", "cell"]


@attrs.frozen(eq=False, repr=False)
class Slot(Immutable):
    """A place that something can stand in.

    Attributes:
        steps: the steps of the address.
        owner: the class of what has the field that the address leads to, or into.
        name: the field.
        kind: what that field holds.
        form: whether the address leads to the `field` itself, to an `entity` of it by code, to an `item` of it by
            place, to what stands under a `key` of it, or to a `cell` of its table.
        depth: how many of the steps lead to what has that field.
        places: which of the steps are places in lists.
        words: what the entities and items on the way are called, below the first entity: `KPI 4`.
    """

    steps: tuple[Step, ...]
    owner: type[attrs.AttrsInstance]
    name: str
    kind: Kind
    form: Form
    depth: int
    places: tuple[int, ...]
    words: tuple[str, ...]

    @property
    def last(self) -> Step:
        """The last step."""
        return self.steps[-1]

    @property
    def is_text(self) -> bool:
        """Whether one text stands there, so that another one is other words."""
        return self.kind.what == "text" and self.form == "field" and not self.kind.many

    def settle(self, value: object) -> object:
        """A value as it stands there: figures and periods from their text, lists as tuples."""
        if value is None or (self.kind.of is not None and self.form != "field"):
            return value
        if self.form == "cell":
            return to.value(value)  # type: ignore[arg-type]  # what it cannot convert is refused by the check
        convert: Callable[[Any], Any] | None = attrs.fields_dict(self.owner)[self.name].converter  # type: ignore[assignment]
        if convert is None or self.kind is not kinds(self.owner)[self.name]:
            return value
        settled = convert(self._whole(value))
        if self.form == "item" and isinstance(settled, tuple):
            return settled[0]
        return settled.get(str(self.last), value) if self.form == "key" and isinstance(settled, Keyed) else settled

    def _whole(self, value: object) -> Any:
        """What the field would hold with this value alone."""
        return (value,) if self.form == "item" else {self.last: value} if self.form == "key" else value

    def complaints(self, value: object) -> Iterable[Complaint]:
        """What is wrong with a value for this place: the end of the address, the sentence, the value."""
        if self.form == "cell":
            return check_value(_CELL, value)
        if self.kind.of is not None and self.form != "field":
            return self._complain_of_entity(self.kind.of, value)
        if isinstance(value, Table) or (self.form == "field" and self.kind.what in _IN_PARTS):
            return [("", f"{self.last} changes in parts: give the address of each", value)]
        if self.form == "field" and self.kind.of is not None and self.kind.many:
            return [("", f"{self.last} change one by one: give the address of each", value)]
        whole = Keyed(self._whole(value)) if self.form == "key" else self._whole(value)
        start = "[0]" if self.form == "item" else f".{self.last}" if self.form == "key" else ""
        return [(suffix.removeprefix(start), sentence, one) for suffix, sentence, one in check_value(self.kind, whole)]

    def _complain_of_entity(self, cls: type[attrs.AttrsInstance], value: object) -> Iterable[Complaint]:
        if not isinstance(value, cls):
            yield "", f"must be of type {cls.__name__}, got {quote(value)}", value
        elif self.form == "entity" and getattr(value, "code", None) != self.last:
            yield "", f"must have the code {quote(self.last)}, got {quote(getattr(value, 'code', None))}", value
        elif strip_tables(value) is not value:
            yield "", "must be without figures: give the address of each cell", value


_CELL = Kind(what="figure", negative=True, missing=True)
_IN_PARTS = ("table", "figures", "attributes", "dimensions")


def strip_tables(entity: Any) -> Any:
    """An entity without the figures of measures, which change cell by cell; itself where it has none.

    >>> from itu_opplan import bundled
    >>> len(strip_tables(bundled("gs-2008-2011").output("PP")).effort)
    0
    """
    cls: type[attrs.AttrsInstance] = type(entity)
    values: dict[str, object] = {}
    for name, key, _ in tables_in(entity):
        if key:
            values[name] = {one: value for one, value in getattr(entity, name).items() if not isinstance(value, Table)}
        else:
            values[name] = defaults(cls)[name]
    return attrs.evolve(entity, **values) if values else entity


def tables_in(entity: Any) -> Iterator[tuple[str, str, Table]]:
    """The figures of measures that an entity has: the field, the key in `figures` or nothing, the table.

    >>> from itu_opplan import bundled
    >>> [name for name, _, _ in tables_in(bundled("gs-2008-2011").output("PP"))]
    ['effort', 'services']
    """
    cls: type[attrs.AttrsInstance] = type(entity)
    for name, kind in kinds(cls).items():
        value = getattr(entity, name)
        if kind.what == "table" and len(value):
            yield name, "", value
        elif kind.what == "figures":
            yield from ((name, key, one) for key, one in value.items() if isinstance(one, Table))


def find_slot(path: str) -> Slot:
    """What can stand at an address.

    Raises:
        UnknownCode: nothing can; the message names the fields that there are.

    >>> find_slot("outputs.PP.effort[SGO, 2008]").form, find_slot("outputs.PP.objectives[0]").form
    ('cell', 'item')
    >>> find_slot("outputs.PP.titel")
    Traceback (most recent call last):
    itu_opplan.errors.UnknownCode: outputs.PP: unknown field 'titel'; known: title, attributes, code …
    """
    every = steps(path)
    cls: type[attrs.AttrsInstance] = OperationalPlan
    places: list[int] = []
    words: list[str] = []
    number = depth = 0

    def made(name: str, kind: Kind, form: Form, last: int) -> Slot:
        if last < len(every) - 1:
            raise _nothing(every, last + 1, ())
        where = tuple(every), tuple(places), tuple(words)
        return Slot(where[0], cls, name, kind, form, depth, *where[1:])

    while number < len(every):
        name, own, depth = every[number], kinds(cls), number
        if not isinstance(name, str) or name not in own:
            raise _nothing(every, number, own)
        kind, following = own[name], every[number + 1] if number + 1 < len(every) else None
        if following is None:
            return made(name, kind, "field", number)
        if kind.of is not None and not kind.many:
            cls, number = kind.of, number + 1
            continue
        by_place = kind.many and not (kind.of is not None and is_keyed(kind.of))
        if kind.what == "figures" and isinstance(following, str):
            beside = number + 2 < len(every)
            if not beside:
                return made(name, kind, "key", number + 1)
            if following.endswith("_assumed"):
                name, kind, by_place, number = name, TEXTS["kind"], True, number + 1
            else:
                name, kind, number = name, Kind(what="table"), number + 1
            following = every[number + 1]
        if kind.what == "table" and isinstance(following, tuple):
            return made(name, kind, "cell", number + 1)
        if by_place and isinstance(following, tuple):
            place = place_in_list(following)
            if place is None:
                raise UnknownCode(f"{write_steps(every[: number + 2])}: must be a place in the list, such as {name}[0]")
            places.append(number + 1)
            words.append(f"{kind.noun or name.replace('_', ' ')} {place + 1}")
            if kind.of is None or number + 2 == len(every):
                return made(name, kind, "item", number + 1)
        elif kind.of is not None and isinstance(following, str) and not by_place:
            words += [f"{kind.noun} {following}"] * (number > 0)
            if number + 2 == len(every):
                return made(name, kind, "entity", number + 1)
        elif isinstance(following, str) and (kind.keyed or kind.what in MAPPINGS):
            return made(name, kind, "key", number + 1)
        else:
            raise _nothing(every, number + 1, ())
        assert kind.of is not None  # items and entities have fields
        cls, number = kind.of, number + 2
    raise UnknownCode("an empty address is the whole plan, which changes in parts")


def _nothing(every: Sequence[Step], number: int, names: Collection[str]) -> UnknownCode:
    step = every[number]
    known = f"known: {suggestions(step, names)}" if names else "there is nothing below it"
    what = f"unknown field {quote(step)}" if isinstance(step, str) else f"no {write_steps([step])}"
    return UnknownCode(f"{write_steps(every[:number]) or 'the plan'}: {what}; {known}")
