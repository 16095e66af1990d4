"""The shipped plan with years that begin in July: all that is worked out is the same, in other words for its years."""

import datetime
import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
import tomli_w

from itu_opplan import (
    InvalidPlan,
    OperationalPlan,
    Period,
    allocations,
    apportion,
    average_grade,
    bundled,
    capacity,
    completeness,
    dumps,
    effort,
    event_years,
    ledger,
    loads,
    posts,
    reconcile,
    staff_changes,
    vacancies,
    validate,
    volumes,
)
from itu_opplan.periods import is_fiscal

PERIODS = {"announced", "closing", "period", "periods", "start", "valid_from", "valid_until", "window"}
"""The keys whose texts are periods."""
BY_DAY = ["OP512", "OP701", "OP705", "OP711"]
"""Rules whose messages have days, or compare them with printed years."""


def fiscal(label: str) -> str:
    """A period as it is written where years begin in July; another text as it is."""
    try:
        return str(attrs.evolve(Period.parse(label), fiscal=True))
    except InvalidPlan:
        return label


def translate(value: Any, key: str = "") -> Any:
    """Raw tables with other periods, and half a year later."""
    if isinstance(value, dict):
        return {name if key == "frameworks" else fiscal(name): translate(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [translate(one, key) for one in value]
    if isinstance(value, datetime.date):
        return later(value)
    if key == "terms" and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return str(later(datetime.date.fromisoformat(value)))
    if key == "terms":
        return re.sub(r"[0-9]{4}(-[0-9]{4})?(?=\])", lambda found: fiscal(found[0]), value)
    return fiscal(value) if key in PERIODS else value


def later(day: datetime.date) -> datetime.date:
    month = day.month + 6
    return day.replace(year=day.year + month // 13, month=(month - 1) % 12 + 1, day=min(day.day, 30))


PLAN = bundled("gs-2008-2011")
TWIN = loads(tomli_w.dumps({**translate(tomllib.loads(dumps(PLAN), parse_float=Decimal)), "year_begins": 7}))


def words(text: str) -> list[str]:
    """The words of a text, with the years of the twin as those of the plan, and without the lines of tables."""
    plain = re.sub(r"([0-9]{4})/[0-9]{2}(?![0-9])", r"\1", text)
    return [word for word in plain.split() if word.strip("-")]


def test_all_its_years_are_fiscal() -> None:
    assert {*map(is_fiscal, effort(TWIN).labels("period"))} == {True}
    assert loads(dumps(TWIN)) == TWIN


@pytest.mark.parametrize(
    "analysis",
    [
        *(effort, capacity, posts, volumes, allocations, vacancies, staff_changes, average_grade, reconcile),
        *(ledger, completeness),
        lambda plan: apportion(effort(plan), plan, to="objective"),
        lambda plan: effort(plan).split(event_years(plan), dim="output"),
        lambda plan: effort(plan).split(into="quarter"),
        lambda plan: effort(plan).per_year(),
        lambda plan: effort(plan).span(plan.window),
    ],
)
def test_all_that_is_worked_out_is_the_same(analysis: Callable[[OperationalPlan], Any]) -> None:
    assert words(analysis(TWIN).to_text()) == words(analysis(PLAN).to_text())


def test_rules_find_the_same() -> None:
    found, others = (validate(plan, ignore=BY_DAY) for plan in (TWIN, PLAN))
    assert [words(f"{one.rule} {one.path} {one.message}") for one in found] == [
        words(f"{one.rule} {one.path} {one.message}") for one in others
    ]
    assert len(found) > 100
