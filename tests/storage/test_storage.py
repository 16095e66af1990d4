"""Files and folders, as plans are kept in them: every refusal by its whole message, every failure at every step."""

import errno
import fcntl
import gzip
import io
import json
import os
import random
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import attrs
import pytest

import itu_opplan
from itu_opplan import FormatError, OpPlanError
from itu_opplan.storage import folder as folders
from itu_opplan.storage import read as reading
from itu_opplan.storage import replace as replacing
from itu_opplan.storage.folder import Folder
from itu_opplan.storage.layout import HIDDEN as HIDDEN_NAME
from itu_opplan.storage.layout import Layout, Part, Stored
from itu_opplan.storage.read import read_stored
from itu_opplan.storage.replace import replace_stored
from itu_opplan.toml import documents

LAYOUT = attrs.evolve(documents.LAYOUT, is_strange=lambda data, name, needed: False, is_blank=lambda data: False)
"""That of plans, but whatever is in a part will do."""

MAIN = LAYOUT.main
HIDDEN = Path("plan", HIDDEN_NAME)
INTERRUPTED = (
    "plan: a replacement of this plan was interrupted; the new plan is whole and was read; "
    "dump it again to complete the replacement"
)
OLD = {MAIN: "a = 1\n", "outputs/PP.toml": "b = 1\n", "outputs/WSIS.toml": "c = 1\n", "staff/D.toml": "d = 1\n"}
NEW = {MAIN: "a = 1\n", "outputs/PP.toml": "b = 2\n", "outputs/ICT.toml": "e = 2\n", "extra/deep/X.toml": "f = 2\n"}

MASK = os.umask(0o022)
os.umask(MASK)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(source: str | os.PathLike[str] | IO[bytes], layout: Layout = LAYOUT) -> Stored:
    return read_stored(source, layout)


def write(target: str | os.PathLike[str], files: Mapping[str, str], layout: Layout = LAYOUT) -> None:
    replace_stored(target, files, layout)


def put(**texts: str) -> None:
    """Files in the folder `plan`; `__` in a keyword is `/`, and all but those that say otherwise end in `.toml`."""
    for name, text in texts.items():
        path = Path("plan", name.replace("__", "/") + ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def refusal(function: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(FormatError) as caught:
        function(*arguments)
    return str(caught.value)


def stored(files: Mapping[str, str], interrupted: str | None = None) -> Stored:
    names = sorted(files, key=lambda name: (name != MAIN, name))
    return Stored(tuple(Part(name, files[name]) for name in names), interrupted)


def tree(folder: str = "plan") -> dict[str, str]:
    """All that is in a folder, hidden files too."""
    paths = [path for path in Path(folder).rglob("*") if not path.is_dir()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


# --- reading a file ---------------------------------------------------------------------------------------------------


def test_a_file_is_one_part_named_as_given() -> None:
    Path("x.toml").write_bytes(b"\xef\xbb\xbfa = 'Gen\xc3\xa8ve'\r\n")
    assert read("x.toml") == Stored((Part("x.toml", "a = 'Genève'\r\n"),), None)
    assert read(Path("x.toml").absolute()).parts[0].name == str(Path("x.toml").absolute())


def test_a_link_to_a_file_is_followed() -> None:
    Path("x.toml").write_text("a = 1")
    Path("link.toml").symlink_to("x.toml")
    assert read("link.toml") == Stored((Part("link.toml", "a = 1"),), None)


def test_a_binary_file_object_is_one_part() -> None:
    Path("x.toml").write_text("a = 1")
    with open("x.toml", "rb") as file:
        assert read(file).parts == (Part("x.toml", "a = 1"),)
    assert read(io.BytesIO(b"a = 1")).parts == (Part("<file>", "a = 1"),)
    with tempfile.TemporaryFile() as file:  # its name is a number
        file.write(b"a = 1")
        file.seek(0)
        assert read(file).parts == (Part("<file>", "a = 1"),)


def test_an_unbuffered_file_object_is_read_to_its_end() -> None:
    near, far = socket.socketpair()
    with near, far, os.fdopen(near.detach(), "rb", buffering=0) as file:
        far.sendall(b"a = 1\n")
        far.sendall(b"b = 2\n")
        far.shutdown(socket.SHUT_WR)
        assert read(file).parts[0].text == "a = 1\nb = 2\n"


def test_file_objects_that_cannot_be_read() -> None:
    Path("x.toml").write_text("a = 1")
    with open("x.toml") as text:
        assert refusal(read, text) == 'x.toml: opened as text; open it with mode "rb"'
    assert refusal(read, io.StringIO("a = 1")) == '<file>: opened as text; open it with mode "rb"'
    assert refusal(read, text) == "x.toml: cannot be read: I/O operation on closed file."
    with open("x.toml", "wb") as file:
        assert refusal(read, file) == "x.toml: cannot be read: read"
    with gzip.open(io.BytesIO(b"no archive")) as packed:  # it has an empty name
        assert refusal(read, packed) == "<file>: cannot be read: Not a gzipped file (b'no')"


def test_paths_that_cannot_be_read() -> None:
    os.mkfifo("pipe.toml")
    Path("loop").symlink_to("loop")
    Path("x.toml").write_text("")
    assert refusal(read, "none.toml") == "none.toml: no such file or folder"
    assert refusal(read, Path("none")) == "none: no such file or folder"
    assert refusal(read, "") == "'': a path cannot be empty or hold NUL"
    assert refusal(read, "a\0b") == "a\\x00b: a path cannot be empty or hold NUL"
    assert refusal(read, "a\nb") == "a\\nb: no such file or folder"
    assert refusal(read, "a\ud800b") == "a\\ud800b: a path cannot hold lone surrogates"
    assert refusal(read, "pipe.toml") == "pipe.toml: not a file but a pipe, a socket or a device"
    assert refusal(read, os.devnull) == f"{os.devnull}: not a file but a pipe, a socket or a device"
    assert refusal(read, "loop") == "loop: cannot be read: Too many levels of symbolic links"
    assert refusal(read, "x.toml/y") == "x.toml/y: cannot be read: Not a directory"
    assert refusal(read, "x" * 300) == f"{'x' * 300}: cannot be read: File name too long"


def test_what_the_system_refuses_is_a_format_error(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("x.toml").write_text("")

    def refused(path: str, mode: str, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(reading, "open", refused, raising=False)  # root may read anything
    assert refusal(read, "x.toml") == "x.toml: cannot be read: Permission denied"


def test_a_file_that_is_too_big_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with open("x.toml", "wb") as file:
        file.truncate(52_428_800)
    monkeypatch.setattr(reading, "open", None, raising=False)
    message = "x.toml: too big: 52,428,800 bytes; a file may have 33,554,432 bytes (32 MiB)"
    assert refusal(read, "x.toml") == message


def test_a_file_object_that_is_too_big_is_left_early() -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b" " * size

    assert refusal(read, Endless()) == "<file>: too big; a file may have 33,554,432 bytes (32 MiB)"


def test_a_file_that_is_not_utf_8() -> None:
    Path("x.toml").write_bytes(b"a = 1\nb = '\xc3\xa9\xe9'\n")
    assert refusal(read, "x.toml") == "x.toml:2: the byte 0xE9 is not UTF-8; save the file as UTF-8"


# --- reading a folder -------------------------------------------------------------------------------------------------


def test_the_parts_of_a_folder() -> None:
    put(plan="p", a="a", Z="z", outputs__B="b", outputs__A="aa", outputs__deep__down__C="c")
    put(_hidden="no", outputs__x="yes")
    Path("plan/_hidden.toml").rename("plan/.hidden.toml")
    Path("plan/.git").mkdir()
    Path("plan/.git/plan.toml").write_text("no")
    Path("plan/notes.txt").write_text("no")
    Path("plan/outputs/deep/toml").write_text("no")
    names = " ".join(part.name for part in read("plan").parts)
    assert names == "plan.toml Z.toml a.toml outputs/A.toml outputs/B.toml outputs/deep/down/C.toml outputs/x.toml"
    assert read("plan").parts[4] == Part("outputs/B.toml", "b")
    assert read("plan").interrupted is None


def test_a_link_to_a_folder_that_is_a_plan_is_followed() -> None:
    put(plan="p")
    Path("link").symlink_to("plan")
    assert read("link") == read("plan") == read("plan/")


@pytest.mark.parametrize(
    "text",
    [
        'kind = "rates"',
        '\ufeffkind = "rates"',
        "# rates\r\n\r\n \t\"kind\"='rates'\r\n[CHF]\r\n2008 = 1\r\n",
        'x = """\n[a]\n"""\nkind = "rates"\n[a]',
        'x = [\n[1],\n[2],\n]\nkind = "rates"\n[a]',
        '"k\\u0069nd" = "rates"',
        "kind = '''\nrates'''",
        "kind = 'rates'\n[CHF\n",  # whatever is wrong with it is not the plan's business
    ],
)
def test_a_file_of_another_kind_is_not_a_part(text: str) -> None:
    put(plan="p", rates=text)
    assert read("plan").parts == (Part(MAIN, "p"),)


@pytest.mark.parametrize(
    "text",
    [
        "kind = 1",
        "kind.of = 'rates'",
        "[kind]",
        "[a]\nkind = 'event'",
        "[[a]]\nkind = 'event'",
        "a = { kind = 'event' }",
        "a = '''\nkind = 'rates'\n'''",
        "kind = 'rates",  # whoever parses it says what is wrong
        "kindly = 'rates'",
        "# kind = 'rates'",
    ],
)
def test_a_file_without_a_kind_is_a_part(text: str) -> None:
    put(plan="p", rates=text)
    assert read("plan").parts == (Part(MAIN, "p"), Part("rates.toml", text))


def test_plan_toml_is_always_a_part() -> None:
    put(plan="kind = 'rates'")
    assert read("plan").parts == (Part(MAIN, "kind = 'rates'"),)


def test_folders_that_are_no_plan() -> None:
    Path("plan").mkdir()
    assert refusal(read, "plan") == "plan: no plan.toml in this folder; there are no TOML files"
    put(a="", Plan="", c="", b="")
    Path("plan/.x.toml").touch()
    assert refusal(read, "plan") == "plan: no plan.toml in this folder; there are Plan.toml, a.toml, b.toml …"


def test_what_stands_in_the_place_of_a_part() -> None:
    put(plan="")
    Path("plan/a.toml").mkdir()
    assert refusal(read, "plan") == "plan/a.toml: a folder where a file should be"
    Path("plan/a.toml").rmdir()
    os.mkfifo("plan/a.toml")
    assert refusal(read, "plan") == "plan/a.toml: not a file but a pipe, a socket or a device"
    Path("plan/a.toml").rename("plan/plan.toml")
    assert refusal(read, "plan") == "plan/plan.toml: not a file but a pipe, a socket or a device"
    Path("plan/plan.toml").unlink()
    Path("plan/plan.toml").mkdir()
    assert refusal(read, "plan") == "plan/plan.toml: a folder where a file should be"


def test_links_inside_a_folder() -> None:
    put(plan="p", _store="q")
    Path("plan/_store.toml").rename("plan/.store")
    Path("plan/a.toml").symlink_to(".store")
    Path("plan/notes").symlink_to("nowhere")  # it has no name of a part
    Path("elsewhere.txt").touch()
    Path("plan/more notes").symlink_to("../elsewhere.txt")
    assert read("plan").parts == (Part(MAIN, "p"), Part("a.toml", "q"))


@pytest.mark.parametrize(
    ("name", "target", "message"),
    [
        ("a.toml", "../x.toml", "a link that leads out of the folder of the plan; put a copy there instead"),
        ("a.toml", "../plan2/x.toml", "a link that leads out of the folder of the plan; put a copy there instead"),
        ("outputs", "../plan2", "a link that leads out of the folder of the plan; put a copy there instead"),
        ("up", "..", "a link that leads out of the folder of the plan; put a copy there instead"),
        ("round", ".", "a link to a folder; only links to files are followed"),
        ("outputs", "real", "a link to a folder; only links to files are followed"),
        ("a.toml", "a.toml", "a link that leads nowhere, or in a circle"),
        ("a.toml", "none", "a link that leads nowhere, or in a circle"),
    ],
)
def test_links_that_are_refused(name: str, target: str, message: str) -> None:
    put(plan="p", real__x="x")
    Path("x.toml").touch()
    Path("plan2").mkdir()
    Path("plan2/x.toml").touch()
    Path("plan", name).symlink_to(target)
    assert refusal(read, "plan") == f"plan/{name}: {message}"


def test_names_that_cannot_be_shown_are_refused() -> None:
    put(plan="p")
    os.mkdir(b"plan/caf\xe9")
    assert read("plan").parts == (Part(MAIN, "p"),)  # it is empty
    Path(os.fsdecode(b"plan/caf\xe9"), "x.toml").touch()
    message = "plan/caf\\udce9/x.toml: a name with signs that cannot be shown; rename it"
    assert refusal(read, "plan") == message


def test_limits_of_a_folder() -> None:
    put(plan="12345", a="12345")
    for number in range(5):
        Path(f"plan/folder{number}").mkdir()
    small = attrs.evolve(LAYOUT, max_total=2**20)
    put(b=" " * (2**20 - 10))
    read("plan", small)
    put(c="1")
    message = "plan: too big; the TOML files of a plan may have 1,048,576 bytes (1 MiB) together"
    assert refusal(read, "plan", small) == message
    assert refusal(read, "plan", attrs.evolve(LAYOUT, max_files=5)) == "plan: more than 5 TOML files or folders"
    for path in Path("plan").glob("folder*"):
        path.rmdir()
    assert refusal(read, "plan", attrs.evolve(LAYOUT, max_files=3)) == "plan: more than 3 TOML files or folders"


def test_a_part_that_is_not_utf_8() -> None:
    put(plan="p")
    Path("plan/a.toml").write_bytes(b"\n\xff")
    assert refusal(read, "plan") == "a.toml:2: the byte 0xFF is not UTF-8; save the file as UTF-8"


# --- writing a file ---------------------------------------------------------------------------------------------------


def test_a_file_is_written_and_replaced() -> None:
    write("deep/down/x.toml", {"x.toml": "a = 'Genève'\n"})
    assert tree("deep") == {"down/x.toml": "a = 'Genève'\n"}
    mode = os.stat("deep/down/x.toml").st_mode & 0o777
    Path("plain").touch()
    assert mode == os.stat("plain").st_mode & 0o777  # as the user's mask says
    os.chmod("deep/down/x.toml", 0o640)
    write(Path("deep/down/x.toml"), {"x.toml": "b"})
    assert tree("deep") == {"down/x.toml": "b"}
    assert os.stat("deep/down/x.toml").st_mode & 0o777 == 0o640


def test_the_target_of_a_link_is_replaced() -> None:
    Path("real").mkdir()
    Path("real/x.toml").write_text("a")
    Path("link.toml").symlink_to("real/x.toml")
    write("link.toml", {"link.toml": "b"})
    assert os.readlink("link.toml") == "real/x.toml"
    assert tree("real") == {"x.toml": "b"}
    Path("fresh.toml").symlink_to("real/y.toml")
    write("fresh.toml", {"fresh.toml": "c"})
    assert tree("real") == {"x.toml": "b", "y.toml": "c"}


def test_leftovers_of_a_killed_writer_go() -> None:
    Path(".opplan-file-0123456789abcdef.tmp").write_text("half")
    Path(".opplan-part-0123456789abcdef.tmp").write_text("perhaps in use: this folder may be inside of a plan")
    write("x.toml", {"x.toml": "a"})
    assert sorted(os.listdir()) == [".opplan-part-0123456789abcdef.tmp", "x.toml"]


def test_files_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("folder.toml").mkdir()
    os.mkfifo("pipe.toml")
    Path("loop.toml").symlink_to("loop.toml")
    Path("file").write_text("")
    Path("x.toml").write_text("old")
    assert refusal(write, "folder.toml", {"": ""}) == "folder.toml: a folder where a file should be"
    assert refusal(write, "pipe.toml", {"": ""}) == "pipe.toml: not a file but a pipe, a socket or a device"
    assert refusal(write, "loop.toml", {"": ""}) == "loop.toml: not a file but a pipe, a socket or a device"
    assert refusal(write, "file/x.toml", {"": ""}) == "file: cannot be written: Not a directory"
    assert refusal(write, "new/\0.toml", {"": ""}) == "new/\\x00.toml: a path cannot be empty or hold NUL"
    long = f"new/{'x' * 300}.toml"
    assert refusal(write, long, {"": ""}) == f"{long}: cannot be written: File name too long"
    message = "x.toml:2: the lone surrogate U+D800 is no character; delete it"
    assert refusal(write, "x.toml", {"x.toml": "a\n\ud800"}) == message
    monkeypatch.setattr(os, "access", lambda path, mode, dir_fd: False)  # root may write anything
    assert refusal(write, "x.toml", {"": ""}) == "x.toml: cannot be written: Permission denied"
    assert Path("x.toml").read_text() == "old"
    assert sorted(os.listdir()) == ["file", "folder.toml", "loop.toml", "pipe.toml", "x.toml"]


# --- writing a folder -------------------------------------------------------------------------------------------------


def test_a_folder_is_written_and_replaced() -> None:
    write("deep/plan", OLD)
    assert tree("deep/plan") == OLD
    assert read("deep/plan") == stored(OLD)
    write("deep/plan", NEW)
    assert tree("deep/plan") == NEW
    assert read("deep/plan") == stored(NEW)
    assert not Path("deep/plan/staff").exists()  # it is empty
    write("deep/plan", {MAIN: "z"})
    assert os.listdir("deep/plan") == [MAIN]


def test_only_what_changes_is_rewritten_and_plan_toml() -> None:
    write("plan", OLD)
    before = {name: os.stat(f"plan/{name}").st_ino for name in OLD}
    handles = [open(f"plan/{name}", "rb") for name in OLD]  # noqa: SIM115  # so that no number is given twice
    write("plan", OLD)
    assert {name: os.stat(f"plan/{name}").st_ino for name in OLD} == before
    write("plan", OLD | {"outputs/PP.toml": "changed"})
    after = {name: os.stat(f"plan/{name}").st_ino for name in OLD}
    assert [name for name in OLD if after[name] != before[name]] == [MAIN, "outputs/PP.toml"]
    for handle in handles:
        handle.close()


def test_other_files_are_never_touched() -> None:
    write("plan", OLD)
    others = {
        "notes.txt": "n",
        "outputs/data.csv": "d",
        "staff/README": "r",
        "rates.toml": 'kind = "rates"',
        ".hidden.toml": "h",
        ".git/config.toml": "g",
        "outputs/.opplan-notes": "o",
    }
    for name, text in others.items():
        Path("plan", name).parent.mkdir(exist_ok=True)
        Path("plan", name).write_text(text)
    write("plan", NEW)
    assert tree() == NEW | others


def test_permission_bits_stay() -> None:
    write("plan", OLD)
    os.chmod("plan/plan.toml", 0o600)
    os.chmod("plan/outputs/PP.toml", 0o664)
    write("plan", NEW)
    assert [os.stat(f"plan/{name}").st_mode & 0o777 for name in (MAIN, "outputs/PP.toml")] == [0o600, 0o664]


def test_a_folder_behind_a_link() -> None:
    Path("real").mkdir()
    Path("plan").symlink_to("real")
    write("plan", OLD)
    write("plan", NEW)
    assert Path("plan").is_symlink()
    assert tree("real") == NEW


def test_folders_that_are_refused() -> None:
    put(a="", c="", b="", rates="kind = 'rates'", outputs__d="")
    before = tree()
    problem = "no plan, but TOML files that would become part of one: a.toml, b.toml, c.toml …; use another folder"
    assert refusal(write, "plan", NEW) == f"plan: {problem}"
    assert tree() == before
    Path("file").write_text("")
    assert refusal(write, "file", NEW) == "file: not a folder; the name of a file ends in .toml"
    assert refusal(write, "file/plan", NEW) == "file/plan: cannot be written: Not a directory"
    Path("nowhere").symlink_to("none")
    assert refusal(write, "nowhere", NEW) == "nowhere: not a folder; the name of a file ends in .toml"
    assert sorted(os.listdir()) == ["file", "nowhere", "plan"]


def test_a_folder_with_files_of_other_kinds_only_takes_a_plan() -> None:
    put(rates="kind = 'rates'")
    write("plan", NEW)
    assert tree() == NEW | {"rates.toml": "kind = 'rates'"}


@pytest.mark.parametrize("name", ["outputs/PP.toml", "plan.toml"])
def test_a_file_of_another_kind_is_not_overwritten(name: str) -> None:
    write("plan", OLD)
    Path("plan", name).write_text("kind = 'x'")
    before = tree()
    message = "the plan needs this name, but the file is of another kind; rename it"
    assert refusal(write, "plan", NEW) == f"plan/{name}: {message}"
    assert tree() == before


def test_a_file_that_may_be_of_another_kind_is_not_deleted() -> None:
    write("plan", OLD)
    put(rates="kind = 'rates\n")
    before = tree()
    message = 'plan/rates.toml:2: not TOML: expected "\'" (at column 1)'
    assert refusal(write, "plan", NEW) == message
    assert tree() == before


def test_broken_parts_are_replaced() -> None:
    write("plan", OLD)
    put(outputs__PP="= = =", outputs__WSIS="[[[")
    Path("plan/staff/D.toml").write_bytes(b"\xff\xfe")
    write("plan", NEW)
    assert tree() == NEW


def test_a_file_where_the_plan_needs_a_folder() -> None:
    write("plan", {MAIN: "old"})
    Path("plan/outputs").write_text("mine")
    assert refusal(write, "plan", NEW) == "plan/outputs: cannot be written: Not a directory"
    assert tree() == {MAIN: "old", "outputs": "mine"}
    assert sorted(os.listdir("plan")) == ["outputs", MAIN]  # nor is there a folder `extra`


def test_links_are_refused_before_anything_is_written() -> None:
    write("plan", OLD)
    Path("plan/more").symlink_to("..")
    message = "plan/more: a link that leads out of the folder of the plan; put a copy there instead"
    assert refusal(write, "plan", NEW) == message
    assert read_without_links() == stored(OLD)


def read_without_links() -> Stored:
    Path("plan/more").unlink()
    return read("plan")


def test_what_read_would_refuse_is_not_written() -> None:
    big = "#" * (LAYOUT.max_bytes + 1)
    message = "a.toml: too big: 33,554,433 bytes; a file may have 33,554,432 bytes (32 MiB)"
    assert refusal(write, "plan", {MAIN: "", "a.toml": big}) == message
    small = attrs.evolve(LAYOUT, max_total=2**20, max_hidden=2**21)
    message = "plan: too big; the TOML files of a plan may have 1,048,576 bytes (1 MiB) together"
    assert refusal(write, "plan", {MAIN: "", "a.toml": "#" * 2**20, "b.toml": "#"}, small) == message
    assert refusal(write, "plan", {MAIN: "", "a.toml": "\x01" * 2**19}, small) == message  # each sign takes six in JSON
    small = attrs.evolve(LAYOUT, max_files=1)
    assert refusal(write, "plan", {MAIN: "", "a.toml": ""}, small) == "plan: more than 1 TOML files or folders"
    assert os.listdir() == []


def test_a_name_that_changes_its_case_only(monkeypatch: pytest.MonkeyPatch) -> None:
    write("plan", {MAIN: "", "outputs/pp.toml": "old"})
    seen: list[tuple[int, int]] = []

    def one_file(old: os.stat_result, new: os.stat_result) -> bool:  # as on a disk where case does not count
        seen.append((old.st_ino, new.st_ino))
        return True

    monkeypatch.setattr(os.path, "samestat", one_file)
    write("plan", {MAIN: "", "outputs/PP.toml": "new"})
    inodes = os.stat("plan/outputs/pp.toml").st_ino, os.stat("plan/outputs/PP.toml").st_ino
    assert inodes in seen
    assert tree() == {MAIN: "", "outputs/pp.toml": "old", "outputs/PP.toml": "new"}
    monkeypatch.undo()
    monkeypatch.chdir(Path("plan").absolute().parent)


def test_a_name_that_changes_its_case_where_case_counts(tmp_path: Path) -> None:
    write("plan", {MAIN: "", "outputs/pp.toml": "old"})
    write("plan", {MAIN: "", "outputs/PP.toml": "new"})
    assert read("plan") == stored({MAIN: "", "outputs/PP.toml": "new"})


def test_what_is_kept_is_not_known() -> None:
    notes = Layout(
        noun="diary",
        files="notes",
        suffix=".txt",
        main="main.txt",
        decode=lambda text, name: text if isinstance(text, str) else text.decode(),
        is_part=lambda data, name: not data.startswith(b"#!"),
    )
    put(plan="kind = 'rates'", script="")
    Path("plan/script.toml").rename("plan/script.txt")
    Path("plan/script.txt").write_text("#!")
    assert refusal(read, "plan", notes) == "plan: no main.txt in this folder; there are script.txt"
    write("plan", {"main.txt": "a", "b/c.txt": "= ="}, notes)
    assert read("plan", notes).parts == (Part("main.txt", "a"), Part("b/c.txt", "= ="))
    assert sorted(tree()) == ["b/c.txt", "main.txt", "plan.toml", "script.txt"]
    write("x.txt", {"x.txt": "alone"}, notes)
    assert read("x.txt", notes).parts == (Part("x.txt", "alone"),)


def test_a_system_without_handles_of_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: everything goes by paths."""
    monkeypatch.setattr(folders, "_HANDLES", False)
    write("deep/plan", OLD)
    os.chmod("deep/plan/plan.toml", 0o640)
    write("deep/plan", NEW)
    assert tree("deep/plan") == NEW
    assert read("deep/plan") == stored(NEW)
    assert os.stat("deep/plan/plan.toml").st_mode & 0o777 == 0o640
    Path("deep/plan/outputs/inside").mkdir()
    Path("deep/plan/outputs/inside/plan.toml").write_text("format = 1")
    write("deep/plan", OLD)
    assert tree("deep/plan") == OLD | {"outputs/inside/plan.toml": "format = 1"}
    write("deep/x.toml", {"x.toml": "a"})
    write("deep/x.toml", {"x.toml": "b"})
    assert read("deep/x.toml").parts == (Part("deep/x.toml", "b"),)


def test_a_folder_inside_that_cannot_be_opened_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    write("plan", OLD)
    real = os.open

    def refusing(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "outputs":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refusing)
    assert refusal(write, "plan", NEW) == "plan/outputs: cannot be written: Permission denied"
    assert refusal(read, "plan") == "plan/outputs: cannot be read: Permission denied"


def test_a_drive_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Folder, "stat", lambda folder, name, *, follow=False: None)  # not even the folder we are in
    assert refusal(write, "Z", {MAIN: ""}) == "Z: cannot be written: Not a directory"
    assert refusal(write, "/x.toml", {MAIN: ""}) == "/: cannot be written: Not a directory"


def test_the_hidden_file_is_as_private_as_the_most_private_part(monkeypatch: pytest.MonkeyPatch) -> None:
    write("plan", OLD)
    os.chmod("plan/plan.toml", 0o640)
    os.chmod("plan/staff/D.toml", 0o604)  # it goes, and nobody else may read what was in it
    real, seen = os.replace, dict[str, int]()

    def replace(old: str, new: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        seen[new] = os.stat(old, dir_fd=src_dir_fd).st_mode & 0o777
        real(old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "replace", replace)
    write("plan", NEW)
    assert seen == {
        HIDDEN.name: 0o600,
        "plan.toml": 0o640,
        "PP.toml": 0o666 & ~MASK,
        "ICT.toml": 0o600,  # and nobody else may read what is new
        "X.toml": 0o600,
    }


# --- replacements that are cut short ----------------------------------------------------------------------------------


def interrupt(files: object = NEW) -> None:
    HIDDEN.write_text(json.dumps({"about": "…", "files": files}))


def test_an_interrupted_replacement_is_read_whole_and_reported() -> None:
    write("plan", OLD)
    interrupt()
    put(outputs__ICT="e = 2\n")
    assert read("plan") == stored(NEW, INTERRUPTED)


@pytest.mark.parametrize("after", [OLD, NEW, {MAIN: "other"}])
def test_an_interrupted_replacement_is_completed_by_the_next(after: dict[str, str]) -> None:
    write("plan", OLD)
    interrupt()
    put(outputs__ICT="e = 2\n")
    Path("plan/.opplan-part-0123456789abcdef.tmp").write_text("half")
    Path("plan/outputs/.opplan-part-0123456789abcdef.tmp").write_text("half")
    write("plan", after)
    assert tree() == after
    assert read("plan") == stored(after)


def test_a_replacement_that_is_going_on_is_not_reported() -> None:
    write("plan", OLD)
    interrupt()
    handle = os.open("plan", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # as a writer does
        assert read("plan") == stored(NEW)
        fcntl.flock(handle, fcntl.LOCK_SH)  # as another reader does
        assert read("plan") == stored(NEW, INTERRUPTED)
    finally:
        os.close(handle)


def test_a_first_writing_that_was_interrupted() -> None:
    put(outputs__ICT="e = 2\n")
    interrupt()
    assert read("plan") == stored(NEW, INTERRUPTED)
    write("plan", OLD)
    assert tree() == OLD


def test_temporary_files_are_not_read() -> None:
    write("plan", OLD)
    Path("plan/outputs/.opplan-part-0123456789abcdef.tmp").write_text("half")
    assert read("plan") == stored(OLD)


@pytest.mark.parametrize(
    "files", ["", "{", "[]", "1", "[" * 100_000, '"\ud800"', "9" * 5000, "{}", '{"plan.toml": 1}', '{"a.toml": ""}']
)
def test_a_hidden_file_that_is_none_of_ours(files: str) -> None:
    write("plan", OLD)
    message = f"{HIDDEN}: not what a replacement of a plan leaves; delete it to read the files beside it"
    for text in (files, f'{{"files": {files}}}'):
        HIDDEN.write_bytes(text.encode(errors="surrogatepass"))
        assert refusal(read, "plan") == message
    write("plan", NEW)
    assert tree() == NEW


def test_a_hidden_file_that_is_no_file() -> None:
    write("plan", OLD)
    Path("x").write_text(json.dumps({"files": NEW}))
    message = f"{HIDDEN}: not what a replacement of a plan leaves; delete it to read the files beside it"
    HIDDEN.symlink_to("../x")
    assert refusal(read, "plan") == message
    HIDDEN.unlink()
    os.mkfifo(HIDDEN)
    assert refusal(read, "plan") == message


STEPS = ["replace", "fsync", "unlink", "mkdir", "chmod", "open", "scandir", "builtin open"]


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_any_step_leaves_one_whole_plan(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each single call fail, one after the other, until there are no more."""
    write("plan", OLD)
    outcomes = set()
    for number in range(1, 100):
        calls = 0

        def failing(real: Callable[..., object]) -> Callable[..., object]:
            def call(*arguments: object, **options: object) -> object:
                nonlocal calls
                calls += 1
                if calls == number:  # noqa: B023  # it is called in this round only
                    raise OSError(errno.ENOSPC, "No space left on device")
                return real(*arguments, **options)

            return call

        with monkeypatch.context() as patch:
            if step == "builtin open":
                for module in (reading, replacing):
                    patch.setattr(module, "open", failing(open), raising=False)
            else:
                patch.setattr(os, step, failing(getattr(os, step)))
            try:
                write("plan", NEW)
            except FormatError as error:
                outcomes.add(str(error))
        found = read("plan")
        assert found in (stored(OLD), stored(NEW), stored(NEW, INTERRUPTED))
        temporary = [name for name in tree() if name.endswith(".tmp")]
        assert temporary == [] or step == "unlink"
        if step == "replace" and number == 1:
            assert tree() == OLD
        write("plan", OLD)
        assert tree() == OLD
        if calls < number:
            break
    else:
        pytest.fail("there is no end to it")
    before = "plan: cannot be written: No space left on device"
    after = (
        f"plan: the new plan is whole, in {HIDDEN_NAME}, but its files could not be replaced: "
        "No space left on device; dump it again"
    )
    assert outcomes
    assert all(outcome == after or outcome.endswith(": No space left on device") for outcome in outcomes)
    assert (before in outcomes) or step == "unlink"
    assert (after in outcomes) == (step in ("replace", "unlink", "open"))


def test_a_full_disk_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.FileIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    write("plan", OLD)
    write("x.toml", {"x.toml": "old"})
    with monkeypatch.context() as patch:

        def full(path: str, mode: str, opener: Callable[[str, int], int] | None = None) -> object:
            return Full(path, mode, opener=opener) if mode == "xb" else open(path, mode, opener=opener)

        patch.setattr(replacing, "open", full, raising=False)
        assert refusal(write, "plan", NEW) == "plan: cannot be written: No space left on device"
        assert refusal(write, "x.toml", {"": "new"}) == "x.toml: cannot be written: No space left on device"
        assert refusal(write, "new/plan", NEW) == "new/plan: cannot be written: No space left on device"
        assert refusal(write, "new/x.toml", {"": "new"}) == "new/x.toml: cannot be written: No space left on device"
    assert tree() == OLD
    assert Path("x.toml").read_text() == "old"
    assert sorted(os.listdir()) == ["plan", "x.toml"]


def test_a_reader_that_is_overtaken_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two files of one reader a whole replacement happens."""
    write("plan", OLD)
    real, seen = reading.read_file, []

    def overtaken(folder: Folder, name: str, layout: Layout) -> bytes:
        seen.append(name)
        if len(seen) == 3:
            monkeypatch.setattr(reading, "read_file", real)
            write("plan", NEW)
        return real(folder, name, layout)

    monkeypatch.setattr(reading, "read_file", overtaken)
    assert read("plan") == stored(NEW)  # not "no such file", though the third file is gone
    assert seen == ["plan.toml", "outputs/PP.toml", "outputs/WSIS.toml"]


def test_a_reader_that_is_overtaken_again_and_again_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    write("plan", OLD)
    real, count = reading._read_parts, 0

    def overtaken(folder: Folder, layout: Layout) -> tuple[Part, ...]:
        nonlocal count
        count += 1
        write("plan", NEW if count % 2 else OLD)
        return real(folder, layout)

    monkeypatch.setattr(reading, "_read_parts", overtaken)
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    assert refusal(read, "plan") == "plan: replaced again and again while it was read; try later"
    assert count == 100


def test_a_writer_waits_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    write("plan", OLD)
    monkeypatch.setattr(replacing, "_PATIENCE", 0.05)
    handle = os.open("plan", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        assert refusal(write, "plan", NEW) == "plan: another program is writing there; try later"
        assert read("plan") == stored(OLD)
    finally:
        os.close(handle)
    write("plan", NEW)
    assert tree() == NEW


def test_a_file_system_without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    write("plan", OLD)
    assert tree() == OLD


# --- writers that are killed ------------------------------------------------------------------------------------------

PRELUDE = """
import attrs, os, sys
from itu_opplan.storage.read import read_stored
from itu_opplan.storage.replace import replace_stored
from itu_opplan.toml.documents import LAYOUT

LAYOUT = attrs.evolve(LAYOUT, is_blank=lambda data: False)

def read(source):
    return read_stored(source, LAYOUT)

def write(target, files):
    replace_stored(target, files, LAYOUT)

def plan(letter):
    files = {f"outputs/{letter}{number}.toml": f"# {letter}\\n" * 40 * number for number in range(4)}
    files |= {f"outputs/both{number}.toml": f"# {letter}\\n" * 200 for number in range(12)}
    files |= {"plan.toml": "format = 1\\n", "outputs/same.toml": "# same\\n"}
    files |= {"a/A.toml": "# A\\n", "a/AA.toml": "# A\\n"} if letter == "A" else {"b/c/B.toml": "# B\\n", "B.toml": ""}
    return files

PLANS = [plan("A"), plan("B")]

def which():
    found = read("plan")
    return [plan == {part.name: part.text for part in found.parts} for plan in PLANS].index(True), found.interrupted
"""

LOOP = """
write("plan", PLANS[0])
print("ready", flush=True)
while True:
    for files in PLANS:
        write("plan", files)
"""

STEP_BY_STEP = """
os.fsync = lambda handle: None  # a killed writer needs none, and they take time
def dying(real, number, calls):
    def call(*arguments, **options):
        calls.append(real)
        if len(calls) == number:
            os._exit(9)
        return real(*arguments, **options)
    return call

for files in PLANS:
    for number in range(3, 12):
        del files[f"outputs/both{number}.toml"]
outcomes = []
for number in range(1, 1000):
    write("plan", PLANS[0])
    child = os.fork()
    if not child:
        calls = []
        for name in ("replace", "fsync", "unlink", "mkdir", "rmdir", "chmod", "urandom", "close"):
            setattr(os, name, dying(getattr(os, name), number, calls))
        write("plan", PLANS[1])
        os._exit(0)
    outcome, interrupted = os.waitpid(child, 0)[1], which()[1] is not None
    outcomes.append(which()[0] + interrupted)
    if not outcome:
        break
print(*outcomes, sep="")
"""


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(itu_opplan.__file__).parents[1])}


def test_a_writer_that_is_killed_at_each_step_in_turn() -> None:
    """First the old plan, then the new one in the hidden file, at last the new one."""
    script = [sys.executable, "-c", PRELUDE + STEP_BY_STEP]
    run = subprocess.run(script, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert run.stderr == ""
    outcomes = run.stdout.strip()
    assert outcomes.lstrip("0").lstrip("2").lstrip("1") == ""
    assert min(map(outcomes.count, "012")) >= 1
    assert outcomes.count("2") >= 10  # at least every part that is put in its place


KILLS = int(os.environ.get("OPPLAN_KILLS", "25"))
"""How many writers are killed at any moment: `OPPLAN_KILLS=500 pytest tests/storage -s -k any_moment`."""


def test_a_writer_that_is_killed_at_any_moment() -> None:
    space: dict[str, object] = {}
    exec(PRELUDE, space)
    plans = space["PLANS"]
    assert isinstance(plans, list)
    wholes = [stored(files).parts for files in plans]
    moments = random.Random(2008)
    reads, outcomes = 0, [0, 0, 0]
    for _ in range(KILLS):
        script = [sys.executable, "-c", PRELUDE + LOOP]
        with subprocess.Popen(script, env=environment(), stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            end = time.monotonic() + moments.uniform(0, 0.06)
            while True:  # a reader beside it
                assert read("plan").parts in wholes
                reads += 1
                if time.monotonic() > end:
                    break
            writer.kill()
        assert writer.returncode == -signal.SIGKILL
        found = read("plan")
        assert found.parts in wholes
        outcomes[2 if found.interrupted else wholes.index(found.parts)] += 1
    print(f"{KILLS} writers killed, {reads} reads beside them; left were plan A, plan B, a replacement: {outcomes}")
    assert sum(outcomes) == KILLS
    write("plan", plans[0])
    assert tree() == plans[0]


def test_who_shares_a_file_by_its_group_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only an administrator gives files away; where the group may write, its members replace each other's."""
    write("plan", OLD)
    for name in OLD:
        os.chmod(f"plan/{name}", 0o664)
    true = os.fstat

    def as_a_colleague(handle: int) -> os.stat_result:
        found = list(true(handle))
        found[stat.ST_UID] += 1
        return os.stat_result(found)

    given: list[tuple[int, int]] = []

    def give(handle: int, uid: int, gid: int) -> None:
        given.append((uid, gid))
        if uid != -1:
            raise PermissionError

    monkeypatch.setattr(os, "fstat", as_a_colleague)
    monkeypatch.setattr(os, "fchown", give)
    write("plan", NEW)
    assert tree("plan") == NEW
    assert {gid for _, gid in given} == {os.stat("plan").st_gid}
    os.chmod(f"plan/{MAIN}", 0o644)
    with pytest.raises(OpPlanError, match="is that of another user or group"):
        write("plan", OLD)
