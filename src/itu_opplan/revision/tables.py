"""The tables of next year's plan, and what a planner decides about them."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from ..analysis.calendar import event_years
from ..model.decisions import Answer
from ..model.fields import defaults
from ..model.keyed import Keyed
from ..model.measures import Measure, is_typed, name_measure
from ..model.outputs import unit_of_services
from ..model.plan import OperationalPlan
from ..model.walk import Site, Stated, tables
from ..periods import Period
from ..table import Cell, Missing, Table
from ..table.cells import STATE_WORDS
from ..wording import all_of, quote
from .asking import FIGURE, WEIGHTS, Asker
from .columns import Columns, Rule, next_year, overlap, roll_row, weigh

__all__ = ["roll_tables"]

Rows: TypeAlias = dict[tuple[str, ...], dict[Period, Cell]]
"""The cells of a table by the labels of its row, then by column."""
EVEN, EVENTS, REPEAT, DROP = "even", "events", "repeat", "drop"
UNKNOWN = (Missing.BLANK.value, Missing.TO_BE_COMPLETED.value)
"""What can stand where nothing is repeated."""


def roll_tables(plan: OperationalPlan, columns: Columns, asker: Asker) -> dict[str, dict[str, dict[str, object]]]:
    """The fields of owners of tables as they are in the new columns: by owner, its code, and the field.

    Printed totals are left behind: they are those of the old document.
    """
    found: dict[str, dict[str, dict[str, object]]] = {}
    stated = list(tables(plan))
    roller = _Roller(plan, columns, asker)
    for measure in plan.all_measures.values():
        own = [one for one in stated if one.measure == measure]
        if figures := [one for one in own if not one.published]:
            rolled = zip(figures, roller.roll(measure, figures), strict=True)
            for one, table in rolled:
                _put(found, one.site, one.name, table)
        for one in own:
            if one.published:
                _put(found, one.site, one.name, None)
    return found


def _put(found: dict[str, dict[str, dict[str, object]]], site: Site, name: str, table: Table | None) -> None:
    """Note that the owner has another table, or none."""
    fields = found.setdefault(site.name, {}).setdefault(str(site.key or ""), {})
    entity: Any = site.entity
    cls: type[attrs.AttrsInstance] = type(entity)
    if is_typed(cls, name):
        fields[name] = defaults(cls)[name] if table is None else table
        return
    figures: Mapping[str, object] = fields.get("figures", entity.figures)  # type: ignore[assignment]  # put here below
    beside = {name, f"{name}_assumed"} if table is None else {name}
    kept = {key: value for key, value in figures.items() if key not in beside}
    fields["figures"] = Keyed(kept if table is None else {**kept, name: table})


class _Roller:
    """Rolls the tables of one plan.

    Attributes:
        plan: the plan.
        columns: the columns.
        asker: who is asked.
        years: in which years the events of each output take place.
    """

    def __init__(self, plan: OperationalPlan, columns: Columns, asker: Asker) -> None:
        self.plan, self.columns, self.asker = plan, columns, asker
        self.years = {
            code: {Period.parse(year): Fraction(weight) for year, weight in weights.items()}
            for code, weights in event_years(plan).items()
        }

    def roll(self, measure: Measure, stated: Iterable[Stated]) -> Iterator[Table]:
        """The tables of one measure in the new columns."""
        going = [one for one in stated if _columns_of(one) & self._used(one)]
        adding = [one for one in going if not _why_not(one)]
        held = [one for one in going if _why_not(one)]
        about, name = f"measures.{measure.code}", name_measure(measure)
        rule = self._ask_rule(about, name, adding)
        beyond = self.columns.beyond if adding else ()
        late = {run: self._ask_later(f"{about}[{run}]", name, run, REPEAT) for run in beyond}
        kept: Answer = REPEAT
        if held and any(map(self._moves, held)):
            columns = all_of(self.columns.new)
            question = f"{name}: which figures, which do not add up over time, stand for {columns}?"
            reason = f"{_why_not(held[0])}: a column repeats the one in which it begins"
            path = f"{about}[held]" if adding else about
            kept = self.asker.ask(path, question, REPEAT, (REPEAT, *UNKNOWN), reason)
        for one in stated:
            rows = _rows_of(one)
            if not _columns_of(one) & self._used(one):
                new, assumed = self._roll_lost(one, rows)
            elif _why_not(one):
                new, assumed = self._roll_held(one, rows, kept)
            else:
                new, assumed = self._roll_adding(one, rows, rule, late)
            yield self._table_of(one, self._ask_cells(one, rows, new)).assuming(*assumed)

    # --- questions ----------------------------------------------------------------------------------------------------

    def _ask_rule(self, path: str, name: str, adding: Iterable[Stated]) -> Answer:
        """How the figures of a measure are divided, where any are."""
        divided = [column for column in self.columns.divided if any(column in _columns_of(one) for one in adding)]
        if not divided:
            return EVEN
        events = any(self._events_of(one) for one in adding)
        question = f"{name}: how is {all_of(divided)} divided among {self._among(divided)}?"
        reason = "nothing says that one year has more of them than another"
        allowed = (EVEN, *([EVENTS] if events else []), WEIGHTS)
        return self.asker.ask(path, question, EVEN, allowed, reason, self._check_weights(divided))

    def _rule_for(self, one: Stated, general: Answer) -> tuple[Answer, Rule]:
        """The answer for one table, and its weights."""
        divided = [column for column in self.columns.divided if column in _columns_of(one)]
        years = self._events_of(one)
        if divided:
            ask = self.asker.ask if years else self.asker.ask_again
            question = f"how is {all_of(divided)} divided among {self._among(divided)}?"
            when = ", ".join(str(year) for year in years)
            reason = f"the events of the output are in {when}: {quote(EVENTS)} divides by them" if years else ""
            allowed = (EVEN, *([EVENTS] if years else []), WEIGHTS)
            general = ask(one.path, question, general, allowed, reason, self._check_weights(divided))
        if isinstance(general, Keyed):
            return general, {Period.parse(label): Fraction(weight) for label, weight in general.items()}
        return general, years if general == EVENTS else {}

    def _events_of(self, one: Stated) -> Rule:
        """The years of the events of an output, where some lie in a column that is divided and has figures."""
        years = self.years.get(str(one.site.key), {}) if one.site.name == "outputs" else {}
        columns = [column for column in self.columns.divided if column in _columns_of(one)]
        return {year: weight for year, weight in years.items() if any(overlap(year, column) for column in columns)}

    def _ask_later(self, path: str, name: str, run: Period, default: Answer, again: bool = False) -> Answer:
        """What stands for the months that the old plan does not reach."""
        ask = self.asker.ask_again if again else self.asker.ask
        question = f"{name}: what stands for {run}, which the old plan does not reach?"
        return ask(path, question, default, (REPEAT, *UNKNOWN), f"{run} repeats {next_year(run, -1)}; it is indicative")

    def _among(self, divided: Iterable[Period]) -> str:
        return ", ".join(str(run) for column in divided for run in self.columns.cuts[column])

    def _check_weights(self, divided: Iterable[Period]) -> Callable[[Answer], str]:
        """What is wrong with weights for these columns."""

        def check(answer: Answer) -> str:
            if not isinstance(answer, Keyed):
                return ""
            rule = {Period.parse(label): Fraction(weight) for label, weight in answer.items()}
            for period in rule:
                if period.fiscal != self.plan.window.fiscal:
                    return f"{period} is spelled otherwise than the years of the plan, such as {self.plan.window}"
                if not any(overlap(period, column) for column in divided):
                    return f"{period} has no part in {all_of(divided)}"
            for one, other in itertools.pairwise(sorted(rule)):
                if one.overlaps(other):
                    return f"{one} and {other} overlap"
            for column in divided:
                if not any(weigh(column, self.columns.cuts[column], rule)):
                    return f"the weights in {column} are all 0"
            return ""

        return check

    # --- tables -------------------------------------------------------------------------------------------------------

    def _used(self, one: Stated) -> set[Period]:
        """The old columns of which a table has something in the new ones."""
        if _why_not(one):
            return {self.columns.standing_for(new) for new in self.columns.new}
        return {part.column for parts in self.columns.parts.values() for part in parts}

    def _moves(self, one: Stated) -> bool:
        """Whether a table that is not divided has a column for another one."""
        columns = _columns_of(one)
        return any(
            old != new and old in columns for new in self.columns.new for old in [self.columns.standing_for(new)]
        )

    def _roll_adding(
        self, one: Stated, rows: Rows, rule: Answer, late: Mapping[Period, Answer]
    ) -> tuple[Rows, list[str]]:
        given, weights = self._rule_for(one, rule)
        name = name_measure(one.measure)
        later: dict[Period, Answer] = dict(late)
        for run in late:
            is_cell = one.rows.dims == ("period",) and run in self.columns.new  # which is asked for a figure
            if not is_cell:
                later[run] = self._ask_later(f"{one.path}[{run}]", name, run, late[run], again=True)
        states = {run: Missing(answer) for run, answer in later.items() if isinstance(answer, str) and answer != REPEAT}
        assumed = [
            f"{column} {_describe(given, column, weights)}"
            for column in self.columns.divided
            if column in _columns_of(one)
        ]
        for run, source in self.columns.beyond.items():
            if run not in states and any(overlap(source, column) for column in _columns_of(one)):
                assumed.append(f"{run} repeats {source}: indicative")
        return {labels: roll_row(row, self.columns, weights, states) for labels, row in rows.items()}, assumed

    def _roll_held(self, one: Stated, rows: Rows, kept: Answer) -> tuple[Rows, list[str]]:
        """Figures that are not divided, because they do not add up over time."""
        sources = {new: self.columns.standing_for(new) for new in self.columns.new}
        if self._moves(one):
            question = f"its figures do not add up over time: which stand for {all_of(self.columns.new)}?"
            kept = self.asker.ask_again(one.path, question, kept, (REPEAT, *UNKNOWN))
        new_rows: Rows = {}
        for labels, row in rows.items():
            cells = {new: row[old] for new, old in sources.items() if old in row}
            new_rows[labels] = {
                new: cell if kept == REPEAT or new == sources[new] else Missing(kept) for new, cell in cells.items()
            }
        moved = [(new, old) for new, old in sources.items() if new != old and old in _columns_of(one)]
        return new_rows, [f"{new} repeats {old}: indicative" for new, old in moved if kept == REPEAT]

    def _roll_lost(self, one: Stated, rows: Rows) -> tuple[Rows, list[str]]:
        """A table all of whose figures are of columns that are over."""
        last = max(_columns_of(one))
        held = bool(_why_not(one))
        question = (
            f"its figures are of {all_of(sorted(_columns_of(one)))} only; what stands for {all_of(self.columns.new)}?"
        )
        allowed = (DROP, *([REPEAT] if held else []), Missing.TO_BE_COMPLETED.value)
        answer = self.asker.ask(one.path, question, DROP, allowed, "nothing is known of the time of the new plan")
        if answer == DROP:
            return {}, []
        if answer == REPEAT:
            new: Rows = {
                labels: dict.fromkeys(self.columns.new, row[last]) for labels, row in rows.items() if last in row
            }
            return new, [f"{all_of(self.columns.new)} repeat {last}: indicative"]
        return {labels: dict.fromkeys(self.columns.new, Missing.TO_BE_COMPLETED) for labels in rows}, []

    def _ask_cells(self, one: Stated, rows: Rows, new: Rows) -> Rows:
        """The cells, those in the place of which a figure is given included."""
        if not self.asker.answers_below(one.path):
            return new
        shape = one.measure.shape

        def check(answer: Answer) -> str:
            wrong = isinstance(answer, Decimal) and answer < 0 and not shape.negative
            return f"must be a {shape.amount(one.table.unit)}, got {answer}" if wrong else ""

        found: Rows = {}
        for labels in rows:
            found[labels] = dict(new.get(labels, {}))
            for column in self.columns.new:
                path = f"{one.path}[{', '.join((*labels, str(column)))}]"
                cell = found[labels].pop(column, None)
                default: Answer = DROP if cell is None else cell.value if isinstance(cell, Missing) else cell
                allowed = (FIGURE, *STATE_WORDS, DROP)
                answer = self.asker.ask_again(path, "what stands there?", default, allowed, check=check)
                if isinstance(answer, Decimal):
                    found[labels][column] = answer
                elif answer != DROP:
                    found[labels][column] = Missing(answer)
        return found

    def _table_of(self, one: Stated, rows: Rows) -> Table:
        """A table like another one, of these rows."""
        dims, unit = one.rows.dims, one.table.unit
        records = [
            {**dict(zip(dims, (*labels, str(period)), strict=True)), "value": cell}
            for labels, row in rows.items()
            for period, cell in row.items()
        ]
        labels = {dim: tuple(dict.fromkeys(str(record[dim]) for record in records)) for dim in dims}
        if one.measure.shape.unit is None and records:  # that of the services
            unit = unit_of_services(labels["service"], {each.code: each.unit for each in self.plan.services}) or unit
        return Table.from_records(records, dims=dims, unit=unit, labels=one.measure.shape.axes(labels, unit))


# --- tables as rows ---------------------------------------------------------------------------------------------------


def _why_not(one: Stated) -> str:
    """Why the figures of a table do not add up over time; empty where they do."""
    return one.measure.shape.reason("period", one.table.unit)


def _columns_of(one: Stated) -> set[Period]:
    """The columns in which a table has a cell."""
    return set(map(Period.parse, one.table.used_labels["period"]))


def _rows_of(one: Stated) -> Rows:
    found: Rows = {}
    for record in one.rows.records():
        *labels, period = (str(record[dim]) for dim in one.rows.dims)
        value = record["value"]
        assert not isinstance(value, str)  # records have a cell there
        found.setdefault(tuple(labels), {})[Period.parse(period)] = value
    return found


def _describe(answer: Answer, column: Period, weights: Rule) -> str:
    """How a column is divided, in words."""
    listed = ", ".join(f"{period}: {weight}" for period, weight in sorted(weights.items()) if overlap(period, column))
    if not listed:
        return "divided evenly"
    return f"divided by {'the years of events' if answer == EVENTS else 'weights'} ({listed})"
