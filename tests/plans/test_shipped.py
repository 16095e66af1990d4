"""The shipped plan against an independent transcription of the same document.

`tests/data/transcription` was made apart from the TOML files, and is keyed by the printed section number and the code
of the department. Whoever finds a difference settles it by the document.
"""

import csv
import datetime
import os
import subprocess
import sys
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import itu_opplan
from itu_opplan import (
    Department,
    Missing,
    OperationalPlan,
    Output,
    UnknownCode,
    allocations,
    bundled,
    capacity,
    citations,
    dumps,
    effort,
    ledger,
    posts,
    validate,
    volumes,
)
from itu_opplan.analysis import Verdict

DATA = Path(__file__).parent.parent / "data" / "transcription"

NAMED_IN_PASSING = {
    ("III.2.1", "CEC", "Communication Services"),
    ("III.2.1", "CEC", "Forward Planning"),
    ("III.2.1", "CEC", "media operations"),
    ("III.2.1", "CEC", "membership"),
    ("III.2.1", "CEC", "protocol"),
    ("III.6.1", "CS", "Publications Sales Service"),
}
"""What the transcription lists as units and the plan does not: the document names them only among the tasks, or the
partners, of others, and Forward Planning in square brackets."""
LONGER_NAMES = {
    ("III.5.1", "C&P", "Office of the Chief"): ("III.5.1", "C&P", "Office of the Chief, including Planning and Control")
}
"""Where the transcription has a part of the printed heading."""


def transcribed(name: str) -> list[dict[str, str]]:
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def plan() -> OperationalPlan:
    return bundled("gs-2008-2011")


def cell(text: str) -> Decimal | Missing:
    return Missing.BLANK if text == "blank" else Decimal(text)


# --- figures --------------------------------------------------------------------------------------------------


def figures_of(plan: OperationalPlan) -> dict[tuple[str, ...], object]:
    """Every cell of every table of the plan, by table, printed section, row and period."""
    found: dict[tuple[str, ...], object] = {}

    def take(table: str, owner: Output | Department, *dims: str) -> None:
        for record in getattr(owner, table).records():
            row = ":".join(str(record[dim]) for dim in dims)
            key = (table, owner.section or "", row, str(record["period"]))
            assert key not in found
            found[key] = record["value"]

    for output in plan.outputs:
        take("effort", output, "department")
        take("published_effort", output)
        take("services", output, "service")
    for department in plan.departments:
        for table, dims in (("staffing", ["grade"]), ("posts", ["grade"]), ("allocations", ["kind", "item"])):
            take(table, department, *dims)
            take(f"published_{table}", department, *dims[:-1])
    return found


def test_every_figure(plan: OperationalPlan) -> None:
    """All 637 figures and blanks, none more and none less."""
    events = {event.title: event.code for event in plan.events}
    expected: dict[tuple[str, ...], object] = {}
    for line in transcribed("figures"):
        kind, colon, item = line["row"].partition(":")
        row = f"{kind}:{events[item]}" if kind == "event" and colon else line["row"]
        key = (line["table"], line["section"], row, line["period"])
        assert key not in expected
        expected[key] = cell(line["value"])
    assert len(expected) == 644
    assert figures_of(plan) == expected


def test_the_department_of_each_section(plan: OperationalPlan) -> None:
    sections = {line["section"]: line["entity"] for line in transcribed("figures") if line["entity"]}
    assert len(sections) == 9
    assert {department.section: department.code for department in plan.departments} == sections


def test_blanks_are_blanks(plan: OperationalPlan) -> None:
    blanks = [key for key, value in figures_of(plan).items() if isinstance(value, Missing)]
    assert sorted(blanks) == [
        ("staffing", "III.1", "G5", "2008"),
        ("staffing", "III.5", "G2", "2007"),
        ("staffing", "III.8", "P1", "2007"),
        ("staffing", "III.9", "G3", "2007"),
    ]
    assert {figures_of(plan)[key] for key in blanks} == {Missing.BLANK}


# --- sums -----------------------------------------------------------------------------------------------------


def test_effort_by_period(plan: OperationalPlan) -> None:
    table = effort(plan).by("period")
    assert [table.at(period=period) for period in ("2007", "2008", "2009-2011")] == [
        Decimal("678.9"),
        Decimal("691.0"),
        Decimal("2116.8"),
    ]


def test_capacity_by_period(plan: OperationalPlan) -> None:
    table = capacity(plan)
    without = table.where(department=[code for code in table.labels("department") if code != "TLC"]).by("period")
    assert [without.at(period=period) for period in ("2007", "2008", "2009-2011")] == [5202, 5381, 16143]
    assert table.where(period="2007").total() == 5385
    assert table.where(period="2007", department="TLC").total() == 183
    assert table.where(period=("2008", "2009-2011"), department="TLC").by("period").records() == []


def test_printed_totals_are_the_sums(plan: OperationalPlan) -> None:
    assert [problem for problem in validate(plan) if problem.rule in ("OP301", "OP302")] == []
    printed = [department.published_staffing for department in plan.departments]
    assert sum(len(table) for table in printed) == 25
    assert sum(table.total() for table in printed) == 5385 + 5381 + 16143


def test_posts_and_allocations(plan: OperationalPlan) -> None:
    assert posts(plan).where(period="2007").total() == 16
    table = allocations(plan)
    for period in ("2007", "2008"):
        for kind in ("activity", "event"):
            assert table.where(department="TLC", kind=kind, period=period).total() == 100


def test_volumes(plan: OperationalPlan) -> None:
    table = volumes(plan)
    assert len(table) == 39
    assert table.where(output="COUNCIL", service="translation").total() == 16880


# --- outputs and links ----------------------------------------------------------------------------------------


def test_titles_of_outputs(plan: OperationalPlan) -> None:
    expected = [
        (line["section"], line["title"], line["has_effort"], line["has_services"]) for line in transcribed("outputs")
    ]
    yes = {True: "yes", False: "no"}
    found = [
        (output.section, output.title, yes[len(output.effort) > 0], yes[len(output.services) > 0])
        for output in plan.outputs
    ]
    assert found == expected
    assert len(found) == 15


def test_every_link(plan: OperationalPlan) -> None:
    links = [(output.section, "goal", code) for output in plan.outputs for code in output.goals]
    links += [(output.section, "objective", code) for output in plan.outputs for code in output.objectives]
    links += [(one.section, "objective", code) for one in plan.departments for code in one.objectives]
    expected = [(line["section"], line["kind"], line["code"]) for line in transcribed("links")]
    assert sorted(map(str, links)) == sorted(map(str, expected))


def test_the_number_of_links(plan: OperationalPlan) -> None:
    assert sum(len(output.objectives) for output in plan.outputs) == 34
    assert sum(len(output.goals) for output in plan.outputs) == 26
    assert {one.code: one.objectives for one in plan.departments if one.objectives} == {"PER": ("1", "2")}


def test_goals_and_objectives(plan: OperationalPlan) -> None:
    assert [goal.code for goal in plan.goals] == list("1234567")
    assert [objective.code for objective in plan.objectives] == list("12345")


def test_groups_hold_their_outputs(plan: OperationalPlan) -> None:
    for output in plan.outputs:
        section = output.section or ""
        inside = [group.code for group in plan.groups if section.startswith(f"{group.section}.")]
        assert (output.group,) == (tuple(inside) or (None,))


# --- activities, units ----------------------------------------------------------------------------------------


def test_every_activity(plan: OperationalPlan) -> None:
    expected = {(line["code"], line["title"], line["department"] or None) for line in transcribed("activities")}
    booked = [activity for activity in plan.activities if activity.booked]
    assert {(activity.code, activity.title, activity.department) for activity in booked} == expected
    assert len(booked) == len(expected) == 183


def test_every_list_of_activities_is_counted_as_read(plan: OperationalPlan) -> None:
    """The items that the text lists, by section, by whose they are and for which years, and below which category."""
    expected = {
        (row["section"], row["owner"], row["period"], row["category"]): int(row["items"])
        for row in transcribed("lists")
    }
    found = Counter(
        (
            one.section,
            one.output or one.unit,
            str(one.period or ""),
            (one.parent or "").removeprefix("TELECOM-").lstrip("0"),
        )
        for one in plan.activities
        if not one.booked and "transferred to" not in one.attributes
    )
    assert found == expected
    categories = [one.code for one in plan.activities if one.code in {other.parent for other in plan.activities}]
    assert len(categories) == 10
    assert sum(expected.values()) == 10 + 25 + 23 + 2 + 9 + 7 + 9 + 10 + 6 + 10


def test_tasks_that_were_transferred(plan: OperationalPlan) -> None:
    moved = [one for one in plan.activities if "transferred to" in one.attributes]
    assert [
        (one.section, *(one.attributes[f"transferred {word}"] for word in ("from", "to", "in"))) for one in moved
    ] == [
        ("II.3.3", "SPU", "BDT", "March/April 2007"),
        ("II.4.3", "SPU", "TLC", "March 2007"),
        ("II.8.3.3", "General Secretariat", "BDT", "March 2007"),
    ]


def test_council_groups_and_studies_with_their_resolutions(plan: OperationalPlan) -> None:
    """As II.2.1 lists them: seven groups, ten studies."""
    cited = {mandate.code: mandate.number for mandate in plan.mandates}
    groups = [body for body in plan.bodies if body.code.startswith("CWG-")]
    studies = [one for one in plan.activities if one.output == "COUNCIL"]
    assert {body.name.split()[0]: [cited[code] for code in body.mandates] for body in groups} == {
        "WSIS,": ["140", "141"],
        "Financial": ["1210", "107", "110"],
        "Management": ["155"],
        "Human": ["1253"],
        "Use": ["154"],
        "Terminology": ["142"],
        "Security": ["149"],
    }
    assert [[cited[code] for code in one.mandates] for one in studies] == [
        *(["110", "158"], ["146"], ["134"], ["144"], ["145"], ["108", "148"], ["147"], ["154"], ["156"], ["157"]),
    ]


def test_facts_that_belong_to_no_table(plan: OperationalPlan) -> None:
    social, council = plan.output("SOCIAL").attributes, plan.output("COUNCIL").attributes
    assert (social["retirees insured"], social["members of the closed funds"], council["members"]) == (645, 89, 46)
    assert plan.department("FIN").attributes["IPSAS from"] == datetime.date(2010, 1, 1)
    services = [unit for unit in plan.department("C&P").units if "objective" in unit.attributes]
    divisions = [unit for unit in plan.department("CS").units if "objective" in unit.attributes]
    assert (len(services), len(divisions)) == (6, 6)
    assert all("orientation 2008-2011" in unit.attributes for unit in services)
    main = str(plan.department("SGO").attributes["main activities"]).split(", ")
    assert [plan.activity(code).code for code in main] == main
    assert len(main) == 8


def test_documents_that_are_cited(plan: OperationalPlan) -> None:
    """Where each is cited; a funding cites them through its provision."""
    documents = [mandate.code for mandate in plan.mandates if mandate.series == "document"]
    assert {code: [path.split(".blocks")[0] for path in citations(plan, code).paths] for code in documents} == {
        "DOC-C07-10": ["provisions.ICT-2008-2009"],
        "DOC-C07-22": ["departments.C&P.frameworks.2007"],
        "DOC-C07-08": ["departments.C&P.frameworks.2007"],
        "DOC-C07-24": ["departments.C&P.frameworks.2007"] * 2,
        "DOC-C07-35": [
            "departments.CEC.frameworks.2006-2007",
            "departments.FIN.frameworks.2006-2007",
            "departments.IS.frameworks.2006-2007",
        ],
        "DOC-PP-06-22": ["outputs.COUNCIL.frameworks.2006-2007"],
    }
    assert [one.provision for one in plan.output("ICT").funding] == [None, "ICT-2008-2009"]


def test_every_unit(plan: OperationalPlan) -> None:
    listed = {(line["section"].rstrip(")"), line["department"], line["name"]) for line in transcribed("units")}
    expected = {LONGER_NAMES.get(unit, unit) for unit in listed} - NAMED_IN_PASSING
    assert listed > NAMED_IN_PASSING
    assert {
        (unit.section, department.code, unit.name) for department in plan.departments for unit in department.units
    } == expected
    assert len(expected) == 33


def test_who_provides_the_services(plan: OperationalPlan) -> None:
    """Translation and text capture are described under C&P (III.5.1), printing under Common Services (III.6.1)."""
    assert [(service.code, service.unit, service.departments, service.section) for service in plan.services] == [
        ("translation", "page", ("C&P",), "III.5.1"),
        ("typing", "page", ("C&P",), "III.5.1"),
        ("reprography", "page", ("CS",), "III.6.1"),
    ]


# --- the outline ----------------------------------------------------------------------------------------------


def test_every_heading_in_printed_order(plan: OperationalPlan) -> None:
    """The headings were typed as they were read; those of the plan were cut out of the document by a script."""
    expected = [(line["number"], line["title"]) for line in transcribed("outline")]
    assert [(heading.number, heading.title) for heading in plan.outline] == expected
    assert len(expected) == 165


def test_the_headings_of_each_part(plan: OperationalPlan) -> None:
    """Seven headings of part III are printed with numbers of part II; eight numbers are printed twice."""
    numbers = [heading.number for heading in plan.outline]
    part_two, part_three = numbers.index("II"), numbers.index("III")
    assert (part_two, part_three, len(numbers)) == (2, 105, 165)
    slipped = [number for number in numbers[part_three:] if number.startswith("II.")]
    assert slipped == ["II.2.2", "II.2.3", "II.2.4", "II.2.5", "II.2.6", "II.2.7", "II.2.8"]
    assert sorted({number for number in numbers if numbers.count(number) > 1}) == [
        "II.2.2",
        "II.2.3",
        "II.2.4",
        "II.2.5",
        "II.7.5",
        "II.8.2.3",
        "III.1.3",
        "III.4.2",
    ]


def test_every_section_is_a_heading(plan: OperationalPlan) -> None:
    """What has work-months, pages or results stands under a number that is printed."""
    numbers = {heading.number for heading in plan.outline}
    units = [unit for department in plan.departments for unit in department.units]
    owners = (*plan.groups, *plan.outputs, *plan.departments, *units, *plan.services)
    tables = [table for output in plan.outputs for table in output.frameworks]
    tables += [table for department in plan.departments for table in department.frameworks]
    tables += [table for unit in units for table in unit.frameworks]
    sections = {one.section for one in (*owners, *tables)}
    sections |= {section for one in plan.outputs for section in (one.effort_section, one.services_section) if section}
    sections |= {
        section for one in plan.departments for section in (one.staffing_section, one.posts_section) if section
    }
    assert sections - numbers == set()


def test_every_cross_reference(plan: OperationalPlan) -> None:
    found = [
        (heading.number, heading.title, [(reference.number, reference.title) for reference in heading.refers_to])
        for heading in plan.outline
        if heading.refers_to
    ]
    annex, figure = [("Annex", None)], ("figure", "resources by Bureaux and SG departments")
    assert [(number, references) for number, _, references in found] == [
        (
            "Foreword",
            [
                ("I", "mission, strategic orientations, objectives and priorities"),
                ("II", "Intersectoral outputs"),
                ("III", "General Secretariat support for intersectoral and sectoral outputs"),
            ],
        ),
        ("II.1.2", [("II.1.5", None), ("II.2.5", None)]),
        ("II.I.3", annex),
        ("II.1.4", [figure]),
        ("II.2.3", [("Annex X", None)]),
        ("II.2.4", [figure]),
        ("II.3.3", annex),
        ("II.3.4", [figure]),
        ("II.4.4", [figure, ("III.4", "TELECOM Secretariat")]),
        ("II.5.4", [figure]),
        ("II.7.1.4", [figure]),
        ("II.7.2.4", [figure, ("here", None)]),
        ("II.7.3.3", annex),
        ("II.7.3.4", [figure]),
        ("II.7.4.3", annex),
        ("II.7.4.4", [figure]),
        ("II.7.5.3", annex),
        ("II.7.5.4", [figure]),
        ("II.8.1.3", annex),
        ("II.8.1.4", [figure]),
        ("II.8.2.3", annex),
        ("II.8.2.3", [figure]),
        ("II.8.3.3", annex),
        ("II.8.3.4", [figure]),
        ("II.8.4.3", annex),
        ("III.4.5", [("II.6", "Publications output")]),
    ]
    assert [title for number, title, _ in found if number in ("II.2.3", "II.8.2.3")] == [
        "Activities related to Council and Council Working Groups",
        "Activities related to Corporate Governance and Communication",
        "Resources to support activities related to GMPCS",
    ]


# --- claims ---------------------------------------------------------------------------------------------------


def test_what_the_text_claims(plan: OperationalPlan) -> None:
    """Every claim with its verdict, but those that agree; worked out by hand from the document."""
    lines = {line.path.removeprefix("claims."): line for line in ledger(plan) if line.path.startswith("claims.")}
    assert len(lines) == len(plan.claims) == 37
    verdicts = {
        verdict: sorted(code for code, line in lines.items() if line.verdict is verdict)
        for verdict in Verdict
        if verdict is not Verdict.AGREES
    }
    assert verdicts == {
        Verdict.ROUNDING: [],
        Verdict.CONTRADICTS: [
            "COUNCIL-GROUPS",
            "PP-06-PARTICIPANTS",
            "SALES",
            "STUDIES",
            "TELECOM-07-G4",
            "TELECOM-08-P4",
            "TELECOM-CATEGORIES-STAFF",
            "WORLD-06-FORUM",
        ],
        Verdict.UNCHECKED: [],
    }
    computed = {code: (lines[code].printed, lines[code].computed) for code in ("SALES", "TELECOM-CATEGORIES-STAFF")}
    assert computed == {"SALES": (12500000, 11000000), "TELECOM-CATEGORIES-STAFF": (6, 7)}


# --- the plan -------------------------------------------------------------------------------------------------


def test_what_plan_it_is(plan: OperationalPlan) -> None:
    assert (plan.code, plan.organisation, plan.entity, plan.currency) == (
        "gs-2008-2011",
        "ITU",
        "General Secretariat",
        "CHF",
    )
    assert (str(plan.window), list(map(str, plan.periods))) == ("2008-2011", ["2007", "2008", "2009-2011"])


def test_departments_are_found_by_the_codes_of_the_annex(plan: OperationalPlan) -> None:
    assert [plan.department(alias).code for alias in ("PE", "TELECOM", "sgo")] == ["PER", "TLC", "SGO"]


def test_each_call_gives_an_equal_plan(plan: OperationalPlan) -> None:
    assert bundled("gs-2008-2011") == plan


def test_the_shipped_plan_is_there_when_the_library_is_in_an_archive(tmp_path: Path) -> None:
    source = Path(itu_opplan.__file__).parent
    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as archive:
        for path in source.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, Path("itu_opplan", path.relative_to(source)))
    code = "import itu_opplan as o; print(o.__file__); print(o.dumps(o.bundled('gs-2008-2011')), end='')"
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "lib.zip"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    place, _, text = done.stdout.decode().partition("\n")
    assert done.stderr == b""
    assert "lib.zip" in place
    assert text == dumps(bundled("gs-2008-2011"))


def test_plans_that_are_not_shipped() -> None:
    for code in ("gs-2008-2012", "", "..", "gs-2008-2011/outputs"):
        with pytest.raises(UnknownCode) as refusal:
            bundled(code)
        assert str(refusal.value) == f"unknown plan {code!r}; the library ships gs-2008-2011"


# --- results --------------------------------------------------------------------------------------------------


def test_every_table_of_results_is_counted_as_read(plan: OperationalPlan) -> None:
    """Results and risks of each printed table, by section of the output or code of the department and unit."""
    read = {
        (row["owner"], row["framework"]): (row["section"], row["as_of"], int(row["results"]), int(row["risks"]))
        for row in transcribed("results")
    }
    shipped = {}
    for owner, code in (
        *((output, output.section) for output in plan.outputs),
        *((department, department.code) for department in plan.departments),
        *((unit, f"{department.code}/{unit.code}") for department in plan.departments for unit in department.units),
    ):
        for framework in owner.frameworks:
            results = sum(len(block.results) for block in framework.blocks)
            risks = sum(len(block.risks) for block in framework.blocks) + len(framework.risks)
            day = framework.as_of.isoformat() if framework.as_of else ""
            shipped[code, framework.code] = (framework.section, day, results, risks)
    assert shipped == read
    assert len(read) == 45


def test_the_years_that_sentences_announce(plan: OperationalPlan) -> None:
    """The sentence above a table, of those that have one; Buildings announces four tables as one span, 2006-2011."""
    found = {
        (output.code, framework.code): list(map(str, framework.announced))
        for output in plan.outputs
        for framework in output.frameworks
        if framework.announced
    }
    assert found == {
        ("PP", "2006-2007"): ["2006-2007"],
        ("PP", "2007-2011"): ["2007", "2008-2011"],
        ("COUNCIL", "2006-2007"): ["2006-2007"],
        ("COUNCIL", "2007-2011"): ["2007", "2008-2011"],
        ("SOCIAL", "2007-2011"): ["2008-2011"],
        ("PUBLICATIONS", "2006-2007"): ["2006-2007"],
        ("PUBLICATIONS", "2007-2011"): ["2008-2011"],
        ("GOVERNANCE", "2006-2007"): ["2006-2007"],
        ("GOVERNANCE", "2008-2011"): ["2008-2011"],
        ("ICT", "2008-2011"): ["2007", "2008"],
        ("BUILDINGS", "2012-2015"): ["2012-2015"],
    }
    silent = [department for department in plan.departments for one in department.frameworks if one.announced]
    assert silent == []
