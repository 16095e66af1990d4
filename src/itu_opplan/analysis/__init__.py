"""From a plan to tables and listings; and the classes of what the functions of this room return."""

from ..model.kpis import Progress
from ..model.lookup import Found
from .completeness import CompletenessLine
from .ledger import LedgerLine, Verdict
from .links import Citations
from .reconciliation import Reconciliation, ReconciliationLine
from .staffing import GradeLine, Vacancies, VacancyLine

__all__ = [
    "Citations",
    "CompletenessLine",
    "Found",
    "GradeLine",
    "LedgerLine",
    "Progress",
    "Reconciliation",
    "ReconciliationLine",
    "Vacancies",
    "VacancyLine",
    "Verdict",
]
