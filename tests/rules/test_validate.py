"""`validate`: which rules run, how strictly, in what order, and what comes of it."""

import functools
import itertools
import json
from collections.abc import Iterator
from decimal import Context, DefaultContext, Inexact, InvalidOperation, Overflow, getcontext, localcontext
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    Activity,
    Body,
    Department,
    Event,
    ExpectedResult,
    Finding,
    Heading,
    Mandate,
    Objective,
    OperationalPlan,
    Output,
    Problem,
    Profile,
    Report,
    ResultBlock,
    ResultsFramework,
    Rule,
    Severity,
    UnknownCode,
    bundled,
    change,
    dump,
    dumps,
    loads,
    plain,
    rule,
    validate,
    validate_file,
    validate_text,
)
from itu_opplan.model.measures import BUILT_IN
from itu_opplan.rules import errors
from itu_opplan.rules.catalogue import RULES
from itu_opplan.rules.rule import GROUPS
from tests.result_strategies import plans_of
from tests.small_plans import HEAD, SMALL, small_plan, work_months
from tests.strategies import plans

BY_GROUP = {group: [one.id for one in RULES if one.group == group] for group in GROUPS.values()}


def ran(plan: OperationalPlan | None = None, **choice: Any) -> list[str]:
    """The ids of the rules that run, in their order: each tells so."""
    seen: list[str] = []

    def watched(one: Rule) -> Rule:
        def check(plan: OperationalPlan) -> Iterator[Finding]:
            seen.append(one.id)
            return iter(())

        return attrs.evolve(one, check=check)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("itu_opplan.rules.validating.RULES", tuple(map(watched, RULES)))
        patch.setattr("itu_opplan.rules.validating.errors", lambda plan: ())
        validate(small_plan() if plan is None else plan, **choice)
    return seen


def short(plan: OperationalPlan) -> Iterator[Finding]:
    """The title of the plan is short."""
    yield Finding(path="title", message="is short", section="0", expected="long", actual=plan.title)


# --- which rules run --------------------------------------------------------------------------------------------------

ALL = [one.id for one in RULES]
CHOICES = {
    "nothing said": ({}, ALL),
    "an id": ({"select": "OP301"}, ["OP301"]),
    "a group": ({"select": "dates"}, BY_GROUP["dates"]),
    "a list": ({"select": ["OP901", "OP301"]}, ["OP301", "OP901"]),
    "a tuple of both": ({"select": ("funding", "OP301")}, ["OP301", *BY_GROUP["funding"]]),
    "a set": ({"select": {"OP301"}}, ["OP301"]),
    "an iterator": ({"select": iter(["OP301", "OP302"])}, ["OP301", "OP302"]),
    "an id and its group": ({"select": ["OP701", "dates"]}, BY_GROUP["dates"]),
    "twice": ({"select": ["OP301", "OP301"]}, ["OP301"]),
    "none": ({"select": []}, []),
    "without an id": ({"ignore": "OP301"}, [name for name in ALL if name != "OP301"]),
    "without a group": ({"ignore": "dates"}, [name for name in ALL if not name.startswith("OP7")]),
    "without several": ({"ignore": ["dates", "OP301"]}, [n for n in ALL if not n.startswith("OP7") and n != "OP301"]),
    "without any": ({"ignore": list(GROUPS.values())}, []),
    "a group without an id": ({"select": "dates", "ignore": "OP701"}, BY_GROUP["dates"][1:]),
    "an id without its group": ({"select": "OP701", "ignore": "dates"}, []),
    "none of your own": ({"rules": []}, ALL),
}


@pytest.mark.parametrize(("choice", "ids"), CHOICES.values(), ids=CHOICES)
def test_rules_are_chosen_by_id_and_group(choice: dict[str, Any], ids: list[str]) -> None:
    assert ran(**choice) == ids


def test_the_groups() -> None:
    assert list(BY_GROUP) == [
        *("references", "strategy", "figures", "capacity", "results", "funding", "dates", "numbering", "completeness")
    ]
    assert all(BY_GROUP.values())
    assert list(itertools.chain.from_iterable(BY_GROUP.values())) == ALL


UNKNOWN = {
    "an id": ("op301", ["unknown rule or group 'op301'; known: OP301, "]),
    "a group": ("date", ["unknown rule or group 'date'; known: dates, "]),
    "nothing": ("", ["unknown rule or group ''; known: references, strategy, figures …"]),
    "no text": ([301], ["unknown rule or group 301; known: OP301, "]),
    "one of several": (
        ["dates", "Figures"],
        ["unknown rule or group 'Figures'; known: figures, references, strategy …"],
    ),
    "several": (
        ["date", "OP301", "op302"],
        ["unknown rule or group 'date'; known: dates, ", "unknown rule or group 'op302'; known: OP302, "],
    ),
    "your own where there are none": ("own", ["unknown rule or group 'own'; known: references, strategy, figures …"]),
}


@pytest.mark.parametrize(("name", "said"), UNKNOWN.values(), ids=UNKNOWN)
@pytest.mark.parametrize("key", ["select", "ignore"])
def test_unknown_names_are_refused_with_the_nearest(key: str, name: object, said: list[str]) -> None:
    with pytest.raises(UnknownCode) as caught:
        validate(small_plan(), **{key: name})  # type: ignore[arg-type]
    lines = str(caught.value).splitlines()
    assert [line[: len(start)] for line, start in zip(lines, said, strict=True)] == said


def test_a_misspelt_argument_is_refused() -> None:
    with pytest.raises(TypeError) as caught:
        validate(small_plan(), slect="OP301")  # type: ignore[call-arg]
    said = str(caught.value).partition(". Did you mean")[0]  # what newer Pythons add
    assert said == "validate() got an unexpected keyword argument 'slect'"


# --- rules of your own ------------------------------------------------------------------------------------------------

SHORT = Problem(
    rule="short",
    severity=Severity.WARNING,
    path="title",
    message="is short",
    section="0",
    expected="long",
    actual="Plan",
)


def test_a_bare_function_is_a_rule() -> None:
    assert list(validate(small_plan(), select="short", rules=[short])) == [SHORT]
    assert list(validate(small_plan(), select="own", rules=[short])) == [SHORT]
    assert SHORT in validate(small_plan(), rules=(one for one in [short]))
    assert SHORT not in validate(small_plan(), rules=[short], ignore="short")
    assert SHORT not in validate(small_plan(), rules=[short], ignore="own")
    assert SHORT not in validate(small_plan(), rules=[short], select="dates")


def test_what_has_no_name_is_called_own() -> None:
    (problem,) = validate(small_plan(), select="own", rules=[functools.partial(short)])
    assert problem == attrs.evolve(SHORT, rule="own")


def test_a_rule_made_by_the_decorator_weighs_by_profile() -> None:
    weighing = rule("OWN1", Severity.NOTE, council=Severity.WARNING, published=Severity.ERROR)(short)
    assert isinstance(weighing, Rule)
    assert (weighing.id, weighing.group, weighing.check) == ("OWN1", "own", short)
    for profile, severity in zip(Profile, (Severity.NOTE, Severity.WARNING, Severity.ERROR), strict=True):
        assert weighing.weight(profile) is severity
        (problem,) = validate(small_plan(), select="OWN1", rules=[weighing], profile=profile)
        assert problem == attrs.evolve(SHORT, rule="OWN1", severity=severity)
    assert list(weighing(small_plan())) == [attrs.evolve(SHORT, rule="OWN1", severity=Severity.NOTE)]


WEIGHTS = {
    "one": ({}, "note note note"),
    "more before the council": ({"council": Severity.WARNING}, "note warning warning"),
    "more when published": ({"published": Severity.ERROR}, "note note error"),
    "more and more": ({"council": Severity.WARNING, "published": Severity.ERROR}, "note warning error"),
}


@pytest.mark.parametrize(("more", "weights"), WEIGHTS.values(), ids=WEIGHTS)
def test_what_is_left_out_weighs_as_before(more: dict[str, Severity], weights: str) -> None:
    one = rule("OWN1", Severity.NOTE, **more)(short)
    assert [one.weight(profile).value for profile in Profile] == weights.split()
    assert one == Rule("OWN1", Severity.NOTE, short, **more)


def test_your_own_run_after_the_others() -> None:
    seen: list[str] = []

    def own(plan: OperationalPlan) -> list[Finding]:
        seen.append("own")
        return [Finding(path="title", message="is mine")]

    mine = rule("A1", Severity.ERROR)(own)
    report = validate(small_plan(), rules=[short, mine])
    assert [problem.rule for problem in report if problem.path == "title"] == ["short", "A1"]
    assert seen == ["own"]


def test_an_exception_in_your_own_rule_is_yours() -> None:
    def broken(plan: OperationalPlan) -> Iterator[Finding]:
        yield Finding(path="", message="fine")
        raise ZeroDivisionError("mine")

    def asking(plan: OperationalPlan) -> Iterator[Finding]:
        yield Finding(path="", message="fine")
        plan.output("XX")

    with pytest.raises(ZeroDivisionError, match=r"^mine$"):
        validate(small_plan(), rules=[broken])
    with pytest.raises(UnknownCode, match=r"^unknown output 'XX'; the plan has PP$"):
        validate(small_plan(), select="asking", rules=[asking])
    unsound = small_plan(outputs=[Output(code="PP", title="P", objectives=["9"])])
    assert [problem.message for problem in validate(unsound, select="asking", rules=[asking])] == ["fine"]
    with pytest.raises(ZeroDivisionError, match=r"^mine$"):
        validate(unsound, rules=[broken])


WITHOUT = """
[measures.effort]
dims = []
[departments.SGO]
name = "Office"
[outputs.PP]
title = "Conference"
effort = { 2008 = 5 }
"""


def test_a_rule_that_cannot_look_says_so() -> None:
    """It was left out without a word."""
    report = validate_text(HEAD + WITHOUT)
    found = [one for one in report if one.rule == "OP006"]
    assert [(one.severity, one.path) for one in found] == [(Severity.NOTE, "measures.effort")]
    (all_at_once,) = found
    assert all_at_once.message == (
        "OP403, OP404, OP407, OP408, OP409, OP410, OP411, OP413 did not look: "
        "effort has no dim 'department' in this plan"
    )
    (alone,) = validate_text(HEAD + WITHOUT, select="OP403")
    assert str(alone) == "<text>:8: measures.effort: OP403 did not look: effort has no dim 'department' in this plan"
    assert "OP006" not in validate_text(HEAD + WITHOUT.replace("dims = []", "negative = true"), select="figures").counts


def test_a_rule_that_cannot_look_for_another_reason_says_that() -> None:
    hours = '[measures.staffing]\nunit = "hour"\n[departments.SGO]\nname = "Office"\n'
    hours += 'staffing = [{ grade = "P5", 2008 = 5 }]\n'
    assert not validate_text(HEAD + hours, select="OP401")  # no output asks for work
    hours += '[outputs.PP]\ntitle = "Conference"\neffort = [{ department = "SGO", 2008 = 5 }]\n'
    (problem,) = validate_text(HEAD + hours, select="OP401")
    assert (problem.rule, problem.path) == ("OP006", "measures.staffing")
    assert problem.message == (
        "OP401 did not look: staffing is in hour in this plan, which does not convert to work_month"
    )


@pytest.mark.parametrize("measure", ["effort", "services", "staffing", "posts", "allocations"])
def test_no_rule_needs_a_dim_without_saying_so(measure: str) -> None:
    """Some ended in a KeyError where a measure was declared without a dim."""
    owner = BUILT_IN[measure].owner
    name = "title" if owner == "outputs" else "name"
    unit = BUILT_IN[measure].unit or "page"
    text = f'[measures.{measure}]\ndims = []\nunit = "{unit}"\n[{owner}.A]\n{name} = "a"\n{measure} = {{ 2008 = 5 }}\n'
    report = validate_text(HEAD + text)
    assert report.ok
    assert all(one.rule != "OP006" or f"{measure} has no dim" in one.message for one in report)


@pytest.mark.parametrize("begins", ["OP3", "OP9", "OP301"])
def test_the_group_of_an_id(begins: str) -> None:
    assert Rule(begins, Severity.NOTE, short).group == GROUPS[begins[:3]]


# --- profiles ---------------------------------------------------------------------------------------------------------

OPEN = Output(code="PP", title="P", to_be_completed=["description"])


@pytest.mark.parametrize(
    ("status", "choice", "severity"),
    [
        ("draft", {}, "warning"),
        ("council", {}, "warning"),
        ("published", {}, "error"),
        ("Published", {}, "warning"),
        ("approved", {}, "warning"),
        ("draft", {"profile": "published"}, "error"),
        ("draft", {"profile": Profile.PUBLISHED}, "error"),
        ("published", {"profile": "draft"}, "warning"),
        ("published", {"profile": Profile.COUNCIL}, "warning"),
    ],
)
def test_the_status_of_a_plan_chooses_the_profile(status: str, choice: dict[str, Any], severity: str) -> None:
    (problem,) = validate(small_plan(status=status, outputs=[OPEN]), select="OP901", **choice)
    assert problem.severity is Severity(severity)


@pytest.mark.parametrize("profile", ["final", "", "Draft"])
def test_an_unknown_profile_is_refused(profile: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        validate(small_plan(), profile=profile)
    assert str(caught.value) == f"unknown profile {profile!r}; known: draft, council, published"


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.id)
def test_a_rule_never_weighs_less_from_one_profile_to_the_next(one: Rule) -> None:
    scale = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    weights = [scale.index(one.weight(profile)) for profile in Profile]
    assert weights == sorted(weights)


def test_the_weights_that_change() -> None:
    changing = {one.id: [one.weight(profile).value for profile in Profile] for one in RULES}
    changing = {name: weights for name, weights in changing.items() if len(set(weights)) > 1}
    assert changing["OP901"] == ["warning", "warning", "error"]
    assert changing["OP902"] == ["note", "warning", "warning"]
    assert not {name for name in changing if name.startswith("OP1")}


def test_what_keeps_a_plan_from_being_loaded_depends_on_no_profile() -> None:
    assert errors(small_plan(status="published", outputs=[OPEN])) == ()
    (problem,) = errors(small_plan(status="published", outputs=[Output(code="PP", title="P", goals=["1"])]))
    assert (problem.rule, problem.severity) == ("OP102", Severity.ERROR)
    assert {one.group for one in RULES if one.severity is Severity.ERROR} == {"references"}


# --- the report -------------------------------------------------------------------------------------------------------


def at(*paths: str) -> Rule:
    return rule("OWN1", Severity.NOTE)(lambda plan: [Finding(path=path, message=path) for path in paths])


def test_a_report_stands_in_the_order_of_the_plan() -> None:
    plan = small_plan(
        objectives=[Objective(code="1", title="O")],
        departments=[Department(code="B", name="B", section="1"), Department(code="A", name="A", section="2")],
        outputs=[Output(code="Y", title="Y", section="1"), Output(code="X", title="X", section="2")],
        events=[Event(code="E", title="E")],
        bodies=[Body(code="Z", name="Z")],
    )
    right = [
        "title",
        "objectives.1",
        "outputs",
        "outputs.Y.effort[A, 2008]",
        "outputs.X.frameworks.1.blocks[2].kpis[0]",
        "departments",
        "departments.B.units.U",
        "departments.A",
        "bodies.Z",
        "events.E.first",
        "mandates",
    ]
    assert [problem.path for problem in validate(plan, select="own", rules=[at(*right[::-1])])] == right
    as_found = [
        ["title", "", "outline[0].number", "note"],
        ["outputs.NONE", "outputs", "outputs.NEITHER"],
        ["departments.A.staffing[P5, 2008]", "departments.A", "departments.A[0]"],
    ]
    for paths in as_found:  # all at one place
        assert [problem.path for problem in validate(plan, select="own", rules=[at(*paths)])] == paths


def test_at_one_place_the_rules_stand_in_their_order() -> None:
    report = validate(bundled("gs-2008-2011"), select=["strategy", "completeness"])
    ids = [problem.rule for problem in report if problem.path.startswith("outputs.GMPCS")]
    assert len(ids) > 1
    assert ids == sorted(ids)


def test_a_problem_is_told_once() -> None:
    twice = at("title", "title")
    assert len(validate(small_plan(), select="own", rules=[twice, twice])) == 1
    other = rule("OWN2", Severity.NOTE)(twice.check)
    assert [problem.rule for problem in validate(small_plan(), select="own", rules=[twice, other])] == ["OWN1", "OWN2"]
    report = validate(bundled("gs-2008-2011"))
    assert len({(problem.rule, problem.path, problem.message) for problem in report}) == len(report)


def test_a_report_as_plain_data_goes_through_json_and_back() -> None:
    report = validate(bundled("gs-2008-2011"), profile="council")
    back = json.loads(json.dumps(plain(report)))
    assert back == plain(report)
    for one, problem in zip(back, report, strict=True):
        assert (one["rule"], one["severity"], one["path"], one["section"], one["message"]) == (
            problem.rule,
            problem.severity.value,
            problem.path,
            problem.section,
            problem.message,
        )


def test_a_report_in_html_escapes_what_the_plan_says() -> None:
    plan = small_plan(departments=[Department(code="SGO", name="<b>Office</b>", aliases=["A&B"])])
    html = validate(plan, select="OP807")._repr_html_()
    assert "&lt;b&gt;Office&lt;/b&gt;" in html
    assert "A&amp;B" in html
    assert "<b>Office" not in html


# --- plans that are not sound -----------------------------------------------------------------------------------------


def test_broken_references_do_not_stop_the_other_rules() -> None:
    plan = small_plan(
        departments=[Department(code="SGO", name="Office", aliases=["CEC"])],
        outputs=[
            Output(
                code="PP",
                title="P",
                group="G",
                goals=["9"],
                effort=work_months("department", NOBODY={"2008": 1, "2012": 2}),
            )
        ],
    )
    report = validate(plan)
    assert not report.ok
    assert {"OP101", "OP102", "OP807"} <= set(report.counts)


@st.composite
def broken(draw: st.DrawFn) -> OperationalPlan:
    """Plans by hand whose parts come from several plans, so that codes, labels and periods do not fit together."""
    one = draw(plans() | plans_of())
    other = draw((plans() | plans_of()).filter(lambda plan: not plan.measures))  # whose tables `one` would refuse
    names = [field.name for field in attrs.fields(OperationalPlan) if field.name not in {"measures", "dimensions"}]
    taken = draw(st.lists(st.sampled_from(names), unique=True, max_size=8))
    plan = attrs.evolve(one, **{name: getattr(other, name) for name in taken})
    text = st.sampled_from(["1", "2.1", "II.I.3", "XX", "PP"])
    return attrs.evolve(
        plan,
        outputs=[*plan.outputs, *other.outputs, *one.outputs][:4],
        activities=[
            *plan.activities,
            Activity(code="A1", title="(A)", department="NONE"),
            Activity(code="A3", title="?"),
        ],
        mandates=[*plan.mandates, Mandate(code="M", series="decision", issued_by="Nobody")],
        outline=[Heading(number=draw(text)) for _ in range(draw(st.integers(0, 4)))],
        events=[
            *plan.events,
            Event(code="E", title="E", output="NONE", window=draw(text), period=draw(st.sampled_from([None, "2007"]))),
        ],
        departments=[
            *plan.departments,
            Department(
                code="D",
                name="D",
                successors=["NONE"],
                frameworks=[
                    ResultsFramework(code="T"),
                    ResultsFramework(code="t", blocks=[ResultBlock(results=[ExpectedResult(text="x", lead=["NONE"])])]),
                ],
            ),
        ],
    )


@settings(max_examples=25, deadline=None)
@given(broken(), st.sampled_from(list(Profile)))
def test_no_plan_stops_it(plan: OperationalPlan, profile: Profile) -> None:
    report = validate(plan, profile=profile)
    assert isinstance(report, Report)
    assert report == validate(plan, profile=profile)
    assert len({(problem.rule, problem.path, problem.message) for problem in report}) == len(report)
    assert set(errors(plan)) <= set(validate(plan, profile="draft"))


def test_an_empty_plan_has_next_to_no_problems() -> None:
    plan = OperationalPlan(code="p", title="P", organisation="O", window="2008", periods=["2008"], services=[])
    for profile in Profile:
        assert len(validate(plan, profile=profile)) == 0


# --- what surrounds it ------------------------------------------------------------------------------------------------


def test_the_decimal_context_of_the_caller_does_not_matter() -> None:
    plan = bundled("gs-2008-2011")
    expected = validate(plan)
    with localcontext(Context(prec=1, traps=[Inexact, InvalidOperation, Overflow])) as context:
        report = validate(plan)
        assert getcontext() is context
        assert not context.flags[Inexact]
    assert report == expected
    assert plain(report) == plain(expected)
    kept = DefaultContext.prec, DefaultContext.traps[Inexact]
    try:
        DefaultContext.prec, DefaultContext.traps[Inexact] = 1, True
        assert validate(plan) == expected
    finally:
        DefaultContext.prec, DefaultContext.traps[Inexact] = kept


def test_rules_of_your_own_work_exactly() -> None:
    def precise(plan: OperationalPlan) -> Iterator[Finding]:
        yield Finding(path="", message=str(getcontext().prec))

    with localcontext(Context(prec=1)):
        assert [problem.message for problem in validate(small_plan(), select="own", rules=[precise])] == ["80"]


CHOSEN: list[dict[str, Any]] = [
    {},
    {"select": "completeness"},
    {"ignore": ["figures", "completeness"], "profile": "published"},
    {"select": ["own", "OP901"], "rules": [short], "profile": Profile.PUBLISHED},
]


@pytest.mark.parametrize("choice", CHOSEN)
@pytest.mark.parametrize("name", ["plan.toml", "folder"])
def test_texts_and_files_take_the_same_choice(name: str, choice: dict[str, Any], tmp_path: Path) -> None:
    plan = change(loads(SMALL), {"outputs.PP.to_be_completed": ["description"], "departments.SGO.aliases": ["SG"]})
    dump(plan, tmp_path / name)
    report = validate_file(tmp_path / name, **choice)
    assert report
    assert all(problem.location for problem in report)
    plainly = [attrs.evolve(problem, location=None) for problem in report]
    assert sorted(plainly, key=repr) == sorted(validate(plan, **choice), key=repr)
    if name == "plan.toml":
        assert validate_text(dumps(plan), name=str(tmp_path / name), **choice) == report


def test_texts_refuse_what_validate_refuses() -> None:
    with pytest.raises(UnknownCode, match=r"^unknown profile 'x'; known: draft, council, published$"):
        validate_text(SMALL, profile="x")
    with pytest.raises(UnknownCode, match=r"^unknown rule or group 'x'; known: references, strategy, figures …$"):
        validate_text(SMALL, ignore="x")
    with pytest.raises(TypeError, match=r"^validate_text\(\) got an unexpected keyword argument 'slect'"):
        validate_text(SMALL, slect="x")  # type: ignore[call-arg]


def test_the_status_in_a_text_chooses_the_profile() -> None:
    text = HEAD + '{}\n[outputs.PP]\ntitle = "P"\nto_be_completed = ["description"]\n'
    assert validate_text(text.format("")).ok
    assert validate_text(text.format('status = "council"')).ok
    assert not validate_text(text.format('status = "published"')).ok
    assert validate_text(text.format('status = "published"'), profile="draft").ok


def test_a_slip_in_the_choice_is_refused_whatever_the_text() -> None:
    with pytest.raises(UnknownCode) as refusal:
        validate_text("not a plan", select="figure")
    assert str(refusal.value) == "unknown rule or group 'figure'; known: figures, references, strategy …"
    with pytest.raises(UnknownCode) as refused:
        validate_file("no-such-plan.toml", profile="final")
    assert str(refused.value) == "unknown profile 'final'; known: draft, council, published"


def test_one_rule_of_ones_own_need_not_be_in_a_list() -> None:
    def quiet(plan: OperationalPlan) -> None:
        """Finds nothing, and says so by returning nothing."""

    assert len(validate(small_plan(), select="own", rules=quiet, ignore=None)) == 0
    odd = rule("OWN1", Severity.NOTE)(lambda plan: [Finding(path="title", message="is short")])
    assert [str(one) for one in validate(small_plan(), select="own", rules=odd)] == ["title: is short"]


def test_what_is_no_finding_is_refused_with_the_name_of_the_rule() -> None:
    with pytest.raises(TypeError) as refusal:
        validate(small_plan(), rules=rule("OWN1", Severity.NOTE)(lambda plan: ["x"]))  # type: ignore[list-item]  # the slip
    assert str(refusal.value) == "the rule 'OWN1' must give Findings, got 'x'"


def test_a_path_is_no_plan() -> None:
    with pytest.raises(TypeError) as refusal:
        validate("plan.toml")  # type: ignore[arg-type]  # the slip
    assert (
        str(refusal.value)
        == "validate: plan must be an OperationalPlan, got 'plan.toml'; load reads one from a file, loads from a text"
    )


def test_a_rule_can_validate_other_plans() -> None:
    def look(plan: OperationalPlan) -> Iterator[Finding]:
        for count in range(20):  # of plans that are gone, the next may have the identity
            tables = [ResultsFramework(code=f"T{number}") for number in range(count)]
            found = validate(plan.put(Output(code="NEW", title="New", frameworks=tables)), select="OP507")
            if len(found) != count:
                yield Finding(path="title", message=f"{len(found)} for {count}")

    assert str(validate(small_plan(), select="own", rules=look)) == "no problems"
