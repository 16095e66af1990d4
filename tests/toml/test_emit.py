"""The writer of TOML: byte for byte what tomli-w writes, of whatever raw tables can have, and of all documents."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import tomli
import tomli_w
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itu_opplan import Actuals, Changes, OperationalPlan, Rates, bundled, compare, dumps, loads
from itu_opplan.model.to import figure
from itu_opplan.toml.documents import make_tables
from itu_opplan.toml.emit import unparse
from itu_opplan.toml.kinds import ACTUALS, CHANGES, PLAN, RATES
from itu_opplan.toml.structure import Raw
from itu_opplan.toml.unstructure import write_value
from tests.actuals_strategies import actuals
from tests.rates_strategies import rates
from tests.result_strategies import full_plan
from tests.strategies import figures, plans

STRANGERS = sorted((Path(__file__).parents[1] / "strangers").glob("*.toml"))


def assert_as_tomli_w(raw: Raw) -> None:
    assert unparse(raw) == tomli_w.dumps(raw)


# --- any raw tables -----------------------------------------------------------------------------------------------

signs = st.characters(exclude_categories=["Cs"])
nasty = st.sampled_from("\"'\\\n\r\t\b\f\0\x1b\x7f\x80\xa0#,=[]{}. aé\u2028\ufeff\N{GRINNING FACE}")
texts = st.text(signs | nasty, max_size=12) | st.text("ab -_", min_size=70, max_size=110)
keys = st.text("aB0-_", min_size=1, max_size=8) | st.text(signs | nasty, max_size=6)
scalars = (
    texts
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.decimals(places=3, allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes()
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(keys, inner, max_size=4)
        | st.lists(st.dictionaries(keys, inner, max_size=3), max_size=3)
    ),
    max_leaves=16,
)


@given(st.dictionaries(keys, values, max_size=5))
@example({"": {}})
@example({"a": {"b": {"c": {}}}})
@example({"a": {"b": {}, "c": 1}, "d": {"e": [{}, {}]}})
@example({"a": [{"b": []}, {"c": {}}]})
@example({"a": [{"b": ["x"]}]})
@example({"a": [{"b": {"c": ["x"]}}]})
@example({"a": [["x", []], [[{"b": ["y"]}]]]})
@example({"a": [{"b": 1}, "x"], "c": [{"d": [{"e": {"f": {}}}, {"g": "h" * 100}]}]})
def test_it_writes_what_tomli_w_writes(raw: Raw) -> None:
    assert_as_tomli_w(raw)


@given(st.text(signs | nasty))
def test_any_text_is_read_as_it_was_written(text: str) -> None:
    written = unparse({text: text})
    assert written == tomli_w.dumps({text: text})
    assert written.count("\n") == 1
    assert tomli.loads(written) == {text: text}


def test_each_sign() -> None:
    assert_as_tomli_w({sign: [sign, {sign: sign}] for sign in map(chr, range(0x180))})


@pytest.mark.parametrize("length", range(80, 100))
def test_a_table_stands_on_a_line_of_100_characters(length: int) -> None:
    raw: Raw = {"a": [{"b": "x" * length}]}
    assert_as_tomli_w(raw)
    assert_as_tomli_w({"a": [{"b": "x" * length, "c": '"' * (length // 9)}]})
    assert ("[[a]]" in unparse(raw)) == (max(map(len, unparse(raw).splitlines())) < length + 15)


@pytest.mark.parametrize(
    "text", ["1E+5", "1.50E+20", "1E-7", "0E-7", "-0", "0.0", "12", "NaN", "-NaN", "Infinity", "-Infinity"]
)
def test_decimals_of_every_form(text: str) -> None:
    assert_as_tomli_w({"a": Decimal(text), "b": [{"c": Decimal(text)}]})


def test_flags_and_dates() -> None:
    raw: Raw = {"a": True, "b": False, "c": datetime.date(2008, 1, 2), "d": datetime.datetime(2008, 1, 2, 3, 4)}
    assert_as_tomli_w(raw)
    assert unparse(raw).startswith("a = true\nb = false\nc = 2008-01-02\n")


@given(figures())
def test_a_figure_is_written_with_all_its_decimals_and_no_exponent(given_figure: Decimal) -> None:
    kept = figure(given_figure)
    written = unparse({"a": write_value(kept, {})})
    assert written == f"a = {kept if kept else abs(kept):f}\n" or not kept
    assert tomli.loads(written, parse_float=Decimal)["a"] == kept


# --- documents ----------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(plans())
def test_plans(plan: OperationalPlan) -> None:
    assert_as_tomli_w(make_tables(PLAN, plan))


@settings(max_examples=25)
@given(rates())
def test_rates(own: Rates) -> None:
    assert_as_tomli_w(make_tables(RATES, own))


@settings(max_examples=25)
@given(actuals())
def test_actuals(own: Actuals) -> None:
    assert_as_tomli_w(make_tables(ACTUALS, own))


@settings(max_examples=25)
@given(plans(), plans())
def test_changes(one: OperationalPlan, other: OperationalPlan) -> None:
    found: Changes = compare(one, other)
    assert_as_tomli_w(make_tables(CHANGES, found))


@pytest.mark.parametrize("make", [full_plan, lambda: bundled("gs-2008-2011")], ids=["full", "shipped"])
def test_a_plan_with_all_that_plans_have(make: object) -> None:
    assert callable(make)
    assert_as_tomli_w(make_tables(PLAN, make()))


@pytest.mark.parametrize("path", STRANGERS, ids=lambda path: str(path.stem))
def test_strangers(path: Path) -> None:
    plan = loads(path.read_bytes())
    assert dumps(plan) == tomli_w.dumps(make_tables(PLAN, plan))
