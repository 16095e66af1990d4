"""Results: whether they are measured, are results at all, face risks, and cover the years of the plan."""

import datetime
import itertools
import re
from collections.abc import Iterator
from typing import TypeAlias

from ..model.found import Owner
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..model.results import ResultBlock
from ..periods import EARLIEST, Period, first_of, gap_between, join_periods, last_of, month_after, month_of
from ..problem import Severity
from ..wording import all_of, count_of, few, quote_some
from .phrasing import is_activity, is_condition
from .printed import Printed, english_tables, normalise, printed_tables
from .rule import Finding, rule

_ITEM = re.compile(r"(.*?)([0-9]{1,9})[a-z]?")


@rule("OP501", Severity.WARNING)
def result_without_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """Rows of a table have results and no KPI that measures them.

    Where no table of the plan has any, as where results are deliverables, that is said once.
    """
    bare_tables: list[tuple[Printed, list[ResultBlock], list[ResultBlock]]] = []
    for table in printed_tables(plan):
        rows = [block for block in table.ready() if block.results]
        bare = [block for block in rows if not any(kpi.printed for kpi in block.kpis)]
        bare = [block for block in bare if not block.kpis_from and not block.undivided]
        if bare and not table.open("kpis"):
            bare_tables.append((table, rows, bare))
    if len(bare_tables) > 1 and not any(table.measures for table in printed_tables(plan)):
        count = sum(len(bare) for _, _, bare in bare_tables)
        message = f"no table of results has a KPI: {count} rows in {len(bare_tables)} tables have only results"
        reached = all(block.achievements for _, _, bare in bare_tables for block in bare)
        where = bare_tables[0][0].path.partition(".")[0]
        yield Finding(path=where, message=message + (" and achievements" if reached else ""))
        return
    for table, rows, bare in bare_tables:
        which = count_of(len(bare), len(rows), "row", "has", "have")
        only = ", only achievements" if all(block.achievements for block in bare) else ""
        texts = tuple(block.results[0].text for block in bare)
        yield table.finding(f"{which} no KPI{only}: {quote_some(texts)}", actual=texts)


@rule("OP502", Severity.NOTE)
def activity_as_result(plan: OperationalPlan) -> Iterator[Finding]:
    """Expected results are worded as activities: they say what is done, not what is different afterwards.

    Looked at in English plans only.
    """
    for table in english_tables(plan):
        texts = [result.text for result in table.results()]
        if acts := tuple(text for text in texts if is_activity(text)):
            which = count_of(len(acts), len(texts), "result", "is worded as an activity", "are worded as activities")
            yield table.finding(f"{which}: {quote_some(acts)}", actual=acts)


@rule("OP503", Severity.NOTE, council=Severity.WARNING)
def no_risks(plan: OperationalPlan) -> Iterator[Finding]:
    """A table plans results and names no risk factor, nor does its output; or only some of its rows name one.

    Tables for years before the window are left out: by now it is known what came in between. Where nothing in the plan
    has a risk factor, that is said once.
    """
    bare: list[tuple[Printed, list[ResultBlock], tuple[str, ...]]] = []
    for table in printed_tables(plan):
        rows = [block for block in table.ready() if block.results or block.results_from]
        safe = [block for block in rows if not block.risks and not block.risks_from]
        named = table.framework.risks or getattr(table.owner, "risks", ())
        if not safe or named or table.reports or table.ends_before(plan.window) or table.open("risks"):
            continue
        bare.append((table, rows, tuple(map(_heading, safe))))
    if len(bare) > 1 and not plan.risks():
        message = f"no table of results names a risk factor, and {len(bare)} of them plan results"
        yield Finding(path=bare[0][0].path.partition(".")[0], message=message)
        return
    for table, rows, texts in bare:
        if len(texts) == len(rows):
            yield table.finding("plans results and names no risk factor", actual=texts)
        else:
            which = count_of(len(texts), len(rows), "row", "names", "name")
            yield table.finding(f"{which} no risk factor: {quote_some(texts)}", actual=texts)


def _heading(block: ResultBlock) -> str:
    """The first result of a row, or where it takes its results from."""
    if block.results:
        return block.results[0].text
    return f"results of {block.results_from.framework}" if block.results_from else "no results"


@rule("OP504", Severity.NOTE)
def no_achievement(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of what was reached has rows with neither an achievement nor a measured value.

    Rows whose column leaves open what is a KPI and what an achievement do not count.
    """
    for table in printed_tables(plan):
        rows = [block for block in table.ready() if block.results]
        silent = [one for one in rows if not one.achievements and not any(kpi.actuals for kpi in one.kpis)]
        silent = [one for one in silent if not one.undivided]
        if table.reports and silent and not table.open("achievements"):
            texts = tuple(block.results[0].text for block in silent)
            which = count_of(len(silent), len(rows), "row", "does", "do")
            when = f" in {table.years}" if table.years else ""
            yield table.finding(f"{which} not say what was reached{when}: {quote_some(texts)}", actual=texts)


_Numbers: TypeAlias = dict[str | None, list[tuple[str, int]]]


def _numbers(table: Printed) -> _Numbers:
    """The printed numbers of the results of each unit, in what stands before the digits and the digits."""
    found: _Numbers = {}
    for block in table.framework.blocks:
        matches = (_ITEM.fullmatch(result.number or "") for result in block.results)
        found.setdefault(block.unit, []).extend((match[1], int(match[2])) for match in matches if match)
    return found


@rule("OP505", Severity.WARNING)
def item_numbers(plan: OperationalPlan) -> Iterator[Finding]:
    """The printed numbers of results skip one, in a table or in the rows of one unit in it.

    A table that takes results from another table of the same owner goes on from its numbers.
    """
    numbers = {table.path: _numbers(table) for table in printed_tables(plan)}
    for table in printed_tables(plan):
        before: _Numbers = {}
        for block in table.framework.blocks:
            taken = block.results_from
            if taken and not taken.owner:
                source = numbers.get(f"{table.owner_path}.frameworks.{taken.framework}", {})
                before.setdefault(block.unit, source.get(block.unit, [])[-1:])
        for unit, own in numbers[table.path].items():
            for (prefix, one), (other, two) in itertools.pairwise([*before.get(unit, ()), *own]):
                if prefix == other and two > one + 1:
                    whose = f" of {unit}" if unit else ""
                    gap = f"{prefix}{one + 1} is" if two == one + 2 else f"{prefix}{one + 1} to {prefix}{two - 1} are"
                    message = f"the results{whose} go from {prefix}{one} to {prefix}{two}; {gap} missing"
                    first = f"{prefix}{one + 1}"
                    about = f"{unit} {first}" if unit else first
                    yield table.finding(message, expected=first, actual=f"{prefix}{two}", about=about)


def _by_owner(plan: OperationalPlan) -> Iterator[list[Printed]]:
    """The tables of each owner."""
    for _, tables in itertools.groupby(printed_tables(plan), key=lambda table: table.owner_path):
        yield list(tables)


@rule("OP506", Severity.NOTE)
def same_results_again(plan: OperationalPlan) -> Iterator[Finding]:
    """What is planned is word for word what an earlier table, or an earlier period of the same one, already has.

    A single result does not count.
    """
    for tables in _by_owner(plan):
        told: list[tuple[str, Period | None, set[str]]] = []
        having: dict[str, list[int]] = {}  # which of them have a text
        for table in tables:
            code = table.framework.code
            parts: dict[Period | None, set[str]] = {}
            for result in table.results():
                parts.setdefault(result.period, set()).add(normalise(result.text))
            for period, texts in parts.items():
                if len(texts) < 2:
                    continue
                rarest = min((having.get(text, []) for text in texts), key=len)
                earlier = next((number for number in rarest if texts <= told[number][2]), None)
                if earlier is not None and not table.reports:
                    where, when, _ = told[earlier]
                    own = f" for {period}" if period else ""
                    other = f"{where} for {when}" if when and where != code else str(when or where)
                    message = f"plans{own} the same {len(texts)} results as {other}, word for word"
                    yield table.finding(message, actual=other, about=str(period) if period else None)
                for text in texts:
                    having.setdefault(text, []).append(len(told))
                told.append((code, period, texts))


@rule("OP507", Severity.WARNING)
def no_period(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of results does not say for which years it is, nor does each of its results."""
    for table in printed_tables(plan):
        results = table.results()
        dated = table.framework.periods or (results and all(result.period for result in results))
        if not dated and table.framework.state is None:
            said = all_of(table.framework.announced)
            hint = f"; the text above it announces {said}" if said else ""
            yield table.finding(f"does not say for which years its results are{hint}")


@rule("OP508", Severity.WARNING)
def announced_periods(plan: OperationalPlan) -> Iterator[Finding]:
    """The sentence above a table announces other years than those of the table."""
    for table in printed_tables(plan):
        said, there = table.framework.announced, table.framework.periods
        if said and there and join_periods(said) != join_periods(there):
            message = f"the text announces {all_of(said)}, the table is for {table.years}"
            yield table.finding(message, expected=tuple(map(str, there)), actual=tuple(map(str, said)))


def _idle_after(owner: Owner, month: int) -> bool:
    """Whether an output says that it takes no more work from a month on, or has work-months for nothing after it."""
    if not isinstance(owner, Output):
        return False
    periods = {Period.parse(label): label for label in owner.effort.labels("period")}
    ended = len(owner.effort) > 0 and all(period.end <= month for period in periods)
    later = [label for period, label in periods.items() if period.start >= month]
    there = owner.effort.where(period=later).by("period").keep(lambda _: True)
    return ended or (len(there) > 0 and not len(there.keep(bool)))


@rule("OP509", Severity.WARNING)
def horizon(plan: OperationalPlan) -> Iterator[Finding]:
    """The results of an output, department, goal … end before the window of the plan does, or before it ends itself.

    Results of units count for their department. An output that takes no more work needs no more results. Where the
    columns of the plan end before its window, so may the results.
    """
    periods: dict[str, list[Period]] = {}
    for table in printed_tables(plan):
        for path in {table.owner_path, table.whole}:
            periods.setdefault(path, []).extend(table.framework.periods)
    end = min((plan.window, max(plan.periods, key=_end)), key=_end)
    for tables in _by_owner(plan):
        first, own = tables[0], periods[tables[0].owner_path]
        wanted = min((end, first_of(first.until)), key=_end) if first.until else end
        if not all(table.framework.periods for table in tables) or first.open("results"):
            continue
        last = max(own, key=_end)
        if last.end < wanted.end and not _idle_after(first.owner, last.end):
            plans = f"the window is {plan.window}" if end is plan.window else f"the columns end in {last_of(end)}"
            whose = plans if wanted is end else f"it exists until {first.until}"
            yield Finding(
                path=first.owner_path,
                message=f"its results end in {last_of(last)}; {whose}",
                section=first.section,
                expected=str(last_of(wanted)),
                actual=str(last_of(last)),
            )


def _end(period: Period) -> int:
    return period.end


@rule("OP510", Severity.NOTE)
def untold_years(plan: OperationalPlan) -> Iterator[Finding]:
    """The reports end, and the plans begin later: what lies between is in no table.

    A report goes to the end of the periods in its heading, also where it says what was reached by a day in them.
    One without periods goes to its day.
    """
    for tables in _by_owner(plan):
        reports = [(one, own) for one in tables if one.reports and (own := _told(one, plan.year_begins))]
        planned = [one for table in tables if not table.reports for one in table.framework.periods]
        if not reports:
            continue
        latest, told = max(reports, key=lambda one: (one[1][-1].end, one[0].framework.as_of or datetime.date.min))
        day, year = latest.framework.as_of, last_of(told[-1])
        end = year.end if latest.framework.periods or not day else month_after(day, plan.year_begins)
        begin, following = (min((one for one in planned if one.end > month), default=year) for month in (end, year.end))
        there = [one for table in tables for one in table.framework.periods]
        rest = gap_between(end, year.end, there, fiscal=year.fiscal)
        later = gap_between(year.end, following.start, there, fiscal=year.fiscal)
        if rest and rest[0].start == end and begin is not year:
            gone = f"the rest of {year}" if rest[0].end == year.end else rest[0]
            message = f"reports up to {day}, and plans begin in {first_of(begin)}: {gone} is in no table"
        elif later:
            between = all_of(later)
            are = "is" if len(later) == 1 and later[0].months <= 12 else "are"
            begin = following
            message = f"reports end with {year}, and plans begin in {first_of(begin)}: {between} {are} in no table"
        else:
            continue
        yield latest.finding(message, expected=str(year), actual=str(first_of(begin)))


def _told(table: Printed, year_begins: int) -> list[Period]:
    """The periods of a report, earlier ends first; of one without any the year of its day, if it has one."""
    day, periods = table.framework.as_of, table.framework.periods
    years = [Period.at(day, year_begins, "year")] if day and month_of(day, year_begins) >= EARLIEST else []
    return sorted(periods or years, key=_end)


@rule("OP513", Severity.NOTE)
def risk_as_condition(plan: OperationalPlan) -> Iterator[Finding]:
    """Risk factors are worded as what must hold, not as what may go wrong: they are success factors.

    Looked at in English plans only.
    """
    for table in english_tables(plan):
        risks = [*(risk for block in table.framework.blocks for risk in block.risks), *table.framework.risks]
        texts = tuple(dict.fromkeys(risk.text for risk in risks))
        if wrong := tuple(text for text in texts if is_condition(text)):
            which = count_of(len(wrong), len(texts), "risk factor", "is", "are")
            yield table.finding(f"{which} worded as what must hold: {quote_some(wrong)}", actual=wrong)


@rule("OP514", Severity.NOTE)
def same_result_elsewhere(plan: OperationalPlan) -> Iterator[Finding]:
    """Outputs or departments state the same results: they are there twice, and nobody can tell whose they are.

    Units count for their department. What ends before the window does not count.
    """
    owners: dict[str, dict[str, Printed]] = {}
    texts: dict[str, str] = {}
    for table in printed_tables(plan):
        if table.until is None or table.until.end > plan.window.start:
            for result in table.results():
                text = normalise(result.text)
                owners.setdefault(text, {}).setdefault(table.whole, table)
                texts.setdefault(text, result.text)
    shared: dict[tuple[str, ...], tuple[Printed, list[str]]] = {}
    for text, tables in owners.items():
        table, *others = tables.values()
        if others:
            paths = tuple(one.owner_path for one in (table, *others))
            shared.setdefault(paths, (table, []))[1].append(texts[text])
    for (path, *rest), (table, same) in shared.items():
        have, results = "has" if len(rest) == 1 else "have", "result" if len(same) == 1 else "results"
        yield Finding(
            path=path,
            message=f"{few(rest)} {have} the same {results}, word for word: {quote_some(same)}",
            section=table.section,
            actual=tuple(same),
            about=", ".join(rest),
        )


@rule("OP515", Severity.NOTE)
def unpaired(plan: OperationalPlan) -> Iterator[Finding]:
    """A row has three results or more and some KPIs more or fewer, and none is paired with a result by its number."""
    for table in printed_tables(plan):
        rows = [
            block
            for block in table.framework.blocks
            if len(block.results) > 2
            and _kpis(block) not in (0, 1, len(block.results))
            and not any(kpi.of for kpi in block.kpis)
        ]
        if rows:
            results, kpis = max(len(block.results) for block in rows), max(map(_kpis, rows))
            which = "a row has" if len(rows) == 1 else f"{len(rows)} rows have up to"
            message = f"{which} {results} results and {kpis} KPIs, and no number pairs them"
            yield table.finding(message, actual=len(rows))


def _kpis(block: ResultBlock) -> int:
    """How many KPIs a row has, as printed."""
    return sum(kpi.printed for kpi in block.kpis)
