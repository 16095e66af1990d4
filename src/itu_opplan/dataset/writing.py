"""Plans to Parquet: each goes to a spool, and at the end, when all dims and decimals are known, to files.

The spool is a temporary folder, which only this process reads.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import IO

import attrs

from ..engines import DIGITS, ColumnKind, ParquetFile, read_mark
from ..errors import FrameError, refusal
from ..model.plan import OperationalPlan
from ..storage.whole import replace_folder
from ..wording import quote
from .rows import Row, list_files, make_rows

__all__ = ["write_dataset"]

_MARK = "dataset 1"
_AT_ONCE = 20_000  # rows that are in memory


@attrs.define
class _Spool:
    """The rows of one file, until their columns are known.

    Attributes:
        file: where they are.
        rows: those that are not there yet.
        dims: the columns of dims that some have.
        whole: the most digits of a figure before the point.
        decimals: the most after it.
    """

    file: IO[bytes]
    rows: list[Row] = attrs.field(factory=list)
    dims: dict[str, None] = attrs.field(factory=dict)
    whole: int = 0
    decimals: int = 0

    def add(self, row: Row, columns: Mapping[str, ColumnKind]) -> None:
        for name, value in row.items():
            if isinstance(value, Decimal):
                _, digits, exponent = value.as_tuple()
                self.whole = max(self.whole, len(digits) + int(exponent))
                self.decimals = max(self.decimals, -int(exponent))
            elif name not in columns:
                self.dims[name] = None
        self.rows.append(row)

    def flush(self) -> None:
        if self.rows:
            import pickle  # only those who write need it

            pickle.dump(self.rows, self.file, protocol=pickle.HIGHEST_PROTOCOL)
            self.rows = []

    def read(self) -> Iterator[list[Row]]:
        import pickle

        self.flush()
        self.file.seek(0)
        rows: list[Row] = []
        with contextlib.suppress(EOFError):
            while True:
                rows += pickle.load(self.file)
                if len(rows) >= _AT_ONCE:
                    yield rows
                    rows = []
        if rows:
            yield rows


def write_dataset(plans: Iterable[OperationalPlan], path: str | os.PathLike[str]) -> None:
    """Write plans as a folder of long, typed Parquet files, for dataframes and engines.

    `figures.parquet` has a row for each cell of each measure, with exact decimals. The other files have the axes of
    these tables, all links, and all entities of the plans, a file for each class. The plans are asked for one by one
    and none is kept, so that `load_many` can feed thousands. A dataset that is there is replaced, as one act.

    Args:
        plans: the plans, each with a code of its own.
        path: the folder.

    Raises:
        InvalidPlan: two plans have the same code.
        FrameError: the figures need more digits than engines have.
        FormatError: the folder cannot be written, or holds files that are none of a dataset. Nothing has changed then.
        TypeError: these are no plans.
        ImportError: pyarrow is not installed.

    >>> import tempfile
    >>> from itu_opplan import bundled
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_dataset([bundled("gs-2008-2011")], os.path.join(folder, "plans"))
    ...     "figures.parquet" in os.listdir(os.path.join(folder, "plans"))
    True
    """
    if isinstance(plans, OperationalPlan | str) or not isinstance(plans, Iterable):
        raise TypeError(f"write_dataset takes several plans, then the path, got {quote(plans)}")
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"write_dataset takes plans, then a path, got {quote(path)}")
    import tempfile  # only those who write need it

    with replace_folder(path, _is_ours, "dataset") as folder, tempfile.TemporaryDirectory() as spools:
        files = list_files()
        spooled = {name: _Spool(open(os.path.join(spools, name), "w+b")) for name in files}  # noqa: SIM115
        try:
            _spool(plans, files, spooled)
            for name, spool in spooled.items():
                _write(os.path.join(folder, f"{name}.parquet"), name, files[name], spool)
        finally:
            for spool in spooled.values():
                spool.file.close()


def _is_ours(path: str) -> bool:
    return read_mark(path) == _MARK


def _spool(
    plans: Iterable[OperationalPlan], files: Mapping[str, Mapping[str, ColumnKind]], spooled: Mapping[str, _Spool]
) -> None:
    known: set[str] = set()
    for number, plan in enumerate(plans):
        if not isinstance(plan, OperationalPlan):
            raise TypeError(f"write_dataset takes plans, got {quote(plan)} among them")
        if plan.code in known:
            raise refusal("two plans have this code; each needs one of its own", path=plan.code, rule="OP103")
        known.add(plan.code)
        for name, row in make_rows(plan):
            spooled[name].add(row if name != "plans" else {**row, "position": number}, files[name])
        if sum(len(spool.rows) for spool in spooled.values()) >= _AT_ONCE:
            for spool in spooled.values():
                spool.flush()


def _write(path: str, name: str, columns: Mapping[str, ColumnKind], spool: _Spool) -> None:
    digits = spool.whole + spool.decimals
    if digits > DIGITS:
        raise FrameError(
            f"{name}: engines keep at most {DIGITS} digits, these figures need {digits}, {spool.decimals} of them "
            "after the point; round them"
        )
    if name == "figures":
        dims: dict[str, ColumnKind] = dict.fromkeys(spool.dims, "text")
        head: dict[str, ColumnKind] = {one: columns[one] for one in ("plan", "measure")}
        columns = {**head, **dims, **columns}
    file = ParquetFile(path, columns, decimals=spool.decimals, mark=_MARK)
    try:
        for rows in spool.read():
            file.write({one: [row.get(one) for row in rows] for one in columns})
    finally:
        file.close()
