"""Grades and their categories, on a ranked scale that is data; the scale of ITU and the UN system is built in."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, TypeAlias

import attrs

from .arguments import takes
from .errors import InvalidPlan, UnknownCode, refusal
from .immutable import Immutable
from .paths import is_label
from .problem import Problem, fault
from .texts import compose, format_words
from .wording import quote, suggestions

__all__ = ["ITU_SCALE", "Grade", "GradeScale", "grade_category", "plain_grade"]


@attrs.frozen(order=True)
class Grade:
    """The level of a post. Grades compare by rank, never by text: `P5 > P4 > … > P1 > G7`.

    Attributes:
        rank: place on its scale; 1 is the lowest.
        code: as plans write it, such as `P5`.
        category: the category it belongs to, such as `P`.

    >>> ITU_SCALE.grade("P-5") > ITU_SCALE.grade("P4") > ITU_SCALE.grade("G7")
    True
    """

    rank: int
    code: str
    category: str

    def __str__(self) -> str:
        return self.code

    __format__ = format_words


_Pairs: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


def _pairs(value: Mapping[str, Iterable[str]] | Iterable[tuple[str, Iterable[str]]]) -> _Pairs:
    """Pairs of a category and its grades; what cannot be that stays as it is, for the check to refuse."""
    given: object = value.items() if isinstance(value, Mapping) else value
    pairs: list[Any] = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
        return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]  # refused by the check
    return tuple((_name(category), _names(grades)) for category, grades in pairs)


def _names(grades: Any) -> Any:
    return tuple(map(_name, grades)) if isinstance(grades, Iterable) and not isinstance(grades, str | Set) else grades


def _name(value: str) -> str:
    return compose(value) if isinstance(value, str) else value  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types


_NAMED = "a category or grade must be 1 to 64 characters without '[', ']', ',', got {}"


def _fault(message: str, *trail: str | int) -> Problem:
    """A complaint about the scale, or about a category of it, or a grade."""
    return fault("GradeScale", message, trail=trail)


@attrs.frozen(eq=False, repr=False)
class GradeScale(Immutable):
    """All the grades of an organisation, highest first, in categories, highest first.

    Attributes:
        categories: pairs of a category and its grades, both highest first; a mapping is accepted.

    Raises:
        InvalidPlan: a grade stands twice, a name has more than 64 characters, or `[`, `]` or `,`, or there is no grade.

    >>> scale = GradeScale({"Senior": ["S2", "S1"], "Junior": ["J1"]})
    >>> [str(grade) for grade in scale.grades], scale.category("S-1")
    (['S2', 'S1', 'J1'], 'Senior')
    """

    categories: _Pairs = attrs.field(converter=_pairs)

    def __attrs_post_init__(self) -> None:
        given: object = self.categories
        if not isinstance(given, tuple):  # left by the converter
            advice = "a scale is made of categories, each with its grades, such as {'P': ['P5', 'P4']}"
            raise refusal(f"{advice}, got {quote(given)}", path="GradeScale", actual=given)
        if found := list(self._check()):
            raise InvalidPlan(found)

    def _check(self) -> Iterator[Problem]:
        """What no scale can be, each at its category or its grade."""
        categories: set[object] = set()
        seen: set[str] = set()
        for category, grades in self.categories:
            if not is_label(category):
                yield _fault(_NAMED.format(quote(category)), category)
            elif category in categories:
                yield _fault(f"category {quote(category)} stands twice", category)
            categories.add(category)
            given: object = grades
            if not isinstance(given, tuple):  # left by the converter
                message = f"category {quote(category)} must be a list of grades, highest first, got {quote(grades)}"
                yield _fault(message, category)
                continue
            for number, grade in enumerate(grades):
                if not is_label(grade):
                    yield _fault(_NAMED.format(quote(grade)), category, number)
                elif (name := plain_grade(grade)) in seen:
                    yield _fault(f"grade {quote(name)} stands twice", category, number)
                else:
                    seen.add(name)
        if all(isinstance(grades, tuple) and not grades for _, grades in self.categories):  # pyright: ignore[reportUnnecessaryIsInstance]
            yield _fault("a scale must have a grade")

    @functools.cached_property
    def grades(self) -> tuple[Grade, ...]:
        """All grades, highest first."""
        pairs = [(grade, category) for category, grades in self.categories for grade in grades]
        return tuple(
            Grade(rank=len(pairs) - number, code=grade, category=category)
            for number, (grade, category) in enumerate(pairs)
        )

    @functools.cached_property
    def _by_name(self) -> dict[str, Grade]:
        return {plain_grade(grade.code): grade for grade in self.grades}

    def find(self, text: str) -> Grade | None:
        """The grade of this name however it is punctuated (`P5`, `P-5`, `P.5`), or None."""
        return self._by_name.get(plain_grade(text)) if isinstance(text, str) and len(text) <= 100 else None

    def grade(self, text: str) -> Grade:
        """The grade of this name, however it is punctuated.

        Raises:
            UnknownCode: the scale has no such grade.

        >>> print(ITU_SCALE.grade("P.5"))
        P5
        """
        found = self.find(text)
        if found is None:
            known = suggestions(text, self.grades)
            raise UnknownCode(f"unknown grade {quote(text)}; the scale has {known}")
        return found

    def category(self, grade: str) -> str:
        """The category of a grade.

        Raises:
            UnknownCode: the scale has no such grade.
        """
        return self.grade(grade).category


def plain_grade(text: str) -> str:
    """The name of a grade without punctuation: `P5` of `P-5` and `P.5`; one of nothing else stays as it is.

    >>> plain_grade("p-5")
    'P5'
    """
    return compose(re.sub(r"[\s.\-\u2010-\u2015_]", "", text) or text).upper()


ITU_SCALE = GradeScale(
    {
        # E2 and E1 are ITU's codes for the two elected heads of the General Secretariat; that E2 is the
        # Secretary-General and E1 the Deputy is an inference, as are the places of USG and ASG right below them.
        "E": ["E2", "E1", "USG", "ASG"],
        "D": ["D2", "D1"],
        "P": ["P5", "P4", "P3", "P2", "P1"],
        "G": ["G7", "G6", "G5", "G4", "G3", "G2", "G1"],
    }
)
"""The scale of ITU: the UN common system's grades below the elected officials'."""


@takes
def grade_category(grade: str) -> str:
    """The category of a grade on the built-in scale: `E`, `D`, `P` or `G`.

    Raises:
        UnknownCode: the scale has no such grade.

    >>> grade_category("P5"), grade_category("P-5"), grade_category("USG")
    ('P', 'P', 'E')
    """
    return ITU_SCALE.category(grade)
