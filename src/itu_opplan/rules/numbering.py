"""Numbering and naming: numbers that repeat, slip or leave a gap, references that lead nowhere, names that differ."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from ..errors import Severity, join, quote
from ..model.order import roman
from ..model.outline import Heading
from ..model.plan import OperationalPlan
from .rule import Finding, Rule, few, rule

__all__ = ["RULES"]

_NUMBER = re.compile(r"([A-Z]+|[0-9]+)((?:\.(?:[0-9]+|[IVX]+))*)([a-z]?)")
_WORD = re.compile(r"[^\W\d_]{4,}")


class _Number(NamedTuple):
    """A printed number in its parts: `II.1.4b` is of part `II`, has the steps 1 and 4, and the letter `b`."""

    part: str
    steps: tuple[int, ...]
    letter: str

    def __str__(self) -> str:
        return ".".join((self.part, *map(str, self.steps))) + self.letter

    @property
    def end(self) -> tuple[int, tuple[int, ...], str]:
        """What stays right when only the beginning of a number slips: its depth, last step and letter."""
        return len(self.steps), self.steps[-1:], self.letter

    def following(self) -> list["_Number"]:
        """The numbers that may come next, the nearest first: one level down, the next here, the next above."""
        numbers: list[_Number] = []
        if self.letter:
            numbers.append(self._replace(letter=chr(ord(self.letter) + 1)))
        else:
            below = (*self.steps, 1)
            numbers += [self._replace(steps=below), self._replace(steps=below, letter="a"), self._replace(letter="a")]
        for depth in range(len(self.steps), 0, -1):
            steps = (*self.steps[: depth - 1], self.steps[depth - 1] + 1)
            numbers += [_Number(self.part, steps, ""), _Number(self.part, steps, "a")]
        return numbers


def _number(text: str) -> _Number | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    steps = (int(step) if step.isdigit() else roman(step) for step in match[2].split(".")[1:])
    return _Number(match[1], tuple(steps), match[3])


class _Wrong(Enum):
    """How the number of a heading can be wrong."""

    REPEAT = "repeat"
    SLIP = "slip"
    GAP = "gap"


class _Step(NamedTuple):
    """One heading on the way through the outline."""

    position: int
    heading: Heading
    number: _Number
    before: _Number | None
    wrong: _Wrong | None
    meant: _Number


def _walk(plan: OperationalPlan) -> Iterator[_Step]:
    """The numbered headings in the order in which they are printed, each with what its number should be."""
    before: _Number | None = None
    seen: set[_Number] = set()
    for position, heading in enumerate(plan.outline):
        number = _number(heading.number)
        if number is None:
            continue
        fits = before.following() if before else []
        meant = next((one for one in fits if one.end == number.end), None)
        wrong = None
        if before is None or number in fits or (not number.steps and number.part != before.part):
            wrong = _Wrong.REPEAT if number in seen else None
        elif number.steps and meant is not None:
            wrong = _Wrong.SLIP
        else:
            wrong = _Wrong.REPEAT if number in seen else _Wrong.GAP
        right = meant if wrong is _Wrong.SLIP and meant else number
        yield _Step(position, heading, number, before, wrong, right)
        seen.add(right)
        before = right


def _shown(heading: Heading) -> str:
    return f"{heading.number} ({heading.title})" if heading.title else heading.number


@rule("OP801", Severity.WARNING)
def repeated_number(plan: OperationalPlan) -> Iterator[Finding]:
    """Two headings have the same number."""
    first: dict[_Number, Heading] = {}
    for step in _walk(plan):
        if step.wrong is _Wrong.REPEAT:
            other = f"; the number is also that of {quote(first[step.number].title)}" if step.number in first else ""
            yield _about(step, f"{_shown(step.heading)} repeats a number{other}", None)
        first.setdefault(step.meant, step.heading)


@rule("OP802", Severity.WARNING)
def slipped_number(plan: OperationalPlan) -> Iterator[Finding]:
    """The number of a heading belongs to another chapter than the one it stands in."""
    for step in _walk(plan):
        if step.wrong is _Wrong.SLIP:
            yield _about(
                step, f"{_shown(step.heading)} stands after {step.before}: it should be {step.meant}", step.meant
            )


@rule("OP803", Severity.NOTE)
def skipped_number(plan: OperationalPlan) -> Iterator[Finding]:
    """The number of a heading does not follow from the one before it."""
    for step in _walk(plan):
        if step.wrong is _Wrong.GAP and step.before:
            due = " or ".join(str(one) for one in step.before.following() if not one.letter)
            yield _about(step, f"{_shown(step.heading)} stands after {step.before}, where {due} would follow", None)


@rule("OP804", Severity.NOTE)
def odd_number(plan: OperationalPlan) -> Iterator[Finding]:
    """The number of a heading mixes Roman and Arabic numerals otherwise than its neighbours."""
    for step in _walk(plan):
        if str(step.number) != step.heading.number:
            message = f"{step.heading.number} is printed with Roman numerals inside; it should be {step.number}"
            yield _about(step, message, step.number)


def _about(step: _Step, message: str, expected: _Number | None) -> Finding:
    return Finding(
        path=f"outline[{step.position}].number",
        message=message,
        section=step.heading.number,
        expected=None if expected is None else str(expected),
        actual=step.heading.number,
    )


@rule("OP805", Severity.WARNING)
def dangling_reference(plan: OperationalPlan) -> Iterator[Finding]:
    """The text refers to a number that no heading has, or under which something else stands."""
    titles: dict[str, list[str]] = {}
    for heading in plan.outline:
        titles.setdefault(heading.number, []).append(heading.title or "")
    for position, heading in enumerate(plan.outline):
        for place, reference in enumerate(heading.refers_to):
            there = titles.get(reference.number)
            wanted = f" ({reference.title})" if reference.title else ""
            if there is None:
                message = f"refers to {reference.number}{wanted}, and there is no such heading"
            elif reference.title and not _alike(reference.title, " ".join(there)):
                message = f"refers to {reference.number}{wanted}, and there stands {quote(there[0])}"
            else:
                continue
            yield Finding(
                path=f"outline[{position}].refers_to[{place}]",
                message=message,
                section=heading.number,
                actual=reference.number,
            )


def _alike(one: str, other: str) -> bool:
    """Whether two titles have a word in common."""
    words = [{word.casefold() for word in _WORD.findall(text)} for text in (one, other)]
    return bool(words[0] & words[1]) or not words[0]


@rule("OP806", Severity.WARNING)
def foreign_title(plan: OperationalPlan) -> Iterator[Finding]:
    """A heading in the chapter of one output has the title of another output in it: perhaps copied."""
    for position, heading in enumerate(plan.outline):
        own = next((one for one in plan.outputs if one.section and heading.number.startswith(f"{one.section}.")), None)
        title = (heading.title or "").casefold()
        if own is None or own.title.casefold() in title:
            continue
        for other in plan.outputs:
            if other is not own and " " in other.title and other.title.casefold() in title:
                yield Finding(
                    path=f"outline[{position}].title",
                    message=f"{_shown(heading)} stands in the chapter {own.title!r}, and names {other.title!r}",
                    section=heading.number,
                    expected=own.title,
                    actual=other.title,
                )


@rule("OP807", Severity.NOTE)
def several_names(plan: OperationalPlan) -> Iterator[Finding]:
    """A department is printed under several codes or names."""
    for department in plan.departments:
        if department.aliases:
            names = ", ".join(map(quote, department.aliases))
            yield Finding(
                path=join("departments", department.code, "aliases"),
                message=f"{department.code} ({department.name}) is also printed as {names}",
                section=department.section,
                expected=department.code,
                actual=department.aliases,
            )


@rule("OP808", Severity.NOTE)
def gap_in_codes(plan: OperationalPlan) -> Iterator[Finding]:
    """The codes of activities count up, and leave numbers out."""
    by_prefix: dict[str, dict[int, str]] = {}
    for activity in plan.activities:
        if match := re.fullmatch(r"(.*?)([0-9]{1,6})", activity.code):
            by_prefix.setdefault(match[1], {})[int(match[2])] = match[2]
    for prefix, numbers in by_prefix.items():
        last = max(numbers)
        gone = [number for number in range(1, last) if number not in numbers] if last <= 10 * len(numbers) else []
        if gone and len(numbers) > 2:
            codes = tuple(f"{prefix}{number:0{len(numbers[last])}}" for number in gone)
            message = f"the codes count up to {prefix}{numbers[last]}, and there is no {few(codes, 9)}"
            yield Finding(path="activities", message=message, actual=codes)


@rule("OP809", Severity.NOTE)
def same_title(plan: OperationalPlan) -> Iterator[Finding]:
    """Two activities have the same title, so that work on one may be booked on either."""
    first: dict[str, str] = {}
    for activity in plan.activities:
        wording = " ".join(re.findall(r"\w+", re.sub(r"\(.*?\)", "", activity.title).casefold()))
        other = first.setdefault(wording, activity.code)
        if other != activity.code:
            message = f"{activity.code} has the title of {other}: {quote(activity.title)}"
            yield Finding(
                path=join("activities", activity.code), message=message, section=activity.section, actual=other
            )


RULES: tuple[Rule, ...] = (
    repeated_number,
    slipped_number,
    skipped_number,
    odd_number,
    dangling_reference,
    foreign_title,
    several_names,
    gap_in_codes,
    same_title,
)
