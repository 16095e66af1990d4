"""Files that mean harm, or were mangled on their way: refused by whole messages, in time that grows with their size."""

import copy
import errno
import io
import os
import pickle
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from itu_opplan import (
    FormatError,
    InvalidPlan,
    OpPlanError,
    Output,
    Table,
    bundled,
    capacity,
    dump,
    dumps,
    effort,
    load,
    loads,
    validate,
    validate_file,
    validate_text,
)
from itu_opplan.storage import read as reading
from itu_opplan.storage.folder import Folder
from itu_opplan.storage.layout import HIDDEN, Layout
from itu_opplan.toml import syntax
from tests.small_plans import HEAD, SMALL, small_plan

OUTPUT = '[outputs.PP]\ntitle = "Conference"\n'
AMOUNT = "must be a number of work-months ≥ 0"
DIGITS = "must have at most 15 digits before the point and 12 after"
IN_PLAN_TOML = (
    "belongs in plan.toml; other files hold goals, objectives, groups, outputs, departments, bodies, services, "
    "activities, events, mandates, provisions, projects, claims, grades, outline"
)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(**texts: str) -> None:
    """Files in the folder `plan`; all names end in `.toml`."""
    Path("plan").mkdir(exist_ok=True)
    for name, text in texts.items():
        Path("plan", f"{name}.toml").write_text(text, encoding="utf-8")


def refusal(text: str | bytes) -> list[str]:
    """The lines of the refusal of a text; the text as bytes, as a file and as a folder is refused alike."""
    with pytest.raises(OpPlanError) as caught:
        loads(text, name="x.toml")
    lines = str(caught.value).split("\n")
    assert [str(problem) for problem in validate_text(text, name="x.toml").errors] == lines
    Path("x.toml").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    if not isinstance(text, str) or text.isascii():
        with pytest.raises(type(caught.value)) as other:
            load("x.toml")
        assert str(other.value).split("\n") == lines
        assert [str(problem) for problem in validate_file("x.toml").errors] == lines
    return lines


# --- values that are no plan's ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ("nan", f"{AMOUNT}, got NaN"),
        ("-nan", f"{AMOUNT}, got -NaN"),
        ("inf", f"{AMOUNT}, got Infinity"),
        ("-inf", f"{AMOUNT}, got -Infinity"),
        ("-1", f"{AMOUNT}, got -1"),
        ("-0.000000000001", f"{AMOUNT}, got -1E-12"),
        ("true", f"{AMOUNT}, got true"),
        ("2008-01-01", f"{AMOUNT}, got 2008-01-01"),
        ("07:32:00", f"{AMOUNT}, got 07:32:00"),
        ("2008-01-01T07:32:00Z", f"{AMOUNT}, got 2008-01-01 07:32:00+00:00"),
        ("[1]", f"{AMOUNT}, got a list"),
        ("{ a = 1 }", f"{AMOUNT}, got a table"),
        ("1e15", f"{DIGITS}, got 1E+15"),
        ("1e999999999", f"{DIGITS}, got 1E+999999999"),
        ("1e-999999999", f"{DIGITS}, got 1E-999999999"),
        ("9" * 600, f"{DIGITS}, got a number of more than 40 digits"),
        ("0x" + "f" * 500, f"{DIGITS}, got a number of more than 40 digits"),
        ("0." + "1" * 500, f"{DIGITS}, got 0.{'1' * 57}…"),
        ("'1'", "must be a number of work-months ≥ 0, or 'blank', 'n/a' or 'to be completed', got '1'; write 1"),
        ("''", "must be a number of work-months ≥ 0, or 'blank', 'n/a' or 'to be completed', got ''; write 'blank'"),
        ("'not stated'", f"{AMOUNT}, or 'blank', 'n/a' or 'to be completed', got 'not stated'"),
    ],
)
def test_figures_that_are_none(figure: str, message: str) -> None:
    text = f'{HEAD}{OUTPUT}effort = [\n    {{ department = "SGO", 2008 = {figure} }},\n]\n'
    assert refusal(text) == [f"x.toml:10: outputs.PP.effort[SGO, 2008]: {message}"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("nan", "NaN"),
        ("1", "1"),
        ("2008-01-01", "2008-01-01"),
        ("07:32:00.5", "07:32:00.500000"),
        ("0001-01-01T00:00:00-23:59", "0001-01-01 00:00:00-23:59"),
        ("[['a']]", "a list"),
        ("{}", "a table"),
    ],
)
def test_texts_that_are_none(value: str, shown: str) -> None:
    text = HEAD.replace('"Plan"', value)
    assert refusal(text) == [f"x.toml:3: title: must be text, got {shown}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "'\\u0000' = 1\na\0 = 1", "x.toml:8: the invisible character U+0000 cannot stand here; delete it"),
        (HEAD + "a = 1\rb = 2\n", "x.toml:7: the invisible character U+000D cannot stand here; delete it"),
        (HEAD.replace("\n", "\r"), "x.toml:1: the invisible character U+000D cannot stand here; delete it"),
        ("\ufeff\ufeff" + HEAD, "x.toml:1: the invisible character U+FEFF cannot stand here; delete it"),
        (("\ufeff\ufeff" + HEAD).encode(), "x.toml:1: the invisible character U+FEFF cannot stand here; delete it"),
        (HEAD.encode("utf-16"), "x.toml:1: not UTF-8 but UTF-16; save the file as UTF-8"),
        (HEAD.encode("utf-16-be"), "x.toml:1: the invisible character U+0000 cannot stand here; delete it"),
        (HEAD.encode("utf-32-le"), "x.toml:1: the invisible character U+0000 cannot stand here; delete it"),
        (HEAD.encode() + b"# \xed\xa0\x80\n", "x.toml:7: the byte 0xED is not UTF-8; save the file as UTF-8"),
        (HEAD.encode() + b"# \xc0\xaf\n", "x.toml:7: the byte 0xC0 is not UTF-8; save the file as UTF-8"),
        (HEAD.encode() + b"# \xf4\x90\x80\x80\n", "x.toml:7: the byte 0xF4 is not UTF-8; save the file as UTF-8"),
        (HEAD.encode() + b"# \xe2\x82", "x.toml:7: the byte 0xE2 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_bytes_and_signs_that_no_text_has(text: str | bytes, message: str) -> None:
    assert refusal(text) == [message]


def test_lines_that_end_as_on_windows_and_are_long() -> None:
    text = SMALL.replace("\n", "\r\n") + "#" + " a.b" * 250_000
    assert loads(text) == loads(text.encode()) == loads(SMALL)


NAMES = [
    ("", "''"),
    (" ", " "),
    ("\\n", "'\\n'"),
    ("a\\u0000z", "'a\\x00z'"),
    ("\\u202ekcab", "'\\u202ekcab'"),
    ("\\u2028", "'\\u2028'"),
    ("x" * 5000, f"'{'x' * 59}…'"),
]


@pytest.mark.parametrize(("written", "shown"), NAMES, ids=[shown for _, shown in NAMES])
def test_keys_that_cannot_be_shown(written: str, shown: str) -> None:
    known = "unknown key; known: code, title, organisation …"
    assert refusal(f'{HEAD}"{written}" = 1') == [f"x.toml:7: {shown}: {known}"]
    code = f"must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got {shown if shown != ' ' else repr(' ')}"
    assert refusal(f'{HEAD}[outputs."{written}"]\ntitle = "a"') == [f"x.toml:7: outputs.{shown}: {code}"]
    put(plan=HEAD, a=f'"{written}" = 1')
    assert [str(problem) for problem in validate_file("plan")] == [f"a.toml:1: {shown}: {IN_PLAN_TOML}"]


def test_a_problem_is_one_line_whatever_it_names() -> None:
    text = f'{HEAD}[claims.A]\ntext = "a\\nb\\u2028\\u202ec"\noperation = "sum"\nstated = 2\nterms = ["1"]\n'
    (problem,) = validate_text(text, select="OP303")
    assert str(problem) == "<text>:7: claims.A: a\\nb\\u2028\\u202ec: stated is 2, worked out 1"


def test_a_name_for_messages_is_on_one_line() -> None:
    with pytest.raises(InvalidPlan) as caught:
        loads(HEAD + "foo = 1", name="a\nb\ud800.toml")
    assert str(caught.value) == "a\\nb\\ud800.toml:7: foo: unknown key; known: code, title, organisation …"


# --- what grows without need ------------------------------------------------------------------------------------------


def many(line: str, count: int) -> str:
    return "".join(line.format(number, number + 1) for number in range(count))


def block(framework: str, line: str) -> str:
    return f"[[outputs.PP.frameworks.{framework}.blocks]]\n{line}\n"


GROWING: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda n: many("titl{0} = 1\n", n),
    "unknown keys of rows": lambda n: f"{OUTPUT}effort = [\n{many('{{ departmen = 1, 2008x{0} = 1 }},', n // 2)}]\n",
    "outputs without a title": lambda n: many("[outputs.P{0}]\n", n),
    "codes that are none": lambda n: many("[outputs.'P {0}']\ntitle = 'a'\n", n),
    "the same cell": lambda n: f"{OUTPUT}effort = [\n{many('{{ department = 1, 2008 = 1 }},', n)}]\n",
    "items that are none": lambda n: f"{OUTPUT}goals = [{many('{0},', n)}]\n",
    "grades": lambda n: "[grades]\nP = [" + many("'g{0}',", 4 * n) + "1]\n",
    "grades that are none": lambda n: "[grades]\nP = [" + many("'g[{0}',", n) + "]\n",
    "a grade again and again": lambda n: "[grades]\nP = [" + "'g'," * 4 * n + "]\n",
    "categories of grades": lambda n: "[grades]\n" + many("C{0} = ['g{0}']\n", 2 * n) + "D = ['g0']\n",
    "a section of many numbers": lambda n: f"[outputs.PP]\nsection = '{'1a' * 20 * n}'\n",  # and no title
    "numbers of a reference": lambda n: (
        OUTPUT + block("A", "results_from = { framework = 'A', items = '" + ",".join(["1-999"] * n) + "' }")
    ),
    "texts that are not closed": lambda n: '"a\\' * 20 * n,
    "texts that are not closed, on many lines": lambda n: 'a = """' + '"a\\' * 20 * n,
    "words, points and quotes": lambda n: "a = '" + "''.\"\\" * 10 * n,
    "spaces": lambda n: "a" + " " * 100 * n + "= 1\nb =" + "\t" * 100 * n,
    "tables": lambda n: many("[a{0}.b.c.d.e.f.g]\n", n // 2),
    "lists in lists": lambda n: many("a{0} = " + "[" * 300 + "]" * 300 + "\n", n // 100),
}


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING)
def test_what_is_refused_is_refused_in_proportion(text: Callable[[int], str]) -> None:
    """Four times as much takes about four times as long; what grows with the square takes sixteen times."""

    def seconds(count: int) -> float:
        hostile = HEAD + text(count)
        start = time.process_time()
        assert not validate_text(hostile).ok
        return time.process_time() - start

    for _ in range(3):  # a busy machine may spoil a measurement
        few, more = seconds(1_500), seconds(6_000)
        if more < 1 or more < 9 * few:
            return
    pytest.fail(f"{few:.2f} s became {more:.2f} s")


def test_a_table_of_next_to_no_figures() -> None:
    """A table keeps a place for each combination of its labels; 33 kB took 36 seconds and 142 MB."""
    row = "    {{ department = 'D{0}', {1} = 1 }},\n"

    def table(size: int) -> str:
        rows = "".join(row.format(number, f"{1000 + number}-{3000 + number}") for number in range(size))
        return f"{HEAD}{OUTPUT}effort = [\n{rows}]\n"

    message = "its labels make 4,489 places for 67 figures; make several tables of it"
    assert refusal(table(67)) == [f"x.toml:9: outputs.PP.effort: {message}"]
    assert len(refusal(table(65))) == 130  # departments and periods that the plan does not have
    records = [{"department": f"D{n}", "period": f"{1000 + n}-{3000 + n}", "value": 1} for n in range(67)]
    labels = {"department": [f"D{number}" for number in range(5_000)]}
    effort = Table.from_records(records, dims=("department", "period"), unit="work_month")
    with pytest.raises(InvalidPlan) as caught:
        small_plan(outputs=[Output(code="PP", title="a", effort=effort)])
    assert str(caught.value) == f"OperationalPlan.outputs.PP.effort: {message}"
    few = Table.from_records(records[:9], dims=("department", "period"), unit="work_month", labels=labels)
    plan = small_plan(outputs=[Output(code="PP", title="a", effort=few)])
    assert len(plan.output("PP").effort) == 9  # labels without figures are not written


def test_the_numbers_that_are_not_there_are_one_problem() -> None:
    """A line of sixty characters made a thousand problems."""
    line = block("Z", "results_from = { framework = 'A', items = '1-999' }")
    text = HEAD + OUTPUT + block("A", "results = [{ text = 'a', number = '7' }]") + line * 2
    at = "outputs.PP.frameworks.Z.blocks"
    assert refusal(text) == [
        f"x.toml:{line}: {at}[{number}].results_from.items: there is no item {items} in outputs.PP.frameworks.A"
        for number, line in enumerate((12, 14))
        for items in ("1-6", "8-999")
    ]


def test_the_parts_of_a_list_of_numbers_are_limited() -> None:
    items = ",".join(["1"] * 101)
    text = HEAD + OUTPUT + block("A", f"results_from = {{ framework = 'A', items = '{items}' }}")
    assert refusal(text) == [
        "x.toml:10: outputs.PP.frameworks.A.blocks[0].results_from.items: must be 'all', or numbers such as '1-6' or "
        f"'1,3', got '{items[:59]}…'"
    ]


def test_keys_and_values_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "MAX_VALUES", 1000)
    message = "x.toml: too big; a plan may have 1,000 keys and values"
    for hostile in (many("[a{0}]\n", 1000), "x = [" + "[]," * 500 + "]", "x = [" + "{a.b=1}," * 250 + "]"):
        assert refusal(HEAD + hostile) == [message]
    words = f"note = '{'a, b. c = d [e] {f} ' * 300}'\n# {'a, b.' * 900}\n"
    assert loads(HEAD + words).note is not None
    part = many("[outputs.A{0}]\ntitle = 'a'\n", 200)
    put(plan=HEAD, a=part)
    assert len(load("plan").outputs) == 200
    put(b=part.replace("A", "B"))
    with pytest.raises(FormatError) as caught:
        load("plan")
    assert str(caught.value) == "plan.toml: too big; a plan may have 1,000 keys and values"
    plan = small_plan(outputs=[Output(code=f"A{number}", title="a") for number in range(600)])
    for target in ("new", "new.toml"):
        with pytest.raises(FormatError) as caught:
            dump(plan, target)
        assert str(caught.value) == f"{target}: too big; a plan may have 1,000 keys and values"
    assert sorted(os.listdir()) == ["plan", "x.toml"]


def test_texts_that_end_in_quotes_end_there() -> None:
    """What follows them in the line was taken for a key of too many parts."""
    dots = ".".join("abcdefghijklmnopqr")
    for quoted, text in (('"""a""""', 'a"'), ("'''a'''''", "a''"), ('"""\\"""""', '""'), ('""""""', "")):
        assert syntax.parse(f'x = [{quoted}, "{dots}"]', "x") == {"x": [text, dots]}


# --- paths and objects that are no files ------------------------------------------------------------------------------


def test_a_text_in_the_place_of_a_path() -> None:
    with pytest.raises(FormatError) as caught:
        load(HEAD)
    assert str(caught.value) == "this is a text, not a path; use loads for texts"
    assert str(validate_file(HEAD)[0]) == "this is a text, not a path; use validate_text for texts"


class Chunks(io.RawIOBase):
    """A file object that gives these, one after the other."""

    def __init__(self, *chunks: object) -> None:
        self.chunks = list(chunks)

    def read(self, size: int = -1) -> object:  # type: ignore[override]
        return self.chunks.pop(0) if size and self.chunks else b""


class Nameless(io.BytesIO):
    @property
    def name(self) -> str:
        raise OSError(errno.EIO, "Input/output error")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (Chunks(HEAD.encode(), None, b"x = 1"), f"<file>: cannot be read: {os.strerror(errno.EAGAIN)}"),
        (Chunks(b"a", "b"), "<file>: cannot be read: can't concat str to bytearray"),
        (Nameless(b"a"), "<file>: cannot be read: Input/output error"),
        (Chunks(HEAD.encode()[:-2]), "<file>:6: not TOML: unclosed array (at column 39)"),
    ],
)
def test_file_objects_that_fail(source: io.RawIOBase, message: str) -> None:
    assert str(validate_file(source)[0]) == message  # type: ignore[arg-type]


def test_a_pipe_that_has_nothing_yet_is_not_at_its_end() -> None:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.write(writer, HEAD.encode())
    with os.fdopen(reader, "rb", buffering=0) as file, pytest.raises(FormatError) as caught:
        load(file)
    os.close(writer)
    assert str(caught.value) == f"<file>: cannot be read: {os.strerror(errno.EAGAIN)}"


def test_a_file_that_is_a_pipe_when_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the opening it changes; to open a pipe would wait for ever."""
    Path("x.toml").write_text(HEAD)
    status = os.stat("x.toml")
    os.unlink("x.toml")
    os.mkfifo("x.toml")
    monkeypatch.setattr(os, "stat", lambda path, **_: status)
    with pytest.raises(FormatError) as caught:
        load("x.toml")
    assert str(caught.value) == "x.toml: not a file but a pipe, a socket or a device"


def test_a_file_that_changes_or_goes_while_the_folder_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    put(plan=HEAD, a="", b="")
    real = reading.read_file

    def gone(folder: Folder, name: str, layout: Layout) -> bytes:
        if name == "a.toml":
            Path("plan/b.toml").unlink()
        return real(folder, name, layout)

    monkeypatch.setattr(reading, "read_file", gone)
    with pytest.raises(FormatError) as caught:
        load("plan")
    assert str(caught.value) == "plan/b.toml: no such file or folder"


@pytest.mark.parametrize(
    "files",
    ["[" + "[]," * 1000 + "1]", '{"plan.toml": "", "a": {}}', '{"plan.toml": "",}', '{"plan.toml" ""}', '{"a": "\\'],
)
def test_a_hidden_file_of_other_things_than_texts_is_not_even_parsed(
    files: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred megabytes of empty lists would take gigabytes."""
    put(plan=HEAD)
    Path("plan", HIDDEN).write_text(f'{{"about": "", "files": {files}}}')
    monkeypatch.setattr("json.loads", None)
    with pytest.raises(FormatError) as caught:
        load("plan")
    message = "not what a replacement of a plan leaves; delete it to read the files beside it"
    assert str(caught.value) == f"plan/{HIDDEN}: {message}"


def test_names_that_differ_in_case_only() -> None:
    put(plan=HEAD, A="[outputs.A]\ntitle = 'a'", a="[outputs.B]\ntitle = 'b'", Plan="[outputs.C]\ntitle = 'c'")
    plan = load("plan")
    assert [output.code for output in plan.outputs] == ["A", "B", "C"]
    dump(plan, "plan")
    assert load("plan") == plan
    assert sorted(os.listdir("plan")) == ["outputs", "plan.toml"]


def test_folders_that_are_deep() -> None:
    deep = Path("plan", *["d"] * 300)
    deep.mkdir(parents=True)
    put(plan=HEAD)
    (deep / "x.toml").write_text("[outputs.A]\ntitle = 'a'")
    plan = load("plan")
    dump(plan, "plan")
    assert load("plan") == plan
    assert sorted(os.listdir("plan")) == ["outputs", "plan.toml"]


# --- nothing is lost --------------------------------------------------------------------------------------------------


@pytest.fixture
def _small_files() -> Iterator[None]:
    """No file may have more than 20,000 bytes: as on a disk that is full, with no need of one."""
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("_small_files")
def test_a_disk_that_is_full_keeps_what_was_there() -> None:
    old, plan = loads(SMALL), bundled("gs-2008-2011")
    dump(old, "plan")
    dump(old, "x.toml")
    Path("plan/notes.txt").write_text("mine")
    for target in ("plan", "x.toml", "new/plan", "new/x.toml"):
        with pytest.raises(FormatError) as caught:
            dump(plan, target)
        assert str(caught.value) == f"{target}: cannot be written: File too large"
    assert load("plan") == load("x.toml") == old
    assert Path("plan/notes.txt").read_text() == "mine"
    assert sorted(path.name for path in Path().rglob("*")) == sorted(
        ["plan", "plan.toml", "organisation.toml", "outputs", "PP.toml", "notes.txt", "x.toml"]
    )


def test_too_many_open_files_are_said() -> None:
    put(plan=HEAD)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = max(map(int, os.listdir("/proc/self/fd"))) + 1 if os.path.isdir("/proc/self/fd") else 3
    taken = [os.open(os.devnull, os.O_RDONLY) for _ in range(used)]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(taken) + 1, before[1]))
        with pytest.raises(FormatError) as caught:
            load("plan")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for handle in taken:
            os.close(handle)
    assert str(caught.value) == "plan: cannot be read: Too many open files"


def test_threads_share_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is worked out on first use is worked out at the same time by all."""
    plan = bundled("gs-2008-2011")
    text = dumps(plan)
    wanted = (validate(plan), effort(plan).by("period"), capacity(plan).total(), text, plan)
    fresh = loads(text)
    found: list[object] = []

    def work() -> None:
        got = (validate(fresh), effort(fresh).by("period"), capacity(fresh).total(), dumps(fresh), loads(text))
        found.append(got == wanted)
        found.append(copy.deepcopy(fresh) == pickle.loads(pickle.dumps(fresh)) == fresh == wanted[4])

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert found == [True] * 8
