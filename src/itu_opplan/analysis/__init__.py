"""Tables and listings from plans, and the classes that these functions return."""

from typing import TYPE_CHECKING

from ..late import find_late

if TYPE_CHECKING:
    from ..model.found import Found
    from ..model.values import Progress, RollUp
    from .assessment import Assessment
    from .chain import CostChain, CostChainLine
    from .completeness import CompletenessLine
    from .explain import ExplanationLine
    from .grading import GradeLine
    from .ledger import LedgerLine, Verdict
    from .links import Citations
    from .monitored import Monitored, MonitoredLine
    from .monitoring import Monitoring, MonitoringLine
    from .reconciliation import Reconciliation, ReconciliationLine
    from .staffing import Vacancies, VacancyLine

__all__ = [
    "Assessment",
    "Citations",
    "CompletenessLine",
    "CostChain",
    "CostChainLine",
    "ExplanationLine",
    "Found",
    "GradeLine",
    "LedgerLine",
    "Monitored",
    "MonitoredLine",
    "Monitoring",
    "MonitoringLine",
    "Progress",
    "Reconciliation",
    "ReconciliationLine",
    "RollUp",
    "Vacancies",
    "VacancyLine",
    "Verdict",
]

_HOMES = {
    ".model.found": "Found",
    ".model.values": "Progress RollUp",
    "assessment": "Assessment",
    "chain": "CostChain CostChainLine",
    "completeness": "CompletenessLine",
    "explain": "ExplanationLine",
    "grading": "GradeLine",
    "ledger": "LedgerLine Verdict",
    "links": "Citations",
    "monitored": "Monitored MonitoredLine",
    "monitoring": "Monitoring MonitoringLine",
    "reconciliation": "Reconciliation ReconciliationLine",
    "staffing": "Vacancies VacancyLine",
}
"""Where each name comes from: the same as what type checkers are told above, which a test holds."""

if not TYPE_CHECKING:  # which would take any name for one of the package
    __getattr__ = find_late(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
