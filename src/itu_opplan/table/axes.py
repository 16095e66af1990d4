"""The axes of a table: names and labels in order, and why figures do not add over them.

This is the one door for names: of dims, of labels, of units. What an `Axis` holds is legal, however it was made.
"""

import functools
import itertools
import keyword
import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

import attrs

from .. import units
from ..errors import InvalidPlan, UnknownLabel, refusal
from ..grades import Grade, plain_grade
from ..periods import Period, period_label
from ..problem import Problem, fault
from ..wording import quote, suggestions
from .block import list_places, make_strides

__all__ = [
    "MAX_CELLS",
    "Axis",
    "Label",
    "canonical",
    "check_dim",
    "check_dims",
    "find_axis",
    "find_reason",
    "find_untold_reasons",
    "join_axes",
    "join_names",
    "list_keys",
    "match_places",
    "measure",
    "spell",
    "tell",
]

Label: TypeAlias = str | Period | Grade
_Pairs: TypeAlias = tuple[tuple[str, str], ...]

_COLUMNS = {
    "value": "the figures",
    "missing": "the states of missing figures",
    "not_additive": "the reasons why figures do not add",
    "assumed": "what figures rest on",
}
"""Names that no dim can have: in records and dataframes they name something else."""


def check_dim(name: object) -> str:
    """What keeps a name from being that of a dim, as the end of a sentence; empty where nothing does."""
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        return "is no name of a dim; it must be usable as the name of an argument"
    if unicodedata.normalize("NFKC", name) != name:  # as Python does with the names of arguments
        return f"is no name of a dim; write {quote(unicodedata.normalize('NFKC', name))}"
    return f"is the name of {_COLUMNS[name]}, not of a dim" if name in _COLUMNS else ""


def check_dims(unit: object, dims: Sequence[object], where: str) -> list[Problem]:
    """What keeps a table from having this unit and these dims, which are given at these addresses."""
    complaint = units.complain_about(unit) if isinstance(unit, str) else f"must be a unit, got {quote(unit)}"
    problems = [fault("unit", complaint, actual=unit)] if complaint else []
    for number, dim in enumerate(dims):
        if complaint := check_dim(dim) or ("stands twice" if dim in dims[:number] else ""):
            problems.append(fault(f"{where}[{number}]", f"{quote(dim)} {complaint}", actual=dim))
    return problems


def canonical(dim: str, label: object) -> str:
    """A label to look up, in its one spelling: text; of periods the canonical one. What is no text is unknown."""
    if isinstance(label, Period | Grade):
        return str(label)
    if not isinstance(label, str):
        advice = f"write '{label}'" if isinstance(label, int | Decimal) else "labels are text"
        raise UnknownLabel(f"{dim}: a label is text, got {quote(label)}; {advice}")
    if dim == "period":
        try:
            return period_label(label)
        except InvalidPlan:
            pass
    return str.__str__(label)  # the text alone, of a member of an enum too


def spell(dim: str, label: object) -> str:
    """A label that may be new, in its one spelling; refused where it is empty, cannot be written, or is no period."""
    text = canonical(dim, label)
    if dim == "period":
        return period_label(text)
    if not _is_writable(text):
        what = "be empty" if not text else "hold NUL" if "\0" in text else "hold a lone surrogate"
        raise refusal(f"a label must not {what}, got {quote(text)}", actual=text)
    return text


def _is_writable(text: str) -> bool:
    """Whether a text can stand in a file: not empty, without NUL and lone surrogates."""
    if text.isprintable():
        return text != ""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _labels(labels: Iterable[Label]) -> tuple[str, ...]:
    """The labels as a tuple; what cannot be one stays as it is, for the check of the axis to refuse."""
    if isinstance(labels, Iterable) and not isinstance(labels, str):
        return tuple(labels)  # type: ignore[arg-type]  # spelled by the check
    return labels  # type: ignore[return-value]  # refused by the check


def _pairs(names: Mapping[str, str] | _Pairs) -> _Pairs:
    return names if isinstance(names, tuple) else tuple(names.items())


@attrs.frozen
class Axis:
    """One dim of a table: its labels in order, and whether they may be added up.

    Attributes:
        dim: its name, such as `department`: usable as the name of an argument, not `value` or another column.
        labels: the labels in order, each once; labels that no cell has stay. Of `period` in their one spelling.
        reason: why figures do not add over it, as the end of a sentence; empty where they do.
        once: where the dim was called `period` before, the periods that stood under its labels, as pairs.

    `names` says what text, Markdown and HTML print in the place of a label; look-ups and dataframes have the labels.
    It is no part of equality.

    Raises:
        InvalidPlan: with everything that no axis can have.

    >>> Axis("period", ["2009-11"], names={"2009-2011": "the rest"})
    Axis(dim='period', labels=('2009-2011',), reason='')
    """

    dim: str
    labels: tuple[str, ...] = attrs.field(converter=_labels)
    reason: str = attrs.field(default="", eq=False)
    once: _Pairs = attrs.field(default=(), eq=False, repr=False)
    _names: _Pairs = attrs.field(default=(), eq=False, repr=False, converter=_pairs, alias="names")

    def __attrs_post_init__(self) -> None:
        if problems := list(self._check(self.dim, self.labels, self.reason)):
            raise InvalidPlan(problems)

    def _check(self, dim: object, labels: object, reason: object) -> Iterator[Problem]:
        """What is wrong with the axis; its labels get their one spelling."""
        if complaint := check_dim(dim):
            yield fault("dim", f"{quote(dim)} {complaint}", actual=dim)
        elif not isinstance(labels, tuple):
            yield fault("labels", f"must be several labels, got {quote(labels)}", actual=labels)
        else:
            yield from self._spell_labels(labels)
        if not isinstance(reason, str):
            yield fault("reason", f"must be text, got {quote(reason)}", actual=reason)
        for label, name in self._names:
            if not isinstance(name, str) or not _is_writable(name):
                yield fault(f"names.{label}", f"must be text that can be printed, got {quote(name)}", actual=name)

    def _spell_labels(self, labels: tuple[object, ...]) -> Iterator[Problem]:
        texts = [label for label in labels if type(label) is str]
        if len(texts) < len(labels) or self.dim == "period" or not all(texts) or not "".join(texts).isprintable():
            texts = []
            for number, label in enumerate(labels):
                try:
                    texts.append(spell(self.dim, label))
                except (UnknownLabel, InvalidPlan) as error:
                    yield fault(f"labels[{number}]", str(error).removeprefix(f"{self.dim}: "), actual=label)
            object.__setattr__(self, "labels", tuple(texts))
        if len(set(texts)) < len(texts):
            for number, label in enumerate(texts):
                if label in texts[:number]:
                    yield fault(f"labels[{number}]", f"{quote(label)} stands twice", actual=label)

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
        return {plain_grade(label): number for number, label in enumerate(self.labels)}

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
            raise self.unknown(label, suggestions(canonical(self.dim, label), self.labels))
        return found

    def find(self, label: Label) -> int | None:
        """The position of a label, of a grade however it is punctuated; None where it is not on the axis.

        Raises:
            UnknownLabel: it is not text.
        """
        text = canonical(self.dim, label)
        near = self._grades.get(plain_grade(text)) if self.dim == "grade" else None
        return self._positions.get(text, near)

    def unknown(self, label: Label, known: str) -> UnknownLabel:
        """The complaint about a label that is not on the axis, with the labels to suggest."""
        return UnknownLabel(
            f"unknown {self.dim} {quote(canonical(self.dim, label))}; the table has {known or 'no labels'}"
        )

    def take(self, positions: Sequence[int]) -> "Axis":
        """The axis with the labels at these positions; itself where they are as many as it has."""
        whole = len(positions) == len(self.labels)
        return self if whole else attrs.evolve(self, labels=[self.labels[position] for position in positions])

    def refusing(self, reason: str) -> "Axis":
        """The axis with this reason not to add up, where it has none yet."""
        return attrs.evolve(self, reason=reason) if reason and not self.reason else self


def find_axis(axes: Sequence[Axis], dim: str) -> Axis:
    """The axis of this name; another one is unknown."""
    for axis in axes:
        if axis.dim == dim:
            return axis
    raise UnknownLabel(f"unknown dim {quote(dim)}; the table has {join_names(axis.dim for axis in axes)}", dim=dim)


def join_names(names: Iterable[str]) -> str:
    """Names for a message."""
    return ", ".join(names) or "(none)"


def find_reason(dim: str, unit: str) -> str:
    """Why figures of this unit do not add over this dim, by what they are; empty where they do."""
    per = unit.partition("/")[2]
    if per and per != "year":
        return f"{unit} is a price, and prices do not add"
    if dim != "period":
        return _OF_DIMS.get(dim, "")
    return _OF_PERIODS.get(unit) or ("they are rates per year" if per else "")


_OF_PERIODS = {"post": "posts are a stock, not a flow", "percent": "each period is a whole of its own"}
_OF_DIMS = {
    "service": "services are unlike: a printed page is not a translated one",
    "kind": "each kind divides the same whole",
}


def find_untold_reasons(axes: Sequence[Axis], unit: str) -> dict[str, str]:
    """Why figures do not add over some dims, where the name of the dim and the unit do not tell it."""
    return {axis.dim: axis.reason for axis in axes if axis.reason and not find_reason(axis.dim, unit)}


def tell(axes: Iterable[Axis], unit: str) -> tuple[Axis, ...]:
    """The axes with the reasons that figures of this unit have not to add up."""
    return tuple(axis.refusing(find_reason(axis.dim, unit)) for axis in axes)


def join_axes(first: Axis, others: Iterable[Axis], *, whole: bool = False) -> Axis:
    """One axis out of those of one dim: the labels of the first, which has all if it is whole, then new ones."""
    reason, once, names = first.reason, dict.fromkeys(first.once), dict(first.names)
    labels = dict.fromkeys(first.labels)
    for axis in others:
        if not whole and axis.labels != first.labels:
            labels |= dict.fromkeys(axis.labels)
        reason = reason or axis.reason
        once |= dict.fromkeys(axis.once)
        names = {**axis.names, **names}
    return Axis(first.dim, tuple(labels), reason, tuple(once), names)


MAX_CELLS = 10_000_000
"""Places that a table may have: the product of its axes. A block of so many takes about 160 MB."""


def measure(axes: Sequence[Axis]) -> list[int]:
    """The number of labels of each axis; more than `MAX_CELLS` places are refused."""
    sizes = [len(axis.labels) for axis in axes]
    if math.prod(sizes) > MAX_CELLS:
        shape = " × ".join(f"{len(axis.labels):,} {axis.dim}" for axis in axes)
        raise refusal(f"{shape} labels make more than {MAX_CELLS:,} places; make several tables of it")
    return sizes


def list_keys(axes: Sequence[Axis]) -> Iterator[tuple[str, ...]]:
    """All combinations of labels, in the order of the flat block."""
    return itertools.product(*(axis.labels for axis in axes))


def match_places(axes: Sequence[Axis], others: Sequence[Axis]) -> list[int]:
    """For each place of a table with these axes, the place in a block of other axes: these, or some of them, by name.

    A label that the other axis does not have makes the place negative.
    """
    strides = dict(zip((axis.dim for axis in others), make_strides(measure(others)), strict=True))
    by_dim = {axis.dim: axis for axis in others}
    chosen = [_match_labels(own, by_dim[own.dim]) if own.dim in by_dim else [0] * len(own.labels) for own in axes]
    return list_places(chosen, [strides.get(own.dim, 0) for own in axes])


_NOWHERE = -(1 << 62)


def _match_labels(axis: Axis, other: Axis) -> list[int]:
    """The position of each label on another axis; of a grade punctuated otherwise where no second label is meant."""
    found = list(map(other.positions.get, axis.labels))
    if None in found and axis.dim == "grade":
        near = [other.find(label) for label in axis.labels]
        found = [one if near.count(one) == 1 else exact for one, exact in zip(near, found, strict=True)]
    return [_NOWHERE if position is None else position for position in found]
