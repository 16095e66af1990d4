"""Accepted findings: what is let stand is counted apart, what no longer occurs or has changed is told; their files."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itu_opplan import (
    Acceptance,
    Accepted,
    Finding,
    FormatError,
    InvalidPlan,
    OperationalPlan,
    Report,
    Severity,
    accept,
    bundled,
    change,
    dump,
    dumps_accepted,
    load_accepted,
    loads,
    loads_accepted,
    rule,
    validate,
    validate_file,
    validate_text,
)
from tests import strategies
from tests.helpers import complaints, refusal
from tests.result_strategies import plans_of
from tests.small_plans import HEAD, small_plan

PLAN = bundled("gs-2008-2011")
FOUND = validate(PLAN, select="OP402")
ACCEPTED = accept(FOUND, reason="posts were vacant")
P3, G5 = "OP402 departments.TLC.staffing[P3, 2007]", "OP402 departments.TLC.staffing[G5, 2007]"
G5_AT = "departments.TLC.staffing[G5, 2007]"


def test_what_is_accepted_is_apart() -> None:
    report = validate(PLAN, select=["OP401", "OP402"], accepted=ACCEPTED)
    assert (len(report), report.counts, report.gone, report.reopened) == (1, {"OP401": 1}, (), ())
    assert str(report).splitlines()[-1] == "1 problem: 1 warning; 2 accepted"
    assert repr(report) == "<Report: 1 problem: 1 warning; 2 accepted>"
    assert str(report.accepted).splitlines() == [
        "departments.TLC",
        "  note OP402: departments.TLC.staffing[P3, 2007]: 4 posts make 48 work-months; it has 42, 6 too few (III.4.2)"
        "; accepted: posts were vacant",
        "  note OP402: departments.TLC.staffing[G5, 2007]: 3 posts make 36 work-months; it has 33, 3 too few (III.4.2)"
        "; accepted: posts were vacant",
        "2 problems: 2 notes",
    ]
    assert report.accepted.to_frame("polars")["reason"].to_list() == ["posts were vacant"] * 2
    assert "<br>" in report.accepted.to_html()
    assert "; accepted: posts were vacant" in report.accepted.to_html()
    assert "| posts were vacant |" in report.accepted.to_markdown()


def test_where_and_slices_keep_what_they_speak_of() -> None:
    report = validate(change(PLAN, {G5_AT: 35}), select=["OP401", "OP402"], accepted=ACCEPTED)
    assert [len(report.where(department=code).accepted) for code in ("TLC", "SPU")] == [1, 0]
    assert [report.where(department=code).reopened for code in ("TLC", "SPU")] == [(G5,), ()]
    assert str(report[:1]).splitlines()[-1] == "1 problem: 1 warning"


def test_other_figures_are_open_again() -> None:
    report = validate(change(PLAN, {G5_AT: 35}), select="OP402", accepted=ACCEPTED)
    assert [problem.key for problem in report] == [G5]
    assert str(report).splitlines()[-2:] == [
        "1 problem: 1 note; 1 accepted",
        f"1 accepted problem is open again, with other figures or as an error: {G5}",
    ]
    again = accept(report, reason="one more was filled", accepted=ACCEPTED)
    assert [(one.reason, one.actual) for one in again] == [("one more was filled", "35"), ("posts were vacant", "42")]
    assert str(validate(change(PLAN, {G5_AT: "35.0"}), select="OP402", accepted=again)) == "no problems; 2 accepted"


def test_figures_in_a_file_may_end_with_zeros_as_people_write_them() -> None:
    text = dumps_accepted(ACCEPTED).replace('actual = "33"', 'actual = "33.0"')
    assert text != dumps_accepted(ACCEPTED)
    assert str(validate(PLAN, select="OP402", accepted=loads_accepted(text))) == "no problems; 2 accepted"


def test_other_words_and_longer_lists_are_not() -> None:
    texts = ["a"]

    def wordy(plan: OperationalPlan) -> Iterator[Finding]:
        yield Finding(path="outputs.PP", message=f"has {texts}", expected=len(texts), actual=texts)

    accepted = accept(validate(small_plan(), select="own", rules=[wordy]), reason="so be it")
    assert [(one.key, one.found, one.expected, one.actual) for one in accepted] == [
        ("wordy outputs.PP", "has ['a']", None, None)
    ]
    texts.append("b")
    assert str(validate(small_plan(), select="own", rules=[wordy], accepted=accepted)) == "no problems; 1 accepted"


def test_what_no_longer_occurs_is_told_of_rules_that_looked() -> None:
    mended = change(PLAN, {G5_AT: 36})
    report = validate(mended, accepted=ACCEPTED)
    assert report.gone == (G5,)
    assert str(report).splitlines()[-1] == f"1 accepted problem no longer occurs: {G5}"
    assert validate(mended, select="OP401", accepted=ACCEPTED).gone == ()
    assert validate(mended, ignore="OP402", accepted=ACCEPTED).gone == ()
    assert validate(mended, select="OP402", accepted=ACCEPTED.without(report.gone)).gone == ()
    none = validate(change(mended, {"departments.TLC.staffing[P3, 2007]": 48}), select="OP402", accepted=ACCEPTED)
    assert str(none) == f"no problems\n2 accepted problems no longer occur: {G5}; {P3}"


def test_of_a_rule_that_could_not_look_nothing_is_told() -> None:
    plan = loads(HEAD + '[measures.effort]\ndims = []\n[outputs.PP]\ntitle = "PP"\neffort = { 2008 = 1 }\n')
    keys = ["OP403 departments.A: after", "OP902 outputs.PP"]
    accepted = Accepted(code="a", title="A", accepted=[Acceptance(key=key, reason="r") for key in keys])
    report = validate(plan, select=["OP403", "OP902"], accepted=accepted)
    assert (list(report.counts), report.gone) == (["OP006"], ("OP902 outputs.PP",))


def test_many_are_told_in_short() -> None:
    keys = [f"OP402 departments.X{number:02}" for number in range(12)]
    accepted = Accepted(code="a", title="A", accepted=[Acceptance(key=key, reason="r") for key in keys])
    report = validate(PLAN, select="OP402", accepted=accepted)
    assert len(report.gone) == 12
    assert str(report).endswith(f"12 accepted problems no longer occur: {'; '.join(keys[:9])}; and 3 more")


def test_errors_are_not_accepted() -> None:
    weighing = rule("OWN1", Severity.NOTE, published=Severity.ERROR)(
        lambda plan: [Finding(path="title", message="is odd")]
    )
    draft = validate(small_plan(), select="own", rules=weighing)
    published = validate(small_plan(), select="own", rules=weighing, profile="published")
    assert refusal(InvalidPlan, lambda: accept(published, reason="r")) == (
        'title: OWN1 is an error; errors are corrected, not accepted: leave them out, with severity=["warning", "note"]'
    )
    assert len(accept(published.where(severity=["warning", "note"]), reason="r")) == 0
    report = validate(
        small_plan(), select="own", rules=weighing, profile="published", accepted=accept(draft, reason="r")
    )
    assert str(report).splitlines() == [
        "title",
        "  error OWN1: title: is odd",
        "1 problem: 1 error",
        "1 accepted problem is open again, with other figures or as an error: OWN1 title",
    ]
    assert not report.ok


def test_all_of_the_shipped_plan_can_be_accepted(tmp_path: Path) -> None:
    accepted = accept(validate(PLAN), reason="as printed", code="printed", title="What the document prints so")
    (tmp_path / "accepted.toml").write_text(dumps_accepted(accepted), encoding="utf-8")
    dump(PLAN, tmp_path / "plan")
    read = load_accepted(tmp_path / "accepted.toml")
    assert (read, len(read), read.code) == (accepted, 216, "printed")
    report = validate_file(tmp_path / "plan", accepted=read)
    assert str(report) == "no problems; 216 accepted"
    assert all(problem.location for problem in report.accepted)


def test_a_text_that_is_no_plan_tells_nothing_of_what_is_accepted() -> None:
    report = validate_text("x = ", accepted=ACCEPTED)
    assert (report.counts, report.gone, len(report.accepted)) == ({"OP000": 1}, (), 0)


WRONG = {
    "a path": ("a.toml", "accepted must be an Accepted, got 'a.toml'; "),
    "a report": (FOUND, "accepted must be an Accepted, got Report; "),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG)
def test_arguments_of_another_kind(given: Accepted, said: str) -> None:
    said += "load_accepted reads them from a file, accept makes them of a report"
    with pytest.raises(TypeError) as caught:
        validate(PLAN, accepted=given)
    assert str(caught.value) == f"validate: {said}"
    with pytest.raises(TypeError) as caught:
        validate_text("x = ", accepted=given)
    assert str(caught.value) == said
    with pytest.raises(TypeError, match=r"^accept: report must be a Report, got OperationalPlan gs"):
        accept(PLAN, reason="r")  # type: ignore[arg-type]


# --- files ------------------------------------------------------------------------------------------------------------

TEXT = """\
kind = "accepted"
format = 1
code = "a"
title = "A"
note = "n"

[[accepted]]
key = "OP301 outputs.PP"
reason = "printed so"
found = "5 is not 6"
expected = "6"
actual = "5"

[[accepted]]
key = "OP302 outputs.PP"
reason = "a reason that is long enough for a table of its own, which others have anyway: as printed"
"""


def test_every_key_is_read() -> None:
    found = loads_accepted(TEXT)
    one = Acceptance(key="OP301 outputs.PP", reason="printed so", found="5 is not 6", expected="6", actual="5")
    assert found[0] == one
    assert found == Accepted(code="a", title="A", note="n", accepted=[found[1], one])  # in the order of the keys
    assert dumps_accepted(found) == TEXT
    assert found[:1].accepted == (one,)
    assert repr(found) == "<Accepted: a, 2 findings>"
    assert str(found).splitlines()[:4] == [
        "A",
        "key               reason                                                        found",
        "------------------------------------------------------------------------------------------",
        "OP301 outputs.PP  printed so                                                    5 is not 6",
    ]


def test_what_is_wrong_is_refused() -> None:
    head = 'kind = "accepted"\nformat = 1\ncode = "a"\n'
    assert refusal(InvalidPlan, lambda: loads_accepted(head + '[[accepted]]\nkey = "x"\nreson = "y"\n')).split(
        "\n"
    ) == [
        "<text>:1: title: missing; every file of accepted findings must have it",
        "<text>:6: accepted[0].reson: unknown key; did you mean 'reason'?",
    ]
    twice = head + 'title = "A"\n' + '[[accepted]]\nkey = "x"\nreason = "y"\n' * 2
    assert refusal(InvalidPlan, lambda: loads_accepted(twice)) == (
        "<text>:9: accepted[1].key: stands in accepted[0] already"
    )
    assert refusal(FormatError, lambda: loads(TEXT)) == (
        "<text>:1: a file of kind 'accepted', not a plan; load_accepted reads it"
    )
    assert complaints(lambda: Acceptance(key="", reason=5)) == [  # type: ignore[arg-type]
        "Acceptance.key: must be text, got ''",
        "Acceptance.reason: must be text, got 5",
    ]


@st.composite
def accepted_findings(draw: strategies.Draw) -> Accepted:
    keys = draw(st.lists(strategies.texts, unique=True, max_size=4))
    return Accepted(
        code=draw(strategies.codes),
        title=draw(strategies.texts),
        note=draw(strategies.maybe_prose),
        accepted=[
            Acceptance(
                key=key,
                reason=draw(strategies.texts),
                found=draw(strategies.maybe_texts),
                expected=draw(strategies.maybe_texts),
                actual=draw(strategies.maybe_texts),
            )
            for key in keys
        ],
    )


@given(accepted_findings())
def test_what_is_written_is_read_again(given: Accepted) -> None:
    text = dumps_accepted(given)
    assert loads_accepted(text) == given
    assert dumps_accepted(loads_accepted(text)) == text


@settings(max_examples=25, deadline=None)
@given(plans_of())
def test_what_was_accepted_is_accepted_and_nothing_else(plan: OperationalPlan) -> None:
    report = validate(plan)
    others = report.where(severity=["warning", "note"])
    accepted = loads_accepted(dumps_accepted(accept(others, reason="known")))
    found = validate(plan, accepted=accepted)
    assert list(found) == list(report.errors)
    assert (len(found.accepted), found.gone, found.reopened) == (len(others), (), ())


FIGURES = {"129": "129", "129.00": "129", "1E+3": "1000", "-0.50": "-0.5", "0.0": "0", "-0": "0", "94.8291820786": None}


@pytest.mark.parametrize("figure", FIGURES)
def test_figures_are_compared_by_what_they_are(figure: str) -> None:
    def found(actual: Decimal) -> Report:
        return validate(
            small_plan(), select="own", rules=[lambda _: [Finding(path="title", message="m", actual=actual)]]
        )

    accepted = accept(found(Decimal(figure)), reason="r")
    assert accepted[0].actual == (FIGURES[figure] or figure)
    assert accepted[0].covers(attrs.evolve(found(Decimal(figure) * Decimal("1.0"))[0]))
    assert not accepted[0].covers(found(Decimal(figure) + 1)[0])
