"""Every relative link of README.md, CHANGELOG.md, docs/ and the notebooks leads to a file, and to a heading in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "examples").glob("*.ipynb")),
]


def markdown(page: Path) -> str:
    """The text of a page without its blocks of code; of a notebook the cells of text."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"^(```+|~~~+|:::+).*?^\1\s*$", "", text, flags=re.MULTILINE | re.DOTALL)


def links(page: Path) -> Iterator[str]:
    """Where the links of a page lead that are not addresses of other sites; links in code are none."""
    text = re.sub(r"(?<!\[)`[^`\n]+`(?!\])", "", markdown(page))
    for target in re.findall(r"\]\(\s*<?([^()\s>]+)>?\s*\)", text):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as Sphinx and GitHub make them."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+)$", markdown(page), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.strip())
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        number = 0
        while (one := f"{anchor}-{number}" if number else anchor) in found:
            number += 1
        found.add(one)
    return found


def is_dead(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page
    return not there.exists() or (bool(anchor) and anchor not in anchors(there))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if is_dead(page, target)] == []


def test_every_page_is_reached_from_the_readme() -> None:
    """Whoever reads the files, and not the site, has no sidebar."""
    readme = ROOT / "README.md"
    reached = {(ROOT / target.partition("#")[0]).resolve() for target in links(readme)}
    assert {page.name for page in PAGES if page not in reached} == {"README.md", "index.md"}


def test_dead_links_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One, `two`\n\n[a](#one-two) [b](#three) [c](page.md#one-two) [d](no.md)\n```\n[e](no)\n```\n")
    assert list(links(page)) == ["#one-two", "#three", "page.md#one-two", "no.md"]
    assert [target for target in links(page) if is_dead(page, target)] == ["#three", "no.md"]
