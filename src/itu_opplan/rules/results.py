"""Results: whether they are measured, are results at all, face risks, and cover the years of the plan."""

import itertools
import re
from collections.abc import Iterator

from ..errors import Severity
from ..model.lookup import frameworks, referenced
from ..model.plan import OperationalPlan
from ..model.results import Reference
from .printed import Printed, printed, quoted
from .rule import Finding, Rule, few, rule

__all__ = ["RULES", "TASK"]

_ACTS = (
    "adopt administer analyse analyze arrange carry conduct continue coordinate co-ordinate design develop draft draw "
    "elect ensure establish examine expand facilitate follow hold implement inform issue keep maintain manage manages "
    "monitor negotiate organise organize participate plan prepare propose provide publish research review revise run "
    "analysing analyzing chairing conducting coordinating developing laying maintaining organising organizing "
    "preparing providing participating publishing"
)
_NOUNS = (
    "conduct continuation coordination creation development evaluation identification management organisation "
    "organization preparation production provision"
)
TASK = re.compile(rf"(?:{'|'.join(_ACTS.split())})\b", re.IGNORECASE)
"""How a task begins in English."""

_ACTIVITY = re.compile(rf"{TASK.pattern}|(?:{'|'.join(_NOUNS.split())}) of\b", re.IGNORECASE)
"""How an activity begins in English, where a result would say what is different afterwards."""

_CONDITION = re.compile(
    r"(?:accuracy|accurate|availability|compliance|efficient|effective|prompt|rational|strict|sufficient|timely)\b",
    re.IGNORECASE,
)
"""How what must hold begins in English, where a risk would say what may go wrong."""

_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_ITEM = re.compile(r"(.*?)([0-9]+)[a-z]?")


@rule("OP501", Severity.WARNING)
def result_without_kpi(plan: OperationalPlan) -> Iterator[Finding]:
    """Rows of a table have results and no KPI that measures them."""
    for table in printed(plan):
        rows = [block for block in table.framework.blocks if block.results and not block.state]
        bare = [one for one in rows if not one.kpis and not one.kpis_from]
        if bare:
            which = (
                "none of the rows with results has"
                if len(bare) == len(rows)
                else f"{len(bare)} of {len(rows)} rows have"
            )
            reached = ", only achievements" if all(one.achievements for one in bare) else ""
            texts = tuple(one.results[0].text for one in bare)
            no = "a KPI" if len(bare) == len(rows) else "no KPI"
            yield table.finding(f"{which} {no}{reached}: {quoted(texts)}", actual=texts)


@rule("OP502", Severity.NOTE)
def activity_as_result(plan: OperationalPlan) -> Iterator[Finding]:
    """Expected results are worded as activities: they say what is done, not what is different afterwards.

    Looked at in English plans only.
    """
    for table in printed(plan) if plan.language == "en" else ():
        results = table.results()
        if acts := tuple(result.text for result in results if _ACTIVITY.match(result.text)):
            yield table.finding(
                f"{len(acts)} of {len(results)} results are worded as activities: {quoted(acts)}", actual=acts
            )


@rule("OP503", Severity.NOTE, council=Severity.WARNING)
def no_risks(plan: OperationalPlan) -> Iterator[Finding]:
    """A table plans results and names no risk factor, nor does its output; or only some of its rows name one."""
    for table in printed(plan):
        one = table.framework
        rows = [block for block in one.blocks if (block.results or block.results_from) and not block.state]
        safe = [block for block in rows if not block.risks and not block.risks_from]
        if table.reports or not safe or one.risks or getattr(table.owner, "risks", ()):
            continue
        if len(safe) == len(rows):
            yield table.finding("plans results and names no risk factor")
        else:
            texts = tuple(block.results[0].text if block.results else "as above" for block in safe)
            message = f"{len(safe)} of {len(rows)} rows name no risk factor: {quoted(texts)}"
            yield table.finding(message, actual=texts)


@rule("OP504", Severity.NOTE)
def no_achievement(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of what was reached has rows with neither an achievement nor a measured value."""
    for table in printed(plan):
        rows = [block for block in table.framework.blocks if block.results]
        silent = [one for one in rows if not one.achievements and not any(kpi.actuals for kpi in one.kpis)]
        if table.reports and silent:
            texts = tuple(one.results[0].text for one in silent)
            which = "no row" if len(silent) == len(rows) else f"{len(silent)} of {len(rows)} rows do not"
            verb = "says" if len(silent) == len(rows) else "say"
            yield table.finding(f"{which} {verb} what was reached in {table.years}: {quoted(texts)}", actual=texts)


@rule("OP505", Severity.WARNING)
def item_numbers(plan: OperationalPlan) -> Iterator[Finding]:
    """The printed numbers of results skip one, in a table or in the rows of one unit in it."""
    for table in printed(plan):
        by_unit: dict[str | None, list[tuple[str, int]]] = {}
        for block in table.framework.blocks:
            taken = block.results_from.numbers if block.results_from and not block.results_from.owner else ()
            matches = (_ITEM.fullmatch(number) for number in (*taken, *(one.number or "" for one in block.results)))
            by_unit.setdefault(block.unit, []).extend((match[1], int(match[2])) for match in matches if match)
        for unit, numbers in by_unit.items():
            for (prefix, one), (other, two) in itertools.pairwise(numbers):
                if prefix == other and two > one + 1:
                    whose = f" of {unit}" if unit else ""
                    skipped = few((f"{prefix}{number}" for number in range(one + 1, two)), 9)
                    message = f"the results{whose} go from {prefix}{one} to {prefix}{two}; there is no {skipped}"
                    yield table.finding(message, expected=f"{prefix}{one + 1}", actual=f"{prefix}{two}")


@rule("OP506", Severity.NOTE)
def same_results_again(plan: OperationalPlan) -> Iterator[Finding]:
    """What is planned is word for word what an earlier table, or an earlier period of the same one, already has."""
    for _, tables in itertools.groupby(printed(plan), key=lambda table: table.owner_path):
        told: list[tuple[str, set[str]]] = []
        for table in tables:
            parts: dict[str, set[str]] = {}
            for result in table.results():
                parts.setdefault(str(result.period or table.framework.code), set()).add(result.text.casefold())
            for name, texts in parts.items():
                other = next((earlier for earlier, known in told if texts <= known), None)
                if other and not table.reports and len(texts) > 1:
                    own = f" for {name}" if name != table.framework.code else ""
                    message = f"plans{own} the same {len(texts)} results as {other}, word for word"
                    yield table.finding(message, actual=other)
                told.append((name, texts))


@rule("OP507", Severity.WARNING)
def no_period(plan: OperationalPlan) -> Iterator[Finding]:
    """A table of results does not say for which years it is."""
    for table in printed(plan):
        if not table.framework.periods:
            yield table.finding("does not say for which years its results are")


@rule("OP508", Severity.WARNING)
def announced_periods(plan: OperationalPlan) -> Iterator[Finding]:
    """The sentence above a table announces other years than those of the table."""
    for table in printed(plan):
        said, there = table.framework.announced, table.framework.periods
        if said and said != there:
            announced = " and ".join(map(str, said))
            message = f"the text announces {announced}, the table is for {table.years or 'no years'}"
            yield table.finding(message, expected=tuple(map(str, there)), actual=tuple(map(str, said)))


def _by_owner(plan: OperationalPlan) -> Iterator[list[Printed]]:
    """The tables of each output, department or unit that have periods."""
    dated = (table for table in printed(plan) if table.framework.periods)
    for _, tables in itertools.groupby(dated, key=lambda table: table.owner_path):
        yield list(tables)


@rule("OP509", Severity.WARNING)
def horizon(plan: OperationalPlan) -> Iterator[Finding]:
    """The results of an output, department or unit end before the window of the plan does."""
    for tables in _by_owner(plan):
        first, end = tables[0], getattr(tables[0].owner, "valid_until", None)
        last = max(period.last for table in tables for period in table.framework.periods)
        if last < plan.window.last and not (end and end.last <= last):
            message = f"its results end in {last}; the window of the plan is {plan.window}"
            yield Finding(
                path=first.owner_path, message=message, section=first.section, expected=plan.window.last, actual=last
            )


@rule("OP510", Severity.NOTE)
def rest_of_the_year(plan: OperationalPlan) -> Iterator[Finding]:
    """A table reports up to a day, and the next one begins with a later year: the rest of the year is in none."""
    for tables in _by_owner(plan):
        planned = [period for table in tables if not table.reports for period in table.framework.periods]
        for table in tables:
            day = table.framework.as_of
            if table.reports and day and planned and min(planned).first > day.year:
                message = f"reports up to {day}, and plans begin in {min(planned).first}: the rest is in no table"
                yield table.finding(message, expected=day.year, actual=min(planned).first)


@rule("OP511", Severity.WARNING)
def empty_reference(plan: OperationalPlan) -> Iterator[Finding]:
    """A row takes its KPIs or risks from a table that has none ("see above")."""
    every = list(frameworks(plan.outputs, plan.departments))
    there = {f"{path}.frameworks.{one.code}" for path, _, _, one in every}
    for table in printed(plan):
        for path, block in table.rows():
            for kind, name in (("kpis", "KPIs"), ("risks", "risk factors"), ("results", "results")):
                reference: Reference | None = getattr(block, f"{kind}_from")
                where = f"{reference.owner or table.owner_path}.frameworks.{reference.framework}" if reference else ""
                if reference is None or where not in there:
                    continue
                if not any(referenced(every, table.owner_path, reference, kind, block.unit)):
                    yield Finding(
                        path=f"{path}.{kind}_from",
                        message=f"takes its {name} from {where}, which has none",
                        section=table.section,
                        actual=where,
                    )


@rule("OP512", Severity.NOTE)
def past_carried_over(plan: OperationalPlan) -> Iterator[Finding]:
    """A planned row takes over results or KPIs of which the text says that they were due in the time reported on."""
    every = list(frameworks(plan.outputs, plan.departments))
    reported = {f"{path}.frameworks.{one.code}": one.as_of for path, _, _, one in every}
    for table in printed(plan):
        for path, block in table.rows():
            for kind in ("results", "kpis"):
                reference: Reference | None = getattr(block, f"{kind}_from")
                if reference is None or table.reports:
                    continue
                day = reported.get(f"{reference.owner or table.owner_path}.frameworks.{reference.framework}")
                found = [item.text for _, item in referenced(every, table.owner_path, reference, kind, block.unit)]
                years = {text: [int(year) for year in _YEAR.findall(text)] for text in found}
                over = tuple(text for text in found if day and years[text] and max(years[text]) <= day.year)
                if over:
                    yield Finding(
                        path=f"{path}.{kind}_from",
                        message=f"carries on for {table.years} what belongs to the time reported on: {quoted(over)}",
                        section=table.section,
                        actual=over,
                    )


@rule("OP513", Severity.NOTE)
def risk_as_condition(plan: OperationalPlan) -> Iterator[Finding]:
    """Risk factors are worded as what must hold, not as what may go wrong: they are success factors.

    Looked at in English plans only.
    """
    for table in printed(plan) if plan.language == "en" else ():
        risks = [risk.text for block in table.framework.blocks for risk in block.risks]
        risks += [risk.text for risk in table.framework.risks]
        if wrong := tuple(dict.fromkeys(text for text in risks if _CONDITION.match(text))):
            message = f"risk factors are worded as conditions of success: {quoted(wrong)}"
            yield table.finding(message, actual=wrong)


@rule("OP514", Severity.NOTE)
def same_result_elsewhere(plan: OperationalPlan) -> Iterator[Finding]:
    """An output and a department, or two of either, state the same results: nobody can tell whose they are."""
    tables: dict[str, dict[str, tuple[Printed, list[str]]]] = {}
    for table in printed(plan):
        for result in table.results():
            wording = result.text.casefold().rstrip(".")
            tables.setdefault(wording, {}).setdefault(table.owner_path, (table, []))[1].append(result.text)
    shared: dict[tuple[str, str], tuple[Printed, list[str]]] = {}
    for owners in tables.values():
        for (one, (table, texts)), (other, _) in itertools.combinations(owners.items(), 2):
            shared.setdefault((one, other), (table, []))[1].append(texts[0])
    for (one, other), (table, texts) in shared.items():
        yield Finding(
            path=one,
            message=f"{other} has the same results, word for word: {quoted(texts)}",
            section=table.section,
            actual=tuple(texts),
        )


@rule("OP515", Severity.NOTE)
def unpaired(plan: OperationalPlan) -> Iterator[Finding]:
    """A row has several results and several KPIs, and does not say which KPI measures which result."""
    for table in printed(plan):
        rows = [
            block
            for block in table.framework.blocks
            if len(block.results) > 2 and len(block.kpis) > 1 and not any(kpi.of for kpi in block.kpis)
        ]
        if rows:
            largest = max(rows, key=lambda block: len(block.results) * len(block.kpis))
            which = "a row has" if len(rows) == 1 else f"{len(rows)} rows have up to"
            message = (
                f"{which} {len(largest.results)} results and {len(largest.kpis)} KPIs, and none says what it measures"
            )
            yield table.finding(message, actual=len(rows))


RULES: tuple[Rule, ...] = (
    result_without_kpi,
    activity_as_result,
    no_risks,
    no_achievement,
    item_numbers,
    same_results_again,
    no_period,
    announced_periods,
    horizon,
    rest_of_the_year,
    empty_reference,
    past_carried_over,
    risk_as_condition,
    same_result_elsewhere,
    unpaired,
)
