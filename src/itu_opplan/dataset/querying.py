"""Figures of a dataset, added up by an engine: the figures of `Table`, and its refusals.

What adds is decided by the axes, which the dataset has whole. Engines add up; a result is a `Table`, and all that is
divided or rounded, its methods do.
"""

# pyright: reportPrivateUsage=false

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

import attrs

from ..analysis.across import Kin, check_calendars, rival_of
from ..analysis.links import NONE
from ..engines import DIGITS, Engine, Scan, Sum, check_engine
from ..errors import FrameError, UnitMismatch, UnknownCode, UnknownLabel, refusal
from ..immutable import Immutable
from ..periods import Period
from ..storage.layout import refuse
from ..table import Axis, Table
from ..table.axes import find_axis, join_axes
from ..table.block import collect, fill
from ..table.cells import ONE, STATES, Missing
from ..table.joining import check_adds
from ..table.names import Label
from ..table.places import measure as measure_axes
from ..table.reasons import find_reason, tell
from ..units import advise_on_units
from ..wording import few, plural, quote, suggestions
from .rows import column_of

__all__ = ["Dataset", "StoredFigures", "open_dataset"]

_LINKED = "_linked"
"""The dim of all that an output is linked with, until it is divided among that."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Dataset(Immutable):
    """Many plans in a folder that `write_dataset` has written, and the engine that reads it.

    Attributes:
        path: the folder.
        engine: `polars`, `duckdb` or `pyspark`.
        plans: the codes of the plans.
        measures: the codes of the measures that have figures.
    """

    path: str
    engine: Engine
    plans: tuple[str, ...]
    measures: tuple[str, ...]
    _kin: tuple[Kin, ...] = attrs.field(alias="kin")
    _session: object = attrs.field(default=None, alias="session")

    def __repr__(self) -> str:
        return f"<Dataset: {plural(len(self.plans), 'plan')}, {plural(len(self.measures), 'measure')}, {self.engine}>"

    def figures(self, measure: str, *, plans: Iterable[str] | None = None, unit: str | None = None) -> "StoredFigures":
        """The figures of a measure of all plans that have some; none is read before they are added up.

        The axes are those of `across(plans, measure)`.

        Args:
            measure: the code of the measure, such as `effort`.
            plans: the codes of the plans, in their order; without them all.
            unit: take those in this unit; needed only where there are several, as of `services`.

        Raises:
            UnknownCode: there is no such plan, or none of them has figures of such a measure.
            UnitMismatch: the figures are in several units, or several currencies, and none was named.
            UnknownLabel: plans have declared the measure with different dims.
            NotAdditive: the years of two plans begin in different months.
        """
        if measure not in self.measures:
            raise UnknownCode(
                f"no plan has figures of {quote(measure)}; there are {suggestions(measure, self.measures)}"
            )
        chosen = self._choose(plans)
        order = {code: number for number, code in enumerate(chosen)}
        tables = self._scan("tables").where(measure=[measure], **({} if plans is None else {"plan": chosen}))
        every = tables.read("plan", "unit", "dims", "cells", "digits", "assumed")
        about = [row for row in every if unit in (None, row["unit"])]
        if not every:
            raise UnknownCode(f"none of the plans {few(chosen)} has figures of {measure}")
        if not about:
            units = few(dict.fromkeys(row["unit"] for row in every))
            raise UnitMismatch(f"no plan has figures of {measure} in {quote(unit)}; they are in {units}")
        about.sort(key=lambda row: order[row["plan"]])
        first = about[0]
        for row in about:
            whose = f"{measure} of plan {quote(row['plan'])}"
            if row["unit"] != first["unit"]:
                advice = f"name one: figures({measure!r}, unit={first['unit']!r})"
                others = advise_on_units(row["unit"], first["unit"])
                raise UnitMismatch(f"{whose} is in {row['unit']}, not in {first['unit']}; {others}; {advice}")
            if set(row["dims"]) != set(first["dims"]):
                raise UnknownLabel(f"{whose} has the dims {', '.join(row['dims'])}, not {', '.join(first['dims'])}")
        whole = {"measure": [measure], "unit": [first["unit"]], **({} if plans is None else {"plan": chosen})}
        scan = self._scan("figures").where(**whole)
        digits = max(row["digits"] for row in about) + scan.decimals("value")
        cells = sum(row["cells"] for row in about)
        if digits + len(str(cells)) > DIGITS:
            raise FrameError(
                f"{cells:,} figures of {digits} digits can make a sum of more than {DIGITS} digits, which engines do "
                "not have; round them before they are written"
            )
        axes, spelled = self._axes(measure, first["unit"], [row["plan"] for row in about], first["dims"])
        assumed = tuple(dict.fromkeys(sentence for row in about for sentence in row["assumed"]))
        return StoredFigures(
            dataset=self, measure=measure, unit=first["unit"], axes=axes, assumed=assumed, scan=scan, spelled=spelled
        )

    def _choose(self, plans: Iterable[str] | None) -> list[str]:
        if plans is None:
            return list(self.plans)
        wanted = [plans] if isinstance(plans, str) else list(plans)
        for code in wanted:
            if code not in self.plans:
                raise UnknownCode(f"unknown plan {quote(code)}; the dataset has {suggestions(code, self.plans)}")
        return list(dict.fromkeys(wanted))

    def _scan(self, file: str) -> Scan:
        return Scan(_inside(self.path, file), self.engine, self._session)

    def _list_codes(self, kind: str, plans: Sequence[str]) -> list[str]:
        """The codes of all objectives, or goals, of these plans, in their order."""
        rows = self._scan(f"{kind}s").where(plan=plans).read("plan", "position", "code")
        order = {code: number for number, code in enumerate(plans)}
        rows.sort(key=lambda row: (order[row["plan"]], row["position"]))
        return [row["code"] for row in rows]

    def _axes(
        self, measure: str, unit: str, plans: Sequence[str], dims: Sequence[str]
    ) -> tuple[tuple[Axis, ...], dict[str, tuple[str, ...]]]:
        """The axes of the tables of all these plans, joined; and all labels of each dim as they are spelled."""
        order = {code: number for number, code in enumerate(plans)}
        stored = self._scan("axes").where(measure=[measure], unit=[unit])
        every = stored.read("plan", "dim", "labels", "names", "reason", "year_begins")
        rows = [row for row in every if row["plan"] in order]
        rows.sort(key=lambda row: order[row["plan"]])
        kin = [one for one in self._kin if one.code in order]
        axes = [Axis("plan", plans, find_reason("plan", unit) or rival_of(kin))]
        spelled: dict[str, tuple[str, ...]] = {}
        for dim in dims:
            own = [_axis_of(row) for row in rows if row["dim"] == dim]
            spelled[dim] = tuple(dict.fromkeys(label for axis in own for label in axis.labels))
            if dim == "period":
                check_calendars(dict(zip((row["plan"] for row in rows if row["dim"] == dim), own, strict=True)))
            joined = join_axes(Axis(dim, own[0].labels), own)
            if dim == "period":
                joined = attrs.evolve(joined, labels=sorted(map(Period.parse, joined.labels)))
            axes.append(joined)
        if unit == "percent":
            axes[0] = axes[0].refusing("each plan is a whole of its own")
        return tell(axes, unit), spelled


def _axis_of(row: Mapping[str, Any]) -> Axis:
    names = {label: name for label, name in zip(row["labels"], row["names"] or (), strict=False) if name is not None}
    return Axis(row["dim"], row["labels"], row["reason"] or "", names=names, year_begins=row["year_begins"])


def _inside(path: str, file: str) -> str:
    return f"{path.rstrip('/')}/{file}.parquet" if "://" in path else os.path.join(path, f"{file}.parquet")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StoredFigures(Immutable):
    """The figures of one measure of many plans, where they are stored: a `Table` that has not been read.

    Attributes:
        measure: the code of the measure.
        unit: the unit of every figure.
        axes: one `Axis` per dim; the first is that of the plans.
        assumed: what the figures rest on.
    """

    measure: str
    unit: str
    axes: tuple[Axis, ...]
    assumed: tuple[str, ...]
    _dataset: Dataset = attrs.field(alias="dataset")
    _scan: Scan = attrs.field(alias="scan")
    _spelled: Mapping[str, tuple[str, ...]] = attrs.field(alias="spelled")

    def __repr__(self) -> str:
        shape = " × ".join(f"{len(axis.labels)} {axis.dim}" for axis in self.axes)
        return f"<StoredFigures: {self.measure}, {shape}, {self.unit}>"

    @property
    def dims(self) -> tuple[str, ...]:
        """The names of the dims."""
        return tuple(axis.dim for axis in self.axes)

    def where(self, /, **labels: Label | Iterable[Label]) -> "StoredFigures":
        """Only the figures with these labels, as `Table.where`.

        Raises:
            UnknownLabel: a dim or label is unknown; the nearest are named.
        """
        axes, scan = list(self.axes), self._scan
        for dim, wanted in labels.items():
            axis = find_axis(axes, dim)
            many = wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str | bytes) else (wanted,)
            taken = axis.take(sorted({axis.position(label) for label in many}))
            axes[axes.index(axis)] = taken
            spelled = [one for one in self._spelled.get(dim, taken.labels) if taken.find(one) is not None]
            scan = scan.where(**{column_of(dim): spelled})
        return attrs.evolve(self, axes=tuple(axes), scan=scan)

    def by(self, *dims: str) -> Table:
        """Added up over every other dim, as `Table.by`; the engine adds up.

        Raises:
            NotAdditive: a dropped dim does not add and has more than one label left.
            UnknownLabel: there is no such dim.
        """
        return _add_up(self._scan, self._find(dims), self.unit, self.assumed)

    def apportion(
        self, *dims: str, to: Literal["objective", "goal"], rule: Literal["equal", "primary"] = "equal"
    ) -> Table:
        """The figures of outputs divided among their objectives or goals, as `apportion`, by these dims and that one.

        The engine adds up those that have the same links; each sum is divided once, and the last link takes what
        rounding leaves. So the total stays, and no part differs from that of `apportion`, which divides each figure,
        before the 18th decimal or so.

        Args:
            dims: the dims that are kept; all else is added up.
            to: `objective` or `goal`, the further dim.
            rule: `equal`, or `primary`: all to the first link.

        Raises:
            UnknownCode: there are no such links.
            UnknownLabel: there is no such dim, or no dim `output`.
            InvalidPlan: there is no such rule.
            NotAdditive: as `by`.
        """
        if to not in ("objective", "goal"):
            raise UnknownCode(f"to: must be 'objective' or 'goal', got {quote(to)}")
        if rule not in ("equal", "primary"):
            raise refusal(f"must be 'equal' or 'primary', got {quote(rule)}", path="rule")
        find_axis(self.axes, "output")
        if to in self.dims:
            raise UnknownLabel(f"{quote(to)} is a dim of the figures already")
        wanted = self._find([dim for dim in dims if dim != to])
        own = {"plan": self.axes[0].labels, "kind": ["output"], "field": [f"{to}s"], "position": [0]}
        links = self._dataset._scan("links").where(**own)
        linked = dict.fromkeys(row["targets"] for row in links.read("targets"))
        joined = self._scan.beside(links, {"plan": "plan", "output": "code"}, {_LINKED: "targets"})
        table = _add_up(joined, [*wanted, Axis(_LINKED, [*linked, NONE])], self.unit, self.assumed)
        weights = {targets: _weigh(targets.split(" "), rule) for targets in linked}
        known = self._dataset._list_codes(to, self.axes[0].labels)
        labels = dict.fromkeys([*known, *(one for targets in linked for one in targets.split(" ")), NONE])
        divided = table.distribute(_LINKED, {**weights, NONE: {NONE: Fraction(1)}}, to=Axis(to, labels))
        said = f"outputs divided equally among their {to}s"
        said = said if rule == "equal" else f"outputs belong wholly to the first of their {to}s"
        return divided.by(*(dims if to in dims else (*dims, to))).assuming(said)

    def _find(self, dims: Sequence[str]) -> list[Axis]:
        """The axes of these dims, if the others can go."""
        wanted = [find_axis(self.axes, dim) for dim in dict.fromkeys(dims)]
        for axis in self.axes:
            if axis not in wanted:
                check_adds(axis)
        return wanted


def _weigh(targets: Sequence[str], rule: str) -> dict[str, Fraction]:
    """The weight of each link of an output that has these."""
    return {targets[0]: Fraction(1)} if rule == "primary" else dict.fromkeys(targets, Fraction(1, len(targets)))


def _add_up(scan: Scan, axes: Sequence[Axis], unit: str, assumed: tuple[str, ...]) -> Table:
    """The table with these axes of the sums that an engine makes."""
    sizes = measure_axes(axes)
    cells: list[tuple[int, tuple[int, int, int]]] = []
    places: list[int] = []
    for number, found in enumerate(scan.add_up(*(column_of(axis.dim) for axis in axes))):
        place = 0
        for axis, size, label in zip(axes, sizes, found.labels, strict=True):
            place = place * size + axis.position(NONE if label is None else label)
        places.append(place)
        cells.append((number, _cell_of(found)))
    block = collect([(fill(cells, len(cells)), places)], math.prod(sizes))
    return Table(axes, unit, block.figures, block.counts, block.scale, assumed, block.decimals)


def _cell_of(found: Sum) -> tuple[int, int, int]:
    """The number, the decimals and the count of a sum; FrameError where the engine has lost it."""
    if found.missing is not None:
        return 0, 0, found.cells * STATES[Missing(found.missing)]
    if found.figure is None:
        raise FrameError("the engine has no room for a sum")
    sign, digits, exponent = found.figure.as_tuple()
    number, decimals = int("".join(map(str, digits))), -int(exponent)
    number = (
        number // 10 ** (decimals - found.decimals)
        if decimals > found.decimals
        else number * 10 ** (found.decimals - decimals)
    )
    return (-number if sign else number), found.decimals, found.cells * ONE


# --- opening ----------------------------------------------------------------------------------------------------------


def open_dataset(path: str | os.PathLike[str], *, engine: Engine = "polars", session: object = None) -> Dataset:
    """A dataset that `write_dataset` has written, to be added up by an engine.

    Polars is the quickest for what one machine holds; DuckDB needs less memory than the data take; Spark is for files
    that lie where a cluster can read them.

    Args:
        path: the folder, or an address that the engine can read, such as `s3://plans`.
        engine: `polars`, `duckdb` or `pyspark`, which must be installed.
        session: of Spark, the session.

    Raises:
        FormatError: there is no dataset.
        FrameError: there is no such engine, or it needs a session.
        ImportError: narwhals or the engine is not installed.

    >>> import tempfile
    >>> from itu_opplan import bundled, write_dataset
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_dataset([bundled("gs-2008-2011")], os.path.join(folder, "plans"))
    ...     data = open_dataset(os.path.join(folder, "plans"), engine="duckdb")
    ...     print(data.figures("effort").by("plan", "period"))
    work_month
    plan           2007   2008  2009-2011
    -------------------------------------
    gs-2008-2011  678.9  691.0     2116.8
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"open_dataset takes a path, got {quote(path)}")
    name, known = os.fspath(path), check_engine(engine, session)
    if "://" not in name and not os.path.isfile(_inside(name, "figures")):
        raise refuse("no dataset; write_dataset makes one", name)
    try:
        plans = Scan(_inside(name, "plans"), known, session).read(
            "plan", "position", "organisation", "entity", "window", "year_begins"
        )
        tables = Scan(_inside(name, "tables"), known, session).read("measure")
    except FrameError as error:
        raise refuse(f"no dataset: {error}", name) from error
    plans.sort(key=lambda row: row["position"])
    kin = tuple(
        Kin(row["plan"], (row["organisation"], row["entity"]), Period.parse(row["window"]), row["year_begins"])
        for row in plans
    )
    measures = tuple(sorted({row["measure"] for row in tables}))
    return Dataset(
        path=name, engine=known, plans=tuple(one.code for one in kin), measures=measures, kin=kin, session=session
    )
