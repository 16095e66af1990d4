"""The catalogue: every rule of the library. It is imported when rules are first chosen, for loading needs few."""

from ..listing import Listing
from . import (
    capacity,
    completeness,
    dates,
    figures,
    funding,
    kpis,
    naming,
    numbering,
    proportions,
    references,
    results,
    strategy,
    successive,
    taken,
    texts,
    volumes,
)
from .rule import Rule, rules_in

__all__ = ["RULES", "catalogue"]

RULES: tuple[Rule, ...] = rules_in(
    [
        references,
        strategy,
        figures,
        capacity,
        proportions,
        volumes,
        results,
        taken,
        successive,
        kpis,
        funding,
        dates,
        texts,
        numbering,
        naming,
        completeness,
    ]
)
"""The catalogue: every rule of these modules, in the order of their ids."""


def catalogue() -> Listing[Rule]:
    """The rules of the library: of each its id, what it looks for, its group, its weights, and where it is described.

    >>> catalogue()[0].id, catalogue()[0].group, catalogue()[0].link
    ('OP101', 'references', 'rules.html#op101-unknown-label')
    """
    return Listing(RULES, columns=("id", "title", "group", "weights", "link"))
