"""Whatever a plan says is in its print, in both formats: every text, label and figure, of every plan."""

import datetime
import functools
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

from itu_opplan import Missing, OperationalPlan, Period, bundled, dumps, load, loads, render
from itu_opplan.digits import group_digits
from itu_opplan.escaping import show_on_one_line
from itu_opplan.model.fields import kinds
from itu_opplan.model.keyed import Keyed
from itu_opplan.model.walk import entities, tables
from itu_opplan.wording import positional
from tests.result_strategies import full_plan, plans_of
from tests.strategies import plans

STRANGERS = sorted((Path(__file__).parents[1] / "strangers").glob("*.toml"))


def squeezed(text: str) -> str:
    """The text with single spaces, for print may break its lines otherwise."""
    return " ".join(text.split())


class Reader(HTMLParser):
    """The text of a page, a space in the place of each tag that ends a line, and what it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("br", "meta"):
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value is not None]
        self.links += [value for name, value in attrs if name in ("href", "src") and value is not None]
        self.text += [" "] * (tag != "span")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.text += [" "] * (tag != "span")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    """The page as a browser takes it; each tag that is opened is closed."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def shown(text: str, format: str) -> str:
    """What a reader sees."""
    if format == "html":
        return squeezed("".join(read(text).text))
    return squeezed(html.unescape(re.sub(r"\\([\\|*`\[\]~$_#+>=.)-])", r"\1", text.replace("<br>", " "))))


def said(plan: OperationalPlan) -> Iterator[str]:
    """Every text and figure of a plan, as it is to be printed."""
    for what in ("text", "flag", "period"):  # values of KPIs have no text, but these
        for site in entities(plan, what):
            yield from said_by(site.entity)
    for stated in tables(plan):
        for record in stated.table.records():
            value = record["value"]
            yield value.value if isinstance(value, Missing) else group_digits(positional(value), ",")  # type: ignore[arg-type]  # a cell
        yield from stated.assumed
        yield stated.own_section or ""
    for labels in plan.dimensions.values():
        yield from (text for label in labels for text in (label.code, label.name) if text is not None)


def said_by(entity: attrs.AttrsInstance) -> Iterator[str]:
    for name, kind in kinds(type(entity)).items():
        value = getattr(entity, name)
        if kind.what == "code" and name == "code" and getattr(entity, "label", None):
            continue  # the label stands in its place
        if kind.what in ("text", "code", "figure", "date", "unit", "words", "period") and value is not None:
            yield from map(written, value if kind.many else (value,))
        elif kind.what == "attributes":
            assert isinstance(value, Keyed)
            yield from (text for key, one in value.items() for text in (key, written(one)))


def written(value: object) -> str:
    match value:
        case Decimal():
            return positional(value)
        case Missing():
            return value.value
        case bool():
            return "yes" if value else "no"
        case datetime.date():
            return value.isoformat()
        case Period() | str():
            return str(value)
        case _:
            raise AssertionError(value)


def missing_in(plan: OperationalPlan, format: str) -> list[str]:
    text = shown(render(plan, format), format)  # type: ignore[arg-type]  # one of two words
    lines = (line for one in said(plan) for line in one.split("\n"))
    lost = [line for line in dict.fromkeys(lines) if squeezed(show_on_one_line(line)) not in text]
    return [line for line in lost if line != "count"]  # a plain number of a KPI


@functools.cache
def plan_of(name: str) -> OperationalPlan:
    return bundled(name) if name == "gs-2008-2011" else load(next(path for path in STRANGERS if path.stem == name))


@pytest.mark.parametrize("name", ["gs-2008-2011", *(path.stem for path in STRANGERS)])
@pytest.mark.parametrize("format", ["markdown", "html"])
def test_nothing_that_a_plan_says_is_lost(name: str, format: str) -> None:
    assert missing_in(plan_of(name), format) == []


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_nothing_of_any_field_is_lost(format: str) -> None:
    assert missing_in(full_plan(), format) == []


@given(plan=plans())
@settings(max_examples=25)
def test_nothing_of_any_plan_is_lost(plan: OperationalPlan) -> None:
    assert missing_in(plan, "markdown") == []
    assert missing_in(plan, "html") == []
    once = loads(dumps(plan))  # which writes a zero without its decimals
    assert render(once) == render(loads(dumps(once)))


@given(plan=plans_of())
@settings(max_examples=25)
def test_nothing_of_any_results_is_lost(plan: OperationalPlan) -> None:
    assert missing_in(plan, "markdown") == []
    assert missing_in(plan, "html") == []


@given(plan=plans())
@settings(max_examples=10)
def test_each_output_and_department_is_printed_alone(plan: OperationalPlan) -> None:
    for output in plan.outputs:
        assert squeezed(show_on_one_line(output.title)) in shown(render(plan, output=output.code), "markdown")
    for department in plan.departments:
        page = render(plan, "html", department=department.code)
        assert squeezed(show_on_one_line(department.name)) in shown(page, "html")


@pytest.mark.parametrize("name", ["gs-2008-2011", *(path.stem for path in STRANGERS)])
def test_a_page_holds_together(name: str) -> None:
    page = read(render(plan_of(name), "html"))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
