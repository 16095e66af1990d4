"""Print the lowest versions that pyproject.toml allows, as pip constraints: ``lowest.py pyproject.toml``."""

import sys
import tomllib
from pathlib import Path

for requirement in tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]["dependencies"]:
    name, bound, version = requirement.partition(">=")
    if not bound or any(mark in version for mark in ",;<"):
        sys.exit(f"{requirement}: a dependency has a lower bound and nothing else")
    print(f"{name.strip()}=={version.strip()}")
