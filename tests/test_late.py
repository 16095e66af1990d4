"""Names that are imported when they are first used: nobody can tell, but by the time and by what is loaded."""

import ast
import inspect
import pydoc
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import itu_opplan
import itu_opplan.analysis
import itu_opplan.revision
from itu_opplan.late import find_late, late_pattern

ROOMS = (itu_opplan, itu_opplan.analysis, itu_opplan.revision)
each_room = pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.__name__))


def run(program: str) -> str:
    """What a program prints in a fresh interpreter."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@each_room
def test_type_checkers_and_programs_are_told_the_same(room: ModuleType) -> None:
    tree = ast.parse(Path(inspect.getfile(room)).read_text(encoding="utf-8"))
    block = next(one for one in tree.body if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING")
    told = {
        "." * (one.level - 1) + str(one.module): " ".join(alias.name for alias in one.names)
        for one in block.body
        if isinstance(one, ast.ImportFrom)
    }
    assert vars(room)["_HOMES"] == told
    assert sorted(" ".join(told.values()).split()) == sorted(room.__all__)


@each_room
def test_no_module_has_the_name_of_something_else(room: ModuleType) -> None:
    modules = {path.stem for path in Path(inspect.getfile(room)).parent.iterdir()}
    assert modules & set(room.__all__) == set()  # the module would be found once it is imported


@each_room
def test_all_names_are_seen(room: ModuleType) -> None:
    assert dir(room) == sorted(room.__all__)
    assert [name for name, _ in inspect.getmembers(room)] == sorted(room.__all__)
    text = pydoc.plain(pydoc.render_doc(room))
    assert [name for name in room.__all__ if name not in text] == []


@each_room
def test_a_name_is_found_once(room: ModuleType) -> None:
    for name in room.__all__:
        found = getattr(room, name)
        assert vars(room)[name] is found
        assert getattr(sys.modules[getattr(found, "__module__", room.__name__)], name) is found


def test_a_misspelt_name_is_refused_as_always() -> None:
    program = [sys.executable, "-c", "import itu_opplan\nitu_opplan.efort"]
    printed = subprocess.run(program, capture_output=True, text=True).stderr
    message = "AttributeError: module 'itu_opplan' has no attribute 'efort'"
    assert f"{message}. Did you mean: 'effort'?" in printed
    with pytest.raises(ImportError, match="cannot import name 'efort' from 'itu_opplan'"):
        exec("from itu_opplan import efort")
    assert not hasattr(itu_opplan, "__wrapped__")
    assert not hasattr(itu_opplan, "")
    with pytest.raises(AttributeError) as caught:
        _ = itu_opplan.analysis.Ledger  # type: ignore[attr-defined]
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_a_library_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "strange").mkdir()
    (tmp_path / "strange" / "__init__.py").touch()
    (tmp_path / "strange" / "needy.py").write_text("import nowhere", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    find = find_late("strange", {"needy": "Name"})
    for name in ("Name", "needy"):
        with pytest.raises(ModuleNotFoundError, match="nowhere"):
            find(name)


def test_modules_are_there_without_an_import_of_their_own() -> None:
    program = "import itu_opplan as o\nprint(o.table.Pivot, o.catalogue()[0].id, o.analysis.ledger)"
    assert "itu_opplan.table.showing.Pivot" in run(program)


def test_a_star_import_finds_all_names() -> None:
    program = "from itu_opplan import *\nfrom itu_opplan.analysis import *\nimport itu_opplan as o\n"
    program += "print(all(eval(name) is getattr(o, name) for name in o.__all__), callable(Found))"
    assert run(program) == "True True\n"


def test_what_is_pickled_is_found() -> None:
    sent = run("import pickle, itu_opplan as o\nprint(pickle.dumps(o.Department(code='SG', name='Cabinet')).hex())")
    program = f"import pickle, sys\nprint(pickle.loads(bytes.fromhex({sent.strip()!r})).name)"
    assert run(program) == "Cabinet\n"


def test_threads_find_the_same() -> None:
    printed = run("""
import itu_opplan, sys, threading
names = itu_opplan.__all__
found, start = {}, threading.Barrier(8)
def ask(number):
    start.wait()
    turned = names[number * 15 :] + names[: number * 15]
    found[number] = {name: getattr(itu_opplan, name) for name in turned}
sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
for one in threads: one.start()
for one in threads: one.join()
print(len(found), all(one[name] is found[0][name] for one in found.values() for name in names))
""")
    assert printed == "8 True\n"


def test_the_import_loads_nothing_else() -> None:
    program = "import sys, itu_opplan\nprint(*(name for name in sys.modules if name.startswith('itu_opplan')))"
    assert set(run(program).split()) == {"itu_opplan", "itu_opplan.late"}


OTHERS = {"pint", "numpy", "narwhals", "pandas", "pyarrow", "polars", "matplotlib", "openpyxl", "xlsxwriter", "lxml"}
LATER = {"revision", "dataset", "engines", "toml.schema", "table.charts", "analysis.explain"}
LATER_THAN_TOTALS = {
    *("model.rates", "model.actuals", "model.changes", "model.decisions", "listing"),
    *("storage.replace", "toml.emit", "toml.places", "rules.kpis", "rules.texts", "analysis.ledger", "analysis.costs"),
}
"""What a program does not need that reads a plan, adds up and prints."""


def test_what_a_plan_needs_is_loaded_and_nothing_else() -> None:
    program = "import sys, itu_opplan as o\nplan = o.bundled('gs-2008-2011')\nSTEP\nprint(*sys.modules)"
    steps = ("", "print(o.effort(plan).by('department', 'period'))", "str(o.validate(plan))", "o.dumps(plan)")
    for number in range(len(steps)):
        loaded = set(run(program.replace("STEP", "\n".join(steps[: number + 1]))).split())
        later = LATER | (LATER_THAN_TOTALS if number < 2 else set())
        assert loaded & (OTHERS | {f"itu_opplan.{name}" for name in later}) == set()
        assert number >= 2 or not loaded & {"calendar", "textwrap"}


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    wrong = late_pattern("(")
    with pytest.raises(re.error):
        wrong.match("")
    digits, letters = late_pattern("[0-9]+"), late_pattern(b"[a-z]", re.IGNORECASE)
    assert digits.sub("#", "12 and 3") == "# and #"
    assert digits.pattern == "[0-9]+"
    assert letters.findall(b"aB1") == [b"a", b"B"]
    assert digits.sub is digits.sub
