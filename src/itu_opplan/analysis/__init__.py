"""Tables and listings from plans, and the classes that these functions return."""

from ..model.found import Found
from ..model.values import Progress, RollUp
from .completeness import CompletenessLine
from .explain import ExplanationLine
from .grading import GradeLine
from .ledger import LedgerLine, Verdict
from .links import Citations
from .reconciliation import Reconciliation, ReconciliationLine
from .staffing import Vacancies, VacancyLine

__all__ = [
    "Citations",
    "CompletenessLine",
    "ExplanationLine",
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
