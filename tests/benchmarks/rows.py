"""What is measured, over what, and what is wanted: one row each. The works are methods of the classes in `CASES`."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from .processes import Memory, Parallel, Start
from .tables import Growth, Million, Tables
from .texts import Shipped, Sized

__all__ = ["CASES", "ROWS", "Row", "goal_of"]

CASES = {
    "start": Start,
    "shipped": Shipped,
    "load": Sized,
    "tables": Tables,
    "million": Million,
    "growth": Growth,
    "memory": Memory,
    "parallel": Parallel,
}
"""What the works of a row are run on; each case of each size has a process of its own."""

Bound: TypeAlias = float | Mapping[int, float]
"""A goal for all sizes, or one for each."""


class Row(NamedTuple):
    """One line of the report.

    Attributes:
        what: what is compared with what.
        case: on what.
        works: the works of the library, whose figures are added.
        peers: those of the other side; none where the figure stands alone.
        most: the goal: the figure is this at most.
        least: the goal: the figure is this at least.
        with_toml_rs: the goal in the place of `most` where the library reads with toml-rs.
        turned: the figure is the peers' over the works', as of speed; otherwise the works' over the peers'.
        divisor: by what the figure is divided, so that it is for one output.
    """

    what: str
    case: str
    works: tuple[str, ...]
    peers: tuple[str, ...] = ()
    most: Bound | None = None
    least: Bound | None = None
    with_toml_rs: Bound | None = None
    turned: bool = False
    divisor: float = 1


SIX = ("where", "by_department", "by_output", "shares", "apportion", "reconcile")
"""The six tables: the sum of their times is compared."""


def _pandas(name: str) -> str:
    return f"pandas_{name}"


ROWS = (
    # --- reading, writing, checking
    Row("load / bare tomllib", "load", ("loads",), ("tomllib",),
        most={20: 0.70, 200: 0.70, 2000: 0.65}, with_toml_rs={20: 0.42, 200: 0.42, 2000: 0.45}),
    Row("load / pydantic with tomllib", "load", ("loads",), ("pydantic",), most=0.62, with_toml_rs=0.38),
    Row("load / msgspec with tomllib", "load", ("loads",), ("msgspec",), most=0.67, with_toml_rs=0.40),
    Row("load / msgspec with tomli", "load", ("loads",), ("msgspec_tomli",), most=1.7, with_toml_rs=1.05),
    Row("validate / loads", "shipped", ("validate",), ("loads",), most=1.0),
    Row("validate_text / loads", "shipped", ("validate_text",), ("loads",), most=2.0),
    Row("dumps / tomli_w", "shipped", ("dumps",), ("tomli_w",), most=0.80),
    # --- processes
    Row("import / import attrs", "start", ("import_opplan",), ("import_attrs",), most=1.0),
    Row("process / pydantic with tomllib", "start", ("process",), ("process_pydantic",), most=0.50),
    Row("process / pandas, a sheet of CSV", "start", ("process",), ("process_pandas",), most=0.28),
    Row("two processes: work done, of one", "parallel", ("two",), ("one",), least=1.9, turned=True),
    # --- tables
    Row("pandas / six tables, sum", "tables", SIX, tuple(map(_pandas, SIX)),
        least={20: 6.0, 200: 2.5, 2000: 1.0}, turned=True),
    *(
        Row(f"pandas / {name}", "tables", (work,), (_pandas(work),), turned=True)
        for name, work in (
            ("where(output)", "where"),
            ("by(department, period)", "by_department"),
            ("by(output, period)", "by_output"),
            ("shares(output)", "shares"),
            ("apportion(objective)", "apportion"),
            ("reconcile", "reconcile"),
            ("str", "text"),
        )
    ),
    # --- a million cells: half of the 5.3 that from_records took when the goal was set
    Row("from_records / a dict of Decimals", "million", ("from_records",), ("plain_dict",), most=2.65),
    Row("from_records / pandas.DataFrame", "million", ("from_records",), ("pandas_from_records",)),
    Row("pandas / by, of many cells", "million", ("by",), ("pandas_by",), turned=True),
    Row("pandas / shares, of many cells", "million", ("shares",), ("pandas_shares",), turned=True),
    Row("str / str of 10,000 cells", "million", ("text",), ("text_of_few",), most=1.2),
    # --- growth
    Row("load: an output of many / of few", "growth", ("load_many",), ("load_few",), most=1.10, divisor=10),
    Row("by(department, period): likewise", "growth", ("by_many",), ("by_few",), most=1.15, divisor=10),
    # --- memory: what it was when the goal was set, 0.44 and 47.5, is to hold
    Row("memory of a plan / pydantic", "memory", ("kept",), ("kept_pydantic",), most=0.45),
    Row("peak of load / pydantic", "memory", ("peak",), ("peak_pydantic",)),
    Row("bytes a figure, of a million", "memory", ("bytes_a_figure",), most=50),
)  # fmt: skip


def goal_of(row: Row, size: int, *, toml_rs: bool) -> tuple[str, float] | None:
    """What is wanted of a row, of plans of this size: `≤` or `≥` and a figure; None where nothing is.

    >>> goal_of(ROWS[0], 20, toml_rs=False), goal_of(ROWS[0], 1000, toml_rs=True)
    (('≤', 0.7), ('≤', 0.45))
    """
    if row.least is not None:
        return "≥", _at(row.least, size)
    bound = row.with_toml_rs if toml_rs and row.with_toml_rs is not None else row.most
    return None if bound is None else ("≤", _at(bound, size))


def _at(bound: Bound, size: int) -> float:
    """The goal for the size that is nearest."""
    if not isinstance(bound, Mapping):
        return bound
    return bound[min(bound, key=lambda known: max(known, size) / min(known, size))]
