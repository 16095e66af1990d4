"""Whatever is wrong with an item of a list stands at the line and column of that item: in all lists of the format.

The lists are those that the fields of the model declare, so a new one is tried as well.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import attrs
import pytest
import tomli_w

from itu_opplan import InvalidPlan, OperationalPlan, Problem, Rates, loads, loads_rates, validate_text
from itu_opplan.model.fields import Kind, is_keyed, key_of, kinds
from itu_opplan.toml.places import Path, Places

Raw: TypeAlias = dict[str, Any]

HEAD: Raw = {
    "format": 1,
    "code": "p",
    "title": "P",
    "organisation": "O",
    "window": "2008-2011",
    "periods": ["2007", "2008", "2009-2011"],
}
HEAD_OF_RATES: Raw = {"kind": "rates", "format": 1, "code": "r", "title": "R", "currency": "CHF"}
SAMPLES: Mapping[str, object] = {
    "text": "t",
    "code": "c",
    "label": "l",
    "link": "x",
    "numbers": "1",
    "figure": 1,
    "flag": True,
    "period": "2008",
    "unit": "page",
    "currency": "CHF",
    "table": {"2008": 1},
    "date": datetime.date(2008, 1, 1),
}


def needed(cls: type[attrs.AttrsInstance]) -> Raw:
    """The keys that an entity cannot do without."""
    raw: Raw = {}
    for field in attrs.fields(cls):
        kind: Kind | None = kinds(cls).get(field.name)
        needed_here = field.default is attrs.NOTHING or (kind is not None and kind.instead)
        if kind is not None and needed_here and field.name != "code":
            value = needed(kind.of) if kind.of else kind.words[0] if kind.words else SAMPLES.get(kind.what)
            raw[field.name] = [value] if kind.many else value
    return raw


def sites(
    cls: type[attrs.AttrsInstance], trail: Path, seen: tuple[type, ...] = ()
) -> Iterator[tuple[type[attrs.AttrsInstance], Path]]:
    """Each class of entities, once, with the keys that lead to one of them."""
    yield cls, trail
    for name, kind in kinds(cls).items():
        if kind.of is not None and kind.of not in seen:
            step: Path = ("X",) if is_keyed(kind.of) else (0,)
            seen = (*seen, kind.of)
            yield from sites(kind.of, (*trail, name, *(step if kind.many else ())), seen)


def lists(cls: type[attrs.AttrsInstance]) -> Iterator[tuple[Path, Kind]]:
    """The keys that lead to each list of texts in a document, and what is in it."""
    for owner, trail in sites(cls, ()):
        for name, kind in kinds(owner).items():
            match kind.what:
                case "scale":
                    yield (*trail, name, "X"), kind
                case "dimensions":
                    yield (*trail, name, "sex"), kind
                case "figures":
                    yield (*trail, name, "budget_assumed"), kind
                case _ if kind.many and kind.of is None:
                    yield (*trail, key_of(name)), kind


def document(cls: type[attrs.AttrsInstance], head: Raw, trail: Path, items: list[object]) -> str:
    """A document with this list, and whatever must stand around it."""
    raw = dict(head)
    if "figures" in trail:
        raw["measures"] = {"budget": {"of": trail[0] if len(trail) > 2 else "plan", "unit": "hour"}}
    level: Any = raw
    owner: type[attrs.AttrsInstance] | None = cls
    for step, following in zip(trail, (*trail[1:], None), strict=True):
        kind = kinds(owner).get(str(step)) if owner is not None and isinstance(step, str) else None
        if kind is not None:
            owner = kind.of
        fresh = needed(owner) if owner is not None and not (kind and kind.many) else {}
        value = items if following is None else [{}] if following == 0 else fresh
        if isinstance(level, list):
            level[0] = value
        elif isinstance(level.get(step), dict) and following is not None:
            level[step] = level[step] | value
        else:
            level[step] = value
        level = level[step]
    return tomli_w.dumps(raw)


FAULTS: Mapping[str, list[object]] = {
    "no text": ["{}", 5],
    "nothing": ["{}", ""],
    "twice": ["{}", "{}"],
}
"""The last item is at fault."""
LISTS = [
    pytest.param(cls, head, read, trail, kind, id=".".join(map(str, trail)))
    for cls, head, read in ((OperationalPlan, HEAD, loads), (Rates, HEAD_OF_RATES, loads_rates))
    for trail, kind in lists(cls)
]


def at(problem: Problem) -> tuple[int | None, int | None]:
    assert problem.location is not None
    return problem.location.line, problem.location.column


def test_there_are_many_lists() -> None:
    assert len(LISTS) > 50


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("cls", "head", "read", "trail", "kind"), LISTS)
def test_a_faulty_item_of_a_list_has_its_place(
    cls: type[attrs.AttrsInstance],
    head: Raw,
    read: Callable[[str], object],
    trail: Path,
    kind: Kind,
    fault: str,
) -> None:
    sound = "2008" if kind.what == "period" else "a1"
    items = [sound if item == "{}" else item for item in FAULTS[fault]]
    if fault == "twice" and kind.repeats:
        items[-1] = 5  # that is all that can be wrong
    text = document(cls, head, trail, items)
    places = Places(text).all()
    with pytest.raises(InvalidPlan) as refused:
        read(text)
    here = places[trail], *(places[*trail, number] for number in range(len(items)))
    about = [one for one in refused.value.problems if at(one) in [(place.line, place.column) for place in here]]
    assert {at(one) for one in about} == {(here[-1].line, here[-1].column)}, str(refused.value)


@pytest.mark.parametrize(
    ("cls", "head", "trail"),
    [one.values[:2] + one.values[3:4] for one in LISTS if one.values[4].what == "link"],
    ids=[one.id for one in LISTS if one.values[4].what == "link"],
)
def test_an_unknown_code_in_a_list_has_its_place(cls: type[attrs.AttrsInstance], head: Raw, trail: Path) -> None:
    items: list[object] = ["zz8", "zz9"]
    text = document(cls, head, trail, items)
    places = Places(text).all()
    wanted = {(places[*trail, number].line, places[*trail, number].column) for number in range(2)}
    found = {at(one) for one in validate_text(text).errors if one.actual in items}
    assert found == wanted


def test_an_unknown_label_stands_where_its_own_dim_has_it() -> None:
    text = tomli_w.dumps(HEAD) + (
        'dimensions.source = ["SGO", "2010"]\n'
        'departments.CEC.name = "y"\n'
        "[measures.budget]\n"
        'of = "outputs"\n'
        'dims = ["department", "source"]\n'
        'unit = "kCHF"\n'
        "[outputs.PP]\n"
        'title = "x"\n'
        "figures.published_budget = { 2008 = 1, 2011 = 2 }\n"
        "[[outputs.PP.figures.budget]]\n"
        'department = "CEC"\n'
        'source = "SGO"\n'
        "2008 = 1\n"
        "[[outputs.PP.figures.budget]]\n"
        'source = "2010"\n'
        'department = "SGO"\n'
        "2007 = 2\n"
        "2010 = 3\n"
    )
    found = {}
    for problem in validate_text(text, select="OP101"):
        assert problem.location is not None
        line = text.split("\n")[(problem.location.line or 0) - 1]
        found[problem.message.partition(";")[0]] = line[(problem.location.column or 0) - 1 :]
    assert found == {
        "unknown period '2011'": "2011 = 2 }",
        "unknown department 'SGO'": 'department = "SGO"',
        "unknown period '2010'": "2010 = 3",
    }
