"""What type checkers see of a table. mypy checks it; nobody runs it."""

from decimal import Decimal
from fractions import Fraction
from typing import assert_type

import pandas
import polars
from matplotlib.axes import Axes

import itu_opplan as opplan
from itu_opplan import Axis, Grade, Missing, Period, Table

table = opplan.effort(opplan.bundled("gs-2008-2011"))

assert_type(table.dims, tuple[str, ...])
assert_type(table.unit, str)
assert_type(table.axes, tuple[Axis, ...])
assert_type(table.labels("department"), tuple[str, ...])
assert_type(len(table), int)

cell = table.at(output="PP", department="SGO", period=Period(2008, 2008))
assert_type(cell, Decimal | Missing)
if isinstance(cell, Missing):
    assert_type(cell.value, str)
else:
    assert_type(cell, Decimal)

assert_type(table.where(department=("SGO", "CEC"), period="2008"), Table)
assert_type(table.where(department=(code for code in ("SGO", "CEC"))), Table)
assert_type(table.keep(lambda value: value > 100), Table)
assert_type(table.by("department", "period"), Table)
assert_type(table.total(), Decimal)
assert_type(table.shares("output"), Table)
assert_type(table.relabel("department", {"SGO": "CEC"}), Table)
assert_type(table.by("department").plot(), Axes)
assert_type(table.plot("line", against={"capacity": table, "all": 100}, title="Load", ax=None), Axes)
table.plot("pie")  # type: ignore[arg-type]
table.plot(against=0.5)  # type: ignore[arg-type]
assert_type(table.relabel("department", str.lower, to="unit"), Table)
assert_type(table.span("2008-2011"), Table)
assert_type(table.span(Period(2008, 2011)), Table)
assert_type(table.span("2007", "2008"), Table)
assert_type(table.split(), Table)
assert_type(table.split({"2009": 1, "2010": Decimal("0.5"), "2011": Fraction(1, 3)}), Table)
assert_type(table.split({"PP": {"2010": 1}}, dim="output"), Table)
assert_type(table.split(opplan.event_years(opplan.bundled("gs-2008-2011")), dim="output"), Table)
assert_type(table.growth("2007", "2008"), Table)
assert_type(table.rounded(1, "output"), Table)
assert_type(table.assumed, tuple[str, ...])
assert_type(table.assuming("half of it is done in 2009"), Table)
assert_type(table.per_year(), Table)
assert_type(table.convert("work_year"), Table)
assert_type(table.scaled("1.03", because="prices rise"), Table)
assert_type(table.scaled({"2008": 2, "2009-2011": Fraction(1, 3)}, dim="period", because="so it is"), Table)
assert_type(table.missing(), Table)
assert_type(table + table, Table)
assert_type(table - table, Table)
assert_type(table.set(Decimal(1), output="PP", department="SGO", period="2008"), Table)
assert_type(table.set("1.5", output="PP", department="SGO", period="2008"), Table)
assert_type(table.set(1, new=True, output="PP", department="NEW", period="2008"), Table)
assert_type(table.to_frame(), pandas.DataFrame)
assert_type(table.to_frame("pandas", wide="period", floats=True), pandas.DataFrame)
assert_type(table.to_frame("polars", wide="period", decimals=1), polars.DataFrame)
assert_type(opplan.validate(opplan.bundled("gs-2008-2011")).to_frame("polars", floats=True), polars.DataFrame)
assert_type(table.to_csv(wide="period", decimals=1, spreadsheet=True), str)
table.to_frame(wide=5)  # type: ignore[call-overload]
assert_type(table.to_text(totals=("department",), rows=5), str)
assert_type(table.set(Missing.BLANK, output="PP", department="SGO", period="2008"), Table)
assert_type(table.records(), list[dict[str, str | Decimal | Missing]])
assert_type(table.to_text(decimals=1, thousands="'"), str)
assert_type(table == table, bool)
assert_type({table: 1}, dict[Table, int])

made = Table.from_records(
    [{"item": "a", "value": Decimal(1)}, {"item": "b", "value": Missing.BLANK}], dims=("item",), unit="CHF"
)
assert_type(made, Table)
assert_type(
    opplan.capacity(opplan.bundled("gs-2008-2011")).relabel("grade", opplan.grade_category, to="category"), Table
)
assert_type(opplan.ITU_SCALE.grade("P5") > opplan.ITU_SCALE.grade("P4"), bool)
assert_type(opplan.ITU_SCALE.grades, tuple[Grade, ...])

table.at(output=5, department="SGO", period="2008")  # type: ignore[arg-type]  # labels are text
table.split({"PP": {"2010": 1}})  # type: ignore[dict-item]  # the dim has to be named
table.scaled(1.5, because="more")  # type: ignore[arg-type]  # a float is not exact
table.scaled(2)  # type: ignore[call-arg]  # nothing is multiplied without a reason
table.where(period=2008)  # type: ignore[arg-type]  # labels are text
table.set(1.5, output="PP", department="SGO", period="2008")  # type: ignore[arg-type]  # a float is not exact
table.unit = "page"  # type: ignore[misc]  # frozen
Table.from_records([], ("item",), "CHF")  # type: ignore[call-arg]  # by keyword only
