"""Figures and goals side by side: as lines, as a block of a document, as JSON, as a file of pyperf."""

import datetime
import importlib.metadata
import json
import pathlib
import platform
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .rows import Row
from .timing import Samples, Summary, summarise

__all__ = [
    "Found",
    "figure_of",
    "figures_before",
    "heading",
    "line",
    "machine",
    "write_json",
    "write_page",
    "write_pyperf",
]

LIBRARIES = ("attrs", "tomli", "toml-rs", "tomli-w", "pydantic", "msgspec", "pandas", "numpy", "pyperf")
BEGIN, END = "<!-- begin of the last result -->", "<!-- end of the last result -->"
_HOLDS = {True: "holds", False: "MISSED", None: ""}


class Found(NamedTuple):
    """What was found for one row.

    Attributes:
        row: the row.
        size: outputs of the plan, or cells; 0 for the shipped plan.
        figure: the median and the quartiles.
        goal: what is wanted.
        counted: the same ratio of instructions, where they were counted.
        before: the figure of an earlier result.
    """

    row: Row
    size: int
    figure: Summary
    goal: tuple[str, float] | None
    counted: float | None = None
    before: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the goal holds; None where there is none."""
        if self.goal is None:
            return None
        sign, wanted = self.goal
        return self.figure.median <= wanted if sign == "≤" else self.figure.median >= wanted


def figure_of(row: Row, samples: Samples) -> Summary:
    """The figure of a row: the median of what each round gave."""
    ours = [sum(values) for values in zip(*(samples[name] for name in row.works), strict=True)]
    if not row.peers:
        return summarise(ours)
    peers = [sum(values) for values in zip(*(samples[name] for name in row.peers), strict=True)]
    pairs = zip(peers, ours, strict=True) if row.turned else zip(ours, peers, strict=True)
    return summarise([one / other / row.divisor for one, other in pairs])


def heading() -> str:
    return f"{'what':<34} {'size':>9} {'figure':>8} {'quartiles':>15} {'goal':>8} {'instr.':>15} {'before':>7}"


def line(found: Found) -> str:
    """One row of the report.

    >>> print(line(Found(Row("load / peer", "load", ("loads",)), 20, Summary(0.5, 0.4, 0.612), ("≤", 0.42))))
    load / peer                               20     0.50     0.40 – 0.61   ≤ 0.42  MISSED
    """
    return (
        f"{found.row.what:<34} {_size(found.size):>9} {_short(found.figure.median):>8}"
        f" {_quartiles(found):>15} {_goal(found):>8}  {_HOLDS[found.holds]:<6}"
        f" {_maybe(found.counted):>7} {_maybe(found.before):>7}"
    ).rstrip()


def _size(size: int) -> str:
    return f"{size:,}" if size else ""


def _quartiles(found: Found) -> str:
    return f"{_short(found.figure.low)} – {_short(found.figure.high)}"


def _goal(found: Found) -> str:
    return f"{found.goal[0]} {_short(found.goal[1])}" if found.goal else ""


def _maybe(value: float | None) -> str:
    return "" if value is None else _short(value)


def _short(value: float) -> str:
    return f"{value:.2f}" if value >= 0.095 else f"{value:.3f}"


def figures_before(path: pathlib.Path | None) -> dict[tuple[str, int], float]:
    """The figures of an earlier result that `write_json` wrote, by row and size."""
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"] if path else ()
    return {(row["what"], row["size"]): row["median"] for row in rows}


# --- files ------------------------------------------------------------------------------------------------------------


def machine() -> dict[str, str]:
    """On what was measured: processor, Python, versions, date. Nothing tells which machine it is."""
    import pyperf

    known = pyperf.Run([1.0], collect_metadata=True).get_metadata()
    facts = {
        "date": datetime.date.today().isoformat(),
        "processor": f"{known.get('cpu_model_name', platform.machine())}, {known.get('cpu_count', '?')} cores",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "Python": f"{platform.python_version()} ({platform.python_implementation()})",
    }
    return facts | {name: version for name in LIBRARIES if (version := _version(name))}


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def write_page(path: pathlib.Path, found: Iterable[Found], notes: Mapping[str, str]) -> None:
    """Replace what stands between the two marks of a page."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{path} lacks {BEGIN} and {END}")
    block = ["", *(f"- {name}: {value}" for name, value in notes.items()), ""]
    columns = ("what", "size", "figure", "quartiles", "goal", "", "instructions", "before")
    block += [f"| {' | '.join(columns)} |", "|---|---:|---:|---|---|---|---:|---:|"]
    for one in found:
        median, holds = _short(one.figure.median), _HOLDS[one.holds]
        last = (_maybe(one.counted), _maybe(one.before))
        cells = (one.row.what, _size(one.size), median, _quartiles(one), _goal(one), holds, *last)
        block.append(f"| {' | '.join(cells)} |")
    text = "\n".join(block)
    path.write_text(f"{before}{begin}\n{text}\n\n{end}{after}", encoding="utf-8")


def write_json(path: pathlib.Path, found: Iterable[Found], notes: Mapping[str, str], samples: object) -> None:
    """All that was found, with the samples of each round."""
    rows = [
        {"what": one.row.what, "size": one.size, "goal": one.goal, "holds": one.holds, "instructions": one.counted}
        | one.figure._asdict()
        for one in found
    ]
    whole = {"about": dict(notes), "rows": rows, "samples": samples}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False), encoding="utf-8")


def write_pyperf(path: pathlib.Path, samples: Mapping[str, Samples]) -> None:
    """The samples as pyperf keeps them: `python -m pyperf compare_to BEFORE AFTER` compares two such files."""
    import pyperf

    benchmarks = []
    for case, works in samples.items():
        for work, values in works.items():
            unit = "byte" if case.startswith("memory") else "second"
            facts = {"name": f"{case} {work}", "unit": unit}
            benchmarks.append(
                pyperf.Benchmark([pyperf.Run([value], metadata=facts, collect_metadata=False) for value in values])
            )
    pyperf.BenchmarkSuite(benchmarks).dump(str(path), replace=True)
