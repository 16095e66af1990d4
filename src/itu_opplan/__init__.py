"""Results-based operational plans: immutable objects, exact figures, TOML.

A plan goes one way, and nothing reads back:

    TOML text -> raw tables -> OperationalPlan -> rules -> Table -> text, HTML, dataframe

* Read and write: `load`, `loads`, `dump`, `dumps`, `bundled`, `json_schema`.
* Validate: `validate`, `validate_file`, `validate_text` give a `Report` of `Problem`s.
* Add up: `effort`, `capacity`, `posts`, `volumes`, `allocations` give a `Table`; a table has an algebra of its own.
* Reconcile: `reconcile` has capacity against effort, `vacancies` posts against work-months.
* Cost: `load_rates` reads `Rates`, `cost`, `overhead` and `payroll` price work and services with them.
* Change: `plan.put(entity)`, `change(plan, {address: value})`, `get(plan, address)`.

Plans are trees of frozen attrs classes, figures are `Decimal`, relations are by code, and what would count something
twice is refused. All exceptions are `OpPlanError`s.
"""

from .analysis.calendar import event_years
from .analysis.completeness import CompletenessLine, completeness
from .analysis.costs import average_rates, cost, overhead, payroll
from .analysis.ledger import LedgerLine, Verdict, ledger
from .analysis.links import apportion, cited_at, citing, risky, touching, unmentioned
from .analysis.reconciliation import Reconciliation, ReconciliationLine, own_effort, reconcile
from .analysis.staffing import GradeLine, Vacancies, VacancyLine, average_grade, recruitments, vacancies, with_vacancy
from .analysis.tables import allocations, capacity, effort, posts, volumes
from .axes import Axis
from .cells import Missing
from .errors import (
    FormatError,
    FrameError,
    InvalidPlan,
    NotAdditive,
    OpPlanError,
    UnitMismatch,
    UnknownCode,
    UnknownLabel,
)
from .grades import ITU_SCALE, Grade, GradeScale, grade_category
from .listing import Listing
from .model.address import get
from .model.context import Claim, Event, Funding, Mandate, Project, Provision
from .model.lookup import Placed
from .model.organisation import Activity, Body, Department, OrgUnit
from .model.outline import CrossReference, Heading
from .model.outputs import ITU_SERVICES, Output, OutputGroup, Service
from .model.plan import OperationalPlan
from .model.rates import ExchangeRates, Overhead, Rates, ServiceRates, StaffRates
from .model.results import (
    KPI,
    Achievement,
    Actual,
    Baseline,
    ExpectedResult,
    Figure,
    Progress,
    Reference,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    SuccessFactor,
    Target,
)
from .model.strategy import Objective, StrategicGoal
from .periods import Period
from .plain import plain
from .plans import bundled
from .problem import Location, Problem, Severity
from .report import Report
from .revision.change import change
from .rules import Choice, Finding, Profile, Rule, rule, validate
from .table import Table
from .toml.files import (
    dump,
    dumps,
    dumps_rates,
    load,
    load_rates,
    loads,
    loads_rates,
    validate_file,
    validate_text,
)
from .toml.schema import json_schema

__all__ = [
    "ITU_SCALE",
    "ITU_SERVICES",
    "KPI",
    "Achievement",
    "Activity",
    "Actual",
    "Axis",
    "Baseline",
    "Body",
    "Choice",
    "Claim",
    "CompletenessLine",
    "CrossReference",
    "Department",
    "Event",
    "ExchangeRates",
    "ExpectedResult",
    "Figure",
    "Finding",
    "FormatError",
    "FrameError",
    "Funding",
    "Grade",
    "GradeLine",
    "GradeScale",
    "Heading",
    "InvalidPlan",
    "LedgerLine",
    "Listing",
    "Location",
    "Mandate",
    "Missing",
    "NotAdditive",
    "Objective",
    "OpPlanError",
    "OperationalPlan",
    "OrgUnit",
    "Output",
    "OutputGroup",
    "Overhead",
    "Period",
    "Placed",
    "Problem",
    "Profile",
    "Progress",
    "Project",
    "Provision",
    "Rates",
    "Reconciliation",
    "ReconciliationLine",
    "Reference",
    "Report",
    "ResultBlock",
    "ResultsFramework",
    "RiskFactor",
    "Rule",
    "Service",
    "ServiceRates",
    "Severity",
    "StaffRates",
    "StrategicGoal",
    "SuccessFactor",
    "Table",
    "Target",
    "UnitMismatch",
    "UnknownCode",
    "UnknownLabel",
    "Vacancies",
    "VacancyLine",
    "Verdict",
    "allocations",
    "apportion",
    "average_grade",
    "average_rates",
    "bundled",
    "capacity",
    "change",
    "cited_at",
    "citing",
    "completeness",
    "cost",
    "dump",
    "dumps",
    "dumps_rates",
    "effort",
    "event_years",
    "get",
    "grade_category",
    "json_schema",
    "ledger",
    "load",
    "load_rates",
    "loads",
    "loads_rates",
    "overhead",
    "own_effort",
    "payroll",
    "plain",
    "posts",
    "reconcile",
    "recruitments",
    "risky",
    "rule",
    "touching",
    "unmentioned",
    "vacancies",
    "validate",
    "validate_file",
    "validate_text",
    "volumes",
    "with_vacancy",
]


def __dir__() -> list[str]:
    return __all__
