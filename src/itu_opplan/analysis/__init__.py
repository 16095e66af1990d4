"""Tables and listings from plans, and the classes that these functions return."""

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
