"""Naming: names that differ, codes that leave a gap, titles that two activities have."""

import re
from collections.abc import Iterator

from ..model.organisation import Activity
from ..model.plan import OperationalPlan
from ..paths import join
from ..problem import Severity
from ..wording import few, quote
from .printed import main_language
from .rule import Finding, rule

__all__ = ["plain_words"]

_WORDS = re.compile(r"[\w+#]+")
_BRACKETS = re.compile(r"(?<=\w)\s+\([A-Z&-]+\)")
"""An abbreviation after what it stands for."""
_SMALL_WORDS = {
    "de": frozenset(("der", "des", "für", "und")),
    "en": frozenset(("and", "for", "of", "the")),
    "es": frozenset(("de", "del", "el", "la", "las", "los", "para", "y")),
    "fr": frozenset(("de", "des", "du", "et", "la", "le", "les", "pour")),
    "pt": frozenset(("da", "das", "de", "do", "dos", "e", "para")),
}
"""Words by which one sees the language of a name; in capitals they may be letters of a section."""
_CODE = re.compile(r"(.*?)([0-9]{1,6})")
_SPARSE = 4
"""Codes of a series are no count when there could be more than so many times as many."""


def plain_words(text: str) -> str:
    """The words of a text without regard to case, each between spaces."""
    return f" {' '.join(_WORDS.findall(text.casefold()))} "


@rule("OP807", Severity.NOTE)
def several_names(plan: OperationalPlan) -> Iterator[Finding]:
    """A department is printed under several codes or names.

    The prefix of the codes of its activities is no name of it, and a name in another language than that of the plan is
    not a second one.
    """
    language = main_language(plan)
    prefixes: dict[str | None, set[str]] = {}
    for activity in plan.activities:
        if match := _CODE.fullmatch(activity.code):
            prefixes.setdefault(activity.department, set()).add(match[1])
    for department in plan.departments:
        own = prefixes.get(department.code, set())
        aliases = [alias for alias in department.aliases if alias not in own]
        aliases = [alias for alias in aliases if not _is_foreign(alias, department.name, language)]
        if aliases:
            names = few(map(quote, aliases), 9)
            yield Finding(
                path=join("departments", department.code, "aliases"),
                message=f"{department.code} {quote(department.name)} is also printed as {names}",
                section=department.section,
                expected=department.code,
                actual=tuple(aliases),
            )


def _is_foreign(alias: str, name: str, language: str) -> bool:
    """Whether an alias is in another language: it has small words, or letters, that the name has not."""
    words, own = (set(_WORDS.findall(text)) for text in (alias, name))
    others = frozenset().union(*_SMALL_WORDS.values()) - _SMALL_WORDS.get(language, frozenset())
    odd = {letter for letter in alias.casefold() if letter.isalpha() and not letter.isascii()}
    return bool(words & others - own) or bool(odd - set(name.casefold()))


@rule("OP808", Severity.NOTE)
def gap_in_codes(plan: OperationalPlan) -> Iterator[Finding]:
    """The codes of activities count up, and leave numbers out."""
    by_prefix: dict[str, dict[int, str]] = {}
    for activity in plan.activities:
        if activity.booked and (match := _CODE.fullmatch(activity.code)):
            by_prefix.setdefault(match[1], {})[int(match[2])] = match[2]
    for prefix, numbers in by_prefix.items():
        first, last, width = min(numbers), max(numbers), min(map(len, numbers.values()))
        series = range(1 if first < 10 else first, last + 1)
        if len(numbers) > 2 and len(series) <= _SPARSE * len(numbers):
            gone = tuple(f"{prefix}{number:0{width}}" for number in series if number not in numbers)
            if gone:
                message = f"the codes count up to {prefix}{numbers[last]}, without {few(gone, 9)}"
                yield Finding(path="activities", message=message, actual=gone, about=prefix)


@rule("OP809", Severity.NOTE)
def same_title(plan: OperationalPlan) -> Iterator[Finding]:
    """Two activities that one department may book on have the same title, but for an abbreviation in brackets."""
    alike: dict[str, dict[str | None, Activity]] = {}
    for activity in (one for one in plan.activities if one.booked):
        others = alike.setdefault(plain_words(_BRACKETS.sub("", activity.title)), {})
        open_to_both = next(iter(others.values()), None) if activity.department is None else others.get(None)
        other = others.get(activity.department) or open_to_both
        others.setdefault(activity.department, activity)
        if other is not None:
            yield Finding(
                path=join("activities", activity.code),
                message=f"{activity.code} has the title of {other.code}: {quote(activity.title)}",
                section=activity.section,
                actual=other.code,
            )
