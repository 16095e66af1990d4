"""Parquet files, and sums over them on Polars, DuckDB or Spark, through narwhals; all are loaded on first use.

The rules of this module:

* An engine only filters, joins, adds up and counts. Nothing is divided or rounded there: engines disagree on quotients.
* The sum of nothing is 0 on every engine, so each sum comes with a count, and figures apart from missing cells.
* Some engines wrap or return null where a sum has too many digits. Whoever asks makes sure first that it cannot have.
"""

import contextlib
from collections.abc import Generator, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

from .errors import FrameError
from .wording import quote, shorten

if TYPE_CHECKING:
    import narwhals

__all__ = ["DIGITS", "ColumnKind", "Engine", "ParquetFile", "Scan", "Sum", "check_engine", "read_mark"]

ColumnKind: TypeAlias = Literal["text", "texts", "whole", "day", "flag", "figure"]
"""What a column holds: text, a list of texts, whole numbers, days, true or false, exact decimals."""
Engine: TypeAlias = Literal["polars", "duckdb", "pyspark"]
"""What can add up."""
DIGITS = 38
"""The most digits that figures and their sums can have on any engine."""
_MARK = b"itu_opplan"
_INSTALL = "pip install 'itu-opplan[frames]'"


class ParquetFile:
    """One Parquet file that is written part by part. Decimals have full width, so that there is room for sums.

    Args:
        path: where.
        columns: what each column holds, by its name.
        decimals: how many decimals all its figures have.
        mark: what `read_mark` finds in it.
    """

    def __init__(self, path: str, columns: Mapping[str, ColumnKind], *, decimals: int, mark: str) -> None:
        pyarrow, parquet = _import_pyarrow()
        types = {
            "text": pyarrow.string(),
            "texts": pyarrow.list_(pyarrow.string()),
            "whole": pyarrow.int32(),
            "day": pyarrow.date32(),
            "flag": pyarrow.bool_(),
            "figure": pyarrow.decimal128(DIGITS, decimals),
        }
        schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()], metadata={_MARK: mark})
        self._schema, self._pyarrow = schema, pyarrow
        self._file = parquet.ParquetWriter(path, schema)

    def write(self, columns: Mapping[str, Sequence[object]]) -> None:
        """Append these columns; those that are left out are null."""
        lengths = [len(values) for values in columns.values()]
        nulls = [None] * max(lengths, default=0)
        arrays = [self._pyarrow.array(columns.get(field.name, nulls), field.type) for field in self._schema]
        self._file.write_table(self._pyarrow.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        """Write what is at the end of such a file."""
        self._file.close()


def read_mark(path: str) -> str | None:
    """What this library has marked a Parquet file with; None where it has not written it, or it is none at all."""
    pyarrow, parquet = _import_pyarrow()
    try:
        metadata: Mapping[bytes, bytes] = parquet.read_schema(path).metadata or {}
    except (OSError, pyarrow.ArrowException):
        return None
    mark = metadata.get(_MARK)
    return None if mark is None else mark.decode(errors="replace")


def _import_pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ImportError(f"a dataset needs pyarrow: {_INSTALL} ({error})", name="pyarrow") from error
    return pyarrow, pyarrow.parquet


def check_engine(engine: object, session: object) -> Engine:
    """The name of an engine.

    Raises:
        FrameError: there is no such engine, or it needs a session and has none.
    """
    found: Engine | None = next((one for one in get_args(Engine) if one == engine), None)
    if found is None:
        raise FrameError(f"unknown engine {quote(engine)}; known: {', '.join(get_args(Engine))}")
    if (found == "pyspark") is (session is None):
        needs = "needs a session: session=SparkSession.builder.getOrCreate()" if session is None else "takes no session"
        raise FrameError(f"{found} {needs}")
    return found


class Sum(NamedTuple):
    """What one group of rows makes.

    Attributes:
        labels: what they have in common, in the order in which it was asked for.
        missing: the state of these cells; None where they are figures.
        figure: the sum; None where the engine had no room for it.
        cells: how many there are.
        decimals: the decimals of the most precise of them.
    """

    labels: tuple[str | None, ...]
    missing: str | None
    figure: Decimal | None
    cells: int
    decimals: int


class Scan:
    """The rows of a Parquet file as an engine sees them; none is read before it is asked for.

    Raises:
        ImportError: narwhals or the engine is not installed.
        FrameError: the engine cannot read the file; so do all the methods.
    """

    def __init__(self, path: str, engine: Engine, session: object = None) -> None:
        with _refusing():
            self._frame = _scan(path, engine, session)

    def where(self, **values: Iterable[object]) -> "Scan":
        """Only the rows that have one of these values in each of these columns."""
        import narwhals

        wanted = [narwhals.col(name).is_in(list(some)) for name, some in values.items()]
        with _refusing():
            return self._with(self._frame.filter(*wanted)) if wanted else self

    def beside(self, other: "Scan", on: Mapping[str, str], wanted: Mapping[str, str]) -> "Scan":
        """The rows, each with the columns of the one row of another file that agrees with it; null where none does.

        Args:
            other: the other file.
            on: the columns of the other file that must agree, by their name here.
            wanted: its columns that are wanted, by their new name.
        """
        import narwhals

        renamed = {new: narwhals.col(old) for new, old in {**on, **wanted}.items()}
        with _refusing():
            return self._with(self._frame.join(other._frame.select(**renamed), on=list(on), how="left"))

    def decimals(self, name: str) -> int:
        """How many decimals the figures of a column have."""
        import narwhals

        with _refusing():
            kind = self._frame.collect_schema()[name]
        if not isinstance(kind, narwhals.Decimal):
            raise FrameError(f"{name}: must hold decimals, got {kind}")
        return kind.scale

    def read(self, *names: str) -> list[dict[str, Any]]:
        """These columns of all rows, row by row."""
        with _refusing():
            return _collect(self._frame.select(*names))

    def add_up(self, *names: str) -> list[Sum]:
        """The sums of the figures in `value`, for all labels of these columns; apart for each state of missing ones."""
        import narwhals

        with _refusing():
            groups = self._frame.group_by(*names, "missing").agg(
                narwhals.col("value").sum(),
                narwhals.len().cast(narwhals.Int64).alias("cells"),
                narwhals.col("decimals").max(),
            )
            return [
                Sum(tuple(row[name] for name in names), row["missing"], row["value"], row["cells"], row["decimals"])
                for row in _collect(groups)
            ]

    def _with(self, frame: "narwhals.LazyFrame[Any]") -> "Scan":
        scan = object.__new__(Scan)
        scan._frame = frame
        return scan


@contextlib.contextmanager
def _refusing() -> Generator[None, None, None]:
    """Turn what an engine raises, each its own, into a FrameError."""
    try:
        yield
    except (ImportError, FrameError):
        raise
    except Exception as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise FrameError(f"the engine cannot read the dataset: {shorten(lines[0])}") from error


def _scan(path: str, engine: Engine, session: object) -> "narwhals.LazyFrame[Any]":
    try:
        import narwhals

        return narwhals.scan_parquet(path, backend=engine, **({} if session is None else {"session": session}))
    except ImportError as error:
        raise ImportError(f"a dataset needs narwhals and {engine}: {_INSTALL} {engine} ({error})") from error


def _collect(frame: "narwhals.LazyFrame[Any]") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.collect("pyarrow").to_native().to_pylist()
    return rows
