"""Reading in one pass gives what careful reading gives: the same plan or the same problems, whatever is in the file."""

import copy
import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import InvalidPlan, OperationalPlan, bundled, dumps, loads, loads_rates
from itu_opplan.toml import rows, structure
from itu_opplan.toml.syntax import parse
from itu_opplan.toml.unstructure import unstructure
from tests.small_plans import HEAD
from tests.strategies import plans

Raw = dict[str, Any]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each document that is read whether one pass was enough."""
    found: list[bool] = []
    read = structure.read_quickly

    def noted(*args: Any) -> object:
        made = read(*args)
        found.append(made is not None)
        return made

    monkeypatch.setattr(structure, "read_quickly", noted)
    return found


def carefully(raw: Raw) -> OperationalPlan:
    """The plan of these raw tables, read as if something were in doubt everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structure, "read_quickly", lambda *_: None)
        patch.setattr(rows.RowReader, "_read_quickly", lambda *_: None)
        return structure.structure(raw)


def outcome(read: Callable[[Raw], OperationalPlan], raw: Raw) -> object:
    """What reading comes to: all that can be seen of a plan, or everything that is wrong."""
    try:
        plan = read(copy.deepcopy(raw))
    except InvalidPlan as error:
        return error.problems
    return repr(plan), plan, str(unstructure(plan))


def places(value: object) -> Iterator[tuple[Any, Any]]:
    """All tables and lists below this one, each with one of its keys or places."""
    if isinstance(value, dict | list):
        for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from places(item)


STRANGE = [
    *(
        "",
        " ",
        "x",
        "two\nlines",
        "a\tb",
        "e\u0301",
        "\u00e9",
        "\u200b",
        "a, b",
        "blank",
        "n/a",
        "2008",
        "2008-11",
        "1.1",
    ),
    *(0, 1, -1, 10**15, 10**40, True, False, Decimal("0.5"), Decimal("-0.0"), Decimal("1E+3"), Decimal("1E-13")),
    *(
        Decimal("NaN"),
        Decimal("Infinity"),
        datetime.date(2008, 2, 29),
        datetime.datetime(2008, 2, 29),
        datetime.time(1),
    ),
    *([], {}, [[]], [{}], ["a", "a"], [1], {"a": 1}, {"2008": 1}, [{"2008": 1}], {"code": "x"}),
]


def spoil(raw: Raw, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    """Change something somewhere: another value, one key less, one more, an item twice, or nothing."""
    holder, key = draw(st.sampled_from(list(places(raw))))
    match draw(st.sampled_from(["value", "gone", "more", "twice"])):
        case "value":
            holder[key] = draw(st.sampled_from(STRANGE))
        case "gone":
            del holder[key]
        case "more" if isinstance(holder, dict):
            holder[
                draw(st.sampled_from(["code", "txt", "note", "2008", "2099", "value", "text", "unit", "figures"]))
            ] = "x"
        case "twice" if isinstance(holder, list):
            holder.append(holder[key])
        case _:
            pass


@given(plans())
def test_sound_plans_are_read_in_one_pass(plan: OperationalPlan) -> None:
    raw = dict(unstructure(plan))
    assert outcome(structure.structure, raw) == outcome(carefully, raw)


@given(plans(), st.data())
def test_spoilt_plans_are_refused_alike(plan: OperationalPlan, data: st.DataObject) -> None:
    raw = dict(unstructure(plan))
    for _ in range(data.draw(st.integers(1, 2))):
        spoil(raw, data.draw)
    assert outcome(structure.structure, raw) == outcome(carefully, raw)


@cache
def shipped() -> Raw:
    return dict(unstructure(bundled("gs-2008-2011")))


@given(st.data())
def test_the_shipped_plan_spoilt(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["outputs", "departments", "activities", "mandates", "events", "claims"]))
    code = data.draw(st.sampled_from(sorted(shipped()[name])))
    raw = {key: value for key, value in shipped().items() if not isinstance(value, dict)}
    raw[name] = {code: copy.deepcopy(shipped()[name][code])}
    spoil(raw[name], data.draw)
    assert outcome(structure.structure, raw) == outcome(carefully, raw)


def test_one_pass_is_enough_for_the_shipped_plan(quick: list[bool]) -> None:
    plan = bundled("gs-2008-2011")
    assert loads(dumps(plan)) == plan
    assert quick == [True] * len(quick)
    assert quick


def test_a_slip_is_looked_at_with_care(quick: list[bool]) -> None:
    with pytest.raises(InvalidPlan, match="did you mean 'title'"):
        loads(HEAD + '[outputs.PP]\ntitel = "Conference"\n')
    assert quick == [False]


BESIDE = [
    *("m = []", 'm_section = ""', 'm_section = "a\\nb"', 'm_section = "\\u200b"', 'm_section = "e\\u0301"'),
    *("m_assumed = []", 'm_assumed = ["a", "a"]', 'm_assumed = [" "]', 'm_assumed = ["e\\u0301"]'),
    'm = [{ item = "b", 2008 = 1 }, { item = "a", 2007 = 2 }]',
]
MEASURE = '[measures.m]\nof = "outputs"\ndims = ["item"]\nunit = "CHF"\n'


@pytest.mark.parametrize("line", BESIDE)
def test_what_stands_under_figures_is_checked_and_settled(line: str) -> None:
    raw = parse(f'{HEAD}{MEASURE}[outputs.A]\ntitle = "A"\n[outputs.A.figures]\n{line}\n', "plan.toml")
    del raw["format"]
    assert outcome(structure.structure, raw) == outcome(carefully, raw)


def test_texts_of_few_kinds_are_composed_also_where_a_file_escapes_them() -> None:
    plan = loads(f'{HEAD}[outputs.A]\ntitle = "A"\nattributes = {{ a = "e\\u0301" }}\n')
    assert plan.output("A").attributes["a"] == "\u00e9"


@pytest.mark.parametrize("dims", ['["source"]', "[]"])
def test_a_table_without_figures_is_the_empty_one_of_its_field(dims: str) -> None:
    empty = "{}" if dims == "[]" else "[]"
    declared = f'[measures.effort]\ndims = {dims}\n[outputs.A]\ntitle = "A"\n'
    assert loads(f"{HEAD}{declared}effort = {empty}\n") == loads(HEAD + declared)


def test_tables_of_rates_stand_in_order() -> None:
    head = 'format = 1\nkind = "rates"\ncode = "r"\ntitle = "R"\ncurrency = "CHF"\n'
    rule = '[overheads.o]\nsource = "s"\nas_of = 2008-01-01\non = ["staff"]\n'
    (found,) = loads_rates(f"{head}{rule}percent = {{ 2009 = 5, 2008 = 4 }}\n").overheads
    assert found.percent.labels("period") == ("2008", "2009")
    assert found == attrs.evolve(found)
