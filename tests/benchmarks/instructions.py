"""How many processor instructions a work takes, counted by valgrind: the same whatever else the machine does."""

import functools
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping

from .install import ROOT
from .rows import CASES, Row

__all__ = ["Counter"]

_COLLECTED = re.compile(r"Collected : (\d+)")


class Counter:
    """Counts the works of rows; each work of each case once."""

    def __init__(self, environment: Mapping[str, str], worker: Callable[..., list[str]]) -> None:
        """Take the environment of the workers, and what makes the command of one."""
        if shutil.which("valgrind") is None:
            raise SystemExit("--instructions needs valgrind")
        self._environment, self._worker = {**environment, "PYTHONHASHSEED": "0"}, worker
        self._count = functools.cache(self._count_anew)

    def ratio(self, row: Row, size: int) -> float | None:
        """The figure of a row in instructions; None for one of memory, or of several processes."""
        if not row.peers or row.case in ("memory", "parallel"):
            return None
        ours, peers = (sum(self._count(row.case, size, work) for work in works) for works in (row.works, row.peers))
        return (peers / ours if row.turned else ours / peers) / row.divisor

    def _count_anew(self, case: str, size: int, work: str) -> int:
        """What a run adds once all is warm: that of three less that of two, without what is done beside it."""
        less, more = (self._collect(self._worker(case, str(size), "--count", work, "--times", times)) for times in "23")
        beside = _beside(case, work)
        return more - less - (self._count(case, size, beside) if beside else 0)

    def _collect(self, command: list[str]) -> int:
        counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--trace-children=yes", *command]
        done = subprocess.run(counting, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        counted = _COLLECTED.findall(done.stderr)
        if done.returncode or not counted:
            raise SystemExit(done.stderr)
        return sum(map(int, counted))


def _beside(case: str, work: str) -> str | None:
    """What is counted with a work but no part of it: the start of the interpreter, or making what it takes."""
    if case == "start":
        return "import_nothing" if work in ("import_opplan", "import_attrs") else None
    found: str | None = getattr(CASES[case], "FRESH", {}).get(work)
    return found
