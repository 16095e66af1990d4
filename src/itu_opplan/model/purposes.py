"""What plans call things for which the model has a key of another name: said where a key is unknown."""

import functools
import re
from collections.abc import Mapping

import attrs

from ..paths import join
from .fields import is_keyed, kinds
from .plan import OperationalPlan
from .walk import nouns_of

__all__ = ["PURPOSES", "as_word", "find_below", "find_beside", "is_key", "keys_for"]

PURPOSES: Mapping[str, str] = {
    # names
    "code": "id identifier uid key",
    "number": "id nr code ref reference section label",
    "title": "name heading headline caption objective output text",
    "name": "title heading full_name label",
    "text": "claim title name heading statement wording description indicator result risk assumption outcome",
    "aliases": "acronym abbreviation short_name other_names also_known_as",
    "description": "summary narrative abstract purpose scope rationale background text",
    "note": "reason_for_deviation reason_for_variance comment comments remark remarks footnote explanation "
    "justification reason deviation corrective_action",
    # the plan
    "organisation": "ministry agency institution municipality district company",
    "entity": "ministry agency department office directorate secretariat division",
    "periods": "year years fiscal_year fiscal_years financial_year columns quarters biennium",
    "year_begins": "fiscal_year financial_year fiscal_year_start fiscal_year_begins financial_year_start year_start "
    "year_starts start_month first_month financial_year_begins month_start",
    "goals": "strategic_goals pillars pillar impacts outcomes strategic_priorities priorities aims",
    "objectives": "strategic_objectives specific_objectives outcomes",
    "outputs": "programmes programs subprogrammes sub_programmes components interventions work_packages deliverables",
    "departments": "directorates divisions offices sites provider providers provided_by",
    "units": "divisions sections teams offices subunits sub_units",
    "group": "programme program subprogramme sub_programme programme_area cluster component chapter",
    "parent": "belongs_to part_of parent_goal parent_objective parent_output parent_department parent_unit",
    # who, when, where
    "lead": "department departments responsible_department responsible_unit responsible_office lead_department "
    "responsible responsibility responsible_party owner focal_point focal_points accountable implementer "
    "implementing_agency responsible_person",
    "consulted": "partner partners contributors supporting support",
    "period": "year years fiscal_year financial_year quarter month timeframe time_frame due due_month deadline "
    "delivery_month",
    "as_of": "date day measured measured_on reported_on report_date",
    "first": "start start_date begin begins from date when",
    "last": "end end_date ends until to",
    "start": "begin start_date year",
    "window": "year fiscal_year financial_year start end start_date end_date start_year end_year horizon duration "
    "timeframe time_frame cycle plan_period planning_period",
    "valid_from": "start start_date since from",
    "valid_until": "end end_date until to closed",
    "place": "location venue city where",
    "mandates": "legal_basis resolution resolutions decision decisions authority",
    "successors": "replaced_by",
    # figures
    "effort": "work_months person_months man_months staff_time workload",
    "staffing": "work_months person_months man_months capacity",
    "posts": "positions headcount establishment employees",
    "funding": "donor donors funder funders source sources source_of_funds fund_source financing funding_source",
    "source": "donor funder fund fund_source source_of_funds financing funding_source",
    "kind": "type category",
    "dims": "dimension dimensions by breakdown disaggregation",
    "negative": "signed minimum allow_negative can_be_negative negative_allowed",
    "of": "owner owners entity belongs_to",
    "amount": "value sum total money",
    "confirmed": "verified preliminary provisional tentative",
    "series": "type kind category",
    "issued_by": "body author adopted_by issuer",
    # results
    "frameworks": "logframe log_frame results_framework results_frameworks results_matrix scorecard",
    "results": "expected_results result outcomes outcome deliverables deliverable expected_accomplishments statements",
    "kpis": "indicators indicator kpi metrics metric performance_indicators success_indicators performance_indicator",
    "achievements": "accomplishments delivered",
    "risks": "risks_and_assumptions threats hazards risk",
    "success_factors": "risks_and_assumptions assumptions assumption preconditions conditions",
    "blocks": "rows lines",
    "level": "type result_type category",
    "phase": "stage",
    "baselines": "baseline_year baseline baseline_value starting_value initial_value initial",
    "targets": "annual_target final_target target_year target_date q target target_value planned milestone milestones "
    "annual_targets quarterly_targets end_target targets_by_year",
    "actuals": "actual_performance actual_achievement actual actual_value achieved achievement result results "
    "performance outturn progress current_value final_value",
    "unit": "currency measure measurement unit_of_measure unit_of_measurement measurement_unit uom unit_type scale "
    "multiplier",
    "accumulation": "aggregation aggregation_method cumulative is_cumulative calculation_type",
    "direction": "trend polarity desired_direction desired_trend",
    "weight": "weighting importance points",
    "value": "achieved achievement amount figure quantity target baseline actual",
    "bound": "operator comparator minimum maximum",
    "dimensions": "disaggregation breakdown sex gender age age_group location place region district country facility "
    "status group type category audience",
    "stated": "value amount figure claimed",
    "terms": "items parts values",
    "operation": "formula calculation method op",
    # rates
    "rates": "price prices unit_cost unit_costs unit_price unit_prices cost costs tariff tariffs",
    "split": "weights weighting distribution phasing",
    "measure": "of measures quantity volume",
    # what nothing computes with
    "attributes": "activities tasks inputs mitigation participants disaggregation weighting sdg_target donor funder "
    "calculation_type reason verification means_of_verification source_of_verification mov data_source source_of_data "
    "data_collection collection_method methodology method formula calculation definition frequency "
    "reporting_frequency reporting location place region district province ward country municipality facility sdg "
    "sdgs sector theme target_group beneficiary beneficiaries type category classification class tags priority status "
    "stage version author approved_by signed_by date start end start_date end_date due deadline timeline title titles "
    "name text description descriptions translation translations vision mission url link website weight email contact "
    "phone manager head director partner partners responsible owner focal_point measure aggregation cumulative object "
    "account cost_centre gfs_code source level year goal programme location_code lead likelihood probability "
    "sources_of_verification disaggregated_by budget_code cost_center gender_marker village implementing_partner "
    "rationale address start_year end_year duration attributes",
}
"""The keys, each with the words under which plans have such a thing: the first that an entity has is the nearest."""

_BELOW = frozenset(
    "results kpis achievements risks success_factors lead consulted baselines targets actuals".split()  # noqa: SIM905
)
"""The keys that are looked for below an entity which does not have them."""


@functools.cache
def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {key: (key,) for key in _BELOW}
    for key, words in PURPOSES.items():
        for word in words.split():
            found[word] = (*found.get(word, ()), key)
    return found


def keys_for(word: str) -> tuple[str, ...]:
    """The keys of the model for what plans call so, the nearest first; a year at the end does not count.

    >>> keys_for("Focal-point"), keys_for("target_2025")
    (('lead', 'attributes'), ('targets', 'value'))
    """
    return _by_word().get(re.sub(r"_?[0-9]+$", "", as_word(word)), ())


def as_word(key: str) -> str:
    """A key as the lists of words spell it.

    >>> as_word("Means of verification")
    'means_of_verification'
    """
    return key.casefold().replace("-", "_").replace(" ", "_")


@functools.cache
def find_below(cls: type[attrs.AttrsInstance], key: str) -> str:
    """Where a key stands below the entities of a class, as the beginning of an address; empty where nowhere.

    >>> from itu_opplan import Output
    >>> find_below(Output, "kpis"), find_below(Output, "lead"), find_below(Output, "goals")
    ('frameworks.CODE.blocks', 'frameworks.CODE.blocks.results', '')
    """
    level: list[tuple[str, type[attrs.AttrsInstance]]] = [("", cls)] if key in _BELOW else []
    while level:
        level = [
            (join(path, name, "CODE" if is_keyed(kind.of) else ""), kind.of)
            for path, one in level
            for name, kind in kinds(one).items()
            if kind.of is not None and kind.many
        ]
        found = [path for path, one in level if key in kinds(one)]
        if found:
            return next((path for path in found if path.startswith("outputs")), found[0])
    return ""


@functools.cache
def find_beside(cls: type[attrs.AttrsInstance], key: str) -> str:
    """The list of entities of a class beside which a key stands; empty where nowhere.

    >>> from itu_opplan import ExpectedResult
    >>> find_beside(ExpectedResult, "kpis"), find_beside(ExpectedResult, "goals")
    ('results', '')
    """
    held = map(kinds, _classes()) if key in _BELOW else ()
    names = (name for own in held if key in own for name, kind in own.items() if kind.of is cls)
    return next((name for name in names if name != key), "")


def is_key(word: str) -> bool:
    """Whether some entity of a plan has such a key.

    >>> is_key("session"), is_key("sesion")
    (True, False)
    """
    return as_word(word) in _keys()


@functools.cache
def _keys() -> frozenset[str]:
    return frozenset(name for cls in _classes() for name in kinds(cls))


def _classes() -> list[type[attrs.AttrsInstance]]:
    """The class of plans, and those of all entities that a plan has."""
    return [OperationalPlan, *nouns_of(OperationalPlan)]
