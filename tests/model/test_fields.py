"""Every kind of field is read by everyone who must know it: checks, reader, writer, schema, addresses."""

import datetime
from decimal import Decimal
from typing import get_args

import attrs
import pytest

from itu_opplan import GradeScale, InvalidPlan, OperationalPlan, Period, json_schema, loads
from itu_opplan.model.checking import complaints
from itu_opplan.model.fields import Kind, What, kinds
from itu_opplan.model.keyed import Keyed
from itu_opplan.toml.kinds import DOCUMENTS
from itu_opplan.toml.schema import schema_of
from itu_opplan.toml.structure import reader_of
from itu_opplan.toml.unstructure import write_value
from tests.small_plans import HEAD

WHATS = get_args(What)


def below(cls: type[attrs.AttrsInstance]) -> set[type[attrs.AttrsInstance]]:
    """The class and the classes of all that its entities have."""
    found = {cls}
    for kind in kinds(cls).values():
        if kind.of is not None:
            found |= below(kind.of)
    return found


CLASSES = sorted(set().union(*(below(document.cls) for document in DOCUMENTS)), key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_says_what_it_holds(cls: type[attrs.AttrsInstance]) -> None:
    assert list(kinds(cls)) == [field.name for field in attrs.fields(cls)]


def test_every_kind_is_used() -> None:
    used = {kind.what for cls in CLASSES for kind in kinds(cls).values()}
    assert used | {"label"} == set(WHATS)  # the labels of dimensions have a class of their own


class Odd:
    """What no field can hold."""

    def __str__(self) -> str:
        return "odd"


KINDS = {kind.what: (cls, name, kind) for cls in CLASSES for name, kind in kinds(cls).items() if not kind.many}
KINDS |= {
    kind.what: (cls, name, kind) for cls in CLASSES for name, kind in kinds(cls).items() if kind.what not in KINDS
}


@pytest.mark.parametrize("what", sorted(KINDS))
def test_the_constructor_refuses_what_it_cannot_be(what: str) -> None:
    cls, name, _ = KINDS[what]
    chosen = [kind.instead for own, kind in kinds(cls).items() if kind.instead and name not in (own, kind.instead)]
    assert [problem.path for problem in complaints(cls, {name: Odd()}, given=chosen)] == [name]


@pytest.mark.parametrize("what", sorted(KINDS))
def test_there_is_a_schema_of_it(what: str) -> None:
    _, _, kind = KINDS[what]
    assert schema_of(kind).keys() & {"type", "enum", "anyOf", "$ref"}


@pytest.mark.parametrize("what", sorted(KINDS))
def test_there_is_a_reader_of_it(what: str) -> None:
    cls, name, kind = KINDS[what]
    assert callable(reader_of(cls, name, kind))


VALUES: dict[What, tuple[object, object]] = {
    "text": ("a", "a"),
    "code": ("A", "A"),
    "label": ("a b", "a b"),
    "words": ("about", "about"),
    "numbers": ("1-6", "1-6"),
    "date": (datetime.date(2008, 1, 2), datetime.date(2008, 1, 2)),
    "figure": (Decimal("1.50"), Decimal("1.50")),
    "flag": (True, True),
    "period": (Period(2008, 2011), "2008-2011"),
    "unit": ("page", "page"),
    "currency": ("CHF", "CHF"),
    "scale": (GradeScale({"P": ["P1"]}), {"P": ["P1"]}),
    "link": (("A", "B"), ["A", "B"]),
}


@pytest.mark.parametrize(("value", "written"), VALUES.values(), ids=VALUES)
def test_it_is_written(value: object, written: object) -> None:
    assert write_value(value, {}) == written


def test_words_of_no_plan_are_an_enum_in_the_schema() -> None:
    text = str(json_schema())
    closed = {kind.words for cls in below(OperationalPlan) for kind in kinds(cls).values() if kind.what == "words"}
    assert len(closed) > 4
    for words in closed:
        assert f"'enum': {list(words)}" in text


def test_a_link_names_collections_that_there_are() -> None:
    plan = loads(HEAD)
    for cls in below(OperationalPlan):
        for kind in kinds(cls).values():
            for name in kind.to if kind.what == "link" else ():
                if name.startswith("dimensions."):
                    assert plan.labels(name.removeprefix("dimensions."))
                else:
                    assert name in ("units", "siblings") or name in kinds(OperationalPlan)


def test_kinds_are_data() -> None:
    assert Kind(what="code") == Kind(what="code")
    assert len({Kind(what="text"), Kind(what="text", many=True)}) == 2


def test_a_key_stands_once() -> None:
    """Its first value was found, its last one was shown, and it counted twice."""
    with pytest.raises(InvalidPlan, match=r"^Keyed: 'a' stands twice$"):
        Keyed((("b", 1), ("a", 2), ("a", 3)))
