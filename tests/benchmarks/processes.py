"""What is measured of whole processes: imports, a small program, two at once, memory. Each run is a new process."""

import subprocess
import sys
import time

from .fixtures import Prepared

__all__ = ["Memory", "Parallel", "Start"]

_IMPORT = """
import sys, time
start = time.process_time()
import {module}
print(time.process_time() - start)
"""
_OPPLAN = """
import sys
import itu_opplan as opplan
plan = opplan.load(sys.argv[1])
print(opplan.effort(plan).by("department", "period"))
"""
_PYDANTIC = """
import pathlib, sys, tomllib
from collections import defaultdict
from decimal import Decimal
sys.path.append(sys.argv[2])
from models_pydantic import OperationalPlan
raw = {}
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.toml")):
    tables = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    for key, value in tables.items():
        raw[key] = raw.get(key, {}) | value if isinstance(value, dict) else value
plan = OperationalPlan.model_validate(raw)
sums = defaultdict(Decimal)
for output in plan.outputs.values():
    for row in output.effort or ():
        for period in plan.periods:
            if isinstance(row.get(period), Decimal):
                sums[row["department"], period] += row[period]
print("department", *plan.periods)
for department in dict.fromkeys(department for department, _ in sums):
    print(department, *(sums.get((department, period), "") for period in plan.periods))
"""
_PANDAS = """
import sys
import pandas
frame = pandas.read_csv(sys.argv[3], dtype={"period": str})
print(frame.pivot_table(index="department", columns="period", values="value", aggfunc="sum", sort=False))
"""


class Start:
    """From nothing to a result: processor time of an import by itself, and time by the clock of a whole process."""

    TIMED = False

    def __init__(self, size: int, prepared: Prepared) -> None:
        self._arguments = [str(prepared.plan), str(prepared.models), str(prepared.sheet)]

    def check(self) -> None:
        """All print the same figures."""
        shown = [_run(code, *self._arguments) for code in (_OPPLAN, _PYDANTIC, _PANDAS)]
        figures = [{word.strip("0").rstrip(".") for word in text.split() if "." in word} for text in shown]
        assert figures[0] == figures[1] == figures[2], figures

    def import_opplan(self) -> float:
        return float(_run(_IMPORT.format(module="itu_opplan")))

    def import_attrs(self) -> float:
        return float(_run(_IMPORT.format(module="attrs")))

    def import_nothing(self) -> float:
        """The start of the interpreter alone, which counts of instructions leave out."""
        return float(_run(_IMPORT.format(module="sys")))

    def process(self) -> float:
        return self._wall(_OPPLAN)

    def process_pydantic(self) -> float:
        return self._wall(_PYDANTIC)

    def process_pandas(self) -> float:
        return self._wall(_PANDAS)

    def _wall(self, code: str) -> float:
        start = time.perf_counter()
        _run(code, *self._arguments)
        return time.perf_counter() - start


_READ = """
import sys, time
import itu_opplan as opplan
text = open(sys.argv[1], encoding="utf-8").read()
opplan.loads(text)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    opplan.loads(text)
"""


class Parallel:
    """Two processes that read the same text beside each other. Twice the work of one is possible, on two processors."""

    TIMED = False
    TIMES = 5

    def __init__(self, size: int, prepared: Prepared) -> None:
        self._path = str(prepared.path(size))

    def one(self) -> float:
        return self._seconds(1)

    def two(self) -> float:
        return self._seconds(2) / 2

    def _seconds(self, count: int) -> float:
        command = [sys.executable, "-c", _READ, self._path, str(self.TIMES)]
        running = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)
        ]
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        start = time.perf_counter()
        for process in running:
            process.communicate("go\n")
        return time.perf_counter() - start


_MEMORY = """
import gc, pathlib, sys, tracemalloc
def peak():
    status = pathlib.Path("/proc/self/status").read_text()
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
way, path, models = sys.argv[1:4]
text = open(path, encoding="utf-8").read()
if "pydantic" in way:
    import tomllib
    from decimal import Decimal
    sys.path.append(models)
    from models_pydantic import OperationalPlan
    read = lambda text: OperationalPlan.model_validate(tomllib.loads(text, parse_float=Decimal))
else:
    import itu_opplan as opplan
    read = opplan.loads
# What is made once is made now:
read('format = 1\\ncode = "p"\\ntitle = "P"\\norganisation = "O"\\nwindow = "2008"\\nperiods = ["2008"]')
gc.collect()
if way.startswith("kept"):
    tracemalloc.start()
    plan = read(text)
    gc.collect()
    print(tracemalloc.get_traced_memory()[0])
else:
    before = peak()
    plan = read(text)
    print(peak() - before)
"""
_FIGURES = """
import gc, sys, tracemalloc
import itu_opplan as opplan
from tests.benchmarks.tables import Million, _records
records = _records(int(sys.argv[1]))
gc.collect()
tracemalloc.start()
table = opplan.Table.from_records(iter(records), dims=Million.DIMS, unit="work_month")
gc.collect()
print(tracemalloc.get_traced_memory()[0] / len(table))
"""


class Memory:
    """Bytes that a plan takes once it is read, and the most that a process needs to read it (where Linux tells)."""

    TIMED = False
    MOST_ROUNDS = 3

    def __init__(self, size: int, prepared: Prepared) -> None:
        self._arguments = [str(prepared.path(size)), str(prepared.models)]
        self._cells = 1_000_000 if size >= 200 else 20_000

    def kept(self) -> float:
        return float(_run(_MEMORY, "kept", *self._arguments))

    def kept_pydantic(self) -> float:
        return float(_run(_MEMORY, "kept pydantic", *self._arguments))

    def peak(self) -> float:
        return float(_run(_MEMORY, "peak", *self._arguments))

    def peak_pydantic(self) -> float:
        return float(_run(_MEMORY, "peak pydantic", *self._arguments))

    def bytes_a_figure(self) -> float:
        return float(_run(_FIGURES, str(self._cells)))


def _run(code: str, *arguments: str) -> str:
    """What a new process prints that runs this code."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
