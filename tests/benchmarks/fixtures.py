"""What all processes of one run share: the texts of plans, the folder and the sheet, the modules of the peers."""

import compileall
import csv
import importlib
import pathlib
import sys
from types import ModuleType

import itu_opplan as opplan

from . import models, plans

__all__ = ["Prepared", "load_models", "prepare"]


class Prepared:
    """Where everything is that was prepared."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.shipped = folder / "shipped.toml"
        self.plan = folder / "plan"
        self.sheet = folder / "effort.csv"
        self.models = folder / "models"
        self._folder = folder

    def path(self, size: int) -> pathlib.Path:
        """The file of a plan of so many outputs."""
        return self._folder / f"{size}.toml"

    def text(self, size: int) -> str:
        return self.path(size).read_text(encoding="utf-8")


def prepare(folder: pathlib.Path, sizes: list[int]) -> Prepared:
    """Write all of it into a folder."""
    import tomli_w

    prepared = Prepared(folder)
    prepared.shipped.write_text(plans.shipped_text(), encoding="utf-8")
    plan = opplan.bundled(plans.SHIPPED)
    opplan.dump(plan, prepared.plan)
    with prepared.sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["output", "department", "period", "value"])
        writer.writeheader()
        writer.writerows(opplan.effort(plan).records())
    for size in sizes:
        prepared.path(size).write_text(tomli_w.dumps(plans.sized(size)), encoding="utf-8")
    prepared.models.mkdir()
    (prepared.models / "models_pydantic.py").write_text(models.pydantic_source(), encoding="utf-8")
    (prepared.models / "models_msgspec.py").write_text(models.msgspec_source(), encoding="utf-8")
    compileall.compile_dir(prepared.models, quiet=1)
    return prepared


def load_models(folder: pathlib.Path, library: str) -> ModuleType:
    """The models of a peer, imported."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return importlib.import_module(f"models_{library}")
