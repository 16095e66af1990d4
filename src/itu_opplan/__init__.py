"""Results-based operational plans: immutable objects, exact figures, TOML.

Data flows in one direction:

    TOML text -> raw tables -> OperationalPlan -> rules -> Table -> text, HTML, dataframe

* Read and write: `load`, `loads`, `dump`, `dumps`, `bundled`, `json_schema`.
* Validate: `validate`, `validate_file`, `validate_text` give a `Report` of `Problem`s.
* Add up: `effort`, `capacity`, `posts`, `volumes`, `allocations` and `figures` (of any measure) give a `Table`.
* Reconcile: `reconcile` compares capacity with effort, `vacancies` posts with work-months.
* Cost: `load_rates` reads `Rates`; `cost`, `overhead` and `payroll` price work and services with them, `cost_chain`
  carries costs on to outputs, objectives and goals.
* Monitor: `load_actuals` reads `Actuals`; `monitor` holds them against the plan, `assess` judges KPIs.
* Print: `render` makes a document of a plan again, in Markdown or HTML.
* Explain: `explain` gives the cells of the plan behind a figure.
* Hand on: `dumps_iati` writes the outputs and their results as activities of IATI.
* Many plans: `load_many` reads them, `across` makes one table of them, `write_dataset` files for engines.
* Change: `plan.put(entity)`, `change(plan, {address: value})`, `get(plan, address)`.
* Workbooks: `write_workbook` makes sheets that people fill in, `read_workbook` makes `Changes` of what they wrote.
* Revise: `roll_forward(plan)` makes next year's plan; `load_decisions` reads the answers to what it asks.

Plans are trees of frozen attrs classes, figures are `Decimal`, relations are by code, and sums that would double-count
are refused. All exceptions are `OpPlanError`s.
"""

from typing import TYPE_CHECKING

from .late import find_late

if TYPE_CHECKING:
    from .analysis.across import across
    from .analysis.assessment import assess
    from .analysis.calendar import event_years
    from .analysis.chain import cost_chain
    from .analysis.completeness import completeness
    from .analysis.costs import average_rates, cost, overhead, payroll
    from .analysis.explain import explain
    from .analysis.grading import average_grade
    from .analysis.ledger import ledger
    from .analysis.links import apportion, citations, touching, unallocated_activities
    from .analysis.monitoring import monitor
    from .analysis.reconciliation import own_effort, reconcile
    from .analysis.staffing import staff_changes, vacancies, with_vacancy
    from .analysis.tables import allocations, capacity, effort, figures, posts, provisions, volumes
    from .dataset.querying import open_dataset
    from .dataset.writing import write_dataset
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
    from .iati.writing import dumps_iati
    from .listing import Listing
    from .model.accepted import Acceptance, Accepted, accept
    from .model.actuals import Actuals
    from .model.address import get
    from .model.change import Change
    from .model.changes import Changes
    from .model.context import Claim, Event, Funding, Mandate, Project, Provision
    from .model.crosswalk import Crosswalk, CrosswalkLink
    from .model.decisions import Decision, Decisions
    from .model.kpis import KPI, Achievement
    from .model.measures import DimensionLabel, Measure
    from .model.organisation import Activity, Body, Department, OrgUnit
    from .model.outline import CrossReference, Heading
    from .model.outputs import Output, OutputGroup, Service
    from .model.owned import DepartmentActuals, FigureActuals, KPIActuals, OutputActuals
    from .model.plan import OperationalPlan
    from .model.rate_tables import ExchangeRates, MeasureRates, Overhead, ServiceRates, StaffRates
    from .model.rates import Rates
    from .model.results import ExpectedResult, Reference, ResultBlock, ResultsFramework, RiskFactor, SuccessFactor
    from .model.steps import CostStep
    from .model.strategy import Objective, StrategicGoal
    from .model.thresholds import Thresholds
    from .model.values import Actual, Baseline, Target
    from .periods import Period
    from .plain_form import plain
    from .plans import bundled, bundled_crosswalk
    from .printing.rendering import render
    from .problem import Location, Problem, Severity
    from .report import Report
    from .revision.apply import apply
    from .revision.bridge import bridge
    from .revision.change import change
    from .revision.compare import compare
    from .revision.consolidate import consolidate
    from .revision.merge import merge
    from .revision.restate import restate
    from .revision.restructure import restructure
    from .revision.roll_forward import roll_forward
    from .rules.catalogue import catalogue
    from .rules.rule import Finding, Profile, Rule, rule
    from .rules.validating import validate
    from .table import Axis, Missing, Table
    from .toml.beside import (
        dumps_accepted,
        dumps_actuals,
        dumps_changes,
        dumps_crosswalk,
        dumps_decisions,
        dumps_rates,
        load_accepted,
        load_actuals,
        load_changes,
        load_crosswalk,
        load_decisions,
        load_rates,
        loads_accepted,
        loads_actuals,
        loads_changes,
        loads_crosswalk,
        loads_decisions,
        loads_rates,
    )
    from .toml.files import Loaded, dump, dumps, load, load_many, loads
    from .toml.schema import json_schema
    from .toml.validating import validate_file, validate_text
    from .workbook.commenting import comment_workbook
    from .workbook.reading import read_workbook
    from .workbook.writing import write_workbook

__all__ = [
    "ITU_SCALE",
    "KPI",
    "Acceptance",
    "Accepted",
    "Achievement",
    "Activity",
    "Actual",
    "Actuals",
    "Axis",
    "Baseline",
    "Body",
    "Change",
    "Changes",
    "Claim",
    "CostStep",
    "CrossReference",
    "Crosswalk",
    "CrosswalkLink",
    "Decision",
    "Decisions",
    "Department",
    "DepartmentActuals",
    "DimensionLabel",
    "Event",
    "ExchangeRates",
    "ExpectedResult",
    "FigureActuals",
    "Finding",
    "FormatError",
    "FrameError",
    "Funding",
    "Grade",
    "GradeScale",
    "Heading",
    "InvalidPlan",
    "KPIActuals",
    "Listing",
    "Loaded",
    "Location",
    "Mandate",
    "Measure",
    "MeasureRates",
    "Missing",
    "NotAdditive",
    "Objective",
    "OpPlanError",
    "OperationalPlan",
    "OrgUnit",
    "Output",
    "OutputActuals",
    "OutputGroup",
    "Overhead",
    "Period",
    "Problem",
    "Profile",
    "Project",
    "Provision",
    "Rates",
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
    "Thresholds",
    "UnitMismatch",
    "UnknownCode",
    "UnknownLabel",
    "accept",
    "across",
    "allocations",
    "apply",
    "apportion",
    "assess",
    "average_grade",
    "average_rates",
    "bridge",
    "bundled",
    "bundled_crosswalk",
    "capacity",
    "catalogue",
    "change",
    "citations",
    "comment_workbook",
    "compare",
    "completeness",
    "consolidate",
    "cost",
    "cost_chain",
    "dump",
    "dumps",
    "dumps_accepted",
    "dumps_actuals",
    "dumps_changes",
    "dumps_crosswalk",
    "dumps_decisions",
    "dumps_iati",
    "dumps_rates",
    "effort",
    "event_years",
    "explain",
    "figures",
    "get",
    "grade_category",
    "json_schema",
    "ledger",
    "load",
    "load_accepted",
    "load_actuals",
    "load_changes",
    "load_crosswalk",
    "load_decisions",
    "load_many",
    "load_rates",
    "loads",
    "loads_accepted",
    "loads_actuals",
    "loads_changes",
    "loads_crosswalk",
    "loads_decisions",
    "loads_rates",
    "merge",
    "monitor",
    "open_dataset",
    "overhead",
    "own_effort",
    "payroll",
    "plain",
    "posts",
    "provisions",
    "read_workbook",
    "reconcile",
    "render",
    "restate",
    "restructure",
    "roll_forward",
    "rule",
    "staff_changes",
    "touching",
    "unallocated_activities",
    "vacancies",
    "validate",
    "validate_file",
    "validate_text",
    "volumes",
    "with_vacancy",
    "write_dataset",
    "write_workbook",
]

_HOMES = {
    "analysis.across": "across",
    "analysis.assessment": "assess",
    "analysis.calendar": "event_years",
    "analysis.chain": "cost_chain",
    "analysis.completeness": "completeness",
    "analysis.costs": "average_rates cost overhead payroll",
    "analysis.explain": "explain",
    "analysis.grading": "average_grade",
    "analysis.ledger": "ledger",
    "analysis.links": "apportion citations touching unallocated_activities",
    "analysis.monitoring": "monitor",
    "analysis.reconciliation": "own_effort reconcile",
    "analysis.staffing": "staff_changes vacancies with_vacancy",
    "analysis.tables": "allocations capacity effort figures posts provisions volumes",
    "dataset.querying": "open_dataset",
    "dataset.writing": "write_dataset",
    "errors": "FormatError FrameError InvalidPlan NotAdditive OpPlanError UnitMismatch UnknownCode UnknownLabel",
    "grades": "ITU_SCALE Grade GradeScale grade_category",
    "iati.writing": "dumps_iati",
    "listing": "Listing",
    "model.accepted": "Acceptance Accepted accept",
    "model.actuals": "Actuals",
    "model.address": "get",
    "model.change": "Change",
    "model.changes": "Changes",
    "model.context": "Claim Event Funding Mandate Project Provision",
    "model.crosswalk": "Crosswalk CrosswalkLink",
    "model.decisions": "Decision Decisions",
    "model.kpis": "KPI Achievement",
    "model.measures": "DimensionLabel Measure",
    "model.organisation": "Activity Body Department OrgUnit",
    "model.outline": "CrossReference Heading",
    "model.outputs": "Output OutputGroup Service",
    "model.owned": "DepartmentActuals FigureActuals KPIActuals OutputActuals",
    "model.plan": "OperationalPlan",
    "model.rate_tables": "ExchangeRates MeasureRates Overhead ServiceRates StaffRates",
    "model.rates": "Rates",
    "model.results": "ExpectedResult Reference ResultBlock ResultsFramework RiskFactor SuccessFactor",
    "model.steps": "CostStep",
    "model.strategy": "Objective StrategicGoal",
    "model.thresholds": "Thresholds",
    "model.values": "Actual Baseline Target",
    "periods": "Period",
    "plain_form": "plain",
    "plans": "bundled bundled_crosswalk",
    "printing.rendering": "render",
    "problem": "Location Problem Severity",
    "report": "Report",
    "revision.apply": "apply",
    "revision.bridge": "bridge",
    "revision.change": "change",
    "revision.compare": "compare",
    "revision.consolidate": "consolidate",
    "revision.merge": "merge",
    "revision.restate": "restate",
    "revision.restructure": "restructure",
    "revision.roll_forward": "roll_forward",
    "rules.catalogue": "catalogue",
    "rules.rule": "Finding Profile Rule rule",
    "rules.validating": "validate",
    "table": "Axis Missing Table",
    "toml.beside": (
        "dumps_accepted dumps_actuals dumps_changes dumps_crosswalk dumps_decisions dumps_rates load_accepted "
        "load_actuals load_changes load_crosswalk load_decisions load_rates loads_accepted loads_actuals "
        "loads_changes loads_crosswalk loads_decisions loads_rates"
    ),
    "toml.files": "Loaded dump dumps load load_many loads",
    "toml.schema": "json_schema",
    "toml.validating": "validate_file validate_text",
    "workbook.commenting": "comment_workbook",
    "workbook.reading": "read_workbook",
    "workbook.writing": "write_workbook",
}
"""Where each public name comes from: the same as what type checkers are told above, which a test holds."""

if not TYPE_CHECKING:  # which would take any name for one of the package
    __getattr__ = find_late(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
