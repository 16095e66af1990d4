"""Many plans in files: each with its path, its plan or what is wrong; a broken one does not stop the others."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from itu_opplan import bundled, dump, load, load_many
from itu_opplan.storage.layout import HIDDEN
from tests.small_plans import HEAD, SMALL

STRANGERS = Path(__file__).parents[1] / "strangers"


def test_a_broken_plan_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SMALL)
    (tmp_path / "b.toml").write_text(SMALL.replace("CEC", "C.E").replace('section = "II.1"', "section = 2.1"))
    (tmp_path / "c.toml").write_bytes(b"\xff")
    (tmp_path / "d.toml").write_text('kind = "rates"\nformat = 1\n')
    paths = [tmp_path / name for name in ("a.toml", "b.toml", "c.toml", "d.toml", "e.toml", "a.toml")]
    found = list(load_many(paths))
    assert [one.path for one in found] == paths
    assert [one.plan is not None for one in found] == [True, False, False, False, False, True]
    assert found[0].plan == load(tmp_path / "a.toml")
    assert [str(problem).replace(f"{tmp_path}{os.sep}", "") for one in found for problem in one.report] == [
        "b.toml:15: departments.C.E: unknown key; known: name, section, aliases …",
        "b.toml:15: departments.C.name: missing; every department must have it",
        "b.toml:20: outputs.PP.section: must be text, got 2.1",
        "c.toml:1: the byte 0xFF is not UTF-8; save the file as UTF-8",
        "d.toml:1: a file of kind 'rates', not a plan; load_rates reads it",
        "e.toml: no such file or folder",
    ]


def test_what_load_refuses_as_a_plan_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HEAD + '[outputs.PP]\ntitle = "Conference"\ngoals = ["8"]\n')
    [found] = load_many([tmp_path / "a.toml"])
    assert found.plan is None
    assert [(problem.rule, problem.path) for problem in found.report] == [("OP102", "outputs.PP.goals")]


@pytest.mark.parametrize("path", ["", "a\0b", "\ud800", 'code = "p"', "no/such", os.devnull])
def test_no_path_raises(path: str) -> None:
    [found] = load_many([path])
    assert found.plan is None
    assert [(problem.rule, problem.severity.value) for problem in found.report] == [("OP000", "error")]


def test_one_path_is_one_plan_and_a_folder_of_plans_is_all_of_them(tmp_path: Path) -> None:
    dump(bundled("gs-2008-2011"), tmp_path / "b")
    for name in ("c.toml", "a.TOML", ".hidden.toml", "notes.txt"):
        (tmp_path / name).write_text(SMALL)
    (tmp_path / "empty").mkdir()
    names = ["a.TOML", "b", "c.toml"]
    assert [one.path for one in load_many(tmp_path)] == [os.path.join(tmp_path, name) for name in names]
    assert all(one.plan is not None for one in load_many(str(tmp_path)))
    assert [one.path for one in load_many(tmp_path / "b")] == [tmp_path / "b"]
    assert [one.path for one in load_many(str(tmp_path / "c.toml"))] == [str(tmp_path / "c.toml")]
    [empty] = load_many(tmp_path / "empty")
    assert (empty.plan, [problem.rule for problem in empty.report]) == (None, ["OP000"])


def test_a_sound_plan_brings_what_load_warns_of(tmp_path: Path) -> None:
    plan = bundled("gs-2008-2011")
    dump(plan, tmp_path / "plan")
    files = {path.relative_to(tmp_path / "plan").as_posix(): path for path in (tmp_path / "plan").rglob("*.toml")}
    packed = {"about": "", "files": {name: path.read_text(encoding="utf-8") for name, path in files.items()}}
    (tmp_path / "plan" / HIDDEN).write_text(json.dumps(packed), encoding="utf-8")
    [found] = load_many(tmp_path / "plan")
    assert found.plan == plan
    assert [(problem.rule, problem.severity.value) for problem in found.report] == [("OP005", "warning")]


def test_files_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    asked: list[int] = []

    def paths() -> Iterator[Path]:
        for number in range(1000):
            asked.append(number)
            yield tmp_path / f"{number}.toml"

    found = load_many(paths())
    assert asked == []
    next(found)
    next(found)
    assert asked == [0, 1]


class Bar:
    """What tqdm is: an iterable that is made of an iterable, knows how many there are, and counts."""

    made: ClassVar[list["Bar"]] = []

    def __init__(self, iterable: "Iterable[str | os.PathLike[str]]") -> None:
        self.iterable, self.total, self.done = iterable, len(list(iterable)), 0
        self.made.append(self)

    def __iter__(self) -> "Iterator[str | os.PathLike[str]]":
        for one in self.iterable:
            yield one
            self.done += 1


def track(sequence: "Iterable[str | os.PathLike[str]]", description: str = "") -> "Iterator[str | os.PathLike[str]]":
    """What rich.progress.track is: a generator function."""
    yield from Bar(sequence)


@pytest.mark.parametrize("progress", [Bar, track])
def test_progress_is_told_of_each(progress: type[Bar], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bar, "made", [])
    found = load_many(STRANGERS, progress)
    first = next(found)
    assert first.plan is not None
    [bar] = Bar.made
    assert (bar.total, bar.done) == (11, 0)
    assert len([first, *found]) == bar.done == 11


def test_what_is_no_path_is_told() -> None:
    with pytest.raises(TypeError, match=r"^load_many takes paths, or one path, got 5$"):
        load_many(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^load_many takes paths, got 5 among them$"):
        list(load_many([5]))  # type: ignore[list-item]
    with pytest.raises(TypeError, match=r"^load_many: progress must be a function that takes the paths, such as tqdm"):
        load_many([], True)  # type: ignore[arg-type]
