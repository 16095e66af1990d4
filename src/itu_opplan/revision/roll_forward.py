"""Next year's plan, made from this year's, with the decisions that a person must take."""

import re
from collections.abc import Mapping
from typing import Any

import attrs

from .. import rules
from ..arguments import takes
from ..display import PrintsLines
from ..errors import InvalidPlan, refusal
from ..legible import complain_of_code
from ..model.changes import Changes
from ..model.decisions import Answer, Decisions, Given
from ..model.plan import OperationalPlan
from ..periods import Period
from ..wording import all_of, plural
from .asking import TEXT, Asker, to_decisions
from .columns import lay_out, next_year
from .compare import compare
from .copying import copy_rows
from .editing import edit
from .leaving import DROP, KEEP, ask_claims, ask_what_leaves
from .tables import roll_tables

__all__ = ["RollForward", "roll_forward"]

LAST_YEAR = 9999
"""The last year that can be written."""


@attrs.frozen(kw_only=True, repr=False)
class RollForward(PrintsLines):
    """Next year's plan, and how it was made. It prints as the list of decisions.

    Attributes:
        plan: next year's plan.
        changes: the changes that make it of the old one.
        decisions: all choices that were taken, each with its default, and the answer that was given.
    """

    plan: OperationalPlan
    changes: Changes
    decisions: Decisions

    @property
    def lines(self) -> Decisions:
        """The decisions."""
        return self.decisions

    def __repr__(self) -> str:
        return f"<RollForward: {self.plan.code}, {plural(len(self.decisions), 'decision')}>"


@takes
def roll_forward(plan: OperationalPlan, decisions: Decisions | Mapping[str, Given] | None = None) -> RollForward:
    """The plan of the next year: its window and its columns begin a year later.

    A month of a new column that the old plan has keeps its figures: a column that goes to several new ones is divided,
    evenly without an answer, and its parts add up to it. A month that the old plan does not reach repeats the same
    month of the year before, and is indicative. What does not add up over time (posts, percentages) is repeated, not
    divided; what is missing stays missing. What is assumed so stands in `…_assumed` of the table.

    Printed totals are left behind. So are, unless an answer says otherwise, reports, events, projects and money of a
    time that is over, and claims that no longer come out. All else stays as it is.

    Args:
        plan: the plan.
        decisions: answers to what `RollForward.decisions` asks, from a file or by path. Without one, the default holds.
            Some paths are of many things at once, such as `measures.effort` or `events[over]`; those of one table,
            cell or entity go before them.

    Raises:
        InvalidPlan: the plan has errors; or an answer is none that can be given there, or to what is not asked; all of
            them are named. Or the new plan would have errors.

    >>> from itu_opplan import bundled
    >>> rolled = roll_forward(bundled("gs-2008-2011"), {"outputs.PP.effort": "events"})
    >>> print(rolled.plan.code, *rolled.plan.periods)
    gs-2009-2012 2009 2010-2012
    >>> rolled.plan.output("PP").effort.where(department="C&P").by("period").records()
    [{'period': '2009', 'value': Decimal('0.0')}, {'period': '2010-2012', 'value': Decimal('101.9')}]
    """
    if problems := rules.errors(plan):
        raise InvalidPlan(problems)
    if max(one.last for one in (plan.window, *plan.periods)) == LAST_YEAR:
        raise refusal(f"no year follows {LAST_YEAR}, in which the plan ends", path="window", actual=str(plan.window))
    window = next_year(plan.window)
    asker = Asker(to_decisions(plan.code, f"{plan.code} rolled forward to {window}", decisions))
    fields: dict[str, Any] = _ask_texts(plan, asker)
    columns = lay_out(plan.periods, _ask_columns(plan, asker))
    fields |= {"window": window, "periods": columns.new}
    for owner, by_code in roll_tables(plan, columns, asker).items():
        if owner:
            entities = getattr(plan, owner)
            fields[owner] = [attrs.evolve(one, **by_code.get(one.code, {})) for one in entities]
        else:
            fields |= by_code[""]
    rolled = attrs.evolve(plan, **fields)
    leaving = ask_what_leaves(rolled, window, asker)
    rolled = edit(copy_rows(rolled, leaving.copied), leaving.edits)
    rolled = rolled.remove(*leaving.paths, citing=True)
    sound = not rules.errors(rolled)
    rolled = rolled.remove(*ask_claims(plan, rolled, asker), citing=True) if sound else rolled
    taken = asker.finish()
    if problems := rules.errors(rolled):
        raise InvalidPlan(problems)
    return RollForward(plan=rolled, changes=compare(plan, rolled), decisions=taken)


def _ask_texts(plan: OperationalPlan, asker: Asker) -> dict[str, Any]:
    """The fields of the new plan that hold a text and may be others: code, title, status, note."""
    window = next_year(plan.window)

    def why(new: str, old: str) -> str:
        found = "the years of {} in it are moved by one" if new != old else "no year of {} is in it"
        return found.format(plan.window)

    def about_code(answer: Answer) -> str:
        return complain_of_code(answer)

    new, named = _moved(plan.code, plan.window), _moved(plan.title, plan.window)
    code = asker.ask("code", "what is the code of the new plan?", new, (TEXT,), why(new, plan.code), about_code)
    title = asker.ask("title", "what is its title?", named, (TEXT,), why(named, plan.title))
    status = asker.ask("status", "what is its status?", "draft", (TEXT,), f"nobody has adopted a plan for {window} yet")
    texts: dict[str, Any] = {"code": code, "title": title, "status": status}
    if plan.note:
        question, reason = "does the note of the plan still hold?", "nothing says that it does not"
        note = asker.ask("note", question, KEEP, (KEEP, DROP, TEXT), reason)
        texts["note"] = plan.note if note == KEEP else None if note == DROP else note
    return texts


_YEARS = re.compile(r"(?<!\d)(?P<year>\d{4})(?:(?P<sign>[-/\u2010-\u2013])(?P<short>\d{2}))?(?!\d)")


def _moved(text: str, window: Period) -> str:
    """The text with the years of the window moved by one; two digits only after a year.

    >>> _moved("gs-2008-2011", Period(2008, 2011)), _moved("2008-11, after PP-06", Period(2008, 2011))
    ('gs-2009-2012', '2009-12, after PP-06')
    """
    years = range(window.first, window.last + 1 + window.fiscal)

    def move(match: re.Match[str]) -> str:
        if int(match["year"]) not in years:
            return match[0]
        year, short = str(int(match["year"]) + 1), match["short"]
        if short is None:
            return year
        ends = int(short) in {one % 100 for one in years}
        return f"{year}{match['sign']}{(int(short) + ends) % 100:02}"

    return _YEARS.sub(move, text)


def _ask_columns(plan: OperationalPlan, asker: Asker) -> list[Period]:
    """The columns that have a new one a year later."""
    early = [one for one in plan.periods if one.end <= plan.window.start]
    rest = [one for one in plan.periods if one not in early]
    if not early or not rest:
        return list(plan.periods)
    question = f"the plan has columns before its window ({all_of(early)}): are they moved along or left behind?"
    answer = asker.ask("periods", question, DROP, (DROP, KEEP), "a plan begins with the first year of its window")
    return list(plan.periods) if answer == KEEP else rest
