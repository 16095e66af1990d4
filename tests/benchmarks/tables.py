"""What is measured on tables of figures, against pandas with its frames ready: floats, and dims as categories."""

import itertools
from collections.abc import Iterable
from decimal import Decimal

import itu_opplan as opplan

from .fixtures import Prepared

__all__ = ["Growth", "Million", "Tables"]

BOTH = ["department", "period"]


def _frame(table: opplan.Table):
    import pandas

    frame = pandas.DataFrame(table.records())
    frame["value"] = [float(cell) if isinstance(cell, Decimal) else float("nan") for cell in frame["value"]]
    for axis in table.axes:
        frame[axis.dim] = pandas.Categorical(frame[axis.dim], categories=axis.labels)
    return frame


def _added(frame, dims: Iterable[str]):
    return frame.groupby(list(dims), observed=True)["value"].sum()


class Tables:
    """The work-months of a plan of so many outputs."""

    def __init__(self, size: int, prepared: Prepared) -> None:
        import pandas

        self.plan = opplan.loads(prepared.text(size))
        self.table = opplan.effort(self.plan)
        self.frame = _frame(self.table)
        self.capacity = _frame(opplan.capacity(self.plan))
        self.own = _frame(opplan.own_effort(self.plan)) if opplan.own_effort(self.plan) else None
        self.output = self.table.labels("output")[size // 2]
        linked = [(output.code, output.objectives or ("(none)",)) for output in self.plan.outputs]
        self.links = pandas.DataFrame(
            [(code, to, 1 / len(objectives)) for code, objectives in linked for to in objectives],
            columns=["output", "objective", "weight"],
        ).astype({"output": self.frame["output"].dtype, "objective": "category"})

    def check(self) -> None:
        """Both find the same."""
        total = float(self.table.total())
        for found in (self.pandas_apportion()["value"].sum(), self.pandas_by_output().sum()):
            assert abs(found - total) < 1e-6 * total, (found, total)
        residual = float(sum(line.residual for line in opplan.reconcile(self.plan).lines if line.residual))
        found = self.pandas_reconcile()["residual"].sum()
        assert abs(found - residual) < 1e-6 * total, (found, residual)

    def where(self) -> object:
        return self.table.where(output=self.output)

    def pandas_where(self) -> object:
        return self.frame[self.frame["output"] == self.output]

    def by_department(self) -> object:
        return self.table.by(*BOTH)

    def pandas_by_department(self) -> object:
        return _added(self.frame, BOTH)

    def by_output(self) -> object:
        return self.table.by("output", "period")

    def pandas_by_output(self):
        return _added(self.frame, ("output", "period"))

    def shares(self) -> object:
        return self.table.shares("output")

    def pandas_shares(self) -> object:
        whole = self.frame.groupby("output", observed=True)["value"].transform("sum")
        return self.frame.assign(value=self.frame["value"] / whole * 100)

    def apportion(self) -> object:
        return opplan.apportion(self.table, self.plan, to="objective")

    def pandas_apportion(self):
        merged = self.frame.merge(self.links, on="output")
        return merged.assign(value=merged["value"] * merged["weight"]).drop(columns="weight")

    def reconcile(self) -> object:
        return opplan.reconcile(self.plan)

    def pandas_reconcile(self):
        import pandas

        sides = {"capacity": _added(self.capacity, BOTH), "effort": _added(self.frame, BOTH)}
        if self.own is not None:
            sides["own"] = _added(self.own, BOTH)
        both = pandas.DataFrame(sides)
        both["residual"] = both["capacity"] - both["effort"].fillna(0) - (both["own"].fillna(0) if "own" in both else 0)
        both["load"] = both["effort"] / both["capacity"] * 100
        return both

    def text(self) -> object:
        return str(self.table)

    def pandas_text(self) -> object:
        return str(self.frame)


class Million:
    """A million cells, of 5,000 outputs, 20 departments and 10 periods; in the short form fewer."""

    MOST_ROUNDS = 5
    DIMS = ("output", "department", "period")

    def __init__(self, size: int, prepared: Prepared) -> None:
        self.records = _records(size)
        self.table = self.from_records()
        self.few = opplan.Table.from_records(_records(10_000), dims=self.DIMS, unit="work_month")
        self.frame = _frame(self.table)

    def from_records(self) -> opplan.Table:
        return opplan.Table.from_records(self.records, dims=self.DIMS, unit="work_month")

    def plain_dict(self) -> object:
        return {(row["output"], row["department"], row["period"]): Decimal(row["value"]) for row in self.records}

    def pandas_from_records(self) -> object:
        import pandas

        return pandas.DataFrame(self.records)

    def by(self) -> object:
        return self.table.by(*BOTH)

    def pandas_by(self) -> object:
        return _added(self.frame, BOTH)

    def shares(self) -> object:
        return self.table.shares("output")

    pandas_shares = Tables.pandas_shares

    def text(self) -> object:
        return str(self.table)

    def text_of_few(self) -> object:
        return str(self.few)


def _records(size: int) -> list[dict[str, object]]:
    outputs = [f"OUTPUT-{number}" for number in range(size // 200)]
    departments = [f"D{number}" for number in range(20)]
    periods = [str(year) for year in range(2001, 2011)]
    cells = itertools.product(outputs, departments, periods)
    return [
        {"output": output, "department": department, "period": period, "value": Decimal(number * 37 % 9973).scaleb(-1)}
        for number, (output, department, period) in enumerate(cells)
    ]


class Growth:
    """The same of a plan with many outputs and of one with a tenth of them."""

    MOST_ROUNDS = 7

    def __init__(self, size: int, prepared: Prepared) -> None:
        self._many, self._few = prepared.text(size), prepared.text(size // 10)
        self._table_of_many = opplan.effort(opplan.loads(self._many))
        self._table_of_few = opplan.effort(opplan.loads(self._few))

    def load_many(self) -> object:
        return opplan.loads(self._many)

    def load_few(self) -> object:
        return opplan.loads(self._few)

    def by_many(self) -> object:
        return self._table_of_many.by(*BOTH)

    def by_few(self) -> object:
        return self._table_of_few.by(*BOTH)
