"""The rooms of the package: in what order they import each other, who owns which library, what is public."""

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest

import itu_opplan
from itu_opplan import Missing, Table

ROOT = Path(itu_opplan.__file__).parent
ORDER = [
    "late",
    "outside",
    "immutable",
    "texts",
    "wording",
    "arguments",
    "legible",
    "missing",
    "problem",
    "errors",
    "paths",
    "digits",
    "escaping",
    "frames",
    "csv_text",
    "engines",
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
    "table.joining",
    "table.dividing",
    "table.quotients",
    "table.scaling",
    "table.showing",
    "table.dataframes",
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
    "model.marking",
    "model.reversing",
    "model.changes",
    "model.accepted",
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
    "printing",
    "printing.words",
    "printing.grids",
    "printing.sections",
    "printing.homes",
    "printing.alone",
    "printing.document",
    "printing.pages",
    "printing.rendering",
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
    "rules.validating",
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
    "toml.validating",
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
    "iati.places",
    "iati.accounts",
    "iati.given",
    "iati.elements",
    "iati.indicators",
    "iati.results",
    "iati.activities",
    "iati.writing",
    "iati",
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
    "pandas": set(),
    "polars": set(),
    "pyarrow": {"engines"},
    "matplotlib": {"table.drawing"},
    "lxml": {"iati.elements"},
    "tomli": {"toml.syntax"},
    "openpyxl": {"workbook.opening"},
    "xlsxwriter": {"workbook.writing"},
    "json": {"storage.read", "storage.replace"},
    "html": {"escaping"},
    "fcntl": {"storage.layout"},
}
"""Who may import a library when the program runs, or nobody; attrs and the other standard modules are everybody's."""
TYPES_OF_OTHERS = {
    ("outside", "matplotlib"),
    ("outside", "pint"),
    ("table.page", "matplotlib"),
    ("table.strokes", "matplotlib"),
} | {(room, name) for room in ("display", "table.dataframes") for name in ("pandas", "polars", "pyarrow", "narwhals")}
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
        ".report",
        ".errors",
        ".problem",
        ".storage.replace",
        ".toml.documents",
        "warnings",
    }
    assert {found for found, _, _ in imported("rules.validating")} >= {".rules.catalogue", ".rules.rule", ".model.plan"}
    assert {found for found, _, _ in imported("rules.catalogue")} >= {".rules.figures", ".rules.rule"}
    assert {found for found, _, _ in imported("model.checks")} >= {".units", ".table", ".model.fields"}
    assert {found for found, types, _ in imported("outside") if types} >= {"pint"}


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
    "csv",
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
    "lxml",
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
    of_loading = {
        f"itu_opplan.rules.{name}" for name in ("rule", "gathered", "printed", "references", "glance", "looking")
    }
    of_catalogue = modules - {"itu_opplan.rules.validating"}
    for judge, wanted in (("", of_loading), ("o.validate(plan)\n", modules), ("o.catalogue()\n", of_catalogue)):
        done = subprocess.run(
            [sys.executable, "-c", program.replace("JUDGE", judge)], capture_output=True, text=True, check=True
        )
        assert {*done.stdout.split()} == wanted


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


ROOMS = (
    itu_opplan,
    itu_opplan.analysis,
    itu_opplan.dataset,
    itu_opplan.iati,
    itu_opplan.revision,
    itu_opplan.workbook,
)
_FEWEST_HINTS = {itu_opplan.dataset: 10, itu_opplan.iati: 5, itu_opplan.workbook: 1}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.__name__))
def test_annotations_of_public_things_can_be_resolved(room: ModuleType) -> None:
    hints = find_hints(room)
    assert [hint for hint in hints.values() if "Any" in str(hint)] == []
    assert len(hints) > _FEWEST_HINTS.get(room, 50)


def find_hints(room: ModuleType) -> dict[str, object]:
    """What `typing.get_type_hints` says of all public things of a room, by thing, member and argument."""
    things = {name: getattr(room, name) for name in room.__all__}
    members = {
        f"{name}.{member}": next(
            (getattr(found, way) for way in ("fget", "func", "__func__") if hasattr(found, way)), found
        )
        for name, thing in things.items()
        if inspect.isclass(thing)
        for member, found in inspect.getmembers_static(thing)
        if member == "__init__" or not member.startswith("_")
    }
    annotated = {name: one for name, one in (things | members).items() if callable(one)}
    return {
        f"{name}.{argument}": hint
        for name, one in annotated.items()
        if hasattr(one, "__annotations__")
        for argument, hint in get_type_hints(one).items()
    }


def test_annotations_of_methods_properties_and_constructors_are_among_them() -> None:
    hints = find_hints(itu_opplan)
    assert hints["Table.by.return"] is Table
    assert hints["Table.dims.return"] == tuple[str, ...]
    assert hints["Table.from_records.return"] is Table
    assert hints["OperationalPlan.__init__.title"] is str
    assert hints["Table.plot.return"] is importlib.import_module("matplotlib.axes").Axes


def test_annotations_can_be_resolved_without_the_libraries_that_they_name() -> None:
    """A class of a library that is not there is `object`; nothing else of the annotation is lost."""
    program = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(['pandas', 'polars', 'pyarrow', 'narwhals', 'matplotlib', 'pint'])\n"
        "from tests.test_rooms import ROOMS, find_hints\n"
        "hints = [find_hints(room) for room in ROOMS]\n"
        "print([hints[0][f'Table.{name}.return'] for name in ('plot', 'quantity')], *map(len, hints), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=Path(__file__).parents[1]
    )
    assert done.stderr == ""
    shown, *counts = done.stdout.splitlines()
    assert shown == f"[<class 'object'>, {object | Missing}]"
    assert [*map(int, counts)] == [len(find_hints(room)) for room in ROOMS]


@pytest.mark.parametrize("name", ORDER, ids=lambda name: name or "itu_opplan")
def test_no_module_is_too_long(name: str) -> None:
    lines = FILES[name].read_text(encoding="utf-8").count("\n")
    assert lines <= (600 if name == "table.table" else 400), "find what belongs elsewhere"
