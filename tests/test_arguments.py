"""Arguments of a wrong kind are refused with their name and with what to do instead."""

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

import itu_opplan
from itu_opplan import OperationalPlan, Table
from itu_opplan.arguments import takes

FUNCTIONS = [one for name in itu_opplan.__all__ if inspect.isfunction(one := getattr(itu_opplan, name))]
DOORS = {"dump", "dumps"}
"""They tell more: which of the functions for files and texts takes the thing."""
WRONG = [None, 5, 5.0, "plan.toml", b"x", [], {}, (1, 2), True, {"a": 1}, [{}], Path("plan.toml")]


def takers(cls: type) -> list[tuple[str, str]]:
    return [
        (function.__name__, one.name)
        for function in FUNCTIONS
        for one in inspect.signature(function).parameters.values()
        if one.annotation is cls
    ]


@pytest.mark.parametrize(("name", "given"), [one for one in takers(OperationalPlan) if one[0] not in DOORS])
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_every_function_of_a_plan_says_where_plans_come_from(name: str, given: str, wrong: object) -> None:
    function: Callable[..., object] = getattr(itu_opplan, name)
    with pytest.raises(TypeError) as refusal:
        function(**{given: wrong})
    said = f"{name}: {given} must be an OperationalPlan, got "
    assert str(refusal.value).startswith(said)
    assert str(refusal.value).endswith("; load reads one from a file, loads from a text")


def test_there_are_functions_of_plans() -> None:
    assert len(takers(OperationalPlan)) >= 25


@takes
def several(table: Table, name: str | None, among: tuple[str, ...] | str = (), *more: str, count: int = 1) -> str:
    return f"{name} {among} {more} {count}"


TABLE = Table.from_records([{"item": "a", "value": 1}], dims=["item"], unit="CHF")


def test_a_class_an_option_and_a_generic_are_checked() -> None:
    assert several(TABLE, None, ("a",), "x", count=2) == "None ('a',) ('x',) 2"
    with pytest.raises(TypeError, match=r"^several: name must be text, got 5$"):
        several(TABLE, 5)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError, match=r"^several: among must be a tuple or text, got a table$"):
        several(TABLE, "a", among={})  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError) as refusal:
        several("t", "a")  # type: ignore[arg-type]  # on purpose
    assert str(refusal.value) == (
        "several: table must be a Table, got 't'; effort and its sisters give one, Table.from_records makes one of rows"
    )


def test_what_is_left_out_is_told_by_python() -> None:
    with pytest.raises(TypeError, match="missing 2 required positional arguments"):
        several()  # type: ignore[call-arg]  # on purpose


def test_the_function_keeps_its_name_and_signature() -> None:
    assert several.__name__ == "several"
    assert list(inspect.signature(several).parameters) == ["table", "name", "among", "more", "count"]
