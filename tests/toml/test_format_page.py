"""The page on the file format has every key that there is, in the section of its table, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest

from itu_opplan import (
    KPI,
    Acceptance,
    Accepted,
    Achievement,
    Activity,
    Actual,
    Actuals,
    Baseline,
    Body,
    Change,
    Changes,
    Claim,
    CostStep,
    CrossReference,
    Crosswalk,
    CrosswalkLink,
    Decision,
    Decisions,
    Department,
    DepartmentActuals,
    DimensionLabel,
    Event,
    ExchangeRates,
    ExpectedResult,
    FigureActuals,
    Funding,
    Heading,
    KPIActuals,
    Mandate,
    Measure,
    MeasureRates,
    Objective,
    OperationalPlan,
    OrgUnit,
    Output,
    OutputActuals,
    OutputGroup,
    Overhead,
    Project,
    Provision,
    Rates,
    Reference,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    Service,
    ServiceRates,
    StaffRates,
    StrategicGoal,
    SuccessFactor,
    Target,
    Thresholds,
    dumps,
    json_schema,
    loads,
    validate_text,
)
from itu_opplan.model.fields import Kind, is_keyed, key_of, kinds
from itu_opplan.model.measures import BUILT_IN, DIMENSIONS
from itu_opplan.model.shapes import Shape
from itu_opplan.toml.kinds import DOCUMENTS, Document
from tests.toml.test_schema import spell_out

Class: TypeAlias = type[attrs.AttrsInstance]

SECTIONS: dict[str, tuple[Class, ...]] = {
    "The plan": (OperationalPlan,),
    "Services": (Service,),
    "Goals, objectives, groups": (StrategicGoal, Objective, OutputGroup),
    "Departments": (Department, OrgUnit),
    "Bodies": (Body,),
    "Activities and events": (Activity, Event),
    "Mandates": (Mandate,),
    "Provisions": (Provision,),
    "Projects": (Project,),
    "Claims": (Claim,),
    "Outputs": (Output, Funding),
    "Dimensions and measures": (DimensionLabel, Measure),
    "Outline": (Heading, CrossReference),
    "Tables of results": (
        *(ResultsFramework, ResultBlock, Reference, ExpectedResult, KPI, Baseline, Target, Actual, Achievement),
        *(RiskFactor, SuccessFactor),
    ),
    "Rates": (Rates, StaffRates, ServiceRates, MeasureRates, ExchangeRates, Overhead, CostStep),
    "Actuals": (Actuals, Thresholds, OutputActuals, DepartmentActuals, FigureActuals, KPIActuals),
    "Changes": (Changes, Change),
    "Crosswalks": (Crosswalk, CrosswalkLink),
    "Decisions": (Decisions, Decision),
    "Accepted findings": (Accepted, Acceptance),
}
"""Which section of the page has the keys of which classes."""
PAGE = (Path(__file__).parents[2] / "docs" / "file-format.md").read_text(encoding="utf-8")
TEXTS = {part.partition("\n")[0]: part.partition("\n")[2] for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}
"""The text of each section of the page, by its heading."""
ROOTS: tuple[Class, ...] = tuple(document.cls for document in DOCUMENTS)


def below(cls: Class) -> Iterator[Class]:
    """A class and all that stand in it, as the fields say."""
    yield cls
    for kind in kinds(cls).values():
        if kind.of is not None:
            yield from below(kind.of)
        elif kind.what == "dimensions":
            yield DimensionLabel


def keys(cls: Class) -> set[str]:
    """The keys that a table of this class can have in a file."""
    found = set(map(key_of, kinds(cls)))
    shapes = [kind.shape for kind in kinds(cls).values() if isinstance(kind.shape, Shape)]
    if any(shape.price for shape in shapes):
        found.add("unit")  # that of the prices, which stands beside them
    if cls in ROOTS:
        return found | {"format"} | (set() if cls is OperationalPlan else {"kind"})
    return found if cls is DimensionLabel or not is_keyed(cls) else found - {"code"}  # the name of the table


def in_key_columns(text: str) -> set[str]:
    """The names in the columns `key` and `table` of the tables in a text; `[a.CODE.b.CODE]` and `[a.CODE.b]` are b."""
    found: set[str] = set()
    columns: list[int] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            columns = []
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not columns:
            columns = [number for number, cell in enumerate(cells) if cell in ("key", "table")] or [-1]
        elif columns != [-1]:
            for cell in (cells[number] for number in columns):
                for name in re.findall(r"`([^`]+)`", cell):
                    found.add([step for step in name.strip("[]").split(".") if step != "CODE"][-1])
    return found


def test_every_class_has_a_section() -> None:
    there = {cls for root in ROOTS for cls in below(root)}
    named = [cls for classes in SECTIONS.values() for cls in classes]
    assert set(named) == there
    assert len(named) == len(there)


@pytest.mark.parametrize(("heading", "classes"), SECTIONS.items(), ids=SECTIONS)
def test_the_page_has_the_keys_of_the_format(heading: str, classes: tuple[Class, ...]) -> None:
    assert in_key_columns(TEXTS[heading]) == set().union(*map(keys, classes))


def test_what_every_table_has_beside_it() -> None:
    assert in_key_columns(TEXTS["Figures"]) == {"published_…", "…_section", "…_assumed"}
    for measure in BUILT_IN.values():
        owner: Class = {"outputs": Output, "departments": Department}[measure.owner]
        beside = {f"published_{measure.code}", f"{measure.code}_section", f"{measure.code}_assumed"}
        assert kinds(owner).keys() > beside


def test_no_other_section_has_keys() -> None:
    others = TEXTS.keys() - SECTIONS - {"Figures"}
    assert {heading: found for heading in others if (found := in_key_columns(TEXTS[heading]))} == {}


def test_the_page_has_the_words_of_closed_lists() -> None:
    missing = [
        (heading, name, word)
        for heading, classes in SECTIONS.items()
        for cls in classes
        for name, kind in kinds(cls).items()
        for word in kind.words
        if f"`{word}`" not in TEXTS[heading]
    ]
    assert missing == []


def test_the_page_has_the_labels_of_built_in_dimensions() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| .+? \| (`.+`) \|$", TEXTS["Dimensions and measures"], re.MULTILINE))
    labels = {name: [label.code for label in labels] for name, labels in DIMENSIONS.items() if labels}
    assert {name: re.findall(r"`([^`]+)`", rows[name]) for name in labels} == labels


def _property(schema: Any, name: str, kind: Kind) -> Any:
    """The schema of what one entity in this property can have."""
    found = schema["properties"][name]
    if kind.what == "dimensions":
        return found["additionalProperties"]["items"]["anyOf"][1]
    return found["items"] if found["type"] == "array" else found.get("additionalProperties") or found


def _with_schemas(cls: Class, schema: Any) -> Iterator[tuple[Class, Any]]:
    yield cls, schema
    for name, kind in kinds(cls).items():
        if kind.of is not None or kind.what == "dimensions":
            yield from _with_schemas(kind.of or DimensionLabel, _property(schema, name, kind))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.kind or "plan")
def test_the_schema_has_the_keys_of_the_format(document: Document[Any]) -> None:
    found = list(_with_schemas(document.cls, spell_out(json_schema(document.kind or "plan"))))
    assert [cls for cls, _ in found] == list(below(document.cls))
    for cls, schema in found:
        assert schema["properties"].keys() == keys(cls), cls
        assert schema["additionalProperties"] is False


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_blocks_of_the_page_are_one_plan() -> None:
    text = "\n".join(blocks("toml"))
    assert validate_text(text, select="references").ok
    plan = loads(text)
    assert loads(dumps(plan)) == plan
    assert {name for name in kinds(OperationalPlan) if getattr(plan, name)} == kinds(OperationalPlan).keys() - {
        *("attributes", "entity", "section")
    }
