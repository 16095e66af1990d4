"""Numbering: numbers that repeat, slip or leave a gap, references that lead nowhere, titles of other chapters."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from ..model.order import read_numerals, roman
from ..model.outline import Heading
from ..model.outputs import Output
from ..model.plan import OperationalPlan
from ..problem import Severity
from ..wording import quote
from .naming import plain_words
from .rule import Finding, rule, shared
from .texts import is_named

_NUMBER = re.compile(r"([A-Z]{1,12}|[0-9]{1,4})((?:\.(?:[0-9]{1,4}|[IVX]{1,7})){0,8})([a-z]?)[.)]?")
_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_LONG = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
"""Letters at the beginning of a word that are enough to take two words for one: Publication, Publications."""


class _Number(NamedTuple):
    """A printed number in its parts: `II.1.4b` is of part `II`, the 2nd, has the steps 1 and 4, and the letter `b`."""

    part: str
    place: int | None  # of parts that count in letters none
    steps: tuple[int, ...]
    letter: str

    @property
    def end(self) -> tuple[int, tuple[int, ...], str]:
        """What stays right when only the beginning of a number slips: its depth, last step and letter."""
        return len(self.steps), self.steps[-1:], self.letter

    def above(self) -> "_Number":
        """The number of the heading above."""
        return self._replace(steps=self.steps if self.letter else self.steps[:-1], letter="")

    def following(self) -> list["_Number"]:
        """The numbers that come next: one level down, the next here, the next above, the next part."""
        numbers: list[_Number]
        if self.letter:
            numbers = [self._replace(letter=chr(ord(self.letter) + 1))]
        else:
            below = (*self.steps, 1)
            numbers = [self._replace(steps=below), self._replace(steps=below, letter="a"), self._replace(letter="a")]
        for depth in range(len(self.steps), 0, -1):
            steps = (*self.steps[: depth - 1], self.steps[depth - 1] + 1)
            numbers += [self._replace(steps=steps, letter=""), self._replace(steps=steps, letter="a")]
        if self.place is not None:
            following = self.place + 1
            numbers.append(_Number(str(following) if self.part.isdigit() else _numeral(following), following, (), ""))
        return numbers

    def allows(self, number: "_Number") -> bool:
        """Whether a number may come next. The headings above it need no number of their own: 2.1 follows on 1.2."""
        nexts = self.following()
        if number.steps[-1:] == (0,):
            number = number._replace(steps=(*number.steps[:-1], 1))
        while number not in nexts:
            if not number.steps and number.part != self.part:
                return not self.counts_like(number)
            if number.steps[-1:] != (1,) or number.letter not in ("", "a"):
                return False
            number = number._replace(steps=number.steps[:-1], letter="")
        return True

    def counts_like(self, other: "_Number") -> bool:
        """Whether their parts count in the same numerals, so that one has a place after the other."""
        return None not in (self.place, other.place) and self.part.isdigit() == other.part.isdigit()


def _numeral(value: int) -> str:
    """The Roman numeral of a value."""
    return "C" * (value // 100) + _TENS[value // 10 % 10] + _UNITS[value % 10]


def _steps(text: str) -> list[str]:
    """The steps of a number as they are printed."""
    match = _NUMBER.fullmatch(text)
    return match[2].split(".")[1:] if match else []


def _parts(plan: OperationalPlan) -> dict[str, int]:
    """The places of those parts of the outline that count in Roman numerals; the order of sections reads them alike."""
    matches = (_NUMBER.fullmatch(heading.number) for heading in plan.outline)
    return read_numerals(dict.fromkeys(match[1].casefold() for match in matches if match and not match[1].isdigit()))


def _number(text: str | None, parts: Mapping[str, int]) -> _Number | None:
    """The number that is printed so; None where it is no number."""
    match = _NUMBER.fullmatch(text or "")
    if match is None:
        return None
    place = int(match[1]) if match[1].isdigit() else parts.get(match[1].casefold())
    steps = (int(step) if step.isdigit() else roman(step) for step in match[2].split(".")[1:])
    return _Number(match[1], place, tuple(steps), match[3])


class _Style:
    """At which levels a document numbers in Roman numerals: those at which most of its numbers do."""

    def __init__(self, plan: OperationalPlan) -> None:
        counts = Counter(
            (level, step.isdigit()) for heading in plan.outline for level, step in enumerate(_steps(heading.number))
        )
        self._roman = {level for level, _ in counts if counts[level, False] > counts[level, True]}

    def written(self, number: _Number) -> str:
        """A number as the document prints it."""
        steps = (_numeral(step) if level in self._roman else str(step) for level, step in enumerate(number.steps))
        return ".".join((number.part, *steps)) + number.letter

    def is_odd(self, printed: str) -> bool:
        """Whether a printed number has a Roman numeral where the others have not, or the reverse."""
        return any(step.isdigit() == (level in self._roman) for level, step in enumerate(_steps(printed)))


# --- the outline ------------------------------------------------------------------------------------------------------


class _Wrong(Enum):
    """How the number of a heading can be wrong."""

    REPEAT = "repeat"
    SLIP = "slip"
    GAP = "gap"


class _Step(NamedTuple):
    """One heading on the way through the outline: its place, what its number should be, what came before."""

    position: int
    heading: Heading
    meant: _Number
    wrong: _Wrong | None
    before: _Number | None
    earlier: Heading | None

    def __str__(self) -> str:
        title = self.heading.title
        return f"{self.heading.number} {quote(title)}" if title else self.heading.number

    def finding(self, message: str, expected: str | None = None) -> Finding:
        """A finding about the number of the heading."""
        return Finding(
            path=f"outline[{self.position}].number",
            message=f"{self} {message}",
            section=self.heading.number,
            expected=expected,
            actual=self.heading.number,
        )


@shared
def _walk(plan: OperationalPlan) -> list[_Step]:
    """The numbered headings in the order in which they are printed."""
    found: list[_Step] = []
    before: _Number | None = None
    seen: dict[_Number, Heading] = {}
    parts = _parts(plan)
    for position, heading in enumerate(plan.outline):
        number = _number(heading.number, parts)
        if number is None:
            continue
        if before and not number.steps and number.part != before.part and not number.counts_like(before):
            seen.clear()  # below each of the parts I and II the chapters may be counted from 1
        fits = before is None or before.allows(number)
        slip = None
        if before and number.steps and not fits:
            slip = next((one for one in before.following() if one.end == number.end), None)
        earlier = seen.get(number)
        if slip is not None:
            wrong: _Wrong | None = _Wrong.SLIP
        elif earlier is not None:
            wrong = _Wrong.REPEAT
        else:
            wrong = None if fits else _Wrong.GAP
        meant = slip or number
        found.append(_Step(position, heading, meant, wrong, before, earlier))
        seen.setdefault(meant, heading)
        before = meant
    return found


@rule("OP801", Severity.WARNING)
def repeated_number(plan: OperationalPlan) -> Iterator[Finding]:
    """Two headings have the same number."""
    for step in _walk(plan):
        if step.wrong is _Wrong.REPEAT:
            title = step.earlier.title if step.earlier else None
            yield step.finding(f"repeats the number of {quote(title)}" if title else "repeats an earlier number")


@rule("OP802", Severity.WARNING)
def slipped_number(plan: OperationalPlan) -> Iterator[Finding]:
    """The number of a heading belongs to another chapter than the one it stands in."""
    style = _Style(plan)
    for step in _walk(plan):
        if step.wrong is _Wrong.SLIP and step.before:
            right = style.written(step.meant)
            yield step.finding(f"stands after {style.written(step.before)}: it should be {right}", right)


@rule("OP803", Severity.NOTE)
def skipped_number(plan: OperationalPlan) -> Iterator[Finding]:
    """The number of a heading does not follow from the one before it."""
    style = _Style(plan)
    for step in _walk(plan):
        if step.wrong is _Wrong.GAP and step.before:
            nexts = step.before.following()
            *due, last = map(style.written, [one for one in nexts if not one.letter] or nexts)
            wanted = f"{', '.join(due)} or {last}" if due else last
            yield step.finding(f"stands after {style.written(step.before)}, where {wanted} would follow")


@rule("OP804", Severity.NOTE)
def odd_number(plan: OperationalPlan) -> Iterator[Finding]:
    """The number of a heading has Roman numerals where most others have Arabic ones, or the reverse."""
    style = _Style(plan)
    for step in _walk(plan):
        if style.is_odd(step.heading.number):
            right = style.written(step.meant)
            yield step.finding(f"mixes Roman and Arabic numerals: it should be {right}", right)


@rule("OP805", Severity.WARNING)
def dangling_reference(plan: OperationalPlan) -> Iterator[Finding]:
    """The text refers to a number that no heading has, or under which something else stands.

    A word such as `here` or `below` is no number, but the text of a link.
    """
    titles: dict[str, list[str]] = {}
    words: dict[str, set[str]] = {}
    for heading in plan.outline:
        titles.setdefault(heading.number, []).extend([heading.title] if heading.title else [])
        words.setdefault(heading.number, set()).update(_stems(heading.title or ""))
    parts, meant = _parts(plan), {step.meant: step.heading.number for step in _walk(plan)}
    for position, heading in enumerate(plan.outline):
        for place, reference in enumerate(heading.refers_to):
            if is_named(reference.number, reference.title):
                continue
            there, number = titles.get(reference.number), _number(reference.number, parts)
            if there is None and number is not None and number in meant:
                wrong = f"which is printed as {meant[number]}"
            elif there is None and reference.number.isalpha() and reference.number.islower():
                continue
            elif there is None:
                wrong = "and there is no such heading"
            elif there and (own := _stems(reference.title or "")) and own.isdisjoint(words[reference.number]):
                wrong = f"where {quote(there[0])} stands"
            else:
                continue
            called = f" as {quote(reference.title)}" if reference.title else ""
            yield Finding(
                path=f"outline[{position}].refers_to[{place}]",
                message=f"refers to {quote(reference.number)}{called}, {wrong}",
                section=heading.number,
                expected=reference.title,
                actual=reference.number,
            )


def _stems(title: str) -> set[str]:
    """The longer words of a title, by how they begin."""
    return {word.casefold()[:_STEM] for word in _LONG.findall(title)}


@rule("OP806", Severity.WARNING)
def foreign_title(plan: OperationalPlan) -> Iterator[Finding]:
    """A heading in the chapter of one output has the title of a heading in that of another: perhaps copied."""
    outputs: dict[_Number, Output] = {}
    parts = _parts(plan)
    for output in plan.outputs:
        if (number := _number(output.section, parts)) is not None:
            outputs.setdefault(number, output)
    chapters = [
        (step, own, plain_words(step.heading.title or ""))
        for step in _walk(plan)
        if (own := _chapter(step.meant, outputs)) is not None
    ]
    originals: dict[str, tuple[_Step, Output]] = {}
    for step, own, title in chapters:
        if plain_words(own.title) in title and plain_words(own.title) != title:
            originals.setdefault(title, (step, own))
    for step, own, title in chapters:
        if title in originals and plain_words(own.title) not in title:
            original, other = originals[title]
            yield Finding(
                path=f"outline[{step.position}].title",
                message=f"{step} stands in the chapter {quote(own.title)}, and has the title of "
                f"{original.heading.number} in the chapter {quote(other.title)}",
                section=step.heading.number,
                expected=own.title,
                actual=other.title,
            )


def _chapter(number: _Number, outputs: dict[_Number, Output]) -> Output | None:
    """The output in whose chapter a number stands."""
    while number.steps or number.letter:
        number = number.above()
        if number in outputs:
            return outputs[number]
    return None
