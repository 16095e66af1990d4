"""Check what the wheel and the sdist hold: ``check_dist.py <source tree> <folder with both>``."""

import sys
import tarfile
import zipfile
from pathlib import Path

tree, dist = map(Path, sys.argv[1:])
(wheel,) = dist.glob("*.whl")
(sdist,) = dist.glob("*.tar.gz")

with zipfile.ZipFile(wheel) as archive:
    packed = set(archive.namelist())
with tarfile.open(sdist) as archive:
    shipped = {name.partition("/")[2] for name in archive.getnames()}

# The sources are the measure: nothing of the package may be left out, and nothing else may come along.
source = {
    path.relative_to(tree / "src").as_posix()
    for path in (tree / "src").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}
plans = {name for name in source if name.startswith("itu_opplan/plans/") and name.endswith(".toml")}
problems = [f"wheel: {name} is missing" for name in sorted(source - packed)]
problems += [f"wheel: {name} is not of the package" for name in sorted(packed - source) if ".dist-info/" not in name]
problems += [
    f"source: {name} is missing"
    for name in ("itu_opplan/py.typed", "itu_opplan/plans/gs-2008-2011/plan.toml")
    if name not in source
]
for folder in ("src", "tests", "docs", "examples"):
    wanted = {
        path.relative_to(tree).as_posix()
        for path in (tree / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    problems += [f"sdist: {name} is missing" for name in sorted(wanted - shipped)]
problems += [
    f"sdist: {name} is missing"
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE")
    if name not in shipped
]
if problems:
    sys.exit("\n".join(problems))

print(f"{wheel.name}: {wheel.stat().st_size // 1024} kB, {len(packed)} files, {len(plans)} of them plans in TOML")
print(f"{sdist.name}: {sdist.stat().st_size // 1024} kB, {len(shipped)} files")
