"""The axes of a table: labels in order, and why figures do not add over them.

What an `Axis` holds is legal, however it was made.
"""

# pyright: reportPrivateUsage=false

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import TypeAlias, TypeVar

import attrs

from ..errors import InvalidPlan, NotAdditive, UnknownLabel, refusal
from ..immutable import at_home
from ..periods import Period, complain_of_calendar, is_fiscal
from ..problem import Problem, fault
from ..spelling import MONTHS
from ..wording import few, quote, quote_some, suggestions
from .names import Label, canonical, check_dim, is_writable, plain_label, spell, unite

__all__ = ["Axis", "find_axis", "join_axes", "join_calendars", "join_names", "unknown_labels"]

_ValueT = TypeVar("_ValueT")
_Pairs: TypeAlias = tuple[tuple[str, str], ...]


def _labels(labels: Iterable[Label]) -> tuple[str, ...]:
    """The labels as a tuple; what cannot be one stays as it is, for the check of the axis to refuse."""
    if isinstance(labels, Iterable) and not isinstance(labels, str | bytes | Set):  # a set has no order
        return tuple(labels)  # type: ignore[arg-type]  # spelled by the check
    return labels  # type: ignore[return-value]  # refused by the check


def _pairs(names: Mapping[str, str] | _Pairs) -> _Pairs:
    """The pairs as tuples; what is none stays as it is, for the check of the axis to refuse."""
    pairs: object = tuple(names.items()) if isinstance(names, Mapping) else names
    if isinstance(pairs, tuple | list):
        return tuple(tuple(pair) if isinstance(pair, list) else pair for pair in pairs)  # pyright: ignore
    return pairs  # type: ignore[return-value]  # refused by the check


@at_home
@attrs.frozen
class Axis:
    """One dim of a table: its labels in order, and whether they may be added up.

    Attributes:
        dim: its name, such as `department`: usable as the name of an argument, not `value` or another column.
        labels: the labels in order, each once; labels that no cell has stay. Of `period` in their one spelling.
        reason: why figures do not add over it, as the end of a sentence; empty where they do.
        once: where the dim was called `period` before, the periods that stood under its labels, as pairs.
        parts: whether its labels are parts of one whole, so that percentages add over it, periods too (see `shares`).
        year_begins: the month in which the years of its periods begin, 1 to 12; None where nobody says. Periods of
            calendar years and of others (`2025/26`) do not stand on one axis.
        beside: those of its labels for which the reason holds: the others are parts that add up, and once none of
            these is left the reason is gone. Empty where it holds for all.

    `names` says what text, Markdown and HTML print in the place of a label; look-ups and dataframes have the labels.
    It is no part of equality.

    Raises:
        InvalidPlan: with everything that no axis can have.

    >>> Axis("period", ["2009-2011"], names={"2009-2011": "the rest"})
    Axis(dim='period', labels=('2009-2011',), reason='')
    """

    dim: str
    labels: tuple[str, ...] = attrs.field(converter=_labels)
    reason: str = attrs.field(default="", eq=False)
    once: _Pairs = attrs.field(default=(), eq=False, repr=False, converter=_pairs)
    _names: _Pairs = attrs.field(default=(), eq=False, repr=False, converter=_pairs, alias="names")
    parts: bool = attrs.field(default=False, eq=False, repr=False, converter=bool, kw_only=True)
    year_begins: int | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)
    beside: tuple[str, ...] = attrs.field(default=(), eq=False, repr=False, converter=_labels, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if problems := list(self._check(self.dim, self.labels, self.reason)):
            raise InvalidPlan(problems)
        if self._names:
            object.__setattr__(self, "_names", tuple((self._own(label), name) for label, name in self._names))

    def _own(self, label: str) -> str:
        """A label as it is spelled on the axis; in its one spelling where it is not there."""
        position = self.find(label)
        return canonical(self.dim, label) if position is None else self.labels[position]

    def _check(self, dim: object, labels: object, reason: object) -> Iterator[Problem]:
        """What is wrong with the axis; its labels get their one spelling."""
        if complaint := check_dim(dim):
            yield fault("dim", f"{quote(dim)} {complaint}", actual=dim)
        elif not isinstance(labels, tuple):
            yield fault("labels", f"must be several labels, got {quote(labels)}", actual=labels)
        else:
            yield from self._spell_labels(labels)
        if not isinstance(reason, str) or (reason and not is_writable(reason)):
            yield fault("reason", f"must be text, got {quote(reason)}", actual=reason)
        for path, pairs in (("names", self._names), ("once", self.once)):
            if not isinstance(pairs, tuple) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
                yield fault(path, f"must be a text for each label, got {quote(pairs)}", actual=pairs)
                continue
            given: tuple[tuple[object, object], ...] = pairs
            for label, text in given:
                if not isinstance(label, str):
                    yield fault(path, f"must be by label, and labels are text, got {quote(label)}", actual=label)
                elif not isinstance(text, str) or not is_writable(text):
                    yield fault(f"{path}.{label}", f"must be text that can be printed, got {quote(text)}", actual=text)
                elif path == "once":
                    yield from _complain(f"once.{label}", Period.parse, text)
        if not isinstance(self.beside, tuple) or not {*self.beside} <= {*map(str, self.labels)}:
            yield fault("beside", f"must be some of the labels, got {quote(self.beside)}", actual=self.beside)
        if self.year_begins is not None and (type(self.year_begins) is not int or not 1 <= self.year_begins <= 12):
            message = f"must be a month from 1 to 12, got {quote(self.year_begins)}"
            yield fault("year_begins", message, actual=self.year_begins)

    def _spell_labels(self, labels: tuple[object, ...]) -> Iterator[Problem]:
        texts = [label for label in labels if type(label) is str]
        joined = "".join(texts)
        right = joined.isascii() and joined.isprintable() and all(texts)
        if len(texts) < len(labels) or self.dim == "period" or not right:
            texts = []
            for number, label in enumerate(labels):
                try:
                    texts.append(spell(self.dim, label))
                except (UnknownLabel, InvalidPlan) as error:
                    yield fault(f"labels[{number}]", str(error).removeprefix(f"{self.dim}: "), actual=label)
            object.__setattr__(self, "labels", tuple(texts))
            if self.dim == "period":
                yield from self._check_calendar(texts)
        if self.dim != "grade" and len(set(texts)) == len(texts):
            return
        known: set[str] = set()
        for number, (label, first) in enumerate(zip(texts, unite(self.dim, texts), strict=True)):
            if first in known:
                how = (
                    "stands twice" if label == first else f"is {first} punctuated otherwise, which stands there already"
                )
                yield fault(f"labels[{number}]", f"{quote(label)} {how}", actual=label)
            known.add(first)

    def _check_calendar(self, periods: Sequence[str]) -> Iterator[Problem]:
        """The complaint about periods whose years do not begin in one month, or not in that of the axis."""
        first = next(iter(periods), "")
        other = next((label for label in periods if is_fiscal(label) != is_fiscal(first)), None)
        if other is not None:
            message = f"{first} and {other} have years that begin in different months"
            yield fault("labels", message, actual=other)
            return
        month = self.year_begins
        if first and type(month) is int and 1 <= month <= 12:
            complaint = complain_of_calendar(Period.parse(first), month)
            yield from [fault("labels", complaint, actual=first)] if complaint else ()

    @property
    def positions(self) -> Mapping[str, int]:
        """The position of each label, read-only."""
        return MappingProxyType(self._positions)

    @property
    def names(self) -> Mapping[str, str]:
        """What is printed in the place of labels, read-only."""
        return MappingProxyType(dict(self._names))

    @functools.cached_property
    def _positions(self) -> dict[str, int]:
        return {label: number for number, label in enumerate(self.labels)}

    @functools.cached_property
    def _grades(self) -> dict[str, int]:
        return {plain_label(self.dim, label): number for number, label in enumerate(self.labels)}

    @functools.cached_property
    def obstacle(self) -> str:
        """Why figures cannot be added over its labels; empty where they can: they add, or one label is left."""
        return "" if len(self.labels) <= 1 else self.reason or self.overlap

    @functools.cached_property
    def overlap(self) -> str:
        """Which of its periods overlap; empty where none do, or where the labels are no periods."""
        if self.dim != "period":
            return ""
        pairs = itertools.pairwise(sorted(map(Period.parse, self.labels)))
        return next((f"{one} and {two} overlap" for one, two in pairs if one.overlaps(two)), "")

    @functools.cached_property
    def calendar(self) -> int | None:
        """The month in which the years of its periods begin; 0 where nobody says it, None where it has no periods."""
        if self.dim != "period" or not self.labels:
            return self.year_begins
        return self.year_begins or int(not is_fiscal(self.labels[0]))

    def periods(self, label: str) -> list[Period]:
        """The periods that stand under a label, or stood there when the dim was called `period`; else none."""
        found = [label] if self.dim == "period" else [period for own, period in self.once if own == label]
        return list(map(Period.parse, found))

    @property
    def adds(self) -> bool:
        """Whether figures may be added up over it, however many labels it has."""
        return not (self.reason or self.overlap)

    def position(self, label: Label) -> int:
        """The position of a label.

        Raises:
            UnknownLabel: with the nearest labels.
        """
        found = self.find(label)
        if found is None:
            text = canonical(self.dim, label)
            raise self.unknown(label, suggestions(text, self.labels) + self.advise(text))
        return found

    def advise(self, text: str) -> str:
        """How a period that is not on the axis is made of those that are, as the end of a message; else nothing."""
        if self.dim != "period" or not self.labels or self.reason:
            return ""
        own = [Period.parse(label) for label in self.labels]
        try:
            wanted = Period.parse(text)
            made = wanted.tiled_by(period for period in own if period in wanted)
        except InvalidPlan:  # no period, or one of another calendar
            return ""
        return f"; span('{wanted}') adds up those that tile it" if made else ""

    def find(self, label: Label) -> int | None:
        """The position of a label, of a grade however it is punctuated; None where it is not on the axis.

        Raises:
            UnknownLabel: it is not text.
        """
        found = self._positions.get(label) if type(label) is str else None
        if found is not None:
            return found
        text = canonical(self.dim, label)
        found = self._positions.get(text)
        return self._grades.get(plain_label(self.dim, text)) if found is None and self.dim == "grade" else found

    def keyed(self, values: Mapping[str, _ValueT], path: str) -> dict[str, _ValueT]:
        """The values by label in its one spelling.

        Raises:
            UnknownLabel: a label is not on the axis.
            InvalidPlan: two keys are spellings of one label.
        """
        found: dict[str, _ValueT] = {}
        for label, value in values.items():
            own = self.labels[self.position(label)]
            if own in found:
                raise refusal(f"is {own}, which stands there already", path=f"{path}.{label}", actual=label)
            found[own] = value
        return found

    def unknown(self, label: Label, known: str) -> UnknownLabel:
        """The complaint about a label that is not on the axis, with the labels to suggest, or that printed so."""
        text = canonical(self.dim, label)
        if codes := [own for own, name in self._names if name == text]:
            return UnknownLabel(f"unknown {self.dim} {quote(text)}; write its code, {' or '.join(codes)}")
        return unknown_labels(self.dim, [text], known)

    def take(self, positions: Sequence[int]) -> "Axis":
        """The axis with the labels at these positions; itself where they are as many as it has."""
        if len(positions) == len(self.labels):
            return self
        labels = [self.labels[position] for position in positions]
        beside = [label for label in labels if label in self.beside]
        reason = "" if self.beside and not beside else self.reason
        return self._alter(labels=tuple(labels), reason=reason, beside=tuple(beside))

    def refusing(self, reason: str) -> "Axis":
        """The axis with this reason not to add up, where it has none yet."""
        return self._alter(reason=reason) if reason and not self.reason else self

    def named(self, names: Mapping[str, str]) -> "Axis":
        """The axis, in print with these texts in the place of labels that have none yet."""
        names = {**names, **dict(self._names)}
        if names.keys() <= self._positions.keys():
            return self._alter(_names=tuple(names.items()))
        return attrs.evolve(self, names=names)

    def bare(self, year_begins: int | None = None) -> "Axis":
        """Its labels alone, perhaps with the month in which years begin."""
        return self._alter(reason="", once=(), _names=(), parts=False, year_begins=year_begins, beside=())

    def _alter(self, **changes: object) -> "Axis":
        """The axis with these fields, which are right by construction: without the checks."""
        axis = object.__new__(Axis)
        for field in _FIELDS:
            object.__setattr__(axis, field, changes[field] if field in changes else getattr(self, field))
        return axis


_FIELDS = tuple(field.name for field in attrs.fields(Axis))


def unknown_labels(dim: str, labels: Iterable[str], known: str) -> UnknownLabel:
    """The complaint about labels of a dim that are not on its axis, with the labels to suggest."""
    return UnknownLabel(f"unknown {dim} {quote_some(labels)}; the table has {known or 'no labels'}")


def _complain(path: str, read: Callable[[str], object], text: str) -> Iterator[Problem]:
    """What this cannot read of a text."""
    try:
        read(text)
    except InvalidPlan as error:
        yield fault(path, str(error), actual=text)


def find_axis(axes: Sequence[Axis], dim: str) -> Axis:
    """The axis of this name; another one is unknown."""
    for axis in axes:
        if axis.dim == dim:
            return axis
    raise UnknownLabel(f"unknown dim {quote(dim)}; the table has {join_names(axis.dim for axis in axes)}", dim=dim)


def join_names(names: Iterable[str]) -> str:
    """Names for a message: the first ones, and how many more there are."""
    return few(names, most=12) or "(none)"


def join_axes(first: Axis, others: Iterable[Axis], *, whole: bool = False) -> Axis:
    """One axis out of those of one dim: the labels of the first, which has all if it is whole, then new ones."""
    reason, once, names = first.reason, dict.fromkeys(first.once), dict(first.names)
    labels, parts = dict.fromkeys(first.labels), first.parts
    others = list(others)
    year_begins = join_calendars((first, *others)) if first.dim == "period" else None
    for axis in others:
        if not whole and axis.labels != first.labels:
            labels |= dict.fromkeys(axis.labels)
        parts = parts or axis.parts
        reason = reason or axis.reason
        once |= dict.fromkeys(axis.once)
        names = {**axis.names, **names}
    united = dict.fromkeys(unite(first.dim, labels))
    besides = {axis.beside for axis in (first, *others) if axis.reason}
    beside = besides.pop() if len(besides) == 1 else ()
    if tuple(united) == first.labels and all(axis._names in ((), first._names) for axis in others):
        return first._alter(reason=reason, once=tuple(once), parts=parts, year_begins=year_begins, beside=beside)
    return Axis(
        first.dim, tuple(united), reason, tuple(once), names, parts=parts, year_begins=year_begins, beside=beside
    )


def join_calendars(axes: Iterable[Axis]) -> int | None:
    """The month in which the years of all these axes begin; periods of two calendars are refused."""
    known = {calendar: axis for axis in axes if (calendar := axis.calendar) is not None}
    told = [calendar for calendar in known if calendar]
    if len(told) > 1:
        begin = " and in ".join(MONTHS[calendar - 1] for calendar in told)
        raise NotAdditive(f"cannot join periods of two calendars: their years begin in {begin}")
    if 0 in known and 1 in known:
        labels = " and ".join(next(iter(known[calendar].labels), "those of calendar years") for calendar in (1, 0))
        raise NotAdditive(f"cannot join periods of two calendars: {labels} have years that begin in different months")
    return told[0] if told else None
