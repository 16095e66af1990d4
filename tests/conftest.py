"""Settings of the whole test run."""

import os

import pytest
from hypothesis import settings

from itu_opplan import OperationalPlan, OpPlanError, Problem, Rule
from itu_opplan.model.measures import BUILT_IN
from itu_opplan.rules import validating

# With CI set, the same examples every time and no clock: a run passes or fails for the code alone.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(autouse=True)
def _all_rules_can_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of the catalogue may be unable to look where a plan declares a built-in measure anew, and nowhere else."""
    unable = validating._unable

    def checked(one: Rule, plan: OperationalPlan, error: OpPlanError) -> Problem:
        assert any(measure.code in BUILT_IN for measure in plan.measures), f"{one.id} fails: {error}"
        return unable(one, plan, error)

    monkeypatch.setattr(validating, "_unable", checked)
