"""How many small changes to a module no test notices: `python tests/mutants/run.py table.py -- tests/test_table.py …`.

The mutants are those of mutmut (`pip install -e '.[test]' mutmut`), made in a copy of the project. Mutmut leaves
decorated functions alone, and rules are; so in the copy a decorator is called below its function instead. The tests are
collected once; each mutant is tried in a fork, with the tests that reach its function, the quickest first. `JOBS` says
how many at a time (2), `SAMPLE` which share of the mutants, chosen at random (1), `BUDGET` for how many seconds of
tests a mutant is tried (8). What survives is printed; what hangs counts as noticed.

A fork does not go well with the threads of dataframe libraries: leave their tests out with `-k`.
"""

import ast
import difflib
import functools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

ROOT = Path(__file__).parents[2]
MADE = Path("mutants.json")
"""The names of the mutants by module, in the copy."""
PLAIN = {"staticmethod", "classmethod", "overload"}
"""Decorators that mutmut knows."""

# --- what mutated modules import: this file, as `run` -----------------------------------------------------------------

MutantDict: TypeAlias = dict[str, Callable[..., Any]]
active: tuple[str, str] | None = None
"""The module and the name of the mutant that is tried."""
reached: set[str] = set()
caches: list[Any] = []


def cached(function: Any) -> Any:
    """A function with a cache, which is emptied before each test."""
    caches.append(function)
    return function


def wrap_in_trampoline(mutants: MutantDict, is_classmethod: bool = False) -> Callable[..., Any]:
    """In the place of mutmut's function of this name: calls the mutant that is tried, else the original."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def trampoline(*args: Any, **kwargs: Any) -> Any:
            module, name = active or ("", "")
            chosen = original = mutants["_mutmut_orig"]
            reached.add(key_of(function.__module__, original.__name__))
            if module == function.__module__:
                chosen = mutants.get(name, original)
            return getattr(args[0], chosen.__name__)(*args[1:], **kwargs) if is_classmethod else chosen(*args, **kwargs)

        return trampoline

    return decorate


def key_of(module: str, mutant: str) -> str:
    return f"{module}.{mutant.rpartition('__mutmut_')[0]}"


# --- the copy ---------------------------------------------------------------------------------------------------------


def undecorated(text: str) -> str:
    """The text of a module with decorators called below their functions."""
    lines = text.splitlines(keepends=True)
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef) and node.decorator_list
    ]
    for node in sorted(functions, key=lambda node: -node.lineno):
        decorators = [ast.unparse(one) for one in node.decorator_list]
        if PLAIN.intersection(decorators):
            continue
        value = functools.reduce(lambda inner, one: f"{one}({inner})", reversed(decorators), node.name)
        if any("cache" in one and "cached_property" not in one for one in decorators):
            value = f"__import__('run').cached({value})"
        assert node.end_lineno is not None
        lines.insert(node.end_lineno, f"{' ' * node.col_offset}{node.name} = {value}\n")
        del lines[node.decorator_list[0].lineno - 1 : node.lineno - 1]
    return "".join(lines)


def make(modules: list[str], copy: Path) -> None:
    """A copy of the project with all mutants of these modules."""
    from mutmut.mutation.file_mutation import mutate_file_contents  # only needed here

    leave_out = shutil.ignore_patterns(".*", "build", "dist", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=leave_out, dirs_exist_ok=True)
    os.chdir(copy)
    made: dict[str, list[str]] = {}
    for name in modules:
        path = Path("src", "itu_opplan", name)
        mutated = mutate_file_contents(str(path), undecorated(path.read_text("utf-8")))
        path.write_text(
            mutated.code.replace("from mutmut.mutation.trampoline import wrap", "from run import wrap"), "utf-8"
        )
        module = ".".join(path.with_suffix("").parts[1:]).removesuffix(".__init__")
        made[module] = [one.removeprefix(f"{module}.") for one in mutated.mutant_names]
    MADE.write_text(json.dumps(made), "utf-8")
    # without shrinking: that a law fails is enough
    tests = Path("tests", "conftest.py")
    tests.write_text(
        tests.read_text("utf-8")
        + "\nfrom hypothesis import Phase\n"
        + "settings.register_profile('mutants', settings(), max_examples=20, phases=[Phase.explicit, Phase.generate])\n"
        + "settings.load_profile('mutants')\n",
        "utf-8",
    )


# --- the run: a plugin of pytest --------------------------------------------------------------------------------------


def passes(item: Any) -> bool:
    from _pytest.runner import runtestprotocol

    for cache in caches:
        cache.cache_clear()
    if hasattr(item, "_initrequest"):
        item._initrequest()  # as for a test that was not run before
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def survives(mutant: tuple[str, str], items: list[Any]) -> bool:
    """In a fork: whether all these tests pass with a mutant."""
    global active
    active = mutant
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    return all(map(passes, items))


def pytest_runtestloop(session: Any) -> bool:
    """In the place of the loop of pytest: the tests without a mutant, then the mutants, each with its tests."""
    if session.testsfailed:
        raise session.Interrupted("the tests cannot be collected")
    seconds: dict[str, float] = {}
    tests: dict[str, list[Any]] = {}
    for item in session.items:
        reached.clear()
        start = time.monotonic()
        if not passes(item) or (time.monotonic() - start < 0.1 and not passes(item)):
            print(f"left out, for it fails without a mutant, or the second time: {item.nodeid}")
            continue
        seconds[item.nodeid] = time.monotonic() - start
        for key in reached:
            tests.setdefault(key, []).append(item)
    print(f"{len(seconds)} tests in {sum(seconds.values()):.0f} s", flush=True)
    mutants = [(module, name) for module, names in json.loads(MADE.read_text("utf-8")).items() for name in names]
    mutants = random.Random(0).sample(mutants, round(float(os.environ.get("SAMPLE", "1")) * len(mutants)))
    results: dict[tuple[str, str], str] = {}
    running: dict[int, tuple[str, str]] = {}

    def wait() -> None:
        pid, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        results[running.pop(pid)] = {0: "survived", -signal.SIGALRM: "hung"}.get(code, "killed")

    for mutant in sorted(mutants):
        left = float(os.environ.get("BUDGET", "8"))
        own: list[Any] = []
        for item in sorted(tests.get(key_of(*mutant), []), key=lambda item: seconds[item.nodeid]):
            if left > 0:
                own.append(item)
                left -= seconds[item.nodeid]
        if not own:
            results[mutant] = "not reached"
            continue
        while len(running) >= int(os.environ.get("JOBS", "2")):
            wait()
        pid = os.fork()
        if pid:
            running[pid] = mutant
            continue
        try:
            signal.alarm(int(15 + 4 * sum(seconds[item.nodeid] for item in own)))
            os._exit(0 if survives(mutant, own) else 1)
        except BaseException:  # also what pytest stops with
            os._exit(1)
    while running:
        wait()
    report(results)
    os._exit(0)


def report(results: dict[tuple[str, str], str]) -> None:
    """What survived, as lines before and after, and the score of each module."""
    for (module, name), result in results.items():
        if result != "survived":
            continue
        path = Path("src", *module.split(".")).with_suffix(".py")
        text = (path if path.exists() else path.with_suffix("") / "__init__.py").read_text("utf-8")
        found = {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
        before, after = (
            text.splitlines()[found[one].lineno : found[one].end_lineno]
            for one in (f"{name.rpartition('__mutmut_')[0]}__mutmut_orig", name)
        )
        print(f"\n{module} {name}")
        print("\n".join(line for line in list(difflib.unified_diff(before, after, n=0, lineterm=""))[3:]))
    print()
    for module in sorted({module for module, _ in results}):
        counts = Counter(result for (own, _), result in results.items() if own == module)
        noticed = counts["killed"] + counts["hung"]
        print(f"{module}: {noticed / counts.total():.1%} of {counts.total()}, {dict(counts)}")
    sys.stdout.flush()


if __name__ == "__main__":
    names, _, arguments = " ".join(sys.argv[1:]).partition(" -- ")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        make(names.split(), copy)
        paths = os.pathsep.join([str(copy / "src"), str(Path(__file__).parent)])
        options = ["-q", "-s", "-p", "run", "-p", "no:cacheprovider", "--tb=native", "--assert=plain"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            *options,
            "-m",
            "not benchmark",
            *sys.argv[sys.argv.index("--") + 1 :],
        ]
        environment = os.environ | {"PYTHONPATH": paths, "CI": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        sys.exit(subprocess.run(command, cwd=copy, env=environment, check=False).returncode)
