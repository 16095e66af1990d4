"""One process that measures one case of one size: `python -m tests.benchmarks.worker CASE SIZE FOLDER …`.

It prints what it found as JSON. With `--count WORK` it only runs that work, for a tool that counts instructions.
"""

import argparse
import json
import pathlib
import sys

from .fixtures import Prepared, prepare
from .rows import CASES, ROWS
from .timing import Work, take_turns


def _work(case: object, name: str) -> Work:
    """A work of a case; `FRESH` says what makes the objects that some take."""
    make = getattr(case, "FRESH", {}).get(name)
    return Work(getattr(case, name), getattr(case, make) if make else None)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("case", choices=["prepare", *CASES])
    parser.add_argument("sizes", help="of the plans, with commas between them")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--count", metavar="WORK")
    parser.add_argument("--times", type=int, default=1)
    given = parser.parse_args()
    sizes = list(map(int, given.sizes.split(",")))
    if given.case == "prepare":
        prepare(given.folder, sizes)
        found = {}
    else:
        cls = CASES[given.case]
        case = cls(sizes[0], Prepared(given.folder))
        if given.count:
            work = _work(case, given.count)
            for _ in range(given.times):
                work.run(*(() if work.make is None else (work.make(),)))
            return
        if hasattr(case, "check"):
            case.check()
        names = dict.fromkeys(name for row in ROWS if row.case == given.case for name in (*row.works, *row.peers))
        rounds = min(given.rounds, getattr(cls, "MOST_ROUNDS", given.rounds))
        works = {name: _work(case, name) for name in names}
        found = take_turns(works, rounds, timed=getattr(cls, "TIMED", True))
    library = sys.modules["itu_opplan"]
    print(json.dumps({"samples": found, "library": library.__file__, "toml_rs": "toml_rs" in sys.modules}))


if __name__ == "__main__":
    main()
