"""The library as users get it: a wheel that is installed into a folder of its own, byte-compiled."""

import pathlib
import subprocess
import sys

__all__ = ["ROOT", "build", "install"]

ROOT = pathlib.Path(__file__).resolve().parents[2]


def build(folder: pathlib.Path, source: pathlib.Path = ROOT) -> pathlib.Path:
    """The wheel of a source tree, built into a folder."""
    _pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    return next(folder.glob("*.whl"))


def install(wheel: pathlib.Path, folder: pathlib.Path) -> None:
    """Install a wheel into a folder, without what it depends on: that is in this environment."""
    _pip("install", "--no-deps", "--compile", "--target", str(folder), str(wheel))


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stderr}\n{' '.join(command[2:])} failed; --source measures the source tree as it is")
