"""Texts: brackets, titles that were cut, years that slipped, things that are announced and not there."""

import functools
import operator
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import attrs

from ..model.fields import kinds
from ..model.plan import OperationalPlan
from ..model.walk import Site, entities
from ..paths import join
from ..problem import Severity
from ..spelling import MONTHS
from ..wording import few, quote, quote_some
from .gathered import stated_tables
from .rule import Finding, rule, shared

__all__ = ["is_named"]

_OPENING = dict(zip(")]}）］｝】」』》", "([{（［｛【「『《", strict=True))
_BRACKET = re.compile("[][(){}（）［］｛｝【】「」『』《》]")
_STEP = r"(?:[0-9]{1,3}[^\W\d_]?|[^\W\d_][0-9]{0,3}|[ivx]{2,5}|[IVX]{2,5})"
_ITEM = re.compile(rf"(?:^|(?<=[\s;,:/–-])){_STEP}(?:\.{_STEP})*[.°º]?\)")
"""The mark of an item in a list, or the number of a section: a), 2), iv), 3a), II.2.4a)."""
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]{3,}$")
_SHORTEST, _CUT = 20, 3
"""How many letters the titles have that an export may have cut, and how many must have the same number."""
_YEAR = re.compile("[12][0-9]{3}")
_ALL_YEARS = re.compile("(?<![0-9])[12][0-9]{3}")
_YEARS = re.compile(r"(?<![\w./-])([12][0-9]{3}) ?[-‐‑–—] ?([12][0-9]{3})(?![\w/-]|\.\d)")
_DATED = re.compile(
    r"\b[0-3]?[0-9][./-][01]?[0-9][./-]([12][0-9]{3})\b|\b([12][0-9]{3})-[01][0-9]-[0-3][0-9]\b|"
    rf"\b(?:{'|'.join(MONTHS)}) ([12][0-9]{{3}})\b"
)
_EARLY, _FAR = 100, 50
"""So many years before the window a figure is no year, and so many beyond it a year is taken for a slip."""
_NUMBERED = re.compile(r"[0-9]|(?<!\w)[A-Z]{1,7}(?!\w)")


class _Text(NamedTuple):
    """One text of a plan, where it stands, and the name of its field."""

    site: Site
    name: str
    text: str

    @property
    def path(self) -> str:
        return join(self.site.path, self.name)

    def finding(self, message: str, actual: object = None, about: str | None = None) -> Finding:
        """A finding about the text."""
        return Finding(path=self.path, message=message, section=self.site.section, actual=actual, about=about)


_Plain: TypeAlias = tuple[Site, str, str]
"""What a `_Text` is made of: there are thousands, and findings about few."""


@shared
def _texts(plan: OperationalPlan) -> list[_Plain]:
    """All texts of a plan: titles, names, wordings, notes, in its order, then the labels of its lists and tables."""
    found: list[_Plain] = []
    for site in entities(plan):
        cls: type[attrs.AttrsInstance] = type(site.entity)
        fields, values = _text_fields(cls)
        for (name, many), value in zip(fields, values(site.entity), strict=True):
            if value and many:
                found += [(site, name, text) for text in value if text]
            elif value:
                found.append((site, name, value))
    for dimension, labels in plan.dimensions.items():
        listed = dict.fromkeys(text for label in labels for text in (label.code, label.name) if text)
        found += [(Site(plan), f"dimensions.{dimension}", text) for text in listed]
    for stated in stated_tables(plan):
        name = stated.path.removeprefix(stated.site.path).removeprefix(".")
        dims = (dim for dim in stated.table.dims if dim != "period")
        found += [(stated.site, name, label) for dim in dims for label in stated.table.labels(dim)]
    return found


@functools.cache
def _text_fields(cls: type[attrs.AttrsInstance]) -> tuple[list[tuple[str, bool]], Callable[[object], tuple[Any, ...]]]:
    """The fields of a class that hold texts, whether several, and what an entity has there."""
    found = [(name, kind.many) for name, kind in kinds(cls).items() if kind.what == "text"]
    several = operator.attrgetter(*(name for name, _ in found)) if len(found) > 1 else None
    return found, several or (lambda entity: tuple(getattr(entity, name) for name, _ in found))


@shared
def _cut(plan: OperationalPlan) -> list[tuple[list[_Text], list[_Text]]]:
    """The titles or names of one kind and section, where the longest have one length and some end within a word.

    Those longest, and which of them end so: no other text has their last word, and another word goes on from it.
    """
    lists: dict[tuple[type, str, str | None], list[_Plain]] = {}
    for one in _texts(plan):
        site, name, _ = one
        if name in ("title", "name"):
            lists.setdefault((type(site.entity), name, site.section), []).append(one)
    longest: list[list[_Text]] = []
    for texts in lists.values():
        length = max(len(text) for _, _, text in texts)
        if length >= _SHORTEST:
            same = [_Text(*one) for one in texts if len(one[2]) == length]
            if _CUT <= len(same) < len(texts):
                longest.append(same)
    if not longest:
        return []
    ends = {one.text for same in longest for one in same}
    others = {_LAST_WORD.sub("", text) if text in ends else text for _, _, text in _texts(plan)}
    pieces = set(" ".join(others).split())  # there are fewer of them than words
    known = sorted({word.casefold() for word in _WORD.findall(" ".join(pieces))})
    found = [(same, [one for one in same if _is_broken(one.text, known)]) for same in longest]
    return [(same, broken) for same, broken in found if broken]


def _is_broken(text: str, known: list[str]) -> bool:
    """Whether the last word of a text is the beginning of one of these sorted words, and none of them."""
    match = _LAST_WORD.search(text)
    if match is None:
        return False
    word = match[0].casefold()
    after = bisect_right(known, word)
    return known[after - 1 : after] != [word] and after < len(known) and known[after].startswith(word)


@rule("OP810", Severity.NOTE)
def unbalanced_brackets(plan: OperationalPlan) -> Iterator[Finding]:
    """A text has a bracket that is not closed, or closes one that is not open.

    The marks of items, such as `a)` or `3a)`, do not count, nor titles that were cut (OP811), nor notes. The same text
    is found once.
    """
    cut = {one.text for same, _ in _cut(plan) for one in same}
    seen: set[str] = set()
    for site, name, text in _texts(plan):
        if name != "note" and text not in seen and text not in cut:
            seen.add(text)
            if wrong := _unbalanced(text):
                yield _Text(site, name, text).finding(f"{quote(text)}: {wrong}", text)


def _unbalanced(text: str) -> str:
    """What is wrong with the brackets of a text; empty where nothing is."""
    open_ones: list[str] = []
    for match in _BRACKET.finditer(text):
        bracket = match[0]
        if bracket not in _OPENING:
            open_ones.append(bracket)
        elif open_ones and open_ones[-1] == _OPENING[bracket]:
            open_ones.pop()
        elif match.start() not in {mark.end() - 1 for mark in _ITEM.finditer(text)}:
            return f"{quote(bracket)} closes nothing" if not open_ones else f"{quote(open_ones[-1])} is not closed"
    return f"{quote(open_ones[-1])} is not closed" if open_ones else ""


@rule("OP811", Severity.NOTE)
def cut_titles(plan: OperationalPlan) -> Iterator[Finding]:
    """The longest titles of a kind have the same length, and some end within a word: an export may have cut them.

    At least three of one kind in one section, of twenty characters or more.
    """
    for same, broken in _cut(plan):
        site = broken[0].site
        top = site.owner is not None and site.owner.owner is None
        which = f"{len(same)} {broken[0].name}s have exactly {len(same[0].text)} characters, and none has more"
        ends = f"{len(broken)} of them {'ends' if len(broken) == 1 else 'end'}"
        yield Finding(
            path=site.name if top else broken[0].path,
            message=f"{which}; {ends} within a word: {quote_some(one.text for one in broken)}",
            section=site.section,
            actual=tuple(one.text for one in broken),
        )


@rule("OP712", Severity.NOTE)
def slipped_year(plan: OperationalPlan) -> Iterator[Finding]:
    """A text has years that count down, such as 2008-2001, or the date of a year long after the window."""
    earliest, latest = plan.window.first - _EARLY, plan.window.last + _FAR
    seen: set[str] = set()
    for site, name, text in _texts(plan):
        if text in seen or not _YEAR.search(text):
            continue
        seen.add(text)
        years = list(map(int, _ALL_YEARS.findall(text)))
        if max(years, default=0) <= latest and years == sorted(years):
            continue  # as in nearly all
        runs = list(_YEARS.finditer(text))
        wrong = {match[0]: "counts down" for match in runs if earliest <= int(match[2]) < int(match[1]) <= latest}
        dates = [match for match in (*runs, *_DATED.finditer(text)) if match[0] not in wrong]
        for match in dates:
            of_date = [int(year) for year in match.groups() if year]
            if max(of_date) > latest and (len(of_date) == 1 or earliest <= min(of_date) <= latest):
                wrong[match[0]] = f"is long after the window {plan.window}"
        for years_printed, how in wrong.items():
            yield _Text(site, name, text).finding(f"{quote(years_printed)} {how}", years_printed, years_printed)


def is_named(number: str, title: str | None) -> bool:
    """Whether a reference is to a thing that has no number: a figure, and what it is to show."""
    return title is not None and _NUMBERED.search(number) is None


@rule("OP812", Severity.NOTE)
def announced_and_absent(plan: OperationalPlan) -> Iterator[Finding]:
    """The text announces a figure, a table or the like that has no number, says what it shows, and it is not there.

    It is there where the outline lists it by the same name. Where several headings announce the same it is found once.
    """
    there = {heading.number.casefold() for heading in plan.outline}
    found: dict[tuple[str, str | None], list[tuple[int, int]]] = {}
    for position, heading in enumerate(plan.outline):
        for place, reference in enumerate(heading.refers_to):
            if is_named(reference.number, reference.title) and reference.number.casefold() not in there:
                found.setdefault((reference.number, reference.title), []).append((position, place))
    for (number, title), places in found.items():
        position, place = places[0]
        headings = tuple(plan.outline[one].number for one, _ in places)
        alone = len(headings) == 1
        message = f"announces {quote(number)}" if alone else f"{len(headings)} headings announce {quote(number)}"
        yield Finding(
            path=f"outline[{position}].refers_to[{place}]" if alone else "outline",
            message=f"{message} ({quote(title)}), and there is none" + ("" if alone else f": {few(headings)}"),
            section=headings[0],
            actual=headings,
        )
