"""The shipped plan against an independent transcription of the document, made by reading."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

import itu_opplan as opplan
from itu_opplan import Missing

FOLDER = Path(__file__).parents[1] / "data" / "transcription"
PLAN = opplan.bundled("gs-2008-2011")
OUTPUT = {output.section: output for output in PLAN.outputs}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cell(value: str) -> Decimal | Missing:
    return Missing(value) if value == "blank" else Decimal(value)


def transcribed(*tables: str) -> dict[tuple[str, ...], Decimal | Missing]:
    return {
        (row["table"], row["entity"] or row["section"], row["row"], row["period"]): cell(row["value"])
        for row in rows("figures")
        if row["table"] in tables
    }


def records(table: opplan.Table) -> list[tuple[dict[str, str], Decimal | Missing]]:
    return [
        ({dim: str(label) for dim, label in record.items() if dim != "value"}, record["value"])  # type: ignore[misc]  # a cell
        for record in table.records()
    ]


def test_every_figure_of_the_outputs_is_as_transcribed() -> None:
    shipped = {}
    for output in PLAN.outputs:
        for name, dim in (("effort", "department"), ("services", "service")):
            for labels, value in records(getattr(output, name)):
                shipped[name, output.section, labels[dim], labels["period"]] = value
    assert shipped == transcribed("effort", "services")
    assert len(shipped) == 288 + 39


def test_every_figure_of_the_departments_is_as_transcribed() -> None:
    shipped = {}
    for department in PLAN.departments:
        for name in ("staffing", "posts", "published_staffing", "published_posts"):
            for labels, value in records(getattr(department, name)):
                shipped[name, department.code, labels.get("grade", ""), labels["period"]] = value
    assert shipped == transcribed("staffing", "posts", "published_staffing", "published_posts")


def test_the_percentages_are_as_transcribed() -> None:
    shipped = {}
    for labels, value in records(opplan.allocations(PLAN)):
        item = PLAN.event(labels["item"]).title if labels["kind"] == "event" else labels["item"]
        shipped["allocations", labels["department"], f"{labels['kind']}:{item}", labels["period"]] = value
    for labels, value in records(PLAN.department("TLC").published_allocations):
        shipped["published_allocations", "TLC", labels["kind"], labels["period"]] = value
    assert shipped == transcribed("allocations", "published_allocations")


def test_four_cells_are_printed_blank() -> None:
    blank = {
        (labels["department"], labels["grade"], labels["period"])
        for labels, value in records(opplan.capacity(PLAN))
        if value is Missing.BLANK
    }
    assert blank == {("SGO", "G5", "2008"), ("C&P", "G2", "2007"), ("FIN", "P1", "2007"), ("IS", "G3", "2007")}


def test_every_link_is_as_transcribed() -> None:
    read = {(row["section"], row["kind"], row["code"]) for row in rows("links")}
    shipped = {
        *((output.section, "objective", code) for output in PLAN.outputs for code in output.objectives),
        *((output.section, "goal", code) for output in PLAN.outputs for code in output.goals),
        *((department.section, "objective", code) for department in PLAN.departments for code in department.objectives),
    }
    assert shipped == read
    counts = Counter(kind for section, kind, _ in read if section in OUTPUT)
    assert counts == {"objective": 34, "goal": 26}


def test_outputs_and_activities_are_as_transcribed() -> None:
    assert {output.section: output.title.casefold() for output in PLAN.outputs} == {
        row["section"]: row["title"].casefold() for row in rows("outputs")
    }
    assert {(one.code, one.title, one.department or "") for one in PLAN.activities} == {
        (row["code"], row["title"], row["department"]) for row in rows("activities")
    }
    assert len(PLAN.activities) == 183


@pytest.mark.parametrize(("period", "work"), [("2007", "678.9"), ("2008", "691.0"), ("2009-2011", "2116.8")])
def test_the_work_months_of_all_outputs(period: str, work: str) -> None:
    assert opplan.effort(PLAN).where(period=period).total() == Decimal(work)


@pytest.mark.parametrize(("period", "work"), [("2007", 5202), ("2008", 5381), ("2009-2011", 16143)])
def test_the_work_months_of_the_eight_departments(period: str, work: int) -> None:
    eight = [department.code for department in PLAN.departments if department.code != "TLC"]
    assert opplan.capacity(PLAN).where(period=period, department=eight).total() == work
    own = opplan.capacity(PLAN).where(period=period, department="TLC").total()
    assert own == (183 if period == "2007" else 0)


def test_council_in_2008() -> None:
    shares = opplan.effort(PLAN).where(output="COUNCIL", period="2008").by("output", "department").shares("output")
    assert {record["department"]: round(record["value"], 1) for record in shares.records()} == {  # type: ignore[arg-type]  # figures
        code: Decimal(share)
        for code, share in {
            "SGO": "9.9", "CEC": "13.8", "SPU": "6.5", "C&P": "38.0", "CS": "10.9", "PER": "0.6", "FIN": "15.2",
            "IS": "5.1",
        }.items()
    }  # fmt: skip


def test_the_shipped_files_are_what_dump_writes(tmp_path: Path) -> None:
    opplan.dump(PLAN, tmp_path / "plan")
    shipped = Path(opplan.__file__).parent / "plans" / "gs-2008-2011"
    written = {path.relative_to(tmp_path / "plan"): path.read_bytes() for path in (tmp_path / "plan").rglob("*.toml")}
    assert written == {path.relative_to(shipped): path.read_bytes() for path in shipped.rglob("*.toml")}


def test_the_plan_is_sound() -> None:
    report = opplan.validate(PLAN)
    assert report.ok
    assert {problem.rule for problem in report} <= {"OP301", "OP302", "OP303"}


def test_every_table_of_results_is_counted_as_read() -> None:
    """Results and risks of each printed table, by section of the output or code of the department and unit."""
    read = {
        (row["owner"], row["framework"]): (row["section"], row["as_of"], int(row["results"]), int(row["risks"]))
        for row in rows("results")
    }
    shipped = {}
    for owner, code in (
        *((output, output.section) for output in PLAN.outputs),
        *((department, department.code) for department in PLAN.departments),
        *((unit, f"{department.code}/{unit.code}") for department in PLAN.departments for unit in department.units),
    ):
        for framework in owner.frameworks:
            results = sum(len(block.results) for block in framework.blocks)
            risks = sum(len(block.risks) for block in framework.blocks) + len(framework.risks)
            day = framework.as_of.isoformat() if framework.as_of else ""
            shipped[code, framework.code] = (framework.section, day, results, risks)
    assert shipped == read
    assert len(read) == 45
