"""However the package is imported, it is the same: from an archive, without docstrings, with warnings as errors."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import itu_opplan

SOURCE = Path(itu_opplan.__file__).parents[1]
PROGRAM = """
import importlib, json, pkgutil, sys
from importlib.resources import files
import itu_opplan as opplan

print(opplan.__file__)
plan = opplan.bundled("gs-2008-2011")
opplan.dump(plan, "plan")
print(opplan.load("plan") == plan)
for name in opplan.__all__:
    getattr(opplan, name)
for module in pkgutil.walk_packages(opplan.__path__, "itu_opplan."):
    importlib.import_module(module.name)
shipped = json.loads((files("itu_opplan") / "schemas" / "plan-1.json").read_text(encoding="utf-8"))
made = opplan.json_schema()
print(len(opplan.validate(plan)), opplan.bundled_crosswalk(plan.code), opplan.effort(plan).total())
print(shipped["properties"].keys() == made["properties"].keys(), "description" in made["properties"]["title"])
print(opplan.effort(plan).convert("work_year").by("period").to_html()[:6], len(opplan.catalogue()))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "itu_opplan.whl"
    with zipfile.ZipFile(path, "w") as file:
        for source in sorted((SOURCE / "itu_opplan").rglob("*")):
            if source.is_file() and "__pycache__" not in source.parts:
                file.write(source, source.relative_to(SOURCE))
    return path


def run(folder: Path, *options: str, source: Path = SOURCE) -> tuple[str, list[str]]:
    """Where the package was imported from, and what the program prints of it in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-P", "-W", "error", *options, "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    home, *printed = done.stdout.splitlines()
    return home, printed


@pytest.mark.parametrize("options", [(), ("-OO",)], ids=["as it is", "without docstrings"])
def test_from_an_archive_as_from_a_folder(archive: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    plan = itu_opplan.bundled("gs-2008-2011")
    found, crosswalk = len(itu_opplan.validate(plan)), itu_opplan.bundled_crosswalk(plan.code)
    expected = [
        "True",
        f"{found} {crosswalk!r} {itu_opplan.effort(plan).total()}",
        f"True {not options}",
        f"<div c {len(itu_opplan.catalogue())}",
    ]
    for source in (SOURCE, archive):
        (folder := tmp_path / source.name).mkdir()
        home, printed = run(folder, *options, source=source)
        assert home == str(source / "itu_opplan" / "__init__.py")
        assert printed == expected
