"""The catalogue of rules: every rule has an id, a docstring and an example that it finds, and nothing else does."""

import functools
import importlib
import pkgutil
import re
from importlib import util
from pathlib import Path
from typing import Any

import pytest

from itu_opplan import OperationalPlan, Rule, Severity, catalogue, rules, validate, validate_text
from itu_opplan.rules.catalogue import RULES
from itu_opplan.rules.rule import GROUPS
from tests.small_plans import HEAD

ROOT = Path(__file__).parents[2]
SPEC = util.spec_from_file_location("make_rules", ROOT / "docs" / "make_rules.py")
assert SPEC is not None
assert SPEC.loader is not None
make_rules = util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_rules)


def test_ids_are_unique_in_order_and_of_a_group() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert {rule.group for rule in RULES} == set(GROUPS.values())


def test_every_rule_of_a_module_is_in_the_catalogue() -> None:
    modules = [importlib.import_module(f"{rules.__name__}.{one.name}") for one in pkgutil.iter_modules(rules.__path__)]
    found = {id(one): one for module in modules for one in vars(module).values() if isinstance(one, Rule)}
    assert sorted(one.id for one in found.values()) == [one.id for one in RULES]


def test_there_is_one_example_for_each_rule() -> None:
    files = {path.stem for path in (ROOT / "tests" / "data" / "rules").glob("*.*")}
    assert files == {rule.id for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_finds(rule: Rule) -> None:
    first = (rule.check.__doc__ or "").partition("\n")[0]
    assert re.fullmatch(r"[A-Z].{20,}[.:]", first)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_example(rule: Rule) -> None:
    findings, text = make_rules.example(rule)
    if make_rules.language(rule) == "python":
        made: dict[str, Any] = {}
        exec(text, made)
        report = validate(made["plan"], select=rule.id, profile="draft")
    else:
        whole = text if text.startswith("format = ") else HEAD + text
        report = validate_text(whole, select=rule.id, profile="draft")
        assert all(problem.location and problem.location.line and problem.location.column for problem in report)
    assert findings
    assert [f"{problem.path}: {problem.message}" for problem in report] == findings
    assert {problem.severity for problem in report} == {rule.severity}


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == make_rules.page()


def test_the_catalogue_is_a_listing_that_leads_to_the_page() -> None:
    """The anchors of headings are made as Sphinx and GitHub make them."""
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### (OP.*)$", page, re.MULTILINE)
    assert [one.link for one in catalogue()] == [
        f"rules.html#{heading.lower().replace(' ', '-')}" for heading in headings
    ]
    frame = catalogue().to_frame("polars")
    assert frame.columns == ["id", "title", "group", "weights", "link"]
    assert frame.rows_by_key("id")["OP901"] == [
        (
            "The plan itself says that a part, a figure, a table of results or a row of it is to be completed.",
            "completeness",
            "warning as draft, warning as council, error as published",
            "rules.html#op901-to-be-completed",
        )
    ]
    assert [one.id for one in catalogue() if not one.title.endswith(".")] == []


def test_a_rule_of_a_caller_has_a_title_and_no_link() -> None:
    def no_docstring(plan: OperationalPlan) -> None: ...

    def docstring(plan: OperationalPlan) -> None:
        """The first sentence
        on two lines.

        More."""

    one, other = (Rule("OWN", Severity.NOTE, check) for check in (no_docstring, docstring))
    assert (one.title, one.link, one.weights) == ("no docstring", None, "note")
    assert other.title == "The first sentence on two lines."
    assert Rule("OWN", Severity.NOTE, functools.partial(docstring)).title
