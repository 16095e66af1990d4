"""The kinds of documents that files hold: one table of them.

A plan says no `kind`; every other document does, and may lie beside the files of a plan without being a part of it.
Whoever adds a kind adds an entry to `DOCUMENTS`; messages, checks, schemas and functions come from it.
"""

import importlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import attrs

from .. import rules
from ..immutable import Immutable
from ..model.plan import COLLECTIONS, OperationalPlan
from ..problem import Problem
from .structure import Raw, structure, structure_document
from .unstructure import unstructure

if TYPE_CHECKING:
    from ..model.accepted import Accepted
    from ..model.actuals import Actuals
    from ..model.changes import Changes
    from ..model.crosswalk import Crosswalk
    from ..model.decisions import Decisions
    from ..model.rates import Rates

__all__ = ["ACCEPTED", "ACTUALS", "CHANGES", "CROSSWALK", "DECISIONS", "DOCUMENTS", "PLAN", "RATES", "Document"]

T = TypeVar("T")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Document(Immutable, Generic[T]):
    """A kind of document.

    Attributes:
        kind: what its files say as `kind`, and how the names of its functions end; None for a plan.
        subject: how messages speak of what it holds.
        noun: how they speak of one file.
        format: the version of its format that this library writes.
        home: where the class is of what is read from it: its module in the package, and its name.
        structure: makes an object of that class of raw tables; InvalidPlan for what has another shape.
        unstructure: makes raw tables of it again.
        check: finds what else may not be, neither read nor written.
        collections: the tables of entities that may be divided among the files of a folder; empty when it is one file.
        shared: other keys that any file of the folder may have.

    >>> RATES.kind, RATES.noun, RATES.function("load"), PLAN.function("load")
    ('rates', 'a file of rates', 'load_rates', 'load')
    """

    kind: str | None
    subject: str
    noun: str
    format: int = 1
    home: str
    structure: Callable[[Raw, type[T]], T]
    unstructure: Callable[[T], Raw]
    check: Callable[[T], Iterable[Problem]] = lambda _: ()
    collections: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def cls(self) -> type[T]:
        """What is read from it: imported when it is needed, since most programs read plans alone."""
        module, _, name = self.home.rpartition(".")
        found: type[T] = getattr(importlib.import_module(f"..{module}", __package__), name)
        return found

    def function(self, verb: str) -> str:
        """The name of the public function that does this with such documents."""
        return f"{verb}_{self.kind}" if self.kind else verb


PLAN: Document[OperationalPlan] = Document(
    kind=None,
    subject="a plan is",
    noun="a plan",
    home="model.plan.OperationalPlan",
    structure=lambda raw, _: structure(raw),
    unstructure=unstructure,
    check=rules.errors,
    collections=tuple(name for name in COLLECTIONS if name != "measures"),
    shared=("grades", "outline"),
)


def _of_kind(kind: str, home: str, *, single: bool = False, noun: str = "") -> Document[Any]:
    """A kind of document beside a plan: a single thing, as a crosswalk is, or several of a kind, as rates are."""
    several = noun or kind
    name = kind if single else f"file of {several}"
    return Document(
        kind=kind,
        subject=f"a {kind} is" if single else f"{several} are",
        noun=f"a {name}",
        home=home,
        structure=lambda raw, cls: structure_document(raw, cls, name),
        unstructure=unstructure,
    )


RATES: "Document[Rates]" = _of_kind("rates", "model.rates.Rates")
CHANGES: "Document[Changes]" = _of_kind("changes", "model.changes.Changes")
CROSSWALK: "Document[Crosswalk]" = _of_kind("crosswalk", "model.crosswalk.Crosswalk", single=True)
DECISIONS: "Document[Decisions]" = _of_kind("decisions", "model.decisions.Decisions")
ACTUALS: "Document[Actuals]" = _of_kind("actuals", "model.actuals.Actuals")
ACCEPTED: "Document[Accepted]" = _of_kind("accepted", "model.accepted.Accepted", noun="accepted findings")
DOCUMENTS: tuple[Document[Any], ...] = (
    PLAN,
    RATES,
    CHANGES,
    CROSSWALK,
    DECISIONS,
    ACTUALS,
    ACCEPTED,
)
"""All kinds of documents."""
