"""What the library costs, as ratios to peers in the same run: `python tests/benchmarks/run.py [outputs …]`.

Each pair is run in turn, so that a busy machine slows both; the median of the ratios is printed. Measure from an
installed wheel: a source tree without byte code times the compiler.
"""

import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from decimal import Decimal

import attrs
import tomli_w

import itu_opplan as opplan
from itu_opplan.toml.unstructure import unstructure

ROUNDS = 7


def plan_of(size: int) -> opplan.OperationalPlan:
    """The shipped plan with so many outputs, made from its own."""
    shipped = opplan.bundled("gs-2008-2011")
    full = [output for output in shipped.outputs if len(output.effort)]
    outputs = [attrs.evolve(full[number % len(full)], code=f"O{number}") for number in range(size)]
    events = [attrs.evolve(event, output=None) for event in shipped.events]
    projects = [attrs.evolve(project, output=None) for project in shipped.projects]
    departments = [attrs.evolve(department, frameworks=()) for department in shipped.departments]
    return attrs.evolve(shipped, outputs=outputs, events=events, projects=projects, departments=departments)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(work: Callable[[], object], peer: Callable[[], object]) -> str:
    """How many times as long as the peer, median of paired rounds."""
    work(), peer()
    pairs = [(seconds(work), seconds(peer)) for _ in range(ROUNDS)]
    return f"{statistics.median(one / other for one, other in pairs):6.2f} ×"


def process(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def sized(size: int) -> None:
    plan = plan_of(size)
    text = opplan.dumps(plan)
    table = opplan.effort(plan)
    raw = unstructure(plan)
    print(f"\n{size} outputs, {len(text) / 1e3:,.0f} kB of TOML, {len(table):,} figures of effort")
    print(f"  loads                       {ratio(lambda: opplan.loads(text), lambda: bare(text))} bare tomllib")
    print(f"  dumps                       {ratio(lambda: opplan.dumps(plan), lambda: tomli_w.dumps(raw))} tomli_w")
    try:
        import pandas
    except ImportError:
        return
    frame = pandas.DataFrame(table.records())
    frame["value"] = frame["value"].astype(float)

    def grouped() -> object:
        return frame.groupby(["department", "period"], observed=True)["value"].sum()

    added = ratio(lambda: table.by("department", "period"), grouped)
    print(f"  by(department, period)      {added} pandas group-by, of floats")
    chosen = ratio(lambda: table.where(output="O3"), lambda: frame[frame.output == "O3"])
    print(f"  where(output=…)             {chosen} pandas mask")


def bare(text: str) -> dict[str, object]:
    return tomllib.loads(text, parse_float=Decimal)


def main() -> None:
    print(
        "import itu_opplan             ", ratio(process("import itu_opplan"), process("import attrs")), "import attrs"
    )
    for size in map(int, sys.argv[1:] or ["20", "200"]):
        sized(size)


if __name__ == "__main__":
    main()
