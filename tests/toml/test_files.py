"""Plans in files: what is written is read again, byte for byte; what is wrong is said with file and line."""

import decimal
import io
import json
import re
import tempfile
import warnings
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings

import itu_opplan
from itu_opplan import (
    FormatError,
    InvalidPlan,
    Missing,
    OperationalPlan,
    Output,
    Severity,
    Table,
    bundled,
    change,
    dump,
    dumps,
    get,
    load,
    loads,
    validate_file,
    validate_text,
)
from tests.small_plans import HEAD, SMALL, small_plan, work_months
from tests.strategies import plans

SHIPPED = Path(itu_opplan.__file__).parent / "plans" / "gs-2008-2011"
SGO = '[departments.SGO]\nname = "Office"\n'
PARTS = (
    "goals, objectives, groups, outputs, departments, bodies, services, activities, events, mandates, provisions, "
    "projects, claims, grades, outline"
)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(files: dict[str, str]) -> None:
    """These texts as files of the folder `plan`."""
    for name, text in files.items():
        path = Path("plan", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def texts_in(folder: Path | str) -> dict[str, bytes]:
    """All files of a folder, hidden ones too, by name."""
    root = Path(folder)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def lines_about(files: dict[str, str]) -> list[str]:
    """The lines of the refusal of a folder of these files; `validate_file` says the same."""
    put(files)
    with pytest.raises(InvalidPlan) as refusal:
        load("plan")
    report = validate_file("plan")
    assert [str(problem) for problem in report.errors] == str(refusal.value).split("\n")
    assert all(re.fullmatch("OP(00[1-4]|1[0-9]{2})", problem.rule) for problem in report.errors)
    return str(refusal.value).split("\n")


# --- what is written is read again ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> OperationalPlan:
    return bundled("gs-2008-2011")


def test_the_shipped_plan_as_text(shipped: OperationalPlan) -> None:
    text = dumps(shipped)
    assert loads(text) == shipped
    assert loads(text.encode()) == shipped
    assert dumps(shipped) == text
    assert dumps(loads(text)) == text


def test_the_shipped_plan_as_a_file(shipped: OperationalPlan) -> None:
    dump(shipped, "plan.toml")
    assert load("plan.toml") == load(Path("plan.toml")) == shipped
    assert Path("plan.toml").read_bytes() == dumps(shipped).encode()


def test_the_shipped_plan_as_a_folder(shipped: OperationalPlan) -> None:
    dump(shipped, "plan")
    assert load("plan") == load(Path("plan")) == shipped
    first = texts_in("plan")
    dump(shipped, "plan")
    assert texts_in("plan") == first


def test_the_shipped_folder_is_what_dump_writes(shipped: OperationalPlan) -> None:
    """When this fails, the folder in the package is to be written anew: dump(bundled(…), folder)."""
    dump(shipped, "plan")
    written = texts_in("plan")
    kept = {
        name: data for name, data in texts_in(SHIPPED).items() if name.endswith(".toml") and b"kind = " not in data[:7]
    }
    assert sorted(written) == sorted(kept)
    for name, data in kept.items():
        assert written[name].decode() == data.decode(), name


@settings(max_examples=25)
@given(plans())
def test_any_sound_plan_is_read_as_it_was_written(plan: OperationalPlan) -> None:
    text = dumps(plan)
    assert loads(text) == plan
    assert dumps(loads(text)) == text
    assert validate_text(text, profile="draft").ok
    with tempfile.TemporaryDirectory() as folder:
        dump(plan, Path(folder, "parts"))
        assert load(Path(folder, "parts")) == plan
    with decimal.localcontext(decimal.Context(prec=1, Emin=-1, Emax=1, capitals=0)):
        assert dumps(plan) == text
        assert loads(text) == plan


def test_a_folder_has_a_file_for_each_output_and_few_others(shipped: OperationalPlan) -> None:
    dump(shipped, "plan")
    assert sorted(texts_in("plan")) == sorted(
        [f"{name}.toml" for name in ("plan", "strategy", "organisation", "activities", "events")]
        + [f"{name}.toml" for name in ("outline", "mandates", "provisions", "projects", "claims")]
        + [f"outputs/{output.code}.toml" for output in shipped.outputs]
    )


def test_a_folder_has_no_file_for_what_there_is_not() -> None:
    dump(small_plan(outputs=(), departments=()), "plan")
    assert sorted(texts_in("plan")) == ["plan.toml"]


def test_the_file_of_an_output_that_is_gone_goes() -> None:
    dump(small_plan(outputs=[Output(code="PP", title="a"), Output(code="ICT", title="b")]), "plan")
    assert Path("plan/outputs/PP.toml").exists()
    dump(small_plan(outputs=[Output(code="ICT", title="b")]), "plan")
    assert not Path("plan/outputs/PP.toml").exists()
    assert [output.code for output in load("plan").outputs] == ["ICT"]


def test_the_text_of_a_small_plan() -> None:
    assert dumps(loads(SMALL)) == (
        'format = 1\ncode = "p"\ntitle = "Plan"\norganisation = "Org"\nstatus = "draft"\nlanguage = "en"\n'
        'window = "2008-2011"\nperiods = [\n    "2007",\n    "2008",\n    "2009-2011",\n]\n'
        '\n[outputs.PP]\ntitle = "Conference"\nsection = "II.1"\neffort = [\n'
        '    { department = "SGO", 2007 = 4.7, 2008 = 0.0, 2009-2011 = 18.2 },\n]\n'
        '\n[departments.CEC]\nname = "Coordination"\n'
        '\n[departments.SGO]\nname = "Office"\nstaffing = [\n'
        '    { grade = "P5", 2007 = 12, 2008 = 12, 2009-2011 = 36 },\n'
        '    { grade = "G5", 2007 = 12, 2008 = "blank", 2009-2011 = 0 },\n]\n'
    )


def test_figures_keep_their_exact_value() -> None:
    rows = {"2007": "999999999999999.999999999999", "2008": "0.000000000001", "2009-2011": "0"}
    effort = work_months("department", SGO=rows)
    plan = small_plan(outputs=[Output(code="PP", title="a", effort=effort)])
    assert loads(dumps(plan)).output("PP").effort == effort
    assert "\n2007 = 999999999999999.999999999999\n2008 = 0.000000000001\n2009-2011 = 0\n" in dumps(plan)


def test_a_table_is_written_in_the_order_of_the_format_whatever_its_own() -> None:
    one = work_months("department", SGO={"2007": 1, "2008": 2})
    other = Table.from_records(one.records(), dims=("period", "department"), unit="work_month")
    written = {dumps(small_plan(outputs=[Output(code="PP", title="a", effort=table)])) for table in (one, other)}
    assert len(written) == 1


def test_a_plan_without_services_keeps_none() -> None:
    plan = small_plan(services=())
    assert loads(dumps(plan)).services == ()
    dump(plan, "plan")
    assert load("plan") == plan


def test_a_table_without_cells_is_no_table_in_whatever_unit() -> None:
    text = HEAD + '[services.x]\nname = "x"\nunit = "hour"\n[outputs.A]\ntitle = "a"\nservices = []'
    plan = loads(text)
    assert loads(dumps(plan)) == plan
    empty = Table.from_records((), dims=("service", "period"), unit="hour")
    assert Output(code="A", title="a", services=empty) == Output(code="A", title="a")


def test_services_of_several_units_have_various_ones() -> None:
    text = (
        '[services.x]\nname = "x"\nunit = "hour"\n[services.y]\nname = "y"\n[outputs.A]\ntitle = "a"\n'
        'services = [{ service = "x", 2008 = 1 }]\n[outputs.B]\ntitle = "b"\n'
        'services = [{ service = "x", 2008 = 1 }, { service = "y", 2008 = 2 }]'
    )
    plan = loads(HEAD + text)
    assert [plan.output(code).services.unit for code in "AB"] == ["hour", "various"]
    assert loads(dumps(plan)) == plan


def test_texts_of_all_kinds_survive() -> None:
    nasty = 'a"b\\c \ufeff é 日本 \U0001f600 \'\'\'""" # = [x]'
    plan = small_plan(title=nasty, note=f"{nasty}\n\r\n\r\t\u2028 ")
    assert loads(dumps(plan)) == plan
    dump(plan, "plan")
    assert load("plan") == plan


def test_the_order_of_files_and_tables_does_not_matter() -> None:
    departments = [f'[departments.D{number}]\nname = "a"\n' for number in (2, 10, 1)]
    sections = [f'[outputs.{code}]\ntitle = "a"\nsection = "II.{number}"\n' for code, number in (("A", 10), ("B", 2))]
    put({"plan.toml": HEAD, "a.toml": "".join(sections), "z/b.toml": "".join(departments)})
    one = load("plan")
    other = loads(HEAD + "".join(reversed(departments)) + "".join(reversed(sections)))
    assert one == other
    assert dumps(one) == dumps(other)
    assert [department.code for department in one.departments] == ["D1", "D2", "D10"]
    assert [output.code for output in one.outputs] == ["B", "A"]
    dump(one, "first")
    dump(other, "second")
    assert texts_in("first") == texts_in("second")


def test_equal_plans_whose_rows_came_in_another_order_are_equal_when_read() -> None:
    rows = {"SGO": {"2008": 1, "2007": 2}, "CEC": {"2008": 3}}
    one = small_plan(outputs=[Output(code="PP", title="a", effort=work_months("department", **rows))])
    turned = dict(reversed(rows.items()))
    other = small_plan(outputs=[Output(code="PP", title="a", effort=work_months("department", **turned))])
    assert one == other == loads(dumps(one)) == loads(dumps(other))


# --- what is not written --------------------------------------------------------------------------------------


def test_a_plan_with_errors_is_not_written() -> None:
    sound = small_plan()
    dump(sound, "plan")
    dump(sound, "plan.toml")
    before = texts_in(".")
    effort = work_months("department", CECC={"2008": 1})
    broken = small_plan(outputs=[Output(code="PP", title="a", objectives=["9"], effort=effort)])
    for write in (lambda: dump(broken, "plan"), lambda: dump(broken, "plan.toml"), lambda: dumps(broken)):
        with pytest.raises(InvalidPlan) as refusal:
            write()
        assert str(refusal.value) == (
            "outputs.PP.effort: unknown department 'CECC'; the plan has CEC, SGO\n"
            "outputs.PP.objectives: unknown objective '9'; the plan has none"
        )
    assert texts_in(".") == before
    assert load("plan") == load("plan.toml") == sound


def test_findings_do_not_keep_a_plan_from_being_written() -> None:
    plan = change(bundled("gs-2008-2011"), {"departments.SGO.staffing[total, 2007]": 193})
    dump(plan, "plan")
    (finding,) = (problem for problem in validate_file("plan") if problem.rule == "OP301")
    assert str(finding) == (
        "organisation.toml:20: departments.SGO.staffing[total, 2007]: "
        "the printed total is 193, the figures add up to 192"
    )
    assert finding.severity is Severity.WARNING
    assert load("plan") == plan


def test_labels_without_figures_are_not_written_and_not_refused() -> None:
    effort = Table.from_records(
        [{"department": "SGO", "period": "2008", "value": 1}],
        dims=("department", "period"),
        unit="work_month",
        labels={"department": ["XX", "SGO"], "period": ["2008", "2030"]},
    )
    plan = small_plan(outputs=[Output(code="PP", title="a", effort=effort)])
    assert loads(dumps(plan)) == plan


# --- the format -----------------------------------------------------------------------------------------------

FORMATS = {
    "missing": (HEAD.replace("format = 1\n", ""), "<text>: no format; a plan says format = 1"),
    "newer": (
        HEAD.replace("format = 1", "format = 2"),
        "<text>:1: format 2 is newer than this library knows (1); update itu-opplan",
    ),
    "much newer, and all else wrong": (
        "foo = 5\nformat = 100",
        "<text>:2: format 100 is newer than this library knows (1); update itu-opplan",
    ),
    "zero": (HEAD.replace("format = 1", "format = 0"), "<text>:1: unknown format 0; known is 1"),
    "negative": (HEAD.replace("format = 1", "format = -1"), "<text>:1: unknown format -1; known is 1"),
    "text": (HEAD.replace("format = 1", 'format = "1"'), "<text>:1: unknown format '1'; known is 1"),
    "figure": (HEAD.replace("format = 1", "format = 1.0"), "<text>:1: unknown format 1.0; known is 1"),
    "boolean": (HEAD.replace("format = 1", "format = true"), "<text>:1: unknown format true; known is 1"),
    "list": (HEAD.replace("format = 1", "format = [1]"), "<text>:1: unknown format a list; known is 1"),
    "empty text": ("", "<text>: no format; a plan says format = 1"),
    "not TOML": (
        "format 1",
        "<text>:1: not TOML: expected '=' after a key in a key/value pair (at column 8)",
    ),
}


@pytest.mark.parametrize(("text", "said"), FORMATS.values(), ids=FORMATS)
def test_what_is_no_plan_at_all(text: str, said: str) -> None:
    with pytest.raises(FormatError) as refusal:
        loads(text)
    assert str(refusal.value) == said
    (problem,) = validate_text(text)
    assert (str(problem), problem.rule, problem.severity) == (said, "OP000", Severity.ERROR)
    assert problem.location == refusal.value.location


def test_bytes_that_are_not_utf_8() -> None:
    text = b"format = 1\ntitle = '\xff'"
    with pytest.raises(FormatError) as refusal:
        loads(text)
    assert str(refusal.value) == "<text>:2: the byte 0xFF is not UTF-8; save the file as UTF-8"
    assert [str(problem) for problem in validate_text(text)] == [str(refusal.value)]


def test_a_path_where_nothing_is() -> None:
    for path in ("no.toml", "no"):
        with pytest.raises(FormatError) as refusal:
            load(path)
        assert str(refusal.value) == f"{path}: no such file or folder"
        assert [(one.rule, str(one)) for one in validate_file(path)] == [("OP000", f"{path}: no such file or folder")]


# --- names in messages ----------------------------------------------------------------------------------------


def test_a_name_of_ones_own() -> None:
    with pytest.raises(InvalidPlan, match=r"^draft 3:7: foo: unknown key; known: code, title, organisation …$"):
        loads(HEAD + "foo = 1", name="draft 3")
    assert str(validate_text((HEAD + "foo = 1").encode(), name="draft 3")[0]).startswith("draft 3:7: foo: ")
    with pytest.raises(FormatError, match=r"^draft 3: no format; a plan says format = 1$"):
        loads("", name="draft 3")


def test_a_file_is_called_as_it_was_given() -> None:
    put({"sub/x.toml": HEAD + "foo = 1"})
    with pytest.raises(InvalidPlan) as refusal:
        load(Path("plan/sub/x.toml"))
    assert str(refusal.value) == "plan/sub/x.toml:7: foo: unknown key; known: code, title, organisation …"
    assert [str(problem) for problem in validate_file("plan/sub/x.toml")] == [str(refusal.value)]


def test_a_file_object() -> None:
    assert load(io.BytesIO(SMALL.encode())) == loads(SMALL)
    with pytest.raises(InvalidPlan) as refusal:
        load(io.BytesIO((HEAD + "foo = 1").encode()))
    assert str(refusal.value) == "<file>:7: foo: unknown key; known: code, title, organisation …"
    put({"x.toml": HEAD + "foo = 1"})
    with open("plan/x.toml", "rb") as file:
        assert str(validate_file(file)[0]).startswith("plan/x.toml:7: foo: ")


def test_a_byte_order_mark_and_windows_line_ends() -> None:
    text = "\ufeff" + SMALL.replace("\n", "\r\n")
    assert loads(text) == loads(text.encode()) == loads(SMALL)
    assert [str(problem) for problem in validate_text(text + "foo = 1")] == [
        "<text>:24: outputs.PP.foo: unknown key; known: title, section, group …"
    ]


# --- parts ----------------------------------------------------------------------------------------------------

FOLDERS = {
    "same code in two files": (
        {"a.toml": SGO, "sub/b.toml": "\n" + SGO},
        ["sub/b.toml:2: departments.SGO: is also in a.toml:1; it can stand once only"],
    ),
    "same code in plan.toml": (
        {"plan.toml": HEAD + SGO, "a.toml": SGO},
        ["a.toml:1: departments.SGO: is also in plan.toml:7; it can stand once only"],
    ),
    "same code in three files": (
        {"a.toml": SGO, "b.toml": SGO, "c.toml": SGO},
        [
            "b.toml:1: departments.SGO: is also in a.toml:1; it can stand once only",
            "c.toml:1: departments.SGO: is also in a.toml:1; it can stand once only",
        ],
    ),
    "same code but for case": (
        {"a.toml": SGO, "b.toml": SGO.replace("SGO", "sgo")},
        ["b.toml:1: departments.sgo: the code is taken by departments.SGO; codes are unique without regard to case"],
    ),
    "units away from their department": (
        {"a.toml": SGO, "b.toml": '[departments.SGO.units.JUR]\nname = "Legal"'},
        ["b.toml:1: departments.SGO: is also in a.toml:1; it can stand once only"],
    ),
    "grades twice": (
        {"a.toml": '\n[grades]\nA = ["A1"]', "b.toml": '[grades]\nB = ["B1"]'},
        ["b.toml:1: grades: is also in a.toml:2; it can stand once only"],
    ),
    "what belongs in plan.toml": (
        {"a.toml": 'title = "x"\nfoo = 1\nformat = 1\n' + SGO},
        [
            f"a.toml:1: title: belongs in plan.toml; other files hold {PARTS}",
            f"a.toml:2: foo: belongs in plan.toml; other files hold {PARTS}",
            f"a.toml:3: format: belongs in plan.toml; other files hold {PARTS}",
        ],
    ),
    "no tables": (
        {"a.toml": "departments = 5", "b.toml": SGO, "c.toml": "departments = []"},
        [
            "a.toml:1: departments: must be a table of tables, each named by its code, got 5",
            "c.toml:1: departments: must be a table of tables, each named by its code, got a list",
        ],
    ),
    "problems of all files": (
        {
            "plan.toml": HEAD.replace('code = "p"\n', "") + "window2 = 1",
            "outputs/PP.toml": "[outputs.PP]\ntitle = 5",
            "b.toml": SGO + "foo = 1",
            "z.toml": SGO,
        },
        [
            "plan.toml:1: code: missing; every plan must have it",
            "plan.toml:6: window2: unknown key; did you mean 'window'?",
            "b.toml:3: departments.SGO.foo: unknown key; known: name, section, aliases …",
            "outputs/PP.toml:2: outputs.PP.title: must be text, got 5",
            "z.toml:1: departments.SGO: is also in b.toml:1; it can stand once only",
        ],
    ),
}


@pytest.mark.parametrize(("files", "said"), FOLDERS.values(), ids=FOLDERS)
def test_parts_that_do_not_fit(files: dict[str, str], said: list[str]) -> None:
    assert lines_about({"plan.toml": HEAD} | files) == said


def test_parts_that_are_not_toml() -> None:
    put({"plan.toml": HEAD, "outputs/PP.toml": "[outputs.PP]\n\ntitle = Conference"})
    with pytest.raises(FormatError) as refusal:
        load("plan")
    assert str(refusal.value) == ("outputs/PP.toml:3: not TOML: invalid value (at column 9)")
    assert [str(problem) for problem in validate_file("plan")] == [str(refusal.value)]


def test_the_format_is_in_plan_toml() -> None:
    put({"plan.toml": HEAD.replace("format = 1\n", ""), "a.toml": "format = 1"})
    with pytest.raises(FormatError) as refusal:
        load("plan")
    assert str(refusal.value) == "plan.toml: no format; a plan says format = 1"


def test_files_of_another_kind_are_no_parts() -> None:
    put({"plan.toml": HEAD, "rates.toml": 'kind = "rates"\nfoo = 1', ".hidden.toml": "not TOML", "notes.txt": "x"})
    assert load("plan") == loads(HEAD)


# --- where a broken rule is broken ----------------------------------------------------------------------------


def test_every_finding_of_a_rule_has_its_line() -> None:
    organisation = """\
[departments.SGO]
name = "Office"
aliases = [
    "S",
    "CEC",
]
objectives = [
    "9",
]
staffing = [
    { grade = "P5", 2007 = 1 },
    { grade = "Z9", 2008 = 1, 2012 = 1 },
]
[departments.SGO.published_staffing]
2007 = 2
2030 = 3
[departments.SGO.units.JUR]
name = "Legal"
parent = "XXX"
successors = [
    "YYY",
]
[departments.CEC]
name = "Coordination"
allocations = [
    { item = "A", kind = "activity", 2008 = 40 },
]
published_allocations = [
    { kind = "activity", 2008 = 100 },
]
"""
    outputs = """\
[outputs.PP]
title = "Conference"
group = "GGG"
goals = ["1"]
effort = [
    { department = "SGO", 2008 = 1 },
    { department = "CECC", 2008 = 1 },
]
published_effort = { 2008 = 7 }
services = [
    { service = "typin", 2008 = 1 },
]
[outputs.pp]
title = "The same"
[activities.A]
title = "a"
department = "DDD"
[events.E]
title = "e"
output = "OOO"
"""
    head = HEAD.replace('"2009-2011"]', '\n"2008-2011"]')
    put({"plan.toml": head, "organisation.toml": organisation, "outputs/PP.toml": outputs})
    report = validate_file("plan", select=["references", "OP301"])
    assert [f"{problem.severity.value} {problem.rule}: {problem}" for problem in report] == [
        "error OP105: plan.toml:7: periods: 2008 and 2008-2011 overlap; columns must not",
        "error OP104: organisation.toml:5: departments.SGO.aliases: alias 'CEC' also means departments.CEC",
        "error OP102: organisation.toml:8: departments.SGO.objectives: unknown objective '9'; the plan has none",
        "error OP101: organisation.toml:12: departments.SGO.staffing: unknown grade 'Z9'; "
        "unless [grades] lists others, there are E2, E1, USG …",
        "error OP101: organisation.toml:12: departments.SGO.staffing: "
        "unknown period '2012'; the plan has 2008, 2007, 2008-2011",
        "warning OP301: organisation.toml:15: departments.SGO.staffing[total, 2007]: "
        "the printed total is 2, the figures add up to 1",
        "error OP101: organisation.toml:16: departments.SGO.published_staffing: "
        "unknown period '2030'; the plan has 2008, 2007, 2008-2011",
        "error OP102: organisation.toml:19: departments.SGO.units.JUR.parent: unknown unit 'XXX'; the plan has JUR",
        "error OP102: organisation.toml:21: departments.SGO.units.JUR.successors: "
        "unknown department, unit or body 'YYY'; the plan has CEC, SGO, JUR",
        "warning OP301: organisation.toml:29: departments.CEC.allocations[total, activity, 2008]: "
        "the printed total is 100, the figures add up to 40",
        "error OP102: outputs/PP.toml:3: outputs.PP.group: unknown group 'GGG'; the plan has none",
        "error OP102: outputs/PP.toml:4: outputs.PP.goals: unknown goal '1'; the plan has none",
        "error OP101: outputs/PP.toml:7: outputs.PP.effort: unknown department 'CECC'; the plan has CEC, SGO",
        "warning OP301: outputs/PP.toml:9: outputs.PP.effort[total, 2008]: "
        "the printed total is 7, the figures add up to 2",
        "error OP101: outputs/PP.toml:11: outputs.PP.services: "
        "unknown service 'typin'; the plan has none; write [services.typin] with its name and unit",
        "error OP103: outputs/PP.toml:13: outputs.pp: "
        "the code is taken by outputs.PP; codes are unique without regard to case",
        "error OP102: outputs/PP.toml:17: activities.A.department: unknown department 'DDD'; the plan has CEC, SGO",
        "error OP102: outputs/PP.toml:20: events.E.output: unknown output 'OOO'; the plan has PP, pp",
    ]


def test_a_label_that_is_spelled_like_a_period_stands_at_its_own_row() -> None:
    text = (
        HEAD
        + """
[dimensions]
place = ["2007"]
[measures.budget]
of = "outputs"
dims = ["place"]
unit = "CHF"
[outputs.PP]
title = "p"
[outputs.PP.figures]
budget = [
    { place = "2007",
        2007 = 1, 2008 = 2 },
    { place = "2008",
        2007 = 3,
        2008 = 4 },
    { place = "2007-2008",
        2007 = 5,
        2008 = 6 },
]
"""
    )
    first = text.splitlines().index('    { place = "2008",') + 1
    report = validate_text(text, select=["OP101"])
    assert [(one.message, one.location and one.location.line) for one in report] == [
        ("unknown place '2008'; the plan has 2007", first),
        ("unknown place '2007-2008'; the plan has 2007", first + 3),
    ]


def test_lines_are_found_in_long_files_too() -> None:
    """A file full of slips takes time in proportion to its length."""
    number = 1500
    goals = "".join(f'[goals.G{n}]\ntitle = "a"\n' for n in range(number))
    rows = "".join(f'{{ department = "D{n}", 2008 = 1 }},\n' for n in range(number))
    links = "".join(f'"L{n}",\n' for n in range(number))
    report = validate_text(HEAD + goals + f'[outputs.A]\ntitle = "a"\ngoals = [\n{links}]\neffort = [\n{rows}]')
    assert len(report.errors) == 2 * number
    assert [problem.location.line for problem in report.errors if problem.location] == [
        *range(2 * number + 10, 3 * number + 10),
        *range(3 * number + 12, 4 * number + 12),
    ]


# --- an interrupted replacement -------------------------------------------------------------------------------


def test_an_interrupted_replacement_is_reported() -> None:
    put({"plan.toml": HEAD})
    newer = HEAD.replace('"Plan"', '"New plan"')
    Path("plan/.opplan-replacement.json").write_text(json.dumps({"files": {"plan.toml": newer}}), encoding="utf-8")
    said = (
        "plan: a replacement of this plan was interrupted; the new plan is whole and was read; "
        "dump it again to complete the replacement"
    )
    with pytest.warns(UserWarning, match="interrupted") as caught:
        plan = load("plan")
    assert [str(one.message) for one in caught] == [said]
    assert caught[0].filename == __file__
    assert plan.title == "New plan"
    assert [(one.rule, str(one)) for one in validate_file("plan")] == [("OP005", said)]
    assert validate_file("plan").ok
    dump(plan, "plan")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load("plan") == plan


def test_a_plan_is_never_changed_by_being_written() -> None:
    plan = change(loads(SMALL), {"outputs.PP.effort[SGO, 2007]": Missing.TO_BE_COMPLETED})
    before = attrs.evolve(plan)
    dumps(plan)
    dump(plan, "plan")
    assert plan == before
    assert get(load("plan"), "outputs.PP.effort[SGO, 2007]") is Missing.TO_BE_COMPLETED
