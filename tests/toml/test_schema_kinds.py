"""A JSON Schema for each kind of document: it takes what is written, and refuses what the reader refuses."""

import datetime
import json
import runpy
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from itu_opplan import (
    Actuals,
    Change,
    Changes,
    Crosswalk,
    Decisions,
    UnknownCode,
    bundled,
    bundled_crosswalk,
    compare,
    dump,
    dumps_accepted,
    dumps_actuals,
    dumps_changes,
    dumps_crosswalk,
    dumps_decisions,
    dumps_rates,
    json_schema,
    load_actuals,
    load_rates,
    loads,
    roll_forward,
)
from itu_opplan.model.fields import key_of, kinds
from itu_opplan.toml.kinds import DOCUMENTS
from tests.actuals_strategies import actuals
from tests.helpers import refusal
from tests.plan_pairs import pairs
from tests.revision.districts import DISTRICT
from tests.revision.test_restructure_laws import crosswalks
from tests.strategies import unique_codes
from tests.toml.test_accepted import accepted_findings
from tests.toml.test_actuals import EXAMPLE
from tests.toml.test_actuals import FULL as ACTUALS
from tests.toml.test_crosswalk import FULL as CROSSWALK
from tests.toml.test_decisions import FULL as DECISIONS
from tests.toml.test_decisions import decisions
from tests.toml.test_schema import in_json

KINDS = ["plan", "part", *(document.kind for document in DOCUMENTS if document.kind)]
ROOT = Path(__file__).parents[2]
RATES = ROOT / "examples" / "rates-invented.toml"
CHANGES = """\
kind = "changes"
format = 1
code = "c"
title = "Changes"

[[changes]]
path = "status"
old = "draft"
new = "published"
"""


def complaints(kind: str, text: str) -> list[str]:
    """What the schema of this kind says of a text."""
    validator = Draft202012Validator(json_schema(kind))
    return sorted(error.message for error in validator.iter_errors(in_json(text, Decimal)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_a_schema(kind: str) -> None:
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]
    json_schema(kind).clear()
    assert json_schema(kind) == schema


def test_the_package_has_it_in_a_file_that_names_its_format() -> None:
    shipped = files("itu_opplan") / "schemas"
    written = runpy.run_path(str(ROOT / "docs" / "make_schemas.py"))["schemas"]()
    assert {path.name for path in shipped.iterdir()} == written.keys()
    assert {name.rpartition("-")[0] for name in written} == {*KINDS}
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    for name, text in written.items():
        assert f"`{name}`" in page
        assert "None" not in text  # which no file can have
        assert (shipped / name).read_text(encoding="utf-8") == text, "python docs/make_schemas.py"
        format = name.removesuffix(".json").rpartition("-")[2]
        assert str(json.loads(text)["title"]).endswith(f", format {format}")


def test_that_of_a_plan_goes_without_saying() -> None:
    assert json_schema("plan") == json_schema(kind="plan") == json_schema()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.kind or "plan")
def test_each_has_the_keys_of_its_class(document: object) -> None:
    kind, cls = document.kind, document.cls  # type: ignore[attr-defined]
    properties = json_schema(kind or "plan")["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == {"format", *(["kind"] if kind else []), *map(key_of, kinds(cls))}
    assert all(one["description"] for one in properties.values())


def test_no_other_kind() -> None:
    assert refusal(UnknownCode, lambda: json_schema("rate")) == (
        "kind: unknown kind 'rate'; known: plan, rates, changes, crosswalk, decisions, actuals, accepted, part"
    )
    with pytest.raises(TypeError, match=r"^json_schema: kind must be text, got nothing$"):
        json_schema(None)  # type: ignore[arg-type]


def test_what_is_shipped() -> None:
    plan = bundled("gs-2008-2011")
    rolled = roll_forward(plan)
    assert complaints("rates", RATES.read_text(encoding="utf-8")) == []
    assert complaints("rates", dumps_rates(load_rates(RATES))) == []
    assert complaints("changes", dumps_changes(compare(plan, rolled.plan))) == []
    assert complaints("decisions", dumps_decisions(rolled.decisions)) == []
    assert complaints("crosswalk", dumps_crosswalk(bundled_crosswalk("gs-2008-2011"))) == []
    assert complaints("actuals", EXAMPLE.read_text(encoding="utf-8")) == []
    assert complaints("actuals", dumps_actuals(load_actuals(EXAMPLE))) == []


@pytest.mark.parametrize("plan", [bundled("gs-2008-2011"), loads(DISTRICT)], ids=lambda plan: plan.code)
def test_the_files_of_a_folder(plan: object, tmp_path: Path) -> None:
    dump(plan, tmp_path / "p")  # type: ignore[arg-type]
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "p").rglob("*.toml")}
    assert complaints("plan", files.pop("plan.toml")) == []
    assert len(files) > 3
    for text in files.values():
        assert complaints("part", text) == []
        assert "'format' is a required property" in complaints("plan", text)


@settings(max_examples=15)
@given(st.data())
def test_what_is_written(data: st.DataObject) -> None:
    codes = data.draw(unique_codes(max_size=3))
    assert complaints("crosswalk", dumps_crosswalk(data.draw(crosswalks(codes, codes)))) == []
    assert complaints("decisions", dumps_decisions(data.draw(decisions()))) == []
    assert complaints("actuals", dumps_actuals(data.draw(actuals()))) == []
    assert complaints("accepted", dumps_accepted(data.draw(accepted_findings()))) == []


@settings(max_examples=10)
@given(pairs())
def test_changes_that_are_written(pair: tuple[object, object]) -> None:
    assert complaints("changes", dumps_changes(compare(*pair))) == []  # type: ignore[arg-type]


def test_what_has_nothing_in_it() -> None:
    assert complaints("changes", dumps_changes(Changes(code="c", title="C"))) == []
    assert complaints("crosswalk", dumps_crosswalk(Crosswalk(code="c", title="C"))) == []
    assert complaints("decisions", dumps_decisions(Decisions(code="c", title="C", plan="p"))) == []
    day = datetime.date(2008, 6, 30)
    assert complaints("actuals", dumps_actuals(Actuals(code="c", title="C", plan="p", as_of=day, source="s"))) == []
    assert complaints("part", "") == []
    missing = Change(path="outputs.PP.effort[A, 2008]", old=3, new=None, reason="r")
    assert complaints("changes", dumps_changes(Changes(code="c", title="C", changes=[missing]))) == []


@pytest.mark.parametrize(
    ("kind", "text", "old", "new", "said"),
    [
        ("crosswalk", CROSSWALK, 'kind = "crosswalk"\n', "", "'kind' is a required property"),
        ("crosswalk", CROSSWALK, 'kind = "crosswalk"', 'kind = "changes"', "'crosswalk' was expected"),
        ("crosswalk", CROSSWALK, "format = 1", "format = 2", "1 was expected"),
        ("crosswalk", CROSSWALK, 'to = "ADM"\n', "", "'to' is a required property"),
        ("crosswalk", CROSSWALK, 'from = "FIN"\nto = "ADM"', 'to = "ADM"', "'from' is a required property"),
        ("crosswalk", CROSSWALK, '"stated"', '"guessed"', "'guessed' is not one of ['stated', 'assumed']"),
        ("crosswalk", CROSSWALK, '"2025/26"', '"25/26"', "'25/26' does not match"),
        ("crosswalk", CROSSWALK, '"1/3"', '"a third"', "'a third' is not valid under any of the given schemas"),
        ("crosswalk", CROSSWALK, '"1/3"', "1.5", "Decimal('1.5') is not valid under any of the given schemas"),
        ("crosswalk", CROSSWALK, 'name = "Adm', 'title = "Adm', "'name' is a required property"),
        ("decisions", DECISIONS, 'plan = "p"\n', "", "'plan' is a required property"),
        ("decisions", DECISIONS, "2010 = 3.5", "x = 3.5", "{'2009': 1, 'x': Decimal('3.5')} is not valid under any"),
        ("changes", CHANGES, 'path = "status"\n', "", "'path' is a required property"),
        ("changes", CHANGES, "old =", "odl =", "Additional properties are not allowed ('odl' was unexpected)"),
        (
            "rates",
            RATES.read_text(encoding="utf-8"),
            'currency = "CHF"',
            'currency = "francs"',
            "'francs' does not match",
        ),
        ("rates", RATES.read_text(encoding="utf-8"), 'unit = "CHF/work_month"\n', "", "'unit' is a required property"),
        ("rates", RATES.read_text(encoding="utf-8"), '"CHF/page"', '"CHF"', "'CHF' does not match"),
        ("actuals", ACTUALS, 'plan = "p"\n', "", "'plan' is a required property"),
        ("actuals", ACTUALS, 'kind = "actuals"', 'kind = "rates"', "'actuals' was expected"),
        (
            "actuals",
            ACTUALS,
            "effort = [",
            "effrt = [",
            "Additional properties are not allowed ('effrt' was unexpected)",
        ),
        ("actuals", ACTUALS, "2008-Q1 = 150.50", '2008-Q1 = "150"', "'150' is not valid under any"),
        ("actuals", ACTUALS, "2008-Q1 = 150.50", "2008-01 = 150", "'2008-01' does not match any of the regexes"),
        ("actuals", ACTUALS, 'budget = "CHF"', "budget = 3", "3 is not of type 'string'"),
        ("actuals", ACTUALS, "amber = 50", 'amber = "low"', "'low' is not of type 'number'"),
        ("part", '[outputs.PP]\ntitle = "a"', "title", "titel", "'title' is a required property"),
        ("part", '[outputs.PP]\ntitle = "a"', "[outputs", "[measures", "Additional properties are not allowed"),
    ],
)
def test_slips(kind: str, text: str, old: str, new: str, said: str) -> None:
    assert complaints(kind, text) == []
    assert old in text
    assert any(line.startswith(said) for line in complaints(kind, text.replace(old, new, 1)))
