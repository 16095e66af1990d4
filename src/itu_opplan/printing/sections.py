"""The sections of a printed plan: its headings as a tree, and which of them a printed number means."""

import functools
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

import attrs

from ..display import Grid
from ..immutable import Immutable
from ..model.order import in_order, number_steps
from ..model.outline import Heading
from ..model.walk import Site
from .words import Fact

__all__ = ["Block", "Facts", "Paragraphs", "Section", "build_sections"]

_WORD = 4
"""Letters of a word such as Part or Annex, with which a number begins that stands below no other."""


@attrs.frozen(eq=False, repr=False)
class Facts(Immutable):
    """What the fields of an entity say, one below the other.

    Attributes:
        facts: the facts.
    """

    facts: tuple[Fact, ...]


@attrs.frozen(eq=False, repr=False)
class Paragraphs(Immutable):
    """Text in paragraphs.

    Attributes:
        texts: the paragraphs.
        title: a line above them; none where it is empty.
    """

    texts: tuple[str, ...]
    title: str = ""


Block: TypeAlias = Facts | Paragraphs | Grid
"""What stands in a section."""


class Section:
    """A section of the document while it is put together.

    Attributes:
        number: its printed number; None where it has none.
        title: the words of its heading.
        site: the entity that it is about; None where it is a heading only.
        above: the section that it is a part of; None for the document.
        level: how many sections it is a part of.
        printed: the heading of the plan's outline; None where it has none.
        blocks: what stands in it.
        parts: the sections in it.
    """

    def __init__(self, number: str | None, title: str, above: "Section | None", site: Site | None = None) -> None:
        self.number, self.title, self.above, self.site = number, title, above, site
        self.level: int = 0 if above is None else above.level + 1
        self.printed: Heading | None = None
        self.blocks: list[Block] = []
        self.parts: list[Section] = []

    def add(self, number: str | None, title: str, site: Site | None = None) -> "Section":
        """A new section at the end of this one."""
        self.parts.append(Section(number, title, self, site))
        return self.parts[-1]

    @property
    def heading(self) -> str:
        """Its number and its words, which may begin with the number."""
        if self.number is not None and f"{self.title} ".startswith(f"{self.number} "):
            return self.title
        return " ".join(filter(None, [self.number, self.title]))

    @property
    def owner(self) -> Site | None:
        """The entity that it is about: its own, or that of the nearest section above."""
        return next((one.site for one in self.way_up() if one.site is not None), None)

    def walk(self) -> Iterator["Section"]:
        """This section and all in it, in their order."""
        waiting: list[Section] = [self]
        while waiting:
            yield (one := waiting.pop())
            waiting.extend(one.parts[::-1])

    def way_up(self) -> Iterator["Section"]:
        """This section and all that it is a part of."""
        one: Section | None = self
        while one is not None:
            yield one
            one = one.above

    @functools.cached_property
    def _numbered(self) -> dict[str | None, list["Section"]]:
        """The sections in it by number: all of those with numbers are there from the beginning."""
        found: dict[str | None, list[Section]] = {}
        for one in self.walk():
            found.setdefault(one.number, []).append(one)
        return found

    def find(self, number: str) -> list["Section"]:
        """The sections of this number in it."""
        return self._numbered.get(number, [])

    def place(self, number: str | None, home: "Section | None") -> "Section | None":
        """The section that a printed number means; None where there is none.

        Numbers repeat: first those count that lie in the section of the entity that cites the number, then those that
        are no entity's, then the last one, where tables stand.

        Args:
            number: the number.
            home: the section of that entity.
        """
        found = self.find(number) if number is not None else []
        for likely in (
            [one for one in found if home is not None and home in one.way_up()],
            [one for one in found if one.site is None],
            found,
        ):
            if likely:
                return likely[-1]
        return None

    def prune(self, kept: Iterable["Section"]) -> None:
        """Leave out all in it that has nothing, but for these sections and what is in them."""
        whole = {below for one in kept for below in one.walk()}
        filled = {above for one in self.walk() if one.blocks or one in whole for above in one.way_up()}
        for one in filled:
            one.parts = [part for part in one.parts if part in filled]


class _Number(NamedTuple):
    """A number that is sorted as sections are.

    Attributes:
        section: the number.
        code: nothing, which all have alike.
    """

    section: str
    code: str = ""


def build_sections(title: str, headings: Iterable[Heading], numbers: Iterable[str]) -> Section:
    """The document with its headings in their order, and with one more for each of these numbers that has none.

    A heading lies below the last one before it whose number has fewer steps, so that a slip (II.2.2 after III.2.1)
    changes nothing. A new one stands at the end of the section whose number it continues.

    >>> document = build_sections("Plan", [Heading(number="I", title="Aims"), Heading(number="I.1")], ["I.2", "II"])
    >>> [("  " * one.level + one.heading) for one in document.walk()]
    ['Plan', '  I Aims', '    I.1', '    I.2', '  II']
    """
    document = Section(None, title, None)
    known: dict[tuple[str, ...], Section] = {}
    last = document
    for heading in headings:
        depth = _depth(heading.number)
        last = next(one for one in last.way_up() if one.above is None or _depth(one.number) < depth)
        last = last.add(heading.number, heading.title or "")
        last.printed = heading
        known.setdefault(number_steps(heading.number), last)
    there = {one.number for one in document.walk()}
    for number in in_order([_Number(number) for number in dict.fromkeys(numbers) if number not in there]):
        steps = number_steps(number.section)
        above = next((known[own] for end in range(len(steps) - 1, 0, -1) if (own := steps[:end]) in known), document)
        known.setdefault(steps, above.add(number.section, ""))
    return document


def _depth(number: str | None) -> int:
    steps = number_steps(number or "")
    return max(1, len(steps) - (bool(steps) and len(steps[0]) >= _WORD))
