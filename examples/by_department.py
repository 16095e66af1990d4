"""A plan sent to its departments as workbooks, and made one again: `python examples/by_department.py`.

It writes a workbook for each of three departments into a temporary folder, fills two of them in as people would, reads
them, sends the problems back as comments on a copy, merges what can be taken over, and writes the new plan.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl

import itu_opplan as opplan

DEPARTMENTS = ("SPU", "C&P", "IS")


def fill_in(path: Path, sheet: str, cells: Mapping[str, str | float]) -> None:
    """What a person does in a program of sheets: write into cells, and save."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    for cell, value in cells.items():
        page[cell] = value
    book.save(path)


def main() -> None:
    plan = opplan.bundled("gs-2008-2011")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        print("1. A workbook for each department\n")
        for code in DEPARTMENTS:
            path = folder / f"{code}.xlsx"
            opplan.write_workbook(plan, path, departments=code)
            print(f"{path.name}: {', '.join(openpyxl.load_workbook(path).sheetnames)}")

        # SPU corrects a figure, writes another one with a comma, and adds a row; C&P changes two figures; IS nothing.
        fill_in(folder / "SPU.xlsx", "Effort", {"F6": 6.5, "G6": "2,5", "A18": "STN", "D18": "SPU", "G18": 1})
        fill_in(folder / "C&P.xlsx", "Effort", {"G6": 14, "H6": "to be completed"})

        print("\n2. What they sent back\n")
        copies = [plan]
        for code in DEPARTMENTS:
            path = folder / f"{code}.xlsx"
            sent = opplan.read_workbook(path, plan)
            print(f"{path.name}\n{sent}\n")
            if not sent.report.ok:
                opplan.comment_workbook(path, sent.report, folder / f"{code}-comments.xlsx")
            copies.append(opplan.apply(plan, sent.changes))

        print("3. One plan of all\n")
        merged = plan
        for copy in copies[1:]:
            step = opplan.merge(plan, merged, copy)
            assert not step.conflicts, step
            merged = step.plan
        print(opplan.compare(plan, merged).to_text(style="corrigendum"))
        opplan.dump(merged, folder / "plan.toml")
        print(f"\nWritten and read again: {opplan.load(folder / 'plan.toml') == merged}")
        print(f"To be sent back: {', '.join(sorted(path.name for path in folder.glob('*-comments.xlsx')))}")


if __name__ == "__main__":
    main()
