"""What the library costs, beside what somebody would use instead: `python -m tests.benchmarks`.

docs/performance.md says what is compared, and has the last result.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from . import report
from .install import ROOT, build, install
from .instructions import Counter
from .rows import CASES, ROWS, Row, goal_of
from .timing import Samples

SIZES = [20, 200, 2000]
MILLION, SHORT_MILLION = 1_000_000, 20_000
SMALL = 100
"""Outputs of plans of which instructions are counted."""


def main() -> None:
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = pathlib.Path(name)
        runner = _Runner(given, folder)
        print(runner.about, flush=True)
        print(report.heading(), flush=True)
        found = [one for case in CASES for one in runner.measure(case)]
        notes = report.machine() | {"measured": runner.about, "rounds": str(given.rounds)}
        if given.json:
            report.write_json(given.json, found, notes, runner.samples)
        if given.pyperf:
            report.write_pyperf(given.pyperf, runner.samples)
        if given.write:
            report.write_page(given.write, found, notes)
    held, missed = (sum(one.holds is holds for one in found) for holds in (True, False))
    print("all works" if given.short else f"{held} goals hold, {missed} are missed")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="only whether all works: a small plan, one round")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="outputs of the plans")
    parser.add_argument("--rounds", type=int, default=9, help="how often all takes its turn (9)")
    parser.add_argument("--only", default="", metavar="CASE", help=f"some of {', '.join(CASES)}, with commas")
    parser.add_argument("--wheel", type=pathlib.Path, help="measure this wheel, not one of this tree")
    parser.add_argument("--source", action="store_true", help="measure what this Python imports, without a wheel")
    parser.add_argument("--instructions", action="store_true", help="count them too, with valgrind (slow)")
    parser.add_argument("--before", type=pathlib.Path, metavar="FILE", help="show the figures of an earlier --json too")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write figures, goals and samples")
    parser.add_argument("--pyperf", type=pathlib.Path, metavar="FILE", help="write the samples for pyperf")
    parser.add_argument("--write", type=pathlib.Path, metavar="PAGE", help="replace the last result in a page")
    given = parser.parse_args()
    if given.short and given.write:
        parser.error("--short measures nothing that --write could put into a page")
    if given.short:
        given.sizes, given.rounds = [min(given.sizes)], 1
    if unknown := set(filter(None, given.only.split(","))) - CASES.keys():
        parser.error(f"no case {', '.join(unknown)}; known: {', '.join(CASES)}")
    return given


class _Runner:
    """Prepares what is measured, and measures each case in processes of its own."""

    def __init__(self, given: argparse.Namespace, folder: pathlib.Path) -> None:
        self._before = report.figures_before(given.before)
        self.samples: dict[str, Samples] = {}
        self._given, self._folder = given, folder
        self._environment = dict(os.environ)
        for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):  # the peers are byte-compiled as well
            self._environment.pop(name, None)
        self._site = folder / "site"
        if given.source:
            self._environment |= {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        else:
            install(given.wheel or build(folder / "wheel"), self._site)
            self._environment |= {"PYTHONPATH": str(self._site)}
        self._counter = Counter(self._environment, self._command) if given.instructions else None
        whole = self._work("prepare", ",".join(map(str, sorted(self._texts()))))
        self._toml_rs = bool(whole["toml_rs"])
        parser = "toml-rs" if self._toml_rs else "another parser than toml-rs"
        kind = "what this Python imports, a source tree or not" if given.source else "a wheel, installed and compiled"
        self.about = f"{kind}; it reads with {parser}"
        if not given.source and not str(whole["library"]).startswith(str(self._site)):
            raise SystemExit(f"another library than the wheel is measured: {whole['library']}")

    def _all(self) -> list[tuple[str, int]]:
        """The cases and their sizes."""
        sizes = sorted(self._given.sizes)
        middle = sizes[len(sizes) // 2]
        of = {
            "start": [0],
            "shipped": [0],
            "load": sizes,
            "tables": sizes,
            "million": [SHORT_MILLION if self._given.short else MILLION],
            "growth": [sizes[-1]],
            "memory": [middle],
            "parallel": [middle] if (os.cpu_count() or 1) > 1 else [],
        }
        wanted = list(filter(None, self._given.only.split(","))) or list(CASES)
        return [(case, size) for case in CASES if case in wanted for size in of[case]]

    def _texts(self) -> set[int]:
        """The sizes of the plans that are needed as texts."""
        needed = {size for case, size in self._all() if case in ("load", "tables", "growth", "memory", "parallel")}
        return needed | {size // 10 for case, size in self._all() if case == "growth"} or {min(self._given.sizes)}

    def measure(self, case: str) -> list[report.Found]:
        """The figures of all rows of a case, printed as they come."""
        found: list[report.Found] = []
        for size in (size for own, size in self._all() if own == case):
            samples: Samples = self._work(case, str(size), "--rounds", str(self._given.rounds))["samples"]
            self.samples[f"{case} {size}"] = samples
            for row in ROWS:
                if row.case == case:
                    goal = None if self._given.short else goal_of(row, size, toml_rs=self._toml_rs)
                    figure, before = report.figure_of(row, samples), self._before.get((row.what, size))
                    one = report.Found(row, size, figure, goal, self._count(row, size), before)
                    print(report.line(one), flush=True)
                    found.append(one)
        return found

    def _count(self, row: Row, size: int) -> float | None:
        """The ratio of instructions; of the smallest plans only, since valgrind takes fifty times as long."""
        if self._counter is None or size > max(SMALL, min(self._given.sizes)):
            return None
        return self._counter.ratio(row, size)

    def _command(self, case: str, sizes: str, *options: str) -> list[str]:
        return [sys.executable, "-m", "tests.benchmarks.worker", case, sizes, str(self._folder), *options]

    def _work(self, case: str, sizes: str, *options: str) -> dict:
        command = self._command(case, sizes, *options)
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{done.stderr}\n{case}, {sizes}: failed")
        return json.loads(done.stdout)


if __name__ == "__main__":
    main()
