"""Results and their context: strategies of small ones, and one plan by hand that uses every class and field."""

import datetime
import functools
from decimal import Decimal
from typing import Any, TypeVar, get_args

import attrs
from hypothesis import strategies as st

from itu_opplan import (
    KPI,
    Achievement,
    Actual,
    Baseline,
    Body,
    Claim,
    Department,
    Event,
    ExpectedResult,
    Funding,
    GradeScale,
    Mandate,
    Measure,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    Period,
    Project,
    Provision,
    Reference,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    StrategicGoal,
    SuccessFactor,
    Table,
    Target,
)
from itu_opplan.model.context import ProvisionKind
from itu_opplan.model.fields import Bound
from itu_opplan.model.keyed import Keyed
from itu_opplan.model.results import Level
from itu_opplan.model.values import Accumulation
from itu_opplan.paths import is_label
from itu_opplan.table.cells import STATE_WORDS, Missing
from tests.small_plans import small_plan
from tests.strategies import (
    codes,
    figures,
    maybe_prose,
    maybe_sections,
    maybe_texts,
    periods,
    prose,
    texts,
    unique_codes,
)

ACTORS, UNITS, MANDATES, PROJECTS, PROVISIONS = ("LEG", "JUR", "BDT"), ("JUR",), ("RES-1", "DEC-5"), ("BLINDS",), ("M",)
"""The codes that drawn results may cite; `plans_of` has all of them."""

Draw = st.DrawFn

dates = st.dates(datetime.date(1000, 1, 1))
signed = figures(digits=15, places=12)
numbers = st.one_of(st.none(), st.sampled_from(["1", "2", "3a", "10"]))
units = st.sampled_from([None, "count", "percent", "CHF", "CHF/year"])
bounds: st.SearchStrategy[Bound | None] = st.sampled_from([None, *get_args(Bound)])
maybe_periods = st.one_of(st.none(), periods())
maybe_dates = st.one_of(st.none(), dates)
states = st.sampled_from([None, "to be completed"])


ValueT = TypeVar("ValueT", Baseline, Target, Actual)


def _some(one: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(one, unique=True, max_size=2)


_mandates = _some(st.sampled_from(MANDATES))
_stated = st.one_of(
    st.fixed_dictionaries({"value": st.one_of(signed, st.sampled_from(STATE_WORDS).map(Missing))}),
    st.fixed_dictionaries({"text": prose}),
)
_measured: dict[str, st.SearchStrategy[Any]] = {
    "stated": _stated,
    "unit": units,
    "bound": bounds,
    "confirmed": st.booleans(),
    "note": maybe_prose,
}
_attributes = st.dictionaries(
    texts.filter(lambda text: is_label(text) and "." not in text),
    st.one_of(texts, signed, st.booleans(), dates),
    max_size=2,
)
_printed = {
    "text": prose,
    "number": numbers,
    "section": maybe_sections,
    "note": maybe_prose,
    "attributes": _attributes,
}

_labels = st.sampled_from([{}, {"perspective": "staff"}, {"item": "F", "source": "regular budget"}])
_measured["dimensions"] = _labels


def _values(cls: type[ValueT], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[ValueT]:
    """Values of a class, each a figure, a missing word or a text."""
    return st.builds(lambda stated, **rest: cls(**stated, **rest), **_measured, **fields)


baselines = _values(Baseline, period=maybe_periods, as_of=maybe_dates)
targets = _values(Target, period=periods())
actuals = _values(Actual, period=maybe_periods, as_of=maybe_dates)


def _apart(values: st.SearchStrategy[ValueT]) -> st.SearchStrategy[list[ValueT]]:
    """Values of a KPI that differ in something else than their unit."""
    names = ("period", "dimensions", "bound", "as_of")
    return st.lists(values, max_size=2, unique_by=lambda one: tuple(getattr(one, name, None) for name in names))


results = st.builds(
    ExpectedResult,
    **_printed,
    level=st.sampled_from([None, *get_args(Level)]),
    lead=_some(st.sampled_from(ACTORS)),
    consulted=_some(st.sampled_from(ACTORS)),
    period=maybe_periods,
    mandates=_mandates,
)
kpis = st.builds(
    KPI,
    **_printed,
    of=_some(texts),
    perspective=st.sampled_from([None, "customer", "financial", "staff", "process"]),
    unit=units,
    direction=st.sampled_from([None, "increase", "decrease"]),
    accumulation=st.sampled_from([None, *get_args(Accumulation)]),
    weight=st.one_of(st.none(), figures(digits=15, places=12, negative=False)),
    baselines=_apart(baselines),
    targets=_apart(targets),
    actuals=_apart(actuals),
    period=maybe_periods,
    printed=st.booleans(),
    mandates=_mandates,
)
achievements = st.builds(
    Achievement, **_printed, of=_some(texts), actuals=st.lists(actuals, max_size=2), mandates=_mandates
)
risks = st.builds(RiskFactor, **_printed)
success_factors = st.builds(SuccessFactor, **_printed)

blocks = st.builds(
    ResultBlock,
    group=maybe_texts,
    number=numbers,
    title=maybe_texts,
    unit=st.sampled_from([None, *UNITS]),
    state=states,
    results=st.lists(results, max_size=2),
    kpis=st.lists(kpis, max_size=2),
    achievements=st.lists(achievements, max_size=1),
    risks=st.lists(risks, max_size=1),
    success_factors=st.lists(success_factors, max_size=1),
    projects=_some(st.sampled_from(PROJECTS)),
    note=maybe_prose,
)


@functools.cache
def frameworks_of(code: str) -> st.SearchStrategy[ResultsFramework]:
    """Frameworks with this code."""
    return st.builds(
        ResultsFramework,
        code=st.just(code),
        section=maybe_sections,
        title=maybe_texts,
        phase=st.sampled_from([None, "implementation", "planned"]),
        as_of=maybe_dates,
        periods=st.lists(periods(), unique=True, max_size=2),
        state=states,
        risks=st.lists(risks, max_size=1),
        success_factors=st.lists(success_factors, max_size=1),
        mandates=_mandates,
        note=maybe_prose,
        blocks=st.lists(blocks, max_size=2),
    )


@st.composite
def frameworks(draw: Draw) -> list[ResultsFramework]:
    """The frameworks of one owner; a row of the last takes its KPIs from the first."""
    found = [draw(frameworks_of(code)) for code in draw(unique_codes(max_size=2))]
    if len(found) == 2 and draw(st.booleans()):
        row = ResultBlock(kpis_from=Reference(framework=found[0].code), note=draw(maybe_prose))
        found[1] = attrs.evolve(found[1], blocks=(*found[1].blocks, row))
    return found


_funding = st.builds(
    Funding,
    source=st.sampled_from(["regular budget", "cost recovery", "unfunded mandated activity"]),
    period=maybe_periods,
    provision=st.sampled_from([None, *PROVISIONS]),
    section=maybe_sections,
    note=maybe_prose,
)


@st.composite
def plans_of(draw: Draw) -> OperationalPlan:
    """Small plans without errors, of results and their context only."""
    return small_plan(
        goals=[StrategicGoal(code="1", title="Growth", frameworks=draw(frameworks()))],
        objectives=[
            Objective(
                code="1",
                title="Access",
                goals=["1"],
                risks=draw(st.lists(risks, max_size=1)),
                success_factors=draw(st.lists(success_factors, max_size=1)),
                to_be_completed=draw(st.lists(st.sampled_from(["kpis", "risks"]), max_size=1)),
                frameworks=draw(frameworks()),
            )
        ],
        departments=[
            Department(
                code="LEG",
                name="Legal",
                mandates=draw(_mandates),
                frameworks=draw(frameworks()),
                units=[OrgUnit(code="JUR", name="Legal Affairs", frameworks=draw(frameworks()))],
            )
        ],
        bodies=[Body(code="BDT", name="Bureau")],
        outputs=[
            Output(
                code="PP",
                title="Conference",
                mandates=draw(_mandates),
                funding=draw(st.lists(_funding, max_size=2)),
                risks=draw(st.lists(risks, max_size=1)),
                success_factors=draw(st.lists(success_factors, max_size=1)),
                frameworks=draw(frameworks()),
            )
        ],
        mandates=[
            Mandate(
                code=code,
                series=draw(st.sampled_from(["resolution", "decision", "article", "provision", "rules"])),
                issued_by=draw(texts),
                number=draw(numbers),
                title=draw(maybe_texts),
                section=draw(maybe_sections),
            )
            for code in MANDATES
        ],
        projects=[
            Project(
                code=code,
                title=draw(texts),
                output=draw(st.sampled_from([None, "PP"])),
                start=draw(maybe_periods),
                financed=draw(st.sampled_from([None, False, True])),
                result=draw(maybe_texts),
            )
            for code in PROJECTS
        ],
        provisions=[
            Provision(
                code=code,
                title=draw(texts),
                kind=draw(st.sampled_from([None, *get_args(ProvisionKind)])),
                amount=draw(st.one_of(st.none(), figures(digits=15, places=12, negative=False))),
                unit=draw(units),
                bound=draw(bounds),
                confirmed=draw(st.booleans()),
                period=draw(maybe_periods),
                mandates=draw(_mandates),
            )
            for code in PROVISIONS
        ],
        events=[
            Event(
                code=code,
                title=draw(texts),
                output=draw(st.sampled_from([None, "PP"])),
                place=draw(maybe_texts),
                first=draw(maybe_dates),
                last=draw(maybe_dates),
                window=draw(maybe_texts),
                period=draw(maybe_periods),
                closing=draw(maybe_periods),
                proposed=draw(st.booleans()),
                mandates=draw(_mandates),
            )
            for code in draw(unique_codes(max_size=1))
        ],
        claims=[
            Claim(
                code=draw(codes),
                text=draw(texts),
                operation=draw(st.sampled_from(["sum", "count", "change", "quarter_of"])),
                stated=draw(signed),
                unit=draw(units),
                bound=draw(bounds),
                terms=draw(st.lists(texts, min_size=1, max_size=3)),
            )
        ],
    )


EntityT = TypeVar("EntityT")


def _with_attributes(value: EntityT) -> EntityT:
    """The entity, and all below it, with a label and an attribute of each type, where its class has them."""
    if isinstance(value, tuple):
        return tuple(map(_with_attributes, value))  # type: ignore[return-value]  # of the same entities
    if not attrs.has(type(value)) or type(value) in (GradeScale, Keyed, Measure, Period, Table):
        return value
    names = [field.name for field in attrs.fields(type(value)) if field.init]
    values: dict[str, object] = {name: _with_attributes(getattr(value, name)) for name in names}
    if "label" in names:
        values["label"] = "1.1"
    if "attributes" in names:
        values["attributes"] = {"place": "Geneva", "people": 3, "since": datetime.date(2010, 1, 1), "open": True}
    return attrs.evolve(value, **values)  # type: ignore[type-var,misc]  # it is an entity


def full_plan() -> OperationalPlan:
    """A plan by hand in which every field of results and context differs from its default somewhere."""
    return _with_attributes(_full_plan())


def _full_plan() -> OperationalPlan:
    day = datetime.date(2007, 5, 31)
    works = Measure(code="works", of="projects", dims=[], unit="CHF")
    so_far = ResultsFramework(
        code="2006-2007",
        section="II.1.5",
        title="2006-2007 implementation",
        phase="implementation",
        as_of=day,
        periods=["2006-2007"],
        announced=["2006", "2007"],
        mandates=["RES-1"],
        note="first table",
        risks=[RiskFactor(text="Late contributions", number="R1", section="II.1.5c", note="a risk of all")],
        success_factors=[SuccessFactor(text="Good reports", number="S1", section="II.1.5d", note="of all")],
        blocks=[
            ResultBlock(
                results=[
                    ExpectedResult(
                        text="adopt policies",
                        number="1",
                        code="R1",
                        level="outcome",
                        lead=["SGO", "JUR"],
                        mandates=["RES-1"],
                    ),
                    ExpectedResult(
                        text="report",
                        number="2a",
                        lead=["BDT"],
                        consulted=["CEC"],
                        period="2007",
                        section="II.1.5b",
                        note="printed twice",
                    ),
                ],
                kpis=[
                    KPI(
                        text="members",
                        number="1",
                        code="I1",
                        of=["1", "2a"],
                        perspective="customer",
                        unit="count",
                        direction="increase",
                        accumulation="cumulative",
                        weight="2.5",
                        baselines=[
                            Baseline(
                                value="100.50",
                                dimensions={"item": "men"},
                                unit="count",
                                bound="about",
                                confirmed=False,
                                period="2005",
                                as_of=datetime.date(2005, 12, 31),
                                note="of 2005",
                            ),
                            Baseline(text="not counted", period="2004"),
                        ],
                        targets=[
                            Target(
                                period="2006-2007",
                                value=200,
                                dimensions={"item": "men"},
                                unit="count",
                                bound="at least",
                                confirmed=False,
                                note="t",
                            ),
                            Target(period="2006", text="a list of members"),
                        ],
                        actuals=[
                            Actual(period="2006", value=-3),
                            Actual(period="2007", value="to be completed"),
                            Actual(period="2005", text="a draft list"),
                            Actual(value=150, unit="count", bound="at most", confirmed=False, as_of=day, note="a"),
                            Actual(value=1, dimensions={"item": "men", "perspective": "staff"}),
                        ],
                        period="2006-2007",
                        mandates=["DEC-5"],
                        section="II.1.5b",
                        note="a KPI",
                    ),
                    KPI(text="expenditure", perspective="financial"),
                ],
                achievements=[
                    Achievement(
                        text="62 resolutions",
                        number="1",
                        of=["1"],
                        actuals=[Actual(value=62, unit="count")],
                        mandates=["RES-1"],
                        section="II.1.5b",
                        note="an achievement",
                    )
                ],
                risks=[RiskFactor(text="No quorum", number="1")],
                success_factors=[SuccessFactor(text="Early papers")],
            ),
            ResultBlock(
                number="3",
                results=[ExpectedResult(text="elect")],
                undivided=True,
                kpis=[KPI(text="elections held", printed=False)],
            ),
        ],
    )
    to_come = ResultsFramework(
        code="2008-2011",
        section="II.1.6",
        phase="planned",
        periods=["2008", "2009-2011"],
        state="to be completed",
        blocks=[
            ResultBlock(
                group="Policy",
                number="4",
                title="Next conference",
                state="to be completed",
                results_from=Reference(framework="2006-2007"),
                kpis_from=Reference(framework="2006-2007", items="1,3"),
                risks_from=Reference(framework="2008", owner="departments.SGO.units.JUR"),
                projects=["BLINDS"],
                note="as above",
            ),
            ResultBlock(results=[ExpectedResult(text="prepare", period="2010", lead=["CEC"])]),
        ],
    )
    of_the_unit = ResultsFramework(
        code="2008",
        periods=["2008"],
        blocks=[
            ResultBlock(
                unit="JUR",
                results=[ExpectedResult(text="give advice")],
                risks=[RiskFactor(text="Loss of expertise")],
            )
        ],
    )
    of_the_department = ResultsFramework(
        code="2007",
        section="III.1.3",
        periods=["2007"],
        blocks=[
            ResultBlock(results=[ExpectedResult(text="run the office")]),
            ResultBlock(unit="JUR", kpis=[KPI(text="opinions")]),
        ],
    )
    return small_plan(
        departments=[
            Department(
                code="SGO",
                name="Office",
                section="III.1",
                aliases=["Cabinet"],
                mandates=["RES-1"],
                elsewhere=["risks"],
                units=[
                    OrgUnit(
                        code="JUR",
                        name="Legal Affairs",
                        section="III.1.1a",
                        aliases=["Lawyers"],
                        mandates=["DEC-5"],
                        frameworks=[of_the_unit],
                        to_be_completed=["funding"],
                    )
                ],
                frameworks=[of_the_department],
            ),
            Department(code="CEC", name="Coordination"),
        ],
        bodies=[Body(code="BDT", name="Development Bureau", aliases=["D"])],
        outputs=[
            Output(
                code="PP",
                title="Conference",
                section="II.1",
                mandates=["RES-1", "DEC-5"],
                funding=[
                    Funding(source="unfunded mandated activity"),
                    Funding(
                        source="voluntary contribution",
                        period="2008-2011",
                        provision="M",
                        section="II.1.7",
                        note="in part",
                    ),
                ],
                risks=[RiskFactor(text="No host country")],
                success_factors=[SuccessFactor(text="A host country")],
                to_be_completed=["description"],
                elsewhere=["volumes"],
                frameworks=[so_far, to_come],
            )
        ],
        mandates=[
            Mandate(
                code="RES-1",
                series="resolution",
                issued_by="PP",
                number="1",
                session="Antalya, 2006",
                title="Rules",
                section="II.1.5",
                aliases=["Res. 1 (PP-06)"],
                note="revised",
            ),
            Mandate(code="DEC-5", series="decision", issued_by="PP"),
        ],
        provisions=[
            Provision(
                code="M",
                title="A forum",
                kind="set aside",
                amount=Decimal("1490000.00"),
                unit="CHF",
                bound="at most",
                confirmed=False,
                period="2008-2011",
                mandates=["DEC-5"],
                section="II.1.7",
                note="set aside",
            )
        ],
        measures=[works],
        projects=[
            Project(
                code="BLINDS",
                title="Window blinds",
                output="PP",
                start="2009-2011",
                financed=False,
                result="shade",
                figures={"works": works.table({"2009-2011": 90})},
                section="II.7",
                note="Tower",
            )
        ],
        events=[
            Event(
                code="PP-10",
                title="PP-10",
                output="PP",
                place="Veracruz",
                first=datetime.date(2010, 10, 4),
                last=datetime.date(2010, 10, 22),
                window="4Q 2010",
                period="2010",
                closing="2011",
                proposed=True,
                mandates=["RES-1"],
                section="II.1.2",
                aliases=["the conference"],
                note="likely",
            )
        ],
        claims=[
            Claim(
                code="SUM",
                text="both",
                operation="sum",
                stated="2.50",
                unit="count",
                bound="about",
                terms=["1.25", "1.25"],
                section="II.1.4",
                note="worked out",
            )
        ],
    )
