"""Every example that a reader can see runs: README.md, docs/, the docstrings, examples/.

In Markdown the ``python`` blocks of one document share one namespace and run from top to bottom. A block that begins
with ``>>>`` is a doctest; of any other block, an ``output`` block below it states exactly what it prints. Examples run
in an empty directory. Docstrings stand for themselves: each sees its module's names and nothing of its neighbours.
"""

import ast
import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from sybil import Document, Example
from sybil.evaluators.python import PythonEvaluator
from sybil.example import SybilFailure
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
PRINTED = "__printed__"


class PrintingEvaluator(PythonEvaluator):
    """Runs a block and keeps what it prints for the ``output`` block that may follow."""

    def __call__(self, example: Example) -> None:
        with redirect_stdout(StringIO()) as printed:
            super().__call__(example)
        example.namespace[PRINTED] = printed.getvalue()


class PythonBlockParser(PythonCodeBlockParser):
    """Sybil's parser of ``python`` blocks, with our evaluator for those that are not doctests."""

    def __init__(self) -> None:
        super().__init__(doctest_optionflags=doctest.ELLIPSIS)
        self.codeblock_parser = CodeBlockParser("python", PrintingEvaluator())


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def check_output(example: Example) -> str | None:
    """Compare an ``output`` block with what the block above it printed; the answer is Sybil's failure message."""
    printed = example.namespace.pop(PRINTED, None)
    if printed is None:
        return "no python block above prints this output"
    expected, actual = lines(example.parsed), lines(printed)
    return None if expected == actual else "\n".join(["Expected:", *expected, "", "Printed:", *actual])


PARSERS = (PythonBlockParser(), CodeBlockParser("output", check_output), SkipParser())


def run(document: Document) -> None:
    for example in document.examples():
        example.evaluate()


def document_of(text: str) -> Document:
    document = Document(text, "text.md")
    for parser in PARSERS:
        for region in parser(document):
            document.add(region)
    return document


def docstrings() -> Iterator[object]:
    """Every docstring with an example: its module, its text, the line it starts on."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        module = ".".join(part for part in parts if part != "__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node, clean=False)
                if text and ">>>" in text:
                    line = node.body[0].lineno
                    yield pytest.param(module, path, text, line, id=f"{module}:{line}")


@pytest.fixture(autouse=True)
def empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_document(path: Path) -> None:
    run(Document.parse(str(path), *PARSERS))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_block_escapes_by_its_name(path: Path) -> None:
    names = re.findall(r"^\s*(?:```+|~~~+)[ \t]*(\w.*?)\s*$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name in names if name.lower().startswith("py") and name != "python"] == []


def test_readme_has_examples() -> None:
    assert list(Document.parse(str(ROOT / "README.md"), *PARSERS).examples()) != []


@pytest.mark.parametrize(("module", "path", "text", "line"), list(docstrings()))
def test_docstring(module: str, path: Path, text: str, line: int) -> None:
    names = dict(vars(import_module(module)))
    test = doctest.DocTestParser().get_doctest(text, names, module, str(path), line - 1)
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append)
    assert "".join(report) == ""


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(path)],
        env=os.environ | {"MPLBACKEND": "Agg", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_output_block_that_agrees() -> None:
    run(document_of("```python\nprint('a  ')\n```\n\n```output\na\n```\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```python\nprint(1)\n```\n```output\n2\n```\n", "Expected:\n2\n\nPrinted:\n1"),
        ("```output\n2\n```\n", "no python block above prints this output"),
        ("```python\n>>> 1 + 1\n3\n```\n", "Expected:\n    3\nGot:\n    2\n"),
    ],
)
def test_output_that_does_not_agree(text: str, message: str) -> None:
    with pytest.raises(SybilFailure) as failure:
        run(document_of(text))
    assert failure.value.result == message
