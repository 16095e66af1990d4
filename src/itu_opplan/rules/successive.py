"""Tables of results one after the other: a word that differs, rows that only refer, years without a table."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

import attrs

from ..immutable import Immutable
from ..model.organisation import Department
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..paths import join
from ..periods import Period, join_periods
from ..problem import Severity
from ..wording import amount_in, count_of, few, quote
from .figures import sums_of
from .printed import Printed, printed_tables
from .rule import Finding, rule

_WORD = re.compile(r"[\w%&+#/’'-]+")
_ENDING = re.compile(r"(?<=..)(?:e|e?s|e?d|ies|ied|y|ing)$")
"""What a word has at its end in one form and not in another: ensure, ensures, ensuring."""
_LEAST, _MOST, _LETTERS = 4, 100, 4
"""How many words a text has that is compared by its words, for in a shorter one a word is much and a longer one is
dear; and how many letters the word has that differs."""

_Key: TypeAlias = tuple[str, int, int, int, int]


_Same: TypeAlias = tuple[str, tuple[str, ...]]


@attrs.frozen(eq=False, repr=False)
class _Wording(Immutable):
    """One text of a table, and the words by which it is compared.

    Attributes:
        text: the text.
        printed: its words as they are printed.
        same: what is alike of two wordings that are one: which list they stand in, and their words without case.
    """

    text: str
    printed: tuple[str, ...]
    same: _Same

    @property
    def kind(self) -> str:
        """Which list it stands in."""
        return self.same[0]

    @property
    def words(self) -> tuple[str, ...]:
        """Its words without regard to case."""
        return self.same[1]

    def keys(self) -> tuple[list[_Key], list[_Key]]:
        """One key for each word left out, and one for each place between words.

        Two wordings share one of the first where they differ in that word; a first one is a second one of a wording
        that lacks the word.
        """
        before, after = [0], [0]
        for word in self.words:
            before.append(hash((before[-1], word)))
        for word in reversed(self.words):
            after.append(hash((after[-1], word)))
        after.reverse()
        count = len(self.words)
        without = [(self.kind, count - 1, place, before[place], after[place + 1]) for place in range(count)]
        between = [(self.kind, count, place, before[place], after[place]) for place in range(count + 1)]
        return without, between

    def difference(self, other: "_Wording") -> tuple[str, str] | None:
        """The word of each that the other has not; empty where there is none.

        None where more differs, or digits, or only the form of a word.
        """
        pairs = zip(self.words, other.words, strict=False)
        start = next((place for place, (one, two) in enumerate(pairs) if one != two), None)
        start = min(len(self.words), len(other.words)) if start is None else start
        lengths = len(self.words), len(other.words)
        ends = [start + (length == max(lengths)) for length in lengths]
        if self.words[ends[0] :] != other.words[ends[1] :]:
            return None
        own, others = " ".join(self.printed[start : ends[0]]), " ".join(other.printed[start : ends[1]])
        if any(letter.isdigit() for letter in own + others) or max(len(own), len(others)) < _LETTERS:
            return None
        if _is_one_word(*sorted((own.casefold(), others.casefold()), key=len)):
            return None
        return (own, others) if max(lengths) > _LEAST else None


def _is_one_word(short: str, long: str) -> bool:
    """Whether two words are forms of one, or the first abbreviates the second: ensure, ensuring; dept, department."""
    if _ENDING.sub("", short) == _ENDING.sub("", long):
        return True
    letters = iter(long)
    ends = short[:1] == long[:1] and short[-1:] == long[-1:]
    return 0 < 2 * len(short) <= len(long) and ends and all(letter in letters for letter in short)


def _wordings(tables: Sequence[Printed]) -> list[list[_Wording]]:
    """The results, KPIs and risk factors of each table that are long enough to be compared, each once."""
    words: dict[str, tuple[str, ...]] = {}
    found: list[list[_Wording]] = []
    for table in tables:
        own: dict[tuple[str, str], _Wording] = {}
        for block in table.framework.blocks:
            for kind in ("results", "kpis", "risks"):
                for item in getattr(block, kind):
                    text = item.text
                    if text not in words:
                        words[text] = tuple(_WORD.findall(text))
                    if _LEAST <= len(words[text]) <= _MOST and (kind, text) not in own:
                        same = (kind, tuple(map(str.casefold, words[text])))
                        own[kind, text] = _Wording(text, words[text], same)
        found.append([*own.values()])
    near = _near(dict.fromkeys(one.same for own in found for one in own))
    return [[one for one in own if one.same in near] for own in found]


def _near(wordings: Iterable[_Same]) -> set[_Same]:
    """Those that may differ from another one in a word: that has the same first half, or the same second one."""
    halves: dict[tuple[str, int, tuple[str, ...]], _Same] = {}
    near: set[_Same] = set()
    for one in wordings:
        kind, words = one
        for length in (len(words), len(words) - 1):  # as one that may lack a word, and as one that may have one more
            half = length // 2
            for part in (words[:half], words[-half:]):
                other = halves.setdefault((kind, length, part), one)
                if other is not one:
                    near |= {one, other}
    return near


@rule("OP528", Severity.NOTE)
def nearly_the_same(plan: OperationalPlan) -> Iterator[Finding]:
    """Results, KPIs or risk factors are worded as in an earlier table of the same owner but for one word.

    Perhaps a slip or a copy; at least nobody finds the same one in both tables. Words with digits do not count, nor
    other forms of a word (ensure, ensuring; dept, department), texts of four words or fewer, words of three letters or
    fewer, nor what one of the tables has in both wordings.
    """
    for _, group in itertools.groupby(printed_tables(plan), key=lambda table: table.owner_path):
        tables = list(group)
        wordings = _wordings(tables) if len(tables) > 1 else []
        having = [{one.same for one in own} for own in wordings]
        told: set[tuple[str, tuple[str, ...]]] = set()
        known: dict[_Key, tuple[int, _Wording]] = {}
        for number, own in enumerate(wordings):
            found: dict[str, str] = {}
            keys = {one: one.keys() for one in own}
            for one in own:
                new = itertools.chain(*keys[one]) if one.same not in told else ()
                for earlier, other in dict.fromkeys(known[key] for key in new if key in known):
                    if other.same not in having[number] and (words := one.difference(other)):
                        found.setdefault(one.text, _difference(tables[earlier].framework.code, *words))
            for one, (without, between) in keys.items():
                told.add(one.same)
                known.update(dict.fromkeys((*without, *between), (number, one)))
            if found:
                said = (f"{quote(text)} ({how})" for text, how in found.items())
                are = "1 text is" if len(found) == 1 else f"{len(found)} texts are"
                message = f"{are} worded as before but for a word: {few(said)}"
                yield tables[number].finding(message, actual=tuple(found))


def _difference(code: str, own: str, other: str) -> str:
    """How an earlier wording differs."""
    if own and other:
        return f"{code}: {quote(other)} for {quote(own)}"
    return f"{code}: with {quote(other)}" if other else f"{code}: without {quote(own)}"


@rule("OP529", Severity.NOTE)
def only_references(plan: OperationalPlan) -> Iterator[Finding]:
    """Rows of a planned table have no results, KPIs or projects of their own: they refer to those of a report.

    What a report says was to be reached is no plan for the years after it.
    """
    phases = {table.path: table.reports for table in printed_tables(plan)}
    for table in printed_tables(plan):
        if table.reports:
            continue
        sources: dict[str, None] = {}
        rows = 0
        for block in table.framework.blocks:
            taken = block.results_from
            if taken and not (block.results or block.kpis or block.projects or block.achievements):
                source = f"{taken.owner or table.owner_path}.frameworks.{taken.framework}"
                if phases.get(source):
                    rows += 1
                    sources[taken.framework if not taken.owner else source] = None
        if rows:
            which = count_of(rows, len(table.framework.blocks), "row", "has", "have")
            message = f"{which} nothing but what was due in {few(sources)}"
            yield table.finding(message, actual=tuple(sources))


@rule("OP530", Severity.NOTE)
def work_without_table(plan: OperationalPlan) -> Iterator[Finding]:
    """An output or department has work-months in periods before its tables of results end, and none is for them.

    Others of its kind have work and a table for them. Results of units count for their department.
    """
    years: dict[str, list[Period] | None] = {}
    for table in printed_tables(plan):
        periods = table.framework.periods or tuple(one.period for one in table.results() if one.period)
        known = years.setdefault(table.whole, [])
        if not periods:
            years[table.whole] = None
        elif known is not None:
            known.extend(periods)
    for kind, owners in (("outputs", plan.outputs), ("departments", plan.departments)):
        yield from _without_table(kind, owners, years)


def _without_table(
    kind: str, owners: tuple[Output, ...] | tuple[Department, ...], years: dict[str, list[Period] | None]
) -> Iterator[Finding]:
    """Those of outputs, or of departments, that have work in years for which only the others have tables."""
    covered: set[str] = set()
    bare: list[tuple[Output | Department, str, str]] = []
    for one in owners:
        own = join_periods(years.get(join(kind, one.code)) or ())
        until = getattr(one, "valid_until", None)
        table = one.effort if isinstance(one, Output) else one.staffing
        work = sums_of(table) if own else {}
        for label, months in work.items():
            column = Period.parse(label)
            if not isinstance(months, Decimal) or not months or (until and until.end <= column.start):
                continue
            place = bisect_left(own, column.end, key=lambda run: run.start) - 1
            if place < 0 or own[place].end <= column.start:
                if column.end < own[-1].end and "results" not in (*one.to_be_completed, *one.elsewhere):
                    bare.append((one, label, amount_in(months, table.unit)))
            else:
                covered.add(label)
    for one, label, asked in bare:
        if label in covered:
            yield Finding(
                path=join(kind, one.code),
                message=f"has {asked} in {label}, and no table of results for that; others have",
                section=one.section,
                actual=label,
                about=label,
            )
