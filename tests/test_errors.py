"""Problems, reports, exceptions, and the pieces of which messages are made."""

import copy
import itertools
import pickle
from collections.abc import Sequence
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import Location, Problem, Report, Severity, errors
from itu_opplan.errors import (
    FormatError,
    InvalidPlan,
    NotAdditive,
    OpPlanError,
    UnitMismatch,
    UnknownCode,
    UnknownLabel,
)
from itu_opplan.paths import join
from itu_opplan.wording import close_matches, quote, suggestions

ERROR = Problem(
    rule="OP101",
    severity=Severity.ERROR,
    path="outputs.PP.effort",
    message="unknown department 'CECC'; the plan has CEC, SGO, SPU …",
    section="II.1",
    actual="CECC",
    location=Location("outputs/PP.toml", 14, 3),
    trail=("outputs", "PP", "effort", 2),
)
WARNING = Problem(
    rule="OP301",
    severity=Severity.WARNING,
    path="departments.SGO.staffing[total, 2007]",
    message="the printed total is 192, the figures add up to 191",
    expected=Decimal(191),
    actual=Decimal(192),
)
NOTE = Problem(rule="OP901", severity=Severity.NOTE, path="", message="as it is")


# --- places and problems ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (Location("plan.toml"), "plan.toml"),
        (Location("plan.toml", 3), "plan.toml:3"),
        (Location("plan.toml", 3, 9), "plan.toml:3"),
        (Location("<text>", 1), "<text>:1"),
        (Location("Genève – 1.toml", 1), "Genève – 1.toml:1"),
    ],
)
def test_a_location_is_file_and_line(location: Location, shown: str) -> None:
    assert str(location) == shown


@pytest.mark.parametrize(
    ("problem", "shown"),
    [
        (ERROR, "outputs/PP.toml:14: outputs.PP.effort: unknown department 'CECC'; the plan has CEC, SGO, SPU …"),
        (WARNING, "departments.SGO.staffing[total, 2007]: the printed total is 192, the figures add up to 191"),
        (NOTE, "as it is"),
        (attrs.evolve(NOTE, location=Location("plan.toml")), "plan.toml: as it is"),
    ],
)
def test_a_problem_is_place_address_and_sentence(problem: Problem, shown: str) -> None:
    assert str(problem) == shown


def test_the_trail_is_not_what_a_problem_is() -> None:
    other = attrs.evolve(ERROR, trail=())
    assert other == ERROR
    assert hash(other) == hash(ERROR)
    assert "trail" not in repr(ERROR)


@pytest.mark.parametrize(("thing", "field"), [(ERROR, "path"), (Location("a"), "file"), (Report(()), "problems")])
def test_nothing_can_be_changed(thing: object, field: str) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(thing, field, "other")


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_report_is_a_sequence_of_problems() -> None:
    report = Report(iter([ERROR, WARNING, NOTE]))
    assert isinstance(report, Sequence)
    assert len(report) == 3
    assert list(report) == [ERROR, WARNING, NOTE]
    assert report[0] is ERROR
    assert report[-1] is NOTE
    assert report[1:] == Report((WARNING, NOTE))
    assert WARNING in report
    assert report.index(NOTE) == 2
    assert list(reversed(report)) == [NOTE, WARNING, ERROR]
    with pytest.raises(IndexError):
        report[3]


def test_a_report_is_ok_when_nothing_weighs_as_an_error() -> None:
    assert not Report([WARNING, ERROR]).ok
    assert Report([WARNING, ERROR]).errors == (ERROR,)
    assert Report([WARNING, NOTE]).ok
    assert Report([WARNING, NOTE]).errors == ()
    assert Report([]).ok


def test_a_report_has_one_line_per_problem_below_its_place() -> None:
    again = attrs.evolve(WARNING, path="departments.SGO")
    assert str(Report([ERROR, WARNING, NOTE, again])) == (
        "outputs.PP\n"
        f"  error OP101: {ERROR} (II.1)\n"
        "departments.SGO\n"
        "  warning OP301: departments.SGO.staffing[total, 2007]: the printed total is 192, the figures add up to 191\n"
        "  warning OP301: departments.SGO: the printed total is 192, the figures add up to 191\n"
        "the plan\n"
        "  note OP901: as it is\n"
        "4 problems: 1 error, 2 warnings, 1 note"
    )
    assert str(Report([])) == "no problems"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("outputs.PP.effort[SGO, 2008]", "outputs.PP"),
        ("departments.C&P", "departments.C&P"),
        ("claims.GROUPS", "claims"),
        ("outline[3].number", "outline"),
        ("periods", "periods"),
        ("", "the plan"),
    ],
)
def test_the_place_of_a_problem(path: str, place: str) -> None:
    assert str(Report([attrs.evolve(NOTE, path=path)])).partition("\n")[0] == place


def test_a_report_is_short_in_a_session() -> None:
    assert repr(Report([ERROR, NOTE, NOTE])) == "<Report: 3 problems: 1 error, 2 notes>"
    assert repr(Report([])) == "<Report: no problems>"


def test_a_report_counts() -> None:
    assert Report([NOTE, ERROR, WARNING, NOTE]).counts == {"OP101": 1, "OP301": 1, "OP901": 2}
    assert str(Report([NOTE, NOTE])).endswith("\n2 problems: 2 notes")


def test_a_report_shows_as_html() -> None:
    html = Report([ERROR, attrs.evolve(ERROR, path="outputs.PP", message="<b>")])._repr_html_()
    assert html.count("outputs.PP</th>") == 1  # the place once, for all its problems
    assert html.count('<tr class="error">') == 2
    assert "&lt;b&gt;" in html
    assert "2 problems: 2 errors" in html


def test_reports_are_equal_by_what_they_say() -> None:
    assert Report([ERROR]) == Report((ERROR,))
    assert hash(Report([ERROR])) == hash(Report((ERROR,)))
    assert Report([ERROR, NOTE]) != Report([NOTE, ERROR])
    other: object = (ERROR,)
    assert Report([ERROR]) != other


# --- exceptions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "also"),
    [
        (FormatError, ValueError),
        (InvalidPlan, ValueError),
        (UnknownCode, LookupError),
        (UnknownLabel, LookupError),
        (NotAdditive, ValueError),
        (UnitMismatch, ValueError),
    ],
)
def test_every_exception_has_the_one_root_and_a_builtin_one(kind: type[OpPlanError], also: type[Exception]) -> None:
    assert issubclass(kind, OpPlanError)
    assert issubclass(kind, also)
    assert not issubclass(kind, KeyError)  # str() of one would be a repr


def test_every_exception_of_the_module_is_of_the_family() -> None:
    found = [getattr(errors, name) for name in errors.__all__]
    kinds = [kind for kind in found if isinstance(kind, type) and issubclass(kind, BaseException)]
    assert len(kinds) >= 7
    assert all(issubclass(kind, OpPlanError) for kind in kinds)


def test_a_format_error_puts_the_place_first() -> None:
    error = FormatError("not TOML", Location("plan.toml", 3, 1))
    assert str(error) == "plan.toml:3: not TOML"
    assert (error.message, error.location) == ("not TOML", Location("plan.toml", 3, 1))
    assert str(FormatError("no such file")) == "no such file"


def test_an_invalid_plan_has_all_problems_and_a_line_for_each() -> None:
    error = InvalidPlan(problem for problem in (ERROR, NOTE))
    assert error.problems == (ERROR, NOTE)
    assert str(error) == (
        "outputs/PP.toml:14: outputs.PP.effort: unknown department 'CECC'; the plan has CEC, SGO, SPU …\nas it is"
    )


@pytest.mark.parametrize(
    "error",
    [
        FormatError("not TOML", Location("plan.toml", 3, 1)),
        FormatError("no such file"),
        InvalidPlan([ERROR, WARNING]),
        UnknownCode("unknown output 'PX'; the plan has PP"),
        NotAdditive("no"),
    ],
    ids=str,
)
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_exceptions_survive_copy_and_pickle(error: OpPlanError, again: object) -> None:
    assert callable(again)
    other = again(error)
    assert type(other) is type(error)
    assert str(other) == str(error)
    assert vars(other) == vars(error)


# --- pieces of messages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        ((), ""),
        (("outputs",), "outputs"),
        (("outputs", "PP", "effort", "[2]", "department"), "outputs.PP.effort[2].department"),
        (("effort", "[SGO, 2008]"), "effort[SGO, 2008]"),
        (("", "effort", "", "[2]", ""), "effort[2]"),
        (("[0]", "grade"), "[0].grade"),
    ],
)
def test_an_address_from_its_parts(parts: tuple[str, ...], address: str) -> None:
    assert join(*parts) == address


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("CECC", "'CECC'"),
        ("it's", '"it\'s"'),
        ("a\nb\ud800", "'a\\nb\\ud800'"),
        ("x" * 60, f"'{'x' * 60}'"),
        ("x" * 61, f"'{'x' * 59}…'"),
        (True, "true"),
        (False, "false"),
        (None, "nothing"),
        (5, "5"),
        (-5, "-5"),
        (10**40 - 1, "9" * 40),
        (10**40, "a number of more than 40 digits"),
        (Decimal("4.70"), "4.70"),
        ([], "a list"),
        ((1, 2), "a list"),
        ({}, "a table"),
    ],
)
def test_a_value_in_a_message(value: object, shown: str) -> None:
    assert quote(value) == shown


def test_a_number_too_long_to_be_text_can_be_named() -> None:
    assert quote(-(10**5000)) == "a number of more than 40 digits"


@pytest.mark.parametrize(
    ("wanted", "known", "found"),
    [
        ("departmnt", ["department", "period"], ["department"]),
        ("DEPARTMENT", ["department", "period"], ["department"]),
        ("sgo", ["SGO", "SPU"], ["SGO"]),
        ("zzz", ["SGO", "SPU"], []),
        ("SGO", [], []),
        ("", ["SGO"], []),
        (2008, ["2008", "2007", "1"], ["2008", "2007"]),
        ("aaaa", ["aaab", "aaac", "aaad", "aaae"], ["aaab", "aaac", "aaad"]),
        ("x" * 64, ["x" * 64], ["x" * 64]),
        ("x" * 65, ["x" * 65], []),
        ("pp", ["PP", "pp"], ["PP"]),
    ],
)
def test_the_names_that_may_have_been_meant(wanted: object, known: list[str], found: list[str]) -> None:
    assert close_matches(wanted, known) == found


@pytest.mark.parametrize(
    ("wanted", "known", "shown"),
    [
        ("CECC", ["SGO", "CEC", "SPU", "IS"], "CEC, SGO, SPU …"),
        ("zzzz", ["SGO", "CEC", "SPU", "IS"], "SGO, CEC, SPU …"),
        ("zzzz", ["SGO", "CEC", "SPU"], "SGO, CEC, SPU"),
        ("SPU", ["SGO", "CEC", "SPU"], "SPU, SGO, CEC"),
        ("SGO", [], ""),
        ("2", [10, 2], "2, 10"),
        ("x" * 100, ["SGO", "SGO"], "SGO"),
    ],
)
def test_suggestions_are_the_nearest_then_the_others_three_and_an_ellipsis(
    wanted: object, known: list[object], shown: str
) -> None:
    assert suggestions(wanted, known) == shown


@given(st.text("abAB", max_size=70), st.lists(st.text("abAB", max_size=3), max_size=5))
def test_suggestions_name_only_what_is_known(wanted: str, known: list[str]) -> None:
    distinct = list(dict.fromkeys(known))
    names = suggestions(wanted, known)
    assert names.endswith(" …") == (len(distinct) > 3)
    some = itertools.permutations(distinct, min(3, len(distinct)))
    assert names.removesuffix(" …") in {", ".join(names) for names in some}
    assert set(close_matches(wanted, known)) <= set(distinct)
