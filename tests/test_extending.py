"""Every diff of docs/extending.md fits the sources, and what it adds works: applied to a copy, checked in a process."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import itu_opplan
from tests.small_plans import HEAD

PAGE = Path(__file__).parents[1] / "docs" / "extending.md"
SOURCES = Path(itu_opplan.__file__).parent


def sections() -> dict[str, tuple[list[str], list[str]]]:
    """The diffs and the checks of each section, by its title."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for part in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", part, flags=re.MULTILINE | re.DOTALL)
        diffs = [text for kind, text in blocks if kind == "diff"]
        checks = [text for kind, text in blocks if kind == "check"]
        found[part.partition("\n")[0]] = diffs, checks
    return found


def hunks(diff: str) -> list[tuple[str, str, str]]:
    """File, old text and new text of each hunk."""
    found: list[tuple[str, str, str]] = []
    name = ""
    for hunk in re.split(r"^@@.*\n", diff, flags=re.MULTILINE):
        if match := re.search(r"^\+\+\+ (\S+)$", hunk, flags=re.MULTILINE):
            name = match[1]
            continue
        lines = hunk.splitlines()
        old = "\n".join(line[1:] for line in lines if not line.startswith("+"))
        new = "\n".join(line[1:] for line in lines if not line.startswith("-"))
        found.append((name, old, new))
    return found


def applied(text: str, old: str, new: str) -> str:
    """The text with the old lines replaced, which must stand there once."""
    assert text.count(old) == 1, f"{text.count(old)} times:\n{old}"
    return text.replace(old, new)


def test_the_page_shows_what_it_promises() -> None:
    assert list(sections()) == ["A measure", "A field", "A link", "A rule", "A kind of document"]
    assert all(diffs and checks for diffs, checks in sections().values())


@pytest.mark.parametrize("title", sections())
def test_a_diff_does_what_the_page_says(title: str, tmp_path: Path) -> None:
    diffs, checks = sections()[title]
    shutil.copytree(SOURCES, tmp_path / "itu_opplan", ignore=shutil.ignore_patterns("__pycache__"))
    for name, old, new in (hunk for diff in diffs for hunk in hunks(diff)):
        path = tmp_path / "itu_opplan" / name
        if not old:
            assert not path.exists(), f"{name} is there already"
            path.write_text(f"{new}\n", encoding="utf-8")
        else:
            path.write_text(applied(path.read_text(encoding="utf-8"), old, new), encoding="utf-8")
    code = (
        f"import itu_opplan as opplan\nassert opplan.__file__.startswith({str(tmp_path)!r})\nHEAD = {HEAD!r}\n"
        + "\n".join(checks)
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
