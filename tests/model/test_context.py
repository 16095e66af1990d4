"""Mandates, provisions, funding, events, projects and claims by hand: what the constructors refuse and keep."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest

from itu_opplan import (
    KPI,
    Claim,
    Event,
    Funding,
    Mandate,
    Output,
    Period,
    Project,
    Provision,
    ResultBlock,
    ResultsFramework,
    validate,
)
from tests.helpers import complaints
from tests.small_plans import small_plan

CODE = "must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got"
DATE = "must be a date such as 2007-05-31, got"
LABEL = "must be a label of 1 to 64 characters without '[', ']', ',', got"

REFUSED: dict[str, tuple[Callable[..., object], dict[str, object], list[str]]] = {
    "mandate": (
        Mandate,
        {"code": "Res. 140", "series": "Reso,lution", "issued_by": "", "number": 140, "aliases": "RES 140"},
        [
            f"Mandate.code: {CODE} 'Res. 140'; write a code such as 'Res-140', with label = 'Res. 140'",
            f"Mandate.series: {LABEL} 'Reso,lution'",
            "Mandate.issued_by: must be text, got ''",
            "Mandate.number: must be text, got 140",
            "Mandate.aliases: must be a list of texts, got 'RES 140'",
        ],
    ),
    "provision": (
        Provision,
        {"code": "M", "title": "m", "amount": 1.5, "unit": "", "bound": "<", "confirmed": None, "period": 2008},
        [
            "Provision.amount: a float is not exact, got 1.5; write Decimal('1.5')",
            "Provision.unit: '' is not a unit; write a name like 'work_month', or names with '*' or '/' between",
            "Provision.bound: must be one of 'at least', 'at most', 'about', got '<'",
            "Provision.confirmed: must be true or false, got nothing",
            "Provision.period: a period is text, write '2008', got 2008",
        ],
    ),
    "provision of too much": (
        Provision,
        {"code": "M", "title": "m", "amount": 10**15},
        ["Provision.amount: must have at most 15 digits before the point and 12 after, got '1000000000000000'"],
    ),
    "funding": (
        Funding,
        {"source": 5, "period": "08", "provision": "a b"},
        [
            f"Funding.source: {LABEL} 5",
            "Funding.period: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got '08'",
            f"Funding.provision: {CODE} 'a b'",
        ],
    ),
    "funding of an output": (
        Output,
        {"code": "A", "title": "a", "funding": ["regular budget"]},
        ["Output.funding[0]: must be of type Funding, got 'regular budget'"],
    ),
    "event": (
        Event,
        {"code": "E", "title": "e", "first": "2009-05-25", "last": datetime.datetime(2009, 5, 27), "proposed": "yes"},
        [
            f"Event.first: {DATE} '2009-05-25'",
            f"Event.last: {DATE} 2009-05-27 00:00:00",
            "Event.proposed: must be true or false, got 'yes'",
        ],
    ),
    "event of a quarter": (
        Event,
        {"code": "E", "title": "e", "period": "1Q 2009"},
        ["Event.period: write this period as 2009-Q1, got '1Q 2009'"],
    ),
    "project": (
        Project,
        {"code": "P", "title": "p", "financed": "no", "start": "soon", "output": 5},
        [
            f"Project.output: {CODE} 5",
            "Project.start: must be a period such as 2008, 2009-2011, 2025/26 or 2008-Q3, got 'soon'",
            "Project.financed: must be true or false, got 'no'",
        ],
    ),
    "claim": (
        Claim,
        {"code": "C", "text": "c", "operation": "average", "stated": "a lot", "terms": "1, 2"},
        [
            "Claim.operation: must be one of 'sum', 'difference', 'product', 'ratio', 'change', 'count', "
            "'quarter_of', got 'average'",
            "Claim.stated: must be a number, got 'a lot'",
            "Claim.terms: must be a list of texts, got '1, 2'",
        ],
    ),
    "claim without terms": (
        Claim,
        {"code": "C", "text": "c", "operation": "count", "stated": 0, "terms": []},
        ["Claim.terms: must not be empty"],
    ),
    "terms of a claim": (
        Claim,
        {"code": "C", "text": "c", "operation": "sum", "stated": 1, "terms": [1, ""]},
        ["Claim.terms[0]: must be text, got 1", "Claim.terms[1]: must be text, got ''"],
    ),
}


@pytest.mark.parametrize(("cls", "fields", "said"), REFUSED.values(), ids=REFUSED)
def test_impossible_values_are_refused(cls: Callable[..., object], fields: dict[str, object], said: list[str]) -> None:
    assert complaints(lambda: cls(**fields)) == said


def test_what_is_given_is_kept_as_values() -> None:
    provision = Provision(code="M", title="m", amount="1490000.00", period="2008-2011")
    assert (str(provision.amount), provision.period) == ("1490000.00", Period(2008, 2011))
    assert Provision(code="M", title="m").amount is None
    assert [Project(code="P", title="p", financed=flag).financed for flag in (None, False, True)] == [None, False, True]


def test_the_same_term_may_stand_in_a_claim_twice() -> None:
    claim = Claim(code="C", text="c", operation="sum", stated=2, terms=["1", "1"])
    assert (claim.terms, claim.stated) == (("1", "1"), Decimal(2))


def test_words_of_dimensions_are_any_labels_until_a_plan_has_them() -> None:
    mandate = Mandate(code="M", series="Ordinance", issued_by="PP")
    output = Output(
        code="PP",
        title="p",
        funding=[Funding(source="budget")],
        frameworks=[ResultsFramework(code="F", blocks=[ResultBlock(kpis=[KPI(text="k", perspective="learning")])])],
    )
    fields: dict[str, object] = {"mandates": [mandate], "outputs": [output]}
    assert [(problem.rule, str(problem)) for problem in validate(small_plan(**fields)).errors] == [
        (
            "OP102",
            "outputs.PP.funding[0].source: unknown source 'budget'; "
            "unless [dimensions] lists others, there are regular budget, extra-budgetary, cost recovery …",
        ),
        (
            "OP107",
            "outputs.PP.frameworks.F.blocks[0].kpis[0].perspective: unknown perspective 'learning'; "
            "unless [dimensions] lists others, there are customer, financial, staff …",
        ),
        (
            "OP102",
            "mandates.M.series: unknown series 'Ordinance'; "
            "unless [dimensions] lists others, there are resolution, decision, article …",
        ),
    ]
    own = {"source": ["budget"], "perspective": ["learning"], "series": ["Ordinance"]}
    assert validate(small_plan(**fields, dimensions=own)).ok
