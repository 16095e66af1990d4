"""Rows of tables of results as results.

One result stands for one row, since the document does not say which KPI measures which of its results. Only where all
KPIs of a row name theirs, the row makes several. A row without a KPI is no result: IATI wants an indicator.
"""

from ..model.outputs import Output
from ..model.results import ResultBlock, ResultsFramework
from ..model.walk import Site
from .accounts import Accounts
from .elements import OWN_VOCABULARY, Element, add, narrate
from .indicators import add_indicator

__all__ = ["add_results"]

_LEVELS = {"output": "1", "outcome": "2", "impact": "3"}
_OTHER = "9"


def add_results(parent: Element, site: Site, accounts: Accounts) -> None:
    """Add the rows of the tables of an output to its activity."""
    output: Output = site.entity
    for framework in output.frameworks:
        table = Site(framework, site, "frameworks", framework.code)
        for number, block in enumerate(framework.blocks):
            row = Site(block, table, "blocks", number)
            for results, kpis in _parts_of(row, accounts):
                _add_result(parent, row, results, kpis, accounts)


def _parts_of(row: Site, accounts: Accounts) -> list[tuple[list[Site], list[Site]]]:
    """The results of a row with their KPIs: all of them, or those that belong together by what its KPIs say."""
    block: ResultBlock = row.entity
    results = [Site(one, row, "results", number) for number, one in enumerate(block.results)]
    kpis = [Site(one, row, "kpis", number) for number, one in enumerate(block.kpis)]
    parts: dict[frozenset[str], list[Site]] = {}
    for kpi in kpis:
        parts.setdefault(frozenset(kpi.entity.of), []).append(kpi)
    numbers = [one.number for one in block.results]
    named = [number for part in parts for number in part]
    if not all(parts) or not all(named.count(one) == numbers.count(one) == 1 for one in named):
        return [(results, kpis)] if kpis else []
    for kpi in kpis:
        accounts.take(kpi, "of")
    return [([one for one in results if one.entity.number in part], kpis) for part, kpis in parts.items()]


def _add_result(parent: Element, row: Site, results: list[Site], kpis: list[Site], accounts: Accounts) -> None:
    element = add(parent, "result", {"type": _type_of(results, accounts)})
    texts = [accounts.take(one, "text") for one in results]
    if row.entity.title is not None:
        narrate(element, "title", accounts.take(row, "title"))
        if texts:
            narrate(element, "description", "\n".join(texts))
    else:
        narrate(element, "title", "\n".join(texts) or _heading_of(row, accounts))
    if len(texts) > 1:
        accounts.notice("results of IATI that stand for several of the plan, line by line, since their KPIs are shared")
    if len(results) == 1 and results[0].entity.code is not None and not any(kpi.entity.code for kpi in kpis):
        add(element, "reference", {"vocabulary": OWN_VOCABULARY, "code": accounts.take(results[0], "code")})
    for kpi in kpis:
        add_indicator(element, kpi, accounts)


def _type_of(results: list[Site], accounts: Accounts) -> str:
    """The code of the level that all results of a row have; that of other results where there is none."""
    levels = {one.entity.level for one in results}
    if len(levels) != 1 or None in levels:
        accounts.notice("results of IATI of the type 9 (other), since the plan states no level, or several")
        return _OTHER
    for one in results:
        accounts.take(one, "level")
    return _LEVELS[results[0].entity.level]


def _heading_of(row: Site, accounts: Accounts) -> str:
    """The nearest heading over a row that has no results."""
    places = ((row, "group"), (row.above(ResultsFramework), "title"), (row.above(Output), "title"))
    site, name = next((one, name) for one, name in places if one and getattr(one.entity, name) is not None)
    heading: str = accounts.take(site, name)
    return heading
