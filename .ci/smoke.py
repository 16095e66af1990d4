"""Use the installed package from outside its source tree: ``smoke.py <source tree>``."""

import sys
from pathlib import Path

import itu_opplan as opplan

tree = Path(sys.argv[1]).resolve()
home = Path(opplan.__file__).resolve()
if home.is_relative_to(tree):
    sys.exit(f"itu_opplan was imported from the source tree: {home}")
plan = opplan.bundled("gs-2008-2011")
print(f"{plan.code}: {opplan.effort(plan).total()} work-months in all")
