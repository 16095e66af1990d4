"""What is in the folder of a plan and is not the plan's stays; what would make a folder unreadable is refused."""

import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from itu_opplan import FormatError, OperationalPlan, Output, bundled, change, dump, dumps, load
from itu_opplan.storage.layout import HIDDEN
from itu_opplan.storage.read import read_stored
from itu_opplan.storage.replace import replace_stored
from itu_opplan.toml.documents import LAYOUT
from tests.small_plans import HEAD, small_plan

OLD = small_plan(outputs=[Output(code="PP", title="a"), Output(code="WSIS", title="b")])
NEW = small_plan(title="New", outputs=[Output(code="PP", title="c"), Output(code="ICT", title="d")])


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(files: dict[str, str], root: str = "plan") -> None:
    for name, text in files.items():
        path = Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def tree(root: str = ".") -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in Path(root).rglob("*") if path.is_file()}


def refused(plan: OperationalPlan, target: str) -> str:
    """The refusal of a dump, which has changed nothing."""
    before = tree()
    with pytest.raises(FormatError) as caught:
        dump(plan, target)
    assert tree() == before
    return str(caught.value)


# --- files that are not the plan's --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project]\nname = 'x'\n"),
        ("tools/deep/ruff.toml", "line-length = 120\n"),
        ("copy.toml", dumps(OLD)),
        ("outputs/PPP.toml", "[outptus.PPP]\ntitle = 'a slip of the pen'\n"),
        ("outputs/x.TOML", "x = 1\n"),
        ("odd.toml", "kind = 1\n"),
        ("compose.toml", "[services.web]\nport = 80\n"),  # words of a plan, but not what a plan says
        ("more/projects.toml", "[projects]\nroot = '.'\n"),
        ("schedule.toml", "[[events]]\nname = 'x'\n"),
        ("outputs/all.toml", "outputs = 3\n"),
        ("outputs/none.toml", "[outputs]\n"),
        ("school.toml", "[grades]\nA = 1\n"),
        ("toc.toml", "[outline]\ndepth = 2\n"),
        ("organisation.toml", "[project]\n"),  # a name that the plan may need
    ],
)
def test_a_file_that_is_no_part_is_named_and_left(name: str, text: str) -> None:
    dump(OLD, "plan")
    put({name: text})
    message = f"plan: TOML files that are no parts of a plan: {name}; move them, or use another folder"
    assert refused(NEW, "plan") == message
    Path("plan", name).unlink()
    dump(NEW, "plan")
    assert load("plan") == NEW


def test_all_files_that_are_no_parts_are_counted() -> None:
    dump(OLD, "plan")
    put({f"{letter}.toml": "x = 1" for letter in "dbca"})
    assert refused(NEW, "plan") == (
        "plan: TOML files that are no parts of a plan: a.toml, b.toml, c.toml …; move them, or use another folder"
    )


def test_a_part_that_cannot_be_read_is_replaced_under_its_name_only() -> None:
    dump(OLD, "plan")
    put({"outputs/PP.toml": "<<<<<<< HEAD"})
    dump(NEW, "plan")
    assert load("plan") == NEW
    put({"outputs/mine.toml": "= ="})
    assert refused(OLD, "plan") == "plan/outputs/mine.toml:1: not TOML: invalid statement (at column 1)"


def test_plan_toml_of_something_else_is_left() -> None:
    message = "plan: TOML files that are no parts of a plan: plan.toml; move them, or use another folder"
    for text in ("[tool]\nformat = 1\n", "a = 1", "", "no TOML at all"):
        put({"plan.toml": text})
        assert refused(NEW, "plan") == message
    put({"plan.toml": "format = 1\n<<<<<<< HEAD\n"})
    dump(NEW, "plan")
    assert load("plan") == NEW


def test_a_part_written_by_hand_goes_with_the_old_plan() -> None:
    dump(OLD, "plan")
    put({"extra/bodies.toml": "[bodies.BDT]\nname = 'Bureau'\n"})
    put({"outputs/PP.toml": "[outputs.PP]\ntitel = 'a slip where the plan needs the file'\n"})
    dump(NEW, "plan")
    assert sorted(tree("plan")) == ["organisation.toml", "outputs/ICT.toml", "outputs/PP.toml", "plan.toml"]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff# the settings of an editor\r\n\t# none yet"])
def test_a_file_that_says_nothing_stays_unless_its_name_is_needed(text: str) -> None:
    dump(OLD, "plan")
    put({"ruff.toml": text, "outputs/PP.toml": text})
    dump(NEW, "plan")
    assert tree("plan")["ruff.toml"] == text.encode()
    assert load("plan") == NEW
    message = "a file here would become a part of the plan in {}; write the folder, or a file elsewhere"
    assert refused(OLD, "plan/x.toml") == f"plan/x.toml: {message.format(Path('plan').resolve())}"


# --- a plan inside another ----------------------------------------------------------------------------------------


def test_a_folder_with_a_plan_of_its_own_is_another_plan() -> None:
    dump(OLD, "plan")
    dump(NEW, "plan/2027")
    dump(OLD, "plan/archive/2026")
    put({"2027/outputs/.opplan-part-0123456789abcdef.tmp": "a writer is at work", "2027/x.toml": "whatever"})
    apart = {name: data for name, data in tree("plan").items() if name.startswith(("2027/", "archive/"))}
    assert load("plan") == OLD
    dump(NEW, "plan")
    assert load("plan") == NEW
    assert {name: data for name, data in tree("plan").items() if name in apart} == apart


def test_a_first_dump_inside_that_was_interrupted_is_another_plan() -> None:
    dump(OLD, "plan")
    whole = {"plan.toml": HEAD}
    put({f"2027/{HIDDEN}": json.dumps({"files": whole}), "2027/.opplan-part-0123456789abcdef.tmp": "half"})
    before = tree("plan/2027")
    dump(NEW, "plan")
    assert tree("plan/2027") == before
    assert load("plan") == NEW


def test_an_output_may_be_called_plan() -> None:
    plan = small_plan(outputs=[Output(code="plan", title="a"), Output(code="A", title="b")])
    dump(plan, "plan")
    assert "outputs/plan.toml" in tree("plan")
    assert load("plan") == plan


@pytest.mark.parametrize(
    ("target", "step"),
    [
        ("plan/2027.toml/", "plan/2027.toml/"),
        ("plan/2027.toml/x", "plan/2027.toml"),
        ("plan/deep/a.TOML/b/c", "plan/deep/a.TOML"),
        ("2027.toml/x.toml", "2027.toml"),
    ],
)
def test_a_new_folder_has_no_name_of_a_file(target: str, step: str) -> None:
    dump(OLD, "plan")
    assert refused(NEW, target) == f"{step}: the name of a new folder cannot end in .toml"
    assert load("plan") == OLD


def test_a_refusal_touches_nothing() -> None:
    dump(small_plan(outputs=()), "plan")
    os.link("plan/plan.toml", "kept")
    before = {path: path.stat().st_mtime_ns for path in (Path("plan"), Path("."))}
    assert "has 2 names (hard links)" in refused(NEW, "plan")
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_another_plan_where_this_one_needs_a_folder() -> None:
    dump(small_plan(outputs=()), "plan")
    dump(OLD, "plan/outputs")
    message = "plan/outputs: a folder that the plan needs, but it holds another plan; move it"
    assert refused(NEW, "plan") == message


# --- a file in the folder of a plan -------------------------------------------------------------------------------


def test_a_plan_in_one_file_is_not_put_among_the_parts_of_another() -> None:
    dump(OLD, "plan")
    here = Path("plan").absolute()
    message = f"a file here would become a part of the plan in {here}; write the folder, or a file elsewhere"
    for target in ("plan/x.toml", "plan/X.TOML", "plan/new/deep/x.toml", "plan/outputs/plan.toml"):
        assert refused(NEW, target) == f"{target}: {message}"
    Path("link.toml").symlink_to("plan/x.toml")
    assert refused(NEW, "link.toml") == f"link.toml: {message}"
    dump(OLD, "plan/2027")
    assert refused(NEW, "plan/2027/x.toml").startswith("plan/2027/x.toml: a file here would become a part of the plan")
    assert load("plan") == OLD


def test_plan_toml_of_several_files_is_not_replaced_alone() -> None:
    dump(OLD, "plan")
    assert refused(NEW, "plan/plan.toml") == (
        "plan/plan.toml: one of the files of a plan: organisation.toml, outputs/PP.toml, outputs/WSIS.toml are others; "
        "write the folder, or a file elsewhere"
    )


def test_files_that_make_nothing_unreadable_are_written() -> None:
    dump(OLD, "plan")
    put({"rates.toml": 'kind = "rates"'})
    for target in ("plan/.x.toml", "plan/.old/x.toml", "plan/2027/plan.toml", "elsewhere/x.toml"):
        dump(NEW, target)
        assert load(target) == NEW
    dump(OLD, "plan/2027/plan.toml")  # it is all of that plan
    assert load("plan") == OLD
    assert load("plan/2027") == OLD


def test_a_plan_in_one_file_among_files_of_other_programs() -> None:
    put({"pyproject.toml": "[project]\n"}, "work")
    for _ in range(2):
        dump(OLD, "work/plan.toml")
        dump(NEW, "work/next.toml")
    assert load("work/plan.toml") == OLD
    assert load("work/next.toml") == NEW
    Path("work/pyproject.toml").unlink()
    dump(OLD, "work/next.toml")  # it was there before: nothing gets worse
    Path("work/next.toml").unlink()
    assert load("work") == OLD
    assert refused(NEW, "work/next.toml").startswith("work/next.toml: a file here would become a part of the plan in")


# --- names --------------------------------------------------------------------------------------------------------


def test_the_case_of_the_suffix_does_not_count() -> None:
    dump(OLD, "plan")
    Path("plan/outputs/WSIS.toml").rename("plan/outputs/WSIS.TOML")
    assert load("plan") == OLD
    dump(OLD, "plan")
    assert sorted(tree("plan")) == ["organisation.toml", "outputs/PP.toml", "outputs/WSIS.toml", "plan.toml"]
    dump(OLD, "PLAN.TOML")
    assert Path("PLAN.TOML").is_file()
    assert load("PLAN.TOML") == OLD


def test_the_line_of_the_schema_stays() -> None:
    dump(OLD, "plan")
    dump(OLD, "one.toml")
    for name in ("plan/plan.toml", "plan/outputs/PP.toml", "one.toml"):
        Path(name).write_text(f"# mine\n\n#:schema ../{name}.json\n" + Path(name).read_text())
    for _ in range(2):
        dump(NEW, "plan")
        dump(NEW, "one.toml")
        for name in ("plan/plan.toml", "plan/outputs/PP.toml", "one.toml"):
            first, second = Path(name).read_text().split("\n")[:2]
            assert first == f"#:schema ../{name}.json"
            assert not second.startswith("#")
    assert load("plan") == load("one.toml") == NEW
    Path("one.toml").write_text(dumps(OLD) + "\n#:schema below\n")  # no editor reads it there
    dump(NEW, "one.toml")
    assert Path("one.toml").read_text() == dumps(NEW)


def test_the_line_of_the_schema_stays_in_every_file_of_a_folder() -> None:
    plan = bundled("gs-2008-2011")
    dump(plan, "plan")
    files = [*Path("plan").rglob("*.toml")]
    assert len(files) > 15
    assert not any("#:schema" in file.read_text(encoding="utf-8") for file in files)  # nobody invents one
    for number, file in enumerate(files):
        file.write_text(f"#:schema ./{number}.json\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    changed = change(plan, {f"outputs.{output.code}.note": "x" for output in plan.outputs})
    dump(changed, "plan")
    assert [file.read_text(encoding="utf-8").split("\n")[0] for file in files] == [
        f"#:schema ./{number}.json" for number in range(len(files))
    ]
    assert load("plan") == changed


# --- what a file is beside its text -------------------------------------------------------------------------------


def test_permissions_of_a_private_plan_are_those_of_what_is_new() -> None:
    dump(OLD, "plan")
    for path in Path("plan").rglob("*.toml"):
        path.chmod(0o600)
    dump(NEW, "plan")
    assert {path.stat().st_mode & 0o777 for path in Path("plan").rglob("*.toml")} == {0o600}


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give a file away")
def test_the_owner_stays() -> None:
    dump(OLD, "plan")
    dump(OLD, "one.toml")
    for path in (*Path("plan").rglob("*.toml"), Path("one.toml")):
        os.chown(path, 1234, 2345)
    dump(NEW, "plan")
    dump(NEW, "one.toml")
    owned = {(path.stat().st_uid, path.stat().st_gid) for path in (*Path("plan").rglob("*.toml"), Path("one.toml"))}
    assert owned == {(1234, 2345)}


def test_a_file_of_another_owner_that_cannot_stay_his(monkeypatch: pytest.MonkeyPatch) -> None:
    dump(OLD, "plan")
    dump(OLD, "one.toml")
    real = os.fstat

    def of_another(handle: int) -> os.stat_result:
        found = list(real(handle))
        found[4] += 1  # the user
        return os.stat_result(found)

    def not_mine(handle: int, user: int, group: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "fstat", of_another)
    monkeypatch.setattr(os, "fchown", not_mine)
    monkeypatch.setattr(os.path, "samestat", lambda one, other: one.st_ino == other.st_ino)
    message = "is that of another user or group, and a replacement would be yours; delete it, or write elsewhere"
    assert refused(NEW, "one.toml") == f"one.toml: {message}"
    assert message in refused(NEW, "plan")


def test_hard_links_and_links_are_not_torn_apart() -> None:
    dump(OLD, "plan")
    dump(OLD, "one.toml")
    os.link("plan/outputs/PP.toml", "kept")
    os.link("one.toml", "kept too")
    message = "has 2 names (hard links), and the others would keep the old text; delete them, or this one"
    assert refused(NEW, "plan") == f"plan/outputs/PP.toml: {message}"
    assert refused(NEW, "one.toml") == f"one.toml: {message}"
    dump(OLD, "plan")  # nothing changes
    Path("kept").unlink()
    os.link("plan/outputs/WSIS.toml", "kept")
    dump(NEW, "plan")  # that name goes; the other one stays
    assert Path("kept").read_text() == '[outputs.WSIS]\ntitle = "b"\n'
    Path("plan/outputs/PP.toml").rename("plan/.store")
    Path("plan/outputs/PP.toml").symlink_to("../.store")
    assert load("plan") == NEW
    message = "a link, which would become a file of its own; put the file itself here"
    assert refused(OLD, "plan") == f"plan/outputs/PP.toml: {message}"


# --- folders that move --------------------------------------------------------------------------------------------

Swap = Callable[[], None]


def swap_part() -> None:
    Path("plan/outputs").rename("plan/.outputs")
    Path("plan/outputs").symlink_to(Path("precious").absolute())


def swap_all() -> None:
    Path("plan").rename("moved")
    Path("plan").symlink_to("precious")


@pytest.mark.parametrize("swap", [swap_part, swap_all])
@pytest.mark.parametrize("step", ["replace", "unlink", "open", "scandir"])
def test_a_folder_that_is_swapped_for_a_link_leads_nowhere(
    step: str, swap: Swap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each call in turn, a folder is taken away, and a link to another is put in its place."""
    precious = {"PP.toml": "[outputs.PP]\ntitle = 'precious'", "outputs/WSIS.toml": "", "plan.toml": HEAD, "x.csv": "x"}
    seen = set()
    for number in range(1, 100):
        root = tmp_path / f"round {number}"
        root.mkdir()
        monkeypatch.chdir(root)
        dump(OLD, "plan")
        put(precious, "precious")
        before, calls = tree("precious"), 0
        real = getattr(os, step)

        def swapping(*arguments: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == number:  # noqa: B023  # it is called in this round only
                swap()
            return real(*arguments, **options)  # noqa: B023

        with monkeypatch.context() as patch, warnings.catch_warnings():
            patch.setattr(os, step, swapping)
            try:
                dump(NEW, "plan")
            except FormatError as error:
                seen.add(error.message.partition(";")[0])
        assert tree("precious") == before
        if calls < number:
            break
        found = Path("moved" if swap is swap_all else "plan")
        if swap is swap_part:
            Path("plan/outputs").unlink()
            Path("plan/.outputs").rename("plan/outputs")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert load(found) in (OLD, NEW)
    else:
        pytest.fail("there is no end to it")
    assert seen


# --- limits -------------------------------------------------------------------------------------------------------


def test_the_limits_count_files_of_other_kinds_too() -> None:
    put({f"rates{number}.toml": f"kind = 'rates'\nx = '{'x' * 300}'" for number in range(3)})
    files = {"plan.toml": HEAD, "outputs/PP.toml": "[outputs.PP]\ntitle = 'a'"}
    for layout, message in (
        (attrs.evolve(LAYOUT, max_files=4), "plan: more than 4 TOML files or folders"),
        (attrs.evolve(LAYOUT, max_total=1000), "plan: too big; the TOML files of a plan may have 1,000 bytes"),
    ):
        with pytest.raises(FormatError) as caught:
            replace_stored("plan", files, layout)
        assert str(caught.value).startswith(message)
    replace_stored("plan", files, attrs.evolve(LAYOUT, max_files=5, max_total=2000))
    assert len(read_stored("plan", attrs.evolve(LAYOUT, max_files=5, max_total=2000)).parts) == 2


def test_the_hidden_file_has_the_limits_of_the_others() -> None:
    dump(OLD, "plan")
    small = attrs.evolve(LAYOUT, max_total=1000, max_hidden=3000)
    for files, message in (
        ({"plan.toml": HEAD, "a.toml": "#" * 1000}, "plan: too big; the TOML files of a plan may have 1,000 bytes"),
        ({"plan.toml": "#" * 3000}, f"plan/{HIDDEN}: too big: 3,028 bytes; a file may have 3,000 bytes"),
        ({"plan.toml": HEAD, "a.toml": "\ud800"}, "a.toml:1: the lone surrogate U+D800 is no character; delete it"),
    ):
        Path("plan", HIDDEN).write_text(json.dumps({"files": files}))
        with pytest.raises(FormatError) as caught:
            read_stored("plan", small)
        assert str(caught.value).startswith(message)
    big = "#" * (LAYOUT.max_bytes + 1)
    Path("plan", HIDDEN).write_text(json.dumps({"files": {"plan.toml": HEAD, "a.toml": big}}))
    with pytest.raises(FormatError) as caught:
        load("plan")
    assert str(caught.value) == "a.toml: too big: 33,554,433 bytes; a file may have 33,554,432 bytes (32 MiB)"


def test_the_shipped_plan_over_itself_changes_nothing() -> None:
    plan = bundled("gs-2008-2011")
    dump(plan, "plan")
    before = {path: path.stat().st_ino for path in Path("plan").rglob("*.toml")}
    dump(load("plan"), "plan")
    assert {path: path.stat().st_ino for path in Path("plan").rglob("*.toml")} == before


def test_plan_toml_alone_beside_a_replacement_that_was_interrupted() -> None:
    dump(small_plan(outputs=(), departments=()), "plan")
    dump(small_plan(title="x", outputs=(), departments=()), "plan/plan.toml")
    put({HIDDEN: json.dumps({"files": {"plan.toml": HEAD}})})
    assert refused(OLD, "plan/plan.toml") == (
        f"plan/plan.toml: one of the files of a plan: {HIDDEN} are others; write the folder, or a file elsewhere"
    )


def test_a_file_in_a_plan_that_cannot_be_read_inside_another() -> None:
    dump(OLD, "plan")
    dump(OLD, "plan/2027")
    put({"2027/broken.toml": "= ="})
    dump(NEW, "plan/2027/x.toml")  # it was unreadable before, and is none of the plan above
    assert load("plan") == OLD
