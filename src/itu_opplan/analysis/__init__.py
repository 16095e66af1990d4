"""Tables and listings from plans, and the classes that these functions return."""

from ..model.found import Found
from ..model.values import Progress, RollUp
from .assessment import Assessment
from .completeness import CompletenessLine
from .grading import GradeLine
from .ledger import LedgerLine, Verdict
from .links import Citations
from .reconciliation import Reconciliation, ReconciliationLine
from .staffing import Vacancies, VacancyLine

__all__ = [
    "Assessment",
    "Citations",
    "CompletenessLine",
    "Found",
    "GradeLine",
    "LedgerLine",
    "Progress",
    "Reconciliation",
    "ReconciliationLine",
    "RollUp",
    "Vacancies",
    "VacancyLine",
    "Verdict",
]
