"""The API reference has every public name, each once, and no other."""

import re
from collections import Counter
from pathlib import Path

import itu_opplan
from itu_opplan import analysis, dataset, iati, revision, workbook

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_public_name_is_on_the_page_once() -> None:
    found: Counter[str] = Counter()
    module = ""
    for line in PAGE.splitlines():
        if match := re.match(r"\.\. currentmodule:: ([\w.]+)", line):
            module = match[1]
        elif match := re.match(r"\.\. auto\w+:: (\w+)", line):
            found[f"{module}.{match[1]}"] += 1
    rooms = (itu_opplan, analysis, dataset, iati, revision, workbook)
    public = [f"{room.__name__}.{name}" for room in rooms for name in room.__all__]
    assert found == Counter(public)
