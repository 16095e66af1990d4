"""Every attrs class of the package says in its docstring what each of its fields means."""

import importlib
import inspect
import pkgutil
import re

import attrs
import pytest

import itu_opplan
from itu_opplan.immutable import Immutable
from itu_opplan.model.checked import Checked
from itu_opplan.model.fields import Kind, kinds
from itu_opplan.model.plan import OperationalPlan


def classes() -> list[type[attrs.AttrsInstance]]:
    """All attrs classes that are defined in the package, private ones too."""
    found: dict[str, type[attrs.AttrsInstance]] = {}
    for module in pkgutil.walk_packages(itu_opplan.__path__, "itu_opplan."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, type) and attrs.has(value) and value.__module__ == module.name:
                found[f"{module.name}.{name}"] = value
    return list(found.values())


def described(cls: type) -> dict[str, str]:
    """What the section `Attributes:` of a docstring says, by name."""
    _, _, section = (inspect.getdoc(cls) or "").partition("\nAttributes:\n")
    entries = re.findall(r"^    (\w+): +(.+(?:\n {5,}.+)*)", section.partition("\n\n")[0], re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in entries}


CLASSES = classes()


def held(cls: type[attrs.AttrsInstance]) -> set[type[attrs.AttrsInstance]]:
    """The class, and the classes of all that it can hold."""
    below = [kind.of for kind in kinds(cls).values() if kind.of is not None]
    return {cls}.union(*map(held, below))


MODEL = sorted(
    held(OperationalPlan) | held(itu_opplan.Rates) | {itu_opplan.DimensionLabel}, key=lambda cls: cls.__name__
)


def test_the_package_has_the_classes_that_it_is_known_for() -> None:
    assert len(MODEL) == 38
    assert {*MODEL, itu_opplan.Table, itu_opplan.Problem} <= set(CLASSES)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_is_described(cls: type[attrs.AttrsInstance]) -> None:
    public = [field.name for field in attrs.fields(cls) if not field.name.startswith("_")]
    private = {field.name for field in attrs.fields(cls)} - set(public)
    assert sorted(described(cls)) == sorted(public), f"{cls.__name__}: fields and Attributes: differ"
    assert not private & set(described(cls))


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_docstring_begins_with_one_sentence(cls: type[attrs.AttrsInstance]) -> None:
    first = (inspect.getdoc(cls) or "").partition("\n")[0]
    assert first.endswith((".", "…")), first


@pytest.mark.parametrize("cls", MODEL, ids=lambda cls: cls.__name__)
def test_classes_of_the_model_are_frozen_and_by_keyword(cls: type[attrs.AttrsInstance]) -> None:
    assert all(field.kw_only for field in attrs.fields(cls))
    assert cls.__mro__ == (cls, Checked, Immutable, object)
    assert "__slots__" in vars(cls)
    assert all(field.eq and field.hash in (None, True) for field in attrs.fields(cls))
    assert all(isinstance(field.metadata.get("kind"), Kind) for field in attrs.fields(cls)), (
        "every field says what it holds"
    )
