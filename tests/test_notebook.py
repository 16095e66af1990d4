"""The notebook runs, shows what is committed, says no number that it does not show, and its pictures can be read.

Pictures and dataframes are drawn by other libraries, by every version a little differently: of those only the kind is
compared. `python docs/run_notebook.py` writes the outputs anew.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from matplotlib import pyplot

from tests.drawn import list_unreadable, texts_of

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "examples" / "analysis.ipynb"
COMMITTED = nbformat.read(NOTEBOOK, as_version=nbformat.NO_CONVERT)
CODE = [cell for cell in COMMITTED.cells if cell.cell_type == "code"]
OWN = '<table class="opplan"'
NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:[.,]\d+)*(?!\w)")


class Words(HTMLParser):
    """The text of a page, a line for each cell of a table."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "span":
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(output: nbformat.NotebookNode) -> object:
    """What can be compared of an output: all that the library writes, and of all else only what it is."""
    if output.output_type == "stream":
        return output.name, output.text
    data = output.data
    page = data.get("text/html", "")
    if OWN in page:
        return page
    return sorted(data) if page or "image/png" in data else data["text/plain"]


def read_aloud(cell: nbformat.NotebookNode) -> str:
    """All that a reader sees below a code cell, as text."""
    texts = []
    for output in cell.outputs:
        data = output.get("data", {})
        texts += [output.get("text", ""), data.get("text/plain", ""), Words(data.get("text/html", "")).text]
    return "\n".join(texts)


@pytest.fixture(scope="module")
def rerun(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """The notebook, executed in a folder with nothing but its rates, and with nobody's settings."""
    folder = tmp_path_factory.mktemp("examples")
    for name in (NOTEBOOK.name, "rates-invented.toml"):
        shutil.copy(NOTEBOOK.with_name(name), folder)
    settings = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "run_notebook.py"), str(folder / NOTEBOOK.name)],
        env=os.environ | {name: str(tmp_path_factory.mktemp(name.lower())) for name in settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return nbformat.read(folder / NOTEBOOK.name, as_version=nbformat.NO_CONVERT)


def test_it_is_a_notebook() -> None:
    nbformat.validate(COMMITTED)
    assert (COMMITTED.nbformat, COMMITTED.nbformat_minor) == (4, 5)
    assert COMMITTED.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert [cell.execution_count for cell in CODE] == list(range(1, len(CODE) + 1))
    assert NOTEBOOK.stat().st_size < 300_000


def test_it_shows_what_is_committed(rerun: nbformat.NotebookNode) -> None:
    again = {cell.id: [shown(output) for output in cell.outputs] for cell in rerun.cells if cell.cell_type == "code"}
    assert again == {cell.id: [shown(output) for output in cell.outputs] for cell in CODE}


def test_tables_show_as_html_and_missing_cells_are_marked() -> None:
    pages = {cell.id: output.data.get("text/html", "") for cell in CODE for output in cell.outputs if "data" in output}
    assert sum(OWN in page for page in pages.values()) > 12
    assert re.findall(r'<td class="missing"[^>]*>(.*?)</td>', pages["blank"]) == ["blank"]
    assert re.findall(r">([^<]*)<span[^>]*>\*</span></td>", pages["categories"]) == ["95"]
    assert ">* skipped: 1 blank</p>" in pages["categories"]


def sections() -> Iterator[object]:
    """Each part of the notebook from one heading to the next: its prose, and all that its code says and shows."""
    prose = code = title = ""
    for cell in [*COMMITTED.cells, None]:
        text = cell.source if cell is not None and cell.cell_type == "markdown" else ""
        before, heading, after = text.partition("\n## ") if not text.startswith("#") else ("", "#", text.lstrip("# "))
        prose += before
        if heading or cell is None:
            yield pytest.param(prose, code, id=title.partition("\n")[0] or "start")
            prose, code, title = after, "", after
        if cell is not None and cell.cell_type == "code":
            code += f"\n{cell.source}\n{read_aloud(cell)}"


@pytest.mark.parametrize(("prose", "code"), list(sections()))
def test_every_number_of_the_prose_is_shown(prose: str, code: str) -> None:
    said = set(NUMBER.findall(re.sub(r"`[^`]*`|\bG\d|\d{4}-\d{4}", "", prose)))
    assert said <= set(NUMBER.findall(code))


def test_labels_of_pictures_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(NOTEBOOK.parent)
    monkeypatch.setattr(pyplot, "show", lambda: None)
    names: dict[str, object] = {}
    with mpl.rc_context({"backend": "agg"}):
        for cell in CODE:
            exec(compile(cell.source, cell.id, "exec"), names)
        figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
        for figure in figures:
            (axes,) = figure.axes
            assert axes.get_title(loc="left")
            assert axes.get_xlabel()
            assert min(float(text.get_fontsize()) for text in texts_of(axes)) >= 9
            assert len(texts_of(axes)) > 15
            assert list_unreadable(figure) == []
        pyplot.close("all")
    assert len(figures) == 3
