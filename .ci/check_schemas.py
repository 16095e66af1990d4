"""Check dumped plans and documents with taplo, as editors do: ``check_schemas.py <source tree>``.

taplo says nothing of what the library writes, and complains of typical slips at the place where they are. The schemas
are those of the installed package, the settings those that docs/editors.md shows.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import itu_opplan as opplan

HEAD = 'format = 1\ncode = "p"\ntitle = "P"\norganisation = "O"\nwindow = "2026"\nperiods = ["2026"]\n'
OUTPUT = f'{HEAD}[outputs.A]\ntitle = "a"\n'
KPI = f'{OUTPUT}[[outputs.A.frameworks.F.blocks]]\nrisks = []\n[[outputs.A.frameworks.F.blocks.kpis]]\ntext = "k"\n'
OTHER = 'format = 1\ncode = "d"\ntitle = "D"\n'
UNEXPECTED = "Additional properties are not allowed ('{}' was unexpected)"
NO_CHOICE = "{} is not valid under any of the schemas listed in the '{}' keyword"
SLIPS = [
    # the schema, a text in which ▶ stands before the place of the complaint, the complaint
    ("plan", f'{HEAD}▶titel = "x"', UNEXPECTED.format("titel")),
    ("plan", f'{OUTPUT}▶sectoin = "x"', UNEXPECTED.format("sectoin")),
    ("plan", f"{KPI}▶target = 5", UNEXPECTED.format("target")),
    ("plan", "▶" + HEAD.replace('title = "P"\n', ""), '"title" is a required property'),
    ("plan", f'{HEAD}▶[outputs.A]\nnote = "x"', '"title" is a required property'),
    ("plan", f"{HEAD}note = ▶5", '5 is not of type "string"'),
    ("plan", f'{HEAD}year_begins = ▶"July"', '"July" is not of type "integer"'),
    ("plan", f'{HEAD}[events.A]\ntitle = "a"\nfirst = ▶"soon"', '"soon" is not a "date"'),
    ("plan", f'{OUTPUT}effort = [{{ department = "A", 2026 = ▶"five" }}]', NO_CHOICE.format('"five"', "anyOf")),
    ("plan", f'{KPI}direction = ▶"up"', '"up" is not one of ["increase","decrease"]'),
    ("plan", f'{KPI}targets = [▶{{ period = "2026" }}]', NO_CHOICE.format('{"period":"2026"}', "oneOf")),
    ("plan", f'{HEAD}[provisions.A]\ntitle = "a"\namount = ▶-1', "-1 is less than the minimum of 0"),
    ("plan", f'{OUTPUT}goals = ▶["1", "1"]', '["1","1"] has non-unique elements'),
    ("plan", f'{HEAD}currency = ▶"francs"', '"francs" does not match "^[A-Z]{3}$"'),
    ("plan", HEAD.replace("1", "▶2", 1), "1 was expected"),
    ("part", '▶window = "2026"', UNEXPECTED.format("window")),
    ("rates", f'kind = ▶"rate"\n{OTHER}', '"rates" was expected'),
    ("changes", f'kind = "changes"\n{OTHER}▶[[changes]]\nnew = 1', '"path" is a required property'),
]


def write_documents(folder: Path, tree: Path) -> None:
    """Write all that the library can write; plans as a folder, and as one file."""
    sources = [*tree.glob("tests/strangers/*.toml"), *tree.glob("examples/sectors/*.toml")]
    plans = [opplan.bundled("gs-2008-2011"), *map(opplan.load, sources)]
    for number, plan in enumerate(plans):
        single = folder / f"{number}.toml"
        single.write_text("#:schema ./schemas/plan-1.json\n", encoding="utf-8")
        opplan.dump(plan, single)  # which keeps that line
        opplan.dump(plan, folder / str(number))
    rolled = opplan.roll_forward(plans[0])
    texts = {
        "rates": opplan.dumps_rates(opplan.load_rates(tree / "examples" / "rates-invented.toml")),
        "actuals": opplan.dumps_actuals(opplan.load_actuals(tree / "examples" / "actuals-invented.toml")),
        "crosswalk": opplan.dumps_crosswalk(opplan.bundled_crosswalk("gs-2008-2011")),
        "changes": opplan.dumps_changes(rolled.changes),
        "decisions": opplan.dumps_decisions(rolled.decisions),
        "accepted": opplan.dumps_accepted(opplan.accept(opplan.validate(plan), reason="as printed")),
    }
    shipped = {path.name.rpartition("-")[0] for path in (files("itu_opplan") / "schemas").iterdir()}
    if untried := shipped - {"plan", "part", *texts}:
        sys.exit(f"no example of {', '.join(sorted(untried))}")
    for kind, text in texts.items():
        (folder / f"{kind}.toml").write_text(f"#:schema ./schemas/{kind}-1.json\n{text}", encoding="utf-8")


def find_complaints(folder: Path, settings: str) -> list[str]:
    """What taplo complains of in a folder with these settings: file, line, column and message, a line each."""
    for schema in (files("itu_opplan") / "schemas").iterdir():
        (folder / "schemas" / schema.name).write_bytes(schema.read_bytes())
    (folder / ".taplo.toml").write_text(settings, encoding="utf-8")
    taplo = shutil.which("taplo", path=Path(sys.executable).parent) or shutil.which("taplo") or sys.exit("no taplo")
    command = [taplo, "lint", "--colors", "never"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    found = re.findall(r"^error: (.*)\n *┌─ (.*)$", done.stderr, re.MULTILINE)
    complaints = [f"{Path(place).relative_to(folder.resolve())}: {message}" for message, place in found]
    if bool(done.returncode) != bool(complaints):
        sys.exit(f"taplo failed:\n{done.stderr}")
    return complaints


def main(tree: Path) -> None:
    page = (tree / "docs" / "editors.md").read_text(encoding="utf-8")
    settings = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[0]
    with tempfile.TemporaryDirectory() as name:
        right, wrong = (Path(name, each) for each in ("right", "wrong"))
        for folder in (right, wrong):
            (folder / "schemas").mkdir(parents=True)
        write_documents(right, tree)
        if complaints := find_complaints(right, settings):
            sys.exit("\n".join(complaints))
        wanted = set()
        for number, (kind, text, message) in enumerate(SLIPS):
            text = f"#:schema ./schemas/{kind}-1.json\n{text}\n"
            before = text.partition("▶")[0].split("\n")
            wanted.add(f"{number}.toml:{len(before)}:{len(before[-1]) + 1}: {message}")
            (wrong / f"{number}.toml").write_text(text.replace("▶", ""), encoding="utf-8")
        if silent := sorted(wanted - {*find_complaints(wrong, settings)}):
            sys.exit("taplo does not say:\n" + "\n".join(silent))
        print(
            f"taplo: silent on {len([*right.rglob('*.toml')]) - 1} files, and finds {len(SLIPS)} slips of {len(SLIPS)}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
