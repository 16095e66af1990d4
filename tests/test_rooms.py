"""The rooms of the library: what may import what, who owns which outside library, what is public."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import itu_opplan

ROOT = Path(itu_opplan.__file__).parent
ORDER = [
    "errors",
    "periods",
    "grades",
    "units",
    "display",
    "frames",
    "cells",
    "axes",
    "table",
    "plain",
    "listing",
    "model.checks",
    "model.order",
    "model.strategy",
    "model.results",
    "model.context",
    "model.organisation",
    "model.outputs",
    "model.lookup",
    "model.plan",
    "model.address",
    "analysis.tables",
    "analysis.links",
    "analysis.ledger",
    "analysis.completeness",
    "rules.rule",
    "rules.references",
    "rules.figures",
    "rules",
    "toml.complaints",
    "toml.places",
    "toml.syntax",
    "toml.storage",
    "toml.rows",
    "toml.structure",
    "toml.files",
    "toml.schema",
    "revision.change",
    "plans",
    "",
]
"""All modules that hold code, in the order of imports: a module imports only from those above it."""

OWNERS = {
    "pint": {"units"},
    "narwhals": {"frames"},
    "cattrs": {"toml.structure"},
    "tomli": {"toml.syntax"},
    "tomli_w": {"toml.files"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def imports(path: Path, package: str, *, for_types: bool = True) -> Iterator[str]:
    """Everything that a module imports, also inside functions, with full names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not for_types:
        tree.body = [node for node in tree.body if not isinstance(node, ast.If)]  # if TYPE_CHECKING
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            name = ".".join(filter(None, [base, node.module]))
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


NAMES = dict(modules())


def test_every_module_with_code_has_its_place_in_the_order() -> None:
    empty = {name for name, path in NAMES.items() if len(ast.parse(path.read_text(encoding="utf-8")).body) <= 1}
    assert set(ORDER) == set(NAMES) - empty


@pytest.mark.parametrize("name", ORDER)
def test_a_module_imports_only_from_those_above_it(name: str) -> None:
    path = NAMES[name]
    package = ".".join(filter(None, ["itu_opplan", name]))
    if path.name != "__init__.py":
        package = package.rpartition(".")[0]
    found = {
        one.removeprefix("itu_opplan").removeprefix(".")
        for one in imports(path, package)
        if one.startswith("itu_opplan")
    }
    below = set(ORDER[ORDER.index(name) :]) - {"", name.partition(".")[0]}
    assert not found & below


@pytest.mark.parametrize("library", OWNERS)
def test_each_outside_library_has_one_owner(library: str) -> None:
    users = {
        name
        for name, path in NAMES.items()
        if any(one.partition(".")[0] == library for one in imports(path, "", for_types=False))
    }
    assert users == OWNERS[library]


def test_import_loads_nothing_heavy() -> None:
    heavy = "{'pint', 'narwhals', 'pandas', 'polars', 'numpy', 'matplotlib', 'cattrs'}"
    code = f"import sys, itu_opplan; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_public_names_are_those_that_are_listed() -> None:
    assert dir(itu_opplan) == sorted(itu_opplan.__all__)
    assert all(hasattr(itu_opplan, name) for name in itu_opplan.__all__)


def classes() -> Iterator[type]:
    for module in pkgutil.walk_packages(itu_opplan.__path__, "itu_opplan."):
        for _, cls in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if cls.__module__ == module.name and attrs.has(cls):
                yield cls


@pytest.mark.parametrize("cls", [*classes()], ids=lambda cls: cls.__name__)
def test_the_docstring_of_a_class_names_every_field(cls: type[attrs.AttrsInstance]) -> None:
    if cls.__name__.startswith("_"):
        return
    text = inspect.getdoc(cls) or ""
    missing = [
        field.name
        for field in attrs.fields(cls)
        if not field.name.startswith("_") and f"\n    {field.name}: " not in text
    ]
    assert not missing


@pytest.mark.parametrize("name", [name for name in itu_opplan.__all__ if callable(getattr(itu_opplan, name))])
def test_everything_public_says_what_it_means(name: str) -> None:
    text = inspect.getdoc(getattr(itu_opplan, name)) or ""
    assert len(text) > 40
