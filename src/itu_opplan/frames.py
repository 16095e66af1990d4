"""Columns to and from dataframes through narwhals, which is loaded on first use (the extra `frames`)."""

import importlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

from .errors import FrameError
from .wording import quote

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow  # pyright: ignore[reportMissingTypeStubs]  # it ships no types; with stubs, users see them
    from narwhals import Series
    from narwhals.typing import IntoDataFrame, IntoSeries

__all__ = ["index_names", "read_columns", "to_frame"]

_Backend: TypeAlias = Literal["pandas", "polars", "pyarrow", "modin"]
_BACKENDS: dict[str, _Backend] = {"pandas": "pandas", "polars": "polars", "pyarrow": "pyarrow", "modin": "modin"}
_INSTALL = "pip install 'itu-opplan[frames]'"


@overload
def to_frame(columns: Mapping[str, Sequence[object]], backend: Literal["pandas"]) -> "pandas.DataFrame": ...
@overload
def to_frame(columns: Mapping[str, Sequence[object]], backend: Literal["polars"]) -> "polars.DataFrame": ...
@overload
def to_frame(  # pyright: ignore[reportUnknownParameterType]
    columns: Mapping[str, Sequence[object]], backend: Literal["pyarrow"]
) -> "pyarrow.Table": ...  # pyright: ignore[reportUnknownMemberType]
@overload
def to_frame(columns: Mapping[str, Sequence[object]], backend: str) -> "IntoDataFrame": ...
def to_frame(columns: Mapping[str, Sequence[object]], backend: str) -> object:
    """A dataframe of these columns: `value`, and any with a Decimal, hold exact decimals or nulls, others text.

    In pandas and modin the figures are Decimal objects; in polars and pyarrow they have a decimal type of
    full width (38 digits; 76 in pyarrow where 38 are too few), with as many decimals as the figures need.

    Args:
        columns: values by name of the column, all of one length.
        backend: `pandas`, `polars`, `pyarrow` or `modin`.

    Raises:
        ImportError: narwhals or the backend is not installed.
        FrameError: no such backend, or it cannot keep the figures exactly.

    >>> frame = to_frame({"period": ["2008"], "value": [Decimal("4.70")]}, "pyarrow")
    >>> print(frame.schema)
    period: string
    value: decimal128(38, 2)
    """
    eager = _BACKENDS.get(backend) if isinstance(backend, str) else None
    if eager is None:
        raise FrameError(f"unknown backend {quote(backend)}; known: {', '.join(_BACKENDS)}")
    try:
        import narwhals
    except ImportError as error:
        raise _not_installed("narwhals", error) from error
    try:
        first, *others = (
            _figures(name, values, eager)
            if name == "value" or any(isinstance(value, Decimal) for value in values)
            else narwhals.new_series(name, values, narwhals.String, backend=eager)
            for name, values in columns.items()
        )
        return first.to_frame().with_columns(*others).to_native()
    except ImportError as error:
        raise _not_installed(eager, error) from error


def read_columns(frame: object) -> dict[str, list[object]]:
    """The columns of a dataframe of any library that narwhals reads, by name.

    What the dataframe takes for missing is None; all other values are as they are.

    Raises:
        ImportError: narwhals is not installed.
        FrameError: it is not a dataframe, it is a lazy one, or it has two columns of one name.

    >>> import pyarrow
    >>> read_columns(pyarrow.table({"period": ["2008"], "value": [Decimal("4.70")]}))
    {'period': ['2008'], 'value': [Decimal('4.70')]}
    """
    try:
        import narwhals
        from narwhals.exceptions import DuplicateError
    except ImportError as error:
        raise _not_installed("narwhals", error) from error
    kind = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__qualname__}"
    try:
        read = narwhals.from_native(frame, pass_through=True)
        if isinstance(read, narwhals.LazyFrame):
            raise FrameError(f"a {kind} is lazy; collect it first")
        if not isinstance(read, narwhals.DataFrame):
            raise FrameError(f"must be a dataframe, as of pandas, polars or pyarrow, got a {kind}")
        names = [str(name) for name in read.columns]  # pandas may have numbers for names
        columns = {name: _values(read.get_column(given)) for name, given in zip(names, read.columns, strict=True)}
    except DuplicateError as error:
        raise FrameError("two columns have the same name") from error
    if len(columns) < len(names):
        raise FrameError("two columns have the same name")
    return columns


def index_names(frame: object) -> list[str]:
    """The names of what stands in the index of a dataframe of pandas; of others none."""
    return [name for name in getattr(getattr(frame, "index", None), "names", ()) if isinstance(name, str)]


def _not_installed(name: str, error: ImportError) -> ImportError:
    extra = "" if name == "narwhals" else f" {name}"
    return ImportError(f"dataframes need {name}: {_INSTALL}{extra} ({error})", name=name)


def _values(column: "Series[IntoSeries]") -> list[object]:
    missing = column.is_null().to_list()
    return [None if null else value for value, null in zip(column.to_list(), missing, strict=True)]


def _figures(name: str, values: Sequence[object], backend: _Backend) -> "Series[IntoSeries]":
    """The column of figures, of a type that keeps them exactly."""
    import narwhals

    figures = [_figure(name, value) for value in values]
    if backend == "polars":
        polars = importlib.import_module("polars")
        # Always of full width: a narrow type has no room for sums, and polars panics when one does not fit.
        _, scale, figures = _fitted(figures, backend, 38)
        native: IntoSeries = polars.Series(name, figures, dtype=polars.Decimal(38, scale))
    elif backend == "pyarrow":
        pyarrow = importlib.import_module("pyarrow")
        width, scale, figures = _fitted(figures, backend, 76)
        kind = pyarrow.decimal128(38, scale) if width <= 38 else pyarrow.decimal256(76, scale)
        native = pyarrow.chunked_array([pyarrow.array(figures, kind)])
    else:
        return narwhals.new_series(name, figures, backend=backend)
    return narwhals.from_native(native, series_only=True).alias(name)


def _figure(name: str, value: object) -> Decimal | None:
    if value is None or (isinstance(value, Decimal) and value.is_finite()):
        return value
    raise FrameError(f"{name}: must be a finite Decimal or None, got {quote(value)}")


def _fitted(figures: list[Decimal | None], backend: str, most: int) -> tuple[int, int, list[Decimal | None]]:
    """The digits and the decimals that hold all figures, and the figures with just so many decimals."""
    digits, decimals = _needed(figures)
    if digits > most:  # with their last zeros they are too many; without, perhaps not
        digits, decimals = _needed([_shortest(figure) for figure in figures])
    if digits > most:
        raise FrameError(
            f"value: {backend} keeps at most {most} digits, these figures need {digits}, {decimals} of them "
            "after the point; take the backend pandas, which keeps any, or round them"
        )
    return digits, decimals, [_at(figure, decimals) for figure in figures]


def _parts(figure: Decimal) -> tuple[int, tuple[int, ...], int]:
    sign, digits, exponent = figure.as_tuple()
    return sign, digits, int(exponent)


def _needed(figures: list[Decimal | None]) -> tuple[int, int]:
    """How many digits a decimal type must have for all figures, and how many of them after the point."""
    whole = decimals = 0
    for figure in figures:
        if figure is not None:
            _, digits, exponent = _parts(figure)
            whole = max(whole, len(digits) + exponent)
            decimals = max(decimals, -exponent)
    return max(whole + decimals, 1), decimals


def _shortest(figure: Decimal | None) -> Decimal | None:
    """The same figure without zeros at the end; `normalize` would round it in the caller's context."""
    if not figure:
        return figure if figure is None else Decimal(0)
    sign, digits, exponent = _parts(figure)
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return Decimal((sign, digits[: len(digits) - zeros], exponent + zeros))


def _at(figure: Decimal | None, decimals: int) -> Decimal | None:
    """The same figure with just so many decimals; what falls off is zeros."""
    if figure is None:
        return None
    sign, digits, exponent = _parts(figure)
    shift = exponent + decimals
    if shift == 0:
        return figure
    return Decimal((sign, digits + (0,) * shift if shift > 0 else digits[:shift] or (0,), -decimals))
