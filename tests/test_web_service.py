"""The example of a web service: whole answers, and uploads that mean harm."""

import asyncio
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import itu_opplan as opplan
from examples.web_service import MOST_BYTES, app

HEAD = 'format = 1\ncode = "p"\ntitle = "P"\norganisation = "O"\nwindow = "2025"\nperiods = ["2025"]\n'
PLAN = (
    HEAD
    + """
[departments.A]
name = "Office"
staffing = [{ grade = "P4", 2025 = 12 }]
[outputs.X]
title = "Report"
effort = [{ department = "A", 2025 = 4.50 }]
"""
)


def post(path: str, content: str | bytes | None, name: str = "plan.toml", field: str = "plan") -> tuple[int, object]:
    """Status and content of the answer to an upload; without content, to a form that has none."""

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return await client.post(path, files=None if content is None else {field: (name, content)})

    answer = asyncio.run(ask())
    assert answer.headers["content-type"] == "application/json"
    assert tempfile.gettempdir() not in answer.text
    return answer.status_code, answer.json()


def pack(files: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_a_table() -> None:
    assert post("/tables/effort", PLAN) == (
        200,
        {
            "unit": "work_month",
            "dims": ["output", "department", "period"],
            "labels": {"output": ["X"], "department": ["A"], "period": ["2025"]},
            "records": [{"output": "X", "department": "A", "period": "2025", "value": "4.50"}],
        },
    )


def test_a_table_that_is_added_up() -> None:
    assert post("/tables/capacity?by=period", PLAN) == (
        200,
        {
            "unit": "work_month",
            "dims": ["period"],
            "labels": {"period": ["2025"]},
            "records": [{"period": "2025", "value": "12"}],
        },
    )


def test_problems() -> None:
    assert post("/problems", PLAN) == (200, {"plan": "p", "counts": {}, "problems": []})
    assert post("/problems", PLAN.replace("4.50", "13")) == (
        200,
        {
            "plan": "p",
            "counts": {"OP401": 1},
            "problems": [
                {
                    "key": "OP401 departments.A.staffing[total, 2025]",
                    "rule": "OP401",
                    "severity": "warning",
                    "path": "departments.A.staffing[total, 2025]",
                    "message": "the outputs ask A for 13 work-months in 2025; it has 12",
                    "section": None,
                    "expected": "12",
                    "actual": "13",
                    "location": None,
                    "reason": None,
                }
            ],
        },
    )


def test_a_broken_plan() -> None:
    assert post("/problems", PLAN.replace('"A", 2025', '"B", 2025')) == (
        422,
        {
            "message": "plan.toml:13: outputs.X.effort: unknown department 'B'; the plan has A",
            "problems": [
                {
                    "key": "OP101 outputs.X.effort",
                    "rule": "OP101",
                    "severity": "error",
                    "path": "outputs.X.effort",
                    "message": "unknown department 'B'; the plan has A",
                    "section": None,
                    "expected": ["A"],
                    "actual": "B",
                    "location": {"file": "plan.toml", "line": 13, "column": 13, "cell": None},
                    "reason": None,
                }
            ],
        },
    )


@pytest.mark.parametrize(
    ("content", "message", "column"),
    [
        ("format = ", "not TOML: invalid value (at column 10)", 10),
        (b"title = '\xe9'", "the byte 0xE9 is not UTF-8; save the file as UTF-8", 10),
        (b"\x00", "the invisible character U+0000 cannot stand here; delete it", 1),
        (
            "a = " + "[" * 5000,
            "nested too deep; lists and inline tables may stand 400 deep in each other at most",
            405,
        ),
        ('kind = "rates"', "a file of kind 'rates', not a plan; load_rates reads it", 1),
    ],
    ids=["no TOML", "no UTF-8", "NUL", "nested", "another kind"],
)
def test_what_is_no_plan(content: str | bytes, message: str, column: int) -> None:
    location = {"file": "plan.toml", "line": 1, "column": column, "cell": None}
    assert post("/problems", content) == (400, {"message": message, "location": location})


def test_questions_that_have_no_answer() -> None:
    assert post("/tables/cost", PLAN) == (404, {"message": "no such table; known: effort, capacity, posts, volumes"})
    assert post("/tables", PLAN) == (404, {"message": "Not Found"})
    status, answer = post("/tables/effort?by=outputs", PLAN)
    assert (status, answer) == (400, {"message": "unknown dim 'outputs'; the table has output, department, period"})
    for field, content in (("file", PLAN), ("plan", None)):
        assert post("/problems", content, field=field) == (
            400,
            {"message": "a file is needed, in the field 'plan' of a form"},
        )


# --- archives ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("above", ["", "mine/", "../"])
def test_an_archive_of_a_folder(tmp_path: Path, above: str) -> None:
    plan = opplan.bundled("gs-2008-2011")
    opplan.dump(plan, tmp_path / "plan")
    files = {
        f"{above}{path.relative_to(tmp_path / 'plan').as_posix()}": path.read_bytes()
        for path in (tmp_path / "plan").rglob("*.toml")
    }
    assert len(files) > 10
    status, answer = post("/tables/effort?by=period", pack(files), "plan.zip")
    assert (status, answer) == (200, opplan.plain(opplan.effort(plan).by("period")))
    assert sorted(os.listdir(tmp_path)) == ["plan"]


def test_places_in_an_archive_are_told() -> None:
    parts = {"plan.toml": HEAD, "outputs/X.toml": "[outputs.X]\ntitel = 'x'\n"}
    status, answer = post("/problems", pack(parts), "plan.zip")
    assert status == 422
    assert isinstance(answer, dict)
    assert [(one["message"], one["location"]["file"]) for one in answer["problems"]] == [
        ("unknown key; did you mean 'title'?", "outputs/X.toml")
    ]


UNREADABLE = "plan.zip: not a zip file that can be read"
FOLDER = "plan.zip: a folder in it is called as a file is"
TOO_MUCH = "an archive has at most 1,000 files, 4,000,000 bytes"


@pytest.mark.parametrize(
    ("upload", "status", "message"),
    [
        (pack({"readme.txt": "x"}), 400, "plan.zip: no plan.toml in it"),
        (
            pack({"plan.toml": PLAN}).replace(b"\x00\x00plan.toml", b"\x00\x00plam.toml", 1),
            400,
            UNREADABLE,
        ),
        (pack({"a.toml": "", "a.toml/b.toml": ""}), 400, UNREADABLE),
        (pack({"plan.toml/x.toml": PLAN}), 400, FOLDER),
        (pack({"plan.toml": PLAN, "a.toml/b.toml": ""}), 400, FOLDER),
        (pack({f"{'x' * 300}.toml": ""}), 400, UNREADABLE),
        (pack({"plan.toml": PLAN}, zipfile.ZIP_LZMA), 400, "plan.zip: packed in another way than deflate"),
        (pack({"plan.toml": "#" * (MOST_BYTES + 1)}), 413, TOO_MUCH),
        (pack({f"{n}.toml": "" for n in range(1001)}), 413, TOO_MUCH),
        (b"#" * (MOST_BYTES + 1), 413, "an upload has at most 4,000,000 bytes"),
    ],
    ids=[
        "no plan",
        "torn",
        "file and folder",
        "folder",
        "other folder",
        "long name",
        "LZMA",
        "bomb",
        "many files",
        "large",
    ],
)
def test_uploads_that_mean_harm(upload: bytes, status: int, message: str) -> None:
    assert post("/problems", upload, "plan.zip") == (status, {"message": message})


ARCHIVE = pack({"plan.toml": PLAN, "outputs/Y.toml": "[outputs.Y]\ntitle = 'y'\n"})


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(ARCHIVE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_an_archive_in_which_bytes_are_wrong_is_answered(changes: list[tuple[int, int]]) -> None:
    data = bytearray(ARCHIVE)
    for place, byte in changes:
        data[place] = byte
    status, _ = post("/tables/effort", bytes(data))
    assert status in (200, 400, 413, 422)
