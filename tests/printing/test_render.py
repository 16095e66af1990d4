"""What is printed where: a small plan in full, and facts of the shipped one."""

import re

import attrs
import pytest

from itu_opplan import OperationalPlan, Output, UnknownCode, bundled, loads, render
from tests.helpers import refusal
from tests.small_plans import HEAD

TEXT = """\
format = 1
code = "p"
title = "Plan of an *office*"
organisation = "Org"
window = "2008-2009"
periods = ["2008", "2009"]

[dimensions]
source = [{ code = "RB", name = "Regular budget" }, "XB"]

[measures.budget]
of = "outputs"
dims = ["source"]
unit = "kCHF"

[[outline]]
number = "1"
title = "WORK"

[[outline]]
number = "1.1"
title = "Meetings"

[[outline]]
number = "1.1.1"
title = "Means"
refers_to = [{ number = "Annex" }]

[[outline]]
number = "1.1.2"
title = "Results"

[[outline]]
number = "2"
title = "OFFICE"

[outputs.MEET]
title = "Meetings"
section = "1.1"
description = "Prepares meetings."
label = "1.1-M"
effort = [{ department = "OFF", 2008 = 1.5, 2009 = "blank" }]
effort_section = "1.1.1"
effort_assumed = ["one meeting a year"]
published_effort = { 2008 = 2.5, 2009 = "n/a" }
risks = [{ text = "Late papers", section = "1.1.2" }]

[outputs.MEET.figures]
budget = [
    { source = "RB", 2008 = 1200, 2009 = "to be completed" },
    { source = "XB", 2008 = 34.5, 2009 = 3 },
]
budget_section = "1.1.9"
published_budget = { 2008 = 1234.5 }

[outputs.MEET.frameworks.F]
section = "1.1.2"
phase = "planned"
periods = ["2008"]

[[outputs.MEET.frameworks.F.blocks]]
group = "ALL MEETINGS"
results = [{ text = "Decisions", number = "1", lead = ["OFF"] }, { text = "Records" }]
risks = [{ text = "None | few" }]

[[outputs.MEET.frameworks.F.blocks.kpis]]
text = "Papers in time"
unit = "percent"
baselines = [{ value = 80, period = "2007" }]
targets = [{ period = "2008", value = 90, bound = "at least" }, { period = "2009", value = "to be completed" }]

[departments.OFF]
name = "Office"
section = "2"

[events.M1]
title = "First meeting"
output = "MEET"
first = 2008-03-01
section = "1.1.1"

[events.M2]
title = "Another thing"

[mandates.R1]
series = "resolution"
issued_by = "Council"
"""


@pytest.fixture(scope="module")
def plan() -> OperationalPlan:
    return loads(TEXT)


@pytest.fixture(scope="module")
def shipped() -> str:
    return render(bundled("gs-2008-2011"))


MEETINGS = """\
## 1 WORK

### 1.1 Meetings

Prepares meetings.

- Code: 1.1-M

**1.1.9 Budget (kCHF)**

| source | 2008 | 2009 |
| :--- | ---: | ---: |
| Regular budget | 1,200 | to be completed |
| XB | 34.5 | 3 |
| total, as printed | 1,234.5 |  |

#### 1.1.1 Means

- Refers to: Annex

**Effort (work-months)**

| department | 2008 | 2009 |
| :--- | ---: | ---: |
| OFF | 1.5 | blank |
| total, as printed | 2.5* | n/a |

\\* 2008: the figures make 1.5

Assumed: one meeting a year

**Events**

| code | title | output | first |
| :--- | :--- | :--- | :--- |
| M1 | First meeting | 1.1-M | 2008-03-01 |

#### 1.1.2 Results

**Risks**

| text |
| :--- |
| Late papers |

**F**

Phase: planned; periods: 2008

**ALL MEETINGS**

| results | KPIs | risks |
| :--- | :--- | :--- |
| 1 Decisions (lead: OFF)<br>– Records | Papers in time (unit: percent)<br>baselines: 2007: 80<br>targets: \
2008: at least 90; 2009: to be completed | None \\| few |
"""
OFFICE = """\
## 2 OFFICE

- Code: OFF
- Name: Office

## Elsewhere in the plan

**Effort (work-months): OFF Office**

| output | 2008 | 2009 |
| :--- | ---: | ---: |
| 1.1-M | 1.5 | blank |

**Named in**

| section | of | as | text |
| :--- | :--- | :--- | :--- |
| 1.1.2 | 1.1-M | lead | Decisions |
"""


def test_one_output_in_full(plan: OperationalPlan) -> None:
    page = render(plan, output="meet")
    assert page.startswith("# Plan of an \\*office\\*\n\n- Code: p\n- Organisation: Org\n")
    assert page[page.index("## 1 WORK") :] == MEETINGS


def test_one_department_in_full(plan: OperationalPlan) -> None:
    page = render(plan, department="OFF")
    assert page[page.index("## 2 OFFICE") :] == OFFICE


def test_an_output_and_a_department(plan: OperationalPlan) -> None:
    page = render(plan, output="MEET", department="OFF")
    assert [line for line in page.split("\n") if line.startswith("## ")] == [
        "## 1 WORK",
        "## 2 OFFICE",
        "## Elsewhere in the plan",
    ]


def test_what_has_no_section_stands_behind_by_class(plan: OperationalPlan) -> None:
    found = [line for line in render(plan).split("\n") if line.startswith("## ")]
    assert found == ["## 1 WORK", "## 2 OFFICE", "## Events", "## Mandates", "## Measures", "## Dimensions"]


def test_a_plan_without_an_outline() -> None:
    plan = loads(re.sub(r"\[\[outline\]\]\n(?:[^\n]+\n)+\n", "", TEXT))
    assert plan.outline == ()
    found = [line for line in render(plan).split("\n") if line.startswith("#")]
    assert found[1:4] == ["## 1.1 1.1-M Meetings", "## 2 Office", "## Events"]


def test_a_total_of_a_year_stands_behind_its_quarters() -> None:
    quarters = "".join(f"2008-Q{number} = {number}, " for number in (1, 2, 3, 4))
    columns = ", ".join(f'"2008-Q{number}"' for number in (1, 2, 3, 4))
    head = HEAD.replace('["2007", "2008", "2009-2011"]', f"[{columns}]")
    work = (
        f'[departments.D]\nname = "D"\n\n[outputs.A]\ntitle = "A"\neffort = [{{ department = "D", {quarters[:-2]} }}]\n'
    )
    page = render(loads(f"{head}{work}published_effort = {{ 2008 = 11 }}\n"))
    assert "| department | 2008-Q1 | 2008-Q2 | 2008-Q3 | 2008-Q4 | 2008 |\n" in page
    assert "| total, as printed |  |  |  |  | 11* |\n\n\\* 2008: the figures make 10\n" in page


def test_what_is_not_there_is_refused(plan: OperationalPlan) -> None:
    assert refusal(UnknownCode, lambda: render(plan, output="MEAT")) == "unknown output 'MEAT'; the plan has MEET"
    assert refusal(UnknownCode, lambda: render(plan, department="X")) == "unknown department 'X'; the plan has OFF"
    message = "unknown format 'pdf'; known: markdown, html"
    assert refusal(UnknownCode, lambda: render(plan, "pdf")) == message  # type: ignore[arg-type]  # no such word
    with pytest.raises(TypeError, match=r"^render: plan must be an OperationalPlan, got 'plan\.toml'"):
        render("plan.toml")  # type: ignore[arg-type]  # a path


def test_what_lies_in_a_circle_is_printed(plan: OperationalPlan) -> None:
    first, second = (Output(code=code, title=f"Part {code}", parent=other) for code, other in ("AB", "BA"))
    page = render(attrs.evolve(plan, outputs=[first, second]))
    assert [len(re.findall(f"^#+ .*{code} Part {code}$", page, re.MULTILINE)) for code in "AB"] == [1, 1]


# --- HTML -------------------------------------------------------------------------------------------------------------


def test_a_page_of_html_says_its_language_and_direction() -> None:
    plan = loads(HEAD + 'language = "ar"\n\n[outputs.A]\ntitle = "\u0627\u0644\u0635\u062d\u0629"\nlabel = "\u0635"\n')
    page = render(plan, "html")
    assert page.startswith('<!DOCTYPE html>\n<html lang="ar">\n')
    assert '<h3 id="outputs.A" dir="auto">\u0635 \u0627\u0644\u0635\u062d\u0629</h3>' in page


def test_numbers_that_repeat_have_names_of_their_own() -> None:
    plan = loads(HEAD + '[[outline]]\nnumber = "1 a"\n\n[[outline]]\nnumber = "1 a"\n')
    page = render(plan, "html")
    assert re.findall(r'<h2 id="([^"]+)">', page) == ["1-a", "1-a-2"]
    assert re.findall(r'href="#([^"]+)"', page) == ["1-a", "1-a-2"]


def test_a_page_is_made_for_paper(plan: OperationalPlan) -> None:
    page = render(plan, "html")
    assert "@page { size: A4;" in page
    assert page.count('<div class="table">') == page.count("<thead>") == 8


# --- the shipped plan -------------------------------------------------------------------------------------------------


def headings(page: str) -> list[str]:
    return [line.lstrip("#").strip() for line in page.split("\n") if line.startswith("#")]


def section(page: str, start: str, end: str) -> str:
    """What stands from one heading to another one."""
    return page[page.index(f"# {start}\n") : page.index(f"# {end}\n")]


def test_the_headings_are_those_of_the_document_in_its_order(shipped: str) -> None:
    outline = bundled("gs-2008-2011").outline
    wanted = [
        (one.title or "") if f"{one.title} ".startswith(f"{one.number} ") else f"{one.number} {one.title or ''}".strip()
        for one in outline
    ]
    found = iter(headings(shipped))
    assert len(wanted) == 165
    assert [heading for heading in wanted if heading not in found] == []  # each after the one before it


def test_a_table_stands_where_its_number_is_printed_twice(shipped: str) -> None:
    projects = "II.7.5 Expected results and key performance indicators (KPIs) for ICT Projects"
    own = section(shipped, projects, "II.7.5 BUILDINGS INFRASTRUCTURE")
    assert len(re.findall(r"^Code: ", own, re.MULTILINE)) == 1
    staff = "III.4.2 Human resources to support ITU TELECOM activities"
    telecom = section(shipped, staff, "III.5 CONFERENCE AND PUBLICATIONS DEPARTMENT")
    assert "| total, as printed | 183 |" in telecom


def test_a_table_of_effort_is_that_of_the_document(shipped: str) -> None:
    own = section(
        shipped,
        "II.2.4 Resources to support the Council and Council Working Groups",
        "II.2.4a Conferences & meetings support",
    )
    assert own[own.index("| department") :].startswith(
        """\
| department | 2007 | 2008 | 2009-2011 |
| :--- | ---: | ---: | ---: |
| SGO | 12.6 | 19.7 | 59.1 |
| CEC | 26.2 | 27.4 | 70.6 |
| SPU | 12.6 | 12.9 | 36.3 |
| C&P | 46.4 | 75.3 | 188.6 |
| CS | 16.8 | 21.5 | 57.5 |
| PER | 0.0 | 1.1 | 3.4 |
| FIN | 24.7 | 30.1 | 84.6 |
| IS | 9.0 | 10.0 | 27.4 |
"""
    )


def test_the_annex_lists_the_activities_of_the_document(shipped: str) -> None:
    annex = shipped[shipped.index("## Annex ") :]
    assert len(re.findall(r"^\| (?:GA|[A-Z]{2,3})\d+ \|", annex, re.MULTILINE)) == 115


def test_allocations_say_what_their_items_are(shipped: str) -> None:
    assert "| activity | TLC02 TLC - Forum - Plan & implementation | 10 | 10 |" in shipped
    assert "| event | WORLD-06 ITU TELECOM World 2006 | 10 |  |" in shipped
    assert "| activity | GENERAL | 10 | 5 |" in shipped  # no activity of the plan


def test_what_a_row_of_results_is_stands_below_them(shipped: str) -> None:
    assert "| 2.1 Involvement of all stakeholders" in shipped
    assert "(lead: WSIS-TF)<br>Undivided: yes |" in shipped


def test_printed_totals_that_the_figures_do_not_make_are_marked(shipped: str) -> None:
    marked = re.findall(r"^\\\* .*", shipped, re.MULTILINE)
    assert marked == []


def test_a_heading_keeps_a_sharp_at_its_end() -> None:
    plan = loads(HEAD + '[outputs.A]\ntitle = "# Notes in C ##"\n')
    assert "\n### A # Notes in C \\##\n" in render(plan)


# --- large and deep plans ---------------------------------------------------------------------------------------------


def test_a_chain_of_parts_may_be_long(plan: OperationalPlan) -> None:
    parts = [Output(code=f"O{one}", title="Part", parent=f"O{one - 1}" if one else None) for one in range(1500)]
    page = render(attrs.evolve(plan, outputs=parts))
    assert page.count("\n###### ") == 1497  # no heading is lower
