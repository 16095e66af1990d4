"""The catalogue: every rule of the library. It is imported when rules are first chosen, for loading needs few."""

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

__all__ = ["RULES"]

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
