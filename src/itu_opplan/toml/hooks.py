"""How the values of files are read, by kind: what needs no class of entities. Each hook refuses all that is wrong."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import attrs

from ..errors import InvalidPlan
from ..grades import GradeScale
from ..model.checks import SINGLE
from ..model.fields import Kind, What
from ..model.instead import complain_of_figure
from ..model.keyed import to_attributes, to_keyed
from ..periods import Period
from ..problem import Problem, fault
from ..spelling import MONTHS, NO_PERIOD, is_year
from ..table import Missing
from ..table.cells import STATE_WORDS
from ..texts import fold
from ..wording import quote
from .complaints import put_below, read_text, shape_error

__all__ = ["HOOKS", "Hook", "keyed_hook", "list_hook", "number_hook", "without_name"]

Hook: TypeAlias = Callable[[object, object], object]


def _period(value: object, _: object) -> Period:
    if not isinstance(value, str):
        advice = f'; write "{value}"' if is_year(value) else ""
        raise shape_error(f"{NO_PERIOD}, got {quote(value)}{advice}", value)
    return Period.parse(value)


def _flag(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise shape_error(f"must be true or false, got {quote(value)}", value)
    return value


def _month(value: object, _: object) -> int:
    if type(value) is not int:
        text = fold(value) if isinstance(value, str) else ""
        spelled = ((str(number), fold(name), fold(name)[:3]) for number, name in enumerate(MONTHS, 1))
        month = next((number for number, *names in spelled if text in (number, *names)), "")
        advice = f"; write {month}" if month else ""
        raise shape_error(f"must be a month, a whole number from 1 to 12, got {quote(value)}{advice}", value)
    return value


def number_hook(kind: Kind) -> Hook:
    """Reads a figure, and a missing word where a field can have one."""

    def read(value: object, _: object) -> Decimal | Missing:
        if kind.missing and isinstance(value, str) and value in STATE_WORDS:
            return Missing(value)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise shape_error(complain_of_figure(kind, value), value)
        return Decimal(value)

    return read


def _date(value: object, _: object) -> datetime.date:
    if type(value) is not datetime.date:
        raise shape_error(f"must be a date such as 2007-05-31, without quotes, got {quote(value)}", value)
    return value


def _scale(value: object, _: object) -> GradeScale:
    if not isinstance(value, dict):
        raise shape_error(
            f"must be a table of categories, each with its grades, highest first, got {quote(value)}", value
        )
    problems: list[Problem] = []
    for category, grades in value.items():
        if not isinstance(grades, list):
            message = f"must be a list of grades, highest first, got {quote(grades)}"
            problems += put_below(category, [fault("", message, rule="OP001", actual=grades)])
            continue
        for number, grade in enumerate(grades):
            if not isinstance(grade, str):
                message = f"must be text, got {quote(grade)}"
                problems += put_below(category, put_below(number, [fault("", message, rule="OP001", actual=grade)]))
    try:
        scale = GradeScale({category: grades for category, grades in value.items() if isinstance(grades, list)})
    except InvalidPlan as error:
        told = {problem.trail for problem in problems} | ({()} if problems else set())
        more = (problem for problem in without_name("GradeScale", error) if problem.trail not in told)
        raise InvalidPlan([*problems, *more]) from None
    if problems:
        raise InvalidPlan(problems)
    return scale


def _weighted_hook(what: What) -> Hook:
    """Reads a text, a figure, or weights by period, of which none may be a text."""
    weight = number_hook(Kind(what="figure"))

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            return value  # its class refuses what is none
        sound: dict[str, Any] = {}
        problems: list[Problem] = []
        for label, item in value.items():
            try:
                sound[label] = weight(item, None)
            except InvalidPlan as error:
                problems += put_below(label, error.problems)
        if problems:
            for suffix, message, actual in SINGLE[what](to_keyed(sound)) if sound else ():
                found = [fault("", message, actual=actual)]
                problems += put_below(suffix.removeprefix("."), found) if suffix else found
            raise InvalidPlan(problems)
        return value

    return read


def without_name(name: str, error: InvalidPlan) -> list[Problem]:
    """The problems of a constructor without the name of its class."""
    return [attrs.evolve(one, path=one.path.removeprefix(name).removeprefix(".")) for one in error.problems]


def list_hook(hook: Hook, advice: str = "") -> Hook:
    """Reads a list of what this hook reads."""

    def read(value: object, _: object) -> object:
        if not isinstance(value, list):
            raise shape_error(f"must be a list, got {quote(value)}{advice}", value)
        items: list[object] = []
        problems: list[Problem] = []
        for number, item in enumerate(value):
            try:
                items.append(hook(item, None))
            except InvalidPlan as error:
                problems += put_below(number, error.problems)
        if problems:
            raise InvalidPlan(problems)
        return tuple(items)

    return read


def keyed_hook(what: str, make: Callable[[Any], object] = to_keyed) -> Hook:
    """Reads a table that is kept as a mapping; messages call it so."""

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise shape_error(f"must be a table of {what}, got {quote(value)}", value)
        return make(value)

    return read


HOOKS: Mapping[What, Hook] = {
    "text": lambda value, _: read_text(value),
    "period": _period,
    "flag": _flag,
    "month": _month,
    "date": _date,
    "scale": _scale,
    "share": lambda value, _: value,  # the field takes numbers and texts, and refuses others
    "reasons": keyed_hook("reasons by dim"),
    "units": keyed_hook("units by measure"),
    "answer": _weighted_hook("answer"),
    "split": _weighted_hook("split"),
    "attributes": keyed_hook("text, numbers, dates, true and false", to_attributes),
}
"""How a single value of a kind is read, where it is not text."""
