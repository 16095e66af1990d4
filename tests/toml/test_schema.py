"""The JSON Schema takes what the reader takes, refuses what the gate of shape refuses, and says what docstrings say."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
import tomli
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from itu_opplan import (
    InvalidPlan,
    OperationalPlan,
    Output,
    Service,
    bundled,
    dumps,
    json_schema,
    loads,
    validate_text,
)
from itu_opplan.legible import CODE
from tests.small_plans import HEAD, SMALL
from tests.strategies import plans
from tests.toml.test_structure import (
    FIGURES,
    OF_ENTITIES,
    OF_MEASURES,
    OF_THE_PLAN,
    ROWS,
    ROWS_OF_A_DEPARTMENT,
    head_with,
)

VALIDATOR = Draft202012Validator(json_schema())


def spell_out(schema: dict[str, object]) -> Any:
    """The same schema, with that of a class in every place that refers to it."""
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)

    def inside(value: object) -> object:
        if isinstance(value, list):
            return [inside(item) for item in value]
        if not isinstance(value, dict):
            return value
        found = definitions[value["$ref"].removeprefix("#/$defs/")] if "$ref" in value else {}
        own = {key: item for key, item in value.items() if key not in ("$ref", "$defs")}
        return {key: inside(item) for key, item in (found | own).items()}

    return inside(schema)


def in_json(text: str, figure: Callable[[str], object]) -> object:
    """The tables as JSON has them: dates are text."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, datetime.date) else value

    return plain(tomli.loads(text, parse_float=figure))


def refused(text: str) -> list[str]:
    """The places, in the order of the schema's own complaints, of what is wrong with a plan by the schema."""
    return [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(in_json(text, Decimal))]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()


def test_it_is_made_anew_each_time() -> None:
    json_schema().clear()
    assert json_schema()["title"] == "Operational plan, format 1"


def test_it_takes_the_shipped_plan() -> None:
    assert refused(dumps(bundled("gs-2008-2011"))) == []


def test_it_takes_a_small_plan() -> None:
    assert refused(SMALL) == []


@settings(max_examples=25)
@given(plans())
def test_it_takes_what_is_written(plan: OperationalPlan) -> None:
    assert refused(dumps(plan)) == []
    assert VALIDATOR.is_valid(in_json(dumps(plan), float))


def test_it_takes_floats_as_it_takes_decimals() -> None:
    VALIDATOR.validate(in_json(dumps(bundled("gs-2008-2011")), float))


# What a schema cannot say, or would have to say in pages: how a period is ordered, how many decimals a figure has,
# that a cell is given once, which grades and units there are. "$" ends a text, but in Python also before a line end.
# Which dims a row of figures has, whether a table has several rows, and whether figures may be below 0 is for the
# measures of the plan to say, those that every plan has included; and what a measure says depends on others.
BEYOND = {
    "measure without anything",
    "dims of a measure",
    "dim of no dimension",
    "reserved codes",
    "built-in measures",
    "labels given twice",
    "dimension of departments",
    "figures of no measure",
    "rows without a label",
    "mistyped and unknown keys",
    "services",
    "table for a list",
    "rows for one row",
    "a total for each of two parts",
    "posts",
    "-1",
    "-0.1",
    "-1e-30",
    "date for text",  # in JSON a date is text
    "code with a line end",
    "period that runs backwards",
    "1.0000000000000",
    "0.1234567890123",
    "1e-999999999",
    "1e15",
    "1000000000000000",  # as a float it is 999999999999999.99 as well
    "nan",
    "cells given twice",
    "one grade in two spellings",
    "scale of nothing",
}
CASES = (
    {name: head_with(line) for name, (line, _) in OF_THE_PLAN.items()}
    | {name: HEAD + text for name, (text, _) in (OF_ENTITIES | OF_MEASURES).items()}
    | {name: f'{HEAD}[outputs.PP]\ntitle = "a"\n{text}' for name, (text, _) in ROWS.items()}
    | {name: f'{HEAD}[departments.SGO]\nname = "a"\n{text}' for name, (text, _) in ROWS_OF_A_DEPARTMENT.items()}
    | {
        figure: f'{HEAD}[outputs.PP]\ntitle = "a"\neffort = [{{ department = "SGO", 2008 = {figure} }}]'
        for figure in FIGURES
    }
)


@pytest.mark.parametrize("name", CASES)
def test_it_refuses_what_the_gate_of_shape_refuses(name: str) -> None:
    with pytest.raises(InvalidPlan):
        loads(CASES[name])
    if name != "nan":  # which JSON cannot write
        assert (refused(CASES[name]) == []) == (name in BEYOND)


def test_what_is_beyond_it_is_tried() -> None:
    assert CASES.keys() >= BEYOND


def test_it_names_the_place() -> None:
    text = (
        HEAD + '[departments.SGO]\nname = "a"\nstaffing = [{ grade = "P5", 2008 = "x" }]\n[outputs.PP]\ntitel = "x"\n'
    )
    assert refused(text) == ["outputs.PP", "outputs.PP", "departments.SGO.staffing.0.2008"]


@pytest.mark.parametrize("format", ["2", '"1"', "1.5", "true"])
def test_it_is_for_one_format(format: str) -> None:
    assert refused(HEAD.replace("format = 1", f"format = {format}")) == ["format"]


def test_descriptions_come_from_docstrings() -> None:
    schema = spell_out(json_schema())
    assert (
        schema["description"]
        == "A results-based operational plan: strategy, organisation, outputs, and the figures of its tables."
    )
    properties = schema["properties"]
    assert properties["format"] == {"const": 1, "description": "version of the file format"}
    assert properties["code"]["description"] == "the code of the plan, such as `gs-2008-2011`."
    assert properties["language"]["description"] == "the language of the texts, as a code such as `en`."
    output = properties["outputs"]["additionalProperties"]
    assert (
        output["description"]
        == "A programme area that takes resources and serves objectives (Part II of the shipped plan)."
    )
    assert output["properties"]["services"]["description"] == (
        "volumes that it takes (pages translated, typed, printed …): dims service, period. Its unit is that of the "
        "services, which do not add up."
    )
    service = properties["services"]["additionalProperties"]
    assert (
        service["properties"]["unit"]["description"]
        == "what it is counted in, such as `page`; `count` where nothing is said."
    )


KEYWORDS: dict[str, type | tuple[type, ...]] = {
    "type": (str, list),
    "const": int,
    "pattern": str,
    "format": str,
    "description": str,
    "items": dict,
    "minItems": int,
    "maxLength": int,
    "maximum": int,
    "minimum": int,
    "exclusiveMaximum": int,
    "exclusiveMinimum": int,
    "not": dict,
    "minProperties": int,
    "uniqueItems": bool,
    "enum": list,
    "required": list,
    "oneOf": list,
    "properties": dict,
    "propertyNames": dict,
    "additionalProperties": (bool, dict),
}
"""The words that the schema uses below its top; a word that JSON Schema does not know would say nothing."""


def schemas(schema: object, place: str = "") -> dict[str, dict[str, object]]:
    """Every schema of properties within a schema, by its place; those of lists stand for their items too."""
    assert isinstance(schema, dict)
    found: dict[str, dict[str, object]] = {place: schema}
    for name, below in schema.get("properties", {}).items():
        found |= schemas(below, f"{place}.{name}")
    for word, step in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(schema.get(word), dict):
            found |= schemas(schema[word], place + step)
    return found


def test_it_is_made_of_words_that_json_schema_knows() -> None:
    found = schemas(spell_out(json_schema()))
    for place, schema in found.items():
        if not place:
            continue
        assert schema.keys() & {"type", "const", "enum", "anyOf"}, place
        assert ("items" in schema) == (schema.get("type") in ("array", ["array", "object"])), place
        for word in schema.keys() - {"patternProperties", "anyOf"}:
            assert isinstance(schema[word], KEYWORDS[word]), (place, word)


def test_what_may_not_be_empty() -> None:
    found = schemas(spell_out(json_schema()))
    assert {place for place, schema in found.items() if schema.get("minItems") == 1} == {".periods", ".claims.*.terms"}
    assert {place for place, schema in found.items() if schema.get("minProperties") == 1} == {".grades"}


def descriptions(schema: object, place: str = "") -> dict[str, object]:
    """The description of each property, by its place."""
    found: dict[str, object] = {}
    if isinstance(schema, dict):
        for name, below in schema.get("properties", {}).items():
            found[f"{place}.{name}"] = below.get("description")
            found |= descriptions(below.get("additionalProperties"), f"{place}.{name}")
    return found


def test_every_property_has_a_description() -> None:
    found = descriptions(spell_out(json_schema()))
    assert len(found) > 90
    assert [place for place, text in found.items() if not text] == []
    assert {f".{field.name}" for field in attrs.fields(OperationalPlan)} < set(found)
    assert {f".outputs.{field.name}" for field in attrs.fields(Output) if field.name != "code"} < set(found)


def test_codes_are_keys_and_not_properties() -> None:
    properties = spell_out(json_schema())["properties"]
    for kind in ("outputs", "departments", "services", "goals", "objectives", "groups", "bodies", "activities"):
        assert properties[kind]["propertyNames"] == {"pattern": CODE}
        assert "code" not in properties[kind]["additionalProperties"]["properties"]
    assert properties["services"]["additionalProperties"]["required"] == ["name"]
    assert [field.name for field in attrs.fields(Service) if field.default is attrs.NOTHING] == ["code", "name"]


def test_a_schema_is_the_caller_s_own() -> None:
    """Whoever changes one part of it changes nothing else, here or in the next one."""

    def parts(value: object) -> list[int]:
        below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        own = [id(value)] if isinstance(value, dict | list) else []
        return own + [one for item in below for one in parts(item)]

    one, other = json_schema(), json_schema()
    assert one == other
    assert len(set(parts(one))) == len(parts(one))
    assert not {*parts(one)} & {*parts(other)}


KPI = "[outputs.A]\ntitle = 'a'\n[outputs.A.frameworks.F]\n[[outputs.A.frameworks.F.blocks]]\n"
KPI += "[[outputs.A.frameworks.F.blocks.kpis]]\ntext = 'k'\n"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("[outputs.CON]\ntitle = 'a'", False),
        ("[outputs.com10]\ntitle = 'a'", True),
        ("[outputs.A]\ntitle = 'a\u2028b'", False),
        ("[outputs.A]\ntitle = 'a'\nnote = '''a\nb\tc'''", True),
        ('[outputs.A]\ntitle = "a\\tb"', False),
        ('[outputs.A]\ntitle = "a"\nnote = "a\\u0000b"', False),
        ("currency = '0000'", False),
        ("[provisions.A]\ntitle = 'a'\namount = -1", False),
        (f"[services.A]\nname = 'a'\nunit = '{'x' * 65}'", False),
        ("[outputs.A]\ntitle = 'a'\nattributes.place = '''a\nb\tc'''", True),
        ('[outputs.A]\ntitle = "a"\nattributes.place = "a\\u0000b"', False),
        ("[outputs.A]\ntitle = 'a'\nattributes.people = 10000000000000000", False),
        ('[dimensions]\nplace = ["a\\tb"]', False),
        (KPI + "targets = [{ period = '2008', value = 10000000000000000 }]", False),
        (KPI + "targets = [{ period = '2008', text = 'n/a' }]", False),
        (KPI + "targets = [{ period = '2008', text = '''a\nb''' }]", True),
    ],
)
def test_the_schema_says_what_the_shape_says(text: str, right: bool) -> None:
    assert (not validate_text(HEAD + text).errors) is right
    assert Draft202012Validator(json_schema()).is_valid(tomli.loads(HEAD + text, parse_float=float)) is right


def test_dimensions_and_labels_of_any_script() -> None:
    text = (
        HEAD
        + """
[dimensions]
"专业" = ["医", { code = "GS (OL)", name = "Général" }]
[measures.m]
of = "outputs"
dims = ["专业"]
unit = "kCHF"
[outputs.X]
title = "x"
label = "行政"
figures.m = [{ "专业" = "医", 2008 = 3 }]
"""
    )
    plan = loads(text)
    assert loads(dumps(plan)) == plan
    validator = Draft202012Validator(json_schema())
    assert [error.message for error in validator.iter_errors(tomli.loads(dumps(plan)))] == []
    wrong = tomli.loads(text) | {"dimensions": {"1a": [], "a-b": [], "a b": []}}
    assert len(list(validator.iter_errors(wrong))) == 3
