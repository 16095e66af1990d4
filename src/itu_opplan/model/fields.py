"""What the fields of the model hold, as data.

The metadata of a field declare what it holds: text, a code, words of a list, a link to what, a table of which measure,
entities of which class. Constructors, the file reader, the schema, addresses and rules read them.
"""

import functools
from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

import attrs

from ..immutable import Immutable
from .shapes import Shape

__all__ = [
    "MAPPINGS",
    "Kind",
    "child",
    "children",
    "defaults",
    "figures",
    "is_keyed",
    "key_of",
    "kinds",
    "label",
    "link_to",
    "links_to",
    "maybe_table",
    "published",
    "required",
    "table",
    "words",
]

What: TypeAlias = Literal[
    "text",
    "code",
    "label",
    "words",
    "numbers",
    "date",
    "figure",
    "flag",
    "month",
    "period",
    "unit",
    "currency",
    "scale",
    "link",
    "table",
    "figures",
    "children",
    "dimensions",
    "reasons",
    "units",
    "attributes",
    "address",
    "value",
    "share",
    "answer",
    "split",
]
"""What a field can hold. A `label` is one of a dimension or a table, `words` are those of a list, `numbers` printed
ones such as `1-6`, a `link` is the code of an entity or a label of a dimension, `children` are entities, `figures`
tables by the code of their measure, `dimensions` lists of labels by name, `reasons` why figures do not add, by dim,
`units` those of figures, by the code of their measure,
`attributes` text, figures, dates and flags that the library keeps and never reads, by a name of the plan's own, an
`address` leads to something in a plan, a `value` is what stands at the address beside it, a
`share` a part of a whole as a number or a fraction such as `1/3`, an `answer` what somebody decides: text, a figure, or
weights by period, a `split` how prices of the parts of a period make one of the whole: `even`, or weights by period."""


MAPPINGS: tuple[What, ...] = ("dimensions", "reasons", "units", "attributes")
"""What is kept by names that the plan chooses."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Kind(Immutable):
    """What one field holds.

    Attributes:
        what: see `What`.
        optional: None is allowed.
        many: a tuple of them.
        least: how many there must be.
        repeats: the same may stand twice.
        lines: of a `text`, it may have several lines; others stand on one.
        negative: of a `figure`, it may be below 0.
        below: of another `figure`, what is said to one that is below 0.
        missing: of a `figure`, a word may stand in its place that says why there is none.
        instead: of an optional field, the field in its place: just one of the two must be given.
        words: of `words`, those that there are.
        keyed: of a `link`, labels by the name of their dimension.
        to: of a `link`, the collections, any of which may have the code: `outputs`, `units`; `siblings` are the
            entities beside the owner, `dimensions.source` the labels of a dimension that a plan may replace.
        of: of `children`, their class.
        noun: of `children`, what one of them is called.
        file: of the plan's `children`, the file of a folder that they stand in; with `{}` one file for each.
        shape: of a `table`, the code of its measure, or the shape itself; of `figures` for which there is no plan, the
            shape of each.
        published: of a `table`, it holds the printed totals.
    """

    what: What
    optional: bool = False
    many: bool = False
    least: int = 0
    repeats: bool = False
    lines: bool = False
    negative: bool = False
    below: str = ""
    missing: bool = False
    instead: str = ""
    words: tuple[str, ...] = ()
    keyed: bool = False
    to: tuple[str, ...] = ()
    of: type[attrs.AttrsInstance] | None = None
    noun: str = ""
    file: str = ""
    shape: str | Shape | None = None
    published: bool = False


Bound: TypeAlias = Literal["at least", "at most", "about"]
"""How a figure is stated that is not stated exactly."""
EVEN = "even"
"""The split by which the parts of a period weigh as much as their months."""
ACTORS = ("departments", "units", "bodies")
"""The collections of those who can answer for something, and take over from each other: they share their codes."""
MEASURED = ("results", "kpis")
"""What has a code of its own within a block, if any; other things are told apart within their owner."""
Metadata: TypeAlias = Mapping[str, Kind]


CODE: Metadata = {"kind": Kind(what="code")}
MAYBE_CODE: Metadata = {"kind": Kind(what="code", optional=True)}
LABEL: Metadata = {"kind": Kind(what="label")}
CODES: Metadata = {"kind": Kind(what="code", many=True)}
SOME_CODES: Metadata = {"kind": Kind(what="code", many=True, least=1)}
CURRENCY: Metadata = {"kind": Kind(what="currency")}
MAYBE_CURRENCY: Metadata = {"kind": Kind(what="currency", optional=True)}
DATE: Metadata = {"kind": Kind(what="date")}
MAYBE_DATE: Metadata = {"kind": Kind(what="date", optional=True)}
FIGURE: Metadata = {"kind": Kind(what="figure", negative=True)}
FIGURE_OR_TEXT: Metadata = {"kind": Kind(what="figure", negative=True, missing=True, optional=True, instead="text")}
AMOUNT: Metadata = {"kind": Kind(what="figure")}
MAYBE_AMOUNT: Metadata = {"kind": Kind(what="figure", optional=True)}
MAYBE_MONEY: Metadata = {
    "kind": Kind(
        what="figure",
        optional=True,
        below="; a reduction is kind = 'saving', or a figure of a measure with negative = true",
    )
}
FIGURES: Metadata = {"kind": Kind(what="figures")}
ATTRIBUTES: Metadata = {"kind": Kind(what="attributes")}
FLAG: Metadata = {"kind": Kind(what="flag")}
MAYBE_FLAG: Metadata = {"kind": Kind(what="flag", optional=True)}
MONTH: Metadata = {"kind": Kind(what="month")}
NUMBERS: Metadata = {"kind": Kind(what="numbers")}
PERIOD: Metadata = {"kind": Kind(what="period")}
MAYBE_PERIOD: Metadata = {"kind": Kind(what="period", optional=True)}
PERIODS: Metadata = {"kind": Kind(what="period", many=True, least=1)}
ANY_PERIODS: Metadata = {"kind": Kind(what="period", many=True)}
SCALE: Metadata = {"kind": Kind(what="scale")}
TEXT: Metadata = {"kind": Kind(what="text")}
MAYBE_TEXT: Metadata = {"kind": Kind(what="text", optional=True)}
TEXTS: Metadata = {"kind": Kind(what="text", many=True)}
PROSE: Metadata = {"kind": Kind(what="text", lines=True)}
MAYBE_PROSE: Metadata = {"kind": Kind(what="text", lines=True, optional=True)}
TERMS: Metadata = {"kind": Kind(what="address", many=True, repeats=True, least=1)}
MAYBE_TEXTS: Metadata = {"kind": Kind(what="text", many=True, optional=True)}
MAYBE_ANSWER: Metadata = {"kind": Kind(what="answer", optional=True)}
MAYBE_SPLIT: Metadata = {"kind": Kind(what="split", optional=True)}
DIMENSIONS: Metadata = {"kind": Kind(what="dimensions")}
LABELS: Metadata = {"kind": Kind(what="link", to=("dimensions",), keyed=True)}
MAYBE_REASONS: Metadata = {"kind": Kind(what="reasons", optional=True)}
ADDRESS: Metadata = {"kind": Kind(what="address")}
SHARE: Metadata = {"kind": Kind(what="share")}
MAYBE_ADDRESS: Metadata = {"kind": Kind(what="address", optional=True)}
VALUE: Metadata = {"kind": Kind(what="value", optional=True)}
UNITS: Metadata = {"kind": Kind(what="units")}
UNIT: Metadata = {"kind": Kind(what="unit")}
MAYBE_UNIT: Metadata = {"kind": Kind(what="unit", optional=True)}


def words(literal: object, *, optional: bool = True) -> Metadata:
    """The metadata of a field that holds one of the words of a `Literal`, in every plan."""
    return {"kind": Kind(what="words", words=get_args(literal), optional=optional)}


def link_to(*to: str, optional: bool = True) -> Metadata:
    """The metadata of a field that holds the code of an entity of one of these collections."""
    return {"kind": Kind(what="link", to=to, optional=optional)}


def links_to(*to: str) -> Metadata:
    """The metadata of a field that holds a tuple of codes of entities of these collections."""
    return {"kind": Kind(what="link", to=to, many=True)}


def label(dimension: str, *, optional: bool = True) -> Metadata:
    """The metadata of a field that holds a label of a dimension, which a plan may replace."""
    return {"kind": Kind(what="link", to=(f"dimensions.{dimension}",), optional=optional)}


def children(cls: type[attrs.AttrsInstance], noun: str, *, file: str = "") -> Metadata:
    """The metadata of a field that holds a tuple of entities of one class."""
    return {"kind": Kind(what="children", of=cls, noun=noun, many=True, file=file)}


def child(cls: type[attrs.AttrsInstance], noun: str) -> Metadata:
    """The metadata of a field that holds one entity of a class, or None."""
    return {"kind": Kind(what="children", of=cls, noun=noun, optional=True)}


def table(shape: str | Shape) -> Metadata:
    """The metadata of a field that holds the table of a measure of the plan, or of a shape of its own."""
    return {"kind": Kind(what="table", shape=shape)}


def figures(shape: Shape) -> Metadata:
    """The metadata of a field that holds tables by the code of their measure, all of this shape."""
    return {"kind": Kind(what="figures", shape=shape)}


def maybe_table(shape: Shape) -> Metadata:
    """The metadata of a field that holds a table of a shape of its own, or None."""
    return {"kind": Kind(what="table", shape=shape, optional=True)}


def published(measure: str) -> Metadata:
    """The metadata of a field that holds the printed totals of a measure."""
    return {"kind": Kind(what="table", shape=measure, published=True)}


def key_of(name: str) -> str:
    """The key of a field in files: its name, without the `_` that tells it from a word of Python.

    >>> key_of("from_"), key_of("code")
    ('from', 'code')
    """
    return name.removesuffix("_")


@functools.cache
def kinds(cls: type[attrs.AttrsInstance]) -> dict[str, Kind]:
    """What each field of a class holds, by the name of the field; fields that say nothing are left out.

    >>> from itu_opplan import Output
    >>> kinds(Output)["goals"].to
    ('goals',)
    """
    found = ((field.name, field.metadata.get("kind")) for field in attrs.fields(cls))
    return {name: kind for name, kind in found if isinstance(kind, Kind)}


@functools.cache
def defaults(cls: type[attrs.AttrsInstance]) -> dict[str, object]:
    """What each field of a class has where nothing is said; `attrs.NOTHING` where something must be.

    >>> from itu_opplan import Output
    >>> defaults(Output)["goals"]
    ()
    """
    return {field.name: field.default for field in attrs.fields(cls)}


def required(cls: type[attrs.AttrsInstance]) -> list[str]:
    """The fields of a class that each of its entities must have.

    >>> from itu_opplan import Output
    >>> required(Output)
    ['code', 'title']
    """
    return [name for name, default in defaults(cls).items() if default is attrs.NOTHING]


def is_keyed(cls: type[attrs.AttrsInstance]) -> bool:
    """Whether entities of a class stand in a table by their code, which each of them has; others stand in lists.

    >>> from itu_opplan import KPI, Output
    >>> is_keyed(Output), is_keyed(KPI)
    (True, False)
    """
    return "code" in kinds(cls) and not kinds(cls)["code"].optional
