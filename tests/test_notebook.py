"""The notebooks run, show what is committed, say no number that they do not show, and their pictures can be read.

Pictures and dataframes are drawn by other libraries, by every version a little differently: of those only the kind is
compared. `python docs/run_notebook.py` writes the outputs anew.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from matplotlib import style
from matplotlib.axes import Axes

from tests.drawn import list_unreadable, texts_of

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
COMMITTED = {
    name: nbformat.read(EXAMPLES / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)
    for name in ("analysis", "monitoring")
}
OWN = '<table class="opplan"'
INVENTED = {
    "analysis": ("cost", "chain", "chain-objective", "chain-picture", "monitor"),
    "monitoring": (
        "monitor",
        "outputs",
        "council",
        "execution-picture",
        "pace",
        "as-planned",
        "changes",
        "revised",
        "july",
    ),
}
"""The cells of what is made of invented figures."""
PICTURES = {"analysis": 5, "monitoring": 2}
NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:[.,]\d+)*(?!\w)")


def code_of(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


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
def rerun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """A notebook, executed in a folder with nothing but files of figures, and with nobody's settings."""
    folder = tmp_path_factory.mktemp("examples")
    notebook = folder / f"{request.param}.ipynb"
    for path in (EXAMPLES / notebook.name, *EXAMPLES.glob("*-invented.toml")):
        shutil.copy(path, folder)
    settings = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "run_notebook.py"), str(notebook)],
        env=os.environ | {name: str(tmp_path_factory.mktemp(name.lower())) for name in settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return nbformat.read(notebook, as_version=nbformat.NO_CONVERT)


@pytest.mark.parametrize("name", COMMITTED)
def test_it_is_a_notebook(name: str) -> None:
    notebook = COMMITTED[name]
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    code = code_of(notebook)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert (EXAMPLES / f"{name}.ipynb").stat().st_size < 300_000


@pytest.mark.parametrize(("rerun", "name"), [(name, name) for name in COMMITTED], indirect=["rerun"])
def test_it_shows_what_is_committed(rerun: nbformat.NotebookNode, name: str) -> None:
    again, before = (
        {cell.id: [shown(output) for output in cell.outputs] for cell in code_of(notebook)}
        for notebook in (rerun, COMMITTED[name])
    )
    assert again == before


def pages_of(name: str) -> dict[str, str]:
    """What the code cells show as HTML."""
    return {
        cell.id: output.data.get("text/html", "")
        for cell in code_of(COMMITTED[name])
        for output in cell.outputs
        if "data" in output
    }


def test_tables_show_as_html_and_missing_cells_are_marked() -> None:
    pages = pages_of("analysis")
    assert sum(OWN in page for page in pages.values()) > 12
    assert re.findall(r'<td class="missing"[^>]*>(.*?)</td>', pages["blank"]) == ["blank"]
    assert re.findall(r">([^<]*)<span[^>]*>\*</span></td>", pages["categories"]) == ["95"]
    assert ">* skipped: 1 blank</p>" in pages["categories"]


@pytest.mark.parametrize("name", COMMITTED)
def test_what_is_invented_says_so_wherever_it_shows(name: str) -> None:
    made = [cell for cell in code_of(COMMITTED[name]) if cell.id in INVENTED[name]]
    assert len(made) == len(INVENTED[name])
    assert [cell.id for cell in made if "invented" not in read_aloud(cell) + cell.source] == []


def sections() -> Iterator[object]:
    """Each part of a notebook from one heading to the next: its prose, and all that its code says and shows."""
    for name, notebook in COMMITTED.items():
        prose = code = title = ""
        for cell in [*notebook.cells, None]:
            text = f"\n{cell.source}" if cell is not None and cell.cell_type == "markdown" else ""
            before, heading, after = text.partition("\n## ")
            prose += before
            if heading or cell is None:
                yield pytest.param(prose, code, id=f"{name}: {title.partition(chr(10))[0] or 'start'}")
                prose, code, title = after, "", after
            if cell is not None and cell.cell_type == "code":
                code += f"\n{cell.source}\n{read_aloud(cell)}"


@pytest.mark.parametrize(("prose", "code"), list(sections()))
def test_every_number_of_the_prose_is_shown(prose: str, code: str) -> None:
    said = set(NUMBER.findall(re.sub(r"`[^`]*`|\bG\d|\d{4}-\d{4}", "", prose)))
    assert said <= set(NUMBER.findall(code))


@pytest.mark.parametrize("name", COMMITTED)
def test_pictures_are_told_in_words_on_the_site(name: str) -> None:
    drawn = [
        cell for cell in code_of(COMMITTED[name]) if any("image/png" in one.get("data", {}) for one in cell.outputs)
    ]
    assert len(drawn) == PICTURES[name]
    texts = [cell.metadata["mystnb"]["image"]["alt"] for cell in drawn]
    assert min(map(len, texts)) > 80
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", COMMITTED)
def test_links_lead_somewhere(name: str) -> None:
    prose = "".join(cell.source for cell in COMMITTED[name].cells if cell.cell_type == "markdown")
    found = re.findall(r"\]\(([^)#]+)", prose)
    assert found
    assert [path for path in found if not (EXAMPLES / path).exists()] == []


def draw_all(name: str) -> list[Axes]:
    """The pictures that cells end with."""
    names: dict[str, object] = {}
    ends: list[object] = []
    for cell in code_of(COMMITTED[name]):
        tree = ast.parse(cell.source, cell.id)
        end = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell.id, "exec"), names)
        ends += [eval(compile(ast.Expression(end.value), cell.id, "eval"), names)] if isinstance(end, ast.Expr) else []
    return [end for end in ends if isinstance(end, Axes)]


@pytest.mark.parametrize(("name", "count"), PICTURES.items())
@pytest.mark.parametrize("look", ["default", "dark_background"])
def test_labels_of_pictures_can_be_read(name: str, count: int, look: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
    with style.context(look):
        pictures = draw_all(name)
        assert len(pictures) == count
        for axes in pictures:
            assert axes.get_title(loc="left")
            assert axes.get_xlabel()
            assert min(float(text.get_fontsize()) for text in texts_of(axes)) >= 9
            assert len(texts_of(axes)) > 15
            assert list_unreadable(axes.figure.figure) == []
