"""Equality, hash and repr that classes inherit are those that attrs would have written for each of them."""

import copy
import functools
import pickle
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import itu_opplan as opplan
from itu_opplan.immutable import Immutable
from tests.model.test_classes import CLASSES

OWN = [cls for cls in CLASSES if issubclass(cls, Immutable)]
VALUES = st.sampled_from([None, True, 1, Decimal("1.0"), "a", "", (), ("a",), ("a", None), opplan.Period.parse("2008")])


@functools.cache
def written(cls: type[Any]) -> type[Any]:
    """A class with the same fields for which attrs writes all."""
    marks = ("eq", "hash", "repr")
    own = {one.name: attrs.field(**{mark: getattr(one, mark) for mark in marks}) for one in attrs.fields(cls)}
    return attrs.make_class(cls.__name__, own, frozen=True, class_body={"__qualname__": cls.__qualname__})


def made(cls: type[Any], values: list[object]) -> Any:
    """An object with these values, whatever the class makes of them."""
    one = object.__new__(cls)
    for field, value in zip(attrs.fields(cls), values, strict=True):
        object.__setattr__(one, field.name, value)
    return one


def test_most_classes_inherit() -> None:
    assert len(OWN) > 80
    for cls in OWN:
        assert "__eq__" not in vars(cls), f"{cls.__name__}: say eq=False"
        assert "__hash__" not in vars(cls)
        assert "__repr__" not in vars(cls) or not vars(cls)["__repr__"].__code__.co_filename.startswith("<attrs")
        assert "__dict__" not in {name for base in cls.__mro__ for name in vars(base)}, "slots are lost"


@given(st.sampled_from(OWN), st.data())
def test_two_are_equal_as_attrs_would_have_it(cls: type[Any], data: st.DataObject) -> None:
    one = [data.draw(VALUES) for _ in attrs.fields(cls)]
    other = [data.draw(st.just(value) | VALUES) for value in one]
    pairs = [(made(cls, one), made(cls, other)), (made(written(cls), one), made(written(cls), other))]
    (ours, ours_too), (theirs, theirs_too) = pairs
    assert (ours == ours_too) is (theirs == theirs_too)
    assert (ours != ours_too) is (theirs != theirs_too)
    assert ours == made(cls, one)
    assert (ours == theirs) is (theirs == ours) is False
    if ours == ours_too:
        assert hash(ours) == hash(ours_too)
    if "__repr__" not in vars(cls):
        assert repr(ours) == repr(theirs)


def test_a_subclass_is_another_class() -> None:
    class Own(opplan.Heading):
        """One of a user."""

    assert repr(Own(number="1")).startswith("Own(number='1', title=None")
    assert Own(number="1") == Own(number="1")
    assert Own(number="1") != opplan.Heading(number="1")
    assert opplan.Heading(number="1") != Own(number="1")
    assert opplan.Heading(number="1").__eq__("x") is NotImplemented
    assert {Own(number="1"), opplan.Heading(number="1"), Own(number="1")} == {
        Own(number="1"),
        opplan.Heading(number="1"),
    }


def test_copies_are_equal() -> None:
    plan = opplan.bundled("gs-2008-2011")
    for twin in (copy.copy(plan), copy.deepcopy(plan), pickle.loads(pickle.dumps(plan)), attrs.evolve(plan)):
        assert twin == plan
        assert hash(twin) == hash(plan)
    assert attrs.evolve(plan, title="x") != plan


def test_fields_that_do_not_count() -> None:
    one = opplan.Problem(rule="OP101", severity=opplan.Severity.ERROR, path="x", message="y", trail=("x",))
    assert one == attrs.evolve(one, trail=())
    assert "trail" not in repr(one)


def test_an_immutable_object_cannot_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        opplan.Heading(number="1").title = "y"  # type: ignore[misc]


def test_what_attrs_writes_for_cached_properties_is_of_the_module_of_its_class() -> None:
    """Without it `help` of Python 3.13 stops at the first such class."""
    classes = (opplan.OperationalPlan, opplan.Table, opplan.Axis, opplan.Period)
    assert [vars(cls)["__getattr__"].__module__ for cls in classes] == [
        "itu_opplan.model.plan",
        "itu_opplan.table.table",
        "itu_opplan.table.axes",
        "itu_opplan.periods",
    ]
