"""Names of dims, labels and units: what they can be, and their one spelling. The one door for all of them."""

import keyword
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeAlias

from .. import units
from ..errors import InvalidPlan, UnknownLabel, refusal
from ..grades import Grade, plain_grade
from ..periods import Period, period_label
from ..problem import Problem, fault
from ..spelling import NO_PERIOD
from ..texts import compose
from ..wording import quote

__all__ = [
    "Label",
    "canonical",
    "check_dim",
    "check_dims",
    "is_writable",
    "plain_label",
    "spell",
    "unite",
]

Label: TypeAlias = str | Period | Grade

_COLUMNS = {
    "value": "the figures",
    "missing": "the states of missing figures",
    "not_additive": "the reasons why figures do not add",
    "assumed": "what figures rest on",
    "new": "an argument of set",
}
"""Names that no dim can have: in records, dataframes and calls they name something else."""


def check_dim(name: object) -> str:
    """What keeps a name from being that of a dim, as the end of a sentence; empty where nothing does."""
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name):
        return "is no name of a dim; it must be usable as the name of an argument"
    if unicodedata.normalize("NFKC", name) != name:  # as Python does with the names of arguments
        return f"is no name of a dim; write {quote(unicodedata.normalize('NFKC', name))}"
    return f"is the name of {_COLUMNS[name]}, not of a dim" if name in _COLUMNS else ""


def check_dims(unit: object, dims: Sequence[object], where: str) -> list[Problem]:
    """What keeps a table from having this unit and these dims, which are given at these addresses."""
    complaint = units.complain_about(unit)
    problems = [fault("unit", complaint, actual=unit)] if complaint else []
    known: set[object] = set()
    for number, dim in enumerate(dims):
        if complaint := check_dim(dim) or ("stands twice" if dim in known else ""):
            problems.append(fault(f"{where}[{number}]", f"{quote(dim)} {complaint}", actual=dim))
        else:
            known.add(dim)
    return problems


def canonical(dim: str, label: object) -> str:
    """A label to look up, in its one spelling: text in NFC, of periods canonical; what is no text is unknown."""
    if isinstance(label, Period | Grade):
        return str(label)
    if not isinstance(label, str):
        advice = f"write '{label}'" if isinstance(label, int | Decimal) else "labels are text"
        raise UnknownLabel(f"{dim}: a label is text, got {quote(label)}; {advice}")
    if dim == "period":
        try:
            return period_label(label)
        except InvalidPlan as error:
            if not str(error).startswith(NO_PERIOD):
                raise UnknownLabel(f"{dim}: {error}") from None
    return compose(label)


def spell(dim: str, label: object) -> str:
    """A label that may be new, in its one spelling; refused where it is empty, cannot be written, or is no period."""
    if dim == "period" and isinstance(label, str):
        return period_label(label)
    text = canonical(dim, label)
    if not is_writable(text):
        what = "be empty" if not text else "hold NUL" if "\0" in text else "hold a lone surrogate"
        raise refusal(f"a label must not {what}, got {quote(text)}", actual=text)
    return text


def unite(dim: str, labels: Iterable[str]) -> list[str]:
    """The labels as each is spelled first: a grade that is punctuated otherwise is no other label.

    >>> unite("grade", ["P5", "P-5", "G6"])
    ['P5', 'P5', 'G6']
    """
    if dim != "grade":
        return list(labels)
    first: dict[str, str] = {}
    return [first.setdefault(plain_label(dim, label), label) for label in labels]


def plain_label(dim: str, label: str) -> str:
    """What two spellings of one label have in common: of grades the name without punctuation."""
    return plain_grade(label) if dim == "grade" else label


def is_writable(text: str) -> bool:
    """Whether a text can stand in a file: not empty, without NUL and lone surrogates."""
    if text.isprintable():
        return text != ""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
