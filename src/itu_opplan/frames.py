"""Columns to and from dataframes through narwhals, which is loaded on first use (the extra `frames`)."""

import importlib
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeGuard

from .digits import write_figure
from .errors import FrameError
from .wording import quote

if TYPE_CHECKING:
    from narwhals import Series
    from narwhals.typing import IntoSeries

__all__ = ["index_names", "read_about", "read_columns", "read_orders", "to_frame"]

_Backend: TypeAlias = Literal["pandas", "polars", "pyarrow", "modin"]
_BACKENDS: dict[str, _Backend] = {"pandas": "pandas", "polars": "polars", "pyarrow": "pyarrow", "modin": "modin"}
_INSTALL = "pip install 'itu-opplan[frames]'"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def to_frame(
    columns: Mapping[str, Sequence[object]],
    backend: str,
    *,
    figures: Collection[str] = (),
    orders: Mapping[str, Sequence[str]] = _NOTHING,
    about: Mapping[str, str] = _NOTHING,
    decimals: int | None = None,
    floats: bool = False,
) -> object:
    """A dataframe of these columns: figures are exact decimals or nulls, all else is text.

    In pandas and modin the figures are Decimal objects; in polars and pyarrow they have a decimal type of
    full width (38 digits; 76 in pyarrow where 38 are too few), with as many decimals as the figures need.

    Args:
        columns: values by name of the column, all of one length.
        backend: `pandas`, `polars`, `pyarrow` or `modin`.
        figures: the columns that hold figures, also where all are None; those with a Decimal do anyway.
        orders: by column, all texts that can stand in it in their order: it has ordered categories.
        about: what is said of the whole, where the dataframe has a place for it.
        decimals: round Decimals half-up to so many.
        floats: whether figures are floats instead.

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

    def series(name: str, values: Sequence[object]) -> "Series[IntoSeries]":
        if name in orders:
            order = dict.fromkeys((*orders[name], *(value for value in values if isinstance(value, str))))
            return _categories(name, values, tuple(order), eager)
        if name not in figures and not any(isinstance(value, Decimal | int) for value in values):
            return narwhals.new_series(name, values, narwhals.String, backend=eager)
        exact = [_figure(name, value, decimals) for value in values]
        if not floats:
            return _figures(name, exact, eager)
        inexact = [None if figure is None else float(figure) for figure in exact]
        return narwhals.new_series(name, inexact, narwhals.Float64, backend=eager)

    try:
        made = [series(name, values) for name, values in columns.items()]
        if not made:
            return narwhals.from_dict({}, {}, backend=eager).to_native()
        return _say(made[0].to_frame().with_columns(*made[1:]).to_native(), eager, about)
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


def read_orders(frame: object) -> dict[str, tuple[str, ...]]:
    """All texts that can stand in each column of ordered categories of a dataframe, in their order.

    >>> frame = to_frame({"grade": ["P5"], "value": [Decimal(2)]}, "pyarrow", orders={"grade": ["P4", "P5"]})
    >>> read_orders(frame)
    {'grade': ('P4', 'P5')}
    """
    import narwhals

    orders: dict[str, tuple[object, ...]] = {}
    read = narwhals.from_native(frame, eager_only=True)  # type: ignore[call-overload]  # it was read before
    for name, kind in read.schema.items():
        if isinstance(kind, narwhals.Enum):
            orders[str(name)] = tuple(kind.categories)
        elif kind == narwhals.Categorical and read.implementation.is_pyarrow():
            column = read.get_column(name).to_native()
            if column.type.ordered and column.num_chunks:
                orders[str(name)] = tuple(column.unify_dictionaries().chunk(0).dictionary.to_pylist())
    return {name: order for name, order in orders.items() if _are_texts(order)}


def read_about(frame: object) -> dict[str, str]:
    """What a dataframe says of itself as a whole: in `attrs` of pandas, in the metadata of a table of pyarrow.

    >>> read_about(to_frame({"value": [Decimal(2)]}, "pyarrow", about={"unit": "CHF"}))
    {'unit': 'CHF'}
    """
    import narwhals

    native: Any = narwhals.to_native(frame, pass_through=True)
    schema = getattr(native, "schema", None)
    said = getattr(native, "attrs", None) or getattr(schema, "metadata", None)
    if not isinstance(said, Mapping):
        return {}
    read = {_decoded(key): _decoded(text) for key, text in said.items()}
    return {key: text for key, text in read.items() if isinstance(key, str) and isinstance(text, str)}


def index_names(frame: object) -> list[str]:
    """The names of what stands in the index of a dataframe of pandas; of others none."""
    return [name for name in getattr(getattr(frame, "index", None), "names", ()) if isinstance(name, str)]


def _not_installed(name: str, error: ImportError) -> ImportError:
    extra = "" if name == "narwhals" else f" {name}"
    return ImportError(f"dataframes need {name}: {_INSTALL}{extra} ({error})", name=name)


def _values(column: "Series[IntoSeries]") -> list[object]:
    import narwhals

    if column.dtype == narwhals.Categorical and _has_texts(column.to_native()):
        column = column.cast(narwhals.String)  # pyarrow is slow to read categories one by one
    missing = column.is_null().to_list()
    return [None if null else value for value, null in zip(column.to_list(), missing, strict=True)]


def _has_texts(native: Any) -> bool:
    """Whether a column of categories is one of pyarrow, and of texts."""
    return str(getattr(getattr(native, "type", None), "value_type", "")) in ("string", "large_string")


def _are_texts(order: Sequence[object]) -> TypeGuard[tuple[str, ...]]:
    return all(isinstance(text, str) for text in order)


def _decoded(text: object) -> object:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


def _say(frame: Any, backend: _Backend, about: Mapping[str, str]) -> object:
    """The dataframe with what is said of it as a whole; polars and modin have no place for that."""
    if backend == "pandas":
        frame.attrs.update(about)
    elif backend == "pyarrow" and about:
        return frame.replace_schema_metadata(about)
    return frame


def _categories(name: str, values: Sequence[object], order: Sequence[str], backend: _Backend) -> "Series[IntoSeries]":
    """The column of texts as ordered categories."""
    import narwhals

    if backend != "pyarrow":
        return narwhals.new_series(name, values, narwhals.Enum(order), backend=backend)
    pyarrow = importlib.import_module("pyarrow")
    places: dict[object, int] = {text: place for place, text in enumerate(order)}
    numbers = pyarrow.array([places.get(value) for value in values], pyarrow.int32())
    made = pyarrow.DictionaryArray.from_arrays(numbers, pyarrow.array(order, pyarrow.string()), ordered=True)
    native: IntoSeries = pyarrow.chunked_array([made])
    return narwhals.from_native(native, series_only=True).alias(name)


def _figures(name: str, figures: list[Decimal | None], backend: _Backend) -> "Series[IntoSeries]":
    """The column of figures, of a type that keeps them exactly."""
    import narwhals

    if backend == "polars":
        polars = importlib.import_module("polars")
        # Always of full width: a narrow type has no room for sums, and polars panics when one does not fit.
        _, scale, figures = _fitted(name, figures, backend, 38)
        native: IntoSeries = polars.Series(name, figures, dtype=polars.Decimal(38, scale))
    elif backend == "pyarrow":
        pyarrow = importlib.import_module("pyarrow")
        width, scale, figures = _fitted(name, figures, backend, 76)
        kind = pyarrow.decimal128(38, scale) if width <= 38 else pyarrow.decimal256(76, scale)
        native = pyarrow.chunked_array([pyarrow.array(figures, kind)])
    else:
        return narwhals.new_series(name, figures, backend=backend)
    return narwhals.from_native(native, series_only=True).alias(name)


def _figure(name: str, value: object, decimals: int | None) -> Decimal | None:
    if value is None or type(value) is int:
        return None if value is None else Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value if decimals is None else Decimal(write_figure(value, decimals))
    raise FrameError(f"{name}: must be a finite Decimal, a whole number or None, got {quote(value)}")


def _fitted(name: str, figures: list[Decimal | None], backend: str, most: int) -> tuple[int, int, list[Decimal | None]]:
    """The digits and the decimals that hold all figures, and the figures with just so many decimals."""
    digits, decimals = _needed(figures)
    if digits > most:  # with their last zeros they are too many; without, perhaps not
        digits, decimals = _needed([_shortest(figure) for figure in figures])
    if digits > most:
        raise FrameError(
            f"{name}: {backend} keeps at most {most} digits, these figures need {digits}, {decimals} of them "
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
