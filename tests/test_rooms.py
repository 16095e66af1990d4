"""The rooms of the package: in what order they import each other, who owns which library, what is public."""

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import get_type_hints

import pytest

import itu_opplan

ROOT = Path(itu_opplan.__file__).parent
ORDER = [
    "late",
    "immutable",
    "texts",
    "wording",
    "arguments",
    "legible",
    "missing",
    "problem",
    "errors",
    "paths",
    "frames",
    "engines",
    "digits",
    "display",
    "spelling",
    "periods",
    "grades",
    "units",
    "table.cells",
    "table.block",
    "table.names",
    "table.axes",
    "table.reasons",
    "table.runs",
    "table.places",
    "table.moving",
    "table.reading",
    "table.dataframes",
    "table.joining",
    "table.dividing",
    "table.quotients",
    "table.scaling",
    "table.showing",
    "table.charts",
    "table.page",
    "table.strokes",
    "table.drawing",
    "table.pictures",
    "table.table",
    "table.products",
    "table",
    "listing",
    "report",
    "plain_form",
    "model",
    "model.keyed",
    "model.to",
    "model.coded",
    "model.order",
    "model.shapes",
    "model.fields",
    "model.instead",
    "model.checks",
    "model.checking",
    "model.checked",
    "model.measures",
    "model.values",
    "model.kpis",
    "model.results",
    "model.strategy",
    "model.context",
    "model.organisation",
    "model.outputs",
    "model.outline",
    "model.walk",
    "model.ancestry",
    "model.found",
    "model.lookup",
    "model.ordered",
    "model.settling",
    "model.evolving",
    "model.recode",
    "model.removal",
    "model.plan",
    "model.address",
    "model.steps",
    "model.rate_tables",
    "model.rates",
    "model.decisions",
    "model.thresholds",
    "model.known",
    "model.purposes",
    "model.arrangement",
    "model.slots",
    "model.change",
    "model.telling",
    "model.reversing",
    "model.changes",
    "model.crosswalk",
    "model.extracts",
    "model.owned",
    "model.actuals",
    "analysis.tables",
    "analysis.across",
    "analysis.links",
    "analysis.calendar",
    "analysis.claims",
    "analysis.ledger",
    "analysis.completeness",
    "analysis.measured",
    "analysis.assessment",
    "analysis.prices",
    "analysis.unit_costs",
    "analysis.pricing",
    "analysis.costs",
    "analysis.drivers",
    "analysis.carrying",
    "analysis.chain",
    "analysis.reconciliation",
    "analysis.staffing",
    "analysis.grading",
    "analysis.reported",
    "analysis.monitored",
    "analysis.monitoring",
    "analysis.explain",
    "analysis",
    "rules.rule",
    "rules.gathered",
    "rules.printed",
    "rules.references",
    "rules.glance",
    "rules.looking",
    "rules.phrasing",
    "rules.strategy",
    "rules.figures",
    "rules.capacity",
    "rules.proportions",
    "rules.volumes",
    "rules.taken",
    "rules.successive",
    "rules.results",
    "rules.kpis",
    "rules.funding",
    "rules.dates",
    "rules.texts",
    "rules.naming",
    "rules.numbering",
    "rules.completeness",
    "rules.catalogue",
    "rules",
    "storage",
    "storage.folder",
    "storage.layout",
    "storage.read",
    "storage.replace",
    "storage.whole",
    "dataset.rows",
    "dataset.writing",
    "dataset.querying",
    "dataset",
    "toml",
    "toml.complaints",
    "toml.places",
    "toml.syntax",
    "toml.emit",
    "toml.row_forms",
    "toml.rows",
    "toml.hooks",
    "toml.figures",
    "toml.quick",
    "toml.structure",
    "toml.unstructure",
    "toml.tables",
    "toml.kinds",
    "toml.documents",
    "toml.files",
    "toml.beside",
    "toml.schema",
    "revision.editing",
    "revision.change",
    "revision.matching",
    "revision.compare",
    "revision.apply",
    "revision.merge",
    "revision.asking",
    "revision.columns",
    "revision.tables",
    "revision.leaving",
    "revision.copying",
    "revision.roll_forward",
    "revision.restate",
    "revision.bridge",
    "revision.moving",
    "revision.restructure",
    "revision.sides",
    "revision.clashes",
    "revision.consolidate",
    "revision",
    "workbook.sheets",
    "workbook.layout",
    "workbook.opening",
    "workbook.cells",
    "workbook.finding",
    "workbook.writing",
    "workbook.reading",
    "workbook.commenting",
    "workbook",
    "plans",
    "",
]
"""All modules in the order of imports; the package itself is the last. A module imports only from those above it."""

OWNERS = {
    "pint": {"units"},
    "narwhals": {"frames", "engines"},
    "pandas": {"frames"},
    "polars": {"frames"},
    "pyarrow": {"frames", "engines"},
    "matplotlib": {"table.drawing"},
    "tomli": {"toml.syntax"},
    "openpyxl": {"workbook.opening"},
    "xlsxwriter": {"workbook.writing"},
    "json": {"storage.read", "storage.replace"},
    "html": {"display"},
    "fcntl": {"storage.layout"},
}
"""Who may import a library when the program runs; attrs and the rest of the standard library are everybody's."""
TYPES_OF_OTHERS = {
    ("table.table", "pint"),
    ("table.page", "matplotlib"),
    ("table.strokes", "matplotlib"),
    ("table.pictures", "matplotlib"),
} | {("display", name) for name in ("pandas", "polars", "pyarrow", "narwhals")}
"""The annotations of what prints or draws name what its methods return or draw on; only type checkers import that."""
_METHODS = (
    "reading",
    "dataframes",
    "joining",
    "dividing",
    "quotients",
    "scaling",
    "showing",
    "charts",
    "drawing",
    "pictures",
)
ROOMS_OF_TABLE = {f"table.{name}" for name in (*_METHODS, "charts", "drawing")}
"""They hold methods of `Table`, which it imports, or draw one; only type checkers import it there."""


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in ROOT.rglob("*.py")}


def imported(name: str) -> Iterator[tuple[str, bool, int]]:
    """What a module imports, anywhere in it: `.x` of the package or `x` of others, whether for types only, the line."""
    path = FILES[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(below)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for below in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], id(node) in for_types, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level:
            parts = package.split(".") if package else []
            base = [*parts[: len(parts) + 1 - node.level], *(node.module or "").split(".")]
            for alias in node.names:
                longer = ".".join([part for part in base if part] + [alias.name])
                found = longer if longer in FILES else longer.rpartition(".")[0]
                yield f".{found}", id(node) in for_types, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0], id(node) in for_types, node.lineno


def test_every_module_has_its_place() -> None:
    assert sorted(ORDER) == sorted(FILES)


def test_imports_are_found() -> None:
    assert {found for found, _, _ in imported("toml.files")} >= {
        ".rules",
        ".errors",
        ".problem",
        ".storage.replace",
        ".toml.documents",
        "warnings",
    }
    assert {found for found, _, _ in imported("rules")} >= {".rules.catalogue", ".rules.rule", ".model.plan"}
    assert {found for found, _, _ in imported("rules.catalogue")} >= {".rules.figures", ".rules.rule"}
    assert {found for found, _, _ in imported("model.checks")} >= {".units", ".table", ".model.fields"}
    assert {found for found, types, _ in imported("table.table") if types} >= {"pint"}


@pytest.mark.parametrize("name", ORDER, ids=lambda name: name or "itu_opplan")
def test_a_module_imports_only_from_those_above_it(name: str) -> None:
    above = ORDER[: ORDER.index(name)]
    own = [
        (found[1:], line)
        for found, types, line in imported(name)
        if found.startswith(".") and not (types and found == ".table.table" and name in ROOMS_OF_TABLE)
    ]
    assert [
        f"{FILES[name].name}:{line} imports {found or 'itu_opplan'}" for found, line in own if found not in above
    ] == []
    assert "itu_opplan" not in {found for found, _, _ in imported(name)}, "modules name each other relatively"


@pytest.mark.parametrize("name", ORDER, ids=lambda name: name or "itu_opplan")
def test_each_library_has_one_owner(name: str) -> None:
    outside = {(found, types) for found, types, _ in imported(name) if not found.startswith(".")}
    for library, types in outside:
        if library in OWNERS:
            assert name in OWNERS[library] or (types and (name, library) in TYPES_OF_OTHERS), library
        else:
            assert library == "attrs" or library in sys.stdlib_module_names


@pytest.mark.parametrize(("library", "owners"), OWNERS.items())
def test_owners_import_what_they_own(library: str, owners: set[str]) -> None:
    for owner in owners:
        assert library in {found for found, _, _ in imported(owner)}


def loaded_after(program: str) -> set[str]:
    """The names of all top-level modules that a fresh interpreter has after this program."""
    code = f"{program}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


SLOW = {
    "pint",
    "narwhals",
    "pandas",
    "polars",
    "pyarrow",
    "pickle",
    "numpy",
    "matplotlib",
    "json",
    "html",
    "openpyxl",
    "xlsxwriter",
}


def test_the_import_is_light() -> None:
    loaded = loaded_after("import itu_opplan")
    assert "itu_opplan" in loaded
    assert loaded & SLOW == set()


def test_libraries_are_loaded_when_first_used() -> None:
    program = "import itu_opplan as o\nplan = o.bundled('gs-2008-2011')\ntable = o.effort(plan)\nstr(table)\n"
    program += "o.validate(plan)\no.dumps(plan)\no.change(plan, {'title': 'x'})\n"
    assert loaded_after(program) & SLOW == set()
    assert loaded_after(program + "table.convert('work_year')") & SLOW >= {"pint"}


def test_rules_of_judgement_are_loaded_when_a_plan_is_judged() -> None:
    program = "import sys, itu_opplan as o\nplan = o.bundled('gs-2008-2011')\no.loads(o.dumps(plan))\nJUDGE"
    program += "print(*(name for name in sys.modules if name.startswith('itu_opplan.rules.')))"
    modules = {f"itu_opplan.{name}" for name in ORDER if name.startswith("rules.")}
    for judge, late in (("", False), ("o.validate(plan)\n", True), ("o.rules.RULES\n", True)):
        done = subprocess.run(
            [sys.executable, "-c", program.replace("JUDGE", judge)], capture_output=True, text=True, check=True
        )
        of_loading = {
            f"itu_opplan.rules.{name}" for name in ("rule", "gathered", "printed", "references", "glance", "looking")
        }
        assert {*done.stdout.split()} == (modules if late else of_loading)


def test_what_draws_is_loaded_when_something_is_drawn() -> None:
    rooms = {"charts", "page", "strokes", "drawing"}
    program = "import sys, itu_opplan as o\nplan = o.bundled('gs-2008-2011')\ntable = o.effort(plan).by('output')\nDRAW"
    program += "print(*(name.rpartition('.')[2] for name in sys.modules if name.startswith('itu_opplan.table.')))"
    for draw, wanted in (("", set()), ("table.plot()\n", rooms)):
        done = subprocess.run(
            [sys.executable, "-c", program.replace("DRAW", draw)], capture_output=True, text=True, check=True
        )
        assert {*done.stdout.split()} & rooms == wanted


# --- public names ---------------------------------------------------------------------------------------------


def test_the_public_names_are_those_that_are_said() -> None:
    assert [name for name in itu_opplan.__all__ if inspect.ismodule(getattr(itu_opplan, name))] == []
    assert dir(itu_opplan) == sorted(itu_opplan.__all__)
    assert len(set(itu_opplan.__all__)) == len(itu_opplan.__all__)


def test_a_star_import_gives_the_public_names() -> None:
    space: dict[str, object] = {}
    exec("from itu_opplan import *", space)
    assert sorted(set(space) - {"__builtins__"}) == sorted(itu_opplan.__all__)


@pytest.mark.parametrize("name", [name for name in ORDER if name], ids=str)
def test_each_module_says_what_it_offers(name: str) -> None:
    module = importlib.import_module(f"itu_opplan.{name}")
    assert inspect.getdoc(module)
    own = {
        one
        for one, value in vars(module).items()
        if not one.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    }
    offered = getattr(module, "__all__", [])
    assert own <= set(offered)
    assert sorted(set(offered)) == sorted(offered)
    assert all(hasattr(module, one) for one in offered)


@pytest.mark.parametrize("name", itu_opplan.__all__)
def test_every_public_name_has_a_docstring(name: str) -> None:
    value = getattr(itu_opplan, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert inspect.getdoc(value)
        for method, member in vars(value).items():
            if not method.startswith("_") and inspect.isfunction(member):
                assert inspect.getdoc(member), f"{name}.{method}"


LATE: dict[str, object] = {name: importlib.import_module(name) for name in ("pandas", "polars", "pyarrow")}
LATE["matplotlib"] = importlib.import_module("matplotlib.axes") and importlib.import_module("matplotlib")
LATE["pint"] = SimpleNamespace(Quantity=list)  # the class of an older pint is generic for type checkers only
"""Libraries that annotations name and that are not imported with the package."""


ROOMS = (itu_opplan, itu_opplan.analysis, itu_opplan.dataset, itu_opplan.revision, itu_opplan.workbook)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.__name__))
def test_annotations_of_public_things_can_be_resolved(room: ModuleType) -> None:
    things = [value for name in room.__all__ if callable(value := getattr(room, name))]
    members = [
        member
        for thing in things
        for name, member in (inspect.getmembers(thing, inspect.isroutine) if inspect.isclass(thing) else ())
        if not name.startswith("_")
    ]
    annotated = [one for one in (*things, *members) if hasattr(one, "__annotations__")]
    hints = [get_type_hints(one, localns=LATE) for one in annotated]
    assert [hint for found in hints for hint in found.values() if "Any" in str(hint)] == []
    assert sum(map(len, hints)) > {itu_opplan.dataset: 10, itu_opplan.workbook: 1}.get(room, 50)


@pytest.mark.parametrize("name", ORDER, ids=lambda name: name or "itu_opplan")
def test_no_module_is_too_long(name: str) -> None:
    lines = FILES[name].read_text(encoding="utf-8").count("\n")
    assert lines <= (600 if name == "table.table" else 400), "find what belongs elsewhere"
