"""Every finding on the shipped plan, in a file that a person has read: none comes or goes unseen."""

import pytest

from itu_opplan import Profile, bundled, validate, validate_file
from tests.plans.test_shipped import DATA

GOLDEN = DATA.parent / "golden" / "gs-2008-2011.txt"
FOLDER = DATA.parents[2] / "src" / "itu_opplan" / "plans" / "gs-2008-2011"


def test_the_findings_are_those_of_the_golden_file() -> None:
    assert str(validate(bundled("gs-2008-2011"))) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_files_have_the_same_findings_each_with_its_place() -> None:
    report = validate_file(FOLDER)
    bare = {(problem.rule, problem.path, problem.message) for problem in validate(bundled("gs-2008-2011"))}
    assert {(problem.rule, problem.path, problem.message) for problem in report} == bare
    for problem in report:
        place = problem.location
        assert place is not None
        assert place.line is not None
        assert place.column is not None
        line = (FOLDER / place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
        assert line[place.column - 1 :].strip()


@pytest.mark.parametrize(("profile", "ok"), [("draft", True), ("council", True), ("published", False)])
def test_it_is_a_draft(profile: str, ok: bool) -> None:
    assert validate(bundled("gs-2008-2011"), profile=Profile(profile)).ok is ok
