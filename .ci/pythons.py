"""Print the oldest and the newest supported Python of this machine: ``pythons.py pyproject.toml``.

Looks at ``python3.X`` in every folder of PATH and at the versions of pyenv. One line each, the version, a tab, the
path; only one line if there is only one. Pre-releases, and builds that cannot make a virtual environment, do not count.
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

PROBE = """
import ensurepip, ssl, sys, venv
if sys.version_info.releaselevel == "final" and getattr(sys, "_is_gil_enabled", lambda: True)():
    print(*sys.version_info[:3], sys.executable)
"""


def candidates() -> list[Path]:
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders += sorted(pyenv.glob("versions/*/bin"))
    names = re.compile(r"python3\.\d+")
    return [path for folder in folders if folder.is_dir() for path in folder.iterdir() if names.fullmatch(path.name)]


def probe(path: Path) -> tuple[tuple[int, ...], str] | None:
    """The version and the real path; None of what does not run (a shim of pyenv for a version not chosen)."""
    try:
        done = subprocess.run([path, "-I", "-c", PROBE], capture_output=True, encoding="utf-8", timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = done.stdout.split(maxsplit=3)
    if done.returncode or len(words) != 4:
        return None
    return tuple(map(int, words[:3])), words[3].strip()


def main() -> None:
    project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
    lowest = tuple(map(int, project["requires-python"].removeprefix(">=").split(".")))
    found = sorted(answer for path in candidates() if (answer := probe(path)) and answer[0] >= lowest)
    if not found:
        sys.exit(f"no Python {project['requires-python']} on PATH or in pyenv")
    ends = [found[0]] if found[0][0][:2] == found[-1][0][:2] else [found[0], found[-1]]
    for version, path in ends:
        print(".".join(map(str, version)), path, sep="\t")


main()
