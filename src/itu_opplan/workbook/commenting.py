"""What was found in a workbook as comments on a copy of it, for those who sent it."""

import os

import attrs

from ..arguments import takes
from ..report import Report
from ..storage.whole import replace_file
from .opening import add_comments

__all__ = ["comment_workbook"]


@takes
def comment_workbook(path: str | os.PathLike[str], report: Report, copy: str | os.PathLike[str]) -> None:
    """Make a copy of a workbook with the problems of a report as comments on its cells, to be sent back.

    The workbook itself is never written to. Formulas in the copy have values when a program opens and saves it.

    Args:
        path: the workbook that was read.
        report: the report of `read_workbook`.
        copy: the file of the copy; nothing may stand there.

    Raises:
        FormatError: it is no workbook, or something stands where the copy is to be.
        ImportError: openpyxl is not installed.

    >>> comment_workbook("SPU.xlsx", Report(()), "SPU.xlsx")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: SPU.xlsx: no such file or folder
    """
    comments: dict[str, list[str]] = {}
    for problem in report:
        if problem.location is not None and problem.location.cell is not None:
            cited = problem.location.cell
            text = str(attrs.evolve(problem, location=None, path=""))
            comments.setdefault(cited if "!" in cited else f"{cited}!A1", []).append(text)
    data = add_comments(path, {cell: "\n\n".join(texts) for cell, texts in comments.items()})
    replace_file(os.fsdecode(copy), data, lambda _: False)
