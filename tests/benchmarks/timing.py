"""How the works are measured: in turn, several rounds, so that whatever disturbs one disturbs all of them."""

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

Samples: TypeAlias = dict[str, list[float]]
"""For each work what each round gave: seconds, or bytes."""

LEAST = 0.02
"""Seconds that one sample takes at least; quick works are repeated until then."""


class Summary(NamedTuple):
    """A median with its quartiles."""

    median: float
    low: float
    high: float


def summarise(values: list[float]) -> Summary:
    """The median and the quartiles.

    >>> summarise([3, 1, 2])
    Summary(median=2, low=1.5, high=2.5)
    """
    if len(values) == 1:
        return Summary(values[0], values[0], values[0])
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return Summary(statistics.median(values), low, high)


class Work(NamedTuple):
    """What is measured.

    Attributes:
        run: the work.
        make: makes what the work takes, anew for each run and outside the measurement; None where it takes nothing.
            So what an object keeps from one run does not help the next.
    """

    run: Callable[..., object]
    make: Callable[[], object] | None = None


def take_turns(works: Mapping[str, Work], rounds: int, *, timed: bool) -> Samples:
    """Run all works in each round, every other round from the last to the first.

    Args:
        works: what is measured, by name.
        rounds: how often.
        timed: the time of this process that they take is measured; without it they give their figure themselves.
    """
    samples: Samples = {name: [] for name in works}
    loops = {name: _loops(work) if timed and rounds > 1 else 1 for name, work in works.items()}
    for number in range(rounds):
        for name in list(works)[:: -1 if number % 2 else 1]:
            samples[name].append(_seconds(works[name], loops[name]) if timed else _figure(works[name]))
    return samples


def _loops(work: Work) -> int:
    """How often a work is repeated in one sample. The first run also fills whatever is filled once."""
    if _seconds(work, 1) > 10 * LEAST:
        return 1
    return max(1, math.ceil(LEAST / max(_seconds(work, 1), 1e-7)))


def _seconds(work: Work, loops: int) -> float:
    """The processor time of one run. Memory is cleaned up before, and as it comes meanwhile."""
    run, make = work
    given = [() if make is None else (make(),) for _ in range(loops)]
    gc.collect()
    start = time.process_time()
    for arguments in given:
        run(*arguments)
    return (time.process_time() - start) / loops


def _figure(work: Work) -> float:
    found = work.run()
    assert isinstance(found, float)
    return found
