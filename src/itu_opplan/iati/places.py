"""Which field of a plan stands where in a file of IATI, and why all others stand nowhere.

This is the whole of it: what is not in `PLACES` is not written, and what is not written is told with a reason.
"""

from collections.abc import Mapping

from ..model.kpis import KPI
from ..model.measures import Measure
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..model.results import ExpectedResult, ResultBlock, ResultsFramework
from ..model.strategy import Objective, StrategicGoal
from ..model.values import Actual, Baseline, Target
from ..units import is_money

__all__ = ["PLACES", "why_no_entity", "why_no_field", "why_no_figures"]

_TAG: Mapping[str, str] = {"code": "tag/@code", "title": "tag/narrative"}
_ACTIVITY, _RESULT, _INDICATOR = "iati-activity", "result", "result/indicator"
_PERIOD = f"{_INDICATOR}/period"

PLACES: Mapping[type, Mapping[str, str]] = {
    OperationalPlan: {
        "code": "iati-identifier",
        "organisation": "reporting-org, participating-org",
        "window": "activity-date",
        "language": f"{_ACTIVITY}/@xml:lang",
        "currency": f"{_ACTIVITY}/@default-currency",
        "year_begins": "the days of all periods",
    },
    StrategicGoal: _TAG,
    Objective: _TAG,
    Output: {
        "code": "iati-identifier, other-identifier",
        "title": "title",
        "description": "description",
        "parent": f"related-activity, {_ACTIVITY}/@hierarchy",
        "goals": "tag",
        "objectives": "tag",
    },
    ResultsFramework: {
        "title": f"{_RESULT}/title, where nothing below it has words for it",
        "periods": f"{_PERIOD}, where a KPI has none",
        "as_of": f"{_PERIOD}, of an actual without a time, where the table has no periods",
    },
    ResultBlock: {"group": f"{_RESULT}/title, without results and title", "title": f"{_RESULT}/title"},
    ExpectedResult: {
        "text": f"{_RESULT}/title; below a heading {_RESULT}/description",
        "code": f"{_RESULT}/reference, of one that is a result by itself, where no KPI of it has a code",
        "level": f"{_RESULT}/@type",
    },
    KPI: {
        "text": f"{_INDICATOR}/title",
        "code": f"{_INDICATOR}/reference",
        "of": f"{_RESULT}, where all KPIs of a row name the results that are theirs alone",
        "unit": f"{_INDICATOR}/@measure: percent or count",
        "direction": f"{_INDICATOR}/@ascending",
        "period": f"{_PERIOD}, where its values have none",
    },
    Baseline: {
        "value": f"{_INDICATOR}/baseline/@value",
        "text": f"{_INDICATOR}/baseline/comment, of KPIs without figures",
        "note": f"{_INDICATOR}/baseline/comment",
        "dimensions": f"{_INDICATOR}/baseline/dimension",
        "unit": f"{_INDICATOR}/@measure: percent or count",
        "period": f"{_INDICATOR}/baseline/@year",
        "as_of": f"{_INDICATOR}/baseline/@year, @iso-date",
    },
    Target: {
        "value": f"{_PERIOD}/target/@value",
        "text": f"{_PERIOD}/target/comment, of KPIs without figures",
        "note": f"{_PERIOD}/target/comment",
        "dimensions": f"{_PERIOD}/target/dimension",
        "unit": f"{_INDICATOR}/@measure: percent or count",
        "period": f"{_PERIOD}/period-start, period-end",
    },
    Actual: {
        "value": f"{_PERIOD}/actual/@value",
        "text": f"{_PERIOD}/actual/comment, of KPIs without figures",
        "note": f"{_PERIOD}/actual/comment",
        "dimensions": f"{_PERIOD}/actual/dimension",
        "unit": f"{_INDICATOR}/@measure: percent or count",
        "period": f"{_PERIOD}/period-start, period-end",
        "as_of": f"{_PERIOD}/period-start, period-end, of actuals in no other period",
    },
}
"""Where the fields of each class stand, as a path below `iati-activity`."""

_OUTSIDE = "only outputs are activities"
_NOTHING = "no place in IATI is known for it"
_OWN_TIME = "IATI has periods of indicators only, and these have theirs"
_MONEY = "an IATI budget has a value date, which no plan states"
_FIGURES = "IATI has figures of money and of indicators only"
_IN_PLACE: Mapping[tuple[type, str], str] = {
    (OperationalPlan, "title"): "IATI has activities, and not the document they are from",
    (OperationalPlan, "status"): "IATI has the status of activities, which is another",
    (OperationalPlan, "entity"): "IATI has the organisation, and not a part of it",
    (OperationalPlan, "periods"): "the tables with these columns are not written",
    (OperationalPlan, "dimensions"): "lists; labels are written where figures cite them",
    (OperationalPlan, "language"): "no code of a language, such as en",
    (KPI, "unit"): "IATI has percent and count only; say it in the text",
    (KPI, "of"): "an indicator is of all results of its row",
    (KPI, "period"): _OWN_TIME,
    (KPI, "accumulation"): "IATI does not add up parts of a period",
    (ExpectedResult, "level"): "one row has several levels, and is one result of IATI",
    (ExpectedResult, "code"): "IATI has one code of a result, or those of its indicators",
    (ExpectedResult, "period"): "IATI has periods of indicators, and none of results",
    (ResultBlock, "group"): "the row has words of its own for a title",
    (ResultsFramework, "title"): "the rows have words of their own for titles",
    (ResultsFramework, "periods"): _OWN_TIME,
    (ResultsFramework, "as_of"): _OWN_TIME,
    (Actual, "as_of"): "it stands in its period, in which IATI has no days",
    (Baseline, "period"): "IATI has one year of a baseline, which is that of its day",
}
"""Why a field of something that is written is not, by class and field."""
_OF_VALUES: Mapping[str, str] = {
    "unit": "IATI has percent and count only",
    "bound": "the figure is there as if it were exact",
    "confirmed": "the figure is there as if it were confirmed",
}
_NAMED: Mapping[str, str] = {
    "section": "IATI has no numbers of sections",
    "number": "IATI has no printed numbers",
    "label": "IATI has the code in its place",
    "note": "IATI has no notes, but comments on values",
    "attributes": "IATI cannot know what the plan means by its own names",
    "printed": "a KPI that the plan does not print is an indicator, too",
    "projects": _OUTSIDE,
    "mandates": "IATI has no mandates",
    "lead": "IATI has organisations, and not who answers in one",
    "consulted": "IATI has organisations, and not who answers in one",
    "results_from": "it cites another table, which is not repeated here",
    "kpis_from": "it cites another table, which is not repeated here",
    "risks_from": "it cites another table, which is not repeated here",
}
"""Likewise, by the name of the field, in every class."""
_HELD: Mapping[str, str] = {
    "frameworks": "none of its rows is a result of IATI",
    "blocks": "it has no KPI, and a result of IATI has an indicator",
    "results": "no KPI is its own, and a result of IATI has an indicator",
    "achievements": "IATI has what was reached only as values of indicators",
    "risks": "IATI has no risks",
    "success_factors": "IATI has no success factors",
    "funding": "IATI has organisations that fund, and not kinds of funds",
    "groups": "IATI has no headings over activities",
    "outline": "IATI has no headings of a document",
    "measures": "the tables that it is about are not written",
    "mandates": "IATI has no mandates",
    "claims": "IATI has no sentences of a document",
    "provisions": "IATI has money of activities only",
    "goals": "no output is linked to it",
    "objectives": "no output is linked to it",
}
"""Why nothing of an entity is written, by the field that holds it."""


def why_no_field(cls: type, name: str) -> str:
    """Why a field of something of which other fields are written is not."""
    of_values = _OF_VALUES.get(name) if cls in (Baseline, Target, Actual) else None
    return _IN_PLACE.get((cls, name)) or of_values or _NAMED.get(name, _NOTHING)


def why_no_figures(measure: Measure) -> str:
    """Why a table of a measure, and what is printed beside it, is not written."""
    return _MONEY if is_money(measure.shape.unit or "") else _FIGURES


def why_no_entity(collection: str, name: str, above: str | None) -> str:
    """Why nothing of an entity is written.

    Args:
        collection: the field of the plan in which it, or what has it, stands.
        name: the field that holds it.
        above: why nothing is written of what has it; None where something is.
    """
    own = _HELD.get(name) if collection in (name, "outputs") else None
    return own or above or (_NOTHING if collection == "outputs" else _OUTSIDE)
