"""What is no source and no target: each message names the function that takes it."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from itu_opplan import (
    Actuals,
    FormatError,
    Rates,
    dump,
    dumps,
    dumps_actuals,
    dumps_rates,
    load,
    load_actuals,
    load_rates,
    loads,
    loads_actuals,
    loads_rates,
    validate_file,
    validate_text,
)
from tests.small_plans import HEAD, small_plan

PLAN = small_plan()
RATES = Rates(code="r", title="R", currency="CHF")
ACTUALS = Actuals(code="a", title="A", plan="p", as_of=datetime.date(2008, 6, 30), source="s")
TEXTS = (
    ("load", "loads"),
    ("load_rates", "loads_rates"),
    ("load_actuals", "loads_actuals"),
    ("validate_file", "validate_text"),
)
FUNCTIONS: dict[str, Callable[..., object]] = {
    "load": load,
    "loads": loads,
    "load_rates": load_rates,
    "loads_rates": loads_rates,
    "load_actuals": load_actuals,
    "loads_actuals": loads_actuals,
    "validate_file": validate_file,
    "validate_text": validate_text,
    "dump": dump,
    "dumps": dumps,
    "dumps_rates": dumps_rates,
    "dumps_actuals": dumps_actuals,
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refusal(function: str, *arguments: object) -> str:
    with pytest.raises(TypeError) as caught:
        FUNCTIONS[function](*arguments)
    return str(caught.value)


def told(function: str, source: object) -> str:
    """What is wrong with the source, as an exception or as the only line of a report."""
    if function.startswith("validate"):
        (problem,) = FUNCTIONS[function](source)  # type: ignore[misc]  # a Report is a sequence
        assert problem.rule == "OP000"
        return str(problem)
    with pytest.raises(FormatError) as caught:
        FUNCTIONS[function](source)
    return str(caught.value)


@pytest.mark.parametrize(("files", "texts"), TEXTS)
def test_a_text_in_the_place_of_a_path(files: str, texts: str) -> None:
    for text in (HEAD, "format = 1", "a\n"):
        assert told(files, text) == f"this is a text, not a path; use {texts} for texts"
    wanted = "a path or a binary file object"
    assert refusal(files, b"a = 1") == f"{files} takes {wanted}, got b'a = 1'; use {texts} for texts"
    assert told(files, io.StringIO(HEAD)) == f"a file object of text, not of bytes; use {texts} for texts"
    assert told(files, "year = 2008").endswith("texts")
    assert told(files, "year=2008.toml") == "year=2008.toml: no such file or folder"


@pytest.mark.parametrize(("files", "texts"), TEXTS)
def test_a_path_in_the_place_of_a_text(files: str, texts: str) -> None:
    for path in ("plan.toml", "plans/2008", "C:\\plans", "PLAN.TOML", "year=2008/plan.toml"):
        assert told(texts, path) == f"{path!r} is a path, not a text; use {files} for files"
        assert told(texts, path.encode()) == f"{path!r} is a path, not a text; use {files} for files"
    for source in (Path("plan.toml"), io.BytesIO(b"")):
        assert refusal(texts, source) == (f"{texts} takes text or bytes, got {str(source)[:60]}; use {files} for files")
    assert told(texts, "hello") == "<text>:1: not TOML: expected '=' after a key in a key/value pair (at column 6)"


@pytest.mark.parametrize("function", ["load", "load_rates", "loads", "loads_rates", "validate_file", "validate_text"])
@pytest.mark.parametrize(("source", "shown"), [(5, "5"), (None, "nothing"), (["x"], "a list")])
def test_what_is_no_source(function: str, source: object, shown: str) -> None:
    wanted = "text or bytes" if function in dict(TEXTS).values() else "a path or a binary file object"
    assert refusal(function, source) == f"{function} takes {wanted}, got {shown}"


def test_a_plan_is_no_source() -> None:
    wanted = "a path or a binary file object, got OperationalPlan p"
    assert refusal("load", PLAN) == f"load takes {wanted}; dumps makes a text of it"
    assert refusal("load_rates", PLAN) == f"load_rates takes {wanted}; dumps makes a text of it"
    assert refusal("validate_file", PLAN) == f"validate_file takes {wanted}; use validate for plans"
    assert refusal("validate_text", PLAN) == (
        "validate_text takes text or bytes, got OperationalPlan p; use validate for plans"
    )
    assert refusal("loads", RATES) == "loads takes text or bytes, got Rates r; dumps_rates makes a text of it"


def test_what_is_not_written() -> None:
    wanted = "an object of type OperationalPlan"
    assert refusal("dump", "x.toml", PLAN) == "dump takes the plan first, then the path: dump(plan, 'x.toml')"
    assert refusal("dump", "x.toml", "y.toml") == f"dump takes {wanted}, got 'x.toml'; load reads one"
    assert refusal("dump", RATES, "x.toml") == f"dump takes {wanted}, got Rates r; dumps_rates makes a text of it"
    assert refusal("dumps", RATES) == f"dumps takes {wanted}, got Rates r; dumps_rates makes a text of it"
    assert refusal("dumps", None) == f"dumps takes {wanted}, got nothing"
    assert refusal("dumps_rates", PLAN) == (
        "dumps_rates takes an object of type Rates, got OperationalPlan p; dumps makes a text of it"
    )
    assert refusal("dumps_rates", "r.toml") == (
        "dumps_rates takes an object of type Rates, got 'r.toml'; load_rates reads one"
    )
    assert list(Path().iterdir()) == []


def test_what_is_no_target() -> None:
    assert refusal("dump", PLAN, None) == "dump takes a path, got nothing"
    assert refusal("dump", PLAN, b"x.toml") == "dump takes a path, got b'x.toml'; os.fsdecode makes a path of bytes"
    with open("x.txt", "wb") as file:
        assert refusal("dump", PLAN, file) == (
            "dump takes a path, got <_io.BufferedWriter name='x.txt'>; "
            "file.write(dumps(plan)) writes into a file object"
        )
    with pytest.raises(FormatError) as caught:
        dump(PLAN, "a\nb.toml")  # load would take it for a text
    assert str(caught.value) == "this is a text, not a path; a path has no line breaks"
    dump(PLAN, Path("a\nb.toml"))
    assert load(Path("a\nb.toml")) == PLAN


def test_another_kind_of_document() -> None:
    dump(PLAN, "plan.toml")
    dump(PLAN, "plan")
    Path("rates.toml").write_text(dumps_rates(RATES))
    assert told("load", "rates.toml") == "rates.toml:1: a file of kind 'rates', not a plan; load_rates reads it"
    assert told("load_rates", "plan.toml") == (
        'plan.toml: no kind; a file of rates says kind = "rates", and load reads plans'
    )
    assert told("load_rates", "plan") == "plan is a folder; rates are one file, and load reads plans"
